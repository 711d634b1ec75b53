/**
 * Calls to Binance that say whether they executed. Applications that are bundled import the modules by their paths instead.
 *
 * @since 0.1.0
 */

/** @since 0.1.0 */
export * as Advice from "./errors/Advice.ts"
/** @since 0.1.0 */
export * as AmbiguousReason from "./errors/AmbiguousReason.ts"
/** @since 0.1.0 */
export * as BanWindow from "./limits/BanWindow.ts"
/** @since 0.1.0 */
export * as BanWindowPersisted from "./limits/BanWindowPersisted.ts"
/** @since 0.1.0 */
export * as BanWindowShared from "./limits/BanWindowShared.ts"
/** @since 0.1.0 */
export * as BinanceClient from "./client/BinanceClient.ts"
/** @since 0.1.0 */
export * as BinanceError from "./errors/BinanceError.ts"
/** @since 0.1.0 */
export * as Call from "./client/Call.ts"
/** @since 0.1.0 */
export * as CallTimeout from "./client/CallTimeout.ts"
/** @since 0.1.0 */
export * as Checks from "./client/Checks.ts"
/** @since 0.1.0 */
export * as ClientOrderId from "./client/ClientOrderId.ts"
/** @since 0.1.0 */
export * as ClockHints from "./client/ClockHints.ts"
/** @since 0.1.0 */
export * as Coinm from "./products/Coinm.ts"
/** @since 0.1.0 */
export * as CoinmRules from "./products/CoinmRules.ts"
/** @since 0.1.0 */
export * as Credentials from "./client/Credentials.ts"
/** @since 0.1.0 */
export * as CustomOperation from "./client/CustomOperation.ts"
/** @since 0.1.0 */
export * as Endpoint from "./client/Endpoint.ts"
/** @since 0.1.0 */
export * as Evidence from "./settlement/Evidence.ts"
/** @since 0.1.0 */
export * as Failover from "./client/Failover.ts"
/** @since 0.1.0 */
export * as FatalReason from "./errors/FatalReason.ts"
/** @since 0.1.0 */
export * as ForeignClient from "./interop/ForeignClient.ts"
/** @since 0.1.0 */
export * as HalfVerdict from "./errors/HalfVerdict.ts"
/** @since 0.1.0 */
export * as HttpTransport from "./client/HttpTransport.ts"
/** @since 0.1.0 */
export * as InDoubt from "./errors/InDoubt.ts"
/** @since 0.1.0 */
export * as Intent from "./client/Intent.ts"
/** @since 0.1.0 */
export * as Interop from "./interop/Interop.ts"
/** @since 0.1.0 */
export * as Journaled from "./orders/Journaled.ts"
/** @since 0.1.0 */
export * as ListenKey from "./stream/ListenKey.ts"
/** @since 0.1.0 */
export * as Margin from "./products/Margin.ts"
/** @since 0.1.0 */
export * as MarginRules from "./products/MarginRules.ts"
/** @since 0.1.0 */
export * as Operation from "./client/Operation.ts"
/** @since 0.1.0 */
export * as Options from "./products/Options.ts"
/** @since 0.1.0 */
export * as OptionsRules from "./products/OptionsRules.ts"
/** @since 0.1.0 */
export * as OrderJournal from "./orders/OrderJournal.ts"
/** @since 0.1.0 */
export * as OrderJournalMemory from "./orders/OrderJournalMemory.ts"
/** @since 0.1.0 */
export * as OrderJournalSql from "./orders/OrderJournalSql.ts"
/** @since 0.1.0 */
export * as Orders from "./orders/Orders.ts"
/** @since 0.1.0 */
export * as Parameters from "./client/Parameters.ts"
/** @since 0.1.0 */
export * as PortfolioMargin from "./products/PortfolioMargin.ts"
/** @since 0.1.0 */
export * as PortfolioMarginRules from "./products/PortfolioMarginRules.ts"
/** @since 0.1.0 */
export * as ProductRules from "./products/ProductRules.ts"
/** @since 0.1.0 */
export * as ProductViews from "./settlement/ProductViews.ts"
/** @since 0.1.0 */
export * as RateBudget from "./limits/RateBudget.ts"
/** @since 0.1.0 */
export * as RateBudgetLedger from "./limits/RateBudgetLedger.ts"
/** @since 0.1.0 */
export * as RateBudgetMemory from "./limits/RateBudgetMemory.ts"
/** @since 0.1.0 */
export * as RateBudgetShared from "./limits/RateBudgetShared.ts"
/** @since 0.1.0 */
export * as Reconciliation from "./settlement/Reconciliation.ts"
/** @since 0.1.0 */
export * as RedisConnection from "./limits/RedisConnection.ts"
/** @since 0.1.0 */
export * as Retry from "./settlement/Retry.ts"
/** @since 0.1.0 */
export * as RetryableReason from "./errors/RetryableReason.ts"
/** @since 0.1.0 */
export * as RetryBudget from "./settlement/RetryBudget.ts"
/** @since 0.1.0 */
export * as RetryPolicy from "./settlement/RetryPolicy.ts"
/** @since 0.1.0 */
export * as RetryReasons from "./settlement/RetryReasons.ts"
/** @since 0.1.0 */
export * as RetryTimeline from "./settlement/RetryTimeline.ts"
/** @since 0.1.0 */
export * as Sapi from "./products/Sapi.ts"
/** @since 0.1.0 */
export * as ServerClock from "./client/ServerClock.ts"
/** @since 0.1.0 */
export * as SettlementBounds from "./settlement/SettlementBounds.ts"
/** @since 0.1.0 */
export * as Sightings from "./settlement/Sightings.ts"
/** @since 0.1.0 */
export * as Signer from "./client/Signer.ts"
/** @since 0.1.0 */
export * as Spot from "./products/Spot.ts"
/** @since 0.1.0 */
export * as SpotAccount from "./products/SpotAccount.ts"
/** @since 0.1.0 */
export * as SpotMarket from "./products/SpotMarket.ts"
/** @since 0.1.0 */
export * as SpotOrderLists from "./products/SpotOrderLists.ts"
/** @since 0.1.0 */
export * as SpotOrders from "./products/SpotOrders.ts"
/** @since 0.1.0 */
export * as SpotRules from "./products/SpotRules.ts"
/** @since 0.1.0 */
export * as SymbolFilters from "./products/SymbolFilters.ts"
/** @since 0.1.0 */
export * as Transport from "./client/Transport.ts"
/** @since 0.1.0 */
export * as Usdm from "./products/Usdm.ts"
/** @since 0.1.0 */
export * as UsdmRules from "./products/UsdmRules.ts"
/** @since 0.1.0 */
export * as UserDataSource from "./stream/UserDataSource.ts"
/** @since 0.1.0 */
export * as UserDataStream from "./stream/UserDataStream.ts"
/** @since 0.1.0 */
export * as UserEvent from "./stream/UserEvent.ts"
/** @since 0.1.0 */
export * as Verdict from "./client/Verdict.ts"
/** @since 0.1.0 */
export * as WebSocketApi from "./client/WebSocketApi.ts"
