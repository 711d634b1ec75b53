/**
 * The error codes of margin (every row of `/sapi`) and of portfolio margin pro as Binance lists them: number, name, and texts (a `|`
 * between two). Taken from the official lists and not from the product's own tables.
 *
 * What each means for a write is in `expected`, written from the outcome table by hand.
 */
import type { Kind } from "effect-binance/errors/InDoubt"

type Listed = readonly [code: number, name: string, texts: string]

// oxfmt-ignore -- one row, one line
const onBoth: ReadonlyArray<Listed> = [
  [
    -1000,
    "UNKNOWN",
    "An unknown error occurred while processing the request.|An unknown error occurred while processing the request.[%s]"
  ],
  [-1001, "DISCONNECTED", "Internal error; unable to process your request. Please try again."],
  [-1002, "UNAUTHORIZED", "You are not authorized to execute this request."],
  [
    -1003,
    "TOO_MANY_REQUESTS",
    "Too many requests queued.|Too much request weight used; current limit is %s request weight per %s. Please use WebSocket Streams for live updates to avoid polling the API.|Way too much request weight used; IP banned until %s. Please use WebSocket Streams for live updates to avoid bans."
  ],
  [-1004, "SERVER_BUSY", "Server is busy, please wait and try again"],
  [-1006, "UNEXPECTED_RESP", "An unexpected response was received from the message bus. Execution status unknown."],
  [
    -1007,
    "TIMEOUT",
    "Timeout waiting for response from backend server. Send status unknown; execution status unknown."
  ],
  [-1008, "SERVER_BUSY", "Spot server is currently overloaded with other requests. Please try again in a few minutes."],
  [-1014, "UNKNOWN_ORDER_COMPOSITION", "Unsupported order combination."],
  [-1015, "TOO_MANY_ORDERS", "Too many new orders.|Too many new orders; current limit is %s orders per %s."],
  [-1016, "SERVICE_SHUTTING_DOWN", "This service is no longer available."],
  [-1020, "UNSUPPORTED_OPERATION", "This operation is not supported."],
  [
    -1021,
    "INVALID_TIMESTAMP",
    "Timestamp for this request is outside of the recvWindow.|Timestamp for this request was 1000ms ahead of the server's time."
  ],
  [-1022, "INVALID_SIGNATURE", "Signature for this request is not valid."],
  [-1099, "Not found, authenticated, or authorized", "This replaces error code -1999"],
  [
    -1100,
    "ILLEGAL_CHARS",
    "Illegal characters found in a parameter.|Illegal characters found in a parameter. %s|Illegal characters found in parameter `%s`; legal range is `%s`."
  ],
  [
    -1101,
    "TOO_MANY_PARAMETERS",
    "Too many parameters sent for this endpoint.|Too many parameters; expected `%s` and received `%s`.|Duplicate values for a parameter detected."
  ],
  [
    -1102,
    "MANDATORY_PARAM_EMPTY_OR_MALFORMED",
    "A mandatory parameter was not sent, was empty/null, or malformed.|Mandatory parameter `%s` was not sent, was empty/null, or malformed.|Param `%s` or `%s` must be sent, but both were empty/null!"
  ],
  [-1103, "UNKNOWN_PARAM", "An unknown parameter was sent."],
  [
    -1104,
    "UNREAD_PARAMETERS",
    "Not all sent parameters were read.|Not all sent parameters were read; read `%s` parameter(s) but was sent `%s`."
  ],
  [-1105, "PARAM_EMPTY", "A parameter was empty.|Parameter `%s` was empty."],
  [-1106, "PARAM_NOT_REQUIRED", "A parameter was sent when not required.|Parameter `%s` sent when not required."],
  [-1111, "BAD_PRECISION", "Precision is over the maximum defined for this asset."],
  [-1112, "NO_DEPTH", "No orders on book for symbol."],
  [-1114, "TIF_NOT_REQUIRED", "TimeInForce parameter sent when not required."],
  [-1115, "INVALID_TIF", "Invalid timeInForce."],
  [-1116, "INVALID_ORDER_TYPE", "Invalid orderType."],
  [-1117, "INVALID_SIDE", "Invalid side."],
  [-1118, "EMPTY_NEW_CL_ORD_ID", "New client order ID was empty."],
  [-1119, "EMPTY_ORG_CL_ORD_ID", "Original client order ID was empty."],
  [-1120, "BAD_INTERVAL", "Invalid interval."],
  [-1121, "BAD_SYMBOL", "Invalid symbol."],
  [-1125, "INVALID_LISTEN_KEY", "This listenKey does not exist."],
  [-1127, "MORE_THAN_XX_HOURS", "Lookup interval is too big.|More than %s hours between startTime and endTime."],
  [-1128, "OPTIONAL_PARAMS_BAD_COMBO", "Combination of optional parameters invalid."],
  [-1130, "INVALID_PARAMETER", "Invalid data sent for a parameter.|Data sent for parameter `%s` is not valid."],
  [-1131, "BAD_RECV_WINDOW", "recvWindow must be less than 60000"],
  [-1134, "BAD_STRATEGY_TYPE", "`strategyType` was less than 1000000."],
  [
    -1145,
    "INVALID_CANCEL_RESTRICTIONS",
    "`cancelRestrictions` has to be either `ONLY_NEW` or `ONLY_PARTIALLY_FILLED`."
  ],
  [-1151, "DUPLICATE_SYMBOLS", "Symbol is present multiple times in the list."],
  [-2010, "NEW_ORDER_REJECTED", "NEW_ORDER_REJECTED"],
  [-2011, "CANCEL_REJECTED", "CANCEL_REJECTED"],
  [-2013, "NO_SUCH_ORDER", "Order does not exist."],
  [-2014, "BAD_API_KEY_FMT", "API-key format invalid."],
  [-2015, "REJECTED_MBX_KEY", "Invalid API-key, IP, or permissions for action."],
  [-2016, "NO_TRADING_WINDOW", "No trading window could be found for the symbol. Try ticker/24hrs instead."],
  [-2021, "ORDER_CANCEL_REPLACE_PARTIALLY_FAILED", "Order cancel-replace partially failed."],
  [-2022, "ORDER_CANCEL_REPLACE_FAILED", "Order cancel-replace failed."],
  [
    -2026,
    "ORDER_ARCHIVED",
    "Order was canceled or expired with no executed qty over 90 days ago and has been archived."
  ],
  [-3000, "INNER_FAILURE", "Internal server error."],
  [-3001, "NEED_ENABLE_2FA", "Please enable 2FA first."],
  [-3002, "ASSET_DEFICIENCY", "We don't have this asset."],
  [-3003, "NO_OPENED_MARGIN_ACCOUNT", "Margin account does not exist."],
  [-3004, "TRADE_NOT_ALLOWED", "Trade not allowed."],
  [-3005, "TRANSFER_OUT_NOT_ALLOWED", "Transferring out not allowed."],
  [-3006, "EXCEED_MAX_BORROWABLE", "Your borrow amount has exceed maximum borrow amount."],
  [-3007, "HAS_PENDING_TRANSACTION", "You have pending transaction, please try again later."],
  [-3008, "BORROW_NOT_ALLOWED", "Borrow not allowed."],
  [-3009, "ASSET_NOT_MORTGAGEABLE", "This asset are not allowed to transfer into margin account currently."],
  [-3010, "REPAY_NOT_ALLOWED", "Repay not allowed."],
  [-3011, "BAD_DATE_RANGE", "Your input date is invalid."],
  [-3012, "ASSET_ADMIN_BAN_BORROW", "Borrow is banned for this asset."],
  [-3013, "LT_MIN_BORROWABLE", "Borrow amount less than minimum borrow amount."],
  [-3014, "ACCOUNT_BAN_BORROW", "Borrow is banned for this account."],
  [-3015, "REPAY_EXCEED_LIABILITY", "Repay amount exceeds borrow amount."],
  [-3016, "LT_MIN_REPAY", "Repay amount less than minimum repay amount."],
  [-3017, "ASSET_ADMIN_BAN_MORTGAGE", "This asset are not allowed to transfer into margin account currently."],
  [-3018, "ACCOUNT_BAN_MORTGAGE", "Transferring in has been banned for this account."],
  [-3019, "ACCOUNT_BAN_ROLLOUT", "Transferring out has been banned for this account."],
  [-3020, "EXCEED_MAX_ROLLOUT", "Transfer out amount exceeds max amount."],
  [-3021, "PAIR_ADMIN_BAN_TRADE", "Margin account are not allowed to trade this trading pair."],
  [-3022, "ACCOUNT_BAN_TRADE", "You account's trading is banned."],
  [-3023, "WARNING_MARGIN_LEVEL", "You can't transfer out/place order under current margin level."],
  [-3024, "FEW_LIABILITY_LEFT", "The unpaid debt is too small after this repayment."],
  [-3025, "INVALID_EFFECTIVE_TIME", "Your input date is invalid."],
  [-3026, "VALIDATION_FAILED", "Your input param is invalid."],
  [-3027, "NOT_VALID_MARGIN_ASSET", "Not a valid margin asset."],
  [-3028, "NOT_VALID_MARGIN_PAIR", "Not a valid margin pair."],
  [-3029, "TRANSFER_FAILED", "Transfer failed."],
  [-3036, "ACCOUNT_BAN_REPAY", "This account is not allowed to repay."],
  [-3037, "PNL_CLEARING", "PNL is clearing. Wait a second."],
  [-3038, "LISTEN_KEY_NOT_FOUND", "Listen key not found."],
  [-3041, "BALANCE_NOT_CLEARED", "Balance is not enough"],
  [-3042, "PRICE_INDEX_NOT_FOUND", "PriceIndex not available for this margin pair."],
  [-3043, "TRANSFER_IN_NOT_ALLOWED", "Transferring in not allowed."],
  [-3044, "SYSTEM_BUSY", "System busy."],
  [-3045, "SYSTEM", "The system doesn't have enough asset now."],
  [-3999, "NOT_WHITELIST_USER", "This function is only available for invited users."],
  [-4001, "CAPITAL_INVALID", "Invalid operation."],
  [-4002, "CAPITAL_IG", "Invalid get."],
  [-4003, "CAPITAL_IEV", "Your input email is invalid."],
  [-4004, "CAPITAL_UA", "You don't login or auth."],
  [-4005, "CAPAITAL_TOO_MANY_REQUEST", "Too many new requests."],
  [-4006, "CAPITAL_ONLY_SUPPORT_PRIMARY_ACCOUNT", "Support main account only."],
  [-4007, "CAPITAL_ADDRESS_VERIFICATION_NOT_PASS", "Address validation is not passed."],
  [-4008, "CAPITAL_ADDRESS_TAG_VERIFICATION_NOT_PASS", "Address tag validation is not passed."],
  [-4010, "CAPITAL_WHITELIST_EMAIL_CONFIRM", "White list mail has been confirmed."],
  [-4011, "CAPITAL_WHITELIST_EMAIL_EXPIRED", "White list mail is invalid."],
  [-4012, "CAPITAL_WHITELIST_CLOSE", "White list is not opened."],
  [-4013, "CAPITAL_WITHDRAW_2FA_VERIFY", "2FA is not opened."],
  [-4014, "CAPITAL_WITHDRAW_LOGIN_DELAY", "Withdraw is not allowed within 2 min login."],
  [-4015, "CAPITAL_WITHDRAW_RESTRICTED_MINUTE", "Withdraw is limited."],
  [
    -4016,
    "CAPITAL_WITHDRAW_RESTRICTED_PASSWORD",
    "Within 24 hours after password modification, withdrawal is prohibited."
  ],
  [
    -4017,
    "CAPITAL_WITHDRAW_RESTRICTED_UNBIND_2FA",
    "Within 24 hours after the release of 2FA, withdrawal is prohibited."
  ],
  [-4018, "CAPITAL_WITHDRAW_ASSET_NOT_EXIST", "We don't have this asset."],
  [-4019, "CAPITAL_WITHDRAW_ASSET_PROHIBIT", "Current asset is not open for withdrawal."],
  [-4021, "CAPITAL_WITHDRAW_AMOUNT_MULTIPLE", "Asset withdrawal must be an %s multiple of %s."],
  [-4022, "CAPITAL_WITHDRAW_MIN_AMOUNT", "Not less than the minimum pick-up quantity %s."],
  [-4023, "CAPITAL_WITHDRAW_MAX_AMOUNT", "Within 24 hours, the withdrawal exceeds the maximum amount."],
  [-4024, "CAPITAL_WITHDRAW_USER_NO_ASSET", "You don't have this asset."],
  [-4025, "CAPITAL_WITHDRAW_USER_ASSET_LESS_THAN_ZERO", "The number of hold asset is less than zero."],
  [-4026, "CAPITAL_WITHDRAW_USER_ASSET_NOT_ENOUGH", "You have insufficient balance."],
  [-4027, "CAPITAL_WITHDRAW_GET_TRAN_ID_FAILURE", "Failed to obtain tranId."],
  [-4028, "CAPITAL_WITHDRAW_MORE_THAN_FEE", "The amount of withdrawal must be greater than the Commission."],
  [-4029, "CAPITAL_WITHDRAW_NOT_EXIST", "The withdrawal record does not exist."],
  [-4030, "CAPITAL_WITHDRAW_CONFIRM_SUCCESS", "Confirmation of successful asset withdrawal."],
  [-4031, "CAPITAL_WITHDRAW_CANCEL_FAILURE", "Cancellation failed."],
  [-4032, "CAPITAL_WITHDRAW_CHECKSUM_VERIFY_FAILURE", "Withdraw verification exception."],
  [-4033, "CAPITAL_WITHDRAW_ILLEGAL_ADDRESS", "Illegal address."],
  [-4034, "CAPITAL_WITHDRAW_ADDRESS_CHEAT", "The address is suspected of fake."],
  [-4035, "CAPITAL_WITHDRAW_NOT_WHITE_ADDRESS", "This address is not on the whitelist. Please join and try again."],
  [-4036, "CAPITAL_WITHDRAW_NEW_ADDRESS", "The new address needs to be withdrawn in {0} hours."],
  [-4037, "CAPITAL_WITHDRAW_RESEND_EMAIL_FAIL", "Re-sending Mail failed."],
  [-4038, "CAPITAL_WITHDRAW_RESEND_EMAIL_TIME_OUT", "Please try again in 5 minutes."],
  [-4039, "CAPITAL_USER_EMPTY", "The user does not exist."],
  [-4040, "CAPITAL_NO_CHARGE", "This address not charged."],
  [-4041, "CAPITAL_MINUTE_TOO_SMALL", "Please try again in one minute."],
  [-4042, "CAPITAL_CHARGE_NOT_RESET", "This asset cannot get deposit address again."],
  [-4043, "CAPITAL_ADDRESS_TOO_MUCH", "More than 100 recharge addresses were used in 24 hours."],
  [-4044, "CAPITAL_BLACKLIST_COUNTRY_GET_ADDRESS", "This is a blacklist country."],
  [-4045, "CAPITAL_GET_ASSET_ERROR", "Failure to acquire assets."],
  [-4046, "CAPITAL_AGREEMENT_NOT_CONFIRMED", "Agreement not confirmed."],
  [-4047, "CAPITAL_DATE_INTERVAL_LIMIT", "Time interval must be within 0-90 days"],
  [
    -4060,
    "CAPITAL_WITHDRAW_USER_ASSET_LOCK_DEPOSIT",
    "As your deposit has not reached the required block confirmations, we have temporarily locked {0} asset"
  ],
  [-5001, "ASSET_DRIBBLET_CONVERT_SWITCH_OFF", "Don't allow transfer to micro assets."],
  [-5002, "ASSET_ASSET_NOT_ENOUGH", "You have insufficient balance."],
  [-5003, "ASSET_USER_HAVE_NO_ASSET", "You don't have this asset."],
  [
    -5004,
    "USER_OUT_OF_TRANSFER_FLOAT",
    "The residual balances have exceeded 0.001BTC, Please re-choose.|The residual balances of %s have exceeded 0.001BTC, Please re-choose."
  ],
  [
    -5005,
    "USER_ASSET_AMOUNT_IS_TOO_LOW",
    "The residual balances of the BTC is too low|The residual balances of %s is too low, Please re-choose."
  ],
  [-5006, "USER_CAN_NOT_REQUEST_IN_24_HOURS", "Only transfer once in 24 hours."],
  [-5007, "AMOUNT_OVER_ZERO", "Quantity must be greater than zero."],
  [-5008, "ASSET_WITHDRAW_WITHDRAWING_NOT_ENOUGH", "Insufficient amount of returnable assets."],
  [-5009, "PRODUCT_NOT_EXIST", "Product does not exist."],
  [-5010, "TRANSFER_FAIL", "Asset transfer fail."],
  [-5011, "FUTURE_ACCT_NOT_EXIST", "future account not exists."],
  [-5012, "TRANSFER_PENDING", "Asset transfer is in pending."],
  [-5012, "FUTURE_ACCT_OR_SUBRELATION_NOT_EXIST", "future account or sub relation not exists."],
  [-5021, "PARENT_SUB_HAVE_NO_RELATION", "This parent sub have no relation"],
  [-6001, "DAILY_PRODUCT_NOT_EXIST", "Daily product not exists."],
  [-6003, "DAILY_PRODUCT_NOT_ACCESSIBLE", "Product not exist or you don't have permission"],
  [-6004, "DAILY_PRODUCT_NOT_PURCHASABLE", "Product not in purchase status"],
  [-6005, "DAILY_LOWER_THAN_MIN_PURCHASE_LIMIT", "Smaller than min purchase limit"],
  [-6006, "DAILY_REDEEM_AMOUNT_ERROR", "Redeem amount error"],
  [-6007, "DAILY_REDEEM_TIME_ERROR", "Not in redeem time"],
  [-6008, "DAILY_PRODUCT_NOT_REDEEMABLE", "Product not in redeem status"],
  [-6009, "REQUEST_FREQUENCY_TOO_HIGH", "Request frequency too high"],
  [-6011, "EXCEEDED_USER_PURCHASE_LIMIT", "Exceeding the maximum num allowed to purchase per user"],
  [-6012, "BALANCE_NOT_ENOUGH", "Balance not enough"],
  [-6013, "PURCHASING_FAILED", "Purchasing failed"],
  [-6014, "UPDATE_FAILED", "Exceed up-limit allowed to purchased"],
  [-6015, "EMPTY_REQUEST_BODY", "Empty request body"],
  [-6016, "PARAMS_ERR", "Parameter err"],
  [-6017, "NOT_IN_WHITELIST", "Not in whitelist"],
  [-6018, "ASSET_NOT_ENOUGH", "Asset not enough"],
  [-6019, "PENDING", "Need confirm"],
  [-6020, "PROJECT_NOT_EXISTS", "Project not exists"],
  [-7001, "FUTURES_BAD_DATE_RANGE", "Date range is not supported."],
  [-7002, "FUTURES_BAD_TYPE", "Data request type is not supported."],
  [-10001, "SYSTEM_MAINTENANCE", "The system is under maintenance, please try again later."],
  [-10002, "INVALID_INPUT", "Invalid input parameters."],
  [-10005, "NO_RECORDS", "No records found."],
  [-10007, "COIN_NOT_LOANABLE", "This coin is not loanable."],
  [-10008, "COIN_NOT_LOANABLE", "This coin is not loanable"],
  [-10009, "COIN_NOT_COLLATERAL", "This coin can not be used as collateral."],
  [-10010, "COIN_NOT_COLLATERAL", "This coin can not be used as collateral."],
  [-10011, "INSUFFICIENT_ASSET", "Insufficient spot assets."],
  [-10012, "INVALID_AMOUNT", "Invalid repayment amount."],
  [-10013, "INSUFFICIENT_AMOUNT", "Insufficient collateral amount."],
  [-10015, "DEDUCTION_FAILED", "Collateral deduction failed."],
  [-10016, "LOAN_FAILED", "Failed to provide loan."],
  [-10017, "REPAY_EXCEED_DEBT", "Repayment amount exceeds debt."],
  [-10018, "INVALID_AMOUNT", "Invalid repayment amount."],
  [-10019, "CONFIG_NOT_EXIST", "Configuration does not exists."],
  [-10020, "UID_NOT_EXIST", "User ID does not exist."],
  [-10021, "ORDER_NOT_EXIST", "Order does not exist."],
  [-10022, "INVALID_AMOUNT", "Invalid adjustment amount."],
  [-10023, "ADJUST_LTV_FAILED", "Failed to adjust LTV."],
  [-10024, "ADJUST_LTV_NOT_SUPPORTED", "LTV adjustment not supported."],
  [-10025, "REPAY_FAILED", "Repayment failed."],
  [-10026, "INVALID_PARAMETER", "Invalid parameter."],
  [-10028, "INVALID_PARAMETER", "Invalid parameter."],
  [-10029, "AMOUNT_TOO_SMALL", "Loan amount is too small."],
  [-10030, "AMOUNT_TOO_LARGE", "Loan amount is too much."],
  [-10031, "QUOTA_REACHED", "Individual loan quota reached."],
  [-10032, "REPAY_NOT_AVAILABLE", "Repayment is temporarily unavailable."],
  [
    -10034,
    "REPAY_NOT_AVAILABLE",
    "Repay with collateral is not available currently, please try to repay with borrowed coin."
  ],
  [-10039, "AMOUNT_TOO_SMALL", "Repayment amount is too small."],
  [-10040, "AMOUNT_TOO_LARGE", "Repayment amount is too large."],
  [
    -10041,
    "INSUFFICIENT_AMOUNT",
    "Due to high demand, there are currently insufficient loanable assets for {0}. Please adjust your borrow amount or try again tomorrow."
  ],
  [-10042, "ASSET_NOT_SUPPORTED", "asset %s is not supported"],
  [-10043, "ASSET_NOT_SUPPORTED", "{0} borrowing is currently not supported."],
  [
    -10044,
    "QUOTA_REACHED",
    "Collateral amount has reached the limit. Please reduce your collateral amount or try with other collaterals."
  ],
  [
    -10045,
    "COLLTERAL_REPAY_NOT_SUPPORTED",
    "The loan coin does not support collateral repayment. Please try again later."
  ],
  [-10046, "EXCEED_MAX_ADJUSTMENT", "Collateral Adjustment exceeds the maximum limit. Please try again."],
  [-10047, "REGION_NOT_SUPPORTED", "This coin is currently not supported in your location due to local regulations."],
  [-12014, "TOO MANY REQUESTS", "More than 1 request in 2 seconds"],
  [-13000, "BLVT_FORBID_REDEEM", "Redeption of the token is forbiden now"],
  [-13001, "BLVT_EXCEED_DAILY_LIMIT", "Exceeds individual 24h redemption limit of the token"],
  [-13002, "BLVT_EXCEED_TOKEN_DAILY_LIMIT", "Exceeds total 24h redemption limit of the token"],
  [-13003, "BLVT_FORBID_PURCHASE", "Subscription of the token is forbiden now"],
  [-13004, "BLVT_EXCEED_DAILY_PURCHASE_LIMIT", "Exceeds individual 24h subscription limit of the token"],
  [-13005, "BLVT_EXCEED_TOKEN_DAILY_PURCHASE_LIMIT", "Exceeds total 24h subscription limit of the token"],
  [-13006, "BLVT_PURCHASE_LESS_MIN_AMOUNT", "Subscription amount is too small"],
  [-13007, "BLVT_PURCHASE_AGREEMENT_NOT_SIGN", "The Agreement is not signed"],
  [-18002, "", "The total amount of codes you created has exceeded the 24-hour limit, please try again after UTC 0"],
  [-18003, "", "Too many codes created in 24 hours, please try again after UTC 0"],
  [-18004, "", "Too many invalid redeem attempts in 24 hours, please try again after UTC 0"],
  [-18005, "", "Too many invalid verify attempts, please try later"],
  [-18006, "", "The amount is too small, please re-enter"],
  [-18007, "", "This token is not currently supported, please re-enter"],
  [-20121, "", "Invalid symbol."],
  [-20124, "", "Invalid algo id or it has been completed."],
  [-20130, "", "Invalid data sent for a parameter."],
  [-20132, "", "The client algo id is duplicated."],
  [-20194, "", "Duration is too short to execute all required quantity."],
  [-20195, "", "The total size is too small."],
  [-20196, "", "The total size is too large."],
  [-20198, "", "Reach the max open orders allowed."],
  [-20204, "", "The notional of USD is less or more than the limit."],
  [-21001, "USER_IS_NOT_UNIACCOUNT", "Request ID is not a Portfolio Margin Account."],
  [
    -21002,
    "UNI_ACCOUNT_CANT_TRANSFER_FUTURE",
    "Portfolio Margin Account doesn't support transfer from margin to futures."
  ],
  [-21003, "NET_ASSET_MUST_LTE_RATIO", "Fail to retrieve margin assets."],
  [-21004, "USER_NO_LIABILITY", "User doesn’t have portfolio margin bankruptcy loan"],
  [-21005, "NO_ENOUGH_ASSET", "User’s spot wallet doesn’t have enough BUSD to repay portfolio margin bankruptcy loan"],
  [-21006, "HAD_IN_PROCESS_REPAY", "User had portfolio margin bankruptcy loan repayment in process"],
  [
    -21007,
    "IN_FORCE_LIQUIDATION",
    "User failed to repay portfolio margin bankruptcy loan since liquidation was in process"
  ]
]

