/** The rules of futures, as their documentation tells them, on the simulated exchange. */
import type { LedgerOrder } from "@effect-binance/simulator/Exchange"
import type * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as Fault from "@effect-binance/simulator/Fault"
import { assert, describe, it } from "@effect/vitest"
import { body, open, signed, start, trader, type Values } from "./support.ts"

const usdm = "/fapi/v1"
const price = "50000"
const limitValues = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price }
const limit =
  (values: Values = {}, path = usdm) =>
  (now: number) =>
    signed("POST", `${path}/order`, now, { ...limitValues, ...values })
const market =
  (values: Values = {}) =>
  (now: number) =>
    signed("POST", `${usdm}/order`, now, {
      symbol: "BTCUSDT",
      side: "BUY",
      type: "MARKET",
      quantity: "0.01",
      ...values
    })
const query =
  (values: Values, path = usdm) =>
  (now: number) =>
    signed("GET", `${path}/order`, now, { symbol: "BTCUSDT", ...values })
const cancel =
  (values: Values, path = usdm) =>
  (now: number) =>
    signed("DELETE", `${path}/order`, now, { symbol: "BTCUSDT", ...values })
const amend = (values: Values) => (now: number) =>
  signed("PUT", `${usdm}/order`, now, { symbol: "BTCUSDT", side: "BUY", ...values })
const algo =
  (values: Values = {}) =>
  (now: number) =>
    signed("POST", `${usdm}/algoOrder`, now, {
      algoType: "CONDITIONAL",
      symbol: "BTCUSDT",
      side: "SELL",
      type: "STOP_MARKET",
      quantity: "0.01",
      triggerPrice: "59000",
      ...values
    })
const get =
  (path: string, values: Values = {}) =>
  (now: number) =>
    signed("GET", path, now, values)
const post = (path: string, values: Values) => (now: number) => signed("POST", path, now, values)
const rows = (value: unknown): ReadonlyArray<Record<string, unknown>> => {
  assert.isArray(value)
  // just found to be one
  return value as unknown as ReadonlyArray<Record<string, unknown>>
}
const last = (orders: ReadonlyArray<LedgerOrder>) => orders.at(-1)

