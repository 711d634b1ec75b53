/** The clients that speak the WebSocket APIs, of Spot and of the futures, trade over them, unchanged, and what they say is held against the book. */
import type { Exchange, LedgerOrder } from "@effect-binance/simulator/Exchange"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import { SpotWebsocketAPI } from "@binance/spot"
import { binanceSocket, connectorSocket, type SocketKey } from "./clients.ts"
import { type Simulated, start } from "./simulated.ts"

type Seen = Readonly<Record<string, unknown>>

/** What a client can be asked for over the WebSocket API, in its own words, and the events that it hands on. */
interface SocketTrader {
  readonly place: (quantity: number, price: number | undefined, clientOrderId: string) => Promise<Seen>
  readonly query: (clientOrderId: string) => Promise<Seen>
  readonly cancel: (clientOrderId: string) => Promise<Seen>
  readonly openOrders: () => Promise<ReadonlyArray<Seen>>
  readonly balances: () => Promise<ReadonlyArray<Seen>>
  readonly listen: () => Promise<void>
  readonly events: ReadonlyArray<Seen>
  /** The code of the exchange in what it throws. */
  readonly codeOf: (error: unknown) => unknown
  readonly close: () => Promise<void>
}

const symbol = "BTCUSDT"

// each client has types of its own for one and the same JSON
const seen = (value: unknown): Seen => value as Seen
const seenAll = (value: unknown): ReadonlyArray<Seen> => value as ReadonlyArray<Seen>

const official = async (url: string, key?: SocketKey): Promise<SocketTrader> => {
  const connection = await connectorSocket(url, key)
  if (key?.privateKey !== undefined) await connection.sessionLogon()
  const events: Array<Seen> = []
  return {
    place: async (quantity, price, newClientOrderId) => {
      const response = await connection.orderPlace({
        symbol,
        side: SpotWebsocketAPI.OrderPlaceSideEnum.BUY,
        type:
          price === undefined ? SpotWebsocketAPI.OrderPlaceTypeEnum.MARKET : SpotWebsocketAPI.OrderPlaceTypeEnum.LIMIT,
        quantity,
        newClientOrderId,
        ...(price === undefined ? {} : { price, timeInForce: SpotWebsocketAPI.OrderPlaceTimeInForceEnum.GTC })
      })
      return seen(response.data)
    },
    query: async (origClientOrderId) => seen((await connection.orderStatus({ symbol, origClientOrderId })).data),
    cancel: async (origClientOrderId) => seen((await connection.orderCancel({ symbol, origClientOrderId })).data),
    openOrders: async () => seenAll((await connection.openOrdersStatus({ symbol })).data),
    balances: async () => seenAll(seen((await connection.accountStatus()).data)["balances"]),
    listen: async () => {
      const { stream } = await (key?.privateKey === undefined
        ? connection.userDataStreamSubscribeSignature()
        : connection.userDataStreamSubscribe())
      stream.on("message", (event) => void events.push(seen(event)))
    },
    events,
    codeOf: (error) => seen(error)["code"],
    close: () => connection.disconnect()
  }
}

const unofficial = async (url: string, key?: SocketKey): Promise<SocketTrader> => {
  const client = binanceSocket(url, key)
  const events: Array<Seen> = []
  client.getWSClient().on("message", (event) => {
    const inner = seen(event)
    events.push(seen(inner["event"] ?? inner))
  })
  client.getWSClient().on("exception", () => {})
  const result = async (response: Promise<unknown>) => seen(await response)["result"]
  return {
    place: async (quantity, price, newClientOrderId) => {
      // its type forgets the timestamp, which a session needs and only a signature brings along
      const order = { symbol, side: "BUY", quantity, newClientOrderId, timestamp: Date.now() } as const
      const request =
        price === undefined
          ? ({ ...order, type: "MARKET" } as const)
          : ({ ...order, type: "LIMIT", timeInForce: "GTC", price } as const)
      return seen(await result(client.submitNewSpotOrder(request)))
    },
    query: async (origClientOrderId) =>
      seen(await result(client.getSpotOrderStatus({ symbol, origClientOrderId, timestamp: Date.now() }))),
    cancel: async (origClientOrderId) =>
      seen(await result(client.cancelSpotOrder({ symbol, origClientOrderId, timestamp: Date.now() }))),
    openOrders: async () => seenAll(await result(client.getSpotOpenOrders({ symbol, timestamp: Date.now() }))),
    balances: async () =>
      seenAll(seen(await result(client.getSpotAccountInformation({ timestamp: Date.now() })))["balances"]),
    listen: async () => {
      await client.subscribeUserDataStream("mainWSAPI")
    },
    events,
    codeOf: (error) => seen(seen(error)["error"])["code"],
    close: () => client.disconnectAll()
  }
}

