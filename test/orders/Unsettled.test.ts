/** Looking at a journal without being one of those who trade over it. */
import * as PostgresJournal from "@effect-binance/node/PostgresJournal"
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import { assert, describe, it } from "@effect/vitest"
import type { IntentRow, JournalError } from "effect-binance/orders/OrderJournal"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as fs from "node:fs"
import * as path from "node:path"
import {
  isPostgresHere,
  type Journal,
  opened,
  postgresClient,
  postgresUrl,
  temporaryFile,
  temporaryFolder,
  temporarySchema
} from "./journals.ts"
import { account, attemptOf, ending, intentOf, startOfTime } from "./samples.ts"

type Unsettled = Effect.Effect<ReadonlyArray<IntentRow>, JournalError>

const why = (unsettled: Unsettled) => Effect.map(Effect.flip(unsettled), ({ message }) => message)

/** Two accounts have something open, the younger one first in the file; one of three has ended. */
const write = Effect.fnUntraced(function* (journal: Journal) {
  yield* journal.sign(intentOf("young", { account: "other", createdAt: startOfTime + 1 }), attemptOf(1), [])
  yield* journal.sign(intentOf("old"), attemptOf(1), [])
  yield* journal.sign(intentOf("old"), attemptOf(2), [])
  yield* journal.sign(intentOf("ended"), attemptOf(1), [])
  assert.strictEqual(yield* journal.conclude(ending("ended", 1)), "written")
})

const isAllOfIt = Effect.fnUntraced(function* (unsettled: Unsettled) {
  const rows = yield* unsettled
  assert.deepStrictEqual(
    rows.map(({ account, attempts, id }) => [id, account, attempts.length]),
    [
      ["old", account, 2],
      ["young", "other", 1]
    ]
  )
})

describe("what a SQLite file has without an outcome", () => {
  it.effect("is read for all accounts, while it is written and after its writer was killed", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const unsettled = SqliteJournal.unsettled({ file })
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* write(yield* opened(SqliteJournal.layer({ file })))
          yield* isAllOfIt(unsettled)
          // what a killed process leaves: its log, which nobody has put into the file
          for (const end of ["", "-wal"]) fs.copyFileSync(`${file}${end}`, `${file}.left${end}`)
        })
      )
      yield* isAllOfIt(SqliteJournal.unsettled({ file: `${file}.left` }))
      yield* isAllOfIt(unsettled)
    })
  )

  it.effect("is not made up: no file and no table is made, and what cannot be read says why", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const missing = path.join(folder, "missing.sqlite")
      assert.include(yield* why(SqliteJournal.unsettled({ file: missing })), "its file cannot be opened")
      assert.isFalse(fs.existsSync(missing))

      const empty = path.join(folder, "empty.sqlite")
      fs.writeFileSync(empty, "")
      assert.include(yield* why(SqliteJournal.unsettled({ file: empty })), "there is no journal in this database")
      assert.strictEqual(fs.statSync(empty).size, 0)

      const text = path.join(folder, "text")
      fs.writeFileSync(text, "dear diary, ".repeat(1000))
      assert.include(yield* why(SqliteJournal.unsettled({ file: text })), "is not a database")
      assert.deepStrictEqual(fs.readdirSync(folder).toSorted(), ["empty.sqlite", "text"])
    })
  )

  it.effect("is not told of a file that was cut in the middle", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      yield* Effect.scoped(
        Effect.gen(function* () {
          const journal = yield* opened(SqliteJournal.layer({ file, synchronous: "NORMAL" }))
          for (let i = 0; i < 100; i++) yield* journal.sign(intentOf(`i${i}`), attemptOf(1), [])
        })
      )
      fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2))
      assert.include(yield* why(SqliteJournal.unsettled({ file })), "its file is damaged")
    })
  )
})

describe.skipIf(!isPostgresHere)(`what a schema of PostgreSQL has without an outcome (${postgresUrl})`, () => {
  it.effect("is read for all accounts, and neither schema nor table is made", () =>
    Effect.gen(function* () {
      const schema = yield* temporarySchema
      const url = Redacted.make(postgresUrl)
      const unsettled = PostgresJournal.unsettled({ url, schema })
      assert.include(yield* why(unsettled), "there is no journal in this database")
      const sql = yield* postgresClient("public")
      assert.deepStrictEqual(yield* sql`SELECT 1 FROM pg_namespace WHERE nspname = ${schema}`, [])
      yield* write(yield* opened(PostgresJournal.layer({ url, schema })))
      yield* isAllOfIt(unsettled)
    }).pipe(Effect.scoped)
  )
})
