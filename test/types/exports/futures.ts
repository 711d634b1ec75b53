/** What the operation modules of the futures family, options and portfolio margin export, exactly. Checked by the compiler, not run. */
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type * as Call from "effect-binance/client/Call"
import type * as Operation from "effect-binance/client/Operation"
import type * as BinanceError from "effect-binance/errors/BinanceError"
import type { Kind } from "effect-binance/errors/InDoubt"
import type * as Coinm from "effect-binance/products/Coinm"
import type * as Options from "effect-binance/products/Options"
import type * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import type * as Usdm from "effect-binance/products/Usdm"
import type * as ProductViews from "effect-binance/settlement/ProductViews"
import type * as Result from "effect/Result"
import { type Is, ok } from "../exact.ts"

type Definite = BinanceError.Retryable | BinanceError.Fatal
type Made<A, K extends Kind, P, E, F> = ((input: P) => Call.Call<A, E, BinanceClient.BinanceClient, F>) & { operation: Operation.Operation<A, K, P> }
type Read<A, P> = Made<A, "read", P, Definite, "fenced">
type Test<A, P> = Made<A, "test", P, Definite, "fenced">
type Write<K extends Kind, A, P, F = "fenced"> = Made<A, K, P, Definite | BinanceError.AmbiguousExecution, F>
type Transfer<A, P> = Write<"transfer", A, P, "it has no fence in time: use Reconciliation.settleWithin">
type Batch<A, P> = Write<"batch", ReadonlyArray<Result.Result<A, BinanceError.BinanceError>>, P>

/** A reply: what is certain, and which texts, integers, flags and ids may be missing. */
type Reply<Certain, Texts extends string = never, Ints extends string = never, Flags extends string = never, Ids extends string = never> = Flat<
  Certain & { readonly [K in Texts]?: string } & { readonly [K in Ints]?: number } & { readonly [K in Flags]?: boolean } & {
    readonly [K in Ids]?: string | number
  }
>
type Flat<T> = { [K in keyof T]: T[K] }

// --------------------------------------------------------------------------------------- effect-binance/products/Coinm

ok<Is<typeof Coinm.Order.Type, Reply<{ readonly orderId: string | number }, "symbol" | "clientOrderId" | "status" | "side" | "positionSide" | "type" | "origType" | "timeInForce" | "price" | "avgPrice" | "origQty" | "executedQty" | "cumQty" | "stopPrice" | "activatePrice" | "priceRate" | "workingType" | "priceMatch" | "selfTradePreventionMode" | "pair" | "cumBase", "goodTillDate" | "time" | "updateTime", "reduceOnly" | "closePosition" | "priceProtect">>>()
ok<Is<Coinm.Order, typeof Coinm.Order.Type>>()
ok<Is<typeof Coinm.Trade.Type, Reply<{ readonly id: string | number; readonly orderId: string | number }, "symbol" | "pair" | "side" | "positionSide" | "price" | "qty" | "quoteQty" | "baseQty" | "realizedPnl" | "marginAsset" | "commission" | "commissionAsset", "time", "isBuyer" | "isMaker">>>()
ok<Is<Coinm.Trade, typeof Coinm.Trade.Type>>()
ok<Is<typeof Coinm.Amendment.Type, Reply<{ readonly orderId: string | number }, "symbol" | "origClientOrderId" | "newClientOrderId" | "origPrice" | "newPrice" | "origQty" | "newQty", "count" | "time", never, "amendmentId">>>()
ok<Is<Coinm.Amendment, typeof Coinm.Amendment.Type>>()
ok<Is<typeof Coinm.CancelledAll.Type, Reply<{  }, "msg", never, never, "code">>>()
ok<Is<Coinm.CancelledAll, typeof Coinm.CancelledAll.Type>>()
ok<Is<typeof Coinm.Setting.Type, Reply<{  }, "msg", never, "changed", "code">>>()
ok<Is<Coinm.Setting, typeof Coinm.Setting.Type>>()
ok<Is<typeof Coinm.Leverage.Type, Reply<{  }, "symbol" | "maxNotionalValue" | "maxQty", "leverage", "changed">>>()
ok<Is<Coinm.Leverage, typeof Coinm.Leverage.Type>>()
ok<Is<typeof Coinm.Countdown.Type, Reply<{ readonly countdownTime?: string | number }, "symbol", never, "changed">>>()
ok<Is<Coinm.Countdown, typeof Coinm.Countdown.Type>>()
ok<Is<typeof Coinm.MovedMargin.Type, Reply<{  }, "msg", "type", never, "code">>>()
ok<Is<Coinm.MovedMargin, typeof Coinm.MovedMargin.Type>>()
ok<Is<typeof Coinm.Position.Type, Reply<{ readonly symbol: string; readonly positionAmt: string }, "positionSide" | "entryPrice" | "breakEvenPrice" | "markPrice" | "unRealizedProfit" | "liquidationPrice" | "notional" | "notionalValue" | "leverage" | "marginType" | "marginAsset" | "isolatedMargin" | "isolatedWallet" | "initialMargin" | "maintMargin" | "maxQty" | "maxNotionalValue", "adl" | "updateTime">>>()
ok<Is<Coinm.Position, typeof Coinm.Position.Type>>()
ok<Is<typeof Coinm.Balance.Type, Reply<{ readonly asset: string; readonly balance: string }, "accountAlias" | "crossWalletBalance" | "crossUnPnl" | "availableBalance" | "maxWithdrawAmount" | "withdrawAvailable", "updateTime", "marginAvailable">>>()
ok<Is<Coinm.Balance, typeof Coinm.Balance.Type>>()
ok<Is<typeof Coinm.Account.Type, Reply<{ readonly assets: ReadonlyArray<Reply<{ readonly asset: string }, "walletBalance" | "unrealizedProfit" | "marginBalance" | "maintMargin" | "initialMargin" | "positionInitialMargin" | "openOrderInitialMargin" | "crossWalletBalance" | "crossUnPnl" | "availableBalance" | "maxWithdrawAmount", "updateTime">>; readonly positions: ReadonlyArray<Reply<{ readonly symbol: string; readonly positionAmt: string }, "positionSide" | "unrealizedProfit" | "isolatedMargin" | "notional" | "isolatedWallet" | "initialMargin" | "maintMargin" | "leverage" | "entryPrice" | "breakEvenPrice" | "maxQty", "updateTime">> }, never, "feeTier" | "updateTime", "canTrade">>>()
ok<Is<Coinm.Account, typeof Coinm.Account.Type>>()
ok<Is<typeof Coinm.ExchangeInfo.Type, Reply<{ readonly rateLimits: ReadonlyArray<Reply<{ readonly rateLimitType: string; readonly interval: string; readonly intervalNum: number; readonly limit: number }>>; readonly symbols: ReadonlyArray<Reply<{ readonly symbol: string; readonly filters: ReadonlyArray<{ readonly [x: string]: unknown }> }, "pair" | "contractType" | "status" | "contractStatus" | "baseAsset" | "quoteAsset" | "marginAsset" | "triggerProtect" | "marketTakeBound", "contractSize" | "deliveryDate">> }, "timezone", "serverTime">>>()
ok<Is<Coinm.ExchangeInfo, typeof Coinm.ExchangeInfo.Type>>()
ok<Is<typeof Coinm.ServerTime.Type, Reply<{ readonly serverTime: number }>>>()
ok<Is<Coinm.ServerTime, typeof Coinm.ServerTime.Type>>()
ok<Is<typeof Coinm.Depth.Type, Reply<{ readonly lastUpdateId: string | number; readonly bids: ReadonlyArray<ReadonlyArray<string>>; readonly asks: ReadonlyArray<ReadonlyArray<string>> }, never, "E" | "T">>>()
ok<Is<Coinm.Depth, typeof Coinm.Depth.Type>>()
ok<Is<typeof Coinm.BookTicker.Type, Reply<{ readonly symbol: string; readonly bidPrice: string; readonly bidQty: string; readonly askPrice: string; readonly askQty: string }, "pair", "time">>>()
ok<Is<Coinm.BookTicker, typeof Coinm.BookTicker.Type>>()
ok<Is<typeof Coinm.PremiumIndex.Type, Reply<{ readonly symbol: string; readonly markPrice: string }, "pair" | "indexPrice" | "estimatedSettlePrice" | "lastFundingRate" | "interestRate", "nextFundingTime" | "time">>>()
ok<Is<Coinm.PremiumIndex, typeof Coinm.PremiumIndex.Type>>()
ok<Is<Coinm.MarketOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "MARKET"; readonly quantity: Operation.Decimal }>>()
ok<Is<Coinm.LimitOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "LIMIT"; readonly timeInForce: "GTC" | "IOC" | "FOK" | "GTX"; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal; readonly priceMatch?: undefined }>>()
ok<Is<Coinm.PriceMatchedOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "LIMIT"; readonly timeInForce: "GTC" | "IOC" | "FOK" | "GTX"; readonly quantity: Operation.Decimal; readonly priceMatch: Coinm.PriceMatch; readonly price?: undefined }>>()
ok<Is<Coinm.StopLimitOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "STOP" | "TAKE_PROFIT"; readonly timeInForce?: "GTC" | "IOC" | "FOK" | "GTX" | undefined; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal; readonly stopPrice: Operation.Decimal; readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined; readonly priceProtect?: boolean | undefined }>>()
ok<Is<Coinm.StopMarketOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "STOP_MARKET" | "TAKE_PROFIT_MARKET"; readonly quantity: Operation.Decimal; readonly stopPrice: Operation.Decimal; readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined; readonly priceProtect?: boolean | undefined }>>()
ok<Is<Coinm.ClosePositionOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "STOP_MARKET" | "TAKE_PROFIT_MARKET"; readonly closePosition: true; readonly stopPrice: Operation.Decimal; readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined; readonly priceProtect?: boolean | undefined }>>()
ok<Is<Coinm.TrailingStopOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "TRAILING_STOP_MARKET"; readonly quantity: Operation.Decimal; readonly callbackRate: Operation.Decimal; readonly activationPrice?: Operation.Decimal | undefined; readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined }>>()
ok<Is<Coinm.AllOrders, { readonly symbol: string; readonly orderId?: number | string | undefined; readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly limit?: number | undefined }>>()
ok<Is<Coinm.UserTrades, { readonly symbol: string; readonly orderId?: number | string | undefined; readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly fromId?: number | string | undefined; readonly limit?: number | undefined }>>()
ok<Is<Coinm.PriceMatch, | "OPPONENT"
  | "OPPONENT_5"
  | "OPPONENT_10"
  | "OPPONENT_20"
  | "QUEUE"
  | "QUEUE_5"
  | "QUEUE_10"
  | "QUEUE_20">>()
