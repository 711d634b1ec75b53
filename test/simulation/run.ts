/**
 * Runs the simulation from the command line: `--seeds 2000`, `--seed 17` to replay one, `--sabotage fence`, `--json`; with `--parts`
 * the storm of order lists, replaced and amended orders, and cancels of several orders; with `--orders` the storm of processes that
 * die over a journal; with `--products` the storm of every product and of batches; with `--coverage` all of them, and which blocks of the
 * settlement none of them has entered.
 */
import * as Coverage from "./Coverage.ts" // before all that it measures
import { parseArgs } from "node:util"
import { Census } from "./Census.ts"
import * as PartsCensus from "./PartsCensus.ts"
import * as OrdersCensus from "./OrdersCensus.ts"
import * as OrdersWorld from "./OrdersWorld.ts"
import * as PartsWorld from "./PartsWorld.ts"
import * as Products from "./Products.ts"
import * as ProductsCensus from "./ProductsCensus.ts"
import * as ProductsWorld from "./ProductsWorld.ts"
import * as Sabotages from "./Sabotage.ts"
import * as World from "./World.ts"

const usage =
  `Options: --seeds N, --from N, --seed N, --sabotage ${Sabotages.names.join("|")}, --json; ` +
  `--parts, with --sabotage ${Sabotages.namesOfParts.join("|")} as well; ` +
  `--orders, with --sabotage ${Sabotages.namesOfOrders.join("|")} as well; ` +
  `--products, with --sabotage ${Sabotages.namesOfProducts.join("|")} as well; --coverage`

const fail = (message: string): never => {
  console.error(message)
  process.exit(2)
}

/** All that was said has been handed over: to who reads slowly a long line goes in pieces, and an exit would cut it. */
const said = () => new Promise<void>((resolve) => process.stdout.write("", () => resolve()))

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
        json: { type: "boolean" },
        coverage: { type: "boolean" },
        products: { type: "boolean" },
        product: { type: "string" },
        parts: { type: "boolean" },
        orders: { type: "boolean" }
      }
    }).values
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
})()
const isParts = parsed.parts === true
const isOrders = parsed.orders === true
const isProducts = parsed.products === true
const isSabotage = (text: string): text is Sabotages.Any =>
  Object.hasOwn(Sabotages.sabotages, text) ||
  (isParts && Sabotages.isOfParts(text)) ||
  (isOrders && Sabotages.isOfOrders(text)) ||
  (isProducts && Sabotages.isOfProducts(text))
const sabotagesHere = [
  ...Sabotages.names,
  ...(isParts ? Sabotages.namesOfParts : []),
  ...(isOrders ? Sabotages.namesOfOrders : []),
  ...(isProducts ? Sabotages.namesOfProducts : [])
]
const sabotage =
  parsed.sabotage === undefined || isSabotage(parsed.sabotage)
    ? parsed.sabotage
    : fail(`--sabotage takes one of ${sabotagesHere.join(", ")}, not "${parsed.sabotage}".`)
const first = parsed.seed === undefined ? whole("from", parsed.from, 1) : whole("seed", parsed.seed, 1)
const most = parsed.seed === undefined ? whole("seeds", parsed.seeds, 2000) : 1

// nobody reads the stacks of errors that a storm is made of; a defect is thrown again with a stack when its seed is replayed
if (parsed.seed === undefined) Error.stackTraceLimit = 0