// oxfmt-ignore -- one row, one line
const onMarginOnly: ReadonlyArray<Listed> = [
  [-1109, "AT_LEAST_ONE_PARAM", "At least one of '%s' and '%s' was not sent."],
  [-1110, "OTO_BOTH_OCO", "Both OCO orders cannot be contingent."],
  [-1122, "OTO_AT_LEAST_NOE_OCO", "At least one OCO order must be contingent."],
  [-1123, "ICEBERG_QTY_EXCEEDS_QTY", "IcebergQty exceeds QTY."],
  [-1124, "ICEBERG_WITHOUT_GTC", "Parameter '%s' is not supported if '%s' is not GTC."],
  [-1209, "INVALID_LISTEN_TOKEN", "(listenToken is invalid)"],
  [-2017, "OTO_QUANTITY_NOT_SAME", "Parameter 'pendingQuantity' must be the same as workingQuantity."],
  [-2018, "OTO_PENDING_SIDE_ERROR", "Parameter 'pendingSide' must be the opposite of workingSide."],
  [
    -3064,
    "EXCEED_PRICE_LIMIT",
    "Limit price needs to be within (-15%,15%) of current index price for this margin trading pair. This rule only impact limit sell price lower than index price and limit buy price higher than index price."
  ],
  [
    -4106,
    "TAG_NOT_SUPPORTED_FOR_NETWORK",
    "This network does not support memo/tag. Please remove the `addressTag` field and try again."
  ],
  [-5013, "ASSET_TRANSFER_FAILED_INSUFFICIENT", "Asset transfer failed: insufficient balance"],
  [-9000, "", "user have no avaliable amount"],
  [-11008, "", "Exceeding the account's maximum borrowable limit."],
  [-27026, "", ""],
  [-31003, "", "SAS authorization required"],
  [100001003, "", "Verification failed"],
  [200003903, "", "Your identity verification has been rejected. Please complete identity verification again."]
]

