/** What an order costs in a journal, in a process of its own: one attempt and its outcome, one after the other, as one order goes. */
import * as PostgresJournal from "@effect-binance/node/PostgresJournal"
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import type { JournalError } from "effect-binance/orders/OrderJournal"
import { OrderJournal } from "effect-binance/orders/OrderJournal"
import * as OrderJournalMemory from "effect-binance/orders/OrderJournalMemory"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { attemptOf, ending, intentOf } from "../orders/samples.ts"
import { answer } from "./Child.ts"

export interface Question {
  readonly what: "memory" | "SQLite FULL" | "SQLite NORMAL" | "PostgreSQL"
  readonly orders: number
  readonly rounds: number
  readonly file: string
  readonly url: string
  readonly schema: string
}

/** For each round: ms of an order from end to end, and ms of this process's CPU in it. */
export interface Answer {
  readonly time: ReadonlyArray<number>
  readonly cpu: ReadonlyArray<number>
}

const layerOf = ({ file, schema, url, what }: Question): Layer.Layer<OrderJournal, JournalError> => {
  switch (what) {
    case "memory":
      return OrderJournalMemory.layer
    case "SQLite FULL":
      return SqliteJournal.layer({ file, synchronous: "FULL" })
    case "SQLite NORMAL":
      return SqliteJournal.layer({ file, synchronous: "NORMAL" })
    case "PostgreSQL":
      return PostgresJournal.layer({ url: Redacted.make(url), schema })
  }
}

const cpuMillis = () => {
  const { system, user } = process.cpuUsage()
  return (user + system) / 1000
}

const measure = Effect.fnUntraced(function* ({ orders, rounds }: Question) {
  const journal = yield* OrderJournal
  const time: Array<number> = []
  const cpu: Array<number> = []
  // the first round is not measured: it compiles the code
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now()
    const startCpu = cpuMillis()
    for (let i = 0; i < orders; i++) {
      const id = `${round}-${i}`
      const signed = yield* journal.sign(intentOf(id, { key: id }), attemptOf(1), [])
      const ended = yield* journal.conclude(ending(id, 1))
      if (signed !== "written" || ended !== "written") throw new Error(`${id} was ${signed} and ${ended}`)
    }
    if (round === 0) continue
    time.push((performance.now() - start) / orders)
    cpu.push((cpuMillis() - startCpu) / orders)
  }
  return { time, cpu } satisfies Answer
})

answer((question: Question) => measure(question).pipe(Effect.provide(layerOf(question)), Effect.runPromise))
