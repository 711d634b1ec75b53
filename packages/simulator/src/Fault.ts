/**
 * What can go wrong between a client and the exchange, as data: for every fault, whether the request still executes and what the
 * client gets to see.
 *
 * @since 0.1.0
 */

import type { Product } from "./Product.ts"

/**
 * What a request does, as far as faults care. `public` is a read that needs no key, `batch` several places, cancels or amends in one,
 * `transfer` whatever moves funds.
 *
 * @category models
 * @since 0.1.0
 */
export type RequestKind =
  | "public"
  | "read"
  | "test"
  | "place"
  | "cancel"
  | "amend"
  | "cancelReplace"
  | "orderList"
  | "batch"
  | "setting"
  | "transfer"

/**
 * Whether the exchange executes a request that meets the fault. `later`: after the client was told that nobody knows, and not
 * later than the stated bounds allow. `half`: of a cancelReplace the cancel alone, of a batch its first half; anything else executes.
 *
 * @category models
 * @since 0.1.0
 */
export type Executes = "yes" | "no" | "later" | "half"

/**
 * One thing that goes wrong.
 *
 * - `NotConnected`: no connection came about, so not one byte left.
 * - `Lost`: bytes left, and the exchange never sees the request.
 * - `ReplyLost`: the exchange answers, and the answer is lost. `later`: a write executes only after the connection has ended, and
 *   not later than the stated bounds allow.
 * - `ReplyCut`: the answer ends early. `announced`: the connection ends before the announced length, so a transport can tell.
 * - `Replied`: somebody answers something else, whatever the exchange did.
 * - `ReplyRewritten`: the exchange's own answer with something put before its first field.
 * - `Delayed`: the exchange takes its time, within its bounds; the answer is its own.
 * - `Stale`: a read shows the state of as long ago as the bounds allow.
 * - `Banned`, `BackedOff`: the exchange closes its door to this address for a while (418, 429), for real.
 * - `NodeClock`: the node that gets the request has a clock that is off.
 * - `Socket`: what only a connection of the WebSocket API can meet; over HTTP nothing happens. See `SocketFault`.
 *
 * @category models
 * @since 0.1.0
 */
