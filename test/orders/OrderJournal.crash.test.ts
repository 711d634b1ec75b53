/** Processes that are killed while they write: what they had called written is there, and was written by one of them alone. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import * as path from "node:path"
import * as PostgresJournal from "@effect-binance/node/PostgresJournal"
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import * as Redacted from "effect/Redacted"
import { isPostgresHere, opened, postgresUrl, temporaryFile, temporarySchema } from "./journals.ts"
import type { Setting } from "./journalWriter.ts"
import { account } from "./samples.ts"

const processes = 4

/** Starts one, kills it while it writes on after so many lines, and gives what it said. */
const killed = (setting: Setting, after: number) =>
  Effect.promise(
    () =>
      new Promise<ReadonlyArray<string>>((resolve) => {
        const program = path.join(import.meta.dirname, "journalWriter.ts")
        const child = spawn(process.execPath, [program, JSON.stringify(setting)], {
          stdio: ["ignore", "pipe", "inherit"]
        })
        let said = ""
        // a line that was not said to its end counts for nothing
        const lines = () => said.split("\n").slice(0, -1)
        child.stdout.on("data", (piece: Buffer) => {
          said += piece.toString()
          if (lines().length >= after) child.kill("SIGKILL")
        })
        child.once("close", () => resolve(lines()))
      })
  )

const survives = Effect.fnUntraced(function* (
  rounds: number,
  place: Setting["place"],
  reopened: ReturnType<typeof opened>
) {
  const said = new Map<string, string>()
  let kills = 0
  for (let round = 0; round < rounds; round++) {
    const names = Array.from({ length: processes }, (_, i) => `p${round}-${i}`)
    const lines = yield* Effect.forEach(
      names,
      // a different moment for each
      (name, i) => killed({ name, place }, 1 + (((round * processes + i) * 7) % 15)),
      { concurrency: "unbounded" }
    )
    for (const [i, line] of lines.flatMap((lines, i) => lines.map((line) => [i, line] as const))) {
      assert.isFalse(line.startsWith("failed"), line)
      // two processes that wrote one number would both have sent it
      assert.isUndefined(said.get(line), `${line}: ${said.get(line)} and ${names[i]}`)
      said.set(line, names[i]!)
    }
    kills += processes

    const journal = yield* reopened
    const shared = (yield* journal.read("shared"))?.attempts ?? []
    const open = yield* journal.unsettled(account)
    // an intent and its attempt are written together, or neither
    assert.deepStrictEqual(
      open.filter(({ attempts }) => attempts.length === 0),
      []
    )
    const unsettled = new Set(open.map(({ id }) => id))
    const executed = new Set((yield* journal.executedSince(account, 0)).map(({ id }) => id))
    for (const [line, name] of said) {
      const [what, id] = line.split(" ")
      if (what === "shared")
        assert.strictEqual(shared.find(({ number }) => number === Number(id))?.writtenBy, name, line)
      else if (what === "ended") assert.isTrue(executed.has(id!), line)
      else assert.isTrue(unsettled.has(id!) || executed.has(id!), line)
    }
  }
  assert.strictEqual(kills, rounds * processes)
  assert.isAbove(said.size, 3 * kills)
  // they did fight for it
  const writers = new Set([...said].filter(([line]) => line.startsWith("shared")).map(([, name]) => name))
  assert.isAbove(writers.size, rounds)
})

describe("after SIGKILL at any moment, what was written is there, and nobody else wrote it", () => {
  it.live("SQLite", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      yield* survives(3, { file }, opened(SqliteJournal.layer({ file })))
    })
  )

  it.live.skipIf(!isPostgresHere)(`PostgreSQL (skipped without one at ${postgresUrl})`, () =>
    Effect.gen(function* () {
      const schema = yield* temporarySchema
      const layer = PostgresJournal.layer({ url: Redacted.make(postgresUrl), schema })
      yield* survives(2, { url: postgresUrl, schema }, opened(layer))
    })
  )
})
