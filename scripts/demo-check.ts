/**
 * Reads what `demo --json` printed (from stdin) and fails unless this library came through clean and somebody else did not:
 * a demo in which nobody gets hurt shows nothing.
 */
import { text } from "node:stream/consumers"

const badColumns = ["doubleFills", "falseRejections", "lost", "sentDuringBan", "unsettled"] as const

type Strategy = { readonly name: string; readonly intents: number; readonly accepted: number } & {
  readonly [column in (typeof badColumns)[number]]: number
}

const lines = (await text(process.stdin)).trimEnd().split("\n")
const report = JSON.parse(lines.at(-1) ?? "") as { readonly seed: number; readonly strategies: ReadonlyArray<Strategy> } // checked below

const problems: Array<string> = []
const badOf = (strategy: Strategy) => badColumns.filter((column) => strategy[column] !== 0)
const isOurs = ({ name }: Strategy) => name.includes("effect-binance")

for (const strategy of report.strategies) {
  for (const column of ["intents", "accepted", ...badColumns] as const) {
    if (!Number.isInteger(strategy[column])) problems.push(`${strategy.name}: ${column} is not a whole number`)
  }
  console.log(
    `${strategy.name}: ${
      badOf(strategy)
        .map((column) => `${column} ${strategy[column]}`)
        .join(", ") || "clean"
    }`
  )
}
const ours = report.strategies.filter(isOurs)
if (ours.length === 0) problems.push("this library took no part")
for (const strategy of ours) {
  if (badOf(strategy).length > 0) problems.push(`${strategy.name} is not clean`)
  if (!(strategy.intents > 0 && strategy.accepted > 0)) problems.push(`${strategy.name} traded nothing`)
}
if (!report.strategies.some((strategy) => !isOurs(strategy) && badOf(strategy).length > 0)) {
  problems.push("no other strategy was hurt: the exchange was too kind")
}

for (const problem of problems) console.log(`failed: ${problem}`)
if (problems.length > 0) process.exitCode = 1
