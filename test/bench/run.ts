/**
 * `pnpm bench`: what the library costs, as ratios to what it stands beside, all measured in this one run. `--quick` takes
 * less than half a minute, `--json` prints one line of JSON, `--peers` measures published clients beside it, `--only doubts,journal`
 * measures these parts alone, and `--write` writes the tables of the documents whose parts were all measured. It passes whatever it
 * finds: time is no test.
 */
import * as fs from "node:fs"
import { createRequire } from "node:module"
import * as os from "node:os"
import { parseArgs } from "node:util"
import { today, withBlock } from "../readme-block.ts"
import { ban } from "./Ban.ts"
import { bundles } from "./Bundle.ts"
import { calls } from "./Calls.ts"
import { doubts, simulatedDoubts } from "./Doubts.ts"
import { imports } from "./Import.ts"
import { journals } from "./Journal.ts"
import { delays } from "./Lanes.ts"
import * as published from "./peers.ts"
import { number, outcome, type Row, text } from "./Row.ts"
import { sockets } from "./Sockets.ts"
import { block, doubtsBlock, journalBlock } from "./table.ts"
import { verdicts } from "./Verdicts.ts"

const options = (() => {
  try {
    return parseArgs({
      options: {
        quick: { type: "boolean" },
        json: { type: "boolean" },
        peers: { type: "boolean" },
        only: { type: "string" },
        write: { type: "boolean" }
      }
    }).values
  } catch (error) {
    console.error(
      `${error instanceof Error ? error.message : String(error)}\nOptions: --quick, --json, --peers, --only, --write`
    )
    return process.exit(2)
  }
})()
const quick = options.quick === true
const json = options.json === true
const write = options.write === true

const parts = {
  calls: () =>
    calls(
      quick
        ? { limit: 800, warmUp: 800, protocols: ["https"], peers }
        : { limit: peers ? 12_000 : 5000, warmUp: 2000, protocols: ["https", "http"], peers }
    ),
  sockets: () =>
    sockets(
      quick
        ? { limit: 800, warmUp: 800, protocols: ["wss"], peers }
        : { limit: peers ? 12_000 : 5000, warmUp: 2560, protocols: ["wss", "ws"], peers }
    ),
  verdicts: () => verdicts(quick ? 800 : 4000),
  bundles,
  imports: () => imports({ limit: quick ? 1500 : 8000, peers }),
  doubts,
  simulatedDoubts: () => simulatedDoubts(quick ? 10 : 60),
  delays: async () => delays(quick ? 2 : 10),
  ban: () => ban(quick ? 8000 : 100_000),
  journal: () => journals(quick ? 30 : 200)
}
type Part = keyof typeof parts
const names = Object.keys(parts) as ReadonlyArray<Part> // its own keys
const chosen: ReadonlyArray<Part> = (() => {
  if (options.only === undefined) return names
  const asked = options.only.split(",")
  const unknown = asked.find((one) => !Object.hasOwn(parts, one))
  if (unknown === undefined) return names.filter((name) => asked.includes(name))
  console.error(`--only takes some of ${names.join(",")}, not ${unknown}`)
  return process.exit(2)
})()

// the README shows the others beside us, and figures of a whole run
const peers = options.peers === true || (write && chosen.length === names.length)
if (write && quick) {
  console.error("--write takes a whole run: leave out --quick")
  process.exit(2)
}
if (peers && !published.areInstalled()) {
  console.error(
    `--peers: the other clients are not installed. In the root of the repository: ${published.installCommand}`
  )
  process.exit(2)
}

const versionOf = (name: string): string => {
  const file = createRequire(import.meta.url).resolve(`${name}/package.json`)
  return (JSON.parse(fs.readFileSync(file, "utf8")) as { readonly version: string }).version // every package.json has one
}

const load = () => number(os.loadavg()[0]!)
const about = {
  node: process.version,
  cpu: os.cpus()[0]?.model.trim() ?? "unknown",
  cores: os.availableParallelism(),
  versions: {
    "effect-binance": versionOf("effect-binance"),
    "effect": versionOf("effect"),
    "fetch": `of Node, undici ${process.versions.undici}`,
    "undici": versionOf("undici"),
    ...(peers ? Object.fromEntries(published.peers.map((name) => [name, published.versionOf(name)])) : {})
  }
}

const unitOf = ({ unit }: Row) => (unit === "x" ? "x" : unit === "" ? "" : ` ${unit}`)
const cells = (row: Row): ReadonlyArray<string> => [
  row.what,
  `${text(row.measured)}${unitOf(row)}`,
  row.budget === undefined ? "" : `<= ${number(row.budget)}${unitOf(row)}`,
  outcome(row)
]

const print = (rows: ReadonlyArray<Row>): void => {
  for (const [section, inSection] of Map.groupBy(rows, (row) => row.section)) {
    const table = [[section, "measured", "budget", ""], ...inSection.map(cells)]
    const widths = [0, 1, 2].map((column) => Math.max(...table.map((cells) => cells[column]!.length)))
    const line = (cells: ReadonlyArray<string>) =>
      cells.map((cell, column) => cell.padEnd(widths[column] ?? 12)).join("  ")
    console.log(`\n${line(table[0]!).trimEnd()}`)
    for (const [i, row] of inSection.entries()) console.log(`${line(table[i + 1]!)}  ${row.note ?? ""}`.trimEnd())
  }
}

const startedAt = performance.now()
const loadBefore = load()
if (!json) {
  console.log(`Node ${about.node}, ${about.cpu}, ${about.cores} cores, load ${loadBefore} at the start`)
  console.log(
    Object.entries(about.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")
  )
  console.log("Medians (min-max) of rounds in turn. KB are 1 024 bytes.")
}

const all: Array<Row> = []
const add = (rows: ReadonlyArray<Row>) => {
  all.push(...rows)
  if (!json) print(rows)
}

for (const name of chosen) add(await parts[name]())

/** The tables of the documents that this command writes, and the parts of a run of which each is made. */
const tables: ReadonlyArray<{
  readonly file: string
  readonly name: string
  readonly of: ReadonlyArray<Part>
  readonly text: () => string
}> = [
  { file: "README.md", name: "bench", of: names, text: () => block(all, about, published.peers, loadBefore, today()) },
  { file: "README.md", name: "doubts", of: ["doubts"], text: () => doubtsBlock(all, today()) },
  { file: "docs/journal.md", name: "bench", of: ["journal"], text: () => journalBlock(all, about, loadBefore, today()) }
]
for (const { file, name, of, text } of write ? tables : []) {
  if (!of.every((part) => chosen.includes(part))) continue
  const document = new URL(`../../${file}`, import.meta.url)
  const written = withBlock(fs.readFileSync(document, "utf8"), name, text())
  if (written === undefined) {
    console.error(`${file} has no <!-- ${name} --> … <!-- /${name} -->`)
    process.exit(1)
  }
  fs.writeFileSync(document, written)
}

const seconds = Math.round((performance.now() - startedAt) / 1000)
if (json) {
  console.log(
    JSON.stringify({
      ...about,
      load: [Number(loadBefore), Number(load())],
      quick,
      seconds,
      rows: all.map((row) => ({ ...row, outcome: outcome(row) }))
    })
  )
} else {
  const missed = all.filter((row) => outcome(row) === "missed")
  console.log(
    `\n${seconds} s, load ${load()} at the end. ${missed.length === 0 ? "No budget missed" : `${missed.length} budgets missed`}.`
  )
}
