// Doubts about orders of futures, algo orders, conditional orders and options, settled over an exchange that the test scripts.
import { assert, describe, it } from "@effect/vitest"
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type { Reply, WireRequest } from "effect-binance/client/Transport"
import type { BinanceError } from "effect-binance/errors/BinanceError"
import { Attempt, InDoubt } from "effect-binance/errors/InDoubt"
import * as Options from "effect-binance/products/Options"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import { portfolioMarginRules } from "effect-binance/products/PortfolioMarginRules"
import * as Usdm from "effect-binance/products/Usdm"
import { usdmAlgoRules, usdmRules } from "effect-binance/products/UsdmRules"
import * as Match from "effect-binance/settlement/Match"
import type { OrderRow } from "effect-binance/settlement/ProductViews"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { client, http, lost, parametersOf, type Sent, tagOf, within, wire } from "../client/support.ts"

const notFound = http(400, { code: -2013, msg: "Order does not exist." })
const unknownOrder = http(400, { code: -2011, msg: "Unknown order sent." })

interface Request {
  /** Such as `POST /fapi/v1/order`. */
  readonly line: string
  readonly sent: URLSearchParams
  /** In ms by the test's clock. */
  readonly at: number
}

type Answers = (request: Request) => Reply | undefined

/** What an exchange with no orders says, unless the answers say otherwise. */
const empty = ({ line, at }: Request): Reply =>
  line.endsWith("/time")
    ? http(200, { serverTime: at })
    : line.startsWith("DELETE")
      ? unknownOrder
      : /\/(?:order|algoOrder|openOrder|orderHistory)$/.test(line)
        ? notFound
        : http(200, [])

const exchange = (answers: Answers) => {
  const over = wire((request: WireRequest) =>
    Effect.map(Clock.currentTimeMillis, (at) => {
      const asked = { line: `${request.method} ${request.path}`, sent: parametersOf(request), at }
      return answers(asked) ?? empty(asked)
    })
  )
  const lines = (line: string): ReadonlyArray<Sent> =>
    over.sent.filter(({ request }) => `${request.method} ${request.path}` === line)
  return { over, lines, layer: Reconciliation.layer.pipe(Layer.provideMerge(client(over))) }
}

type Services = BinanceClient.BinanceClient | Reconciliation.Reconciliation
const settled = <A, E>(call: Effect.Effect<A, E, Services>, { layer }: ReturnType<typeof exchange>, millis = 300_000) =>
  Effect.gen(function* () {
    const result = yield* within(call, millis)
    return { result, after: yield* Clock.currentTimeMillis }
  }).pipe(Effect.provide(layer))

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "30000"
} as const
const stop = { symbol: "BTCUSDT", side: "SELL", type: "STOP_MARKET", quantity: "0.01", triggerPrice: "20000" } as const
const shown = (clientOrderId: string | null, more: Readonly<Record<string, unknown>> = {}) => ({
  orderId: 28,
  symbol: "BTCUSDT",
  clientOrderId,
  side: "BUY",
  type: "LIMIT",
  origType: "LIMIT",
  price: "30000",
  origQty: "0.010",
  status: "NEW",
  time: 0,
  updateTime: 0,
  ...more
})