describe("an order on USDⓈ-M", () => {
  it("keeps its name when it is cancelled, and is seen by it", () => {
    const { ok, refused } = trader()
    assert.strictEqual(ok(limit({ newClientOrderId: "a" }))["status"], "NEW")
    const ended = ok(cancel({ origClientOrderId: "a" }))
    assert.deepStrictEqual([ended["clientOrderId"], ended["status"]], ["a", "CANCELED"])
    assert.strictEqual(ok(query({ origClientOrderId: "a" }))["status"], "CANCELED")
    refused(cancel({ origClientOrderId: "a" }), -2011, "Unknown order sent.")
    refused(get(`${usdm}/openOrder`, { symbol: "BTCUSDT", origClientOrderId: "a" }), -2013, "Order does not exist.")
    refused(query({ origClientOrderId: "b" }), -2013, "Order does not exist.")
  })

  it("is one of its name as long as it is open", () => {
    const { ok, refused } = trader()
    ok(limit({ newClientOrderId: "a" }))
    refused(limit({ newClientOrderId: "a" }), -4116, "ClientOrderId is duplicated.")
    ok(cancel({ origClientOrderId: "a" }))
    ok(limit({ newClientOrderId: "a" }))
  })

  it("answers at once as new, and shows its fill when asked to", () => {
    const { ok } = trader()
    assert.deepStrictEqual(
      [ok(market())["status"], ok(market({ newOrderRespType: "RESULT" }))["status"]],
      ["NEW", "FILLED"]
    )
  })

  it("is refused, and not recorded, when it is post-only and would take, or cannot be filled at once", () => {
    const { exchange, send } = trader()
    assert.strictEqual(body(send(limit({ price: "61000", timeInForce: "GTX" })))["code"], -5022)
    assert.strictEqual(body(send(limit({ timeInForce: "FOK" })))["code"], -5021)
    assert.strictEqual(exchange.orders().length, 0)
  })

  it("that makes a position smaller needs one that is as large", () => {
    const { ok, refused } = trader()
    const reduce = { side: "SELL", reduceOnly: "true" }
    refused(market(reduce), -2022, "ReduceOnly Order is rejected.")
    ok(market())
    refused(market({ ...reduce, quantity: "0.02" }), -2022, "ReduceOnly Order is rejected.")
    // it is spoken for by what rests
    ok(limit({ ...reduce, price: "70000" }))
    refused(market(reduce), -2022, "ReduceOnly Order is rejected.")
    ok(cancel({ orderId: 2 }))
    ok(market(reduce))
    const [position] = rows(ok(get("/fapi/v3/positionRisk", { symbol: "BTCUSDT" })))
    assert.strictEqual(position?.["positionAmt"], "0")
  })

  it("needs margin, which its fill and its cancel give back", () => {
    const { exchange, ok, refused } = trader({
      accounts: [{ ...trader().exchange.config.accounts[0]!, wallets: { usdm: { USDT: "100" } } }]
    })
    // 20 times 100 is 2000, and this is worth 500 at its price
    ok(limit())
    assert.deepStrictEqual(exchange.balance("test", "USDT", "usdm"), { free: "75.00000000", locked: "25.00000000" })
    refused(limit({ quantity: "0.04" }), -2019, "Margin is insufficient.")
    ok(cancel({ orderId: 1 }))
    assert.strictEqual(exchange.balance("test", "USDT", "usdm").locked, "0.00000000")
    ok(market())
    ok(market({ side: "SELL", reduceOnly: "true" }))
    assert.strictEqual(exchange.balance("test", "USDT", "usdm").locked, "0.00000000")
    // nothing of it was ever taken from Spot
    assert.strictEqual(exchange.balance("test", "USDT").locked, "0.00000000")
  })

  it("that waits for a price is placed as an algo order", () => {
    const { refused } = trader()
    refused(
      limit({ type: "STOP_MARKET", price: undefined, timeInForce: undefined }),
      -4120,
      "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead."
    )
  })

  it("that is good till a date expires then", () => {
    const { exchange, now, ok } = trader()
    ok(limit({ timeInForce: "GTD", goodTillDate: start + 700_000 }))
    exchange.advance(now() + 600_000)
    assert.strictEqual(last(exchange.orders())?.status, "NEW")
    exchange.advance(start + 700_000)
    assert.strictEqual(last(exchange.orders())?.status, "EXPIRED")
  })

  it("has to say its side of the position in hedge mode, and may not say it otherwise", () => {
    const { ok, refused } = trader()
    const mode = (dualSidePosition: string) => post(`${usdm}/positionSide/dual`, { dualSidePosition })
    refused(limit({ positionSide: "LONG" }), -4061, "Order's position side does not match user's setting.")
    refused(mode("false"), -4059, "No need to change position side.")
    assert.strictEqual(ok(mode("true"))["code"], 200)
    refused(limit(), -4061, "Order's position side does not match user's setting.")
    ok(limit({ positionSide: "LONG" }))
    refused(mode("false"), -4067, "Position side cannot be changed if there exists open orders.")
  })
})

