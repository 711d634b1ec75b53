/**
 * Binance USDⓈ-M futures: its operations as functions that make calls.
 *
 * Quantities are in the base asset, prices in the quote asset. A cancel or an amend never renames an order here.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Operation from "../client/Operation.ts"
import * as futures from "../internal/futures.ts"
import type { ProductViews } from "../settlement/ProductViews.ts"
import { dividing } from "../settlement/SymbolViews.ts"
import { usdmAlgoRules, usdmRules } from "./UsdmRules.ts"

const usdm = futures.operationsOf("usdm", usdmRules)

/**
 * An order, as placing and reading both show it. Only `orderId` is certain: a terse reply carries little else. Quantities are in
 * the base asset, times in epoch ms, decimals are exact strings; an unknown `status` passes through.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const isDone = (order: Usdm.Order) => order.status === "FILLED" && order.executedQty === order.origQty
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Order = Schema.Struct({ ...futures.orderFields, cumQuote: futures.maybeText })

/**
 * An order, as placing and reading both show it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Order extends Schema.Schema.Type<typeof Order> {}

/**
 * A fill of the account. Decimals are exact strings, `qty` in the base asset, `realizedPnl` in the margin asset, `commission` in
 * `commissionAsset`, `time` in epoch ms.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const isMaker = (trades: ReadonlyArray<Usdm.Trade>) => trades.every((trade) => trade.isMaker === true)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Trade = futures.Trade

/**
 * A fill of the account.
 *
 * @category models
 * @since 0.1.0
 */
export interface Trade extends Schema.Schema.Type<typeof Trade> {}

/**
 * An amendment of an order: its price and quantity before and after, `time` in epoch ms; `count` says the how manieth it was.
 * Quantities are in the base asset, decimals are exact strings. The order keeps its name.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const wentUp = (row: Usdm.Amendment) => row.newPrice !== row.origPrice
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Amendment = futures.Amendment

/**
 * An amendment of an order: its price and quantity before and after, `time` in epoch ms; `count` says the how manieth it was.
 *
 * @category models
 * @since 0.1.0
 */
export interface Amendment extends Schema.Schema.Type<typeof Amendment> {}

/**
 * What a cancel of all orders answers: no order, but a code. Which orders it ended shows in their queries.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const said = (done: Usdm.CancelledAll) => done.msg
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
 * What a setting answers. `changed: false`: it was as asked already, and this call changed nothing.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const wasSoAlready = (setting: Usdm.Setting) => setting.changed === false
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Setting = futures.Setting

/**
 * What a setting answers.
 *
 * @category models
 * @since 0.1.0
 */
export interface Setting extends Schema.Schema.Type<typeof Setting> {}

/**
 * The leverage that is in force, and the largest notional value that it allows, in the quote asset.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const times = (setting: Usdm.Leverage) => setting.leverage
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Leverage = futures.Leverage

/**
 * The leverage that is in force, and the largest notional value that it allows, in the quote asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface Leverage extends Schema.Schema.Type<typeof Leverage> {}

/**
 * The countdown that was set: `countdownTime` in ms, 0 when it was stopped.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const isRunning = (timer: Usdm.Countdown) => Number(timer.countdownTime) > 0
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Countdown = futures.Countdown

/**
 * The countdown that was set: `countdownTime` in ms, 0 when it was stopped.
 *
 * @category models
 * @since 0.1.0
 */
export interface Countdown extends Schema.Schema.Type<typeof Countdown> {}

/**
 * What a change of an isolated position's margin answers. `type` is 1 for more margin, 2 for less.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const isMore = (moved: Usdm.MovedMargin) => moved.type === 1
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const MovedMargin = futures.MovedMargin

/**
 * What a change of an isolated position's margin answers.
 *
 * @category models
 * @since 0.1.0
 */
export interface MovedMargin extends Schema.Schema.Type<typeof MovedMargin> {}

/**
 * A position. `positionAmt` is in the base asset, negative when it is short; prices are in the quote asset, `unRealizedProfit` in
 * the margin asset, decimals are exact strings; `updateTime` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const isOpen = (position: Usdm.Position) => Number(position.positionAmt) !== 0
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Position = futures.Position

/**
 * A position.
 *
 * @category models
 * @since 0.1.0
 */
export interface Position extends Schema.Schema.Type<typeof Position> {}

/**
 * A balance of the futures wallet, in its own asset. Decimals are exact strings, `updateTime` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const free = (balance: Usdm.Balance) => balance.availableBalance ?? "0"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Balance = futures.Balance

/**
 * A balance of the futures wallet, in its own asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface Balance extends Schema.Schema.Type<typeof Balance> {}

/**
 * The account: its assets and positions. Decimals are exact strings, those of an asset in that asset, the totals in USD or, in
 * single-asset mode, in USDT; times are in epoch ms.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const held = (account: Usdm.Account) => account.assets.map(({ asset, walletBalance }) => `${walletBalance} ${asset}`)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Account = Schema.Struct({
  totalWalletBalance: futures.maybeText,
  totalUnrealizedProfit: futures.maybeText,
  totalMarginBalance: futures.maybeText,
  totalInitialMargin: futures.maybeText,
  totalMaintMargin: futures.maybeText,
  availableBalance: futures.maybeText,
  maxWithdrawAmount: futures.maybeText,
  assets: Schema.Array(futures.AccountAsset),
  positions: Schema.Array(futures.AccountPosition)
})

/**
 * The account: its assets and positions.
 *
 * @category models
 * @since 0.1.0
 */
