/** A package as `pnpm pack` makes it, and whether what is inside is what a user should get. */
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { run } from "./Commands.ts"

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly type?: string | undefined
  readonly license?: string | undefined
  readonly sideEffects?: boolean | ReadonlyArray<string> | undefined
  readonly engines?: Readonly<Record<string, string>> | undefined
  readonly bin?: Readonly<Record<string, string>> | undefined
  readonly exports: Readonly<Record<string, string | null>>
  readonly dependencies?: Readonly<Record<string, string>> | undefined
  readonly peerDependencies?: Readonly<Record<string, string>> | undefined
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean | undefined }>> | undefined
}

export interface Tarball {
  readonly manifest: Manifest
  /** The folder in the workspace. */
  readonly source: string
  readonly file: string
  /** The folder with what is in it. */
  readonly content: string
  readonly files: ReadonlyArray<string>
  /** What a user writes behind `import`, programs excepted. */
  readonly specifiers: ReadonlyArray<string>
}

/** Modules that run something when they are imported: they have no exports, and are no libraries. */
const isProgram = (content: string, file: string) =>
  !/^export\b/m.test(fs.readFileSync(path.join(content, file), "utf8"))

/** Whether `exports` closes a module: by its own name, or by a folder of which it is. */
const isClosed = ({ exports }: Manifest, module: string) =>
  Object.entries(exports).some(
    ([key, target]) =>
      target === null && (key === `./${module}` || (key.endsWith("/*") && `./${module}`.startsWith(key.slice(0, -1))))
  )

export const pack = async (source: string, temporary: string): Promise<Tarball> => {
  const destination = fs.mkdtempSync(path.join(temporary, "tarball-"))
  // `pnpm` of the script that runs this; by `npx` it is on no PATH
  const pnpm = process.env["npm_execpath"] ?? "pnpm"
  const byNode = /\.[cm]?js$/.test(pnpm)
  const packed = await run(
    byNode ? process.execPath : pnpm,
    [...(byNode ? [pnpm] : []), "pack", "--pack-destination", destination],
    { cwd: source }
  )
  const [name] = fs.readdirSync(destination)
  if (!packed.ok || name === undefined) throw new Error(`pnpm pack failed in ${source}:\n${packed.output}`)
  const file = path.join(destination, name)
  await run("tar", ["-xzf", file, "-C", destination], { cwd: destination })
  const content = path.join(destination, "package")
  // what pnpm wrote from our own package.json
  const manifest = JSON.parse(fs.readFileSync(path.join(content, "package.json"), "utf8")) as Manifest
  const files = fs.globSync("**/*", { cwd: content }).filter((each) => fs.statSync(path.join(content, each)).isFile())
  const specifiers = files
    .filter((each) => /^dist\/.*\.js$/.test(each) && !isProgram(content, each))
    .map((each) => each.slice("dist/".length, -".js".length))
    .filter((module) => !isClosed(manifest, module))
    .map((module) => (module === "index" ? manifest.name : `${manifest.name}/${module}`))
  return { manifest, source, file, content, files, specifiers }
}

/** The files that a source map names, and those of them that are not where it says. */
const missingSources = (content: string, map: string): ReadonlyArray<string> => {
  const { sourceRoot = "", sources }: { readonly sourceRoot?: string; readonly sources: ReadonlyArray<string> } =
    JSON.parse(fs.readFileSync(path.join(content, map), "utf8"))
  if (sources.length === 0) return ["nothing"]
  return sources.filter((source) => {
    const at = path.join(content, path.dirname(map), sourceRoot, source)
    return path.relative(content, at).startsWith("..") || !fs.existsSync(at)
  })
}

/** What is wrong with it, a sentence each. */
export const problemsOf = ({ content, files, manifest, source }: Tarball, root: string): ReadonlyArray<string> => {
  const problems: Array<string> = []
  const say = (problem: string) => problems.push(`${manifest.name}: ${problem}`)
  const read = (file: string) => fs.readFileSync(path.join(content, file), "utf8")
  const has = new Set(files)

  for (const file of ["LICENSE", "README.md"]) if (!has.has(file)) say(`no ${file} in the tarball`)
  if (has.has("LICENSE") && read("LICENSE") !== fs.readFileSync(path.join(root, "LICENSE"), "utf8"))
    say("its LICENSE is another one than the repository's")
  if (manifest.license !== "MIT" || manifest.type !== "module") say("package.json does not say MIT and module")

  for (const file of files) {
    if (!/^(?:src|dist)\/|^docs\/errors\/\w+\.md$|^(?:LICENSE|README\.md|CHANGELOG\.md|package\.json)$/.test(file))
      say(`${file} does not belong`)
    if (/\.tsbuildinfo$|\.(?:test|spec|bench)\.|(?:^|\/)(?:test|tests|__tests__|fixtures)\//.test(file))
      say(`${file} does not belong`)
  }

  // every module of the source, whole, and nothing that is left of one that is gone
  const modules = files
    .filter((file) => /^src\/.*\.ts$/.test(file))
    .map((file) => file.slice("src/".length, -".ts".length))
  if (modules.length === 0) say("there are no modules in it")
  for (const module of modules) {
    for (const end of [".js", ".d.ts", ".js.map", ".d.ts.map"]) {
      if (!has.has(`dist/${module}${end}`)) say(`dist/${module}${end} is missing: build first`)
    }
  }
  for (const file of files) {
    const [, module] = /^dist\/(.*?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(file) ?? []
    if (module !== undefined && !has.has(`src/${module}.ts`)) say(`${file} has no source: build first`)
  }
  for (const file of files.filter((each) => /^dist\/.*\.(?:js|d\.ts)$/.test(each))) {
    if (
      !read(file)
        .trimEnd()
        .endsWith(`//# sourceMappingURL=${path.basename(file)}.map`)
    )
      say(`${file} does not name its map`)
  }
  for (const map of files.filter((file) => file.endsWith(".map"))) {
    for (const missing of missingSources(content, map)) say(`${map} maps to ${missing}, which is not in the tarball`)
  }
  // a path of the machine that packed it says who that was, and leads nowhere
  const places = [root, os.homedir(), os.tmpdir(), "file://"].filter((place) => place.length > 1)
  for (const file of files) {
    const text = read(file)
    for (const place of places)
      if (text.includes(`${place}${place.endsWith("/") ? "/" : path.sep}`)) say(`${file} names ${place}`)
  }

  if (JSON.stringify(manifest).includes("workspace:")) say("package.json still names the workspace")
  for (const [key, target] of Object.entries(manifest.exports)) {
    if (target?.endsWith(".ts") === true) say(`exports["${key}"] is a source file`)
  }
  if (manifest.exports["./internal/*"] !== null) say("internal modules are open")
  const { dependencies = {}, peerDependencies = {} } = manifest
  const effect = { ...dependencies, ...peerDependencies }["effect"]
  if (effect !== "~4.1.0") say(`it asks for effect ${effect} and not ~4.1.0`)
  // a library that brings its own effect would have other services than the program's
  if (manifest.bin === undefined && "effect" in dependencies) say("effect is a dependency and not a peer")

  const { sideEffects } = manifest
  const programs = new Set(Object.values(manifest.bin ?? {}).map((file) => path.normalize(file)))
  if (sideEffects === undefined || sideEffects === true)
    say("package.json does not say which modules have side effects")
  for (const file of programs) {
    const at = path.join(source, file)
    if (!fs.existsSync(at) || !fs.readFileSync(at, "utf8").startsWith("#!/usr/bin/env node\n"))
      say(`${file} is missing or does not start with #!/usr/bin/env node`)
  }
  return problems
}
