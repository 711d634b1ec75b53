/**
 * Why a call that did not execute may be sent again later: one class per reason of `Retryable`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Evidence } from "../settlement/Evidence.ts"

const wire = {
  /** Binance's error code, when it sent one. */
  code: Schema.optional(Schema.Int),
  /** Binance's own text, scrubbed of anything that could be a key or a signature. */
  msg: Schema.optional(Schema.String)
} as const

// Epoch ms. Any number, because it comes from clocks and from whoever closes a window: an odd one must not turn an error into
// a defect.
const Time = Schema.Number

/**
 * Not one byte of the request left this machine: DNS, connect or TLS failed, or the socket was never written to.
 *
 * Source of the rule: a request that was never written cannot be accepted (transport rows T1-T4, T6, T7).
 *
 * @example
 * ```ts
 * import { NotSent } from "effect-binance/errors/RetryableReason"
 * const reason = new NotSent({ cause: "ECONNREFUSED" })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class NotSent extends Schema.TaggedClass<NotSent>("effect-binance/NotSent")("NotSent", {
  /** The system's name for what failed, such as `ECONNREFUSED` or `ENOTFOUND`. */
  cause: Schema.String
}) {}

/**
 * Too much request weight, or too many requests, from this address (429, or code -1003).
 *
 * @example
 * ```ts
 * import { RateLimited } from "effect-binance/errors/RetryableReason"
 * import * as Duration from "effect/Duration"
 * const reason = new RateLimited({ limit: "REQUEST_WEIGHT", retryAfter: Duration.seconds(7) })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class RateLimited extends Schema.TaggedClass<RateLimited>("effect-binance/RateLimited")("RateLimited", {
  /** Which limit was hit, in Binance's words: `REQUEST_WEIGHT`, `RAW_REQUESTS` or `UNKNOWN`. */
  limit: Schema.String,
  /** How long to stay quiet, counted from the moment the reply arrived. */
  retryAfter: Schema.Duration,
  ...wire
}) {}

/**
 * The address is banned (418). Every request until `until`, a read too, can lengthen the ban.
 *
 * @example
 * ```ts
 * import { IpBanned } from "effect-binance/errors/RetryableReason"
 * const reason = new IpBanned({ until: 1_700_000_120_000 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class IpBanned extends Schema.TaggedClass<IpBanned>("effect-binance/IpBanned")("IpBanned", {
  /** When the ban ends, in epoch ms by the local clock. */
  until: Time,
  /** The same, counted from the moment the reply arrived. */
  retryAfter: Schema.optional(Schema.Duration),
  ...wire
}) {}

/**
 * Too many new orders for this account (-1015). Cancels are not counted and still pass.
 *
 * @example
 * ```ts
 * import { OrderRateLimited } from "effect-binance/errors/RetryableReason"
 * import * as Duration from "effect/Duration"
 * const reason = new OrderRateLimited({ retryAfter: Duration.seconds(10), code: -1015 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class OrderRateLimited extends Schema.TaggedClass<OrderRateLimited>("effect-binance/OrderRateLimited")(
  "OrderRateLimited",
  {
    /** How long to place no order, counted from the moment the reply arrived. */
    retryAfter: Schema.Duration,
    ...wire
  }
) {}

/**
 * The exchange says that it is overloaded, and that this call was not processed.
 *
 * @example
 * ```ts
 * import { ServerBusy } from "effect-binance/errors/RetryableReason"
 * const reason = new ServerBusy({ code: -1008, status: 503 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class ServerBusy extends Schema.TaggedClass<ServerBusy>("effect-binance/ServerBusy")("ServerBusy", {
  /** The HTTP status that carried the reply. */
  status: Schema.optional(Schema.Int),
  ...wire
}) {}

/**
 * The service is down, and says that this call was not processed.
 *
 * @example
 * ```ts
 * import { ServiceUnavailable } from "effect-binance/errors/RetryableReason"
 * const reason = new ServiceUnavailable({ code: -1016, status: 400 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class ServiceUnavailable extends Schema.TaggedClass<ServiceUnavailable>("effect-binance/ServiceUnavailable")(
  "ServiceUnavailable",
  {
    /** The HTTP status that carried the reply. */
    status: Schema.optional(Schema.Int),
    ...wire
  }
) {}

