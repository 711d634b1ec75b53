import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import { assert, describe, it } from "@effect/vitest"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Endpoint from "effect-binance/client/Endpoint"
import { type HttpReply, type Reply, Transport, withdrawn } from "effect-binance/client/Transport"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import http2 from "node:http2"
import net from "node:net"
import tls from "node:tls"
import { gzipSync } from "node:zlib"
import { Client, request as undiciRequest } from "undici"
import { certificate, order, overUndici, pause, query, rawServer, reply, send, until } from "./support.ts"

// Closed to users, so it has no name to import it by
const internal: typeof import("../../packages/node/src/internal/Connections.ts") = await import(
  new URL("../../packages/node/src/internal/Connections.ts", import.meta.url).href
)
const { Connection, Connections, Exchange } = internal

const some = (answer: Reply): HttpReply => {
  assert.strictEqual(answer._tag, "HttpReply", JSON.stringify(answer))
  if (answer._tag !== "HttpReply") throw new Error("unreachable")
  return answer
}
const transport = (baseUrl: string, options: UndiciTransport.Options = {}) =>
  UndiciTransport.layerWith(options).pipe(Layer.provide(Endpoint.layerSimulator(baseUrl)))
const via = (baseUrl: string, options: UndiciTransport.Options = {}) => Effect.provide(transport(baseUrl, options))
const ok = reply("200 OK", "{}")
const block = (millis: number) => {
  const start = performance.now()
  while (performance.now() - start < millis);
}

describe("idle connections", () => {
  it.effect(
    "nothing is written to one that was idle for three seconds",
    () =>
      Effect.gen(function* () {
        const server = yield* rawServer({ onData: (socket) => socket.write(ok) })
        yield* Effect.gen(function* () {
          some(yield* send(order))
          yield* pause(2000)
          some(yield* send(order))
          assert.strictEqual(server.connections.length, 1)
          yield* pause(3010)
          some(yield* send(order))
        }).pipe(via(server.baseUrl))
        assert.strictEqual(server.connections.length, 2)
        assert.deepStrictEqual(
          server.connections.map((each) => each.received.split("POST").length - 1),
          [2, 1]
        )
      }),
    15_000
  )

  it.effect("the limit holds where undici's own timer could not fire", () =>
    Effect.gen(function* () {
      const server = yield* rawServer({ onData: (socket) => socket.write(ok) })
      yield* Effect.gen(function* () {
        for (let call = 0; call < 3; call++) {
          some(yield* send(order))
          // as a long computation does, or a machine that slept
          block(200)
        }
      }).pipe(via(server.baseUrl, { maxIdle: 150 }))
      assert.deepStrictEqual(
        server.connections.map((each) => each.received.split("POST").length - 1),
        [1, 1, 1]
      )
    })
  )

  it.effect("one that grew old between the dispatch and the write is not written to either", () =>
    Effect.gen(function* () {
      const server = yield* rawServer({ onData: (socket) => socket.write(ok) })
      yield* Effect.gen(function* () {
        some(yield* send(order))
        const second = yield* Effect.forkChild(send(order), { startImmediately: true })
        // the program blocks the event loop just after it has handed the request over
        block(200)
        assert.strictEqual(some(yield* Fiber.join(second)).status, 200)
      }).pipe(via(server.baseUrl, { maxIdle: 150 }))
      assert.deepStrictEqual(
        server.connections.map((each) => each.received.split("POST").length - 1),
        [1, 1]
      )
    })
  )

  it.effect("a limit of nothing means a connection per call", () =>
    Effect.gen(function* () {
      const server = yield* rawServer({ onData: (socket) => socket.write(ok) })
      yield* Effect.all([send(order), send(order), send(order)]).pipe(via(server.baseUrl, { maxIdle: 0 }))
      assert.strictEqual(server.connections.length, 3)
    })
  )

  it.effect("one that the server has closed is not used", () =>
    Effect.gen(function* () {
      const server = yield* rawServer({
        onData: (socket) => {
          socket.write(ok)
          setTimeout(() => socket.end(), 5)
        }
      })
      yield* Effect.gen(function* () {
        for (let call = 0; call < 3; call++) {
          some(yield* send(order))
          yield* pause(40)
        }
      }).pipe(via(server.baseUrl))
      assert.strictEqual(server.connections.length, 3)
    })
  )

  for (const end of ["resetAndDestroy", "destroy"] as const) {
    it.effect(`one that dies (${end}) before a byte was written is replaced, and the call is sent once`, () =>
      Effect.gen(function* () {
        const server = yield* rawServer({ onData: (socket) => socket.write(ok) })
        yield* Effect.gen(function* () {
          some(yield* send(order))
          yield* pause(20)
          server.connections[0]?.socket[end]()
          assert.strictEqual(some(yield* send(order)).status, 200)
        }).pipe(via(server.baseUrl))
        assert.deepStrictEqual(
          server.connections.map((each) => each.received.split("POST").length - 1),
          [1, 1]
        )
      })
    )
  }

  it.effect("`connection: close` is kept to", () =>
    Effect.gen(function* () {
      const server = yield* rawServer({
        onData: (socket) => socket.write(reply("200 OK", "{}", "connection: close\r\n"))
      })
      const answers = yield* Effect.all([send(order), send(order), send(order)]).pipe(via(server.baseUrl))
      for (const answer of answers) assert.isTrue(some(answer).complete)
      assert.deepStrictEqual(
        server.connections.map((each) => each.received.split("POST").length - 1),
        [1, 1, 1]
      )
    })
  )

  it.effect("a reply that nobody asked for is never taken for the next one", () =>
    Effect.gen(function* () {
      for (const delay of [0, 20]) {
        const server = yield* rawServer({
          onData: (socket, _received, index) => {
            const forged = reply("200 OK", '{"orderId":666}')
            if (index > 0) socket.write(reply("200 OK", '{"orderId":1}'))
            else if (delay === 0) socket.write(ok + forged)
            else {
              socket.write(ok)
              setTimeout(() => socket.write(forged), delay)
            }
          }
        })
        yield* Effect.gen(function* () {
          assert.strictEqual(some(yield* send(order)).body, "{}")
          yield* pause(delay * 2)
          const second = yield* send(order)
          if (second._tag === "HttpReply") assert.strictEqual(second.body, '{"orderId":1}')
        }).pipe(via(server.baseUrl))
      }
    })
  )
})

