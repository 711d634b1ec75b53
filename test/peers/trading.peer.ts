/** Published clients trade against the simulator, unchanged, and what they say is held against its book. */
import type { Exchange, LedgerOrder } from "@effect-binance/simulator/Exchange"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import type { ExchangeConfig as Config } from "@effect-binance/simulator/ExchangeConfig"
import * as Seeded from "@effect-binance/simulator/Seeded"
import { assert, describe, it } from "@effect/vitest"
import { SpotRestAPI } from "@binance/spot"
import { binance as binanceClient, connector } from "./clients.ts"
import { documented } from "./documented.ts"
import type { Simulated } from "./simulated.ts"
import { counterparty, credentials, start } from "./simulated.ts"
import type { ErrorView, Make, NewOrder, OrderView, Trader } from "./traders.ts"
import { binanceTrader, ccxtTrader, connectorTrader, symbol, traders } from "./traders.ts"

const ccxt = ccxtTrader()

// Windows that do not turn in the middle of a check.
const slowLimits: Config["limits"] = [
  { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6_000 },
  { rateLimitType: "ORDERS", interval: "HOUR", intervalNum: 1, limit: 50 },
  { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 160_000 }
]

/** A client and an exchange of its own, both gone at the end. */
const withTrader = async (
  make: Make,
  use: (trader: Trader, simulated: Simulated) => Promise<void>,
  options: { readonly config?: Partial<Config>; readonly key?: Parameters<Make>[1] } = {}
) => {
  const simulated = await start(options.config)
  const trader = make(simulated.baseUrl, options.key)
  try {
    await use(trader, simulated)
  } finally {
    await trader.close()
    await simulated.stop()
  }
}

const book = (exchange: Exchange, orderId: number): LedgerOrder => {
  exchange.advance(Date.now())
  const order = exchange.orders()[orderId - 1]
  assert.isDefined(order, `the book has no order ${orderId}`)
  return order
}

/** What the book would show through the eyes of a client. */
const truth = (trader: Trader, order: LedgerOrder): OrderView => ({
  orderId: order.orderId,
  clientOrderId: order.clientOrderId,
  side: order.side,
  status: trader.word(order.status),
  quantity: Number(order.quantity),
  executed: Number(order.executedQuantity),
  quote: Number(order.quoteQuantity)
})

const agrees = (trader: Trader, view: OrderView, exchange: Exchange) =>
  assert.deepStrictEqual(view, truth(trader, book(exchange, view.orderId)))

const balancesAgree = async (trader: Trader, exchange: Exchange, account: string) => {
  const balances = await trader.balances()
  assert.isAtLeast(balances.size, 2)
  for (const [asset, balance] of balances) {
    const { free, locked } = exchange.balance(account, asset)
    assert.deepStrictEqual(balance, { free: Number(free), locked: Number(locked) }, asset)
  }
}

const thrownBy = async (trader: Trader, act: Promise<unknown>): Promise<ErrorView> => {
  try {
    await act
  } catch (error) {
    return trader.error(error)
  }
  return assert.fail("it did not fail")
}

/** Waits for a minute that has room left, for checks that count within one. */
const minuteWithRoom = async (millis: number) => {
  const left = 60_000 - (Date.now() % 60_000)
  if (left < millis) await new Promise((resolve) => setTimeout(resolve, left + 50))
}

const { symbols } = ExchangeConfig.defaults
const halted = symbols.map((each) => Object.assign({}, each, { status: "HALT" as const }))
// an order of the one against the order of the other is all there is
const withoutHouse = symbols.map((each) => Object.assign({}, each, { house: undefined }))

const resting = (quantity: number, clientOrderId?: string): NewOrder => ({
  side: "BUY",
  type: "LIMIT",
  quantity,
  price: 50_000,
  ...(clientOrderId === undefined ? {} : { clientOrderId })
})
const taking = (quantity: number): NewOrder => ({ side: "BUY", type: "MARKET", quantity })

const nameOf = (make: Make) => {
  const trader = make("http://127.0.0.1:1")
  void trader.close()
  return trader.name
}

