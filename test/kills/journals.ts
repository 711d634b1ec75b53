/** Journals for traders that are killed: files, or schemas of a PostgreSQL. */
import * as Effect from "effect/Effect"
import { postgresClient, postgresUrl, sqliteClient, temporaryFile, temporarySchema } from "../orders/journals.ts"
import type { Options } from "./Kills.ts"

type Journal = Options["journals"][number]

const inFile = Effect.gen(function* () {
  const file = yield* temporaryFile
  const journal: Journal = { kept: { _tag: "Sqlite", file }, sql: yield* sqliteClient(file) }
  return journal
})

const inSchema = Effect.gen(function* () {
  const schema = yield* temporarySchema
  const journal: Journal = {
    kept: { _tag: "Postgres", url: postgresUrl, schema },
    sql: yield* postgresClient(schema)
  }
  return journal
})

/** So many journals of one kind. */
export const journals = (kind: "sqlite" | "postgres", count: number) =>
  Effect.all(Array.from({ length: count }, () => (kind === "sqlite" ? inFile : inSchema)))