describe("proof", () => {
  it.effect("undici speaks before the first byte: nothing is written while it does", () =>
    Effect.gen(function* () {
      const server = yield* rawServer({ onData: (socket) => socket.write(ok) })
      const events: Array<string> = []
      const client = new Client(server.baseUrl, {
        allowH2: false,
        connect: (_options, callback) => {
          const socket = net.connect(server.port, "127.0.0.1", () => {
            const write = socket.write.bind(socket)
            socket.write = (...args: ReadonlyArray<unknown>) => {
              events.push("write")
              return Reflect.apply(write, undefined, args)
            }
            callback(null, socket)
          })
        }
      })
      for (const request of [order, query]) {
        const settled: Array<Reply> = []
        const exchange = new Exchange(
          unused(),
          {
            path: request.path,
            method: request.method,
            headers: request.headers,
            body: request.body === "" ? null : request.body
          },
          undefined,
          (answer) => settled.push(answer)
        )
        const start = exchange.onRequestStart.bind(exchange)
        exchange.onRequestStart = (controller) => {
          events.push("start")
          start(controller)
        }
        exchange.dispatchOn(new Connection(client, 3000))
        yield* until(() => settled.length === 1)
        assert.strictEqual(some(settled[0] as Reply).status, 200)
      }
      assert.deepStrictEqual(
        events.filter((event, index) => event !== events[index - 1]),
        ["start", "write", "start", "write"]
      )
      yield* Effect.promise(() => client.destroy())
    })
  )

  it.effect("a start that is refused writes nothing", () =>
    Effect.gen(function* () {
      const server = yield* rawServer()
      const client = new Client(server.baseUrl, { allowH2: false })
      const settled: Array<Reply> = []
      const exchange = new Exchange(
        unused(),
        { path: "/", method: "POST", headers: order.headers, body: order.body },
        undefined,
        (answer) => settled.push(answer)
      )
      const connection = new Connection(client, 3000)
      exchange.dispatchOn(connection)
      exchange.abandon()
      yield* until(() => server.connections[0]?.socket.destroyed !== false)
      yield* pause(50)
      assert.strictEqual(server.received(), "")
      assert.strictEqual(settled.length, 0)
      assert.deepStrictEqual<Reply>(exchange.timeOut(), {
        _tag: "NoReply",
        phase: "connect",
        code: "ETIMEDOUT",
        timeout: true
      })
      yield* Effect.promise(() => client.destroy())
    })
  )

  it.effect("a second start of a write is refused, and the first one's fate is in doubt", () =>
    Effect.gen(function* () {
      for (const method of ["POST", "PUT", "DELETE", "GET"] as const) {
        const settled: Array<Reply> = []
        const exchange = new Exchange(unused(), { path: "/", method }, undefined, (answer) => settled.push(answer))
        let aborts = 0
        const controller = {
          aborted: false,
          paused: false,
          reason: null,
          abort: (reason: Error) => {
            aborts++
            exchange.onResponseError(controller, reason)
          },
          pause: () => {},
          resume: () => {}
        }
        exchange.onRequestStart(controller)
        assert.strictEqual(aborts, 0)
        exchange.onRequestStart(controller)
        // what a replay would have brought back is not the reply of a request that was sent once
        exchange.onResponseStart(controller, 200, {})
        exchange.onResponseEnd()
        yield* until(() => settled.length === 1)
        if (method === "GET") assert.strictEqual(some(settled[0] as Reply).status, 200)
        else
          assert.deepStrictEqual<unknown>(settled, [
            { _tag: "NoReply", phase: "sent", code: "REPLAYED", timeout: false }
          ])
        assert.strictEqual(aborts, method === "GET" ? 0 : 1)
      }
    })
  )

  it.effect.skipIf(certificate === undefined)(
    "undici does replay a POST on HTTP/2, and the witness sees and stops it",
    () =>
      Effect.gen(function* () {
        let posts = 0
        const server = http2.createSecureServer(certificate ?? {})
        server.on("stream", (stream) => {
          stream.on("error", () => {})
          posts++
          if (posts % 2 === 1) stream.close(http2.constants.NGHTTP2_REFUSED_STREAM)
          else {
            stream.respond({ ":status": 200 })
            stream.end('{"orderId":1}')
          }
        })
        yield* Effect.callback<void>((resume) => {
          server.listen(0, "127.0.0.1", () => resume(Effect.void))
        })
        const address = server.address()
        const origin = `https://localhost:${typeof address === "object" && address !== null ? address.port : 0}`
        const make = () => new Client(origin, { allowH2: true, connect: { ca: certificate?.cert ?? "" } })
        const naive = make()
        const control = yield* Effect.promise(() =>
          undiciRequest(origin, { method: "POST", body: "a=1", dispatcher: naive }).then(
            (response) => response.statusCode
          )
        )
        assert.deepStrictEqual([control, posts], [200, 2])
        posts = 0
        const client = make()
        const settled: Array<Reply> = []
        const exchange = new Exchange(unused(), { path: "/", method: "POST", body: "a=1" }, undefined, (answer) =>
          settled.push(answer)
        )
        exchange.dispatchOn(new Connection(client, 3000))
        yield* until(() => settled.length === 1)
        assert.deepStrictEqual<unknown>(settled, [{ _tag: "NoReply", phase: "sent", code: "REPLAYED", timeout: false }])
        yield* pause(50)
        assert.strictEqual(posts, 1)
        yield* Effect.promise(() => Promise.all([naive.destroy(), client.destroy()]))
        server.close()
      })
  )

  it.effect("a request that cannot be written did not leave", () =>
    Effect.gen(function* () {
      const server = yield* rawServer({ onData: (socket) => socket.write(ok) })
      yield* Effect.gen(function* () {
        for (const broken of [
          { ...order, headers: { "x-mbx-apikey": "a\r\nb" } },
          { ...order, path: "/a b" },
          { ...query, query: "symbol=１" }
        ]) {
          assert.deepInclude(yield* send(broken), { _tag: "NoReply", phase: "connect", code: "UND_ERR_INVALID_ARG" })
        }
        some(yield* send(order))
      }).pipe(via(server.baseUrl))
      assert.strictEqual(server.received().split("HTTP/1.1\r\n").length - 1, 1)
    })
  )
})

