/** No key, secret or signature, nor a piece of one in any form, is in anything that can be seen: on success, and on every failure. */
// @effect-diagnostics multipleEffectProvide:off globalErrorInEffectFailure:off unsafeEffectTypeAssertion:off
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as HttpTransport from "effect-binance/client/HttpTransport"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as Signer from "effect-binance/client/Signer"
import { type Reply, Transport, type WireRequest } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Clock from "effect/Clock"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as References from "effect/References"
import * as TestClock from "effect/testing/TestClock"
import * as Tracer from "effect/Tracer"
import type net from "node:net"
import { inspect } from "node:util"
import { parametersOf } from "../client/support.ts"
import { rawServer } from "../node/support.ts"
import { type Key, keyOf, optionsOf, seenOf, type Watch, watchOf } from "./leaks.ts"
import { Draw, drawn, fails, property } from "./support.ts"

const file = import.meta.filename

// ------------------------------------------------------------------------------------------------------- the check itself

describe("the check itself", () => {
  const planted = drawn(40, (d) => {
    const key = keyOf(d)
    const secret = d.pick(
      // a line break is escaped, so a piece that crosses one is found in its two halves only
      Object.values(key.secrets).filter((secret) => !secret.includes("\\n"))
    )
    const from = d.below(secret.length - 20)
    return {
      key,
      piece: d.among(
        () => secret,
        () => secret.slice(from, from + 20)
      ),
      d
    }
  })
  property(
    "finds a planted secret, or a piece of twenty, in whatever form and wherever it is",
    planted,
    ({ d, key, piece }) => {
      const written = d.among(
        () => piece,
        () => encodeURIComponent(piece),
        () => Buffer.from(piece).toString("base64url"),
        () => Buffer.from(piece).toString("hex").toUpperCase(),
        () => Array.from(piece).reverse().join(""),
        () => piece.toLowerCase()
      )
      const error = new Error("x")
      const value = d.among<unknown>(
        () => new Error(written),
        () => new Error("x", { cause: new Error("y", { cause: { written } }) }),
        () => ({ a: [{ b: new Map([[written, 1]]) }] }),
        () => Object.defineProperty({}, "hidden", { value: written }),
        () => Object.assign(error, { stack: `x ${written}` }),
        () => Exit.fail(new Error(written)),
        () => Exit.die({ written }),
        () => ({ toJSON: () => written }),
        () => ({ toString: () => written })
      )
      assert.isDefined(watchOf(key).find(seenOf(value)))
    },
    { runs: 80, file }
  )

  it("finds nothing where there is nothing", () => {
    const watch = watchOf(keyOf(new Draw([])))
    assert.isUndefined(watch.find(seenOf(new Error("Invalid API-key, IP, or permissions for action."))))
    assert.isUndefined(watch.find("0123456789abcdefghijklmnopqrstuvwxyz".repeat(50)))
  })
})

// -------------------------------------------------------------------------------------------------------- what is called

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "50000"
} as const
const named = { symbol: "BTCUSDT", origClientOrderId: "a" } as const

type Services = BinanceClient.BinanceClient | Reconciliation.Reconciliation
type AnyCall = Effect.Effect<unknown, unknown, Services>

const calls: readonly [AnyCall, ...ReadonlyArray<AnyCall>] = [
  Spot.placeOrder(limit),
  Spot.placeOrder(limit).pipe(Reconciliation.settle, Retry.safely(RetryPolicy.standard)),
  Spot.placeOrder(limit).pipe(Reconciliation.settleWithin("1 minute")),
  Spot.cancelOrder(named),
  Spot.cancelOrder(named).pipe(Reconciliation.settle),
  Spot.queryOrder(named),
  Spot.testOrder(limit),
  Spot.openOrders({ symbol: "BTCUSDT" }),
  Spot.account(),
  Spot.exchangeInfo({}),
  Spot.time(),
  Spot.placeOrder({ ...limit, symbol: "BTC USDT/'\"" }).pipe(Call.failFast),
  Spot.placeOrder(limit).pipe(Call.recvWindow(-1))
]

// --------------------------------------------------------------------------------------------------------- what is caught

