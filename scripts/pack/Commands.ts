/** Running a command as a user of the tarballs would: without the settings of the workspace, and without holding up the others. */
import { spawn } from "node:child_process"

export interface Ran {
  readonly ok: boolean
  readonly output: string
}

// what pnpm hands to its scripts is about the workspace: npm would take it for the user's own settings
const inherited = Object.entries(process.env).filter(([name]) => !/^(?:npm_|pnpm_|NODE_)/i.test(name))

export interface Options {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>> | undefined
  /** In ms. */
  readonly timeout?: number | undefined
}

/** Never fails: a command that cannot be started is one that did not succeed. */
export const run = (command: string, args: ReadonlyArray<string>, { cwd, env, timeout = 60_000 }: Options) =>
  new Promise<Ran>((resolve) => {
    const child = spawn(command, args, {
      cwd,
      timeout,
      env: { ...Object.fromEntries(inherited), ...env },
      stdio: ["ignore", "pipe", "pipe"]
    })
    let output = ""
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()))
    child.on("error", (error) => resolve({ ok: false, output: `${command}: ${error.message}` }))
    child.on("close", (code, signal) =>
      resolve({ ok: code === 0, output: `${output.trim()}${signal === null ? "" : `\n${command} ended by ${signal}`}` })
    )
  })
