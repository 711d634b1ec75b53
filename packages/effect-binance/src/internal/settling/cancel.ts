/** Did a cancel do what it was for? Only the end of what it was to cancel says so. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Intent from "../../client/Intent.ts"
import { earliestOf } from "../../client/ServerClock.ts"
import { AlreadyInState, UnknownOrder } from "../../errors/FatalReason.ts"
import type { OrderListRow, OrderRow, WhichOrderList } from "../../settlement/ProductViews.ts"
import type { Resolution } from "../../settlement/Reconciliation.ts"
import {
  absentListCode,
  type OrderInquiry,
  isFatal,
  isPerhapsUnknown,
  noAnswer,
  noteRefusal,
  pause,
  pauseUntil,
  refusalOf
} from "./Inquiry.ts"

// a triggered algo or conditional order has become an order of its own, which this cancel is not about
const ended = new Set<string | undefined>([
  "FILLED",
  "EXPIRED",
  "EXPIRED_IN_MATCH",
  "REJECTED",
  "TRIGGERED",
  "FINISHED"
])

/** Whether it has ended without having been cancelled. */
export const hasEnded = ({ status }: OrderRow): boolean => ended.has(status)

/** Whether it has ended in any way. */
export const isOver = (row: OrderRow): boolean => row.status === "CANCELED" || hasEnded(row)

/** What a look at it showed, and the end that this means, if it means one. */
export interface Sight {
  readonly seen: "there" | "absent" | "unasked"
  /** The order that is meant, when it is there. */
  readonly order?: OrderRow | undefined
  readonly end?: Resolution | undefined
}

/** Whether the row is the order that the call names. */
export const isMeant = ({ inDoubt }: OrderInquiry, row: OrderRow): boolean =>
  inDoubt.clientOrderIds[0] === undefined
    ? `${row.orderId}` === inDoubt.orderId
    : // whoever cancelled it may have renamed it
      row.clientOrderId === undefined || row.clientOrderId === inDoubt.clientOrderIds[0] || row.status === "CANCELED"

/**
 * Whether a row that is asked for by name ended before the call was signed: then it is another one of the same name. An order id is
 * never used twice.
 */
export const endedBefore = (q: OrderInquiry, { updateTime }: OrderRow): boolean =>
  q.inDoubt.orderId === undefined && updateTime !== undefined && updateTime < q.acceptedFrom()

/**
 * Whether a row that is asked for by name is of an order that was signed after the call: even with the longest recvWindow there is, one
 * from before it was accepted by then. Two that are open never share a name, so the one that was meant has ended.
 *
 * It has to be so by the clock that the call was signed by, and by the one of now, which may have been set right meanwhile.
 */
const isLater = (q: OrderInquiry, { time = 0 }: OrderRow, now: number, monotonic: number): boolean =>
  q.inDoubt.orderId === undefined &&
  time - 60_000 > q.inDoubt.fenceAt &&
  time - 60_000 > now - monotonic + q.intent.createdAtMonotonic

/** Only a terminal state proves how a cancel ended; `evenBefore` once the engine knows no open order of that name. */
const lookForEnd = Effect.fnUntraced(function* (q: OrderInquiry, evenBefore: boolean): Effect.fn.Return<Sight> {
  const seen = yield* q.lookUp(q.which)
  if (seen._tag !== "Order") return { seen: seen._tag === "Absent" ? "absent" : "unasked" }
  const { order } = seen
  // to cancel again would be to cancel that one
  if (isLater(q, order, (yield* earliestOf(q.clock)) ?? Infinity, yield* Intent.monotonicMillis))
    return { seen: "there", end: q.refused(new AlreadyInState({})) }
  if (!isMeant(q, order) || (!evenBefore && endedBefore(q, order))) return { seen: "there" }
  const end =
    order.status === "CANCELED"
      ? q.executed(order)
      : hasEnded(order)
        ? q.refused(new AlreadyInState({ state: order.status }))
        : undefined
  return { seen: "there", order, end }
})

/** The engine has no such open order: whether it ended or never was shows within the visibility bound. */
const lookAfterwards = Effect.fnUntraced(function* (
  q: OrderInquiry,
  look: (evenBefore: boolean) => Effect.Effect<Sight>
): Effect.fn.Return<Resolution | undefined> {
  const startedAt = yield* Intent.monotonicMillis
  while (true) {
    const isLast = (yield* Intent.monotonicMillis) - startedAt >= q.bounds.visibilityMillis
    const { end, seen } = yield* look(isLast)
    if (end !== undefined) return end
    if (isLast) {
      // open again after the engine said otherwise: placed meanwhile; then the cancel has to be sent again
      if (seen === "there") return undefined
      if (seen === "absent") return q.refused(new UnknownOrder({ code: q.views.unknownOrderCode }))
    }
    yield* pause(Math.min(q.longestPause, Math.max(q.bounds.visibilityMillis / 4, 1)))
  }
})

