import * as Seeded from "@effect-binance/simulator/Seeded"
import { assert, describe, it } from "@effect/vitest"
import { AmbiguousExecution, type BinanceError, Fatal } from "effect-binance/errors/BinanceError"
import type { BinanceClient } from "effect-binance/client/BinanceClient"
import type { Reply } from "effect-binance/client/Transport"
import * as Spot from "effect-binance/products/Spot"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type AnyCall, atOnce, clientFixed, http, parameter, tagOf, wire } from "./support.ts"

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "1"
} as const
const place = Spot.placeOrder(limit)
const cancel = Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "a" })

/** What a call comes to when this is the whole answer. */
const answered = <A>(call: Effect.Effect<A, BinanceError, BinanceClient>, reply: Reply) =>
  atOnce(call).pipe(Effect.provide(clientFixed(wire(() => reply))))

const full = {
  symbol: "BTCUSDT",
  orderId: 28,
  orderListId: -1,
  transactTime: 1507725176595,
  price: "1.00000000",
  origQty: "0.01000000",
  executedQty: "0.01000000",
  origQuoteOrderQty: "0.000000",
  cummulativeQuoteQty: "0.01000000",
  status: "FILLED",
  timeInForce: "GTC",
  type: "LIMIT",
  side: "BUY",
  workingTime: 1507725176595,
  selfTradePreventionMode: "NONE",
  fills: [{ price: "1.00000000", qty: "0.01000000", commission: "4.00000000", commissionAsset: "USDT", tradeId: 56 }]
}

describe("a write that succeeded", () => {
  it.effect("needs its id, and nothing else", () =>
    Effect.gen(function* () {
      for (const call of [place, cancel]) {
        const result = yield* answered(call, http(200, { orderId: 28 }))
        assert.deepStrictEqual(result._tag === "Success" ? result.success : result.failure, { orderId: 28 })
      }
    })
  )

  it.effect("shows what it knows and leaves out what it does not know", () =>
    Effect.gen(function* () {
      const result = yield* answered(place, http(200, { ...full, brandNewField: { deep: [1] } }))
      if (result._tag === "Failure") return assert.fail("a doubt")
      const { selfTradePreventionMode: _, ...known } = full
      assert.deepStrictEqual<unknown>(result.success, known)
    })
  )

  it.effect("whatever one field holds instead, and if it is missing", () =>
    Effect.gen(function* () {
      const others: ReadonlyArray<unknown> = [
        null,
        0,
        -1,
        1.5,
        1e300,
        "",
        "text",
        true,
        [],
        {},
        [null],
        [[]],
        { a: 1 },
        "💥",
        undefined
      ]
      for (const field of Object.keys(full).filter((name) => name !== "orderId" && name !== "symbol")) {
        for (const value of others) {
          const result = yield* answered(place, http(200, { ...full, [field]: value }))
          assert.strictEqual(result._tag, "Success", `${field}: ${JSON.stringify(value)}`)
          if (result._tag === "Success") assert.strictEqual(result.success.orderId, 28)
        }
      }
      for (const field of ["price", "qty", "commission", "commissionAsset", "tradeId"]) {
        for (const value of others) {
          const result = yield* answered(place, http(200, { ...full, fills: [{ ...full.fills[0], [field]: value }] }))
          assert.strictEqual(result._tag, "Success", `fills.${field}: ${JSON.stringify(value)}`)
        }
      }
    })
  )

  it.effect("unknown states, types and sides pass through as they are", () =>
    Effect.gen(function* () {
      const result = yield* answered(
        place,
        http(200, { ...full, status: "SOMETHING_NEW", type: "TELEPATHIC", side: "SIDEWAYS", timeInForce: "NEVER" })
      )
      if (result._tag === "Failure") return assert.fail("a doubt")
      assert.deepInclude(result.success, {
        status: "SOMETHING_NEW",
        type: "TELEPATHIC",
        side: "SIDEWAYS",
        timeInForce: "NEVER"
      })
    })
  )

  it.effect("an id beyond 2^53 keeps every digit", () =>
    Effect.gen(function* () {
      for (const id of ["9007199254740993", "9223372036854775807", "12345678901234567890"]) {
        for (const call of [place, cancel]) {
          for (const text of [
            `{"orderId":${id}}`,
            `{"orderId":"${id}"}`,
            `{"orderId" : ${id} ,"fills":[{"tradeId":${id}}]}`
          ]) {
            const result = yield* answered(call, http(200, text))
            assert.strictEqual(result._tag === "Success" ? result.success.orderId : tagOf(result), id, text)
          }
        }
      }
      const exact = yield* answered(place, http(200, '{"orderId":9007199254740991}'))
      assert.strictEqual(exact._tag === "Success" ? exact.success.orderId : undefined, 9007199254740991)
    })
  )

  it.effect("decimals stay as they were sent: text, never a float", () =>
    Effect.gen(function* () {
      const result = yield* answered(
        place,
        http(200, { ...full, price: "0.10000000000000000001", executedQty: "123456789012345678901234567890.5" })
      )
      assert.deepInclude(result._tag === "Success" ? result.success : {}, {
        price: "0.10000000000000000001",
        executedQty: "123456789012345678901234567890.5"
      })
    })
  )

  it.effect("random changes of the reply make a success of it or a doubt, never a defect, and never a no", () =>
    Effect.gen(function* () {
      const random = Seeded.make("decoding")
      const text = JSON.stringify(full)
      let doubts = 0
      for (let i = 0; i < 400; i++) {
        const at = random.integer(0, text.length - 1)
        const body = random.chance(0.5)
          ? text.slice(0, at) + random.text(random.integer(0, 3)) + text.slice(at + random.integer(0, 5))
          : text.slice(0, at)
        const exit = yield* Effect.exit(answered(place, http(200, body)))
        if (Exit.isFailure(exit)) return assert.fail(`a defect: ${body}`)
        if (exit.value._tag === "Success") continue
        doubts++
        assert.instanceOf(exit.value.failure, AmbiguousExecution, body)
      }
      assert.isAbove(doubts, 100)
    })
  )
})

