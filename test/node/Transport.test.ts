import { assert, describe, it } from "@effect/vitest"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Credentials from "effect-binance/client/Credentials"
import * as Signer from "effect-binance/client/Signer"
import { type HttpReply, type NoReply, type Reply } from "effect-binance/client/Transport"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Headers from "effect/http/Headers"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import * as Tracer from "effect/Tracer"
import {
  closedPort,
  order,
  overFetch,
  overPlainFetch,
  overUndici,
  pause,
  query,
  rawServer,
  reply,
  send,
  type TransportLayer,
  until
} from "./support.ts"
import { apiKey, secrets } from "./vectors.ts"

const none = (answer: Reply): NoReply => {
  assert.strictEqual(answer._tag, "NoReply", JSON.stringify(answer))
  if (answer._tag !== "NoReply") throw new Error("unreachable")
  return answer
}
const some = (answer: Reply): HttpReply => {
  assert.strictEqual(answer._tag, "HttpReply", JSON.stringify(answer))
  if (answer._tag !== "HttpReply") throw new Error("unreachable")
  return answer
}

const transports: ReadonlyArray<readonly [name: string, layer: TransportLayer, lost: NoReply["phase"]]> = [
  ["UndiciTransport", overUndici, "sent"],
  ["HttpTransport over fetch", overFetch, "unknown"],
  ["FetchTransport", overPlainFetch, "unknown"]
]

