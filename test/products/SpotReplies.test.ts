import { assert, describe, it } from "@effect/vitest"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { atOnce, client, clientFixed, http, lost, parameter, tagOf, wire, within, withTime } from "../client/support.ts"
import { checks, type Reply } from "./replies.ts"

const symbol = "BTCUSDT"
const limit = { symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "1" } as const

const order = {
  symbol: "BTCUSDT",
  orderId: 10,
  orderListId: -1,
  transactTime: 1652928801803,
  price: "0.02000000",
  origQty: "0.040000",
  executedQty: "0.00000000",
  origQuoteOrderQty: "0.000000",
  cummulativeQuoteQty: "0.00000000",
  status: "NEW",
  timeInForce: "GTC",
  type: "LIMIT",
  side: "BUY",
  workingTime: 1669277163808
}
const cancelled = {
  ...order,
  orderId: 9,
  origClientOrderId: "DnLo3vTAQcjha43lAZhZ0y",
  clientOrderId: "osxN3JXAtJvKvCqGeMWMVR",
  status: "CANCELED"
}
const stp = { selfTradePreventionMode: "NONE" }

const legs = [
  { symbol, orderId: 20, clientOrderId: "CwOOIPHSmYywx6jZX77TdL" },
  { symbol, orderId: 21, clientOrderId: "461cPg51vQjV3zIMOXNz39" }
]
const without = <A extends object, K extends keyof A>(value: A, key: K): Omit<A, K> => {
  const { [key]: _omitted, ...rest } = value
  return rest
}
const list = {
  orderListId: 0,
  contingencyType: "OCO",
  listStatusType: "EXEC_STARTED",
  listOrderStatus: "EXECUTING",
  listClientOrderId: "<listClientOrderId>",
  transactionTime: 1710485608839,
  symbol,
  orders: legs,
  orderReports: legs.map((leg) => Object.assign({}, order, leg, { orderListId: 0 }))
}
const endedList = { ...list, listClientOrderId: "2inz", listStatusType: "ALL_DONE", listOrderStatus: "ALL_DONE" }
const withStp = (of: typeof endedList) => ({
  ...of,
  orderReports: of.orderReports.map((row) => Object.assign({}, row, stp))
})
// what was sent is not known here: the test compares without it
const anyId = /^[0-9a-z]{24}$/

