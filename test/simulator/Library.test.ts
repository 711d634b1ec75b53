/** The library's own calls of every kind against every fault: what a settlement says is what the book says. */
import * as Exchange from "@effect-binance/simulator/Exchange"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import { assert, describe, it } from "@effect/vitest"
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { simulated } from "./library.ts"
import { limit, start } from "./support.ts"

const symbol = "BTCUSDT"
const working = { type: "LIMIT", timeInForce: "GTC", side: "BUY", quantity: "0.01", price: "59000" } as const
const pending = { type: "LIMIT", timeInForce: "GTC", side: "SELL", price: "62000" } as const
const above = { type: "LIMIT_MAKER", price: "62000" } as const
const below = { type: "STOP_LOSS", stopPrice: "57000" } as const
const pair = { side: "SELL", above, below } as const

// how many orders each list has
const lists = {
  oco: [2, Spot.placeOco({ symbol, side: "SELL", quantity: "0.01", above, below }).pipe(Reconciliation.settle)],
  oto: [2, Spot.placeOto({ symbol, working, pending: { ...pending, quantity: "0.01" } }).pipe(Reconciliation.settle)],
  otoco: [3, Spot.placeOtoco({ symbol, working, pending: { ...pair, quantity: "0.01" } }).pipe(Reconciliation.settle)],
  opo: [2, Spot.placeOpo({ symbol, working, pending }).pipe(Reconciliation.settle)],
  opoco: [3, Spot.placeOpoco({ symbol, working, pending: pair }).pipe(Reconciliation.settle)]
} as const
const amend = Spot.amendOrder({ symbol, origClientOrderId: "first", newQty: "0.01" }).pipe(Reconciliation.settle)
const replace = Spot.cancelReplaceOrder({
  symbol,
  cancelReplaceMode: "STOP_ON_FAILURE",
  cancelOrigClientOrderId: "first",
  newClientOrderId: "second",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "49000"
}).pipe(Reconciliation.settle)

/** Runs a call whose first request of this kind meets the fault, until it is settled, and gives how it ended. */
const settled = Effect.fnUntraced(function* <A, E extends { readonly executed: string }>(
  call: Effect.Effect<A, E, BinanceClient.BinanceClient | Reconciliation.Reconciliation>,
  kind: Fault.RequestKind,
  fault: Fault.Name
) {
  yield* TestClock.setTime(start)
  const exchange = Exchange.make({ seed: fault })
  const first = exchange.handle(start, limit(start, { quantity: "0.02", newClientOrderId: "first" }))
  assert.strictEqual(first.reply?.status, 200)
  const fiber = yield* Effect.result(call).pipe(
    Effect.provide(simulated(exchange, FaultPlan.scripted([{ fault, on: kind }]))),
    Effect.forkChild({ startImmediately: true })
  )
  yield* TestClock.adjust("20 minutes")
  const result = yield* Fiber.join(fiber)
  exchange.drain()
  const met = exchange.requests().some((request) => request.fault === Fault.rowOf(fault).fault)
  assert.isTrue(met, "the fault was not met")
  return { exchange, executed: result._tag === "Success" ? "yes" : result.failure.executed }
})

const faultsOf = (kind: Fault.RequestKind) => Fault.names.filter((name) => Fault.applies(Fault.rowOf(name), kind))

describe("a settlement says what the book says", () => {
  for (const fault of faultsOf("amend"))
    it.effect(`amend, ${fault}`, () =>
      Effect.gen(function* () {
        const { exchange, executed } = yield* settled(amend, "amend", fault)
        const [order] = exchange.orders()
        assert.strictEqual(executed, order?.quantity === "0.01000000" ? "yes" : "no")
        assert.strictEqual(order?.clientOrderId, "first")
      })
    )

  for (const fault of faultsOf("cancelReplace"))
    it.effect(`cancelReplace, ${fault}`, () =>
      Effect.gen(function* () {
        const { exchange, executed } = yield* settled(replace, "cancelReplace", fault)
        const [first] = exchange.orders()
        const placed = exchange.find("second").length
        assert.isAtMost(placed, 1)
        const halves = (first?.status === "CANCELED" ? 1 : 0) + placed
        assert.strictEqual(executed, ["no", "partial", "yes"][halves])
      })
    )

  for (const [kind, [size, call]] of Object.entries(lists))
    for (const fault of faultsOf("orderList"))
      it.effect(`${kind}, ${fault}`, () =>
        Effect.gen(function* () {
          const { exchange, executed } = yield* settled(call, "orderList", fault)
          const legs = exchange.orders().filter(({ orderListId }) => orderListId >= 0)
          assert.include([0, size], legs.length)
          assert.strictEqual(executed, legs.length === 0 ? "no" : "yes")
        })
      )
})
