import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as OrdersCensus from "./OrdersCensus.ts"
import { run } from "./OrdersWorld.ts"
import { Tally } from "./PartsCensus.ts"
import * as Sabotages from "./Sabotage.ts"

const seeds = 1000

/** How many seeds a sabotage may take to be found. */
const enough = 1500

/** Seeds that once failed, with what they showed. */
const kept: ReadonlyArray<{ readonly seed: number; readonly showed: string }> = [
  { seed: 9230, showed: "whoever only looks at a cancelled order does not contradict the reply that said by whom" },
  {
    seed: 1106,
    showed: "the last word about an intent that nobody waits for is said again when the journal does not hear it"
  },
  { seed: 9669, showed: "a row that may have been written, of which nobody was told, is concluded as well" }
]

// a storm is made of errors, and nobody reads their stacks
const { stackTraceLimit } = Error
beforeAll(() => {
  Error.stackTraceLimit = 0
})
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit
})

const replay = (seed: number) => `seed ${seed}: replay it with \`pnpm sim --orders --seed ${seed}\``

describe("simulation of orders over a journal", () => {
  it(`I1 to I7 hold over ${seeds} seeds, which meet every point to die at and every branch`, () => {
    const tally = new Tally(OrdersCensus.endings)
    for (let seed = 1; seed <= seeds; seed++) {
      const outcome = run(seed)
      assert.deepStrictEqual(outcome.violations, [], replay(seed))
      tally.count(outcome)
    }
    assert.deepStrictEqual(tally.neverCovered(), [])
    const { intents, orders, requests } = tally.totals
    assert.isAtLeast(intents, 2 * seeds)
    // a storm in which nothing ever gets through shows nothing
    assert.isAbove(orders, intents / 3)
    assert.isAbove(requests, 3 * intents)
  }, 300_000)

  it("the same seed is the same run, whatever ran before it", () => {
    const first = Array.from({ length: 30 }, (_, index) => run(index + 1))
    for (const before of [...first].reverse()) assert.deepStrictEqual(run(before.seed), before, replay(before.seed))
  }, 60_000)

  for (const { seed, showed } of kept) {
    it(`seed ${seed} holds: ${showed}`, () => {
      assert.deepStrictEqual(run(seed).violations, [], replay(seed))
    })
  }

  /** The invariant that each sabotage breaks; others may break with it. */
  const breaks: Readonly<Record<Sabotages.OfOrders, RegExp>> = {
    "written-later": /^I1:/,
    "others-fence": /^I[13]:/,
    "no-compare": /^I[13]:/,
    "begun-again": /^I[13]:/,
    "dead-not-sent": /^I[13]:/,
    "local-wait": /^I[13]:/,
    "claims": /^I4:/
  }
  for (const sabotage of Sabotages.namesOfOrders) {
    it(`finds out when ${Sabotages.ofOrders[sabotage]}`, ({ annotate }) => {
      let seed = 1
      while (seed <= enough && !run(seed, sabotage).violations.some((violation) => breaks[sabotage].test(violation)))
        seed++
      assert.isAtMost(seed, enough, `nobody noticed "${sabotage}"`)
      return annotate(`${sabotage}: found after ${seed} seeds`).then(() => undefined)
    }, 120_000)
  }
})
