// How long a doubt about an order lasts on each product, and what it weighs: in exchange time, over an exchange of a script.
import type { BinanceClient } from "effect-binance/client/BinanceClient"
import type { Call } from "effect-binance/client/Call"
import * as Intent from "effect-binance/client/Intent"
import type { AnyOperation, Description, Operation } from "effect-binance/client/Operation"
import type { Reply } from "effect-binance/client/Transport"
import type { BinanceError } from "effect-binance/errors/BinanceError"
import type { Kind } from "effect-binance/errors/InDoubt"
import { RateBudget, type Service } from "effect-binance/limits/RateBudget"
import * as Coinm from "effect-binance/products/Coinm"
import * as Margin from "effect-binance/products/Margin"
import * as Options from "effect-binance/products/Options"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import * as Spot from "effect-binance/products/Spot"
import * as Usdm from "effect-binance/products/Usdm"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as UserEvent from "effect-binance/stream/UserEvent"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { client, http, lost, parametersOf, wire } from "../client/support.ts"

const start = Date.UTC(2026, 0, 1)

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "30000"
} as const
const stop = { symbol: "BTCUSDT", side: "SELL", type: "STOP_MARKET", quantity: "0.01", triggerPrice: "20000" } as const
const strategy = {
  symbol: "BTCUSDT",
  side: "SELL",
  strategyType: "STOP_MARKET",
  quantity: "0.01",
  stopPrice: "20000"
} as const

interface Product {
  readonly name: string
  readonly operation: AnyOperation
  readonly call: Call<unknown, BinanceError, BinanceClient>
  /** What its user data stream tells when it has accepted the order of this name. */
  readonly event: (clientOrderId: string) => Sightings.Sighting
}

/** An event as the wire has it, of an order of this symbol, side, type, quantity and price that was just accepted, or cancelled. */
type Wire = (order: Description, name: string, as: "NEW" | "CANCELED") => object
const told = { E: start, T: start }
const onSpot: Wire = ({ price, quantity, side, symbol, type }, c, x) => ({
  ...{ e: "executionReport", ...told, s: symbol, c, C: "", S: side, o: type, q: quantity, p: price, g: -1 },
  ...{ x, X: x, i: 28, z: "0", O: start }
})
const onFutures: Wire = ({ price, quantity, side, symbol, type }, c, x) => ({
  ...{ e: "ORDER_TRADE_UPDATE", ...told },
  o: { s: symbol, c, S: side, o: type, ot: type, q: quantity, p: price, x, X: x, i: 28, z: "0", T: start }
})
const onAlgo: Wire = ({ quantity, side, symbol, type }, caid, x) => ({
  ...{ e: "ALGO_UPDATE", ...told },
  o: { caid, aid: 28, at: "CONDITIONAL", s: symbol, S: side, o: type, q: quantity, p: "0", X: x, tp: "20000" }
})
const onConditional: Wire = ({ quantity, side, symbol, type }, c, x) => ({
  ...{ e: "CONDITIONAL_ORDER_TRADE_UPDATE", ...told },
  so: { s: symbol, c, si: 28, S: side, st: type, q: quantity, p: "0", os: x, T: start, ut: start, i: 0 }
})
const of =
  (fs: "UM" | "CM", wire: Wire): Wire =>
  (order, name, as) => ({ ...wire(order, name, as), fs })

const isProduct = Schema.is(UserEvent.Product)

const eventOf =
  <P>(operation: Operation<unknown, Kind, P>, input: P, wire: Wire): Product["event"] =>
  (clientOrderId) => {
    const { name } = operation.product
    const as = operation.kind === "cancel" ? "CANCELED" : "NEW"
    const json = wire(operation.describe(input, clientOrderId), clientOrderId, as)
    const [sighting] = isProduct(name) ? UserEvent.sightingsOf(UserEvent.decode(name, json)) : []
    if (sighting === undefined) throw new Error(`no sighting on ${name}: ${JSON.stringify(json)}`)
    return sighting
  }
const product = <P, A, E extends BinanceError>(
  name: string,
  make: ((input: P) => Call<A, E, BinanceClient>) & { readonly operation: Operation<unknown, Kind, P> },
  input: P,
  wire: Wire
): Product => ({ name, operation: make.operation, call: make(input), event: eventOf(make.operation, input, wire) })

