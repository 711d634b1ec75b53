// What is kept of a stream, who is woken by it, and from when to when it can have missed nothing.
import { assert, describe, it } from "@effect/vitest"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"

const product = "spot"
const sighting = (orderId: number, more: Partial<Sightings.OrderSighting> = {}): Sightings.OrderSighting => ({
  product,
  execution: "NEW",
  clientOrderId: `id${orderId}`,
  order: { orderId, symbol: "BTCUSDT" },
  ...more
})
const ids = (seen: ReadonlyArray<Sightings.Sighting>) =>
  seen.map((one) => ("order" in one ? one.order.orderId : one.list.orderListId))

describe("a sighting", () => {
  it.effect("is found by each name that its order had, and by its id, of its own product only", () =>
    Effect.gen(function* () {
      const sightings = yield* Sightings.make("test")
      sightings.saw(sighting(1))
      sightings.saw(sighting(2, { execution: "REPLACED", clientOrderId: "new", originalClientOrderId: "old" }))
      for (const about of [{ clientOrderId: "new" }, { clientOrderId: "old" }, { orderId: 2 }, { orderId: "2" }])
        assert.deepStrictEqual(ids(sightings.of({ product, ...about })), [2])
      assert.deepStrictEqual(sightings.of({ product: "usdm", orderId: 2 }), [])
      assert.deepStrictEqual(sightings.of({ product, orderListId: 2 }), [])
    })
  )

  it.effect("of a cancel is not found by the name of the cancel", () =>
    Effect.gen(function* () {
      const sightings = yield* Sightings.make("test")
      sightings.saw(sighting(1, { execution: "CANCELED", clientOrderId: "cancel", originalClientOrderId: "order" }))
      assert.deepStrictEqual(ids(sightings.of({ product, clientOrderId: "order" })), [1])
      assert.deepStrictEqual(sightings.of({ product, clientOrderId: "cancel" }), [])
    })
  )

  it.effect("of a list is found by its name and its id, and is no order", () =>
    Effect.gen(function* () {
      const sightings = yield* Sightings.make("test")
      sightings.saw({ product, list: { orderListId: 9, listClientOrderId: "list" } })
      assert.deepStrictEqual(ids(sightings.of({ product, orderListId: 9 })), [9])
      assert.deepStrictEqual(ids(sightings.of({ product, listClientOrderId: "list" })), [9])
      assert.deepStrictEqual(sightings.of({ product, orderId: 9 }), [])
    })
  )

  it.effect("that was forgotten is no silence either for a stream that comes up as of before it", () =>
    Effect.gen(function* () {
      const sightings = yield* Sightings.make("test", { capacity: 1 })
      yield* TestClock.adjust(100)
      for (const id of [1, 2]) sightings.saw(sighting(id))
      sightings.up(product, 50)
      assert.strictEqual(sightings.coverage(product)?.since, 100)
      sightings.up("usdm", 50)
      assert.strictEqual(sightings.coverage("usdm")?.since, 50)
    })
  )

  it.effect("is forgotten when there are too many, and then nothing was covered before it", () =>
    Effect.gen(function* () {
      const sightings = yield* Sightings.make("test", { capacity: 2 })
      sightings.up(product, 0)
      for (const orderId of [1, 2, 3]) {
        yield* TestClock.adjust(1000)
        sightings.saw(sighting(orderId))
      }
      sightings.alive(product, 3000)
      assert.deepStrictEqual(sightings.of({ product, orderId: 1 }), [])
      assert.deepStrictEqual(ids(sightings.of({ product, orderId: 2 })), [2])
      assert.deepStrictEqual(sightings.coverage(product), { since: 1000, provenUntil: 3000 })
    })
  )
})

describe("who waits for a sighting", () => {
  it.effect("is woken by it, and by nothing else", () =>
    Effect.gen(function* () {
      const sightings = yield* Sightings.make("test")
      const waiting = yield* Effect.forkChild(sightings.next({ product, clientOrderId: "id1" }), {
        startImmediately: true
      })
      sightings.saw(sighting(2))
      sightings.saw(sighting(1, { product: "usdm" }))
      yield* TestClock.adjust(1)
      assert.isUndefined(waiting.pollUnsafe())
      sightings.saw(sighting(1))
      yield* Fiber.join(waiting)
    })
  )

  it.effect("does not wait for what has come since it looked", () =>
    Effect.gen(function* () {
      const sightings = yield* Sightings.make("test")
      const about = { product, orderId: 1 }
      sightings.saw(sighting(1))
      yield* sightings.next(about)
      const last = sightings.of(about).at(-1)
      assert.isDefined(last)
      const waiting = yield* Effect.forkChild(sightings.next(about, last), { startImmediately: true })
      yield* TestClock.adjust(1)
      assert.isUndefined(waiting.pollUnsafe())
      // the same event told twice is more
      sightings.saw(sighting(1))
      yield* Fiber.join(waiting)
      yield* sightings.next(about, last)
    })
  )

  it.effect("leaves nothing behind when it is interrupted, and takes nothing from the others", () =>
    Effect.gen(function* () {
      const sightings = yield* Sightings.make("test")
      const about = { product, clientOrderId: "id1" }
      const [gone, stays] = [
        yield* Effect.forkChild(sightings.next(about), { startImmediately: true }),
        yield* Effect.forkChild(sightings.next(about), { startImmediately: true })
      ]
      yield* Fiber.interrupt(gone)
      sightings.saw(sighting(1))
      yield* Fiber.join(stays)
      assert.isTrue(gone.pollUnsafe()?._tag === "Failure")
    })
  )
})

describe("what a stream covers", () => {
  it.effect("begins when it is up, reaches as far as it is proven alive, and ends with a gap", () =>
    Effect.gen(function* () {
      const sightings = yield* Sightings.make("test")
      assert.isUndefined(sightings.coverage(product))
      sightings.alive(product, 50)
      assert.isUndefined(sightings.coverage(product))
      sightings.up(product, 100)
      assert.deepStrictEqual(sightings.coverage(product), { since: 100, provenUntil: 100 })
      sightings.alive(product, 300)
      sightings.alive(product, 200)
      // a second connection takes over
      sightings.up(product, 250)
      assert.deepStrictEqual(sightings.coverage(product), { since: 100, provenUntil: 300 })
      sightings.down(product)
      assert.isUndefined(sightings.coverage(product))
      sightings.up(product, 400)
      assert.deepStrictEqual(sightings.coverage(product), { since: 400, provenUntil: 400 })
      assert.isUndefined(sightings.coverage("usdm"))
    })
  )
})
