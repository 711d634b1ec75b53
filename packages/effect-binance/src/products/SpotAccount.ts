/**
 * Binance Spot: what the account has and had. Its orders, order lists, fills, limits and commissions.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Operation from "../client/Operation.ts"
import { describeWhich, describeWhichList, minute, text } from "../internal/orders.ts"
import { Id, maybe, maybeBoolean, maybeId, maybeInt, maybeText, OrderCount } from "../internal/schemas.ts"
import { spotRules } from "./SpotRules.ts"

/**
 * A fill inside of a placed order. Decimals are exact strings.
 *
 * `price` is in the quote asset per base asset, `qty` in the base asset, `commission` in `commissionAsset`.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Schema from "effect/Schema"
 *
 * const fill = Schema.decodeUnknownResult(Spot.Fill)({ price: "60000.00", qty: "0.01", tradeId: 1 })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Fill = Schema.Struct({
  price: maybeText,
  qty: maybeText,
  commission: maybeText,
  commissionAsset: maybeText,
  tradeId: maybeId
})

/**
 * A fill inside of a placed order.
 *
 * @category models
 * @since 0.1.0
 */
export interface Fill extends Schema.Schema.Type<typeof Fill> {}

/**
 * An order, as placing and reading both show it. Only `orderId` is certain: a terse reply carries little else. Quantities are
 * in the base asset, `cummulativeQuoteQty` in the quote asset, times in epoch ms, decimals are exact strings; an unknown
 * `status` passes through.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const isDone = (order: Spot.Order) => order.status === "FILLED" && order.executedQty === order.origQty
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Order = Schema.Struct({
  orderId: Id,
  /** The order list that it is part of; -1 when it is in none. */
  orderListId: maybeId,
  symbol: maybeText,
  clientOrderId: maybeText,
  /** On a cancel: the client order id that the order had before. */
  origClientOrderId: maybeText,
  status: maybeText,
  side: maybeText,
  type: maybeText,
  timeInForce: maybeText,
  price: maybeText,
  origQty: maybeText,
  executedQty: maybeText,
  cummulativeQuoteQty: maybeText,
  origQuoteOrderQty: maybeText,
  transactTime: maybeInt,
  time: maybeInt,
  updateTime: maybeInt,
  workingTime: maybeInt,
  isWorking: maybeBoolean,
  fills: maybe(Schema.Array(Fill))
})

/**
 * An order, as placing and reading both show it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Order extends Schema.Schema.Type<typeof Order> {}

/**
 * An order list, as placing, cancelling and reading all show it. Only `orderListId` is certain. `listOrderStatus` is
 * `EXECUTING` while one of its orders may still be filled, `ALL_DONE` after that; `orderReports` has the orders themselves and is
 * missing where only the list was read. `transactionTime` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const isOver = (list: Spot.OrderList) => list.listOrderStatus === "ALL_DONE"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const OrderList = Schema.Struct({
  orderListId: Id,
  listClientOrderId: maybeText,
  symbol: maybeText,
  /** `OCO` or `OTO`. */
  contingencyType: maybeText,
  listStatusType: maybeText,
  listOrderStatus: maybeText,
  transactionTime: maybeInt,
  orders: maybe(Schema.Array(Schema.Struct({ orderId: Id, clientOrderId: maybeText, symbol: maybeText }))),
  orderReports: maybe(Schema.Array(Order))
})

/**
 * An order list, as placing, cancelling and reading all show it.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrderList extends Schema.Schema.Type<typeof OrderList> {}

/**
 * A fill of the account. Decimals are exact strings, `qty` in the base asset, `quoteQty` in the quote asset, `time` in epoch ms.
 *
 * `price` is in the quote asset per base asset, `commission` in `commissionAsset`.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const commissions = (trades: ReadonlyArray<Spot.Trade>) =>
 *   trades.map(({ commission, commissionAsset }) => `${commission} ${commissionAsset}`)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Trade = Schema.Struct({
  id: Id,
  orderId: Id,
  symbol: maybeText,
  price: maybeText,
  qty: maybeText,
  quoteQty: maybeText,
  commission: maybeText,
  commissionAsset: maybeText,
  time: maybeInt,
  isBuyer: maybeBoolean,
  isMaker: maybeBoolean
})

/**
 * A fill of the account.
 *
 * @category models
 * @since 0.1.0
 */
