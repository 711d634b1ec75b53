/**
 * How long an exchange may hold an order back, and how long its reads may lag: what a settlement has to wait out.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { AnyOperation } from "../client/Operation.ts"
import type { ProductRules } from "../products/ProductRules.ts"

/**
 * The bounds of one product.
 *
 * @category models
 * @since 0.1.0
 */
export interface Bounds {
  /** How long after `timestamp + recvWindow` the engine may still accept an order, in ms. */
  readonly graceMillis: number
  /** How long after its acceptance an order may be missing from a view, in ms. */
  readonly visibilityMillis: number
  /** The longest pause between two looks at one order, in ms; the `longestPause` of the service when left out. */
  readonly spacingMillis?: number | undefined
  /**
   * How long after its acceptance an order may be missing from the user data stream, in ms. Unset, the default, the silence of a stream
   * shortens nothing.
   *
   * Set, "not executed" need not wait for the whole of `visibilityMillis` when the stream was silent: subscribed before the first
   * attempt, without a gap since, and proven alive this long after the engine has answered behind the fence. Then two rounds of
   * negative views five seconds apart are enough. Whatever was accepted was accepted before the engine answered, so its event had left
   * by then and would be here. That rests on two things that the exchange does not promise, and that whoever sets this takes upon
   * himself: that each accepted order is told to each stream of its account, and within this time.
   */
  readonly streamDelayMillis?: number | undefined
}

/**
 * Bounds by product name, over the sound defaults of the product's rules. Set them lower only for an exchange that states its
 * own bounds, such as the simulator: with bounds that the exchange exceeds, "not executed" can be wrong.
 *
 * @example
 * ```ts
 * import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
 * import * as Layer from "effect/Layer"
 * const layer = Layer.succeed(SettlementBounds.Overrides, { spot: { graceMillis: 300, visibilityMillis: 700 } })
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const Overrides = Context.Reference<Readonly<Record<string, Bounds>>>(
  "effect-binance/SettlementBounds/Overrides",
  { defaultValue: () => ({}) }
)

/**
 * The bounds in force for a product.
 *
 * @example
 * ```ts
 * import { spotRules } from "effect-binance/products/SpotRules"
 * import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
 *
 * const { graceMillis, visibilityMillis } = SettlementBounds.of({}, spotRules) // the defaults of the product, in ms
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const of = (overrides: Readonly<Record<string, Bounds>>, product: ProductRules): Bounds => {
  const name = product.boundsName ?? product.name
  return (Object.hasOwn(overrides, name) ? overrides[name] : undefined) ?? product
}

/**
 * The bounds that the way has by which an operation is sent, given those of its product: a transport by which the exchange may hold it
 * back for longer says so.
 *
 * @category models
 * @since 0.1.0
 */
export type Along = (operation: Pick<AnyOperation, "method" | "path" | "product">, bounds: Bounds) => Bounds

/**
 * How long a request may queue where one gate is documented and nothing says what comes behind it, in ms: the longest grace there is.
 *
 * @internal
 */
export const longestGraceMillis = 60_000

/**
 * The bounds in force for an operation. An exchange that states bounds of its own states them for every request and every way to it.
 *
 * @internal
 */
export const along = (
  way: Along | undefined,
  overrides: Readonly<Record<string, Bounds>>,
  operation: AnyOperation
): Bounds => {
  const { method, path, product } = operation
  const stated = of(overrides, product)
  const bounds =
    stated === product && product.graceFor?.has(`${method} ${path}`) === false
      ? { ...product, graceMillis: longestGraceMillis }
      : stated
  return way?.(operation, bounds) ?? bounds
}
