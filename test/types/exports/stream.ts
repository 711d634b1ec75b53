/** What the modules of `stream` export, exactly. Checked by the compiler, not run. */
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type * as Call from "effect-binance/client/Call"
import type * as Endpoint from "effect-binance/client/Endpoint"
import type * as Operation from "effect-binance/client/Operation"
import type * as ServerClock from "effect-binance/client/ServerClock"
import type * as Signer from "effect-binance/client/Signer"
import type * as BinanceError from "effect-binance/errors/BinanceError"
import type * as BanWindow from "effect-binance/limits/BanWindow"
import type * as ProductRules from "effect-binance/products/ProductRules"
import type * as ProductViews from "effect-binance/settlement/ProductViews"
import type { Sighting } from "effect-binance/settlement/Sightings"
import type * as ListenKey from "effect-binance/stream/ListenKey"
import type * as UserDataSource from "effect-binance/stream/UserDataSource"
import type * as UserDataStream from "effect-binance/stream/UserDataStream"
import type * as UserEvent from "effect-binance/stream/UserEvent"
import type * as Arr from "effect/Array"
import type * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import type * as Socket from "effect/socket/Socket"
import type * as Stream from "effect/Stream"
import { type Is, ok, type Service, type ServiceOf } from "../exact.ts"

// ------------------------------------------------------------------------------------ effect-binance/stream/UserEvent

ok<Is<typeof UserEvent.Product.Type, "spot" | "margin" | "usdm" | "coinm" | "options" | "pm" | "pmpro">>()
ok<Is<UserEvent.Product, typeof UserEvent.Product.Type>>()
ok<
  Is<
    typeof UserEvent.ExecutionReport.Type,
    {
      readonly _tag: "ExecutionReport"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly symbol: string
      readonly clientOrderId: string
      readonly originalClientOrderId?: string
      readonly orderId: number | string
      readonly orderListId?: number | string
      readonly executionType: string
      readonly status?: string
      readonly rejectReason?: string
      readonly expiryReason?: string
      readonly side?: string
      readonly type?: string
      readonly timeInForce?: string
      readonly quantity?: string
      readonly quoteOrderQuantity?: string
      readonly price?: string
      readonly stopPrice?: string
      readonly icebergQuantity?: string
      readonly trailingDelta?: number
      readonly trailingTime?: number
      readonly selfTradePreventionMode?: string
      readonly strategyId?: number | string
      readonly strategyType?: number
      readonly orderCreationTime?: number
      readonly workingTime?: number
      readonly isOnBook?: boolean
      readonly transactionTime?: number
      readonly executionId?: number | string
      readonly tradeId?: number | string
      readonly isMaker?: boolean
      readonly lastExecutedQuantity?: string
      readonly lastExecutedPrice?: string
      readonly lastQuoteQuantity?: string
      readonly cumulativeFilledQuantity?: string
      readonly cumulativeQuoteQuantity?: string
      readonly commission?: string
      readonly commissionAsset?: string
      readonly matchType?: string
      readonly allocationId?: number | string
      readonly workingFloor?: string
      readonly usedSor?: boolean
      readonly pegPriceType?: string
      readonly pegOffsetType?: string
      readonly pegOffsetValue?: number
      readonly peggedPrice?: string
      readonly preventedMatchId?: number | string
      readonly preventedQuantity?: string
      readonly lastPreventedQuantity?: string
      readonly tradeGroupId?: number | string
      readonly counterOrderId?: number | string
      readonly counterSymbol?: string
      readonly preventedExecutionQuantity?: string
      readonly preventedExecutionPrice?: string
      readonly preventedExecutionQuoteQuantity?: string
    }
  >
>()
ok<Is<UserEvent.ExecutionReport, typeof UserEvent.ExecutionReport.Type>>()
ok<
  Is<
    typeof UserEvent.ListStatus.Type,
    {
      readonly _tag: "ListStatus"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly symbol: string
      readonly orderListId: number | string
      readonly listClientOrderId: string
      readonly contingencyType?: string
      readonly listStatusType?: string
      readonly listOrderStatus?: string
      readonly listRejectReason?: string
      readonly transactionTime?: number
      readonly orders?: ReadonlyArray<{
        readonly symbol?: string
        readonly orderId: number | string
        readonly clientOrderId?: string
      }>
    }
  >