ok<Is<Coinm.PlaceOrder, | Coinm.MarketOrder
  | Coinm.LimitOrder
  | Coinm.PriceMatchedOrder
  | Coinm.StopLimitOrder
  | Coinm.StopMarketOrder
  | Coinm.ClosePositionOrder
  | Coinm.TrailingStopOrder>>()
ok<Is<Coinm.WhichOrder, | { readonly symbol: string; readonly origClientOrderId: string; readonly orderId?: undefined }
  | { readonly symbol: string; readonly orderId: number | string; readonly origClientOrderId?: undefined }>>()
ok<Is<Coinm.AmendOrder, Coinm.WhichOrder & { readonly side: "BUY" | "SELL"
} & (
    | { readonly quantity: Operation.Decimal; readonly price?: Operation.Decimal | undefined }
    | { readonly quantity?: Operation.Decimal | undefined; readonly price: Operation.Decimal }
  )>>()
ok<Is<Coinm.OrderAmendments, Coinm.WhichOrder & { readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly limit?: number | undefined
}>>()
ok<Is<Coinm.WhichOrders, | { readonly symbol: string; readonly origClientOrderIds: ReadonlyArray<string>; readonly orderIds?: undefined }
  | { readonly symbol: string; readonly orderIds: ReadonlyArray<number | string>; readonly origClientOrderIds?: undefined
    }>>()
ok<Is<typeof Coinm.placeOrder, Write<"place", Coinm.Order, Coinm.PlaceOrder>>>()
ok<Is<typeof Coinm.queryOrder, Read<Coinm.Order, Coinm.WhichOrder>>>()
ok<Is<typeof Coinm.openOrder, Read<Coinm.Order, Coinm.WhichOrder>>>()
ok<Is<typeof Coinm.cancelOrder, Write<"cancel", Coinm.Order, Coinm.WhichOrder>>>()
ok<Is<typeof Coinm.cancelAllOrders, Write<"cancel", Coinm.CancelledAll, { readonly symbol: string }>>>()
ok<Is<typeof Coinm.amendOrder, Write<"amend", Coinm.Order, Coinm.AmendOrder>>>()
ok<Is<typeof Coinm.openOrders, Read<ReadonlyArray<Coinm.Order>, { readonly symbol?: string | undefined } | void>>>()
ok<Is<typeof Coinm.allOrders, Read<ReadonlyArray<Coinm.Order>, Coinm.AllOrders>>>()
ok<Is<typeof Coinm.userTrades, Read<ReadonlyArray<Coinm.Trade>, Coinm.UserTrades>>>()
ok<Is<typeof Coinm.orderAmendments, Read<ReadonlyArray<Coinm.Amendment>, Coinm.OrderAmendments>>>()
ok<Is<typeof Coinm.countdownCancelAll, Write<"setting", Coinm.Countdown, { readonly symbol: string; readonly countdownTime: number }>>>()
ok<Is<typeof Coinm.changeLeverage, Write<"setting", Coinm.Leverage, { readonly symbol: string; readonly leverage: number }>>>()
ok<Is<typeof Coinm.changeMarginType, Write<"setting", Coinm.Setting, { readonly symbol: string; readonly marginType: "ISOLATED" | "CROSSED" }>>>()
ok<Is<typeof Coinm.changePositionMode, Write<"setting", Coinm.Setting, { readonly dualSidePosition: boolean }>>>()
ok<Is<typeof Coinm.changePositionMargin, Write<"transfer", Coinm.MovedMargin, { readonly symbol: string; readonly amount: Operation.Decimal; readonly type: 1 | 2; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined }, "it has no fence in time: use Reconciliation.settleWithin">>>()
ok<Is<typeof Coinm.account, Read<Coinm.Account, void>>>()
ok<Is<typeof Coinm.balance, Read<ReadonlyArray<Coinm.Balance>, void>>>()
ok<Is<typeof Coinm.positionRisk, Read<ReadonlyArray<Coinm.Position>, { readonly marginAsset?: string | undefined; readonly pair?: string | undefined } | void>>>()
ok<Is<typeof Coinm.time, Read<Coinm.ServerTime, void>>>()
ok<Is<typeof Coinm.exchangeInfo, Read<Coinm.ExchangeInfo, void>>>()
ok<Is<typeof Coinm.depth, Read<Coinm.Depth, { readonly symbol: string; readonly limit?: number | undefined }>>>()
ok<Is<typeof Coinm.bookTicker, Read<ReadonlyArray<Coinm.BookTicker>, { readonly symbol?: string | undefined; readonly pair?: string | undefined }>>>()
ok<Is<typeof Coinm.premiumIndex, Read<ReadonlyArray<Coinm.PremiumIndex>, { readonly symbol?: string | undefined; readonly pair?: string | undefined }>>>()
ok<Is<typeof Coinm.placeOrders, Batch<Coinm.Order, ReadonlyArray<Coinm.PlaceOrder>>>>()
ok<Is<typeof Coinm.amendOrders, Batch<Coinm.Order, ReadonlyArray<Coinm.AmendOrder>>>>()
ok<Is<typeof Coinm.cancelOrders, Batch<Coinm.Order, Coinm.WhichOrders>>>()
ok<Is<typeof Coinm.views, ProductViews.ProductViews>>()

// ------------------------------------------------------------------------------------- effect-binance/products/Options

