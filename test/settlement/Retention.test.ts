// What an exchange forgets: after the retention an absence no longer says "never", but it says that nothing is left.
import { assert, describe, it } from "@effect/vitest"
import { Fatal } from "effect-binance/errors/BinanceError"
import * as Operation from "effect-binance/client/Operation"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import { errorOf, limit, LittleExchange, lost, reasonOf, settleOver, start } from "./support.ts"

const day = 86_400_000

/** The machine stands still for so many days, with an order in doubt. */
const after = (days: number, more: (exchange: LittleExchange) => void = () => {}, place = Spot.placeOrder) => {
  const exchange = new LittleExchange((request, self) => {
    if (request.what !== "place") return undefined
    self.wall = days * day
    self.skew = days * day
    more(self)
    return lost
  })
  return settleOver(exchange, place(limit).pipe(Reconciliation.settleWithin("10 minutes")), 1_200_000)
}

/** On an exchange that forgets filled orders as well, after so many days, or of which nobody says when. */
const forgetting = (days: number | undefined) => {
  const filledRetentionMillis = days === undefined ? undefined : days * day
  return Operation.make({ ...Spot.placeOrder.operation, product: { ...spotRules, filledRetentionMillis } })
}

describe("a doubt that nobody looked at", () => {
  it.effect("for less than the retention ends in a no", () =>
    Effect.gen(function* () {
      const { exit } = yield* after(89)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("for longer ends in a verdict of its own, that is never sent again: nothing open, nothing filled", () =>
    Effect.gen(function* () {
      const { exit } = yield* after(91)
      const error = errorOf(exit)
      assert.instanceOf(error, Fatal)
      assert.strictEqual(error.reason._tag, "UnknownOrder")
      assert.include(error.message, "nothing was filled")
    })
  )

  it.effect("stays in doubt while a fill is not explained", () =>
    Effect.gen(function* () {
      const { exit } = yield* after(91, (exchange) => {
        exchange.trades.push({ id: 1, orderId: 7, isBuyer: true, time: start + day })
      })
      assert.strictEqual(reasonOf(exit), "AmbiguousExecution ResponseLost")
    })
  )

  for (const [what, days, forgets, end] of [
    ["ends so while a filled order would still be shown", 99, 100, "Fatal UnknownOrder"],
    ["stays in doubt once a filled order would be forgotten as well", 101, 100, "AmbiguousExecution ResponseLost"],
    [
      "stays in doubt where nobody says how long a filled order is shown",
      91,
      undefined,
      "AmbiguousExecution ResponseLost"
    ],
    ["ends in a no before, whatever is said of filled orders", 89, undefined, "Retryable ProvenNotExecuted"]
  ] as const) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const { exit } = yield* after(days, () => {}, forgetting(forgets))
        assert.strictEqual(reasonOf(exit), end)
      })
    )
  }
})
