// Whatever a stream shows, and in whatever order: what a settlement says is so. Drawn from a seed; see test/fuzz/support.ts.
import { assert, describe } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import * as Intent from "effect-binance/client/Intent"
import type { Reply } from "effect-binance/client/Transport"
import type { BinanceError } from "effect-binance/errors/BinanceError"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Usdm from "effect-binance/products/Usdm"
import { usdmRules } from "effect-binance/products/UsdmRules"
import type { OrderRow } from "effect-binance/settlement/ProductViews"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as UserEvent from "effect-binance/stream/UserEvent"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Schedule from "effect/Schedule"
import { type Draw, drawn, property } from "../fuzz/support.ts"
import {
  type AmendmentRow,
  begin,
  type Dialect,
  duplicate,
  errorOf,
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
  unchanged
} from "./support.ts"

const file = import.meta.filename

// What the storm keeps to, in ms: an event leaves this long after what it tells of, and arrives this long after it left.
const leaves = 8000
const arrives = 400
const streamDelayMillis = leaves + 100
// Of each product the bounds that the library has, and the last moments that they leave: to be accepted, and to be shown.
const products = {
  spot: {
    bounds: { graceMillis: spotRules.graceMillis, visibilityMillis: spotRules.visibilityMillis, streamDelayMillis },
    late: 15_500,
    lag: 29_000
  },
  usdm: {
    bounds: { graceMillis: usdmRules.graceMillis, visibilityMillis: usdmRules.visibilityMillis, streamDelayMillis },
    late: 6_500,
    lag: 14_000
  }
}

type Happening = "fill-part" | "fill" | "cancel" | "expire" | "shrink" | "shrink-and-rename"

/** One that the stream misses is only missed while it is down. */
interface Told {
  readonly leavesAfter: number
  readonly arrivesAfter: number
  readonly again: number | undefined
  readonly says: "when" | "nothing"
}

