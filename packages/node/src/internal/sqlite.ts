/**
 * A client of `effect/sql` over `node:sqlite`: one file, one connection, every commit in the write-ahead log.
 */
import { JournalError } from "effect-binance/orders/OrderJournal"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Semaphore from "effect/Semaphore"
import * as SqlClient from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import { classifySqliteError, SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import * as Stream from "effect/Stream"
import * as fs from "node:fs"
import * as path from "node:path"
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"

export interface Options {
  readonly file: string
  readonly synchronous: "FULL" | "NORMAL"
  /** Then no file is made, and nothing is written. */
  readonly isReadOnly?: boolean
}

// SQLITE_BUSY: another process writes. What was refused with it had no effect.
const busy = 5
// How long it is tried again, in ms, and how long to wait in between. Not by SQLite's own busy_timeout, which would stop this whole
// process while it waits: every other order, and the clock that they are signed with.
const longestWait = 1500
const waits = [1, 2, 5, 10, 15, 20, 25]

/** What another process holds is held by the real clock, whatever clock a test has. */
const pause = (millis: number) =>
  Effect.callback<void>((resume) => {
    // @effect-diagnostics-next-line globalTimersInEffect:off
    const timer = setTimeout(() => resume(Effect.void), millis)
    return Effect.sync(() => clearTimeout(timer))
  })

const toSqlError = (operation: string) => (cause: unknown) => {
  // node:sqlite has the number of the error in `errcode`, where nobody else looks for it
  const errno = cause instanceof Error && "errcode" in cause ? { errno: cause.errcode } : {}
  const error = Object.assign(cause instanceof Error ? cause : new Error(String(cause)), errno)
  return new SqlError({ reason: classifySqliteError(error, { message: `could not ${operation}`, operation }) })
}

const isBusy = ({ reason }: SqlError) =>
  reason.cause instanceof Error && "errcode" in reason.cause && reason.cause.errcode === busy

const patiently = <A>(operation: string, work: () => A): Effect.Effect<A, SqlError> => {
  const once = Effect.try({ try: work, catch: toSqlError(operation) })
  const again = (error: SqlError, since: number, turn: number): Effect.Effect<A, SqlError> => {
    if (!isBusy(error) || performance.now() - since >= longestWait) return Effect.fail(error)
    return Effect.andThen(
      pause(waits[Math.min(turn, waits.length - 1)] ?? longestWait),
      Effect.catch(once, (error) => again(error, since, turn + 1))
    )
  }
  return Effect.catch(once, (error) => again(error, performance.now(), 0))
}

// SQLITE_READONLY_DBMOVED, which SQLite itself says only without a write-ahead log.
const moved = 1032

/**
 * Throws when the file is no longer where it was opened: what is written then is in a file that no start finds, and who opens the
 * path has another journal.
 */
const lookingAfter = (file: string, database: DatabaseSync) => {
  const place = path.resolve(file)
  const found = () => fs.statSync(place, { bigint: true, throwIfNoEntry: false })
  const opened = found()
  return () => {
    // what a transaction has begun, it ends
    if (opened === undefined || database.isTransaction) return
    const now = found()
    if (now?.ino !== opened.ino || now.dev !== opened.dev)
      throw Object.assign(new Error("the file was moved or deleted"), { errcode: moved })
  }
}

const toBindable = (value: unknown): SQLInputValue => {
  if (value === undefined || value === null) return null
  if (typeof value === "boolean") return value ? 1 : 0
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "string") return value
  if (value instanceof Uint8Array) return value
  if (value instanceof Date) return value.toISOString()
  throw new TypeError(`a ${typeof value} is nothing that SQLite keeps`)
}

const isWal = (row: unknown) =>
  typeof row === "object" && row !== null && "journal_mode" in row && row.journal_mode === "wal"

const open = Effect.fnUntraced(function* ({ file, isReadOnly = false, synchronous }: Options) {
  // only now: Node 22 warns whoever loads it, and some builds of Node are without it
  const sqlite = process.getBuiltinModule("node:sqlite")
  const database = yield* Effect.acquireRelease(
    Effect.try({
      try: () => new sqlite.DatabaseSync(file, { readOnly: isReadOnly }),
      catch: toSqlError("open the file")
    }),
    (database) => Effect.sync(() => database.close())
  )
  if (isReadOnly) return database
  const mode = yield* patiently("open the file", () => database.prepare("PRAGMA journal_mode = WAL").get())
  if (!isWal(mode)) {
    // such as :memory:, and disks that processes cannot share memory on
    return yield* new JournalError({
      doing: "open the journal",
      problem: "no write-ahead log can be kept beside its file"
    })
  }
  // macOS keeps what is flushed in the disk's own cache unless it is told otherwise
  yield* patiently("open the file", () =>
    database.exec(`PRAGMA synchronous = ${synchronous}; PRAGMA fullfsync = ${synchronous === "FULL" ? "ON" : "OFF"}`)
  )
  return database
})

const make = Effect.fnUntraced(function* (options: Options) {
  const database = yield* open(options)
  const look = lookingAfter(options.file, database)
  const prepared = new Map<string, StatementSync>()
  const prepare = (text: string) => {
    look()
    const known = prepared.get(text)
    if (known !== undefined) return known
    const statement = database.prepare(text)
    prepared.set(text, statement)
    return statement
  }

  const raw = (text: string, parameters: ReadonlyArray<unknown>) =>
    patiently("run a statement", () => prepare(text).run(...parameters.map(toBindable)))
  const rows = (text: string, parameters: ReadonlyArray<unknown>) =>
    patiently("run a statement", (): ReadonlyArray<Record<string, unknown>> => {
      const statement = prepare(text)
      statement.setReturnArrays(false)
      return statement.all(...parameters.map(toBindable))
    })
  const values = (text: string, parameters: ReadonlyArray<unknown>) =>
    patiently("run a statement", () => {
      const statement = prepare(text)
      statement.setReturnArrays(true)
      // after setReturnArrays they are arrays, whatever its type says
      return statement.all(...parameters.map(toBindable)) as unknown as ReadonlyArray<ReadonlyArray<unknown>>
    })
  const execute: Connection["execute"] = (text, parameters, transform) =>
    transform === undefined ? rows(text, parameters) : Effect.map(rows(text, parameters), transform)

  const connection: Connection = {
    execute,
    executeUnprepared: execute,
    executeRaw: raw,
    executeValues: values,
    executeValuesUnprepared: values,
    executeStream: (text, parameters, transform) =>
      Stream.unwrap(Effect.map(execute(text, parameters, transform), Stream.fromIterable))
  }
  return yield* SqlClient.make({
    ...SqlClient.makeSqliteAcquirers({
      connection: Effect.succeed(connection),
      semaphore: yield* Semaphore.make(1),
      isTransaction: () => database.isTransaction
    }),
    compiler: Statement.makeCompilerSqlite(),
    // the lock for writing at once: a transaction that asks for it later is refused what it has read
    beginTransaction: "BEGIN IMMEDIATE",
    prepareTransactionControls: true,
    driver: "sqlite-node",
    spanAttributes: [["db.system.name", "sqlite"]]
  })
})

export const layer = (options: Options): Layer.Layer<SqlClient.SqlClient, SqlError | JournalError> =>
  Layer.effect(SqlClient.SqlClient, make(options)).pipe(Layer.provide(Reactivity.layer))
