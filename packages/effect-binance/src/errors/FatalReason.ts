/**
 * Why a call must not be sent again as it is: one class per reason of `Fatal`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { HalfVerdict } from "./HalfVerdict.ts"

const wire = {
  /** Binance's error code. */
  code: Schema.optional(Schema.Int),
  /** Binance's own text, scrubbed of anything that could be a key or a signature. */
  msg: Schema.optional(Schema.String)
} as const

/**
 * The request itself is wrong: a parameter is missing, malformed, unknown or too much.
 *
 * @example
 * ```ts
 * import { InvalidRequest } from "effect-binance/errors/FatalReason"
 * const reason = new InvalidRequest({ code: -1102, parameter: "symbol" })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class InvalidRequest extends Schema.TaggedClass<InvalidRequest>("effect-binance/InvalidRequest")(
  "InvalidRequest",
  {
    code: Schema.Int,
    /** The parameter that Binance names, when it names one. */
    parameter: Schema.optional(Schema.String),
    msg: wire.msg
  }
) {}

/**
 * A trading rule of the symbol or the account refused the order: price step, lot size, notional, number of orders …
 *
 * @example
 * ```ts
 * import { FilterFailure } from "effect-binance/errors/FatalReason"
 * const reason = new FilterFailure({ filter: "LOT_SIZE", code: -1013 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class FilterFailure extends Schema.TaggedClass<FilterFailure>("effect-binance/FilterFailure")("FilterFailure", {
  /** The filter's name as in `exchangeInfo`, such as `PRICE_FILTER`. */
  filter: Schema.String,
  ...wire
}) {}

/**
 * The account does not hold enough of the asset.
 *
 * @example
 * ```ts
 * import { InsufficientBalance } from "effect-binance/errors/FatalReason"
 * const reason = new InsufficientBalance({ code: -2010 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class InsufficientBalance extends Schema.TaggedClass<InsufficientBalance>("effect-binance/InsufficientBalance")(
  "InsufficientBalance",
  { ...wire }
) {}

/**
 * An open order already has this client order id, which the caller chose. This request was not accepted; the open order may
 * be an earlier one of yours.
 *
 * @example
 * ```ts
 * import { DuplicateClientOrderId } from "effect-binance/errors/FatalReason"
 * const reason = new DuplicateClientOrderId({ code: -2010 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class DuplicateClientOrderId extends Schema.TaggedClass<DuplicateClientOrderId>(
  "effect-binance/DuplicateClientOrderId"
)("DuplicateClientOrderId", { ...wire }) {}

/**
 * The exchange does not know such an order. On a cancel: this cancel did nothing. On a read: not visible now; reads lag, so
 * this is never evidence by itself that the order does not exist.
 *
 * @example
 * ```ts
 * import { UnknownOrder } from "effect-binance/errors/FatalReason"
 * const reason = new UnknownOrder({ code: -2013 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class UnknownOrder extends Schema.TaggedClass<UnknownOrder>("effect-binance/UnknownOrder")("UnknownOrder", {
  ...wire
}) {}

/**
 * The matching engine refused the order, cancel or amend.
 *
 * @example
 * ```ts
 * import { OrderRejected } from "effect-binance/errors/FatalReason"
 * const reason = new OrderRejected({ code: -2010, kind: "would-take" })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class OrderRejected extends Schema.TaggedClass<OrderRejected>("effect-binance/OrderRejected")("OrderRejected", {
  code: Schema.Int,
  /** What the engine objected to, in one word of ours, such as `would-take`, `would-trigger`, `no-liquidity`, `rejected`. */
  kind: Schema.String,
  msg: wire.msg
}) {}

