// A call made with another client: judged by what was seen on the wire, settled by our own, and never sent twice.
import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import { Transport, type WireRequest } from "effect-binance/client/Transport"
import { AmbiguousExecution, type BinanceError } from "effect-binance/errors/BinanceError"
import type { ForeignClient } from "effect-binance/interop/ForeignClient"
import * as Interop from "effect-binance/interop/Interop"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import {
  badGateway,
  begin,
  engineTimeout,
  errorOf,
  json,
  limit,
  LittleExchange,
  lost,
  notSent,
  outsideWindow,
  over,
  pass,
  reasonOf,
  refusal,
  type Script,
  type Services,
  settleOver,
  start,
  valueOf,
  visibilityMillis
} from "../settlement/support.ts"

const secret = "vmPUZE6mv9SDbRSDmHs1H2v2vmPUZE6mv9SD"

/** What the client is told to do by a test. */
interface Manners {
  /** The client's clock minus the local one, in ms. */
  readonly ahead?: number
  /** How long it waits before it signs, as a limiter of its own makes it. */
  readonly queueMillis?: number
  /** How often it sends a request again whose reply was lost. */
  readonly retries?: number
  /** Whether it reports what went wrong with a request by itself. */
  readonly reports?: boolean
  /** Whether it puts all of a request into its body. */
  readonly inBody?: boolean
  /** Whether it signs with microseconds. */
  readonly inMicros?: boolean
}

interface Mine {
  readonly send: (method: WireRequest["method"], path: string, fields: object) => Promise<unknown>
}

type Maker = (handle: Interop.Handle<Mine>) => unknown

class Lost extends Error {
  readonly code: string | undefined
  constructor(code: string | undefined) {
    // as the worst of them do
    super(`lost: https://api/?signature=${secret}`)
    this.code = code
  }
}

/** A client with promises and without Effect, that talks with the little exchange. `original` is the one that is not watched. */
const clientOver = Effect.fnUntraced(function* (manners: Manners = {}) {
  const services = yield* Effect.context<Transport>()
  const transport = Context.get(services, Transport)
  const run = Effect.runPromiseWith(services)
  const original: Mine = {
    send: async (method, path, fields) => raw(method, path, fields, () => undefined)
  }
  const raw = async (
    method: WireRequest["method"],
    path: string,
    fields: object,
    leaving: (
      url: string
    ) =>
      | { readonly arrived: (status: number, body: string) => void; readonly failed: (error: unknown) => void }
      | undefined
  ): Promise<unknown> => {
    for (let left = manners.retries ?? 0; ; left--) {
      const timestamp = (await run(Clock.currentTimeMillis)) + (manners.ahead ?? 0)
      if (manners.queueMillis !== undefined) await run(Effect.sleep(manners.queueMillis))
      const query = new URLSearchParams({
        ...fields,
        timestamp: `${manners.inMicros === true ? timestamp * 1000 : timestamp}`,
        signature: "5167"
      }).toString()
      const departure = leaving(`https://api${path}?${query}`)
      const reply = await run(transport.send({ method, path, query, body: "", headers: { "x-mbx-apikey": secret } }))
      if (reply._tag === "NoReply") {
        if (manners.reports === true) departure?.failed(new Lost(reply.code))
        if (left > 0) continue
        throw new Lost(reply.code)
      }
      departure?.arrived(reply.status, reply.body)
      if (reply.status >= 500 && left > 0) continue
      if (reply.status >= 300) throw new Error(`refused ${reply.body}`)
      try {
        return JSON.parse(reply.body)
      } catch {
        return reply.body
      }
    }
  }
  const foreign: ForeignClient<Mine> = {
    name: "mine",
    problem: () => undefined,
    watched: (watch) => ({
      send: (method, path, fields) =>
        raw(method, path, fields, (url) => {
          const [place = "", query] = url.split("?")
          const { arrived, failed } = watch.leaving(
            manners.inBody === true ? { method, url: place, body: query } : { method, url }
          )
          return { arrived: (status, body) => arrived(status, {}, body), failed }
        })
    }),
    thrown: (error) => ({
      _tag: "Reply",
      reply: {
        _tag: "NoReply",
        phase: error instanceof Lost && error.code === "ECONNREFUSED" ? "connect" : "unknown",
        code: error instanceof Lost ? error.code : undefined,
        timeout: false
      }
    }),
    returned: (value) => ({ _tag: "Reply", reply: json(200, value) })
  }
  return { foreign, original }
})

