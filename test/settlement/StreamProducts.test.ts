// What the streams of the other products show of a doubt: each kind of order by its own number, and no other kind for it.
import { assert, describe, it } from "@effect/vitest"
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import * as CustomOperation from "effect-binance/client/CustomOperation"
import type { Reply, WireRequest } from "effect-binance/client/Transport"
import * as Coinm from "effect-binance/products/Coinm"
import * as Margin from "effect-binance/products/Margin"
import { marginRules } from "effect-binance/products/MarginRules"
import * as Options from "effect-binance/products/Options"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import * as Usdm from "effect-binance/products/Usdm"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as UserEvent from "effect-binance/stream/UserEvent"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { client, http, lost, parametersOf, tagOf, within, wire } from "../client/support.ts"

interface Request {
  /** Such as `POST /fapi/v1/order`. */
  readonly line: string
  readonly sent: URLSearchParams
  /** In ms by the test's clock. */
  readonly at: number
}

type Wire = Readonly<Record<string, unknown>>

/** What an exchange with no orders says. */
const empty = ({ at, line }: Request): Reply =>
  line.endsWith("/time")
    ? http(200, { serverTime: at })
    : line.startsWith("DELETE")
      ? http(400, { code: -2011, msg: "Unknown order sent." })
      : /\/(?:order|algoOrder|openOrder|orderHistory)$/.test(line)
        ? http(400, { code: -2013, msg: "Order does not exist." })
        : http(200, [])

type Services = BinanceClient.BinanceClient | Reconciliation.Reconciliation

/** A call whose reply is lost, on an account whose stream tells this of it, half a second later. */
const lostAnd = <A, E>(
  product: UserEvent.Product,
  call: Effect.Effect<A, E, Services>,
  tells: (name: string, at: number) => ReadonlyArray<Wire>,
  answers: (request: Request) => Reply | undefined = () => undefined,
  bounds: Readonly<Record<string, SettlementBounds.Bounds>> = {},
  /** Until when the stream shows to have lived, in ms by the monotonic clock. */
  provenUntil = -1_000_000
) =>
  Effect.gen(function* () {
    const sightings = yield* Sightings.make("test")
    sightings.up(product, -1_000_000)
    sightings.alive(product, provenUntil)
    let isLost = false
    const over = wire((request: WireRequest) =>
      Effect.gen(function* () {
        const asked = {
          line: `${request.method} ${request.path}`,
          sent: parametersOf(request),
          at: yield* Clock.currentTimeMillis
        }
        const isWrite = request.method !== "GET" && !asked.line.endsWith("/time")
        if (isLost || !isWrite) return answers(asked) ?? empty(asked)
        isLost = true
        const name = ["newClientOrderId", "clientAlgoId", "newClientStrategyId", "clientOrderId", "origClientOrderId"]
          .map((key) => asked.sent.get(key))
          .find((value) => value !== null)
        const told = tells(name ?? "", asked.at).flatMap((event) =>
          UserEvent.sightingsOf(UserEvent.decode(product, JSON.stringify(event)))
        )
        yield* Effect.forkDetach(
          Effect.andThen(
            Effect.sleep(500),
            Effect.sync(() => {
              for (const sighting of told) sightings.saw(sighting)
            })
          )
        )
        return lost
      })
    )
    const layer = Reconciliation.layer.pipe(Layer.provideMerge(client(over)))
    const result = yield* Effect.gen(function* () {
      const ended = yield* within(call, 300_000)
      return { ended, at: yield* Clock.currentTimeMillis }
    }).pipe(
      Effect.provide(layer),
      Effect.provideService(Sightings.Sightings, sightings),
      Effect.provideService(SettlementBounds.Overrides, bounds)
    )
    return { ...result, sent: over.sent.map(({ request }) => `${request.method} ${request.path}`) }
  })

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "30000"
} as const
const stop = { symbol: "BTCUSDT", side: "SELL", type: "STOP_MARKET", quantity: "0.01", triggerPrice: "20000" } as const

const update = (name: string, at: number, more: Wire = {}, outer: Wire = {}): Wire => ({
  e: "ORDER_TRADE_UPDATE",
  E: at,
  T: at,
  ...outer,
  o: {
    s: "BTCUSDT",
    c: name,
    i: 28,
    x: "NEW",
    X: "NEW",
    S: "BUY",
    o: "LIMIT",
    ot: "LIMIT",
    q: "0.010",
    p: "30000",
    z: "0",
    T: at,
    ...more
  }
})
const algo = (name: string, at: number, more: Wire = {}): Wire => ({
  e: "ALGO_UPDATE",
  E: at,
  T: at,
  o: { s: "BTCUSDT", caid: name, aid: 7, X: "NEW", S: "SELL", o: "STOP_MARKET", q: "0.01", p: "0", ...more }
})

