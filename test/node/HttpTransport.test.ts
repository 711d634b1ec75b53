import { assert, describe, it } from "@effect/vitest"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as HttpTransport from "effect-binance/client/HttpTransport"
import type { Reply, Transport } from "effect-binance/client/Transport"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { order, query, send } from "./support.ts"

type Answer = Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

const over = (client: HttpClient.HttpClient.With<HttpClientError.HttpClientError>) =>
  HttpTransport.layer.pipe(
    Layer.provide([Layer.succeed(HttpClient.HttpClient, client), Endpoint.layerSimulator("https://exchange.test/")])
  )
const scripted = (f: (request: HttpClientRequest.HttpClientRequest) => Answer) => over(HttpClient.make(f))
const web = (request: HttpClientRequest.HttpClientRequest, response: Response) =>
  HttpClientResponse.fromWeb(request, response)
const failing = (cause: unknown) =>
  scripted((request) =>
    Effect.fail(new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) }))
  )
const answer = (via: Layer.Layer<Transport>, request = order): Effect.Effect<Reply> =>
  Effect.provide(send(request), via)

const coded = (fields: object, cause?: unknown) =>
  Object.assign(new Error("x", cause === undefined ? undefined : { cause }), fields)
const many = (...errors: ReadonlyArray<unknown>) => Object.assign(new AggregateError(errors), { code: "ECONNREFUSED" })

describe("what proves that nothing left", () => {
  const proofs: ReadonlyArray<readonly [string, unknown]> = [
    ["ENOTFOUND", coded({ code: "ENOTFOUND", syscall: "getaddrinfo" })],
    ["EAI_AGAIN", coded({ code: "EAI_AGAIN" })],
    ["ECONNREFUSED", coded({ code: "ECONNREFUSED" })],
    ["a connect time-out", coded({ code: "UND_ERR_CONNECT_TIMEOUT" })],
    ["a failed connect call", coded({ code: "EHOSTUNREACH", syscall: "connect" })],
    ["a reset during connect", coded({ code: "ECONNRESET", syscall: "connect" })],
    ["fetch's wrapping", new TypeError("fetch failed", { cause: coded({ code: "ECONNREFUSED" }) })],
    [
      "every address refused",
      new TypeError("fetch failed", {
        cause: many(
          coded({ code: "ECONNREFUSED", syscall: "connect" }),
          coded({ code: "ETIMEDOUT", syscall: "connect" })
        )
      })
    ],
    [
      "a time-out made of attempts",
      coded({ code: "UND_ERR_CONNECT_TIMEOUT" }, many(coded({ code: "ETIMEDOUT", syscall: "connect" })))
    ]
  ]
  for (const [name, cause] of proofs) {
    it.effect(`${name}: yes`, () =>
      Effect.map(answer(failing(cause)), (reply) => assert.deepInclude(reply, { phase: "connect", timeout: false }))
    )
  }

  const ring: { cause?: unknown } = {}
  ring.cause = { cause: ring }
  const doubts: ReadonlyArray<readonly [string, unknown]> = [
    ["nothing", undefined],
    ["null", null],
    ["a string", "ECONNREFUSED"],
    ["a bare TypeError", new TypeError("fetch failed")],
    ["ECONNRESET", coded({ code: "ECONNRESET", syscall: "read" })],
    ["ECONNRESET without a call", coded({ code: "ECONNRESET" })],
    ["EPIPE", coded({ code: "EPIPE", syscall: "write" })],
    ["ETIMEDOUT on a read", coded({ code: "ETIMEDOUT", syscall: "read" })],
    ["a closed socket", coded({ code: "UND_ERR_SOCKET" })],
    ["a TLS error", coded({ code: "EPROTO", syscall: "write" })],
    ["an expired certificate", coded({ code: "CERT_HAS_EXPIRED" })],
    ["a socket error around a refusal", coded({ code: "UND_ERR_SOCKET" }, coded({ code: "ECONNREFUSED" }))],
    ["a refusal around a reset", coded({ code: "ECONNREFUSED" }, coded({ code: "ECONNRESET" }))],
    [
      "one address reset",
      many(coded({ code: "ECONNREFUSED", syscall: "connect" }), coded({ code: "ECONNRESET", syscall: "read" }))
    ],
    ["one address unknown", many(coded({ code: "ECONNREFUSED" }), new Error("?"))],
    ["a ring", ring],
    ["a number for a code", { code: 111, syscall: 3 }]
  ]
  for (const [name, cause] of doubts) {
    it.effect(`${name}: no`, () =>
      Effect.map(answer(failing(cause)), (reply) =>
        assert.deepInclude(reply, { _tag: "NoReply", phase: "unknown", timeout: false })
      )
    )
  }

  it.effect("a defect proves nothing, whatever it says", () =>
    Effect.gen(function* () {
      const refused = coded({ code: "ECONNREFUSED" })
      assert.deepStrictEqual<Reply>(yield* answer(scripted(() => Effect.die(refused))), {
        _tag: "NoReply",
        phase: "unknown",
        code: "ECONNREFUSED",
        timeout: false
      })
      const dying = scripted((request) =>
        Effect.die(
          new HttpClientError.HttpClientError({
            reason: new HttpClientError.TransportError({ request, cause: refused })
          })
        )
      )
      assert.deepInclude(yield* answer(dying), { phase: "unknown", code: "ECONNREFUSED" })
      const thrown = scripted(() => {
        throw refused
      })
      assert.deepInclude(yield* answer(thrown), { _tag: "NoReply", phase: "unknown" })
      const throwing = HttpClient.make(() => Effect.never)
      Object.defineProperty(throwing, "execute", {
        value: () => {
          throw new Error("broken client")
        }
      })
      assert.deepInclude(yield* answer(over(throwing)), { _tag: "NoReply", phase: "unknown", code: undefined })
      assert.deepInclude(yield* answer(scripted(() => Effect.interrupt)), { _tag: "NoReply", phase: "unknown" })
    })
  )
})