const fieldsOf = (clientOrderId: string) => ({
  symbol: limit.symbol,
  side: limit.side,
  type: limit.type,
  timeInForce: limit.timeInForce,
  quantity: "0.01000",
  price: limit.price,
  newClientOrderId: clientOrderId
})
const order = "/api/v3/order"
const placeIt: Maker = ({ client, clientOrderId }) => client.send("POST", order, fieldsOf(clientOrderId))

/** A placement with the other client. `make` may be given the one that is not watched. */
const placing = (make: (handle: Interop.Handle<Mine>, original: Mine) => unknown = placeIt, manners?: Manners) =>
  Call.perRun<Spot.Order, BinanceError, Services>(
    Effect.flatMap(clientOver(manners), ({ foreign, original }) =>
      Interop.call({ client: foreign, operation: Spot.placeOrder.operation, input: limit }, (handle) =>
        make(handle, original)
      )
    ) as never // the client belongs to the call, which is still one call
  )
const unwatched = placing(({ clientOrderId }, original) => original.send("POST", order, fieldsOf(clientOrderId)))
const settled = placing().pipe(Reconciliation.settle)
const onPlace =
  (...replies: ReadonlyArray<ReturnType<Script>>): Script =>
  (request) =>
    request.what === "place" ? replies[Math.min(request.nth, replies.length) - 1] : undefined
const over1 = (script: Script, call: Effect.Effect<unknown, unknown, Services>) => {
  const exchange = new LittleExchange(script)
  return Effect.map(settleOver(exchange, call, 60_000), ({ exit }) => ({ exchange, exit, reason: reasonOf(exit) }))
}

describe("a call made with another client", () => {
  it.effect("gives what the operation gives, from the reply as it came, under the name that it was given", () =>
    Effect.gen(function* () {
      const { exchange, exit } = yield* over1(() => undefined, placing())
      const placed = valueOf(exit)
      assert.deepInclude(placed, { orderId: 1000, clientOrderId: exchange.rows[0]?.clientOrderId })
      assert.strictEqual(exchange.rows[0]?.clientOrderId, "made00000000000000000001")
    })
  )

  it.effect.each<readonly [string, Script, string]>([
    ["a lost reply", onPlace(lost), "AmbiguousExecution ResponseLost"],
    ["an error page", onPlace(badGateway), "AmbiguousExecution ServerErrorReply"],
    ["-1007", onPlace(engineTimeout), "AmbiguousExecution EngineTimeout"],
    ["a page with 200", onPlace({ ...json(200, ""), body: "<html>" }), "AmbiguousExecution MalformedReply"],
    ["an error with 200", onPlace(json(200, { code: -1007, msg: "Timeout" })), "AmbiguousExecution EngineTimeout"],
    ["another order", onPlace(json(200, { orderId: 1, clientOrderId: "b" })), "AmbiguousExecution MalformedReply"],
    ["a refused connection", onPlace(notSent), "Retryable NotSent"],
    [
      "a refusal",
      onPlace(refusal(-2010, "Account has insufficient balance for requested action.")),
      "Fatal InsufficientBalance"
    ],
    [
      "a clock that is off",
      onPlace(refusal(-1021, "Timestamp for this request is outside of the recvWindow.")),
      "Retryable ClockSkew"
    ],
    ["a limit", onPlace(refusal(-1003, "Too many requests.", 429)), "Retryable RateLimited"]
  ])("is judged by the reply: %s", ([, script, expected]) =>
    Effect.gen(function* () {
      const { exchange, reason } = yield* over1(script, placing())
      assert.deepStrictEqual([reason, exchange.count("place")], [expected, 1])
    })
  )

  it.effect("keeps nothing of what the client throws", () =>
    Effect.gen(function* () {
      const { exit } = yield* over1(onPlace(lost), placing())
      const error = errorOf(exit)
      assert.instanceOf(error, AmbiguousExecution)
      assert.notInclude(`${JSON.stringify(error)} ${String(error)} ${String(exit)}`, secret)
    })
  )

  it.effect("is in doubt when its maker fails by itself, before anything was sent for all that is known", () =>
    Effect.gen(function* () {
      const { exchange, exit, reason } = yield* over1(
        () => undefined,
        placing(() => {
          throw new TypeError("x is not a function")
        })
      )
      assert.deepStrictEqual([reason, exchange.count("place")], ["AmbiguousExecution ResponseLost", 0])
      const error = errorOf(exit)
      assert.isTrue(error instanceof AmbiguousExecution && error.inDoubt.fenceAt > start + 86_400_000_000)
    })
  )

  it.effect("a read loses nothing", () =>
    Effect.gen(function* () {
      const reading = (make: Maker) =>
        Effect.flatMap(clientOver(), ({ foreign }) =>
          Interop.call({ client: foreign, operation: Spot.openOrders.operation, input: { symbol: "BTCUSDT" } }, make)
        )
      const openOrders: Maker = ({ client }) => client.send("GET", "/api/v3/openOrders", { symbol: "BTCUSDT" })
      assert.deepStrictEqual(valueOf((yield* over1(() => undefined, reading(openOrders))).exit), [])
      const { reason } = yield* over1(
        (request) => (request.what === "openOrders" ? lost : undefined),
        reading(openOrders)
      )
      assert.strictEqual(reason, "Retryable ReadFailed")
      // it asks for something else as well, and what it asked for last is not what it was called for
      const more: Maker = async (handle) => {
        await openOrders(handle)
        return handle.client.send("GET", "/api/v3/time", {})
      }
      assert.deepStrictEqual(valueOf((yield* over1(() => undefined, reading(more))).exit), [])
    })
  )
})

