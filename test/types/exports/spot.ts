/** What the modules of Spot export, exactly. Checked by the compiler, not run. */
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type * as Call from "effect-binance/client/Call"
import type * as Operation from "effect-binance/client/Operation"
import type * as BinanceError from "effect-binance/errors/BinanceError"
import type * as InDoubt from "effect-binance/errors/InDoubt"
import type * as Spot from "effect-binance/products/Spot"
import type * as SpotAccount from "effect-binance/products/SpotAccount"
import type * as SpotMarket from "effect-binance/products/SpotMarket"
import type * as SpotOrderLists from "effect-binance/products/SpotOrderLists"
import type * as SpotOrders from "effect-binance/products/SpotOrders"
import type * as ProductViews from "effect-binance/settlement/ProductViews"
import { type Is, ok } from "../exact.ts"

// ---------------------------------------------------------------------------------- effect-binance/products/Spot: models

ok<
  Is<
    typeof Spot.Fill.Type,
    { readonly price?: string; readonly qty?: string; readonly commission?: string; readonly commissionAsset?: string; readonly tradeId?: number | string }
  >
>()
ok<Is<Spot.Fill, typeof Spot.Fill.Type>>()
ok<
  Is<
    typeof Spot.Order.Type,
    {
      readonly orderId: number | string
      readonly orderListId?: number | string
      readonly symbol?: string
      readonly clientOrderId?: string
      readonly origClientOrderId?: string
      readonly status?: string
      readonly side?: string
      readonly type?: string
      readonly timeInForce?: string
      readonly price?: string
      readonly origQty?: string
      readonly executedQty?: string
      readonly cummulativeQuoteQty?: string
      readonly origQuoteOrderQty?: string
      readonly transactTime?: number
      readonly time?: number
      readonly updateTime?: number
      readonly workingTime?: number
      readonly isWorking?: boolean
      readonly fills?: ReadonlyArray<{
        readonly price?: string
        readonly qty?: string
        readonly commission?: string
        readonly commissionAsset?: string
        readonly tradeId?: number | string
      }>
    }
  >
>()
ok<Is<Spot.Order, typeof Spot.Order.Type>>()
ok<
  Is<
    typeof Spot.OrderList.Type,
    {
      readonly orderListId: number | string
      readonly listClientOrderId?: string
      readonly symbol?: string
      readonly contingencyType?: string
      readonly listStatusType?: string
      readonly listOrderStatus?: string
      readonly transactionTime?: number
      readonly orders?: ReadonlyArray<{ readonly orderId: number | string; readonly clientOrderId?: string; readonly symbol?: string }>
      readonly orderReports?: ReadonlyArray<typeof Spot.Order.Type>
    }
  >
>()
ok<Is<Spot.OrderList, typeof Spot.OrderList.Type>>()
ok<
  Is<
    typeof Spot.Trade.Type,
    {
      readonly id: number | string
      readonly orderId: number | string
      readonly symbol?: string
      readonly price?: string
      readonly qty?: string
      readonly quoteQty?: string
      readonly commission?: string
      readonly commissionAsset?: string
      readonly time?: number
      readonly isBuyer?: boolean
      readonly isMaker?: boolean
    }
  >
>()
ok<Is<Spot.Trade, typeof Spot.Trade.Type>>()
ok<
  Is<
    typeof Spot.Amendment.Type,
    {
      readonly orderId: number | string
      readonly origClientOrderId?: string
      readonly newClientOrderId?: string
      readonly origQty?: string
      readonly newQty?: string
      readonly time?: number
    }
  >
>()
ok<Is<Spot.Amendment, typeof Spot.Amendment.Type>>()
ok<Is<typeof Spot.ServerTime.Type, { readonly serverTime: number }>>()
ok<Is<Spot.ServerTime, typeof Spot.ServerTime.Type>>()
ok<
  Is<
    typeof Spot.ExchangeInfo.Type,
    {
      readonly timezone?: string
      readonly serverTime?: number
      readonly rateLimits: ReadonlyArray<{ readonly rateLimitType: string; readonly interval: string; readonly intervalNum: number; readonly limit: number }>
      readonly exchangeFilters?: ReadonlyArray<{ readonly [x: string]: unknown }>
      readonly symbols: ReadonlyArray<{
        readonly symbol: string
        readonly status?: string
        readonly baseAsset?: string
        readonly quoteAsset?: string
        readonly orderTypes?: ReadonlyArray<string>
        readonly filters: ReadonlyArray<{ readonly [x: string]: unknown }>
      }>
    }
  >
