// How an amend in doubt ends: by what the order shows, by its amendments, or by what the engine says when it is asked for the same.
import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import * as Operation from "effect-binance/client/Operation"
import type * as Transport from "effect-binance/client/Transport"
import { Fatal } from "effect-binance/errors/BinanceError"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import {
  badGateway,
  errorOf,
  fenceMillis,
  json,
  LittleExchange,
  lost,
  reasonOf,
  refusal,
  type Request,
  row,
  type Row,
  settleOver,
  start,
  valueOf,
  visibilityMillis
} from "./support.ts"

const amending = { symbol: "BTCUSDT", origClientOrderId: "mine", newQty: "0.005" } as const
const amended = Spot.amendOrder(amending).pipe(Reconciliation.settle)

/** An order that rests, and what becomes of the first amend: it is lost, after `act`. */
const over = (
  act: (order: Row, request: Request, exchange: LittleExchange) => void,
  more: (request: Request, order: Row, exchange: LittleExchange) => Transport.Reply | undefined = () => undefined
) => {
  const order = row(1, { clientOrderId: "mine", time: start - 60_000, updateTime: start - 60_000 })
  const exchange = new LittleExchange((request, self) => {
    if (request.what !== "amend" || request.nth > 1) return more(request, order, self)
    act(order, request, self)
    return lost
  })
  exchange.rows.push(order)
  return exchange
}
const execute = (order: Row, request: Request, exchange: LittleExchange) => exchange.amend(order, request)
const nothing = () => {}

// One's own amend may say what the order is called afterwards; the library's own keeps its name, or makes one when it has only its id.
const { operation } = Spot.amendOrder
const renaming = Operation.make<Spot.Order, "amend", Spot.AmendOrder>({
  ...operation,
  parameters: (input, id) => ({ ...operation.parameters(input, id), newClientOrderId: "next" }),
  describe: (input, id) => ({ ...operation.describe(input, id), newClientOrderId: "next" })
})(amending).pipe(Reconciliation.settle)

