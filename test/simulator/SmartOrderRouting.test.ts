/** Smart order routing: what it fills comes as allocations, what it cannot fill rests on the book, and the library settles both. */
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as Exchange from "@effect-binance/simulator/Exchange"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { hmac } from "@effect-binance/simulator/TestKeys"
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { layerWebSocketConstructorGlobal } from "effect/socket/Socket"
import * as TestClock from "effect/testing/TestClock"
import { simulated } from "./library.ts"
import { connect, signed as signedFrame } from "./sockets.ts"
import {
  bob,
  body,
  cancel,
  limit,
  market,
  query,
  quiet,
  signed,
  start,
  trader,
  twoAccounts,
  type Values
} from "./support.ts"

const path = "/api/v3/sor/order"
const order = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "50000.00" }
const routed = (timestamp: number, values: Values = {}) => signed("POST", path, timestamp, { ...order, ...values })
// it takes the two best prices of the house
const taking = { quantity: "3", price: "61000.00" }

type Trader = ReturnType<typeof trader>
const rows = ({ send }: Trader, at: string, values: Values = {}): ReadonlyArray<Record<string, unknown>> => {
  const ticket = send((t) => signed("GET", at, t, { symbol: "BTCUSDT", ...values }))
  assert.strictEqual(ticket.reply?.status, 200, ticket.reply?.body)
  // a test that expects rows fails on anything else
  return JSON.parse(ticket.reply?.body ?? "") as ReadonlyArray<Record<string, unknown>>
}
const allocations = (of: Trader, values: Values = {}) => rows(of, "/api/v3/myAllocations", values)

/** What the reply to a placed order says of its fills. */
const fillsOf = (placed: Record<string, unknown>) => placed["fills"] as ReadonlyArray<Record<string, unknown>>

