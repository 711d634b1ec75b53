/**
 * Binance Spot: its operations as functions that make calls.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Operation from "../client/Operation.ts"
import type { ProductViews } from "../settlement/ProductViews.ts"
import { spotRules } from "./SpotRules.ts"

// A field that is there with another type than documented is left out: it must neither make a doubt nor fail a read.
const maybeText = Schema.optionalKey(Schema.String.pipe(Schema.catchDecoding(() => Effect.succeedNone)))
const maybeInt = Schema.optionalKey(Schema.Int.pipe(Schema.catchDecoding(() => Effect.succeedNone)))
const maybeBoolean = Schema.optionalKey(Schema.Boolean.pipe(Schema.catchDecoding(() => Effect.succeedNone)))

/** An id of the exchange: a number, or text where it does not fit into 2^53. */
const Id = Schema.Union([Schema.Int, Schema.String])

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
  tradeId: Schema.optionalKey(Id.pipe(Schema.catchDecoding(() => Effect.succeedNone)))
})

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
  fills: Schema.optionalKey(Schema.Array(Fill).pipe(Schema.catchDecoding(() => Effect.succeedNone)))
})

/**
 * An order, as placing and reading both show it.
 *
 * @category models
 * @since 0.1.0
 */
export type Order = typeof Order.Type

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
export type Trade = typeof Trade.Type

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
 * The exchange's clock, in epoch ms.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Schema from "effect/Schema"
 *
 * const time = Schema.decodeUnknownResult(Spot.ServerTime)({ serverTime: 1_700_000_000_000 })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const ServerTime = Schema.Struct({ serverTime: Schema.Int })

/**
 * The trading rules and the limits in force.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const tickSizes = (info: typeof Spot.ExchangeInfo.Type) =>
 *   info.symbols.map(({ filters }) => filters.find((filter) => filter["filterType"] === "PRICE_FILTER")?.["tickSize"])
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const ExchangeInfo = Schema.Struct({
  timezone: maybeText,
  serverTime: maybeInt,
  rateLimits: Schema.Array(
    Schema.Struct({
      rateLimitType: Schema.String,
      interval: Schema.String,
      intervalNum: Schema.Int,
      limit: Schema.Int
    })
  ),
  exchangeFilters: Schema.optionalKey(
    Schema.Array(Schema.Record(Schema.String, Schema.Unknown)).pipe(Schema.catchDecoding(() => Effect.succeedNone))
  ),
  symbols: Schema.Array(
    Schema.Struct({
      symbol: Schema.String,
      status: maybeText,
      baseAsset: maybeText,
      quoteAsset: maybeText,
      orderTypes: Schema.optionalKey(Schema.Array(Schema.String)),
      /** Each has a `filterType`; the rest differs from filter to filter. */
      filters: Schema.Array(Schema.Record(Schema.String, Schema.Unknown))
    })
  )
})

/**
 * The account: balances as exact strings, in their own asset.
 *
 * `updateTime` is in epoch ms.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const freeOf = (account: typeof Spot.Account.Type, asset: string) =>
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
export const TestResult = Schema.Record(Schema.String, Schema.Unknown)

interface OrderBase {
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
 * An order to place. `quantity` is in the base asset, `quoteOrderQty` in the quote asset, `price` in the quote asset per base
 * asset; decimals are text or `BigDecimal`, never floats.
 *
 * @category models
 * @since 0.1.0
 */
export type PlaceOrder = OrderBase &
  (
    | { readonly type: "MARKET"; readonly quantity: Operation.Decimal; readonly quoteOrderQty?: undefined }
    | { readonly type: "MARKET"; readonly quoteOrderQty: Operation.Decimal; readonly quantity?: undefined }
    | {
        readonly type: "LIMIT"
        readonly timeInForce: "GTC" | "IOC" | "FOK"
        readonly quantity: Operation.Decimal
        readonly price: Operation.Decimal
        readonly icebergQty?: Operation.Decimal | undefined
      }
    | { readonly type: "LIMIT_MAKER"; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal }
    | {
        readonly type: "STOP_LOSS" | "TAKE_PROFIT"
        readonly quantity: Operation.Decimal
        readonly stopPrice?: Operation.Decimal | undefined
        readonly trailingDelta?: number | undefined
      }
    | {
        readonly type: "STOP_LOSS_LIMIT" | "TAKE_PROFIT_LIMIT"
        readonly timeInForce: "GTC" | "IOC" | "FOK"
        readonly quantity: Operation.Decimal
        readonly price: Operation.Decimal
        readonly stopPrice?: Operation.Decimal | undefined
        readonly trailingDelta?: number | undefined
        readonly icebergQty?: Operation.Decimal | undefined
      }
  )

