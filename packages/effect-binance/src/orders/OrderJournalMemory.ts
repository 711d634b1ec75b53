/**
 * A journal in memory: for tests, and for programs whose doubts may end with the process. It survives nothing.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type IntentRow, OrderJournal, type States } from "./OrderJournal.ts"

const withStates = (attempts: IntentRow["attempts"], states: States): IntentRow["attempts"] =>
  attempts.map((attempt) => ({
    ...attempt,
    state: states.find(({ number }) => number === attempt.number)?.state ?? attempt.state
  }))

const make = Effect.sync(() => {
  const rows = new Map<string, IntentRow>()
  const all = () => [...rows.values()]
  const sign: OrderJournal["Service"]["sign"] = (intent, attempt, states) =>
    Effect.sync(() => {
      const known = rows.get(intent.id)
      if (known === undefined) {
        const { account, key, run } = intent
        if (key !== undefined && all().some((row) => row.account === account && row.key === key && row.run >= run))
          return "taken"
      } else if (known.outcome !== undefined || known.attempts.some(({ number }) => number >= attempt.number)) {
        return "taken"
      }
      rows.set(intent.id, { ...intent, ...known, attempts: [...withStates(known?.attempts ?? [], states), attempt] })
      return "written"
    })
  const conclude: OrderJournal["Service"]["conclude"] = ({ attempts, endedAt, id, outcome, states }) =>
    Effect.sync(() => {
      const known = rows.get(id)
      if (known === undefined || known.outcome !== undefined || known.attempts.length !== attempts) return "taken"
      rows.set(id, { ...known, attempts: withStates(known.attempts, states), outcome, endedAt })
      return "written"
    })
  return OrderJournal.of({
    sign,
    conclude,
    read: (id) => Effect.sync(() => rows.get(id)),
    latest: (account, key) =>
      Effect.sync(() =>
        all()
          .filter((row) => row.account === account && row.key === key)
          .reduce<IntentRow | undefined>(
            (last, row) => (last === undefined || row.run > last.run ? row : last),
            undefined
          )
      ),
    unsettled: (account) =>
      Effect.sync(() =>
        all()
          .filter((row) => row.account === account && row.outcome === undefined)
          .sort((a, b) => a.createdAt - b.createdAt)
      ),
    executedSince: (account, createdAt) =>
      Effect.sync(() =>
        all().filter((row) => row.account === account && row.outcome?._tag === "Executed" && row.createdAt >= createdAt)
      )
  })
})

/**
 * The journal in memory.
 *
 * @example
 * ```ts
 * import { OrderJournal } from "effect-binance/orders/OrderJournal"
 * import * as OrderJournalMemory from "effect-binance/orders/OrderJournalMemory"
 * import * as Effect from "effect/Effect"
 *
 * const nothingIsInDoubt = Effect.map(
 *   OrderJournal.use((journal) => journal.unsettled("grid-bot")),
 *   (rows) => rows.length === 0
 * ).pipe(Effect.provide(OrderJournalMemory.layer))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<OrderJournal> = Layer.fresh(Layer.effect(OrderJournal, make))
