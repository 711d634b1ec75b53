/** One number, several meanings: what "did it execute?" is answered with on each product. */
import { assert, describe, it } from "@effect/vitest"
import type { Kind } from "effect-binance/errors/InDoubt"
import { coinmRules } from "effect-binance/products/CoinmRules"
import { optionsRules } from "effect-binance/products/OptionsRules"
import { portfolioMarginRules } from "effect-binance/products/PortfolioMarginRules"
import { spotRules } from "effect-binance/products/SpotRules"
import { usdmRules } from "effect-binance/products/UsdmRules"
import { word } from "../support.ts"
import { asking, words } from "./futuresChecks.ts"

const spot = asking(spotRules)
const usdm = asking(usdmRules)
const coinm = asking(coinmRules)
const pm = asking(portfolioMarginRules)
const options = asking(optionsRules)

const U = "A:UndocumentedCode"
const S = "A:ServerErrorReply"
const overloaded = "Server is currently overloaded with other requests. Please try again in a few minutes."
const throttled =
  "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again."

type Row = readonly [
  code: number,
  status: number,
  msg: string,
  kind: Kind,
  spot: string,
  usdm: string,
  coinm: string,
  pm: string,
  options: string
]

// oxfmt-ignore
const rows: ReadonlyArray<Row> = [
  [-1008, 503, overloaded, "place", S, S, S, S, S],
  [-1008, 429, overloaded, "place", S, S, S, S, "R:RateLimited"],
  [-1008, 503, throttled, "place", S, "R:ServerBusy", "R:ServerBusy", "R:ServerBusy", S],
  [-1008, 503, throttled, "cancel", S, S, S, S, S],
  [-1001, 503, "Internal error; unable to process your request. Please try again.", "place", S, "R:ServiceUnavailable", "R:ServiceUnavailable", "R:ServiceUnavailable", "R:ServiceUnavailable"],
  [-1001, 500, "Internal error; unable to process your request. Please try again.", "place", S, S, S, S, S],
  [-2021, 400, "x", "place", U, "F:OrderRejected would-trigger", "F:OrderRejected would-trigger", "F:OrderRejected would-trigger", U],
  [-2021, 409, "x", "cancelReplace", "A:CancelReplaceInDoubt", S, S, S, S],
  [-2022, 400, "x", "place", U, "F:OrderRejected reduce-only", "F:OrderRejected reduce-only", "F:OrderRejected reduce-only", U],
  [-2022, 400, "x", "cancelReplace", "A:CancelReplaceInDoubt", U, U, U, U],
  [-2026, 400, "x", "place", U, "F:OrderRejected reduce-only", "F:OrderRejected reduce-only", "F:OrderRejected reduce-only", U],
  [-2026, 400, "x", "read", "F:UnknownOrder", "F:OrderRejected reduce-only", "F:OrderRejected reduce-only", "F:OrderRejected reduce-only", "F:UndocumentedRefusal"],
  [-1010, 400, "x", "place", "F:OrderRejected rejected", U, U, U, U],
  [-1010, 400, "Market is closed.", "place", "F:MarketClosed", U, U, U, U],
  [-1013, 400, "Filter failure: LOT_SIZE", "place", "F:FilterFailure LOT_SIZE", "F:InvalidRequest", "F:InvalidRequest", "F:FilterFailure LOT_SIZE", U],
  [-1004, 400, "x", "place", U, "F:InvalidRequest", "F:InvalidRequest", "F:InvalidRequest", U],
  [-5041, 400, "x", "place", U, "F:OrderRejected no-liquidity", U, "A:EngineTimeout", U],
  [-5041, 400, "x", "cancel", U, U, U, "A:EngineTimeout", U],
  [-4030, 400, "x", "place", U, "F:FilterFailure LOT_SIZE", "F:FilterFailure LOT_SIZE", "F:FilterFailure LOT_SIZE", "F:FilterFailure LOT_SIZE"],
  [-4030, 400, "x", "transfer", U, U, U, U, U],
  [-2011, 400, "Unknown order sent.", "cancel", "F:UnknownOrder", "F:UnknownOrder", "F:UnknownOrder", "F:UnknownOrder", U],
  [-2011, 400, "x", "cancel", "F:OrderRejected cancel-rejected", "F:OrderRejected cancel-rejected", "F:OrderRejected cancel-rejected", "F:OrderRejected cancel-rejected", U],
  [-6063, 400, "x", "cancel", U, U, U, U, "F:OrderRejected cancel-rejected"],
  [-2018, 400, "x", "place", U, "F:InsufficientBalance", "F:InsufficientBalance", "F:InsufficientBalance", "F:InsufficientBalance"],
  [-2019, 400, "x", "place", U, "F:InsufficientBalance", "F:InsufficientBalance", "F:InsufficientBalance", U],
  [-2017, 400, "x", "place", U, "F:BadCredentials", U, U, U],
  [-2027, 400, "x", "place", U, "F:OrderRejected max-position", "F:OrderRejected max-position", "F:OrderRejected max-position", "F:InsufficientBalance"],
  [-1003, 429, "x", "place", "R:RateLimited", "R:RateLimited", "R:RateLimited", "R:RateLimited", U],
  // a duplicate client order id: one concept, as many codes as products
  [-2010, 400, "Duplicate order sent.", "place", "F:DuplicateClientOrderId", "F:DuplicateClientOrderId", "F:DuplicateClientOrderId", "F:DuplicateClientOrderId", "F:OrderRejected rejected"],
  [-4116, 400, "x", "place", U, "F:DuplicateClientOrderId", U, U, U],
  [-6044, 400, "x", "place", U, U, U, U, "F:DuplicateClientOrderId"],
  [-4115, 400, "x", "transfer", U, "F:DuplicateClientOrderId", U, "F:DuplicateClientOrderId", U],
  [-4111, 400, "x", "transfer", U, U, "F:DuplicateClientOrderId", U, U],
  // the engine's recvWindow
  [-5028, 400, "x", "place", U, "R:ClockSkew", U, "R:ClockSkew", U],
  [-4188, 400, "x", "place", U, U, "R:ClockSkew", U, U],
  [-1021, 400, "x", "place", "R:ClockSkew", "R:ClockSkew", "R:ClockSkew", "R:ClockSkew", "R:ClockSkew"],
  // post-only and fill-or-kill
  [-5022, 400, "x", "place", U, "F:OrderRejected would-take", U, "F:OrderRejected would-take", U],
  [-6047, 400, "x", "place", U, U, U, U, "F:OrderRejected would-take"],
  [-5021, 400, "x", "place", U, "F:OrderRejected would-not-fill", U, "F:OrderRejected would-not-fill", U],
  [-6046, 400, "x", "place", U, U, U, U, "F:OrderRejected would-not-fill"],
  // amends
  [-2038, 400, "The requested action would change no state; rejecting.", "amend", "F:AlreadyInState", U, U, U, U],
  [-5027, 400, "x", "amend", U, "F:AlreadyInState", U, U, U],
  [-4197, 400, "x", "amend", U, U, "F:AlreadyInState", U, U],
  [-5026, 400, "x", "amend", U, "F:OrderRejected amend-limit", U, U, U],
  [-4198, 400, "x", "amend", U, U, "F:OrderRejected amend-limit", U, U],
  // the least notional
  [-4164, 400, "x", "place", U, "F:FilterFailure MIN_NOTIONAL", U, "F:FilterFailure MIN_NOTIONAL", U],
  [-4178, 400, "x", "place", U, U, "F:FilterFailure MIN_NOTIONAL", U, U],
  // leverage, permissions, pairs: COIN-M counts anew
  [-4202, 400, "x", "setting", U, "F:AccountRestricted", "F:AccountRestricted", U, U],
  [-4194, 400, "x", "setting", U, U, "F:AccountRestricted", U, U],
  [-4087, 400, "x", "place", U, "F:AccountRestricted", "F:InvalidRequest pair", "F:AccountRestricted", U],
  [-4088, 400, "x", "place", U, "F:AccountRestricted", "F:InvalidRequest", "F:AccountRestricted", U],
  [-4089, 400, "x", "place", U, U, "F:AccountRestricted", U, U],
  [-4090, 400, "x", "place", U, U, "F:AccountRestricted", U, U],
  [-4183, 400, "x", "place", U, "F:FilterFailure PERCENT_PRICE", U, "F:FilterFailure PERCENT_PRICE", U],
  [-4046, 400, "x", "setting", U, "Success", "Success", "Success", U],
  [-4059, 400, "x", "setting", U, "Success", "Success", "Success", U],
  [-4171, 400, "x", "setting", U, "Success", U, U, U],
  // every price and lot number that a withdrawal has too
  [-4005, 400, "x", "place", U, "F:FilterFailure LOT_SIZE", "F:FilterFailure LOT_SIZE", "F:FilterFailure LOT_SIZE", "F:FilterFailure LOT_SIZE"],
  [-4056, 400, "x", "place", U, "F:BadCredentials", "F:BadCredentials", "F:BadCredentials", "F:InvalidRequest amount"],
  [-5001, 400, "x", "place", U, U, U, U, "F:InvalidRequest"],
  [-6001, 400, "x", "setting", U, U, U, U, "F:InvalidRequest"],
  // only the tag differs
  [-1108, 400, "x", "place", "F:InvalidRequest", "F:InvalidRequest asset", "F:InvalidRequest asset", "F:InvalidRequest asset", U],
  [-1122, 400, "x", "place", "F:InvalidRequest symbolStatus", "F:MarketClosed", U, U, U],
  [-1128, 400, "x", "place", "F:InvalidRequest", "F:InvalidRequest", "F:InvalidRequest", "F:InvalidRequest", "F:InvalidRequest underlying"]
]

describe("one number, several meanings", () => {
  for (const [code, status, msg, kind, ...expected] of rows) {
    it(`${code} ${kind} ${status}${msg === "x" ? "" : ` ${msg.slice(0, 24)}`}`, () => {
      assert.deepStrictEqual(
        [spot, usdm, coinm, pm, options].map((verdict) => words(verdict(kind, status, { code, msg }))),
        expected
      )
    })
  }

  it("-2022 with data is a statement of Spot's only", () => {
    const data = {
      cancelResult: "FAILURE",
      newOrderResult: "NOT_ATTEMPTED",
      cancelResponse: { code: -2011, msg: "Unknown order sent." },
      newOrderResponse: null
    }
    assert.strictEqual(word(spot("cancelReplace", 400, { code: -2022, msg: "x", data })), "F:CancelReplaceFailed")
    for (const verdict of [usdm, coinm, pm, options])
      assert.strictEqual(word(verdict("cancelReplace", 400, { code: -2022, msg: "x", data })), U)
  })
})
