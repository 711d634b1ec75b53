/**
 * What is in doubt: everything that is needed to find out later whether a write executed, and nothing secret.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { FatalReason } from "./FatalReason.ts"
import { RetryableReason } from "./RetryableReason.ts"

/**
 * What a call may do on the exchange. The kind decides the error type: a `read` or `test` has no effect, so it is never ambiguous.
 *
 * @example
 * ```ts
 * import { Kind } from "effect-binance/errors/InDoubt"
 * import * as Schema from "effect/Schema"
 *
 * const isKind = Schema.is(Kind)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Kind = Schema.Literals([
  "read",
  "test",
  "place",
  "cancel",
  "cancelReplace",
  "amend",
  "orderList",
  "batch",
  "transfer",
  "setting"
])

/**
 * What a call may do on the exchange.
 *
 * @category models
 * @since 0.1.0
 */
export type Kind = typeof Kind.Type

/**
 * Which operation an error speaks about, without secrets.
 *
 * @example
 * ```ts
 * import { OperationInfo } from "effect-binance/errors/InDoubt"
 *
 * const info = new OperationInfo({ name: "spot.queryOrder", kind: "read", symbol: "BTCUSDT" })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export class OperationInfo extends Schema.Class<OperationInfo>("effect-binance/OperationInfo")({
  /** The operation's name, such as `spot.placeOrder`. */
  name: Schema.String,
  kind: Kind,
  symbol: Schema.optional(Schema.String),
  clientOrderId: Schema.optional(Schema.String)
}) {}

/**
 * One signed request of an intent, and the fence after which it can no longer be accepted.
 *
 * @example
 * ```ts
 * import { Attempt } from "effect-binance/errors/InDoubt"
 *
 * const attempt = new Attempt({ timestamp: 1_000, recvWindow: 5_000, fenceAt: 17_000, signedAtMonotonic: 12.5 })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export class Attempt extends Schema.Class<Attempt>("effect-binance/Attempt")({
  /** The signed timestamp, in epoch ms by the exchange's clock. */
  timestamp: Schema.Finite,
  /** How long after `timestamp` the exchange still lets the request in, in ms. */
  recvWindow: Schema.Finite,
  /** `timestamp + recvWindow +` the product's grace for its engine, rounded up, in epoch ms by the exchange's clock. */
  fenceAt: Schema.Finite,
  /** When it was signed, in ms by this process's monotonic clock. Means nothing in another process. */
  signedAtMonotonic: Schema.Finite
}) {}

/**
 * A write whose outcome nobody knows yet.
 *
 * @example
 * ```ts
 * import { AmbiguousExecution } from "effect-binance/errors/BinanceError"
 *
 * const whatToLookFor = ({ inDoubt }: AmbiguousExecution) => ({
 *   clientOrderId: inDoubt.clientOrderIds[0],
 *   notAcceptedAfter: new Date(inDoubt.fenceAt)
 * })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export class InDoubt extends Schema.Class<InDoubt>("effect-binance/InDoubt")({
  /** The operation's name, such as `spot.placeOrder`. */
  operation: Schema.String,
  /** The product, such as `spot`. */
  product: Schema.String,
  kind: Kind,
  /** The client order ids that the intent carries, ours first. */
  clientOrderIds: Schema.Array(Schema.String),
  symbol: Schema.optional(Schema.String),
  side: Schema.optional(Schema.String),
  type: Schema.optional(Schema.String),
  /** In the base asset, as the exact decimal that was sent. */
  quantity: Schema.optional(Schema.String),
  /** In the quote asset, as the exact decimal that was sent. */
  quoteOrderQuantity: Schema.optional(Schema.String),
  /** In the quote asset per base asset, as the exact decimal that was sent. */
  price: Schema.optional(Schema.String),
  /** The exchange's order id that a cancel names. */
  orderId: Schema.optional(Schema.String),
  /** Which part of the exchange was asked, such as `spot`. */
  route: Schema.String,
  /** The label of the credentials, never the key. */
  account: Schema.String,
  /** When the intent was made, in epoch ms by the local clock. */
  createdAt: Schema.Finite,
  /** Every attempt that was signed, a re-sign included: "not executed" waits for the fence of each of them. */
  attempts: Schema.Array(Attempt),
  /** What a later attempt of the same intent was refused with. It speaks for that attempt only. */
  refusal: Schema.optional(Schema.Union([FatalReason, RetryableReason]))
}) {
  /**
   * The latest fence of all attempts, in epoch ms by the exchange's clock; `Infinity` when no attempt is known, because then
   * no time proves anything.
   *
   * @since 0.1.0
   */
  get fenceAt(): number {
    return this.attempts.length === 0 ? Infinity : Math.max(...this.attempts.map((attempt) => attempt.fenceAt))
  }
}
