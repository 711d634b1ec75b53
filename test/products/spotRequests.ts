// What the operations of Spot put on the wire.
import * as Spot from "effect-binance/products/Spot"
import { id, type Row, row } from "./requests.ts"

const BTC = "symbol=BTCUSDT"
const symbol = "BTCUSDT"

const limit = { symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "1" } as const
const working = { type: "LIMIT", timeInForce: "GTC", side: "BUY", quantity: "0.02", price: "60000" } as const
const workingText = `workingType=LIMIT&workingSide=BUY&workingClientOrderId=${id}-0&workingTimeInForce=GTC&workingQuantity=0.02&workingPrice=60000`
const above = { type: "LIMIT_MAKER", price: "65000", icebergQty: "0.001" } as const
const below = {
  type: "STOP_LOSS_LIMIT",
  timeInForce: "GTC",
  stopPrice: "58000",
  price: "57900",
  trailingDelta: 100,
  strategyId: 7,
  strategyType: 1_000_000
} as const

export const spotRows: { readonly [operation: string]: ReadonlyArray<Row> } = {
  ping: [
    row(Spot.ping, undefined, { kind: "read", endpoint: "GET /api/v3/ping", text: "", weight: 1, security: "NONE" })
  ],
  time: [
    row(Spot.time, undefined, { kind: "read", endpoint: "GET /api/v3/time", text: "", weight: 1, security: "NONE" })
  ],
  exchangeInfo: [
    row(
      Spot.exchangeInfo,
      { symbol },
      {
        kind: "read",
        endpoint: "GET /api/v3/exchangeInfo",
        text: BTC,
        weight: 20,
        security: "NONE"
      }
    )
  ],
  avgPrice: [
    row(
      Spot.avgPrice,
      { symbol },
      { kind: "read", endpoint: "GET /api/v3/avgPrice", text: BTC, weight: 2, security: "NONE" }
    )
  ],
  tickerPrice: [
    row(
      Spot.tickerPrice,
      { symbol },
      {
        kind: "read",
        endpoint: "GET /api/v3/ticker/price",
        text: BTC,
        weight: 2,
        security: "NONE"
      }
    )
  ],
  tickerPrices: [
    row(Spot.tickerPrices, undefined, {
      kind: "read",
      endpoint: "GET /api/v3/ticker/price",
      text: "",
      weight: 4,
      security: "NONE"
    }),
    row(
      Spot.tickerPrices,
      { symbols: ["BTCUSDT", "BNBUSDT"] },
      {
        kind: "read",
        endpoint: "GET /api/v3/ticker/price",
        text: "symbols=%5B%22BTCUSDT%22%2C%22BNBUSDT%22%5D",
        weight: 4,
        security: "NONE"
      }
    )
  ],
  bookTicker: [
    row(
      Spot.bookTicker,
      { symbol },
      {
        kind: "read",
        endpoint: "GET /api/v3/ticker/bookTicker",
        text: BTC,
        weight: 2,
        security: "NONE"
      }
    )
  ],
  bookTickers: [
    row(
      Spot.bookTickers,
      { symbols: ["BTCUSDT"] },
      {
        kind: "read",
        endpoint: "GET /api/v3/ticker/bookTicker",
        text: "symbols=%5B%22BTCUSDT%22%5D",
        weight: 4,
        security: "NONE"
      }
    )
  ],
  depth: (
    [
      [undefined, 5],
      [1, 5],
      [100, 5],
      [101, 25],
      [500, 25],
      [501, 50],
      [1000, 50],
      [1001, 250],
      [5000, 250]
    ] as const
  ).map(([limit, weight]) =>
    row(
      Spot.depth,
      { symbol, limit },
      {
        kind: "read",
        endpoint: "GET /api/v3/depth",
        text: limit === undefined ? BTC : `${BTC}&limit=${limit}`,
        weight,
        security: "NONE"
      }
    )
  ),
  account: [
    row(
      Spot.account,
      { omitZeroBalances: true },
      {
        kind: "read",
        endpoint: "GET /api/v3/account",
        text: "omitZeroBalances=true",
        weight: 20
      }
    )
  ],
  queryOrder: [
    row(
      Spot.queryOrder,
      { symbol, origClientOrderId: "a" },
      {
        kind: "read",
        endpoint: "GET /api/v3/order",
        text: `${BTC}&origClientOrderId=a`,
        weight: 4
      }
    )
  ],
  openOrders: [
    row(Spot.openOrders, undefined, { kind: "read", endpoint: "GET /api/v3/openOrders", text: "", weight: 80 }),
    row(Spot.openOrders, { symbol }, { kind: "read", endpoint: "GET /api/v3/openOrders", text: BTC, weight: 6 })
  ],
  allOrders: [
    row(
      Spot.allOrders,
      { symbol, orderId: 1, startTime: 2, endTime: 3, limit: 1000 },
      {
        kind: "read",
        endpoint: "GET /api/v3/allOrders",
        text: `${BTC}&orderId=1&startTime=2&endTime=3&limit=1000`,
        weight: 20
      }
    )
  ],
  myTrades: [
    row(
      Spot.myTrades,
      { symbol, startTime: 2, endTime: 3, fromId: 4, limit: 10 },
      {
        kind: "read",
        endpoint: "GET /api/v3/myTrades",
        text: `${BTC}&startTime=2&endTime=3&fromId=4&limit=10`,
        weight: 20
      }
    ),
    row(
      Spot.myTrades,
      { symbol, orderId: "9007199254740993" },
      {
        kind: "read",
        endpoint: "GET /api/v3/myTrades",
        text: `${BTC}&orderId=9007199254740993`,
        weight: 5
      }
    )
  ],
  orderAmendments: [
    row(
      Spot.orderAmendments,
      { symbol, orderId: 28 },
      {
        kind: "read",
        endpoint: "GET /api/v3/order/amendments",
        text: `${BTC}&orderId=28`,
        weight: 4
      }
    )
  ],
  queryOrderList: [
    row(
      Spot.queryOrderList,
      { symbol, orderListId: 0 },
      {
        kind: "read",
        endpoint: "GET /api/v3/orderList",
        text: "orderListId=0",
        weight: 4
      }
    ),
    row(
      Spot.queryOrderList,
      { listClientOrderId: "a" },
      {
        kind: "read",
        endpoint: "GET /api/v3/orderList",
        text: "origClientOrderId=a",
        weight: 4
      }
    )
  ],
  allOrderLists: [
    row(Spot.allOrderLists, undefined, { kind: "read", endpoint: "GET /api/v3/allOrderList", text: "", weight: 20 }),
    row(
      Spot.allOrderLists,
      { fromId: 0, startTime: 1, endTime: 2, limit: 1000 },
      {
        kind: "read",
        endpoint: "GET /api/v3/allOrderList",
        text: "fromId=0&startTime=1&endTime=2&limit=1000",
        weight: 20
      }
    )
  ],
  openOrderLists: [
    row(Spot.openOrderLists, undefined, { kind: "read", endpoint: "GET /api/v3/openOrderList", text: "", weight: 6 })
  ],
  unfilledOrderCount: [
    row(Spot.unfilledOrderCount, undefined, {
      kind: "read",
      endpoint: "GET /api/v3/rateLimit/order",
      text: "",
      weight: 40
    })
  ],
  myPreventedMatches: [
    row(
      Spot.myPreventedMatches,
      { symbol, preventedMatchId: 1 },
      {
        kind: "read",
        endpoint: "GET /api/v3/myPreventedMatches",
        text: `${BTC}&preventedMatchId=1`,
        weight: 2
      }
    ),
    row(
      Spot.myPreventedMatches,
      { symbol, orderId: 5, fromPreventedMatchId: 1, limit: 10 },
      {
        kind: "read",
        endpoint: "GET /api/v3/myPreventedMatches",
        text: `${BTC}&orderId=5&fromPreventedMatchId=1&limit=10`,
        weight: 20
      }
    )
  ],
  myAllocations: [
    row(
      Spot.myAllocations,
      { symbol, startTime: 1, endTime: 2, fromAllocationId: 0, limit: 10, orderId: 5 },
      {
        kind: "read",
        endpoint: "GET /api/v3/myAllocations",
        text: `${BTC}&startTime=1&endTime=2&fromAllocationId=0&limit=10&orderId=5`,
        weight: 20
      }
    )
  ],
  accountCommission: [
    row(
      Spot.accountCommission,
      { symbol },
      {
        kind: "read",
        endpoint: "GET /api/v3/account/commission",
        text: BTC,
        weight: 20
      }
    )
  ],
  placeOrder: [
    row(Spot.placeOrder, limit, {
      kind: "place",
      endpoint: "POST /api/v3/order",
      text: `${BTC}&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=1&newClientOrderId=${id}`,
      weight: 1,
      countsAsOrder: true
    })
  ],
  testOrder: [
    row(
      Spot.testOrder,
      { ...limit, computeCommissionRates: true },
      {
        kind: "test",
        endpoint: "POST /api/v3/order/test",
        text: `${BTC}&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=1&newClientOrderId=${id}&computeCommissionRates=true`,
        weight: 20
      }
    ),
    row(
      Spot.testOrder,
      { symbol, side: "SELL", type: "LIMIT_MAKER", quantity: "1", price: "2", icebergQty: "0.1" },
      {
        kind: "test",
        endpoint: "POST /api/v3/order/test",
        text: `${BTC}&side=SELL&type=LIMIT_MAKER&quantity=1&price=2&icebergQty=0.1&newClientOrderId=${id}`,
        weight: 1
      }
    )
  ],
  placeSorOrder: [
    row(
      Spot.placeSorOrder,
      { ...limit, icebergQty: "0.001", newClientOrderId: "own" },
      {
        kind: "place",
        endpoint: "POST /api/v3/sor/order",
        text: `${BTC}&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=1&icebergQty=0.001&newClientOrderId=own`,
        weight: 1,
        countsAsOrder: true
      }
    ),
    row(
      Spot.placeSorOrder,
      { symbol, side: "BUY", type: "MARKET", quantity: "0.5", newOrderRespType: "FULL" },
      {
        kind: "place",
        endpoint: "POST /api/v3/sor/order",
        text: `${BTC}&side=BUY&type=MARKET&quantity=0.5&newClientOrderId=${id}&newOrderRespType=FULL`,
        weight: 1,
        countsAsOrder: true
      }
    )
  ],
  testSorOrder: [
    row(
      Spot.testSorOrder,
      { symbol, side: "BUY", type: "MARKET", quantity: "0.5", computeCommissionRates: true },
      {
        kind: "test",
        endpoint: "POST /api/v3/sor/order/test",
        text: `${BTC}&side=BUY&type=MARKET&quantity=0.5&newClientOrderId=${id}&computeCommissionRates=true`,
        weight: 20
      }
    ),
    row(
      Spot.testSorOrder,
      { symbol, side: "BUY", type: "MARKET", quantity: "0.5" },
      {
        kind: "test",
        endpoint: "POST /api/v3/sor/order/test",
        text: `${BTC}&side=BUY&type=MARKET&quantity=0.5&newClientOrderId=${id}`,
        weight: 1
      }
    )
  ],
  cancelOrder: [
    row(
      Spot.cancelOrder,
      { symbol, origClientOrderId: "a", cancelRestrictions: "ONLY_NEW" },
      {
        kind: "cancel",
        endpoint: "DELETE /api/v3/order",
        text: `${BTC}&origClientOrderId=a&newClientOrderId=a&cancelRestrictions=ONLY_NEW`,
        weight: 1
      }
    )
  ],
  cancelAllOrders: [
    row(
      Spot.cancelAllOrders,
      { symbol },
      { kind: "cancel", endpoint: "DELETE /api/v3/openOrders", text: BTC, weight: 1 }
    )
  ],
  amendOrder: [
    // the order keeps its name
    row(
      Spot.amendOrder,
      { symbol, origClientOrderId: "a", newQty: "0.005" },
      {
        kind: "amend",
        endpoint: "PUT /api/v3/order/amend/keepPriority",
        text: `${BTC}&origClientOrderId=a&newClientOrderId=a&newQty=0.005`,
        weight: 4
      }
    ),
    // without one that is known, it gets one that is
    row(
      Spot.amendOrder,
      { symbol, orderId: "9007199254740993", newQty: "0.005" },
      {
        kind: "amend",
        endpoint: "PUT /api/v3/order/amend/keepPriority",
        text: `${BTC}&orderId=9007199254740993&newClientOrderId=${id}&newQty=0.005`,
        weight: 4
      }
    )
  ],
  cancelReplaceOrder: [
    row(
      Spot.cancelReplaceOrder,
      { ...limit, cancelReplaceMode: "STOP_ON_FAILURE", cancelOrigClientOrderId: "a" },
      {
        kind: "cancelReplace",
        endpoint: "POST /api/v3/order/cancelReplace",
        text: `${BTC}&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=1&newClientOrderId=${id}&cancelReplaceMode=STOP_ON_FAILURE&cancelOrigClientOrderId=a&cancelNewClientOrderId=a`,
        weight: 1,
        countsAsOrder: true
      }
    ),
    row(
      Spot.cancelReplaceOrder,
      {
        symbol,
        side: "SELL",
        type: "MARKET",
        quoteOrderQty: "100",
        newClientOrderId: "own",
        cancelReplaceMode: "ALLOW_FAILURE",
        cancelOrderId: 9,
        cancelRestrictions: "ONLY_PARTIALLY_FILLED",
        orderRateLimitExceededMode: "CANCEL_ONLY"
      },
      {
        kind: "cancelReplace",
        endpoint: "POST /api/v3/order/cancelReplace",
        text: `${BTC}&side=SELL&type=MARKET&quoteOrderQty=100&newClientOrderId=own&cancelReplaceMode=ALLOW_FAILURE&cancelOrderId=9&cancelRestrictions=ONLY_PARTIALLY_FILLED&orderRateLimitExceededMode=CANCEL_ONLY`,
        weight: 1,
        countsAsOrder: true
      }
    )
  ],
  placeOco: [
    row(
      Spot.placeOco,
      {
        symbol,
        side: "SELL",
        quantity: "0.01",
        above,
        below,
        newOrderRespType: "RESULT",
        selfTradePreventionMode: "NONE"
      },
      {
        kind: "orderList",
        endpoint: "POST /api/v3/orderList/oco",
        text: `${BTC}&listClientOrderId=${id}&side=SELL&quantity=0.01&aboveType=LIMIT_MAKER&aboveClientOrderId=${id}-0&abovePrice=65000&aboveIcebergQty=0.001&belowType=STOP_LOSS_LIMIT&belowClientOrderId=${id}-1&belowTimeInForce=GTC&belowPrice=57900&belowStopPrice=58000&belowTrailingDelta=100&belowStrategyId=7&belowStrategyType=1000000&newOrderRespType=RESULT&selfTradePreventionMode=NONE`,
        weight: 1,
        countsAsOrder: true
      }
    )
  ],
  placeOto: [
    row(
      Spot.placeOto,
      { symbol, working, pending: { type: "MARKET", side: "SELL", quantity: "0.01" } },
      {
        kind: "orderList",
        endpoint: "POST /api/v3/orderList/oto",
        text: `${BTC}&listClientOrderId=${id}&${workingText}&pendingType=MARKET&pendingSide=SELL&pendingClientOrderId=${id}-1&pendingQuantity=0.01`,
        weight: 1,
        countsAsOrder: true
      }
    )
  ],
  placeOtoco: [
    row(
      Spot.placeOtoco,
      { symbol, working, pending: { side: "SELL", quantity: "0.01", above, below } },
      {
        kind: "orderList",
        endpoint: "POST /api/v3/orderList/otoco",
        text: `${BTC}&listClientOrderId=${id}&pendingSide=SELL&pendingQuantity=0.01&${workingText}&pendingAboveType=LIMIT_MAKER&pendingAboveClientOrderId=${id}-1&pendingAbovePrice=65000&pendingAboveIcebergQty=0.001&pendingBelowType=STOP_LOSS_LIMIT&pendingBelowClientOrderId=${id}-2&pendingBelowTimeInForce=GTC&pendingBelowPrice=57900&pendingBelowStopPrice=58000&pendingBelowTrailingDelta=100&pendingBelowStrategyId=7&pendingBelowStrategyType=1000000`,
        weight: 1,
        countsAsOrder: true
      }
    )
  ],
  placeOpo: [
    row(
      Spot.placeOpo,
      {
        symbol,
        working: { type: "LIMIT_MAKER", side: "BUY", quantity: "1", price: "2" },
        pending: { ...below, side: "SELL" }
      },
      {
        kind: "orderList",
        endpoint: "POST /api/v3/orderList/opo",
        text: `${BTC}&listClientOrderId=${id}&workingType=LIMIT_MAKER&workingSide=BUY&workingClientOrderId=${id}-0&workingQuantity=1&workingPrice=2&pendingType=STOP_LOSS_LIMIT&pendingSide=SELL&pendingClientOrderId=${id}-1&pendingTimeInForce=GTC&pendingPrice=57900&pendingStopPrice=58000&pendingTrailingDelta=100&pendingStrategyId=7&pendingStrategyType=1000000`,
        weight: 1,
        countsAsOrder: true
      }
    )
  ],
  placeOpoco: [
    row(
      Spot.placeOpoco,
      { symbol, working, pending: { side: "SELL", above, below: { type: "STOP_LOSS", stopPrice: "58000" } } },
      {
        kind: "orderList",
        endpoint: "POST /api/v3/orderList/opoco",
        text: `${BTC}&listClientOrderId=${id}&pendingSide=SELL&${workingText}&pendingAboveType=LIMIT_MAKER&pendingAboveClientOrderId=${id}-1&pendingAbovePrice=65000&pendingAboveIcebergQty=0.001&pendingBelowType=STOP_LOSS&pendingBelowClientOrderId=${id}-2&pendingBelowStopPrice=58000`,
        weight: 1,
        countsAsOrder: true
      }
    )
  ],
  cancelOrderList: [
    row(
      Spot.cancelOrderList,
      { symbol, orderListId: 0 },
      {
        kind: "cancel",
        endpoint: "DELETE /api/v3/orderList",
        text: `${BTC}&orderListId=0`,
        weight: 1
      }
    ),
    row(
      Spot.cancelOrderList,
      { symbol, listClientOrderId: "a" },
      {
        kind: "cancel",
        endpoint: "DELETE /api/v3/orderList",
        text: `${BTC}&listClientOrderId=a`,
        weight: 1
      }
    )
  ]
}
