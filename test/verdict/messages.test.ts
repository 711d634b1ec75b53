/** Every text of Spot's engine and filters, under every code of its family, for every operation. */
import { assert, describe, it } from "@effect/vitest"
import type { Kind } from "effect-binance/errors/InDoubt"
import { spotMessages } from "effect-binance/products/SpotMessages"
import { verdict, word } from "./support.ts"

const engine = [-1010, -2010, -2011, -2038]
const filter = [-1013, -2010, -2011, -2038]
const phase = [-1010, -2010]
const api = [-1013]

// Written from the official list: the text, the codes it comes under, the operations it is documented for, what it means.
const texts: ReadonlyArray<
  readonly [text: string, codes: ReadonlyArray<number>, on: ReadonlyArray<Kind>, means: string]
> = [
  ["Unknown order sent.", engine, ["cancel", "cancelReplace", "amend"], "F:UnknownOrder"],
  ["Duplicate order sent.", engine, ["place", "orderList"], "F:DuplicateClientOrderId"],
  ["Market is closed.", engine, ["place", "cancel"], "F:MarketClosed"],
  ["Account has insufficient balance for requested action.", engine, ["place"], "F:InsufficientBalance"],
  ["Market orders are not supported for this symbol.", engine, ["place"], "F:Unsupported"],
  ["Iceberg orders are not supported for this symbol.", engine, ["place"], "F:Unsupported"],
  ["Stop loss orders are not supported for this symbol.", engine, ["place"], "F:Unsupported"],
  ["Stop loss limit orders are not supported for this symbol.", engine, ["place"], "F:Unsupported"],
  ["Take profit orders are not supported for this symbol.", engine, ["place"], "F:Unsupported"],
  ["Take profit limit orders are not supported for this symbol.", engine, ["place"], "F:Unsupported"],
  ["Order amend is not supported for this symbol.", engine, ["amend"], "F:Unsupported"],
  ["Price * QTY is zero or less.", engine, ["place"], "F:InvalidRequest"],
  ["IcebergQty exceeds QTY.", engine, ["place"], "F:InvalidRequest"],
  ["This action is disabled on this account.", engine, ["place", "cancel"], "F:AccountRestricted"],
  ["This account may not place or cancel orders.", engine, ["place", "cancel"], "F:AccountRestricted"],
  ["Unsupported order combination", engine, ["place"], "F:Unsupported"],
  ["Order would trigger immediately.", engine, ["place"], "F:OrderRejected would-trigger"],
  ["Cancel order is invalid. Check origClOrdId and orderId.", engine, ["cancel"], "F:InvalidRequest"],
  ["Order would immediately match and take.", engine, ["place"], "F:OrderRejected would-take"],
  [
    "The relationship of the prices for the orders is not correct.",
    engine,
    ["place"],
    "F:OrderRejected bad-price-relation"
  ],
  ["OCO orders are not supported for this symbol", engine, ["orderList"], "F:Unsupported"],
  ["Quote order qty market orders are not support for this symbol.", engine, ["place"], "F:Unsupported"],
  ["Trailing stop orders are not supported for this symbol.", engine, ["place"], "F:Unsupported"],
  ["Order cancel-replace is not supported for this symbol.", engine, ["cancelReplace"], "F:Unsupported"],
  ["This symbol is not permitted for this account.", engine, ["place"], "F:AccountRestricted"],
  ["This symbol is restricted for this account.", engine, ["place"], "F:AccountRestricted"],
  [
    "Order was not canceled due to cancel restrictions.",
    engine,
    ["cancel", "cancelReplace"],
    "F:OrderRejected cancel-restricted"
  ],
  ["Rest API trading is not enabled.", engine, ["place"], "F:Unsupported"],
  ["WebSocket API trading is not enabled.", engine, ["place"], "F:Unsupported"],
  ["FIX API trading is not enabled.", engine, ["place"], "F:Unsupported"],
  [
    "Order book liquidity is less than `LOT_SIZE` filter minimum quantity.",
    engine,
    ["place"],
    "F:OrderRejected no-liquidity"
  ],
  [
    "Order book liquidity is less than `MARKET_LOT_SIZE` filter minimum quantity.",
    engine,
    ["place"],
    "F:OrderRejected no-liquidity"
  ],
  ["Order book liquidity is less than symbol minimum quantity.", engine, ["place"], "F:OrderRejected no-liquidity"],
  ["Order amend (quantity increase) is not supported.", engine, ["amend"], "F:Unsupported"],
  ["The requested action would change no state; rejecting", engine, ["amend"], "F:AlreadyInState"],
  ["Pegged orders are not supported for this symbol.", engine, ["place"], "F:Unsupported"],
  ["This order type may not use pegged price.", engine, ["place"], "F:Unsupported"],
  ["This price peg cannot be used with this order type.", engine, ["place"], "F:Unsupported"],
  ["Order book liquidity is too low for this pegged order.", engine, ["place"], "F:OrderRejected no-liquidity"],
  ["OPO orders are not supported for this symbol.", engine, ["orderList"], "F:Unsupported"],
  ["Order amend (pending OPO order) is not supported.", engine, ["amend"], "F:Unsupported"],
  [
    "Filter failure: PRICE_FILTER",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure PRICE_FILTER"
  ],
  [
    "Filter failure: PERCENT_PRICE",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure PERCENT_PRICE"
  ],
  ["Filter failure: LOT_SIZE", filter, ["place", "orderList", "cancelReplace", "amend"], "F:FilterFailure LOT_SIZE"],
  [
    "Filter failure: MIN_NOTIONAL",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure MIN_NOTIONAL"
  ],
  ["Filter failure: NOTIONAL", filter, ["place", "orderList", "cancelReplace", "amend"], "F:FilterFailure NOTIONAL"],
  [
    "Filter failure: ICEBERG_PARTS",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure ICEBERG_PARTS"
  ],
  [
    "Filter failure: MARKET_LOT_SIZE",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure MARKET_LOT_SIZE"
  ],
  [
    "Filter failure: MAX_POSITION",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure MAX_POSITION"
  ],
  [
    "Filter failure: MAX_NUM_ORDERS",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure MAX_NUM_ORDERS"
  ],
  [
    "Filter failure: MAX_NUM_ALGO_ORDERS",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure MAX_NUM_ALGO_ORDERS"
  ],
  [
    "Filter failure: MAX_NUM_ICEBERG_ORDERS",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure MAX_NUM_ICEBERG_ORDERS"
  ],
  [
    "Filter failure: MAX_NUM_ORDER_AMENDS",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure MAX_NUM_ORDER_AMENDS"
  ],
  [
    "Filter failure: MAX_NUM_ORDER_LISTS",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure MAX_NUM_ORDER_LISTS"
  ],
  [
    "Filter failure: TRAILING_DELTA",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure TRAILING_DELTA"
  ],
  [
    "Filter failure: EXCHANGE_MAX_NUM_ORDERS",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure EXCHANGE_MAX_NUM_ORDERS"
  ],
  [
    "Filter failure: EXCHANGE_MAX_NUM_ALGO_ORDERS",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure EXCHANGE_MAX_NUM_ALGO_ORDERS"
  ],
  [
    "Filter failure: EXCHANGE_MAX_NUM_ICEBERG_ORDERS",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure EXCHANGE_MAX_NUM_ICEBERG_ORDERS"
  ],
  [
    "Filter failure: EXCHANGE_MAX_NUM_ORDER_LISTS",
    filter,
    ["place", "orderList", "cancelReplace", "amend"],
    "F:FilterFailure EXCHANGE_MAX_NUM_ORDER_LISTS"
  ],
  ["Filter failure: PERCENT_PRICE_BY_SIDE", api, ["place"], "F:FilterFailure PERCENT_PRICE_BY_SIDE"],
  ["Filter failure: MAX_ASSET", api, ["place"], "F:FilterFailure MAX_ASSET"],
  ["This symbol does not allow the specified self-trade prevention mode.", api, ["place"], "F:Unsupported"],
  ["This order type is not possible in this trading phase.", phase, ["place"], "F:MarketClosed"],
  ["Limit orders require GTC for this phase.", phase, ["place"], "F:OrderRejected wrong-phase"]
]

