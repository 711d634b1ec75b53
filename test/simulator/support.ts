/** Signed requests as any client would make them, for the tests of the simulated exchange. */
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import type { Ticket } from "@effect-binance/simulator/Exchange"
import type { WireRequest } from "effect-binance/client/Transport"
import { createHmac } from "node:crypto"

export const hmac = (payload: string, secret: string = TestKeys.hmac.secret) =>
  createHmac("sha256", secret).update(payload).digest("hex")

export type Values = Readonly<Record<string, string | number | undefined>>

export const encode = (values: Values) =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join("&")

export const open = (path: string, values: Values = {}): WireRequest => ({
  method: "GET",
  path,
  query: encode(values),
  body: "",
  headers: {}
})

export const signed = (
  method: WireRequest["method"],
  path: string,
  timestamp: number,
  values: Values = {},
  key: { readonly apiKey: string; readonly secret: string } = TestKeys.hmac
): WireRequest => {
  const query = encode({ ...values, timestamp })
  return {
    method,
    path,
    query: `${query}&signature=${hmac(query, key.secret)}`,
    body: "",
    headers: { "x-mbx-apikey": key.apiKey }
  }
}

export const market = (timestamp: number, values: Values = {}, key?: Parameters<typeof signed>[4]) =>
  signed(
    "POST",
    "/api/v3/order",
    timestamp,
    { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01", ...values },
    key
  )

export const limit = (timestamp: number, values: Values = {}, key?: Parameters<typeof signed>[4]) =>
  signed(
    "POST",
    "/api/v3/order",
    timestamp,
    {
      symbol: "BTCUSDT",
      side: "BUY",
      type: "LIMIT",
      timeInForce: "GTC",
      quantity: "0.01",
      price: "50000.00",
      ...values
    },
    key
  )

export const query = (timestamp: number, values: Values) =>
  signed("GET", "/api/v3/order", timestamp, { symbol: "BTCUSDT", ...values })

export const cancel = (timestamp: number, values: Values) =>
  signed("DELETE", "/api/v3/order", timestamp, { symbol: "BTCUSDT", ...values })

/** The JSON of a reply. Tests read into it freely. */
export const body = (ticket: Pick<Ticket, "reply">): Record<string, unknown> => {
  const text = ticket.reply?.body
  if (text === undefined) throw new Error("no reply")
  // a test that expects an object fails on anything else
  return JSON.parse(text) as Record<string, unknown>
}
