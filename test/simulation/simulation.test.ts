import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { run, type Sabotage, sabotages } from "./World.ts"

const seeds = 200

const firstViolation = Effect.fnUntraced(function* (sabotage: Sabotage) {
  for (let seed = 1; seed <= seeds; seed++) {
    const { violations } = yield* run(seed, sabotage)
    if (violations.some((violation) => /^I[123]:/.test(violation))) return seed
  }
  return undefined
})

describe("simulation", () => {
  it.live(
    `I1 to I5 hold over ${seeds} seeds`,
    () =>
      Effect.gen(function* () {
        let intents = 0
        let orders = 0
        for (let seed = 1; seed <= seeds; seed++) {
          const outcome = yield* run(seed)
          assert.deepStrictEqual(outcome.violations, [], `seed ${seed}: replay it with \`pnpm sim --seed ${seed}\``)
          intents += outcome.intents
          orders += outcome.orders
        }
        // a storm in which nothing ever gets through, or nothing is ever stopped, shows nothing
        assert.isAbove(orders, intents / 4)
        assert.isBelow(orders, intents)
      }),
    120_000
  )

  for (const sabotage of sabotages) {
    it.live(
      `without the rule "${sabotage}" an order is filled twice, lost or falsely denied`,
      () =>
        Effect.gen(function* () {
          assert.isDefined(yield* firstViolation(sabotage))
        }),
      120_000
    )
  }
})
