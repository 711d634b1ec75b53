/** Listen tokens and the subscriptions that they open, as the exchange itself has them: for which account, and for how long. */
import type { Exchange } from "@effect-binance/simulator/Exchange"
import { Session, type SessionEvent } from "@effect-binance/simulator/Session"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import type { WireRequest } from "effect-binance/client/Transport"
import { bob, body, encode, signed, trader, twoAccounts, type Values } from "./support.ts"

const minute = 60_000
const hour = 60 * minute

const request = (path: string, values: Values, apiKey?: string): WireRequest => ({
  method: "POST",
  path,
  query: encode(values),
  body: "",
  headers: apiKey === undefined ? {} : { "x-mbx-apikey": apiKey }
})

const token =
  (values: Values = {}, apiKey: string = TestKeys.hmac.apiKey) =>
  () =>
    request("/sapi/v1/userListenToken", values, apiKey)

const isolated = (symbol: string) => ({ isIsolated: "true", symbol })

const order =
  (newClientOrderId: string, values: Values = {}, key?: typeof bob) =>
  (now: number) =>
    signed(
      "POST",
      "/sapi/v1/margin/order",
      now,
      {
        symbol: "BTCUSDT",
        side: "BUY",
        type: "LIMIT",
        timeInForce: "GTC",
        quantity: "0.01",
        price: "50000",
        newClientOrderId,
        ...values
      },
      key
    )

type Trader = ReturnType<typeof trader>

/** A connection, and what came over it. */
const connect = (exchange: Exchange, now: number) => {
  const events: Array<SessionEvent> = []
  const session = exchange.connect(now, { onEvent: (event) => events.push(event) })
  assert(session instanceof Session)
  const ask = (at: number, method: string, values: Values = {}) => {
    const ticket = exchange.submit(at, request(`/ws-api/v3/${method}`, values), { over: { session, payload: "" } })
    exchange.advance(at + 100)
    return [ticket.reply?.status, JSON.parse(ticket.reply?.body ?? "null") as unknown] as const
  }
  return {
    session,
    ask,
    subscribe: (at: number, listenToken: unknown) =>
      ask(at, "userDataStream.subscribe.listenToken", { listenToken: String(listenToken) }),
    told: () =>
      events.map(({ event, subscriptionId }) =>
        [subscriptionId, event["e"], event["c"]].filter((part) => part !== undefined).join(" ")
      )
  }
}

const invalid = [400, { code: -1209, msg: "The listenToken is invalid." }] as const

describe("a listen token", () => {
  it("is good for a day, or for as long as is asked", () => {
    const { now, ok, refused } = trader()
    const whole = ok(token())
    assert.strictEqual(whole["expirationTime"], now() + 24 * hour)
    assert.match(String(whole["token"]), /^\w{70}$/)
    const short = ok(token({ validity: hour }))
    assert.strictEqual(short["expirationTime"], now() + hour)
    assert.notStrictEqual(short["token"], whole["token"])
    for (const validity of [0, 24 * hour + 1])
      refused(token({ validity }), -1130, "Data sent for parameter 'validity' is not valid.")
  })

  it("asks for a key, and for the symbol of an isolated account", () => {
    const { refused } = trader()
    refused(token({}, "nobody"), -2015, "Invalid API-key, IP, or permissions for action.", 401)
    const missing = "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."
    refused(token({ isIsolated: "true" }), -1102, missing)
    refused(token(isolated("NOSUCH")), -1121, "Invalid symbol.")
  })

  it("weighs on the account", () => {
    const { headers } = trader().send(token()).reply ?? {}
    assert.strictEqual(headers?.["x-sapi-used-uid-weight-1m"], "1")
  })
})

describe("a subscription by a listen token", () => {
  const subscribed = (own: Trader, values: Values = {}) => {
    const { expirationTime, token: text } = own.ok(token(values))
    const one = connect(own.exchange, own.now())
    const answer = one.subscribe(own.now(), text)
    return { ...one, answer, text, until: Number(expirationTime) }
  }

  it("tells of its own account, cross or isolated, and of no other", () => {
    const own = trader(twoAccounts)
    const cross = subscribed(own)
    const alone = subscribed(own, isolated("BTCUSDT"))
    const other = connect(own.exchange, own.now())
    const bobs = own.ok(token({}, bob.apiKey))["token"]
    assert.strictEqual(other.subscribe(own.now(), bobs)[0], 200)
    // in microseconds, as it is documented
    assert.deepStrictEqual(cross.answer, [200, { subscriptionId: 0, expirationTime: cross.until * 1000 }])
    own.ok(order("crossed"))
    own.ok(order("alone", { isIsolated: "TRUE" }))
    own.ok(order("bobs", {}, bob))
    own.ok((at) =>
      signed("POST", "/api/v3/order", at, {
        symbol: "BTCUSDT",
        side: "BUY",
        type: "LIMIT",
        timeInForce: "GTC",
        quantity: "0.01",
        price: "50000",
        newClientOrderId: "of-spot"
      })
    )
    const told = (id: string) => [`0 executionReport ${id}`, "0 outboundAccountPosition"]
    assert.deepStrictEqual([cross.told(), alone.told(), other.told()], [told("crossed"), told("alone"), told("bobs")])
  })

  it("of several accounts comes over one connection, each by its own id", () => {
    const own = trader()
    const one = subscribed(own)
    const { expirationTime, token: text } = own.ok(token(isolated("BTCUSDT")))
    const second = one.subscribe(own.now(), text)
    assert.deepStrictEqual(second, [200, { subscriptionId: 1, expirationTime: Number(expirationTime) * 1000 }])
    own.ok(order("alone", { isIsolated: "TRUE" }))
    assert.deepStrictEqual(one.told(), ["1 executionReport alone", "1 outboundAccountPosition"])
  })

  it("ends with its token, and says so; the token opens no other one then", () => {
    const own = trader()
    const one = subscribed(own, { validity: hour })
    const { exchange } = own
    assert.strictEqual(connect(exchange, one.until - 200).subscribe(one.until - 150, one.text)[0], 200)
    exchange.advance(one.until - 1)
    assert.deepStrictEqual(one.told(), [])
    exchange.advance(one.until)
    assert.deepStrictEqual(one.told(), ["0 eventStreamTerminated"])
    assert.deepStrictEqual(one.subscribe(one.until + 1000, one.text), invalid)
    assert.deepStrictEqual(one.subscribe(one.until + 2000, "never was one"), invalid)
    assert.deepStrictEqual(one.ask(one.until + 3000, "session.subscriptions"), [200, []])
  })

  it("goes on under its id when a newer token comes in time", () => {
    const own = trader()
    const one = subscribed(own, { validity: hour })
    const { exchange } = own
    exchange.advance(one.until - minute)
    const ticket = exchange.handle(one.until - minute, token({ validity: hour })())
    const next = body(ticket)
    const again = one.subscribe(one.until - minute + 10, next["token"])
    assert.deepStrictEqual(again, [200, { subscriptionId: 0, expirationTime: Number(next["expirationTime"]) * 1000 }])
    exchange.advance(one.until + minute)
    assert.deepStrictEqual(one.told(), [])
    exchange.advance(Number(next["expirationTime"]))
    assert.deepStrictEqual(one.told(), ["0 eventStreamTerminated"])
  })

  it("of which the connection is gone ends without a word", () => {
    const own = trader()
    const one = subscribed(own, { validity: hour })
    own.exchange.disconnect(one.session)
    own.exchange.advance(one.until + minute)
    assert.deepStrictEqual(one.told(), [])
  })
})