describe("a call made with another client, and a user data stream", () => {
  it.effect("is not sent again when its order was seen after all", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        self.accept(request, { visibleAt: Number.MAX_SAFE_INTEGER })
        return lost
      })
      let stream: Sightings.SightingsService | undefined
      exchange.beneath = Layer.effect(
        Sightings.Sightings,
        Effect.tap(Sightings.make("test"), (made) =>
          Effect.sync(() => {
            stream = made
          })
        )
      )
      const policy = RetryPolicy.notEarly(Schedule.spaced("10 seconds"))
      const seenLate = Effect.gen(function* () {
        yield* Effect.forkChild(
          Effect.delay(
            Effect.sync(() => {
              const [order] = exchange.rows
              if (order !== undefined)
                stream?.saw({ product: "spot", execution: "NEW", clientOrderId: order.clientOrderId, order })
            }),
            // it was proven not to have executed: the exchange exceeds its bounds
            72_000 + visibilityMillis
          )
        )
        return yield* placing().pipe(Reconciliation.settle, Retry.safely(policy), Call.goodFor("10 minutes"))
      })
      const { exit } = yield* settleOver(exchange, seenLate)
      assert.strictEqual(exchange.count("place"), 1)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )
})

describe("a maker that goes another way when the watched client fails", () => {
  const elsewhere = (original: Mine, clientOrderId: string) => original.send("POST", order, fieldsOf(clientOrderId))
  const lateAndLost: Script = (request, self) => {
    if (request.what !== "place") return undefined
    self.accept(request, { visibleAt: 20_000 })
    return lost
  }

  it.effect("has not sent nothing because a read before it failed", () =>
    Effect.gen(function* () {
      const { exchange, reason } = yield* over1(
        lateAndLost,
        placing(async ({ client, clientOrderId }, original) => {
          const which = { symbol: limit.symbol, origClientOrderId: clientOrderId }
          const known = await client.send("GET", order, which).catch(() => undefined)
          return known ?? elsewhere(original, clientOrderId)
        }).pipe(Reconciliation.settle, Retry.safely(RetryPolicy.standard))
      )
      assert.deepStrictEqual([reason, exchange.count("place")], ["success", 1])
    })
  )

  it.effect("has not sent nothing because the watched request was held back", () =>
    Effect.gen(function* () {
      const { exchange, reason } = yield* over1(
        lateAndLost,
        placing(({ client, clientOrderId }, original) =>
          // not what the call describes, so it is held back
          client
            .send("POST", order, { ...fieldsOf(clientOrderId), quantity: "0.02" })
            .catch(() => elsewhere(original, clientOrderId))
        )
      )
      assert.deepStrictEqual([reason, exchange.count("place")], ["AmbiguousExecution ResponseLost", 1])
    })
  )

  it.effect("has not sent nothing because a read before it went well, and what failed sounds like one", () =>
    Effect.gen(function* () {
      const { exchange, reason } = yield* over1(
        lateAndLost,
        placing(async ({ client, clientOrderId }, original) => {
          await client.send("GET", "/api/v3/openOrders", { symbol: limit.symbol })
          await elsewhere(original, clientOrderId).catch(() => undefined)
          throw new Error("mine GET https://api/api/v3/order failed")
        })
      )
      assert.deepStrictEqual([reason, exchange.count("place")], ["AmbiguousExecution ResponseLost", 1])
    })
  )

  it.effect("has not sent nothing because what it throws in the end never connected", () =>
    Effect.gen(function* () {
      for (const [manners, isSentAgain] of [
        [{}, true],
        [{ reports: true }, true],
        [{ reports: true }, false]
      ] as const) {
        const { exchange, reason } = yield* over1(
          lateAndLost,
          placing(async ({ client, clientOrderId }) => {
            const send = () => client.send("POST", order, fieldsOf(clientOrderId)).catch(() => undefined)
            await send()
            // held back
            if (isSentAgain) await send()
            throw new Lost("ECONNREFUSED")
          }, manners)
        )
        assert.deepStrictEqual([reason, exchange.count("place")], ["AmbiguousExecution ResponseLost", 1])
      }
    })
  )

  // Only the very refusal of the read may be what the call failed with; an outage says the same to everything.
  it.effect.each<readonly [string, ReturnType<typeof refusal>, ReturnType<typeof refusal>]>([
    ["an outage", refusal(-1000, "Down.", 503), refusal(-1000, "Down.", 503)],
    ["another text", refusal(-1102, "Bad symbol."), refusal(-1102, "Bad price.")],
    ["another status", refusal(-1003, "Too many requests.", 429), refusal(-1003, "Too many requests.", 400)]
  ])("has not sent nothing because a read before it failed, and the call with it by %s", ([, read, write]) =>
    Effect.gen(function* () {
      const call = Effect.flatMap(clientOver(), ({ foreign, original }) =>
        Interop.call(
          {
            client: { ...foreign, thrown: () => ({ _tag: "Reply", reply: write }) },
            operation: Spot.placeOrder.operation,
            input: limit
          },
          async ({ client, clientOrderId }) => {
            await client.send("GET", "/api/v3/openOrders", { symbol: limit.symbol }).catch(() => undefined)
            return elsewhere(original, clientOrderId)
          }
        )
      )
      const { exchange, reason } = yield* over1(
        (request, self) => (request.what === "openOrders" ? read : lateAndLost(request, self)),
        call
      )
      assert.match(reason, /^AmbiguousExecution /)
      assert.strictEqual(exchange.count("place"), 1)
    })
  )

  it.effect("has placed it although the watched request was refused", () =>
    Effect.gen(function* () {
      const { exchange, exit } = yield* over1(
        onPlace(outsideWindow, undefined),
        placing(({ client, clientOrderId }, original) =>
          client.send("POST", order, fieldsOf(clientOrderId)).catch(() => elsewhere(original, clientOrderId))
        ).pipe(Reconciliation.settle, Retry.safely(RetryPolicy.standard))
      )
      assert.deepInclude(valueOf(exit), { clientOrderId: exchange.rows[0]?.clientOrderId })
      assert.deepStrictEqual([exchange.rows.length, exchange.count("place")], [1, 2])
    })
  )

  it.effect("says nothing of it with what it gives instead", () =>
    Effect.gen(function* () {
      const { exchange, reason } = yield* over1(
        () => undefined,
        placing(({ client, clientOrderId }) =>
          client
            .send("POST", order, { ...fieldsOf(clientOrderId), quantity: "0.02" })
            .catch(() => ({ orderId: 7, symbol: limit.symbol, status: "NEW" }))
        )
      )
      assert.deepStrictEqual([reason, exchange.count("place")], ["AmbiguousExecution ResponseLost", 0])
    })
  )
})

