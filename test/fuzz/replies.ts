/** Replies as Binance sends them, and then mutated: near enough to be believed, wrong in one place or many. */
import type { HttpReply, NoReply, Reply } from "effect-binance/client/Transport"
import type { Asked } from "effect-binance/client/Verdict"
import type { Kind } from "effect-binance/errors/InDoubt"
import { spotRules } from "effect-binance/products/SpotRules"
import { duplicate, kinds, listedCodes, textFacts, writes } from "./outcomes.ts"
import type { Draw } from "./support.ts"

export const now = 1_700_000_000_000

/** JSON as text is: keys may come twice, numbers in any spelling. */
type Json =
  | { readonly raw: string }
  | { readonly text: string }
  | { readonly fields: ReadonlyArray<readonly [string, Json]> }
  | { readonly items: ReadonlyArray<Json> }

const raw = (value: number | boolean | null | string): Json => ({ raw: `${value}` })
const text = (value: string): Json => ({ text: value })
const object = (fields: Readonly<Record<string, Json>>): Json => ({ fields: Object.entries(fields) })

// half of the time one of those on which money hangs
const weighty = [-2010, -1007, -1006, -1000, -2011, -2013, -1015, -1021, -1003, -2021, -2022, -2038, -1013, -1161]
const codes: readonly [number, ...ReadonlyArray<number>] = [
  -2010,
  ...Array.from({ length: 8 }, () => weighty).flat(),
  ...listedCodes
]
export const ids: readonly [string, ...ReadonlyArray<string>] = ["a", "b", "c"]

// ------------------------------------------------------------------------------------------------------------ near-valid

const codeOf = (d: Draw): Json =>
  d.among(
    () => raw(d.pick(codes)),
    () => raw(d.pick(codes)),
    () => raw(d.pick(codes)),
    () => raw(d.pick(codes) + d.pick([1, -1])),
    () => text(`${d.pick(codes)}`),
    () => raw(`${d.pick(codes)}.0`),
    () => raw(`${d.pick(codes)}.5`),
    () => raw(`${d.pick(codes)}e0`),
    () => raw(d.pick(["0", "200", '"000000"', '"200"', "1", "100001003", "-0", "-9999", "-4531"])),
    () =>
      raw(
        d.pick([
          "null",
          "true",
          "[]",
          "{}",
          '""',
          '"-"',
          '" -2010"',
          '"-2010 "',
          '"0x7da"',
          "1e308",
          "-1e400",
          "-99999999999999999999999"
        ])
      ),
    () => ({ items: [raw(d.pick(codes))] }),
    () => object({ code: raw(d.pick(codes)) })
  )

const known: readonly [string, ...ReadonlyArray<string>] = ["whatever", ...textFacts.map((row) => row.text)]
const messageOf = (d: Draw): string =>
  d.among(
    () => d.pick(known),
    () => d.pick(known),
    () => d.pick(known).toUpperCase(),
    () => ` ${d.pick(known).replaceAll(" ", "  ")} `,
    () => `${d.pick(known)}.`,
    () => d.pick(known).slice(0, d.below(40)),
    () => d.pick(known) + d.pick(["!", " or not", "\u0000", "\u202e", "\ud800"]),
    () =>
      `Too much request weight used; current limit is ${d.below(99999)} request weight per ${d.pick(["1 MINUTE", "9999 DAY", "0 SECOND", "'%s'"])}.`,
    () =>
      `Way too much request weight used; IP banned until ${d.pick([`${now + 60_000}`, "9999999999999", "0000000000000", "x"])}.`,
    () =>
      d.pick([
        "Service Unavailable.",
        "Internal error; unable to process your request. Please try again.",
        "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again."
      ]),
    () => JSON.stringify({ code: d.pick(codes), msg: d.pick(known) }),
    () => JSON.stringify({ msg: JSON.stringify({ code: d.pick(codes) }) }),
    () => "x".repeat(d.below(6000)),
    () => `Filter failure: ${d.pick(["NEW_FILTER", "", "LOT_SIZE_2", "lot_size", "A".repeat(40)])}`
  )

const idValue = (d: Draw): Json =>
  d.among(
    () => raw(28),
    () =>
      raw(
        d.pick([
          "0",
          "0",
          "0",
          "-1",
          "1.5",
          "1e3",
          "9007199254740993",
          "4611875134427365377",
          "null",
          "true",
          "{}",
          "[28]"
        ])
      ),
    () => text(d.pick(["28", "0", "", "-1", "028", "4611875134427365377", "1e3", " 28"]))
  )

