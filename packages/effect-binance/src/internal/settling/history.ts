/** A transfer has no fence: a row of its history is all that can say what became of it. */
import * as Effect from "effect/Effect"
import * as Intent from "../../client/Intent.ts"
import type { Ask, HistoryRow } from "../../client/Operation.ts"
import type { Fatal, Retryable } from "../../errors/BinanceError.ts"
import type { Resolution } from "../../settlement/Reconciliation.ts"
import { type Inquiry, noAnswer, pause } from "./Inquiry.ts"

// The reply to any equal transfer of this process has come by then, or is in doubt as well.
const contentAloneAfter = 60_000

/**
 * Settles a transfer. It never ends in "not executed" but by a row that says so.
 *
 * Without an id of ours, a row of the same content is taken for it only when it is the only one, and nobody's of this process; two
 * equal transfers in doubt cannot be told apart, and stay so.
 *
 * @example
 * ```ts
 * import * as Operation from "effect-binance/client/Operation"
 * import * as Effect from "effect/Effect"
 *
 * const find: Operation.Find<{ readonly tranId: number }, void> = {
 *   subject: "history",
 *   settle: Operation.settleHistory,
 *   spacingMillis: 5000,
 *   rows: () => Effect.succeed([{ id: 1, isNamed: true, state: "done", result: { tranId: 1 } }])
 * }
 * ```
 *
 * @category settling
 * @since 0.1.0
 */
export const settleHistory = Effect.fnUntraced(function* (
  q: Inquiry,
  rows: (ask: Ask, from: number) => Effect.Effect<ReadonlyArray<HistoryRow<unknown>>, Retryable | Fatal>,
  spacingMillis: number
): Effect.fn.Return<Resolution> {
  const { claimed } = q.desk.client
  const symbol = q.inDoubt.symbol ?? ""
  const startedAt = yield* Intent.monotonicMillis
  while (true) {
    const result = yield* Effect.result(rows(q.desk.ask, q.acceptedFrom()))
    const isLate = (yield* Intent.monotonicMillis) - startedAt >= contentAloneAfter
    if (result._tag === "Failure") {
      yield* q.note("history", noAnswer(result.failure))
    } else {
      const own = result.success.filter((row) => row.isNamed || !claimed.isAnothers(symbol, row.id, q.intent))
      const named = own.filter(({ isNamed }) => isNamed)
      const candidates = named.length > 0 ? named : isLate ? own : []
      yield* q.note("history", own.map(({ state }) => state).join(" ") || "none")
      const [row] = candidates
      if (row !== undefined && candidates.length === 1 && row.state !== "pending") {
        claimed.claim(symbol, row.id, q.intent)
        return row.state === "done" ? q.done(row.result) : q.notExecuted()
      }
    }
    yield* pause(Math.max(spacingMillis, isLate ? q.longestPause : 0))
  }
})
