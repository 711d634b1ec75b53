import { Exchange } from "@effect-binance/simulator/Exchange"
import * as Fault from "@effect-binance/simulator/Fault"
import { assert, describe, it } from "@effect/vitest"
import { body, cancel, limit, market, open, query, signed } from "./support.ts"

// a full minute by the exchange's clock
const start = Date.UTC(2026, 0, 1, 12, 0, 0)

const used = (ticket: { readonly reply: { readonly headers: Readonly<Record<string, string>> } | undefined }) =>
  ticket.reply?.headers["x-mbx-used-weight-1m"]

describe("weights", () => {
  it("are those of the documentation", () => {
    const exchange = new Exchange()
    let now = start
    let before = 0
    const costs: Record<string, number> = {}
    const cost = (name: string, make: (t: number) => ReturnType<typeof open>) => {
      now += 100
      const after = Number(used(exchange.handle(now, make(now))))
      costs[name] = after - before
      before = after
    }
    cost("ping", () => open("/api/v3/ping"))
    cost("time", () => open("/api/v3/time"))
    cost("exchangeInfo", () => open("/api/v3/exchangeInfo"))
    cost("account", (t) => signed("GET", "/api/v3/account", t))
    cost("order", (t) => query(t, { orderId: 1 }))
    cost("openOrders", (t) => signed("GET", "/api/v3/openOrders", t, { symbol: "BTCUSDT" }))
    cost("openOrders, all symbols", (t) => signed("GET", "/api/v3/openOrders", t))
    cost("allOrders", (t) => signed("GET", "/api/v3/allOrders", t, { symbol: "BTCUSDT" }))
    cost("myTrades", (t) => signed("GET", "/api/v3/myTrades", t, { symbol: "BTCUSDT" }))
    cost("myTrades of an order", (t) => signed("GET", "/api/v3/myTrades", t, { symbol: "BTCUSDT", orderId: 1 }))
    cost("test", (t) =>
      signed("POST", "/api/v3/order/test", t, { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1" })
    )
    cost("place", (t) => limit(t, { newClientOrderId: "a" }))
    cost("place that fails", (t) => limit(t, { newClientOrderId: "a" }))
    cost("cancel", (t) => cancel(t, { origClientOrderId: "a" }))
    cost("cancel that fails", (t) => cancel(t, { origClientOrderId: "a" }))
    assert.deepStrictEqual(costs, {
      "ping": 1,
      "time": 1,
      "exchangeInfo": 20,
      "account": 20,
      "order": 4,
      "openOrders": 6,
      "openOrders, all symbols": 80,
      "allOrders": 20,
      "myTrades": 20,
      "myTrades of an order": 5,
      "test": 1,
      "place": 0,
      "place that fails": 1,
      "cancel": 0,
      "cancel that fails": 1
    })
  })

  it("start anew with the exchange's minute, not a minute after the first request", () => {
    const exchange = new Exchange({ skewMillis: 10_000 })
    assert.strictEqual(used(exchange.handle(start + 45_000, open("/api/v3/exchangeInfo"))), "20")
    assert.strictEqual(used(exchange.handle(start + 49_000, open("/api/v3/ping"))), "21")
    // ten seconds ahead, the exchange's minute begins at 50
    assert.strictEqual(used(exchange.handle(start + 50_001, open("/api/v3/ping"))), "1")
  })

  it("are kept for each address", () => {
    const exchange = new Exchange()
    exchange.handle(start, open("/api/v3/exchangeInfo"), { address: "10.0.0.1" })
    assert.strictEqual(used(exchange.handle(start + 10, open("/api/v3/ping"), { address: "10.0.0.2" })), "1")
  })
})

/** Uses up the weight of a minute; gives the exchange right after the first 429. */
const exhausted = (config: ConstructorParameters<typeof Exchange>[0] = {}) => {
  const exchange = new Exchange(config)
  for (let i = 0; i < 300; i++)
    assert.strictEqual(exchange.handle(start + i * 20, open("/api/v3/exchangeInfo")).reply?.status, 200)
  const refused = exchange.handle(start + 20_000, open("/api/v3/ping"))
  return { exchange, refused }
}

describe("429 and 418", () => {
  it("tells an address to back off until the window ends", () => {
    const { exchange, refused } = exhausted()
    assert.deepStrictEqual(
      [refused.reply?.status, refused.reply?.headers["retry-after"], body(refused)],
      [
        429,
        "40",
        {
          code: -1003,
          msg: "Too much request weight used; current limit is 6000 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API."
        }
      ]
    )
    assert.strictEqual(exchange.backOffUntil(start + 20_100), start + 60_000)
    assert.strictEqual(exchange.handle(start + 20_500, market(start + 20_500)).reply?.status, 429)
    assert.strictEqual(exchange.orders().length, 0)
    // other addresses go on
    assert.strictEqual(
      exchange.handle(start + 20_600, open("/api/v3/ping"), { address: "10.0.0.9" }).reply?.status,
      200
    )
    assert.strictEqual(exchange.handle(start + 60_000, open("/api/v3/ping")).reply?.status, 200)
    assert.strictEqual(exchange.backOffUntil(start + 60_100), undefined)
  })

  it("bans who goes on, longer each time, and counts what arrived in spite of it", () => {
    const { exchange } = exhausted()
    const knock = (now: number) => exchange.handle(now, open("/api/v3/ping"))
    // in flight when the 429 came
    assert.strictEqual(knock(start + 20_100).reply?.status, 429)
    assert.strictEqual(exchange.requestsDuringBackOff().length, 0)
    for (let i = 0; i < 5; i++) assert.strictEqual(knock(start + 21_000 + i * 100).reply?.status, 429)
    const banned = knock(start + 22_000)
    assert.strictEqual(banned.reply?.status, 418)
    assert.strictEqual(banned.reply?.headers["retry-after"], "120")
    assert.deepStrictEqual(body(banned), {
      code: -1003,
      msg: `Way too much request weight used; IP banned until ${start + 142_000}. Please use WebSocket Streams for live updates to avoid bans.`
    })
    assert.strictEqual(exchange.requestsDuringBackOff().length, 6)
    // going on in the ban makes it ten minutes
    for (let i = 0; i < 6; i++) knock(start + 23_000 + i * 100)
    assert.strictEqual(exchange.backOffUntil(start + 24_000), start + 23_500 + 600_000)
    // a ban outlives the window, and then the door opens by itself
    assert.strictEqual(knock(start + 100_000).reply?.status, 418)
    assert.strictEqual(knock(start + 623_501).reply?.status, 200)
    assert.strictEqual(exchange.requestsDuringBackOff().length, 13)
  })

  it("can be started by a fault or by hand, for real", () => {
    for (const [name, status, seconds] of [
      ["banned", 418, 120],
      ["rate-limited", 429, 60],
      ["rate-limited-html", 429, 60]
    ] as const) {
      const exchange = new Exchange()
      const first = exchange.handle(start, market(start), { fault: Fault.rowOf(name).fault })
      assert.deepStrictEqual([first.reply?.status, first.reply?.headers["retry-after"]], [status, String(seconds)])
      assert.strictEqual(first.reply?.body.startsWith("<"), name === "rate-limited-html")
      assert.strictEqual(exchange.handle(start + 1000, open("/api/v3/time")).reply?.status, status)
      assert.strictEqual(exchange.handle(start + seconds * 1000 + 1, open("/api/v3/time")).reply?.status, 200)
      assert.strictEqual(exchange.orders().length, 0)
      assert.strictEqual(exchange.requestsDuringBackOff().length, 1)
    }
    const exchange = new Exchange()
    exchange.ban(start, { millis: 5000 })
    assert.strictEqual(exchange.handle(start + 4999, open("/api/v3/time")).reply?.status, 418)
    assert.strictEqual(exchange.handle(start + 5001, open("/api/v3/time")).reply?.status, 200)
  })

  it("tells what left after its client had been told from what came late, and had left before", () => {
    const exchange = new Exchange()
    exchange.ban(start, { millis: 60_000 })
    exchange.submit(start + 900, open("/api/v3/time"), { travelMillis: 3000 })
    // the one that is told
    exchange.handle(start + 1000, open("/api/v3/time"))
    exchange.handle(start + 1100, open("/api/v3/time"))
    exchange.advance(start + 5000)
    assert.deepStrictEqual(
      exchange.requests().map(({ duringBackOff, sentInBackOff }) => [duringBackOff, sentInBackOff]),
      [
        [true, false],
        [false, false],
        [false, true]
      ]
    )
  })

  it("counts a knock that a fault swallowed, and none of a client that was never told", () => {
    const exchange = new Exchange()
    const lost = Fault.rowOf("request-lost").fault
    exchange.ban(start, { millis: 60_000 })
    // nobody told the client: it has seen no 418 yet
    exchange.submit(start + 1000, open("/api/v3/time"), { fault: lost })
    exchange.handle(start + 2000, open("/api/v3/time"), { fault: Fault.rowOf("reply-lost").fault })
    exchange.handle(start + 3000, open("/api/v3/time"))
    assert.strictEqual(exchange.requestsDuringBackOff().length, 0)
    exchange.submit(start + 4000, open("/api/v3/time"), { fault: lost })
    assert.strictEqual(exchange.requestsDuringBackOff().length, 1)
  })
})

describe("order counts", () => {
  it("count unfilled orders, and the first fill takes the count back", () => {
    const exchange = new Exchange({
      limits: [
        { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 2 },
        { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 100 }
      ]
    })
    const counts = (ticket: ReturnType<Exchange["handle"]>) => [
      ticket.reply?.headers["x-mbx-order-count-10s"],
      ticket.reply?.headers["x-mbx-order-count-1d"]
    ]
    assert.deepStrictEqual(counts(exchange.handle(start, market(start))), ["0", "0"])
    assert.deepStrictEqual(counts(exchange.handle(start + 100, limit(start + 100, { price: "59990.00" }))), ["1", "1"])
    assert.deepStrictEqual(counts(exchange.handle(start + 200, limit(start + 200))), ["2", "2"])
    const over = exchange.handle(start + 4000, limit(start + 4000))
    assert.deepStrictEqual(
      [over.reply?.status, over.reply?.headers["retry-after"], body(over)],
      [
        429,
        "6",
        {
          code: -1015,
          msg: "Too many new orders; current limit is 2 orders per 10 SECOND."
        }
      ]
    )
    // a cancel does not give the count back, a fill does
    exchange.handle(start + 4100, cancel(start + 4100, { orderId: 3 }))
    assert.strictEqual(exchange.handle(start + 4200, limit(start + 4200)).reply?.status, 429)
    exchange.houseTakes(start + 4300, { symbol: "BTCUSDT", side: "SELL", price: "59990.00", quantity: "0.01" })
    assert.deepStrictEqual(counts(exchange.handle(start + 4400, limit(start + 4400))), ["2", "2"])
    // the next ten seconds
    assert.deepStrictEqual(counts(exchange.handle(start + 10_000, limit(start + 10_000))), ["1", "3"])
    // reads show no order counts, and -1015 closes no door
    assert.deepStrictEqual(counts(exchange.handle(start + 10_100, query(start + 10_100, { orderId: 1 }))), [
      undefined,
      undefined
    ])
  })
})
