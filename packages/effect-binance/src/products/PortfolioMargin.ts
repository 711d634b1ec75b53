/**
 * Binance portfolio margin: its operations as functions that make calls. One key trades USDⓈ-M (`um`), COIN-M (`cm`) and margin.
 *
 * Quantities are in the base asset on USDⓈ-M and margin, in contracts on COIN-M; prices are in the quote asset. A client order id has at
 * most 32 characters here. Stop, take profit and trailing orders of futures are conditional orders, which have ids of their own.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Operation from "../client/Operation.ts"
import { allPages, fullPage, isOf, transferState } from "../internal/histories.ts"
import type { Parameters } from "../client/Parameters.ts"
import * as futures from "../internal/futures.ts"
import { movement, type Shown } from "../internal/movement.ts"
import { describeLegs, type Leg } from "../internal/orderLists.ts"
import { asOrder, describeWhichList } from "../internal/orders.ts"
import { maybe } from "../internal/schemas.ts"
import type { OrderListRow, OrderRow, ProductViews, WhichOrderList } from "../settlement/ProductViews.ts"
import { dividing } from "../settlement/SymbolViews.ts"
import { portfolioMarginRules } from "./PortfolioMarginRules.ts"

const pm = futures.operationsOf("pm", portfolioMarginRules)

/**
 * An order on USDⓈ-M, as placing and reading both show it. Only `orderId` is certain: a terse reply carries little else.
 * Quantities are in the base asset, times in epoch ms, decimals are exact strings; an unknown `status` passes through.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const isDone = (order: PortfolioMargin.UmOrder) => order.status === "FILLED"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const UmOrder = Schema.Struct({ ...futures.orderFields, cumQuote: futures.maybeText })

/**
 * An order on USDⓈ-M, as placing and reading both show it.
 *
 * @category models
 * @since 0.1.0
 */
export interface UmOrder extends Schema.Schema.Type<typeof UmOrder> {}

/**
 * An order on COIN-M, as placing and reading both show it. Only `orderId` is certain: a terse reply carries little else.
 * Quantities are in contracts, times in epoch ms, decimals are exact strings; an unknown `status` passes through.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const isDone = (order: PortfolioMargin.CmOrder) => order.status === "FILLED"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const CmOrder = Schema.Struct({ ...futures.orderFields, pair: futures.maybeText, cumBase: futures.maybeText })

/**
 * An order on COIN-M, as placing and reading both show it.
 *
 * @category models
 * @since 0.1.0
 */
export interface CmOrder extends Schema.Schema.Type<typeof CmOrder> {}

/**
 * A fill on USDⓈ-M or COIN-M. Decimals are exact strings, `qty` in the base asset or in contracts, `commission` in
 * `commissionAsset`, `time` in epoch ms.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const isMaker = (trades: ReadonlyArray<PortfolioMargin.FuturesTrade>) => trades.every((trade) => trade.isMaker === true)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const FuturesTrade = futures.Trade

/**
 * A fill on USDⓈ-M or COIN-M.
 *
 * @category models
 * @since 0.1.0
 */
export interface FuturesTrade extends Schema.Schema.Type<typeof FuturesTrade> {}

/**
 * An amendment of an order: its price and quantity before and after, `time` in epoch ms; `count` says the how manieth it was.
 * Decimals are exact strings. The order keeps its name.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const wentUp = (row: PortfolioMargin.Amendment) => row.newPrice !== row.origPrice
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
 * A conditional order: it waits in a service of its own and places an order when it is triggered. `orderId`, `clientOrderId`,
 * `status`, `type` and `time` say what `strategyId`, `newClientStrategyId`, `strategyStatus`, `strategyType` and `bookTime` do,
 * in the words that all orders share: this `orderId` is a strategy id. Of the order that was placed, `triggeredOrderId`,
 * `triggeredStatus` and `triggeredType` tell. Times are in epoch ms, decimals are exact strings.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const isWaiting = (order: PortfolioMargin.ConditionalOrder) => order.strategyStatus === "NEW"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const ConditionalOrder = futures.ConditionalOrder

/**
 * A conditional order: it waits in a service of its own and places an order when it is triggered.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConditionalOrder extends Schema.Schema.Type<typeof ConditionalOrder> {}

/**
 * What a cancel of all orders answers: no order, but a code. Which orders it ended shows in their queries.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const said = (done: PortfolioMargin.CancelledAll) => done.msg
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
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const wasSoAlready = (setting: PortfolioMargin.Setting) => setting.changed === false
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
 * The leverage that is in force.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const times = (setting: PortfolioMargin.Leverage) => setting.leverage
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Leverage = futures.Leverage

/**
 * The leverage that is in force.
 *
 * @category models
 * @since 0.1.0
 */
export interface Leverage extends Schema.Schema.Type<typeof Leverage> {}

/**
 * A position on USDⓈ-M or COIN-M. `positionAmt` is in the base asset or in contracts, negative when it is short; decimals are
 * exact strings, `updateTime` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const isOpen = (position: PortfolioMargin.Position) => Number(position.positionAmt) !== 0
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Position = futures.Position

/**
 * A position on USDⓈ-M or COIN-M.
 *
 * @category models
 * @since 0.1.0
 */
export interface Position extends Schema.Schema.Type<typeof Position> {}

// the same fields as a fill of Spot has
const Fill = Schema.Struct({
  price: futures.maybeText,
  qty: futures.maybeText,
  commission: futures.maybeText,
  commissionAsset: futures.maybeText
})

/**
 * An order on margin, as placing and reading both show it. Only `orderId` is certain: a terse reply carries little else.
 * Quantities are in the base asset, `cummulativeQuoteQty` in the quote asset, times in epoch ms, decimals are exact strings; an
 * unknown `status` passes through.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const isDone = (order: PortfolioMargin.MarginOrder) => order.status === "FILLED"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const MarginOrder = Schema.Struct({
  orderId: futures.Id,
  /** The order list that it is part of, where that is shown. */
  orderListId: futures.maybeId,
  symbol: futures.maybeText,
  clientOrderId: futures.maybeText,
  /** On a cancel: the client order id that the order had before. */
  origClientOrderId: futures.maybeText,
  status: futures.maybeText,
  side: futures.maybeText,
  type: futures.maybeText,
  timeInForce: futures.maybeText,
  price: futures.maybeText,
  stopPrice: futures.maybeText,
  origQty: futures.maybeText,
  executedQty: futures.maybeText,
  cummulativeQuoteQty: futures.maybeText,
  icebergQty: futures.maybeText,
  selfTradePreventionMode: futures.maybeText,
  /** What was borrowed for it, when something was. */
  marginBuyBorrowAmount: futures.maybeText,
  marginBuyBorrowAsset: futures.maybeText,
  isWorking: futures.maybeBoolean,
  transactTime: futures.maybeInt,
  time: futures.maybeInt,
  updateTime: futures.maybeInt,
  fills: Schema.optionalKey(Schema.Array(Fill).pipe(Schema.catchDecoding(() => Effect.succeedNone)))
})

/**
 * An order on margin, as placing and reading both show it.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarginOrder extends Schema.Schema.Type<typeof MarginOrder> {}

/**
 * A fill on margin. Decimals are exact strings, `qty` in the base asset, `commission` in `commissionAsset`, `time` in epoch ms.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const bought = (trades: ReadonlyArray<PortfolioMargin.MarginTrade>) => trades.filter((trade) => trade.isBuyer === true)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const MarginTrade = Schema.Struct({
  id: futures.Id,
  orderId: futures.Id,
  symbol: futures.maybeText,
  price: futures.maybeText,
  qty: futures.maybeText,
  commission: futures.maybeText,
  commissionAsset: futures.maybeText,
  time: futures.maybeInt,
  isBuyer: futures.maybeBoolean,
  isMaker: futures.maybeBoolean
})

/**
 * A fill on margin.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarginTrade extends Schema.Schema.Type<typeof MarginTrade> {}

/**
 * An order list on margin. Only `orderListId` is certain; `orderReports` is missing where only the list was read.
 * `transactionTime` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const isOver = (list: PortfolioMargin.MarginOrderList) => list.listOrderStatus === "ALL_DONE"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const MarginOrderList = Schema.Struct({
  orderListId: futures.Id,
  listClientOrderId: futures.maybeText,
  symbol: futures.maybeText,
  contingencyType: futures.maybeText,
  listStatusType: futures.maybeText,
  listOrderStatus: futures.maybeText,
  transactionTime: futures.maybeInt,
  /** What was borrowed for it, when something was. */
  marginBuyBorrowAmount: futures.maybeText,
  marginBuyBorrowAsset: futures.maybeText,
  orders: maybe(
    Schema.Array(Schema.Struct({ orderId: futures.Id, clientOrderId: futures.maybeText, symbol: futures.maybeText }))
  ),
  orderReports: maybe(Schema.Array(MarginOrder))
})

/**
 * An order list on margin.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarginOrderList extends Schema.Schema.Type<typeof MarginOrderList> {}

/**
 * What a cancel of all margin orders ended: an order, or an order list, which has an `orderListId` and no `orderId`.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const ids = (ended: ReadonlyArray<PortfolioMargin.CancelledMarginOrder>) => ended.map((one) => one.orderId ?? one.orderListId)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const CancelledMarginOrder = Schema.Struct({
  orderId: futures.maybeId,
  orderListId: futures.maybeId,
  listClientOrderId: futures.maybeText,
  listOrderStatus: futures.maybeText,
  symbol: futures.maybeText,
  clientOrderId: futures.maybeText,
  origClientOrderId: futures.maybeText,
  status: futures.maybeText,
  side: futures.maybeText,
  type: futures.maybeText,
  price: futures.maybeText,
  origQty: futures.maybeText,
  executedQty: futures.maybeText
})

/**
 * What a cancel of all margin orders ended: an order, or an order list, which has an `orderListId` and no `orderId`.
 *
 * @category models
 * @since 0.1.0
 */