describe("a cancel that succeeded", () => {
  const cancelled = { ...full, status: "CANCELED", origClientOrderId: "a", clientOrderId: "a" }

  it.effect("whatever one field holds instead, and if it is missing", () =>
    Effect.gen(function* () {
      for (const field of Object.keys(cancelled).filter(
        (name) => !["orderId", "status", "origClientOrderId"].includes(name)
      )) {
        for (const value of [null, 0, 1.5, "", "text", true, [], {}, undefined]) {
          const result = yield* answered(cancel, http(200, { ...cancelled, [field]: value }))
          assert.strictEqual(result._tag, "Success", `${field}: ${JSON.stringify(value)}`)
        }
      }
    })
  )

  it.effect("also the name that the order had", () =>
    Effect.gen(function* () {
      for (const value of [null, 7, {}, []]) {
        const result = yield* answered(cancel, http(200, { ...cancelled, origClientOrderId: value }))
        assert.strictEqual(result._tag, "Success", JSON.stringify(value))
      }
    })
  )
})

describe("a write that lacks its id", () => {
  it.effect("is a doubt, whatever else the 200 says", () =>
    Effect.gen(function* () {
      const bodies: ReadonlyArray<unknown> = [
        {},
        [],
        { ...full, orderId: undefined },
        ...[null, "", "abc", -1, 0, 1.5, true, {}, [28]].map((orderId) => Object.assign({}, full, { orderId })),
        "",
        "null",
        "28",
        '"28"',
        "<html>"
      ]
      for (const call of [place, cancel]) {
        for (const body of bodies) {
          const result = yield* answered(call, http(200, body))
          if (result._tag === "Success") return assert.fail(JSON.stringify(body))
          assert.instanceOf(result.failure, AmbiguousExecution, JSON.stringify(body))
        }
      }
    })
  )
})

describe("a write that is proven by something its schema does not know", () => {
  it.effect("is a doubt and never Fatal: a cancel that is answered with the whole order list", () =>
    Effect.gen(function* () {
      const result = yield* answered(
        cancel,
        http(200, { orderListId: 3, listOrderStatus: "ALL_DONE", orders: [{ orderId: 28 }] })
      )
      if (result._tag === "Success") return assert.fail("it has no order id")
      assert.instanceOf(result.failure, AmbiguousExecution)
    })
  )
})

describe("a cancel that is answered with another order", () => {
  it.effect("is a doubt; with its own it is a success", () =>
    Effect.gen(function* () {
      const byId = Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 28 })
      const rows: ReadonlyArray<readonly [AnyCall, unknown, boolean]> = [
        [byId, { orderId: 28 }, true],
        [byId, { orderId: "28" }, true],
        [byId, { orderId: 29 }, false],
        [Spot.cancelOrder({ symbol: "BTCUSDT", orderId: "9007199254740993" }), '{"orderId":9007199254740993}', true],
        [Spot.cancelOrder({ symbol: "BTCUSDT", orderId: "9007199254740993" }), '{"orderId":9007199254740992}', false],
        [cancel, { orderId: 1, origClientOrderId: "a", clientOrderId: "a" }, true],
        [cancel, { orderId: 1, origClientOrderId: "b" }, false]
      ]
      for (const [call, body, succeeds] of rows) {
        const result = yield* answered(call, http(200, body))
        assert.strictEqual(
          result._tag === "Success" || !(result.failure instanceof AmbiguousExecution),
          succeeds,
          JSON.stringify(body)
        )
      }
    })
  )
})