describe.each(traders.map((make) => [nameOf(make), make] as const))("%s", (_name, make) => {
  it("reads the rules of a symbol from exchangeInfo", () =>
    withTrader(make, async (trader) => {
      const [btcusdt] = symbols
      assert.isDefined(btcusdt)
      assert.deepStrictEqual(await trader.rules(), {
        trading: true,
        base: btcusdt.baseAsset,
        quote: btcusdt.quoteAsset,
        tickSize: Number(btcusdt.priceFilter.tickSize),
        stepSize: Number(btcusdt.lotSize.stepSize),
        minQuantity: Number(btcusdt.lotSize.minQty),
        minNotional: Number(btcusdt.notional.minNotional),
        maxNotional: Number(btcusdt.notional.maxNotional)
      })
    }))

  it("sees that a symbol is halted", () =>
    withTrader(
      make,
      async (trader) => {
        assert.isFalse((await trader.rules()).trading)
      },
      { config: { symbols: halted } }
    ))

  it("places a LIMIT order that rests, finds it, and cancels it", () =>
    withTrader(make, async (trader, { exchange }) => {
      const clientOrderId = trader.makeClientOrderId()
      const placed = await trader.place(resting(0.01, clientOrderId))
      assert.strictEqual(placed.clientOrderId, clientOrderId)
      assert.strictEqual(placed.status, trader.word("NEW"))
      agrees(trader, placed, exchange)
      for (const which of [{ orderId: placed.orderId }, { clientOrderId }])
        assert.deepStrictEqual(await trader.query(which), placed)
      assert.deepStrictEqual(await trader.openOrders(), [placed])
      await balancesAgree(trader, exchange, "test")
      assert.strictEqual(exchange.balance("test", "USDT").locked, "500.00000000")

      const canceled = await trader.cancel({ clientOrderId })
      assert.strictEqual(canceled.status, trader.word("CANCELED"))
      agrees(trader, canceled, exchange)
      agrees(trader, await trader.query({ orderId: placed.orderId }), exchange)
      assert.deepStrictEqual(await trader.openOrders(), [])
      assert.strictEqual(exchange.balance("test", "USDT").locked, "0.00000000")
    }))

  it("cancels all of its orders, and a test order is none", () =>
    withTrader(make, async (trader, { exchange }) => {
      await trader.test(resting(0.01))
      assert.strictEqual(exchange.requests().at(-1)?.kind, "test")
      assert.lengthOf(exchange.orders(), 0)
      const error = await thrownBy(trader, trader.test(resting(0.00001)))
      assert.match(error.text, /NOTIONAL/)
      const placed = [await trader.place(resting(0.01)), await trader.place(resting(0.02))]
      const canceled = await trader.cancelAll()
      assert.deepStrictEqual(
        canceled.map(({ orderId }) => orderId),
        placed.map(({ orderId }) => orderId)
      )
      for (const view of canceled) agrees(trader, view, exchange)
      assert.deepStrictEqual(await trader.openOrders(), [])
    }))

  it("gives an order a client order id of its own, and the book has it", () =>
    withTrader(make, async (trader, { exchange }) => {
      const first = await trader.place(resting(0.01))
      const second = await trader.place(resting(0.01))
      assert.notStrictEqual(first.clientOrderId, second.clientOrderId)
      agrees(trader, first, exchange)
      agrees(trader, second, exchange)
    }))

  it("takes from the book, and its fills, fees and balances are the book's", () =>
    withTrader(
      make,
      async (trader, { exchange }) => {
        const bought = await trader.place(taking(5))
        assert.strictEqual(bought.status, trader.word("FILLED"))
        assert.strictEqual(bought.executed, 5)
        agrees(trader, bought, exchange)
        agrees(trader, await trader.query({ orderId: bought.orderId }), exchange)
        const trades = await trader.trades()
        // more than the best level holds
        assert.isAbove(trades.length, 1)
        assert.deepStrictEqual(
          trades,
          exchange.trades().map(({ id, orderId, price, quantity }) => ({
            id,
            orderId,
            price: Number(price),
            quantity: Number(quantity)
          }))
        )
        await balancesAgree(trader, exchange, "test")
        // a thousandth of what was received
        assert.strictEqual(exchange.balance("test", "BTC").free, "1004.99500000")
      },
      { config: { commissionPpm: 1000 } }
    ))

  it("sees an order filled in part, then in full, by somebody else", () =>
    withTrader(make, async (trader, { exchange }) => {
      const { orderId } = await trader.place({ side: "SELL", type: "LIMIT_MAKER", quantity: 0.5, price: 60_000.5 })
      const buy = (quantity: string) =>
        exchange.houseTakes(Date.now(), { symbol, side: "BUY", price: "60000.50", quantity })
      buy("0.2")
      const part = await trader.query({ orderId })
      assert.strictEqual(part.executed, 0.2)
      assert.strictEqual(part.status, trader.word("PARTIALLY_FILLED"))
      agrees(trader, part, exchange)
      buy("0.3")
      const full = await trader.query({ orderId })
      assert.strictEqual(full.status, trader.word("FILLED"))
      agrees(trader, full, exchange)
      await balancesAgree(trader, exchange, "test")
    }))

  it(
    "after a hundred random steps still sees what the book holds",
    () =>
      withTrader(
        make,
        async (trader, { exchange }) => {
          const seed = 20
          const random = Seeded.make(`steps ${seed}`)
          let accepted = 0
          for (let step = 0; step < 100; step++) {
            const where = `seed ${seed}, step ${step}`
            const open = exchange.orders().filter(({ status }) => status === "NEW" || status === "PARTIALLY_FILLED")
            const quantity = random.integer(10, 500) / 100_000
            const side = random.chance(0.5) ? "BUY" : "SELL"
            if (random.chance(0.12) && open.length > 0) {
              const order = open[random.integer(0, open.length - 1)]
              assert.isDefined(order)
              const canceled = await trader.cancel({ orderId: order.orderId })
              assert.deepStrictEqual(canceled, truth(trader, book(exchange, order.orderId)), where)
            } else {
              const view = await trader.place(
                random.chance(0.4)
                  ? { side, type: "MARKET", quantity }
                  : { side, type: "LIMIT", quantity, price: random.integer(5_940_000, 6_060_000) / 100 }
              )
              accepted++
              assert.deepStrictEqual(view, truth(trader, book(exchange, view.orderId)), where)
            }
            if (random.chance(0.1)) exchange.setPrice(Date.now(), symbol, String(random.integer(59_950, 60_050)))
          }
          const orders = exchange.orders()
          assert.strictEqual(orders.length, accepted)
          const isOpen = ({ status }: LedgerOrder) => status === "NEW" || status === "PARTIALLY_FILLED"
          const see = (order: LedgerOrder) => truth(trader, order)
          assert.deepStrictEqual(await trader.allOrders(), orders.map(see))
          assert.deepStrictEqual(await trader.openOrders(), orders.filter(isOpen).map(see))
          assert.strictEqual((await trader.trades()).length, exchange.trades().length)
          await balancesAgree(trader, exchange, "test")
          assert.isAbove(orders.filter(isOpen).length, 0)
          assert.isAbove(exchange.trades().length, 20)
        },
        // it is about the book, not about limits
        { config: { limits: [] } }
      ),
    60_000
  )

  it("reads the weight that it has used, and how many of its orders count", () =>
    withTrader(
      make,
      async (trader) => {
        await minuteWithRoom(10_000)
        await trader.rules()
        await trader.balances()
        const before = trader.usedWeight()
        // exchangeInfo 20, account 20
        assert.strictEqual(before, 40)
        await trader.openOrders()
        assert.strictEqual(trader.usedWeight(), 46)
        const { orderId } = await trader.place(resting(0.01))
        // an order that succeeds weighs nothing
        assert.strictEqual(trader.usedWeight(), 46)
        await trader.place(resting(0.01))
        await trader.query({ orderId })
        assert.strictEqual(trader.usedWeight(), 50)
        assert.deepStrictEqual(await trader.orderCounts(), [2, 2])
        assert.strictEqual(trader.usedWeight(), 90)
      },
      { config: { limits: slowLimits } }
    ))
})