type Ended = Result.Result<{ readonly orderId: number | string }, { readonly reason: { readonly _tag: string } }>
const orderIdOf = (ended: Ended) => (Result.isSuccess(ended) ? ended.success.orderId : tagOf(ended))

describe("an order in doubt on futures", () => {
  it.effect("is settled at once by its first event", () =>
    Effect.gen(function* () {
      const call = Usdm.placeOrder(limit).pipe(Reconciliation.settle)
      const { at, ended } = yield* lostAnd("usdm", call, (name, now) => [update(name, now)])
      assert.strictEqual(orderIdOf(ended), 28)
      assert.isBelow(at, 6_001)
    })
  )

  it.effect("is settled by a fill that is told in few words, and is there before the others", () =>
    Effect.gen(function* () {
      const call = Usdm.placeOrder(limit).pipe(Reconciliation.settle)
      const { ended } = yield* lostAnd("usdm", call, (name, now) => [
        {
          e: "TRADE_LITE",
          E: now,
          T: now,
          s: "BTCUSDT",
          q: "0.010",
          p: "30000",
          c: name,
          S: "BUY",
          L: "30000",
          l: "0.010",
          t: 1,
          i: 28
        }
      ])
      assert.strictEqual(orderIdOf(ended), 28)
    })
  )

  // no document has such an event: what it would say of a placement, nobody knows
  it.effect("is not refused by an event that says that it was rejected", () =>
    Effect.gen(function* () {
      const call = Usdm.placeOrder(limit).pipe(Reconciliation.settle)
      const rejected = (name: string, now: number) => [update(name, now, { x: "REJECTED", X: "REJECTED", i: -1 })]
      const { at, ended } = yield* lostAnd("usdm", call, rejected)
      assert.strictEqual(tagOf(ended), "ProvenNotExecuted")
      assert.isAbove(at, 15_000)
    })
  )

  it.effect("is not settled by an algo order of its name", () =>
    Effect.gen(function* () {
      const call = Usdm.placeOrder({ ...limit, newClientOrderId: "mine-1" }).pipe(Reconciliation.settle)
      const { ended } = yield* lostAnd("usdm", call, (name, now) => [
        algo(name, now, { S: "BUY", o: "LIMIT", q: "0.010", p: "30000" })
      ])
      assert.strictEqual(tagOf(ended), "ProvenNotExecuted")
    })
  )

  it.effect("is told from an older order of its name, which is filled now, by the view of that", () =>
    Effect.gen(function* () {
      const call = Usdm.placeOrder({ ...limit, newClientOrderId: "mine-1" }).pipe(Reconciliation.settle)
      const older = {
        orderId: 28,
        symbol: "BTCUSDT",
        clientOrderId: "mine-1",
        side: "BUY",
        type: "LIMIT",
        price: "30000",
        origQty: "0.010",
        status: "FILLED",
        time: -60_000
      }
      const { ended } = yield* lostAnd(
        "usdm",
        call,
        (name, now) => [update(name, now + 100, { x: "TRADE", X: "FILLED" })],
        ({ line }) => (line === "GET /fapi/v1/order" ? http(200, older) : undefined)
      )
      assert.strictEqual(tagOf(ended), "ProvenNotExecuted")
    })
  )

  it.effect("is found by its name on COIN-M, where an event has no route", () =>
    Effect.gen(function* () {
      const call = Coinm.placeOrder({ ...limit, symbol: "BTCUSD_PERP", quantity: "1" }).pipe(Reconciliation.settle)
      const { ended } = yield* lostAnd("coinm", call, (name, now) => [
        update(name, now, { s: "BTCUSD_PERP", q: "1" }, { i: "SfsR" })
      ])
      assert.strictEqual(orderIdOf(ended), 28)
    })
  )
})

