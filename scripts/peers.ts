/**
 * Other clients against the simulator. They have dependencies of their own in test/peers, which are installed here on first use.
 *
 *     node scripts/peers.ts              they trade, and what they say is held against the book
 *     node scripts/peers.ts hazards      every client through every hazard: --json, --write (the README's table), --check
 *
 * Ends with `N passed, N failed` when they trade.
 */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "..")
const peers = path.join(root, "test/peers")
const bin = (name: string) => path.join(root, "node_modules/.bin", name)

const [mode = "trading", ...rest] = process.argv.slice(2)
if (mode !== "trading" && mode !== "hazards") {
  console.error(`"${mode}" is neither trading nor hazards`)
  process.exit(2)
}

/** Whether it succeeded. What it prints goes to `output`; with `--json`, stdout is for the JSON alone. */
const run = (command: string, args: ReadonlyArray<string>, output: "stdout" | "stderr" = "stdout") => {
  const { error, status } = spawnSync(command, args, { cwd: root, stdio: ["ignore", output === "stdout" ? 1 : 2, 2] })
  if (error !== undefined) console.error(`${command}: ${error.message}`)
  return status === 0
}

const give = (failed: string): never => {
  console.error(`failed: ${failed}`)
  if (mode === "trading") console.log("0 passed, 1 failed")
  process.exit(1)
}

// what is there has to be exactly what the lock says
const stamp = path.join(peers, "node_modules/.installed")
const wanted = createHash("sha256")
for (const file of ["package.json", "package-lock.json"]) wanted.update(fs.readFileSync(path.join(peers, file)))
const lock = wanted.digest("hex")
if (!fs.existsSync(stamp) || fs.readFileSync(stamp, "utf8") !== lock) {
  console.error("installing the clients into test/peers …")
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
  if (!run("npm", ["ci", "--prefix", peers, ...quiet], "stderr")) give("the clients could not be installed")
  fs.writeFileSync(stamp, lock)
}

if (mode === "hazards") {
  process.exit(run(process.execPath, [path.join(peers, "run.ts"), ...rest]) ? 0 : 1)
}
if (!run(bin("tsc"), ["-p", peers])) give("the types of test/peers")
process.exit(run(bin("vitest"), ["run", "--config", path.join(peers, "vitest.config.ts"), ...rest]) ? 0 : 1)