export interface CancelledMarginOrder extends Schema.Schema.Type<typeof CancelledMarginOrder> {}

/**
 * The account as a whole, in USD as exact strings; `updateTime` is in epoch ms. The lower `uniMMR` is, the closer is a
 * liquidation.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const isHealthy = (account: PortfolioMargin.Account) => account.accountStatus === "NORMAL"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Account = Schema.Struct({
  uniMMR: futures.maybeText,
  accountEquity: futures.maybeText,
  actualEquity: futures.maybeText,
  accountInitialMargin: futures.maybeText,
  accountMaintMargin: futures.maybeText,
  accountStatus: futures.maybeText,
  virtualMaxWithdrawAmount: futures.maybeText,
  totalAvailableBalance: futures.maybeText,
  totalMarginOpenLoss: futures.maybeText,
  updateTime: futures.maybeInt
})

/**
 * The account as a whole, in USD as exact strings; `updateTime` is in epoch ms.
 *
 * @category models
 * @since 0.1.0
 */
export interface Account extends Schema.Schema.Type<typeof Account> {}

/**
 * What the account holds of an asset, in that asset, as exact strings; `updateTime` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const free = (balance: PortfolioMargin.Balance) => balance.crossMarginFree ?? "0"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Balance = Schema.Struct({
  asset: Schema.String,
  totalWalletBalance: futures.maybeText,
  crossMarginAsset: futures.maybeText,
  crossMarginBorrowed: futures.maybeText,
  crossMarginFree: futures.maybeText,
  crossMarginInterest: futures.maybeText,
  crossMarginLocked: futures.maybeText,
  umWalletBalance: futures.maybeText,
  umUnrealizedPNL: futures.maybeText,
  cmWalletBalance: futures.maybeText,
  cmUnrealizedPNL: futures.maybeText,
  negativeBalance: futures.maybeText,
  updateTime: futures.maybeInt
})

/**
 * What the account holds of an asset, in that asset, as exact strings; `updateTime` is in epoch ms.
 *
 * @category models
 * @since 0.1.0
 */
export interface Balance extends Schema.Schema.Type<typeof Balance> {}

/**
 * A loan or a repayment that was taken on: its id. What became of it is in `loanRecords` or `repayRecords`.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Schema from "effect/Schema"
 *
 * const accepted = Schema.decodeUnknownResult(PortfolioMargin.LoanAccepted)({ tranId: 100000001 })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const LoanAccepted = Schema.Struct({ tranId: futures.Id })

/**
 * A loan or a repayment that was taken on.
 *
 * @category models
 * @since 0.1.0
 */
export interface LoanAccepted extends Schema.Schema.Type<typeof LoanAccepted> {}

/**
 * A debt that was repaid: `amount` is an exact string in `asset`, `updateTime` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const paid = (debt: PortfolioMargin.DebtRepaid) => debt.amount ?? "0"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const DebtRepaid = Schema.Struct({
  success: futures.maybeBoolean,
  asset: futures.maybeText,
  amount: futures.maybeText,
  /** What it was allowed to be paid with. */
  specifyRepayAssets: maybe(Schema.Array(Schema.String)),
  updateTime: futures.maybeInt
})

/**
 * A debt that was repaid.
 *
 * @category models
 * @since 0.1.0
 */
export interface DebtRepaid extends Schema.Schema.Type<typeof DebtRepaid> {}

/**
 * Loans or repayments, the newest first, one page. `status` is `PENDING`, `CONFIRMED`, or `FAILED`, of which the last changed
 * nothing. Amounts are exact strings in `asset`, `timestamp` is in epoch ms. A loan has a `principal` alone; the `amount` of a
 * repayment is its `principal` and its `interest`.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const confirmed = (page: PortfolioMargin.LoanRecords) => page.rows.filter(({ status }) => status === "CONFIRMED")
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const LoanRecords = Schema.Struct({
  total: futures.maybeInt,
  rows: Schema.Array(
    Schema.Struct({
      txId: futures.Id,
      status: futures.maybeText,
      asset: futures.maybeText,
      amount: futures.maybeText,
      principal: futures.maybeText,
      interest: futures.maybeText,
      timestamp: futures.maybeInt
    })
  )
})

/**
 * Loans or repayments, the newest first, one page.
 *
 * @category models
 * @since 0.1.0
 */
export interface LoanRecords extends Schema.Schema.Type<typeof LoanRecords> {}

/**
 * What a movement of funds inside of the account answers: a word, and no id. How much it moved shows in `balance`.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const said = (done: PortfolioMargin.FundsMoved) => done.msg
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const FundsMoved = futures.Done

/**
 * What a movement of funds inside of the account answers: a word, and no id.
 *
 * @category models
 * @since 0.1.0
 */
export interface FundsMoved extends Schema.Schema.Type<typeof FundsMoved> {}

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
  /** Your own client order id: at most 32 of `a-z A-Z 0-9 . : / _ -`, never used before. Without one the library makes it. */
  readonly newClientOrderId?: string | undefined
  readonly newOrderRespType?: "ACK" | "RESULT" | undefined
}

/**
 * An order at the market's price. `quantity` is in the base asset, on COIN-M in contracts.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarketOrder extends OrderBase {
  readonly type: "MARKET"
  readonly quantity: Operation.Decimal
}

/**
 * An order at a price. `quantity` is in the base asset, on COIN-M in contracts; `price` is in the quote asset.
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
 * An order whose price the exchange takes from the book. `quantity` is in the base asset, on COIN-M in contracts.
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
 * An order to place on USDⓈ-M. Decimals are text or `BigDecimal`, never floats.
 *
 * @category models
 * @since 0.1.0
 */
export type PlaceUmOrder = (MarketOrder | LimitOrder | PriceMatchedOrder | GoodTillDateOrder) & {
  readonly selfTradePreventionMode?: string | undefined
}

/**
 * An order to place on COIN-M. Decimals are text or `BigDecimal`, never floats.
 *
 * @category models
 * @since 0.1.0
 */
export type PlaceCmOrder = MarketOrder | LimitOrder | PriceMatchedOrder

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
 * What an open limit order is to become. Both have to be said. `quantity` is in the base asset, on COIN-M in contracts; `price`
 * is in the quote asset. Amending by `priceMatch` is left out: what it asks for could not be found again.
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
  /** In epoch ms; on futures less than 7 days before `endTime`. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** At most 1 000 on USDⓈ-M, 100 on COIN-M, 500 on margin. */
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
  /** In epoch ms; at most 7 days before `endTime`, on COIN-M and margin 24 hours. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** From this trade id on; not beside times. */
  readonly fromId?: number | string | undefined
  /** At most 1 000. */
  readonly limit?: number | undefined
}

/**
 * A page of the amendments of one order.
 *
 * @category models
 * @since 0.1.0
 */
export type OrderAmendments = WhichOrder & {
  /** In epoch ms, inclusive. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** At most 1 000 on USDⓈ-M, 100 on COIN-M. */
  readonly limit?: number | undefined
}

interface ConditionalBase {
  readonly symbol: string
  readonly side: "BUY" | "SELL"
  /** In hedge mode `LONG` or `SHORT`, and then it has to be said. */
  readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined
  /** Not in hedge mode. */
  readonly reduceOnly?: boolean | undefined
  /** Which price triggers it. */
  readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined
  /** Your own id, never used before: at most 32 of `a-z A-Z 0-9 . : / _ -`, on COIN-M 36. Without one the library makes it. */
  readonly newClientStrategyId?: string | undefined
}

/**
 * An order at a price that waits for another price first. `quantity` is in the base asset, on COIN-M in contracts; prices are in
 * the quote asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConditionalLimitOrder extends ConditionalBase {
  readonly strategyType: "STOP" | "TAKE_PROFIT"
  readonly timeInForce?: "GTC" | "IOC" | "FOK" | "GTX" | undefined
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
  readonly stopPrice: Operation.Decimal
  readonly priceProtect?: boolean | undefined
}

/**
 * An order at the market's price that waits for another price first. `quantity` is in the base asset, on COIN-M in contracts;
 * `stopPrice` is in the quote asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConditionalMarketOrder extends ConditionalBase {
  readonly strategyType: "STOP_MARKET" | "TAKE_PROFIT_MARKET"
  readonly quantity: Operation.Decimal
  readonly stopPrice: Operation.Decimal
  readonly priceProtect?: boolean | undefined
}

/**
 * An order at the market's price that follows the best price at a distance. `quantity` is in the base asset, on COIN-M in
 * contracts.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConditionalTrailingOrder extends ConditionalBase {
  readonly strategyType: "TRAILING_STOP_MARKET"
  readonly quantity: Operation.Decimal
  /** In percent: from 0.1 to 5. */
  readonly callbackRate: Operation.Decimal
  /** In the quote asset; from when on it follows. */
  readonly activationPrice?: Operation.Decimal | undefined
}

/**
 * A conditional order to place on COIN-M. Decimals are text or `BigDecimal`, never floats.
 *
 * @category models
 * @since 0.1.0
 */
export type PlaceCmConditionalOrder = ConditionalLimitOrder | ConditionalMarketOrder | ConditionalTrailingOrder

/**
 * A conditional order to place on USDⓈ-M. Decimals are text or `BigDecimal`, never floats.
 *
 * @category models
 * @since 0.1.0
 */
export type PlaceUmConditionalOrder = PlaceCmConditionalOrder & {
  readonly selfTradePreventionMode?: string | undefined
}

/**
 * Which conditional order is meant: by the client's id, or by the exchange's strategy id.
 *
 * @category models
 * @since 0.1.0
 */