/** What is refused, and what each client makes of it. `undefined`: it does not let it through to the exchange. */
interface Refused {
  readonly what: string
  readonly code: number
  readonly text: RegExp
  readonly act: (trader: Trader) => Promise<unknown>
  readonly connector: string | undefined
  readonly binance: "as it came" | undefined
  readonly ccxt: string | undefined
  readonly config?: Partial<Config>
  readonly key?: Parameters<Make>[1]
}

const refusals: ReadonlyArray<Refused> = [
  {
    what: "more than the account has",
    code: -2010,
    text: /insufficient balance/,
    act: (trader) => trader.place({ side: "SELL", type: "LIMIT", quantity: 1_001, price: 8_900 }),
    connector: "BadRequestError",
    binance: "as it came",
    ccxt: "InsufficientFunds"
  },
  {
    what: "a value below the smallest",
    code: -1013,
    text: /Filter failure: NOTIONAL/,
    act: (trader) => trader.place(resting(0.00001)),
    connector: "BadRequestError",
    binance: "as it came",
    ccxt: "BadRequest"
  },
  {
    what: "a price between two ticks",
    code: -1013,
    text: /Filter failure: PRICE_FILTER/,
    act: (trader) => trader.place({ side: "BUY", type: "LIMIT", quantity: 0.01, price: 50_000.001 }),
    connector: "BadRequestError",
    binance: "as it came",
    // it rounds the price to the tick first
    ccxt: undefined
  },
  {
    what: "a client order id that is open already",
    code: -2010,
    text: /Duplicate order sent/,
    act: async (trader) => {
      const twice = trader.makeClientOrderId()
      await trader.place(resting(0.01, twice))
      return trader.place(resting(0.01, twice))
    },
    connector: "BadRequestError",
    binance: "as it came",
    ccxt: "InvalidOrder"
  },
  {
    what: "a LIMIT_MAKER that would take",
    code: -2010,
    text: /would immediately match and take/,
    act: (trader) => trader.place({ side: "BUY", type: "LIMIT_MAKER", quantity: 0.01, price: 61_000 }),
    connector: "BadRequestError",
    binance: "as it came",
    ccxt: "OrderImmediatelyFillable"
  },
  {
    what: "an order on a halted symbol",
    code: -2010,
    text: /Market is closed/,
    act: (trader) => trader.place(resting(0.01)),
    connector: "BadRequestError",
    binance: "as it came",
    ccxt: "MarketClosed",
    config: { symbols: halted }
  },
  {
    what: "a cancel of an unknown order",
    code: -2011,
    text: /Unknown order sent/,
    act: (trader) => trader.cancel({ orderId: 99 }),
    connector: "BadRequestError",
    binance: "as it came",
    ccxt: "OrderNotFound"
  },
  {
    what: "a look at an unknown order",
    code: -2013,
    text: /Order does not exist/,
    act: (trader) => trader.query({ clientOrderId: "nobody" }),
    connector: "BadRequestError",
    binance: "as it came",
    ccxt: "OrderNotFound"
  },
  {
    what: "a wrong secret",
    code: -1022,
    text: /Signature for this request is not valid/,
    act: (trader) => trader.balances(),
    connector: "BadRequestError",
    binance: "as it came",
    ccxt: "AuthenticationError",
    key: { ...credentials, apiSecret: "another" }
  },
  {
    what: "an unknown key",
    code: -2015,
    text: /Invalid API-key, IP, or permissions for action/,
    act: (trader) => trader.balances(),
    connector: "UnauthorizedError",
    binance: "as it came",
    ccxt: "AuthenticationError",
    key: { ...credentials, apiKey: "unknown" }
  },
  {
    what: "a key that is none",
    code: -2014,
    text: /API-key format invalid/,
    act: (trader) => trader.balances(),
    connector: "UnauthorizedError",
    binance: "as it came",
    ccxt: "AuthenticationError",
    key: { ...credentials, apiKey: "no-key!" }
  },
  {
    what: "a clock that is behind",
    code: -1021,
    text: /outside of the recvWindow/,
    act: (trader) => trader.place(resting(0.01)),
    connector: "BadRequestError",
    binance: "as it came",
    ccxt: "InvalidNonce",
    config: { skewMillis: 15_000 }
  },
  {
    what: "a clock that is ahead",
    code: -1021,
    text: /1000ms ahead of the server's time/,
    act: (trader) => trader.place(resting(0.01)),
    connector: "BadRequestError",
    binance: "as it came",
    ccxt: "InvalidNonce",
    config: { skewMillis: -15_000 }
  },
  {
    what: "one order too many",
    code: -1015,
    text: /Too many new orders; current limit is 2 orders per 1 DAY/,
    act: async (trader) => {
      await trader.place(resting(0.01))
      await trader.place(resting(0.01))
      return trader.place(resting(0.01))
    },
    connector: "TooManyRequestsError",
    binance: "as it came",
    ccxt: "DDoSProtection",
    config: { limits: [{ rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 2 }] }
  }
]