if (Coverage.running !== undefined) {
  const failed: Array<string> = []
  for (const [name, world] of Object.entries({
    "": World,
    "--parts ": PartsWorld,
    "--orders ": OrdersWorld,
    "--products ": ProductsWorld
  }))
    for (let seed = first; seed < first + most; seed++) {
      const { violations: broken } = world.run(seed)
      if (broken.length > 0) failed.push(`${name}--seed ${seed}: ${broken.join("; ")}`)
    }
  const { missed, stale } = Coverage.judge(Coverage.running.blocks())
  const isWhole = most >= 1000
  if (parsed.json === true) {
    console.log(JSON.stringify({ seeds: most, violations: failed, missed, stale }))
  } else {
    for (const one of failed) console.log(one)
    for (const block of missed) console.log(`never entered: ${Coverage.show(block)}`)
    for (const row of stale) console.log(`entered, or gone, and yet an exception: ${JSON.stringify(row)}`)
    console.log(
      `${most} seeds of each storm, ${failed.length} with violations; ${missed.length} blocks of the settlement never entered` +
        (isWhole ? "" : ", of so few seeds")
    )
  }
  await said()
  process.exit(failed.length > 0 || (isWhole && missed.length + stale.length > 0) ? 1 : 0)
}

const { product } = parsed
if (product !== undefined && !Products.names.includes(product))
  fail(`--product takes one of ${Products.names.join(", ")}, not "${product}".`)
const products = product === undefined ? Products.names : [product]
const census = isParts || isOrders || isProducts ? undefined : new Census()
const tally = new PartsCensus.Tally(
  isProducts ? ProductsCensus.knownOf(products) : isOrders ? OrdersCensus.known : PartsCensus.known
)
const violations: Array<{ readonly seed: number; readonly violations: ReadonlyArray<string> }> = []
const startedAt = performance.now()
const cpu = process.cpuUsage()
let seeds = 0
for (let seed = first; seed < first + most; seed++) {
  const outcome = (() => {
    const withTimeline = parsed.seed !== undefined
    if (census === undefined) {
      const parts = isProducts
        ? ProductsWorld.run(seed, sabotage, withTimeline, products)
        : (isOrders ? OrdersWorld : PartsWorld).run(seed, sabotage, withTimeline)
      tally.count(parts)
      return parts
    }
    const whole = World.run(seed, sabotage, withTimeline)
    census.count(whole)
    return whole
  })()
  seeds++
  if (parsed.json !== true) for (const event of outcome.timeline) console.log(event)
  if (outcome.violations.length === 0) continue
  violations.push({ seed, violations: outcome.violations })
  if (parsed.json !== true)
    console.log([`seed ${seed}:`, ...outcome.violations.map((violation) => `  ${violation}`)].join("\n"))
  // one is what a sabotage has to show
  if (sabotage !== undefined && parsed.seed === undefined) break
}
const { system, user } = process.cpuUsage(cpu)
const perSecond = (micros: number) => Math.round((seeds / micros) * 1e7) / 10
const seedsPerSecond = perSecond((performance.now() - startedAt) * 1e3)
const met = census ?? tally
const neverCovered = met.neverCovered()
const isEnough = sabotage === undefined && seeds >= (isProducts ? 30_000 : isOrders ? 20_000 : isParts ? 3000 : 2000)
if (parsed.json === true) {
  console.log(
    JSON.stringify({
      seeds,
      violations,
      coverage: met.coverage(),
      seedsPerSecond,
      seedsPerCpuSecond: perSecond(user + system),
      neverCovered,
      ...met.totals,
      ...(sabotage === undefined ? {} : { sabotage })
    })
  )
} else {
  console.log(
    `${seeds} seeds, ${violations.length} with violations, ${seedsPerSecond} seeds a second; ` +
      Object.entries(met.totals)
        .map(([name, count]) => `${count} ${name}`)
        .join(", ")
  )
  if (isEnough)
    console.log(
      neverCovered.length === 0 ? "every fault and every branch was met" : `never met: ${neverCovered.join(", ")}`
    )
  if (parsed.seed !== undefined) console.log(`the run of seed ${first} is ${met.fingerprint}`)
}
await said()
// a sabotage that nobody notices is a failure as well; and of this many seeds, each known thing has to be met by one
process.exit(violations.length > 0 === (sabotage !== undefined) && !(isEnough && neverCovered.length > 0) ? 0 : 1)
