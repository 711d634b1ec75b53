/**
 * What FIX messages say about one request. Pure, and total on any text.
 *
 * The verdict is not made here: the messages are put into the shape that `Verdict.decide` reads, together with `fixRules`, so
 * that one rule decides for every transport.
 *
 * A FIX order has no deadline unless its request carries `RecvWindow` (25000): without it the exchange never calls it too late,
 * so no time proves that it did not execute (`recvWindowOf`). There is no resend of messages either, so what was unanswered
 * when the session ended stays in doubt until it is settled by other means.
 *
 * Source: spot docs, fix-api (Reject, ExecutionReport, OrderCancelReject, OrderMassCancelReport, ListStatus, OrderAmendReject,
 * timing security).
 *
 * @since 0.1.0
 */
import type { Kind } from "../errors/InDoubt.ts"
import { connectionClosed } from "../internal/text.ts"
import {
  echoing,
  fatal,
  messageTable,
  type MessageRow,
  type ProductRules,
  rejected,
  retryable,
  writes
} from "../products/ProductRules.ts"
import type { HttpReply, NoReply, Reply } from "./Transport.ts"
import type { Asked } from "./Verdict.ts"

/**
 * One message: its type (tag 35) and the first value of each of its tags.
 *
 * @category models
 * @since 0.1.0
 */
export interface FixMessage {
  readonly type: string
  readonly fields: ReadonlyMap<number, string>
  /** `cut`: its end is missing, and what it does not say may have been there. `broken`: it is no FIX, or contradicts itself. */
  readonly state: "whole" | "cut" | "broken"
}

const field = /^([1-9]\d{0,5})=(.*)$/s
const checksum = /^\d{3}$/

// Tags that decide. Twice with different values, outside of any group, a message contradicts itself.
const decisive: ReadonlySet<number> = new Set([35, 39, 45, 103, 150, 373, 431, 531, 25_016])

/**
 * Reads the messages in a text, one after another; `|` or SOH stands between their fields. Never throws, on any text.
 *
 * A message may come without its header (8, 9) and its trailer (10), as logs show it. One that has its header and lacks its
 * trailer was cut, and its last field may be too.
 *
 * @example
 * ```ts
 * import { readMessages } from "effect-binance/client/FixReply"
 *
 * const [report] = readMessages("8=FIX.4.4|9=40|35=8|11=a1|37=76|39=0|150=0|10=012|")
 * const execType = report?.fields.get(150) // "0"
 * ```
 *
 * @category reading
 * @since 0.1.0
 */
export const readMessages = (text: string): ReadonlyArray<FixMessage> => {
  const trimmed = typeof text === "string" ? text.trim() : ""
  const delimiter = trimmed.includes("\u0001") ? "\u0001" : "|"
  const parts = trimmed.split(delimiter).map((part) => part.trimStart())
  const terminated = parts.at(-1) === ""
  if (terminated) parts.pop()
  const messages: Array<{ fields: Map<number, string>; broken: boolean; headed: boolean; last: number }> = []
  for (const part of parts) {
    const found = field.exec(part)
    const tag = Number(found?.[1] ?? NaN)
    const value = found?.[2] ?? ""
    let message = messages.at(-1)
    if (message === undefined || tag === 8 || message.last === 10) {
      message = { fields: new Map(), broken: false, headed: tag === 8, last: NaN }
      messages.push(message)
    }
    const held = message.fields.get(tag)
    if (found === null || (held !== undefined && held !== value && decisive.has(tag))) message.broken = true
    if (held === undefined && found !== null) message.fields.set(tag, value)
    message.last = tag
  }
  return messages.map(({ broken, fields, headed, last }, i) => {
    const ended = !headed || (last === 10 && checksum.test(fields.get(10) ?? ""))
    if (!ended && !terminated && i === messages.length - 1) fields.delete(last)
    return { type: fields.get(35) ?? "", fields, state: broken || !fields.has(35) ? "broken" : ended ? "whole" : "cut" }
  })
}

/**
 * The number of the message that a Reject `<3>` is about (tag 45). A reject is matched by it alone, never by a client order id;
 * one without it could be about any message that is unanswered.
 *
 * @example
 * ```ts
 * import { readMessages, refSeqNumOf } from "effect-binance/client/FixReply"
 *
 * const [reject] = readMessages("35=3|45=7|373=1|25016=-1102|58=A mandatory parameter was missing.|")
 * const rejected = reject === undefined ? undefined : refSeqNumOf(reject) // 7
 * ```
 *
 * @category reading
 * @since 0.1.0
 */
