/**
 * The journal in a SQLite file, through Node's own `node:sqlite`: the embedded default, for all processes of one machine.
 *
 * @since 0.1.0
 */
import type { IntentRow, JournalError, OrderJournal } from "effect-binance/orders/OrderJournal"
import * as OrderJournalSql from "effect-binance/orders/OrderJournalSql"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as sqlite from "./internal/sqlite.ts"

/**
 * Where the journal is kept, and what it survives.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options extends OrderJournalSql.Options {
  /** Its path. The folder must be there, on a disk of this machine: two more files are kept beside it while it is open. */
  readonly file: string
  /**
   * `FULL`: every write is on the disk before it counts as written, so that it survives the end of the process, of the system and of
   * the power. `NORMAL`: it survives the end of the process, also by SIGKILL, but the last writes are lost when the system crashes or
   * the power is cut, and then nobody remembers orders that may be alive. Default: `FULL`.
   */
  readonly synchronous?: "FULL" | "NORMAL" | undefined
}

/**
 * The journal in a file. Processes of one machine may share it; those of several need `PostgresJournal`, because SQLite's locks do not
 * hold on network disks.
 *
 * Writes run in this thread, one after the other, and each ends with a flush of the disk: what one costs is in `docs/journal.md`.
 * While another process writes, this one waits up to 1.5 seconds without blocking its thread.
 *
 * Fails with `JournalError` when the file cannot be opened, is no database or is damaged; so does each operation when the disk is
 * full, fails, or can only be read.
 *
 * @example
 * ```ts
 * import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
 *
 * const journal = SqliteJournal.layer({ file: "/var/lib/grid-bot/journal.sqlite" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = ({ file, synchronous = "FULL", ...options }: Options): Layer.Layer<OrderJournal, JournalError> =>
  OrderJournalSql.layerOver(sqlite.layer({ file, synchronous }), options)

/**
 * What a journal has without an outcome, of all accounts, the oldest first: for those who look at it and do not trade. It may be in use
 * meanwhile. Only reads: it makes no file and no tables.
 *
 * Fails with `JournalError` when there is no such file, when there is no journal in it, when it is damaged, or when it may not be read.
 *
 * @example
 * ```ts
 * import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
 *
 * const unsettled = SqliteJournal.unsettled({ file: "/var/lib/grid-bot/journal.sqlite" })
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const unsettled = ({
  file,
  synchronous = "FULL",
  ...options
}: Options): Effect.Effect<ReadonlyArray<IntentRow>, JournalError> =>
  OrderJournalSql.unsettledOver(sqlite.layer({ file, synchronous, isReadOnly: true }), options)
