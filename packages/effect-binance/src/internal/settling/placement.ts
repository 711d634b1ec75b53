/** Was an order accepted? One order, or an order list, which is accepted as soon as one of its legs is. */
import * as Effect from "effect/Effect"
import * as Intent from "../../client/Intent.ts"
import type { Description } from "../../client/Operation.ts"
import { earliestOf } from "../../client/ServerClock.ts"
import { DuplicateClientOrderId, OrderRejected, UnknownOrder } from "../../errors/FatalReason.ts"
import { InDoubt } from "../../errors/InDoubt.ts"
import * as Match from "../../settlement/Match.ts"
import type { OrderListRow, OrderRow, TradeRow, WhichOrderList } from "../../settlement/ProductViews.ts"
import type { Resolution } from "../../settlement/Reconciliation.ts"
import { ActiveFence } from "./activeFence.ts"
import { isOver } from "./cancel.ts"
import { absentListCode, type OrderInquiry, noAnswer, pause, pauseUntil, type WhichOrder } from "./Inquiry.ts"

/** What looking for it by its names showed. */
type Look =
  | { readonly _tag: "Found"; readonly order: OrderRow }
  | { readonly _tag: "FoundList"; readonly list: OrderListRow }
  /** Nothing of that name; or another order, which explains itself; or it, and the engine refused it; or it has long ended. */
  | { readonly _tag: "Absent"; readonly as: "absent" | "another" | "rejected" | "archived" }
  | { readonly _tag: "Unclear" }

type Found = Look & { readonly _tag: "Found" | "FoundList" }

/** Something that may have been accepted: what its orders are, and how they are looked for by name. */
interface Wanted {
  /** Each order with its content; one of them is enough. */
  readonly orders: ReadonlyArray<InDoubt>
  readonly look: Effect.Effect<Look>
  readonly found: (look: Found) => Effect.Effect<Resolution>
  /** Cancels it, once nothing of it can be accepted any more; `undefined` when the engine has no such open order. */
  readonly cancel?: Effect.Effect<Resolution | undefined> | undefined
}

const isFound = (look: Look): look is Found => look._tag === "Found" || look._tag === "FoundList"

export const matchOf = (q: OrderInquiry, doubt: InDoubt, row: OrderRow) =>
  Match.placement(doubt, row, {
    from: q.acceptedFrom(),
    isOurId: q.isOurId,
    isAnothers: (orderId) => `${orderId}` === q.another || q.desk.client.claimed.isAnothers(q.symbol, orderId, q.intent)
  })

/** Whether an order that could be ours, but for what an amend changes, was made so by an amend of ours. */
const isOurAmended = Effect.fnUntraced(function* (
  q: OrderInquiry,
  doubt: InDoubt,
  row: OrderRow
): Effect.fn.Return<boolean | "unknown"> {
  if (q.views.amendments === undefined) return false
  const amendments = yield* Effect.result(q.desk.ask(q.views.amendments, { symbol: q.symbol, orderId: row.orderId }))
  if (amendments._tag === "Failure") return "unknown"
  if (
    amendments.success.some(
      (one) => one.origClientOrderId !== undefined && doubt.clientOrderIds.includes(one.origClientOrderId)
    )
  )
    return true
  // an amendment may be listed later than the row shows it
  const now = (yield* earliestOf(q.clock)) ?? -Infinity
  const isSettled = now - (row.updateTime ?? Infinity) > q.bounds.visibilityMillis
  return isSettled ? false : "unknown"
})

/** Whether it is what was sent but for what an amend can change: on futures that is its price as well, and it keeps its name. */
const isAlike = (q: OrderInquiry, doubt: InDoubt, row: OrderRow) =>
  q.isOurId && matchOf(q, new InDoubt({ ...doubt, quantity: row.origQty, price: row.price }), row) === "the-order"

