/**
 * Binance Spot: its clock, its rules, and the prices that trading needs.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Operation from "../client/Operation.ts"
import { minute } from "../internal/orders.ts"
import { AnyRecord, maybe, maybeInt, maybeText } from "../internal/schemas.ts"
import { spotRules } from "./SpotRules.ts"

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
 * The exchange's clock, in epoch ms.
 *
 * @category models
 * @since 0.1.0
 */
export interface ServerTime extends Schema.Schema.Type<typeof ServerTime> {}

/**
 * The trading rules and the limits in force.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const tickSizes = (info: Spot.ExchangeInfo) =>
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
  exchangeFilters: maybe(Schema.Array(AnyRecord)),
  symbols: Schema.Array(
    Schema.Struct({
      symbol: Schema.String,
      status: maybeText,
      baseAsset: maybeText,
      quoteAsset: maybeText,
      orderTypes: Schema.optionalKey(Schema.Array(Schema.String)),
      /** Each has a `filterType`; the rest differs from filter to filter. */
      filters: Schema.Array(AnyRecord)
    })
  )
})

/**
 * The trading rules and the limits in force.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExchangeInfo extends Schema.Schema.Type<typeof ExchangeInfo> {}

/**
 * The average price of the last `mins` minutes, in the quote asset per base asset, as an exact string; `closeTime` is when the
 * last trade was, in epoch ms.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const text = ({ mins, price }: Spot.AveragePrice) => `${price} over ${mins} minutes`
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const AveragePrice = Schema.Struct({ mins: Schema.Int, price: Schema.String, closeTime: maybeInt })

/**
 * The average price of the last minutes.
 *
 * @category models
 * @since 0.1.0
 */
export interface AveragePrice extends Schema.Schema.Type<typeof AveragePrice> {}

/**
 * The price of the last trade, in the quote asset per base asset, as an exact string.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const bySymbol = (prices: ReadonlyArray<Spot.TickerPrice>) => new Map(prices.map(({ price, symbol }) => [symbol, price]))
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const TickerPrice = Schema.Struct({ symbol: Schema.String, price: Schema.String })

/**
 * The price of the last trade.
 *
 * @category models
 * @since 0.1.0
 */
export interface TickerPrice extends Schema.Schema.Type<typeof TickerPrice> {}

/**
 * The best bid and the best ask: prices in the quote asset per base asset, quantities in the base asset, as exact strings.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const isOneSided = ({ askQty, bidQty }: Spot.BookTicker) => Number(askQty) === 0 || Number(bidQty) === 0
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const BookTicker = Schema.Struct({
  symbol: Schema.String,
  bidPrice: Schema.String,
  bidQty: Schema.String,
  askPrice: Schema.String,
  askQty: Schema.String
})

/**
 * The best bid and the best ask.
 *
 * @category models
 * @since 0.1.0
 */
export interface BookTicker extends Schema.Schema.Type<typeof BookTicker> {}

/** A price and how much is offered at it. */
const Level = Schema.TupleWithRest(Schema.Tuple([Schema.String, Schema.String]), [Schema.Unknown])

/**
 * The order book, the best level first. A level is a price in the quote asset per base asset and a quantity in the base asset,
 * both as exact strings.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const bestBid = (book: Spot.OrderBook) => book.bids[0]?.[0]
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const OrderBook = Schema.Struct({
  lastUpdateId: Schema.Int,
  bids: Schema.Array(Level),
  asks: Schema.Array(Level)
})

/**
 * The order book, the best level first.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrderBook extends Schema.Schema.Type<typeof OrderBook> {}

/**
 * Which symbols are meant: these, or all of them.
 *
 * @category models
 * @since 0.1.0
 */
export interface WhichSymbols {
  readonly symbols?: ReadonlyArray<string> | undefined
}

