/**
 * Why nobody knows whether a write executed: one class per reason of `AmbiguousExecution`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { HalfVerdict } from "./HalfVerdict.ts"

const wire = {
  /** Binance's error code, when it sent one. */
  code: Schema.optional(Schema.Int),
  /** The HTTP status that carried the reply, when there was one. */
  status: Schema.optional(Schema.Int),
  /** Binance's own text, scrubbed of anything that could be a key or a signature. */
  msg: Schema.optional(Schema.String)
} as const

/**
 * The request left, or may have left, and no reply came back.
 *
 * @example
 * ```ts
 * import { ResponseLost } from "effect-binance/errors/AmbiguousReason"
 * const reason = new ResponseLost({ cause: "ECONNRESET" })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class ResponseLost extends Schema.TaggedClass<ResponseLost>("effect-binance/ResponseLost")("ResponseLost", {
  /** The system's name for what happened, such as `ECONNRESET`. */
  cause: Schema.String
}) {}

/**
 * Our own time-out, which is longer than the exchange's ten seconds, ran out with the request on the wire.
 *
 * @example
 * ```ts
 * import { TimedOut } from "effect-binance/errors/AmbiguousReason"
 * const reason = new TimedOut({})
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class TimedOut extends Schema.TaggedClass<TimedOut>("effect-binance/TimedOut")("TimedOut", {
  /** How long we waited, in ms. */
  afterMillis: Schema.optional(Schema.Finite)
}) {}

/**
 * The exchange gave up waiting for its own engine (-1007). The engine may accept the order later.
 *
 * @example
 * ```ts
 * import { EngineTimeout } from "effect-binance/errors/AmbiguousReason"
 * const reason = new EngineTimeout({ code: -1007, status: 504 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class EngineTimeout extends Schema.TaggedClass<EngineTimeout>("effect-binance/EngineTimeout")("EngineTimeout", {
  ...wire
}) {}

/**
 * The exchange lost its engine's reply (-1006).
 *
 * @example
 * ```ts
 * import { EngineReplyLost } from "effect-binance/errors/AmbiguousReason"
 * const reason = new EngineReplyLost({ code: -1006, status: 500 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class EngineReplyLost extends Schema.TaggedClass<EngineReplyLost>("effect-binance/EngineReplyLost")(
  "EngineReplyLost",
  { ...wire }
) {}

/**
 * A status that says nothing about execution: 5xx, 408, a 409 without its halves, a redirect.
 *
 * @example
 * ```ts
 * import { ServerErrorReply } from "effect-binance/errors/AmbiguousReason"
 * const reason = new ServerErrorReply({ status: 503 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class ServerErrorReply extends Schema.TaggedClass<ServerErrorReply>("effect-binance/ServerErrorReply")(
  "ServerErrorReply",
  {
    ...wire,
    status: Schema.Int
  }
) {}

/**
 * A reply came, but it is cut, empty, not JSON, lacks the proof of success, or is about something else.
 *
 * @example
 * ```ts
 * import { MalformedReply } from "effect-binance/errors/AmbiguousReason"
 * const reason = new MalformedReply({ status: 200, problem: "the body is empty" })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class MalformedReply extends Schema.TaggedClass<MalformedReply>("effect-binance/MalformedReply")(
  "MalformedReply",
  {
    ...wire,
    /** What is wrong with it. */
    problem: Schema.String
  }
) {}

/**
 * A WebSocket or FIX connection closed with the request in flight.
 *
 * @example
 * ```ts
 * import { ConnectionClosed } from "effect-binance/errors/AmbiguousReason"
 * const reason = new ConnectionClosed({ cause: "1006" })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class ConnectionClosed extends Schema.TaggedClass<ConnectionClosed>("effect-binance/ConnectionClosed")(
  "ConnectionClosed",
  {
    /** The close code or the system's name for what happened. */
    cause: Schema.String
  }
) {}

/**
 * A write was refused with a code that is not documented for it. Binance adds codes without notice, so this is not a "no".
 *
 * @example
 * ```ts
 * import { UndocumentedCode } from "effect-binance/errors/AmbiguousReason"
 * const reason = new UndocumentedCode({ code: -9999, status: 400 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class UndocumentedCode extends Schema.TaggedClass<UndocumentedCode>("effect-binance/UndocumentedCode")(
  "UndocumentedCode",
  {
    ...wire,
    code: Schema.Int
  }
) {}

/**
 * A cancelReplace of which at least one half is in doubt. The halves are settled as two questions.
 *
 * @example
 * ```ts
 * import { CancelReplaceInDoubt } from "effect-binance/errors/AmbiguousReason"
 * import { HalfVerdict } from "effect-binance/errors/HalfVerdict"
 * const reason = new CancelReplaceInDoubt({
 *   cancel: new HalfVerdict({ executed: "yes" }),
 *   place: new HalfVerdict({ executed: "unknown", tag: "AmbiguousExecution", reason: "EngineTimeout", code: -1007 })
 * })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class CancelReplaceInDoubt extends Schema.TaggedClass<CancelReplaceInDoubt>(
  "effect-binance/CancelReplaceInDoubt"
)("CancelReplaceInDoubt", {
  ...wire,
  cancel: HalfVerdict,
  place: HalfVerdict
}) {}

/**
 * The exchange says that the transfer is on its way; whether it arrives is not known yet.
 *
 * @example
 * ```ts
 * import { TransferPending } from "effect-binance/errors/AmbiguousReason"
 * const reason = new TransferPending({ code: -5012 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class TransferPending extends Schema.TaggedClass<TransferPending>("effect-binance/TransferPending")(
  "TransferPending",
  { ...wire }
) {}

/**
 * The exchange refused a resend because an open order has the same client order id, which this library made and never
 * reuses: an earlier attempt of the same intent was accepted. Settled by looking it up; never a failure.
 *
 * @example
 * ```ts
 * import { EarlierAttemptExists } from "effect-binance/errors/AmbiguousReason"
 * const reason = new EarlierAttemptExists({ code: -2010 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class EarlierAttemptExists extends Schema.TaggedClass<EarlierAttemptExists>(
  "effect-binance/EarlierAttemptExists"
)("EarlierAttemptExists", { ...wire }) {}

/**
 * Every reason of `AmbiguousExecution`, as a schema.
 *
 * @example
 * ```ts
 * import { AmbiguousReason } from "effect-binance/errors/AmbiguousReason"
 * import * as Schema from "effect/Schema"
 *
 * const isAmbiguousReason = Schema.is(AmbiguousReason)
 * ```
 *
 * @category schemas
 * @since 0.1.0
 */
export const AmbiguousReason = Schema.Union([
  ResponseLost,
  TimedOut,
  EngineTimeout,
  EngineReplyLost,
  ServerErrorReply,
  MalformedReply,
  ConnectionClosed,
  UndocumentedCode,
  CancelReplaceInDoubt,
  TransferPending,
  EarlierAttemptExists
])

/**
 * Every reason of `AmbiguousExecution`.
 *
 * @category models
 * @since 0.1.0
 */
export type AmbiguousReason = typeof AmbiguousReason.Type