const each = [
  ["@binance/spot", connectorTrader, (row: Refused) => row.connector],
  ["binance", binanceTrader, (row: Refused) => row.binance],
  ["ccxt", ccxt, (row: Refused) => row.ccxt]
] as const

describe.each(each)("what is refused, by %s", (name, make, expected) => {
  it.each(refusals.filter((row) => expected(row) !== undefined).map((row) => [row.what, row] as const))(
    "%s",
    (_what, row) =>
      withTrader(
        make,
        async (trader, { exchange }) => {
          const error = await thrownBy(trader, row.act(trader))
          const refused = exchange.requests().at(-1)
          assert.isDefined(refused)
          // what the client says is what the exchange answered
          assert.strictEqual(refused.code, row.code)
          assert.match(error.text, row.text)
          // it throws an object that is no Error
          if (name === "binance") assert.deepStrictEqual([error.name, error.code], [undefined, row.code])
          else assert.strictEqual(error.name, expected(row))
          // -2010 and -1013 are told apart by their text alone, and ccxt keeps the code only where it does not know the text
          if (name === "@binance/spot") assert.strictEqual(error.code, row.code)
          const accepted = exchange.requests().filter(({ executed, kind }) => executed && kind === "place").length
          assert.strictEqual(exchange.orders().length, accepted)
          assert.isFalse(refused.executed)
        },
        {
          ...(row.config === undefined ? {} : { config: row.config }),
          ...(row.key === undefined ? {} : { key: row.key })
        }
      )
  )
})

