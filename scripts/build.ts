/** Builds the four packages into their `dist`, from nothing, so that no module that is gone stays behind. */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "..")
const packages = fs.globSync("packages/*", { cwd: root })

for (const folder of packages) fs.rmSync(path.join(root, folder, "dist"), { recursive: true, force: true })

const run = spawnSync("tsc", ["-b", ...packages], { cwd: root, stdio: "inherit" })
if (run.error !== undefined) throw run.error
process.exitCode = run.status ?? 1
