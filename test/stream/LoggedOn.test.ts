// The user data stream of Spot over connections that are logged on. Scripted sockets, virtual time.
import { assert, describe, it } from "@effect/vitest"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import type * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as Effect from "effect/Effect"
import { ed25519, settle, signer, tagOf } from "../client/support.ts"
import type { SentFrame } from "../client/webSocketPeer.ts"
import {
  balance,
  type Heard,
  lag,
  listen,
  type Options,
  pass,
  passSlowly,
  serverTime,
  streaming,
  type StreamSocket
} from "./support.ts"

type Streaming = ReturnType<typeof streaming>

/** As long as one of the exchange. */
const apiKey = "k".repeat(64)

interface Setup extends Options {
  /** What the exchange answers to a logon, and to which one; whatever it says is said by then. Default: it logs on. */
  readonly logon?: ((socket: StreamSocket, frame: SentFrame, nth: number) => void) | undefined
  /** The same of the first question of each connection. Default: it says what is so. */
  readonly status?: ((socket: StreamSocket, frame: SentFrame, nth: number) => void) | undefined
  /** The same of a subscription. */
  readonly subscribe?: ((socket: StreamSocket, frame: SentFrame) => void) | undefined
  readonly signature?: string | undefined
}

const says = (socket: StreamSocket, frame: SentFrame) => socket.reply(frame)

/** Runs it with a stream whose connections are logged on. */
const withStream = <A, E>(
  body: (
    over: Streaming & { readonly signed: ReadonlyArray<string> }
  ) => Effect.Effect<A, E, UserDataStream.UserDataStream>,
  { logon = says, signature = ed25519, status = says, subscribe = says, ...options }: Setup = {}
) => {
  const signing = signer({ apiKey, signature })
  let logons = 0
  let opened = 0
  const over = streaming({
    sources: [UserDataSource.spotLoggedOn],
    signer: signing.layer,
    onSocket: (socket) => {
      const reply = (frame: SentFrame) => {
        if (socket.isDeaf) return
        if (frame === socket.frames[0]) return status(socket, frame, opened++)
        if (frame.method === "session.logon") return logon(socket, frame, logons++)
        if (frame.method === "userDataStream.subscribe") return subscribe(socket, frame)
        socket.reply(frame)
      }
      // a socket answers later, never in the middle of a send
      socket.onFrame = (frame) => queueMicrotask(() => reply(frame))
      socket.accept()
    },
    ...options
  })
  return Effect.provide(body({ ...over, signed: signing.payloads }), over.layer)
}

const methods = (socket: StreamSocket | undefined) => socket?.frames.map(({ method }) => method) ?? []
const opening = ["session.status", "session.logon", "userDataStream.subscribe"]

const refused =
  (status: number, code: number, from = 0, until = Infinity) =>
  (socket: StreamSocket, frame: SentFrame, nth: number) =>
    nth >= from && nth < until ? socket.reject(frame, status, code, `No, ${apiKey} ${ed25519}.`) : socket.reply(frame)

const limited = {
  status: 429,
  error: { code: -1003, msg: "Too many requests.", data: { serverTime, retryAfter: serverTime + 30_000 } }
}

const revoked = {
  id: null,
  status: 401,
  error: { code: -2015, msg: "Invalid API-key, IP, or permissions for action." }
}

/** What the stream has failed with, by now. */
const failure = ({ fiber }: Heard & { readonly fiber: { readonly pollUnsafe: () => unknown } }) => {
  const exit = fiber.pollUnsafe() as { readonly value?: Parameters<typeof tagOf>[0] } | undefined // of `Effect.result`
  return exit?.value
}