describe("an order on USDⓈ-M whose reply was lost", () => {
  it.effect("is found by its name, and sent once", () => {
    let name: string | null = null
    const one = exchange(({ line, sent }) => {
      if (line === "POST /fapi/v1/order") {
        name = sent.get("newClientOrderId")
        return lost
      }
      if (line === "GET /fapi/v1/order" && sent.get("origClientOrderId") === name) return http(200, shown(name))
      return undefined
    })
    return Effect.gen(function* () {
      const { after, result } = yield* settled(Usdm.placeOrder(limit).pipe(Reconciliation.settle), one)
      assert.strictEqual(tagOf(result), "Success")
      assert.isTrue(Result.isSuccess(result) && result.success.orderId === 28)
      assert.lengthOf(one.lines("POST /fapi/v1/order"), 1)
      assert.isBelow(after, 1_000)
    })
  })

  it.effect("is proven not executed after its fence and its visibility, by its own host's clock", () => {
    const one = exchange(({ line }) => (line === "POST /fapi/v1/order" ? lost : undefined))
    return Effect.gen(function* () {
      const { after, result } = yield* settled(Usdm.placeOrder(limit).pipe(Reconciliation.settle), one)
      assert.strictEqual(tagOf(result), "ProvenNotExecuted")
      assert.isAtLeast(after, 5_000 + usdmRules.graceMillis + usdmRules.visibilityMillis)
      assert.isBelow(after, 60_000)
      assert.isNotEmpty(one.lines("GET /fapi/v1/time"))
      assert.isEmpty(one.lines("GET /api/v3/time"))
      for (const line of ["GET /fapi/v1/openOrders", "GET /fapi/v1/allOrders", "GET /fapi/v1/userTrades"])
        assert.isAtLeast(one.lines(line).length, 2, line)
      assert.lengthOf(one.lines("POST /fapi/v1/order"), 1)
    })
  })

  const newest = (from: number, rows: number) => [-Math.min(from, rows)] as const
  const oldest = (from: number) => [0, from] as const
  // a full page may hold the newest rows that were asked for, or the oldest: nobody says
  for (const [what, index, cut] of [
    ["the newest rows", 3, newest],
    ["the oldest rows", 2_399, oldest],
    // where the time is divided
    ["the newest rows", 1_199, newest],
    ["the newest rows", 1_200, newest],
    ["the oldest rows", 499, oldest],
    ["the oldest rows", 1_000, oldest]
  ] as const)
    it.effect(
      `is found as number ${index} when its name shows nothing and a full page of all orders holds ${what}`,
      () => {
        const rows = Array.from({ length: 2_400 }, (_, i) =>
          shown(`another-${i}`, { orderId: 100 + i, time: i, side: "SELL" })
        )
        const one = exchange(({ at, line, sent }) => {
          if (line === "POST /fapi/v1/order") {
            rows[index] = shown(sent.get("newClientOrderId"), { orderId: 100 + index, time: index })
            return lost
          }
          if (line !== "GET /fapi/v1/allOrders" || at < 10_000) return undefined
          const from = Number(sent.get("startTime") ?? 0)
          const to = Number(sent.get("endTime") ?? Infinity)
          const asked = rows.filter(({ time }) => time >= from && time <= to)
          return http(200, asked.slice(...cut(Number(sent.get("limit")), asked.length)))
        })
        return Effect.gen(function* () {
          const { result } = yield* settled(Usdm.placeOrder(limit).pipe(Reconciliation.settle), one)
          assert.isTrue(Result.isSuccess(result) && result.success.orderId === 100 + index)
          assert.isAbove(one.lines("GET /fapi/v1/allOrders").length, 3)
        })
      }
    )

  // Nobody says either whether a list goes by when its orders were made or by when they last changed: a full page of orders that were
  // there long before, and have all been cancelled since, has to be divided by when that was.
  it.effect("is proven not executed beside a full page of older orders that were cancelled since", () => {
    const changed = Array.from({ length: 1_300 }, (_, i) =>
      shown(`another-${i}`, {
        orderId: 100 + i,
        side: "SELL",
        status: "CANCELED",
        time: -60_000,
        updateTime: 1_000 + i
      })
    )
    const one = exchange(({ line, sent }) => {
      if (line === "POST /fapi/v1/order") return lost
      if (line !== "GET /fapi/v1/allOrders") return undefined
      const from = Number(sent.get("startTime"))
      const to = Number(sent.get("endTime") ?? Infinity)
      const asked = changed.filter(({ updateTime }) => updateTime >= from && updateTime <= to)
      return http(200, asked.slice(-Number(sent.get("limit"))))
    })
    return Effect.gen(function* () {
      const { result } = yield* settled(Usdm.placeOrder(limit).pipe(Reconciliation.settleWithin("4 minutes")), one)
      assert.strictEqual(tagOf(result), "ProvenNotExecuted")
    })
  })

  it.effect("is never called not executed while a view holds more in a millisecond than a page can", () => {
    const rows = Array.from({ length: 1_000 }, (_, i) => shown(`another-${i}`, { orderId: 100 + i, side: "SELL" }))
    const one = exchange(({ line }) =>
      line === "POST /fapi/v1/order" ? lost : line === "GET /fapi/v1/allOrders" ? http(200, rows) : undefined
    )
    return Effect.gen(function* () {
      const { result } = yield* settled(Usdm.placeOrder(limit).pipe(Reconciliation.settleWithin("4 minutes")), one)
      assert.strictEqual(tagOf(result), "ResponseLost")
    })
  })

  for (const [what, amended] of [
    ["is found though somebody has amended it since", true],
    ["is not what has another price under its name, and was never amended", false]
  ] as const)
    it.effect(what, () => {
      let name: string | null = null
      const one = exchange(({ line, sent }) => {
        if (line === "POST /fapi/v1/order") {
          name = sent.get("newClientOrderId")
          return lost
        }
        if (line === "GET /fapi/v1/order" && sent.get("origClientOrderId") === name)
          return http(200, shown(name, { price: "31000", origQty: "0.02" }))
        if (line !== "GET /fapi/v1/orderAmendment" || !amended) return undefined
        return http(200, [
          {
            amendmentId: 5,
            orderId: 28,
            symbol: "BTCUSDT",
            clientOrderId: name,
            time: 300,
            amendment: {
              price: { before: "30000", after: "31000" },
              origQty: { before: "0.01", after: "0.020" },
              count: 1
            }
          }
        ])
      })
      return Effect.gen(function* () {
        const { result } = yield* settled(Usdm.placeOrder(limit).pipe(Reconciliation.settleWithin("4 minutes")), one)
        assert.strictEqual(tagOf(result), amended ? "Success" : "ResponseLost")
        assert.lengthOf(one.lines("POST /fapi/v1/order"), 1)
      })
    })

  it.effect("is not taken for the algo order that has the same number", () => {
    const one = exchange(({ line, sent }) => {
      switch (line) {
        case "POST /fapi/v1/algoOrder":
        case "POST /fapi/v1/order":
          return lost
        case "GET /fapi/v1/algoOrder":
          return http(200, { algoId: 28, clientAlgoId: sent.get("clientAlgoId"), algoStatus: "NEW" })
        case "GET /fapi/v1/order":
          return http(200, shown(sent.get("origClientOrderId")))
        default:
          return undefined
      }
    })
    return Effect.gen(function* () {
      const program = Effect.gen(function* () {
        const algo = yield* Usdm.placeAlgoOrder(stop).pipe(Reconciliation.settle)
        return [algo.orderId, (yield* Usdm.placeOrder(limit).pipe(Reconciliation.settle)).orderId]
      })
      const { result } = yield* settled(program, one)
      assert.deepStrictEqual(Result.getOrUndefined(result), [28, 28])
    })
  })
})

