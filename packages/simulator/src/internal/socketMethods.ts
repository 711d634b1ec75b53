/**
 * The WebSocket API of each product that has one: its path, what it costs, and the request over HTTP that each of its methods is. What
 * HTTP does not have lives under the path of the WebSocket API itself, where HTTP finds nothing.
 */
import type { WireRequest } from "effect-binance/client/Transport"
import type * as WebSocketApi from "effect-binance/client/WebSocketApi"

/** A product that has a WebSocket API. */
export type Product = WebSocketApi.Product

export interface Row {
  readonly method: WireRequest["method"]
  readonly path: string
  /** What it weighs, where that is not what it weighs over HTTP. */
  readonly weight?: number | undefined
  /** Whether its result is a list that has what HTTP answers as its only element. */
  readonly inList?: boolean | undefined
}

export interface Api {
  readonly product: Product
  /** On every host. */
  readonly path: string
  /** What an attempt to connect weighs. */
  readonly connectWeight: number
  /** How connections live, in ms. */
  readonly pingMillis: number
  readonly pongMillis: number
  readonly lifetimeMillis: number
  /** Whether errors of time say when they were made, and when to come back: of the futures no document says so. */
  readonly tellsMoments: boolean
  /** Which limits its replies tell of first. */
  readonly tellsFirst: "ORDERS" | "REQUEST_WEIGHT"
  /** Whether the user data stream comes over it. */
  readonly hasStream: boolean
  readonly methods: ReadonlyMap<string, Row>
}

/** A request over HTTP, and what it weighs here where that is another weight. */
const to = (request: string, weight?: number): Row => {
  const [method = "", path = ""] = request.split(" ")
  // what stands in the table
  return { method: method as WireRequest["method"], path, weight }
}

const ofSession = ["session.logon", "session.status", "session.logout"]
const ofStream = [
  "session.subscriptions",
  "userDataStream.subscribe",
  "userDataStream.subscribe.signature",
  "userDataStream.subscribe.listenToken",
  "userDataStream.unsubscribe"
]

const methodsOf = (
  path: string,
  own: ReadonlyArray<string>,
  others: Readonly<Record<string, Row>>
): ReadonlyMap<string, Row> =>
  new Map([...Object.entries(others), ...own.map((name) => [name, to(`POST ${path}/${name}`)] as const)])

/** What the futures have in common: orders, and the key of a stream that comes elsewhere. */
const ofFutures = (family: string): Readonly<Record<string, Row>> => ({
  "order.place": to(`POST /${family}/v1/order`),
  "order.modify": to(`PUT /${family}/v1/order`),
  "order.cancel": to(`DELETE /${family}/v1/order`),
  "order.status": to(`GET /${family}/v1/order`),
  "userDataStream.start": to(`POST /${family}/v1/listenKey`),
  "userDataStream.ping": to(`PUT /${family}/v1/listenKey`),
  "userDataStream.stop": to(`DELETE /${family}/v1/listenKey`)
})

const futures = {
  connectWeight: 5,
  pingMillis: 180_000,
  pongMillis: 600_000,
  lifetimeMillis: 86_400_000,
  tellsMoments: false,
  tellsFirst: "REQUEST_WEIGHT",
  hasStream: false
} as const

const balance = to("GET /fapi/v3/balance")
const account = to("GET /fapi/v3/account")
const positions = to("GET /fapi/v3/positionRisk")

