/** Published clients trade futures on the simulated exchange, unchanged, and what they say is what the book says. */
import { assert, describe, it } from "@effect/vitest"
import { CoinMClient, USDMClient } from "binance"
import { binancecoinm, binanceusdm } from "ccxt"
import { credentials, type Simulated, start } from "./simulated.ts"

const withExchange = async (run: (simulated: Simulated) => Promise<void>) => {
  const simulated = await start()
  try {
    await run(simulated)
  } finally {
    await simulated.stop()
  }
}

/** ccxt, with every host on this machine. */
const ccxtOf = (make: typeof binanceusdm | typeof binancecoinm, baseUrl: string) => {
  const client = new make({
    apiKey: credentials.apiKey,
    secret: credentials.apiSecret,
    options: { fetchMarkets: { types: [make === binanceusdm ? "linear" : "inverse"] }, fetchCurrencies: false }
  })
  for (const [api, url] of Object.entries<string>(client.urls["api"]))
    client.urls["api"][api] = url.replace(/^https:\/\/[^/]+/, baseUrl)
  return client
}

/** The id of an order that was placed. */
const idOf = ({ id }: { readonly id: string | undefined }): string => {
  assert.isString(id)
  // just found to be one
  return id as string
}

/** `binance`. Its own clock sync asks the real exchange whatever the base URL is, so it stays off. */
const options = (baseUrl: string) => ({
  api_key: credentials.apiKey,
  api_secret: credentials.apiSecret,
  baseUrl,
  disableTimeSync: true
})

describe("ccxt on USDⓈ-M", () => {
  const symbol = "BTC/USDT:USDT"

  it("places, finds, amends and cancels an order", () =>
    withExchange(async ({ baseUrl, exchange }) => {
      const client = ccxtOf(binanceusdm, baseUrl)
      const placed = await client.createOrder(symbol, "limit", "buy", 0.01, 50_000, { clientOrderId: "mine" })
      const id = idOf(placed)
      assert.deepStrictEqual([placed.status, placed.clientOrderId, placed.amount], ["open", "mine", 0.01])
      const amended = await client.editOrder(id, symbol, "limit", "buy", 0.02, 51_000)
      assert.deepStrictEqual([amended.amount, amended.price], [0.02, 51_000])
      assert.strictEqual((await client.fetchOpenOrders(symbol)).length, 1)
      assert.strictEqual((await client.cancelOrder(id, symbol)).status, "canceled")
      assert.strictEqual((await client.fetchOrder(id, symbol)).clientOrderId, "mine")
      assert.deepStrictEqual(
        exchange.orders().map(({ product, quantity, status }) => [product, quantity, status]),
        [["usdm", "0.02000000", "CANCELED"]]
      )
    }))

  it("takes a position, shows it, and may only make it smaller when it says so", () =>
    withExchange(async ({ baseUrl, exchange }) => {
      const client = ccxtOf(binanceusdm, baseUrl)
      await client.createOrder(symbol, "market", "buy", 0.03)
      const [trade] = await client.fetchMyTrades(symbol)
      assert.deepStrictEqual([trade?.amount, trade?.takerOrMaker], [0.03, "taker"])
      const reduce = { reduceOnly: true }
      await client.createOrder(symbol, "market", "sell", 0.03, undefined, reduce)
      let thrown: unknown
      await client.createOrder(symbol, "market", "sell", 0.03, undefined, reduce).catch((error: unknown) => {
        thrown = error
      })
      assert.include(String(thrown), "-2022")
      assert.strictEqual(exchange.orders().length, 2)
    }))

  it("places several at once", () =>
    withExchange(async ({ baseUrl, exchange }) => {
      const client = ccxtOf(binanceusdm, baseUrl)
      const orders = [50_000, 49_000].map((price) => ({
        symbol,
        type: "limit" as const,
        side: "buy" as const,
        amount: 0.01,
        price
      }))
      const placed = await client.createOrders(orders)
      assert.deepStrictEqual(
        placed.map(({ price, status }) => [price, status]),
        [
          [50_000, "open"],
          [49_000, "open"]
        ]
      )
      assert.strictEqual(exchange.orders().length, 2)
    }))

  it("places a stop as an algo order", () =>
    withExchange(async ({ baseUrl, exchange }) => {
      const client = ccxtOf(binanceusdm, baseUrl)
      await client.createOrder(symbol, "market", "sell", 0.01, undefined, { stopLossPrice: 55_000 })
      assert.deepStrictEqual(
        exchange.orders().map(({ route, status, stopPrice }) => [route, status, Number(stopPrice)]),
        [["usdm-algo", "NEW", 55_000]]
      )
    }))
})

it("ccxt on COIN-M trades contracts", () =>
  withExchange(async ({ baseUrl, exchange }) => {
    const client = ccxtOf(binancecoinm, baseUrl)
    const id = idOf(await client.createOrder("BTC/USD:BTC", "limit", "buy", 3, 50_000))
    assert.strictEqual((await client.fetchOrder(id, "BTC/USD:BTC")).amount, 3)
    await client.cancelOrder(id, "BTC/USD:BTC")
    assert.deepStrictEqual(
      exchange.orders().map(({ product, quantity, status }) => [product, quantity, status]),
      [["coinm", "3.00000000", "CANCELED"]]
    )
  }))

describe("binance", () => {
  it("trades on USDⓈ-M: an order, an amend, a batch of which one is refused, a countdown", () =>
    withExchange(async ({ baseUrl, exchange }) => {
      const client = new USDMClient(options(baseUrl))
      const order = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" } as const
      const placed = await client.submitNewOrder({ ...order, quantity: 0.01, price: 50_000 })
      const amended = await client.modifyOrder({
        orderId: placed.orderId,
        symbol: "BTCUSDT",
        side: "BUY",
        quantity: 0.02,
        price: 51_000
      })
      assert.strictEqual(amended.origQty, "0.02")
      const many = await client.submitMultipleOrders([
        { ...order, quantity: "0.01", price: "50000" },
        { ...order, quantity: "0.01", price: "0.05" }
      ])
      assert.deepStrictEqual(
        many.map((row) => ("code" in row ? row.code : row.status)),
        ["NEW", -4013]
      )
      await client.setCancelOrdersOnTimeout({ symbol: "BTCUSDT", countdownTime: 60_000 })
      const done = await client.cancelAllOpenOrders({ symbol: "BTCUSDT" })
      assert.strictEqual(Number(done.code), 200)
      assert.deepStrictEqual(
        exchange.orders().map(({ status }) => status),
        ["CANCELED", "CANCELED"]
      )
    }))

  it("trades on COIN-M", () =>
    withExchange(async ({ baseUrl, exchange }) => {
      const client = new CoinMClient(options(baseUrl))
      const placed = await client.submitNewOrder({
        symbol: "BTCUSD_PERP",
        side: "BUY",
        type: "LIMIT",
        timeInForce: "GTC",
        quantity: 2,
        price: 50_000
      })
      const found = await client.getOrder({ symbol: "BTCUSD_PERP", orderId: placed.orderId })
      assert.strictEqual(found.origQty, "2")
      assert.strictEqual(exchange.orders()[0]?.route, "coinm")
    }))
})