it.effect("a call whose client sends the size in another unit is not sent", () =>
  Effect.gen(function* () {
    const { exchange, reason } = yield* over1(
      () => undefined,
      placing(({ client, clientOrderId }) => {
        const { quantity, ...fields } = fieldsOf(clientOrderId)
        return client.send("POST", order, { ...fields, quoteOrderQty: quantity })
      })
    )
    assert.deepStrictEqual([reason, exchange.count("place")], ["Fatal InvalidRequest", 0])
  })
)

describe("settling it", () => {
  it.effect("finds an order that executed at once", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        self.accept(request)
        return lost
      })
      const { endedAt, exit } = yield* settleOver(exchange, settled)
      assert.deepInclude(valueOf(exit), { orderId: 1000, status: "NEW" })
      assert.isBelow(endedAt, 2_000)
      assert.strictEqual(exchange.count("place"), 1)
    })
  )

  const graceMillis = 11_000
  it.effect.each<readonly [string, number, number]>([
    ["the end of the call", 0, 0],
    ["the end of the call, when the client's clock is behind", -30_000, 0],
    ["the timestamp that the client signed, when its clock is ahead", 100_000, 100_000]
  ])("says no only a minute and the grace after %s", ([, ahead, later]) =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
      const { endedAt, exit } = yield* settleOver(exchange, placing(placeIt, { ahead }).pipe(Reconciliation.settle))
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      const fence = 60_000 + graceMillis + later
      for (const what of ["cancel", "openOrders", "allOrders", "trades"] as const)
        assert.isAtLeast(exchange.all(what)[0]?.at ?? 0, fence, `${what} before the fence`)
      assert.isAtLeast(endedAt, fence + visibilityMillis)
      assert.isBelow(endedAt, fence + visibilityMillis + 8_000)
    })
  )

  it.effect("ends as soon for a client that signs with microseconds", () =>
    Effect.gen(function* () {
      const call = placing(placeIt, { inMicros: true }).pipe(Reconciliation.settle)
      const { exit } = yield* settleOver(new LittleExchange(onPlace(lost)), call, 300_000)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("is about a call that ran out of time with its request on its way", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "place" ? Effect.as(Effect.sleep(40_000), lost) : undefined
      )
      const call = placing().pipe(Effect.provideService(CallTimeout, Duration.seconds(12)))
      const { exit } = yield* settleOver(exchange, call, 60_000)
      assert.strictEqual(reasonOf(exit), "AmbiguousExecution TimedOut")
    })
  )

  it.effect("is right about an order that is accepted in the last moment", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        self.accept(request, { visibleAt: 70_000 + visibilityMillis - 1_000 }, 70_000)
        return lost
      })
      const { exit } = yield* settleOver(exchange, settled)
      assert.deepInclude(valueOf(exit), { orderId: 1000 })
    })
  )

  it.effect("lets it be sent again with the same client order id, and not before", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange(onPlace(lost, undefined))
      const safely = placing().pipe(
        Call.goodFor("10 minutes"),
        Reconciliation.settle,
        Retry.safely(RetryPolicy.standard)
      )
      const { exit } = yield* settleOver(exchange, safely)
      const [first, second] = exchange.all("place")
      assert.deepInclude(valueOf(exit), { clientOrderId: "made00000000000000000001" })
      assert.strictEqual(exchange.count("place"), 2)
      assert.strictEqual(second?.parameters.get("newClientOrderId"), first?.parameters.get("newClientOrderId"))
      assert.isAtLeast(second?.at ?? 0, 60_000 + graceMillis + visibilityMillis)
    })
  )

  it.effect("cancels once more after the fence, when a cancel is in doubt", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "cancel" && request.nth === 1 ? lost : undefined
      )
      exchange.rows.push({
        symbol: "BTCUSDT",
        orderId: 7,
        clientOrderId: "a",
        status: "NEW",
        side: "BUY",
        type: "LIMIT",
        price: "50000",
        origQty: "0.01",
        time: start - 1000
      })
      const cancel = Effect.flatMap(clientOver(), ({ foreign }) =>
        Interop.call(
          { client: foreign, operation: Spot.cancelOrder.operation, input: { symbol: "BTCUSDT", orderId: 7 } },
          ({ client }) => client.send("DELETE", order, { symbol: "BTCUSDT", orderId: "7" })
        ).pipe(Reconciliation.settle)
      )
      const { exit } = yield* settleOver(exchange, cancel)
      assert.deepInclude(valueOf(exit), { orderId: 7, status: "CANCELED" })
      assert.isAtLeast(exchange.all("cancel")[1]?.at ?? 0, 60_000 + graceMillis)
    })
  )
})

