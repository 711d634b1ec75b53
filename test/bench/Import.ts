/** What a cold import costs, over an empty script: fresh processes, the packages as plain JavaScript, as npm brings them. */
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import { createRequire, stripTypeScriptTypes } from "node:module"
import * as os from "node:os"
import * as path from "node:path"
import { answer, Child } from "./Child.ts"
import { directoryOf, installedSize, type Peer, peers, sizeOfPeer } from "./peers.ts"
import { exactly, type Row, spread } from "./Row.ts"

interface Entry {
  readonly what: string
  readonly imports: ReadonlyArray<string>
}

const entries: ReadonlyArray<Entry> = [
  { what: "empty script", imports: [] },
  {
    what: "effect/Effect, Layer, Schema: what any program with Effect imports",
    imports: ["effect/Effect", "effect/Layer", "effect/Schema"]
  },
  { what: "effect-binance/products/Spot", imports: ["effect-binance/products/Spot"] },
  {
    what: "the same and @effect-binance/node/NodeBinance",
    imports: ["effect-binance/products/Spot", "@effect-binance/node/NodeBinance"]
  }
]

// what their own manuals import
const peerImports = (name: Peer): Entry => ({ what: name, imports: [name] })

const packages = { "effect-binance": "../../packages/effect-binance", "@effect-binance/node": "../../packages/node" }

// Types become blanks; what is published lacks the blanks, which no parser minds
const compile = (folder: string, withPeers: boolean) => {
  const modules = path.join(folder, "node_modules")
  for (const [name, source] of Object.entries(packages)) {
    const from = path.resolve(import.meta.dirname, source)
    const to = path.join(modules, name)
    for (const file of fs.globSync("src/**/*.ts", { cwd: from })) {
      const target = path.join(to, file.replace(/^src/, "dist").replace(/ts$/, "js"))
      fs.mkdirSync(path.dirname(target), { recursive: true })
      const code = stripTypeScriptTypes(fs.readFileSync(path.join(from, file), "utf8"))
      fs.writeFileSync(target, code.replace(/(from\s*")(\.[^"]*)\.ts"/g, '$1$2.js"'))
    }
    // the fields of the published package.json
    const { publishConfig, version } = JSON.parse(fs.readFileSync(path.join(from, "package.json"), "utf8")) as {
      readonly publishConfig: object
      readonly version: string
    } // a file of this repository
    fs.writeFileSync(path.join(to, "package.json"), JSON.stringify({ name, version, type: "module", ...publishConfig }))
  }
  const require = createRequire(import.meta.url)
  for (const name of ["effect", "undici"]) {
    fs.symlinkSync(path.dirname(require.resolve(`${name}/package.json`)), path.join(modules, name))
  }
  for (const name of withPeers ? peers : []) {
    fs.mkdirSync(path.dirname(path.join(modules, name)), { recursive: true })
    fs.symlinkSync(directoryOf(name), path.join(modules, name))
  }
}

/** On disk, with all dependencies. Of our own packages: the JavaScript, without the sources, declarations and maps beside it. */
const sizes = (folder: string): ReadonlyArray<Row> => {
  const modules = path.join(folder, "node_modules")
  const section = "Installed size, with all dependencies"
  const row = (what: string, bytes: number, note?: string): Row => ({
    section,
    what,
    unit: "MB",
    measured: exactly(bytes / 1024 / 1024),
    note
  })
  const all = ["effect-binance", "@effect-binance/node", "undici", "effect"].map((name) => path.join(modules, name))
  const withoutEffect = installedSize(all.slice(0, 3))
  return [
    row(
      "effect-binance, @effect-binance/node, undici and effect",
      installedSize(all),
      `${(withoutEffect / 1024 / 1024).toFixed(2)} MB of it without effect, which is the program's own`
    ),
    ...peers.map((name) => row(name, sizeOfPeer(name)))
  ]
}

interface Cost {
  /** From the start of the process, in ms. */
  readonly wall: number
  /** In ms. */
  readonly cpu: number
  /** In MB: the most it ever took. */
  readonly memory: number
}

const report = `
const { maxRSS, systemCPUTime, userCPUTime } = process.resourceUsage()
process.stdout.write(JSON.stringify({ wall: performance.now(), cpu: (systemCPUTime + userCPUTime) / 1000, memory: maxRSS / 1024 }))
`

export interface Question {
  /** In ms. */
  readonly limit: number
  readonly peers: boolean
}

const measure = ({ limit, peers: withPeers }: Question): ReadonlyArray<Row> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "effect-binance-import-"))
  try {
    compile(folder, withPeers)
    // no cache of compiled code, no instrumentation
    const env = { PATH: process.env.PATH }
    const runs = [...entries, ...(withPeers ? peers.map(peerImports) : [])].map(({ imports, what }, i) => {
      const file = path.join(folder, `entry-${i}.mjs`)
      // the report runs when the imports have
      fs.writeFileSync(file, imports.map((specifier) => `import "${specifier}"\n`).join("") + report)
      const run = () =>
        JSON.parse(execFileSync(process.execPath, [file], { cwd: folder, env, encoding: "utf8" })) as Cost // what the report above prints
      return { what, run, costs: [] as Array<Cost> }
    })
    for (const { run } of runs) run() // the file cache of the system
    const startedAt = performance.now()
    for (let round = 0; round < 5 || (round < 25 && performance.now() - startedAt < limit); round++) {
      for (const { costs, run } of runs) costs.push(run())
    }
    const [empty, ...others] = runs
    const rows = others.flatMap(({ costs, what }): ReadonlyArray<Row> => {
      const over = (field: keyof Cost) => spread(costs.map((cost, round) => cost[field] - empty!.costs[round]![field]))
      const section = "Cold import, over an empty script"
      return [
        { section, what: `${what}: time`, unit: "ms", measured: over("wall") },
        { section, what: `${what}: CPU`, unit: "ms", measured: over("cpu") },
        { section, what: `${what}: RSS`, unit: "MB", measured: over("memory") }
      ]
    })
    return withPeers ? [...rows, ...sizes(folder)] : rows
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

export const imports = async (question: Question): Promise<ReadonlyArray<Row>> => {
  // stripping types is still called experimental
  const child = new Child("Import.ts", [], { execArgv: ["--disable-warning=ExperimentalWarning"] })
  try {
    return await child.ask<ReadonlyArray<Row>>(question)
  } finally {
    child.stop()
  }
}

if (import.meta.main) answer(measure)