export interface Account extends Schema.Schema.Type<typeof Account> {}

/**
 * The trading rules and the limits in force. `SymbolFilters.fromFutures` makes the rules of one symbol from it.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const symbols = (info: Usdm.ExchangeInfo) => info.symbols.map(({ symbol }) => symbol)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const ExchangeInfo = futures.ExchangeInfo

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
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const date = (time: Usdm.ServerTime) => new Date(time.serverTime)
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
 * The order book: prices in the quote asset and quantities in the base asset, as pairs, the best first; `E` and `T` in epoch ms.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const bestBid = (book: Usdm.Depth) => book.bids[0]?.[0]
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Depth = futures.Depth

/**
 * The order book: prices in the quote asset and quantities in the base asset, as pairs, the best first; `E` and `T` in epoch ms.
 *
 * @category models
 * @since 0.1.0
 */
export interface Depth extends Schema.Schema.Type<typeof Depth> {}

/**
 * The best prices and their quantities, as exact strings; quantities are in the base asset, `time` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const spread = (ticker: Usdm.BookTicker) => [ticker.bidPrice, ticker.askPrice]
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const BookTicker = futures.BookTicker

/**
 * The best prices and their quantities, as exact strings; quantities are in the base asset, `time` is in epoch ms.
 *
 * @category models
 * @since 0.1.0
 */
export interface BookTicker extends Schema.Schema.Type<typeof BookTicker> {}

/**
 * The mark price, the index price and the funding rate, as exact strings; times are in epoch ms.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const mark = (index: Usdm.PremiumIndex) => index.markPrice
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const PremiumIndex = futures.PremiumIndex

/**
 * The mark price, the index price and the funding rate, as exact strings; times are in epoch ms.
 *
 * @category models
 * @since 0.1.0
 */
export interface PremiumIndex extends Schema.Schema.Type<typeof PremiumIndex> {}

/**
 * How a limit order finds its price in the book by itself.
 *
 * @category models
 * @since 0.1.0
 */
export type PriceMatch =
  | "OPPONENT"
  | "OPPONENT_5"
  | "OPPONENT_10"
  | "OPPONENT_20"
  | "QUEUE"
  | "QUEUE_5"
  | "QUEUE_10"
  | "QUEUE_20"

interface OrderBase {
  readonly symbol: string
  readonly side: "BUY" | "SELL"
  /** In hedge mode `LONG` or `SHORT`, and then it has to be said. */
  readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined
  /** Not in hedge mode. */
  readonly reduceOnly?: boolean | undefined
  /** Your own client order id: at most 36 of `a-z A-Z 0-9 . : / _ -`, never used before. Without one the library makes it. */
  readonly newClientOrderId?: string | undefined
  readonly newOrderRespType?: "ACK" | "RESULT" | undefined
  readonly selfTradePreventionMode?: string | undefined
}

/**
 * An order at the market's price. `quantity` is in the base asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarketOrder extends OrderBase {
  readonly type: "MARKET"
  readonly quantity: Operation.Decimal
}

/**
 * An order at a price. `quantity` is in the base asset, `price` in the quote asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface LimitOrder extends OrderBase {
  readonly type: "LIMIT"
  readonly timeInForce: "GTC" | "IOC" | "FOK" | "GTX" | "RPI"
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
  readonly priceMatch?: undefined
}

/**
 * An order whose price the exchange takes from the book. `quantity` is in the base asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface PriceMatchedOrder extends OrderBase {
  readonly type: "LIMIT"
  readonly timeInForce: "GTC" | "IOC" | "FOK" | "GTX" | "RPI"
  readonly quantity: Operation.Decimal
  readonly priceMatch: PriceMatch
  readonly price?: undefined
}

/**
 * An order that the exchange cancels at a time of its own. `quantity` is in the base asset, `price` in the quote asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface GoodTillDateOrder extends OrderBase {
  readonly type: "LIMIT"
  readonly timeInForce: "GTD"
  /** In epoch ms, to the second; at least 600 s from now. */
  readonly goodTillDate: number
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
}

/**
 * An order to place. Decimals are text or `BigDecimal`, never floats. Stop, take profit and trailing orders are algo orders:
 * `placeAlgoOrder`.
 *
 * @category models
 * @since 0.1.0
 */
export type PlaceOrder = MarketOrder | LimitOrder | PriceMatchedOrder | GoodTillDateOrder

/**
 * Which order is meant: by the client order id, or by the exchange's order id.
 *
 * @category models
 * @since 0.1.0
 */
export type WhichOrder =
  | { readonly symbol: string; readonly origClientOrderId: string; readonly orderId?: undefined }
  | { readonly symbol: string; readonly orderId: number | string; readonly origClientOrderId?: undefined }

/**
 * What an open limit order is to become. Both have to be said: `quantity` is in the base asset, `price` in the quote asset.
 * Amending by `priceMatch` is left out: what it asks for could not be found again.
 *
 * @category models
 * @since 0.1.0
 */
export type AmendOrder = WhichOrder & {
  /** That of the order: it cannot be changed. */
  readonly side: "BUY" | "SELL"
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
}

/**
 * A page of orders.
 *
 * @category models
 * @since 0.1.0
 */
