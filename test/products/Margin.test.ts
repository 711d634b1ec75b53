import { assert, describe, it } from "@effect/vitest"
import type { Operation } from "effect-binance/client/Operation"
import type { Kind } from "effect-binance/errors/InDoubt"
import * as Margin from "effect-binance/products/Margin"
import type * as Spot from "effect-binance/products/Spot"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ProductViews } from "effect-binance/settlement/ProductViews"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Layer from "effect/Layer"
import { client, http, lost, parameter, tagOf, wire, within, withTime } from "../client/support.ts"
import { checks, id, row } from "./requests.ts"

const symbol = "BTCUSDT"
const BTC = "symbol=BTCUSDT"
const isolated = { symbol, isIsolated: true } as const
const limit = { symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "1" } as const
const working = { type: "LIMIT", timeInForce: "GTC", side: "BUY", quantity: "0.02", price: "60000" } as const
const workingText = `workingType=LIMIT&workingSide=BUY&workingClientOrderId=${id}-0&workingTimeInForce=GTC&workingQuantity=0.02&workingPrice=60000`

const placed = { kind: "place", endpoint: "POST /sapi/v1/margin/order", weight: 6, countsAsOrder: true } as const
const read = (endpoint: string, text: string, weight: number) =>
  ({ kind: "read", endpoint: `GET /sapi/v1/margin/${endpoint}`, text, weight }) as const