ok<Is<typeof Options.Order.Type, Reply<{ readonly orderId: string | number }, "symbol" | "clientOrderId" | "status" | "side" | "type" | "timeInForce" | "price" | "avgPrice" | "quantity" | "executedQty" | "optionSide" | "quoteAsset" | "source" | "origQty", "updateTime" | "time", "reduceOnly" | "postOnly" | "mmp">>>()
ok<Is<Options.Order, typeof Options.Order.Type>>()
ok<Is<typeof Options.Trade.Type, Reply<{ readonly id: string | number; readonly orderId: string | number }, "symbol" | "side" | "type" | "price" | "quantity" | "fee" | "realizedProfit" | "liquidity" | "optionSide" | "quoteAsset", "time", "isBuyer", "tradeId">>>()
ok<Is<Options.Trade, typeof Options.Trade.Type>>()
ok<Is<typeof Options.CancelledAll.Type, Reply<{  }, "msg", never, never, "code">>>()
ok<Is<Options.CancelledAll, typeof Options.CancelledAll.Type>>()
ok<Is<typeof Options.Countdown.Type, Reply<{  }, "underlying", "countdownTime", "changed">>>()
ok<Is<Options.Countdown, typeof Options.Countdown.Type>>()
ok<Is<typeof Options.Heartbeat.Type, Reply<{ readonly underlyings?: ReadonlyArray<string> }, never, never, "changed">>>()
ok<Is<Options.Heartbeat, typeof Options.Heartbeat.Type>>()
ok<Is<typeof Options.Position.Type, Reply<{ readonly symbol: string; readonly quantity: string }, "side" | "entryPrice" | "markPrice" | "markValue" | "unrealizedPNL" | "strikePrice" | "optionSide" | "quoteAsset", "expiryDate" | "time">>>()
ok<Is<Options.Position, typeof Options.Position.Type>>()
ok<Is<typeof Options.Account.Type, Reply<{ readonly asset: ReadonlyArray<Reply<{ readonly asset: string }, "marginBalance" | "equity" | "available" | "initialMargin" | "maintMargin" | "unrealizedPNL" | "adjustedEquity">>; readonly greek: ReadonlyArray<Reply<{ readonly underlying: string }, "delta" | "theta" | "gamma" | "vega">> }, never, "time", "canTrade" | "reduceOnly">>>()
ok<Is<Options.Account, typeof Options.Account.Type>>()
ok<Is<typeof Options.ExchangeInfo.Type, Reply<{ readonly rateLimits: ReadonlyArray<Reply<{ readonly rateLimitType: string; readonly interval: string; readonly intervalNum: number; readonly limit: number }>>; readonly symbols: ReadonlyArray<Reply<{ readonly symbol: string; readonly filters: ReadonlyArray<{ readonly [x: string]: unknown }> }, "underlying" | "side" | "strikePrice" | "quoteAsset" | "status", "expiryDate">> }, "timezone", "serverTime">>>()
ok<Is<Options.ExchangeInfo, typeof Options.ExchangeInfo.Type>>()
ok<Is<typeof Options.ServerTime.Type, Reply<{ readonly serverTime: number }>>>()
ok<Is<Options.ServerTime, typeof Options.ServerTime.Type>>()
ok<Is<Options.PlaceOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly type: "LIMIT"; readonly timeInForce: "GTC" | "IOC" | "FOK"; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal; readonly reduceOnly?: boolean | undefined; readonly postOnly?: boolean | undefined; readonly isMmp?: boolean | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly clientOrderId?: string | undefined }>>()
ok<Is<Options.OpenOrders, { readonly symbol?: string | undefined; readonly orderId?: number | string | undefined; readonly startTime?: number | undefined; readonly endTime?: number | undefined }>>()
ok<Is<Options.HistoryOrders, { readonly symbol: string; readonly orderId?: number | string | undefined; readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly limit?: number | undefined }>>()
ok<Is<Options.UserTrades, { readonly symbol?: string | undefined; readonly fromId?: number | string | undefined; readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly limit?: number | undefined }>>()
ok<Is<Options.WhichOrder, | { readonly symbol: string; readonly clientOrderId: string; readonly orderId?: undefined }
  | { readonly symbol: string; readonly orderId: number | string; readonly clientOrderId?: undefined }>>()
ok<Is<Options.WhichOrders, | { readonly symbol: string; readonly clientOrderIds: ReadonlyArray<string>; readonly orderIds?: undefined }
  | { readonly symbol: string; readonly orderIds: ReadonlyArray<number | string>; readonly clientOrderIds?: undefined }>>()
ok<Is<typeof Options.placeOrder, Write<"place", Options.Order, Options.PlaceOrder>>>()
ok<Is<typeof Options.queryOrder, Read<Options.Order, Options.WhichOrder>>>()
ok<Is<typeof Options.cancelOrder, Write<"cancel", Options.Order, Options.WhichOrder>>>()
ok<Is<typeof Options.cancelAllOrders, Write<"cancel", Options.CancelledAll, { readonly symbol: string }>>>()
ok<Is<typeof Options.cancelAllOrdersByUnderlying, Write<"cancel", Options.CancelledAll, { readonly underlying: string }>>>()
ok<Is<typeof Options.openOrders, Read<ReadonlyArray<Options.Order>, Options.OpenOrders | void>>>()
ok<Is<typeof Options.historyOrders, Read<ReadonlyArray<Options.Order>, Options.HistoryOrders>>>()
ok<Is<typeof Options.userTrades, Read<ReadonlyArray<Options.Trade>, Options.UserTrades | void>>>()
ok<Is<typeof Options.countdownCancelAll, Write<"setting", Options.Countdown, { readonly underlying: string; readonly countdownTime: number }>>>()
ok<Is<typeof Options.countdownHeartbeat, Write<"setting", Options.Heartbeat, { readonly underlyings: ReadonlyArray<string> }>>>()
ok<Is<typeof Options.countdownConfig, Read<Options.Countdown, { readonly underlying: string }>>>()
ok<Is<typeof Options.account, Read<Options.Account, void>>>()
ok<Is<typeof Options.positions, Read<ReadonlyArray<Options.Position>, { readonly symbol?: string | undefined } | void>>>()
ok<Is<typeof Options.time, Read<Options.ServerTime, void>>>()
ok<Is<typeof Options.exchangeInfo, Read<Options.ExchangeInfo, void>>>()
ok<Is<typeof Options.placeOrders, Batch<Options.Order, ReadonlyArray<Options.PlaceOrder>>>>()
ok<Is<typeof Options.cancelOrders, Batch<Options.Order, Options.WhichOrders>>>()
ok<Is<typeof Options.views, ProductViews.ProductViews>>()

// ----------------------------------------------------------------------------- effect-binance/products/PortfolioMargin

