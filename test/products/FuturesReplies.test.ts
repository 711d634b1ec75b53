// Every operation of futures, options and portfolio margin reads what the docs say it is answered with, and whatever may be added to it.
import { assert, describe, it } from "@effect/vitest"
import type { BinanceClient } from "effect-binance/client/BinanceClient"
import type { AnyOperation } from "effect-binance/client/Operation"
import type { WireRequest } from "effect-binance/client/Transport"
import * as Coinm from "effect-binance/products/Coinm"
import * as Options from "effect-binance/products/Options"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import * as Usdm from "effect-binance/products/Usdm"
import * as Effect from "effect/Effect"
import { atOnce, clientFixed, http, parametersOf, type Script, wire } from "../client/support.ts"
import { coinmReplies, optionsReplies, portfolioMarginReplies, usdmReplies } from "./futuresReplies.ts"
import { coinmRows, optionsRows, portfolioMarginRows, usdmRows } from "./futuresRequests.ts"
import type { Row } from "./requests.ts"

const sentNames = ["newClientOrderId", "clientOrderId", "clientAlgoId", "newClientStrategyId"]

/** The example as a reply to this very request: about the order that it names. */
const about = (request: WireRequest, example: string): string => {
  const sent = parametersOf(request)
  const name = sentNames.map((key) => sent.get(key)).find((value) => value !== null)
  let body = example
  if (request.method === "POST" && name !== undefined)
    body = body.replace(
      /"(clientOrderId|clientAlgoId|newClientStrategyId)": ?"[^"]*"/,
      (_, key) => `"${key}": "${name}"`
    )
  const orderId = sent.get("orderId")
  if (orderId !== null) body = body.replace(/"orderId": ?\d+/, `"orderId": ${orderId}`)
  const orig = sent.get("origClientOrderId")
  return orig === null ? body : body.replace(/"origClientOrderId": ?"[^"]*"/, `"origClientOrderId": "${orig}"`)
}

const over = <A, E>(call: Effect.Effect<A, E, BinanceClient>, script: Script) =>
  atOnce(call).pipe(Effect.provide(clientFixed(wire(script))), Effect.flatMap(Effect.fromResult))
const answered = <A, E>(call: Effect.Effect<A, E, BinanceClient>, example: string) =>
  over(call, (request) => http(200, about(request, example)))

const words =
  /"(status|side|type|origType|positionSide|timeInForce|strategyStatus|strategyType|algoStatus|orderType|accountStatus|workingType)": "[^"]*"/g
const withMore = (example: string): string =>
  example.replaceAll("{", `{"brandNew": {"x": [1]}, `).replaceAll(words, (_, key) => `"${key}": "BRAND_NEW"`)

// an error code that cannot be read is one that may be an error
const proofs = new Set(["orderId", "orderListId", "algoId", "strategyId", "code"])

const modules: ReadonlyArray<
  readonly [
    string,
    Readonly<Record<string, unknown>>,
    ReadonlyArray<Row>,
    Readonly<Record<string, string>>,
    ReadonlyArray<string>
  ]
> = [
  // whose replies the docs give no example of, and batches, which are read element by element
  ["USDⓈ-M", Usdm, usdmRows, usdmReplies, ["testOrder", "placeOrders", "amendOrders", "cancelOrders"]],
  ["COIN-M", Coinm, coinmRows, coinmReplies, ["bookTicker", "placeOrders", "amendOrders", "cancelOrders"]],
  ["options", Options, optionsRows, optionsReplies, ["placeOrders", "cancelOrders"]],
  ["portfolio margin", PortfolioMargin, portfolioMarginRows, portfolioMarginReplies, []]
]

const nameOf = (module: Readonly<Record<string, unknown>>, operation: AnyOperation) =>
  Object.entries(module).find(
    ([, value]) => typeof value === "function" && "operation" in value && value.operation === operation
  )?.[0] ?? ""

for (const [title, module, rows, replies, without] of modules) {
  describe(`what ${title} answers`, () => {
    it("every operation has an example, or is said to have none", () => {
      const names = new Set(rows.map(({ operation }) => nameOf(module, operation)))
      assert.sameMembers(Array.from(names), [...Object.keys(replies), ...without])
    })

    for (const [name, example] of Object.entries(replies)) {
      const row = rows.find(({ operation }) => nameOf(module, operation) === name) ?? assert.fail(name)
      it.effect(`${name} reads the documented example`, () =>
        Effect.gen(function* () {
          const result = yield* answered(row.call, example)
          assert.isNotEmpty(result)
        })
      )

      it.effect(`${name} reads it with new fields and unknown words`, () => answered(row.call, withMore(example)))

      if (
        !["place", "orderList", "cancel", "amend"].includes(row.expected.kind) ||
        !/Id": \d/.test(example) ||
        example.startsWith("[")
      )
        continue
      it.effect(`${name} is no doubt when a field that proves nothing has another type`, () =>
        Effect.gen(function* () {
          for (const key of Object.keys(JSON.parse(example))) {
            if (proofs.has(key)) continue
            const strange = JSON.stringify({ ...JSON.parse(example), [key]: { strange: true } })
            const result = yield* answered(row.call, strange)
            assert.notProperty(result, key === "createDate" ? "time" : key)
          }
        })
      )
      it.effect(`${name} needs no more than an id`, () =>
        Effect.gen(function* () {
          const [id = assert.fail(name)] = /"(orderId|orderListId|algoId|strategyId)": \d+/.exec(example) ?? []
          yield* answered(row.call, `{${id}}`)
        })
      )
    }
  })
}

