/** Did an amend change its order? The order says so, or its amendments, or the engine when it is asked for the same again. */
import * as Effect from "effect/Effect"
import * as Intent from "../../client/Intent.ts"
import { AlreadyInState, type FatalReason, UnknownOrder } from "../../errors/FatalReason.ts"
import type { OrderRow } from "../../settlement/ProductViews.ts"
import type { Resolution } from "../../settlement/Reconciliation.ts"
import * as decimal from "../decimal.ts"
import { get } from "../json.ts"
import { endedBefore, isMeant, isOver, type Sight } from "./cancel.ts"
import {
  type OrderInquiry,
  isFatal,
  noAnswer,
  noteRefusal,
  pause,
  pauseUntil,
  refusalOf,
  type Seen
} from "./Inquiry.ts"

/** What the order has once it is amended. */
export interface Wanted {
  readonly quantity?: string | undefined
  readonly price?: string | undefined
}

// what a view does not show is no proof
export const shows = (wanted: Wanted, quantity: string | undefined, price: string | undefined): boolean =>
  (wanted.quantity !== undefined || wanted.price !== undefined) &&
  [
    [wanted.quantity, quantity],
    [wanted.price, price]
  ].every(([asked, shown]) => asked === undefined || (shown !== undefined && decimal.equals(asked, shown)))

const cancelled = (q: OrderInquiry) => q.refused(new AlreadyInState({ state: "CANCELED" }))

