// A connection that is logged on: `session.logon` before the first request, and what becomes of requests when it is refused or lost.
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Signer } from "effect-binance/client/Signer"
import { Transport } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { RateBudget } from "effect-binance/limits/RateBudget"
import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
import * as Spot from "effect-binance/products/Spot"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import * as Seeded from "@effect-binance/simulator/Seeded"
import { ed25519, keys, settle, start, tagOf, wire } from "./support.ts"
import { type Peer, peer, type PeerOptions, type PeerSocket, type SentFrame } from "./webSocketPeer.ts"

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "1"
} as const
const place = Spot.placeOrder(limit)
const read = Spot.queryOrder({ symbol: "BTCUSDT", orderId: 28 })
const order = (orderId: number) => ({ symbol: "BTCUSDT", orderId, status: "NEW" })

type Services = BinanceClient.BinanceClient | BanWindow.BanWindow | Transport

interface Setup extends PeerOptions {
  /** What the peer answers to a request of the session's own; `undefined` for no answer. Default: it logs on. */
  readonly logon?: ((socket: PeerSocket, frame: SentFrame, nth: number) => void) | undefined
  readonly signature?: string | undefined
  readonly budget?: Layer.Layer<never> | undefined
}

const used = (count: number) => [
  { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6000, count }
]

/** By the exchange's clock. */
const serverTime = 1_700_000_000_000

const loggedOn = (socket: PeerSocket, frame: SentFrame) =>
  socket.answer(frame, { apiKey: keys.apiKey, authorizedSince: 1, connectedSince: 1, serverTime })

const withSession = <A, E>(
  body: (over: Peer & { readonly signed: ReadonlyArray<string> }) => Effect.Effect<A, E, Services>,
  { budget = Layer.empty, logon = loggedOn, onSocket, signature = ed25519, ...options }: Setup = {}
): Effect.Effect<A, E> => {
  const signed: Array<string> = []
  const signer = Layer.succeed(Signer, {
    apiKey: Redacted.make(keys.apiKey),
    account: "test",
    sign: (payload) =>
      Effect.sync(() => {
        signed.push(payload)
        return signature
      })
  })
  let logons = 0
  const over = peer({
    ...options,
    session: signer,
    onSocket: (socket, index) => {
      socket.onFrame = (frame) => {
        // a socket answers later, never in the middle of a send
        if (frame.method === "session.status")
          queueMicrotask(() => socket.answer(frame, { apiKey: null, serverTime }, { rateLimits: used(11) }))
        if (frame.method === "session.logon") queueMicrotask(() => logon(socket, frame, logons++))
      }
      ;(onSocket ?? ((each: PeerSocket) => each.accept()))(socket, index)
    }
  })
  const client = BinanceClient.layer.pipe(
    Layer.provideMerge(ServerClock.layerFixed(serverTime)),
    Layer.provideMerge(over.layer),
    Layer.provide(signer),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provideMerge(budget)
  )
  const seenOff = Effect.ensuring(
    body({ ...over, signed }),
    Effect.sync(() => over.sockets.forEach((socket) => socket.cut()))
  )
  return Effect.provide(seenOff, client)
}

const outcome = (fiber: Fiber.Fiber<Parameters<typeof tagOf>[0]>) => {
  const exit = fiber.pollUnsafe()
  return exit === undefined ? undefined : Exit.isSuccess(exit) ? tagOf(exit.value) : "defect"
}

const pass = Effect.fnUntraced(function* (duration: Duration.Input) {
  yield* TestClock.adjust(duration)
  yield* settle
})

const methods = (frames: ReadonlyArray<SentFrame>) => frames.map(({ method }) => method)
const calls = (frames: ReadonlyArray<SentFrame>) => frames.filter(({ method }) => !method.startsWith("session."))
const revoked = {
  id: null,
  status: 401,
  error: { code: -2015, msg: "Invalid API-key, IP, or permissions for action." }
}

