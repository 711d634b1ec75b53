// How an order list in doubt ends: accepted as soon as one of its orders is seen, and not accepted only when none can be.
import { assert, describe, it } from "@effect/vitest"
import type { Reply } from "effect-binance/client/Transport"
import { AmbiguousExecution } from "effect-binance/errors/BinanceError"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as NamedLists from "../simulation/NamedLists.ts"
import {
  badGateway,
  errorOf,
  fenceMillis,
  json,
  LittleExchange,
  lost,
  notFound,
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

const oco = Spot.placeOco({
  symbol: "BTCUSDT",
  side: "SELL",
  quantity: "0.01",
  above: { type: "LIMIT_MAKER", price: "70000" },
  below: { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", price: "49000", stopPrice: "50000" }
})
const placed = oco.pipe(Reconciliation.settle)

type Script = (request: Request, exchange: LittleExchange) => Reply | undefined

/** A list whose reply is lost after `act`. */
const over = (act: (request: Request, exchange: LittleExchange) => void, more: Script = () => undefined) =>
  new LittleExchange((request, self) => {
    if (request.what !== "placeList" || request.nth > 1) return more(request, self)
    act(request, self)
    return lost
  })
const accept =
  (more: Partial<Row> = {}) =>
  (request: Request, exchange: LittleExchange) =>
    void exchange.acceptList(request, more)
const nothing = () => {}

describe("an order list in doubt", () => {
  it.effect("is accepted when it is seen, in a few round trips, with its orders", () =>
    Effect.gen(function* () {
      const exchange = over(accept())
      const { endedAt, exit } = yield* settleOver(exchange, placed)
      const list = valueOf(exit)
      assert.strictEqual(list.orderListId, exchange.lists[0]?.orderListId)
      assert.deepStrictEqual(
        list.orderReports?.map(({ clientOrderId, status }) => [clientOrderId, status]),
        exchange.rows.map(({ clientOrderId }) => [clientOrderId, "NEW"])
      )
      assert.isAtMost(endedAt, 500)
      assert.strictEqual(exchange.count("placeList"), 1)
    })
  )

  it.effect("carries all of its names", () =>
    Effect.gen(function* () {
      const exchange = over(nothing)
      const error = errorOf((yield* settleOver(exchange, oco)).exit)
      const p = exchange.all("placeList")[0]?.parameters
      assert.isTrue(error instanceof AmbiguousExecution)
      if (!(error instanceof AmbiguousExecution)) return
      assert.deepStrictEqual<ReadonlyArray<unknown>>(error.inDoubt.clientOrderIds, [
        p?.get("listClientOrderId"),
        p?.get("aboveClientOrderId"),
        p?.get("belowClientOrderId")
      ])
      assert.strictEqual(new Set(error.inDoubt.clientOrderIds).size, 3)
    })
  )

  for (const leg of [0, 1]) {
    it.effect(`is accepted when its leg ${leg} is seen, though the list itself is not`, () =>
      Effect.gen(function* () {
        const exchange = over(
          (request, self) => {
            self.acceptList(request)
            self.rows.splice(1 - leg, 1)
          },
          (request) => (request.what === "orderList" ? notFound : undefined)
        )
        const { exit } = yield* settleOver(exchange, placed)
        const list = valueOf(exit)
        assert.deepStrictEqual(
          list.orders?.map(({ orderId }) => orderId),
          exchange.rows.map(({ orderId }) => orderId)
        )
        assert.strictEqual(exchange.count("placeList"), 1)
        // by its name, long before the fence: the wide views are not needed for that
        assert.strictEqual(exchange.count("allOrders"), 0)
      })
    )
  }

  it.effect("is accepted when one leg is seen by its content only, amended and renamed", () =>
    Effect.gen(function* () {
      const exchange = over(
        (request, self) => {
          self.acceptList(request)
          const [leg] = self.rows.splice(0, 2)
          if (leg === undefined) return
          const time = request.at + start + 15
          self.amendments.push({
            orderId: leg.orderId,
            origClientOrderId: leg.clientOrderId,
            newClientOrderId: "x",
            time
          })
          self.rows.push({ ...leg, clientOrderId: "x", origQty: "0.005" })
        },
        (request) => (request.what === "orderList" ? notFound : undefined)
      )
      const { exit } = yield* settleOver(exchange, placed)
      assert.strictEqual(valueOf(exit).orders?.[0]?.orderId, exchange.rows[0]?.orderId)
      assert.strictEqual(exchange.count("placeList"), 1)
    })
  )

  // What is archived was accepted: nobody may say that it was not.
  it.effect("stays in doubt when a leg is said to be archived that cannot be that old", () =>
    Effect.gen(function* () {
      const archived = refusal(
        -2026,
        "Order was canceled or expired with no executed qty over 90 days ago and has been archived."
      )
      const exchange = over(nothing, (request) => (request.what === "order" ? archived : undefined))
      const { exit } = yield* settleOver(exchange, placed, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("is neither accepted nor not on a leg of another price under its name", () =>
    Effect.gen(function* () {
      const exchange = over(accept(), (request, self) => {
        if (request.what === "orderList") return notFound
        const name = request.parameters.get("origClientOrderId")
        const leg = self.rows.find(({ clientOrderId }) => clientOrderId === name)
        if (request.what === "order" && leg !== undefined) return json(200, { ...leg, price: "12345" })
        return request.what === "openOrders" || request.what === "allOrders" ? json(200, []) : undefined
      })
      const { exit } = yield* settleOver(exchange, placed, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("was not accepted only when neither it nor a leg shows, after the fence and every lag", () =>
    Effect.gen(function* () {
      const exchange = over(nothing)
      const { endedAt, exit } = yield* settleOver(exchange, placed)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
      const last = exchange.all("order").filter(({ at }) => at >= fenceMillis)
      const asked = new Set(last.map(({ parameters }) => parameters.get("origClientOrderId")))
      const p = exchange.all("placeList")[0]?.parameters
      assert.deepStrictEqual(asked, new Set([p?.get("aboveClientOrderId"), p?.get("belowClientOrderId")]))
      assert.isAtLeast(exchange.all("orderList").filter(({ at }) => at >= fenceMillis).length, 2)
      assert.isAtLeast(exchange.count("allOrders"), 2)
    })
  )

  it.effect("that shows up late is never taken for one that was not accepted", () =>
    Effect.gen(function* () {
      const visibleAt = 40_000
      const exchange = over((request, self) => {
        self.acceptList(request, { visibleAt }, 12_000)
        for (const list of self.lists) list.visibleAt = visibleAt
      })
      const { endedAt, exit } = yield* settleOver(exchange, placed.pipe(Retry.safely(RetryPolicy.standard)))
      assert.strictEqual(valueOf(exit).orderListId, exchange.lists[0]?.orderListId)
      assert.isAtLeast(endedAt, visibleAt)
      assert.strictEqual(exchange.count("placeList"), 1)
    })
  )

  it.effect("that was not accepted is sent again with the same names", () =>
    Effect.gen(function* () {
      const exchange = over(nothing)
      const { exit } = yield* settleOver(exchange, placed.pipe(Retry.safely(RetryPolicy.standard)))
      assert.strictEqual(valueOf(exit).listOrderStatus, "EXECUTING")
      const [first, second] = exchange.all("placeList")
      for (const name of ["listClientOrderId", "aboveClientOrderId", "belowClientOrderId"])
        assert.strictEqual(first?.parameters.get(name), second?.parameters.get(name))
      assert.strictEqual(exchange.lists.length, 1)
    })
  )

  it.effect("that the engine refused was refused", () =>
    Effect.gen(function* () {
      const exchange = over((request, self) => {
        self.acceptList(request, { status: "REJECTED" }).listOrderStatus = "REJECT"
      })
      const { exit } = yield* settleOver(exchange, placed)
      assert.strictEqual(reasonOf(exit), "Fatal OrderRejected")
    })
  )

  for (const what of ["orderList", "order", "allOrders"] as const) {
    it.effect(`stays in doubt while ${what} cannot be had`, () =>
      Effect.gen(function* () {
        const exchange = over(nothing, (request) => (request.what === what ? badGateway : undefined))
        const { exit } = yield* settleOver(exchange, placed, 300_000)
        assert.strictEqual(reasonOf(exit), "unsettled")
      })
    )
  }

  it.effect("keeps its orders from being taken for somebody else's", () =>
    Effect.gen(function* () {
      // a single order of the content of a leg, in doubt, while the leg of the list was cancelled under another name
      const exchange = new LittleExchange((request, self) => {
        if (request.what === "place") return lost
        if (request.what !== "placeList") return undefined
        const list = self.acceptList(request)
        const reply = self.shownList(list)
        for (const one of self.rows) self.cancel(one, `renamed-${one.orderId}`, request.at)
        return { _tag: "HttpReply", status: 200, headers: {}, body: JSON.stringify(reply), complete: true }
      })
      const single = { symbol: "BTCUSDT", side: "SELL", type: "LIMIT_MAKER", quantity: "0.01", price: "70000" } as const
      const program = Effect.gen(function* () {
        yield* oco
        return yield* Spot.placeOrder(single).pipe(Reconciliation.settle)
      })
      const { exit } = yield* settleOver(exchange, program)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("keeps its orders from being taken for somebody else's once it is settled as well", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what === "placeList") self.acceptList(request)
        return request.what === "placeList" || request.what === "place" ? lost : undefined
      })
      const terms = { type: "LIMIT_MAKER", quantity: "0.01", price: "70000" } as const
      const program = Effect.gen(function* () {
        yield* placed
        for (const one of exchange.rows) exchange.cancel(one, `renamed-${one.orderId}`, 500)
        return yield* Spot.placeOrder({ symbol: "BTCUSDT", side: "SELL", ...terms }).pipe(Reconciliation.settle)
      })
      const { exit } = yield* settleOver(exchange, program)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )
})

describe("an order list in doubt whose names its caller has chosen", () => {
  const whole = {
    symbol: "BTCUSDT",
    side: "SELL",
    quantity: "0.01",
    above: { type: "LIMIT_MAKER", price: "70000" },
    below: { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", price: "49000", stopPrice: "50000" }
  } as const
  const names = { list: "house", legs: ["house-above", "house-below"] }
  const placedAgain = NamedLists.placeOco({ whole, names }).pipe(Reconciliation.settle)

  /** Two orders of that content, and the list that they are part of. */
  const before = (exchange: LittleExchange, more: Partial<Row>, legs: ReadonlyArray<string> = names.legs) => {
    exchange.lists.push({ orderListId: 7, listClientOrderId: "house", symbol: "BTCUSDT", listOrderStatus: "EXECUTING" })
    const [above = "", below = ""] = legs
    const own = { side: "SELL", origQty: "0.01", orderListId: 7, ...more }
    exchange.rows.push(
      row(1, { ...own, clientOrderId: above, type: "LIMIT_MAKER", price: "70000" }),
      row(2, { ...own, clientOrderId: below, type: "STOP_LOSS_LIMIT", price: "49000" })
    )
  }

  for (const legs of [names.legs, ["other-above", "other-below"]]) {
    it.effect(`is not an older list of the same name and content, with orders named ${legs.join(" and ")}`, () =>
      Effect.gen(function* () {
        const exchange = over(nothing)
        before(exchange, { time: start - 60_000 }, legs)
        const { exit } = yield* settleOver(exchange, placedAgain)
        assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      })
    )
  }

  it.effect("stays in doubt while its orders cannot be asked for, whatever list has its name", () =>
    Effect.gen(function* () {
      const exchange = over(nothing, (request) => (request.what === "order" ? badGateway : undefined))
      before(exchange, { time: start - 60_000 })
      const { exit } = yield* settleOver(exchange, placedAgain, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("is not what somebody else places under the same names just then, and stays in doubt", () =>
    Effect.gen(function* () {
      const exchange = over((_, self) => before(self, { time: start + 20, side: "BUY" }))
      const { exit } = yield* settleOver(exchange, placedAgain, 120_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  for (const leg of [0, 1]) {
    it.effect(`is accepted when its leg ${leg} is seen, and is that list, whatever had its names before`, () =>
      Effect.gen(function* () {
        const exchange = over((request, self) => {
          self.acceptList(request)
          self.rows.splice(3 - leg, 1)
        })
        before(exchange, { time: start - 60_000, status: "CANCELED" })
        const { exit } = yield* settleOver(exchange, placedAgain)
        assert.strictEqual(valueOf(exit).orderListId, exchange.lists[1]?.orderListId)
        assert.strictEqual(exchange.count("placeList"), 1)
      })
    )
  }
})

describe("the cancel of an order list, in doubt", () => {
  const cancelled = Spot.cancelOrderList({ symbol: "BTCUSDT", listClientOrderId: "list" }).pipe(Reconciliation.settle)

  const listed = (
    then: (exchange: LittleExchange, request: Request) => void,
    more: Script = () => undefined
  ): LittleExchange => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "cancelList" || request.nth > 1) return more(request, self)
      then(self, request)
      return lost
    })
    exchange.lists.push({ orderListId: 7, listClientOrderId: "list", symbol: "BTCUSDT", listOrderStatus: "EXECUTING" })
    exchange.rows.push(
      row(1, { clientOrderId: "a", orderListId: 7, time: start - 60_000 }),
      row(2, { clientOrderId: "b", orderListId: 7, time: start - 60_000 })
    )
    return exchange
  }
  const cancel = (self: LittleExchange, request: Request) => {
    for (const list of self.lists) self.cancelList(list, request.at)
  }

  it.effect("is no cancel of anything that is left once its orders are archived: what ended them nobody says", () =>
    Effect.gen(function* () {
      const archived = refusal(
        -2026,
        "Order was canceled or expired with no executed qty over 90 days ago and has been archived."
      )
      const exchange = listed(cancel, (request) => (request.what === "order" ? archived : undefined))
      const { exit } = yield* settleOver(exchange, cancelled, 120_000)
      assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
    })
  )

  it.effect("is done when it is over and one of its orders was cancelled", () =>
    Effect.gen(function* () {
      const exchange = listed(cancel)
      const { endedAt, exit } = yield* settleOver(exchange, cancelled)
      assert.strictEqual(valueOf(exit).listOrderStatus, "ALL_DONE")
      assert.deepStrictEqual(
        valueOf(exit).orderReports?.map(({ status }) => status),
        ["CANCELED", "CANCELED"]
      )
      assert.isAtMost(endedAt, 500)
      assert.strictEqual(exchange.count("cancelList"), 1)
    })
  )

  it.effect("is sent again after its fence while the list is open", () =>
    Effect.gen(function* () {
      const exchange = listed(nothing)
      const { exit } = yield* settleOver(exchange, cancelled)
      assert.strictEqual(valueOf(exit).listOrderStatus, "ALL_DONE")
      const [first, second] = exchange.all("cancelList")
      assert.isAtLeast((second?.at ?? 0) - (first?.at ?? 0), fenceMillis)
    })
  )

  it.effect("did nothing when one order was filled and the list itself ended the other", () =>
    Effect.gen(function* () {
      const exchange = listed((self) => {
        for (const list of self.lists) list.listOrderStatus = "ALL_DONE"
        for (const [index, one] of self.rows.entries()) {
          one.status = index === 0 ? "FILLED" : "EXPIRED"
          one.updateTime = start + 20
        }
      })
      const { exit } = yield* settleOver(exchange, cancelled)
      assert.strictEqual(reasonOf(exit), "Fatal AlreadyInState")
    })
  )

  it.effect("that a list of the same name ended before does not prove", () =>
    Effect.gen(function* () {
      const exchange = listed(nothing, (request) => (request.what === "cancelList" ? badGateway : undefined))
      for (const list of exchange.lists) list.listOrderStatus = "ALL_DONE"
      for (const one of exchange.rows) exchange.cancel(one, one.clientOrderId, -30_000)
      const { exit } = yield* settleOver(exchange, cancelled, 200_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("is sent again while the list goes on, also where its orders are not shown", () =>
    Effect.gen(function* () {
      const exchange = listed(nothing, (request, self) => {
        const [list] = self.lists
        return request.what === "orderList" && list?.listOrderStatus === "EXECUTING"
          ? json(200, { ...list, orders: undefined })
          : undefined
      })
      const { exit } = yield* settleOver(exchange, cancelled)
      assert.strictEqual(valueOf(exit).listOrderStatus, "ALL_DONE")
      assert.strictEqual(exchange.count("cancelList"), 2)
    })
  )

  it.effect("is done when the list is shown to be over before its orders are", () =>
    Effect.gen(function* () {
      const shownAt = 3000
      const exchange = listed(cancel, (request, self) => {
        const one = self.rows.find(({ orderId }) => `${orderId}` === request.parameters.get("orderId"))
        return request.what === "order" && request.at < shownAt ? json(200, { ...one, status: "NEW" }) : undefined
      })
      const { endedAt, exit } = yield* settleOver(exchange, cancelled)
      assert.deepStrictEqual(
        valueOf(exit).orderReports?.map(({ status }) => status),
        ["CANCELED", "CANCELED"]
      )
      assert.isAtLeast(endedAt, shownAt)
    })
  )

  it.effect("is done at once when only one of its orders had ended before", () =>
    Effect.gen(function* () {
      const exchange = listed((self, request) => {
        const [first, second] = self.rows
        for (const list of self.lists) list.listOrderStatus = "ALL_DONE"
        if (first !== undefined) Object.assign(first, { status: "FILLED", updateTime: start - 30_000 })
        if (second !== undefined) self.cancel(second, second.clientOrderId, request.at)
      })
      const { endedAt, exit } = yield* settleOver(exchange, cancelled)
      assert.strictEqual(valueOf(exit).listOrderStatus, "ALL_DONE")
      assert.isAtMost(endedAt, 500)
      assert.strictEqual(exchange.count("cancelList"), 1)
    })
  )

  // Its name is in use again: what is archived may be an older list, and the one that is meant rests.
  it.effect("is not refused on an archived list before the engine has said that none is open", () =>
    Effect.gen(function* () {
      const archived = refusal(
        -2026,
        "Order was canceled or expired with no executed qty over 90 days ago and has been archived."
      )
      const older = { orderListId: 3, listClientOrderId: "list", symbol: "BTCUSDT", listOrderStatus: "ALL_DONE" }
      const exchange = listed(nothing, (request, self) => {
        if (self.lists[0]?.listOrderStatus === "ALL_DONE") return undefined
        if (request.what === "order") return archived
        return request.what === "orderList"
          ? json(200, { ...older, orders: [{ symbol: "BTCUSDT", orderId: 91, clientOrderId: "x" }] })
          : undefined
      })
      const { exit } = yield* settleOver(exchange, cancelled)
      assert.strictEqual(
        exchange.lists[0]?.listOrderStatus,
        "ALL_DONE",
        `it rests, and its cancel is ${reasonOf(exit)}`
      )
      assert.strictEqual(valueOf(exit).orderListId, 7)
    })
  )

  // A number is never used twice, so what it shows is the list, whenever that ended.
  it.effect("by the exchange's id is refused at once when the list had ended before", () =>
    Effect.gen(function* () {
      const exchange = listed((self) => {
        for (const list of self.lists) list.listOrderStatus = "ALL_DONE"
        for (const one of self.rows) Object.assign(one, { status: "EXPIRED", updateTime: start - 30_000 })
      })
      const program = Spot.cancelOrderList({ symbol: "BTCUSDT", orderListId: 7 }).pipe(Reconciliation.settle)
      const { endedAt, exit } = yield* settleOver(exchange, program)
      assert.strictEqual(reasonOf(exit), "Fatal AlreadyInState")
      assert.isAtMost(endedAt, 500)
    })
  )

  it.effect("of a list that nobody knows is refused when every lag is over", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "cancelList" && request.nth === 1 ? lost : undefined
      )
      const { endedAt, exit } = yield* settleOver(exchange, cancelled)
      assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
    })
  )
})
