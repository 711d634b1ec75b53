/** What events of the other products tell of orders: which order, of which kind, and when it was accepted. */
import { assert, describe, it } from "@effect/vitest"
import * as UserEvent from "effect-binance/stream/UserEvent"

const seen = (product: UserEvent.Product, event: object) => UserEvent.sightingsOf(UserEvent.decode(product, event))
const update = { e: "ORDER_TRADE_UPDATE", E: 3, T: 2 }
const order = {
  s: "BTCUSDT",
  c: "mine",
  i: 28,
  x: "NEW",
  X: "NEW",
  S: "BUY",
  o: "LIMIT",
  ot: "LIMIT",
  q: "1",
  p: "2",
  z: "0",
  T: 1
}

describe("UserEvent.sightingsOf", () => {
  it("an order on futures: only its first event says when it was accepted", () => {
    assert.deepStrictEqual<unknown>(seen("usdm", { ...update, o: order }), [
      {
        product: "usdm",
        route: "/fapi/v1/order",
        eventTime: 3,
        execution: "NEW",
        clientOrderId: "mine",
        order: {
          orderId: 28,
          symbol: "BTCUSDT",
          clientOrderId: "mine",
          status: "NEW",
          side: "BUY",
          type: "LIMIT",
          origType: "LIMIT",
          price: "2",
          origQty: "1",
          executedQty: "0",
          time: 1,
          updateTime: 1
        }
      }
    ])
    const [later] = seen("coinm", { ...update, o: { ...order, x: "TRADE" } })
    assert(later !== undefined && "order" in later)
    assert.deepStrictEqual(
      [later.product, later.route, later.order.time, later.order.updateTime],
      ["coinm", undefined, undefined, 1]
    )
  })

  // told to have expired, it goes on as the order that it was waiting to be: a cancel of it has more to do
  it("an order on futures that is triggered has not ended, and is not accepted a second time", () => {
    const shown = (more: object) => {
      const [sighting] = seen("coinm", { ...update, o: { ...order, o: "STOP", ot: "STOP", ...more } })
      assert(sighting !== undefined && "order" in sighting)
      return [sighting.order.status, sighting.order.time]
    }
    const expired = { x: "EXPIRED", X: "EXPIRED" }
    assert.deepStrictEqual(shown({}), ["NEW", 1])
    assert.deepStrictEqual(shown({ ...expired, er: "8" }), [undefined, undefined])
    assert.deepStrictEqual(shown({ ...expired, er: "0" }), [undefined, undefined])
    assert.deepStrictEqual(shown(expired), [undefined, undefined])
    assert.deepStrictEqual(shown({ o: "LIMIT" }), ["NEW", undefined])
    // these have ended
    assert.deepStrictEqual(shown({ ...expired, er: "5" }), ["EXPIRED", undefined])
    assert.deepStrictEqual(shown({ ...expired, o: "LIMIT" }), ["EXPIRED", undefined])
    assert.deepStrictEqual(shown({ ...expired, o: "LIMIT", ot: "LIMIT" }), ["EXPIRED", undefined])
  })

  it("the routes of portfolio margin are told apart, and an order of none of them is told without one", () => {
    const routes = (event: object) => seen("pm", event).map((sighting) => "order" in sighting && sighting.route)
    assert.deepStrictEqual(routes({ ...update, fs: "UM", o: order }), ["/papi/v1/um/order"])
    assert.deepStrictEqual(routes({ ...update, fs: "CM", o: order }), ["/papi/v1/cm/order"])
    assert.deepStrictEqual(routes({ e: "executionReport", ...order }), ["/papi/v1/margin/order"])
    const conditional = {
      e: "CONDITIONAL_ORDER_TRADE_UPDATE",
      so: { s: "BTCUSDT", c: "mine", si: 7, os: "NEW", i: 28 }
    }
    assert.deepStrictEqual(routes({ ...conditional, fs: "UM" }), ["/papi/v1/um/conditional/openOrder"])
    assert.deepStrictEqual(routes({ ...conditional, fs: "CM" }), ["/papi/v1/cm/conditional/openOrder"])
    for (const fs of [undefined, "XM", "toString"]) {
      assert.deepStrictEqual(routes({ ...update, fs, o: order }), [undefined])
      assert.deepStrictEqual(routes({ ...conditional, fs }), [undefined])
    }
  })

  it("conditional orders go by their own number, never by that of the order they have placed", () => {
    const algo = { s: "BTCUSDT", caid: "mine", aid: 7, X: "TRIGGERED", ai: "28", o: "STOP", q: "1", cp: true }
    const [byAlgo] = seen("usdm", { e: "ALGO_UPDATE", T: 2, o: algo })
    assert(byAlgo !== undefined && "order" in byAlgo)
    assert.deepInclude(byAlgo, { route: "/fapi/v1/algoOrder", execution: "TRIGGERED", clientOrderId: "mine" })
    assert.deepInclude<unknown>(byAlgo.order, { orderId: 7, actualOrderId: 28, status: "TRIGGERED" })
    // it closes the position, whatever that is
    assert.isUndefined(byAlgo.order.origQty)
    assert.isUndefined(byAlgo.order.time)
    const strategy = { s: "BTCUSDT", c: "mine", si: 7, os: "NEW", i: 28, T: 1, st: "STOP" }
    const [byStrategy] = seen("pm", { e: "CONDITIONAL_ORDER_TRADE_UPDATE", fs: "UM", so: strategy })
    assert(byStrategy !== undefined && "order" in byStrategy)
    assert.deepInclude<unknown>(byStrategy.order, { orderId: 7, triggeredOrderId: 28, type: "STOP", time: 1 })
  })

  it("a fill in few words is one of a plain order", () => {
    const lite = {
      e: "TRADE_LITE",
      E: 3,
      T: 2,
      s: "BTCUSDT",
      c: "mine",
      i: 28,
      S: "SELL",
      q: "1",
      p: "0",
      l: "1",
      t: 5
    }
    assert.deepStrictEqual<unknown>(seen("usdm", lite), [
      {
        product: "usdm",
        route: "/fapi/v1/order",
        eventTime: 3,
        execution: "TRADE",
        clientOrderId: "mine",
        order: {
          orderId: 28,
          symbol: "BTCUSDT",
          clientOrderId: "mine",
          side: "SELL",
          price: "0",
          origQty: "1",
          updateTime: 2
        }
      }
    ])
  })

  it("the older stream of options: several orders, sells below zero, its own words for what happened", () => {
    const one = {
      T: 1,
      t: 2,
      s: "BTC-220930-18000-C",
      c: "a",
      oid: "4611869636869226548",
      p: "1993",
      q: "-1",
      S: "CANCELLED",
      e: "-0.5"
    }
    const told = seen("options", {
      e: "ORDER_TRADE_UPDATE",
      o: [one, { ...one, c: "b", q: "1", S: "ACCEPTED" }, { ...one, c: "c", S: "FILLED" }, { ...one, c: "" }]
    })
    assert.deepStrictEqual(
      told.map(
        (sighting) =>
          "order" in sighting && [
            sighting.clientOrderId,
            sighting.execution,
            sighting.order.status,
            sighting.order.side
          ]
      ),
      [
        ["a", "CANCELED", "CANCELED", "SELL"],
        ["b", "NEW", "ACCEPTED", "BUY"],
        ["c", "TRADE", "FILLED", "SELL"]
      ]
    )
    assert(told[0] !== undefined && "order" in told[0])
    assert.deepInclude<unknown>(told[0].order, {
      orderId: "4611869636869226548",
      origQty: "1",
      executedQty: "0.5",
      time: 1,
      updateTime: 2
    })
  })

  it("what tells of no order tells of none", () => {
    for (const event of [{ e: "ACCOUNT_UPDATE", a: { m: "ORDER" } }, { e: "NEW_THING" }, { e: "listenKeyExpired" }])
      assert.deepStrictEqual(seen("usdm", event), [])
  })
})
