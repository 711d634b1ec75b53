/** Where an order lives, and for how long: routes of margin, options and portfolio margin, and what is kept of an order. */
import type { Route } from "@effect-binance/simulator/Product"
import { assert, describe, it } from "@effect/vitest"
import type { WireRequest } from "effect-binance/client/Transport"
import * as Coinm from "effect-binance/products/Coinm"
import * as Margin from "effect-binance/products/Margin"
import * as Options from "effect-binance/products/Options"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import * as Sapi from "effect-binance/products/Sapi"
import * as Usdm from "effect-binance/products/Usdm"
import { documentedFutures } from "../products/documentedFutures.ts"
import { body, limit as spotLimit, open, query as spotQuery, signed, start, trader, type Values } from "./support.ts"

const values = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "50000" }
const to =
  (method: WireRequest["method"], path: string, sent: Values = {}) =>
  (now: number) =>
    signed(method, path, now, sent)
const absent = [-2013, "Order does not exist."] as const
const isolated = { isIsolated: "TRUE" }

/** Every route that a plain order can live on: how it is placed there under a name, and how it is asked for. */
const routes: ReadonlyArray<readonly [Route, path: string, place: Values, which: Values]> = [
  ["spot", "/api/v3/order", { ...values, newClientOrderId: "a" }, { symbol: "BTCUSDT", origClientOrderId: "a" }],
  [
    "cross",
    "/sapi/v1/margin/order",
    { ...values, newClientOrderId: "a" },
    { symbol: "BTCUSDT", origClientOrderId: "a" }
  ],
  [
    "isolated",
    "/sapi/v1/margin/order",
    { ...values, ...isolated, newClientOrderId: "a" },
    { symbol: "BTCUSDT", ...isolated, origClientOrderId: "a" }
  ],
  ["usdm", "/fapi/v1/order", { ...values, newClientOrderId: "a" }, { symbol: "BTCUSDT", origClientOrderId: "a" }],
  ["pm-um", "/papi/v1/um/order", { ...values, newClientOrderId: "a" }, { symbol: "BTCUSDT", origClientOrderId: "a" }],
  [
    "pm-margin",
    "/papi/v1/margin/order",
    { ...values, newClientOrderId: "a" },
    { symbol: "BTCUSDT", origClientOrderId: "a" }
  ],
  [
    "coinm",
    "/dapi/v1/order",
    { ...values, symbol: "BTCUSD_PERP", quantity: "1", newClientOrderId: "a" },
    { symbol: "BTCUSD_PERP", origClientOrderId: "a" }
  ],
  [
    "pm-cm",
    "/papi/v1/cm/order",
    { ...values, symbol: "BTCUSD_PERP", quantity: "1", newClientOrderId: "a" },
    { symbol: "BTCUSD_PERP", origClientOrderId: "a" }
  ]
]

describe("an order lives on its route", () => {
  for (const [route, path, place] of routes)
    it(`${route}: it is seen there, and nowhere else`, () => {
      const { exchange, ok, refused } = trader()
      ok(to("POST", path, place))
      const [order] = exchange.orders()
      assert.strictEqual(order?.route, route)
      assert.strictEqual(order?.request.route, route)
      assert.strictEqual(order?.request.product, order?.product)
      for (const [other, elsewhere, , asked] of routes) {
        if (other === route) assert.strictEqual(ok(to("GET", elsewhere, asked))["clientOrderId"], "a")
        else {
          refused(to("GET", elsewhere, asked), ...absent)
          refused(to("DELETE", elsewhere, asked), -2011, "Unknown order sent.")
        }
      }
      assert.strictEqual(exchange.orders()[0]?.status, "NEW")
      // its name is taken on its own route alone
      for (const [other, elsewhere, again] of routes) if (other !== route) ok(to("POST", elsewhere, again))
      assert.strictEqual(exchange.find("a").length, routes.length)
    })

  it("isolated margin has an account for each symbol, which has to be said", () => {
    const { exchange, ok, refused } = trader()
    ok(to("POST", "/sapi/v1/margin/order", { ...values, ...isolated }))
    assert.strictEqual(exchange.balance("test", "USDT", "isolated", "BTCUSDT").locked, "500.00000000")
    assert.strictEqual(exchange.balance("test", "USDT", "isolated", "ETHUSDT").locked, "0.00000000")
    assert.strictEqual(exchange.balance("test", "USDT", "cross").locked, "0.00000000")
    refused(
      to("GET", "/sapi/v1/margin/openOrders", isolated),
      -1102,
      "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."
    )
  })

  it("portfolio margin has one purse for all of it", () => {
    const { exchange, ok } = trader()
    ok(to("POST", "/papi/v1/margin/order", values))
    ok(to("POST", "/papi/v1/um/order", values))
    assert.strictEqual(exchange.balance("test", "USDT", "pm-cm").locked, "525.00000000")
  })
})