describe("a stream that is logged on", () => {
  it.effect(
    "is logged on by the time of the very same server, then subscribes with nothing, and gives what comes",
    () =>
      withStream(
        Effect.fnUntraced(function* (over) {
          const heard = yield* listen
          const [socket] = over.sockets
          assert.strictEqual(socket?.url, "ws://peer/ws-api/v3")
          assert.deepStrictEqual(methods(socket), opening)
          const [status, logon, subscribe] = socket?.frames ?? []
          assert.deepStrictEqual(status?.params, {})
          assert.deepStrictEqual(logon?.params, {
            apiKey,
            recvWindow: 5000,
            signature: ed25519,
            timestamp: serverTime
          })
          assert.isUndefined(subscribe?.params)
          // the key was tried for its type, and signed the logon
          assert.deepStrictEqual(over.signed, [
            "session.logon",
            `apiKey=${apiKey}&recvWindow=5000&timestamp=${serverTime}`
          ])
          yield* pass(1200)
          socket?.tell(balance(1190, "BTC"))
          yield* settle
          assert.deepStrictEqual(heard.tags(), ["Connected", "Event"])
          // settlements know its orders by the same name
          assert.deepInclude(heard.items[0], { source: "spot" })
        })
      )
  )

  it.effect("logs on again, and subscribes again, when its connection has ended, and tells of the gap", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(12_000)
        over.sockets[0]?.cut()
        yield* passSlowly(1000, 50)
        assert.strictEqual(over.sockets.length, 2)
        assert.deepStrictEqual(methods(over.sockets[1]), opening)
        assert.deepStrictEqual(heard.tags(), ["Connected", "Gap", "Connected"])
        const [gap] = heard.gaps()
        assert.strictEqual(gap?.why, "closed")
        // asked at 10 s, and answered
        assert.strictEqual(gap?.from.localTime, 10_000 - lag)
        over.sockets[1]?.tell(balance(13_000, "BTC"))
        yield* settle
        assert.strictEqual(heard.tags().at(-1), "Event")
      })
    )
  )

  it.effect(
    "has the next connection logged on and subscribed before it lets an old one go, and gives each event once",
    () =>
      withStream(
        Effect.fnUntraced(function* (over) {
          const heard = yield* listen
          yield* passSlowly(3_600_000, 60_000)
          const [old, next] = over.sockets
          assert.deepStrictEqual(methods(next), opening)
          assert.strictEqual(over.open().length, 2)
          for (const socket of [old, next]) socket?.tell(balance(3_600_100, "BTC"))
          yield* passSlowly(6000, 100)
          assert.strictEqual(over.open().length, 1)
          assert.deepStrictEqual(heard.tags(), ["Connected", "Event"])
        }),
        { maxAge: "1 hour" }
      )
  )

  it.effect("asks the session whether it is still logged on and subscribed", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        yield* listen
        yield* passSlowly(10_000)
        assert.deepStrictEqual(methods(over.sockets[0]), [...opening, "session.status", "session.status"])
        assert.strictEqual(over.sockets.length, 1)
      })
    )
  )

  const ends: ReadonlyArray<readonly [string, (socket: StreamSocket) => void]> = [
    ["nobody is logged on", (socket) => (socket.loggedOn = null)],
    ["somebody else is logged on", (socket) => (socket.loggedOn = "another")],
    ["nothing is subscribed to", (socket) => (socket.subscriptions = [])]
  ]
  it.effect.each(ends)("begins anew when the session says that %s, and takes that answer for no proof", ([, end]) =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(6000)
        end(over.sockets[0]!)
        yield* passSlowly(6000, 100)
        assert.deepStrictEqual(methods(over.sockets[1]).slice(0, 3), opening)
        assert.deepStrictEqual(heard.tags(), ["Connected", "Gap", "Connected"])
        const [gap] = heard.gaps()
        assert.strictEqual(gap?.why, "terminated")
        assert.strictEqual(gap?.from.localTime, 5000 - lag)
        assert.strictEqual(over.open().length, 1)
      })
    )
  )

  it.effect("does not take an error for a proof", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(6000)
        const [socket] = over.sockets
        socket!.onFrame = (frame) => socket!.reject(frame, 500, -1000)
        yield* passSlowly(10_000)
        socket!.cut()
        yield* passSlowly(1000, 50)
        assert.strictEqual(heard.gaps()[0]?.from.localTime, 5000 - lag)
      })
    )
  )
})

describe("a key that cannot be logged on", () => {
  const others = [
    ["HMAC-SHA256", "ab".repeat(32)],
    ["RSA", `${"A".repeat(342)}==`]
  ] as const
  it.effect.each(others)("because it is one of %s fails the stream, and nothing is sent", ([, signature]) =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        const result = failure(heard)
        assert.strictEqual(result && tagOf(result), "Unsupported")
        assert.include(JSON.stringify(result), "Ed25519")
        yield* passSlowly(60_000, 10_000)
        assert.strictEqual(over.sockets.length, 0)
      }),
      { signature }
    )
  )

  const refusals = [
    [401, -2015, "BadCredentials"],
    [401, -2014, "BadCredentials"],
    [400, -1022, "BadSignature"],
    // of a code that no list has it is known that it was the logon
    [400, -4056, "BadCredentials"]
  ] as const
  it.effect.each(refusals)(
    "and is refused with %d and %d fails the stream, and nothing is subscribed to",
    ([status, code, tag]) =>
      withStream(
        Effect.fnUntraced(function* (over) {
          const heard = yield* listen
          const result = failure(heard)
          assert.strictEqual(result && tagOf(result), tag)
          const text = JSON.stringify(result)
          assert.include(text, "session.logon was refused")
          assert.include(text, "spot.userDataStream")
          for (const secret of [apiKey, ed25519]) assert.notInclude(text, secret)
          yield* passSlowly(60_000, 10_000)
          // once when the layer is built, and once for who listens
          const tried = ["session.status", "session.logon"]
          assert.deepStrictEqual(over.sockets.map(methods), [tried, tried])
          assert.deepStrictEqual(over.open(), [])
          assert.deepStrictEqual(heard.tags(), [])
        }),
        { logon: refused(status, code) }
      )
  )

  it.effect("is tried again by a new run", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const first = failure(yield* listen)
        assert.strictEqual(first && tagOf(first), "BadCredentials")
        const again = yield* listen
        assert.deepStrictEqual(again.tags(), ["Connected"])
        assert.strictEqual(over.open().length, 1)
      }),
      { logon: refused(401, -2015, 0, 2) }
    )
  )
})

