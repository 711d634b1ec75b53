/** Runs the Effect diagnostics over every project of the solution; an error or a warning fails. */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"

interface Finding {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly severity: "error" | "warning" | "message"
  readonly name: string
  readonly message: string
}

interface Report {
  readonly diagnostics: ReadonlyArray<Finding>
  readonly files: ReadonlyArray<{ readonly file: string }>
}

const root = path.resolve(import.meta.dirname, "..")

const run = spawnSync(
  "effect-tsgo",
  ["diagnostics", "--project", "tsconfig.json", "--format", "json", "--list-files"],
  {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"]
  }
)
if (run.error !== undefined) throw run.error

const report = JSON.parse(run.stdout) as Report // the tool's own format; a change of it fails below, by checking no file

for (const finding of report.diagnostics) {
  const file = path.relative(root, finding.file)
  console.log(`${file}:${finding.line}:${finding.column} ${finding.severity} ${finding.name}: ${finding.message}`)
}

// A file that no project includes would pass unseen.
const checked = new Set(report.files.map(({ file }) => path.resolve(file)))
const expected = fs.globSync(["packages/*/src/**/*.ts", "examples/**/*.ts", "test/**/*.ts", "scripts/**/*.ts"], {
  cwd: root,
  exclude: (name) => name === "node_modules" || name === "dist" || name === "peers"
})
const unchecked = expected.filter((file) => !checked.has(path.resolve(root, file)))
for (const file of unchecked) console.log(`${file} error: no project includes it`)

const failing = report.diagnostics.filter(({ severity }) => severity !== "message").length + unchecked.length
const messages = report.diagnostics.length - (failing - unchecked.length)
console.log(`${checked.size} files checked: ${failing} to fix, ${messages} messages`)
if (failing > 0 || run.status !== 0) process.exitCode = 1
