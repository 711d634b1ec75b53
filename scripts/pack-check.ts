/**
 * Packs every package as it would be published and looks at the tarballs the way a user meets them: what is inside,
 * whether publint and attw agree, whether plain Node and the compiler can import every module with declared dependencies only.
 * Run after `build`; works offline.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"

interface Manifest {
  readonly name: string
  readonly version: string
  readonly bin?: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | null>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

interface Packed {
  readonly manifest: Manifest
  readonly source: string
  readonly tarball: string
  readonly files: ReadonlyArray<string>
  /** What a user writes behind `import`, programs excepted. */
  readonly specifiers: ReadonlyArray<string>
}

const root = path.resolve(import.meta.dirname, "..")
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "effect-binance-pack-"))
process.on("exit", () => fs.rmSync(temporary, { recursive: true, force: true }))

const findings: Array<string> = []
const steps: Array<string> = []

const run = (command: string, args: ReadonlyArray<string>, cwd: string) => {
  const result = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 26,
    stdio: ["ignore", "pipe", "pipe"]
  })
  if (result.error !== undefined) throw result.error
  return { ok: result.status === 0, output: `${result.stdout}${result.stderr}`.trim() }
}

const expectOk = (what: string, result: { readonly ok: boolean; readonly output: string }) => {
  if (result.ok) steps.push(what)
  else findings.push(`${what}:\n${result.output}`)
}

const pack = (source: string): Packed => {
  const destination = fs.mkdtempSync(path.join(temporary, "tarball-"))
  const packed = run(process.env["npm_execpath"] ?? "pnpm", ["pack", "--pack-destination", destination], source)
  const [name] = fs.readdirSync(destination)
  if (!packed.ok || name === undefined) throw new Error(`pnpm pack failed in ${source}:\n${packed.output}`)
  const tarball = path.join(destination, name)
  run("tar", ["-xzf", tarball, "-C", destination], root)
  const content = path.join(destination, "package")
  // what pnpm wrote from our own package.json
  const manifest = JSON.parse(fs.readFileSync(path.join(content, "package.json"), "utf8")) as Manifest
  const files = fs.globSync("**/*", { cwd: content }).filter((file) => fs.statSync(path.join(content, file)).isFile())

  const programs = new Set(Object.values(manifest.bin ?? {}).map((file) => path.normalize(file)))
  const specifiers = files
    .filter((file) => file.startsWith("dist/") && file.endsWith(".js") && !programs.has(file))
    .map((file) => file.slice("dist/".length, -".js".length))
    .filter((module) => !module.startsWith("internal/"))
    .map((module) => (module === "index" ? manifest.name : `${manifest.name}/${module}`))
  return { manifest, source, tarball, files, specifiers }
}

const checkContent = ({ files, manifest, source }: Packed) => {
  const before = findings.length
  const say = (finding: string) => findings.push(`${manifest.name}: ${finding}`)
  for (const file of ["LICENSE", "README.md"]) if (!files.includes(file)) say(`no ${file} in the tarball`)
  if (JSON.stringify(manifest).includes("workspace:")) say("package.json still names the workspace")
  for (const [key, target] of Object.entries(manifest.exports)) {
    if (target?.endsWith(".ts") === true) say(`exports["${key}"] is a source file`)
  }
  if (manifest.exports["./internal/*"] !== null) say("internal modules are open")
  for (const file of Object.values(manifest.bin ?? {})) {
    const target = path.join(source, file)
    if (!fs.existsSync(target) || !fs.readFileSync(target, "utf8").startsWith("#!/usr/bin/env node\n")) {
      say(`${file} is missing or does not start with #!/usr/bin/env node`)
    }
  }
  for (const file of files) {
    if (!/^(?:src|dist)\/|^(?:LICENSE|README\.md|CHANGELOG\.md|package\.json)$/.test(file))
      say(`${file} does not belong`)
    if (file.endsWith(".tsbuildinfo")) say(`${file} does not belong`)
  }
  const modules = files
    .filter((file) => /^src\/.*\.ts$/.test(file))
    .map((file) => file.slice("src/".length, -".ts".length))
  for (const module of modules) {
    for (const end of [".js", ".d.ts", ".js.map", ".d.ts.map"]) {
      if (!files.includes(`dist/${module}${end}`)) say(`dist/${module}${end} is missing: build first`)
    }
  }
  if (findings.length === before) steps.push(`${manifest.name}: ${files.length} files, ${modules.length} modules`)
}

