/** What the journal costs for each order, and what it survives for that. */
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { isPostgresHere, postgresUrl, temporaryFolder, temporarySchema } from "../orders/journals.ts"
import { Child } from "./Child.ts"
import type { Answer, Question } from "./keep.ts"
import { type Row, spread } from "./Row.ts"

const survives = {
  "memory": "survives nothing",
  "SQLite NORMAL": "survives SIGKILL; a power cut loses the last writes",
  "SQLite FULL": "survives SIGKILL and a power cut",
  "PostgreSQL": "survives SIGKILL, and a power cut of its server"
}

/** What the table of them has a column for. */
export const columns = { time: "an order, from end to end", cpu: "CPU of it" } as const

export const journals = (orders: number): Promise<ReadonlyArray<Row>> =>
  Effect.gen(function* () {
    const folder = yield* temporaryFolder
    const schema = yield* isPostgresHere ? temporarySchema : Effect.succeed("")
    const kinds = (["memory", "SQLite NORMAL", "SQLite FULL", "PostgreSQL"] as const).filter(
      (what) => what !== "PostgreSQL" || isPostgresHere
    )
    const rows = yield* Effect.forEach(kinds, (what) => {
      const child = new Child("keep.ts", [])
      const file = path.join(folder, `${what}.sqlite`)
      const question: Question = { what, orders, rounds: 5, file, url: postgresUrl, schema }
      return Effect.promise(() => child.ask<Answer>(question).finally(() => child.stop())).pipe(
        Effect.map(({ cpu, time }): ReadonlyArray<Row> => {
          const section = "The journal: one attempt and its outcome, for each order"
          const note = survives[what]
          return [
            { section, what, cell: [what, columns.time], unit: "ms", measured: spread(time), note },
            { section, what: `${what}: CPU`, cell: [what, columns.cpu], unit: "ms", measured: spread(cpu) }
          ]
        })
      )
    })
    return rows.flat()
  }).pipe(Effect.scoped, Effect.runPromise)