const replies: ReadonlyArray<Reply> = [
  {
    name: "avgPrice",
    call: Spot.avgPrice({ symbol }),
    body: { mins: 5, price: "9.35751834", closeTime: 1694061154503 },
    gives: { mins: 5, price: "9.35751834", closeTime: 1694061154503 }
  },
  {
    name: "tickerPrice",
    call: Spot.tickerPrice({ symbol }),
    body: { symbol: "LTCBTC", price: "4.00000200" },
    gives: { symbol: "LTCBTC", price: "4.00000200" }
  },
  {
    name: "tickerPrices",
    call: Spot.tickerPrices(),
    body: [{ symbol: "LTCBTC", price: "4.00000200" }],
    gives: [{ symbol: "LTCBTC", price: "4.00000200" }]
  },
  {
    name: "bookTicker",
    call: Spot.bookTicker({ symbol }),
    body: { symbol: "LTCBTC", bidPrice: "4.0", bidQty: "431.0", askPrice: "4.000002", askQty: "9.0" },
    gives: { symbol: "LTCBTC", bidPrice: "4.0", bidQty: "431.0", askPrice: "4.000002", askQty: "9.0" }
  },
  {
    name: "bookTickers",
    call: Spot.bookTickers(),
    body: [{ symbol: "LTCBTC", bidPrice: "4.0", bidQty: "431.0", askPrice: "4.000002", askQty: "9.0" }],
    gives: [{ symbol: "LTCBTC", bidPrice: "4.0", bidQty: "431.0", askPrice: "4.000002", askQty: "9.0" }]
  },
  {
    name: "depth",
    call: Spot.depth({ symbol }),
    body: { lastUpdateId: 1027024, bids: [["4.00000000", "431.00000000"]], asks: [["4.00000200", "12.00000000", []]] },
    gives: { lastUpdateId: 1027024, bids: [["4.00000000", "431.00000000"]], asks: [["4.00000200", "12.00000000", []]] }
  },
  {
    name: "queryOrderList",
    call: Spot.queryOrderList({ orderListId: 27 }),
    body: { ...endedList, orderReports: undefined },
    gives: without(endedList, "orderReports")
  },
  { name: "allOrderLists", call: Spot.allOrderLists(), body: [endedList], gives: [endedList] },
  { name: "openOrderLists", call: Spot.openOrderLists(), body: [], gives: [] },
  {
    name: "unfilledOrderCount",
    call: Spot.unfilledOrderCount(),
    body: [{ rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 50, count: 0 }],
    gives: [{ rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 50, count: 0 }]
  },
  {
    name: "myPreventedMatches",
    call: Spot.myPreventedMatches({ symbol, orderId: 5 }),
    body: [
      {
        symbol,
        preventedMatchId: 1,
        takerOrderId: 5,
        makerSymbol: symbol,
        makerOrderId: 3,
        tradeGroupId: 1,
        price: "1.1"
      }
    ],
    gives: [
      {
        symbol,
        preventedMatchId: 1,
        takerOrderId: 5,
        makerSymbol: symbol,
        makerOrderId: 3,
        tradeGroupId: 1,
        price: "1.1"
      }
    ]
  },
  {
    name: "myAllocations",
    call: Spot.myAllocations({ symbol }),
    body: [
      { symbol, allocationId: 0, allocationType: "SOR", orderId: 1, orderListId: -1, qty: "5.0", isAllocator: false }
    ],
    gives: [
      { symbol, allocationId: 0, allocationType: "SOR", orderId: 1, orderListId: -1, qty: "5.0", isAllocator: false }
    ]
  },
  {
    name: "accountCommission",
    call: Spot.accountCommission({ symbol }),
    body: {
      symbol,
      standardCommission: { maker: "0.1", taker: "0.2", buyer: "0.3", seller: "0.4" },
      specialCommission: null,
      discount: { enabledForAccount: true, enabledForSymbol: true, discountAsset: "BNB", discount: "0.75" }
    },
    gives: {
      symbol,
      standardCommission: { maker: "0.1", taker: "0.2", buyer: "0.3", seller: "0.4" },
      discount: { enabledForAccount: true, enabledForSymbol: true, discountAsset: "BNB", discount: "0.75" }
    }
  },
  {
    name: "placeSorOrder",
    call: Spot.placeSorOrder({ symbol, side: "BUY", type: "MARKET", quantity: "0.5", newClientOrderId: "own" }),
    body: {
      ...order,
      ...stp,
      clientOrderId: "<newClientOrderId>",
      status: "FILLED",
      workingFloor: "SOR",
      usedSor: true,
      fills: [{ matchType: "ONE_PARTY_TRADE_REPORT", price: "28000", qty: "0.5", tradeId: -1, allocId: 0 }]
    },
    gives: { ...order, clientOrderId: "own", status: "FILLED", fills: [{ price: "28000", qty: "0.5", tradeId: -1 }] },
    needs: ["orderId", "clientOrderId"]
  },
  {
    name: "cancelAllOrders",
    call: Spot.cancelAllOrders({ symbol }),
    body: [{ ...cancelled, ...stp }, withStp(endedList)],
    gives: [cancelled, endedList],
    needs: ["*", "*.orderId", "*.orderListId"]
  },
  {
    name: "amendOrder",
    call: Spot.amendOrder({ symbol, origClientOrderId: "5xrg", newQty: "5" }),
    body: {
      transactTime: 1741669661670,
      executionId: 22,
      amendedOrder: {
        symbol,
        orderId: 33,
        orderListId: 1,
        origClientOrderId: "5xrg",
        clientOrderId: "5xrg",
        price: "6.00000000",
        qty: "5.00000000",
        executedQty: "0.00000000",
        preventedQty: "0.00000000",
        quoteOrderQty: "0.00000000",
        cumulativeQuoteQty: "0.00000000",
        status: "NEW",
        timeInForce: "GTC",
        type: "LIMIT",
        side: "SELL",
        workingTime: 1741926410242,
        ...stp
      },
      listStatus: { orderListId: 1, contingencyType: "OTO", orders: [] }
    },
    gives: {
      transactTime: 1741669661670,
      symbol,
      orderId: 33,
      orderListId: 1,
      origClientOrderId: "5xrg",
      clientOrderId: "5xrg",
      price: "6.00000000",
      origQty: "5.00000000",
      executedQty: "0.00000000",
      origQuoteOrderQty: "0.00000000",
      cummulativeQuoteQty: "0.00000000",
      status: "NEW",
      timeInForce: "GTC",
      type: "LIMIT",
      side: "SELL",
      workingTime: 1741926410242
    },
    needs: ["amendedOrder.orderId", "amendedOrder.origClientOrderId", "amendedOrder.clientOrderId"]
  },
  {
    name: "cancelReplaceOrder",
    call: Spot.cancelReplaceOrder({
      ...limit,
      newClientOrderId: "own",
      cancelReplaceMode: "STOP_ON_FAILURE",
      cancelOrigClientOrderId: "DnLo3vTAQcjha43lAZhZ0y"
    }),
    body: {
      cancelResult: "SUCCESS",
      newOrderResult: "SUCCESS",
      cancelResponse: { ...cancelled, ...stp },
      newOrderResponse: { ...order, ...stp, clientOrderId: "<newClientOrderId>", fills: [] }
    },
    gives: { cancelResponse: cancelled, newOrderResponse: { ...order, clientOrderId: "own", fills: [] } },
    needs: [
      "cancelResult",
      "newOrderResult",
      "newOrderResponse.orderId",
      "newOrderResponse.clientOrderId",
      "cancelResponse.orderId",
      "cancelResponse.origClientOrderId"
    ]
  },
  {
    name: "cancelOrderList",
    call: Spot.cancelOrderList({ symbol, listClientOrderId: "2inz" }),
    body: withStp(endedList),
    gives: endedList,
    needs: ["orderListId", "listClientOrderId"]
  }
]

