/** How a settlement reads what the user data stream has shown: what an event proves, and what its silence does. */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { inDoubtOf } from "../inDoubt.ts"
import type { BinanceClient } from "../../client/BinanceClient.ts"
import { exchangeOf } from "../../client/Endpoint.ts"
import * as Intent from "../../client/Intent.ts"
import type { Verdict } from "../../client/Verdict.ts"
import type { AnyOperation, Description, Find, Operation, Part } from "../../client/Operation.ts"
import { EarlierAttemptExists } from "../../errors/AmbiguousReason.ts"
import { AmbiguousExecution, type BinanceError } from "../../errors/BinanceError.ts"
import { AlreadyInState, OrderRejected } from "../../errors/FatalReason.ts"
import { InDoubt, type Kind } from "../../errors/InDoubt.ts"
import * as Match from "../../settlement/Match.ts"
import type { OrderListRow, OrderRow, ProductViews } from "../../settlement/ProductViews.ts"
import type { Resolution } from "../../settlement/Reconciliation.ts"
import type { About, ListSighting, OrderSighting, Sighting, SightingsService } from "../../settlement/Sightings.ts"
import { shows } from "./amend.ts"
import { isOver } from "./cancel.ts"
import { type OrderInquiry, pause } from "./Inquiry.ts"
import { asDoubt, matchOf } from "./placement.ts"
import { ActiveFence } from "./activeFence.ts"

type AnyFind = Find<unknown, never>

type Client = BinanceClient["Service"]

/** Whose orders are asked about, and where. */
type Asker = Pick<Client, "account" | "claimed" | "endpoint">

/** What a client asks that has a stream. It comes with the sightings, so that one without a stream does not carry it. */
export interface Rules {
  /** The settlement, ended at once by an event that says how it ends. */
  readonly watch: (
    sightings: SightingsService,
    q: OrderInquiry,
    find: AnyFind | undefined,
    settlement: Effect.Effect<Resolution>
  ) => Effect.Effect<Resolution>
  /** Listens once the engine has answered, at `passedAt` by the monotonic clock in ms. */
  readonly listen: (
    sightings: SightingsService,
    q: OrderInquiry,
    orders: ReadonlyArray<InDoubt>,
    passedAt: number
  ) => {
    /** Whether there was nothing to hear, proven by the bound that the caller states. Once it is so it stays so. */
    readonly isSilent: () => boolean
    /** Whether nothing was heard that forbids a "no". Puts into the evidence what the silence says, or that it says nothing. */
    readonly hasNothing: Effect.Effect<boolean>
  }
  /**
   * A look before another attempt of the intent: the verdict when an order of an earlier one was seen, for then nothing more is sent.
   * `undefined` when nothing was sent so far.
   */
  readonly beforeResend: (
    sightings: SightingsService,
    asker: Asker,
    intent: Intent.Intent
  ) => (() => Verdict | undefined) | undefined
  /**
   * A client that looks before another attempt, and once more when that is not made or refused: whatever became of it, what was seen is
   * not told as not executed.
   */
  readonly guard: (sightings: SightingsService, client: Client) => Client
}

const isOrder = (sighting: Sighting): sighting is OrderSighting => "order" in sighting
const isList = (sighting: Sighting): sighting is ListSighting => "list" in sighting

// Where all orders are numbered in one series, an event need not say of which route it is.
const withOneRoute = new Set(["spot", "margin", "coinm", "options"])

// One kind of orders may be read by two questions: those that wait, and those that have ended.
const seriesOf = (path: string) => path.replace(/\/(openOrder|orderHistory)$/, "")

const isOfRoute = (product: string, views: ProductViews, { route }: OrderSighting): boolean =>
  route === undefined ? withOneRoute.has(product) : seriesOf(route) === seriesOf(views.order.path)

/** Whose stream it comes by: an isolated margin account has one of its own. */
const streamOf = (product: string, symbol: string | undefined, input: unknown): string =>
  // an operation of one's own says it as the wire does
  typeof input === "object" && input !== null && "isIsolated" in input && /^true$/i.test(String(input.isIsolated))
    ? `${product}:${symbol ?? ""}`
    : product