const unused = () =>
  new Connections({
    origin: "http://127.0.0.1:1",
    connectTimeoutMillis: 1000,
    maxIdleMillis: 3000,
    maxConnections: 1,
    tls: {}
  })

/** A TLS server behind a gate: nothing passes until it is opened. */
const gated = Effect.gen(function* () {
  let requests = ""
  const behind = tls.createServer(certificate ?? {}, (socket) => {
    socket.on("error", () => {})
    socket.on("data", (chunk) => {
      requests += chunk
      socket.write(ok)
    })
  })
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => {
      behind.listen(0, "127.0.0.1", () => resume(Effect.void))
    }),
    () => Effect.sync(() => behind.close())
  )
  const address = behind.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const held: Array<{ readonly socket: net.Socket; readonly chunks: Array<Buffer> }> = []
  let open = false
  const connect = (socket: net.Socket, chunks: ReadonlyArray<Buffer>) => {
    const onward = net.connect(port, "127.0.0.1")
    onward.on("error", () => {})
    for (const chunk of chunks) onward.write(chunk)
    socket.pipe(onward)
    onward.pipe(socket)
  }
  const front = yield* rawServer({
    onConnection: (socket) => {
      if (open) return connect(socket, [])
      const chunks: Array<Buffer> = []
      held.push({ socket, chunks })
      const collect = (chunk: Buffer) => {
        chunks.push(chunk)
      }
      socket.on("data", collect)
    }
  })
  return {
    baseUrl: `https://localhost:${front.port}`,
    front,
    requests: () => requests,
    open: () => {
      open = true
      for (const { chunks, socket } of held) {
        socket.removeAllListeners("data")
        connect(socket, chunks)
      }
    }
  }
})