/** Settles an amend. */
export const settleAmend = (
  q: OrderInquiry,
  wanted: Wanted,
  resultOf: ((order: OrderRow) => unknown) | undefined
): Effect.Effect<Resolution> => {
  const { amendments } = q.views
  const { symbol } = q
  const { clientOrderId, newClientOrderId } = q.description
  const amended = (order: OrderRow) => (resultOf === undefined ? q.executed(order) : q.done(resultOf(order)))
  // the name that the order has once it is amended, where that is another one
  const newName = newClientOrderId === clientOrderId ? undefined : newClientOrderId

  /** The order as it was last seen. */
  let known: OrderRow | undefined

  const lookUp = Effect.gen(function* (): Effect.fn.Return<Seen> {
    const seen = yield* q.lookUp(q.which)
    if (seen._tag !== "Absent") return seen
    const renamed = newName === undefined ? seen : yield* q.lookUp({ symbol, origClientOrderId: newName })
    // somebody else may have given it a name of theirs since; its id stays
    return renamed._tag === "Absent" && known !== undefined
      ? yield* q.lookUp({ symbol, orderId: known.orderId })
      : renamed
  })

  /**
   * The order under a name that somebody else gave it, by its amendments: `undefined` when none of the orders that it could be was
   * amended from this name. One that they cancelled meanwhile may be missed, and that is over.
   */
  const lookForRenamed = Effect.gen(function* (): Effect.fn.Return<OrderRow | "unasked" | undefined> {
    if (amendments === undefined || clientOrderId === undefined) return undefined
    const since = q.acceptedFrom()
    const view = yield* Effect.result(q.desk.wideViews(q.views)(symbol, since))
    if (view._tag === "Failure" || view.success.unexplained.length > 0) return "unasked"
    const { allOrders, openOrders, ordersOfTrades } = view.success
    const rows = new Map([...ordersOfTrades, ...allOrders, ...openOrders].map((row) => [`${row.orderId}`, row]))
    for (const row of rows.values()) {
      if (row.updateTime !== undefined && row.updateTime < since) continue
      const listed = yield* Effect.result(q.desk.ask(amendments, { symbol, orderId: row.orderId }))
      if (listed._tag === "Failure") return "unasked"
      if (
        listed.success.some(({ origClientOrderId: name, time }) => name === clientOrderId && (time ?? since) >= since)
      )
        return row
    }
    return undefined
  })

  // an order that had this name before may have it from an earlier amend
  const isRenamed = ({ clientOrderId: name, updateTime }: OrderRow) =>
    newName !== undefined && name === newName && updateTime !== undefined && updateTime >= q.acceptedFrom()

  /** Whether the amendments of the order hold this one; `undefined` when they could not be had. */
  const isListed = Effect.fnUntraced(function* ({ orderId }: OrderRow) {
    if (amendments === undefined) return false
    const result = yield* Effect.result(q.desk.ask(amendments, { symbol, orderId }))
    if (result._tag === "Failure") {
      yield* q.note("amendments", noAnswer(result.failure))
      return undefined
    }
    const since = q.acceptedFrom()
    // an earlier amendment may have asked for the same
    const listed = result.success.some(
      ({ newPrice, newQty, time }) => time !== undefined && time >= since && shows(wanted, newQty, newPrice)
    )
    yield* q.note("amendments", `${result.success.length}, ${listed ? "one is it" : "none is it"}`)
    return listed
  })

  const look = Effect.fnUntraced(function* (evenBefore: boolean): Effect.fn.Return<Sight> {
    const seen = yield* lookUp
    if (seen._tag !== "Order") return { seen: seen._tag === "Absent" ? "absent" : "unasked" }
    const { order } = seen
    const isKnown = `${known?.orderId}` === `${order.orderId}`
    if (!isKnown && !isMeant(q, order) && !isRenamed(order)) return { seen: "there" }
    const isEnded = isOver(order)
    if (isEnded && !evenBefore && endedBefore(q, order)) return { seen: "there" }
    known = order
    // an amend may itself cancel its order, and what is cancelled is amended no longer: never a success
    if (order.status === "CANCELED") return { seen: "there", order, end: cancelled(q) }
    if (shows(wanted, order.origQty, order.price) || isRenamed(order))
      return { seen: "there", order, end: amended(order) }
    const listed = yield* isListed(order)
    // somebody else may have changed it since, so without its amendments the order says nothing
    if (listed === undefined) return { seen: "unasked" }
    if (listed) return { seen: "there", order, end: amended(order) }
    // and an amendment may be listed later than the order shows that it is over
    const isConclusive = isEnded && (evenBefore || amendments === undefined)
    return {
      seen: "there",
      order,
      end: isConclusive ? q.refused(new AlreadyInState({ state: order.status })) : undefined
    }
  })

  /** The engine says that the order is as it was asked to be: what is left to find out is what that looks like. */
  const lookForOrder = Effect.gen(function* (): Effect.fn.Return<Resolution> {
    const conclusiveAt = (yield* Intent.monotonicMillis) + q.bounds.visibilityMillis
    while (true) {
      const isLast = (yield* Intent.monotonicMillis) >= conclusiveAt
      const { end, order, seen } = yield* look(false)
      if (end !== undefined) return end
      if (isLast && order !== undefined) return amended(order)
      // somebody has renamed it since by a cancel, which takes back nothing of what the engine said; its status nobody knows
      if (isLast && seen === "absent") {
        return amended({
          symbol,
          orderId: q.inDoubt.orderId ?? known?.orderId ?? "",
          clientOrderId: newClientOrderId ?? clientOrderId,
          origQty: wanted.quantity,
          price: wanted.price
        })
      }
      yield* pauseUntil(q, conclusiveAt)
    }
  })

  /** Once no attempt can be accepted any more: what the order looks like when every lag is over. */
  const lookAfterwards = Effect.fnUntraced(function* (
    refusal: FatalReason | undefined
  ): Effect.fn.Return<Resolution | undefined> {
    yield* q.pingEngine
    const conclusiveAt = (yield* q.passed) + q.bounds.visibilityMillis
    let answers = 0
    while (true) {
      const isLast = (yield* Intent.monotonicMillis) >= conclusiveAt && answers > 0
      const { end, order, seen } = yield* look(isLast)
      if (end !== undefined) return end
      if (isLast && order !== undefined) {
        // open, and not as it was asked to be; if the engine did not know it, it was placed meanwhile, or has another name
        const { clientOrderId: name = clientOrderId } = order
        const isForeign = clientOrderId !== undefined && name !== clientOrderId
        if (refusal?._tag === "UnknownOrder" && !isForeign) return undefined
        return refusal === undefined ? q.notExecuted() : q.refused(refusal)
      }
      if (isLast && seen === "absent") {
        const renamed = yield* lookForRenamed
        if (renamed === undefined) return q.refused(new UnknownOrder({ code: q.views.unknownOrderCode }))
        if (renamed !== "unasked") known = renamed
      }
      if (seen !== "unasked") answers += 1
      yield* pauseUntil(q, conclusiveAt)
    }
  })

  return Effect.gen(function* () {
    while (true) {
      const early = yield* q.untilFence(Effect.map(look(false), ({ end }) => end))
      if (early !== undefined) return early
      // not beyond what its caller gave it: unlike a cancel, an amend that comes late may do harm
      const again = yield* Effect.result(q.sendAgain(q.goodFor))
      if (again._tag === "Success") {
        yield* q.note("engine", "amended")
        return get(again.success, "status") === "CANCELED" ? cancelled(q) : q.done(again.success)
      }
      const refusal = refusalOf(again.failure)
      yield* noteRefusal(q, again.failure, refusal)
      if (refusal?._tag === "AlreadyInState") return yield* lookForOrder
      if (refusal?._tag === "Expired" || (refusal !== undefined && isFatal(refusal))) {
        const end = yield* lookAfterwards(isFatal(refusal) ? refusal : undefined)
        if (end !== undefined) return end
      }
      yield* pause(q.desk.afterFailure)
    }
  })
}