describe("what margin puts on the wire, and what it costs", () => {
  checks(Margin, [
    row(Margin.placeOrder, limit, {
      ...placed,
      text: `${BTC}&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=1&newClientOrderId=${id}`
    }),
    row(
      Margin.placeOrder,
      { ...limit, isIsolated: false, sideEffectType: "AUTO_REPAY" },
      {
        ...placed,
        text: `${BTC}&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=1&newClientOrderId=${id}&isIsolated=FALSE&sideEffectType=AUTO_REPAY`
      }
    ),
    ...(["MARGIN_BUY", "AUTO_BORROW_REPAY"] as const).map((sideEffectType) =>
      row(
        Margin.placeOrder,
        {
          ...isolated,
          side: "SELL",
          type: "MARKET",
          quoteOrderQty: "100",
          newClientOrderId: "own",
          sideEffectType,
          autoRepayAtCancel: false
        },
        {
          ...placed,
          weight: 1500,
          text: `${BTC}&side=SELL&type=MARKET&quoteOrderQty=100&newClientOrderId=own&isIsolated=TRUE&sideEffectType=${sideEffectType}&autoRepayAtCancel=false`
        }
      )
    ),
    row(
      Margin.queryOrder,
      { ...isolated, orderId: "9007199254740993" },
      read("order", `${BTC}&isIsolated=TRUE&orderId=9007199254740993`, 10)
    ),
    row(Margin.queryOrder, { symbol, origClientOrderId: "a" }, read("order", `${BTC}&origClientOrderId=a`, 10)),
    row(
      Margin.cancelOrder,
      { ...isolated, origClientOrderId: "a" },
      {
        kind: "cancel",
        endpoint: "DELETE /sapi/v1/margin/order",
        text: `${BTC}&isIsolated=TRUE&origClientOrderId=a&newClientOrderId=a`,
        weight: 10
      }
    ),
    row(Margin.cancelAllOrders, isolated, {
      kind: "cancel",
      endpoint: "DELETE /sapi/v1/margin/openOrders",
      text: `${BTC}&isIsolated=TRUE`,
      weight: 1
    }),
    row(Margin.openOrders, {}, read("openOrders", "", 10)),
    row(Margin.openOrders, isolated, read("openOrders", `${BTC}&isIsolated=TRUE`, 10)),
    row(
      Margin.allOrders,
      { ...isolated, orderId: 1, startTime: 2, endTime: 3, limit: 500 },
      read("allOrders", `${BTC}&isIsolated=TRUE&orderId=1&startTime=2&endTime=3&limit=500`, 200)
    ),
    row(
      Margin.myTrades,
      { ...isolated, orderId: 1, startTime: 2, endTime: 3, fromId: 4, limit: 5 },
      read("myTrades", `${BTC}&isIsolated=TRUE&orderId=1&startTime=2&endTime=3&fromId=4&limit=5`, 10)
    ),
    // the cross account supports no symbol here
    row(Margin.queryOrderList, { symbol, orderListId: 27 }, read("orderList", "orderListId=27", 10)),
    row(
      Margin.queryOrderList,
      { ...isolated, listClientOrderId: "a" },
      read("orderList", `isIsolated=TRUE&${BTC}&origClientOrderId=a`, 10)
    ),
    row(
      Margin.allOrderLists,
      { ...isolated, fromId: 1, startTime: 2, endTime: 3, limit: 4 },
      read("allOrderList", `isIsolated=TRUE&${BTC}&fromId=1&startTime=2&endTime=3&limit=4`, 200)
    ),
    row(Margin.allOrderLists, { isIsolated: false, symbol }, read("allOrderList", "isIsolated=FALSE", 200)),
    row(Margin.openOrderLists, isolated, read("openOrderList", `isIsolated=TRUE&${BTC}`, 10)),
    row(
      Margin.cancelOrderList,
      { ...isolated, orderListId: 0 },
      {
        kind: "cancel",
        endpoint: "DELETE /sapi/v1/margin/orderList",
        text: `${BTC}&isIsolated=TRUE&orderListId=0`,
        weight: 1
      }
    ),
    row(
      Margin.placeOco,
      {
        symbol,
        side: "SELL",
        quantity: "0.01",
        limit: { price: "65000", icebergQty: "0.001" },
        stop: { stopPrice: "58000" }
      },
      {
        kind: "orderList",
        endpoint: "POST /sapi/v1/margin/order/oco",
        text: `${BTC}&listClientOrderId=${id}&side=SELL&quantity=0.01&limitClientOrderId=${id}-0&price=65000&limitIcebergQty=0.001&stopClientOrderId=${id}-1&stopPrice=58000`,
        weight: 6,
        countsAsOrder: true
      }
    ),
    row(
      Margin.placeOco,
      {
        ...isolated,
        side: "SELL",
        quantity: "0.01",
        limit: { price: "65000" },
        stop: { stopPrice: "58000", price: "57900", timeInForce: "GTC", icebergQty: "0.002" },
        sideEffectType: "MARGIN_BUY",
        newOrderRespType: "RESULT"
      },
      {
        kind: "orderList",
        endpoint: "POST /sapi/v1/margin/order/oco",
        text: `${BTC}&listClientOrderId=${id}&side=SELL&quantity=0.01&limitClientOrderId=${id}-0&price=65000&stopClientOrderId=${id}-1&stopPrice=58000&stopLimitPrice=57900&stopIcebergQty=0.002&stopLimitTimeInForce=GTC&newOrderRespType=RESULT&isIsolated=TRUE&sideEffectType=MARGIN_BUY`,
        weight: 1500,
        countsAsOrder: true
      }
    ),
    row(
      Margin.placeOto,
      { symbol, working, pending: { type: "MARKET", side: "SELL", quantity: "0.01" } },
      {
        kind: "orderList",
        endpoint: "POST /sapi/v1/margin/order/oto",
        text: `${BTC}&listClientOrderId=${id}&${workingText}&pendingType=MARKET&pendingSide=SELL&pendingClientOrderId=${id}-1&pendingQuantity=0.01`,
        weight: 6,
        countsAsOrder: true
      }
    ),
    row(
      Margin.placeOtoco,
      {
        ...isolated,
        working,
        pending: {
          side: "SELL",
          quantity: "0.01",
          above: { type: "LIMIT_MAKER", price: "65000" },
          below: {
            type: "STOP_LOSS_LIMIT",
            timeInForce: "GTC",
            price: "57900",
            stopPrice: "58000",
            trailingDelta: 100,
            icebergQty: "0.001"
          }
        }
      },
      {
        kind: "orderList",
        endpoint: "POST /sapi/v1/margin/order/otoco",
        text: `${BTC}&listClientOrderId=${id}&pendingSide=SELL&pendingQuantity=0.01&${workingText}&pendingAboveType=LIMIT_MAKER&pendingAboveClientOrderId=${id}-1&pendingAbovePrice=65000&pendingBelowType=STOP_LOSS_LIMIT&pendingBelowClientOrderId=${id}-2&pendingBelowTimeInForce=GTC&pendingBelowPrice=57900&pendingBelowStopPrice=58000&pendingBelowTrailingDelta=100&pendingBelowIcebergQty=0.001&isIsolated=TRUE`,
        weight: 6,
        countsAsOrder: true
      }
    ),
    row(Margin.crossAccount, undefined, read("account", "", 10)),
    row(Margin.isolatedAccount, undefined, read("isolated/account", "", 10)),
    row(
      Margin.isolatedAccount,
      { symbols: ["BTCUSDT", "BNBUSDT"] },
      read("isolated/account", "symbols=BTCUSDT%2CBNBUSDT", 10)
    ),
    row(Margin.orderCount, isolated, { ...read("rateLimit/order", `isIsolated=TRUE&${BTC}`, 20), security: "TRADE" }),
    row(
      Margin.borrowRepay,
      { type: "BORROW", asset: "USDT", amount: "100.5" },
      {
        kind: "transfer",
        endpoint: "POST /sapi/v1/margin/borrow-repay",
        text: "asset=USDT&isIsolated=FALSE&amount=100.5&type=BORROW",
        weight: 1500
      }
    ),
    row(
      Margin.borrowRepay,
      { type: "REPAY", asset: "USDT", amount: "100.5", ...isolated },
      {
        kind: "transfer",
        endpoint: "POST /sapi/v1/margin/borrow-repay",
        text: `asset=USDT&isIsolated=TRUE&${BTC}&amount=100.5&type=REPAY`,
        weight: 1500
      }
    ),
    row(
      Margin.borrowRepayHistory,
      {
        type: "BORROW",
        asset: "USDT",
        isolatedSymbol: symbol,
        txId: "9007199254740993",
        startTime: 1,
        endTime: 2,
        current: 1,
        size: 100
      },
      read(
        "borrow-repay",
        "asset=USDT&isolatedSymbol=BTCUSDT&txId=9007199254740993&startTime=1&endTime=2&current=1&size=100&type=BORROW",
        10
      )
    )
  ])
})

