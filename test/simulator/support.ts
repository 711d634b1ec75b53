/** Signed requests as any client would make them, for the tests of the simulated exchange. */
import { Exchange } from "@effect-binance/simulator/Exchange"
import type { Ticket } from "@effect-binance/simulator/Exchange"
import type { Fault } from "@effect-binance/simulator/Fault"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import { assert } from "@effect/vitest"
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

export const start = 1_750_000_000_000
export const bob = { apiKey: "bob", secret: "bobs secret" }

export const quiet = (config: Partial<ExchangeConfig.ExchangeConfig> = {}) =>
  new Exchange({ readLag: ExchangeConfig.noLag, ...config })

/** An exchange that sends each request a second after the one before. */
export const trader = (config: Partial<ExchangeConfig.ExchangeConfig> = {}) => {
  const exchange = quiet(config)
  let now = start
  const send = (make: (timestamp: number) => WireRequest, fault?: Fault) => {
    now += 1000
    return exchange.handle(now, make(now), { fault })
  }
  const ok = (make: (timestamp: number) => WireRequest) => {
    const ticket = send(make)
    assert.strictEqual(ticket.reply?.status, 200, ticket.reply?.body)
    return body(ticket)
  }
  const refused = (make: (timestamp: number) => WireRequest, code: number, msg: string, status = 400) => {
    const ticket = send(make)
    assert.deepStrictEqual([ticket.reply?.status, body(ticket)], [status, { code, msg }])
  }
  return { exchange, send, ok, refused, now: () => now }
}

export const twoAccounts: Partial<ExchangeConfig.ExchangeConfig> = {
  symbols: [{ ...ExchangeConfig.defaults.symbols[0]!, house: undefined }],
  accounts: [
    ...ExchangeConfig.defaults.accounts,
    {
      name: "bob",
      keys: [{ apiKey: bob.apiKey, key: { _tag: "Hmac", secret: bob.secret } }],
      balances: { BTC: "10", USDT: "100000" }
    }
  ]
}