it("ccxt rounds a price to the tick before it sends, and shows the rounded one", () =>
  withTrader(ccxt, async (trader, { exchange }) => {
    const placed = await trader.place({ side: "BUY", type: "LIMIT", quantity: 0.01, price: 50_000.001 })
    assert.strictEqual(book(exchange, placed.orderId).price, "50000.00000000")
  }))

describe.each([
  ["@binance/spot", connectorTrader, "TooManyRequestsError", "RateLimitBanError"],
  ["binance", binanceTrader, undefined, undefined],
  ["ccxt", ccxt, "DDoSProtection", "DDoSProtection"]
] as const)("limits, by %s", (name, make, tooMany, banned) => {
  it("is told 429 when the weight is used up, and the exchange says for how long", () =>
    withTrader(
      make,
      async (trader, { exchange }) => {
        await minuteWithRoom(5_000)
        const ask = async () => {
          for (let call = 0; call < 4; call++) await trader.balances()
        }
        const error = await thrownBy(trader, ask())
        // 20 each; one of them asks for exchangeInfo first
        assert.strictEqual(exchange.requests().length, 3)
        assert.strictEqual(error.name, tooMany)
        assert.match(error.text, /Too much request weight used; current limit is 50 request weight per 1 MINUTE/)
        const refused = exchange.requests().at(-1)
        assert.deepStrictEqual([refused?.status, refused?.code], [429, -1003])
        const until = exchange.backOffUntil(Date.now())
        // the end of the minute
        assert.strictEqual(until === undefined ? undefined : Math.round(until) % 60_000, 0)
        // Retry-After is on the thrown object of one of them alone
        if (name === "binance") assert.approximately(error.retryAfter ?? 0, ((until ?? 0) - Date.now()) / 1000, 2)
        else assert.isUndefined(error.retryAfter)
      },
      { config: { limits: [{ rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 50 }] } }
    ))

  it("is told 418 and until when it is banned", () =>
    withTrader(make, async (trader, { exchange }) => {
      exchange.ban(Date.now(), { address: "127.0.0.1", millis: 90_000 })
      const until = exchange.backOffUntil(Date.now())
      const error = await thrownBy(trader, trader.balances())
      assert.strictEqual(error.name, banned)
      assert.include(error.text, `IP banned until ${Math.ceil(until ?? 0)}`)
      const refused = exchange.requests().at(-1)
      assert.deepStrictEqual([refused?.status, refused?.code], [418, -1003])
    }))
})