describe("which account a settlement asks", () => {
  /** The views of a write, by whether it is about an isolated account. */
  const viewsOf =
    <P extends object>(operation: Operation<unknown, Kind, P & Margin.Route>, input: P) =>
    (isIsolated: boolean | undefined): ProductViews => {
      const { find } = operation
      if (find === undefined || !("views" in find)) return assert.fail("it has no views")
      return find.views({ ...input, isIsolated })
    }
  const writes: ReadonlyArray<readonly [string, (isIsolated: boolean | undefined) => ProductViews]> = [
    ["placeOrder", viewsOf<Margin.LimitOrder>(Margin.placeOrder.operation, limit)],
    ["cancelOrder", viewsOf<Spot.OrderByOrderId>(Margin.cancelOrder.operation, { symbol, orderId: 1 })],
    ["cancelAllOrders", viewsOf(Margin.cancelAllOrders.operation, { symbol })],
    ["cancelOrderList", viewsOf(Margin.cancelOrderList.operation, { symbol, orderListId: 1 })],
    [
      "placeOto",
      viewsOf<Margin.PlaceOto>(Margin.placeOto.operation, {
        symbol,
        working,
        pending: { type: "MARKET", side: "SELL", quantity: "1" }
      })
    ]
  ]

  it.each(writes)("%s: that of its input, and the same object each time", (_, views) => {
    assert.strictEqual(views(undefined), Margin.crossViews)
    assert.strictEqual(views(false), Margin.crossViews)
    assert.strictEqual(views(true), Margin.isolatedViews)
    assert.strictEqual(views(true), views(true))
    assert.notStrictEqual(views(true), views(false))
  })

  it.each([
    ["FALSE", Margin.crossViews],
    ["TRUE", Margin.isolatedViews]
  ] as const)("each question says isIsolated=%s", (isIsolated, views) => {
    assert.deepStrictEqual(views.order.parameters({ symbol, origClientOrderId: "a" }, ""), {
      symbol,
      isIsolated,
      orderId: undefined,
      origClientOrderId: "a"
    })
    assert.deepStrictEqual(views.openOrders.parameters({ symbol }, ""), { symbol, isIsolated })
    for (const parameters of [
      views.allOrders.parameters({ symbol, startTime: 0, limit: 500 }, ""),
      views.trades?.parameters({ symbol, fromId: 1, limit: 500 }, ""),
      views.cancel.parameters({ symbol, origClientOrderId: "a" }, ""),
      views.orderList?.parameters({ symbol, orderListId: 1 }, "")
    ])
      assert.strictEqual(parameters?.["isIsolated"], isIsolated)
    assert.strictEqual(
      views.orderList?.parameters({ symbol, orderListId: 1 }, "")["symbol"],
      isIsolated === "TRUE" ? symbol : undefined
    )
    assert.strictEqual(views.allOrders.weight({ symbol }), 200)
    assert.strictEqual(views.cancel.parameters({ symbol, origClientOrderId: "a" }, "")["newClientOrderId"], "a")
  })

  it("no page asks for more than the exchange gives", () => {
    // allOrders gives 500 at most, whatever is asked for: a longer page would look like the last one
    assert.strictEqual(Margin.crossViews.pageLimit, 500)
    assert.strictEqual(Margin.isolatedViews.pageLimit, 500)
  })
})

