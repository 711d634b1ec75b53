import { assert, describe, it } from "@effect/vitest"
import { BanWindow, type Scope } from "effect-binance/limits/BanWindow"
import * as BanWindowPersisted from "effect-binance/limits/BanWindowPersisted"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import * as TestClock from "effect/testing/TestClock"
import { movableWall, settle } from "../client/support.ts"

const key = "effect-binance/BanWindow"

/** What outlives the processes: a store over a map, which can be told to fail. */
const makeDisk = () => {
  const entries = new Map<string, string>()
  const disk = { entries, isBroken: false, isUnreadable: false }
  const failing = (method: string) =>
    Effect.fail(new KeyValueStore.KeyValueStoreError({ message: "the disk is broken", method }))
  const store = KeyValueStore.makeStringOnly({
    get: (name) => (disk.isUnreadable ? failing("get") : Effect.sync(() => entries.get(name))),
    set: (name, value) => (disk.isBroken ? failing("set") : Effect.sync(() => void entries.set(name, value))),
    remove: (name) => Effect.sync(() => void entries.delete(name)),
    clear: Effect.sync(() => entries.clear()),
    size: Effect.sync(() => entries.size),
    keys: Effect.sync(() => [...entries.keys()])
  })
  return { ...disk, disk, layer: Layer.succeed(KeyValueStore.KeyValueStore, store) }
}

/** A process that does this and ends. */
const inProcess = <A, E>(
  disk: ReturnType<typeof makeDisk>,
  program: (window: BanWindow["Service"]) => Effect.Effect<A, E>
) =>
  BanWindow.use(program).pipe(
    Effect.provide(BanWindowPersisted.layerPersisted.pipe(Layer.provide(disk.layer)), { local: true })
  )
const closedUntil = (scope: Scope) => (window: BanWindow["Service"]) => window.closedUntil(scope)

// without moving the clock
const turns = Effect.forEach(Array.from({ length: 20 }), () => Effect.yieldNow, { discard: true })

describe("a process that is started again", () => {
  it.effect("is as quiet as the one before it was told to be, scope by scope", () => {
    const disk = makeDisk()
    return Effect.gen(function* () {
      yield* inProcess(disk, (window) =>
        Effect.gen(function* () {
          yield* window.close("address", 120_000)
          yield* window.close("orders:api:grid-bot", 10_000)
          yield* window.close("address:fapi", 5000)
          yield* settle
        })
      )
      yield* TestClock.adjust(6000)
      yield* inProcess(disk, (window) =>
        Effect.gen(function* () {
          assert.strictEqual(yield* window.closedUntil("address"), 120_000)
          assert.strictEqual(yield* window.closedUntil("orders:api:grid-bot"), 10_000)
          assert.strictEqual(yield* window.closedUntil("address:fapi"), undefined)
          assert.isFalse(window.isOpen(["address"], 6000))
          const result = yield* Effect.flip(window.pass(["address"], 60_000))
          assert.strictEqual(result.reason._tag, "BanWindowClosed")
          yield* TestClock.adjust(114_000)
          assert.isTrue(window.isOpen(["address"], 120_000))
        })
      )
      // what is over is not kept
      yield* inProcess(disk, (window) => Effect.andThen(window.close("address:dapi", 200_000), settle))
      assert.deepStrictEqual(Object.keys(JSON.parse(disk.entries.get(key) ?? "")), ["address:dapi"])
    })
  })

  it.effect("keeps what several processes were told, the longer one of each", () => {
    const disk = makeDisk()
    return Effect.gen(function* () {
      yield* inProcess(disk, (one) =>
        inProcess(disk, (two) =>
          Effect.gen(function* () {
            yield* one.close("address", 60_000)
            yield* settle
            yield* two.close("address", 30_000)
            yield* two.close("address:fapi", 90_000)
            yield* settle
          })
        )
      )
      assert.strictEqual(yield* inProcess(disk, closedUntil("address")), 60_000)
      assert.strictEqual(yield* inProcess(disk, closedUntil("address:fapi")), 90_000)
    })
  })

  it.effect("waits no longer than was left, when the wall clock was set back meanwhile", () => {
    const disk = makeDisk()
    return Effect.gen(function* () {
      const wall = yield* movableWall
      wall.offset = 3_600_000
      yield* wall.on(inProcess(disk, (window) => Effect.andThen(window.close("address", 3_720_000), turns)))
      wall.offset = 0
      // by the clock that was set back it would be an hour and two minutes
      assert.strictEqual(yield* wall.on(inProcess(disk, closedUntil("address"))), 120_000)
    })
  })
})

describe("what cannot be relied on", () => {
  it.effect("an entry that cannot be read: somebody was told to be quiet, so it is the shortest ban", () =>
    Effect.gen(function* () {
      for (const text of ['{"address":{"until":12', "", "[]", '{"address":{"until":"soon","writtenAt":0}}', "null"]) {
        const disk = makeDisk()
        disk.entries.set(key, text)
        assert.strictEqual(yield* inProcess(disk, closedUntil("address")), 120_000, text)
      }
    })
  )

  it.effect("a scope that a later version has kept: the whole address", () => {
    const disk = makeDisk()
    disk.entries.set(key, JSON.stringify({ "galaxy:milky-way": { until: 60_000, writtenAt: 0 } }))
    return Effect.map(inProcess(disk, closedUntil("address")), (until) => assert.strictEqual(until, 60_000))
  })

  it.effect("a store that cannot be read: the process does not start without knowing", () => {
    const disk = makeDisk()
    disk.disk.isUnreadable = true
    return Effect.gen(function* () {
      const error = yield* Effect.flip(inProcess(disk, closedUntil("address")))
      assert.strictEqual(error._tag, "KeyValueStoreError")
    })
  })

  it.effect(
    "a store that cannot be written: the window in memory goes on, it is said once, and written when it can be",
    () => {
      const disk = makeDisk()
      const said: Array<unknown> = []
      const logger = Logger.layer([Logger.make(({ message }) => void said.push(message))])
      return Effect.gen(function* () {
        yield* inProcess(disk, (window) =>
          Effect.gen(function* () {
            disk.disk.isBroken = true
            for (let i = 1; i <= 20; i++) {
              yield* window.close("address", 60_000 + i)
              yield* settle
            }
            assert.strictEqual(yield* window.closedUntil("address"), 60_020)
            assert.strictEqual(said.length, 1)
            disk.disk.isBroken = false
            yield* window.close("address:fapi", 70_000)
            yield* settle
          })
        )
        assert.strictEqual(yield* inProcess(disk, closedUntil("address")), 60_020)
        assert.strictEqual(yield* inProcess(disk, closedUntil("address:fapi")), 70_000)
      }).pipe(Effect.provide(logger))
    }
  )
})
