/**
 * The error codes that margin and portfolio margin pro share, as everything under `/sapi` does, one row each: Binance's number and
 * name, what it says in our own words, the reason it becomes, and the writes for which it is a definite refusal (or, for an
 * ambiguous reason, always a doubt).
 *
 * A transfer has no fence and no idempotency key, so a code that speaks of one step of it, or of another request in progress,
 * leaves it in doubt.
 *
 * Source: margin and portfolio margin pro docs, error code; 0 is known from public reports only. Names and numbers are facts of
 * the protocol; the meanings are ours.
 *
 * @since 0.1.0
 */
import type { Kind } from "../errors/InDoubt.ts"
import { type CodeRow, doubt, fatal, invalid, orderWrites, rejected, type ReasonRule, retryable, writes } from "./ProductRules.ts"

const none: ReadonlyArray<Kind> = []
const newOrders: ReadonlyArray<Kind> = ["place", "orderList", "cancelReplace", "amend", "batch"]
const replaces: ReadonlyArray<Kind> = ["cancelReplace"]
const transfers: ReadonlyArray<Kind> = ["transfer"]

const row = (code: number, name: string, is: ReasonRule, meaning: string, more: Partial<Pick<CodeRow, "on" | "onRead" | "statuses" | "proves" | "quietMillis">> = {}): CodeRow => ({ code, name, is, meaning, on: writes, ...more })

const wrong = fatal("InvalidRequest")
const amount = invalid("amount")
const unsupported = fatal("Unsupported")
const restricted = fatal("AccountRestricted")
const tooLittle = fatal("InsufficientBalance")
// The limits of single services. Unlike the address's own limit they must not silence the cancels of the same address.
const turnedAway = retryable("ServerBusy")

