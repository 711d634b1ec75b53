/**
 * One endpoint as a value: what it is called, what it weighs, what it may do, and how its result is found again.
 *
 * @since 0.1.0
 */
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { AmbiguousExecution, Fatal, Retryable } from "../errors/BinanceError.ts"
import type { Kind } from "../errors/InDoubt.ts"
import type { ProductRules } from "../products/ProductRules.ts"
import type { ProductViews } from "../settlement/ProductViews.ts"
import { BinanceClient } from "./BinanceClient.ts"
import { type Call, perRun } from "./Call.ts"
import * as Intent from "./Intent.ts"
import type { Parameters } from "./Parameters.ts"

/**
 * An exact decimal: text such as `"0.01"`, or a `BigDecimal`. Never a float.
 *
 * @category models
 * @since 0.1.0
 */
export type Decimal = string | BigDecimal.BigDecimal

/**
 * A decimal as Binance reads it: plain digits, never an exponent.
 *
 * Text is sent as it is.
 *
 * @example
 * ```ts
 * import * as Operation from "effect-binance/client/Operation"
 * import * as BigDecimal from "effect/BigDecimal"
 *
 * Operation.formatDecimal(BigDecimal.make(1n, 8)) // "0.00000001"
 * ```
 *
 * @category formatting
 * @since 0.1.0
 */
export const formatDecimal = (decimal: Decimal): string => {
  if (typeof decimal === "string") return decimal
  const normal = BigDecimal.normalize(decimal)
  if (normal.scale <= 0) return `${normal.value * 10n ** BigInt(-normal.scale)}`
  const negative = normal.value < 0n
  const digits = `${negative ? -normal.value : normal.value}`.padStart(normal.scale + 1, "0")
  return `${negative ? "-" : ""}${digits.slice(0, -normal.scale)}.${digits.slice(-normal.scale)}`
}

/**
 * The error type that follows from the kind: a read or a test changes nothing, so it cannot be ambiguous.
 *
 * @category models
 * @since 0.1.0
 */
export type ErrorOf<K extends Kind> = Retryable | Fatal | (K extends "read" | "test" ? never : AmbiguousExecution)

/**
 * Whether an attempt of this kind dies in time. A transfer has no fence, so running out of time proves nothing about it.
 *
 * @category models
 * @since 0.1.0
 */
export type FenceOf<K extends Kind> = K extends "transfer"
  ? "it has no fence in time: use Reconciliation.settleWithin"
  : "fenced"

/**
 * How the result of a write is found again: as the placement of an order, or as the end of one.
 *
 * @category models
 * @since 0.1.0
 */
export interface Find {
  readonly subject: "placement" | "cancel"
  /** The product's views; a function, because views are operations themselves. */
  readonly views: () => ProductViews
}

/**
 * What the exchange is told, in its own parameter names, and what a doubt about it has to remember.
 *
 * @category models
 * @since 0.1.0
 */
export interface Description {
  readonly symbol?: string | undefined
  /** The client order id that the order carries; on a cancel, the one of the order to cancel. */
  readonly clientOrderId?: string | undefined
  /** The exchange's id of the order to cancel. */
  readonly orderId?: string | undefined
  readonly side?: string | undefined
  readonly type?: string | undefined
  readonly quantity?: string | undefined
  readonly quoteOrderQuantity?: string | undefined
  readonly price?: string | undefined
}

/**
 * An operation: `Operation.make` turns it into a function that makes calls.
 *
 * @category models
 * @since 0.1.0
 */
export interface Operation<out A, out K extends Kind, in P> {
  /** Such as `spot.placeOrder`. It is the name of the call's span. */
  readonly name: string
  readonly product: ProductRules
  readonly kind: K
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  readonly path: string
  /** Request weight, as charged to the address; a trading call is charged only when it fails. */
  readonly weight: (input: P) => number
  /** Whether it counts against the limit of new orders of the account. */
  readonly countsAsOrder?: boolean | undefined
  readonly security: "NONE" | "USER_DATA" | "TRADE"
  /** What a success looks like. For a write it requires the ids only: a new field or enum value must not make a doubt. */
  readonly success: Schema.Decoder<A>
  /** The wire parameters. `clientOrderId` is the intent's own, for a caller who did not choose one. */
  readonly parameters: (input: P, clientOrderId: string) => Parameters
  readonly describe: (input: P, clientOrderId: string) => Description
  /** Whether the client order id is the caller's choice. */
  readonly clientOrderIdFrom?: ((input: P) => "library" | "caller") | undefined
  /** What is wrong with the input, when it can be told without asking the exchange; nothing is sent then. */
  readonly problem?: ((input: P) => { readonly parameter: string; readonly problem: string } | undefined) | undefined
  /** How long an intent is good for unless the call says otherwise, in ms. */
  readonly goodForMillis: (input: P) => number
  /** How the result is found again; absent for reads and tests, and for writes without a fence. */
  readonly find?: Find | undefined
}

/**
 * Any operation, for those who only read its data.
 *
 * @category models
 * @since 0.1.0
 */
export type AnyOperation = Operation<unknown, Kind, never>

/**
 * Turns an operation into a function from its input to a `Call`.
 *
 * @example
 * ```ts
 * import * as Operation from "effect-binance/client/Operation"
 * import { spotRules } from "effect-binance/products/SpotRules"
 * import * as Schema from "effect/Schema"
 *
 * const averagePrice = Operation.make({
 *   name: "spot.averagePrice",
 *   product: spotRules,
 *   kind: "read",
 *   method: "GET",
 *   path: "/api/v3/avgPrice",
 *   weight: () => 2,
 *   security: "NONE",
 *   success: Schema.Struct({ mins: Schema.Int, price: Schema.String }),
 *   parameters: (input: { readonly symbol: string }) => ({ symbol: input.symbol }),
 *   describe: (input) => ({ symbol: input.symbol }),
 *   goodForMillis: () => 60_000
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <A, K extends Kind, P>(operation: Operation<A, K, P>) => {
  const call = (input: P): Call<A, ErrorOf<K>, BinanceClient, FenceOf<K>> =>
    perRun(
      Effect.withSpan(
        Effect.flatMap(Intent.Current, (intent) =>
          intent === undefined
            ? Effect.die("an operation runs inside of an intent") // perRun provides it
            : BinanceClient.use((client) => client.call(operation, input, intent))
        ),
        operation.name,
        // symbols and kinds only: a span must never carry a key, a signature or a signed query
        {
          kind: "client",
          attributes: {
            "binance.product": operation.product.name,
            "binance.kind": operation.kind,
            "binance.symbol": operation.describe(input, "").symbol ?? ""
          }
        }
      )
    )
  return Object.assign(call, { operation })
}
