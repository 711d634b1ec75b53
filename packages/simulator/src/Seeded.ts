/**
 * Randomness that repeats: the same seed gives the same run, so a failing simulation can be played again.
 *
 * @since 0.1.0
 */

/**
 * A source of repeatable random numbers.
 *
 * @category models
 * @since 0.1.0
 */
export interface Seeded {
  /** The next number, at least 0 and less than 1. */
  readonly next: () => number
  /** A whole number between two whole numbers, both included. */
  readonly integer: (minimum: number, maximum: number) => number
  /** A number between two numbers. */
  readonly between: (minimum: number, maximum: number) => number
  /** Whether something of this probability happens now. */
  readonly chance: (probability: number) => boolean
  /** A text of letters and digits. */
  readonly text: (length: number) => string
}

/**
 * A 32-bit fingerprint of a text, for seeds that depend on a name instead of an order.
 *
 * @example
 * ```ts
 * import * as Seeded from "@effect-binance/simulator/Seeded"
 *
 * Seeded.hash("BTCUSDT") === Seeded.hash("BTCUSDT") // => true
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const hash = (text: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/**
 * Makes a source from a seed, any number or text. The generator is sfc32: small, fast, and good enough for a simulation; it is
 * not for secrets.
 *
 * @example
 * ```ts
 * import * as Seeded from "@effect-binance/simulator/Seeded"
 * Seeded.make(1).next() === Seeded.make(1).next() // => true
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (seed: number | string): Seeded => {
  let a = hash(`a${seed}`) | 0
  let b = hash(`b${seed}`) | 0
  let c = hash(`c${seed}`) | 0
  let d = 1
  const next = () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 4294967296
  }
  // the first numbers of sfc32 still show the seed
  for (let i = 0; i < 12; i++) next()
  const integer = (minimum: number, maximum: number) => minimum + Math.floor(next() * (maximum - minimum + 1))
  return {
    next,
    integer,
    between: (minimum, maximum) => minimum + next() * (maximum - minimum),
    chance: (probability) => next() < probability,
    text: (length) => {
      let out = ""
      for (let i = 0; i < length; i++) out += alphabet[integer(0, 61)]
      return out
    }
  }
}
