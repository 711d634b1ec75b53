// The user data stream of Spot: its connections, what they may have missed, and who listens. Scripted sockets, virtual time.
import { assert, describe, it } from "@effect/vitest"
import { layerFixed, ServerClock } from "effect-binance/client/ServerClock"
import { Signer } from "effect-binance/client/Signer"
import { Retryable } from "effect-binance/errors/BinanceError"
import { ClockUnknown } from "effect-binance/errors/RetryableReason"
import { BanWindow } from "effect-binance/limits/BanWindow"
import { RateBudget } from "effect-binance/limits/RateBudget"
import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { http, keys, movableWall, settle, signer, start, wire } from "../client/support.ts"
import { balance, lag, listen, type Options, pass, passSlowly, serve, streaming, type StreamSocket } from "./support.ts"

type Streaming = ReturnType<typeof streaming>

/** Runs it with a stream over scripted sockets. */
const withStream = <A, E>(
  body: (over: Streaming) => Effect.Effect<A, E, UserDataStream.UserDataStream | BanWindow>,
  options: Options = {}
) => {
  const over = streaming(options)
  return Effect.provide(body(over), over.layer)
}

const questions = (socket: StreamSocket | undefined) =>
  socket?.frames.filter(({ method }) => method === "session.subscriptions").length ?? 0