interface Seen {
  readonly texts: Array<string>
  readonly signatures: Set<string>
  readonly spans: Array<Tracer.NativeSpan>
  failures: number
}

const catching = (seen: Seen) => {
  const caught = Logger.make((options) => {
    seen.texts.push(
      Logger.formatJson.log(options),
      Logger.formatLogFmt.log(options),
      Logger.formatSimple.log(options),
      seenOf(Logger.formatStructured.log(options)),
      seenOf(options.message),
      seenOf(options.cause)
    )
  })
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      seen.spans.push(span)
      return span
    }
  })
  return Layer.mergeAll(
    Logger.layer([caught]),
    Layer.succeed(Tracer.Tracer, tracer),
    Layer.succeed(References.MinimumLogLevel, "All")
  )
}

const spying = (transport: Layer.Layer<Transport>, seen: Seen) =>
  Layer.effect(
    Transport,
    Effect.map(Transport, ({ send }) => ({
      send: (request: WireRequest) => {
        const signature = parametersOf(request).get("signature")
        if (signature !== null) seen.signatures.add(signature)
        return send(request)
      }
    }))
  ).pipe(Layer.provide(transport))

const clientOver = (key: Key, web: boolean, transport: Layer.Layer<Transport>) =>
  Reconciliation.layer.pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provideMerge(ServerClock.layer),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provideMerge(
      (web ? Signer.layer : NodeSigner.layer).pipe(Layer.provideMerge(Credentials.layer(optionsOf(key))))
    ),
    Layer.provideMerge(transport),
    Layer.orDie
  )

/** What may be shown of a result: of a success it is its caller's, as the exchange gave it, and is no output of ours. */
const ofResult = (seen: Seen, exit: Exit.Exit<unknown, unknown>) => {
  if (Exit.isSuccess(exit)) return
  seen.failures++
  seen.texts.push(seenOf(exit), seenOf(exit.cause))
}

const ofSpans = (seen: Seen) => {
  for (const span of seen.spans) {
    seen.texts.push(seenOf(span.name), seenOf(Array.from(span.attributes)), seenOf(span.events), seenOf(span.links))
    const { status } = span
    if (status._tag === "Ended" && Exit.isFailure(status.exit)) seen.texts.push(seenOf(status.exit))
  }
}

const assertHidden = (watch: Watch, seen: Seen) => {
  for (const signature of seen.signatures) watch.add("a signature", signature)
  for (const text of seen.texts) {
    const found = watch.find(text)
    if (found !== undefined) assert.fail(`"${found.piece}" of ${found.name} in …${found.around}…`)
    assert.notMatch(text, /signature=[\w+/%]{8}/)
  }
}

interface Case {
  readonly key: Key
  readonly calls: ReadonlyArray<AnyCall>
  readonly d: Draw
}
const cases = (decisions: number, howMany: number, choices = calls) =>
  drawn(decisions, (d): Case => {
    const key = keyOf(d)
    return { key, calls: Array.from({ length: howMany }, () => d.pick(choices)), d }
  })

const fresh = (): Seen => ({ texts: [], signatures: new Set(), spans: [], failures: 0 })

/** By transport: a run in which nothing was signed, or nothing failed, would prove nothing. */
const totals = new Map<string, { failures: number; signatures: number }>()

