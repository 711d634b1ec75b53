/**
 * Binance margin: its orders, order lists, accounts and loans as functions that make calls.
 *
 * `isIsolated` decides which account a call is about: the isolated one of the symbol, or the cross account, which it is without it.
 * An order of one is not visible from the other, so whoever asks about an order has to say it as it was said when placing.
 *
 * Weights are those of `/sapi`: each endpoint has a limit of its own, by address or by account (UID).
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Operation from "../client/Operation.ts"
import type { Parameters } from "../client/Parameters.ts"
import type { Kind } from "../errors/InDoubt.ts"
import { allPages, fullPage, isOf, transferState } from "../internal/histories.ts"
import { movement } from "../internal/movement.ts"
import { describeLegs, type Leg, legsParameters } from "../internal/orderLists.ts"
import {
  asOrder,
  clientOrderIdFrom,
  clientOrderIdProblem,
  decimal,
  describeOrder,
  describeWhich,
  describeWhichList,
  minute,
  orderIsGoodFor,
  orderParameters
} from "../internal/orders.ts"
import { Id, maybe, maybeBoolean, maybeInt, maybeText, OrderCount as OrderCountRow } from "../internal/schemas.ts"
import type { OrderListRow, OrderRow, ProductViews, WhichOrderList } from "../settlement/ProductViews.ts"
import { dividing } from "../settlement/SymbolViews.ts"
import { marginRules } from "./MarginRules.ts"
import type { WhichOrder } from "./SpotAccount.ts"
import * as SpotAccount from "./SpotAccount.ts"

// ------------------------------------------------------------------------------------------------------------------ models

const ofMargin = {
  isIsolated: maybeBoolean,
  /** What was borrowed for it, in `marginBuyBorrowAsset`; missing when nothing was. */
  marginBuyBorrowAmount: maybe(Schema.Union([Schema.String, Schema.Finite])),
  marginBuyBorrowAsset: maybeText
}

/**
 * A margin order, as placing and reading both show it. Only `orderId` is certain. Quantities are in the base asset,
 * `cummulativeQuoteQty` in the quote asset (negative where it is not known any more), times in epoch ms, decimals are exact
 * strings; an unknown `status` passes through.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const isDone = (order: Margin.Order) => order.status === "FILLED"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Order = Schema.Struct({ ...SpotAccount.Order.fields, ...ofMargin })

/**
 * A margin order, as placing and reading both show it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Order extends Schema.Schema.Type<typeof Order> {}

/**
 * An order list on margin. Only `orderListId` is certain; `orderReports` is missing where only the list was read.
 * `transactionTime` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const isOver = (list: Margin.OrderList) => list.listOrderStatus === "ALL_DONE"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const OrderList = Schema.Struct({
  ...SpotAccount.OrderList.fields,
  ...ofMargin,
  orderReports: maybe(Schema.Array(Order))
})

/**
 * An order list on margin.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrderList extends Schema.Schema.Type<typeof OrderList> {}

/**
 * What was cancelled on a symbol: an order, or an order list as a whole.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const lists = (rows: ReadonlyArray<Margin.Cancelled>) => rows.filter((row) => "listOrderStatus" in row)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Cancelled = Schema.Union([Order, OrderList])

/**
 * What was cancelled on a symbol: an order, or an order list as a whole.
 *
 * @category models
 * @since 0.1.0
 */
export type Cancelled = Order | OrderList

/**
 * A fill of a margin account. Decimals are exact strings, `qty` in the base asset, `commission` in `commissionAsset`, `time` in
 * epoch ms.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const ofOrder = (trades: ReadonlyArray<Margin.Trade>, orderId: number) =>
 *   trades.filter((trade) => trade.orderId === orderId)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Trade = Schema.Struct({ ...SpotAccount.Trade.fields, isIsolated: maybeBoolean })

/**
 * A fill of a margin account.
 *
 * @category models
 * @since 0.1.0
 */
export interface Trade extends Schema.Schema.Type<typeof Trade> {}

const assetFields = {
  asset: Schema.String,
  free: Schema.String,
  locked: Schema.String,
  borrowed: Schema.String,
  interest: Schema.String,
  netAsset: maybeText
}

/**
 * The cross account: amounts as exact strings, each in its own asset, the totals in BTC.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const borrowed = (account: Margin.CrossAccount, asset: string) =>
 *   account.userAssets.find((row) => row.asset === asset)?.borrowed ?? "0"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const CrossAccount = Schema.Struct({
  created: maybeBoolean,
  borrowEnabled: maybeBoolean,
  tradeEnabled: maybeBoolean,
  transferInEnabled: maybeBoolean,
  transferOutEnabled: maybeBoolean,
  accountType: maybeText,
  marginLevel: maybeText,
  collateralMarginLevel: maybeText,
  totalAssetOfBtc: maybeText,
  totalLiabilityOfBtc: maybeText,
  totalNetAssetOfBtc: maybeText,
  userAssets: Schema.Array(Schema.Struct(assetFields))
})

/**
 * The cross account.
 *
 * @category models
 * @since 0.1.0
 */
export interface CrossAccount extends Schema.Schema.Type<typeof CrossAccount> {}

const IsolatedAsset = Schema.Struct({
  ...assetFields,
  netAssetOfBtc: maybeText,
  totalAsset: maybeText,
  borrowEnabled: maybeBoolean,
  repayEnabled: maybeBoolean
})