const streamOfInquiry = (q: OrderInquiry) => streamOf(q.inDoubt.product, q.symbol, q.intent.input)

/** Whether it can be an order of this inquiry: one that does not say of which kind it is, is no proof, and no silence. */
const couldBeOf = (q: OrderInquiry, one: OrderSighting): boolean =>
  one.order.symbol === q.symbol && (one.route === undefined || isOfRoute(q.inDoubt.product, q.views, one))

/** Sightings of orders of this symbol and route, the oldest first. Order ids are of one symbol. */
const ordersOf = (sightings: SightingsService, q: OrderInquiry, about: About): ReadonlyArray<OrderSighting> =>
  sightings
    .of(about)
    .filter(isOrder)
    .filter((one) => one.order.symbol === q.symbol && isOfRoute(q.inDoubt.product, q.views, one))

const listsOf = (sightings: SightingsService, q: OrderInquiry, about: About): ReadonlyArray<OrderListRow> =>
  sightings
    .of(about)
    .filter(isList)
    .map(({ list }) => list)
    .filter(({ symbol }) => symbol === undefined || symbol === q.symbol)

/**
 * Judges what is known now, and again whenever there is more, until that is conclusive. `everyMillis` when a view may come to show what
 * an event leaves open.
 */
const untilConclusive = (
  sightings: SightingsService,
  abouts: ReadonlyArray<About>,
  judge: Effect.Effect<Resolution | undefined>,
  everyMillis?: number
): Effect.Effect<Resolution> =>
  Effect.gen(function* () {
    const tick = everyMillis === undefined ? [] : [pause(everyMillis)]
    // what has no name is not known by one
    while (abouts.length > 0) {
      const known = abouts.map((about) => sightings.of(about).at(-1))
      const end = yield* judge
      if (end !== undefined) return end
      yield* Effect.raceAllFirst([...abouts.map((about, index) => sightings.next(about, known[index])), ...tick])
    }
    return yield* Effect.never
  })

const noteSighting = (q: OrderInquiry, { execution, order }: OrderSighting) =>
  q.note("stream", `order ${order.orderId}: ${execution}${order.status === undefined ? "" : ` ${order.status}`}`)

/** A view of the order, when one is to be had soon: the exchange may be out of reach, and what was seen is true without it. */
const viewOf = (q: OrderInquiry, orderId: number | string): Effect.Effect<OrderRow | undefined> =>
  Effect.map(Effect.timeoutOption(q.lookUp({ symbol: q.symbol, orderId }), q.longestPause), (seen) =>
    Option.isSome(seen) && seen.value._tag === "Order" && `${seen.value.order.orderId}` === `${orderId}`
      ? seen.value.order
      : undefined
  )

const promised = ["clientOrderId", "status", "side", "type", "price", "origQty", "executedQty"]

const stageOf = (row: OrderRow) => (isOver(row) ? 2 : row.status === "PARTIALLY_FILLED" ? 1 : 0)

/** As the order went on: an event may come late, or twice, but nothing follows an end, and a fill is not taken back. */
const latestFirst = (seen: ReadonlyArray<OrderSighting>): ReadonlyArray<OrderSighting> =>
  seen
    .toSorted(({ order: a }, { order: b }) => stageOf(a) - stageOf(b) || (a.updateTime ?? 0) - (b.updateTime ?? 0))
    .toReversed()

/** The order as complete as a view shows it. What a view shows that is older than the event does not count. */
const completed = Effect.fnUntraced(function* (q: OrderInquiry, row: OrderRow): Effect.fn.Return<OrderRow> {
  if (promised.every((name) => Object.hasOwn(row, name))) return row
  const view = yield* viewOf(q, row.orderId)
  return view === undefined || (isOver(row) && !isOver(view)) ? row : view
})

// ------------------------------------------------------------------------------------------------------- what an event proves

/**
 * Whether what was seen is of the account and the exchange that is asked about: another one's orders are none of ours, whatever they are
 * called. `maybe` when only one side says which exchange: then it is no proof, and no silence, but no second order is sent either.
 */
