// What the operations of futures, options and portfolio margin put on the wire, and what they cost.
import * as Coinm from "effect-binance/products/Coinm"
import * as Options from "effect-binance/products/Options"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import * as Usdm from "effect-binance/products/Usdm"
import * as BigDecimal from "effect/BigDecimal"
import { id, type Row, row } from "./requests.ts"

const json = (value: unknown) => encodeURIComponent(JSON.stringify(value))

export const usdmRows: ReadonlyArray<Row> = [
  row(
    Usdm.placeOrder,
    { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1" },
    {
      kind: "place",
      endpoint: "POST /fapi/v1/order",
      text: `symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&newClientOrderId=${id}`,
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    Usdm.placeOrder,
    {
      symbol: "BTCUSDT",
      side: "SELL",
      positionSide: "LONG",
      type: "LIMIT",
      timeInForce: "GTX",
      quantity: BigDecimal.make(1n, 8),
      price: "2",
      newClientOrderId: "own:1/a.b",
      newOrderRespType: "RESULT",
      selfTradePreventionMode: "EXPIRE_BOTH"
    },
    {
      kind: "place",
      endpoint: "POST /fapi/v1/order",
      text: "symbol=BTCUSDT&side=SELL&positionSide=LONG&type=LIMIT&timeInForce=GTX&quantity=0.00000001&price=2&newClientOrderId=own%3A1%2Fa.b&newOrderRespType=RESULT&selfTradePreventionMode=EXPIRE_BOTH",
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    Usdm.placeOrder,
    {
      symbol: "BTCUSDT",
      side: "BUY",
      type: "LIMIT",
      timeInForce: "IOC",
      quantity: "1",
      priceMatch: "QUEUE_5",
      reduceOnly: true
    },
    {
      kind: "place",
      endpoint: "POST /fapi/v1/order",
      text: `symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=1&reduceOnly=true&priceMatch=QUEUE_5&newClientOrderId=${id}`,
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    Usdm.placeOrder,
    {
      symbol: "BTCUSDT",
      side: "BUY",
      type: "LIMIT",
      timeInForce: "GTD",
      goodTillDate: 1_800_000_000_000,
      quantity: "1",
      price: "2"
    },
    {
      kind: "place",
      endpoint: "POST /fapi/v1/order",
      text: `symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity=1&price=2&newClientOrderId=${id}&goodTillDate=1800000000000`,
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    Usdm.testOrder,
    { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1" },
    {
      kind: "test",
      endpoint: "POST /fapi/v1/order/test",
      text: `symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&newClientOrderId=${id}`,
      weight: 1
    }
  ),
  row(
    Usdm.queryOrder,
    { symbol: "BTCUSDT", origClientOrderId: "a" },
    { kind: "read", endpoint: "GET /fapi/v1/order", text: "symbol=BTCUSDT&origClientOrderId=a", weight: 1 }
  ),
  row(
    Usdm.queryOrder,
    { symbol: "BTCUSDT", orderId: "9223372036854775807" },
    { kind: "read", endpoint: "GET /fapi/v1/order", text: "symbol=BTCUSDT&orderId=9223372036854775807", weight: 1 }
  ),
  row(
    Usdm.openOrder,
    { symbol: "BTCUSDT", origClientOrderId: "a" },
    { kind: "read", endpoint: "GET /fapi/v1/openOrder", text: "symbol=BTCUSDT&origClientOrderId=a", weight: 1 }
  ),
  row(
    Usdm.openOrder,
    { symbol: "BTCUSDT", orderId: "9223372036854775807" },
    { kind: "read", endpoint: "GET /fapi/v1/openOrder", text: "symbol=BTCUSDT&orderId=9223372036854775807", weight: 1 }
  ),
  row(
    Usdm.cancelOrder,
    { symbol: "BTCUSDT", origClientOrderId: "a" },
    { kind: "cancel", endpoint: "DELETE /fapi/v1/order", text: "symbol=BTCUSDT&origClientOrderId=a", weight: 1 }
  ),
  row(
    Usdm.cancelOrder,
    { symbol: "BTCUSDT", orderId: 28 },
    { kind: "cancel", endpoint: "DELETE /fapi/v1/order", text: "symbol=BTCUSDT&orderId=28", weight: 1 }
  ),
  row(
    Usdm.cancelAllOrders,
    { symbol: "BTCUSDT" },
    { kind: "cancel", endpoint: "DELETE /fapi/v1/allOpenOrders", text: "symbol=BTCUSDT", weight: 1 }
  ),
  row(
    Usdm.amendOrder,
    { symbol: "BTCUSDT", orderId: 28, side: "BUY", quantity: "2", price: "3" },
    {
      kind: "amend",
      endpoint: "PUT /fapi/v1/order",
      text: "symbol=BTCUSDT&orderId=28&side=BUY&quantity=2&price=3",
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(Usdm.openOrders, undefined, { kind: "read", endpoint: "GET /fapi/v1/openOrders", text: "", weight: 40 }),
  row(
    Usdm.openOrders,
    { symbol: "BTCUSDT" },
    { kind: "read", endpoint: "GET /fapi/v1/openOrders", text: "symbol=BTCUSDT", weight: 1 }
  ),
  row(
    Usdm.allOrders,
    { symbol: "BTCUSDT", orderId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /fapi/v1/allOrders",
      text: "symbol=BTCUSDT&orderId=1&startTime=2&endTime=3&limit=4",
      weight: 5
    }
  ),
  row(
    Usdm.userTrades,
    { symbol: "BTCUSDT", orderId: 1, startTime: 2, endTime: 3, fromId: 4, limit: 5 },
    {
      kind: "read",
      endpoint: "GET /fapi/v1/userTrades",
      text: "symbol=BTCUSDT&orderId=1&startTime=2&endTime=3&fromId=4&limit=5",
      weight: 5
    }
  ),
  row(
    Usdm.orderAmendments,
    { symbol: "BTCUSDT", orderId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /fapi/v1/orderAmendment",
      text: "symbol=BTCUSDT&orderId=1&startTime=2&endTime=3&limit=4",
      weight: 1
    }
  ),
  row(
    Usdm.countdownCancelAll,
    { symbol: "BTCUSDT", countdownTime: 120_000 },
    {
      kind: "setting",
      endpoint: "POST /fapi/v1/countdownCancelAll",
      text: "symbol=BTCUSDT&countdownTime=120000",
      weight: 10
    }
  ),
  row(
    Usdm.changeLeverage,
    { symbol: "BTCUSDT", leverage: 5 },
    { kind: "setting", endpoint: "POST /fapi/v1/leverage", text: "symbol=BTCUSDT&leverage=5", weight: 1 }
  ),
  row(
    Usdm.changeMarginType,
    { symbol: "BTCUSDT", marginType: "ISOLATED" },
    { kind: "setting", endpoint: "POST /fapi/v1/marginType", text: "symbol=BTCUSDT&marginType=ISOLATED", weight: 1 }
  ),
  row(
    Usdm.changePositionMode,
    { dualSidePosition: true },
    { kind: "setting", endpoint: "POST /fapi/v1/positionSide/dual", text: "dualSidePosition=true", weight: 1 }
  ),
  row(
    Usdm.changeMultiAssetsMode,
    { multiAssetsMargin: false },
    { kind: "setting", endpoint: "POST /fapi/v1/multiAssetsMargin", text: "multiAssetsMargin=false", weight: 1 }
  ),
  row(
    Usdm.changePositionMargin,
    { symbol: "BTCUSDT", amount: "0.5", type: 2, positionSide: "SHORT" },
    {
      kind: "transfer",
      endpoint: "POST /fapi/v1/positionMargin",
      text: "symbol=BTCUSDT&positionSide=SHORT&amount=0.5&type=2",
      weight: 1
    }
  ),
  row(Usdm.account, undefined, { kind: "read", endpoint: "GET /fapi/v3/account", text: "", weight: 5 }),
  row(Usdm.balance, undefined, { kind: "read", endpoint: "GET /fapi/v3/balance", text: "", weight: 5 }),
  row(Usdm.positionRisk, undefined, { kind: "read", endpoint: "GET /fapi/v3/positionRisk", text: "", weight: 5 }),
  row(
    Usdm.positionRisk,
    { symbol: "BTCUSDT" },
    { kind: "read", endpoint: "GET /fapi/v3/positionRisk", text: "symbol=BTCUSDT", weight: 5 }
  ),
  row(
    Usdm.placeAlgoOrder,
    {
      symbol: "BNBUSDT",
      side: "SELL",
      type: "TAKE_PROFIT",
      timeInForce: "GTC",
      quantity: "0.01",
      price: "750",
      triggerPrice: "749",
      workingType: "MARK_PRICE",
      priceProtect: false,
      reduceOnly: true
    },
    {
      kind: "place",
      endpoint: "POST /fapi/v1/algoOrder",
      text: `algoType=CONDITIONAL&symbol=BNBUSDT&side=SELL&type=TAKE_PROFIT&timeInForce=GTC&quantity=0.01&price=750&triggerPrice=749&workingType=MARK_PRICE&priceProtect=FALSE&reduceOnly=true&clientAlgoId=${id}`,
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    Usdm.placeAlgoOrder,
    {
      symbol: "BNBUSDT",
      side: "SELL",
      type: "STOP_MARKET",
      closePosition: true,
      triggerPrice: "749",
      clientAlgoId: "own"
    },
    {
      kind: "place",
      endpoint: "POST /fapi/v1/algoOrder",
      text: "algoType=CONDITIONAL&symbol=BNBUSDT&side=SELL&type=STOP_MARKET&triggerPrice=749&closePosition=true&clientAlgoId=own",
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    Usdm.placeAlgoOrder,
    {
      symbol: "BNBUSDT",
      side: "SELL",
      positionSide: "LONG",
      type: "TRAILING_STOP_MARKET",
      quantity: "1",
      callbackRate: "1",
      activatePrice: "800"
    },
    {
      kind: "place",
      endpoint: "POST /fapi/v1/algoOrder",
      text: `algoType=CONDITIONAL&symbol=BNBUSDT&side=SELL&positionSide=LONG&type=TRAILING_STOP_MARKET&quantity=1&activatePrice=800&callbackRate=1&clientAlgoId=${id}`,
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    Usdm.queryAlgoOrder,
    { symbol: "BNBUSDT", clientAlgoId: "a" },
    { kind: "read", endpoint: "GET /fapi/v1/algoOrder", text: "clientAlgoId=a", weight: 1 }
  ),
  row(
    Usdm.cancelAlgoOrder,
    { symbol: "BNBUSDT", algoId: 7 },
    { kind: "cancel", endpoint: "DELETE /fapi/v1/algoOrder", text: "algoId=7", weight: 1 }
  ),
  row(
    Usdm.cancelAllAlgoOrders,
    { symbol: "BNBUSDT" },
    { kind: "cancel", endpoint: "DELETE /fapi/v1/algoOpenOrders", text: "symbol=BNBUSDT", weight: 1 }
  ),
  row(Usdm.openAlgoOrders, undefined, { kind: "read", endpoint: "GET /fapi/v1/openAlgoOrders", text: "", weight: 40 }),
  row(
    Usdm.openAlgoOrders,
    { symbol: "BNBUSDT" },
    { kind: "read", endpoint: "GET /fapi/v1/openAlgoOrders", text: "symbol=BNBUSDT", weight: 1 }
  ),
  row(
    Usdm.allAlgoOrders,
    { symbol: "BNBUSDT", algoId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /fapi/v1/allAlgoOrders",
      text: "symbol=BNBUSDT&algoId=1&startTime=2&endTime=3&limit=4",
      weight: 5
    }
  ),
  row(Usdm.time, undefined, { kind: "read", endpoint: "GET /fapi/v1/time", text: "", weight: 1, security: "NONE" }),
  row(Usdm.exchangeInfo, undefined, {
    kind: "read",
    endpoint: "GET /fapi/v1/exchangeInfo",
    text: "",
    weight: 1,
    security: "NONE"
  }),
  row(
    Usdm.depth,
    { symbol: "BTCUSDT" },
    { kind: "read", endpoint: "GET /fapi/v1/depth", text: "symbol=BTCUSDT", weight: 10, security: "NONE" }
  ),
  row(
    Usdm.depth,
    { symbol: "BTCUSDT", limit: 50 },
    { kind: "read", endpoint: "GET /fapi/v1/depth", text: "symbol=BTCUSDT&limit=50", weight: 2, security: "NONE" }
  ),
  row(
    Usdm.depth,
    { symbol: "BTCUSDT", limit: 100 },
    { kind: "read", endpoint: "GET /fapi/v1/depth", text: "symbol=BTCUSDT&limit=100", weight: 5, security: "NONE" }
  ),
  row(
    Usdm.depth,
    { symbol: "BTCUSDT", limit: 1000 },
    { kind: "read", endpoint: "GET /fapi/v1/depth", text: "symbol=BTCUSDT&limit=1000", weight: 20, security: "NONE" }
  ),
  row(
    Usdm.bookTicker,
    { symbol: "BTCUSDT" },
    { kind: "read", endpoint: "GET /fapi/v1/ticker/bookTicker", text: "symbol=BTCUSDT", weight: 2, security: "NONE" }
  ),
  row(
    Usdm.premiumIndex,
    { symbol: "BTCUSDT" },
    { kind: "read", endpoint: "GET /fapi/v1/premiumIndex", text: "symbol=BTCUSDT", weight: 1, security: "NONE" }
  ),
  row(
    Usdm.placeOrders,
    [
      { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1", reduceOnly: true, newClientOrderId: "own-0" },
      {
        symbol: "BTCUSDT",
        side: "SELL",
        type: "LIMIT",
        timeInForce: "GTC",
        quantity: "2",
        price: "3",
        newClientOrderId: "own"
      }
    ],
    {
      kind: "batch",
      endpoint: "POST /fapi/v1/batchOrders",
      text: `batchOrders=${json([
        {
          symbol: "BTCUSDT",
          side: "BUY",
          type: "MARKET",
          quantity: "1",
          reduceOnly: "true",
          newClientOrderId: "own-0"
        },
        {
          symbol: "BTCUSDT",
          side: "SELL",
          type: "LIMIT",
          timeInForce: "GTC",
          quantity: "2",
          price: "3",
          newClientOrderId: "own"
        }
      ])}`,
      weight: 5,
      countsAsOrder: true
    }
  ),
  row(Usdm.amendOrders, [{ symbol: "BTCUSDT", orderId: 28, side: "BUY", quantity: "2", price: "3" }], {
    kind: "batch",
    endpoint: "PUT /fapi/v1/batchOrders",
    text: `batchOrders=${json([{ symbol: "BTCUSDT", orderId: "28", side: "BUY", quantity: "2", price: "3" }])}`,
    weight: 5,
    countsAsOrder: true
  }),
  row(
    Usdm.cancelOrders,
    { symbol: "BTCUSDT", orderIds: [1, "9223372036854775807"] },
    {
      kind: "batch",
      endpoint: "DELETE /fapi/v1/batchOrders",
      text: `symbol=BTCUSDT&orderIdList=${encodeURIComponent("[1,9223372036854775807]")}`,
      weight: 1
    }
  ),
  row(
    Usdm.cancelOrders,
    { symbol: "BTCUSDT", origClientOrderIds: ["a", "b"] },
    {
      kind: "batch",
      endpoint: "DELETE /fapi/v1/batchOrders",
      text: `symbol=BTCUSDT&origClientOrderIdList=${json(["a", "b"])}`,
      weight: 1
    }
  )
]

export const coinmRows: ReadonlyArray<Row> = [
  row(
    Coinm.placeOrder,
    { symbol: "BTCUSD_PERP", side: "BUY", type: "MARKET", quantity: "1" },
    {
      kind: "place",
      endpoint: "POST /dapi/v1/order",
      text: `symbol=BTCUSD_PERP&side=BUY&type=MARKET&quantity=1&newClientOrderId=${id}`,
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    Coinm.placeOrder,
    {
      symbol: "BTCUSD_PERP",
      side: "SELL",
      positionSide: "LONG",
      type: "LIMIT",
      timeInForce: "GTX",
      quantity: BigDecimal.make(1n, 8),
      price: "2",
      newClientOrderId: "own:1/a.b",
      newOrderRespType: "RESULT",
      selfTradePreventionMode: "EXPIRE_BOTH"
    },
    {
      kind: "place",
      endpoint: "POST /dapi/v1/order",
      text: "symbol=BTCUSD_PERP&side=SELL&positionSide=LONG&type=LIMIT&timeInForce=GTX&quantity=0.00000001&price=2&newClientOrderId=own%3A1%2Fa.b&newOrderRespType=RESULT&selfTradePreventionMode=EXPIRE_BOTH",
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    Coinm.placeOrder,
    {
      symbol: "BTCUSD_PERP",
      side: "BUY",
      type: "LIMIT",
      timeInForce: "IOC",
      quantity: "1",
      priceMatch: "QUEUE_5",
      reduceOnly: true
    },
    {
      kind: "place",
      endpoint: "POST /dapi/v1/order",
      text: `symbol=BTCUSD_PERP&side=BUY&type=LIMIT&timeInForce=IOC&quantity=1&reduceOnly=true&priceMatch=QUEUE_5&newClientOrderId=${id}`,
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    Coinm.placeOrder,
    {
      symbol: "BTCUSD_PERP",
      side: "SELL",
      type: "STOP",
      quantity: "1",
      price: "2",
      stopPrice: "3",
      workingType: "MARK_PRICE",
      priceProtect: true
    },
    {
      kind: "place",
      endpoint: "POST /dapi/v1/order",
      text: `symbol=BTCUSD_PERP&side=SELL&type=STOP&quantity=1&price=2&stopPrice=3&workingType=MARK_PRICE&priceProtect=TRUE&newClientOrderId=${id}`,
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    Coinm.placeOrder,
    { symbol: "BTCUSD_PERP", side: "SELL", type: "STOP_MARKET", stopPrice: "3", closePosition: true },
    {
      kind: "place",
      endpoint: "POST /dapi/v1/order",
      text: `symbol=BTCUSD_PERP&side=SELL&type=STOP_MARKET&stopPrice=3&closePosition=true&newClientOrderId=${id}`,
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    Coinm.placeOrder,
    {
      symbol: "BTCUSD_PERP",
      side: "SELL",
      type: "TRAILING_STOP_MARKET",
      quantity: "1",
      callbackRate: "0.5",
      activationPrice: "9"
    },
    {
      kind: "place",
      endpoint: "POST /dapi/v1/order",
      text: `symbol=BTCUSD_PERP&side=SELL&type=TRAILING_STOP_MARKET&quantity=1&activationPrice=9&callbackRate=0.5&newClientOrderId=${id}`,
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    Coinm.queryOrder,
    { symbol: "BTCUSD_PERP", origClientOrderId: "a" },
    { kind: "read", endpoint: "GET /dapi/v1/order", text: "symbol=BTCUSD_PERP&origClientOrderId=a", weight: 1 }
  ),
  row(
    Coinm.queryOrder,
    { symbol: "BTCUSD_PERP", orderId: "9223372036854775807" },
    { kind: "read", endpoint: "GET /dapi/v1/order", text: "symbol=BTCUSD_PERP&orderId=9223372036854775807", weight: 1 }
  ),
  row(
    Coinm.openOrder,
    { symbol: "BTCUSD_PERP", origClientOrderId: "a" },
    { kind: "read", endpoint: "GET /dapi/v1/openOrder", text: "symbol=BTCUSD_PERP&origClientOrderId=a", weight: 1 }
  ),
  row(
    Coinm.openOrder,
    { symbol: "BTCUSD_PERP", orderId: "9223372036854775807" },
    {
      kind: "read",
      endpoint: "GET /dapi/v1/openOrder",
      text: "symbol=BTCUSD_PERP&orderId=9223372036854775807",
      weight: 1
    }
  ),
  row(
    Coinm.cancelOrder,
    { symbol: "BTCUSD_PERP", origClientOrderId: "a" },
    { kind: "cancel", endpoint: "DELETE /dapi/v1/order", text: "symbol=BTCUSD_PERP&origClientOrderId=a", weight: 1 }
  ),
  row(
    Coinm.cancelOrder,
    { symbol: "BTCUSD_PERP", orderId: 28 },
    { kind: "cancel", endpoint: "DELETE /dapi/v1/order", text: "symbol=BTCUSD_PERP&orderId=28", weight: 1 }
  ),
  row(
    Coinm.cancelAllOrders,
    { symbol: "BTCUSD_PERP" },
    { kind: "cancel", endpoint: "DELETE /dapi/v1/allOpenOrders", text: "symbol=BTCUSD_PERP", weight: 1 }
  ),
  row(
    Coinm.amendOrder,
    { symbol: "BTCUSD_PERP", orderId: 28, side: "BUY", quantity: "2", price: "3" },
    {
      kind: "amend",
      endpoint: "PUT /dapi/v1/order",
      text: "symbol=BTCUSD_PERP&orderId=28&side=BUY&quantity=2&price=3",
      weight: 1
    }
  ),
  row(
    Coinm.amendOrder,
    { symbol: "BTCUSD_PERP", origClientOrderId: "a", side: "BUY", price: "3" },
    {
      kind: "amend",
      endpoint: "PUT /dapi/v1/order",
      text: "symbol=BTCUSD_PERP&origClientOrderId=a&side=BUY&price=3",
      weight: 1
    }
  ),
  row(Coinm.openOrders, undefined, { kind: "read", endpoint: "GET /dapi/v1/openOrders", text: "", weight: 40 }),
  row(
    Coinm.openOrders,
    { symbol: "BTCUSD_PERP" },
    { kind: "read", endpoint: "GET /dapi/v1/openOrders", text: "symbol=BTCUSD_PERP", weight: 1 }
  ),
  row(
    Coinm.allOrders,
    { symbol: "BTCUSD_PERP", orderId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /dapi/v1/allOrders",
      text: "symbol=BTCUSD_PERP&orderId=1&startTime=2&endTime=3&limit=4",
      weight: 20
    }
  ),
  row(
    Coinm.userTrades,
    { symbol: "BTCUSD_PERP", orderId: 1, startTime: 2, endTime: 3, fromId: 4, limit: 5 },
    {
      kind: "read",
      endpoint: "GET /dapi/v1/userTrades",
      text: "symbol=BTCUSD_PERP&orderId=1&startTime=2&endTime=3&fromId=4&limit=5",
      weight: 20
    }
  ),
  row(
    Coinm.orderAmendments,
    { symbol: "BTCUSD_PERP", orderId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /dapi/v1/orderAmendment",
      text: "symbol=BTCUSD_PERP&orderId=1&startTime=2&endTime=3&limit=4",
      weight: 1
    }
  ),
  row(
    Coinm.countdownCancelAll,
    { symbol: "BTCUSD_PERP", countdownTime: 120_000 },
    {
      kind: "setting",
      endpoint: "POST /dapi/v1/countdownCancelAll",
      text: "symbol=BTCUSD_PERP&countdownTime=120000",
      weight: 10
    }
  ),
  row(
    Coinm.changeLeverage,
    { symbol: "BTCUSD_PERP", leverage: 5 },
    { kind: "setting", endpoint: "POST /dapi/v1/leverage", text: "symbol=BTCUSD_PERP&leverage=5", weight: 1 }
  ),
  row(
    Coinm.changeMarginType,
    { symbol: "BTCUSD_PERP", marginType: "ISOLATED" },
    { kind: "setting", endpoint: "POST /dapi/v1/marginType", text: "symbol=BTCUSD_PERP&marginType=ISOLATED", weight: 1 }
  ),
  row(
    Coinm.changePositionMode,
    { dualSidePosition: true },
    { kind: "setting", endpoint: "POST /dapi/v1/positionSide/dual", text: "dualSidePosition=true", weight: 1 }
  ),
  row(
    Coinm.changePositionMargin,
    { symbol: "BTCUSD_PERP", amount: "0.5", type: 2, positionSide: "SHORT" },
    {
      kind: "transfer",
      endpoint: "POST /dapi/v1/positionMargin",
      text: "symbol=BTCUSD_PERP&positionSide=SHORT&amount=0.5&type=2",
      weight: 1
    }
  ),
  row(Coinm.account, undefined, { kind: "read", endpoint: "GET /dapi/v1/account", text: "", weight: 5 }),
  row(Coinm.balance, undefined, { kind: "read", endpoint: "GET /dapi/v1/balance", text: "", weight: 1 }),
  row(Coinm.positionRisk, undefined, { kind: "read", endpoint: "GET /dapi/v1/positionRisk", text: "", weight: 1 }),
  row(
    Coinm.positionRisk,
    { pair: "BTCUSD" },
    { kind: "read", endpoint: "GET /dapi/v1/positionRisk", text: "pair=BTCUSD", weight: 1 }
  ),
  row(Coinm.time, undefined, { kind: "read", endpoint: "GET /dapi/v1/time", text: "", weight: 1, security: "NONE" }),
  row(Coinm.exchangeInfo, undefined, {
    kind: "read",
    endpoint: "GET /dapi/v1/exchangeInfo",
    text: "",
    weight: 1,
    security: "NONE"
  }),
  row(
    Coinm.depth,
    { symbol: "BTCUSD_PERP" },
    { kind: "read", endpoint: "GET /dapi/v1/depth", text: "symbol=BTCUSD_PERP", weight: 10, security: "NONE" }
  ),
  row(
    Coinm.depth,
    { symbol: "BTCUSD_PERP", limit: 50 },
    { kind: "read", endpoint: "GET /dapi/v1/depth", text: "symbol=BTCUSD_PERP&limit=50", weight: 2, security: "NONE" }
  ),
  row(
    Coinm.depth,
    { symbol: "BTCUSD_PERP", limit: 100 },
    { kind: "read", endpoint: "GET /dapi/v1/depth", text: "symbol=BTCUSD_PERP&limit=100", weight: 5, security: "NONE" }
  ),
  row(
    Coinm.depth,
    { symbol: "BTCUSD_PERP", limit: 1000 },
    {
      kind: "read",
      endpoint: "GET /dapi/v1/depth",
      text: "symbol=BTCUSD_PERP&limit=1000",
      weight: 20,
      security: "NONE"
    }
  ),
  row(
    Coinm.bookTicker,
    { symbol: "BTCUSD_PERP" },
    {
      kind: "read",
      endpoint: "GET /dapi/v1/ticker/bookTicker",
      text: "symbol=BTCUSD_PERP",
      weight: 2,
      security: "NONE"
    }
  ),
  row(
    Coinm.bookTicker,
    { pair: "BTCUSD" },
    { kind: "read", endpoint: "GET /dapi/v1/ticker/bookTicker", text: "pair=BTCUSD", weight: 5, security: "NONE" }
  ),
  row(
    Coinm.premiumIndex,
    { symbol: "BTCUSD_PERP" },
    { kind: "read", endpoint: "GET /dapi/v1/premiumIndex", text: "symbol=BTCUSD_PERP", weight: 10, security: "NONE" }
  ),
  row(
    Coinm.placeOrders,
    [
      {
        symbol: "BTCUSD_PERP",
        side: "BUY",
        type: "MARKET",
        quantity: "1",
        reduceOnly: true,
        newClientOrderId: "own-0"
      },
      {
        symbol: "BTCUSD_PERP",
        side: "SELL",
        type: "LIMIT",
        timeInForce: "GTC",
        quantity: "2",
        price: "3",
        newClientOrderId: "own"
      }
    ],
    {
      kind: "batch",
      endpoint: "POST /dapi/v1/batchOrders",
      text: `batchOrders=${json([
        {
          symbol: "BTCUSD_PERP",
          side: "BUY",
          type: "MARKET",
          quantity: "1",
          reduceOnly: "true",
          newClientOrderId: "own-0"
        },
        {
          symbol: "BTCUSD_PERP",
          side: "SELL",
          type: "LIMIT",
          timeInForce: "GTC",
          quantity: "2",
          price: "3",
          newClientOrderId: "own"
        }
      ])}`,
      weight: 5,
      countsAsOrder: true
    }
  ),
  row(Coinm.amendOrders, [{ symbol: "BTCUSD_PERP", orderId: 28, side: "BUY", quantity: "2", price: "3" }], {
    kind: "batch",
    endpoint: "PUT /dapi/v1/batchOrders",
    text: `batchOrders=${json([{ symbol: "BTCUSD_PERP", orderId: "28", side: "BUY", quantity: "2", price: "3" }])}`,
    weight: 5
  }),
  row(
    Coinm.cancelOrders,
    { symbol: "BTCUSD_PERP", orderIds: [1, "9223372036854775807"] },
    {
      kind: "batch",
      endpoint: "DELETE /dapi/v1/batchOrders",
      text: `symbol=BTCUSD_PERP&orderIdList=${encodeURIComponent("[1,9223372036854775807]")}`,
      weight: 1
    }
  ),
  row(
    Coinm.cancelOrders,
    { symbol: "BTCUSD_PERP", origClientOrderIds: ["a", "b"] },
    {
      kind: "batch",
      endpoint: "DELETE /dapi/v1/batchOrders",
      text: `symbol=BTCUSD_PERP&origClientOrderIdList=${json(["a", "b"])}`,
      weight: 1
    }
  )
]

export const optionsRows: ReadonlyArray<Row> = [
  row(
    Options.placeOrder,
    { symbol: "BTC-260626-100000-C", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "1", price: "100" },
    {
      kind: "place",
      endpoint: "POST /eapi/v1/order",
      text: `symbol=BTC-260626-100000-C&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=100&clientOrderId=${id}`,
      weight: 1,
      countsAsOrder: true
    }
  ),
  row(
    Options.placeOrder,
    {
      symbol: "BTC-260626-100000-C",
      side: "SELL",
      type: "LIMIT",
      timeInForce: "IOC",
      quantity: "1",
      price: "100",
      reduceOnly: true,
      postOnly: false,
      isMmp: true,
      newOrderRespType: "ACK",
      clientOrderId: "own"
    },
    {
      kind: "place",
      endpoint: "POST /eapi/v1/order",
      text: "symbol=BTC-260626-100000-C&side=SELL&type=LIMIT&timeInForce=IOC&quantity=1&price=100&reduceOnly=true&postOnly=false&newOrderRespType=ACK&clientOrderId=own&isMmp=true",
      weight: 1,
      countsAsOrder: true
    }
  ),
  row(
    Options.queryOrder,
    { symbol: "BTC-260626-100000-C", orderId: "4611875134427365377" },
    {
      kind: "read",
      endpoint: "GET /eapi/v1/order",
      text: "symbol=BTC-260626-100000-C&orderId=4611875134427365377",
      weight: 1,
      security: "TRADE"
    }
  ),
  row(
    Options.queryOrder,
    { symbol: "BTC-260626-100000-C", clientOrderId: "a" },
    {
      kind: "read",
      endpoint: "GET /eapi/v1/order",
      text: "symbol=BTC-260626-100000-C&clientOrderId=a",
      weight: 1,
      security: "TRADE"
    }
  ),
  row(
    Options.cancelOrder,
    { symbol: "BTC-260626-100000-C", clientOrderId: "a" },
    { kind: "cancel", endpoint: "DELETE /eapi/v1/order", text: "symbol=BTC-260626-100000-C&clientOrderId=a", weight: 1 }
  ),
  row(
    Options.cancelAllOrders,
    { symbol: "BTC-260626-100000-C" },
    { kind: "cancel", endpoint: "DELETE /eapi/v1/allOpenOrders", text: "symbol=BTC-260626-100000-C", weight: 5 }
  ),
  row(
    Options.cancelAllOrdersByUnderlying,
    { underlying: "BTCUSDT" },
    { kind: "cancel", endpoint: "DELETE /eapi/v1/allOpenOrdersByUnderlying", text: "underlying=BTCUSDT", weight: 1 }
  ),
  row(Options.openOrders, undefined, { kind: "read", endpoint: "GET /eapi/v1/openOrders", text: "", weight: 40 }),
  row(
    Options.openOrders,
    { symbol: "BTC-260626-100000-C", orderId: 1, startTime: 2, endTime: 3 },
    {
      kind: "read",
      endpoint: "GET /eapi/v1/openOrders",
      text: "symbol=BTC-260626-100000-C&orderId=1&startTime=2&endTime=3",
      weight: 1
    }
  ),
  row(
    Options.historyOrders,
    { symbol: "BTC-260626-100000-C", orderId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /eapi/v1/historyOrders",
      text: "symbol=BTC-260626-100000-C&orderId=1&startTime=2&endTime=3&limit=4",
      weight: 3,
      security: "TRADE"
    }
  ),
  row(Options.userTrades, undefined, { kind: "read", endpoint: "GET /eapi/v1/userTrades", text: "", weight: 5 }),
  row(
    Options.userTrades,
    { symbol: "BTC-260626-100000-C", fromId: "4611875134427365376", startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /eapi/v1/userTrades",
      text: "symbol=BTC-260626-100000-C&startTime=2&endTime=3&fromId=4611875134427365376&limit=4",
      weight: 5
    }
  ),
  row(
    Options.countdownCancelAll,
    { underlying: "BTCUSDT", countdownTime: 30_000 },
    {
      kind: "setting",
      endpoint: "POST /eapi/v1/countdownCancelAll",
      text: "underlying=BTCUSDT&countdownTime=30000",
      weight: 1
    }
  ),
  row(
    Options.countdownHeartbeat,
    { underlyings: ["BTCUSDT", "ETHUSDT"] },
    {
      kind: "setting",
      endpoint: "POST /eapi/v1/countdownCancelAllHeartBeat",
      text: "underlyings=BTCUSDT%2CETHUSDT",
      weight: 10
    }
  ),
  row(
    Options.countdownConfig,
    { underlying: "BTCUSDT" },
    {
      kind: "read",
      endpoint: "GET /eapi/v1/countdownCancelAll",
      text: "underlying=BTCUSDT",
      weight: 1,
      security: "TRADE"
    }
  ),
  row(Options.account, undefined, { kind: "read", endpoint: "GET /eapi/v1/marginAccount", text: "", weight: 3 }),
  row(Options.positions, undefined, { kind: "read", endpoint: "GET /eapi/v1/position", text: "", weight: 5 }),
  row(
    Options.positions,
    { symbol: "BTC-260626-100000-C" },
    { kind: "read", endpoint: "GET /eapi/v1/position", text: "symbol=BTC-260626-100000-C", weight: 5 }
  ),
  row(Options.time, undefined, { kind: "read", endpoint: "GET /eapi/v1/time", text: "", weight: 1, security: "NONE" }),
  row(Options.exchangeInfo, undefined, {
    kind: "read",
    endpoint: "GET /eapi/v1/exchangeInfo",
    text: "",
    weight: 1,
    security: "NONE"
  }),
  row(
    Options.placeOrders,
    [
      {
        symbol: "BTC-260626-100000-C",
        side: "BUY",
        type: "LIMIT",
        timeInForce: "GTC",
        quantity: "1",
        price: "100",
        clientOrderId: "own-0"
      }
    ],
    {
      kind: "batch",
      endpoint: "POST /eapi/v1/batchOrders",
      text: `orders=${json([{ symbol: "BTC-260626-100000-C", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "1", price: "100", clientOrderId: "own-0" }])}`,
      weight: 5,
      countsAsOrder: true
    }
  ),
  row(
    Options.cancelOrders,
    { symbol: "BTC-260626-100000-C", orderIds: ["4611875134427365377", "4611875134427365378"] },
    {
      kind: "batch",
      endpoint: "DELETE /eapi/v1/batchOrders",
      text: `symbol=BTC-260626-100000-C&orderIds=${encodeURIComponent("[4611875134427365377,4611875134427365378]")}`,
      weight: 1
    }
  ),
  row(
    Options.cancelOrders,
    { symbol: "BTC-260626-100000-C", clientOrderIds: ["a", "b"] },
    {
      kind: "batch",
      endpoint: "DELETE /eapi/v1/batchOrders",
      text: `symbol=BTC-260626-100000-C&clientOrderIds=${json(["a", "b"])}`,
      weight: 1
    }
  )
]

export const portfolioMarginRows: ReadonlyArray<Row> = [
  row(
    PortfolioMargin.placeUmOrder,
    {
      symbol: "BTCUSDT",
      side: "BUY",
      type: "LIMIT",
      timeInForce: "GTC",
      quantity: "1",
      price: "2",
      positionSide: "LONG",
      newOrderRespType: "RESULT"
    },
    {
      kind: "place",
      endpoint: "POST /papi/v1/um/order",
      text: `symbol=BTCUSDT&side=BUY&positionSide=LONG&type=LIMIT&timeInForce=GTC&quantity=1&price=2&newClientOrderId=${id}&newOrderRespType=RESULT`,
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    PortfolioMargin.placeUmOrder,
    {
      symbol: "BTCUSDT",
      side: "SELL",
      type: "LIMIT",
      timeInForce: "GTC",
      quantity: "1",
      priceMatch: "OPPONENT",
      reduceOnly: true,
      newClientOrderId: "own"
    },
    {
      kind: "place",
      endpoint: "POST /papi/v1/um/order",
      text: "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&reduceOnly=true&priceMatch=OPPONENT&newClientOrderId=own",
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    PortfolioMargin.placeUmOrder,
    {
      symbol: "BTCUSDT",
      side: "BUY",
      type: "LIMIT",
      timeInForce: "GTD",
      goodTillDate: 1_800_000_000_000,
      quantity: "1",
      price: "2",
      selfTradePreventionMode: "EXPIRE_BOTH"
    },
    {
      kind: "place",
      endpoint: "POST /papi/v1/um/order",
      text: `symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity=1&price=2&newClientOrderId=${id}&selfTradePreventionMode=EXPIRE_BOTH&goodTillDate=1800000000000`,
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(
    PortfolioMargin.queryUmOrder,
    { symbol: "BTCUSDT", origClientOrderId: "a" },
    { kind: "read", endpoint: "GET /papi/v1/um/order", text: "symbol=BTCUSDT&origClientOrderId=a", weight: 1 }
  ),
  row(
    PortfolioMargin.openUmOrder,
    { symbol: "BTCUSDT", orderId: 28 },
    { kind: "read", endpoint: "GET /papi/v1/um/openOrder", text: "symbol=BTCUSDT&orderId=28", weight: 1 }
  ),
  row(
    PortfolioMargin.cancelUmOrder,
    { symbol: "BTCUSDT", origClientOrderId: "a" },
    { kind: "cancel", endpoint: "DELETE /papi/v1/um/order", text: "symbol=BTCUSDT&origClientOrderId=a", weight: 1 }
  ),
  row(
    PortfolioMargin.cancelAllUmOrders,
    { symbol: "BTCUSDT" },
    { kind: "cancel", endpoint: "DELETE /papi/v1/um/allOpenOrders", text: "symbol=BTCUSDT", weight: 1 }
  ),
  row(
    PortfolioMargin.amendUmOrder,
    { symbol: "BTCUSDT", orderId: 28, side: "BUY", quantity: "2", price: "3" },
    {
      kind: "amend",
      endpoint: "PUT /papi/v1/um/order",
      text: "symbol=BTCUSDT&orderId=28&side=BUY&quantity=2&price=3",
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(PortfolioMargin.umOpenOrders, undefined, {
    kind: "read",
    endpoint: "GET /papi/v1/um/openOrders",
    text: "",
    weight: 40
  }),
  row(
    PortfolioMargin.umOpenOrders,
    { symbol: "BTCUSDT" },
    { kind: "read", endpoint: "GET /papi/v1/um/openOrders", text: "symbol=BTCUSDT", weight: 1 }
  ),
  row(
    PortfolioMargin.umAllOrders,
    { symbol: "BTCUSDT", orderId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /papi/v1/um/allOrders",
      text: "symbol=BTCUSDT&orderId=1&startTime=2&endTime=3&limit=4",
      weight: 5
    }
  ),
  row(
    PortfolioMargin.umUserTrades,
    { symbol: "BTCUSDT", startTime: 2, endTime: 3, fromId: 4, limit: 5 },
    {
      kind: "read",
      endpoint: "GET /papi/v1/um/userTrades",
      text: "symbol=BTCUSDT&startTime=2&endTime=3&fromId=4&limit=5",
      weight: 5
    }
  ),
  row(
    PortfolioMargin.umOrderAmendments,
    { symbol: "BTCUSDT", orderId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /papi/v1/um/orderAmendment",
      text: "symbol=BTCUSDT&orderId=1&startTime=2&endTime=3&limit=4",
      weight: 1,
      security: "TRADE"
    }
  ),
  row(
    PortfolioMargin.placeUmConditionalOrder,
    {
      symbol: "BTCUSDT",
      side: "SELL",
      strategyType: "STOP",
      quantity: "1",
      price: "2",
      stopPrice: "3",
      timeInForce: "GTC",
      workingType: "MARK_PRICE",
      priceProtect: true
    },
    {
      kind: "place",
      endpoint: "POST /papi/v1/um/conditional/order",
      text: `symbol=BTCUSDT&side=SELL&strategyType=STOP&timeInForce=GTC&quantity=1&price=2&workingType=MARK_PRICE&priceProtect=TRUE&newClientStrategyId=${id}&stopPrice=3`,
      weight: 1,
      countsAsOrder: true
    }
  ),
  row(
    PortfolioMargin.placeUmConditionalOrder,
    {
      symbol: "BTCUSDT",
      side: "SELL",
      positionSide: "LONG",
      strategyType: "TRAILING_STOP_MARKET",
      quantity: "1",
      callbackRate: "1",
      activationPrice: "9",
      newClientStrategyId: "own"
    },
    {
      kind: "place",
      endpoint: "POST /papi/v1/um/conditional/order",
      text: "symbol=BTCUSDT&side=SELL&positionSide=LONG&strategyType=TRAILING_STOP_MARKET&quantity=1&newClientStrategyId=own&activationPrice=9&callbackRate=1",
      weight: 1,
      countsAsOrder: true
    }
  ),
  row(
    PortfolioMargin.openUmConditionalOrder,
    { symbol: "BTCUSDT", newClientStrategyId: "a" },
    {
      kind: "read",
      endpoint: "GET /papi/v1/um/conditional/openOrder",
      text: "symbol=BTCUSDT&newClientStrategyId=a",
      weight: 1
    }
  ),
  row(
    PortfolioMargin.endedUmConditionalOrder,
    { symbol: "BTCUSDT", strategyId: 7 },
    {
      kind: "read",
      endpoint: "GET /papi/v1/um/conditional/orderHistory",
      text: "symbol=BTCUSDT&strategyId=7",
      weight: 1
    }
  ),
  row(
    PortfolioMargin.cancelUmConditionalOrder,
    { symbol: "BTCUSDT", strategyId: 7 },
    { kind: "cancel", endpoint: "DELETE /papi/v1/um/conditional/order", text: "symbol=BTCUSDT&strategyId=7", weight: 1 }
  ),
  row(
    PortfolioMargin.cancelAllUmConditionalOrders,
    { symbol: "BTCUSDT" },
    { kind: "cancel", endpoint: "DELETE /papi/v1/um/conditional/allOpenOrders", text: "symbol=BTCUSDT", weight: 1 }
  ),
  row(PortfolioMargin.umOpenConditionalOrders, undefined, {
    kind: "read",
    endpoint: "GET /papi/v1/um/conditional/openOrders",
    text: "",
    weight: 40
  }),
  row(
    PortfolioMargin.umOpenConditionalOrders,
    { symbol: "BTCUSDT" },
    { kind: "read", endpoint: "GET /papi/v1/um/conditional/openOrders", text: "symbol=BTCUSDT", weight: 1 }
  ),
  row(
    PortfolioMargin.umAllConditionalOrders,
    { symbol: "BTCUSDT", strategyId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /papi/v1/um/conditional/allOrders",
      text: "symbol=BTCUSDT&strategyId=1&startTime=2&endTime=3&limit=4",
      weight: 1
    }
  ),
  row(PortfolioMargin.umPositionRisk, undefined, {
    kind: "read",
    endpoint: "GET /papi/v1/um/positionRisk",
    text: "",
    weight: 5
  }),
  row(
    PortfolioMargin.changeUmLeverage,
    { symbol: "BTCUSDT", leverage: 5 },
    { kind: "setting", endpoint: "POST /papi/v1/um/leverage", text: "symbol=BTCUSDT&leverage=5", weight: 1 }
  ),
  row(
    PortfolioMargin.changeUmPositionMode,
    { dualSidePosition: true },
    { kind: "setting", endpoint: "POST /papi/v1/um/positionSide/dual", text: "dualSidePosition=true", weight: 1 }
  ),
  row(
    PortfolioMargin.placeCmOrder,
    {
      symbol: "BTCUSD_PERP",
      side: "BUY",
      type: "LIMIT",
      timeInForce: "GTC",
      quantity: "1",
      price: "2",
      positionSide: "LONG",
      newOrderRespType: "RESULT"
    },
    {
      kind: "place",
      endpoint: "POST /papi/v1/cm/order",
      text: `symbol=BTCUSD_PERP&side=BUY&positionSide=LONG&type=LIMIT&timeInForce=GTC&quantity=1&price=2&newClientOrderId=${id}&newOrderRespType=RESULT`,
      weight: 1,
      countsAsOrder: true
    }
  ),
  row(
    PortfolioMargin.placeCmOrder,
    {
      symbol: "BTCUSD_PERP",
      side: "SELL",
      type: "LIMIT",
      timeInForce: "GTC",
      quantity: "1",
      priceMatch: "OPPONENT",
      reduceOnly: true,
      newClientOrderId: "own"
    },
    {
      kind: "place",
      endpoint: "POST /papi/v1/cm/order",
      text: "symbol=BTCUSD_PERP&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&reduceOnly=true&priceMatch=OPPONENT&newClientOrderId=own",
      weight: 1,
      countsAsOrder: true
    }
  ),
  row(
    PortfolioMargin.queryCmOrder,
    { symbol: "BTCUSD_PERP", origClientOrderId: "a" },
    { kind: "read", endpoint: "GET /papi/v1/cm/order", text: "symbol=BTCUSD_PERP&origClientOrderId=a", weight: 1 }
  ),
  row(
    PortfolioMargin.openCmOrder,
    { symbol: "BTCUSD_PERP", orderId: 28 },
    { kind: "read", endpoint: "GET /papi/v1/cm/openOrder", text: "symbol=BTCUSD_PERP&orderId=28", weight: 1 }
  ),
  row(
    PortfolioMargin.cancelCmOrder,
    { symbol: "BTCUSD_PERP", origClientOrderId: "a" },
    { kind: "cancel", endpoint: "DELETE /papi/v1/cm/order", text: "symbol=BTCUSD_PERP&origClientOrderId=a", weight: 1 }
  ),
  row(
    PortfolioMargin.cancelAllCmOrders,
    { symbol: "BTCUSD_PERP" },
    { kind: "cancel", endpoint: "DELETE /papi/v1/cm/allOpenOrders", text: "symbol=BTCUSD_PERP", weight: 1 }
  ),
  row(
    PortfolioMargin.amendCmOrder,
    { symbol: "BTCUSD_PERP", orderId: 28, side: "BUY", quantity: "2", price: "3" },
    {
      kind: "amend",
      endpoint: "PUT /papi/v1/cm/order",
      text: "symbol=BTCUSD_PERP&orderId=28&side=BUY&quantity=2&price=3",
      weight: 0,
      countsAsOrder: true
    }
  ),
  row(PortfolioMargin.cmOpenOrders, undefined, {
    kind: "read",
    endpoint: "GET /papi/v1/cm/openOrders",
    text: "",
    weight: 40
  }),
  row(
    PortfolioMargin.cmOpenOrders,
    { symbol: "BTCUSD_PERP" },
    { kind: "read", endpoint: "GET /papi/v1/cm/openOrders", text: "symbol=BTCUSD_PERP", weight: 1 }
  ),
  row(
    PortfolioMargin.cmAllOrders,
    { symbol: "BTCUSD_PERP", orderId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /papi/v1/cm/allOrders",
      text: "symbol=BTCUSD_PERP&orderId=1&startTime=2&endTime=3&limit=4",
      weight: 20
    }
  ),
  row(
    PortfolioMargin.cmUserTrades,
    { symbol: "BTCUSD_PERP", startTime: 2, endTime: 3, fromId: 4, limit: 5 },
    {
      kind: "read",
      endpoint: "GET /papi/v1/cm/userTrades",
      text: "symbol=BTCUSD_PERP&startTime=2&endTime=3&fromId=4&limit=5",
      weight: 20
    }
  ),
  row(
    PortfolioMargin.cmOrderAmendments,
    { symbol: "BTCUSD_PERP", orderId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /papi/v1/cm/orderAmendment",
      text: "symbol=BTCUSD_PERP&orderId=1&startTime=2&endTime=3&limit=4",
      weight: 1,
      security: "TRADE"
    }
  ),
  row(
    PortfolioMargin.placeCmConditionalOrder,
    {
      symbol: "BTCUSD_PERP",
      side: "SELL",
      strategyType: "STOP",
      quantity: "1",
      price: "2",
      stopPrice: "3",
      timeInForce: "GTC",
      workingType: "MARK_PRICE",
      priceProtect: true
    },
    {
      kind: "place",
      endpoint: "POST /papi/v1/cm/conditional/order",
      text: `symbol=BTCUSD_PERP&side=SELL&strategyType=STOP&timeInForce=GTC&quantity=1&price=2&workingType=MARK_PRICE&priceProtect=TRUE&newClientStrategyId=${id}&stopPrice=3`,
      weight: 1,
      countsAsOrder: true
    }
  ),
  row(
    PortfolioMargin.placeCmConditionalOrder,
    {
      symbol: "BTCUSD_PERP",
      side: "SELL",
      positionSide: "LONG",
      strategyType: "TRAILING_STOP_MARKET",
      quantity: "1",
      callbackRate: "1",
      activationPrice: "9",
      newClientStrategyId: "own"
    },
    {
      kind: "place",
      endpoint: "POST /papi/v1/cm/conditional/order",
      text: "symbol=BTCUSD_PERP&side=SELL&positionSide=LONG&strategyType=TRAILING_STOP_MARKET&quantity=1&newClientStrategyId=own&activationPrice=9&callbackRate=1",
      weight: 1,
      countsAsOrder: true
    }
  ),
  row(
    PortfolioMargin.openCmConditionalOrder,
    { symbol: "BTCUSD_PERP", newClientStrategyId: "a" },
    {
      kind: "read",
      endpoint: "GET /papi/v1/cm/conditional/openOrder",
      text: "symbol=BTCUSD_PERP&newClientStrategyId=a",
      weight: 1
    }
  ),
  row(
    PortfolioMargin.endedCmConditionalOrder,
    { symbol: "BTCUSD_PERP", strategyId: 7 },
    {
      kind: "read",
      endpoint: "GET /papi/v1/cm/conditional/orderHistory",
      text: "symbol=BTCUSD_PERP&strategyId=7",
      weight: 1
    }
  ),
  row(
    PortfolioMargin.cancelCmConditionalOrder,
    { symbol: "BTCUSD_PERP", strategyId: 7 },
    {
      kind: "cancel",
      endpoint: "DELETE /papi/v1/cm/conditional/order",
      text: "symbol=BTCUSD_PERP&strategyId=7",
      weight: 1
    }
  ),
  row(
    PortfolioMargin.cancelAllCmConditionalOrders,
    { symbol: "BTCUSD_PERP" },
    { kind: "cancel", endpoint: "DELETE /papi/v1/cm/conditional/allOpenOrders", text: "symbol=BTCUSD_PERP", weight: 1 }
  ),
  row(PortfolioMargin.cmOpenConditionalOrders, undefined, {
    kind: "read",
    endpoint: "GET /papi/v1/cm/conditional/openOrders",
    text: "",
    weight: 40
  }),
  row(
    PortfolioMargin.cmOpenConditionalOrders,
    { symbol: "BTCUSD_PERP" },
    { kind: "read", endpoint: "GET /papi/v1/cm/conditional/openOrders", text: "symbol=BTCUSD_PERP", weight: 1 }
  ),
  row(
    PortfolioMargin.cmAllConditionalOrders,
    { symbol: "BTCUSD_PERP", strategyId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /papi/v1/cm/conditional/allOrders",
      text: "symbol=BTCUSD_PERP&strategyId=1&startTime=2&endTime=3&limit=4",
      weight: 1
    }
  ),
  row(PortfolioMargin.cmPositionRisk, undefined, {
    kind: "read",
    endpoint: "GET /papi/v1/cm/positionRisk",
    text: "",
    weight: 1
  }),
  row(
    PortfolioMargin.changeCmLeverage,
    { symbol: "BTCUSD_PERP", leverage: 5 },
    { kind: "setting", endpoint: "POST /papi/v1/cm/leverage", text: "symbol=BTCUSD_PERP&leverage=5", weight: 1 }
  ),
  row(
    PortfolioMargin.changeCmPositionMode,
    { dualSidePosition: true },
    { kind: "setting", endpoint: "POST /papi/v1/cm/positionSide/dual", text: "dualSidePosition=true", weight: 1 }
  ),
  row(
    PortfolioMargin.placeMarginOrder,
    {
      symbol: "BTCUSDT",
      side: "BUY",
      type: "MARKET",
      quoteOrderQty: "100",
      sideEffectType: "MARGIN_BUY",
      autoRepayAtCancel: false
    },
    {
      kind: "place",
      endpoint: "POST /papi/v1/margin/order",
      text: `symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=100&newClientOrderId=${id}&sideEffectType=MARGIN_BUY&autoRepayAtCancel=false`,
      weight: 1,
      countsAsOrder: true
    }
  ),
  row(
    PortfolioMargin.placeMarginOrder,
    {
      symbol: "BTCUSDT",
      side: "SELL",
      type: "STOP_LOSS_LIMIT",
      timeInForce: "GTC",
      quantity: "1",
      price: "2",
      stopPrice: "3",
      icebergQty: "0.1",
      newClientOrderId: "own",
      newOrderRespType: "FULL",
      selfTradePreventionMode: "NONE"
    },
    {
      kind: "place",
      endpoint: "POST /papi/v1/margin/order",
      text: "symbol=BTCUSDT&side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=1&price=2&stopPrice=3&icebergQty=0.1&newClientOrderId=own&newOrderRespType=FULL&selfTradePreventionMode=NONE",
      weight: 1,
      countsAsOrder: true
    }
  ),
  row(
    PortfolioMargin.queryMarginOrder,
    { symbol: "BTCUSDT", origClientOrderId: "a" },
    { kind: "read", endpoint: "GET /papi/v1/margin/order", text: "symbol=BTCUSDT&origClientOrderId=a", weight: 10 }
  ),
  row(
    PortfolioMargin.cancelMarginOrder,
    { symbol: "BTCUSDT", origClientOrderId: "a" },
    {
      kind: "cancel",
      endpoint: "DELETE /papi/v1/margin/order",
      text: "symbol=BTCUSDT&origClientOrderId=a&newClientOrderId=a",
      weight: 2
    }
  ),
  row(
    PortfolioMargin.cancelMarginOrder,
    { symbol: "BTCUSDT", orderId: 28 },
    { kind: "cancel", endpoint: "DELETE /papi/v1/margin/order", text: "symbol=BTCUSDT&orderId=28", weight: 2 }
  ),
  row(
    PortfolioMargin.cancelAllMarginOrders,
    { symbol: "BTCUSDT" },
    { kind: "cancel", endpoint: "DELETE /papi/v1/margin/allOpenOrders", text: "symbol=BTCUSDT", weight: 5 }
  ),
  row(
    PortfolioMargin.marginOpenOrders,
    { symbol: "BTCUSDT" },
    { kind: "read", endpoint: "GET /papi/v1/margin/openOrders", text: "symbol=BTCUSDT", weight: 5 }
  ),
  row(
    PortfolioMargin.marginAllOrders,
    { symbol: "BTCUSDT", orderId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /papi/v1/margin/allOrders",
      text: "symbol=BTCUSDT&orderId=1&startTime=2&endTime=3&limit=4",
      weight: 100
    }
  ),
  row(
    PortfolioMargin.marginTrades,
    { symbol: "BTCUSDT", orderId: 1, startTime: 2, endTime: 3, fromId: 4, limit: 5 },
    {
      kind: "read",
      endpoint: "GET /papi/v1/margin/myTrades",
      text: "symbol=BTCUSDT&orderId=1&startTime=2&endTime=3&fromId=4&limit=5",
      weight: 5
    }
  ),
  row(
    PortfolioMargin.placeMarginOco,
    {
      symbol: "BTCUSDT",
      side: "SELL",
      quantity: "1",
      limit: { price: "3", icebergQty: "0.1" },
      stop: { stopPrice: "2", price: "1", timeInForce: "GTC", icebergQty: "0.2" },
      sideEffectType: "AUTO_REPAY",
      newOrderRespType: "FULL"
    },
    {
      kind: "orderList",
      endpoint: "POST /papi/v1/margin/order/oco",
      text: `symbol=BTCUSDT&listClientOrderId=${id}&side=SELL&quantity=1&limitClientOrderId=${id}-0&price=3&limitIcebergQty=0.1&stopClientOrderId=${id}-1&stopPrice=2&stopLimitPrice=1&stopIcebergQty=0.2&stopLimitTimeInForce=GTC&newOrderRespType=FULL&sideEffectType=AUTO_REPAY`,
      weight: 1,
      countsAsOrder: true
    }
  ),
  row(
    PortfolioMargin.placeMarginOco,
    { symbol: "BTCUSDT", side: "BUY", quantity: "1", limit: { price: "1" }, stop: { stopPrice: "2" } },
    {
      kind: "orderList",
      endpoint: "POST /papi/v1/margin/order/oco",
      text: `symbol=BTCUSDT&listClientOrderId=${id}&side=BUY&quantity=1&limitClientOrderId=${id}-0&price=1&stopClientOrderId=${id}-1&stopPrice=2`,
      weight: 1,
      countsAsOrder: true
    }
  ),
  row(
    PortfolioMargin.queryMarginOrderList,
    { symbol: "BTCUSDT", orderListId: 27 },
    { kind: "read", endpoint: "GET /papi/v1/margin/orderList", text: "orderListId=27", weight: 5 }
  ),
  row(
    PortfolioMargin.queryMarginOrderList,
    { symbol: "BTCUSDT", listClientOrderId: "a" },
    { kind: "read", endpoint: "GET /papi/v1/margin/orderList", text: "origClientOrderId=a", weight: 5 }
  ),
  row(PortfolioMargin.marginAllOrderLists, undefined, {
    kind: "read",
    endpoint: "GET /papi/v1/margin/allOrderList",
    text: "",
    weight: 100
  }),
  row(
    PortfolioMargin.marginAllOrderLists,
    { fromId: 1, startTime: 2, endTime: 3, limit: 4 },
    {
      kind: "read",
      endpoint: "GET /papi/v1/margin/allOrderList",
      text: "fromId=1&startTime=2&endTime=3&limit=4",
      weight: 100
    }
  ),
  row(PortfolioMargin.marginOpenOrderLists, undefined, {
    kind: "read",
    endpoint: "GET /papi/v1/margin/openOrderList",
    text: "",
    weight: 5
  }),
  row(
    PortfolioMargin.cancelMarginOrderList,
    { symbol: "LTCBTC", orderListId: 0 },
    {
      kind: "cancel",
      endpoint: "DELETE /papi/v1/margin/orderList",
      text: "symbol=LTCBTC&orderListId=0",
      weight: 2
    }
  ),
  row(
    PortfolioMargin.cancelMarginOrderList,
    { symbol: "LTCBTC", listClientOrderId: "a" },
    {
      kind: "cancel",
      endpoint: "DELETE /papi/v1/margin/orderList",
      text: "symbol=LTCBTC&listClientOrderId=a",
      weight: 2
    }
  ),
  row(
    PortfolioMargin.marginLoan,
    { asset: "USDT", amount: BigDecimal.make(1n, 8) },
    { kind: "transfer", endpoint: "POST /papi/v1/marginLoan", text: "asset=USDT&amount=0.00000001", weight: 100 }
  ),
  row(
    PortfolioMargin.repayLoan,
    { asset: "USDT", amount: "1.5" },
    { kind: "transfer", endpoint: "POST /papi/v1/repayLoan", text: "asset=USDT&amount=1.5", weight: 100 }
  ),
  row(
    PortfolioMargin.repayDebt,
    { asset: "BNB", amount: "0.1", specifyRepayAssets: ["USDT", "BTC"] },
    {
      kind: "transfer",
      endpoint: "POST /papi/v1/margin/repay-debt",
      text: "asset=BNB&amount=0.1&specifyRepayAssets=USDT%2CBTC",
      weight: 3000
    }
  ),
  row(
    PortfolioMargin.repayDebt,
    { asset: "BNB" },
    { kind: "transfer", endpoint: "POST /papi/v1/margin/repay-debt", text: "asset=BNB", weight: 3000 }
  ),
  row(
    PortfolioMargin.loanRecords,
    { asset: "BNB", startTime: 1, endTime: 2, current: 3, size: 4, archived: true },
    {
      kind: "read",
      endpoint: "GET /papi/v1/margin/marginLoan",
      text: "asset=BNB&startTime=1&endTime=2&current=3&size=4&archived=true",
      weight: 10
    }
  ),
  row(
    PortfolioMargin.repayRecords,
    { asset: "BNB", txId: "9223372036854775807" },
    {
      kind: "read",
      endpoint: "GET /papi/v1/margin/repayLoan",
      text: "asset=BNB&txId=9223372036854775807",
      weight: 10
    }
  ),
  row(PortfolioMargin.autoCollection, undefined, {
    kind: "transfer",
    endpoint: "POST /papi/v1/auto-collection",
    text: "",
    weight: 750
  }),
  row(
    PortfolioMargin.assetCollection,
    { asset: "USDT" },
    { kind: "transfer", endpoint: "POST /papi/v1/asset-collection", text: "asset=USDT", weight: 30 }
  ),
  row(PortfolioMargin.repayFuturesNegativeBalance, undefined, {
    kind: "transfer",
    endpoint: "POST /papi/v1/repay-futures-negative-balance",
    text: "",
    weight: 750
  }),
  row(PortfolioMargin.account, undefined, { kind: "read", endpoint: "GET /papi/v1/account", text: "", weight: 20 }),
  row(PortfolioMargin.balance, undefined, { kind: "read", endpoint: "GET /papi/v1/balance", text: "", weight: 20 })
]
