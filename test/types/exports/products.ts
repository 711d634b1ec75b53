/** What the modules of `products` export, exactly. Checked by the compiler, not run. */
import type * as Call from "effect-binance/client/Call"
import type * as Operation from "effect-binance/client/Operation"
import type * as Parameters from "effect-binance/client/Parameters"
import type * as BinanceError from "effect-binance/errors/BinanceError"
import type * as FatalReason from "effect-binance/errors/FatalReason"
import type * as InDoubt from "effect-binance/errors/InDoubt"
import type * as AllCodes from "effect-binance/products/AllCodes"
import type * as AllProducts from "effect-binance/products/AllProducts"
import type * as CoinmCodes from "effect-binance/products/CoinmCodes"
import type * as CoinmRules from "effect-binance/products/CoinmRules"
import type * as FuturesCodes from "effect-binance/products/FuturesCodes"
import type * as MarginCodes from "effect-binance/products/MarginCodes"
import type * as MarginRules from "effect-binance/products/MarginRules"
import type * as OptionsCodes from "effect-binance/products/OptionsCodes"
import type * as OptionsRules from "effect-binance/products/OptionsRules"
import type * as PortfolioMarginCodes from "effect-binance/products/PortfolioMarginCodes"
import type * as PortfolioMarginMessages from "effect-binance/products/PortfolioMarginMessages"
import type * as PortfolioMarginProCodes from "effect-binance/products/PortfolioMarginProCodes"
import type * as PortfolioMarginProRules from "effect-binance/products/PortfolioMarginProRules"
import type * as PortfolioMarginRules from "effect-binance/products/PortfolioMarginRules"
import type * as ProductRules from "effect-binance/products/ProductRules"
import type * as SapiCodes from "effect-binance/products/SapiCodes"
import type * as SapiMessages from "effect-binance/products/SapiMessages"
import type * as SapiRules from "effect-binance/products/SapiRules"
import type * as SpotCodeRules from "effect-binance/products/SpotCodeRules"
import type * as SpotCodes from "effect-binance/products/SpotCodes"
import type * as SpotMessages from "effect-binance/products/SpotMessages"
import type * as SpotRules from "effect-binance/products/SpotRules"
import type * as SymbolFilters from "effect-binance/products/SymbolFilters"
import type * as UsdmCodes from "effect-binance/products/UsdmCodes"
import type * as UsdmMessages from "effect-binance/products/UsdmMessages"
import type * as UsdmRules from "effect-binance/products/UsdmRules"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { type Is, ok } from "../exact.ts"

// ------------------------------------------------------------------------------------ effect-binance/products/AllCodes

ok<Is<typeof AllCodes.codes, ReadonlyMap<string, ReadonlyMap<number, ProductRules.CodeRow>>>>()

// --------------------------------------------------------------------------------- effect-binance/products/AllProducts

ok<Is<typeof AllProducts.products, ReadonlyMap<string, ProductRules.ProductRules>>>()

// ---------------------------------------------------------------------------------- effect-binance/products/CoinmCodes

ok<Is<typeof CoinmCodes.coinmCodes, ReadonlyArray<ProductRules.CodeRow>>>()

// ---------------------------------------------------------------------------------- effect-binance/products/CoinmRules

ok<Is<typeof CoinmRules.coinmRules, ProductRules.ProductRules>>()

// -------------------------------------------------------------------------------- effect-binance/products/FuturesCodes

