/**
 * The three things that can be true of a call that did not succeed: `Retryable`, `Fatal`, `AmbiguousExecution`.
 *
 * Each carries one tagged `reason`, so `Effect.catchTag`, `catchReason`, `catchReasons`, `unwrapReason` and `Match` all work.
 * None ever holds an API key, a secret, a signature or a signed query: those never enter a verdict.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { type AnyReason, type Remedy, remedyOf, retryAfterOf, sentences } from "./Advice.ts"
import { AmbiguousReason } from "./AmbiguousReason.ts"
import { FatalReason } from "./FatalReason.ts"
import { InDoubt, OperationInfo } from "./InDoubt.ts"
import { RetryableReason } from "./RetryableReason.ts"

const isWithoutEffect = (operation: OperationInfo | undefined) =>
  operation?.kind === "read" || operation?.kind === "test"

const subject = (operation: OperationInfo | undefined) =>
  operation === undefined
    ? "The call"
    : operation.name +
      (operation.symbol === undefined ? "" : ` of ${operation.symbol}`) +
      (operation.clientOrderId === undefined ? "" : ` [${operation.clientOrderId}]`)

const codeOf = (reason: AnyReason): number | undefined => ("code" in reason ? reason.code : undefined)

// The pages that are generated from the tables and shipped with this package; a code that is in no table has no anchor.
const pages = "https://unpkg.com/effect-binance/docs/errors/"
const products = /^(?:spot|margin|usdm|coinm|options|pm|pmpro)(?=\.)/

const docsOf = (operation: OperationInfo | undefined, reason: AnyReason): string => {
  const product = products.exec(operation?.name ?? "")?.[0]
  const code = reason._tag.startsWith("Undocumented") ? undefined : codeOf(reason)
  return pages + (product === undefined || !code ? `reasons.md#${reason._tag}` : `${product}.md#${code}`)
}

const messageOf = (operation: OperationInfo | undefined, reason: AnyReason, executed: string): string => {
  const { happened, next, wire } = sentences(reason)
  return [`${subject(operation)} ${happened}.`, wire, executed, next].filter((part) => part !== "").join(" ")
}

/**
 * It did not execute (or it was a read), and the same call can succeed later: wait `retryAfter`, send it again.
 *
 * @example
 * ```ts
 * import { Retryable } from "effect-binance/errors/BinanceError"
 * import { NotSent } from "effect-binance/errors/RetryableReason"
 *
 * const error = new Retryable({ reason: new NotSent({ cause: "ECONNREFUSED" }) })
 * // error.executed === "no", error.remedy === "wait"
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class Retryable extends Schema.TaggedError<Retryable>("Retryable")("Retryable", {
  reason: RetryableReason,
  /** Which operation this is about; absent on an error that was made without one. */
  operation: Schema.optional(OperationInfo)
}) {
  /** Whether it executed: `"no"`; `"n/a"` for a read or a test. */
  get executed(): "no" | "n/a" {
    return isWithoutEffect(this.operation) ? "n/a" : "no"
  }
  /** How long to wait before the same call, counted from when the reply arrived; `undefined` when Binance did not say. */
  get retryAfter(): Duration.Duration | undefined {
    return retryAfterOf(this.reason)
  }
  /** What to do about it. */
  get remedy(): Remedy {
    return remedyOf(this.reason)
  }
  /** Binance's code, when it sent one. */
  get code(): number | undefined {
    return codeOf(this.reason)
  }
  /** The page that says what the code, or else the reason, means and what to do. */
  get docs(): string {
    return docsOf(this.operation, this.reason)
  }
  /** What happened, to which operation, and what to do next. */
  override get message(): string {
    return messageOf(this.operation, this.reason, this.executed === "no" ? "Nothing executed." : "")
  }
}

