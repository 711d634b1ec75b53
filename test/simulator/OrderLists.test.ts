/** Order lists and stop prices: what is answered, which order ends which, and what is held back for whom. */
import type { ExchangeConfig } from "@effect-binance/simulator/ExchangeConfig"
import * as Config from "@effect-binance/simulator/ExchangeConfig"
import * as Fault from "@effect-binance/simulator/Fault"
import { assert, describe, it } from "@effect/vitest"
import type { Values } from "./support.ts"
import { body, cancel, limit, market, open, query, signed, trader } from "./support.ts"

type Kind = "oco" | "oto" | "otoco" | "opo" | "opoco"
type Json = Readonly<Record<string, unknown>>

const [btcusdt] = Config.defaults.symbols

// the house is at 60000, its first orders are at 59999 and 60001
const sellOco: Values = {
  side: "SELL",
  quantity: "0.01",
  aboveType: "LIMIT_MAKER",
  abovePrice: "61000.00",
  aboveClientOrderId: "above",
  belowType: "STOP_LOSS_LIMIT",
  belowPrice: "58900.00",
  belowStopPrice: "59000.00",
  belowTimeInForce: "GTC",
  belowClientOrderId: "below",
  listClientOrderId: "list"
}
const buyOco: Values = {
  side: "BUY",
  quantity: "0.01",
  aboveType: "STOP_LOSS",
  aboveStopPrice: "61000.00",
  aboveClientOrderId: "above",
  belowType: "LIMIT_MAKER",
  belowPrice: "59000.00",
  belowClientOrderId: "below",
  listClientOrderId: "list"
}
const working: Values = {
  workingType: "LIMIT",
  workingSide: "BUY",
  workingPrice: "59000.00",
  workingQuantity: "0.01",
  workingTimeInForce: "GTC",
  workingClientOrderId: "working",
  listClientOrderId: "list"
}
const pendingSell: Values = {
  pendingType: "LIMIT",
  pendingSide: "SELL",
  pendingPrice: "62000.00",
  pendingTimeInForce: "GTC",
  pendingClientOrderId: "pending"
}
const pendingPair: Values = {
  pendingSide: "SELL",
  pendingAboveType: "LIMIT_MAKER",
  pendingAbovePrice: "62000.00",
  pendingAboveClientOrderId: "above",
  pendingBelowType: "STOP_LOSS",
  pendingBelowStopPrice: "57000.00",
  pendingBelowClientOrderId: "below"
}
// what the sample of an OCO says of its orders
const none: Values = Object.fromEntries(Object.keys(sellOco).map((name) => [name, undefined]))
const samples: Readonly<Record<Kind, Values>> = {
  oco: sellOco,
  oto: { ...working, ...pendingSell, pendingQuantity: "0.01" },
  otoco: { ...working, ...pendingPair, pendingQuantity: "0.01" },
  opo: { ...working, ...pendingSell },
  opoco: { ...working, ...pendingPair }
}

const list = (kind: Kind, timestamp: number, values: Values = {}) =>
  signed("POST", `/api/v3/orderList/${kind}`, timestamp, { symbol: "BTCUSDT", ...samples[kind], ...values })

const cancelList = (timestamp: number, values: Values) =>
  signed("DELETE", "/api/v3/orderList", timestamp, { symbol: "BTCUSDT", ...values })

const amend = (timestamp: number, values: Values) =>
  signed("PUT", "/api/v3/order/amend/keepPriority", timestamp, { symbol: "BTCUSDT", ...values })

/** A trader who moves the price and looks at the book. */
const desk = (config: Partial<ExchangeConfig> = {}) => {
  const made = trader(config)
  const { exchange, now, send } = made
  return {
    ...made,
    price: (to: string) => exchange.setPrice(now() + 10, "BTCUSDT", to),
    takes: (side: "BUY" | "SELL", price: string, quantity: string) =>
      exchange.houseTakes(now() + 10, { symbol: "BTCUSDT", side, price, quantity }),
    statuses: () => exchange.orders().map(({ placedAs, status }) => `${placedAs} ${status}`),
    locked: (asset: string) => exchange.balance("test", asset).locked,
    rows: (path: string, values: Values = {}) => {
      const ticket = send((t) => signed("GET", path, t, values))
      assert.strictEqual(ticket.reply?.status, 200, ticket.reply?.body)
      // a test that expects something else fails
      return JSON.parse(ticket.reply?.body ?? "") as ReadonlyArray<Json>
    }
  }
}

