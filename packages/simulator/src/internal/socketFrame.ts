/**
 * The frames of the WebSocket API: reads a request into the one that it is over HTTP, and writes the answer to it as a frame.
 */
import type { HttpReply, WireRequest } from "effect-binance/client/Transport"
import type { RateLimit } from "../RateLimits.ts"
import { Window } from "../RateLimits.ts"
import { Refusal } from "../Wire.ts"
import * as SocketMethods from "./socketMethods.ts"

export interface Read {
  /** What the reply repeats; `null` for a request that cannot be read. */
  readonly id: string | number | null
  readonly request: WireRequest
  readonly payload: string
  /** What it weighs, where that is not what it weighs over HTTP. */
  readonly weight: number | undefined
  /** Whether its result stands in a list. */
  readonly inList: boolean
  readonly refusal: Refusal | undefined
  readonly returnRateLimits: boolean | undefined
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const invalidJson = () => new Refusal(-1135, "Invalid JSON Request")

/** A request that no method answers: it still costs weight, and a ban still keeps it out. */
const unreadable = (api: SocketMethods.Api, id: Read["id"], refusal: Refusal): Read => ({
  id,
  request: { method: "GET", path: api.path, query: "", body: "", headers: {} },
  payload: "",
  weight: undefined,
  inList: false,
  refusal,
  returnRateLimits: undefined
})

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The text of a parameter: what its signature speaks for. */
const textOf = (name: string, value: unknown): string => {
  if (typeof value === "string") return value
  if (typeof value === "number" || typeof value === "boolean" || Array.isArray(value)) return JSON.stringify(value)
  throw new Refusal(-1135, `JSON sent for parameter '${name}' is not valid`)
}

/** Reads a text frame; whatever it holds. */
export const read = (api: SocketMethods.Api, text: string): Read => {
  const frame = parse(text)
  if (!isRecord(frame)) return unreadable(api, null, invalidJson())
  const { id, method, params = {} } = frame
  if (id === undefined) return unreadable(api, null, new Refusal(-1102, missing("id")))
  if (id !== null && typeof id !== "string" && !Number.isSafeInteger(id))
    return unreadable(api, null, new Refusal(-1130, "Data sent for parameter 'id' is not valid."))
  // just found to be one of them
  const known = id as Read["id"]
  if (typeof method !== "string") return unreadable(api, known, new Refusal(-1102, missing("method")))
  if (!isRecord(params))
    return unreadable(api, known, new Refusal(-1135, "JSON sent for parameter 'params' is not valid"))
  const row = SocketMethods.find(api, method)
  // no list says what an unknown method gets
  if (row === undefined) return unreadable(api, known, new Refusal(-1020, "This operation is not supported."))
  try {
    return { id: known, ...translate(row, params) }
  } catch (refusal) {
    // anything else is a mistake of this program
    if (!(refusal instanceof Refusal)) throw refusal
    return unreadable(api, known, refusal)
  }
}

const missing = (name: string) => `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`

const translate = (
  { inList = false, method, path, weight }: SocketMethods.Row,
  params: Readonly<Record<string, unknown>>
): Omit<Read, "id"> => {
  const values = Object.keys(params)
    .sort()
    .map((name) => [name, textOf(name, params[name])] as const)
  const wanted = params["returnRateLimits"]
  const { apiKey } = params
  const sent = values.filter(([name]) => name !== "apiKey" && name !== "returnRateLimits")
  return {
    request: {
      method,
      path,
      query: sent.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&"),
      body: "",
      headers: apiKey === undefined ? {} : { "x-mbx-apikey": textOf("apiKey", apiKey) }
    },
    payload: values
      .filter(([name]) => name !== "signature")
      .map((pair) => pair.join("="))
      .join("&"),
    weight,
    inList,
    refusal: undefined,
    returnRateLimits: typeof wanted === "boolean" ? wanted : undefined
  }
}

/** The limits that a reply tells of: those whose count stands in its headers. */
const rateLimits = (
  { tellsFirst }: SocketMethods.Api,
  reply: HttpReply,
  limits: ReadonlyArray<RateLimit>
): ReadonlyArray<unknown> => {
  const rows = limits.flatMap((limit) => {
    const { suffix } = new Window(limit)
    const count =
      limit.rateLimitType === "ORDERS"
        ? reply.headers[`x-mbx-order-count-${suffix}`]
        : limit.rateLimitType === "REQUEST_WEIGHT"
          ? reply.headers[`x-mbx-used-weight-${suffix}`]
          : undefined
    return count === undefined ? [] : [{ ...limit, count: Number(count) }]
  })
  return rows.sort((a, b) => Number(b.rateLimitType === tellsFirst) - Number(a.rateLimitType === tellsFirst))
}

/** What the error says of time: when it was made, and when to come back. */
const momentsOf = (
  { tellsMoments }: SocketMethods.Api,
  error: Readonly<Record<string, unknown>>,
  { headers, status }: HttpReply,
  { retryAt, serverTime }: Moments
) => {
  // the halves of a cancelReplace stand there alone
  if (!tellsMoments || error["data"] !== undefined) return {}
  if (error["code"] === -1021) return { data: { serverTime } }
  if (status !== 418 && status !== 429) return {}
  const seconds = headers["retry-after"]
  const retryAfter = retryAt ?? (seconds === undefined ? undefined : serverTime + Number(seconds) * 1_000)
  return { data: { serverTime, retryAfter: retryAfter === undefined ? undefined : Math.ceil(retryAfter) } }
}

/** What every frame begins with that is a reply. */
export const beginning = '{"id":'

export interface Moments {
  /** In exchange ms. */
  readonly serverTime: number
  /** When the door opens again, in exchange ms. */
  readonly retryAt: number | undefined
}

/** The reply as the text of a frame. What is no JSON stands for itself: no part of an envelope is left of it. */
export const write = (
  api: SocketMethods.Api,
  { id, inList }: Pick<Read, "id" | "inList">,
  reply: HttpReply,
  moments: Moments,
  /** The limits to tell of; none when they are not wanted. */
  limits: ReadonlyArray<RateLimit>
): string => {
  const head = `${beginning}${JSON.stringify(id)},"status":${reply.status}`
  const rows = limits.length === 0 ? [] : rateLimits(api, reply, limits)
  const tail = rows.length === 0 ? "}" : `,"rateLimits":${JSON.stringify(rows)}}`
  if (reply.body === "") return head + tail
  const value = parse(reply.body)
  if (value === undefined) {
    // the beginning of a result, with nothing after it
    return reply.body.startsWith("{") || reply.body.startsWith("[") ? `${head},"result":${reply.body}` : reply.body
  }
  // as it stands: it may name something twice
  if (reply.status === 200) return `${head},"result":${inList ? `[${reply.body}]` : reply.body}${tail}`
  const error = isRecord(value) ? { ...value, ...momentsOf(api, value, reply, moments) } : value
  return `${head},"error":${JSON.stringify(error)}${tail}`
}
