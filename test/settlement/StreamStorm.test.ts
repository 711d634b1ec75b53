// Whatever a stream shows, and in whatever order: what a settlement says is so. Drawn from a seed; see test/fuzz/support.ts.
import { assert, describe } from "@effect/vitest"
import * as Intent from "effect-binance/client/Intent"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as UserEvent from "effect-binance/stream/UserEvent"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import { type Draw, drawn, property } from "../fuzz/support.ts"
import {
  begin,
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
  start
} from "./support.ts"

const file = import.meta.filename

// What the storm keeps to, in ms: an event leaves this long after what it tells of, and arrives this long after it left.
const leaves = 2500
const arrives = 400
const bounds = { graceMillis: 11_000, visibilityMillis: 30_000, streamDelayMillis: leaves + 100 }

type Happening = "fill-part" | "fill" | "cancel" | "expire" | "shrink" | "shrink-and-rename"

/** One that the stream misses is only missed while it is down. */
interface Told {
  readonly leavesAfter: number
  readonly arrivesAfter: number
  readonly again: number | undefined
  readonly says: "when" | "nothing"
}

interface Case {
  readonly kind: "place" | "cancel" | "amend"
  readonly isOurs: boolean
  readonly isBounded: boolean
  readonly fate: "never" | "done" | "late" | "rejected"
  readonly after: number
  readonly lag: number
  readonly life: ReadonlyArray<{ readonly what: Happening; readonly after: number }>
  readonly olderLife: ReadonlyArray<{ readonly what: Happening; readonly after: number }>
  readonly noise: ReadonlyArray<{ readonly what: "reject" | "other-symbol" | "other-content"; readonly at: number }>
  readonly told: ReadonlyArray<Told>
  /** When the connection is lost, when that is noticed, and when another one is up; in ms after the start. */
  readonly gap: readonly [number, number, number] | undefined
}

const happenings: ReadonlyArray<Happening> = ["fill-part", "fill", "cancel", "expire", "shrink", "shrink-and-rename"]

const cases = drawn(80, (d: Draw): Case => {
  const kind = d.pick(["place", "place", "cancel", "amend"] as const)
  const isOurs = kind === "place" && d.oneIn(2)
  const lost = d.below(d.pick([2000, 20_000, 60_000]))
  const noticed = lost + d.below(5000)
  return {
    kind,
    isOurs,
    isBounded: d.oneIn(2),
    fate: d.pick(["never", "done", "late", "rejected"]),
    after: d.below(15_000),
    lag: d.pick([0, d.below(29_000), 29_000, 29_000]),
    // what can be told of one order after another; names of other people are for orders that are known by their id
    life: d.list(2, () => ({ what: d.pick(isOurs ? happenings : happenings.slice(0, 4)), after: d.below(8000) })),
    olderLife: d.list(2, () => ({ what: d.pick(happenings.slice(0, 4)), after: d.below(40_000) })),
    noise: d.list(3, () => ({
      what: d.pick(["reject", "other-symbol", "other-content"] as const),
      at: d.below(40_000)
    })),
    told: Array.from({ length: 8 }, () => ({
      leavesAfter: d.below(leaves),
      arrivesAfter: d.below(arrives),
      again: d.oneIn(4) ? d.below(20_000) : undefined,
      says: d.oneIn(3) ? ("nothing" as const) : ("when" as const)
    })),
    gap: d.oneIn(2) ? [lost, noticed, noticed + d.below(5000)] : undefined
  }
})

const isOpen = ({ status }: Row) => status === "NEW" || status === "PARTIALLY_FILLED"

interface Outcome<A> {
  readonly exit: Exit.Exit<A, unknown> | undefined
  readonly exchange: LittleExchange
  /** The orders that the intent itself has placed. */
  readonly own: ReadonlyArray<Row>
}

