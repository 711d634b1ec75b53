// What settlements are told by a stream: what it saw, and from when to when its silence means something. Scripted sockets, virtual time.
import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "effect-binance/client/Endpoint"
import { Signer } from "effect-binance/client/Signer"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import type * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { http, settle, wire } from "../client/support.ts"
import { balance, lag, listen, type Options, pass, passSlowly, peer, serve, streaming } from "./support.ts"

type Streaming = ReturnType<typeof streaming>

const report = (eventTime: number, more: Readonly<Record<string, unknown>> = {}) => ({
  e: "executionReport",
  E: eventTime,
  s: "BTCUSDT",
  c: "mine-1",
  C: "",
  i: 28,
  x: "NEW",
  X: "NEW",
  S: "BUY",
  o: "LIMIT",
  q: "1.00000000",
  p: "10.00000000",
  T: eventTime,
  ...more
})

/** Runs it with a stream whose sightings are looked at. */
const withSightings = <A, E>(
  body: (over: Streaming, sightings: Sightings.SightingsService) => Effect.Effect<A, E, UserDataStream.UserDataStream>,
  options: Options = {},
  account = "test",
  endpoint?: Endpoint["Service"]
) =>
  Effect.gen(function* () {
    const sightings = yield* Sightings.make(account, { endpoint: endpoint ?? peer })
    const over = streaming({ below: Layer.succeed(Sightings.Sightings, sightings), ...options })
    return yield* Effect.provide(body(over, sightings), over.layer)
  })

const production: Endpoint["Service"] = { name: "production", baseUrl: "https://api.binance.com" }

const tellOne = ({ sockets: [socket] }: Streaming) =>
  Effect.andThen(
    Effect.sync(() => socket?.tell(report(0))),
    settle
  )

const mine = { product: "spot", clientOrderId: "mine-1" } as const