describe("an amend on USDⓈ-M", () => {
  const placed = () => {
    const one = trader()
    one.ok(limit({ newClientOrderId: "a" }))
    return one
  }

  it("keeps the name and the id, and is listed", () => {
    const { ok, refused } = placed()
    const amended = ok(amend({ origClientOrderId: "a", quantity: "0.02", price: "51000" }))
    assert.deepInclude(amended, { orderId: 1, clientOrderId: "a", price: "51000", origQty: "0.02", status: "NEW" })
    refused(amend({ orderId: 1, quantity: "0.02", price: "51000" }), -5027, "No need to modify the order.")
    const [row] = rows(ok(get(`${usdm}/orderAmendment`, { symbol: "BTCUSDT", orderId: 1 })))
    assert.deepEqual(row?.["amendment"], {
      price: { before: "50000", after: "51000" },
      origQty: { before: "0.01", after: "0.02" },
      count: 1
    })
  })

  it("can fill its order", () => {
    const { exchange, ok } = placed()
    assert.strictEqual(ok(amend({ orderId: 1, quantity: "0.01", price: "61000" }))["status"], "FILLED")
    assert.strictEqual(exchange.trades().length, 1)
  })

  it("to no more than what is filled ends its order", () => {
    const { exchange, now, ok } = placed()
    exchange.houseTakes(now(), { symbol: "BTCUSDT", side: "SELL", price, quantity: "0.004", book: "usdm" })
    const amended = ok(amend({ orderId: 1, quantity: "0.003", price }))
    assert.deepInclude(amended, { status: "CANCELED", executedQty: "0.004" })
  })

  it("of a post-only order that would take ends it", () => {
    const { ok } = trader()
    ok(limit({ timeInForce: "GTX" }))
    assert.strictEqual(ok(amend({ orderId: 1, quantity: "0.01", price: "61000" }))["status"], "CANCELED")
  })

  it("loses its place in the queue", () => {
    const { exchange, now, ok } = placed()
    ok(limit({ newClientOrderId: "b" }))
    ok(amend({ orderId: 1, quantity: "0.02", price }))
    exchange.houseTakes(now(), { symbol: "BTCUSDT", side: "SELL", price, quantity: "0.01", book: "usdm" })
    assert.deepStrictEqual(
      exchange.orders().map(({ status }) => status),
      ["NEW", "FILLED"]
    )
  })

  it("that a filter refuses leaves its order as it was", () => {
    const { ok, refused } = placed()
    refused(amend({ orderId: 1, quantity: "0.01", price: "50000.05" }), -4014, "Price not increased by tick size.")
    assert.strictEqual(ok(query({ orderId: 1 }))["price"], price)
  })
})

describe("a batch on USDⓈ-M", () => {
  const batch = (method: "POST" | "PUT", orders: ReadonlyArray<Values>) => (now: number) =>
    signed(method, `${usdm}/batchOrders`, now, { batchOrders: JSON.stringify(orders) })

  it("takes some and refuses others, in the order asked", () => {
    const { exchange, ok } = trader()
    const answers = rows(
      ok(batch("POST", [limitValues, { ...limitValues, price: "0.05" }, { ...limitValues, newClientOrderId: "b" }]))
    )
    assert.deepStrictEqual(
      answers.map((row) => row["code"] ?? row["orderId"]),
      [1, -4013, 2]
    )
    assert.strictEqual(exchange.find("b").length, 1)
  })

  it("cancels by names or by ids", () => {
    const { ok } = trader()
    ok(batch("POST", [limitValues, { ...limitValues, newClientOrderId: "b" }]))
    const remove = (values: Values) => (now: number) =>
      signed("DELETE", `${usdm}/batchOrders`, now, { symbol: "BTCUSDT", ...values })
    const answers = [
      ...rows(ok(remove({ origClientOrderIdList: '["b","c"]' }))),
      ...rows(ok(remove({ orderIdList: "[1,2]" })))
    ]
    assert.deepStrictEqual(
      answers.map((row) => row["code"] ?? row["status"]),
      ["CANCELED", -2011, "CANCELED", -2011]
    )
  })

  it("may be done by half when the exchange says that nobody knows", () => {
    const { exchange, send } = trader()
    const half = Fault.rowOf("timeout-batch-half-executed").fault
    assert.strictEqual(body(send(batch("POST", [limitValues, limitValues]), half))["code"], -1007)
    assert.strictEqual(exchange.orders().length, 1)
  })
})

