/**
 * Binance options: its operations as functions that make calls.
 *
 * Quantities are numbers of contracts, prices in the quote asset. Order ids have 19 digits: they are given as text, and text is taken. Its
 * orders can be cancelled but not amended.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Operation from "../client/Operation.ts"
import * as futures from "../internal/futures.ts"
import type { ProductViews } from "../settlement/ProductViews.ts"
import { dividing } from "../settlement/SymbolViews.ts"
import { optionsRules } from "./OptionsRules.ts"

const options = futures.operationsOf("options", optionsRules)

const orderFields = {
  orderId: futures.Id,
  symbol: futures.maybeText,
  clientOrderId: futures.maybeText,
  status: futures.maybeText,
  side: futures.maybeText,
  type: futures.maybeText,
  timeInForce: futures.maybeText,
  price: futures.maybeText,
  avgPrice: futures.maybeText,
  quantity: futures.maybeText,
  executedQty: futures.maybeText,
  reduceOnly: futures.maybeBoolean,
  postOnly: futures.maybeBoolean,
  mmp: futures.maybeBoolean,
  optionSide: futures.maybeText,
  quoteAsset: futures.maybeText,
  source: futures.maybeText,
  updateTime: futures.maybeInt
} as const

// the history shows what a sale sells as a negative quantity
const absolute = (quantity: string | undefined) => quantity?.replace(/^-/, "")

/**
 * An order, as placing and reading both show it. Only `orderId` is certain: a terse reply carries little else. `origQty` is the
 * same as `quantity`, in contracts and never negative, `price` is in the quote asset, times are in epoch ms, decimals are exact
 * strings. The status that one reply calls CANCELLED and another CANCELED is CANCELED here; an unknown one passes through.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 *
 * const isDone = (order: Options.Order) => order.status === "FILLED" && order.executedQty === order.origQty
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Order = futures.shownAs(
  Schema.Struct({ ...orderFields, createTime: futures.maybeInt, createDate: futures.maybeInt }),
  Schema.Struct({ ...orderFields, origQty: futures.maybeText, time: futures.maybeInt }),
  ({ clientOrderId, createDate, createTime, executedQty, quantity, status, ...order }) => ({
    ...order,
    ...futures.given({
      clientOrderId: clientOrderId === "" ? undefined : clientOrderId,
      status: status === "CANCELLED" ? "CANCELED" : status,
      quantity: absolute(quantity),
      origQty: absolute(quantity),
      executedQty: absolute(executedQty),
      time: createTime ?? createDate
    })
  })
)

/**
 * An order, as placing and reading both show it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Order extends Schema.Schema.Type<typeof Order> {}

const tradeFields = {
  id: futures.Id,
  orderId: futures.Id,
  tradeId: futures.maybeId,
  symbol: futures.maybeText,
  side: futures.maybeText,
  type: futures.maybeText,
  price: futures.maybeText,
  quantity: futures.maybeText,
  fee: futures.maybeText,
  realizedProfit: futures.maybeText,
  liquidity: futures.maybeText,
  optionSide: futures.maybeText,
  quoteAsset: futures.maybeText,
  time: futures.maybeInt
} as const

/**
 * A fill of the account. Decimals are exact strings, `quantity` in contracts, `fee` in the quote asset and negative when it was
 * deducted, `time` in epoch ms.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 *
 * const bought = (trades: ReadonlyArray<Options.Trade>) => trades.filter((trade) => trade.isBuyer === true)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Trade = futures.shownAs(
  Schema.Struct(tradeFields),
  Schema.Struct({ ...tradeFields, isBuyer: futures.maybeBoolean }),
  (trade) => ({ ...trade, ...(trade.side === undefined ? {} : { isBuyer: trade.side === "BUY" }) })
)

/**
 * A fill of the account.
 *
 * @category models
 * @since 0.1.0
 */
export interface Trade extends Schema.Schema.Type<typeof Trade> {}

/**
 * What a cancel of all orders answers: no order, but a code. Which orders it ended shows in their queries.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 *
 * const said = (done: Options.CancelledAll) => done.msg
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const CancelledAll = futures.Done

/**
 * What a cancel of all orders answers: no order, but a code.
 *
 * @category models
 * @since 0.1.0
 */
export interface CancelledAll extends Schema.Schema.Type<typeof CancelledAll> {}

