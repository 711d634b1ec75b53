/** How often connections were tried, so that the exchange's limit on that is kept however many sessions there are. */

const windowMillis = 300_000
// the exchange counts when they arrive, which may be closer together than they left
const slackMillis = 1000

/** At most `limit` attempts in any five minutes, by address. Source: spot docs, web-socket-api, "Connection limits": 300. */
export class Attempts {
  readonly #limit: number
  readonly #madeAt = new Map<string, Array<number>>()

  constructor(limit = 300) {
    this.#limit = limit
  }

  /** Counts an attempt at `now` (ms by the monotonic clock) and gives 0; or gives for how many ms none can be made. */
  take(address: string, now: number): number {
    // a clock that started again knows nothing of the times before
    const recent = (this.#madeAt.get(address) ?? []).filter((at) => at <= now && at > now - windowMillis - slackMillis)
    this.#madeAt.set(address, recent)
    const oldest = recent[recent.length - this.#limit]
    if (oldest !== undefined) return oldest + windowMillis + slackMillis - now
    recent.push(now)
    return 0
  }
}
