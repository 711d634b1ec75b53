// How the cancel of all orders, and a setting, end when their reply is lost.
import { assert, describe, it } from "@effect/vitest"
import * as Operation from "effect-binance/client/Operation"
import type { Reply } from "effect-binance/client/Transport"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import {
  badGateway,
  fenceMillis,
  json,
  LittleExchange,
  lost,
  reasonOf,
  refusal,
  type Request,
  row,
  settleOver,
  start,
  valueOf,
  visibilityMillis
} from "./support.ts"

const cancelled = Spot.cancelAllOrders({ symbol: "BTCUSDT" }).pipe(Reconciliation.settle)
const nothing = () => {}

/** Two open orders, and what becomes of the first cancel of all: it is lost, after `act`. */
const over = (
  act: (exchange: LittleExchange, request: Request) => void,
  more: (request: Request, exchange: LittleExchange) => Reply | undefined = () => undefined
) => {
  const exchange = new LittleExchange((request, self) => {
    if (request.what !== "cancelAll") return more(request, self)
    act(self, request)
    return lost
  })
  for (const id of [1, 2]) exchange.rows.push(row(id, { clientOrderId: `mine${id}`, time: start - 60_000 }))
  return exchange
}

describe("the cancel of all orders, in doubt", () => {
  it.effect("cancels what stays, order by order, after the fence, and is never sent again as a whole", () =>
    Effect.gen(function* () {
      const exchange = over(nothing)
      const { endedAt, exit } = yield* settleOver(exchange, cancelled)
      assert.deepStrictEqual(
        valueOf(exit).map((one) => ("orderId" in one ? [one.orderId, one.status] : one)),
        [
          [1, "CANCELED"],
          [2, "CANCELED"]
        ]
      )
      assert.strictEqual(exchange.count("cancelAll"), 1)
      for (const name of ["mine1", "mine2"]) {
        const own = exchange.all("cancel").filter(({ parameters }) => parameters.get("origClientOrderId") === name)
        assert.strictEqual(own.length, 1)
        assert.isAtLeast(own[0]?.at ?? 0, fenceMillis)
      }
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
    })
  )

  it.effect("that executed is known to have when every lag is over, and gives what was seen open before", () =>
    Effect.gen(function* () {
      const exchange = over((self, request) => {
        for (const one of self.rows) self.cancel(one, one.clientOrderId, request.at)
      })
      const { endedAt, exit } = yield* settleOver(exchange, cancelled)
      assert.deepStrictEqual(valueOf(exit), [])
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
      // the ping of the engine, and nothing else
      assert.strictEqual(exchange.count("cancel"), 1)
    })
  )

  it.effect("leaves alone what was placed since", () =>
    Effect.gen(function* () {
      const exchange = over((self, request) => {
        self.rows.push(
          row(9, { clientOrderId: "new", time: start + request.at + 5_000, visibleAt: request.at + 5_000 })
        )
      })
      const { exit } = yield* settleOver(exchange, cancelled)
      assert.strictEqual(valueOf(exit).length, 2)
      assert.deepStrictEqual(
        exchange.rows.map(({ status }) => status),
        ["CANCELED", "CANCELED", "NEW"]
      )
    })
  )

  it.effect("cancels what was placed a moment before", () =>
    Effect.gen(function* () {
      const exchange = over(nothing)
      exchange.rows.push(row(3, { clientOrderId: "mine3", time: start }))
      yield* settleOver(exchange, cancelled)
      assert.strictEqual(exchange.rows[2]?.status, "CANCELED")
    })
  )

  it.effect("cancels what is later than its timestamp by no more than our clock may be wrong", () =>
    Effect.gen(function* () {
      const exchange = over((self, request) => {
        self.rows.push(row(9, { clientOrderId: "new", time: start + request.at + 1 }))
      })
      yield* settleOver(exchange, cancelled)
      assert.strictEqual(exchange.rows[2]?.status, "CANCELED")
    })
  )

  it.effect("does not trust an empty list that comes early", () =>
    Effect.gen(function* () {
      const exchange = over(nothing, (request) =>
        request.what === "openOrders" && request.at < 40_000 ? json(200, []) : undefined
      )
      const { exit } = yield* settleOver(exchange, cancelled)
      assert.strictEqual(valueOf(exit).length, 2)
      assert.isTrue(exchange.rows.every(({ status }) => status === "CANCELED"))
    })
  )

  it.effect("cancels an order of which nobody says when it was accepted", () =>
    Effect.gen(function* () {
      const exchange = over(nothing, (request, self) =>
        request.what === "openOrders"
          ? json(
              200,
              self.rows.filter(({ status }) => status === "NEW").map(({ time: _time, ...one }) => one)
            )
          : undefined
      )
      const { exit } = yield* settleOver(exchange, cancelled)
      assert.strictEqual(valueOf(exit).length, 2)
      assert.isTrue(exchange.rows.every(({ status }) => status === "CANCELED"))
    })
  )

  // A read may flap: what counts are two empty lists, one behind the other, when every lag is over.
  for (const [what, answers] of [
    ["one empty list", ["empty"]],
    ["two empty lists with one between that could not be had", ["empty", "failed", "empty"]]
  ] as const) {
    it.effect(`does not trust ${what}`, () =>
      Effect.gen(function* () {
        const from = fenceMillis + visibilityMillis + 5_000
        let asked = 0
        const exchange = over(nothing, (request) => {
          if (request.what !== "openOrders") return undefined
          if (request.at < from) return badGateway
          const answer = answers[asked]
          asked += 1
          return answer === "empty" ? json(200, []) : answer === "failed" ? badGateway : undefined
        })
        const { exit } = yield* settleOver(exchange, cancelled)
        assert.strictEqual(valueOf(exit).length, 2)
        assert.isTrue(exchange.rows.every(({ status }) => status === "CANCELED"))
      })
    )
  }

  it.effect("waits out the lag behind a cancel of its own", () =>
    Effect.gen(function* () {
      const shownAt = 44_000
      let lostAt = Infinity
      const exchange = over(
        (self, request) => {
          for (const one of self.rows) self.cancel(one, one.clientOrderId, request.at)
          self.rows.push(row(3, { clientOrderId: "mine3", time: start - 60_000, visibleAt: shownAt }))
        },
        (request) => {
          if (request.what === "cancel" && request.parameters.get("origClientOrderId") === "mine3") {
            if (lostAt !== Infinity) return undefined
            lostAt = request.at
            return refusal(-2011, "Unknown order sent.")
          }
          // by a node that is behind, which has not got the order yet
          return request.what === "openOrders" && request.at > lostAt && request.at < lostAt + 25_000
            ? json(200, [])
            : undefined
        }
      )
      yield* settleOver(exchange, cancelled)
      assert.strictEqual(exchange.rows[2]?.status, "CANCELED")
    })
  )

  it.effect("gives what was cancelled, and not what was filled meanwhile", () =>
    Effect.gen(function* () {
      const exchange = over(nothing, (request, self) => {
        const [first] = self.rows
        if (request.what === "cancel" && request.parameters.get("origClientOrderId") === "mine1" && first !== undefined)
          first.status = "FILLED"
        return undefined
      })
      const { exit } = yield* settleOver(exchange, cancelled)
      assert.deepStrictEqual(
        valueOf(exit).map((one) => ("orderId" in one ? one.orderId : one)),
        [2]
      )
    })
  )

  it.effect("stays in doubt while an order stays open", () =>
    Effect.gen(function* () {
      const exchange = over(nothing, (request) =>
        request.what === "cancel" && request.parameters.get("origClientOrderId") === "mine2" ? badGateway : undefined
      )
      const { exit } = yield* settleOver(exchange, cancelled, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("stays in doubt while the open orders cannot be had", () =>
    Effect.gen(function* () {
      const exchange = over(nothing, (request) => (request.what === "openOrders" ? badGateway : undefined))
      const { exit } = yield* settleOver(exchange, cancelled, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )
})

describe("a setting in doubt", () => {
  const set = Operation.make({
    name: "test.set",
    product: spotRules,
    kind: "setting",
    method: "POST",
    path: "/api/v3/setting",
    weight: () => 1,
    security: "TRADE",
    success: Schema.Struct({ code: Schema.optionalKey(Schema.Int) }),
    parameters: (_input: void) => ({}),
    describe: () => ({}),
    goodForMillis: () => 1_000,
    find: Operation.repeat
  })().pipe(Reconciliation.settle)

  const answering = (reply: (request: Request) => Reply | undefined) =>
    new LittleExchange((request) => (request.what === "setting" ? reply(request) : undefined))

  it.effect("is sent again after its fence, and the answer to that is the answer", () =>
    Effect.gen(function* () {
      const exchange = answering(({ nth }) => (nth === 1 ? lost : undefined))
      const { exit } = yield* settleOver(exchange, set)
      assert.deepStrictEqual(valueOf(exit), { code: 200 })
      const [first, second] = exchange.all("setting")
      assert.isAtLeast((second?.at ?? 0) - (first?.at ?? 0), fenceMillis)
      assert.strictEqual(exchange.count("setting"), 2)
    })
  )

  it.effect("waits for the fence of each attempt", () =>
    Effect.gen(function* () {
      const exchange = answering(({ nth }) => (nth <= 2 ? lost : undefined))
      yield* settleOver(exchange, set)
      const at = exchange.all("setting").map((request) => request.at)
      assert.strictEqual(at.length, 3)
      assert.isAtLeast((at[2] ?? 0) - (at[1] ?? 0), fenceMillis)
    })
  )

  it.effect("is not settled by a refusal of the repeat, which says nothing about the first", () =>
    Effect.gen(function* () {
      const exchange = answering(({ nth }) => (nth === 1 ? lost : refusal(-1102, "A parameter was not sent.")))
      const { exit } = yield* settleOver(exchange, set, 200_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )
})