const trusting: UndiciTransport.Options = { tls: { ca: certificate?.cert ?? "" } }

describe("the time of a call", () => {
  // every other test of it stands on a test's clock; this is the timer that runs in production
  it.live("is kept by the real clock too: what left is in doubt, and its connection is gone", () =>
    Effect.gen(function* () {
      let closed = false
      const server = yield* rawServer({ onConnection: (socket) => socket.on("close", () => (closed = true)) })
      const answer = yield* send(order).pipe(
        Effect.provideService(CallTimeout, Duration.millis(80)),
        via(server.baseUrl)
      )
      assert.deepStrictEqual<Reply>(answer, { _tag: "NoReply", phase: "sent", code: "ETIMEDOUT", timeout: true })
      yield* until(() => closed)
    }).pipe(Effect.scoped)
  )

  it.live("an answer stops the timer, and so does an interruption", () =>
    Effect.gen(function* () {
      const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length
      const server = yield* rawServer({
        onData: (socket, received) => {
          if (received.startsWith("GET")) socket.write(ok)
        }
      })
      yield* Effect.gen(function* () {
        // the connection keeps timers of its own from here on
        some(yield* send(query))
        const before = timers()
        some(yield* send(query))
        assert.isAtMost(timers(), before)
        const fiber = yield* Effect.forkChild(send(order), { startImmediately: true })
        yield* until(() => server.received().includes("POST"))
        yield* Fiber.interrupt(fiber)
        assert.isAtMost(timers(), before)
      }).pipe(via(server.baseUrl))
    }).pipe(Effect.scoped)
  )
})

describe("before the connection", () => {
  it.effect.skipIf(certificate === undefined)("a time-out proves that nothing left, and nothing leaves later", () =>
    Effect.gen(function* () {
      const gate = yield* gated
      yield* Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(send(order))
        yield* until(() => gate.front.received() !== "")
        yield* TestClock.adjust("12 seconds")
        assert.deepStrictEqual<Reply>(yield* Fiber.join(fiber), {
          _tag: "NoReply",
          phase: "connect",
          code: "ETIMEDOUT",
          timeout: true
        })
        gate.open()
        yield* pause(150)
        assert.strictEqual(gate.requests(), "")
        // and the transport is as good as new
        assert.strictEqual(some(yield* send(query)).status, 200)
        assert.match(gate.requests(), /^GET/)
      }).pipe(via(gate.baseUrl, trusting))
    })
  )

  it.effect.skipIf(certificate === undefined)("an interrupted call is not sent later", () =>
    Effect.gen(function* () {
      const gate = yield* gated
      yield* Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(send(order))
        yield* until(() => gate.front.received() !== "")
        yield* Fiber.interrupt(fiber)
        gate.open()
        yield* pause(150)
        assert.strictEqual(gate.requests(), "")
      }).pipe(via(gate.baseUrl, trusting))
    })
  )

  it.effect.skipIf(certificate === undefined)("a handshake that takes too long proves that nothing left", () =>
    Effect.gen(function* () {
      const gate = yield* gated
      const answer = yield* send(order).pipe(via(gate.baseUrl, { ...trusting, connectTimeout: "200 millis" }))
      assert.deepStrictEqual<Reply>(answer, {
        _tag: "NoReply",
        phase: "connect",
        code: "UND_ERR_CONNECT_TIMEOUT",
        timeout: false
      })
      gate.open()
      yield* pause(100)
      assert.strictEqual(gate.requests(), "")
    })
  )

  it.effect.skipIf(certificate === undefined)("a certificate that is not trusted proves that nothing left", () =>
    Effect.gen(function* () {
      const gate = yield* gated
      gate.open()
      assert.deepInclude(yield* send(order).pipe(via(gate.baseUrl)), {
        phase: "connect",
        code: "DEPTH_ZERO_SELF_SIGNED_CERT"
      })
      assert.strictEqual(gate.requests(), "")
    })
  )
})

