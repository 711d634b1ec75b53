/**
 * A journal in SQL, in tables that a person can query: SQLite or PostgreSQL, whichever `SqlClient` it is provided with.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Migrator from "effect/sql/Migrator"
import { SqlClient } from "effect/sql/SqlClient"
import { isSqlError, type SqlError } from "effect/sql/SqlError"
import { InDoubt } from "../errors/InDoubt.ts"
import { problemOf, wroteNothing } from "../internal/sqlProblems.ts"
import {
  AttemptRow,
  type IntentRow,
  JournalError,
  type NewIntent,
  OrderJournal,
  Outcome,
  type States
} from "./OrderJournal.ts"

/**
 * How long the database may take. Whatever takes longer is a `JournalError`, and a write that took longer may be there or not.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** For a write: `sign` and `conclude`. An order waits for it. Default: 2 seconds. */
  readonly timeout?: Duration.Input | undefined
  /** For a question. Default: 10 seconds. */
  readonly readTimeout?: Duration.Input | undefined
}

// For the tables to be there: another process that starts may be making them.
const startTimeout = Duration.seconds(30)

// ------------------------------------------------------------------------------------------------------------- tables

// Forward only: what is published here never changes, and a later version adds to it. An older program must be able to go on with
// the tables of a newer one, because both run while a fleet is updated.
const tables = Effect.gen(function* () {
  const sql = yield* SqlClient
  const [time, readable] = sql.onDialectOrElse({
    pg: () => ["DOUBLE PRECISION", (millis: string) => `to_timestamp(${millis} / 1000.0)`] as const,
    orElse: () =>
      ["NUMERIC", (millis: string) => `strftime('%Y-%m-%d %H:%M:%fZ', ${millis} / 1000.0, 'unixepoch')`] as const
  })
  yield* sql.unsafe(`CREATE TABLE intents (
    id TEXT NOT NULL PRIMARY KEY,
    key TEXT,
    run INTEGER NOT NULL,
    account TEXT NOT NULL,
    operation TEXT NOT NULL,
    symbol TEXT,
    side TEXT,
    type TEXT,
    quantity TEXT,
    quote_order_quantity TEXT,
    price TEXT,
    client_order_id TEXT NOT NULL,
    created_at ${time} NOT NULL,
    input TEXT NOT NULL,
    subject TEXT NOT NULL,
    attempt_count INTEGER NOT NULL,
    last_attempt INTEGER NOT NULL,
    outcome TEXT CHECK (outcome IN ('Executed', 'Refused', 'NotExecuted')),
    reason TEXT,
    order_id TEXT,
    outcome_json TEXT,
    ended_at ${time},
    UNIQUE (account, key, run),
    CHECK ((outcome IS NULL) = (outcome_json IS NULL))
  )`)
  yield* sql.unsafe(`CREATE TABLE attempts (
    intent TEXT NOT NULL REFERENCES intents (id),
    number INTEGER NOT NULL,
    signed_from ${time} NOT NULL,
    recv_window ${time} NOT NULL,
    fence_at ${time} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'refused', 'not-sent')),
    written_at ${time} NOT NULL,
    written_by TEXT NOT NULL,
    PRIMARY KEY (intent, number)
  )`)
  yield* sql.unsafe("CREATE INDEX intents_unsettled ON intents (account, created_at) WHERE outcome IS NULL")
  yield* sql.unsafe("CREATE INDEX intents_executed ON intents (account, created_at) WHERE outcome = 'Executed'")
  yield* sql.unsafe(`CREATE VIEW in_doubt AS
    SELECT
      intents.id, key, account, operation, symbol, side, type, quantity, quote_order_quantity, price, client_order_id,
      ${readable("created_at")} AS made_at,
      attempt_count AS attempts,
      ${readable("max(CASE WHEN state = 'open' THEN fence_at END)")} AS not_accepted_after,
      ${readable("max(written_at)")} AS last_attempt_at,
      min(CASE WHEN number = last_attempt THEN written_by END) AS last_attempt_by
    FROM intents LEFT JOIN attempts ON attempts.intent = intents.id
    WHERE outcome IS NULL
    GROUP BY intents.id`)
})

const whereAndHowLong = Effect.gen(function* () {
  const sql = yield* SqlClient
  const time = sql.onDialectOrElse({ pg: () => "DOUBLE PRECISION", orElse: () => "NUMERIC" })
  yield* sql`ALTER TABLE intents ADD COLUMN exchange TEXT`
  yield* sql.unsafe(`ALTER TABLE attempts ADD COLUMN sign_within ${time}`)
})