describe("a stream", () => {
  it.effect("subscribes with a signature over its parameters, and gives what comes", () =>
    Effect.gen(function* () {
      const signing = signer()
      yield* withStream(
        Effect.fnUntraced(function* (over) {
          const heard = yield* listen
          const [socket] = over.sockets
          assert.strictEqual(socket?.url, "ws://peer/ws-api/v3")
          const [frame] = socket?.frames ?? []
          assert.strictEqual(frame?.method, "userDataStream.subscribe.signature")
          assert.deepStrictEqual(frame?.params, {
            apiKey: keys.apiKey,
            recvWindow: 5000,
            signature: keys.signature,
            timestamp: 0
          })
          assert.deepStrictEqual(signing.payloads, [`apiKey=${keys.apiKey}&recvWindow=5000&timestamp=0`])
          yield* pass(1200)
          socket?.tell(balance(1190, "BTC"))
          yield* settle
          assert.deepStrictEqual(heard.tags(), ["Connected", "Event"])
          const [connected, event] = heard.items
          assert.deepStrictEqual(connected, {
            _tag: "Connected",
            source: "spot",
            at: { exchangeTime: 0, localTime: 0 }
          })
          assert.deepInclude(event, { source: "spot", receivedAt: 1200 })
        }),
        { signer: signing.layer }
      )
    })
  )

  it.effect("has one connection for all who listen, and tells a later one that it is up", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const first = yield* listen
        yield* pass(3000)
        const second = yield* listen
        over.sockets[0]?.tell(balance(3000, "BTC"))
        yield* settle
        assert.strictEqual(over.sockets.length, 1)
        assert.deepStrictEqual(first.tags(), ["Connected", "Event"])
        assert.deepStrictEqual(second.tags(), ["Connected", "Event"])
        // from when it listens, and not from when the connection came up
        assert.deepInclude(second.items[0], { at: { exchangeTime: 3000, localTime: 3000 } })
      })
    )
  )

  it.effect("tells of a cut connection from the last question that was answered, until the next subscription", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(12_000)
        assert.strictEqual(questions(over.sockets[0]), 2)
        over.sockets[0]?.cut()
        yield* passSlowly(1000, 50)
        assert.strictEqual(over.sockets.length, 2)
        assert.deepStrictEqual(heard.tags(), ["Connected", "Gap", "Connected"])
        const [gap] = heard.gaps()
        // asked at 10 s, and answered; what was sent after that may have been under way when it was cut at 12 s
        assert.strictEqual(gap?.from.localTime, 10_000 - lag)
        assert.isAtMost(gap?.from.exchangeTime ?? NaN, 10_000 - lag)
        assert.isAtLeast(gap?.from.exchangeTime ?? NaN, 9_900 - lag)
        assert.isAtLeast(gap?.until.exchangeTime ?? NaN, 12_000)
        assert.isAtMost(gap?.until.exchangeTime ?? NaN, 13_000)
        assert.strictEqual(gap?.why, "closed")
        over.sockets[1]?.tell(balance(13_000, "BTC"))
        yield* settle
        assert.strictEqual(heard.tags().at(-1), "Event")
      })
    )
  )

  it.effect("takes a later event as proof of what was sent before it, by the exchange's clock", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(13_000)
        over.sockets[0]?.tell(balance(12_900, "BTC"))
        over.sockets[0]?.cut()
        yield* passSlowly(1000, 50)
        assert.strictEqual(heard.gaps()[0]?.from.exchangeTime, 12_900 - lag)
      })
    )
  )

  it.effect("begins a gap as early as a machine that slept makes it possible", () =>
    Effect.gen(function* () {
      const wall = yield* movableWall
      const over = streaming()
      const items: Array<UserDataStream.Item> = []
      const listening = Stream.runForEach(UserDataStream.events, (item) => Effect.sync(() => items.push(item)))
      yield* start(wall.on(Effect.provide(listening, over.layer)))
      yield* passSlowly(10_500)
      // the monotonic clock stood still for an hour
      wall.offset = 3_600_000
      over.sockets[0]?.cut()
      yield* passSlowly(1000, 50)
      const gap = items.find((item) => item._tag === "Gap")
      assert.isAtMost(gap?.from.exchangeTime ?? NaN, 10_000 - lag)
      assert.isAtMost(gap?.from.localTime ?? NaN, 10_000 - lag)
      assert.isAtLeast(gap?.until.exchangeTime ?? NaN, 3_600_000)
    })
  )

  /** Gaps of a machine whose wall clock `happens` sets, and whose monotonic one it stops. */
  const gapsOf = (
    happens: (machine: { sleptMillis: number; offset: number }, socket: StreamSocket | undefined) => Effect.Effect<void>
  ) =>
    Effect.gen(function* () {
      const wall = Object.assign(yield* movableWall, { sleptMillis: 0 })
      const time = Effect.map(Clock.currentTimeMillis, (now) => ({
        time: now - wall.offset + wall.sleptMillis,
        errorMillis: 0
      }))
      const clock = { now: time, estimate: time, resync: Effect.void, read: Effect.map(time, (shown) => shown.time) }
      const over = streaming({ clock: Layer.succeed(ServerClock, clock) })
      const gaps: Array<UserDataStream.Gap> = []
      const listening = Stream.runForEach(UserDataStream.events, (item) =>
        Effect.sync(() => void (item._tag === "Gap" && gaps.push(item)))
      )
      yield* start(wall.on(Effect.provide(listening, over.layer)))
      yield* passSlowly(10_500)
      yield* happens(wall, over.sockets[0])
      over.sockets[0]?.cut()
      yield* passSlowly(1000, 50)
      return gaps
    })

  it.effect("begins a gap no later when the clock of a machine that slept was set back, too", () =>
    Effect.gen(function* () {
      const [gap] = yield* gapsOf((machine) =>
        Effect.sync(() => {
          // the monotonic clock stood still, and the other one says that less than no time has passed
          machine.sleptMillis = 15_000
          machine.offset = 15_000 - 300_000
        })
      )
      // from when both clocks still went together it is known
      assert.isAtMost(gap?.from.exchangeTime ?? NaN, 10_000 - lag)
      assert.isAtLeast(gap?.from.exchangeTime ?? NaN, 9_900 - lag)
      assert.isAtLeast(gap?.until.exchangeTime ?? NaN, 10_500 + 15_000)
    })
  )

  it.effect("nor when it was set back before, and the exchange's clock read between the two", () =>
    Effect.gen(function* () {
      const [unreadable, closed] = yield* gapsOf(
        Effect.fnUntraced(function* (machine, socket) {
          machine.offset = -400_000
          socket?.say("{")
          yield* pass(100)
          machine.sleptMillis = 100_000
          machine.offset = 100_000 - 400_000
        })
      )
      for (const gap of [unreadable, closed]) {
        assert.isAtMost(gap?.from.exchangeTime ?? NaN, 10_000 - lag)
        assert.isAtLeast(gap?.from.exchangeTime ?? NaN, 9_900 - lag)
      }
      assert.isAtLeast(closed?.until.exchangeTime ?? NaN, 10_600 + 100_000)
    })
  )

  it.effect(
    "says no earlier than it is from when events come, though the machine was just set and no clock can be read",
    () =>
      Effect.gen(function* () {
        const wall = yield* movableWall
        const fixed = yield* Effect.provide(Effect.service(ServerClock), layerFixed())
        // the subscription is signed by it, and then it is not known any more
        const unknown = new Retryable({ reason: new ClockUnknown({ cause: "the machine was set" }) })
        const readable = <A>(read: Effect.Effect<A, Retryable>) =>
          Effect.suspend(() => (wall.offset === 0 ? read : Effect.fail(unknown)))
        const over = streaming({
          clock: Layer.succeed(ServerClock, {
            now: readable(fixed.now),
            estimate: readable(fixed.estimate),
            resync: fixed.resync,
            read: fixed.read
          }),
          onSocket: (socket) => {
            socket.onFrame = (frame) => {
              wall.offset = -400_000
              socket.reply(frame)
            }
            socket.accept()
          }
        })
        const items: Array<UserDataStream.Item> = []
        const listening = Stream.runForEach(UserDataStream.events, (item) => Effect.sync(() => items.push(item)))
        yield* pass(1_000_000)
        yield* start(wall.on(Effect.provide(listening, over.layer)))
        yield* passSlowly(5000, 100)
        const [connected] = items
        assert.strictEqual(connected?._tag, "Connected")
        assert.isAtLeast(connected?._tag === "Connected" ? connected.at.exchangeTime : NaN, 1_000_000)
      })
  )

  it.effect("replaces a connection that has fallen silent, and tells of it from its last answer", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(11_000)
        const [socket] = over.sockets
        socket!.isDeaf = true
        // heard at 10 s, and for 20 s not
        yield* passSlowly(18_900)
        assert.strictEqual(over.sockets.length, 1)
        yield* passSlowly(10_000, 100)
        assert.strictEqual(over.sockets.length, 2)
        assert.strictEqual(heard.gaps().length, 1)
        const [gap] = heard.gaps()
        assert.strictEqual(gap?.why, "silent")
        assert.strictEqual(gap?.from.localTime, 10_000 - lag)
        assert.isAtLeast(gap?.until.exchangeTime ?? NaN, 30_000)
      })
    )
  )

  it.effect("that answers after all has missed nothing", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(11_000)
        const [socket] = over.sockets
        socket!.isDeaf = true
        yield* passSlowly(18_900)
        const held = socket!.frames.slice(2)
        yield* passSlowly(1200, 100)
        assert.strictEqual(over.sockets.length, 2)
        // the network held everything back, and lets it go, the events too
        socket!.isDeaf = false
        for (const frame of socket!.frames.slice(2)) socket!.reply(frame)
        assert.isAbove(held.length, 0)
        socket!.tell(balance(15_000, "BTC"))
        yield* passSlowly(15_000)
        assert.deepStrictEqual(heard.tags(), ["Connected", "Event"])
        assert.strictEqual(over.open().length, 1)
      })
    )
  )

  it.effect("has the next connection up before it lets an old one go, and gives each event once", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(3_599_000, 60_000)
        assert.strictEqual(over.sockets.length, 1)
        yield* pass(1000)
        assert.strictEqual(over.sockets.length, 2)
        const [old, next] = over.sockets
        assert.strictEqual(over.open().length, 2)
        // what both show, in any order, with other times of sending
        old?.tell({ ...balance(3_600_100, "BTC") })
        next?.tell({ ...balance(3_600_100, "BTC"), E: 3_600_103 })
        next?.tell(balance(3_600_200, "ETH"))
        old?.tell(balance(3_600_200, "ETH"))
        // what one of them shows
        old?.tell(balance(3_600_300, "XRP"))
        // what happened twice
        for (const socket of [old, next]) for (let i = 0; i < 2; i++) socket?.tell({ ...balance(1, "BNB"), E: 2 + i })
        yield* passSlowly(6000, 100)
        assert.strictEqual(over.open().length, 1)
        assert.strictEqual(old?.closedWith, 4000)
        // one that is late
        next?.tell(balance(3_600_300, "XRP"))
        yield* settle
        assert.strictEqual(heard.gaps().length, 0)
        assert.strictEqual(heard.tags().filter((tag) => tag === "Event").length, 5)
        assert.strictEqual(heard.tags().filter((tag) => tag === "Connected").length, 1)
        // and long after it, what says the same is another event
        yield* passSlowly(120_000, 10_000)
        next?.tell(balance(3_600_300, "XRP"))
        yield* settle
        assert.strictEqual(heard.tags().filter((tag) => tag === "Event").length, 6)
      }),
      { maxAge: "1 hour" }
    )
  )

  it.effect(
    "tells of a gap when the old connection ends before it has shown that it lived until the new one was up",
    () =>
      withStream(
        Effect.fnUntraced(function* (over) {
          const heard = yield* listen
          yield* passSlowly(3_595_000, 5_000)
          over.sockets[0]!.isDeaf = true
          yield* passSlowly(5000)
          assert.strictEqual(over.sockets.length, 2)
          over.sockets[0]?.cut()
          yield* passSlowly(1000, 100)
          assert.strictEqual(heard.gaps()[0]?.from.localTime, 3_595_000 - lag)
        }),
        { maxAge: "1 hour" }
      )
  )

  it.effect("takes no close for an answer to its own that was under way before", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(6000)
        const [socket] = over.sockets
        socket!.isDeaf = true
        yield* passSlowly(26_000)
        assert.strictEqual(over.sockets.length, 2)
        assert.strictEqual(socket?.readyState, 2)
        // the network lets go of what the exchange had sent long ago, its own close last
        socket?.cut(1001)
        yield* passSlowly(5000)
        assert.strictEqual(heard.gaps()[0]?.from.localTime, 5000 - lag)
      })
    )
  )

  it.effect("moves to another connection when the exchange announces its end", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* pass(2000)
        over.sockets[0]?.say({ event: { e: "serverShutdown", E: 2000 } })
        yield* settle
        assert.strictEqual(over.open().length, 2)
        yield* passSlowly(6000, 100)
        assert.strictEqual(over.open().length, 1)
        assert.deepStrictEqual(heard.tags(), ["Connected"])
      })
    )
  )

  it.effect("keeps the old connection when the new one ends at once", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(3_600_000, 5_000)
        assert.strictEqual(over.sockets.length, 2)
        over.sockets[1]?.cut()
        yield* passSlowly(1000, 50)
        over.sockets[0]?.tell(balance(3_601_000, "BTC"))
        yield* passSlowly(10_000, 100)
        assert.strictEqual(over.sockets.length, 3)
        assert.deepStrictEqual(heard.tags(), ["Connected", "Event"])
        assert.strictEqual(over.open().length, 1)
      }),
      { maxAge: "1 hour" }
    )
  )

  it.effect(
    "gives an event once that a connection has shown which then ended, though the next could not be opened",
    () =>
      withStream(
        Effect.fnUntraced(function* (over) {
          const heard = yield* listen
          yield* passSlowly(3_600_000, 5_000)
          over.sockets[1]?.tell(balance(3_600_000, "BTC"))
          over.sockets[1]?.cut()
          yield* passSlowly(1000, 50)
          assert.isAtLeast(over.sockets.length, 3)
          over.sockets[0]?.tell(balance(3_600_000, "BTC"))
          yield* passSlowly(60_000, 1000)
          assert.deepStrictEqual(heard.tags(), ["Connected", "Event"])
        }),
        {
          maxAge: "1 hour",
          onSocket: (socket, index) => (index === 2 ? socket.refuse() : serve(socket))
        }
      )
  )

  it.effect("subscribes anew when the exchange has ended the subscription", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(6000)
        over.sockets[0]?.tell({ e: "eventStreamTerminated", E: 6000 })
        yield* passSlowly(2000, 100)
        assert.strictEqual(over.open().length, 1)
        assert.deepStrictEqual(heard.tags(), ["Connected", "Gap", "Connected"])
        assert.strictEqual(heard.gaps()[0]?.why, "terminated")
        assert.strictEqual(heard.gaps()[0]?.from.localTime, 5000 - lag)
      })
    )
  )

  it.effect("gives once what two connections show when the first was believed to have ended", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        over.sockets[0]!.subscriptions = []
        yield* passSlowly(12_000, 500)
        assert.strictEqual(over.sockets.length, 2)
        // it is subscribed, and its answer is still to come
        for (const socket of over.sockets) socket.tell(balance(12_000, "BTC"))
        yield* settle
        assert.strictEqual(heard.tags().filter((tag) => tag === "Event").length, 1)
      }),
      {
        onSocket: (socket, index) => {
          if (index === 0) serve(socket)
          else socket.accept()
        }
      }
    )
  )

  it.effect("subscribes anew when the subscription is no longer among those that are listed", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(6000)
        over.sockets[0]!.subscriptions = []
        yield* passSlowly(6000, 100)
        assert.strictEqual(over.sockets.length, 2)
        const [gap] = heard.gaps()
        assert.strictEqual(gap?.why, "terminated")
        // the answer at 10 s proves that it had ended, and not that it lived
        assert.strictEqual(gap?.from.localTime, 5000 - lag)
      })
    )
  )

  it.effect("goes on after a frame that cannot be read, and says that it may have been an event", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(6000)
        const [socket] = over.sockets
        socket?.say('{"subscriptionId":0,"event":{"e":"executionRep')
        yield* settle
        socket?.tell(balance(6000, "BTC"))
        yield* settle
        assert.strictEqual(over.sockets.length, 1)
        assert.deepStrictEqual(heard.tags(), ["Connected", "Gap", "Event"])
        assert.strictEqual(heard.gaps()[0]?.why, "unreadable")
        assert.strictEqual(heard.gaps()[0]?.from.localTime, 5000 - lag)
        assert.isAtLeast(heard.gaps()[0]?.until.localTime ?? NaN, 6000)
      })
    )
  )

  it.effect("ends with a typed error when the key is refused, and a new run tries again", () =>
    Effect.gen(function* () {
      let isRevoked = false
      yield* withStream(
        Effect.fnUntraced(function* (over) {
          const heard = yield* listen
          yield* pass(1000)
          isRevoked = true
          over.sockets[0]?.say({ id: null, status: 401, error: { code: -2015, msg: "Invalid API-key." } })
          yield* passSlowly(2000, 100)
          const exit = heard.fiber.pollUnsafe()
          const result = exit?._tag === "Success" ? exit.value : undefined
          assert.strictEqual(result?._tag, "Failure")
          const error = result?._tag === "Failure" ? result.failure : undefined
          assert.strictEqual(error?._tag, "Fatal")
          assert.strictEqual(error?.reason._tag, "BadCredentials")
          assert.strictEqual(error?.operation?.name, "spot.userDataStream")
          assert.notInclude(JSON.stringify(error), keys.apiKey)
          isRevoked = false
          const again = yield* listen
          assert.deepStrictEqual(again.tags(), ["Connected"])
        }),
        {
          onSocket: (socket) => {
            socket.onFrame = (frame) => (isRevoked ? socket.reject(frame, 401, -2015) : socket.reply(frame))
            socket.accept()
          }
        }
      )
    })
  )

  it.effect("waits with growing pauses for an exchange that cannot be reached, and fails nobody", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(60_000, 500)
        assert.isBelow(over.sockets.length, 12)
        assert.isAbove(over.sockets.length, 6)
        assert.deepStrictEqual(heard.tags(), [])
        assert.isUndefined(heard.fiber.pollUnsafe())
      }),
      { onSocket: (socket) => socket.refuse() }
    )
  )

  it.effect("does not knock while the exchange has told it to be quiet", () =>
    Effect.gen(function* () {
      let limited = true
      yield* withStream(
        Effect.fnUntraced(function* (over) {
          const heard = yield* listen
          assert.strictEqual(over.sockets.length, 1)
          yield* passSlowly(29_000)
          assert.strictEqual(over.sockets.length, 1)
          limited = false
          yield* passSlowly(8_000)
          assert.strictEqual(over.sockets.length, 2)
          assert.deepStrictEqual(heard.tags(), ["Connected"])
        }),
        {
          onSocket: (socket) => {
            socket.onFrame = (frame) =>
              limited
                ? socket.reject(frame, 429, -1003, "Too many requests.", { serverTime: 0, retryAfter: 30_000 })
                : socket.reply(frame)
            socket.accept()
          }
        }
      )
    })
  )

  it.effect("asks nothing while the exchange has told it to be quiet, and misses nothing by that", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        const [socket] = over.sockets
        const asked = () => socket?.frames.filter(({ method }) => method === "session.subscriptions").length ?? 0
        yield* passSlowly(10_000)
        assert.isAbove(asked(), 0)
        if (socket !== undefined)
          socket.onFrame = (frame) => {
            socket.serve()
            socket.reject(frame, 429, -1003, "Too many requests.", { serverTime: 0, retryAfter: 60_000 })
          }
        yield* passSlowly(6000)
        const before = asked()
        yield* passSlowly(40_000)
        assert.strictEqual(asked(), before)
        assert.strictEqual(over.sockets.length, 1)
        yield* passSlowly(40_000)
        assert.isAbove(asked() + (over.sockets[1]?.frames.length ?? 0), before)
        assert.deepStrictEqual(heard.tags(), ["Connected"])
      }),
      {}
    )
  )

  describe("asks nothing when the window has closed", () => {
    const closeLater = (over: Streaming, begin: () => void, goOn: (socket: StreamSocket | undefined) => void) =>
      Effect.gen(function* () {
        const window = yield* BanWindow
        yield* passSlowly(20_000)
        begin()
        over.sockets[0]?.cut()
        yield* passSlowly(1000, 100)
        assert.strictEqual(over.sockets.length, 2)
        yield* window.close("address", (yield* Clock.currentTimeMillis) + 600_000)
        goOn(over.sockets[1])
        yield* passSlowly(60_000, 500)
        assert.deepStrictEqual(over.sockets[1]?.frames, [])
        yield* passSlowly(600_000, 2000)
        assert.isNotEmpty(over.sockets.at(-1)?.frames)
      }).pipe(Effect.provide(over.layer))

    it.effect("while it connected with a key", () => {
      const over = streaming({
        sources: [UserDataSource.usdm],
        wire: wire(() => http(200, { listenKey: "one" })),
        onSocket: (socket, index) => {
          if (index !== 1) serve(socket)
        }
      })
      return closeLater(
        over,
        () => {},
        (socket) => socket !== undefined && serve(socket)
      )
    })

    it.effect("while it signed", () => {
      let isSlow = false
      const { sign, ...own } = { apiKey: Redacted.make(keys.apiKey), account: "test", sign: () => Effect.succeed("s") }
      const slow = Layer.succeed(Signer, { ...own, sign: () => Effect.delay(sign(), isSlow ? 2000 : 0) })
      const over = streaming({ signer: slow })
      return closeLater(
        over,
        () => (isSlow = true),
        () => {}
      )
    })
  })

  it.effect("hears why its upgrade was refused, from a socket that knows", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        yield* listen
        assert.strictEqual(over.sockets.length, 1)
        yield* passSlowly(119_000, 1000)
        assert.strictEqual(over.sockets.length, 1)
        yield* passSlowly(10_000, 1000)
        assert.strictEqual(over.sockets.length, 2)
      }),
      {
        onSocket: (socket, index) => {
          if (index > 0) return serve(socket)
          Object.assign(socket, { refusal: http(418, "", { "retry-after": "120" }) })
          socket.refuse()
        }
      }
    )
  )

  it.effect("waits a ban that its subscription hears of by the exchange's clock, where the frame says no time", () =>
    Effect.gen(function* () {
      const now = 1_700_000_000_000
      yield* TestClock.setTime(now)
      const error = { code: -1003, msg: `Way too much; IP banned until ${now - 1500 + 100_000}.` }
      yield* withStream(
        Effect.fnUntraced(function* () {
          yield* listen
          const end = yield* BanWindow.use((window) => window.closedUntil("address"))
          const millis = (end ?? 0) - now
          assert.isTrue(millis >= 100_000 && millis <= 102_000, `${millis}`)
        }),
        {
          // the local clock is fast
          clock: layerFixed(-1500),
          onSocket: (socket) => {
            socket.onFrame = ({ id }) => socket.say({ id, status: 418, error })
            socket.accept()
          }
        }
      )
    })
  )

  it.effect("corrects the budget by what the exchange says is used, with each question that is answered", () =>
    Effect.gen(function* () {
      let used = 11
      const says = () => [
        { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6000, count: (used += 2) }
      ]
      const over = streaming({
        onSocket: (socket) => {
          socket.onFrame = (frame) =>
            socket.say(
              frame.method === "session.subscriptions"
                ? { id: frame.id, status: 200, result: [{ subscriptionId: 0 }], rateLimits: says() }
                : { id: frame.id, status: 200, result: { subscriptionId: 0 }, rateLimits: says() }
            )
          socket.accept()
        }
      })
      const weight = Effect.gen(function* () {
        const usage = yield* (yield* RateBudget)?.usage ?? Effect.succeed([])
        return usage.filter(({ type }) => type === "REQUEST_WEIGHT").map((one) => `${one.scope} ${one.used}`)
      })
      yield* Effect.gen(function* () {
        yield* passSlowly(30_000)
        assert.deepStrictEqual(yield* weight, [`api ${used}`])
        assert.isAtLeast(used, 13 + 6 * 2)
      }).pipe(Effect.provide(over.layer.pipe(Layer.provideMerge(RateBudgetMemory.layer()))))
    })
  )

  it.effect("shares the count of attempts to connect", () =>
    Effect.gen(function* () {
      const over = streaming({ attempts: { take: (_address, now) => Math.max(0, 40_000 - now) } })
      yield* start(Effect.provide(Effect.never, over.layer))
      yield* pass(39_999)
      assert.strictEqual(over.sockets.length, 0)
      yield* pass(1)
      assert.strictEqual(over.sockets.length, 1)
    })
  )

  it.effect("tells a listener that was too slow what it has lost, and loses nothing for the others", () =>
    withStream(
      Effect.fnUntraced(function* (over) {
        const gate = { isOpen: false }
        const slow: Array<UserDataStream.Item> = []
        yield* Effect.forkChild(
          Stream.runForEach(UserDataStream.events, (item) =>
            Effect.gen(function* () {
              slow.push(item)
              while (!gate.isOpen) yield* Effect.sleep(1000)
            })
          )
        )
        const heard = yield* listen
        yield* pass(6000)
        for (let i = 0; i < 10; i++) {
          over.sockets[0]?.tell(balance(6000 + i, `A${i}`))
          yield* settle
        }
        assert.strictEqual(heard.tags().filter((tag) => tag === "Event").length, 10)
        gate.isOpen = true
        yield* pass(2000)
        over.sockets[0]?.tell(balance(8000, "LAST"))
        yield* settle
        const tags = slow.map(({ _tag }) => _tag)
        // four waited, the rest did not fit, and what came after is there again
        assert.deepStrictEqual(tags, ["Connected", "Event", "Event", "Event", "Event", "Gap", "Event"])
        const gap = slow.find((item) => item._tag === "Gap")
        assert.strictEqual(gap?.why, "overflow")
        assert.isAtMost(gap?.from.exchangeTime ?? NaN, 6004 - lag)
        assert.isAtLeast(gap?.until.exchangeTime ?? NaN, 7000)
      }),
      { buffer: 4 }
    )
  )

  it.effect("closes its connection when it is done with, and asks nothing more", () =>
    Effect.gen(function* () {
      const over = streaming()
      yield* Effect.provide(listen, over.layer)
      assert.deepStrictEqual(over.open(), [])
      const asked = questions(over.sockets[0])
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(over.sockets.length, 1)
      assert.strictEqual(questions(over.sockets[0]), asked)
    })
  )
})
