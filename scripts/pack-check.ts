/**
 * Packs every package as it would be published and looks at the tarballs the way a user meets them: what is inside, whether
 * publint and attw agree, and whether a project outside of the workspace can install, compile, run and bundle them.
 * Run after `build`; works offline.
 */
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { bundle, evaluate } from "./pack/Bundle.ts"
import { type Ran, run } from "./pack/Commands.ts"
import { compile, type Consumer, install, simulate } from "./pack/Consumer.ts"
import * as Registry from "./pack/Registry.ts"
import { pack, problemsOf, type Tarball } from "./pack/Tarball.ts"

const root = path.resolve(import.meta.dirname, "..")
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "effect-binance-pack-"))
process.on("exit", () => fs.rmSync(temporary, { recursive: true, force: true }))
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1))

const startedAt = performance.now()
let passed = 0
let failed = 0
const check = (what: string, { ok, output }: Ran) => {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  if (ok) passed++
  else failed++
  console.log(ok ? `ok      ${what} (${seconds} s)` : `failed  ${what}:\n${output}`)
}
const checkNone = (what: string, problems: ReadonlyArray<string>) =>
  check(what, { ok: problems.length === 0, output: problems.join("\n") })

const checkTarball = async (tarball: Tarball) => {
  const { file, files, manifest, specifiers } = tarball
  checkNone(`${manifest.name}: what is in its ${files.length} files`, problemsOf(tarball, root))
  check(`${manifest.name}: publint`, await run("publint", ["run", file, "--strict"], { cwd: root }))
  const entrypoints = specifiers.map((specifier) => `.${specifier.slice(manifest.name.length)}`)
  const options = ["--profile", "esm-only", "--format", "ascii", "--no-color", "--no-emoji"]
  check(
    `${manifest.name}: attw, ${entrypoints.length} entry points`,
    await run("attw", [file, ...options, "--entrypoints", ...entrypoints], { cwd: root })
  )
}

/** A Node of this version on the PATH. */
const nodeOf = async (major: number): Promise<string | undefined> => {
  const candidates = (process.env["PATH"] ?? "").split(path.delimiter).map((folder) => path.join(folder, "node"))
  for (const candidate of [process.execPath, ...candidates.filter((file) => fs.existsSync(file))]) {
    const { ok, output } = await run(candidate, ["--version"], { cwd: temporary })
    if (ok && output.startsWith(`v${major}.`)) return candidate
  }
  return undefined
}

const checkImports = async (tarballs: ReadonlyArray<Tarball>, { folder, write }: Consumer) => {
  const specifiers = tarballs.flatMap((tarball) => tarball.specifiers)
  const imports = specifiers.map((specifier, index) => `import * as module${index} from ${JSON.stringify(specifier)}`)
  const uses = specifiers.map((_, index) => `void module${index}`)
  write("every.ts", [...imports, ...uses])
  // Importing is all that happens: what a bundler leaves out because of "sideEffects" did nothing.
  write("every.js", [
    "const built = [Object, Array, Promise, String, Number, Map, Set, Error]",
    "const seen = () => [",
    "  ...Reflect.ownKeys(globalThis).map((name) => `global ${String(name)}`),",
    "  ...process.eventNames().map((name) => `listener ${String(name)} ${process.listenerCount(name)}`),",
    "  ...Object.entries(process.env).map(([name, value]) => `env ${name}=${value}`),",
    "  ...process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate|TCP|Worker|Watcher/.test(name)),",
    "  ...built.flatMap((type) => Reflect.ownKeys(type.prototype).map((name) => `${type.name} ${String(name)}`))",
    "]",
    "const before = new Set(seen())",
    ...specifiers.map((specifier) => `await import(${JSON.stringify(specifier)})`),
    // undici, when it is imported, makes an agent of its own the one of the process
    "const left = seen().filter((each) => !before.has(each) && !each.includes('undici.globalDispatcher'))",
    "if (left.length > 0) throw new Error(`importing left ${left.join(', ')}`)"
  ])
  const current = `Node ${process.versions.node} imports ${specifiers.length} modules, which do nothing else`
  check(current, await run(process.execPath, ["every.js"], { cwd: folder }))
  // undici 8 needs Node 22.19, and so does what is made of it
  const needsUndici = ({ manifest }: Tarball): boolean =>
    Object.keys(manifest.dependencies ?? {}).some(
      (name) => name === "undici" || tarballs.some((other) => other.manifest.name === name && needsUndici(other))
    )
  const onAny = tarballs.filter((tarball) => !needsUndici(tarball)).flatMap((tarball) => tarball.specifiers)
  const oldest = await nodeOf(20)
  write(
    "any.js",
    onAny.map((specifier) => `await import(${JSON.stringify(specifier)})`)
  )
  if (oldest === undefined) console.log("skipped Node 20: there is none on the PATH")
  else
    check(`Node 20 imports the ${onAny.length} modules without undici`, await run(oldest, ["any.js"], { cwd: folder }))

  for (const { manifest, specifiers } of tarballs) {
    for (const name of Object.keys(manifest.peerDependenciesMeta ?? {})) await checkOptional(name, specifiers, consumer)
  }

  for (const { files, manifest } of tarballs) {
    const closed = files.find((file) => /^dist\/internal\/.*\.js$/.test(file))
    if (closed === undefined) continue
    const specifier = `${manifest.name}/${closed.slice("dist/".length, -".js".length)}`
    write("closed.js", [`await import(${JSON.stringify(specifier)})`])
    const { ok, output } = await run(process.execPath, ["closed.js"], { cwd: folder })
    const refused = !ok && output.includes("ERR_PACKAGE_PATH_NOT_EXPORTED")
    check(`${specifier} is closed`, { ok: refused, output: `it can be imported: ${output}` })
  }
}