ok<Is<typeof PortfolioMargin.UmOrder.Type, Reply<{ readonly orderId: string | number }, "symbol" | "clientOrderId" | "status" | "side" | "positionSide" | "type" | "origType" | "timeInForce" | "price" | "avgPrice" | "origQty" | "executedQty" | "cumQty" | "stopPrice" | "activatePrice" | "priceRate" | "workingType" | "priceMatch" | "selfTradePreventionMode" | "cumQuote", "goodTillDate" | "time" | "updateTime", "reduceOnly" | "closePosition" | "priceProtect">>>()
ok<Is<PortfolioMargin.UmOrder, typeof PortfolioMargin.UmOrder.Type>>()
ok<Is<typeof PortfolioMargin.CmOrder.Type, Reply<{ readonly orderId: string | number }, "symbol" | "clientOrderId" | "status" | "side" | "positionSide" | "type" | "origType" | "timeInForce" | "price" | "avgPrice" | "origQty" | "executedQty" | "cumQty" | "stopPrice" | "activatePrice" | "priceRate" | "workingType" | "priceMatch" | "selfTradePreventionMode" | "pair" | "cumBase", "goodTillDate" | "time" | "updateTime", "reduceOnly" | "closePosition" | "priceProtect">>>()
ok<Is<PortfolioMargin.CmOrder, typeof PortfolioMargin.CmOrder.Type>>()
ok<Is<typeof PortfolioMargin.FuturesTrade.Type, Reply<{ readonly id: string | number; readonly orderId: string | number }, "symbol" | "pair" | "side" | "positionSide" | "price" | "qty" | "quoteQty" | "baseQty" | "realizedPnl" | "marginAsset" | "commission" | "commissionAsset", "time", "isBuyer" | "isMaker">>>()
ok<Is<PortfolioMargin.FuturesTrade, typeof PortfolioMargin.FuturesTrade.Type>>()
ok<Is<typeof PortfolioMargin.Amendment.Type, Reply<{ readonly orderId: string | number }, "symbol" | "origClientOrderId" | "newClientOrderId" | "origPrice" | "newPrice" | "origQty" | "newQty", "count" | "time", never, "amendmentId">>>()
ok<Is<PortfolioMargin.Amendment, typeof PortfolioMargin.Amendment.Type>>()
ok<Is<typeof PortfolioMargin.ConditionalOrder.Type, Reply<{ readonly strategyId: string | number; readonly orderId: string | number }, "newClientStrategyId" | "strategyStatus" | "strategyType" | "symbol" | "pair" | "side" | "positionSide" | "timeInForce" | "origQty" | "price" | "stopPrice" | "activatePrice" | "priceRate" | "workingType" | "priceMatch" | "selfTradePreventionMode" | "clientOrderId" | "status" | "type" | "origQty" | "triggeredStatus" | "triggeredType", "bookTime" | "updateTime" | "triggerTime" | "goodTillDate" | "time", "priceProtect" | "reduceOnly", "triggeredOrderId">>>()
ok<Is<PortfolioMargin.ConditionalOrder, typeof PortfolioMargin.ConditionalOrder.Type>>()
ok<Is<typeof PortfolioMargin.CancelledAll.Type, Reply<{  }, "msg", never, never, "code">>>()
ok<Is<PortfolioMargin.CancelledAll, typeof PortfolioMargin.CancelledAll.Type>>()
ok<Is<typeof PortfolioMargin.Setting.Type, Reply<{  }, "msg", never, "changed", "code">>>()
ok<Is<PortfolioMargin.Setting, typeof PortfolioMargin.Setting.Type>>()
ok<Is<typeof PortfolioMargin.Leverage.Type, Reply<{  }, "symbol" | "maxNotionalValue" | "maxQty", "leverage", "changed">>>()
ok<Is<PortfolioMargin.Leverage, typeof PortfolioMargin.Leverage.Type>>()
ok<Is<typeof PortfolioMargin.Position.Type, Reply<{ readonly symbol: string; readonly positionAmt: string }, "positionSide" | "entryPrice" | "breakEvenPrice" | "markPrice" | "unRealizedProfit" | "liquidationPrice" | "notional" | "notionalValue" | "leverage" | "marginType" | "marginAsset" | "isolatedMargin" | "isolatedWallet" | "initialMargin" | "maintMargin" | "maxQty" | "maxNotionalValue", "adl" | "updateTime">>>()
ok<Is<PortfolioMargin.Position, typeof PortfolioMargin.Position.Type>>()
ok<Is<typeof PortfolioMargin.MarginOrder.Type, Reply<{ readonly orderId: string | number; readonly fills?: ReadonlyArray<Reply<{  }, "price" | "qty" | "commission" | "commissionAsset">> }, "symbol" | "clientOrderId" | "origClientOrderId" | "status" | "side" | "type" | "timeInForce" | "price" | "stopPrice" | "origQty" | "executedQty" | "cummulativeQuoteQty" | "icebergQty" | "selfTradePreventionMode" | "marginBuyBorrowAmount" | "marginBuyBorrowAsset", "transactTime" | "time" | "updateTime", "isWorking", "orderListId">>>()
ok<Is<PortfolioMargin.MarginOrder, typeof PortfolioMargin.MarginOrder.Type>>()
ok<Is<typeof PortfolioMargin.MarginTrade.Type, Reply<{ readonly id: string | number; readonly orderId: string | number }, "symbol" | "price" | "qty" | "commission" | "commissionAsset", "time", "isBuyer" | "isMaker">>>()
ok<Is<PortfolioMargin.MarginTrade, typeof PortfolioMargin.MarginTrade.Type>>()
ok<Is<typeof PortfolioMargin.CancelledMarginOrder.Type, Reply<{  }, "listClientOrderId" | "listOrderStatus" | "symbol" | "clientOrderId" | "origClientOrderId" | "status" | "side" | "type" | "price" | "origQty" | "executedQty", never, never, "orderId" | "orderListId">>>()
ok<Is<PortfolioMargin.CancelledMarginOrder, typeof PortfolioMargin.CancelledMarginOrder.Type>>()
ok<Is<typeof PortfolioMargin.MarginOrderList.Type, Reply<{ readonly orderListId: string | number; readonly orders?: ReadonlyArray<Reply<{ readonly orderId: string | number }, "clientOrderId" | "symbol">>; readonly orderReports?: ReadonlyArray<typeof PortfolioMargin.MarginOrder.Type> }, "listClientOrderId" | "symbol" | "contingencyType" | "listStatusType" | "listOrderStatus" | "marginBuyBorrowAmount" | "marginBuyBorrowAsset", "transactionTime">>>()
ok<Is<PortfolioMargin.MarginOrderList, typeof PortfolioMargin.MarginOrderList.Type>>()
ok<Is<typeof PortfolioMargin.LoanAccepted.Type, { readonly tranId: string | number }>>()
ok<Is<PortfolioMargin.LoanAccepted, typeof PortfolioMargin.LoanAccepted.Type>>()
ok<Is<typeof PortfolioMargin.DebtRepaid.Type, Reply<{ readonly specifyRepayAssets?: ReadonlyArray<string> }, "asset" | "amount", "updateTime", "success">>>()
ok<Is<PortfolioMargin.DebtRepaid, typeof PortfolioMargin.DebtRepaid.Type>>()
ok<Is<typeof PortfolioMargin.LoanRecords.Type, Reply<{ readonly rows: ReadonlyArray<Reply<{ readonly txId: string | number }, "status" | "asset" | "amount" | "principal" | "interest", "timestamp">> }, never, "total">>>()
ok<Is<PortfolioMargin.LoanRecords, typeof PortfolioMargin.LoanRecords.Type>>()
ok<Is<typeof PortfolioMargin.FundsMoved.Type, Reply<{  }, "msg", never, never, "code">>>()
ok<Is<PortfolioMargin.FundsMoved, typeof PortfolioMargin.FundsMoved.Type>>()
ok<Is<typeof PortfolioMargin.Account.Type, Reply<{  }, "uniMMR" | "accountEquity" | "actualEquity" | "accountInitialMargin" | "accountMaintMargin" | "accountStatus" | "virtualMaxWithdrawAmount" | "totalAvailableBalance" | "totalMarginOpenLoss", "updateTime">>>()
ok<Is<PortfolioMargin.Account, typeof PortfolioMargin.Account.Type>>()
ok<Is<typeof PortfolioMargin.Balance.Type, Reply<{ readonly asset: string }, "totalWalletBalance" | "crossMarginAsset" | "crossMarginBorrowed" | "crossMarginFree" | "crossMarginInterest" | "crossMarginLocked" | "umWalletBalance" | "umUnrealizedPNL" | "cmWalletBalance" | "cmUnrealizedPNL" | "negativeBalance", "updateTime">>>()
ok<Is<PortfolioMargin.Balance, typeof PortfolioMargin.Balance.Type>>()
ok<Is<PortfolioMargin.MarketOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly type: "MARKET"; readonly quantity: Operation.Decimal }>>()
ok<Is<PortfolioMargin.LimitOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly type: "LIMIT"; readonly timeInForce: "GTC" | "IOC" | "FOK" | "GTX"; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal; readonly priceMatch?: undefined }>>()
ok<Is<PortfolioMargin.PriceMatchedOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly type: "LIMIT"; readonly timeInForce: "GTC" | "IOC" | "FOK" | "GTX"; readonly quantity: Operation.Decimal; readonly priceMatch: PortfolioMargin.PriceMatch; readonly price?: undefined }>>()
ok<Is<PortfolioMargin.GoodTillDateOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly type: "LIMIT"; readonly timeInForce: "GTD"; readonly goodTillDate: number; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal }>>()
ok<Is<PortfolioMargin.AllOrders, { readonly symbol: string; readonly orderId?: number | string | undefined; readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly limit?: number | undefined }>>()
ok<Is<PortfolioMargin.UserTrades, { readonly symbol: string; readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly fromId?: number | string | undefined; readonly limit?: number | undefined }>>()
ok<Is<PortfolioMargin.ConditionalLimitOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined; readonly newClientStrategyId?: string | undefined; readonly strategyType: "STOP" | "TAKE_PROFIT"; readonly timeInForce?: "GTC" | "IOC" | "FOK" | "GTX" | undefined; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal; readonly stopPrice: Operation.Decimal; readonly priceProtect?: boolean | undefined }>>()
ok<Is<PortfolioMargin.ConditionalMarketOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined; readonly newClientStrategyId?: string | undefined; readonly strategyType: "STOP_MARKET" | "TAKE_PROFIT_MARKET"; readonly quantity: Operation.Decimal; readonly stopPrice: Operation.Decimal; readonly priceProtect?: boolean | undefined }>>()
ok<Is<PortfolioMargin.ConditionalTrailingOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined; readonly newClientStrategyId?: string | undefined; readonly strategyType: "TRAILING_STOP_MARKET"; readonly quantity: Operation.Decimal; readonly callbackRate: Operation.Decimal; readonly activationPrice?: Operation.Decimal | undefined }>>()
ok<Is<PortfolioMargin.AllConditionalOrders, { readonly symbol?: string | undefined; readonly strategyId?: number | string | undefined; readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly limit?: number | undefined }>>()
ok<Is<PortfolioMargin.MarginMarketOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined; readonly sideEffectType?: "NO_SIDE_EFFECT" | "MARGIN_BUY" | "AUTO_REPAY" | "AUTO_BORROW_REPAY" | undefined; readonly autoRepayAtCancel?: boolean | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "MARKET"; readonly quantity: Operation.Decimal; readonly quoteOrderQty?: undefined }>>()
ok<Is<PortfolioMargin.MarginQuoteOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined; readonly sideEffectType?: "NO_SIDE_EFFECT" | "MARGIN_BUY" | "AUTO_REPAY" | "AUTO_BORROW_REPAY" | undefined; readonly autoRepayAtCancel?: boolean | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "MARKET"; readonly quoteOrderQty: Operation.Decimal; readonly quantity?: undefined }>>()
ok<Is<PortfolioMargin.MarginLimitOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined; readonly sideEffectType?: "NO_SIDE_EFFECT" | "MARGIN_BUY" | "AUTO_REPAY" | "AUTO_BORROW_REPAY" | undefined; readonly autoRepayAtCancel?: boolean | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "LIMIT"; readonly timeInForce: "GTC" | "IOC" | "FOK"; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal; readonly icebergQty?: Operation.Decimal | undefined }>>()
ok<Is<PortfolioMargin.MarginLimitMakerOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined; readonly sideEffectType?: "NO_SIDE_EFFECT" | "MARGIN_BUY" | "AUTO_REPAY" | "AUTO_BORROW_REPAY" | undefined; readonly autoRepayAtCancel?: boolean | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "LIMIT_MAKER"; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal }>>()
ok<Is<PortfolioMargin.MarginStopOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined; readonly sideEffectType?: "NO_SIDE_EFFECT" | "MARGIN_BUY" | "AUTO_REPAY" | "AUTO_BORROW_REPAY" | undefined; readonly autoRepayAtCancel?: boolean | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "STOP_LOSS" | "TAKE_PROFIT"; readonly quantity: Operation.Decimal; readonly stopPrice: Operation.Decimal }>>()
ok<Is<PortfolioMargin.MarginStopLimitOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined; readonly sideEffectType?: "NO_SIDE_EFFECT" | "MARGIN_BUY" | "AUTO_REPAY" | "AUTO_BORROW_REPAY" | undefined; readonly autoRepayAtCancel?: boolean | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "STOP_LOSS_LIMIT" | "TAKE_PROFIT_LIMIT"; readonly timeInForce: "GTC" | "IOC" | "FOK"; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal; readonly stopPrice: Operation.Decimal; readonly icebergQty?: Operation.Decimal | undefined }>>()
ok<Is<PortfolioMargin.PriceMatch, | "OPPONENT"
  | "OPPONENT_5"
  | "OPPONENT_10"
  | "OPPONENT_20"
  | "QUEUE"
  | "QUEUE_5"
  | "QUEUE_10"
  | "QUEUE_20">>()
