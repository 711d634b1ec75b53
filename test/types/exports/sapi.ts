/** What margin and the transfers under `/sapi` export, exactly. Checked by the compiler, not run. */
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type * as Call from "effect-binance/client/Call"
import type * as Operation from "effect-binance/client/Operation"
import type * as BinanceError from "effect-binance/errors/BinanceError"
import type * as InDoubt from "effect-binance/errors/InDoubt"
import type * as Margin from "effect-binance/products/Margin"
import type * as Sapi from "effect-binance/products/Sapi"
import type * as Spot from "effect-binance/products/Spot"
import type * as ProductViews from "effect-binance/settlement/ProductViews"
import { type Is, ok } from "../exact.ts"

// A read ends in one of two ways, a write in one of three; a transfer says that it has no fence.
type Ends<Kind extends InDoubt.Kind, A, Input, E, Fence> = ((input: Input) => Call.Call<A, E, BinanceClient.BinanceClient, Fence>) & {
  operation: Operation.Operation<A, Kind, Input>
}
type Known = BinanceError.Retryable | BinanceError.Fatal
type Read<A, Input> = Ends<"read", A, Input, Known, "fenced">
type Write<Kind extends InDoubt.Kind, A, Input> = Ends<Kind, A, Input, Known | BinanceError.AmbiguousExecution, "fenced">
type Transfer<A, Input> = Ends<"transfer", A, Input, Known | BinanceError.AmbiguousExecution, "it has no fence in time: use Reconciliation.settleWithin">
type With<Base, More> = { [K in keyof (Base & More)]: (Base & More)[K] }

// -------------------------------------------------------------------------------------- effect-binance/products/Margin

interface OfMargin {
  readonly isIsolated?: boolean
  readonly marginBuyBorrowAmount?: number | string
  readonly marginBuyBorrowAsset?: string
}
ok<Is<typeof Margin.Order.Type, With<typeof Spot.Order.Type, OfMargin>>>()
ok<Is<Margin.Order, typeof Margin.Order.Type>>()
ok<
  Is<
    typeof Margin.OrderList.Type,
    With<Omit<typeof Spot.OrderList.Type, "orderReports">, OfMargin & { readonly orderReports?: ReadonlyArray<typeof Margin.Order.Type> }>
  >
>()
ok<Is<Margin.OrderList, typeof Margin.OrderList.Type>>()
ok<Is<typeof Margin.Cancelled.Type, typeof Margin.Order.Type | typeof Margin.OrderList.Type>>()
ok<Is<Margin.Cancelled, Margin.Order | Margin.OrderList>>()
ok<Is<typeof Margin.Trade.Type, With<typeof Spot.Trade.Type, { readonly isIsolated?: boolean }>>>()
ok<Is<Margin.Trade, typeof Margin.Trade.Type>>()
interface Asset {
  readonly asset: string
  readonly free: string
  readonly locked: string
  readonly borrowed: string
  readonly interest: string
  readonly netAsset?: string
}
ok<
  Is<
    typeof Margin.CrossAccount.Type,
    {
      readonly created?: boolean
      readonly borrowEnabled?: boolean
      readonly tradeEnabled?: boolean
      readonly transferInEnabled?: boolean
      readonly transferOutEnabled?: boolean
      readonly accountType?: string
      readonly marginLevel?: string
      readonly collateralMarginLevel?: string
      readonly totalAssetOfBtc?: string
      readonly totalLiabilityOfBtc?: string
      readonly totalNetAssetOfBtc?: string
      readonly userAssets: ReadonlyArray<Asset>
    }
  >
>()
ok<Is<Margin.CrossAccount, typeof Margin.CrossAccount.Type>>()
type IsolatedAsset = With<
  Asset,
  { readonly netAssetOfBtc?: string; readonly totalAsset?: string; readonly borrowEnabled?: boolean; readonly repayEnabled?: boolean }
