/**
 * Events as the documentation of each product shows them, and what each of them says in our words. Where a documented sample has one
 * value in many fields, its values are told apart here, so that two fields cannot be mistaken for each other.
 *
 * Source: the pages that the tables of `UserEvent` name.
 */
import type { Product } from "effect-binance/stream/UserEvent"
import * as Redacted from "effect/Redacted"

export interface Documented {
  readonly name: string
  readonly product: Product
  readonly wire: string
  /** What is documented to be ignored, as paths. */
  readonly ignored?: ReadonlyArray<string>
  readonly says: unknown
}

export const documented: ReadonlyArray<Documented> = [
  {
    name: "a new order on Spot",
    product: "spot",
    wire: `{"subscriptionId":0,"event":{"e":"executionReport","E":1499405658658,"s":"ETHBTC","c":"mUvoqJxFIILMdfAW5iGSOW","S":"BUY","o":"LIMIT","f":"GTC","q":"1.00000000","p":"0.10264410","P":"0.00000001","F":"0.00000002","g":-1,"C":"","x":"NEW","X":"NEW","r":"NONE","i":4293153,"l":"0.00000003","z":"0.00000004","L":"0.00000005","n":"0","N":null,"T":1499405658657,"t":-1,"v":3,"I":8641984,"w":true,"m":false,"M":false,"O":1499405658656,"Z":"0.00000006","Y":"0.00000007","Q":"0.00000008","W":1499405658655,"V":"NONE"}}`,
    ignored: ["C", "N", "M"],
    says: {
      _tag: "ExecutionReport",
      product: "spot",
      eventTime: 1499405658658,
      symbol: "ETHBTC",
      clientOrderId: "mUvoqJxFIILMdfAW5iGSOW",
      orderId: 4293153,
      orderListId: -1,
      executionType: "NEW",
      status: "NEW",
      rejectReason: "NONE",
      side: "BUY",
      type: "LIMIT",
      timeInForce: "GTC",
      quantity: "1.00000000",
      quoteOrderQuantity: "0.00000008",
      price: "0.10264410",
      stopPrice: "0.00000001",
      icebergQuantity: "0.00000002",
      selfTradePreventionMode: "NONE",
      orderCreationTime: 1499405658656,
      workingTime: 1499405658655,
      isOnBook: true,
      transactionTime: 1499405658657,
      executionId: 8641984,
      tradeId: -1,
      isMaker: false,
      lastExecutedQuantity: "0.00000003",
      lastExecutedPrice: "0.00000005",
      lastQuoteQuantity: "0.00000007",
      cumulativeFilledQuantity: "0.00000004",
      cumulativeQuoteQuantity: "0.00000006",
      commission: "0",
      preventedMatchId: 3
    }
  },
  {
    name: "what an order on Spot has only under conditions",
    product: "spot",
    wire: `{"e":"executionReport","s":"ETHBTC","c":"cancel-1","C":"order-1","x":"CANCELED","X":"CANCELED","i":9007199254740993,"N":"BNB","d":4,"D":1668680518494,"j":1,"J":1000000,"v":3,"A":"3.000000","B":"3.100000","u":1,"U":37,"Cs":"BTCUSDT","pl":"2.123456","pL":"0.10000001","pY":"0.21234562","W":1668683798379,"b":"ONE_PARTY_TRADE_REPORT","a":1234,"k":"SOR","uS":true,"gP":"PRIMARY_PEG","gOT":"PRICE_LEVEL","gOV":5,"gp":"1.00000000","eR":"INSUFFICIENT_LIQUIDITY"}`,
    says: {
      _tag: "ExecutionReport",
      product: "spot",
      symbol: "ETHBTC",
      clientOrderId: "cancel-1",
      originalClientOrderId: "order-1",
      orderId: "9007199254740993",
      executionType: "CANCELED",
      status: "CANCELED",
      expiryReason: "INSUFFICIENT_LIQUIDITY",
      trailingDelta: 4,
      trailingTime: 1668680518494,
      strategyId: 1,
      strategyType: 1000000,
      workingTime: 1668683798379,
      commissionAsset: "BNB",
      matchType: "ONE_PARTY_TRADE_REPORT",
      allocationId: 1234,
      workingFloor: "SOR",
      usedSor: true,
      pegPriceType: "PRIMARY_PEG",
      pegOffsetType: "PRICE_LEVEL",
      pegOffsetValue: 5,
      peggedPrice: "1.00000000",
      preventedMatchId: 3,
      preventedQuantity: "3.000000",
      lastPreventedQuantity: "3.100000",
      tradeGroupId: 1,
      counterOrderId: 37,
      counterSymbol: "BTCUSDT",
      preventedExecutionQuantity: "2.123456",
      preventedExecutionPrice: "0.10000001",
      preventedExecutionQuoteQuantity: "0.21234562"
    }
  },
  {
    name: "an order list",
    product: "spot",
    wire: `{"subscriptionId":0,"event":{"e":"listStatus","E":1564035303637,"s":"ETHBTC","g":2,"c":"OCO","l":"EXEC_STARTED","L":"EXECUTING","r":"NONE","C":"F4QN4G8DlFATFlIUQ0cjdD","T":1564035303625,"O":[{"s":"ETHBTC","i":17,"c":"AJYsMjErWJesZvqlJCTUgL"},{"s":"ETHBTC","i":18,"c":"bfYPSQdLoqAJeNrOr9adzq"}]}}`,
    says: {
      _tag: "ListStatus",
      product: "spot",
      eventTime: 1564035303637,
      symbol: "ETHBTC",
      orderListId: 2,
      listClientOrderId: "F4QN4G8DlFATFlIUQ0cjdD",
      contingencyType: "OCO",
      listStatusType: "EXEC_STARTED",
      listOrderStatus: "EXECUTING",
      listRejectReason: "NONE",
      transactionTime: 1564035303625,
      orders: [
        { symbol: "ETHBTC", orderId: 17, clientOrderId: "AJYsMjErWJesZvqlJCTUgL" },
        { symbol: "ETHBTC", orderId: 18, clientOrderId: "bfYPSQdLoqAJeNrOr9adzq" }
      ]
    }
  },
  {
    name: "the balances of a portfolio margin account",
    product: "pm",
    wire: `{"e":"outboundAccountPosition","E":1564034571105,"u":1564034571073,"U":1027053479517,"B":[{"a":"ETH","f":"10000.000000","l":"0.000000"}]}`,
    says: {
      _tag: "OutboundAccountPosition",
      product: "pm",
      eventTime: 1564034571105,
      lastUpdateTime: 1564034571073,
      updateId: 1027053479517,
      balances: [{ asset: "ETH", free: "10000.000000", locked: "0.000000" }]
    }
  },
  {
    name: "a deposit",
    product: "pm",
    wire: `{"e":"balanceUpdate","E":1573200697110,"a":"BTC","d":"100.00000000","U":1027053479517,"T":1573200697068}`,
    says: {
      _tag: "BalanceUpdate",
      product: "pm",
      eventTime: 1573200697110,
      asset: "BTC",
      delta: "100.00000000",
      updateId: 1027053479517,
      clearTime: 1573200697068
    }
  },
  {
    name: "a lock",
    product: "spot",
    wire: `{"subscriptionId":0,"event":{"e":"externalLockUpdate","E":1581557507324,"a":"NEO","d":"10.00000000","T":1581557507268}}`,
    says: {
      _tag: "ExternalLockUpdate",
      product: "spot",
      eventTime: 1581557507324,
      asset: "NEO",
      delta: "10.00000000",
      transactionTime: 1581557507268
    }
  },
  {
    name: "the end of a subscription",
    product: "margin",
    wire: `{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1728973001334}}`,
    says: { _tag: "EventStreamTerminated", product: "margin", eventTime: 1728973001334 }
  },
  {
    name: "a server that shuts down",
    product: "spot",
    wire: `{"event":{"e":"serverShutdown","E":1770123456789}}`,
    says: { _tag: "ServerShutdown", product: "spot", eventTime: 1770123456789 }
  },
  {
    name: "a listen key that has expired, with its time in quotes",
    product: "usdm",
    wire: `{"e":"listenKeyExpired","E":"1736996475556","listenKey":"WsCMN0a4KHUPTQuX6IUnqEZfB1inxmv1qR4kbf1LuEjur5VdbzqvyxqG9TSjVVxv"}`,
    says: {
      _tag: "ListenKeyExpired",
      product: "usdm",
      eventTime: 1736996475556,
      listenKey: Redacted.make("WsCMN0a4KHUPTQuX6IUnqEZfB1inxmv1qR4kbf1LuEjur5VdbzqvyxqG9TSjVVxv")
    }
  },
  {
    name: "an order on USDⓈ-M",
    product: "usdm",
    wire: `{"e":"ORDER_TRADE_UPDATE","E":1568879465651,"T":1568879465650,"o":{"s":"BTCUSDT","c":"TEST","S":"SELL","o":"TRAILING_STOP_MARKET","f":"GTC","q":"0.001","p":"0","ap":"0.1","sp":"7103.04","x":"NEW","X":"PENDING","i":8886774,"l":"0.2","z":"0.3","L":"0.4","N":"USDT","n":"0.5","T":1568879465649,"t":0,"b":"0.6","a":"9.91","m":false,"R":false,"wt":"CONTRACT_PRICE","ot":"STOP","ps":"LONG","cp":false,"AP":"7476.89","cr":"5.0","pP":false,"si":0,"ss":0,"rp":"0.7","V":"EXPIRE_TAKER","pm":"OPPONENT","gtd":1568879999999,"er":"0"}}`,
    ignored: ["o.ss"],
    says: {
      _tag: "OrderTradeUpdate",
      product: "usdm",
      eventTime: 1568879465651,
      transactionTime: 1568879465650,
      symbol: "BTCUSDT",
      clientOrderId: "TEST",
      orderId: 8886774,
      executionType: "NEW",
      status: "PENDING",
      expiryReason: "0",
      side: "SELL",
      positionSide: "LONG",
      type: "TRAILING_STOP_MARKET",
      originalType: "STOP",
      timeInForce: "GTC",
      quantity: "0.001",
      price: "0",
      averagePrice: "0.1",
      stopPrice: "7103.04",
      activationPrice: "7476.89",
      callbackRate: "5.0",
      workingType: "CONTRACT_PRICE",
      priceMatch: "OPPONENT",
      priceProtect: false,
      reduceOnly: false,
      closePosition: false,
      selfTradePreventionMode: "EXPIRE_TAKER",
      goodTillDate: 1568879999999,
      tradeTime: 1568879465649,
      tradeId: 0,
      isMaker: false,
      lastFilledQuantity: "0.2",
      lastFilledPrice: "0.4",
      cumulativeFilledQuantity: "0.3",
      commission: "0.5",
      commissionAsset: "USDT",
      realizedProfit: "0.7",
      bids: "0.6",
      asks: "9.91",
      strategyId: 0
    }
  },
  {
    name: "what COIN-M and portfolio margin add to an order",
    product: "pm",
    wire: `{"e":"ORDER_TRADE_UPDATE","fs":"CM","i":"SfsR","o":{"s":"BTCUSD_200925","c":"TEST","x":"TRADE","i":8888888,"ma":"BTC","st":"C_TAKE_PROFIT","si":12893}}`,
    says: {
      _tag: "OrderTradeUpdate",
      product: "pm",
      businessUnit: "CM",
      accountAlias: "SfsR",
      symbol: "BTCUSD_200925",
      clientOrderId: "TEST",
      orderId: 8888888,
      executionType: "TRADE",
      marginAsset: "BTC",
      strategyType: "C_TAKE_PROFIT",
      strategyId: 12893
    }
  },
  {
    name: "a fill in few words",
    product: "usdm",
    wire: `{"e":"TRADE_LITE","E":1721895408092,"T":1721895408214,"s":"BTCUSDT","q":"0.001","p":"0","m":false,"c":"z8hcUoOsqEdKMeKPSABslD","S":"BUY","L":"64089.20","l":"0.040","t":109100866,"i":8886774}`,
    says: {
      _tag: "TradeLite",
      product: "usdm",
      eventTime: 1721895408092,
      transactionTime: 1721895408214,
      symbol: "BTCUSDT",
      clientOrderId: "z8hcUoOsqEdKMeKPSABslD",
      orderId: 8886774,
      tradeId: 109100866,
      side: "BUY",
      quantity: "0.001",
      price: "0",
      isMaker: false,
      lastFilledPrice: "64089.20",
      lastFilledQuantity: "0.040"
    }
  },
  {
    name: "an algo order",
    product: "usdm",
    wire: `{"e":"ALGO_UPDATE","T":1750515742297,"E":1750515742303,"o":{"caid":"Q5xaq5EGKgXXa0fD7fs0Ip","aid":2148719,"at":"CONDITIONAL","o":"TAKE_PROFIT","s":"BNBUSDT","S":"SELL","ps":"BOTH","f":"GTC","q":"0.01","X":"CANCELED","ai":"4611869636869226548","ap":"0.00001","aq":"0.00002","act":"0","tp":"750","p":"751","V":"EXPIRE_MAKER","wt":"CONTRACT_PRICE","pm":"NONE","cp":false,"pP":false,"R":false,"tt":0,"gtd":1,"rm":"Reduce Only reject"}}`,
    says: {
      _tag: "AlgoUpdate",
      product: "usdm",
      eventTime: 1750515742303,
      transactionTime: 1750515742297,
      symbol: "BNBUSDT",
      clientAlgoId: "Q5xaq5EGKgXXa0fD7fs0Ip",
      algoId: 2148719,
      algoType: "CONDITIONAL",
      algoStatus: "CANCELED",
      rejectReason: "Reduce Only reject",
      orderType: "TAKE_PROFIT",
      side: "SELL",
      positionSide: "BOTH",
      timeInForce: "GTC",
      quantity: "0.01",
      price: "751",
      triggerPrice: "750",
      workingType: "CONTRACT_PRICE",
      priceMatch: "NONE",
      priceProtect: false,
      reduceOnly: false,
      closePosition: false,
      selfTradePreventionMode: "EXPIRE_MAKER",
      goodTillDate: 1,
      triggerTime: 0,
      actualOrderId: "4611869636869226548",
      actualType: "0",
      actualAveragePrice: "0.00001",
      actualExecutedQuantity: "0.00002"
    }
  },
  {
    name: "balances and positions on COIN-M",
    product: "coinm",
    wire: `{"e":"ACCOUNT_UPDATE","E":1564745798939,"T":1564745798938,"i":"SfsR","a":{"m":"ORDER","B":[{"a":"BTC","wb":"122624.12345678","cw":"100.12345678","bc":"50.12345678"}],"P":[{"s":"BTCUSD_200925","pa":"20","ep":"6563.6","bep":"6563.7","cr":"0","up":"2850.21200000","mt":"isolated","iw":"13200.70726908","ps":"LONG"}]}}`,
    says: {
      _tag: "AccountUpdate",
      product: "coinm",
      eventTime: 1564745798939,
      transactionTime: 1564745798938,
      accountAlias: "SfsR",
      reason: "ORDER",
      balances: [
        {
          asset: "BTC",
          walletBalance: "122624.12345678",
          crossWalletBalance: "100.12345678",
          balanceChange: "50.12345678"
        }
      ],
      positions: [
        {
          symbol: "BTCUSD_200925",
          positionSide: "LONG",
          positionAmount: "20",
          entryPrice: "6563.6",
          breakEvenPrice: "6563.7",
          accumulatedRealized: "0",
          unrealizedProfit: "2850.21200000",
          marginType: "isolated",
          isolatedWallet: "13200.70726908"
        }
      ]
    }
  },
  {
    name: "a margin call on COIN-M",
    product: "coinm",
    wire: `{"e":"MARGIN_CALL","E":1587727187525,"i":"SfsR","cw":"3.16812045","p":[{"s":"BTCUSD_200925","ps":"LONG","pa":"132","mt":"CROSSED","iw":"0","mp":"9187.17127000","up":"-1.166074","mm":"1.614445"}]}`,
    says: {
      _tag: "MarginCall",
      product: "coinm",
      eventTime: 1587727187525,
      accountAlias: "SfsR",
      crossWalletBalance: "3.16812045",
      positions: [
        {
          symbol: "BTCUSD_200925",
          positionSide: "LONG",
          positionAmount: "132",
          marginType: "CROSSED",
          isolatedWallet: "0",
          markPrice: "9187.17127000",
          unrealizedProfit: "-1.166074",
          maintenanceMargin: "1.614445"
        }
      ]
    }
  },
  {
    name: "another leverage",
    product: "pm",
    wire: `{"e":"ACCOUNT_CONFIG_UPDATE","fs":"UM","E":1611646737479,"T":1611646737476,"ac":{"s":"BTCUSD_PERP","l":25}}`,
    says: {
      _tag: "AccountConfigUpdate",
      product: "pm",
      eventTime: 1611646737479,
      transactionTime: 1611646737476,
      businessUnit: "UM",
      symbol: "BTCUSD_PERP",
      leverage: 25
    }
  },
  {
    name: "another multi-assets mode",
    product: "usdm",
    wire: `{"e":"ACCOUNT_CONFIG_UPDATE","E":1611646737479,"T":1611646737476,"ai":{"j":true}}`,
    says: {
      _tag: "AccountConfigUpdate",
      product: "usdm",
      eventTime: 1611646737479,
      transactionTime: 1611646737476,
      multiAssetsMode: true
    }
  },
  {
    name: "a strategy",
    product: "usdm",
    wire: `{"e":"STRATEGY_UPDATE","T":1669261797627,"E":1669261797628,"su":{"si":176054594,"st":"GRID","ss":"NEW","s":"BTCUSDT","ut":1669261797626,"c":8007}}`,
    says: {
      _tag: "StrategyUpdate",
      product: "usdm",
      eventTime: 1669261797628,
      transactionTime: 1669261797627,
      strategyId: 176054594,
      strategyType: "GRID",
      strategyStatus: "NEW",
      symbol: "BTCUSDT",
      updateTime: 1669261797626,
      operationCode: 8007
    }
  },
  {
    name: "a grid",
    product: "coinm",
    wire: `{"e":"GRID_UPDATE","T":1669262908216,"E":1669262908218,"gu":{"si":176057039,"st":"GRID","ss":"WORKING","s":"BTCUSDT","r":"-0.00300716","up":"16720","uq":"-0.001","uf":"-0.00300717","mp":"0.0","ut":1669262908197}}`,
    says: {
      _tag: "GridUpdate",
      product: "coinm",
      eventTime: 1669262908218,
      transactionTime: 1669262908216,
      strategyId: 176057039,
      strategyType: "GRID",
      strategyStatus: "WORKING",
      symbol: "BTCUSDT",
      realizedProfit: "-0.00300716",
      unmatchedAveragePrice: "16720",
      unmatchedQuantity: "-0.001",
      unmatchedFee: "-0.00300717",
      matchedProfit: "0.0",
      updateTime: 1669262908197
    }
  },
  {
    name: "a triggered order that is rejected",
    product: "usdm",
    wire: `{"e":"CONDITIONAL_ORDER_TRIGGER_REJECT","E":1685517224945,"T":1685517224955,"or":{"s":"ETHUSDT","i":155618472834,"r":"Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history"}}`,
    says: {
      _tag: "ConditionalOrderTriggerReject",
      product: "usdm",
      eventTime: 1685517224945,
      transactionTime: 1685517224955,
      symbol: "ETHUSDT",
      orderId: 155618472834,
      rejectReason:
        "Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history"
    }
  },
  {
    name: "how an options account stands",
    product: "options",
    wire: `{"stream":"89ljxuL6jFTN3Ej85aYOqH2BYXQ7eeuNYcGm7ktV","data":{"e":"ACCOUNT_UPDATE","E":1762914568643,"T":1762914568619,"eq":"10000371.61462086","aeq":"10000475.51032086","b":"10000475.51032087","m":"-103.89570000","u":"16.10430000","i":"32354.38562539","M":"6089.28766956"}}`,
    says: {
      _tag: "OptionsAccountUpdate",
      product: "options",
      eventTime: 1762914568643,
      transactionTime: 1762914568619,
      equity: "10000371.61462086",
      adjustedEquity: "10000475.51032086",
      walletBalance: "10000475.51032087",
      positionValue: "-103.89570000",
      unrealizedProfit: "16.10430000",
      initialMargin: "32354.38562539",
      maintenanceMargin: "6089.28766956"
    }
  },
  {
    name: "how an options account stood on the older stream",
    product: "options",
    wire: `{"e":"ACCOUNT_UPDATE","E":1591696384141,"B":[{"b":"100007992.26053177","m":"0","u":"458.782655111111","U":200,"M":"-15452.328456","i":"-18852.328456","a":"USDT"}],"G":[{"ui":"SOLUSDT","d":-33.2933905,"t":35.5926375,"g":-1.33023855e-9,"v":-1929375e3}],"P":[{"s":"SOL-220912-35-C","c":"-50","r":"-51","p":"-100","a":"2.2"}],"uid":1000006559949}`,
    says: {
      _tag: "OptionsAccountUpdate",
      product: "options",
      eventTime: 1591696384141,
      balances: [
        {
          asset: "USDT",
          walletBalance: "100007992.26053177",
          positionValue: "0",
          unrealizedProfit: "458.782655111111",
          positiveUnrealizedProfit: "200",
          initialMargin: "-18852.328456",
          maintenanceMargin: "-15452.328456"
        }
      ],
      greeks: [
        {
          underlying: "SOLUSDT",
          delta: "-33.2933905",
          gamma: "-0.00000000133023855",
          theta: "35.5926375",
          vega: "-1929375000"
        }
      ],
      positions: [
        {
          symbol: "SOL-220912-35-C",
          quantity: "-50",
          reducibleQuantity: "-51",
          positionValue: "-100",
          averagePrice: "2.2"
        }
      ],
      accountId: 1000006559949
    }
  },
  {
    name: "balances and positions on options",
    product: "options",
    wire: `{"e":"BALANCE_POSITION_UPDATE","E":1762917544216,"T":1762917544206,"m":"ORDER","B":[{"a":"USDT","b":"10000471.37940900","bc":"0"}],"P":[{"s":"BTC-251123-126000-C","c":"-0.1000","p":"-120.00000000","a":"1200.00000000"}]}`,
    says: {
      _tag: "BalancePositionUpdate",
      product: "options",
      eventTime: 1762917544216,
      transactionTime: 1762917544206,
      reason: "ORDER",
      balances: [{ asset: "USDT", walletBalance: "10000471.37940900", balanceChange: "0" }],
      positions: [
        {
          symbol: "BTC-251123-126000-C",
          quantity: "-0.1000",
          positionValue: "-120.00000000",
          averagePrice: "1200.00000000"
        }
      ]
    }
  },
  {
    name: "greeks",
    product: "options",
    wire: `{"e":"GREEK_UPDATE","E":1762917544216,"T":1762917544215,"G":[{"u":"BTCUSDT","d":"-0.01304097","g":"-0.00000124","t":"16.11648100","v":"-3.83444011"}]}`,
    says: {
      _tag: "GreekUpdate",
      product: "options",
      eventTime: 1762917544216,
      transactionTime: 1762917544215,
      greeks: [
        { underlying: "BTCUSDT", delta: "-0.01304097", gamma: "-0.00000124", theta: "16.11648100", vega: "-3.83444011" }
      ]
    }
  },
  {
    name: "the risk level of options",
    product: "options",
    wire: `{"e":"RISK_LEVEL_CHANGE","E":1587727187525,"s":"REDUCE_ONLY","mb":"1534.11708371","mm":"254789.11708371"}`,
    says: {
      _tag: "RiskLevelChange",
      product: "options",
      eventTime: 1587727187525,
      riskLevel: "REDUCE_ONLY",
      marginBalance: "1534.11708371",
      maintenanceMargin: "254789.11708371"
    }
  },
  {
    name: "an order on options",
    product: "options",
    wire: `{"e":"ORDER_TRADE_UPDATE","E":1568879465651,"T":1568879465650,"o":{"s":"BTC-251123-126000-C","c":"TEST","S":"SELL","o":"LIMIT","x":"TRADE","X":"FILLED","i":4611875134427365377}}`,
    says: {
      _tag: "OrderTradeUpdate",
      product: "options",
      eventTime: 1568879465651,
      transactionTime: 1568879465650,
      symbol: "BTC-251123-126000-C",
      clientOrderId: "TEST",
      orderId: "4611875134427365377",
      executionType: "TRADE",
      status: "FILLED",
      side: "SELL",
      type: "LIMIT"
    }
  },
  {
    name: "orders on the older stream of options",
    product: "options",
    wire: `{"e":"ORDER_TRADE_UPDATE","E":1657613775883,"o":[{"T":1657613342918,"t":1657613342919,"s":"BTC-220930-18000-C","c":"mine","oid":"4611869636869226548","p":"1993","q":"-1","stp":0,"r":false,"po":true,"S":"PARTIALLY_FILLED","e":"-0.1","ec":"199.3","f":"2","tif":"GTC","oty":"LIMIT","fi":[{"t":"20","p":"1993","q":"0.1","T":1657613774336,"m":"TAKER","f":"0.0002"}]}]}`,
    ignored: ["o.0.stp"],
    says: {
      _tag: "OptionsOrders",
      product: "options",
      eventTime: 1657613775883,
      orders: [
        {
          symbol: "BTC-220930-18000-C",
          orderId: "4611869636869226548",
          clientOrderId: "mine",
          status: "PARTIALLY_FILLED",
          type: "LIMIT",
          timeInForce: "GTC",
          quantity: "-1",
          price: "1993",
          reduceOnly: false,
          postOnly: true,
          executedQuantity: "-0.1",
          executedAmount: "199.3",
          fee: "2",
          createTime: 1657613342918,
          updateTime: 1657613342919,
          fills: [
            { tradeId: 20, price: "1993", quantity: "0.1", tradeTime: 1657613774336, liquidity: "TAKER", fee: "0.0002" }
          ]
        }
      ]
    }
  },
  {
    name: "a conditional order under portfolio margin",
    product: "pm",
    wire: `{"e":"CONDITIONAL_ORDER_TRADE_UPDATE","T":1669262908216,"E":1669262908218,"fs":"UM","so":{"s":"BTCUSDT","c":"TEST","si":176057039,"S":"SELL","st":"TRAILING_STOP_MARKET","f":"GTC","q":"0.001","p":"0","sp":"7103.04","os":"NEW","T":1568879465650,"ut":1669262908217,"R":false,"wt":"MARK_PRICE","ps":"LONG","cp":false,"AP":"7476.89","cr":"5.0","i":8886774,"V":"EXPIRE_TAKER","gtd":0,"pm":"NONE"}}`,
    says: {
      _tag: "ConditionalOrderTradeUpdate",
      product: "pm",
      eventTime: 1669262908218,
      transactionTime: 1669262908216,
      businessUnit: "UM",
      symbol: "BTCUSDT",
      clientStrategyId: "TEST",
      strategyId: 176057039,
      strategyType: "TRAILING_STOP_MARKET",
      strategyStatus: "NEW",
      orderId: 8886774,
      side: "SELL",
      positionSide: "LONG",
      timeInForce: "GTC",
      quantity: "0.001",
      price: "0",
      stopPrice: "7103.04",
      activationPrice: "7476.89",
      callbackRate: "5.0",
      workingType: "MARK_PRICE",
      priceMatch: "NONE",
      reduceOnly: false,
      closePosition: false,
      selfTradePreventionMode: "EXPIRE_TAKER",
      goodTillDate: 0,
      bookTime: 1568879465650,
      updateTime: 1669262908217
    }
  },
  {
    name: "what open orders would lose",
    product: "pm",
    wire: `{"e":"openOrderLoss","E":1678710578788,"O":[{"a":"BUSD","o":"-0.1232313"},{"a":"BNB","o":"-12.1232313"}]}`,
    says: {
      _tag: "OpenOrderLoss",
      product: "pm",
      eventTime: 1678710578788,
      losses: [
        { asset: "BUSD", amount: "-0.1232313" },
        { asset: "BNB", amount: "-12.1232313" }
      ]
    }
  },
  {
    name: "a loan under portfolio margin",
    product: "pm",
    wire: `{"e":"liabilityChange","E":1573200697110,"a":"BTC","t":"BORROW","T":1352286576452864727,"p":"1.03453430","i":"0","l":"1.03476851"}`,
    says: {
      _tag: "LiabilityChange",
      product: "pm",
      eventTime: 1573200697110,
      asset: "BTC",
      liabilityType: "BORROW",
      transactionId: "1352286576452864727",
      principal: "1.03453430",
      interest: "0",
      totalLiability: "1.03476851"
    }
  },
  {
    name: "the risk level of portfolio margin pro",
    product: "pmpro",
    wire: `{"e":"riskLevelChange","E":1587727187525,"u":"1.99999999","s":"MARGIN_CALL","eq":"30.23416728","ae":"30.23416729","m":"15.11708371"}`,
    says: {
      _tag: "RiskLevelChange",
      product: "pmpro",
      eventTime: 1587727187525,
      uniMmr: "1.99999999",
      riskLevel: "MARGIN_CALL",
      equity: "30.23416728",
      actualEquity: "30.23416729",
      maintenanceMargin: "15.11708371"
    }
  },
  {
    name: "the risk level of portfolio margin, by its other name",
    product: "pm",
    wire: `{"e":"RISK_LEVEL_CHANGE","E":1587727187525,"u":"1.99999999","s":"REDUCE_ONLY","m":"15.11708371"}`,
    says: {
      _tag: "RiskLevelChange",
      product: "pm",
      eventTime: 1587727187525,
      uniMmr: "1.99999999",
      riskLevel: "REDUCE_ONLY",
      maintenanceMargin: "15.11708371"
    }
  },
  {
    name: "a loan on margin",
    product: "margin",
    wire: `{"e":"USER_LIABILITY_CHANGE","E":1701949801133,"a":"BTC","t":"BORROW","p":"0.00000100","i":"0.00000001"}`,
    says: {
      _tag: "UserLiabilityChange",
      product: "margin",
      eventTime: 1701949801133,
      asset: "BTC",
      liabilityType: "BORROW",
      principal: "0.00000100",
      interest: "0.00000001"
    }
  },
  {
    name: "a margin call on margin",
    product: "margin",
    wire: `{"e":"MARGIN_LEVEL_STATUS_CHANGE","E":1701949763462,"l":"1.1","s":"MARGIN_CALL"}`,
    says: {
      _tag: "MarginLevelStatusChange",
      product: "margin",
      eventTime: 1701949763462,
      marginLevel: "1.1",
      status: "MARGIN_CALL"
    }
  }
]