ok<Is<PortfolioMargin.PlaceUmOrder, (PortfolioMargin.MarketOrder | PortfolioMargin.LimitOrder | PortfolioMargin.PriceMatchedOrder | PortfolioMargin.GoodTillDateOrder) & { readonly selfTradePreventionMode?: string | undefined
}>>()
ok<Is<PortfolioMargin.PlaceCmOrder, PortfolioMargin.MarketOrder | PortfolioMargin.LimitOrder | PortfolioMargin.PriceMatchedOrder>>()
ok<Is<PortfolioMargin.WhichOrder, | { readonly symbol: string; readonly origClientOrderId: string; readonly orderId?: undefined }
  | { readonly symbol: string; readonly orderId: number | string; readonly origClientOrderId?: undefined }>>()
ok<Is<PortfolioMargin.AmendOrder, PortfolioMargin.WhichOrder & { readonly side: "BUY" | "SELL"; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal
}>>()
ok<Is<PortfolioMargin.OrderAmendments, PortfolioMargin.WhichOrder & { readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly limit?: number | undefined
}>>()
ok<Is<PortfolioMargin.PlaceCmConditionalOrder, PortfolioMargin.ConditionalLimitOrder | PortfolioMargin.ConditionalMarketOrder | PortfolioMargin.ConditionalTrailingOrder>>()
ok<Is<PortfolioMargin.PlaceUmConditionalOrder, PortfolioMargin.PlaceCmConditionalOrder & { readonly selfTradePreventionMode?: string | undefined
}>>()
ok<Is<PortfolioMargin.WhichConditionalOrder, | { readonly symbol: string; readonly newClientStrategyId: string; readonly strategyId?: undefined }
  | { readonly symbol: string; readonly strategyId: number | string; readonly newClientStrategyId?: undefined }>>()
ok<Is<PortfolioMargin.PlaceMarginOrder, | PortfolioMargin.MarginMarketOrder
  | PortfolioMargin.MarginQuoteOrder
  | PortfolioMargin.MarginLimitOrder
  | PortfolioMargin.MarginLimitMakerOrder
  | PortfolioMargin.MarginStopOrder
  | PortfolioMargin.MarginStopLimitOrder>>()