describe("a read of an unexpected shape", () => {
  const secretive = "7c0f-private-value"
  // each holds values of the account where the schema expects something else
  const shapes: ReadonlyArray<readonly [name: string, call: AnyCall, body: unknown, values: ReadonlyArray<string>]> = [
    [
      "a balance as a number",
      Spot.account(),
      { balances: [{ asset: "BTC", free: 123.456789, locked: "0" }] },
      ["123.456789"]
    ],
    ["balances as an object", Spot.account(), { balances: { BTC: "123.456789" } }, ["123.456789"]],
    ["a balance as a text where there is a list", Spot.account(), { balances: "123.456789 BTC" }, ["123.456789"]],
    ["permissions of numbers", Spot.account(), { balances: [], permissions: [876543] }, ["876543"]],
    [
      "an order without an id",
      Spot.queryOrder({ symbol: "BTCUSDT", orderId: 1 }),
      { symbol: "BTCUSDT", price: "98765.4321", clientOrderId: secretive },
      ["98765.4321", secretive]
    ],
    [
      "an id that is an object",
      Spot.queryOrder({ symbol: "BTCUSDT", orderId: 1 }),
      { orderId: { value: secretive } },
      [secretive]
    ],
    [
      "an id that is a fraction",
      Spot.queryOrder({ symbol: "BTCUSDT", orderId: 1 }),
      { orderId: 28.51234 },
      ["28.51234"]
    ],
    ["one order where there is a list", Spot.openOrders(), { orderId: 1, price: "98765.4321" }, ["98765.4321"]],
    ["a list of texts", Spot.openOrders(), [secretive], [secretive]],
    ["trades without an id", Spot.myTrades({ symbol: "BTCUSDT" }), [{ orderId: 1, qty: "55.5555" }], ["55.5555"]],
    ["the time as a text", Spot.time(), { serverTime: secretive }, [secretive]],
    ["rules without symbols", Spot.exchangeInfo(), { rateLimits: [{ rateLimitType: 4455 }] }, ["4455"]]
  ]

  it.effect("is Fatal(UnexpectedShape), and says that nothing happened", () =>
    Effect.gen(function* () {
      for (const [name, call, body] of shapes) {
        const result = yield* answered(call, http(200, body))
        if (result._tag === "Success") return assert.fail(name)
        assert.instanceOf(result.failure, Fatal, name)
        assert.strictEqual(result.failure.reason._tag, "UnexpectedShape", name)
        assert.strictEqual(result.failure.executed, "n/a")
      }
    })
  )

  it.effect("tells no value of the reply", () =>
    Effect.gen(function* () {
      for (const [name, call, body, values] of shapes) {
        const result = yield* answered(call, http(200, body))
        if (result._tag === "Success") return assert.fail(name)
        const told = `${result.failure.message} ${JSON.stringify(result.failure)}`
        for (const value of values) assert.notInclude(told, value, name)
      }
    })
  )

  it.effect("says where the shape is unexpected", () =>
    Effect.gen(function* () {
      const [, call, body] = shapes[0]!
      const result = yield* answered(call, http(200, body))
      if (result._tag === "Success") return assert.fail("it succeeded")
      assert.match(result.failure.message, /balances.*free/)
    })
  )

  it.effect("an optional field of another type does not make one", () =>
    Effect.gen(function* () {
      const order = { orderId: 1, price: 5, status: null, fills: 7, time: "x", isWorking: "yes", updateTime: 1.5 }
      const found = yield* answered(Spot.queryOrder({ symbol: "BTCUSDT", orderId: 1 }), http(200, order))
      assert.deepStrictEqual(found._tag === "Success" ? found.success : found.failure, { orderId: 1 })
      const listed = yield* answered(Spot.openOrders(), http(200, [order, { orderId: "9007199254740993" }]))
      assert.deepStrictEqual<unknown>(listed._tag === "Success" ? listed.success : listed.failure, [
        { orderId: 1 },
        { orderId: "9007199254740993" }
      ])
      const trades = yield* answered(
        Spot.myTrades({ symbol: "BTCUSDT" }),
        http(200, '[{"id":9007199254740993,"orderId":9007199254740995,"qty":1,"isBuyer":"no"}]')
      )
      assert.deepStrictEqual<unknown>(trades._tag === "Success" ? trades.success : trades.failure, [
        { id: "9007199254740993", orderId: "9007199254740995" }
      ])
      const account = yield* answered(
        Spot.account(),
        http(200, { balances: [], canTrade: "maybe", updateTime: "now", accountType: 1 })
      )
      assert.deepStrictEqual<unknown>(account._tag === "Success" ? account.success : account.failure, { balances: [] })
    })
  )

  it.effect("a test order is answered with an empty object, or with rates", () =>
    Effect.gen(function* () {
      const rates = { standardCommissionForOrder: { maker: "0.1" } }
      for (const body of [{}, rates]) {
        const result = yield* answered(Spot.testOrder(limit), http(200, body))
        assert.deepStrictEqual<unknown>(result._tag === "Success" ? result.success : result.failure, body)
      }
    })
  )

  it.effect("the reply that a caller's own id comes back in is its proof", () =>
    Effect.gen(function* () {
      const over = wire((request) => http(200, { orderId: 5, clientOrderId: parameter(request, "newClientOrderId") }))
      const result = yield* atOnce(Spot.placeOrder({ ...limit, newClientOrderId: "mine" })).pipe(
        Effect.provide(clientFixed(over))
      )
      assert.deepStrictEqual(result._tag === "Success" ? result.success : undefined, {
        orderId: 5,
        clientOrderId: "mine"
      })
    })
  )
})
