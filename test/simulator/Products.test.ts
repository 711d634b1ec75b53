/** The library's own calls on every product against every fault: what a settlement says is what the book says. */
import * as Exchange from "@effect-binance/simulator/Exchange"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import type { Product, Route } from "@effect-binance/simulator/Product"
import { assert, describe, it } from "@effect/vitest"
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type { Fatal, Retryable } from "effect-binance/errors/BinanceError"
import * as Usdm from "effect-binance/products/Usdm"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import { simulated } from "./library.ts"
import { start } from "./support.ts"

type Services = BinanceClient.BinanceClient | Reconciliation.Reconciliation
type Settled<A> = Effect.Effect<A, Retryable | Fatal, Services>

/** One kind of call on one product, and how the book shows what it has done. */
interface Case {
  readonly name: string
  readonly product: Product
  readonly kind: Fault.RequestKind
  /** What stands on the book before it. */
  readonly before: ReadonlyArray<Settled<unknown>>
  readonly call: Settled<unknown>
  /** How many of its effects the book shows, of how many. */
  readonly of: number
  readonly done: (exchange: Exchange.Exchange) => number
}

/** Runs a call whose first request of this kind meets the fault, until it is settled, and gives how it ended. */
const settled = Effect.fnUntraced(function* ({ before, call, kind }: Case, fault: Fault.Name) {
  yield* TestClock.setTime(start)
  const exchange = Exchange.make({ seed: fault })
  for (const each of before) {
    const ready = yield* Effect.forkChild(Effect.provide(each, simulated(exchange)), { startImmediately: true })
    yield* TestClock.adjust("10 seconds")
    yield* Fiber.join(ready)
  }
  const fiber = yield* Effect.result(call).pipe(
    Effect.provide(simulated(exchange, FaultPlan.scripted([{ fault, on: kind }]))),
    Effect.forkChild({ startImmediately: true })
  )
  yield* TestClock.adjust("30 minutes")
  const result = yield* Fiber.join(fiber)
  exchange.drain()
  const met = exchange.requests().some((request) => request.fault === Fault.rowOf(fault).fault)
  assert.isTrue(met, "the fault was not met")
  return { exchange, result }
})

const yes = (result: Result.Result<unknown, unknown>): number => {
  if (Result.isFailure(result)) return 0
  const value = result.success
  if (!Array.isArray(value)) return 1
  const results: ReadonlyArray<unknown> = value
  return results.filter((each) => Result.isResult(each) && Result.isSuccess(each)).length
}

const on = (route: Route) => (exchange: Exchange.Exchange) => exchange.orders().filter((order) => order.route === route)
const placedOn = (route: Route) => (exchange: Exchange.Exchange) =>
  on(route)(exchange).filter(({ placedAs }) => !placedAs.startsWith("first")).length
const cancelledOn = (route: Route) => (exchange: Exchange.Exchange) =>
  on(route)(exchange).filter(({ placedAs, status }) => placedAs.startsWith("first") && status === "CANCELED").length

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "50000"
} as const
const stop = { symbol: "BTCUSDT", side: "SELL", type: "STOP_MARKET", quantity: "0.01", triggerPrice: "40000" } as const
const settle = Reconciliation.settle
const two = [1, 2].map((n) => Usdm.placeOrder({ ...limit, newClientOrderId: `first-${n}` }).pipe(settle))
const first = two.slice(0, 1)
const isAmended = ({ price, quantity }: Exchange.LedgerOrder) => Number(price) === 51_000 && Number(quantity) === 0.02
const amendedTo = { symbol: "BTCUSDT", side: "BUY", quantity: "0.02", price: "51000" } as const
const usdm = { product: "usdm" } as const

const cases: ReadonlyArray<Case> = [
  {
    ...usdm,
    name: "Usdm.placeOrder",
    kind: "place",
    before: [],
    call: Usdm.placeOrder(limit).pipe(settle),
    of: 1,
    done: placedOn("usdm")
  },
  {
    ...usdm,
    name: "Usdm.placeOrder, which fills",
    kind: "place",
    before: [],
    call: Usdm.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }).pipe(settle),
    of: 1,
    done: placedOn("usdm")
  },
  {
    ...usdm,
    name: "Usdm.cancelOrder",
    kind: "cancel",
    before: first,
    call: Usdm.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "first-1" }).pipe(settle),
    of: 1,
    done: cancelledOn("usdm")
  },
  {
    ...usdm,
    name: "Usdm.cancelAllOrders",
    kind: "cancel",
    before: first,
    call: Usdm.cancelAllOrders({ symbol: "BTCUSDT" }).pipe(settle),
    of: 1,
    done: cancelledOn("usdm")
  },
  {
    ...usdm,
    name: "Usdm.amendOrder",
    kind: "amend",
    before: first,
    call: Usdm.amendOrder({ ...amendedTo, origClientOrderId: "first-1" }).pipe(settle),
    of: 1,
    done: (exchange) => on("usdm")(exchange).filter(isAmended).length
  },
  {
    ...usdm,
    name: "Usdm.placeOrders",
    kind: "batch",
    before: [],
    call: Usdm.placeOrders([limit, { ...limit, price: "49000" }]).pipe(settle),
    of: 2,
    done: placedOn("usdm")
  },
  {
    ...usdm,
    name: "Usdm.amendOrders",
    kind: "batch",
    before: two,
    call: Usdm.amendOrders([
      { ...amendedTo, origClientOrderId: "first-1" },
      { ...amendedTo, origClientOrderId: "first-2" }
    ]).pipe(settle),
    of: 2,
    done: (exchange) => on("usdm")(exchange).filter(isAmended).length
  },
  {
    ...usdm,
    name: "Usdm.cancelOrders",
    kind: "batch",
    before: two,
    call: Usdm.cancelOrders({ symbol: "BTCUSDT", origClientOrderIds: ["first-1", "first-2"] }).pipe(settle),
    of: 2,
    done: cancelledOn("usdm")
  },
  {
    ...usdm,
    name: "Usdm.placeAlgoOrder",
    kind: "place",
    before: [],
    call: Usdm.placeAlgoOrder(stop).pipe(settle),
    of: 1,
    done: placedOn("usdm-algo")
  },
  {
    ...usdm,
    name: "Usdm.cancelAlgoOrder",
    kind: "cancel",
    before: [Usdm.placeAlgoOrder({ ...stop, clientAlgoId: "first" }).pipe(settle)],
    call: Usdm.cancelAlgoOrder({ symbol: "BTCUSDT", clientAlgoId: "first" }).pipe(settle),
    of: 1,
    done: cancelledOn("usdm-algo")
  },
  {
    ...usdm,
    name: "Usdm.changeLeverage",
    kind: "setting",
    before: [],
    call: Usdm.changeLeverage({ symbol: "BTCUSDT", leverage: 5 }).pipe(settle),
    of: 1,
    done: (exchange) =>
      exchange.requests().some(({ executed, path }) => executed && path.endsWith("leverage")) ? 1 : 0
  }
]

describe("a settlement says what the book says", () => {
  for (const each of cases) {
    const faults = Fault.names.filter((name) => Fault.applies(Fault.rowOf(name), each.kind, each.product))
    it.effect.each(faults)(`${each.name}, %s`, (fault) =>
      Effect.gen(function* () {
        const { exchange, result } = yield* settled(each, fault)
        const done = each.done(exchange)
        assert.isAtMost(done, each.of, "more than was asked for")
        const said = yes(result)
        assert.strictEqual(said > each.of ? each.of : said, done, JSON.stringify(result).slice(0, 600))
      })
    )
  }
})