ok<Is<typeof PortfolioMargin.placeUmOrder, Write<"place", PortfolioMargin.UmOrder, PortfolioMargin.PlaceUmOrder>>>()
ok<Is<typeof PortfolioMargin.queryUmOrder, Read<PortfolioMargin.UmOrder, PortfolioMargin.WhichOrder>>>()
ok<Is<typeof PortfolioMargin.openUmOrder, Read<PortfolioMargin.UmOrder, PortfolioMargin.WhichOrder>>>()
ok<Is<typeof PortfolioMargin.cancelUmOrder, Write<"cancel", PortfolioMargin.UmOrder, PortfolioMargin.WhichOrder>>>()
ok<Is<typeof PortfolioMargin.cancelAllUmOrders, Write<"cancel", PortfolioMargin.CancelledAll, { readonly symbol: string }>>>()
ok<Is<typeof PortfolioMargin.amendUmOrder, Write<"amend", PortfolioMargin.UmOrder, PortfolioMargin.AmendOrder>>>()
ok<Is<typeof PortfolioMargin.umOpenOrders, Read<ReadonlyArray<PortfolioMargin.UmOrder>, { readonly symbol?: string | undefined } | void>>>()
ok<Is<typeof PortfolioMargin.umAllOrders, Read<ReadonlyArray<PortfolioMargin.UmOrder>, PortfolioMargin.AllOrders>>>()
ok<Is<typeof PortfolioMargin.umUserTrades, Read<ReadonlyArray<PortfolioMargin.FuturesTrade>, PortfolioMargin.UserTrades>>>()
ok<Is<typeof PortfolioMargin.umOrderAmendments, Read<ReadonlyArray<PortfolioMargin.Amendment>, PortfolioMargin.OrderAmendments>>>()
ok<Is<typeof PortfolioMargin.placeUmConditionalOrder, Write<"place", PortfolioMargin.ConditionalOrder, PortfolioMargin.PlaceUmConditionalOrder>>>()
ok<Is<typeof PortfolioMargin.openUmConditionalOrder, Read<PortfolioMargin.ConditionalOrder, PortfolioMargin.WhichConditionalOrder>>>()
ok<Is<typeof PortfolioMargin.endedUmConditionalOrder, Read<PortfolioMargin.ConditionalOrder, PortfolioMargin.WhichConditionalOrder>>>()
ok<Is<typeof PortfolioMargin.cancelUmConditionalOrder, Write<"cancel", PortfolioMargin.ConditionalOrder, PortfolioMargin.WhichConditionalOrder>>>()
ok<Is<typeof PortfolioMargin.cancelAllUmConditionalOrders, Write<"cancel", PortfolioMargin.CancelledAll, { readonly symbol: string }>>>()
ok<Is<typeof PortfolioMargin.umOpenConditionalOrders, Read<ReadonlyArray<PortfolioMargin.ConditionalOrder>, { readonly symbol?: string | undefined } | void>>>()
ok<Is<typeof PortfolioMargin.umAllConditionalOrders, Read<ReadonlyArray<PortfolioMargin.ConditionalOrder>, PortfolioMargin.AllConditionalOrders>>>()
ok<Is<typeof PortfolioMargin.umPositionRisk, Read<ReadonlyArray<PortfolioMargin.Position>, { readonly symbol?: string | undefined } | void>>>()
ok<Is<typeof PortfolioMargin.changeUmLeverage, Write<"setting", PortfolioMargin.Leverage, { readonly symbol: string; readonly leverage: number }>>>()
ok<Is<typeof PortfolioMargin.changeUmPositionMode, Write<"setting", PortfolioMargin.Setting, { readonly dualSidePosition: boolean }>>>()
ok<Is<typeof PortfolioMargin.placeCmOrder, Write<"place", PortfolioMargin.CmOrder, PortfolioMargin.PlaceCmOrder>>>()
ok<Is<typeof PortfolioMargin.queryCmOrder, Read<PortfolioMargin.CmOrder, PortfolioMargin.WhichOrder>>>()
ok<Is<typeof PortfolioMargin.openCmOrder, Read<PortfolioMargin.CmOrder, PortfolioMargin.WhichOrder>>>()
ok<Is<typeof PortfolioMargin.cancelCmOrder, Write<"cancel", PortfolioMargin.CmOrder, PortfolioMargin.WhichOrder>>>()
ok<Is<typeof PortfolioMargin.cancelAllCmOrders, Write<"cancel", PortfolioMargin.CancelledAll, { readonly symbol: string }>>>()
ok<Is<typeof PortfolioMargin.amendCmOrder, Write<"amend", PortfolioMargin.CmOrder, PortfolioMargin.AmendOrder>>>()
ok<Is<typeof PortfolioMargin.cmOpenOrders, Read<ReadonlyArray<PortfolioMargin.CmOrder>, { readonly symbol?: string | undefined } | void>>>()
ok<Is<typeof PortfolioMargin.cmAllOrders, Read<ReadonlyArray<PortfolioMargin.CmOrder>, PortfolioMargin.AllOrders>>>()
ok<Is<typeof PortfolioMargin.cmUserTrades, Read<ReadonlyArray<PortfolioMargin.FuturesTrade>, PortfolioMargin.UserTrades>>>()
ok<Is<typeof PortfolioMargin.cmOrderAmendments, Read<ReadonlyArray<PortfolioMargin.Amendment>, PortfolioMargin.OrderAmendments>>>()
ok<Is<typeof PortfolioMargin.placeCmConditionalOrder, Write<"place", PortfolioMargin.ConditionalOrder, PortfolioMargin.PlaceCmConditionalOrder>>>()
ok<Is<typeof PortfolioMargin.openCmConditionalOrder, Read<PortfolioMargin.ConditionalOrder, PortfolioMargin.WhichConditionalOrder>>>()
ok<Is<typeof PortfolioMargin.endedCmConditionalOrder, Read<PortfolioMargin.ConditionalOrder, PortfolioMargin.WhichConditionalOrder>>>()
ok<Is<typeof PortfolioMargin.cancelCmConditionalOrder, Write<"cancel", PortfolioMargin.ConditionalOrder, PortfolioMargin.WhichConditionalOrder>>>()
ok<Is<typeof PortfolioMargin.cancelAllCmConditionalOrders, Write<"cancel", PortfolioMargin.CancelledAll, { readonly symbol: string }>>>()
ok<Is<typeof PortfolioMargin.cmOpenConditionalOrders, Read<ReadonlyArray<PortfolioMargin.ConditionalOrder>, { readonly symbol?: string | undefined } | void>>>()
ok<Is<typeof PortfolioMargin.cmAllConditionalOrders, Read<ReadonlyArray<PortfolioMargin.ConditionalOrder>, PortfolioMargin.AllConditionalOrders>>>()
ok<Is<typeof PortfolioMargin.cmPositionRisk, Read<ReadonlyArray<PortfolioMargin.Position>, { readonly marginAsset?: string | undefined; readonly pair?: string | undefined } | void>>>()
ok<Is<typeof PortfolioMargin.changeCmLeverage, Write<"setting", PortfolioMargin.Leverage, { readonly symbol: string; readonly leverage: number }>>>()
ok<Is<typeof PortfolioMargin.changeCmPositionMode, Write<"setting", PortfolioMargin.Setting, { readonly dualSidePosition: boolean }>>>()
ok<Is<typeof PortfolioMargin.placeMarginOrder, Write<"place", PortfolioMargin.MarginOrder, PortfolioMargin.PlaceMarginOrder>>>()
ok<Is<typeof PortfolioMargin.queryMarginOrder, Read<PortfolioMargin.MarginOrder, PortfolioMargin.WhichOrder>>>()
ok<Is<typeof PortfolioMargin.cancelMarginOrder, Write<"cancel", PortfolioMargin.MarginOrder, PortfolioMargin.WhichOrder>>>()
ok<Is<typeof PortfolioMargin.cancelAllMarginOrders, Write<"cancel", ReadonlyArray<PortfolioMargin.CancelledMarginOrder>, { readonly symbol: string }>>>()
ok<Is<typeof PortfolioMargin.marginOpenOrders, Read<ReadonlyArray<PortfolioMargin.MarginOrder>, { readonly symbol: string }>>>()
ok<Is<typeof PortfolioMargin.marginAllOrders, Read<ReadonlyArray<PortfolioMargin.MarginOrder>, PortfolioMargin.AllOrders>>>()
ok<Is<typeof PortfolioMargin.marginTrades, Read<ReadonlyArray<PortfolioMargin.MarginTrade>, PortfolioMargin.UserTrades & { readonly orderId?: number | string | undefined }>>>()
ok<Is<PortfolioMargin.PlaceMarginOco, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly quantity: Operation.Decimal; readonly limit: { readonly price: Operation.Decimal; readonly icebergQty?: Operation.Decimal | undefined }; readonly stop: { readonly stopPrice: Operation.Decimal; readonly price?: undefined } | { readonly stopPrice: Operation.Decimal; readonly price: Operation.Decimal; readonly timeInForce: "GTC" | "IOC" | "FOK"; readonly icebergQty?: Operation.Decimal | undefined }; readonly sideEffectType?: "NO_SIDE_EFFECT" | "MARGIN_BUY" | "AUTO_REPAY" | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined }>>()
ok<Is<PortfolioMargin.AllMarginOrderLists, { readonly fromId?: number | string | undefined; readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly limit?: number | undefined }>>()
ok<Is<PortfolioMargin.Loan, { readonly asset: string; readonly amount: Operation.Decimal }>>()
ok<Is<PortfolioMargin.RepayDebt, { readonly asset: string; readonly amount?: Operation.Decimal | undefined; readonly specifyRepayAssets?: ReadonlyArray<string> | undefined }>>()
ok<Is<PortfolioMargin.LoanRecordsPage, { readonly asset: string; readonly endTime?: number | undefined; readonly current?: number | undefined; readonly size?: number | undefined; readonly archived?: boolean | undefined } & ({ readonly startTime: number; readonly txId?: undefined } | { readonly txId: number | string; readonly startTime?: number | undefined })>>()
ok<Is<typeof PortfolioMargin.placeMarginOco, Write<"orderList", PortfolioMargin.MarginOrderList, PortfolioMargin.PlaceMarginOco>>>()
ok<Is<typeof PortfolioMargin.queryMarginOrderList, Read<PortfolioMargin.MarginOrderList, ProductViews.WhichOrderList>>>()
ok<Is<typeof PortfolioMargin.marginAllOrderLists, Read<ReadonlyArray<PortfolioMargin.MarginOrderList>, PortfolioMargin.AllMarginOrderLists | void>>>()
ok<Is<typeof PortfolioMargin.marginOpenOrderLists, Read<ReadonlyArray<PortfolioMargin.MarginOrderList>, void>>>()
ok<Is<typeof PortfolioMargin.cancelMarginOrderList, Write<"cancel", PortfolioMargin.MarginOrderList, ProductViews.WhichOrderList>>>()
ok<Is<typeof PortfolioMargin.marginLoan, Transfer<PortfolioMargin.LoanAccepted, PortfolioMargin.Loan>>>()
ok<Is<typeof PortfolioMargin.repayLoan, Transfer<PortfolioMargin.LoanAccepted, PortfolioMargin.Loan>>>()
ok<Is<typeof PortfolioMargin.repayDebt, Transfer<PortfolioMargin.DebtRepaid, PortfolioMargin.RepayDebt>>>()
ok<Is<typeof PortfolioMargin.loanRecords, Read<PortfolioMargin.LoanRecords, PortfolioMargin.LoanRecordsPage>>>()
ok<Is<typeof PortfolioMargin.repayRecords, Read<PortfolioMargin.LoanRecords, PortfolioMargin.LoanRecordsPage>>>()
ok<Is<typeof PortfolioMargin.autoCollection, Transfer<PortfolioMargin.FundsMoved, void>>>()
ok<Is<typeof PortfolioMargin.assetCollection, Transfer<PortfolioMargin.FundsMoved, { readonly asset: string }>>>()
ok<Is<typeof PortfolioMargin.repayFuturesNegativeBalance, Transfer<PortfolioMargin.FundsMoved, void>>>()
ok<Is<typeof PortfolioMargin.account, Read<PortfolioMargin.Account, void>>>()
ok<Is<typeof PortfolioMargin.balance, Read<ReadonlyArray<PortfolioMargin.Balance>, void>>>()
ok<Is<typeof PortfolioMargin.umViews, ProductViews.ProductViews>>()
ok<Is<typeof PortfolioMargin.umConditionalViews, ProductViews.ProductViews>>()
ok<Is<typeof PortfolioMargin.cmViews, ProductViews.ProductViews>>()
ok<Is<typeof PortfolioMargin.cmConditionalViews, ProductViews.ProductViews>>()
ok<Is<typeof PortfolioMargin.marginViews, ProductViews.ProductViews>>()

// ---------------------------------------------------------------------------------------- effect-binance/products/Usdm

