// How a cancel in doubt ends: by a terminal state of the order or by a cancel that is sent again, never by running out of patience.
import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import * as Spot from "effect-binance/products/Spot"
import { Fatal } from "effect-binance/errors/BinanceError"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import {
  badGateway,
  errorOf,
  fenceMillis,
  json,
  LittleExchange,
  lost,
  outsideWindow,
  reasonOf,
  refusal,
  type Request,
  row,
  type Row,
  settleOver,
  start,
  unknownOrder,
  valueOf,
  visibilityMillis
} from "./support.ts"

const cancel = Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "mine" }).pipe(
  Reconciliation.settle,
  Retry.safely(RetryPolicy.standard)
)

/** An order that rests, and what becomes of the first cancel: it is lost, after `then`. */
const resting = (
  then: (order: Row, request: Request, exchange: LittleExchange) => void,
  more: (request: Request, exchange: LittleExchange, order: Row) => ReturnType<LittleExchange["script"]> = () =>
    undefined,
  order = row(1, { clientOrderId: "mine", time: start - 60_000 })
) => {
  const exchange = new LittleExchange((request, self) => {
    if (request.what !== "cancel" || request.nth > 1) return more(request, self, order)
    then(order, request, self)
    return lost
  })
  exchange.rows.push(order)
  return exchange
}