describe("an OCO", () => {
  it("is answered as a whole, the stop loss first", () => {
    const { locked, ok } = desk()
    const answer = ok((t) => list("oco", t, { newOrderRespType: "RESULT" }))
    const time = answer["transactionTime"]
    const both = {
      symbol: "BTCUSDT",
      orderListId: 0,
      transactTime: time,
      origQty: "0.01000000",
      executedQty: "0.00000000",
      origQuoteOrderQty: "0.00000000",
      cummulativeQuoteQty: "0.00000000",
      status: "NEW",
      timeInForce: "GTC",
      side: "SELL",
      selfTradePreventionMode: "EXPIRE_MAKER"
    }
    assert.deepStrictEqual(answer, {
      orderListId: 0,
      contingencyType: "OCO",
      listStatusType: "EXEC_STARTED",
      listOrderStatus: "EXECUTING",
      listClientOrderId: "list",
      transactionTime: time,
      symbol: "BTCUSDT",
      orders: [
        { symbol: "BTCUSDT", orderId: 1, clientOrderId: "below" },
        { symbol: "BTCUSDT", orderId: 2, clientOrderId: "above" }
      ],
      orderReports: [
        {
          ...both,
          orderId: 1,
          clientOrderId: "below",
          price: "58900.00000000",
          type: "STOP_LOSS_LIMIT",
          stopPrice: "59000.00000000",
          workingTime: -1
        },
        {
          ...both,
          orderId: 2,
          clientOrderId: "above",
          price: "61000.00000000",
          type: "LIMIT_MAKER",
          workingTime: time
        }
      ]
    })
    // one of them trades at most
    assert.strictEqual(locked("BTC"), "0.01000000")
  })

  it("shows each order and the list in the reads", () => {
    const { ok, rows } = desk()
    ok((t) => list("oco", t))
    const stop = ok((t) => query(t, { origClientOrderId: "below" }))
    assert.deepStrictEqual(
      [stop["orderListId"], stop["stopPrice"], stop["isWorking"], stop["workingTime"], stop["status"]],
      [0, "59000.00000000", false, -1, "NEW"]
    )
    const maker = ok((t) => query(t, { origClientOrderId: "above" }))
    assert.deepStrictEqual(
      [maker["orderListId"], maker["stopPrice"], maker["isWorking"], maker["workingTime"]],
      [0, "0.00000000", true, maker["time"]]
    )
    assert.deepStrictEqual(
      rows("/api/v3/openOrders", { symbol: "BTCUSDT" }).map(({ clientOrderId }) => clientOrderId),
      ["below", "above"]
    )
    const one = ok((t) => signed("GET", "/api/v3/orderList", t, { origClientOrderId: "list" }))
    assert.deepStrictEqual(one, {
      orderListId: 0,
      contingencyType: "OCO",
      listStatusType: "EXEC_STARTED",
      listOrderStatus: "EXECUTING",
      listClientOrderId: "list",
      transactionTime: one["transactionTime"],
      symbol: "BTCUSDT",
      orders: [
        { symbol: "BTCUSDT", orderId: 1, clientOrderId: "below" },
        { symbol: "BTCUSDT", orderId: 2, clientOrderId: "above" }
      ]
    })
    assert.deepStrictEqual(
      ok((t) => signed("GET", "/api/v3/orderList", t, { orderListId: 0 })),
      one
    )
    assert.deepStrictEqual(rows("/api/v3/openOrderList"), [one])
  })

  it("ends the other order when the stop price is reached", () => {
    const { exchange, locked, ok, price, rows, statuses } = desk()
    ok((t) => list("oco", t))
    price("59000.01")
    assert.deepStrictEqual(statuses(), ["below NEW", "above NEW"])
    price("59000.00")
    // 58999 is there and 58900 is asked for
    assert.deepStrictEqual(statuses(), ["below FILLED", "above EXPIRED"])
    assert.strictEqual(exchange.trades()[0]?.price, "58999.00000000")
    assert.strictEqual(locked("BTC"), "0.00000000")
    const sold = ok((t) => query(t, { origClientOrderId: "below" }))
    assert.isTrue(sold["isWorking"])
    assert.isAbove(Number(sold["workingTime"]), Number(sold["time"]))
    assert.deepStrictEqual(rows("/api/v3/openOrderList"), [])
    const [done] = rows("/api/v3/allOrderList")
    assert.deepStrictEqual([done?.["listStatusType"], done?.["listOrderStatus"]], ["ALL_DONE", "ALL_DONE"])
    // the names of a list that is done are free
    ok((t) => list("oco", t, { aboveClientOrderId: "again", belowStopPrice: "58000.00", belowPrice: "57900.00" }))
  })

  it("ends the other order when the first one trades at all", () => {
    const { locked, ok, price, statuses, takes } = desk()
    ok((t) => list("oco", t))
    takes("BUY", "61000.00", "0.004")
    assert.deepStrictEqual(statuses(), ["below EXPIRED", "above PARTIALLY_FILLED"])
    assert.strictEqual(locked("BTC"), "0.00600000")
    price("50000.00")
    assert.deepStrictEqual(statuses(), ["below EXPIRED", "above PARTIALLY_FILLED"])
    ok((t) => cancel(t, { origClientOrderId: "above" }))
    assert.deepStrictEqual(statuses(), ["below EXPIRED", "above CANCELED"])
    assert.strictEqual(locked("BTC"), "0.00000000")
  })

  it("that buys holds back what the dearer order needs, and gives back the rest", () => {
    const { exchange, locked, ok, price, statuses, takes } = desk()
    ok((t) => list("oco", t, { ...none, ...buyOco }))
    assert.strictEqual(locked("USDT"), "610.00000000")
    takes("SELL", "59000.00", "0.004")
    // 0.006 at 59000 are left
    assert.strictEqual(locked("USDT"), "354.00000000")
    assert.deepStrictEqual(statuses(), ["above EXPIRED", "below PARTIALLY_FILLED"])
    ok((t) => cancelList(t, { listClientOrderId: "list" }))
    price("60000.00")
    ok((t) => list("oco", t, { ...none, ...buyOco }))
    price("61000.00")
    assert.deepStrictEqual(statuses().slice(2), ["above FILLED", "below EXPIRED"])
    assert.strictEqual(exchange.trades().at(-1)?.price, "61001.00000000")
    assert.strictEqual(locked("USDT"), "0.00000000")
  })

  it("sees a price that was there only for a moment", () => {
    const { ok, statuses } = desk({
      symbols: [{ ...btcusdt!, house: { price: "60000.00", levels: 3, quantity: "0.01", ticks: 100 } }]
    })
    ok((t) => list("oco", t, { belowStopPrice: "59998.00", belowPrice: "59000.00" }))
    // it sweeps the bids at 59999, 59998 and 59997; the house is back at once, and the last price is below
    ok((t) => market(t, { side: "SELL", quantity: "0.04" }))
    assert.deepStrictEqual(statuses().slice(0, 2), ["below FILLED", "above EXPIRED"])
  })

  it("is not for a symbol that does not trade", () => {
    const { refused } = desk({ symbols: [{ ...btcusdt!, status: "HALT" }] })
    refused((t) => list("oco", t), -2010, "Market is closed.")
  })

  it("is all or nothing", () => {
    const poor = { ...Config.defaults.accounts[0]!, balances: { BTC: "0.015" } }
    const { exchange, ok, refused, statuses } = desk({ accounts: [poor] })
    ok((t) => limit(t, { side: "SELL", quantity: "0.005", price: "65000.00", newClientOrderId: "taken" }))
    const before = JSON.stringify([statuses(), exchange.balance("test", "BTC")])
    refused(
      (t) => list("oco", t, { quantity: "0.011" }),
      -2010,
      "Account has insufficient balance for requested action."
    )
    refused((t) => list("oco", t, { aboveClientOrderId: "taken" }), -2010, "Duplicate order sent.")
    refused((t) => list("oco", t, { belowClientOrderId: "taken" }), -2010, "Duplicate order sent.")
    refused((t) => list("oco", t, { belowClientOrderId: "above" }), -2010, "Duplicate order sent.")
    refused(
      (t) => list("oco", t, { abovePrice: "60000.00" }),
      -2010,
      "The relationship of the prices for the orders is not correct."
    )
    refused(
      (t) => list("oco", t, { belowStopPrice: "60000.00" }),
      -2010,
      "The relationship of the prices for the orders is not correct."
    )
    refused(
      (t) => list("oco", t, { abovePrice: "60000.50", belowPrice: "58900.001" }),
      -1013,
      "Filter failure: PRICE_FILTER"
    )
    assert.strictEqual(JSON.stringify([statuses(), exchange.balance("test", "BTC")]), before)
    ok((t) => list("oco", t))
    refused(
      (t) => list("oco", t, { aboveClientOrderId: "a", belowClientOrderId: "b", quantity: "0.0001" }),
      -2010,
      "Duplicate order sent."
    )
  })

  it("has its orders on the right side, and one that waits", () => {
    const { exchange, refused } = desk()
    const maker = (prefix: string, price: string) => ({ [`${prefix}Type`]: "LIMIT_MAKER", [`${prefix}Price`]: price })
    const stop = (prefix: string, type: string) => ({ [`${prefix}Type`]: type, [`${prefix}StopPrice`]: "60500.00" })
    const oco = (side: string, above: Values, below: Values) => (t: number) =>
      signed("POST", "/api/v3/orderList/oco", t, { symbol: "BTCUSDT", side, quantity: "0.01", ...above, ...below })
    const above = maker("above", "61000.00")
    const below = maker("below", "59000.00")
    refused(oco("SELL", above, below), -1168, "At least one OCO order must be contingent.")
    refused(oco("BUY", above, stop("below", "STOP_LOSS")), -1165, "A limit order in a buy OCO must be below.")
    refused(oco("SELL", stop("above", "STOP_LOSS"), below), -1166, "A limit order in a sell OCO must be above.")
    refused(
      oco("BUY", stop("above", "STOP_LOSS"), stop("below", "STOP_LOSS")),
      -1196,
      "A stop loss order in a buy OCO must be above."
    )
    refused(
      oco("SELL", stop("above", "STOP_LOSS"), stop("below", "STOP_LOSS")),
      -1197,
      "A stop loss order in a sell OCO must be below."
    )
    refused(
      oco("BUY", stop("above", "TAKE_PROFIT"), stop("below", "TAKE_PROFIT")),
      -1198,
      "A take profit order in a buy OCO must be below."
    )
    refused(
      oco("SELL", stop("above", "TAKE_PROFIT"), stop("below", "TAKE_PROFIT")),
      -1199,
      "A take profit order in a sell OCO must be above."
    )
    refused(oco("SELL", { aboveType: "MARKET" }, stop("below", "STOP_LOSS")), -1158, "Order type not supported in OCO.")
    refused(
      oco("SELL", above, { belowType: "STOP_LOSS" }),
      -1102,
      "Param 'belowStopPrice' or 'belowTrailingDelta' must be sent, but both were empty/null!"
    )
    refused(
      oco("SELL", above, { belowType: "STOP_LOSS", belowTrailingDelta: 100 }),
      -2010,
      "Trailing stop orders are not supported for this symbol."
    )
    refused(
      oco("SELL", above, { ...stop("below", "STOP_LOSS"), surprise: 1 }),
      -1104,
      "Not all sent parameters were read; read '9' parameter(s) but was sent '10'."
    )
    assert.strictEqual(exchange.orders().length, 0)
    const without = desk({ symbols: [{ ...btcusdt!, without: ["oco"] }] })
    for (const kind of ["oco", "otoco", "opoco"] as const)
      without.refused((t) => list(kind, t), -2010, "OCO orders are not supported for this symbol")
  })

  it("of two orders that wait ends with the first that is triggered", () => {
    const { ok, price, statuses } = desk()
    const waiting = { aboveType: "TAKE_PROFIT", abovePrice: undefined, aboveStopPrice: "61000.00" }
    ok((t) => list("oco", t, waiting))
    price("61000.00")
    assert.deepStrictEqual(statuses(), ["below EXPIRED", "above FILLED"])
  })
})

