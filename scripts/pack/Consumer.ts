/** A project outside of the workspace, whose author knows the tarballs and the README and nothing else. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as path from "node:path"
import { createInterface } from "node:readline"
import { type Ran, run } from "./Commands.ts"
import type { Registry } from "./Registry.ts"
import type { Tarball } from "./Tarball.ts"

export interface Consumer {
  readonly folder: string
  readonly write: (file: string, lines: ReadonlyArray<string>) => void
}

export const install = async (
  tarballs: ReadonlyArray<Tarball>,
  registry: Registry,
  temporary: string
): Promise<{ readonly consumer: Consumer; readonly ran: Ran }> => {
  const folder = fs.mkdtempSync(path.join(temporary, "consumer-"))
  const write = (file: string, lines: ReadonlyArray<string>) =>
    fs.writeFileSync(path.join(folder, file), `${lines.join("\n")}\n`)
  write("package.json", [JSON.stringify({ name: "consumer", type: "module", private: true })])
  write(".npmrc", [
    `registry=${registry.url}`,
    "audit=false",
    "fund=false",
    "update-notifier=false",
    "ignore-scripts=true"
  ])
  const env = {
    npm_config_cache: path.join(temporary, "npm-cache"),
    npm_config_userconfig: path.join(folder, ".npmrc")
  }
  // with what is optional too, so that every module can be imported
  const optional = tarballs.flatMap(({ manifest: { peerDependencies = {}, peerDependenciesMeta = {} } }) =>
    Object.keys(peerDependenciesMeta).map((name) => `${name}@${peerDependencies[name]}`)
  )
  const wanted = [...tarballs.map(({ file }) => file), "effect@~4.1.0", "@types/node", ...optional]
  const ran = await run("npm", ["install", ...wanted], { cwd: folder, env, timeout: 120_000 })
  if (!ran.ok) return { consumer: { folder, write }, ran }
  // every package as its package.json asks for, and effect once: two would be two sets of services
  const listed = await run("npm", ["ls", "--all", "--json"], { cwd: folder, env })
  const copies = fs
    .globSync("node_modules/**/effect/package.json", { cwd: folder })
    .filter((file) => path.basename(path.dirname(path.dirname(file))) === "node_modules")
  const problems = [...(listed.ok ? [] : [listed.output]), ...(copies.length === 1 ? [] : copies)]
  return { consumer: { folder, write }, ran: { ok: problems.length === 0, output: problems.join("\n") } }
}

/** The errors of `tsc`, under the strictest options a user may have: the declarations are checked to the bottom. */
export const compile = async (
  { folder, write }: Consumer,
  resolution: "nodenext" | "bundler",
  files: ReadonlyArray<string>,
  root: string
): Promise<Ran> => {
  write(`tsconfig.${resolution}.json`, [
    JSON.stringify({
      compilerOptions: {
        ...(resolution === "bundler" ? { module: "esnext", moduleResolution: "bundler" } : { module: "nodenext" }),
        target: "es2024",
        lib: ["es2024", "DOM"],
        types: ["node"],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        noImplicitOverride: true,
        verbatimModuleSyntax: true,
        skipLibCheck: false,
        outDir: `out-${resolution}`,
        rootDir: "."
      },
      files
    })
  ])
  const tsc = path.join(root, "node_modules", ".bin", "tsc")
  return run(tsc, ["-p", `tsconfig.${resolution}.json`, "--pretty", "false"], { cwd: folder })
}

export interface Exchange {
  readonly env: Readonly<Record<string, string>>
  readonly stop: () => void
}

/** The simulated exchange as the README starts it, by the program that was installed; a sentence when it does not start. */
export const simulate = async ({ folder }: Consumer): Promise<Exchange | string> => {
  const child = spawn("npx", ["--no-install", "effect-binance", "simulate", "--port", "0"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    // npx starts a shell that starts Node: they are stopped together
    detached: true
  })
  const stop = () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, "SIGTERM")
  }
  process.on("exit", stop)
  let said = ""
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()))
  const lines = createInterface(child.stdout)
  const heard = new Promise<Exchange>((resolve) => {
    let address: string | undefined
    let key: string | undefined
    lines.on("line", (line) => {
      address ??= /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
      key ??= /API key\s+(\S+)/.exec(line)?.[1]
      const [, secret] = /secret\s+(\S+)/.exec(line) ?? []
      if (address === undefined || key === undefined || secret === undefined) return
      resolve({ env: { BINANCE_ENDPOINT: address, BINANCE_API_KEY: key, BINANCE_API_SECRET: secret }, stop })
    })
  })
  const ended = once(child, "exit").then(() => `npx effect-binance simulate ended: ${said}`)
  const late = new Promise<string>((resolve) =>
    setTimeout(resolve, 20_000, "npx effect-binance simulate says nothing").unref()
  )
  const first = await Promise.race([heard, ended, late])
  if (typeof first === "string") stop()
  return first
}
