/**
 * Which parameters the documentation has for each endpoint, `timestamp` and `recvWindow` apart; names only, read from its tables.
 * Sources: spot docs: rest-api; margin, wallet and sub-account docs: the page of each endpoint.
 */
export const documented: Readonly<Record<string, string>> = {
  "GET /api/v3/ping": "",
  "GET /api/v3/time": "",
  "GET /api/v3/exchangeInfo": "permissions showPermissionSets symbol symbolStatus",
  "GET /api/v3/depth": "limit symbol symbolStatus",
  "GET /api/v3/avgPrice": "symbol",
  "GET /api/v3/ticker/price": "symbol symbolStatus symbols",
  "GET /api/v3/ticker/bookTicker": "symbol symbolStatus symbols",
  "POST /api/v3/order":
    "icebergQty newClientOrderId newOrderRespType pegOffsetType pegOffsetValue pegPriceType price quantity quoteOrderQty selfTradePreventionMode side stopPrice strategyId strategyType symbol timeInForce trailingDelta type",
  "POST /api/v3/order/test":
    "computeCommissionRates icebergQty newClientOrderId newOrderRespType pegOffsetType pegOffsetValue pegPriceType price quantity quoteOrderQty selfTradePreventionMode side stopPrice strategyId strategyType symbol timeInForce trailingDelta type",
  "DELETE /api/v3/order": "cancelRestrictions newClientOrderId orderId origClientOrderId symbol",
  "DELETE /api/v3/openOrders": "symbol",
  "POST /api/v3/order/cancelReplace":
    "cancelNewClientOrderId cancelOrderId cancelOrigClientOrderId cancelReplaceMode cancelRestrictions icebergQty newClientOrderId newOrderRespType orderRateLimitExceededMode pegOffsetType pegOffsetValue pegPriceType price quantity quoteOrderQty selfTradePreventionMode side stopPrice strategyId strategyType symbol timeInForce trailingDelta type",
  "PUT /api/v3/order/amend/keepPriority": "newClientOrderId newQty orderId origClientOrderId symbol",
  "POST /api/v3/orderList/oco":
    "aboveClientOrderId aboveIcebergQty abovePegOffsetType abovePegOffsetValue abovePegPriceType abovePrice aboveStopPrice aboveStrategyId aboveStrategyType aboveTimeInForce aboveTrailingDelta aboveType belowClientOrderId belowIcebergQty belowPegOffsetType belowPegOffsetValue belowPegPriceType belowPrice belowStopPrice belowStrategyId belowStrategyType belowTimeInForce belowTrailingDelta belowType listClientOrderId newOrderRespType quantity selfTradePreventionMode side symbol",
  "POST /api/v3/orderList/oto":
    "listClientOrderId newOrderRespType pendingClientOrderId pendingIcebergQty pendingPegOffsetType pendingPegOffsetValue pendingPegPriceType pendingPrice pendingQuantity pendingSide pendingStopPrice pendingStrategyId pendingStrategyType pendingTimeInForce pendingTrailingDelta pendingType selfTradePreventionMode symbol workingClientOrderId workingIcebergQty workingPegOffsetType workingPegOffsetValue workingPegPriceType workingPrice workingQuantity workingSide workingStrategyId workingStrategyType workingTimeInForce workingType",
  "POST /api/v3/orderList/otoco":
    "listClientOrderId newOrderRespType pendingAboveClientOrderId pendingAboveIcebergQty pendingAbovePegOffsetType pendingAbovePegOffsetValue pendingAbovePegPriceType pendingAbovePrice pendingAboveStopPrice pendingAboveStrategyId pendingAboveStrategyType pendingAboveTimeInForce pendingAboveTrailingDelta pendingAboveType pendingBelowClientOrderId pendingBelowIcebergQty pendingBelowPegOffsetType pendingBelowPegOffsetValue pendingBelowPegPriceType pendingBelowPrice pendingBelowStopPrice pendingBelowStrategyId pendingBelowStrategyType pendingBelowTimeInForce pendingBelowTrailingDelta pendingBelowType pendingQuantity pendingSide selfTradePreventionMode symbol workingClientOrderId workingIcebergQty workingPegOffsetType workingPegOffsetValue workingPegPriceType workingPrice workingQuantity workingSide workingStrategyId workingStrategyType workingTimeInForce workingType",
  "POST /api/v3/orderList/opo":
    "listClientOrderId newOrderRespType pendingClientOrderId pendingIcebergQty pendingPegOffsetType pendingPegOffsetValue pendingPegPriceType pendingPrice pendingSide pendingStopPrice pendingStrategyId pendingStrategyType pendingTimeInForce pendingTrailingDelta pendingType selfTradePreventionMode symbol workingClientOrderId workingIcebergQty workingPegOffsetType workingPegOffsetValue workingPegPriceType workingPrice workingQuantity workingSide workingStrategyId workingStrategyType workingTimeInForce workingType",
  "POST /api/v3/orderList/opoco":
    "listClientOrderId newOrderRespType pendingAboveClientOrderId pendingAboveIcebergQty pendingAbovePegOffsetType pendingAbovePegOffsetValue pendingAbovePegPriceType pendingAbovePrice pendingAboveStopPrice pendingAboveStrategyId pendingAboveStrategyType pendingAboveTimeInForce pendingAboveTrailingDelta pendingAboveType pendingBelowClientOrderId pendingBelowIcebergQty pendingBelowPegOffsetType pendingBelowPegOffsetValue pendingBelowPegPriceType pendingBelowPrice pendingBelowStopPrice pendingBelowStrategyId pendingBelowStrategyType pendingBelowTimeInForce pendingBelowTrailingDelta pendingBelowType pendingSide selfTradePreventionMode symbol workingClientOrderId workingIcebergQty workingPegOffsetType workingPegOffsetValue workingPegPriceType workingPrice workingQuantity workingSide workingStrategyId workingStrategyType workingTimeInForce workingType",
  "DELETE /api/v3/orderList": "listClientOrderId newClientOrderId orderListId symbol",
  "POST /api/v3/sor/order":
    "icebergQty newClientOrderId newOrderRespType price quantity selfTradePreventionMode side strategyId strategyType symbol timeInForce type",
  "POST /api/v3/sor/order/test":
    "computeCommissionRates icebergQty newClientOrderId newOrderRespType price quantity selfTradePreventionMode side strategyId strategyType symbol timeInForce type",
  "GET /api/v3/account": "omitZeroBalances",
  "GET /api/v3/order": "orderId origClientOrderId symbol",
  "GET /api/v3/openOrders": "symbol",
  "GET /api/v3/allOrders": "endTime limit orderId startTime symbol",
  "GET /api/v3/orderList": "orderListId origClientOrderId",
  "GET /api/v3/allOrderList": "endTime fromId limit startTime",
  "GET /api/v3/openOrderList": "",
  "GET /api/v3/myTrades": "endTime fromId limit orderId startTime symbol",
  "GET /api/v3/rateLimit/order": "",
  "GET /api/v3/myPreventedMatches": "fromPreventedMatchId limit orderId preventedMatchId symbol",
  "GET /api/v3/myAllocations": "endTime fromAllocationId limit orderId startTime symbol",
  "GET /api/v3/account/commission": "symbol",
  "GET /api/v3/order/amendments": "fromExecutionId limit orderId symbol",
  "POST /sapi/v1/margin/order":
    "autoRepayAtCancel icebergQty isIsolated newClientOrderId newOrderRespType price quantity quoteOrderQty selfTradePreventionMode side sideEffectType stopPrice symbol timeInForce type",
  "POST /sapi/v1/margin/order/oco":
    "autoRepayAtCancel isIsolated limitClientOrderId limitIcebergQty listClientOrderId newOrderRespType price quantity selfTradePreventionMode side sideEffectType stopClientOrderId stopIcebergQty stopLimitPrice stopLimitTimeInForce stopPrice symbol",
  "POST /sapi/v1/margin/order/oto":
    "autoRepayAtCancel isIsolated listClientOrderId newOrderRespType pendingClientOrderId pendingIcebergQty pendingPrice pendingQuantity pendingSide pendingStopPrice pendingTimeInForce pendingTrailingDelta pendingType selfTradePreventionMode sideEffectType symbol workingClientOrderId workingIcebergQty workingPrice workingQuantity workingSide workingTimeInForce workingType",
  "POST /sapi/v1/margin/order/otoco":
    "autoRepayAtCancel isIsolated listClientOrderId newOrderRespType pendingAboveClientOrderId pendingAboveIcebergQty pendingAbovePrice pendingAboveStopPrice pendingAboveTimeInForce pendingAboveTrailingDelta pendingAboveType pendingBelowClientOrderId pendingBelowIcebergQty pendingBelowPrice pendingBelowStopPrice pendingBelowTimeInForce pendingBelowTrailingDelta pendingBelowType pendingQuantity pendingSide selfTradePreventionMode sideEffectType symbol workingClientOrderId workingIcebergQty workingPrice workingQuantity workingSide workingTimeInForce workingType",
  "DELETE /sapi/v1/margin/order": "isIsolated newClientOrderId orderId origClientOrderId symbol",
  "DELETE /sapi/v1/margin/openOrders": "isIsolated symbol",
  "DELETE /sapi/v1/margin/orderList": "isIsolated listClientOrderId newClientOrderId orderListId symbol",
  "GET /sapi/v1/margin/order": "isIsolated orderId origClientOrderId symbol",
  "GET /sapi/v1/margin/openOrders": "isIsolated symbol",
  "GET /sapi/v1/margin/allOrders": "endTime isIsolated limit orderId startTime symbol",
  "GET /sapi/v1/margin/myTrades": "endTime fromId isIsolated limit orderId startTime symbol",
  "GET /sapi/v1/margin/orderList": "isIsolated orderListId origClientOrderId symbol",
  "GET /sapi/v1/margin/allOrderList": "endTime fromId isIsolated limit startTime symbol",
  "GET /sapi/v1/margin/openOrderList": "isIsolated symbol",
  "GET /sapi/v1/margin/rateLimit/order": "isIsolated symbol",
  "POST /sapi/v1/margin/borrow-repay": "amount asset isIsolated symbol type",
  "GET /sapi/v1/margin/borrow-repay": "asset current endTime isolatedSymbol size startTime txId type",
  "GET /sapi/v1/margin/account": "",
  "GET /sapi/v1/margin/isolated/account": "symbols",
  "POST /sapi/v1/asset/transfer": "amount asset fromSymbol toSymbol type",
  "GET /sapi/v1/asset/transfer": "current endTime fromSymbol size startTime toSymbol type",
  "POST /sapi/v1/capital/withdraw/apply":
    "address addressTag amount coin name network transactionFeeFlag walletType withdrawOrderId",
  "GET /sapi/v1/capital/withdraw/history": "coin endTime idList limit offset startTime status withdrawOrderId",
  "POST /sapi/v1/sub-account/universalTransfer":
    "amount asset clientTranId fromAccountType fromEmail symbol toAccountType toEmail",
  "GET /sapi/v1/sub-account/universalTransfer": "clientTranId endTime fromEmail limit page startTime toEmail",
  "POST /sapi/v1/sub-account/futures/internalTransfer": "amount asset fromEmail futuresType toEmail",
  "GET /sapi/v1/sub-account/futures/internalTransfer": "email endTime futuresType limit page startTime"
}
