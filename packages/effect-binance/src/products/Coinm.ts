/**
 * Binance COIN-M futures: its operations as functions that make calls.
 *
 * Quantities are numbers of contracts, prices in the quote asset per base asset. A cancel or an amend never renames an order here.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Operation from "../client/Operation.ts"
import * as futures from "../internal/futures.ts"
import type { ProductViews } from "../settlement/ProductViews.ts"
import { dividing } from "../settlement/SymbolViews.ts"
import { coinmRules } from "./CoinmRules.ts"

const coinm = futures.operationsOf("coinm", coinmRules)

/**
 * An order, as placing and reading both show it. Only `orderId` is certain: a terse reply carries little else. Quantities are in
 * contracts, times in epoch ms, decimals are exact strings; an unknown `status` passes through.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const isDone = (order: Coinm.Order) => order.status === "FILLED" && order.executedQty === order.origQty
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Order = Schema.Struct({ ...futures.orderFields, pair: futures.maybeText, cumBase: futures.maybeText })

/**
 * An order, as placing and reading both show it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Order extends Schema.Schema.Type<typeof Order> {}

/**
 * A fill of the account. Decimals are exact strings, `qty` in contracts, `realizedPnl` in the margin asset, `commission` in
 * `commissionAsset`, `time` in epoch ms.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const isMaker = (trades: ReadonlyArray<Coinm.Trade>) => trades.every((trade) => trade.isMaker === true)
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
 * Quantities are in contracts, decimals are exact strings. The order keeps its name.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const wentUp = (row: Coinm.Amendment) => row.newPrice !== row.origPrice
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
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const said = (done: Coinm.CancelledAll) => done.msg
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
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const wasSoAlready = (setting: Coinm.Setting) => setting.changed === false
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
 * The leverage that is in force, and the largest quantity that it allows, in the base asset.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const times = (setting: Coinm.Leverage) => setting.leverage
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Leverage = futures.Leverage

/**
 * The leverage that is in force, and the largest quantity that it allows, in the base asset.
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
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const isRunning = (timer: Coinm.Countdown) => Number(timer.countdownTime) > 0
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
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const isMore = (moved: Coinm.MovedMargin) => moved.type === 1
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
 * A position. `positionAmt` is in contracts, negative when it is short; prices are in the quote asset, `unRealizedProfit` in the
 * margin asset, decimals are exact strings; `updateTime` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const isOpen = (position: Coinm.Position) => Number(position.positionAmt) !== 0
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
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const free = (balance: Coinm.Balance) => balance.availableBalance ?? "0"
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
 * The account: its assets and positions. Decimals are exact strings, those of an asset in that asset; times are in epoch ms.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const held = (account: Coinm.Account) => account.assets.map(({ asset, walletBalance }) => `${walletBalance} ${asset}`)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Account = Schema.Struct({
  canTrade: futures.maybeBoolean,
  feeTier: futures.maybeInt,
  updateTime: futures.maybeInt,
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
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const symbols = (info: Coinm.ExchangeInfo) => info.symbols.map(({ symbol }) => symbol)
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
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const date = (time: Coinm.ServerTime) => new Date(time.serverTime)
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
 * The order book: prices in the quote asset and quantities in contracts, as pairs, the best first; `E` and `T` in epoch ms.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const bestBid = (book: Coinm.Depth) => book.bids[0]?.[0]
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Depth = futures.Depth

/**
 * The order book: prices in the quote asset and quantities in contracts, as pairs, the best first; `E` and `T` in epoch ms.
 *
 * @category models
 * @since 0.1.0
 */
export interface Depth extends Schema.Schema.Type<typeof Depth> {}

/**
 * The best prices and their quantities, as exact strings; quantities are in contracts, `time` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const spread = (ticker: Coinm.BookTicker) => [ticker.bidPrice, ticker.askPrice]
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const BookTicker = futures.BookTicker

/**
 * The best prices and their quantities, as exact strings; quantities are in contracts, `time` is in epoch ms.
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
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const mark = (index: Coinm.PremiumIndex) => index.markPrice
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
 * An order at the market's price. `quantity` is in contracts.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarketOrder extends OrderBase {
  readonly type: "MARKET"
  readonly quantity: Operation.Decimal
}

/**
 * An order at a price. `quantity` is in contracts, `price` in the quote asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface LimitOrder extends OrderBase {
  readonly type: "LIMIT"
  readonly timeInForce: "GTC" | "IOC" | "FOK" | "GTX"
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
  readonly priceMatch?: undefined
}

/**
 * An order whose price the exchange takes from the book. `quantity` is in contracts.
 *
 * @category models
 * @since 0.1.0
 */