>()
ok<Is<Spot.ExchangeInfo, typeof Spot.ExchangeInfo.Type>>()
ok<
  Is<
    typeof Spot.Account.Type,
    {
      readonly canTrade?: boolean
      readonly accountType?: string
      readonly updateTime?: number
      readonly balances: ReadonlyArray<{ readonly asset: string; readonly free: string; readonly locked: string }>
      readonly permissions?: ReadonlyArray<string>
    }
  >
>()
ok<Is<Spot.Account, typeof Spot.Account.Type>>()
ok<
  Is<
    typeof Spot.UnfilledOrderCount.Type,
    { readonly rateLimitType?: string; readonly interval: string; readonly intervalNum: number; readonly limit: number; readonly count: number }
  >
>()
ok<Is<Spot.UnfilledOrderCount, typeof Spot.UnfilledOrderCount.Type>>()
ok<
  Is<
    typeof Spot.PreventedMatch.Type,
    {
      readonly preventedMatchId: number | string
      readonly symbol?: string
      readonly takerOrderId?: number | string
      readonly makerSymbol?: string
      readonly makerOrderId?: number | string
      readonly tradeGroupId?: number | string
      readonly selfTradePreventionMode?: string
      readonly price?: string
      readonly makerPreventedQuantity?: string
      readonly transactTime?: number
    }
  >
>()
ok<Is<Spot.PreventedMatch, typeof Spot.PreventedMatch.Type>>()
ok<
  Is<
    typeof Spot.Allocation.Type,
    {
      readonly allocationId: number | string
      readonly orderId: number | string
      readonly symbol?: string
      readonly allocationType?: string
      readonly orderListId?: number | string
      readonly price?: string
      readonly qty?: string
      readonly quoteQty?: string
      readonly commission?: string
      readonly commissionAsset?: string
      readonly time?: number
      readonly isBuyer?: boolean
      readonly isMaker?: boolean
      readonly isAllocator?: boolean
    }
  >
>()
ok<Is<Spot.Allocation, typeof Spot.Allocation.Type>>()
interface Rates {
  readonly maker?: string
  readonly taker?: string
  readonly buyer?: string
  readonly seller?: string
}
ok<
  Is<
    typeof Spot.AccountCommission.Type,
    {
      readonly symbol: string
      readonly standardCommission: Rates
      readonly specialCommission?: Rates
      readonly taxCommission?: Rates
      readonly discount?: {
        readonly enabledForAccount?: boolean
        readonly enabledForSymbol?: boolean
        readonly discountAsset?: string
        readonly discount?: string
      }
    }
  >
>()
ok<Is<Spot.AccountCommission, typeof Spot.AccountCommission.Type>>()
ok<Is<typeof Spot.AveragePrice.Type, { readonly mins: number; readonly price: string; readonly closeTime?: number }>>()
ok<Is<Spot.AveragePrice, typeof Spot.AveragePrice.Type>>()
ok<Is<typeof Spot.TickerPrice.Type, { readonly symbol: string; readonly price: string }>>()
ok<Is<Spot.TickerPrice, typeof Spot.TickerPrice.Type>>()
ok<
  Is<
    typeof Spot.BookTicker.Type,
    { readonly symbol: string; readonly bidPrice: string; readonly bidQty: string; readonly askPrice: string; readonly askQty: string }
  >
>()
ok<Is<Spot.BookTicker, typeof Spot.BookTicker.Type>>()
ok<
  Is<
    typeof Spot.OrderBook.Type,
    {
      readonly lastUpdateId: number
      readonly bids: ReadonlyArray<readonly [string, string, ...Array<unknown>]>
      readonly asks: ReadonlyArray<readonly [string, string, ...Array<unknown>]>
    }
  >
>()
ok<Is<Spot.OrderBook, typeof Spot.OrderBook.Type>>()
ok<Is<typeof Spot.TestResult.Type, { readonly [x: string]: unknown }>>()
ok<Is<typeof Spot.Cancelled.Type, typeof Spot.Order.Type | typeof Spot.OrderList.Type>>()
ok<Is<Spot.Cancelled, Spot.Order | Spot.OrderList>>()
ok<Is<typeof Spot.CancelReplaced.Type, { readonly cancelResponse?: typeof Spot.Order.Type; readonly newOrderResponse: typeof Spot.Order.Type }>>()
ok<Is<Spot.CancelReplaced, typeof Spot.CancelReplaced.Type>>()