/** Runs the calls over the transport, each once to its end and once left behind, and looks for what must not be seen. */
const nothingIsSeen = Effect.fnUntraced(function* (
  name: string,
  { calls: chosen, key }: Case,
  transport: Layer.Layer<Transport>,
  options: { readonly live?: boolean; readonly web?: boolean } = {}
) {
  const seen = fresh()
  const tick =
    options.live === true
      ? Effect.promise(() => new Promise((done) => setTimeout(done, 1)))
      : TestClock.adjust("4 seconds")
  yield* Effect.gen(function* () {
    for (const call of chosen) {
      const fiber = yield* Effect.forkChild(
        Effect.exit(Effect.tapCause(call, (cause) => Effect.logDebug("it failed", cause)))
      )
      const left = yield* Effect.forkChild(Effect.exit(Effect.timeout(Effect.asVoid(call), 1)))
      for (let i = 0; i < 2000 && (fiber.pollUnsafe() === undefined || left.pollUnsafe() === undefined); i++) {
        yield* tick
        if (i > 60 && options.live !== true) break
      }
      for (const one of [fiber, left]) {
        const exit = one.pollUnsafe()
        if (exit !== undefined && Exit.isSuccess(exit)) ofResult(seen, exit.value)
        else yield* Fiber.interrupt(one) // a doubt that is never settled, say: what it logs then is looked at
      }
    }
    // what was left behind is seen through to its end, and what it says then is looked at
    if (options.live !== true) yield* TestClock.adjust("1 minute")
    seen.texts.push(seenOf(yield* Metric.snapshot), yield* Metric.dump)
  }).pipe(
    Effect.scoped,
    Effect.provide(clientOver(key, options.web === true, spying(transport, seen))),
    Effect.provide(catching(seen))
  )
  ofSpans(seen)
  assertHidden(watchOf(key), seen)
  const { failures, signatures } = totals.get(name) ?? { failures: 0, signatures: 0 }
  totals.set(name, { failures: failures + seen.failures, signatures: signatures + seen.signatures.size })
})

// ---------------------------------------------------------------------------------------------------------- what comes back