>
ok<
  Is<
    typeof Margin.IsolatedAccount.Type,
    {
      readonly assets: ReadonlyArray<{
        readonly symbol: string
        readonly baseAsset: IsolatedAsset
        readonly quoteAsset: IsolatedAsset
        readonly isolatedCreated?: boolean
        readonly enabled?: boolean
        readonly tradeEnabled?: boolean
        readonly marginLevel?: string
        readonly marginLevelStatus?: string
        readonly marginRatio?: string
        readonly indexPrice?: string
        readonly liquidatePrice?: string
        readonly liquidateRate?: string
      }>
      readonly totalAssetOfBtc?: string
      readonly totalLiabilityOfBtc?: string
      readonly totalNetAssetOfBtc?: string
    }
  >
>()
ok<Is<Margin.IsolatedAccount, typeof Margin.IsolatedAccount.Type>>()
ok<
  Is<
    typeof Margin.OrderCount.Type,
    { readonly rateLimitType?: string; readonly interval: string; readonly intervalNum: number; readonly limit: number; readonly count: number }
  >
>()
ok<Is<Margin.OrderCount, typeof Margin.OrderCount.Type>>()
ok<Is<typeof Margin.LoanAccepted.Type, { readonly tranId: number | string }>>()
ok<Is<Margin.LoanAccepted, typeof Margin.LoanAccepted.Type>>()
ok<
  Is<
    typeof Margin.LoanHistory.Type,
    {
      readonly total?: number
      readonly rows: ReadonlyArray<{
        readonly txId: number | string
        readonly status?: string
        readonly asset?: string
        readonly amount?: string
        readonly interest?: string
        readonly principal?: string
        readonly type?: string
        readonly isolatedSymbol?: string
        readonly timestamp?: number
      }>
    }
  >
>()
ok<Is<Margin.LoanHistory, typeof Margin.LoanHistory.Type>>()

ok<Is<Margin.Route, { readonly isIsolated?: boolean | undefined }>>()
ok<
  Is<
    Margin.WhichAccount,
    | { readonly isIsolated: true; readonly symbol: string }
    | { readonly isIsolated?: false | undefined; readonly symbol?: string | undefined }
  >
>()
ok<
  Is<
    Margin.SideEffects,
    {
      readonly sideEffectType?: "NO_SIDE_EFFECT" | "MARGIN_BUY" | "AUTO_REPAY" | "AUTO_BORROW_REPAY" | undefined
      readonly autoRepayAtCancel?: boolean | undefined
    }
  >
>()
ok<
  Is<
    Margin.NewOrder,
    With<
      Margin.Route & Margin.SideEffects,
      {
        readonly symbol: string
        readonly side: "BUY" | "SELL"
        readonly newClientOrderId?: string | undefined
        readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined
        readonly selfTradePreventionMode?: string | undefined
      }
    >
  >
>()
ok<Is<Margin.MarketOrder, With<Margin.NewOrder, { readonly type: "MARKET"; readonly quantity: Operation.Decimal; readonly quoteOrderQty?: undefined }>>>()
ok<
  Is<Margin.MarketOrderByQuote, With<Margin.NewOrder, { readonly type: "MARKET"; readonly quoteOrderQty: Operation.Decimal; readonly quantity?: undefined }>>
>()
ok<
  Is<
    Margin.LimitOrder,
    With<
      Margin.NewOrder,
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
ok<Is<Margin.LimitMakerOrder, With<Margin.NewOrder, { readonly type: "LIMIT_MAKER"; readonly quantity: Operation.Decimal; readonly price: Operation.Decimal }>>>()
ok<
  Is<
    Margin.StopOrder,
    With<Margin.NewOrder, { readonly type: "STOP_LOSS" | "TAKE_PROFIT"; readonly quantity: Operation.Decimal; readonly stopPrice: Operation.Decimal }>
  >