/**
 * It is known what happened, and the same call must not be sent again. Nothing executed, except under
 * `CancelReplaceFailed`, whose halves say which did.
 *
 * @example
 * ```ts
 * import { Fatal } from "effect-binance/errors/BinanceError"
 * import { InsufficientBalance } from "effect-binance/errors/FatalReason"
 *
 * const error = new Fatal({ reason: new InsufficientBalance({ code: -2010 }) })
 * // error.executed === "no", error.remedy === "add-funds"
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class Fatal extends Schema.TaggedError<Fatal>("Fatal")("Fatal", {
  reason: FatalReason,
  /** Which operation this is about; absent on an error that was made without one. */
  operation: Schema.optional(OperationInfo)
}) {
  /** Whether it executed: `"no"`; `"partial"` when one half of a cancelReplace did; `"n/a"` for a read or a test. */
  get executed(): "no" | "partial" | "n/a" {
    if (isWithoutEffect(this.operation)) return "n/a"
    // a half that is not known to have done nothing must not read as "nothing executed"
    return this.reason._tag === "CancelReplaceFailed" &&
      !(this.reason.cancel.executed === "no" && this.reason.place.executed === "no")
      ? "partial"
      : "no"
  }
  /** Always `undefined`: the same call must not be sent again. */
  get retryAfter(): Duration.Duration | undefined {
    return undefined
  }
  /** What to do about it. */
  get remedy(): Remedy {
    return remedyOf(this.reason)
  }
  /** Binance's code, when it sent one. */
  get code(): number | undefined {
    return codeOf(this.reason)
  }
  /** The page that says what the code, or else the reason, means and what to do. */
  get docs(): string {
    return docsOf(this.operation, this.reason)
  }
  /** What happened, to which operation, and what to do next. */
  override get message(): string {
    return messageOf(this.operation, this.reason, this.executed === "no" ? "Nothing executed." : "")
  }
}

/**
 * Nobody knows yet whether it executed. Reconcile; never resend it blindly.
 *
 * @example
 * ```ts
 * import { AmbiguousExecution } from "effect-binance/errors/BinanceError"
 * import * as Effect from "effect/Effect"
 *
 * const tellAPerson = <A, E, R>(self: Effect.Effect<A, E | AmbiguousExecution, R>) =>
 *   Effect.tapError(self, (e) => e instanceof AmbiguousExecution ? Effect.logError(e.message) : Effect.void)
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class AmbiguousExecution extends Schema.TaggedError<AmbiguousExecution>("AmbiguousExecution")(
  "AmbiguousExecution",
  {
    reason: AmbiguousReason,
    /** Everything that is needed to find out later. */
    inDoubt: InDoubt
  }
) {
  /** Whether it executed: `"unknown"`. */
  get executed(): "unknown" {
    return "unknown"
  }
  /** Always `undefined`: waiting does not make a resend safe, settling does. */
  get retryAfter(): Duration.Duration | undefined {
    return undefined
  }
  /** What to do about it. */
  get remedy(): Remedy {
    return remedyOf(this.reason)
  }
  /** Binance's code, when it sent one. */
  get code(): number | undefined {
    return codeOf(this.reason)
  }
  /** The page that says what the code, or else the reason, means and what to do. */
  get docs(): string {
    return docsOf(this.operation, this.reason)
  }
  /** Which operation this is about. */
  get operation(): OperationInfo {
    return new OperationInfo({
      name: this.inDoubt.operation,
      kind: this.inDoubt.kind,
      symbol: this.inDoubt.symbol,
      clientOrderId: this.inDoubt.clientOrderIds[0]
    })
  }
  /** What happened, to which operation, and what to do next. */
  override get message(): string {
    return messageOf(this.operation, this.reason, "")
  }
}

/**
 * Any of the three, as a schema; `Schema.toCodecJson(BinanceError)` round-trips each of them.
 *
 * @example
 * ```ts
 * import { BinanceError } from "effect-binance/errors/BinanceError"
 * import * as Schema from "effect/Schema"
 *
 * const codec = Schema.fromJsonString(Schema.toCodecJson(BinanceError))
 * const toText = Schema.encodeSync(codec)
 * const fromText = Schema.decodeUnknownResult(codec)
 * ```
 *
 * @category schemas
 * @since 0.1.0
 */
export const BinanceError = Schema.Union([Retryable, Fatal, AmbiguousExecution])

/**
 * Any of the three.
 *
 * @category errors
 * @since 0.1.0
 */
export type BinanceError = Retryable | Fatal | AmbiguousExecution