const orderWrites: ReadonlyArray<Kind> = ["place", "cancel", "cancelReplace", "amend", "orderList"]

/** For which operations the bare code is a definite refusal, whatever its text. */
const definiteOn = (code: number): ReadonlyArray<Kind> =>
  code === -2011 ? ["cancel", "amend"] : code === -2038 ? ["amend"] : orderWrites

const means = (kind: Kind, code: number, msg: string, status = 400) => {
  const v = verdict(kind, status, { code, msg })
  const detail =
    v._tag !== "Fatal"
      ? ""
      : v.reason._tag === "OrderRejected"
        ? ` ${v.reason.kind}`
        : v.reason._tag === "FilterFailure"
          ? ` ${v.reason.filter}`
          : ""
  return word(v) + detail
}

describe("every Spot text", () => {
  it("is in both tables, the product's and the test's", () => {
    const ours = new Set(spotMessages.map((row) => row.text))
    for (const [text] of texts) assert.isTrue(ours.has(text), text)
    assert.strictEqual(ours.size, new Set(texts.map(([text]) => text)).size)
  })

  for (const [text, codes, on, expected] of texts) {
    it(text, () => {
      for (const code of codes) {
        for (const kind of orderWrites) {
          const got = means(kind, code, text)
          const listed = on.includes(kind)
          // bare on a cancelReplace a duplicate can only be the new order's id
          const duplicate =
            expected === "F:DuplicateClientOrderId" && kind === "cancelReplace" && (code === -2010 || code === -1010)
          if (listed || duplicate) assert.strictEqual(got, expected, `${code} ${kind}`)
          else if (!definiteOn(code).includes(kind)) assert.strictEqual(got, "A:UndocumentedCode", `${code} ${kind}`)
          // what speaks about one id is believed only where it is documented
          else if (expected === "F:DuplicateClientOrderId" || expected === "F:UnknownOrder")
            assert.match(got, /^F:OrderRejected /, `${code} ${kind}`)
          else assert.strictEqual(got, expected, `${code} ${kind}`)
        }
        for (const kind of orderWrites)
          assert.strictEqual(means(kind, code, text, 503), "A:ServerErrorReply", `${code} ${kind}`)
        assert.strictEqual(means("read", code, text), expected)
      }
    })
  }

  it("is compared without regard to case, white space and a final dot", () => {
    for (const text of ["UNKNOWN ORDER SENT", "  unknown   order\n sent.  ", "Unknown order sent"]) {
      assert.strictEqual(means("cancel", -2011, text), "F:UnknownOrder", text)
    }
    for (const text of ["Unknown order sent!", "Unknown order sent..", "x Unknown order sent.", "Unknown order"]) {
      assert.strictEqual(means("cancel", -2011, text), "F:OrderRejected cancel-rejected", text)
    }
  })

  it("of an unlisted filter still names the filter, where the code is definite", () => {
    assert.strictEqual(means("place", -1013, "Filter failure: BRAND_NEW"), "F:FilterFailure BRAND_NEW")
    assert.strictEqual(means("place", -2010, "Filter failure: BRAND_NEW"), "F:FilterFailure BRAND_NEW")
    assert.strictEqual(means("place", -2011, "Filter failure: BRAND_NEW"), "A:UndocumentedCode")
  })

  it("-2010 is a reject of the engine with any text; so is -2011 on a cancel", () => {
    for (const msg of ["", "something new", "x".repeat(10_000)]) {
      assert.strictEqual(means("place", -2010, msg), "F:OrderRejected rejected")
      assert.strictEqual(means("cancel", -2010, msg), "F:OrderRejected rejected")
      assert.strictEqual(means("cancel", -2011, msg), "F:OrderRejected cancel-rejected")
      assert.strictEqual(means("place", -2011, msg), "A:UndocumentedCode")
    }
    assert.strictEqual(word(verdict("place", 400, { code: -2010 })), "F:OrderRejected")
    assert.strictEqual(word(verdict("place", 400, { code: -2010, msg: { a: 1 } })), "F:OrderRejected")
  })

  it("never turns a doubt into something definite", () => {
    for (const code of [-1000, -1001, -1006, -1007, -1008, -1161]) {
      for (const [text] of texts)
        assert.strictEqual(word(verdict("place", 400, { code, msg: text }))[0], "A", `${code} ${text}`)
    }
    for (const code of [-2013, -2026]) {
      for (const [text] of texts)
        assert.strictEqual(word(verdict("place", 400, { code, msg: text })), "A:UndocumentedCode", `${code} ${text}`)
    }
  })
})