ok<
  Is<
    typeof FuturesCodes.about,
    {
      readonly request: (code: number, name: string, is: ProductRules.ReasonRule, meaning: string) => ProductRules.CodeRow
      readonly anyOrder: (code: number, name: string, is: ProductRules.ReasonRule, meaning: string) => ProductRules.CodeRow
      readonly order: (code: number, name: string, is: ProductRules.ReasonRule, meaning: string) => ProductRules.CodeRow
      readonly newOrder: (code: number, name: string, is: ProductRules.ReasonRule, meaning: string) => ProductRules.CodeRow
      readonly openOrder: (code: number, name: string, is: ProductRules.ReasonRule, meaning: string) => ProductRules.CodeRow
      readonly cancel: (code: number, name: string, is: ProductRules.ReasonRule, meaning: string) => ProductRules.CodeRow
      readonly amend: (code: number, name: string, is: ProductRules.ReasonRule, meaning: string) => ProductRules.CodeRow
      readonly batch: (code: number, name: string, is: ProductRules.ReasonRule, meaning: string) => ProductRules.CodeRow
      readonly exposure: (code: number, name: string, is: ProductRules.ReasonRule, meaning: string) => ProductRules.CodeRow
      readonly funds: (code: number, name: string, is: ProductRules.ReasonRule, meaning: string) => ProductRules.CodeRow
      readonly setting: (code: number, name: string, is: ProductRules.ReasonRule, meaning: string) => ProductRules.CodeRow
      readonly transfer: (code: number, name: string, is: ProductRules.ReasonRule, meaning: string) => ProductRules.CodeRow
      readonly read: (code: number, name: string, is: ProductRules.ReasonRule, meaning: string) => ProductRules.CodeRow
    }
  >
>()
ok<Is<typeof FuturesCodes.sharedCodes, ReadonlyArray<ProductRules.CodeRow>>>()
ok<Is<typeof FuturesCodes.futuresCodes, ReadonlyArray<ProductRules.CodeRow>>>()
ok<Is<typeof FuturesCodes.dollarFuturesCodes, ReadonlyArray<ProductRules.CodeRow>>>()
ok<Is<typeof FuturesCodes.directFuturesCodes, ReadonlyArray<ProductRules.CodeRow>>>()
ok<Is<typeof FuturesCodes.geoBlock, ProductRules.CodeRow>>()
ok<Is<typeof FuturesCodes.futuresMessages, ReadonlyArray<ProductRules.MessageRow>>>()
ok<Is<typeof FuturesCodes.unprocessed503, ReadonlyArray<ProductRules.Definite503>>>()
ok<Is<typeof FuturesCodes.throttled503, ProductRules.Definite503>>()
ok<Is<typeof FuturesCodes.filter, (name: string) => ProductRules.ReasonRule>>()

// --------------------------------------------------------------------------------- effect-binance/products/MarginCodes

ok<Is<typeof MarginCodes.marginCodes, ReadonlyArray<ProductRules.CodeRow>>>()

// --------------------------------------------------------------------------------- effect-binance/products/MarginRules

ok<Is<typeof MarginRules.marginRules, ProductRules.ProductRules>>()

// -------------------------------------------------------------------------------- effect-binance/products/OptionsCodes

ok<Is<typeof OptionsCodes.optionsCodes, ReadonlyArray<ProductRules.CodeRow>>>()

// -------------------------------------------------------------------------------- effect-binance/products/OptionsRules

ok<Is<typeof OptionsRules.optionsRules, ProductRules.ProductRules>>()

// ------------------------------------------------------------------------ effect-binance/products/PortfolioMarginCodes

ok<Is<typeof PortfolioMarginCodes.portfolioMarginCodes, ReadonlyArray<ProductRules.CodeRow>>>()

// --------------------------------------------------------------------- effect-binance/products/PortfolioMarginMessages

ok<Is<typeof PortfolioMarginMessages.portfolioMarginMessages, ReadonlyArray<ProductRules.MessageRow>>>()

// --------------------------------------------------------------------- effect-binance/products/PortfolioMarginProCodes

ok<Is<typeof PortfolioMarginProCodes.portfolioMarginProCodes, ReadonlyArray<ProductRules.CodeRow>>>()

// --------------------------------------------------------------------- effect-binance/products/PortfolioMarginProRules

ok<Is<typeof PortfolioMarginProRules.portfolioMarginProRules, ProductRules.ProductRules>>()

// ------------------------------------------------------------------------ effect-binance/products/PortfolioMarginRules

ok<Is<typeof PortfolioMarginRules.portfolioMarginRules, ProductRules.ProductRules>>()

// -------------------------------------------------------------------------------- effect-binance/products/ProductRules