export type WhichConditionalOrder =
  | { readonly symbol: string; readonly newClientStrategyId: string; readonly strategyId?: undefined }
  | { readonly symbol: string; readonly strategyId: number | string; readonly newClientStrategyId?: undefined }

/**
 * A page of conditional orders.
 *
 * @category models
 * @since 0.1.0
 */
export interface AllConditionalOrders {
  readonly symbol?: string | undefined
  readonly strategyId?: number | string | undefined
  /** In epoch ms; less than 7 days before `endTime`. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** 500 by default, 1 000 at most. */
  readonly limit?: number | undefined
}

const amendmentParameters = (input: OrderAmendments) => ({
  ...futures.whichParameters(input),
  startTime: input.startTime,
  endTime: input.endTime,
  limit: input.limit
})

const whichConditionalParameters = (input: WhichConditionalOrder) => ({
  symbol: input.symbol,
  strategyId: input.strategyId,
  newClientStrategyId: input.newClientStrategyId
})
const describeWhichConditional = (input: WhichConditionalOrder): Operation.Description => ({
  symbol: input.symbol,
  clientOrderId: input.newClientStrategyId,
  orderId: futures.text(input.strategyId)
})

type Question =
  | { readonly symbol: string; readonly origClientOrderId: string }
  | { readonly symbol: string; readonly orderId: number | string }
const asConditional = (question: Question): WhichConditionalOrder =>
  "origClientOrderId" in question
    ? { symbol: question.symbol, newClientStrategyId: question.origClientOrderId }
    : { symbol: question.symbol, strategyId: question.orderId }

// a fill names the order that a conditional order has placed, and not the conditional order
const conditionalAnswers = {
  ...futures.answers,
  // no document says by which code it answers the cancel of a conditional order that it does not know
  perhapsUnknownOrderCodes: [-2013],
  fullPage: dividing,
  trades: undefined,
  pageLimit: 1000
} as const

const placeConditional = <P extends PlaceUmConditionalOrder | PlaceCmConditionalOrder>(
  name: string,
  path: string,
  longestId: number,
  views: () => ProductViews
) =>
  Operation.make<ConditionalOrder, "place", P>({
    name: `pm.${name}`,
    product: portfolioMarginRules,
    kind: "place",
    method: "POST",
    path,
    weight: () => 1,
    countsAsOrder: true,
    security: "TRADE",
    success: ConditionalOrder,
    parameters: (input, clientOrderId) => ({
      symbol: input.symbol,
      side: input.side,
      positionSide: input.positionSide,
      strategyType: input.strategyType,
      timeInForce: "timeInForce" in input ? input.timeInForce : undefined,
      quantity: Operation.formatDecimal(input.quantity),
      reduceOnly: input.reduceOnly,
      price: "price" in input ? Operation.formatDecimal(input.price) : undefined,
      workingType: input.workingType,
      priceProtect: "priceProtect" in input ? futures.capitalFlag(input.priceProtect) : undefined,
      newClientStrategyId: input.newClientStrategyId ?? clientOrderId,
      stopPrice: "stopPrice" in input ? Operation.formatDecimal(input.stopPrice) : undefined,
      activationPrice: "activationPrice" in input ? futures.decimal(input.activationPrice) : undefined,
      callbackRate: "callbackRate" in input ? Operation.formatDecimal(input.callbackRate) : undefined,
      selfTradePreventionMode: "selfTradePreventionMode" in input ? input.selfTradePreventionMode : undefined
    }),
    describe: (input, clientOrderId) => ({
      symbol: input.symbol,
      clientOrderId: input.newClientStrategyId ?? clientOrderId,
      side: input.side,
      type: input.strategyType,
      quantity: Operation.formatDecimal(input.quantity),
      price: "price" in input ? Operation.formatDecimal(input.price) : undefined
    }),
    clientOrderIdFrom: (input) => (input.newClientStrategyId === undefined ? "library" : "caller"),
    problem: (input) => futures.idProblem("newClientStrategyId", input.newClientStrategyId, longestId),
    goodForMillis: (input) => ("timeInForce" in input ? futures.isGoodFor(input) : 60_000),
    find: { subject: "placement", views }
  })

const cancelConditional = (name: string, path: string, views: () => ProductViews) =>
  Operation.make<ConditionalOrder, "cancel", WhichConditionalOrder>({
    name: `pm.${name}`,
    product: portfolioMarginRules,
    kind: "cancel",
    method: "DELETE",
    path,
    weight: () => 1,
    security: "TRADE",
    success: ConditionalOrder,
    parameters: whichConditionalParameters,
    describe: describeWhichConditional,
    goodForMillis: futures.minute,
    find: { subject: "cancel", views }
  })

// ------------------------------------------------------------------------------------------------------------------ USDⓈ-M

/**
 * Places an order on USDⓈ-M. Good for 10 s when it is MARKET, IOC or FOK, for 60 s otherwise. Weight 0; counts as one new order.
 * Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: new UM order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const placed = PortfolioMargin.placeUmOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }).pipe(
 *   Reconciliation.settle
 * )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeUmOrder = pm.place<UmOrder, PlaceUmOrder>(
  { name: "placeUmOrder", path: "/papi/v1/um/order", weight: 0, success: UmOrder },
  32,
  () => umViews
)

/**
 * Reads one order on USDⓈ-M. Weight 1. Reads lag: `Fatal(UnknownOrder)` means "not visible now", never "does not exist"; a
 * cancelled or expired order without a fill is shown for three days only. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query UM order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.map(PortfolioMargin.queryUmOrder({ symbol: "BTCUSDT", orderId: 1 }), (order) => order.status)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queryUmOrder = pm.read({
  name: "queryUmOrder",
  path: "/papi/v1/um/order",
  weight: 1,
  success: UmOrder,
  parameters: (input: WhichOrder) => futures.whichParameters(input),
  describe: futures.describeWhich
})

/**
 * Reads one order on USDⓈ-M that is open. Weight 1. `Fatal(UnknownOrder)` means "not open, or not visible now". Fails with
 * `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query current UM open order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const filled = Effect.map(PortfolioMargin.openUmOrder({ symbol: "BTCUSDT", orderId: 1 }), (order) => order.executedQty)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openUmOrder = pm.read({
  name: "openUmOrder",
  path: "/papi/v1/um/openOrder",
  weight: 1,
  success: UmOrder,
  parameters: (input: WhichOrder) => futures.whichParameters(input),
  describe: futures.describeWhich
})

/**
 * Cancels an order on USDⓈ-M. Weight 1. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: cancel UM order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = PortfolioMargin.cancelUmOrder({ symbol: "BTCUSDT", orderId: 1 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelUmOrder = pm.cancel<UmOrder, WhichOrder>(
  { name: "cancelUmOrder", path: "/papi/v1/um/order", weight: 1, success: UmOrder },
  () => umViews
)

/**
 * Cancels all open orders of a symbol on USDⓈ-M, save the conditional ones. Weight 1. An order that is placed meanwhile may live
 * on. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: cancel all UM open orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = PortfolioMargin.cancelAllUmOrders({ symbol: "BTCUSDT" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelAllUmOrders = pm.cancelAll(
  { name: "cancelAllUmOrders", path: "/papi/v1/um/allOpenOrders", weight: 1 },
  () => umViews
)

/**
 * Amends an open limit order on USDⓈ-M, which keeps its name and loses its place in the queue. Weight 0; counts as one new order.
 * An amend can cancel: when `quantity` is no more than what is filled already, or when a GTX order would take; the success then
 * shows an order that is CANCELED, and a doubt that ends so is `Fatal(AlreadyInState)`. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: modify UM order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const amended = PortfolioMargin.amendUmOrder({ symbol: "BTCUSDT", orderId: 1, side: "BUY", quantity: "0.01", price: "29000" })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const amendUmOrder = pm.amend<UmOrder, AmendOrder>(
  { name: "amendUmOrder", path: "/papi/v1/um/order", weight: 0, success: UmOrder, countsAsOrder: true },
  () => umViews
)

/**
 * The open orders of one symbol of USDⓈ-M (weight 1) or of all (weight 40). Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query all current UM open orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const ids = Effect.map(PortfolioMargin.umOpenOrders({ symbol: "BTCUSDT" }), (orders) => orders.map(({ orderId }) => orderId))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const umOpenOrders = pm.read({
  name: "umOpenOrders",
  path: "/papi/v1/um/openOrders",
  weight: (input) => (input?.symbol === undefined ? 40 : 1),
  success: Schema.Array(UmOrder),
  parameters: (input: { readonly symbol?: string | undefined } | void) => ({ symbol: input?.symbol })
})

/**
 * All orders of a symbol of USDⓈ-M, one page. Weight 5. Which rows a page holds that is full is not documented; from `orderId` on
 * it is the next ones. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query all UM orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const last = Effect.map(PortfolioMargin.umAllOrders({ symbol: "BTCUSDT", orderId: 0 }), (orders) => orders.at(-1)?.orderId)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const umAllOrders = pm.read({
  name: "umAllOrders",
  path: "/papi/v1/um/allOrders",
  weight: 5,
  success: Schema.Array(UmOrder),
  parameters: (input: AllOrders) => futures.pageParameters(input)
})

/**
 * The account's fills of a symbol of USDⓈ-M, one page. Weight 5. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: UM account trade list.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const prices = Effect.map(PortfolioMargin.umUserTrades({ symbol: "BTCUSDT" }), (trades) => trades.map(({ price }) => price))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const umUserTrades = pm.read({
  name: "umUserTrades",
  path: "/papi/v1/um/userTrades",
  weight: 5,
  success: Schema.Array(FuturesTrade),
  parameters: (input: UserTrades) => futures.pageParameters(input)
})

/**
 * The amendments of one order on USDⓈ-M, one page. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query UM modify order history.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const prices = Effect.map(PortfolioMargin.umOrderAmendments({ symbol: "BTCUSDT", orderId: 1 }), (rows) => rows.map(({ newPrice }) => newPrice))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const umOrderAmendments = pm.read({
  name: "umOrderAmendments",
  path: "/papi/v1/um/orderAmendment",
  weight: 1,
  security: "TRADE",
  success: Schema.Array(Amendment),
  parameters: (input: OrderAmendments) => amendmentParameters(input),
  describe: futures.describeWhich
})

/**
 * The operations seen as the questions of a settlement.
 *
 * @internal
 */
