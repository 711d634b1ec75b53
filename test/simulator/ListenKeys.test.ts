/** Listen keys and the streams that they open, as the exchange itself has them: what the keys do, and what is told, read by the library. */
import { Session } from "@effect-binance/simulator/Session"
import type { Product } from "@effect-binance/simulator/Product"
import { assert, describe, it } from "@effect/vitest"
import type { WireRequest } from "effect-binance/client/Transport"
import * as UserEvent from "effect-binance/stream/UserEvent"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import { body, bob, signed, trader, twoAccounts, type Values } from "./support.ts"

const minute = 60_000

const families = { usdm: "/fapi/v1", coinm: "/dapi/v1", options: "/eapi/v1", pm: "/papi/v1" } as const
type Keyed = keyof typeof families

const keyed =
  (method: WireRequest["method"], product: Keyed, values: Values = {}, apiKey: string = TestKeys.hmac.apiKey) =>
  (): WireRequest => ({
    method,
    path: `${families[product]}/listenKey`,
    query: Object.entries(values)
      .map((pair) => pair.join("="))
      .join("&"),
    body: "",
    headers: { "x-mbx-apikey": apiKey }
  })

const post =
  (path: string, values: Values, method: WireRequest["method"] = "POST") =>
  (now: number) =>
    signed(method, path, now, values)

type Trader = ReturnType<typeof trader>

const keyOf = ({ ok }: Trader, product: Keyed, apiKey?: string) =>
  String(ok(keyed("POST", product, {}, apiKey))["listenKey"])

/** Somebody who listens by a key: what came, as the library reads it. */
const listen = ({ exchange, now }: Trader, product: Product & UserEvent.Product, listenKey: string) => {
  const events: Array<UserEvent.UserEvent> = []
  const session = exchange.connect(now(), {
    listenKey,
    onEvent: ({ event }) => events.push(UserEvent.decode(product, JSON.stringify(event)))
  })
  assert.instanceOf(session, Session)
  return {
    events,
    leave: () => exchange.disconnect(session as Session), // just found to be one
    tags: () => events.map(({ _tag }) => _tag),
    orders: () =>
      events.flatMap((event) =>
        event._tag === "OrderTradeUpdate" ? [`${event.executionType} ${event.status} ${event.clientOrderId}`] : []
      )
  }
}

const own = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "50000" }
const limit = (newClientOrderId: string, values: Values = {}) =>
  post("/fapi/v1/order", { ...own, newClientOrderId, ...values })