const isOurs = (
  sightings: SightingsService,
  asker: Asker,
  { order: { path } }: ProductViews
): "yes" | "no" | "maybe" => {
  if (sightings.account !== asker.account) return "no"
  // no stream of ours tells those who do not say where they are, so both are by the same hand
  if (sightings.endpoint === undefined && asker.endpoint === undefined) return "yes"
  const there = sightings.endpoint && exchangeOf(sightings.endpoint, path)
  const here = asker.endpoint && exchangeOf(asker.endpoint, path)
  return there === undefined || here === undefined ? "maybe" : there === here ? "yes" : "no"
}

const isOursOf = (sightings: SightingsService, q: OrderInquiry) => isOurs(sightings, q.desk.client, q.views)

const isReject = ({ execution, order }: OrderSighting) => execution === "REJECTED" || order.status === "REJECTED"

/** The row under the name that it was found by: what an event of a cancel is called is the cancel. */
const named = ({ order }: OrderSighting, clientOrderId: string): OrderRow => ({ ...order, clientOrderId })

/**
 * When the first attempt was signed, in ms by the monotonic clock; `undefined` when nobody knows: what was in doubt before this
 * process, or is another one's, was sent before this clock says so.
 */
const firstSignedAt = ({ attempts }: Intent.Intent): number | undefined =>
  attempts.length === 0 || attempts.some(({ isReadBack }) => isReadBack === true)
    ? undefined
    : attempts.reduce((first, { attempt }) => Math.min(first, attempt.signedAtMonotonic), Infinity)

/** What can have been missed since before the first attempt; `undefined` when that is not nothing. */
const coverageOf = (sightings: SightingsService, q: OrderInquiry) => {
  const signedAt = firstSignedAt(q.intent)
  const coverage = sightings.coverage(streamOfInquiry(q))
  return signedAt !== undefined && coverage !== undefined && coverage.since <= signedAt ? coverage : undefined
}

// The others tell of no reject of a placement: an algo order that is REJECTED was accepted, and rejected when it was triggered.
const withRejects = new Set(["spot", "margin"])

/**
 * Whether a reject speaks for all that was sent: of two attempts it does not say which one, and of one that was doubled on its way the
 * other may have been accepted before it.
 */
const isOfTheOnlyAttempt = (sightings: SightingsService, q: OrderInquiry): boolean =>
  withRejects.has(q.inDoubt.product) &&
  q.intent.attempts.filter(({ state }) => state !== "not-sent").length === 1 &&
  coverageOf(sightings, q) !== undefined

// When orders were accepted, by order id, as a view or another event has told it: not every event says so.
const told = new WeakMap<OrderInquiry, Map<string, number>>()

const remember = (q: OrderInquiry, { orderId, time }: OrderRow): void => {
  if (time === undefined) return
  const times = told.get(q) ?? new Map<string, number>()
  told.set(q, times)
  times.set(`${orderId}`, time)
}

/** The row of a sighting under the name that it was found by, with what is known by now of when its order was accepted. */
const datedOf = (q: OrderInquiry, by: OrderSighting, clientOrderId: string): OrderRow => ({
  ...named(by, clientOrderId),
  time: by.order.time ?? told.get(q)?.get(`${by.order.orderId}`)
})

/**
 * Asks when the order was accepted, where that decides: under a name that the caller chose an older order may have an event now, and
 * explains itself by its time.
 */
const dated = Effect.fnUntraced(function* (
  q: OrderInquiry,
  by: OrderSighting,
  clientOrderId: string
): Effect.fn.Return<OrderRow> {
  const row = datedOf(q, by, clientOrderId)
  if (q.isOurId || row.time !== undefined) return row
  const view = yield* viewOf(q, row.orderId)
  if (view?.time === undefined) return row
  remember(q, view)
  return { ...row, time: view.time }
})

