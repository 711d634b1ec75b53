import * as Seeded from "@effect-binance/simulator/Seeded"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { VirtualTime } from "./VirtualTime.ts"

const at = (time: VirtualTime) => (millis: number, said: Array<string>) =>
  Effect.andThen(
    Effect.sleep(millis),
    Effect.sync(() => void said.push(`${millis} at ${time.now}`))
  )

describe("VirtualTime", () => {
  it("skips from one timer to the next, and runs the whole in one call", () => {
    const time = new VirtualTime(1000, Seeded.make(1), false)
    const said: Array<string> = []
    const sleeps = Effect.forEach([30, 10, 20, 10, 86_400_000], (millis) => at(time)(millis, said), {
      concurrency: "unbounded",
      discard: true
    })
    assert.deepStrictEqual(time.run(sleeps, Infinity), Exit.void)
    assert.deepStrictEqual(said, ["10 at 1010", "10 at 1010", "20 at 1020", "30 at 1030", "86400000 at 86401000"])
  })

  it("takes what is ready at one moment in any order, the same for the same seed", () => {
    const order = (seed: number) => {
      const time = new VirtualTime(0, Seeded.make(seed), true)
      const said: Array<number> = []
      const all = Effect.forEach(
        Array.from({ length: 8 }, (_, index) => index),
        (index) =>
          Effect.andThen(
            Effect.sleep(5),
            Effect.sync(() => void said.push(index))
          ),
        { concurrency: "unbounded" }
      )
      time.run(all, Infinity)
      return said.join("")
    }
    const orders = Array.from({ length: 20 }, (_, seed) => order(seed))
    assert.deepStrictEqual(
      orders,
      Array.from({ length: 20 }, (_, seed) => order(seed))
    )
    assert.isAbove(new Set(orders).size, 15)
    for (const one of orders) assert.strictEqual([...one].sort().join(""), "01234567")
  })

  it("ends without an exit at the limit, and when nothing is left to wait for", () => {
    const time = new VirtualTime(0, Seeded.make(1), false)
    assert.isUndefined(time.run(Effect.sleep(100), 99))
    assert.isUndefined(new VirtualTime(0, Seeded.make(1), false).run(Effect.never, Infinity))
  })

  it("does not wake a sleeper that was interrupted", () => {
    const time = new VirtualTime(0, Seeded.make(1), false)
    const said: Array<string> = []
    const exit = time.run(Effect.timeoutOption(at(time)(50, said), 20), Infinity)
    assert.isTrue(exit !== undefined && Exit.isSuccess(exit) && exit.value._tag === "None")
    assert.strictEqual(time.now, 20)
    assert.deepStrictEqual(said, [])
  })

  it("has a wall clock that can be set, a process that can stand still, and a machine that can sleep", () => {
    const time = new VirtualTime(1_000_000, Seeded.make(1), false)
    const millis = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos) / 1e6)
    const readings: Array<readonly [wall: number, monotonic: number, truth: number]> = []
    const look = Effect.gen(function* () {
      readings.push([yield* Clock.currentTimeMillis, yield* millis, time.now])
    })
    time.at(1_000_010, () => time.step(-500))
    time.at(1_000_020, () => time.pause(100, false))
    time.at(1_000_200, () => time.pause(1000, true))
    time.run(
      Effect.gen(function* () {
        yield* look
        yield* Effect.sleep(15)
        yield* look
        // its time comes while the process stands still
        yield* Effect.sleep(10)
        yield* look
        yield* Effect.sleep(200)
        yield* look
      }),
      Infinity
    )
    assert.deepStrictEqual(readings, [
      [1_000_000, 0, 1_000_000],
      [999_515, 15, 1_000_015],
      [999_620, 120, 1_000_120],
      [1_000_700, 200, 1_001_200]
    ])
  })
})