export const refSeqNumOf = (message: FixMessage): number | undefined => {
  const text = message.fields.get(45) ?? ""
  return message.type === "3" && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/**
 * How long after its sending time the exchange lets a request in, in ms: `RecvWindow` (25000) of the request itself.
 * `undefined` when it has none: then it has no fence, and is never concluded not to have executed from time alone.
 *
 * @example
 * ```ts
 * import { readMessages, recvWindowOf } from "effect-binance/client/FixReply"
 *
 * const [request] = readMessages("35=D|11=a1|55=BTCUSDT|25000=5000|")
 * const fenced = request !== undefined && recvWindowOf(request) !== undefined // true
 * ```
 *
 * @category reading
 * @since 0.1.0
 */
export const recvWindowOf = (message: FixMessage): number | undefined => {
  const text = message.fields.get(25_000) ?? ""
  return /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : undefined
}

// -------------------------------------------------------------------------------------------------------------- the rules

// A reject without an error code is known by what kind of message it is. These are Binance's names, and the text of such an answer.
const sessionReasons: ReadonlyMap<string, string> = new Map([
  ["0", "INVALID_TAG_NUMBER"],
  ["1", "REQUIRED_TAG_MISSING"],
  ["2", "TAG_NOT_DEFINED_FOR_THIS_MESSAGE_TYPE"],
  ["3", "UNDEFINED_TAG"],
  ["5", "VALUE_IS_INCORRECT"],
  ["6", "INCORRECT_DATA_FORMAT_FOR_VALUE"],
  ["8", "SIGNATURE_PROBLEM"],
  ["10", "SENDINGTIME_ACCURACY_PROBLEM"],
  ["12", "XML_VALIDATION_ERROR"],
  ["13", "TAG_APPEARS_MORE_THAN_ONCE"],
  ["14", "TAG_SPECIFIED_OUT_OF_REQUIRED_ORDER"],
  ["15", "REPEATING_GROUP_FIELDS_OUT_OF_ORDER"],
  ["16", "INCORRECT_NUMINGROUP_COUNT_FOR_REPEATING_GROUP"],
  ["99", "OTHER"]
])

const bare = (text: string, is: MessageRow["is"], on: ReadonlyArray<Kind>): MessageRow => ({ text, codes: [], is, on })

const rows: ReadonlyArray<MessageRow> = [
  // REST says -2011 for it
  { text: "Unknown order sent.", codes: [-1013], is: fatal("UnknownOrder"), on: ["cancel", "cancelReplace", "amend"] },
  ...Array.from(sessionReasons.values(), (reason) =>
    bare(
      reason,
      reason === "SENDINGTIME_ACCURACY_PROBLEM"
        ? retryable("ClockSkew")
        : reason === "SIGNATURE_PROBLEM"
          ? fatal("BadSignature")
          : fatal("InvalidRequest"),
      writes
    )
  ),
  bare("REJECTED", rejected("rejected"), ["place"]),
  bare("ORDER_CANCEL_REJECT", rejected("cancel-rejected"), ["cancel"]),
  bare("ORDER_AMEND_REJECT", rejected("amend-rejected"), ["amend"]),
  bare("CANCEL_REQUEST_REJECTED", rejected("cancel-rejected"), ["cancel"]),
  bare("REJECT", rejected("rejected"), ["orderList", "cancel"])
]

/**
 * A product's rules as they read over FIX: the same codes and texts, and what FIX alone says. For use with `replyOf` only.
 *
 * @example
 * ```ts
 * import { fixRules, readMessages, replyOf } from "effect-binance/client/FixReply"
 * import { type Asked, decide } from "effect-binance/client/Verdict"
 * import { spotRules } from "effect-binance/products/SpotRules"
 *
 * const asked: Asked = {
 *   product: fixRules(spotRules), kind: "cancel", earlier: "none", clientOrderIdFrom: "library", clientOrderIds: []
 * }
 * const messages = readMessages("35=9|11=c1|434=1|25016=-1013|58=Unknown order sent.|")
 * const verdict = decide(asked, replyOf(asked, messages), 1_700_000_000_000) // Fatal(UnknownOrder)
 * ```
 *
 * @category rules
 * @since 0.1.0
 */
export const fixRules = (product: ProductRules): ProductRules => ({
  ...product,
  messages: messageTable([...Array.from(product.messages.values()).flat(), ...rows]),
  proofs: {
    ...product.proofs,
    place: [...product.proofs.place, echoing("execType")],
    cancel: [...product.proofs.cancel, echoing("execType"), echoing("massCancelResponse")],
    amend: [...product.proofs.amend, echoing("execType")],
    orderList: [...product.proofs.orderList, echoing("listStatusType")]
  }
})

// ------------------------------------------------------------------------------------------------------------- the replies

/** What one message says: about which kinds, and in the words that the verdict reads. */
interface Said {
  readonly about: ReadonlyArray<Kind>
  readonly isRefusal: boolean
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

const codePattern = /^-?\d{1,9}$/

const refusal = (message: FixMessage, about: ReadonlyArray<Kind>, name: string | undefined): Said | undefined => {
  const code = message.fields.get(25_016)
  const text = message.fields.get(58)
  if (code !== undefined)
    return codePattern.test(code) ? { about, isRefusal: true, status: 400, body: { code, msg: text ?? "" } } : undefined
  // the code may be what a cut message has lost
  return message.state === "whole" && name !== undefined
    ? { about, isRefusal: true, status: 200, body: { success: false, msg: name } }
    : undefined
}

const success = (message: FixMessage, about: ReadonlyArray<Kind>, body: Said["body"]): Said | undefined =>
  message.state === "whole" && message.fields.get(25_016) === undefined
    ? { about, isRefusal: false, status: 200, body }
    : undefined

const orderStatus: ReadonlyMap<string, string> = new Map([
  ["0", "NEW"],
  ["1", "PARTIALLY_FILLED"],
  ["2", "FILLED"],
  ["4", "CANCELED"],
  ["6", "PENDING_CANCEL"],
  ["A", "PENDING_NEW"],
  ["C", "EXPIRED"]
])

const executionReport = (message: FixMessage): Said | undefined => {
  const tag = (number: number) => message.fields.get(number)
  const execType = tag(150)
  const isRejected = execType === "8"
  // a report that names no order is nobody's
  if (tag(11) === undefined && tag(37) === undefined) return undefined
  // one says rejected and the other does not
  if (isRejected !== (tag(39) === "8") && tag(39) !== undefined) return undefined
  if (isRejected) return refusal(message, ["place"], "REJECTED")
  const order = {
    execType,
    ...(tag(37) === undefined ? {} : { orderId: tag(37) }),
    ...(tag(55) === undefined ? {} : { symbol: tag(55) })
  }
  switch (execType) {
    // every one of these states is that of an order that was accepted
    case "0":
    case "A":
    case "C":
    case "F":
      return success(message, ["place"], {
        ...order,
        clientOrderId: tag(11),
        status: orderStatus.get(tag(39) ?? execType)
      })
    case "4":
      return success(message, ["cancel"], {
        ...order,
        clientOrderId: tag(11),
        status: orderStatus.get(tag(39) ?? execType)
      })
    case "5":
      return success(message, ["amend"], { execType, amendedOrder: { ...order, clientOrderId: tag(11) } })
    default:
      return undefined
  }
}

const listStatus = (message: FixMessage): Said | undefined => {
  const tag = (number: number) => message.fields.get(number)
  const about = ["orderList", "cancel"] as const
  if (tag(431) === "7") return refusal(message, about, "REJECT")
  const listOrderStatus = tag(431) === "3" ? "EXECUTING" : tag(431) === "6" ? "ALL_DONE" : undefined
  if (listOrderStatus === undefined) return undefined
  return success(message, about, {
    listStatusType: tag(429) ?? "",
    listOrderStatus,
    ...(tag(66) === undefined ? {} : { orderListId: tag(66) }),
    ...(tag(25_014) === undefined ? {} : { listClientOrderId: tag(25_014) })
  })
}

const massCancel = (message: FixMessage): Said | undefined => {
  const response = message.fields.get(531)
  if (response === "0") return refusal(message, ["cancel"], "CANCEL_REQUEST_REJECTED")
  if (response !== "1") return undefined
  return success(message, ["cancel"], {
    massCancelResponse: response,
    totalAffectedOrders: message.fields.get(533)
  })
}

/** What a message says about a write; `undefined` when it says nothing that can be relied on. */
const saidBy = (message: FixMessage): Said | undefined => {
  if (message.state === "broken") return undefined
  switch (message.type) {
    case "8":
      return executionReport(message)
    case "9":
      return refusal(message, ["cancel"], "ORDER_CANCEL_REJECT")
    case "XAR":
      return refusal(message, ["amend"], "ORDER_AMEND_REJECT")
    case "r":
      return massCancel(message)
    case "N":
      return listStatus(message)
    case "3":
      // without the number of the message that it rejects it could be about any other
      return refSeqNumOf(message) === undefined
        ? undefined
        : refusal(message, [...writes, "read", "test"], sessionReasons.get(message.fields.get(373) ?? ""))
    default:
      return undefined
  }
}

const httpReply = (status: number, body: unknown, complete = true): HttpReply => ({
  _tag: "HttpReply",
  status,
  headers: {},
  body: JSON.stringify(body),
  complete
})

const nothing = (code: string): NoReply => ({ _tag: "NoReply", phase: "sent", code, timeout: false })

/** A report about another order or list of the account: by default a session sees all of them. */
const isForeign = (
  { clientOrderIds, kind }: Pick<Asked, "kind" | "clientOrderIds">,
  said: Said,
  message: FixMessage
) => {
  const isOneOf = (...tags: ReadonlyArray<number>) =>
    tags.some((tag) => clientOrderIds.includes(message.fields.get(tag) ?? ""))
  if (clientOrderIds.length === 0) return false
  if (message.type === "N") return kind === "orderList" && message.fields.has(25_014) && !isOneOf(25_014)
  if (message.type !== "8") return false
  // of a cancelReplace only the new order's id is known to be among them; what is cancelled or amended has its old name beside
  // the new one, or may have been named by the exchange's id
  return said.about.includes("place") ? !isOneOf(11) : said.about.some((one) => one === kind) && !isOneOf(11, 41, 37)
}

/** Whether all of them say the same: refusals of one request under two codes, or a refusal beside a success, contradict each other. */
const agree = ([first, ...others]: ReadonlyArray<Said>) =>
  others.every(
    (other) => other.isRefusal === first?.isRefusal && (!other.isRefusal || other.body["code"] === first.body["code"])
  )

/** A cancel and a new order in one request are answered by a message each: two halves, in any order. */
const halvesReply = (saids: ReadonlyArray<Said>): Reply => {
  const half = (kind: "cancel" | "place") => {
    const own = saids.filter(({ about }) => about.includes(kind))
    // two that differ say nothing of this half
    return agree(own) ? own[0] : undefined
  }
  const cancel = half("cancel")
  const place = half("place")
  const resultOf = (said: Said | undefined) =>
    said === undefined ? "UNANSWERED" : said.isRefusal ? "FAILURE" : "SUCCESS"
  const halves = {
    cancelResult: resultOf(cancel),
    newOrderResult: resultOf(place),
    cancelResponse: cancel?.body,
    newOrderResponse: place?.body
  }
  return cancel?.isRefusal === false && place?.isRefusal === false
    ? httpReply(200, halves)
    : httpReply(409, { data: halves })
}

/**
 * What all messages that came in answer to one request come to, as a reply for `decide` (with `fixRules`). Pass those that
 * belong to it: a Reject `<3>` by `refSeqNumOf`, any other by its client order ids. A message that says nothing about a call of
 * this kind is left out; when nothing is left, the call stays in doubt, if it is a write.
 *
 * A cancel-and-new `<XCN>` is answered by two messages: pass both; with one of them the other half is in doubt. A Logout `<5>`
 * ends the session, so what it leaves unanswered is in doubt.
 *
 * @example
 * ```ts
 * import { fixRules, readMessages, replyOf } from "effect-binance/client/FixReply"
 * import { type Asked, decide } from "effect-binance/client/Verdict"
 * import { spotRules } from "effect-binance/products/SpotRules"
 *
 * const asked: Asked = {
 *   product: fixRules(spotRules), kind: "place", earlier: "none", clientOrderIdFrom: "library", clientOrderIds: ["a1"]
 * }
 * const report = readMessages("35=8|11=a1|37=76|39=8|150=8|103=99|25016=-2010|58=Market is closed.|")
 * const verdict = decide(asked, replyOf(asked, report), 1_700_000_000_000) // Fatal(MarketClosed)
 * ```
 *
 * @category reading
 * @since 0.1.0
 */
export const replyOf = (asked: Pick<Asked, "kind" | "clientOrderIds">, messages: ReadonlyArray<FixMessage>): Reply => {
  const { kind } = asked
  const saids = messages.flatMap((message) => {
    const said = saidBy(message)
    return said === undefined || isForeign(asked, said, message) ? [] : [said]
  })
  if (kind === "read" || kind === "test") {
    const refused = saids.find((said) => said.isRefusal && said.about.includes(kind))
    if (refused !== undefined) return httpReply(refused.status, refused.body)
    const answer = messages.find((message) => message.state === "whole" && message.type !== "3" && message.type !== "5")
    return answer === undefined
      ? nothing("no message that answers it")
      : httpReply(200, { msgType: answer.type, ...Object.fromEntries(answer.fields) })
  }
  const whole = saids.find((said) => said.about.includes(kind))
  const halves = kind === "cancelReplace" ? saids.filter((said) => !said.about.includes(kind)) : []
  if (whole === undefined && halves.length > 0) return halvesReply(halves)
  const own = saids.filter((said) => said.about.includes(kind))
  // halves beside a refusal of the whole contradict it
  if (whole !== undefined && halves.length === 0 && agree(own)) return httpReply(whole.status, whole.body)
  if (messages.some((message) => message.type === "5")) return nothing(`${connectionClosed} LOGOUT`)
  return messages.some((message) => message.state === "whole")
    ? nothing(whole === undefined ? "no message that answers it" : "messages that contradict each other")
    : httpReply(200, null, false)
}