/**
 * The isolated accounts, one for each symbol: amounts as exact strings in their own asset, prices in the quote asset per base
 * asset, the totals in BTC and only when all symbols were asked for.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const level = (account: Margin.IsolatedAccount, symbol: string) =>
 *   account.assets.find((row) => row.symbol === symbol)?.marginLevel
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const IsolatedAccount = Schema.Struct({
  assets: Schema.Array(
    Schema.Struct({
      symbol: Schema.String,
      baseAsset: IsolatedAsset,
      quoteAsset: IsolatedAsset,
      isolatedCreated: maybeBoolean,
      enabled: maybeBoolean,
      tradeEnabled: maybeBoolean,
      marginLevel: maybeText,
      marginLevelStatus: maybeText,
      marginRatio: maybeText,
      indexPrice: maybeText,
      liquidatePrice: maybeText,
      liquidateRate: maybeText
    })
  ),
  totalAssetOfBtc: maybeText,
  totalLiabilityOfBtc: maybeText,
  totalNetAssetOfBtc: maybeText
})

/**
 * The isolated accounts, one for each symbol.
 *
 * @category models
 * @since 0.1.0
 */
export interface IsolatedAccount extends Schema.Schema.Type<typeof IsolatedAccount> {}

/**
 * How many orders the account may place in an interval, and how many it has.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const left = ({ count, limit }: Margin.OrderCount) => limit - count
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const OrderCount = OrderCountRow

/**
 * How many orders the account may place in an interval, and how many it has.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrderCount extends Schema.Schema.Type<typeof OrderCount> {}

/**
 * A loan or a repayment that was taken on: its id. What became of it is in `borrowRepayHistory`.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 * import * as Schema from "effect/Schema"
 *
 * const accepted = Schema.decodeUnknownResult(Margin.LoanAccepted)({ tranId: 100000001 })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const LoanAccepted = Schema.Struct({ tranId: Id })

/**
 * A loan or a repayment that was taken on.
 *
 * @category models
 * @since 0.1.0
 */
export interface LoanAccepted extends Schema.Schema.Type<typeof LoanAccepted> {}

/**
 * Loans or repayments, the newest first, one page. `status` is `PENDING`, `CONFIRMED`, or `FAILED`, of which the last changed
 * nothing. Amounts are exact strings in `asset`, `timestamp` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const confirmed = (page: Margin.LoanHistory) => page.rows.filter(({ status }) => status === "CONFIRMED")
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const LoanHistory = Schema.Struct({
  total: maybeInt,
  rows: Schema.Array(
    Schema.Struct({
      txId: Id,
      status: maybeText,
      asset: maybeText,
      amount: maybeText,
      interest: maybeText,
      principal: maybeText,
      type: maybeText,
      isolatedSymbol: maybeText,
      timestamp: maybeInt
    })
  )
})

/**
 * Loans or repayments, the newest first, one page.
 *
 * @category models
 * @since 0.1.0
 */
export interface LoanHistory extends Schema.Schema.Type<typeof LoanHistory> {}

// ------------------------------------------------------------------------------------------------------------------ inputs

/**
 * Which account is meant: with `isIsolated` the isolated one of the symbol, without it the cross account.
 *
 * @category models
 * @since 0.1.0
 */
export interface Route {
  readonly isIsolated?: boolean | undefined
}

/**
 * The isolated account of one symbol, or the cross account, of which a symbol is one part.
 *
 * @category models
 * @since 0.1.0
 */
export type WhichAccount =
  | { readonly isIsolated: true; readonly symbol: string }
  | { readonly isIsolated?: false | undefined; readonly symbol?: string | undefined }

/**
 * What an order does about debts besides trading: by default nothing.
 *
 * @category models
 * @since 0.1.0
 */
export interface SideEffects {
  readonly sideEffectType?: "NO_SIDE_EFFECT" | "MARGIN_BUY" | "AUTO_REPAY" | "AUTO_BORROW_REPAY" | undefined
  /** Whether cancelling the order repays what was borrowed for it; the exchange takes `true` when it is not said. */
  readonly autoRepayAtCancel?: boolean | undefined
}

/**
 * What all margin orders to place have in common.
 *
 * @category models
 * @since 0.1.0
 */
export interface NewOrder extends Route, SideEffects {
  readonly symbol: string
  readonly side: "BUY" | "SELL"
  /** Your own client order id: at most 36 of `a-z A-Z 0-9 - _`, never used before. Without one the library makes it. */
  readonly newClientOrderId?: string | undefined
  readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined
  readonly selfTradePreventionMode?: string | undefined
}

/**
 * Buys or sells `quantity` of the base asset at once, at whatever price there is.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarketOrder extends NewOrder {
  readonly type: "MARKET"
  readonly quantity: Operation.Decimal
  readonly quoteOrderQty?: undefined
}

/**
 * Buys for, or sells until there is, `quoteOrderQty` of the quote asset, at once, at whatever price there is.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarketOrderByQuote extends NewOrder {
  readonly type: "MARKET"
  readonly quoteOrderQty: Operation.Decimal
  readonly quantity?: undefined
}

/**
 * Trades at `price` or better. With `icebergQty` only so much of it shows in the book.
 *
 * @category models
 * @since 0.1.0
 */
export interface LimitOrder extends NewOrder {
  readonly type: "LIMIT"
  readonly timeInForce: "GTC" | "IOC" | "FOK"
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
  readonly icebergQty?: Operation.Decimal | undefined
}

/**
 * A limit order that is refused when it would trade at once.
 *
 * @category models
 * @since 0.1.0
 */
export interface LimitMakerOrder extends NewOrder {
  readonly type: "LIMIT_MAKER"
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
}

/**
 * A market order that starts when the price reaches `stopPrice`.
 *
 * @category models
 * @since 0.1.0
 */
export interface StopOrder extends NewOrder {
  readonly type: "STOP_LOSS" | "TAKE_PROFIT"
  readonly quantity: Operation.Decimal
  readonly stopPrice: Operation.Decimal
}