const entities = (text: string) => text.replaceAll("&", "&amp;").replaceAll("=", "&#61;")
const escapedAll = (text: string) =>
  Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`).join("")

/** In how many ways a text comes back whole. */
const whole = (d: Draw, text: string): string =>
  d.among(
    () => text,
    () => encodeURIComponent(text),
    () => encodeURIComponent(encodeURIComponent(text)),
    () => Buffer.from(text).toString("base64"),
    () => Buffer.from(text).toString("base64url"),
    () => Buffer.from(text).toString("hex"),
    () => text.toUpperCase(),
    () => text.toLowerCase(),
    () => Array.from(text).reverse().join(""),
    () => entities(text),
    () => `'${text}'`,
    () => `a\r\n${text}\n`,
    () => `${"x ".repeat(d.below(110))}${text}`,
    () => `${"y".repeat(4050 + d.below(60))} ${text}`
  )

/** And in how many a part of it does. */
const inPieces = (d: Draw, text: string): string =>
  d.among(
    () => `${text.slice(0, 12 + d.below(19))}...`,
    () => `...${text.slice(-(12 + d.below(19)))}`,
    () => text.replace(/(.{16})(?=.)/g, "$1 "),
    () => text.replace(/(.{24})(?=.)/g, "$1\n"),
    () => text.replaceAll("+", " ").replaceAll("/", " / ").replaceAll("=", " "),
    () => text.replaceAll("+", "&#43;").replaceAll("/", "&#47;"),
    () => `${text.slice(0, 31)}*****`
  )

const subjectOf = (d: Draw, request: WireRequest): string => {
  const text = request.query === "" ? request.body : request.query
  const apiKey = request.headers["x-mbx-apikey"] ?? "none"
  const signature = parametersOf(request).get("signature") ?? "none"
  return d.among(
    () => signature,
    () => apiKey,
    () => text,
    () => `${request.method} ${request.path}?${text}`,
    () => JSON.stringify(request.headers),
    () => `X-MBX-APIKEY: ${apiKey}\r\n\r\n${text}`,
    () => `${apiKey}${signature}`,
    () => encodeURIComponent(signature)
  )
}

const statuses = [
  400, 200, 200, 200, 200, 200, 200, 401, 403, 404, 409, 418, 429, 451, 500, 503, 302, 408, 413
] as const
const codes = [-1022, -2015, -1102, -2010, -1007, -1003, -1021, -9999, -2011, -2013, -1013, 0] as const

const echoIn = (d: Draw, said: () => string): unknown => {
  const error = () => ({ code: d.pick(codes), msg: said() })
  const order = () => ({ symbol: "BTCUSDT", orderId: 28, clientOrderId: said(), status: said() })
  return d.among<unknown>(
    () => error(),
    () => ({ ...error(), msg: `Mandatory parameter '${said()}' was not sent.` }),
    () => ({ ...error(), msg: `Filter failure: ${said()}` }),
    () => ({ msg: JSON.stringify({ code: -1102, msg: said() }) }),
    () => ({ ...error(), data: { cancelResult: said(), newOrderResult: said() } }),
    () => order(),
    () => ({ ...order(), orderId: said() }),
    () => ({ [said()]: { [said()]: said() } }),
    () => [order(), said(), error(), { [said()]: 1 }],
    () => ({ balances: said(), symbols: said(), orderId: { x: said() }, serverTime: said() }),
    () => ({ balances: [{ asset: said(), free: 1 }], serverTime: said(), symbols: [{ [said()]: said(), symbol: 5 }] }),
    () => ({ symbols: [{ symbol: said(), filters: [{ [said()]: 1 }, said()] }], timezone: said() }),
    () => said(),
    () => undefined
  )
}
const bodyOf = (d: Draw, said: () => string): string => {
  const value: unknown = echoIn(d, said)
  const json = value === undefined ? `<html><h1>Blocked</h1><pre>${said()}</pre></html>` : JSON.stringify(value)
  return d.among(
    () => json,
    () => json,
    () => json.replaceAll("=", "\\u003d").replaceAll("/", "\\/"),
    () => json.replace(/"msg":"([^"\\]*)"/g, (_, msg: string) => `"msg":"${escapedAll(msg)}"`),
    () => json.replaceAll('"msg"', '"m\\u0073g"'),
    () => json.slice(0, d.below(json.length + 1))
  )
}

const timeReply = Effect.map(Clock.currentTimeMillis, (now): Reply => ({
  _tag: "HttpReply",
  status: 200,
  headers: {},
  body: `{"serverTime":${now}}`,
  complete: true
}))

const header = (text: string) => text.replace(/[^\x20-\x7e]/g, " ")
const answerTo = (d: Draw, request: WireRequest, form: (d: Draw, text: string) => string): Effect.Effect<Reply> => {
  const said = () => form(d, subjectOf(d, request))
  // without the time nothing would be signed
  if (request.path.endsWith("/time") && !d.oneIn(12)) return timeReply
  return d.among<Effect.Effect<Reply>>(
    () =>
      Effect.succeed({
        _tag: "HttpReply",
        status: d.pick(statuses),
        headers: { "retry-after": d.oneIn(2) ? said() : "1", "date": said(), "x-mbx-uuid": said(), "location": said() },
        body: bodyOf(d, said),
        complete: !d.oneIn(8)
      }),
    () =>
      Effect.succeed({
        _tag: "HttpReply",
        status: d.pick(statuses),
        headers: {},
        body: bodyOf(d, said),
        complete: true
      }),
    () =>
      Effect.succeed({
        _tag: "NoReply",
        phase: d.pick(["sent", "unknown", "connect"] as const),
        code: d.pick([said(), `ECONNRESET ${said()}`]),
        timeout: d.oneIn(2)
      }),
    () => Effect.die(new Error(`cannot send ${said()}`, { cause: request })),
    () => Effect.die(request),
    () => Effect.die(said()),
    () => Effect.never,
    () => Effect.fail(new Error(said())) as never, // in spite of its type
    () =>
      Effect.sync(() => {
        throw Object.assign(new Error(said()), { request, code: said() })
      })
  )
}

const scripted = (d: Draw, form: (d: Draw, text: string) => string) =>
  Layer.succeed(Transport, {
    send: (request) => Effect.suspend(() => answerTo(d, request, form))
  })

describe("over a transport that says back what it was given", () => {
  property(
    "whole, in any encoding, at any place",
    cases(700, 2),
    (one) => nothingIsSeen("a script", one, scripted(one.d, whole)),
    { runs: 24, shrinks: 40, file }
  )

  // a piece is shorter than what looks like a key, and is not the key
  fails("in pieces", cases(700, 2), (one) => nothingIsSeen("pieces", one, scripted(one.d, inPieces)), {
    runs: 60,
    file
  })
})

// ------------------------------------------------------------------------------------------------- over an HTTP client

const textOf = (request: HttpClientRequest.HttpClientRequest): string => {
  const { body } = request
  const sent = body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : ""
  return `${request.url} ${sent} ${JSON.stringify(request.headers)}`
}

type Answer = Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/** As a client in the middle could fail: with everything it was given in its message, its code, its cause, its name. */
const httpAnswer = (d: Draw, request: HttpClientRequest.HttpClientRequest): Answer => {
  const text = () => whole(d, textOf(request))
  const error = () =>
    Object.assign(new Error(`cannot ${request.method} ${text()}`, { cause: request }), {
      code: d.pick(["ECONNRESET", "ENOTFOUND", "ECONNREFUSED", `E ${text()}`, text()]),
      name: text(),
      config: request,
      request,
      ...(d.oneIn(3) ? { syscall: "connect" } : {})
    })
  const failing = (reason: HttpClientError.HttpClientError["reason"]): Answer =>
    Effect.fail(new HttpClientError.HttpClientError({ reason }))
  const response = (body: BodyInit | null, status: number) =>
    HttpClientResponse.fromWeb(
      request,
      new Response(body, { status, statusText: "", headers: { "x-echo": header(text()) } })
    )
  if (request.url.endsWith("/time") && !d.oneIn(12))
    return Effect.map(Clock.currentTimeMillis, (now) => response(`{"serverTime":${now}}`, 200))
  const cutBody = () =>
    new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(`{"code":-1102,"msg":"${text()}`))
        controller.error(error())
      }
    })
  return d.among<Answer>(
    () => failing(new HttpClientError.TransportError({ request, cause: error(), description: text() })),
    () =>
      failing(new HttpClientError.TransportError({ request, cause: new AggregateError([error(), error()], text()) })),
    () => failing(new HttpClientError.InvalidUrlError({ request, cause: error(), description: text() })),
    () => failing(new HttpClientError.EncodeError({ request, cause: error(), description: text() })),
    () =>
      failing(
        new HttpClientError.StatusCodeError({ request, response: response(bodyOf(d, text), 400), description: text() })
      ),
    () => failing(new HttpClientError.DecodeError({ request, response: response(cutBody(), 200), cause: error() })),
    () => Effect.die(error()),
    () => Effect.die(request),
    () =>
      Effect.sync(() => {
        throw error()
      }),
    () => Effect.succeed(response(bodyOf(d, text), d.pick([200, 400, 401, 403, 418, 429, 451, 500, 503]))),
    () => Effect.succeed(response(cutBody(), d.pick([200, 400, 429, 503]))),
    () => Effect.succeed(response(null, d.pick([200, 204, 304, 400, 503]))),
    () => Effect.never
  )
}