const versions = ["0001_journal", "0002_exchange"] as const

const migrate = Migrator.make({})({
  table: "effect_binance_migrations",
  loader: Migrator.fromRecord({ [versions[0]]: tables, [versions[1]]: whereAndHowLong })
})

// --------------------------------------------------------------------------------------------------------------- rows

const IntentColumns = Schema.Struct({
  id: Schema.String,
  key: Schema.NullOr(Schema.String),
  run: Schema.Int,
  account: Schema.String,
  exchange: Schema.NullOr(Schema.String),
  operation: Schema.String,
  client_order_id: Schema.String,
  created_at: Schema.Finite,
  input: Schema.fromJsonString(Schema.Json),
  subject: Schema.fromJsonString(Schema.toCodecJson(InDoubt)),
  outcome_json: Schema.NullOr(Schema.fromJsonString(Schema.toCodecJson(Outcome))),
  ended_at: Schema.NullOr(Schema.Finite)
})
const decodeIntent = Schema.decodeUnknownEffect(IntentColumns)

const AttemptColumns = Schema.Struct({
  number: Schema.Int,
  signed_from: Schema.Finite,
  recv_window: Schema.Finite,
  sign_within: Schema.NullOr(Schema.Finite),
  fence_at: Schema.Finite,
  state: AttemptRow.fields.state,
  written_at: Schema.Finite,
  written_by: Schema.String
})
const decodeAttempt = Schema.decodeUnknownEffect(AttemptColumns)

const encodeSubject = Schema.encodeEffect(Schema.fromJsonString(Schema.toCodecJson(InDoubt)))
const encodeOutcome = Schema.encodeEffect(Schema.fromJsonString(Schema.toCodecJson(Outcome)))

/** A field that is `undefined` is no JSON, though what a call gave may have some: it is left out. */
const plain = (value: Schema.Json): Schema.Json => (value === undefined ? null : JSON.parse(JSON.stringify(value)))

/** What every database gives back as it was put in. */
const isText = (text: string) => text.isWellFormed() && !text.includes("\0")

const notJson = "it holds something that is not JSON"
const encode = <A>(doing: string, value: () => A) =>
  Effect.try({ try: value, catch: () => new JournalError({ doing, problem: notJson }) })

const makeIntentColumns = Effect.fnUntraced(function* (doing: string, intent: NewIntent, number: number) {
  const { account, clientOrderId, createdAt, exchange, id, key, operation, run, subject } = intent
  if (![id, key ?? "", account, exchange ?? "", operation, clientOrderId].every(isText)) {
    const problem = "an id, a key or a name in it is no text: it has a NUL or half a character"
    return yield* new JournalError({ doing, problem })
  }
  return {
    id,
    key: key ?? null,
    run,
    account,
    exchange: exchange ?? null,
    operation,
    symbol: subject.symbol ?? null,
    side: subject.side ?? null,
    type: subject.type ?? null,
    quantity: subject.quantity ?? null,
    quote_order_quantity: subject.quoteOrderQuantity ?? null,
    price: subject.price ?? null,
    client_order_id: clientOrderId,
    created_at: createdAt,
    input: yield* encode(doing, () => JSON.stringify(plain(intent.input))),
    subject: yield* Effect.mapError(encodeSubject(subject), () => new JournalError({ doing, problem: notJson })),
    attempt_count: 1,
    last_attempt: number
  }
})

const makeOutcomeColumns = Effect.fnUntraced(function* (doing: string, outcome: Outcome) {
  const kept =
    outcome._tag === "Executed" ? { ...outcome, result: yield* encode(doing, () => plain(outcome.result)) } : outcome
  return {
    outcome: outcome._tag,
    reason: outcome._tag === "Executed" ? null : outcome.error.reason._tag,
    order_id: outcome._tag === "Executed" ? (outcome.orderId ?? null) : null,
    outcome_json: yield* Effect.mapError(encodeOutcome(kept), () => new JournalError({ doing, problem: notJson }))
  }
})