export interface AllOrders {
  readonly symbol: string
  /** From this order id on. */
  readonly orderId?: number | string | undefined
  /** In epoch ms; less than 7 days before `endTime`. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** 500 by default, 1 000 at most. */
  readonly limit?: number | undefined
}

/**
 * A page of fills.
 *
 * @category models
 * @since 0.1.0
 */
export interface UserTrades {
  readonly symbol: string
  /** Only the fills of this order. */
  readonly orderId?: number | string | undefined
  /** In epoch ms; at most 7 days before `endTime`. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** From this trade id on; not beside times. */
  readonly fromId?: number | string | undefined
  /** 500 by default, 1 000 at most. */
  readonly limit?: number | undefined
}

/**
 * A page of the amendments of one order.
 *
 * @category models
 * @since 0.1.0
 */
export type OrderAmendments = WhichOrder & {
  /** In epoch ms, inclusive; they are kept for three months. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** 50 by default, 100 at most. */
  readonly limit?: number | undefined
}

/**
 * Places an order. Good for 10 s when it is MARKET, IOC or FOK, for 60 s otherwise. Weight 0; counts as one new order. Stop, take
 * profit and trailing orders are refused here (-4120). Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: new order.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const placed = Usdm.placeOrder({
 *   symbol: "BTCUSDT",
 *   side: "BUY",
 *   type: "LIMIT",
 *   timeInForce: "GTC",
 *   quantity: "0.01",
 *   price: "30000"
 * }).pipe(Reconciliation.settle)
 * // Call<Order, Retryable | Fatal, BinanceClient | Reconciliation>
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOrder = usdm.place<Order, PlaceOrder>(
  { name: "placeOrder", path: "/fapi/v1/order", weight: 0, success: Order },
  36,
  () => views
)

/**
 * The answer to a test order: an order that does not exist, or nothing.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const echoed = (result: Usdm.TestResult) => result["clientOrderId"]
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const TestResult = Schema.Record(Schema.String, Schema.Unknown)

/**
 * The answer to a test order: an order that does not exist, or nothing.
 *
 * @category models
 * @since 0.1.0
 */
export interface TestResult extends Schema.Schema.Type<typeof TestResult> {}

/**
 * Checks an order without placing it: it never reaches the engine. Weight 1; the docs do not say. Fails with `Retryable` or
 * `Fatal`.
 *
 * Source: USDⓈ-M docs, trade: test order.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const checked = Usdm.testOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const testOrder = Operation.make({
  name: "usdm.testOrder",
  product: usdmRules,
  kind: "test",
  method: "POST",
  path: "/fapi/v1/order/test",
  weight: () => 1,
  security: "TRADE",
  success: TestResult,
  parameters: (input: PlaceOrder, clientOrderId) => futures.orderParameters(input, clientOrderId),
  describe: (input, clientOrderId) => futures.describeOrder(input, clientOrderId),
  goodForMillis: futures.minute
})

/**
 * Reads one order. Weight 1. Reads lag: `Fatal(UnknownOrder)` means "not visible now", never "does not exist"; a cancelled or
 * expired order without a fill is shown for three days only. Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, trade: query order.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.map(Usdm.queryOrder({ symbol: "BTCUSDT", orderId: 1 }), (order) => order.status)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queryOrder = usdm.read({
  name: "queryOrder",
  path: "/fapi/v1/order",
  weight: 1,
  success: Order,
  parameters: (input: WhichOrder) => futures.whichParameters(input),
  describe: futures.describeWhich
})

/**
 * Reads one order that is open. Weight 1. `Fatal(UnknownOrder)` means "not open, or not visible now". Fails with `Retryable` or
 * `Fatal`.
 *
 * Source: USDⓈ-M docs, trade: query current open order.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const filled = Effect.map(Usdm.openOrder({ symbol: "BTCUSDT", orderId: 1 }), (order) => order.executedQty)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openOrder = usdm.read({
  name: "openOrder",
  path: "/fapi/v1/openOrder",
  weight: 1,
  success: Order,
  parameters: (input: WhichOrder) => futures.whichParameters(input),
  describe: futures.describeWhich
})

/**
 * Cancels an order. Weight 1. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: cancel order.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = Usdm.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "my-order-1" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelOrder = usdm.cancel<Order, WhichOrder>(
  { name: "cancelOrder", path: "/fapi/v1/order", weight: 1, success: Order },
  () => views
)

/**
 * Cancels all open orders of a symbol. Weight 1. An order that is placed meanwhile may live on. Algo orders are not among them:
 * `cancelAllAlgoOrders`. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: cancel all open orders.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = Usdm.cancelAllOrders({ symbol: "BTCUSDT" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelAllOrders = usdm.cancelAll(
  { name: "cancelAllOrders", path: "/fapi/v1/allOpenOrders", weight: 1 },
  () => views
)

/**
 * Amends an open limit order, which keeps its name and loses its place in the queue. Weight 0; counts as one new order. An amend
 * can cancel: when `quantity` is no more than what is filled already, or when a GTX order would take; the success then shows an
 * order that is CANCELED, and a doubt that ends so is `Fatal(AlreadyInState)`. A filter that refuses it leaves the order as it
 * was. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: modify order.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const amended = Usdm.amendOrder({
 *   symbol: "BTCUSDT",
 *   orderId: 1,
 *   side: "BUY",
 *   quantity: "0.02",
 *   price: "29000"
 * })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const amendOrder = usdm.amend<Order, AmendOrder>(
  { name: "amendOrder", path: "/fapi/v1/order", weight: 0, success: Order, countsAsOrder: true },
  () => views
)

/**
 * The open orders of one symbol (weight 1) or of all (weight 40). Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, trade: current all open orders.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const ids = Effect.map(Usdm.openOrders({ symbol: "BTCUSDT" }), (orders) => orders.map(({ orderId }) => orderId))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openOrders = usdm.read({
  name: "openOrders",
  path: "/fapi/v1/openOrders",
  weight: (input) => (input?.symbol === undefined ? 40 : 1),
  success: Schema.Array(Order),
  parameters: (input: { readonly symbol?: string | undefined } | void) => ({ symbol: input?.symbol })
})

/**
 * All orders of a symbol, one page. Weight 5. Which rows a page holds that is full is not documented; from `orderId` on it is the
 * next ones. Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, trade: all orders.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const last = Effect.map(Usdm.allOrders({ symbol: "BTCUSDT", orderId: 0, limit: 100 }), (orders) => orders.at(-1)?.orderId)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const allOrders = usdm.read({
  name: "allOrders",
  path: "/fapi/v1/allOrders",
  weight: 5,
  success: Schema.Array(Order),
  parameters: (input: AllOrders) => futures.pageParameters(input)
})

/**
 * The account's fills of a symbol, one page. Weight 5. Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, trade: account trade list.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const prices = Effect.map(Usdm.userTrades({ symbol: "BTCUSDT", orderId: 1 }), (trades) => trades.map(({ price }) => price))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const userTrades = usdm.read({
  name: "userTrades",
  path: "/fapi/v1/userTrades",
  weight: 5,
  success: Schema.Array(Trade),
  parameters: (input: UserTrades) => futures.pageParameters(input)
})

/**
 * The amendments of one order, one page. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, trade: order modify history.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const prices = Effect.map(Usdm.orderAmendments({ symbol: "BTCUSDT", orderId: 1 }), (rows) => rows.map(({ newPrice }) => newPrice))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const orderAmendments = usdm.read({
  name: "orderAmendments",
  path: "/fapi/v1/orderAmendment",
  weight: 1,
  success: Schema.Array(Amendment),
  parameters: (input: OrderAmendments) => ({
    ...futures.whichParameters(input),
    startTime: input.startTime,
    endTime: input.endTime,
    limit: input.limit
  }),
  describe: futures.describeWhich
})

/**
 * The operations seen as the questions of a settlement.
 *
 * @internal
 */
