/**
 * What portfolio margin says in words where the number alone is not enough. The texts are Binance's wire format, kept as sent.
 *
 * Source: docs of portfolio margin and of USDⓈ-M futures, error codes; for orders on margin, spot docs, errors.
 *
 * @since 0.1.0
 */
import { futuresMessages } from "./FuturesCodes.ts"
import { fatal, type MessageRow } from "./ProductRules.ts"

/**
 * The texts of portfolio margin, one row each.
 *
 * @example
 * ```ts
 * import { portfolioMarginMessages } from "effect-binance/products/PortfolioMarginMessages"
 *
 * const ofPlacing = portfolioMarginMessages.filter(({ on }) => on.includes("place")).map(({ text }) => text)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const portfolioMarginMessages: ReadonlyArray<MessageRow> = [
  ...futuresMessages,
  // the engine of its margin orders is that of Spot
  { text: "Account has insufficient balance for requested action.", codes: [-2010], is: fatal("InsufficientBalance"), on: ["place", "orderList"] }
]