describe("the legs of a list on margin", () => {
  it.effect("are orders with the names and terms that were sent", () =>
    Effect.sync(() => {
      const { find } = Margin.placeOco.operation
      if (find?.subject !== "orderList") return assert.fail("it is no order list")
      const input = {
        ...isolated,
        side: "SELL",
        quantity: "0.01",
        limit: { price: "65000" },
        stop: { stopPrice: "58000", price: "57900", timeInForce: "GTC" }
      } as const
      assert.deepStrictEqual(find.legs(input, "abc"), [
        { symbol, clientOrderId: "abc-0", side: "SELL", type: "LIMIT_MAKER", quantity: "0.01", price: "65000" },
        { symbol, clientOrderId: "abc-1", side: "SELL", type: "STOP_LOSS_LIMIT", quantity: "0.01", price: "57900" }
      ])
      assert.deepStrictEqual(find.legs({ ...input, stop: { stopPrice: "58000" } }, "abc")[1], {
        symbol,
        clientOrderId: "abc-1",
        side: "SELL",
        type: "STOP_LOSS",
        quantity: "0.01",
        price: undefined
      })
    })
  )
})

describe("a lost reply on an isolated account", () => {
  /** Loses the reply to the write and shows the order to whoever asks about the isolated account; on the cross account there is none. */
  const exchange = () => {
    let name: string | null = null
    return wire(
      withTime((request) => {
        if (request.method === "POST") {
          name = parameter(request, "newClientOrderId")
          return lost
        }
        if (parameter(request, "isIsolated") !== "TRUE") return http(400, { code: -2013, msg: "Order does not exist." })
        const seen = { ...limit, orderId: 7, clientOrderId: name, origQty: "0.01", status: "NEW", isIsolated: true }
        return http(200, request.path === "/sapi/v1/margin/order" ? seen : [seen])
      })
    )
  }

  it.effect("is settled by asking about that account, and about no other", () => {
    const over = exchange()
    return Effect.gen(function* () {
      const result = yield* within(
        Margin.placeOrder({ ...limit, isIsolated: true }).pipe(Reconciliation.settle),
        300_000
      )
      assert.deepInclude(result._tag === "Success" ? result.success : result.failure, { orderId: 7, isIsolated: true })
      const asked = over.sent.filter(({ request }) => request.path.startsWith("/sapi"))
      assert.strictEqual(asked.filter(({ request }) => request.method === "POST").length, 1)
      assert.isAbove(asked.length, 1)
      for (const { request } of asked) assert.strictEqual(parameter(request, "isIsolated"), "TRUE", request.path)
    }).pipe(Effect.provide(Reconciliation.layer.pipe(Layer.provideMerge(client(over)))))
  })
})

