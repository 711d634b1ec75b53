/**
 * The error codes of Spot, one row each: Binance's number and name, what it says in our own words, the reason it becomes, and
 * the writes for which it is a definite refusal (or, for an ambiguous reason, always a doubt).
 *
 * Source: spot docs, errors and change log; 0 and -2008 are known from public reports only. Names and numbers are facts of the
 * protocol; the meanings are ours.
 *
 * @since 0.1.0
 */
import type { Kind } from "../errors/InDoubt.ts"
import { type CodeRow, doubt, fatal, invalid, orderWrites, rejected, type ReasonRule, retryable, writes } from "./ProductRules.ts"

const none: ReadonlyArray<Kind> = []
const newOrders: ReadonlyArray<Kind> = ["place", "orderList", "cancelReplace", "amend", "batch"]
const replaces: ReadonlyArray<Kind> = ["cancelReplace"]

const wrong = fatal("InvalidRequest")
const unsupported = fatal("Unsupported")
const badKey = fatal("BadCredentials")
const unsaid = doubt("ServerErrorReply")

const row = (code: number, name: string, is: ReasonRule, meaning: string, more: Partial<Pick<CodeRow, "on" | "onRead" | "statuses" | "proves">> = {}): CodeRow => ({ code, name, is, meaning, on: writes, ...more })

