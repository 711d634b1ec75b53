/**
 * What a person sees of the demo: progress while it runs, and a table at the end.
 *
 * @since 0.1.0
 */
import type { Score } from "./Storm.ts"

/** How far a strategy is. */
export interface Progress {
  readonly name: string
  readonly done: number
  readonly of: number
}

const nameWidth = 36

const bar = (done: number, of: number) => {
  const width = 24
  const full = Math.round((width * done) / Math.max(1, of))
  return "█".repeat(full) + "░".repeat(width - full)
}

/** One line for each strategy. */
export const progress = (all: ReadonlyArray<Progress>): ReadonlyArray<string> =>
  all.map(({ done, name, of }) => `  ${name.padEnd(nameWidth)} ${bar(done, of)} ${`${done}`.padStart(4)}/${of}`)

const columns: ReadonlyArray<{
  readonly title: readonly [string, string]
  readonly value: (score: Score) => number
  readonly isBad: boolean
}> = [
  { title: ["", "intents"], value: (s) => s.intents, isBad: false },
  { title: ["orders", "accepted"], value: (s) => s.accepted, isBad: false },
  { title: ["double", "fills"], value: (s) => s.doubleFills, isBad: true },
  { title: ["live orders", "called failed"], value: (s) => s.falseRejections, isBad: true },
  { title: ["", "lost"], value: (s) => s.lost, isBad: true },
  { title: ["sent into", "a ban"], value: (s) => s.sentDuringBan, isBad: true },
  { title: ["", "unsettled"], value: (s) => s.unsettled, isBad: true },
  { title: ["", "seconds"], value: (s) => s.seconds, isBad: false }
]

/** The table, with the bad columns in colour when the terminal has it. */
export const table = (scores: ReadonlyArray<Score>, options: { readonly color: boolean }): ReadonlyArray<string> => {
  const widths = columns.map(({ title }) => Math.max(...title.map((line) => line.length)) + 2)
  const paint = (text: string, code: number) => (options.color ? `\u001b[${code}m${text}\u001b[0m` : text)
  const head = ([0, 1] as const).map(
    (line) => " ".repeat(nameWidth + 2) + columns.map(({ title }, i) => title[line].padStart(widths[i] ?? 0)).join("")
  )
  const rule = "─".repeat(nameWidth + 2 + widths.reduce((sum, width) => sum + width, 0))
  const rows = scores.map(
    (score) =>
      `  ${score.name.padEnd(nameWidth)}` +
      columns
        .map(({ isBad, value }, i) => {
          const cell = `${value(score)}`.padStart(widths[i] ?? 0)
          return isBad ? paint(cell, value(score) === 0 ? 32 : 31) : cell
        })
        .join("")
  )
  return [...head, rule, ...rows]
}
