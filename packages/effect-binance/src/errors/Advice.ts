/**
 * What each reason means to a person, and what to do next: one row per reason, the data behind `message` and `remedy`.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import type { AmbiguousReason } from "./AmbiguousReason.ts"
import type { FatalReason } from "./FatalReason.ts"
import type { RetryableReason } from "./RetryableReason.ts"

/**
 * What the caller should do about an error.
 *
 * @category models
 * @since 0.1.0
 */
export type Remedy = "wait" | "fix-request" | "fix-credentials" | "add-funds" | "call-a-person" | "reconcile"

/**
 * Any reason of any of the three tags.
 *
 * @category models
 * @since 0.1.0
 */
export type AnyReason = RetryableReason | FatalReason | AmbiguousReason

interface Row<R> {
  readonly remedy: Remedy
  /** What happened, as a clause without the operation's name. */
  readonly happened: (reason: R) => string
  /** What to do next, as a sentence. */
  readonly next: string
}

const at = (epochMillis: number) => {
  if (epochMillis === Infinity) return "further notice"
  // a time that is given, not the time now: nothing here for a Clock, and DateTime would weigh on every bundle
  // @effect-diagnostics-next-line globalDate:off
  const date = new Date(epochMillis)
  return Number.isNaN(date.getTime()) ? `${epochMillis} (epoch ms)` : date.toISOString()
}
const half = (h: {
  readonly executed: string
  readonly attempted?: boolean | undefined
  readonly reason?: string | undefined
  readonly code?: number | undefined
}) =>
  h.attempted === false
    ? "was not attempted"
    : h.executed === "yes"
      ? "executed"
      : `${h.executed === "no" ? "did not execute" : "is in doubt"}${h.reason === undefined ? "" : ` (${h.reason}${h.code === undefined ? "" : ` ${h.code}`})`}`

/**
 * The table: one row per reason.
 *
 * @example
 * ```ts
 * import { advice } from "effect-binance/errors/Advice"
 *
 * const said = advice.FilterFailure.next
 * ```
 *
 * @category data
 * @since 0.1.0
 */