describe("the receive window on USDⓈ-M", () => {
  const delayed = (seed: number, make: (now: number) => ReturnType<typeof signed>) => {
    const one = trader({ seed })
    const ticket = one.send(make, { _tag: "Delayed" })
    one.exchange.drain()
    return { ...one, ticket }
  }

  it("is kept by the engine: what comes later is refused with its code, and what is in time is accepted by then", () => {
    const codes = new Set<number>()
    for (let seed = 0; seed < 60; seed++) {
      const { exchange, ticket } = delayed(seed, limit({ recvWindow: 1_000 }))
      const [order] = exchange.orders()
      const [record] = exchange.requests()
      codes.add(record?.code ?? 0)
      // -1007 comes first when the engine gets to it after that
      if (order === undefined) assert.include([-5028, -1007], record?.code, `seed ${seed}`)
      else assert.isAtMost(order.acceptedAt, order.deadline + 1_000, `seed ${seed}`)
      assert.strictEqual(ticket.reply?.status === 200, order !== undefined)
    }
    assert.deepStrictEqual([...codes].sort(), [-1007, -5028, 0])
  })

  it("is not kept by the engine of COIN-M, and not for cancels", () => {
    let latest = 0
    for (let seed = 0; seed < 40; seed++) {
      const { exchange } = delayed(seed, limit({ recvWindow: 1_000, symbol: "BTCUSD_PERP", quantity: "1" }, "/dapi/v1"))
      const [order] = exchange.orders()
      assert.isDefined(order, `seed ${seed}`)
      latest = Math.max(latest, (order?.acceptedAt ?? 0) - (order?.deadline ?? 0))
    }
    assert.isAbove(latest, 5_000)
    assert.isAtMost(latest, 10_000)
  })

  it("of an algo order is looked at on arrival alone", () => {
    const { bounds, ...config } = trader().exchange.config
    const own: Partial<ExchangeConfig.ExchangeConfig> = {
      ...config,
      bounds: { ...bounds, usdmAlgo: { engineDelayMillis: 50_000, visibilityMillis: 30_000 } }
    }
    let latest = 0
    for (let seed = 0; seed < 40; seed++) {
      const one = trader({ ...own, seed })
      one.send(algo({ recvWindow: 1_000 }), { _tag: "Delayed" })
      one.exchange.drain()
      const [order] = one.exchange.orders()
      latest = Math.max(latest, (order?.acceptedAt ?? 0) - (order?.deadline ?? 0))
    }
    assert.isAbove(latest, 20_000)
    assert.isAtMost(latest, 50_000)
  })
})

