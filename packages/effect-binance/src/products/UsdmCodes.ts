/**
 * The error codes of USDⓈ-M futures, one row each: Binance's number and name, what it says in our own words, the reason it
 * becomes, and the writes for which it is a definite refusal (or, for an ambiguous reason, always a doubt).
 *
 * Source: docs of USDⓈ-M futures, error codes and change log; -2007 and -4531 are known from other clients only.
 *
 * @since 0.1.0
 */
import { about, directFuturesCodes, dollarFuturesCodes, filter, futuresCodes, sharedCodes } from "./FuturesCodes.ts"
import { type CodeRow, doubt, fatal, invalid, rejected } from "./ProductRules.ts"

const { amend, newOrder, openOrder, order, read, request, setting } = about

const restricted = fatal("AccountRestricted")

/**
 * The error codes of USDⓈ-M futures. A new code is one more row.
 *
 * @example
 * ```ts
 * import { usdmCodes } from "effect-binance/products/UsdmCodes"
 *
 * const doubts = usdmCodes.filter(({ is }) => is.verdict === "AmbiguousExecution").map(({ code }) => code)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const usdmCodes: ReadonlyArray<CodeRow> = [
  ...sharedCodes,
  ...futuresCodes,
  ...dollarFuturesCodes,
  ...directFuturesCodes,
  request(-1099, "NOT_FOUND", fatal("BadCredentials"), "It does not exist, or this key may not see it."),
  order(-1122, "INVALID_SYMBOL_STATUS", fatal("MarketClosed"), "The symbol is in a state in which this cannot be done."),
  request(-1126, "ASSET_NOT_SUPPORTED", fatal("Unsupported"), "This asset cannot be used here."),
  order(-2007, "INVALID_CALLBACK_RATE", invalid("callbackRate"), "The callback rate of a trailing stop is out of its range. Not on the official list."),
  // It does not say that none of them was cancelled.
  request(-2012, "CANCEL_ALL_FAIL", doubt("ServerErrorReply"), "Cancelling several orders went wrong; whether some were cancelled is not said."),
  request(-2017, "API_KEYS_LOCKED", fatal("BadCredentials"), "The account's API keys are switched off."),
  request(-4109, "INACTIVE_ACCOUNT", restricted, "The futures account sleeps until something is transferred into it."),
  // Of an id that is never reused it proves that an earlier attempt was accepted.
  newOrder(-4116, "DUPLICATED_CLIENT_ORDER_ID", fatal("DuplicateClientOrderId"), "An open order has this client order id."),
  openOrder(-4117, "STOP_ORDER_TRIGGERING", rejected("triggering"), "The stop order is being triggered just now and is about to become another order."),
  setting(-4167, "ISOLATED_REJECT_WITH_JOINT_MARGIN", rejected("isolated-symbols"), "Multi-assets mode is not possible while symbols have isolated margin."),
  setting(-4168, "JOINT_MARGIN_REJECT_WITH_ISOLATED", rejected("multi-assets"), "Isolated margin is not possible in multi-assets mode."),
  setting(-4169, "JOINT_MARGIN_REJECT_WITH_MB", fatal("InsufficientBalance"), "The margin balance is too small to change the assets mode."),
  setting(-4170, "JOINT_MARGIN_REJECT_WITH_OPEN_ORDER", rejected("open-orders"), "While orders are open the assets mode stays as it is."),
  setting(-4171, "NO_NEED_TO_CHANGE_JOINT_MARGIN", fatal("AlreadyInState"), "The account has this assets mode already."),
  setting(-4172, "JOINT_MARGIN_REJECT_WITH_NEGATIVE_BALANCE", fatal("InsufficientBalance"), "While an asset that counts as margin is below zero the assets mode stays as it is."),
  // The name is that of -4167 by mistake; the text is about a price, and the text counts.
  order(-4183, "ISOLATED_REJECT_WITH_JOINT_MARGIN", filter("PERCENT_PRICE"), "The limit price of a stop order is too far above its stop price. Binance's name for it is a slip."),
  setting(-4202, "ADJUST_LEVERAGE_KYC_FAILED", restricted, "So high a leverage needs a verified person."),
  setting(-4203, "ADJUST_LEVERAGE_ONE_MONTH_FAILED", restricted, "The account is not yet a month old, which so high a leverage needs."),
  setting(-4205, "ADJUST_LEVERAGE_X_DAYS_FAILED", restricted, "The futures account is too young for so high a leverage."),
  setting(-4206, "ADJUST_LEVERAGE_KYC_LIMIT", restricted, "The place the person lives in has a lower limit of leverage."),
  setting(-4208, "ADJUST_LEVERAGE_ACCOUNT_SYMBOL_FAILED", restricted, "With an adjusted position limit the symbol's leverage is limited."),
  setting(-4209, "ADJUST_LEVERAGE_SYMBOL_FAILED", restricted, "The symbol has a lower limit of leverage."),
  order(-4210, "STOP_PRICE_HIGHER_THAN_PRICE_MULTIPLIER_LIMIT", filter("PERCENT_PRICE"), "The stop price is too far above the market."),
  order(-4211, "STOP_PRICE_LOWER_THAN_PRICE_MULTIPLIER_LIMIT", filter("PERCENT_PRICE"), "The stop price is too far below the market."),
  order(-4400, "TRADING_QUANTITATIVE_RULE", restricted, "The account broke a rule for automated trading and may only reduce positions for a while."),
  order(-4401, "LARGE_POSITION_SYM_RULE", restricted, "The position is so large that the account may only reduce it."),
  request(-4402, "COMPLIANCE_BLACK_SYMBOL_RESTRICTION", fatal("RestrictedLocation"), "This is not offered where the person lives."),
  setting(-4403, "ADJUST_LEVERAGE_COMPLIANCE_FAILED", restricted, "The law of the place the person lives in limits the leverage."),
  // Nothing official says what it is, so it is no statement about a write.
  read(-4531, "DUAL_SIDE_SYNC_REJECT", fatal("UndocumentedRefusal"), "Something about the position mode of two markets. Not on the official list."),
  amend(-5024, "MOVE_ORDER_NOT_ALLOWED_SYMBOL_REASON", fatal("MarketClosed"), "While the symbol is not trading its orders cannot be amended."),
  amend(-5025, "LIMIT_ORDER_ONLY", fatal("Unsupported"), "Only a limit order can be amended."),
  amend(-5026, "Exceed_Maximum_Modify_Order_Limit", rejected("amend-limit"), "The order has been amended as often as it may be."),
  amend(-5027, "SAME_ORDER", fatal("AlreadyInState"), "The order is as it was asked to be already."),
  amend(-5029, "MODIFICATION_MIN_NOTIONAL", filter("MIN_NOTIONAL"), "As amended, price times quantity would be below the least that the symbol allows."),
  order(-5037, "INVALID_PRICE_MATCH", invalid("priceMatch"), "This way of matching a price does not exist."),
  order(-5038, "UNSUPPORTED_ORDER_TYPE_PRICE_MATCH", fatal("Unsupported"), "An order of this type cannot take its price from the book."),
  order(-5039, "INVALID_SELF_TRADE_PREVENTION_MODE", invalid("selfTradePreventionMode"), "This mode of self-trade prevention does not exist."),
  order(-5040, "FUTURE_GOOD_TILL_DATE", invalid("goodTillDate"), "goodTillDate is less than ten minutes away, or too far."),
  newOrder(-5041, "BBO_ORDER_REJECT", rejected("no-liquidity"), "The book has no level that the order could take its price from."),
  amend(-5043, "Existing_Pending_Modification", rejected("amend-pending"), "Another amend of this order is still under way.")
]
