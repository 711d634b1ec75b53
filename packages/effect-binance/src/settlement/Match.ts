/**
 * Is this row the order that is in doubt? By its name and its content, never by its name alone.
 *
 * @since 0.1.0
 */
import type { InDoubt } from "../errors/InDoubt.ts"
import * as decimal from "../internal/decimal.ts"
import type { OrderRow } from "./ProductViews.ts"

// what we did not send, or the view does not show, contradicts nothing
const sameDecimal = (sent: string | undefined, shown: string | undefined): boolean =>
  sent === undefined || shown === undefined || decimal.equals(sent, shown)

const same = (sent: string | undefined, shown: string | undefined) =>
  sent === undefined || shown === undefined || sent === shown

// Binance keeps a MARKET order by quote quantity with another origQty, and a MARKET order's price as zero.
const sameBut = (doubt: InDoubt, row: OrderRow): boolean =>
  same(doubt.symbol, row.symbol) &&
  same(doubt.side, row.side) &&
  same(doubt.type, row.origType ?? row.type) &&
  (doubt.price === undefined || sameDecimal(doubt.price, row.price)) &&
  (doubt.quoteOrderQuantity === undefined || sameDecimal(doubt.quoteOrderQuantity, row.origQuoteOrderQty))

const smaller = (sent: string | undefined, shown: string | undefined): boolean =>
  sent !== undefined && shown !== undefined && decimal.isLess(shown, sent)

/**
 * What a row says about the placement in doubt.
 *
 * @category models
 * @since 0.1.0
 */
export type Match =
  /** It is the order. */
  | "the-order"
  /** It is the order, and the engine did not accept it. */
  | "rejected"
  /** It carries the order's name but other content, or could be the order under a foreign name: it proves nothing and forbids a "no". */
  | "unexplained"
  /** It could be the order, made smaller and renamed by an amend: its amendments say whether it is. */
  | "amended"
  /** It is another order. */
  | "another"

/**
 * What is known of the placement besides what is in doubt.
 *
 * @category models
 * @since 0.1.0
 */
export interface Known {
  /** The earliest exchange time at which any attempt can have been accepted, in epoch ms. */
  readonly from: number
  /** Whether the library made the client order id: then its order is ours, whatever the engine's clock says about it. */
  readonly isOurId: boolean
  /** Whether the order is known to belong to another intent. */
  readonly isAnothers: (orderId: number | string) => boolean
}

/**
 * Compares a row with the placement in doubt.
 *
 * Nothing renames an order but its cancel and an amend, so under a foreign name only a cancelled order, or a smaller one, can
 * be ours.
 *
 * @example
 * ```ts
 * import type { InDoubt } from "effect-binance/errors/InDoubt"
 * import * as Match from "effect-binance/settlement/Match"
 * import type { OrderRow } from "effect-binance/settlement/ProductViews"
 *
 * const isTheOrder = (doubt: InDoubt, row: OrderRow, from: number) =>
 *   Match.placement(doubt, row, { from, isOurId: true, isAnothers: () => false }) === "the-order"
 * ```
 *
 * @category deciding
 * @since 0.1.0
 */
export const placement = (doubt: InDoubt, row: OrderRow, known: Known): Match => {
  if (known.isAnothers(row.orderId)) return "another"
  const inTime = row.time === undefined || row.time >= known.from
  const sameQuantity = sameDecimal(doubt.quantity, row.origQty)
  if (row.clientOrderId !== undefined && doubt.clientOrderIds.includes(row.clientOrderId)) {
    // an id that the caller reused may belong to an older order, which explains itself by its time
    if (!inTime && !known.isOurId) return "another"
    if (!sameBut(doubt, row)) return "unexplained"
    // an amend that keeps the name makes it smaller; under a name that the caller chose it may be somebody else's order
    if (!sameQuantity)
      return !smaller(doubt.quantity, row.origQty) ? "unexplained" : known.isOurId ? "the-order" : "amended"
    return row.status === "REJECTED" ? "rejected" : "the-order"
  }
  const afterLastFence = row.time !== undefined && row.time > doubt.fenceAt
  if (!inTime || afterLastFence || !sameBut(doubt, row)) return "another"
  // a view that does not name its orders cannot tell ours from another of the same content
  if ((row.clientOrderId ?? "") === "" && sameQuantity) return "unexplained"
  // what never rests is never amended
  if (doubt.type !== "MARKET" && smaller(doubt.quantity, row.origQty)) return "amended"
  return row.status === "CANCELED" && sameQuantity ? "unexplained" : "another"
}
