/** Explains a text line by line: what it tells is complete as soon as the line after it is read, and is bounded in memory. */
import { isObject, judgeLine, Misread, own, rawNumbers } from "./contract.ts"
import { type Entry, EntryReader } from "./entries.ts"
import { contextOf, evidenceIn } from "./evidence.ts"
import { type Given, type Judgement, judgement } from "./judgement.ts"
import { type Paint, unpainted } from "./paint.ts"
import { again, block, judgementOf, Summary } from "./people.ts"

/** The longest line that is read to its end, in characters. */
export const longestLine = 4_194_304

// how many different errors are remembered, so that the next of a kind needs one line only
const remembered = 5000

const isContract = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) &&
  own(value, "product") !== undefined &&
  own(value, "kind") !== undefined &&
  ["status", "noReply", "transport"].some((key) => own(value, key) !== undefined)

const contractLine = (text: string): Readonly<Record<string, unknown>> | undefined => {
  if (!text.startsWith("{") || !text.includes('"kind"')) return undefined
  try {
    const value = rawNumbers(text)
    return isContract(value) ? value : undefined
  } catch {
    return undefined
  }
}

// a key that the cut splits would look short, so what is left of it goes too
const withoutCutRun = (line: string): string => {
  let end = line.length
  while (end > 0 && /[^\s"',;&]/.test(line.charAt(end - 1))) end--
  return line.slice(0, end)
}

/** Splits chunks of text into lines at "\n". What a line has beyond the longest is dropped, and said to be. */
class LineSplitter {
  private parts: Array<string> = []
  private size = 0
  private dropped = 0

  private add(part: string): void {
    const left = longestLine - this.size
    if (left > 0) this.parts.push(part.length > left ? part.slice(0, left) : part)
    this.size += part.length
    if (part.length > left) this.dropped += part.length - Math.max(0, left)
  }
  private take(): { readonly line: string; readonly dropped: number } {
    const joined = this.parts.join("")
    const line = this.dropped > 0 ? withoutCutRun(joined) : joined.endsWith("\r") ? joined.slice(0, -1) : joined
    const { dropped } = this
    this.parts = []
    this.size = 0
    this.dropped = 0
    return { line, dropped }
  }
  push(chunk: string, each: (line: string, dropped: number) => void): void {
    let at = 0
    for (let end = chunk.indexOf("\n"); end >= 0; end = chunk.indexOf("\n", at)) {
      this.add(chunk.slice(at, end))
      const { dropped, line } = this.take()
      each(line, dropped)
      at = end + 1
    }
    this.add(chunk.slice(at))
  }
  end(each: (line: string, dropped: number) => void): void {
    if (this.size === 0) return
    const { dropped, line } = this.take()
    each(line, dropped)
  }
}

/** Reads a text, and gives lines for people. */
export class LogReader {
  private readonly given: Given
  private readonly paint: Paint
  private readonly showsLines: boolean
  private readonly splitter = new LineSplitter()
  private readonly entries = new EntryReader()
  private readonly shownAt = new Map<string, string>()
  private readonly judged = new Map<string, Judgement>()
  /** What was told last: nothing, one line, or a block, which stands by itself. */
  private before: "nothing" | "line" | "block" = "nothing"
  /** What was found, for the end. */
  readonly summary = new Summary()

  constructor(options: { readonly given: Given; readonly paint: Paint; readonly showsLines: boolean }) {
    this.given = options.given
    this.paint = options.paint
    this.showsLines = options.showsLines
  }

  private where({ first, last }: Entry): string {
    return !this.showsLines ? "" : first === last ? `line ${first}` : `lines ${first} to ${last}`
  }

  private told(lines: ReadonlyArray<string>): ReadonlyArray<string> {
    const is = lines.length > 1 ? "block" : "line"
    const isApart = this.before === "block" || (this.before === "line" && is === "block")
    this.before = is
    return isApart ? ["", ...lines] : lines
  }

  private show(made: Judgement, entry: Entry): ReadonlyArray<string> {
    const { paint } = this
    const { judged, shown, assumed } = made
    const where = this.where(entry)
    this.summary.add(shown, entry.first)
    const text =
      shown.elements === undefined
        ? `${assumed.join()} ${judged.product.name} ${judged.kind} ${shown.tag} ${shown.reason} ${shown.code}`
        : ""
    const before = this.shownAt.get(text)
    if (before !== undefined) return this.told([again(shown, where, before, paint)])
    // a batch is shown each time: its elements differ
    if (text !== "" && this.showsLines && this.shownAt.size < remembered) this.shownAt.set(text, where)
    return this.told(block(made, where, paint))
  }

  private explain(entry: Entry, now: number): ReadonlyArray<string> {
    const lines = entry.last - entry.first + 1
    const contract = contractLine(entry.text)
    if (contract !== undefined) {
      const judged = judgeLine(contract, now)
      if (judged instanceof Misread) {
        this.summary.misread += lines
        return this.told([
          this.paint(`${this.where(entry) === "" ? "" : `${this.where(entry)}: `}${judged.error}`, "red")
        ])
      }
      this.summary.told += lines
      return this.show(judgementOf(judged, now), entry)
    }
    const evidence = evidenceIn(entry.text)
    if (evidence.length === 0) return []
    this.summary.told += lines
    const context = contextOf(entry.text)
    return evidence.flatMap((one) => {
      // the same error again is judged the same, unless it names a moment: then the time now counts
      const key = JSON.stringify([one, context])
      const known = this.judged.get(key)
      const made = known ?? judgement(one, context, this.given, now)
      if (known === undefined && made.shown.retryAt === undefined && key.length < 2000 && this.judged.size < remembered)
        this.judged.set(key, made)
      return this.show(made, entry)
    })
  }

  private line(text: string, dropped: number, now: number): ReadonlyArray<string> {
    const number = ++this.summary.lines
    const done = this.entries.push(unpainted(text), number)
    return [
      ...(done === undefined ? [] : this.explain(done, now)),
      ...(dropped === 0
        ? []
        : this.told([
            this.paint(
              `line ${number} is longer than ${longestLine} characters: the ${dropped} behind them were not read. Split it to have all of it explained.`,
              "red"
            )
          ]))
    ]
  }

  /** A piece of the text. Gives the lines that are ready; `now` in epoch ms. */
  push(chunk: string, now: number): ReadonlyArray<string> {
    const out: Array<string> = []
    this.splitter.push(chunk, (line, dropped) => out.push(...this.line(line, dropped, now)))
    return out
  }

  /** The end of the text: the rest of the lines, without the summary. */
  end(now: number): ReadonlyArray<string> {
    const out: Array<string> = []
    this.splitter.end((line, dropped) => out.push(...this.line(line, dropped, now)))
    const last = this.entries.end()
    if (last !== undefined) out.push(...this.explain(last, now))
    return out
  }
}