export const umViews: ProductViews = {
  ...futures.answers,
  fullPage: dividing,
  order: queryUmOrder.operation,
  openOrders: umOpenOrders.operation,
  allOrders: umAllOrders.operation,
  trades: umUserTrades.operation,
  amendments: futures.asked(
    umOrderAmendments.operation,
    (input: { readonly symbol: string; readonly orderId: number | string }) => ({ ...input, limit: 1000 })
  ),
  cancel: cancelUmOrder.operation,
  pageLimit: 1000
}

/**
 * Places a stop, take profit or trailing order on USDⓈ-M. Good for 60 s, 10 s when it is IOC or FOK. Weight 1; counts as one new
 * order. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: new UM conditional order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const placed = PortfolioMargin.placeUmConditionalOrder({
 *   symbol: "BTCUSDT",
 *   side: "SELL",
 *   strategyType: "STOP_MARKET",
 *   quantity: "0.01",
 *   stopPrice: "25000"
 * }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeUmConditionalOrder = placeConditional<PlaceUmConditionalOrder>(
  "placeUmConditionalOrder",
  "/papi/v1/um/conditional/order",
  32,
  () => umConditionalViews
)

/**
 * Reads one conditional order on USDⓈ-M that waits. Weight 1. `Fatal(UnknownOrder)` means "triggered, ended, or not visible now".
 * Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query current UM open conditional order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.map(PortfolioMargin.openUmConditionalOrder({ symbol: "BTCUSDT", strategyId: 1 }), (order) => order.strategyStatus)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openUmConditionalOrder = pm.read({
  name: "openUmConditionalOrder",
  path: "/papi/v1/um/conditional/openOrder",
  weight: 1,
  success: ConditionalOrder,
  parameters: whichConditionalParameters,
  describe: describeWhichConditional
})

/**
 * Reads one conditional order on USDⓈ-M that waits no longer. Weight 1. `Fatal(UnknownOrder)` means "still waiting, or not
 * visible now"; one that was cancelled or expired without a fill is shown for seven days only. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query UM conditional order history.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.map(PortfolioMargin.endedUmConditionalOrder({ symbol: "BTCUSDT", strategyId: 1 }), (order) => order.strategyStatus)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const endedUmConditionalOrder = pm.read({
  name: "endedUmConditionalOrder",
  path: "/papi/v1/um/conditional/orderHistory",
  weight: 1,
  success: ConditionalOrder,
  parameters: whichConditionalParameters,
  describe: describeWhichConditional
})

/**
 * Cancels a conditional order on USDⓈ-M that has not been triggered. Weight 1. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: cancel UM conditional order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = PortfolioMargin.cancelUmConditionalOrder({ symbol: "BTCUSDT", strategyId: 1 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelUmConditionalOrder = cancelConditional(
  "cancelUmConditionalOrder",
  "/papi/v1/um/conditional/order",
  () => umCancelledConditionalViews
)

/**
 * Cancels all open conditional orders of a symbol of USDⓈ-M. Weight 1. One that is placed meanwhile may live on. Fails with
 * `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: cancel all UM open conditional orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = PortfolioMargin.cancelAllUmConditionalOrders({ symbol: "BTCUSDT" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelAllUmConditionalOrders = pm.cancelAll(
  { name: "cancelAllUmConditionalOrders", path: "/papi/v1/um/conditional/allOpenOrders", weight: 1 },
  () => umEndedConditionalViews
)

/**
 * The conditional orders that wait, of one symbol of USDⓈ-M (weight 1) or of all (weight 40). Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query all current UM open conditional orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const ids = Effect.map(PortfolioMargin.umOpenConditionalOrders({ symbol: "BTCUSDT" }), (orders) => orders.map(({ strategyId }) => strategyId))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const umOpenConditionalOrders = pm.read({
  name: "umOpenConditionalOrders",
  path: "/papi/v1/um/conditional/openOrders",
  weight: (input) => (input?.symbol === undefined ? 40 : 1),
  success: Schema.Array(ConditionalOrder),
  parameters: (input: { readonly symbol?: string | undefined } | void) => ({ symbol: input?.symbol })
})

/**
 * All conditional orders of one symbol of USDⓈ-M (weight 1) or of all (weight 40), one page. Which rows a page holds that is full
 * is not documented. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query all UM conditional orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const states = Effect.map(PortfolioMargin.umAllConditionalOrders({ symbol: "BTCUSDT" }), (orders) => orders.map(({ status }) => status))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const umAllConditionalOrders = pm.read({
  name: "umAllConditionalOrders",
  path: "/papi/v1/um/conditional/allOrders",
  weight: (input) => (input.symbol === undefined ? 40 : 1),
  success: Schema.Array(ConditionalOrder),
  parameters: (input: AllConditionalOrders) => ({
    symbol: input.symbol,
    strategyId: input.strategyId,
    startTime: input.startTime,
    endTime: input.endTime,
    limit: input.limit
  })
})

/**
 * The same of conditional orders.
 *
 * @internal
 */
export const umConditionalViews: ProductViews = {
  ...conditionalAnswers,
  // one that was triggered at once is not among those that wait: the list of all shows it
  order: futures.asked(openUmConditionalOrder.operation, asConditional),
  openOrders: umOpenConditionalOrders.operation,
  allOrders: futures.asked(umAllConditionalOrders.operation, ({ orderId, ...page }: AllOrders) => ({
    ...page,
    strategyId: orderId
  })),
  cancel: futures.asked(cancelUmConditionalOrder.operation, asConditional)
}

// A cancel is about the end of an order, which only the history shows.
const umEndedConditionalViews: ProductViews = {
  ...umConditionalViews,
  order: futures.asked(endedUmConditionalOrder.operation, asConditional)
}

// The history does not show one that is open: that there is none, no other code than the engine's says.
const umCancelledConditionalViews: ProductViews = { ...umEndedConditionalViews, perhapsUnknownOrderCodes: undefined }

