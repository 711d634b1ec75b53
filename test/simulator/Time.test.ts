import { Exchange } from "@effect-binance/simulator/Exchange"
import type { ExchangeConfig } from "@effect-binance/simulator/ExchangeConfig"
import * as Config from "@effect-binance/simulator/ExchangeConfig"
import * as Fault from "@effect-binance/simulator/Fault"
import * as Seeded from "@effect-binance/simulator/Seeded"
import { assert, describe, it } from "@effect/vitest"
import { body, cancel, limit, market, open, query, signed } from "./support.ts"

const start = 1_750_000_000_000
const late = { code: -1021, msg: "Timestamp for this request is outside of the recvWindow." }
const ahead = { code: -1021, msg: "Timestamp for this request was 1000ms ahead of the server's time." }

describe("the exchange's clock", () => {
  it("is the local one, skewed and drifting from the first moment on", () => {
    const exchange = new Exchange({ skewMillis: 1500, drift: 0.001 })
    const serverTime = (now: number) => body(exchange.handle(now, open("/api/v3/time")))["serverTime"]
    assert.strictEqual(serverTime(start), start + 1500)
    assert.strictEqual(serverTime(start + 60_000), start + 61_560)
    assert.isTrue(Math.abs(exchange.localTime(exchange.exchangeTime(start + 7)) - (start + 7)) < 0.01)
  })

  it("is the only one that timestamps are held against", () => {
    const exchange = new Exchange({ skewMillis: -20_000 })
    assert.deepStrictEqual(body(exchange.handle(start, market(start))), ahead)
    assert.strictEqual(exchange.handle(start + 10, market(start - 20_000)).reply?.status, 200)
  })
})

describe("the first look at the receive window", () => {
  it("takes a timestamp from recvWindow ago to less than a second ahead, both to the ms", () => {
    const at = (offset: number, values: Record<string, string | number> = {}) =>
      body(new Exchange().handle(start, market(start + offset, values)))
    assert.deepStrictEqual(at(1000), ahead)
    assert.strictEqual(at(999)["status"], "FILLED")
    // an order also needs time for the way to the engine: the window of a read shows the edge
    const read = (offset: number, values: Record<string, string | number> = {}) =>
      body(new Exchange().handle(start, query(start + offset, { orderId: 1, ...values })))["code"]
    assert.strictEqual(read(-5000), -2013)
    assert.strictEqual(read(-5001), -1021)
    assert.strictEqual(read(-60_000, { recvWindow: 60_000 }), -2013)
    assert.strictEqual(read(-101, { recvWindow: 100 }), -1021)
    assert.strictEqual(read(-100.5, { recvWindow: "100.5" }), -1100)
    assert.deepStrictEqual(at(-5001), late)
  })

  it("counts nothing that it refuses", () => {
    const exchange = new Exchange()
    exchange.handle(start, market(start - 6000))
    const next = exchange.handle(start + 10, limit(start + 10))
    assert.strictEqual(next.reply?.headers["x-mbx-order-count-10s"], "1")
  })
})

describe("the second and the third look", () => {
  // the way to the engine takes 600 to 1000 ms here: some windows close on the way
  const config = { processingMillis: { minimum: 1000, maximum: 1000 } }
  const sent = (recvWindow: number) => {
    const exchange = new Exchange(config)
    const ticket = exchange.handle(start, limit(start, { recvWindow }))
    return { exchange, ticket, next: exchange.handle(start + 2000, limit(start + 2000)) }
  }

  it("refuse what is too late on its way to the engine, and have counted it", () => {
    // second look after 300 ms, third after 600 ms
    for (const [recvWindow, answeredAfter] of [
      [299, 300],
      [599, 600]
    ] as const) {
      const { exchange, next, ticket } = sent(recvWindow)
      assert.deepStrictEqual(body(ticket), late)
      assert.approximately(ticket.answeredAt ?? 0, start + answeredAfter, 0.01)
      assert.deepStrictEqual(exchange.find("x"), [])
      assert.strictEqual(exchange.orders().length, 1)
      assert.strictEqual(next.reply?.headers["x-mbx-order-count-10s"], "2")
    }
  })

  it("let the engine have it when the window closes only there", () => {
    const { exchange, ticket } = sent(600)
    assert.strictEqual(ticket.reply?.status, 200)
    const [order] = exchange.orders()
    assert.isTrue(
      order!.acceptedAt > order!.deadline && order!.acceptedAt <= order!.deadline + exchange.engineDelayMillis
    )
  })
})

