/** How often connections were tried, so that the exchange's limit on that is kept however many sessions there are. */

const windowMillis = 300_000
// the exchange counts when they arrive, which may be closer together than they left
const slackMillis = 1000

/**
 * Whose limit an attempt counts against: the hosts of one domain together. The limit is documented per IP address of whoever connects, in
 * the chapter of each interface, and none of them says that ports, hosts or products are counted apart. To wait costs a pause, and to be
 * wrong costs a ban.
 */
const countedAs = (address: string): string => {
  const host = /^(?:\w+:\/\/)?([^/:?#]*)/.exec(address.toLowerCase())?.[1] ?? ""
  // an IP address has no domain
  return /[a-z]$/.test(host) ? host.split(".").slice(-2).join(".") : host
}

/**
 * At most `limit` attempts in any five minutes, by domain. Source: spot docs, web-socket-api, "Connection limits", and
 * web-socket-streams, "WebSocket limits": 300.
 */
export class Attempts {
  readonly #limit: number
  readonly #madeAt = new Map<string, Array<number>>()

  constructor(limit = 300) {
    this.#limit = limit
  }

  /** Counts an attempt at `now` (ms by the monotonic clock) and gives 0; or gives for how many ms none can be made. */
  take(address: string, now: number): number {
    const place = countedAs(address)
    // a clock that started again knows nothing of the times before
    const recent = (this.#madeAt.get(place) ?? []).filter((at) => at <= now && at > now - windowMillis - slackMillis)
    this.#madeAt.set(place, recent)
    const oldest = recent[recent.length - this.#limit]
    if (oldest !== undefined) return oldest + windowMillis + slackMillis - now
    recent.push(now)
    return 0
  }
}