ok<
  Is<
    ProductRules.ReasonRule,
    | {
        readonly verdict: "Retryable"
        readonly reason: "RateLimited" | "OrderRateLimited" | "ServerBusy" | "ServiceUnavailable" | "ClockSkew" | "TooManyConnections"
      }
    | { readonly verdict: "Fatal"; readonly reason: "InvalidRequest"; readonly parameter?: string | undefined }
    | { readonly verdict: "Fatal"; readonly reason: "FilterFailure"; readonly filter: string }
    | { readonly verdict: "Fatal"; readonly reason: "OrderRejected"; readonly kind: string }
    | {
        readonly verdict: "Fatal"
        readonly reason:
          | "InsufficientBalance"
          | "DuplicateClientOrderId"
          | "UnknownOrder"
          | "MarketClosed"
          | "AccountRestricted"
          | "BadCredentials"
          | "BadSignature"
          | "WafBlocked"
          | "RestrictedLocation"
          | "Unsupported"
          | "AlreadyInState"
          | "UndocumentedRefusal"
      }
    | { readonly verdict: "AmbiguousExecution"; readonly reason: "MalformedReply"; readonly problem: string }
    | {
        readonly verdict: "AmbiguousExecution"
        readonly reason: "EngineTimeout" | "EngineReplyLost" | "ServerErrorReply" | "UndocumentedCode" | "CancelReplaceInDoubt" | "TransferPending"
      }
  >
>()
ok<
  Is<
    ProductRules.CodeRow,
    {
      readonly code: number
      readonly name: string
      readonly meaning: string
      readonly is: ProductRules.ReasonRule
      readonly on: ReadonlyArray<InDoubt.Kind>
      readonly onRead?: ProductRules.ReasonRule | undefined
      readonly statuses?: ReadonlyArray<number> | undefined
      readonly proves?: "accepted" | undefined
      readonly quietMillis?: number | undefined
    }
  >
>()
ok<
  Is<
    ProductRules.CodeRule,
    {
      readonly code: number
      readonly is: ProductRules.ReasonRule
      readonly on: ReadonlyArray<InDoubt.Kind>
      readonly onRead?: ProductRules.ReasonRule | undefined
      readonly statuses?: ReadonlyArray<number> | undefined
      readonly proves?: "accepted" | undefined
      readonly quietMillis?: number | undefined
    }
  >
>()
ok<
  Is<
    ProductRules.MessageRow,
    { readonly text: string; readonly codes: ReadonlyArray<number>; readonly is: ProductRules.ReasonRule; readonly on: ReadonlyArray<InDoubt.Kind> }
  >
>()
ok<
  Is<
    ProductRules.Definite503,
    { readonly text: string; readonly is: Extract<ProductRules.ReasonRule, { readonly verdict: "Retryable" }>; readonly on: ReadonlyArray<InDoubt.Kind> }
  >
>()
ok<
  Is<
    ProductRules.Proof,
    | {
        readonly proof: "id"
        readonly path: ReadonlyArray<string>
        readonly zero?: boolean | undefined
        readonly echo?: ReadonlyArray<string> | undefined
        readonly state?: ReadonlyArray<string> | undefined
        readonly rejected?: ReadonlyArray<string> | undefined
        readonly rejectedCode?: number | undefined
        readonly contradicts?: ReadonlyArray<string> | undefined
      }
    | { readonly proof: "code" }
    | { readonly proof: "shape"; readonly holds: (body: unknown) => boolean }
    | { readonly proof: "object" }
    | { readonly proof: "json" }
    | { readonly proof: "halves" }
    | { readonly proof: "elements"; readonly keys?: ReadonlyArray<string> | undefined }
  >
>()
ok<
  Is<
    ProductRules.ProductRules,
    {
      readonly name: string
      readonly timePath: string
      readonly codes: ReadonlyMap<number, ProductRules.CodeRule>
      readonly messages: ReadonlyMap<string, ReadonlyArray<ProductRules.MessageRow>>
      readonly filterPrefix: string
      readonly definite503: ReadonlyArray<ProductRules.Definite503>
      readonly successCodes: ReadonlySet<number>
      readonly proofs: { readonly [K in InDoubt.Kind]: ReadonlyArray<ProductRules.Proof> }
      readonly limits: ReadonlyArray<{ readonly text: string; readonly limit: string }>
      readonly quietMillis: { readonly rateLimited: number; readonly orderRateLimited: number; readonly banned: number }
      readonly boundsName?: string | undefined
      readonly graceMillis: number
      readonly graceFor?: ReadonlySet<string> | undefined
      readonly visibilityMillis: number
      readonly retentionMillis: number
      readonly filledRetentionMillis?: number | undefined
    }
  >