export interface Trade extends Schema.Schema.Type<typeof Trade> {}

/**
 * An amendment of an order: its name and quantity before and after, `time` in epoch ms.
 *
 * Quantities are exact strings in the base asset.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Schema from "effect/Schema"
 *
 * const amendment = Schema.decodeUnknownResult(Spot.Amendment)({ orderId: 1, origQty: "0.02", newQty: "0.01" })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Amendment = Schema.Struct({
  orderId: Id,
  origClientOrderId: maybeText,
  newClientOrderId: maybeText,
  origQty: maybeText,
  newQty: maybeText,
  time: maybeInt
})

/**
 * An amendment of an order.
 *
 * @category models
 * @since 0.1.0
 */
export interface Amendment extends Schema.Schema.Type<typeof Amendment> {}

/**
 * The account: balances as exact strings, in their own asset.
 *
 * `updateTime` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const freeOf = (account: Spot.Account, asset: string) =>
 *   account.balances.find((balance) => balance.asset === asset)?.free ?? "0"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Account = Schema.Struct({
  canTrade: maybeBoolean,
  accountType: maybeText,
  updateTime: maybeInt,
  balances: Schema.Array(Schema.Struct({ asset: Schema.String, free: Schema.String, locked: Schema.String })),
  permissions: Schema.optionalKey(Schema.Array(Schema.String))
})

/**
 * The account.
 *
 * @category models
 * @since 0.1.0
 */
export interface Account extends Schema.Schema.Type<typeof Account> {}

/**
 * How many new orders without a fill the account may have in an interval, and how many it has.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const left = ({ count, limit }: Spot.UnfilledOrderCount) => limit - count
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const UnfilledOrderCount = OrderCount

/**
 * How many new orders without a fill the account may have in an interval, and how many it has.
 *
 * @category models
 * @since 0.1.0
 */
export interface UnfilledOrderCount extends Schema.Schema.Type<typeof UnfilledOrderCount> {}

/**
 * A match that self-trade prevention did not let happen: `price` in the quote asset per base asset, `makerPreventedQuantity`
 * in the base asset, both as exact strings, `transactTime` in epoch ms.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const orders = (match: Spot.PreventedMatch) => [match.takerOrderId, match.makerOrderId]
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const PreventedMatch = Schema.Struct({
  preventedMatchId: Id,
  symbol: maybeText,
  takerOrderId: maybeId,
  makerSymbol: maybeText,
  makerOrderId: maybeId,
  tradeGroupId: maybeId,
  selfTradePreventionMode: maybeText,
  price: maybeText,
  makerPreventedQuantity: maybeText,
  transactTime: maybeInt
})

/**
 * A match that self-trade prevention did not let happen.
 *
 * @category models
 * @since 0.1.0
 */
export interface PreventedMatch extends Schema.Schema.Type<typeof PreventedMatch> {}

/**
 * What smart order routing gave to an order: `qty` in the base asset, `quoteQty` in the quote asset, `price` in the quote asset
 * per base asset, `commission` in `commissionAsset`, all as exact strings; `time` in epoch ms.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const ofOrder = (rows: ReadonlyArray<Spot.Allocation>, orderId: number) =>
 *   rows.filter((row) => row.orderId === orderId)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Allocation = Schema.Struct({
  allocationId: Id,
  orderId: Id,
  symbol: maybeText,
  allocationType: maybeText,
  orderListId: maybeId,
  price: maybeText,
  qty: maybeText,
  quoteQty: maybeText,
  commission: maybeText,
  commissionAsset: maybeText,
  time: maybeInt,
  isBuyer: maybeBoolean,
  isMaker: maybeBoolean,
  isAllocator: maybeBoolean
})

/**
 * What smart order routing gave to an order.
 *
 * @category models
 * @since 0.1.0
 */
export interface Allocation extends Schema.Schema.Type<typeof Allocation> {}

const Rates = Schema.Struct({ maker: maybeText, taker: maybeText, buyer: maybeText, seller: maybeText })

