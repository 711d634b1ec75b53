// What processes that share a budget leave to each other: room, lanes, what replies teach, and what is given back.
import { assert, describe, it } from "@effect/vitest"
import type { HostClock } from "effect-binance/client/ServerClock"
import type { Reply } from "effect-binance/client/Transport"
import type { Verdict } from "effect-binance/client/Verdict"
import * as Operation from "effect-binance/client/Operation"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { RateBudget, type Reservation, type Service } from "effect-binance/limits/RateBudget"
import * as RateBudgetShared from "effect-binance/limits/RateBudgetShared"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { Redis, RedisError } from "effect/persistence/Redis"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { http } from "../client/support.ts"
import { freshPrefix, isRedisHere, layer, redisUrl } from "./redis.ts"

const minute = 60_000
const begin = Date.UTC(2026, 0, 1, 12, 0, 12)

/** The exchange's clock, which stands until it is moved: windows turn when the test says so. */
const makeClock = () => {
  const state = { time: begin }
  const now = Effect.sync(() => ({ time: state.time, errorMillis: 0 }))
  const clock: HostClock = { now, estimate: now, resync: Effect.void, read: Effect.sync(() => state.time) }
  return { state, clock }
}

const operationOf = (weight: number, kind: "read" | "cancel", security: "NONE" | "USER_DATA") =>
  Operation.make<unknown, "read", void>({
    name: "test.some",
    product: spotRules,
    kind: kind as "read", // what a cancel answers is not looked at here
    method: "GET",
    path: "/api/v3/some",
    weight: () => weight,
    security,
    success: Schema.Unknown,
    parameters: () => ({}),
    describe: () => ({}),
    goodForMillis: () => minute
  }).operation
const market = (weight: number) => operationOf(weight, "read", "NONE")
const query = (weight: number) => operationOf(weight, "read", "USER_DATA")
const cancel = operationOf(1, "cancel", "USER_DATA")

const succeeded: Verdict = { _tag: "Success", body: {} }

const processOver = Effect.fnUntraced(function* (
  redis: Redis["Service"],
  prefix: string,
  clock: HostClock,
  options: Partial<RateBudgetShared.Options> = {}
) {
  const budget: Service | undefined = Context.get(
    yield* Layer.build(
      RateBudgetShared.layer({
        prefix,
        fallbackShare: 1 / 4,
        share: 1,
        clockError: 0,
        limits: { api: [{ type: "REQUEST_WEIGHT", intervalMillis: minute, limit: 1000 }] },
        timeout: 1000,
        refresh: 50,
        ...options
      }).pipe(Layer.provide(Layer.succeed(Redis, redis)))
    ),
    RateBudget
  )
  if (budget === undefined) return assert.fail("there is no budget")
  const around = <A, E>(
    operation: Operation.AnyOperation,
    attempt: (reservation: Reservation) => Effect.Effect<A, E>,
    deadline = Infinity
  ) => budget.around({ operation, input: {}, account: "one", clock, deadline }, attempt)
  /** What was sent is answered with what the exchange has counted, if it says so. */
  const send = (operation: Operation.AnyOperation, counted?: number, lasts = Effect.void) =>
    around(operation, (reservation) =>
      Effect.suspend(() => {
        reservation.leave()
        const headers: Record<string, string> = counted === undefined ? {} : { "x-mbx-used-weight-1m": String(counted) }
        const reply: Reply = { ...http(200, {}), headers }
        return Effect.andThen(lasts, reservation.settle(reply, succeeded))
      })
    )
  const tryTo = (operation: Operation.AnyOperation) =>
    Effect.map(
      Effect.result(Effect.provideService(send(operation), BanWindow.Patience, "fail-fast")),
      ({ _tag }) => _tag
    )
  const used = Effect.map(budget.usage, ([first]) => first?.used ?? 0)
  /** Waits, in real time, until that much is known to be used. */
  const knows = (amount: number) =>
    Effect.gen(function* () {
      while ((yield* used) !== amount) yield* Effect.sleep(5)
    })
  return { around, send, tryTo, used, knows }
})

