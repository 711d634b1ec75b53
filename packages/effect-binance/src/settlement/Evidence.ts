/**
 * What was asked, when, by whose clock, and what came back: the grounds of a settlement, as a value that prints.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * One question to the exchange and its answer.
 *
 * @example
 * ```ts
 * import { Observation } from "effect-binance/settlement/Evidence"
 *
 * const seen = new Observation({ at: 1_700_000_000_000, view: "order", answer: "FILLED" })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export class Observation extends Schema.Class<Observation>("effect-binance/Observation")({
  /** When the answer arrived, in epoch ms by the local clock. */
  at: Schema.Finite,
  /** When the answer was made, in epoch ms by the exchange's clock; known for the clock readings only. */
  exchangeTime: Schema.optional(Schema.Finite),
  /** Which view was asked: the clock, the engine, one order, its amendments, an order list, the open orders, all orders, the trades, a history of transfers; the stream was listened to. */
  view: Schema.Literals([
    "clock",
    "engine",
    "order",
    "amendments",
    "orderList",
    "openOrders",
    "allOrders",
    "trades",
    "history",
    "reply",
    "stream"
  ]),
  /** What came back, in words without secrets. */
  answer: Schema.String
}) {}

/**
 * The observations that settled a doubt, in the order in which they were made.
 *
 * @example
 * ```ts
 * import { Evidence, Observation } from "effect-binance/settlement/Evidence"
 *
 * const seen = new Observation({ at: 1_700_000_000_000, view: "order", answer: "FILLED" })
 * const evidence = new Evidence({ fenceAt: 1_700_000_016_000, observations: [seen] })
 * for (const line of evidence.timeline) console.log(line)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export class Evidence extends Schema.Class<Evidence>("effect-binance/Evidence")({
  /** The exchange time, in epoch ms, after which no attempt of this intent could be accepted any more. */
  fenceAt: Schema.Finite,
  observations: Schema.Array(Observation)
}) {
  /**
   * The evidence as lines that a person can audit, the oldest first.
   *
   * @since 0.1.0
   */
  get timeline(): ReadonlyArray<string> {
    const start = this.observations[0]?.at ?? 0
    return this.observations.map(
      (o) =>
        `+${String(Math.round(o.at - start)).padStart(6)} ms  ${o.view.padEnd(10)} ${o.answer}${o.exchangeTime === undefined ? "" : ` (exchange ${o.exchangeTime})`}`
    )
  }
}