>()
ok<Is<typeof ProductRules.writes, ReadonlyArray<InDoubt.Kind>>>()
ok<Is<typeof ProductRules.orderWrites, ReadonlyArray<InDoubt.Kind>>>()
ok<
  Is<
    typeof ProductRules.retryable,
    (
      reason: Extract<ProductRules.ReasonRule, { readonly verdict: "Retryable" }>["reason"]
    ) => Extract<ProductRules.ReasonRule, { readonly verdict: "Retryable" }>
  >
>()
ok<Is<typeof ProductRules.fatal, (reason: 
      | "InvalidRequest"
      | "InsufficientBalance"
      | "DuplicateClientOrderId"
      | "UnknownOrder"
      | "MarketClosed"
      | "AccountRestricted"
      | "BadCredentials"
      | "BadSignature"
      | "WafBlocked"
      | "RestrictedLocation"
      | "Unsupported"
      | "AlreadyInState"
      | "UndocumentedRefusal") => ProductRules.ReasonRule>>()
ok<Is<typeof ProductRules.invalid, (parameter: string) => ProductRules.ReasonRule>>()
ok<Is<typeof ProductRules.rejected, (kind: string) => ProductRules.ReasonRule>>()
ok<Is<typeof ProductRules.doubt, (reason: "EngineTimeout" | "EngineReplyLost" | "ServerErrorReply" | "UndocumentedCode" | "CancelReplaceInDoubt" | "TransferPending") => ProductRules.ReasonRule>>()
ok<Is<typeof ProductRules.codeTable, <Row extends ProductRules.CodeRule>(rows: Iterable<Row>) => ReadonlyMap<number, Row>>>()
ok<Is<typeof ProductRules.messageTable, (rows: Iterable<ProductRules.MessageRow>) => ReadonlyMap<string, ReadonlyArray<ProductRules.MessageRow>>>>()
ok<Is<typeof ProductRules.echoing, (...keys: ReadonlyArray<string>) => ProductRules.Proof>>()
ok<Is<typeof ProductRules.saying, (key: string, text: string) => ProductRules.Proof>>()
ok<Is<typeof ProductRules.wordAt, (...path: ReadonlyArray<string>) => ProductRules.Proof>>()
ok<Is<typeof ProductRules.listing, (...proofs: ReadonlyArray<Extract<ProductRules.Proof, { readonly proof: "id" }>>) => ProductRules.Proof>>()

// ----------------------------------------------------------------------------------- effect-binance/products/SapiCodes

ok<Is<typeof SapiCodes.sapiCodes, ReadonlyArray<ProductRules.CodeRow>>>()

// -------------------------------------------------------------------------------- effect-binance/products/SapiMessages

ok<Is<typeof SapiMessages.sapiMessages, ReadonlyArray<ProductRules.MessageRow>>>()

// ----------------------------------------------------------------------------------- effect-binance/products/SapiRules

ok<Is<typeof SapiRules.sapiRules, (name: string, codes: Iterable<ProductRules.CodeRow>) => ProductRules.ProductRules>>()

// ------------------------------------------------------------------------------- effect-binance/products/SpotCodeRules

ok<Is<typeof SpotCodeRules.spotCodeRules, ReadonlyArray<ProductRules.CodeRule>>>()

// ----------------------------------------------------------------------------------- effect-binance/products/SpotCodes

ok<Is<typeof SpotCodes.spotCodes, ReadonlyArray<ProductRules.CodeRow>>>()

// -------------------------------------------------------------------------------- effect-binance/products/SpotMessages

ok<Is<typeof SpotMessages.spotMessages, ReadonlyArray<ProductRules.MessageRow>>>()

// ----------------------------------------------------------------------------------- effect-binance/products/SpotRules

ok<Is<typeof SpotRules.spotRules, ProductRules.ProductRules>>()

// ------------------------------------------------------------------------------- effect-binance/products/SymbolFilters

