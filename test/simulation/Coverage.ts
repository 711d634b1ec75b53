/**
 * Which blocks of the settlement no seed has entered, as V8 counts them: what nobody has thought of listing is on this list too.
 *
 * It has to be imported before what it measures, so that nothing of that has run yet.
 */
import * as fs from "node:fs"
import { Session } from "node:inspector"
import * as path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { type Exception, exceptions } from "./CoverageExceptions.ts"

/** Where what is measured begins. */
export const root = fileURLToPath(new URL("../../packages/effect-binance/src/", import.meta.url))

/** What is measured: files, and folders with all that is in them. */
const measured = ["internal/settling", "settlement", "orders", "internal/journaling.ts"]

/** A stretch of code that was never entered. */
export interface Block {
  readonly file: string
  /** Of its first line, counted from 1. */
  readonly number: number
  /** The line that it begins in, without its indent. */
  readonly line: string
  /** How it begins, on one line. */
  readonly text: string
}

/** Says where it is, in the words of a row of `CoverageExceptions.ts`. */
export const show = ({ file, line, number, text }: Block) =>
  `${file}:${number} [${[file, line, text].map((part) => JSON.stringify(part)).join(", ")}]`

interface Range {
  readonly startOffset: number
  readonly endOffset: number
  readonly count: number
}

interface Script {
  readonly url: string
  readonly functions: ReadonlyArray<{ readonly ranges: ReadonlyArray<Range> }>
}

const beforeCode = /^(?:\s|[)\]};,]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/

const filesOf = (): ReadonlyArray<string> =>
  measured
    .flatMap((name) =>
      name.endsWith(".ts")
        ? [name]
        : fs
            .readdirSync(path.join(root, name))
            .filter((entry) => entry.endsWith(".ts"))
            .map((entry) => `${name}/${entry}`)
    )
    .toSorted()

/** The blocks of a source that were never entered, each with all that is in it; `ranges` in offsets of its text. */
export const blocksOf = (file: string, source: string, ranges: ReadonlyArray<Range>): ReadonlyArray<Block> => {
  const never = ranges
    .filter(({ count }) => count === 0)
    // the outermost first
    .toSorted((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset)
  const blocks: Array<Block> = []
  let until = -1
  for (const { endOffset, startOffset } of never) {
    if (endOffset <= until) continue
    // what is left after a return is nothing but the ends of blocks
    const skipped = beforeCode.exec(source.slice(startOffset, endOffset))?.[0].length ?? 0
    const at = startOffset + skipped
    if (at >= endOffset) continue
    until = endOffset
    const lineStart = source.lastIndexOf("\n", at - 1) + 1
    const lineEnd = source.indexOf("\n", at)
    blocks.push({
      file,
      number: source.slice(0, at).split("\n").length,
      line: source.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).trim(),
      text: source.slice(at, endOffset).split("\n")[0]?.trim().slice(0, 60) ?? ""
    })
  }
  return blocks
}

const keyOf = (...row: readonly [file: string, line: string, text: string]) => row.join("\n")

/** What is on the list and no exception; and the exceptions that are none: entered after all, or not there any more. */
export const judge = (blocks: ReadonlyArray<Block>, excused: ReadonlyArray<Exception> = exceptions) => {
  const listed = new Set(excused.flatMap((exception) => exception.blocks.map((row) => keyOf(...row))))
  const found = new Set(blocks.map(({ file, line, text }) => keyOf(file, line, text)))
  return {
    missed: blocks.filter(({ file, line, text }) => !listed.has(keyOf(file, line, text))),
    stale: excused.flatMap((exception) =>
      exception.isRare === true ? [] : exception.blocks.filter((row) => !found.has(keyOf(...row)))
    )
  }
}

/** Starts to count. */
export const start = () => {
  const session = new Session()
  session.connect()
  const post = (method: string, parameters?: object): unknown => {
    let answer: unknown
    // a session of one's own thread answers before it returns
    session.post(method, parameters, (error: Error | null, result?: object) => {
      if (error !== null) throw new Error(`${method}: ${JSON.stringify(error)}`)
      answer = result
    })
    return answer
  }
  post("Profiler.enable")
  post("Profiler.startPreciseCoverage", { callCount: true, detailed: true })

  return {
    /** Every block that nobody has entered since. */
    blocks: (): ReadonlyArray<Block> => {
      const { result } = post("Profiler.takePreciseCoverage") as { readonly result: ReadonlyArray<Script> } // as the protocol says
      const scripts = new Map(result.map((script) => [script.url, script]))
      return filesOf().flatMap((file) => {
        const source = fs.readFileSync(path.join(root, file), "utf8")
        const script = scripts.get(pathToFileURL(path.join(root, file)).href)
        return script === undefined
          ? [{ file, number: 1, line: "", text: "the whole file" }]
          : blocksOf(
              file,
              source,
              script.functions.flatMap((one) => one.ranges)
            )
      })
    }
  }
}

/** Counts from here on when the command line asks for it. */
export const running = process.argv.includes("--coverage") ? start() : undefined