export const products: ReadonlyArray<Product> = [
  product("Spot", Spot.placeOrder, limit, onSpot),
  product("margin", Margin.placeOrder, limit, onSpot),
  product("USDⓈ-M", Usdm.placeOrder, limit, onFutures),
  product("USDⓈ-M algo", Usdm.placeAlgoOrder, stop, onAlgo),
  product("COIN-M", Coinm.placeOrder, { ...limit, symbol: "BTCUSD_PERP", quantity: "1" }, onFutures),
  product(
    "options",
    Options.placeOrder,
    { ...limit, symbol: "BTC-261225-60000-C", quantity: "1", price: "100" },
    onFutures
  ),
  product("portfolio margin, UM", PortfolioMargin.placeUmOrder, limit, of("UM", onFutures)),
  product(
    "portfolio margin, CM",
    PortfolioMargin.placeCmOrder,
    { ...limit, symbol: "BTCUSD_PERP", quantity: "1" },
    of("CM", onFutures)
  ),
  product(
    "portfolio margin, UM conditional",
    PortfolioMargin.placeUmConditionalOrder,
    strategy,
    of("UM", onConditional)
  ),
  product("portfolio margin, margin", PortfolioMargin.placeMarginOrder, limit, onSpot)
]

const which = { symbol: "BTCUSDT", orderId: 28 } as const
const contract = { symbol: "BTCUSD_PERP", orderId: 28 } as const

/** The cancel of each kind of order, by its id. */
export const cancels: ReadonlyArray<Product> = [
  product("Spot", Spot.cancelOrder, which, onSpot),
  product("margin", Margin.cancelOrder, which, onSpot),
  product("USDⓈ-M", Usdm.cancelOrder, which, onFutures),
  product("USDⓈ-M algo", Usdm.cancelAlgoOrder, { symbol: "BTCUSDT", algoId: 28 }, onAlgo),
  product("COIN-M", Coinm.cancelOrder, contract, onFutures),
  product("options", Options.cancelOrder, { symbol: "BTC-261225-60000-C", orderId: 28 }, onFutures),
  product("portfolio margin, UM", PortfolioMargin.cancelUmOrder, which, of("UM", onFutures)),
  product("portfolio margin, CM", PortfolioMargin.cancelCmOrder, contract, of("CM", onFutures)),
  product(
    "portfolio margin, UM conditional",
    PortfolioMargin.cancelUmConditionalOrder,
    { symbol: "BTCUSDT", strategyId: 28 },
    of("UM", onConditional)
  ),
  product("portfolio margin, margin", PortfolioMargin.cancelMarginOrder, which, onSpot)
]

/** Each way, in ms. */
export const latency = 50
const longest = 600_000

export interface Verdict {
  /** What it ended as; `AmbiguousExecution` when it stays in doubt. */
  readonly tag: string
  /** From the reply that was lost until the verdict, in ms. */
  readonly millis: number
  /** Request weight of all questions. */
  readonly weight: number
  readonly questions: number
}

const nameOf = (order: URLSearchParams | undefined) =>
  order?.get("newClientOrderId") ??
  order?.get("clientAlgoId") ??
  order?.get("clientOrderId") ??
  order?.get("newClientStrategyId")

/** What an exchange says that has this one order, or none. */
const answers =
  (placing: string, found: boolean) =>
  (line: string, sent: URLSearchParams, order: URLSearchParams | undefined): Reply => {
    if (line.endsWith("/time")) return http(200, {})
    if (line === placing) return lost
    if (line.startsWith("DELETE")) return http(400, { code: -2011, msg: "Unknown order sent." })
    const isOfOne = /\/(?:order|algoOrder|openOrder|orderHistory)$/.test(line)
    const name = nameOf(order)
    if (!found || !isOfOne || ![...sent.values()].includes(name ?? ""))
      return isOfOne ? http(400, { code: -2013, msg: "Order does not exist." }) : http(200, [])
    const row = {
      ...Object.fromEntries(order ?? []),
      orderId: 28,
      algoId: 28,
      strategyId: 28,
      clientOrderId: name,
      origQty: order?.get("quantity"),
      status: "NEW",
      algoStatus: "NEW",
      strategyStatus: "NEW",
      time: start,
      bookTime: start,
      createTime: start,
      updateTime: start
    }
    return http(200, row)
  }

/** What is there besides the questions, and how slow those are. */
export interface Circumstances {
  /** How long after its acceptance no view shows the order, in ms. */
  readonly lagMillis?: number
  /** A user data stream without a gap that tells of the order one way later; `delayMillis` is what its caller states of it, if so. */
  readonly stream?: { readonly delayMillis?: number }
}