describe("the replies of Spot", () => {
  checks(replies)

  it.effect("ping: an empty object", () =>
    Effect.gen(function* () {
      assert.strictEqual(tagOf(yield* atOnce(Spot.ping())), "Success")
    }).pipe(Effect.provide(clientFixed(wire(() => http(200, {})))))
  )
})

describe("a reply to an order list", () => {
  const pair = { above: { type: "LIMIT_MAKER", price: "3" }, below: { type: "STOP_LOSS", stopPrice: "1" } } as const
  const working = { ...limit, symbol: undefined } as const
  const calls = [
    ["placeOco", Spot.placeOco({ symbol, side: "SELL", quantity: "1", ...pair })],
    ["placeOto", Spot.placeOto({ symbol, working, pending: { type: "MARKET", side: "SELL", quantity: "1" } })],
    ["placeOtoco", Spot.placeOtoco({ symbol, working, pending: { side: "SELL", quantity: "1", ...pair } })],
    ["placeOpo", Spot.placeOpo({ symbol, working, pending: { type: "MARKET", side: "SELL" } })],
    ["placeOpoco", Spot.placeOpoco({ symbol, working, pending: { side: "SELL", ...pair } })]
  ] as const

  const answered = (call: (typeof calls)[number][1], body: Readonly<Record<string, unknown>>) =>
    atOnce(call).pipe(
      Effect.provide(
        clientFixed(
          wire((request) => {
            const listClientOrderId = new URLSearchParams(request.body).get("listClientOrderId")
            return http(200, "listClientOrderId" in body ? { ...body, listClientOrderId } : body)
          })
        )
      )
    )

  it.effect.each(calls)("%s: is the list with its orders", ([, call]) =>
    Effect.gen(function* () {
      const result = yield* answered(call, list)
      if (result._tag === "Failure") return assert.fail(result.failure.message)
      const { listClientOrderId, ...known } = result.success
      assert.match(listClientOrderId ?? "", anyId)
      assert.deepStrictEqual<unknown>(known, without(list, "listClientOrderId"))
    })
  )

  it.effect.each(calls)(
    "%s: its id is all that it needs, zero too, and a list that was refused is no doubt",
    ([, call]) =>
      Effect.gen(function* () {
        assert.strictEqual(tagOf(yield* answered(call, { orderListId: 0 })), "Success")
        assert.strictEqual(tagOf(yield* answered(call, { orderListId: -1 })), "MalformedReply")
        assert.strictEqual(tagOf(yield* answered(call, { orderId: 1 })), "MalformedReply")
        assert.strictEqual(tagOf(yield* answered(call, { ...list, listOrderStatus: "REJECT" })), "OrderRejected")
      })
  )
})

