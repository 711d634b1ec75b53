import { describe } from "@effect/vitest"
import * as Margin from "effect-binance/products/Margin"
import * as Sapi from "effect-binance/products/Sapi"
import { checks, type Reply } from "./replies.ts"

const symbol = "BTCUSDT"
const order = {
  symbol,
  orderId: 26769564559,
  clientOrderId: "own",
  transactTime: 1713873075893,
  price: "0",
  origQty: "0.001",
  executedQty: "0.001",
  cummulativeQuoteQty: "65.98253",
  status: "FILLED",
  timeInForce: "GTC",
  type: "MARKET",
  side: "SELL",
  marginBuyBorrowAmount: 5,
  marginBuyBorrowAsset: "BTC",
  isIsolated: true,
  fills: [{ price: "65982.53", qty: "0.001", commission: "0.06598253", commissionAsset: "USDT", tradeId: 3570680726 }]
}
const row = {
  clientOrderId: "ZwfQzuDIGpceVhKW5DvCmO",
  cummulativeQuoteQty: "0.00000000",
  executedQty: "0.00000000",
  isWorking: true,
  orderId: 213205622,
  origQty: "0.30000000",
  price: "0.00493630",
  side: "SELL",
  status: "NEW",
  symbol: "BNBBTC",
  isIsolated: true,
  time: 1562133008725,
  timeInForce: "GTC",
  type: "LIMIT",
  updateTime: 1562133008725
}
// on a cancel the id comes as text
const cancelled = { ...order, orderId: "28", origClientOrderId: "own", clientOrderId: "own", status: "CANCELED" }
const list = {
  orderListId: 27,
  contingencyType: "OCO",
  listStatusType: "ALL_DONE",
  listOrderStatus: "ALL_DONE",
  listClientOrderId: "h2USkA5YQpaXHPIrkd96xE",
  transactionTime: 1565245656253,
  symbol,
  isIsolated: false,
  marginBuyBorrowAmount: "5",
  orders: [{ symbol, orderId: 4, clientOrderId: "qD1gy3kc3Gx0rihm9Y3xwS" }]
}
const trade = {
  commission: "0.00006000",
  commissionAsset: "BTC",
  id: 34,
  isBuyer: false,
  isMaker: false,
  orderId: 39324,
  price: "0.02000000",
  qty: "3.00000000",
  symbol: "BNBBTC",
  isIsolated: false,
  time: 1561973357171
}
const asset = {
  asset: "BTC",
  borrowed: "0.00000000",
  free: "0.00499500",
  interest: "0.00000000",
  locked: "0.00000000",
  netAsset: "0.00499500"
}
const counts = [{ rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 10000, count: 0 }]
const loans = {
  total: 1,
  rows: [
    {
      type: "AUTO",
      isolatedSymbol: "BNBUSDT",
      amount: "14.00000000",
      asset: "BNB",
      interest: "0.01866667",
      principal: "13.98133333",
      status: "CONFIRMED",
      timestamp: 1563438204000,
      txId: 2970933056
    }
  ]
}
const isolated = {
  assets: [
    {
      baseAsset: { ...asset, borrowEnabled: true, netAssetOfBtc: "0", repayEnabled: true, totalAsset: "0" },
      quoteAsset: {
        ...asset,
        asset: "USDT",
        borrowEnabled: true,
        netAssetOfBtc: "0",
        repayEnabled: true,
        totalAsset: "0"
      },
      symbol,
      isolatedCreated: true,
      enabled: true,
      marginLevel: "0.00000000",
      marginLevelStatus: "EXCESSIVE",
      marginRatio: "0.00000000",
      indexPrice: "10000.00000000",
      liquidatePrice: "1000.00000000",
      liquidateRate: "1.00000000",
      tradeEnabled: true
    }
  ]
}
const cross = {
  created: true,
  marginLevel: "11.64405625",
  tradeEnabled: true,
  accountType: "MARGIN_1",
  userAssets: [asset]
}
const account = { symbol, isIsolated: true } as const

