/**
 * What USDⓈ-M, COIN-M, portfolio margin and options say alike: their common error codes and texts, one row each, and the 503
 * texts that say that a call was not processed.
 *
 * Source: docs of USDⓈ-M futures, COIN-M futures, portfolio margin and options: error codes, general information (HTTP 503).
 * Names, numbers and texts are facts of the protocol; the meanings are ours.
 *
 * @since 0.1.0
 */
import type { Kind } from "../errors/InDoubt.ts"
import { type CodeRow, type Definite503, doubt, fatal, invalid, type MessageRow, orderWrites, type ReasonRule, rejected, retryable, writes } from "./ProductRules.ts"

const speaksOf =
  (on: ReadonlyArray<Kind>) =>
  (code: number, name: string, is: ReasonRule, meaning: string): CodeRow => ({ code, name, is, meaning, on })

const orders: ReadonlyArray<Kind> = ["place", "orderList", "amend", "batch"]

/**
 * Makes a row by what its code speaks about. On any other write the code is in doubt.
 *
 * `order` is a check of what was asked, made before anything happens, and holds for a new order, an amend and a whole batch.
 * `newOrder` is a reject of the engine: it speaks of one new order only, because a refused amend may have ended the order that
 * it was to change.
 *
 * @example
 * ```ts
 * import { about } from "effect-binance/products/FuturesCodes"
 * import { codeTable, fatal, type ProductRules } from "effect-binance/products/ProductRules"
 * import { usdmRules } from "effect-binance/products/UsdmRules"
 *
 * // one more code, until the next release knows it
 * const row = about.order(-4999, "NEW_CODE", fatal("InvalidRequest"), "The order is wrong in a new way.")
 * const rules: ProductRules = { ...usdmRules, codes: codeTable([...usdmRules.codes.values(), row]) }
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const about = {
  /** The request as such: every write. */
  request: speaksOf(writes),
  /** Any write that names an order, a cancel included. */
  anyOrder: speaksOf(orderWrites),
  /** What an order is to be: a new one, an amended one, or those of a whole batch. */
  order: speaksOf(orders),
  /** A reject of one new order. */
  newOrder: speaksOf(["place", "orderList"]),
  /** An order that is there already: a cancel or an amend. */
  openOrder: speaksOf(["cancel", "amend"]),
  cancel: speaksOf(["cancel"]),
  amend: speaksOf(["amend"]),
  /** A batch as a whole. */
  batch: speaksOf(["batch"]),
  /** How large a position may be: an order, or the setting that limits it. */
  exposure: speaksOf([...orders, "setting"]),
  /** Whatever needs funds. */
  funds: speaksOf([...orders, "setting", "transfer"]),
  setting: speaksOf(["setting"]),
  transfer: speaksOf(["transfer"]),
  /** No write at all. */
  read: speaksOf([])
} as const

const { anyOrder, batch, exposure, funds, newOrder, openOrder, order, read, request, setting, transfer } = about

