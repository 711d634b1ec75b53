/**
 * Binance Spot: its operations as functions that make calls.
 *
 * They are defined in `SpotMarket` (time, rules, prices), `SpotAccount` (what the account has), `SpotOrders` and `SpotOrderLists`;
 * a bundle takes of these what it uses.
 *
 * @since 0.1.0
 */

export { account, accountCommission, allOrderLists, allOrders, myAllocations } from "./SpotAccount.ts"
export { myPreventedMatches, myTrades, openOrderLists, openOrders } from "./SpotAccount.ts"
export { orderAmendments, queryOrder, queryOrderList, unfilledOrderCount } from "./SpotAccount.ts"
export { Account, AccountCommission, Allocation, Amendment, Fill, Order, OrderList } from "./SpotAccount.ts"
export { PreventedMatch, Trade, UnfilledOrderCount } from "./SpotAccount.ts"
export type { AllOrderLists, AllOrders, MyAllocations, MyPreventedMatches, MyTrades } from "./SpotAccount.ts"
export type { OrderByClientOrderId, OrderByOrderId, QueryOrderList, WhichOrder } from "./SpotAccount.ts"
export { avgPrice, bookTicker, bookTickers, depth, exchangeInfo } from "./SpotMarket.ts"
export { ping, tickerPrice, tickerPrices, time } from "./SpotMarket.ts"
export { AveragePrice, BookTicker, ExchangeInfo, OrderBook, ServerTime, TickerPrice } from "./SpotMarket.ts"
export type { WhichSymbols } from "./SpotMarket.ts"
export { cancelOrderList, placeOco, placeOpo, placeOpoco, placeOto, placeOtoco } from "./SpotOrderLists.ts"
export type { ContingentLeg, LimitLeg, LimitMakerLeg, MarketLeg, StopLeg, StopLimitLeg } from "./SpotOrderLists.ts"
export type { OrderListOptions, PendingLeg, WorkingLeg } from "./SpotOrderLists.ts"
export type { PlaceOco, PlaceOpo, PlaceOpoco, PlaceOto, PlaceOtoco } from "./SpotOrderLists.ts"
export { amendOrder, cancelAllOrders, cancelOrder, cancelReplaceOrder } from "./SpotOrders.ts"
export { placeOrder, placeSorOrder, testOrder, testSorOrder, views } from "./SpotOrders.ts"
export { Cancelled, CancelReplaced, TestResult } from "./SpotOrders.ts"
export type { AmendOrder, CancelOrder, CancelReplaceOrder, CancelRestrictions, Replacing } from "./SpotOrders.ts"
export type { LimitMakerOrder, LimitOrder, MarketOrder, MarketOrderByQuote } from "./SpotOrders.ts"
export type { NewOrder, PlaceOrder, PlaceSorOrder, StopLimitOrder, StopOrder, TestOptions } from "./SpotOrders.ts"
