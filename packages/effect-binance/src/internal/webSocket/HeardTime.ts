/** What the exchange's clock shows at least, by what has been said of it to one line: a frame of the futures tells until when a ban lasts, and not when it was made. */
import type * as Clock from "effect/Clock"
import { monotonicMillisOf } from "../../client/Intent.ts"
import type { Reply } from "../../client/Transport.ts"
import { get, parseJson } from "../json.ts"

interface Reading {
  readonly serverTime: number
  readonly monotonic: number
  readonly wall: number
}

// One node of the exchange may be ahead of the others; as many readings as make a measurement of ServerClock.
const kept = 3
// What ServerClock allows for, and takes for no time at all.
const driftPerMilli = 2.5e-4
const jumpMillis = 500
const dayMillis = 86_400_000

export class HeardTime {
  readonly #clock: Clock.Clock
  #readings: ReadonlyArray<Reading> = []

  constructor(clock: Clock.Clock) {
    this.#clock = clock
  }

  #now(): Omit<Reading, "serverTime"> {
    return { monotonic: monotonicMillisOf(this.#clock), wall: this.#clock.currentTimeMillisUnsafe() }
  }

  /** Has come just now. What it says was so when it was made, and so it is later by now. */
  hear(reply: Reply): void {
    if (reply._tag !== "HttpReply" || reply.status !== 200) return
    const serverTime = get(parseJson(reply.body), "serverTime")
    const now = this.#now()
    if (typeof serverTime !== "number" || !(Math.abs(serverTime - now.wall) <= dayMillis)) return
    this.#readings = [...this.#readings, { serverTime, ...now }].slice(-kept)
  }

  /** In epoch ms; `undefined` when nothing that was said can be counted from. */
  earliest(): number | undefined {
    const now = this.#now()
    const times = this.#readings.flatMap(({ monotonic, serverTime, wall }) => {
      const passed = now.monotonic - monotonic
      // the machine slept or was set, and nobody can say which
      if (Math.abs(now.wall - wall - passed) > jumpMillis) return []
      return [serverTime + passed * (1 - driftPerMilli)]
    })
    return times.length === 0 ? undefined : Math.min(...times)
  }
}