const orderOf = (d: Draw): Json =>
  object({
    symbol: text("BTCUSDT"),
    orderId: idValue(d),
    ...(d.oneIn(4)
      ? {}
      : { clientOrderId: d.oneIn(8) ? raw(d.pick(["null", "1", "{}"])) : text(d.pick(["a", "b", "x"])) }),
    ...(d.oneIn(3)
      ? {}
      : {
          status: text(d.pick(["NEW", "FILLED", "CANCELED", "REJECTED", "EXPIRED", "EXPIRED_IN_MATCH", "NEWER", ""]))
        }),
    ...(d.oneIn(6) ? { orderListId: raw(d.pick([-1, 0, 7])) } : {})
  })

const duplicates = Array.from({ length: 12 }, () => textFacts.filter((row) => row.text === duplicate)).flat()

/** A refusal as it is documented: a code and a text that belong together. */
const documentedOf = (d: Draw): Json => {
  const { codes: listed, text: msg } = d.pick([...textFacts, ...duplicates])
  return object({ code: raw(d.pick(listed)), msg: text(msg) })
}

const errorOf = (d: Draw): Json => (d.oneIn(3) ? documentedOf(d) : anyErrorOf(d))
const anyErrorOf = (d: Draw): Json => object({ code: codeOf(d), msg: d.oneIn(12) ? raw("null") : text(messageOf(d)) })

const halfResult = (d: Draw): Json =>
  d.oneIn(8)
    ? raw(d.pick(["null", "true", "1"]))
    : text(d.pick(["FAILURE", "SUCCESS", "NOT_ATTEMPTED", "OTHER", "success"]))
const halfResponse = (d: Draw): Json =>
  d.among(
    () => errorOf(d),
    () => errorOf(d),
    () => orderOf(d),
    () => raw("null"),
    () => object({}),
    () => merged(orderOf(d), errorOf(d))
  )
const halves = (d: Draw): Json =>
  object({
    cancelResult: halfResult(d),
    ...(d.oneIn(10) ? {} : { newOrderResult: halfResult(d) }),
    cancelResponse: halfResponse(d),
    newOrderResponse: halfResponse(d)
  })

const merged = (...all: ReadonlyArray<Json>): Json => ({
  fields: all.flatMap((one) => ("fields" in one ? one.fields : []))
})

const documentOf = (d: Draw): Json =>
  d.among(
    () => errorOf(d),
    () => errorOf(d),
    () => errorOf(d),
    () => orderOf(d),
    () => merged(errorOf(d), object({ data: halves(d) })),
    () => halves(d),
    () => merged(orderOf(d), errorOf(d)),
    () => object({ transactTime: raw(now), amendedOrder: orderOf(d), listStatus: raw("null") }),
    () => object({ orderListId: idValue(d), listOrderStatus: text(d.pick(["EXECUTING", "ALL_DONE", "REJECT"])) }),
    () => object({ tranId: idValue(d) }),
    () =>
      object({ success: raw(d.pick(["true", "false", "null", '"true"'])), ...(d.oneIn(2) ? { code: codeOf(d) } : {}) }),
    () => ({
      items: d.list(4, () =>
        d.among<Json>(
          () => orderOf(d),
          () => errorOf(d),
          () => raw("null"),
          () => ({ items: [] })
        )
      )
    }),
    () => object({ timestamp: raw(now), path: text("/api/v3/order"), msg: text(messageOf(d)) }),
    () => ({
      fields: [
        ["__proto__", merged(errorOf(d), orderOf(d))],
        ["constructor", object({ prototype: merged(orderOf(d), errorOf(d)) })],
        ["toString", codeOf(d)],
        ...(d.oneIn(2) ? ([["hasOwnProperty", raw("null")]] as const) : [])
      ]
    }),
    () => object({ data: merged(errorOf(d), orderOf(d)) }),
    () => text(d.pick(known)),
    () => raw(d.pick(["null", "true", "12", "-2010", "{}", "[]", "[[]]"]))
  )

// --------------------------------------------------------------------------------------------------------------- mutation

