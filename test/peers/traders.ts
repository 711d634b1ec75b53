/** One face over the three clients: what each of them says of an order, a balance, an error, in its own words and numbers. */
import { SpotRestAPI } from "@binance/spot"
import type { Order as CcxtOrder } from "ccxt"
import { binance, ccxtBinance, connector } from "./clients.ts"
import type { Options } from "./clients.ts"

/** The one symbol that is traded here. */
export const symbol = "BTCUSDT"
const market = "BTC/USDT"

export interface NewOrder {
  readonly side: "BUY" | "SELL"
  readonly type: "LIMIT" | "LIMIT_MAKER" | "MARKET"
  /** In BTC. */
  readonly quantity: number
  /** In USDT; not for a market order. */
  readonly price?: number
  readonly clientOrderId?: string
}

export type Which = { readonly orderId: number } | { readonly clientOrderId: string }

/** What a client shows of an order. */
export interface OrderView {
  readonly orderId: number
  readonly clientOrderId: string | undefined
  readonly side: string
  /** In the client's own words. */
  readonly status: string
  readonly quantity: number
  readonly executed: number
  /** What the executed part cost, in USDT. */
  readonly quote: number
}

export interface TradeView {
  readonly id: number
  readonly orderId: number
  readonly price: number
  readonly quantity: number
}

/** What a client shows of the rules of the symbol. */
export interface Rules {
  readonly trading: boolean
  readonly base: string
  readonly quote: string
  readonly tickSize: number
  readonly stepSize: number
  readonly minQuantity: number
  readonly minNotional: number
  readonly maxNotional: number
}

/** What a caller can read from what a client throws. */
export interface ErrorView {
  /** The class; undefined when it is no Error. */
  readonly name: string | undefined
  /** The exchange's code, from wherever the client keeps it. */
  readonly code: number | undefined
  /** A name of the system's, such as ECONNRESET. */
  readonly system: string | undefined
  readonly status: number | undefined
  readonly text: string
  /** In seconds. */
  readonly retryAfter: number | undefined
}

export interface Trader {
  readonly name: string
  /** How it names a status of the book. */
  readonly word: (status: string) => string
  /** A client order id as its documentation wants it to be. */
  readonly makeClientOrderId: () => string
  readonly place: (order: NewOrder) => Promise<OrderView>
  /** A test order: checked, and not placed. */
  readonly test: (order: NewOrder) => Promise<unknown>
  readonly query: (which: Which) => Promise<OrderView>
  readonly cancel: (which: Which) => Promise<OrderView>
  readonly cancelAll: () => Promise<ReadonlyArray<OrderView>>
  readonly openOrders: () => Promise<ReadonlyArray<OrderView>>
  readonly allOrders: () => Promise<ReadonlyArray<OrderView>>
  readonly trades: () => Promise<ReadonlyArray<TradeView>>
  readonly balances: () => Promise<ReadonlyMap<string, { readonly free: number; readonly locked: number }>>
  readonly rules: () => Promise<Rules>
  /** How many orders are counted, by the limits in the order of the exchange. */
  readonly orderCounts: () => Promise<ReadonlyArray<number>>
  /** The weight used in this minute, as of its last reply. */
  readonly usedWeight: () => number
  readonly error: (thrown: unknown) => ErrorView
  readonly close: () => Promise<void>
}

let ids = 0
const makeClientOrderId = () => `peer-${++ids}`

export type Make = (baseUrl: string, options?: Options) => Trader

const nothing = {
  name: undefined,
  code: undefined,
  system: undefined,
  status: undefined,
  retryAfter: undefined,
  text: ""
}

const nameOf = (thrown: unknown) => (thrown instanceof Error ? thrown.constructor.name : undefined)
const textOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown))

/** One field of something that may be anything. */
const field = (of: unknown, name: string): unknown =>
  typeof of === "object" && of !== null ? (of as Readonly<Record<string, unknown>>)[name] : undefined
