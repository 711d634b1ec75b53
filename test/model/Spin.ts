/** Runs one check of the model by Spin: generates the verifier, compiles it, and reads what it says. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"

const model = fileURLToPath(new URL("settlement.pml", import.meta.url))

/**
 * How Spin looks: everywhere; everywhere, but for who waits for ever; in order, for the shortest way to a violation of I1 to I3; or for
 * a fair run that never gets there (I4).
 */
export type Search = "exhaustive" | "patient" | "shortest" | "fair"

/** What Spin found. */
export interface Finding {
  /** What is violated; `undefined` when nothing is. A `deadlock` is a state in which somebody waits for ever. */
  readonly violated: "I1" | "I2" | "I3" | "I4" | "deadlock" | undefined
  /** Whether every state was looked at. */
  readonly isComplete: boolean
  readonly states: number
  readonly transitions: number
  /** Of the longest path, in steps of the model. */
  readonly depth: number
  /** The search alone. */
  readonly seconds: number
  /** Statements of the client and the world that no run ever comes to, but for those that the model says none comes to. */
  readonly unreached: ReadonlyArray<string>
  /** The events on the way to the violation. */
  readonly trail: ReadonlyArray<string>
}

const run = (command: string, args: ReadonlyArray<string>, cwd: string): string => {
  const { error, status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1 << 26 })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${basename(command)} ${args.join(" ")}: exit ${status}\n${stdout}${stderr}`)
  return stdout
}

/** The version of Spin, or what is missing and how to get it. */
export const version = (): { readonly spin: string } | { readonly missing: string } => {
  const has = (command: string, arg: string) => spawnSync(command, [arg], { encoding: "utf8" })
  const spin = has("spin", "-V")
  if (spin.error !== undefined)
    return {
      missing: "Spin is not installed. Debian and Ubuntu: apt-get install spin. Elsewhere: https://spinroot.com"
    }
  const cc = has("cc", "--version")
  if (cc.error !== undefined) return { missing: "There is no C compiler (cc). Debian and Ubuntu: apt-get install gcc." }
  return { spin: /Version (\S+)/.exec(spin.stdout)?.[1] ?? "unknown" }
}

// Never a search that forgets states (BITSTATE, hash compaction). Partial order reduction is off: nothing is left to argue about it.
const compiling: Record<Search, ReadonlyArray<string>> = {
  exhaustive: ["-DSAFETY", "-DNOCLAIM", "-DNOREDUCE"],
  patient: ["-DSAFETY", "-DNOCLAIM", "-DNOREDUCE"],
  shortest: ["-DBFS", "-DSAFETY", "-DNOCLAIM", "-DNOREDUCE"],
  fair: ["-DNFAIR=4", "-DNOREDUCE"]
}

const looking: Record<Search, ReadonlyArray<string>> = {
  exhaustive: [],
  patient: ["-E"],
  shortest: ["-E"],
  fair: ["-a", "-f"]
}

// Far more than the deepest path has; a search that meets the limit says so, and counts as incomplete.
const maximumDepth = 1_000_000

const violationOf = (report: string): Finding["violated"] => {
  const invariant = /assertion violated (I[123])/.exec(report)?.[1]
  if (invariant === "I1" || invariant === "I2" || invariant === "I3") return invariant
  if (report.includes("acceptance cycle (at depth")) return "I4"
  return report.includes("invalid end state (at depth") ? "deadlock" : undefined
}

const numberIn = (report: string, pattern: RegExp) => Number(pattern.exec(report)?.[1] ?? Number.NaN)

const unreachedIn = (report: string): ReadonlyArray<string> => {
  const source = readFileSync(model, "utf8").split("\n")
  return Array.from(report.matchAll(/^\t\S*settlement\.pml:(\d+), state \d+, (.*)$/gm))
    .filter(([, line, what]) => what !== '"-end-"' && !source[Number(line) - 1]!.includes("/* never */"))
    .map(([, line, what]) => `line ${line}: ${what}`)
}

/** What a search may take: below half a million states the compiler's optimizations take longer than they save. */
export interface Effort {
  /** In megabytes. */
  readonly memory: number
  readonly optimized: boolean
}

/** Runs the model with these switches. */
export const check = (search: Search, defines: ReadonlyArray<string>, { memory, optimized }: Effort): Finding => {
  const directory = mkdtempSync(join(tmpdir(), "settlement-model-"))
  try {
    const switches = defines.map((define) => `-D${define}`)
    run("spin", ["-a", ...switches, model], directory)
    run("cc", [optimized ? "-O2" : "-O0", ...compiling[search], `-DMEMLIM=${memory}`, "-o", "pan", "pan.c"], directory)
    const report = run(join(directory, "pan"), [`-m${maximumDepth}`, ...looking[search]], directory)
    const violated = violationOf(report)
    const errors = numberIn(report, /errors: (\d+)/)
    if (violated === undefined && errors !== 0) throw new Error(report)
    return {
      violated,
      isComplete:
        errors === 0 && !/search not completed|max search depth too small|out of memory|MEMLIM bound/i.test(report),
      states: numberIn(report, /([\d.e+]+) states, stored/),
      transitions: numberIn(report, /([\d.e+]+) transitions/),
      depth: numberIn(report, /depth reached (\d+)/),
      seconds: numberIn(report, /elapsed time ([\d.e+-]+) seconds/),
      // a fair search does not go where the premise of I4 does not hold
      unreached: search === "exhaustive" ? unreachedIn(report) : [],
      trail: violated === undefined ? [] : trailOf(directory, switches)
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

// What the model prints on the way, without what Spin says after it
const trailOf = (directory: string, switches: ReadonlyArray<string>): ReadonlyArray<string> => {
  const replayed = run("spin", ["-t", "-k", `${basename(model)}.trail`, ...switches, model], directory)
  const lines = replayed.split("\n").map((line) => line.trim())
  const end = lines.findIndex((line) => line.startsWith("spin: "))
  return lines
    .slice(0, end === -1 ? undefined : end)
    .filter((line) => line !== "" && !line.startsWith("ltl ") && !line.startsWith("Never claim"))
    .map((line) => (line.includes("START OF CYCLE") ? "from here on nothing changes any more" : line))
}