/** Sources: spot docs, web-socket-api; USDⓈ-M and COIN-M docs, websocket-api. */
export const apis: Readonly<Record<Product, Api>> = {
  spot: {
    product: "spot",
    path: "/ws-api/v3",
    connectWeight: 2,
    pingMillis: 20_000,
    pongMillis: 60_000,
    lifetimeMillis: 86_400_000,
    tellsMoments: true,
    tellsFirst: "ORDERS",
    hasStream: true,
    methods: methodsOf("/ws-api/v3", [...ofSession, ...ofStream], {
      "ping": to("GET /api/v3/ping"),
      "time": to("GET /api/v3/time"),
      "exchangeInfo": to("GET /api/v3/exchangeInfo"),
      "depth": to("GET /api/v3/depth"),
      "ticker.price": to("GET /api/v3/ticker/price"),
      "account.status": to("GET /api/v3/account"),
      "account.rateLimits.orders": to("GET /api/v3/rateLimit/order"),
      "order.place": to("POST /api/v3/order"),
      "order.test": to("POST /api/v3/order/test"),
      "order.status": to("GET /api/v3/order"),
      "order.cancel": to("DELETE /api/v3/order"),
      "order.cancelReplace": to("POST /api/v3/order/cancelReplace"),
      "order.amend.keepPriority": to("PUT /api/v3/order/amend/keepPriority"),
      "order.amendments": to("GET /api/v3/order/amendments"),
      "openOrders.status": to("GET /api/v3/openOrders"),
      "openOrders.cancelAll": to("DELETE /api/v3/openOrders"),
      "allOrders": to("GET /api/v3/allOrders"),
      "myTrades": to("GET /api/v3/myTrades"),
      "myAllocations": to("GET /api/v3/myAllocations"),
      // so the documentation shows it, and it alone
      "sor.order.place": { ...to("POST /api/v3/sor/order"), inList: true },
      "sor.order.test": to("POST /api/v3/sor/order/test"),
      "orderList.place.oco": to("POST /api/v3/orderList/oco"),
      "orderList.place.oto": to("POST /api/v3/orderList/oto"),
      "orderList.place.otoco": to("POST /api/v3/orderList/otoco"),
      "orderList.place.opo": to("POST /api/v3/orderList/opo"),
      "orderList.place.opoco": to("POST /api/v3/orderList/opoco"),
      "orderList.status": to("GET /api/v3/orderList"),
      "orderList.cancel": to("DELETE /api/v3/orderList"),
      "openOrderLists.status": to("GET /api/v3/openOrderList"),
      "allOrderLists": to("GET /api/v3/allOrderList")
    })
  },
  usdm: {
    ...futures,
    product: "usdm",
    path: "/ws-fapi/v1",
    methods: methodsOf("/ws-fapi/v1", ofSession, {
      ...ofFutures("fapi"),
      "algoOrder.place": to("POST /fapi/v1/algoOrder"),
      "algoOrder.cancel": to("DELETE /fapi/v1/algoOrder"),
      "depth": to("GET /fapi/v1/depth"),
      "ticker.book": to("GET /fapi/v1/ticker/bookTicker"),
      // what the exchange here knows of an account stands in both versions of the answer
      "account.balance": balance,
      "v2/account.balance": balance,
      "account.status": account,
      "v2/account.status": account,
      "account.position": positions,
      "v2/account.position": positions
    })
  },
  coinm: {
    ...futures,
    product: "coinm",
    path: "/ws-dapi/v1",
    methods: methodsOf("/ws-dapi/v1", ofSession, {
      ...ofFutures("dapi"),
      "account.balance": to("GET /dapi/v1/balance", 5),
      "account.status": to("GET /dapi/v1/account"),
      "account.position": to("GET /dapi/v1/positionRisk", 5)
    })
  }
}

const all = Object.values(apis)

/** The API that connections to this path get. */
export const at = (path: string): Api | undefined => all.find((api) => api.path === path)

/** The API of a product that has one. */
export const of = (product: string): Api | undefined => all.find((api) => api.product === product)

/** Whether HTTP finds nothing there. */
export const isOwn = (path: string): boolean => all.some((api) => path.startsWith(api.path))

/** What a method is over HTTP. A name may carry the version that it is meant for. */
export const find = ({ methods }: Api, name: string): Row | undefined =>
  methods.get(name) ?? (name.startsWith("v3/") ? methods.get(name.slice(3)) : undefined)