describe("the cancel of an order list", () => {
  it("ends and renames all of it, whichever way it is asked for", () => {
    const ways: ReadonlyArray<readonly [name: string, make: (t: number) => ReturnType<typeof signed>]> = [
      ["its id", (t) => cancelList(t, { orderListId: 0, newClientOrderId: "gone" })],
      ["its name", (t) => cancelList(t, { listClientOrderId: "list", newClientOrderId: "gone" })],
      ["one order", (t) => cancel(t, { origClientOrderId: "above", newClientOrderId: "gone" })]
    ]
    for (const [name, make] of ways) {
      const { locked, ok, refused, rows, statuses } = desk()
      ok((t) => list("oco", t))
      const answer = ok(make)
      const reports = answer["orderReports"] as ReadonlyArray<Json>
      assert.deepStrictEqual(
        [answer["orderListId"], answer["contingencyType"], answer["listStatusType"], answer["listOrderStatus"]],
        [0, "OCO", "ALL_DONE", "ALL_DONE"],
        name
      )
      assert.deepStrictEqual(answer["orders"], [
        { symbol: "BTCUSDT", orderId: 1, clientOrderId: "below" },
        { symbol: "BTCUSDT", orderId: 2, clientOrderId: "above" }
      ])
      assert.deepStrictEqual(
        reports.map((report) => [report["origClientOrderId"], report["clientOrderId"], report["status"]]),
        [
          ["below", "gone", "CANCELED"],
          ["above", "gone", "CANCELED"]
        ]
      )
      assert.deepStrictEqual(statuses(), ["below CANCELED", "above CANCELED"])
      assert.strictEqual(locked("BTC"), "0.00000000")
      assert.deepStrictEqual(rows("/api/v3/openOrders"), [])
      refused(make, -2011, "Unknown order sent.")
      // and the names are free
      ok((t) => list("oco", t))
    }
  })

  it("needs to be told which", () => {
    const { ok, refused } = desk()
    ok((t) => list("oco", t))
    refused(
      (t) => cancelList(t, {}),
      -1102,
      "Param 'listClientOrderId' or 'orderListId' must be sent, but both were empty/null!"
    )
    refused((t) => cancelList(t, { orderListId: 0, listClientOrderId: "other" }), -2011, "Unknown order sent.")
    refused((t) => cancelList(t, { symbol: "ETHUSDT", orderListId: 0 }), -2011, "Unknown order sent.")
    refused((t) => cancelList(t, { orderListId: 1 }), -2011, "Unknown order sent.")
  })

  it("is part of a cancel of everything, and of a cancelReplace", () => {
    const { ok, send, statuses } = desk()
    ok((t) => limit(t, { newClientOrderId: "plain" }))
    ok((t) => list("oco", t))
    const all = send((t) => signed("DELETE", "/api/v3/openOrders", t, { symbol: "BTCUSDT" }))
    const rows = JSON.parse(all.reply?.body ?? "") as ReadonlyArray<Json>
    assert.deepStrictEqual(
      rows.map((row) => [row["orderListId"], row["origClientOrderId"] ?? row["listClientOrderId"]]),
      [
        [-1, "plain"],
        [0, "list"]
      ]
    )
    assert.deepStrictEqual(statuses(), ["plain CANCELED", "below CANCELED", "above CANCELED"])
    ok((t) => list("oco", t))
    const replaced = ok((t) =>
      signed("POST", "/api/v3/order/cancelReplace", t, {
        symbol: "BTCUSDT",
        side: "SELL",
        type: "LIMIT",
        timeInForce: "GTC",
        quantity: "0.01",
        price: "65000.00",
        cancelReplaceMode: "STOP_ON_FAILURE",
        cancelOrigClientOrderId: "below"
      })
    )
    assert.strictEqual((replaced["cancelResponse"] as Json)["orderListId"], 1)
    assert.deepStrictEqual(statuses().slice(3, 5), ["below CANCELED", "above CANCELED"])
  })
})