describe("an order for smart order routing", () => {
  it("is filled by allocations, which are no trades", () => {
    const of = trader()
    const placed = of.ok((t) => routed(t, { ...taking, newClientOrderId: "mine" }))
    const fills = fillsOf(placed)
    assert.isAtLeast(fills.length, 2)
    assert.deepInclude(placed, { status: "FILLED", usedSor: true, workingFloor: "SOR", executedQty: "3.00000000" })
    assert.deepStrictEqual(
      fills.map(({ allocId, matchType, tradeId }) => ({ allocId, matchType, tradeId })),
      fills.map((_, index) => ({ allocId: index, matchType: "ONE_PARTY_TRADE_REPORT", tradeId: -1 }))
    )
    assert.deepStrictEqual(rows(of, "/api/v3/myTrades"), [])
    assert.deepStrictEqual(of.exchange.trades(), [])
    const listed = allocations(of)
    assert.deepStrictEqual(
      listed.map(({ allocationId, commission, price, qty }) => ({ allocId: allocationId, commission, price, qty })),
      fills.map(({ allocId, commission, price, qty }) => ({ allocId, commission, price, qty }))
    )
    assert.deepStrictEqual(listed[0], {
      symbol: "BTCUSDT",
      allocationId: 0,
      allocationType: "SOR",
      orderId: 1,
      orderListId: -1,
      price: "60001.00000000",
      qty: fills[0]?.["qty"],
      quoteQty: listed[0]?.["quoteQty"],
      commission: fills[0]?.["commission"],
      commissionAsset: "BTC",
      time: placed["transactTime"],
      isBuyer: true,
      isMaker: false,
      isAllocator: false
    })
    const sum = (name: string) => listed.reduce((total, row) => total + Number(row[name]), 0)
    assert.closeTo(sum("quoteQty"), Number(placed["cummulativeQuoteQty"]), 1e-6)
    // the commission is paid in what was bought
    assert.closeTo(Number(of.exchange.balance("test", "BTC").free), 1000 + 3 - sum("commission"), 1e-8)
    for (const read of [rows(of, "/api/v3/allOrders")[0], of.ok((t) => query(t, { origClientOrderId: "mine" }))])
      assert.deepInclude(read, { status: "FILLED", usedSor: true, workingFloor: "SOR" })
  })

  it("rests with what it could not fill on the book of its symbol, and trades there", () => {
    const of = trader(twoAccounts)
    of.ok((t) => limit(t, { side: "SELL", quantity: "0.01" }, bob))
    const placed = of.ok((t) => routed(t, { quantity: "0.03" }))
    assert.deepInclude(placed, { status: "PARTIALLY_FILLED", usedSor: true, workingFloor: "EXCHANGE" })
    assert.deepStrictEqual(
      fillsOf(placed).map(({ allocId, qty, tradeId }) => [allocId, qty, tradeId]),
      [[0, "0.01000000", -1]]
    )
    of.ok((t) => market(t, { side: "SELL", quantity: "0.01" }, bob))
    const [trade, ...more] = rows(of, "/api/v3/myTrades")
    assert.deepStrictEqual(
      [more.length, trade?.["orderId"], trade?.["qty"], trade?.["isMaker"]],
      [0, 2, "0.01000000", true]
    )
    assert.strictEqual(allocations(of).length, 1)
    assert.deepInclude(
      of.ok((t) => cancel(t, { orderId: 2 })),
      { executedQty: "0.02000000", status: "CANCELED", usedSor: true, workingFloor: "EXCHANGE" }
    )
    // whoever stood on the other side has traded
    assert.strictEqual(of.exchange.trades().filter(({ account }) => account === "bob").length, 2)
  })

  it("expires with what it could not fill when it does not wait", () => {
    const of = trader(twoAccounts)
    of.ok((t) => limit(t, { side: "SELL", quantity: "0.01" }, bob))
    const expected = { status: "EXPIRED", executedQty: "0.01000000", usedSor: true, workingFloor: "SOR" }
    const asMarket = { type: "MARKET", price: undefined, timeInForce: undefined }
    assert.deepInclude(
      of.ok((t) => routed(t, { quantity: "0.03", timeInForce: "IOC" })),
      expected
    )
    of.ok((t) => limit(t, { side: "SELL", quantity: "0.01" }, bob))
    assert.deepInclude(
      of.ok((t) => routed(t, { quantity: "0.03", ...asMarket })),
      expected
    )
    assert.deepStrictEqual(
      allocations(of).map(({ allocationId, orderId }) => [allocationId, orderId]),
      [
        [0, 2],
        [1, 4]
      ]
    )
  })

  it("is taken as LIMIT and MARKET alone, by quantity, where the symbol has it", () => {
    const without: Partial<ExchangeConfig.ExchangeConfig> = {
      symbols: ExchangeConfig.defaults.symbols.map((symbol) =>
        symbol.symbol === "ETHUSDT" ? { ...symbol, without: ["sor"] } : symbol
      )
    }
    const { exchange, ok, refused, send } = trader(without)
    refused((t) => routed(t, { symbol: "ETHUSDT" }), -1013, "This symbol has no SOR.")
    refused((t) => signed("POST", `${path}/test`, t, { ...order, symbol: "ETHUSDT" }), -1013, "This symbol has no SOR.")
    for (const type of ["LIMIT_MAKER", "STOP_LOSS", "NONE"])
      refused((t) => routed(t, { type }), -1116, "Invalid orderType.")
    refused(
      (t) => routed(t, { type: "MARKET", price: undefined, timeInForce: undefined, quantity: undefined }),
      -1102,
      "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed."
    )
    for (const name of ["quoteOrderQty", "stopPrice", "trailingDelta"])
      assert.strictEqual(body(send((t) => routed(t, { [name]: "600" })))["code"], -1104, name)
    assert.deepStrictEqual(exchange.orders(), [])
    const information = ok((t) => ({ ...signed("GET", "/api/v3/exchangeInfo", t), query: "", headers: {} }))
    assert.deepStrictEqual(information["sors"], [{ baseAsset: "BTC", symbols: ["BTCUSDT"] }])
  })

  it("is tested without being placed, and costs what the documentation says", () => {
    const { exchange, ok, send } = trader()
    let used = 0
    const cost = (make: Parameters<typeof send>[0]) => {
      const ticket = send(make)
      const now = Number(ticket.reply?.headers["x-mbx-used-weight-1m"])
      const before = used
      used = now
      return [ticket.reply?.status, now - before]
    }
    const test =
      (values: Values = {}) =>
      (t: number) =>
        signed("POST", `${path}/test`, t, { ...order, ...values })
    assert.deepStrictEqual(cost(test()), [200, 1])
    assert.deepStrictEqual(cost(test({ computeCommissionRates: "true" })), [200, 20])
    assert.deepStrictEqual(exchange.orders(), [])
    // free when it succeeds
    assert.deepStrictEqual(
      cost((t) => routed(t)),
      [200, 0]
    )
    assert.deepStrictEqual(
      cost((t) => routed(t, { quantity: "0" })),
      [400, 1]
    )
    assert.deepStrictEqual(
      cost((t) => signed("GET", "/api/v3/myAllocations", t, { symbol: "BTCUSDT" })),
      [200, 20]
    )
    assert.deepStrictEqual(ok(test()), {})
  })
})