/**
 * The positions on USDⓈ-M. Weight 5. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, account: query UM position information.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const sizes = Effect.map(PortfolioMargin.umPositionRisk(), (positions) => positions.map(({ positionAmt }) => positionAmt))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const umPositionRisk = pm.read({
  name: "umPositionRisk",
  path: "/papi/v1/um/positionRisk",
  weight: 5,
  success: Schema.Array(Position),
  parameters: (input: { readonly symbol?: string | undefined } | void) => ({ symbol: input?.symbol })
})

/**
 * Sets the leverage of a symbol of USDⓈ-M, from 1 to 125. Weight 1. Settled by sending it again. Fails with `Retryable`, `Fatal`
 * or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, account: change UM initial leverage.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const set = PortfolioMargin.changeUmLeverage({ symbol: "BTCUSDT", leverage: 5 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const changeUmLeverage = pm.setting({
  name: "changeUmLeverage",
  path: "/papi/v1/um/leverage",
  weight: 1,
  success: Leverage,
  parameters: (input: { readonly symbol: string; readonly leverage: number }) => ({
    symbol: input.symbol,
    leverage: input.leverage
  })
})

/**
 * Sets hedge mode (`dualSidePosition: true`) or one-way mode, for every symbol of USDⓈ-M. Weight 1. What is so already is a
 * success with `changed: false`. Settled by sending it again. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, account: change UM position mode.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const set = PortfolioMargin.changeUmPositionMode({ dualSidePosition: false }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const changeUmPositionMode = pm.setting({
  name: "changeUmPositionMode",
  path: "/papi/v1/um/positionSide/dual",
  weight: 1,
  success: Setting,
  parameters: (input: { readonly dualSidePosition: boolean }) => ({ dualSidePosition: input.dualSidePosition })
})

// ------------------------------------------------------------------------------------------------------------------ COIN-M

/**
 * Places an order on COIN-M. Good for 10 s when it is MARKET, IOC or FOK, for 60 s otherwise. Weight 1; counts as one new order.
 * Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: new CM order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const placed = PortfolioMargin.placeCmOrder({ symbol: "BTCUSD_PERP", side: "BUY", type: "MARKET", quantity: "1" }).pipe(
 *   Reconciliation.settle
 * )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeCmOrder = pm.place<CmOrder, PlaceCmOrder>(
  { name: "placeCmOrder", path: "/papi/v1/cm/order", weight: 1, success: CmOrder },
  32,
  () => cmViews
)

/**
 * Reads one order on COIN-M. Weight 1. Reads lag: `Fatal(UnknownOrder)` means "not visible now", never "does not exist"; a
 * cancelled or expired order without a fill is shown for three days only. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query CM order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.map(PortfolioMargin.queryCmOrder({ symbol: "BTCUSD_PERP", orderId: 1 }), (order) => order.status)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queryCmOrder = pm.read({
  name: "queryCmOrder",
  path: "/papi/v1/cm/order",
  weight: 1,
  success: CmOrder,
  parameters: (input: WhichOrder) => futures.whichParameters(input),
  describe: futures.describeWhich
})

/**
 * Reads one order on COIN-M that is open. Weight 1. `Fatal(UnknownOrder)` means "not open, or not visible now". Fails with
 * `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query current CM open order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const filled = Effect.map(PortfolioMargin.openCmOrder({ symbol: "BTCUSD_PERP", orderId: 1 }), (order) => order.executedQty)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openCmOrder = pm.read({
  name: "openCmOrder",
  path: "/papi/v1/cm/openOrder",
  weight: 1,
  success: CmOrder,
  parameters: (input: WhichOrder) => futures.whichParameters(input),
  describe: futures.describeWhich
})

/**
 * Cancels an order on COIN-M. Weight 1. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: cancel CM order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = PortfolioMargin.cancelCmOrder({ symbol: "BTCUSD_PERP", orderId: 1 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelCmOrder = pm.cancel<CmOrder, WhichOrder>(
  { name: "cancelCmOrder", path: "/papi/v1/cm/order", weight: 1, success: CmOrder },
  () => cmViews
)

/**
 * Cancels all open orders of a symbol on COIN-M, save the conditional ones. Weight 1. An order that is placed meanwhile may live
 * on. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: cancel all CM open orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = PortfolioMargin.cancelAllCmOrders({ symbol: "BTCUSD_PERP" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelAllCmOrders = pm.cancelAll(
  { name: "cancelAllCmOrders", path: "/papi/v1/cm/allOpenOrders", weight: 1 },
  () => cmViews
)

/**
 * Amends an open limit order on COIN-M, which keeps its name and loses its place in the queue. Weight 0; counts as one new order.
 * An amend can cancel: when `quantity` is no more than what is filled already, or when a GTX order would take; the success then
 * shows an order that is CANCELED, and a doubt that ends so is `Fatal(AlreadyInState)`. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: modify CM order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const amended = PortfolioMargin.amendCmOrder({ symbol: "BTCUSD_PERP", orderId: 1, side: "BUY", quantity: "1", price: "29000" })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const amendCmOrder = pm.amend<CmOrder, AmendOrder>(
  { name: "amendCmOrder", path: "/papi/v1/cm/order", weight: 0, success: CmOrder, countsAsOrder: true },
  () => cmViews
)

/**
 * The open orders of one symbol of COIN-M (weight 1) or of all (weight 40). Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query all current CM open orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const ids = Effect.map(PortfolioMargin.cmOpenOrders({ symbol: "BTCUSD_PERP" }), (orders) => orders.map(({ orderId }) => orderId))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cmOpenOrders = pm.read({
  name: "cmOpenOrders",
  path: "/papi/v1/cm/openOrders",
  weight: (input) => (input?.symbol === undefined ? 40 : 1),
  success: Schema.Array(CmOrder),
  parameters: (input: { readonly symbol?: string | undefined } | void) => ({ symbol: input?.symbol })
})

/**
 * All orders of a symbol of COIN-M, one page. Weight 20. Which rows a page holds that is full is not documented; from `orderId`
 * on it is the next ones. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query all CM orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const last = Effect.map(PortfolioMargin.cmAllOrders({ symbol: "BTCUSD_PERP", orderId: 0 }), (orders) => orders.at(-1)?.orderId)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cmAllOrders = pm.read({
  name: "cmAllOrders",
  path: "/papi/v1/cm/allOrders",
  weight: 20,
  success: Schema.Array(CmOrder),
  parameters: (input: AllOrders) => futures.pageParameters(input)
})

/**
 * The account's fills of a symbol of COIN-M, one page. Weight 20. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: CM account trade list.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const prices = Effect.map(PortfolioMargin.cmUserTrades({ symbol: "BTCUSD_PERP" }), (trades) => trades.map(({ price }) => price))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cmUserTrades = pm.read({
  name: "cmUserTrades",
  path: "/papi/v1/cm/userTrades",
  weight: 20,
  success: Schema.Array(FuturesTrade),
  parameters: (input: UserTrades) => futures.pageParameters(input)
})

/**
 * The amendments of one order on COIN-M, one page. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query CM modify order history.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const prices = Effect.map(PortfolioMargin.cmOrderAmendments({ symbol: "BTCUSD_PERP", orderId: 1 }), (rows) => rows.map(({ newPrice }) => newPrice))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cmOrderAmendments = pm.read({
  name: "cmOrderAmendments",
  path: "/papi/v1/cm/orderAmendment",
  weight: 1,
  security: "TRADE",
  success: Schema.Array(Amendment),
  parameters: (input: OrderAmendments) => amendmentParameters(input),
  describe: futures.describeWhich
})

/**
 * The operations seen as the questions of a settlement.
 *
 * @internal
 */
export const cmViews: ProductViews = {
  ...futures.answers,
  fullPage: dividing,
  order: queryCmOrder.operation,
  openOrders: cmOpenOrders.operation,
  allOrders: cmAllOrders.operation,
  trades: cmUserTrades.operation,
  amendments: futures.asked(
    cmOrderAmendments.operation,
    (input: { readonly symbol: string; readonly orderId: number | string }) => ({ ...input, limit: 100 })
  ),
  cancel: cancelCmOrder.operation,
  pageLimit: 100
}

/**
 * Places a stop, take profit or trailing order on COIN-M. Good for 60 s, 10 s when it is IOC or FOK. Weight 1; counts as one new
 * order. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: new CM conditional order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const placed = PortfolioMargin.placeCmConditionalOrder({
 *   symbol: "BTCUSD_PERP",
 *   side: "SELL",
 *   strategyType: "STOP_MARKET",
 *   quantity: "1",
 *   stopPrice: "25000"
 * }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeCmConditionalOrder = placeConditional<PlaceCmConditionalOrder>(
  "placeCmConditionalOrder",
  "/papi/v1/cm/conditional/order",
  36,
  () => cmConditionalViews
)

/**
 * Reads one conditional order on COIN-M that waits. Weight 1. `Fatal(UnknownOrder)` means "triggered, ended, or not visible now".
 * Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query current CM open conditional order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.map(PortfolioMargin.openCmConditionalOrder({ symbol: "BTCUSD_PERP", strategyId: 1 }), (order) => order.strategyStatus)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openCmConditionalOrder = pm.read({
  name: "openCmConditionalOrder",
  path: "/papi/v1/cm/conditional/openOrder",
  weight: 1,
  success: ConditionalOrder,
  parameters: whichConditionalParameters,
  describe: describeWhichConditional
})

/**
 * Reads one conditional order on COIN-M that waits no longer. Weight 1. `Fatal(UnknownOrder)` means "still waiting, or not
 * visible now"; one that was cancelled or expired without a fill is shown for seven days only. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query CM conditional order history.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.map(PortfolioMargin.endedCmConditionalOrder({ symbol: "BTCUSD_PERP", strategyId: 1 }), (order) => order.strategyStatus)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const endedCmConditionalOrder = pm.read({
  name: "endedCmConditionalOrder",
  path: "/papi/v1/cm/conditional/orderHistory",
  weight: 1,
  success: ConditionalOrder,
  parameters: whichConditionalParameters,
  describe: describeWhichConditional
})

/**
 * Cancels a conditional order on COIN-M that has not been triggered. Weight 1. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: cancel CM conditional order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = PortfolioMargin.cancelCmConditionalOrder({ symbol: "BTCUSD_PERP", strategyId: 1 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelCmConditionalOrder = cancelConditional(
  "cancelCmConditionalOrder",
  "/papi/v1/cm/conditional/order",
  () => cmCancelledConditionalViews
)

/**
 * Cancels all open conditional orders of a symbol of COIN-M. Weight 1. One that is placed meanwhile may live on. Fails with
 * `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: cancel all CM open conditional orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = PortfolioMargin.cancelAllCmConditionalOrders({ symbol: "BTCUSD_PERP" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelAllCmConditionalOrders = pm.cancelAll(
  { name: "cancelAllCmConditionalOrders", path: "/papi/v1/cm/conditional/allOpenOrders", weight: 1 },
  () => cmEndedConditionalViews
)

/**
 * The conditional orders that wait, of one symbol of COIN-M (weight 1) or of all (weight 40). Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query all current CM open conditional orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const ids = Effect.map(PortfolioMargin.cmOpenConditionalOrders({ symbol: "BTCUSD_PERP" }), (orders) => orders.map(({ strategyId }) => strategyId))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cmOpenConditionalOrders = pm.read({
  name: "cmOpenConditionalOrders",
  path: "/papi/v1/cm/conditional/openOrders",
  weight: (input) => (input?.symbol === undefined ? 40 : 1),
  success: Schema.Array(ConditionalOrder),
  parameters: (input: { readonly symbol?: string | undefined } | void) => ({ symbol: input?.symbol })
})

/**
 * All conditional orders of one symbol of COIN-M (weight 1) or of all (weight 40), one page. Which rows a page holds that is full
 * is not documented. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query all CM conditional orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const states = Effect.map(PortfolioMargin.cmAllConditionalOrders({ symbol: "BTCUSD_PERP" }), (orders) => orders.map(({ status }) => status))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cmAllConditionalOrders = pm.read({
  name: "cmAllConditionalOrders",
  path: "/papi/v1/cm/conditional/allOrders",
  weight: (input) => (input.symbol === undefined ? 40 : 1),
  success: Schema.Array(ConditionalOrder),
  parameters: (input: AllConditionalOrders) => ({
    symbol: input.symbol,
    strategyId: input.strategyId,
    startTime: input.startTime,
    endTime: input.endTime,
    limit: input.limit
  })
})

/**
 * The same of conditional orders.
 *
 * @internal
 */
export const cmConditionalViews: ProductViews = {
  ...conditionalAnswers,
  // one that was triggered at once is not among those that wait: the list of all shows it
  order: futures.asked(openCmConditionalOrder.operation, asConditional),
  openOrders: cmOpenConditionalOrders.operation,
  allOrders: futures.asked(cmAllConditionalOrders.operation, ({ orderId, ...page }: AllOrders) => ({
    ...page,
    strategyId: orderId
  })),
  cancel: futures.asked(cancelCmConditionalOrder.operation, asConditional)
}

// A cancel is about the end of an order, which only the history shows.
const cmEndedConditionalViews: ProductViews = {
  ...cmConditionalViews,
  order: futures.asked(endedCmConditionalOrder.operation, asConditional)
}