/**
 * A limit order that starts when the price reaches `stopPrice`.
 *
 * @category models
 * @since 0.1.0
 */
export interface StopLimitOrder extends NewOrder {
  readonly type: "STOP_LOSS_LIMIT" | "TAKE_PROFIT_LIMIT"
  readonly timeInForce: "GTC" | "IOC" | "FOK"
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
  readonly stopPrice: Operation.Decimal
  readonly icebergQty?: Operation.Decimal | undefined
}

/**
 * A margin order to place. `quantity` is in the base asset, `quoteOrderQty` in the quote asset, `price` in the quote asset per
 * base asset; decimals are text or `BigDecimal`, never floats.
 *
 * @category models
 * @since 0.1.0
 */
export type PlaceOrder = MarketOrder | MarketOrderByQuote | LimitOrder | LimitMakerOrder | StopOrder | StopLimitOrder

/**
 * Which margin order is meant, on which account.
 *
 * @category models
 * @since 0.1.0
 */
export type WhichMarginOrder = WhichOrder & Route

/**
 * Which order list is meant, on which account.
 *
 * @category models
 * @since 0.1.0
 */
export type WhichMarginOrderList = WhichOrderList & Route

/**
 * A page of orders.
 *
 * @category models
 * @since 0.1.0
 */
export interface AllOrders extends Route {
  readonly symbol: string
  /** From this order id on. */
  readonly orderId?: number | string | undefined
  /** In epoch ms; less than 24 hours before `endTime`. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** 500 by default and at most. */
  readonly limit?: number | undefined
}

/**
 * A page of fills.
 *
 * @category models
 * @since 0.1.0
 */
export interface MyTrades extends Route {
  readonly symbol: string
  /** Only the fills of this order. */
  readonly orderId?: number | string | undefined
  /** In epoch ms; less than 24 hours before `endTime`. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** From this trade id on. */
  readonly fromId?: number | string | undefined
  /** 500 by default, 1 000 at most. */
  readonly limit?: number | undefined
}

/**
 * A page of order lists.
 *
 * @category models
 * @since 0.1.0
 */
export type AllOrderLists = WhichAccount & {
  /** From this order list id on; not together with times. */
  readonly fromId?: number | string | undefined
  /** In epoch ms. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** 500 by default, 1 000 at most. */
  readonly limit?: number | undefined
}

/**
 * What all order lists on margin have in common.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrderListOptions extends Route, SideEffects {
  readonly symbol: string
  readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined
  readonly selfTradePreventionMode?: string | undefined
}

/**
 * An order of a list that trades at `price` or better.
 *
 * @category models
 * @since 0.1.0
 */
export interface LimitLeg {
  readonly type: "LIMIT"
  readonly timeInForce: "GTC" | "IOC" | "FOK"
  readonly price: Operation.Decimal
  readonly icebergQty?: Operation.Decimal | undefined
}

/**
 * An order of a list that is refused when it would trade at once.
 *
 * @category models
 * @since 0.1.0
 */
export interface LimitMakerLeg {
  readonly type: "LIMIT_MAKER"
  readonly price: Operation.Decimal
}

/**
 * An order of a list that trades at whatever price there is.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarketLeg {
  readonly type: "MARKET"
}

/**
 * A market order of a list that starts at `stopPrice`, or when the price has turned by `trailingDelta` (in basis points). A
 * take-profit order may only be the pending order of an OTO.
 *
 * @category models
 * @since 0.1.0
 */
export interface StopLeg {
  readonly type: "STOP_LOSS" | "TAKE_PROFIT"
  readonly stopPrice?: Operation.Decimal | undefined
  readonly trailingDelta?: number | undefined
}

/**
 * A limit order of a list that starts at `stopPrice`, or when the price has turned by `trailingDelta` (in basis points). A
 * take-profit order may only be the pending order of an OTO.
 *
 * @category models
 * @since 0.1.0
 */
export interface StopLimitLeg {
  readonly type: "STOP_LOSS_LIMIT" | "TAKE_PROFIT_LIMIT"
  readonly timeInForce: "GTC" | "IOC" | "FOK"
  readonly price: Operation.Decimal
  readonly stopPrice?: Operation.Decimal | undefined
  readonly trailingDelta?: number | undefined
  readonly icebergQty?: Operation.Decimal | undefined
}

/**
 * The order that works from the start, `quantity` in the base asset.
 *
 * @category models
 * @since 0.1.0
 */
export type WorkingLeg = (LimitLeg | LimitMakerLeg) & {
  readonly side: "BUY" | "SELL"
  readonly quantity: Operation.Decimal
}

/**
 * One of two orders of which the first that starts ends the other.
 *
 * @category models
 * @since 0.1.0
 */
export type ContingentLeg = LimitMakerLeg | StopLeg | StopLimitLeg

/**
 * A limit order and a stop order of one side and quantity, of which the first that starts ends the other. Prices are in the quote
 * asset per base asset, quantities in the base asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlaceOco extends OrderListOptions {
  readonly side: "BUY" | "SELL"
  /** Of each order. */
  readonly quantity: Operation.Decimal
  readonly limit: { readonly price: Operation.Decimal; readonly icebergQty?: Operation.Decimal | undefined }
  /** Without a `price` it trades at whatever price there is. */
  readonly stop:
    | { readonly stopPrice: Operation.Decimal; readonly price?: undefined }
    | {
        readonly stopPrice: Operation.Decimal
        readonly price: Operation.Decimal
        readonly timeInForce: "GTC" | "IOC" | "FOK"
        readonly icebergQty?: Operation.Decimal | undefined
      }
}