describe("a batch on USDⓈ-M", () => {
  it.effect("names its orders, and settles each", () => {
    const names: Array<string> = []
    const one = exchange(({ line, sent }) => {
      if (line === "POST /fapi/v1/batchOrders") {
        for (const element of JSON.parse(sent.get("batchOrders") ?? "[]")) names.push(element.newClientOrderId)
        return lost
      }
      return line === "GET /fapi/v1/order" && sent.get("origClientOrderId") === names[1]
        ? http(200, shown(names[1] ?? null))
        : undefined
    })
    return Effect.gen(function* () {
      const { result } = yield* settled(Usdm.placeOrders([limit, limit]).pipe(Reconciliation.settle), one)
      if (Result.isFailure(result)) return assert.fail(tagOf(result))
      assert.deepStrictEqual(result.success.map(tagOf), ["ProvenNotExecuted", "Success"])
      assert.match(names[0] ?? "", /^[0-9a-z]{24}-0$/)
      assert.match(names[1] ?? "", /^[0-9a-z]{24}-1$/)
    })
  })

  it.effect("of cancels by order id knows its elements by that id", () => {
    const one = exchange(({ line }) =>
      line === "DELETE /fapi/v1/batchOrders"
        ? http(200, [
            { ...shown("b"), orderId: 2, status: "CANCELED" },
            { ...shown("a"), orderId: 1, status: "CANCELED" }
          ])
        : undefined
    )
    return Effect.gen(function* () {
      const { result } = yield* settled(Usdm.cancelOrders({ symbol: "BTCUSDT", orderIds: [1, 2] }), one)
      if (Result.isFailure(result)) return assert.fail(tagOf(result))
      // in the order asked, whatever the order of the reply
      assert.deepStrictEqual(
        result.success.map((one) => (Result.isSuccess(one) ? one.success.orderId : tagOf(one))),
        [1, 2]
      )
    })
  })

  it.effect("of more than its endpoint takes is refused before anything is sent", () => {
    const one = exchange(() => undefined)
    return Effect.gen(function* () {
      const { result } = yield* settled(Usdm.placeOrders(Array.from({ length: 6 }, () => limit)), one)
      assert.strictEqual(tagOf(result), "InvalidRequest")
      assert.isEmpty(one.over.sent)
    })
  })
})

