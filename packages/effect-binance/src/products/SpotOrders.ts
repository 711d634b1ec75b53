/**
 * Binance Spot: orders, one at a time. Placing, testing, cancelling, amending, replacing.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as Operation from "../client/Operation.ts"
import {
  asOrder,
  clientOrderIdFrom,
  clientOrderIdProblem,
  decimal,
  describeOrder,
  describeWhich,
  minute,
  orderIsGoodFor,
  orderParameters,
  text
} from "../internal/orders.ts"
import { AnyRecord, Id, maybe, maybeId, maybeInt, maybeText } from "../internal/schemas.ts"
import type { ProductViews } from "../settlement/ProductViews.ts"
import {
  allOrders,
  myTrades,
  openOrders,
  Order,
  orderAmendments,
  OrderList,
  queryOrder,
  queryOrderList,
  type WhichOrder
} from "./SpotAccount.ts"
import { spotRules } from "./SpotRules.ts"

/**
 * What all orders to place have in common.
 *
 * @category models
 * @since 0.1.0
 */
export interface NewOrder {
  readonly symbol: string
  readonly side: "BUY" | "SELL"
  /** Your own client order id: at most 36 of `a-z A-Z 0-9 - _`, never used before. Without one the library makes it. */
  readonly newClientOrderId?: string | undefined
  readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined
  readonly selfTradePreventionMode?: string | undefined
  readonly strategyId?: number | undefined
  readonly strategyType?: number | undefined
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
  readonly icebergQty?: Operation.Decimal | undefined
}

/**
 * A market order that starts when the price reaches `stopPrice`, or has turned by `trailingDelta` (in basis points).
 *
 * @category models
 * @since 0.1.0
 */
export interface StopOrder extends NewOrder {
  readonly type: "STOP_LOSS" | "TAKE_PROFIT"
  readonly quantity: Operation.Decimal
  readonly stopPrice?: Operation.Decimal | undefined
  readonly trailingDelta?: number | undefined
}

/**
 * A limit order that starts when the price reaches `stopPrice`, or has turned by `trailingDelta` (in basis points).
 *
 * @category models
 * @since 0.1.0
 */
export interface StopLimitOrder extends NewOrder {
  readonly type: "STOP_LOSS_LIMIT" | "TAKE_PROFIT_LIMIT"
  readonly timeInForce: "GTC" | "IOC" | "FOK"
  readonly quantity: Operation.Decimal
  readonly price: Operation.Decimal
  readonly stopPrice?: Operation.Decimal | undefined
  readonly trailingDelta?: number | undefined
  readonly icebergQty?: Operation.Decimal | undefined
}

/**
 * An order to place. `quantity` is in the base asset, `quoteOrderQty` in the quote asset, `price` in the quote asset per base
 * asset; decimals are text or `BigDecimal`, never floats.
 *
 * @category models
 * @since 0.1.0
 */
export type PlaceOrder = MarketOrder | MarketOrderByQuote | LimitOrder | LimitMakerOrder | StopOrder | StopLimitOrder

/**
 * An order for smart order routing: LIMIT or MARKET, by quantity in the base asset.
 *
 * @category models
 * @since 0.1.0
 */
export type PlaceSorOrder = MarketOrder | LimitOrder

/**
 * What a test order may ask for besides.
 *
 * @category models
 * @since 0.1.0
 */
export interface TestOptions {
  /** Whether to answer with the commission rates of the order. It costs weight 20. */
  readonly computeCommissionRates?: boolean | undefined
}

/**
 * The answer to a test order: empty, or the commission rates when they were asked for.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const rates = (result: typeof Spot.TestResult.Type) => result["standardCommissionForOrder"]
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const TestResult = AnyRecord

/**
 * Which order to cancel, and whether only in one state.
 *
 * @category models
 * @since 0.1.0
 */
export type CancelOrder = WhichOrder & CancelRestrictions

/**
 * In which state alone an order may be cancelled; without it, in any.
 *
 * @category models
 * @since 0.1.0
 */
export interface CancelRestrictions {
  readonly cancelRestrictions?: "ONLY_NEW" | "ONLY_PARTIALLY_FILLED" | undefined
}

/**
 * Which order to make smaller, and to what quantity, in the base asset.
 *
 * @category models
 * @since 0.1.0
 */
export type AmendOrder = WhichOrder & { readonly newQty: Operation.Decimal }

