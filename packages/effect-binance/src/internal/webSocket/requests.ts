/** The bytes of a request over the WebSocket API: typed JSON, signed over its parameters by name, in raw UTF-8. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type InvalidParameter, nonFinite, type Parameters, textUnsafe, type Value } from "../../client/Parameters.ts"
import { type Draft, problemOf, type SignedRequest, type Signer } from "../../client/Signer.ts"
import type { WireRequest } from "../../client/Transport.ts"
import type { ProductTable } from "./methods.ts"

/** A request whose `body` is the `params` of a frame, and not a form. */
export interface FrameRequest extends WireRequest {
  /** For how many ms after its signature the exchange takes it; `undefined` for one that has none. */
  readonly recvWindow?: number | undefined
  /** It has no key of its own: it is made with the one that the connection is logged on with. */
  readonly bySession?: boolean | undefined
}

const json = "application/json"

export const isFrame = (request: WireRequest): request is FrameRequest => request.headers["content-type"] === json

// Digits that a double cannot hold are given as text, but the exchange takes them as an integer only. A client order id may be all
// digits and is text all the same, so the names decide.
const integers: ReadonlySet<string> = new Set([
  "orderId",
  "cancelOrderId",
  "orderListId",
  "fromId",
  "tradeId",
  "preventedMatchId",
  "fromPreventedMatchId",
  "fromAllocationId",
  "fromExecutionId",
  "algoId"
])
const digits = /^(?:0|[1-9]\d*)$/

// INT is a JSON integer, DECIMAL is text (futures docs, websocket-api: general information)
const isBare = (name: string, value: Exclude<Value, undefined>, { flagsAsText }: ProductTable): boolean =>
  typeof value === "string"
    ? integers.has(name) && digits.test(value)
    : typeof value === "number"
      ? Number.isInteger(value) || name === "recvWindow"
      : typeof value !== "boolean" || !flagsAsText

interface Written {
  /** What is signed. */
  readonly payload: string
  /** What stands in the frame, without the brackets around it. */
  readonly json: string
}

/** Sorted by name, which is the order that is signed; JSON has none. The parameters have been looked at. */
const written = (parameters: Parameters, product: ProductTable): Written => {
  let payload = ""
  let json = ""
  for (const name of Object.keys(parameters).sort()) {
    const value = parameters[name]
    if (value === undefined) continue
    const text = textUnsafe(value).toWellFormed()
    payload += `${payload === "" ? "" : "&"}${name}=${text}`
    json += `${json === "" ? "" : ","}${JSON.stringify(name)}:${isBare(name, value, product) ? text : JSON.stringify(text)}`
  }
  return { payload, json }
}

const frame = ({ method, path }: Draft, body: string, recvWindow?: number, bySession?: boolean): FrameRequest => ({
  method,
  path,
  query: "",
  body,
  headers: { "content-type": json },
  recvWindow,
  bySession
})

export const unsigned = (product: ProductTable, draft: Draft): Effect.Effect<WireRequest, InvalidParameter> => {
  const problem = nonFinite(draft.parameters)
  return problem === undefined
    ? Effect.succeed(frame(draft, `{${written(draft.parameters, product).json}}`))
    : Effect.fail(problem)
}

type Times = { readonly timestamp: number; readonly recvWindow: number }

/** Source of the rule: spot docs, web-socket-api, "SIGNED request example": all of `params` by name, the key among them, without encoding. */
const signedParams = (product: ProductTable, signer: Signer["Service"], parameters: Parameters) => {
  const { json, payload } = written({ ...parameters, apiKey: Redacted.value(signer.apiKey) }, product)
  return Effect.map(signer.sign(payload), (signature) => ({
    body: `{${json},"signature":${JSON.stringify(signature)}}`,
    signature
  }))
}

export const signed = (
  product: ProductTable,
  signer: Signer["Service"],
  draft: Draft & Times
): Effect.Effect<SignedRequest, InvalidParameter> => {
  const own = { recvWindow: draft.recvWindow, timestamp: Math.floor(draft.timestamp) }
  const problem = problemOf(draft.parameters) ?? nonFinite(own)
  if (problem !== undefined) return Effect.fail(problem)
  return Effect.map(signedParams(product, signer, { ...draft.parameters, ...own }), ({ body, signature }) => ({
    request: frame(draft, body, draft.recvWindow),
    signature
  }))
}

/**
 * As `signed`, for a connection that is logged on: neither key nor signature, and the `timestamp` all the same.
 *
 * Source of the rule: spot docs, web-socket-api, "Session Authentication".
 */
export const bySession = (
  product: ProductTable,
  draft: Draft & Times
): Effect.Effect<SignedRequest, InvalidParameter> => {
  const own = { recvWindow: draft.recvWindow, timestamp: Math.floor(draft.timestamp) }
  const problem = problemOf(draft.parameters) ?? nonFinite(own)
  if (problem !== undefined) return Effect.fail(problem)
  const body = `{${written({ ...draft.parameters, ...own }, product).json}}`
  return Effect.succeed({ request: frame(draft, body, draft.recvWindow, true), signature: "" })
}

// a logon does nothing that could not be done later, so this is only how long its signature is good for
const logonWindow = 5000

/** The parameters of `session.logon`. */
export const logon = (product: ProductTable, signer: Signer["Service"], timestamp: number): Effect.Effect<string> =>
  Effect.map(signedParams(product, signer, { recvWindow: logonWindow, timestamp }), ({ body }) => body)
