import { describe } from "@effect/vitest"
import * as Coinm from "effect-binance/products/Coinm"
import * as Options from "effect-binance/products/Options"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import * as Usdm from "effect-binance/products/Usdm"
import { documentedFutures } from "./documentedFutures.ts"
import { coinmRows, optionsRows, portfolioMarginRows, usdmRows } from "./futuresRequests.ts"
import { checks } from "./requests.ts"

describe("what USDⓈ-M puts on the wire, and what it costs", () => {
  checks(Usdm, usdmRows, documentedFutures)
})
describe("what COIN-M puts on the wire, and what it costs", () => {
  checks(Coinm, coinmRows, documentedFutures)
})
describe("what options put on the wire, and what they cost", () => {
  checks(Options, optionsRows, documentedFutures)
})
describe("what portfolio margin puts on the wire, and what it costs", () => {
  checks(PortfolioMargin, portfolioMarginRows, documentedFutures)
})
