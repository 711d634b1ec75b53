// What an exchange forgets: after the retention an absence no longer says "never", but it says that nothing is left.
import { assert, describe, it } from "@effect/vitest"
import { Fatal } from "effect-binance/errors/BinanceError"
import * as Operation from "effect-binance/client/Operation"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import { duplicate, errorOf, limit, LittleExchange, lost, reasonOf, refusal, settleOver, start } from "./support.ts"

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

const archived = refusal(
  -2026,
  "Order was canceled or expired with no executed qty over 90 days ago and has been archived."
)

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

  it.effect("is as old as it is by the exchange's clock, when somebody has set ours back", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        // the machine stands still, and comes back with a clock that is not a day behind
        self.wall = 89.5 * day
        self.skew = 90.375 * day
        return lost
      })
      const { exit } = yield* settleOver(exchange, Spot.placeOrder(limit).pipe(Reconciliation.settle), 1_200_000)
      assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
    })
  )

  it.effect("and as young as it is, when somebody has set ours forward", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        self.wall = 90.375 * day
        self.skew = 89.5 * day
        return lost
      })
      const { exit } = yield* settleOver(exchange, Spot.placeOrder(limit).pipe(Reconciliation.settle), 1_200_000)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("ends so when the exchange says itself that it has archived the order", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what === "order") return archived
        if (request.what !== "place") return undefined
        self.wall = 91 * day
        self.skew = 91 * day
        return lost
      })
      const { exit } = yield* settleOver(exchange, Spot.placeOrder(limit).pipe(Reconciliation.settle), 1_200_000)
      assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
    })
  )

  it.effect("stays in doubt when the exchange says so of an order that cannot be that old", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "order" ? archived : request.what === "place" ? lost : undefined
      )
      const call = Spot.placeOrder(limit).pipe(Reconciliation.settleWithin("10 minutes"))
      const { exit } = yield* settleOver(exchange, call, 1_200_000)
      assert.strictEqual(reasonOf(exit), "AmbiguousExecution ResponseLost")
    })
  )

  it.effect("ends so although a duplicate proves that there was an order: of that one nothing is left", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        self.wall = 91 * day
        self.skew = 91 * day
        return duplicate
      })
      const { exit } = yield* settleOver(exchange, Spot.placeOrder(limit).pipe(Reconciliation.settle), 1_200_000)
      assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
    })
  )

  it.effect("of a cancel or an amend ends when the exchange says that it has archived the order", () =>
    Effect.gen(function* () {
      for (const call of [
        Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 7 }),
        Spot.amendOrder({ symbol: "BTCUSDT", orderId: 7, newQty: "0.001" })
      ]) {
        const exchange = new LittleExchange((request) =>
          request.what === "order"
            ? archived
            : request.nth === 1 && (request.what === "cancel" || request.what === "amend")
              ? lost
              : undefined
        )
        const settled = call as ReturnType<typeof Spot.cancelOrder> // both give an order, or what holds one
        const { exit } = yield* settleOver(exchange, settled.pipe(Reconciliation.settle), 1_200_000)
        assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
      }
    })
  )
})