/**
 * The request's timestamp was outside the window of the exchange (-1021, -5028, -4188). The client has already measured
 * the clock again and signed once more.
 *
 * @example
 * ```ts
 * import { ClockSkew } from "effect-binance/errors/RetryableReason"
 * const reason = new ClockSkew({ code: -1021 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class ClockSkew extends Schema.TaggedClass<ClockSkew>("effect-binance/ClockSkew")("ClockSkew", { ...wire }) {}

/**
 * The exchange refused one more connection (-1034).
 *
 * @example
 * ```ts
 * import { TooManyConnections } from "effect-binance/errors/RetryableReason"
 * const reason = new TooManyConnections({ code: -1034 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class TooManyConnections extends Schema.TaggedClass<TooManyConnections>("effect-binance/TooManyConnections")(
  "TooManyConnections",
  { ...wire }
) {}

/**
 * A read got no usable answer: it was lost, cut, timed out, or answered with a server error. A read changes nothing.
 *
 * @example
 * ```ts
 * import { ReadFailed } from "effect-binance/errors/RetryableReason"
 * const reason = new ReadFailed({ cause: "HTTP 502" })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class ReadFailed extends Schema.TaggedClass<ReadFailed>("effect-binance/ReadFailed")("ReadFailed", {
  /** What happened to it, such as `ECONNRESET`, `timeout` or `HTTP 502`. */
  cause: Schema.String,
  ...wire
}) {}

/**
 * A write that was in doubt has been settled: it did not execute and cannot any more. The evidence says how that is known.
 *
 * @example
 * ```ts
 * import { ProvenNotExecuted } from "effect-binance/errors/RetryableReason"
 * import { Evidence } from "effect-binance/settlement/Evidence"
 * const reason = new ProvenNotExecuted({ evidence: new Evidence({ fenceAt: 16_000, observations: [] }) })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class ProvenNotExecuted extends Schema.TaggedClass<ProvenNotExecuted>("effect-binance/ProvenNotExecuted")(
  "ProvenNotExecuted",
  {
    evidence: Evidence
  }
) {}

/**
 * The intent was older than its `goodFor`, so no further attempt was signed. Nothing executed. Sending it again needs a new intent.
 *
 * @example
 * ```ts
 * import { Expired } from "effect-binance/errors/RetryableReason"
 * const reason = new Expired({ goodForMillis: 10_000 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class Expired extends Schema.TaggedClass<Expired>("effect-binance/Expired")("Expired", {
  /** How long the intent was good for, in ms. */
  goodForMillis: Schema.Finite
}) {}

/**
 * We did not send it: the address is in a known ban or back-off, and it ends after this call could have waited.
 *
 * @example
 * ```ts
 * import { BanWindowClosed } from "effect-binance/errors/RetryableReason"
 * const reason = new BanWindowClosed({ until: 1_700_000_120_000 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class BanWindowClosed extends Schema.TaggedClass<BanWindowClosed>("effect-binance/BanWindowClosed")(
  "BanWindowClosed",
  {
    /** When the window opens, in epoch ms by the local clock; `Infinity` when it was closed for good. */
    until: Time
  }
) {}

/**
 * We did not send it: the rate budget of this window is used up.
 *
 * @example
 * ```ts
 * import { BudgetExhausted } from "effect-binance/errors/RetryableReason"
 * const reason = new BudgetExhausted({ until: 1_700_000_060_000 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class BudgetExhausted extends Schema.TaggedClass<BudgetExhausted>("effect-binance/BudgetExhausted")(
  "BudgetExhausted",
  {
    /** When the next window starts, in epoch ms by the local clock. */
    until: Time
  }
) {}

/**
 * We did not send it: the exchange's clock could not be read, so no honest timestamp could be signed.
 *
 * @example
 * ```ts
 * import { ClockUnknown } from "effect-binance/errors/RetryableReason"
 * const reason = new ClockUnknown({ cause: "ECONNREFUSED" })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class ClockUnknown extends Schema.TaggedClass<ClockUnknown>("effect-binance/ClockUnknown")("ClockUnknown", {
  /** Why the clock could not be read. */
  cause: Schema.String
}) {}

/**
 * We did not send it: the order journal could not be written, and an order is never sent before it is recorded.
 *
 * @example
 * ```ts
 * import { JournalUnavailable } from "effect-binance/errors/RetryableReason"
 * const reason = new JournalUnavailable({ cause: "disk full" })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class JournalUnavailable extends Schema.TaggedClass<JournalUnavailable>("effect-binance/JournalUnavailable")(
  "JournalUnavailable",
  {
    /** Why the journal could not be written. */
    cause: Schema.String
  }
) {}

/**
 * Every reason of `Retryable`, as a schema.
 *
 * @example
 * ```ts
 * import { RetryableReason } from "effect-binance/errors/RetryableReason"
 * import * as Schema from "effect/Schema"
 *
 * const isRetryableReason = Schema.is(RetryableReason)
 * ```
 *
 * @category schemas
 * @since 0.1.0
 */
export const RetryableReason = Schema.Union([
  NotSent,
  RateLimited,
  IpBanned,
  OrderRateLimited,
  ServerBusy,
  ServiceUnavailable,
  ClockSkew,
  TooManyConnections,
  ReadFailed,
  ProvenNotExecuted,
  Expired,
  BanWindowClosed,
  BudgetExhausted,
  ClockUnknown,
  JournalUnavailable
])

/**
 * Every reason of `Retryable`.
 *
 * @category models
 * @since 0.1.0
 */
export type RetryableReason = typeof RetryableReason.Type