const byName = Effect.fnUntraced(function* (
  q: OrderInquiry,
  doubt: InDoubt,
  which: WhichOrder
): Effect.fn.Return<Look> {
  const seen = yield* q.lookUp(which)
  if (seen._tag === "Absent") return { _tag: "Absent", as: seen.isArchived ? "archived" : "absent" }
  if (seen._tag === "Unasked") return { _tag: "Unclear" }
  const { order } = seen
  const match = matchOf(q, doubt, order)
  if (match === "another" || match === "rejected") return { _tag: "Absent", as: match }
  return match === "the-order" ||
    (match === "unexplained" && isAlike(q, doubt, order) && (yield* isOurAmended(q, doubt, order)) === true)
    ? { _tag: "Found", order }
    : { _tag: "Unclear" }
})

/** The wide views: positive, negative, or neither when something in them is unexplained or they could not be taken. */
const lookWide = Effect.fnUntraced(function* (
  q: OrderInquiry,
  orders: ReadonlyArray<InDoubt>
): Effect.fn.Return<OrderRow | "none" | "rejected" | "unexplained"> {
  const since = q.acceptedFrom()
  const result = yield* Effect.result(q.desk.wideViews(q.views)(q.symbol, since))
  if (result._tag === "Failure") {
    yield* q.note("allOrders", noAnswer(result.failure))
    return "unexplained"
  }
  const { allOrders, openOrders, ordersOfTrades, trades, unexplained } = result.success
  let verdict: "none" | "rejected" | "unexplained" = "none"
  for (const row of new Map(
    [...ordersOfTrades, ...allOrders, ...openOrders].map((r) => [`${r.orderId}`, r])
  ).values()) {
    for (const doubt of orders) {
      let match = matchOf(q, doubt, row)
      if (match === "amended") {
        const ours = yield* isOurAmended(q, doubt, row)
        match = ours === "unknown" ? "unexplained" : ours ? "the-order" : "another"
      }
      if (match === "the-order") return row
      // where the view of one order shows only what is open, this is where it shows
      if (match === "rejected" && verdict === "none") verdict = "rejected"
      if (match === "unexplained") {
        verdict = "unexplained"
        yield* q.note("allOrders", `order ${row.orderId} could be it, renamed`)
      }
    }
  }
  for (const orderId of unexplained) {
    // a fill on the other side, or from before, is none of ours
    const couldBe = (trade: TradeRow) =>
      orders.some(
        ({ side }) => trade.isBuyer === undefined || side === undefined || trade.isBuyer === (side === "BUY")
      ) && (trade.time ?? since) >= since
    if (!trades.some((trade) => trade.orderId === orderId && couldBe(trade))) continue
    verdict = "unexplained"
    yield* q.note("trades", `a fill of order ${orderId} is unexplained`)
  }
  yield* q.note("openOrders", `${openOrders.length} orders, none is it`)
  yield* q.note(
    "allOrders",
    `${allOrders.length} orders since ${Math.floor(since)}, ${verdict === "unexplained" ? "not conclusive" : "none is it"}`
  )
  yield* q.note("trades", `${trades.length} fills since ${Math.floor(since)}`)
  return verdict
})

/**
 * After the fence: the views by name and by content, once at the start and once when every lag is over. The last round starts
 * no earlier than the visibility bound after the engine's answer, so it sees whatever was accepted before.
 */
