/**
 * What the error codes of Spot decide, one row each: the reason that a code becomes, and the writes for which it is a definite refusal
 * (or, for an ambiguous reason, always a doubt). Their names and meanings are in `SpotCodes`: a client decides without them.
 *
 * Source: spot docs, errors and change log; 0 and -2008 are known from public reports only.
 *
 * @since 0.1.0
 */
import type { Kind } from "../errors/InDoubt.ts"
import {
  type CodeRule,
  doubt,
  fatal,
  invalid,
  orderWrites,
  rejected,
  type ReasonRule,
  retryable,
  writes
} from "./ProductRules.ts"

const none: ReadonlyArray<Kind> = []
const newOrders: ReadonlyArray<Kind> = ["place", "orderList", "cancelReplace", "amend", "batch"]
const replaces: ReadonlyArray<Kind> = ["cancelReplace"]

const wrong = fatal("InvalidRequest")
const unsupported = fatal("Unsupported")
const badKey = fatal("BadCredentials")
const unsaid = doubt("ServerErrorReply")

const row = (
  code: number,
  is: ReasonRule,
  more: Partial<Pick<CodeRule, "on" | "onRead" | "statuses" | "proves">> = {}
): CodeRule => ({ code, is, on: writes, ...more })

/**
 * What the error codes of Spot decide. A new code is one more row here, and one in `SpotCodes`.
 *
 * @example
 * ```ts
 * import { spotCodeRules } from "effect-binance/products/SpotCodeRules"
 *
 * const doubts = spotCodeRules.filter(({ is }) => is.verdict === "AmbiguousExecution").map(({ code }) => code)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const spotCodeRules: ReadonlyArray<CodeRule> = [
  row(0, fatal("RestrictedLocation"), { statuses: [451] }),
  // In doubt on a write whatever the status: with 5xx by the general rule, with 4xx because "while processing" is not "no".
  row(-1000, unsaid),
  row(-1001, unsaid),
  row(-1002, badKey),
  row(-1003, retryable("RateLimited")),
  row(-1006, doubt("EngineReplyLost")),
  row(-1007, doubt("EngineTimeout")),
  row(-1008, unsaid, { onRead: retryable("ServerBusy") }),
  row(-1010, rejected("rejected"), { on: orderWrites }),
  row(-1013, wrong),
  row(-1014, unsupported),
  // "Not applicable" to a cancel: cancels are not counted, so there it is an undocumented statement.
  row(-1015, retryable("OrderRateLimited"), { on: newOrders }),
  row(-1016, retryable("ServiceUnavailable")),
  row(-1020, unsupported),
  row(-1021, retryable("ClockSkew")),
  row(-1022, fatal("BadSignature")),
  row(-1033, wrong),
  row(-1034, retryable("TooManyConnections")),
  row(-1035, wrong),
  row(-1099, badKey),
  row(-1100, wrong),
  row(-1101, wrong),
  row(-1102, wrong),
  row(-1103, wrong),
  row(-1104, wrong),
  row(-1105, wrong),
  row(-1106, wrong),
  row(-1108, wrong),
  row(-1111, wrong),
  row(-1112, rejected("no-liquidity")),
  row(-1114, invalid("timeInForce")),
  row(-1115, invalid("timeInForce")),
  row(-1116, invalid("type")),
  row(-1117, invalid("side")),
  row(-1118, invalid("newClientOrderId")),
  row(-1119, invalid("origClientOrderId")),
  row(-1120, invalid("interval")),
  row(-1121, invalid("symbol")),
  row(-1122, invalid("symbolStatus")),
  row(-1125, invalid("listenKey")),
  row(-1127, wrong),
  row(-1128, wrong),
  row(-1130, wrong),
  row(-1131, invalid("recvWindow")),
  row(-1134, invalid("strategyType")),
  row(-1135, wrong),
  row(-1139, invalid("type")),
  row(-1145, invalid("cancelRestrictions")),
  row(-1151, invalid("symbols")),
  row(-1152, wrong),
  row(-1153, wrong),
  row(-1155, unsupported),
  row(-1158, wrong),
  row(-1160, wrong),
  row(-1161, {
    verdict: "AmbiguousExecution",
    reason: "MalformedReply",
    problem: "the exchange could not encode its answer"
  }),
  row(-1165, wrong),
  row(-1166, wrong),
  row(-1167, wrong),
  row(-1168, wrong),
  row(-1169, wrong),
  row(-1170, wrong),
  row(-1171, wrong),
  row(-1172, wrong),
  row(-1173, wrong),
  row(-1174, wrong),
  row(-1175, wrong),
  row(-1176, wrong),
  row(-1177, wrong),
  row(-1178, wrong),
  row(-1179, wrong),
  row(-1180, wrong),
  row(-1181, retryable("RateLimited")),
  row(-1182, wrong),
  row(-1183, unsupported),
  row(-1184, unsupported),
  row(-1185, unsupported),
  row(-1186, unsupported),
  row(-1187, unsupported),
  row(-1188, wrong),
  row(-1189, wrong),
  row(-1190, wrong),
  row(-1191, wrong),
  row(-1194, wrong),
  row(-1196, wrong),
  row(-1197, wrong),
  row(-1198, wrong),
  row(-1199, wrong),
  row(-1210, invalid("pegPriceType")),
  row(-1211, invalid("pegOffsetType")),
  row(-1220, invalid("symbolStatus")),
  row(-1221, wrong),
  row(-1222, wrong),
  row(-1223, wrong),
  row(-1224, wrong),
  row(-1225, wrong),
  row(-2008, badKey),
  // A reject by the engine with any text.
  row(-2010, rejected("rejected"), { on: orderWrites }),
  // Speaks about a cancel or an amend. On a place the table has no cell for it, so it is UndocumentedCode there,
  // unless the text is listed for placing. Bare on a cancelReplace it would leave the new order open.
  row(-2011, rejected("cancel-rejected"), { on: ["cancel", "amend"] }),
  // A statement of reads only: on a write it is UndocumentedCode, whatever its text.
  row(-2013, fatal("UnknownOrder"), { on: none }),
  row(-2014, badKey),
  row(-2015, badKey),
  row(-2016, unsupported),
  // Decided by their data. Without data nothing says which half executed.
  row(-2021, doubt("CancelReplaceInDoubt"), { on: replaces, onRead: fatal("UndocumentedRefusal") }),
  row(-2022, doubt("CancelReplaceInDoubt"), { on: replaces, onRead: fatal("UndocumentedRefusal") }),
  row(-2026, fatal("UnknownOrder"), { on: none, proves: "accepted" }),
  row(-2035, fatal("AlreadyInState")),
  row(-2036, fatal("AlreadyInState")),
  // Speaks about an amend only.
  row(-2038, rejected("amend-rejected"), { on: ["amend"] }),
  // Speaks about a read or a cancel only.
  row(-2039, fatal("UnknownOrder"), { on: ["cancel"] }),
  row(-2042, wrong),
  row(-2043, unsupported)
]