/**
 * The countdown that was set: `countdownTime` in ms, 0 when it was stopped.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 *
 * const isRunning = (timer: Options.Countdown) => Number(timer.countdownTime) > 0
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Countdown = Schema.Struct({
  changed: futures.maybeBoolean,
  underlying: futures.maybeText,
  countdownTime: futures.maybeInt
})

/**
 * The countdown that was set: `countdownTime` in ms, 0 when it was stopped.
 *
 * @category models
 * @since 0.1.0
 */
export interface Countdown extends Schema.Schema.Type<typeof Countdown> {}

/**
 * The underlyings whose countdown began anew; one that is missing here was not prolonged.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 *
 * const isKept = (beat: Options.Heartbeat, underlying: string) => beat.underlyings?.includes(underlying) === true
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Heartbeat = Schema.Struct({
  changed: futures.maybeBoolean,
  underlyings: Schema.optionalKey(Schema.Array(Schema.String).pipe(Schema.catchDecoding(() => Effect.succeedNone)))
})

/**
 * The underlyings whose countdown began anew; one that is missing here was not prolonged.
 *
 * @category models
 * @since 0.1.0
 */
export interface Heartbeat extends Schema.Schema.Type<typeof Heartbeat> {}

/**
 * A position. `quantity` is in contracts, negative when it is short; prices are in the quote asset, decimals are exact strings,
 * times in epoch ms.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 *
 * const isShort = (position: Options.Position) => position.quantity.startsWith("-")
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Position = Schema.Struct({
  symbol: Schema.String,
  quantity: Schema.String,
  side: futures.maybeText,
  entryPrice: futures.maybeText,
  markPrice: futures.maybeText,
  markValue: futures.maybeText,
  unrealizedPNL: futures.maybeText,
  strikePrice: futures.maybeText,
  optionSide: futures.maybeText,
  quoteAsset: futures.maybeText,
  expiryDate: futures.maybeInt,
  time: futures.maybeInt
})

/**
 * A position.
 *
 * @category models
 * @since 0.1.0
 */
export interface Position extends Schema.Schema.Type<typeof Position> {}

/**
 * The account: what it holds of each asset, and its risk by underlying. Decimals are exact strings, `time` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 *
 * const available = (account: Options.Account) => account.asset.map((one) => one.available)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Account = Schema.Struct({
  asset: Schema.Array(
    Schema.Struct({
      asset: Schema.String,
      marginBalance: futures.maybeText,
      equity: futures.maybeText,
      available: futures.maybeText,
      initialMargin: futures.maybeText,
      maintMargin: futures.maybeText,
      unrealizedPNL: futures.maybeText,
      adjustedEquity: futures.maybeText
    })
  ),
  greek: Schema.Array(
    Schema.Struct({
      underlying: Schema.String,
      delta: futures.maybeText,
      theta: futures.maybeText,
      gamma: futures.maybeText,
      vega: futures.maybeText
    })
  ),
  time: futures.maybeInt,
  canTrade: futures.maybeBoolean,
  reduceOnly: futures.maybeBoolean
})

/**
 * The account: what it holds of each asset, and its risk by underlying.
 *
 * @category models
 * @since 0.1.0
 */
export interface Account extends Schema.Schema.Type<typeof Account> {}

const rateLimits = Schema.Array(
  Schema.Struct({
    rateLimitType: Schema.String,
    interval: Schema.String,
    intervalNum: Schema.Int,
    limit: Schema.Int
  })
)
const symbols = Schema.Array(
  Schema.Struct({
    symbol: Schema.String,
    underlying: futures.maybeText,
    side: futures.maybeText,
    strikePrice: futures.maybeText,
    expiryDate: futures.maybeInt,
    quoteAsset: futures.maybeText,
    status: futures.maybeText,
    /** Each has a `filterType`; the rest differs from filter to filter. */
    filters: Schema.Array(Schema.Record(Schema.String, Schema.Unknown))
  })
)

