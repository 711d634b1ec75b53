/**
 * The error codes of portfolio margin, one row each: Binance's number and name, what it says in our own words, the reason it
 * becomes, and the writes for which it is a definite refusal (or, for an ambiguous reason, always a doubt).
 *
 * Source: docs of portfolio margin, error codes.
 *
 * @since 0.1.0
 */
import { about, dollarFuturesCodes, filter, futuresCodes, sharedCodes } from "./FuturesCodes.ts"
import { type CodeRow, doubt, retryable } from "./ProductRules.ts"

const { funds, order, request } = about

/**
 * The error codes of portfolio margin. A new code is one more row.
 *
 * @example
 * ```ts
 * import { portfolioMarginCodes } from "effect-binance/products/PortfolioMarginCodes"
 *
 * const doubts = portfolioMarginCodes.filter(({ is }) => is.verdict === "AmbiguousExecution").map(({ code }) => code)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const portfolioMarginCodes: ReadonlyArray<CodeRow> = [
  ...sharedCodes,
  ...futuresCodes,
  ...dollarFuturesCodes,
  order(-4183, "PRICE_HIGHTER_THAN_STOP_MULTIPLIER_UP", filter("PERCENT_PRICE"), "The limit price of a stop order is too far above its stop price."),
  // A time-out of a queue. It does not say that what was in the queue was thrown away.
  request(-5041, "TOO_MANY_REQUESTS_IN_QUEUE", doubt("EngineTimeout"), "The account had too many requests waiting and this one waited too long; whether it is still carried out is not said."),
  funds(-51007, "HAS_PENDING_TRANSACTION", retryable("ServerBusy"), "Another borrowing or repayment of the account is under way, so this one was not begun."),
  // Its name is that of a refusal and its text that of a fault; portfolio margin pro says the same under -21003.
  request(-51078, "NET_ASSET_MUST_LTE_RATIO", doubt("ServerErrorReply"), "The exchange could not read the margin assets. It does not say at which step.")
]
