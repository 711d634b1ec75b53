import { assert, describe, it } from "@effect/vitest"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as FetchTransport from "effect-binance/client/FetchTransport"
import type { Reply } from "effect-binance/client/Transport"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { order, query, send } from "./support.ts"

const over = (fetch: FetchTransport.Fetch) =>
  FetchTransport.layerWith(fetch).pipe(Layer.provide(Endpoint.layerSimulator("https://exchange.test/")))
const answer = (fetch: FetchTransport.Fetch, request = order): Effect.Effect<Reply> =>
  Effect.provide(send(request), over(fetch))
const coded = (code: string, syscall?: string) =>
  Object.assign(new Error("x"), syscall === undefined ? { code } : { code, syscall })

describe("FetchTransport", () => {
  it.effect("hands the request to fetch as it is, and lets no redirect be followed", () =>
    Effect.gen(function* () {
      const seen: Array<readonly [string, RequestInit]> = []
      const fetch: FetchTransport.Fetch = (url, init) => {
        seen.push([url, init])
        return Promise.resolve(new Response("{}", { headers: { "X-MBX-Used-Weight": "3" } }))
      }
      const reply = yield* answer(fetch)
      assert.deepInclude(reply, { _tag: "HttpReply", status: 200, body: "{}", complete: true })
      assert(reply._tag === "HttpReply")
      assert.strictEqual(reply.headers["x-mbx-used-weight"], "3")
      yield* answer(fetch, query)
      const [[postUrl, post], [getUrl, get]] = seen as [(typeof seen)[0], (typeof seen)[0]]
      assert.strictEqual(postUrl, "https://exchange.test/api/v3/order")
      assert.deepInclude(post, { method: "POST", body: order.body, headers: order.headers, redirect: "manual" })
      assert.strictEqual(getUrl, `https://exchange.test/api/v3/order?${query.query}`)
      assert.deepInclude(get, { method: "GET", body: null, redirect: "manual" })
    })
  )

  const failures: ReadonlyArray<readonly [string, unknown, "connect" | "unknown"]> = [
    ["what a browser says of everything", new TypeError("Failed to fetch"), "unknown"],
    ["a reset", new TypeError("fetch failed", { cause: coded("ECONNRESET", "read") }), "unknown"],
    ["nothing at all", undefined, "unknown"],
    ["a refused connection", new TypeError("fetch failed", { cause: coded("ECONNREFUSED", "connect") }), "connect"]
  ]
  for (const [name, error, phase] of failures) {
    it.effect(`${name}: ${phase}, whether fetch rejects or throws`, () =>
      Effect.gen(function* () {
        const rejects = yield* answer(() => Promise.reject(error))
        const throws = yield* answer(() => {
          throw error
        })
        for (const reply of [rejects, throws]) assert.deepInclude(reply, { _tag: "NoReply", phase, timeout: false })
      })
    )
  }

  it.effect("a redirect that a browser hides had left", () =>
    Effect.gen(function* () {
      // status 0 cannot be constructed otherwise
      const reply = yield* answer(() => Promise.resolve(Response.error()))
      assert.deepInclude(reply, { _tag: "NoReply", phase: "sent", code: "HTTP_0" })
    })
  )

  it.effect("time is up before the head: it cannot tell; after the head: the half of a reply", () =>
    Effect.gen(function* () {
      const aborted: Array<boolean> = []
      const watch = (init: RequestInit) => init.signal?.addEventListener("abort", () => aborted.push(true))
      const never: FetchTransport.Fetch = (_, init) => {
        watch(init)
        return new Promise(() => {})
      }
      const head: FetchTransport.Fetch = (_, init) => {
        watch(init)
        return Promise.resolve(new Response(new ReadableStream(), { status: 503 }))
      }
      const results: Array<Reply> = []
      for (const fetch of [never, head]) {
        const fiber = yield* Effect.forkChild(answer(fetch), { startImmediately: true })
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
        yield* TestClock.adjust("12 seconds")
        results.push(yield* Fiber.join(fiber))
      }
      assert.deepInclude(results[0], { _tag: "NoReply", phase: "unknown", timeout: true })
      assert.deepInclude(results[1], { _tag: "HttpReply", status: 503, complete: false })
      assert.deepStrictEqual(aborted, [true, true])
    })
  )

  it.effect("an interruption aborts the request", () =>
    Effect.gen(function* () {
      let aborted = false
      const fiber = yield* Effect.forkChild(
        answer((_, init) => {
          init.signal?.addEventListener("abort", () => (aborted = true))
          return new Promise(() => {})
        }),
        { startImmediately: true }
      )
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      yield* Fiber.interrupt(fiber)
      assert.isTrue(aborted)
    })
  )

  it.effect("an endpoint that is no web address is a mistake of the program", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(
        Effect.provide(
          send(order),
          FetchTransport.layer.pipe(Layer.provide(Endpoint.layerCustom("ftp", "ftp://exchange.test")))
        )
      )
      assert.strictEqual(exit._tag, "Failure")
    })
  )
})