/** Places an order whose reply is lost, and settles it. */
export const settleOf = (
  { call, event, operation }: Product,
  found: boolean,
  { lagMillis = 0, stream }: Circumstances = {}
): Effect.Effect<Verdict> => {
  const placing = `${operation.method} ${operation.path}`
  let order: URLSearchParams | undefined
  let acceptedAt = Infinity
  let sightings: Sightings.SightingsService | undefined
  const bounds = SettlementBounds.along(undefined, {}, operation)
  const over = wire((request) =>
    Effect.gen(function* () {
      yield* Effect.sleep(latency)
      const line = `${request.method} ${request.path}`
      const sent = parametersOf(request)
      const now = yield* Clock.currentTimeMillis
      if (line === placing) {
        order = sent
        acceptedAt = now
        const seen = event(nameOf(sent) ?? "")
        if (found)
          yield* Effect.forkDetach(
            Effect.andThen(
              Effect.sleep(latency),
              Effect.sync(() => sightings?.saw(seen))
            )
          )
      }
      const answer = answers(placing, found && now >= acceptedAt + lagMillis)
      yield* Effect.sleep(latency)
      return line.endsWith("/time") ? http(200, { serverTime: now }) : answer(line, sent, order)
    })
  )
  let weight = 0
  let questions = 0
  const counting: Service = {
    around: (asked, attempt) => {
      if (asked.operation !== operation) {
        weight += asked.operation.weight(asked.input as never) // the operation's own input
        questions += 1
      }
      return attempt({ leave: () => {}, settle: () => Effect.void })
    },
    usage: Effect.succeed([])
  }
  return Effect.gen(function* () {
    yield* TestClock.setTime(start)
    if (sightings !== undefined) {
      const told = sightings
      const { name } = operation.product
      told.up(name, yield* Intent.monotonicMillis)
      yield* Effect.forkChild(
        Effect.forever(
          Effect.andThen(
            Effect.sleep(1000),
            Effect.map(Intent.monotonicMillis, (now) => told.alive(name, now - 2 * latency))
          )
        )
      )
    }
    let endedAt = 0
    const ended = Effect.map(Clock.currentTimeMillis, (now) => {
      endedAt = now
    })
    const settled = Effect.result(call.pipe(Reconciliation.settleWithin(longest)))
    const fiber = yield* Effect.forkChild(Effect.onExit(settled, () => ended))
    for (let passed = 0; passed < longest + 10_000 && fiber.pollUnsafe() === undefined; passed += latency)
      yield* TestClock.adjust(latency)
    const result = yield* Effect.flatten(Effect.sync(() => fiber.pollUnsafe() ?? Effect.die("it has not ended")))
    const placed = over.sent.find(({ request }) => `${request.method} ${request.path}` === placing)
    const tag =
      result._tag === "Success"
        ? "Success"
        : result.failure._tag === "AmbiguousExecution"
          ? "AmbiguousExecution"
          : result.failure.reason._tag
    return { tag, millis: endedAt - ((placed?.at ?? 0) + 2 * latency), weight, questions }
  }).pipe(
    Effect.provide(
      Reconciliation.layer.pipe(
        Layer.provideMerge(client(over)),
        Layer.provideMerge(Layer.succeed(RateBudget, counting)),
        Layer.provideMerge(
          Layer.effect(
            Sightings.Sightings,
            stream === undefined
              ? Effect.undefined
              : Effect.map(Sightings.make("test"), (made) => {
                  sightings = made
                  return made
                })
          )
        ),
        Layer.provideMerge(
          Layer.succeed(SettlementBounds.Overrides, {
            [operation.product.boundsName ?? operation.product.name]: {
              ...bounds,
              streamDelayMillis: stream?.delayMillis
            }
          })
        ),
        Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "None")),
        Layer.provideMerge(TestClock.layer())
      )
    )
  )
}

/**
 * When "not executed" can be said at the earliest, from the reply that was lost on: recvWindow, the engine's grace, visibility; or, with
 * a silent stream of this delay in ms, that and two rounds of views.
 */
export const boundOf = ({ operation }: Product, delayMillis?: number): number => {
  const { graceMillis, visibilityMillis } = SettlementBounds.along(undefined, {}, operation)
  return 5000 + graceMillis + (delayMillis === undefined ? visibilityMillis : delayMillis + 5000)
}
