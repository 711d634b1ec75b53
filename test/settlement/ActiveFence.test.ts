// What shall not be open in the end is cancelled, once nothing of it can come any more, and only when that was asked for.
import { assert, describe, it } from "@effect/vitest"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import {
  fenceMillis,
  json,
  limit,
  LittleExchange,
  lost,
  reasonOf,
  refusal,
  settleOver,
  valueOf,
  visibilityMillis
} from "./support.ts"

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

  /** The first cancel executes as it was asked for, and its reply is lost; until then, and this long after it, reads show the order as it was. */
  const cancelledUnheard = (lagMillis: number, byAnother?: string) => {
    let cancelledAt = Infinity
    return new LittleExchange((request, self) => {
      if (request.what === "place") {
        self.accept(request)
        return lost
      }
      const [order] = self.rows
      if (order === undefined) return undefined
      if (request.what === "cancel" && request.nth === 1) {
        self.cancel(order, byAnother ?? request.parameters.get("newClientOrderId") ?? "of-the-cancel", request.at)
        cancelledAt = request.at
        return lost
      }
      const asItWas = { ...order, clientOrderId: request.parameters.get("origClientOrderId"), status: "NEW" }
      return request.what === "order" && request.at < cancelledAt + lagMillis ? json(200, asItWas) : undefined
    })
  }

  it.effect("keeps its name when it is cancelled, and is found by it when the reply to that is lost", () =>
    Effect.gen(function* () {
      const exchange = cancelledUnheard(0)
      const { exit } = yield* settleOver(exchange, gone)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      assert.strictEqual(exchange.count("cancel"), 2)
    })
  )

  it.effect("is not given as open by a read that lags behind the engine, which knows it no more", () =>
    Effect.gen(function* () {
      const { exit } = yield* settleOver(cancelledUnheard(visibilityMillis - 5000), gone)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
    })
  )

  it.effect("stays in doubt when somebody else has cancelled it under another name: it could be another one", () =>
    Effect.gen(function* () {
      const { exit } = yield* settleOver(cancelledUnheard(0, "somebody-else"), gone)
      assert.isUndefined(exit)
    })
  )

  // It cannot be ended, and to give it as it is would be to say that it was.
  it.effect("stays in doubt while the key may not cancel it", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what === "cancel") return refusal(-2015, "Invalid API-key, IP, or permissions for action.", 401)
        if (request.what !== "place") return undefined
        self.accept(request)
        return lost
      })
      const { exit } = yield* settleOver(exchange, gone, 300_000)
      assert.isUndefined(exit)
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
