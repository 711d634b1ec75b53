/**
 * The rules of portfolio margin: which replies are definite, what proves success, and how long an engine may hold an order.
 *
 * One key trades the engines of USDⓈ-M, COIN-M and margin here, and requests queue before them; how long is known of futures orders alone.
 * Portfolio margin pro is another product with other tables.
 *
 * @since 0.1.0
 */
import { geoBlock, throttled503, unprocessed503 } from "./FuturesCodes.ts"
import { portfolioMarginCodes } from "./PortfolioMarginCodes.ts"
import { portfolioMarginMessages } from "./PortfolioMarginMessages.ts"
import { codeTable, echoing, listing, messageTable, type ProductRules, type Proof, saying } from "./ProductRules.ts"

const cancelled: Extract<Proof, { readonly proof: "id" }> = {
  proof: "id",
  path: ["orderId"],
  state: ["status"],
  contradicts: ["NEW", "PARTIALLY_FILLED", "FILLED"]
}
const listCancelled: Extract<Proof, { readonly proof: "id" }> = {
  proof: "id",
  path: ["orderListId"],
  zero: true,
  state: ["listOrderStatus"],
  contradicts: ["EXECUTING", "REJECT"]
}

/**
 * The rules of portfolio margin.
 *
 * @example
 * ```ts
 * import { portfolioMarginRules } from "effect-binance/products/PortfolioMarginRules"
 * const verdict = portfolioMarginRules.codes.get(-5041)?.is.verdict // "AmbiguousExecution"; on USDⓈ-M it is a plain reject
 * ```
 *
 * @category rules
 * @since 0.1.0
 */
export const portfolioMarginRules: ProductRules = {
  name: "pm",
  // its own host documents no clock: this is asked of the host of USDⓈ-M
  timePath: "/fapi/v1/time",
  codes: codeTable([...portfolioMarginCodes, geoBlock]),
  messages: messageTable(portfolioMarginMessages),
  // its margin orders are checked by the filters of Spot
  filterPrefix: "filter failure:",
  definite503: [...unprocessed503, throttled503],
  successCodes: new Set([0, 200]),
  proofs: {
    read: [{ proof: "json" }],
    test: [{ proof: "object" }],
    // EXPIRED is a success: the order was accepted and ended without, or with a partial, fill (S2)
    place: [
      {
        proof: "id",
        path: ["orderId"],
        echo: ["clientOrderId"],
        state: ["status"],
        rejected: ["REJECTED"],
        rejectedCode: -2010
      },
      // a conditional order that the engine rejected when it triggered was accepted before, so that state is looked up
      {
        proof: "id",
        path: ["strategyId"],
        echo: ["newClientStrategyId"],
        state: ["strategyStatus"],
        contradicts: ["REJECTED"]
      }
    ],
    cancel: [
      cancelled,
      { proof: "id", path: ["strategyId"], state: ["strategyStatus"], contradicts: ["NEW", "TRIGGERED", "FINISHED"] },
      listCancelled,
      // cancel-all answers with a code and no id (S9, S10), on margin with a list of orders and order lists (S8)
      listing(cancelled, listCancelled),
      { proof: "code" }
    ],
    cancelReplace: [],
    // CANCELED is a success too: an amend below what is filled, or of a GTX order that would take, ends the order
    amend: [{ proof: "id", path: ["orderId"], state: ["status"], contradicts: ["REJECTED"] }],
    orderList: [
      {
        proof: "id",
        path: ["orderListId"],
        zero: true,
        state: ["listOrderStatus"],
        rejected: ["REJECT"],
        rejectedCode: -2010
      }
    ],
    batch: [],
    // a loan or a transfer has an id, a repayment says success: true (S13), a collection answers with a bare text
    transfer: [{ proof: "id", path: ["tranId"] }, { proof: "code" }, saying("msg", "success")],
    // some settings answer with a bare text
    setting: [{ proof: "code" }, echoing("symbol", "leverage"), saying("msg", "success")]
  },
  limits: [
    { text: "request weight", limit: "REQUEST_WEIGHT" },
    { text: "requests per", limit: "REQUEST_WEIGHT" },
    { text: "way too many requests", limit: "REQUEST_WEIGHT" }
  ],
  // request weight is counted per minute, and the shortest documented ban lasts two
  quietMillis: { rateLimited: 60_000, orderRateLimited: 60_000, banned: 120_000 },
  // ten seconds of the exchange's own time-out, and the second by which its clocks may disagree
  graceMillis: 11_000,
  graceFor: new Set([
    // That an engine of it looks at recvWindow is listed (-5028) as a code of futures orders. Of conditional and of margin orders one gate is
    // known, as of algo orders on USDⓈ-M and of margin, and requests may queue behind it (-5041).
    "POST /papi/v1/um/order",
    "PUT /papi/v1/um/order",
    "POST /papi/v1/cm/order",
    "PUT /papi/v1/cm/order",
    // nothing is concluded from the fence of a cancel that names what it cancels: see `usdmRules`
    "DELETE /papi/v1/um/order",
    "DELETE /papi/v1/cm/order",
    "DELETE /papi/v1/um/conditional/order",
    "DELETE /papi/v1/cm/conditional/order",
    "DELETE /papi/v1/margin/order",
    "DELETE /papi/v1/margin/orderList"
  ]),
  visibilityMillis: 30_000,
  retentionMillis: 3 * 86_400_000
}