/**
 * What the account pays for trades of a symbol: rates as exact strings, `"0.001"` is a tenth of a percent. `discount` is by
 * what share the standard rates shrink when the commission is paid in `discountAsset`.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const takerRate = (commission: Spot.AccountCommission) => commission.standardCommission.taker
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const AccountCommission = Schema.Struct({
  symbol: Schema.String,
  standardCommission: Rates,
  specialCommission: maybe(Rates),
  taxCommission: maybe(Rates),
  discount: maybe(
    Schema.Struct({
      enabledForAccount: maybeBoolean,
      enabledForSymbol: maybeBoolean,
      discountAsset: maybeText,
      discount: maybeText
    })
  )
})

/**
 * What the account pays for trades of a symbol.
 *
 * @category models
 * @since 0.1.0
 */
export interface AccountCommission extends Schema.Schema.Type<typeof AccountCommission> {}

/**
 * An order that is named by its client order id.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrderByClientOrderId {
  readonly symbol: string
  readonly origClientOrderId: string
  readonly orderId?: undefined
}

/**
 * An order that is named by the exchange's order id.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrderByOrderId {
  readonly symbol: string
  readonly orderId: number | string
  readonly origClientOrderId?: undefined
}

/**
 * Which order is meant: by the client order id, or by the exchange's order id.
 *
 * @category models
 * @since 0.1.0
 */
export type WhichOrder = OrderByClientOrderId | OrderByOrderId

/**
 * Which order list is read: by its own client order id, or by the exchange's id. The ids are enough; a symbol is not sent.
 *
 * @category models
 * @since 0.1.0
 */
export type QueryOrderList =
  | { readonly symbol?: string | undefined; readonly listClientOrderId: string; readonly orderListId?: undefined }
  | {
      readonly symbol?: string | undefined
      readonly orderListId: number | string
      readonly listClientOrderId?: undefined
    }

/**
 * The account and its balances. Weight 20. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: account endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const held = Effect.map(Spot.account({ omitZeroBalances: true }), ({ balances }) => balances.map(({ asset }) => asset))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const account = Operation.make<Account, "read", { readonly omitZeroBalances?: boolean | undefined } | void>({
  name: "spot.account",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/account",
  weight: () => 20,
  security: "USER_DATA",
  success: Account,
  parameters: (input) => ({ omitZeroBalances: input?.omitZeroBalances }),
  describe: () => ({}),
  goodForMillis: minute
})

/**
 * Reads one order. Weight 4. Reads lag: `Fatal(UnknownOrder)` means "not visible now", never "does not exist". Fails with
 * `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: account endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.map(Spot.queryOrder({ symbol: "BTCUSDT", orderId: 1 }), (order) => order.status)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queryOrder = Operation.make<Order, "read", WhichOrder>({
  name: "spot.queryOrder",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/order",
  weight: () => 4,
  security: "USER_DATA",
  success: Order,
  parameters: (input) => ({
    symbol: input.symbol,
    origClientOrderId: input.origClientOrderId,
    orderId: input.orderId
  }),
  describe: describeWhich,
  goodForMillis: minute
})

/**
 * The open orders of one symbol (weight 6) or of all (weight 80). Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: account endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const ids = Effect.map(Spot.openOrders({ symbol: "BTCUSDT" }), (orders) => orders.map(({ orderId }) => orderId))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openOrders = Operation.make<ReadonlyArray<Order>, "read", { readonly symbol?: string | undefined } | void>(
  {
    name: "spot.openOrders",
    product: spotRules,
    kind: "read",
    method: "GET",
    path: "/api/v3/openOrders",
    weight: (input) => (input?.symbol === undefined ? 80 : 6),
    security: "USER_DATA",
    success: Schema.Array(Order),
    parameters: (input) => ({ symbol: input?.symbol }),
    describe: (input) => ({ symbol: input?.symbol }),
    goodForMillis: minute
  }
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
  /** In epoch ms; at most 24 hours before `endTime`. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** 500 by default, 1 000 at most. */
  readonly limit?: number | undefined
}

/**
 * All orders of a symbol, the oldest first, one page. Weight 20. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: account endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const firstPage = Spot.allOrders({ symbol: "BTCUSDT", orderId: 0, limit: 1000 })
 * const last = Effect.map(firstPage, (orders) => orders.at(-1)?.orderId)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const allOrders = Operation.make<ReadonlyArray<Order>, "read", AllOrders>({
  name: "spot.allOrders",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/allOrders",
  weight: () => 20,
  security: "USER_DATA",
  success: Schema.Array(Order),
  parameters: (input) => ({
    symbol: input.symbol,
    orderId: input.orderId,
    startTime: input.startTime,
    endTime: input.endTime,
    limit: input.limit
  }),
  describe: (input) => ({ symbol: input.symbol }),
  goodForMillis: minute
})

/**
 * A page of fills.
 *
 * @category models
 * @since 0.1.0
 */
