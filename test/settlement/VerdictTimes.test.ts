// How long a doubt lasts: a positive verdict takes a round trip or two, a negative one what the exchange's bounds ask for.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { boundOf, cancels, latency, products, settleOf } from "./verdictTimes.ts"

describe.each(products.map((product) => [product.name, product] as const))("a doubt on %s", (_, product) => {
  it.effect("ends within two round trips once a read shows the order", () =>
    Effect.gen(function* () {
      const { millis, tag } = yield* settleOf(product, true)
      assert.strictEqual(tag, "Success")
      assert.isAtMost(millis, 2 * 2 * latency)
    })
  )

  it.effect("ends within two round trips once the stream shows the order, whatever the reads show", () =>
    Effect.gen(function* () {
      const lagging = { lagMillis: 10_000 }
      const { millis: without } = yield* settleOf(product, true, lagging)
      const { millis, tag } = yield* settleOf(product, true, { ...lagging, stream: {} })
      assert.strictEqual(tag, "Success")
      assert.isAtMost(millis, 2 * 2 * latency)
      assert.isAtLeast(without, 9_000)
    })
  )

  it.effect("ends in a no behind the stated delay of a silent stream, and not before", () =>
    Effect.gen(function* () {
      const delayMillis = 2000
      const { millis, tag } = yield* settleOf(product, false, { stream: { delayMillis } })
      assert.strictEqual(tag, "ProvenNotExecuted")
      const bound = boundOf(product, delayMillis)
      assert.isAtLeast(millis, bound - 2 * latency)
      assert.isAtMost(millis, bound + 6000)
    })
  )

  it.effect("ends in a no at the bound of its fence and its views, and not before", () =>
    Effect.gen(function* () {
      const { millis, tag } = yield* settleOf(product, false)
      assert.strictEqual(tag, "ProvenNotExecuted")
      // the fence counts from the timestamp, which is older than the reply that was lost
      assert.isAtLeast(millis, boundOf(product) - 2 * latency)
      assert.isAtMost(millis, boundOf(product) + 6000)
    })
  )
})

describe.each(cancels.map((product) => [product.name, product] as const))("a cancel in doubt on %s", (_, product) => {
  it.effect("ends within two round trips once the stream shows the end of the order", () =>
    Effect.gen(function* () {
      const { millis, tag } = yield* settleOf(product, true, { lagMillis: 60_000, stream: {} })
      assert.strictEqual(tag, "Success")
      // and one look at all that a cancelled order is, which the event does not tell everywhere
      assert.isAtMost(millis, 2 * 2 * latency)
    })
  )
})
