/**
 * Type-checks every example of the documentation: each ```ts block of a doc comment in the packages and of a README is a module
 * of its own, as a reader copies it. A misuse is shown with a `@ts-expect-error` over it, which is checked too.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"

interface Example {
  /** Relative to the root. */
  readonly file: string
  /** Of the first line of the code, counted from 1. */
  readonly line: number
  readonly code: ReadonlyArray<string>
}

const root = path.resolve(import.meta.dirname, "..")
const glob = (pattern: string) =>
  fs.globSync(pattern, { cwd: root, exclude: (name) => name === "node_modules" || name === "dist" }).toSorted()
const linesOf = (file: string) => fs.readFileSync(path.join(root, file), "utf8").split("\n")

const opens = /^\s*```ts(?:\s|$)/
const closes = /^\s*```\s*$/

/** The blocks of a text whose lines are `lines`; `first` is the number of the first of them. */
const blocks = (file: string, lines: ReadonlyArray<string>, first: number): ReadonlyArray<Example> => {
  const examples: Array<Example> = []
  for (let i = 0; i < lines.length; i++) {
    if (!opens.test(lines[i] ?? "")) continue
    const start = i + 1
    while (i + 1 < lines.length && !closes.test(lines[i + 1] ?? "")) i++
    if (i + 1 >= lines.length) throw new Error(`${file}:${first + start - 1}: the block is not closed`)
    examples.push({ file, line: first + start, code: lines.slice(start, ++i) })
  }
  return examples
}

/** A doc comment without its stars, and the line that follows it. */
interface Comment {
  readonly first: number
  readonly text: ReadonlyArray<string>
  readonly next: string
}

// Only a comment that starts its line: the two stars of a glob in a string are none.
const comments = (lines: ReadonlyArray<string>): ReadonlyArray<Comment> => {
  const found: Array<Comment> = []
  for (let i = 0; i < lines.length; i++) {
    if (!/^\s*\/\*\*/.test(lines[i] ?? "")) continue
    const start = i
    while (i < lines.length && !(lines[i] ?? "").includes("*/")) i++
    const text = lines
      .slice(start, i + 1)
      .map((line) => line.replace(/^\s*(?:\/\*\*|\*\/|\*) ?/, "").replace(/\s*\*\/\s*$/, ""))
    found.push({ first: start + 1, text, next: lines[i + 1] ?? "" })
  }
  return found
}

const sources = glob("packages/*/src/**/*.ts")
const examples = [
  ...sources.flatMap((file) => comments(linesOf(file)).flatMap(({ first, text }) => blocks(file, text, first))),
  ...["README.md", ...glob("packages/*/README.md")]
    .filter((file) => fs.existsSync(path.join(root, file)))
    .flatMap((file) => blocks(file, linesOf(file), 1))
]

const isPublic = (file: string) =>
  file.startsWith(path.join("packages", "effect-binance", "src")) && !file.split(path.sep).includes("internal")
const exportsValue = /^export (?:declare )?(?:const|function|class|abstract class|enum) (\w+)/

/** The exported values of a file that no example shows. */
const withoutExample = (file: string): ReadonlyArray<string> => {
  const lines = linesOf(file)
  const documented = new Set(
    comments(lines)
      .filter(({ text }) => text.some((line) => opens.test(line)))
      .map(({ first, text }) => first + text.length)
  )
  const exported = lines.flatMap((text, i) => {
    const name = exportsValue.exec(text)?.[1]
    return name === undefined ? [] : [{ name, isShown: documented.has(i + 1) }]
  })
  // the first of several signatures speaks for all
  const shown = new Set(exported.filter(({ isShown }) => isShown).map(({ name }) => name))
  return exported.flatMap(({ name }) => (shown.has(name) ? [] : [name]))
}

// Ignored by git and by every tool that looks for sources; `test` depends on each package, so it resolves what a reader imports.
const folder = fs.mkdtempSync(path.join(root, "test", "node_modules", ".doc-examples-"))
const remove = () => fs.rmSync(folder, { recursive: true, force: true })
process.on("exit", remove)
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1))

const nameOf = (i: number) => `example-${i}.mts`
// one line per line: the line of an error is the line of the example, counted from its first
for (const [i, { code }] of examples.entries()) fs.writeFileSync(path.join(folder, nameOf(i)), code.join("\n"))
fs.writeFileSync(
  path.join(folder, "tsconfig.json"),
  JSON.stringify({
    extends: path.join(root, "tsconfig.base.json"),
    files: examples.map((_, i) => nameOf(i)),
    compilerOptions: {
      noEmit: true,
      composite: false,
      incremental: false,
      declarationMap: false,
      sourceMap: false,
      // an example may end with the value that it is about
      noUnusedLocals: false,
      noUnusedParameters: false,
      types: ["node"]
    }
  })
)

const { error, status, stderr, stdout } = spawnSync(
  path.join(root, "node_modules", ".bin", "tsc"),
  ["-p", folder, "--pretty", "false"],
  { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 }
)
if (error !== undefined) throw error

const failing = new Set<number>()
let elsewhere = 0
let here: Example | undefined
for (const line of stdout.split("\n")) {
  const [, file, row, rest] = /^(\S.*?)\((\d+),\d+\): (.*)$/.exec(line) ?? []
  const [, index] = /^example-(\d+)\.mts$/.exec(path.basename(file ?? "")) ?? []
  if (file !== undefined) {
    here = index === undefined ? undefined : examples[Number(index)]
    if (here === undefined) elsewhere++
    else {
      failing.add(Number(index))
      console.log(`${here.file}:${here.line + Number(row) - 1}: ${rest}`)
    }
  } else if (here !== undefined && line.trim() !== "") console.log(line)
  else if (line.startsWith("error ")) console.log(line)
}

const bare = sources.filter(isPublic).map((file) => ({ file, names: withoutExample(file) }))
for (const { file, names } of bare) {
  if (names.length > 0) console.log(`${file}: warning: no example of ${names.join(", ")}`)
}

if (elsewhere > 0) console.log(`${elsewhere} errors in the packages themselves, which \`tsc -b\` shows`)
console.log(
  `${examples.length} examples in ${new Set(examples.map(({ file }) => file)).size} files: ${failing.size} failing; ` +
    `${bare.flatMap(({ names }) => names).length} public exports without one`
)
// a tool that did not run, or found nothing to check, has shown nothing
const ran = examples.length > 0 && (status === 0 || failing.size > 0 || elsewhere > 0)
if (!ran) console.log(`tsc exited with ${status}: ${stdout}${stderr}`)
process.exitCode = ran && failing.size === 0 ? 0 : 1