const settle = Effect.fnUntraced(function* (
  q: OrderInquiry,
  { cancel, found, look, orders }: Wanted
): Effect.fn.Return<Resolution> {
  const active = (yield* ActiveFence) && cancel
  const early = yield* q.untilFence(
    // what shall be gone is cancelled when nothing of it can come any more, not as soon as it is seen
    active
      ? Effect.undefined
      : Effect.flatMap(look, (seen): Effect.Effect<Resolution | undefined> =>
          isFound(seen) ? found(seen) : Effect.undefined
        )
  )
  if (early !== undefined) return early
  // the engine itself says that it has dealt with whatever came before
  const cancelled = active ? yield* active : void (yield* q.pingEngine)
  if (cancelled !== undefined) return cancelled
  const passedAt = yield* q.passed
  let conclusiveAt = passedAt + q.bounds.visibilityMillis
  const { sightings } = q.desk.client
  const stream = sightings?.rules.listen(sightings, q, orders, passedAt)
  // a duplicate proves an order of that name, and no number of empty views can take that back; under an id that the caller
  // chose an older order, once it is seen, explains it
  const isDuplicate = q.doubt.reason._tag === "EarlierAttemptExists"
  let negatives = 0
  let isFirst = true
  while (true) {
    const startedAt = yield* Intent.monotonicMillis
    const isLast = startedAt >= conclusiveAt
    const isSilent = stream?.isSilent()
    const seen = yield* look
    let end = isFound(seen) ? seen : undefined
    // an older order of the same name explains itself; one that the engine rejected is none
    const absent = seen._tag === "Absent"
    // it may be renamed before we look again
    if (absent && seen.as === "another") q.intent.hasNamesake = true
    if (!end && (isLast || isFirst || isSilent)) {
      const wide = yield* lookWide(q, orders)
      if (typeof wide === "object") {
        yield* q.note("allOrders", `order ${wide.orderId} is it`)
        end = { _tag: "Found", order: wide }
      }
      const isNone = !end && wide !== "unexplained"
      if (absent && isNone) {
        negatives += 1
        // then another round some seconds later is enough: see `SettlementBounds.Bounds`
        if (isSilent) conclusiveAt = Math.min(conclusiveAt, startedAt + 5000)
      }
      isFirst &&= !isNone
      const age = yield* q.age
      const isProven = (absent && seen.as === "archived") || (isDuplicate && (q.isOurId || !q.intent.hasNamesake))
      // two rounds at least
      if (
        isLast &&
        negatives >= 2 &&
        absent &&
        isNone &&
        (!isProven || age >= q.retentionMillis) &&
        // past both an absence says nothing at all
        age < Math.max(q.retentionMillis, q.filledRetentionMillis) &&
        (stream === undefined || (yield* stream.hasNothing))
      ) {
        // what was cancelled without a fill is forgotten by then: that it never was, nobody can say any more, but nothing of it is left
        if (age >= q.retentionMillis)
          return q.refused(new UnknownOrder({ code: q.views.absentCode, msg: "nothing is open, nothing was filled" }))
        if (isDuplicate) return q.refused(new DuplicateClientOrderId({ code: q.doubt.code }))
        return seen.as === "rejected" || wide === "rejected"
          ? q.refused(new OrderRejected({ code: q.views.rejectedCode, kind: "rejected" }))
          : q.notExecuted()
      }
    }
    // the engine knew no such open order, so a view that does not show its end lags
    if (end && (isLast || !active || end._tag === "FoundList" || isOver(end.order))) return yield* found(end)
    yield* pauseUntil(q, conclusiveAt)
  }
})

const claim = (q: OrderInquiry, orderId: number | string) => q.desk.client.claimed.claim(q.symbol, orderId, q.intent)

/** Settles the placement of one order. */
export const settlePlacement = (q: OrderInquiry): Effect.Effect<Resolution> => {
  const { which } = q
  const asOwn = (order: OrderRow) => {
    claim(q, order.orderId)
    return q.executed(order)
  }
  return settle(q, {
    // under a name that the caller chose it could be another order that is cancelled
    cancel:
      q.isOurId && "origClientOrderId" in which
        ? Effect.map(q.cancelInEngine(which.origClientOrderId), (order) => order && asOwn(order))
        : undefined,
    orders: [q.inDoubt],
    look: byName(q, q.inDoubt, which),
    found: (look) => Effect.sync(() => (look._tag === "FoundList" ? q.done(look.list) : asOwn(look.order)))
  })
}

/** An order of a call as a doubt of its own. */
export const asDoubt = (whole: InDoubt, order: Description): InDoubt =>
  new InDoubt({
    ...whole,
    kind: "place",
    clientOrderIds: order.clientOrderId === undefined ? [] : [order.clientOrderId],
    side: order.side,
    type: order.type,
    quantity: order.quantity,
    quoteOrderQuantity: order.quoteOrderQuantity,
    price: order.price,
    orderId: undefined
  })