// oxfmt-ignore -- one row, one line
const onPortfolioMarginProOnly: ReadonlyArray<Listed> = [
  [-21015, "ENDPOINT_GONE", "The endpoint has been deprecated and removed"]
]

export const listed = {
  margin: [...onBoth, ...onMarginOnly],
  pmpro: [...onBoth, ...onPortfolioMarginProOnly]
}

/** What a code means for every kind of call when it comes as a well-formed 400 with a text that nobody lists. */
const forAll: Readonly<Record<string, ReadonlyArray<number>>> = {
  "F:InvalidRequest": [
    // the shape of the request
    -1100, -1101, -1102, -1103, -1104, -1105, -1106, -1109, -1110, -1111, -1114, -1115, -1116, -1117, -1118, -1119,
    -1120, -1121, -1122, -1123, -1124, -1125, -1127, -1128, -1130, -1131, -1134, -1145, -1151, -1209, -2017, -2018,
    // margin: assets, pairs, dates, amounts, keys
    -3002, -3011, -3013, -3015, -3016, -3024, -3025, -3026, -3027, -3028, -3038,
    // withdrawing and depositing
    -4001, -4002, -4003, -4007, -4008, -4018, -4021, -4022, -4023, -4028, -4033, -4034, -4039, -4040, -4047, -4106,
    // moving assets, earning
    -5004, -5005, -5007, -5009, -6001, -6005, -6006, -6011, -6014, -6015, -6016, -6020, -7001, -7002,
    // loans
    -10002, -10007, -10008, -10009, -10010, -10012, -10017, -10018, -10019, -10020, -10022, -10026, -10028, -10029,
    -10030, -10039, -10040, -10044, -10046,
    // leveraged tokens, gift cards, algorithmic orders, portfolio margin
    -13001, -13002, -13004, -13005, -13006, -18006, -18007, -20121, -20130, -20194, -21004, -27026
  ],
  "F:Unsupported": [
    -1014, -1020, -2016, -3009, -3012, -3017, -3042, -4019, -4042, -6004, -6007, -6008, -10024, -10034, -10042, -10043,
    -10045, -13000, -13003, -21002, -21015
  ],
  "F:AccountRestricted": [
    -3001, -3003, -3004, -3005, -3008, -3010, -3014, -3018, -3019, -3021, -3022, -3036, -3043, -3999, -4006, -4012,
    -4013, -4014, -4015, -4016, -4017, -4035, -4036, -4043, -4046, -4060, -5001, -5006, -5011, -5021, -6003, -6017,
    -10031, -13007, -18002, -18003, -18004, -18005, -21001, -21007
  ],
  "F:InsufficientBalance": [
    -3006, -3020, -3023, -3041, -4024, -4025, -4026, -5002, -5003, -5008, -5013, -6012, -6018, -10011, -10013, -11008,
    -21005
  ],
  "F:BadCredentials": [-1002, -1099, -2014, -2015, -4004, -31003],
  "F:BadSignature": [-1022],
  "F:RestrictedLocation": [-4044, -10047],
  "F:FilterFailure": [-20195, -20196, -20198, -20204],
  "F:OrderRejected": [-1112, -3045, -10041],
  "R:RateLimited": [-1003],
  "R:ServerBusy": [-3007, -3037, -4005, -4041, -6009, -12014],
  "R:ServiceUnavailable": [-1016, -10001, -10032],
  "R:ClockSkew": [-1021]
}