/**
 * Which order is meant: by the client order id, or by the exchange's order id.
 *
 * @category models
 * @since 0.1.0
 */
export type WhichOrder =
  | { readonly symbol: string; readonly origClientOrderId: string; readonly orderId?: undefined }
  | { readonly symbol: string; readonly orderId: number | string; readonly origClientOrderId?: undefined }

const decimal = (value: Operation.Decimal | undefined) =>
  value === undefined ? undefined : Operation.formatDecimal(value)
const text = (value: string | number | undefined) => (value === undefined ? undefined : `${value}`)
// the members of the union differ in which decimals they have
const quantityOf = (input: PlaceOrder) => decimal(input.quantity)
const quoteOrderQuantityOf = (input: PlaceOrder) =>
  "quoteOrderQty" in input ? decimal(input.quoteOrderQty) : undefined
const priceOf = (input: PlaceOrder) => ("price" in input ? decimal(input.price) : undefined)

const orderParameters = (input: PlaceOrder, clientOrderId: string) => ({
  symbol: input.symbol,
  side: input.side,
  type: input.type,
  timeInForce: "timeInForce" in input ? input.timeInForce : undefined,
  quantity: quantityOf(input),
  quoteOrderQty: quoteOrderQuantityOf(input),
  price: priceOf(input),
  stopPrice: "stopPrice" in input ? decimal(input.stopPrice) : undefined,
  trailingDelta: "trailingDelta" in input ? input.trailingDelta : undefined,
  icebergQty: "icebergQty" in input ? decimal(input.icebergQty) : undefined,
  newClientOrderId: input.newClientOrderId ?? clientOrderId,
  newOrderRespType: input.newOrderRespType,
  selfTradePreventionMode: input.selfTradePreventionMode,
  strategyId: input.strategyId,
  strategyType: input.strategyType
})

const describeOrder = (input: PlaceOrder, clientOrderId: string): Operation.Description => ({
  symbol: input.symbol,
  clientOrderId: input.newClientOrderId ?? clientOrderId,
  side: input.side,
  type: input.type,
  quantity: quantityOf(input),
  quoteOrderQuantity: quoteOrderQuantityOf(input),
  price: priceOf(input)
})

const isShortLived = (input: PlaceOrder) =>
  input.type === "MARKET" || ("timeInForce" in input && (input.timeInForce === "IOC" || input.timeInForce === "FOK"))

const describeWhich = (input: {
  readonly symbol?: string | undefined
  readonly origClientOrderId?: string | undefined
  readonly orderId?: number | string | undefined
}): Operation.Description => ({
  symbol: input.symbol,
  clientOrderId: input.origClientOrderId,
  orderId: text(input.orderId)
})

const minute = () => 60_000

// Source: spot docs, fix-api: ClOrdID. An id that the exchange refuses to look up could never be settled.
const clientOrderIdPattern = /^[a-zA-Z0-9-_]{1,36}$/