export interface MyTrades {
  readonly symbol: string
  /** Only the fills of this order. */
  readonly orderId?: number | string | undefined
  /** In epoch ms; at most 24 hours before `endTime`. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** From this trade id on. */
  readonly fromId?: number | string | undefined
  /** 500 by default, 1 000 at most. */
  readonly limit?: number | undefined
}

/**
 * The account's fills of a symbol, the oldest first, one page. Weight 20, 5 with `orderId`. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: account endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const fills = Spot.myTrades({ symbol: "BTCUSDT", orderId: 1 })
 * const prices = Effect.map(fills, (trades) => trades.map(({ price }) => price))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const myTrades = Operation.make<ReadonlyArray<Trade>, "read", MyTrades>({
  name: "spot.myTrades",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/myTrades",
  weight: (input) => (input.orderId === undefined ? 20 : 5),
  security: "USER_DATA",
  success: Schema.Array(Trade),
  parameters: (input) => ({
    symbol: input.symbol,
    orderId: input.orderId,
    startTime: input.startTime,
    endTime: input.endTime,
    fromId: input.fromId,
    limit: input.limit
  }),
  describe: (input) => ({ symbol: input.symbol }),
  goodForMillis: minute
})

/**
 * The amendments of one order, the oldest first, one page. Weight 4. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: account endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const amendments = Spot.orderAmendments({ symbol: "BTCUSDT", orderId: 1 })
 * const names = Effect.map(amendments, (rows) => rows.map(({ newClientOrderId }) => newClientOrderId))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const orderAmendments = Operation.make<
  ReadonlyArray<Amendment>,
  "read",
  { readonly symbol: string; readonly orderId: number | string }
>({
  name: "spot.orderAmendments",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/order/amendments",
  weight: () => 4,
  security: "USER_DATA",
  success: Schema.Array(Amendment),
  parameters: (input) => ({
    symbol: input.symbol,
    orderId: input.orderId
  }),
  describe: describeWhich,
  goodForMillis: minute
})

/**
 * Reads one order list, without its orders' states. Weight 4. Reads lag: what is not visible now may exist. Fails with
 * `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: account endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.map(Spot.queryOrderList({ orderListId: 27 }), (list) => list.listOrderStatus)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queryOrderList = Operation.make<OrderList, "read", QueryOrderList>({
  name: "spot.queryOrderList",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/orderList",
  weight: () => 4,
  security: "USER_DATA",
  success: OrderList,
  // the read calls the list's own id by the name that an order's id has elsewhere
  parameters: (input) => ({ orderListId: input.orderListId, origClientOrderId: input.listClientOrderId }),
  describe: describeWhichList,
  goodForMillis: minute
})

/**
 * A page of order lists.
 *
 * @category models
 * @since 0.1.0
 */
export interface AllOrderLists {
  /** From this order list id on; not together with times. */
  readonly fromId?: number | string | undefined
  /** In epoch ms; at most 24 hours before `endTime`. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** 500 by default, 1 000 at most. */
  readonly limit?: number | undefined
}

/**
 * All order lists of the account, one page. Weight 20. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: account endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const lists = Spot.allOrderLists({ fromId: 0, limit: 1000 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const allOrderLists = Operation.make<ReadonlyArray<OrderList>, "read", AllOrderLists | void>({
  name: "spot.allOrderLists",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/allOrderList",
  weight: () => 20,
  security: "USER_DATA",
  success: Schema.Array(OrderList),
  parameters: (input) => ({
    fromId: input?.fromId,
    startTime: input?.startTime,
    endTime: input?.endTime,
    limit: input?.limit
  }),
  describe: () => ({}),
  goodForMillis: minute
})

/**
 * The open order lists of the account. Weight 6. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: account endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const ids = Effect.map(Spot.openOrderLists(), (lists) => lists.map(({ orderListId }) => orderListId))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const openOrderLists = Operation.make<ReadonlyArray<OrderList>, "read", void>({
  name: "spot.openOrderLists",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/openOrderList",
  weight: () => 6,
  security: "USER_DATA",
  success: Schema.Array(OrderList),
  parameters: () => ({}),
  describe: () => ({}),
  goodForMillis: minute
})

/**
 * How many new orders without a fill the account has, for each interval that is limited. Weight 40. Fails with `Retryable` or
 * `Fatal`.
 *
 * Source: spot docs, rest-api: account endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const left = Effect.map(Spot.unfilledOrderCount(), (rows) => Math.min(...rows.map(({ count, limit }) => limit - count)))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const unfilledOrderCount = Operation.make<ReadonlyArray<UnfilledOrderCount>, "read", void>({
  name: "spot.unfilledOrderCount",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/rateLimit/order",
  weight: () => 40,
  security: "USER_DATA",
  success: Schema.Array(UnfilledOrderCount),
  parameters: () => ({}),
  describe: () => ({}),
  goodForMillis: minute
})

/**
 * Which prevented matches are read: one by its id, or those of one order.
 *
 * @category models
 * @since 0.1.0
 */
