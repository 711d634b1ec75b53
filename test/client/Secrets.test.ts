// @effect-diagnostics multipleEffectProvide:off
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as Exchange from "@effect-binance/simulator/Exchange"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as Seeded from "@effect-binance/simulator/Seeded"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import { ed25519 } from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as ServerClock from "effect-binance/client/ServerClock"
import { type Reply, Transport, type WireRequest } from "effect-binance/client/Transport"
import { BinanceError } from "effect-binance/errors/BinanceError"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"
import { type AnyCall, atOnce, clientFixed, http, parameter, settle, start, tagOf, withTime } from "./support.ts"

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "50000"
} as const
const calls: ReadonlyArray<AnyCall> = [
  Spot.placeOrder(limit),
  Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "a" }),
  Spot.testOrder(limit),
  Spot.queryOrder({ symbol: "BTCUSDT", origClientOrderId: "a" }),
  Spot.openOrders({ symbol: "BTCUSDT" }),
  Spot.account(),
  Spot.time()
]

const errorJson = Schema.encodeSync(Schema.toCodecJson(BinanceError))
const isBinanceError = Schema.is(BinanceError)

/** Everything that a program can see of a value, as text. */
const shown = (value: unknown): string => {
  const deep = inspect(value, {
    depth: 20,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null
  })
  const plain = `${String(value)}\n${JSON.stringify(value, (_key, inner) => (typeof inner === "bigint" ? `${inner}` : inner))}\n${inspect(value)}`
  const own = value instanceof Error ? `${value.message}\n${value.stack}\n${inspect(value.cause)}` : ""
  const coded = isBinanceError(value) ? JSON.stringify(errorJson(value)) : ""
  return [deep, plain, own, coded].join("\n")
}

interface Key {
  readonly name: string
  readonly credentials: Credentials.Options
  /** What must never be seen, whole or in part. */
  readonly secrets: ReadonlyArray<string>
}

const keyOf = (random: Seeded.Seeded): Key => {
  if (random.chance(0.3)) {
    // the shape of a real one; only its signature differs from run to run
    const apiKey = random.text(64)
    return {
      name: "Ed25519",
      credentials: { apiKey, privateKey: ed25519.privateKeyPem },
      secrets: [apiKey, ed25519.privateKeyPem.split("\n")[1] ?? "?"]
    }
  }
  const apiKey = random.text(64)
  const apiSecret = random.text(64)
  return { name: "Hmac", credentials: { apiKey, apiSecret }, secrets: [apiKey, apiSecret] }
}

