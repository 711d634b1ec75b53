// A connection that holds nobody up: when there is no server, when it dies, and when its scope closes.
import { assert, describe, it } from "@effect/vitest"
import { Redis } from "effect/persistence/Redis"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import { rawServer } from "../node/support.ts"
import { isServerHere, layer, ownServer } from "./redis.ts"

/** A connection, and how many ms it takes to end. */
const opened = Effect.fnUntraced(function* (url: string) {
  const scope = yield* Scope.make()
  const redis = Context.get(yield* Layer.buildWithScope(layer(url), scope), Redis)
  const close = Effect.suspend(() => {
    const before = performance.now()
    return Effect.map(Scope.close(scope, Exit.void), () => performance.now() - before)
  })
  return { redis, close, ping: Effect.result(redis.send<string>("PING")) }
})
const answered = (ping: Effect.Effect<{ readonly _tag: string }>) =>
  Effect.gen(function* () {
    while ((yield* ping)._tag === "Failure") yield* Effect.sleep(20)
  })

describe.skipIf(!isServerHere)("with a server that dies (skipped without a redis-server)", () => {
  it.live("commands fail at once, then work again; it ends at once, whatever was sent", () =>
    Effect.gen(function* () {
      const server = yield* ownServer
      const { close, ping, redis } = yield* opened(server.url)
      const messages = yield* redis.subscribe("news")
      assert.deepStrictEqual((yield* ping)._tag, "Success")
      yield* redis.send("PUBLISH", "news", "1")
      assert.strictEqual((yield* Queue.take(messages)).message, "1")
      yield* server.kill
      yield* Effect.sleep(100)
      // one that was kept for later would wait for the server
      assert.strictEqual((yield* ping)._tag, "Failure")
      yield* server.start
      yield* answered(ping)
      // what was subscribed to is heard again
      const hears = yield* Effect.forkChild(Queue.take(messages))
      while (hears.pollUnsafe() === undefined) {
        yield* redis.send("PUBLISH", "news", "2")
        yield* Effect.sleep(20)
      }
      assert.strictEqual((yield* Fiber.join(hears)).message, "2")
      // a plain client that is closed here, with a command kept for later, never ends
      yield* server.kill
      yield* Effect.sleep(100)
      yield* ping
      yield* server.start
      assert.isBelow(yield* close, 5000)
    })
  )

  it.live("it starts without one, and finds it when it is there", () =>
    Effect.gen(function* () {
      const server = yield* ownServer
      yield* server.kill
      const { close, ping } = yield* opened(server.url)
      assert.strictEqual((yield* ping)._tag, "Failure")
      yield* server.start
      yield* answered(ping)
      assert.isBelow(yield* close, 5000)
    })
  )
})

describe("with a server that says nothing", () => {
  it.live("it ends within the time that it gives to a new connection, and leaves no socket open", () =>
    Effect.gen(function* () {
      const server = yield* rawServer()
      const { close, ping, redis } = yield* opened(`redis://127.0.0.1:${server.port}`)
      const waiting = yield* Effect.forkChild(ping)
      const reserving = yield* Effect.forkChild(Effect.scoped(Effect.result(redis.reserve)))
      while (server.connections.length < 2) yield* Effect.sleep(10)
      assert.isBelow(yield* close, 8000)
      yield* Fiber.interrupt(waiting)
      yield* Fiber.interrupt(reserving)
      while (server.connections.some(({ socket }) => !socket.destroyed)) yield* Effect.sleep(10)
    })
  )
})
