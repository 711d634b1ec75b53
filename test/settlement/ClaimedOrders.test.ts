// Which orders are known to belong to an intent of this process, and which are forgotten.
import { assert, describe, it } from "@effect/vitest"
import * as Intent from "effect-binance/client/Intent"
import { ClaimedOrders } from "effect-binance/settlement/ClaimedOrders"
import * as Effect from "effect/Effect"

const capacity = 20_000

describe("claimed orders", () => {
  it.effect("are forgotten the oldest first, and one that was claimed again is young again", () =>
    Effect.gen(function* () {
      const [mine, other] = [yield* Intent.make, yield* Intent.make]
      const claimed = new ClaimedOrders()
      const isKnown = (orderId: number) => claimed.isAnothers("BTCUSDT", orderId, other)
      for (let orderId = 0; orderId < capacity; orderId++) claimed.claim("BTCUSDT", orderId, mine)
      claimed.claim("BTCUSDT", 1, mine)
      assert.deepStrictEqual([0, 1, 2, capacity - 1].map(isKnown), [true, true, true, true])
      claimed.claim("BTCUSDT", capacity, mine)
      claimed.claim("BTCUSDT", capacity + 1, mine)
      assert.deepStrictEqual([0, 1, 2, 3, capacity + 1].map(isKnown), [false, true, false, true, true])
      // several times as many as are kept
      for (let orderId = capacity + 2; orderId < 4 * capacity; orderId++) claimed.claim("BTCUSDT", orderId, mine)
      assert.deepStrictEqual([1, 3 * capacity - 1, 3 * capacity, 4 * capacity - 1].map(isKnown), [
        false,
        false,
        true,
        true
      ])
      assert.isFalse(claimed.isAnothers("BTCUSDT", 4 * capacity - 1, mine))
    })
  )

  it.effect("are another intent's unless it is the same one, read again from its journal", () =>
    Effect.gen(function* () {
      const unused = () => Effect.die("nothing is called")
      /** A part of what a journal calls `id`, as it was read for the `reading`th time. */
      const partOf = (id: string, reading: number) =>
        Effect.map(Intent.make, (intent): Intent.Intent => ({
          ...intent,
          clientOrderId: id,
          journal: { id, number: reading, opened: () => undefined, signing: unused, settling: unused }
        }))
      const claimed = new ClaimedOrders()
      claimed.claim("BTCUSDT", 1, yield* partOf("mine", 1))
      const isOf = Effect.fnUntraced(function* (id: string, reading: number) {
        return !claimed.isAnothers("BTCUSDT", 1, yield* partOf(id, reading))
      })
      // another part of it, with an order of its own
      assert.isFalse(yield* isOf("mine", 1))
      assert.isTrue(yield* isOf("mine", 2))
      assert.isFalse(yield* isOf("other", 2))
      assert.isTrue(claimed.isAnothers("BTCUSDT", 1, yield* Intent.make))
    })
  )
})
