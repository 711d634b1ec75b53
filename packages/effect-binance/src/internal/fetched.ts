/** What the transports that stand on somebody else's HTTP client have in common: what a call has come to, and what an error proves. */
import * as Effect from "effect/Effect"
import { CallTimeout } from "../client/CallTimeout.ts"
import { addressesOf as allAddressesOf, addressOf, type Endpoint } from "../client/Endpoint.ts"
import {
  type HttpReply,
  noReply,
  type NoReply,
  outOfTime,
  type Reply,
  unaddressed,
  type WireRequest
} from "../client/Transport.ts"

// Without a marker on the socket, only what exists before a TCP connection does proves that nothing left. A reset or a TLS error
// may be older or newer than the request, so neither is here.
const beforeConnection: ReadonlySet<string> = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "UND_ERR_CONNECT_TIMEOUT"
])

const text = (value: object, key: string): string | undefined => {
  const found: unknown = Reflect.get(value, key)
  return typeof found === "string" ? found : undefined
}

// What an error was made from; a chain may be a ring, so it is followed ten deep at most
const innerErrors = (error: object): ReadonlyArray<unknown> => {
  const errors: unknown = Reflect.get(error, "errors")
  if (Array.isArray(errors) && errors.length > 0) return errors
  const cause: unknown = Reflect.get(error, "cause")
  return cause === undefined || cause === null || cause === error ? [] : [cause]
}

// Every branch of a tree of errors has to end before a connection, and nothing on the way may say otherwise
const isBeforeConnection = (error: unknown, depth = 0): boolean => {
  if (typeof error !== "object" || error === null || depth > 10) return false
  const code = text(error, "code")
  const proves = (code !== undefined && beforeConnection.has(code)) || text(error, "syscall") === "connect"
  const inner = innerErrors(error)
  if (code !== undefined && !proves && !Array.isArray(Reflect.get(error, "errors"))) return false
  return inner.length === 0 ? proves : inner.every((cause) => isBeforeConnection(cause, depth + 1))
}

export const codeOf = (error: unknown, depth = 0): string | undefined => {
  if (typeof error !== "object" || error === null || depth > 10) return undefined
  const code = text(error, "code")
  if (code !== undefined) return code
  for (const cause of innerErrors(error)) {
    const found = codeOf(cause, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** `connect` when every error in it belongs to a connection that never came to be, else `unknown`. */
export const noReplyOf = (error: unknown): NoReply =>
  noReply(isBeforeConnection(error) ? "connect" : "unknown", codeOf(error))

/** A status line and its headers. */
export interface Head {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** What is known of a call at any moment: its time may be up between the headers and the body. */
export interface Progress {
  head: Head | undefined
  reply: Reply | undefined
}

const digits = /^\d+$/

/** The reply that these bytes make; `undefined` for a body that did not arrive. */
export const httpReply = (head: Head, bytes: Uint8Array | undefined): Reply => {
  // A browser hides a redirect behind status 0; whatever it was, an answer came, so the request had left
  if (head.status < 200 || head.status > 599) return noReply("sent", `HTTP_${head.status}`)
  const headers: Record<string, string> = {}
  for (const name of Object.keys(head.headers)) {
    const value = head.headers[name]
    if (value !== undefined) headers[name.toLowerCase()] = value
  }
  const announced = headers["content-length"]
  // The length of a compressed body says nothing about the text it becomes; 204 and 304 have no body whatever they announce
  const short =
    bytes !== undefined &&
    announced !== undefined &&
    digits.test(announced) &&
    headers["content-encoding"] === undefined &&
    head.status !== 204 &&
    head.status !== 304 &&
    bytes.length < Number(announced)
  return {
    _tag: "HttpReply",
    status: head.status,
    headers,
    body: new TextDecoder().decode(bytes),
    complete: bytes !== undefined && !short
  } satisfies HttpReply
}

/** Ends a call by `CallTimeout`, with what is known of it by then. */
export const inTime = (progress: Progress, sent: Effect.Effect<Reply>): Effect.Effect<Reply> =>
  Effect.flatMap(CallTimeout, (duration) =>
    Effect.timeoutOrElse(sent, {
      duration,
      orElse: () =>
        Effect.sync(
          () => progress.reply ?? (progress.head === undefined ? outOfTime : httpReply(progress.head, undefined))
        )
    })
  )

/** The addresses of an endpoint by path, when each of them is one that can be fetched. */
export const addressesOf = (endpoint: Endpoint["Service"]): Effect.Effect<(path: string) => string | undefined> => {
  // In a page an address may be relative to it
  const page = globalThis.location?.href
  return allAddressesOf(endpoint).every(
    (one) => URL.canParse(one, page) && /^https?:$/.test(new URL(one, page).protocol)
  )
    ? Effect.succeed((path) => addressOf(endpoint, path))
    : Effect.die(new Error(`The endpoint ${endpoint.name} is not an http or https address`))
}

/** What is answered to a request for which there is no address: provably nothing left. */
export const nowhere: NoReply = noReply("connect", unaddressed)

export const urlOf = (baseUrl: string, { path, query }: WireRequest): string =>
  baseUrl + path + (query === "" ? "" : `?${query}`)
