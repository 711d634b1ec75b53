// The whole of it: the simulated exchange, the user data stream over its sockets, and settlements that see what the stream sees.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { kinds, settleAll } from "./overSimulator.ts"

const orders = 12

describe.each([1, 2, 3])("over the simulated exchange, of seed %i,", (seed) => {
  it.effect("every accepted order is known as soon as the stream tells of it", () =>
    Effect.gen(function* () {
      const doubts = yield* settleAll({ seed, orders, arrives: true, stream: {} })
      assert.isTrue(
        doubts.every(({ isTrue, outcome }) => isTrue && outcome === "executed"),
        JSON.stringify(doubts)
      )
      // one way of the stream, and the step of the test's clock
      assert.isAtMost(Math.max(...doubts.map(({ millis }) => millis)), 100)
    })
  )

  it.effect("without the stream it is known when a read shows it", () =>
    Effect.gen(function* () {
      const doubts = yield* settleAll({ seed, orders, arrives: true })
      assert.isTrue(doubts.every(({ isTrue, outcome }) => isTrue && outcome === "executed"))
      assert.isAbove(Math.max(...doubts.map(({ millis }) => millis)), 100)
    })
  )

  it.effect(
    "an order that never came is proven absent sooner by a silence of stated delay, and never before the fence",
    () =>
      Effect.gen(function* () {
        const doubts = yield* settleAll({ seed, orders, arrives: false, stream: { delayMillis: 2000 } })
        assert.isTrue(doubts.every(({ isTrue, outcome }) => isTrue && outcome === "not executed"))
        assert.isAtLeast(Math.min(...doubts.map(({ millis }) => millis)), 5000 + 11_000 + 2000 + 5000)
        assert.isBelow(Math.max(...doubts.map(({ millis }) => millis)), 5000 + 11_000 + 30_000)
      })
  )
})

// Every read is as old as it may be, so whatever is known sooner is known from the stream.
describe.each(kinds)("over the simulated exchange a doubt about a %s", (kind) => {
  it.effect("is settled by the events of the exchange long before a view shows it", () =>
    Effect.gen(function* () {
      const doubts = yield* settleAll({ seed: 4, orders: 4, kind, arrives: true, isLagging: true, stream: {} })
      assert.isTrue(
        doubts.every(({ isTrue, outcome }) => isTrue && outcome === "executed"),
        JSON.stringify(doubts)
      )
      assert.isBelow(Math.max(...doubts.map(({ millis }) => millis)), 250)
    })
  )

  it.effect("is settled truly when nothing was executed", () =>
    Effect.gen(function* () {
      const stream = { delayMillis: 2000 }
      const doubts = yield* settleAll({ seed: 5, orders: 3, kind, arrives: false, stream })
      assert.isTrue(
        doubts.every(({ isTrue, outcome }) => isTrue && outcome !== "unsettled"),
        JSON.stringify(doubts)
      )
      assert.isAtLeast(Math.min(...doubts.map(({ millis }) => millis)), 5000 + 11_000)
    })
  )
})
