/**
 * The rules of margin, and of everything else under `/sapi` that has no product of its own: wallet, sub-accounts, convert, algo,
 * loans.
 *
 * @since 0.1.0
 */
import { marginCodes } from "./MarginCodes.ts"
import type { ProductRules } from "./ProductRules.ts"
import { sapiRules } from "./SapiRules.ts"

/**
 * The rules of margin and of `/sapi` as a whole.
 *
 * @example
 * ```ts
 * import { marginRules } from "effect-binance/products/MarginRules"
 *
 * const rule = marginRules.codes.get(-3007)?.is // of HAS_PENDING_TRANSACTION
 * ```
 *
 * @category rules
 * @since 0.1.0
 */
export const marginRules: ProductRules = sapiRules("margin", marginCodes)
