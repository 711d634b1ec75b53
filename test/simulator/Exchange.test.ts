import * as Decimal from "@effect-binance/simulator/Decimal"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as Seeded from "@effect-binance/simulator/Seeded"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import type { WireRequest } from "effect-binance/client/Transport"
import { assert, describe, it } from "@effect/vitest"
import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto"
import {
  bob,
  body,
  cancel,
  encode,
  hmac,
  limit,
  market,
  open,
  query,
  quiet,
  signed,
  start,
  trader,
  twoAccounts
} from "./support.ts"

const [btcusdt, ethusdt] = ExchangeConfig.defaults.symbols

describe("matching", () => {
  it("fills a MARKET order from the house and shows the fills", () => {
    const { exchange, ok } = trader()
    const order = ok((t) => market(t, { newClientOrderId: "m1", quantity: "0.01" }))
    assert.deepStrictEqual(order, {
      symbol: "BTCUSDT",
      orderId: 1,
      orderListId: -1,
      clientOrderId: "m1",
      transactTime: order["transactTime"],
      price: "0.00000000",
      origQty: "0.01000000",
      executedQty: "0.01000000",
      origQuoteOrderQty: "0.00000000",
      cummulativeQuoteQty: "600.01000000",
      status: "FILLED",
      timeInForce: "GTC",
      type: "MARKET",
      side: "BUY",
      workingTime: order["transactTime"],
      selfTradePreventionMode: "EXPIRE_MAKER",
      fills: [
        { price: "60001.00000000", qty: "0.01000000", commission: "0.00000000", commissionAsset: "BTC", tradeId: 1 }
      ]
    })
    assert.deepStrictEqual(exchange.balance("test", "BTC"), { free: "1000.01000000", locked: "0.00000000" })
    assert.deepStrictEqual(exchange.balance("test", "USDT"), { free: "99999399.99000000", locked: "0.00000000" })
  })

  it("walks the book, and expires what the book cannot fill", () => {
    const { exchange, ok } = trader()
    const all = ok((t) => market(t, { quantity: "900", newOrderRespType: "RESULT" }))
    assert.strictEqual(all["status"], "EXPIRED")
    const executed = Decimal.make(String(all["executedQty"]))
    assert.isTrue(executed > Decimal.make("20") && executed < Decimal.make("900"))
    assert.strictEqual(exchange.trades().length, 20)
    // the house is back at once
    assert.strictEqual(ok((t) => market(t))["status"], "FILLED")
  })

  it("spends a quote amount and no more, to the last step", () => {
    const { ok, refused } = trader()
    const buy = ok((t) => market(t, { quantity: undefined, quoteOrderQty: "1000" }))
    assert.strictEqual(buy["status"], "FILLED")
    assert.strictEqual(buy["executedQty"], "0.01666000")
    assert.isTrue(Decimal.make(String(buy["cummulativeQuoteQty"])) <= Decimal.make("1000"))
    refused((t) => market(t, { quantity: undefined, quoteOrderQty: "4.99" }), -1013, "Filter failure: NOTIONAL")
    refused(
      (t) => market(t, { quantity: "0.01", quoteOrderQty: "100" }),
      -1128,
      "Combination of optional parameters invalid."
    )
  })

  it("trades at the price that rests, the best first and at one price the oldest first", () => {
    const { exchange, ok } = trader(twoAccounts)
    const sell = (price: string, id: string) =>
      ok((t) => limit(t, { side: "SELL", price, quantity: "1", newClientOrderId: id }))
    sell("61000.00", "worse")
    sell("60000.00", "first")
    sell("60000.00", "second")
    const taken = ok((t) => limit(t, { price: "62000.00", quantity: "1.5" }, bob))
    assert.strictEqual(taken["status"], "FILLED")
    assert.strictEqual(taken["cummulativeQuoteQty"], "90000.00000000")
    assert.deepStrictEqual(
      exchange
        .orders()
        .map((order) => [order.placedAs, order.status, order.executedQuantity])
        .slice(0, 3),
      [
        ["worse", "NEW", "0.00000000"],
        ["first", "FILLED", "1.00000000"],
        ["second", "PARTIALLY_FILLED", "0.50000000"]
      ]
    )
    // bob had locked 93000 and paid 90000: the rest is free again
    assert.deepStrictEqual(exchange.balance("bob", "USDT"), { free: "10000.00000000", locked: "0.00000000" })
    assert.deepStrictEqual(exchange.balance("test", "BTC"), { free: "997.00000000", locked: "1.50000000" })
    const [maker, taker] = [exchange.trades().find((t) => t.isMaker), exchange.trades().find((t) => !t.isMaker)]
    assert.strictEqual(maker?.id, taker?.id)
    assert.notStrictEqual(maker?.orderId, taker?.orderId)
  })

  it("knows GTC, IOC, FOK and LIMIT_MAKER", () => {
    const { exchange, ok, refused } = trader(twoAccounts)
    ok((t) => limit(t, { side: "SELL", price: "60000.00", quantity: "1" }))
    const status = (values: Record<string, string>) => {
      const order = ok((t) => limit(t, { price: "60000.00", ...values }, bob))
      return [order["status"], order["executedQty"]]
    }
    assert.deepStrictEqual(status({ timeInForce: "FOK", quantity: "1.2" }), ["EXPIRED", "0.00000000"])
    assert.deepStrictEqual(status({ timeInForce: "FOK", quantity: "0.2" }), ["FILLED", "0.20000000"])
    assert.deepStrictEqual(status({ timeInForce: "IOC", quantity: "1" }), ["EXPIRED", "0.80000000"])
    assert.deepStrictEqual(exchange.balance("bob", "USDT"), { free: "40000.00000000", locked: "0.00000000" })
    assert.deepStrictEqual(status({ timeInForce: "GTC", quantity: "0.1" }), ["NEW", "0.00000000"])
    const maker = { type: "LIMIT_MAKER", timeInForce: undefined, side: "SELL" }
    refused((t) => limit(t, { ...maker, price: "60000.00" }), -2010, "Order would immediately match and take.")
    const resting = ok((t) => limit(t, { ...maker, price: "60000.01" }))
    // LIMIT_MAKER answers ACK unless asked for more
    assert.deepStrictEqual(Object.keys(resting), ["symbol", "orderId", "orderListId", "clientOrderId", "transactTime"])
  })

  it("does not let an account trade with itself", () => {
    const { exchange, ok } = trader(twoAccounts)
    ok((t) => limit(t, { side: "SELL", price: "60000.00", quantity: "1" }))
    assert.strictEqual(ok((t) => limit(t, { price: "60000.00", quantity: "1" }))["status"], "NEW")
    assert.deepStrictEqual(
      exchange.orders().map((order) => order.status),
      ["EXPIRED_IN_MATCH", "NEW"]
    )
    assert.strictEqual(
      ok((t) => limit(t, { side: "SELL", price: "60000.00", quantity: "1", selfTradePreventionMode: "NONE" }))[
        "status"
      ],
      "FILLED"
    )
    assert.strictEqual(exchange.trades().length, 2)
  })

  it("lets the house fill and partly fill what rests, and moves its price", () => {
    const { exchange, now, ok } = trader()
    const id = Number(ok((t) => limit(t, { price: "59990.00", quantity: "2" }))["orderId"])
    exchange.houseTakes(now() + 10, { symbol: "BTCUSDT", side: "SELL", price: "59990.00", quantity: "0.5" })
    assert.deepStrictEqual(
      [exchange.orders()[id - 1]?.status, exchange.orders()[id - 1]?.executedQuantity],
      ["PARTIALLY_FILLED", "0.50000000"]
    )
    exchange.setPrice(now() + 20, "BTCUSDT", "59000.00")
    assert.strictEqual(exchange.orders()[id - 1]?.status, "FILLED")
    assert.strictEqual(exchange.trades().at(-1)?.price, "59990.00000000")
    assert.strictEqual(
      body(exchange.handle(now() + 30, open("/api/v3/ticker/price", { symbol: "BTCUSDT" })))["price"],
      "59000.00000000"
    )
  })

  it("makes and loses nothing, whatever is traded", () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = Seeded.make(`conservation ${seed}`)
      const { exchange, send } = trader({ ...twoAccounts, seed, limits: [] })
      const ids: Array<string> = []
      for (let i = 0; i < 150; i++) {
        const key = random.chance(0.5) ? bob : TestKeys.hmac
        if (ids.length > 0 && random.chance(0.2)) {
          send((t) =>
            signed(
              "DELETE",
              "/api/v3/order",
              t,
              { symbol: "BTCUSDT", origClientOrderId: ids[random.integer(0, ids.length - 1)] },
              key
            )
          )
          continue
        }
        const id = `o${i}`
        ids.push(id)
        const side = random.chance(0.5) ? "BUY" : "SELL"
        const quantity = (random.integer(1, 300_000) / 1e5).toFixed(5)
        const price = (60_000 + random.integer(-500, 500) / 100).toFixed(2)
        const timeInForce = ["GTC", "IOC", "FOK"][random.integer(0, 2)]
        const selfTradePreventionMode = ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"][random.integer(0, 3)]
        send((t) =>
          random.chance(0.25)
            ? market(t, { side, quantity, newClientOrderId: id, selfTradePreventionMode }, key)
            : limit(t, { side, quantity, price, timeInForce, newClientOrderId: id, selfTradePreventionMode }, key)
        )
      }
      const total = (asset: string) =>
        ["test", "bob"]
          .map((name) => exchange.balance(name, asset))
          .reduce((sum, b) => sum + Decimal.make(b.free) + Decimal.make(b.locked), 0n)
      assert.strictEqual(Decimal.format(total("BTC")), "1010.00000000")
      assert.strictEqual(Decimal.format(total("USDT")), "100100000.00000000")
      assert.isTrue(exchange.trades().length > 20)
      // what is locked is what the open orders hold back
      const locked = exchange
        .orders()
        .filter(
          (o) => o.account === "bob" && o.side === "SELL" && (o.status === "NEW" || o.status === "PARTIALLY_FILLED")
        )
        .reduce((sum, o) => sum + Decimal.make(o.quantity) - Decimal.make(o.executedQuantity), 0n)
      assert.strictEqual(exchange.balance("bob", "BTC").locked, Decimal.format(locked))
    }
  })

  it("takes its commission from what is received", () => {
    const { exchange, ok } = trader({ commissionPpm: 1000 })
    const order = ok((t) => market(t, { quantity: "1" }))
    assert.deepStrictEqual(order["fills"], [
      { price: "60001.00000000", qty: "1.00000000", commission: "0.00100000", commissionAsset: "BTC", tradeId: 1 }
    ])
    assert.strictEqual(exchange.balance("test", "BTC").free, "1000.99900000")
  })

  it("refuses what the account cannot pay", () => {
    const poor = { ...ExchangeConfig.defaults.accounts[0]!, balances: { USDT: "100" } }
    const { exchange, ok, refused } = trader({ accounts: [poor] })
    const text = "Account has insufficient balance for requested action."
    refused((t) => market(t, { quantity: "0.01" }), -2010, text)
    refused((t) => limit(t, { quantity: "0.01" }), -2010, text)
    refused((t) => limit(t, { side: "SELL", quantity: "0.01" }), -2010, text)
    ok((t) => limit(t, { quantity: "0.002" }))
    assert.deepStrictEqual(exchange.balance("test", "USDT"), { free: "0.00000000", locked: "100.00000000" })
    refused((t) => market(t, { quantity: "0.001" }), -2010, text)
    assert.strictEqual(exchange.orders().length, 1)
  })
})

