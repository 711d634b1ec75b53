// What a user data stream can show that would fool a settlement: late, twice, out of order, of another order of that name, or not at all.
import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as UserEvent from "effect-binance/stream/UserEvent"
import * as Effect from "effect/Effect"
import {
  begin,
  fenceMillis,
  json,
  limit,
  LittleExchange,
  lost,
  over,
  pass,
  reasonOf,
  refusal,
  type Request,
  row,
  type Row,
  type Services,
  start,
  valueOf,
  visibilityMillis
} from "./support.ts"

type Wire = Readonly<Record<string, unknown>>

/** The event of an order as the wire has it. */
const report = (order: Row, execution: string, more: Wire = {}): Wire => ({
  e: "executionReport",
  E: order.updateTime ?? order.time,
  s: order.symbol,
  c: order.clientOrderId,
  C: "",
  S: order.side,
  o: order.type,
  f: "GTC",
  q: order.origQty,
  p: order.price,
  g: order.orderListId ?? -1,
  x: execution,
  X: order.status,
  r: "NONE",
  i: order.orderId,
  z: order.executedQty ?? "0.00000000",
  Z: "0.00000000",
  Q: "0.00000000",
  T: order.updateTime ?? order.time,
  O: order.time,
  w: true,
  ...more
})

/** Runs a program whose account has a stream; the test tells what the stream shows, through the reading of events. */
const withStream = <A, E>(
  exchange: LittleExchange,
  program: Effect.Effect<A, E, Services>,
  options: { readonly account?: string; readonly forMillis?: number; readonly isUp?: boolean } = {},
  tell: { show: (...events: ReadonlyArray<Wire>) => void } = { show: () => {} }
) =>
  Effect.gen(function* () {
    const sightings = yield* Sightings.make(options.account ?? "test")
    if (options.isUp !== false) sightings.up("spot", 0)
    tell.show = (...events) => {
      for (const event of events)
        for (const sighting of UserEvent.sightingsOf(UserEvent.decode("spot", event))) sightings.saw(sighting)
    }
    return yield* over(
      exchange,
      Effect.gen(function* () {
        const running = yield* begin(program)
        const exit = yield* pass(running, options.forMillis ?? 600_000)
        return { exit, endedAt: running.endedAt() ?? Infinity }
      })
    ).pipe(Effect.provideService(Sightings.Sightings, sightings))
  })

/** The first place is lost; what the stream shows of it the test says, some ms later. */
const lostAnd = (
  tell: { show: (...events: ReadonlyArray<Wire>) => void },
  events: (request: Request, exchange: LittleExchange) => ReadonlyArray<Wire>,
  options: { readonly after?: number; readonly what?: Request["what"]; readonly more?: LittleExchange["script"] } = {}
) =>
  new LittleExchange((request, exchange) => {
    if (request.what !== (options.what ?? "place") || request.nth > 1) return options.more?.(request, exchange)
    const told = events(request, exchange)
    return Effect.gen(function* () {
      yield* Effect.forkDetach(
        Effect.andThen(
          Effect.sleep(options.after ?? 0),
          Effect.sync(() => tell.show(...told))
        )
      )
      return lost
    })
  })

const teller = () => ({ show: (..._events: ReadonlyArray<Wire>): void => {} })
const settled = Spot.placeOrder(limit).pipe(Reconciliation.settle)
const mine = Spot.placeOrder({ ...limit, newClientOrderId: "mine-1" }).pipe(Reconciliation.settle)
const hidden = { visibleAt: 1_000_000_000 }
const notExecuted = "Retryable ProvenNotExecuted"