interface Apart {
  readonly read: string
  /** The writes for which it is a statement. On the others it is in doubt, as a code that is documented for something else. */
  readonly on: Partial<Readonly<Record<Kind, string>>>
}

const everyWrite = (reason: string): Apart["on"] => ({
  place: reason,
  cancel: reason,
  cancelReplace: reason,
  amend: reason,
  orderList: reason,
  batch: reason,
  transfer: reason,
  setting: reason
})
const newOrders = (reason: string): Apart["on"] => ({
  place: reason,
  orderList: reason,
  cancelReplace: reason,
  amend: reason,
  batch: reason
})

const lost = "R:ReadFailed"
const serverError = everyWrite("A:ServerErrorReply")

const apart: ReadonlyMap<number, Apart> = new Map<number, Apart>([
  // in doubt on every write, whatever the status
  [-1000, { read: lost, on: serverError }],
  [-1001, { read: lost, on: serverError }],
  [-1004, { read: "R:ServerBusy", on: serverError }],
  [-1006, { read: lost, on: everyWrite("A:EngineReplyLost") }],
  [-1007, { read: lost, on: everyWrite("A:EngineTimeout") }],
  [-1008, { read: "R:ServerBusy", on: serverError }],
  [-3000, { read: lost, on: serverError }],
  [-3044, { read: "R:ServerBusy", on: serverError }],
  [-4027, { read: lost, on: everyWrite("A:MalformedReply") }],
  // under way, or done
  [-4030, { read: lost, on: { transfer: "A:TransferPending" } }],
  [-5012, { read: lost, on: { transfer: "A:TransferPending" } }],
  [-6019, { read: lost, on: { transfer: "A:TransferPending" } }],
  [-21006, { read: lost, on: { transfer: "A:TransferPending" } }],
  // a step failed, and nothing says what became of the others
  [-4032, { read: lost, on: serverError }],
  [-4045, { read: lost, on: serverError }],
  [-10015, { read: lost, on: serverError }],
  [-10016, { read: lost, on: serverError }],
  [-21003, { read: lost, on: serverError }],
  // what was asked for failed as a whole
  [-3029, { read: "F:OrderRejected", on: { transfer: "F:OrderRejected" } }],
  [-5010, { read: "F:OrderRejected", on: { transfer: "F:OrderRejected" } }],
  [-6013, { read: "F:OrderRejected", on: { transfer: "F:OrderRejected" } }],
  [-10021, { read: "F:UnknownOrder", on: { transfer: "F:UnknownOrder" } }],
  [-10023, { read: "F:OrderRejected", on: { transfer: "F:OrderRejected" } }],
  [-10025, { read: "F:OrderRejected", on: { transfer: "F:OrderRejected" } }],
  // orders
  [-1015, { read: "R:OrderRateLimited", on: newOrders("R:OrderRateLimited") }],
  [-2010, { read: "F:OrderRejected", on: { ...newOrders("F:OrderRejected"), cancel: "F:OrderRejected" } }],
  [-2011, { read: "F:OrderRejected", on: { cancel: "F:OrderRejected", amend: "F:OrderRejected" } }],
  [-3064, { read: "F:FilterFailure", on: { ...newOrders("F:FilterFailure"), cancel: "F:FilterFailure" } }],
  [-20124, { read: "F:UnknownOrder", on: { cancel: "F:UnknownOrder" } }],
  [-20132, { read: "F:DuplicateClientOrderId", on: { place: "F:DuplicateClientOrderId" } }],
  [-2021, { read: "F:UndocumentedRefusal", on: { cancelReplace: "A:CancelReplaceInDoubt" } }],
  [-2022, { read: "F:UndocumentedRefusal", on: { cancelReplace: "A:CancelReplaceInDoubt" } }],
  // statements of reads, of mails, or of nobody knows what: never definite on a write
  [-2013, { read: "F:UnknownOrder", on: {} }],
  [-2026, { read: "F:UnknownOrder", on: {} }],
  [-4029, { read: "F:UnknownOrder", on: {} }],
  [-10005, { read: "F:UnknownOrder", on: {} }],
  [-4010, { read: "F:InvalidRequest", on: {} }],
  [-4011, { read: "F:InvalidRequest", on: {} }],
  [-4031, { read: "F:OrderRejected", on: {} }],
  [-4037, { read: "F:OrderRejected", on: {} }],
  [-4038, { read: "R:ServerBusy", on: {} }],
  [-9000, { read: "F:InvalidRequest", on: {} }],
  [100001003, { read: "F:BadCredentials", on: {} }],
  [200003903, { read: "F:AccountRestricted", on: {} }]
])

