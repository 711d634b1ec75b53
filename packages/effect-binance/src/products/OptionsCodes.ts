/**
 * The error codes of options, one row each: Binance's number and name, what it says in our own words, the reason it becomes,
 * and the writes for which it is a definite refusal (or, for an ambiguous reason, always a doubt).
 *
 * -1003, -1006 and -1007 are not on its list: should they come, an unlisted code leaves a write in doubt.
 *
 * Source: docs of options, error codes.
 *
 * @since 0.1.0
 */
import { about, filter, sharedCodes } from "./FuturesCodes.ts"
import { type CodeRow, doubt, fatal, invalid, rejected, retryable } from "./ProductRules.ts"

const { batch, cancel, newOrder, order, read, request, setting } = about

const badRequest = fatal("InvalidRequest")
const restricted = fatal("AccountRestricted")

/**
 * The error codes of options. A new code is one more row.
 *
 * @example
 * ```ts
 * import { optionsCodes } from "effect-binance/products/OptionsCodes"
 *
 * const limits = optionsCodes.filter(({ is }) => is.reason === "RateLimited").map(({ code }) => code) // [-1008]
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const optionsCodes: ReadonlyArray<CodeRow> = [
  ...sharedCodes,
  request(-1008, "TOO_MANY_REQUESTS", retryable("RateLimited"), "This address has sent too much, or is banned for it. Options have no other code for a rate limit."),
  request(-1128, "BAD_CONTRACT", invalid("underlying"), "This underlying does not exist."),
  request(-1129, "BAD_CURRENCY", invalid("asset"), "This asset does not exist."),
  request(-1131, "BAD_RECV_WINDOW", invalid("recvWindow"), "recvWindow is 60000 ms or more."),
  request(-2015, "INVALID_API_KEY", fatal("BadCredentials"), "The key, its permissions or this address are not accepted."),
  order(-2027, "OPTION_MARGIN_NOT_SUFFICIENT", fatal("InsufficientBalance"), "There is not enough margin to write the option."),
  // It does not say that nothing was moved, and a transfer has no fence.
  read(-3029, "TRANSFER_FAILED", rejected("transfer-failed"), "A transfer went wrong; whether something was moved is not said."),
  order(-4030, "INVALID_QTY_PRECISION", filter("LOT_SIZE"), "The quantity has more decimals than the symbol's step size."),
  request(-4056, "INVALID_AMOUNT", invalid("amount"), "The amount is not a valid one."),
  request(-4078, "OPTIONS_COMMON_ERROR", doubt("ServerErrorReply"), "An internal fault; whether the request was carried out is not said."),
  request(-5001, "USER_EXIST", badRequest, "The account has been opened for options before."),
  request(-5002, "USER_NOT_ACCESS", restricted, "The account may not trade options."),
  request(-5003, "BAD_INVITE_CODE", badRequest, "The code of the invitation is wrong."),
  request(-5004, "USED_INVITE_CODE", badRequest, "The invitation has been taken up by somebody."),
  request(-5005, "BLACK_COUNTRY", fatal("RestrictedLocation"), "Options are not offered where the person lives."),
  request(-5006, "ITEMS_EXIST", badRequest, "What was to be made is there already."),
  request(-5007, "USER_API_EXIST", badRequest, "The account has an API for options already."),
  request(-5008, "KYC_NOT_PASS", restricted, "The person has not been verified."),
  request(-5009, "IP_COUNTRY_BLACK", fatal("RestrictedLocation"), "Options are not offered where this address is."),
  order(-5010, "NOT_ENOUGH_POSITION", rejected("position-too-small"), "The position is smaller than what was to be sold."),
  setting(-6001, "INVALID_MMP_WINDOW_TIME_LIMIT", badRequest, "The window of the market maker protection is out of its range."),
  setting(-6002, "INVALID_MMP_FROZEN_TIME_LIMIT", badRequest, "The time for which market maker protection freezes quotes is out of its range."),
  request(-6003, "INVALID_UNDERLYING", invalid("underlying"), "The underlying is not a valid one."),
  setting(-6004, "MMP_UNDERLYING_NOT_FOUND", invalid("underlying"), "Market maker protection knows no such underlying."),
  request(-6005, "IS_NOT_MARKET_MAKER", restricted, "The account is not that of a market maker."),
  setting(-6006, "MMP_RULES_NOT_EXISTING", badRequest, "No market maker protection is set up that could be changed."),
  // "Unknown" is not "no".
  request(-6007, "MMP_ERROR_UNKNOWN", doubt("ServerErrorReply"), "Something unknown went wrong in the market maker protection; whether it was set is not said."),
  request(-6008, "INVALID_LIMIT", invalid("limit"), "So many rows cannot be had at once."),
  request(-6009, "INVALID_COUNTDOWN_TIME", invalid("countdownTime"), "A countdown takes at least five seconds, or 0 to stop it."),
  read(-6010, "OPEN_INTEREST_ERR_DATA", fatal("Unsupported"), "There is no good figure of the open interest."),
  batch(-6011, "EXCEED_MAXIMUM_BATCH_ORDERS", badRequest, "A batch takes ten orders at most."),
  newOrder(-6012, "EXCEED_MAXIMUM_BLOCK_ORDER_LEGS", badRequest, "A block order cannot have so many legs."),
  newOrder(-6013, "BLOCK_ORDER_LEGS_WITH_DUPLICATE_SYMBOL", badRequest, "A block order has two legs of one symbol."),
  newOrder(-6014, "GRFQ_INVALID_LEGS", badRequest, "The legs of the request for a quote do not make sense."),
  newOrder(-6015, "GRFQ_QTY_IS_NOT_MULTIPLE_OF_MINIMUM_QTY", invalid("quantity"), "The quantity cannot be divided by the smallest one."),
  newOrder(-6016, "GRFQ_QUOTE_NOT_FOUND", rejected("no-quote"), "There is no such quote, or it is gone."),
  newOrder(-6017, "GRFQ_QUOTE_NOT_ENOUGH_QTY_LEFT", rejected("no-liquidity"), "Less is left of the quote than was asked for."),
  newOrder(-6018, "GRFQ_QUOTE_REQUEST_NOT_FOUND", rejected("no-quote"), "There is no such request for a quote, or it is over."),
  newOrder(-6019, "GRFQ_QUOTE_INVALID_EXPIRE_TIME", badRequest, "The quote would end at a time that is not allowed."),
  newOrder(-6020, "GRFQ_QUOTE_EXPIRED", rejected("no-quote"), "The quote has run out."),
  newOrder(-6021, "GRFQ_INVALID_SIDE", invalid("side"), "The side does not fit the quote."),
  newOrder(-6022, "GRFQ_INVALID_USER", restricted, "The account does not take part in requests for quotes."),
  newOrder(-6023, "SELF_TRADE_PREVENTION", rejected("self-trade"), "The order would have traded with another one of the same account."),
  // It does not say that nothing changed.
  read(-6024, "CHANGE_USER_FLAG_FAILED", rejected("setting-failed"), "A setting of the account could not be changed."),
  newOrder(-6025, "GRFQ_INVALID_QUOTE_PRICE", invalid("price"), "A quote cannot have this price."),
  order(-6026, "INVALID_QTY", invalid("quantity"), "The quantity is not a valid one."),
  order(-6027, "INVALID_PRICE", invalid("price"), "The price is not a valid one."),
  cancel(-6028, "ORDER_IS_FINAL", rejected("already-final"), "The order has ended: it is filled, cancelled or expired."),
  request(-6029, "PARAMETER_IS_REQUIRED", badRequest, "A parameter that is needed is missing."),
  request(-6030, "INVALID_TIME_INTERVAL", badRequest, "The time between start and end is too long."),
  request(-6031, "START_TIME_GREATER_THAN_END_TIME", invalid("startTime"), "The start lies after the end."),
  setting(-6032, "HAS_OPEN_ORDER", rejected("open-orders"), "While orders are open this stays as it is."),
  setting(-6033, "HAS_NEGATIVE_BALANCE", fatal("InsufficientBalance"), "While a balance is below zero this stays as it is."),
  setting(-6034, "HAS_POSITION", rejected("open-position"), "While there is a position this stays as it is."),
  setting(-6035, "NO_NEED_TO_CHANGE", fatal("AlreadyInState"), "It is as it was asked to be already."),
  setting(-6036, "NO_PERMISSION_TO_CHANGE", restricted, "The account may not change this."),
  read(-6037, "NO_RECORDS_FOUND", fatal("UnknownOrder"), "A read found nothing. Reads lag behind the engine, so this is no proof that there is nothing."),
  order(-6038, "SCALE_NOT_MATCH", badRequest, "A number has more decimals than the symbol allows."),
  order(-6039, "INVALID_STEP_SIZE_PRECISION", filter("LOT_SIZE"), "The quantity does not go with the symbol's step size."),
  setting(-6040, "INVALID_QTYLIMIT_DELTALIMIT", badRequest, "A limit of the market maker protection is out of its range."),
  // What it refuses, and how, is not documented.
  read(-6041, "START_TRADING_MUST_SLOWLY", fatal("UndocumentedRefusal"), "Something about trading that has just begun."),
  setting(-6042, "INDEX_COMMISSION_NOT_MATCH", badRequest, "The commission is not that of the index."),
  setting(-6043, "INDEX_RISKPARAMETER_NOT_MATCH", badRequest, "The risk parameter is not that of the index."),
  // Of an id that is never reused it proves that an earlier attempt was accepted.
  newOrder(-6044, "CLI_ORD_ID_ERROR", fatal("DuplicateClientOrderId"), "An open order has this client order id."),
  newOrder(-6045, "REDUCE_ONLY_REJECT", rejected("reduce-only"), "A reduce-only order would not reduce the position, given the orders that are open."),
  newOrder(-6046, "FOK_ORDER_REJECT", rejected("would-not-fill"), "A fill-or-kill order could not be filled at once and as a whole."),
  newOrder(-6047, "GTX_ORDER_REJECT", rejected("would-take"), "A post-only order would have taken liquidity."),
  newOrder(-6048, "INVALID_BLOCK_ORDER", badRequest, "A parameter of the block order is wrong."),
  order(-6049, "SYMBOL_NOT_TRADING", fatal("MarketClosed"), "Trading in the symbol has stopped, or has not begun."),
  order(-6050, "MAX_OPEN_ORDERS_ON_SYMBOL_EXCEEDED", filter("MAX_NUM_ORDERS"), "The account has as many open orders on the symbol as it may have."),
  order(-6051, "MAX_OPEN_ORDERS_ON_INDEX_EXCEEDED", filter("MAX_NUM_ORDERS"), "The account has as many open orders on the underlying as it may have."),
  order(-6052, "MAX_SHORT_POSITION_ON_SYMBOL_EXCEEDED", rejected("max-position"), "The short position in the symbol would be too large."),
  order(-6053, "MAX_SHORT_POSITION_ON_INDEX_EXCEEDED", rejected("max-position"), "The short position in the underlying would be too large."),
  order(-6054, "MAX_QUANTITY_ON_SINGLE_ORDER_EXCEEDED", filter("LOT_SIZE"), "The quantity is above the largest that one order may have."),
  request(-6055, "USER_LIQUIDATING", restricted, "The account is being liquidated."),
  newOrder(-6056, "REDUCE_ONLY_MARGIN_CHECK_FAILED", rejected("reduce-only"), "With the orders that are open, the reduce-only order could turn the position round and there is no margin for that."),
  newOrder(-6057, "WRITER_CANT_NAKED_SELL", fatal("Unsupported"), "This option cannot be sold by an account that does not hold it."),
  newOrder(-6058, "MMP_TRIGGERED", rejected("mmp-triggered"), "Market maker protection has set in and has to be reset first."),
  request(-6059, "USER_IN_LIQUIDATION", restricted, "The account's positions are being liquidated."),
  newOrder(-6060, "LOCKED_BALANCE_NOT_FOUND", fatal("InsufficientBalance"), "The balance for an order over the counter could not be set aside."),
  newOrder(-6061, "LOCKED_OTC_ORDER_NOT_FOUNT", rejected("not-locked"), "An order over the counter could not be set aside."),
  request(-6062, "INVALID_USER_STATUS", restricted, "In its present state the account may not do this."),
  cancel(-6063, "CANCEL_REJECTED", rejected("cancel-rejected"), "The cancel was refused. It says nothing about what became of the order.")
]