>()
ok<Is<UserEvent.ListStatus, typeof UserEvent.ListStatus.Type>>()
ok<
  Is<
    typeof UserEvent.OutboundAccountPosition.Type,
    {
      readonly _tag: "OutboundAccountPosition"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly lastUpdateTime?: number
      readonly updateId?: number | string
      readonly balances?: ReadonlyArray<{
        readonly asset: string
        readonly free?: string
        readonly locked?: string
      }>
    }
  >
>()
ok<Is<UserEvent.OutboundAccountPosition, typeof UserEvent.OutboundAccountPosition.Type>>()
ok<
  Is<
    typeof UserEvent.BalanceUpdate.Type,
    {
      readonly _tag: "BalanceUpdate"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly asset: string
      readonly delta?: string
      readonly updateId?: number | string
      readonly clearTime?: number
    }
  >
>()
ok<Is<UserEvent.BalanceUpdate, typeof UserEvent.BalanceUpdate.Type>>()
ok<
  Is<
    typeof UserEvent.ExternalLockUpdate.Type,
    {
      readonly _tag: "ExternalLockUpdate"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly asset: string
      readonly delta?: string
      readonly transactionTime?: number
    }
  >
>()
ok<Is<UserEvent.ExternalLockUpdate, typeof UserEvent.ExternalLockUpdate.Type>>()
ok<
  Is<
    typeof UserEvent.OrderTradeUpdate.Type,
    {
      readonly _tag: "OrderTradeUpdate"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly transactionTime?: number
      readonly businessUnit?: string
      readonly accountAlias?: string
      readonly symbol: string
      readonly clientOrderId: string
      readonly orderId: number | string
      readonly executionType: string
      readonly status?: string
      readonly expiryReason?: string
      readonly side?: string
      readonly positionSide?: string
      readonly type?: string
      readonly originalType?: string
      readonly timeInForce?: string
      readonly quantity?: string
      readonly price?: string
      readonly averagePrice?: string
      readonly stopPrice?: string
      readonly activationPrice?: string
      readonly callbackRate?: string
      readonly workingType?: string
      readonly priceMatch?: string
      readonly priceProtect?: boolean
      readonly reduceOnly?: boolean
      readonly closePosition?: boolean
      readonly selfTradePreventionMode?: string
      readonly goodTillDate?: number
      readonly tradeTime?: number
      readonly tradeId?: number | string
      readonly isMaker?: boolean
      readonly lastFilledQuantity?: string
      readonly lastFilledPrice?: string
      readonly cumulativeFilledQuantity?: string
      readonly commission?: string
      readonly commissionAsset?: string
      readonly marginAsset?: string
      readonly realizedProfit?: string
      readonly bids?: string
      readonly asks?: string
      readonly strategyType?: string
      readonly strategyId?: number | string
    }
  >
>()
ok<Is<UserEvent.OrderTradeUpdate, typeof UserEvent.OrderTradeUpdate.Type>>()
ok<
  Is<
    typeof UserEvent.TradeLite.Type,
    {
      readonly _tag: "TradeLite"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly transactionTime?: number
      readonly businessUnit?: string
      readonly symbol: string
      readonly clientOrderId: string
      readonly orderId: number | string
      readonly tradeId?: number | string
      readonly side?: string
      readonly quantity?: string
      readonly price?: string
      readonly isMaker?: boolean
      readonly lastFilledPrice?: string
      readonly lastFilledQuantity?: string
    }
  >
>()
ok<Is<UserEvent.TradeLite, typeof UserEvent.TradeLite.Type>>()
ok<
  Is<
    typeof UserEvent.AlgoUpdate.Type,
    {
      readonly _tag: "AlgoUpdate"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly transactionTime?: number
      readonly symbol: string
      readonly clientAlgoId: string
      readonly algoId: number | string
      readonly algoType?: string
      readonly algoStatus: string
      readonly rejectReason?: string
      readonly orderType?: string
      readonly side?: string
      readonly positionSide?: string
      readonly timeInForce?: string
      readonly quantity?: string
      readonly price?: string
      readonly triggerPrice?: string
      readonly activationPrice?: string
      readonly callbackRate?: string
      readonly workingType?: string
      readonly priceMatch?: string
      readonly priceProtect?: boolean
      readonly reduceOnly?: boolean
      readonly closePosition?: boolean
      readonly selfTradePreventionMode?: string
      readonly goodTillDate?: number
      readonly triggerTime?: number
      readonly actualOrderId?: number | string
      readonly actualType?: string
      readonly actualAveragePrice?: string
      readonly actualExecutedQuantity?: string
    }
  >