/** Runs every call over the transport, with and without a caller who stays, and gives all that was seen of it. */
const seenOf = (key: Key, transport: Layer.Layer<Transport>) =>
  Effect.gen(function* () {
    const texts: Array<string> = []
    const signatures = new Set<string>()
    const spans: Array<Tracer.NativeSpan> = []
    const spying = Layer.effect(
      Transport,
      Effect.map(Transport, ({ send }) => ({
        send: (request: WireRequest) => {
          const signature = parameter(request, "signature")
          if (signature !== null) signatures.add(signature)
          return send(request)
        }
      }))
    ).pipe(Layer.provide(transport))
    const client = BinanceClient.layer.pipe(
      Layer.provideMerge(ServerClock.layer),
      Layer.provideMerge(BanWindow.BanWindow.layer),
      Layer.provide(NodeSigner.layer.pipe(Layer.provide(Credentials.layer(key.credentials)))),
      Layer.provide(spying),
      Layer.orDie
    )
    const logger = Logger.make((options) => {
      texts.push(Logger.formatJson.log(options), shown(Logger.formatStructured.log(options)), shown(options.cause))
    })
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
    let failures = 0
    yield* Effect.gen(function* () {
      for (const call of calls) {
        const fiber = yield* start(Effect.exit(Effect.tapCause(call, (cause) => Effect.logError("failed", cause))))
        const left = yield* start(Effect.timeout(call, 1))
        for (let i = 0; i < 40 && (fiber.pollUnsafe() === undefined || left.pollUnsafe() === undefined); i++)
          yield* TestClock.adjust("5 seconds")
        const exit = fiber.pollUnsafe()
        if (exit === undefined) return assert.fail("it hangs")
        // what a call succeeds with is its caller's, and no error, log line or span
        if (exit._tag === "Success" && exit.value._tag === "Success" && exit.value.success._tag === "Failure") {
          failures++
          const { cause } = exit.value.success
          texts.push(
            shown(exit),
            Cause.pretty(cause),
            shown(cause),
            ...cause.reasons.map((reason) => (reason._tag === "Fail" ? shown(reason.error) : shown(reason)))
          )
        }
      }
      yield* TestClock.adjust("1 minute")
      yield* settle
    }).pipe(
      Effect.provide(client),
      Effect.provide(
        Layer.mergeAll(
          Logger.layer([logger]),
          Layer.succeed(Tracer.Tracer, tracer),
          Layer.succeed(References.MinimumLogLevel, "All")
        )
      )
    )
    assert.isAbove(spans.length, 0)
    for (const span of spans)
      texts.push(
        shown(span.name),
        span.status._tag === "Ended" && span.status.exit._tag === "Failure" ? shown(span.status) : "",
        shown(Array.from(span.attributes)),
        shown(span.events)
      )
    return { failures, signatures, texts }
  })

/** Parts of it, so that a secret that was cut, wrapped or half hidden is found too. */
const partsOf = (secret: string) =>
  Array.from({ length: Math.max(1, secret.length - 15) }, (_, i) => secret.slice(i, i + 16))

const assertHidden = (
  key: Key,
  seen: { readonly signatures: ReadonlySet<string>; readonly texts: ReadonlyArray<string> },
  what: string
) => {
  const all = seen.texts.join("\n")
  for (const secret of [...key.secrets, ...Array.from(seen.signatures)]) {
    for (const form of new Set([secret, encodeURIComponent(secret), secret.toUpperCase()])) {
      const part = partsOf(form).find((text) => all.includes(text))
      if (part !== undefined)
        assert.fail(
          `${what}: ${part} of ${secret} in …${all.slice(Math.max(0, all.indexOf(part) - 200), all.indexOf(part) + 200)}…`
        )
    }
  }
  assert.notMatch(all, /signature=(?!\[redacted\])/, what)
}

describe("the check itself", () => {
  it("finds a secret that is shown, whole, in part, encoded or in capitals", () => {
    const key: Key = { name: "x", credentials: { apiKey: "k" }, secrets: ["0123456789abcdefghijklmnopqrstuv"] }
    const signatures = new Set(["ab+cd/ef==ab+cd/ef==ab+cd/ef=="])
    for (const text of [
      "x0123456789abcdefghijklmnopqrstuvx",
      "6789abcdefghijklmno",
      "AB+CD/EF==AB+CD/EF==AB+CD/EF==",
      encodeURIComponent("ab+cd/ef==ab+cd/ef==ab+cd/ef=="),
      "?signature=1"
    ]) {
      assert.throws(() => assertHidden(key, { signatures, texts: [shown(new Error(text))] }, "it"))
    }
    assertHidden(key, { signatures, texts: ["0123456789 abcdefghij"] }, "it")
  })
})