describe("an amend in doubt", () => {
  it.effect("is done when the order shows what was wanted, in one round trip", () =>
    Effect.gen(function* () {
      const exchange = over(execute)
      const { endedAt, exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(valueOf(exit).origQty, "0.005")
      assert.strictEqual(valueOf(exit).clientOrderId, "mine")
      assert.isAtMost(endedAt, 250)
      assert.strictEqual(exchange.count("amend"), 1)
    })
  )

  it.effect("is sent again after its fence, and not before, while the order is as it was", () =>
    Effect.gen(function* () {
      const exchange = over(nothing)
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(valueOf(exit).origQty, "0.005")
      const [first, second] = exchange.all("amend")
      assert.strictEqual(exchange.count("amend"), 2)
      assert.isAtLeast((second?.at ?? 0) - (first?.at ?? 0), fenceMillis)
    })
  )

  it.effect(
    "is in force when the engine says that the same again changes nothing, though reads still show it as it was",
    () =>
      Effect.gen(function* () {
        const shownAt = 25_000
        const exchange = over(execute, (request, order) =>
          request.at < shownAt && (request.what === "order" || request.what === "amendments")
            ? json(200, request.what === "order" ? { ...order, origQty: "0.01" } : [])
            : undefined
        )
        const { endedAt, exit } = yield* settleOver(exchange, amended)
        assert.strictEqual(valueOf(exit).origQty, "0.005")
        assert.isAtLeast(endedAt, shownAt)
        assert.strictEqual(exchange.count("amend"), 2)
      })
  )

  it.effect("is in force on the engine's word where no view shows what was amended", () =>
    Effect.gen(function* () {
      const exchange = over(execute, (request, order) => {
        const { origQty: _, ...terse } = order
        return request.what === "order" ? json(200, terse) : request.what === "amendments" ? json(200, []) : undefined
      })
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(valueOf(exit).orderId, 1)
      assert.strictEqual(exchange.count("amend"), 2)
    })
  )

  it.effect("is done when its amendments list it, though the order was changed again since", () =>
    Effect.gen(function* () {
      const exchange = over((order, request, self) => {
        self.amend(order, request)
        order.origQty = "0.002"
      })
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(valueOf(exit).origQty, "0.002")
      assert.strictEqual(exchange.count("amend"), 1)
    })
  )

  it.effect("is not done because an earlier amendment asked for the same", () =>
    Effect.gen(function* () {
      const exchange = over(nothing)
      const earlier = { orderId: 1, origClientOrderId: "mine", newClientOrderId: "mine", newQty: "0.005" }
      exchange.amendments.push({ ...earlier, time: start - 30_000 })
      yield* settleOver(exchange, amended)
      assert.strictEqual(exchange.count("amend"), 2)
    })
  )

  it.effect("that gave the order another name is found under that", () =>
    Effect.gen(function* () {
      const byId = Spot.amendOrder({ symbol: "BTCUSDT", orderId: 1, newQty: "0.005" }).pipe(Reconciliation.settle)
      const exchange = over(execute)
      const { exit } = yield* settleOver(exchange, byId)
      assert.match(valueOf(exit).clientOrderId ?? "", /^made/)
    })
  )

  it.effect("whose order was cancelled is never a success, not even by the amend itself", () =>
    Effect.gen(function* () {
      const exchange = over((order, request, self) => {
        self.amend(order, request)
        self.cancel(order, "mine", 20)
      })
      const { exit } = yield* settleOver(exchange, amended)
      const error = errorOf(exit)
      assert.isTrue(
        error instanceof Fatal && error.reason._tag === "AlreadyInState" && error.reason.state === "CANCELED"
      )
      assert.strictEqual(exchange.count("amend"), 1)
    })
  )

  it.effect("that cancels the order when it is sent again is no success either", () =>
    Effect.gen(function* () {
      const exchange = over(nothing, (request, order) =>
        request.what === "amend"
          ? json(200, { amendedOrder: { orderId: order.orderId, status: "CANCELED" } })
          : undefined
      )
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(reasonOf(exit), "Fatal AlreadyInState")
    })
  )

  for (const [quantity, says] of [
    ["0.005", "success"],
    ["0.01", "Fatal AlreadyInState"]
  ] as const) {
    it.effect(`of an order that was filled with ${quantity} is ${says}`, () =>
      Effect.gen(function* () {
        const exchange = over((order) => {
          order.origQty = quantity
          order.status = "FILLED"
          order.updateTime = start + 20
        })
        const { exit } = yield* settleOver(exchange, amended)
        assert.strictEqual(reasonOf(exit), says)
      })
    )
  }

  it.effect("that the engine refuses when it is sent again is refused only after every lag", () =>
    Effect.gen(function* () {
      const exchange = over(nothing, (request) =>
        request.what === "amend" ? refusal(-2038, "Order amend is not supported for this symbol.") : undefined
      )
      const { endedAt, exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(reasonOf(exit), "Fatal Unsupported")
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
    })
  )

  it.effect("that the engine refuses when it is sent again, and that shows up late, is done", () =>
    Effect.gen(function* () {
      const exchange = over(execute, (request, order) => {
        if (request.what === "amend") return refusal(-2038, "Order amend is not supported for this symbol.")
        if (request.at > 40_000) return undefined
        if (request.what === "amendments") return json(200, [])
        return request.what === "order" ? json(200, { ...order, origQty: "0.01" }) : undefined
      })
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(valueOf(exit).origQty, "0.005")
    })
  )

  it.effect("that may not be sent again any more did not execute when the order stays as it was", () =>
    Effect.gen(function* () {
      const exchange = over(nothing)
      const short = Spot.amendOrder(amending).pipe(Reconciliation.settle, Call.goodFor("5 seconds"))
      const { endedAt, exit } = yield* settleOver(exchange, short)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.strictEqual(exchange.count("amend"), 1)
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
    })
  )

  it.effect("of an order that nobody knows is refused when the engine has said so and every lag is over", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "amend" && request.nth === 1 ? lost : undefined
      )
      const { endedAt, exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
    })
  )

  for (const wasSeen of [false, true]) {
    it.effect(
      `is done though somebody else amended and renamed the order since, ${wasSeen ? "" : "never "}seen before`,
      () =>
        Effect.gen(function* () {
          const exchange = over(execute, (request, order, self) => {
            const isAmended = order.clientOrderId === "mine" && order.origQty === "0.005"
            if (request.what === "order" && isAmended) {
              const before = { ...order, origQty: "0.01" }
              order.clientOrderId = "theirs"
              order.origQty = "0.002"
              const theirs = { orderId: 1, origClientOrderId: "mine", newClientOrderId: "theirs", newQty: "0.002" }
              self.amendments.push({ ...theirs, time: start + request.at })
              if (wasSeen) return json(200, before)
            }
            // listed as late as may be
            return request.what === "amendments" && request.at < fenceMillis ? json(200, []) : undefined
          })
          const { exit } = yield* settleOver(exchange, amended)
          assert.strictEqual(valueOf(exit).orderId, 1)
          assert.strictEqual(valueOf(exit).origQty, "0.002")
        })
    )
  }

  for (const what of ["cannot be had at first", "list it later than the order is over"]) {
    it.effect(`of an order that others amended and that was filled is done though its amendments ${what}`, () =>
      Effect.gen(function* () {
        const isLate = (request: Request) =>
          request.what === "amendments" && (what === "cannot be had at first" ? request.nth === 1 : request.at < 3000)
        const exchange = over(
          (order, request, self) => {
            self.amend(order, request)
            order.clientOrderId = "theirs"
            order.origQty = "0.002"
            order.status = "FILLED"
          },
          (request) => (!isLate(request) ? undefined : what === "cannot be had at first" ? badGateway : json(200, []))
        )
        const byId = Spot.amendOrder({ symbol: "BTCUSDT", orderId: 1, newQty: "0.005" }).pipe(Reconciliation.settle)
        const { exit } = yield* settleOver(exchange, byId)
        assert.strictEqual(valueOf(exit).origQty, "0.002")
      })
    )
  }

  it.effect("of an order that others renamed before it arrived is refused, and ends", () =>
    Effect.gen(function* () {
      const exchange = over((order, request, self) => {
        const theirs = { orderId: 1, origClientOrderId: "mine", newClientOrderId: "theirs", newQty: "0.007" }
        self.amendments.push({ ...theirs, time: start + request.at })
        Object.assign(order, { clientOrderId: "theirs", origQty: "0.007", updateTime: start + request.at })
      })
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
      assert.strictEqual(exchange.rows[0]?.origQty, "0.007")
    })
  )

  it.effect("of an order that others amended is refused when none of their amendments was of its name", () =>
    Effect.gen(function* () {
      const exchange = over(nothing)
      const [order] = exchange.rows
      if (order !== undefined) Object.assign(order, { clientOrderId: "theirs", updateTime: start + 1 })
      exchange.amendments.push({
        orderId: 1,
        origClientOrderId: "other",
        newClientOrderId: "theirs",
        newQty: "0.005",
        time: start + 1
      })
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
    })
  )

  // Names are used again: the older order left this one long before, and was made as large then as this call asks for.
  it.effect("of an order that nobody knows is not the older one that an earlier amendment renamed", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "amend" && request.nth === 1 ? lost : undefined
      )
      // it is filled in part since, so it has changed since
      const older = { status: "PARTIALLY_FILLED", origQty: "0.005", time: start - 60_000, updateTime: start + 300 }
      exchange.rows.push(row(1, { clientOrderId: "theirs", ...older }))
      const theirs = { orderId: 1, origClientOrderId: "mine", newClientOrderId: "theirs", newQty: "0.005" }
      exchange.amendments.push({ ...theirs, time: start - 30_000 })
      // as a view that goes by when an order changed
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
    })
  )

  for (const [what, answer] of [
    ["the amendments of an order that it could be", (request: Request) => request.what === "amendments"],
    ["the open orders", (request: Request) => request.what === "openOrders"]
  ] as const) {
    it.effect(`of an order that others amended and renamed stays in doubt while ${what} cannot be had`, () =>
      Effect.gen(function* () {
        const exchange = over(
          (order, request, self) => {
            self.amend(order, request)
            order.clientOrderId = "theirs"
          },
          (request) => (answer(request) ? badGateway : undefined)
        )
        const { exit } = yield* settleOver(exchange, amended, 300_000)
        assert.strictEqual(reasonOf(exit), "unsettled")
      })
    )
  }

  it.effect(
    "of an order that others amended and renamed stays in doubt while a fill is of an order that nobody shows",
    () =>
      Effect.gen(function* () {
        const exchange = over((order, request, self) => {
          self.amend(order, request)
          order.clientOrderId = "theirs"
          order.status = "FILLED"
          order.visibleAt = 200_000
          self.trades.push({ id: 1, orderId: 1, isBuyer: true, time: start + request.at + 100 })
        })
        const { endedAt, exit } = yield* settleOver(exchange, amended)
        assert.strictEqual(valueOf(exit).origQty, "0.005")
        assert.isAtLeast(endedAt, 200_000)
      })
  )

  it.effect("asks for no amendments of orders that have not changed since", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "amend" && request.nth === 1 ? lost : undefined
      )
      for (let i = 1; i <= 20; i++) exchange.rows.push(row(i, { time: start - 60_000, updateTime: start - 60_000 }))
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
      assert.isAbove(exchange.count("openOrders"), 0)
      assert.strictEqual(exchange.count("amendments"), 0)
    })
  )

  it.effect("to a name that an older order had is not proven by that one", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "amend" && request.nth === 1 ? lost : undefined
      )
      exchange.rows.push(
        row(1, { clientOrderId: "next", status: "FILLED", time: start - 60_000, updateTime: start - 50_000 })
      )
      const { exit } = yield* settleOver(exchange, renaming, 120_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("to another name is found under that, whatever is shown of its quantity", () =>
    Effect.gen(function* () {
      const exchange = over(execute, (request, order) => {
        const { origQty: _, ...terse } = order
        return request.what === "amendments"
          ? json(200, [])
          : request.what === "order" && request.parameters.get("origClientOrderId") === "next"
            ? json(200, terse)
            : undefined
      })
      const { endedAt, exit } = yield* settleOver(exchange, renaming)
      assert.strictEqual(valueOf(exit).orderId, 1)
      assert.isAtMost(endedAt, 250)
      assert.strictEqual(exchange.count("amend"), 1)
    })
  )

  it.effect("of nothing is not proven by the order as it is", () =>
    Effect.gen(function* () {
      const find = { subject: "amend", views: () => Spot.views, wanted: () => ({}) } as const
      const vague = Operation.make<Spot.Order, "amend", Spot.AmendOrder>({ ...operation, find })
      const { exit } = yield* settleOver(over(nothing), vague(amending).pipe(Reconciliation.settleWithin("10 seconds")))
      assert.strictEqual(reasonOf(exit), "AmbiguousExecution ResponseLost")
    })
  )

  it.effect("of an order that was filled stays in doubt while its amendments cannot be had", () =>
    Effect.gen(function* () {
      const exchange = over(
        (order, request, self) => {
          self.amend(order, request)
          // others have changed it since
          Object.assign(order, { origQty: "0.002", status: "FILLED" })
        },
        (request) => (request.what === "amendments" ? badGateway : undefined)
      )
      const { exit } = yield* settleOver(exchange, amended, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("is not proven by a read about another order", () =>
    Effect.gen(function* () {
      const exchange = over(nothing, (request) =>
        request.what === "order" ? json(200, row(99, { clientOrderId: "theirs", origQty: "0.005" })) : undefined
      )
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(valueOf(exit).orderId, 1)
      assert.strictEqual(exchange.rows[0]?.origQty, "0.005", "told as amended, and it is as it was")
    })
  )

  // Which order a name that was used twice shows is not documented.
  it.effect("is not proven by an older order of the same name, which was filled long ago", () =>
    Effect.gen(function* () {
      const older = row(9, {
        clientOrderId: "mine",
        status: "FILLED",
        origQty: "0.005",
        time: start - 7_200_000,
        updateTime: start - 3_600_000
      })
      const exchange = over(nothing, (request, order) =>
        request.what === "order" && order.origQty !== "0.005" ? json(200, older) : undefined
      )
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(exchange.rows[0]?.origQty, "0.005", `it is as it was, and its amend ${reasonOf(exit)}`)
      assert.strictEqual(valueOf(exit).orderId, 1)
    })
  )

  it.effect("that the engine refuses is not refused on the first read that is answered", () =>
    Effect.gen(function* () {
      const readsFrom = 60_000
      const exchange = over(execute, (request, order) => {
        if (request.what === "amend") return refusal(-2038, "Order amend is not supported for this symbol.")
        if (request.at < readsFrom) return request.what === "order" ? badGateway : undefined
        // the first read that is answered comes from where nothing is known of it yet
        if (request.what === "amendments" && request.at < readsFrom + 5000) return json(200, [])
        return request.what === "order" && request.at < readsFrom + 5000
          ? json(200, { ...order, origQty: "0.01" })
          : undefined
      })
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(valueOf(exit).origQty, "0.005")
    })
  )

  it.effect("of an order that comes into being meanwhile amends it", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "amend") return undefined
        if (request.nth === 1) return lost
        if (request.nth === 2) {
          self.rows.push(row(1, { clientOrderId: "mine", time: start + request.at, updateTime: start + request.at }))
          return refusal(-2011, "Unknown order sent.")
        }
        return undefined
      })
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(valueOf(exit).origQty, "0.005")
      assert.strictEqual(exchange.count("amend"), 3)
    })
  )

  // What the engine held back is dealt with once it has answered, and shows within the bound from then.
  it.effect("that may not be sent again is concluded only a visibility bound after the engine's answer", () =>
    Effect.gen(function* () {
      const stalledUntil = 60_000
      const exchange = over(nothing, (request, order, self) => {
        if (request.what !== "cancel") return undefined
        if (request.at < stalledUntil) return badGateway
        if (order.origQty !== "0.005") {
          order.origQty = "0.005"
          order.updateTime = start + stalledUntil
          const held = { orderId: 1, origClientOrderId: "mine", newClientOrderId: "mine", newQty: "0.005" }
          self.amendments.push({ ...held, time: start + stalledUntil, visibleAt: stalledUntil + 20_000 })
        }
        return undefined
      })
      const short = Spot.amendOrder(amending).pipe(Reconciliation.settle, Call.goodFor("5 seconds"))
      const { endedAt, exit } = yield* settleOver(exchange, short)
      assert.strictEqual(valueOf(exit).origQty, "0.005")
      assert.isAtLeast(endedAt, stalledUntil)
    })
  )

  it.effect("is in force on the engine's word though somebody has cancelled, and so renamed, the order since", () =>
    Effect.gen(function* () {
      const exchange = over(execute, (request, order) => {
        if (request.what === "amend") {
          order.status = "CANCELED"
          order.clientOrderId = "theirs"
          return refusal(-2038, "The requested action would change no state; rejecting.")
        }
        // not shown before that, and then under a name that nobody knows
        return request.what === "order" ? refusal(-2013, "Order does not exist.") : undefined
      })
      const { exit } = yield* settleOver(exchange, amended)
      assert.strictEqual(valueOf(exit).origQty, "0.005")
      assert.strictEqual(valueOf(exit).clientOrderId, "mine")
      assert.strictEqual(valueOf(exit).status, undefined)
    })
  )

  it.effect("stays in doubt while nothing is answered", () =>
    Effect.gen(function* () {
      const exchange = over(nothing, (request) => (request.what === "time" ? undefined : badGateway))
      const { exit } = yield* settleOver(exchange, amended, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("is a doubt when the reply is about another order", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "amend" ? json(200, { amendedOrder: { orderId: 2 } }) : undefined
      )
      const { exit } = yield* settleOver(exchange, Spot.amendOrder({ symbol: "BTCUSDT", orderId: 1, newQty: "0.005" }))
      assert.strictEqual(reasonOf(exit), "AmbiguousExecution MalformedReply")
    })
  )
})