>()
ok<Is<UserEvent.AlgoUpdate, typeof UserEvent.AlgoUpdate.Type>>()
ok<
  Is<
    typeof UserEvent.AccountUpdate.Type,
    {
      readonly _tag: "AccountUpdate"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly transactionTime?: number
      readonly businessUnit?: string
      readonly accountAlias?: string
      readonly reason: string
      readonly balances?: ReadonlyArray<{
        readonly asset: string
        readonly walletBalance?: string
        readonly crossWalletBalance?: string
        readonly balanceChange?: string
      }>
      readonly positions?: ReadonlyArray<{
        readonly symbol: string
        readonly positionSide?: string
        readonly positionAmount?: string
        readonly entryPrice?: string
        readonly breakEvenPrice?: string
        readonly accumulatedRealized?: string
        readonly unrealizedProfit?: string
        readonly marginType?: string
        readonly isolatedWallet?: string
      }>
    }
  >
>()
ok<Is<UserEvent.AccountUpdate, typeof UserEvent.AccountUpdate.Type>>()
ok<
  Is<
    typeof UserEvent.MarginCall.Type,
    {
      readonly _tag: "MarginCall"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly transactionTime?: number
      readonly businessUnit?: string
      readonly accountAlias?: string
      readonly crossWalletBalance?: string
      readonly positions?: ReadonlyArray<{
        readonly symbol: string
        readonly positionSide?: string
        readonly positionAmount?: string
        readonly marginType?: string
        readonly isolatedWallet?: string
        readonly markPrice?: string
        readonly unrealizedProfit?: string
        readonly maintenanceMargin?: string
      }>
    }
  >
>()
ok<Is<UserEvent.MarginCall, typeof UserEvent.MarginCall.Type>>()
ok<
  Is<
    typeof UserEvent.AccountConfigUpdate.Type,
    {
      readonly _tag: "AccountConfigUpdate"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly transactionTime?: number
      readonly businessUnit?: string
      readonly symbol?: string
      readonly leverage?: number
      readonly multiAssetsMode?: boolean
    }
  >
>()
ok<Is<UserEvent.AccountConfigUpdate, typeof UserEvent.AccountConfigUpdate.Type>>()
ok<
  Is<
    typeof UserEvent.StrategyUpdate.Type,
    {
      readonly _tag: "StrategyUpdate"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly transactionTime?: number
      readonly businessUnit?: string
      readonly strategyId: number | string
      readonly strategyType?: string
      readonly strategyStatus?: string
      readonly symbol?: string
      readonly updateTime?: number
      readonly operationCode?: number
    }
  >
>()
ok<Is<UserEvent.StrategyUpdate, typeof UserEvent.StrategyUpdate.Type>>()
ok<
  Is<
    typeof UserEvent.GridUpdate.Type,
    {
      readonly _tag: "GridUpdate"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly transactionTime?: number
      readonly businessUnit?: string
      readonly strategyId: number | string
      readonly strategyType?: string
      readonly strategyStatus?: string
      readonly symbol?: string
      readonly realizedProfit?: string
      readonly unmatchedAveragePrice?: string
      readonly unmatchedQuantity?: string
      readonly unmatchedFee?: string
      readonly matchedProfit?: string
      readonly updateTime?: number
    }
  >
>()
ok<Is<UserEvent.GridUpdate, typeof UserEvent.GridUpdate.Type>>()
ok<
  Is<
    typeof UserEvent.ConditionalOrderTriggerReject.Type,
    {
      readonly _tag: "ConditionalOrderTriggerReject"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly transactionTime?: number
      readonly businessUnit?: string
      readonly symbol: string
      readonly orderId: number | string
      readonly rejectReason?: string
    }
  >