/** What somebody changed by hand so that it cannot be read is never passed over: it may be an order. */
const toRows = Effect.fnUntraced(function* (doing: string, joined: ReadonlyArray<Readonly<Record<string, unknown>>>) {
  const rows: Array<IntentRow> = []
  for (const [id, lines] of Map.groupBy(joined, ({ id }) => id)) {
    const unreadable = () =>
      new JournalError({ doing, problem: `what is written of intent ${String(id)} cannot be read` })
    const intent = yield* Effect.mapError(decodeIntent(lines[0]), unreadable)
    const attempts: Array<AttemptRow> = []
    for (const line of lines) {
      if (line["number"] === null) continue // no attempt was found
      const { fence_at, recv_window, sign_within, signed_from, written_at, written_by, ...rest } =
        yield* Effect.mapError(decodeAttempt(line), unreadable)
      attempts.push({
        number: rest.number,
        signedFrom: signed_from,
        recvWindow: recv_window,
        ...(sign_within === null ? {} : { signWithin: sign_within }),
        fenceAt: fence_at,
        state: rest.state,
        writtenAt: written_at,
        writtenBy: written_by
      })
    }
    const { client_order_id, created_at, ended_at, exchange, key, outcome_json, ...rest } = intent
    rows.push({
      ...rest,
      ...(exchange === null ? {} : { exchange }),
      ...(key === null ? {} : { key }),
      clientOrderId: client_order_id,
      createdAt: created_at,
      attempts,
      ...(outcome_json === null ? {} : { outcome: outcome_json }),
      ...(ended_at === null ? {} : { endedAt: ended_at })
    })
  }
  return rows
})

// ------------------------------------------------------------------------------------------------------------ journal

/** Why an operation ended otherwise than it should: a lost connection may come as a defect of the driver's clean-up. */
const toJournalError = (doing: string, why: Cause.Cause<unknown>): JournalError => {
  const causes = why.reasons.flatMap((reason) =>
    Cause.isFailReason(reason) ? [reason.error] : Cause.isDieReason(reason) ? [reason.defect] : []
  )
  const known = causes.find((error) => error instanceof JournalError)
  if (known !== undefined) return known
  if (causes.length === 0) return new JournalError({ doing, problem: "the journal was closed" })
  const cause = causes.find(isSqlError) ?? causes[0]
  return new JournalError({ doing, problem: problemOf(cause), wroteNothing: wroteNothing(cause) })
}

/** What writing a journal and only reading one have in common. */
const open = Effect.fnUntraced(function* (options: Options) {
  const sql = (yield* SqlClient).withoutTransforms()
  const scope = yield* Effect.scope
  const readTimeout = Duration.fromInputUnsafe(options.readTimeout ?? "10 seconds")

  /**
   * The work has a fiber of its own: whoever waits is told after the limit, also when a dead connection keeps the transaction from
   * ending. It never joins a transaction of the caller: what that one rolls back had been called written.
   */
  const within = Effect.fnUntraced(function* <A, E>(
    doing: string,
    limit: Duration.Duration,
    work: Effect.Effect<A, E>
  ) {
    const fiber = yield* work.pipe(
      Effect.updateContext((context: Context.Context<never>) => Context.omit(sql.transactionService)(context)),
      Effect.forkIn(scope, { startImmediately: true })
    )
    const exit = yield* Fiber.await(fiber).pipe(
      Effect.timeoutOption(limit),
      Effect.ensuring(Effect.sync(() => fiber.interruptUnsafe()))
    )
    if (Option.isNone(exit)) {
      const problem = `the database did not answer within ${Duration.format(limit)}`
      return yield* new JournalError({ doing, problem })
    }
    return exit.value._tag === "Success" ? exit.value.value : yield* toJournalError(doing, exit.value.cause)
  })

  if (!sql.onDialectOrElse({ sqlite: () => true, pg: () => true, orElse: () => false }))
    return yield* new JournalError({ doing: "open the journal", problem: "a journal is kept in SQLite or PostgreSQL" })

  // One statement, so that an intent and its attempts are of one moment.
  const select = (doing: string, where: ReturnType<typeof sql.literal>, version = versions.at(-1)) =>
    within(
      doing,
      readTimeout,
      sql`SELECT
          intents.id, key, run, account, operation, client_order_id, created_at, input, subject, outcome_json, ended_at,
          number, signed_from, recv_window, fence_at, state, written_at, written_by,
          ${sql.literal(version === versions[0] ? "NULL AS exchange, NULL AS sign_within" : "exchange, sign_within")}
        FROM intents LEFT JOIN attempts ON attempts.intent = intents.id
        WHERE ${where}
        ORDER BY created_at, intents.id, number`.pipe(Effect.flatMap((joined) => toRows(doing, joined)))
    )
  return { sql, within, readTimeout, select }
})