export const views: ProductViews = {
  ...futures.answers,
  fullPage: dividing,
  order: queryOrder.operation,
  openOrders: openOrders.operation,
  allOrders: allOrders.operation,
  trades: userTrades.operation,
  amendments: futures.asked(
    orderAmendments.operation,
    (input: { readonly symbol: string; readonly orderId: number | string }) => ({ ...input, limit: 100 })
  ),
  cancel: cancelOrder.operation,
  pageLimit: 1000
}

/**
 * Has all open orders of a symbol cancelled when `countdownTime` (in ms) is over, unless it is called again before; 0 stops it.
 * Weight 10. Settled by sending it again, which starts the countdown anew. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: auto-cancel all open orders.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const armed = Usdm.countdownCancelAll({ symbol: "BTCUSDT", countdownTime: 120_000 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const countdownCancelAll = usdm.setting({
  name: "countdownCancelAll",
  path: "/fapi/v1/countdownCancelAll",
  weight: 10,
  success: Countdown,
  parameters: (input: { readonly symbol: string; readonly countdownTime: number }) => ({
    symbol: input.symbol,
    countdownTime: input.countdownTime
  })
})

/**
 * Sets the leverage of a symbol, from 1 to 125. Weight 1. Settled by sending it again. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: change initial leverage.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const set = Usdm.changeLeverage({ symbol: "BTCUSDT", leverage: 5 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const changeLeverage = usdm.setting({
  name: "changeLeverage",
  path: "/fapi/v1/leverage",
  weight: 1,
  success: Leverage,
  parameters: (input: { readonly symbol: string; readonly leverage: number }) => ({
    symbol: input.symbol,
    leverage: input.leverage
  })
})

/**
 * Sets whether a symbol is margined by itself or with the others. Weight 1. What is so already is a success with `changed:
 * false`. Settled by sending it again. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: change margin type.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const set = Usdm.changeMarginType({ symbol: "BTCUSDT", marginType: "ISOLATED" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const changeMarginType = usdm.setting({
  name: "changeMarginType",
  path: "/fapi/v1/marginType",
  weight: 1,
  success: Setting,
  parameters: (input: { readonly symbol: string; readonly marginType: "ISOLATED" | "CROSSED" }) => ({
    symbol: input.symbol,
    marginType: input.marginType
  })
})

/**
 * Sets hedge mode (`dualSidePosition: true`) or one-way mode, for every symbol. Weight 1. What is so already is a success with
 * `changed: false`. Settled by sending it again. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: change position mode.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const set = Usdm.changePositionMode({ dualSidePosition: false }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const changePositionMode = usdm.setting({
  name: "changePositionMode",
  path: "/fapi/v1/positionSide/dual",
  weight: 1,
  success: Setting,
  parameters: (input: { readonly dualSidePosition: boolean }) => ({ dualSidePosition: input.dualSidePosition })
})

/**
 * Sets whether every asset counts as margin, for every symbol. Weight 1. What is so already is a success with `changed: false`.
 * Settled by sending it again. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: change multi-assets mode.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const set = Usdm.changeMultiAssetsMode({ multiAssetsMargin: true }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const changeMultiAssetsMode = usdm.setting({
  name: "changeMultiAssetsMode",
  path: "/fapi/v1/multiAssetsMargin",
  weight: 1,
  success: Setting,
  parameters: (input: { readonly multiAssetsMargin: boolean }) => ({ multiAssetsMargin: input.multiAssetsMargin })
})

/**
 * Adds margin to an isolated position (`type: 1`) or takes some away (`type: 2`); `amount` is in the margin asset. Weight 1. Sent
 * again it moves the margin again, and no question finds one of two equal changes, so `settle` does not compile on it:
 * `settleWithin` gives the doubt back, and `positionRisk` shows the margin to a person. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: modify isolated position margin.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const moved = Usdm.changePositionMargin({ symbol: "BTCUSDT", amount: "100", type: 1 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const changePositionMargin = usdm.moveMargin({
  name: "changePositionMargin",
  path: "/fapi/v1/positionMargin",
  weight: 1,
  parameters: (input: {
    readonly symbol: string
    readonly amount: Operation.Decimal
    readonly type: 1 | 2
    readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined
  }) => ({
    symbol: input.symbol,
    positionSide: input.positionSide,
    amount: Operation.formatDecimal(input.amount),
    type: input.type
  })
})

/**
 * The account, its assets and positions. Weight 5. Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, account: account information.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const assets = Effect.map(Usdm.account(), (account) => account.assets.map(({ asset }) => asset))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const account = usdm.read({
  name: "account",
  path: "/fapi/v3/account",
  weight: 5,
  success: Account,
  parameters: (_input: void) => ({})
})

/**
 * The balances of the futures wallet. Weight 5. Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, account: futures account balance.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const free = Effect.map(Usdm.balance(), (balances) => balances.map(({ availableBalance }) => availableBalance))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const balance = usdm.read({
  name: "balance",
  path: "/fapi/v3/balance",
  weight: 5,
  success: Schema.Array(Balance),
  parameters: (_input: void) => ({})
})

/**
 * The positions, of one symbol or of all that have a position or an open order. Weight 5. Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, trade: position information.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const sizes = Effect.map(Usdm.positionRisk(), (positions) => positions.map(({ positionAmt }) => positionAmt))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const positionRisk = usdm.read({
  name: "positionRisk",
  path: "/fapi/v3/positionRisk",
  weight: 5,
  success: Schema.Array(Position),
  parameters: (input: { readonly symbol?: string | undefined } | void) => ({ symbol: input?.symbol })
})

// ------------------------------------------------------------------------------------------------------------ algo orders

const algo = futures.operationsOf("usdm", usdmAlgoRules)

/**
 * An algo order: a stop, take profit or trailing order, which waits in a service of its own and places an order when it is
 * triggered. `orderId`, `clientOrderId`, `status`, `type`, `origQty` and `time` say what `algoId`, `clientAlgoId`, `algoStatus`,
 * `orderType`, `quantity` and `createTime` do, in the words that all orders share: this `orderId` is an algo id. The order that
 * was placed is `actualOrderId`. Quantities are in the base asset, prices in the quote asset, times in epoch ms, decimals are
 * exact strings.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 *
 * const isWaiting = (order: Usdm.AlgoOrder) => order.algoStatus === "NEW"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const AlgoOrder = futures.AlgoOrder

/**
 * An algo order: a stop, take profit or trailing order, which waits in a service of its own and places an order when it is
 * triggered.
 *
 * @category models
 * @since 0.1.0
 */