>()
ok<Is<UserEvent.ConditionalOrderTriggerReject, typeof UserEvent.ConditionalOrderTriggerReject.Type>>()
ok<
  Is<
    typeof UserEvent.OptionsAccountUpdate.Type,
    {
      readonly _tag: "OptionsAccountUpdate"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly transactionTime?: number
      readonly equity?: string
      readonly adjustedEquity?: string
      readonly walletBalance?: string
      readonly positionValue?: string
      readonly unrealizedProfit?: string
      readonly initialMargin?: string
      readonly maintenanceMargin?: string
      readonly balances?: ReadonlyArray<{
        readonly asset: string
        readonly walletBalance?: string
        readonly positionValue?: string
        readonly unrealizedProfit?: string
        readonly positiveUnrealizedProfit?: string
        readonly initialMargin?: string
        readonly maintenanceMargin?: string
      }>
      readonly greeks?: ReadonlyArray<{
        readonly underlying: string
        readonly delta?: string
        readonly gamma?: string
        readonly theta?: string
        readonly vega?: string
      }>
      readonly positions?: ReadonlyArray<{
        readonly symbol: string
        readonly quantity?: string
        readonly reducibleQuantity?: string
        readonly positionValue?: string
        readonly averagePrice?: string
      }>
      readonly accountId?: number | string
    }
  >
>()
ok<Is<UserEvent.OptionsAccountUpdate, typeof UserEvent.OptionsAccountUpdate.Type>>()
ok<
  Is<
    typeof UserEvent.BalancePositionUpdate.Type,
    {
      readonly _tag: "BalancePositionUpdate"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly transactionTime?: number
      readonly reason: string
      readonly balances?: ReadonlyArray<{
        readonly asset: string
        readonly walletBalance?: string
        readonly balanceChange?: string
      }>
      readonly positions?: ReadonlyArray<{
        readonly symbol: string
        readonly quantity?: string
        readonly positionValue?: string
        readonly averagePrice?: string
      }>
    }
  >
>()
ok<Is<UserEvent.BalancePositionUpdate, typeof UserEvent.BalancePositionUpdate.Type>>()
ok<
  Is<
    typeof UserEvent.GreekUpdate.Type,
    {
      readonly _tag: "GreekUpdate"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly transactionTime?: number
      readonly greeks?: ReadonlyArray<{
        readonly underlying: string
        readonly delta?: string
        readonly gamma?: string
        readonly theta?: string
        readonly vega?: string
      }>
    }
  >
>()
ok<Is<UserEvent.GreekUpdate, typeof UserEvent.GreekUpdate.Type>>()
ok<
  Is<
    typeof UserEvent.OptionsOrders.Type,
    {
      readonly _tag: "OptionsOrders"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly orders?: ReadonlyArray<{
        readonly symbol: string
        readonly orderId: number | string
        readonly clientOrderId?: string
        readonly status?: string
        readonly type?: string
        readonly timeInForce?: string
        readonly quantity?: string
        readonly price?: string
        readonly reduceOnly?: boolean
        readonly postOnly?: boolean
        readonly executedQuantity?: string
        readonly executedAmount?: string
        readonly fee?: string
        readonly createTime?: number
        readonly updateTime?: number
        readonly fills?: ReadonlyArray<{
          readonly tradeId: number | string
          readonly price?: string
          readonly quantity?: string
          readonly tradeTime?: number
          readonly liquidity?: string
          readonly fee?: string
        }>
      }>
    }
  >
>()
ok<Is<UserEvent.OptionsOrders, typeof UserEvent.OptionsOrders.Type>>()
ok<
  Is<
    typeof UserEvent.RiskLevelChange.Type,
    {
      readonly _tag: "RiskLevelChange"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly uniMmr?: string
      readonly riskLevel: string
      readonly equity?: string
      readonly actualEquity?: string
      readonly maintenanceMargin?: string
      readonly marginBalance?: string
    }
  >
>()
ok<Is<UserEvent.RiskLevelChange, typeof UserEvent.RiskLevelChange.Type>>()
ok<
  Is<
    typeof UserEvent.ConditionalOrderTradeUpdate.Type,
    {
      readonly _tag: "ConditionalOrderTradeUpdate"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly transactionTime?: number
      readonly businessUnit?: string
      readonly symbol: string
      readonly clientStrategyId: string
      readonly strategyId: number | string
      readonly strategyType?: string
      readonly strategyStatus: string
      readonly orderId?: number | string
      readonly side?: string
      readonly positionSide?: string
      readonly timeInForce?: string
      readonly quantity?: string
      readonly price?: string
      readonly stopPrice?: string
      readonly activationPrice?: string
      readonly callbackRate?: string
      readonly workingType?: string
      readonly priceMatch?: string
      readonly reduceOnly?: boolean
      readonly closePosition?: boolean
      readonly selfTradePreventionMode?: string
      readonly goodTillDate?: number
      readonly bookTime?: number
      readonly updateTime?: number
    }
  >
