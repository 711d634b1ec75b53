/**
 * What one frame of the WebSocket API says: the reply to one request, an event, or something that answers nobody. Pure, and
 * total on any text.
 *
 * The verdict is not made here: a reply is put into the shape that `Verdict.decide` reads, so that one rule decides for every
 * transport.
 *
 * Source: spot docs, web-socket-api (request and response format, event format, server shutdown, rate limits, API key
 * revocation); futures and options answer in the same frames.
 *
 * @since 0.1.0
 */
import { get, isRecord, parseJson } from "../internal/json.ts"
import { connectionClosed } from "../internal/text.ts"
import { statedBanEnd } from "../internal/wait.ts"
import type { HttpReply, NoReply } from "./Transport.ts"

/**
 * What one text frame is.
 *
 * @category models
 * @since 0.1.0
 */
export type Frame =
  | {
      readonly _tag: "Reply"
      /** The request's id, as it was sent. An integer that a double cannot hold is text of its digits. */
      readonly id: string | number
      readonly reply: HttpReply
    }
  /** A reply to no request that can be told, such as that of a revoked session: every write that is unanswered is in doubt. */
  | {
      readonly _tag: "Unidentified"
      readonly status: number
      readonly code: number | undefined
      readonly reply: HttpReply
    }
  /** Never a reply, whatever else the frame holds. */
  | { readonly _tag: "Event"; readonly subscriptionId: string | number | undefined; readonly event: unknown }
  /** The server is about to close. No verdict for requests in flight: wait for them, and send no new write on this socket. */
  | { readonly _tag: "ServerShutdown"; readonly eventTime: number | undefined }
  /** No frame of this API. Whose reply it was to be cannot be told, so every write that is unanswered is in doubt. */
  | { readonly _tag: "Unreadable"; readonly problem: string }

const idOf = (value: unknown): string | number | undefined =>
  typeof value === "string" || (typeof value === "number" && Number.isSafeInteger(value)) ? value : undefined

/** An instant, in epoch ms by the exchange's clock. */
const instantOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined

/** When the frame's error lets the next request in, and when the frame was made. */
const momentsOf = (error: unknown) => {
  const data = get(error, "data")
  const made = instantOf(get(data, "serverTime"))
  const msg = get(error, "msg")
  const stated = statedBanEnd(typeof msg === "string" ? msg : undefined)
  const until = Math.max(instantOf(get(data, "retryAfter")) ?? 0, stated ?? 0)
  return { made, stated, until: until === 0 ? undefined : until }
}

// Both moments are by the exchange's clock. Their difference is what a Retry-After header says: it holds whatever the local
// clock shows.
const waitHeaders = (error: unknown, receivedAt: number): Readonly<Record<string, string>> => {
  const { made, stated, until } = momentsOf(error)
  // the text says it itself, and is held against the exchange's clock where that is known; this machine's may have been set
  if (made === undefined && until === stated) return {}
  // whole, for no header has more digits than those of a second's thousandth and half of that
  const millis = until === undefined ? 0 : Math.ceil(until - (made ?? receivedAt))
  // a moment that is over by the local clock means that the local clock is wrong
  if (until === undefined || (made === undefined && millis <= 0)) return {}
  return {
    // half a millisecond less, so that rounding up on the way back ends at the very millisecond
    "retry-after": millis > 0 ? `${(millis - 0.5) / 1000}` : "0",
    // whole seconds, and one more: whoever reads a Date header makes up for the part of a second that it leaves out
    // @effect-diagnostics-next-line globalDate:off -- a time that is given, not the time now
    ...(made === undefined ? {} : { date: new Date((Math.ceil(made / 1000) + 1) * 1000).toUTCString() })
  }
}

const usedNames = new Map<unknown, string>([
  ["REQUEST_WEIGHT", "x-mbx-used-weight-"],
  ["ORDERS", "x-mbx-order-count-"]
])

// What a frame says is used of each limit, under the names that it has over HTTP.
const usedHeaders = (frame: unknown): Readonly<Record<string, string>> => {
  const rows = get(frame, "rateLimits")
  const headers: Record<string, string> = {}
  if (!Array.isArray(rows)) return headers
  for (const row of rows) {
    const name = usedNames.get(get(row, "rateLimitType"))
    const interval = get(row, "interval")
    const times = get(row, "intervalNum")
    const count = get(row, "count")
    if (name !== undefined && typeof interval === "string" && typeof times === "number" && typeof count === "number")
      headers[`${name}${times}${interval.slice(0, 1).toLowerCase()}`] = String(count)
  }
  return headers
}

const replyOf = (frame: unknown, receivedAt: number): HttpReply => {
  const status = get(frame, "status")
  const error = get(frame, "error")
  const result = get(frame, "result")
  // both at once contradict each other, so that neither counts
  const isBoth = error !== undefined && (result ?? null) !== null
  const body = isBoth ? undefined : error === undefined ? result : error
  return {
    _tag: "HttpReply",
    status: typeof status === "number" && !isBoth ? status : 0,
    headers: { ...usedHeaders(frame), ...waitHeaders(error, receivedAt) },
    body: body === undefined ? "" : JSON.stringify(body),
    complete: true
  }
}

