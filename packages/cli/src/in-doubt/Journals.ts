/** Where a journal is kept: a file or a schema of a database, which is looked at before anything is done with it. */
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import type { IntentRow, JournalError, OrderJournal } from "effect-binance/orders/OrderJournal"
import * as Config from "effect/Config"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { accessSync, constants, statSync } from "node:fs"

/** A journal that somebody has written before. */
export interface Kept {
  /** What it is called in a report. Holds no URL. */
  readonly name: string
  /** What it has without an outcome, of all accounts. Changes nothing. */
  readonly unsettled: Effect.Effect<ReadonlyArray<IntentRow>, JournalError>
  /** Fails when no outcome could be written: then nobody is asked for one. */
  readonly mayWrite: Effect.Effect<void, NoJournal>
  /** To write outcomes to. */
  readonly layer: Layer.Layer<OrderJournal, JournalError>
}

/** Why there is no journal where it was said to be, in words. */
export class NoJournal extends Data.TaggedError("NoJournal")<{ readonly problem: string }> {}

/** In a SQLite file, which is not made when it is not there. */
export const inFile = (file: string): Effect.Effect<Kept, NoJournal> =>
  Effect.suspend(() => {
    const found = statSync(file, { throwIfNoEntry: false })
    if (found?.isDirectory() === true)
      return Effect.fail(new NoJournal({ problem: `${file} is a folder, not a file.` }))
    return found === undefined
      ? Effect.fail(new NoJournal({ problem: `There is no file ${file}, and none was made.` }))
      : Effect.succeed({
          name: file,
          unsettled: SqliteJournal.unsettled({ file }),
          mayWrite: Effect.try({
            try: () => accessSync(file, constants.W_OK),
            catch: () => new NoJournal({ problem: `${file} can only be read: how it ended could not be written down.` })
          }),
          layer: SqliteJournal.layer({ file })
        })
  }).pipe(
    // such as a folder on the way that may not be entered
    Effect.catchDefect(() => Effect.fail(new NoJournal({ problem: `${file} cannot be looked at: may you read it?` })))
  )

/** The setting that has the URL of the database. */
export const urlSetting = "JOURNAL_URL"

/** In a schema of the PostgreSQL whose URL is in the environment. */
export const inPostgres = Effect.fnUntraced(function* (schema: string | undefined): Effect.fn.Return<Kept, NoJournal> {
  const url = yield* Config.Redacted(urlSetting).pipe(
    Effect.filterOrFail((url) => Redacted.value(url).trim() !== ""),
    Effect.mapError(
      () =>
        new NoJournal({
          problem: `Set ${urlSetting} to the URL of the database, such as postgres://host:5432/trading.`
        })
    )
  )
  // loaded by those who have one only
  const PostgresJournal = yield* Effect.promise(() => import("@effect-binance/node/PostgresJournal"))
  const options = { url, schema, maxConnections: 4 }
  return {
    name: `PostgreSQL${schema === undefined ? "" : `, schema ${schema}`}`,
    unsettled: PostgresJournal.unsettled(options),
    // its layer asks for more than that
    mayWrite: Effect.void,
    layer: PostgresJournal.layer(options)
  }
})
