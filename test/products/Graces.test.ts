// How long the engines of USDⓈ-M and of portfolio margin may let a request in: what a document says where one does or nothing rests on it,
// else a whole minute.
import { assert, describe, it } from "@effect/vitest"
import * as CustomOperation from "effect-binance/client/CustomOperation"
import * as Operation from "effect-binance/client/Operation"
import type { Reply, WireRequest } from "effect-binance/client/Transport"
import { AmbiguousExecution } from "effect-binance/errors/BinanceError"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import * as Usdm from "effect-binance/products/Usdm"
import { usdmRules } from "effect-binance/products/UsdmRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type AnyCall, client, http, lost, parametersOf, tagOf, within, wire } from "../client/support.ts"

const symbol = "BTCUSDT"
const limit = { symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "30000" } as const
const amend = { symbol, side: "BUY", orderId: 7, quantity: "0.01", price: "30001" } as const
const useFeeBurn = CustomOperation.write({
  product: usdmRules,
  kind: "setting",
  path: "/fapi/v1/feeBurn",
  success: Schema.Struct({ code: Schema.Int }),
  find: Operation.repeat
})

const calls: ReadonlyArray<readonly [string, AnyCall, number]> = [
  ["an order", Usdm.placeOrder(limit), 2],
  ["an amend", Usdm.amendOrder(amend), 2],
  ["the cancel of one order", Usdm.cancelOrder({ symbol, orderId: 7 }), 2],
  ["the cancel of all orders", Usdm.cancelAllOrders({ symbol }), 60],
  ["the leverage", Usdm.changeLeverage({ symbol, leverage: 20 }), 60],
  ["the countdown", Usdm.countdownCancelAll({ symbol, countdownTime: 30_000 }), 60],
  ["a setting of the caller's own", useFeeBurn({}), 60],
  ["an algo order's cancel", Usdm.cancelAlgoOrder({ symbol, clientAlgoId: "mine" }), 60]
]

/** How long after its recvWindow a call that is in doubt may still be let in, in seconds. */
const graceOf = Effect.fnUntraced(function* (call: AnyCall) {
  const result = yield* within(call, 10_000)
  if (Result.isSuccess(result) || !(result.failure instanceof AmbiguousExecution)) return yield* Effect.die("no doubt")
  const { attempts, fenceAt } = result.failure.inDoubt
  return (fenceAt - attempts[0]!.timestamp - attempts[0]!.recvWindow) / 1000
})

const losing = client(
  wire(({ method }) =>
    Effect.map(Clock.currentTimeMillis, (now) => (method === "GET" ? http(200, { serverTime: now }) : lost))
  )
)

describe("the grace of USDⓈ-M", () => {
  for (const [what, call, seconds] of calls)
    it.effect(`of ${what} is ${seconds} s`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* graceOf(call), seconds)
      }).pipe(Effect.provide(losing))
    )

  for (const [what, batch] of [
    ["orders", Usdm.placeOrders],
    ["amends", Usdm.amendOrders],
    ["cancels", Usdm.cancelOrders]
  ] as const)
    it(`of a batch of ${what} is 2 s`, () => {
      assert.strictEqual(SettlementBounds.along(undefined, {}, batch.operation).graceMillis, 2_000)
    })

  it.effect("is what an exchange states that states its own", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* graceOf(Usdm.cancelAllOrders({ symbol })), 0.3)
    }).pipe(
      Effect.provideService(SettlementBounds.Overrides, { usdm: { graceMillis: 300, visibilityMillis: 700 } }),
      Effect.provide(losing)
    )
  )
})

const waits = { symbol, side: "SELL", strategyType: "STOP_MARKET", quantity: "0.01", stopPrice: "20000" } as const
const oco = { symbol, side: "SELL", quantity: "0.01", limit: { price: "65000" }, stop: { stopPrice: "58000" } } as const