/** The last sighting that proves the placement, or else the one by which the engine refused it. */
const placedAs = Effect.fnUntraced(function* (
  sightings: SightingsService,
  q: OrderInquiry,
  doubt: InDoubt,
  product: string
): Effect.fn.Return<{ readonly by: OrderSighting; readonly isRejected: boolean } | undefined> {
  const [clientOrderId] = doubt.clientOrderIds
  if (clientOrderId === undefined) return undefined
  const seen = ordersOf(sightings, q, { product, clientOrderId })
  // one that is filled at once has an event that says when it was accepted, behind one that does not
  for (const { order } of seen) remember(q, order)
  const undated = new Set<string>()
  for (const by of latestFirst(seen)) {
    if (isReject(by) || undated.has(`${by.order.orderId}`)) continue
    const row = yield* dated(q, by, clientOrderId)
    if (!q.isOurId && row.time === undefined) undated.add(`${row.orderId}`)
    else if (matchOf(q, doubt, row) === "the-order") return { by, isRejected: false }
  }
  // another program may use a name that the caller chose
  const rejected = q.isOurId && isOfTheOnlyAttempt(sightings, q) ? seen.find(isReject) : undefined
  return rejected && { by: rejected, isRejected: true }
})

const claim = (q: OrderInquiry, orderId: number | string) => q.desk.client.claimed.claim(q.symbol, orderId, q.intent)

const rejection = (q: OrderInquiry) => q.refused(new OrderRejected({ code: q.views.rejectedCode, kind: "rejected" }))

// under a name that the caller chose a view may come to say how old the order is whose event does not
const whenDated = (q: OrderInquiry) => (q.isOurId ? undefined : q.longestPause)

const watchPlacement = (sightings: SightingsService, q: OrderInquiry): Effect.Effect<Resolution> => {
  const product = streamOfInquiry(q)
  const abouts = q.inDoubt.clientOrderIds.slice(0, 1).map((clientOrderId) => ({ product, clientOrderId }))
  return untilConclusive(
    sightings,
    abouts,
    Effect.gen(function* () {
      const seen = yield* placedAs(sightings, q, q.inDoubt, product)
      if (seen === undefined) return undefined
      yield* noteSighting(q, seen.by)
      if (seen.isRejected) return rejection(q)
      claim(q, seen.by.order.orderId)
      return q.executed(yield* completed(q, seen.by.order))
    }),
    whenDated(q)
  )
}

// What shall be gone is settled by its cancel, not by being seen: until the engine knows no such open order, nobody looks here.
const answers = new WeakMap<OrderInquiry, Deferred.Deferred<void>>()

/**
 * What shall be gone, once the engine has answered: an event says how it ended, also when no view does any more, or only under the name
 * of somebody else's cancel.
 */
const watchEnd = (sightings: SightingsService, q: OrderInquiry): Effect.Effect<Resolution> => {
  const product = streamOfInquiry(q)
  const answered = Deferred.makeUnsafe<void>()
  answers.set(q, answered)
  const abouts = q.inDoubt.clientOrderIds.slice(0, 1).map((clientOrderId) => ({ product, clientOrderId }))
  const ended = Effect.gen(function* () {
    const seen = yield* placedAs(sightings, q, q.inDoubt, product)
    if (seen === undefined || seen.isRejected) return undefined
    const { orderId } = seen.by.order
    // whoever amended it may have renamed it, so its later events are found by its number
    const [last = seen.by] = latestFirst(ordersOf(sightings, q, { product, orderId }))
    const order = isOver(last.order) ? yield* completed(q, last.order) : yield* viewOf(q, orderId)
    if (order === undefined || !isOver(order)) return undefined
    yield* noteSighting(q, last)
    claim(q, orderId)
    return q.executed(order)
  })
  return Effect.andThen(Deferred.await(answered), untilConclusive(sightings, abouts, ended, q.longestPause))
}

/** The rows of the orders of a list: as the stream showed them last, or a view does. */
const rowsOf = (sightings: SightingsService, q: OrderInquiry, { orders = [] }: OrderListRow) =>
  Effect.forEach(orders, ({ clientOrderId, orderId }) => {
    const [last] = latestFirst(ordersOf(sightings, q, { product: streamOfInquiry(q), orderId }))
    return last !== undefined
      ? completed(q, last.order)
      : Effect.map(viewOf(q, orderId), (row): OrderRow => row ?? { symbol: q.symbol, orderId, clientOrderId })
  })