/** Lets the case happen to a program. */
const happening = <A, E>(c: Case, program: Effect.Effect<A, E, Services>, before: ReadonlyArray<Row>) =>
  Effect.gen(function* () {
    const stream = yield* Sightings.make("test")
    const own: Array<Row> = []
    let events = 0
    const later = (millis: number, then: () => void) =>
      Effect.forkDetach(Effect.andThen(Effect.sleep(Math.max(1, millis)), Effect.sync(then)))
    const isDown = (at: number) => c.gap !== undefined && at >= c.gap[0] && at < c.gap[2]

    /** An event of this moment, as the case has it told. */
    const tell = Effect.fnUntraced(function* (order: Row, execution: string, more: object = {}) {
      const told = c.told[events++ % c.told.length]
      if (told === undefined) return
      const event = UserEvent.decode("spot", {
        e: "executionReport",
        s: order.symbol,
        c: order.clientOrderId,
        C: "",
        S: order.side,
        o: order.type,
        q: order.origQty,
        p: order.price,
        g: -1,
        x: execution,
        X: order.status,
        i: order.orderId,
        z: order.executedQty ?? "0",
        T: order.updateTime ?? order.time,
        ...(told.says === "when" ? { O: order.time } : {}),
        ...more
      })
      const sightings = UserEvent.sightingsOf(event)
      const leftAfter = told.leavesAfter
      const at = (yield* Intent.monotonicMillis) - start
      const hear = () => {
        for (const sighting of sightings) stream.saw(sighting)
      }
      const heardAt = at + leftAfter + told.arrivesAfter
      if (!isDown(at + leftAfter) && !isDown(heardAt)) yield* later(leftAfter + told.arrivesAfter, hear)
      if (told.again !== undefined && !isDown(heardAt + told.again))
        yield* later(leftAfter + told.arrivesAfter + told.again, hear)
    })

    const change = Effect.fnUntraced(function* (order: Row, what: Happening) {
      if (!isOpen(order)) return
      const name = order.clientOrderId
      order.updateTime = Math.floor(yield* Intent.monotonicMillis)
      // a view shows the change no sooner than the order itself
      switch (what) {
        case "fill-part":
          Object.assign(order, { status: "PARTIALLY_FILLED", executedQty: "0.001" })
          return yield* tell({ ...order }, "TRADE")
        case "fill":
          Object.assign(order, { status: "FILLED", executedQty: order.origQty })
          return yield* tell({ ...order }, "TRADE")
        case "cancel":
          Object.assign(order, { status: "CANCELED", clientOrderId: `theirs-${order.orderId}` })
          return yield* tell({ ...order }, "CANCELED", { C: name })
        case "expire":
          order.status = "EXPIRED"
          return yield* tell({ ...order }, "EXPIRED")
        default: {
          const renamed = what === "shrink" ? name : `renamed-${order.orderId}`
          const newQty = `${Number(order.origQty) / 2}`
          exchange.amendments.push({
            orderId: order.orderId,
            origClientOrderId: name,
            newClientOrderId: renamed,
            newQty,
            time: order.updateTime
          })
          Object.assign(order, { clientOrderId: renamed, origQty: newQty })
          return yield* tell({ ...order }, "REPLACED", { C: name })
        }
      }
    })

    const live = (order: Row, life: Case["life"]) =>
      Effect.forkDetach(
        Effect.forEach(life, ({ after, what }) => Effect.andThen(Effect.sleep(after + 1), change(order, what)), {
          discard: true
        })
      )

    const accepted = Effect.fnUntraced(function* (request: Request) {
      const at = Math.floor(yield* Intent.monotonicMillis) - start
      const order = exchange.accept(request, { visibleAt: at + c.lag, time: start + at }, at)
      own.push(order)
      yield* tell({ ...order }, "NEW")
      yield* live(order, c.life)
    })

    const script = (request: Request): Effect.Effect<typeof lost> | undefined => {
      if (request.nth > 1) return undefined
      if (request.what === "place") {
        const name = request.parameters.get("newClientOrderId") ?? ""
        const rejected = row(-1, { clientOrderId: name, status: "REJECTED", time: start + request.at })
        const fate =
          c.fate === "never"
            ? Effect.void
            : c.fate === "rejected"
              ? tell(rejected, "REJECTED")
              : Effect.asVoid(
                  Effect.forkDetach(Effect.andThen(Effect.sleep(c.fate === "late" ? c.after : 1), accepted(request)))
                )
        return Effect.as(fate, lost)
      }
      if (request.what !== "cancel" && request.what !== "amend") return undefined
      const act = Effect.gen(function* () {
        const order = exchange.openOrder(request)
        if (order === undefined) return
        if (request.what === "cancel") return yield* change(order, "cancel")
        const at = Math.floor(yield* Intent.monotonicMillis) - start
        const name = order.clientOrderId
        exchange.amend(order, request, at)
        yield* tell({ ...order }, "REPLACED", { C: name })
      })
      const when = c.fate === "late" ? c.after : 1
      const fate =
        c.fate === "never" || c.fate === "rejected"
          ? Effect.void
          : Effect.asVoid(Effect.forkDetach(Effect.andThen(Effect.sleep(when), act)))
      return Effect.as(fate, lost)
    }
    const exchange: LittleExchange = new LittleExchange(script)
    exchange.rows.push(...before)

    const storm = Effect.gen(function* () {
      for (const order of before) yield* live(order, c.olderLife)
      for (const { at, what } of c.noise) {
        const named = { clientOrderId: "mine-1", time: start + at }
        const order =
          what === "other-symbol"
            ? row(70, { ...named, symbol: "ETHUSDT" })
            : what === "other-content"
              ? row(71, { ...named, clientOrderId: "theirs", side: "SELL" })
              : row(-1, { ...named, status: "REJECTED", updateTime: start + at })
        yield* Effect.forkDetach(
          Effect.andThen(Effect.sleep(at + 1), tell(order, what === "reject" ? "REJECTED" : "NEW"))
        )
      }
      stream.up("spot", yield* Intent.monotonicMillis)
      // what left a while ago has arrived
      yield* Effect.forkDetach(
        Effect.forever(
          Effect.andThen(
            Effect.sleep(500),
            Effect.map(Intent.monotonicMillis, (now) => {
              if (!isDown(now - start)) stream.alive("spot", Math.min(now - arrives - 1, now))
            })
          )
        )
      )
      if (c.gap !== undefined) {
        const [, noticed, up] = c.gap
        yield* later(noticed, () => stream.down("spot"))
        yield* later(up, () => stream.up("spot", start + up))
      }
    })

    const bounded = c.isBounded ? { spot: bounds } : {}
    const exit = yield* over(
      exchange,
      Effect.gen(function* () {
        yield* storm
        const running = yield* begin(program)
        return yield* pass(running, 900_000)
      })
    ).pipe(
      Effect.provideService(Sightings.Sightings, stream),
      Effect.provideService(SettlementBounds.Overrides, bounded)
    )
    return { exit, exchange, own } satisfies Outcome<A>
  })

