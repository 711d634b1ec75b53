import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Routes from "./Routes.ts"
import { run } from "./World.ts"

const seeds = 1000

/** How many seeds a sabotage may take to be found. */
const enough = 300

// a storm is made of errors, and nobody reads their stacks
const { stackTraceLimit } = Error
beforeAll(() => {
  Error.stackTraceLimit = 0
})
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit
})

describe("the simulation over routes that fail", () => {
  it(`I1 to I6 hold over ${seeds} seeds, in which each way to be down is met`, () => {
    const met = Routes.nothingMet()
    let orders = 0
    let intents = 0
    for (let seed = 1; seed <= seeds; seed++) {
      const outcome = run(seed, undefined, false, Routes.between(met))
      assert.deepStrictEqual(outcome.violations, [], `seed ${seed}`)
      orders += outcome.orders
      intents += outcome.intents
    }
    for (const [outage, times] of Object.entries(met.outages)) assert.isAbove(times, seeds / 20, outage)
    assert.isAbove(met.elsewhere, seeds)
    assert.isAbove(met.back, seeds)
    assert.isAbove(orders, intents / 4)
  }, 180_000)

  for (const [name, { between, breaks }] of Object.entries(Routes.sabotages)) {
    it(`finds out when ${name}`, () => {
      let seed = 1
      while (
        seed <= enough &&
        !run(seed, undefined, false, between(Routes.nothingMet())).violations.some((one) => breaks.test(one))
      )
        seed++
      assert.isAtMost(seed, enough, "nobody noticed")
    }, 120_000)
  }
})