// ---------------------------------------------------------------------------------- effect-binance/products/Spot: inputs

interface Common {
  readonly symbol: string
  readonly side: "BUY" | "SELL"
  readonly newClientOrderId?: string | undefined
  readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined
  readonly selfTradePreventionMode?: string | undefined
  readonly strategyId?: number | undefined
  readonly strategyType?: number | undefined
}
type With<Base, More> = { [K in keyof (Base & More)]: (Base & More)[K] }
ok<Is<Spot.NewOrder, Common>>()
ok<Is<Spot.MarketOrder, With<Common, { readonly type: "MARKET"; readonly quantity: Operation.Decimal; readonly quoteOrderQty?: undefined }>>>()
ok<Is<Spot.MarketOrderByQuote, With<Common, { readonly type: "MARKET"; readonly quoteOrderQty: Operation.Decimal; readonly quantity?: undefined }>>>()
ok<
  Is<
    Spot.LimitOrder,
    With<
      Common,
      {
        readonly type: "LIMIT"
        readonly timeInForce: "GTC" | "IOC" | "FOK"
        readonly quantity: Operation.Decimal
        readonly price: Operation.Decimal
        readonly icebergQty?: Operation.Decimal | undefined
      }
    >
  >
>()
ok<
  Is<
    Spot.LimitMakerOrder,
    With<
      Common,
      {
        readonly type: "LIMIT_MAKER"
        readonly quantity: Operation.Decimal
        readonly price: Operation.Decimal
        readonly icebergQty?: Operation.Decimal | undefined
      }
    >
  >
>()
ok<
  Is<
    Spot.StopOrder,
    With<
      Common,
      {
        readonly type: "STOP_LOSS" | "TAKE_PROFIT"
        readonly quantity: Operation.Decimal
        readonly stopPrice?: Operation.Decimal | undefined
        readonly trailingDelta?: number | undefined
      }
    >
  >
>()
ok<
  Is<
    Spot.StopLimitOrder,
    With<
      Common,
      {
        readonly type: "STOP_LOSS_LIMIT" | "TAKE_PROFIT_LIMIT"
        readonly timeInForce: "GTC" | "IOC" | "FOK"
        readonly quantity: Operation.Decimal
        readonly price: Operation.Decimal
        readonly stopPrice?: Operation.Decimal | undefined
        readonly trailingDelta?: number | undefined
        readonly icebergQty?: Operation.Decimal | undefined
      }
    >
  >
>()
ok<
  Is<
    Spot.PlaceOrder,
    Spot.MarketOrder | Spot.MarketOrderByQuote | Spot.LimitOrder | Spot.LimitMakerOrder | Spot.StopOrder | Spot.StopLimitOrder
  >
>()
ok<Is<Spot.PlaceSorOrder, Spot.MarketOrder | Spot.LimitOrder>>()
ok<Is<Spot.TestOptions, { readonly computeCommissionRates?: boolean | undefined }>>()
ok<Is<Spot.OrderByClientOrderId, { readonly symbol: string; readonly origClientOrderId: string; readonly orderId?: undefined }>>()
ok<Is<Spot.OrderByOrderId, { readonly symbol: string; readonly orderId: number | string; readonly origClientOrderId?: undefined }>>()
ok<Is<Spot.WhichOrder, Spot.OrderByClientOrderId | Spot.OrderByOrderId>>()
ok<Is<Spot.CancelRestrictions, { readonly cancelRestrictions?: "ONLY_NEW" | "ONLY_PARTIALLY_FILLED" | undefined }>>()
ok<Is<Spot.CancelOrder, Spot.WhichOrder & Spot.CancelRestrictions>>()
ok<Is<Spot.AmendOrder, Spot.WhichOrder & { readonly newQty: Operation.Decimal }>>()
ok<
  Is<
    Spot.Replacing,
    Spot.CancelRestrictions & {
      readonly cancelReplaceMode: "STOP_ON_FAILURE" | "ALLOW_FAILURE"
      readonly orderRateLimitExceededMode?: "DO_NOTHING" | "CANCEL_ONLY" | undefined
    } & (
        | { readonly cancelOrigClientOrderId: string; readonly cancelOrderId?: undefined }
        | { readonly cancelOrderId: number | string; readonly cancelOrigClientOrderId?: undefined }
      )
  >