describe("a connection that is logged on", () => {
  it.effect("has its key once; a signed request has a timestamp, and neither key nor signature", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        const fiber = yield* start(place.pipe(Call.recvWindow(2500)))
        const [status, logon, sent] = over.frames()
        assert.deepStrictEqual(methods(over.frames()), ["session.status", "session.logon", "order.place"])
        assert.deepStrictEqual(status?.params, {})
        // by the clock that it is checked by
        assert.deepStrictEqual(logon?.params, {
          apiKey: keys.apiKey,
          recvWindow: 5000,
          signature: ed25519,
          timestamp: serverTime
        })
        assert.strictEqual(over.signed.at(-1), `apiKey=${keys.apiKey}&recvWindow=5000&timestamp=${serverTime}`)
        const { newClientOrderId, ...others } = sent?.params ?? {}
        assert.isString(newClientOrderId)
        assert.deepStrictEqual(others, { ...limit, recvWindow: 2500, timestamp: serverTime })
        over.latest().answer(sent, order(28))
        yield* settle
        assert.strictEqual(outcome(fiber), "Success")
        // the key was tried for its type, and signed the logon
        assert.strictEqual(over.signed.length, 2)
      })
    )
  )

  it.effect("takes no request before, also when it takes the place of another one", () => {
    const answers: Array<() => void> = []
    return withSession(
      Effect.fnUntraced(function* (over) {
        yield* pass("1 minute")
        const old = over.latest()
        const before = yield* start(place)
        old.say({ event: { e: "serverShutdown", E: 1 } })
        yield* settle
        assert.strictEqual(over.sockets.length, 2)
        assert.strictEqual(outcome(yield* start(place)), "NotSent")
        const reading = yield* start(read)
        assert.deepStrictEqual(methods(over.latest().frames), ["session.status", "session.logon"])
        answers[0]?.()
        yield* settle
        assert.deepStrictEqual(methods(calls(over.latest().frames)), ["order.status"])
        over.latest().answer(calls(over.latest().frames)[0], order(28))
        old.answer(calls(old.frames)[0], order(27))
        yield* settle
        assert.deepStrictEqual([outcome(before), outcome(reading)], ["Success", "Success"])
        assert.strictEqual(old.closedWith, 1000)
      }),
      {
        logon: (socket, frame, nth) => {
          if (nth === 0) return loggedOn(socket, frame)
          answers.push(() => loggedOn(socket, frame))
        }
      }
    )
  })

  it.effect("with a key of another type each request is signed, and nobody logs on", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        yield* start(place)
        assert.deepStrictEqual(methods(over.frames()), ["order.place"])
        assert.strictEqual(over.frames()[0]?.params["apiKey"], keys.apiKey)
        assert.strictEqual(over.frames()[0]?.params["signature"], keys.signature)
      }),
      { signature: keys.signature }
    )
  )

  it.effect("a request of another account is signed for itself", () => {
    const other = Layer.succeed(Signer, {
      apiKey: Redacted.make("another"),
      account: "other",
      sign: () => Effect.succeed("theirs")
    })
    return withSession(
      Effect.fnUntraced(function* (over) {
        const draft = {
          method: "POST",
          path: "/api/v3/order",
          parameters: limit,
          timestamp: 1,
          recvWindow: 5000
        } as const
        const transport = yield* Transport
        const { request, signature } = yield* transport.signedRequest!(yield* Effect.provide(Signer, other), draft)
        assert.strictEqual(signature, "theirs")
        assert.include(request.body, `"apiKey":"another"`)
        yield* Effect.forkChild(transport.send(request))
        // a revoked session is not theirs
        yield* settle
        assert.strictEqual(calls(over.frames()).length, 1)
      })
    )
  })
})

