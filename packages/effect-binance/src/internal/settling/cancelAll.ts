/** Did a cancel of all open orders do it? Those that were open when it was signed have to be gone. */
import * as Effect from "effect/Effect"
import * as Intent from "../../client/Intent.ts"
import type { OrderRow } from "../../settlement/ProductViews.ts"
import type { Resolution } from "../../settlement/Reconciliation.ts"
import { type OrderInquiry, nameOf, noAnswer, pauseUntil, refusalOf } from "./Inquiry.ts"

/**
 * Settles the cancel of all open orders of a symbol. Sent again it would also cancel what was placed since, so an order that stays is
 * cancelled by itself.
 */
export const settleCancelAll = Effect.fnUntraced(function* (
  q: OrderInquiry,
  resultOf: (cancelled: ReadonlyArray<OrderRow>) => unknown
): Effect.fn.Return<Resolution> {
  const { symbol, views } = q
  // what was seen open, by order id, and what became of it
  const known = new Map<string, OrderRow>()

  const lookForOpen = Effect.gen(function* () {
    const result = yield* Effect.result(q.desk.ask(views.openOrders, { symbol }))
    if (result._tag === "Failure") {
      yield* q.note("openOrders", noAnswer(result.failure))
      return undefined
    }
    // Its own clock says when an order was accepted; without that it is taken for one that was to be cancelled, and so is one from
    // within the error of our clock: the caller may have known of it, and the call itself cancels what is there when it arrives.
    const before = result.success.filter(({ time }) => time === undefined || time <= q.signedBy())
    for (const row of before) if (!known.has(`${row.orderId}`)) known.set(`${row.orderId}`, row)
    yield* q.note("openOrders", `${before.length} of ${result.success.length} from before`)
    return before
  })

  let conclusiveAt = (yield* Intent.monotonicMillis) + q.bounds.visibilityMillis
  const cancelEach = Effect.fnUntraced(function* (before: ReadonlyArray<OrderRow> = []) {
    for (const { clientOrderId: origClientOrderId, orderId } of before) {
      // Options show no name of what was not placed through the API. All else is cancelled by its name, which it keeps then.
      const which = origClientOrderId === undefined ? { symbol, orderId } : { symbol, origClientOrderId }
      const cancelled = yield* Effect.result(q.desk.cancel(views.cancel, which as never)) // the cancel of every product takes either
      const refusal = cancelled._tag === "Failure" ? refusalOf(cancelled.failure) : undefined
      const how = cancelled._tag === "Success" ? "cancelled" : refusal === undefined ? "no answer" : nameOf(refusal)
      yield* q.note("engine", `order ${orderId}: ${how}`)
      // whatever the engine did just now shows within the bound from now
      conclusiveAt = (yield* Intent.monotonicMillis) + q.bounds.visibilityMillis
    }
  })

  // Reads lag, so an empty list proves nothing yet. But what the call did at once shows by the bound: where the fence is later than that,
  // an order that has to go does not stay open until then.
  yield* q.untilFence(
    Effect.gen(function* () {
      const isShown = (yield* Intent.monotonicMillis) >= conclusiveAt
      const before = yield* lookForOpen
      if (isShown) yield* cancelEach(before)
      return undefined
    })
  )
  yield* q.pingEngine
  conclusiveAt = (yield* q.passed) + q.bounds.visibilityMillis
  let empty = 0
  while (true) {
    const isLast = (yield* Intent.monotonicMillis) >= conclusiveAt
    const before = yield* lookForOpen
    empty = before?.length === 0 ? empty + 1 : 0
    if (isLast && empty >= 2) break
    yield* cancelEach(before)
    yield* pauseUntil(q, conclusiveAt)
  }
  const cancelled: Array<OrderRow> = []
  for (const { orderId } of known.values()) {
    const seen = yield* q.lookUp({ symbol, orderId })
    if (seen._tag === "Order" && seen.order.status === "CANCELED") cancelled.push(seen.order)
  }
  return q.done(resultOf(cancelled))
})