describe("over an HTTP client that fails with all it was given", () => {
  property(
    "whatever it fails with",
    cases(900, 2),
    (one) =>
      nothingIsSeen(
        "an HTTP client",
        one,
        HttpTransport.layer.pipe(
          Layer.provide([
            Layer.succeed(
              HttpClient.HttpClient,
              HttpClient.make((request) => Effect.suspend(() => httpAnswer(one.d, request)))
            ),
            Endpoint.layerSimulator("https://exchange.test")
          ])
        )
      ),
    { runs: 16, shrinks: 40, file }
  )
})

// ------------------------------------------------------------------------------------------------------- over real sockets

/** A server that dies at every stage, and says back what it got before it does. */
const dying = (d: Draw) => {
  const deeds = new Map<number, number>()
  const stage = (index: number) => {
    const known = deeds.get(index) ?? d.below(14)
    deeds.set(index, known)
    return known
  }
  return rawServer({
    onConnection: (socket, index) => {
      if (stage(index) === 1) socket.destroy()
      if (stage(index) === 2) socket.resetAndDestroy()
    },
    onData: (socket: net.Socket, received, index) => {
      const [head = "", body] = received.split("\r\n\r\n")
      const isPost = head.startsWith("POST")
      if (stage(index) === 3) return socket.resetAndDestroy()
      if (body === undefined || (isPost && body === "")) return
      if (head.startsWith("GET /api/v3/time")) {
        const time = `{"serverTime":0}`
        return socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${time.length}\r\n\r\n${time}`)
      }
      const back = JSON.stringify(whole(d, received))
      const json = `{"code":-1102,"msg":${back}}`
      const one = back.replace(/[^\x20-\x7e]/g, " ")
      const reply: ReadonlyArray<string> = [
        `HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
        "",
        "",
        "",
        `HTTP/1.1 400 ${one}\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}`,
        `${received}\r\n\r\n`,
        `HTTP/1.1 200 OK\r\n${one}\r\n\r\n`,
        `HTTP/1.1 200 OK\r\nx-echo: ${one}\r\ncontent-length: 100000\r\n\r\n${json}`,
        `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${back}\r\n`,
        `HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/?${one}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
        `HTTP/1.1 503 Service Unavailable\r\ncontent-encoding: gzip\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
        `HTTP/1.1 200 OK\r\nx-echo: ${one.repeat(40)}\r\n`,
        `HTTP/1.1 103 Early Hints\r\nlink: ${one}\r\n\r\n`,
        `HTTP/1.1 418 ${one}\r\nretry-after: ${one}\r\nconnection: close\r\n\r\n${json}`
      ]
      const said = reply[stage(index)] ?? ""
      if (said === "") return socket.destroy()
      return d.oneIn(3) ? socket.write(said, () => socket.resetAndDestroy()) : socket.end(said)
    }
  })
}

