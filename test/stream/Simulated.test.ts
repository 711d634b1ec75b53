/**
 * A stream over a bad network, held against one over a perfect network: whatever the exchange tells comes once, or lies in a gap.
 *
 * More seeds: `STREAM_SEEDS=500 npx vitest run test/stream/Simulated`.
 */
import { assert, describe, it } from "@effect/vitest"
import { run } from "./simulated.ts"

// those that have found something once, and the first ones
const kept = [58, 1057]
const seeds = [...kept, ...Array.from({ length: Number(process.env["STREAM_SEEDS"] ?? 6) }, (_, index) => index + 1)]
const minutes = 6

describe("a stream over a bad network", () => {
  it("gives each event once, or says that it was blind then", () => {
    const census: Record<string, number> = {}
    const why: Record<string, number> = {}
    let heard = 0
    for (const seed of seeds) {
      const outcome = run({ seed, minutes })
      assert.isTrue(outcome.isDone, `seed ${seed}`)
      assert.deepStrictEqual(outcome.missed, [], `seed ${seed}: missed, and in no gap`)
      assert.deepStrictEqual(outcome.twice, [], `seed ${seed}: given twice`)
      assert.strictEqual(outcome.stillOpen, 0, `seed ${seed}: left open`)
      // most of the time it is not blind
      assert.isAbove(outcome.heard.length, outcome.truth.length / 2, `seed ${seed}`)
      heard += outcome.heard.length
      for (const [name, count] of Object.entries(outcome.census)) census[name] = (census[name] ?? 0) + count
      for (const gap of outcome.gaps) why[gap.why] = (why[gap.why] ?? 0) + 1
    }
    // every kind of trouble was met, and every kind of gap
    assert.sameMembers(Object.keys(census), [
      "cut",
      "closed",
      "shutdown",
      "dead",
      "stalled",
      "stalledAndCut",
      "garbled",
      "refused"
    ])
    assert.sameMembers(Object.keys(why), ["closed", "silent", "unreadable"])
    assert.isAbove(heard, 500 * seeds.length)
  }, 600_000)

  it("that is logged on does the same, and a key that is lost for a moment is a gap", () => {
    const why = new Set<string>()
    let revoked = 0
    const some = seeds.slice(0, 4)
    for (const seed of some) {
      const outcome = run({ seed, minutes, isLoggedOn: true })
      assert.isTrue(outcome.isDone, `seed ${seed}`)
      assert.deepStrictEqual(outcome.missed, [], `seed ${seed}: missed, and in no gap`)
      assert.deepStrictEqual(outcome.twice, [], `seed ${seed}: given twice`)
      assert.strictEqual(outcome.stillOpen, 0, `seed ${seed}: left open`)
      assert.isAbove(outcome.heard.length, outcome.truth.length / 2, `seed ${seed}`)
      revoked += outcome.census["revoked"] ?? 0
      for (const gap of outcome.gaps) why.add(gap.why)
    }
    assert.isAbove(revoked, some.length)
    assert.sameMembers([...why], ["closed", "silent", "unreadable", "terminated"])
  }, 600_000)

  it("is caught when it loses events without a word", () => {
    const missed = seeds.slice(0, 4).flatMap((seed) => run({ seed, minutes, sabotage: "events-lost" }).missed)
    assert.isNotEmpty(missed)
  }, 600_000)

  it("is caught when it trusts the exchange to tell at once of what happens", () => {
    const missed = seeds.slice(0, 4).flatMap((seed) => run({ seed, minutes, sabotage: "no-lag" }).missed)
    assert.isNotEmpty(missed)
  }, 600_000)
})

describe("a stream for more than a day", () => {
  const hours = 26

  it("is handed over before the exchange ends its connection: no gap, nothing missed, nothing twice", () => {
    const outcome = run({ seed: 1, minutes: hours * 60, isCalm: true, maxAge: 23, pause: 120_000 })
    assert.isTrue(outcome.isDone)
    assert.isAbove(outcome.truth.length, 3000)
    assert.strictEqual(outcome.heard.length, outcome.truth.length)
    assert.deepStrictEqual([outcome.missed, outcome.twice, outcome.gaps], [[], [], []])
    assert.strictEqual(outcome.connections, 2)
  }, 600_000)

  it("has a gap when it is not", () => {
    const outcome = run({ seed: 1, minutes: hours * 60, isCalm: true, maxAge: 30, pause: 120_000 })
    assert.isTrue(outcome.isDone)
    assert.deepStrictEqual(
      outcome.gaps.map(({ why }) => why),
      ["closed"]
    )
    assert.deepStrictEqual([outcome.missed, outcome.twice], [[], []])
  }, 600_000)
})