export type MyPreventedMatches =
  | { readonly symbol: string; readonly preventedMatchId: number | string; readonly orderId?: undefined }
  | {
      readonly symbol: string
      readonly orderId: number | string
      readonly preventedMatchId?: undefined
      /** From this id on. */
      readonly fromPreventedMatchId?: number | string | undefined
      /** 500 by default, 1 000 at most; only with `fromPreventedMatchId`. */
      readonly limit?: number | undefined
    }

/**
 * The matches that self-trade prevention did not let happen. Weight 2 by the match's id, 20 by the order's. Fails with
 * `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: account endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const matches = Spot.myPreventedMatches({ symbol: "BTCUSDT", orderId: 5 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const myPreventedMatches = Operation.make<ReadonlyArray<PreventedMatch>, "read", MyPreventedMatches>({
  name: "spot.myPreventedMatches",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/myPreventedMatches",
  weight: (input) => (input.orderId === undefined ? 2 : 20),
  security: "USER_DATA",
  success: Schema.Array(PreventedMatch),
  parameters: (input) => ({
    symbol: input.symbol,
    preventedMatchId: input.preventedMatchId,
    orderId: input.orderId,
    fromPreventedMatchId: input.orderId === undefined ? undefined : input.fromPreventedMatchId,
    limit: input.orderId === undefined ? undefined : input.limit
  }),
  describe: (input) => ({ symbol: input.symbol, orderId: text(input.orderId) }),
  goodForMillis: minute
})

/**
 * A page of allocations.
 *
 * @category models
 * @since 0.1.0
 */
export interface MyAllocations {
  readonly symbol: string
  /** Only those of this order; not together with times. */
  readonly orderId?: number | string | undefined
  /** From this allocation id on; not together with times. */
  readonly fromAllocationId?: number | string | undefined
  /** In epoch ms; at most 24 hours before `endTime`. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** 500 by default, 1 000 at most. */
  readonly limit?: number | undefined
}

/**
 * What smart order routing gave to the account's orders of a symbol, one page. Weight 20. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: account endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const allocations = Spot.myAllocations({ symbol: "BTCUSDT", orderId: 1 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const myAllocations = Operation.make<ReadonlyArray<Allocation>, "read", MyAllocations>({
  name: "spot.myAllocations",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/myAllocations",
  weight: () => 20,
  security: "USER_DATA",
  success: Schema.Array(Allocation),
  parameters: (input) => ({
    symbol: input.symbol,
    startTime: input.startTime,
    endTime: input.endTime,
    fromAllocationId: input.fromAllocationId,
    limit: input.limit,
    orderId: input.orderId
  }),
  describe: (input) => ({ symbol: input.symbol, orderId: text(input.orderId) }),
  goodForMillis: minute
})

/**
 * What the account pays for trades of a symbol. Weight 20. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: account endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const taker = Effect.map(Spot.accountCommission({ symbol: "BTCUSDT" }), (row) => row.standardCommission.taker)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const accountCommission = Operation.make<AccountCommission, "read", { readonly symbol: string }>({
  name: "spot.accountCommission",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/account/commission",
  weight: () => 20,
  security: "USER_DATA",
  success: AccountCommission,
  parameters: ({ symbol }) => ({ symbol }),
  describe: ({ symbol }) => ({ symbol }),
  goodForMillis: minute
})