describe("a logon that is refused", () => {
  const refuse =
    (status: number, code: number, times = Infinity) =>
    (socket: PeerSocket, frame: SentFrame, nth: number) =>
      nth < times ? socket.reject(frame, status, code, "No.") : loggedOn(socket, frame)

  it.effect("is every signed call's error, before anything is sent; what needs no key goes on; and no storm", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        assert.deepStrictEqual(
          [outcome(yield* start(place)), outcome(yield* start(read))],
          ["BadCredentials", "BadCredentials"]
        )
        assert.deepStrictEqual(calls(over.frames()), [])
        const time = yield* start(Spot.time())
        over.latest().answer(calls(over.frames())[0], { serverTime })
        yield* settle
        assert.strictEqual(outcome(time), "Success")
        yield* Effect.repeat(pass("1 second"), { times: 599 })
        assert.strictEqual(over.sockets.length, 1)
        const logons = methods(over.frames()).filter((method) => method === "session.logon").length
        assert.isTrue(logons >= 10 && logons <= 15, `${logons}`)
      }),
      { logon: refuse(401, -2015) }
    )
  )

  it.effect("is tried again, on the same connection", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        assert.strictEqual(outcome(yield* start(place)), "BadCredentials")
        yield* pass("5 seconds")
        assert.strictEqual(outcome(yield* start(place)), "BadCredentials")
        yield* pass("10 seconds")
        const fiber = yield* start(place)
        over.latest().answer(calls(over.frames())[0], order(28))
        yield* settle
        assert.strictEqual(outcome(fiber), "Success")
        assert.strictEqual(over.sockets.length, 1)
      }),
      { logon: refuse(401, -2015, 2) }
    )
  )

  it.effect("is tried on another connection when this one has died without telling", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        assert.strictEqual(outcome(yield* start(place)), "BadCredentials")
        // asked again after 5 s, and not answered for another 5
        yield* Effect.repeat(pass("1 second"), { times: 14 })
        assert.strictEqual(over.sockets.length, 2)
        const fiber = yield* start(place)
        over.latest().answer(calls(over.latest().frames)[0], order(28))
        yield* settle
        assert.strictEqual(outcome(fiber), "Success")
      }),
      {
        logon: (socket, frame, nth) => {
          if (nth === 0) socket.reject(frame, 401, -2015, "No.")
          else if (socket.frames.filter(({ method }) => method === "session.logon").length === 1)
            loggedOn(socket, frame)
        }
      }
    )
  )

  const refusals = [
    [400, -1022, "BadSignature"],
    [401, -2014, "BadCredentials"],
    // of a code that no list has nothing is known, but nothing was sent either
    [400, -4056, "BadCredentials"],
    [400, -9999, "BadCredentials"]
  ] as const
  it.effect.each(refusals)("with status %d and code %d is %s, and no doubt", ([status, code, tag]) =>
    withSession(
      Effect.fnUntraced(function* (over) {
        assert.strictEqual(outcome(yield* start(place)), tag)
        assert.deepStrictEqual(calls(over.frames()), [])
      }),
      { logon: refuse(status, code) }
    )
  )

  const failures: ReadonlyArray<readonly [string, (socket: PeerSocket, frame: SentFrame) => void]> = [
    ["answered with -1021", (socket, frame) => socket.reject(frame, 400, -1021)],
    ["answered with a 500", (socket, frame) => socket.reject(frame, 500, -1000)],
    ["cut", (socket) => socket.cut()],
    ["never answered", () => {}],
    // its requests would be another account's
    ["for another key", (socket, frame) => socket.answer(frame, { apiKey: "another", serverTime })]
  ]
  it.effect.each(failures)("but one that is %s says nothing of the key: another connection is tried", ([, fail]) =>
    withSession(
      Effect.fnUntraced(function* (over) {
        yield* pass("1 minute")
        over.latest().cut()
        yield* pass("10 seconds")
        assert.strictEqual(over.sockets[1]?.readyState, 3)
        assert.isAtLeast(over.sockets.length, 3)
        const fiber = yield* start(place)
        over.latest().answer(calls(over.latest().frames)[0], order(28))
        yield* settle
        assert.strictEqual(outcome(fiber), "Success")
        assert.deepStrictEqual(calls(over.sockets[1]?.frames ?? []), [])
      }),
      { logon: (socket, frame, nth) => (nth === 1 ? fail(socket, frame) : loggedOn(socket, frame)) }
    )
  )

  it.effect("for a limit closes the window, and nobody knocks before it opens", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        yield* pass("1 minute")
        over.latest().cut()
        yield* pass("1 second")
        const window = yield* BanWindow.BanWindow
        const until = (yield* window.closedUntil("address")) ?? 0
        assert.isTrue(until >= 180_000 && until <= 181_000, `${until}`)
        assert.strictEqual(over.sockets.length, 2)
        yield* pass("118 seconds")
        assert.strictEqual(over.sockets.length, 2)
        yield* pass("5 seconds")
        assert.strictEqual(over.sockets.length, 3)
      }),
      {
        logon: (socket, frame, nth) =>
          nth === 1
            ? socket.reject(frame, 418, -1003, "Way too much; IP banned.", {
                serverTime,
                retryAfter: serverTime + 120_000
              })
            : loggedOn(socket, frame)
      }
    )
  )
})

