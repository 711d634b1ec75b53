/** Which requests of HTTP the WebSocket API knows under a name of its own, and where each product is reached. */
import type { Family } from "../../client/Endpoint.ts"
import { longestGraceMillis } from "../../settlement/SettlementBounds.ts"

/** A product that has a WebSocket API. */
export type Product = "spot" | "usdm" | "coinm"

export interface ProductTable {
  /** What its paths over HTTP begin with. */
  readonly family: Family
  /** The path of the WebSocket API on its host. */
  readonly path: string
  /** The WebSocket address by the address of HTTP; what is not here has both on one host. */
  readonly addresses: ReadonlyMap<string, string>
  /** What an attempt to connect weighs. Sources: spot docs, web-socket-api, "IP limits"; futures docs, websocket-api: rate limits. */
  readonly connectWeight: number
  /** The name by HTTP method and path. The parameters and the result are those of HTTP. */
  readonly methods: ReadonlyMap<string, string>
  /** By name, what answers with a list that has the result of HTTP as its only element. */
  readonly inList?: ReadonlySet<string> | undefined
  /** The futures list their flags as text; Spot as booleans. */
  readonly flagsAsText: boolean
  /** By name, how long the engine may hold it back, in ms, where that is longer than over HTTP. */
  readonly graces?: ReadonlyMap<string, number> | undefined
}

const orders = (family: string): ReadonlyArray<readonly [string, string]> => [
  [`POST /${family}/v1/order`, "order.place"],
  [`PUT /${family}/v1/order`, "order.modify"],
  [`DELETE /${family}/v1/order`, "order.cancel"],
  [`GET /${family}/v1/order`, "order.status"]
]

/**
 * Sources: spot docs, web-socket-api; USDⓈ-M and COIN-M docs, websocket-api. A method whose result has another version than the one
 * over HTTP is left out: what reads one need not read the other.
 */
export const products: Readonly<Record<Product, ProductTable>> = {
  spot: {
    family: "api",
    path: "/ws-api/v3",
    flagsAsText: false,
    connectWeight: 2,
    addresses: new Map([
      // all addresses of HTTP have this one
      ...["api", "api-gcp", "api1", "api2", "api3", "api4"].map(
        (name) => [`https://${name}.binance.com`, "wss://ws-api.binance.com"] as const
      ),
      ["https://testnet.binance.vision", "wss://ws-api.testnet.binance.vision"],
      ["https://demo-api.binance.com", "wss://demo-ws-api.binance.com"]
    ]),
    methods: new Map([
      ["GET /api/v3/ping", "ping"],
      ["GET /api/v3/time", "time"],
      ["GET /api/v3/exchangeInfo", "exchangeInfo"],
      ["GET /api/v3/depth", "depth"],
      ["GET /api/v3/avgPrice", "avgPrice"],
      ["GET /api/v3/ticker/price", "ticker.price"],
      ["GET /api/v3/ticker/bookTicker", "ticker.book"],
      ["POST /api/v3/order", "order.place"],
      ["POST /api/v3/order/test", "order.test"],
      ["GET /api/v3/order", "order.status"],
      ["DELETE /api/v3/order", "order.cancel"],
      ["POST /api/v3/order/cancelReplace", "order.cancelReplace"],
      ["PUT /api/v3/order/amend/keepPriority", "order.amend.keepPriority"],
      ["GET /api/v3/order/amendments", "order.amendments"],
      ["GET /api/v3/openOrders", "openOrders.status"],
      ["DELETE /api/v3/openOrders", "openOrders.cancelAll"],
      ["GET /api/v3/allOrders", "allOrders"],
      ["POST /api/v3/sor/order", "sor.order.place"],
      ["POST /api/v3/sor/order/test", "sor.order.test"],
      ["POST /api/v3/orderList/oco", "orderList.place.oco"],
      ["POST /api/v3/orderList/oto", "orderList.place.oto"],
      ["POST /api/v3/orderList/otoco", "orderList.place.otoco"],
      ["POST /api/v3/orderList/opo", "orderList.place.opo"],
      ["POST /api/v3/orderList/opoco", "orderList.place.opoco"],
      ["GET /api/v3/orderList", "orderList.status"],
      ["DELETE /api/v3/orderList", "orderList.cancel"],
      ["GET /api/v3/allOrderList", "allOrderLists"],
      ["GET /api/v3/openOrderList", "openOrderLists.status"],
      ["GET /api/v3/account", "account.status"],
      ["GET /api/v3/account/commission", "account.commission"],
      ["GET /api/v3/rateLimit/order", "account.rateLimits.orders"],
      ["GET /api/v3/myTrades", "myTrades"],
      ["GET /api/v3/myPreventedMatches", "myPreventedMatches"],
      ["GET /api/v3/myAllocations", "myAllocations"]
    ]),
    // spot docs, web-socket-api, "Place new order using SOR": the one method whose example is such a list
    inList: new Set(["sor.order.place"])
  },
  usdm: {
    family: "fapi",
    path: "/ws-fapi/v1",
    flagsAsText: true,
    connectWeight: 5,
    addresses: new Map([
      ["https://fapi.binance.com", "wss://ws-fapi.binance.com"],
      ["https://demo-fapi.binance.com", "wss://testnet.binancefuture.com"]
    ]),
    methods: new Map([
      ...orders("fapi"),
      ["POST /fapi/v1/algoOrder", "algoOrder.place"],
      ["DELETE /fapi/v1/algoOrder", "algoOrder.cancel"],
      ["GET /fapi/v1/depth", "depth"],
      ["GET /fapi/v1/ticker/bookTicker", "ticker.book"]
    ]),
    // That the engine checks recvWindow itself is documented for HTTP only (derivatives change log, 2023-04-17). Here one gate is known,
    // and nothing says how long a request may queue behind it: as for algo orders a whole minute cannot be wrong, and 2 s could be.
    graces: new Map([
      ["order.place", longestGraceMillis],
      ["order.modify", longestGraceMillis]
    ])
  },
  coinm: {
    family: "dapi",
    path: "/ws-dapi/v1",
    flagsAsText: true,
    connectWeight: 5,
    addresses: new Map([
      ["https://dapi.binance.com", "wss://ws-dapi.binance.com"],
      ["https://testnet.binancefuture.com", "wss://testnet.binancefuture.com"]
    ]),
    methods: new Map(orders("dapi"))
  }
}

/** Where a product is reached whose HTTP address is that one. */
export const addressOf = ({ addresses, path }: ProductTable, http: string): string =>
  (addresses.get(http) ?? http.replace(/^http/, "ws")) + path

/** Which product a path belongs to. */
export const productOf = (path: string): Product | undefined =>
  path.startsWith("/api/")
    ? "spot"
    : path.startsWith("/fapi/")
      ? "usdm"
      : path.startsWith("/dapi/")
        ? "coinm"
        : undefined

/** What it weighs to be logged on: `session.status`, for the time, and `session.logon`. Sources: as above, "Authentication requests". */
export const logonWeight = 4