export interface AlgoOrder extends Schema.Schema.Type<typeof AlgoOrder> {}

interface AlgoOrderBase {
  readonly symbol: string
  readonly side: "BUY" | "SELL"
  /** In hedge mode `LONG` or `SHORT`, and then it has to be said. */
  readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined
  /** Which price triggers it. */
  readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined
  /** Your own client algo id: at most 36 of `a-z A-Z 0-9 . : / _ -`, never used before. Without one the library makes it. */
  readonly clientAlgoId?: string | undefined
  readonly selfTradePreventionMode?: string | undefined
}

/**
 * An order at a price that waits for another price first. `quantity` is in the base asset; prices are in the quote asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface AlgoLimitOrder extends AlgoOrderBase {
  readonly type: "STOP" | "TAKE_PROFIT"
  readonly timeInForce?: "GTC" | "IOC" | "FOK" | "GTX" | undefined
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
  readonly triggerPrice: Operation.Decimal
  readonly priceProtect?: boolean | undefined
  /** Not in hedge mode. */
  readonly reduceOnly?: boolean | undefined
}

/**
 * An order at the market's price that waits for another price first. `quantity` is in the base asset; prices are in the quote
 * asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface AlgoMarketOrder extends AlgoOrderBase {
  readonly type: "STOP_MARKET" | "TAKE_PROFIT_MARKET"
  readonly quantity: Operation.Decimal
  readonly triggerPrice: Operation.Decimal
  readonly priceProtect?: boolean | undefined
  /** Not in hedge mode. */
  readonly reduceOnly?: boolean | undefined
}

