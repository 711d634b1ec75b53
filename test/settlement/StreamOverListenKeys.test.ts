/** Doubts about orders on futures over the simulated exchange, beside a stream that is opened with a listen key. Every read is as old as it may be. */
import { Exchange } from "@effect-binance/simulator/Exchange"
import type * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import { assert, describe, it } from "@effect/vitest"
import type { BinanceClient } from "effect-binance/client/BinanceClient"
import type { BinanceError } from "effect-binance/errors/BinanceError"
import * as Coinm from "effect-binance/products/Coinm"
import * as Usdm from "effect-binance/products/Usdm"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as ListenKey from "effect-binance/stream/ListenKey"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { inProcess, passing } from "../stream/overListenKeys.ts"

const limit = { side: "BUY", type: "LIMIT", timeInForce: "GTC", price: "50000" } as const
const linear = { ...limit, symbol: "BTCUSDT", quantity: "0.01", newClientOrderId: "doubt" } as const
const inverse = { ...limit, symbol: "BTCUSD_PERP", quantity: "10", newClientOrderId: "doubt" } as const
const waiting = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "STOP_MARKET",
  quantity: "0.01",
  triggerPrice: "65000",
  clientAlgoId: "doubt"
} as const
const older = { ...linear, newClientOrderId: "older" } as const
const ofOlder = { symbol: "BTCUSDT", origClientOrderId: "older" } as const

type Services = BinanceClient | Reconciliation.Reconciliation

/** What is in doubt, after what has to be there before it; by the name that its request says. */
const doubts: ReadonlyArray<{
  readonly what: string
  readonly name: string
  readonly before?: Effect.Effect<unknown, unknown, Services>
  readonly call: Effect.Effect<unknown, BinanceError, Services>
}> = [
  {
    what: "an order on USDⓈ-M",
    name: "doubt",
    call: Usdm.placeOrder(linear).pipe(Reconciliation.settle)
  },
  {
    what: "an order that is filled at once",
    name: "doubt",
    call: Usdm.placeOrder({ ...linear, price: "61000" }).pipe(Reconciliation.settle)
  },
  {
    what: "an algo order",
    name: "doubt",
    call: Usdm.placeAlgoOrder(waiting).pipe(Reconciliation.settle)
  },
  {
    what: "a cancel on USDⓈ-M",
    name: "older",
    before: Usdm.placeOrder(older),
    call: Usdm.cancelOrder(ofOlder).pipe(Reconciliation.settle)
  },
  {
    what: "an amend on USDⓈ-M",
    name: "older",
    before: Usdm.placeOrder(older),
    call: Usdm.amendOrder({ ...ofOlder, side: "BUY", quantity: "0.02", price: "51000" }).pipe(Reconciliation.settle)
  },
  {
    what: "an order on COIN-M",
    name: "doubt",
    call: Coinm.placeOrder(inverse).pipe(Reconciliation.settle)
  }
]

interface World {
  /** What becomes of the request. */
  readonly fault: Fault.Name
  /** What befalls what the stream tells of it. */
  readonly befalls?: Fault.SocketFault | undefined
  /** What somebody else does first. */
  readonly first?: Effect.Effect<unknown, unknown, BinanceClient> | undefined
  /** What is stated of the stream. */
  readonly streamDelayMillis?: number | undefined
  /** How often the key is looked after; silence counts as far as it was known to live. */
  readonly keepAliveEvery?: Duration.Input | undefined
}

/** The library's own, with what is stated of the stream. */
const boundsOf = (streamDelayMillis: number | undefined) =>
  Object.fromEntries(
    [Usdm.placeOrder, Usdm.placeAlgoOrder, Coinm.placeOrder].map(({ operation: { product } }) => [
      product.name,
      { ...SettlementBounds.of({}, product), streamDelayMillis }
    ])
  )

