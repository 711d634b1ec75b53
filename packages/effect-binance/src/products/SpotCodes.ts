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
import { type CodeRow, doubt, fatal, invalid, orderWrites, rejected, retryable, writes } from "./ProductRules.ts"

const none: ReadonlyArray<Kind> = []
const newOrders: ReadonlyArray<Kind> = ["place", "orderList", "cancelReplace", "amend", "batch"]
const replaces: ReadonlyArray<Kind> = ["cancelReplace"]

/**
 * The error codes of Spot. A new code is one more row.
 *
 * @category data
 * @since 0.1.0
 */
export const spotCodes: ReadonlyArray<CodeRow> = [
  { code: 0, name: "(geo block)", is: fatal("RestrictedLocation"), on: writes, statuses: [451], meaning: "Binance does not serve the place this address belongs to." },
  // In doubt on a write whatever the status: with 5xx by the general rule, with 4xx because "while processing" is not "no".
  { code: -1000, name: "UNKNOWN", is: doubt("ServerErrorReply"), on: writes, meaning: "Something unknown went wrong while the request was being processed, so it may have been carried out." },
  { code: -1001, name: "DISCONNECTED", is: doubt("ServerErrorReply"), on: writes, meaning: "An internal fault. The text invites a repeat, but nothing documents that the request was dropped." },
  { code: -1002, name: "UNAUTHORIZED", is: fatal("BadCredentials"), on: writes, meaning: "The key may not do this." },
  { code: -1003, name: "TOO_MANY_REQUESTS", is: retryable("RateLimited"), on: writes, meaning: "This address has sent too many requests or used too much request weight, or is banned for it." },
  { code: -1006, name: "UNEXPECTED_RESP", is: doubt("EngineReplyLost"), on: writes, meaning: "The exchange got an unreadable answer from its own engine and does not know whether the request was carried out." },
  { code: -1007, name: "TIMEOUT", is: doubt("EngineTimeout"), on: writes, meaning: "The exchange stopped waiting for its own engine, which may still carry the request out." },
  { code: -1008, name: "SERVER_BUSY", is: doubt("ServerErrorReply"), on: writes, onRead: retryable("ServerBusy"), meaning: "The exchange is overloaded. For Spot it is not documented that the request was dropped." },
  { code: -1010, name: "ERROR_MSG_RECEIVED", is: rejected("rejected"), on: orderWrites, meaning: "The matching engine refused it; the text says why." },
  { code: -1013, name: "INVALID_MESSAGE", is: fatal("InvalidRequest"), on: writes, meaning: "It was refused before it reached the matching engine, often by a filter; the text says why." },
  { code: -1014, name: "UNKNOWN_ORDER_COMPOSITION", is: fatal("Unsupported"), on: writes, meaning: "This combination of order type, time in force and prices does not exist." },
  // "Not applicable" to a cancel: cancels are not counted, so there it is an undocumented statement.
  { code: -1015, name: "TOO_MANY_ORDERS", is: retryable("OrderRateLimited"), on: newOrders, meaning: "The account has placed too many orders in the current window. Cancels are not counted." },
  { code: -1016, name: "SERVICE_SHUTTING_DOWN", is: retryable("ServiceUnavailable"), on: writes, meaning: "The service is being shut down and takes nothing in any more." },
  { code: -1020, name: "UNSUPPORTED_OPERATION", is: fatal("Unsupported"), on: writes, meaning: "The operation does not exist here." },
  { code: -1021, name: "INVALID_TIMESTAMP", is: retryable("ClockSkew"), on: writes, meaning: "The timestamp was more than a second ahead of the exchange, or older than recvWindow allows." },
  { code: -1022, name: "INVALID_SIGNATURE", is: fatal("BadSignature"), on: writes, meaning: "The signature does not match the request." },
  { code: -1033, name: "COMP_ID_IN_USE", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: another session of this account uses the same SenderCompID." },
  { code: -1034, name: "TOO_MANY_CONNECTIONS", is: retryable("TooManyConnections"), on: writes, meaning: "Too many connections are open, or were tried in a short time. Nothing was sent on the refused one." },
  { code: -1035, name: "LOGGED_OUT", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: the session is over and has to be closed with a Logout." },
  { code: -1099, name: "NOT_FOUND_AUTHENTICATED_OR_AUTHORIZED", is: fatal("BadCredentials"), on: writes, meaning: "Not found, or not allowed. A historic code that the current list has dropped." },
  { code: -1100, name: "ILLEGAL_CHARS", is: fatal("InvalidRequest"), on: writes, meaning: "A parameter holds characters that it may not hold." },
  { code: -1101, name: "TOO_MANY_PARAMETERS", is: fatal("InvalidRequest"), on: writes, meaning: "There are too many parameters, or one of them twice." },
  { code: -1102, name: "MANDATORY_PARAM_EMPTY_OR_MALFORMED", is: fatal("InvalidRequest"), on: writes, meaning: "A required parameter is missing, empty, malformed or out of range." },
  { code: -1103, name: "UNKNOWN_PARAM", is: fatal("InvalidRequest"), on: writes, meaning: "A parameter does not exist." },
  { code: -1104, name: "UNREAD_PARAMETERS", is: fatal("InvalidRequest"), on: writes, meaning: "More parameters were sent than this call reads." },
  { code: -1105, name: "PARAM_EMPTY", is: fatal("InvalidRequest"), on: writes, meaning: "A parameter is empty." },
  { code: -1106, name: "PARAM_NOT_REQUIRED", is: fatal("InvalidRequest"), on: writes, meaning: "A parameter does not belong with the others." },
  { code: -1108, name: "PARAM_OVERFLOW", is: fatal("InvalidRequest"), on: writes, meaning: "A number is too large for its parameter." },
  { code: -1111, name: "BAD_PRECISION", is: fatal("InvalidRequest"), on: writes, meaning: "A number has more decimals than its parameter allows." },
  { code: -1112, name: "NO_DEPTH", is: rejected("no-liquidity"), on: writes, meaning: "The book of this symbol is empty." },
  { code: -1114, name: "TIF_NOT_REQUIRED", is: invalid("timeInForce"), on: writes, meaning: "This order type takes no time in force." },
  { code: -1115, name: "INVALID_TIF", is: invalid("timeInForce"), on: writes, meaning: "This time in force does not exist." },
  { code: -1116, name: "INVALID_ORDER_TYPE", is: invalid("type"), on: writes, meaning: "This order type does not exist." },
  { code: -1117, name: "INVALID_SIDE", is: invalid("side"), on: writes, meaning: "The side is neither BUY nor SELL." },
  { code: -1118, name: "EMPTY_NEW_CL_ORD_ID", is: invalid("newClientOrderId"), on: writes, meaning: "The new client order id is empty." },
  { code: -1119, name: "EMPTY_ORG_CL_ORD_ID", is: invalid("origClientOrderId"), on: writes, meaning: "The client order id of the order to look up or cancel is empty." },
  { code: -1120, name: "BAD_INTERVAL", is: invalid("interval"), on: writes, meaning: "This interval does not exist." },
  { code: -1121, name: "BAD_SYMBOL", is: invalid("symbol"), on: writes, meaning: "This symbol does not exist." },
  { code: -1122, name: "INVALID_SYMBOLSTATUS", is: invalid("symbolStatus"), on: writes, meaning: "This symbol status does not exist." },
  { code: -1125, name: "INVALID_LISTEN_KEY", is: invalid("listenKey"), on: writes, meaning: "This listen key does not exist or has run out." },
  { code: -1127, name: "MORE_THAN_XX_HOURS", is: fatal("InvalidRequest"), on: writes, meaning: "Start and end time lie too far apart." },
  { code: -1128, name: "OPTIONAL_PARAMS_BAD_COMBO", is: fatal("InvalidRequest"), on: writes, meaning: "These optional parameters cannot be combined." },
  { code: -1130, name: "INVALID_PARAMETER", is: fatal("InvalidRequest"), on: writes, meaning: "A parameter has a value that it cannot have." },
  { code: -1131, name: "BAD_RECV_WINDOW", is: invalid("recvWindow"), on: writes, meaning: "recvWindow is 60000 ms or more. A historic code; today this comes as -1102." },
  { code: -1134, name: "BAD_STRATEGY_TYPE", is: invalid("strategyType"), on: writes, meaning: "The strategy type is below the range that is free for users." },
  { code: -1135, name: "INVALID_JSON", is: fatal("InvalidRequest"), on: writes, meaning: "A parameter, or the whole request, is not valid JSON." },
  { code: -1139, name: "INVALID_TICKER_TYPE", is: invalid("type"), on: writes, meaning: "This ticker type does not exist." },
  { code: -1145, name: "INVALID_CANCEL_RESTRICTIONS", is: invalid("cancelRestrictions"), on: writes, meaning: "cancelRestrictions takes ONLY_NEW or ONLY_PARTIALLY_FILLED." },
  { code: -1151, name: "DUPLICATE_SYMBOLS", is: invalid("symbols"), on: writes, meaning: "A symbol is in the list more than once." },
  { code: -1152, name: "INVALID_SBE_HEADER", is: fatal("InvalidRequest"), on: writes, meaning: "SBE: the header that names the schema is malformed." },
  { code: -1153, name: "UNSUPPORTED_SCHEMA_ID", is: fatal("InvalidRequest"), on: writes, meaning: "SBE: this schema or version is not served." },
  { code: -1155, name: "SBE_DISABLED", is: fatal("Unsupported"), on: writes, meaning: "SBE is switched off." },
  { code: -1158, name: "OCO_ORDER_TYPE_REJECTED", is: fatal("InvalidRequest"), on: writes, meaning: "This order type cannot be a leg of an OCO." },
  { code: -1160, name: "OCO_ICEBERGQTY_TIMEINFORCE", is: fatal("InvalidRequest"), on: writes, meaning: "An iceberg leg has to be good till cancelled." },
  { code: -1161, name: "DEPRECATED_SCHEMA", is: { verdict: "AmbiguousExecution", reason: "MalformedReply", problem: "the exchange could not encode its answer" }, on: writes, meaning: "SBE: the answer does not fit into the old schema. What was asked for may be done already." },
  { code: -1165, name: "BUY_OCO_LIMIT_MUST_BE_BELOW", is: fatal("InvalidRequest"), on: writes, meaning: "The limit leg of a buy OCO has to be the lower one." },
  { code: -1166, name: "SELL_OCO_LIMIT_MUST_BE_ABOVE", is: fatal("InvalidRequest"), on: writes, meaning: "The limit leg of a sell OCO has to be the upper one." },
  { code: -1167, name: "(obsolete OCO code)", is: fatal("InvalidRequest"), on: writes, meaning: "A rule about OCO legs that is no longer in use." },
  { code: -1168, name: "BOTH_OCO_ORDERS_CANNOT_BE_LIMIT", is: fatal("InvalidRequest"), on: writes, meaning: "One leg of an OCO has to wait for a trigger." },
  { code: -1169, name: "INVALID_TAG_NUMBER", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: a tag number is not valid." },
  { code: -1170, name: "TAG_NOT_DEFINED_IN_MESSAGE", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: a tag does not belong into this message." },
  { code: -1171, name: "TAG_APPEARS_MORE_THAN_ONCE", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: a tag is there twice." },
  { code: -1172, name: "TAG_OUT_OF_ORDER", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: a tag stands in the wrong place." },
  { code: -1173, name: "GROUP_FIELDS_OUT_OF_ORDER", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: the fields of a repeating group are out of order." },
  { code: -1174, name: "INVALID_COMPONENT", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: a component of the order is filled in wrongly." },
  { code: -1175, name: "RESET_SEQ_NUM_SUPPORT", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: a new session has to start its sequence numbers anew." },
  { code: -1176, name: "ALREADY_LOGGED_IN", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: a second Logon in one session." },
  { code: -1177, name: "GARBLED_MESSAGE", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: checksum, length, leading tags or characters of the message are wrong." },
  { code: -1178, name: "BAD_SENDER_COMPID", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: the SenderCompID is wrong or has changed." },
  { code: -1179, name: "BAD_SEQ_NUM", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: the sequence number is not the next one." },
  { code: -1180, name: "EXPECTED_LOGON", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: the session has to start with a Logon." },
  { code: -1181, name: "TOO_MANY_MESSAGES", is: retryable("RateLimited"), on: writes, meaning: "FIX: too many messages in the current window." },
  { code: -1182, name: "PARAMS_BAD_COMBO", is: fatal("InvalidRequest"), on: writes, meaning: "These fields exclude each other." },
  { code: -1183, name: "NOT_ALLOWED_IN_DROP_COPY_SESSIONS", is: fatal("Unsupported"), on: writes, meaning: "FIX: a drop copy session cannot do that." },
  { code: -1184, name: "DROP_COPY_SESSION_NOT_ALLOWED", is: fatal("Unsupported"), on: writes, meaning: "FIX: this server has no drop copy sessions." },
  { code: -1185, name: "DROP_COPY_SESSION_REQUIRED", is: fatal("Unsupported"), on: writes, meaning: "FIX: this server has drop copy sessions only." },
  { code: -1186, name: "NOT_ALLOWED_IN_ORDER_ENTRY_SESSIONS", is: fatal("Unsupported"), on: writes, meaning: "FIX: an order entry session cannot do that." },
  { code: -1187, name: "NOT_ALLOWED_IN_MARKET_DATA_SESSIONS", is: fatal("Unsupported"), on: writes, meaning: "FIX: a market data session cannot do that." },
  { code: -1188, name: "INCORRECT_NUM_IN_GROUP_COUNT", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: a repeating group has another length than it says." },
  { code: -1189, name: "DUPLICATE_ENTRIES_IN_A_GROUP", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: a group holds an entry twice." },
  { code: -1190, name: "INVALID_REQUEST_ID", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: the subscription's id is in use, or unknown." },
  { code: -1191, name: "TOO_MANY_SUBSCRIPTIONS", is: fatal("InvalidRequest"), on: writes, meaning: "FIX: too many subscriptions on this connection, or one of them twice." },
  { code: -1194, name: "INVALID_TIME_UNIT", is: fatal("InvalidRequest"), on: writes, meaning: "The time unit is neither MILLISECOND nor MICROSECOND." },
  { code: -1196, name: "BUY_OCO_STOP_LOSS_MUST_BE_ABOVE", is: fatal("InvalidRequest"), on: writes, meaning: "The stop loss leg of a buy OCO has to be the upper one." },
  { code: -1197, name: "SELL_OCO_STOP_LOSS_MUST_BE_BELOW", is: fatal("InvalidRequest"), on: writes, meaning: "The stop loss leg of a sell OCO has to be the lower one." },
  { code: -1198, name: "BUY_OCO_TAKE_PROFIT_MUST_BE_BELOW", is: fatal("InvalidRequest"), on: writes, meaning: "The take profit leg of a buy OCO has to be the lower one." },
  { code: -1199, name: "SELL_OCO_TAKE_PROFIT_MUST_BE_ABOVE", is: fatal("InvalidRequest"), on: writes, meaning: "The take profit leg of a sell OCO has to be the upper one." },
  { code: -1210, name: "INVALID_PEG_PRICE_TYPE", is: invalid("pegPriceType"), on: writes, meaning: "This way of pegging a price does not exist." },
  { code: -1211, name: "INVALID_PEG_OFFSET_TYPE", is: invalid("pegOffsetType"), on: writes, meaning: "This kind of peg offset does not exist." },
  { code: -1220, name: "SYMBOL_DOES_NOT_MATCH_STATUS", is: invalid("symbolStatus"), on: writes, meaning: "The symbol is not in the status that was asked for." },
  { code: -1221, name: "INVALID_SBE_MESSAGE_FIELD", is: fatal("InvalidRequest"), on: writes, meaning: "SBE: a field is missing or wrong." },
  { code: -1222, name: "OPO_WORKING_MUST_BE_BUY", is: fatal("InvalidRequest"), on: writes, meaning: "The working order of an OPO list has to buy." },
  { code: -1223, name: "OPO_PENDING_MUST_BE_SELL", is: fatal("InvalidRequest"), on: writes, meaning: "The pending orders of an OPO list have to sell." },
  { code: -1224, name: "WORKING_PARAM_REQUIRED", is: fatal("InvalidRequest"), on: writes, meaning: "The working order lacks a field." },
  { code: -1225, name: "PENDING_PARAM_NOT_REQUIRED", is: fatal("InvalidRequest"), on: writes, meaning: "The pending orders have a field that they must not have." },
  { code: -2008, name: "BAD_API_ID", is: fatal("BadCredentials"), on: writes, meaning: "The API key is unknown, perhaps deleted. Not on the official list." },
  // A reject by the engine with any text.
  { code: -2010, name: "NEW_ORDER_REJECTED", is: rejected("rejected"), on: orderWrites, meaning: "The matching engine refused the order; the text says why." },
  // Speaks about a cancel or an amend. On a place the table has no cell for it, so it is UndocumentedCode there,
  // unless the text is listed for placing. Bare on a cancelReplace it would leave the new order open.
  { code: -2011, name: "CANCEL_REJECTED", is: rejected("cancel-rejected"), on: ["cancel", "amend"], meaning: "The matching engine refused the cancel; the text says why. It says nothing about a new order." },
  // A statement of reads only: on a write it is UndocumentedCode, whatever its text.
  { code: -2013, name: "NO_SUCH_ORDER", is: fatal("UnknownOrder"), on: none, meaning: "A read did not find the order. Reads lag behind the engine, so this is no proof that there is none." },
  { code: -2014, name: "BAD_API_KEY_FMT", is: fatal("BadCredentials"), on: writes, meaning: "The API key does not look like one." },
  { code: -2015, name: "REJECTED_MBX_KEY", is: fatal("BadCredentials"), on: writes, meaning: "The key, its permissions or this address are not accepted." },
  { code: -2016, name: "NO_TRADING_WINDOW", is: fatal("Unsupported"), on: writes, meaning: "The symbol has no trading window to answer from." },
  // Decided by their data. Without data nothing says which half executed.
  { code: -2021, name: "ORDER_CANCEL_REPLACE_PARTIALLY_FAILED", is: doubt("CancelReplaceInDoubt"), on: replaces, onRead: fatal("UndocumentedRefusal"), meaning: "One half of a cancelReplace was carried out; the data beside the code say which." },
  { code: -2022, name: "ORDER_CANCEL_REPLACE_FAILED", is: doubt("CancelReplaceInDoubt"), on: replaces, onRead: fatal("UndocumentedRefusal"), meaning: "A cancelReplace failed; the data beside the code say how each half ended." },
  { code: -2026, name: "ORDER_ARCHIVED", is: fatal("UnknownOrder"), on: none, meaning: "The order was accepted once, ended without a fill, and has been archived after 90 days." },
  { code: -2035, name: "SUBSCRIPTION_ACTIVE", is: fatal("AlreadyInState"), on: writes, meaning: "The user data stream is subscribed to already." },
  { code: -2036, name: "SUBSCRIPTION_INACTIVE", is: fatal("AlreadyInState"), on: writes, meaning: "The user data stream is not subscribed to." },
  // Speaks about an amend only.
  { code: -2038, name: "ORDER_AMEND_REJECTED", is: rejected("amend-rejected"), on: ["amend"], meaning: "The amend was refused and the order is as it was; the text says why." },
  // Speaks about a read or a cancel only.
  { code: -2039, name: "CLIENT_ORDER_ID_INVALID", is: fatal("UnknownOrder"), on: ["cancel"], meaning: "Order id and client order id were both sent, and no order has both." },
  { code: -2042, name: "MAXIMUM_SUBSCRIPTION_IDS", is: fatal("InvalidRequest"), on: writes, meaning: "This connection has used up its subscription ids." },
  { code: -2043, name: "NO_REFERENCE_PRICE", is: fatal("Unsupported"), on: writes, meaning: "The symbol has no reference price." }
]