describe("a listen key", () => {
  it.each(["usdm", "coinm", "options", "pm"] as const)(
    "of %s is one for the account as long as it lives",
    (product) => {
      const client = trader()
      const key = keyOf(client, product)
      assert.match(key, /^[A-Za-z0-9]{64}$/)
      assert.strictEqual(keyOf(client, product), key)
      // the other keys of the account share it
      assert.strictEqual(keyOf(client, product, TestKeys.ed25519.apiKey), key)
      client.ok(keyed("DELETE", product))
      client.refused(keyed("PUT", product), -1125, "This listenKey does not exist.")
      client.refused(keyed("DELETE", product), -1125, "This listenKey does not exist.")
      assert.notStrictEqual(keyOf(client, product), key)
    }
  )

  it("is another one for each product and each account", () => {
    const client = trader(twoAccounts)
    const keys = (["usdm", "coinm", "options", "pm"] as const).flatMap((product) => [
      keyOf(client, product),
      keyOf(client, product, bob.apiKey)
    ])
    assert.strictEqual(new Set(keys).size, 8)
  })

  it("is answered as each product does it", () => {
    const client = trader()
    const shapes = (product: Keyed) =>
      (["POST", "PUT", "DELETE"] as const).map((method) => Object.keys(client.ok(keyed(method, product))))
    assert.deepStrictEqual(shapes("usdm"), [["listenKey"], ["listenKey"], []])
    assert.deepStrictEqual(shapes("coinm"), [["listenKey"], ["listenKey"], []])
    assert.deepStrictEqual(shapes("options"), [["listenKey", "expiration"], [], []])
    assert.deepStrictEqual(shapes("pm"), [["listenKey"], [], []])
  })

  it("that is named has to be the one", () => {
    const client = trader()
    const listenKey = keyOf(client, "usdm")
    client.ok(keyed("PUT", "usdm", { listenKey }))
    client.refused(keyed("PUT", "usdm", { listenKey: "another" }), -1125, "This listenKey does not exist.")
  })

  it("needs a key of the account, and no signature", () => {
    const client = trader()
    client.refused(keyed("POST", "usdm", {}, "nobody"), -2015, "Invalid API-key, IP, or permissions for action.", 401)
  })

  it("lives for an hour after it was last asked for, and its end is told to all who listen by it", () => {
    const client = trader()
    const { exchange, now } = client
    const key = keyOf(client, "usdm")
    const [first, second] = [listen(client, "usdm", key), listen(client, "usdm", key)]
    const started = now()
    exchange.advance(started + 59 * minute)
    exchange.handle(started + 59 * minute, keyed("PUT", "usdm")())
    exchange.advance(started + 119 * minute - 1000)
    assert.deepStrictEqual([first.tags(), second.tags()], [[], []])
    exchange.advance(started + 119 * minute + 1000)
    assert.deepStrictEqual([first.tags(), second.tags()], [["ListenKeyExpired"], ["ListenKeyExpired"]])
    const renewed = exchange.handle(started + 120 * minute, keyed("POST", "usdm")())
    assert.notStrictEqual(body(renewed)["listenKey"], key)
  })

  it("that is closed ends what came by it, without a word", () => {
    const client = trader()
    const heard = listen(client, "usdm", keyOf(client, "usdm"))
    client.ok(limit("a"))
    client.ok(keyed("DELETE", "usdm"))
    client.ok(limit("b"))
    assert.deepStrictEqual(heard.orders(), ["NEW NEW a"])
  })

  it("that is unknown, ended, or asked for elsewhere, opens a stream by which nothing comes", () => {
    const client = trader()
    const ended = keyOf(client, "usdm")
    client.ok(keyed("DELETE", "usdm"))
    const key = keyOf(client, "usdm")
    const deaf = ["", "unknown", ended].map((one) => listen(client, "usdm", one))
    const { exchange, now } = client
    let elsewhere = 0
    exchange.connect(now(), { listenKey: key, products: ["coinm"], onEvent: () => elsewhere++ })
    const heard = listen(client, "usdm", key)
    client.ok(limit("a"))
    assert.deepStrictEqual(
      [heard.orders().length, ...deaf.map(({ events }) => events.length), elsewhere],
      [1, 0, 0, 0, 0]
    )
  })

  it("opens no stream from an address that is banned", () => {
    const client = trader()
    const { exchange, now } = client
    const listenKey = keyOf(client, "usdm")
    exchange.ban(now(), { millis: 1000 })
    const refused = exchange.connect(now(), { listenKey })
    assert.strictEqual("status" in refused ? refused.status : undefined, 418)
    assert.instanceOf(exchange.connect(now() + 2000, { listenKey }), Session)
  })
})