describe("a ban that only the logon of a connection hears of", () => {
  // no frame of the futures says when it was made
  const until = serverTime + 120_000
  const ahead = 1500

  const closedFor = (answersStatus: boolean) =>
    Effect.andThen(
      TestClock.setTime(serverTime + ahead),
      withSession(
        () =>
          Effect.map(
            BanWindow.BanWindow.use((window) => window.closedUntil("address")),
            (end) => end && end - serverTime - ahead
          ),
        {
          products: ["usdm"],
          http: wire(() => assert.fail("nothing is asked over HTTP")).layer,
          onSocket: (socket) => {
            const { onFrame } = socket
            socket.onFrame = (frame) => {
              if (answersStatus && frame.method === "session.status") return onFrame?.(frame)
              socket.reject(frame, 418, -1003, `Way too much; IP banned until ${until}.`)
            }
            socket.accept()
          }
        }
      )
    )

  it.effect("is waited out by the time that the connection was told, and not by a local clock that is fast", () =>
    Effect.map(closedFor(true), (millis = 0) => {
      assert.isAtLeast(millis, 120_000)
      assert.isAtMost(millis, 121_000)
    })
  )

  it.effect("is waited out by the local clock when nothing was told", () =>
    Effect.map(closedFor(false), (millis) => assert.strictEqual(millis, 120_000 - ahead))
  )
})

describe("a key that is revoked under a session", () => {
  it.effect("a read is refused, a write is in doubt, and the next ones are told why before they are sent", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        yield* pass("1 minute")
        const writes = [yield* start(place), yield* start(place)]
        const reading = yield* start(read)
        const time = yield* start(Spot.time())
        const old = over.latest()
        old.say(revoked)
        yield* settle
        // the exchange does not say which of them it refused: a reply of its own still counts
        assert.deepStrictEqual([...writes, reading, time].map(outcome), [
          undefined,
          undefined,
          "BadCredentials",
          undefined
        ])
        old.answer(
          old.frames.find(({ method }) => method === "time"),
          { serverTime }
        )
        old.answer(calls(old.frames)[0], order(28))
        const next = yield* start(place)
        assert.strictEqual(outcome(next), "BadCredentials")
        assert.deepStrictEqual(calls(over.latest().frames), [])
        yield* pass("12 seconds")
        assert.deepStrictEqual([...writes, time].map(outcome), ["Success", "ResponseLost", "Success"])
        assert.strictEqual(old.closedWith, 1000)
        assert.strictEqual(over.sockets.length, 2)
      }),
      {
        logon: (socket, frame, nth) =>
          nth === 0 ? loggedOn(socket, frame) : socket.reject(frame, 401, -2015, "Invalid API-key.")
      }
    )
  )

  const missing = [
    [400, -1102, "Mandatory parameter 'apiKey' was not sent, was empty/null, or malformed.", "InvalidRequest"],
    [401, -2014, "API-key format invalid.", "BadCredentials"]
  ] as const
  it.effect.each(missing)(
    "a request whose key is missed (%d %d) was not executed, and the next ones go where somebody is logged on",
    ([status, code, msg, tag]) =>
      withSession(
        Effect.fnUntraced(function* (over) {
          yield* pass("1 minute")
          const write = yield* start(place)
          const old = over.latest()
          old.reject(calls(old.frames)[0], status, code, msg)
          yield* settle
          assert.strictEqual(outcome(write), tag)
          assert.strictEqual(over.sockets.length, 2)
          const next = yield* start(place)
          over.latest().answer(calls(over.latest().frames)[0], order(28))
          yield* settle
          assert.strictEqual(outcome(next), "Success")
        })
      )
  )

  it.effect("a refusal that names its request says nothing of the session", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        const [write, reading] = [yield* start(place), yield* start(read)]
        over.latest().reject(calls(over.frames())[0], 401, -2015, "Invalid API-key, IP, or permissions for action.")
        over.latest().answer(calls(over.frames())[1], order(28))
        yield* settle
        assert.deepStrictEqual([outcome(write), outcome(reading)], ["BadCredentials", "Success"])
        assert.strictEqual(over.sockets.length, 1)
      })
    )
  )
})