const numberIn = (of: unknown, name: string) => {
  const value = field(of, name)
  return typeof value === "number" ? value : undefined
}
const textIn = (of: unknown, name: string) => {
  const value = field(of, name)
  return typeof value === "string" ? value : undefined
}

// what is not there is NaN, which equals nothing
const numeric = (value: string | number | bigint | undefined) => (value === undefined ? Number.NaN : Number(value))

interface WireOrder {
  readonly orderId?: number | bigint
  readonly clientOrderId?: string
  readonly side?: string
  readonly status?: string
  readonly origQty?: string | number
  readonly executedQty?: string | number
  readonly cummulativeQuoteQty?: string | number
}

const viewOf = (order: WireOrder): OrderView => ({
  orderId: numeric(order.orderId),
  clientOrderId: order.clientOrderId,
  side: order.side ?? "",
  status: order.status ?? "",
  quantity: numeric(order.origQty),
  executed: numeric(order.executedQty),
  quote: numeric(order.cummulativeQuoteQty)
})

interface WireTrade {
  readonly id?: number | bigint
  readonly orderId?: number | bigint
  readonly price?: string | number
  readonly qty?: string | number
}

const tradeOf = (trade: WireTrade): TradeView => ({
  id: numeric(trade.id),
  orderId: numeric(trade.orderId),
  price: numeric(trade.price),
  quantity: numeric(trade.qty)
})

const idOf = (which: Which) =>
  "orderId" in which ? { orderId: which.orderId } : { origClientOrderId: which.clientOrderId }

const balancesOf = (
  balances: ReadonlyArray<{
    readonly asset?: string
    readonly free?: string | number
    readonly locked?: string | number
  }>
) =>
  new Map(
    balances.map(({ asset, free, locked }) => [asset ?? "", { free: numeric(free), locked: numeric(locked) }] as const)
  )

const amounts = ({ clientOrderId, price, quantity }: Pick<NewOrder, "clientOrderId" | "price" | "quantity">) => ({
  quantity,
  ...(price === undefined ? {} : { price }),
  ...(clientOrderId === undefined ? {} : { newClientOrderId: clientOrderId })
})

/** One filter of a symbol of exchangeInfo. The clients' types do not say which filter has which field. */
const filter = (filters: ReadonlyArray<unknown>, type: string, name: string) => {
  const found = filters.find((candidate) => textIn(candidate, "filterType") === type)
  return Number(field(found, name))
}

const rulesOf = (info: {
  readonly status?: string
  readonly baseAsset?: string
  readonly quoteAsset?: string
  readonly filters?: ReadonlyArray<unknown>
}): Rules => {
  const filters = info.filters ?? []
  return {
    trading: info.status === "TRADING",
    base: info.baseAsset ?? "",
    quote: info.quoteAsset ?? "",
    tickSize: filter(filters, "PRICE_FILTER", "tickSize"),
    stepSize: filter(filters, "LOT_SIZE", "stepSize"),
    minQuantity: filter(filters, "LOT_SIZE", "minQty"),
    minNotional: filter(filters, "NOTIONAL", "minNotional"),
    maxNotional: filter(filters, "NOTIONAL", "maxNotional")
  }
}

