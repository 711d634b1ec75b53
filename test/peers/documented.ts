/**
 * The fields of the answers, as the examples of the official documentation show them: rest-api.md of
 * github.com/binance/binance-spot-api-docs at a5e0bc3 (21 July 2026). `sors` of exchangeInfo is there where
 * smart order routing is, as it is here.
 */
const order = [
  "symbol",
  "orderId",
  "orderListId",
  "clientOrderId",
  "price",
  "origQty",
  "executedQty",
  "origQuoteOrderQty",
  "cummulativeQuoteQty",
  "status",
  "timeInForce",
  "type",
  "side",
  "selfTradePreventionMode"
]

export const documented = {
  "POST /api/v3/order": [...order, "transactTime", "workingTime", "fills"],
  "a fill of POST /api/v3/order": ["price", "qty", "commission", "commissionAsset", "tradeId"],
  "GET /api/v3/order": [...order, "stopPrice", "icebergQty", "time", "updateTime", "isWorking", "workingTime"],
  "DELETE /api/v3/order": [...order, "origClientOrderId", "transactTime"],
  "POST /api/v3/order/test": [],
  "GET /api/v3/myTrades": [
    "symbol",
    "id",
    "orderId",
    "orderListId",
    "price",
    "qty",
    "quoteQty",
    "commission",
    "commissionAsset",
    "time",
    "isBuyer",
    "isMaker",
    "isBestMatch"
  ],
  "GET /api/v3/account": [
    "makerCommission",
    "takerCommission",
    "buyerCommission",
    "sellerCommission",
    "commissionRates",
    "canTrade",
    "canWithdraw",
    "canDeposit",
    "brokered",
    "requireSelfTradePrevention",
    "preventSor",
    "updateTime",
    "accountType",
    "balances",
    "permissions",
    "uid"
  ],
  "GET /api/v3/exchangeInfo": ["timezone", "serverTime", "rateLimits", "exchangeFilters", "symbols", "sors"],
  "a symbol of GET /api/v3/exchangeInfo": [
    "symbol",
    "status",
    "baseAsset",
    "baseAssetPrecision",
    "quoteAsset",
    "quotePrecision",
    "quoteAssetPrecision",
    "baseCommissionPrecision",
    "quoteCommissionPrecision",
    "orderTypes",
    "icebergAllowed",
    "ocoAllowed",
    "otoAllowed",
    "opoAllowed",
    "quoteOrderQtyMarketAllowed",
    "allowTrailingStop",
    "cancelReplaceAllowed",
    "amendAllowed",
    "pegInstructionsAllowed",
    "isSpotTradingAllowed",
    "isMarginTradingAllowed",
    "filters",
    "permissions",
    "permissionSets",
    "defaultSelfTradePreventionMode",
    "allowedSelfTradePreventionModes"
  ],
  "GET /api/v3/rateLimit/order": ["rateLimitType", "interval", "intervalNum", "limit", "count"],
  "GET /api/v3/depth": ["lastUpdateId", "bids", "asks"]
} as const satisfies Readonly<Record<string, ReadonlyArray<string>>>