describe("a logon while the exchange has told this address to be quiet", () => {
  it.effect("is not sent before the window opens: it may have closed while the connection was made", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        yield* pass("1 minute")
        over.latest().say({ event: { e: "serverShutdown", E: 1 } })
        yield* settle
        assert.strictEqual(over.sockets.length, 2)
        yield* BanWindow.BanWindow.use((window) => window.close("address", 120_000))
        over.latest().accept()
        yield* pass("59 seconds")
        assert.deepStrictEqual(methods(over.sockets.slice(1).flatMap(({ frames }) => frames)), [])
        yield* pass("31 seconds")
        assert.deepStrictEqual(methods(over.latest().frames), ["session.status", "session.logon"])
      }),
      {
        onSocket: (socket, index) => {
          if (index !== 1) socket.accept()
        }
      }
    )
  )
})

describe("what a connection weighs", () => {
  const weightOf = Effect.gen(function* () {
    const usage = yield* (yield* RateBudget)?.usage ?? Effect.succeed([])
    return usage.filter(({ type }) => type === "REQUEST_WEIGHT").map(({ scope, used }) => `${scope} ${used}`)
  })
  const budget = RateBudgetMemory.layer()

  it.effect("is charged: connecting, and being logged on", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        assert.deepStrictEqual(yield* weightOf, ["api 6"])
        yield* pass("2 minutes")
        over.latest().say({ event: { e: "serverShutdown", E: 1 } })
        yield* settle
        assert.deepStrictEqual(yield* weightOf, ["api 6"])
      }),
      { budget }
    )
  )

  it.effect("and corrected by what the exchange counts, also where it answers nobody", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        // in the middle of a window: at its edge nobody can say which one was counted
        yield* pass("90 seconds")
        over.latest().say({ event: { e: "serverShutdown", E: 1 } })
        yield* settle
        assert.deepStrictEqual(yield* weightOf, ["api 300"])
        over.latest().say({ id: null, status: 400, error: { code: -1102, msg: "" }, rateLimits: used(4000) })
        yield* settle
        assert.deepStrictEqual(yield* weightOf, ["api 4000"])
      }),
      {
        budget,
        logon: (socket, frame) => socket.answer(frame, { apiKey: keys.apiKey, serverTime }, { rateLimits: used(300) })
      }
    )
  )

  it.effect(
    "by the clock of whoever asked before: here is none, and this machine's may be at the edge of a minute",
    () =>
      withSession(
        Effect.fnUntraced(function* (over) {
          yield* start(place)
          over.latest().answer(calls(over.frames())[0], order(28))
          yield* pass("59 seconds")
          over.latest().say({ event: { e: "serverShutdown", E: 1 } })
          yield* settle
          assert.deepStrictEqual(yield* weightOf, ["api 300"])
        }),
        {
          budget,
          logon: (socket, frame) => socket.answer(frame, { apiKey: keys.apiKey, serverTime }, { rateLimits: used(300) })
        }
      )
  )

  it.effect("without a session: 2 on Spot, 5 on the futures, and each attempt", () =>
    Effect.gen(function* () {
      const over = peer({ products: ["spot", "usdm", "coinm"], onSocket: (socket) => socket.refuse() })
      yield* Effect.gen(function* () {
        yield* Transport
        assert.deepStrictEqual([...(yield* weightOf)].sort(), ["api 2", "dapi 5", "fapi 5"])
        yield* pass("300 millis")
        assert.deepStrictEqual([...(yield* weightOf)].sort(), ["api 4", "dapi 10", "fapi 10"])
      }).pipe(
        Effect.provide(over.layer.pipe(Layer.provideMerge(BanWindow.BanWindow.layer), Layer.provideMerge(budget)))
      )
    })
  )
})