for (const [name, layer, lost] of transports) {
  const via = (baseUrl: string) => Effect.provide(layer(baseUrl))

  describe(name, () => {
    it.effect("brings back status, headers in lower case, and body", () =>
      Effect.gen(function* () {
        const server = yield* rawServer({
          onData: (socket) =>
            socket.write(
              reply("418 I'm a teapot", '{"code":-1003,"msg":"ü"}', "Retry-After: 7\r\nX-MBX-USED-WEIGHT-1M: 12\r\n")
            )
        })
        const answer = some(yield* send(order).pipe(via(server.baseUrl)))
        assert.strictEqual(answer.status, 418)
        assert.strictEqual(answer.body, '{"code":-1003,"msg":"ü"}')
        assert.isTrue(answer.complete)
        assert.strictEqual(answer.headers["retry-after"], "7")
        assert.strictEqual(answer.headers["x-mbx-used-weight-1m"], "12")
      })
    )

    it.effect("an empty body is complete", () =>
      Effect.gen(function* () {
        const server = yield* rawServer({ onData: (socket) => socket.write(reply("200 OK", "")) })
        const answer = some(yield* send(query).pipe(via(server.baseUrl)))
        assert.deepStrictEqual([answer.body, answer.complete], ["", true])
      })
    )

    it.effect("204 is complete", () =>
      Effect.gen(function* () {
        const server = yield* rawServer({ onData: (socket) => socket.write("HTTP/1.1 204 No Content\r\n\r\n") })
        assert.deepInclude(some(yield* send(query).pipe(via(server.baseUrl))), {
          status: 204,
          body: "",
          complete: true
        })
      })
    )

    it.effect("a chunked body is complete, and a cut one is not", () =>
      Effect.gen(function* () {
        const whole = yield* rawServer({
          onData: (socket) =>
            socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n')
        })
        assert.deepInclude(some(yield* send(order).pipe(via(whole.baseUrl))), { body: '{"a":1}', complete: true })
        const cut = yield* rawServer({
          onData: (socket) => {
            socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"a\r\n')
            setTimeout(() => socket.end(), 20)
          }
        })
        assert.deepInclude(some(yield* send(order).pipe(via(cut.baseUrl))), { status: 200, complete: false })
      })
    )

    it.effect("connection refused: nothing left", () =>
      Effect.gen(function* () {
        const answer = none(yield* send(order).pipe(via(`http://127.0.0.1:${yield* closedPort}`)))
        assert.deepStrictEqual<NoReply>(answer, {
          _tag: "NoReply",
          phase: "connect",
          code: "ECONNREFUSED",
          timeout: false
        })
      })
    )

    it.effect("no such host: nothing left", () =>
      Effect.gen(function* () {
        const answer = none(yield* send(order).pipe(via("http://nope.invalid")))
        assert.strictEqual(answer.phase, "connect")
        assert.match(answer.code ?? "", /^(ENOTFOUND|EAI_AGAIN)$/)
      })
    )

    it.effect("TLS to a plain port: undici proves that nothing left, fetch cannot", () =>
      Effect.gen(function* () {
        const server = yield* rawServer({ onData: (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n") })
        const answer = none(yield* send(order).pipe(via(`https://127.0.0.1:${server.port}`)))
        assert.strictEqual(answer.phase, name === "UndiciTransport" ? "connect" : "unknown")
        assert.notInclude(server.received(), "POST")
      })
    )

    const losses: ReadonlyArray<readonly [string, Parameters<typeof rawServer>[0]]> = [
      ["closed on accept", { onConnection: (socket) => socket.destroy() }],
      ["reset on accept", { onConnection: (socket) => socket.resetAndDestroy() }],
      ["FIN after the request", { onData: (socket) => socket.end() }],
      ["RST after the request", { onData: (socket) => socket.resetAndDestroy() }],
      [
        "half of the headers",
        {
          onData: (socket) => {
            socket.write("HTTP/1.1 200 OK\r\ncontent-len")
            setTimeout(() => socket.destroy(), 20)
          }
        }
      ],
      ["not HTTP", { onData: (socket) => socket.end("NOT HTTP AT ALL\r\n\r\n") }]
    ]
    for (const [what, handlers] of losses) {
      for (const request of [order, query]) {
        it.effect(`${what}, ${request.method}: never "nothing left"`, () =>
          Effect.gen(function* () {
            const server = yield* rawServer(handlers)
            const answer = none(yield* send(request).pipe(via(server.baseUrl)))
            // a connection that is gone before the write can be proven not to have carried one; never the other way round
            if (server.received() === "") assert.oneOf(answer.phase, ["connect", lost])
            else assert.strictEqual(answer.phase, lost)
            assert.isFalse(answer.timeout)
            // sent once, whatever happened
            assert.isAtMost(server.received().split("HTTP/1.1\r\n").length - 1, 1)
          })
        )
      }
    }

    for (const [what, end] of [
      ["destroyed", "destroy"],
      ["FIN", "end"],
      ["RST", "resetAndDestroy"]
    ] as const) {
      it.effect(`a body cut by ${what} keeps its status and headers`, () =>
        Effect.gen(function* () {
          const server = yield* rawServer({
            onData: (socket) => {
              socket.write('HTTP/1.1 429 Too Many Requests\r\nretry-after: 9\r\ncontent-length: 100\r\n\r\n{"code":-10')
              setTimeout(() => socket[end](), 20)
            }
          })
          const answer = some(yield* send(order).pipe(via(server.baseUrl)))
          assert.deepInclude(answer, { status: 429, complete: false })
          assert.strictEqual(answer.headers["retry-after"], "9")
          if (name === "UndiciTransport") assert.strictEqual(answer.body, '{"code":-10')
        })
      )
    }

    it.effect("silence ends with the call's time-out, by the program's clock", () =>
      Effect.gen(function* () {
        const server = yield* rawServer()
        const fiber = yield* Effect.forkChild(send(order).pipe(via(server.baseUrl)))
        yield* until(() => server.received().includes("signature=abc"))
        yield* TestClock.adjust("11999 millis")
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("1 millis")
        assert.deepStrictEqual<Reply>(yield* Fiber.join(fiber), {
          _tag: "NoReply",
          phase: lost,
          code: "ETIMEDOUT",
          timeout: true
        })
        // and the request was aborted, not left behind
        yield* until(() => server.connections[0]?.socket.destroyed === true)
      })
    )

    it.effect("the time-out can be chosen, and switched off", () =>
      Effect.gen(function* () {
        const server = yield* rawServer()
        const quick = yield* Effect.forkChild(
          send(order).pipe(via(server.baseUrl), Effect.provideService(CallTimeout, Duration.seconds(1)))
        )
        const endless = yield* Effect.forkChild(
          send(query).pipe(via(server.baseUrl), Effect.provideService(CallTimeout, Duration.infinity))
        )
        yield* until(() => server.connections.filter((each) => each.received.includes("\r\n\r\n")).length === 2)
        yield* TestClock.adjust("1 second")
        assert.isTrue(none(yield* Fiber.join(quick)).timeout)
        yield* TestClock.adjust("100 days")
        assert.isUndefined(endless.pollUnsafe())
        yield* Fiber.interrupt(endless)
      })
    )

    it.effect("a hanging body ends with the time-out, and keeps its status and headers", () =>
      Effect.gen(function* () {
        let answered = false
        const server = yield* rawServer({
          onData: (socket) => {
            socket.write('HTTP/1.1 200 OK\r\nx-mbx-used-weight-1m: 3\r\ncontent-length: 100\r\n\r\n{"a":1', () => {
              answered = true
            })
          }
        })
        const fiber = yield* Effect.forkChild(send(order).pipe(via(server.baseUrl)))
        yield* until(() => answered)
        yield* pause(60)
        yield* TestClock.adjust("12 seconds")
        const answer = some(yield* Fiber.join(fiber))
        assert.deepInclude(answer, { status: 200, complete: false })
        assert.strictEqual(answer.headers["x-mbx-used-weight-1m"], "3")
        yield* until(() => server.connections[0]?.socket.destroyed === true)
      })
    )

    it.effect("a kept connection that is dropped on the second request: it was sent, once", () =>
      Effect.gen(function* () {
        let requests = 0
        const server = yield* rawServer({
          onData: (socket) => {
            requests++
            if (requests === 1) socket.write(reply("200 OK", "{}"))
            else socket.destroy()
          }
        })
        const [first, second] = yield* Effect.all([send(order), send(order)]).pipe(via(server.baseUrl))
        assert.strictEqual(some(first).status, 200)
        assert.strictEqual(none(second).phase, lost)
        yield* pause(50)
        assert.strictEqual(requests, 2)
      })
    )

    it.effect("reuses one connection for sequential calls", () =>
      Effect.gen(function* () {
        const server = yield* rawServer({ onData: (socket) => socket.write(reply("200 OK", "{}")) })
        yield* Effect.forEach(Array.from({ length: 50 }), () => send(order)).pipe(via(server.baseUrl))
        // the fetch of Node hands a connection back a moment after the reply, and so alternates between two
        assert.isAtMost(server.connections.length, name === "UndiciTransport" ? 1 : 2)
      })
    )

    for (const status of [
      "301 Moved Permanently",
      "302 Found",
      "303 See Other",
      "307 Temporary Redirect",
      "308 Permanent Redirect"
    ]) {
      for (const request of [order, query]) {
        it.effect(`does not follow ${status} of a ${request.method}: neither key nor body arrives there`, () =>
          Effect.gen(function* () {
            const other = yield* rawServer({ onData: (socket) => socket.write(reply("200 OK", '{"orderId":1}')) })
            const server = yield* rawServer({
              onData: (socket) => socket.write(reply(status, "", `location: ${other.baseUrl}/api/v3/order\r\n`))
            })
            const answer = some(yield* send(request).pipe(via(server.baseUrl)))
            assert.strictEqual(answer.status, Number(status.slice(0, 3)))
            assert.strictEqual(answer.headers["location"], `${other.baseUrl}/api/v3/order`)
            yield* pause(30)
            assert.strictEqual(other.connections.length, 0)
          })
        )
      }
    }

    it.effect("what is signed is what is sent, byte for byte", () =>
      Effect.gen(function* () {
        const server = yield* rawServer({
          onData: (socket, received) => {
            if (/\r\n\r\n(?:$|.*signature=[0-9a-f]{64}$)/s.test(received))
              socket.write(reply("200 OK", "{}", "connection: close\r\n"))
          }
        })
        const signed: Array<string> = []
        const layers = Layer.mergeAll(
          layer(server.baseUrl),
          Layer.effect(
            Signer.Signer,
            Effect.map(Signer.Signer, (signer) =>
              Signer.Signer.of({
                ...signer,
                sign: (payload) => {
                  signed.push(payload)
                  return signer.sign(payload)
                }
              })
            )
          ).pipe(Layer.provide(Signer.layer), Layer.provide(Credentials.layer({ apiKey, apiSecret: secrets.s1 })))
        )
        yield* Effect.gen(function* () {
          const signer = yield* Signer.Signer
          const parameters = {
            symbol: "１２３４５６",
            odd: " '()*!~+%&=?#/\\\"<>^`{|}[];:@$,\u0000\u007f",
            list: ["a'b", "ü"],
            price: 1e-7
          }
          for (const method of ["GET", "DELETE", "POST", "PUT"] as const) {
            const { request, signature } = yield* Signer.signedRequest(signer, {
              method,
              path: "/api/v3/order",
              parameters,
              timestamp: 1,
              recvWindow: 5000
            })
            assert.strictEqual(some(yield* send(request)).status, 200)
            const arrived = server.connections.at(-1)?.received ?? ""
            const text = `${signed.at(-1)}&signature=${signature}`
            assert.match(text, /^symbol=%EF%BC%91.*%27%28%29%2A%21~%2B%25/)
            if (method === "GET" || method === "DELETE") {
              assert.strictEqual(arrived.slice(0, arrived.indexOf("\r\n")), `${method} /api/v3/order?${text} HTTP/1.1`)
              assert.isTrue(arrived.endsWith("\r\n\r\n"))
            } else {
              assert.strictEqual(arrived.slice(0, arrived.indexOf("\r\n")), `${method} /api/v3/order HTTP/1.1`)
              assert.strictEqual(arrived.slice(arrived.indexOf("\r\n\r\n") + 4), text)
              assert.match(arrived, /\r\ncontent-type: application\/x-www-form-urlencoded\r\n/i)
              assert.include(arrived.toLowerCase(), `\r\ncontent-length: ${text.length}\r\n`)
            }
            assert.include(arrived, `\r\nx-mbx-apikey: ${apiKey}\r\n`)
          }
          assert.strictEqual(server.connections.length, 4)
        }).pipe(Effect.provide(layers))
      })
    )

    it.effect("in a traced program: no trace header arrives, and no span knows the key or the signature", () =>
      Effect.gen(function* () {
        const server = yield* rawServer({ onData: (socket) => socket.write(reply("404 Not Found", "{}")) })
        const spans: Array<Tracer.Span> = []
        const tracer = Tracer.make({
          span(options) {
            const span = new Tracer.NativeSpan(options)
            spans.push(span)
            return span
          }
        })
        yield* Effect.all([send(order), send(query)]).pipe(
          Effect.withSpan("caller"),
          via(server.baseUrl),
          Effect.withTracer(tracer),
          // a program that shows as much as it can
          Effect.provideService(HttpClient.TracerHeaderFilter, () => true),
          Effect.provideService(Headers.CurrentRedactedNames, []),
          Effect.provideService(HttpClient.TracerPropagationEnabled, true),
          Effect.provideService(HttpClient.TracerDisabledWhen, () => false)
        )
        assert.include(server.received(), "POST /api/v3/order")
        assert.include(server.received(), "GET /api/v3/order")
        assert.notMatch(server.received(), /traceparent|tracestate|^b3:|\nb3:|x-b3/i)
        assert.deepStrictEqual(
          spans.map((span) => span.name),
          ["caller"]
        )
        const shown = spans
          .map((span) =>
            JSON.stringify([span.name, ...span.attributes, span.status._tag === "Ended" ? span.status.exit : ""])
          )
          .join("")
        assert.notMatch(shown.replaceAll('\\"', '"'), /THE-KEY|signature|abc/)
      })
    )

    it.effect("an interrupted call is aborted, and nothing is sent later", () =>
      Effect.gen(function* () {
        const server = yield* rawServer()
        const fiber = yield* Effect.forkChild(send(order).pipe(via(server.baseUrl)))
        yield* until(() => server.received().includes("signature=abc"))
        yield* Fiber.interrupt(fiber)
        yield* until(() => server.connections[0]?.socket.destroyed === true)
        yield* pause(50)
        assert.strictEqual(server.connections.length, 1)
        assert.strictEqual(server.received().split("POST").length, 2)
      })
    )

    it.effect("answers calls in flight together each with its own reply", () =>
      Effect.gen(function* () {
        const server = yield* rawServer({
          onData: (socket, received) => {
            const id = received.match(/id=(\d+) HTTP/g)?.at(-1) ?? ""
            setTimeout(() => socket.write(reply("200 OK", id)), Number(id.match(/\d/)?.[0] ?? 0))
          }
        })
        const answers = yield* Effect.forEach(
          Array.from({ length: 80 }, (_, id) => id),
          (id) => send({ ...query, query: `id=${id}` }),
          { concurrency: "unbounded" }
        ).pipe(via(server.baseUrl))
        assert.deepStrictEqual(
          answers.map((answer) => some(answer).body),
          Array.from({ length: 80 }, (_, id) => `id=${id} HTTP`)
        )
      })
    )
  })
}