/**
 * The symbol is not trading, or not in this phase.
 *
 * @example
 * ```ts
 * import { MarketClosed } from "effect-binance/errors/FatalReason"
 * const reason = new MarketClosed({ code: -2010 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class MarketClosed extends Schema.TaggedClass<MarketClosed>("effect-binance/MarketClosed")("MarketClosed", {
  ...wire
}) {}

/**
 * The account may not do this: trading disabled, the symbol not permitted, an action switched off.
 *
 * @example
 * ```ts
 * import { AccountRestricted } from "effect-binance/errors/FatalReason"
 * const reason = new AccountRestricted({ code: -2010 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class AccountRestricted extends Schema.TaggedClass<AccountRestricted>("effect-binance/AccountRestricted")(
  "AccountRestricted",
  { ...wire }
) {}

/**
 * The API key is unknown, malformed, revoked, or lacks the permission or the address (-2014, -2015, 401).
 *
 * @example
 * ```ts
 * import { BadCredentials } from "effect-binance/errors/FatalReason"
 * const reason = new BadCredentials({ code: -2015 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class BadCredentials extends Schema.TaggedClass<BadCredentials>("effect-binance/BadCredentials")(
  "BadCredentials",
  { ...wire }
) {}

/**
 * The signature does not match (-1022): the wrong secret, or the signed text is not the text that was sent.
 *
 * @example
 * ```ts
 * import { BadSignature } from "effect-binance/errors/FatalReason"
 * const reason = new BadSignature({ code: -1022 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class BadSignature extends Schema.TaggedClass<BadSignature>("effect-binance/BadSignature")("BadSignature", {
  ...wire
}) {}

/**
 * The edge's firewall refused the request before it reached the API (403). No end of the block is documented.
 *
 * @example
 * ```ts
 * import { WafBlocked } from "effect-binance/errors/FatalReason"
 * const reason = new WafBlocked({})
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class WafBlocked extends Schema.TaggedClass<WafBlocked>("effect-binance/WafBlocked")("WafBlocked", {
  ...wire
}) {}

/**
 * Binance does not serve this location (451).
 *
 * @example
 * ```ts
 * import { RestrictedLocation } from "effect-binance/errors/FatalReason"
 * const reason = new RestrictedLocation({ code: 0 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class RestrictedLocation extends Schema.TaggedClass<RestrictedLocation>("effect-binance/RestrictedLocation")(
  "RestrictedLocation",
  { ...wire }
) {}

/**
 * The exchange, the symbol or this route does not support what was asked.
 *
 * @example
 * ```ts
 * import { Unsupported } from "effect-binance/errors/FatalReason"
 * const reason = new Unsupported({ code: -1020 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class Unsupported extends Schema.TaggedClass<Unsupported>("effect-binance/Unsupported")("Unsupported", {
  ...wire
}) {}

/**
 * What the call wanted to bring about is already so, or can no longer be: an amend that changes nothing, a cancel of an
 * order that has ended. This call changed nothing.
 *
 * @example
 * ```ts
 * import { AlreadyInState } from "effect-binance/errors/FatalReason"
 * const reason = new AlreadyInState({ state: "FILLED" })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class AlreadyInState extends Schema.TaggedClass<AlreadyInState>("effect-binance/AlreadyInState")(
  "AlreadyInState",
  {
    /** The state that was found, such as `FILLED` or `EXPIRED`, when it is known. */
    state: Schema.optional(Schema.String),
    ...wire
  }
) {}

/**
 * A cancelReplace failed, and it is known what each half did. One half may have executed.
 *
 * @example
 * ```ts
 * import { CancelReplaceFailed } from "effect-binance/errors/FatalReason"
 * import { HalfVerdict } from "effect-binance/errors/HalfVerdict"
 * const reason = new CancelReplaceFailed({
 *   cancel: new HalfVerdict({ executed: "yes" }),
 *   place: new HalfVerdict({ executed: "no", tag: "Fatal", reason: "InsufficientBalance", code: -2010 })
 * })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class CancelReplaceFailed extends Schema.TaggedClass<CancelReplaceFailed>("effect-binance/CancelReplaceFailed")(
  "CancelReplaceFailed",
  {
    cancel: HalfVerdict,
    place: HalfVerdict,
    ...wire
  }
) {}

/**
 * A read was refused with a code that Binance does not document.
 *
 * @example
 * ```ts
 * import { UndocumentedRefusal } from "effect-binance/errors/FatalReason"
 * const reason = new UndocumentedRefusal({ code: -9999 })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class UndocumentedRefusal extends Schema.TaggedClass<UndocumentedRefusal>("effect-binance/UndocumentedRefusal")(
  "UndocumentedRefusal",
  {
    code: Schema.Int,
    /** The HTTP status that carried the reply. */
    status: Schema.optional(Schema.Int),
    msg: wire.msg
  }
) {}

/**
 * A read was answered with well-formed data that its schema refuses.
 *
 * @example
 * ```ts
 * import { UnexpectedShape } from "effect-binance/errors/FatalReason"
 * const reason = new UnexpectedShape({ issue: "serverTime is missing" })
 * ```
 *
 * @category reasons
 * @since 0.1.0
 */
export class UnexpectedShape extends Schema.TaggedClass<UnexpectedShape>("effect-binance/UnexpectedShape")(
  "UnexpectedShape",
  {
    /** Where the data and the schema differ. */
    issue: Schema.String
  }
) {}

/**
 * Every reason of `Fatal`, as a schema.
 *
 * @example
 * ```ts
 * import { FatalReason } from "effect-binance/errors/FatalReason"
 * import * as Schema from "effect/Schema"
 *
 * const isFatalReason = Schema.is(FatalReason)
 * ```
 *
 * @category schemas
 * @since 0.1.0
 */
export const FatalReason = Schema.Union([
  InvalidRequest,
  FilterFailure,
  InsufficientBalance,
  DuplicateClientOrderId,
  UnknownOrder,
  OrderRejected,
  MarketClosed,
  AccountRestricted,
  BadCredentials,
  BadSignature,
  WafBlocked,
  RestrictedLocation,
  Unsupported,
  AlreadyInState,
  CancelReplaceFailed,
  UndocumentedRefusal,
  UnexpectedShape
])

/**
 * Every reason of `Fatal`.
 *
 * @category models
 * @since 0.1.0
 */
export type FatalReason = typeof FatalReason.Type
