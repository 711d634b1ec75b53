/**
 * The rules of every product, by name, for tools that must know them all. An application imports those of its own product.
 *
 * @since 0.1.0
 */
import { coinmRules } from "./CoinmRules.ts"
import { marginRules } from "./MarginRules.ts"
import { optionsRules } from "./OptionsRules.ts"
import { portfolioMarginProRules } from "./PortfolioMarginProRules.ts"
import { portfolioMarginRules } from "./PortfolioMarginRules.ts"
import type { ProductRules } from "./ProductRules.ts"
import { spotRules } from "./SpotRules.ts"
import { usdmRules } from "./UsdmRules.ts"

/**
 * The rules of every product by name.
 *
 * @example
 * ```ts
 * import { products } from "effect-binance/products/AllProducts"
 *
 * const reasons = [...products.values()].map((rules) => `${rules.name}: ${rules.codes.get(-2021)?.is.reason ?? "not listed"}`)
 * ```
 *
 * @category rules
 * @since 0.1.0
 */
export const products: ReadonlyMap<string, ProductRules> = new Map(
  [spotRules, marginRules, usdmRules, coinmRules, optionsRules, portfolioMarginRules, portfolioMarginProRules].map(
    (rules) => [rules.name, rules]
  )
)
