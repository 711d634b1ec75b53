/**
 * What all products under `/sapi` share: the proofs of success, the limits, and for how long a request may still be let in.
 *
 * Every 5xx leaves a write in doubt there, whatever its code and text. A request passes one gate only, so a settlement waits
 * longer than on Spot. A transfer, a withdrawal or a loan has no fence at all: nothing but positive evidence ends its doubt.
 *
 * @since 0.1.0
 */
import {
  type CodeRow,
  codeTable,
  listing,
  messageTable,
  type ProductRules,
  type Proof,
  wordAt
} from "./ProductRules.ts"
import { sapiMessages } from "./SapiMessages.ts"

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
 * The rules of a product under `/sapi`, from its name and its codes.
 *
 * @example
 * ```ts
 * import { sapiCodes } from "effect-binance/products/SapiCodes"
 * import { sapiRules } from "effect-binance/products/SapiRules"
 *
 * const wallet = sapiRules("wallet", sapiCodes) // only what all of /sapi has in common
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const sapiRules = (name: string, codes: Iterable<CodeRow>): ProductRules => ({
  name,
  // the products under /sapi have no clock of their own: same host, same clock as Spot
  timePath: "/api/v3/time",
  codes: codeTable(codes),
  messages: messageTable(sapiMessages),
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
    // no endpoint is documented, but the codes and their data are
    cancelReplace: [{ proof: "halves" }],
    amend: [],
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
    // Accepted, and perhaps PENDING still (S13). Transfers of futures sub-accounts call it txnId; a withdrawal's id is a word.
    transfer: [{ proof: "id", path: ["tranId"] }, { proof: "id", path: ["txnId"] }, wordAt("id")],
    setting: [{ proof: "code" }]
  },
  limits: [
    { text: "request weight", limit: "REQUEST_WEIGHT" },
    { text: "raw request", limit: "RAW_REQUESTS" },
    { text: "requests per", limit: "RAW_REQUESTS" }
  ],
  // weight is counted per minute, the order count comes without a Retry-After, and the shortest documented ban lasts two minutes
  quietMillis: { rateLimited: 60_000, orderRateLimited: 60_000, banned: 120_000 },
  // only one gate is documented, and a request may wait behind it: no bound of the engine is known, so a whole minute
  graceMillis: 60_000,
  visibilityMillis: 30_000,
  // not stated for /sapi; the code that says "archived after 90 days" is listed
  retentionMillis: 90 * 86_400_000
})