const watchOrderList = (
  sightings: SightingsService,
  q: OrderInquiry,
  legs: ReadonlyArray<Description>,
  resultOf: (list: OrderListRow, orders: ReadonlyArray<OrderRow>) => unknown
): Effect.Effect<Resolution> => {
  const product = streamOfInquiry(q)
  const { symbol } = q
  const listClientOrderId = q.description.clientOrderId
  const doubts = legs.map((leg) => asDoubt(q.inDoubt, leg))
  const byName: ReadonlyArray<About> = listClientOrderId === undefined ? [] : [{ product, listClientOrderId }]
  const byLeg = doubts.flatMap(({ clientOrderIds }) =>
    clientOrderIds.map((clientOrderId) => ({ product, clientOrderId }))
  )

  /** The list as its own event shows it. */
  const seenList = (about: About | undefined) =>
    (about === undefined ? [] : listsOf(sightings, q, about)).findLast(
      ({ listOrderStatus, orders = [] }) => listOrderStatus !== "REJECT" && orders.length > 0
    )

  const listOf = Effect.fnUntraced(function* ({ order }: OrderSighting): Effect.fn.Return<OrderListRow> {
    const { orderListId } = order
    const id = orderListId === undefined || `${orderListId}` === "-1" ? undefined : orderListId
    const seen = id === undefined ? undefined : seenList({ product, orderListId: id })
    if (seen !== undefined) return seen
    if (id !== undefined && q.views.orderList !== undefined) {
      const asked = yield* Effect.timeoutOption(
        Effect.result(q.desk.ask(q.views.orderList, { symbol, orderListId: id })),
        q.longestPause
      )
      if (Option.isSome(asked) && asked.value._tag === "Success") return asked.value.success
    }
    const orders = byLeg.flatMap((about) => ordersOf(sightings, q, about).slice(-1))
    return {
      orderListId: id ?? -1,
      listClientOrderId,
      symbol,
      orders: orders.map((leg) => ({ orderId: leg.order.orderId, clientOrderId: leg.clientOrderId }))
    }
  })

  return untilConclusive(
    sightings,
    [...byName, ...byLeg],
    Effect.gen(function* () {
      // a name that the caller chose needs the content and the time of a leg
      let list = q.isOurId ? seenList(byName[0]) : undefined
      if (list !== undefined) {
        yield* q.note("stream", `order list ${list.orderListId}: ${list.listOrderStatus ?? "there"}`)
      } else {
        for (const doubt of doubts) {
          // one leg says that the list was accepted
          const seen = yield* placedAs(sightings, q, doubt, product)
          if (seen === undefined || seen.isRejected) continue
          yield* noteSighting(q, seen.by)
          list = yield* listOf(seen.by)
          break
        }
      }
      if (list === undefined) return undefined
      for (const { orderId } of list.orders ?? []) claim(q, orderId)
      return q.done(resultOf(list, yield* rowsOf(sightings, q, list)))
    }),
    whenDated(q)
  )
}

// Without the tolerance that looking for an order has: what another call did just before must not be taken for what this one did.
const signedFrom = (q: OrderInquiry) => q.acceptedFrom() + 1000

/** The order that the call names, as it was seen since the call was signed; nothing when more than one had that name. */
const meantOf = (
  sightings: SightingsService,
  q: OrderInquiry,
  abouts: ReadonlyArray<About>
): ReadonlyArray<OrderSighting> => {
  const all = abouts.flatMap((about) => ordersOf(sightings, q, about))
  if ("orderId" in q.which) return all
  // one that was never accepted is not the order that has the name
  const seen = all.filter((one) => !isReject(one))
  if (new Set(seen.map(({ order }) => `${order.orderId}`)).size !== 1) return []
  return seen.filter(({ order: { updateTime } }) => updateTime !== undefined && updateTime >= signedFrom(q))
}

const aboutWhich = (q: OrderInquiry, product: string): About =>
  "orderId" in q.which ? { product, orderId: q.which.orderId } : { product, clientOrderId: q.which.origClientOrderId }

/** Only the end of the order says how its cancel ended. */
const watchCancel = (sightings: SightingsService, q: OrderInquiry): Effect.Effect<Resolution> => {
  const about = aboutWhich(q, streamOfInquiry(q))
  return untilConclusive(
    sightings,
    [about],
    Effect.gen(function* () {
      const end = meantOf(sightings, q, [about]).findLast(({ order }) => isOver(order))
      if (end === undefined) return undefined
      yield* noteSighting(q, end)
      return end.order.status === "CANCELED"
        ? q.executed(yield* completed(q, end.order))
        : q.refused(new AlreadyInState({ state: end.order.status ?? "" }))
    })
  )
}

