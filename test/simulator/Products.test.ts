/** The library's own calls on every product against every fault: what a settlement says is what the book says. */
import * as Exchange from "@effect-binance/simulator/Exchange"
import type * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import type { Product, Route } from "@effect-binance/simulator/Product"
import { assert, describe, it } from "@effect/vitest"
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type { Fatal, Retryable } from "effect-binance/errors/BinanceError"
import * as Coinm from "effect-binance/products/Coinm"
import * as Margin from "effect-binance/products/Margin"
import * as Options from "effect-binance/products/Options"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
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
const settled = Effect.fnUntraced(function* (
  { before, call, kind }: Case,
  fault: Fault.Name,
  config: Partial<ExchangeConfig.ExchangeConfig> = {}
) {
  yield* TestClock.setTime(start)
  const exchange = Exchange.make({ seed: fault, ...config })
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

/** How many of the effects a settlement says are there: a batch says it of each of its own. */
const yes = (result: Result.Result<unknown, unknown>, kind: Fault.RequestKind): number => {
  if (Result.isFailure(result)) return 0
  const value = result.success
  if (kind !== "batch" || !Array.isArray(value)) return 1
  const results: ReadonlyArray<unknown> = value
  return results.filter((each) => Result.isResult(each) && Result.isSuccess(each)).length
}

const settle = Reconciliation.settle
const symbol = "BTCUSDT"
const limit = { symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "50000" } as const
const market = { symbol, side: "BUY", type: "MARKET", quantity: "0.01" } as const
const stop = { symbol, side: "SELL", type: "STOP_MARKET", quantity: "0.01", triggerPrice: "40000" } as const
const conditional = { symbol, side: "SELL", strategyType: "STOP_MARKET", quantity: "0.01", stopPrice: "40000" } as const
const perpetual = { ...limit, symbol: "BTCUSD_PERP", quantity: "2" } as const
const waiting = { symbol: "BTCUSD_PERP", side: "SELL", type: "STOP_MARKET", quantity: "2", stopPrice: "40000" } as const
const option = { ...limit, symbol: "BTC-301227-60000-C", quantity: "0.1", price: "800" } as const
const oco = { symbol, side: "SELL", quantity: "0.01", limit: { price: "62000" }, stop: { stopPrice: "57000" } } as const
const firstId = { newClientOrderId: "first" } as const
const which = { symbol, origClientOrderId: "first" } as const
const whichPerpetual = { symbol: perpetual.symbol, origClientOrderId: "first" } as const
const to = { side: "BUY", quantity: "0.02", price: "51000" } as const
const toPerpetual = { ...to, quantity: "3" } as const

const on = (route: Route) => (exchange: Exchange.Exchange) => exchange.orders().filter((order) => order.route === route)
const isFirst = ({ placedAs }: Exchange.LedgerOrder) => placedAs.startsWith("first")
const placed = (route: Route) => (exchange: Exchange.Exchange) =>
  on(route)(exchange).filter((order) => !isFirst(order)).length
const cancelled = (route: Route) => (exchange: Exchange.Exchange) =>
  on(route)(exchange).filter((order) => isFirst(order) && order.status === "CANCELED").length
const amended = (route: Route, quantity: string) => (exchange: Exchange.Exchange) =>
  on(route)(exchange).filter((order) => Number(order.price) === 51_000 && Number(order.quantity) === Number(quantity))
    .length
const set = (exchange: Exchange.Exchange) =>
  exchange.requests().some(({ executed, kind }) => executed && kind === "setting") ? 1 : 0
/** Order lists of two, by what has become of their orders. */
const lists = (route: Route, isEnded: boolean) => (exchange: Exchange.Exchange) =>
  on(route)(exchange).filter(({ orderListId, status }) => orderListId >= 0 && (!isEnded || status === "CANCELED"))
    .length / 2

type Before = ReadonlyArray<Settled<unknown>>
type Row = readonly [
  name: string,
  kind: Fault.RequestKind,
  before: Before,
  call: Settled<unknown>,
  done: Case["done"],
  of?: number
]

const usdmFirst: Before = [Usdm.placeOrder({ ...limit, ...firstId }).pipe(settle)]
const usdmTwo: Before = [...usdmFirst, Usdm.placeOrder({ ...limit, newClientOrderId: "first-2" }).pipe(settle)]
const algoFirst: Before = [Usdm.placeAlgoOrder({ ...stop, clientAlgoId: "first" }).pipe(settle)]
const usdm: ReadonlyArray<Row> = [
  ["placeOrder", "place", [], Usdm.placeOrder(limit).pipe(settle), placed("usdm")],
  ["placeOrder that fills", "place", [], Usdm.placeOrder(market).pipe(settle), placed("usdm")],
  ["cancelOrder", "cancel", usdmFirst, Usdm.cancelOrder(which).pipe(settle), cancelled("usdm")],
  ["cancelAllOrders", "cancel", usdmFirst, Usdm.cancelAllOrders({ symbol }).pipe(settle), cancelled("usdm")],
  ["amendOrder", "amend", usdmFirst, Usdm.amendOrder({ ...which, ...to }).pipe(settle), amended("usdm", to.quantity)],
  ["placeOrders", "batch", [], Usdm.placeOrders([limit, { ...limit, price: "49000" }]).pipe(settle), placed("usdm"), 2],
  [
    "amendOrders",
    "batch",
    usdmTwo,
    Usdm.amendOrders([
      { ...which, ...to },
      { symbol, origClientOrderId: "first-2", ...to }
    ]).pipe(settle),
    amended("usdm", to.quantity),
    2
  ],
  [
    "cancelOrders",
    "batch",
    usdmTwo,
    Usdm.cancelOrders({ symbol, origClientOrderIds: ["first", "first-2"] }).pipe(settle),
    cancelled("usdm"),
    2
  ],
  ["placeAlgoOrder", "place", [], Usdm.placeAlgoOrder(stop).pipe(settle), placed("usdm-algo")],
  [
    "cancelAlgoOrder",
    "cancel",
    algoFirst,
    Usdm.cancelAlgoOrder({ symbol, clientAlgoId: "first" }).pipe(settle),
    cancelled("usdm-algo")
  ],
  [
    "cancelAllAlgoOrders",
    "cancel",
    algoFirst,
    Usdm.cancelAllAlgoOrders({ symbol }).pipe(settle),
    cancelled("usdm-algo")
  ],
  ["changeLeverage", "setting", [], Usdm.changeLeverage({ symbol, leverage: 5 }).pipe(settle), set],
  ["changePositionMode", "setting", [], Usdm.changePositionMode({ dualSidePosition: true }).pipe(settle), set],
  ["countdownCancelAll", "setting", [], Usdm.countdownCancelAll({ symbol, countdownTime: 60_000 }).pipe(settle), set]
]

const coinmFirst: Before = [Coinm.placeOrder({ ...perpetual, ...firstId }).pipe(settle)]
const coinm: ReadonlyArray<Row> = [
  ["placeOrder", "place", [], Coinm.placeOrder(perpetual).pipe(settle), placed("coinm")],
  ["placeOrder that waits", "place", [], Coinm.placeOrder(waiting).pipe(settle), placed("coinm")],
  ["cancelOrder", "cancel", coinmFirst, Coinm.cancelOrder(whichPerpetual).pipe(settle), cancelled("coinm")],
  [
    "cancelAllOrders",
    "cancel",
    coinmFirst,
    Coinm.cancelAllOrders({ symbol: perpetual.symbol }).pipe(settle),
    cancelled("coinm")
  ],
  [
    "amendOrder",
    "amend",
    coinmFirst,
    Coinm.amendOrder({ ...whichPerpetual, ...toPerpetual }).pipe(settle),
    amended("coinm", toPerpetual.quantity)
  ],
  [
    "placeOrders",
    "batch",
    [],
    Coinm.placeOrders([perpetual, { ...perpetual, price: "49000" }]).pipe(settle),
    placed("coinm"),
    2
  ],
  [
    "cancelOrders",
    "batch",
    coinmFirst,
    Coinm.cancelOrders({ symbol: perpetual.symbol, origClientOrderIds: ["first"] }).pipe(settle),
    cancelled("coinm")
  ],
  [
    "changeMarginType",
    "setting",
    [],
    Coinm.changeMarginType({ symbol: perpetual.symbol, marginType: "ISOLATED" }).pipe(settle),
    set
  ]
]

const marginOf = (isIsolated: boolean): ReadonlyArray<Row> => {
  const route = isIsolated ? "isolated" : "cross"
  const first: Before = [Margin.placeOrder({ ...limit, ...firstId, isIsolated }).pipe(settle)]
  const firstList: Before = [Margin.placeOco({ ...oco, isIsolated }).pipe(settle)]
  return [
    ["placeOrder", "place", [], Margin.placeOrder({ ...limit, isIsolated }).pipe(settle), placed(route)],
    ["placeOrder that fills", "place", [], Margin.placeOrder({ ...market, isIsolated }).pipe(settle), placed(route)],
    ["cancelOrder", "cancel", first, Margin.cancelOrder({ ...which, isIsolated }).pipe(settle), cancelled(route)],
    ["cancelAllOrders", "cancel", first, Margin.cancelAllOrders({ symbol, isIsolated }).pipe(settle), cancelled(route)],
    ["placeOco", "orderList", [], Margin.placeOco({ ...oco, isIsolated }).pipe(settle), lists(route, false)],
    [
      "cancelOrderList",
      "cancel",
      firstList,
      Margin.cancelOrderList({ symbol, orderListId: 0, isIsolated }).pipe(settle),
      lists(route, true)
    ]
  ]
}

const optionFirst: Before = [Options.placeOrder({ ...option, clientOrderId: "first" }).pipe(settle)]
const sale = { ...option, side: "SELL", price: "990", timeInForce: "IOC" } as const
const options: ReadonlyArray<Row> = [
  ["placeOrder", "place", [], Options.placeOrder(option).pipe(settle), placed("options")],
  ["placeOrder that sells and fills", "place", [], Options.placeOrder(sale).pipe(settle), placed("options")],
  [
    "cancelOrder",
    "cancel",
    optionFirst,
    Options.cancelOrder({ symbol: option.symbol, clientOrderId: "first" }).pipe(settle),
    cancelled("options")
  ],
  [
    "cancelAllOrders",
    "cancel",
    optionFirst,
    Options.cancelAllOrders({ symbol: option.symbol }).pipe(settle),
    cancelled("options")
  ],
  [
    "placeOrders",
    "batch",
    [],
    Options.placeOrders([option, { ...option, price: "795" }]).pipe(settle),
    placed("options"),
    2
  ],
  [
    "cancelOrders",
    "batch",
    optionFirst,
    Options.cancelOrders({ symbol: option.symbol, clientOrderIds: ["first"] }).pipe(settle),
    cancelled("options")
  ]
]

const umFirst: Before = [PortfolioMargin.placeUmOrder({ ...limit, ...firstId }).pipe(settle)]
const cmFirst: Before = [PortfolioMargin.placeCmOrder({ ...perpetual, ...firstId }).pipe(settle)]
const pmFirst: Before = [PortfolioMargin.placeMarginOrder({ ...limit, ...firstId }).pipe(settle)]
const umConditionalFirst: Before = [
  PortfolioMargin.placeUmConditionalOrder({ ...conditional, newClientStrategyId: "first" }).pipe(settle)
]
const pm: ReadonlyArray<Row> = [
  ["placeUmOrder", "place", [], PortfolioMargin.placeUmOrder(limit).pipe(settle), placed("pm-um")],
  ["cancelUmOrder", "cancel", umFirst, PortfolioMargin.cancelUmOrder(which).pipe(settle), cancelled("pm-um")],
  [
    "amendUmOrder",
    "amend",
    umFirst,
    PortfolioMargin.amendUmOrder({ ...which, ...to }).pipe(settle),
    amended("pm-um", to.quantity)
  ],
  ["placeCmOrder", "place", [], PortfolioMargin.placeCmOrder(perpetual).pipe(settle), placed("pm-cm")],
  ["cancelCmOrder", "cancel", cmFirst, PortfolioMargin.cancelCmOrder(whichPerpetual).pipe(settle), cancelled("pm-cm")],
  [
    "placeUmConditionalOrder",
    "place",
    [],
    PortfolioMargin.placeUmConditionalOrder(conditional).pipe(settle),
    placed("pm-um-conditional")
  ],
  [
    "cancelUmConditionalOrder",
    "cancel",
    umConditionalFirst,
    PortfolioMargin.cancelUmConditionalOrder({ symbol, newClientStrategyId: "first" }).pipe(settle),
    cancelled("pm-um-conditional")
  ],
  ["placeMarginOrder", "place", [], PortfolioMargin.placeMarginOrder(limit).pipe(settle), placed("pm-margin")],
  [
    "cancelMarginOrder",
    "cancel",
    pmFirst,
    PortfolioMargin.cancelMarginOrder(which).pipe(settle),
    cancelled("pm-margin")
  ],
  ["placeMarginOco", "orderList", [], PortfolioMargin.placeMarginOco(oco).pipe(settle), lists("pm-margin", false)]
]

const products: ReadonlyArray<readonly [module: string, Product, ReadonlyArray<Row>]> = [
  ["Usdm", "usdm", usdm],
  ["Coinm", "coinm", coinm],
  ["Margin, cross", "margin", marginOf(false)],
  ["Margin, isolated", "margin", marginOf(true)],
  ["Options", "options", options],
  ["PortfolioMargin", "pm", pm]
]

const cases = products.flatMap(([module, product, rows]) =>
  rows.map(([name, kind, before, call, done, of = 1]): Case => ({
    name: `${module}: ${name}`,
    product,
    kind,
    before,
    call,
    of,
    done
  }))
)

/** One of each way in which a reply can fail; every row of the table is met by the calls that are marked `whole`. */
const faults: ReadonlyArray<Fault.Name> = [
  "refused",
  "request-lost",
  "reply-lost",
  "delayed",
  "reply-truncated",
  "html-200",
  "duplicate-keys",
  "rate-limited",
  "order-rate-limited",
  "clock-skew",
  "bad-gateway-unexecuted",
  "disconnected-unexecuted",
  "busy",
  "timeout-then-executed",
  "timeout-half-executed",
  "timeout-batch-half-executed",
  "unknown-error",
  "unknown-error-unexecuted",
  "service-unavailable",
  "throttled"
]
const whole: ReadonlySet<string> = new Set([
  "Usdm: placeOrder",
  "Usdm: amendOrder",
  "Usdm: placeOrders",
  "Usdm: cancelAlgoOrder"
])

describe("a settlement says what the book says", () => {
  for (const each of cases) {
    const names = whole.has(each.name) ? Fault.names : faults
    it.effect.each(names.filter((name) => Fault.applies(Fault.rowOf(name), each.kind, each.product)))(
      `${each.name}, %s`,
      (fault) =>
        Effect.gen(function* () {
          const { exchange, result } = yield* settled(each, fault)
          const done = each.done(exchange)
          assert.isAtMost(done, each.of, "more than was asked for")
          assert.strictEqual(yes(result, each.kind), done, JSON.stringify(result).slice(0, 600))
        })
    )
  }
})

describe("an exchange that does not keep its bounds is found out", () => {
  const late = { breakBounds: { engineDelayMillis: 600_000 } }
  const caseOf = (name: string): Case => {
    const found = cases.find((each) => each.name === name)
    if (found === undefined) throw new TypeError(`no case "${name}"`)
    return found
  }
  for (const name of ["Usdm: placeOrder", "Coinm: placeOrder", "Options: placeOrder", "PortfolioMargin: placeUmOrder"])
    it.effect(`${name}, accepted later than it promises`, () =>
      Effect.gen(function* () {
        const each = caseOf(name)
        const { exchange, result } = yield* settled(each, "timeout-then-executed", late)
        assert.deepStrictEqual([yes(result, each.kind), each.done(exchange)], [0, 1])
      })
    )

  it.effect("Usdm: placeOrder, shown later than it promises", () =>
    Effect.gen(function* () {
      const each = caseOf("Usdm: placeOrder")
      const config = { breakBounds: { visibilityMillis: 600_000 } }
      const { exchange, result } = yield* settled(each, "reply-lost", config)
      assert.deepStrictEqual([yes(result, each.kind), each.done(exchange)], [0, 1])
    })
  )
})