/**
 * As `AlgoMarketOrder`, for the whole position, whatever its size will be.
 *
 * @category models
 * @since 0.1.0
 */
export interface AlgoCloseOrder extends AlgoOrderBase {
  readonly type: "STOP_MARKET" | "TAKE_PROFIT_MARKET"
  readonly closePosition: true
  readonly triggerPrice: Operation.Decimal
  readonly priceProtect?: boolean | undefined
}

/**
 * An order at the market's price that follows the best price at a distance. `quantity` is in the base asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface AlgoTrailingOrder extends AlgoOrderBase {
  readonly type: "TRAILING_STOP_MARKET"
  readonly quantity: Operation.Decimal
  /** In percent: from 0.1 to 10. */
  readonly callbackRate: Operation.Decimal
  /** In the quote asset; from when on it follows. */
  readonly activatePrice?: Operation.Decimal | undefined
  /** Not in hedge mode. */
  readonly reduceOnly?: boolean | undefined
}

/**
 * An algo order to place. Decimals are text or `BigDecimal`, never floats.
 *
 * @category models
 * @since 0.1.0
 */
export type PlaceAlgoOrder = AlgoLimitOrder | AlgoMarketOrder | AlgoCloseOrder | AlgoTrailingOrder

/**
 * Which algo order is meant: by the client algo id, or by the exchange's algo id. The call does not say the symbol; it is for the
 * settlement of a doubt.
 *
 * @category models
 * @since 0.1.0
 */
export type WhichAlgoOrder =
  | { readonly symbol: string; readonly clientAlgoId: string; readonly algoId?: undefined }
  | { readonly symbol: string; readonly algoId: number | string; readonly clientAlgoId?: undefined }

/**
 * A page of algo orders.
 *
 * @category models
 * @since 0.1.0
 */
export interface AllAlgoOrders {
  readonly symbol: string
  /** From this algo id on. */
  readonly algoId?: number | string | undefined
  /** In epoch ms; less than 7 days before `endTime`. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** 500 by default, 1 000 at most. */
  readonly limit?: number | undefined
}

const describeWhichAlgo = (input: {
  readonly symbol: string
  readonly clientAlgoId?: string | undefined
  readonly algoId?: number | string | undefined
}): Operation.Description => ({
  symbol: input.symbol,
  clientOrderId: input.clientAlgoId,
  orderId: futures.text(input.algoId)
})
const whichAlgo = (input: {
  readonly clientAlgoId?: string | undefined
  readonly algoId?: number | string | undefined
}) => ({
  algoId: input.algoId,
  clientAlgoId: input.clientAlgoId
})

