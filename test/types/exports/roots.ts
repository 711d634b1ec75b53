/** What the roots of the packages export: the modules themselves. Checked by the compiler, not run. */
import type * as node from "@effect-binance/node"
import type * as NodeBinance from "@effect-binance/node/NodeBinance"
import type * as NodeOrders from "@effect-binance/node/NodeOrders"
import type * as NodeSigner from "@effect-binance/node/NodeSigner"
import type * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import type * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import type * as UndiciWebSocket from "@effect-binance/node/UndiciWebSocket"
import type * as simulator from "@effect-binance/simulator"
import type * as Decimal from "@effect-binance/simulator/Decimal"
import type * as Exchange from "@effect-binance/simulator/Exchange"
import type * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import type * as Fault from "@effect-binance/simulator/Fault"
import type * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import type * as OrderBook from "@effect-binance/simulator/OrderBook"
import type * as Product from "@effect-binance/simulator/Product"
import type * as RateLimits from "@effect-binance/simulator/RateLimits"
import type * as Seeded from "@effect-binance/simulator/Seeded"
import type * as Session from "@effect-binance/simulator/Session"
import type * as Signature from "@effect-binance/simulator/Signature"
import type * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import type * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import type * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import type * as TestKeys from "@effect-binance/simulator/TestKeys"
import type * as Wire from "@effect-binance/simulator/Wire"
import type * as effectBinance from "effect-binance"
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type * as Call from "effect-binance/client/Call"
import type * as CallTimeout from "effect-binance/client/CallTimeout"
import type * as Checks from "effect-binance/client/Checks"
import type * as ClientOrderId from "effect-binance/client/ClientOrderId"
import type * as Credentials from "effect-binance/client/Credentials"
import type * as Endpoint from "effect-binance/client/Endpoint"
import type * as Failover from "effect-binance/client/Failover"
import type * as HttpTransport from "effect-binance/client/HttpTransport"
import type * as Intent from "effect-binance/client/Intent"
import type * as ForeignClient from "effect-binance/interop/ForeignClient"
import type * as Interop from "effect-binance/interop/Interop"
import type * as Operation from "effect-binance/client/Operation"
import type * as Parameters from "effect-binance/client/Parameters"
import type * as ClockHints from "effect-binance/client/ClockHints"
import type * as ServerClock from "effect-binance/client/ServerClock"
import type * as Signer from "effect-binance/client/Signer"
import type * as Transport from "effect-binance/client/Transport"
import type * as Verdict from "effect-binance/client/Verdict"
import type * as WebSocketApi from "effect-binance/client/WebSocketApi"
import type * as Advice from "effect-binance/errors/Advice"
import type * as AmbiguousReason from "effect-binance/errors/AmbiguousReason"
import type * as BinanceError from "effect-binance/errors/BinanceError"
import type * as FatalReason from "effect-binance/errors/FatalReason"
import type * as HalfVerdict from "effect-binance/errors/HalfVerdict"
import type * as InDoubt from "effect-binance/errors/InDoubt"
import type * as RetryableReason from "effect-binance/errors/RetryableReason"
import type * as BanWindow from "effect-binance/limits/BanWindow"
import type * as BanWindowPersisted from "effect-binance/limits/BanWindowPersisted"
import type * as BanWindowShared from "effect-binance/limits/BanWindowShared"
import type * as RateBudget from "effect-binance/limits/RateBudget"
import type * as RateBudgetLedger from "effect-binance/limits/RateBudgetLedger"
import type * as Journaled from "effect-binance/orders/Journaled"
import type * as OrderJournal from "effect-binance/orders/OrderJournal"
import type * as Orders from "effect-binance/orders/Orders"
import type * as OrderJournalMemory from "effect-binance/orders/OrderJournalMemory"
import type * as OrderJournalSql from "effect-binance/orders/OrderJournalSql"
import type * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
import type * as RateBudgetShared from "effect-binance/limits/RateBudgetShared"
import type * as RedisConnection from "effect-binance/limits/RedisConnection"
import type * as ProductRules from "effect-binance/products/ProductRules"
import type * as Spot from "effect-binance/products/Spot"
import type * as SpotRules from "effect-binance/products/SpotRules"
import type * as SymbolFilters from "effect-binance/products/SymbolFilters"
import type * as CustomOperation from "effect-binance/client/CustomOperation"
import type * as Margin from "effect-binance/products/Margin"
import type * as MarginRules from "effect-binance/products/MarginRules"
import type * as Sapi from "effect-binance/products/Sapi"
import type * as SpotAccount from "effect-binance/products/SpotAccount"
import type * as SpotMarket from "effect-binance/products/SpotMarket"
import type * as SpotOrderLists from "effect-binance/products/SpotOrderLists"
import type * as SpotOrders from "effect-binance/products/SpotOrders"
import type * as Coinm from "effect-binance/products/Coinm"
import type * as CoinmRules from "effect-binance/products/CoinmRules"
import type * as Options from "effect-binance/products/Options"
import type * as OptionsRules from "effect-binance/products/OptionsRules"
import type * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import type * as PortfolioMarginRules from "effect-binance/products/PortfolioMarginRules"
import type * as Usdm from "effect-binance/products/Usdm"
import type * as UsdmRules from "effect-binance/products/UsdmRules"
import type * as Evidence from "effect-binance/settlement/Evidence"
import type * as ProductViews from "effect-binance/settlement/ProductViews"
import type * as Reconciliation from "effect-binance/settlement/Reconciliation"
import type * as Retry from "effect-binance/settlement/Retry"
import type * as RetryBudget from "effect-binance/settlement/RetryBudget"
import type * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import type * as RetryReasons from "effect-binance/settlement/RetryReasons"
import type * as RetryTimeline from "effect-binance/settlement/RetryTimeline"
import type * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import type * as ListenKey from "effect-binance/stream/ListenKey"
import type * as UserDataSource from "effect-binance/stream/UserDataSource"
import type * as UserDataStream from "effect-binance/stream/UserDataStream"
import type * as UserEvent from "effect-binance/stream/UserEvent"
import type * as Sightings from "effect-binance/settlement/Sightings"
import { type Is, ok } from "../exact.ts"