>()
ok<Is<Spot.CancelReplaceOrder, Spot.PlaceOrder & Spot.Replacing>>()
ok<
  Is<
    Spot.QueryOrderList,
    | { readonly symbol?: string | undefined; readonly listClientOrderId: string; readonly orderListId?: undefined }
    | { readonly symbol?: string | undefined; readonly orderListId: number | string; readonly listClientOrderId?: undefined }
  >
>()
interface Page {
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  readonly limit?: number | undefined
}
ok<Is<Spot.AllOrders, With<Page, { readonly symbol: string; readonly orderId?: number | string | undefined }>>>()
ok<
  Is<
    Spot.MyTrades,
    With<Page, { readonly symbol: string; readonly orderId?: number | string | undefined; readonly fromId?: number | string | undefined }>
  >
>()
ok<Is<Spot.AllOrderLists, With<Page, { readonly fromId?: number | string | undefined }>>>()
ok<
  Is<
    Spot.MyAllocations,
    With<Page, { readonly symbol: string; readonly orderId?: number | string | undefined; readonly fromAllocationId?: number | string | undefined }>
  >
>()
ok<
  Is<
    Spot.MyPreventedMatches,
    | { readonly symbol: string; readonly preventedMatchId: number | string; readonly orderId?: undefined }
    | {
        readonly symbol: string
        readonly orderId: number | string
        readonly preventedMatchId?: undefined
        readonly fromPreventedMatchId?: number | string | undefined
        readonly limit?: number | undefined
      }
  >
>()
ok<Is<Spot.WhichSymbols, { readonly symbols?: ReadonlyArray<string> | undefined }>>()
interface Strategy {
  readonly strategyId?: number | undefined
  readonly strategyType?: number | undefined
}
ok<
  Is<
    Spot.LimitLeg,
    With<
      Strategy,
      {
        readonly type: "LIMIT"
        readonly timeInForce: "GTC" | "IOC" | "FOK"
        readonly price: Operation.Decimal
        readonly icebergQty?: Operation.Decimal | undefined
      }
    >
  >
>()
ok<
  Is<Spot.LimitMakerLeg, With<Strategy, { readonly type: "LIMIT_MAKER"; readonly price: Operation.Decimal; readonly icebergQty?: Operation.Decimal | undefined }>>
>()
ok<Is<Spot.MarketLeg, With<Strategy, { readonly type: "MARKET" }>>>()
ok<
  Is<
    Spot.StopLeg,
    With<
      Strategy,
      {
        readonly type: "STOP_LOSS" | "TAKE_PROFIT"
        readonly stopPrice?: Operation.Decimal | undefined
        readonly trailingDelta?: number | undefined
      }
    >
  >
>()
ok<
  Is<
    Spot.StopLimitLeg,
    With<
      Strategy,
      {
        readonly type: "STOP_LOSS_LIMIT" | "TAKE_PROFIT_LIMIT"
        readonly timeInForce: "GTC" | "IOC" | "FOK"
        readonly price: Operation.Decimal
        readonly stopPrice?: Operation.Decimal | undefined
        readonly trailingDelta?: number | undefined
        readonly icebergQty?: Operation.Decimal | undefined
      }
    >
  >
>()
type Side = { readonly side: "BUY" | "SELL" }
type Quantity = { readonly quantity: Operation.Decimal }
ok<Is<Spot.ContingentLeg, Spot.LimitMakerLeg | Spot.StopLeg | Spot.StopLimitLeg>>()
ok<Is<Spot.WorkingLeg, (Spot.LimitLeg | Spot.LimitMakerLeg) & { readonly side: "BUY" | "SELL"; readonly quantity: Operation.Decimal }>>()
ok<Is<Spot.PendingLeg, (Spot.MarketLeg | Spot.LimitLeg | Spot.ContingentLeg) & Side>>()
ok<
  Is<
    Spot.OrderListOptions,
    { readonly symbol: string; readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined; readonly selfTradePreventionMode?: string | undefined }
  >