// The history does not show one that is open: that there is none, no other code than the engine's says.
const cmCancelledConditionalViews: ProductViews = { ...cmEndedConditionalViews, perhapsUnknownOrderCodes: undefined }

/**
 * The positions on COIN-M. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, account: query CM position information.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const sizes = Effect.map(PortfolioMargin.cmPositionRisk(), (positions) => positions.map(({ positionAmt }) => positionAmt))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cmPositionRisk = pm.read({
  name: "cmPositionRisk",
  path: "/papi/v1/cm/positionRisk",
  weight: 1,
  success: Schema.Array(Position),
  parameters: (input: { readonly marginAsset?: string | undefined; readonly pair?: string | undefined } | void) => ({
    marginAsset: input?.marginAsset,
    pair: input?.pair
  })
})

/**
 * Sets the leverage of a symbol of COIN-M, from 1 to 125. Weight 1. Settled by sending it again. Fails with `Retryable`, `Fatal`
 * or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, account: change CM initial leverage.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const set = PortfolioMargin.changeCmLeverage({ symbol: "BTCUSD_PERP", leverage: 5 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const changeCmLeverage = pm.setting({
  name: "changeCmLeverage",
  path: "/papi/v1/cm/leverage",
  weight: 1,
  success: Leverage,
  parameters: (input: { readonly symbol: string; readonly leverage: number }) => ({
    symbol: input.symbol,
    leverage: input.leverage
  })
})

/**
 * Sets hedge mode (`dualSidePosition: true`) or one-way mode, for every symbol of COIN-M. Weight 1. What is so already is a
 * success with `changed: false`. Settled by sending it again. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, account: change CM position mode.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const set = PortfolioMargin.changeCmPositionMode({ dualSidePosition: false }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const changeCmPositionMode = pm.setting({
  name: "changeCmPositionMode",
  path: "/papi/v1/cm/positionSide/dual",
  weight: 1,
  success: Setting,
  parameters: (input: { readonly dualSidePosition: boolean }) => ({ dualSidePosition: input.dualSidePosition })
})

// ------------------------------------------------------------------------------------------------------------------ margin

interface MarginOrderBase {
  readonly symbol: string
  readonly side: "BUY" | "SELL"
  /** Your own client order id: at most 32 of `a-z A-Z 0-9 - _`, never used before. Without one the library makes it. */
  readonly newClientOrderId?: string | undefined
  readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined
  /** Whether it may borrow, and whether it repays. */
  readonly sideEffectType?: "NO_SIDE_EFFECT" | "MARGIN_BUY" | "AUTO_REPAY" | "AUTO_BORROW_REPAY" | undefined
  /** Whether what was borrowed for it is repaid when it is cancelled. */
  readonly autoRepayAtCancel?: boolean | undefined
  readonly selfTradePreventionMode?: string | undefined
}

/**
 * An order at the market's price. `quantity` is in the base asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarginMarketOrder extends MarginOrderBase {
  readonly type: "MARKET"
  readonly quantity: Operation.Decimal
  readonly quoteOrderQty?: undefined
}

/**
 * An order at the market's price, by what it is to cost or bring: `quoteOrderQty` is in the quote asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarginQuoteOrder extends MarginOrderBase {
  readonly type: "MARKET"
  readonly quoteOrderQty: Operation.Decimal
  readonly quantity?: undefined
}

/**
 * An order at a price. Quantities are in the base asset, `price` in the quote asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarginLimitOrder extends MarginOrderBase {
  readonly type: "LIMIT"
  readonly timeInForce: "GTC" | "IOC" | "FOK"
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
  readonly icebergQty?: Operation.Decimal | undefined
}

/**
 * An order that is refused if it would take. `quantity` is in the base asset, `price` in the quote asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarginLimitMakerOrder extends MarginOrderBase {
  readonly type: "LIMIT_MAKER"
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
}

/**
 * An order at the market's price that waits for another price first. `quantity` is in the base asset, `stopPrice` in the quote
 * asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarginStopOrder extends MarginOrderBase {
  readonly type: "STOP_LOSS" | "TAKE_PROFIT"
  readonly quantity: Operation.Decimal
  readonly stopPrice: Operation.Decimal
}

/**
 * An order at a price that waits for another price first. Quantities are in the base asset, prices in the quote asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarginStopLimitOrder extends MarginOrderBase {
  readonly type: "STOP_LOSS_LIMIT" | "TAKE_PROFIT_LIMIT"
  readonly timeInForce: "GTC" | "IOC" | "FOK"
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
  readonly stopPrice: Operation.Decimal
  readonly icebergQty?: Operation.Decimal | undefined
}

/**
 * An order to place on margin. Decimals are text or `BigDecimal`, never floats.
 *
 * @category models
 * @since 0.1.0
 */
export type PlaceMarginOrder =
  | MarginMarketOrder
  | MarginQuoteOrder
  | MarginLimitOrder
  | MarginLimitMakerOrder
  | MarginStopOrder
  | MarginStopLimitOrder

// Source: spot docs, fix-api: ClOrdID; the length is that of the other orders of this product.
const marginIdPattern = /^[a-zA-Z0-9-_]{1,32}$/

/**
 * Places an order on margin. Good for 10 s when it is MARKET, IOC or FOK, for 60 s otherwise. Weight 1; counts as one new order.
 * Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: new margin order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const placed = PortfolioMargin.placeMarginOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }).pipe(
 *   Reconciliation.settle
 * )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeMarginOrder = Operation.make({
  name: "pm.placeMarginOrder",
  product: portfolioMarginRules,
  kind: "place",
  method: "POST",
  path: "/papi/v1/margin/order",
  weight: () => 1,
  countsAsOrder: true,
  security: "TRADE",
  success: MarginOrder,
  parameters: (input: PlaceMarginOrder, clientOrderId) => ({
    symbol: input.symbol,
    side: input.side,
    type: input.type,
    timeInForce: "timeInForce" in input ? input.timeInForce : undefined,
    quantity: futures.decimal(input.quantity),
    quoteOrderQty: "quoteOrderQty" in input ? futures.decimal(input.quoteOrderQty) : undefined,
    price: "price" in input ? futures.decimal(input.price) : undefined,
    stopPrice: "stopPrice" in input ? futures.decimal(input.stopPrice) : undefined,
    icebergQty: "icebergQty" in input ? futures.decimal(input.icebergQty) : undefined,
    newClientOrderId: input.newClientOrderId ?? clientOrderId,
    newOrderRespType: input.newOrderRespType,
    sideEffectType: input.sideEffectType,
    autoRepayAtCancel: input.autoRepayAtCancel,
    selfTradePreventionMode: input.selfTradePreventionMode
  }),
  describe: (input, clientOrderId) => ({
    symbol: input.symbol,
    clientOrderId: input.newClientOrderId ?? clientOrderId,
    side: input.side,
    type: input.type,
    quantity: futures.decimal(input.quantity),
    quoteOrderQuantity: "quoteOrderQty" in input ? futures.decimal(input.quoteOrderQty) : undefined,
    price: "price" in input ? futures.decimal(input.price) : undefined
  }),
  clientOrderIdFrom: (input) => (input.newClientOrderId === undefined ? "library" : "caller"),
  problem: ({ newClientOrderId }) =>
    newClientOrderId === undefined || marginIdPattern.test(newClientOrderId)
      ? undefined
      : { parameter: "newClientOrderId", problem: "has to be 1 to 32 of a-z A-Z 0-9 - _" },
  goodForMillis: futures.isGoodFor,
  find: { subject: "placement", views: () => marginViews }
})

/**
 * Reads one order on margin. Weight 10. Reads lag: `Fatal(UnknownOrder)` means "not visible now", never "does not exist". Fails
 * with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query margin account order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.map(PortfolioMargin.queryMarginOrder({ symbol: "BTCUSDT", orderId: 1 }), (order) => order.status)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queryMarginOrder = pm.read({
  name: "queryMarginOrder",
  path: "/papi/v1/margin/order",
  weight: 10,
  success: MarginOrder,
  parameters: (input: WhichOrder) => futures.whichParameters(input),
  describe: futures.describeWhich
})

/**
 * Cancels an order on margin. A cancel by client order id sends the same id as `newClientOrderId`, so that the order keeps its
 * name. Weight 2. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: cancel margin account order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = PortfolioMargin.cancelMarginOrder({ symbol: "BTCUSDT", orderId: 1 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelMarginOrder = Operation.make({
  name: "pm.cancelMarginOrder",
  product: portfolioMarginRules,
  kind: "cancel",
  method: "DELETE",
  path: "/papi/v1/margin/order",
  weight: () => 2,
  security: "TRADE",
  success: MarginOrder,
  parameters: (input: WhichOrder) => ({
    ...futures.whichParameters(input),
    newClientOrderId: input.origClientOrderId
  }),
  describe: futures.describeWhich,
  goodForMillis: futures.minute,
  find: { subject: "cancel", views: () => marginViews }
})

/**
 * Cancels all open orders and order lists of a symbol on margin. Weight 5. An order that is placed meanwhile may live on. Fails
 * with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: cancel margin account all open orders on a symbol.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = PortfolioMargin.cancelAllMarginOrders({ symbol: "BTCUSDT" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelAllMarginOrders = Operation.make({
  name: "pm.cancelAllMarginOrders",
  product: portfolioMarginRules,
  kind: "cancel",
  method: "DELETE",
  path: "/papi/v1/margin/allOpenOrders",
  weight: () => 5,
  security: "TRADE",
  success: Schema.Array(CancelledMarginOrder),
  parameters: ({ symbol }: { readonly symbol: string }) => ({ symbol }),
  describe: ({ symbol }) => ({ symbol }),
  goodForMillis: futures.minute,
  find: {
    subject: "cancelAll",
    views: () => marginViews,
    result: (cancelled) =>
      cancelled.map(({ clientOrderId, orderId, origQty, price, side, status, symbol, type }) =>
        futures.given({ clientOrderId, orderId, origQty, price, side, status, symbol, type })
      )
  }
})

/**
 * The open orders of a symbol on margin. Weight 5. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query current margin open order.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const ids = Effect.map(PortfolioMargin.marginOpenOrders({ symbol: "BTCUSDT" }), (orders) => orders.map(({ orderId }) => orderId))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const marginOpenOrders = pm.read({
  name: "marginOpenOrders",
  path: "/papi/v1/margin/openOrders",
  weight: 5,
  success: Schema.Array(MarginOrder),
  parameters: (input: { readonly symbol: string }) => ({ symbol: input.symbol })
})

/**
 * All orders of a symbol on margin, one page. Weight 100. Which rows a page holds that is full is not documented; from `orderId`
 * on it is the next ones. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query all margin account orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const last = Effect.map(PortfolioMargin.marginAllOrders({ symbol: "BTCUSDT", orderId: 0 }), (orders) => orders.at(-1)?.orderId)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const marginAllOrders = pm.read({
  name: "marginAllOrders",
  path: "/papi/v1/margin/allOrders",
  weight: 100,
  success: Schema.Array(MarginOrder),
  parameters: (input: AllOrders) => futures.pageParameters(input)
})

/**
 * The account's fills of a symbol on margin, one page. Weight 5. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: margin account trade list.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const prices = Effect.map(PortfolioMargin.marginTrades({ symbol: "BTCUSDT", orderId: 1 }), (trades) => trades.map(({ price }) => price))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const marginTrades = pm.read({
  name: "marginTrades",
  path: "/papi/v1/margin/myTrades",
  weight: 5,
  success: Schema.Array(MarginTrade),
  parameters: (input: UserTrades & { readonly orderId?: number | string | undefined }) => futures.pageParameters(input)
})

// ------------------------------------------------------------------------------------------------------------ order lists

/**
 * A limit order and a stop order of one side and quantity, of which the first that starts ends the other. Prices are in the quote
 * asset per base asset, quantities in the base asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlaceMarginOco {
  readonly symbol: string
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
  /** Whether it may borrow, and whether it repays. */
  readonly sideEffectType?: "NO_SIDE_EFFECT" | "MARGIN_BUY" | "AUTO_REPAY" | undefined
  readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined
}