// Every package gets a folder of its own beside what it declares, and nothing else: an undeclared import fails.
const install = (packages: ReadonlyArray<Packed>): string => {
  const ours = new Map(packages.map((packed) => [packed.manifest.name, packed]))
  const home = (name: string) => path.join(temporary, "store", name.replace("/", "+"), "node_modules", name)
  const link = (target: string, at: string) => {
    fs.mkdirSync(path.dirname(at), { recursive: true })
    if (!fs.existsSync(at)) fs.symlinkSync(target, at)
  }
  const consumer = path.join(temporary, "consumer")
  fs.mkdirSync(consumer)
  fs.writeFileSync(path.join(consumer, "package.json"), JSON.stringify({ type: "module", private: true }))
  for (const { manifest, source, tarball } of packages) {
    const folder = home(manifest.name)
    fs.mkdirSync(folder, { recursive: true })
    run("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"], root)
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      const target = ours.has(name) ? home(name) : fs.realpathSync(path.join(source, "node_modules", name))
      link(target, path.join(temporary, "store", manifest.name.replace("/", "+"), "node_modules", name))
    }
    link(folder, path.join(consumer, "node_modules", manifest.name))
  }
  link(fs.realpathSync(path.join(root, "node_modules/effect")), path.join(consumer, "node_modules/effect"))
  link(fs.realpathSync(path.join(root, "node_modules/@types/node")), path.join(consumer, "node_modules/@types/node"))
  return consumer
}

const checkConsumer = (packages: ReadonlyArray<Packed>) => {
  const consumer = install(packages)
  const write = (file: string, lines: ReadonlyArray<string>) =>
    fs.writeFileSync(path.join(consumer, file), `${lines.join("\n")}\n`)
  const specifiers = packages.flatMap((packed) => packed.specifiers)
  const imports = specifiers.map((specifier, index) => `import * as module${index} from ${JSON.stringify(specifier)}`)
  const uses = specifiers.map((_, index) => `void module${index}`)

  write("import.js", [...imports, ...uses])
  expectOk(`node imports ${specifiers.length} modules`, run(process.execPath, ["import.js"], consumer))

  // The tarball's declarations alone, checked to the bottom under the strictest options a user may have.
  write("import.ts", [...imports, ...uses])
  write("tsconfig.json", [
    JSON.stringify({
      compilerOptions: {
        module: "nodenext",
        target: "es2024",
        lib: ["es2024", "DOM"],
        types: ["node"],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        noEmit: true
      },
      files: ["import.ts"]
    })
  ])
  const compiled = run("tsc", ["-p", consumer, "--pretty", "false"], consumer)
  const inOurs = compiled.output
    .split("\n")
    .filter((line) => line.includes("error TS") && !/effect@|@types\+/.test(line))
  expectOk("tsc reads the declarations", { ok: inOurs.length === 0, output: inOurs.join("\n") })

  for (const { files, manifest } of packages) {
    const closed = files.find((file) => /^dist\/internal\/.*\.js$/.test(file))
    if (closed !== undefined) {
      const specifier = `${manifest.name}/${closed.slice("dist/".length, -".js".length)}`
      write("closed.js", [`await import(${JSON.stringify(specifier)})`])
      const result = run(process.execPath, ["closed.js"], consumer)
      const refused = !result.ok && result.output.includes("ERR_PACKAGE_PATH_NOT_EXPORTED")
      expectOk(`${specifier} is closed`, { ok: refused, output: "it can be imported" })
    }
    for (const [name, file] of Object.entries(manifest.bin ?? {})) {
      const program = path.join(consumer, "node_modules", manifest.name, file)
      expectOk(`${name} --help`, run(process.execPath, [program, "--help"], consumer))
    }
  }
}

const packages = fs
  .globSync("packages/*/package.json", { cwd: root })
  .map((file) => pack(path.join(root, path.dirname(file))))
for (const packed of packages) {
  const { manifest, specifiers, tarball } = packed
  checkContent(packed)
  expectOk(`${manifest.name}: publint`, run("publint", ["run", tarball, "--strict"], root))
  const entrypoints = specifiers.map((specifier) => `.${specifier.slice(manifest.name.length)}`)
  expectOk(
    `${manifest.name}: attw, ${entrypoints.length} entry points`,
    run(
      "attw",
      [
        tarball,
        "--profile",
        "esm-only",
        "--format",
        "ascii",
        "--no-color",
        "--no-emoji",
        "--entrypoints",
        ...entrypoints
      ],
      root
    )
  )
}
checkConsumer(packages)

for (const step of steps) console.log(`ok      ${step}`)
for (const finding of findings) console.log(`failed  ${finding}`)
console.log(`${steps.length} passed, ${findings.length} failed`)
if (findings.length > 0) process.exitCode = 1