it("trade with one another, and all three agree with the book", async () => {
  const simulated = await start({ symbols: withoutHouse })
  const { baseUrl, exchange } = simulated
  const [first, second, third] = [connectorTrader(baseUrl), ccxt(baseUrl, counterparty), binanceTrader(baseUrl)]
  try {
    const asked = await first.place({ side: "SELL", type: "LIMIT", quantity: 0.5, price: 61_000 })
    const bought = await second.place({ side: "BUY", type: "LIMIT", quantity: 0.2, price: 61_500 })
    assert.strictEqual(bought.status, second.word("FILLED"))
    // at the price that rests
    assert.strictEqual(bought.quote, 0.2 * 61_000)
    // the same account, through another client
    const seen = await third.query({ orderId: asked.orderId })
    assert.strictEqual(seen.executed, 0.2)
    await third.cancel({ orderId: asked.orderId })
    for (const trader of [first, third]) {
      agrees(trader, await trader.query({ orderId: asked.orderId }), exchange)
      await balancesAgree(trader, exchange, "test")
      assert.deepStrictEqual(await trader.openOrders(), [])
    }
    agrees(second, await second.query({ orderId: bought.orderId }), exchange)
    await balancesAgree(second, exchange, "counterparty")
    assert.deepStrictEqual(await first.trades(), await third.trades())
    assert.deepStrictEqual(
      (await second.trades()).map(({ id }) => id),
      (await first.trades()).map(({ id }) => id)
    )
  } finally {
    await Promise.all([first, second, third].map((trader) => trader.close()))
    await simulated.stop()
  }
})

it("every answer has the fields that the documentation shows, and no other", async () => {
  const simulated = await start()
  try {
    const client = connector(simulated.baseUrl)
    const { NewOrderSideEnum, NewOrderTimeInForceEnum, NewOrderTypeEnum } = SpotRestAPI
    // the official connector gives the JSON as it came
    const read = async (response: Promise<{ readonly data: () => Promise<unknown> }>) => (await response).data()
    const first = (list: unknown): unknown => (Array.isArray(list) ? list[0] : list)
    const of = (answer: unknown, name: string): unknown => Object.getOwnPropertyDescriptor(answer, name)?.value
    const bought = await read(
      client.newOrder({ symbol, side: NewOrderSideEnum.BUY, type: NewOrderTypeEnum.MARKET, quantity: 0.01 })
    )
    const rests = { symbol, side: NewOrderSideEnum.BUY, type: NewOrderTypeEnum.LIMIT, quantity: 0.01, price: 50_000 }
    const placed = await read(client.newOrder({ ...rests, timeInForce: NewOrderTimeInForceEnum.GTC }))
    const info = await read(client.exchangeInfo({ symbol }))
    const answers: Readonly<Record<keyof typeof documented, unknown>> = {
      "POST /api/v3/order": placed,
      "a fill of POST /api/v3/order": first(of(bought, "fills")),
      "GET /api/v3/order": first(await read(client.getOpenOrders({ symbol }))),
      "DELETE /api/v3/order": await read(client.deleteOrder({ symbol, orderId: 2 })),
      "POST /api/v3/order/test": await read(
        client.orderTest({
          symbol,
          side: SpotRestAPI.OrderTestSideEnum.BUY,
          type: SpotRestAPI.OrderTestTypeEnum.MARKET,
          quantity: 0.01
        })
      ),
      "GET /api/v3/myTrades": first(await read(client.myTrades({ symbol }))),
      "GET /api/v3/account": await read(client.getAccount()),
      "GET /api/v3/exchangeInfo": info,
      "a symbol of GET /api/v3/exchangeInfo": first(of(info, "symbols")),
      "GET /api/v3/rateLimit/order": first(await read(client.rateLimitOrder())),
      "GET /api/v3/depth": await read(client.depth({ symbol }))
    }
    for (const [name, fields] of Object.entries(documented)) {
      // the record has the same keys
      const answer = answers[name as keyof typeof documented]
      assert.deepStrictEqual(Object.keys(answer ?? {}).toSorted(), fields.toSorted(), name)
    }
    assert.deepStrictEqual(
      Object.keys(Object(await read(client.getOrder({ symbol, orderId: 1 })))).toSorted(),
      documented["GET /api/v3/order"].toSorted()
    )
  } finally {
    await simulated.stop()
  }
})