describe("an algo order whose reply was lost", () => {
  it.effect("is found by its client algo id", () => {
    let name: string | null = null
    const one = exchange(({ line, sent }) => {
      if (line === "POST /fapi/v1/algoOrder") {
        name = sent.get("clientAlgoId")
        return lost
      }
      return line === "GET /fapi/v1/algoOrder" && sent.get("clientAlgoId") === name
        ? http(200, {
            algoId: 7,
            clientAlgoId: name,
            algoStatus: "TRIGGERED",
            orderType: "STOP_MARKET",
            symbol: "BTCUSDT",
            side: "SELL",
            quantity: "0.010",
            createTime: 0,
            actualOrderId: "99"
          })
        : undefined
    })
    return Effect.gen(function* () {
      const { result } = yield* settled(Usdm.placeAlgoOrder(stop).pipe(Reconciliation.settle), one)
      assert.isTrue(Result.isSuccess(result) && result.success.algoId === 7 && result.success.actualOrderId === "99")
      assert.lengthOf(one.lines("POST /fapi/v1/algoOrder"), 1)
    })
  })

  it.effect("is proven not executed only after its own, longer grace, and no fill is asked for", () => {
    const one = exchange(({ line }) => (line === "POST /fapi/v1/algoOrder" ? lost : undefined))
    return Effect.gen(function* () {
      const { after, result } = yield* settled(Usdm.placeAlgoOrder(stop).pipe(Reconciliation.settle), one)
      assert.strictEqual(tagOf(result), "ProvenNotExecuted")
      assert.isAtLeast(after, 5_000 + usdmAlgoRules.graceMillis + usdmAlgoRules.visibilityMillis)
      assert.isAtLeast(one.lines("GET /fapi/v1/allAlgoOrders").length, 2)
      assert.isAtLeast(one.lines("DELETE /fapi/v1/algoOrder").length, 1)
      for (const line of ["GET /fapi/v1/userTrades", "GET /fapi/v1/order", "DELETE /fapi/v1/order"])
        assert.isEmpty(one.lines(line), line)
    })
  })

  it.effect("is not kept in doubt by another one of ours that has the same content and was cancelled", () => {
    const rows: Array<Readonly<Record<string, unknown>>> = []
    const one = exchange(({ line, sent }) => {
      if (line === "POST /fapi/v1/algoOrder") {
        if (rows.length > 0) return lost
        const placed = {
          algoId: 7,
          clientAlgoId: sent.get("clientAlgoId"),
          algoStatus: "NEW",
          orderType: stop.type,
          symbol: stop.symbol,
          side: stop.side,
          quantity: stop.quantity,
          createTime: 0
        }
        rows.push({ ...placed, algoStatus: "CANCELED" })
        return http(200, placed)
      }
      return line === "GET /fapi/v1/allAlgoOrders" ? http(200, rows) : undefined
    })
    return Effect.gen(function* () {
      const place = Usdm.placeAlgoOrder(stop).pipe(Reconciliation.settle)
      const { result } = yield* settled(Effect.andThen(place, place), one)
      assert.strictEqual(tagOf(result), "ProvenNotExecuted")
    })
  })

  it.effect.each(["TRIGGERED", "FINISHED"])("a cancel of one that is %s meanwhile did nothing", (algoStatus) => {
    const one = exchange(({ line }) =>
      line === "DELETE /fapi/v1/algoOrder"
        ? lost
        : line === "GET /fapi/v1/algoOrder"
          ? http(200, { algoId: 7, clientAlgoId: "a", algoStatus, symbol: "BTCUSDT" })
          : undefined
    )
    return Effect.gen(function* () {
      const cancel = Usdm.cancelAlgoOrder({ symbol: "BTCUSDT", algoId: 7 }).pipe(Reconciliation.settle)
      const { result } = yield* settled(cancel, one)
      assert.strictEqual(tagOf(result), "AlreadyInState")
    })
  })
})

describe("the bounds that a program states", () => {
  it("of plain orders are not those of algo orders", () => {
    const stated = { usdm: { graceMillis: 1, visibilityMillis: 2 } }
    assert.strictEqual(SettlementBounds.of(stated, usdmRules), stated.usdm)
    assert.strictEqual(SettlementBounds.of(stated, usdmAlgoRules), usdmAlgoRules)
    const algo = { usdmAlgo: { graceMillis: 3, visibilityMillis: 4 } }
    assert.strictEqual(SettlementBounds.of(algo, usdmAlgoRules), algo.usdmAlgo)
    assert.strictEqual(SettlementBounds.of(algo, usdmRules), usdmRules)
  })
})