const mutated = (d: Draw, json: Json, depth = 0): Json => {
  if ("items" in json) return { items: json.items.map((item) => (d.oneIn(6) ? mutated(d, item, depth + 1) : item)) }
  if (!("fields" in json) || json.fields.length === 0) return d.oneIn(3) ? codeOf(d) : json
  const { fields } = json
  const at = d.below(fields.length)
  const [key, value] = fields[at] ?? ["code", raw(0)]
  const set = (entry: ReadonlyArray<readonly [string, Json]>): Json => ({
    fields: [...fields.slice(0, at), ...entry, ...fields.slice(at + 1)]
  })
  return d.among(
    () => set([]),
    () => set([[key, mutated(d, value, depth + 1)]]),
    () =>
      set([
        [key, value],
        [key, codeOf(d)]
      ]),
    () =>
      set([
        [key, codeOf(d)],
        [key, value]
      ]),
    () => set([[key.toUpperCase(), value]]),
    () => set([[` ${key}`, value]]),
    () => set([["__proto__", object({ [key]: value })]]),
    () => (depth < 2 ? object({ data: json }) : json),
    () => (depth < 2 ? object({ error: json }) : json),
    () => (depth < 2 ? { items: [json] } : json),
    () =>
      set([
        [key, value],
        ["success", raw(d.pick(["false", "true"]))]
      ]),
    () =>
      set([
        [key, value],
        ["orderId", idValue(d)]
      ]),
    () =>
      set([
        [key, value],
        ["code", codeOf(d)]
      ])
  )
}

const escaped = (value: string, d: Draw, often: boolean): string => {
  const plain = JSON.stringify(value)
  return often
    ? `"${Array.from({ length: value.length }, (_, i) => `\\u${value.charCodeAt(i).toString(16).padStart(4, "0")}`).join("")}"`
    : d.oneIn(12)
      ? plain.replaceAll("/", "\\/")
      : plain
}

const written = (json: Json, d: Draw, often: boolean): string =>
  "raw" in json
    ? json.raw
    : "text" in json
      ? escaped(json.text, d, often)
      : "items" in json
        ? `[${json.items.map((item) => written(item, d, often)).join(",")}]`
        : `{${json.fields.map(([key, value]) => `${escaped(key, d, often)}:${written(value, d, often)}`).join(",")}}`

const garbled = (d: Draw, body: string): string => {
  const at = d.below(body.length + 1)
  return d.among(
    () => body.slice(0, at),
    () => body.slice(at),
    () => `\ufeff${body}`,
    () => `${body}${d.pick([" ", "\n", "\u0000", "}", ",", "<!-- -->", ";"])}`,
    () => body + body,
    () => body.slice(0, at) + d.pick(["\u0000", '"', "\\", "\ud800", " ", "-", "1", ","]) + body.slice(at),
    () => ` \r\n\t${body}\n`,
    () => `)]}',\n${body}`,
    () => `<html><body>${body}</body></html>`,
    () => "[".repeat(200) + body + "]".repeat(200),
    () => `{"a":`.repeat(200) + body + "}".repeat(200),
    () => d.text(1 + d.below(8), ' \u0000\u007f\u00ff\u2028{}[]",:-0eE\ud800\ufeff'),
    () => ""
  )
}

/** A success of this kind, as it is documented. */
const successOf = (d: Draw, kind: Kind): Json => {
  const order = object({
    symbol: text("BTCUSDT"),
    orderId: d.oneIn(4) ? idValue(d) : raw(28),
    clientOrderId: text(d.oneIn(6) ? "b" : "a")
  })
  const canceled = merged(order, object({ status: text("CANCELED") }))
  switch (kind) {
    case "cancel":
      return canceled
    case "cancelReplace":
      return object({
        cancelResult: text("SUCCESS"),
        newOrderResult: text("SUCCESS"),
        cancelResponse: canceled,
        newOrderResponse: order
      })
    case "amend":
      return object({ transactTime: raw(now), executionId: raw(16), amendedOrder: order })
    case "orderList":
      return object({ orderListId: raw(0), listOrderStatus: text("EXECUTING"), orders: { items: [order] } })
    case "batch":
      return { items: [order, errorOf(d), merged(order, object({ clientOrderId: text("c") }))] }
    case "transfer":
      return object({ tranId: raw(13526853623) })
    case "setting":
      return d.oneIn(2) ? object({ success: raw(true) }) : object({ code: raw(200), msg: text("success") })
    default:
      return merged(order, object({ status: text("NEW") }))
  }
}

export const bodyOf = (d: Draw, kind: Kind = "place"): string => {
  let document = d.pick([0, 1, 2]) === 1 ? successOf(d, kind) : documentOf(d)
  for (let left = d.pick([0, 0, 1, 0, 3]); left > 0; left--) document = mutated(d, document)
  const body = written(document, d, d.oneIn(16))
  return d.oneIn(5) ? garbled(d, body) : body
}