/**
 * Places a stop, take profit or trailing order. Good for 60 s, 10 s when it is IOC or FOK. Weight 0; counts as one new order.
 * When its engine stops taking it is not documented, so a doubt about it waits a whole minute longer than one about a plain
 * order. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: new algo order.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const placed = Usdm.placeAlgoOrder({
 *   symbol: "BNBUSDT",
 *   side: "SELL",
 *   type: "TAKE_PROFIT",
 *   quantity: "0.01",
 *   price: "750",
 *   triggerPrice: "750"
 * }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeAlgoOrder = Operation.make({
  name: "usdm.placeAlgoOrder",
  product: usdmAlgoRules,
  kind: "place",
  method: "POST",
  path: "/fapi/v1/algoOrder",
  weight: () => 0,
  countsAsOrder: true,
  security: "TRADE",
  success: AlgoOrder,
  parameters: (input: PlaceAlgoOrder, clientOrderId) => ({
    algoType: "CONDITIONAL",
    symbol: input.symbol,
    side: input.side,
    positionSide: input.positionSide,
    type: input.type,
    timeInForce: "timeInForce" in input ? input.timeInForce : undefined,
    quantity: "quantity" in input ? futures.decimal(input.quantity) : undefined,
    price: "price" in input ? futures.decimal(input.price) : undefined,
    triggerPrice: "triggerPrice" in input ? futures.decimal(input.triggerPrice) : undefined,
    workingType: input.workingType,
    closePosition: "closePosition" in input ? input.closePosition : undefined,
    priceProtect: "priceProtect" in input ? futures.capitalFlag(input.priceProtect) : undefined,
    reduceOnly: "reduceOnly" in input ? input.reduceOnly : undefined,
    activatePrice: "activatePrice" in input ? futures.decimal(input.activatePrice) : undefined,
    callbackRate: "callbackRate" in input ? futures.decimal(input.callbackRate) : undefined,
    clientAlgoId: input.clientAlgoId ?? clientOrderId,
    selfTradePreventionMode: input.selfTradePreventionMode
  }),
  describe: (input, clientOrderId) => ({
    symbol: input.symbol,
    clientOrderId: input.clientAlgoId ?? clientOrderId,
    side: input.side,
    type: input.type,
    quantity: "quantity" in input ? futures.decimal(input.quantity) : undefined,
    price: "price" in input ? futures.decimal(input.price) : undefined
  }),
  clientOrderIdFrom: (input) => (input.clientAlgoId === undefined ? "library" : "caller"),
  problem: (input) => futures.idProblem("clientAlgoId", input.clientAlgoId, 36),
  goodForMillis: (input) => ("timeInForce" in input ? futures.isGoodFor(input) : 60_000),
  find: { subject: "placement", views: () => algoViews }
})

/**
 * Reads one algo order. Weight 1. Reads lag: `Fatal(UnknownOrder)` means "not visible now", never "does not exist". Fails with
 * `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, trade: query algo order.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.map(Usdm.queryAlgoOrder({ symbol: "BNBUSDT", algoId: 1 }), (order) => order.algoStatus)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queryAlgoOrder = algo.read({
  name: "queryAlgoOrder",
  path: "/fapi/v1/algoOrder",
  weight: 1,
  success: AlgoOrder,
  parameters: (input: WhichAlgoOrder) => whichAlgo(input),
  describe: describeWhichAlgo
})

/**
 * Cancels an algo order that has not been triggered. Weight 1. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: cancel algo order.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = Usdm.cancelAlgoOrder({ symbol: "BNBUSDT", clientAlgoId: "my-stop-1" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelAlgoOrder = Operation.make({
  name: "usdm.cancelAlgoOrder",
  product: usdmAlgoRules,
  kind: "cancel",
  method: "DELETE",
  path: "/fapi/v1/algoOrder",
  weight: () => 1,
  security: "TRADE",
  success: AlgoOrder,
  parameters: (input: WhichAlgoOrder) => whichAlgo(input),
  describe: describeWhichAlgo,
  goodForMillis: futures.minute,
  find: { subject: "cancel", views: () => algoViews }
})

/**
 * Cancels all open algo orders of a symbol. Weight 1. One that is placed meanwhile may live on. Fails with `Retryable`, `Fatal`
 * or `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: cancel all algo open orders.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = Usdm.cancelAllAlgoOrders({ symbol: "BNBUSDT" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelAllAlgoOrders = algo.cancelAll(
  { name: "cancelAllAlgoOrders", path: "/fapi/v1/algoOpenOrders", weight: 1 },
  () => algoViews
)

/**
 * The open algo orders of one symbol (weight 1) or of all (weight 40). Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, trade: current all algo open orders.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const ids = Effect.map(Usdm.openAlgoOrders({ symbol: "BNBUSDT" }), (orders) => orders.map(({ algoId }) => algoId))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openAlgoOrders = algo.read({
  name: "openAlgoOrders",
  path: "/fapi/v1/openAlgoOrders",
  weight: (input) => (input?.symbol === undefined ? 40 : 1),
  success: Schema.Array(AlgoOrder),
  parameters: (input: { readonly symbol?: string | undefined } | void) => ({ symbol: input?.symbol })
})

/**
 * All algo orders of a symbol, one page. Weight 5. Which rows a page holds that is full is not documented; from `algoId` on it is
 * the next ones. Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, trade: query all algo orders.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const last = Effect.map(Usdm.allAlgoOrders({ symbol: "BNBUSDT", algoId: 0 }), (orders) => orders.at(-1)?.algoId)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const allAlgoOrders = algo.read({
  name: "allAlgoOrders",
  path: "/fapi/v1/allAlgoOrders",
  weight: 5,
  success: Schema.Array(AlgoOrder),
  parameters: (input: AllAlgoOrders) => ({
    symbol: input.symbol,
    algoId: input.algoId,
    startTime: input.startTime,
    endTime: input.endTime,
    limit: input.limit
  })
})

type Question =
  | { readonly symbol: string; readonly origClientOrderId: string }
  | { readonly symbol: string; readonly orderId: number | string }
const asAlgo = (question: Question): WhichAlgoOrder =>
  "origClientOrderId" in question
    ? { symbol: question.symbol, clientAlgoId: question.origClientOrderId }
    : { symbol: question.symbol, algoId: question.orderId }

/**
 * The same of algo orders.
 *
 * @internal
 */
export const algoViews: ProductViews = {
  ...futures.answers,
  // no document says by which code it answers the cancel of an algo order that it does not know
  perhapsUnknownOrderCodes: [-2013],
  fullPage: dividing,
  order: futures.asked(queryAlgoOrder.operation, asAlgo),
  openOrders: openAlgoOrders.operation,
  allOrders: futures.asked(allAlgoOrders.operation, ({ orderId, ...page }: AllOrders) => ({
    ...page,
    algoId: orderId
  })),
  // a fill names the order that an algo order has placed, and not the algo order
  trades: undefined,
  cancel: futures.asked(cancelAlgoOrder.operation, asAlgo),
  pageLimit: 1000
}