describe("a request that may no longer leave", () => {
  it.effect.skipIf(certificate === undefined)("is asked when a connection is ready, and is not written", () =>
    Effect.gen(function* () {
      const gate = yield* gated
      yield* Effect.gen(function* () {
        let open = true
        const fiber = yield* Effect.forkChild(send({ ...order, mayLeave: () => open }))
        yield* until(() => gate.front.received() !== "")
        // the exchange bans the address while the connection is being made
        open = false
        gate.open()
        assert.deepStrictEqual<Reply>(yield* Fiber.join(fiber), {
          _tag: "NoReply",
          phase: "connect",
          code: withdrawn,
          timeout: false
        })
        yield* pause(50)
        assert.strictEqual(gate.requests(), "")
        assert.strictEqual(some(yield* send({ ...query, mayLeave: () => true })).status, 200)
        assert.deepInclude(yield* send({ ...query, mayLeave: () => false }), { phase: "connect", code: withdrawn })
        assert.strictEqual(some(yield* send(query)).status, 200)
      }).pipe(via(gate.baseUrl, trusting))
      assert.strictEqual(gate.requests().split("HTTP/1.1\r\n").length - 1, 2)
    })
  )
})

describe("TLS", () => {
  it.effect.skipIf(certificate === undefined)(
    "one handshake for fifty sequential calls, and the session is resumed after that",
    () =>
      Effect.gen(function* () {
        const handshakes: Array<boolean> = []
        const protocols: Array<string | false | null> = []
        let close = false
        const server = tls.createServer({ ...certificate, ALPNProtocols: ["h2", "http/1.1"] }, (socket) => {
          handshakes.push(socket.isSessionReused())
          protocols.push(socket.alpnProtocol)
          socket.on("error", () => {})
          socket.on("data", () => socket.write(reply("200 OK", "{}", close ? "connection: close\r\n" : "")))
        })
        yield* Effect.callback<void>((resume) => {
          server.listen(0, "127.0.0.1", () => resume(Effect.void))
        })
        const address = server.address()
        yield* Effect.gen(function* () {
          for (let call = 0; call < 50; call++) some(yield* send(call % 2 === 0 ? order : query))
          assert.deepStrictEqual(handshakes, [false])
          close = true
          some(yield* send(order))
          some(yield* send(order))
          some(yield* send(order))
          assert.deepStrictEqual(handshakes, [false, true, true])
          assert.deepStrictEqual(protocols, ["http/1.1", "http/1.1", "http/1.1"])
        }).pipe(
          via(`https://localhost:${typeof address === "object" && address !== null ? address.port : 0}`, trusting)
        )
        server.close()
      })
  )
})