describe("an OTO", () => {
  it("places the pending order when the working one is filled, and not before", () => {
    const { exchange, locked, ok, statuses, takes } = desk()
    const answer = ok((t) => list("oto", t, { newOrderRespType: "RESULT" }))
    const reports = answer["orderReports"] as ReadonlyArray<Json>
    assert.strictEqual(answer["contingencyType"], "OTO")
    assert.deepStrictEqual(
      reports.map(({ clientOrderId, origQty, status, workingTime }) => [clientOrderId, status, origQty, workingTime]),
      [
        ["working", "NEW", "0.01000000", answer["transactionTime"]],
        ["pending", "PENDING_NEW", "0.01000000", -1]
      ]
    )
    // both are paid for from the start
    assert.deepStrictEqual([locked("USDT"), locked("BTC")], ["590.00000000", "0.01000000"])
    takes("SELL", "59000.00", "0.009")
    assert.deepStrictEqual(statuses(), ["working PARTIALLY_FILLED", "pending PENDING_NEW"])
    takes("SELL", "59000.00", "0.001")
    assert.deepStrictEqual(statuses(), ["working FILLED", "pending NEW"])
    const pending = ok((t) => query(t, { origClientOrderId: "pending" }))
    assert.isTrue(pending["isWorking"])
    takes("BUY", "62000.00", "0.01")
    assert.deepStrictEqual(statuses(), ["working FILLED", "pending FILLED"])
    assert.strictEqual(exchange.trades().length, 3)
    assert.strictEqual(locked("BTC"), "0.00000000")
  })

  it("whose working order fills at once still answers PENDING_NEW", () => {
    const { ok, statuses } = desk()
    const answer = ok((t) => list("oto", t, { workingPrice: "60001.00", newOrderRespType: "FULL" }))
    const [first, second] = answer["orderReports"] as ReadonlyArray<Json>
    assert.deepStrictEqual([first?.["status"], second?.["status"]], ["FILLED", "PENDING_NEW"])
    assert.strictEqual((first?.["fills"] as ReadonlyArray<unknown> | undefined)?.length, 1)
    assert.strictEqual(answer["listOrderStatus"], "EXECUTING")
    assert.deepStrictEqual(statuses(), ["working FILLED", "pending NEW"])
  })

  it("ends with its working order", () => {
    const { locked, ok, rows, statuses } = desk()
    ok((t) => list("oto", t, { workingTimeInForce: "IOC" }))
    assert.deepStrictEqual(statuses(), ["working EXPIRED", "pending EXPIRED"])
    assert.deepStrictEqual([locked("USDT"), locked("BTC")], ["0.00000000", "0.00000000"])
    assert.deepStrictEqual(rows("/api/v3/openOrderList"), [])
    ok((t) => list("oto", t))
    ok((t) => cancel(t, { origClientOrderId: "pending" }))
    assert.deepStrictEqual(statuses().slice(2), ["working CANCELED", "pending CANCELED"])
  })

  it("sells at any price when its pending order is a MARKET one", () => {
    const { ok, statuses, takes } = desk()
    ok((t) => list("oto", t, { pendingType: "MARKET", pendingPrice: undefined, pendingTimeInForce: undefined }))
    takes("SELL", "59000.00", "0.01")
    assert.deepStrictEqual(statuses(), ["working FILLED", "pending FILLED"])
  })

  it("lets a pending order expire that could not be placed", () => {
    // the price is above the stop price of the pending order by then, and a take profit that sells would trigger at once
    const { locked, ok, price, statuses, takes } = desk()
    ok((t) =>
      list("oto", t, {
        pendingType: "TAKE_PROFIT",
        pendingPrice: undefined,
        pendingTimeInForce: undefined,
        pendingStopPrice: "60500.00"
      })
    )
    price("61000.00")
    takes("SELL", "59000.00", "0.01")
    // the trade itself is at 59000, so it is only now that it could
    assert.deepStrictEqual(statuses(), ["working FILLED", "pending NEW"])
    ok((t) =>
      list("oto", t, {
        listClientOrderId: "second",
        workingClientOrderId: "w2",
        workingPrice: "62000.00",
        pendingType: "TAKE_PROFIT",
        pendingPrice: undefined,
        pendingTimeInForce: undefined,
        pendingStopPrice: "60500.00",
        pendingClientOrderId: "p2"
      })
    )
    // the working order traded at 61001: that triggers the first pending order, and leaves no room for the second
    assert.deepStrictEqual(statuses(), ["working FILLED", "pending FILLED", "w2 FILLED", "p2 EXPIRED"])
    assert.strictEqual(locked("BTC"), "0.00000000")
  })

  it("takes only what it says", () => {
    const { refused } = desk()
    refused(
      (t) => list("oto", t, { workingType: "MARKET", workingPrice: undefined, workingTimeInForce: undefined }),
      -1116,
      "Invalid orderType."
    )
    const missing = (name: string) => `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`
    for (const name of ["workingType", "workingSide", "workingPrice", "workingQuantity", "workingTimeInForce"])
      refused((t) => list("oto", t, { [name]: undefined }), -1102, missing(name))
    for (const name of ["pendingType", "pendingSide", "pendingQuantity", "pendingPrice", "pendingTimeInForce"])
      refused((t) => list("oto", t, { [name]: undefined }), -1102, missing(name))
  })
})

