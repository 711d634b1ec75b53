/**
 * Puts every client through every hazard and prints the table. `--json`: the outcomes as one line of JSON. `--write`: puts the
 * table into the README. `--check`: fails when the README's is another one.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { today } from "../readme-block.ts"
import { bounds, columns, firstVerdict, library, timeoutMillis } from "./callers.ts"
import { hazards, meet } from "./hazards.ts"
import type { Outcome } from "./hazards.ts"
import { block, blockOf, dated, differences, lines, problems, withBlock } from "./table.ts"
import type { Row } from "./table.ts"

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    readme: { type: "string", default: new URL("../../README.md", import.meta.url).pathname }
  }
})

// Few at once: each is an exchange and a client in this one thread, and some of them have a time to keep.
const atOnce = 6

const jobs = hazards.flatMap((hazard) =>
  (hazard.act === "place" || hazard.act === "cancel" ? [...columns, firstVerdict] : columns).map((column) => ({
    hazard,
    column
  }))
)
// those that may have to wait for a minute to begin come first
jobs.sort((a, b) => Number(b.hazard.act === "ten orders") - Number(a.hazard.act === "ten orders"))

const startedAt = performance.now()
const outcomes: Array<Outcome> = []
const worker = async () => {
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) outcomes.push(await meet(job.hazard, job.column))
}
await Promise.all(Array.from({ length: atOnce }, worker))
const seconds = (performance.now() - startedAt) / 1000

const of = (hazard: string, caller: string) =>
  outcomes.find((outcome) => outcome.hazard === hazard && outcome.caller === caller)
const rows: ReadonlyArray<Row> = hazards.map(({ name }) => ({
  hazard: name,
  outcomes: columns.flatMap((column) => of(name, column.name) ?? []),
  first: of(name, firstVerdict.name)
}))

if (values.json) {
  console.log(JSON.stringify({ bounds, timeoutMillis, seconds, rows }))
} else {
  for (const line of lines(rows)) console.log(line)
  console.log(`\n${outcomes.length} outcomes in ${seconds.toFixed(0)} s`)
}

const found = [...problems(rows, library.name)]
const text = block(rows, bounds)
const readme = readFileSync(values.readme, "utf8")
const written = blockOf(readme)
if ((values.write || values.check) && written === undefined)
  found.push("the README has no <!-- hazards --> … <!-- /hazards -->")
if (values.check && written !== undefined) {
  const differing = differences(written, text)
  if (differing.length > 0) found.push(`the README's table is another one: run with --write\n${differing.join("\n")}`)
}
// a table with a problem is not written
if (values.write && found.length === 0) writeFileSync(values.readme, withBlock(readme, dated(text, today())) ?? readme)

for (const problem of found) console.error(`failed: ${problem}`)
process.exit(found.length === 0 ? 0 : 1)
