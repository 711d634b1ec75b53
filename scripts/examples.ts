/**
 * Runs every example to its end, each in a process of its own, against a simulated exchange on loopback: one that fails or
 * does not end fails the run.
 */
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { createInterface } from "node:readline"
import { hmac } from "../packages/simulator/src/TestKeys.ts"

const root = path.resolve(import.meta.dirname, "..")
const timeoutMillis = 60_000

const examples = fs
  .globSync("examples/*.ts", { cwd: root })
  .filter((file) => !file.endsWith(".test.ts"))
  .toSorted()

const exchange = spawn(process.execPath, ["packages/cli/src/bin.ts", "simulate", "--port", "0", "--seed", "1"], {
  cwd: root,
  stdio: ["ignore", "pipe", "inherit"]
})
process.on("exit", () => exchange.kill())

// the lines are read to the end, so that the exchange never waits for its reader
const address = await new Promise<string | undefined>((resolve) => {
  createInterface(exchange.stdout).on("line", (line) => {
    const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
    if (found !== undefined) resolve(found)
  })
  void once(exchange, "exit").then(() => resolve(undefined))
})
if (address === undefined) throw new Error("the simulated exchange did not say where it listens")

const env = { ...process.env, BINANCE_ENDPOINT: address, BINANCE_API_KEY: hmac.apiKey, BINANCE_API_SECRET: hmac.secret }

/** A folder of its own, for those who keep a file. */
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "examples-"))
process.on("exit", () => fs.rmSync(temporary, { recursive: true, force: true }))

/** What went wrong, and what was printed before; undefined when nothing did. */
const run = (file: string) =>
  new Promise<string | undefined>((resolve) => {
    execFile(
      process.execPath,
      [path.join(root, file)],
      { cwd: fs.mkdtempSync(path.join(temporary, "run-")), env, timeout: timeoutMillis },
      (error, stdout, stderr) =>
        resolve(error === null ? undefined : `${error.signal ?? `exit code ${error.code}`}\n${stdout}${stderr}`)
    ).stdin?.end()
  })

let passed = 0
let failed = 0
for (const file of examples) {
  const startedAt = performance.now()
  const problem = await run(file)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  if (problem === undefined) passed++
  else failed++
  console.log(problem === undefined ? `ok      ${file} (${seconds} s)` : `failed  ${file} (${seconds} s): ${problem}`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
