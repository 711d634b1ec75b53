/**
 * Runs the simulation from the command line: `--seeds 2000`, `--seed 17` to replay one, `--sabotage fence`, `--json`.
 */
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import { run, type Sabotage, sabotages } from "./World.ts"

const fail = (message: string): never => {
  console.error(message)
  process.exit(2)
}

const whole = (name: string, text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise
  return /^\d{1,9}$/.test(text) ? Number(text) : fail(`--${name} takes a whole number, not "${text}".`)
}

const parsed = (() => {
  try {
    return parseArgs({
      options: {
        seeds: { type: "string" },
        seed: { type: "string" },
        from: { type: "string" },
        sabotage: { type: "string" },
        json: { type: "boolean" }
      }
    }).values
  } catch (error) {
    return fail(
      `${error instanceof Error ? error.message : String(error)}\nOptions: --seeds N, --from N, --seed N, --sabotage ${sabotages.join("|")}, --json`
    )
  }
})()
const isSabotage = (text: string): text is Sabotage => (sabotages as ReadonlyArray<string>).includes(text)
const sabotage =
  parsed.sabotage === undefined || isSabotage(parsed.sabotage)
    ? parsed.sabotage
    : fail(`--sabotage takes one of ${sabotages.join(", ")}, not "${parsed.sabotage}".`)
const first = parsed.seed === undefined ? whole("from", parsed.from, 1) : whole("seed", parsed.seed, 1)
const seeds = parsed.seed === undefined ? whole("seeds", parsed.seeds, 200) : 1

const coverage: Record<string, number> = {}
const violations: Array<{ readonly seed: number; readonly violations: ReadonlyArray<string> }> = []
const startedAt = performance.now()
for (let seed = first; seed < first + seeds; seed++) {
  const outcome = await Effect.runPromise(run(seed, sabotage))
  for (const [fault, times] of Object.entries(outcome.coverage)) coverage[fault] = (coverage[fault] ?? 0) + times
  if (outcome.violations.length > 0) {
    violations.push({ seed, violations: outcome.violations })
    if (parsed.json !== true)
      console.log([`seed ${seed}:`, ...outcome.violations.map((violation) => `  ${violation}`)].join("\n"))
  }
}
const seedsPerSecond = Math.round((seeds / (performance.now() - startedAt)) * 1e4) / 10
if (parsed.json === true) console.log(JSON.stringify({ seeds, violations, coverage, seedsPerSecond }))
else console.log(`${seeds} seeds, ${violations.length} with violations, ${seedsPerSecond} seeds a second`)
// a sabotage that nobody notices is a failure as well
process.exit(violations.length > 0 === (sabotage !== undefined) ? 0 : 1)