describe("what nobody watched", () => {
  it.effect("is believed when it returns the proof of success, and under another name it is no proof", () =>
    Effect.gen(function* () {
      assert.deepInclude(valueOf((yield* over1(() => undefined, unwatched)).exit), { orderId: 1000 })
      const nameless = placing((_handle, original) => original.send("POST", order, fieldsOf("mine-1")))
      assert.strictEqual((yield* over1(() => undefined, nameless)).reason, "AmbiguousExecution MalformedReply")
    })
  )

  it.effect("is in doubt otherwise: the client may have sent it twice, and the refusal be the second one's", () =>
    Effect.gen(function* () {
      // the first executed and its reply was lost, the second cannot connect
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        if (request.nth > 1) return notSent
        self.accept(request)
        return lost
      })
      const twice = placing(({ clientOrderId }, original) => original.send("POST", order, fieldsOf(clientOrderId)), {
        retries: 1
      })
      const { exit } = yield* settleOver(exchange, twice, 60_000)
      const error = errorOf(exit)
      assert.strictEqual(exchange.rows.length, 1)
      assert.isTrue(error instanceof AmbiguousExecution && error.inDoubt.refusal?._tag === "NotSent")
    })
  )

  it.effect("is found when it executed, and never said not to have", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        self.accept(request, { visibleAt: 3_000_000 })
        return lost
      })
      yield* over(
        exchange,
        Effect.gen(function* () {
          const running = yield* begin(unwatched.pipe(Reconciliation.settle))
          assert.isUndefined(yield* pass(running, 2_900_000, 5_000), "nothing was concluded in most of an hour")
          assert.deepInclude(valueOf(yield* pass(running, 200_000, 1_000)), { orderId: 1000 })
        })
      )
    })
  )
})