/**
 * Asks for nothing: the exchange can be reached. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: general endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const isUp = Effect.match(Spot.ping(), { onSuccess: () => true, onFailure: () => false })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const ping = Operation.make<Readonly<Record<string, unknown>>, "read", void>({
  name: "spot.ping",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/ping",
  weight: () => 1,
  security: "NONE",
  success: AnyRecord,
  parameters: () => ({}),
  describe: () => ({}),
  goodForMillis: minute
})

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
export const time = Operation.make<ServerTime, "read", void>({
  name: "spot.time",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/time",
  weight: () => 1,
  security: "NONE",
  success: ServerTime,
  parameters: () => ({}),
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
export const exchangeInfo = Operation.make<ExchangeInfo, "read", { readonly symbol?: string | undefined } | void>({
  name: "spot.exchangeInfo",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/exchangeInfo",
  weight: () => 20,
  security: "NONE",
  success: ExchangeInfo,
  parameters: (input) => ({ symbol: input?.symbol }),
  describe: (input) => ({ symbol: input?.symbol }),
  goodForMillis: minute
})

/**
 * The average price of the last minutes. Weight 2. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: market data endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const price = Effect.map(Spot.avgPrice({ symbol: "BTCUSDT" }), ({ price }) => price)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const avgPrice = Operation.make<AveragePrice, "read", { readonly symbol: string }>({
  name: "spot.avgPrice",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/avgPrice",
  weight: () => 2,
  security: "NONE",
  success: AveragePrice,
  parameters: ({ symbol }) => ({ symbol }),
  describe: ({ symbol }) => ({ symbol }),
  goodForMillis: minute
})

/**
 * The price of the last trade of one symbol. Weight 2. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: market data endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const price = Effect.map(Spot.tickerPrice({ symbol: "BTCUSDT" }), ({ price }) => price)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const tickerPrice = Operation.make<TickerPrice, "read", { readonly symbol: string }>({
  name: "spot.tickerPrice",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/ticker/price",
  weight: () => 2,
  security: "NONE",
  success: TickerPrice,
  parameters: ({ symbol }) => ({ symbol }),
  describe: ({ symbol }) => ({ symbol }),
  goodForMillis: minute
})

/**
 * The prices of the last trades of several symbols, or of all. Weight 4. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: market data endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const prices = Spot.tickerPrices({ symbols: ["BTCUSDT", "ETHUSDT"] })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const tickerPrices = Operation.make<ReadonlyArray<TickerPrice>, "read", WhichSymbols | void>({
  name: "spot.tickerPrices",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/ticker/price",
  weight: () => 4,
  security: "NONE",
  success: Schema.Array(TickerPrice),
  parameters: (input) => ({ symbols: input?.symbols }),
  describe: () => ({}),
  goodForMillis: minute
})

/**
 * The best bid and ask of one symbol. Weight 2. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: market data endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const bid = Effect.map(Spot.bookTicker({ symbol: "BTCUSDT" }), ({ bidPrice }) => bidPrice)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const bookTicker = Operation.make<BookTicker, "read", { readonly symbol: string }>({
  name: "spot.bookTicker",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/ticker/bookTicker",
  weight: () => 2,
  security: "NONE",
  success: BookTicker,
  parameters: ({ symbol }) => ({ symbol }),
  describe: ({ symbol }) => ({ symbol }),
  goodForMillis: minute
})

/**
 * The best bids and asks of several symbols, or of all. Weight 4. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: market data endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const all = Spot.bookTickers()
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const bookTickers = Operation.make<ReadonlyArray<BookTicker>, "read", WhichSymbols | void>({
  name: "spot.bookTickers",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/ticker/bookTicker",
  weight: () => 4,
  security: "NONE",
  success: Schema.Array(BookTicker),
  parameters: (input) => ({ symbols: input?.symbols }),
  describe: () => ({}),
  goodForMillis: minute
})

/** Up to so many levels cost so much. */
const depthWeights: ReadonlyArray<readonly [limit: number, weight: number]> = [
  [100, 5],
  [500, 25],
  [1000, 50]
]
const defaultDepth = 100
const deepest = 250

/**
 * The order book of a symbol, 100 levels of each side unless `limit` says otherwise, 5 000 at most. Weight 5 up to 100 levels,
 * 25 up to 500, 50 up to 1 000, 250 beyond. Fails with `Retryable` or `Fatal`.
 *
 * Source: spot docs, rest-api: market data endpoints.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const asks = Effect.map(Spot.depth({ symbol: "BTCUSDT", limit: 20 }), (book) => book.asks)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const depth = Operation.make<
  OrderBook,
  "read",
  { readonly symbol: string; readonly limit?: number | undefined }
>({
  name: "spot.depth",
  product: spotRules,
  kind: "read",
  method: "GET",
  path: "/api/v3/depth",
  weight: ({ limit = defaultDepth }) => depthWeights.find(([levels]) => limit <= levels)?.[1] ?? deepest,
  security: "NONE",
  success: OrderBook,
  parameters: ({ limit, symbol }) => ({ symbol, limit }),
  describe: ({ symbol }) => ({ symbol }),
  goodForMillis: minute
})
