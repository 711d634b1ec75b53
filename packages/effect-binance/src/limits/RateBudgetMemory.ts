/**
 * The budget of one process: whoever asks it first when the windows are full waits in the lane of its call, and nobody is refused by
 * the exchange for asking too much.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Layer from "effect/Layer"
import type { Family } from "../client/Endpoint.ts"
import type { AnyOperation } from "../client/Operation.ts"
import * as budget from "../internal/budget.ts"
import { RateBudget } from "./RateBudget.ts"

const second = 1000
const minute = 60 * second
const day = 1440 * minute

/**
 * One limit as `exchangeInfo.rateLimits` has it. A SAPI endpoint is limited by address or by account, each on its own:
 * `SAPI_IP` and `SAPI_UID`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Limit {
  readonly type: "REQUEST_WEIGHT" | "RAW_REQUESTS" | "ORDERS" | "SAPI_IP" | "SAPI_UID"
  /** How long its window is, in ms. */
  readonly intervalMillis: number
  readonly limit: number
}

/**
 * The limits of each family of hosts.
 *
 * @category models
 * @since 0.1.0
 */
export type Limits = { readonly [F in Family]?: ReadonlyArray<Limit> | undefined }

const limit = (type: Limit["type"], intervalMillis: number, limit: number): Limit => ({ type, intervalMillis, limit })

/**
 * What holds until `exchangeInfo` says otherwise: the lower figure wherever the documentation has two.
 *
 * Source: spot docs, enums and web-socket-api; exchange information and general info of each other product.
 *
 * @example
 * ```ts
 * import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
 *
 * const weight = RateBudgetMemory.documented.fapi?.find(({ type }) => type === "REQUEST_WEIGHT")?.limit // 2400
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const documented: Limits = {
  api: [
    limit("REQUEST_WEIGHT", minute, 6000),
    limit("RAW_REQUESTS", 5 * minute, 61_000),
    limit("ORDERS", 10 * second, 50),
    limit("ORDERS", day, 160_000)
  ],
  sapi: [limit("SAPI_IP", minute, 12_000), limit("SAPI_UID", minute, 180_000)],
  fapi: [limit("REQUEST_WEIGHT", minute, 2400), limit("ORDERS", 10 * second, 300), limit("ORDERS", minute, 1200)],
  dapi: [limit("REQUEST_WEIGHT", minute, 2400), limit("ORDERS", minute, 1200)],
  eapi: [limit("REQUEST_WEIGHT", minute, 2400), limit("ORDERS", 10 * second, 300), limit("ORDERS", minute, 1200)],
  papi: [limit("REQUEST_WEIGHT", minute, 6000), limit("ORDERS", minute, 1200)]
}

/**
 * How the budget is spent.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** The limits until `exchangeInfo` says otherwise; `documented` for each family that is left out. */
  readonly limits?: Limits | undefined
  /**
   * Which part of each limit is ours to spend; 0.99 when left out. The rest is for what is not asked for here, such as other programs
   * on this address.
   */
  readonly share?: number | undefined
  /** The clock is never trusted closer than this around the edge of a window; 50 ms when left out. */
  readonly clockError?: Duration.Input | undefined
}

/**
 * How many new orders a call counts for: what the operation says, the legs of an order list, the elements of a batch, or one.
 *
 * Source: spot docs, rest-api: unfilled order count of each endpoint; futures docs: order limits.
 *
 * @example
 * ```ts
 * import { orderCountOf } from "effect-binance/limits/RateBudgetMemory"
 * import * as Spot from "effect-binance/products/Spot"
 *
 * orderCountOf(Spot.placeOrder.operation, { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1" }) // 1
 * ```
 *
 * @category deciding
 * @since 0.1.0
 */
export const orderCountOf: (operation: AnyOperation, input: unknown) => number = budget.orderCountOf

/**
 * A budget in memory. Clients that are given the same layer share it: the weight of an address is spent by all of them, orders are
 * counted for each account. Provide it below the `ServerClock`, so that the readings of the clock are counted as well.
 *
 * Waiting calls leave in the order of their lanes (cancel and reconciliation, place, query, market data); each lane has a part of
 * every window that the lanes before it cannot take. When a window turns, those who waited for it leave one every 5 ms: the edge looks
 * at bursts, too. Limits come from `exchangeInfo` whenever it is read, and every reply corrects what is known to be used.
 *
 * @example
 * ```ts
 * import * as BinanceClient from "effect-binance/client/BinanceClient"
 * import * as ServerClock from "effect-binance/client/ServerClock"
 * import { BanWindow } from "effect-binance/limits/BanWindow"
 * import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
 * import * as Layer from "effect/Layer"
 *
 * // half of the address's limits: another program has the other half
 * const client = BinanceClient.layer.pipe(
 *   Layer.provide(ServerClock.layer),
 *   Layer.provide(BanWindow.layer),
 *   Layer.provide(RateBudgetMemory.layer({ share: 0.5 }))
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options = {}): Layer.Layer<never> =>
  Layer.effect(RateBudget, budget.make({ ...options, limits: { ...documented, ...options.limits } }))
