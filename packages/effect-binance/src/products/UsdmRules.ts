/**
 * The rules of USDⓈ-M futures: which replies are definite, what proves success, and how long its engine may hold an order.
 *
 * Its matching engine checks recvWindow of orders itself, so a doubt about one is over sooner here than on any other product. Two texts under 503
 * and the throttle text are definite; "Unknown error, please check your request or try again later." is not.
 *
 * @since 0.1.0
 */
import { geoBlock, throttled503, unprocessed503 } from "./FuturesCodes.ts"
import { codeTable, echoing, messageTable, type ProductRules } from "./ProductRules.ts"
import { usdmCodes } from "./UsdmCodes.ts"
import { usdmMessages } from "./UsdmMessages.ts"

/**
 * The rules of USDⓈ-M futures.
 *
 * @example
 * ```ts
 * import { usdmRules } from "effect-binance/products/UsdmRules"
 * const rule = usdmRules.codes.get(-2021)?.is // of ORDER_WOULD_IMMEDIATELY_TRIGGER; on Spot this number is another code
 * ```
 *
 * @category rules
 * @since 0.1.0
 */
export const usdmRules: ProductRules = {
  name: "usdm",
  timePath: "/fapi/v1/time",
  codes: codeTable([...usdmCodes, geoBlock]),
  messages: messageTable(usdmMessages),
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
      },
      // an algo order that the engine rejected when it triggered was accepted before, so that state is looked up
      { proof: "id", path: ["algoId"], echo: ["clientAlgoId"], state: ["algoStatus"], contradicts: ["REJECTED"] }
    ],
    cancel: [
      { proof: "id", path: ["orderId"], state: ["status"], contradicts: ["NEW", "PARTIALLY_FILLED", "FILLED"] },
      { proof: "id", path: ["algoId"] },
      // cancel-all answers with a code and no id (S9, S10)
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
  // the engine compares recvWindow with its own clock; its clock and the one that is read may differ by a second or two
  graceMillis: 2_000,
  graceFor: new Set([
    // documented for these (derivatives change log, 2023-04-17)
    "POST /fapi/v1/order",
    "PUT /fapi/v1/order",
    "POST /fapi/v1/batchOrders",
    "PUT /fapi/v1/batchOrders",
    // Nothing is concluded from the fence of a cancel that names its order, but when to send it again: one that comes late does what was
    // asked for and no more, and an order that has to go stays open for a minute less. A cancel of all would take newer orders along, and
    // a setting would undo a newer one: those wait.
    "DELETE /fapi/v1/order",
    "DELETE /fapi/v1/batchOrders"
  ]),
  visibilityMillis: 15_000,
  retentionMillis: 3 * 86_400_000,
  // then not even a filled order is found any more
  filledRetentionMillis: 90 * 86_400_000
}

/**
 * The rules of algo orders on USDⓈ-M: stop, take profit and trailing orders, which have an endpoint of their own.
 *
 * That the engine checks recvWindow itself is documented for plain orders only. For these one gate is known, and nothing says how
 * long a request may queue behind it, so a doubt has to wait for a whole minute. In all else they are `usdmRules`.
 *
 * @example
 * ```ts
 * import { usdmAlgoRules } from "effect-binance/products/UsdmRules"
 * const wait = usdmAlgoRules.graceMillis // 60000
 * ```
 *
 * @category rules
 * @since 0.1.0
 */
export const usdmAlgoRules: ProductRules = {
  ...usdmRules,
  boundsName: "usdmAlgo",
  graceMillis: 60_000,
  visibilityMillis: 30_000
}