describe("a logon that says nothing of the key", () => {
  const failures: ReadonlyArray<readonly [string, (socket: StreamSocket, frame: SentFrame) => void]> = [
    ["answered with -1021", (socket, frame) => socket.reject(frame, 400, -1021)],
    ["answered with a 500", (socket, frame) => socket.reject(frame, 500, -1000)],
    ["cut", (socket) => socket.cut()],
    ["never answered", () => {}],
    ["answered to nobody", (socket) => socket.say(revoked)],
    // its events would be another account's
    ["for another key", (socket, frame) => socket.answer(frame, { apiKey: "another", serverTime })]
  ]
  it.effect.each(failures)("because it is %s is made over another connection, and nobody fails", ([, fail]) =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(6000)
        over.sockets[0]?.cut()
        yield* passSlowly(12_000, 100)
        assert.deepStrictEqual(methods(over.sockets[1]), ["session.status", "session.logon"])
        assert.strictEqual(over.sockets[1]?.readyState, 3)
        assert.deepStrictEqual(methods(over.sockets[2]).slice(0, 3), opening)
        assert.deepStrictEqual(heard.tags(), ["Connected", "Gap", "Connected"])
      }),
      { logon: (socket, frame, nth) => (nth === 1 ? fail(socket, frame) : socket.reply(frame)) }
    )
  )

  it.effect("because it was answered to nobody need not be waited for", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        yield* listen
        yield* passSlowly(6000)
        over.sockets[0]?.cut()
        yield* passSlowly(2000, 100)
        assert.strictEqual(over.sockets.length, 3)
      }),
      { logon: (socket, frame, nth) => (nth === 1 ? socket.say(revoked) : socket.reply(frame)) }
    )
  )

  it.effect("whose subscription is answered to nobody is made over another connection, at once", () => {
    let subscribed = 0
    return withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(6000)
        over.sockets[0]?.cut()
        yield* passSlowly(2000, 100)
        assert.deepStrictEqual(methods(over.sockets[1]), opening)
        assert.strictEqual(over.sockets[1]?.readyState, 3)
        assert.deepStrictEqual(methods(over.sockets[2]).slice(0, 3), opening)
        assert.deepStrictEqual(heard.tags(), ["Connected", "Gap", "Connected"])
      }),
      { subscribe: (socket, frame) => (subscribed++ === 1 ? socket.say(revoked) : socket.reply(frame)) }
    )
  })

  it.effect("is not sent while the exchange has told this address to be quiet", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(6000)
        over.sockets[0]?.cut()
        yield* passSlowly(1000, 100)
        const [, socket] = over.sockets
        assert.deepStrictEqual(methods(socket), ["session.status"])
        // told to nobody, before the time is
        socket?.say({ ...limited, id: null })
        socket?.status(socket.frames[0]!)
        yield* passSlowly(29_000)
        assert.deepStrictEqual(methods(socket), ["session.status"])
        yield* passSlowly(5000)
        // by then the time that this server has told is too old to sign with
        assert.deepStrictEqual(methods(socket), ["session.status"])
        assert.strictEqual(over.sockets.length, 3)
        assert.deepStrictEqual(methods(over.sockets[2]).slice(0, 3), opening)
        assert.strictEqual(heard.tags().at(-1), "Connected")
      }),
      {
        status: (socket, frame, nth) => {
          if (nth !== 1) socket.status(frame)
        }
      }
    )
  )

  it.effect("because of a limit closes the window, and nobody knocks before it opens", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(29_000)
        assert.strictEqual(over.sockets.length, 1)
        yield* passSlowly(8000)
        assert.strictEqual(over.sockets.length, 2)
        assert.deepStrictEqual(heard.tags(), ["Connected"])
      }),
      {
        logon: (socket, frame, nth) => (nth === 0 ? socket.say({ ...limited, id: frame.id }) : socket.reply(frame))
      }
    )
  )
})

describe("a key that is revoked under a stream", () => {
  it.effect("ends it with a typed error, once the exchange refuses the next logon", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(6000)
        over.sockets[0]?.say(revoked)
        yield* passSlowly(2000, 100)
        const result = failure(heard)
        assert.strictEqual(result && tagOf(result), "BadCredentials")
        assert.notInclude(JSON.stringify(result), apiKey)
        assert.deepStrictEqual(over.open(), [])
      }),
      { logon: refused(401, -2015, 1) }
    )
  )

  it.effect("and put right at once is a gap", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(6000)
        over.sockets[0]?.say(revoked)
        yield* passSlowly(2000, 100)
        assert.deepStrictEqual(heard.tags(), ["Connected", "Gap", "Connected"])
        assert.strictEqual(heard.gaps()[0]?.why, "terminated")
        assert.strictEqual(heard.gaps()[0]?.from.localTime, 5000 - lag)
        assert.deepStrictEqual(methods(over.sockets[1]), opening)
      })
    )
  )
})
