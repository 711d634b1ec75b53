/**
 * The error codes of portfolio margin pro: the shared ones of `/sapi`, and the one that only its page lists.
 *
 * Source: portfolio margin pro docs, error code.
 *
 * @since 0.1.0
 */
import { type CodeRow, fatal, writes } from "./ProductRules.ts"
import { sapiCodes } from "./SapiCodes.ts"

/**
 * The error codes of portfolio margin pro. A new code is one more row.
 *
 * @example
 * ```ts
 * import { portfolioMarginProCodes } from "effect-binance/products/PortfolioMarginProCodes"
 *
 * const gone = portfolioMarginProCodes.find(({ name }) => name === "ENDPOINT_GONE")?.code // -21015
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const portfolioMarginProCodes: ReadonlyArray<CodeRow> = [...sapiCodes, { code: -21015, name: "ENDPOINT_GONE", is: fatal("Unsupported"), meaning: "This call was taken out of service.", on: writes }]
