/** The texts of margin and of portfolio margin pro: what each makes of its code, and that nothing but the whole text will do. */
import { assert, describe, it } from "@effect/vitest"
import type { Asked } from "effect-binance/client/Verdict"
import type { Kind } from "effect-binance/errors/InDoubt"
import { marginRules } from "effect-binance/products/MarginRules"
import { portfolioMarginProRules } from "effect-binance/products/PortfolioMarginProRules"
import { kinds, verdict as verdictOf, word, writes } from "../support.ts"

/** The engine's texts that the spot errors page documents for margin too, under -1010, -2010, -2011 and -2038. */
// oxfmt-ignore -- one row, one line
const ofEngine: ReadonlyArray<readonly [text: string, on: ReadonlyArray<Kind>, expected: string]> = [
  ["Unknown order sent.", ["cancel", "cancelReplace", "amend"], "F:UnknownOrder"],
  ["Duplicate order sent.", ["place", "orderList"], "F:DuplicateClientOrderId"],
  ["Market is closed.", ["place", "cancel"], "F:MarketClosed"],
  ["Account has insufficient balance for requested action.", ["place"], "F:InsufficientBalance"],
  ["Market orders are not supported for this symbol.", ["place"], "F:Unsupported"],
  ["Iceberg orders are not supported for this symbol.", ["place"], "F:Unsupported"],
  ["Stop loss orders are not supported for this symbol.", ["place"], "F:Unsupported"],
  ["Stop loss limit orders are not supported for this symbol.", ["place"], "F:Unsupported"],
  ["Take profit orders are not supported for this symbol.", ["place"], "F:Unsupported"],
  ["Take profit limit orders are not supported for this symbol.", ["place"], "F:Unsupported"],
  ["Order amend is not supported for this symbol.", ["amend"], "F:Unsupported"],
  ["Price * QTY is zero or less.", ["place"], "F:InvalidRequest"],
  ["IcebergQty exceeds QTY.", ["place"], "F:InvalidRequest"],
  ["This action is disabled on this account.", ["place", "cancel"], "F:AccountRestricted"],
  ["This account may not place or cancel orders.", ["place", "cancel"], "F:AccountRestricted"],
  ["Unsupported order combination", ["place"], "F:Unsupported"],
  ["Order would trigger immediately.", ["place"], "F:OrderRejected"],
  ["Cancel order is invalid. Check origClOrdId and orderId.", ["cancel"], "F:InvalidRequest"],
  ["Order would immediately match and take.", ["place"], "F:OrderRejected"],
  ["The relationship of the prices for the orders is not correct.", ["place"], "F:OrderRejected"],
  ["OCO orders are not supported for this symbol", ["orderList"], "F:Unsupported"],
  ["Quote order qty market orders are not support for this symbol.", ["place"], "F:Unsupported"],
  ["Trailing stop orders are not supported for this symbol.", ["place"], "F:Unsupported"],
  ["Order cancel-replace is not supported for this symbol.", ["cancelReplace"], "F:Unsupported"],
  ["This symbol is not permitted for this account.", ["place"], "F:AccountRestricted"],
  ["This symbol is restricted for this account.", ["place"], "F:AccountRestricted"],
  ["Order was not canceled due to cancel restrictions.", ["cancel", "cancelReplace"], "F:OrderRejected"],
  ["Rest API trading is not enabled.", ["place"], "F:Unsupported"],
  ["WebSocket API trading is not enabled.", ["place"], "F:Unsupported"],
  ["FIX API trading is not enabled.", ["place"], "F:Unsupported"],
  ["Order book liquidity is less than `LOT_SIZE` filter minimum quantity.", ["place"], "F:OrderRejected"],
  ["Order book liquidity is less than `MARKET_LOT_SIZE` filter minimum quantity.", ["place"], "F:OrderRejected"],
  ["Order book liquidity is less than symbol minimum quantity.", ["place"], "F:OrderRejected"],
  ["Order amend (quantity increase) is not supported.", ["amend"], "F:Unsupported"],
  ["The requested action would change no state; rejecting", ["amend"], "F:AlreadyInState"],
  ["Pegged orders are not supported for this symbol.", ["place"], "F:Unsupported"],
  ["This order type may not use pegged price.", ["place"], "F:Unsupported"],
  ["This price peg cannot be used with this order type.", ["place"], "F:Unsupported"],
  ["Order book liquidity is too low for this pegged order.", ["place"], "F:OrderRejected"],
  ["OPO orders are not supported for this symbol.", ["orderList"], "F:Unsupported"],
  ["Order amend (pending OPO order) is not supported.", ["amend"], "F:Unsupported"]
]

