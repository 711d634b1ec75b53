/**
 * What one half of a cancelReplace did: its own verdict, carried by the reasons about the whole.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * The verdict on the cancel, or on the new order, of a cancelReplace.
 *
 * @example
 * ```ts
 * import { HalfVerdict } from "effect-binance/errors/HalfVerdict"
 *
 * const executed = new HalfVerdict({ executed: "yes", orderId: 7 })
 * const skipped = new HalfVerdict({ executed: "no", attempted: false })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export class HalfVerdict extends Schema.Class<HalfVerdict>("effect-binance/HalfVerdict")({
  executed: Schema.Literals(["yes", "no", "unknown"]),
  /** `false` when the exchange says that it did not try this half. */
  attempted: Schema.optional(Schema.Boolean),
  /** The tag that this half would have had as a call of its own; absent when it executed or was not attempted. */
  tag: Schema.optional(Schema.Literals(["Retryable", "Fatal", "AmbiguousExecution"])),
  /** The reason's name under that tag. */
  reason: Schema.optional(Schema.String),
  /** Binance's code for this half. */
  code: Schema.optional(Schema.Int),
  /** The exchange's order id of this half, when it executed. */
  orderId: Schema.optional(Schema.Union([Schema.Int, Schema.String])),
  /** The client order id of this half, when it executed. */
  clientOrderId: Schema.optional(Schema.String)
}) {}
