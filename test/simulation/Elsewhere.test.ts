import { Exchange } from "@effect-binance/simulator/Exchange"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import { assert, describe, it } from "@effect/vitest"

// What the simulation needs of the exchange and no client can ask for: somebody else on the account, and bad luck twice in one.

const make = (config: Partial<ExchangeConfig.ExchangeConfig> = {}) =>
  new Exchange({
    readLag: ExchangeConfig.noLag,
    accounts: [
      {
        name: "ours",
        keys: [
          { apiKey: "key", key: { _tag: "Custom", verify: (payload, signature) => signature === `${payload.length}` } }
        ],
        balances: { BTC: "1", USDT: "1000" }
      }
    ],
    ...config
  })

const request = (
  now: number,
  method: "GET" | "POST" | "DELETE",
  path: string,
  parameters: string,
  signature?: string
) => {
  const payload = `${parameters}&timestamp=${now}&recvWindow=1000`
  return {
    method,
    path: `/api/v3/${path}`,
    query: `${payload}&signature=${signature ?? payload.length}`,
    body: "",
    headers: { "x-mbx-apikey": "key" }
  } as const
}

const read = (exchange: Exchange, now: number, path: string, parameters: string): unknown =>
  JSON.parse(exchange.handle(now, request(now, "GET", path, parameters)).reply?.body ?? "null")

const resting = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.002&price=50000&newClientOrderId=mine"

describe("somebody else on the account", () => {
  it("makes an order smaller: it gets another name, its funds come back, and the amendment is listed", () => {
    const exchange = make()
    exchange.handle(0, request(0, "POST", "order", resting))
    assert.deepStrictEqual(exchange.balance("ours", "USDT"), { free: "900.00000000", locked: "100.00000000" })
    assert.isTrue(exchange.amendElsewhere(1000, 1, "0.0015"))
    assert.deepStrictEqual(exchange.balance("ours", "USDT"), { free: "925.00000000", locked: "75.00000000" })
    assert.deepInclude(read(exchange, 1001, "order", "symbol=BTCUSDT&origClientOrderId=mine"), { code: -2013 })
    const [order] = exchange.orders()
    assert.strictEqual(order?.placedAs, "mine")
    assert.notStrictEqual(order?.clientOrderId, "mine")
    assert.deepInclude(read(exchange, 1002, "order", `symbol=BTCUSDT&origClientOrderId=${order?.clientOrderId}`), {
      origQty: "0.00150000",
      status: "NEW"
    })
    assert.deepStrictEqual(read(exchange, 1003, "order/amendments", "symbol=BTCUSDT&orderId=1"), [
      {
        symbol: "BTCUSDT",
        orderId: 1,
        executionId: 1,
        origClientOrderId: "mine",
        newClientOrderId: order?.clientOrderId,
        origQty: "0.00200000",
        newQty: "0.00150000",
        time: 1000
      }
    ])
    // what is left in the book is what it was made
    exchange.houseTakes(1004, { symbol: "BTCUSDT", side: "SELL", price: "50000", quantity: "1" })
    assert.deepInclude(exchange.orders()[0], { status: "FILLED", executedQuantity: "0.00150000" })
    assert.isFalse(exchange.amendElsewhere(1005, 1, "0.001"))
  })

  it("shows an order as it was to a read that lags", () => {
    const exchange = make({ readLag: () => 500 })
    exchange.handle(0, request(0, "POST", "order", resting))
    exchange.amendElsewhere(1000, 1, "0.0015")
    assert.deepInclude(read(exchange, 1200, "order", "symbol=BTCUSDT&origClientOrderId=mine"), {
      origQty: "0.00200000"
    })
    assert.deepStrictEqual(read(exchange, 1200, "order/amendments", "symbol=BTCUSDT&orderId=1"), [])
  })

  it("does not make an order larger, nor smaller than what is executed", () => {
    const exchange = make()
    exchange.handle(0, request(0, "POST", "order", resting))
    exchange.houseTakes(10, { symbol: "BTCUSDT", side: "SELL", price: "50000", quantity: "0.001" })
    assert.isFalse(exchange.amendElsewhere(20, 1, "0.001"))
    assert.isFalse(exchange.amendElsewhere(20, 1, "0.002"))
    assert.isFalse(exchange.amendElsewhere(20, 7, "0.001"))
    assert.isTrue(exchange.amendElsewhere(20, 1, "0.0011"))
  })

  it("cancels an order, which takes its name away", () => {
    const exchange = make()
    exchange.handle(0, request(0, "POST", "order", resting))
    assert.isTrue(exchange.cancelElsewhere(10, 1))
    assert.isFalse(exchange.cancelElsewhere(11, 1))
    assert.deepInclude(exchange.orders()[0], { status: "CANCELED", placedAs: "mine" })
    assert.deepInclude(read(exchange, 12, "order", "symbol=BTCUSDT&origClientOrderId=mine"), { code: -2013 })
  })
})

describe("a reply that is lost before the order executes", () => {
  it("ends the connection first, and the order is accepted within the bounds", () => {
    const exchange = make({ apiTimeoutMillis: 100, engineDelayMillis: 2000 })
    const ticket = exchange.handle(0, request(0, "POST", "order", resting), {
      fault: { _tag: "ReplyLost", how: "reset", later: true }
    })
    assert.strictEqual(ticket.ending, "reset")
    assert.strictEqual(ticket.answeredAt, 100)
    assert.deepStrictEqual(exchange.orders(), [])
    exchange.drain()
    const acceptedAt = exchange.orders()[0]?.acceptedAt ?? 0
    assert.isAtLeast(acceptedAt, 100)
    assert.isAtMost(acceptedAt, 1000 + 2000)
  })
})

describe("a check of one's own for signatures", () => {
  it("refuses what it refuses", () => {
    const exchange = make()
    const { reply } = exchange.handle(0, request(0, "POST", "order", resting, "wrong"))
    assert.deepInclude(JSON.parse(reply?.body ?? ""), { code: -1022 })
  })
})
