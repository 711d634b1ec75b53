/**
 * The rules of COIN-M futures: which replies are definite, what proves success, and how long its engine may hold an order.
 *
 * Its numbers from -4087 on are not those of USDⓈ-M: the tables are apart. Whether its engine checks recvWindow itself is
 * announced but not dated, so a doubt waits for the exchange's own time-out as well.
 *
 * @since 0.1.0
 */
import { coinmCodes } from "./CoinmCodes.ts"
import { futuresMessages, geoBlock, throttled503, unprocessed503 } from "./FuturesCodes.ts"
import { codeTable, echoing, messageTable, type ProductRules } from "./ProductRules.ts"

/**
 * The rules of COIN-M futures.
 *
 * @example
 * ```ts
 * import { coinmRules } from "effect-binance/products/CoinmRules"
 * const rule = coinmRules.codes.get(-4087)?.is // of INVALID_PAIR; on USDⓈ-M this number is a restriction of the account
 * ```
 *
 * @category rules
 * @since 0.1.0
 */
export const coinmRules: ProductRules = {
  name: "coinm",
  timePath: "/dapi/v1/time",
  codes: codeTable([...coinmCodes, geoBlock]),
  messages: messageTable(futuresMessages),
  filterPrefix: "",
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
      }
    ],
    cancel: [
      { proof: "id", path: ["orderId"], state: ["status"], contradicts: ["NEW", "PARTIALLY_FILLED", "FILLED"] },
      // cancel-all answers with a code and no id (S9)
      { proof: "code" }
    ],
    cancelReplace: [],
    // CANCELED is a success too: an amend below what is filled, or of a GTX order that would take, ends the order
    amend: [{ proof: "id", path: ["orderId"], state: ["status"], contradicts: ["REJECTED"] }],
    orderList: [],
    batch: [{ proof: "elements" }],
    transfer: [{ proof: "id", path: ["tranId"] }],
    setting: [
      { proof: "code" },
      // a countdown answers with what it was set to; 0 stops it (S16)
      echoing("symbol", "countdownTime"),
      echoing("symbol", "leverage")
    ]
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
  visibilityMillis: 30_000,
  retentionMillis: 3 * 86_400_000,
  // then not even a filled order is found any more
  filledRetentionMillis: 90 * 86_400_000
}
