/**
 * Every public export has a type test that is about it: a new one turns this red until `exports` says what it is, exactly.
 * Whether it says so truly is for the compiler, in `pnpm check` and in `misuses.test.ts`.
 */
import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "../..")

interface Module {
  /** What a user writes behind `import`. */
  readonly specifier: string
  readonly file: string
}

/** The modules that the exports of a package.json open: a pattern that is closed wins over one that opens. */
const modulesOf = (folder: string): ReadonlyArray<Module> => {
  const manifest: { readonly name: string; readonly exports: Readonly<Record<string, string | null>> } = JSON.parse(
    fs.readFileSync(path.join(folder, "package.json"), "utf8")
  )
  const parts = (key: string) => [key.slice(0, key.indexOf("*")), key.slice(key.indexOf("*") + 1)] as const
  const matches = (key: string, text: string) => {
    if (!key.includes("*")) return key === text
    const [before, after] = parts(key)
    return text.startsWith(before) && text.endsWith(after) && text.length > before.length + after.length
  }
  const entries = Object.entries(manifest.exports)
  const isClosed = (subpath: string) => entries.some(([key, target]) => target === null && matches(key, subpath))
  return fs.globSync("src/**/*.ts", { cwd: folder }).toSorted().flatMap((file) =>
    entries.flatMap(([key, target]) => {
      if (target === null || !matches(target, `./${file}`)) return []
      const middle = target.includes("*") ? `./${file}`.slice(parts(target)[0].length, -parts(target)[1].length) : ""
      const subpath = key.replace("*", middle)
      // the root is a module like any other, and is not meant a second time as `./index`
      return isClosed(subpath) || (middle === "index" && entries.some(([other]) => other === "."))
        ? []
        : [{ specifier: `${manifest.name}${subpath.slice(1)}`, file: path.join(folder, file) }]
    })
  )
}

/** `value Spot.time`, `type Spot.Order`: what a module exports. A class is a value that needs no second test as a type. */
const exportsOf = ({ file, specifier }: Module): ReadonlyArray<string> =>
  fs.readFileSync(file, "utf8").split("\n").flatMap((line) => {
    if (!/^export\b/.test(line)) return []
    const [, name] = /^export (?:declare )?(?:abstract )?(?:const|function|class|enum) (\w+)/.exec(line) ?? /^export \* as (\w+) from/.exec(line) ?? []
    if (name !== undefined) return [`value ${specifier} ${name}`]
    const [, type] = /^export (?:declare )?(?:interface|type) (\w+)/.exec(line) ?? []
    if (type !== undefined) return [`type ${specifier} ${type}`]
    const [, only, list] = /^export (type )?\{ ([^}]*) \} from "[^"]+"$/.exec(line) ?? []
    // a line that is not understood is an export that nobody looks at
    assert.isDefined(list, `${file}: ${line}`)
    return list.split(",").map((text) => {
      const [, isType, exported] = /^\s*(type )?(?:\w+ as )?(\w+)\s*$/.exec(text) ?? assert.fail(`${file}: ${line}`)
      return `${only === undefined && isType === undefined ? "value" : "type"} ${specifier} ${exported}`
    })
  })

/** What the claims of a file are about: the first thing of each `ok<Is<…, …>>()`, as `exportsOf` writes it. */
const subjectsOf = (file: string): ReadonlyArray<string> => {
  const text = fs.readFileSync(file, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")
  const specifiers = new Map(
    Array.from(text.matchAll(/^import type \* as (\w+) from "([^"]+)"/gm), ([, alias, specifier]) => [alias, specifier])
  )
  const claim = /\bok<\s*(?:Is|IsClass|IsBuilt)<\s*(?:ServiceOf<\s*)?(typeof )?(\w+)\.(\w+)/g
  return Array.from(text.matchAll(claim), ([, isValue, alias, name]) =>
    `${isValue === undefined ? "type" : "value"} ${specifiers.get(alias)} ${name}`)
}

const modules = fs.globSync("packages/*/package.json", { cwd: root }).flatMap((file) => modulesOf(path.join(root, path.dirname(file))))
const tested = new Set(fs.globSync("exports/*.ts", { cwd: import.meta.dirname }).flatMap((file) => subjectsOf(path.join(import.meta.dirname, file))))
// what runs when it is imported
const isProgram = ({ file }: Module) => exportsOf({ file, specifier: "" }).length === 0

describe("every public export has a type test", () => {
  it("the public modules are found", () => {
    const specifiers = modules.map(({ specifier }) => specifier)
    assert.includeMembers(specifiers, ["effect-binance", "effect-binance/products/Spot", "@effect-binance/node/NodeBinance", "@effect-binance/cli/Explain"])
    assert.strictEqual(new Set(specifiers).size, specifiers.length)
    assert.deepStrictEqual(specifiers.filter((specifier) => specifier.includes("/internal/")), [])
    for (const folder of ["effect-binance", "node", "simulator", "cli"]) {
      assert.isTrue(modules.some(({ file }) => file.startsWith(path.join(root, "packages", folder, "src"))), folder)
    }
  })

  it.each(modules.filter((module) => !isProgram(module)).map((module) => [module.specifier, module] as const))("%s", async (_, module) => {
    // a function with overloads is one
    const exported = Array.from(new Set(exportsOf(module)))
    // a second opinion on what was read from the text: the module as Node loads it
    const loaded: object = await import(module.file)
    assert.sameMembers(exported.filter((name) => name.startsWith("value ")), Object.keys(loaded).map((name) => `value ${module.specifier} ${name}`))
    assert.deepStrictEqual(exported.filter((name) => !tested.has(name)), [], "say what they are in test/types/exports, such as `ok<Is<typeof Module.name, …>>()`")
  })

  it("no program can be imported", () => {
    assert.deepStrictEqual(modules.filter(isProgram).map(({ specifier }) => specifier), [])
  })
})