/**
 * An order that starts when another one is filled. `quantity` is in the base asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlaceOto extends OrderListOptions {
  readonly working: WorkingLeg
  readonly pending: (MarketLeg | LimitLeg | ContingentLeg) & {
    readonly side: "BUY" | "SELL"
    readonly quantity: Operation.Decimal
  }
}

/**
 * An OCO that starts when another order is filled. `quantity` is in the base asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlaceOtoco extends OrderListOptions {
  readonly working: WorkingLeg
  readonly pending: {
    readonly side: "BUY" | "SELL"
    /** Of each order. */
    readonly quantity: Operation.Decimal
    readonly above: ContingentLeg
    readonly below: ContingentLeg
  }
}

/**
 * A loan to take or to repay, `amount` in `asset`, on the cross account or on the isolated account of a symbol.
 *
 * @category models
 * @since 0.1.0
 */
export type BorrowRepay = {
  readonly type: "BORROW" | "REPAY"
  readonly asset: string
  readonly amount: Operation.Decimal
} & (
  | { readonly isIsolated: true; readonly symbol: string }
  | { readonly isIsolated?: false | undefined; readonly symbol?: undefined }
)

/**
 * A page of loans or of repayments: one by its id, or those from a time on.
 *
 * @category models
 * @since 0.1.0
 */
export interface BorrowRepayHistory {
  readonly type: "BORROW" | "REPAY"
  readonly asset?: string | undefined
  readonly isolatedSymbol?: string | undefined
  /** The `tranId` of the one that is looked for. */
  readonly txId?: number | string | undefined
  /** In epoch ms; the last seven days when neither is given. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** Counted from 1. */
  readonly current?: number | undefined
  /** 10 by default, 100 at most. */
  readonly size?: number | undefined
}

// -------------------------------------------------------------------------------------------------------------- the routes

const flag = (isIsolated: boolean | undefined) => (isIsolated === undefined ? undefined : isIsolated ? "TRUE" : "FALSE")

const viewsOf = (input: Route): ProductViews => (input.isIsolated === true ? isolatedViews : crossViews)

// the cross account refuses a symbol where only lists are asked for, the isolated one demands it
const symbolOf = (input: WhichAccount) => (input.isIsolated === true ? input.symbol : undefined)

const borrows = (input: SideEffects) =>
  input.sideEffectType === "MARGIN_BUY" || input.sideEffectType === "AUTO_BORROW_REPAY"
const placementWeight = (input: SideEffects) => (borrows(input) ? 1500 : 6)

const sideEffects = (input: Route & SideEffects) => ({
  isIsolated: flag(input.isIsolated),
  sideEffectType: input.sideEffectType,
  autoRepayAtCancel: input.autoRepayAtCancel
})

// -------------------------------------------------------------------------------------------------------------- operations

