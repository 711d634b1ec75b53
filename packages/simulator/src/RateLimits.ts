/**
 * The exchange's counters: windows aligned to its clock, back-off after 429, bans after 418.
 *
 * @since 0.1.0
 */
import type { Product } from "./Product.ts"

/**
 * One limit of the exchange.
 *
 * @category models
 * @since 0.1.0
 */
export interface RateLimit {
  readonly rateLimitType: "REQUEST_WEIGHT" | "RAW_REQUESTS" | "ORDERS"
  readonly interval: "SECOND" | "MINUTE" | "HOUR" | "DAY"
  readonly intervalNum: number
  readonly limit: number
}

const unitMillis = { SECOND: 1_000, MINUTE: 60_000, HOUR: 3_600_000, DAY: 86_400_000 } as const

/**
 * The limits of Spot as its documentation shows them.
 *
 * @example
 * ```ts
 * import * as RateLimits from "@effect-binance/simulator/RateLimits"
 * import * as Exchange from "@effect-binance/simulator/Exchange"
 *
 * const exchange = Exchange.make({ limits: RateLimits.spot })
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const spot: ReadonlyArray<RateLimit> = [
  { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6_000 },
  { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 50 },
  { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 160_000 },
  { rateLimitType: "RAW_REQUESTS", interval: "MINUTE", intervalNum: 5, limit: 300_000 }
]

/**
 * The limits of USDⓈ-M futures as its documentation shows them.
 *
 * @example
 * ```ts
 * import * as RateLimits from "@effect-binance/simulator/RateLimits"
 *
 * const most = RateLimits.usdm.map(({ limit }) => limit)
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const usdm: ReadonlyArray<RateLimit> = [
  { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 2_400 },
  { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 300 },
  { rateLimitType: "ORDERS", interval: "MINUTE", intervalNum: 1, limit: 1_200 }
]

/**
 * The limits of COIN-M futures as its documentation shows them.
 *
 * @example
 * ```ts
 * import * as RateLimits from "@effect-binance/simulator/RateLimits"
 *
 * const most = RateLimits.coinm.map(({ limit }) => limit)
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const coinm: ReadonlyArray<RateLimit> = [
  { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6_000 },
  { rateLimitType: "ORDERS", interval: "MINUTE", intervalNum: 1, limit: 6_000 }
]

/**
 * The limits of options as its documentation shows them.
 *
 * @example
 * ```ts
 * import * as RateLimits from "@effect-binance/simulator/RateLimits"
 *
 * const most = RateLimits.options.map(({ limit }) => limit)
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const options: ReadonlyArray<RateLimit> = [
  { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 2_400 },
  { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 300 },
  { rateLimitType: "ORDERS", interval: "MINUTE", intervalNum: 1, limit: 1_200 }
]

/**
 * The limits of portfolio margin as its documentation shows them.
 *
 * @example
 * ```ts
 * import * as RateLimits from "@effect-binance/simulator/RateLimits"
 *
 * const most = RateLimits.portfolioMargin.map(({ limit }) => limit)
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const portfolioMargin: ReadonlyArray<RateLimit> = [
  { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6_000 },
  { rateLimitType: "ORDERS", interval: "MINUTE", intervalNum: 1, limit: 1_200 }
]

/**
 * The limits of each endpoint of /sapi, and of the orders of a margin account, as the documentation shows them.
 *
 * @example
 * ```ts
 * import * as RateLimits from "@effect-binance/simulator/RateLimits"
 *
 * const most = RateLimits.sapi.map(({ limit }) => limit)
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const sapi: ReadonlyArray<RateLimit> = [
  { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 12_000 },
  { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 50 },
  { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 160_000 }
]

/**
 * A count over a window that starts with the clock: a minute at :00, ten seconds at :00, :10, :20, a day at midnight UTC.
 *
 * @category models
 * @since 0.1.0
 */
export class Window {
  readonly limit: RateLimit
  readonly millis: number
  /** The header's suffix, such as `1m`. */
  readonly suffix: string
  start = -1
  used = 0

  constructor(limit: RateLimit) {
    this.limit = limit
    this.millis = unitMillis[limit.interval] * limit.intervalNum
    this.suffix = `${limit.intervalNum}${limit.interval[0]!.toLowerCase()}`
  }

  /** Turns to the window that holds `at`, in exchange ms. */
  turn(at: number): void {
    const start = Math.floor(at / this.millis) * this.millis
    if (start !== this.start) {
      this.start = start
      this.used = 0
    }
  }

  /** When the current window ends, in exchange ms. */
  get end(): number {
    return this.start + this.millis
  }
}

/**
 * A time in which an address was told not to send: from the answer that said so until `until`.
 *
 * @category models
 * @since 0.1.0
 */
export interface BackOff {
  readonly status: 418 | 429
  /** In exchange ms. */
  until: number
  /** When the first 418 or 429 of it reached the client, in local ms; `undefined` as long as none did. */
  firstDeliveredAt: number | undefined
  /** Requests that arrived although the client had been told. */
  violations: number
}

const weighing = (limits: ReadonlyArray<RateLimit>): ReadonlyArray<Window> =>
  limits.filter((limit) => limit.rateLimitType !== "ORDERS").map((limit) => new Window(limit))

/**
 * What the exchange keeps about one address.
 *
 * @category models
 * @since 0.1.0
 */
export class Address {
  /** Of Spot. */
  readonly windows: ReadonlyArray<Window>
  backOff: BackOff | undefined
  /** How often it was banned: each ban is longer than the one before. */
  bans = 0
  readonly #others = new Map<string, ReadonlyArray<Window>>()
  readonly #connections = new Map<Product, Window>()
  readonly #connectionLimit: number

  constructor(limits: ReadonlyArray<RateLimit>, connectionLimit: number) {
    this.#connectionLimit = connectionLimit
    this.windows = weighing(limits)
  }

  /** The connections to the WebSocket API of a product that it tried to open: each product has a host of its own. */
  connectionsTo(product: Product): Window {
    const known = this.#connections.get(product)
    if (known !== undefined) return known
    const made = new Window({
      rateLimitType: "RAW_REQUESTS",
      interval: "MINUTE",
      intervalNum: 5,
      limit: this.#connectionLimit
    })
    this.#connections.set(product, made)
    return made
  }

  /** The windows of something that is limited by itself: of a product, or of one endpoint of /sapi. */
  of(scope: string, limits: ReadonlyArray<RateLimit>): ReadonlyArray<Window> {
    const known = this.#others.get(scope)
    if (known !== undefined) return known
    const made = weighing(limits)
    this.#others.set(scope, made)
    return made
  }
}