/** How it ended, and after how many ms. */
const settle = (
  { before = Effect.void, call, name }: (typeof doubts)[number],
  { befalls, fault, first = Effect.void, keepAliveEvery = "2 seconds", streamDelayMillis }: World
) => {
  const exchange = new Exchange({ seed: 1, readLag: (_source, _random, bound) => bound })
  let isBegun = false
  const names = ["newClientOrderId", "clientAlgoId", "origClientOrderId"]
  const plan = FaultPlan.make(({ kind, parameter }) => {
    const isIt = isBegun && kind !== "read" && names.some((one) => parameter(one) === name)
    if (isIt) isBegun = false
    return isIt ? fault : undefined
  })
  const layer = inProcess(exchange, {
    sources: [UserDataSource.usdm, UserDataSource.coinm],
    keepAliveEvery,
    bounds: boundsOf(streamDelayMillis),
    plan,
    eventFault: () => befalls
  })
  return passing(
    Effect.gen(function* () {
      yield* first
      yield* before
      yield* Effect.sleep(1000)
      isBegun = true
      const from = yield* Clock.currentTimeMillis
      const result = yield* Effect.result(call)
      const millis = (yield* Clock.currentTimeMillis) - from
      return {
        exchange,
        millis,
        outcome: result._tag === "Success" ? "executed" : result.failure.reason._tag,
        // the request that met the fault, and nothing that was sent after it
        hasExecuted: exchange.requests().some((request) => request.fault !== undefined && request.executed)
      }
    }).pipe(Effect.provide(layer))
  )
}

describe.each(doubts)("a doubt about $what, beside a stream with a listen key,", (doubt) => {
  it.effect("is settled at once by what the stream tells", () =>
    Effect.gen(function* () {
      const { exchange, hasExecuted, millis, outcome } = yield* settle(doubt, { fault: "reply-lost" })
      assert.deepStrictEqual([outcome, hasExecuted], ["executed", true])
      assert.isBelow(millis, 250)
      // nothing was sent a second time
      assert.strictEqual(
        exchange.requests().filter(({ executed }) => executed).length,
        doubt.before === undefined ? 1 : 2
      )
    })
  )

  it.effect("is settled by the views when the stream has lost it, and never as not executed", () =>
    Effect.gen(function* () {
      const { millis, outcome } = yield* settle(doubt, { fault: "reply-lost", befalls: { _tag: "events-lost" } })
      assert.strictEqual(outcome, "executed")
      assert.isAbove(millis, 250)
    })
  )
})

// its views lag by more than the stream is late
const order = doubts.find(({ what }) => what.endsWith("COIN-M"))!

describe("an order in doubt beside a stream with a listen key", () => {
  it.effect("that never came is proven absent sooner by a silence of stated delay, and never before the fence", () =>
    Effect.gen(function* () {
      const of = (streamDelayMillis: number | undefined) =>
        settle(order, { fault: "reset-unexecuted", streamDelayMillis })
      const [sooner, later] = [yield* of(2000), yield* of(undefined)]
      assert.deepStrictEqual([sooner.outcome, later.outcome], ["ProvenNotExecuted", "ProvenNotExecuted"])
      const { graceMillis, visibilityMillis } = SettlementBounds.of({}, Coinm.placeOrder.operation.product)
      assert.isAtLeast(sooner.millis, 5000 + graceMillis + 2000 + 5000)
      assert.isBelow(sooner.millis, 5000 + graceMillis + visibilityMillis)
      assert.isAtLeast(later.millis, 5000 + graceMillis + visibilityMillis)
    })
  )

  // what is stated of the stream is stated of one that is heard
  it.effect.each([
    ["whose key was closed by another program", { first: ListenKey.coinm.close(), keepAliveEvery: "5 minutes" }],
    ["whose key ends instead of the event", { befalls: { _tag: "subscription-ended" } }],
    ["whose connection ends instead of the event", { befalls: { _tag: "stream-closed" } }],
    ["whose connection goes silent instead of the event", { befalls: { _tag: "stream-half-open" } }]
  ] as const)("is not taken for absent by the silence of one %s", ([, more]) =>
    Effect.gen(function* () {
      const { millis, outcome } = yield* settle(order, { fault: "reply-lost", streamDelayMillis: 2000, ...more })
      assert.strictEqual(outcome, "executed")
      // by the views, and those show it when they have to
      assert.isAbove(millis, SettlementBounds.of({}, Coinm.placeOrder.operation.product).visibilityMillis)
    })
  )
})
