/** Puts the pages that the errors link to beside the library while it is packed, and takes them away with `--remove`. */
import * as fs from "node:fs"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "../..")
const copy = path.join(root, "packages/effect-binance/docs")

fs.rmSync(copy, { recursive: true, force: true })
if (!process.argv.includes("--remove"))
  fs.cpSync(path.join(root, "docs/errors"), path.join(copy, "errors"), { recursive: true })