/**
 * What was cancelled on a symbol: orders, and order lists as a whole.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const lists = (rows: ReadonlyArray<typeof Spot.Cancelled.Type>) => rows.filter((row) => "listOrderStatus" in row)
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
 * Which order a new one takes the place of, and what happens when one of the two halves fails.
 *
 * `STOP_ON_FAILURE` does not place the new order when the old one could not be cancelled, `ALLOW_FAILURE` places it all the
 * same. With `CANCEL_ONLY` the old order is cancelled also when the account may not place orders just now.
 *
 * @category models
 * @since 0.1.0
 */
export type Replacing = CancelRestrictions & {
  readonly cancelReplaceMode: "STOP_ON_FAILURE" | "ALLOW_FAILURE"
  readonly orderRateLimitExceededMode?: "DO_NOTHING" | "CANCEL_ONLY" | undefined
} & (
    | { readonly cancelOrigClientOrderId: string; readonly cancelOrderId?: undefined }
    | { readonly cancelOrderId: number | string; readonly cancelOrigClientOrderId?: undefined }
  )

/**
 * The order to place, and the one that it takes the place of.
 *
 * @category models
 * @since 0.1.0
 */
export type CancelReplaceOrder = PlaceOrder & Replacing

/**
 * Both halves of a cancelReplace: the order that was cancelled, and the one that was placed.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const ids = (replaced: Spot.CancelReplaced) => [replaced.cancelResponse?.orderId, replaced.newOrderResponse.orderId]
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const CancelReplaced = Schema.Struct({
  cancelResponse: maybe(Order),
  newOrderResponse: Order
})

/**
 * Both halves of a cancelReplace.
 *
 * @category models
 * @since 0.1.0
 */
export interface CancelReplaced extends Schema.Schema.Type<typeof CancelReplaced> {}

