/**
 * What a policy would do with a given list of failures, without waiting for it: for documentation and for debugging.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { Retryable } from "../errors/BinanceError.ts"
import type { RetryableReason } from "../errors/RetryableReason.ts"
import { notEarly, type RetryPolicy } from "./RetryPolicy.ts"

/**
 * One failure, and what follows from it. Times are in ms since the first failure; that of a pause is a span, because of the jitter.
 *
 * @category models
 * @since 0.1.0
 */
export interface Row {
  /** How many attempts had been made, this one included. */
  readonly attempt: number
  readonly reason: RetryableReason["_tag"]
  /** When it failed, at the earliest and at the latest. */
  readonly failedAt: readonly [earliest: number, latest: number]
  /** How long the pause after it is, at least and at most. */
  readonly pause: readonly [shortest: number, longest: number]
  /** `gives-up-if-late`: sent again only where the pauses have been short enough; the spans are those of the shortest. */
  readonly outcome: "sends-again" | "gives-up-if-late" | "gives-up"
}

/**
 * How the failures come about.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** When the first attempt fails, in epoch ms; what `until` and a deadline are compared with. 0 by default. */
  readonly startAt?: number | undefined
  /** How long an attempt takes to fail. 0 by default. */
  readonly attemptTakes?: Duration.Input | undefined
}

interface Step {
  readonly failedAt: number
  /** `undefined`: it gave up. */
  readonly pause: number | undefined
}

/** The policy's steps where every draw comes out as `share`. */
const stepsOf = Effect.fnUntraced(function* (
  policy: RetryPolicy,
  failures: ReadonlyArray<RetryableReason>,
  startAt: number,
  takes: number
) {
  const step = yield* Schedule.toStep(notEarly(policy))
  const steps: Array<Step> = []
  let now = startAt
  for (const reason of failures) {
    const pause = yield* step(now, new Retryable({ reason })).pipe(
      Effect.map(([, duration]): number | undefined => Duration.toMillis(duration)),
      Pull.catchDone(() => Effect.succeed(undefined))
    )
    steps.push({ failedAt: now - startAt, pause })
    if (pause === undefined) break
    now += pause + takes
  }
  return steps
})

const always = (share: number) => ({ nextIntUnsafe: () => Math.floor(share * 2 ** 31), nextDoubleUnsafe: () => share })
const justBelowOne = 1 - Number.EPSILON / 2

/**
 * Runs the policy over the failures, in no time: once with the shortest and once with the longest pauses that chance allows. The
 * table ends where the policy gives up for certain, or with the last failure.
 *
 * A policy under a `RetryBudget` takes out of the budget for each of the two runs: give it one that nobody else has.
 *
 * @example
 * ```ts
 * import * as RetryableReason from "effect-binance/errors/RetryableReason"
 * import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
 * import * as RetryTimeline from "effect-binance/settlement/RetryTimeline"
 *
 * const rows = RetryTimeline.of(RetryPolicy.standard, [
 *   new RetryableReason.NotSent({ cause: "ECONNREFUSED" }),
 *   new RetryableReason.IpBanned({ until: 120_000 })
 * ])
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const of = Effect.fnUntraced(function* (
  policy: RetryPolicy,
  failures: ReadonlyArray<RetryableReason>,
  options: Options = {}
) {
  const startAt = options.startAt ?? 0
  const takes = Duration.toMillis(Duration.fromInputUnsafe(options.attemptTakes ?? 0))
  const run = (share: number) =>
    Effect.provideService(stepsOf(policy, failures, startAt, takes), Random.Random, always(share))
  const early = yield* run(0)
  const late = yield* run(justBelowOne)
  const rows: Array<Row> = []
  for (const [index, reason] of failures.entries()) {
    const reached = [early[index], late[index]].filter((step) => step !== undefined)
    if (reached.length === 0) break
    const pauses = reached.flatMap((step) => step.pause ?? [])
    const times = reached.map((step) => step.failedAt)
    rows.push({
      attempt: index + 1,
      reason: reason._tag,
      failedAt: [Math.min(...times), Math.max(...times)],
      pause: pauses.length === 0 ? [0, 0] : [Math.min(...pauses), Math.max(...pauses)],
      outcome: pauses.length === 0 ? "gives-up" : pauses.length === 2 ? "sends-again" : "gives-up-if-late"
    })
  }
  return rows as ReadonlyArray<Row>
})

const millis = (value: number) =>
  Math.abs(value) < 1000 ? `${Math.round(value)} ms` : `${Number((value / 1000).toFixed(value < 10_000 ? 1 : 0))} s`
const span = ([from, to]: readonly [number, number]) => {
  const [a, b] = [millis(from), millis(to)]
  return a === b ? a : `${a} to ${b}`
}
const words: { readonly [Outcome in Row["outcome"]]: (row: Row) => string } = {
  "sends-again": (row) => `sends again after ${span(row.pause)}`,
  "gives-up-if-late": (row) => `sends again after ${span(row.pause)}, gives up if it is late`,
  "gives-up": () => "gives up"
}

/**
 * The same as a text, a line for each failure.
 *
 * @example
 * ```ts
 * import * as RetryableReason from "effect-binance/errors/RetryableReason"
 * import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
 * import * as RetryTimeline from "effect-binance/settlement/RetryTimeline"
 * import * as Console from "effect/Console"
 * import * as Effect from "effect/Effect"
 *
 * const busy = new RetryableReason.ServerBusy({ code: -1008 })
 * const printed = Effect.flatMap(RetryTimeline.print(RetryPolicy.make({ times: 2 }), [busy, busy, busy]), Console.log)
 * // 1  0 ms            ServerBusy  sends again after 0 ms to 200 ms
 * // 2  0 ms to 200 ms  ServerBusy  sends again after 0 ms to 400 ms
 * // 3  0 ms to 600 ms  ServerBusy  gives up
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const print = (
  policy: RetryPolicy,
  failures: ReadonlyArray<RetryableReason>,
  options: Options = {}
): Effect.Effect<string> =>
  Effect.map(of(policy, failures, options), (rows) => {
    const cells = rows.map((row) => [`${row.attempt}`, span(row.failedAt), row.reason, words[row.outcome](row)])
    const widths = [0, 1, 2].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)))
    return cells.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).join("\n")
  })
