// What a user data stream can show, as the wire has it, that would fool a settlement: out of order, of another order of that name, without
// its time. What it proves in the plain cases is in Stream.test.ts.
import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as UserEvent from "effect-binance/stream/UserEvent"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import {
  begin,
  fenceMillis,
  limit,
  LittleExchange,
  lost,
  over,
  pass,
  reasonOf,
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
  q: order.origQty,
  p: order.price,
  g: order.orderListId ?? -1,
  x: execution,
  X: order.status,
  i: order.orderId,
  z: order.executedQty ?? "0.00000000",
  T: order.updateTime ?? order.time,
  O: order.time,
  ...more
})

/** Runs a call whose first request of this kind is lost; the stream tells these events of it, some ms later. */
const lostAnd = <A, E>(
  call: Effect.Effect<A, E, Services>,
  what: Request["what"],
  events: (request: Request, exchange: LittleExchange) => ReadonlyArray<Wire>,
  { after = 0, before = [] }: { readonly after?: number; readonly before?: ReadonlyArray<Row> } = {}
) =>
  Effect.gen(function* () {
    const sightings = yield* Sightings.make("test")
    sightings.up("spot", 0)
    const exchange: LittleExchange = new LittleExchange((request, self) => {
      if (request.what !== what || request.nth > 1) return undefined
      const told = events(request, self)
        .map((event) => UserEvent.decode("spot", event))
        .flatMap(UserEvent.sightingsOf)
      const tell = Effect.sync(() => {
        for (const sighting of told) sightings.saw(sighting)
      })
      return Effect.as(Effect.forkDetach(Effect.andThen(Effect.sleep(after), tell)), lost)
    })
    exchange.rows.push(...before)
    const test = Effect.gen(function* () {
      const running = yield* begin(call)
      const exit = yield* pass(running, 600_000)
      return { exit, exchange, endedAt: running.endedAt() ?? Infinity }
    })
    return yield* Effect.provideService(over(exchange, test), Sightings.Sightings, sightings)
  })

const settled = Spot.placeOrder(limit).pipe(Reconciliation.settle)
const mine = Spot.placeOrder({ ...limit, newClientOrderId: "mine-1" })
const hidden = { visibleAt: 1_000_000_000 }

describe("the stream shows of a placement in doubt", () => {
  it.effect("its fill before its acceptance: it was accepted", () =>
    Effect.gen(function* () {
      const { endedAt, exchange, exit } = yield* lostAnd(settled, "place", (request, self) => {
        const order = self.accept(request, { ...hidden, status: "PARTIALLY_FILLED", executedQty: "0.004" })
        return [report(order, "TRADE"), report({ ...order, status: "NEW", executedQty: "0" }, "NEW")]
      })
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      assert.deepInclude(valueOf(exit), { status: "PARTIALLY_FILLED", executedQty: "0.004" })
      assert.isAtMost(endedAt, 500)
    })
  )

  it.effect("a reject and then the order: it was accepted", () =>
    Effect.gen(function* () {
      const { exchange, exit } = yield* lostAnd(settled, "place", (request, self) => {
        const order = self.accept(request, hidden)
        return [report({ ...order, orderId: -1, status: "REJECTED" }, "REJECTED"), report(order, "NEW")]
      })
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  // only a cancel has a name of its own
  it.effect("an event that names the order by two names: it is known by both", () =>
    Effect.gen(function* () {
      const { exchange, exit } = yield* lostAnd(settled, "place", (request, self) => [
        report(self.accept(request, hidden), "TRADE", { C: "another" })
      ])
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )
})

describe("the stream shows, under a name that the caller chose,", () => {
  for (const status of ["FILLED", "CANCELED", "EXPIRED"]) {
    for (const knows of [true, false]) {
      it.effect(`an older order, which is ${status} now${knows ? "" : ", without saying how old it is"}`, () =>
        Effect.gen(function* () {
          const { exit } = yield* lostAnd(
            mine.pipe(Reconciliation.settle),
            "place",
            ({ at }, self) => {
              const older = { clientOrderId: "mine-1", status, time: start - 60_000, updateTime: start + at + 100 }
              self.rows.push(row(7, older))
              const execution = status === "FILLED" ? "TRADE" : status
              return [report(row(7, older), execution, knows ? {} : { O: undefined })]
            },
            { after: 200 }
          )
          assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
        })
      )
    }
  }

  it.effect(
    "the order, cancelled under another name, without saying how old it is: its view does, once there is one",
    () =>
      Effect.gen(function* () {
        const { exchange, exit } = yield* lostAnd(mine.pipe(Reconciliation.settle), "place", (request, self) => {
          const order = self.accept(request, { status: "CANCELED", clientOrderId: "theirs", visibleAt: 20_000 })
          return [report(order, "CANCELED", { C: "mine-1", O: undefined })]
        })
        assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      })
  )
})

describe("the stream shows the reject of another order of that name", () => {
  const rejected = ({ at }: Request) => {
    const time = start + at + 100
    return [report(row(-1, { clientOrderId: "mine-1", status: "REJECTED", time, updateTime: time }), "REJECTED")]
  }
  const live = () => ({ after: 200, before: [row(7, { clientOrderId: "mine-1", time: start - 60_000 })] })
  const which = { symbol: "BTCUSDT", origClientOrderId: "mine-1" }

  it.effect("which is in doubt to be cancelled: it lives, and is cancelled", () =>
    Effect.gen(function* () {
      const cancelled = Spot.cancelOrder(which).pipe(Reconciliation.settle)
      const { exchange, exit } = yield* lostAnd(cancelled, "cancel", rejected, live())
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      assert.strictEqual(exchange.rows[0]?.status, "CANCELED")
    })
  )

  it.effect("which is in doubt to be amended: it lives, and is amended", () =>
    Effect.gen(function* () {
      const amended = Spot.amendOrder({ ...which, newQty: "0.005" }).pipe(Reconciliation.settle)
      const { exchange, exit } = yield* lostAnd(amended, "amend", rejected, live())
      assert.strictEqual(reasonOf(exit), "success")
      assert.strictEqual(exchange.rows[0]?.origQty, "0.005")
    })
  )
})

// It is "not executed" by all that can be asked, for the exchange exceeds its bounds; and is seen before the next attempt leaves.
describe("before another attempt leaves, the stream shows", () => {
  for (const knows of [true, false]) {
    it.effect(`an order under a name that the caller chose${knows ? "" : ", without saying how old it is"}`, () =>
      Effect.gen(function* () {
        const apart = RetryPolicy.notEarly(Schedule.spaced("10 seconds"))
        const surely = mine.pipe(Reconciliation.settle, Retry.safely(apart), Call.goodFor("10 minutes"))
        const after = fenceMillis + visibilityMillis + 1000
        const { exchange, exit } = yield* lostAnd(
          surely,
          "place",
          (request, self) => [
            report(
              self.accept(request, { status: "FILLED", visibleAt: after + 20_000 }),
              "TRADE",
              knows ? {} : { O: undefined }
            )
          ],
          { after }
        )
        assert.strictEqual(exchange.count("place"), 1)
        assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      })
    )
  }
})