>()
ok<Is<UserEvent.ConditionalOrderTradeUpdate, typeof UserEvent.ConditionalOrderTradeUpdate.Type>>()
ok<
  Is<
    typeof UserEvent.OpenOrderLoss.Type,
    {
      readonly _tag: "OpenOrderLoss"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly losses?: ReadonlyArray<{
        readonly asset: string
        readonly amount?: string
      }>
    }
  >
>()
ok<Is<UserEvent.OpenOrderLoss, typeof UserEvent.OpenOrderLoss.Type>>()
ok<
  Is<
    typeof UserEvent.LiabilityChange.Type,
    {
      readonly _tag: "LiabilityChange"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly asset: string
      readonly liabilityType?: string
      readonly transactionId?: number | string
      readonly principal?: string
      readonly interest?: string
      readonly totalLiability?: string
    }
  >
>()
ok<Is<UserEvent.LiabilityChange, typeof UserEvent.LiabilityChange.Type>>()
ok<
  Is<
    typeof UserEvent.UserLiabilityChange.Type,
    {
      readonly _tag: "UserLiabilityChange"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly asset: string
      readonly liabilityType?: string
      readonly principal?: string
      readonly interest?: string
    }
  >
>()
ok<Is<UserEvent.UserLiabilityChange, typeof UserEvent.UserLiabilityChange.Type>>()
ok<
  Is<
    typeof UserEvent.MarginLevelStatusChange.Type,
    {
      readonly _tag: "MarginLevelStatusChange"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly marginLevel?: string
      readonly status: string
    }
  >
>()
ok<Is<UserEvent.MarginLevelStatusChange, typeof UserEvent.MarginLevelStatusChange.Type>>()
ok<
  Is<
    typeof UserEvent.ListenKeyExpired.Type,
    {
      readonly _tag: "ListenKeyExpired"
      readonly product: UserEvent.Product
      readonly eventTime?: number
      readonly listenKey?: Redacted.Redacted
    }
  >
>()
ok<Is<UserEvent.ListenKeyExpired, typeof UserEvent.ListenKeyExpired.Type>>()
ok<
  Is<
    typeof UserEvent.EventStreamTerminated.Type,
    {
      readonly _tag: "EventStreamTerminated"
      readonly product: UserEvent.Product
      readonly eventTime?: number
    }
  >
>()
ok<Is<UserEvent.EventStreamTerminated, typeof UserEvent.EventStreamTerminated.Type>>()
ok<
  Is<
    typeof UserEvent.ServerShutdown.Type,
    {
      readonly _tag: "ServerShutdown"
      readonly product: UserEvent.Product
      readonly eventTime?: number
    }
  >
>()
ok<Is<UserEvent.ServerShutdown, typeof UserEvent.ServerShutdown.Type>>()
ok<
  Is<
    typeof UserEvent.UnknownEvent.Type,
    {
      readonly _tag: "UnknownEvent"
      readonly product: UserEvent.Product
      readonly type?: string
      readonly event: Schema.Json
      readonly problem?: string
    }
  >
>()
ok<Is<UserEvent.UnknownEvent, typeof UserEvent.UnknownEvent.Type>>()
ok<Is<typeof UserEvent.UserEvent.Type, UserEvent.ExecutionReport | UserEvent.ListStatus | UserEvent.OutboundAccountPosition | UserEvent.BalanceUpdate | UserEvent.ExternalLockUpdate | UserEvent.OrderTradeUpdate | UserEvent.TradeLite | UserEvent.AlgoUpdate | UserEvent.AccountUpdate | UserEvent.MarginCall | UserEvent.AccountConfigUpdate | UserEvent.StrategyUpdate | UserEvent.GridUpdate | UserEvent.ConditionalOrderTriggerReject | UserEvent.OptionsAccountUpdate | UserEvent.BalancePositionUpdate | UserEvent.GreekUpdate | UserEvent.OptionsOrders | UserEvent.RiskLevelChange | UserEvent.ConditionalOrderTradeUpdate | UserEvent.OpenOrderLoss | UserEvent.LiabilityChange | UserEvent.UserLiabilityChange | UserEvent.MarginLevelStatusChange | UserEvent.ListenKeyExpired | UserEvent.EventStreamTerminated | UserEvent.ServerShutdown | UserEvent.UnknownEvent>>()
ok<Is<UserEvent.UserEvent, typeof UserEvent.UserEvent.Type>>()
ok<Is<typeof UserEvent.decode, (product: UserEvent.Product, json: unknown) => UserEvent.UserEvent>>()
ok<Is<typeof UserEvent.sightingsOf, (event: UserEvent.UserEvent) => ReadonlyArray<Sighting>>>()

