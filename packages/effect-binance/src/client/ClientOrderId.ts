/**
 * Makes client order ids: at least 96 random bits, never reused, short enough for every product.
 *
 * A client order id is not an idempotency key: Binance keeps it unique among open orders only. It is what an order is found by.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

// Thirty-two letters and digits that cannot be mistaken for one another, so that each random byte gives five unbiased bits.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
const length = 24

/**
 * A client order id of 24 lower-case letters and digits: 120 random bits from the platform's cryptographic source.
 *
 * A counter or a host name would repeat after a clone or a restore; random bits do not. Portfolio margin takes 32 characters
 * at most, so 24 leave room for nothing else: no prefix is added.
 *
 * @example
 * ```ts
 * import * as ClientOrderId from "effect-binance/client/ClientOrderId"
 * const id = ClientOrderId.makeUnsafe() // "7k0e…"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeUnsafe = (): string => {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(length))
  // made in one piece: text that grows letter by letter keeps every step of the way
  const codes: Array<number> = []
  for (const byte of bytes) codes.push(alphabet.charCodeAt(byte & 31))
  return String.fromCharCode(...codes)
}

/**
 * Where the client takes its client order ids from. Tests that replay by seed provide their own; it must never repeat.
 *
 * @example
 * ```ts
 * import * as ClientOrderId from "effect-binance/client/ClientOrderId"
 * import * as Layer from "effect/Layer"
 *
 * // for a test that replays: ids that are counted
 * let made = 0
 * const counted = Layer.succeed(ClientOrderId.Generator, () => `test-${++made}`)
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const Generator = Context.Reference<() => string>("effect-binance/ClientOrderId/Generator", {
  defaultValue: () => makeUnsafe
})
