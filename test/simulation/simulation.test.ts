import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Census } from "./Census.ts"
import * as Sabotages from "./Sabotage.ts"
import { run } from "./World.ts"

const seeds = 2000

/** How many seeds a sabotage may take to be found. */
const enough = 500

/** Seeds that once failed, or are the first to show what a rule is for, with what they showed. */
const kept: ReadonlyArray<{ readonly seed: number; readonly showed: string }> = [
  { seed: 4398, showed: "the namesake that a duplicate was refused for may be renamed before it is looked at again" },
  { seed: 4491, showed: "a limit that is told to a call which nobody waits for any more closes the window" },
  {
    seed: 4671,
    showed: "the same, and the connection that the exchange then ends is not opened again before the window is"
  },
  { seed: 30043, showed: "nothing proves that a subscription lives once it has ended" },
  { seed: 17531, showed: "a machine that was set tells no earlier than it is from when events come" },
  { seed: 78631, showed: "a refused connection is waited out by the exchange's clock" },
  { seed: 43767, showed: "a session that died without telling is replaced when it is logged on again" },
  { seed: 91665, showed: "two connections that both show an event tell it once, whatever was believed of the first" },
  { seed: 32019, showed: "an error says nothing about a subscription" },
  {
    seed: 41115,
    showed: "a stream knows when it was blind, though its wall clock was set and the exchange's cannot be read"
  },
  { seed: 12928, showed: "a fence that has passed says nothing of an attempt that was signed after it" },
  { seed: 14445, showed: "the first of two attempts may have the later fence" }
]

// a storm is made of errors, and nobody reads their stacks
const { stackTraceLimit } = Error
beforeAll(() => {
  Error.stackTraceLimit = 0
})
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit
})

const replay = (seed: number) => `seed ${seed}: replay it with \`pnpm sim --seed ${seed}\``

describe("simulation", () => {
  it(`I1 to I6 hold over ${seeds} seeds, which meet every fault and every branch`, () => {
    const census = new Census()
    for (let seed = 1; seed <= seeds; seed++) {
      const outcome = run(seed)
      assert.deepStrictEqual(outcome.violations, [], replay(seed))
      census.count(outcome)
    }
    assert.deepStrictEqual(census.neverCovered(), [])
    const { intents, orders, requests } = census.totals
    assert.isAtLeast(intents, 2 * seeds)
    // a storm in which nothing ever gets through shows nothing
    assert.isAbove(orders, intents / 4)
    assert.isAbove(requests, 3 * intents)
  }, 180_000)

  it("the same seed is the same run, whatever ran before it", () => {
    const first = Array.from({ length: 60 }, (_, index) => run(index + 1))
    for (const before of [...first].reverse()) {
      const again = run(before.seed)
      assert.deepStrictEqual(again, before, replay(before.seed))
    }
    assert.isAbove(new Set(first.map(({ fingerprint }) => fingerprint)).size, 55)
  }, 60_000)

  for (const { seed, showed } of kept) {
    it(`seed ${seed} holds: ${showed}`, () => {
      assert.deepStrictEqual(run(seed).violations, [], replay(seed))
    })
  }

  /** The invariant that each sabotage breaks; others may break with it. */
  const breaks: Readonly<Record<Sabotages.Sabotage, RegExp>> = {
    "fence": /^I[13]:/,
    "views": /^I[13]:/,
    "resend": /^I[13]:/,
    "reject-speaks-for-all": /^I3:/,
    "content": /^I2:/,
    "claims": /^I4:/,
    "window": /^I5:/,
    "closed-not-sent": /^I[13]:/,
    "gap": /^I[13]:/,
    "redaction": /^I6:/,
    "engine-bound": /^I[13]:/,
    "visibility-bound": /^I[13]:/
  }
  for (const sabotage of Sabotages.names) {
    it(`finds out when ${Sabotages.sabotages[sabotage]}`, ({ annotate }) => {
      let seed = 1
      while (seed <= enough && !run(seed, sabotage).violations.some((violation) => breaks[sabotage].test(violation)))
        seed++
      assert.isAtMost(seed, enough, `nobody noticed "${sabotage}"`)
      return annotate(`${sabotage}: found after ${seed} seeds`).then(() => undefined)
    }, 120_000)
  }
})
