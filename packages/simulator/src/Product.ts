/**
 * What can be traded on the exchange, and the routes that an order can live on.
 *
 * @since 0.1.0
 */

/**
 * A product, by the name that its rules have in the library. `pm` is portfolio margin.
 *
 * @category models
 * @since 0.1.0
 */
export type Product = "spot" | "margin" | "usdm" | "coinm" | "options" | "pm"

/**
 * Where an order lives: it is seen, cancelled and amended on the route that it was placed on, and on no other.
 *
 * @category models
 * @since 0.1.0
 */
export type Route =
  | "spot"
  | "cross"
  | "isolated"
  | "usdm"
  | "usdm-algo"
  | "coinm"
  | "options"
  | "pm-um"
  | "pm-um-conditional"
  | "pm-cm"
  | "pm-cm-conditional"
  | "pm-margin"

/**
 * The symbols that orders are matched on. Margin trades on the book of Spot, portfolio margin on those of the products that it spans.
 *
 * @category models
 * @since 0.1.0
 */
export type Book = "spot" | "usdm" | "coinm" | "options"

const byFamily: Readonly<Record<string, Product>> = {
  "api": "spot",
  "ws-api": "spot",
  "sapi": "margin",
  "fapi": "usdm",
  "ws-fapi": "usdm",
  "dapi": "coinm",
  "ws-dapi": "coinm",
  "eapi": "options",
  "papi": "pm"
}

/**
 * The product that a path belongs to. All of `/sapi` counts as margin; whatever is unknown counts as Spot.
 *
 * @example
 * ```ts
 * import * as Product from "@effect-binance/simulator/Product"
 *
 * Product.ofPath("/fapi/v1/order") // => "usdm"
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const ofPath = (path: string): Product => {
  const family = path.split("/", 2)[1] ?? ""
  // the table's own keys alone
  return (Object.hasOwn(byFamily, family) ? byFamily[family] : undefined) ?? "spot"
}