describe("portfolio margin", () => {
  it.effect("a conditional order that was triggered at once is found among all of them", () => {
    let name: string | null = null
    const one = exchange(({ line, sent }) => {
      if (line === "POST /papi/v1/um/conditional/order") {
        name = sent.get("newClientStrategyId")
        return lost
      }
      return line === "GET /papi/v1/um/conditional/allOrders"
        ? http(200, [
            {
              strategyId: 7,
              newClientStrategyId: name,
              strategyStatus: "TRIGGERED",
              strategyType: "STOP_MARKET",
              symbol: "BTCUSDT",
              side: "SELL",
              origQty: "0.010",
              price: "0",
              bookTime: 0,
              orderId: 99,
              status: "FILLED",
              type: "MARKET"
            }
          ])
        : undefined
    })
    return Effect.gen(function* () {
      const place = PortfolioMargin.placeUmConditionalOrder({
        symbol: "BTCUSDT",
        side: "SELL",
        strategyType: "STOP_MARKET",
        quantity: "0.01",
        stopPrice: "20000"
      })
      const { result } = yield* settled(place.pipe(Reconciliation.settle), one)
      assert.isTrue(
        Result.isSuccess(result) && result.success.strategyId === 7 && result.success.triggeredOrderId === 99
      )
    })
  })

  it.effect("a lost cancel of a conditional order is settled by the history", () => {
    const one = exchange(({ line }) =>
      line === "DELETE /papi/v1/um/conditional/order"
        ? lost
        : line === "GET /papi/v1/um/conditional/orderHistory"
          ? http(200, { strategyId: 7, strategyStatus: "CANCELED", symbol: "BTCUSDT" })
          : undefined
    )
    return Effect.gen(function* () {
      const cancel = PortfolioMargin.cancelUmConditionalOrder({ symbol: "BTCUSDT", strategyId: 7 })
      const { after, result } = yield* settled(cancel.pipe(Reconciliation.settle), one)
      assert.isTrue(Result.isSuccess(result) && result.success.strategyId === 7)
      assert.isBelow(after, 1_000)
      assert.lengthOf(one.lines("DELETE /papi/v1/um/conditional/order"), 1)
    })
  })

  it.effect("an id of more than 32 characters is refused before anything is sent", () => {
    const one = exchange(() => undefined)
    const newClientOrderId = "a".repeat(33)
    return Effect.gen(function* () {
      const order = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1", newClientOrderId } as const
      for (const call of [
        PortfolioMargin.placeUmOrder(order),
        PortfolioMargin.placeCmOrder(order),
        PortfolioMargin.placeMarginOrder(order)
      ])
        assert.strictEqual(tagOf((yield* settled<unknown, BinanceError>(call, one)).result), "InvalidRequest")
      assert.isEmpty(one.over.sent)
    })
  })

  const oco = {
    symbol: "BTCUSDT",
    side: "SELL",
    quantity: "0.01",
    limit: { price: "65000" },
    stop: { stopPrice: "58000", price: "57900", timeInForce: "GTC" }
  } as const

  it.effect("a lost order list is found under the name that the library gave it, and is sent once", () => {
    let name = ""
    const legs = [
      { orderId: 2, type: "LIMIT_MAKER", price: "65000" },
      { orderId: 3, type: "STOP_LOSS_LIMIT", price: "57900" }
    ]
    const one = exchange(({ line, sent }) => {
      if (line === "POST /papi/v1/margin/order/oco") {
        name = sent.get("listClientOrderId") ?? ""
        return lost
      }
      if (line === "GET /papi/v1/margin/orderList")
        return sent.get("origClientOrderId") === name
          ? http(200, {
              orderListId: 27,
              listOrderStatus: "EXECUTING",
              listClientOrderId: name,
              symbol: oco.symbol,
              orders: legs.map(({ orderId }, index) => ({ orderId, clientOrderId: `${name}-${index}` }))
            })
          : notFound
      const index = legs.findIndex(({ orderId }) => sent.get("orderId") === `${orderId}`)
      return line === "GET /papi/v1/margin/order" && index >= 0
        ? http(200, { ...legs[index], clientOrderId: `${name}-${index}`, side: "SELL", origQty: "0.01", status: "NEW" })
        : undefined
    })
    return Effect.gen(function* () {
      const { result } = yield* settled(PortfolioMargin.placeMarginOco(oco).pipe(Reconciliation.settle), one)
      assert.isTrue(Result.isSuccess(result))
      if (Result.isFailure(result)) return
      assert.strictEqual(result.success.orderListId, 27)
      assert.deepStrictEqual(
        result.success.orderReports?.map(({ orderId, clientOrderId, type }) => [orderId, clientOrderId, type]),
        [
          [2, `${name}-0`, "LIMIT_MAKER"],
          [3, `${name}-1`, "STOP_LOSS_LIMIT"]
        ]
      )
      assert.lengthOf(one.lines("POST /papi/v1/margin/order/oco"), 1)
    })
  })

  it.effect("a lost order list of which one order is visible was accepted, although the list is not", () => {
    let name = ""
    const one = exchange(({ line, sent }) => {
      if (line === "POST /papi/v1/margin/order/oco") {
        name = sent.get("listClientOrderId") ?? ""
        return lost
      }
      if (line === "GET /papi/v1/margin/orderList") return notFound
      return line === "GET /papi/v1/margin/order" && sent.get("origClientOrderId") === `${name}-1`
        ? http(200, {
            orderId: 3,
            clientOrderId: `${name}-1`,
            symbol: oco.symbol,
            side: "SELL",
            type: "STOP_LOSS_LIMIT",
            price: "57900.0",
            origQty: "0.01",
            status: "NEW",
            time: 0
          })
        : undefined
    })
    return Effect.gen(function* () {
      const { result } = yield* settled(PortfolioMargin.placeMarginOco(oco).pipe(Reconciliation.settle), one)
      assert.isTrue(Result.isSuccess(result) && result.success.orders?.[0]?.orderId === 3)
      assert.lengthOf(one.lines("POST /papi/v1/margin/order/oco"), 1)
    })
  })

  it.effect("a lost order list that nobody sees, and that came too late, is proven not executed", () => {
    const one = exchange(({ line }) =>
      line === "POST /papi/v1/margin/order/oco" ? lost : line === "GET /papi/v1/margin/orderList" ? notFound : undefined
    )
    return Effect.gen(function* () {
      const { after, result } = yield* settled(PortfolioMargin.placeMarginOco(oco).pipe(Reconciliation.settle), one)
      assert.strictEqual(tagOf(result), "ProvenNotExecuted")
      // its recvWindow, the grace of the engine, and the time that an order list needs to be seen
      assert.isAtLeast(after, 5_000 + portfolioMarginRules.graceMillis + portfolioMarginRules.visibilityMillis)
    })
  })

  it.effect("a lost cancel of an order list is settled by the list and its orders", () => {
    const one = exchange(({ line }) =>
      line === "DELETE /papi/v1/margin/orderList"
        ? lost
        : line === "GET /papi/v1/margin/orderList"
          ? http(200, { orderListId: 27, listOrderStatus: "ALL_DONE", orders: [{ orderId: 2 }, { orderId: 3 }] })
          : line === "GET /papi/v1/margin/order"
            ? http(200, { orderId: 2, status: "CANCELED" })
            : undefined
    )
    return Effect.gen(function* () {
      const cancel = PortfolioMargin.cancelMarginOrderList({ symbol: "BTCUSDT", orderListId: 27 })
      const { result } = yield* settled(cancel.pipe(Reconciliation.settle), one)
      assert.isTrue(Result.isSuccess(result) && result.success.listOrderStatus === "ALL_DONE")
      assert.lengthOf(one.lines("DELETE /papi/v1/margin/orderList"), 1)
    })
  })

  const movements = [
    ["a loan", PortfolioMargin.marginLoan({ asset: "USDT", amount: "100" }), { tranId: 1 }],
    ["a repayment", PortfolioMargin.repayLoan({ asset: "USDT", amount: "100" }), { tranId: 1 }],
    ["a repaid debt", PortfolioMargin.repayDebt({ asset: "USDT" }), { success: true }],
    ["a collection", PortfolioMargin.autoCollection(), { msg: "success" }],
    ["a collection of one asset", PortfolioMargin.assetCollection({ asset: "USDT" }), { msg: "success" }],
    ["a paid negative balance", PortfolioMargin.repayFuturesNegativeBalance(), { msg: "success" }]
  ] as const satisfies ReadonlyArray<
    readonly [string, Effect.Effect<unknown, BinanceError, BinanceClient.BinanceClient>, object]
  >

  for (const [title, call, proof] of movements) {
    it.effect(`${title} whose reply is lost, or proves nothing, is in doubt and not sent again`, () =>
      Effect.gen(function* () {
        for (const reply of [
          lost,
          http(200, {}),
          http(200, { msg: "accepted?" }),
          http(503, { ...proof, code: -1000 })
        ]) {
          const one = exchange(({ line }) => (line.startsWith("POST") ? reply : undefined))
          const { result } = yield* settled<unknown, BinanceError>(call, one)
          assert.isTrue(Result.isFailure(result) && result.failure._tag === "AmbiguousExecution")
          assert.lengthOf(
            one.over.sent.filter(({ request }) => request.method === "POST"),
            1
          )
        }
        const done = exchange(({ line }) => (line.startsWith("POST") ? http(200, proof) : undefined))
        const { result } = yield* settled<unknown, BinanceError>(call, done)
        assert.isTrue(Result.isSuccess(result))
      })
    )
  }

  it.effect("its fence opens on the clock of USDⓈ-M", () => {
    const one = exchange(({ line }) => (line === "POST /papi/v1/cm/order" ? lost : undefined))
    return Effect.gen(function* () {
      const order = { symbol: "BTCUSD_PERP", side: "BUY", type: "MARKET", quantity: "1" } as const
      const { result } = yield* settled(PortfolioMargin.placeCmOrder(order).pipe(Reconciliation.settle), one)
      assert.strictEqual(tagOf(result), "ProvenNotExecuted")
      assert.isEmpty(one.over.sent.filter(({ request }) => /^\/(?:api|papi)\/v\d\/time/.test(request.path)))
    })
  })
})