describe("algo orders", () => {
  it("are known to their own service alone, and place an order when they are triggered", () => {
    const { exchange, now, ok, refused } = trader()
    const waiting = ok(algo({ clientAlgoId: "stop" }))
    assert.deepInclude(waiting, { algoId: 1, clientAlgoId: "stop", algoStatus: "NEW", orderType: "STOP_MARKET" })
    refused(query({ origClientOrderId: "stop" }), -2013, "Order does not exist.")
    refused(query({ orderId: 1 }), -2013, "Order does not exist.")
    assert.deepStrictEqual(
      ok(get(`${usdm}/openOrders`, { symbol: "BTCUSDT" })),
      [] as unknown as Record<string, unknown>
    )
    exchange.setPrice(now(), "BTCUSDT", "58990", "usdm")
    const after = ok(get(`${usdm}/algoOrder`, { clientAlgoId: "stop" }))
    assert.deepInclude(after, { algoStatus: "FINISHED", actualOrderId: "2" })
    assert.deepInclude(ok(query({ orderId: 2 })), { status: "FILLED", type: "MARKET", executedQty: "0.01" })
  })

  it("are refused when they would be triggered at once", () => {
    const { refused } = trader()
    refused(algo({ triggerPrice: "61000" }), -2021, "Order would immediately trigger.")
  })

  it("were accepted when the order that they place is refused", () => {
    const { exchange, now, ok } = trader()
    ok(algo({ reduceOnly: "true", clientAlgoId: "stop" }))
    exchange.setPrice(now(), "BTCUSDT", "58990", "usdm")
    assert.strictEqual(ok(get(`${usdm}/algoOrder`, { clientAlgoId: "stop" }))["algoStatus"], "REJECTED")
    assert.strictEqual(exchange.orders().length, 1)
  })

  it("close what there is of a position", () => {
    const { exchange, now, ok } = trader()
    ok(market({ quantity: "0.03" }))
    ok(algo({ closePosition: "true", quantity: undefined }))
    exchange.setPrice(now(), "BTCUSDT", "58990", "usdm")
    const [position] = rows(ok(get("/fapi/v3/positionRisk", { symbol: "BTCUSDT" })))
    assert.strictEqual(position?.["positionAmt"], "0")
  })

  it("follow the best price at their distance", () => {
    const { exchange, now, ok } = trader()
    ok(algo({ type: "TRAILING_STOP_MARKET", triggerPrice: undefined, callbackRate: "1", activatePrice: "61000" }))
    const move = (to: string) => exchange.setPrice(now(), "BTCUSDT", to, "usdm")
    // not active yet
    move("59000")
    move("62000")
    move("61500")
    assert.strictEqual(exchange.orders()[0]?.status, "NEW")
    move("61300")
    assert.strictEqual(exchange.orders()[0]?.status, "TRIGGERED")
  })

  it("are cancelled by name, without a symbol", () => {
    const { ok, refused } = trader()
    ok(algo({ clientAlgoId: "stop" }))
    const remove = (now: number) => signed("DELETE", `${usdm}/algoOrder`, now, { clientAlgoId: "stop" })
    assert.deepInclude(ok(remove), { clientAlgoId: "stop", code: "200" })
    refused(remove, -2011, "Unknown order sent.")
  })
})

describe("the limits of USDⓈ-M", () => {
  it("are its own, and every order counts, filled or not", () => {
    const { send } = trader()
    const headers = send(market()).reply?.headers
    assert.deepInclude(headers, { "x-mbx-order-count-10s": "1", "x-mbx-order-count-1m": "1" })
    assert.strictEqual(send(market()).reply?.headers["x-mbx-order-count-1m"], "2")
    // nothing of it is Spot's
    const spot = send((now) => signed("GET", "/api/v3/rateLimit/order", now))
    assert.notInclude(spot.reply?.body, '"count":2')
    assert.strictEqual(
      send((now) => signed("GET", "/fapi/v1/order", now, { symbol: "BTCUSDT", orderId: 1 })).reply?.headers[
        "x-mbx-used-weight-1m"
      ],
      "1"
    )
  })

  it("close the door at 2400 a minute", () => {
    const { exchange } = trader()
    const statuses = Array.from(
      { length: 61 },
      () => exchange.handle(start, signed("GET", `${usdm}/openOrders`, start)).reply?.status
    )
    assert.deepStrictEqual([statuses.filter((status) => status === 200).length, statuses.at(-1)], [60, 429])
  })

  it("refuse the order after the 300th in ten seconds", () => {
    const { exchange } = trader()
    const codes = Array.from(
      { length: 301 },
      (_, i) => body(exchange.handle(start, limit({ quantity: "0.001", newClientOrderId: `a${i}` })(start)))["code"]
    )
    // 200 may be open; who is refused has been counted
    assert.strictEqual(codes.at(-1), -1015)
    assert.isFalse(codes.slice(0, 300).includes(-1015))
  })
})