describe("an OTOCO", () => {
  it("places an OCO when the working order is filled", () => {
    const { locked, ok, price, statuses, takes } = desk()
    const answer = ok((t) => list("otoco", t))
    assert.deepStrictEqual(
      (answer["orders"] as ReadonlyArray<Json>).map(({ clientOrderId }) => clientOrderId),
      ["working", "below", "above"]
    )
    // what answers ACK says less
    assert.deepStrictEqual(
      (answer["orderReports"] as ReadonlyArray<Json>).map((report) => Object.keys(report).length),
      [17, 5, 5]
    )
    assert.strictEqual(locked("BTC"), "0.01000000")
    takes("SELL", "59000.00", "0.01")
    assert.deepStrictEqual(statuses(), ["working FILLED", "below NEW", "above NEW"])
    assert.strictEqual(locked("BTC"), "0.01000000")
    price("57000.00")
    assert.deepStrictEqual(statuses(), ["working FILLED", "below FILLED", "above EXPIRED"])
    assert.strictEqual(locked("BTC"), "0.00000000")
  })

  it("lets both expire when the price has gone past one of them", () => {
    const { locked, ok, price, statuses } = desk()
    ok((t) => list("otoco", t, { workingPrice: "56000.00" }))
    price("55000.00")
    assert.deepStrictEqual(statuses(), ["working FILLED", "below EXPIRED", "above EXPIRED"])
    assert.strictEqual(locked("BTC"), "0.00000000")
  })
})