export interface PriceMatchedOrder extends OrderBase {
  readonly type: "LIMIT"
  readonly timeInForce: "GTC" | "IOC" | "FOK" | "GTX"
  readonly quantity: Operation.Decimal
  readonly priceMatch: PriceMatch
  readonly price?: undefined
}

/**
 * An order at a price that waits for another price first. `quantity` is in contracts; prices are in the quote asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface StopLimitOrder extends OrderBase {
  readonly type: "STOP" | "TAKE_PROFIT"
  readonly timeInForce?: "GTC" | "IOC" | "FOK" | "GTX" | undefined
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
  readonly stopPrice: Operation.Decimal
  readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined
  readonly priceProtect?: boolean | undefined
}

/**
 * An order at the market's price that waits for another price first. `quantity` is in contracts; prices are in the quote asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface StopMarketOrder extends OrderBase {
  readonly type: "STOP_MARKET" | "TAKE_PROFIT_MARKET"
  readonly quantity: Operation.Decimal
  readonly stopPrice: Operation.Decimal
  readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined
  readonly priceProtect?: boolean | undefined
}

/**
 * As `StopMarketOrder`, for the whole position, whatever its size will be.
 *
 * @category models
 * @since 0.1.0
 */
export interface ClosePositionOrder extends Omit<OrderBase, "reduceOnly"> {
  readonly type: "STOP_MARKET" | "TAKE_PROFIT_MARKET"
  readonly closePosition: true
  readonly stopPrice: Operation.Decimal
  readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined
  readonly priceProtect?: boolean | undefined
}

/**
 * An order at the market's price that follows the best price at a distance. `quantity` is in contracts.
 *
 * @category models
 * @since 0.1.0
 */
export interface TrailingStopOrder extends OrderBase {
  readonly type: "TRAILING_STOP_MARKET"
  readonly quantity: Operation.Decimal
  /** In percent: from 0.1 to 10. */
  readonly callbackRate: Operation.Decimal
  /** In the quote asset; from when on it follows. */
  readonly activationPrice?: Operation.Decimal | undefined
  readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined
}

/**
 * An order to place. Decimals are text or `BigDecimal`, never floats.
 *
 * @category models
 * @since 0.1.0
 */
export type PlaceOrder =
  | MarketOrder
  | LimitOrder
  | PriceMatchedOrder
  | StopLimitOrder
  | StopMarketOrder
  | ClosePositionOrder
  | TrailingStopOrder

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
 * What an open limit order is to become: another `quantity` in contracts, another `price` in the quote asset, or both. Amending
 * by `priceMatch` is left out: what it asks for could not be found again.
 *
 * @category models
 * @since 0.1.0
 */
