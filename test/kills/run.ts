/**
 * `pnpm kills`: traders on a real socket are killed by SIGKILL, over a SQLite journal and then over PostgreSQL, and the exchange's book
 * is held against their journal after each. `--kills N` for each kind (300), `--seed N`, `--journal sqlite|postgres`, `--traders N`
 * side by side (4), `--json`. `--sabotage no-key` shows that it can fail.
 */
import * as Effect from "effect/Effect"
import { parseArgs } from "node:util"
import { isPostgresHere, postgresUrl } from "../orders/journals.ts"
import { journals } from "./journals.ts"
import * as Kills from "./Kills.ts"

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
    journal: { type: "string" },
    traders: { type: "string", default: "4" },
    sabotage: { type: "string" },
    json: { type: "boolean", default: false }
  }
})
const wholeNumber = (name: "kills" | "seed" | "traders") => {
  const number = Number(values[name])
  if (Number.isInteger(number) && number > 0) return number
  console.error(`--${name} takes a whole number above 0, not ${values[name]}`)
  return process.exit(2)
}
const [kills, seed, traders] = [wholeNumber("kills"), wholeNumber("seed"), wholeNumber("traders")]
const { sabotage } = values
if (sabotage !== undefined && sabotage !== "no-key") {
  console.error(`--sabotage takes no-key, not ${sabotage}`)
  process.exit(2)
}
const kinds = (["sqlite", "postgres"] as const).filter(
  (kind) => values.journal === undefined || values.journal === kind
)
if (kinds.length === 0) {
  console.error(`--journal takes sqlite or postgres, not ${values.journal}`)
  process.exit(2)
}
let isRight = true
for (const kind of kinds) {
  if (kind === "postgres" && !isPostgresHere) {
    console.error(`skipped over PostgreSQL: there is none at ${postgresUrl}`)
    if (values.journal === kind) isRight = false
    continue
  }
  const startedAt = performance.now()
  const report = await Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(journals(kind, traders), (journals) =>
        Kills.run({
          seed,
          kills,
          journals,
          sabotage,
          onKill: (done) => done % 25 === 0 && console.error(`${kind}: ${done} of ${kills} kills`)
        })
      )
    )
  )
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  if (values.json) console.log(JSON.stringify({ journal: kind, seconds, ...report }))
  else {
    console.log(
      `${kind}: ${report.kills} kills (${report.killsInRecovery} before the last one was recovered from), ${report.intents} intents, ${report.accepted} accepted, ${report.doubles} doubles, ${report.lost} lost, ${report.falseRejections} live orders called failed, ${report.unsettled} unsettled; book held against journal ${report.comparisons} times; seed ${seed}, ${seconds} s`
    )
    const { max, median, p95 } = report.recoveryMillis
    console.log(
      `${kind}: ${report.recovered} intents recovered; a restart was settled after ${median} ms (median), ${p95} ms (95 %), ${max} ms (max)`
    )
  }
  isRight &&= report.doubles + report.lost + report.falseRejections + report.unsettled === 0
}
process.exit(isRight ? 0 : 1)