// ------------------------------------------------------------------------------------ effect-binance/stream/ListenKey

type Definite = BinanceError.Retryable | BinanceError.Fatal
type Read<A, P> = ((input: P) => Call.Call<A, Definite, BinanceClient.BinanceClient, "fenced">) & { operation: Operation.Operation<A, "read", P> }
interface Keys {
  start: Read<ListenKey.ListenKey, void>
  keepAlive: Read<ListenKey.KeptAlive, void>
  close: Read<ListenKey.Closed, void>
}
ok<Is<typeof ListenKey.ListenKey.Type, { readonly listenKey: Redacted.Redacted; readonly expiration?: number }>>()
ok<Is<ListenKey.ListenKey, typeof ListenKey.ListenKey.Type>>()
ok<Is<typeof ListenKey.KeptAlive.Type, { readonly listenKey?: Redacted.Redacted }>>()
ok<Is<ListenKey.KeptAlive, typeof ListenKey.KeptAlive.Type>>()
ok<Is<typeof ListenKey.Closed.Type, {}>>()
ok<Is<ListenKey.Closed, typeof ListenKey.Closed.Type>>()
ok<Is<typeof ListenKey.ListenToken.Type, { readonly token: Redacted.Redacted; readonly expirationTime: number }>>()
ok<Is<ListenKey.ListenToken, typeof ListenKey.ListenToken.Type>>()
ok<
  Is<
    ListenKey.ForAccount,
    { readonly validity?: number | undefined } & (
      | { readonly isIsolated?: false | undefined; readonly symbol?: undefined }
      | { readonly isIsolated: true; readonly symbol: string }
    )
  >
>()
ok<Is<typeof ListenKey.usdm, { [K in keyof Keys]: Keys[K] }>>()
ok<Is<typeof ListenKey.coinm, { [K in keyof Keys]: Keys[K] }>>()
ok<Is<typeof ListenKey.options, { [K in keyof Keys]: Keys[K] }>>()
ok<Is<typeof ListenKey.portfolioMargin, { [K in keyof Keys]: Keys[K] }>>()
ok<Is<typeof ListenKey.marginRisk, { start: Keys["start"] }>>()
ok<Is<typeof ListenKey.marginToken, Read<ListenKey.ListenToken, ListenKey.ForAccount>>>()

// ------------------------------------------------------------------------------- effect-binance/stream/UserDataSource

ok<
  Is<
    UserDataSource.Access,
    | { readonly _tag: "Signature" }
    | { readonly _tag: "Session" }
    | { readonly _tag: "ListenToken"; readonly token: Effect.Effect<ListenKey.ListenToken, Definite, BinanceClient.BinanceClient> }
    | {
        readonly _tag: "ListenKey"
        readonly start: Effect.Effect<ListenKey.ListenKey, Definite, BinanceClient.BinanceClient>
        readonly family: string
        readonly addresses: ReadonlyMap<string, string>
        readonly path: string
      }
  >
>()
ok<
  Is<
    UserDataSource.UserDataSource,
    {
      readonly name: string
      readonly product: UserEvent.Product
      readonly rules: ProductRules.ProductRules
      readonly access: UserDataSource.Access
      readonly pingMillis: number
      readonly routes: { readonly [route: string]: ProductViews.ProductViews }
    }
  >
>()
ok<Is<typeof UserDataSource.spot, UserDataSource.UserDataSource>>()
ok<Is<typeof UserDataSource.spotLoggedOn, UserDataSource.UserDataSource>>()
ok<Is<typeof UserDataSource.margin, UserDataSource.UserDataSource>>()
ok<Is<typeof UserDataSource.isolatedMargin, (symbol: string) => UserDataSource.UserDataSource>>()
ok<Is<typeof UserDataSource.marginRisk, UserDataSource.UserDataSource>>()
ok<Is<typeof UserDataSource.usdm, UserDataSource.UserDataSource>>()
ok<Is<typeof UserDataSource.coinm, UserDataSource.UserDataSource>>()
ok<Is<typeof UserDataSource.options, UserDataSource.UserDataSource>>()
ok<Is<typeof UserDataSource.portfolioMargin, UserDataSource.UserDataSource>>()

