/** Journals to test with, each at a place of its own that goes when the test ends. */
import * as PostgresJournal from "@effect-binance/node/PostgresJournal"
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import * as PgClient from "@effect/sql-pg/PgClient"
import { type JournalError, OrderJournal } from "effect-binance/orders/OrderJournal"
import * as OrderJournalMemory from "effect-binance/orders/OrderJournalMemory"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { SqlClient } from "effect/sql/SqlClient"
import { randomBytes } from "node:crypto"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import type * as Sqlite from "../../packages/node/src/internal/sqlite.ts"

// the driver that SqliteJournal stands on, which the package does not export: to set what only its own connection has
const sqlite: typeof Sqlite = await import(new URL("../../packages/node/src/internal/sqlite.ts", import.meta.url).href)

export const postgresUrl = "postgres://postgres@127.0.0.1:5432/test"
const postgres = (url = postgresUrl, schema = "public") =>
  PgClient.layer({ url: Redacted.make(url), connectTimeout: "1 second", startupParameters: { search_path: schema } })

export const isPostgresHere = Exit.isSuccess(
  await Effect.runPromiseExit(SqlClient.use((sql) => sql`SELECT 1`).pipe(Effect.provide(postgres())))
)

export type Journal = OrderJournal["Service"]
type Opening = Effect.Effect<Journal, JournalError, Scope.Scope>

export const opened = (layer: Layer.Layer<OrderJournal, JournalError>): Opening =>
  Effect.map(Layer.build(Layer.fresh(layer)), (context) => Context.get(context, OrderJournal))

export interface Place {
  /** One more connection to the same journal. */
  readonly open: Opening
  /** Its tables, as any other program sees them. */
  readonly sql: Effect.Effect<SqlClient, unknown, Scope.Scope>
}

export const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => fs.mkdtempSync(path.join(os.tmpdir(), "journal-"))),
  (folder) => Effect.sync(() => fs.rmSync(folder, { recursive: true, force: true }))
)
export const temporaryFile = Effect.map(temporaryFolder, (folder) => path.join(folder, "journal.sqlite"))

const clientOf = <E>(layer: Layer.Layer<SqlClient, E>) =>
  Effect.map(Layer.build(Layer.fresh(layer)), (context) => Context.get(context, SqlClient))

export const sqliteClient = (file: string, synchronous: "FULL" | "NORMAL" = "NORMAL") =>
  clientOf(sqlite.layer({ file, synchronous }))
export const postgresClient = (schema: string) => clientOf(postgres(postgresUrl, schema))

/** A schema that nobody else uses. */
export const temporarySchema = Effect.acquireRelease(
  Effect.sync(() => `test_${randomBytes(8).toString("hex")}`),
  (schema) =>
    SqlClient.use((sql) => sql`DROP SCHEMA IF EXISTS ${sql(schema)} CASCADE`).pipe(
      Effect.provide(postgres()),
      Effect.orDie
    )
)

export interface Kind {
  readonly name: string
  readonly isHere: boolean
  readonly isSql: boolean
  readonly make: Effect.Effect<Place, JournalError, Scope.Scope>
}

const inSqlite = (synchronous: "FULL" | "NORMAL"): Kind => ({
  name: `SQLite ${synchronous}`,
  isHere: true,
  isSql: true,
  make: Effect.map(temporaryFile, (file) => ({
    open: opened(SqliteJournal.layer({ file, synchronous })),
    sql: sqliteClient(file)
  }))
})

export const kinds: ReadonlyArray<Kind> = [
  {
    name: "memory",
    isHere: true,
    isSql: false,
    make: Effect.map(opened(OrderJournalMemory.layer), (journal) => ({
      open: Effect.succeed(journal),
      sql: Effect.die("a journal in memory has no tables")
    }))
  },
  inSqlite("FULL"),
  inSqlite("NORMAL"),
  {
    name: isPostgresHere ? "PostgreSQL" : `PostgreSQL (skipped without one at ${postgresUrl})`,
    isHere: isPostgresHere,
    isSql: true,
    make: Effect.map(temporarySchema, (schema) => ({
      open: opened(PostgresJournal.layer({ url: Redacted.make(postgresUrl), schema })),
      sql: postgresClient(schema)
    }))
  }
]