// ------------------------------------------------------------------------------------------------------ effect-binance

ok<Is<typeof effectBinance.CustomOperation, typeof CustomOperation>>()
ok<Is<typeof effectBinance.Margin, typeof Margin>>()
ok<Is<typeof effectBinance.MarginRules, typeof MarginRules>>()
ok<Is<typeof effectBinance.Sapi, typeof Sapi>>()
ok<Is<typeof effectBinance.SpotAccount, typeof SpotAccount>>()
ok<Is<typeof effectBinance.SpotMarket, typeof SpotMarket>>()
ok<Is<typeof effectBinance.SpotOrderLists, typeof SpotOrderLists>>()
ok<Is<typeof effectBinance.SpotOrders, typeof SpotOrders>>()
ok<Is<typeof effectBinance.Coinm, typeof Coinm>>()
ok<Is<typeof effectBinance.CoinmRules, typeof CoinmRules>>()
ok<Is<typeof effectBinance.Options, typeof Options>>()
ok<Is<typeof effectBinance.OptionsRules, typeof OptionsRules>>()
ok<Is<typeof effectBinance.PortfolioMargin, typeof PortfolioMargin>>()
ok<Is<typeof effectBinance.PortfolioMarginRules, typeof PortfolioMarginRules>>()
ok<Is<typeof effectBinance.Usdm, typeof Usdm>>()
ok<Is<typeof effectBinance.UsdmRules, typeof UsdmRules>>()
ok<Is<typeof effectBinance.Advice, typeof Advice>>()
ok<Is<typeof effectBinance.AmbiguousReason, typeof AmbiguousReason>>()
ok<Is<typeof effectBinance.BanWindow, typeof BanWindow>>()
ok<Is<typeof effectBinance.BanWindowPersisted, typeof BanWindowPersisted>>()
ok<Is<typeof effectBinance.BanWindowShared, typeof BanWindowShared>>()
ok<Is<typeof effectBinance.BinanceClient, typeof BinanceClient>>()
ok<Is<typeof effectBinance.BinanceError, typeof BinanceError>>()
ok<Is<typeof effectBinance.Call, typeof Call>>()
ok<Is<typeof effectBinance.CallTimeout, typeof CallTimeout>>()
ok<Is<typeof effectBinance.Checks, typeof Checks>>()
ok<Is<typeof effectBinance.ClientOrderId, typeof ClientOrderId>>()
ok<Is<typeof effectBinance.Credentials, typeof Credentials>>()
ok<Is<typeof effectBinance.Endpoint, typeof Endpoint>>()
ok<Is<typeof effectBinance.Evidence, typeof Evidence>>()
ok<Is<typeof effectBinance.Failover, typeof Failover>>()
ok<Is<typeof effectBinance.FatalReason, typeof FatalReason>>()
ok<Is<typeof effectBinance.HalfVerdict, typeof HalfVerdict>>()
ok<Is<typeof effectBinance.HttpTransport, typeof HttpTransport>>()
ok<Is<typeof effectBinance.InDoubt, typeof InDoubt>>()
ok<Is<typeof effectBinance.Intent, typeof Intent>>()
ok<Is<typeof effectBinance.Interop, typeof Interop>>()
ok<Is<typeof effectBinance.ForeignClient, typeof ForeignClient>>()
ok<Is<typeof effectBinance.Operation, typeof Operation>>()
ok<Is<typeof effectBinance.Parameters, typeof Parameters>>()
ok<Is<typeof effectBinance.ProductRules, typeof ProductRules>>()
ok<Is<typeof effectBinance.ProductViews, typeof ProductViews>>()
ok<Is<typeof effectBinance.RateBudget, typeof RateBudget>>()
ok<Is<typeof effectBinance.RateBudgetLedger, typeof RateBudgetLedger>>()
ok<Is<typeof effectBinance.Journaled, typeof Journaled>>()
ok<Is<typeof effectBinance.OrderJournal, typeof OrderJournal>>()
ok<Is<typeof effectBinance.Orders, typeof Orders>>()
ok<Is<typeof effectBinance.OrderJournalMemory, typeof OrderJournalMemory>>()
ok<Is<typeof effectBinance.OrderJournalSql, typeof OrderJournalSql>>()
ok<Is<typeof effectBinance.RateBudgetMemory, typeof RateBudgetMemory>>()
ok<Is<typeof effectBinance.RateBudgetShared, typeof RateBudgetShared>>()
ok<Is<typeof effectBinance.RedisConnection, typeof RedisConnection>>()
ok<Is<typeof effectBinance.Reconciliation, typeof Reconciliation>>()
ok<Is<typeof effectBinance.Retry, typeof Retry>>()
ok<Is<typeof effectBinance.RetryableReason, typeof RetryableReason>>()
ok<Is<typeof effectBinance.RetryBudget, typeof RetryBudget>>()
ok<Is<typeof effectBinance.RetryPolicy, typeof RetryPolicy>>()
ok<Is<typeof effectBinance.RetryReasons, typeof RetryReasons>>()
ok<Is<typeof effectBinance.RetryTimeline, typeof RetryTimeline>>()
ok<Is<typeof effectBinance.ClockHints, typeof ClockHints>>()
ok<Is<typeof effectBinance.ServerClock, typeof ServerClock>>()
ok<Is<typeof effectBinance.SettlementBounds, typeof SettlementBounds>>()
ok<Is<typeof effectBinance.Sightings, typeof Sightings>>()
ok<Is<typeof effectBinance.Signer, typeof Signer>>()
ok<Is<typeof effectBinance.Spot, typeof Spot>>()
ok<Is<typeof effectBinance.SpotRules, typeof SpotRules>>()
ok<Is<typeof effectBinance.SymbolFilters, typeof SymbolFilters>>()
ok<Is<typeof effectBinance.Transport, typeof Transport>>()
ok<Is<typeof effectBinance.ListenKey, typeof ListenKey>>()
ok<Is<typeof effectBinance.UserDataSource, typeof UserDataSource>>()
ok<Is<typeof effectBinance.UserDataStream, typeof UserDataStream>>()
ok<Is<typeof effectBinance.UserEvent, typeof UserEvent>>()
ok<Is<typeof effectBinance.Verdict, typeof Verdict>>()
ok<Is<typeof effectBinance.WebSocketApi, typeof WebSocketApi>>()