describe("a limit that no call is told of", () => {
  const late = { serverTime, retryAfter: serverTime + 60_000 }

  it.effect("closes the window: a reply that comes after its call has given up", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        const fiber = yield* start(read)
        yield* pass("12 seconds")
        assert.strictEqual(outcome(fiber), "ReadFailed")
        const window = yield* BanWindow.BanWindow
        // the connection it was sent on waits no more
        assert.strictEqual(over.sockets[0]?.closedWith, 1000)
        over.sockets[0]?.reject(calls(over.sockets[0].frames)[0], 429, -1003, "Way too much.", late)
        assert.strictEqual(yield* window.closedUntil("address:api"), 72_000)
      })
    )
  )

  it.effect("of orders, the orders: not the address", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        over.latest().say({ id: null, status: 429, error: { code: -1015, msg: "Too many new orders.", data: late } })
        const window = yield* BanWindow.BanWindow
        assert.deepStrictEqual(
          [
            yield* window.closedUntil("orders"),
            yield* window.closedUntil("address:api"),
            yield* window.closedUntil("address")
          ],
          [60_000, undefined, undefined]
        )
      })
    )
  )

  const upgrades = [
    [418, "retry-after", "7", { address: 7000 }],
    [429, "retry-after", "7", { "address:api": 7000 }],
    [429, "x-other", "7", { "address:api": 60_000 }],
    [403, "retry-after", "7", { "address:api": 300_000 }],
    [500, "retry-after", "7", {}]
  ] as const
  it.effect.each(upgrades)(
    "and the refusal of an upgrade, where the socket tells it: %d %s",
    ([status, name, value, closed]) =>
      withSession(
        Effect.fnUntraced(function* () {
          const window = yield* BanWindow.BanWindow
          const scopes = ["address", "address:api", "orders"] as const
          const ends = yield* Effect.forEach(scopes, (scope) =>
            Effect.map(window.closedUntil(scope), (end) => [scope, end] as const)
          )
          assert.deepStrictEqual(Object.fromEntries(ends.filter(([, end]) => end !== undefined)), closed)
        }),
        {
          onSocket: (socket) => {
            Object.assign(socket, {
              refusal: { _tag: "HttpReply", status, headers: { [name]: value }, body: "", complete: true }
            })
            socket.refuse()
          }
        }
      )
  )
})

describe("secrets", () => {
  it.effect("no error of a refused logon holds the key or the signature, whatever the peer repeats", () =>
    withSession(
      Effect.fnUntraced(function* (over) {
        const failure = yield* Effect.flip(place)
        const text = `${String(failure)} ${JSON.stringify(failure)} ${failure.stack}`
        assert.include(text, "[redacted]")
        assert.notInclude(text, keys.apiKey)
        assert.notInclude(text, ed25519)
        assert.deepStrictEqual(calls(over.frames()), [])
      }),
      { logon: (socket, frame) => socket.reject(frame, 400, -1022, `Not for ${frame.text}`) }
    )
  )
})