const endOf = ({ exit }: Outcome<unknown>) => reasonOf(exit)

describe("a stream of any kind", () => {
  property(
    "fools no settlement",
    cases,
    (c) =>
      Effect.gen(function* () {
        const older = row(7, { clientOrderId: "mine-1", time: start - 60_000, updateTime: start - 60_000 })
        if (c.kind === "place") {
          // the name is free, or else it could not be given to another order
          const gone = { ...older, status: "FILLED", updateTime: start - 30_000 }
          const place = Spot.placeOrder(c.isOurs ? limit : { ...limit, newClientOrderId: "mine-1" })
          const outcome = yield* happening(c, place.pipe(Reconciliation.settle), c.isOurs ? [] : [gone])
          const end = endOf(outcome)
          const [order] = outcome.own
          if (end === "success") {
            assert(outcome.exit?._tag === "Success")
            assert.strictEqual(outcome.exit.value.orderId, order?.orderId, "success of an order that is not there")
          } else {
            assert.notStrictEqual(end, "unsettled")
            assert.deepStrictEqual(outcome.own, [], `${end} of an order that is there`)
          }
          return
        }
        const which = { symbol: "BTCUSDT", origClientOrderId: "mine-1" }
        const call: Effect.Effect<unknown, unknown, Services> =
          c.kind === "cancel"
            ? Spot.cancelOrder(which).pipe(Reconciliation.settle)
            : Spot.amendOrder({ ...which, newQty: "0.003" }).pipe(Reconciliation.settle)
        const outcome = yield* happening(c, call, [older])
        const end = endOf(outcome)
        const [order] = outcome.exchange.rows
        assert(order !== undefined)
        assert.notStrictEqual(end, "unsettled")
        const isAmended = outcome.exchange.amendments.some(({ newQty, orderId }) => orderId === 7 && newQty === "0.003")
        if (c.kind === "cancel") {
          // what is said to be over is over
          assert.isFalse(isOpen(order), `${end}, and the order lives`)
          if (end === "success") assert.strictEqual(order.status, "CANCELED")
        } else if (end === "success") assert.isTrue(isAmended, "success of an amend that was not made")
        else if (order.status !== "CANCELED") assert.isFalse(isAmended, `${end} of an amend that was made`)
      }),
    { file, runs: 60 }
  )
})
