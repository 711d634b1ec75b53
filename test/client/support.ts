// A client over a transport that the test scripts, and a clock whose wall the test can move apart from its monotonic time.
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Signer } from "effect-binance/client/Signer"
import {
  type HttpReply,
  type NoReply,
  type Reply,
  Transport,
  type WireRequest,
  withdrawn
} from "effect-binance/client/Transport"
import type { BinanceError } from "effect-binance/errors/BinanceError"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"

export const http = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpReply => ({
  _tag: "HttpReply",
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
  complete: true
})
export const silence = (phase: NoReply["phase"], code: string): NoReply => ({
  _tag: "NoReply",
  phase,
  code,
  timeout: false
})
export const lost = silence("sent", "ECONNRESET")
export const clockSkewed = http(400, { code: -1021, msg: "Timestamp for this request is outside of the recvWindow." })
export const busy = http(400, { code: -1015, msg: "Too many new orders; current limit is 50 orders per 10 SECOND." })

/** The parameters of a request, wherever they are. */
export const parametersOf = (request: WireRequest): URLSearchParams =>
  new URLSearchParams(request.query === "" ? request.body : request.query)
export const parameter = (request: WireRequest | undefined, name: string): string | null =>
  request === undefined ? null : parametersOf(request).get(name)

/** What the exchange answers to an order that it takes, or to a cancel that works. */
export const accepted = (request: WireRequest, more: Readonly<Record<string, unknown>> = {}): HttpReply =>
  http(200, {
    symbol: parameter(request, "symbol"),
    orderId: 28,
    clientOrderId: parameter(request, "newClientOrderId"),
    status: request.method === "DELETE" ? "CANCELED" : "NEW",
    ...more
  })

export interface Sent {
  readonly request: WireRequest
  /** By the test's clock, in ms. */
  readonly at: number
}

export type Script = (request: WireRequest, index: number) => Reply | Effect.Effect<Reply>

export interface Wire {
  readonly layer: Layer.Layer<Transport>
  /** Every request whose bytes left, in order; of those that were withdrawn none. */
  readonly sent: Array<Sent>
  readonly orders: () => ReadonlyArray<Sent>
  readonly times: () => ReadonlyArray<Sent>
  /** What was handed to the transport and taken back before a byte of it left. */
  readonly withdrawn: Array<WireRequest>
  /** How many requests were aborted with their bytes on the wire. */
  aborted: number
}

/**
 * A transport that answers as the script says. Each request waits `connectMillis` for its connection and asks `mayLeave` before
 * its first byte, as a real one does.
 */
export const wire = (
  script: Script,
  options: { readonly connectMillis?: number | ((request: WireRequest) => number) | undefined } = {}
): Wire => {
  const made: Wire = {
    sent: [],
    withdrawn: [],
    aborted: 0,
    orders: () => made.sent.filter(({ request }) => request.path === "/api/v3/order" && request.method === "POST"),
    times: () => made.sent.filter(({ request }) => request.path === "/api/v3/time"),
    layer: Layer.succeed(Transport, {
      send: Effect.fnUntraced(function* (request: WireRequest) {
        const connecting =
          typeof options.connectMillis === "function" ? options.connectMillis(request) : (options.connectMillis ?? 0)
        if (connecting > 0) yield* Effect.sleep(connecting)
        if (request.mayLeave?.() === false) {
          made.withdrawn.push(request)
          return silence("connect", withdrawn)
        }
        const index = made.sent.length
        made.sent.push({ request, at: yield* Clock.currentTimeMillis })
        const answer = script(request, index)
        return yield* Effect.onInterrupt(Effect.isEffect(answer) ? answer : Effect.succeed(answer), () =>
          Effect.sync(() => made.aborted++)
        )
      })
    })
  }
  return made
}

/** Tells the time of an exchange whose clock is `offset` ms ahead of the test's, and gives the rest to the script. */
export const withTime =
  (script: Script, offset = 0): Script =>
  (request, index) =>
    request.path === "/api/v3/time"
      ? Effect.map(Clock.currentTimeMillis, (now) => http(200, { serverTime: Math.floor(now + offset) }))
      : script(request, index)

export const keys = { apiKey: "testKey", signature: "5167" } as const