describe("the allocations of an account", () => {
  it("are read from the oldest on, by order, by id, and by time", () => {
    const of = trader({ readLag: ExchangeConfig.noLag })
    const times = [0, 1, 2].map(() => Number(of.ok((t) => routed(t, { price: "61000.00" }))["transactTime"]))
    const ids = (values: Values) => allocations(of, values).map(({ allocationId }) => allocationId)
    assert.deepStrictEqual(ids({ limit: 2 }), [0, 1])
    assert.deepStrictEqual(ids({ orderId: 2 }), [1])
    assert.deepStrictEqual(ids({ fromAllocationId: 1 }), [1, 2])
    assert.deepStrictEqual(ids({ orderId: 3, fromAllocationId: 2 }), [2])
    assert.deepStrictEqual(ids({ orderId: 1, fromAllocationId: 1 }), [])
    assert.deepStrictEqual(ids({ startTime: times[1] }), [1, 2])
    assert.deepStrictEqual(ids({ endTime: times[1], limit: 1 }), [1])
    assert.deepStrictEqual(ids({ startTime: times[0], endTime: times[1] }), [0, 1])
    of.refused(
      (t) => signed("GET", "/api/v3/myAllocations", t, { symbol: "BTCUSDT", orderId: 1, startTime: times[0] }),
      -1128,
      "Combination of optional parameters invalid."
    )
  })

  it("are shown as late as the database shows anything", () => {
    const of = trader({ visibilityMillis: 5000, readLag: (source) => (source === "database" ? 5000 : 0) })
    of.ok((t) => routed(t, { price: "61000.00" }))
    assert.deepStrictEqual(allocations(of), [])
    for (let i = 0; i < 4; i++) allocations(of)
    assert.strictEqual(allocations(of).length, 1)
  })
})

describe("over the WebSocket API", () => {
  it.live("an order comes in a list, and its stream says what filled it", () =>
    Effect.gen(function* () {
      const exchange = quiet(twoAccounts)
      const { webSocketUrl } = yield* SimulatedServer.start({ exchange })
      const client = yield* connect(webSocketUrl)
      yield* client.ask("userDataStream.subscribe.signature", signedFrame())
      const house = yield* client.ask("order.place", signedFrame({ ...order, side: "SELL" }, bob))
      assert.strictEqual(house.status, 200)
      const reply = yield* client.ask("sor.order.place", signedFrame({ ...order, quantity: "0.02" }))
      const placed: unknown = reply.result
      assert.isTrue(Array.isArray(placed) && placed.length === 1, JSON.stringify(reply))
      // just found to be one
      assert.deepInclude((placed as ReadonlyArray<unknown>)[0], { status: "PARTIALLY_FILLED", usedSor: true })
      yield* client.ask("order.place", signedFrame({ ...order, side: "SELL" }, bob))
      const told = client
        .events()
        .filter(({ e }) => e === "executionReport")
        .map(({ a, b, k, t, uS, x }) => [x, k, uS, b, a, t])
      assert.deepStrictEqual(told, [
        ["NEW", "SOR", true, undefined, undefined, -1],
        ["TRADE", "SOR", true, "ONE_PARTY_TRADE_REPORT", 0, -1],
        ["TRADE", "EXCHANGE", true, undefined, undefined, 2]
      ])
      const refused = yield* client.ask("sor.order.place", signedFrame({ ...order, type: "LIMIT_MAKER" }))
      assert.strictEqual(refused.error?.code, -1116)
      assert.deepStrictEqual((yield* client.ask("sor.order.test", signedFrame(order))).result, {})
      const rows: unknown = (yield* client.ask("myAllocations", signedFrame({ symbol: "BTCUSDT" }))).result
      assert.isTrue(Array.isArray(rows) && rows.length === 1)
    }).pipe(Effect.scoped)
  )

  it.live("the library reads it, tests one, and lists the allocations", () =>
    Effect.gen(function* () {
      const exchange = quiet()
      const { baseUrl } = yield* SimulatedServer.start({ exchange })
      yield* reads(exchange).pipe(
        Effect.provide(
          BinanceClient.layer.pipe(
            Layer.provide(ServerClock.layer),
            Layer.provide(NodeSigner.layer.pipe(Layer.provide(Credentials.layer(credentials)))),
            Layer.provide(WebSocketApi.layer),
            Layer.provide([layerWebSocketConstructorGlobal, Endpoint.layerSimulator(baseUrl)]),
            Layer.provide(BanWindow.layer)
          )
        )
      )
    }).pipe(Effect.scoped)
  )
})

const credentials = { apiKey: hmac.apiKey, apiSecret: hmac.secret }
const symbol = "BTCUSDT"
const filling = { symbol, side: "BUY", type: "MARKET", quantity: "0.5" } as const
const resting = { symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "50000" } as const