describe("a cancel in doubt", () => {
  it.effect("is done when a read shows CANCELED, in one round trip", () =>
    Effect.gen(function* () {
      const exchange = resting((order, _, self) => self.cancel(order, "mine"))
      const { endedAt, exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      assert.isAtMost(endedAt, 250)
      assert.strictEqual(exchange.count("cancel"), 1)
    })
  )

  it.effect("is sent again after its fence, and not before, while the order is open", () =>
    Effect.gen(function* () {
      const exchange = resting(() => {})
      const { exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      const [first, second] = exchange.all("cancel")
      assert.strictEqual(exchange.count("cancel"), 2)
      assert.isAtLeast((second?.at ?? 0) - (first?.at ?? 0), fenceMillis)
      assert.isAtLeast(exchange.all("time").at(-1)?.at ?? 0, (first?.at ?? 0) + fenceMillis)
    })
  )

  it.effect("that is lost again waits for the second fence", () =>
    Effect.gen(function* () {
      const exchange = resting(
        () => {},
        (request) => (request.what === "cancel" && request.nth <= 3 ? lost : undefined)
      )
      const { exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      const at = exchange.all("cancel").map((request) => request.at)
      assert.strictEqual(at.length, 4)
      for (const [index, time] of at.entries())
        if (index > 0) assert.isAtLeast(time - (at[index - 1] ?? 0), fenceMillis)
    })
  )

  it.effect("leaves the order its name", () =>
    Effect.gen(function* () {
      const exchange = resting(() => {})
      yield* settleOver(exchange, cancel)
      for (const { parameters } of exchange.all("cancel"))
        assert.strictEqual(parameters.get("newClientOrderId"), "mine")
      assert.strictEqual(exchange.rows[0]?.clientOrderId, "mine")
    })
  )

  for (const status of ["FILLED", "EXPIRED", "EXPIRED_IN_MATCH"]) {
    it.effect(`did not execute when the order is ${status}`, () =>
      Effect.gen(function* () {
        const exchange = resting((order) => {
          order.status = status
        })
        const { exit } = yield* settleOver(exchange, cancel)
        assert.strictEqual(reasonOf(exit), "Fatal AlreadyInState")
        const error = errorOf(exit)
        assert.isTrue(error instanceof Fatal && error.reason._tag === "AlreadyInState" && error.reason.state === status)
      })
    )
  }

  for (const status of ["NEW", "PARTIALLY_FILLED", "PENDING_CANCEL", "SOMETHING_NEW"]) {
    it.effect(`is not proven by ${status}`, () =>
      Effect.gen(function* () {
        const exchange = resting(
          (order) => {
            order.status = status
          },
          (request) => (request.what === "cancel" ? badGateway : undefined)
        )
        const { exit } = yield* settleOver(exchange, cancel, 300_000)
        assert.strictEqual(reasonOf(exit), "unsettled")
      })
    )
  }

  it.effect("whose order has ended while every read still shows it open ends when they catch up", () =>
    Effect.gen(function* () {
      const shownAt = 90_000
      const exchange = resting(
        (order, _, self) => self.cancel(order, "mine"),
        (request, _, order) =>
          request.what === "order" && request.at < shownAt ? json(200, { ...order, status: "NEW" }) : undefined
      )
      const { endedAt, exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      assert.isAtLeast(endedAt, shownAt)
      assert.isAbove(exchange.count("cancel"), 1)
    })
  )

  it.effect("of an order that nobody knows is refused only when the engine has said so and every lag is over", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "cancel" && request.nth === 1 ? lost : undefined
      )
      const { endedAt, exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
      const saidAt = exchange.all("cancel")[1]?.at ?? Infinity
      assert.isAtLeast(saidAt, fenceMillis)
      assert.isAtLeast(endedAt, saidAt + visibilityMillis)
      assert.isAtLeast(exchange.all("order").filter((request) => request.at > saidAt).length, 2)
    })
  )

  it.effect("of an order that the engine no longer has, and that shows up FILLED, did not execute", () =>
    Effect.gen(function* () {
      const exchange = resting(
        () => {},
        undefined,
        row(1, { clientOrderId: "mine", status: "FILLED", visibleAt: 40_000 })
      )
      const { exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(reasonOf(exit), "Fatal AlreadyInState")
    })
  )

  it.effect("is not refused on reads that fail", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "cancel" && request.nth === 1 ? lost : request.what === "order" ? badGateway : undefined
      )
      const { exit } = yield* settleOver(exchange, cancel, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("of an order that comes into being meanwhile cancels it", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what === "cancel" && request.nth === 2)
          self.rows.push(row(1, { clientOrderId: "mine", visibleAt: request.at + 5000 }))
        return request.what !== "cancel" || request.nth > 2 ? undefined : request.nth === 1 ? lost : unknownOrder
      })
      const { exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
    })
  )

  it.effect("by the exchange's order id is looked up and sent by that id", () =>
    Effect.gen(function* () {
      const exchange = resting(() => {})
      const { exit } = yield* settleOver(
        exchange,
        Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 1 }).pipe(Reconciliation.settle)
      )
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      for (const request of [...exchange.all("order"), ...exchange.all("cancel")]) {
        assert.strictEqual(request.parameters.get("orderId"), "1")
        assert.isNull(request.parameters.get("origClientOrderId"))
      }
    })
  )

  it.effect("that was sent and refused is not in doubt", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange()
      const { exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
      assert.strictEqual(exchange.count("order"), 0)
    })
  )

  it.effect("waits out a refusal that says nothing about the order", () =>
    Effect.gen(function* () {
      const exchange = resting(
        () => {},
        (request) =>
          request.what === "cancel" && request.nth < 4
            ? refusal(-2015, "Invalid API-key, IP, or permissions for action.", 401)
            : undefined
      )
      const { exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
    })
  )

  // ONLY_NEW of an order that is partly filled: nothing can change that.
  it.effect("that its own restriction forbids ends when the engine says so after the fence", () =>
    Effect.gen(function* () {
      const exchange = resting(
        (order) => {
          order.status = "PARTIALLY_FILLED"
        },
        (request) =>
          request.what === "cancel" ? refusal(-2011, "Order was not canceled due to cancel restrictions.") : undefined
      )
      const program = Spot.cancelOrder({
        symbol: "BTCUSDT",
        origClientOrderId: "mine",
        cancelRestrictions: "ONLY_NEW"
      }).pipe(Reconciliation.settle)
      const { exit } = yield* settleOver(exchange, program, 1_200_000)
      assert.strictEqual(reasonOf(exit), "Fatal OrderRejected")
    })
  )

  // Rule: I3. Only the documented text says that the order is open. Any other -2011 says no more than that the engine did not cancel it
  // now: the first cancel may have done so, and reads may lag for the visibility bound.
  for (const text of ["Unknown order.", "Something new."]) {
    it.effect(
      `that is answered with -2011 and the undocumented text "${text}" is settled by the order, not by the text`,
      () =>
        Effect.gen(function* () {
          const exchange = resting(
            (order, request, self) => self.cancel(order, "mine", request.at),
            (request, _, order) =>
              request.what === "cancel"
                ? refusal(-2011, text)
                : request.what === "order" && request.at < 25_000
                  ? json(200, { ...order, status: "NEW" })
                  : undefined
          )
          const { exit } = yield* settleOver(exchange, cancel)
          assert.strictEqual(valueOf(exit).status, "CANCELED")
        })
    )
  }

  // Which order a name that was used twice shows is not documented. One that had ended before the cancel was signed (`updateTime`)
  // is not the end that the cancel brought about.
  it.effect("is not proven by an older order of the same name, which was cancelled long ago", () =>
    Effect.gen(function* () {
      const older = row(1, {
        clientOrderId: "mine",
        status: "CANCELED",
        time: start - 7_200_000,
        updateTime: start - 3_600_000
      })
      const live = row(2, { clientOrderId: "mine", time: start - 60_000 })
      const exchange = new LittleExchange((request) =>
        request.what === "cancel" && request.nth === 1
          ? lost
          : request.what === "order" && live.status !== "CANCELED"
            ? json(200, older)
            : undefined
      )
      exchange.rows.push(older, live)
      const { exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(live.status, "CANCELED", `the order rests, and its cancel was reported as ${reasonOf(exit)}`)
    })
  )

  // The same the other way round: the older one is FILLED, so the cancel is said to have come too late, and the live order rests on.
  it.effect("is not refused because of an older order of the same name, which was filled long ago", () =>
    Effect.gen(function* () {
      const older = row(1, {
        clientOrderId: "mine",
        status: "FILLED",
        time: start - 7_200_000,
        updateTime: start - 3_600_000
      })
      const live = row(2, { clientOrderId: "mine", time: start - 60_000 })
      const exchange = new LittleExchange((request) =>
        request.what === "cancel" && request.nth === 1
          ? lost
          : request.what === "order" && live.status !== "CANCELED"
            ? json(200, older)
            : undefined
      )
      exchange.rows.push(older, live)
      const { exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(live.status, "CANCELED", `the order rests, and its cancel was reported as ${reasonOf(exit)}`)
    })
  )

  // The clock that signed it was minutes behind, so an order from before the call seems to be from long after its fence. A request of that
  // clock is refused with -1021, after which the exchange's clock is read again.
  for (const behindMillis of [80_000, 600_000]) {
    it.effect(
      `that a clock signed which was ${behindMillis / 1000} s behind is not about an order that came later`,
      () =>
        Effect.gen(function* () {
          let behind = behindMillis
          const exchange = resting(
            () => {},
            (request) => {
              if (request.what === "time") return json(200, { serverTime: start + request.at - behind })
              if (request.what !== "order" || behind === 0) return undefined
              behind = 0
              return outsideWindow
            },
            row(1, { clientOrderId: "mine", time: start - 1000 })
          )
          const { exit } = yield* settleOver(exchange, cancel)
          assert.strictEqual(
            exchange.rows[0]?.status,
            "CANCELED",
            `the order rests, and its cancel is ${reasonOf(exit)}`
          )
          assert.strictEqual(valueOf(exit).status, "CANCELED")
        })
    )
  }

  // The call is older than the order, and was signed after it.
  it.effect("that had to wait before it was signed is about the order that came meanwhile", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "cancel" || request.nth > 2) return undefined
        if (request.nth === 2) return lost
        self.rows.push(row(1, { clientOrderId: "mine", time: start + 100_000, visibleAt: 100_000 }))
        return refusal(-1003, "Too many requests.", 429, { "retry-after": "120" })
      })
      const program = Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "mine" }).pipe(
        Call.goodFor("10 minutes"),
        Reconciliation.settle,
        Retry.safely(RetryPolicy.standard)
      )
      const { exit } = yield* settleOver(exchange, program)
      assert.strictEqual(exchange.rows[0]?.status, "CANCELED", `the order rests, and its cancel is ${reasonOf(exit)}`)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      assert.isAtLeast(exchange.all("cancel")[1]?.at ?? 0, 120_000)
    })
  )

  // An order id is never used twice, so what it shows is the order, whenever that ended.
  it.effect("by the exchange's order id is refused at once when the order had ended before", () =>
    Effect.gen(function* () {
      const exchange = resting((order) => {
        order.status = "FILLED"
        order.updateTime = start - 3_600_000
      })
      const { endedAt, exit } = yield* settleOver(
        exchange,
        Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 1 }).pipe(Reconciliation.settle)
      )
      assert.strictEqual(reasonOf(exit), "Fatal AlreadyInState")
      assert.isAtMost(endedAt, 250)
    })
  )

  it.effect("by name ends when the only order of that name had ended before, once the engine has said so", () =>
    Effect.gen(function* () {
      const exchange = resting(
        () => {},
        () => undefined,
        row(1, { clientOrderId: "mine", status: "FILLED", time: start - 7_200_000, updateTime: start - 3_600_000 })
      )
      const { endedAt, exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(reasonOf(exit), "Fatal AlreadyInState")
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
    })
  )

  for (const [name, shown] of [
    ["a row that names no order", { clientOrderId: undefined }],
    ["a row under the name that somebody else's cancel gave it", { clientOrderId: "web_1" }]
  ] as const) {
    it.effect(`is done when its name is answered by CANCELED, in ${name}`, () =>
      Effect.gen(function* () {
        const exchange = resting(
          (order, request, self) => self.cancel(order, "mine", request.at),
          (request, _, order) => (request.what === "order" ? json(200, { ...order, ...shown }) : undefined)
        )
        const { endedAt, exit } = yield* settleOver(exchange, cancel)
        assert.strictEqual(valueOf(exit).status, "CANCELED")
        assert.isAtMost(endedAt, 250)
      })
    )
  }

  it.effect("is refused at once when its name is answered by FILLED, in a row that names no order", () =>
    Effect.gen(function* () {
      const exchange = resting(
        (order, request) => {
          order.status = "FILLED"
          order.updateTime = start + request.at
        },
        (request, _, order) =>
          request.what === "order" ? json(200, { ...order, clientOrderId: undefined }) : undefined
      )
      const { endedAt, exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(reasonOf(exit), "Fatal AlreadyInState")
      assert.isAtMost(endedAt, 250)
    })
  )

  // The order that was meant is gone, and its name is in use again: to cancel again would be to cancel that one.
  it.effect("leaves alone an order of that name that was placed long after its fence", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        (request.what === "cancel" && request.nth === 1) || (request.at < 100_000 && request.what !== "time")
          ? lost
          : undefined
      )
      exchange.rows.push(row(2, { clientOrderId: "mine", time: start + 90_000, updateTime: start + 90_000 }))
      const { exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(reasonOf(exit), "Fatal AlreadyInState")
      assert.strictEqual(exchange.rows[0]?.status, "NEW")
    })
  )

  // Signed before the call with the longest recvWindow there is, and held back by the engine besides: this is the one that is meant.
  it.effect("is about an order that was signed before it and accepted a minute later", () =>
    Effect.gen(function* () {
      const acceptedAt = 65_000
      const exchange = new LittleExchange((request) =>
        request.what === "cancel" && request.at < acceptedAt ? lost : undefined
      )
      exchange.rows.push(
        row(1, {
          clientOrderId: "mine",
          time: start + acceptedAt,
          updateTime: start + acceptedAt,
          visibleAt: acceptedAt
        })
      )
      const { exit } = yield* settleOver(exchange, cancel)
      assert.strictEqual(exchange.rows[0]?.status, "CANCELED", `the order rests, and its cancel is ${reasonOf(exit)}`)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
    })
  )

  it.effect("is not proven by a read about another order", () =>
    Effect.gen(function* () {
      const exchange = resting(
        () => {},
        (request) => (request.what === "order" ? json(200, row(99, { status: "CANCELED" })) : undefined)
      )
      const { exit } = yield* settleOver(
        exchange,
        Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 1 }).pipe(Reconciliation.settle)
      )
      assert.isTrue(
        exchange.rows[0]?.status === "CANCELED" || reasonOf(exit) !== "success",
        "reported as cancelled, and it rests"
      )
    })
  )

  it.effect("is not done by a reply about another order", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "cancel" && request.nth === 1 ? json(200, row(99, { status: "CANCELED" })) : undefined
      )
      exchange.rows.push(row(1, { clientOrderId: "mine" }))
      const { exit } = yield* settleOver(
        exchange,
        Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 1 }).pipe(Reconciliation.settle)
      )
      assert.isTrue(
        exchange.rows[0]?.status === "CANCELED" || reasonOf(exit) !== "success",
        "reported as cancelled, and it rests"
      )
    })
  )
})