/**
 * Places a margin order. Good for 10 s when it is MARKET, IOC or FOK, for 60 s otherwise. Weight 6 of the account, 1500 when it
 * may borrow. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * What an order borrows has no id of its own: also when the order is refused, `borrowRepayHistory` says whether a loan was taken.
 *
 * Source: margin docs: margin account new order.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const placed = Margin.placeOrder({
 *   symbol: "BTCUSDT",
 *   isIsolated: true,
 *   side: "BUY",
 *   type: "MARKET",
 *   quantity: "0.01",
 *   sideEffectType: "MARGIN_BUY"
 * }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOrder = Operation.make<Order, "place", PlaceOrder>({
  name: "margin.placeOrder",
  product: marginRules,
  kind: "place",
  method: "POST",
  path: "/sapi/v1/margin/order",
  weight: placementWeight,
  countsAsOrder: true,
  security: "TRADE",
  success: Order,
  parameters: (input, clientOrderId) => ({ ...orderParameters(input, clientOrderId), ...sideEffects(input) }),
  describe: describeOrder,
  clientOrderIdFrom,
  problem: clientOrderIdProblem,
  goodForMillis: orderIsGoodFor,
  find: { subject: "placement", views: viewsOf }
})

/**
 * Reads one margin order. Weight 10. Reads lag: `Fatal(UnknownOrder)` means "not visible now, on this account", never "does not
 * exist". Fails with `Retryable` or `Fatal`.
 *
 * Source: margin docs: query margin account's order.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const order = Margin.queryOrder({ symbol: "BTCUSDT", isIsolated: true, orderId: 1 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queryOrder = Operation.make<Order, "read", WhichMarginOrder>({
  name: "margin.queryOrder",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/margin/order",
  weight: () => 10,
  security: "USER_DATA",
  success: Order,
  parameters: (input) => ({
    symbol: input.symbol,
    isIsolated: flag(input.isIsolated),
    orderId: input.orderId,
    origClientOrderId: input.origClientOrderId
  }),
  describe: describeWhich,
  goodForMillis: minute
})

/**
 * Cancels a margin order. A cancel by client order id sends the same id as `newClientOrderId`, so that the order keeps its name.
 * Weight 10. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: margin docs: margin account cancel order.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = Margin.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "my-order-1" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelOrder = Operation.make<Order, "cancel", WhichMarginOrder>({
  name: "margin.cancelOrder",
  product: marginRules,
  kind: "cancel",
  method: "DELETE",
  path: "/sapi/v1/margin/order",
  weight: () => 10,
  security: "TRADE",
  success: Order,
  parameters: (input) => ({
    symbol: input.symbol,
    isIsolated: flag(input.isIsolated),
    orderId: input.orderId,
    origClientOrderId: input.origClientOrderId,
    newClientOrderId: input.origClientOrderId
  }),
  describe: describeWhich,
  goodForMillis: minute,
  find: { subject: "cancel", views: viewsOf }
})

/**
 * Cancels all open orders of a symbol on one account, those of order lists too. It succeeds with what was cancelled; settled
 * after a doubt, with the orders alone. Weight 1. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: margin docs: margin account cancel all open orders on a symbol.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const flat = Margin.cancelAllOrders({ symbol: "BTCUSDT", isIsolated: true }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelAllOrders = Operation.make<ReadonlyArray<Cancelled>, "cancel", Route & { readonly symbol: string }>({
  name: "margin.cancelAllOrders",
  product: marginRules,
  kind: "cancel",
  method: "DELETE",
  path: "/sapi/v1/margin/openOrders",
  weight: () => 1,
  security: "TRADE",
  success: Schema.Array(Cancelled),
  parameters: (input) => ({ symbol: input.symbol, isIsolated: flag(input.isIsolated) }),
  describe: ({ symbol }) => ({ symbol }),
  goodForMillis: minute,
  find: { subject: "cancelAll", views: viewsOf, result: (orders) => orders.map((row) => asOrder<Order>(row)) }
})

/**
 * The open orders of the isolated account of a symbol, or of the cross account, of one symbol or of all; of all it weighs as many
 * requests as there are symbols. Weight 10. Fails with `Retryable` or `Fatal`.
 *
 * Source: margin docs: query margin account's open orders.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const orders = Margin.openOrders({ symbol: "BTCUSDT", isIsolated: true })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openOrders = Operation.make<ReadonlyArray<Order>, "read", WhichAccount>({
  name: "margin.openOrders",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/margin/openOrders",
  weight: () => 10,
  security: "USER_DATA",
  success: Schema.Array(Order),
  parameters: (input) => ({ symbol: input.symbol, isIsolated: flag(input.isIsolated) }),
  describe: ({ symbol }) => ({ symbol }),
  goodForMillis: minute
})

/**
 * All orders of a symbol on one account, the oldest first, one page. Weight 200. Fails with `Retryable` or `Fatal`.
 *
 * Source: margin docs: query margin account's all orders.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const firstPage = Margin.allOrders({ symbol: "BTCUSDT", orderId: 0, limit: 500 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const allOrders = Operation.make<ReadonlyArray<Order>, "read", AllOrders>({
  name: "margin.allOrders",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/margin/allOrders",
  weight: () => 200,
  security: "USER_DATA",
  success: Schema.Array(Order),
  parameters: (input) => ({
    symbol: input.symbol,
    isIsolated: flag(input.isIsolated),
    orderId: input.orderId,
    startTime: input.startTime,
    endTime: input.endTime,
    limit: input.limit
  }),
  describe: ({ symbol }) => ({ symbol }),
  goodForMillis: minute
})

/**
 * The fills of a symbol on one account, the oldest first, one page. Weight 10. Fails with `Retryable` or `Fatal`.
 *
 * Source: margin docs: query margin account's trade list.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const fills = Margin.myTrades({ symbol: "BTCUSDT", orderId: 1 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const myTrades = Operation.make<ReadonlyArray<Trade>, "read", MyTrades>({
  name: "margin.myTrades",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/margin/myTrades",
  weight: () => 10,
  security: "USER_DATA",
  success: Schema.Array(Trade),
  parameters: (input) => ({
    symbol: input.symbol,
    isIsolated: flag(input.isIsolated),
    orderId: input.orderId,
    startTime: input.startTime,
    endTime: input.endTime,
    fromId: input.fromId,
    limit: input.limit
  }),
  describe: ({ symbol }) => ({ symbol }),
  goodForMillis: minute
})

/**
 * Reads one order list, without its orders' states. Weight 10. Reads lag: what is not visible now may exist. Fails with
 * `Retryable` or `Fatal`.
 *
 * Source: margin docs: query margin account's OCO.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const list = Margin.queryOrderList({ symbol: "BTCUSDT", isIsolated: true, orderListId: 27 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queryOrderList = Operation.make<OrderList, "read", WhichMarginOrderList>({
  name: "margin.queryOrderList",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/margin/orderList",
  weight: () => 10,
  security: "USER_DATA",
  success: OrderList,
  parameters: (input) => ({
    isIsolated: flag(input.isIsolated),
    symbol: input.isIsolated === true ? input.symbol : undefined,
    orderListId: input.orderListId,
    // the read calls the list's own id by the name that an order's id has elsewhere
    origClientOrderId: input.listClientOrderId
  }),
  describe: describeWhichList,
  goodForMillis: minute
})

/**
 * All order lists of the isolated account of a symbol, or of the cross account, one page. Weight 200. Fails with `Retryable` or
 * `Fatal`.
 *
 * Source: margin docs: query margin account's all OCO.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const lists = Margin.allOrderLists({ isIsolated: true, symbol: "BTCUSDT", limit: 100 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const allOrderLists = Operation.make<ReadonlyArray<OrderList>, "read", AllOrderLists>({
  name: "margin.allOrderLists",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/margin/allOrderList",
  weight: () => 200,
  security: "USER_DATA",
  success: Schema.Array(OrderList),
  parameters: (input) => ({
    isIsolated: flag(input.isIsolated),
    symbol: symbolOf(input),
    fromId: input.fromId,
    startTime: input.startTime,
    endTime: input.endTime,
    limit: input.limit
  }),
  describe: (input) => ({ symbol: symbolOf(input) }),
  goodForMillis: minute
})

/**
 * The open order lists of the isolated account of a symbol, or of the cross account. Weight 10. Fails with `Retryable` or
 * `Fatal`.
 *
 * Source: margin docs: query margin account's open OCO.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const ofTheCrossAccount = Margin.openOrderLists({})
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openOrderLists = Operation.make<ReadonlyArray<OrderList>, "read", WhichAccount>({
  name: "margin.openOrderLists",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/margin/openOrderList",
  weight: () => 10,
  security: "USER_DATA",
  success: Schema.Array(OrderList),
  parameters: (input) => ({ isIsolated: flag(input.isIsolated), symbol: symbolOf(input) }),
  describe: (input) => ({ symbol: symbolOf(input) }),
  goodForMillis: minute
})

/**
 * Cancels an order list with all of its orders. They lose their client order ids to one that the exchange makes. Weight 1 of the
 * account. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: margin docs: margin account cancel OCO.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = Margin.cancelOrderList({ symbol: "BTCUSDT", orderListId: 1929 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelOrderList = Operation.make<OrderList, "cancel", WhichMarginOrderList>({
  name: "margin.cancelOrderList",
  product: marginRules,
  kind: "cancel",
  method: "DELETE",
  path: "/sapi/v1/margin/orderList",
  weight: () => 1,
  security: "TRADE",
  success: OrderList,
  parameters: (input) => ({
    symbol: input.symbol,
    isIsolated: flag(input.isIsolated),
    orderListId: input.orderListId,
    listClientOrderId: input.listClientOrderId
  }),
  describe: describeWhichList,
  goodForMillis: minute,
  find: {
    subject: "cancelOrderList",
    views: viewsOf,
    result: (list, orders) => asList(list, orders)
  }
})

// The rows of our own views are decoded as these.
const asList = (list: OrderListRow, orders: ReadonlyArray<OrderRow>): OrderList => ({
  ...(list as OrderList), // see above
  orderReports: orders.map((row) => asOrder<Order>(row))
})

/** What the kinds of order lists have in common; what differs is its path, its legs, and how they are named on the wire. */
const list = <P extends OrderListOptions>(options: {
  readonly name: string
  readonly path: string
  readonly weight: (input: P) => number
  readonly legs: (input: P) => ReadonlyArray<Leg>
  readonly parameters: (input: P, clientOrderId: string) => Parameters
  readonly goodForMillis: (input: P) => number
}) =>
  Operation.make<OrderList, "orderList", P>({
    name: options.name,
    product: marginRules,
    kind: "orderList",
    method: "POST",
    path: options.path,
    weight: options.weight,
    countsAsOrder: true,
    security: "TRADE",
    success: OrderList,
    parameters: (input, clientOrderId) => ({
      symbol: input.symbol,
      listClientOrderId: clientOrderId,
      ...options.parameters(input, clientOrderId),
      newOrderRespType: input.newOrderRespType,
      selfTradePreventionMode: input.selfTradePreventionMode,
      ...sideEffects(input)
    }),
    describe: (input, clientOrderId) => ({ symbol: input.symbol, clientOrderId }),
    goodForMillis: options.goodForMillis,
    find: {
      subject: "orderList",
      views: viewsOf,
      legs: (input, clientOrderId) => describeLegs(input.symbol, options.legs(input), clientOrderId),
      result: asList
    }
  })