describe("an OPO", () => {
  const noBitcoin = { ...Config.defaults.accounts[0]!, balances: { USDT: "1000" } }

  it("sells what its working order buys, and has no quantity before", () => {
    const { exchange, locked, ok, refused, statuses, takes } = desk({ accounts: [noBitcoin] })
    refused((t) => list("oto", t), -2010, "Account has insufficient balance for requested action.")
    const answer = ok((t) => list("opo", t, { newOrderRespType: "RESULT" }))
    assert.isFalse(Object.hasOwn((answer["orderReports"] as ReadonlyArray<object>)[1] ?? {}, "origQty"))
    assert.isFalse(
      Object.hasOwn(
        ok((t) => query(t, { origClientOrderId: "pending" })),
        "origQty"
      )
    )
    takes("SELL", "59000.00", "0.004")
    // what was bought is for the pending order alone
    assert.deepStrictEqual(exchange.balance("test", "BTC"), { free: "0.00000000", locked: "0.00400000" })
    refused(
      (t) => amend(t, { origClientOrderId: "pending", newQty: "0.001" }),
      -2038,
      "Order amend (pending OPO order) is not supported."
    )
    takes("SELL", "59000.00", "0.006")
    assert.deepStrictEqual(statuses(), ["working FILLED", "pending NEW"])
    assert.strictEqual(ok((t) => query(t, { origClientOrderId: "pending" }))["origQty"], "0.01000000")
    ok((t) => amend(t, { origClientOrderId: "pending", newQty: "0.005", newClientOrderId: "pending" }))
    assert.strictEqual(locked("BTC"), "0.00500000")
    takes("BUY", "62000.00", "1")
    assert.deepStrictEqual(statuses(), ["working FILLED", "pending FILLED"])
  })

  it("gives back what it holds when it is cancelled half way", () => {
    const { exchange, ok, takes } = desk({ accounts: [noBitcoin] })
    ok((t) => list("opo", t))
    takes("SELL", "59000.00", "0.004")
    ok((t) => cancelList(t, { orderListId: 0 }))
    assert.deepStrictEqual(exchange.balance("test", "BTC"), { free: "0.00400000", locked: "0.00000000" })
    assert.deepStrictEqual(exchange.balance("test", "USDT"), { free: "764.00000000", locked: "0.00000000" })
  })

  it("pays the commission from what is free, or else sells less, to the last whole step", () => {
    const commissionPpm = 1500
    const poor = desk({ accounts: [noBitcoin], commissionPpm })
    poor.ok((t) => list("opo", t))
    poor.takes("SELL", "59000.00", "0.01")
    // 0.009985 were received, and a step is 0.00001
    assert.strictEqual(poor.exchange.orders()[1]?.quantity, "0.00998000")
    assert.deepStrictEqual(poor.exchange.balance("test", "BTC"), { free: "0.00000500", locked: "0.00998000" })
    const rich = desk({ accounts: [{ ...noBitcoin, balances: { USDT: "1000", BTC: "1" } }], commissionPpm })
    rich.ok((t) => list("opo", t))
    rich.takes("SELL", "59000.00", "0.01")
    assert.strictEqual(rich.exchange.orders()[1]?.quantity, "0.01000000")
    assert.deepStrictEqual(rich.exchange.balance("test", "BTC"), { free: "0.99998500", locked: "0.01000000" })
  })

  it("looks at the filters when it knows the quantity", () => {
    const { locked, ok, statuses, takes } = desk({ accounts: [noBitcoin] })
    // the pending order would be worth less than five
    ok((t) => list("opo", t, { workingQuantity: "0.0001", pendingPrice: "49000.00" }))
    takes("SELL", "59000.00", "1")
    assert.deepStrictEqual(statuses(), ["working FILLED", "pending EXPIRED"])
    assert.strictEqual(locked("BTC"), "0.00000000")
  })

  it("buys first and sells then, and says no quantity twice", () => {
    const { refused } = desk()
    refused((t) => list("opo", t, { workingSide: "SELL" }), -1222, "Working order in an OPO list must be a bid.")
    refused((t) => list("opo", t, { pendingSide: "BUY" }), -1223, "Pending orders in an OPO list must be asks.")
    refused(
      (t) => list("opo", t, { pendingQuantity: "0.01" }),
      -1225,
      "Pending orders should not include the 'pendingQuantity' tag."
    )
    const without = desk({ symbols: [{ ...btcusdt!, without: ["opo"] }] })
    for (const kind of ["opo", "opoco"] as const)
      without.refused((t) => list(kind, t), -2010, "OPO orders are not supported for this symbol.")
  })

  it("with two pending orders holds back for both what it bought once", () => {
    const { exchange, ok, statuses, takes } = desk({ accounts: [noBitcoin] })
    ok((t) => list("opoco", t))
    takes("SELL", "59000.00", "0.01")
    assert.deepStrictEqual(statuses(), ["working FILLED", "below NEW", "above NEW"])
    assert.deepStrictEqual(exchange.balance("test", "BTC"), { free: "0.00000000", locked: "0.01000000" })
    takes("BUY", "62000.00", "0.01")
    assert.deepStrictEqual(statuses(), ["working FILLED", "below EXPIRED", "above FILLED"])
    assert.deepStrictEqual(exchange.balance("test", "BTC"), { free: "0.00000000", locked: "0.00000000" })
  })
})

describe("an order of a list", () => {
  it("is amended with its sibling, and says so", () => {
    const { exchange, locked, ok, price } = desk()
    ok((t) => list("oco", t, { ...none, ...buyOco }))
    const answer = ok((t) => amend(t, { origClientOrderId: "below", newClientOrderId: "smaller", newQty: "0.004" }))
    assert.deepStrictEqual(answer["listStatus"], {
      orderListId: 0,
      contingencyType: "OCO",
      listOrderStatus: "EXECUTING",
      listClientOrderId: "list",
      symbol: "BTCUSDT",
      orders: [
        { symbol: "BTCUSDT", orderId: 1, clientOrderId: "above" },
        { symbol: "BTCUSDT", orderId: 2, clientOrderId: "smaller" }
      ]
    })
    assert.strictEqual(locked("USDT"), "244.00000000")
    assert.strictEqual(ok((t) => query(t, { origClientOrderId: "above" }))["origQty"], "0.00400000")
    price("61000.00")
    assert.strictEqual(exchange.orders()[0]?.executedQuantity, "0.00400000")
    assert.strictEqual(locked("USDT"), "0.00000000")
  })

  it("of an OTO is amended by itself, pending or not", () => {
    const { exchange, locked, ok, takes } = desk()
    ok((t) => list("oto", t))
    const answer = ok((t) => amend(t, { origClientOrderId: "pending", newClientOrderId: "pending", newQty: "0.004" }))
    const amended = answer["amendedOrder"] as Json
    assert.deepStrictEqual([amended["status"], amended["qty"]], ["PENDING_NEW", "0.00400000"])
    assert.isFalse(Object.hasOwn(amended, "workingTime"))
    ok((t) => amend(t, { origClientOrderId: "working", newClientOrderId: "working", newQty: "0.005" }))
    assert.deepStrictEqual([locked("USDT"), locked("BTC")], ["295.00000000", "0.00400000"])
    takes("SELL", "59000.00", "1")
    takes("BUY", "62000.00", "1")
    assert.deepStrictEqual(
      exchange.orders().map(({ executedQuantity, status }) => [executedQuantity, status]),
      [
        ["0.00500000", "FILLED"],
        ["0.00400000", "FILLED"]
      ]
    )
  })

  it("is counted, limited and weighed with the others", () => {
    const { exchange, ok, refused, send } = desk({ symbols: [{ ...btcusdt!, maxNumOrders: 4, maxNumOrderLists: 1 }] })
    const placed = send((t) => list("otoco", t))
    assert.strictEqual(placed.reply?.headers["x-mbx-order-count-1d"], "3")
    assert.strictEqual(placed.reply?.headers["x-mbx-used-weight-1m"], "0")
    refused(
      (t) => list("oco", t, { listClientOrderId: "b", aboveClientOrderId: "c", belowClientOrderId: "d" }),
      -2010,
      "Filter failure: MAX_NUM_ORDERS"
    )
    ok((t) => limit(t))
    refused((t) => limit(t), -2010, "Filter failure: MAX_NUM_ORDERS")
    ok((t) => cancel(t, { orderId: 4 }))
    const wide = desk({ symbols: [{ ...btcusdt!, maxNumOrderLists: 1 }] })
    wide.ok((t) => list("oto", t))
    wide.refused((t) => list("oco", t, { listClientOrderId: "b" }), -2010, "Filter failure: MAX_NUM_ORDER_LISTS")
    const weights = (path: string, values: Values) => {
      const before = Number(
        send((t) => signed("GET", "/api/v3/orderList", t, { orderListId: 0 })).reply?.headers["x-mbx-used-weight-1m"]
      )
      const after = Number(send((t) => signed("GET", path, t, values)).reply?.headers["x-mbx-used-weight-1m"])
      return after - before
    }
    exchange.advance(wide.now() + 60_000)
    assert.deepStrictEqual(
      [
        weights("/api/v3/orderList", { orderListId: 0 }),
        weights("/api/v3/openOrderList", {}),
        weights("/api/v3/allOrderList", {})
      ],
      [4, 6, 20]
    )
    for (const [kind, size] of [
      ["oco", 2],
      ["oto", 2],
      ["otoco", 3],
      ["opo", 2],
      ["opoco", 3]
    ] as const) {
      const limits: ExchangeConfig["limits"] = [
        { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: size - 1 }
      ]
      desk({ limits }).refused(
        (t) => list(kind, t),
        -1015,
        `Too many new orders; current limit is ${size - 1} orders per 10 SECOND.`,
        429
      )
      const enough = desk({ limits: [{ ...limits[0]!, limit: size }] })
      assert.strictEqual(enough.send((t) => list(kind, t)).reply?.headers["x-mbx-order-count-10s"], String(size))
      assert.strictEqual(enough.exchange.kindOf("POST", `/api/v3/orderList/${kind}`), "orderList")
    }
  })
})