describe("what is refused before it is sent", () => {
  const over = wire(() => http(200, {}))
  it.effect("a new order of a cancelReplace with the name of the old one: either may be there", () =>
    Effect.gen(function* () {
      const replace = { ...limit, cancelReplaceMode: "STOP_ON_FAILURE", cancelOrigClientOrderId: "a" } as const
      assert.strictEqual(
        tagOf(yield* atOnce(Spot.cancelReplaceOrder({ ...replace, newClientOrderId: "a" }))),
        "InvalidRequest"
      )
      assert.strictEqual(
        tagOf(yield* atOnce(Spot.cancelReplaceOrder({ ...replace, newClientOrderId: "a b" }))),
        "InvalidRequest"
      )
      assert.strictEqual(
        tagOf(
          yield* atOnce(
            Spot.placeSorOrder({ symbol, side: "BUY", type: "MARKET", quantity: "1", newClientOrderId: "a b" })
          )
        ),
        "InvalidRequest"
      )
      assert.strictEqual(over.sent.length, 0)
    }).pipe(Effect.provide(clientFixed(over)))
  )
})

describe("how long an order list is good for", () => {
  const working = { side: "BUY", type: "LIMIT", quantity: "1", price: "1" } as const
  const pending = { type: "MARKET", side: "SELL", quantity: "1" } as const
  it.each([
    ["GTC", 60_000],
    ["IOC", 10_000],
    ["FOK", 10_000]
  ] as const)("a working order that is %s: %d ms", (timeInForce, millis) => {
    assert.strictEqual(
      Spot.placeOto.operation.goodForMillis({ symbol, working: { ...working, timeInForce }, pending }),
      millis
    )
  })
})

describe("the parts of a call", () => {
  it("the legs of a list: each under a name of its own, with what is known of it", () => {
    const { find } = Spot.placeOpoco.operation
    if (find?.subject !== "orderList") return assert.fail("it is no order list")
    const legs = find.legs(
      {
        symbol,
        working: { side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "1", price: "2" },
        pending: {
          side: "SELL",
          above: { type: "LIMIT_MAKER", price: "3" },
          below: { type: "STOP_LOSS", stopPrice: "1" }
        }
      },
      "abc"
    )
    assert.deepStrictEqual(legs, [
      { symbol, clientOrderId: "abc-0", side: "BUY", type: "LIMIT", quantity: "1", price: "2" },
      { symbol, clientOrderId: "abc-1", side: "SELL", type: "LIMIT_MAKER", quantity: undefined, price: "3" },
      { symbol, clientOrderId: "abc-2", side: "SELL", type: "STOP_LOSS", quantity: undefined, price: undefined }
    ])
    assert.strictEqual(find.views, find.views)
    assert.isAtMost("0123456789abcdefghjkmnpq-2".length, 32)
  })

  it("the halves of a cancelReplace: the cancel of the one and the placement of the other", () => {
    const { find } = Spot.cancelReplaceOrder.operation
    if (find?.subject !== "cancelReplace") return assert.fail("it is no cancelReplace")
    const mode = { cancelReplaceMode: "STOP_ON_FAILURE", cancelRestrictions: "ONLY_NEW" } as const
    const byName = find.halves({ ...limit, ...mode, cancelOrigClientOrderId: "old" }, "abc")
    assert.strictEqual(byName.cancel.operation, Spot.cancelOrder.operation)
    assert.strictEqual(byName.place.operation, Spot.placeOrder.operation)
    assert.deepStrictEqual(byName.cancel.input, { symbol, origClientOrderId: "old", cancelRestrictions: "ONLY_NEW" })
    assert.strictEqual(byName.cancel.description.clientOrderId, "old")
    assert.strictEqual(byName.place.description.clientOrderId, "abc")
    assert.strictEqual(byName.place.clientOrderIdFrom, "library")
    const byId = find.halves({ ...limit, ...mode, cancelOrderId: 9, newClientOrderId: "own" }, "abc")
    assert.deepStrictEqual(byId.cancel.input, { symbol, orderId: 9, cancelRestrictions: "ONLY_NEW" })
    assert.strictEqual(byId.cancel.description.orderId, "9")
    assert.strictEqual(byId.place.description.clientOrderId, "own")
    assert.strictEqual(byId.place.clientOrderIdFrom, "caller")
    assert.deepStrictEqual(find.result({ orderId: 9 }, { orderId: 10 }), {
      cancelResponse: { orderId: 9 },
      newOrderResponse: { orderId: 10 }
    })
  })

  it("an amend wants the quantity that it asks for, and says under which name it will be found", () => {
    const { describe: described, find } = Spot.amendOrder.operation
    if (find?.subject !== "amend") return assert.fail("it is no amend")
    assert.deepStrictEqual(find.wanted({ symbol, orderId: 1, newQty: "0.5" }), { quantity: "0.5" })
    assert.strictEqual(described({ symbol, orderId: 1, newQty: "0.5" }, "abc").newClientOrderId, "abc")
    assert.strictEqual(described({ symbol, origClientOrderId: "old", newQty: "0.5" }, "abc").newClientOrderId, "old")
  })

  it("all questions of a settlement are reads of Spot, but the one cancel", () => {
    const { cancel, order, openOrders, allOrders, trades, amendments, orderList } = Spot.views
    for (const view of [order, openOrders, allOrders, trades, amendments, orderList])
      assert.strictEqual(view?.kind, "read")
    assert.strictEqual(cancel.kind, "cancel")
    assert.strictEqual(orderList?.parameters({ symbol, listClientOrderId: "a" }, "")["origClientOrderId"], "a")
  })
})