>()
ok<
  Is<
    Margin.StopLimitOrder,
    With<
      Margin.NewOrder,
      {
        readonly type: "STOP_LOSS_LIMIT" | "TAKE_PROFIT_LIMIT"
        readonly timeInForce: "GTC" | "IOC" | "FOK"
        readonly quantity: Operation.Decimal
        readonly price: Operation.Decimal
        readonly stopPrice: Operation.Decimal
        readonly icebergQty?: Operation.Decimal | undefined
      }
    >
  >
>()
ok<
  Is<
    Margin.PlaceOrder,
    Margin.MarketOrder | Margin.MarketOrderByQuote | Margin.LimitOrder | Margin.LimitMakerOrder | Margin.StopOrder | Margin.StopLimitOrder
  >
>()
ok<Is<Margin.WhichMarginOrder, Spot.WhichOrder & Margin.Route>>()
ok<Is<Margin.WhichMarginOrderList, ProductViews.WhichOrderList & Margin.Route>>()
interface Page {
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  readonly limit?: number | undefined
}
ok<Is<Margin.AllOrders, With<Margin.Route & Page, { readonly symbol: string; readonly orderId?: number | string | undefined }>>>()
ok<
  Is<
    Margin.MyTrades,
    With<Margin.Route & Page, { readonly symbol: string; readonly orderId?: number | string | undefined; readonly fromId?: number | string | undefined }>
  >
>()
ok<
  Is<
    Margin.AllOrderLists,
    Margin.WhichAccount & {
      readonly fromId?: number | string | undefined
      readonly startTime?: number | undefined
      readonly endTime?: number | undefined
      readonly limit?: number | undefined
    }
  >
>()
ok<
  Is<
    Margin.OrderListOptions,
    With<
      Margin.Route & Margin.SideEffects,
      { readonly symbol: string; readonly newOrderRespType?: "ACK" | "RESULT" | "FULL" | undefined; readonly selfTradePreventionMode?: string | undefined }
    >
  >
>()
ok<
  Is<
    Margin.LimitLeg,
    {
      readonly type: "LIMIT"
      readonly timeInForce: "GTC" | "IOC" | "FOK"
      readonly price: Operation.Decimal
      readonly icebergQty?: Operation.Decimal | undefined
    }
  >
>()
ok<Is<Margin.LimitMakerLeg, { readonly type: "LIMIT_MAKER"; readonly price: Operation.Decimal }>>()
ok<Is<Margin.MarketLeg, { readonly type: "MARKET" }>>()
ok<
  Is<
    Margin.StopLeg,
    { readonly type: "STOP_LOSS" | "TAKE_PROFIT"; readonly stopPrice?: Operation.Decimal | undefined; readonly trailingDelta?: number | undefined }
  >
>()
ok<
  Is<
    Margin.StopLimitLeg,
    {
      readonly type: "STOP_LOSS_LIMIT" | "TAKE_PROFIT_LIMIT"
      readonly timeInForce: "GTC" | "IOC" | "FOK"
      readonly price: Operation.Decimal
      readonly stopPrice?: Operation.Decimal | undefined
      readonly trailingDelta?: number | undefined
      readonly icebergQty?: Operation.Decimal | undefined
    }
  >
>()
ok<Is<Margin.WorkingLeg, (Margin.LimitLeg | Margin.LimitMakerLeg) & { readonly side: "BUY" | "SELL"; readonly quantity: Operation.Decimal }>>()
ok<Is<Margin.ContingentLeg, Margin.LimitMakerLeg | Margin.StopLeg | Margin.StopLimitLeg>>()
ok<
  Is<
    Margin.PlaceOco,
    With<
      Margin.OrderListOptions,
      {
        readonly side: "BUY" | "SELL"
        readonly quantity: Operation.Decimal
        readonly limit: { readonly price: Operation.Decimal; readonly icebergQty?: Operation.Decimal | undefined }
        readonly stop:
          | { readonly stopPrice: Operation.Decimal; readonly price?: undefined }
          | {
              readonly stopPrice: Operation.Decimal
              readonly price: Operation.Decimal
              readonly timeInForce: "GTC" | "IOC" | "FOK"
              readonly icebergQty?: Operation.Decimal | undefined
            }
      }
    >
  >
