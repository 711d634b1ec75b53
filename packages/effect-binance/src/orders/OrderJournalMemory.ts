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

// What has ended without a key is asked for by nobody but who is settling it at this moment.
const keptWithoutKey = 20_000

const make = Effect.sync(() => {
  const rows = new Map<string, IntentRow>()
  const latestOf = new Map<string, IntentRow>()
  const unsettled = new Set<string>()
  const endedWithoutKey: Array<string> = []
  const nameOf = (account: string, key: string) => JSON.stringify([account, key])
  const put = (row: IntentRow) => {
    rows.set(row.id, row)
    if (row.key !== undefined) latestOf.set(nameOf(row.account, row.key), row)
  }
  const sign: OrderJournal["Service"]["sign"] = (intent, attempt, states) =>
    Effect.sync(() => {
      const known = rows.get(intent.id)
      if (known === undefined) {
        const { account, key, run } = intent
        const latest = key === undefined ? undefined : latestOf.get(nameOf(account, key))
        if (latest !== undefined && latest.run >= run) return "taken"
      } else if (known.outcome !== undefined || known.attempts.some(({ number }) => number >= attempt.number)) {
        return "taken"
      }
      unsettled.add(intent.id)
      put({ ...intent, ...known, attempts: [...withStates(known?.attempts ?? [], states), attempt] })
      return "written"
    })
  const conclude: OrderJournal["Service"]["conclude"] = ({ attempts, endedAt, id, outcome, states }) =>
    Effect.sync(() => {
      const known = rows.get(id)
      if (known === undefined || known.outcome !== undefined || known.attempts.length !== attempts) return "taken"
      unsettled.delete(id)
      put({ ...known, attempts: withStates(known.attempts, states), outcome, endedAt })
      if (known.key === undefined && endedWithoutKey.push(id) >= 2 * keptWithoutKey)
        for (const old of endedWithoutKey.splice(0, keptWithoutKey)) rows.delete(old)
      return "written"
    })
  return OrderJournal.of({
    sign,
    conclude,
    read: (id) => Effect.sync(() => rows.get(id)),
    latest: (account, key) => Effect.sync(() => latestOf.get(nameOf(account, key))),
    unsettled: (account) =>
      Effect.sync(() =>
        Array.from(unsettled, (id) => rows.get(id))
          .filter((row) => row !== undefined)
          .filter((row) => row.account === account)
          .sort((a, b) => a.createdAt - b.createdAt)
      ),
    executedSince: (account, createdAt) =>
      Effect.sync(() => {
        const found: Array<IntentRow> = []
        for (const row of rows.values())
          if (row.account === account && row.outcome?._tag === "Executed" && row.createdAt >= createdAt) found.push(row)
        return found
      })
  })
})

/**
 * The journal in memory. What became of a key it knows for as long as the process lives; of intents without a key it keeps those that
 * have not ended, and the last 20 000 that have.
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