ok<Is<SymbolFilters.Conventions, { readonly steps: "from-zero" | "from-minimum"; readonly percentPrice: "both-sides" | "own-side" }>>()
ok<
  Is<
    SymbolFilters.SymbolFilters,
    {
      readonly symbol: string
      readonly baseAsset: string | undefined
      readonly quoteAsset: string | undefined
      readonly conventions: SymbolFilters.Conventions
      readonly filters: ReadonlyArray<Readonly<Record<string, unknown>>>
    }
  >
>()
ok<
  Is<
    SymbolFilters.Known,
    {
      readonly referencePrice?: Operation.Decimal | undefined
      readonly position?: Operation.Decimal | undefined
      readonly openOrders?: number | undefined
      readonly openAlgoOrders?: number | undefined
      readonly openIcebergOrders?: number | undefined
      readonly openOrderLists?: number | undefined
      readonly exchangeOpenOrders?: number | undefined
      readonly exchangeOpenAlgoOrders?: number | undefined
      readonly exchangeOpenIcebergOrders?: number | undefined
      readonly exchangeOpenOrderLists?: number | undefined
      readonly amendments?: number | undefined
    }
  >
>()
ok<
  Is<
    typeof SymbolFilters.violation,
    (
      self: SymbolFilters.SymbolFilters,
      kind: InDoubt.Kind,
      parameters: Parameters.Parameters,
      known?: SymbolFilters.Known
    ) => FatalReason.FilterFailure | undefined
  >
>()
ok<
  Is<
    typeof SymbolFilters.make,
    (
      symbol: string,
      filters: SymbolFilters.SymbolFilters["filters"],
      options?: Partial<Pick<SymbolFilters.SymbolFilters, "baseAsset" | "quoteAsset" | "conventions">>
    ) => SymbolFilters.SymbolFilters
  >
>()
ok<
  Is<
    SymbolFilters.ExchangeInfo,
    {
      readonly exchangeFilters?: SymbolFilters.SymbolFilters["filters"] | undefined
      readonly symbols: ReadonlyArray<{
        readonly symbol: string
        readonly baseAsset?: string | undefined
        readonly quoteAsset?: string | undefined
        readonly filters: SymbolFilters.SymbolFilters["filters"]
      }>
    }
  >
>()
ok<Is<typeof SymbolFilters.fromSpot, (info: SymbolFilters.ExchangeInfo, symbol: string) => Effect.Effect<SymbolFilters.SymbolFilters, BinanceError.Fatal>>>()
ok<Is<typeof SymbolFilters.fromFutures, (info: SymbolFilters.ExchangeInfo, symbol: string) => Effect.Effect<SymbolFilters.SymbolFilters, BinanceError.Fatal>>>()
ok<Is<typeof SymbolFilters.roundQuantity, (self: SymbolFilters.SymbolFilters, quantity: Operation.Decimal, type?: string) => string>>()
ok<Is<typeof SymbolFilters.roundPrice, (self: SymbolFilters.SymbolFilters, price: Operation.Decimal, side: "BUY" | "SELL") => string>>()
ok<
  Is<
    typeof SymbolFilters.checked,
    (filters: SymbolFilters.SymbolFilters, known?: SymbolFilters.Known) => <A, E, R, F>(self: Call.Call<A, E, R, F>) => Call.Call<A, E, R, F>
  >
>()
ok<Is<typeof SymbolFilters.layer, (filters: ReadonlyArray<SymbolFilters.SymbolFilters>) => Layer.Layer<never>>>()

// ----------------------------------------------------------------------------------- effect-binance/products/UsdmCodes

ok<Is<typeof UsdmCodes.usdmCodes, ReadonlyArray<ProductRules.CodeRow>>>()

// -------------------------------------------------------------------------------- effect-binance/products/UsdmMessages

ok<Is<typeof UsdmMessages.usdmMessages, ReadonlyArray<ProductRules.MessageRow>>>()

// ----------------------------------------------------------------------------------- effect-binance/products/UsdmRules

ok<Is<typeof UsdmRules.usdmRules, ProductRules.ProductRules>>()
ok<Is<typeof UsdmRules.usdmAlgoRules, ProductRules.ProductRules>>()
