/**
 * Which statements about a write the documented facts of Spot allow: a second reading of the outcome tables, for the tests only.
 *
 * It imports nothing of what it judges. It is an upper bound: a verdict may always be more careful than this, never less. Where
 * the documentation is silent, nothing is allowed, so "it did not execute" has to be found in a row below.
 *
 * Sources: spot docs: errors, rest-api (general information on status codes, cancel-replace), enums, filters, change log.
 */
import type { Reply } from "effect-binance/client/Transport"
import type { Asked, Verdict } from "effect-binance/client/Verdict"
import type { Kind } from "effect-binance/errors/InDoubt"

export const writes: readonly [Kind, ...ReadonlyArray<Kind>] = [
  "place",
  "cancel",
  "cancelReplace",
  "amend",
  "orderList",
  "batch",
  "transfer",
  "setting"
]
export const kinds: readonly [Kind, ...ReadonlyArray<Kind>] = [...writes, "read", "test"]
export const isWrite = (kind: Kind) => kind !== "read" && kind !== "test"

const orders: ReadonlyArray<Kind> = ["place", "cancel", "cancelReplace", "amend", "orderList", "batch"]

// --------------------------------------------------------------------------------------------------------------- the rows

interface CodeFacts {
  readonly codes: ReadonlyArray<number>
  /** The writes that the exchange refuses with it, for certain. */
  readonly refuses: ReadonlyArray<Kind>
}

export const codeFacts: ReadonlyArray<CodeFacts> = [
  // credentials, clock, address, connections: refused on receipt
  { codes: [-1002, -1003, -1021, -1022, -1034, -1099, -1181, -2008, -2014, -2015], refuses: writes },
  // "The request didn't reach the Matching Engine", and what the API does not do
  { codes: [-1013, -1014, -1016, -1020, -1112, -2016, -2035, -2036, -2042, -2043], refuses: writes },
  // a parameter, as the request was read
  { codes: [-1100, -1101, -1102, -1103, -1104, -1105, -1106, -1108, -1111, -1114, -1115, -1116], refuses: writes },
  { codes: [-1117, -1118, -1119, -1120, -1121, -1122, -1125, -1127, -1128, -1130, -1131, -1134], refuses: writes },
  { codes: [-1135, -1139, -1145, -1151, -1194, -1210, -1211, -1220], refuses: writes },
  // the shape of an order list
  { codes: [-1158, -1160, -1165, -1166, -1167, -1168, -1196, -1197, -1198, -1199], refuses: writes },
  { codes: [-1222, -1223, -1224, -1225], refuses: writes },
  // SBE and FIX, before the message was understood
  { codes: [-1033, -1035, -1152, -1153, -1155, -1169, -1170, -1171, -1172, -1173, -1174, -1175], refuses: writes },
  { codes: [-1176, -1177, -1178, -1179, -1180, -1182, -1183, -1184, -1185, -1186, -1187, -1188], refuses: writes },
  { codes: [-1189, -1190, -1191, -1221], refuses: writes },
  // the count of new orders: cancels are not counted
  { codes: [-1015], refuses: ["place", "cancelReplace", "amend", "orderList", "batch"] },
  // the engine
  { codes: [-1010, -2010], refuses: orders },
  { codes: [-2011], refuses: ["cancel", "amend"] },
  { codes: [-2038], refuses: ["amend"] },
  { codes: [-2039], refuses: ["cancel"] },
  // statements of reads only, or of halves only
  { codes: [-2013, -2026, -2021, -2022], refuses: [] },
  // "execution status unknown", "while processing", "unable to encode the response", and no documented exception for Spot
  { codes: [-1000, -1001, -1006, -1007, -1008, -1161], refuses: [] }
]

/** What was asked for is so already: for a setting that is what it wanted. */
const alreadySo: ReadonlySet<number> = new Set([-2035, -2036])

/** In doubt whatever else the reply says. */
export const alwaysInDoubt: ReadonlySet<number> = new Set([-1000, -1001, -1006, -1007, -1008, -1161])

const refusedBy: ReadonlyMap<number, ReadonlyArray<Kind>> = new Map(
  codeFacts.flatMap(({ codes, refuses }) => codes.map((code) => [code, refuses] as const))
)
export const listedCodes: ReadonlyArray<number> = Array.from(refusedBy.keys())

