/**
 * The journal in PostgreSQL, for many machines. Needs `@effect/sql-pg`, which is installed beside this package by those who use it.
 *
 * @since 0.1.0
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { type IntentRow, JournalError, type OrderJournal } from "effect-binance/orders/OrderJournal"
import * as OrderJournalSql from "effect-binance/orders/OrderJournalSql"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"

/**
 * Where the journal is kept.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options extends OrderJournalSql.Options {
  /** Such as `postgres://user:password@host:5432/database`. */
  readonly url: Redacted.Redacted
  /** The schema with its tables; it is made when it is not there. Default: `effect_binance`. */
  readonly schema?: string | undefined
  /** The most connections of this process. Default: 10. */
  readonly maxConnections?: number | undefined
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

const defaultSchema = "effect_binance"
const applicationName = "effect-binance"

const client = ({ maxConnections, schema = defaultSchema, url }: Options) =>
  PgClient.layerFrom(
    Effect.gen(function* () {
      const sql = yield* PgClient.make({
        url,
        applicationName,
        maxConnections,
        startupParameters: {
          // whatever the server or the role has as default: a commit counts when it is on the disk
          synchronous_commit: "on",
          // the journal's statements see what was committed while they waited for a row
          default_transaction_isolation: "read committed",
          // a process that hangs in a transaction keeps others from its intent no longer than this
          idle_in_transaction_session_timeout: "10s",
          search_path: quoted(schema)
        }
      })
      const exists = Effect.map(
        sql`SELECT 1 AS found FROM pg_namespace WHERE nspname = ${schema}`,
        (rows) => rows.length > 0
      )
      // asked first, because a user who may not make a schema may not say IF NOT EXISTS either
      if (!(yield* exists)) {
        yield* sql`CREATE SCHEMA IF NOT EXISTS ${sql(schema)}`.pipe(
          // another process was faster
          Effect.catch((error) =>
            Effect.filterOrFail(
              exists,
              (exists) => exists,
              () => error
            )
          )
        )
      }
      const settings = yield* sql<{ readonly durable: string; readonly fsync: string }>`
        SELECT current_setting('synchronous_commit') AS durable, current_setting('fsync') AS fsync`
      // a pooler in between may drop what a connection starts with
      if (settings[0]?.durable !== "on")
        return yield* new JournalError({
          doing: "open the journal",
          problem: "synchronous_commit cannot be set: a pooler in between drops what a connection starts with"
        })
      if (settings[0].fsync !== "on")
        yield* Effect.logWarning(
          "PostgreSQL runs with fsync = off: the journal does not survive a crash of its machine"
        )
      return sql
    })
  )

/**
 * The journal in a schema of a PostgreSQL database, which processes of many machines may share.
 *
 * What is written survives the end of this process, of the server and of the power of its machine: `synchronous_commit` is on for
 * each connection. That a standby has it too takes the server's `synchronous_standby_names`; without it, a failover may lose the last
 * writes, and then nobody remembers orders that may be alive.
 *
 * Connect to the server itself, or through a pooler that keeps a session and what it started with.
 *
 * Fails with `JournalError` when it cannot connect or make its tables; so does each operation when the database fails or takes longer
 * than `timeout`. No error holds the URL.
 *
 * @example
 * ```ts
 * import * as PostgresJournal from "@effect-binance/node/PostgresJournal"
 * import * as Redacted from "effect/Redacted"
 *
 * const journal = PostgresJournal.layer({ url: Redacted.make("postgres://trader:…@db.internal/trading") })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<OrderJournal, JournalError> =>
  OrderJournalSql.layerOver(client(options), options)

/**
 * What a journal has without an outcome, of all accounts, the oldest first: for those who look at it and do not trade. Only reads: it
 * makes no schema and no tables, and a user who may only read will do.
 *
 * Fails with `JournalError` when it cannot connect, when there is no journal in that schema, or when it may not be read.
 *
 * @example
 * ```ts
 * import * as PostgresJournal from "@effect-binance/node/PostgresJournal"
 * import * as Redacted from "effect/Redacted"
 *
 * const unsettled = PostgresJournal.unsettled({ url: Redacted.make("postgres://auditor:…@db.internal/trading") })
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const unsettled = ({
  schema = defaultSchema,
  url,
  ...options
}: Options): Effect.Effect<ReadonlyArray<IntentRow>, JournalError> =>
  OrderJournalSql.unsettledOver(
    PgClient.layer({
      url,
      applicationName,
      maxConnections: 1,
      startupParameters: { default_transaction_read_only: "on", search_path: quoted(schema) }
    }),
    options
  )

/**
 * As `layer`, with what the environment says. Fails with `ConfigError` too.
 *
 * @example
 * ```ts
 * import * as PostgresJournal from "@effect-binance/node/PostgresJournal"
 * import * as Config from "effect/Config"
 *
 * const journal = PostgresJournal.layerConfig({ url: Config.Redacted("JOURNAL_URL") })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerConfig = (
  config: Config.Wrap<Options>
): Layer.Layer<OrderJournal, JournalError | Config.ConfigError> =>
  Layer.unwrap(Effect.map(Config.unwrap(config), layer))