ok<Is<typeof Usdm.Order.Type, Reply<{ readonly orderId: string | number }, "symbol" | "clientOrderId" | "status" | "side" | "positionSide" | "type" | "origType" | "timeInForce" | "price" | "avgPrice" | "origQty" | "executedQty" | "cumQty" | "stopPrice" | "activatePrice" | "priceRate" | "workingType" | "priceMatch" | "selfTradePreventionMode" | "cumQuote", "goodTillDate" | "time" | "updateTime", "reduceOnly" | "closePosition" | "priceProtect">>>()
ok<Is<Usdm.Order, typeof Usdm.Order.Type>>()
ok<Is<typeof Usdm.Trade.Type, Reply<{ readonly id: string | number; readonly orderId: string | number }, "symbol" | "pair" | "side" | "positionSide" | "price" | "qty" | "quoteQty" | "baseQty" | "realizedPnl" | "marginAsset" | "commission" | "commissionAsset", "time", "isBuyer" | "isMaker">>>()
ok<Is<Usdm.Trade, typeof Usdm.Trade.Type>>()
ok<Is<typeof Usdm.Amendment.Type, Reply<{ readonly orderId: string | number }, "symbol" | "origClientOrderId" | "newClientOrderId" | "origPrice" | "newPrice" | "origQty" | "newQty", "count" | "time", never, "amendmentId">>>()
ok<Is<Usdm.Amendment, typeof Usdm.Amendment.Type>>()
ok<Is<typeof Usdm.CancelledAll.Type, Reply<{  }, "msg", never, never, "code">>>()
ok<Is<Usdm.CancelledAll, typeof Usdm.CancelledAll.Type>>()
ok<Is<typeof Usdm.Setting.Type, Reply<{  }, "msg", never, "changed", "code">>>()
ok<Is<Usdm.Setting, typeof Usdm.Setting.Type>>()
ok<Is<typeof Usdm.Leverage.Type, Reply<{  }, "symbol" | "maxNotionalValue" | "maxQty", "leverage", "changed">>>()
ok<Is<Usdm.Leverage, typeof Usdm.Leverage.Type>>()
ok<Is<typeof Usdm.Countdown.Type, Reply<{ readonly countdownTime?: string | number }, "symbol", never, "changed">>>()
ok<Is<Usdm.Countdown, typeof Usdm.Countdown.Type>>()
ok<Is<typeof Usdm.MovedMargin.Type, Reply<{  }, "msg", "type", never, "code">>>()
ok<Is<Usdm.MovedMargin, typeof Usdm.MovedMargin.Type>>()
ok<Is<typeof Usdm.Position.Type, Reply<{ readonly symbol: string; readonly positionAmt: string }, "positionSide" | "entryPrice" | "breakEvenPrice" | "markPrice" | "unRealizedProfit" | "liquidationPrice" | "notional" | "notionalValue" | "leverage" | "marginType" | "marginAsset" | "isolatedMargin" | "isolatedWallet" | "initialMargin" | "maintMargin" | "maxQty" | "maxNotionalValue", "adl" | "updateTime">>>()
ok<Is<Usdm.Position, typeof Usdm.Position.Type>>()
ok<Is<typeof Usdm.Balance.Type, Reply<{ readonly asset: string; readonly balance: string }, "accountAlias" | "crossWalletBalance" | "crossUnPnl" | "availableBalance" | "maxWithdrawAmount" | "withdrawAvailable", "updateTime", "marginAvailable">>>()
ok<Is<Usdm.Balance, typeof Usdm.Balance.Type>>()
ok<Is<typeof Usdm.Account.Type, Reply<{ readonly assets: ReadonlyArray<Reply<{ readonly asset: string }, "walletBalance" | "unrealizedProfit" | "marginBalance" | "maintMargin" | "initialMargin" | "positionInitialMargin" | "openOrderInitialMargin" | "crossWalletBalance" | "crossUnPnl" | "availableBalance" | "maxWithdrawAmount", "updateTime">>; readonly positions: ReadonlyArray<Reply<{ readonly symbol: string; readonly positionAmt: string }, "positionSide" | "unrealizedProfit" | "isolatedMargin" | "notional" | "isolatedWallet" | "initialMargin" | "maintMargin" | "leverage" | "entryPrice" | "breakEvenPrice" | "maxQty", "updateTime">> }, "totalWalletBalance" | "totalUnrealizedProfit" | "totalMarginBalance" | "totalInitialMargin" | "totalMaintMargin" | "availableBalance" | "maxWithdrawAmount">>>()
ok<Is<Usdm.Account, typeof Usdm.Account.Type>>()
ok<Is<typeof Usdm.ExchangeInfo.Type, Reply<{ readonly rateLimits: ReadonlyArray<Reply<{ readonly rateLimitType: string; readonly interval: string; readonly intervalNum: number; readonly limit: number }>>; readonly symbols: ReadonlyArray<Reply<{ readonly symbol: string; readonly filters: ReadonlyArray<{ readonly [x: string]: unknown }> }, "pair" | "contractType" | "status" | "contractStatus" | "baseAsset" | "quoteAsset" | "marginAsset" | "triggerProtect" | "marketTakeBound", "contractSize" | "deliveryDate">> }, "timezone", "serverTime">>>()
ok<Is<Usdm.ExchangeInfo, typeof Usdm.ExchangeInfo.Type>>()
ok<Is<typeof Usdm.ServerTime.Type, Reply<{ readonly serverTime: number }>>>()
ok<Is<Usdm.ServerTime, typeof Usdm.ServerTime.Type>>()
ok<Is<typeof Usdm.Depth.Type, Reply<{ readonly lastUpdateId: string | number; readonly bids: ReadonlyArray<ReadonlyArray<string>>; readonly asks: ReadonlyArray<ReadonlyArray<string>> }, never, "E" | "T">>>()
ok<Is<Usdm.Depth, typeof Usdm.Depth.Type>>()
ok<Is<typeof Usdm.BookTicker.Type, Reply<{ readonly symbol: string; readonly bidPrice: string; readonly bidQty: string; readonly askPrice: string; readonly askQty: string }, "pair", "time">>>()
ok<Is<Usdm.BookTicker, typeof Usdm.BookTicker.Type>>()
ok<Is<typeof Usdm.PremiumIndex.Type, Reply<{ readonly symbol: string; readonly markPrice: string }, "pair" | "indexPrice" | "estimatedSettlePrice" | "lastFundingRate" | "interestRate", "nextFundingTime" | "time">>>()
ok<Is<Usdm.PremiumIndex, typeof Usdm.PremiumIndex.Type>>()
ok<Is<typeof Usdm.TestResult.Type, { readonly [x: string]: unknown }>>()
ok<Is<Usdm.TestResult, typeof Usdm.TestResult.Type>>()
ok<Is<typeof Usdm.AlgoOrder.Type, Reply<{ readonly algoId: string | number; readonly orderId: string | number }, "clientAlgoId" | "algoType" | "algoStatus" | "orderType" | "symbol" | "side" | "positionSide" | "timeInForce" | "quantity" | "price" | "triggerPrice" | "activatePrice" | "callbackRate" | "workingType" | "priceMatch" | "selfTradePreventionMode" | "actualPrice" | "clientOrderId" | "status" | "type" | "origQty", "createTime" | "updateTime" | "triggerTime" | "goodTillDate" | "time", "closePosition" | "priceProtect" | "reduceOnly", "actualOrderId">>>()
ok<Is<Usdm.AlgoOrder, typeof Usdm.AlgoOrder.Type>>()
ok<Is<Usdm.MarketOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "MARKET"; readonly quantity: Operation.Decimal }>>()
ok<Is<Usdm.LimitOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "LIMIT"; readonly timeInForce: "GTC" | "IOC" | "FOK" | "GTX" | "RPI"; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal; readonly priceMatch?: undefined }>>()
ok<Is<Usdm.PriceMatchedOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "LIMIT"; readonly timeInForce: "GTC" | "IOC" | "FOK" | "GTX" | "RPI"; readonly quantity: Operation.Decimal; readonly priceMatch: Usdm.PriceMatch; readonly price?: undefined }>>()
ok<Is<Usdm.GoodTillDateOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly reduceOnly?: boolean | undefined; readonly newClientOrderId?: string | undefined; readonly newOrderRespType?: "ACK" | "RESULT" | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "LIMIT"; readonly timeInForce: "GTD"; readonly goodTillDate: number; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal }>>()
ok<Is<Usdm.AllOrders, { readonly symbol: string; readonly orderId?: number | string | undefined; readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly limit?: number | undefined }>>()
ok<Is<Usdm.UserTrades, { readonly symbol: string; readonly orderId?: number | string | undefined; readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly fromId?: number | string | undefined; readonly limit?: number | undefined }>>()
ok<Is<Usdm.AlgoLimitOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined; readonly clientAlgoId?: string | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "STOP" | "TAKE_PROFIT"; readonly timeInForce?: "GTC" | "IOC" | "FOK" | "GTX" | undefined; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal; readonly triggerPrice: Operation.Decimal; readonly priceProtect?: boolean | undefined; readonly reduceOnly?: boolean | undefined }>>()
ok<Is<Usdm.AlgoMarketOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined; readonly clientAlgoId?: string | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "STOP_MARKET" | "TAKE_PROFIT_MARKET"; readonly quantity: Operation.Decimal; readonly triggerPrice: Operation.Decimal; readonly priceProtect?: boolean | undefined; readonly reduceOnly?: boolean | undefined }>>()
ok<Is<Usdm.AlgoCloseOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined; readonly clientAlgoId?: string | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "STOP_MARKET" | "TAKE_PROFIT_MARKET"; readonly closePosition: true; readonly triggerPrice: Operation.Decimal; readonly priceProtect?: boolean | undefined }>>()
ok<Is<Usdm.AlgoTrailingOrder, { readonly symbol: string; readonly side: "BUY" | "SELL"; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined; readonly workingType?: "MARK_PRICE" | "CONTRACT_PRICE" | undefined; readonly clientAlgoId?: string | undefined; readonly selfTradePreventionMode?: string | undefined; readonly type: "TRAILING_STOP_MARKET"; readonly quantity: Operation.Decimal; readonly callbackRate: Operation.Decimal; readonly activatePrice?: Operation.Decimal | undefined; readonly reduceOnly?: boolean | undefined }>>()
ok<Is<Usdm.AllAlgoOrders, { readonly symbol: string; readonly algoId?: number | string | undefined; readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly limit?: number | undefined }>>()
ok<Is<Usdm.PriceMatch, | "OPPONENT"
  | "OPPONENT_5"
  | "OPPONENT_10"
  | "OPPONENT_20"
  | "QUEUE"
  | "QUEUE_5"
  | "QUEUE_10"
  | "QUEUE_20">>()