describe("a cancel in doubt on futures", () => {
  const stopped = { symbol: "BTCUSD_PERP", orderId: 28 }
  const view = (status: string) =>
    http(200, {
      ...stopped,
      clientOrderId: "mine-1",
      side: "SELL",
      type: "LIMIT",
      origType: "STOP",
      status,
      price: "2",
      origQty: "1",
      time: 0,
      updateTime: 0
    })

  // told to have expired, a stop order goes on as the order that it was waiting to be
  it.effect("is not settled by the trigger of its order, which lives", () =>
    Effect.gen(function* () {
      let cancels = 0
      const call = Coinm.cancelOrder(stopped).pipe(Reconciliation.settle)
      const { ended } = yield* lostAnd(
        "coinm",
        call,
        (_, now) => [
          update("mine-1", now, { s: "BTCUSD_PERP", x: "EXPIRED", X: "EXPIRED", o: "STOP", ot: "STOP", er: "8" }),
          update("mine-1", now, { s: "BTCUSD_PERP", ot: "STOP" })
        ],
        ({ line }) => {
          if (line === "GET /dapi/v1/order") return view(cancels > 0 ? "CANCELED" : "NEW")
          if (line !== "DELETE /dapi/v1/order") return undefined
          cancels++
          return view("CANCELED")
        }
      )
      assert.strictEqual(tagOf(ended), "Success")
      assert.isAbove(cancels, 0)
    })
  )

  it.effect("is settled by another end of its order", () =>
    Effect.gen(function* () {
      const call = Coinm.cancelOrder(stopped).pipe(Reconciliation.settle)
      const { ended } = yield* lostAnd("coinm", call, (_, now) => [
        update("mine-1", now, { s: "BTCUSD_PERP", x: "EXPIRED", X: "EXPIRED", o: "STOP", ot: "STOP", er: "5" })
      ])
      assert.strictEqual(tagOf(ended), "AlreadyInState")
    })
  )
})

describe("an algo order in doubt", () => {
  it.effect("is settled by its own event, by its own number", () =>
    Effect.gen(function* () {
      const call = Usdm.placeAlgoOrder(stop).pipe(Reconciliation.settle)
      const { at, ended } = yield* lostAnd("usdm", call, (name, now) => [algo(name, now)])
      assert.strictEqual(orderIdOf(ended), 7)
      assert.isBelow(at, 6_001)
    })
  )

  it.effect("is not taken for the order that it places under the same name", () =>
    Effect.gen(function* () {
      const call = Usdm.placeAlgoOrder(stop).pipe(Reconciliation.settle)
      const { ended } = yield* lostAnd("usdm", call, (name, now) => [
        update(name, now, { S: "SELL", o: "MARKET", ot: "STOP_MARKET", q: "0.01", p: "0" })
      ])
      assert.notStrictEqual(orderIdOf(ended), 28)
    })
  )

  // it was accepted, and refused by the engine when it was triggered
  it.effect("that is REJECTED was accepted, as its first event says", () =>
    Effect.gen(function* () {
      const call = Usdm.placeAlgoOrder(stop).pipe(Reconciliation.settle)
      const { ended } = yield* lostAnd("usdm", call, (name, now) => [
        algo(name, now),
        algo(name, now, { X: "TRIGGERING" }),
        algo(name, now, { X: "REJECTED", rm: "margin" })
      ])
      assert.strictEqual(orderIdOf(ended), 7)
    })
  )
})

describe("an order in doubt under portfolio margin", () => {
  const um = PortfolioMargin.placeUmOrder({ ...limit, newClientOrderId: "mine-1" }).pipe(Reconciliation.settle)

  it.effect("is settled by an event of its unit", () =>
    Effect.gen(function* () {
      const { ended } = yield* lostAnd("pm", um, (name, now) => [update(name, now, {}, { fs: "UM" })])
      assert.strictEqual(orderIdOf(ended), 28)
    })
  )

  for (const [what, event] of [
    ["of the other unit", (name: string, now: number) => update(name, now, {}, { fs: "CM" })],
    [
      "of the margin account",
      (name: string, now: number): Wire => ({
        e: "executionReport",
        E: now,
        T: now,
        O: now,
        s: "BTCUSDT",
        c: name,
        C: "",
        i: 28,
        x: "NEW",
        X: "NEW",
        S: "BUY",
        o: "LIMIT",
        q: "0.010",
        p: "30000",
        z: "0"
      })
    ],
    [
      "of a conditional order",
      (name: string, now: number): Wire => ({
        e: "CONDITIONAL_ORDER_TRADE_UPDATE",
        E: now,
        T: now,
        fs: "UM",
        so: {
          s: "BTCUSDT",
          c: name,
          si: 7,
          os: "NEW",
          S: "BUY",
          st: "LIMIT",
          q: "0.010",
          p: "30000",
          T: now,
          ut: now,
          i: 28
        }
      })
    ]
  ] as const) {
    it.effect(`is not settled by an event ${what}`, () =>
      Effect.gen(function* () {
        const { ended } = yield* lostAnd("pm", um, (name, now) => [event(name, now)])
        assert.strictEqual(tagOf(ended), "ProvenNotExecuted")
      })
    )
  }

  // Nobody knows whose it is: it proves nothing, and a "no" beside it would be a guess.
  it.effect("is neither settled nor refuted by an event that does not say of which unit it is", () =>
    Effect.gen(function* () {
      const call = PortfolioMargin.placeUmOrder({ ...limit, newClientOrderId: "mine-1" }).pipe(
        Reconciliation.settleWithin("2 minutes")
      )
      const { ended } = yield* lostAnd("pm", call, (name, now) => [update(name, now)])
      assert.strictEqual(tagOf(ended), "ResponseLost")
    })
  )

  it.effect("that is conditional goes by its own number, not by that of the order that it places", () =>
    Effect.gen(function* () {
      const call = PortfolioMargin.placeUmConditionalOrder({
        symbol: "BTCUSDT",
        side: "SELL",
        strategyType: "STOP_MARKET",
        quantity: "0.01",
        stopPrice: "20000"
      }).pipe(Reconciliation.settle)
      const { ended } = yield* lostAnd("pm", call, (name, now) => [
        update(name, now, { S: "SELL", o: "STOP_MARKET", ot: "STOP_MARKET", q: "0.01" }, { fs: "UM" }),
        {
          e: "CONDITIONAL_ORDER_TRADE_UPDATE",
          E: now,
          T: now,
          fs: "UM",
          so: {
            s: "BTCUSDT",
            c: name,
            si: 7,
            os: "TRIGGERED",
            S: "SELL",
            st: "STOP_MARKET",
            q: "0.01",
            T: now,
            ut: now,
            i: 28
          }
        }
      ])
      assert.strictEqual(orderIdOf(ended), 7)
    })
  )
})