>()
ok<
  Is<
    Margin.PlaceOto,
    With<
      Margin.OrderListOptions,
      {
        readonly working: Margin.WorkingLeg
        readonly pending: (Margin.MarketLeg | Margin.LimitLeg | Margin.ContingentLeg) & { readonly side: "BUY" | "SELL"; readonly quantity: Operation.Decimal }
      }
    >
  >
>()
ok<
  Is<
    Margin.PlaceOtoco,
    With<
      Margin.OrderListOptions,
      {
        readonly working: Margin.WorkingLeg
        readonly pending: {
          readonly side: "BUY" | "SELL"
          readonly quantity: Operation.Decimal
          readonly above: Margin.ContingentLeg
          readonly below: Margin.ContingentLeg
        }
      }
    >
  >
>()
ok<
  Is<
    Margin.BorrowRepay,
    { readonly type: "BORROW" | "REPAY"; readonly asset: string; readonly amount: Operation.Decimal } & (
      | { readonly isIsolated: true; readonly symbol: string }
      | { readonly isIsolated?: false | undefined; readonly symbol?: undefined }
    )
  >
>()
ok<
  Is<
    Margin.BorrowRepayHistory,
    {
      readonly type: "BORROW" | "REPAY"
      readonly asset?: string | undefined
      readonly isolatedSymbol?: string | undefined
      readonly txId?: number | string | undefined
      readonly startTime?: number | undefined
      readonly endTime?: number | undefined
      readonly current?: number | undefined
      readonly size?: number | undefined
    }
  >
>()

ok<Is<typeof Margin.placeOrder, Write<"place", Margin.Order, Margin.PlaceOrder>>>()
ok<Is<typeof Margin.queryOrder, Read<Margin.Order, Margin.WhichMarginOrder>>>()
ok<Is<typeof Margin.cancelOrder, Write<"cancel", Margin.Order, Margin.WhichMarginOrder>>>()
ok<Is<typeof Margin.cancelAllOrders, Write<"cancel", ReadonlyArray<Margin.Cancelled>, Margin.Route & { readonly symbol: string }>>>()
ok<Is<typeof Margin.openOrders, Read<ReadonlyArray<Margin.Order>, Margin.WhichAccount>>>()
ok<Is<typeof Margin.allOrders, Read<ReadonlyArray<Margin.Order>, Margin.AllOrders>>>()
ok<Is<typeof Margin.myTrades, Read<ReadonlyArray<Margin.Trade>, Margin.MyTrades>>>()
ok<Is<typeof Margin.queryOrderList, Read<Margin.OrderList, Margin.WhichMarginOrderList>>>()
ok<Is<typeof Margin.allOrderLists, Read<ReadonlyArray<Margin.OrderList>, Margin.AllOrderLists>>>()
ok<Is<typeof Margin.openOrderLists, Read<ReadonlyArray<Margin.OrderList>, Margin.WhichAccount>>>()
ok<Is<typeof Margin.cancelOrderList, Write<"cancel", Margin.OrderList, Margin.WhichMarginOrderList>>>()
ok<Is<typeof Margin.placeOco, Write<"orderList", Margin.OrderList, Margin.PlaceOco>>>()
ok<Is<typeof Margin.placeOto, Write<"orderList", Margin.OrderList, Margin.PlaceOto>>>()
ok<Is<typeof Margin.placeOtoco, Write<"orderList", Margin.OrderList, Margin.PlaceOtoco>>>()
ok<Is<typeof Margin.crossAccount, Read<Margin.CrossAccount, void>>>()
ok<Is<typeof Margin.isolatedAccount, Read<Margin.IsolatedAccount, void | { readonly symbols?: ReadonlyArray<string> | undefined }>>>()
ok<Is<typeof Margin.orderCount, Read<ReadonlyArray<Margin.OrderCount>, Margin.WhichAccount>>>()
ok<Is<typeof Margin.borrowRepay, Transfer<Margin.LoanAccepted, Margin.BorrowRepay>>>()
ok<Is<typeof Margin.borrowRepayHistory, Read<Margin.LoanHistory, Margin.BorrowRepayHistory>>>()
ok<Is<typeof Margin.crossViews, ProductViews.ProductViews>>()
ok<Is<typeof Margin.isolatedViews, ProductViews.ProductViews>>()

