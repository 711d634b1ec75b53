/** A process that writes attempts as fast as it can, and says each that was written, until it is killed. */
import * as PostgresJournal from "@effect-binance/node/PostgresJournal"
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import { OrderJournal } from "effect-binance/orders/OrderJournal"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as fs from "node:fs"
import { attemptOf, ending, intentOf } from "./samples.ts"

export interface Setting {
  readonly name: string
  readonly place: { readonly file: string } | { readonly url: string; readonly schema: string }
}

const { name, place }: Setting = JSON.parse(process.argv[2]!)
// straight to the pipe: what was said must not die with the process
const say = (line: string) => fs.writeSync(1, `${line}\n`)

const layer =
  "file" in place
    ? SqliteJournal.layer({ file: place.file })
    : PostgresJournal.layer({ url: Redacted.make(place.url), schema: place.schema, maxConnections: 2 })

// one that had to wait for too long was not written: the next one may be
const answerOf = Effect.orElseSucceed(() => "failed")

const write = Effect.gen(function* () {
  const journal = yield* OrderJournal
  const read = yield* journal.read("shared")
  let next = (read?.attempts.at(-1)?.number ?? 0) + 1
  for (let i = 0; ; i++) {
    // one that all processes fight for, and one of its own that ends
    const shared = journal.sign(intentOf("shared"), attemptOf(next, { writtenBy: name }), [])
    if ((yield* answerOf(shared)) === "written") say(`shared ${next}`)
    next++
    const own = `${name}-${i}`
    const signed = journal.sign(intentOf(own), attemptOf(1, { writtenBy: name }), [])
    if ((yield* answerOf(signed)) === "written") say(`signed ${own}`)
    if ((yield* answerOf(journal.conclude(ending(own, 1)))) === "written") say(`ended ${own}`)
  }
})

// whoever opens it first may keep the others waiting for longer than they do
Effect.runPromise(Effect.retry(Effect.provide(write, layer), { times: 20 })).catch((error: unknown) =>
  say(`failed ${String(error)}`)
)
