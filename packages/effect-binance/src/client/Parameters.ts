/**
 * The parameters of one request, and the one way in which they become text: the text that is signed is the text that is sent.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"

/**
 * What a parameter may hold. `undefined` means "not given". A list is sent as JSON text.
 *
 * @category models
 * @since 0.1.0
 */
export type Value = string | number | boolean | bigint | ReadonlyArray<string> | undefined

/**
 * The parameters of one request, by name, in the order in which they are sent.
 *
 * Amounts and prices belong in strings: a number is sent as its shortest exact decimal text.
 *
 * @example
 * ```ts
 * import type { Parameters } from "effect-binance/client/Parameters"
 * const parameters: Parameters = { symbol: "BTCUSDT", quantity: "0.01", limit: 500, symbols: ["BTCUSDT", "ETHUSDT"] }
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export type Parameters = Readonly<Record<string, Value>>

/**
 * A parameter that cannot be sent. Nothing was signed and nothing left.
 *
 * @example
 * ```ts
 * import * as Parameters from "effect-binance/client/Parameters"
 * import * as Result from "effect/Result"
 *
 * const encoded = Parameters.encode({ symbol: "BTCUSDT", quantity: 0 / 0 })
 * if (Result.isFailure(encoded)) console.error(encoded.failure.message) // names `quantity`
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidParameter extends Data.TaggedError("InvalidParameter")<{
  /** Which parameter. */
  readonly parameter: string
  /** What is wrong with it, as a clause. */
  readonly problem: string
}> {
  override get message(): string {
    return `The parameter ${this.parameter} ${this.problem}.`
  }
}

// encodeURIComponent leaves these five; a WHATWG URL rewrites the apostrophe, and form encoders rewrite all of them
const leftOver = /[!'()*]/g
const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
// Names, symbols, ids and decimals are made of these alone, so most text is sent as it is
const reservedByte = /[^A-Za-z0-9_.~-]/

/**
 * Percent-encodes every byte of the UTF-8 text that RFC 3986 does not call unreserved. A lone surrogate becomes U+FFFD.
 *
 * Source of the rule: spot docs, rest-api, "SIGNED endpoint security": percent-encode payloads before computing signatures.
 *
 * @example
 * ```ts
 * import * as Parameters from "effect-binance/client/Parameters"
 * Parameters.percentEncode("a b*") // "a%20b%2A"
 * ```
 *
 * @category encoding
 * @since 0.1.0
 */
export const percentEncode = (text: string): string =>
  reservedByte.test(text) ? encodeURIComponent(text.toWellFormed()).replace(leftOver, percent) : text

// JavaScript writes 1e21 and 1e-7 with an exponent; the exchange reads neither
const exponential = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/

const decimal = (value: number): string => {
  const text = String(value)
  const match = exponential.exec(text)
  if (match === null) return text
  const [, sign = "", head = "", tail = "", exponent = "0"] = match
  const digits = head + tail
  const point = 1 + Number(exponent)
  return point <= 0
    ? `${sign}0.${"0".repeat(-point)}${digits}`
    : digits.length <= point
      ? sign + digits + "0".repeat(point - digits.length)
      : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** @internal For a value that `nonFinite` has looked at. */
export const textUnsafe = (value: Exclude<Value, undefined>): string =>
  typeof value === "string"
    ? value
    : typeof value === "number"
      ? decimal(value)
      : typeof value === "object"
        ? JSON.stringify(value)
        : String(value)

/** @internal */
export const nonFinite = (parameters: Parameters): InvalidParameter | undefined => {
  for (const parameter of Object.keys(parameters)) {
    const value = parameters[parameter]
    if (typeof value === "number" && !Number.isFinite(value)) {
      return new InvalidParameter({ parameter, problem: `is ${value}, which cannot be sent` })
    }
    // it may have been another one before it was rounded, and that would be another order
    if (typeof value === "number" && parameter.endsWith("Id") && !Number.isSafeInteger(value)) {
      return new InvalidParameter({
        parameter,
        problem: `is ${value}, which is rounded: give its digits as text`
      })
    }
  }
  return undefined
}

/** @internal For parameters that `nonFinite` has looked at. */
export const join = (parameters: Parameters): string => {
  let text = ""
  for (const name of Object.keys(parameters)) {
    const value = parameters[name]
    if (value !== undefined)
      text += `${text === "" ? "" : "&"}${percentEncode(name)}=${percentEncode(textUnsafe(value))}`
  }
  return text
}

/**
 * The text of one value, not percent-encoded: numbers as plain decimals without an exponent, lists as JSON.
 *
 * @example
 * ```ts
 * import * as Parameters from "effect-binance/client/Parameters"
 * Parameters.toText(1e-7) // Result.succeed("0.0000001")
 * ```
 *
 * @category encoding
 * @since 0.1.0
 */
export const toText = (value: Exclude<Value, undefined>): Result.Result<string, InvalidParameter> => {
  const problem = nonFinite({ value })
  return problem === undefined ? Result.succeed(textUnsafe(value)) : Result.fail(problem)
}

/**
 * The parameters as `name=value&name=value`, in insertion order, percent-encoded, without those that are `undefined`.
 *
 * Fails with `InvalidParameter` when a number is not finite.
 *
 * @example
 * ```ts
 * import * as Parameters from "effect-binance/client/Parameters"
 * Parameters.encode({ symbol: "BTCUSDT", price: 1e-7, limit: undefined }) // Result.succeed("symbol=BTCUSDT&price=0.0000001")
 * ```
 *
 * @category encoding
 * @since 0.1.0
 */
export const encode = (parameters: Parameters): Result.Result<string, InvalidParameter> => {
  const problem = nonFinite(parameters)
  return problem === undefined ? Result.succeed(join(parameters)) : Result.fail(problem)
}

/**
 * As `encode`, for parameters that are known to be finite; throws the `InvalidParameter` otherwise.
 *
 * @example
 * ```ts
 * import * as Parameters from "effect-binance/client/Parameters"
 *
 * const query = Parameters.encodeUnsafe({ symbol: "BTCUSDT", limit: 500 }) // "symbol=BTCUSDT&limit=500"
 * ```
 *
 * @category encoding
 * @since 0.1.0
 */
export const encodeUnsafe = (parameters: Parameters): string => Result.getOrThrow(encode(parameters))
