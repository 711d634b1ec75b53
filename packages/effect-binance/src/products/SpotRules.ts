/**
 * The rules of Spot: which replies are definite, what proves success, and how long its engine may hold an order.
 *
 * On Spot every 5xx leaves a write in doubt, whatever its code and text: the definite 503 texts belong to the futures.
 *
 * @since 0.1.0
 */
import { codeTable, listing, messageTable, type ProductRules, type Proof } from "./ProductRules.ts"
import { spotCodeRules } from "./SpotCodeRules.ts"
import { spotMessages } from "./SpotMessages.ts"

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
 * The rules of Spot.
 *
 * @example
 * ```ts
 * import { spotRules } from "effect-binance/products/SpotRules"
 * const rule = spotRules.codes.get(-1021)?.is // of INVALID_TIMESTAMP
 * ```
 *
 * @category rules
 * @since 0.1.0
 */
export const spotRules: ProductRules = {
  name: "spot",
  timePath: "/api/v3/time",
  codes: codeTable(spotCodeRules),
  messages: messageTable(spotMessages),
  filterPrefix: "filter failure:",
  definite503: [],
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
      }
    ],
    // all open orders of a symbol come back as a list of orders and order lists (S8)
    cancel: [cancelled, listCancelled, listing(cancelled, listCancelled)],
    cancelReplace: [{ proof: "halves" }],
    amend: [{ proof: "id", path: ["amendedOrder", "orderId"] }],
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
    batch: [{ proof: "elements" }],
    transfer: [{ proof: "id", path: ["tranId"] }],
    setting: [{ proof: "code" }]
  },
  limits: [
    { text: "request weight", limit: "REQUEST_WEIGHT" },
    { text: "raw request", limit: "RAW_REQUESTS" },
    { text: "requests per", limit: "RAW_REQUESTS" }
  ],
  // request weight is counted per minute, and the shortest documented ban lasts two
  quietMillis: { rateLimited: 60_000, orderRateLimited: 60_000, banned: 120_000 },
  // ten seconds of the exchange's own time-out, and the second by which its clocks may disagree
  graceMillis: 11_000,
  visibilityMillis: 30_000,
  retentionMillis: 90 * 86_400_000,
  // only what ended without a fill is archived
  filledRetentionMillis: Infinity
}
