import { assert, describe, it } from "@effect/vitest"

import * as Operation from "effect-binance/client/Operation"
import * as CustomOperation from "effect-binance/client/CustomOperation"
import { AmbiguousExecution } from "effect-binance/errors/BinanceError"
import { marginRules } from "effect-binance/products/MarginRules"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import {
  accepted,
  atOnce,
  client,
  clientFixed,
  http,
  lost,
  parameter,
  parametersOf,
  tagOf,
  wire,
  within,
  withTime
} from "./support.ts"

const dayTicker = CustomOperation.read({
  product: spotRules,
  path: "/api/v3/ticker/24hr",
  success: Schema.Struct({ lastPrice: Schema.String }),
  weight: 2
})

const place = CustomOperation.write({
  product: spotRules,
  kind: "place",
  path: "/api/v3/order",
  success: Spot.Order,
  find: { subject: "placement", views: () => Spot.views }
})
const pegged = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT_MAKER",
  quantity: "0.01",
  pegPriceType: "PRIMARY_PEG"
} as const

const shapeOf = ({ countsAsOrder, kind, method, name, path, security }: Operation.AnyOperation) => ({
  countsAsOrder: countsAsOrder === true,
  kind,
  method,
  name,
  path,
  security
})

describe("a read of one's own", () => {
  it.effect("sends its parameters as they are, unsigned, and decodes the reply", () => {
    const over = wire(() => http(200, { lastPrice: "4.00000200", priceChange: "-94.99999800" }))
    return Effect.gen(function* () {
      const result = yield* atOnce(dayTicker({ symbol: "BTCUSDT", type: "MINI" }))
      assert.deepStrictEqual<unknown>(result._tag === "Success" ? result.success : result.failure, {
        lastPrice: "4.00000200"
      })
      const request = over.sent[0]?.request
      assert.strictEqual(
        `${request?.method} ${request?.path}?${request?.query}`,
        "GET /api/v3/ticker/24hr?symbol=BTCUSDT&type=MINI"
      )
      assert.deepStrictEqual(request?.headers, {})
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it("says what it is; what is left out is the cautious choice", () => {
    assert.deepStrictEqual(shapeOf(dayTicker.operation), {
      countsAsOrder: false,
      kind: "read",
      method: "GET",
      name: "spot GET /api/v3/ticker/24hr",
      path: "/api/v3/ticker/24hr",
      security: "NONE"
    })
    assert.strictEqual(dayTicker.operation.weight(), 2)
    assert.strictEqual(dayTicker.operation.goodForMillis(), 60_000)
    assert.notProperty(dayTicker.operation, "find")
    const assets = CustomOperation.read({
      product: marginRules,
      path: "/sapi/v3/asset/getUserAsset",
      method: "POST",
      security: "USER_DATA",
      success: Schema.Array(Schema.Unknown),
      name: "wallet.assets",
      goodForMillis: 1000
    })
    assert.deepStrictEqual(shapeOf(assets.operation), {
      countsAsOrder: false,
      kind: "read",
      method: "POST",
      name: "wallet.assets",
      path: "/sapi/v3/asset/getUserAsset",
      security: "USER_DATA"
    })
    assert.strictEqual(assets.operation.goodForMillis(), 1000)
  })

  it.effect(
    "cannot be in doubt: a reply that is lost is a read to be made again, one of another shape is said so",
    () =>
      Effect.gen(function* () {
        const read = (reply: ReturnType<typeof http> | typeof lost) =>
          Effect.map(atOnce(dayTicker()).pipe(Effect.provide(clientFixed(wire(() => reply)))), tagOf)
        assert.strictEqual(yield* read(lost), "ReadFailed")
        assert.strictEqual(yield* read(http(200, { lastPrice: 4 })), "UnexpectedShape")
      })
  )
})

describe("a write of one's own", () => {
  it.effect("is signed, named by the library, and counted as an order", () => {
    const over = wire((request) => accepted(request))
    return Effect.gen(function* () {
      assert.strictEqual(tagOf(yield* atOnce(place(pegged))), "Success")
      const request = over.sent[0]?.request
      if (request === undefined) return assert.fail("nothing was sent")
      assert.strictEqual(`${request.method} ${request.path}`, "POST /api/v3/order")
      assert.match(parameter(request, "newClientOrderId") ?? "", /^[0-9a-z]{24}$/)
      assert.strictEqual(parametersOf(request).get("pegPriceType"), "PRIMARY_PEG")
      assert.isTrue(parametersOf(request).has("signature"))
      assert.deepStrictEqual(shapeOf(place.operation), {
        countsAsOrder: true,
        kind: "place",
        method: "POST",
        name: "spot POST /api/v3/order",
        path: "/api/v3/order",
        security: "TRADE"
      })
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("is in doubt unless a row says otherwise, and the doubt knows what was wanted", () =>
    Effect.gen(function* () {
      for (const reply of [
        lost,
        http(500, ""),
        http(400, { code: -1999, msg: "new" }),
        http(200, {}),
        http(200, { code: 200 })
      ]) {
        const result = yield* atOnce(place({ ...pegged, newClientOrderId: "own" })).pipe(
          Effect.provide(clientFixed(wire(() => reply)))
        )
        if (result._tag === "Success" || !(result.failure instanceof AmbiguousExecution))
          return assert.fail(tagOf(result))
        assert.deepInclude(result.failure.inDoubt, {
          operation: "spot POST /api/v3/order",
          kind: "place",
          clientOrderIds: ["own"],
          symbol: "BTCUSDT",
          side: "BUY",
          type: "LIMIT_MAKER",
          quantity: "0.01"
        })
      }
    })
  )

  it.effect("a reply about another order is none", () =>
    Effect.gen(function* () {
      const reply = http(200, { orderId: 1, clientOrderId: "another" })
      assert.strictEqual(
        tagOf(yield* atOnce(place(pegged)).pipe(Effect.provide(clientFixed(wire(() => reply))))),
        "MalformedReply"
      )
    })
  )

  it.effect("with an id that could not be looked up it is not sent", () => {
    const over = wire((request) => accepted(request))
    return Effect.gen(function* () {
      for (const newClientOrderId of ["a b", "", "x".repeat(37), 7])
        assert.strictEqual(tagOf(yield* atOnce(place({ ...pegged, newClientOrderId }))), "InvalidRequest")
      assert.strictEqual(over.sent.length, 0)
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("names its order as its product does", () => {
    const over = wire(() => http(200, { orderId: 1 }))
    const algo = CustomOperation.write({
      product: spotRules,
      kind: "place",
      path: "/fapi/v1/algoOrder",
      success: Spot.Order,
      find: { subject: "placement", views: () => Spot.views },
      idParameter: "clientAlgoId"
    })
    return Effect.gen(function* () {
      yield* atOnce(algo({ symbol: "BTCUSDT" }))
      assert.match(parameter(over.sent[0]?.request, "clientAlgoId") ?? "", /^[0-9a-z]{24}$/)
      assert.isNull(parameter(over.sent[0]?.request, "newClientOrderId"))
      assert.strictEqual(algo.operation.describe({ clientAlgoId: "own" }, "abc").clientOrderId, "own")
      assert.strictEqual(algo.operation.clientOrderIdFrom?.({ clientAlgoId: "own" }), "caller")
      assert.strictEqual(algo.operation.clientOrderIdFrom?.({}), "library")
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it("each kind has its usual method", () => {
    const base = { product: spotRules, path: "/x", success: Spot.Order }
    const cancel = CustomOperation.write({
      ...base,
      kind: "cancel",
      find: { subject: "cancel", views: () => Spot.views }
    })
    const amend = CustomOperation.write({
      ...base,
      kind: "amend",
      find: { subject: "amend", views: () => Spot.views, wanted: () => ({ quantity: "1" }) }
    })
    const setting = CustomOperation.write({ ...base, kind: "setting", find: Operation.repeat, method: "PUT" })
    assert.deepStrictEqual(
      [cancel, amend, setting].map(({ operation }) => `${operation.method} ${operation.countsAsOrder === true}`),
      ["DELETE false", "PUT false", "PUT false"]
    )
    assert.deepInclude(cancel.operation.describe({ symbol: "A", origClientOrderId: "a", orderId: 1 }, ""), {
      symbol: "A",
      clientOrderId: "a",
      orderId: "1"
    })
    // the name of the order to cancel is not one that the library may make
    assert.deepStrictEqual(cancel.operation.parameters({ symbol: "A", orderId: 1 }, "abc"), { symbol: "A", orderId: 1 })
    assert.deepInclude(amend.operation.describe({ symbol: "A", orderId: 1, newQty: "0.5" }, ""), { quantity: "0.5" })
  })
})

describe("a write of one's own whose reply is lost", () => {
  it.effect("is settled like any other: found by its name, and sent once", () => {
    let name: string | null = null
    const over = wire(
      withTime((request) => {
        if (request.method === "POST") {
          name = parameter(request, "newClientOrderId")
          return lost
        }
        const seen = {
          symbol: "BTCUSDT",
          orderId: 7,
          clientOrderId: name,
          side: "BUY",
          type: "LIMIT_MAKER",
          origQty: "0.01"
        }
        return http(200, request.path === "/api/v3/order" ? seen : [seen])
      })
    )
    return Effect.gen(function* () {
      const result = yield* within(place(pegged).pipe(Reconciliation.settle), 300_000)
      assert.deepInclude(result._tag === "Success" ? result.success : result.failure, {
        orderId: 7,
        clientOrderId: name ?? ""
      })
      assert.strictEqual(over.orders().length, 1)
    }).pipe(Effect.provide(Reconciliation.layer.pipe(Layer.provideMerge(client(over)))))
  })
})

describe("a transfer of one's own", () => {
  const move = CustomOperation.transfer({
    product: marginRules,
    path: "/sapi/v1/sub-account/universalTransfer",
    success: Schema.Struct({ tranId: Schema.Union([Schema.Int, Schema.String]) }),
    idParameter: "clientTranId"
  })

  it.effect("has nothing to look for, and in doubt it has its id", () =>
    Effect.gen(function* () {
      assert.notProperty(move.operation, "find")
      const result = yield* atOnce(move({ asset: "BTC", amount: "1" })).pipe(
        Effect.provide(clientFixed(wire(() => lost)))
      )
      if (result._tag === "Success" || !(result.failure instanceof AmbiguousExecution))
        return assert.fail(tagOf(result))
      assert.match(result.failure.inDoubt.clientOrderIds[0] ?? "", /^[0-9a-z]{24}$/)
      assert.strictEqual(result.failure.inDoubt.quantity, "1")
    })
  )

  it.effect("a 200 without the proof of a transfer is a doubt; with it, the id is exact", () =>
    Effect.gen(function* () {
      const answer = (body: string) => atOnce(move({})).pipe(Effect.provide(clientFixed(wire(() => http(200, body)))))
      assert.strictEqual(tagOf(yield* answer("{}")), "MalformedReply")
      const done = yield* answer(`{"tranId":9007199254740993}`)
      assert.deepStrictEqual<unknown>(done._tag === "Success" ? done.success : done.failure, {
        tranId: "9007199254740993"
      })
    })
  )
})