describe("what is shown in other words", () => {
  it.effect("ids of options beyond 2^53 survive exactly, in orders and in fills", () =>
    Effect.gen(function* () {
      const symbol = "BTC-200730-9000-C"
      const order = yield* answered(Options.queryOrder({ symbol, clientOrderId: "a" }), optionsReplies["queryOrder"]!)
      assert.strictEqual(order.orderId, "4611875134427365377")
      const [trade] = yield* answered(Options.userTrades({ symbol }), optionsReplies["userTrades"]!)
      assert.deepStrictEqual(
        [trade?.id, trade?.orderId, trade?.isBuyer],
        ["4611875134427365377", "4611875134427365377", true]
      )
    })
  )

  it.effect("an options order has the words of all orders, no sign, and one spelling of cancelled", () =>
    Effect.gen(function* () {
      const symbol = "BTC-220715-2000-C"
      const [sold] = yield* answered(Options.historyOrders({ symbol }), optionsReplies["historyOrders"]!)
      assert.deepStrictEqual(
        [sold?.origQty, sold?.quantity, sold?.executedQty],
        ["0.50000000", "0.50000000", "0.50000000"]
      )
      assert.strictEqual(sold?.time, 1_657_867_694_244)
      assert.notProperty(sold, "clientOrderId")
      const spelled = optionsReplies["historyOrders"]!.replace("FILLED", "CANCELLED")
      const [ended] = yield* answered(Options.historyOrders({ symbol }), spelled)
      assert.strictEqual(ended?.status, "CANCELED")
    })
  )

  it.effect("an algo order has the words of all orders beside its own", () =>
    Effect.gen(function* () {
      const order = yield* answered(
        Usdm.queryAlgoOrder({ symbol: "BNBUSDT", algoId: 1 }),
        usdmReplies["queryAlgoOrder"]!
      )
      assert.deepStrictEqual(
        [order.orderId, order.clientOrderId, order.status, order.type, order.origQty, order.time],
        [order.algoId, order.clientAlgoId, order.algoStatus, order.orderType, order.quantity, order.createTime]
      )
      assert.strictEqual(order.orderId, 2146760)
    })
  )

  it.effect("a triggered conditional order is told apart from the order that it placed", () =>
    Effect.gen(function* () {
      const input = { symbol: "BTCUSDT", strategyId: 123445 }
      const order = yield* answered(
        PortfolioMargin.endedUmConditionalOrder(input),
        portfolioMarginReplies["endedUmConditionalOrder"]!
      )
      assert.deepStrictEqual(
        [order.orderId, order.status, order.type, order.triggeredOrderId, order.triggeredStatus, order.triggeredType],
        [123445, "TRIGGERED", "TRAILING_STOP_MARKET", 12132343435, "NEW", "MARKET"]
      )
    })
  )

  it.effect("a fill says which side it was on in the words of Spot", () =>
    Effect.gen(function* () {
      const [fill] = yield* answered(Usdm.userTrades({ symbol: "BTCUSDT" }), usdmReplies["userTrades"]!)
      assert.deepStrictEqual([fill?.isBuyer, fill?.isMaker], [false, false])
      assert.notProperty(fill, "buyer")
    })
  )

  it.effect("an amendment says what it changed", () =>
    Effect.gen(function* () {
      const [row] = yield* answered(
        Coinm.orderAmendments({ symbol: "BTCUSD_PERP", orderId: 1 }),
        coinmReplies["orderAmendments"]!
      )
      assert.deepStrictEqual(
        [
          row?.origClientOrderId,
          row?.newClientOrderId,
          row?.origPrice,
          row?.newPrice,
          row?.origQty,
          row?.newQty,
          row?.count
        ],
        ["LJ9R4QZDihCaS8UAOOLpgW", "LJ9R4QZDihCaS8UAOOLpgW", "30004", "30003.2", "1", "1", 3]
      )
    })
  )

  it.effect("a setting that is so already is a success that changed nothing", () =>
    Effect.gen(function* () {
      const set = Usdm.changeMarginType({ symbol: "BTCUSDT", marginType: "ISOLATED" })
      const soAlready = http(400, { code: -4046, msg: "No need to change margin type." })
      assert.deepStrictEqual(yield* over(set, () => soAlready), { changed: false })
    })
  )

  it.effect("a change of margin is refused with the codes of settings, and is proved by its code", () =>
    Effect.gen(function* () {
      const move = Usdm.changePositionMargin({ symbol: "BTCUSDT", amount: "1", type: 1 })
      const insufficient = http(400, { code: -4051, msg: "Isolated balance insufficient." })
      const error = yield* Effect.flip(over(move, () => insufficient))
      assert.deepStrictEqual([error._tag, error.reason._tag], ["Fatal", "InsufficientBalance"])
      assert.strictEqual((yield* Effect.flip(over(move, () => http(200, {}))))._tag, "AmbiguousExecution")
    })
  )
})
