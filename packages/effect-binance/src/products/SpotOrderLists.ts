/**
 * Binance Spot: order lists. A list is accepted or refused as a whole, and one order of it decides what becomes of the others.
 *
 * The library names all of it: the list gets the call's client order id, and its orders `id-0`, `id-1`, `id-2` in the order in
 * which they are listed here. So each of them can be looked for, and one that is found proves the whole list.
 *
 * @since 0.1.0
 */
import * as Operation from "../client/Operation.ts"
import type { Parameters } from "../client/Parameters.ts"
import { describeLegs, type Leg, legsParameters } from "../internal/orderLists.ts"
import { asOrder, decimal, describeWhichList, minute, orderIsGoodFor } from "../internal/orders.ts"
import type { OrderListRow, OrderRow, WhichOrderList } from "../settlement/ProductViews.ts"
import { type Order, OrderList } from "./SpotAccount.ts"
import { views } from "./SpotOrders.ts"
import { spotRules } from "./SpotRules.ts"

interface LegOptions {
  readonly strategyId?: number | undefined
  readonly strategyType?: number | undefined
}

/**
 * An order of a list that trades at `price` or better.
 *
 * @category models
 * @since 0.1.0
 */
export interface LimitLeg extends LegOptions {
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
export interface LimitMakerLeg extends LegOptions {
  readonly type: "LIMIT_MAKER"
  readonly price: Operation.Decimal
  readonly icebergQty?: Operation.Decimal | undefined
}

/**
 * An order of a list that trades at whatever price there is.
 *
 * @category models
 * @since 0.1.0
 */
export interface MarketLeg extends LegOptions {
  readonly type: "MARKET"
}

/**
 * A market order of a list that starts at `stopPrice`, or when the price has turned by `trailingDelta` (in basis points).
 *
 * @category models
 * @since 0.1.0
 */
export interface StopLeg extends LegOptions {
  readonly type: "STOP_LOSS" | "TAKE_PROFIT"
  readonly stopPrice?: Operation.Decimal | undefined
  readonly trailingDelta?: number | undefined
}

/**
 * A limit order of a list that starts at `stopPrice`, or when the price has turned by `trailingDelta` (in basis points).
 *
 * @category models
 * @since 0.1.0
 */
export interface StopLimitLeg extends LegOptions {
  readonly type: "STOP_LOSS_LIMIT" | "TAKE_PROFIT_LIMIT"
  readonly timeInForce: "GTC" | "IOC" | "FOK"
  readonly price: Operation.Decimal
  readonly stopPrice?: Operation.Decimal | undefined
  readonly trailingDelta?: number | undefined
  readonly icebergQty?: Operation.Decimal | undefined
}

/**
 * One of two orders of which the first that starts ends the other. One of the two is LIMIT_MAKER or a take-profit order, the
 * other a stop-loss order.
 *
 * @category models
 * @since 0.1.0
 */
export type ContingentLeg = LimitMakerLeg | StopLeg | StopLimitLeg

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
 * An order that waits until the working one is filled.
 *
 * @category models
 * @since 0.1.0
 */
export type PendingLeg = (MarketLeg | LimitLeg | ContingentLeg) & { readonly side: "BUY" | "SELL" }

/**
 * What all order lists have in common.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrderListOptions {
  readonly symbol: string
  readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined
  readonly selfTradePreventionMode?: string | undefined
}

/**
 * Two orders of one side and quantity, of which the first that starts ends the other: `above` and `below` the price.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlaceOco extends OrderListOptions {
  readonly side: "BUY" | "SELL"
  /** Of each order, in the base asset. */
  readonly quantity: Operation.Decimal
  readonly above: ContingentLeg
  readonly below: ContingentLeg
}

/**
 * An order that starts when another one is filled. `quantity` is in the base asset.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlaceOto extends OrderListOptions {
  readonly working: WorkingLeg
  readonly pending: PendingLeg & { readonly quantity: Operation.Decimal }
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
    /** Of each order, in the base asset. */
    readonly quantity: Operation.Decimal
    readonly above: ContingentLeg
    readonly below: ContingentLeg
  }
}

