/**
 * Exact decimals: amounts and prices as whole numbers of 1e-8, so that no sum of the exchange ever rounds.
 *
 * @since 0.1.0
 */

/**
 * An amount or a price in units of 1e-8.
 *
 * @category models
 * @since 0.1.0
 */
export type Decimal = bigint

/**
 * One, in units of 1e-8.
 *
 * @example
 * ```ts
 * import * as Decimal from "@effect-binance/simulator/Decimal"
 *
 * Decimal.one === Decimal.make("1") // => true
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const one: Decimal = 100_000_000n

const shape = /^[0-9]{1,20}(?:\.[0-9]{1,20})?$/

/**
 * Reads an unsigned decimal such as `0.01`. `malformed` is not a number of the wire; `too-precise` has more than eight decimals.
 *
 * @example
 * ```ts
 * import * as Decimal from "@effect-binance/simulator/Decimal"
 * Decimal.parse("0.01") // => 1000000n
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const parse = (text: string): Decimal | "malformed" | "too-precise" => {
  if (!shape.test(text)) return "malformed"
  const dot = text.indexOf(".")
  if (dot < 0) return BigInt(text) * one
  const decimals = text.slice(dot + 1)
  // zeros behind the eighth place change nothing, so they are no precision
  if (decimals.length > 8 && !/^0*$/.test(decimals.slice(8))) return "too-precise"
  return BigInt(text.slice(0, dot)) * one + BigInt(decimals.slice(0, 8).padEnd(8, "0"))
}

/**
 * Reads a decimal that the program itself wrote, such as one of a configuration. Throws on anything else.
 *
 * @example
 * ```ts
 * import * as Decimal from "@effect-binance/simulator/Decimal"
 *
 * const price = Decimal.make("60000.00")
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const make = (text: string): Decimal => {
  const value = parse(text)
  if (typeof value !== "bigint") throw new TypeError(`"${text}" is not a decimal of at most eight places`)
  return value
}

/**
 * Writes a decimal with the eight places of the wire.
 *
 * @example
 * ```ts
 * import * as Decimal from "@effect-binance/simulator/Decimal"
 *
 * Decimal.format(1_000_000n) // => "0.01000000"
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const format = (value: Decimal): string => {
  if (value < 0n) return `-${format(-value)}`
  const text = value.toString()
  return text.length > 8 ? `${text.slice(0, -8)}.${text.slice(-8)}` : `0.${text.padStart(8, "0")}`
}

/**
 * The product, cut to eight places. Both sides of a trade use the same cut, so nothing is made or lost.
 *
 * @example
 * ```ts
 * import * as Decimal from "@effect-binance/simulator/Decimal"
 *
 * const quote = Decimal.multiply(Decimal.make("0.01"), Decimal.make("60000.00")) // 600
 * ```
 *
 * @category math
 * @since 0.1.0
 */
export const multiply = (a: Decimal, b: Decimal): Decimal => (a * b) / one

/**
 * The quotient, cut to eight places.
 *
 * Throws on zero as the divisor, as `bigint` does.
 *
 * @example
 * ```ts
 * import * as Decimal from "@effect-binance/simulator/Decimal"
 *
 * const base = Decimal.divide(Decimal.make("600"), Decimal.make("60000.00")) // 0.01
 * ```
 *
 * @category math
 * @since 0.1.0
 */
export const divide = (a: Decimal, b: Decimal): Decimal => (a * one) / b

/**
 * The smaller of two.
 *
 * @example
 * ```ts
 * import * as Decimal from "@effect-binance/simulator/Decimal"
 *
 * Decimal.min(Decimal.make("0.01"), Decimal.one) // => 1000000n
 * ```
 *
 * @category math
 * @since 0.1.0
 */
export const min = (a: Decimal, b: Decimal): Decimal => (a < b ? a : b)
