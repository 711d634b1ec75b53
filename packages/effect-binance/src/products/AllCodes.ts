/**
 * The error codes of every product as people read them: with Binance's name and what it says in our own words.
 *
 * @since 0.1.0
 */
import { coinmCodes } from "./CoinmCodes.ts"
import { geoBlock } from "./FuturesCodes.ts"
import { marginCodes } from "./MarginCodes.ts"
import { optionsCodes } from "./OptionsCodes.ts"
import { portfolioMarginCodes } from "./PortfolioMarginCodes.ts"
import { portfolioMarginProCodes } from "./PortfolioMarginProCodes.ts"
import { type CodeRow, codeTable } from "./ProductRules.ts"
import { spotCodes } from "./SpotCodes.ts"
import { usdmCodes } from "./UsdmCodes.ts"

const rows: Readonly<Record<string, Iterable<CodeRow>>> = {
  spot: spotCodes,
  margin: marginCodes,
  usdm: [...usdmCodes, geoBlock],
  coinm: [...coinmCodes, geoBlock],
  options: [...optionsCodes, geoBlock],
  pm: [...portfolioMarginCodes, geoBlock],
  pmpro: portfolioMarginProCodes
}

/**
 * Each product's codes, by the name of the product.
 *
 * @example
 * ```ts
 * import { codes } from "effect-binance/products/AllCodes"
 *
 * const name = codes.get("spot")?.get(-1007)?.name // "TIMEOUT"
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const codes: ReadonlyMap<string, ReadonlyMap<number, CodeRow>> = new Map(Object.entries(rows).map(([product, rows]) => [product, codeTable(rows)]))