describe("amends, cancelReplace and order lists", () => {
  type Json = Readonly<Record<string, unknown>>
  const { OrderCancelReplaceCancelReplaceModeEnum: Mode } = SpotRestAPI
  const replacement = {
    symbol,
    side: SpotRestAPI.OrderCancelReplaceSideEnum.BUY,
    type: SpotRestAPI.OrderCancelReplaceTypeEnum.LIMIT,
    timeInForce: SpotRestAPI.OrderCancelReplaceTimeInForceEnum.GTC,
    quantity: 0.01,
    price: 49_000
  }
  const bid = { side: "BUY", type: "LIMIT", quantity: 0.02, price: 50_000, clientOrderId: "first" } as const
  const oco = {
    symbol,
    side: SpotRestAPI.OrderListOcoSideEnum.SELL,
    quantity: 0.01,
    aboveType: SpotRestAPI.OrderListOcoAboveTypeEnum.LIMIT_MAKER,
    abovePrice: 61_000,
    belowType: SpotRestAPI.OrderListOcoBelowTypeEnum.STOP_LOSS_LIMIT,
    belowPrice: 58_900,
    belowStopPrice: 59_000,
    belowTimeInForce: SpotRestAPI.OrderListOcoBelowTimeInForceEnum.GTC,
    newOrderRespType: SpotRestAPI.OrderListOcoNewOrderRespTypeEnum.RESULT,
    listClientOrderId: "list"
  }
  // the fields that the documentation shows of each answer
  const listFields = [
    "orderListId",
    "contingencyType",
    "listStatusType",
    "listOrderStatus",
    "listClientOrderId",
    "transactionTime",
    "symbol",
    "orders"
  ]
  const amendFields = [
    "symbol",
    "orderId",
    "orderListId",
    "origClientOrderId",
    "clientOrderId",
    "price",
    "qty",
    "executedQty",
    "preventedQty",
    "quoteOrderQty",
    "cumulativeQuoteQty",
    "status",
    "timeInForce",
    "type",
    "side",
    "workingTime",
    "selfTradePreventionMode"
  ]
  const read = async (response: Promise<{ readonly data: () => Promise<unknown> }>): Promise<Json> =>
    // a test that expects something else fails
    Object(await (await response).data())
  const rows = async (response: Promise<{ readonly data: () => Promise<unknown> }>) => (await response).data()
  const withClients = (use: (simulated: Simulated, trader: Trader) => Promise<void>) =>
    withTrader(connectorTrader, (trader, simulated) => use(simulated, trader))

  it("are taken from the official connector, and read back by it", () =>
    withClients(async ({ baseUrl, exchange }, trader) => {
      const client = connector(baseUrl)
      const { orderId } = await trader.place(bid)
      const amended = await read(client.orderAmendKeepPriority({ symbol, orderId, newQty: 0.01 }))
      assert.deepStrictEqual(Object.keys(amended).toSorted(), ["amendedOrder", "executionId", "transactTime"])
      assert.deepStrictEqual(Object.keys(Object(amended["amendedOrder"])).toSorted(), amendFields.toSorted())
      assert.strictEqual(book(exchange, orderId).quantity, "0.01000000")
      const replaced = await read(
        client.orderCancelReplace({
          ...replacement,
          cancelReplaceMode: Mode.STOP_ON_FAILURE,
          cancelOrderId: orderId
        })
      )
      assert.deepStrictEqual([replaced["cancelResult"], replaced["newOrderResult"]], ["SUCCESS", "SUCCESS"])
      const placed = await read(client.orderListOco(oco))
      assert.deepStrictEqual(Object.keys(placed).toSorted(), [...listFields, "orderReports"].toSorted())
      const row = await read(client.getOrderList({ origClientOrderId: "list" }))
      assert.deepStrictEqual(Object.keys(row).toSorted(), listFields.toSorted())
      assert.deepStrictEqual(row["orders"], placed["orders"])
      assert.deepStrictEqual(await rows(client.openOrderList()), [row])
      assert.deepStrictEqual(await rows(client.allOrderList()), [row])
      assert.strictEqual((await trader.openOrders()).length, 3)
      const ended = await read(client.deleteOrderList({ symbol, orderListId: 0 }))
      assert.deepStrictEqual(Object.keys(ended).toSorted(), [...listFields, "orderReports"].toSorted())
      assert.strictEqual(ended["listOrderStatus"], "ALL_DONE")
      assert.deepStrictEqual(
        exchange.orders().map(({ status }) => status),
        ["CANCELED", "NEW", "CANCELED", "CANCELED"]
      )
    }))

  it("are taken from `binance`, with pending orders that come to life", () =>
    withClients(async ({ baseUrl, exchange }) => {
      const client = binanceClient(baseUrl)
      const list = await client.submitNewOrderListOTOCO({
        symbol,
        workingType: "LIMIT",
        workingSide: "BUY",
        workingPrice: "59000",
        workingQuantity: "0.01",
        workingTimeInForce: "GTC",
        pendingSide: "SELL",
        pendingQuantity: "0.01",
        pendingAboveType: "LIMIT_MAKER",
        pendingAbovePrice: "62000",
        pendingBelowType: "STOP_LOSS",
        pendingBelowStopPrice: "57000"
      })
      assert.strictEqual(list.orders.length, 3)
      exchange.houseTakes(Date.now(), { symbol, side: "SELL", price: "59000.00", quantity: "1" })
      const open = await client.getOpenOrders({ symbol })
      assert.deepStrictEqual(
        open.map(({ orderListId, status, type }) => [orderListId, status, type]),
        [
          [list.orderListId, "NEW", "STOP_LOSS"],
          [list.orderListId, "NEW", "LIMIT_MAKER"]
        ]
      )
      exchange.setPrice(Date.now(), symbol, "57000.00")
      assert.deepStrictEqual(
        exchange.orders().map(({ status }) => status),
        ["FILLED", "FILLED", "EXPIRED"]
      )
      assert.deepStrictEqual(await client.getAllOpenOCO(), [])
    }))

  it("that are refused, wholly or in part, carry what the client makes of it", () =>
    withClients(async ({ baseUrl, exchange }, trader) => {
      const client = connector(baseUrl)
      const { orderId } = await trader.place(bid)
      const amend = await thrownBy(trader, client.orderAmendKeepPriority({ symbol, orderId, newQty: 0.02 }))
      assert.deepStrictEqual(
        [amend.code, amend.text],
        [-2038, "The requested action would change no state; rejecting."]
      )
      const none = await thrownBy(
        trader,
        client.orderCancelReplace({
          ...replacement,
          cancelReplaceMode: Mode.STOP_ON_FAILURE,
          cancelOrigClientOrderId: "never"
        })
      )
      assert.deepStrictEqual([none.code, none.text], [-2022, "Order cancel-replace failed."])
      assert.strictEqual(exchange.orders().length, 1)
      const half = await thrownBy(
        trader,
        client.orderCancelReplace({
          ...replacement,
          cancelReplaceMode: Mode.ALLOW_FAILURE,
          cancelOrigClientOrderId: "never"
        })
      )
      // a live order behind an error
      assert.deepStrictEqual([half.code, half.text], [-2021, "Order cancel-replace partially failed."])
      assert.deepStrictEqual(
        exchange.orders().map(({ status }) => status),
        ["NEW", "NEW"]
      )
      const list = await thrownBy(trader, client.orderListOco({ ...oco, belowStopPrice: 60_500 }))
      assert.deepStrictEqual(
        [list.code, list.text],
        [-2010, "The relationship of the prices for the orders is not correct."]
      )
      assert.strictEqual(exchange.orders().length, 2)
    }))
})