/**
 * Reads one text frame. Never throws, on any text. `receivedAt` is in epoch ms by the local clock; it counts only where a
 * frame says until when to wait, and not when it was made.
 *
 * Replies are matched by `id` only: they come in any order. Of an error, `data` stays in the body: a cancelReplace is decided
 * by its halves. The body keeps every id exactly, also one that a double cannot hold.
 *
 * @example
 * ```ts
 * import { decide } from "effect-binance/client/Verdict"
 * import { readFrame } from "effect-binance/client/WebSocketReply"
 * import { spotRules } from "effect-binance/products/SpotRules"
 *
 * const frame = readFrame(`{"id":"1","status":400,"error":{"code":-1121,"msg":"Invalid symbol."}}`, 1_700_000_000_000)
 * const verdict = frame._tag !== "Reply" ? undefined : decide(
 *   { product: spotRules, kind: "place", earlier: "none", clientOrderIdFrom: "library", clientOrderIds: ["a1"] },
 *   frame.reply,
 *   1_700_000_000_000
 * )
 * // Fatal(InvalidRequest)
 * ```
 *
 * @category reading
 * @since 0.1.0
 */
export const readFrame = (text: string, receivedAt: number): Frame => {
  const frame = typeof text === "string" ? parseJson(text) : undefined
  if (!isRecord(frame))
    return {
      _tag: "Unreadable",
      problem: frame === undefined ? "the frame is not JSON" : "the frame is not a JSON object"
    }
  const event = get(frame, "event") ?? (get(frame, "e") === undefined ? undefined : frame)
  if (event !== undefined && get(frame, "status") === undefined) {
    return get(event, "e") === "serverShutdown"
      ? { _tag: "ServerShutdown", eventTime: instantOf(get(event, "E")) }
      : { _tag: "Event", subscriptionId: idOf(get(frame, "subscriptionId")), event }
  }
  const id = idOf(get(frame, "id"))
  if (id === undefined && get(frame, "status") === undefined)
    return { _tag: "Unreadable", problem: "the frame is neither a reply nor an event" }
  const reply = replyOf(frame, receivedAt)
  if (id !== undefined) return { _tag: "Reply", id, reply }
  const code = get(get(frame, "error"), "code")
  return {
    _tag: "Unidentified",
    status: reply.status,
    code: typeof code === "number" && Number.isSafeInteger(code) ? code : undefined,
    reply
  }
}

/**
 * Until when a frame asks to wait, in epoch ms by the exchange's clock; `undefined` when it does not. How long that is, is in
 * its reply, and does not depend on the local clock.
 *
 * @example
 * ```ts
 * import { retryAt } from "effect-binance/client/WebSocketReply"
 *
 * retryAt(`{"id":1,"status":429,"error":{"code":-1003,"msg":"","data":{"serverTime":1000,"retryAfter":3000}}}`) // 3000
 * ```
 *
 * @category reading
 * @since 0.1.0
 */
export const retryAt = (text: string): number | undefined => momentsOf(get(parseJson(text), "error")).until

/**
 * What a request has come to whose socket closed before its reply: proven not to have left, or in doubt
 * (`AmbiguousExecution(ConnectionClosed)` for a write). A rejected handshake is a request that did not leave.
 *
 * `left` says whether the request was handed to the socket; `cause` is the close code, such as `1006`, or the system's name for
 * what happened.
 *
 * @example
 * ```ts
 * import { closed } from "effect-binance/client/WebSocketReply"
 *
 * const inFlight = closed(true, "1006") // in doubt, if it is a write
 * const waiting = closed(false, "ECONNREFUSED") // Retryable(NotSent)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const closed = (left: boolean, cause: string): NoReply => ({
  _tag: "NoReply",
  phase: left ? "sent" : "connect",
  code: left ? `${connectionClosed} ${cause}` : cause,
  timeout: false
})

/**
 * What a request has come to when all that came is a frame that answers nobody: it stays in doubt, if it is a write. The socket
 * may live on, so a reply of its own may still come.
 *
 * @example
 * ```ts
 * import { readFrame, unanswered } from "effect-binance/client/WebSocketReply"
 *
 * const frame = readFrame(`{"id":null,"status":401,"error":{"code":-2015,"msg":"Invalid API-key."}}`, 0)
 * const others = frame._tag === "Reply" ? undefined : unanswered(frame)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const unanswered = (frame: Exclude<Frame, { readonly _tag: "Reply" }>): NoReply => ({
  _tag: "NoReply",
  phase: "sent",
  code:
    frame._tag === "Unidentified"
      ? `a reply without an id (${frame.status}${frame.code === undefined ? "" : `, ${frame.code}`})`
      : frame._tag === "Unreadable"
        ? frame.problem
        : "an event is no reply",
  timeout: false
})