describe("what came back", () => {
  it.effect("a body shorter than announced is not complete", () =>
    Effect.gen(function* () {
      const short = scripted((request) =>
        Effect.succeed(web(request, new Response('{"a":1}', { headers: { "content-length": "8" } })))
      )
      assert.deepInclude(yield* answer(short), { _tag: "HttpReply", status: 200, body: '{"a":1}', complete: false })
      const whole = scripted((request) =>
        Effect.succeed(web(request, new Response('{"ü":1}', { headers: { "content-length": "8" } })))
      )
      assert.deepInclude(yield* answer(whole), { complete: true })
      // the announced length is that of the packed body
      const packed = scripted((request) =>
        Effect.succeed(
          web(request, new Response("{}", { headers: { "content-length": "22", "content-encoding": "gzip" } }))
        )
      )
      assert.deepInclude(yield* answer(packed), { complete: true })
      const none = scripted((request) =>
        Effect.succeed(web(request, new Response(null, { status: 204, headers: { "content-length": "22" } })))
      )
      assert.deepInclude(yield* answer(none), { status: 204, body: "", complete: true })
    })
  )

  it.effect("a body that fails keeps status and headers", () =>
    Effect.gen(function* () {
      const cut = scripted((request) =>
        Effect.succeed(
          web(
            request,
            new Response(
              new ReadableStream({
                start: (controller) => controller.error(coded({ code: "ECONNREFUSED" }))
              }),
              { status: 418, headers: { "Retry-After": "3" } }
            )
          )
        )
      )
      assert.deepStrictEqual<Reply>(yield* answer(cut), {
        _tag: "HttpReply",
        status: 418,
        headers: { "retry-after": "3" },
        body: "",
        complete: false
      })
    })
  )

  it.effect("a client that makes errors of statuses still has the reply", () =>
    Effect.gen(function* () {
      const strict = over(
        HttpClient.filterStatusOk(
          HttpClient.make((request) =>
            Effect.succeed(
              web(request, Response.json({ code: -1003, msg: "x" }, { status: 429, headers: { "retry-after": "5" } }))
            )
          )
        )
      )
      const reply = yield* answer(strict)
      assert.deepInclude(reply, { _tag: "HttpReply", status: 429, body: '{"code":-1003,"msg":"x"}', complete: true })
      assert(reply._tag === "HttpReply")
      assert.strictEqual(reply.headers["retry-after"], "5")
    })
  )

  it.effect("a redirect that a browser hides is an answer, so the request had left", () =>
    Effect.gen(function* () {
      const opaque = scripted((request) => Effect.succeed(web(request, Response.error())))
      assert.deepStrictEqual<Reply>(yield* answer(opaque), {
        _tag: "NoReply",
        phase: "sent",
        code: "HTTP_0",
        timeout: false
      })
    })
  )

  it.effect("keeps the time by the program's clock, and interrupts the client", () =>
    Effect.gen(function* () {
      let aborted = false
      const silent = over(
        HttpClient.make((_request, _url, signal) => {
          signal.addEventListener("abort", () => {
            aborted = true
          })
          return Effect.never
        })
      )
      const fiber = yield* Effect.forkChild(answer(silent))
      yield* TestClock.adjust("12 seconds")
      assert.deepStrictEqual<Reply>(yield* Fiber.join(fiber), {
        _tag: "NoReply",
        phase: "unknown",
        code: "ETIMEDOUT",
        timeout: true
      })
      assert.isTrue(aborted)
    })
  )
})

