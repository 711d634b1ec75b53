// Until when the limit of new orders lasts where the reply does not say: its window turns with the exchange's clock.
import { assert, describe, it } from "@effect/vitest"
import type { HttpReply } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Margin from "effect-binance/products/Margin"
import type { BinanceError } from "effect-binance/errors/BinanceError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { other } from "../client/other.ts"
import { client, http, tagOf, wire, within, withTime, type Client, type Script } from "../client/support.ts"

// how far the exchange's clock is ahead, and how long a request takes each way: what is read is off by that at most
const ahead = 7200
const way = 30
const second = 1000
const minute = 60 * second
const day = 1440 * minute
const midnight = Date.UTC(2026, 0, 2)

const input = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "1", price: "1" } as const
const path = "/sapi/v1/margin/order"

const tooMany = (text: string, headers: Readonly<Record<string, string>> = {}) =>
  http(429, { code: -1015, msg: `Too many new orders${text}.` }, headers)

/** Both ways take their time. */
const slow =
  (script: Script): Script =>
  (request, index) =>
    Effect.gen(function* () {
      yield* Effect.sleep(way)
      const answer = script(request, index)
      const reply = Effect.isEffect(answer) ? yield* answer : answer
      yield* Effect.sleep(way)
      return reply
    })

const ofOwn = Margin.placeOrder(input)
/** The same, made with another client, which gets its reply without delay. */
const ofOther = (reply: HttpReply) => other(() => reply).call(Margin.placeOrder.operation, input)

/** When the order of that moment was refused, and when the next may leave, by the exchange's clock. */
const refusedAt = <R extends Client>(
  call: Effect.Effect<unknown, BinanceError, R>,
  reply: HttpReply,
  moment: number,
  waysBefore = 7
) =>
  Effect.gen(function* () {
    // the clock is read three times before; the reply comes one way later
    yield* TestClock.setTime(moment - ahead - waysBefore * way)
    const result = yield* within(call, 1000)
    if (result._tag === "Success" || result.failure.reason._tag !== "OrderRateLimited")
      return assert.fail(tagOf(result))
    const end = yield* BanWindow.closedUntil(
      yield* BanWindow.BanWindow,
      BanWindow.scopesOf({ method: "POST", path, account: "test" })
    )
    return { end: (end ?? 0) + ahead, retryAfter: Duration.toMillis(result.failure.reason.retryAfter) }
  }).pipe(Effect.provide(client(wire(slow(withTime(() => reply, ahead))))))

describe("the limit of new orders, of which a 429 does not say how long it lasts", () => {
  const windows = [
    ["its ten seconds", "; current limit is 50 orders per 10 SECOND", 10 * second],
    ["its minute", "; current limit is 1200 orders per 1 MINUTE", minute],
    ["its day", "; current limit is 160000 orders per DAY", day],
    ["no window, so the minute by which all but a day's turn", "", minute]
  ] as const
  for (const [name, text, length] of windows) {
    const clients = [
      ["ours", (reply: HttpReply) => (moment: number) => refusedAt(ofOwn, reply, moment)],
      ["another's", (reply: HttpReply) => (moment: number) => refusedAt(ofOther(reply), reply, moment, 5)]
    ] as const
    for (const [whose, asks] of clients) {
      it.effect(`names ${name}: ${whose} waits until that turns, and no longer`, () =>
        Effect.gen(function* () {
          const refused = asks(tooMany(text))
          for (const before of [9000, 3000, 500, 1, -5]) {
            const { end, retryAfter } = yield* refused(midnight - before)
            const turn = before > 0 ? midnight : midnight + length
            assert.isAtLeast(end, turn, `${before} ms before`)
            assert.isAtMost(end, turn + 2 * way + 3 + length * 2.5e-4, `${before} ms before`)
            assert.isAtMost(retryAfter, end - midnight + before)
          }
        })
      )
    }
  }

  it.effect("is as long as the reply says, when it does", () =>
    Effect.gen(function* () {
      const reply = tooMany("; current limit is 50 orders per 10 SECOND", { "retry-after": "4" })
      const { end, retryAfter } = yield* refusedAt(ofOwn, reply, midnight - 9000)
      assert.deepStrictEqual([end - midnight + 9000, retryAfter], [4000 + way, 4000])
    })
  )
})