const filters = [
  "PRICE_FILTER",
  "PERCENT_PRICE",
  "LOT_SIZE",
  "MIN_NOTIONAL",
  "NOTIONAL",
  "ICEBERG_PARTS",
  "MARKET_LOT_SIZE",
  "MAX_POSITION",
  "MAX_NUM_ORDERS",
  "MAX_NUM_ALGO_ORDERS",
  "MAX_NUM_ICEBERG_ORDERS",
  "MAX_NUM_ORDER_AMENDS",
  "MAX_NUM_ORDER_LISTS",
  "TRAILING_DELTA",
  "EXCHANGE_MAX_NUM_ORDERS",
  "EXCHANGE_MAX_NUM_ALGO_ORDERS",
  "EXCHANGE_MAX_NUM_ICEBERG_ORDERS",
  "EXCHANGE_MAX_NUM_ORDER_LISTS"
]

/** Not the text, however close: a word more, a letter less, another sign. */
const nearMisses = (text: string) => {
  const bare = text.replace(/\.$/, "")
  return [
    `${bare}!`,
    `${bare}..`,
    `x${bare}`,
    bare.slice(1),
    bare.slice(0, -1),
    `${bare}. Please try again.`,
    `"${bare}"`
  ]
}

for (const product of [marginRules, portfolioMarginProRules]) {
  const verdict = (kind: Kind, status: number, body: unknown, options: Partial<Asked> = {}) =>
    verdictOf(kind, status, body, { product, ...options })
  const wordOf = (...args: Parameters<typeof verdict>) => word(verdict(...args))

  describe(`the texts of ${product.name}`, () => {
    it("of the engine: each for its kinds, under each of the four codes", () => {
      for (const [msg, on, expected] of ofEngine) {
        for (const code of [-1010, -2010, -2011, -2038]) {
          for (const kind of on)
            assert.strictEqual(wordOf(kind, 400, { code, msg }), expected, `${code} ${kind} ${msg}`)
          assert.strictEqual(wordOf(on[0] ?? "place", 503, { code, msg }), "A:ServerErrorReply")
        }
      }
    })

    it("of the engine: nothing but the whole text makes a code definite that no list has", () => {
      for (const [msg, on] of ofEngine) {
        for (const code of [-1010, -2038]) {
          for (const near of nearMisses(msg)) {
            for (const kind of on)
              assert.strictEqual(wordOf(kind, 400, { code, msg: near }), "A:UndocumentedCode", near)
          }
        }
        // and under -2011 a new order is in doubt
        for (const near of nearMisses(msg))
          assert.strictEqual(wordOf("place", 400, { code: -2011, msg: near }), "A:UndocumentedCode", near)
      }
      assert.strictEqual(wordOf("cancel", 400, { code: -2010, msg: "  unknown   ORDER sent " }), "F:UnknownOrder")
    })

    it("a text means nothing under a code that it does not belong to", () => {
      for (const [msg, on] of ofEngine) {
        for (const code of [-1007, -1004, -3000, -9999, -4164]) {
          for (const kind of on)
            assert.strictEqual(verdict(kind, 400, { code, msg })._tag, "AmbiguousExecution", `${code} ${kind} ${msg}`)
        }
        for (const kind of ["transfer", "setting"] as const)
          assert.strictEqual(wordOf(kind, 400, { code: -2010, msg }), "A:UndocumentedCode", `${kind} ${msg}`)
      }
    })

    it("of a filter, under -1013, which no list of these products has", () => {
      for (const filter of filters) {
        const msg = `Filter failure: ${filter}`
        for (const code of [-1013, -2010, -2011, -2038]) {
          for (const kind of ["place", "orderList", "cancelReplace", "amend"] as const)
            assert.deepStrictEqual(verdict(kind, 400, { code, msg }), {
              _tag: "Fatal",
              reason: { _tag: "FilterFailure", filter, code, msg }
            })
        }
        for (const near of nearMisses(msg))
          assert.strictEqual(wordOf("place", 400, { code: -1013, msg: near }), "A:UndocumentedCode", near)
      }
      const bySide = { code: -1013, msg: "Filter failure: PERCENT_PRICE_BY_SIDE" }
      assert.strictEqual(wordOf("place", 400, bySide), "F:FilterFailure")
      assert.strictEqual(wordOf("orderList", 400, bySide), "A:UndocumentedCode")
      for (const msg of ["", "Invalid quantity.", "Filter failure: ", "Filter failure: A_NEW_ONE"]) {
        for (const kind of writes)
          assert.strictEqual(wordOf(kind, 400, { code: -1013, msg }), "A:UndocumentedCode", msg)
      }
    })

    it("that are documented for Spot alone say nothing", () => {
      for (const msg of [
        "Filter failure: MAX_ASSET",
        "This symbol does not allow the specified self-trade prevention mode.",
        "This order type is not possible in this trading phase.",
        "Limit orders require GTC for this phase."
      ]) {
        for (const code of [-1010, -1013]) {
          for (const kind of writes) assert.strictEqual(wordOf(kind, 400, { code, msg }), "A:UndocumentedCode", msg)
        }
        // a reject of a new order, whatever its text
        assert.strictEqual(verdict("place", 400, { code: -2010, msg })._tag, "Fatal")
      }
    })

    it("-5012: the text alone tells whether the transfer is under way", () => {
      const missing = "future account or sub relation not exists."
      assert.strictEqual(
        wordOf("transfer", 400, { code: -5012, msg: "Asset transfer is in pending." }),
        "A:TransferPending"
      )
      assert.strictEqual(
        wordOf("transfer", 200, { code: -5012, msg: "Asset transfer is in pending." }),
        "A:TransferPending"
      )
      assert.strictEqual(wordOf("transfer", 400, { code: -5012, msg: missing }), "F:AccountRestricted")
      assert.strictEqual(wordOf("setting", 400, { code: -5012, msg: missing }), "F:AccountRestricted")
      assert.strictEqual(wordOf("read", 400, { code: -5012, msg: missing }), "F:AccountRestricted")
      assert.strictEqual(wordOf("place", 400, { code: -5012, msg: missing }), "A:UndocumentedCode")
      assert.strictEqual(wordOf("transfer", 503, { code: -5012, msg: missing }), "A:ServerErrorReply")
      for (const msg of [
        ...nearMisses(missing),
        "",
        "Asset transfer is pending",
        "FUTURE_ACCT_OR_SUBRELATION_NOT_EXIST"
      ])
        assert.strictEqual(wordOf("transfer", 400, { code: -5012, msg }), "A:TransferPending", msg)
      // an earlier attempt of the same transfer may have been carried out all the same
      assert.strictEqual(
        wordOf("transfer", 400, { code: -5012, msg: missing }, { earlier: "in-doubt" }),
        "A:ResponseLost"
      )
    })

    it("S14: success:false without a code is judged by its text", () => {
      const said = (kind: Kind, msg: string, more: object = {}) => wordOf(kind, 200, { success: false, msg, ...more })
      assert.strictEqual(said("transfer", "You have insufficient balance."), "F:InsufficientBalance")
      assert.strictEqual(
        said("transfer", "This address is not on the whitelist. Please join and try again."),
        "F:AccountRestricted"
      )
      assert.strictEqual(said("transfer", "Illegal address."), "F:InvalidRequest")
      assert.strictEqual(said("transfer", "Transfer failed."), "F:OrderRejected")
      assert.strictEqual(said("transfer", "Asset transfer is in pending."), "A:TransferPending")
      assert.strictEqual(said("transfer", "Confirmation of successful asset withdrawal."), "A:TransferPending")
      assert.strictEqual(said("transfer", "future account or sub relation not exists."), "F:AccountRestricted")
      assert.strictEqual(said("transfer", "You have pending transaction, please try again later."), "R:ServerBusy")
      assert.strictEqual(
        said("place", "Account has insufficient balance for requested action."),
        "F:InsufficientBalance"
      )
      assert.strictEqual(said("place", "Order would immediately match and take."), "F:OrderRejected")
      assert.strictEqual(said("read", "You have insufficient balance."), "F:InsufficientBalance")
      assert.strictEqual(said("read", "Asset transfer is in pending."), "R:ReadFailed")
      // a text of another kind, a text that nobody lists, and a text that is nearly one
      assert.strictEqual(said("transfer", "Order would immediately match and take."), "A:MalformedReply")
      assert.strictEqual(said("place", "Transfer failed."), "A:MalformedReply")
      for (const msg of [
        "no",
        "",
        "Internal server error.",
        "System busy.",
        ...nearMisses("You have insufficient balance.")
      ]) {
        for (const kind of writes) assert.strictEqual(said(kind, msg), "A:MalformedReply", `${kind} ${msg}`)
        assert.strictEqual(said("read", msg), "R:ReadFailed", msg)
      }
      // beside the proof of success it contradicts itself
      assert.strictEqual(said("transfer", "You have insufficient balance.", { tranId: 1 }), "A:MalformedReply")
      assert.strictEqual(
        said("transfer", "You have insufficient balance.", { id: "7213fea8e94b4a5593d507237e5a555b" }),
        "A:MalformedReply"
      )
      assert.strictEqual(said("place", "Market is closed.", { orderId: 1 }), "A:MalformedReply")
    })

    it("S14: without success:false, or without a 2xx, a text without a code says nothing", () => {
      const msg = "You have insufficient balance."
      for (const body of [{ msg }, { code: 200, msg }, { success: true, code: "000000", msg }]) {
        assert.strictEqual(wordOf("transfer", 200, body), "A:MalformedReply", JSON.stringify(body))
      }
      for (const status of [400, 402, 409, 451, 503]) {
        for (const kind of kinds.filter((kind) => kind !== "read" && kind !== "test"))
          assert.strictEqual(
            verdict(kind, status, { success: false, msg })._tag,
            "AmbiguousExecution",
            `${status} ${kind}`
          )
      }
    })
  })
}

