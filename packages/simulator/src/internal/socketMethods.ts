/**
 * The methods of the WebSocket API, and the request over HTTP that each of them is. What HTTP does not have lives under the path of
 * the WebSocket API itself, where HTTP finds nothing.
 */
import type { WireRequest } from "effect-binance/client/Transport"

export const path = "/ws-api/v3"

type Row = readonly [method: WireRequest["method"], path: string]

const own = (name: string): Row => ["POST", `${path}/${name}`]

const table = {
  "ping": ["GET", "/api/v3/ping"],
  "time": ["GET", "/api/v3/time"],
  "exchangeInfo": ["GET", "/api/v3/exchangeInfo"],
  "depth": ["GET", "/api/v3/depth"],
  "ticker.price": ["GET", "/api/v3/ticker/price"],
  "account.status": ["GET", "/api/v3/account"],
  "account.rateLimits.orders": ["GET", "/api/v3/rateLimit/order"],
  "order.place": ["POST", "/api/v3/order"],
  "order.test": ["POST", "/api/v3/order/test"],
  "order.status": ["GET", "/api/v3/order"],
  "order.cancel": ["DELETE", "/api/v3/order"],
  "order.cancelReplace": ["POST", "/api/v3/order/cancelReplace"],
  "order.amend.keepPriority": ["PUT", "/api/v3/order/amend/keepPriority"],
  "order.amendments": ["GET", "/api/v3/order/amendments"],
  "openOrders.status": ["GET", "/api/v3/openOrders"],
  "openOrders.cancelAll": ["DELETE", "/api/v3/openOrders"],
  "allOrders": ["GET", "/api/v3/allOrders"],
  "myTrades": ["GET", "/api/v3/myTrades"],
  "orderList.place.oco": ["POST", "/api/v3/orderList/oco"],
  "orderList.place.oto": ["POST", "/api/v3/orderList/oto"],
  "orderList.place.otoco": ["POST", "/api/v3/orderList/otoco"],
  "orderList.place.opo": ["POST", "/api/v3/orderList/opo"],
  "orderList.place.opoco": ["POST", "/api/v3/orderList/opoco"],
  "orderList.status": ["GET", "/api/v3/orderList"],
  "orderList.cancel": ["DELETE", "/api/v3/orderList"],
  "openOrderLists.status": ["GET", "/api/v3/openOrderList"],
  "allOrderLists": ["GET", "/api/v3/allOrderList"],
  "session.logon": own("session.logon"),
  "session.status": own("session.status"),
  "session.logout": own("session.logout"),
  "session.subscriptions": own("session.subscriptions"),
  "userDataStream.subscribe": own("userDataStream.subscribe"),
  "userDataStream.subscribe.signature": own("userDataStream.subscribe.signature"),
  "userDataStream.unsubscribe": own("userDataStream.unsubscribe")
} satisfies Readonly<Record<string, Row>>

export type Name = keyof typeof table

/** The key of a route of the exchange. */
export const route = (name: Name): string => table[name].join(" ")

export const names: ReadonlyArray<string> = Object.keys(table)

/** What a method is over HTTP. A name may carry the version that it is meant for. */
export const find = (name: string): Row | undefined => {
  const plain = name.startsWith("v3/") ? name.slice(3) : name
  // what is its own is one of them
  return Object.hasOwn(table, plain) ? table[plain as Name] : undefined
}