>()
interface Pair {
  readonly above: Spot.ContingentLeg
  readonly below: Spot.ContingentLeg
}
ok<Is<Spot.PlaceOco, With<Spot.OrderListOptions, Side & Quantity & Pair>>>()
ok<Is<Spot.PlaceOto, With<Spot.OrderListOptions, { readonly working: Spot.WorkingLeg; readonly pending: Spot.PendingLeg & Quantity }>>>()
ok<Is<Spot.PlaceOtoco, With<Spot.OrderListOptions, { readonly working: Spot.WorkingLeg; readonly pending: With<Side, Quantity & Pair> }>>>()
ok<Is<Spot.PlaceOpo, With<Spot.OrderListOptions, { readonly working: Spot.WorkingLeg; readonly pending: Spot.PendingLeg }>>>()
ok<Is<Spot.PlaceOpoco, With<Spot.OrderListOptions, { readonly working: Spot.WorkingLeg; readonly pending: With<Side, Pair> }>>>()

// ------------------------------------------------------------------------------ effect-binance/products/Spot: operations

// A read and a test end in one of two ways, a write in one of three, and each says what it is.
type Ends<Kind extends InDoubt.Kind, A, Input, E> = ((input: Input) => Call.Call<A, E, BinanceClient.BinanceClient, "fenced">) & {
  operation: Operation.Operation<A, Kind, Input>
}
type Known = BinanceError.Retryable | BinanceError.Fatal
type Read<A, Input> = Ends<"read", A, Input, Known>
type Test<A, Input> = Ends<"test", A, Input, Known>
type Write<Kind extends InDoubt.Kind, A, Input> = Ends<Kind, A, Input, Known | BinanceError.AmbiguousExecution>

ok<Is<typeof Spot.ping, Read<{ readonly [x: string]: unknown }, void>>>()
ok<Is<typeof Spot.time, Read<Spot.ServerTime, void>>>()
ok<Is<typeof Spot.exchangeInfo, Read<Spot.ExchangeInfo, void | { readonly symbol?: string | undefined }>>>()
ok<Is<typeof Spot.avgPrice, Read<Spot.AveragePrice, { readonly symbol: string }>>>()
ok<Is<typeof Spot.tickerPrice, Read<Spot.TickerPrice, { readonly symbol: string }>>>()
ok<Is<typeof Spot.tickerPrices, Read<ReadonlyArray<Spot.TickerPrice>, void | Spot.WhichSymbols>>>()
ok<Is<typeof Spot.bookTicker, Read<Spot.BookTicker, { readonly symbol: string }>>>()
ok<Is<typeof Spot.bookTickers, Read<ReadonlyArray<Spot.BookTicker>, void | Spot.WhichSymbols>>>()
ok<Is<typeof Spot.depth, Read<Spot.OrderBook, { readonly symbol: string; readonly limit?: number | undefined }>>>()
ok<Is<typeof Spot.account, Read<Spot.Account, void | { readonly omitZeroBalances?: boolean | undefined }>>>()
ok<Is<typeof Spot.queryOrder, Read<Spot.Order, Spot.WhichOrder>>>()
ok<Is<typeof Spot.openOrders, Read<ReadonlyArray<Spot.Order>, void | { readonly symbol?: string | undefined }>>>()
ok<Is<typeof Spot.allOrders, Read<ReadonlyArray<Spot.Order>, Spot.AllOrders>>>()
ok<Is<typeof Spot.myTrades, Read<ReadonlyArray<Spot.Trade>, Spot.MyTrades>>>()
ok<Is<typeof Spot.orderAmendments, Read<ReadonlyArray<Spot.Amendment>, { readonly symbol: string; readonly orderId: number | string }>>>()
ok<Is<typeof Spot.queryOrderList, Read<Spot.OrderList, Spot.QueryOrderList>>>()
ok<Is<typeof Spot.allOrderLists, Read<ReadonlyArray<Spot.OrderList>, void | Spot.AllOrderLists>>>()
ok<Is<typeof Spot.openOrderLists, Read<ReadonlyArray<Spot.OrderList>, void>>>()
ok<Is<typeof Spot.unfilledOrderCount, Read<ReadonlyArray<Spot.UnfilledOrderCount>, void>>>()
ok<Is<typeof Spot.myPreventedMatches, Read<ReadonlyArray<Spot.PreventedMatch>, Spot.MyPreventedMatches>>>()
ok<Is<typeof Spot.myAllocations, Read<ReadonlyArray<Spot.Allocation>, Spot.MyAllocations>>>()
ok<Is<typeof Spot.accountCommission, Read<Spot.AccountCommission, { readonly symbol: string }>>>()
ok<Is<typeof Spot.placeOrder, Write<"place", Spot.Order, Spot.PlaceOrder>>>()
ok<Is<typeof Spot.testOrder, Test<{ readonly [x: string]: unknown }, Spot.PlaceOrder & Spot.TestOptions>>>()
ok<Is<typeof Spot.placeSorOrder, Write<"place", Spot.Order, Spot.PlaceSorOrder>>>()
ok<Is<typeof Spot.testSorOrder, Test<{ readonly [x: string]: unknown }, Spot.PlaceSorOrder & Spot.TestOptions>>>()
ok<Is<typeof Spot.cancelOrder, Write<"cancel", Spot.Order, Spot.CancelOrder>>>()
ok<Is<typeof Spot.cancelAllOrders, Write<"cancel", ReadonlyArray<Spot.Cancelled>, { readonly symbol: string }>>>()
ok<Is<typeof Spot.amendOrder, Write<"amend", Spot.Order, Spot.AmendOrder>>>()
ok<Is<typeof Spot.cancelReplaceOrder, Write<"cancelReplace", Spot.CancelReplaced, Spot.CancelReplaceOrder>>>()
ok<Is<typeof Spot.placeOco, Write<"orderList", Spot.OrderList, Spot.PlaceOco>>>()
ok<Is<typeof Spot.placeOto, Write<"orderList", Spot.OrderList, Spot.PlaceOto>>>()
ok<Is<typeof Spot.placeOtoco, Write<"orderList", Spot.OrderList, Spot.PlaceOtoco>>>()
ok<Is<typeof Spot.placeOpo, Write<"orderList", Spot.OrderList, Spot.PlaceOpo>>>()
ok<Is<typeof Spot.placeOpoco, Write<"orderList", Spot.OrderList, Spot.PlaceOpoco>>>()
ok<Is<typeof Spot.cancelOrderList, Write<"cancel", Spot.OrderList, ProductViews.WhichOrderList>>>()
ok<Is<typeof Spot.views, ProductViews.ProductViews>>()