const ofAll: ReadonlyMap<number, string> = new Map(
  Object.entries(forAll).flatMap(([reason, codes]) => codes.map((code) => [code, reason] as const))
)

/** The verdict on a code in a word; `undefined` for one that this table forgot, or has twice. */
export const expected = (code: number, kind: Kind): string | undefined => {
  const all = ofAll.get(code)
  const one = apart.get(code)
  if (all !== undefined) return one === undefined ? all : undefined
  if (one === undefined) return undefined
  return kind === "read" || kind === "test" ? one.read : (one.on[kind] ?? "A:UndocumentedCode")
}

/** The codes of the outcome table that leave a write in doubt at every status, whatever their text. */
export const alwaysInDoubt: ReadonlyArray<number> = [
  -1000, -1001, -1004, -1006, -1007, -1008, -3000, -3044, -4027, -4030, -6019
]

/** The parameter that a code names by itself, the filter that was broken, or our word for a reject. The others name none. */
export const details: Readonly<Record<string, ReadonlyArray<number>>> = {
  "timeInForce": [-1114, -1115],
  "type": [-1116, -7002],
  "side": [-1117],
  "newClientOrderId": [-1118],
  "origClientOrderId": [-1119],
  "interval": [-1120],
  "symbol": [-1121, -3028, -20121],
  "icebergQty": [-1123],
  "listenKey": [-1125, -3038],
  "recvWindow": [-1131],
  "strategyType": [-1134],
  "cancelRestrictions": [-1145],
  "symbols": [-1151],
  "listenToken": [-1209],
  "pendingQuantity": [-2017],
  "pendingSide": [-2018],
  "asset": [-3002, -3027, -5004, -5005],
  "coin": [-4018],
  "email": [-4003],
  "subEmail": [-27026],
  "address": [-4007, -4033, -4034, -4040],
  "addressTag": [-4008, -4106],
  "productId": [-6001],
  "projectId": [-6020],
  "loanCoin": [-10007, -10008],
  "collateralCoin": [-10009, -10010],
  "token": [-18007],
  "duration": [-20194],
  "amount": [
    -3013, -3015, -3016, -3024, -4021, -4022, -4023, -4028, -5007, -6005, -6006, -6011, -6014, -10012, -10017, -10018,
    -10022, -10029, -10030, -10039, -10040, -10044, -10046, -13001, -13002, -13004, -13005, -13006, -18006
  ],
  "TOTAL_SIZE": [-20195, -20196],
  "MAX_OPEN_ORDERS": [-20198],
  "NOTIONAL": [-20204],
  "EXCEED_PRICE_LIMIT": [-3064],
  "no-liquidity": [-1112],
  "rejected": [-2010],
  "cancel-rejected": [-2011],
  "nothing-to-borrow": [-3045, -10041],
  "transfer-failed": [-3029, -5010],
  "cancel-failed": [-4031],
  "mail-failed": [-4037],
  "purchase-failed": [-6013],
  "adjustment-failed": [-10023],
  "repayment-failed": [-10025]
}