describe("a request is held back", () => {
  it.effect("when it is the second of a run, and the first is what counts", () =>
    Effect.gen(function* () {
      for (const [reply, expected] of [
        [lost, "AmbiguousExecution ResponseLost"],
        [engineTimeout, "AmbiguousExecution EngineTimeout"]
      ] as const) {
        const { exchange, reason } = yield* over1(onPlace(reply, undefined), placing(placeIt, { retries: 3 }))
        assert.deepStrictEqual([reason, exchange.count("place")], [expected, 1])
      }
    })
  )

  it.effect("when the address is told to be quiet while the client waits with it", () =>
    Effect.gen(function* () {
      const { exchange, reason } = yield* over1(
        () => undefined,
        Effect.gen(function* () {
          const window = yield* BanWindow
          const call = yield* Effect.forkChild(Effect.result(placing(placeIt, { queueMillis: 1_000 })))
          yield* Effect.sleep(500)
          yield* window.close("address", start + 90_000)
          return yield* Effect.flatMap(Fiber.join(call), Effect.fromResult)
        })
      )
      assert.deepStrictEqual([reason, exchange.count("place")], ["Retryable BanWindowClosed", 0])
    })
  )

  it.effect("when the call has run out of time before", () =>
    Effect.gen(function* () {
      let aborted = false
      const exchange = new LittleExchange()
      const make: Maker = (handle) => {
        handle.signal.addEventListener("abort", () => (aborted = true))
        return placeIt(handle)
      }
      yield* over(
        exchange,
        Effect.gen(function* () {
          const call = placing(make, { queueMillis: 20_000 }).pipe(
            Effect.provideService(CallTimeout, Duration.seconds(12))
          )
          const running = yield* begin(call)
          assert.strictEqual(reasonOf(yield* pass(running, 15_000)), "AmbiguousExecution TimedOut")
          yield* pass(yield* begin(Effect.sleep(30_000)), 60_000)
          assert.isTrue(aborted)
          assert.strictEqual(exchange.count("place"), 0)
        })
      )
    })
  )

  it.effect("when its caller has gone before; one that has left goes on", () =>
    Effect.gen(function* () {
      for (const [queueMillis, expected] of [
        [1_000, 0],
        [0, 1]
      ] as const) {
        const exchange = new LittleExchange((request) =>
          request.what === "place"
            ? Effect.andThen(
                Effect.sleep(1_000),
                Effect.sync(() => {
                  exchange.accept(request)
                  return lost
                })
              )
            : undefined
        )
        yield* over(
          exchange,
          Effect.gen(function* () {
            const running = yield* begin(placing(placeIt, { queueMillis }))
            yield* pass(running, 500)
            yield* Fiber.interrupt(running.fiber)
            yield* pass(yield* begin(Effect.sleep(5_000)), 10_000)
            assert.deepStrictEqual([exchange.count("place"), exchange.rows.length], [expected, expected])
          })
        )
      }
    })
  )

  it.effect.each<readonly [string, string, Maker]>([
    [
      "another quantity",
      "quantity",
      ({ client, clientOrderId }) => client.send("POST", order, { ...fieldsOf(clientOrderId), quantity: "0.02" })
    ],
    [
      "another symbol",
      "symbol",
      ({ client, clientOrderId }) => client.send("POST", order, { ...fieldsOf(clientOrderId), symbol: "ETHUSDT" })
    ],
    ["another name", "newClientOrderId", ({ client }) => client.send("POST", order, fieldsOf("mine-1"))],
    ["no name", "clientOrderId", ({ client }) => client.send("POST", order, { symbol: "BTCUSDT", side: "BUY" })],
    ["another way", "path", ({ client, clientOrderId }) => client.send("DELETE", order, fieldsOf(clientOrderId))],
    [
      "another place",
      "path",
      ({ client, clientOrderId }) => client.send("POST", "/sapi/v1/margin/order", fieldsOf(clientOrderId))
    ]
  ])("when it is not the one that the call describes: %s", ([, parameter, make]) =>
    Effect.gen(function* () {
      const { exchange, exit, reason } = yield* over1(() => undefined, placing(make))
      assert.strictEqual(reason, "Fatal InvalidRequest")
      assert.deepInclude(errorOf(exit), { _tag: "Fatal" })
      assert.deepInclude(Object(errorOf(exit)).reason, { parameter })
      assert.strictEqual(exchange.requests.filter(({ what }) => what !== "time").length, 0)
    })
  )

  it.effect("when it is not the one that the call describes, and says so in its body", () =>
    Effect.gen(function* () {
      const { exchange, reason } = yield* over1(
        () => undefined,
        placing(
          ({ client, clientOrderId }) => client.send("POST", order, { ...fieldsOf(clientOrderId), quantity: "0.02" }),
          { inBody: true }
        )
      )
      assert.deepStrictEqual([reason, exchange.count("place")], ["Fatal InvalidRequest", 0])
      const { reason: own } = yield* over1(() => undefined, placing(placeIt, { inBody: true }))
      assert.strictEqual(own, "success")
    })
  )

  it.effect("when it carries some of the names of its orders only", () =>
    Effect.gen(function* () {
      const { exchange, reason } = yield* over1(
        () => undefined,
        Effect.flatMap(clientOver(), ({ foreign }) =>
          Interop.call(
            {
              client: foreign,
              operation: Spot.placeOco.operation,
              input: {
                symbol: "BTCUSDT",
                side: "SELL",
                quantity: "0.01",
                above: { type: "LIMIT_MAKER", price: "70000" },
                below: { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", price: "49000", stopPrice: "50000" }
              }
            },
            ({ client, clientOrderId }) =>
              client.send("POST", "/api/v3/orderList/oco", { symbol: "BTCUSDT", listClientOrderId: clientOrderId })
          )
        )
      )
      assert.deepStrictEqual([reason, exchange.count("placeList")], ["Fatal InvalidRequest", 0])
    })
  )

  it.effect("when it is named a read, or a test, and is neither", () =>
    Effect.gen(function* () {
      for (const kind of ["read", "test"] as const) {
        const named = Interop.operation({ name: "spot.something", product: spotRules, kind })
        const { exchange, reason } = yield* over1(
          () => undefined,
          Effect.flatMap(clientOver(), ({ foreign }) =>
            Interop.call({ client: foreign, operation: named, input: {} }, ({ client }) =>
              client.send("POST", order, fieldsOf("a"))
            )
          )
        )
        assert.deepStrictEqual([reason, exchange.count("place")], ["Fatal InvalidRequest", 0])
      }
    })
  )
})

describe("the gates", () => {
  it.effect("a ban that another client meets is everybody's, and the other way round", () =>
    Effect.gen(function* () {
      const banned = refusal(-1003, `Way too much request weight used; IP banned until ${start + 200_000}.`, 418)
      const read = Spot.openOrders({ symbol: "BTCUSDT" }).pipe(Call.failFast)
      const place = placing().pipe(Call.failFast)
      for (const [first, second, what] of [
        [place, read, "place"],
        [read, place, "openOrders"]
      ] as const) {
        const exchange = new LittleExchange((request) => (request.what === what ? banned : undefined))
        const reasonIn = <A>(call: Effect.Effect<A, BinanceError, Services>) =>
          Effect.match(call, { onSuccess: () => "success", onFailure: ({ reason }) => reason._tag })
        const both = Effect.gen(function* () {
          return [yield* reasonIn<unknown>(first), yield* reasonIn<unknown>(second)]
        })
        const { exit } = yield* settleOver(exchange, both, 60_000)
        assert.deepStrictEqual(valueOf(exit), ["IpBanned", "BanWindowClosed"])
        assert.strictEqual(exchange.requests.filter((request) => request.what !== "time").length, 1)
      }
    })
  )

  it.effect("it waits for a window to open as any other call does, and its client is asked for nothing before", () =>
    Effect.gen(function* () {
      let startedAt = 0
      const make: Maker = (handle) => {
        startedAt ||= exchange.requests.length
        return placeIt(handle)
      }
      const exchange = new LittleExchange()
      const patient = Effect.gen(function* () {
        yield* (yield* BanWindow).close("orders", start + 5_000)
        return yield* placing(make)
      })
      const { endedAt, exit } = yield* settleOver(exchange, patient, 60_000)
      assert.deepInclude(valueOf(exit), { orderId: 1000 })
      assert.isAtLeast(exchange.all("place")[0]?.at ?? 0, 5_000)
      assert.isBelow(endedAt, 7_000)
      assert.isAbove(startedAt, 0, "the clock was asked first")
    })
  )

  it.effect("an intent expires, and a client that sends again by itself is not run", () =>
    Effect.gen(function* () {
      let runs = 0
      const make: Maker = (handle) => {
        runs++
        return placeIt(handle)
      }
      const late = Effect.gen(function* () {
        yield* (yield* BanWindow).close("address", start + 90_000)
        return yield* placing(make)
      })
      assert.strictEqual((yield* over1(() => undefined, late)).reason, "Retryable BanWindowClosed")
      const unfit = Effect.flatMap(clientOver(), ({ foreign }) =>
        Interop.call(
          {
            client: { ...foreign, problem: () => "retries is 3; it has to be 0" },
            operation: Spot.placeOrder.operation,
            input: limit
          },
          make
        )
      )
      const { exchange, exit, reason } = yield* over1(() => undefined, unfit)
      assert.deepStrictEqual([reason, exchange.requests.length, runs], ["Fatal InvalidRequest", 0, 0])
      assert.include(String(Object(errorOf(exit)).message), "retries is 3")
    })
  )
})

describe("an operation that has no function of its own", () => {
  const named = Interop.operation({ name: "spot.sorOrder", product: spotRules, kind: "place" })
  const make: Maker = ({ client, clientOrderId }) => client.send("POST", order, fieldsOf(clientOrderId))
  const placed = Effect.flatMap(clientOver(), ({ foreign }) =>
    Interop.call({ client: foreign, operation: named, input: { symbol: "BTCUSDT", side: "BUY" } }, make).pipe(
      Reconciliation.settleWithin("1 minute")
    )
  )
  it.effect("is judged by its kind, and stays in doubt", () =>
    Effect.gen(function* () {
      assert.deepInclude(valueOf((yield* over1(() => undefined, placed)).exit), { orderId: 1000 })
      const { exit } = yield* settleOver(new LittleExchange(onPlace(lost)), placed)
      assert.strictEqual(reasonOf(exit), "AmbiguousExecution ResponseLost")
      assert.strictEqual(
        (yield* over1(onPlace(refusal(-1013, "Filter failure: LOT_SIZE")), placed)).reason,
        "Fatal FilterFailure"
      )
    })
  )
})