describe("the number of connections", () => {
  it.effect("is bounded; what waits is not sent, and says so", () =>
    Effect.gen(function* () {
      let answering = false
      const server = yield* rawServer({ onData: (socket) => answering && socket.write(ok) })
      yield* Effect.gen(function* () {
        const start = (id: number) =>
          Effect.forkChild(send({ ...query, query: `id=${id}` }), { startImmediately: true })
        const first = yield* start(1)
        const second = yield* start(2)
        yield* until(() => server.connections.filter((each) => each.received !== "").length === 2)
        const third = yield* start(3)
        const fourth = yield* Effect.provideService(start(4), CallTimeout, Duration.seconds(1))
        yield* pause(30)
        assert.strictEqual(server.connections.length, 2)
        yield* Fiber.interrupt(third)
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual<Reply>(yield* Fiber.join(fourth), {
          _tag: "NoReply",
          phase: "connect",
          code: "ETIMEDOUT",
          timeout: true
        })
        yield* TestClock.adjust("11 seconds")
        assert.deepInclude(yield* Fiber.join(first), { phase: "sent", timeout: true })
        assert.deepInclude(yield* Fiber.join(second), { phase: "sent", timeout: true })
        answering = true
        assert.strictEqual(some(yield* send({ ...query, query: "id=6" })).status, 200)
        assert.deepStrictEqual(server.received().match(/id=\d/g)?.toSorted(), ["id=1", "id=2", "id=6"])
      }).pipe(via(server.baseUrl, { maxConnections: 2 }))
    })
  )

  it.effect("what waits is sent when a connection is free, in order", () =>
    Effect.gen(function* () {
      const server = yield* rawServer({ onData: (socket) => setTimeout(() => socket.write(ok), 2) })
      const answers = yield* Effect.forEach(
        Array.from({ length: 40 }, (_, id) => id),
        (id) => send({ ...order, body: `id=${id};` }),
        { concurrency: "unbounded" }
      ).pipe(via(server.baseUrl, { maxConnections: 1 }))
      assert.isTrue(answers.every((answer) => some(answer).complete))
      assert.strictEqual(server.connections.length, 1)
      assert.deepStrictEqual(
        server.received().match(/id=\d+/g),
        Array.from({ length: 40 }, (_, id) => `id=${id}`)
      )
    })
  )

  it.effect("a failed connection passes its place on", () =>
    Effect.gen(function* () {
      const server = yield* rawServer({
        onData: (socket, _received, index) => (index === 0 ? socket.destroy() : socket.write(ok))
      })
      const [first, second, third] = yield* Effect.all([send(order), send(order), send(order)], {
        concurrency: "unbounded"
      }).pipe(via(server.baseUrl, { maxConnections: 1 }))
      assert.deepInclude(first, { phase: "sent" })
      assert.deepStrictEqual([some(second).status, some(third).status], [200, 200])
    })
  )
})

describe("the end", () => {
  it.effect("closing the scope closes every connection, and says of each call what is known", () =>
    Effect.gen(function* () {
      let answering = true
      const server = yield* rawServer({ onData: (socket) => answering && socket.write(ok) })
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(transport(server.baseUrl, { maxConnections: 2 }), scope)
      const { send } = yield* Effect.provide(Transport, context)
      some(yield* send(query))
      answering = false
      const running = yield* Effect.forkChild(send(order), { startImmediately: true })
      const other = yield* Effect.forkChild(send(query), { startImmediately: true })
      const waiting = yield* Effect.forkChild(send(query), { startImmediately: true })
      yield* until(() => server.received().includes("POST") && server.connections.length === 2)
      yield* Scope.close(scope, Exit.void)
      assert.deepInclude(yield* Fiber.join(running), { _tag: "NoReply", phase: "sent" })
      assert.deepInclude(yield* Fiber.join(other), { _tag: "NoReply" })
      assert.deepStrictEqual<Reply>(yield* Fiber.join(waiting), {
        _tag: "NoReply",
        phase: "connect",
        code: "CLOSED",
        timeout: false
      })
      assert.deepStrictEqual<Reply>(yield* send(order), {
        _tag: "NoReply",
        phase: "connect",
        code: "CLOSED",
        timeout: false
      })
      yield* until(() => server.connections.every((each) => each.socket.destroyed))
    })
  )

  it.effect("no connection is left open after an idle while", () =>
    Effect.gen(function* () {
      const server = yield* rawServer({ onData: (socket) => socket.write(ok) })
      yield* Effect.gen(function* () {
        yield* Effect.all(
          Array.from({ length: 10 }, () => send(order)),
          { concurrency: "unbounded" }
        )
        assert.isAtMost(server.connections.length, 10)
        yield* until(() => server.connections.every((each) => each.socket.destroyed))
      }).pipe(via(server.baseUrl, { maxIdle: 100 }))
    })
  )
})

