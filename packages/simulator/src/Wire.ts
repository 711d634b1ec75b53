/**
 * Reads requests as Binance Spot reads them: parameters of query and body, their checks, and the texts of the refusals.
 *
 * @since 0.1.0
 */
import type { WireRequest } from "effect-binance/client/Transport"
import * as Decimal from "./Decimal.ts"

/**
 * A refusal: what the client gets to read.
 *
 * @category errors
 * @since 0.1.0
 */
export class Refusal {
  readonly status: number
  readonly code: number
  readonly msg: string
  constructor(code: number, msg: string, status = 400) {
    this.status = status
    this.code = code
    this.msg = msg
  }
}

/**
 * The parameters of one request. A name that stands in the query and in the body has its value of the query.
 *
 * @category models
 * @since 0.1.0
 */
export interface Parameters {
  readonly values: ReadonlyMap<string, string>
  /** A name that was sent twice in one place. */
  readonly duplicate: boolean
  /** A value that is no percent-encoded UTF-8. */
  readonly malformed: boolean
}

const decode = (text: string): string | undefined => {
  if (!text.includes("%") && !text.includes("+")) return text
  try {
    return decodeURIComponent(text.replaceAll("+", " "))
  } catch {
    return undefined
  }
}

/**
 * Reads the parameters of a request.
 *
 * @example
 * ```ts
 * import * as Wire from "@effect-binance/simulator/Wire"
 *
 * const symbol = Wire.parameters({ query: "symbol=BTCUSDT", body: "" }).values.get("symbol") // "BTCUSDT"
 * ```
 *
 * @category parsing
 * @since 0.1.0
 */
export const parameters = (request: Pick<WireRequest, "query" | "body">): Parameters => {
  const values = new Map<string, string>()
  let duplicate = false
  let malformed = false
  const read = (text: string) => {
    if (text === "") return
    const here = new Set<string>()
    for (const pair of text.split("&")) {
      if (pair === "") continue
      const equals = pair.indexOf("=")
      const name = decode(equals < 0 ? pair : pair.slice(0, equals))
      const value = decode(equals < 0 ? "" : pair.slice(equals + 1))
      if (name === undefined || value === undefined) {
        malformed = true
        continue
      }
      if (here.has(name)) duplicate = true
      here.add(name)
      if (!values.has(name)) values.set(name, value)
    }
  }
  read(request.query)
  read(request.body)
  return { values, duplicate, malformed }
}

const withoutSignature = (text: string): string =>
  text.includes("signature=")
    ? text
        .split("&")
        .filter((pair) => !pair.startsWith("signature="))
        .join("&")
    : text

/**
 * The bytes that a signature speaks for: the query and the body as sent, without the signature itself and with nothing between.
 *
 * @example
 * ```ts
 * import * as Wire from "@effect-binance/simulator/Wire"
 *
 * Wire.signedPayload({ query: "symbol=BTCUSDT&signature=00", body: "" }) // => "symbol=BTCUSDT"
 * ```
 *
 * @category parsing
 * @since 0.1.0
 */
export const signedPayload = (request: Pick<WireRequest, "query" | "body">): string =>
  withoutSignature(request.query) + withoutSignature(request.body)

/**
 * A parameter that has to be there.
 *
 * @category checks
 * @since 0.1.0
 */
export const mandatory = (parameters: Parameters, name: string): string => {
  const value = parameters.values.get(name)
  if (value === undefined || value === "") {
    throw new Refusal(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`)
  }
  return value
}

/**
 * A parameter that may be left out but not be empty.
 *
 * @category checks
 * @since 0.1.0
 */
export const optional = (parameters: Parameters, name: string): string | undefined => {
  const value = parameters.values.get(name)
  if (value === "") throw new Refusal(-1105, `Parameter '${name}' was empty.`)
  return value
}

/**
 * Refuses characters that the parameter does not allow.
 *
 * @category checks
 * @since 0.1.0
 */
export const legal = (name: string, value: string, range: RegExp, text = range.source): string => {
  if (!range.test(value)) {
    throw new Refusal(-1100, `Illegal characters found in parameter '${name}'; legal range is '${text}'.`)
  }
  return value
}

const wholeNumber = /^[0-9]{1,20}$/

/**
 * A whole number that may be left out.
 *
 * @category checks
 * @since 0.1.0
 */
export const integer = (parameters: Parameters, name: string): number | undefined => {
  const value = optional(parameters, name)
  return value === undefined ? undefined : Number(legal(name, value, wholeNumber))
}

/**
 * A price or an amount that may be left out.
 *
 * @category checks
 * @since 0.1.0
 */
export const decimal = (parameters: Parameters, name: string): Decimal.Decimal | undefined => {
  const value = optional(parameters, name)
  if (value === undefined) return undefined
  const parsed = Decimal.parse(value)
  if (parsed === "malformed") {
    throw new Refusal(
      -1100,
      `Illegal characters found in parameter '${name}'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.`
    )
  }
  if (parsed === "too-precise") throw new Refusal(-1111, `Parameter '${name}' has too much precision.`)
  return parsed
}

/**
 * Refuses a parameter that this call must not carry.
 *
 * @category checks
 * @since 0.1.0
 */
export const notRequired = (parameters: Parameters, name: string): void => {
  if (parameters.values.has(name)) throw new Refusal(-1106, `Parameter '${name}' sent when not required.`)
}

/**
 * The characters of a client order id.
 *
 * @category constants
 * @since 0.1.0
 */
export const clientOrderIdRange: RegExp = /^[a-zA-Z0-9-_]{1,36}$/

/**
 * A client order id that may be left out.
 *
 * @category checks
 * @since 0.1.0
 */
export const clientOrderId = (parameters: Parameters, name: string): string | undefined => {
  const value = optional(parameters, name)
  return value === undefined ? undefined : legal(name, value, clientOrderIdRange)
}
