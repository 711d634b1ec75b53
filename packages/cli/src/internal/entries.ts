/** Lines of a log put together to entries: an error and the trace, dump or cause that follows it are one, and count once. */

/** Some lines that belong together. */
export interface Entry {
  readonly text: string
  /** The numbers of its lines, from 1. */
  readonly first: number
  readonly last: number
}

// what an entry may hold; what is behind it is still counted, and is no entry of its own
const longestEntry = 4_194_304

/** A line that opens an entry wherever it stands: a time, a level, a mark of a list. */
const opens =
  /^\s*(?:[[(]?\d{4}-\d\d-\d\d[T ]|[[(]?\d\d:\d\d:\d\d|[[(]?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b|[-*•] |\{"(?:level|time|ts|severity|@timestamp|product)")/
/** A line that only goes on, however far it is indented. */
const goesOn = /^\s*(?:at |[}\])]|\.{3} \d+ more|\[cause\]|\[errors\]|Caused by:|File ")/
/** A line behind which another trace of the same error comes. */
const links = /^(?:During handling of the above exception|The above exception was the direct cause)/
/** A trace that says at its end what it is about. */
const header = /^\s*Traceback \(most recent call last\)/

const indentOf = (line: string) => line.length - line.trimStart().length

/** Reads lines one after the other, and gives each entry once it is complete. */
export class EntryReader {
  private lines: Array<string> = []
  private size = 0
  private indent = 0
  private first = 0
  private last = 0
  /** Whether the trace's own sentence is still to come. */
  private awaited = false
  private linked = false

  private continues(line: string): boolean {
    if (this.lines.length === 0) return false
    if (line.trim() === "") return true
    if (links.test(line)) return true
    if (this.linked || header.test(line)) return this.linked
    if (goesOn.test(line)) return true
    if (opens.test(line)) return false
    return this.awaited || indentOf(line) > this.indent
  }

  /** The entry that this line ends, when it does. */
  push(line: string, number: number): Entry | undefined {
    const isMore = this.continues(line)
    const done = isMore ? undefined : this.end()
    if (!isMore) {
      this.indent = indentOf(line)
      this.first = number
      // blank lines between entries belong to none
      if (line.trim() === "") return done
    }
    if (line.trim() !== "") {
      const indented = indentOf(line) > this.indent
      if (header.test(line)) this.awaited = true
      else if (!indented && !links.test(line)) this.awaited = false
      this.linked = links.test(line)
      this.last = number
    }
    const left = longestEntry - this.size
    if (left > 0) this.lines.push(line.length > left ? line.slice(0, left) : line)
    this.size += line.length + 1
    return done
  }

  /** The last entry, at the end of the input. */
  end(): Entry | undefined {
    const entry =
      this.lines.length === 0 ? undefined : { text: this.lines.join("\n"), first: this.first, last: this.last }
    this.lines = []
    this.size = 0
    this.awaited = false
    this.linked = false
    return entry
  }
}