/**
 * Places an order. Good for 10 s when it is MARKET, IOC or FOK, for 60 s otherwise. Weight 0 on success, 1 on failure; counts
 * as one new order. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: spot docs, rest-api: trading endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 * const order = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })
 * const settled = order.pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOrder = Operation.make<Order, "place", PlaceOrder>({
  name: "spot.placeOrder",
  product: spotRules,
  kind: "place",
  method: "POST",
  path: "/api/v3/order",
  weight: () => 1,
  countsAsOrder: true,
  security: "TRADE",
  success: Order,
  parameters: orderParameters,
  describe: describeOrder,
  clientOrderIdFrom,
  problem: clientOrderIdProblem,
  goodForMillis: orderIsGoodFor,
  find: { subject: "placement", views: () => views }
})

/**
 * Checks an order without placing it: it never reaches the engine. Weight 1, 20 with `computeCommissionRates`. Fails with
 * `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: trading endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const checked = Spot.testOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })
 * // Call<TestResult, Retryable | Fatal, BinanceClient>: nothing can be in doubt
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const testOrder = Operation.make<typeof TestResult.Type, "test", PlaceOrder & TestOptions>({
  name: "spot.testOrder",
  product: spotRules,
  kind: "test",
  method: "POST",
  path: "/api/v3/order/test",
  weight: (input) => (input.computeCommissionRates === true ? 20 : 1),
  security: "TRADE",
  success: TestResult,
  parameters: (input, clientOrderId) => ({
    ...orderParameters(input, clientOrderId),
    computeCommissionRates: input.computeCommissionRates
  }),
  describe: describeOrder,
  goodForMillis: minute
})

/**
 * Places an order with smart order routing, where the symbol has it. Good for 10 s when it is MARKET, IOC or FOK, for 60 s
 * otherwise. Weight 0 on success, 1 on failure; counts as one new order. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * What it was filled with may be allocations instead of trades: see `myAllocations`.
 *
 * Source: spot docs, rest-api: SOR.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const order = Spot.placeSorOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })
 * const settled = order.pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeSorOrder = Operation.make<Order, "place", PlaceSorOrder>({
  name: "spot.placeSorOrder",
  product: spotRules,
  kind: "place",
  method: "POST",
  path: "/api/v3/sor/order",
  weight: () => 1,
  countsAsOrder: true,
  security: "TRADE",
  success: Order,
  parameters: orderParameters,
  describe: describeOrder,
  clientOrderIdFrom,
  problem: clientOrderIdProblem,
  goodForMillis: orderIsGoodFor,
  find: { subject: "placement", views: () => views }
})

/**
 * Checks an order for smart order routing without placing it: it never reaches the engine. Weight 1, 20 with
 * `computeCommissionRates`. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: SOR.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const checked = Spot.testSorOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const testSorOrder = Operation.make<typeof TestResult.Type, "test", PlaceSorOrder & TestOptions>({
  name: "spot.testSorOrder",
  product: spotRules,
  kind: "test",
  method: "POST",
  path: "/api/v3/sor/order/test",
  weight: (input) => (input.computeCommissionRates === true ? 20 : 1),
  security: "TRADE",
  success: TestResult,
  parameters: (input, clientOrderId) => ({
    ...orderParameters(input, clientOrderId),
    computeCommissionRates: input.computeCommissionRates
  }),
  describe: describeOrder,
  goodForMillis: minute
})

/**
 * Cancels an order. A cancel by client order id sends the same id as `newClientOrderId`, so that the order keeps its name.
 * Weight 0 on success, 1 on failure. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: spot docs, rest-api: trading endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "my-order-1" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelOrder = Operation.make<Order, "cancel", CancelOrder>({
  name: "spot.cancelOrder",
  product: spotRules,
  kind: "cancel",
  method: "DELETE",
  path: "/api/v3/order",
  weight: () => 1,
  security: "TRADE",
  success: Order,
  parameters: (input) => ({
    symbol: input.symbol,
    origClientOrderId: input.origClientOrderId,
    orderId: input.orderId,
    newClientOrderId: input.origClientOrderId,
    cancelRestrictions: input.cancelRestrictions
  }),
  describe: describeWhich,
  goodForMillis: minute,
  find: { subject: "cancel", views: () => views }
})

/**
 * Cancels all open orders of a symbol, those of order lists too. It succeeds with what was cancelled; settled after a doubt, with
 * the orders alone. With nothing open Binance is reported to refuse it, which is `Fatal(UnknownOrder)`: what was wanted is so
 * already. Weight 0 on success, 1 on failure. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: spot docs, rest-api: trading endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const flat = Spot.cancelAllOrders({ symbol: "BTCUSDT" }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelAllOrders = Operation.make<ReadonlyArray<Cancelled>, "cancel", { readonly symbol: string }>({
  name: "spot.cancelAllOrders",
  product: spotRules,
  kind: "cancel",
  method: "DELETE",
  path: "/api/v3/openOrders",
  weight: () => 1,
  security: "TRADE",
  success: Schema.Array(Cancelled),
  parameters: ({ symbol }) => ({ symbol }),
  describe: ({ symbol }) => ({ symbol }),
  goodForMillis: minute,
  find: { subject: "cancelAll", views: () => views, result: (orders) => orders.map((row) => asOrder<Order>(row)) }
})

// The reply to an amend has names of its own for what an order has everywhere else.
const Amended = Schema.Struct({
  transactTime: maybeInt,
  amendedOrder: Schema.Struct({
    orderId: Id,
    orderListId: maybeId,
    symbol: maybeText,
    clientOrderId: maybeText,
    origClientOrderId: maybeText,
    status: maybeText,
    side: maybeText,
    type: maybeText,
    timeInForce: maybeText,
    price: maybeText,
    qty: maybeText,
    executedQty: maybeText,
    quoteOrderQty: maybeText,
    cumulativeQuoteQty: maybeText,
    workingTime: maybeInt
  })
}).pipe(
  Schema.decodeTo(Schema.toType(Order), {
    decode: SchemaGetter.transform(({ amendedOrder, transactTime }) => {
      const { cumulativeQuoteQty, qty, quoteOrderQty, ...order } = amendedOrder
      return {
        ...order,
        ...(qty === undefined ? {} : { origQty: qty }),
        ...(cumulativeQuoteQty === undefined ? {} : { cummulativeQuoteQty: cumulativeQuoteQty }),
        ...(quoteOrderQty === undefined ? {} : { origQuoteOrderQty: quoteOrderQty }),
        ...(transactTime === undefined ? {} : { transactTime })
      }
    }),
    encode: SchemaGetter.forbiddenEncoding
  })
)

/**
 * Makes an open order smaller; it keeps its place in the queue. Named by its client order id, it keeps that; named by its order
 * id alone, it gets the call's own client order id instead, which is in the result. `newQty` is in the base asset and less than
 * what the order has. Weight 4. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: spot docs, rest-api: trading endpoints; faqs: order amend keep priority.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const smaller = Spot.amendOrder({ symbol: "BTCUSDT", origClientOrderId: "my-order-1", newQty: "0.005" }).pipe(
 *   Reconciliation.settle
 * )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const amendOrder = Operation.make<Order, "amend", AmendOrder>({
  name: "spot.amendOrder",
  product: spotRules,
  kind: "amend",
  method: "PUT",
  path: "/api/v3/order/amend/keepPriority",
  weight: () => 4,
  security: "TRADE",
  success: Amended,
  // without an id of ours the exchange makes one up, and the order could not be found by its name any more
  parameters: (input, clientOrderId) => ({
    symbol: input.symbol,
    orderId: input.orderId,
    origClientOrderId: input.origClientOrderId,
    newClientOrderId: input.origClientOrderId ?? clientOrderId,
    newQty: decimal(input.newQty)
  }),
  describe: (input, clientOrderId) => ({
    ...describeWhich(input),
    newClientOrderId: input.origClientOrderId ?? clientOrderId,
    quantity: decimal(input.newQty)
  }),
  goodForMillis: minute,
  find: { subject: "amend", views: () => views, wanted: (input) => ({ quantity: decimal(input.newQty) }) }
})

const toCancel = (input: CancelReplaceOrder): CancelOrder =>
  input.cancelOrigClientOrderId === undefined
    ? { symbol: input.symbol, orderId: input.cancelOrderId, cancelRestrictions: input.cancelRestrictions }
    : {
        symbol: input.symbol,
        origClientOrderId: input.cancelOrigClientOrderId,
        cancelRestrictions: input.cancelRestrictions
      }

/**
 * Cancels an order and places another one on the same symbol. The two are not one transaction: either may happen without the
 * other, and `Fatal(CancelReplaceFailed)` says which did. An order that is named by its client order id keeps it. Good for 10 s
 * when the new order is MARKET, IOC or FOK, for 60 s otherwise. Weight 0 on success, 1 on failure; counts as one new order, also
 * when the new order was not tried. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: spot docs, rest-api: trading endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const moved = Spot.cancelReplaceOrder({
 *   cancelOrigClientOrderId: "my-order-1",
 *   cancelReplaceMode: "STOP_ON_FAILURE",
 *   symbol: "BTCUSDT",
 *   side: "BUY",
 *   type: "LIMIT_MAKER",
 *   quantity: "0.01",
 *   price: "59000"
 * }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelReplaceOrder = Operation.make<CancelReplaced, "cancelReplace", CancelReplaceOrder>({
  name: "spot.cancelReplaceOrder",
  product: spotRules,
  kind: "cancelReplace",
  method: "POST",
  path: "/api/v3/order/cancelReplace",
  weight: () => 1,
  countsAsOrder: true,
  security: "TRADE",
  success: CancelReplaced,
  parameters: (input, clientOrderId) => ({
    ...orderParameters(input, clientOrderId),
    cancelReplaceMode: input.cancelReplaceMode,
    cancelOrigClientOrderId: input.cancelOrigClientOrderId,
    cancelOrderId: input.cancelOrderId,
    cancelNewClientOrderId: input.cancelOrigClientOrderId,
    cancelRestrictions: input.cancelRestrictions,
    orderRateLimitExceededMode: input.orderRateLimitExceededMode
  }),
  describe: (input, clientOrderId) => ({
    ...describeOrder(input, clientOrderId),
    orderId: text(input.cancelOrderId)
  }),
  clientOrderIdFrom,
  problem: (input) =>
    // the exchange would allow it, and then one name would mean two orders, of which either may be there
    input.newClientOrderId !== undefined && input.newClientOrderId === input.cancelOrigClientOrderId
      ? { parameter: "newClientOrderId", problem: "has to be another one than that of the order to cancel" }
      : clientOrderIdProblem(input),
  goodForMillis: orderIsGoodFor,
  find: {
    subject: "cancelReplace",
    halves: (input, clientOrderId) => ({
      cancel: Operation.part(cancelOrder.operation, toCancel(input), ""),
      place: Operation.part(placeOrder.operation, input, clientOrderId)
    }),
    result: (cancelled, placed) => ({ cancelResponse: asOrder(cancelled), newOrderResponse: asOrder(placed) })
  }
})

/**
 * The operations seen as the questions of a settlement: for an operation of your own on a path of Spot.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const howAnOrderIsRead = Spot.views.order.path // "/api/v3/order"
 * ```
 *
 * @category settling
 * @since 0.1.0
 */
export const views: ProductViews = {
  order: queryOrder.operation,
  openOrders: openOrders.operation,
  allOrders: allOrders.operation,
  trades: myTrades.operation,
  amendments: orderAmendments.operation,
  orderList: queryOrderList.operation,
  cancel: cancelOrder.operation,
  absentCode: -2013,
  archivedCode: -2026,
  // no list of the documentation has it; users report it with "Order list does not exist."
  absentListCode: -2018,
  openAndKept: "cancel-restricted",
  rejectedCode: -2010,
  unknownOrderCode: -2011,
  pageLimit: 1000
}