// ---------- effect-binance/products/SpotAccount

ok<Is<typeof SpotAccount.Fill, typeof Spot.Fill>>()
ok<Is<SpotAccount.Fill, Spot.Fill>>()
ok<Is<typeof SpotAccount.Order, typeof Spot.Order>>()
ok<Is<SpotAccount.Order, Spot.Order>>()
ok<Is<typeof SpotAccount.OrderList, typeof Spot.OrderList>>()
ok<Is<SpotAccount.OrderList, Spot.OrderList>>()
ok<Is<typeof SpotAccount.Trade, typeof Spot.Trade>>()
ok<Is<SpotAccount.Trade, Spot.Trade>>()
ok<Is<typeof SpotAccount.Amendment, typeof Spot.Amendment>>()
ok<Is<SpotAccount.Amendment, Spot.Amendment>>()
ok<Is<typeof SpotAccount.Account, typeof Spot.Account>>()
ok<Is<SpotAccount.Account, Spot.Account>>()
ok<Is<typeof SpotAccount.UnfilledOrderCount, typeof Spot.UnfilledOrderCount>>()
ok<Is<SpotAccount.UnfilledOrderCount, Spot.UnfilledOrderCount>>()
ok<Is<typeof SpotAccount.PreventedMatch, typeof Spot.PreventedMatch>>()
ok<Is<SpotAccount.PreventedMatch, Spot.PreventedMatch>>()
ok<Is<typeof SpotAccount.Allocation, typeof Spot.Allocation>>()
ok<Is<SpotAccount.Allocation, Spot.Allocation>>()
ok<Is<typeof SpotAccount.AccountCommission, typeof Spot.AccountCommission>>()
ok<Is<SpotAccount.AccountCommission, Spot.AccountCommission>>()
ok<Is<SpotAccount.OrderByClientOrderId, Spot.OrderByClientOrderId>>()
ok<Is<SpotAccount.OrderByOrderId, Spot.OrderByOrderId>>()
ok<Is<SpotAccount.WhichOrder, Spot.WhichOrder>>()
ok<Is<SpotAccount.QueryOrderList, Spot.QueryOrderList>>()
ok<Is<typeof SpotAccount.account, typeof Spot.account>>()
ok<Is<typeof SpotAccount.queryOrder, typeof Spot.queryOrder>>()
ok<Is<typeof SpotAccount.openOrders, typeof Spot.openOrders>>()
ok<Is<SpotAccount.AllOrders, Spot.AllOrders>>()
ok<Is<typeof SpotAccount.allOrders, typeof Spot.allOrders>>()
ok<Is<SpotAccount.MyTrades, Spot.MyTrades>>()
ok<Is<typeof SpotAccount.myTrades, typeof Spot.myTrades>>()
ok<Is<typeof SpotAccount.orderAmendments, typeof Spot.orderAmendments>>()
ok<Is<typeof SpotAccount.queryOrderList, typeof Spot.queryOrderList>>()
ok<Is<SpotAccount.AllOrderLists, Spot.AllOrderLists>>()
ok<Is<typeof SpotAccount.allOrderLists, typeof Spot.allOrderLists>>()
ok<Is<typeof SpotAccount.openOrderLists, typeof Spot.openOrderLists>>()
ok<Is<typeof SpotAccount.unfilledOrderCount, typeof Spot.unfilledOrderCount>>()
ok<Is<SpotAccount.MyPreventedMatches, Spot.MyPreventedMatches>>()
ok<Is<typeof SpotAccount.myPreventedMatches, typeof Spot.myPreventedMatches>>()
ok<Is<SpotAccount.MyAllocations, Spot.MyAllocations>>()
ok<Is<typeof SpotAccount.myAllocations, typeof Spot.myAllocations>>()
ok<Is<typeof SpotAccount.accountCommission, typeof Spot.accountCommission>>()