/**
 * A page of order lists.
 *
 * @category models
 * @since 0.1.0
 */
export interface AllMarginOrderLists {
  /** From this order list id on; not together with times. */
  readonly fromId?: number | string | undefined
  /** In epoch ms. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** 500 by default and at most. */
  readonly limit?: number | undefined
}

const ocoLegs = ({ limit, quantity, side, stop }: PlaceMarginOco): ReadonlyArray<Leg> => [
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

// The rows of our own views are decoded as these.
const asList = (list: OrderListRow, orders: ReadonlyArray<OrderRow>): MarginOrderList => ({
  ...(list as MarginOrderList), // see above
  orderReports: orders.map((row) => asOrder<MarginOrder>(row))
})

/**
 * Places a limit order and a stop order on margin of which the first that starts ends the other (OCO). The library names all of
 * it: the list gets the call's client order id, the limit order `id-0`, the stop order `id-1`. Good for 60 s. Weight 1; counts as
 * two new orders. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * What it borrows has no id of its own: also when it is refused, `loanRecords` says whether a loan was taken.
 *
 * Source: portfolio margin docs, trade: margin account new OCO.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const exits = PortfolioMargin.placeMarginOco({
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
export const placeMarginOco = Operation.make<MarginOrderList, "orderList", PlaceMarginOco>({
  name: "pm.placeMarginOco",
  product: portfolioMarginRules,
  kind: "orderList",
  method: "POST",
  path: "/papi/v1/margin/order/oco",
  weight: () => 1,
  countsAsOrder: true,
  security: "TRADE",
  success: MarginOrderList,
  parameters: ({ limit, newOrderRespType, quantity, side, sideEffectType, stop, symbol }, clientOrderId) => ({
    symbol,
    listClientOrderId: clientOrderId,
    side,
    quantity: futures.decimal(quantity),
    limitClientOrderId: Operation.partId(clientOrderId, 0),
    price: futures.decimal(limit.price),
    limitIcebergQty: futures.decimal(limit.icebergQty),
    stopClientOrderId: Operation.partId(clientOrderId, 1),
    stopPrice: futures.decimal(stop.stopPrice),
    ...(stop.price === undefined
      ? {}
      : {
          stopLimitPrice: futures.decimal(stop.price),
          stopIcebergQty: futures.decimal(stop.icebergQty),
          stopLimitTimeInForce: stop.timeInForce
        }),
    newOrderRespType,
    sideEffectType
  }),
  describe: (input, clientOrderId) => ({ symbol: input.symbol, clientOrderId }),
  goodForMillis: futures.minute,
  find: {
    subject: "orderList",
    views: () => marginViews,
    legs: (input, clientOrderId) => describeLegs(input.symbol, ocoLegs(input), clientOrderId),
    result: asList
  }
})

/**
 * Reads one order list on margin, without its orders' states. Weight 5. Reads lag: what is not visible now may exist. Fails with
 * `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query margin account's OCO.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const list = PortfolioMargin.queryMarginOrderList({ symbol: "BTCUSDT", orderListId: 27 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queryMarginOrderList = pm.read({
  name: "queryMarginOrderList",
  path: "/papi/v1/margin/orderList",
  weight: 5,
  success: MarginOrderList,
  parameters: (input: WhichOrderList) => ({
    orderListId: input.orderListId,
    // the read calls the list's own id by the name that an order's id has elsewhere
    origClientOrderId: input.listClientOrderId
  }),
  describe: describeWhichList
})

/**
 * All order lists on margin, one page. Weight 100. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query margin account's all OCO.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const lists = PortfolioMargin.marginAllOrderLists({ fromId: 27, limit: 100 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const marginAllOrderLists = pm.read({
  name: "marginAllOrderLists",
  path: "/papi/v1/margin/allOrderList",
  weight: 100,
  success: Schema.Array(MarginOrderList),
  parameters: (input: AllMarginOrderLists | void) => ({
    fromId: input?.fromId,
    startTime: input?.startTime,
    endTime: input?.endTime,
    limit: input?.limit
  })
})

/**
 * The open order lists on margin. Weight 5. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, trade: query margin account's open OCO.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const ids = Effect.map(PortfolioMargin.marginOpenOrderLists(), (lists) => lists.map(({ orderListId }) => orderListId))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const marginOpenOrderLists = pm.read({
  name: "marginOpenOrderLists",
  path: "/papi/v1/margin/openOrderList",
  weight: 5,
  success: Schema.Array(MarginOrderList),
  parameters: (_input: void) => ({})
})

/**
 * Cancels an order list on margin with all of its orders. They lose their client order ids to one that the exchange makes.
 * Weight 2. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: portfolio margin docs, trade: cancel margin account OCO orders.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = PortfolioMargin.cancelMarginOrderList({ symbol: "BTCUSDT", orderListId: 1929 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelMarginOrderList = Operation.make<MarginOrderList, "cancel", WhichOrderList>({
  name: "pm.cancelMarginOrderList",
  product: portfolioMarginRules,
  kind: "cancel",
  method: "DELETE",
  path: "/papi/v1/margin/orderList",
  weight: () => 2,
  security: "TRADE",
  success: MarginOrderList,
  parameters: (input) => ({
    symbol: input.symbol,
    orderListId: input.orderListId,
    listClientOrderId: input.listClientOrderId
  }),
  describe: describeWhichList,
  goodForMillis: futures.minute,
  find: { subject: "cancelOrderList", views: () => marginViews, result: asList }
})

/**
 * The operations seen as the questions of a settlement.
 *
 * @internal
 */
export const marginViews: ProductViews = {
  ...futures.answers,
  // its orders are those of Spot; what the list of this product has under the number no read can be answered by
  archivedCode: -2026,
  absentListCode: -2018,
  fullPage: dividing,
  order: queryMarginOrder.operation,
  openOrders: marginOpenOrders.operation,
  allOrders: marginAllOrders.operation,
  trades: marginTrades.operation,
  orderList: queryMarginOrderList.operation,
  cancel: cancelMarginOrder.operation,
  pageLimit: 500
}

// ----------------------------------------------------------------------------------------------------- loans and movements

/**
 * A loan to take or to repay, `amount` in `asset`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Loan {
  readonly asset: string
  readonly amount: Operation.Decimal
}

/**
 * A debt to repay with whatever the account holds.
 *
 * @category models
 * @since 0.1.0
 */
export interface RepayDebt {
  readonly asset: string
  /** In `asset`; without it the whole debt. At most worth 50 000 USD. */
  readonly amount?: Operation.Decimal | undefined
  /** What it may be paid with; `asset` itself is always used first. */
  readonly specifyRepayAssets?: ReadonlyArray<string> | undefined
}

/**
 * A page of loans or of repayments: one by its id, or those from a time on.
 *
 * @category models
 * @since 0.1.0
 */
export type LoanRecordsPage = {
  readonly asset: string
  /** In epoch ms; at most 30 days after `startTime`. */
  readonly endTime?: number | undefined
  /** Counted from 1. */
  readonly current?: number | undefined
  /** 10 by default, 100 at most. */
  readonly size?: number | undefined
  /** Whether those from more than six months ago are meant. */
  readonly archived?: boolean | undefined
} & (
  | { readonly startTime: number; readonly txId?: undefined }
  /** The `tranId` of the one that is looked for. */
  | { readonly txId: number | string; readonly startTime?: number | undefined }
)

const recordsParameters = (input: LoanRecordsPage) => ({
  asset: input.asset,
  txId: input.txId,
  startTime: input.startTime,
  endTime: input.endTime,
  current: input.current,
  size: input.size,
  archived: input.archived
})

/** What moves funds has no id that the caller chooses: only a loan has a history that it can be found in. */
const transfer = <A, P>(options: {
  readonly name: string
  readonly path: string
  readonly weight: number
  readonly success: Schema.Decoder<A>
  readonly parameters: (input: P) => Parameters
  readonly describe: (input: P) => Operation.Description
  /** In which records it shows. */
  readonly shown?: ((input: P) => Shown) | undefined
  readonly find?: Operation.Find<A, P> | undefined
}) => {
  const { shown, ...rest } = options
  const operation: Operation.Operation<A, "transfer", P> = {
    ...rest,
    name: `pm.${options.name}`,
    product: portfolioMarginRules,
    kind: "transfer",
    method: "POST",
    weight: () => options.weight,
    security: "TRADE",
    goodForMillis: futures.minute
  }
  return shown === undefined ? Operation.make(operation) : movement({ ...operation, shown })
}

const inRecordsOf =
  (type: "BORROW" | "REPAY") =>
  ({ amount, asset }: Partial<Loan>): Shown => ({ where: [type, asset], amount })

/** Where a loan or a repayment is found again: a loan by its principal, a repayment by all that was repaid. */
const inRecords = (
  records: () => Operation.Operation<LoanRecords, "read", LoanRecordsPage>,
  amountOf: (row: LoanRecords["rows"][number]) => string | undefined
): Operation.Find<LoanAccepted, Loan> => ({
  subject: "history",
  settle: Operation.settleHistory,
  spacingMillis: 5000,
  rows: (ask, { amount, asset }, _, from) =>
    Effect.map(
      allPages((current) =>
        Effect.map(ask(records(), { asset, startTime: Math.floor(from), current, size: fullPage }), ({ rows }) => rows)
      ),
      (rows) =>
        rows
          .filter((row) => isOf(asset, amount)({ asset: row.asset, amount: amountOf(row) }))
          .map((row) => ({
            id: row.txId,
            isNamed: false,
            state: transferState(row.status),
            result: { tranId: row.txId }
          }))
    )
})

/**
 * Takes a margin loan. Weight 100. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * It has no id that you choose and no fence in time, so `settle` does not compile on it. When it is in doubt, look for its asset,
 * principal and time in `loanRecords`, after a minute at the earliest, and again later: a row that is not there proves nothing.
 * One at a time: two equal ones cannot be told apart.
 *
 * Source: portfolio margin docs, trade: margin account borrow.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const loan = PortfolioMargin.marginLoan({ asset: "USDT", amount: "100" }).pipe(
 *   Effect.catchTag("AmbiguousExecution", ({ inDoubt }) =>
 *     Effect.map(
 *       PortfolioMargin.loanRecords({ asset: "USDT", startTime: inDoubt.createdAt - 60_000 }),
 *       (page) => page.rows.filter((row) => row.principal === "100")
 *     )
 *   )
 * )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const marginLoan = transfer<LoanAccepted, Loan>({
  name: "marginLoan",
  path: "/papi/v1/marginLoan",
  weight: 100,
  success: LoanAccepted,
  parameters: ({ amount, asset }) => ({ asset, amount: futures.decimal(amount) }),
  shown: inRecordsOf("BORROW"),
  describe: ({ amount }) => ({ type: "BORROW", quantity: futures.decimal(amount) }),
  find: inRecords(
    () => loanRecords.operation,
    ({ principal }) => principal
  )
})

/**
 * Repays a margin loan in its own asset. Weight 100. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * It has no id that you choose and no fence in time, so `settle` does not compile on it. When it is in doubt, look for its asset,
 * amount and time in `repayRecords`, after a minute at the earliest, and again later: a row that is not there proves nothing. One
 * at a time: two equal ones cannot be told apart.
 *
 * Source: portfolio margin docs, trade: margin account repay.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const repaid = Effect.map(PortfolioMargin.repayLoan({ asset: "USDT", amount: "100" }), ({ tranId }) => tranId)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const repayLoan = transfer<LoanAccepted, Loan>({
  name: "repayLoan",
  path: "/papi/v1/repayLoan",
  weight: 100,
  success: LoanAccepted,
  parameters: ({ amount, asset }) => ({ asset, amount: futures.decimal(amount) }),
  shown: inRecordsOf("REPAY"),
  describe: ({ amount }) => ({ type: "REPAY", quantity: futures.decimal(amount) }),
  find: inRecords(
    () => repayRecords.operation,
    ({ amount }) => amount
  )
})

/**
 * Repays a margin debt, also with other assets. Weight 3000. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * It has no id at all and no fence in time, so `settle` does not compile on it. When it is in doubt, look for its asset and time in
 * `repayRecords` and for what is still owed, `crossMarginBorrowed`, in `balance`, after a minute at the earliest, and again later:
 * a row that is not there proves nothing. Without an `amount` a second one repays what was borrowed meanwhile, too.
 *
 * Source: portfolio margin docs, trade: margin account repay debt.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const repaid = PortfolioMargin.repayDebt({ asset: "BNB", amount: "0.1", specifyRepayAssets: ["USDT", "BTC"] })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const repayDebt = transfer<DebtRepaid, RepayDebt>({
  name: "repayDebt",
  path: "/papi/v1/margin/repay-debt",
  weight: 3000,
  success: DebtRepaid,
  parameters: ({ amount, asset, specifyRepayAssets }) => ({
    asset,
    amount: futures.decimal(amount),
    specifyRepayAssets: specifyRepayAssets?.join(",")
  }),
  // it may repay less than it was asked to, and its reply has no id: each row of its asset could be its own
  shown: ({ asset }) => inRecordsOf("REPAY")({ asset }),
  describe: ({ amount }) => ({ type: "REPAY", quantity: futures.decimal(amount) })
})

/**
 * Margin loans, the newest first, one page. Weight 10. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, account: query margin loan record.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const loan = PortfolioMargin.loanRecords({ asset: "BNB", txId: 12807067523 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const loanRecords = pm.read({
  name: "loanRecords",
  path: "/papi/v1/margin/marginLoan",
  weight: 10,
  success: LoanRecords,
  parameters: recordsParameters
})

/**
 * Repayments of margin loans, the newest first, one page. Weight 10. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, account: query margin repay record.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const repayment = PortfolioMargin.repayRecords({ asset: "BNB", txId: 2970933056 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const repayRecords = pm.read({
  name: "repayRecords",
  path: "/papi/v1/margin/repayLoan",
  weight: 10,
  success: LoanRecords,
  parameters: recordsParameters
})

/**
 * Moves all funds but BNB from the futures wallets to the margin wallet. Weight 750, and at most 500 times in an hour. Fails with
 * `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * It has no id and no fence in time, so `settle` does not compile on it. When it is in doubt, look at `umWalletBalance` and
 * `cmWalletBalance` in `balance`, after a minute at the earliest: a second one would move what has come in meanwhile.
 *
 * Source: portfolio margin docs, account: fund auto-collection.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const collected = PortfolioMargin.autoCollection()
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const autoCollection = transfer<FundsMoved, void>({
  name: "autoCollection",
  path: "/papi/v1/auto-collection",
  weight: 750,
  success: FundsMoved,
  parameters: () => ({}),
  describe: () => ({})
})

/**
 * Moves all of one asset, which cannot be BNB, from the futures wallets to the margin wallet. Weight 30. Fails with `Retryable`,
 * `Fatal` or `AmbiguousExecution`.
 *
 * It has no id and no fence in time, so `settle` does not compile on it. When it is in doubt, look at `umWalletBalance` and
 * `cmWalletBalance` of the asset in `balance`, after a minute at the earliest: a second one would move what has come in meanwhile.
 *
 * Source: portfolio margin docs, account: fund collection by asset.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const collected = PortfolioMargin.assetCollection({ asset: "USDT" })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const assetCollection = transfer<FundsMoved, { readonly asset: string }>({
  name: "assetCollection",
  path: "/papi/v1/asset-collection",
  weight: 30,
  success: FundsMoved,
  parameters: ({ asset }) => ({ asset }),
  describe: () => ({})
})

/**
 * Pays the negative balances of the futures wallets. Weight 750. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * It has no id and no fence in time, so `settle` does not compile on it. When it is in doubt, look at `negativeBalance` in
 * `balance`, after a minute at the earliest: a second one would pay what has become negative meanwhile.
 *
 * Source: portfolio margin docs, account: repay futures negative balance.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 *
 * const paid = PortfolioMargin.repayFuturesNegativeBalance()
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const repayFuturesNegativeBalance = transfer<FundsMoved, void>({
  name: "repayFuturesNegativeBalance",
  path: "/papi/v1/repay-futures-negative-balance",
  weight: 750,
  success: FundsMoved,
  parameters: () => ({}),
  describe: () => ({})
})

// ----------------------------------------------------------------------------------------------------------------- account

/**
 * The account as a whole. Weight 20. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, account: account information.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const equity = Effect.map(PortfolioMargin.account(), (account) => account.accountEquity)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const account = pm.read({
  name: "account",
  path: "/papi/v1/account",
  weight: 20,
  success: Account,
  parameters: (_input: void) => ({})
})

/**
 * What the account holds of each asset. Weight 20. Fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, account: account balance.
 *
 * @example
 * ```ts
 * import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
 * import * as Effect from "effect/Effect"
 *
 * const assets = Effect.map(PortfolioMargin.balance(), (balances) => balances.map(({ asset }) => asset))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const balance = pm.read({
  name: "balance",
  path: "/papi/v1/balance",
  weight: 20,
  success: Schema.Array(Balance),
  parameters: (_input: void) => ({})
})
