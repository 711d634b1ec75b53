/**
 * The error codes of Spot as people read them: what `SpotCodeRules` decides, with Binance's name and what it says in our own words.
 *
 * Source: spot docs, errors and change log; 0 and -2008 are known from public reports only. Names and numbers are facts of the
 * protocol; the meanings are ours.
 *
 * @since 0.1.0
 */
import { type CodeRow, codeTable } from "./ProductRules.ts"
import { spotCodeRules } from "./SpotCodeRules.ts"

const said: ReadonlyArray<readonly [code: number, name: string, meaning: string]> = [
  [0, "(geo block)", "Binance does not serve the place of this address."],
  [-1000, "UNKNOWN", "An unknown fault while the request was processed; it may have been carried out."],
  [-1001, "DISCONNECTED", "An internal fault. Its text invites a repeat, but does not say that the request was dropped."],
  [-1002, "UNAUTHORIZED", "The key may not do this."],
  [-1003, "TOO_MANY_REQUESTS", "This address has sent too many requests or too much weight, or is banned for it."],
  [-1006, "UNEXPECTED_RESP", "The exchange could not read its engine's answer; the request may have been carried out."],
  [-1007, "TIMEOUT", "The exchange stopped waiting for its own engine, which may still carry the request out."],
  [-1008, "SERVER_BUSY", "The exchange is overloaded. For Spot it is not documented that the request was dropped."],
  [-1010, "ERROR_MSG_RECEIVED", "The matching engine refused it; the text says why."],
  [-1013, "INVALID_MESSAGE", "Refused before the matching engine, often by a filter; the text says why."],
  [-1014, "UNKNOWN_ORDER_COMPOSITION", "This combination of order parameters does not exist."],
  [-1015, "TOO_MANY_ORDERS", "The account has placed too many orders in the current window. Cancels are not counted."],
  [-1016, "SERVICE_SHUTTING_DOWN", "The service is shut down."],
  [-1020, "UNSUPPORTED_OPERATION", "The operation does not exist here."],
  [-1021, "INVALID_TIMESTAMP", "The timestamp was more than a second ahead, or older than recvWindow allows."],
  [-1022, "INVALID_SIGNATURE", "The signature does not match the request."],
  [-1033, "COMP_ID_IN_USE", "FIX: another session uses this SenderCompID."],
  [-1034, "TOO_MANY_CONNECTIONS", "Too many connections are open, or were tried at once."],
  [-1035, "LOGGED_OUT", "FIX: the session is over and wants a Logout."],
  [-1099, "NOT_FOUND_AUTHENTICATED_OR_AUTHORIZED", "Not found, or not allowed. A historic code."],
  [-1100, "ILLEGAL_CHARS", "A parameter holds characters that it may not."],
  [-1101, "TOO_MANY_PARAMETERS", "There are too many parameters, or one twice."],
  [-1102, "MANDATORY_PARAM_EMPTY_OR_MALFORMED", "A required parameter is missing or malformed."],
  [-1103, "UNKNOWN_PARAM", "A parameter does not exist."],
  [-1104, "UNREAD_PARAMETERS", "More parameters were sent than this call reads."],
  [-1105, "PARAM_EMPTY", "A parameter is empty."],
  [-1106, "PARAM_NOT_REQUIRED", "A parameter does not belong with the others."],
  [-1108, "PARAM_OVERFLOW", "A number is too large for its parameter."],
  [-1111, "BAD_PRECISION", "A number has more decimals than its parameter allows."],
  [-1112, "NO_DEPTH", "The book of this symbol is empty."],
  [-1114, "TIF_NOT_REQUIRED", "This order type takes no time in force."],
  [-1115, "INVALID_TIF", "This time in force does not exist."],
  [-1116, "INVALID_ORDER_TYPE", "This order type does not exist."],
  [-1117, "INVALID_SIDE", "The side is neither BUY nor SELL."],
  [-1118, "EMPTY_NEW_CL_ORD_ID", "The new client order id is empty."],
  [-1119, "EMPTY_ORG_CL_ORD_ID", "The client order id to look up or cancel is empty."],
  [-1120, "BAD_INTERVAL", "This interval does not exist."],
  [-1121, "BAD_SYMBOL", "This symbol does not exist."],
  [-1122, "INVALID_SYMBOLSTATUS", "This symbol status does not exist."],
  [-1125, "INVALID_LISTEN_KEY", "This listen key does not exist or has run out."],
  [-1127, "MORE_THAN_XX_HOURS", "Start and end time lie too far apart."],
  [-1128, "OPTIONAL_PARAMS_BAD_COMBO", "These optional parameters cannot be combined."],
  [-1130, "INVALID_PARAMETER", "A parameter has a value that it cannot have."],
  [-1131, "BAD_RECV_WINDOW", "recvWindow is 60000 ms or more. A historic code."],
  [-1134, "BAD_STRATEGY_TYPE", "The strategy type is too low."],
  [-1135, "INVALID_JSON", "Not valid JSON."],
  [-1139, "INVALID_TICKER_TYPE", "This ticker type does not exist."],
  [-1145, "INVALID_CANCEL_RESTRICTIONS", "These cancel restrictions do not exist."],
  [-1151, "DUPLICATE_SYMBOLS", "A symbol is listed twice."],
  [-1152, "INVALID_SBE_HEADER", "SBE: the header is malformed."],
  [-1153, "UNSUPPORTED_SCHEMA_ID", "SBE: this schema or version is not served."],
  [-1155, "SBE_DISABLED", "SBE is switched off."],
  [-1158, "OCO_ORDER_TYPE_REJECTED", "This order type cannot be a leg of an OCO."],
  [-1160, "OCO_ICEBERGQTY_TIMEINFORCE", "An iceberg leg has to be good till cancelled."],
  [-1161, "DEPRECATED_SCHEMA", "SBE: the answer does not fit the schema. The request may have been carried out."],
  [-1165, "BUY_OCO_LIMIT_MUST_BE_BELOW", "The limit leg of a buy OCO has to be the lower one."],
  [-1166, "SELL_OCO_LIMIT_MUST_BE_ABOVE", "The limit leg of a sell OCO has to be the upper one."],
  [-1167, "(obsolete OCO code)", "A rule of OCO legs that is obsolete."],
  [-1168, "BOTH_OCO_ORDERS_CANNOT_BE_LIMIT", "One leg of an OCO has to wait for a trigger."],
  [-1169, "INVALID_TAG_NUMBER", "FIX: a tag number is not valid."],
  [-1170, "TAG_NOT_DEFINED_IN_MESSAGE", "FIX: a tag is not of this message."],
  [-1171, "TAG_APPEARS_MORE_THAN_ONCE", "FIX: a tag is there twice."],
  [-1172, "TAG_OUT_OF_ORDER", "FIX: a tag stands in the wrong place."],
  [-1173, "GROUP_FIELDS_OUT_OF_ORDER", "FIX: the fields of a group are out of order."],
  [-1174, "INVALID_COMPONENT", "FIX: a component of the order is wrong."],
  [-1175, "RESET_SEQ_NUM_SUPPORT", "FIX: a new session starts its sequence numbers anew."],
  [-1176, "ALREADY_LOGGED_IN", "FIX: a second Logon in one session."],
  [-1177, "GARBLED_MESSAGE", "FIX: checksum, length or characters are wrong."],
  [-1178, "BAD_SENDER_COMPID", "FIX: the SenderCompID is wrong or has changed."],
  [-1179, "BAD_SEQ_NUM", "FIX: the sequence number is not the next one."],
  [-1180, "EXPECTED_LOGON", "FIX: a session starts with a Logon."],
  [-1181, "TOO_MANY_MESSAGES", "FIX: too many messages in the current window."],
  [-1182, "PARAMS_BAD_COMBO", "These fields exclude each other."],
  [-1183, "NOT_ALLOWED_IN_DROP_COPY_SESSIONS", "FIX: a drop copy session cannot do that."],
  [-1184, "DROP_COPY_SESSION_NOT_ALLOWED", "FIX: this server has no drop copy sessions."],
  [-1185, "DROP_COPY_SESSION_REQUIRED", "FIX: this server has drop copy sessions only."],
  [-1186, "NOT_ALLOWED_IN_ORDER_ENTRY_SESSIONS", "FIX: an order entry session cannot do that."],
  [-1187, "NOT_ALLOWED_IN_MARKET_DATA_SESSIONS", "FIX: a market data session cannot do that."],
  [-1188, "INCORRECT_NUM_IN_GROUP_COUNT", "FIX: a group has another length than it says."],
  [-1189, "DUPLICATE_ENTRIES_IN_A_GROUP", "FIX: a group holds an entry twice."],
  [-1190, "INVALID_REQUEST_ID", "FIX: the subscription's id is in use, or unknown."],
  [-1191, "TOO_MANY_SUBSCRIPTIONS", "FIX: too many subscriptions, or one twice."],
  [-1194, "INVALID_TIME_UNIT", "This time unit does not exist."],
  [-1196, "BUY_OCO_STOP_LOSS_MUST_BE_ABOVE", "The stop loss leg of a buy OCO has to be the upper one."],
  [-1197, "SELL_OCO_STOP_LOSS_MUST_BE_BELOW", "The stop loss leg of a sell OCO has to be the lower one."],
  [-1198, "BUY_OCO_TAKE_PROFIT_MUST_BE_BELOW", "The take profit leg of a buy OCO has to be the lower one."],
  [-1199, "SELL_OCO_TAKE_PROFIT_MUST_BE_ABOVE", "The take profit leg of a sell OCO has to be the upper one."],
  [-1210, "INVALID_PEG_PRICE_TYPE", "This way of pegging a price does not exist."],
  [-1211, "INVALID_PEG_OFFSET_TYPE", "This kind of peg offset does not exist."],
  [-1220, "SYMBOL_DOES_NOT_MATCH_STATUS", "The symbol is not in this status."],
  [-1221, "INVALID_SBE_MESSAGE_FIELD", "SBE: a field is missing or wrong."],
  [-1222, "OPO_WORKING_MUST_BE_BUY", "The working order of an OPO list has to buy."],
  [-1223, "OPO_PENDING_MUST_BE_SELL", "The pending orders of an OPO list have to sell."],
  [-1224, "WORKING_PARAM_REQUIRED", "The working order lacks a field."],
  [-1225, "PENDING_PARAM_NOT_REQUIRED", "The pending orders have a field too many."],
  [-2008, "BAD_API_ID", "The API key is unknown, perhaps deleted."],
  [-2010, "NEW_ORDER_REJECTED", "The matching engine refused the order; the text says why."],
  [-2011, "CANCEL_REJECTED", "The matching engine refused the cancel; the text says why."],
  [-2013, "NO_SUCH_ORDER", "A read did not find the order. Reads lag: this is no proof that there is none."],
  [-2014, "BAD_API_KEY_FMT", "The API key does not look like one."],
  [-2015, "REJECTED_MBX_KEY", "The key, its permissions or this address are not accepted."],
  [-2016, "NO_TRADING_WINDOW", "The symbol has no trading window."],
  [-2021, "ORDER_CANCEL_REPLACE_PARTIALLY_FAILED", "One half of a cancelReplace was carried out; the data beside the code say which."],
  [-2022, "ORDER_CANCEL_REPLACE_FAILED", "A cancelReplace failed; the data beside the code say how."],
  [-2026, "ORDER_ARCHIVED", "The order was accepted once, ended without a fill, and is archived after 90 days."],
  [-2035, "SUBSCRIPTION_ACTIVE", "The user data stream is subscribed to already."],
  [-2036, "SUBSCRIPTION_INACTIVE", "The user data stream is not subscribed to."],
  [-2038, "ORDER_AMEND_REJECTED", "The amend was refused, and the order is as it was; the text says why."],
  [-2039, "CLIENT_ORDER_ID_INVALID", "No order has both this order id and this client order id."],
  [-2042, "MAXIMUM_SUBSCRIPTION_IDS", "This connection has no subscription ids left."],
  [-2043, "NO_REFERENCE_PRICE", "The symbol has no reference price."]
]

const rules = codeTable(spotCodeRules)

/**
 * The error codes of Spot.
 *
 * @example
 * ```ts
 * import { spotCodes } from "effect-binance/products/SpotCodes"
 *
 * const doubts = spotCodes.filter(({ is }) => is.verdict === "AmbiguousExecution").map(({ name }) => name)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const spotCodes: ReadonlyArray<CodeRow> = said.flatMap(([code, name, meaning]) => {
  const rule = rules.get(code)
  return rule === undefined ? [] : Object.assign({ name, meaning }, rule)
})