// ---------------------------------------------------------------------------------------- effect-binance/products/Sapi

ok<Is<typeof Sapi.TransferAccepted.Type, { readonly tranId: number | string; readonly clientTranId?: string }>>()
ok<Is<Sapi.TransferAccepted, typeof Sapi.TransferAccepted.Type>>()
ok<Is<typeof Sapi.FuturesTransferAccepted.Type, { readonly txnId: number | string }>>()
ok<Is<Sapi.FuturesTransferAccepted, typeof Sapi.FuturesTransferAccepted.Type>>()
ok<Is<typeof Sapi.WithdrawAccepted.Type, { readonly id: string }>>()
ok<Is<Sapi.WithdrawAccepted, typeof Sapi.WithdrawAccepted.Type>>()
ok<
  Is<
    typeof Sapi.TransferHistory.Type,
    {
      readonly total?: number
      readonly rows?: ReadonlyArray<{
        readonly tranId: number | string
        readonly asset?: string
        readonly amount?: string
        readonly type?: string
        readonly status?: string
        readonly timestamp?: number
      }>
    }
  >
>()
ok<Is<Sapi.TransferHistory, typeof Sapi.TransferHistory.Type>>()
ok<
  Is<
    typeof Sapi.SubAccountTransferHistory.Type,
    {
      readonly totalCount?: number
      readonly result: ReadonlyArray<{
        readonly tranId: number | string
        readonly clientTranId?: string
        readonly fromEmail?: string
        readonly toEmail?: string
        readonly fromAccountType?: string
        readonly toAccountType?: string
        readonly asset?: string
        readonly amount?: string
        readonly status?: string
        readonly createTimeStamp?: number
      }>
    }
  >
>()
ok<Is<Sapi.SubAccountTransferHistory, typeof Sapi.SubAccountTransferHistory.Type>>()
ok<
  Is<
    typeof Sapi.SubAccountFuturesTransferHistory.Type,
    {
      readonly futuresType?: number
      readonly transfers: ReadonlyArray<{
        readonly tranId: number | string
        readonly from?: string
        readonly to?: string
        readonly asset?: string
        readonly qty?: string
        readonly time?: number
      }>
    }
  >
>()
ok<Is<Sapi.SubAccountFuturesTransferHistory, typeof Sapi.SubAccountFuturesTransferHistory.Type>>()
ok<
  Is<
    typeof Sapi.Withdrawal.Type,
    {
      readonly id: string
      readonly withdrawOrderId?: string
      readonly status?: number
      readonly coin?: string
      readonly network?: string
      readonly amount?: string
      readonly transactionFee?: string
      readonly address?: string
      readonly addressTag?: string
      readonly txId?: string
      readonly applyTime?: string
      readonly completeTime?: string
      readonly transferType?: number
      readonly walletType?: number
      readonly confirmNo?: number
      readonly info?: string
    }
  >
>()
ok<Is<Sapi.Withdrawal, typeof Sapi.Withdrawal.Type>>()
ok<
  Is<
    Sapi.Transfer,
    {
      readonly type: string
      readonly asset: string
      readonly amount: Operation.Decimal
      readonly fromSymbol?: string | undefined
      readonly toSymbol?: string | undefined
    }
  >