interface Case {
  readonly product: "spot" | "usdm"
  readonly kind: "place" | "surely" | "cancel" | "amend" | "replace" | "list"
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

const onSpot = ["replace", "replace", "list"] as const

const cases = drawn(80, (d: Draw): Case => {
  const product = d.pick(["spot", "usdm"] as const)
  const kind = d.pick(["place", "surely", "cancel", "amend", ...(product === "spot" ? onSpot : [])] as const)
  const { lag, late } = products[product]
  const isOurs = kind !== "cancel" && kind !== "amend" && d.oneIn(2)
  const lost = d.below(d.pick([2000, 20_000, 60_000]))
  const noticed = lost + d.below(5000)
  // nothing gives an order on futures another name
  const happens = product === "usdm" || !isOurs ? happenings.slice(0, 4) : happenings
  return {
    product,
    kind,
    isOurs,
    isBounded: d.oneIn(2),
    fate: d.pick(["never", "done", "late", "late", "rejected"]),
    after: d.pick([d.below(late), late]),
    lag: d.pick([0, d.below(lag), lag, lag]),
    // what can be told of one order after another; names of other people are for orders that are known by their id
    life: d.list(2, () => ({ what: d.pick(happens), after: d.below(8000) })),
    olderLife: d.list(2, () => ({ what: d.pick(happenings.slice(0, 4)), after: d.below(40_000) })),
    noise: d.list(3, () => ({
      what: d.pick(["reject", "other-symbol", "other-content"] as const),
      at: d.below(40_000)
    })),
    told: Array.from({ length: 8 }, () => ({
      leavesAfter: d.pick([d.below(leaves), leaves - 1]),
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
  /** Whether the call has cancelled an order, and nobody else. */
  readonly isCancelled: boolean
}

/** The event as the wire has it. */
const eventOf = (product: Case["product"], order: Row, execution: string, saysWhen: boolean, more: object): unknown => {
  const common = {
    s: order.symbol,
    c: order.clientOrderId,
    S: order.side,
    o: order.type,
    q: order.origQty,
    p: order.price,
    X: order.status,
    i: order.orderId,
    z: order.executedQty ?? "0",
    T: order.updateTime ?? order.time
  }
  return product === "spot"
    ? { ...common, e: "executionReport", C: "", x: execution, g: -1, ...(saysWhen ? { O: order.time } : {}), ...more }
    : execution === "TRADE" && !saysWhen
      ? { ...common, e: "TRADE_LITE", z: undefined, X: undefined, o: undefined }
      : {
          e: "ORDER_TRADE_UPDATE",
          o: { ...common, ot: order.type, x: execution === "REPLACED" ? "AMENDMENT" : execution }
        }
}

// USDⓈ-M in the words of the little exchange, which speaks those of Spot.
const paths: ReadonlyMap<string, string> = new Map([
  ["PUT /fapi/v1/order", "/api/v3/order/amend/keepPriority"],
  ["GET /fapi/v1/userTrades", "/api/v3/myTrades"],
  ["GET /fapi/v1/orderAmendment", "/api/v3/order/amendments"]
])
const usdm: Dialect = {
  request: (wire) => ({
    ...wire,
    path: paths.get(`${wire.method} ${wire.path}`) ?? wire.path.replace("/fapi/v1/", "/api/v3/"),
    query: wire.method === "PUT" ? wire.query.replace("quantity=", "newQty=") : wire.query,
    body: wire.method === "PUT" ? wire.body.replace("quantity=", "newQty=") : wire.body
  }),
  reply: ({ method, path }, reply) => {
    if (reply._tag !== "HttpReply") return reply
    if (reply === unchanged) return refusal(-5027, "No need to modify the order.")
    if (reply === duplicate) return refusal(-4116, "ClientOrderId is duplicated.")
    const body = JSON.parse(reply.body)
    if (method === "PUT" && body.amendedOrder !== undefined)
      return json(200, { ...body.amendedOrder, origQty: body.amendedOrder.qty })
    if (!path.endsWith("orderAmendment")) return reply
    return json(
      200,
      body.map(({ newQty, orderId, origClientOrderId, time }: AmendmentRow) => ({
        orderId,
        time,
        clientOrderId: origClientOrderId,
        amendment: { origQty: { before: "", after: newQty }, price: { before: "50000", after: "50000" } }
      }))
    )
  }
}

/** Lets the case happen to a program. */
const happening = <A, E>(c: Case, program: Effect.Effect<A, E, Services>, before: ReadonlyArray<Row>) =>
  Effect.gen(function* () {
    const stream = yield* Sightings.make("test")
    const own: Array<Row> = []
    let events = 0
    let isCancelled = false
    const later = (millis: number, then: () => void) =>
      Effect.forkDetach(Effect.andThen(Effect.sleep(Math.max(1, millis)), Effect.sync(then)))
    const isDown = (at: number) => c.gap !== undefined && at >= c.gap[0] && at < c.gap[2]

    /** An event of this moment, as the case has it told. */
    const tell = Effect.fnUntraced(function* (order: Row, execution: string, more: object = {}) {
      const told = c.told[events++ % c.told.length]
      if (told === undefined) return
      const event = UserEvent.decode(c.product, eventOf(c.product, order, execution, told.says === "when", more))
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

    const change = Effect.fnUntraced(function* (order: Row, what: Happening, cancelName?: string | null) {
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
          Object.assign(order, {
            status: "CANCELED",
            clientOrderId: c.product === "usdm" ? name : (cancelName ?? `theirs-${order.orderId}`)
          })
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

    const when = c.fate === "late" ? c.after : 1
    const eventually = (act: Effect.Effect<unknown>) =>
      Effect.asVoid(Effect.forkDetach(Effect.andThen(Effect.sleep(when), act)))

    const replaced = Effect.fnUntraced(function* (request: Request) {
      const old = exchange.openOrder(request, "cancelOrderId", "cancelOrigClientOrderId")
      if (old === undefined) return
      yield* change(old, "cancel", request.parameters.get("cancelNewClientOrderId"))
      isCancelled = true
      const clientOrderId = request.parameters.get("newClientOrderId") ?? ""
      const at = Math.floor(yield* Intent.monotonicMillis)
      if (c.fate !== "rejected") return yield* accepted(request)
      yield* tell(row(-1, { clientOrderId, status: "REJECTED", time: at, updateTime: at }), "REJECTED")
    })

    const listed = Effect.fnUntraced(function* (request: Request) {
      const at = Math.floor(yield* Intent.monotonicMillis) - start
      const list = exchange.acceptList(request, { visibleAt: at + c.lag }, at)
      list.visibleAt = at + c.lag
      const { symbol } = list
      for (const order of exchange.rows.filter(({ orderListId }) => orderListId === list.orderListId)) {
        own.push(order)
        yield* tell({ ...order }, "NEW")
        if (own.length === 1) yield* live(order, c.life)
      }
      const event = {
        e: "listStatus",
        E: start + at,
        s: symbol,
        g: list.orderListId,
        c: "OCO",
        l: "EXEC_STARTED",
        L: "EXECUTING",
        r: "NONE",
        C: list.listClientOrderId,
        T: start + at,
        O: own.map(({ clientOrderId, orderId }) => ({ s: symbol, i: orderId, c: clientOrderId }))
      }
      const sightings = UserEvent.sightingsOf(UserEvent.decode("spot", event))
      if (!isDown(at) && !isDown(at + arrives)) {
        yield* later(arrives, () => {
          for (const sighting of sightings) stream.saw(sighting)
        })
      }
    })

    /** What another attempt meets: an exchange that is well, and lets two open orders have no name in common. */
    const again = (request: Request) =>
      Effect.gen(function* () {
        const name = request.parameters.get("newClientOrderId") ?? ""
        if (exchange.rows.some((order) => isOpen(order) && order.clientOrderId === name)) return duplicate
        yield* accepted(request)
        return json(200, own.at(-1))
      })

    const script = (request: Request): Effect.Effect<Reply> | undefined => {
      const { nth, what } = request
      if (what === "place" && nth > 1) return again(request)
      if (nth > 1 || !["place", "cancel", "amend", "cancelReplace", "placeList"].includes(what)) return undefined
      if (c.fate === "never") return Effect.succeed(lost)
      const clientOrderId = request.parameters.get("newClientOrderId") ?? ""
      const rejected = row(-1, { clientOrderId, status: "REJECTED", time: start + request.at })
      const act = Effect.gen(function* () {
        if (what === "cancelReplace") return yield* replaced(request)
        if (c.fate === "rejected") return what === "place" ? yield* tell(rejected, "REJECTED") : undefined
        if (what === "place") return yield* accepted(request)
        if (what === "placeList") return yield* listed(request)
        const order = exchange.openOrder(request)
        if (order === undefined) return
        if (what === "cancel") return yield* change(order, "cancel", request.parameters.get("newClientOrderId"))
        const name = order.clientOrderId
        exchange.amend(order, request, Math.floor(yield* Intent.monotonicMillis) - start)
        yield* tell({ ...order }, "REPLACED", { C: name })
      })
      return Effect.as(eventually(act), lost)
    }
    const exchange: LittleExchange = new LittleExchange(script)
    if (c.product === "usdm") exchange.dialect = usdm
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
      stream.up(c.product, yield* Intent.monotonicMillis)
      // what left a while ago has arrived
      yield* Effect.forkDetach(
        Effect.forever(
          Effect.andThen(
            Effect.sleep(500),
            Effect.map(Intent.monotonicMillis, (now) => {
              if (!isDown(now - start)) stream.alive(c.product, Math.min(now - arrives - 1, now))
            })
          )
        )
      )
      if (c.gap !== undefined) {
        const [, noticed, up] = c.gap
        yield* later(noticed, () => stream.down(c.product))
        yield* later(up, () => stream.up(c.product, start + up))
      }
    })

    const bounded = c.isBounded ? { [c.product]: products[c.product].bounds } : {}
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
    return { exit, exchange, own, isCancelled } satisfies Outcome<A>
  })

/** Of an order that was cancelled under another name while nobody listened nothing is left that names it: it stays in doubt. */
const isNameless = (c: Case, end: string, own: ReadonlyArray<Row>) =>
  end === "unsettled" && c.gap !== undefined && own.some(({ status }) => status === "CANCELED")

const older = () => row(7, { clientOrderId: "mine-1", time: start - 60_000, updateTime: start - 60_000 })
const settled = <A, E>(c: Case, call: Effect.Effect<A, E, Services>, before: ReadonlyArray<Row>) =>
  Effect.map(happening(c, call, before), (outcome) => ({ ...outcome, end: reasonOf(outcome.exit) }))

const placeOf = (c: Case): Call.Call<OrderRow, BinanceError, Services> => {
  const order = c.isOurs ? limit : { ...limit, newClientOrderId: "mine-1" }
  return c.product === "spot" ? Spot.placeOrder(order) : Usdm.placeOrder(order)
}

const checks: Readonly<Record<Case["kind"], (c: Case) => Effect.Effect<void>>> = {
  place: Effect.fnUntraced(function* (c) {
    // the name is free, or else it could not be given to another order
    const gone = { ...older(), status: "FILLED", updateTime: start - 30_000 }
    const { end, exit, own } = yield* settled(c, placeOf(c).pipe(Reconciliation.settle), c.isOurs ? [] : [gone])
    if (isNameless(c, end, own)) return
    if (exit?._tag === "Success")
      return assert.strictEqual(exit.value.orderId, own[0]?.orderId, "success of an order that is not there")
    assert.notStrictEqual(end, "unsettled")
    assert.deepStrictEqual(own, [], `${end} of an order that is there`)
  }),

  surely: Effect.fnUntraced(function* (c) {
    const policy = RetryPolicy.notEarly(Schedule.spaced("5 seconds")).pipe(RetryPolicy.upTo({ times: 3 }))
    const call = placeOf(c).pipe(Reconciliation.settle, Retry.safely(policy), Call.goodFor("10 minutes"))
    const { end, exit, own } = yield* settled(c, call, [])
    assert.isAtMost(own.length, 1, "two orders for one intent")
    if (isNameless(c, end, own)) return
    if (exit?._tag === "Success") return assert.strictEqual(exit.value.orderId, own[0]?.orderId)
    assert.notStrictEqual(end, "unsettled")
    assert.deepStrictEqual(own, [], `${end} of an order that is there`)
  }),

  cancel: Effect.fnUntraced(function* (c) {
    const which = { symbol: "BTCUSDT", origClientOrderId: "mine-1" }
    const cancel: Call.Call<OrderRow, BinanceError, Services> =
      c.product === "spot" ? Spot.cancelOrder(which) : Usdm.cancelOrder(which)
    const call = cancel.pipe(Reconciliation.settle)
    const { end, exchange } = yield* settled(c, call, [older()])
    const [order] = exchange.rows
    assert(order !== undefined)
    assert.notStrictEqual(end, "unsettled")
    // what is said to be over is over
    assert.isFalse(isOpen(order), `${end}, and the order lives`)
    if (end === "success") assert.strictEqual(order.status, "CANCELED")
  }),

  amend: Effect.fnUntraced(function* (c) {
    const which = { symbol: "BTCUSDT", origClientOrderId: "mine-1" }
    const amend: Call.Call<OrderRow, BinanceError, Services> =
      c.product === "spot"
        ? Spot.amendOrder({ ...which, newQty: "0.003" })
        : Usdm.amendOrder({ ...which, side: "BUY", quantity: "0.003", price: "50000" })
    const call = amend.pipe(Reconciliation.settle)
    const { end, exchange } = yield* settled(c, call, [older()])
    const isAmended = exchange.amendments.some(({ newQty, orderId }) => orderId === 7 && newQty === "0.003")
    assert.notStrictEqual(end, "unsettled")
    if (end === "success") assert.isTrue(isAmended, "success of an amend that was not made")
    // an order that was cancelled is said to be that, whatever was made of it before
    else if (exchange.rows[0]?.status !== "CANCELED") assert.isFalse(isAmended, `${end} of an amend that was made`)
  }),

  replace: Effect.fnUntraced(function* (c) {
    const call = Spot.cancelReplaceOrder({
      ...limit,
      ...(c.isOurs ? {} : { newClientOrderId: c.noise.length % 2 === 0 ? "mine-1" : "mine-2" }),
      cancelReplaceMode: "STOP_ON_FAILURE",
      ...(c.told[0]?.again === undefined ? { cancelOrderId: 7 } : { cancelOrigClientOrderId: "mine-1" })
    }).pipe(Reconciliation.settle)
    const { end, exchange, exit, isCancelled, own } = yield* settled(c, call, [older()])
    const [old] = exchange.rows
    assert(old !== undefined)
    if (exit?._tag === "Success") {
      assert.strictEqual(old.status, "CANCELED")
      return assert.strictEqual(exit.value.newOrderResponse.orderId, own[0]?.orderId)
    }
    if (isNameless(c, end, own)) return
    assert.notStrictEqual(end, "unsettled")
    const { reason } = errorOf(exit)
    if (reason._tag === "CancelReplaceFailed") {
      if (reason.cancel.executed === "yes") assert.strictEqual(old.status, "CANCELED", "a cancel that was not made")
      if (reason.cancel.executed === "no") assert.isFalse(isCancelled, "no to a cancel that was made")
      assert.strictEqual(reason.place.executed, own.length === 0 ? "no" : "yes")
    } else {
      assert.deepStrictEqual(own, [], `${end} of an order that is there`)
      assert.isFalse(isCancelled, `${end} of a cancel that was made`)
    }
  }),

  list: Effect.fnUntraced(function* (c) {
    const call = Spot.placeOco({
      symbol: "BTCUSDT",
      side: "SELL",
      quantity: "0.01",
      ...(c.isOurs ? {} : { listClientOrderId: "mine-list" }),
      above: { type: "LIMIT_MAKER", price: "70000", ...(c.isOurs ? {} : { clientOrderId: "mine-1" }) },
      below: {
        type: "STOP_LOSS_LIMIT",
        timeInForce: "GTC",
        price: "49000",
        stopPrice: "50000",
        ...(c.isOurs ? {} : { clientOrderId: "mine-2" })
      }
    }).pipe(Reconciliation.settle)
    const { end, exit, own } = yield* settled(c, call, [])
    if (exit?._tag === "Success") {
      const told = exit.value.orders?.map(({ orderId }) => orderId) ?? []
      assert.isNotEmpty(told)
      return assert.includeMembers(
        own.map(({ orderId }) => orderId),
        told
      )
    }
    assert.notStrictEqual(end, "unsettled")
    assert.deepStrictEqual(own, [], `${end} of a list that is there`)
  })
}

describe("a stream of any kind", () => {
  property("fools no settlement", cases, (c) => checks[c.kind](c), { file, runs: 60 })
})