const family = [-1010, -2010, -2011, -2038]
const filterFamily = [-1013, -2010, -2011, -2038]

interface TextFacts {
  readonly text: string
  readonly codes: ReadonlyArray<number>
  readonly refuses: ReadonlyArray<Kind>
}
const texts = (
  refuses: ReadonlyArray<Kind>,
  codes: ReadonlyArray<number>,
  ...lines: ReadonlyArray<string>
): ReadonlyArray<TextFacts> => lines.map((text) => ({ text, codes, refuses }))

export const duplicate = "Duplicate order sent."

export const textFacts: ReadonlyArray<TextFacts> = [
  ...texts(["cancel", "cancelReplace", "amend"], family, "Unknown order sent."),
  ...texts(["place", "orderList"], family, duplicate),
  ...texts(["cancel"], family, "Cancel order is invalid. Check origClOrdId and orderId."),
  ...texts(["cancel", "cancelReplace"], family, "Order was not canceled due to cancel restrictions."),
  ...texts(
    ["place", "cancel"],
    family,
    "Market is closed.",
    "This action is disabled on this account.",
    "This account may not place or cancel orders."
  ),
  ...texts(
    ["place"],
    family,
    "Account has insufficient balance for requested action.",
    "Market orders are not supported for this symbol.",
    "Iceberg orders are not supported for this symbol.",
    "Stop loss orders are not supported for this symbol.",
    "Stop loss limit orders are not supported for this symbol.",
    "Take profit orders are not supported for this symbol.",
    "Take profit limit orders are not supported for this symbol.",
    "Price * QTY is zero or less.",
    "IcebergQty exceeds QTY.",
    "Unsupported order combination",
    "Order would trigger immediately.",
    "Order would immediately match and take.",
    "The relationship of the prices for the orders is not correct.",
    "Quote order qty market orders are not support for this symbol.",
    "Trailing stop orders are not supported for this symbol.",
    "This symbol is not permitted for this account.",
    "This symbol is restricted for this account.",
    "Rest API trading is not enabled.",
    "WebSocket API trading is not enabled.",
    "FIX API trading is not enabled.",
    "Order book liquidity is less than `LOT_SIZE` filter minimum quantity.",
    "Order book liquidity is less than `MARKET_LOT_SIZE` filter minimum quantity.",
    "Order book liquidity is less than symbol minimum quantity.",
    "Pegged orders are not supported for this symbol.",
    "This order type may not use pegged price.",
    "This price peg cannot be used with this order type.",
    "Order book liquidity is too low for this pegged order."
  ),
  ...texts(
    ["orderList"],
    family,
    "OCO orders are not supported for this symbol",
    "OPO orders are not supported for this symbol."
  ),
  ...texts(["cancelReplace"], family, "Order cancel-replace is not supported for this symbol."),
  ...texts(
    ["amend"],
    family,
    "Order amend is not supported for this symbol.",
    "Order amend (quantity increase) is not supported.",
    "Order amend (pending OPO order) is not supported.",
    "The requested action would change no state; rejecting"
  ),
  ...texts(
    ["place", "orderList", "cancelReplace", "amend"],
    filterFamily,
    ...["PRICE_FILTER", "PERCENT_PRICE", "LOT_SIZE", "MIN_NOTIONAL", "NOTIONAL", "ICEBERG_PARTS"].map(
      (filter) => `Filter failure: ${filter}`
    ),
    ...["MARKET_LOT_SIZE", "MAX_POSITION", "MAX_NUM_ORDERS", "MAX_NUM_ALGO_ORDERS", "MAX_NUM_ICEBERG_ORDERS"].map(
      (filter) => `Filter failure: ${filter}`
    ),
    ...["MAX_NUM_ORDER_AMENDS", "MAX_NUM_ORDER_LISTS", "TRAILING_DELTA", "EXCHANGE_MAX_NUM_ORDERS"].map(
      (filter) => `Filter failure: ${filter}`
    ),
    ...["ALGO_ORDERS", "ICEBERG_ORDERS", "ORDER_LISTS"].map((what) => `Filter failure: EXCHANGE_MAX_NUM_${what}`)
  ),
  ...texts(["place"], [-1013], "Filter failure: PERCENT_PRICE_BY_SIDE", "Filter failure: MAX_ASSET"),
  ...texts(["place"], [-1013], "This symbol does not allow the specified self-trade prevention mode."),
  ...texts(
    ["place"],
    [-1010, -2010],
    "This order type is not possible in this trading phase.",
    "Limit orders require GTC for this phase."
  )
]

