// What is waited out, and how often is asked meanwhile, is a setting of each product.
import { assert, describe, it } from "@effect/vitest"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Effect from "effect/Effect"
import { limit, LittleExchange, lost, reasonOf, settleOver } from "./support.ts"

const settled = Spot.placeOrder(limit).pipe(Reconciliation.settle)

const under = (bounds: Readonly<Record<string, SettlementBounds.Bounds>>) =>
  Effect.gen(function* () {
    const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
    const { endedAt, exit } = yield* settleOver(exchange, settled).pipe(
      Effect.provideService(SettlementBounds.Overrides, bounds)
    )
    assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    return { endedAt, looks: exchange.count("order") }
  })

describe("the bounds of a product", () => {
  it.effect("shorten a settlement when the exchange states smaller ones", () =>
    Effect.gen(function* () {
      const { endedAt } = yield* under({ spot: { graceMillis: 300, visibilityMillis: 700 } })
      assert.isAtLeast(endedAt, 5000 + 300 + 700)
      assert.isBelow(endedAt, 8000)
    })
  )

  it.effect("of another product change nothing", () =>
    Effect.gen(function* () {
      const { endedAt } = yield* under({ usdm: { graceMillis: 300, visibilityMillis: 700 } })
      assert.isAtLeast(endedAt, 5000 + 11_000 + 30_000)
    })
  )

  it.effect("say how far apart the looks at one order are", () =>
    Effect.gen(function* () {
      const bounds = { graceMillis: 11_000, visibilityMillis: 30_000 }
      const often = yield* under({ spot: { ...bounds, spacingMillis: 2000 } })
      const seldom = yield* under({ spot: { ...bounds, spacingMillis: 15_000 } })
      assert.isAbove(often.looks, 2 * seldom.looks)
    })
  )
})
