/**
 * The rules of portfolio margin pro: those of `/sapi`, with its own list of codes.
 *
 * @since 0.1.0
 */
import { portfolioMarginProCodes } from "./PortfolioMarginProCodes.ts"
import type { ProductRules } from "./ProductRules.ts"
import { sapiRules } from "./SapiRules.ts"

/**
 * The rules of portfolio margin pro.
 *
 * @example
 * ```ts
 * import { portfolioMarginProRules } from "effect-binance/products/PortfolioMarginProRules"
 *
 * const rule = portfolioMarginProRules.codes.get(-21015)?.is // of ENDPOINT_GONE
 * ```
 *
 * @category rules
 * @since 0.1.0
 */
export const portfolioMarginProRules: ProductRules = sapiRules("pmpro", portfolioMarginProCodes)