describe("client order ids", () => {
  it("are unique among open orders only", () => {
    const { exchange, ok, refused } = trader()
    ok((t) => limit(t, { newClientOrderId: "same" }))
    refused((t) => limit(t, { newClientOrderId: "same" }), -2010, "Duplicate order sent.")
    refused((t) => market(t, { newClientOrderId: "same" }), -2010, "Duplicate order sent.")
    // a filled order gives its id free: the same intent can fill twice
    ok((t) => market(t, { newClientOrderId: "twice" }))
    ok((t) => market(t, { newClientOrderId: "twice" }))
    assert.strictEqual(exchange.find("twice").length, 2)
    ok((t) => cancel(t, { origClientOrderId: "same" }))
    ok((t) => limit(t, { newClientOrderId: "same" }))
    assert.strictEqual(exchange.find("same").length, 2)
  })

  it("change when the order is cancelled, unless the cancel says otherwise", () => {
    const { exchange, ok, refused } = trader()
    ok((t) => limit(t, { newClientOrderId: "old" }))
    const canceled = ok((t) => cancel(t, { origClientOrderId: "old" }))
    assert.strictEqual(canceled["origClientOrderId"], "old")
    assert.match(String(canceled["clientOrderId"]), /^[a-zA-Z0-9]{22}$/)
    assert.strictEqual(canceled["status"], "CANCELED")
    refused((t) => query(t, { origClientOrderId: "old" }), -2013, "Order does not exist.")
    assert.strictEqual(
      ok((t) => query(t, { origClientOrderId: String(canceled["clientOrderId"]) }))["status"],
      "CANCELED"
    )
    assert.strictEqual(ok((t) => query(t, { orderId: 1 }))["clientOrderId"], canceled["clientOrderId"])
    assert.strictEqual(exchange.find("old")[0]?.clientOrderId, canceled["clientOrderId"])

    ok((t) => limit(t, { newClientOrderId: "kept" }))
    ok((t) => cancel(t, { origClientOrderId: "kept", newClientOrderId: "kept" }))
    assert.strictEqual(ok((t) => query(t, { origClientOrderId: "kept" }))["status"], "CANCELED")
    // cancelled twice is unknown, and so is what never was
    refused((t) => cancel(t, { origClientOrderId: "kept" }), -2011, "Unknown order sent.")
    refused((t) => cancel(t, { origClientOrderId: "never" }), -2011, "Unknown order sent.")
  })

  it("are made when they are not sent, and checked when they are", () => {
    const { ok, refused } = trader()
    assert.match(String(ok((t) => market(t))["clientOrderId"]), /^[a-zA-Z0-9]{22}$/)
    ok((t) => market(t, { newClientOrderId: "a-_9".repeat(9) }))
    const text = "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'."
    refused((t) => market(t, { newClientOrderId: "x".repeat(37) }), -1100, text)
    refused((t) => market(t, { newClientOrderId: "a.b" }), -1100, text)
    refused((t) => market(t, { newClientOrderId: "" }), -1105, "Parameter 'newClientOrderId' was empty.")
  })

  it("are not confused with order ids", () => {
    const { ok, refused } = trader()
    ok((t) => limit(t, { newClientOrderId: "a" }))
    ok((t) => limit(t, { newClientOrderId: "b" }))
    refused(
      (t) => query(t, { orderId: 1, origClientOrderId: "b" }),
      -2039,
      "Client order ID is not correct for this order ID."
    )
    refused(
      (t) => cancel(t, { orderId: 1, origClientOrderId: "b" }),
      -2039,
      "Client order ID is not correct for this order ID."
    )
    refused((t) => query(t, { orderId: 99 }), -2013, "Order does not exist.")
    const none = "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"
    refused((t) => query(t, {}), -1102, none)
    refused((t) => cancel(t, {}), -1102, none)
  })
})