const watchCancelOfList = (
  sightings: SightingsService,
  q: OrderInquiry,
  resultOf: (list: OrderListRow, orders: ReadonlyArray<OrderRow>) => unknown
): Effect.Effect<Resolution> => {
  const product = streamOfInquiry(q)
  const { clientOrderId, orderListId } = q.description
  const about: About =
    clientOrderId === undefined
      ? { product, orderListId: orderListId ?? "" }
      : { product, listClientOrderId: clientOrderId }
  return untilConclusive(
    sightings,
    [about],
    Effect.gen(function* () {
      const lists = listsOf(sightings, q, about)
      const list = lists.findLast(({ listOrderStatus }) => listOrderStatus === "ALL_DONE")
      // under a name that is used again, one of them is not it
      if (list === undefined || new Set(lists.map((one) => `${one.orderListId}`)).size !== 1) return undefined
      const orders = yield* rowsOf(sightings, q, list)
      const isOlder =
        clientOrderId !== undefined &&
        !orders.some(({ updateTime }) => updateTime !== undefined && updateTime >= signedFrom(q))
      if (orders.length === 0 || isOlder || !orders.every(isOver)) return undefined
      yield* q.note("stream", `order list ${list.orderListId}: ALL_DONE`)
      // as the views have it: CANCELED is by a cancel alone
      return orders.some(({ status }) => status === "CANCELED")
        ? q.done(resultOf(list, orders))
        : q.refused(new AlreadyInState({ state: "ALL_DONE" }))
    })
  )
}

const changes = new Set(["REPLACED", "AMENDMENT"])

const watchAmend = (
  sightings: SightingsService,
  q: OrderInquiry,
  wanted: { readonly quantity?: string | undefined; readonly price?: string | undefined },
  resultOf: ((order: OrderRow) => unknown) | undefined
): Effect.Effect<Resolution> => {
  const about = aboutWhich(q, streamOfInquiry(q))
  return untilConclusive(
    sightings,
    [about],
    Effect.gen(function* () {
      const seen = meantOf(sightings, q, [about])
      const cancelled = seen.findLast(({ order }) => order.status === "CANCELED")
      // what is cancelled is amended no longer: never a success
      if (cancelled !== undefined) {
        yield* noteSighting(q, cancelled)
        return q.refused(new AlreadyInState({ state: "CANCELED" }))
      }
      const change = seen.findLast(
        ({ execution, order }) =>
          changes.has(execution) &&
          // an earlier amendment may have asked for the same
          order.updateTime !== undefined &&
          order.updateTime >= signedFrom(q) &&
          shows(wanted, order.origQty, order.price)
      )
      if (change === undefined) return undefined
      yield* noteSighting(q, change)
      const order = yield* completed(q, change.order)
      return resultOf === undefined ? q.executed(order) : q.done(resultOf(order))
    })
  )
}

const watched = (sightings: SightingsService, q: OrderInquiry, find: AnyFind | undefined) => {
  switch (find?.subject) {
    case "placement":
      return watchPlacement(sightings, q)
    case "orderList":
      return watchOrderList(sightings, q, find.legs(q.intent.input as never, q.intent.clientOrderId), find.result) // the operation's own input
    case "cancel":
      return watchCancel(sightings, q)
    case "cancelOrderList":
      return watchCancelOfList(sightings, q, find.result)
    case "amend":
      return watchAmend(sightings, q, find.wanted(q.intent.input as never), find.result) // the operation's own input
    default:
      return undefined
  }
}

// ------------------------------------------------------------------------------------------------------ what its silence proves

