/** What a bundler makes of the installed packages: for Node, and for a place that has nothing of Node. */
import * as fs from "node:fs"
import * as path from "node:path"
import * as vm from "node:vm"
import { run } from "./Commands.ts"
import type { Consumer } from "./Consumer.ts"

export interface Bundle {
  /** What esbuild said when it failed. */
  readonly problem: string | undefined
  readonly file: string
  /** The modules in it that left something in the output, as paths from the consumer. */
  readonly inputs: ReadonlyArray<string>
  /** What it still imports. */
  readonly imports: ReadonlyArray<string>
  readonly bytes: number
}

interface Metafile {
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly bytes: number
        readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>
        readonly imports: ReadonlyArray<{ readonly path: string; readonly external?: boolean }>
      }
    >
  >
}

export const bundle = async (
  { folder }: Consumer,
  entry: string,
  options: ReadonlyArray<string>,
  root: string
): Promise<Bundle> => {
  const out = path.join(
    "bundles",
    `${path.basename(entry, path.extname(entry))}.${options.includes("--format=iife") ? "js" : "mjs"}`
  )
  const esbuild = path.join(root, "test", "node_modules", ".bin", "esbuild")
  const args = [entry, "--bundle", "--log-level=warning", `--outfile=${out}`, `--metafile=${out}.json`, ...options]
  const ran = await run(esbuild, args, { cwd: folder })
  const file = path.join(folder, out)
  // a warning is a finding too: one of them says that an import was left out, or that it is of another kind
  if (!ran.ok || ran.output !== "") return { problem: ran.output, file, inputs: [], imports: [], bytes: 0 }
  const { outputs } = JSON.parse(fs.readFileSync(`${file}.json`, "utf8")) as Metafile // esbuild's own format
  const output = outputs[out]
  if (output === undefined) return { problem: "no output", file, inputs: [], imports: [], bytes: 0 }
  return {
    problem: undefined,
    file,
    inputs: Object.entries(output.inputs).flatMap(([name, { bytesInOutput }]) => (bytesInOutput > 0 ? [name] : [])),
    imports: output.imports.map(({ path }) => path),
    bytes: output.bytes
  }
}

/** What a script leaves in `globalThis.result`, in a context that has the language and the two globals of the web that `effect` wants. */
export const evaluate = (file: string): unknown => {
  const context = vm.createContext({ TextDecoder, TextEncoder })
  vm.runInContext(fs.readFileSync(file, "utf8"), context, { filename: file, timeout: 10_000 })
  return vm.runInContext("JSON.stringify(globalThis.result)", context)
}