>()
ok<
  Is<
    Sapi.TransferHistoryPage,
    {
      readonly type: string
      readonly fromSymbol?: string | undefined
      readonly toSymbol?: string | undefined
      readonly startTime?: number | undefined
      readonly endTime?: number | undefined
      readonly current?: number | undefined
      readonly size?: number | undefined
    }
  >
>()
ok<Is<Sapi.AccountType, "SPOT" | "USDT_FUTURE" | "COIN_FUTURE" | "MARGIN" | "ISOLATED_MARGIN" | "ALPHA">>()
ok<
  Is<
    Sapi.SubAccountTransfer,
    {
      readonly fromEmail?: string | undefined
      readonly toEmail?: string | undefined
      readonly fromAccountType: Sapi.AccountType
      readonly toAccountType: Sapi.AccountType
      readonly asset: string
      readonly amount: Operation.Decimal
      readonly symbol?: string | undefined
      readonly clientTranId?: string | undefined
    }
  >
>()
ok<
  Is<
    Sapi.SubAccountTransferHistoryPage,
    With<
      Page,
      {
        readonly fromEmail?: string | undefined
        readonly toEmail?: string | undefined
        readonly clientTranId?: string | undefined
        readonly page?: number | undefined
      }
    >
  >
>()
ok<
  Is<
    Sapi.SubAccountFuturesTransfer,
    { readonly fromEmail: string; readonly toEmail: string; readonly futuresType: 1 | 2; readonly asset: string; readonly amount: Operation.Decimal }
  >
>()
ok<
  Is<
    Sapi.SubAccountFuturesTransferHistoryPage,
    With<Page, { readonly email: string; readonly futuresType: 1 | 2; readonly page?: number | undefined }>
  >
>()
ok<
  Is<
    Sapi.Withdraw,
    {
      readonly coin: string
      readonly amount: Operation.Decimal
      readonly address: string
      readonly addressTag?: string | undefined
      readonly network?: string | undefined
      readonly name?: string | undefined
      readonly transactionFeeFlag?: boolean | undefined
      readonly walletType?: 0 | 1 | undefined
      readonly withdrawOrderId?: string | undefined
    }
  >
>()
ok<
  Is<
    Sapi.WithdrawHistoryPage,
    With<
      Page,
      {
        readonly coin?: string | undefined
        readonly withdrawOrderId?: string | undefined
        readonly status?: number | undefined
        readonly ids?: ReadonlyArray<string> | undefined
        readonly offset?: number | undefined
      }
    >
  >
>()
ok<Is<typeof Sapi.transfer, Transfer<Sapi.TransferAccepted, Sapi.Transfer>>>()
ok<Is<typeof Sapi.transferHistory, Read<Sapi.TransferHistory, Sapi.TransferHistoryPage>>>()
ok<Is<typeof Sapi.subAccountTransfer, Transfer<Sapi.TransferAccepted, Sapi.SubAccountTransfer>>>()
ok<Is<typeof Sapi.subAccountTransferHistory, Read<Sapi.SubAccountTransferHistory, Sapi.SubAccountTransferHistoryPage>>>()
ok<Is<typeof Sapi.subAccountFuturesTransfer, Transfer<Sapi.FuturesTransferAccepted, Sapi.SubAccountFuturesTransfer>>>()
ok<Is<typeof Sapi.subAccountFuturesTransferHistory, Read<Sapi.SubAccountFuturesTransferHistory, Sapi.SubAccountFuturesTransferHistoryPage>>>()
ok<Is<typeof Sapi.withdraw, Transfer<Sapi.WithdrawAccepted, Sapi.Withdraw>>>()
ok<Is<typeof Sapi.withdrawHistory, Read<ReadonlyArray<Sapi.Withdrawal>, Sapi.WithdrawHistoryPage>>>()