describe("an order in doubt on options", () => {
  const place = Options.placeOrder({
    symbol: "BTC-251123-126000-C",
    side: "SELL",
    type: "LIMIT",
    timeInForce: "GTC",
    quantity: "1",
    price: "1993"
  }).pipe(Reconciliation.settle)
  const orderId = "4611869636869226548"

  it.effect("is settled by its event, with a number that no double can hold", () =>
    Effect.gen(function* () {
      const { ended } = yield* lostAnd("options", place, (name, now) => [
        update(name, now, { s: "BTC-251123-126000-C", S: "SELL", q: "1", p: "1993", i: orderId })
      ])
      assert.strictEqual(`${orderIdOf(ended)}`, orderId)
    })
  )

  it.effect("is settled by an event of the older stream, which sells below zero", () =>
    Effect.gen(function* () {
      const { ended } = yield* lostAnd("options", place, (name, now) => [
        {
          e: "ORDER_TRADE_UPDATE",
          E: now,
          o: [
            {
              T: now,
              t: now,
              s: "BTC-251123-126000-C",
              c: name,
              oid: orderId,
              p: "1993",
              q: "-1",
              S: "ACCEPTED",
              e: "0",
              tif: "GTC",
              oty: "LIMIT"
            }
          ]
        }
      ])
      assert.strictEqual(`${orderIdOf(ended)}`, orderId)
    })
  )
})

describe("an order in doubt on margin", () => {
  const bounds = { margin: { graceMillis: 1000, visibilityMillis: 30_000, streamDelayMillis: 2000 } }
  const place = (parameters: CustomOperation.Input) =>
    lostAnd(
      "margin",
      CustomOperation.write({
        product: marginRules,
        kind: "place",
        path: "/sapi/v1/margin/order",
        success: Margin.Order,
        find: { subject: "placement", views: () => Margin.isolatedViews }
      })({ symbol: "BTCUSDT", side: "BUY", type: "LIMIT", quantity: "0.01", price: "30000", ...parameters }).pipe(
        Reconciliation.settle
      ),
      () => [],
      undefined,
      bounds,
      1e9
    )

  it.effect(
    "of an isolated account is not heard of by the stream of the cross account, however that is asked for",
    () =>
      Effect.gen(function* () {
        const took = (parameters: CustomOperation.Input) =>
          Effect.gen(function* () {
            const from = yield* Clock.currentTimeMillis
            const { at, ended } = yield* place(parameters)
            assert.strictEqual(tagOf(ended), "ProvenNotExecuted")
            return at - from
          })
        const cross = yield* took({})
        assert.isBelow(cross, 15_000)
        for (const isIsolated of ["FALSE", false]) assert.strictEqual(yield* took({ isIsolated }), cross)
        for (const isIsolated of [true, "TRUE", "true"])
          assert.isAtLeast(yield* took({ isIsolated }), 36_000, `isIsolated: ${isIsolated}`)
      })
  )
})