/**
 * The error codes of Spot. A new code is one more row.
 *
 * @example
 * ```ts
 * import { spotCodes } from "effect-binance/products/SpotCodes"
 *
 * const doubts = spotCodes.filter(({ is }) => is.verdict === "AmbiguousExecution").map(({ code }) => code)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const spotCodes: ReadonlyArray<CodeRow> = [
  row(0, "(geo block)", fatal("RestrictedLocation"), "Binance does not serve the place of this address.", { statuses: [451] }),
  // In doubt on a write whatever the status: with 5xx by the general rule, with 4xx because "while processing" is not "no".
  row(-1000, "UNKNOWN", unsaid, "An unknown fault while the request was processed; it may have been carried out."),
  row(-1001, "DISCONNECTED", unsaid, "An internal fault. Its text invites a repeat, but does not say that the request was dropped."),
  row(-1002, "UNAUTHORIZED", badKey, "The key may not do this."),
  row(-1003, "TOO_MANY_REQUESTS", retryable("RateLimited"), "This address has sent too many requests or too much weight, or is banned for it."),
  row(-1006, "UNEXPECTED_RESP", doubt("EngineReplyLost"), "The exchange could not read its engine's answer; the request may have been carried out."),
  row(-1007, "TIMEOUT", doubt("EngineTimeout"), "The exchange stopped waiting for its own engine, which may still carry the request out."),
  row(-1008, "SERVER_BUSY", unsaid, "The exchange is overloaded. For Spot it is not documented that the request was dropped.", { onRead: retryable("ServerBusy") }),
  row(-1010, "ERROR_MSG_RECEIVED", rejected("rejected"), "The matching engine refused it; the text says why.", { on: orderWrites }),
  row(-1013, "INVALID_MESSAGE", wrong, "Refused before the matching engine, often by a filter; the text says why."),
  row(-1014, "UNKNOWN_ORDER_COMPOSITION", unsupported, "This combination of order parameters does not exist."),
  // "Not applicable" to a cancel: cancels are not counted, so there it is an undocumented statement.
  row(-1015, "TOO_MANY_ORDERS", retryable("OrderRateLimited"), "The account has placed too many orders in the current window. Cancels are not counted.", { on: newOrders }),
  row(-1016, "SERVICE_SHUTTING_DOWN", retryable("ServiceUnavailable"), "The service is shut down."),
  row(-1020, "UNSUPPORTED_OPERATION", unsupported, "The operation does not exist here."),
  row(-1021, "INVALID_TIMESTAMP", retryable("ClockSkew"), "The timestamp was more than a second ahead, or older than recvWindow allows."),
  row(-1022, "INVALID_SIGNATURE", fatal("BadSignature"), "The signature does not match the request."),
  row(-1033, "COMP_ID_IN_USE", wrong, "FIX: another session uses this SenderCompID."),
  row(-1034, "TOO_MANY_CONNECTIONS", retryable("TooManyConnections"), "Too many connections are open, or were tried at once."),
  row(-1035, "LOGGED_OUT", wrong, "FIX: the session is over and wants a Logout."),
  row(-1099, "NOT_FOUND_AUTHENTICATED_OR_AUTHORIZED", badKey, "Not found, or not allowed. A historic code."),
  row(-1100, "ILLEGAL_CHARS", wrong, "A parameter holds characters that it may not."),
  row(-1101, "TOO_MANY_PARAMETERS", wrong, "There are too many parameters, or one twice."),
  row(-1102, "MANDATORY_PARAM_EMPTY_OR_MALFORMED", wrong, "A required parameter is missing or malformed."),
  row(-1103, "UNKNOWN_PARAM", wrong, "A parameter does not exist."),
  row(-1104, "UNREAD_PARAMETERS", wrong, "More parameters were sent than this call reads."),
  row(-1105, "PARAM_EMPTY", wrong, "A parameter is empty."),
  row(-1106, "PARAM_NOT_REQUIRED", wrong, "A parameter does not belong with the others."),
  row(-1108, "PARAM_OVERFLOW", wrong, "A number is too large for its parameter."),
  row(-1111, "BAD_PRECISION", wrong, "A number has more decimals than its parameter allows."),
  row(-1112, "NO_DEPTH", rejected("no-liquidity"), "The book of this symbol is empty."),
  row(-1114, "TIF_NOT_REQUIRED", invalid("timeInForce"), "This order type takes no time in force."),
  row(-1115, "INVALID_TIF", invalid("timeInForce"), "This time in force does not exist."),
  row(-1116, "INVALID_ORDER_TYPE", invalid("type"), "This order type does not exist."),
  row(-1117, "INVALID_SIDE", invalid("side"), "The side is neither BUY nor SELL."),
  row(-1118, "EMPTY_NEW_CL_ORD_ID", invalid("newClientOrderId"), "The new client order id is empty."),
  row(-1119, "EMPTY_ORG_CL_ORD_ID", invalid("origClientOrderId"), "The client order id to look up or cancel is empty."),
  row(-1120, "BAD_INTERVAL", invalid("interval"), "This interval does not exist."),
  row(-1121, "BAD_SYMBOL", invalid("symbol"), "This symbol does not exist."),
  row(-1122, "INVALID_SYMBOLSTATUS", invalid("symbolStatus"), "This symbol status does not exist."),
  row(-1125, "INVALID_LISTEN_KEY", invalid("listenKey"), "This listen key does not exist or has run out."),
  row(-1127, "MORE_THAN_XX_HOURS", wrong, "Start and end time lie too far apart."),
  row(-1128, "OPTIONAL_PARAMS_BAD_COMBO", wrong, "These optional parameters cannot be combined."),
  row(-1130, "INVALID_PARAMETER", wrong, "A parameter has a value that it cannot have."),
  row(-1131, "BAD_RECV_WINDOW", invalid("recvWindow"), "recvWindow is 60000 ms or more. A historic code."),
  row(-1134, "BAD_STRATEGY_TYPE", invalid("strategyType"), "The strategy type is too low."),
  row(-1135, "INVALID_JSON", wrong, "Not valid JSON."),
  row(-1139, "INVALID_TICKER_TYPE", invalid("type"), "This ticker type does not exist."),
  row(-1145, "INVALID_CANCEL_RESTRICTIONS", invalid("cancelRestrictions"), "These cancel restrictions do not exist."),
  row(-1151, "DUPLICATE_SYMBOLS", invalid("symbols"), "A symbol is listed twice."),
  row(-1152, "INVALID_SBE_HEADER", wrong, "SBE: the header is malformed."),
  row(-1153, "UNSUPPORTED_SCHEMA_ID", wrong, "SBE: this schema or version is not served."),
  row(-1155, "SBE_DISABLED", unsupported, "SBE is switched off."),
  row(-1158, "OCO_ORDER_TYPE_REJECTED", wrong, "This order type cannot be a leg of an OCO."),
  row(-1160, "OCO_ICEBERGQTY_TIMEINFORCE", wrong, "An iceberg leg has to be good till cancelled."),
  row(-1161, "DEPRECATED_SCHEMA", { verdict: "AmbiguousExecution", reason: "MalformedReply", problem: "the exchange could not encode its answer" }, "SBE: the answer does not fit the schema. The request may have been carried out."),
  row(-1165, "BUY_OCO_LIMIT_MUST_BE_BELOW", wrong, "The limit leg of a buy OCO has to be the lower one."),
  row(-1166, "SELL_OCO_LIMIT_MUST_BE_ABOVE", wrong, "The limit leg of a sell OCO has to be the upper one."),
  row(-1167, "(obsolete OCO code)", wrong, "A rule of OCO legs that is obsolete."),
  row(-1168, "BOTH_OCO_ORDERS_CANNOT_BE_LIMIT", wrong, "One leg of an OCO has to wait for a trigger."),
  row(-1169, "INVALID_TAG_NUMBER", wrong, "FIX: a tag number is not valid."),
  row(-1170, "TAG_NOT_DEFINED_IN_MESSAGE", wrong, "FIX: a tag is not of this message."),
  row(-1171, "TAG_APPEARS_MORE_THAN_ONCE", wrong, "FIX: a tag is there twice."),
  row(-1172, "TAG_OUT_OF_ORDER", wrong, "FIX: a tag stands in the wrong place."),
  row(-1173, "GROUP_FIELDS_OUT_OF_ORDER", wrong, "FIX: the fields of a group are out of order."),
  row(-1174, "INVALID_COMPONENT", wrong, "FIX: a component of the order is wrong."),
  row(-1175, "RESET_SEQ_NUM_SUPPORT", wrong, "FIX: a new session starts its sequence numbers anew."),
  row(-1176, "ALREADY_LOGGED_IN", wrong, "FIX: a second Logon in one session."),
  row(-1177, "GARBLED_MESSAGE", wrong, "FIX: checksum, length or characters are wrong."),
  row(-1178, "BAD_SENDER_COMPID", wrong, "FIX: the SenderCompID is wrong or has changed."),
  row(-1179, "BAD_SEQ_NUM", wrong, "FIX: the sequence number is not the next one."),
  row(-1180, "EXPECTED_LOGON", wrong, "FIX: a session starts with a Logon."),
  row(-1181, "TOO_MANY_MESSAGES", retryable("RateLimited"), "FIX: too many messages in the current window."),
  row(-1182, "PARAMS_BAD_COMBO", wrong, "These fields exclude each other."),
  row(-1183, "NOT_ALLOWED_IN_DROP_COPY_SESSIONS", unsupported, "FIX: a drop copy session cannot do that."),
  row(-1184, "DROP_COPY_SESSION_NOT_ALLOWED", unsupported, "FIX: this server has no drop copy sessions."),
  row(-1185, "DROP_COPY_SESSION_REQUIRED", unsupported, "FIX: this server has drop copy sessions only."),
  row(-1186, "NOT_ALLOWED_IN_ORDER_ENTRY_SESSIONS", unsupported, "FIX: an order entry session cannot do that."),
  row(-1187, "NOT_ALLOWED_IN_MARKET_DATA_SESSIONS", unsupported, "FIX: a market data session cannot do that."),
  row(-1188, "INCORRECT_NUM_IN_GROUP_COUNT", wrong, "FIX: a group has another length than it says."),
  row(-1189, "DUPLICATE_ENTRIES_IN_A_GROUP", wrong, "FIX: a group holds an entry twice."),
  row(-1190, "INVALID_REQUEST_ID", wrong, "FIX: the subscription's id is in use, or unknown."),
  row(-1191, "TOO_MANY_SUBSCRIPTIONS", wrong, "FIX: too many subscriptions, or one twice."),
  row(-1194, "INVALID_TIME_UNIT", wrong, "This time unit does not exist."),
  row(-1196, "BUY_OCO_STOP_LOSS_MUST_BE_ABOVE", wrong, "The stop loss leg of a buy OCO has to be the upper one."),
  row(-1197, "SELL_OCO_STOP_LOSS_MUST_BE_BELOW", wrong, "The stop loss leg of a sell OCO has to be the lower one."),
  row(-1198, "BUY_OCO_TAKE_PROFIT_MUST_BE_BELOW", wrong, "The take profit leg of a buy OCO has to be the lower one."),
  row(-1199, "SELL_OCO_TAKE_PROFIT_MUST_BE_ABOVE", wrong, "The take profit leg of a sell OCO has to be the upper one."),
  row(-1210, "INVALID_PEG_PRICE_TYPE", invalid("pegPriceType"), "This way of pegging a price does not exist."),
  row(-1211, "INVALID_PEG_OFFSET_TYPE", invalid("pegOffsetType"), "This kind of peg offset does not exist."),
  row(-1220, "SYMBOL_DOES_NOT_MATCH_STATUS", invalid("symbolStatus"), "The symbol is not in this status."),
  row(-1221, "INVALID_SBE_MESSAGE_FIELD", wrong, "SBE: a field is missing or wrong."),
  row(-1222, "OPO_WORKING_MUST_BE_BUY", wrong, "The working order of an OPO list has to buy."),
  row(-1223, "OPO_PENDING_MUST_BE_SELL", wrong, "The pending orders of an OPO list have to sell."),
  row(-1224, "WORKING_PARAM_REQUIRED", wrong, "The working order lacks a field."),
  row(-1225, "PENDING_PARAM_NOT_REQUIRED", wrong, "The pending orders have a field too many."),
  row(-2008, "BAD_API_ID", badKey, "The API key is unknown, perhaps deleted."),
  // A reject by the engine with any text.
  row(-2010, "NEW_ORDER_REJECTED", rejected("rejected"), "The matching engine refused the order; the text says why.", { on: orderWrites }),
  // Speaks about a cancel or an amend. On a place the table has no cell for it, so it is UndocumentedCode there,
  // unless the text is listed for placing. Bare on a cancelReplace it would leave the new order open.
  row(-2011, "CANCEL_REJECTED", rejected("cancel-rejected"), "The matching engine refused the cancel; the text says why.", { on: ["cancel", "amend"] }),
  // A statement of reads only: on a write it is UndocumentedCode, whatever its text.
  row(-2013, "NO_SUCH_ORDER", fatal("UnknownOrder"), "A read did not find the order. Reads lag: this is no proof that there is none.", { on: none }),
  row(-2014, "BAD_API_KEY_FMT", badKey, "The API key does not look like one."),
  row(-2015, "REJECTED_MBX_KEY", badKey, "The key, its permissions or this address are not accepted."),
  row(-2016, "NO_TRADING_WINDOW", unsupported, "The symbol has no trading window."),
  // Decided by their data. Without data nothing says which half executed.
  row(-2021, "ORDER_CANCEL_REPLACE_PARTIALLY_FAILED", doubt("CancelReplaceInDoubt"), "One half of a cancelReplace was carried out; the data beside the code say which.", { on: replaces, onRead: fatal("UndocumentedRefusal") }),
  row(-2022, "ORDER_CANCEL_REPLACE_FAILED", doubt("CancelReplaceInDoubt"), "A cancelReplace failed; the data beside the code say how.", { on: replaces, onRead: fatal("UndocumentedRefusal") }),
  row(-2026, "ORDER_ARCHIVED", fatal("UnknownOrder"), "The order was accepted once, ended without a fill, and is archived after 90 days.", { on: none, proves: "accepted" }),
  row(-2035, "SUBSCRIPTION_ACTIVE", fatal("AlreadyInState"), "The user data stream is subscribed to already."),
  row(-2036, "SUBSCRIPTION_INACTIVE", fatal("AlreadyInState"), "The user data stream is not subscribed to."),
  // Speaks about an amend only.
  row(-2038, "ORDER_AMEND_REJECTED", rejected("amend-rejected"), "The amend was refused, and the order is as it was; the text says why.", { on: ["amend"] }),
  // Speaks about a read or a cancel only.
  row(-2039, "CLIENT_ORDER_ID_INVALID", fatal("UnknownOrder"), "No order has both this order id and this client order id.", { on: ["cancel"] }),
  row(-2042, "MAXIMUM_SUBSCRIPTION_IDS", wrong, "This connection has no subscription ids left."),
  row(-2043, "NO_REFERENCE_PRICE", unsupported, "The symbol has no reference price.")
]