// Here the clock stands still, so nothing that waits: neither a settlement nor a retry.
const overSockets: readonly [AnyCall, ...ReadonlyArray<AnyCall>] = [
  Spot.placeOrder(limit),
  Spot.cancelOrder(named),
  Spot.queryOrder(named),
  Spot.account()
]

describe("over sockets that die at every stage", () => {
  property(
    "with undici",
    cases(500, 3, overSockets),
    (one) =>
      Effect.gen(function* () {
        const server = yield* dying(one.d)
        yield* nothingIsSeen(
          "sockets",
          one,
          UndiciTransport.layer.pipe(Layer.provide(Endpoint.layerSimulator(server.baseUrl))),
          { live: true, web: one.d.oneIn(2) }
        )
      }),
    { runs: 10, shrinks: 40, file }
  )
})

it("the cases got as far as signing, and failed", () => {
  for (const name of ["a script", "an HTTP client", "sockets"]) {
    assert.isAbove(totals.get(name)?.failures ?? 0, 30, name)
    assert.isAbove(totals.get(name)?.signatures ?? 0, 20, name)
  }
})

// ------------------------------------------------------------------------------------------------------ at rest, and wrong

const answering = Layer.succeed(Transport, {
  send: (request) => (request.path.endsWith("/time") ? timeReply : Effect.never)
})

const assertNone = (watch: Watch, value: unknown, what: string) => {
  const found = watch.find(seenOf(value))
  if (found !== undefined) assert.fail(`${what}: "${found.piece}" of ${found.name} in …${found.around}…`)
}

