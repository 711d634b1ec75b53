// Several routes to one exchange: which one carries a request, and what may be sent again on another.
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as CustomOperation from "effect-binance/client/CustomOperation"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Failover from "effect-binance/client/Failover"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as FetchTransport from "effect-binance/client/FetchTransport"
import * as Signer from "effect-binance/client/Signer"
import { type Reply, tooMany, Transport, unaddressed, type WireRequest } from "effect-binance/client/Transport"
import { type BinanceError, Retryable } from "effect-binance/errors/BinanceError"
import { NotSent } from "effect-binance/errors/RetryableReason"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Coinm from "effect-binance/products/Coinm"
import * as Margin from "effect-binance/products/Margin"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Usdm from "effect-binance/products/Usdm"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Tracer from "effect/Tracer"
import * as TestClock from "effect/testing/TestClock"
import {
  accepted,
  atOnce,
  client,
  clientFixed,
  http,
  parameter,
  settle,
  signer,
  silence,
  start,
  tagOf,
  within,
  withTime
} from "./support.ts"
import { type Peer, peer, type PeerOptions, type PeerSocket } from "./webSocketPeer.ts"

const place = Spot.placeOrder({
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "1"
})
const read = Spot.queryOrder({ symbol: "BTCUSDT", orderId: 28 })
const order = { symbol: "BTCUSDT", orderId: 28, clientOrderId: "mine", status: "NEW" }

const refused = silence("connect", "ECONNREFUSED")
const reset = silence("sent", "ECONNRESET")
const late: Reply = { _tag: "NoReply", phase: "sent", code: "ETIMEDOUT", timeout: true }

const works = (request: WireRequest): Reply => (request.method === "GET" ? http(200, order) : accepted(request))

interface Scripted {
  readonly name: string
  /** What it answers from now on. */
  script: (request: WireRequest) => Reply | Effect.Effect<Reply>
  /** What it says about itself, if it knows. */
  isReady: boolean
  readonly sent: Array<WireRequest>
  /** How many of what was sent are no reads. */
  readonly writes: () => number
  readonly layer: Layer.Layer<Transport>
}

/** A route that signs in its own way, and takes nothing that was signed for another. */
const route = (
  name: string,
  script: Scripted["script"] = works,
  options: {
    readonly knowsItself?: boolean
    /** How it is waited for. */
    readonly ready?: (made: Scripted) => Effect.Effect<void, Retryable>
    readonly signMillis?: number
    /** Not every transport has a moment for the last look before the socket. */
    readonly looksLast?: boolean
    readonly reaches?: (path: string) => boolean
  } = {}
): Scripted => {
  const made: Scripted = {
    name,
    script,
    isReady: true,
    sent: [],
    writes: () => made.sent.filter(({ method }) => method !== "GET").length,
    layer: Layer.sync(Transport, () => ({
      ...(options.reaches === undefined ? {} : { reaches: options.reaches }),
      ...(options.knowsItself === true ? { isReady: () => made.isReady } : {}),
      ...(options.ready === undefined ? {} : { ready: () => options.ready!(made) }),
      signedRequest: (signer, draft) =>
        Effect.delay(
          Effect.map(Signer.signedRequest(signer, draft), (signed) => ({
            ...signed,
            request: { ...signed.request, headers: { ...signed.request.headers, "signed-for": name } }
          })),
          options.signMillis ?? 0
        ),
      send: (request) =>
        Effect.suspend(() => {
          if (options.looksLast !== false && request.mayLeave?.() === false)
            return Effect.succeed(silence("connect", "WITHDRAWN"))
          const signedFor = request.headers["signed-for"]
          assert.isTrue(signedFor === undefined || signedFor === name, `${name} got what was signed for ${signedFor}`)
          made.sent.push(request)
          const answer = made.script(request)
          return Effect.isEffect(answer) ? answer : Effect.succeed(answer)
        })
    }))
  }
  return made
}

const over = (routes: ReadonlyArray<Scripted>, options?: Failover.Options) => ({
  layer: Failover.layer(Object.fromEntries(routes.map(({ layer, name }) => [name, layer])), options)
})

const two = (options: { readonly knowsItself?: boolean } = {}) => {
  const a = route("a", works, options)
  const b = route("b")
  return { a, b, wire: over([a, b]) }
}

const counts = (...routes: ReadonlyArray<Scripted>) => routes.map(({ sent }) => sent.length)
type Told = Parameters<typeof tagOf>[0]
const outcome = <R>(self: Effect.Effect<Told, never, R>) => Effect.map(self, tagOf)

/** It succeeds, without any time passing. */
const succeeds = <A, E extends BinanceError, R>(self: Effect.Effect<A, E, R>) =>
  Effect.map(atOnce(self), (result) => {
    if (result._tag === "Success") return result.success
    return assert.fail(tagOf(result))
  })