/**
 * The trading rules and the limits in force. `SymbolFilters.fromFutures` makes the rules of one symbol from it.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 *
 * const names = (info: Options.ExchangeInfo) => info.symbols.map(({ symbol }) => symbol)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const ExchangeInfo = futures.shownAs(
  Schema.Struct({ timezone: futures.maybeText, serverTime: futures.maybeInt, rateLimits, optionSymbols: symbols }),
  Schema.Struct({ timezone: futures.maybeText, serverTime: futures.maybeInt, rateLimits, symbols }),
  ({ optionSymbols, ...info }) => ({ ...info, symbols: optionSymbols })
)

/**
 * The trading rules and the limits in force.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExchangeInfo extends Schema.Schema.Type<typeof ExchangeInfo> {}

/**
 * The exchange's clock, in epoch ms.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 *
 * const date = (time: Options.ServerTime) => new Date(time.serverTime)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const ServerTime = futures.ServerTime

/**
 * The exchange's clock, in epoch ms.
 *
 * @category models
 * @since 0.1.0
 */
export interface ServerTime extends Schema.Schema.Type<typeof ServerTime> {}

/**
 * An order to place, always at a price. `quantity` is in contracts, `price` in the quote asset; decimals are text or
 * `BigDecimal`, never floats.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlaceOrder {
  readonly symbol: string
  readonly side: "BUY" | "SELL"
  readonly type: "LIMIT"
  readonly timeInForce: "GTC" | "IOC" | "FOK"
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
  readonly reduceOnly?: boolean | undefined
  readonly postOnly?: boolean | undefined
  /** Whether market maker protection covers it. */
  readonly isMmp?: boolean | undefined
  readonly newOrderRespType?: "ACK" | "RESULT" | undefined
  /** Your own client order id: at most 32 of `a-z A-Z 0-9 . : / _ -`, never used before. Without one the library makes it. */
  readonly clientOrderId?: string | undefined
}

/**
 * Which order is meant: by the client order id, or by the exchange's order id.
 *
 * @category models
 * @since 0.1.0
 */
export type WhichOrder =
  | { readonly symbol: string; readonly clientOrderId: string; readonly orderId?: undefined }
  | { readonly symbol: string; readonly orderId: number | string; readonly clientOrderId?: undefined }

/**
 * A page of open orders.
 *
 * @category models
 * @since 0.1.0
 */