describe("the endpoint", () => {
  it.effect("has to be an http or https address", () =>
    Effect.gen(function* () {
      const client = Layer.succeed(
        HttpClient.HttpClient,
        HttpClient.make(() => Effect.never)
      )
      for (const baseUrl of ["not an address", "ftp://exchange.test"]) {
        const layer = HttpTransport.layer.pipe(Layer.provide([client, Endpoint.layerSimulator(baseUrl)]))
        assert.isTrue(Exit.hasDies(yield* Effect.exit(answer(layer))))
      }
    })
  )
})

describe("what is asked of fetch", () => {
  const recording = (init: RequestInit | undefined, around: RequestInit | undefined) => {
    const seen: Array<readonly [string, RequestInit]> = []
    const fetch: typeof globalThis.fetch = (url, options) => {
      seen.push([String(url), options ?? {}])
      return Promise.resolve(new Response("{}"))
    }
    const client = FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch)))
    const layer = HttpTransport.layer.pipe(
      Layer.provide([client, Endpoint.layerSimulator("https://exchange.test")]),
      (self) => (init === undefined ? self : Layer.provide(self, Layer.succeed(FetchHttpClient.RequestInit, init)))
    )
    const run = Effect.all([send(order), send(query)]).pipe(
      (self) => (around === undefined ? self : Effect.provideService(self, FetchHttpClient.RequestInit, around)),
      Effect.provide(layer)
    )
    return Effect.as(run, seen)
  }

  it.effect("redirects are never followed, whatever the program asks for", () =>
    Effect.gen(function* () {
      for (const init of [undefined, { redirect: "follow", credentials: "omit" }] as const) {
        for (const around of [undefined, { redirect: "follow", keepalive: true }] as const) {
          const seen = yield* recording(init, around)
          assert.strictEqual(seen.length, 2)
          for (const [, options] of seen) {
            assert.strictEqual(options.redirect, "manual")
            assert.strictEqual(options.credentials, init?.credentials)
            assert.strictEqual(options.keepalive, around?.keepalive)
          }
        }
      }
    })
  )

  it.effect("address, method and body are as they were signed", () =>
    Effect.gen(function* () {
      const seen = yield* recording(undefined, undefined)
      assert.deepStrictEqual(
        seen.map(([url, options]) => [options.method, url]),
        [
          ["POST", "https://exchange.test/api/v3/order"],
          ["GET", "https://exchange.test/api/v3/order?symbol=BTCUSDT&signature=abc"]
        ]
      )
    })
  )
})
