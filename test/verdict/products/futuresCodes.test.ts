/** Every code of USDⓈ-M, COIN-M and portfolio margin, for every kind of call, under the statuses that change its meaning. */
import { coinmCodes } from "effect-binance/products/CoinmCodes"
import { coinmRules } from "effect-binance/products/CoinmRules"
import { portfolioMarginCodes } from "effect-binance/products/PortfolioMarginCodes"
import { portfolioMarginRules } from "effect-binance/products/PortfolioMarginRules"
import { usdmCodes } from "effect-binance/products/UsdmCodes"
import { usdmRules } from "effect-binance/products/UsdmRules"
import { everyCodeOf } from "./futuresChecks.ts"

everyCodeOf("u", usdmRules, usdmCodes, 203)
everyCodeOf("c", coinmRules, coinmCodes, 155)
everyCodeOf("p", portfolioMarginRules, portfolioMarginCodes, 165)
