/** Every sentence of the journal's contract, in memory, in SQLite and in PostgreSQL. */
import { assert, describe, it } from "@effect/vitest"
import { type BinanceError, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import type { Outcome } from "effect-binance/orders/OrderJournal"
import * as OrderJournalMemory from "effect-binance/orders/OrderJournalMemory"
import * as OrderJournalSql from "effect-binance/orders/OrderJournalSql"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { SqlClient } from "effect/sql/SqlClient"
import { isSqlError } from "effect/sql/SqlError"
import * as fs from "node:fs"
import { errorOf, reasons, samples } from "../errors/support.ts"
import { type Journal, kinds, opened, type Place } from "./journals.ts"
import { account, attemptOf, ending, executed, intentOf, startOfTime } from "./samples.ts"

/** How an intent ends that met this error. */
const outcomeOf = (error: BinanceError): ReadonlyArray<Outcome> =>
  error._tag === "Fatal"
    ? [{ _tag: "Refused", error }]
    : error._tag === "Retryable"
      ? [{ _tag: "NotExecuted", error }]
      : []
const [notExecuted, poor] = [samples.ProvenNotExecuted, samples.InsufficientBalance].flatMap((reason) =>
  outcomeOf(errorOf(reason, "place"))
)

/** How often each answer was given. */
const count = (answers: ReadonlyArray<string>) => {
  const written = answers.filter((answer) => answer === "written").length
  assert.strictEqual(answers.filter((answer) => answer === "taken").length, answers.length - written)
  return written
}

describe("the journal in memory", () => {
  it.effect("forgets what has ended without a key before so many others, and never what has one", () =>
    Effect.gen(function* () {
      const journal = yield* opened(OrderJournalMemory.layer)
      const end = (id: string, key?: string) =>
        Effect.andThen(journal.sign(intentOf(id, { key }), attemptOf(1), []), journal.conclude(ending(id, 1)))
      yield* end("keyed", "k")
      for (let i = 0; i < 40_000; i++) yield* end(`i${i}`)
      assert.isUndefined(yield* journal.read("i0"))
      assert.isDefined(yield* journal.read("i20000"))
      assert.strictEqual((yield* journal.read("keyed"))?.outcome?._tag, "Executed")
      assert.strictEqual((yield* journal.latest(account, "k"))?.id, "keyed")
    }).pipe(Effect.scoped)
  )
})

for (const { isHere, isSql, make, name } of kinds) {
  describe.skipIf(!isHere)(`the journal in ${name}`, () => {
    const test = (what: string, body: (journal: Journal, place: Place) => Effect.Effect<void, unknown, Scope.Scope>) =>
      it.live(what, () =>
        Effect.gen(function* () {
          const place = yield* make
          yield* body(yield* place.open, place)
        })
      )

    /** As it is read through another connection. */
    const reread = ({ open }: Place, id: string) => Effect.scoped(Effect.flatMap(open, (journal) => journal.read(id)))

    test("an attempt is written with the intent when it is the first", (journal, place) =>
      Effect.gen(function* () {
        assert.isUndefined(yield* journal.read("a"))
        const intent = intentOf("a", { key: "k" })
        assert.strictEqual(yield* journal.sign(intent, attemptOf(1), []), "written")
        assert.deepStrictEqual(yield* reread(place, "a"), { ...intent, attempts: [attemptOf(1)] })
      }))

    test("where an intent was sent, and how long an attempt may wait for its signature, is written with them", (journal, place) =>
      Effect.gen(function* () {
        const intent = intentOf("a", { exchange: "api.binance.com" })
        const [first, second] = [attemptOf(1, { signWithin: 2500.5 }), attemptOf(2, { signWithin: 0 })]
        yield* journal.sign(intent, first, [])
        yield* journal.sign({ ...intent, exchange: "127.0.0.1:9000" }, second, [])
        assert.deepStrictEqual(yield* reread(place, "a"), { ...intent, attempts: [first, second] })
      }))

    test("a number that is there, or a later one, is taken, and nothing is written", (journal, place) =>
      Effect.gen(function* () {
        const intent = intentOf("a")
        yield* journal.sign(intent, attemptOf(2), [])
        const before = yield* reread(place, "a")
        for (const number of [1, 2]) {
          const answer = journal.sign(intent, attemptOf(number, { writtenBy: "pod-2" }), [
            { number: 2, state: "refused" }
          ])
          assert.strictEqual(yield* answer, "taken")
        }
        assert.deepStrictEqual(yield* reread(place, "a"), before)
        assert.strictEqual(yield* journal.sign(intent, attemptOf(3), []), "written")
      }))

    test("what became of earlier attempts is written beside what comes next", (journal, place) =>
      Effect.gen(function* () {
        const intent = intentOf("a")
        yield* journal.sign(intent, attemptOf(1), [])
        yield* journal.sign(intent, attemptOf(2), [{ number: 1, state: "refused" }])
        yield* journal.sign(intent, attemptOf(3), [{ number: 2, state: "not-sent" }])
        const states = (row: { readonly attempts: ReadonlyArray<{ readonly state: string }> } | undefined) =>
          row?.attempts.map(({ state }) => state)
        assert.deepStrictEqual(states(yield* reread(place, "a")), ["refused", "not-sent", "open"])
        const end = {
          ...ending("a", 3),
          states: [
            { number: 3, state: "refused" as const },
            { number: 1, state: "open" as const }
          ]
        }
        assert.strictEqual(yield* journal.conclude(end), "written")
        assert.deepStrictEqual(states(yield* reread(place, "a")), ["open", "not-sent", "refused"])
      }))

    test("an intent with an outcome takes no attempt and no other outcome", (journal, place) =>
      Effect.gen(function* () {
        const intent = intentOf("a")
        yield* journal.sign(intent, attemptOf(1), [])
        assert.strictEqual(yield* journal.conclude(ending("a", 1)), "written")
        const before = yield* reread(place, "a")
        assert.deepStrictEqual(before?.outcome, executed)
        assert.strictEqual(before?.endedAt, startOfTime + 9000)
        assert.strictEqual(yield* journal.sign(intent, attemptOf(2), [{ number: 1, state: "refused" }]), "taken")
        const other = { ...ending("a", 1, notExecuted!), states: [{ number: 1, state: "refused" as const }] }
        assert.strictEqual(yield* journal.conclude(other), "taken")
        assert.deepStrictEqual(yield* reread(place, "a"), before)
      }))

    test("an outcome that knows of too few attempts, or of too many, is taken", (journal, place) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* journal.conclude(ending("nobody", 0)), "taken")
        // two attempts, though the last one is number 3
        yield* journal.sign(intentOf("a"), attemptOf(1), [])
        yield* journal.sign(intentOf("a"), attemptOf(3), [])
        const before = yield* reread(place, "a")
        for (const attempts of [1, 3]) {
          const end = { ...ending("a", attempts), states: [{ number: 1, state: "refused" as const }] }
          assert.strictEqual(yield* journal.conclude(end), "taken")
        }
        assert.deepStrictEqual(yield* reread(place, "a"), before)
        assert.strictEqual(yield* journal.conclude(ending("a", 2)), "written")
      }))

    test("one key and run is one intent of an account", (journal) =>
      Effect.gen(function* () {
        const sign = (id: string, key: string | undefined, run: number, of = account) =>
          journal.sign(intentOf(id, { key, run, account: of }), attemptOf(1), [])
        assert.strictEqual(yield* sign("a", "k", 1), "written")
        assert.strictEqual(yield* sign("b", "k", 1), "taken")
        assert.isUndefined(yield* journal.read("b"))
        assert.strictEqual(yield* sign("c", "k", 1, "another account"), "written")
        assert.strictEqual(yield* sign("d", "K", 1), "written")
        assert.strictEqual(yield* sign("e", undefined, 1), "written")
        assert.strictEqual(yield* sign("f", undefined, 1), "written")
        assert.strictEqual(yield* sign("g", "k", 3), "written")
        // an earlier run than the last one, too
        assert.strictEqual(yield* sign("h", "k", 2), "taken")
        assert.isUndefined(yield* journal.read("h"))
        assert.strictEqual((yield* journal.latest(account, "k"))?.id, "g")
        assert.strictEqual((yield* journal.latest("another account", "k"))?.id, "c")
        assert.isUndefined(yield* journal.latest(account, "unknown"))
      }))

    test("the unsettled are those without an outcome, the oldest first", (journal) =>
      Effect.gen(function* () {
        const sign = (id: string, createdAt: number, of = account) =>
          journal.sign(intentOf(id, { createdAt, account: of }), attemptOf(1), [])
        yield* sign("new", startOfTime + 2)
        yield* sign("old", startOfTime)
        yield* sign("ended", startOfTime + 1)
        yield* sign("foreign", startOfTime, "another account")
        yield* sign("middle", startOfTime + 1)
        yield* journal.sign(intentOf("middle"), attemptOf(2), [])
        yield* journal.conclude(ending("ended", 1))
        const rows = yield* journal.unsettled(account)
        assert.deepStrictEqual(
          rows.map(({ id }) => id),
          ["old", "middle", "new"]
        )
        assert.deepStrictEqual(rows[1]?.attempts, [attemptOf(1), attemptOf(2)])
        assert.deepStrictEqual(yield* journal.unsettled("nobody"), [])
      }))

    test("those that executed since a time", (journal) =>
      Effect.gen(function* () {
        const end = (id: string, createdAt: number, outcome: Outcome | undefined, of = account) =>
          Effect.gen(function* () {
            yield* journal.sign(intentOf(id, { createdAt, account: of }), attemptOf(1), [])
            if (outcome !== undefined) yield* journal.conclude(ending(id, 1, outcome))
          })
        yield* end("before", startOfTime - 0.5, executed)
        yield* end("then", startOfTime, executed)
        yield* end("later", startOfTime + 5, executed)
        yield* end("open", startOfTime + 1, undefined)
        yield* end("not", startOfTime + 1, notExecuted!)
        yield* end("foreign", startOfTime + 1, executed, "another account")
        const rows = yield* journal.executedSince(account, startOfTime)
        assert.deepStrictEqual(rows.map(({ id }) => id).toSorted(), ["later", "then"])
      }))

    test("every outcome comes back as it was", (journal, place) =>
      Effect.gen(function* () {
        const outcomes: ReadonlyArray<Outcome> = [
          ...reasons.flatMap((reason) => outcomeOf(errorOf(reason, "place"))),
          { _tag: "Executed", result: null },
          { _tag: "Executed", result: [], orderId: "9007199254740993" },
          {
            _tag: "Executed",
            result: { fills: [{ price: "0.00000001", tail: [null, true, -1.5e-9, ""] }], text: "\"'\\\n\u2028é😀" }
          }
        ]
        assert.isAbove(outcomes.length, 30)
        for (const [i, outcome] of outcomes.entries()) {
          const id = `o${i}`
          yield* journal.sign(intentOf(id), attemptOf(1), [])
          assert.strictEqual(yield* journal.conclude(ending(id, 1, outcome)), "written")
        }
        const again = yield* place.open
        for (const [i, outcome] of outcomes.entries()) {
          const back = (yield* again.read(`o${i}`))?.outcome
          assert.isTrue(Equal.equals(back, outcome), JSON.stringify(outcome))
          if (outcome._tag === "Refused") assert.instanceOf(back?._tag === "Refused" ? back.error : undefined, Fatal)
          if (outcome._tag === "NotExecuted")
            assert.instanceOf(back?._tag === "NotExecuted" ? back.error : undefined, Retryable)
        }
      }))

    test("a result with fields that are undefined is written: it is what a call gave", (journal) =>
      Effect.gen(function* () {
        for (const [id, result, back] of [
          ["a", { orderId: 1, price: undefined, legs: [{ at: undefined }] }, { orderId: 1, legs: [{}] }],
          ["b", undefined, null]
        ] as const) {
          yield* journal.sign(intentOf(id), attemptOf(1), [])
          // its type says that it is JSON; what a schema of a call gives may hold undefined all the same
          const outcome = { _tag: "Executed", result } as unknown as Outcome
          assert.strictEqual(yield* journal.conclude(ending(id, 1, outcome)), "written")
          const read = (yield* journal.read(id))?.outcome
          assert.deepStrictEqual(
            JSON.parse(JSON.stringify(read?._tag === "Executed" ? (read.result ?? null) : read)),
            back
          )
        }
      }))

    test("of many who write one number at once, exactly one does", (journal, place) =>
      Effect.gen(function* () {
        const both = [journal, yield* place.open]
        for (let number = 1; number <= 5; number++) {
          const answers = yield* Effect.forEach(
            Array.from({ length: 16 }, (_, i) => i),
            (i) => both[i % 2]!.sign(intentOf("a"), attemptOf(number, { writtenBy: `pod-${i}` }), []),
            { concurrency: "unbounded" }
          )
          assert.strictEqual(count(answers), 1)
          const row = yield* journal.read("a")
          assert.strictEqual(row?.attempts.length, number)
          assert.strictEqual(row?.attempts[number - 1]?.writtenBy, `pod-${answers.indexOf("written")}`)
        }
      }))

    test("of many who begin under one key at once, exactly one does", (journal, place) =>
      Effect.gen(function* () {
        const both = [journal, yield* place.open]
        for (let run = 1; run <= 3; run++) {
          const answers = yield* Effect.forEach(
            Array.from({ length: 12 }, (_, i) => i),
            (i) => both[i % 2]!.sign(intentOf(`${run}-${i}`, { key: "k", run }), attemptOf(1), []),
            { concurrency: "unbounded" }
          )
          assert.strictEqual(count(answers), 1)
          assert.strictEqual((yield* journal.latest(account, "k"))?.id, `${run}-${answers.indexOf("written")}`)
        }
        assert.strictEqual((yield* journal.unsettled(account)).length, 3)
      }))

    test("an attempt and an outcome that does not know of it are never both written", (journal, place) =>
      Effect.gen(function* () {
        const other = yield* place.open
        const wins = { sign: 0, conclude: 0 }
        for (let i = 0; i < 40; i++) {
          const id = `i${i}`
          yield* journal.sign(intentOf(id), attemptOf(1), [])
          const sign = journal.sign(intentOf(id), attemptOf(2), [])
          const conclude = other.conclude(ending(id, 1, notExecuted!))
          const both = i % 2 === 0 ? [sign, conclude] : [conclude, sign]
          const answers = yield* Effect.all(both, { concurrency: "unbounded" })
          assert.strictEqual(count(answers), 1, `${id}: ${answers.join()}`)
          const row = yield* journal.read(id)
          const isSigned = row?.attempts.length === 2
          assert.strictEqual(isSigned, row?.outcome === undefined)
          wins[isSigned ? "sign" : "conclude"]++
        }
        // each order was tried, so each of them must have won; otherwise nothing raced
        assert.isAbove(Math.min(wins.sign, wins.conclude), 0, JSON.stringify(wins))
      }))

    if (!isSql) return

    test("four can open at once what is not there yet", () =>
      Effect.gen(function* () {
        const place = yield* make
        const journals = yield* Effect.forEach(Array.from({ length: 4 }), () => place.open, {
          concurrency: "unbounded"
        })
        const answers = yield* Effect.forEach(journals, (one) => one.sign(intentOf("a"), attemptOf(1), []), {
          concurrency: "unbounded"
        })
        assert.strictEqual(count(answers), 1)
      }))

    test("a person can read what is in doubt, and why something ended", (journal, place) =>
      Effect.gen(function* () {
        yield* journal.sign(intentOf("a", { key: "k" }), attemptOf(1), [])
        yield* journal.sign(intentOf("a"), attemptOf(2, { writtenBy: "pod-2" }), [{ number: 1, state: "refused" }])
        yield* journal.sign(intentOf("b"), attemptOf(1), [])
        yield* journal.conclude(ending("b", 1, poor!))
        yield* journal.sign(intentOf("c"), attemptOf(1), [])
        yield* journal.conclude(ending("c", 1))
        const sql = yield* place.sql
        const [doubt, ...others] = yield* sql<Record<string, unknown>>`SELECT * FROM in_doubt`
        assert.deepStrictEqual(others, [])
        const { last_attempt_at, made_at, not_accepted_after, ...rest } = doubt!
        assert.deepStrictEqual(rest, {
          id: "a",
          key: "k",
          account,
          operation: "spot.placeOrder",
          symbol: "BTCUSDT",
          side: "BUY",
          type: "LIMIT",
          quantity: "0.01",
          quote_order_quantity: null,
          price: "50000.10",
          client_order_id: "x-a",
          attempts: 2,
          last_attempt_by: "pod-2"
        })
        const times = [made_at, last_attempt_at, not_accepted_after].map((time) => new Date(String(time)).getTime())
        assert.deepStrictEqual(
          times,
          [0, 2000, 19_000].map((after) => startOfTime + after)
        )
        const ended =
          yield* sql`SELECT id, outcome, reason, order_id FROM intents WHERE outcome IS NOT NULL ORDER BY id`
        assert.deepStrictEqual(ended, [
          { id: "b", outcome: "Refused", reason: "InsufficientBalance", order_id: null },
          { id: "c", outcome: "Executed", reason: null, order_id: "28" }
        ])
      }))

    test("the queries of docs/journal.md run as they stand", (journal, place) =>
      Effect.gen(function* () {
        const key = "rebalance-2026-11-21"
        yield* journal.sign(intentOf("a", { key }), attemptOf(1), [])
        yield* journal.sign(intentOf("a"), attemptOf(2), [])
        const sql = yield* place.sql
        const document = fs.readFileSync(new URL("../../docs/journal.md", import.meta.url), "utf8")
        const queries = Array.from(document.matchAll(/```sql\n([\s\S]*?)```/g), ([, query]) => query!)
        const found = yield* Effect.forEach(queries, (query) => sql.unsafe<Record<string, unknown>>(query))
        assert.deepStrictEqual(
          found.map((rows) => rows.length),
          [1, 1, 2]
        )
        for (const rows of found) assert.strictEqual(rows[0]?.["client_order_id"], "x-a")
      }))

    test("what was changed so that it cannot be read is an error, never passed over", (journal, place) =>
      Effect.gen(function* () {
        yield* journal.sign(intentOf("a"), attemptOf(1), [])
        yield* journal.sign(intentOf("b"), attemptOf(1), [])
        const sql = yield* place.sql
        yield* sql`UPDATE intents SET subject = '{}' WHERE id = 'b'`
        const error = yield* Effect.flip(journal.unsettled(account))
        assert.strictEqual(
          error.message,
          "could not read what is unsettled: what is written of intent b cannot be read"
        )
      }))

    test("an attempt whose fence is no number is an error, never passed over: it may be an order", (journal, place) =>
      Effect.gen(function* () {
        yield* journal.sign(intentOf("a"), attemptOf(1), [])
        yield* journal.sign(intentOf("a"), attemptOf(2), [])
        const sql = yield* place.sql
        // as far as the database lets somebody go
        const noNumber = name === "PostgreSQL" ? "NaN" : "soon"
        yield* sql`UPDATE attempts SET fence_at = ${noNumber} WHERE number = 2`
        for (const reading of [Effect.asVoid(journal.unsettled(account)), Effect.asVoid(journal.read("a"))])
          assert.include((yield* Effect.flip(reading)).message, "what is written of intent a cannot be read")
      }))

    test("tables of an older version are read as they are, and gone on with", (journal, place) =>
      Effect.gen(function* () {
        const intent = intentOf("a", { exchange: "api.binance.com" })
        yield* journal.sign(intent, attemptOf(1, { signWithin: 1000 }), [])
        const sql = yield* place.sql
        yield* sql`ALTER TABLE intents DROP COLUMN exchange`
        yield* sql`ALTER TABLE attempts DROP COLUMN sign_within`
        yield* sql`DELETE FROM effect_binance_migrations WHERE migration_id = 2`
        const older = [{ ...intentOf("a"), attempts: [attemptOf(1)] }]
        const reading = OrderJournalSql.unsettledOver(Layer.succeed(SqlClient, sql))
        assert.deepStrictEqual(yield* reading, older)
        // the version that made them goes on, also while another one adds to them
        const added = yield* place.open
        assert.deepStrictEqual(yield* added.unsettled(account), older)
        assert.strictEqual(yield* added.sign(intent, attemptOf(2, { signWithin: 2000 }), []), "written")
        const [row] = yield* reading
        assert.deepStrictEqual(row?.attempts, [attemptOf(1), attemptOf(2, { signWithin: 2000 })])
      }))

    test("a transaction of the caller is not joined: what is written stays when it is rolled back", (_, place) =>
      Effect.gen(function* () {
        const sql = yield* place.sql
        const layer = OrderJournalSql.layerWith({ timeout: "1 second" })
        const journal = yield* opened(Layer.provide(layer, Layer.succeed(SqlClient, sql)))
        const signed = Effect.exit(journal.sign(intentOf("a"), attemptOf(1), []))
        // a file has one writer: there the journal waits for the caller's transaction, until it gives up
        const exit = yield* Effect.flip(sql.withTransaction(Effect.andThen(signed, (exit) => Effect.fail(exit))))
        if (isSqlError(exit)) return assert.fail(exit.message)
        assert.strictEqual(Exit.isSuccess(exit), name === "PostgreSQL")
        const isThere = (yield* journal.read("a")) !== undefined
        assert.strictEqual(Exit.isSuccess(exit), isThere)
      }))

    test("a text that no database can give back is refused before anything is written", (journal) =>
      Effect.gen(function* () {
        for (const key of ["nul\0", "half\ud800"]) {
          const error = yield* Effect.flip(journal.sign(intentOf("a", { key }), attemptOf(1), []))
          assert.include(error.message, "could not write an attempt")
        }
        assert.isUndefined(yield* journal.read("a"))
      }))
  })
}