const make = Effect.fnUntraced(function* (options: Options) {
  const { select, sql, within } = yield* open(options)
  const timeout = Duration.fromInputUnsafe(options.timeout ?? "2 seconds")
  const doing = "make the tables"
  yield* within(doing, startTimeout, Effect.provideService(migrate, SqlClient, sql))

  const setStates = Effect.fnUntraced(function* (intent: string, states: States) {
    for (const [state, changed] of Map.groupBy(states, ({ state }) => state)) {
      const numbers = changed.map(({ number }) => number)
      yield* sql`UPDATE attempts SET state = ${state} WHERE intent = ${intent} AND number IN ${sql.in(numbers)}`
    }
  })

  // A transaction that ends as `taken` is rolled back.
  const taken = Symbol()
  const writing = (doing: string, work: Effect.Effect<void, SqlError | typeof taken>) =>
    within(
      doing,
      timeout,
      sql.withTransaction(work).pipe(
        Effect.as("written" as const),
        Effect.catchIf(
          (error) => error === taken || (isSqlError(error) && error.reason._tag === "UniqueViolation"),
          () => Effect.succeed("taken" as const)
        )
      )
    )

  // What both must know of an intent stands in its own row, and the statement that checks it also locks it: whoever waited for the
  // row checks what the other one left there. A question to `attempts` inside of it would see them as they were before the wait.
  const sign: OrderJournal["Service"]["sign"] = Effect.fnUntraced(function* (intent, attempt, states) {
    const doing = "write an attempt"
    const columns = yield* makeIntentColumns(doing, intent, attempt.number)
    return yield* writing(
      doing,
      Effect.gen(function* () {
        const { account, id, key, run } = columns
        const fresh = yield* sql`INSERT INTO intents ${sql.insert(columns)} ON CONFLICT DO NOTHING RETURNING id`
        if (fresh.length > 0) {
          const later = sql`SELECT id FROM intents WHERE account = ${account} AND key = ${key} AND run > ${run} LIMIT 1`
          if (key !== null && (yield* later).length > 0) return yield* Effect.fail(taken)
        } else {
          const mine = yield* sql`UPDATE intents
            SET attempt_count = attempt_count + 1, last_attempt = ${attempt.number}
            WHERE id = ${id} AND outcome IS NULL AND last_attempt < ${attempt.number}
            RETURNING id`
          if (mine.length === 0) return yield* Effect.fail(taken)
          yield* setStates(id, states)
        }
        yield* sql`INSERT INTO attempts ${sql.insert({
          intent: id,
          number: attempt.number,
          signed_from: attempt.signedFrom,
          recv_window: attempt.recvWindow,
          sign_within: attempt.signWithin ?? null,
          fence_at: attempt.fenceAt,
          state: attempt.state,
          written_at: attempt.writtenAt,
          written_by: attempt.writtenBy
        })}`
      })
    )
  })

  const conclude: OrderJournal["Service"]["conclude"] = Effect.fnUntraced(function* (options) {
    const doing = "write an outcome"
    const { outcome, outcome_json, order_id, reason } = yield* makeOutcomeColumns(doing, options.outcome)
    return yield* writing(
      doing,
      Effect.gen(function* () {
        const mine = yield* sql`UPDATE intents
          SET outcome = ${outcome}, reason = ${reason}, order_id = ${order_id}, outcome_json = ${outcome_json},
            ended_at = ${options.endedAt}
          WHERE id = ${options.id} AND outcome IS NULL AND attempt_count = ${options.attempts}
          RETURNING id`
        if (mine.length === 0) return yield* Effect.fail(taken)
        yield* setStates(options.id, options.states)
      })
    )
  })

  const first = (rows: ReadonlyArray<IntentRow>) => rows[0]

  return OrderJournal.of({
    sign,
    conclude,
    read: (id) => Effect.map(select("read an intent", sql`intents.id = ${id}`), first),
    latest: (account, key) =>
      Effect.map(
        select(
          "read the last intent of a key",
          sql`intents.id = (SELECT id FROM intents WHERE account = ${account} AND key = ${key} ORDER BY run DESC LIMIT 1)`
        ),
        first
      ),
    unsettled: (account) => select("read what is unsettled", sql`account = ${account} AND outcome IS NULL`),
    executedSince: (account, createdAt) =>
      select("read what executed", sql`account = ${account} AND outcome = 'Executed' AND created_at >= ${createdAt}`)
  })
})

/** A row with what the tables can hold; none where there are no tables. */
const tablesOf = (sql: SqlClient) =>
  sql.onDialectOrElse({
    pg: () =>
      sql`SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('attempts') AND attname = 'sign_within')
          AS has_exchange
        WHERE to_regclass('intents') IS NOT NULL AND to_regclass('attempts') IS NOT NULL`,
    orElse: () =>
      sql`SELECT EXISTS (SELECT 1 FROM pragma_table_info('attempts') WHERE name = 'sign_within') AS has_exchange
        WHERE (SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('intents', 'attempts')) = 2`
  })