/**
 * An order that starts when another one is filled, with what that one brought in: it has no quantity of its own.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlaceOpo extends OrderListOptions {
  readonly working: WorkingLeg
  readonly pending: PendingLeg
}

/**
 * An OCO that starts when another order is filled, with what that one brought in: it has no quantity of its own.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlaceOpoco extends OrderListOptions {
  readonly working: WorkingLeg
  readonly pending: { readonly side: "BUY" | "SELL"; readonly above: ContingentLeg; readonly below: ContingentLeg }
}

const both = ["side", "quantity"] as const

const workingLeg = (working: WorkingLeg): Leg => ({
  prefix: "working",
  side: working.side,
  terms: working,
  quantity: working.quantity
})

interface Pair {
  readonly side: "BUY" | "SELL"
  readonly quantity?: Operation.Decimal | undefined
  readonly above: ContingentLeg
  readonly below: ContingentLeg
}

const pairLegs = ({ above, below, quantity, side }: Pair, prefixes: readonly [string, string]): ReadonlyArray<Leg> => [
  { prefix: prefixes[0], side, terms: above, quantity, shared: both },
  { prefix: prefixes[1], side, terms: below, quantity, shared: both }
]

const ocoLegs = (input: PlaceOco) => pairLegs(input, ["above", "below"])

const withPending = (input: {
  readonly working: WorkingLeg
  readonly pending: PendingLeg & { readonly quantity?: Operation.Decimal | undefined }
}): ReadonlyArray<Leg> => [
  workingLeg(input.working),
  { prefix: "pending", side: input.pending.side, terms: input.pending, quantity: input.pending.quantity }
]

const withPendingPair = (input: { readonly working: WorkingLeg; readonly pending: Pair }): ReadonlyArray<Leg> => [
  workingLeg(input.working),
  ...pairLegs(input.pending, ["pendingAbove", "pendingBelow"])
]

// The rows of our own views are decoded as these.
const asList = (list: OrderListRow, orders: ReadonlyArray<OrderRow>): OrderList => ({
  ...(list as OrderList), // see above
  orderReports: orders.map((row) => asOrder<Order>(row))
})

/** What the kinds of order lists have in common; what differs is its path, its legs, and what is said once for several of them. */
const list = <P extends OrderListOptions>(options: {
  readonly name: string
  readonly path: string
  readonly legs: (input: P) => ReadonlyArray<Leg>
  readonly shared: (input: P) => Parameters
  readonly goodForMillis: (input: P) => number
}) =>
  Operation.make<OrderList, "orderList", P>({
    name: options.name,
    product: spotRules,
    kind: "orderList",
    method: "POST",
    path: options.path,
    weight: () => 1,
    countsAsOrder: true,
    security: "TRADE",
    success: OrderList,
    parameters: (input, clientOrderId) => ({
      symbol: input.symbol,
      listClientOrderId: clientOrderId,
      ...options.shared(input),
      ...legsParameters(options.legs(input), clientOrderId),
      newOrderRespType: input.newOrderRespType,
      selfTradePreventionMode: input.selfTradePreventionMode
    }),
    describe: (input, clientOrderId) => ({ symbol: input.symbol, clientOrderId }),
    goodForMillis: options.goodForMillis,
    find: {
      subject: "orderList",
      views: () => views,
      legs: (input, clientOrderId) => describeLegs(input.symbol, options.legs(input), clientOrderId),
      result: asList
    }
  })

const workingIsGoodFor = ({ working }: { readonly working: WorkingLeg }) => orderIsGoodFor(working)