// ---------- effect-binance/products/SpotMarket

ok<Is<typeof SpotMarket.ServerTime, typeof Spot.ServerTime>>()
ok<Is<SpotMarket.ServerTime, Spot.ServerTime>>()
ok<Is<typeof SpotMarket.ExchangeInfo, typeof Spot.ExchangeInfo>>()
ok<Is<SpotMarket.ExchangeInfo, Spot.ExchangeInfo>>()
ok<Is<typeof SpotMarket.AveragePrice, typeof Spot.AveragePrice>>()
ok<Is<SpotMarket.AveragePrice, Spot.AveragePrice>>()
ok<Is<typeof SpotMarket.TickerPrice, typeof Spot.TickerPrice>>()
ok<Is<SpotMarket.TickerPrice, Spot.TickerPrice>>()
ok<Is<typeof SpotMarket.BookTicker, typeof Spot.BookTicker>>()
ok<Is<SpotMarket.BookTicker, Spot.BookTicker>>()
ok<Is<typeof SpotMarket.OrderBook, typeof Spot.OrderBook>>()
ok<Is<SpotMarket.OrderBook, Spot.OrderBook>>()
ok<Is<SpotMarket.WhichSymbols, Spot.WhichSymbols>>()
ok<Is<typeof SpotMarket.ping, typeof Spot.ping>>()
ok<Is<typeof SpotMarket.time, typeof Spot.time>>()
ok<Is<typeof SpotMarket.exchangeInfo, typeof Spot.exchangeInfo>>()
ok<Is<typeof SpotMarket.avgPrice, typeof Spot.avgPrice>>()
ok<Is<typeof SpotMarket.tickerPrice, typeof Spot.tickerPrice>>()
ok<Is<typeof SpotMarket.tickerPrices, typeof Spot.tickerPrices>>()
ok<Is<typeof SpotMarket.bookTicker, typeof Spot.bookTicker>>()
ok<Is<typeof SpotMarket.bookTickers, typeof Spot.bookTickers>>()
ok<Is<typeof SpotMarket.depth, typeof Spot.depth>>()

// ---------- effect-binance/products/SpotOrders