describe("whatever happens", () => {
  const rounds = 30

  it.effect("nothing is sent where nobody is logged on, nothing twice, and a call ends as it was answered", () =>
    Effect.gen(function* () {
      const seen = new Map<string, number>()
      for (let seed = 1; seed <= rounds; seed++)
        for (const came of yield* round(seed)) seen.set(came, (seen.get(came) ?? 0) + 1)
      // or it says nothing
      for (const came of ["Success", "NotSent", "ConnectionClosed", "ResponseLost", "BadCredentials"])
        assert.isAbove(seen.get(came) ?? 0, 20, `${came} of ${[...seen]}`)
    })
  )

  const round = (seed: number) => {
    const random = Seeded.make(`session ${seed}`)
    const one = <A>(choices: ReadonlyArray<A>): A => choices[random.integer(0, choices.length - 1)]!
    const answered = new Set<string>()
    const on = new Set<PeerSocket>()
    /** Orders that were sent before the socket said who it is for. */
    const early: Array<string> = []
    const idOf = ({ params }: SentFrame) => String(params["newClientOrderId"])
    const answer = (socket: PeerSocket, frame: SentFrame) => {
      if (socket.readyState !== 1 || answered.has(idOf(frame))) return
      answered.add(idOf(frame))
      socket.answer(frame, order(1))
    }
    const acts: ReadonlyArray<(socket: PeerSocket) => void> = [
      (socket) => socket.cut(),
      (socket) => socket.say({ event: { e: "serverShutdown", E: 1 } }),
      (socket) => socket.say(revoked),
      (socket) => calls(socket.frames).forEach((frame) => answer(socket, frame)),
      (socket) => calls(socket.frames).forEach((frame) => answer(socket, frame)),
      (socket) =>
        calls(socket.frames)
          .slice(0, 1)
          .forEach((frame) => answer(socket, frame)),
      () => {}
    ]
    return withSession(
      Effect.fnUntraced(function* (over) {
        const made: Array<{ readonly id: string; readonly fiber: Fiber.Fiber<Parameters<typeof tagOf>[0]> }> = []
        for (let step = 0; step < 40; step++) {
          for (let n = random.integer(0, 3); n > 0; n--) {
            const id = `a${seed}x${made.length}`
            made.push({ id, fiber: yield* start(Spot.placeOrder({ ...limit, newClientOrderId: id })) })
          }
          for (const socket of over.sockets)
            if (!on.has(socket)) early.push(...calls(socket.frames).map(({ text }) => text))
          one(acts)(random.chance(0.7) ? over.latest() : one(over.sockets))
          yield* pass(one([0, 1, 200, 3000, 12_000]))
        }
        yield* pass("1 minute")
        assert.deepStrictEqual(early, [], `seed ${seed}`)
        const frames = calls(over.frames())
        const sent = new Set(frames.map(idOf))
        assert.strictEqual(sent.size, frames.length, `seed ${seed}: sent twice`)
        for (const { params, text } of frames)
          assert.isTrue(!("apiKey" in params) && !("signature" in params) && "timestamp" in params, text)
        for (const { fiber, id } of made) {
          const came = outcome(fiber)
          const what = `seed ${seed}, ${id}: ${came}, ${answered.has(id) ? "answered" : "not answered"}`
          const doubts = ["ConnectionClosed", "TimedOut", "ResponseLost"]
          if (!sent.has(id)) assert.include(["NotSent", "Expired", "BadCredentials"], came, what)
          // an answer on a socket that was lost before it, or given up, is too late
          else assert.include(answered.has(id) ? ["Success", ...doubts] : doubts, came, what)
        }
        return made.map(({ fiber }) => outcome(fiber) ?? "")
      }),
      {
        logon: (socket, frame, nth) => {
          const chance = nth === 0 ? 0 : random.next()
          if (chance < 0.6) {
            on.add(socket)
            return loggedOn(socket, frame)
          }
          if (chance < 0.8) return socket.reject(frame, 401, -2015)
          if (chance < 0.9) return socket.cut()
        }
      }
    )
  }
})
