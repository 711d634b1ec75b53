/** One line of the report: what was measured, how much the rounds differed, and what was allowed. */

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly rounds: number
}

export interface Row {
  readonly section: string
  readonly what: string
  /** What the number is: `x` for a ratio. */
  readonly unit: "x" | "KB" | "B" | "ms" | "MB" | "us" | ""
  readonly measured: Spread
  /** Its line and its column in a table of its own; then it is none of the table of all budgets. */
  readonly cell?: readonly [line: string, column: string] | undefined
  /** What 95 % of a distribution stay below, in the same unit, where that is shown. */
  readonly p95?: number | undefined
  /** The most that is allowed, in the same unit; `undefined` for a row that only informs. */
  readonly budget?: number | undefined
  /** The least that it can be, in the same unit, where the exchange's own bounds ask for that. */
  readonly least?: number | undefined
  readonly note?: string | undefined
}

export const spread = (values: ReadonlyArray<number>): Spread => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median, min: sorted[0]!, max: sorted.at(-1)!, rounds: sorted.length }
}

/** Round by round, so that what slows the machine down for a while slows both down. */
export const ratio = (ours: ReadonlyArray<number>, theirs: ReadonlyArray<number>): Spread =>
  spread(ours.map((value, round) => value / theirs[round]!))

export const exactly = (value: number): Spread => spread([value])

export const outcome = ({ budget, measured }: Row): "met" | "missed" | "" =>
  budget === undefined ? "" : measured.median <= budget ? "met" : "missed"

export const number = (value: number): string =>
  Number.isInteger(value) || Math.abs(value) >= 1000
    ? value.toFixed(0)
    : value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2)

export const text = ({ max, median, min, rounds }: Spread): string =>
  rounds === 1 ? number(median) : `${number(median)} (${number(min)}-${number(max)})`
