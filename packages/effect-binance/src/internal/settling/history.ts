/** A transfer has no fence: a row of its history is all that can say what became of it. */
import * as Effect from "effect/Effect"
import * as Intent from "../../client/Intent.ts"
import type { Ask, HistoryRow } from "../../client/Operation.ts"
import type { Fatal, Retryable } from "../../errors/BinanceError.ts"
import type { Resolution } from "../../settlement/Reconciliation.ts"
import { type Inquiry, noAnswer, pause } from "./Inquiry.ts"
import { forget, rivalsOf } from "./rivals.ts"

// The rows of a history come in one by one: what was made at the same time is there by then.
const contentAloneAfter = 60_000
// How much earlier than an intent was begun a row can be that its history is asked for: clocks differ by less.
const earlier = 10_000

type Row = HistoryRow<unknown>

/**
 * Which of these rows, without an id of ours, can only be this one's. No document tells two equal movements apart: a row is nobody's
 * while another of this process, on its way, in doubt or left by its caller, could have made it as well. A refused one may have left a
 * row that says that it failed: no document says that it does not.
 */
const onlyOf = (q: Inquiry, rows: ReadonlyArray<Row>, firstSeen: ReadonlyMap<string, number>): Row | undefined => {
  const since = q.intent.createdAtMonotonic - earlier
  const rivals = rivalsOf(q.desk.client.claimed, q.intent).filter(
    ({ endedAt, id }) => endedAt >= since && (id === undefined || !firstSeen.has(id))
  )
  const before = ({ id }: Row) => rivals.filter(({ begunAt }) => begunAt < (firstSeen.get(`${id}`) ?? Infinity))
  const refused = rivals.filter(({ end }) => end === "refused")
  const failed = rows.filter((row) => row.state === "failed" && before(row).some(({ end }) => end === "refused"))
  // what has failed is what was refused
  const own = failed.length <= refused.length ? rows.filter((row) => !failed.includes(row)) : rows
  const [row] = own
  if (row === undefined || own.length !== 1) return undefined
  return before(row).some(({ end }) => end !== "refused" || row.state !== "done") ? undefined : row
}

/**
 * Settles a transfer. It never ends in "not executed" but by a row that says so.
 *
 * Without an id of ours, a row of the same content is taken for it only when it is the only one, and nothing else of this process can
 * have made it; two equal transfers in doubt cannot be told apart, and stay so.
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
  const anothers = new Set<string>()
  const firstSeen = new Map<string, number>()
  while (true) {
    const result = yield* Effect.result(rows(q.desk.ask, q.acceptedFrom()))
    const now = yield* Intent.monotonicMillis
    const isLate = now - startedAt >= contentAloneAfter
    if (result._tag === "Failure") {
      yield* q.note("history", noAnswer(result.failure))
    } else {
      // a row that comes in meanwhile moves another one to the next page
      const byId = new Map(result.success.map((row) => [`${row.id}`, row]))
      for (const id of byId.keys()) {
        if (!firstSeen.has(id)) firstSeen.set(id, now)
        // the table forgets, and a doubt may last
        if (claimed.isAnothers(symbol, id, q.intent)) anothers.add(id)
      }
      const own = [...byId].flatMap(([id, row]) => (row.isNamed || !anothers.has(id) ? [row] : []))
      const named = own.filter(({ isNamed }) => isNamed)
      yield* q.note("history", own.map(({ state }) => state).join(" ") || "none")
      const row =
        named.length > 0 ? (named.length === 1 ? named[0] : undefined) : isLate ? onlyOf(q, own, firstSeen) : undefined
      if (row !== undefined && row.state !== "pending") {
        claimed.claim(symbol, row.id, q.intent)
        forget(claimed, q.intent)
        return row.state === "done" ? q.done(row.result) : q.notExecuted()
      }
    }
    yield* pause(Math.max(spacingMillis, isLate ? q.longestPause : 0))
  }
})