const ocoLegs = ({ limit, quantity, side, stop }: PlaceOco): ReadonlyArray<Leg> => [
  { prefix: "limit", side, quantity, terms: { type: "LIMIT_MAKER", price: limit.price } },
  {
    prefix: "stop",
    side,
    quantity,
    terms: {
      type: stop.price === undefined ? "STOP_LOSS" : "STOP_LOSS_LIMIT",
      price: stop.price,
      stopPrice: stop.stopPrice
    }
  }
]

const workingLeg = (working: WorkingLeg): Leg => ({
  prefix: "working",
  side: working.side,
  terms: working,
  quantity: working.quantity
})

const otoLegs = ({ pending, working }: PlaceOto): ReadonlyArray<Leg> => [
  workingLeg(working),
  { prefix: "pending", side: pending.side, terms: pending, quantity: pending.quantity }
]

const otocoLegs = ({ pending: { above, below, quantity, side }, working }: PlaceOtoco): ReadonlyArray<Leg> => [
  workingLeg(working),
  { prefix: "pendingAbove", side, terms: above, quantity, shared: ["side", "quantity"] },
  { prefix: "pendingBelow", side, terms: below, quantity, shared: ["side", "quantity"] }
]

/**
 * Places a limit order and a stop order of which the first that starts ends the other (OCO). The library names all of it: the list
 * gets the call's client order id, the limit order `id-0`, the stop order `id-1`. Good for 60 s. Weight 6 of the account, 1500 when
 * it may borrow; counts as two new orders. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: margin docs: margin account new OCO.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const exits = Margin.placeOco({
 *   symbol: "BTCUSDT",
 *   side: "SELL",
 *   quantity: "0.01",
 *   limit: { price: "65000" },
 *   stop: { stopPrice: "58000", price: "57900", timeInForce: "GTC" }
 * }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOco = list<PlaceOco>({
  name: "margin.placeOco",
  path: "/sapi/v1/margin/order/oco",
  weight: placementWeight,
  legs: ocoLegs,
  parameters: ({ limit, quantity, side, stop }, clientOrderId) => ({
    side,
    quantity: decimal(quantity),
    limitClientOrderId: Operation.partId(clientOrderId, 0),
    price: decimal(limit.price),
    limitIcebergQty: decimal(limit.icebergQty),
    stopClientOrderId: Operation.partId(clientOrderId, 1),
    stopPrice: decimal(stop.stopPrice),
    ...(stop.price === undefined
      ? {}
      : {
          stopLimitPrice: decimal(stop.price),
          stopIcebergQty: decimal(stop.icebergQty),
          stopLimitTimeInForce: stop.timeInForce
        })
  }),
  goodForMillis: minute
})

/**
 * Places an order, and one that starts when the first is filled (OTO). The library names all of it: the list gets the call's
 * client order id, the working order `id-0`, the pending one `id-1`. Good for 10 s when the first is IOC or FOK, for 60 s
 * otherwise. Weight 6 of the account; counts as two new orders. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: margin docs: margin account new OTO.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const entry = Margin.placeOto({
 *   symbol: "BTCUSDT",
 *   working: { type: "LIMIT", timeInForce: "GTC", side: "BUY", quantity: "0.01", price: "60000" },
 *   pending: { type: "STOP_LOSS", side: "SELL", quantity: "0.01", stopPrice: "58000" }
 * }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOto = list<PlaceOto>({
  name: "margin.placeOto",
  path: "/sapi/v1/margin/order/oto",
  weight: () => 6,
  legs: otoLegs,
  parameters: (input, clientOrderId) => legsParameters(otoLegs(input), clientOrderId),
  goodForMillis: ({ working }) => orderIsGoodFor(working)
})

/**
 * Places an order, and an OCO that starts when it is filled (OTOCO). The library names all of it: the list gets the call's client
 * order id, the working order `id-0`, the pending ones `id-1` (above) and `id-2` (below). Good for 10 s when the first is IOC or
 * FOK, for 60 s otherwise. Weight 6 of the account, 1500 when it may borrow; counts as three new orders. Fails with `Retryable`,
 * `Fatal` or `AmbiguousExecution`.
 *
 * Source: margin docs: margin account new OTOCO.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const bracket = Margin.placeOtoco({
 *   symbol: "BTCUSDT",
 *   isIsolated: true,
 *   working: { type: "LIMIT", timeInForce: "GTC", side: "BUY", quantity: "0.01", price: "60000" },
 *   pending: {
 *     side: "SELL",
 *     quantity: "0.01",
 *     above: { type: "LIMIT_MAKER", price: "65000" },
 *     below: { type: "STOP_LOSS", stopPrice: "58000" }
 *   }
 * }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOtoco = list<PlaceOtoco>({
  name: "margin.placeOtoco",
  path: "/sapi/v1/margin/order/otoco",
  weight: placementWeight,
  legs: otocoLegs,
  parameters: (input, clientOrderId) => ({
    pendingSide: input.pending.side,
    pendingQuantity: decimal(input.pending.quantity),
    ...legsParameters(otocoLegs(input), clientOrderId)
  }),
  goodForMillis: ({ working }) => orderIsGoodFor(working)
})

/**
 * The cross account, with what is free, locked, borrowed and owed. Weight 10. Fails with `Retryable` or `Fatal`.
 *
 * Source: margin docs: query cross margin account details.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 * import * as Effect from "effect/Effect"
 *
 * const level = Effect.map(Margin.crossAccount(), (account) => account.marginLevel)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const crossAccount = Operation.make<CrossAccount, "read", void>({
  name: "margin.crossAccount",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/margin/account",
  weight: () => 10,
  security: "USER_DATA",
  success: CrossAccount,
  parameters: () => ({}),
  describe: () => ({}),
  goodForMillis: minute
})

/**
 * The isolated accounts, of at most five symbols or of all. Weight 10. Fails with `Retryable` or `Fatal`.
 *
 * Source: margin docs: query isolated margin account info.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const accounts = Margin.isolatedAccount({ symbols: ["BTCUSDT", "BNBUSDT"] })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const isolatedAccount = Operation.make<
  IsolatedAccount,
  "read",
  { readonly symbols?: ReadonlyArray<string> | undefined } | void
>({
  name: "margin.isolatedAccount",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/margin/isolated/account",
  weight: () => 10,
  security: "USER_DATA",
  success: IsolatedAccount,
  // a list with commas, where Spot wants JSON
  parameters: (input) => ({ symbols: input?.symbols?.join(",") }),
  describe: () => ({}),
  goodForMillis: minute
})

/**
 * How many orders the account has placed, for each interval that is limited. Weight 20. Fails with `Retryable` or `Fatal`.
 *
 * Source: margin docs: query current margin order count usage.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const ofTheCrossAccount = Margin.orderCount({})
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const orderCount = Operation.make<ReadonlyArray<OrderCount>, "read", WhichAccount>({
  name: "margin.orderCount",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/margin/rateLimit/order",
  weight: () => 20,
  security: "TRADE",
  success: Schema.Array(OrderCount),
  parameters: (input) => ({ isIsolated: flag(input.isIsolated), symbol: symbolOf(input) }),
  describe: (input) => ({ symbol: symbolOf(input) }),
  goodForMillis: minute
})

/**
 * Takes a loan, or repays one. Weight 1500. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * It has no id that you choose and no fence in time, so `settle` does not compile on it. When it is in doubt, look for its asset,
 * amount and time in `borrowRepayHistory`, after a minute at the earliest, and again later: a row that is not there proves nothing.
 * One at a time: two equal ones cannot be told apart.
 *
 * Source: margin docs: margin account borrow/repay.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 * import * as Effect from "effect/Effect"
 *
 * const loan = Margin.borrowRepay({ type: "BORROW", asset: "USDT", amount: "100" }).pipe(
 *   Effect.catchTag("AmbiguousExecution", (doubt) =>
 *     Effect.map(
 *       Margin.borrowRepayHistory({ type: "BORROW", asset: "USDT", startTime: doubt.inDoubt.createdAt - 60_000 }),
 *       (page) => page.rows.filter((row) => row.amount === "100")
 *     )
 *   )
 * )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const borrowRepay = movement<LoanAccepted, BorrowRepay>({
  name: "margin.borrowRepay",
  product: marginRules,
  kind: "transfer",
  method: "POST",
  path: "/sapi/v1/margin/borrow-repay",
  weight: () => 1500,
  security: "TRADE",
  success: LoanAccepted,
  parameters: (input) => ({
    asset: input.asset,
    isIsolated: flag(input.isIsolated === true),
    symbol: input.symbol,
    amount: decimal(input.amount),
    type: input.type
  }),
  describe: (input) => ({ symbol: input.symbol, type: input.type, quantity: decimal(input.amount) }),
  goodForMillis: minute,
  shown: ({ amount, asset, symbol, type }) => ({ where: [type, asset, symbol], amount }),
  find: {
    subject: "history",
    settle: Operation.settleHistory,
    spacingMillis: 5000,
    rows: (ask, { amount, asset, isIsolated, symbol, type }, _, from) =>
      Effect.map(
        allPages((current) =>
          Effect.map(
            ask(borrowRepayHistory.operation, {
              type,
              asset,
              isolatedSymbol: isIsolated === true ? symbol : undefined,
              startTime: Math.floor(from),
              current,
              size: fullPage
            }),
            ({ rows }) => rows
          )
        ),
        (rows) =>
          // what the exchange has borrowed or repaid by itself, for an order or in BNB, is there as well
          rows
            .filter((row) => row.type === undefined || row.type === "MANUAL")
            .filter((row) => (isIsolated === true && row.isolatedSymbol === undefined) || row.isolatedSymbol === symbol)
            .filter(isOf(asset, amount))
            .map((row) => ({
              id: row.txId,
              isNamed: false,
              state: transferState(row.status),
              result: { tranId: row.txId }
            }))
      )
  }
})

/**
 * Loans or repayments, the newest first, one page. Weight 10. Fails with `Retryable` or `Fatal`.
 *
 * Source: margin docs: query borrow/repay records in margin account.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const loan = Margin.borrowRepayHistory({ type: "BORROW", txId: 2970933056 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const borrowRepayHistory = Operation.make<LoanHistory, "read", BorrowRepayHistory>({
  name: "margin.borrowRepayHistory",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/margin/borrow-repay",
  weight: () => 10,
  security: "USER_DATA",
  success: LoanHistory,
  parameters: (input) => ({
    asset: input.asset,
    isolatedSymbol: input.isolatedSymbol,
    txId: input.txId,
    startTime: input.startTime,
    endTime: input.endTime,
    current: input.current,
    size: input.size,
    type: input.type
  }),
  describe: (input) => ({ symbol: input.isolatedSymbol }),
  goodForMillis: minute
})

// ---------------------------------------------------------------------------------------------------------- the questions

/** An operation as it is asked about one account. */
const on = <A, K extends Kind, P extends object>(
  isIsolated: boolean,
  operation: Operation.Operation<A, K, P & { readonly isIsolated: boolean }>
): Operation.Operation<A, K, P> => {
  const { clientOrderIdFrom: _, find: __, orderCount: ____, problem: ___, ...rest } = operation
  return {
    ...rest,
    weight: (input) => operation.weight({ ...input, isIsolated }),
    parameters: (input, clientOrderId) => operation.parameters({ ...input, isIsolated }, clientOrderId),
    describe: (input, clientOrderId) => operation.describe({ ...input, isIsolated }, clientOrderId),
    goodForMillis: (input) => operation.goodForMillis({ ...input, isIsolated })
  }
}