describe("margin", () => {
  it("renames what it cancels, as Spot does", () => {
    const { ok, refused } = trader()
    const which = { symbol: "BTCUSDT", origClientOrderId: "a" }
    ok(to("POST", "/sapi/v1/margin/order", { ...values, newClientOrderId: "a" }))
    const ended = ok(to("DELETE", "/sapi/v1/margin/order", which))
    assert.strictEqual(ended["origClientOrderId"], "a")
    refused(to("GET", "/sapi/v1/margin/order", which), ...absent)
  })

  it("takes an OCO as one limit order and one stop, on the side that follows from its own", () => {
    const { exchange, ok } = trader()
    const list = ok(
      to("POST", "/sapi/v1/margin/order/oco", {
        symbol: "BTCUSDT",
        side: "BUY",
        quantity: "0.01",
        price: "57000",
        limitClientOrderId: "limit",
        stopPrice: "62000",
        stopClientOrderId: "stop"
      })
    )
    assert.strictEqual(list["contingencyType"], "OCO")
    assert.deepStrictEqual(
      exchange.orders().map(({ placedAs, type }) => [placedAs, type]),
      [
        ["stop", "STOP_LOSS"],
        ["limit", "LIMIT_MAKER"]
      ]
    )
  })

  it("counts the weight of each endpoint by itself", () => {
    const { send } = trader()
    const used = (path: string) =>
      send(to("GET", path, { symbol: "BTCUSDT" })).reply?.headers["x-sapi-used-ip-weight-1m"]
    assert.deepStrictEqual(
      [used("/sapi/v1/margin/openOrders"), used("/sapi/v1/margin/allOrders"), used("/sapi/v1/margin/openOrders")],
      ["10", "200", "20"]
    )
  })
})

describe("options", () => {
  const path = "/eapi/v1/order"
  const symbol = "BTC-301227-60000-C"
  const option = { ...values, symbol, quantity: "0.1", price: "800" }

  it("have order ids that do not fit into a number, written with all of their digits", () => {
    const { ok, send } = trader()
    const text = send(to("POST", path, { ...option, clientOrderId: "a" })).reply?.body ?? ""
    const [, id] = /"orderId":(\d+)/.exec(text) ?? []
    assert.strictEqual(id, "4611875134427365377")
    assert.strictEqual(ok(to("GET", path, { symbol, orderId: id }))["clientOrderId"], "a")
    const batch = send(to("DELETE", "/eapi/v1/batchOrders", { symbol, orderIds: `[${id}]` })).reply?.body
    assert.include(batch, `"orderId":${id}`)
  })

  it("answer a cancel with the state before it, and call it cancelled in two l afterwards", () => {
    const { ok } = trader()
    ok(to("POST", path, { ...option, clientOrderId: "a" }))
    assert.strictEqual(ok(to("DELETE", path, { symbol, clientOrderId: "a" }))["status"], "ACCEPTED")
    assert.strictEqual(ok(to("GET", path, { symbol, clientOrderId: "a" }))["status"], "CANCELLED")
  })

  it("show in their history what has ended, a sale with a negative quantity", () => {
    const { ok, send } = trader()
    ok(to("POST", path, { ...option, clientOrderId: "open" }))
    ok(to("POST", path, { ...option, side: "SELL", price: "900", clientOrderId: "sold" }))
    const rows = JSON.parse(send(to("GET", "/eapi/v1/historyOrders", { symbol })).reply?.body ?? "") as ReadonlyArray<
      Record<string, unknown>
    >
    assert.deepStrictEqual(
      rows.map((row) => [row["clientOrderId"], row["status"], row["quantity"]]),
      [["sold", "FILLED", "-0.10000000"]]
    )
  })

  it("have words of their own for a duplicate, for a post-only order, and for too many requests", () => {
    const { exchange, ok, send } = trader()
    const codeOf = (sent: Values) => body(send(to("POST", path, sent)))["code"]
    ok(to("POST", path, { ...option, clientOrderId: "a" }))
    assert.strictEqual(codeOf({ ...option, clientOrderId: "a" }), -6044)
    assert.strictEqual(codeOf({ ...option, price: "2000", postOnly: "true" }), -6047)
    exchange.ban(start + 60_000)
    assert.strictEqual(codeOf(option), -1008)
  })

  it("are cancelled by their underlying when no heartbeat comes", () => {
    const { exchange, now, ok } = trader()
    ok(to("POST", path, option))
    ok(to("POST", "/eapi/v1/countdownCancelAll", { underlying: "BTCUSDT", countdownTime: 5_000 }))
    const armed = now()
    exchange.advance(armed + 4_000)
    ok(to("POST", "/eapi/v1/countdownCancelAllHeartBeat", { underlyings: "BTCUSDT" }))
    exchange.advance(armed + 8_500)
    assert.strictEqual(exchange.orders()[0]?.status, "NEW")
    exchange.advance(armed + 9_500)
    assert.strictEqual(exchange.orders()[0]?.status, "CANCELED")
  })
})