describe("reads of order lists", () => {
  it("lag as reads of orders do", () => {
    const lag = { readLag: () => 1500, visibilityMillis: 2000 }
    const { ok, refused, rows } = desk(lag)
    ok((t) => list("oco", t))
    const one = (t: number) => signed("GET", "/api/v3/orderList", t, { orderListId: 0 })
    refused(one, -2018, "Order list does not exist.")
    assert.strictEqual(ok(one)["listOrderStatus"], "EXECUTING")
    ok((t) => cancelList(t, { orderListId: 0 }))
    assert.strictEqual(ok(one)["listOrderStatus"], "EXECUTING")
    assert.strictEqual(ok(one)["listOrderStatus"], "ALL_DONE")
    assert.deepStrictEqual(rows("/api/v3/openOrderList"), [])
    ok((t) => list("oco", t))
    ok((t) => cancelList(t, { orderListId: 1 }))
    // still open a moment ago, each of them once
    assert.deepStrictEqual(
      rows("/api/v3/openOrders").map(({ clientOrderId, status }) => [clientOrderId, status]),
      [
        ["below", "NEW"],
        ["above", "NEW"]
      ]
    )
  })

  it("page, the newest first", () => {
    const { now, ok, refused, rows } = desk()
    for (let i = 0; i < 4; i++) {
      const id = Number(ok((t) => list("oco", t))["orderListId"])
      assert.strictEqual(id, i)
      ok((t) => cancelList(t, { orderListId: id }))
    }
    const ids = (values: Values) => rows("/api/v3/allOrderList", values).map(({ orderListId }) => orderListId)
    assert.deepStrictEqual(ids({}), [3, 2, 1, 0])
    assert.deepStrictEqual(ids({ limit: 2 }), [3, 2])
    assert.deepStrictEqual(ids({ fromId: 1, limit: 2 }), [2, 1])
    assert.deepStrictEqual(ids({ startTime: now() + 1 }), [])
    refused(
      (t) => signed("GET", "/api/v3/allOrderList", t, { fromId: 1, startTime: 0 }),
      -1128,
      "Combination of optional parameters invalid."
    )
    refused(
      (t) => signed("GET", "/api/v3/allOrderList", t, { startTime: 0, endTime: 86_400_001 }),
      -1127,
      "More than 24 hours between startTime and endTime."
    )
    refused(
      (t) => signed("GET", "/api/v3/orderList", t),
      -1102,
      "Param 'origClientOrderId' or 'orderListId' must be sent, but both were empty/null!"
    )
  })

  it("are of one account", () => {
    const other = { apiKey: "carol", secret: "carols secret" }
    const { ok, refused } = desk({
      accounts: [
        ...Config.defaults.accounts,
        { name: "carol", keys: [{ apiKey: other.apiKey, key: { _tag: "Hmac", secret: other.secret } }], balances: {} }
      ]
    })
    ok((t) => list("oco", t))
    refused(
      (t) => signed("GET", "/api/v3/orderList", t, { orderListId: 0 }, other),
      -2018,
      "Order list does not exist."
    )
    refused(
      (t) => signed("DELETE", "/api/v3/orderList", t, { symbol: "BTCUSDT", orderListId: 0 }, other),
      -2011,
      "Unknown order sent."
    )
  })
})

describe("faults on an order list", () => {
  it("leave all of it or nothing of it", () => {
    const { exchange, ok, send } = desk({ engineDelayMillis: 300 })
    const lost = send((t) => list("oco", t), Fault.rowOf("reply-lost").fault)
    assert.deepStrictEqual([lost.ending, lost.record.executed, lost.record.clientOrderId], ["reset", true, "list"])
    assert.strictEqual(exchange.orders().length, 2)
    ok((t) => cancelList(t, { orderListId: 0 }))
    const never = send((t) => list("oco", t), Fault.rowOf("timeout-unexecuted").fault)
    assert.strictEqual(never.record.executed, false)
    const late = send((t) => list("otoco", t, { recvWindow: 20_000 }), Fault.rowOf("timeout-then-executed").fault)
    assert.strictEqual(body(late)["code"], -1007)
    assert.strictEqual(exchange.orders().length, 2)
    exchange.drain()
    assert.strictEqual(exchange.orders().length, 5)
  })
})