describe("at rest", () => {
  const keys = drawn(200, (d) => ({ key: keyOf(d), web: d.oneIn(2), d }))

  property(
    "the services, their layers and their whole context",
    keys,
    ({ key, web }) =>
      Effect.gen(function* () {
        const watch = watchOf(key)
        const layer = clientOver(key, web, answering)
        assertNone(watch, layer, "the layer")
        assertNone(watch, Credentials.layer(optionsOf(key)), "the layer of the credentials")
        assertNone(watch, Credentials.make(optionsOf(key)), "the credentials, as a result")
        const context = yield* Layer.build(layer)
        assertNone(watch, context, "the context")
        for (const service of [Credentials.Credentials, Signer.Signer, BinanceClient.BinanceClient, Transport] as const)
          assertNone(watch, Context.get(context, service as typeof Transport), service.key)
        const signer = Context.get(context, Signer.Signer)
        const signature = yield* signer.sign("symbol=BTCUSDT")
        watch.add("a signature", signature)
        assertNone(watch, signer, "the signer, when it has signed")
        assertNone(watch, signer.sign("symbol=BTCUSDT"), "the effect that signs")
      }),
    { runs: 6, file }
  )

  /** What somebody may have put into the environment by mistake. */
  const damaged = (d: Draw, text: string): string => {
    const at = d.below(text.length)
    return d.among(
      () => text,
      () => text.slice(0, at),
      () => text.slice(at),
      () => `${text.slice(0, at)}\n${text.slice(at)}`,
      () => `${text.slice(0, at)} ${text.slice(at)}`,
      () => `${text.slice(0, at)}\u00e9${text.slice(at + 1)}`,
      () => `"${text}'`,
      () => `'${text}'`,
      () =>
        text.replaceAll(
          "PRIVATE KEY",
          d.pick(["RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PUBLIC KEY"])
        ),
      () => text.replaceAll("\n", "\\n"),
      () => text.replaceAll("-----", "----"),
      () => Buffer.from(text).toString("base64"),
      () => `${text}${text}`,
      () => `https://${text}`,
      () => `https://user:${text}@exchange.test/`,
      () => ""
    )
  }

  property(
    "whatever of it is put where it does not belong, or is damaged",
    keys,
    ({ d, key, web }) =>
      Effect.gen(function* () {
        const watch = watchOf(key)
        const parts = [key.apiKey, key.apiSecret ?? key.apiKey, key.privateKey ?? key.apiKey]
        const names = ["BINANCE_API_KEY", "BINANCE_API_SECRET", "BINANCE_PRIVATE_KEY"]
        const environment: Record<string, string> = {}
        for (const name of names) if (!d.oneIn(3)) environment[name] = damaged(d, d.pick(parts))
        const seen = fresh()
        const built = yield* Effect.exit(
          Effect.scoped(
            Layer.build(
              (web ? Signer.layer : NodeSigner.layer).pipe(Layer.provideMerge(Credentials.layerConfig)) as Layer.Layer<
                Signer.Signer,
                Credentials.CredentialsError | Signer.SignerError
              >
            )
          )
        ).pipe(
          Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(environment)),
          Effect.provide(catching(seen))
        )
        assertNone(watch, built, JSON.stringify(environment))
        for (const text of seen.texts) assert.isUndefined(watch.find(text))
      }),
    { runs: 80, file }
  )

  property(
    "a key that was put in the place of the endpoint",
    keys,
    ({ d, key }) =>
      Effect.gen(function* () {
        const environment = { BINANCE_ENDPOINT: damaged(d, d.pick([key.apiKey, key.apiSecret ?? key.apiKey])) }
        const built = yield* Effect.exit(Effect.scoped(Layer.build(Endpoint.layerConfig))).pipe(
          Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(environment))
        )
        if (Exit.isFailure(built)) assertNone(watchOf(key), built, environment.BINANCE_ENDPOINT)
      }),
    { runs: 30, file }
  )

  // the label is looked through for the key and the HMAC secret, not for the private key
  fails(
    "a private key that was put in the place of the account's name",
    keys,
    ({ key }) => {
      const label = key.privateKey ?? key.apiSecret ?? ""
      assertNone(watchOf(key), Credentials.make({ ...optionsOf(key), label }), "the credentials")
    },
    { runs: 10, shrinks: 40, file }
  )

  const waiting = HttpTransport.layer.pipe(
    Layer.provide([
      Layer.succeed(
        HttpClient.HttpClient,
        HttpClient.make((request) =>
          request.url.endsWith("/time")
            ? Effect.map(Clock.currentTimeMillis, (now) =>
                HttpClientResponse.fromWeb(request, new Response(`{"serverTime":${now}}`))
              )
            : Effect.never
        )
      ),
      Endpoint.layerSimulator("https://exchange.test")
    ])
  )
  property(
    "a call that is under way, its effect and its fiber",
    keys,
    ({ d, key }) => {
      const seen = fresh()
      return Effect.gen(function* () {
        const call = d.pick(overSockets)
        const fiber = yield* Effect.forkChild(Effect.exit(call))
        for (let i = 0; i < 20; i++) yield* TestClock.adjust(1)
        // deeper, and with what is hidden, this is the whole runtime
        for (const value of [call, fiber]) seen.texts.push(inspect(value, { depth: 9 }), inspect(value))
        yield* Fiber.interrupt(fiber)
        yield* TestClock.adjust("1 minute")
        return seen
      }).pipe(
        Effect.scoped,
        Effect.provide(clientOver(key, false, spying(d.oneIn(2) ? waiting : answering, seen))),
        Effect.map(({ signatures }) => {
          assert.strictEqual(signatures.size, 1)
          assertHidden(watchOf(key), seen)
        })
      )
    },
    { runs: 10, shrinks: 40, file }
  )
})