const readUnsettled = Effect.fnUntraced(function* (options: Options) {
  const { readTimeout, select, sql, within } = yield* open(options)
  const doing = "read what is unsettled"
  const [found] = yield* within(doing, readTimeout, tablesOf(sql))
  if (found === undefined) return yield* new JournalError({ doing, problem: "there is no journal in this database" })
  // what only reads changes no tables, also not those of an older version
  return yield* select(doing, sql`outcome IS NULL`, versions[found["has_exchange"] ? 1 : 0])
}, Effect.scoped)

/**
 * As `layer`, with the time that the database may take.
 *
 * @example
 * ```ts
 * import * as OrderJournalSql from "effect-binance/orders/OrderJournalSql"
 *
 * // what is left to provide is a SqlClient
 * const patient = OrderJournalSql.layerWith({ timeout: "5 seconds" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerWith = (options: Options): Layer.Layer<OrderJournal, JournalError, SqlClient> =>
  Layer.fresh(Layer.effect(OrderJournal, make(options)))

/**
 * A journal over the program's `SqlClient`, which is of SQLite or PostgreSQL. Makes its tables `intents` and `attempts` and its view
 * `in_doubt` where they are not there yet; processes that start at once wait for each other. What is written survives what the
 * database promises for a transaction that it committed: see `@effect-binance/node/SqliteJournal` and
 * `@effect-binance/node/PostgresJournal`, which set what that takes.
 *
 * Many processes may share one database. A transaction of the caller is not joined: the journal's own are never rolled back with it.
 *
 * Fails with `JournalError` when the tables cannot be made; so does each of its operations when the database fails, refuses, or takes
 * longer than 2 seconds (10 for a question). A write that failed may be there nevertheless: nothing was signed for it, and an
 * attempt that is open only makes others wait for its fence.
 *
 * @example
 * ```ts
 * import * as OrderJournalSql from "effect-binance/orders/OrderJournalSql"
 * import { SqlClient } from "effect/sql/SqlClient"
 * import type { SqlError } from "effect/sql/SqlError"
 * import * as Layer from "effect/Layer"
 *
 * // such as `PgClient.layer({ url })` of `@effect/sql-pg`
 * declare const database: Layer.Layer<SqlClient, SqlError>
 *
 * const journal = OrderJournalSql.layer.pipe(Layer.provide(database))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<OrderJournal, JournalError, SqlClient> = layerWith({})

const withJournalError = <R>(client: Layer.Layer<SqlClient, SqlError | JournalError, R>) =>
  Layer.catchTag(client, "SqlError", (error) =>
    Layer.effect(SqlClient, new JournalError({ doing: "open the journal", problem: problemOf(error) }))
  )

/**
 * A journal over a client of its own: that it cannot connect is a `JournalError` too.
 *
 * @example
 * ```ts
 * import * as OrderJournalSql from "effect-binance/orders/OrderJournalSql"
 * import { SqlClient } from "effect/sql/SqlClient"
 * import type { SqlError } from "effect/sql/SqlError"
 * import type * as Layer from "effect/Layer"
 *
 * declare const database: Layer.Layer<SqlClient, SqlError>
 *
 * const journal = OrderJournalSql.layerOver(database, { timeout: "5 seconds" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerOver = <R>(
  client: Layer.Layer<SqlClient, SqlError | JournalError, R>,
  options: Options = {}
): Layer.Layer<OrderJournal, JournalError, R> => Layer.provide(layerWith(options), withJournalError(client))

/**
 * The intents without an outcome of all accounts, the oldest first: for those who look at a journal and do not trade. Only reads: it
 * makes no tables, and where there are none it fails with `JournalError`, as it does when the database cannot be asked.
 *
 * @example
 * ```ts
 * import * as OrderJournalSql from "effect-binance/orders/OrderJournalSql"
 * import { SqlClient } from "effect/sql/SqlClient"
 * import type { SqlError } from "effect/sql/SqlError"
 * import type * as Layer from "effect/Layer"
 *
 * declare const database: Layer.Layer<SqlClient, SqlError>
 *
 * const unsettled = OrderJournalSql.unsettledOver(database)
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const unsettledOver = <R>(
  client: Layer.Layer<SqlClient, SqlError | JournalError, R>,
  options: Options = {}
): Effect.Effect<ReadonlyArray<IntentRow>, JournalError, R> =>
  Effect.provide(readUnsettled(options), withJournalError(client))