describe("a stop price", () => {
  const stop = (timestamp: number, values: Values) =>
    signed("POST", "/api/v3/order", timestamp, { symbol: "BTCUSDT", quantity: "0.01", ...values })

  it("is waited for, by an order of its own as well", () => {
    const rows: ReadonlyArray<readonly [side: string, type: string, stopPrice: string]> = [
      ["BUY", "STOP_LOSS", "61000.00"],
      ["SELL", "STOP_LOSS", "59000.00"],
      ["BUY", "TAKE_PROFIT", "59000.00"],
      ["SELL", "TAKE_PROFIT", "61000.00"]
    ]
    for (const [side, type, stopPrice] of rows) {
      const { ok, price, refused, statuses } = desk()
      const isAbove = stopPrice === "61000.00"
      const wrong = isAbove ? "60000.00" : "60001.00"
      refused((t) => stop(t, { side, type, stopPrice: wrong }), -2010, "Order would trigger immediately.")
      const answer = ok((t) => stop(t, { side, type, stopPrice, newClientOrderId: "s", newOrderRespType: "RESULT" }))
      assert.deepStrictEqual(
        [answer["status"], answer["workingTime"], answer["stopPrice"]],
        ["NEW", -1, `${stopPrice}000000`]
      )
      price(isAbove ? "60999.99" : "59000.01")
      assert.deepStrictEqual(statuses(), ["s NEW"])
      price(stopPrice)
      assert.deepStrictEqual(statuses(), ["s FILLED"], `${side} ${type}`)
    }
  })

  it("brings a limit order on the book, which may rest there", () => {
    const { locked, ok, price, statuses } = desk()
    ok((t) =>
      stop(t, {
        side: "BUY",
        type: "STOP_LOSS_LIMIT",
        timeInForce: "GTC",
        stopPrice: "61000.00",
        price: "60500.00",
        newClientOrderId: "s"
      })
    )
    price("61000.00")
    const row = ok((t) => query(t, { origClientOrderId: "s" }))
    assert.deepStrictEqual([row["status"], row["isWorking"]], ["NEW", true])
    assert.strictEqual(locked("USDT"), "605.00000000")
    price("60400.00")
    assert.deepStrictEqual(statuses(), ["s FILLED"])
  })

  it("ends an order that the account can no longer pay", () => {
    const poor = { ...Config.defaults.accounts[0]!, balances: { USDT: "610" } }
    const { locked, ok, price, statuses } = desk({ accounts: [poor] })
    ok((t) => stop(t, { side: "BUY", type: "STOP_LOSS", stopPrice: "61000.00", newClientOrderId: "s" }))
    // the first order to take is at 61001
    price("61000.00")
    assert.deepStrictEqual(statuses(), ["s EXPIRED"])
    assert.strictEqual(locked("USDT"), "0.00000000")
  })

  it("is for five orders of a symbol, and one can bring about the next", () => {
    const { ok, price, refused, statuses } = desk()
    const at = (stopPrice: string) =>
      ok((t) => stop(t, { side: "SELL", type: "STOP_LOSS", stopPrice, newClientOrderId: `s${parseInt(stopPrice)}` }))
    // the first one sells at 58999, which is what the second one waits for
    at("59000.00")
    at("58999.00")
    for (const other of ["58000.00", "58001.00", "58002.00"]) at(other)
    refused(
      (t) => stop(t, { side: "SELL", type: "STOP_LOSS", stopPrice: "58003.00" }),
      -2010,
      "Filter failure: MAX_NUM_ALGO_ORDERS"
    )
    price("59000.00")
    assert.deepStrictEqual(statuses().slice(0, 3), ["s59000 FILLED", "s58999 FILLED", "s58000 NEW"])
  })

  it("is not missed when the price is beyond it only while others trade", () => {
    const { ok, price, statuses } = desk({
      symbols: [{ ...btcusdt!, house: { price: "60000.00", levels: 20, quantity: "0.01", ticks: 100 } }]
    })
    const at = (id: string, values: Values) => ok((t) => stop(t, { ...values, newClientOrderId: id }))
    at("sweeps", { side: "SELL", type: "STOP_LOSS", stopPrice: "59990.00", quantity: "0.1" })
    at("returns", { side: "BUY", type: "TAKE_PROFIT", stopPrice: "59990.00" })
    at("passed", { side: "SELL", type: "STOP_LOSS", stopPrice: "59985.00" })
    at("far", { side: "SELL", type: "STOP_LOSS", stopPrice: "59000.00" })
    price("59990.00")
    assert.deepStrictEqual(statuses(), ["sweeps FILLED", "returns FILLED", "passed FILLED", "far NEW"])
  })

  it("is what the exchange information tells of, with the rest", () => {
    const told = (symbol: (typeof Config.defaults.symbols)[number]) => {
      const { exchange, now } = desk({ symbols: [symbol] })
      const info = body(exchange.handle(now(), open("/api/v3/exchangeInfo")))
      const [one] = info["symbols"] as ReadonlyArray<Json>
      return ["cancelReplaceAllowed", "amendAllowed", "ocoAllowed", "otoAllowed", "opoAllowed"]
        .map((name) => one?.[name])
        .concat((one?.["orderTypes"] as ReadonlyArray<string> | undefined)?.includes("STOP_LOSS"))
    }
    assert.deepStrictEqual(told(btcusdt!), [true, true, true, true, true, true])
    assert.deepStrictEqual(told({ ...btcusdt!, without: ["amend", "cancelReplace", "oco", "opo", "stops"] }), [
      false,
      false,
      false,
      true,
      false,
      false
    ])
  })
})