// ------------------------------------------------------------------------------------------------ @effect-binance/node

ok<Is<typeof node.NodeBinance, typeof NodeBinance>>()
ok<Is<typeof node.NodeOrders, typeof NodeOrders>>()
ok<Is<typeof node.NodeSigner, typeof NodeSigner>>()
ok<Is<typeof node.SqliteJournal, typeof SqliteJournal>>()
ok<Is<typeof node.UndiciTransport, typeof UndiciTransport>>()
ok<Is<typeof node.UndiciWebSocket, typeof UndiciWebSocket>>()

// ------------------------------------------------------------------------------------------- @effect-binance/simulator

ok<Is<typeof simulator.Decimal, typeof Decimal>>()
ok<Is<typeof simulator.Exchange, typeof Exchange>>()
ok<Is<typeof simulator.ExchangeConfig, typeof ExchangeConfig>>()
ok<Is<typeof simulator.Fault, typeof Fault>>()
ok<Is<typeof simulator.FaultPlan, typeof FaultPlan>>()
ok<Is<typeof simulator.OrderBook, typeof OrderBook>>()
ok<Is<typeof simulator.Product, typeof Product>>()
ok<Is<typeof simulator.RateLimits, typeof RateLimits>>()
ok<Is<typeof simulator.Seeded, typeof Seeded>>()
ok<Is<typeof simulator.Session, typeof Session>>()
ok<Is<typeof simulator.Signature, typeof Signature>>()
ok<Is<typeof simulator.SimulatedServer, typeof SimulatedServer>>()
ok<Is<typeof simulator.SimulatedTransport, typeof SimulatedTransport>>()
ok<Is<typeof simulator.SimulatedWebSocket, typeof SimulatedWebSocket>>()
ok<Is<typeof simulator.TestKeys, typeof TestKeys>>()
ok<Is<typeof simulator.Wire, typeof Wire>>()