/** Looks for the end; once the last attempt is dead and there is none, cancels again. */
const cancelUntilItEnds = Effect.fnUntraced(function* (
  q: OrderInquiry,
  look: (evenBefore: boolean) => Effect.Effect<Sight>,
  cancelled: (result: unknown) => Resolution
): Effect.fn.Return<Resolution> {
  while (true) {
    const early = yield* q.untilFence(Effect.map(look(false), ({ end }) => end))
    if (early !== undefined) return early
    // it proves what the first attempt did, so it may outlive what the first attempt was good for
    const again = yield* Effect.result(q.sendAgain(Duration.infinity))
    if (again._tag === "Success") {
      yield* q.note("engine", "cancelled")
      return cancelled(again.success)
    }
    const refusal = refusalOf(again.failure)
    yield* noteRefusal(q, again.failure, refusal)
    if (refusal?._tag === "UnknownOrder" || isPerhapsUnknown(q.views, again.failure)) {
      const end = yield* lookAfterwards(q, look)
      if (end !== undefined) return end
    } else if (refusal?._tag === "OrderRejected" && refusal.kind === q.views.openAndKept) {
      // the engine itself says, after the fence of every attempt, that the order is open and stays so; no other text says that
      return q.refused(refusal)
    } else if (refusal !== undefined && isFatal(refusal)) {
      const { end } = yield* look(false)
      if (end !== undefined) return end
      // refused for another reason than the order: the key, the account; a person has to look
      yield* pause(q.longestPause)
    } else {
      yield* pause(q.desk.afterFailure)
    }
  }
})

/** Settles the cancel of one order. */
export const settleCancel = (q: OrderInquiry): Effect.Effect<Resolution> =>
  cancelUntilItEnds(
    q,
    (evenBefore) => lookForEnd(q, evenBefore),
    (result) => q.executed(result as OrderRow) // the reply to the cancel of an order is the order
  )

/**
 * Settles the cancel that is half of a cancelReplace: whether it ended the order is only looked at. Cancelling again could leave
 * the caller with neither order, where nothing had executed.
 *
 * `isTheNewOne` says whether a row is the order that the other half placed, for it may carry the same name.
 */
export const observeCancel = Effect.fnUntraced(function* (
  q: OrderInquiry,
  isTheNewOne: (row: OrderRow) => boolean
): Effect.fn.Return<Resolution> {
  const look = (evenBefore: boolean) =>
    Effect.map(lookForEnd(q, evenBefore), (sight): Sight =>
      sight.order !== undefined && isTheNewOne(sight.order) ? { seen: "there" } : sight
    )
  const early = yield* q.untilFence(Effect.map(look(false), ({ end }) => end))
  if (early !== undefined) return early
  yield* q.pingEngine
  const conclusiveAt = (yield* q.passed) + q.bounds.visibilityMillis
  let answers = 0
  while (true) {
    const isLast = (yield* Intent.monotonicMillis) >= conclusiveAt && answers > 0
    const { end, order, seen } = yield* look(isLast)
    if (end !== undefined) return end
    if (isLast) {
      // what the engine had done before it answered shows by now
      if (order?.status !== undefined && !isOver(order)) return q.notExecuted()
      if (seen === "absent") return q.refused(new UnknownOrder({ code: q.views.unknownOrderCode }))
    }
    if (seen !== "unasked") answers += 1
    yield* pauseUntil(q, conclusiveAt)
  }
})

/** Settles the cancel of an order list. A list that is over was cancelled when one of its orders was. */
export const settleCancelOrderList = (
  q: OrderInquiry,
  resultOf: (list: OrderListRow, orders: ReadonlyArray<OrderRow>) => unknown
): Effect.Effect<Resolution> => {
  const { symbol } = q
  const { clientOrderId, orderListId } = q.description
  const which: WhichOrderList =
    clientOrderId === undefined
      ? { symbol, orderListId: orderListId ?? "" }
      : { symbol, listClientOrderId: clientOrderId }

  const look = Effect.fnUntraced(function* (evenBefore: boolean): Effect.fn.Return<Sight> {
    if (q.views.orderList === undefined) return { seen: "unasked" }
    const result = yield* Effect.result(q.desk.ask(q.views.orderList, which))
    if (result._tag === "Failure") {
      const absent = absentListCode(q.views, result.failure)
      yield* q.note("orderList", absent === undefined ? noAnswer(result.failure) : `${absent} not visible`)
      return { seen: absent === undefined ? "unasked" : "absent" }
    }
    const list = result.success
    yield* q.note("orderList", list.listOrderStatus ?? "there")
    if (list.listOrderStatus !== "ALL_DONE") return { seen: "there" }
    const orders: Array<OrderRow> = []
    let isArchived = false
    for (const { orderId } of list.orders ?? []) {
      const seen = yield* q.lookUp({ symbol, orderId })
      // over, without a fill, and so long ago that nobody says how
      if (seen._tag === "Absent" && seen.isArchived) {
        isArchived = true
        continue
      }
      // a list may be over a moment before each of its orders is shown to be
      if (seen._tag !== "Order" || !isOver(seen.order)) return { seen: "unasked" }
      orders.push(seen.order)
    }
    // a name that is used again may still show the list that had it before
    const isOlder =
      clientOrderId !== undefined &&
      orders.length > 0 &&
      orders.every(({ updateTime }) => updateTime !== undefined && updateTime < q.acceptedFrom())
    if (isOlder && !evenBefore) return { seen: "there" }
    // CANCELED is by a cancel alone: what a list itself ends, because another of its orders was filled, is EXPIRED
    const isCancelled = orders.some(({ status }) => status === "CANCELED")
    return {
      seen: "there",
      end: isCancelled
        ? q.done(resultOf(list, orders))
        : !isArchived
          ? q.refused(new AlreadyInState({ state: "ALL_DONE" }))
          : evenBefore
            ? q.refused(new UnknownOrder({ code: q.views.unknownOrderCode }))
            : undefined
    }
  })

  return cancelUntilItEnds(q, look, q.done)
}
