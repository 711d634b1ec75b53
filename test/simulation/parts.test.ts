import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as PartsCensus from "./PartsCensus.ts"
import { run } from "./PartsWorld.ts"
import * as Sabotages from "./Sabotage.ts"

const seeds = 1200

/** How many seeds a sabotage may take to be found. */
const enough = 500

/** Seeds that once failed, with what they showed. */
const kept: ReadonlyArray<{ readonly seed: number; readonly showed: string }> = [
  { seed: 147, showed: "a list is none of ours by its name and those of its orders, when its caller chose them" },
  {
    seed: 705,
    showed: "an order that the engine calls amended may be cancelled, and so renamed, before it is looked at"
  },
  { seed: 987, showed: "an order may be later than the timestamp of a cancel of all, and have been there before it" },
  { seed: 1120, showed: "the same, of a clock that three samples have set" },
  { seed: 3198, showed: "an amended order may be renamed by another amend before it was ever seen" },
  { seed: 3516, showed: "an order that was seen before is found by its id once it is renamed" },
  { seed: 9255, showed: "amendments that cannot be had, or not yet, are not amendments that do not hold it" }
]

// a storm is made of errors, and nobody reads their stacks
const { stackTraceLimit } = Error
beforeAll(() => {
  Error.stackTraceLimit = 0
})
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit
})

const replay = (seed: number) => `seed ${seed}: replay it with \`pnpm sim --parts --seed ${seed}\``

describe("simulation of parts and wholes", () => {
  it(`I1 to I6 hold for each part over ${seeds} seeds, which meet every ending`, () => {
    const tally = new PartsCensus.Tally(PartsCensus.known)
    for (let seed = 1; seed <= seeds; seed++) {
      const outcome = run(seed)
      assert.deepStrictEqual(outcome.violations, [], replay(seed))
      tally.count(outcome)
    }
    const coverage = tally.coverage()
    assert.deepStrictEqual(
      PartsCensus.endings.filter((name) => coverage[name] === 0),
      []
    )
    const { intents, orders, requests } = tally.totals
    assert.isAtLeast(intents, 3 * seeds)
    // a storm in which nothing ever gets through shows nothing
    assert.isAbove(orders, intents / 2)
    assert.isAbove(requests, 3 * intents)
  }, 180_000)

  it("the same seed is the same run, whatever ran before it", () => {
    const first = Array.from({ length: 30 }, (_, index) => run(index + 1))
    for (const before of [...first].reverse()) assert.deepStrictEqual(run(before.seed), before, replay(before.seed))
  }, 60_000)

  for (const { seed, showed } of kept) {
    it(`seed ${seed} holds: ${showed}`, () => {
      assert.deepStrictEqual(run(seed).violations, [], replay(seed))
    })
  }

  /** The invariant that each sabotage breaks, and of which call; others may break with it. */
  const breaks = {
    "cancel-half-again": /^I3:.*Replace.*by itself/,
    "halves-as-one": /^I3:.*Replace.*the old order not cancelled/,
    "list-name": /^I[13]:.*Oco/,
    "list-order": /^I[13]:.*(?:Otoco|Opo)/,
    "list-again": /^I2:.*Named/,
    "amend-no": /^I3:.*Amend/,
    "cancel-all-yes": /^I2:.*CancelAll/,
    "fence": /^I[13]:/,
    "views": /^I[13]:/,
    "resend": /^I3:/
  } satisfies Readonly<Partial<Record<Sabotages.Any, RegExp>>> & Readonly<Record<Sabotages.OfParts, RegExp>>
  const what = { ...Sabotages.sabotages, ...Sabotages.ofParts }
  // Object.keys forgets that the keys of a constant are known
  for (const sabotage of Object.keys(breaks) as ReadonlyArray<keyof typeof breaks>) {
    it(`finds out when ${what[sabotage]}`, ({ annotate }) => {
      let seed = 1
      while (seed <= enough && !run(seed, sabotage).violations.some((violation) => breaks[sabotage].test(violation)))
        seed++
      assert.isAtMost(seed, enough, `nobody noticed "${sabotage}"`)
      return annotate(`${sabotage}: found after ${seed} seeds`).then(() => undefined)
    }, 120_000)
  }
})
