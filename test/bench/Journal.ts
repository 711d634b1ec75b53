/** What the journal costs for each order, and what it survives for that. */
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { isPostgresHere, postgresUrl, temporaryFolder, temporarySchema } from "../orders/journals.ts"
import { Child } from "./Child.ts"
import type { Answer, Question } from "./keep.ts"
import { type Row, spread, text } from "./Row.ts"

const survives = {
  "memory": "survives nothing",
  "SQLite NORMAL": "survives SIGKILL; a power cut loses the last writes",
  "SQLite FULL": "survives SIGKILL and a power cut",
  "PostgreSQL": "survives SIGKILL, and a power cut of its server"
}

export const journals = (orders: number): Promise<ReadonlyArray<Row>> =>
  Effect.gen(function* () {
    const folder = yield* temporaryFolder
    const schema = yield* isPostgresHere ? temporarySchema : Effect.succeed("")
    const kinds = (["memory", "SQLite NORMAL", "SQLite FULL", "PostgreSQL"] as const).filter(
      (what) => what !== "PostgreSQL" || isPostgresHere
    )
    return yield* Effect.forEach(kinds, (what) => {
      const child = new Child("keep.ts", [])
      const file = path.join(folder, `${what}.sqlite`)
      const question: Question = { what, orders, rounds: 5, file, url: postgresUrl, schema }
      return Effect.promise(() => child.ask<Answer>(question).finally(() => child.stop())).pipe(
        Effect.map(({ cpu, time }): Row => ({
          section: "The journal: one attempt and its outcome, for each order",
          what,
          unit: "ms",
          measured: spread(time),
          note: `${text(spread(cpu))} ms CPU; ${survives[what]}`
        }))
      )
    })
  }).pipe(Effect.scoped, Effect.runPromise)