// ------------------------------------------------------------------------------------------------------------------- reply

export const statuses: readonly [number, ...ReadonlyArray<number>] = [
  200, 400, 400, 200, 201, 202, 204, 299, 300, 301, 307, 308, 399, 401, 402, 403, 404, 405, 408, 409, 410, 413, 414,
  415, 418, 422, 425, 429, 429, 431, 444, 451, 499, 500, 501, 502, 503, 504, 520, 521, 522, 525, 530, 599, 600, 999
]
const usual = [200, 400, 429, 409, 403] as const
const nonsense: readonly [unknown, ...ReadonlyArray<unknown>] = [
  0,
  -1,
  1,
  100,
  101,
  199,
  NaN,
  Infinity,
  -Infinity,
  400.5,
  2 ** 31,
  2 ** 53,
  1e308,
  -0,
  "400",
  "200",
  null,
  undefined,
  true,
  [],
  [400],
  {}
]

const headerValue = (d: Draw): unknown =>
  d.among<unknown>(
    () => `${d.below(100_000)}`,
    () =>
      d.pick([
        "",
        "-1",
        "1.5",
        "1e9",
        "99999999999999999999",
        "Infinity",
        "NaN",
        "0x10",
        " 7 ",
        "7, 8",
        "7\r\nx: y",
        "\u0000"
      ]),
    () =>
      d.pick([
        "Wed, 21 Oct 2015 07:28:00 GMT",
        "Wed, 99 Foo 0000",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Tue, 14 Nov 2023 22:13:20 GMT"
      ]),
    () => d.pick<unknown>([null, undefined, 7, true, {}, ["7"], [], 7n]),
    () => "9".repeat(d.below(2000))
  )

const headersOf = (d: Draw): HttpReply["headers"] => {
  const headers: Record<string, unknown> = d.oneIn(5) ? (Object.create(null) as Record<string, unknown>) : {} // no prototype at all
  if (d.oneIn(2)) headers["retry-after"] = headerValue(d)
  if (d.oneIn(4)) headers["date"] = headerValue(d)
  if (d.oneIn(8)) Object.defineProperty(headers, "__proto__", { value: { "retry-after": "7" }, enumerable: true })
  if (d.oneIn(8))
    headers[d.pick(["constructor", "Retry-After", "x".repeat(1000), "", "toString", "content-length"])] = headerValue(d)
  return headers as HttpReply["headers"] // a transport written in plain JavaScript may do this
}

export const httpReplyOf = (d: Draw, kind?: Kind): HttpReply => ({
  _tag: "HttpReply",
  status: (d.oneIn(12) ? d.pick(nonsense) : d.pick(d.oneIn(2) ? statuses : usual)) as number, // likewise
  headers: headersOf(d),
  body: bodyOf(d, kind),
  complete: !d.oneIn(16)
})

export const noReplyOf = (d: Draw): NoReply => ({
  _tag: "NoReply",
  phase: d.pick(["sent", "unknown", "connect"] as const),
  code: d.pick([
    undefined,
    "ECONNRESET",
    "EPIPE",
    "ETIMEDOUT",
    "UND_ERR_SOCKET",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "UND_ERR_CONNECT_TIMEOUT",
    "enotfound",
    " ENOTFOUND",
    "ENOTFOUND ",
    "",
    "constructor",
    "x".repeat(500)
  ]),
  timeout: d.oneIn(3)
})

export const replyOf = (d: Draw, kind?: Kind): Reply => (d.oneIn(10) ? noReplyOf(d) : httpReplyOf(d, kind))

export const askedOf = (d: Draw, among: readonly [Kind, ...ReadonlyArray<Kind>] = kinds): Asked => {
  const kind = d.pick(among)
  return {
    product: spotRules,
    kind,
    earlier: d.pick(["none", "none", "none", "in-doubt", "proven-not-executed"] as const),
    clientOrderIdFrom: d.pick(["library", "caller"] as const),
    clientOrderIds: d.pick([["a"], [], ["a", "b"], ["a", "b", "c"]]),
    ...(kind === "batch" && d.oneIn(2) ? { elementKind: d.pick(["place", "cancel", "amend"] as const) } : {})
  }
}

export const writeOf = (d: Draw): Asked => askedOf(d, writes)
