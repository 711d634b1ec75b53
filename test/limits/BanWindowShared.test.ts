import { assert, describe, it } from "@effect/vitest"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as BanWindowShared from "effect-binance/limits/BanWindowShared"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { Redis } from "effect/persistence/Redis"
import { until } from "../node/support.ts"
import { freshPrefix, isRedisHere, isServerHere, layer, ownServer, redisUrl } from "./redis.ts"

/** The window of a process of its own: its connection is its own too. */
const processOf = (prefix: string, url = redisUrl, refresh = 200) =>
  Effect.map(
    Layer.build(
      BanWindowShared.layerOver({ prefix, refresh, timeout: "1 second" }).pipe(
        Layer.provide(Layer.fresh(BanWindow.layer)),
        Layer.provideMerge(Layer.fresh(layer(url)))
      )
    ),
    (context) => ({
      window: Effect.runSync(Effect.provide(BanWindow, context)),
      redis: Effect.runSync(Effect.provide(Redis, context))
    })
  )
const isClosed = (window: BanWindow["Service"], scope: "address" | "address:fapi" = "address") =>
  Effect.map(window.closedUntil(scope), (end) => end !== undefined)

describe.skipIf(!isRedisHere)(`over Redis at ${redisUrl} (skipped when there is none)`, () => {
  it.live("a window that closes in one process is closed in nine others, long before they ask by themselves", () =>
    Effect.gen(function* () {
      const prefix = freshPrefix()
      const all = yield* Effect.forEach(Array.from({ length: 10 }), () => processOf(prefix, redisUrl, 60_000))
      const now = Date.now()
      const [first] = all
      assert.isDefined(first)
      yield* first.window.close("address", now + 30_000)
      yield* first.window.close("orders:api:grid-bot", now + 5000)
      yield* until(() =>
        all.every(
          ({ window }) =>
            !window.isOpen(["address"], performance.now()) && !window.isOpen(["orders:api:grid-bot"], performance.now())
        )
      )
      for (const { window } of all) {
        // never earlier than it was told to the first, and later only by what Redis took
        const end = (yield* window.closedUntil("address")) ?? 0
        assert.isAtLeast(end, now + 30_000 - 2)
        assert.isAtMost(end, now + 40_000)
        assert.isFalse(yield* isClosed(window, "address:fapi"))
      }
      // and in one that starts later, before it can send
      const late = yield* processOf(prefix)
      assert.isTrue(yield* isClosed(late.window))
      // another fleet is not concerned
      assert.isFalse(yield* isClosed((yield* processOf(freshPrefix())).window))
    })
  )

  it.live("what Redis has lost it is told again by the process that was told", () =>
    Effect.gen(function* () {
      const prefix = freshPrefix()
      const { redis, window } = yield* processOf(prefix)
      yield* window.close("address", Date.now() + 30_000)
      const kept = Effect.map(Effect.orDie(redis.send<number>("EXISTS", `${prefix}:bans`)), (count) => count === 1)
      while (!(yield* kept)) yield* Effect.sleep(10)
      yield* Effect.orDie(redis.send("DEL", `${prefix}:bans`))
      while (!(yield* kept)) yield* Effect.sleep(10)
      assert.isTrue(yield* isClosed((yield* processOf(prefix)).window))
    })
  )

  it.live("telling it again and again makes it no longer, and Redis forgets it when it is over", () =>
    Effect.gen(function* () {
      const prefix = freshPrefix()
      const one = yield* processOf(prefix, redisUrl, 10)
      const two = yield* processOf(prefix, redisUrl, 10)
      const end = Date.now() + 1000
      yield* one.window.close("address", end)
      yield* two.window.close("address", end)
      yield* Effect.sleep(900)
      assert.isAtMost((yield* one.window.closedUntil("address")) ?? 0, end + 300)
      yield* Effect.sleep(500)
      assert.isFalse(yield* isClosed(one.window))
      assert.isFalse(yield* isClosed(two.window))
      assert.strictEqual(yield* Effect.orDie(one.redis.send<number>("EXISTS", `${prefix}:bans`)), 0)
    })
  )
})

describe.skipIf(!isServerHere)("when Redis dies (skipped without a redis-server)", () => {
  it.live(
    "the windows that are known hold, new ones close, each outage is said once, and all is shared again afterwards",
    () => {
      const said: Array<string> = []
      const logger = Logger.layer([Logger.make(({ message }) => void said.push(String(message)))])
      return Effect.gen(function* () {
        const server = yield* ownServer
        const prefix = freshPrefix()
        const one = yield* processOf(prefix, server.url, 50)
        const two = yield* processOf(prefix, server.url, 50)
        yield* one.window.close("address", Date.now() + 60_000)
        yield* until(() => !two.window.isOpen(["address"], performance.now()), 10_000)
        const beforehand = said.length
        yield* server.kill
        yield* until(() => said.length >= beforehand + 2, 10_000)
        const once = [...said]
        // nobody waits for it: that would take the time-out of a second, or for ever
        const before = performance.now()
        yield* two.window.close("address:fapi", Date.now() + 60_000)
        assert.isBelow(performance.now() - before, 900)
        // each asks again several times
        yield* Effect.sleep(3500)
        for (const { window } of [one, two]) assert.isTrue(yield* isClosed(window))
        assert.isFalse(yield* isClosed(one.window, "address:fapi"))
        assert.deepStrictEqual(said, once)
        // it has lost everything
        yield* server.start
        yield* until(() => !one.window.isOpen(["address:fapi"], performance.now()), 10_000)
        // each tells it of its own window, once it is connected again
        const told = Effect.orElseSucceed(one.redis.send<number>("ZCARD", `${prefix}:bans`), () => 0)
        while ((yield* told) < 2) yield* Effect.sleep(10)
        const late = yield* processOf(prefix, server.url)
        assert.isTrue((yield* isClosed(late.window)) && (yield* isClosed(late.window, "address:fapi")))
      }).pipe(Effect.provide(logger))
    },
    60_000
  )
})
