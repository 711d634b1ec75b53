/**
 * The error codes of COIN-M futures, one row each: Binance's number and name, what it says in our own words, the reason it
 * becomes, and the writes for which it is a definite refusal (or, for an ambiguous reason, always a doubt).
 *
 * From -4087 on the numbers are not those of USDⓈ-M: what there restricts an account is here a parameter, and the other way round.
 * No code is listed for a duplicate client order id; an unlisted one leaves a write in doubt.
 *
 * Source: docs of COIN-M futures, error codes and change log.
 *
 * @since 0.1.0
 */
import { about, directFuturesCodes, filter, futuresCodes, sharedCodes } from "./FuturesCodes.ts"
import { type CodeRow, fatal, invalid, rejected, retryable } from "./ProductRules.ts"

const { amend, newOrder, order, request, setting, transfer } = about

const restricted = fatal("AccountRestricted")

/**
 * The error codes of COIN-M futures. A new code is one more row.
 *
 * @example
 * ```ts
 * import { coinmCodes } from "effect-binance/products/CoinmCodes"
 *
 * const ofAmending = coinmCodes.filter(({ on }) => on.join() === "amend").map(({ code }) => code)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const coinmCodes: ReadonlyArray<CodeRow> = [
  ...sharedCodes,
  ...futuresCodes,
  ...directFuturesCodes,
  request(-4087, "INVALID_PAIR", invalid("pair"), "This pair does not exist."),
  request(-4088, "INVALID_TIME_INTERVAL", fatal("InvalidRequest"), "The time between start and end is too long."),
  order(-4089, "REDUCE_ONLY_ORDER_PERMISSION", restricted, "The account may place orders that reduce a position, and no others."),
  order(-4090, "NO_PLACE_ORDER_PERMISSION", restricted, "The account may place no orders for now."),
  transfer(-4110, "INVALID_CLIENT_TRAN_ID_LEN", invalid("clientTranId"), "The client id of the transfer is too long or not valid."),
  // Of an id that is never reused it proves that an earlier attempt was carried out.
  transfer(-4111, "DUPLICATED_CLIENT_TRAN_ID", fatal("DuplicateClientOrderId"), "A transfer of the last seven days has this client id."),
  newOrder(-4112, "REDUCE_ONLY_MARGIN_CHECK_FAILED", rejected("reduce-only"), "With the orders that are open, the reduce-only order could turn the position round and there is no margin for that."),
  newOrder(-4113, "MARKET_ORDER_REJECT", filter("PERCENT_PRICE"), "The best price of the other side is too far from the mark price for a market order."),
  setting(-4150, "ISOLATED_LEVERAGE_REJECT_WITH_POSITION", rejected("open-position"), "While there is an isolated position its leverage cannot be lowered."),
  order(-4151, "PRICE_HIGHTER_THAN_STOP_MULTIPLIER_UP", filter("PERCENT_PRICE"), "The limit price of a stop order is too far above its stop price."),
  order(-4152, "PRICE_LOWER_THAN_STOP_MULTIPLIER_DOWN", filter("PERCENT_PRICE"), "The limit price of a stop order is too far below its stop price."),
  order(-4154, "STOP_PRICE_HIGHER_THAN_PRICE_MULTIPLIER_LIMIT", filter("PERCENT_PRICE"), "The stop price is too far above the market."),
  order(-4155, "STOP_PRICE_LOWER_THAN_PRICE_MULTIPLIER_LIMIT", filter("PERCENT_PRICE"), "The stop price is too far below the market."),
  order(-4178, "MIN_NOTIONAL", filter("MIN_NOTIONAL"), "The order is worth less than the least that the symbol allows."),
  // A check of the engine on placing and amending: on anything else it is an undocumented statement.
  order(-4188, "ME_INVALID_TIMESTAMP", retryable("ClockSkew"), "The request reached the matching engine later than recvWindow allows."),
  order(-4189, "ACCOUNT_REDUCE_ONLY", restricted, "On this symbol the account may only reduce its position."),
  setting(-4194, "ADJUST_LEVERAGE_KYC_FAILED", restricted, "So high a leverage needs a verified person."),
  setting(-4195, "ADJUST_LEVERAGE_ONE_MONTH_FAILED", restricted, "The account is not yet a month old, which so high a leverage needs."),
  amend(-4196, "LIMIT_ORDER_ONLY", fatal("Unsupported"), "Only a limit order can be amended."),
  amend(-4197, "SAME_ORDER", fatal("AlreadyInState"), "The order is as it was asked to be already."),
  amend(-4198, "EXCEED_MAX_MODIFY_ORDER_LIMIT", rejected("amend-limit"), "The order has been amended as often as it may be."),
  amend(-4199, "MOVE_ORDER_NOT_ALLOWED_SYMBOL_REASON", fatal("MarketClosed"), "While the symbol is not trading its orders cannot be amended."),
  setting(-4200, "ADJUST_LEVERAGE_X_DAYS_FAILED", restricted, "The futures account is too young for so high a leverage."),
  setting(-4201, "ADJUST_LEVERAGE_KYC_LIMIT", restricted, "The place the person lives in has a lower limit of leverage."),
  setting(-4202, "ADJUST_LEVERAGE_ACCOUNT_SYMBOL_FAILED", restricted, "With an adjusted position limit the symbol's leverage is limited."),
  setting(-4220, "CANNOT_CHANGE_DUAL_SIDE", rejected("other-market"), "The position mode has to be that of USDⓈ-M.")
]