const reads = Effect.fnUntraced(function* (exchange: Exchange.Exchange) {
  assert.deepStrictEqual(yield* Spot.testSorOrder(filling), {})
  assert.deepStrictEqual(exchange.orders(), [])
  const placed = yield* Spot.placeSorOrder(filling)
  assert.deepInclude(placed, { orderId: 1, status: "FILLED", executedQty: "0.50000000" })
  const rows = yield* Spot.myAllocations({ symbol, orderId: placed.orderId })
  assert.deepStrictEqual(
    rows.map(({ allocationId, allocationType, orderId, qty }) => [allocationId, allocationType, orderId, qty]),
    [[0, "SOR", 1, "0.50000000"]]
  )
  assert.deepStrictEqual(yield* Spot.myTrades({ symbol }), [])
})

/** Settles a placement whose request meets the fault, beside what another order of the same symbol has traded, and gives what it says. */
const settled = Effect.fnUntraced(function* (input: Spot.PlaceSorOrder, fault: Fault.Name) {
  yield* TestClock.setTime(start)
  const exchange = Exchange.make({ seed: `sor ${fault}` })
  assert.strictEqual(exchange.handle(start, market(start)).reply?.status, 200)
  const fiber = yield* Spot.placeSorOrder(input).pipe(
    Reconciliation.settle,
    Effect.result,
    Effect.provide(simulated(exchange, FaultPlan.scripted([{ fault, on: "place" }]))),
    Effect.forkChild({ startImmediately: true })
  )
  yield* TestClock.adjust("20 minutes")
  const result = yield* Fiber.join(fiber)
  exchange.drain()
  assert.isTrue(
    exchange.requests().some((request) => request.fault === Fault.rowOf(fault).fault),
    "not met"
  )
  const orders = exchange.orders().slice(1)
  return { orders, result }
})

describe("the library", () => {
  it.effect("places one, tests one, and lists the allocations", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const exchange = quiet({ processingMillis: { minimum: 0, maximum: 0 } })
      const fiber = yield* reads(exchange).pipe(
        Effect.provide(simulated(exchange)),
        Effect.forkChild({ startImmediately: true })
      )
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
    })
  )

  for (const [name, input] of Object.entries({ filling, resting }))
    for (const fault of Fault.names.filter((each) => Fault.applies(Fault.rowOf(each), "place")))
      it.effect(`settles one that is ${name} as the book says: ${fault}`, () =>
        Effect.gen(function* () {
          const { orders, result } = yield* settled(input, fault)
          assert.isAtMost(orders.length, 1)
          if (result._tag === "Success") {
            assert.strictEqual(result.success.orderId, orders[0]?.orderId)
            assert.strictEqual(result.success.executedQty ?? "", name === "filling" ? "0.50000000" : "0.00000000")
          } else assert.deepStrictEqual([result.failure.executed, orders.length], ["no", 0])
        })
      )

  // Its fills are in no list of trades, so the orders alone can say that it was there; somebody else takes its name away meanwhile.
  const elsewhere = {
    "made smaller": (exchange: Exchange.Exchange, now: number) => exchange.amendElsewhere(now, 3, "0.02"),
    "cancelled": (exchange: Exchange.Exchange, now: number) => exchange.cancelElsewhere(now, 3),
    "filled to its end": (exchange: Exchange.Exchange, now: number) => {
      exchange.houseTakes(now, { symbol, side: "SELL", price: "50000", quantity: "0.02" })
      return exchange.orders()[2]?.status === "FILLED"
    }
  }
  for (const [name, change] of Object.entries(elsewhere))
    it.effect(`never says of one that was filled in part that it was not executed: ${name} before anybody looked`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(start)
        const exchange = Exchange.make({ ...twoAccounts, slowProbability: 0 })
        assert.strictEqual(exchange.handle(start, limit(start, { side: "SELL" }, bob)).reply?.status, 200)
        assert.strictEqual(exchange.handle(start, limit(start, { price: "40000.00" })).reply?.status, 200)
        const fiber = yield* Spot.placeSorOrder({ ...resting, quantity: "0.03" }).pipe(
          Reconciliation.settle,
          Effect.result,
          Effect.provide(
            simulated(
              exchange,
              // nothing can be read before it has changed
              FaultPlan.scripted([
                { fault: "reply-lost", on: "place" },
                { fault: "reset-unexecuted", on: "read", times: 3 }
              ])
            )
          ),
          Effect.forkChild({ startImmediately: true })
        )
        yield* TestClock.adjust("1 second")
        const order = exchange.orders()[2]
        assert.strictEqual(order?.executedQuantity, "0.01000000")
        assert.isTrue(change(exchange, start + 1000))
        yield* TestClock.adjust("20 minutes")
        const exit = fiber.pollUnsafe()
        if (name === "cancelled")
          assert.isUndefined(exit, "nothing tells it from another's that was cancelled, so it goes on")
        const result = exit === undefined ? undefined : yield* Fiber.join(fiber)
        if (name !== "cancelled") assert.strictEqual(result?._tag === "Success" ? result.success.orderId : result, 3)
        yield* Fiber.interrupt(fiber)
      })
    )
})