/** Many delayed orders over many seeds; gives how much later than its deadline each was accepted. */
const overruns = (fault: Fault.Name, breakBounds: ExchangeConfig["breakBounds"], seeds = 400) => {
  const out: Array<number> = []
  for (let seed = 0; seed < seeds; seed++) {
    const random = Seeded.make(`overruns ${seed}`)
    const engineDelayMillis = random.integer(0, 12_000)
    const exchange = new Exchange({
      seed,
      engineDelayMillis,
      skewMillis: random.integer(-5000, 5000),
      drift: random.between(-1e-3, 1e-3),
      apiTimeoutMillis: random.integer(200, 12_000),
      processingMillis: { minimum: 0, maximum: random.integer(0, 200) },
      slowProbability: 0.3,
      ...(breakBounds === undefined ? {} : { breakBounds })
    })
    for (let i = 0; i < 5; i++) {
      const now = start + i * 500
      const timestamp = Math.floor(exchange.exchangeTime(now)) - random.integer(-500, 500)
      exchange.submit(now, limit(timestamp, { recvWindow: random.integer(600, 8000) }), {
        travelMillis: random.integer(0, 90),
        fault: Fault.rowOf(fault).fault
      })
    }
    exchange.drain()
    for (const order of exchange.orders()) out.push(order.acceptedAt - order.deadline - engineDelayMillis)
  }
  return out
}

describe("the bound G", () => {
  for (const fault of ["timeout-then-executed", "delayed"] as const) {
    it(`holds for every order that is late: ${fault}`, () => {
      const all = overruns(fault, undefined)
      assert.isTrue(all.length > 1500, `${all.length} orders`)
      assert.isTrue(
        all.every((overrun) => overrun <= 0),
        `${Math.max(...all)} ms beyond the bound`
      )
      // and it is used: a client that waits for less than the bound is wrong
      assert.isTrue(all.some((overrun) => overrun > -200))
    })
    it(`is exceeded when the exchange is told to: ${fault}`, () => {
      const all = overruns(fault, { engineDelayMillis: 30_000 }, 50)
      assert.isTrue(all.length > 150 && all.filter((overrun) => overrun > 0).length > all.length * 0.6)
    })
  }

  it("comes after -1007: the order is not there when the client reads it, and is there later", () => {
    for (let seed = 0; seed < 50; seed++) {
      const exchange = new Exchange({ seed, readLag: Config.noLag })
      const ticket = exchange.handle(start, limit(start, { newClientOrderId: "late" }), {
        fault: Fault.rowOf("timeout-then-executed").fault
      })
      assert.strictEqual(body(ticket)["code"], -1007)
      assert.approximately(ticket.answeredAt ?? 0, start + 10_000, 1)
      assert.strictEqual(exchange.orders().length, 0)
      exchange.advance(start + 5000 + exchange.engineDelayMillis)
      assert.strictEqual(exchange.find("late").length, 1)
      assert.isTrue(exchange.requests()[0]?.executed)
    }
  })

  it("answers -1007 by itself when an order takes longer than the exchange waits", () => {
    let timeouts = 0
    let answers = 0
    for (let seed = 0; seed < 100; seed++) {
      const exchange = new Exchange({ seed, slowProbability: 1 })
      const ticket = exchange.handle(start, limit(start))
      assert.isTrue((ticket.answeredAt ?? Infinity) <= start + 10_000)
      if (ticket.reply?.status === 200) answers++
      else if (body(ticket)["code"] === -1007) timeouts++
      exchange.drain()
      assert.strictEqual(exchange.orders().length, 1)
    }
    assert.strictEqual(answers + timeouts, 100)
    assert.isTrue(answers > 20 && timeouts > 10)
  })

  it("lets a cancel be late too", () => {
    const exchange = new Exchange({ readLag: Config.noLag })
    exchange.handle(start, limit(start, { newClientOrderId: "a" }))
    exchange.handle(start + 100, cancel(start + 100, { origClientOrderId: "a", newClientOrderId: "a" }), {
      fault: Fault.rowOf("timeout-then-executed").fault
    })
    assert.strictEqual(exchange.orders()[0]?.status, "NEW")
    exchange.drain()
    assert.strictEqual(exchange.orders()[0]?.status, "CANCELED")
  })
})