describe("no error, log line or span holds a key, a secret or a signature", () => {
  for (const name of Fault.names) {
    it.effect(`whatever the exchange does: ${name}`, () =>
      Effect.gen(function* () {
        const key = keyOf(Seeded.make(`secrets ${name}`))
        const { apiKey, apiSecret } = key.credentials
        const exchange = new Exchange.Exchange({
          accounts: [
            {
              name: "a",
              keys: [
                {
                  apiKey: String(apiKey),
                  key:
                    apiSecret === undefined
                      ? { _tag: "Ed25519", publicKeyPem: ed25519.publicKeyPem }
                      : { _tag: "Hmac", secret: String(apiSecret) }
                }
              ],
              balances: { USDT: "1000000" }
            }
          ]
        })
        const plan = FaultPlan.make((request) =>
          Fault.applies(Fault.rowOf(name), request.kind) && request.kind !== "public" ? name : undefined
        )
        const seen = yield* seenOf(key, SimulatedTransport.layer(exchange, { plan }))
        assert.isAbove(seen.signatures.size, 0)
        assertHidden(key, seen, name)
      })
    )
  }

  /** What a proxy, a firewall or the exchange itself could say back of a request, by name. */
  const echoes: { readonly [name: string]: (request: WireRequest, text: string, key: string) => unknown } = {
    "the query in msg": (_request, text) => ({ code: -1102, msg: `Malformed: ${text}` }),
    "the signature in msg": (request) => ({
      code: -1022,
      msg: `Signature ${parameter(request, "signature")} for this request is not valid.`
    }),
    "the key in msg": (_request, _text, key) => ({
      code: -2015,
      msg: `Invalid API-key ${key}, IP, or permissions for action.`
    }),
    "everything encoded in msg": (_request, text, key) => ({
      code: -1102,
      msg: encodeURIComponent(`${text}&key=${key}`)
    }),
    "encoded twice": (_request, text) => ({ code: -1102, msg: encodeURIComponent(encodeURIComponent(text)) }),
    "in capitals": (_request, text) => ({ code: -1102, msg: text.toUpperCase() }),
    "with escapes of JSON": (_request, text) =>
      `{"code":-1102,"msg":"${text.replaceAll("/", "\\/").replaceAll("=", "\\u003d")}"}`,
    "every letter escaped": (_request, text) =>
      `{"code":-1102,"msg":"${Array.from(text, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"}`,
    "a page": (_request, text, key) =>
      `<html><body><h1>Blocked</h1><p>${text}</p><pre>X-MBX-APIKEY: ${key}</pre></body></html>`,
    "a page with entities": (_request, text, key) =>
      `<html>${text.replaceAll("&", "&amp;").replaceAll("=", "&#61;")} ${key}</html>`,
    "plain text": (_request, text, key) => `no route for ${text} ${key}`,
    "an error inside of msg": (_request, text) => ({ msg: JSON.stringify({ code: -1102, msg: text }) }),
    "a filter's name": (request) => ({ code: -1013, msg: `Filter failure: ${parameter(request, "signature")}` }),
    "a parameter's name": (request, _text, key) => ({
      code: -1102,
      msg: `Mandatory parameter '${key}' was not sent, ${parameter(request, "signature")}`
    }),
    "other fields": (_request, text, key) => ({
      code: -1102,
      msg: "x",
      request: text,
      apiKey: key,
      data: { signature: text }
    }),
    "no code": (_request, text, key) => ({ error: text, key }),
    "a list": (_request, text, key) => [text, { signature: text, key }],
    "a text": (_request, text) => JSON.stringify(text),
    "fields of an order": (_request, text, key) => ({
      orderId: { text, key },
      symbol: text,
      status: key,
      clientOrderId: text,
      serverTime: text,
      balances: [{ asset: key, free: 1, locked: text }]
    }),
    "a list of orders": (_request, text, key) => [
      { orderId: text, symbol: key },
      { orderId: 1.5, status: key }
    ],
    "a very long one": (_request, text, key) => ({
      code: -1102,
      msg: `${"x ".repeat(90)}${text} ${"y".repeat(5000)}${key}`
    }),
    "line breaks": (_request, text, key) => ({ code: -1102, msg: `a\r\n${text}\n${key}\t${text}` })
  }
  for (const [name, echo] of Object.entries(echoes)) {
    it.effect(`whatever is echoed: ${name}`, () =>
      Effect.gen(function* () {
        let failures = 0
        for (const status of [200, 302, 400, 403, 418, 429, 451, 503]) {
          const key = keyOf(Seeded.make(`echo ${name} ${status}`))
          const send = withTime((request): Reply => {
            const text = request.query === "" ? request.body : request.query
            return http(status, echo(request, text, request.headers["x-mbx-apikey"] ?? "?"), {
              "retry-after": text,
              "server": text,
              "x-mbx-uuid": request.headers["x-mbx-apikey"] ?? ""
            })
          })
          const transport = Layer.succeed(Transport, {
            send: (request) => {
              const answer = send(request, 0)
              return Effect.delay(
                Effect.isEffect(answer) ? answer : Effect.succeed(answer),
                request.path.endsWith("time") ? 0 : 10
              )
            }
          })
          const seen = yield* seenOf(key, transport)
          failures += seen.failures
          assertHidden(key, seen, `${status} ${key.name}`)
        }
        assert.isAbove(failures, 30)
      })
    )
  }

  it.effect("a key that is too short to be told by its looks is told by being the key", () =>
    Effect.gen(function* () {
      const apiKey = "shortKey0123456789xy"
      const key: Key = { name: "short", credentials: { apiKey, apiSecret: "s".repeat(20) }, secrets: [apiKey] }
      for (const status of [200, 400, 401, 418, 500]) {
        const send = withTime((request): Reply =>
          http(status, {
            code: -2015,
            msg: `Invalid API-key ${request.headers["x-mbx-apikey"] ?? "?"} or ${parameter(request, "signature")}.`
          })
        )
        const transport = Layer.succeed(Transport, {
          send: (request) => {
            const answer = send(request, 0)
            return Effect.isEffect(answer) ? answer : Effect.succeed(answer)
          }
        })
        assertHidden(key, yield* seenOf(key, transport), `${status}`)
      }
    })
  )

  const breaking: { readonly [name: string]: (request: WireRequest) => Effect.Effect<Reply> } = {
    "a defect that quotes the request": (request) =>
      Effect.die(new Error(`cannot GET ${request.path}?${request.query}${request.body}`, { cause: request })),
    "a defect that is the request": (request) => Effect.die(request),
    "an error in spite of its type": (request) => Effect.fail(request) as never,
    "a code that quotes the request": (request) =>
      Effect.succeed({
        _tag: "NoReply",
        phase: "sent",
        code: `ECONNRESET ${request.query}${request.body} ${request.headers["x-mbx-apikey"]}`,
        timeout: false
      }),
    "a code before the connection that does": (request) =>
      Effect.succeed({
        _tag: "NoReply",
        phase: "connect",
        code: `EPROTO ${request.query}${request.body}`,
        timeout: true
      })
  }
  const broken = (name: string, send: (request: WireRequest) => Effect.Effect<Reply>) =>
    Effect.gen(function* () {
      const key = keyOf(Seeded.make(`breaking ${name}`))
      const timed = withTime(() => http(200, {}))
      const transport = Layer.succeed(Transport, {
        send: (request) => {
          const answer = request.path.endsWith("time") ? timed(request, 0) : send(request)
          return Effect.isEffect(answer) ? answer : Effect.succeed(answer)
        }
      })
      assertHidden(key, yield* seenOf(key, transport), name)
    })
  for (const [name, send] of Object.entries(breaking))
    it.effect(`however the transport breaks: ${name}`, () => broken(name, send))

  it.effect("however the transport breaks: a throw", () =>
    broken("a throw", (request) => {
      throw new Error(inspect(request))
    })
  )
  it.effect("a transport that throws leaves a write in doubt, and is no defect", () =>
    Effect.gen(function* () {
      const throwing = Layer.succeed(Transport, {
        send: () => {
          throw new Error("broken")
        }
      })
      const result = yield* atOnce(calls[0]!).pipe(Effect.provide(clientFixed({ layer: throwing })))
      assert.strictEqual(tagOf(result), "ResponseLost")
    })
  )
})