export type AmendOrder = WhichOrder & {
  /** That of the order: it cannot be changed. */
  readonly side: "BUY" | "SELL"
} & (
    | { readonly quantity: Operation.Decimal; readonly price?: Operation.Decimal | undefined }
    | { readonly quantity?: Operation.Decimal | undefined; readonly price: Operation.Decimal }
  )

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
  /** 50 by default, 100 at most. */
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
  /** 50 by default, 1 000 at most. */
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
 * Places an order. Good for 10 s when it is MARKET, IOC or FOK, for 60 s otherwise. Weight 0; counts as one new order. Fails with
 * `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: COIN-M docs, trade: new order.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const placed = Coinm.placeOrder({
 *   symbol: "BTCUSD_PERP",
 *   side: "BUY",
 *   type: "LIMIT",
 *   timeInForce: "GTC",
 *   quantity: "1",
 *   price: "30000"
 * }).pipe(Reconciliation.settle)
 * // Call<Order, Retryable | Fatal, BinanceClient | Reconciliation>
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOrder = coinm.place<Order, PlaceOrder>(
  { name: "placeOrder", path: "/dapi/v1/order", weight: 0, success: Order },
  36,
  () => views
)

/**
 * Reads one order. Weight 1. Reads lag: `Fatal(UnknownOrder)` means "not visible now", never "does not exist"; a cancelled or
 * expired order without a fill is shown for three days only. Fails with `Retryable` or `Fatal`.
 *
 * Source: COIN-M docs, trade: query order.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.map(Coinm.queryOrder({ symbol: "BTCUSD_PERP", orderId: 1 }), (order) => order.status)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queryOrder = coinm.read({
  name: "queryOrder",
  path: "/dapi/v1/order",
  weight: 1,
  success: Order,
  parameters: (input: WhichOrder) => futures.whichParameters(input),
  describe: futures.describeWhich
})

/**
 * Reads one order that is open. Weight 1. `Fatal(UnknownOrder)` means "not open, or not visible now". Fails with `Retryable` or
 * `Fatal`.
 *
 * Source: COIN-M docs, trade: query current open order.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const filled = Effect.map(Coinm.openOrder({ symbol: "BTCUSD_PERP", orderId: 1 }), (order) => order.executedQty)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openOrder = coinm.read({
  name: "openOrder",
  path: "/dapi/v1/openOrder",
  weight: 1,
  success: Order,
  parameters: (input: WhichOrder) => futures.whichParameters(input),
  describe: futures.describeWhich
})

/**
 * Cancels an order. Weight 1. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: COIN-M docs, trade: cancel order.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = Coinm.cancelOrder({ symbol: "BTCUSD_PERP", origClientOrderId: "my-order-1" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelOrder = coinm.cancel<Order, WhichOrder>(
  { name: "cancelOrder", path: "/dapi/v1/order", weight: 1, success: Order },
  () => views
)

/**
 * Cancels all open orders of a symbol. Weight 1. An order that is placed meanwhile may live on. Fails with `Retryable`, `Fatal`
 * or `AmbiguousExecution`.
 *
 * Source: COIN-M docs, trade: cancel all open orders.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = Coinm.cancelAllOrders({ symbol: "BTCUSD_PERP" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelAllOrders = coinm.cancelAll(
  { name: "cancelAllOrders", path: "/dapi/v1/allOpenOrders", weight: 1 },
  () => views
)

/**
 * Amends an open limit order, which keeps its name and loses its place in the queue. Weight 1. An amend can cancel: when
 * `quantity` is no more than what is filled already, or when a GTX order would take; the success then shows an order that is
 * CANCELED, and a doubt that ends so is `Fatal(AlreadyInState)`. A filter that refuses it leaves the order as it was. Fails with
 * `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: COIN-M docs, trade: modify order.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const amended = Coinm.amendOrder({
 *   symbol: "BTCUSD_PERP",
 *   orderId: 1,
 *   side: "BUY",
 *   quantity: "2",
 *   price: "29000"
 * })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const amendOrder = coinm.amend<Order, AmendOrder>(
  { name: "amendOrder", path: "/dapi/v1/order", weight: 1, success: Order, countsAsOrder: false },
  () => views
)