/** A process of its own, with its own connection; `connection` counts its questions to Redis, and cuts it off. */
const processOf = Effect.fnUntraced(function* (prefix: string, clock: HostClock) {
  const own = Context.get(yield* Layer.build(Layer.fresh(layer())), Redis)
  const connection = { asked: 0, isCut: false }
  const counting: Redis["Service"] = {
    ...own,
    eval: (script) => {
      const run = own.eval(script)
      return (...parameters) =>
        Effect.suspend(() => {
          connection.asked++
          return connection.isCut ? Effect.fail(new RedisError({ cause: "cut" })) : run(...parameters)
        })
    }
  }
  const forget = (key: string) => Effect.orDie(own.send("DEL", key))
  return { ...(yield* processOver(counting, prefix, clock)), connection, forget }
})

/** Two processes that have heard of each other. */
const two = Effect.gen(function* () {
  const { clock, state } = makeClock()
  const prefix = freshPrefix()
  const one = yield* processOf(prefix, clock)
  const other = yield* processOf(prefix, clock)
  yield* one.tryTo(query(1))
  yield* other.tryTo(query(1))
  // everybody has time to say what it has
  yield* Effect.sleep(2300)
  yield* one.knows(2)
  yield* other.knows(2)
  return { one, other, state, prefix }
})