describe("the bound T", () => {
  const reads = (order: (t: number) => ReturnType<typeof query>, config: Partial<ExchangeConfig>, stale = false) => {
    const lags: Array<number> = []
    for (let seed = 0; seed < 300; seed++) {
      const exchange = new Exchange({ seed, visibilityMillis: 8000, limits: [], ...config })
      const random = Seeded.make(seed)
      exchange.handle(start, limit(start, { newClientOrderId: "a" }))
      const acceptedAt = exchange.orders()[0]!.acceptedAt
      const now = start + 10 + random.integer(0, 12_000)
      const ticket = exchange.handle(now, order(now), stale ? { fault: Fault.rowOf("stale-read").fault } : {})
      const sees = ticket.reply?.status === 200 && ticket.reply.body.includes('"clientOrderId":"a"')
      // what a read misses was accepted later than what it shows
      if (!sees) lags.push(now - acceptedAt)
    }
    return lags
  }
  const views: Readonly<Record<string, (t: number) => ReturnType<typeof query>>> = {
    order: (t) => query(t, { origClientOrderId: "a" }),
    openOrders: (t) => signed("GET", "/api/v3/openOrders", t, { symbol: "BTCUSDT" }),
    allOrders: (t) => signed("GET", "/api/v3/allOrders", t, { symbol: "BTCUSDT" })
  }
  for (const [name, view] of Object.entries(views)) {
    it(`holds for ${name}, by chance and by fault`, () => {
      const lags = [...reads(view, {}), ...reads(view, {}, true)]
      assert.isTrue(lags.length > 20)
      assert.isTrue(
        lags.every((lag) => lag <= 8000),
        `${Math.max(...lags)} ms`
      )
      assert.isTrue(lags.some((lag) => lag > 6000))
    })
    it(`is exceeded by ${name} when the exchange is told to`, () => {
      assert.isTrue(reads(view, { breakBounds: { visibilityMillis: 40_000 } }).some((lag) => lag > 8000))
    })
  }

  it("lets reads flap: seen, not seen, seen again", () => {
    let flaps = 0
    for (let seed = 0; seed < 30; seed++) {
      const exchange = new Exchange({ seed, limits: [] })
      exchange.handle(start, limit(start, { newClientOrderId: "a" }))
      const seen: Array<boolean> = []
      for (let now = start + 200; now < start + 6000; now += 100)
        seen.push(exchange.handle(now, query(now, { origClientOrderId: "a" })).reply?.status === 200)
      if (seen.indexOf(true) >= 0 && seen.indexOf(false, seen.indexOf(true)) >= 0) flaps++
    }
    assert.isTrue(flaps > 10, `${flaps} of 30`)
  })

  it("shows an old status, old trades and an old balance, but cancels from the live book", () => {
    const exchange = new Exchange({ readLag: () => 1000 })
    exchange.handle(start, limit(start, { newClientOrderId: "a", quantity: "1" }))
    exchange.houseTakes(start + 2000, { symbol: "BTCUSDT", side: "SELL", price: "50000.00", quantity: "1" })
    const at = (now: number) => ({
      status: body(exchange.handle(now, query(now, { origClientOrderId: "a" })))["status"],
      trades: exchange.handle(now + 10, signed("GET", "/api/v3/myTrades", now + 10, { symbol: "BTCUSDT" })).reply?.body
        .length,
      btc: exchange
        .handle(now + 20, signed("GET", "/api/v3/account", now + 20))
        .reply?.body.includes('"free":"1001.00000000"')
    })
    assert.deepStrictEqual(at(start + 2500), { status: "NEW", trades: 2, btc: false })
    // the same moment: gone from the book, so there is nothing to cancel
    assert.strictEqual(
      body(exchange.handle(start + 2600, cancel(start + 2600, { origClientOrderId: "a" })))["code"],
      -2011
    )
    const after = at(start + 3100)
    assert.deepStrictEqual([after.status, after.btc], ["FILLED", true])
    assert.isTrue((after.trades ?? 0) > 100)
  })

  it("shows an order that has closed as open until the read catches up", () => {
    const exchange = new Exchange({ readLag: () => 1000 })
    exchange.handle(start, limit(start, { newClientOrderId: "a" }))
    const openAt = (now: number) =>
      exchange.handle(now, signed("GET", "/api/v3/openOrders", now, { symbol: "BTCUSDT" })).reply?.body.includes('"a"')
    const before = openAt(start + 500)
    exchange.handle(start + 2000, cancel(start + 2000, { origClientOrderId: "a" }))
    assert.deepStrictEqual([before, openAt(start + 2500), openAt(start + 3500)], [false, true, false])
  })
})

describe("sabotage", () => {
  it("has to exceed the bound that it breaks", () => {
    assert.throws(() => new Exchange({ breakBounds: { engineDelayMillis: 10_000 } }), /has to be more than 10000/)
    assert.throws(
      () => new Exchange({ visibilityMillis: 50, breakBounds: { visibilityMillis: 20 } }),
      /has to be more than 50/
    )
  })
})

describe("repeating", () => {
  it("gives the same books for the same seed, and others for another", () => {
    const books = (seed: number) => {
      const exchange = new Exchange({ seed, slowProbability: 0.3 })
      for (let i = 0; i < 60; i++)
        exchange.submit(
          start + i * 200,
          i % 3 === 0
            ? query(start + i * 200, { origClientOrderId: `c${i - 1}` })
            : limit(start + i * 200, { newClientOrderId: `c${i}` }),
          { travelMillis: 7 }
        )
      exchange.drain()
      return JSON.stringify([
        exchange.orders().map((o) => [o.placedAs, o.acceptedAt]),
        exchange.requests().map((r) => [r.status, r.code])
      ])
    }
    assert.strictEqual(books(3), books(3))
    assert.notStrictEqual(books(3), books(4))
  })
})