const ed25519: SocketKey = { apiKey: TestKeys.ed25519.apiKey, privateKey: TestKeys.ed25519.privateKeyPem }
const cases = [
  ["@binance/spot, HMAC", official, undefined],
  ["@binance/spot, logged on with Ed25519", official, ed25519],
  ["binance, HMAC", unofficial, undefined],
  ["binance, logged on with Ed25519", unofficial, ed25519]
] as const

const book = (exchange: Exchange, clientOrderId: string): LedgerOrder => {
  exchange.advance(Date.now())
  const [order] = exchange.find(clientOrderId)
  assert.isDefined(order, `the book has no order ${clientOrderId}`)
  return order
}

const until = async (holds: () => boolean) => {
  for (let waited = 0; !holds(); waited += 10) {
    assert.isBelow(waited, 3000, "it did not come about")
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe.each(cases)("%s", (_name, make, key) => {
  const withTrader = async (
    use: (trader: SocketTrader, simulated: Simulated) => Promise<void>,
    plan?: FaultPlan.FaultPlan
  ) => {
    const simulated = await start({}, plan)
    const trader = await make(simulated.webSocketUrl, key)
    try {
      await use(trader, simulated)
    } finally {
      await trader.close()
      await simulated.stop()
    }
  }
  const agrees = (view: Seen, order: LedgerOrder) =>
    assert.deepInclude(view, {
      orderId: order.orderId,
      clientOrderId: order.clientOrderId,
      status: order.status,
      origQty: order.quantity,
      executedQty: order.executedQuantity
    })

  it("places, finds, lists and cancels an order, and takes from the book", () =>
    withTrader(async (trader, { exchange }) => {
      const placed = await trader.place(0.01, 50_000, "rests")
      agrees(placed, book(exchange, "rests"))
      agrees(await trader.query("rests"), book(exchange, "rests"))
      assert.lengthOf(await trader.openOrders(), 1)
      agrees(await trader.cancel("rests"), book(exchange, "rests"))
      assert.strictEqual(book(exchange, "rests").status, "CANCELED")
      assert.lengthOf(await trader.openOrders(), 0)
      const bought = await trader.place(0.5, undefined, "takes")
      agrees(bought, book(exchange, "takes"))
      assert.strictEqual(bought["status"], "FILLED")
      for (const { asset, free, locked } of await trader.balances())
        assert.deepStrictEqual({ free, locked }, exchange.balance("test", String(asset)))
      // all of it over the socket
      assert.isAtLeast(exchange.requests().length, 7)
    }))

  it("is told the code of a refusal", () =>
    withTrader(async (trader, { exchange }) => {
      const refusal = await trader.place(0.000_001, 50_000, "small").then(
        () => assert.fail("it was accepted"),
        (error: unknown) => trader.codeOf(error)
      )
      assert.strictEqual(refusal, -1013)
      assert.lengthOf(exchange.orders(), 0)
    }))

  it("hears of its orders", () =>
    withTrader(async (trader, { exchange }) => {
      await trader.listen()
      await trader.place(0.01, 50_000, "rests")
      await until(() => trader.events.some(({ c, x }) => x === "NEW" && c === "rests"))
      exchange.houseTakes(Date.now(), { symbol, side: "SELL", price: "50000.00", quantity: "0.01" })
      await until(() => trader.events.some(({ X, x }) => x === "TRADE" && X === "FILLED"))
      assert.isTrue(trader.events.some(({ e }) => e === "outboundAccountPosition"))
    }))

  it("matches replies that come in another order by their ids", () =>
    withTrader(
      async (trader, { exchange }) => {
        const [first, second] = await Promise.all([
          trader.place(0.01, 50_000, "first"),
          trader.place(0.02, 50_000, "second")
        ])
        agrees(first, book(exchange, "first"))
        agrees(second, book(exchange, "second"))
      },
      FaultPlan.scripted([{ fault: Fault.socket.reordered, on: "place" }])
    ))
})

const onFutures = {
  usdm: { symbol: "BTCUSDT", quantity: 0.01, more: 0.02 },
  coinm: { symbol: "BTCUSD_PERP", quantity: 1, more: 2 }
} as const
const keys = [
  ["HMAC", undefined],
  ["logged on with Ed25519", ed25519]
] as const
const futures = (["usdm", "coinm"] as const).flatMap((market) =>
  keys.map(([how, key]) => ({ name: `binance on ${market}, ${how}`, market, key }))
)

describe.each(futures)("$name", ({ key, market }) => {
  const { more, quantity, symbol: contract } = onFutures[market]
  const withClient = async (
    use: (client: ReturnType<typeof binanceSocket>, simulated: Simulated) => Promise<void>,
    plan?: FaultPlan.FaultPlan
  ) => {
    const simulated = await start({}, plan)
    const client = binanceSocket(simulated.webSocketUrl, key)
    client.getWSClient().on("exception", () => {})
    try {
      await use(client, simulated)
    } finally {
      await client.disconnectAll()
      await simulated.stop()
    }
  }
  const order = (newClientOrderId: string) => ({
    symbol: contract,
    side: "BUY" as const,
    type: "LIMIT" as const,
    timeInForce: "GTC" as const,
    quantity,
    price: 50_000,
    newClientOrderId,
    timestamp: Date.now()
  })
  const which = (origClientOrderId: string) => ({ symbol: contract, origClientOrderId, timestamp: Date.now() })

  it("places, finds, amends and cancels an order", () =>
    withClient(async (client, { exchange }) => {
      const { result: placed } = await client.submitNewFuturesOrder(market, order("rests"))
      assert.strictEqual(Number(placed.orderId), book(exchange, "rests").orderId)
      const { result: found } = await client.getFuturesOrderStatus(market, which("rests"))
      assert.deepStrictEqual([found.status, Number(found.origQty)], ["NEW", quantity])
      const { result: amended } = await client.modifyFuturesOrder(market, {
        ...which("rests"),
        side: "BUY",
        quantity: more,
        price: 49_000
      })
      assert.deepStrictEqual([Number(amended.origQty), Number(amended.price)], [more, 49_000])
      const { result: ended } = await client.cancelFuturesOrder(market, which("rests"))
      assert.strictEqual(ended.status, "CANCELED")
      assert.deepInclude(book(exchange, "rests"), { route: market, status: "CANCELED" })
      const { result: balances } = await client.getFuturesAccountBalance(market, { timestamp: Date.now() })
      assert.isNotEmpty(balances)
    }))

  it("is told the code of a refusal", () =>
    withClient(async (client, { exchange }) => {
      const refusal = await client.cancelFuturesOrder(market, which("never")).then(
        () => assert.fail("it was cancelled"),
        (error: unknown) => seen(seen(error)["error"])["code"]
      )
      assert.strictEqual(refusal, -2011)
      assert.lengthOf(exchange.orders(), 0)
    }))

  it("matches replies that come in another order by their ids", () =>
    withClient(
      async (client, { exchange }) => {
        const [first, second] = await Promise.all([
          client.submitNewFuturesOrder(market, order("first")),
          client.submitNewFuturesOrder(market, order("second"))
        ])
        assert.strictEqual(Number(first.result.orderId), book(exchange, "first").orderId)
        assert.strictEqual(Number(second.result.orderId), book(exchange, "second").orderId)
      },
      FaultPlan.scripted([{ fault: Fault.socket.reordered, on: "place" }])
    ))
})

describe("binance, algo orders over the WebSocket API of usdm", () => {
  it("places and cancels one", async () => {
    const { exchange, stop, webSocketUrl } = await start()
    const client = binanceSocket(webSocketUrl)
    try {
      const { result } = await client.submitNewFuturesAlgoOrder({
        algoType: "CONDITIONAL",
        symbol: "BTCUSDT",
        side: "SELL",
        type: "TAKE_PROFIT",
        timeInForce: "GTC",
        quantity: 0.01,
        price: 75_000,
        triggerPrice: 74_000,
        clientAlgoId: "waits",
        timestamp: Date.now()
      })
      assert.strictEqual(Number(result.algoId), book(exchange, "waits").orderId)
      // its type writes the names in small letters, which no document does
      const which = { algoId: result.algoId, timestamp: Date.now() } as Parameters<
        typeof client.cancelFuturesAlgoOrder
      >[0]
      await client.cancelFuturesAlgoOrder(which)
      assert.deepInclude(book(exchange, "waits"), { route: "usdm-algo", status: "CANCELED" })
    } finally {
      await client.disconnectAll()
      await stop()
    }
  })
})
