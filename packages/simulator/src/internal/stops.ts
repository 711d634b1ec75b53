/**
 * Stop prices: the simplest model that is honest. A stop price is reached when a trade, or the price that the house moves to, is
 * at it or beyond it. The engine looks once whatever moved the price has come to its end, at the lowest and the highest price
 * since it last looked, so that no price is missed that was there only for a moment.
 */
import type { Decimal } from "../Decimal.ts"
import type { Market, Order, PlaceCommand } from "./ledger.ts"

type Condition = Pick<PlaceCommand, "price" | "side" | "stopPrice" | "type">

/** Whether the order waits for a price above the last one: a stop loss that buys, a take profit that sells. */
export const isAbove = ({ side, type }: Pick<PlaceCommand, "side" | "type">): boolean =>
  type.startsWith("STOP") ? side === "BUY" : side === "SELL"

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

/** Whether it trails: its price follows the best one at a distance. */
const trails = ({ terms }: PlaceCommand): boolean => terms !== undefined && terms.callbackPpm > 0n

/** Whether an order waits for a price before it trades. */
export const waits = (command: PlaceCommand): boolean => command.stopPrice > 0n || trails(command)

/** Whether the last price is where the order waits for. */
export const isReachedAlready = (command: PlaceCommand, { lastPrice }: Market): boolean => {
  const { side, stopPrice, terms } = command
  if (stopPrice > 0n) return isDue(command, { low: lastPrice, high: lastPrice })
  // a trailing one has to begin beyond the last price
  if (terms === undefined || !trails(command) || terms.activatePrice === 0n) return false
  return side === "BUY" ? terms.activatePrice >= lastPrice : terms.activatePrice <= lastPrice
}

/** Whether an order is to trade now. A trailing one remembers the best price since it began to follow. */
export const isReached = (order: Order, market: Market): boolean => {
  const { command } = order
  const { side, terms } = command
  if (terms === undefined || !trails(command)) return isDue(command, market)
  const best = side === "BUY" ? market.low : market.high
  const { activatePrice, callbackPpm } = terms
  const begins = activatePrice === 0n || (side === "BUY" ? best <= activatePrice : best >= activatePrice)
  if (order.extreme === undefined && !begins) return false
  order.extreme =
    order.extreme === undefined || (side === "BUY" ? best < order.extreme : best > order.extreme) ? best : order.extreme
  const distance = (order.extreme * callbackPpm) / 1_000_000n
  return side === "BUY" ? market.lastPrice >= order.extreme + distance : market.lastPrice <= order.extreme - distance
}

/** Forgets the prices up to now. */
export const look = (market: Market): void => {
  market.low = market.lastPrice
  market.high = market.lastPrice
}