// Otherwise than of Spot, no document of margin says which rows a full page holds that was asked for by time.
describe("an order on margin whose page is full", () => {
  for (const isIsolated of [false, true])
    for (const [what, index, cut] of [
      ["the newest rows", 3, (most: number) => [-most] as const],
      ["the oldest rows", 1_299, (most: number) => [0, most] as const]
    ] as const)
      it.effect(`is found where it holds ${what}, isolated ${isIsolated}`, () => {
        const rows = Array.from({ length: 1_300 }, (_, i) => ({
          ...limit,
          orderId: 100 + i,
          clientOrderId: `another-${i}`,
          side: "SELL",
          origQty: "0.01",
          status: "FILLED",
          time: i
        }))
        const over = wire((request) =>
          Effect.map(Clock.currentTimeMillis, (at) => {
            if (request.path === "/api/v3/time") return http(200, { serverTime: at })
            if (request.method === "POST") {
              const clientOrderId = parameter(request, "newClientOrderId") ?? ""
              rows[index] = { ...rows[index]!, side: "BUY", clientOrderId }
              return lost
            }
            if (request.method === "DELETE") return http(400, { code: -2011, msg: "Unknown order sent." })
            if (request.path === "/sapi/v1/margin/order")
              return http(400, { code: -2013, msg: "Order does not exist." })
            if (request.path !== "/sapi/v1/margin/allOrders") return http(200, [])
            const fromId = parameter(request, "orderId")
            const from = Number(parameter(request, "startTime") ?? 0)
            const to = Number(parameter(request, "endTime") ?? Infinity)
            const most = Number(parameter(request, "limit"))
            return http(
              200,
              fromId === null
                ? rows.filter(({ time }) => time >= from && time <= to).slice(...cut(most))
                : rows.filter(({ orderId }) => orderId >= Number(fromId)).slice(0, most)
            )
          })
        )
        return Effect.gen(function* () {
          const result = yield* within(Margin.placeOrder({ ...limit, isIsolated }).pipe(Reconciliation.settle), 300_000)
          assert.isTrue(result._tag === "Success" && result.success.orderId === 100 + index)
        }).pipe(Effect.provide(Reconciliation.layer.pipe(Layer.provideMerge(client(over)))))
      })
})

describe("an order on margin that was in doubt for days", () => {
  it.effect("is looked for in less than a day at a time", () => {
    const day = 86_400_000
    const refused = http(400, { code: -1127, msg: "More than 24 hours between startTime and endTime." })
    // each has changed last at another time of three days
    const rows = Array.from({ length: 1_300 }, (_, i) => ({
      ...limit,
      orderId: 100 + i,
      clientOrderId: `another-${i}`,
      side: "SELL",
      origQty: "0.01",
      status: "FILLED",
      time: i,
      updateTime: i * 200_000
    }))
    const over = wire((request) =>
      Effect.map(Clock.currentTimeMillis, (at) => {
        if (request.path === "/api/v3/time") return http(200, { serverTime: at })
        if (request.method === "POST") return lost
        if (request.method === "DELETE") return http(400, { code: -2011, msg: "Unknown order sent." })
        if (request.path === "/sapi/v1/margin/order") return http(400, { code: -2013, msg: "Order does not exist." })
        if (request.path !== "/sapi/v1/margin/allOrders") return http(200, [])
        const from = Number(parameter(request, "startTime"))
        const to = Number(parameter(request, "endTime") ?? from + day - 1)
        return to - from < day ? http(200, rows.filter(({ time }) => time >= from && time <= to).slice(-500)) : refused
      })
    )
    return Effect.gen(function* () {
      const result = yield* within(Margin.placeOrder(limit).pipe(Reconciliation.settleWithin("4 minutes")), 300_000)
      assert.strictEqual(tagOf(result), "ProvenNotExecuted")
    }).pipe(Effect.provide(Reconciliation.layer.pipe(Layer.provideMerge(client(over)))))
  })
})