// ------------------------------------------------------------------------------- effect-binance/stream/UserDataStream

type StreamNeeds =
  | Endpoint.Endpoint
  | Socket.WebSocketConstructor
  | BanWindow.BanWindow
  | ServerClock.ServerClock
  | Signer.Signer
  | BinanceClient.BinanceClient
ok<Is<UserDataStream.Moment, { readonly exchangeTime: number; readonly localTime: number }>>()
ok<Is<UserDataStream.Why, "closed" | "silent" | "terminated" | "unreadable" | "overflow">>()
ok<
  Is<
    UserDataStream.Item,
    Data.TaggedEnum<{
      readonly Connected: { readonly source: string; readonly at: UserDataStream.Moment }
      readonly Event: { readonly source: string; readonly event: UserEvent.UserEvent; readonly receivedAt: number }
      readonly Gap: {
        readonly source: string
        readonly from: UserDataStream.Moment
        readonly until: UserDataStream.Moment
        readonly why: UserDataStream.Why
      }
    }>
  >
>()
ok<Is<typeof UserDataStream.Item, Data.TaggedEnum.Constructor<UserDataStream.Item>>>()
ok<Is<UserDataStream.Gap, Extract<UserDataStream.Item, { readonly _tag: "Gap" }>>>()
ok<
  Is<
    UserDataStream.CatchUp,
    {
      readonly symbols: ReadonlyArray<string>
      readonly routes?: ReadonlyArray<string> | undefined
      readonly when?: "final" | "now" | undefined
    }
  >
>()
ok<
  Is<
    UserDataStream.Missed,
    {
      readonly source: string
      readonly from: { readonly exchangeTime: number }
      readonly until?: { readonly exchangeTime: number } | undefined
    }
  >
>()
ok<Is<UserDataStream.CaughtOrder, { readonly route: string; readonly symbol: string; readonly order: ProductViews.OrderRow }>>()
ok<
  Is<
    UserDataStream.CaughtUp,
    {
      readonly isFinal: boolean
      readonly openOrders: ReadonlyArray<UserDataStream.CaughtOrder>
      readonly orders: ReadonlyArray<UserDataStream.CaughtOrder>
      readonly trades: ReadonlyArray<{ readonly route: string; readonly symbol: string; readonly trade: ProductViews.TradeRow }>
      readonly unexplained: ReadonlyArray<{ readonly route: string; readonly symbol: string; readonly orderId: number | string }>
    }
  >
>()
ok<
  Is<
    ServiceOf<typeof UserDataStream.UserDataStream>,
    Service<
      "effect-binance/UserDataStream",
      UserDataStream.UserDataStream,
      {
        readonly events: Stream.Stream<UserDataStream.Item, BinanceError.Fatal>
        readonly catchUp: (
          gap: UserDataStream.Missed,
          options: UserDataStream.CatchUp
        ) => Effect.Effect<UserDataStream.CaughtUp, Definite>
      }
    >
  >
>()
ok<Is<typeof UserDataStream.events, Stream.Stream<UserDataStream.Item, BinanceError.Fatal, UserDataStream.UserDataStream>>>()
ok<
  Is<
    typeof UserDataStream.catchUp,
    (
      gap: UserDataStream.Missed,
      options: UserDataStream.CatchUp
    ) => Effect.Effect<UserDataStream.CaughtUp, Definite, UserDataStream.UserDataStream>
  >
>()
ok<
  Is<
    UserDataStream.Options,
    {
      readonly sources: Arr.NonEmptyReadonlyArray<UserDataSource.UserDataSource>
      readonly addresses?: { readonly [source: string]: string | undefined } | undefined
      readonly buffer?: number | undefined
      readonly connectTimeout?: Duration.Input | undefined
      readonly maxAge?: Duration.Input | undefined
      readonly lag?: Duration.Input | undefined
      readonly askEvery?: Duration.Input | undefined
      readonly keepAliveEvery?: Duration.Input | undefined
    }
  >
>()
ok<Is<typeof UserDataStream.layerWith, (options: UserDataStream.Options) => Layer.Layer<UserDataStream.UserDataStream, never, StreamNeeds>>>()
ok<
  Is<
    typeof UserDataStream.layer,
    (...sources: Arr.NonEmptyReadonlyArray<UserDataSource.UserDataSource>) => Layer.Layer<UserDataStream.UserDataStream, never, StreamNeeds>
  >
>()