const listen: Rules["listen"] = (sightings, q, orders, passedAt) => {
  const product = streamOfInquiry(q)
  const { streamDelayMillis } = q.bounds
  const ours = isOursOf(sightings, q)
  /** From when to when there was nothing to hear; once it is proven, no gap takes it back. */
  let silent: { readonly from: number; readonly until: number } | undefined

  /** What was seen under the names of these orders, each time with the order that it may be. */
  const seen = () =>
    ours === "no"
      ? []
      : orders.flatMap((doubt) =>
          doubt.clientOrderIds.slice(0, 1).flatMap((clientOrderId) =>
            sightings
              .of({ product, clientOrderId })
              .filter(isOrder)
              .filter((by) => couldBeOf(q, by) && !isReject(by))
              .map((by) => ({ by, clientOrderId, doubt }))
          )
        )
  const forbids = (doubt: InDoubt, row: OrderRow) => {
    const match = matchOf(q, doubt, row)
    return match !== "another" && match !== "rejected"
  }

  /**
   * Whether it was open and without a fill when it was last seen, and has ended since, so long ago that no view shows it: to say that
   * nothing of it is left contradicts no such event.
   */
  const isForgotten = Effect.fnUntraced(function* ({ order }: OrderSighting) {
    if (!q.isOurId || ours !== "yes" || stageOf(order) > 0 || (yield* q.age) < q.retentionMillis) return false
    return (yield* q.lookUp({ symbol: q.symbol, orderId: order.orderId }))._tag === "Absent"
  })

  const answered = answers.get(q)
  if (answered !== undefined) Deferred.doneUnsafe(answered, Effect.void)

  const isNamed = orders.every(({ clientOrderIds }) => clientOrderIds.length > 0)

  return {
    isSilent: () => {
      const coverage = coverageOf(sightings, q)
      if (
        silent === undefined &&
        streamDelayMillis !== undefined &&
        isNamed &&
        ours === "yes" &&
        coverage !== undefined &&
        coverage.provenUntil >= passedAt + streamDelayMillis &&
        !seen().some(({ by, clientOrderId, doubt }) => forbids(doubt, datedOf(q, by, clientOrderId)))
      )
        silent = { from: coverage.since, until: coverage.provenUntil }
      return silent !== undefined
    },
    hasNothing: Effect.gen(function* () {
      for (const { by, clientOrderId, doubt } of seen()) {
        if (!forbids(doubt, yield* dated(q, by, clientOrderId)) || (yield* isForgotten(by))) continue
        yield* q.note("stream", `order ${by.order.orderId} was seen under that name and is not explained`)
        return false
      }
      if (ours !== "yes") return true
      const coverage = coverageOf(sightings, q)
      const { from, until } =
        silent ??
        (coverage !== undefined && coverage.provenUntil >= passedAt
          ? { from: coverage.since, until: coverage.provenUntil }
          : { from: Infinity, until: 0 })
      // by the wall clock, as the times of all observations are
      const wall = (yield* Clock.currentTimeMillis) - (yield* Intent.monotonicMillis)
      yield* q.note(
        "stream",
        from > until
          ? "had a gap since the first attempt, or was not up before it: its silence says nothing"
          : `silent from ${Math.ceil(wall + from)} to ${Math.floor(wall + until)}, without a gap`
      )
      return true
    })
  }
}

// ------------------------------------------------------------------------------------------- what was seen before a resend

interface Placed {
  readonly product: string
  readonly views: ProductViews
  readonly description: Description
  readonly isOurId: boolean
  /** The exchange's id of the order that it replaces, which is another one whatever its name. */
  readonly another?: string | undefined
}

/** The orders that a call places, each under its own name. */
const placedBy = (
  operation: AnyOperation,
  find: AnyFind | undefined,
  input: unknown,
  description: Description,
  clientOrderId: string,
  isOurId: boolean,
  another?: string
): ReadonlyArray<Placed> => {
  const own = input as never // the operation's own input
  const { name: product } = operation.product
  const stream = streamOf(product, description.symbol, input)
  switch (find?.subject) {
    case "placement":
      return [{ product: stream, views: find.views(own), description, isOurId, another }]
    case "orderList":
      return find
        .legs(own, clientOrderId)
        .map((leg) => ({ product: stream, views: find.views(own), description: leg, isOurId }))
    case "cancelReplace": {
      const { cancel, place } = find.halves(own, clientOrderId)
      return placedByPart(place, cancel.description.orderId)
    }
    case "batch":
      return find.parts(own, clientOrderId).flatMap((part) => placedByPart(part))
    default:
      return []
  }
}

