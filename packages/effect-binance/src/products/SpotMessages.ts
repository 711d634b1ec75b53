/**
 * What Spot says in words: the texts of the matching engine and of the filters, which alone tell the reason.
 *
 * Source: spot docs, errors (messages for -1010, -2010, -2011 and -2038; filter failures), filters, self-trade prevention, and
 * the change log where the errors page has not caught up. The texts are Binance's wire format, kept as sent.
 *
 * @since 0.1.0
 */
import type { Kind } from "../errors/InDoubt.ts"
import { fatal, invalid, type MessageRow, type ReasonRule, rejected } from "./ProductRules.ts"

const engine = [-1010, -2010, -2011, -2038]

const place: ReadonlyArray<Kind> = ["place"]
const list: ReadonlyArray<Kind> = ["orderList"]
const amend: ReadonlyArray<Kind> = ["amend"]
const placeOrCancel: ReadonlyArray<Kind> = ["place", "cancel"]

const row = (on: ReadonlyArray<Kind>, is: ReasonRule, text: string, codes: ReadonlyArray<number> = engine): MessageRow => ({ text, codes, is, on })

const unsupported = fatal("Unsupported")
const restricted = fatal("AccountRestricted")
const noLiquidity = rejected("no-liquidity")
const duplicate = fatal("DuplicateClientOrderId")

// Filters are evaluated before both halves of a cancelReplace, so a bare filter failure there means that nothing executed.
const filters = [
  "PRICE_FILTER",
  "PERCENT_PRICE",
  "LOT_SIZE",
  "MIN_NOTIONAL",
  "NOTIONAL",
  "ICEBERG_PARTS",
  "MARKET_LOT_SIZE",
  "MAX_POSITION",
  "MAX_NUM_ORDERS",
  "MAX_NUM_ALGO_ORDERS",
  "MAX_NUM_ICEBERG_ORDERS",
  "MAX_NUM_ORDER_AMENDS",
  "MAX_NUM_ORDER_LISTS",
  "TRAILING_DELTA",
  "EXCHANGE_MAX_NUM_ORDERS",
  "EXCHANGE_MAX_NUM_ALGO_ORDERS",
  "EXCHANGE_MAX_NUM_ICEBERG_ORDERS",
  "EXCHANGE_MAX_NUM_ORDER_LISTS"
]

const filterRow =
  (on: ReadonlyArray<Kind>, codes: ReadonlyArray<number>) =>
  (filter: string): MessageRow =>
    row(on, { verdict: "Fatal", reason: "FilterFailure", filter }, `Filter failure: ${filter}`, codes)

/**
 * The texts of Spot, one row each.
 *
 * @example
 * ```ts
 * import { spotMessages } from "effect-binance/products/SpotMessages"
 *
 * const ofPlacing = spotMessages.filter(({ on }) => on.includes("place")).map(({ text }) => text)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const spotMessages: ReadonlyArray<MessageRow> = [
  // which order
  row(["cancel", "cancelReplace", "amend"], fatal("UnknownOrder"), "Unknown order sent."),
  row(["place", "orderList"], duplicate, "Duplicate order sent."),
  // bare on a cancelReplace it can only mean the new order's id, and only these two codes are definite there
  row(["cancelReplace"], duplicate, "Duplicate order sent.", [-1010, -2010]),
  row(["cancel"], fatal("InvalidRequest"), "Cancel order is invalid. Check origClOrdId and orderId."),
  row(["cancel", "cancelReplace"], rejected("cancel-restricted"), "Order was not canceled due to cancel restrictions."),
  // funds and permissions
  row(place, fatal("InsufficientBalance"), "Account has insufficient balance for requested action."),
  row(placeOrCancel, restricted, "This action is disabled on this account."),
  row(placeOrCancel, restricted, "This account may not place or cancel orders."),
  row(place, restricted, "This symbol is not permitted for this account."),
  row(place, restricted, "This symbol is restricted for this account."),
  row(place, unsupported, "Rest API trading is not enabled."),
  row(place, unsupported, "WebSocket API trading is not enabled."),
  row(place, unsupported, "FIX API trading is not enabled."),
  // the market
  row(placeOrCancel, fatal("MarketClosed"), "Market is closed."),
  row(place, fatal("MarketClosed"), "This order type is not possible in this trading phase.", [-1010, -2010]),
  row(place, rejected("wrong-phase"), "Limit orders require GTC for this phase.", [-1010, -2010]),
  row(place, rejected("would-trigger"), "Order would trigger immediately."),
  row(place, rejected("would-take"), "Order would immediately match and take."),
  row(place, rejected("bad-price-relation"), "The relationship of the prices for the orders is not correct."),
  row(place, noLiquidity, "Order book liquidity is less than `LOT_SIZE` filter minimum quantity."),
  row(place, noLiquidity, "Order book liquidity is less than `MARKET_LOT_SIZE` filter minimum quantity."),
  row(place, noLiquidity, "Order book liquidity is less than symbol minimum quantity."),
  row(place, noLiquidity, "Order book liquidity is too low for this pegged order."),
  // what the symbol or the order type cannot do
  row(place, unsupported, "Market orders are not supported for this symbol."),
  row(place, unsupported, "Iceberg orders are not supported for this symbol."),
  row(place, unsupported, "Stop loss orders are not supported for this symbol."),
  row(place, unsupported, "Stop loss limit orders are not supported for this symbol."),
  row(place, unsupported, "Take profit orders are not supported for this symbol."),
  row(place, unsupported, "Take profit limit orders are not supported for this symbol."),
  row(place, unsupported, "Trailing stop orders are not supported for this symbol."),
  row(place, unsupported, "Quote order qty market orders are not support for this symbol."),
  row(place, unsupported, "Pegged orders are not supported for this symbol."),
  row(place, unsupported, "This order type may not use pegged price."),
  row(place, unsupported, "This price peg cannot be used with this order type."),
  row(place, unsupported, "Unsupported order combination"),
  row(list, unsupported, "OCO orders are not supported for this symbol"),
  row(list, unsupported, "OPO orders are not supported for this symbol."),
  row(["cancelReplace"], unsupported, "Order cancel-replace is not supported for this symbol."),
  row(place, unsupported, "This symbol does not allow the specified self-trade prevention mode.", [-1013]),
  // the numbers
  row(place, fatal("InvalidRequest"), "Price * QTY is zero or less."),
  row(place, invalid("icebergQty"), "IcebergQty exceeds QTY."),
  // amends
  row(amend, unsupported, "Order amend is not supported for this symbol."),
  row(amend, unsupported, "Order amend (quantity increase) is not supported."),
  row(amend, unsupported, "Order amend (pending OPO order) is not supported."),
  row(amend, fatal("AlreadyInState"), "The requested action would change no state; rejecting"),
  // filters
  ...filters.map(filterRow(["place", "orderList", "cancelReplace", "amend"], [-1013, -2010, -2011, -2038])),
  ...["PERCENT_PRICE_BY_SIDE", "MAX_ASSET"].map(filterRow(place, [-1013]))
]