describe("conditional orders of portfolio margin", () => {
  it("are open until they are triggered, and history afterwards", () => {
    const { exchange, now, ok, refused } = trader()
    const path = "/papi/v1/um/conditional"
    const which = { symbol: "BTCUSDT", newClientStrategyId: "a" }
    const stop = { side: "SELL", strategyType: "STOP_MARKET", quantity: "0.01", stopPrice: "59000" }
    ok(to("POST", `${path}/order`, { ...which, ...stop }))
    assert.strictEqual(ok(to("GET", `${path}/openOrder`, which))["strategyStatus"], "NEW")
    refused(to("GET", `${path}/orderHistory`, which), ...absent)
    exchange.setPrice(now(), "BTCUSDT", "58990", "usdm")
    refused(to("GET", `${path}/openOrder`, which), ...absent)
    assert.deepInclude(ok(to("GET", `${path}/orderHistory`, which)), { orderId: 2, status: "FILLED", type: "MARKET" })
    assert.strictEqual(exchange.orders()[1]?.route, "pm-um")
  })
})

describe("what is kept of an order", () => {
  const retention = { unfilledMillis: 10_000, filledMillis: 60_000 }
  const short = { retention: { spot: { ...retention, filledMillis: Infinity }, usdm: retention } }

  it("is on Spot that it was archived", () => {
    const { exchange, now, ok, refused, send } = trader(short)
    ok((at) => spotLimit(at, { newClientOrderId: "a" }))
    ok((at) => signed("DELETE", "/api/v3/order", at, { symbol: "BTCUSDT", orderId: 1, newClientOrderId: "a" }))
    ok((at) => spotLimit(at, { newClientOrderId: "open" }))
    ok((at) => spotQuery(at, { origClientOrderId: "a" }))
    for (let i = 0; i < 10; i++) send((at) => signed("GET", "/api/v3/account", at))
    const archived = "Order was canceled or expired with no executed qty over 90 days ago and has been archived."
    refused((at) => spotQuery(at, { origClientOrderId: "a" }), -2026, archived)
    refused((at) => spotQuery(at, { orderId: 1 }), -2026, archived)
    assert.strictEqual(ok((at) => spotQuery(at, { origClientOrderId: "open" }))["status"], "NEW")
    assert.notInclude(send((at) => signed("GET", "/api/v3/allOrders", at, { symbol: "BTCUSDT" })).reply?.body, '"a"')
    // the books never forget
    exchange.advance(now())
    assert.strictEqual(exchange.find("a").length, 1)
  })

  it("is nothing on USDⓈ-M, of a filled one later than of one without a fill", () => {
    const { ok, refused, send } = trader(short)
    const order = (sent: Values) => to("POST", "/fapi/v1/order", { ...values, ...sent })
    const which = (id: string) => to("GET", "/fapi/v1/order", { symbol: "BTCUSDT", origClientOrderId: id })
    ok(order({ newClientOrderId: "ended" }))
    ok(to("DELETE", "/fapi/v1/order", { symbol: "BTCUSDT", origClientOrderId: "ended" }))
    ok(order({ newClientOrderId: "filled", price: "61000" }))
    ok(which("ended"))
    const wait = (seconds: number) => {
      for (let i = 0; i < seconds; i++) send(to("GET", "/fapi/v3/balance"))
    }
    wait(10)
    refused(which("ended"), ...absent)
    assert.strictEqual(ok(which("filled"))["status"], "FILLED")
    wait(50)
    refused(which("filled"), ...absent)
    assert.strictEqual(send(to("GET", "/fapi/v1/userTrades", { symbol: "BTCUSDT" })).reply?.body, "[]")
  })
})

describe("every documented endpoint of futures, options and portfolio margin", () => {
  it("is there, and reads every parameter that its documentation names", () => {
    const { exchange, send } = trader()
    const missing: Array<string> = []
    // these list what their elements hold
    const lines = Object.entries(documentedFutures).filter(([line]) => !/^(POST|PUT) .*batchOrders$/.test(line))
    for (const [line, names] of lines) {
      const [method, path] = line.split(" ") as [WireRequest["method"], string]
      const sent = Object.fromEntries(names.split(" ").flatMap((name) => (name === "" ? [] : [[name, "x"]])))
      const isOpen = exchange.kindOf(method, path) === "public"
      const ticket = isOpen ? exchange.handle(start, open(path, sent)) : send(to(method, path, sent))
      const { body: text = "", status } = ticket.reply ?? {}
      if (status === 404 || text.includes("-1104")) missing.push(line)
    }
    assert.deepStrictEqual(missing, [])
  })
})

describe("every call of the library beside those of Spot", () => {
  const modules = { Coinm, Margin, Options, PortfolioMargin, Sapi, Usdm }
  for (const [name, all] of Object.entries(modules))
    it(`${name}: is answered`, () => {
      const { exchange } = trader()
      const missing: Array<string> = []
      for (const [each, call] of Object.entries<unknown>({ ...all })) {
        if (typeof call !== "function" || !("operation" in call)) continue
        // whatever has an operation is a call
        const { method, path } = call.operation as Pick<WireRequest, "method" | "path">
        const ticket = exchange.handle(start, { method, path, query: "", body: "", headers: {} })
        if (ticket.reply?.status === 404) missing.push(`${each} ${method} ${path}`)
      }
      assert.deepStrictEqual(missing, [])
    })
})