ok<Is<Usdm.PlaceOrder, Usdm.MarketOrder | Usdm.LimitOrder | Usdm.PriceMatchedOrder | Usdm.GoodTillDateOrder>>()
ok<Is<Usdm.WhichOrder, | { readonly symbol: string; readonly origClientOrderId: string; readonly orderId?: undefined }
  | { readonly symbol: string; readonly orderId: number | string; readonly origClientOrderId?: undefined }>>()
ok<Is<Usdm.AmendOrder, Usdm.WhichOrder & { readonly side: "BUY" | "SELL"; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal
}>>()
ok<Is<Usdm.OrderAmendments, Usdm.WhichOrder & { readonly startTime?: number | undefined; readonly endTime?: number | undefined; readonly limit?: number | undefined
}>>()
ok<Is<Usdm.PlaceAlgoOrder, Usdm.AlgoLimitOrder | Usdm.AlgoMarketOrder | Usdm.AlgoCloseOrder | Usdm.AlgoTrailingOrder>>()
ok<Is<Usdm.WhichAlgoOrder, | { readonly symbol: string; readonly clientAlgoId: string; readonly algoId?: undefined }
  | { readonly symbol: string; readonly algoId: number | string; readonly clientAlgoId?: undefined }>>()
ok<Is<Usdm.WhichOrders, | { readonly symbol: string; readonly origClientOrderIds: ReadonlyArray<string>; readonly orderIds?: undefined }
  | { readonly symbol: string; readonly orderIds: ReadonlyArray<number | string>; readonly origClientOrderIds?: undefined
    }>>()
ok<Is<typeof Usdm.placeOrder, Write<"place", Usdm.Order, Usdm.PlaceOrder>>>()
ok<Is<typeof Usdm.testOrder, Test<Usdm.TestResult, Usdm.PlaceOrder>>>()
ok<Is<typeof Usdm.queryOrder, Read<Usdm.Order, Usdm.WhichOrder>>>()
ok<Is<typeof Usdm.openOrder, Read<Usdm.Order, Usdm.WhichOrder>>>()
ok<Is<typeof Usdm.cancelOrder, Write<"cancel", Usdm.Order, Usdm.WhichOrder>>>()
ok<Is<typeof Usdm.cancelAllOrders, Write<"cancel", Usdm.CancelledAll, { readonly symbol: string }>>>()
ok<Is<typeof Usdm.amendOrder, Write<"amend", Usdm.Order, Usdm.AmendOrder>>>()
ok<Is<typeof Usdm.openOrders, Read<ReadonlyArray<Usdm.Order>, { readonly symbol?: string | undefined } | void>>>()
ok<Is<typeof Usdm.allOrders, Read<ReadonlyArray<Usdm.Order>, Usdm.AllOrders>>>()
ok<Is<typeof Usdm.userTrades, Read<ReadonlyArray<Usdm.Trade>, Usdm.UserTrades>>>()
ok<Is<typeof Usdm.orderAmendments, Read<ReadonlyArray<Usdm.Amendment>, Usdm.OrderAmendments>>>()
ok<Is<typeof Usdm.countdownCancelAll, Write<"setting", Usdm.Countdown, { readonly symbol: string; readonly countdownTime: number }>>>()
ok<Is<typeof Usdm.changeLeverage, Write<"setting", Usdm.Leverage, { readonly symbol: string; readonly leverage: number }>>>()
ok<Is<typeof Usdm.changeMarginType, Write<"setting", Usdm.Setting, { readonly symbol: string; readonly marginType: "ISOLATED" | "CROSSED" }>>>()
ok<Is<typeof Usdm.changePositionMode, Write<"setting", Usdm.Setting, { readonly dualSidePosition: boolean }>>>()
ok<Is<typeof Usdm.changeMultiAssetsMode, Write<"setting", Usdm.Setting, { readonly multiAssetsMargin: boolean }>>>()
ok<Is<typeof Usdm.changePositionMargin, Write<"transfer", Usdm.MovedMargin, { readonly symbol: string; readonly amount: Operation.Decimal; readonly type: 1 | 2; readonly positionSide?: "BOTH" | "LONG" | "SHORT" | undefined }, "it has no fence in time: use Reconciliation.settleWithin">>>()
ok<Is<typeof Usdm.account, Read<Usdm.Account, void>>>()
ok<Is<typeof Usdm.balance, Read<ReadonlyArray<Usdm.Balance>, void>>>()
ok<Is<typeof Usdm.positionRisk, Read<ReadonlyArray<Usdm.Position>, { readonly symbol?: string | undefined } | void>>>()
ok<Is<typeof Usdm.placeAlgoOrder, Write<"place", Usdm.AlgoOrder, Usdm.PlaceAlgoOrder>>>()
ok<Is<typeof Usdm.queryAlgoOrder, Read<Usdm.AlgoOrder, Usdm.WhichAlgoOrder>>>()
ok<Is<typeof Usdm.cancelAlgoOrder, Write<"cancel", Usdm.AlgoOrder, Usdm.WhichAlgoOrder>>>()
ok<Is<typeof Usdm.cancelAllAlgoOrders, Write<"cancel", Usdm.CancelledAll, { readonly symbol: string }>>>()
ok<Is<typeof Usdm.openAlgoOrders, Read<ReadonlyArray<Usdm.AlgoOrder>, { readonly symbol?: string | undefined } | void>>>()
ok<Is<typeof Usdm.allAlgoOrders, Read<ReadonlyArray<Usdm.AlgoOrder>, Usdm.AllAlgoOrders>>>()
ok<Is<typeof Usdm.time, Read<Usdm.ServerTime, void>>>()
ok<Is<typeof Usdm.exchangeInfo, Read<Usdm.ExchangeInfo, void>>>()
ok<Is<typeof Usdm.depth, Read<Usdm.Depth, { readonly symbol: string; readonly limit?: number | undefined }>>>()
ok<Is<typeof Usdm.bookTicker, Read<Usdm.BookTicker, { readonly symbol: string }>>>()
ok<Is<typeof Usdm.premiumIndex, Read<Usdm.PremiumIndex, { readonly symbol: string }>>>()
ok<Is<typeof Usdm.placeOrders, Batch<Usdm.Order, ReadonlyArray<Usdm.PlaceOrder>>>>()
ok<Is<typeof Usdm.amendOrders, Batch<Usdm.Order, ReadonlyArray<Usdm.AmendOrder>>>>()
ok<Is<typeof Usdm.cancelOrders, Batch<Usdm.Order, Usdm.WhichOrders>>>()
ok<Is<typeof Usdm.views, ProductViews.ProductViews>>()
ok<Is<typeof Usdm.algoViews, ProductViews.ProductViews>>()