/**
 * The exchange's clock. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, market data: check server time.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const now = Effect.map(Usdm.time(), ({ serverTime }) => new Date(serverTime))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const time = usdm.read({
  name: "time",
  path: "/fapi/v1/time",
  weight: 1,
  security: "NONE",
  success: ServerTime,
  parameters: (_input: void) => ({})
})

/**
 * The trading rules of all symbols, and the limits. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, market data: exchange information.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const symbols = Effect.map(Usdm.exchangeInfo(), (info) => info.symbols.length)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const exchangeInfo = usdm.read({
  name: "exchangeInfo",
  path: "/fapi/v1/exchangeInfo",
  weight: 1,
  security: "NONE",
  success: ExchangeInfo,
  parameters: (_input: void) => ({})
})

/**
 * The order book of a symbol. `limit` is 5, 10, 20, 50 (weight 2), 100 (5), 500 (10, the default) or 1 000 (20). Fails with
 * `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, market data: order book.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const best = Effect.map(Usdm.depth({ symbol: "BTCUSDT", limit: 5 }), (book) => book.asks[0])
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const depth = usdm.read({
  name: "depth",
  path: "/fapi/v1/depth",
  weight: futures.depthWeight,
  security: "NONE",
  success: Depth,
  parameters: (input: { readonly symbol: string; readonly limit?: number | undefined }) => ({
    symbol: input.symbol,
    limit: input.limit
  })
})

/**
 * The best bid and ask of a symbol. Weight 2. Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, market data: symbol order book ticker.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const ask = Effect.map(Usdm.bookTicker({ symbol: "BTCUSDT" }), (ticker) => ticker.askPrice)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const bookTicker = usdm.read({
  name: "bookTicker",
  path: "/fapi/v1/ticker/bookTicker",
  weight: 2,
  security: "NONE",
  success: BookTicker,
  parameters: (input: { readonly symbol: string }) => ({ symbol: input.symbol })
})

/**
 * The mark price, the index price and the funding rate of a symbol. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, market data: mark price.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Effect from "effect/Effect"
 *
 * const mark = Effect.map(Usdm.premiumIndex({ symbol: "BTCUSDT" }), (index) => index.markPrice)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const premiumIndex = usdm.read({
  name: "premiumIndex",
  path: "/fapi/v1/premiumIndex",
  weight: 1,
  security: "NONE",
  success: PremiumIndex,
  parameters: (input: { readonly symbol: string }) => ({ symbol: input.symbol })
})

// ----------------------------------------------------------------------------------------------------------------- batches

/**
 * Places up to five orders at once, each on its own: some may be placed and others refused. Weight 5; counts as new orders.
 * Succeeds with one `Result` for each, in the order asked; settled, none of them is in doubt. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: place multiple orders.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const both = Usdm.placeOrders([
 *   { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "30000" },
 *   { symbol: "BTCUSDT", side: "SELL", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "90000" }
 * ]).pipe(Reconciliation.settle)
 * // Call<ReadonlyArray<Result<Order, Retryable | Fatal>>, Retryable | Fatal, BinanceClient | Reconciliation>
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOrders = Operation.batch({
  name: "usdm.placeOrders",
  product: usdmRules,
  method: "POST",
  path: "/fapi/v1/batchOrders",
  weight: () => 5,
  security: "TRADE",
  of: placeOrder.operation,
  elements: (input: ReadonlyArray<PlaceOrder>) => input,
  most: 5,
  parameters: (elements) => ({ batchOrders: futures.elementsText(elements) })
})

/**
 * Amends up to five open limit orders at once, each on its own, as `amendOrder` does. Weight 5; counts as new orders. Succeeds
 * with one `Result` for each, in the order asked; settled, none of them is in doubt. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: modify multiple orders.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const both = Usdm.amendOrders([
 *   { symbol: "BTCUSDT", orderId: 1, side: "BUY", quantity: "0.01", price: "29000" },
 *   { symbol: "BTCUSDT", orderId: 2, side: "BUY", quantity: "0.01", price: "28000" }
 * ]).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const amendOrders = Operation.batch({
  name: "usdm.amendOrders",
  product: usdmRules,
  method: "PUT",
  path: "/fapi/v1/batchOrders",
  weight: () => 5,
  security: "TRADE",
  of: amendOrder.operation,
  elements: (input: ReadonlyArray<AmendOrder>) => input,
  most: 5,
  parameters: (elements) => ({ batchOrders: futures.elementsText(elements) })
})

/**
 * Which orders of one symbol are to be cancelled: all by their client order ids, or all by the exchange's order ids.
 *
 * @category models
 * @since 0.1.0
 */
export type WhichOrders =
  | { readonly symbol: string; readonly origClientOrderIds: ReadonlyArray<string>; readonly orderIds?: undefined }
  | {
      readonly symbol: string
      readonly orderIds: ReadonlyArray<number | string>
      readonly origClientOrderIds?: undefined
    }

/**
 * Cancels up to ten orders of one symbol at once, each on its own. Weight 1. Succeeds with one `Result` for each, in the order
 * asked; settled, none of them is in doubt. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: USDⓈ-M docs, trade: cancel multiple orders.
 *
 * @example
 * ```ts
 * import * as Usdm from "effect-binance/products/Usdm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const both = Usdm.cancelOrders({ symbol: "BTCUSDT", origClientOrderIds: ["my-order-1", "my-order-2"] }).pipe(
 *   Reconciliation.settle
 * )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelOrders = Operation.batch({
  name: "usdm.cancelOrders",
  product: usdmRules,
  method: "DELETE",
  path: "/fapi/v1/batchOrders",
  weight: () => 1,
  security: "TRADE",
  of: cancelOrder.operation,
  elements: ({ orderIds, origClientOrderIds, symbol }: WhichOrders): ReadonlyArray<WhichOrder> =>
    orderIds === undefined
      ? origClientOrderIds.map((origClientOrderId) => ({ symbol, origClientOrderId }))
      : orderIds.map((orderId) => ({ symbol, orderId })),
  most: 10,
  parameters: (_elements, { orderIds, origClientOrderIds, symbol }) => ({
    symbol,
    orderIdList: futures.idsText(orderIds),
    origClientOrderIdList: origClientOrderIds
  })
})