export type Fault =
  | { readonly _tag: "NotConnected"; readonly code: string }
  | { readonly _tag: "Lost"; readonly how: "reset" | "close" | "silence" }
  | { readonly _tag: "ReplyLost"; readonly how: "reset" | "close" | "silence"; readonly later?: boolean | undefined }
  | { readonly _tag: "ReplyCut"; readonly announced: boolean }
  | {
      readonly _tag: "Replied"
      readonly executes: Executes
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  | { readonly _tag: "ReplyRewritten"; readonly prefix: string }
  | { readonly _tag: "Delayed" }
  | { readonly _tag: "Stale" }
  | { readonly _tag: "Banned"; readonly millis: number }
  | { readonly _tag: "BackedOff"; readonly html: boolean }
  | { readonly _tag: "NodeClock"; readonly offsetMillis: number }
  | { readonly _tag: "Socket"; readonly what: SocketFault }

/**
 * What only a connection of the WebSocket API, or of a user data stream, can meet. The request that meets it executes, except where it is said.
 *
 * - `binary`: the reply is a binary frame.
 * - `id-null`: the reply says `id: null`.
 * - `padded`: the reply is longer than anybody expects, by so many bytes.
 * - `late`: the reply comes so many ms late; those after it do not wait.
 * - `reordered`: the reply comes after that of a request that was sent later on the same connection, and not before there is one.
 * - `half-open`: the connection stays, and from here on nothing comes back over it: no reply, no event, no pong, not even its end.
 * - `slow-reader`: the exchange reads no further frame for so many ms.
 * - `revoked`: a session that was logged on loses its key with this request, and the subscription by it; it does not execute, and the reply, 401, names nobody.
 *   A request with a key of its own is refused with that key.
 * - `shutdown`: before the reply the exchange says that it is about to shut down, and closes the connection so many ms later.
 *
 * These befall what tells of the request on the user data stream, over whichever connection, and also when the request came over HTTP.
 *
 * - `events-after`: its events come after its reply, not before.
 * - `events-late`: its events come so many ms late; those after them do not wait.
 * - `events-twice`: its events come twice.
 * - `events-lost`: its events never come.
 * - `subscription-ended`: the subscription ends instead, and says so; the connection stays. A listen key ends for all who listen by it.
 * - `stream-closed`: the connection that was to bring them is closed in good order instead.
 * - `stream-half-open`: the connection that was to bring them goes half-open instead.
 *
 * @category models
 * @since 0.1.0
 */
export type SocketFault =
  | { readonly _tag: "binary" }
  | { readonly _tag: "id-null" }
  | { readonly _tag: "padded"; readonly bytes: number }
  | { readonly _tag: "late"; readonly millis: number }
  | { readonly _tag: "reordered" }
  | { readonly _tag: "half-open" }
  | { readonly _tag: "slow-reader"; readonly millis: number }
  | { readonly _tag: "revoked" }
  | { readonly _tag: "shutdown"; readonly millis: number }
  | { readonly _tag: "events-after" }
  | { readonly _tag: "events-late"; readonly millis: number }
  | { readonly _tag: "events-twice" }
  | { readonly _tag: "events-lost" }
  | { readonly _tag: "subscription-ended" }
  | { readonly _tag: "stream-closed" }
  | { readonly _tag: "stream-half-open" }

/**
 * One row of the table of faults.
 *
 * @category models
 * @since 0.1.0
 */
export interface Row {
  /** What happens, in one sentence. */
  readonly doc: string
  /** The row of the outcome table that it plays, such as `T5`. */
  readonly row: string
  /** Which requests can meet it. */
  readonly on: "any" | "write" | "place" | "cancelReplace" | "read" | "batch"
  /** Where it is met: what it says means something else elsewhere, or is said nowhere else. Everywhere when left out. */
  readonly products?: ReadonlyArray<Product> | undefined
  /** How often a seeded plan draws it, next to the others. */
  readonly weight: number
  readonly fault: Fault
}

const json = { "content-type": "application/json;charset=UTF-8" }
const html = { "content-type": "text/html", "server": "CloudFront", "x-cache": "Error from cloudfront" }

const page = (title: string) =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`

const replied = (
  executes: Executes,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = body.startsWith("<") ? html : json
): Fault => ({ _tag: "Replied", executes, status, headers, body })

const error = (code: number, msg: string) => JSON.stringify({ code, msg })

const unknownError = error(-1000, "An unknown error occurred while processing the request.")
const disconnected = error(-1001, "Internal error; unable to process your request. Please try again.")
const unexpected = error(-1006, "An unexpected response was received from the message bus. Execution status unknown.")
const timedOut = error(
  -1007,
  "Timeout waiting for response from backend server. Send status unknown; execution status unknown."
)
const busy = error(-1008, "Server is currently overloaded with other requests. Please try again in a few minutes.")
const shutDown = error(-1016, "This service is no longer available.")
const unlisted = error(-9999, "Something new.")

// the bodies of these have no code
const unavailable = (msg: string) => JSON.stringify({ timestamp: 1_677_838_680_041, path: "/", msg })
const unknownText = unavailable("Unknown error, please check your request or try again later.")
const throttled = error(
  -1008,
  "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again."
)
const futures: ReadonlyArray<Product> = ["usdm", "coinm", "pm"]
const derivatives: ReadonlyArray<Product> = [...futures, "options"]

const row = (
  doc: string,
  source: string,
  fault: Fault,
  options: { readonly on?: Row["on"]; readonly weight?: number; readonly products?: Row["products"] } = {}
): Row => ({
  doc,
  row: source,
  on: options.on ?? "any",
  weight: options.weight ?? 1,
  ...(options.products === undefined ? {} : { products: options.products }),
  fault
})

/**
 * Every fault by its name.
 *
 * @example
 * ```ts
 * import * as Fault from "@effect-binance/simulator/Fault"
 * Fault.table["reply-lost"].doc // => "The request executes; the connection is reset before the answer."
 * ```
 *
 * @category tables
 * @since 0.1.0
 */
export const table = {
  "dns-failure": row(
    "The name of the host is not found; nothing is sent.",
    "T1",
    { _tag: "NotConnected", code: "ENOTFOUND" },
    { weight: 0.5 }
  ),
  "refused": row("The connection is refused; nothing is sent.", "T2", { _tag: "NotConnected", code: "ECONNREFUSED" }),
  "tls-failure": row(
    "The TLS handshake fails; nothing is sent.",
    "T3",
    { _tag: "NotConnected", code: "EPROTO" },
    { weight: 0.5 }
  ),
  "reset-unexecuted": row("The connection is reset after the request left, before the exchange saw it.", "T5", {
    _tag: "Lost",
    how: "reset"
  }),
  "request-lost": row("The request leaves and never arrives; no answer ever comes.", "T5", {
    _tag: "Lost",
    how: "silence"
  }),
  "reply-lost": row(
    "The request executes; the connection is reset before the answer.",
    "T5",
    { _tag: "ReplyLost", how: "reset" },
    { weight: 2 }
  ),
  "reply-closed": row("The request executes; the connection is closed in good order without an answer.", "T5", {
    _tag: "ReplyLost",
    how: "close"
  }),
  "reply-silent": row("The request executes; no answer ever comes.", "T5", { _tag: "ReplyLost", how: "silence" }),
  "delayed": row(
    "The request executes up to its last permitted moment; the answer comes then, or -1007 comes first.",
    "T5",
    { _tag: "Delayed" },
    { on: "write" }
  ),
  "empty-200": row("The request executes; the answer is a 200 without a body.", "B1", replied("yes", 200, "")),
  "empty-200-unexecuted": row(
    "The request does not execute; the answer is a 200 without a body.",
    "B1",
    replied("no", 200, "")
  ),
  "reply-cut": row("The request executes; the connection ends in the middle of the body.", "B2", {
    _tag: "ReplyCut",
    announced: true
  }),
  "reply-truncated": row(
    "The request executes; the body is half a JSON text, of the length that was announced.",
    "B2",
    { _tag: "ReplyCut", announced: false }
  ),
  "html-200": row("The request executes; the answer is a 200 with a page.", "B3", replied("yes", 200, page("Welcome"))),
  "html-200-unexecuted": row(
    "A portal answers a 200 with a page; the request goes nowhere.",
    "B3",
    replied("no", 200, page("Sign in"))
  ),
  "error-in-200": row(
    "The request executes; the answer is a 200 that carries -1007.",
    "S17",
    replied("yes", 200, timedOut)
  ),
  "error-in-200-unexecuted": row(
    "The request does not execute; the answer is a 200 that carries -1007.",
    "S17",
    replied("no", 200, timedOut)
  ),
  "duplicate-keys": row(
    "The request executes; the answer names `code` twice, first as an error and then as a success.",
    "S17",
    { _tag: "ReplyRewritten", prefix: '"code":-1013,"msg":"Invalid quantity.","code":200,' },
    { on: "write" }
  ),
  "redirect": row(
    "A 302 to another host; the request does not execute.",
    "T16",
    replied("no", 302, "", { location: "http://127.0.0.1:1/moved" }),
    { weight: 0.3 }
  ),
  "redirect-307": row(
    "A 307 to another host, which asks to send the same body there; the request does not execute.",
    "T16",
    replied("no", 307, "", { location: "http://127.0.0.1:1/moved" }),
    { weight: 0.3 }
  ),
  "html-400": row(
    "The request executes; the answer is a 400 with a page.",
    "2.1 (400 without a readable code)",
    replied("yes", 400, page("400 Bad Request")),
    { weight: 0.5 }
  ),
  "html-400-unexecuted": row(
    "The edge answers a 400 with a page; the request does not execute.",
    "2.1 (400 without a readable code)",
    replied("no", 400, page("400 Bad Request")),
    { weight: 0.5 }
  ),
  "unlisted-code": row(
    "The request executes; the answer is a 400 with a code that no list has.",
    "§0 rule 8",
    replied("yes", 400, unlisted)
  ),
  "unlisted-code-unexecuted": row(
    "The request does not execute; the answer is a 400 with a code that no list has.",
    "§0 rule 8",
    replied("no", 400, unlisted)
  ),
  "timeout-400": row(
    "The request executes; -1007 comes with status 400.",
    "2.1 (400, -1007)",
    replied("yes", 400, timedOut),
    { weight: 0.5 }
  ),
  "unauthorized": row(
    "A 401 with -2015; the request does not execute.",
    "2.1 (401)",
    replied("no", 401, error(-2015, "Invalid API-key, IP, or permissions for action.")),
    { weight: 0.05 }
  ),
  "forbidden": row(
    "The firewall answers a 403 with a page; the request does not execute.",
    "2.1 (403), B4",
    replied("no", 403, page("403 Forbidden")),
    { weight: 0.1 }
  ),
  "not-found": row(
    "A 404 with a page; the request does not execute.",
    "2.1 (404)",
    replied("no", 404, page("404 Not Found")),
    { weight: 0.1 }
  ),
  "request-timeout": row("The request executes; the answer is a 408.", "2.1 (408)", replied("yes", 408, ""), {
    weight: 0.5
  }),
  "request-timeout-unexecuted": row(
    "The request does not execute; the answer is a 408.",
    "2.1 (408)",
    replied("no", 408, ""),
    { weight: 0.5 }
  ),
  "conflict": row(
    "The request executes; the answer is a 409 without data.",
    "2.1 (409 without data)",
    replied("yes", 409, ""),
    { weight: 0.3 }
  ),
  "conflict-unexecuted": row(
    "The request does not execute; the answer is a 409 without data.",
    "2.1 (409 without data)",
    replied("no", 409, ""),
    { weight: 0.3 }
  ),
  "banned": row(
    "418: the exchange bans the address for two minutes, for real.",
    "2.1 (418)",
    { _tag: "Banned", millis: 120_000 },
    { weight: 0.05 }
  ),
  "rate-limited": row(
    "429: the exchange tells the address to back off until the window ends, for real.",
    "2.1 (429)",
    { _tag: "BackedOff", html: false },
    { weight: 0.2 }
  ),
  "rate-limited-html": row(
    "429 as a page from the edge, with Retry-After only.",
    "B5",
    { _tag: "BackedOff", html: true },
    { weight: 0.1 }
  ),
  "order-rate-limited": row(
    "429 with -1015: too many orders; the request does not execute.",
    "2.1 (429, -1015)",
    replied("no", 429, error(-1015, "Too many new orders; current limit is 50 orders per 10 SECOND."), {
      ...json,
      "retry-after": "2"
    }),
    { on: "place", weight: 0.3 }
  ),
  "restricted-location": row(
    "451: the service is not offered here; the request does not execute.",
    "2.1 (451)",
    replied(
      "no",
      451,
      '{"code":0,"msg":"Service unavailable from a restricted location according to \'b. Eligibility\' in https://www.binance.com/en/terms. Please contact customer service if you believe you received this message in error."}'
    ),
    { weight: 0.02 }
  ),
  "clock-skew": row(
    "A node whose clock is two minutes ahead refuses the timestamp with -1021.",
    "2.3 (-1021)",
    { _tag: "NodeClock", offsetMillis: 120_000 },
    { weight: 0.5 }
  ),
  "clock-skew-ahead": row(
    "A node whose clock is two minutes behind refuses the timestamp with the other text of -1021.",
    "2.3 (-1021)",
    { _tag: "NodeClock", offsetMillis: -120_000 },
    { weight: 0.5 }
  ),
  "unknown-500": row("The request executes; the answer is a 500 with -1000.", "2.2", replied("yes", 500, unknownError)),
  "unknown-500-unexecuted": row(
    "The request does not execute; the answer is a 500 with -1000.",
    "2.2",
    replied("no", 500, unknownError)
  ),
  "unexpected-response": row(
    "The request executes; the answer is -1006.",
    "2.3 (-1006)",
    replied("yes", 500, unexpected)
  ),
  "unexpected-response-unexecuted": row(
    "The request does not execute; the answer is -1006.",
    "2.3 (-1006)",
    replied("no", 500, unexpected)
  ),
  "bad-gateway": row(
    "The request executes; the edge answers a 502 page.",
    "2.2, B6",
    replied("yes", 502, page("502 Bad Gateway"))
  ),
  "bad-gateway-unexecuted": row(
    "The request does not execute; the edge answers a 502 page.",
    "2.2, B6",
    replied("no", 502, page("502 Bad Gateway"))
  ),
  "unavailable-html": row(
    "The request executes; the edge answers a 503 page.",
    "2.2, B6",
    replied("yes", 503, page("503 Service Temporarily Unavailable"))
  ),
  "unavailable-html-unexecuted": row(
    "The request does not execute; the edge answers a 503 page.",
    "2.2, B6",
    replied("no", 503, page("503 Service Temporarily Unavailable"))
  ),
  "unavailable-empty": row(
    "The request executes; the answer is a 503 without a body.",
    "2.2, B6",
    replied("yes", 503, "")
  ),
  "unavailable-empty-unexecuted": row(
    "The request does not execute; the answer is a 503 without a body.",
    "2.2, B6",
    replied("no", 503, "")
  ),
  "unknown-503": row("The request executes; the answer is a 503 with -1000.", "2.2", replied("yes", 503, unknownError)),
  "unknown-503-unexecuted": row(
    "The request does not execute; the answer is a 503 with -1000.",
    "2.2",
    replied("no", 503, unknownError)
  ),
  "disconnected": row(
    "The request executes; the answer is a 503 with -1001.",
    "2.2",
    replied("yes", 503, disconnected),
    // elsewhere this is the word for what was not executed
    { products: ["spot", "margin"] }
  ),
  "disconnected-unexecuted": row(
    "The request does not execute; the answer is a 503 with -1001.",
    "2.2",
    replied("no", 503, disconnected)
  ),
  "busy": row(
    "The request executes; the answer is a 503 with -1008.",
    "2.2 (-1008 on Spot)",
    replied("yes", 503, busy),
    // the code that options have for a limit
    { products: ["spot", "margin", ...futures] }
  ),
  "busy-unexecuted": row(
    "The request does not execute; the answer is a 503 with -1008.",
    "2.2 (-1008 on Spot)",
    replied("no", 503, busy)
  ),
  "shutting-down": row(
    "The request executes; the answer is a 503 with -1016.",
    "2.3 (-1016)",
    replied("yes", 503, shutDown),
    { weight: 0.5 }
  ),
  "shutting-down-unexecuted": row(
    "The request does not execute; the answer is a 503 with -1016.",
    "2.3 (-1016)",
    replied("no", 503, shutDown),
    { weight: 0.5 }
  ),
  "gateway-timeout": row(
    "The request executes; the edge answers a 504 page.",
    "2.2, B6",
    replied("yes", 504, page("504 Gateway Time-out"))
  ),
  "gateway-timeout-unexecuted": row(
    "The request does not execute; the edge answers a 504 page.",
    "2.2, B6",
    replied("no", 504, page("504 Gateway Time-out"))
  ),
  "timeout": row("The request executes; the answer is -1007.", "2.3 (-1007)", replied("yes", 504, timedOut)),
  "timeout-unexecuted": row(
    "The request does not execute; the answer is -1007.",
    "2.3 (-1007)",
    replied("no", 504, timedOut)
  ),
  "timeout-then-executed": row(
    "The answer is -1007; the request executes after that, within the stated bounds.",
    "2.3 (-1007)",
    replied("later", 504, timedOut),
    { on: "write", weight: 2 }
  ),
  "timeout-half-executed": row(
    "The order is cancelled, the new one is never placed; the answer is -1007.",
    "§5 (no data, -1007)",
    replied("half", 504, timedOut),
    { on: "cancelReplace", weight: 4 }
  ),
  "timeout-batch-half-executed": row(
    "The first half of the batch executes; the answer is -1007.",
    "§6 (no array, -1007)",
    replied("half", 504, timedOut),
    { on: "batch", weight: 4, products: derivatives }
  ),
  "unknown-error": row(
    "The request executes; the answer is a 503 that knows of no answer, without a code.",
    "2.2 A, B7",
    replied("yes", 503, unknownText),
    { weight: 2, products: derivatives }
  ),
  "unknown-error-unexecuted": row(
    "The request does not execute; the answer is a 503 that knows of no answer, without a code.",
    "2.2 A, B7",
    replied("no", 503, unknownText),
    { weight: 2, products: derivatives }
  ),
  "service-unavailable": row(
    "A 503 that says the service is unavailable; the request does not execute.",
    "2.2 B",
    replied("no", 503, unavailable("Service Unavailable.")),
    { weight: 0.5, products: derivatives }
  ),
  "throttled": row(
    "A 503 with -1008: the order is throttled; the request does not execute.",
    "2.2 C",
    replied("no", 503, throttled),
    { on: "place", weight: 0.5, products: futures }
  ),
  "stale-read": row(
    "The read shows the state of as long ago as the stated bound allows.",
    "-2013, reconciliation rule 2",
    { _tag: "Stale" },
    { on: "read", weight: 3 }
  )
} satisfies Readonly<Record<string, Row>>

const onSocket = (what: SocketFault): Fault => ({ _tag: "Socket", what })
const ending = (fault: Fault): Fault => fault

/**
 * The faults of a connection of the WebSocket API, for a plan that names them. They are not among `names`, since a plan by chance is
 * drawn for requests of either face. `table` has what both faces can meet, a reset and a silence before and after the request executes
 * among them; a connection that ends takes every request on it with it.
 *
 * @example
 * ```ts
 * import * as Fault from "@effect-binance/simulator/Fault"
 * import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
 *
 * const plan = FaultPlan.scripted([{ fault: Fault.socket["half-open"], on: "place" }])
 * ```
 *
 * @category tables
 * @since 0.1.0
 */
export const socket = {
  "closed-unexecuted": ending({ _tag: "Lost", how: "close" }),
  "closed-executed": ending({ _tag: "ReplyLost", how: "close" }),
  "silent": ending({ _tag: "ReplyLost", how: "silence" }),
  "binary-frame": onSocket({ _tag: "binary" }),
  "id-null": onSocket({ _tag: "id-null" }),
  // 16 MiB: a reply has a few hundred kB at most
  "too-large": onSocket({ _tag: "padded", bytes: 16_777_216 }),
  "late-reply": onSocket({ _tag: "late", millis: 1_000 }),
  "reordered": onSocket({ _tag: "reordered" }),
  "half-open": onSocket({ _tag: "half-open" }),
  "slow-reader": onSocket({ _tag: "slow-reader", millis: 1_000 }),
  "key-revoked": onSocket({ _tag: "revoked" }),
  "server-shutdown": onSocket({ _tag: "shutdown", millis: 1_000 }),
  "events-after": onSocket({ _tag: "events-after" }),
  "events-late": onSocket({ _tag: "events-late", millis: 1_000 }),
  "events-twice": onSocket({ _tag: "events-twice" }),
  "events-lost": onSocket({ _tag: "events-lost" }),
  "subscription-ended": onSocket({ _tag: "subscription-ended" }),
  "stream-closed": onSocket({ _tag: "stream-closed" }),
  "stream-half-open": onSocket({ _tag: "stream-half-open" })
} satisfies Readonly<Record<string, Fault>>

/**
 * The name of a fault.
 *
 * @category models
 * @since 0.1.0
 */
export type Name = keyof typeof table

/**
 * Every name, in the order of the table.
 *
 * @category tables
 * @since 0.1.0
 */
// Object.keys forgets that the keys of a constant are known
export const names: ReadonlyArray<Name> = Object.keys(table) as Array<Name>

/**
 * The row of a fault.
 *
 * @example
 * ```ts
 * import * as Fault from "@effect-binance/simulator/Fault"
 *
 * const row = Fault.rowOf("reply-lost")
 * ```
 *
 * @category tables
 * @since 0.1.0
 */
export const rowOf = (name: Name): Row => table[name]

/**
 * Whether a text is the name of a fault.
 *
 * @example
 * ```ts
 * import * as Fault from "@effect-binance/simulator/Fault"
 *
 * const named = (text: string) => (Fault.isName(text) ? Fault.rowOf(text) : undefined)
 * ```
 *
 * @category guards
 * @since 0.1.0
 */
export const isName = (text: string): text is Name => Object.hasOwn(table, text)

/**
 * Whether a request that meets this fault executes, when it would without the fault.
 *
 * @example
 * ```ts
 * import * as Fault from "@effect-binance/simulator/Fault"
 *
 * Fault.executes(Fault.rowOf("reply-lost").fault) // => "yes"
 * ```
 *
 * @category tables
 * @since 0.1.0
 */
export const executes = (fault: Fault): Executes => {
  switch (fault._tag) {
    case "Replied":
      return fault.executes
    case "ReplyLost":
      return fault.later === true ? "later" : "yes"
    case "NotConnected":
    case "Lost":
    case "Banned":
    case "BackedOff":
    case "NodeClock":
      return "no"
    case "Socket":
      return fault.what._tag === "revoked" ? "no" : "yes"
    case "ReplyCut":
    case "ReplyRewritten":
    case "Delayed":
    case "Stale":
      return "yes"
  }
}

/**
 * Whether a request of this kind can meet the fault, on this product; on Spot when it is not said.
 *
 * @example
 * ```ts
 * import * as Fault from "@effect-binance/simulator/Fault"
 *
 * const ofCancels = Fault.names.filter((name) => Fault.applies(Fault.rowOf(name), "cancel"))
 * ```
 *
 * @category tables
 * @since 0.1.0
 */
export const applies = (row: Row, kind: RequestKind, product: Product = "spot"): boolean => {
  if (row.products?.includes(product) === false) return false
  // a wrong clock can refuse only what carries a timestamp
  if (row.fault._tag === "NodeClock" && kind === "public") return false
  switch (row.on) {
    case "any":
      return true
    // whatever places an order is counted as one
    case "place":
      return kind === "place" || kind === "cancelReplace" || kind === "orderList"
    case "cancelReplace":
      return kind === "cancelReplace"
    case "batch":
      return kind === "batch"
    case "write":
      return kind !== "public" && kind !== "read" && kind !== "test"
    case "read":
      return kind === "read"
  }
}
