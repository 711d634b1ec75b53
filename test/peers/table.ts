/** What the outcomes look like: lines for a terminal, and the block of the README. */
import * as ReadmeBlock from "../readme-block.ts"
import type { Agreement } from "./agreement.ts"
import type { Outcome } from "./hazards.ts"

/** The outcomes of one hazard, and what a caller was told before anything was settled. */
export interface Row {
  readonly hazard: string
  readonly outcomes: ReadonlyArray<Outcome>
  readonly first: Outcome | undefined
}

const words: ReadonlyArray<Agreement> = ["agrees", "left open", "WRONG"]

const count = (outcomes: ReadonlyArray<Outcome>, word: Agreement) =>
  outcomes.filter(({ agreement }) => agreement === word).length

/** The outcomes of every caller, in the order of the first row. */
const byCaller = (rows: ReadonlyArray<Row>) => {
  const all = rows.flatMap(({ outcomes }) => outcomes)
  return (rows[0]?.outcomes ?? []).map(({ caller }) => ({
    caller,
    outcomes: all.filter((outcome) => outcome.caller === caller)
  }))
}

/** One line for each hazard and caller. */
export const lines = (rows: ReadonlyArray<Row>): ReadonlyArray<string> => {
  const all = rows.flatMap(({ first, outcomes }) => (first === undefined ? outcomes : [...outcomes, first]))
  const width = (of: (outcome: Outcome) => string) => Math.max(...all.map((outcome) => of(outcome).length))
  const [callers, told, book] = [width(({ caller }) => caller), width(({ told }) => told), width(({ book }) => book)]
  const line = ({ agreement, book: shown, caller, requests, seconds, sent, told: says }: Outcome) =>
    `  ${caller.padEnd(callers)}  ${says.padEnd(told)}  ${shown.padEnd(book)}  ${agreement.padEnd(9)}  ${`${sent}`.padStart(4)}  ${`${requests}`.padStart(8)}  ${seconds.toFixed(1).padStart(7)}`
  const head = `  ${"".padEnd(callers)}  ${"what the caller was told".padEnd(told)}  ${"what the book says".padEnd(book)}  ${"".padEnd(9)}  sent  requests  seconds`
  return [
    head,
    ...rows.flatMap(({ first, hazard, outcomes }) => [
      "",
      hazard,
      ...outcomes.map(line),
      ...(first === undefined ? [] : [line(first)])
    ]),
    "",
    ...byCaller(rows).map(
      ({ caller, outcomes }) =>
        `  ${caller.padEnd(callers)}  ${words.map((word) => `${count(outcomes, word)} ${word}`).join(", ")}`
    )
  ]
}

const dressed: Readonly<Record<Agreement, (text: string) => string>> = {
  "agrees": (text) => text,
  "left open": (text) => `*${text}*`,
  "WRONG": (text) => `**${text}**`
}

// a class, a code of the system or an error of ours is no word of the language
const code = /[A-Za-z]+[a-z][A-Z]\w*(\(\w+\))?|[A-Z][A-Z_]{3,}|\w+\(\w+\)/g

const cell = ({ agreement, book, told }: Outcome, first?: Outcome) => {
  const doubt = first?.agreement === "left open" ? `${first.told}, then ` : ""
  return dressed[agreement](`${`${doubt}${told}`.replace(code, "`$&`")}<br>${book}`)
}

const name = "hazards"

/** The block of the README: nothing in it differs from one run to the next. */
export const block = (
  rows: ReadonlyArray<Row>,
  of: { readonly engineDelayMillis: number; readonly visibilityMillis: number }
): string => {
  const callers = byCaller(rows)
  const line = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |`
  return [
    line(["what happens", ...callers.map(({ caller }) => caller)]),
    line(["what happens", ...callers].map(() => "---")),
    ...rows.map(({ first, hazard, outcomes }) =>
      line([
        hazard,
        ...outcomes.map((outcome, index) => cell(outcome, index === callers.length - 1 ? first : undefined))
      ])
    ),
    line([
      `of ${rows.length}`,
      ...callers.map(({ outcomes }) => `${count(outcomes, "WRONG")} wrong, ${count(outcomes, "left open")} left open`)
    ]),
    "",
    "Above what the caller was told, below what the exchange's own book says. Plain: they agree. *Left open*: honest, and the caller",
    "has to find out. **Wrong**: an order more than wanted, something else than the book says, or requests sent after the exchange had",
    `said to stay away. The exchange states short bounds here, ${of.engineDelayMillis} ms for its engine and ${of.visibilityMillis} ms for its reads, and effect-binance is`,
    "told them: with those of the real one, what is proven not to have executed has expired by then, and is reported as that."
  ].join("\n")
}

/** The day of a run, as the README gives it. The only part of a block that differs from one run to the next. */
export const dated = (text: string, day: string) => `${text}\n\nRun on ${day}.`
const withoutDay = (text: string) => text.replace(/\n\nRun on \d{4}-\d\d-\d\d\.$/, "")

/** The text between the marks; `undefined` without them. */
export const blockOf = (readme: string): string | undefined => ReadmeBlock.blockOf(readme, name)

/** The same text with another block; `undefined` without the marks. */
export const withBlock = (readme: string, text: string): string | undefined => ReadmeBlock.withBlock(readme, name, text)

/** The first lines in which two blocks differ; empty when they do not. */
export const differences = (written: string, fresh: string): ReadonlyArray<string> => {
  const [old, now] = [withoutDay(written).split("\n"), fresh.split("\n")]
  return Array.from({ length: Math.max(old.length, now.length) }, (_, index) => [old[index], now[index]] as const)
    .filter(([a, b]) => a?.trimEnd() !== b?.trimEnd())
    .flatMap(([a, b]) => [`- ${a ?? ""}`, `+ ${b ?? ""}`])
}

/** What makes a run worth nothing, or bad news. */
export const problems = (rows: ReadonlyArray<Row>, library: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  const all = rows.flatMap(({ outcomes }) => outcomes)
  for (const { agreement, book, caller, hazard, told } of all)
    if (caller === library && agreement !== "agrees")
      found.push(`${library}, ${hazard}: ${told}, but the book: ${book}`)
  for (const { first, hazard } of rows)
    if (first?.agreement === "WRONG")
      found.push(`${first.caller}, ${hazard}: ${first.told}, but the book: ${first.book}`)
  if (!all.some(({ caller }) => caller === library)) found.push(`${library} took no part`)
  // an exchange that hurts nobody shows nothing
  if (!all.some(({ agreement, caller }) => caller !== library && agreement === "WRONG"))
    found.push("nobody else was hurt: the exchange was too kind")
  return found
}