describe("options", () => {
  const order = {
    symbol: "BTC-260626-100000-C",
    side: "SELL",
    type: "LIMIT",
    timeInForce: "GTC",
    quantity: "0.5",
    price: "100"
  } as const

  it.effect("a lost order is found among those that ended, whose quantities have a sign there", () => {
    let name: string | null = null
    const one = exchange(({ line, sent }) => {
      if (line === "POST /eapi/v1/order") {
        name = sent.get("clientOrderId")
        return lost
      }
      return line === "GET /eapi/v1/order" && sent.get("clientOrderId") === name
        ? http(
            200,
            `{"orderId": 4611922413427359795, "symbol": "${order.symbol}", "clientOrderId": "${name}", "price": "100.0", "quantity": "-0.50", "side": "SELL", "type": "LIMIT", "status": "FILLED", "createTime": 0}`
          )
        : undefined
    })
    return Effect.gen(function* () {
      const { result } = yield* settled(Options.placeOrder(order).pipe(Reconciliation.settle), one)
      assert.isTrue(Result.isSuccess(result) && result.success.orderId === "4611922413427359795")
    })
  })

  // how it answers a cancel of an order that it does not know is not documented: either of two codes counts as its engine's answer
  it.effect.each([-2011, -2013])(
    "a lost order that no view shows did not execute, once %s has answered the cancel of a name that never was",
    (code) => {
      const one = exchange(({ line }) =>
        line === "POST /eapi/v1/order" ? lost : line.startsWith("DELETE") ? http(400, { code, msg: "No." }) : undefined
      )
      return Effect.gen(function* () {
        const { result } = yield* settled(Options.placeOrder(order).pipe(Reconciliation.settleWithin("4 minutes")), one)
        assert.strictEqual(tagOf(result), "ProvenNotExecuted")
      })
    }
  )

  it.effect.each([-2011, -2013])(
    "a lost cancel of an order that nobody knows ends, once %s has answered another",
    (code) => {
      const one = exchange(({ line }) =>
        line === "DELETE /eapi/v1/order" ? (++cancels === 1 ? lost : http(400, { code, msg: "No." })) : undefined
      )
      let cancels = 0
      return Effect.gen(function* () {
        const cancel = Options.cancelOrder({ symbol: order.symbol, clientOrderId: "mine" })
        const { result } = yield* settled(cancel.pipe(Reconciliation.settleWithin("6 minutes")), one)
        assert.strictEqual(tagOf(result), "UnknownOrder")
      })
    }
  )

  it.effect("it stays in doubt while its engine answers with anything else", () => {
    const one = exchange(({ line }) =>
      line === "POST /eapi/v1/order"
        ? lost
        : line.startsWith("DELETE")
          ? http(400, { code: -4999, msg: "No." })
          : undefined
    )
    return Effect.gen(function* () {
      const { result } = yield* settled(Options.placeOrder(order).pipe(Reconciliation.settleWithin("4 minutes")), one)
      assert.strictEqual(tagOf(result), "ResponseLost")
    })
  })
})