/**
 * The open orders of one symbol (weight 1) or of all (weight 40). Fails with `Retryable` or `Fatal`.
 *
 * Source: COIN-M docs, trade: current all open orders.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const ids = Effect.map(Coinm.openOrders({ symbol: "BTCUSD_PERP" }), (orders) => orders.map(({ orderId }) => orderId))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openOrders = coinm.read({
  name: "openOrders",
  path: "/dapi/v1/openOrders",
  weight: (input) => (input?.symbol === undefined ? 40 : 1),
  success: Schema.Array(Order),
  parameters: (input: { readonly symbol?: string | undefined } | void) => ({ symbol: input?.symbol })
})

/**
 * All orders of a symbol, one page. Weight 20. Which rows a page holds that is full is not documented; from `orderId` on it is
 * the next ones. Fails with `Retryable` or `Fatal`.
 *
 * Source: COIN-M docs, trade: all orders.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const last = Effect.map(Coinm.allOrders({ symbol: "BTCUSD_PERP", orderId: 0, limit: 100 }), (orders) => orders.at(-1)?.orderId)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const allOrders = coinm.read({
  name: "allOrders",
  path: "/dapi/v1/allOrders",
  weight: 20,
  success: Schema.Array(Order),
  parameters: (input: AllOrders) => futures.pageParameters(input)
})

/**
 * The account's fills of a symbol, one page. Weight 20. Fails with `Retryable` or `Fatal`.
 *
 * Source: COIN-M docs, trade: account trade list.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const prices = Effect.map(Coinm.userTrades({ symbol: "BTCUSD_PERP", orderId: 1 }), (trades) => trades.map(({ price }) => price))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const userTrades = coinm.read({
  name: "userTrades",
  path: "/dapi/v1/userTrades",
  weight: 20,
  success: Schema.Array(Trade),
  parameters: (input: UserTrades) => futures.pageParameters(input)
})

/**
 * The amendments of one order, one page. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: COIN-M docs, trade: order modify history.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const prices = Effect.map(Coinm.orderAmendments({ symbol: "BTCUSD_PERP", orderId: 1 }), (rows) => rows.map(({ newPrice }) => newPrice))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const orderAmendments = coinm.read({
  name: "orderAmendments",
  path: "/dapi/v1/orderAmendment",
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
  pageLimit: 100
}

/**
 * Has all open orders of a symbol cancelled when `countdownTime` (in ms) is over, unless it is called again before; 0 stops it.
 * Weight 10. Settled by sending it again, which starts the countdown anew. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: COIN-M docs, trade: auto-cancel all open orders.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const armed = Coinm.countdownCancelAll({ symbol: "BTCUSD_PERP", countdownTime: 120_000 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const countdownCancelAll = coinm.setting({
  name: "countdownCancelAll",
  path: "/dapi/v1/countdownCancelAll",
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
 * Source: COIN-M docs, trade: change initial leverage.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const set = Coinm.changeLeverage({ symbol: "BTCUSD_PERP", leverage: 5 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const changeLeverage = coinm.setting({
  name: "changeLeverage",
  path: "/dapi/v1/leverage",
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
 * Source: COIN-M docs, trade: change margin type.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const set = Coinm.changeMarginType({ symbol: "BTCUSD_PERP", marginType: "ISOLATED" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const changeMarginType = coinm.setting({
  name: "changeMarginType",
  path: "/dapi/v1/marginType",
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
 * Source: COIN-M docs, trade: change position mode.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const set = Coinm.changePositionMode({ dualSidePosition: false }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const changePositionMode = coinm.setting({
  name: "changePositionMode",
  path: "/dapi/v1/positionSide/dual",
  weight: 1,
  success: Setting,
  parameters: (input: { readonly dualSidePosition: boolean }) => ({ dualSidePosition: input.dualSidePosition })
})

/**
 * Adds margin to an isolated position (`type: 1`) or takes some away (`type: 2`); `amount` is in the margin asset. Weight 1. Sent
 * again it moves the margin again, and no question finds one of two equal changes, so `settle` does not compile on it:
 * `settleWithin` gives the doubt back, and `positionRisk` shows the margin to a person. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: COIN-M docs, trade: modify isolated position margin.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 *
 * const moved = Coinm.changePositionMargin({ symbol: "BTCUSD_PERP", amount: "0.01", type: 1 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const changePositionMargin = coinm.moveMargin({
  name: "changePositionMargin",
  path: "/dapi/v1/positionMargin",
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
 * Source: COIN-M docs, account: account information.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const assets = Effect.map(Coinm.account(), (account) => account.assets.map(({ asset }) => asset))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const account = coinm.read({
  name: "account",
  path: "/dapi/v1/account",
  weight: 5,
  success: Account,
  parameters: (_input: void) => ({})
})

/**
 * The balances of the futures wallet. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: COIN-M docs, account: futures account balance.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const free = Effect.map(Coinm.balance(), (balances) => balances.map(({ availableBalance }) => availableBalance))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const balance = coinm.read({
  name: "balance",
  path: "/dapi/v1/balance",
  weight: 1,
  success: Schema.Array(Balance),
  parameters: (_input: void) => ({})
})

/**
 * The positions, of one pair or margin asset, or of all. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: COIN-M docs, trade: position information.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const sizes = Effect.map(Coinm.positionRisk(), (positions) => positions.map(({ positionAmt }) => positionAmt))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const positionRisk = coinm.read({
  name: "positionRisk",
  path: "/dapi/v1/positionRisk",
  weight: 1,
  success: Schema.Array(Position),
  parameters: (input: { readonly marginAsset?: string | undefined; readonly pair?: string | undefined } | void) => ({
    marginAsset: input?.marginAsset,
    pair: input?.pair
  })
})

/**
 * The exchange's clock. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: COIN-M docs, market data: check server time.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const now = Effect.map(Coinm.time(), ({ serverTime }) => new Date(serverTime))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const time = coinm.read({
  name: "time",
  path: "/dapi/v1/time",
  weight: 1,
  security: "NONE",
  success: ServerTime,
  parameters: (_input: void) => ({})
})

/**
 * The trading rules of all symbols, and the limits. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: COIN-M docs, market data: exchange information.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const symbols = Effect.map(Coinm.exchangeInfo(), (info) => info.symbols.length)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const exchangeInfo = coinm.read({
  name: "exchangeInfo",
  path: "/dapi/v1/exchangeInfo",
  weight: 1,
  security: "NONE",
  success: ExchangeInfo,
  parameters: (_input: void) => ({})
})

/**
 * The order book of a symbol. `limit` is 5, 10, 20, 50 (weight 2), 100 (5), 500 (10, the default) or 1 000 (20). Fails with
 * `Retryable` or `Fatal`.
 *
 * Source: COIN-M docs, market data: order book.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const best = Effect.map(Coinm.depth({ symbol: "BTCUSD_PERP", limit: 5 }), (book) => book.asks[0])
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const depth = coinm.read({
  name: "depth",
  path: "/dapi/v1/depth",
  weight: futures.depthWeight,
  security: "NONE",
  success: Depth,
  parameters: (input: { readonly symbol: string; readonly limit?: number | undefined }) => ({
    symbol: input.symbol,
    limit: input.limit
  })
})

/**
 * The best bid and ask, of one symbol or of all of a pair. Weight 2 with a symbol, 5 without. Fails with `Retryable` or `Fatal`.
 *
 * Source: COIN-M docs, market data: symbol order book ticker.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const asks = Effect.map(Coinm.bookTicker({ symbol: "BTCUSD_PERP" }), (tickers) => tickers.map(({ askPrice }) => askPrice))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const bookTicker = coinm.read({
  name: "bookTicker",
  path: "/dapi/v1/ticker/bookTicker",
  weight: (input) => (input.symbol === undefined ? 5 : 2),
  security: "NONE",
  success: Schema.Array(BookTicker),
  parameters: (input: { readonly symbol?: string | undefined; readonly pair?: string | undefined }) => ({
    symbol: input.symbol,
    pair: input.pair
  })
})

/**
 * The mark price, the index price and the funding rate, of one symbol or of all of a pair. Weight 10. Fails with `Retryable` or
 * `Fatal`.
 *
 * Source: COIN-M docs, market data: index price and mark price.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Effect from "effect/Effect"
 *
 * const marks = Effect.map(Coinm.premiumIndex({ pair: "BTCUSD" }), (rows) => rows.map(({ markPrice }) => markPrice))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const premiumIndex = coinm.read({
  name: "premiumIndex",
  path: "/dapi/v1/premiumIndex",
  weight: 10,
  security: "NONE",
  success: Schema.Array(PremiumIndex),
  parameters: (input: { readonly symbol?: string | undefined; readonly pair?: string | undefined }) => ({
    symbol: input.symbol,
    pair: input.pair
  })
})

// ----------------------------------------------------------------------------------------------------------------- batches

/**
 * Places up to five orders at once, each on its own: some may be placed and others refused. Weight 5; counts as new orders.
 * Succeeds with one `Result` for each, in the order asked; settled, none of them is in doubt. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: COIN-M docs, trade: place multiple orders.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const both = Coinm.placeOrders([
 *   { symbol: "BTCUSD_PERP", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "1", price: "30000" },
 *   { symbol: "BTCUSD_PERP", side: "SELL", type: "LIMIT", timeInForce: "GTC", quantity: "1", price: "90000" }
 * ]).pipe(Reconciliation.settle)
 * // Call<ReadonlyArray<Result<Order, Retryable | Fatal>>, Retryable | Fatal, BinanceClient | Reconciliation>
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOrders = Operation.batch({
  name: "coinm.placeOrders",
  product: coinmRules,
  method: "POST",
  path: "/dapi/v1/batchOrders",
  weight: () => 5,
  security: "TRADE",
  of: placeOrder.operation,
  elements: (input: ReadonlyArray<PlaceOrder>) => input,
  most: 5,
  parameters: (elements) => ({ batchOrders: futures.elementsText(elements) })
})

/**
 * Amends up to five open limit orders at once, each on its own, as `amendOrder` does. Weight 5. Succeeds with one `Result` for
 * each, in the order asked; settled, none of them is in doubt. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: COIN-M docs, trade: modify multiple orders.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const both = Coinm.amendOrders([
 *   { symbol: "BTCUSD_PERP", orderId: 1, side: "BUY", quantity: "1", price: "29000" },
 *   { symbol: "BTCUSD_PERP", orderId: 2, side: "BUY", quantity: "1", price: "28000" }
 * ]).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const amendOrders = Operation.batch({
  name: "coinm.amendOrders",
  product: coinmRules,
  method: "PUT",
  path: "/dapi/v1/batchOrders",
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
 * Source: COIN-M docs, trade: cancel multiple orders.
 *
 * @example
 * ```ts
 * import * as Coinm from "effect-binance/products/Coinm"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const both = Coinm.cancelOrders({ symbol: "BTCUSD_PERP", origClientOrderIds: ["my-order-1", "my-order-2"] }).pipe(
 *   Reconciliation.settle
 * )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelOrders = Operation.batch({
  name: "coinm.cancelOrders",
  product: coinmRules,
  method: "DELETE",
  path: "/dapi/v1/batchOrders",
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