describe("what reads of futures show", () => {
  it("is the newest of what a full page was asked for by time, and the next ones by id", () => {
    const { ok } = trader()
    for (const name of ["a", "b", "c"]) ok(limit({ newClientOrderId: name }))
    const names = (values: Values) =>
      rows(ok(get(`${usdm}/allOrders`, { symbol: "BTCUSDT", ...values }))).map((row) => row["clientOrderId"])
    assert.deepStrictEqual(names({ startTime: start, limit: 2 }), ["b", "c"])
    assert.deepStrictEqual(names({ orderId: 1, limit: 2 }), ["a", "b"])
    assert.deepStrictEqual(names({ startTime: start, endTime: start + 1_500 }), ["a"])
  })

  it("spans seven days at most", () => {
    const { refused } = trader()
    refused(
      get(`${usdm}/allOrders`, { symbol: "BTCUSDT", startTime: start, endTime: start + 8 * 86_400_000 }),
      -4165,
      "Maximum time interval is 7 days"
    )
  })

  it("of COIN-M is in contracts, and a stop of its own becomes an order of the same id", () => {
    const { exchange, now, ok } = trader()
    const coin = { symbol: "BTCUSD_PERP", side: "SELL", quantity: "2" }
    ok(post("/dapi/v1/order", { ...coin, type: "STOP_MARKET", stopPrice: "59000", newClientOrderId: "stop" }))
    exchange.setPrice(now(), "BTCUSD_PERP", "58990", "coinm")
    const row = ok(get("/dapi/v1/order", { symbol: "BTCUSD_PERP", origClientOrderId: "stop" }))
    assert.deepInclude(row, { orderId: 1, status: "FILLED", type: "MARKET", origType: "STOP_MARKET", pair: "BTCUSD" })
    // 2 contracts of 100 USD each
    const [trade] = rows(ok(get("/dapi/v1/userTrades", { symbol: "BTCUSD_PERP" })))
    assert.approximately(Number(trade?.["baseQty"]), 200 / 58_989, 1e-5)
  })
})

describe("settings", () => {
  it("say when there is nothing to change, and what they do not allow", () => {
    const { ok, refused } = trader()
    const type = (marginType: string) => post(`${usdm}/marginType`, { symbol: "BTCUSDT", marginType })
    refused(type("CROSSED"), -4046, "No need to change margin type.")
    ok(type("ISOLATED"))
    ok(limit())
    refused(type("CROSSED"), -4047, "Margin type cannot be changed if there exists open orders.")
    assert.strictEqual(ok(post(`${usdm}/leverage`, { symbol: "BTCUSDT", leverage: 5 }))["leverage"], 5)
    refused(post(`${usdm}/leverage`, { symbol: "BTCUSDT", leverage: 126 }), -4028, "Leverage 126 is not valid")
  })

  it("of a countdown cancel what is open when it is over, unless it is set anew", () => {
    const { exchange, now, ok } = trader()
    const countdown = (countdownTime: number) =>
      post(`${usdm}/countdownCancelAll`, { symbol: "BTCUSDT", countdownTime })
    ok(limit())
    ok(countdown(10_000))
    const armed = now()
    ok(countdown(20_000))
    exchange.advance(armed + 15_000)
    assert.strictEqual(exchange.orders()[0]?.status, "NEW")
    exchange.advance(armed + 30_000)
    assert.strictEqual(exchange.orders()[0]?.status, "CANCELED")
    const stopped = trader()
    stopped.ok(limit())
    stopped.ok(countdown(10_000))
    stopped.ok(countdown(0))
    stopped.exchange.advance(stopped.now() + 60_000)
    assert.strictEqual(stopped.exchange.orders()[0]?.status, "NEW")
  })
})

describe("public data of futures", () => {
  it("needs no key", () => {
    const { exchange } = trader()
    for (const path of [
      "/fapi/v1/time",
      "/dapi/v1/time",
      "/eapi/v1/time",
      "/fapi/v1/exchangeInfo",
      "/dapi/v1/exchangeInfo"
    ])
      assert.strictEqual(exchange.handle(start, open(path)).reply?.status, 200, path)
  })
})