ok<Is<SpotOrders.NewOrder, Spot.NewOrder>>()
ok<Is<SpotOrders.MarketOrder, Spot.MarketOrder>>()
ok<Is<SpotOrders.MarketOrderByQuote, Spot.MarketOrderByQuote>>()
ok<Is<SpotOrders.LimitOrder, Spot.LimitOrder>>()
ok<Is<SpotOrders.LimitMakerOrder, Spot.LimitMakerOrder>>()
ok<Is<SpotOrders.StopOrder, Spot.StopOrder>>()
ok<Is<SpotOrders.StopLimitOrder, Spot.StopLimitOrder>>()
ok<Is<SpotOrders.PlaceOrder, Spot.PlaceOrder>>()
ok<Is<SpotOrders.PlaceSorOrder, Spot.PlaceSorOrder>>()
ok<Is<SpotOrders.TestOptions, Spot.TestOptions>>()
ok<Is<typeof SpotOrders.TestResult, typeof Spot.TestResult>>()
ok<Is<SpotOrders.CancelOrder, Spot.CancelOrder>>()
ok<Is<SpotOrders.CancelRestrictions, Spot.CancelRestrictions>>()
ok<Is<SpotOrders.AmendOrder, Spot.AmendOrder>>()
ok<Is<typeof SpotOrders.Cancelled, typeof Spot.Cancelled>>()
ok<Is<SpotOrders.Cancelled, Spot.Cancelled>>()
ok<Is<SpotOrders.Replacing, Spot.Replacing>>()
ok<Is<SpotOrders.CancelReplaceOrder, Spot.CancelReplaceOrder>>()
ok<Is<typeof SpotOrders.CancelReplaced, typeof Spot.CancelReplaced>>()
ok<Is<SpotOrders.CancelReplaced, Spot.CancelReplaced>>()
ok<Is<typeof SpotOrders.placeOrder, typeof Spot.placeOrder>>()
ok<Is<typeof SpotOrders.testOrder, typeof Spot.testOrder>>()
ok<Is<typeof SpotOrders.placeSorOrder, typeof Spot.placeSorOrder>>()
ok<Is<typeof SpotOrders.testSorOrder, typeof Spot.testSorOrder>>()
ok<Is<typeof SpotOrders.cancelOrder, typeof Spot.cancelOrder>>()
ok<Is<typeof SpotOrders.cancelAllOrders, typeof Spot.cancelAllOrders>>()
ok<Is<typeof SpotOrders.amendOrder, typeof Spot.amendOrder>>()
ok<Is<typeof SpotOrders.cancelReplaceOrder, typeof Spot.cancelReplaceOrder>>()
ok<Is<typeof SpotOrders.views, typeof Spot.views>>()

// ---------- effect-binance/products/SpotOrderLists

ok<Is<SpotOrderLists.LimitLeg, Spot.LimitLeg>>()
ok<Is<SpotOrderLists.LimitMakerLeg, Spot.LimitMakerLeg>>()
ok<Is<SpotOrderLists.MarketLeg, Spot.MarketLeg>>()
ok<Is<SpotOrderLists.StopLeg, Spot.StopLeg>>()
ok<Is<SpotOrderLists.StopLimitLeg, Spot.StopLimitLeg>>()
ok<Is<SpotOrderLists.ContingentLeg, Spot.ContingentLeg>>()
ok<Is<SpotOrderLists.WorkingLeg, Spot.WorkingLeg>>()
ok<Is<SpotOrderLists.PendingLeg, Spot.PendingLeg>>()
ok<Is<SpotOrderLists.OrderListOptions, Spot.OrderListOptions>>()
ok<Is<SpotOrderLists.PlaceOco, Spot.PlaceOco>>()
ok<Is<SpotOrderLists.PlaceOto, Spot.PlaceOto>>()
ok<Is<SpotOrderLists.PlaceOtoco, Spot.PlaceOtoco>>()
ok<Is<SpotOrderLists.PlaceOpo, Spot.PlaceOpo>>()
ok<Is<SpotOrderLists.PlaceOpoco, Spot.PlaceOpoco>>()
ok<Is<typeof SpotOrderLists.placeOco, typeof Spot.placeOco>>()
ok<Is<typeof SpotOrderLists.placeOto, typeof Spot.placeOto>>()
ok<Is<typeof SpotOrderLists.placeOtoco, typeof Spot.placeOtoco>>()
ok<Is<typeof SpotOrderLists.placeOpo, typeof Spot.placeOpo>>()
ok<Is<typeof SpotOrderLists.placeOpoco, typeof Spot.placeOpoco>>()
ok<Is<typeof SpotOrderLists.cancelOrderList, typeof Spot.cancelOrderList>>()
