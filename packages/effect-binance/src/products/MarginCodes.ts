/**
 * The error codes of margin, and of everything else under `/sapi` that has no product of its own (wallet, sub-accounts, convert,
 * algorithmic orders, loans): the shared ones, and those that only these pages list.
 *
 * Source: margin docs, error code; the pages of the wallet, the institutional loan and the trade data stream. -5013, -9000,
 * -11008, -31003 and the two positive codes are known from the sources of public clients only.
 *
 * @since 0.1.0
 */
import type { Kind } from "../errors/InDoubt.ts"
import { type CodeRow, fatal, invalid, orderWrites, type ReasonRule, writes } from "./ProductRules.ts"
import { sapiCodes } from "./SapiCodes.ts"

const none: ReadonlyArray<Kind> = []

const row = (code: number, name: string, is: ReasonRule, meaning: string, on: ReadonlyArray<Kind> = writes): CodeRow => ({ code, name, is, meaning, on })

/**
 * The error codes of margin. A new code is one more row.
 *
 * @example
 * ```ts
 * import { marginCodes } from "effect-binance/products/MarginCodes"
 *
 * const ofLists = marginCodes.filter(({ name }) => name.startsWith("OTO_")).map(({ code }) => code)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const marginCodes: ReadonlyArray<CodeRow> = [
  ...sapiCodes,
  row(-1109, "AT_LEAST_ONE_PARAM", fatal("InvalidRequest"), "Of two parameters neither was sent, and one of them is needed."),
  row(-1110, "OTO_BOTH_OCO", fatal("InvalidRequest"), "Both legs of the OCO wait for a trigger, and one of them must not."),
  row(-1122, "OTO_AT_LEAST_NOE_OCO", fatal("InvalidRequest"), "Neither leg of the OCO waits for a trigger, and one of them has to."),
  row(-1123, "ICEBERG_QTY_EXCEEDS_QTY", invalid("icebergQty"), "The visible part of the iceberg is larger than the whole."),
  row(-1124, "ICEBERG_WITHOUT_GTC", fatal("InvalidRequest"), "A parameter belongs to orders that are good till cancelled, and this one is not."),
  row(-1209, "INVALID_LISTEN_TOKEN", invalid("listenToken"), "The listen token does not exist or has run out."),
  row(-2017, "OTO_QUANTITY_NOT_SAME", invalid("pendingQuantity"), "The pending order has to have the working order's quantity."),
  row(-2018, "OTO_PENDING_SIDE_ERROR", invalid("pendingSide"), "The pending order has to be on the other side than the working order."),
  row(-3064, "EXCEED_PRICE_LIMIT", { verdict: "Fatal", reason: "FilterFailure", filter: "EXCEED_PRICE_LIMIT" }, "The price is more than 15 % worse than the index price of this pair.", orderWrites),
  row(-4106, "TAG_NOT_SUPPORTED_FOR_NETWORK", invalid("addressTag"), "Addresses of this network have no tag."),
  row(-5013, "ASSET_TRANSFER_FAILED_INSUFFICIENT", fatal("InsufficientBalance"), "The account to be debited does not hold enough of the asset."),
  // On no error page, and with two meanings in public clients: not enough to rely on.
  row(-9000, "", fatal("InvalidRequest"), "The account has nothing to use, or the order is too small.", none),
  row(-11008, "", fatal("InsufficientBalance"), "The account may not borrow so much."),
  row(-27026, "", invalid("subEmail"), "The sub-account's e-mail address is missing."),
  row(-31003, "", fatal("BadCredentials"), "The wallet needs an authorization that it has not been given."),
  // Errors, although positive (S18). What they mean for a write is documented nowhere.
  row(100001003, "", fatal("BadCredentials"), "The identity or the key could not be verified.", none),
  row(200003903, "", fatal("AccountRestricted"), "The account's identity check was turned down and has to be repeated.", none)
]