const placedByPart = (
  { clientOrderIdFrom, description, find, input, operation }: Part,
  another?: string
): ReadonlyArray<Placed> =>
  placedBy(
    operation,
    find,
    input,
    description,
    description.clientOrderId ?? "",
    clientOrderIdFrom === "library",
    another
  )

const earlierExists: Verdict = { _tag: "AmbiguousExecution", reason: { _tag: "EarlierAttemptExists" } }

const beforeResend: Rules["beforeResend"] = (sightings, asker, intent) => {
  const { operation } = intent
  const earlier = intent.attempts.filter(({ state }) => state !== "not-sent")
  if (earlier.length === 0 || operation === undefined) return undefined
  const own = intent.input as never // the operation's own input
  const from = earlier.reduce((first, { attempt }) => Math.min(first, attempt.timestamp), Infinity) - 2000
  const isOurName = (operation.clientOrderIdFrom?.(own) ?? "library") === "library"
  const description = operation.describe(own, intent.clientOrderId)
  const all = placedBy(operation, operation.find, own, description, intent.clientOrderId, isOurName).filter(
    ({ views }) => isOurs(sightings, asker, views) !== "no"
  )
  if (all.length === 0) return undefined
  const isSeen = () =>
    all.some(({ another, description: placed, isOurId, product, views }) => {
      const { clientOrderId, symbol } = placed
      if (clientOrderId === undefined) return false
      return sightings
        .of({ product, clientOrderId })
        .filter(isOrder)
        .some((one) => {
          const { order } = one
          if (isReject(one) || order.symbol !== symbol || `${order.orderId}` === another) return false
          if (one.route !== undefined && !isOfRoute(operation.product.name, views, one)) return false
          if (isOurId) return true
          // what happened since the first attempt may have happened to its order, when nobody says how old that is
          const time = order.time ?? order.updateTime
          const whole = new InDoubt({
            operation: operation.name,
            product,
            kind: "place",
            clientOrderIds: [],
            symbol,
            route: product,
            account: sightings.account,
            createdAt: intent.createdAt,
            attempts: earlier.map(({ attempt }) => attempt)
          })
          return (
            time !== undefined &&
            Match.placement(
              asDoubt(whole, placed),
              { ...named(one, clientOrderId), time },
              { from, isOurId, isAnothers: (orderId) => asker.claimed.isAnothers(symbol ?? "", orderId, intent) }
            ) === "the-order"
          )
        })
    })
  // it lives, whatever the replies said: its fence counts again
  return () => {
    if (!isSeen()) return undefined
    for (const record of earlier) record.state = "open"
    return earlierExists
  }
}

const guard: Rules["guard"] = (sightings, client) => {
  const call = <A, P>(operation: Operation<A, Kind, P>, input: P, intent: Intent.Intent) =>
    Effect.suspend((): Effect.Effect<A, BinanceError> => {
      const look = beforeResend(sightings, client, intent)
      intent.look = look
      const sent = client.call(operation, input, intent)
      return look === undefined
        ? sent
        : Effect.catch(sent, (error) => {
            if (error instanceof AmbiguousExecution || look() === undefined) return Effect.fail(error)
            const description = operation.describe(input, intent.clientOrderId)
            intent.doubt = new AmbiguousExecution({
              reason: new EarlierAttemptExists({}),
              inDoubt: inDoubtOf(operation, description, intent, client.account, undefined)
            })
            return Effect.fail(intent.doubt)
          })
    })
  return { ...client, call: call as Client["call"] } // a read or test places nothing that could be seen
}

export const rules: Rules = {
  watch: (sightings, q, find, settlement) =>
    Effect.flatMap(ActiveFence, (isActive) => {
      const isForItsCancel = isActive && find?.subject === "placement" && q.isOurId
      const sighted =
        isOursOf(sightings, q) !== "yes"
          ? undefined
          : isForItsCancel
            ? watchEnd(sightings, q)
            : watched(sightings, q, find)
      return sighted === undefined ? settlement : Effect.raceFirst(sighted, settlement)
    }),
  listen,
  beforeResend,
  guard
}