describe("an order id that a number cannot hold", () => {
  const symbol = "BTC-200730-9000-C"
  const id = "4611922413427359795"

  it.effect.each<readonly [string, Effect.Effect<unknown, BinanceError, Services>]>([
    ["an order", Options.cancelOrder({ symbol, orderId: Number(id) })],
    ["one of several", Options.cancelOrders({ symbol, orderIds: [1, Number(id)] })]
  ])("is never sent rounded, for it would be that of another order: %s", ([, call]) => {
    const one = exchange(() => undefined)
    return Effect.gen(function* () {
      const { result } = yield* settled(call, one)
      assert.strictEqual(tagOf(result), "InvalidRequest")
      assert.isEmpty(one.over.sent)
    })
  })

  it.effect("is sent digit by digit when it is text", () => {
    const one = exchange(() => undefined)
    return Effect.gen(function* () {
      yield* settled(Options.cancelOrder({ symbol, orderId: id }), one)
      assert.strictEqual(one.lines("DELETE /eapi/v1/order")[0]?.request.query.includes(`orderId=${id}&`), true)
    })
  })
})

describe("which row is the order", () => {
  const doubt = new InDoubt({
    operation: "coinm.placeOrder",
    product: "coinm",
    kind: "place",
    clientOrderIds: ["a"],
    symbol: "BTCUSD_PERP",
    side: "SELL",
    type: "STOP",
    quantity: "1",
    price: "2",
    route: "coinm",
    account: "test",
    createdAt: 0,
    attempts: [new Attempt({ timestamp: 0, recvWindow: 5_000, fenceAt: 16_000, signedAtMonotonic: 0 })]
  })
  const row = {
    symbol: "BTCUSD_PERP",
    orderId: 5,
    clientOrderId: "a",
    side: "SELL",
    type: "STOP",
    price: "2.0",
    origQty: "1.0",
    status: "FILLED",
    time: 10
  }
  const matchOf = (more: Partial<OrderRow>) =>
    Match.placement(doubt, { ...row, ...more }, { from: 0, isOurId: true, isAnothers: () => false })

  it("a stop that was triggered is still what it was placed as", () => {
    assert.strictEqual(matchOf({}), "the-order")
    assert.strictEqual(matchOf({ type: "LIMIT", origType: "STOP" }), "the-order")
    assert.strictEqual(matchOf({ type: "LIMIT", origType: "LIMIT" }), "unexplained")
  })

  it("one without a name could be ours when it has our content, and is another's when it has not", () => {
    const { clientOrderId: _, ...nameless } = row
    for (const one of [{ ...row, clientOrderId: "" }, nameless]) {
      const known = { from: 0, isOurId: true, isAnothers: () => false }
      assert.strictEqual(Match.placement(doubt, one, known), "unexplained")
      assert.strictEqual(Match.placement(doubt, { ...one, side: "BUY" }, known), "another")
      assert.strictEqual(Match.placement(doubt, { ...one, origQty: "3" }, known), "another")
      assert.strictEqual(Match.placement(doubt, { ...one, time: 16_001 }, known), "another")
    }
  })
})