describe("filters and parameters", () => {
  it("refuses with the texts of the wire, and places nothing", () => {
    const { exchange, refused } = trader({ symbols: [{ ...btcusdt!, without: ["stops"] }] })
    refused((t) => limit(t, { price: "50000.001" }), -1013, "Filter failure: PRICE_FILTER")
    refused((t) => limit(t, { price: "2000000.00" }), -1013, "Filter failure: PRICE_FILTER")
    refused((t) => limit(t, { quantity: "0.000001" }), -1013, "Filter failure: LOT_SIZE")
    refused((t) => limit(t, { quantity: "0.010001" }), -1013, "Filter failure: LOT_SIZE")
    refused((t) => market(t, { quantity: "9001" }), -1013, "Filter failure: LOT_SIZE")
    refused((t) => limit(t, { quantity: "0.00001" }), -1013, "Filter failure: NOTIONAL")
    refused((t) => market(t, { quantity: "0.00001" }), -1013, "Filter failure: NOTIONAL")
    refused((t) => limit(t, { quantity: "0.123456789" }), -1111, "Parameter 'quantity' has too much precision.")
    refused(
      (t) => limit(t, { quantity: "abc" }),
      -1100,
      "Illegal characters found in parameter 'quantity'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'."
    )
    refused((t) => limit(t, { quantity: "0" }), -1013, "Invalid quantity.")
    refused((t) => limit(t, { symbol: "NOPE" }), -1121, "Invalid symbol.")
    refused((t) => limit(t, { side: "HOLD" }), -1117, "Invalid side.")
    refused((t) => limit(t, { type: "SPECIAL" }), -1116, "Invalid orderType.")
    refused((t) => limit(t, { type: "STOP_LOSS" }), -2010, "Stop loss orders are not supported for this symbol.")
    refused((t) => limit(t, { timeInForce: "GTX" }), -1115, "Invalid timeInForce.")
    const missing = (name: string) => `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`
    for (const name of ["symbol", "side", "type", "timeInForce", "quantity", "price"]) {
      refused((t) => limit(t, { [name]: undefined }), -1102, missing(name))
    }
    refused((t) => market(t, { price: "1" }), -1106, "Parameter 'price' sent when not required.")
    refused((t) => market(t, { timeInForce: "GTC" }), -1106, "Parameter 'timeInForce' sent when not required.")
    refused(
      (t) => market(t, { quantity: undefined }),
      -1102,
      "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!"
    )
    refused(
      (t) => market(t, { surprise: 1 }),
      -1104,
      "Not all sent parameters were read; read '6' parameter(s) but was sent '7'."
    )
    refused(
      (t) => market(t, { recvWindow: 60_001 }),
      -1102,
      "'recvWindow' contains unexpected value. Cannot be greater than 60000."
    )
    refused(
      (t) => signed("GET", "/api/v3/allOrders", t, { symbol: "BTCUSDT", startTime: 0, endTime: 86_400_001 }),
      -1127,
      "More than 24 hours between startTime and endTime."
    )
    assert.strictEqual(exchange.orders().length, 0)
  })

  it("limits open orders, halts, and lets a test order change nothing", () => {
    const { exchange, ok, refused } = trader({
      symbols: [
        { ...btcusdt!, maxNumOrders: 2 },
        { ...ethusdt!, status: "HALT" }
      ]
    })
    ok((t) => limit(t))
    ok((t) => limit(t))
    refused((t) => limit(t), -2010, "Filter failure: MAX_NUM_ORDERS")
    refused((t) => limit(t, { symbol: "ETHUSDT", price: "3000.00" }), -2010, "Market is closed.")
    assert.deepStrictEqual(
      ok((t) =>
        signed("POST", "/api/v3/order/test", t, { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1" })
      ),
      {}
    )
    refused(
      (t) =>
        signed("POST", "/api/v3/order/test", t, {
          symbol: "BTCUSDT",
          side: "BUY",
          type: "MARKET",
          quantity: "0.000001"
        }),
      -1013,
      "Filter failure: LOT_SIZE"
    )
    assert.strictEqual(exchange.orders().length, 2)
  })

  it("says what it trades", () => {
    const { now, ok, exchange } = trader()
    const info = ok(() => open("/api/v3/exchangeInfo", { symbol: "BTCUSDT" }))
    assert.strictEqual((info["symbols"] as ReadonlyArray<{ readonly symbol: string }>)[0]?.symbol, "BTCUSDT")
    assert.deepStrictEqual(info["rateLimits"], ExchangeConfig.defaults.limits)
    assert.deepStrictEqual(body(exchange.handle(now() + 5000, open("/api/v3/ping"))), {})
    assert.strictEqual(exchange.handle(now() + 6000, open("/api/v3/nothing")).reply?.status, 404)
  })

  it("tells the price of one symbol, of some, and of all, and weighs what is asked for", () => {
    const { exchange } = trader()
    const ask = (at: number, path: string, values: Record<string, string | number> = {}) => {
      const { reply } = exchange.handle(at, open(path, values))
      // a test that expects something else fails
      return {
        answer: JSON.parse(reply?.body ?? "") as unknown,
        weight: Number(reply?.headers["x-mbx-used-weight-1m"])
      }
    }
    const btc = { symbol: "BTCUSDT", price: "60000.00000000" }
    const eth = { symbol: "ETHUSDT", price: "3000.00000000" }
    // a minute for each, so that the header shows the weight of one request
    const at = (minute: number) => minute * 60_000
    assert.deepStrictEqual(ask(at(1), "/api/v3/ticker/price", { symbol: "ETHUSDT" }), { answer: eth, weight: 2 })
    assert.deepStrictEqual(ask(at(2), "/api/v3/ticker/price"), { answer: [btc, eth], weight: 4 })
    assert.deepStrictEqual(ask(at(3), "/api/v3/ticker/price", { symbols: '["ETHUSDT"]' }), { answer: [eth], weight: 4 })
    assert.deepStrictEqual(ask(at(4), "/api/v3/ticker/price", { symbols: '["ETHUSDT","NOPE"]' }).answer, {
      code: -1121,
      msg: "Invalid symbol."
    })
    assert.deepStrictEqual(ask(at(5), "/api/v3/ticker/price", { symbol: "BTCUSDT", symbols: '["ETHUSDT"]' }).answer, {
      code: -1128,
      msg: "Combination of optional parameters invalid."
    })
    const depths: ReadonlyArray<readonly [limit: number, weight: number]> = [
      [100, 5],
      [101, 25],
      [501, 50],
      [1001, 250]
    ]
    assert.strictEqual(ask(at(6), "/api/v3/depth", { symbol: "BTCUSDT" }).weight, 5)
    for (const [index, [limit, weight]] of depths.entries())
      assert.strictEqual(ask(at(7 + index), "/api/v3/depth", { symbol: "BTCUSDT", limit }).weight, weight)
  })

  it("tells how many orders are counted", () => {
    const { ok, send } = trader()
    ok((t) => limit(t, { newClientOrderId: "a" }))
    ok((t) => limit(t, { newClientOrderId: "b" }))
    const { reply } = send((t) => signed("GET", "/api/v3/rateLimit/order", t))
    assert.deepStrictEqual(JSON.parse(reply?.body ?? ""), [
      { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 50, count: 2 },
      { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 160_000, count: 2 }
    ])
  })
})

describe("reading back", () => {
  it("pages through orders and trades", () => {
    const { exchange, ok, send, now } = trader({ limits: [] })
    for (let i = 0; i < 12; i++) ok((t) => market(t, { newClientOrderId: `p${i}` }))
    const list = (path: string, values: Record<string, string | number>) => {
      const ticket = send((t) => signed("GET", path, t, { symbol: "BTCUSDT", ...values }))
      assert.strictEqual(ticket.reply?.status, 200, ticket.reply?.body)
      // the two paged reads answer lists
      return JSON.parse(ticket.reply?.body ?? "") as ReadonlyArray<{ readonly orderId: number; readonly id: number }>
    }
    const ids = (values: Record<string, string | number>) =>
      list("/api/v3/allOrders", values).map((order) => order.orderId)
    assert.deepStrictEqual(ids({}), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    assert.deepStrictEqual(ids({ limit: 3 }), [10, 11, 12])
    assert.deepStrictEqual(ids({ orderId: 4, limit: 3 }), [4, 5, 6])
    const third = Math.floor(exchange.orders()[2]!.acceptedAt)
    assert.deepStrictEqual(ids({ startTime: third, limit: 2 }), [3, 4])
    assert.deepStrictEqual(ids({ startTime: third, endTime: third }), [3])
    assert.deepStrictEqual(ids({ endTime: third - 1 }), [1, 2])
    assert.deepStrictEqual(
      list("/api/v3/myTrades", { fromId: 11 }).map((trade) => trade.id),
      [11, 12]
    )
    assert.deepStrictEqual(
      list("/api/v3/myTrades", { orderId: 7 }).map((trade) => trade.orderId),
      [7]
    )
    assert.deepStrictEqual(
      list("/api/v3/myTrades", { startTime: third, limit: 1 }).map((trade) => trade.orderId),
      [3]
    )
    assert.isTrue(now() > start)
  })

  it("cancels everything of a symbol, and says so when there is nothing", () => {
    const { exchange, refused, send } = trader()
    send((t) => limit(t, { newClientOrderId: "one" }))
    send((t) => limit(t, { newClientOrderId: "two" }))
    const all = (t: number) => signed("DELETE", "/api/v3/openOrders", t, { symbol: "BTCUSDT" })
    const ticket = send(all)
    const canceled = JSON.parse(ticket.reply?.body ?? "") as ReadonlyArray<{ readonly origClientOrderId: string }>
    assert.deepStrictEqual(
      canceled.map((order) => order.origClientOrderId),
      ["one", "two"]
    )
    assert.deepStrictEqual(
      exchange.orders().map((order) => order.status),
      ["CANCELED", "CANCELED"]
    )
    refused(all, -2011, "Unknown order sent.")
  })

  it("keeps accounts apart", () => {
    const { ok, refused } = trader(twoAccounts)
    ok((t) => limit(t, { newClientOrderId: "mine" }))
    refused(
      (t) => signed("GET", "/api/v3/order", t, { symbol: "BTCUSDT", origClientOrderId: "mine" }, bob),
      -2013,
      "Order does not exist."
    )
    refused(
      (t) => signed("GET", "/api/v3/order", t, { symbol: "BTCUSDT", orderId: 1 }, bob),
      -2013,
      "Order does not exist."
    )
    refused(
      (t) => signed("DELETE", "/api/v3/order", t, { symbol: "BTCUSDT", origClientOrderId: "mine" }, bob),
      -2011,
      "Unknown order sent."
    )
    ok((t) => limit(t, { newClientOrderId: "mine" }, bob))
  })
})

describe("signatures", () => {
  // the keys and payloads that the Spot documentation publishes
  const documented = {
    apiKey: "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",
    secret: "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
  }
  const rest = "side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559"
  const h1 = {
    payload: `symbol=LTCBTC&${rest}`,
    signature: "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"
  }
  const h2 = {
    payload: `symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&${rest}`,
    signature: "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3"
  }
  const now = 1_499_827_319_600
  const exchange = () =>
    quiet({
      symbols: [
        {
          ...btcusdt!,
          symbol: "LTCBTC",
          baseAsset: "LTC",
          quoteAsset: "BTC",
          notional: { minNotional: "0.001", maxNotional: "1000" },
          priceFilter: { minPrice: "0.0001", maxPrice: "10", tickSize: "0.0001" },
          house: undefined
        }
      ],
      accounts: [
        {
          name: "docs",
          keys: [{ apiKey: documented.apiKey, key: { _tag: "Hmac", secret: documented.secret } }],
          balances: { BTC: "10" }
        }
      ]
    })
  const request = (query: string, text = ""): WireRequest => ({
    method: "POST",
    path: "/api/v3/order",
    query,
    body: text,
    headers: { "x-mbx-apikey": documented.apiKey }
  })

  it("accepts the documented vectors, wherever the signature stands", () => {
    const queries = [
      request(`${h1.payload}&signature=${h1.signature}`),
      request(`signature=${h1.signature}&${h1.payload}`),
      request(`${h1.payload}&signature=${h1.signature.toUpperCase()}`),
      request("", `${h1.payload}&signature=${h1.signature}`),
      request(`signature=${h1.signature}`, h1.payload)
    ]
    for (const one of queries) assert.strictEqual(exchange().handle(now, one).reply?.status, 200)
  })

  it("signs query and body with nothing between them, and prefers the query's value", () => {
    const query = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC"
    const text = "quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559"
    const signature = "0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77"
    assert.strictEqual(exchange().handle(now, request(query, `${text}&signature=${signature}`)).reply?.status, 200)
    const twice = `quantity=7&${text}`
    const both = exchange()
    const ticket = both.handle(
      now,
      request(`${query}&quantity=2`, `${text}&signature=${hmac(`${query}&quantity=2${text}`, documented.secret)}`)
    )
    assert.strictEqual(body(ticket)["origQty"], "2.00000000")
    assert.strictEqual(
      body(exchange().handle(now, request(query, `${twice}&signature=${hmac(query + twice, documented.secret)}`)))[
        "code"
      ],
      -1101
    )
  })

  it("wants other characters percent-encoded before signing", () => {
    // the signature is right, the symbol is not on this exchange
    assert.deepStrictEqual(body(exchange().handle(now, request(`${h2.payload}&signature=${h2.signature}`))), {
      code: -1121,
      msg: "Invalid symbol."
    })
    const raw = `symbol=１２３４５６&${rest}`
    assert.deepStrictEqual(body(exchange().handle(now, request(`${raw}&signature=${hmac(raw, documented.secret)}`))), {
      code: -1022,
      msg: "Signature for this request is not valid."
    })
  })

  it("refuses wrong keys and wrong signatures before anything else", () => {
    const { refused } = trader()
    const altered = (t: number, change: (request: WireRequest) => Partial<WireRequest>) => {
      const one = market(t)
      return { ...one, ...change(one) }
    }
    refused(
      (t) => altered(t, (r) => ({ query: r.query.replace("0.01", "0.02") })),
      -1022,
      "Signature for this request is not valid."
    )
    refused((t) => altered(t, () => ({ headers: {} })), -2014, "API-key format invalid.", 401)
    refused(
      (t) => altered(t, () => ({ headers: { "x-mbx-apikey": "unknown" } })),
      -2015,
      "Invalid API-key, IP, or permissions for action.",
      401
    )
    refused(
      (t) => altered(t, (r) => ({ query: r.query.replace(/&signature=.*/, "") })),
      -1102,
      "Mandatory parameter 'signature' was not sent, was empty/null, or malformed."
    )
    refused(
      (t) => altered(t, (r) => ({ query: r.query.replace(/&timestamp=\d+/, "") })),
      -1102,
      "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed."
    )
  })

  it("knows a key that may only read", () => {
    const [account] = ExchangeConfig.defaults.accounts
    const { ok, refused } = trader({
      accounts: [{ ...account!, keys: [{ ...account!.keys[0]!, permission: "read" }] }]
    })
    ok((t) => signed("GET", "/api/v3/account", t))
    refused((t) => market(t), -2015, "Invalid API-key, IP, or permissions for action.", 401)
  })

  it("knows a key that may be used from its addresses only", () => {
    const [account] = ExchangeConfig.defaults.accounts
    const of = (addresses: ReadonlyArray<string>) =>
      trader({ accounts: [{ ...account!, keys: [{ ...account!.keys[0]!, addresses }] }] })
    of(["10.0.0.1", "127.0.0.1"]).ok((t) => signed("GET", "/api/v3/account", t))
    of(["10.0.0.1"]).refused(
      (t) => signed("GET", "/api/v3/account", t),
      -2015,
      "Invalid API-key, IP, or permissions for action.",
      401
    )
  })

  it("says what a key may do, which costs none of the weight of /api/", () => {
    const [account] = ExchangeConfig.defaults.accounts
    const restrictions = (key: Partial<ExchangeConfig.AccountConfig["keys"][number]>) => {
      const one = quiet({ accounts: [{ ...account!, keys: [{ ...account!.keys[0]!, ...key }] }] })
      const { reply } = one.handle(start, signed("GET", "/sapi/v1/account/apiRestrictions", start))
      assert.strictEqual(reply?.status, 200, reply?.body)
      assert.notProperty(reply?.headers, "x-mbx-used-weight-1m")
      const used = one.handle(start + 10, open("/api/v3/ping")).reply?.headers["x-mbx-used-weight-1m"]
      assert.strictEqual(used, "1")
      const { enableReading, enableSpotAndMarginTrading, enableWithdrawals, ipRestrict } = JSON.parse(reply?.body ?? "")
      return { enableReading, enableSpotAndMarginTrading, enableWithdrawals, ipRestrict }
    }
    assert.deepStrictEqual(restrictions({}), {
      enableReading: true,
      enableSpotAndMarginTrading: true,
      enableWithdrawals: false,
      ipRestrict: false
    })
    assert.deepStrictEqual(restrictions({ permission: "read", withdrawals: true, addresses: ["127.0.0.1"] }), {
      enableReading: true,
      enableSpotAndMarginTrading: false,
      enableWithdrawals: true,
      ipRestrict: true
    })
  })

  it("checks Ed25519 and RSA, percent-encoded once", () => {
    const rsa = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" }
    })
    const [account] = ExchangeConfig.defaults.accounts
    const one = quiet({
      accounts: [
        { ...account!, keys: [...account!.keys, { apiKey: "rsa", key: { _tag: "Rsa", publicKeyPem: rsa.publicKey } }] }
      ]
    })
    const payload = encode({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01", timestamp: start })
    const keys = [
      {
        apiKey: TestKeys.ed25519.apiKey,
        signature: sign(null, Buffer.from(payload), createPrivateKey(TestKeys.ed25519.privateKeyPem))
      },
      { apiKey: "rsa", signature: sign("sha256", Buffer.from(payload), rsa.privateKey) }
    ]
    for (const { apiKey, signature } of keys) {
      const send = (text: string) =>
        one.handle(start, {
          method: "POST",
          path: "/api/v3/order",
          query: `${payload}&signature=${text}`,
          body: "",
          headers: { "x-mbx-apikey": apiKey }
        })
      assert.strictEqual(send(encodeURIComponent(signature.toString("base64"))).reply?.status, 200)
      signature[0] = signature[0]! ^ 1
      assert.strictEqual(body(send(encodeURIComponent(signature.toString("base64"))))["code"], -1022)
    }
  })
})