export interface OpenOrders {
  readonly symbol?: string | undefined
  /** From this order id on. */
  readonly orderId?: number | string | undefined
  /** In epoch ms. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
}

/**
 * A page of orders that have ended.
 *
 * @category models
 * @since 0.1.0
 */
export interface HistoryOrders {
  readonly symbol: string
  /** From this order id on. */
  readonly orderId?: number | string | undefined
  /** In epoch ms; five days are kept. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** 100 by default, 1 000 at most. */
  readonly limit?: number | undefined
}

/**
 * A page of fills.
 *
 * @category models
 * @since 0.1.0
 */
export interface UserTrades {
  readonly symbol?: string | undefined
  /** From this id on: the `id` of a fill, not its `tradeId`. */
  readonly fromId?: number | string | undefined
  /** In epoch ms. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** 100 by default, 1 000 at most. */
  readonly limit?: number | undefined
}

const whichParameters = (input: WhichOrder) => ({
  symbol: input.symbol,
  orderId: input.orderId,
  clientOrderId: input.clientOrderId
})
const describeWhich = (input: WhichOrder): Operation.Description => ({
  symbol: input.symbol,
  clientOrderId: input.clientOrderId,
  orderId: futures.text(input.orderId)
})

/**
 * Places an order. Good for 60 s, for 10 s when it is IOC or FOK. Weight 1, which the docs do not say; counts as one new order.
 * How long its engine may hold a request is not documented, so a doubt waits a whole minute; nor is how it answers a cancel of an
 * order that it does not know, so an order that no view shows stays in doubt, and `settleWithin` gives that back. Fails with
 * `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: options docs, trade: new order.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const placed = Options.placeOrder({
 *   symbol: "BTC-260626-100000-C",
 *   side: "BUY",
 *   type: "LIMIT",
 *   timeInForce: "GTC",
 *   quantity: "1",
 *   price: "100"
 * }).pipe(Reconciliation.settle)
 * // Call<Order, Retryable | Fatal, BinanceClient | Reconciliation>
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOrder = Operation.make({
  name: "options.placeOrder",
  product: optionsRules,
  kind: "place",
  method: "POST",
  path: "/eapi/v1/order",
  weight: () => 1,
  countsAsOrder: true,
  security: "TRADE",
  success: Order,
  parameters: (input: PlaceOrder, clientOrderId) => ({
    symbol: input.symbol,
    side: input.side,
    type: input.type,
    timeInForce: input.timeInForce,
    quantity: Operation.formatDecimal(input.quantity),
    price: Operation.formatDecimal(input.price),
    reduceOnly: input.reduceOnly,
    postOnly: input.postOnly,
    newOrderRespType: input.newOrderRespType,
    clientOrderId: input.clientOrderId ?? clientOrderId,
    isMmp: input.isMmp
  }),
  describe: (input, clientOrderId) => ({
    symbol: input.symbol,
    clientOrderId: input.clientOrderId ?? clientOrderId,
    side: input.side,
    type: input.type,
    quantity: Operation.formatDecimal(input.quantity),
    price: Operation.formatDecimal(input.price)
  }),
  clientOrderIdFrom: (input) => (input.clientOrderId === undefined ? "library" : "caller"),
  // its own limit is not documented: the shortest one of all products
  problem: (input) => futures.idProblem("clientOrderId", input.clientOrderId, 32),
  goodForMillis: futures.isGoodFor,
  find: { subject: "placement", views: () => views }
})

/**
 * Reads one order. Weight 1. Reads lag: `Fatal(UnknownOrder)` means "not visible now", never "does not exist"; a cancelled or
 * rejected order without a fill is shown for three days only. Fails with `Retryable` or `Fatal`.
 *
 * Source: options docs, trade: query single order.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.map(Options.queryOrder({ symbol: "BTC-260626-100000-C", orderId: "4611875134427365377" }), (order) => order.status)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queryOrder = options.read({
  name: "queryOrder",
  path: "/eapi/v1/order",
  weight: 1,
  security: "TRADE",
  success: Order,
  parameters: whichParameters,
  describe: describeWhich
})

/**
 * Cancels an order. Weight 1. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: options docs, trade: cancel option order.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = Options.cancelOrder({ symbol: "BTC-260626-100000-C", clientOrderId: "my-order-1" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelOrder = Operation.make({
  name: "options.cancelOrder",
  product: optionsRules,
  kind: "cancel",
  method: "DELETE",
  path: "/eapi/v1/order",
  weight: () => 1,
  security: "TRADE",
  success: Order,
  parameters: whichParameters,
  describe: describeWhich,
  goodForMillis: futures.minute,
  find: { subject: "cancel", views: () => views }
})

/**
 * Cancels all open orders of a symbol. Weight 5. An order that is placed meanwhile may live on. Fails with `Retryable`, `Fatal`
 * or `AmbiguousExecution`.
 *
 * Source: options docs, trade: cancel all option orders on specific symbol.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = Options.cancelAllOrders({ symbol: "BTC-260626-100000-C" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelAllOrders = options.cancelAll(
  { name: "cancelAllOrders", path: "/eapi/v1/allOpenOrders", weight: 5 },
  () => views
)

/**
 * Cancels all open orders on an underlying, such as `BTCUSDT`. Weight 1. A doubt is settled by sending it again once it can no
 * longer come late, which cancels what was placed meanwhile as well. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: options docs, trade: cancel all option orders by underlying.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = Options.cancelAllOrdersByUnderlying({ underlying: "BTCUSDT" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelAllOrdersByUnderlying = Operation.make({
  name: "options.cancelAllOrdersByUnderlying",
  product: optionsRules,
  kind: "cancel",
  method: "DELETE",
  path: "/eapi/v1/allOpenOrdersByUnderlying",
  weight: () => 1,
  security: "TRADE",
  success: CancelledAll,
  parameters: (input: { readonly underlying: string }) => ({ underlying: input.underlying }),
  describe: () => ({}),
  goodForMillis: futures.minute,
  // no question lists the orders of an underlying alone
  find: Operation.repeat
})

/**
 * The open orders of one symbol (weight 1) or of all (weight 40). Fails with `Retryable` or `Fatal`.
 *
 * Source: options docs, trade: query current open option orders.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Effect from "effect/Effect"
 *
 * const ids = Effect.map(Options.openOrders({ symbol: "BTC-260626-100000-C" }), (orders) => orders.map(({ orderId }) => orderId))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openOrders = options.read({
  name: "openOrders",
  path: "/eapi/v1/openOrders",
  weight: (input) => (input?.symbol === undefined ? 40 : 1),
  success: Schema.Array(Order),
  parameters: (input: OpenOrders | void) => futures.pageParameters(input ?? {})
})

/**
 * The orders of a symbol that have ended, one page. Weight 3. Which rows a page holds that is full is not documented; from
 * `orderId` on it is the next ones. Fails with `Retryable` or `Fatal`.
 *
 * Source: options docs, trade: query option order history.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Effect from "effect/Effect"
 *
 * const states = Effect.map(Options.historyOrders({ symbol: "BTC-260626-100000-C" }), (orders) => orders.map(({ status }) => status))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const historyOrders = options.read({
  name: "historyOrders",
  path: "/eapi/v1/historyOrders",
  weight: 3,
  security: "TRADE",
  success: Schema.Array(Order),
  parameters: (input: HistoryOrders) => futures.pageParameters(input)
})

/**
 * The account's fills, of one symbol or of all, one page. Weight 5. Fails with `Retryable` or `Fatal`.
 *
 * Source: options docs, trade: account trade list.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Effect from "effect/Effect"
 *
 * const prices = Effect.map(Options.userTrades({ symbol: "BTC-260626-100000-C" }), (trades) => trades.map(({ price }) => price))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const userTrades = options.read({
  name: "userTrades",
  path: "/eapi/v1/userTrades",
  weight: 5,
  success: Schema.Array(Trade),
  parameters: (input: UserTrades | void) => futures.pageParameters(input ?? {})
})

type Question =
  | { readonly symbol: string; readonly origClientOrderId: string }
  | { readonly symbol: string; readonly orderId: number | string }
const asWhich = (question: Question): WhichOrder =>
  "origClientOrderId" in question ? { symbol: question.symbol, clientOrderId: question.origClientOrderId } : question

/**
 * The operations seen as the questions of a settlement. What is open is looked at first, so an order that ends between the two looks is seen
 * by one of them.
 *
 * @internal
 */
export const views: ProductViews = {
  ...futures.answers,
  fullPage: dividing,
  // -2011 is on no list of options, and of -2013 none says that a cancel is answered by it
  perhapsUnknownOrderCodes: [-2011, -2013],
  order: futures.asked(queryOrder.operation, asWhich),
  openOrders: openOrders.operation,
  allOrders: historyOrders.operation,
  trades: userTrades.operation,
  cancel: futures.asked(cancelOrder.operation, asWhich),
  pageLimit: 1000
}

/**
 * The kill switch: has all open orders of an underlying cancelled when `countdownTime` (in ms, at least 5 000) is over without a
 * heartbeat; from then on new orders are refused until there is one. 0 stops it. Weight 1. Settled by sending it again. Fails
 * with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: options docs, market maker endpoints: set auto-cancel all open orders config.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const armed = Options.countdownCancelAll({ underlying: "BTCUSDT", countdownTime: 30_000 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const countdownCancelAll = options.setting({
  name: "countdownCancelAll",
  path: "/eapi/v1/countdownCancelAll",
  weight: 1,
  success: Countdown,
  parameters: (input: { readonly underlying: string; readonly countdownTime: number }) => ({
    underlying: input.underlying,
    countdownTime: input.countdownTime
  })
})

/**
 * Begins the countdown of the kill switch anew, for several underlyings at once. Weight 10. Settled by sending it again. Fails
 * with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: options docs, market maker endpoints: auto-cancel all open orders heartbeat.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 *
 * const beat = Options.countdownHeartbeat({ underlyings: ["BTCUSDT", "ETHUSDT"] })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const countdownHeartbeat = options.setting({
  name: "countdownHeartbeat",
  path: "/eapi/v1/countdownCancelAllHeartBeat",
  weight: 10,
  success: Heartbeat,
  parameters: (input: { readonly underlyings: ReadonlyArray<string> }) => ({ underlyings: input.underlyings.join(",") })
})

/**
 * The countdown that is set for an underlying; the time is missing when there is none. Weight 1. Fails with `Retryable` or
 * `Fatal`.
 *
 * Source: options docs, market maker endpoints: get auto-cancel all open orders config.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Effect from "effect/Effect"
 *
 * const time = Effect.map(Options.countdownConfig({ underlying: "BTCUSDT" }), (timer) => timer.countdownTime)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const countdownConfig = options.read({
  name: "countdownConfig",
  path: "/eapi/v1/countdownCancelAll",
  weight: 1,
  security: "TRADE",
  success: Countdown,
  parameters: (input: { readonly underlying: string }) => ({ underlying: input.underlying })
})

/**
 * The account. Weight 3. Fails with `Retryable` or `Fatal`.
 *
 * Source: options docs, account: option margin account information.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Effect from "effect/Effect"
 *
 * const equity = Effect.map(Options.account(), (account) => account.asset.map((one) => one.equity))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const account = options.read({
  name: "account",
  path: "/eapi/v1/marginAccount",
  weight: 3,
  success: Account,
  parameters: (_input: void) => ({})
})

/**
 * The positions, of one symbol or of all. Weight 5. Fails with `Retryable` or `Fatal`.
 *
 * Source: options docs, trade: option position information.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Effect from "effect/Effect"
 *
 * const sizes = Effect.map(Options.positions(), (positions) => positions.map(({ quantity }) => quantity))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const positions = options.read({
  name: "positions",
  path: "/eapi/v1/position",
  weight: 5,
  success: Schema.Array(Position),
  parameters: (input: { readonly symbol?: string | undefined } | void) => ({ symbol: input?.symbol })
})

/**
 * The exchange's clock. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: options docs, market data: check server time.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Effect from "effect/Effect"
 *
 * const now = Effect.map(Options.time(), ({ serverTime }) => new Date(serverTime))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const time = options.read({
  name: "time",
  path: "/eapi/v1/time",
  weight: 1,
  security: "NONE",
  success: ServerTime,
  parameters: (_input: void) => ({})
})

/**
 * The trading rules of all symbols, and the limits. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: options docs, market data: exchange information.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Effect from "effect/Effect"
 *
 * const count = Effect.map(Options.exchangeInfo(), (info) => info.symbols.length)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const exchangeInfo = options.read({
  name: "exchangeInfo",
  path: "/eapi/v1/exchangeInfo",
  weight: 1,
  security: "NONE",
  success: ExchangeInfo,
  parameters: (_input: void) => ({})
})

// ----------------------------------------------------------------------------------------------------------------- batches

/**
 * Places up to ten orders at once, each on its own: some may be placed and others refused. Weight 5; counts as new orders.
 * Succeeds with one `Result` for each, in the order asked; settled, none of them is in doubt. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: options docs, trade: place multiple orders.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const one = Options.placeOrders([
 *   { symbol: "BTC-260626-100000-C", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "1", price: "100" }
 * ]).pipe(Reconciliation.settle)
 * // Call<ReadonlyArray<Result<Order, Retryable | Fatal>>, Retryable | Fatal, BinanceClient | Reconciliation>
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOrders = Operation.batch({
  name: "options.placeOrders",
  product: optionsRules,
  method: "POST",
  path: "/eapi/v1/batchOrders",
  weight: () => 5,
  security: "TRADE",
  of: placeOrder.operation,
  elements: (input: ReadonlyArray<PlaceOrder>) => input,
  most: 10,
  parameters: (elements) => ({ orders: futures.elementsText(elements) })
})

/**
 * Which orders of one symbol are to be cancelled: all by their client order ids, or all by the exchange's order ids.
 *
 * @category models
 * @since 0.1.0
 */
export type WhichOrders =
  | { readonly symbol: string; readonly clientOrderIds: ReadonlyArray<string>; readonly orderIds?: undefined }
  | { readonly symbol: string; readonly orderIds: ReadonlyArray<number | string>; readonly clientOrderIds?: undefined }

/**
 * Cancels up to ten orders of one symbol at once, each on its own. Weight 1. Succeeds with one `Result` for each, in the order
 * asked; settled, none of them is in doubt. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: options docs, trade: cancel multiple option orders.
 *
 * @example
 * ```ts
 * import * as Options from "effect-binance/products/Options"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const one = Options.cancelOrders({ symbol: "BTC-260626-100000-C", orderIds: ["4611875134427365377"] }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelOrders = Operation.batch({
  name: "options.cancelOrders",
  product: optionsRules,
  method: "DELETE",
  path: "/eapi/v1/batchOrders",
  weight: () => 1,
  security: "TRADE",
  of: cancelOrder.operation,
  elements: ({ clientOrderIds, orderIds, symbol }: WhichOrders): ReadonlyArray<WhichOrder> =>
    orderIds === undefined
      ? clientOrderIds.map((clientOrderId) => ({ symbol, clientOrderId }))
      : orderIds.map((orderId) => ({ symbol, orderId })),
  most: 10,
  parameters: (_elements, { clientOrderIds, orderIds, symbol }) => ({
    symbol,
    orderIds: futures.idsText(orderIds),
    clientOrderIds
  })
})
