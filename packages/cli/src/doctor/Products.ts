/** What is asked of each product: one row for each, every entry a read. */
import * as CustomOperation from "effect-binance/client/CustomOperation"
import type { BinanceClient } from "effect-binance/client/BinanceClient"
import type { Fatal, Retryable } from "effect-binance/errors/BinanceError"
import * as Coinm from "effect-binance/products/Coinm"
import { coinmRules } from "effect-binance/products/CoinmRules"
import type { ProductRules } from "effect-binance/products/ProductRules"
import { marginRules } from "effect-binance/products/MarginRules"
import * as Margin from "effect-binance/products/Margin"
import * as Options from "effect-binance/products/Options"
import { optionsRules } from "effect-binance/products/OptionsRules"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as SymbolFilters from "effect-binance/products/SymbolFilters"
import * as Usdm from "effect-binance/products/Usdm"
import { usdmRules } from "effect-binance/products/UsdmRules"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ProductName } from "../Doctor.ts"

/** Something that is asked of the exchange and changes nothing there. */
export type Read<A> = Effect.Effect<A, Retryable | Fatal, BinanceClient>

/** One limit, and how much of it is used where the exchange says so. */
export interface Limit {
  readonly rateLimitType?: string | undefined
  readonly interval: string
  readonly intervalNum: number
  readonly limit: number
  readonly count?: number | undefined
}

/** What is read of `exchangeInfo`, of whichever product. */
export interface Info extends SymbolFilters.ExchangeInfo {
  readonly rateLimits: ReadonlyArray<Limit>
  readonly symbols: ReadonlyArray<
    SymbolFilters.ExchangeInfo["symbols"][number] & {
      readonly status?: string | undefined
      readonly contractStatus?: string | undefined
    }
  >
}

const flag = Schema.optionalKey(Schema.Boolean)

const Restrictions = Schema.Struct({
  ipRestrict: flag,
  enableReading: flag,
  enableSpotAndMarginTrading: flag,
  enableMargin: flag,
  enableFutures: flag,
  enableVanillaOptions: flag,
  enablePortfolioMarginTrading: flag,
  enableWithdrawals: flag,
  enableInternalTransfer: flag,
  permitsUniversalTransfer: flag,
  /** In epoch ms. */
  tradingAuthorityExpirationTime: Schema.optionalKey(Schema.Int)
})

/** What a key may do. */
export type Restrictions = typeof Restrictions.Type

/** Source: wallet docs, account: get API key permission. */
export const restrictions = CustomOperation.read<Restrictions, void>({
  product: marginRules,
  path: "/sapi/v1/account/apiRestrictions",
  success: Restrictions,
  security: "USER_DATA"
})

/** Source: USDⓈ-M docs, account: futures account configuration. */
const accountConfig = CustomOperation.read<{ readonly canTrade?: boolean }, void>({
  product: usdmRules,
  path: "/fapi/v1/accountConfig",
  success: Schema.Struct({ canTrade: flag }),
  security: "USER_DATA",
  weight: 5
})

/** One product. */
export interface Product {
  readonly rules: ProductRules
  readonly time: () => Read<{ readonly serverTime: number }>
  readonly exchangeInfo: (symbol: string | undefined) => Read<Info>
  readonly filtersOf: typeof SymbolFilters.fromSpot
  readonly account: () => Read<{ readonly canTrade?: boolean | undefined }>
  /** How many orders count, where there is a read that says so; elsewhere only the answers to orders do. */
  readonly orderCounts: (() => Read<ReadonlyArray<Limit>>) | undefined
  /** What a key needs to place orders. */
  readonly trades: { readonly needs: keyof Restrictions; readonly called: string }
  readonly orderPath: string
}

const ofFutures = {
  filtersOf: SymbolFilters.fromFutures,
  orderCounts: undefined,
  trades: { needs: "enableFutures", called: "Enable Futures" }
} as const

// margin trades what Spot lists, at its host
const ofSpot = {
  time: Spot.time,
  // the whole list is a long one: some symbol will do for the limits
  exchangeInfo: (symbol: string | undefined): Read<Info> =>
    Effect.catchReason(Spot.exchangeInfo({ symbol: symbol ?? "BTCUSDT" }), "Fatal", "InvalidRequest", () =>
      Spot.exchangeInfo()
    ),
  filtersOf: SymbolFilters.fromSpot
} as const

const table: { readonly [Name in ProductName]: Product } = {
  spot: {
    ...ofSpot,
    rules: spotRules,
    account: () => Spot.account({ omitZeroBalances: true }),
    orderCounts: Spot.unfilledOrderCount,
    trades: { needs: "enableSpotAndMarginTrading", called: "Enable Spot & Margin Trading" },
    orderPath: "/api/v3/order"
  },
  margin: {
    ...ofSpot,
    rules: marginRules,
    account: () => Effect.map(Margin.crossAccount(), ({ tradeEnabled }) => ({ canTrade: tradeEnabled })),
    orderCounts: () => Margin.orderCount({}),
    trades: { needs: "enableMargin", called: "Enable Margin" },
    orderPath: "/sapi/v1/margin/order"
  },
  usdm: {
    ...ofFutures,
    rules: usdmRules,
    time: Usdm.time,
    exchangeInfo: () => Usdm.exchangeInfo(),
    account: accountConfig,
    orderPath: "/fapi/v1/order"
  },
  coinm: {
    ...ofFutures,
    rules: coinmRules,
    time: Coinm.time,
    exchangeInfo: () => Coinm.exchangeInfo(),
    account: () => Coinm.account(),
    orderPath: "/dapi/v1/order"
  },
  options: {
    ...ofFutures,
    rules: optionsRules,
    time: Options.time,
    exchangeInfo: () => Options.exchangeInfo(),
    account: () => Options.account(),
    trades: { needs: "enableVanillaOptions", called: "Enable European Options" },
    orderPath: "/eapi/v1/order"
  }
}

/** Every name. */
export const productNames = ["spot", "margin", "usdm", "coinm", "options"] as const satisfies ReadonlyArray<ProductName>

/** The row of a product. */
export const productOf = (name: ProductName): Product => table[name]
