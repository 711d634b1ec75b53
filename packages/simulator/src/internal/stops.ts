/**
 * Stop prices: the simplest model that is honest. A stop price is reached when a trade, or the price that the house moves to, is
 * at it or beyond it. The engine looks once whatever moved the price has come to its end, at the lowest and the highest price
 * since it last looked, so that no price is missed that was there only for a moment.
 */
import type { Decimal } from "../Decimal.ts"
import type { Market, PlaceCommand } from "./ledger.ts"

type Condition = Pick<PlaceCommand, "price" | "side" | "stopPrice" | "type">

/** Whether the order waits for a price above the last one: a stop loss that buys, a take profit that sells. */
export const isAbove = ({ side, type }: Pick<PlaceCommand, "side" | "type">): boolean =>
  type.startsWith("STOP_LOSS") ? side === "BUY" : side === "SELL"

/** Whether a stop price was reached. */
export const isDue = (command: Condition, seen: { readonly low: Decimal; readonly high: Decimal }): boolean =>
  isAbove(command) ? seen.high >= command.stopPrice : seen.low <= command.stopPrice

/** Whether an order of an OCO is on its side of the last price. */
export const isAhead = (command: Condition, lastPrice: Decimal): boolean => {
  // the limit price decides for LIMIT_MAKER and TAKE_PROFIT_LIMIT, the stop price for the others
  const price =
    command.type === "LIMIT_MAKER" || command.type === "TAKE_PROFIT_LIMIT" ? command.price : command.stopPrice
  return isAbove(command) ? price > lastPrice : price < lastPrice
}

/** Forgets the prices up to now. */
export const look = (market: Market): void => {
  market.low = market.lastPrice
  market.high = market.lastPrice
}
