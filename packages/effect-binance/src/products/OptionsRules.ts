/**
 * The rules of options: which replies are definite, what proves success, and how long its engine may hold an order.
 *
 * Its rate limit is -1008, not -1003, and it has no throttle text. Its order ids do not fit into a double and stay text.
 *
 * @since 0.1.0
 */
import { geoBlock, unprocessed503 } from "./FuturesCodes.ts"
import { optionsCodes } from "./OptionsCodes.ts"
import { codeTable, echoing, messageTable, type ProductRules } from "./ProductRules.ts"

/**
 * The rules of options.
 *
 * @example
 * ```ts
 * import { optionsRules } from "effect-binance/products/OptionsRules"
 * const rule = optionsRules.codes.get(-1008)?.is // of TOO_MANY_REQUESTS: here it is the rate limit
 * ```
 *
 * @category rules
 * @since 0.1.0
 */
export const optionsRules: ProductRules = {
  name: "options",
  timePath: "/eapi/v1/time",
  codes: codeTable([...optionsCodes, geoBlock]),
  messages: messageTable([]),
  filterPrefix: "",
  definite503: unprocessed503,
  successCodes: new Set([0, 200]),
  proofs: {
    read: [{ proof: "json" }],
    test: [{ proof: "object" }],
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
    cancel: [
      // ACCEPTED is documented in the answer to a cancel: it is the state before
      { proof: "id", path: ["orderId"], state: ["status"], contradicts: ["NEW", "PARTIALLY_FILLED", "FILLED"] },
      // cancel-all answers with code 0 and no id (S11)
      { proof: "code" }
    ],
    cancelReplace: [],
    amend: [],
    orderList: [],
    batch: [{ proof: "elements" }],
    transfer: [{ proof: "id", path: ["tranId"] }],
    setting: [
      { proof: "code" },
      // a countdown answers with what it was set to; 0 stops it
      echoing("underlying", "countdownTime"),
      // its heartbeat names the underlyings that it is for
      echoing("underlyings"),
      // market maker protection answers with its rules for the underlying
      echoing("underlying", "windowTimeInMilliseconds")
    ]
  },
  limits: [
    { text: "request weight", limit: "REQUEST_WEIGHT" },
    { text: "requests per", limit: "REQUEST_WEIGHT" }
  ],
  // request weight is counted per minute, and the shortest documented ban lasts two
  quietMillis: { rateLimited: 60_000, orderRateLimited: 60_000, banned: 120_000 },
  // a single check of recvWindow is documented, at the gate: nothing says how long a request may queue behind it
  graceMillis: 60_000,
  visibilityMillis: 30_000,
  retentionMillis: 3 * 86_400_000
}