/**
 * The error codes that margin and portfolio margin pro share. A new code is one more row.
 *
 * @example
 * ```ts
 * import { sapiCodes } from "effect-binance/products/SapiCodes"
 *
 * const doubts = sapiCodes.filter(({ is }) => is.verdict === "AmbiguousExecution").map(({ code }) => code)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const sapiCodes: ReadonlyArray<CodeRow> = [
  // On no list of these products, but every host of Binance sends it.
  row(0, "(geo block)", fatal("RestrictedLocation"), "Binance does not serve the place this address belongs to.", { statuses: [451] }),
  // In doubt on a write whatever the status: with 5xx by the general rule, with 4xx because nothing says that the request was dropped.
  row(-1000, "UNKNOWN", doubt("ServerErrorReply"), "Something unknown went wrong while the request was being processed, so it may have been carried out."),
  row(-1001, "DISCONNECTED", doubt("ServerErrorReply"), "An internal fault. The text invites a repeat, but nothing documents that the request was dropped."),
  row(-1002, "UNAUTHORIZED", fatal("BadCredentials"), "The key may not do this."),
  row(-1003, "TOO_MANY_REQUESTS", retryable("RateLimited"), "This address has sent too many requests or used too much request weight, or is banned for it."),
  // It asks for a pause without saying how long; ten seconds is what the exchange itself gives a request before it gives up on it.
  row(-1004, "SERVER_BUSY", doubt("ServerErrorReply"), "The exchange is overloaded and asks for a pause. It does not say what became of the request.", { onRead: retryable("ServerBusy"), quietMillis: 10_000 }),
  row(-1006, "UNEXPECTED_RESP", doubt("EngineReplyLost"), "The exchange got an unreadable answer from its own engine and does not know whether the request was carried out."),
  row(-1007, "TIMEOUT", doubt("EngineTimeout"), "The exchange stopped waiting for its own engine, which may still carry the request out."),
  row(-1008, "SERVER_BUSY", doubt("ServerErrorReply"), "The spot engine is overloaded. It is not documented that the request was dropped.", { onRead: retryable("ServerBusy") }),
  row(-1014, "UNKNOWN_ORDER_COMPOSITION", unsupported, "This combination of order type, time in force and prices does not exist."),
  // "Not applicable" to a cancel: cancels are not counted, so there it is an undocumented statement. The same for transfers.
  row(-1015, "TOO_MANY_ORDERS", retryable("OrderRateLimited"), "The account has placed too many orders in the current window. Cancels are not counted.", { on: newOrders }),
  row(-1016, "SERVICE_SHUTTING_DOWN", retryable("ServiceUnavailable"), "The service is being shut down and takes nothing in any more."),
  row(-1020, "UNSUPPORTED_OPERATION", unsupported, "The operation does not exist here."),
  row(-1021, "INVALID_TIMESTAMP", retryable("ClockSkew"), "The timestamp was more than a second ahead of the exchange, or older than recvWindow allows."),
  row(-1022, "INVALID_SIGNATURE", fatal("BadSignature"), "The signature does not match the request."),
  row(-1099, "Not found, authenticated, or authorized", fatal("BadCredentials"), "The thing is not there, or this key may not see it."),
  row(-1100, "ILLEGAL_CHARS", wrong, "A parameter holds characters that it may not hold."),
  row(-1101, "TOO_MANY_PARAMETERS", wrong, "There are too many parameters, or one of them twice."),
  row(-1102, "MANDATORY_PARAM_EMPTY_OR_MALFORMED", wrong, "A required parameter is missing, empty, malformed or out of range."),
  row(-1103, "UNKNOWN_PARAM", wrong, "A parameter does not exist."),
  row(-1104, "UNREAD_PARAMETERS", wrong, "More parameters were sent than this call reads."),
  row(-1105, "PARAM_EMPTY", wrong, "A parameter is empty."),
  row(-1106, "PARAM_NOT_REQUIRED", wrong, "A parameter does not belong with the others."),
  row(-1111, "BAD_PRECISION", wrong, "A number has more decimals than its parameter allows."),
  row(-1112, "NO_DEPTH", rejected("no-liquidity"), "The book of this symbol is empty."),
  row(-1114, "TIF_NOT_REQUIRED", invalid("timeInForce"), "This order type takes no time in force."),
  row(-1115, "INVALID_TIF", invalid("timeInForce"), "This time in force does not exist."),
  row(-1116, "INVALID_ORDER_TYPE", invalid("type"), "This order type does not exist."),
  row(-1117, "INVALID_SIDE", invalid("side"), "The side is neither BUY nor SELL."),
  row(-1118, "EMPTY_NEW_CL_ORD_ID", invalid("newClientOrderId"), "The new client order id is empty."),
  row(-1119, "EMPTY_ORG_CL_ORD_ID", invalid("origClientOrderId"), "The client order id of the order to look up or cancel is empty."),
  row(-1120, "BAD_INTERVAL", invalid("interval"), "This interval does not exist."),
  row(-1121, "BAD_SYMBOL", invalid("symbol"), "This symbol does not exist."),
  row(-1125, "INVALID_LISTEN_KEY", invalid("listenKey"), "This listen key does not exist or has run out."),
  row(-1127, "MORE_THAN_XX_HOURS", wrong, "Start and end time lie too far apart."),
  row(-1128, "OPTIONAL_PARAMS_BAD_COMBO", wrong, "These optional parameters cannot be combined."),
  row(-1130, "INVALID_PARAMETER", wrong, "A parameter has a value that it cannot have."),
  row(-1131, "BAD_RECV_WINDOW", invalid("recvWindow"), "recvWindow is 60000 ms or more."),
  row(-1134, "BAD_STRATEGY_TYPE", invalid("strategyType"), "The strategy type is below the range that is free for users."),
  row(-1145, "INVALID_CANCEL_RESTRICTIONS", invalid("cancelRestrictions"), "cancelRestrictions takes ONLY_NEW or ONLY_PARTIALLY_FILLED."),
  row(-1151, "DUPLICATE_SYMBOLS", invalid("symbols"), "A symbol is in the list more than once."),
  // A reject by the engine with any text.
  row(-2010, "NEW_ORDER_REJECTED", rejected("rejected"), "The matching engine refused the order; the text says why.", { on: orderWrites }),
  // Speaks about a cancel or an amend, never about a new order, unless the text is listed for placing.
  row(-2011, "CANCEL_REJECTED", rejected("cancel-rejected"), "The matching engine refused the cancel; the text says why. It says nothing about a new order.", { on: ["cancel", "amend"] }),
  // Statements of reads only: on a write they are UndocumentedCode, whatever their text.
  row(-2013, "NO_SUCH_ORDER", fatal("UnknownOrder"), "A read did not find the order. Reads lag behind the engine, so this is no proof that there is none.", { on: none }),
  row(-2014, "BAD_API_KEY_FMT", fatal("BadCredentials"), "The API key does not look like one."),
  row(-2015, "REJECTED_MBX_KEY", fatal("BadCredentials"), "The key, its permissions or this address are not accepted."),
  row(-2016, "NO_TRADING_WINDOW", unsupported, "The symbol has no trading window to answer from."),
  // Decided by their data. Without data nothing says which half executed.
  row(-2021, "ORDER_CANCEL_REPLACE_PARTIALLY_FAILED", doubt("CancelReplaceInDoubt"), "One half of a cancelReplace was carried out; the data beside the code say which.", { on: replaces, onRead: fatal("UndocumentedRefusal") }),
  row(-2022, "ORDER_CANCEL_REPLACE_FAILED", doubt("CancelReplaceInDoubt"), "A cancelReplace failed; the data beside the code say how each half ended.", { on: replaces, onRead: fatal("UndocumentedRefusal") }),
  row(-2026, "ORDER_ARCHIVED", fatal("UnknownOrder"), "The order was accepted once, ended without a fill, and has been archived after 90 days.", { on: none, proves: "accepted" }),

  // Margin: borrowing, repaying, transferring.
  row(-3000, "INNER_FAILURE", doubt("ServerErrorReply"), "A fault inside the exchange, at a point that it does not name."),
  row(-3001, "NEED_ENABLE_2FA", restricted, "The account needs two-factor authentication before it may do this."),
  row(-3002, "ASSET_DEFICIENCY", invalid("asset"), "Margin does not know this asset."),
  row(-3003, "NO_OPENED_MARGIN_ACCOUNT", restricted, "No margin account has been opened."),
  row(-3004, "TRADE_NOT_ALLOWED", restricted, "This account may not trade."),
  row(-3005, "TRANSFER_OUT_NOT_ALLOWED", restricted, "Nothing may be moved out of this account."),
  row(-3006, "EXCEED_MAX_BORROWABLE", tooLittle, "The account's collateral does not carry so large a loan."),
  // This request is dropped because another one is under way. Which one that is it does not say: it may be an earlier attempt.
  row(-3007, "HAS_PENDING_TRANSACTION", retryable("ServerBusy"), "Another transaction of this account is under way, so this one was not begun."),
  row(-3008, "BORROW_NOT_ALLOWED", restricted, "This account may not borrow."),
  row(-3009, "ASSET_NOT_MORTGAGEABLE", unsupported, "The asset cannot serve as collateral at present, so it cannot be moved into margin."),
  row(-3010, "REPAY_NOT_ALLOWED", restricted, "This account may not repay."),
  row(-3011, "BAD_DATE_RANGE", wrong, "The range of dates cannot be used."),
  row(-3012, "ASSET_ADMIN_BAN_BORROW", unsupported, "Nobody may borrow this asset at present."),
  row(-3013, "LT_MIN_BORROWABLE", amount, "The loan is smaller than the smallest that is given."),
  row(-3014, "ACCOUNT_BAN_BORROW", restricted, "This account has been barred from borrowing."),
  row(-3015, "REPAY_EXCEED_LIABILITY", amount, "More was to be repaid than is owed."),
  row(-3016, "LT_MIN_REPAY", amount, "The repayment is smaller than the smallest that is taken."),
  row(-3017, "ASSET_ADMIN_BAN_MORTGAGE", unsupported, "Nobody may move this asset into margin at present."),
  row(-3018, "ACCOUNT_BAN_MORTGAGE", restricted, "This account has been barred from moving assets into margin."),
  row(-3019, "ACCOUNT_BAN_ROLLOUT", restricted, "This account has been barred from moving assets out of margin."),
  row(-3020, "EXCEED_MAX_ROLLOUT", tooLittle, "More was to be moved out than the margin level leaves free."),
  row(-3021, "PAIR_ADMIN_BAN_TRADE", restricted, "This pair is closed to margin accounts."),
  row(-3022, "ACCOUNT_BAN_TRADE", restricted, "This account has been barred from trading."),
  row(-3023, "WARNING_MARGIN_LEVEL", tooLittle, "The margin level is too low to place an order or to move anything out."),
  row(-3024, "FEW_LIABILITY_LEFT", amount, "The repayment would leave a debt smaller than the smallest that may stand."),
  row(-3025, "INVALID_EFFECTIVE_TIME", wrong, "The date cannot be used."),
  row(-3026, "VALIDATION_FAILED", wrong, "A parameter did not pass the checks."),
  row(-3027, "NOT_VALID_MARGIN_ASSET", invalid("asset"), "The asset is not one of margin's."),
  row(-3028, "NOT_VALID_MARGIN_PAIR", invalid("symbol"), "The pair is not one of margin's."),
  // FAILED is how a transfer ends that moved nothing.
  row(-3029, "TRANSFER_FAILED", rejected("transfer-failed"), "The transfer ended as failed.", { on: transfers }),
  row(-3036, "ACCOUNT_BAN_REPAY", restricted, "This account has been barred from repaying."),
  row(-3037, "PNL_CLEARING", turnedAway, "Profit and loss are being settled, which takes a moment; nothing else is taken in meanwhile."),
  row(-3038, "LISTEN_KEY_NOT_FOUND", invalid("listenKey"), "There is no such listen key, or it has run out."),
  row(-3041, "BALANCE_NOT_CLEARED", tooLittle, "The account does not hold what this would take."),
  row(-3042, "PRICE_INDEX_NOT_FOUND", unsupported, "The pair has no index price at present."),
  row(-3043, "TRANSFER_IN_NOT_ALLOWED", restricted, "Nothing may be moved into this account."),
  row(-3044, "SYSTEM_BUSY", doubt("ServerErrorReply"), "The exchange is overloaded. It does not say what became of the request.", { onRead: retryable("ServerBusy") }),
  row(-3045, "SYSTEM", rejected("nothing-to-borrow"), "The exchange has none of the asset left to lend."),
  row(-3999, "NOT_WHITELIST_USER", restricted, "Only invited accounts may use this."),

  // Capital: deposits and withdrawals.
  row(-4001, "CAPITAL_INVALID", wrong, "The operation is not one that exists."),
  row(-4002, "CAPITAL_IG", wrong, "The read is not one that exists."),
  row(-4003, "CAPITAL_IEV", invalid("email"), "The e-mail address is malformed or unknown."),
  row(-4004, "CAPITAL_UA", fatal("BadCredentials"), "Nobody is logged in, or the login may not do this."),
  row(-4005, "CAPAITAL_TOO_MANY_REQUEST", turnedAway, "Too many requests of this kind came in a short time."),
  row(-4006, "CAPITAL_ONLY_SUPPORT_PRIMARY_ACCOUNT", restricted, "A sub-account cannot do this."),
  row(-4007, "CAPITAL_ADDRESS_VERIFICATION_NOT_PASS", invalid("address"), "The address did not pass the checks."),
  row(-4008, "CAPITAL_ADDRESS_TAG_VERIFICATION_NOT_PASS", invalid("addressTag"), "The address's tag did not pass the checks."),
  // About the mails and the records around a withdrawal, not about the withdrawal that was asked for.
  row(-4010, "CAPITAL_WHITELIST_EMAIL_CONFIRM", wrong, "The mail about the list of allowed addresses was confirmed before.", { on: none }),
  row(-4011, "CAPITAL_WHITELIST_EMAIL_EXPIRED", wrong, "The mail about the list of allowed addresses has run out.", { on: none }),
  row(-4012, "CAPITAL_WHITELIST_CLOSE", restricted, "The list of allowed addresses is switched off."),
  row(-4013, "CAPITAL_WITHDRAW_2FA_VERIFY", restricted, "Withdrawing needs two-factor authentication, and it is switched off."),
  row(-4014, "CAPITAL_WITHDRAW_LOGIN_DELAY", restricted, "The last login is less than two minutes old, which is too soon to withdraw."),
  row(-4015, "CAPITAL_WITHDRAW_RESTRICTED_MINUTE", restricted, "Withdrawing is restricted for now."),
  row(-4016, "CAPITAL_WITHDRAW_RESTRICTED_PASSWORD", restricted, "The password was changed less than a day ago, so nothing may be withdrawn yet."),
  row(-4017, "CAPITAL_WITHDRAW_RESTRICTED_UNBIND_2FA", restricted, "Two-factor authentication was removed less than a day ago, so nothing may be withdrawn yet."),
  row(-4018, "CAPITAL_WITHDRAW_ASSET_NOT_EXIST", invalid("coin"), "The wallet does not know this asset."),
  row(-4019, "CAPITAL_WITHDRAW_ASSET_PROHIBIT", unsupported, "This asset cannot be withdrawn at present."),
  row(-4021, "CAPITAL_WITHDRAW_AMOUNT_MULTIPLE", amount, "The amount is not a multiple of the asset's step."),
  row(-4022, "CAPITAL_WITHDRAW_MIN_AMOUNT", amount, "The amount is below the smallest withdrawal."),
  row(-4023, "CAPITAL_WITHDRAW_MAX_AMOUNT", amount, "The amount is more than may still be withdrawn within a day."),
  row(-4024, "CAPITAL_WITHDRAW_USER_NO_ASSET", tooLittle, "The account holds nothing of this asset."),
  row(-4025, "CAPITAL_WITHDRAW_USER_ASSET_LESS_THAN_ZERO", tooLittle, "The account's balance of this asset is negative."),
  row(-4026, "CAPITAL_WITHDRAW_USER_ASSET_NOT_ENOUGH", tooLittle, "The account holds less of this asset than was to be withdrawn."),
  // The withdrawal may exist already: what failed is telling its id.
  row(-4027, "CAPITAL_WITHDRAW_GET_TRAN_ID_FAILURE", { verdict: "AmbiguousExecution", reason: "MalformedReply", problem: "the exchange could not get the id of the transaction" }, "The exchange could not get the id of the transaction, which may exist."),
  row(-4028, "CAPITAL_WITHDRAW_MORE_THAN_FEE", amount, "The amount does not exceed the fee."),
  row(-4029, "CAPITAL_WITHDRAW_NOT_EXIST", fatal("UnknownOrder"), "No record of the withdrawal was found. Records may lag, so this is no proof that there is none.", { on: none }),
  // A success in the form of an error, of this request or of an earlier one: the history has to say which.
  row(-4030, "CAPITAL_WITHDRAW_CONFIRM_SUCCESS", doubt("TransferPending"), "A withdrawal has been confirmed: this one, or one before it.", { on: transfers }),
  row(-4031, "CAPITAL_WITHDRAW_CANCEL_FAILURE", rejected("cancel-failed"), "A withdrawal could not be called back.", { on: none }),
  row(-4032, "CAPITAL_WITHDRAW_CHECKSUM_VERIFY_FAILURE", doubt("ServerErrorReply"), "Something went wrong while the withdrawal was being verified."),
  row(-4033, "CAPITAL_WITHDRAW_ILLEGAL_ADDRESS", invalid("address"), "The address is not allowed."),
  row(-4034, "CAPITAL_WITHDRAW_ADDRESS_CHEAT", invalid("address"), "The address is suspected of fraud."),
  row(-4035, "CAPITAL_WITHDRAW_NOT_WHITE_ADDRESS", restricted, "The address is not on the account's list of allowed addresses."),
  row(-4036, "CAPITAL_WITHDRAW_NEW_ADDRESS", restricted, "The address was added too short a time ago to withdraw to it."),
  row(-4037, "CAPITAL_WITHDRAW_RESEND_EMAIL_FAIL", rejected("mail-failed"), "The mail that confirms a withdrawal could not be sent again.", { on: none }),
  row(-4038, "CAPITAL_WITHDRAW_RESEND_EMAIL_TIME_OUT", turnedAway, "It is too soon to send the mail that confirms a withdrawal again.", { on: none }),
  row(-4039, "CAPITAL_USER_EMPTY", wrong, "There is no such user."),
  row(-4040, "CAPITAL_NO_CHARGE", invalid("address"), "Nothing was ever deposited to this address."),
  row(-4041, "CAPITAL_MINUTE_TOO_SMALL", turnedAway, "The last request of this kind is less than a minute old."),
  row(-4042, "CAPITAL_CHARGE_NOT_RESET", unsupported, "This asset gives out no second deposit address."),
  row(-4043, "CAPITAL_ADDRESS_TOO_MUCH", restricted, "The account has asked for more than a hundred deposit addresses within a day."),
  row(-4044, "CAPITAL_BLACKLIST_COUNTRY_GET_ADDRESS", fatal("RestrictedLocation"), "Binance gives no deposit address to the country this account belongs to."),
  row(-4045, "CAPITAL_GET_ASSET_ERROR", doubt("ServerErrorReply"), "The exchange could not read the assets. It does not say at which step."),
  row(-4046, "CAPITAL_AGREEMENT_NOT_CONFIRMED", restricted, "An agreement has to be accepted first."),
  row(-4047, "CAPITAL_DATE_INTERVAL_LIMIT", wrong, "Start and end lie more than 90 days apart."),
  row(-4060, "CAPITAL_WITHDRAW_USER_ASSET_LOCK_DEPOSIT", restricted, "A deposit lacks confirmations, and the asset is locked until it has them."),

  // Assets: dust, and transfers between accounts.
  row(-5001, "ASSET_DRIBBLET_CONVERT_SWITCH_OFF", restricted, "Converting small balances is switched off."),
  row(-5002, "ASSET_ASSET_NOT_ENOUGH", tooLittle, "The account holds too little of this asset."),
  row(-5003, "ASSET_USER_HAVE_NO_ASSET", tooLittle, "The account holds none of this asset."),
  row(-5004, "USER_OUT_OF_TRANSFER_FLOAT", invalid("asset"), "A balance is worth more than the 0.001 BTC up to which it counts as small."),
  row(-5005, "USER_ASSET_AMOUNT_IS_TOO_LOW", invalid("asset"), "A balance is too small to be converted."),
  row(-5006, "USER_CAN_NOT_REQUEST_IN_24_HOURS", restricted, "This can be done once a day, and has been done."),
  row(-5007, "AMOUNT_OVER_ZERO", amount, "The amount is zero or negative."),
  row(-5008, "ASSET_WITHDRAW_WITHDRAWING_NOT_ENOUGH", tooLittle, "Less can be given back than was asked for."),
  row(-5009, "PRODUCT_NOT_EXIST", wrong, "There is no such product."),
  row(-5010, "TRANSFER_FAIL", rejected("transfer-failed"), "The transfer of the asset ended as failed.", { on: transfers }),
  row(-5011, "FUTURE_ACCT_NOT_EXIST", restricted, "No futures account has been opened."),
  // One number, two meanings: only the whole text of the refusal is definite (a row of the messages). Anything else is in doubt.
  row(-5012, "FUTURE_ACCT_OR_SUBRELATION_NOT_EXIST", restricted, "One of the accounts has no futures account, or is no sub-account of the other.", { on: none }),
  row(-5012, "TRANSFER_PENDING", doubt("TransferPending"), "The transfer is under way and not settled; with another text, one of the accounts is missing.", { on: transfers }),
  row(-5021, "PARENT_SUB_HAVE_NO_RELATION", restricted, "The two accounts are not the main account and its sub-account."),

  // Earning.
  row(-6001, "DAILY_PRODUCT_NOT_EXIST", invalid("productId"), "There is no such flexible product."),
  row(-6003, "DAILY_PRODUCT_NOT_ACCESSIBLE", restricted, "There is no such product, or it is not open to this account."),
  row(-6004, "DAILY_PRODUCT_NOT_PURCHASABLE", unsupported, "The product is not on sale now."),
  row(-6005, "DAILY_LOWER_THAN_MIN_PURCHASE_LIMIT", amount, "The amount is below the smallest purchase."),
  row(-6006, "DAILY_REDEEM_AMOUNT_ERROR", amount, "This amount cannot be redeemed."),
  row(-6007, "DAILY_REDEEM_TIME_ERROR", unsupported, "Nothing can be redeemed at this hour."),
  row(-6008, "DAILY_PRODUCT_NOT_REDEEMABLE", unsupported, "The product cannot be redeemed now."),
  row(-6009, "REQUEST_FREQUENCY_TOO_HIGH", turnedAway, "Requests of this kind come too fast."),
  row(-6011, "EXCEEDED_USER_PURCHASE_LIMIT", amount, "The account would hold more of the product than one may."),
  row(-6012, "BALANCE_NOT_ENOUGH", tooLittle, "The balance does not cover the purchase."),
  row(-6013, "PURCHASING_FAILED", rejected("purchase-failed"), "The purchase ended as failed.", { on: transfers }),
  row(-6014, "UPDATE_FAILED", amount, "The purchase would exceed the most that may be bought."),
  row(-6015, "EMPTY_REQUEST_BODY", wrong, "The request has no body."),
  row(-6016, "PARAMS_ERR", wrong, "A parameter is wrong; which one is not said."),
  row(-6017, "NOT_IN_WHITELIST", restricted, "The account is not among those that may do this."),
  row(-6018, "ASSET_NOT_ENOUGH", tooLittle, "The account does not hold enough of the asset."),
  row(-6019, "PENDING", doubt("TransferPending"), "It waits for a confirmation, and may still be carried out.", { on: transfers }),
  row(-6020, "PROJECT_NOT_EXISTS", invalid("projectId"), "There is no such project."),

  // Futures history.
  row(-7001, "FUTURES_BAD_DATE_RANGE", wrong, "The range of dates is outside of what is kept."),
  row(-7002, "FUTURES_BAD_TYPE", invalid("type"), "There are no data of this type."),

  // Loans against collateral.
  row(-10001, "SYSTEM_MAINTENANCE", retryable("ServiceUnavailable"), "The service is closed for maintenance."),
  row(-10002, "INVALID_INPUT", wrong, "A parameter of the loan is wrong; which one is not said."),
  row(-10005, "NO_RECORDS", fatal("UnknownOrder"), "A read found no records. They may lag, so this is no proof that there are none.", { on: none }),
  row(-10007, "COIN_NOT_LOANABLE", invalid("loanCoin"), "This asset is not lent."),
  row(-10008, "COIN_NOT_LOANABLE", invalid("loanCoin"), "This asset is not among those that are lent."),
  row(-10009, "COIN_NOT_COLLATERAL", invalid("collateralCoin"), "This asset is not taken as collateral."),
  row(-10010, "COIN_NOT_COLLATERAL", invalid("collateralCoin"), "This asset is not among those that are taken as collateral."),
  row(-10011, "INSUFFICIENT_ASSET", tooLittle, "The spot account does not hold enough of the asset."),
  row(-10012, "INVALID_AMOUNT", amount, "This amount cannot be repaid."),
  row(-10013, "INSUFFICIENT_AMOUNT", tooLittle, "The collateral is too small."),
  // A loan has two steps. That one of them failed does not say that the other one was undone.
  row(-10015, "DEDUCTION_FAILED", doubt("ServerErrorReply"), "The collateral could not be taken. Nothing says what became of the rest."),
  row(-10016, "LOAN_FAILED", doubt("ServerErrorReply"), "The loan could not be paid out. Nothing says whether the collateral was given back."),
  row(-10017, "REPAY_EXCEED_DEBT", amount, "The repayment is larger than the debt."),
  row(-10018, "INVALID_AMOUNT", amount, "The amount of the repayment cannot be used."),
  row(-10019, "CONFIG_NOT_EXIST", wrong, "The loan has no such configuration."),
  row(-10020, "UID_NOT_EXIST", wrong, "There is no user with this id."),
  row(-10021, "ORDER_NOT_EXIST", fatal("UnknownOrder"), "There is no such loan to act on, as far as can be seen now.", { on: transfers }),
  row(-10022, "INVALID_AMOUNT", amount, "The collateral cannot be changed by this amount."),
  row(-10023, "ADJUST_LTV_FAILED", rejected("adjustment-failed"), "The collateral was not changed.", { on: transfers }),
  row(-10024, "ADJUST_LTV_NOT_SUPPORTED", unsupported, "The collateral of this loan cannot be changed."),
  row(-10025, "REPAY_FAILED", rejected("repayment-failed"), "The repayment ended as failed.", { on: transfers }),
  row(-10026, "INVALID_PARAMETER", wrong, "A parameter of the loan has a value that it cannot have."),
  row(-10028, "INVALID_PARAMETER", wrong, "A parameter of the loan is not valid."),
  row(-10029, "AMOUNT_TOO_SMALL", amount, "The loan is below the smallest."),
  row(-10030, "AMOUNT_TOO_LARGE", amount, "The loan is above the largest."),
  row(-10031, "QUOTA_REACHED", restricted, "The account has borrowed as much as one may."),
  row(-10032, "REPAY_NOT_AVAILABLE", retryable("ServiceUnavailable"), "Nothing can be repaid for a while."),
  row(-10034, "REPAY_NOT_AVAILABLE", unsupported, "Collateral cannot be used to repay now; the borrowed asset can."),
  row(-10039, "AMOUNT_TOO_SMALL", amount, "The repayment is below the smallest."),
  row(-10040, "AMOUNT_TOO_LARGE", amount, "The repayment is above the largest."),
  row(-10041, "INSUFFICIENT_AMOUNT", rejected("nothing-to-borrow"), "Too little of the asset is left to lend."),
  row(-10042, "ASSET_NOT_SUPPORTED", unsupported, "Loans do not know this asset."),
  row(-10043, "ASSET_NOT_SUPPORTED", unsupported, "This asset is not lent at present."),
  row(-10044, "QUOTA_REACHED", amount, "No more of this asset is taken as collateral than is there already."),
  row(-10045, "COLLTERAL_REPAY_NOT_SUPPORTED", unsupported, "This loan cannot be repaid from its collateral."),
  row(-10046, "EXCEED_MAX_ADJUSTMENT", amount, "The collateral may not be changed by so much."),
  row(-10047, "REGION_NOT_SUPPORTED", fatal("RestrictedLocation"), "This asset may not be offered where the account belongs."),

  // Leveraged tokens.
  row(-12014, "TOO MANY REQUESTS", turnedAway, "Two requests of this kind have to be two seconds apart."),
  row(-13000, "BLVT_FORBID_REDEEM", unsupported, "The token cannot be redeemed at present."),
  row(-13001, "BLVT_EXCEED_DAILY_LIMIT", amount, "The account would redeem more of the token than one may within a day."),
  row(-13002, "BLVT_EXCEED_TOKEN_DAILY_LIMIT", amount, "All accounts together have redeemed what may be redeemed of the token within a day."),
  row(-13003, "BLVT_FORBID_PURCHASE", unsupported, "The token cannot be bought at present."),
  row(-13004, "BLVT_EXCEED_DAILY_PURCHASE_LIMIT", amount, "The account would buy more of the token than one may within a day."),
  row(-13005, "BLVT_EXCEED_TOKEN_DAILY_PURCHASE_LIMIT", amount, "All accounts together have bought what may be bought of the token within a day."),
  row(-13006, "BLVT_PURCHASE_LESS_MIN_AMOUNT", amount, "The amount is below the smallest purchase of the token."),
  row(-13007, "BLVT_PURCHASE_AGREEMENT_NOT_SIGN", restricted, "The agreement about leveraged tokens has to be signed first."),

  // Gift cards. Binance gives these codes no name.
  row(-18002, "", restricted, "The codes made within a day are worth as much as one may make; the count starts anew at midnight UTC."),
  row(-18003, "", restricted, "As many codes have been made within a day as one may; the count starts anew at midnight UTC."),
  row(-18004, "", restricted, "Too many wrong codes were redeemed within a day; the count starts anew at midnight UTC."),
  row(-18005, "", restricted, "Too many wrong codes were verified, and a pause is due."),
  row(-18006, "", amount, "The amount is below the smallest of a code."),
  row(-18007, "", invalid("token"), "Codes are not made for this asset."),

  // Algorithmic orders. Binance gives these codes no name either.
  row(-20121, "", invalid("symbol"), "Algorithmic orders do not know this symbol."),
  // Speaks about a read or a cancel only.
  row(-20124, "", fatal("UnknownOrder"), "There is no such algorithmic order, or it is over.", { on: ["cancel"] }),
  row(-20130, "", wrong, "A parameter of the algorithmic order has a value that it cannot have."),
  // Proves the earlier order of that id.
  row(-20132, "", fatal("DuplicateClientOrderId"), "An algorithmic order of this client id exists already.", { on: ["place"] }),
  row(-20194, "", invalid("duration"), "The whole quantity cannot be traded in so short a time."),
  row(-20195, "", { verdict: "Fatal", reason: "FilterFailure", filter: "TOTAL_SIZE" }, "The whole quantity is below the smallest."),
  row(-20196, "", { verdict: "Fatal", reason: "FilterFailure", filter: "TOTAL_SIZE" }, "The whole quantity is above the largest."),
  row(-20198, "", { verdict: "Fatal", reason: "FilterFailure", filter: "MAX_OPEN_ORDERS" }, "As many algorithmic orders are open as may be."),
  row(-20204, "", { verdict: "Fatal", reason: "FilterFailure", filter: "NOTIONAL" }, "The value in dollars is outside of its limits."),

  // Portfolio margin.
  row(-21001, "USER_IS_NOT_UNIACCOUNT", restricted, "This is no portfolio margin account."),
  row(-21002, "UNI_ACCOUNT_CANT_TRANSFER_FUTURE", unsupported, "A portfolio margin account moves nothing from margin to futures."),
  row(-21003, "NET_ASSET_MUST_LTE_RATIO", doubt("ServerErrorReply"), "The exchange could not read the margin assets. It does not say at which step."),
  row(-21004, "USER_NO_LIABILITY", wrong, "The account owes no bankruptcy loan, so there is nothing to repay."),
  row(-21005, "NO_ENOUGH_ASSET", tooLittle, "The spot wallet does not cover the repayment of the bankruptcy loan."),
  // The repayment that is under way may be an earlier attempt of this one.
  row(-21006, "HAD_IN_PROCESS_REPAY", doubt("TransferPending"), "A repayment of the bankruptcy loan is under way.", { on: transfers }),
  row(-21007, "IN_FORCE_LIQUIDATION", restricted, "The account is being liquidated, so the bankruptcy loan was not repaid.")
]