const ofPortfolioMargin: ReadonlyArray<readonly [string, AnyCall, number]> = [
  ["an order on USDⓈ-M", PortfolioMargin.placeUmOrder(limit), 11],
  ["an amend on USDⓈ-M", PortfolioMargin.amendUmOrder(amend), 11],
  ["the cancel of one on USDⓈ-M", PortfolioMargin.cancelUmOrder({ symbol, orderId: 7 }), 11],
  ["an order on COIN-M", PortfolioMargin.placeCmOrder(limit), 11],
  ["an amend on COIN-M", PortfolioMargin.amendCmOrder(amend), 11],
  ["the cancel of one on COIN-M", PortfolioMargin.cancelCmOrder({ symbol, orderId: 7 }), 11],
  ["a conditional order on USDⓈ-M", PortfolioMargin.placeUmConditionalOrder(waits), 60],
  [
    "the cancel of a conditional order on USDⓈ-M",
    PortfolioMargin.cancelUmConditionalOrder({ symbol, strategyId: 7 }),
    11
  ],
  ["a conditional order on COIN-M", PortfolioMargin.placeCmConditionalOrder(waits), 60],
  [
    "the cancel of a conditional order on COIN-M",
    PortfolioMargin.cancelCmConditionalOrder({ symbol, strategyId: 7 }),
    11
  ],
  ["a margin order", PortfolioMargin.placeMarginOrder(limit), 60],
  ["the cancel of a margin order", PortfolioMargin.cancelMarginOrder({ symbol, orderId: 7 }), 11],
  ["an order list", PortfolioMargin.placeMarginOco(oco), 60],
  ["the cancel of an order list", PortfolioMargin.cancelMarginOrderList({ symbol, orderListId: 7 }), 11],
  ["the cancel of all orders", PortfolioMargin.cancelAllMarginOrders({ symbol }), 60],
  ["the leverage", PortfolioMargin.changeUmLeverage({ symbol, leverage: 20 }), 60]
]

// its requests queue (-5041), and that an engine of it looks at recvWindow is documented for none but futures orders (-5028)
describe("the grace of portfolio margin", () => {
  for (const [what, call, seconds] of ofPortfolioMargin)
    it.effect(`of ${what} is ${seconds} s`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* graceOf(call), seconds)
      }).pipe(Effect.provide(losing))
    )
})

describe("the cancel of all orders on USDⓈ-M, in doubt", () => {
  const open = { symbol, orderId: 28, clientOrderId: "mine", side: "BUY", type: "LIMIT", status: "NEW", time: 0 }

  /** An exchange with an open order that holds the cancel of all back; says when which request came, in ms. */
  const holding = () => {
    const at = new Map<string, number>()
    let status = "NEW"
    const answer = ({ method, path }: WireRequest, parameters: URLSearchParams, now: number): Reply => {
      const line = `${method} ${path}`
      if (path === "/fapi/v1/time") return http(200, { serverTime: now })
      if (line === "DELETE /fapi/v1/allOpenOrders") {
        assert.isFalse(at.has(line), "sent once")
        at.set(line, now)
        return lost
      }
      if (line === "DELETE /fapi/v1/order") {
        if (parameters.get("origClientOrderId") !== "mine" || status !== "NEW")
          return http(400, { code: -2011, msg: "Unknown order sent." })
        at.set(line, now)
        status = "CANCELED"
        return http(200, { ...open, status })
      }
      if (line === "GET /fapi/v1/order") return http(200, { ...open, status })
      return http(200, line === "GET /fapi/v1/openOrders" && status === "NEW" ? [open] : [])
    }
    const over = wire((request) =>
      Effect.map(Clock.currentTimeMillis, (now) => answer(request, parametersOf(request), now))
    )
    return { at, layer: Reconciliation.layer.pipe(Layer.provideMerge(client(over))) }
  }

  it.effect(
    "does not end while it could still take newer orders along, and cancels before that what stays open",
    () => {
      const { at, layer } = holding()
      return Effect.gen(function* () {
        const result = yield* within(Usdm.cancelAllOrders({ symbol }).pipe(Reconciliation.settle), 300_000)
        assert.strictEqual(tagOf(result), "Success")
        const sentAt = at.get("DELETE /fapi/v1/allOpenOrders") ?? NaN
        const cancelledAfter = (at.get("DELETE /fapi/v1/order") ?? NaN) - sentAt
        assert.isAtLeast(cancelledAfter, usdmRules.visibilityMillis)
        assert.isBelow(cancelledAfter, usdmRules.visibilityMillis + 10_000)
        assert.isAtLeast((yield* Clock.currentTimeMillis) - sentAt, 5_000 + 60_000 + usdmRules.visibilityMillis)
      }).pipe(Effect.provide(layer))
    }
  )
})