const questions = (isIsolated: boolean): ProductViews => ({
  order: on<Order, "read", WhichOrder>(isIsolated, queryOrder.operation),
  openOrders: on<ReadonlyArray<Order>, "read", { readonly symbol: string }>(isIsolated, {
    ...openOrders.operation,
    // a question always names its symbol, whichever account it is about
    parameters: ({ isIsolated, symbol }) => ({ symbol, isIsolated: flag(isIsolated) })
  }),
  allOrders: on<ReadonlyArray<Order>, "read", Omit<AllOrders, "isIsolated">>(isIsolated, allOrders.operation),
  trades: on<ReadonlyArray<Trade>, "read", Omit<MyTrades, "isIsolated">>(isIsolated, myTrades.operation),
  orderList: on<OrderList, "read", WhichOrderList>(isIsolated, queryOrderList.operation),
  cancel: on<Order, "cancel", WhichOrder>(isIsolated, cancelOrder.operation),
  // Source: margin docs, all orders and trade list: from an id on, or else "within 24 hours", and of trades the most recent by default
  fullPage: dividing,
  absentCode: -2013,
  archivedCode: -2026,
  // as on Spot; what the list of this product has under the number no read can be answered by
  absentListCode: -2018,
  openAndKept: "cancel-restricted",
  rejectedCode: -2010,
  unknownOrderCode: -2011,
  pageLimit: 500
})

/**
 * The operations seen as the questions of a settlement, on the cross account.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const question = Margin.crossViews.order.parameters({ symbol: "BTCUSDT", orderId: 1 }, "")
 * question["isIsolated"] // "FALSE"
 * ```
 *
 * @category settling
 * @since 0.1.0
 */
export const crossViews: ProductViews = questions(false)

/**
 * The operations seen as the questions of a settlement, on the isolated account of the symbol.
 *
 * @example
 * ```ts
 * import * as Margin from "effect-binance/products/Margin"
 *
 * const question = Margin.isolatedViews.order.parameters({ symbol: "BTCUSDT", orderId: 1 }, "")
 * question["isIsolated"] // "TRUE"
 * ```
 *
 * @category settling
 * @since 0.1.0
 */
export const isolatedViews: ProductViews = questions(true)