describe("an OCO whose reply is lost", () => {
  it.effect("is found by the name that the library gave it, with its orders", () => {
    let names: ReadonlyArray<string | null> = []
    const over = wire(
      withTime((request) => {
        if (request.method === "POST") {
          names = ["listClientOrderId", "aboveClientOrderId", "belowClientOrderId"].map((name) =>
            parameter(request, name)
          )
          return lost
        }
        const [listClientOrderId, above, below] = names
        const rows = [
          {
            ...order,
            orderListId: 5,
            orderId: 20,
            clientOrderId: above,
            side: "SELL",
            type: "LIMIT_MAKER",
            price: "3",
            origQty: "1"
          },
          {
            ...order,
            orderListId: 5,
            orderId: 21,
            clientOrderId: below,
            side: "SELL",
            type: "STOP_LOSS",
            price: "0",
            origQty: "1"
          }
        ]
        if (request.path === "/api/v3/orderList")
          return http(200, { ...endedList, orderListId: 5, listClientOrderId, orders: rows, orderReports: undefined })
        if (request.path !== "/api/v3/order") return http(200, rows)
        const row = rows.find(
          ({ clientOrderId, orderId }) =>
            clientOrderId === parameter(request, "origClientOrderId") || `${orderId}` === parameter(request, "orderId")
        )
        return row === undefined ? http(400, { code: -2013, msg: "Order does not exist." }) : http(200, row)
      })
    )
    return Effect.gen(function* () {
      const call = Spot.placeOco({
        symbol,
        side: "SELL",
        quantity: "1",
        above: { type: "LIMIT_MAKER", price: "3" },
        below: { type: "STOP_LOSS", stopPrice: "1" }
      })
      const result = yield* within(call.pipe(Reconciliation.settle), 300_000)
      if (result._tag === "Failure") return assert.fail(result.failure.message)
      assert.strictEqual(result.success.orderListId, 5)
      assert.strictEqual(result.success.listClientOrderId, names[0])
      assert.includeMembers([20, 21], result.success.orderReports?.map(({ orderId }) => orderId) ?? [])
      assert.strictEqual(over.sent.filter(({ request }) => request.method === "POST").length, 1)
      assert.deepStrictEqual(
        names.map((name) => name?.slice(24)),
        ["", "-0", "-1"]
      )
    }).pipe(Effect.provide(Reconciliation.layer.pipe(Layer.provideMerge(client(over)))))
  })
})
