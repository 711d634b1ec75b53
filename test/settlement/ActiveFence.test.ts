// What shall not be open in the end is cancelled, once nothing of it can come any more, and only when that was asked for.
import { assert, describe, it } from "@effect/vitest"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import { fenceMillis, limit, LittleExchange, lost, reasonOf, settleOver, valueOf, visibilityMillis } from "./support.ts"

const gone = Spot.placeOrder(limit).pipe(Reconciliation.ensureAbsent)
const accepting = (more: object = {}) =>
  new LittleExchange((request, self) => {
    if (request.what !== "place") return undefined
    self.accept(request, more)
    return lost
  })

describe("an order that shall not be open", () => {
  it.effect("is cancelled by its own name after the fence of every attempt, not before", () =>
    Effect.gen(function* () {
      const exchange = accepting()
      const { exit } = yield* settleOver(exchange, gone)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      const [cancel] = exchange.all("cancel")
      assert.isAtLeast(cancel?.at ?? 0, fenceMillis)
      const name = exchange.all("place")[0]?.parameters.get("newClientOrderId")
      assert.strictEqual(cancel?.parameters.get("origClientOrderId"), name)
      assert.deepStrictEqual(
        exchange.rows.map(({ status }) => status),
        ["CANCELED"]
      )
    })
  )

  it.effect("is given as it is when it was filled meanwhile", () =>
    Effect.gen(function* () {
      const { exit } = yield* settleOver(accepting({ status: "FILLED", executedQty: "0.01" }), gone)
      assert.strictEqual(valueOf(exit).status, "FILLED")
    })
  )

  it.effect("was never there when neither the engine nor any view has it", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
      const { endedAt, exit } = yield* settleOver(exchange, gone)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
    })
  )

  it.effect("is cancelled again until the engine has answered", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what === "place") self.accept(request)
        return request.what === "place" || (request.what === "cancel" && request.nth < 3) ? lost : undefined
      })
      const { exit } = yield* settleOver(exchange, gone)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      assert.strictEqual(exchange.count("cancel"), 3)
    })
  )

  it.effect("is left alone when its name is the caller's: it could be another one", () =>
    Effect.gen(function* () {
      const exchange = accepting()
      const call = Spot.placeOrder({ ...limit, newClientOrderId: "mine" }).pipe(Reconciliation.ensureAbsent)
      const { exit } = yield* settleOver(exchange, call)
      assert.strictEqual(valueOf(exit).status, "NEW")
      assert.strictEqual(exchange.count("cancel"), 0)
    })
  )

  it.effect("is not cancelled when nobody asked for it", () =>
    Effect.gen(function* () {
      const exchange = accepting()
      const { exit } = yield* settleOver(exchange, Spot.placeOrder(limit).pipe(Reconciliation.settle))
      assert.strictEqual(valueOf(exit).status, "NEW")
      assert.strictEqual(exchange.count("cancel"), 0)
    })
  )
})