/**
 * Places two orders of which the first that starts ends the other (OCO). Good for 60 s. Weight 0 on success, 1 on failure; counts
 * as two new orders. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: spot docs, rest-api: order lists.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const exits = Spot.placeOco({
 *   symbol: "BTCUSDT",
 *   side: "SELL",
 *   quantity: "0.01",
 *   above: { type: "LIMIT_MAKER", price: "65000" },
 *   below: { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", stopPrice: "58000", price: "57900" }
 * }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOco = list<PlaceOco>({
  name: "spot.placeOco",
  path: "/api/v3/orderList/oco",
  legs: ocoLegs,
  shared: ({ quantity, side }) => ({ side, quantity: decimal(quantity) }),
  goodForMillis: minute
})

/**
 * Places an order, and one that starts when the first is filled (OTO). Good for 10 s when the first is IOC or FOK, for 60 s
 * otherwise. Weight 0 on success, 1 on failure; counts as two new orders. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * When the first order is filled at once, the reply still shows the second as pending: read it again.
 *
 * Source: spot docs, rest-api: order lists.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const entry = Spot.placeOto({
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
  name: "spot.placeOto",
  path: "/api/v3/orderList/oto",
  legs: withPending,
  shared: () => ({}),
  goodForMillis: workingIsGoodFor
})

/**
 * Places an order, and an OCO that starts when it is filled (OTOCO). Good for 10 s when the first order is IOC or FOK, for 60 s
 * otherwise. Weight 0 on success, 1 on failure; counts as three new orders. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: spot docs, rest-api: order lists.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const bracket = Spot.placeOtoco({
 *   symbol: "BTCUSDT",
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
  name: "spot.placeOtoco",
  path: "/api/v3/orderList/otoco",
  legs: withPendingPair,
  shared: ({ pending }) => ({ pendingSide: pending.side, pendingQuantity: decimal(pending.quantity) }),
  goodForMillis: workingIsGoodFor
})

/**
 * Places an order, and one that starts with what the first brought in when that is filled (OPO). Good for 10 s when the first is
 * IOC or FOK, for 60 s otherwise. Weight 0 on success, 1 on failure; counts as two new orders. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * Source: spot docs, rest-api: order lists; faqs: OPO.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const entry = Spot.placeOpo({
 *   symbol: "BTCUSDT",
 *   working: { type: "LIMIT", timeInForce: "GTC", side: "BUY", quantity: "0.01", price: "60000" },
 *   pending: { type: "LIMIT_MAKER", side: "SELL", price: "65000" }
 * }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOpo = list<PlaceOpo>({
  name: "spot.placeOpo",
  path: "/api/v3/orderList/opo",
  legs: withPending,
  shared: () => ({}),
  goodForMillis: workingIsGoodFor
})

/**
 * Places an order, and an OCO that starts with what the first brought in when that is filled (OPOCO). Good for 10 s when the
 * first is IOC or FOK, for 60 s otherwise. Weight 0 on success, 1 on failure; counts as three new orders. Fails with `Retryable`,
 * `Fatal` or `AmbiguousExecution`.
 *
 * Source: spot docs, rest-api: order lists; faqs: OPO.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const bracket = Spot.placeOpoco({
 *   symbol: "BTCUSDT",
 *   working: { type: "LIMIT", timeInForce: "GTC", side: "BUY", quantity: "0.01", price: "60000" },
 *   pending: {
 *     side: "SELL",
 *     above: { type: "LIMIT_MAKER", price: "65000" },
 *     below: { type: "STOP_LOSS", stopPrice: "58000" }
 *   }
 * }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const placeOpoco = list<PlaceOpoco>({
  name: "spot.placeOpoco",
  path: "/api/v3/orderList/opoco",
  legs: withPendingPair,
  shared: ({ pending }) => ({ pendingSide: pending.side }),
  goodForMillis: workingIsGoodFor
})

/**
 * Cancels an order list with all of its orders. They lose their client order ids to one that the exchange makes. Weight 0 on
 * success, 1 on failure. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * Source: spot docs, rest-api: order lists.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const cancelled = Spot.cancelOrderList({ symbol: "BTCUSDT", orderListId: 1929 }).pipe(Reconciliation.settle)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancelOrderList = Operation.make<OrderList, "cancel", WhichOrderList>({
  name: "spot.cancelOrderList",
  product: spotRules,
  kind: "cancel",
  method: "DELETE",
  path: "/api/v3/orderList",
  weight: () => 1,
  security: "TRADE",
  success: OrderList,
  parameters: (input) => ({
    symbol: input.symbol,
    orderListId: input.orderListId,
    listClientOrderId: input.listClientOrderId
  }),
  describe: describeWhichList,
  goodForMillis: minute,
  find: { subject: "cancelOrderList", views: () => views, result: asList }
})