/** Without a package that is optional, only the modules that say so cannot be imported: the root is not one of them. */
const checkOptional = async (name: string, specifiers: ReadonlyArray<string>, { folder, write }: Consumer) => {
  const there = path.join(folder, "node_modules", name)
  const away = path.join(folder, "away")
  fs.renameSync(there, away)
  write("without.js", [
    `const needs = []`,
    `for (const specifier of ${JSON.stringify(specifiers)})`,
    `  await import(specifier).catch(({ code, message }) => needs.push(specifier, code, message.includes(${JSON.stringify(name)})))`,
    `console.log(needs.join(" "))`
  ])
  const { ok, output } = await run(process.execPath, ["without.js"], { cwd: folder })
  fs.renameSync(away, there)
  const expected = optionalModules.map((specifier) => `${specifier} ERR_MODULE_NOT_FOUND true`).join(" ")
  check(`without ${name} all can be imported but ${optionalModules.join()}`, {
    ok: ok && output.trim() === expected,
    output
  })
}
const optionalModules = ["@effect-binance/node/PostgresJournal"]

/** The programs of the README, the line that somebody writes under each, and what it prints. */
const readme = (): ReadonlyArray<{
  readonly file: string
  readonly lines: ReadonlyArray<string>
  readonly prints: RegExp
}> => {
  const text = fs.readFileSync(path.join(root, "README.md"), "utf8")
  const [orders, pipes] = Array.from(text.matchAll(/```ts\n([\s\S]*?)```/g), ([, block = ""]) => block)
  if (orders === undefined || pipes === undefined) throw new Error("the README has no two blocks of code")
  const run = "await program.pipe(Effect.provide(Live), Effect.runPromise)"
  return [
    // asked again over the same journal, it is the same order, which was cancelled before
    { file: "orders", lines: [orders, run], prints: /order \d+ is NEW\b[^]*the bid: (?:Cancelled|AlreadyEnded)$/m },
    { file: "pipes", lines: [pipes, `console.log(${run})`], prints: /^order \d+ is FILLED$/m }
  ]
}

const checkReadme = async (consumer: Consumer) => {
  const { folder, write } = consumer
  const programs = readme()
  const files = programs.map(({ file }) => `${file}.ts`)
  for (const { file, lines } of programs) write(`${file}.ts`, lines)
  for (const resolution of ["nodenext", "bundler"] as const) {
    const compiled = await compile(consumer, resolution, [...files, "every.ts"], root)
    check(`tsc compiles the README, and the declarations of every module, by ${resolution}`, compiled)
  }

  for (const args of [
    ["effect-binance", "--help"],
    ["@effect-binance/cli", "--help"],
    ["effect-binance", "explain", "--", "-1007"]
  ]) {
    const { ok, output } = await run("npx", ["--no-install", ...args], { cwd: folder })
    check(`npx ${args.join(" ")}`, { ok: ok && /explain|AmbiguousExecution/.test(output), output })
  }

  const exchange = await simulate(consumer)
  if (typeof exchange === "string") return check("npx effect-binance simulate", { ok: false, output: exchange })
  try {
    const ran = async (file: string, cwd: string, prints: RegExp): Promise<Ran> => {
      const { ok, output } = await run(process.execPath, [file], { cwd, env: exchange.env })
      return { ok: ok && prints.test(output), output }
    }
    for (const { file, prints } of programs)
      for (const resolution of ["nodenext", "bundler"])
        check(
          `the README's ${file} run on a simulated exchange, by the resolution of ${resolution}`,
          await ran(`out-${resolution}/${file}.js`, folder, prints)
        )
    const { BINANCE_ENDPOINT: _, ...nowhere } = exchange.env
    const refused = await run(process.execPath, ["out-nodenext/orders.js"], { cwd: folder, env: nowhere })
    const asks = !refused.ok && refused.output.includes("BINANCE_ENDPOINT")
    check("without BINANCE_ENDPOINT it asks for it", { ok: asks, output: refused.output })

    for (const { file, prints } of programs) {
      const node = await bundle(
        consumer,
        `out-nodenext/${file}.js`,
        ["--platform=node", "--format=esm", bannerOfRequire],
        root
      )
      const elsewhere = fs.mkdtempSync(path.join(temporary, "bundled-"))
      const alone = path.join(elsewhere, "program.mjs")
      if (node.problem === undefined) fs.copyFileSync(node.file, alone)
      check(
        `esbuild bundles ${file} for Node (${Math.round(node.bytes / 1024)} KiB), and it runs alone in a folder`,
        node.problem === undefined ? await ran(alone, elsewhere, prints) : { ok: false, output: node.problem }
      )
    }
  } finally {
    exchange.stop()
  }
}