// oxfmt-ignore -- a table: one row, one line
export const advice: { readonly [Tag in AnyReason["_tag"]]: Row<Extract<AnyReason, { readonly _tag: Tag }>> } = {
  // Retryable
  NotSent: {
    remedy: "wait",
    happened: (r) => `was not sent (${r.cause}): not one byte left`,
    next: "Check the network and send it again."
  },
  RateLimited: {
    remedy: "wait",
    happened: (r) => `hit the ${r.limit} limit of this address`,
    next: "Send nothing until retryAfter has passed; the BanWindow holds each call."
  },
  IpBanned: {
    remedy: "wait",
    happened: (r) => `was refused because this address is banned until ${at(r.until)}`,
    next: "Send nothing until then: each request can lengthen the ban."
  },
  OrderRateLimited: {
    remedy: "wait",
    happened: () => "hit the limit of new orders of this account",
    next: "Place no order until retryAfter has passed; cancels and reads still work."
  },
  ServerBusy: {
    remedy: "wait",
    happened: () => "was turned away by an overloaded exchange",
    next: "Send it again after a pause."
  },
  ServiceUnavailable: {
    remedy: "wait",
    happened: () => "was turned away: the service is down",
    next: "Send it again after a pause."
  },
  ClockSkew: {
    remedy: "wait",
    happened: () => "was refused for its timestamp",
    next: "Check this machine's clock and its latency, then send it again."
  },
  TooManyConnections: {
    remedy: "wait",
    happened: () => "was refused because too many connections are open",
    next: "Close connections that are not needed, wait, and send it again."
  },
  ReadFailed: {
    remedy: "wait",
    happened: (r) => `got no usable answer (${r.cause})`,
    next: "It was a read: ask again."
  },
  ProvenNotExecuted: {
    remedy: "wait",
    happened: () => "was in doubt and is now proven not to have executed",
    next: "It is safe to send it again; the evidence says why."
  },
  Expired: {
    remedy: "wait",
    happened: (r) => `was not sent again: it was good for ${r.goodForMillis} ms`,
    next: "Decide anew whether you still want it: another run is a new intent."
  },
  BanWindowClosed: {
    remedy: "wait",
    happened: (r) => `was not sent: this address has to be quiet until ${at(r.until)}`,
    next: "Wait until then."
  },
  BudgetExhausted: {
    remedy: "wait",
    happened: (r) => `was not sent: the rate budget is used up until ${at(r.until)}`,
    next: "Wait until then."
  },
  ClockUnknown: {
    remedy: "wait",
    happened: (r) => `was not sent: the exchange's clock could not be read (${r.cause})`,
    next: "Check the network and the endpoint, then send it again."
  },
  JournalUnavailable: {
    remedy: "call-a-person",
    happened: (r) => `was not sent: the order journal could not be written (${r.cause})`,
    next: "Make the journal writable again; no order is sent without it."
  },
  // Fatal
  InvalidRequest: {
    remedy: "fix-request",
    happened: (r) =>
      `was refused: ${r.parameter === undefined ? "a parameter is wrong" : `the parameter ${r.parameter} is wrong`}`,
    next: "Fix the request."
  },
  FilterFailure: {
    remedy: "fix-request",
    happened: (r) => `broke the trading rule ${r.filter}`,
    next: "Read the symbol's filters in exchangeInfo and change price or quantity."
  },
  InsufficientBalance: {
    remedy: "add-funds",
    happened: () => "was refused: the balance is too small",
    next: "Add funds or make the order smaller."
  },
  DuplicateClientOrderId: {
    remedy: "fix-request",
    happened: () => "was refused: an open order already has this client order id",
    next: "Look that order up first; it may be yours."
  },
  UnknownOrder: {
    remedy: "fix-request",
    happened: () => "named an order that the exchange does not know now",
    next: "It may be filled, cancelled, not visible yet, or never placed: this alone proves nothing."
  },
  OrderRejected: {
    remedy: "fix-request",
    happened: (r) => `was rejected by the matching engine (${r.kind})`,
    next: "Change the order before you place it again."
  },
  MarketClosed: {
    remedy: "fix-request",
    happened: () => "was refused: the symbol is not trading",
    next: "Watch the symbol's status in exchangeInfo."
  },
  AccountRestricted: {
    remedy: "call-a-person",
    happened: () => "was refused: this account may not do that",
    next: "Check the account's permissions with Binance."
  },
  BadCredentials: {
    remedy: "fix-credentials",
    happened: () => "was refused: the API key, its permissions or this address are not accepted",
    next: "Check the key, its permissions and its address list."
  },
  BadSignature: {
    remedy: "fix-credentials",
    happened: () => "was refused: the signature does not match",
    next: "Check that the secret belongs to the key."
  },
  WafBlocked: {
    remedy: "call-a-person",
    happened: () => "was blocked at the edge (403) before it reached the API",
    next: "Stop, slow down, and look for SQL-like words in the parameters."
  },
  RestrictedLocation: {
    remedy: "call-a-person",
    happened: () => "was refused: Binance does not serve this location",
    next: "Nothing in the program can fix this."
  },
  Unsupported: {
    remedy: "fix-request",
    happened: () => "is not supported here",
    next: "Use another operation, order type or symbol."
  },
  AlreadyInState: {
    remedy: "fix-request",
    happened: (r) => `had nothing to change${r.state === undefined ? "" : `: the order is ${r.state}`}`,
    next: "Read the order; what you wanted is already so, or can no longer be."
  },
  CancelReplaceFailed: {
    remedy: "fix-request",
    happened: (r) => `failed in part: the cancel ${half(r.cancel)}, the new order ${half(r.place)}`,
    next: "Look at each half before you act: you may hold no order, or two."
  },
  UndocumentedRefusal: {
    remedy: "call-a-person",
    happened: (r) => `was refused with the undocumented code ${r.code}`,
    next: "It was a read: nothing happened. Look the code up."
  },
  UnexpectedShape: {
    remedy: "call-a-person",
    happened: (r) => `was answered with data of an unexpected shape (${r.issue})`,
    next: "It was a read: nothing happened. The schema of the operation may be out of date."
  },
  // AmbiguousExecution
  ResponseLost: {
    remedy: "reconcile",
    happened: (r) => `left, and its reply was lost (${r.cause})`,
    next: "It may have executed: settle it, never resend it blindly."
  },
  TimedOut: {
    remedy: "reconcile",
    happened: () => "left, and no reply came in time",
    next: "It may have executed: settle it, never resend it blindly."
  },
  EngineTimeout: {
    remedy: "reconcile",
    happened: () => "reached the exchange, which gave up waiting for its engine",
    next: "It may execute even later: settle it, never resend it blindly."
  },
  EngineReplyLost: {
    remedy: "reconcile",
    happened: () => "reached the exchange, which lost its engine's reply",
    next: "It may have executed: settle it, never resend it blindly."
  },
  ServerErrorReply: {
    remedy: "reconcile",
    happened: (r) => `was answered with HTTP ${r.status}, which says nothing about execution`,
    next: "It may have executed: settle it, never resend it blindly."
  },
  MalformedReply: {
    remedy: "reconcile",
    happened: (r) => `was answered with something that proves nothing (${r.problem})`,
    next: "It may have executed: settle it, never resend it blindly."
  },
  ConnectionClosed: {
    remedy: "reconcile",
    happened: (r) => `was in flight when the connection closed (${r.cause})`,
    next: "It may have executed: settle it, never resend it blindly."
  },
  UndocumentedCode: {
    remedy: "reconcile",
    happened: (r) => `was answered with the code ${r.code}, which is not documented for it`,
    next: "It may have executed: settle it, never resend it blindly."
  },
  CancelReplaceInDoubt: {
    remedy: "reconcile",
    happened: (r) => `is in doubt: the cancel ${half(r.cancel)}, the new order ${half(r.place)}`,
    next: "Settle each half; never resend it blindly."
  },
  TransferPending: {
    remedy: "reconcile",
    happened: () => "is on its way, and not confirmed",
    next: "Read the history until it says CONFIRMED or FAILED; never resend it blindly."
  },
  EarlierAttemptExists: {
    remedy: "reconcile",
    happened: () => "was refused because an earlier attempt of the same intent is open",
    next: "The order exists: look it up by its client order id."
  }
}