/** The official connector. */
export const connectorTrader: Make = (baseUrl, options) => {
  const client = connector(baseUrl, options)
  let used = Number.NaN
  const read = async <A>(
    response: Promise<{
      readonly data: () => Promise<A>
      readonly rateLimits?: ReadonlyArray<{ readonly rateLimitType: string; readonly count: number }>
    }>
  ): Promise<A> => {
    const { data, rateLimits } = await response
    used = rateLimits?.find(({ rateLimitType }) => rateLimitType === "REQUEST_WEIGHT")?.count ?? used
    return data()
  }
  return {
    name: "@binance/spot",
    word: (status) => status,
    makeClientOrderId,
    place: async ({ side, type, ...order }) =>
      viewOf(
        await read(
          client.newOrder({
            ...amounts(order),
            symbol,
            side: SpotRestAPI.NewOrderSideEnum[side],
            type: SpotRestAPI.NewOrderTypeEnum[type],
            ...(type === "LIMIT" ? { timeInForce: SpotRestAPI.NewOrderTimeInForceEnum.GTC } : {})
          })
        )
      ),
    test: ({ side, type, ...order }) =>
      read(
        client.orderTest({
          ...amounts(order),
          symbol,
          side: SpotRestAPI.OrderTestSideEnum[side],
          type: SpotRestAPI.OrderTestTypeEnum[type],
          ...(type === "LIMIT" ? { timeInForce: SpotRestAPI.OrderTestTimeInForceEnum.GTC } : {})
        })
      ),
    query: async (which) => viewOf(await read(client.getOrder({ symbol, ...idOf(which) }))),
    cancel: async (which) => viewOf(await read(client.deleteOrder({ symbol, ...idOf(which) }))),
    cancelAll: async () => (await read(client.deleteOpenOrders({ symbol }))).map(viewOf),
    openOrders: async () => (await read(client.getOpenOrders({ symbol }))).map(viewOf),
    allOrders: async () => (await read(client.allOrders({ symbol, limit: 1000 }))).map(viewOf),
    trades: async () => (await read(client.myTrades({ symbol, limit: 1000 }))).map(tradeOf),
    balances: async () => balancesOf((await read(client.getAccount())).balances ?? []),
    rules: async () => rulesOf((await read(client.exchangeInfo({ symbol }))).symbols?.[0] ?? {}),
    orderCounts: async () => (await read(client.rateLimitOrder())).map(({ count }) => numeric(count)),
    usedWeight: () => used,
    error: (thrown) => ({
      ...nothing,
      name: nameOf(thrown),
      code: numberIn(thrown, "code"),
      status: numberIn(thrown, "statusCode"),
      text: textOf(thrown)
    }),
    close: async () => {}
  }
}

/** `binance`. */
export const binanceTrader: Make = (baseUrl, options) => {
  const client = binance(baseUrl, options)
  const request = ({ side, type, ...order }: NewOrder) => ({
    ...amounts(order),
    symbol,
    side,
    type,
    newOrderRespType: "FULL" as const,
    ...(type === "LIMIT" ? { timeInForce: "GTC" as const } : {})
  })
  return {
    name: "binance",
    word: (status) => status,
    makeClientOrderId: () => client.generateNewOrderId(),
    place: async (order) => viewOf(await client.submitNewOrder(request(order))),
    test: (order) => client.testNewOrder(request(order)),
    query: async (which) => viewOf(await client.getOrder({ symbol, ...idOf(which) })),
    cancel: async (which) => viewOf(await client.cancelOrder({ symbol, ...idOf(which) })),
    cancelAll: async () =>
      // the other member of the union is of order lists, which nobody places here
      (await client.cancelAllSymbolOrders({ symbol })).flatMap((order) => ("orderId" in order ? [viewOf(order)] : [])),
    openOrders: async () => (await client.getOpenOrders({ symbol })).map(viewOf),
    allOrders: async () => (await client.getAllOrders({ symbol, limit: 1000 })).map(viewOf),
    trades: async () => (await client.getAccountTradeList({ symbol, limit: 1000 })).map(tradeOf),
    balances: async () => balancesOf((await client.getAccountInformation()).balances),
    rules: async () => rulesOf((await client.getExchangeInfo({ symbol })).symbols[0] ?? {}),
    orderCounts: async () => (await client.getOrderRateLimit()).map(({ count }) => count),
    usedWeight: () => client.getRateLimitStates()["x-mbx-used-weight-1m"],
    error: (thrown) => {
      const headers = field(thrown, "headers")
      const retryAfter = textIn(headers, "retry-after")
      const body = field(thrown, "body")
      return {
        ...nothing,
        name: nameOf(thrown),
        code: numberIn(thrown, "code"),
        system: textIn(thrown, "code"),
        text: textIn(thrown, "message") ?? (typeof body === "string" ? body : ""),
        retryAfter: retryAfter === undefined ? undefined : Number(retryAfter)
      }
    },
    close: async () => {}
  }
}