describe("a write", () => {
  it.effect("goes to the first route, and to that one alone", () => {
    const { a, b, wire } = two()
    return Effect.gen(function* () {
      yield* succeeds(place)
      assert.deepStrictEqual(counts(a, b), [1, 0])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("that provably did not leave goes to the next at once: the same order, signed anew", () => {
    const { a, b, wire } = two()
    a.script = () => refused
    return Effect.gen(function* () {
      yield* succeeds(place)
      assert.deepStrictEqual(counts(a, b), [1, 1])
      assert.strictEqual(parameter(b.sent[0], "newClientOrderId"), parameter(a.sent[0], "newClientOrderId"))
      assert.strictEqual(b.sent[0]?.headers["signed-for"], "b")
      // and the next one does not even try the first
      yield* succeeds(place)
      assert.deepStrictEqual(counts(a, b), [1, 2])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("is signed with the time at which it moves, not that at which the first route was tried", () => {
    const { a, b, wire } = two()
    a.script = () => Effect.delay(Effect.succeed(refused), 4000)
    return Effect.gen(function* () {
      yield* within(place, 5000)
      assert.strictEqual(parameter(a.sent[0], "timestamp"), "0")
      assert.strictEqual(parameter(b.sent[0], "timestamp"), "4000")
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect.each([
    { what: "was lost", reply: reset, tag: "ResponseLost" },
    { what: "ran out of time", reply: late, tag: "TimedOut" },
    { what: "the edge answered for", reply: http(502, "<html>"), tag: "ServerErrorReply" },
    { what: "was cut in its answer", reply: { ...http(200, order), complete: false }, tag: "MalformedReply" },
    { what: "nobody knows anything about", reply: silence("unknown", "EPIPE"), tag: "ResponseLost" }
  ])("that $what is a doubt, and is sent nowhere else", ({ reply, tag }) => {
    const { a, b, wire } = two()
    a.script = () => reply
    return Effect.gen(function* () {
      assert.strictEqual(yield* outcome(atOnce(place)), tag)
      assert.deepStrictEqual(counts(a, b), [1, 0])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect(
    "in doubt is asked about over the next route, and sent again there under the same name when it did not execute",
    () => {
      const { a, b, wire } = two()
      a.script = () => late
      let accepts = 0
      b.script = (request) => {
        if (request.method === "POST") {
          accepts++
          return accepted(request)
        }
        if (request.method === "DELETE") return http(400, { code: -2011, msg: "Unknown order sent." })
        return request.path === "/api/v3/order"
          ? http(400, { code: -2013, msg: "Order does not exist." })
          : http(200, [])
      }
      return Effect.gen(function* () {
        const settled = Call.goodFor("10 minutes")(place).pipe(
          Reconciliation.settle,
          Retry.safely(RetryPolicy.standard)
        )
        yield* within(settled, 300_000)
        assert.strictEqual(a.writes(), 1)
        assert.strictEqual(accepts, 1)
        const resent = b.sent.find(({ method }) => method === "POST")
        assert.strictEqual(parameter(resent, "newClientOrderId"), parameter(a.sent[0], "newClientOrderId"))
        // no sooner than the fence of the attempt that was lost lets it
        assert.isAtLeast(Number(parameter(resent, "timestamp")), 5000 + 11_000)
        assert.deepStrictEqual(
          b.sent.filter(({ method, path }) => method === "GET" && path === "/api/v3/order").length > 0,
          true
        )
      }).pipe(Effect.provide(Reconciliation.layer.pipe(Layer.provideMerge(client({ layer: withTimeOn(wire.layer) })))))
    }
  )

  it.effect("is not sent when every route is closed, and the reason is that of the last one", () => {
    const { a, b, wire } = two()
    a.script = () => refused
    b.script = () => silence("connect", "ENOTFOUND")
    return Effect.gen(function* () {
      const result = yield* atOnce(place)
      assert.isTrue(
        result._tag === "Failure" &&
          result.failure.reason._tag === "NotSent" &&
          result.failure.reason.cause === "ENOTFOUND"
      )
      assert.deepStrictEqual(counts(a, b), [1, 1])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("is not moved any more when its intent has become too old", () => {
    const { a, b, wire } = two()
    a.script = () => Effect.delay(Effect.succeed(refused), 4000)
    return Effect.gen(function* () {
      assert.strictEqual(yield* outcome(within(Call.goodFor("3 seconds")(place), 5000)), "Expired")
      assert.deepStrictEqual(counts(a, b), [1, 0])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("that is held back because too many are unanswered neither moves nor speaks against its route", () => {
    const { a, b, wire } = two()
    a.script = () => silence("connect", tooMany)
    return Effect.gen(function* () {
      for (let i = 0; i < 5; i++) assert.strictEqual(yield* outcome(atOnce(place)), "NotSent")
      assert.deepStrictEqual(counts(a, b), [5, 0])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("that lost its caller does not move", () => {
    const { a, b, wire } = two()
    a.script = () => Effect.delay(Effect.succeed(refused), 1000)
    return Effect.gen(function* () {
      const fiber = yield* start(place)
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust(2000)
      yield* settle
      assert.deepStrictEqual(counts(a, b), [1, 0])
    }).pipe(Effect.provide(clientFixed(wire)))
  })
})

describe("a write that is a GET", () => {
  const write = CustomOperation.write({
    product: spotRules,
    kind: "place",
    method: "GET",
    path: "/api/v3/order",
    success: Spot.Order,
    find: { subject: "placement", views: () => Spot.views }
  })({ symbol: "BTCUSDT" })

  it.effect("is no read: what was lost of it moves nowhere", () => {
    const { a, b, wire } = two()
    a.script = () => reset
    return Effect.gen(function* () {
      assert.strictEqual(yield* outcome(atOnce(write)), "ResponseLost")
      assert.deepStrictEqual(counts(a, b), [1, 0])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("may find out that a route is back, and waits for nobody else to", () => {
    const { a, b, wire } = two()
    a.script = () => refused
    b.script = accepted
    return Effect.gen(function* () {
      yield* succeeds(write)
      a.script = accepted
      yield* TestClock.adjust("1 second")
      yield* succeeds(write)
      assert.deepStrictEqual(counts(a, b), [2, 1])
    }).pipe(Effect.provide(clientFixed(wire)))
  })
})

/** A clock beside the routes, so that it is not what is tried. */
const withTimeOn = (routes: Layer.Layer<Transport>) =>
  Layer.effect(
    Transport,
    Effect.map(Transport, (transport) => ({
      ...transport,
      send: (request: WireRequest) => {
        if (request.path !== "/api/v3/time") return transport.send(request)
        const reply = withTime(works)(request, 0)
        return Effect.isEffect(reply) ? reply : Effect.succeed(reply)
      }
    }))
  ).pipe(Layer.provide(routes))

describe("a read", () => {
  it.effect.each([
    { what: "did not leave", reply: refused },
    { what: "was lost", reply: reset },
    { what: "was answered by the edge", reply: http(503, "<html>") },
    { what: "has half an answer", reply: { ...http(200, order), complete: false } }
  ])("that $what is asked on the next route within the same call", ({ reply }) => {
    const { a, b, wire } = two()
    a.script = () => reply
    return Effect.gen(function* () {
      assert.strictEqual((yield* succeeds(read)).orderId, 28)
      assert.deepStrictEqual(counts(a, b), [1, 1])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("that the exchange itself refuses moves nowhere", () => {
    const { a, b, wire } = two()
    a.script = () => http(503, { code: -1008, msg: "Server is currently overloaded." })
    return Effect.gen(function* () {
      yield* atOnce(read)
      a.script = () => http(400, { code: -2013, msg: "Order does not exist." })
      for (let i = 0; i < 4; i++) yield* atOnce(read)
      assert.deepStrictEqual(counts(a, b), [5, 0])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("that has become too old on the first route is signed anew for the next", () => {
    const { a, b, wire } = two()
    a.script = () => Effect.delay(Effect.succeed(refused), 4000)
    return Effect.gen(function* () {
      yield* within(read, 5000)
      assert.strictEqual(parameter(b.sent[0], "timestamp"), "4000")
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("does not take longer than one call may, over however many routes", () => {
    const { a, b, wire } = two()
    a.script = () => Effect.never
    b.script = () => Effect.never
    return Effect.gen(function* () {
      const begun = yield* Clock.currentTimeMillis
      assert.strictEqual(yield* outcome(within(read, 60_000)), "ReadFailed")
      assert.isAtMost((yield* Clock.currentTimeMillis) - begun, 13_000)
      assert.deepStrictEqual(counts(a, b), [1, 0])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("that moves has no more time than is left of the call", () => {
    const { a, b, wire } = two()
    a.script = () => Effect.delay(Effect.succeed(reset), 8000)
    b.script = () => Effect.never
    return Effect.gen(function* () {
      const begun = yield* Clock.currentTimeMillis
      assert.strictEqual(yield* outcome(within(Spot.time(), 60_000)), "ReadFailed")
      assert.isAtMost((yield* Clock.currentTimeMillis) - begun, 13_000)
      assert.deepStrictEqual(counts(a, b), [1, 1])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("of the clock moves, too: one clock for all routes", () => {
    const { a, b, wire } = two()
    b.script = (request) => (request.path === "/api/v3/time" ? http(200, { serverTime: 7 }) : works(request))
    a.script = () => reset
    return Effect.gen(function* () {
      yield* atOnce(place.pipe(Effect.ignore))
      assert.isAtLeast(b.sent.filter(({ path }) => path === "/api/v3/time").length, 3)
    }).pipe(Effect.provide(client(wire)))
  })
})

describe("a ban", () => {
  it.effect.each([
    { status: 429, body: { code: -1003, msg: "Too many requests." } },
    { status: 418, body: { code: -1003, msg: "Way too many requests; IP banned." } }
  ])("or a limit on one route ($status) closes the window for all of them", ({ body, status }) => {
    const { a, b, wire } = two()
    a.script = () => http(status, body, { "retry-after": "30" })
    return Effect.gen(function* () {
      yield* atOnce(Call.failFast(read))
      a.script = works
      for (const call of [place, read]) {
        const result = yield* atOnce(Call.failFast(call))
        assert.strictEqual(tagOf(result), "BanWindowClosed")
      }
      assert.deepStrictEqual(counts(a, b), [1, 0])
      yield* TestClock.adjust("31 seconds")
      yield* within(place, 1000)
      assert.deepStrictEqual(counts(a, b), [2, 0])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect.each([403, 418, 429, 451])(
    "or a block at the edge (%i, in no words of the exchange's) moves nothing",
    (status) => {
      const { a, b, wire } = two()
      a.script = () => http(status, "<html>")
      return Effect.gen(function* () {
        yield* atOnce(Call.failFast(read))
        yield* atOnce(Call.failFast(place))
        assert.strictEqual(b.sent.length, 0)
      }).pipe(Effect.provide(clientFixed(wire)))
    }
  )

  it.effect("that comes while a read is on a dead route keeps it from moving", () => {
    const a = route("a")
    const b = route("b", works, { looksLast: false })
    const wire = over([a, b])
    a.script = (request) =>
      request.path === "/api/v3/account"
        ? http(418, { code: -1003, msg: "Banned." }, { "retry-after": "30" })
        : Effect.delay(Effect.succeed(reset), 1000)
    return Effect.gen(function* () {
      const fiber = yield* start(read)
      yield* atOnce(Spot.account())
      yield* TestClock.adjust("2 seconds")
      yield* settle
      assert.deepStrictEqual(counts(a, b), [2, 0])
      yield* TestClock.adjust("40 seconds")
      yield* settle
      assert.isDefined(fiber.pollUnsafe())
    }).pipe(Effect.provide(clientFixed(wire)))
  })
})

describe("a route that failed", () => {
  it.effect("rests, and is found back by one read, not by a write", () => {
    const { a, b, wire } = two()
    a.script = () => refused
    return Effect.gen(function* () {
      yield* succeeds(place)
      a.script = works
      yield* succeeds(read)
      assert.deepStrictEqual(counts(a, b), [1, 2])
      yield* TestClock.adjust("1 second")
      // a write stays where it is well
      yield* succeeds(place)
      assert.deepStrictEqual(counts(a, b), [1, 3])
      yield* succeeds(read)
      yield* succeeds(place)
      assert.deepStrictEqual(counts(a, b), [3, 3])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("is tried by one read at a time, which does not wait for it longer than a second", () => {
    const { a, b, wire } = two()
    a.script = () => refused
    return Effect.gen(function* () {
      yield* succeeds(place)
      yield* TestClock.adjust("1 second")
      a.script = () => Effect.never
      const probe = yield* start(read)
      assert.deepStrictEqual(counts(a, b), [2, 1])
      // the others do not wait at all
      yield* succeeds(read)
      assert.deepStrictEqual(counts(a, b), [2, 2])
      yield* TestClock.adjust("1 second")
      yield* settle
      const exit = probe.pollUnsafe()
      assert.isTrue(exit !== undefined && Exit.isSuccess(exit) && exit.value._tag === "Success")
      assert.deepStrictEqual(counts(a, b), [2, 3])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("rests longer each time that it fails again, up to the longest", () => {
    const a = route("a", () => refused)
    const b = route("b")
    return Effect.gen(function* () {
      yield* succeeds(place)
      const rests: Array<number> = []
      for (let i = 0; i < 6; i++) {
        const before = a.sent.length
        const since = yield* Clock.currentTimeMillis
        while (a.sent.length === before) {
          yield* TestClock.adjust(100)
          yield* succeeds(read)
        }
        rests.push((yield* Clock.currentTimeMillis) - since)
      }
      assert.deepStrictEqual(rests, [1000, 2000, 4000, 8000, 8000, 8000])
    }).pipe(Effect.provide(clientFixed(over([a, b], { longestRest: "8 seconds" }))))
  })

  it.effect("rests as long as it did when it fails again soon after it was back, and a second when it is later", () => {
    const { a, b, wire } = two()
    const restOf = Effect.fnUntraced(function* () {
      a.script = () => refused
      yield* atOnce(place)
      a.script = works
      const since = yield* Clock.currentTimeMillis
      const before = a.sent.length
      while (a.sent.length === before) {
        yield* TestClock.adjust(100)
        yield* succeeds(read)
      }
      return (yield* Clock.currentTimeMillis) - since
    })
    return Effect.gen(function* () {
      assert.strictEqual(yield* restOf(), 1000)
      yield* TestClock.adjust("9 seconds")
      assert.strictEqual(yield* restOf(), 2000)
      yield* TestClock.adjust("11 seconds")
      assert.strictEqual(yield* restOf(), 1000)
      assert.isAbove(b.sent.length, 0)
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("is tried when no other is up, if the others rest longer", () => {
    const { a, b, wire } = two()
    return Effect.gen(function* () {
      // the first rests for two seconds, the second for one
      a.script = () => refused
      yield* succeeds(place)
      yield* TestClock.adjust("1 second")
      yield* succeeds(read)
      b.script = () => refused
      yield* atOnce(place)
      const before = counts(a, b)
      yield* atOnce(place)
      assert.deepStrictEqual(counts(a, b), [before[0], before[1]! + 1])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("is tried by a write after a minute in which nobody read", () => {
    const { a, b, wire } = two()
    a.script = () => refused
    return Effect.gen(function* () {
      yield* succeeds(place)
      a.script = works
      yield* TestClock.adjust("60 seconds")
      yield* succeeds(place)
      assert.deepStrictEqual(counts(a, b), [1, 2])
      yield* TestClock.adjust("1 second")
      yield* succeeds(place)
      assert.deepStrictEqual(counts(a, b), [2, 2])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("for one product carries the others", () => {
    const { a, b, wire } = two()
    a.script = (request) => (request.path.startsWith("/fapi/") ? refused : works(request))
    const usdm = Usdm.queryOrder({ symbol: "BTCUSDT", orderId: 28 })
    return Effect.gen(function* () {
      yield* succeeds(usdm)
      yield* succeeds(read)
      yield* succeeds(usdm)
      assert.deepStrictEqual(counts(a, b), [2, 2])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("has to lose three in a row, for a connection may end at any time", () => {
    const { a, b, wire } = two()
    return Effect.gen(function* () {
      for (const reply of [reset, reset, undefined, reset, reset]) {
        a.script = reply === undefined ? works : () => reply
        yield* atOnce(place)
      }
      assert.deepStrictEqual(counts(a, b), [5, 0])
      yield* atOnce(place)
      yield* succeeds(place)
      assert.deepStrictEqual(counts(a, b), [6, 1])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect.each([
    { millis: 12_000, calls: 1 },
    { millis: 2000, calls: 3 }
  ])(
    "is silent when it had ten seconds to answer; of shorter time-outs ($millis ms) it takes $calls",
    ({ calls, millis }) => {
      const { a, b, wire } = two()
      a.script = () => late
      const impatient = Effect.provideService(place, CallTimeout, Duration.millis(millis))
      return Effect.gen(function* () {
        for (let i = 0; i < calls; i++) {
          assert.strictEqual(b.sent.length, 0)
          yield* atOnce(impatient)
        }
        yield* succeeds(impatient)
        assert.deepStrictEqual(counts(a, b), [calls, 1])
      }).pipe(Effect.provide(clientFixed(wire)))
    }
  )

  it.effect("is tried all the same when no other is up", () => {
    const { a, b, wire } = two()
    a.script = () => refused
    b.script = () => refused
    return Effect.gen(function* () {
      yield* atOnce(place)
      b.script = works
      a.script = works
      yield* succeeds(place)
      assert.deepStrictEqual(counts(a, b), [2, 1])
    }).pipe(Effect.provide(clientFixed(wire)))
  })
})

describe("a route that knows whether it is connected", () => {
  it.effect("is not asked while it is not, and is back when it is", () => {
    const { a, b, wire } = two({ knowsItself: true })
    a.isReady = false
    return Effect.gen(function* () {
      yield* succeeds(place)
      yield* succeeds(read)
      assert.deepStrictEqual(counts(a, b), [0, 2])
      a.isReady = true
      yield* succeeds(place)
      assert.deepStrictEqual(counts(a, b), [1, 2])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("rests after it failed, and then takes writes without a read before", () => {
    const { a, b, wire } = two({ knowsItself: true })
    a.script = () => refused
    return Effect.gen(function* () {
      yield* succeeds(place)
      a.script = works
      yield* succeeds(place)
      assert.deepStrictEqual(counts(a, b), [1, 2])
      yield* TestClock.adjust("1 second")
      yield* succeeds(place)
      assert.deepStrictEqual(counts(a, b), [2, 2])
    }).pipe(Effect.provide(clientFixed(wire)))
  })

  it.effect("and lost its connection while a write was signed for it: the write is signed for the next one", () => {
    const a = route("a", works, { knowsItself: true, signMillis: 50 })
    const b = route("b")
    return Effect.gen(function* () {
      const fiber = yield* start(place)
      a.isReady = false
      yield* TestClock.adjust(50)
      yield* settle
      const exit = fiber.pollUnsafe()
      assert.isTrue(exit !== undefined && Exit.isSuccess(exit) && exit.value._tag === "Success")
      assert.deepStrictEqual(counts(a, b), [0, 1])
    }).pipe(Effect.provide(clientFixed(over([a, b]))))
  })
})

describe("routes that are waited for", () => {
  const connectsAfter = (millis: number) => (made: Scripted) =>
    Effect.sync(() => {
      made.isReady = true
    }).pipe(Effect.delay(millis))
  const givesUpAfter = (millis: number) => () =>
    Effect.fail(new Retryable({ reason: new NotSent({ cause: "NOT_CONNECTED" }) })).pipe(Effect.delay(millis))
  const waited = (name: string, ready: (made: Scripted) => Effect.Effect<void, Retryable>) => {
    const made = route(name, works, { knowsItself: true, ready })
    made.isReady = false
    return made
  }

  it.effect("nobody waits for one while another one is ready", () => {
    const a = waited("a", connectsAfter(1000))
    const b = route("b")
    return Effect.gen(function* () {
      yield* succeeds(place)
      yield* succeeds(read)
      assert.deepStrictEqual(counts(a, b), [0, 2])
    }).pipe(Effect.provide(clientFixed(over([a, b]))))
  })

  it.effect("the first to be ready takes what waited, signed then", () => {
    const a = waited("a", connectsAfter(8000))
    const b = waited("b", givesUpAfter(1000))
    const c = waited("c", connectsAfter(4000))
    return Effect.gen(function* () {
      yield* within(place, 5000)
      assert.deepStrictEqual(counts(a, b, c), [0, 0, 1])
      assert.strictEqual(parameter(c.sent[0], "timestamp"), "4000")
    }).pipe(Effect.provide(clientFixed(over([a, b, c]))))
  })

  it.effect("when none becomes ready nothing is signed for any", () => {
    const a = waited("a", givesUpAfter(1000))
    const b = waited("b", givesUpAfter(3000))
    const signing = signer()
    return Effect.gen(function* () {
      const fiber = yield* start(place)
      yield* TestClock.adjust(2900)
      assert.strictEqual(fiber.pollUnsafe(), undefined)
      yield* TestClock.adjust(100)
      yield* settle
      const exit = fiber.pollUnsafe()
      assert.strictEqual(exit !== undefined && Exit.isSuccess(exit) && tagOf(exit.value), "NotSent")
      assert.deepStrictEqual(counts(a, b), [0, 0])
      assert.deepStrictEqual(signing.payloads, [])
    }).pipe(Effect.provide(clientFixed(over([a, b]), { signer: signing.layer })))
  })

  it.effect("one that has no address for a path is not waited for", () => {
    const a = route("a", works, {
      knowsItself: true,
      ready: connectsAfter(1000),
      reaches: (path) => !path.startsWith("/api/")
    })
    a.isReady = false
    const b = route("b", () => refused, { knowsItself: true })
    b.isReady = false
    return Effect.gen(function* () {
      assert.strictEqual(yield* outcome(atOnce(place)), "NotSent")
      assert.deepStrictEqual(counts(a, b), [0, 1])
    }).pipe(Effect.provide(clientFixed(over([a, b]))))
  })
})

describe("what is not for all routes", () => {
  it.effect("goes to the first that has it, and is unsupported where none does", () => {
    const a = route("a", works, { reaches: (path) => path.startsWith("/api/") })
    const b = route("b", works, { reaches: (path) => !path.startsWith("/dapi/") })
    return Effect.gen(function* () {
      yield* succeeds(Usdm.queryOrder({ symbol: "BTCUSDT", orderId: 28 }))
      yield* succeeds(read)
      assert.strictEqual(
        yield* outcome(atOnce(Coinm.queryOrder({ symbol: "BTCUSD_PERP", orderId: 28 }))),
        "Unsupported"
      )
      assert.deepStrictEqual(counts(a, b), [1, 1])
    }).pipe(Effect.provide(clientFixed(over([a, b]))))
  })

  it.effect("a write that its route has no address for is given up, and not tried for ever", () => {
    const { a, b, wire } = two()
    a.script = () => silence("connect", unaddressed)
    return Effect.gen(function* () {
      assert.strictEqual(yield* outcome(atOnce(place)), "NotSent")
      assert.deepStrictEqual(counts(a, b), [1, 0])
    }).pipe(Effect.provide(clientFixed(wire)))
  })
})

describe("routes to different exchanges", () => {
  const at = (endpoint: Layer.Layer<Endpoint.Endpoint>) => FetchTransport.layer.pipe(Layer.provide(endpoint))
  const built = (layer: Layer.Layer<Transport>) => Effect.exit(Effect.scoped(Layer.build(layer)))

  it.effect("are a defect, before anything is sent", () =>
    Effect.gen(function* () {
      const wrong = yield* built(
        Failover.layer({ live: at(Endpoint.layerProduction), play: at(Endpoint.layerTestnet) })
      )
      assert.match(
        Exit.isFailure(wrong) ? String(Cause.squash(wrong.cause)) : "",
        /live to api\.binance\.com, play to testnet\.binance\.vision/
      )
      const right = yield* built(
        Failover.layer({
          first: at(Endpoint.layerProduction),
          second: at(Endpoint.layerCustom("api3", "https://api3.binance.com", { api: "https://api3.binance.com" })),
          hosts: Failover.layerHosts(FetchTransport.layer).pipe(Layer.provide(Endpoint.layerProduction))
        })
      )
      assert.isTrue(Exit.isSuccess(right))
      if (Exit.isSuccess(right)) assert.strictEqual(Context.get(right.value, Transport).endpoint?.name, "production")
    })
  )
})

describe("routes of routes", () => {
  it.effect("a write finds the one that is up, and is signed for it", () => {
    const socket = route("socket", works, { knowsItself: true })
    socket.isReady = false
    const first = route("first", () => refused)
    const second = route("second")
    const layer = Failover.layer({
      socket: socket.layer,
      http: Failover.layer({ first: first.layer, second: second.layer })
    })
    return Effect.gen(function* () {
      yield* succeeds(place)
      yield* succeeds(read)
      assert.deepStrictEqual(counts(socket, first, second), [0, 1, 2])
    }).pipe(Effect.provide(clientFixed({ layer })))
  })
})

describe("the route that was used", () => {
  it.effect("is in the span of the call", () => {
    const { a, wire } = two()
    a.script = () => refused
    const spans: Array<Tracer.NativeSpan> = []
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
    return Effect.gen(function* () {
      yield* succeeds(place)
      yield* succeeds(read)
      assert.deepStrictEqual(
        spans.map(({ attributes }) => attributes.get("binance.route")),
        ["b", "b"]
      )
    }).pipe(Effect.provide(clientFixed(wire)), Effect.provideService(Tracer.Tracer, tracer))
  })
})

describe("hosts", () => {
  const refusing = (tried: Array<string>) =>
    Layer.effect(
      Transport,
      Effect.map(Endpoint.Endpoint, (endpoint) => ({
        reaches: (path: string) => Endpoint.addressOf(endpoint, path) !== undefined,
        send: ({ path }: WireRequest) =>
          Effect.sync(() => {
            tried.push(Endpoint.addressOf(endpoint, path) ?? "")
            return refused
          })
      }))
    )
  const spotHosts = ["api", "api-gcp", "api1", "api2", "api3", "api4"].map((name) => `https://${name}.binance.com`)
  it.effect.each([
    { what: "Spot", call: read, endpoint: Endpoint.layerProduction, hosts: spotHosts },
    {
      what: "margin",
      call: Margin.queryOrder({ symbol: "BTCUSDT", orderId: 28 }),
      endpoint: Endpoint.layerProduction,
      hosts: spotHosts
    },
    {
      what: "USDⓈ-M",
      call: Usdm.queryOrder({ symbol: "BTCUSDT", orderId: 28 }),
      endpoint: Endpoint.layerProduction,
      hosts: ["https://fapi.binance.com"]
    },
    {
      what: "the test net",
      call: read,
      endpoint: Endpoint.layerTestnet,
      hosts: ["https://testnet.binance.vision", "https://api1.testnet.binance.vision"]
    },
    { what: "demo mode", call: read, endpoint: Endpoint.layerDemo, hosts: ["https://demo-api.binance.com"] },
    {
      what: "another exchange",
      call: read,
      endpoint: Endpoint.layerSimulator("http://127.0.0.1:1"),
      alternatives: { api: ["http://127.0.0.1:2/"] },
      hosts: ["http://127.0.0.1:1", "http://127.0.0.1:2"]
    }
  ] as const)("of $what are tried in the order of the docs", ({ call, endpoint, hosts, ...more }) => {
    const tried: Array<string> = []
    const layer = Failover.layerHosts(refusing(tried), more).pipe(Layer.provide(endpoint))
    return Effect.gen(function* () {
      assert.strictEqual(yield* outcome(atOnce(call)), "NotSent")
      assert.deepStrictEqual(tried, [...hosts])
    }).pipe(Effect.provide(clientFixed({ layer })))
  })

  it.effect("share one window: a limit on one closes them all", () => {
    const tried: Array<string> = []
    const limited = Layer.effect(
      Transport,
      Effect.map(Endpoint.Endpoint, ({ baseUrl }) => ({
        send: () =>
          Effect.sync(() => {
            tried.push(baseUrl)
            return http(429, { code: -1003, msg: "Too many requests." }, { "retry-after": "10" })
          })
      }))
    )
    const layer = Failover.layerHosts(limited).pipe(Layer.provide(Endpoint.layerProduction))
    return Effect.gen(function* () {
      for (let i = 0; i < 3; i++) yield* atOnce(Call.failFast(read))
      assert.deepStrictEqual(tried, ["https://api.binance.com"])
      assert.isDefined(yield* BanWindow.BanWindow.use((window) => window.closedUntil("address:api")))
    }).pipe(Effect.provide(clientFixed({ layer })))
  })
})

describe("the WebSocket API before HTTP", () => {
  const withSocket = <A, E>(
    body: (over: Peer, http: Scripted) => Effect.Effect<A, E, BinanceClient.BinanceClient | BanWindow.BanWindow>,
    options: PeerOptions = {}
  ) => {
    const over = peer(options)
    const http = route("http")
    const layer = BinanceClient.layer.pipe(
      Layer.provideMerge(ServerClock.layerFixed()),
      Layer.provide(Failover.layer({ socket: over.layer, http: http.layer })),
      Layer.provide(signer().layer),
      Layer.provideMerge(BanWindow.BanWindow.layer)
    )
    return body(over, http).pipe(
      // the end of a client waits for what is on the wire
      Effect.ensuring(Effect.sync(() => over.sockets.forEach((socket) => socket.cut()))),
      Effect.provide(layer)
    )
  }
  const answering = (socket: PeerSocket) => {
    socket.onFrame = (frame) => socket.answer(frame, { ...order, clientOrderId: frame.params["newClientOrderId"] })
    socket.accept()
  }

  it.effect("an order goes over the socket; over HTTP while there is none; and over the next socket", () =>
    withSocket(
      Effect.fnUntraced(function* (over, http) {
        yield* succeeds(place)
        assert.deepStrictEqual([over.frames().length, http.sent.length], [1, 0])
        over.latest().cut()
        yield* succeeds(place)
        // a read does not wait for the socket either
        yield* succeeds(read)
        assert.deepStrictEqual([over.frames().length, http.sent.length], [1, 2])
        assert.strictEqual(http.sent[0]?.headers["signed-for"], "http")
        yield* TestClock.adjust("1 second")
        yield* settle
        yield* succeeds(place)
        assert.deepStrictEqual([over.frames().length, http.sent.length], [2, 2])
      }),
      { onSocket: answering }
    )
  )

  it.effect("a read does not wait for a socket that is not open yet", () =>
    Effect.gen(function* () {
      const over = peer({ onSocket: () => {}, connectTimeout: "1 millis" })
      const http = route("http")
      const layer = client({
        layer: Failover.layer({ socket: over.layer, http: http.layer }).pipe(Layer.provide(BanWindow.BanWindow.layer))
      })
      const fiber = yield* start(Effect.provide(Spot.openOrders({ symbol: "BTCUSDT" }), layer))
      yield* TestClock.adjust("1 millis")
      yield* settle
      assert.isAbove(http.sent.length, 0)
      assert.deepStrictEqual(over.frames(), [])
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("a socket that is cut under an order leaves a doubt, which nobody sends over HTTP", () =>
    withSocket(
      Effect.fnUntraced(function* (over, http) {
        const fiber = yield* start(place)
        assert.strictEqual(over.frames().length, 1)
        over.latest().cut()
        yield* settle
        const exit = fiber.pollUnsafe()
        assert.isTrue(exit !== undefined && Exit.isSuccess(exit) && tagOf(exit.value) === "ConnectionClosed")
        assert.strictEqual(http.sent.length, 0)
      })
    )
  )

  it.effect("reads that were on a socket that is cut are asked over HTTP", () =>
    withSocket(
      Effect.fnUntraced(function* (over, http) {
        const fibers = yield* Effect.forEach(Array.from({ length: 5 }), () => start(read))
        over.latest().cut()
        yield* settle
        for (const fiber of fibers) assert.strictEqual(tagOf(yield* Fiber.join(fiber)), "Success")
        assert.deepStrictEqual([over.frames().length, http.sent.length], [5, 5])
      })
    )
  )

  it.effect("a ban that the socket tells nobody in particular, before it is cut, keeps HTTP quiet", () =>
    withSocket(
      Effect.fnUntraced(function* (over, http) {
        over.latest().say({
          id: null,
          status: 418,
          error: { code: -1003, msg: "Banned.", data: { serverTime: 1, retryAfter: 60_001 } }
        })
        over.latest().cut()
        yield* settle
        assert.strictEqual(yield* outcome(atOnce(Call.failFast(place))), "BanWindowClosed")
        assert.strictEqual(yield* outcome(atOnce(Call.failFast(read))), "BanWindowClosed")
        assert.deepStrictEqual([over.frames().length, http.sent.length], [0, 0])
      })
    )
  )
})