describe.skipIf(!isRedisHere)(`over Redis at ${redisUrl} (skipped when there is none)`, () => {
  it.live("what one has spent the other has not, and each reservation is one question", () =>
    Effect.gen(function* () {
      const { one, other, state } = yield* two
      assert.strictEqual(yield* one.tryTo(query(900)), "Success")
      // at once, whether or not it has heard of it
      assert.strictEqual(yield* other.tryTo(query(90)), "Failure")
      assert.strictEqual(yield* other.tryTo(query(80)), "Success")
      yield* one.knows(982)
      state.time += minute
      assert.strictEqual(yield* other.tryTo(query(900)), "Success")
      state.time += minute
      yield* Effect.sleep(100)
      const before = one.connection.asked
      yield* one.around(query(5), () => Effect.sync(() => assert.isAtMost(one.connection.asked - before, 2)))
    })
  )

  it.live("nobody goes beyond it, however many ask at the same moment", () =>
    Effect.gen(function* () {
      const { one, other, state } = yield* two
      state.time += minute
      const results = yield* Effect.forEach(
        Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? one : other).tryTo(query(5))),
        (self) => self,
        { concurrency: "unbounded" }
      )
      // 1 % stays free for cancels
      assert.strictEqual(results.filter((tag) => tag === "Success").length, 198)
    })
  )

  it.live("what the exchange counts beside ours is learnt from anybody's reply, and comes down again", () =>
    Effect.gen(function* () {
      const { one, other } = yield* two
      yield* one.send(query(10), 712)
      yield* other.knows(712)
      assert.strictEqual(yield* other.tryTo(query(300)), "Failure")
      yield* other.send(query(10), 122)
      yield* one.knows(122)
      assert.strictEqual(yield* one.tryTo(query(800)), "Success")
    })
  )

  it.live("what was not used is there for the other at once", () =>
    Effect.gen(function* () {
      const { one, other } = yield* two
      const holds = yield* Effect.forkChild(one.around(query(900), () => Effect.never))
      yield* other.knows(902)
      const waits = yield* Effect.forkChild(other.send(query(500)))
      yield* Effect.sleep(50)
      assert.isUndefined(waits.pollUnsafe())
      yield* Fiber.interrupt(holds)
      yield* Fiber.join(waits)
      yield* one.knows(502)
    })
  )

  it.live(
    "who waits in a higher lane is before all that wait below, in whatever process; each lane keeps its own part",
    () =>
      Effect.gen(function* () {
        const { one, other } = yield* two
        yield* one.send(query(700))
        const holds = yield* Effect.forkChild(one.around(query(200), () => Effect.never))
        yield* other.knows(902)
        const asks = yield* Effect.forkChild(one.send(query(150)))
        yield* Effect.sleep(200)
        // the rest of the window is not for them: but its own part is
        assert.strictEqual(yield* other.tryTo(market(60)), "Success")
        assert.strictEqual(yield* other.tryTo(market(10)), "Failure")
        assert.strictEqual(yield* other.tryTo(cancel), "Success")
        yield* Fiber.interrupt(holds)
        yield* Fiber.join(asks)
        yield* other.knows(912)
        // and has heard that nobody waits any more
        while ((yield* other.tryTo(market(10))) === "Failure") yield* Effect.sleep(20)
      })
  )

  it.live("who loses Redis within a window sends next to nothing until a reply has said what the others had", () =>
    Effect.gen(function* () {
      const { one, other, state } = yield* two
      one.connection.isCut = true
      // it hears of it with its next question
      assert.strictEqual(yield* one.tryTo(query(100)), "Failure")
      yield* other.send(query(500))
      assert.strictEqual(yield* one.tryTo(query(2)), "Failure")
      // until then whatever was granted to others has arrived
      state.time += 2000
      assert.strictEqual(yield* one.tryTo(query(100)), "Failure")
      assert.strictEqual(yield* one.tryTo(query(3)), "Failure")
      yield* one.send(query(2), 504)
      // a quarter of the 496 that are left
      assert.strictEqual(yield* one.tryTo(query(125)), "Failure")
      assert.strictEqual(yield* one.tryTo(query(124)), "Success")
      assert.strictEqual(yield* one.tryTo(query(1)), "Failure")
      // and of the next window a quarter of all
      state.time += minute
      assert.strictEqual(yield* one.tryTo(query(250)), "Success")
      assert.strictEqual(yield* one.tryTo(query(1)), "Failure")
    })
  )

  it.live("what Redis has lost is nobody's to spend, and is there again when everybody has told it", () =>
    Effect.gen(function* () {
      const { one, other, prefix } = yield* two
      yield* one.send(query(600))
      yield* other.knows(602)
      const start = performance.now()
      // who has most of it is not back yet
      one.connection.isCut = true
      yield* other.forget(`{${prefix}}:budget:api REQUEST_WEIGHT ${minute}`)
      while (performance.now() - start < 1000) {
        for (const weight of [1, 600]) assert.strictEqual(yield* other.tryTo(query(weight)), "Failure")
        yield* Effect.sleep(1)
      }
      one.connection.isCut = false
      yield* Effect.sleep(1500)
      yield* other.knows(602)
      assert.strictEqual(yield* other.tryTo(query(389)), "Failure")
      assert.strictEqual(yield* other.tryTo(query(388)), "Success")
    })
  )

  it.live("who is cut off keeps its part, and who ends in good order leaves it", () =>
    Effect.gen(function* () {
      const { clock, state } = makeClock()
      const prefix = freshPrefix()
      const one = yield* processOf(prefix, clock)
      const scope = yield* Scope.make()
      const other = yield* Effect.provideService(processOf(prefix, clock), Scope.Scope, scope)
      yield* one.tryTo(query(1))
      yield* other.tryTo(query(1))
      yield* Effect.sleep(2300)
      yield* one.knows(2)
      yield* other.knows(2)
      other.connection.isCut = true
      // a while of silence
      yield* Effect.sleep(2300)
      state.time += minute
      assert.strictEqual(yield* one.tryTo(query(750)), "Failure")
      assert.strictEqual(yield* one.tryTo(query(730)), "Success")
      // it goes on by itself, with its part and no more
      assert.strictEqual(yield* other.tryTo(query(250)), "Success")
      assert.strictEqual(yield* other.tryTo(query(1)), "Failure")
      other.connection.isCut = false
      yield* one.knows(980)
      state.time += minute
      yield* Scope.close(scope, Exit.void)
      // longer than the silence that would count against it; on a busy machine it takes longer to be heard of
      yield* Effect.sleep(2300)
      let end = yield* one.tryTo(query(900))
      for (let tries = 0; end === "Failure" && tries < 50; tries++) {
        yield* Effect.sleep(100)
        end = yield* one.tryTo(query(900))
      }
      assert.strictEqual(end, "Success")
    })
  )
})

describe("while Redis does not answer", () => {
  it.effect("each window has the stated share of it, and that is said once", () => {
    const said: Array<string> = []
    const logger = Logger.layer([Logger.make(({ message }) => void said.push(String(message)))])
    const { clock, state } = makeClock()
    const gone = Redis.of({
      send: () => Effect.never,
      subscribe: () => Effect.never,
      eval: () => () => Effect.never,
      reserve: Effect.never
    })
    return Effect.gen(function* () {
      const { tryTo, used } = yield* processOver(gone, freshPrefix(), clock, { timeout: 100, refresh: 1000 })
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(said.length, 1)
      assert.include(said[0], "0.25")
      for (let window = 0; window < 3; window++) {
        const tags = []
        for (let i = 0; i < 40; i++) tags.push(yield* tryTo(query(10)))
        assert.strictEqual(tags.filter((tag) => tag === "Success").length, 25)
        assert.strictEqual(yield* used, 250)
        state.time += minute
        yield* TestClock.adjust("1 minute")
      }
      assert.strictEqual(said.length, 1)
    }).pipe(Effect.provide(logger))
  })
})