const ccxtWords: Readonly<Record<string, string>> = {
  NEW: "open",
  PARTIALLY_FILLED: "open",
  FILLED: "closed",
  CANCELED: "canceled",
  EXPIRED: "expired",
  EXPIRED_IN_MATCH: "expired"
}

/** ccxt. */
export const ccxtTrader =
  (extra: { readonly maxRetriesOnFailure?: number } = {}): Make =>
  (baseUrl, options) => {
    const client = ccxtBinance(baseUrl, { ...options, ...extra })
    const view = (order: CcxtOrder): OrderView => ({
      orderId: numeric(order.id),
      clientOrderId: order.clientOrderId,
      side: String(order.side).toUpperCase(),
      status: String(order.status),
      quantity: numeric(order.amount),
      executed: numeric(order.filled),
      quote: numeric(order.cost)
    })
    const id = (which: Which) => ("orderId" in which ? String(which.orderId) : "")
    const params = (which: Which) => ("orderId" in which ? {} : { clientOrderId: which.clientOrderId })
    const create = ({ clientOrderId, price, quantity, side, type }: NewOrder, extra: { readonly test?: boolean }) =>
      client.createOrder(
        market,
        type === "MARKET" ? "market" : "limit",
        side === "BUY" ? "buy" : "sell",
        quantity,
        price,
        {
          ...extra,
          ...(type === "LIMIT_MAKER" ? { postOnly: true } : {}),
          ...(clientOrderId === undefined ? {} : { clientOrderId })
        }
      )
    return {
      name: "ccxt",
      word: (status) => ccxtWords[status] ?? status,
      makeClientOrderId,
      place: async (order) => view(await create(order, {})),
      test: (order) => create(order, { test: true }),
      query: async (which) => view(await client.fetchOrder(id(which), market, params(which))),
      cancel: async (which) => view((await client.cancelOrder(id(which), market, params(which))) as CcxtOrder), // its type says {}
      cancelAll: async () => (await client.cancelAllOrders(market)).map(view),
      openOrders: async () => (await client.fetchOpenOrders(market)).map(view),
      allOrders: async () => (await client.fetchOrders(market, undefined, 1000)).map(view),
      trades: async () =>
        (await client.fetchMyTrades(market, undefined, 1000)).map((trade) => ({
          id: numeric(trade.id),
          orderId: numeric(trade.order),
          price: numeric(trade.price),
          quantity: numeric(trade.amount)
        })),
      balances: async () => {
        const balances = await client.fetchBalance()
        const total = Object.keys(field(balances, "total") ?? {})
        return new Map(
          total.map((asset) => [
            asset,
            {
              free: Number(field(field(balances, asset), "free")),
              locked: Number(field(field(balances, asset), "used"))
            }
          ])
        )
      },
      rules: async () => {
        await client.loadMarkets()
        const { active, base, limits, precision, quote } = client.market(market)
        return {
          trading: active === true,
          base,
          quote,
          tickSize: numeric(precision.price),
          stepSize: numeric(precision.amount),
          minQuantity: numeric(limits.amount?.min),
          minNotional: numeric(limits.cost?.min),
          maxNotional: numeric(limits.cost?.max)
        }
      },
      orderCounts: async () => {
        const counts: unknown = await client["privateGetRateLimitOrder"]()
        return (Array.isArray(counts) ? counts : []).map((row) => Number(field(row, "count")))
      },
      usedWeight: () => Number(field(client.last_response_headers, "X-Mbx-Used-Weight-1m")),
      error: (thrown) => {
        const text = textOf(thrown)
        const code = /"code":\s*(-?\d+)/.exec(text)?.[1]
        return {
          ...nothing,
          name: nameOf(thrown),
          code: code === undefined ? undefined : Number(code),
          system: textIn(thrown, "code"),
          text
        }
      },
      close: () => client.close()
    }
  }

export const traders: ReadonlyArray<Make> = [connectorTrader, binanceTrader, ccxtTrader()]