/**
 * A rule for an order that breaks one of the symbol's filters; `name` is the filter's, as in `exchangeInfo`.
 *
 * @example
 * ```ts
 * import { filter } from "effect-binance/products/FuturesCodes"
 *
 * const rule = filter("LOT_SIZE")
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const filter = (name: string): ReasonRule => ({ verdict: "Fatal", reason: "FilterFailure", filter: name })

const badRequest = fatal("InvalidRequest")

/**
 * The codes that USDⓈ-M, COIN-M, portfolio margin and options share.
 *
 * @example
 * ```ts
 * import { sharedCodes } from "effect-binance/products/FuturesCodes"
 *
 * const ofReadsOnly = sharedCodes.filter(({ on }) => on.length === 0).map(({ code }) => code) // [-2013]
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const sharedCodes: ReadonlyArray<CodeRow> = [
  // In doubt on a write whatever the status: "while processing" is not "no".
  request(-1000, "UNKNOWN", doubt("ServerErrorReply"), "Something unknown went wrong while the request was being processed, so it may have been carried out."),
  // Definite only as the text of a 503, which is a rule of its own.
  request(-1001, "DISCONNECTED", doubt("ServerErrorReply"), "An internal fault. Only under status 503, and with its own text, does it say that nothing was done."),
  request(-1002, "UNAUTHORIZED", fatal("BadCredentials"), "The key may not do this."),
  request(-1014, "UNKNOWN_ORDER_COMPOSITION", fatal("Unsupported"), "This combination of order type, time in force and prices does not exist."),
  // Cancels are not counted, so on a cancel it is an undocumented statement.
  order(-1015, "TOO_MANY_ORDERS", retryable("OrderRateLimited"), "The account has placed too many orders in the current window. Cancels are not counted."),
  request(-1016, "SERVICE_SHUTTING_DOWN", retryable("ServiceUnavailable"), "The service is being shut down and takes nothing in any more."),
  request(-1020, "UNSUPPORTED_OPERATION", fatal("Unsupported"), "The operation does not exist here."),
  request(-1021, "INVALID_TIMESTAMP", retryable("ClockSkew"), "The timestamp was more than a second ahead of the exchange, or older than recvWindow allows."),
  request(-1022, "INVALID_SIGNATURE", fatal("BadSignature"), "The signature does not match the request."),
  request(-1100, "ILLEGAL_CHARS", badRequest, "A parameter holds characters that it may not hold."),
  request(-1101, "TOO_MANY_PARAMETERS", badRequest, "There are too many parameters, or one of them twice."),
  request(-1102, "MANDATORY_PARAM_EMPTY_OR_MALFORMED", badRequest, "A required parameter is missing, empty or malformed."),
  request(-1103, "UNKNOWN_PARAM", badRequest, "A parameter does not exist."),
  request(-1104, "UNREAD_PARAMETERS", badRequest, "More parameters were sent than this call reads."),
  request(-1105, "PARAM_EMPTY", badRequest, "A parameter has no value."),
  request(-1106, "PARAM_NOT_REQUIRED", badRequest, "A parameter does not belong with the others."),
  request(-1111, "BAD_PRECISION", badRequest, "A number has more decimals than its asset or symbol allows."),
  request(-1115, "INVALID_TIF", invalid("timeInForce"), "This time in force does not exist."),
  request(-1116, "INVALID_ORDER_TYPE", invalid("type"), "This order type does not exist."),
  request(-1117, "INVALID_SIDE", invalid("side"), "The side is neither BUY nor SELL."),
  request(-1118, "EMPTY_NEW_CL_ORD_ID", invalid("newClientOrderId"), "newClientOrderId was sent without a value."),
  request(-1119, "EMPTY_ORG_CL_ORD_ID", invalid("origClientOrderId"), "The client order id of the order to look up or cancel is empty."),
  request(-1120, "BAD_INTERVAL", invalid("interval"), "This interval does not exist."),
  request(-1121, "BAD_SYMBOL", invalid("symbol"), "This symbol does not exist."),
  request(-1125, "INVALID_LISTEN_KEY", invalid("listenKey"), "The listen key is unknown or has run out; a new one has to be made."),
  request(-1127, "MORE_THAN_XX_HOURS", badRequest, "Start and end time lie too far apart."),
  request(-1130, "INVALID_PARAMETER", badRequest, "A parameter has a value that it cannot have."),
  anyOrder(-2010, "NEW_ORDER_REJECTED", rejected("rejected"), "The matching engine refused the order."),
  // A statement of reads only: on a write it is UndocumentedCode.
  read(-2013, "NO_SUCH_ORDER", fatal("UnknownOrder"), "A read did not find the order. Reads lag behind the engine, so this is no proof that there is none."),
  request(-2014, "BAD_API_KEY_FMT", fatal("BadCredentials"), "The API key does not look like one."),
  funds(-2018, "BALANCE_NOT_SUFFICIENT", fatal("InsufficientBalance"), "The wallet does not hold enough."),
  order(-4001, "PRICE_LESS_THAN_ZERO", filter("PRICE_FILTER"), "The price is below zero."),
  order(-4002, "PRICE_GREATER_THAN_MAX_PRICE", filter("PRICE_FILTER"), "The price is above the highest that the symbol allows."),
  order(-4003, "QTY_LESS_THAN_ZERO", filter("LOT_SIZE"), "The quantity is not above zero."),
  order(-4004, "QTY_LESS_THAN_MIN_QTY", filter("LOT_SIZE"), "The quantity is below the smallest that the symbol allows."),
  order(-4005, "QTY_GREATER_THAN_MAX_QTY", filter("LOT_SIZE"), "The quantity is above the largest that the symbol allows."),
  order(-4013, "PRICE_LESS_THAN_MIN_PRICE", filter("PRICE_FILTER"), "The price is below the lowest that the symbol allows."),
  order(-4029, "INVALID_TICK_SIZE_PRECISION", filter("PRICE_FILTER"), "The price has more decimals than the symbol's tick size."),
  request(-4055, "AMOUNT_MUST_BE_POSITIVE", invalid("amount"), "An amount has to be above zero.")
]

/**
 * The codes that USDⓈ-M, COIN-M and portfolio margin share, beyond those of `sharedCodes`.
 *
 * @example
 * ```ts
 * import { futuresCodes } from "effect-binance/products/FuturesCodes"
 *
 * const doubts = futuresCodes.filter(({ is }) => is.verdict === "AmbiguousExecution").map(({ code }) => code)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const futuresCodes: ReadonlyArray<CodeRow> = [
  request(-1003, "TOO_MANY_REQUESTS", retryable("RateLimited"), "This address has sent too many requests in a minute, or is banned for it."),
  request(-1004, "DUPLICATE_IP", badRequest, "The address is on the key's white list already."),
  request(-1005, "NO_SUCH_IP", badRequest, "The address is not on the key's white list, so it cannot be taken off it."),
  request(-1006, "UNEXPECTED_RESP", doubt("EngineReplyLost"), "The exchange got an answer it did not expect from its own engine and does not know whether the request was carried out."),
  request(-1007, "TIMEOUT", doubt("EngineTimeout"), "The exchange stopped waiting for its own engine, which may still carry the request out."),
  // The throttle text is definite under 503, by a rule of its own. The older text has been seen beside an order that went through.
  { ...request(-1008, "Request Throttled", doubt("ServerErrorReply"), "The exchange is overloaded. Only the throttle text, under status 503, says that a new order was dropped."), onRead: retryable("ServerBusy") },
  // No text and no operation are documented for it here, so it is no statement about a write.
  read(-1010, "ERROR_MSG_RECEIVED", rejected("rejected"), "An error came back from within the exchange, which one is not said."),
  request(-1011, "NON_WHITE_LIST", fatal("BadCredentials"), "Calls from this address are not let in here."),
  request(-1013, "INVALID_MESSAGE", badRequest, "It was refused before it reached the matching engine."),
  request(-1023, "START_TIME_GREATER_THAN_END_TIME", invalid("startTime"), "The start lies after the end."),
  request(-1108, "BAD_ASSET", invalid("asset"), "This asset does not exist."),
  request(-1109, "BAD_ACCOUNT", badRequest, "The account is not a valid one for this."),
  request(-1110, "BAD_INSTRUMENT_TYPE", invalid("symbolType"), "This type of symbol does not exist."),
  request(-1112, "NO_DEPTH", rejected("no-liquidity"), "The book of this symbol is empty."),
  request(-1113, "WITHDRAW_NOT_NEGATIVE", invalid("amount"), "The amount to take out has to be negative."),
  request(-1114, "TIF_NOT_REQUIRED", invalid("timeInForce"), "This order type takes no time in force."),
  request(-1128, "OPTIONAL_PARAMS_BAD_COMBO", badRequest, "These optional parameters cannot be combined."),
  request(-1136, "INVALID_NEW_ORDER_RESP_TYPE", invalid("newOrderRespType"), "This kind of order answer does not exist."),
  openOrder(-2011, "CANCEL_REJECTED", rejected("cancel-rejected"), "The cancel was refused, mostly because no such order is open. It may be filled, cancelled, or never have been accepted."),
  request(-2015, "REJECTED_MBX_KEY", fatal("BadCredentials"), "The key, its permissions or this address are not accepted."),
  request(-2016, "NO_TRADING_WINDOW", fatal("Unsupported"), "The symbol has no trading window to answer from."),
  exposure(-2019, "MARGIN_NOT_SUFFICIEN", fatal("InsufficientBalance"), "There is not enough margin for it."),
  newOrder(-2020, "UNABLE_TO_FILL", rejected("no-liquidity"), "The book holds nothing that could fill the order."),
  newOrder(-2021, "ORDER_WOULD_IMMEDIATELY_TRIGGER", rejected("would-trigger"), "The stop price lies on the side where it would trigger at once."),
  newOrder(-2022, "REDUCE_ONLY_REJECT", rejected("reduce-only"), "A reduce-only order would not reduce the position, given the orders that are open."),
  request(-2023, "USER_IN_LIQUIDATION", fatal("AccountRestricted"), "The account is being liquidated."),
  order(-2024, "POSITION_NOT_SUFFICIENT", rejected("position-too-small"), "The position is smaller than what was to be closed."),
  order(-2025, "MAX_OPEN_ORDER_EXCEEDED", filter("MAX_NUM_ORDERS"), "The account has as many open orders as it may have."),
  order(-2026, "REDUCE_ONLY_ORDER_TYPE_NOT_SUPPORTED", rejected("reduce-only"), "An order of this type cannot be reduce-only."),
  exposure(-2027, "MAX_LEVERAGE_RATIO", rejected("max-position"), "The position would be larger than the leverage allows."),
  exposure(-2028, "MIN_LEVERAGE_RATIO", fatal("InsufficientBalance"), "The margin balance is too small for so low a leverage."),
  anyOrder(-4000, "INVALID_ORDER_STATUS", badRequest, "The order is not in a state in which this can be done."),
  order(-4006, "STOP_PRICE_LESS_THAN_ZERO", filter("PRICE_FILTER"), "The stop price is below zero."),
  order(-4007, "STOP_PRICE_GREATER_THAN_MAX_PRICE", filter("PRICE_FILTER"), "The stop price is above the highest price that the symbol allows."),
  order(-4008, "TICK_SIZE_LESS_THAN_ZERO", badRequest, "A tick size is below zero."),
  order(-4009, "MAX_PRICE_LESS_THAN_MIN_PRICE", badRequest, "A highest price is below its lowest price."),
  order(-4010, "MAX_QTY_LESS_THAN_MIN_QTY", badRequest, "A largest quantity is below its smallest quantity."),
  order(-4011, "STEP_SIZE_LESS_THAN_ZERO", badRequest, "A step size is below zero."),
  order(-4012, "MAX_NUM_ORDERS_LESS_THAN_ZERO", badRequest, "A highest number of orders is below zero."),
  order(-4014, "PRICE_NOT_INCREASED_BY_TICK_SIZE", filter("PRICE_FILTER"), "The price is not a multiple of the tick size."),
  order(-4015, "INVALID_CL_ORD_ID_LEN", invalid("newClientOrderId"), "The client order id is too long or holds characters that it may not hold."),
  order(-4016, "PRICE_HIGHTER_THAN_MULTIPLIER_UP", filter("PERCENT_PRICE"), "The price is too far above the mark price."),
  order(-4017, "MULTIPLIER_UP_LESS_THAN_ZERO", badRequest, "An upper price multiplier is below zero."),
  order(-4018, "MULTIPLIER_DOWN_LESS_THAN_ZERO", badRequest, "A lower price multiplier is below zero."),
  order(-4019, "COMPOSITE_SCALE_OVERFLOW", badRequest, "Price and quantity together have too many decimals."),
  order(-4020, "TARGET_STRATEGY_INVALID", badRequest, "The strategy does not go with this order type and reduceOnly."),
  request(-4021, "INVALID_DEPTH_LIMIT", invalid("limit"), "The book cannot be had with so many levels."),
  request(-4022, "WRONG_MARKET_STATUS", badRequest, "The market status that was sent does not exist."),
  order(-4023, "QTY_NOT_INCREASED_BY_STEP_SIZE", filter("LOT_SIZE"), "The quantity is not a multiple of the step size."),
  order(-4024, "PRICE_LOWER_THAN_MULTIPLIER_DOWN", filter("PERCENT_PRICE"), "The price is too far below the mark price."),
  order(-4025, "MULTIPLIER_DECIMAL_LESS_THAN_ZERO", badRequest, "A number of decimals of a price multiplier is below zero."),
  order(-4026, "COMMISSION_INVALID", badRequest, "A commission is out of its range."),
  request(-4027, "INVALID_ACCOUNT_TYPE", badRequest, "This type of account does not exist."),
  setting(-4028, "INVALID_LEVERAGE", invalid("leverage"), "The symbol does not offer this leverage."),
  order(-4030, "INVALID_STEP_SIZE_PRECISION", filter("LOT_SIZE"), "The quantity has more decimals than the symbol's step size."),
  order(-4031, "INVALID_WORKING_TYPE", invalid("workingType"), "The price that triggers the order is neither the mark nor the contract price."),
  batch(-4032, "EXCEED_MAX_CANCEL_ORDER_SIZE", badRequest, "Too many orders are to be cancelled in one call."),
  request(-4033, "INSURANCE_ACCOUNT_NOT_FOUND", badRequest, "There is no such insurance account."),
  request(-4044, "INVALID_BALANCE_TYPE", badRequest, "This type of balance does not exist."),
  order(-4045, "MAX_STOP_ORDER_EXCEEDED", filter("MAX_NUM_ALGO_ORDERS"), "The account has as many stop orders as it may have."),
  setting(-4046, "NO_NEED_TO_CHANGE_MARGIN_TYPE", fatal("AlreadyInState"), "The symbol has this margin type already."),
  setting(-4047, "THERE_EXISTS_OPEN_ORDERS", rejected("open-orders"), "While orders are open the margin type stays as it is."),
  setting(-4048, "THERE_EXISTS_QUANTITY", rejected("open-position"), "While there is a position the margin type stays as it is."),
  setting(-4049, "ADD_ISOLATED_MARGIN_REJECT", rejected("not-isolated"), "Margin can be added to an isolated position only."),
  setting(-4050, "CROSS_BALANCE_INSUFFICIENT", fatal("InsufficientBalance"), "The cross wallet does not hold enough."),
  setting(-4051, "ISOLATED_BALANCE_INSUFFICIENT", fatal("InsufficientBalance"), "The isolated wallet does not hold enough."),
  setting(-4052, "NO_NEED_TO_CHANGE_AUTO_ADD_MARGIN", fatal("AlreadyInState"), "Margin is added automatically, or not, as was asked for already."),
  setting(-4053, "AUTO_ADD_CROSSED_MARGIN_REJECT", rejected("not-isolated"), "Margin can be added automatically to an isolated position only."),
  setting(-4054, "ADD_ISOLATED_MARGIN_NO_POSITION_REJECT", rejected("no-position"), "There is no position whose margin could be changed."),
  request(-4056, "INVALID_API_KEY_TYPE", fatal("BadCredentials"), "The API key is of a type that is not accepted here."),
  request(-4057, "INVALID_RSA_PUBLIC_KEY", fatal("BadCredentials"), "The public key of this API key is not valid."),
  request(-4058, "MAX_PRICE_TOO_LARGE", badRequest, "A highest price, with its decimals, is too large a number."),
  setting(-4059, "NO_NEED_TO_CHANGE_POSITION_SIDE", fatal("AlreadyInState"), "The account has this position mode already."),
  request(-4060, "INVALID_POSITION_SIDE", invalid("positionSide"), "The position side is none of BOTH, LONG and SHORT."),
  exposure(-4061, "POSITION_SIDE_NOT_MATCH", invalid("positionSide"), "The position side does not go with the account's position mode."),
  order(-4062, "REDUCE_ONLY_CONFLICT", invalid("reduceOnly"), "reduceOnly cannot have this value here."),
  setting(-4067, "POSITION_SIDE_CHANGE_EXISTS_OPEN_ORDERS", rejected("open-orders"), "While orders are open the position mode stays as it is."),
  setting(-4068, "POSITION_SIDE_CHANGE_EXISTS_QUANTITY", rejected("open-position"), "While there is a position the position mode stays as it is."),
  batch(-4082, "INVALID_BATCH_PLACE_ORDER_SIZE", badRequest, "A batch cannot have so many orders."),
  // It does not say that none of them was placed.
  request(-4083, "PLACE_BATCH_ORDERS_FAIL", doubt("ServerErrorReply"), "A batch went wrong; whether some of its orders were accepted is not said."),
  request(-4084, "UPCOMING_METHOD", fatal("Unsupported"), "This call is announced but does not work yet."),
  request(-4086, "INVALID_PRICE_SPREAD_THRESHOLD", badRequest, "A threshold of the price spread is not valid."),
  request(-4104, "INVALID_CONTRACT_TYPE", invalid("contractType"), "This type of contract does not exist."),
  order(-4135, "INVALID_ACTIVATION_PRICE", invalid("activationPrice"), "A trailing stop cannot be activated at this price."),
  order(-4137, "QUANTITY_EXISTS_WITH_CLOSE_POSITION", invalid("quantity"), "An order that closes the whole position takes no quantity."),
  order(-4138, "REDUCE_ONLY_MUST_BE_TRUE", invalid("reduceOnly"), "An order that closes the whole position has to be reduce-only."),
  order(-4139, "ORDER_TYPE_CANNOT_BE_MKT", fatal("Unsupported"), "What cannot be cancelled cannot be a market order."),
  newOrder(-4142, "STRATEGY_INVALID_TRIGGER_PRICE", rejected("would-trigger"), "A stop or take profit order would trigger at once.")
]

/**
 * The codes that USDⓈ-M and portfolio margin share and COIN-M does not have, or has with another meaning.
 *
 * @example
 * ```ts
 * import { dollarFuturesCodes } from "effect-binance/products/FuturesCodes"
 *
 * const restrictions = dollarFuturesCodes.filter(({ is }) => is.reason === "AccountRestricted").map(({ code }) => code)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const dollarFuturesCodes: ReadonlyArray<CodeRow> = [
  // A product of the past: options inside the futures account.
  order(-4063, "INVALID_OPTIONS_REQUEST_TYPE", badRequest, "This type of options request does not exist."),
  order(-4064, "INVALID_OPTIONS_TIME_FRAME", badRequest, "Options are not offered for this time frame."),
  order(-4065, "INVALID_OPTIONS_AMOUNT", badRequest, "Options cannot be had in this amount."),
  order(-4066, "INVALID_OPTIONS_EVENT_TYPE", badRequest, "This type of options event does not exist."),
  order(-4069, "INVALID_OPTIONS_PREMIUM_FEE", badRequest, "The premium of the option is not valid."),
  order(-4070, "INVALID_CL_OPTIONS_ID_LEN", badRequest, "The client id of the option is too long or not valid."),
  order(-4071, "INVALID_OPTIONS_DIRECTION", badRequest, "This direction of an option does not exist."),
  newOrder(-4072, "OPTIONS_PREMIUM_NOT_UPDATE", rejected("stale-premium"), "The premium was out of date, so the option was not bought."),
  newOrder(-4073, "OPTIONS_PREMIUM_INPUT_LESS_THAN_ZERO", rejected("bad-premium"), "The premium that was sent is below zero, so the option was not bought."),
  newOrder(-4074, "OPTIONS_AMOUNT_BIGGER_THAN_UPPER", rejected("bad-amount"), "The amount is below zero or above the most that can be bought, so the option was not bought."),
  newOrder(-4075, "OPTIONS_PREMIUM_OUTPUT_ZERO", rejected("bad-premium"), "The premium that was computed is not above zero, so the option was not bought."),
  newOrder(-4076, "OPTIONS_PREMIUM_TOO_DIFF", rejected("stale-premium"), "The premium has fallen too far since it was read."),
  newOrder(-4077, "OPTIONS_PREMIUM_REACH_LIMIT", rejected("sold-out"), "As many options are placed as may be, so the option was not bought."),
  request(-4078, "OPTIONS_COMMON_ERROR", doubt("ServerErrorReply"), "An internal fault of options; whether the request was carried out is not said."),
  order(-4079, "INVALID_OPTIONS_ID", badRequest, "The id of the option is not valid, or in use."),
  order(-4080, "OPTIONS_USER_NOT_FOUND", badRequest, "Options do not know this user."),
  order(-4081, "OPTIONS_NOT_FOUND", badRequest, "There is no such option."),
  request(-4085, "INVALID_NOTIONAL_LIMIT_COEF", badRequest, "A coefficient of the notional limit is not valid."),
  order(-4087, "REDUCE_ONLY_ORDER_PERMISSION", fatal("AccountRestricted"), "The account may place orders that reduce a position, and no others."),
  order(-4088, "NO_PLACE_ORDER_PERMISSION", fatal("AccountRestricted"), "The account may place no orders for now."),
  transfer(-4114, "INVALID_CLIENT_TRAN_ID_LEN", invalid("clientTranId"), "The client id of the transfer is too long or not valid."),
  // Of an id that is never reused it proves that an earlier attempt was carried out.
  transfer(-4115, "DUPLICATED_CLIENT_TRAN_ID", fatal("DuplicateClientOrderId"), "A transfer of the last seven days has this client id."),
  newOrder(-4118, "REDUCE_ONLY_MARGIN_CHECK_FAILED", rejected("reduce-only"), "With the orders that are open, the reduce-only order could turn the position round and there is no margin for that."),
  newOrder(-4131, "MARKET_ORDER_REJECT", filter("PERCENT_PRICE"), "The best price of the other side is too far from the mark price for a market order."),
  order(-4140, "INVALID_OPENING_POSITION_STATUS", fatal("MarketClosed"), "In its present state the symbol takes no orders that open a position."),
  request(-4141, "SYMBOL_ALREADY_CLOSED", fatal("MarketClosed"), "The symbol is not traded any more."),
  request(-4144, "INVALID_PAIR", invalid("pair"), "This pair does not exist."),
  setting(-4161, "ISOLATED_LEVERAGE_REJECT_WITH_POSITION", rejected("open-position"), "While there is an isolated position its leverage cannot be lowered."),
  order(-4164, "MIN_NOTIONAL", filter("MIN_NOTIONAL"), "Price times quantity is below the least that the symbol allows."),
  request(-4165, "INVALID_TIME_INTERVAL", badRequest, "The time between start and end is too long."),
  order(-4184, "PRICE_LOWER_THAN_STOP_MULTIPLIER_DOWN", filter("PERCENT_PRICE"), "The limit price of a stop order is too far below its stop price."),
  newOrder(-5021, "FOK_ORDER_REJECT", rejected("would-not-fill"), "A fill-or-kill order could not be filled at once and as a whole."),
  newOrder(-5022, "GTX_ORDER_REJECT", rejected("would-take"), "A post-only order would have taken liquidity."),
  // A check of the engine on placing and amending: on anything else it is an undocumented statement.
  order(-5028, "ME_RECVWINDOW_REJECT", retryable("ClockSkew"), "The request reached the matching engine later than recvWindow allows.")
]

/**
 * The codes that USDⓈ-M and COIN-M share and portfolio margin does not have.
 *
 * @example
 * ```ts
 * import { directFuturesCodes } from "effect-binance/products/FuturesCodes"
 *
 * const codes = directFuturesCodes.map(({ code }) => code) // [-4120, -4192]
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const directFuturesCodes: ReadonlyArray<CodeRow> = [
  order(-4120, "STOP_ORDER_SWITCH_ALGO", fatal("Unsupported"), "Orders of this type are placed as algo orders, at an endpoint of their own."),
  order(-4192, "COOLING_OFF_PERIOD", fatal("AccountRestricted"), "The account has put itself into a pause and may not trade before it is over.")
]

/**
 * The one row that is on no product's list: under status 451, from every host, code 0 refuses the place that an address belongs
 * to. Source: public reports.
 *
 * @example
 * ```ts
 * import { geoBlock } from "effect-binance/products/FuturesCodes"
 *
 * const onlyUnder = geoBlock.statuses // [451]: everywhere else 0 is a success
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const geoBlock: CodeRow = { ...request(0, "(geo block)", fatal("RestrictedLocation"), "Binance does not serve the place this address belongs to."), statuses: [451] }

/**
 * The texts that USDⓈ-M, COIN-M and portfolio margin share.
 *
 * @example
 * ```ts
 * import { futuresMessages } from "effect-binance/products/FuturesCodes"
 *
 * const ofCancelling = futuresMessages.filter(({ on }) => on.includes("cancel")).map(({ text }) => text)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const futuresMessages: ReadonlyArray<MessageRow> = [
  { text: "Unknown order sent.", codes: [-2011], is: fatal("UnknownOrder"), on: ["cancel", "amend"] },
  // COIN-M and the margin side of portfolio margin list no code of their own for it
  { text: "Duplicate order sent.", codes: [-2010], is: fatal("DuplicateClientOrderId"), on: ["place", "orderList"] }
]

/**
 * The texts that, under status 503 and on USDⓈ-M, COIN-M, portfolio margin and options, say that a call was not processed.
 * "Unknown error, please check your request or try again later." says the opposite: it was passed on, and no answer came.
 *
 * @example
 * ```ts
 * import { unprocessed503 } from "effect-binance/products/FuturesCodes"
 *
 * const texts = unprocessed503.map(({ text }) => text)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const unprocessed503: ReadonlyArray<Definite503> = [
  { text: "Service Unavailable.", is: retryable("ServiceUnavailable"), on: writes },
  { text: "Internal error; unable to process your request. Please try again.", is: retryable("ServiceUnavailable"), on: writes }
]

/**
 * The text with which USDⓈ-M, COIN-M and portfolio margin drop new orders under load. It is documented for placing only:
 * cancels, and orders that reduce a position, are exempt.
 *
 * @example
 * ```ts
 * import { throttled503 } from "effect-binance/products/FuturesCodes"
 *
 * const kinds = throttled503.on // ["place", "batch"]
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const throttled503: Definite503 = {
  text: "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.",
  is: retryable("ServerBusy"),
  on: ["place", "batch"]
}
