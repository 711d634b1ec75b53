/** Calls that wait on a closed ban window, in a process of its own: what each of them holds, and what opening costs. */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import { hmac } from "@effect-binance/simulator/TestKeys"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as Intent from "effect-binance/client/Intent"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Transport } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { setImmediate } from "node:timers/promises"
import { answer } from "./Child.ts"

export interface Question {
  readonly calls: number
  /** Whole calls; fibers that wait at the gate and do nothing else; and fibers that only sleep, for comparison. */
  readonly what: "call" | "gate" | "sleep"
  /** Whether the window opens, and all leave; otherwise the calls are only weighed. */
  readonly opens: boolean
}

export interface Answer {
  /** Heap that each waiting call holds, in bytes. */
  readonly heap: number
  /** CPU of opening, in us for each call: all are in line. */
  readonly opening: number
  /** CPU from there until the last has left, been answered and ended, in us for each call. */
  readonly leaving: number
  readonly sentEarly: number
  readonly failed: boolean
}

// A clock that is moved by hand: how long the calls took to come to their wait does not matter, and opening is one moment
let now = Date.now()
const begun = { calls: 0 }
const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>()
const nanos = () => BigInt(Math.round(now * 1e6))
const clock: Clock.Clock = {
  currentTimeMillisUnsafe: () => now,
  currentTimeMillis: Effect.sync(() => now),
  currentTimeNanosUnsafe: nanos,
  currentTimeNanos: Effect.sync(nanos),
  monotonicTimeNanosUnsafe: nanos,
  monotonicTimeNanos: Effect.sync(nanos),
  sleep: (duration) =>
    Effect.callback<void>((resume) => {
      // held as the real clock holds one
      const timer = setTimeout(() => {}, 2 ** 31 - 1)
      const end = () => {
        clearTimeout(timer)
        sleepers.delete(sleeper)
      }
      const sleeper = {
        at: now + Duration.toMillis(duration),
        wake: () => {
          end()
          resume(Effect.void)
        }
      }
      sleepers.add(sleeper)
      return Effect.sync(end)
    })
}
const moveTo = (time: number) => {
  now = time
  for (const sleeper of [...sleepers]) {
    if (sleeper.at <= now) sleeper.wake()
  }
}

const body = JSON.stringify({ symbol: "BTCUSDT", orderId: 1, status: "FILLED" })
let until = 0
let sentEarly = 0
const transport = Layer.succeed(Transport, {
  send: () =>
    Effect.sync(() => {
      if (now < until) sentEarly++
      return { _tag: "HttpReply" as const, status: 200, headers: {}, body, complete: true }
    })
})
// so long that the last in line has its turn in time
const patience = Layer.succeed(Intent.GoodFor, Duration.hours(1))
const layer = BinanceClient.layer.pipe(
  Layer.merge(patience),
  Layer.provideMerge(Layer.mergeAll(BanWindow.BanWindow.layer, ServerClock.layerFixed())),
  Layer.provide(
    NodeSigner.layer.pipe(Layer.provide(Credentials.layer({ apiKey: hmac.apiKey, apiSecret: hmac.secret })))
  ),
  Layer.provide(transport)
)

const collect = () => {
  if (globalThis.gc === undefined) throw new Error("start it with --expose-gc")
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

const micros = () => {
  const { system, user } = process.cpuUsage()
  return user + system
}
// some turns of the event loop, for whatever has been made ready
const settle = Effect.promise(async () => {
  for (let i = 0; i < 20; i++) await setImmediate()
})

const program = Effect.fnUntraced(function* ({ calls, opens, what }: Question) {
  const banWindow = yield* BanWindow.BanWindow
  const call = (i: number): Effect.Effect<unknown, unknown, BinanceClient.BinanceClient> =>
    Spot.placeOrder({
      symbol: "BTCUSDT",
      side: "BUY",
      type: "LIMIT",
      timeInForce: "GTC",
      quantity: "0.01",
      price: `${50_000 + i}`
    })
  const bansFor = Effect.fnUntraced(function* (millis: number, calls: number, opens: boolean) {
    until = now + millis
    yield* banWindow.close("address", until)
    const before = collect()
    // what comes back is not looked at; a caller keeps nothing of a call, so that what is counted is ours
    const one = {
      call,
      gate: () => banWindow.pass(["address", "orders"], Infinity),
      sleep: () => Effect.sleep(millis)
    }[what]
    begun.calls = 0
    const all = yield* Effect.forkDetach(
      Effect.forEach(
        Array(calls).keys(),
        (i) => {
          begun.calls++
          return one(i)
        },
        { concurrency: "unbounded", discard: true }
      )
    )
    // those who wait for the same moment may share a timer, so timers are not counted
    while (begun.calls < calls) yield* settle
    yield* settle
    const heap = (collect() - before) / calls
    const opening = micros()
    if (opens) moveTo(until + 1)
    yield* settle
    const leaving = micros()
    if (opens) {
      while (all.pollUnsafe() === undefined) {
        moveTo(now + 5)
        yield* Effect.promise(() => setImmediate())
      }
    }
    const left = micros()
    const exit = all.pollUnsafe()
    const answer: Answer = {
      heap,
      opening: (leaving - opening) / calls,
      leaving: (left - leaving) / calls,
      sentEarly,
      failed: exit !== undefined && Exit.isFailure(exit)
    }
    return { all, answer }
  })
  // code that is compiled is not heap of a call
  for (let i = 0; i < 2; i++) yield* Fiber.interrupt((yield* bansFor(5000, 2000, opens)).all)
  // the last ones are left to the end of the process
  return (yield* bansFor(5000, calls, opens)).answer
})

answer((question: Question) =>
  program(question).pipe(Effect.provide(layer), Effect.provideService(Clock.Clock, clock), Effect.runPromise)
)