describe("what a stream tells", () => {
  it("is what happens on its product and account, and nothing else", () => {
    const client = trader(twoAccounts)
    const usdm = listen(client, "usdm", keyOf(client, "usdm"))
    const coinm = listen(client, "coinm", keyOf(client, "coinm"))
    const bobs = listen(client, "usdm", keyOf(client, "usdm", bob.apiKey))
    client.ok(limit("u"))
    client.ok(post("/dapi/v1/order", { ...own, symbol: "BTCUSD_PERP", quantity: "10", newClientOrderId: "c" }))
    client.ok(post("/api/v3/order", { ...own, newClientOrderId: "s" }))
    client.ok(post("/papi/v1/um/order", { ...own, newClientOrderId: "p" }))
    assert.deepStrictEqual([usdm.orders(), coinm.orders(), bobs.orders()], [["NEW NEW u"], ["NEW NEW c"], []])
  })

  it("is not made when nobody listens any more", () => {
    const client = trader()
    const heard = listen(client, "usdm", keyOf(client, "usdm"))
    heard.leave()
    client.ok(limit("a"))
    assert.deepStrictEqual(heard.events, [])
  })

  it("of a plain order on USDⓈ-M: accepted, amended, filled in parts, cancelled", () => {
    const client = trader()
    const { exchange, now, ok } = client
    const heard = listen(client, "usdm", keyOf(client, "usdm"))
    ok(limit("a"))
    ok(
      post(
        "/fapi/v1/order",
        { ...own, orderId: 1, quantity: "0.008", price: "51000", type: undefined, timeInForce: undefined },
        "PUT"
      )
    )
    exchange.houseTakes(now(), { symbol: "BTCUSDT", side: "SELL", price: "51000", quantity: "0.003", book: "usdm" })
    exchange.cancelElsewhere(now(), 1)
    assert.deepStrictEqual(heard.orders(), [
      "NEW NEW a",
      "AMENDMENT NEW a",
      "TRADE PARTIALLY_FILLED a",
      "CANCELED CANCELED a"
    ])
    assert.deepStrictEqual(heard.tags(), [
      "OrderTradeUpdate",
      "OrderTradeUpdate",
      "TradeLite",
      "OrderTradeUpdate",
      "AccountUpdate",
      "OrderTradeUpdate"
    ])
    const [, amended, , traded] = heard.events
    assert.deepInclude(amended, { quantity: "0.008", price: "51000", cumulativeFilledQuantity: "0" })
    assert.deepInclude(traded, {
      lastFilledQuantity: "0.003",
      lastFilledPrice: "51000",
      cumulativeFilledQuantity: "0.003",
      averagePrice: "51000",
      isMaker: true,
      tradeId: 1
    })
    const account = heard.events.find((event) => event._tag === "AccountUpdate")
    const { free, locked } = exchange.balance("test", "USDT", "usdm")
    assert.strictEqual(account?.reason, "ORDER")
    assert.strictEqual(Number(account?.balances?.[0]?.walletBalance), Number(free) + Number(locked))
    assert.deepInclude(account?.positions?.[0], { symbol: "BTCUSDT", positionAmount: "0.003", entryPrice: "51000" })
  })

  it("of an order by somebody else's amend, too, and of one that is filled at once", () => {
    const client = trader()
    const { exchange, now, ok } = client
    const heard = listen(client, "usdm", keyOf(client, "usdm"))
    ok(limit("a"))
    assert.isTrue(exchange.amendElsewhere(now(), 1, "0.005"))
    ok(
      post("/fapi/v1/order", {
        symbol: "BTCUSDT",
        side: "BUY",
        type: "MARKET",
        quantity: "0.01",
        newClientOrderId: "m"
      })
    )
    assert.deepStrictEqual(heard.orders().slice(0, 3), ["NEW NEW a", "AMENDMENT NEW a", "NEW NEW m"])
    assert.strictEqual(heard.orders().at(-1), "TRADE FILLED m")
  })

  it("of a stop order on COIN-M: it expires for reason 8, and goes on as what it was waiting to be", () => {
    const client = trader()
    const { exchange, now, ok } = client
    const heard = listen(client, "coinm", keyOf(client, "coinm"))
    const stop = {
      symbol: "BTCUSD_PERP",
      side: "BUY",
      type: "STOP",
      quantity: "10",
      stopPrice: "65000",
      price: "64000"
    }
    ok(post("/dapi/v1/order", { ...stop, newClientOrderId: "s" }))
    exchange.setPrice(now(), "BTCUSD_PERP", "66000", "coinm")
    const told = heard.events.flatMap((event) =>
      event._tag === "OrderTradeUpdate"
        ? [[event.executionType, event.type, event.originalType, event.expiryReason, event.accountAlias]]
        : []
    )
    assert.deepStrictEqual(told, [
      ["NEW", "STOP", "STOP", "0", "Sim1"],
      ["EXPIRED", "STOP", "STOP", "8", "Sim1"],
      ["NEW", "LIMIT", "STOP", "0", "Sim1"]
    ])
    // it lives, and no sighting says otherwise
    assert.deepStrictEqual(
      heard.events.flatMap((event) =>
        UserEvent.sightingsOf(event).map((sighting) => ("order" in sighting ? sighting.order.status : "list"))
      ),
      ["NEW", undefined, "NEW"]
    )
    assert.strictEqual(exchange.orders()[0]?.status, "NEW")
  })

  it.each([
    ["IOC", { timeInForce: "IOC" }, "2"],
    ["FOK", { timeInForce: "FOK" }, "10"],
    ["GTX that would take", { timeInForce: "GTX", price: "61000" }, "11"]
  ] as const)("of an order that ends by itself, for its reason: %s", (_, values, reason) => {
    const client = trader()
    const heard = listen(client, "coinm", keyOf(client, "coinm"))
    client.ok(
      post("/dapi/v1/order", { ...own, symbol: "BTCUSD_PERP", quantity: "10", newClientOrderId: "a", ...values })
    )
    assert.deepStrictEqual(heard.orders(), ["NEW NEW a", "EXPIRED EXPIRED a"])
    assert.deepInclude(heard.events[1], { expiryReason: reason })
  })

  const algo = (clientAlgoId: string, values: Values = {}) =>
    post("/fapi/v1/algoOrder", {
      algoType: "CONDITIONAL",
      symbol: "BTCUSDT",
      side: "BUY",
      type: "STOP",
      quantity: "0.01",
      triggerPrice: "65000",
      price: "64000",
      clientAlgoId,
      ...values
    })

  it("of algo orders: cancelled; triggered, with the order that it places, and finished with it", () => {
    const client = trader()
    const { exchange, now, ok } = client
    const heard = listen(client, "usdm", keyOf(client, "usdm"))
    const algos = () =>
      heard.events.flatMap((event) =>
        event._tag === "AlgoUpdate" ? [`${event.algoStatus} ${event.clientAlgoId} ${event.actualOrderId}`] : []
      )
    ok(algo("gone"))
    ok(post("/fapi/v1/algoOrder", { clientAlgoId: "gone" }, "DELETE"))
    assert.deepStrictEqual(algos(), ["NEW gone undefined", "CANCELED gone undefined"])
    heard.events.length = 0
    ok(algo("rests"))
    ok(algo("fills", { type: "STOP_MARKET", price: undefined }))
    exchange.setPrice(now(), "BTCUSDT", "66000", "usdm")
    const placedBy = (id: string) =>
      algos()
        .find((line) => line.startsWith(`TRIGGERED ${id} `))
        ?.split(" ")[2]
    const resting = exchange.orders().find(({ orderId }) => `${orderId}` === placedBy("rests"))
    assert.deepStrictEqual(
      algos().map((line) => line.split(" ").slice(0, 2).join(" ")),
      [
        "NEW rests",
        "NEW fills",
        "TRIGGERING rests",
        "TRIGGERED rests",
        "TRIGGERING fills",
        "TRIGGERED fills",
        "FINISHED fills"
      ]
    )
    assert.deepInclude(resting, { route: "usdm", status: "NEW" })
    exchange.cancelElsewhere(now(), resting?.orderId ?? 0)
    assert.strictEqual(algos().at(-1)?.split(" ").slice(0, 2).join(" "), "FINISHED rests")
  })

  it("of an algo order that is refused when it is triggered", () => {
    const client = trader({
      accounts: [{ ...trader().exchange.config.accounts[0]!, wallets: { usdm: { USDT: "1" } } }]
    })
    const heard = listen(client, "usdm", keyOf(client, "usdm"))
    client.ok(algo("poor"))
    client.exchange.setPrice(client.now(), "BTCUSDT", "66000", "usdm")
    const last = heard.events.at(-1)
    assert.deepInclude(last, { _tag: "AlgoUpdate", algoStatus: "REJECTED", clientAlgoId: "poor" })
  })

  it("of options: the order, and how the position stands", () => {
    const client = trader()
    const { config } = client.exchange
    const symbol = config.contracts.options?.[0]?.symbol ?? ""
    const price = config.contracts.options?.[0]?.house?.price ?? ""
    const heard: Array<string> = []
    const ids = new Set<unknown>()
    const listenKey = keyOf(client, "options")
    client.exchange.connect(client.now(), {
      listenKey,
      onEvent: ({ event }) => {
        heard.push(String(event["e"]))
        const { i } = (event["o"] ?? {}) as { readonly i?: unknown }
        if (i !== undefined) ids.add(i)
      }
    })
    const higher = String(Number(price) * 1.2)
    client.ok(
      post("/eapi/v1/order", { symbol, side: "BUY", type: "LIMIT", quantity: "0.1", price: higher, clientOrderId: "o" })
    )
    assert.deepStrictEqual([...new Set(heard)], ["ORDER_TRADE_UPDATE", "BALANCE_POSITION_UPDATE"])
    assert.deepStrictEqual([...ids], [4_611_875_134_427_365_377n])
  })

  it("of portfolio margin: each leg with its unit, the margin leg as Spot does, and conditional orders", () => {
    const client = trader()
    const { exchange, now, ok } = client
    const heard = listen(client, "pm", keyOf(client, "pm"))
    ok(post("/papi/v1/um/order", { ...own, newClientOrderId: "um" }))
    ok(post("/papi/v1/cm/order", { ...own, symbol: "BTCUSD_PERP", quantity: "10", newClientOrderId: "cm" }))
    ok(post("/papi/v1/margin/order", { ...own, newClientOrderId: "mg" }))
    const strategy = {
      symbol: "BTCUSDT",
      side: "BUY",
      strategyType: "STOP_MARKET",
      quantity: "0.01",
      stopPrice: "65000"
    }
    ok(post("/papi/v1/um/conditional/order", { ...strategy, newClientStrategyId: "st" }))
    const told = () =>
      heard.events.map((event) => {
        switch (event._tag) {
          case "OrderTradeUpdate":
            return `${event.businessUnit} ${event.executionType}`
          case "ConditionalOrderTradeUpdate":
            return `${event.businessUnit} ${event.strategyStatus} ${event.clientStrategyId}`
          default:
            return event._tag
        }
      })
    assert.deepStrictEqual(told(), ["UM NEW", "CM NEW", "ExecutionReport", "OutboundAccountPosition", "UM NEW st"])
    exchange.setPrice(now(), "BTCUSDT", "66000", "usdm")
    assert.includeMembers(told().slice(5), ["UM TRADE", "UM TRIGGERED st", "UM FINISHED st", "AccountUpdate"])
  })
})