describe("the cancel of all orders on options", () => {
  it.effect("cancels one that has no name by its number: it was not placed through the API", () => {
    let isOpen = true
    const unnamed = {
      orderId: "4611875134427365377",
      symbol: "BTC-200730-9000-C",
      clientOrderId: "",
      createTime: -60_000
    }
    const one = exchange(({ line, sent }) => {
      switch (line) {
        case "DELETE /eapi/v1/allOpenOrders":
          return lost
        case "GET /eapi/v1/openOrders":
          return http(200, isOpen ? [{ ...unnamed, status: "NEW" }] : [])
        case "GET /eapi/v1/order":
          return http(200, { ...unnamed, status: isOpen ? "NEW" : "CANCELLED" })
        case "DELETE /eapi/v1/order":
          if (sent.get("orderId") !== unnamed.orderId) return http(400, { code: -2013, msg: "Order does not exist" })
          isOpen = false
          return http(200, { ...unnamed, status: "CANCELLED" })
        default:
          return undefined
      }
    })
    return Effect.gen(function* () {
      const call = Options.cancelAllOrders({ symbol: unnamed.symbol }).pipe(Reconciliation.settleWithin("4 minutes"))
      const { result } = yield* settled(call, one)
      assert.strictEqual(tagOf(result), "Success")
      assert.isFalse(isOpen)
    })
  })
})

// how an exchange answers the cancel of one that it does not know is documented for plain orders only
describe("a waiting order that no view shows", () => {
  const waiting = {
    symbol: "BTCUSDT",
    side: "SELL",
    strategyType: "STOP_MARKET",
    quantity: "0.01",
    stopPrice: "2"
  } as const
  const within4 = Reconciliation.settleWithin("4 minutes")
  for (const [what, line, call] of [
    ["an algo order", "POST /fapi/v1/algoOrder", Usdm.placeAlgoOrder(stop).pipe(within4)],
    [
      "a conditional order on USDⓈ-M",
      "POST /papi/v1/um/conditional/order",
      PortfolioMargin.placeUmConditionalOrder(waiting).pipe(within4)
    ],
    [
      "a conditional order on COIN-M",
      "POST /papi/v1/cm/conditional/order",
      PortfolioMargin.placeCmConditionalOrder(waiting).pipe(within4)
    ]
  ] as const)
    it.effect.each([-2011, -2013])(
      `did not execute, ${what}, once %s has answered the cancel of a name that never was`,
      (code) => {
        const one = exchange((asked) =>
          asked.line === line ? lost : asked.line.startsWith("DELETE") ? http(400, { code, msg: "No." }) : undefined
        )
        return Effect.gen(function* () {
          const { result } = yield* settled<unknown, BinanceError>(call, one)
          assert.strictEqual(tagOf(result), "ProvenNotExecuted")
        })
      }
    )

  for (const [what, line, call] of [
    ["USDⓈ-M", "DELETE /papi/v1/um/conditional/allOpenOrders", PortfolioMargin.cancelAllUmConditionalOrders],
    ["COIN-M", "DELETE /papi/v1/cm/conditional/allOpenOrders", PortfolioMargin.cancelAllCmConditionalOrders]
  ] as const)
    it.effect(`is not waited for by the cancel of all of ${what}, whichever of them it is`, () => {
      const one = exchange((asked) =>
        asked.line === line
          ? lost
          : asked.line.startsWith("DELETE")
            ? http(400, { code: -2013, msg: "Order does not exist." })
            : undefined
      )
      return Effect.gen(function* () {
        const { result } = yield* settled(call({ symbol: "BTCUSDT" }).pipe(within4), one)
        assert.strictEqual(tagOf(result), "Success")
      })
    })

  it.effect("is not told as never having been by that, when it is its cancel that is in doubt: it may be open", () => {
    const one = exchange(({ line }) =>
      line.startsWith("DELETE") ? http(400, { code: -2013, msg: "Order does not exist." }) : undefined
    )
    return Effect.gen(function* () {
      const cancel = PortfolioMargin.cancelUmConditionalOrder({ symbol: "BTCUSDT", newClientStrategyId: "mine" })
      const { result } = yield* settled(cancel.pipe(within4), one)
      assert.strictEqual(tagOf(result), "UndocumentedCode")
    })
  })
})