/** Settles the placement of an order list: by its own name, then by the names of its legs, then by their content. */
export const settleOrderList = (
  q: OrderInquiry,
  legs: ReadonlyArray<Description>,
  resultOf: (list: OrderListRow, orders: ReadonlyArray<OrderRow>) => unknown
): Effect.Effect<Resolution> => {
  const { orderList } = q.views
  const { symbol } = q
  const listName = q.description.clientOrderId
  const orders = legs.map((leg) => asDoubt(q.inDoubt, leg))

  const lookForList = Effect.fnUntraced(function* (which: WhichOrderList): Effect.fn.Return<Look> {
    // without a view of lists the legs alone have to tell
    if (orderList === undefined) return { _tag: "Absent", as: "absent" }
    const result = yield* Effect.result(q.desk.ask(orderList, which))
    if (result._tag === "Failure") {
      const absent = absentListCode(q.views, result.failure)
      yield* q.note("orderList", absent === undefined ? noAnswer(result.failure) : `${absent} not visible`)
      return absent === undefined ? { _tag: "Unclear" } : { _tag: "Absent", as: "absent" }
    }
    const list = result.success
    yield* q.note("orderList", list.listOrderStatus ?? "there")
    // a name that the caller chose may be that of another list, and so may those of its orders: only their content and time tell
    if (!q.isOurId && which.orderListId === undefined) return { _tag: "Absent", as: "another" }
    return list.listOrderStatus === "REJECT" ? { _tag: "Absent", as: "rejected" } : { _tag: "FoundList", list }
  })

  const look = Effect.gen(function* () {
    const list: Look =
      listName === undefined
        ? { _tag: "Absent", as: "absent" }
        : yield* lookForList({ symbol, listClientOrderId: listName })
    if (list._tag === "FoundList") return list
    let seen: Look = list
    for (const order of orders) {
      const [origClientOrderId] = order.clientOrderIds
      // what has no name of its own is found by its content only
      if (origClientOrderId === undefined) continue
      const leg = yield* byName(q, order, { symbol, origClientOrderId })
      // one leg says that the list was accepted, whatever the list's own row says
      if (leg._tag === "Found") return leg
      if (leg._tag === "Unclear") seen = leg
      else if (seen._tag === "Absent" && seen.as === "absent") seen = leg
    }
    return seen
  })

  /** What the list is, the list says, once it is visible; until then there are its legs. */
  const listOf = Effect.fnUntraced(function* (leg: OrderRow): Effect.fn.Return<OrderListRow> {
    const seenAt = yield* Intent.monotonicMillis
    const { orderListId } = leg
    const id = orderListId === undefined || `${orderListId}` === "-1" ? undefined : orderListId
    const which: WhichOrderList | undefined =
      id !== undefined
        ? { symbol, orderListId: id }
        : listName !== undefined
          ? { symbol, listClientOrderId: listName }
          : undefined
    if (orderList !== undefined && which !== undefined) {
      while (true) {
        const seen = yield* lookForList(which)
        if (seen._tag === "FoundList") return seen.list
        if ((yield* Intent.monotonicMillis) - seenAt >= q.bounds.visibilityMillis) break
        yield* pause(Math.min(q.longestPause, Math.max(q.bounds.visibilityMillis / 4, 1)))
      }
    }
    return {
      orderListId: id ?? -1,
      listClientOrderId: listName,
      symbol,
      orders: [{ orderId: leg.orderId, clientOrderId: leg.clientOrderId }]
    }
  })

  const found = Effect.fnUntraced(function* (seen: Found): Effect.fn.Return<Resolution> {
    if (seen._tag === "Found") claim(q, seen.order.orderId)
    const list = seen._tag === "FoundList" ? seen.list : yield* listOf(seen.order)
    const rows: Array<OrderRow> = []
    for (const { clientOrderId, orderId } of list.orders ?? []) {
      claim(q, orderId)
      if (seen._tag === "Found" && `${seen.order.orderId}` === `${orderId}`) {
        rows.push(seen.order)
        continue
      }
      // only for what the call gives: that the list was accepted is known
      const row = yield* q.lookUp({ symbol, orderId })
      rows.push(row._tag === "Order" ? row.order : { symbol, orderId, clientOrderId })
    }
    return q.done(resultOf(list, rows))
  })

  return settle(q, { orders, look, found })
}
