/**
 * Is this row the order that is in doubt? By its name and its content, never by its name alone.
 *
 * @since 0.1.0
 */
import * as BigDecimal from "effect/BigDecimal"
import * as Option from "effect/Option"
import type { InDoubt } from "../errors/InDoubt.ts"
import type { OrderRow } from "./ProductViews.ts"

const sameDecimal = (sent: string | undefined, shown: string | undefined): boolean => {
  // what we did not send, or the view does not show, contradicts nothing
  if (sent === undefined || shown === undefined) return true
  const a = BigDecimal.fromString(sent)
  const b = BigDecimal.fromString(shown)
  return Option.isSome(a) && Option.isSome(b) ? BigDecimal.equals(a.value, b.value) : sent === shown
}

const same = (sent: string | undefined, shown: string | undefined) => sent === undefined || shown === undefined || sent === shown

// Binance keeps a MARKET order by quote quantity with another origQty, and a MARKET order's price as zero.
const sameContent = (doubt: InDoubt, row: OrderRow): boolean =>
  same(doubt.symbol, row.symbol) &&
  same(doubt.side, row.side) &&
  same(doubt.type, row.type) &&
  sameDecimal(doubt.quantity, row.origQty) &&
  (doubt.price === undefined || sameDecimal(doubt.price, row.price)) &&
  (doubt.quoteOrderQuantity === undefined || sameDecimal(doubt.quoteOrderQuantity, row.origQuoteOrderQty))

/**
 * What a row says about the placement in doubt.
 *
 * @category models
 * @since 0.1.0
 */
export type Match =
  /** It is the order. */
  | "the-order"
  /** It carries the order's name but other content, or could be the order under a foreign name: it proves nothing and forbids a "no". */
  | "unexplained"
  /** It is another order. */
  | "another"

/**
 * Compares a row with the placement in doubt. `from` is the earliest exchange time at which any attempt can have been accepted.
 *
 * Nothing renames an order but its cancel (and an amend), so under a foreign name only a cancelled order can be ours.
 *
 * @category deciding
 * @since 0.1.0
 */
export const placement = (doubt: InDoubt, row: OrderRow, from: number): Match => {
  const inTime = row.time === undefined || row.time >= from
  if (row.clientOrderId !== undefined && doubt.clientOrderIds.includes(row.clientOrderId)) {
    // an id that the caller reused may belong to an older order, which explains itself by its time
    return sameContent(doubt, row) && inTime ? "the-order" : inTime ? "unexplained" : "another"
  }
  const afterLastFence = row.time !== undefined && row.time > doubt.fenceAt
  return row.status === "CANCELED" && inTime && !afterLastFence && sameContent(doubt, row) ? "unexplained" : "another"
}