// undici is CommonJS: in a bundle of ES modules its `require` has to come from somewhere
const bannerOfRequire = `--banner:js=import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`

/** Where the errors of the packed library lead: every page is in the tarball, and has the anchor. */
const checkLinks = async (tarballs: ReadonlyArray<Tarball>, { folder, write }: Consumer) => {
  write("links.js", [
    `import { products } from "effect-binance/products/AllProducts"`,
    `import { advice } from "effect-binance/errors/Advice"`,
    `import { Fatal, Retryable } from "effect-binance/errors/BinanceError"`,
    `import { OrderRejected } from "effect-binance/errors/FatalReason"`,
    `import { OperationInfo } from "effect-binance/errors/InDoubt"`,
    `import { NotSent } from "effect-binance/errors/RetryableReason"`,
    `for (const { codes, name } of products.values())`,
    `  for (const code of codes.keys()) {`,
    `    const operation = new OperationInfo({ name: \`\${name}.placeOrder\`, kind: "place" })`,
    `    console.log(new Fatal({ reason: new OrderRejected({ code, kind: "x" }), operation }).docs)`,
    `  }`,
    `const { docs } = new Retryable({ reason: new NotSent({ cause: "x" }) })`,
    `for (const tag of Object.keys(advice)) console.log(docs.replace("NotSent", tag))`
  ])
  const { ok, output } = await run(process.execPath, ["links.js"], { cwd: folder })
  const links = ok ? output.split("\n").filter((line) => line !== "") : []
  const broken = links.filter((link) => {
    const [, name, file, anchor] = /^https:\/\/unpkg\.com\/([^/]+)\/([^#]+)#(.+)$/.exec(link) ?? []
    const tarball = tarballs.find(({ manifest }) => manifest.name === name)
    if (tarball === undefined || file === undefined || !tarball.files.includes(file)) return true
    return !fs.readFileSync(path.join(tarball.content, file), "utf8").includes(`<a id="${anchor}"></a>`)
  })
  checkNone(
    `the ${links.length} links of the errors lead to pages in the tarball`,
    ok ? (links.length > 1000 ? broken : ["there are too few"]) : [output]
  )
}

const checkBundles = async (consumer: Consumer) => {
  const { write } = consumer
  const inBrowser = ["--platform=browser", "--format=iife"]
  const ofNode = (imports: ReadonlyArray<string>) => imports.map((name) => `it imports ${name}`)

  // errors, verdicts and types: a reply is judged, and the error survives being text
  write("verdict.ts", [
    `import * as Verdict from "effect-binance/client/Verdict"`,
    `import { BinanceError } from "effect-binance/errors/BinanceError"`,
    `import { Attempt, InDoubt, type Kind, OperationInfo } from "effect-binance/errors/InDoubt"`,
    `import type { Order } from "effect-binance/products/Spot"`,
    `import { spotRules } from "effect-binance/products/SpotRules"`,
    `import * as Schema from "effect/Schema"`,
    `const kind: Kind = "place"`,
    `const asked: Verdict.Asked = { product: spotRules, kind, earlier: "none", clientOrderIdFrom: "library", clientOrderIds: ["a"] }`,
    `const reply = (status: number, body: unknown) =>`,
    `  ({ _tag: "HttpReply", status, headers: {}, body: JSON.stringify(body), complete: true }) as const`,
    `const lost = Verdict.decide(asked, reply(504, { code: -1007, msg: "Timeout waiting for response from backend server." }), 0)`,
    `const order: Pick<Order, "orderId"> = { orderId: 7 }`,
    `const placed = Verdict.decide(asked, reply(200, { symbol: "BTCUSDT", clientOrderId: "a", ...order }), 0)`,
    `if (lost._tag === "Success") throw new Error("a timeout of the engine is no success")`,
    `const error = Verdict.toError(lost, new OperationInfo({ name: "spot.placeOrder", kind, symbol: "BTCUSDT", clientOrderId: "a" }), () =>`,
    `  new InDoubt({ operation: "spot.placeOrder", product: "spot", kind, clientOrderIds: ["a"], route: "http", account: "a", createdAt: 0,`,
    `    attempts: [new Attempt({ timestamp: 0, recvWindow: 5000, fenceAt: 16000, signedAtMonotonic: 0 })] }))`,
    `const codec = Schema.fromJsonString(Schema.toCodecJson(BinanceError))`,
    `const again = Schema.decodeSync(codec)(Schema.encodeSync(codec)(error))`,
    `const result = [lost._tag, placed._tag, again._tag, again.executed, again.message === error.message]`,
    `Object.assign(globalThis, { result })`
  ])
  check("tsc compiles what judges a reply", await compile(consumer, "bundler", ["verdict.ts"], root))
  const verdict = await bundle(consumer, "verdict.ts", inBrowser, root)
  checkNone(
    "esbuild bundles errors, verdicts and types for browsers",
    verdict.problem === undefined ? ofNode(verdict.imports) : [verdict.problem]
  )
  const expected = JSON.stringify(["AmbiguousExecution", "Success", "AmbiguousExecution", "unknown", true])
  let result: unknown
  try {
    result = verdict.problem === undefined ? evaluate(verdict.file) : "not bundled"
  } catch (error) {
    result = error instanceof Error ? error.stack : error
  }
  check("and it runs where there is nothing of Node", { ok: result === expected, output: String(result) })

  // the whole client, by its root: nothing of it needs Node
  write("client.js", [
    `import * as binance from "effect-binance"`,
    `globalThis.result = Object.keys(binance).length > 0`
  ])
  const client = await bundle(consumer, "client.js", inBrowser, root)
  checkNone(
    "esbuild bundles the whole of effect-binance for browsers",
    client.problem === undefined ? ofNode(client.imports) : [client.problem]
  )

  // what is not used is not there
  write("reason.js", [
    `import { RetryableReason } from "effect-binance"`,
    `globalThis.result = new RetryableReason.NotSent({ cause: "x" })`
  ])
  const reason = await bundle(consumer, "reason.js", inBrowser, root)
  const ours = reason.inputs.flatMap((input) => /node_modules\/(effect-binance\/dist\/.*)/.exec(input)?.[1] ?? [])
  const allowed = /^effect-binance\/dist\/(?:index|errors\/RetryableReason|settlement\/Evidence)\.js$/
  checkNone(
    `one reason out of the root brings ${ours.length} modules along`,
    reason.problem === undefined
      ? [
          ...ours.filter((file) => !allowed.test(file)),
          ...(ours.some((file) => file.includes("RetryableReason")) ? [] : ["the reason is not in it"])
        ]
      : [reason.problem]
  )
  write("nothing.js", [
    `import "effect-binance"`,
    `import "@effect-binance/node"`,
    `import "@effect-binance/simulator"`
  ])
  // esbuild says that it left them out: that is what is wanted here
  const nothing = await bundle(
    consumer,
    "nothing.js",
    ["--platform=node", "--format=esm", "--log-override:ignored-bare-import=silent"],
    root
  )
  checkNone(
    "importing a package for nothing bundles nothing",
    nothing.problem === undefined ? nothing.inputs.filter((file) => file !== "nothing.js") : [nothing.problem]
  )
}

const folders = fs.globSync("packages/*", { cwd: root }).map((folder) => path.join(root, folder))
const tarballs: Array<Tarball> = []
for (const folder of folders) tarballs.push(await pack(folder, temporary))
const ours = new Set(tarballs.map(({ manifest }) => manifest.name))
const registry = await Registry.start(
  [
    ...tarballs.flatMap(({ manifest, source }) =>
      Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
        .filter((name) => !ours.has(name))
        .map((name) => [name, source] as const)
    ),
    ["@types/node", root]
  ],
  temporary
)
// one half of the machine looks at the tarballs while the other installs them
const looked = (async () => {
  for (const tarball of tarballs) await checkTarball(tarball)
})()
const { consumer, ran } = await install(tarballs, registry, temporary)
check(
  `npm installs the tarballs in a project outside of the workspace, with ${registry.packages} packages around them`,
  ran
)
if (ran.ok) {
  await checkImports(tarballs, consumer)
  await checkReadme(consumer)
  await checkLinks(tarballs, consumer)
  await checkBundles(consumer)
}
await looked
registry.close()

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