describe("bodies", () => {
  it.effect("are unpacked, for reads, and a cut one is not complete", () =>
    Effect.gen(function* () {
      const text = JSON.stringify({ symbols: Array.from({ length: 1000 }, (_, id) => `S${id}USDT`) })
      const packed = gzipSync(text)
      const answerWith = (bytes: Buffer) =>
        rawServer({
          onData: (socket) => {
            socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bytes.length}\r\n\r\n`)
            socket.write(bytes)
          }
        })
      const whole = yield* answerWith(packed)
      const answers = yield* Effect.all([send(query), send(order)]).pipe(via(whole.baseUrl))
      for (const answer of answers) assert.deepInclude(some(answer), { body: text, complete: true })
      assert.match(whole.received(), /^GET .*\r\n(.*\r\n)*accept-encoding: gzip\r\n/)
      assert.notMatch(whole.received().slice(whole.received().indexOf("POST")), /accept-encoding/)
      const cut = yield* answerWith(packed.subarray(0, packed.length - 30))
      assert.deepInclude(some(yield* send(query).pipe(via(cut.baseUrl))), { status: 200, body: "", complete: false })
      const strange = yield* rawServer({
        onData: (socket) => socket.write(reply("200 OK", "{}", "content-encoding: zstd\r\n"))
      })
      assert.deepInclude(some(yield* send(query).pipe(via(strange.baseUrl))), { body: "", complete: false })
    })
  )

  it.effect("early hints are not the reply", () =>
    Effect.gen(function* () {
      const server = yield* rawServer({
        onData: (socket) =>
          socket.write(`HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${reply("400 Bad Request", '{"code":-1121}')}`)
      })
      assert.deepInclude(some(yield* send(order).pipe(Effect.provide(overUndici(server.baseUrl)))), {
        status: 400,
        body: '{"code":-1121}',
        complete: true
      })
    })
  )

  it.effect("early hints alone are no reply", () =>
    Effect.gen(function* () {
      const server = yield* rawServer({
        onData: (socket) => socket.end("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n")
      })
      assert.deepInclude(yield* send(order).pipe(via(server.baseUrl)), { _tag: "NoReply", phase: "sent" })
    })
  )

  it.effect("a text split inside a character is put together", () =>
    Effect.gen(function* () {
      const bytes = Buffer.from('{"msg":"币安"}')
      const server = yield* rawServer({
        onData: (socket) => {
          socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes.length}\r\n\r\n`)
          socket.write(bytes.subarray(0, 9))
          setTimeout(() => socket.write(bytes.subarray(9)), 10)
        }
      })
      assert.strictEqual(some(yield* send(query).pipe(via(server.baseUrl))).body, '{"msg":"币安"}')
    })
  )
})

describe("the endpoint", () => {
  it.effect("may have a path in front", () =>
    Effect.gen(function* () {
      const server = yield* rawServer({ onData: (socket) => socket.write(ok) })
      some(yield* send(query).pipe(via(`${server.baseUrl}/proxy/`)))
      assert.match(server.received(), /^GET \/proxy\/api\/v3\/order\?symbol=BTCUSDT&signature=abc HTTP/)
    })
  )

  it.effect("has to be an http or https address", () =>
    Effect.gen(function* () {
      for (const baseUrl of ["not an address", "ftp://127.0.0.1"])
        assert.isTrue(Exit.hasDies(yield* Effect.exit(send(query).pipe(via(baseUrl)))))
    })
  )
})

describe("the environment", () => {
  it.effect("names no proxy that is used", () =>
    Effect.gen(function* () {
      const proxy = yield* rawServer()
      const server = yield* rawServer({ onData: (socket) => socket.write(ok) })
      const before = process.env["HTTP_PROXY"]
      yield* Effect.acquireUseRelease(
        Effect.sync(() => {
          process.env["HTTP_PROXY"] = process.env["http_proxy"] = proxy.baseUrl
        }),
        () => send(order).pipe(via(server.baseUrl)),
        () =>
          Effect.sync(() => {
            delete process.env["http_proxy"]
            if (before === undefined) delete process.env["HTTP_PROXY"]
            else process.env["HTTP_PROXY"] = before
          })
      )
      assert.strictEqual(proxy.connections.length, 0)
      assert.strictEqual(server.connections.length, 1)
    })
  )
})