describe("the stream shows of a placement in doubt", () => {
  it.effect("its fill before its acceptance: it was accepted", () =>
    Effect.gen(function* () {
      const tell = teller()
      const exchange = lostAnd(tell, (request, self) => {
        const order = self.accept(request, { ...hidden, status: "PARTIALLY_FILLED", executedQty: "0.004" })
        return [report(order, "TRADE"), report({ ...order, status: "NEW", executedQty: "0" }, "NEW")]
      })
      const { endedAt, exit } = yield* withStream(exchange, settled, {}, tell)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      assert.isAtMost(endedAt, 500)
    })
  )

  it.effect("its end, and then its acceptance once more: it has ended", () =>
    Effect.gen(function* () {
      const tell = teller()
      const exchange = lostAnd(tell, (request, self) => {
        const order = self.accept(request, hidden)
        const cancelled = { ...order, status: "CANCELED", clientOrderId: "theirs" }
        return [report(cancelled, "CANCELED", { C: order.clientOrderId }), report(order, "NEW"), report(order, "NEW")]
      })
      const { exit } = yield* withStream(exchange, settled, {}, tell)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
    })
  )

  for (const [what, order, more] of [
    ["the same name on another symbol", { symbol: "ETHUSDT" }, {}],
    ["a cancel of another order that has its name", { status: "CANCELED" }, { x: "CANCELED", C: "other-1" }],
    ["its name on an order of other content", { side: "SELL" }, {}]
  ] as const) {
    it.effect(`${what}: that is not it`, () =>
      Effect.gen(function* () {
        const tell = teller()
        const exchange = lostAnd(tell, (request) => [
          report(row(7, { clientOrderId: request.parameters.get("newClientOrderId") ?? "", ...order }), "NEW", more)
        ])
        const { exit } = yield* withStream(exchange, settled, { forMillis: 120_000 }, tell)
        assert.notStrictEqual(reasonOf(exit), "success")
      })
    )
  }

  it.effect("an order of that name, by the stream of another account: that is not it", () =>
    Effect.gen(function* () {
      const tell = teller()
      const exchange = lostAnd(tell, (request) => [
        report(row(7, { clientOrderId: request.parameters.get("newClientOrderId") ?? "" }), "NEW")
      ])
      const { exit } = yield* withStream(exchange, settled, { account: "other" }, tell)
      assert.strictEqual(reasonOf(exit), notExecuted)
    })
  )

  it.effect("a reject and then the order: it was accepted", () =>
    Effect.gen(function* () {
      const tell = teller()
      const exchange = lostAnd(tell, (request, self) => {
        const order = self.accept(request, hidden)
        return [report({ ...order, orderId: -1, status: "REJECTED" }, "REJECTED"), report(order, "NEW")]
      })
      const { exit } = yield* withStream(exchange, settled, {}, tell)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  it.effect("a reject, on a stream that had a gap: that proves nothing", () =>
    Effect.gen(function* () {
      const tell = teller()
      const exchange = lostAnd(tell, (request, self) => {
        const order = self.accept(request, { visibleAt: 20_000 })
        return [report({ ...order, orderId: -1, status: "REJECTED" }, "REJECTED")]
      })
      const { exit } = yield* withStream(exchange, settled, { isUp: false }, tell)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  it.effect("a reject of the second attempt: the first may live", () =>
    Effect.gen(function* () {
      const tell = teller()
      // the first is refused for its time stamp, and comes through all the same in a copy
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        if (request.nth === 1) return refusal(-1021, "Timestamp for this request is outside of the recvWindow.")
        const order = self.accept(request, { visibleAt: 20_000 })
        tell.show(report({ ...order, orderId: -1, status: "REJECTED" }, "REJECTED"))
        return lost
      })
      const { exit } = yield* withStream(exchange, settled, {}, tell)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )
})

describe("the stream shows, under a name that the caller chose,", () => {
  const older = (more: Partial<Row> = {}) => row(7, { clientOrderId: "mine-1", time: start - 60_000, ...more })

  for (const execution of ["TRADE", "CANCELED", "EXPIRED"]) {
    for (const knows of [true, false]) {
      it.effect(`an older order, which is ${execution} now${knows ? "" : ", without saying how old it is"}`, () =>
        Effect.gen(function* () {
          const tell = teller()
          const status = execution === "TRADE" ? "FILLED" : execution
          const exchange = lostAnd(
            tell,
            (request, self) => {
              const order = older({ status, updateTime: start + request.at + 100 })
              self.rows.push(order)
              return [report(order, execution, knows ? {} : { O: undefined })]
            },
            { after: 200 }
          )
          const { exit } = yield* withStream(exchange, mine, {}, tell)
          assert.strictEqual(reasonOf(exit), notExecuted)
        })
      )
    }
  }

  it.effect("the order itself, without saying how old it is: its view does", () =>
    Effect.gen(function* () {
      const tell = teller()
      const exchange = lostAnd(tell, (request, self) => [
        report(self.accept(request, { status: "FILLED", visibleAt: 3000 }), "TRADE", { O: undefined })
      ])
      const { exit } = yield* withStream(exchange, mine, {}, tell)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  it.effect("a reject: another program may have asked for it", () =>
    Effect.gen(function* () {
      const tell = teller()
      const exchange = lostAnd(tell, (request, self) => {
        const order = self.accept(request, { visibleAt: 20_000 })
        return [report({ ...order, orderId: -1, status: "REJECTED" }, "REJECTED")]
      })
      const { exit } = yield* withStream(exchange, mine, {}, tell)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )
})

describe("the stream shows of a cancel in doubt", () => {
  const cancelled = Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "mine-1" }).pipe(Reconciliation.settle)
  const live = () => row(7, { clientOrderId: "mine-1", time: start - 60_000 })

  it.effect("that another order of that name was rejected: the order lives", () =>
    Effect.gen(function* () {
      const tell = teller()
      const exchange = lostAnd(
        tell,
        (request) => {
          const time = start + request.at + 100
          return [report(row(-1, { clientOrderId: "mine-1", status: "REJECTED", time, updateTime: time }), "REJECTED")]
        },
        { what: "cancel", after: 200 }
      )
      exchange.rows.push(live())
      const { exit } = yield* withStream(exchange, cancelled, {}, tell)
      // it is cancelled once the cancel is sent again
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      assert.strictEqual(exchange.rows[0]?.status, "CANCELED")
    })
  )

  it.effect("its fill: it is over, and was not cancelled", () =>
    Effect.gen(function* () {
      const tell = teller()
      const exchange = lostAnd(
        tell,
        (request) => {
          const [order] = exchange.rows
          assert(order !== undefined)
          Object.assign(order, { status: "FILLED", updateTime: start + request.at + 100, ...hidden })
          return [report(order, "TRADE")]
        },
        { what: "cancel", after: 200 }
      )
      exchange.rows.push(live())
      const { endedAt, exit } = yield* withStream(exchange, cancelled, {}, tell)
      assert.strictEqual(reasonOf(exit), "Fatal AlreadyInState")
      assert.isAtMost(endedAt, 1000)
    })
  )

  it.effect("a fill of a part of it: it lives", () =>
    Effect.gen(function* () {
      const tell = teller()
      const exchange = lostAnd(
        tell,
        (request) => {
          const [order] = exchange.rows
          assert(order !== undefined)
          Object.assign(order, { status: "PARTIALLY_FILLED", updateTime: start + request.at + 100 })
          return [report(order, "TRADE")]
        },
        { what: "cancel", after: 200 }
      )
      exchange.rows.push(live())
      const { endedAt, exit } = yield* withStream(exchange, cancelled, {}, tell)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      assert.isAtLeast(endedAt, fenceMillis)
    })
  )

  it.effect("the end of an older order of that name, told again: the order lives", () =>
    Effect.gen(function* () {
      const tell = teller()
      const old = row(3, {
        clientOrderId: "mine-1",
        status: "FILLED",
        time: start - 90_000,
        updateTime: start - 80_000
      })
      const exchange = lostAnd(tell, () => [report(old, "TRADE")], { what: "cancel", after: 200 })
      exchange.rows.push(live())
      const { exit } = yield* withStream(exchange, cancelled, {}, tell)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      assert.strictEqual(exchange.rows[0]?.status, "CANCELED")
    })
  )
})

describe("the stream shows of an amend in doubt", () => {
  const amended = Spot.amendOrder({ symbol: "BTCUSDT", origClientOrderId: "mine-1", newQty: "0.005" }).pipe(
    Reconciliation.settle
  )
  const live = () => row(7, { clientOrderId: "mine-1", time: start - 60_000 })

  it.effect("an amendment to another quantity: that was somebody else", () =>
    Effect.gen(function* () {
      const tell = teller()
      const exchange = lostAnd(
        tell,
        (request) => {
          const order = { ...live(), origQty: "0.008", updateTime: start + request.at + 100 }
          return [report(order, "REPLACED", { C: "mine-1" })]
        },
        { what: "amend", after: 200 }
      )
      exchange.rows.push(live())
      const { exit } = yield* withStream(exchange, amended, {}, tell)
      assert.strictEqual(valueOf(exit).origQty, "0.005")
      assert.strictEqual(exchange.rows[0]?.origQty, "0.005")
    })
  )

  it.effect("an earlier amendment to the same quantity, told again: that says nothing of this one", () =>
    Effect.gen(function* () {
      const tell = teller()
      const exchange = lostAnd(
        tell,
        () => [report({ ...live(), origQty: "0.005", updateTime: start - 30_000 }, "REPLACED", { C: "mine-1" })],
        { what: "amend", after: 200 }
      )
      exchange.rows.push({ ...live(), origQty: "0.008" })
      const { exit } = yield* withStream(exchange, amended, {}, tell)
      assert.strictEqual(exchange.rows[0]?.origQty, "0.005")
      assert.strictEqual(reasonOf(exit), "success")
    })
  )

  it.effect("that another order of that name was rejected: the order is amended", () =>
    Effect.gen(function* () {
      const tell = teller()
      const exchange = lostAnd(
        tell,
        (request) => {
          const time = start + request.at + 100
          return [report(row(-1, { clientOrderId: "mine-1", status: "REJECTED", time, updateTime: time }), "REJECTED")]
        },
        { what: "amend", after: 200 }
      )
      exchange.rows.push(live())
      const { exit } = yield* withStream(exchange, amended, {}, tell)
      assert.strictEqual(reasonOf(exit), "success")
      assert.strictEqual(exchange.rows[0]?.origQty, "0.005")
    })
  )
})

describe("before another attempt is sent, the stream shows", () => {
  const policy = RetryPolicy.standard

  for (const [name, order] of [
    ["the order of the first, which came later than its bounds say", Spot.placeOrder(limit)],
    ["the same under a name that the caller chose", Spot.placeOrder({ ...limit, newClientOrderId: "mine-1" })]
  ] as const) {
    for (const knows of [true, false]) {
      it.effect(`${name}${knows ? "" : ", by a fill that does not say how old it is"}: nothing more is sent`, () =>
        Effect.gen(function* () {
          const tell = teller()
          // it is "not executed" by all that can be asked, and is seen as the next attempt is about to leave
          const lateMillis = fenceMillis + visibilityMillis
          const exchange: LittleExchange = new LittleExchange((request, self) => {
            if (request.what === "place") return request.nth === 1 ? lost : undefined
            if (request.what !== "trades" || request.at < lateMillis || self.rows.length > 0) return undefined
            // the last look of the first round of negative views is over with it
            const [first] = self.all("place")
            assert(first !== undefined)
            const accepted = self.accept(first, { status: "FILLED", visibleAt: request.at + 2000 }, 1000)
            tell.show(report(accepted, "TRADE", knows ? {} : { O: undefined }))
            return json(200, [])
          })
          const { exit } = yield* withStream(
            exchange,
            order.pipe(Reconciliation.settle, Retry.safely(policy), Call.goodFor("10 minutes")),
            { forMillis: 1_200_000 },
            tell
          )
          assert.strictEqual(exchange.rows.length, 1, "two orders for one intent")
          assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
        })
      )
    }
  }
})