const rowOf = <R extends AnyReason>(reason: R) => advice[reason._tag] as Row<R> // the key selects the row of this very reason

/**
 * `happened` and `next` of a reason, with Binance's code and text between them.
 *
 * @example
 * ```ts
 * import { sentences } from "effect-binance/errors/Advice"
 * import { BadSignature } from "effect-binance/errors/FatalReason"
 *
 * const { happened, next } = sentences(new BadSignature({ code: -1022 }))
 * // "was refused: the signature does not match"
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const sentences = (
  reason: AnyReason
): { readonly happened: string; readonly wire: string; readonly next: string } => {
  const row = rowOf(reason)
  const code = "code" in reason && reason.code !== undefined ? `${reason.code}` : ""
  const msg = "msg" in reason && reason.msg !== undefined ? `"${reason.msg}"` : ""
  return {
    happened: row.happened(reason),
    wire: code || msg ? `Binance said ${[code, msg].filter(Boolean).join(" ")}.` : "",
    next: row.next
  }
}

/**
 * What to do about a reason.
 *
 * @example
 * ```ts
 * import { remedyOf } from "effect-binance/errors/Advice"
 * import { InsufficientBalance } from "effect-binance/errors/FatalReason"
 *
 * const remedy = remedyOf(new InsufficientBalance({ code: -2010 })) // "add-funds"
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const remedyOf = (reason: AnyReason): Remedy => rowOf(reason).remedy

/**
 * How long a reason asks to wait, as counted from when its reply arrived; `undefined` when it does not say.
 *
 * @example
 * ```ts
 * import { retryAfterOf } from "effect-binance/errors/Advice"
 * import { OrderRateLimited } from "effect-binance/errors/RetryableReason"
 * import * as Duration from "effect/Duration"
 *
 * const pause = retryAfterOf(new OrderRateLimited({ retryAfter: Duration.seconds(10) }))
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const retryAfterOf = (reason: AnyReason): Duration.Duration | undefined =>
  "retryAfter" in reason ? reason.retryAfter : undefined