// The edge and the router refuse with these before the API. A body that was cut leaves fewer of them, for a 413 is not
// documented cut; a 429 to a cancelReplace may hold the cancel that was done.
const edge: ReadonlySet<number> = new Set([401, 403, 404, 405, 410, 413, 414, 415, 418, 429, 431])
const edgeEvenCut: ReadonlySet<number> = new Set([401, 403, 404, 418, 429])

// Before a TCP connection exists there is nothing that a byte could have left on.
const noConnection: ReadonlySet<string> = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT"
])

// ------------------------------------------------------------------------------------------------------------ how it reads

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { __proto__: null, ...value } : undefined

const parsed = (text: unknown): unknown => {
  if (typeof text !== "string") return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const integerOf = (value: unknown): number | undefined =>
  Number.isSafeInteger(value)
    ? (value as number) // isSafeInteger is no guard
    : typeof value === "string" && /^-?\d+$/.test(value) && Number.isSafeInteger(Number(value))
      ? Number(value)
      : undefined

const successCodes: ReadonlySet<number> = new Set([0, 200])

interface Said {
  readonly code: number | undefined
  readonly msg: string
}
/** The error that an object states. A success code is none. */
const ownOf = (value: unknown): Said => {
  const fields = fieldsOf(value)
  const msg = fields?.["msg"]
  const code = integerOf(fields?.["code"])
  return {
    code: code === undefined || successCodes.has(code) ? undefined : code,
    msg: typeof msg === "string" ? msg : ""
  }
}
/** The same of a whole body, whose text may itself be the JSON of the error. */
const saidBy = (value: unknown): Said => {
  const own = ownOf(value)
  if (own.code !== undefined) return own
  const inner = ownOf(parsed(own.msg))
  return inner.code === undefined ? own : inner
}

const sameText = (one: string, other: string) => {
  const plain = (text: string) =>
    text.toLowerCase().replaceAll("`", "").split(/\s+/).filter(Boolean).join(" ").replace(/\.$/, "")
  return plain(one) === plain(other)
}

/** Whether code and text, on a well-formed refusal of this kind, state that it did not execute. */
const refuses = (kind: Kind, asked: Asked, { code, msg }: Said): boolean => {
  if (code === undefined) return false
  const isDuplicate = family.includes(code) && sameText(msg, duplicate)
  // of an id that nobody else can have, a duplicate proves that an earlier attempt was accepted
  if (isDuplicate && ["place", "orderList", "cancelReplace"].includes(kind) && maybeOurs(asked)) return false
  if (refusedBy.get(code)?.includes(kind) === true) return true
  return textFacts.some((row) => row.refuses.includes(kind) && row.codes.includes(code) && sameText(row.text, msg))
}
const maybeOurs = (asked: Asked) => asked.clientOrderIdFrom === "library" || asked.earlier !== "none"

const idOf = (value: unknown, zero = false): boolean =>
  typeof value === "number"
    ? Number.isInteger(value) && value >= (zero ? 0 : 1)
    : typeof value === "string" && /^\d{1,40}$/.test(value) && (zero || !value.startsWith("0"))

/** Whether the body holds the id that a success of this kind has. */
export const carriesId = (kind: Kind, body: unknown): boolean => {
  const fields = fieldsOf(body)
  switch (kind) {
    case "place":
      return idOf(fields?.["orderId"])
    case "cancel":
      // of all that was open, a list
      return Array.isArray(body)
        ? body.length > 0 && body.every((one) => !Array.isArray(one) && carriesId(kind, one))
        : idOf(fields?.["orderId"]) || idOf(fields?.["orderListId"], true)
    case "amend":
      return idOf(fieldsOf(fields?.["amendedOrder"])?.["orderId"])
    case "orderList":
      return idOf(fields?.["orderListId"], true)
    case "transfer":
      return idOf(fields?.["tranId"])
    default:
      return false
  }
}

/** What a 200 says by itself, without a code: the engine did not take it. */
const isRejected = (kind: Kind, fields: Fields | undefined) =>
  (kind === "place" && fields?.["status"] === "REJECTED") ||
  (kind === "orderList" && fields?.["listOrderStatus"] === "REJECT")

const is2xx = (status: unknown) => typeof status === "number" && status >= 200 && status < 300
const is4xx = (status: unknown) => typeof status === "number" && status >= 400 && status < 500
export const isStatus = (status: unknown): status is number =>
  Number.isInteger(status) && (is2xx(status) || is4xx(status))

export const halvesOf = (body: unknown): Fields | undefined => {
  const fields = fieldsOf(body)
  return [fieldsOf(fields?.["data"]), fields].find(
    (place) => place !== undefined && ("cancelResult" in place || "newOrderResult" in place)
  )
}

/** May a write of this kind be said not to have executed, in answer to this reply? The earlier attempts are not looked at. */
export const mayBeNo = (asked: Asked, kind: Kind, reply: Reply, element?: { readonly of: unknown }): boolean => {
  if (reply._tag !== "HttpReply")
    return (
      reply.phase === "connect" ||
      (reply.phase === "unknown" && typeof reply.code === "string" && noConnection.has(reply.code))
    )
  const { status } = reply
  if (!isStatus(status) || status === 408) return false
  const body = element === undefined ? parsed(reply.body) : element.of
  const isWhole = reply.complete === true && (body !== undefined || !/^\s*[[{]/.test(reply.body))
  if (!isWhole) return edgeEvenCut.has(status) && !(kind === "cancelReplace" && status === 429)
  const said = saidBy(body)
  const fields = fieldsOf(body)
  if (status === 451) return integerOf(fields?.["code"]) === 0 || refuses(kind, asked, said)
  if (status === 409) return false
  if (is2xx(status)) {
    if (carriesId(kind, body)) return said.code === undefined && isRejected(kind, fields)
    return refuses(kind, asked, said)
  }
  // a code that this kind is not refused with leaves it open, whoever sent it
  return said.code === undefined ? edge.has(status) : refuses(kind, asked, said)
}

/** May a write of this kind be said to have executed? */
export const mayBeYes = (asked: Asked, kind: Kind, reply: Reply, element?: { readonly of: unknown }): boolean => {
  if (reply._tag !== "HttpReply" || reply.complete !== true) return false
  if (kind === "setting" && isStatus(reply.status) && reply.status !== 408 && reply.status !== 409)
    if (alreadySo.has(saidBy(element === undefined ? parsed(reply.body) : element.of).code ?? NaN)) return true
  if (!is2xx(reply.status)) return false
  const body = element === undefined ? parsed(reply.body) : element.of
  const fields = fieldsOf(body)
  if (kind === "batch") return Array.isArray(body)
  if (fields === undefined || saidBy(body).code !== undefined || fields["success"] === false) return false
  if (kind === "cancelReplace") {
    const halves = halvesOf(body)
    return (
      halves?.["cancelResult"] === "SUCCESS" &&
      halves["newOrderResult"] === "SUCCESS" &&
      idOf(fieldsOf(halves["newOrderResponse"])?.["orderId"])
    )
  }
  if (kind === "setting") {
    const code = integerOf(fields["code"])
    return fields["success"] === true || (code !== undefined && successCodes.has(code))
  }
  if (!carriesId(kind, body) || isRejected(kind, fields)) return false
  if (kind === "place") {
    const echo = fields["clientOrderId"]
    if (typeof echo === "string" && asked.clientOrderIds.length > 0 && !asked.clientOrderIds.includes(echo))
      return false
  }
  // an order that is still there; a list says so in a field of its own
  return (
    kind !== "cancel" ||
    !idOf(fields["orderId"]) ||
    !["NEW", "PARTIALLY_FILLED", "FILLED"].includes(String(fields["status"]))
  )
}

const mayHalfBe = (
  executed: "yes" | "no",
  asked: Asked,
  kind: "cancel" | "place",
  result: unknown,
  response: unknown
): boolean => {
  const said = ownOf(response)
  if (executed === "yes") return result === "SUCCESS" && said.code === undefined
  return result === "NOT_ATTEMPTED" || (result === "FAILURE" && refuses(kind, asked, said))
}

/** What a verdict says that no row allows; `undefined` when all of it is allowed. */
export const unearned = (asked: Asked, reply: Reply, verdict: Verdict): string | undefined => {
  if (!isWrite(asked.kind)) return verdict._tag === "AmbiguousExecution" ? "a read in doubt" : undefined
  const whole = unearnedAs(asked, asked.kind, reply, verdict)
  if (whole !== undefined || verdict.elements === undefined) return whole
  if (asked.kind !== "batch") return "elements of what is no batch"
  const kind = asked.elementKind ?? "place"
  const ids = asked.clientOrderIds
  if (verdict._tag !== "Success") {
    if (verdict.elements.length !== ids.length) return "not one verdict for each id"
    return verdict.elements.every((element) => element._tag === verdict._tag)
      ? undefined
      : "elements of another verdict"
  }
  const elements = reply._tag === "HttpReply" ? parsed(reply.body) : undefined
  if (!Array.isArray(elements)) return "elements out of nothing"
  if (verdict.elements.length !== (ids.length === 0 ? elements.length : ids.length)) return "not one verdict for each"
  const idIn = (element: unknown) => {
    const id = fieldsOf(element)?.["clientOrderId"]
    return typeof id === "string" ? id : undefined
  }
  for (const [i, one] of verdict.elements.entries()) {
    const id = ids[i]
    const under = elements.filter((element) => idIn(element) === id)
    const of: unknown =
      id === undefined
        ? elements[i]
        : under.length > 0
          ? under.length === 1
            ? under[0]
            : undefined
          : elements.length === ids.length && idIn(elements[i]) === undefined
            ? elements[i]
            : undefined
    const own = { ...asked, clientOrderIds: id === undefined ? [] : [id] }
    if (fieldsOf(of) === undefined) {
      if (one._tag !== "AmbiguousExecution") return `element ${i} out of nothing`
      continue
    }
    const problem = unearnedAs(own, kind, reply, one, { of })
    if (problem !== undefined) return `element ${i}: ${problem}`
  }
  return undefined
}

const unearnedAs = (
  asked: Asked,
  kind: Kind,
  reply: Reply,
  verdict: Verdict,
  element?: { readonly of: unknown }
): string | undefined => {
  switch (verdict._tag) {
    case "AmbiguousExecution":
      return undefined
    case "Success":
      return mayBeYes(asked, kind, reply, element) ? undefined : "executed, without a proof"
    case "Retryable":
    case "Fatal": {
      if (asked.earlier === "in-doubt") return "definite, while an earlier attempt may live"
      if (asked.earlier === "proven-not-executed" && verdict._tag === "Fatal") return "Fatal, unchecked after a doubt"
      if (verdict.reason._tag !== "CancelReplaceFailed")
        return mayBeNo(asked, kind, reply, element) ? undefined : "not executed, without a row"
      if (reply._tag !== "HttpReply" || !isStatus(reply.status) || reply.status === 408 || reply.complete !== true)
        return "halves out of nothing"
      const body = parsed(reply.body)
      const code = saidBy(body).code
      if (code !== undefined && alwaysInDoubt.has(code)) return "halves beside a code that is always in doubt"
      const halves = halvesOf(body)
      const { cancel, place } = verdict.reason
      if (halves === undefined || cancel.executed === "unknown" || place.executed === "unknown") return "unknown halves"
      if (!mayHalfBe(cancel.executed, asked, "cancel", halves["cancelResult"], halves["cancelResponse"]))
        return `the cancel: ${cancel.executed}, without a row`
      if (!mayHalfBe(place.executed, asked, "place", halves["newOrderResult"], halves["newOrderResponse"]))
        return `the new order: ${place.executed}, without a row`
      return cancel.executed === "yes" && place.executed === "yes"
        ? "a failure of which both halves executed"
        : undefined
    }
  }
}