describe("settlements", () => {
  it.effect("see what the stream sees, without anybody who listens", () =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        over.sockets[0]?.tell(report(0))
        yield* settle
        const [seen] = sightings.of(mine)
        assert.deepInclude(seen, { product: "spot", execution: "NEW", clientOrderId: "mine-1" })
      })
    )
  )

  it.effect("see each event once while one connection takes over from another", () =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        yield* passSlowly(3_600_000, 60_000)
        assert.strictEqual(over.sockets.length, 2)
        for (const socket of over.sockets) socket.tell(report(3_600_000))
        assert.strictEqual(sightings.of(mine).length, 1)
      }),
      { maxAge: "1 hour", askEvery: "1 minute" }
    )
  )

  it.effect("see the orders of an isolated account apart from those of the cross account", () =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        over.sockets[1]?.tell(report(0))
        yield* settle
        assert.strictEqual(sightings.of({ ...mine, product: "margin:BTCUSDT" }).length, 1)
        assert.deepStrictEqual(sightings.of({ ...mine, product: "margin" }), [])
        assert.isDefined(sightings.coverage("margin"))
        assert.isDefined(sightings.coverage("margin:BTCUSDT"))
        assert.isUndefined(sightings.coverage("spot"))
      }),
      {
        sources: [UserDataSource.margin, UserDataSource.isolatedMargin("BTCUSDT")],
        wire: wire(() => http(200, { token: "t", expirationTime: 86_400_000 }))
      }
    )
  )

  it.effect("are not told of another account", () =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        over.sockets[0]?.tell(report(0))
        yield* settle
        assert.deepStrictEqual(sightings.of(mine), [])
        assert.isUndefined(sightings.coverage("spot"))
      }),
      {},
      "another"
    )
  )

  it.effect("are not told of another exchange, where the same label may be another account", () =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        yield* tellOne(over)
        assert.deepStrictEqual(sightings.of(mine), [])
        assert.isUndefined(sightings.coverage("spot"))
      }),
      { endpoint: { name: "testnet", baseUrl: "https://testnet.binance.vision" } },
      "test",
      production
    )
  )

  it.effect("are not told of anything when nobody has said where they are", () =>
    Effect.gen(function* () {
      const sightings = yield* Sightings.make("test")
      const over = streaming({ below: Layer.succeed(Sightings.Sightings, sightings) })
      yield* Effect.gen(function* () {
        yield* tellOne(over)
        assert.deepStrictEqual(sightings.of(mine), [])
        assert.isUndefined(sightings.coverage("spot"))
      }).pipe(Effect.provide(over.layer))
    })
  )

  it.effect("are told of the same exchange, whichever of its hosts is asked", () =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        yield* tellOne(over)
        assert.strictEqual(sightings.of(mine).length, 1)
        assert.isDefined(sightings.coverage("spot"))
      }),
      { endpoint: { name: "third", baseUrl: "https://api3.binance.com" } },
      "test",
      production
    )
  )

  it.effect("may rely on silence up to the last question that was answered, and never on what came by itself", () =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        assert.deepStrictEqual(sightings.coverage("spot"), { since: 0, provenUntil: 0 })
        yield* passSlowly(5000)
        assert.deepStrictEqual(sightings.coverage("spot"), { since: 0, provenUntil: 5000 })
        over.sockets[0]!.isDeaf = true
        yield* passSlowly(6000)
        over.sockets[0]?.tell(balance(11_000, "BTC"))
        yield* settle
        assert.deepStrictEqual(sightings.coverage("spot"), { since: 0, provenUntil: 5000 })
      })
    )
  )

  it.effect("may rely on it up to when the question left, however long its answer took", () =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        const [socket] = over.sockets
        socket!.isDeaf = true
        yield* passSlowly(8000)
        socket!.reply(socket!.frames.at(-1)!)
        yield* settle
        assert.deepStrictEqual(sightings.coverage("spot"), { since: 0, provenUntil: 5000 })
      })
    )
  )

  it.effect("may not rely on silence across a gap", () =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        yield* passSlowly(6000)
        over.sockets[0]?.cut()
        yield* settle
        assert.isUndefined(sightings.coverage("spot"))
        yield* passSlowly(1000, 100)
        const covered = sightings.coverage("spot")
        assert.isAtLeast(covered?.since ?? NaN, 6000)
      })
    )
  )

  it.effect("may not rely on it for an error: it says nothing about the subscription", () =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        yield* passSlowly(6000)
        const [socket] = over.sockets
        socket!.reply = ({ id }) => socket!.say({ id, status: 500, error: { code: -1006, msg: "Unexpected." } })
        yield* passSlowly(5000)
        assert.deepStrictEqual(sightings.coverage("spot"), { since: 0, provenUntil: 5000 })
      })
    )
  )

  it.effect("may not rely on it once the subscription has ended, though it is listed still", () => {
    const proven: Array<number> = []
    return Effect.gen(function* () {
      const sightings = yield* Sightings.make("test", { endpoint: peer })
      const watched = { ...sightings, alive: (_: string, at: number) => void proven.push(at) }
      const over = streaming({
        below: Layer.succeed(Sightings.Sightings, watched),
        onSocket: (socket, index) => {
          // nothing takes its place
          if (index === 0) serve(socket)
        }
      })
      yield* Effect.gen(function* () {
        yield* passSlowly(6000)
        over.sockets[0]?.tell({ e: "eventStreamTerminated", E: 6000 })
        yield* passSlowly(12_000)
        // it was asked, and has answered
        assert.isAbove(over.sockets[0]?.frames.length ?? 0, 2)
        assert.strictEqual(Math.max(...proven), 5000)
      }).pipe(Effect.provide(over.layer))
    })
  })

  it.effect("may not rely on silence across a frame that could not be read", () =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        yield* passSlowly(6000)
        over.sockets[0]?.say("{")
        yield* settle
        assert.deepStrictEqual(sightings.coverage("spot"), { since: 6000, provenUntil: 6000 })
        yield* passSlowly(4000)
        over.sockets[0]?.tell(report(10_000, { i: null }))
        yield* settle
        assert.strictEqual(sightings.coverage("spot")?.since, 10_000)
      })
    )
  )

  // an exchange that begins to tell of orders in another way would seem to be silent
  it.effect("may not rely on silence across an event of a type that nobody knows, which is no gap", () =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        yield* passSlowly(6000)
        over.sockets[0]?.tell({ e: "executionReportV2", E: 6000, i: 28 })
        yield* settle
        assert.strictEqual(sightings.coverage("spot")?.since, 6000)
        assert.strictEqual(over.sockets.length, 1)
        // and it does not make a stream that is down one that is up
        over.sockets[0]?.cut()
        over.sockets[0]?.tell({ e: "executionReportV2", E: 6000, i: 29 })
        yield* settle
        assert.isUndefined(sightings.coverage("spot"))
      })
    )
  )

  // the old one goes before it has shown that it lived, so the new one counts from when it was up: but not for what it has not understood
  it.effect.each([
    ["a frame that could not be read", "{"],
    [
      "an event of a type that nobody knows",
      { subscriptionId: 0, event: { e: "executionReportV2", E: 3_601_000, i: 28 } }
    ]
  ] as const)("may not rely on silence across %s, though it came while connections changed", ([, frame]) =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        yield* passSlowly(3_595_000, 5000)
        over.sockets[0]!.isDeaf = true
        yield* passSlowly(5000)
        assert.strictEqual(over.sockets.length, 2)
        yield* passSlowly(2000)
        over.sockets[1]!.say(frame)
        yield* passSlowly(1000)
        over.sockets[0]!.cut()
        yield* settle
        assert.isAtLeast(sightings.coverage("spot")?.since ?? Infinity, 3_602_000)
        yield* passSlowly(10_000)
        assert.strictEqual(over.open().length, 1)
        assert.isAtLeast(sightings.coverage("spot")?.since ?? NaN, 3_602_000)
      }),
      { maxAge: "1 hour" }
    )
  )

  it.effect("are told of what either of two connections may have shown, whichever could not be read first", () =>
    withSightings(
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(3_595_000, 5000)
        over.sockets[0]!.isDeaf = true
        yield* passSlowly(5000)
        assert.strictEqual(over.sockets.length, 2)
        yield* passSlowly(1000)
        over.sockets[1]!.say("{")
        // what was sent before the new one came up is shown by this one alone, and late
        over.sockets[0]!.say("{")
        over.sockets[0]!.isDeaf = false
        for (const frame of over.sockets[0]!.frames.slice(-3)) over.sockets[0]!.reply(frame)
        yield* passSlowly(20_000)
        const from = heard.gaps().map((gap) => gap.from.localTime)
        assert.isAtMost(Math.min(...from), 3_595_000 - lag)
      }),
      { maxAge: "1 hour" }
    )
  )

  it.effect("may rely on it across a change of connections, but not before the old one has shown that it lived", () =>
    withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        yield* passSlowly(3_595_000, 5000)
        over.sockets[0]!.isDeaf = true
        yield* passSlowly(5000)
        assert.strictEqual(over.sockets.length, 2)
        yield* passSlowly(6000)
        // the new one has answered, but whether something was lost before it nobody knows yet
        assert.deepStrictEqual(sightings.coverage("spot"), { since: 0, provenUntil: 3_595_000 })
        over.sockets[0]!.isDeaf = false
        for (const frame of over.sockets[0]!.frames.slice(-3)) over.sockets[0]!.reply(frame)
        yield* passSlowly(10_000)
        assert.strictEqual(sightings.coverage("spot")?.since, 0)
        assert.isAtLeast(sightings.coverage("spot")?.provenUntil ?? NaN, 3_605_000)
      }),
      { maxAge: "1 hour" }
    )
  )

  it.effect("may rely on it again after a run that failed while connections changed", () => {
    let isRefused = false
    return withSightings(
      Effect.fnUntraced(function* (over, sightings) {
        const first = yield* listen
        yield* passSlowly(62 * 60_000, 5000)
        assert.strictEqual(over.open().length, 2)
        isRefused = true
        yield* passSlowly(5 * 60_000, 5000)
        assert.isDefined(first.fiber.pollUnsafe())
        isRefused = false
        yield* listen
        yield* passSlowly(12 * 60_000, 5000)
        assert.isAtLeast(sightings.coverage("usdm")?.provenUntil ?? NaN, 70 * 60_000)
      }),
      {
        sources: [UserDataSource.usdm],
        wire: wire(() => (isRefused ? http(401, '{"code":-2015,"msg":"No."}') : http(200, { listenKey: "one" }))),
        maxAge: "1 hour",
        lag: "10 minutes"
      }
    )
  })

  it.effect("may rely on the silence of a key only as long as the key was known to live", () =>
    withSightings(
      Effect.fnUntraced(function* (_over, sightings) {
        yield* passSlowly(4 * 60_000, 5000)
        assert.deepStrictEqual(sightings.coverage("usdm"), { since: 0, provenUntil: 0 })
        yield* passSlowly(60_000, 5000)
        assert.strictEqual(sightings.coverage("usdm")?.provenUntil, 300_000)
      }),
      { sources: [UserDataSource.usdm], wire: wire(() => http(200, { listenKey: "one" })) }
    )
  )

  it.effect("are told when the stream is gone for good", () =>
    Effect.gen(function* () {
      const sightings = yield* Sightings.make("test", { endpoint: peer })
      const over = streaming({ below: Layer.succeed(Sightings.Sightings, sightings) })
      yield* Effect.provide(pass(10), over.layer)
      assert.isUndefined(sightings.coverage("spot"))
    })
  )

  it.effect("are given by the layer of the same account", () =>
    Effect.gen(function* () {
      const over = streaming({ below: Sightings.layer })
      yield* Effect.gen(function* () {
        const sightings = yield* Sightings.Sightings
        assert.strictEqual(sightings?.account, (yield* Signer).account)
        assert.isDefined(sightings?.coverage("spot"))
      }).pipe(Effect.provide(over.layer))
    })
  )
})