/**
 * The exchange's clock. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: general endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const now = Effect.map(Spot.time(), ({ serverTime }) => new Date(serverTime))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const time = Operation.make({
  name: "spot.time",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/time",
  weight: () => 1,
  security: "NONE",
  success: ServerTime,
  parameters: (_input: void) => ({}),
  describe: () => ({}),
  goodForMillis: minute
})

/**
 * The trading rules and limits, of one symbol or of all. Weight 20. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: general endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const symbol = Effect.map(Spot.exchangeInfo({ symbol: "BTCUSDT" }), ({ symbols }) => symbols[0])
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const exchangeInfo = Operation.make({
  name: "spot.exchangeInfo",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/exchangeInfo",
  weight: () => 20,
  security: "NONE",
  success: ExchangeInfo,
  parameters: (input: { readonly symbol?: string | undefined } | void) => ({ symbol: input?.symbol }),
  describe: (input) => ({ symbol: input?.symbol }),
  goodForMillis: minute
})

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
export const account = Operation.make({
  name: "spot.account",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/account",
  weight: () => 20,
  security: "USER_DATA",
  success: Account,
  parameters: (input: { readonly omitZeroBalances?: boolean | undefined } | void) => ({
    omitZeroBalances: input?.omitZeroBalances
  }),
  describe: () => ({}),
  goodForMillis: minute
})

/**
 * Places an order. Good for 10 s when it is MARKET, IOC or FOK, for 60 s otherwise. Weight 0 on success, 1 on failure; counts
 * as one new order. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
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
export const placeOrder = Operation.make({
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
  clientOrderIdFrom: (input) => (input.newClientOrderId === undefined ? "library" : "caller"),
  problem: (input) =>
    input.newClientOrderId === undefined || clientOrderIdPattern.test(input.newClientOrderId)
      ? undefined
      : { parameter: "newClientOrderId", problem: "has to be 1 to 36 of a-z A-Z 0-9 - _" },
  goodForMillis: (input) => (isShortLived(input) ? 10_000 : 60_000),
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
export const testOrder = Operation.make({
  name: "spot.testOrder",
  product: spotRules,
  kind: "test",
  method: "POST",
  path: "/api/v3/order/test",
  weight: (input: PlaceOrder & { readonly computeCommissionRates?: boolean | undefined }) =>
    input.computeCommissionRates === true ? 20 : 1,
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
export const queryOrder = Operation.make({
  name: "spot.queryOrder",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/order",
  weight: () => 4,
  security: "USER_DATA",
  success: Order,
  parameters: (input: WhichOrder) => ({
    symbol: input.symbol,
    origClientOrderId: input.origClientOrderId,
    orderId: input.orderId
  }),
  describe: describeWhich,
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
export const cancelOrder = Operation.make({
  name: "spot.cancelOrder",
  product: spotRules,
  kind: "cancel",
  method: "DELETE",
  path: "/api/v3/order",
  weight: () => 1,
  security: "TRADE",
  success: Order,
  parameters: (
    input: WhichOrder & { readonly cancelRestrictions?: "ONLY_NEW" | "ONLY_PARTIALLY_FILLED" | undefined }
  ) => ({
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
export const openOrders = Operation.make({
  name: "spot.openOrders",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/openOrders",
  weight: (input: { readonly symbol?: string | undefined } | void) => (input?.symbol === undefined ? 80 : 6),
  security: "USER_DATA",
  success: Schema.Array(Order),
  parameters: (input: { readonly symbol?: string | undefined } | void) => ({ symbol: input?.symbol }),
  describe: (input) => ({ symbol: input?.symbol }),
  goodForMillis: minute
})

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
export const allOrders = Operation.make({
  name: "spot.allOrders",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/allOrders",
  weight: () => 20,
  security: "USER_DATA",
  success: Schema.Array(Order),
  parameters: (input: AllOrders) => ({
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
export const myTrades = Operation.make({
  name: "spot.myTrades",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/myTrades",
  weight: (input: MyTrades) => (input.orderId === undefined ? 20 : 5),
  security: "USER_DATA",
  success: Schema.Array(Trade),
  parameters: (input: MyTrades) => ({
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
export const orderAmendments = Operation.make({
  name: "spot.orderAmendments",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/order/amendments",
  weight: () => 4,
  security: "USER_DATA",
  success: Schema.Array(Amendment),
  parameters: (input: { readonly symbol: string; readonly orderId: number | string }) => ({
    symbol: input.symbol,
    orderId: input.orderId
  }),
  describe: describeWhich,
  goodForMillis: minute
})

// The operations seen as the questions of a settlement.
const views: ProductViews = {
  order: queryOrder.operation,
  openOrders: openOrders.operation,
  allOrders: allOrders.operation,
  trades: myTrades.operation,
  amendments: orderAmendments.operation,
  cancel: cancelOrder.operation,
  absentCode: -2013,
  openAndKept: "cancel-restricted",
  rejectedCode: -2010,
  unknownOrderCode: -2011,
  pageLimit: 1000
}