describe("the texts of margin alone", () => {
  const verdict = (kind: Kind, code: number, msg: string) =>
    verdictOf(kind, 400, { code, msg }, { product: marginRules })
  const parameterOf = (code: number, msg: string) => {
    const v = verdict("orderList", code, msg)
    return v._tag === "Fatal" && v.reason._tag === "InvalidRequest" ? (v.reason.parameter ?? "not named") : word(v)
  }

  it("of the shape of an order list", () => {
    assert.strictEqual(parameterOf(-1110, "Both OCO orders cannot be contingent."), "not named")
    assert.strictEqual(parameterOf(-1122, "At least one OCO order must be contingent."), "not named")
    assert.strictEqual(parameterOf(-1123, "IcebergQty exceeds QTY."), "icebergQty")
    assert.strictEqual(
      parameterOf(-1124, "Parameter 'pendingIcebergQty' is not supported if 'pendingTimeInForce' is not GTC."),
      "pendingIcebergQty"
    )
    assert.strictEqual(
      parameterOf(-2017, "Parameter 'pendingQuantity' must be the same as workingQuantity."),
      "pendingQuantity"
    )
    assert.strictEqual(
      parameterOf(-2018, "Parameter 'pendingSide' must be the opposite of workingSide."),
      "pendingSide"
    )
  })
})