const replies: ReadonlyArray<Reply> = [
  {
    name: "margin: placeOrder",
    call: Margin.placeOrder({ ...account, side: "SELL", type: "MARKET", quantity: "0.001", newClientOrderId: "own" }),
    body: { ...order, selfTradePreventionMode: "NONE" },
    gives: order,
    needs: ["orderId", "clientOrderId"]
  },
  { name: "margin: queryOrder", call: Margin.queryOrder({ ...account, orderId: 213205622 }), body: row, gives: row },
  {
    name: "margin: cancelOrder",
    call: Margin.cancelOrder({ ...account, origClientOrderId: "own" }),
    body: cancelled,
    gives: cancelled,
    needs: ["orderId", "origClientOrderId"]
  },
  {
    name: "margin: cancelAllOrders",
    call: Margin.cancelAllOrders(account),
    body: [cancelled, { ...list, orderReports: [cancelled] }],
    gives: [cancelled, { ...list, orderReports: [cancelled] }],
    needs: ["*", "*.orderId", "*.orderListId"]
  },
  { name: "margin: openOrders", call: Margin.openOrders(account), body: [row], gives: [row] },
  { name: "margin: allOrders", call: Margin.allOrders(account), body: [row], gives: [row] },
  { name: "margin: myTrades", call: Margin.myTrades(account), body: [{ ...trade, isBestMatch: true }], gives: [trade] },
  {
    name: "margin: queryOrderList",
    call: Margin.queryOrderList({ ...account, orderListId: 27 }),
    body: list,
    gives: list
  },
  { name: "margin: allOrderLists", call: Margin.allOrderLists(account), body: [list], gives: [list] },
  { name: "margin: openOrderLists", call: Margin.openOrderLists({}), body: [list], gives: [list] },
  {
    name: "margin: cancelOrderList",
    call: Margin.cancelOrderList({ ...account, orderListId: 27 }),
    body: { ...list, orderReports: [cancelled] },
    gives: { ...list, orderReports: [cancelled] },
    needs: ["orderListId"]
  },
  { name: "margin: crossAccount", call: Margin.crossAccount(), body: cross, gives: cross },
  { name: "margin: isolatedAccount", call: Margin.isolatedAccount(), body: isolated, gives: isolated },
  { name: "margin: orderCount", call: Margin.orderCount({}), body: counts, gives: counts },
  {
    name: "margin: borrowRepay",
    call: Margin.borrowRepay({ type: "BORROW", asset: "USDT", amount: "1" }),
    body: { tranId: 100000001, note: "x" },
    gives: { tranId: 100000001 },
    needs: ["tranId"]
  },
  {
    name: "margin: borrowRepayHistory",
    call: Margin.borrowRepayHistory({ type: "BORROW" }),
    body: loans,
    gives: loans
  },
  {
    name: "sapi: transfer",
    call: Sapi.transfer({ type: "MAIN_UMFUTURE", asset: "USDT", amount: "1" }),
    body: { tranId: 13526853623, clientTranId: "test" },
    gives: { tranId: 13526853623, clientTranId: "test" },
    needs: ["tranId"]
  },
  {
    name: "sapi: transferHistory",
    call: Sapi.transferHistory({ type: "MAIN_UMFUTURE" }),
    body: {
      total: 2,
      rows: [
        {
          asset: "USDT",
          amount: "1",
          type: "MAIN_UMFUTURE",
          status: "CONFIRMED",
          tranId: 11415955596,
          timestamp: 1544433328000
        }
      ]
    },
    gives: {
      total: 2,
      rows: [
        {
          asset: "USDT",
          amount: "1",
          type: "MAIN_UMFUTURE",
          status: "CONFIRMED",
          tranId: 11415955596,
          timestamp: 1544433328000
        }
      ]
    }
  },
  {
    name: "sapi: transferHistory, none",
    call: Sapi.transferHistory({ type: "A" }),
    body: { total: 0 },
    gives: { total: 0 }
  },
  {
    name: "sapi: subAccountTransferHistory",
    call: Sapi.subAccountTransferHistory({}),
    body: {
      result: [{ tranId: 92275823339, asset: "BNB", amount: "0.01", status: "SUCCESS", clientTranId: "test" }],
      totalCount: 1
    },
    gives: {
      result: [{ tranId: 92275823339, asset: "BNB", amount: "0.01", status: "SUCCESS", clientTranId: "test" }],
      totalCount: 1
    }
  },
  {
    name: "sapi: subAccountFuturesTransfer",
    call: Sapi.subAccountFuturesTransfer({ fromEmail: "a", toEmail: "b", futuresType: 1, asset: "USDT", amount: "1" }),
    body: { txnId: "2934662589", note: "x" },
    gives: { txnId: "2934662589" },
    needs: ["txnId"]
  },
  {
    name: "sapi: subAccountFuturesTransferHistory",
    call: Sapi.subAccountFuturesTransferHistory({ email: "a", futuresType: 2 }),
    body: {
      success: true,
      futuresType: 2,
      transfers: [{ from: "a", to: "b", asset: "BTC", qty: "1", tranId: 11897001102, time: 1 }]
    },
    gives: { futuresType: 2, transfers: [{ from: "a", to: "b", asset: "BTC", qty: "1", tranId: 11897001102, time: 1 }] }
  },
  {
    name: "sapi: withdraw",
    call: Sapi.withdraw({ coin: "USDT", address: "0x", amount: "1" }),
    body: { id: "7213fea8e94b4a5593d507237e5a555b", note: "x" },
    gives: { id: "7213fea8e94b4a5593d507237e5a555b" },
    needs: ["id"]
  },
  {
    name: "sapi: withdrawHistory",
    call: Sapi.withdrawHistory({}),
    body: [
      {
        id: "b6ae22b3aa844210a7041aee7589627c",
        amount: "8.91000000",
        transactionFee: "0.004",
        coin: "USDT",
        status: 6,
        address: "0x94df",
        txId: "0xb5ef",
        applyTime: "2019-10-12 11:12:02",
        network: "ETH",
        transferType: 0,
        withdrawOrderId: "WITHDRAWtest123",
        info: "",
        confirmNo: 3,
        walletType: 1,
        txKey: "",
        completeTime: "2023-03-23 16:52:41"
      }
    ],
    gives: [
      {
        id: "b6ae22b3aa844210a7041aee7589627c",
        amount: "8.91000000",
        transactionFee: "0.004",
        coin: "USDT",
        status: 6,
        address: "0x94df",
        txId: "0xb5ef",
        applyTime: "2019-10-12 11:12:02",
        network: "ETH",
        transferType: 0,
        withdrawOrderId: "WITHDRAWtest123",
        info: "",
        confirmNo: 3,
        walletType: 1,
        completeTime: "2023-03-23 16:52:41"
      }
    ]
  }
]

describe("the replies of margin and of transfers", () => {
  checks(replies)
})