/** As long as a signature of Ed25519. */
export const ed25519 = `${"A".repeat(86)}==`

/** A signer that tells how often it signed. */
export const signer = ({ apiKey, signature }: Readonly<Record<keyof typeof keys, string>> = keys) => {
  const payloads: Array<string> = []
  return {
    payloads,
    layer: Layer.succeed(Signer, {
      apiKey: Redacted.make(apiKey),
      account: "test",
      sign: (payload) =>
        Effect.sync(() => {
          payloads.push(payload)
          return signature
        })
    })
  }
}

/** Any call, for lists of different ones. */
export type AnyCall = Effect.Effect<unknown, BinanceError, BinanceClient.BinanceClient>

/** The name of what came of it. */
export const tagOf = (
  result:
    | { readonly _tag: "Success" }
    | { readonly _tag: "Failure"; readonly failure: { readonly reason: { readonly _tag: string } } }
): string => (result._tag === "Success" ? "Success" : result.failure.reason._tag)

export type Client = BinanceClient.BinanceClient | ServerClock.ServerClock | BanWindow.BanWindow

/** The client with the real clock sync and the real window. */
export const client = (
  over: Pick<Wire, "layer">,
  options: {
    readonly clock?: Layer.Layer<ServerClock.ServerClock, never, Transport | BanWindow.BanWindow> | undefined
    readonly signer?: Layer.Layer<Signer> | undefined
  } = {}
): Layer.Layer<Client> =>
  BinanceClient.layer.pipe(
    Layer.provideMerge(options.clock ?? ServerClock.layer),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provide(options.signer ?? signer().layer),
    Layer.provide(over.layer)
  )

/** The client with a clock that it need not ask for. */
export const clientFixed = (
  over: Pick<Wire, "layer">,
  options: { readonly signer?: Layer.Layer<Signer> | undefined } = {}
): Layer.Layer<Client> => client(over, { ...options, clock: ServerClock.layerFixed() })

/** Lets everything that runs go as far as it can without time passing. */
export const settle = Effect.gen(function* () {
  for (let i = 0; i < 20; i++) yield* TestClock.adjust(0)
})

/** Starts it and lets it go as far as it can without time passing. */
export const start = Effect.fnUntraced(function* <A, E, R>(self: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(Effect.result(self))
  yield* settle
  return fiber
})

/** What it comes to without any time passing; dies when it has to wait for something. */
export const atOnce = Effect.fnUntraced(function* <A, E, R>(self: Effect.Effect<A, E, R>) {
  const fiber = yield* start(self)
  const exit = fiber.pollUnsafe()
  if (exit !== undefined) return yield* exit
  yield* Fiber.interrupt(fiber)
  return yield* Effect.die(new Error("it has to wait for something"))
})

/** Runs it while time passes, at most `millis` of it; dies when it takes longer. */
export const within = Effect.fnUntraced(function* <A, E, R>(self: Effect.Effect<A, E, R>, millis: number) {
  const fiber = yield* start(self)
  const step = Math.max(1, millis / 100)
  for (let passed = 0; passed < millis && fiber.pollUnsafe() === undefined; passed += step) {
    yield* TestClock.adjust(Math.min(step, millis - passed))
    yield* settle
  }
  const exit = fiber.pollUnsafe()
  if (exit === undefined) {
    yield* Fiber.interrupt(fiber)
    return yield* Effect.die(new Error(`still running after ${millis} ms`))
  }
  return yield* exit
})

/** The test's clock with a wall that can be moved: what runs `on` it sees a wall that is `offset` ms apart from the time that passes. */
export const movableWall = Effect.map(Clock.Clock, (clock) => {
  const nanos = () => clock.currentTimeNanosUnsafe() + BigInt(wall.offset) * 1_000_000n
  const millis = () => clock.currentTimeMillisUnsafe() + wall.offset
  const wall = {
    offset: 0,
    on: <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.provideService(self, Clock.Clock, {
        currentTimeMillisUnsafe: millis,
        currentTimeMillis: Effect.sync(millis),
        currentTimeNanosUnsafe: nanos,
        currentTimeNanos: Effect.sync(nanos),
        monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
        monotonicTimeNanos: clock.monotonicTimeNanos,
        sleep: (duration) => clock.sleep(duration)
      })
  }
  return wall
})
