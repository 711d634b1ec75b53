/** A process that is told to end while its orders are in flight: what it settles first, what it leaves, and who settles the rest. */
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { sqliteClient, temporaryFile } from "../orders/journals.ts"
import { account, exchangeWith, orderOf, trader } from "./support.ts"
import type { Job } from "./trader.ts"

const limit = (key: string, quantity: string): Job => ({ key, quantity, type: "LIMIT" })

// each with a quantity that no other has, by which the book knows it
const late = limit("late", "0.00101") // accepted after a while; its reply arrives
const reset = limit("reset", "0.00102") // accepted; its reply is lost at once
const silent = limit("silent", "0.00103") // accepted; no reply ever comes
const lost = limit("lost", "0.00104") // never arrives; no reply ever comes

const faults = new Map([
  [late.quantity, "delayed"],
  [reset.quantity, "reply-lost"],
  [silent.quantity, "reply-silent"],
  [lost.quantity, "request-lost"]
] as const)

const market = exchangeWith(({ parameter }) => {
  const quantity = parameter("quantity")
  return quantity === undefined ? undefined : faults.get(quantity)
})

const outcomesIn = (file: string) =>
  Effect.scoped(
    Effect.flatMap(
      sqliteClient(file),
      (sql) => sql<{ readonly key: string; readonly outcome: string | null }>`SELECT key, outcome FROM intents`
    )
  ).pipe(Effect.map((rows) => new Map(rows.map(({ key, outcome }) => [key, outcome]))))

/** How long it took to end, in ms, by the real clock. */
const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const startedAt = performance.now()
    const value = yield* effect
    return { value, millis: performance.now() - startedAt }
  })

// for the last words, and what a busy machine may add to what is promised
const slackMillis = 2000 + 3000

describe("a process that gets SIGTERM with orders in flight", { timeout: 180_000 }, () => {
  it.live("waits for what will be known soon, writes it down, and ends", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const { baseUrl, exchange, untilTroubled } = yield* market
      const shutdownWithinMillis = 15_000
      const trading = yield* trader({ baseUrl, journal: { file }, account, jobs: [late, reset], shutdownWithinMillis })
      yield* untilTroubled(2)
      const { millis, value } = yield* timed(trading.end("SIGTERM"))
      assert.deepStrictEqual(value, { code: 130, signal: null })
      assert.isBelow(millis, shutdownWithinMillis / 2, "nothing is left to wait for")
      assert.deepStrictEqual(
        yield* outcomesIn(file),
        new Map([
          ["late", "Executed"],
          ["reset", "Executed"]
        ])
      )
      for (const { quantity } of [late, reset]) assert.strictEqual(orderOf(exchange, quantity)?.status, "NEW")
    }).pipe(Effect.scoped)
  )

  it.live("ends in the time that it has; the next start settles what is left, and the book agrees", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const { baseUrl, calm, count, exchange, untilTroubled } = yield* market
      const jobs = [late, reset, silent, lost]
      const shutdownWithinMillis = 3000
      const setting = { baseUrl, journal: { file }, account, shutdownWithinMillis }
      const trading = yield* trader({ ...setting, jobs })
      yield* untilTroubled(4)
      const { millis, value } = yield* timed(trading.end("SIGTERM"))
      assert.deepStrictEqual(value, { code: 130, signal: null })
      assert.isBelow(millis, shutdownWithinMillis + slackMillis)
      assert.deepStrictEqual(
        yield* outcomesIn(file),
        new Map([
          ["late", "Executed"],
          ["reset", "Executed"],
          ["silent", null],
          ["lost", null]
        ])
      )

      yield* calm
      const sent = count("POST")
      const next = yield* trader({ ...setting, jobs: [late, reset, silent], recovers: true })
      assert.deepStrictEqual((yield* next.untilRecovered).toSorted(), ["Executed", "NotExecuted"])
      // the keys give what became of them, and nothing is sent again
      for (const { key } of [late, reset, silent]) {
        yield* next.untilTold(key)
        assert.strictEqual(next.endOf(key), "NEW")
      }
      assert.strictEqual(count("POST"), sent)
      yield* next.end("SIGTERM")
      assert.deepStrictEqual(yield* SqliteJournal.unsettled({ file }), [])
      const outcomes = yield* outcomesIn(file)
      for (const { key, quantity } of jobs)
        assert.strictEqual(
          outcomes.get(key),
          orderOf(exchange, quantity) === undefined ? "NotExecuted" : "Executed",
          key
        )
    }).pipe(Effect.scoped)
  )
})
