/**
 * Checks the model by Spin: `--short` takes seconds, without it minutes; `--sabotage fence` shows the shortest way from a rule that is
 * off to an order too many; `--json`.
 */
import { parseArgs } from "node:util"
import * as Checks from "./Checks.ts"
import * as Spin from "./Spin.ts"

const usage = `Options: --short, --sabotage ${Checks.names.join("|")}, --json`

const fail = (message: string): never => {
  console.error(message)
  process.exit(2)
}

const options = (() => {
  try {
    return parseArgs({
      options: { short: { type: "boolean" }, sabotage: { type: "string" }, json: { type: "boolean" } }
    }).values
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
})()
const chosen =
  options.sabotage === undefined || Checks.isName(options.sabotage)
    ? options.sabotage
    : fail(`--sabotage takes one of ${Checks.names.join(", ")}, not "${options.sabotage}".`)
const installed = Spin.version()
const version = "missing" in installed ? fail(installed.missing) : installed.spin

// in megabytes; a search that needs more ends there, and counts as not completed
const memory = 6000

const unexpected: Array<string> = []
const say = (line: string) => {
  if (options.json !== true) console.log(line)
}
const count = (n: number) => n.toLocaleString("en").replaceAll(",", " ")
const seconds = (n: number) => `${n.toFixed(1)} s`

const holds = (check: Checks.Genuine) => {
  const { attempts, crashes, name, processes, search } = check
  const finding = Spin.check(search, Checks.definesOf(check), { memory, optimized: check.form === "long" })
  const { depth, isComplete, states, transitions, unreached, violated } = finding
  const label = `${name}: ${attempts} attempts, ${processes} processes, ${crashes} ${crashes === 1 ? "crash" : "crashes"}`
  if (violated !== undefined) unexpected.push(`${label}: ${violated} is violated\n  ${finding.trail.join("\n  ")}`)
  else if (!isComplete) unexpected.push(`${label}: the search was not completed`)
  // what no run comes to is not checked by any
  if (violated === undefined && unreached.length > 0)
    unexpected.push(`${label}: no run comes to ${unreached.join("; ")}`)
  say(
    `${label}: ${search === "fair" ? "I4" : "I1, I2, I3, no deadlock"}${violated === undefined && isComplete ? "" : " DO NOT HOLD"}; ` +
      `${count(states)} states, ${count(transitions)} transitions, depth ${depth}, ${seconds(finding.seconds)}`
  )
  return {
    name,
    attempts,
    processes,
    crashes,
    search,
    violated,
    isComplete,
    states,
    transitions,
    depth,
    unreached,
    seconds: finding.seconds
  }
}

/** Which of I1 to I3 fall, each looked at alone, and I4 where it should; in the short form whichever falls first. */
const refutes = (name: Checks.Name) => {
  const sabotage: Checks.Sabotage = Checks.sabotages[name]
  const { what } = sabotage
  const found = Checks.lookedAt(sabotage, options.short === true ? "short" : "long").map((invariant) => {
    const { defines, search } = Checks.searchOf(sabotage, invariant)
    const { isComplete, seconds, states, trail, violated } = Spin.check(search, defines, { memory, optimized: false })
    const isExpected =
      violated === undefined
        ? isComplete && invariant !== "any" && !sabotage.violates.includes(invariant)
        : sabotage.violates.includes(violated) && (invariant === "any" || invariant === violated)
    if (!isExpected) unexpected.push(`${name}, ${invariant}: ${violated ?? "nothing"} is violated`)
    // the way there is for who asks for it
    return { invariant, violated, steps: trail.length, states, seconds, trail: chosen === undefined ? [] : trail }
  })
  const fallen = found.flatMap(({ steps, violated }) => (violated === undefined ? [] : [`${violated} after ${steps}`]))
  say(`${name}: ${what}: ${fallen.length === 0 ? "NOTHING is violated" : fallen.join(", ")}`)
  return { name, what, found }
}

const startedAt = performance.now()
const report = (() => {
  if (chosen !== undefined) {
    const refuted = refutes(chosen)
    for (const { trail, violated } of refuted.found)
      if (violated !== undefined)
        say([`\n${violated}:`, ...trail.map((step, i) => `${String(i + 1).padStart(4)}  ${step}`)].join("\n"))
    return { refuted: [refuted] }
  }
  say("The protocol")
  const genuine = Checks.genuine.filter(({ form }) => form === "short" || options.short !== true).map(holds)
  say("\nWithout one of its rules, or with a word broken: steps of the shortest way to the violation")
  return { genuine, refuted: Checks.names.map(refutes) }
})()
const took = (performance.now() - startedAt) / 1000
if (options.json === true) {
  console.log(
    JSON.stringify({
      spin: version,
      form: options.short === true ? "short" : "long",
      ...report,
      unexpected,
      seconds: took
    })
  )
} else {
  console.log(`\nSpin ${version}, ${seconds(took)}: ${unexpected.length === 0 ? "all as expected" : "UNEXPECTED"}`)
  for (const line of unexpected) console.log(line)
}
process.exit(unexpected.length === 0 ? 0 : 1)
