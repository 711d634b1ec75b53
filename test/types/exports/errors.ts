/** What the modules of `errors` export, exactly. Checked by the compiler, not run. */
import type * as Advice from "effect-binance/errors/Advice"
import type * as AmbiguousReason from "effect-binance/errors/AmbiguousReason"
import type * as BinanceError from "effect-binance/errors/BinanceError"
import type * as FatalReason from "effect-binance/errors/FatalReason"
import type * as HalfVerdict from "effect-binance/errors/HalfVerdict"
import type * as InDoubt from "effect-binance/errors/InDoubt"
import type * as RetryableReason from "effect-binance/errors/RetryableReason"
import type * as Evidence from "effect-binance/settlement/Evidence"
import type * as Duration from "effect/Duration"
import { type Is, type IsClass, ok } from "../exact.ts"

// ---------------------------------------------------------------------------------------- effect-binance/errors/Advice

ok<Is<Advice.Remedy, "wait" | "fix-request" | "fix-credentials" | "add-funds" | "call-a-person" | "reconcile">>()
ok<Is<Advice.AnyReason, RetryableReason.RetryableReason | FatalReason.FatalReason | AmbiguousReason.AmbiguousReason>>()
ok<Is<typeof Advice.advice, {
      readonly [Tag in Advice.AnyReason["_tag"]]: {
        readonly remedy: Advice.Remedy
        readonly happened: (reason: Extract<Advice.AnyReason, { readonly _tag: Tag }>) => string
        readonly next: string
      }
    }>>()
ok<Is<typeof Advice.sentences, (reason: Advice.AnyReason) => { readonly happened: string; readonly wire: string; readonly next: string }>>()
ok<Is<typeof Advice.remedyOf, (reason: Advice.AnyReason) => Advice.Remedy>>()
ok<Is<typeof Advice.retryAfterOf, (reason: Advice.AnyReason) => Duration.Duration | undefined>>()

// ------------------------------------------------------------------------------- effect-binance/errors/AmbiguousReason

ok<IsClass<typeof AmbiguousReason.ResponseLost, "ResponseLost", { readonly cause: string }>>()
ok<IsClass<typeof AmbiguousReason.TimedOut, "TimedOut", { readonly afterMillis?: number | undefined }>>()
ok<
  IsClass<
    typeof AmbiguousReason.EngineTimeout,
    "EngineTimeout",
    { readonly code?: number | undefined; readonly status?: number | undefined; readonly msg?: string | undefined }
  >
>()
ok<
  IsClass<
    typeof AmbiguousReason.EngineReplyLost,
    "EngineReplyLost",
    { readonly code?: number | undefined; readonly status?: number | undefined; readonly msg?: string | undefined }
  >
>()
ok<
  IsClass<
    typeof AmbiguousReason.ServerErrorReply,
    "ServerErrorReply",
    { readonly code?: number | undefined; readonly msg?: string | undefined; readonly status: number }
  >
>()
ok<
  IsClass<
    typeof AmbiguousReason.MalformedReply,
    "MalformedReply",
    { readonly code?: number | undefined; readonly status?: number | undefined; readonly msg?: string | undefined; readonly problem: string }
  >
>()
ok<IsClass<typeof AmbiguousReason.ConnectionClosed, "ConnectionClosed", { readonly cause: string }>>()
ok<
  IsClass<
    typeof AmbiguousReason.UndocumentedCode,
    "UndocumentedCode",
    { readonly status?: number | undefined; readonly msg?: string | undefined; readonly code: number }
  >
>()
ok<
  IsClass<
    typeof AmbiguousReason.CancelReplaceInDoubt,
    "CancelReplaceInDoubt",
    {
      readonly code?: number | undefined
      readonly status?: number | undefined
      readonly msg?: string | undefined
      readonly cancel: HalfVerdict.HalfVerdict
      readonly place: HalfVerdict.HalfVerdict
    }
  >
>()
ok<
  IsClass<
    typeof AmbiguousReason.TransferPending,
    "TransferPending",
    { readonly code?: number | undefined; readonly status?: number | undefined; readonly msg?: string | undefined }
  >
>()
ok<
  IsClass<
    typeof AmbiguousReason.EarlierAttemptExists,
    "EarlierAttemptExists",
    { readonly code?: number | undefined; readonly status?: number | undefined; readonly msg?: string | undefined }
  >
>()
ok<
  Is<
    typeof AmbiguousReason.AmbiguousReason.Type,
    | AmbiguousReason.ResponseLost
    | AmbiguousReason.TimedOut
    | AmbiguousReason.EngineTimeout
    | AmbiguousReason.EngineReplyLost
    | AmbiguousReason.ServerErrorReply
    | AmbiguousReason.MalformedReply
    | AmbiguousReason.ConnectionClosed
    | AmbiguousReason.UndocumentedCode
    | AmbiguousReason.CancelReplaceInDoubt
    | AmbiguousReason.TransferPending
    | AmbiguousReason.EarlierAttemptExists
  >
>()
ok<Is<AmbiguousReason.AmbiguousReason, typeof AmbiguousReason.AmbiguousReason.Type>>()

// ---------------------------------------------------------------------------------- effect-binance/errors/BinanceError

ok<
  IsClass<
    typeof BinanceError.Retryable,
    "Retryable",
    {
      readonly reason:
        | RetryableReason.NotSent
        | RetryableReason.RateLimited
        | RetryableReason.IpBanned
        | RetryableReason.OrderRateLimited
        | RetryableReason.ServerBusy
        | RetryableReason.ServiceUnavailable
        | RetryableReason.ClockSkew
        | RetryableReason.TooManyConnections
        | RetryableReason.ReadFailed
        | RetryableReason.ProvenNotExecuted
        | RetryableReason.Expired
        | RetryableReason.BanWindowClosed
        | RetryableReason.BudgetExhausted
        | RetryableReason.ClockUnknown
        | RetryableReason.JournalUnavailable
      readonly operation?: InDoubt.OperationInfo | undefined
    },
    {
      readonly executed: "no" | "n/a"
      readonly retryAfter: Duration.Duration | undefined
      readonly remedy: Advice.Remedy
      readonly code: number | undefined
      readonly docs: string
    }
  >
>()
ok<
  IsClass<
    typeof BinanceError.Fatal,
    "Fatal",
    {
      readonly reason:
        | FatalReason.InvalidRequest
        | FatalReason.FilterFailure
        | FatalReason.InsufficientBalance
        | FatalReason.DuplicateClientOrderId
        | FatalReason.UnknownOrder
        | FatalReason.OrderRejected
        | FatalReason.MarketClosed
        | FatalReason.AccountRestricted
        | FatalReason.BadCredentials
        | FatalReason.BadSignature
        | FatalReason.WafBlocked
        | FatalReason.RestrictedLocation
        | FatalReason.Unsupported
        | FatalReason.AlreadyInState
        | FatalReason.CancelReplaceFailed
        | FatalReason.UndocumentedRefusal
        | FatalReason.UnexpectedShape
      readonly operation?: InDoubt.OperationInfo | undefined
    },
    {
      readonly executed: "no" | "partial" | "n/a"
      readonly retryAfter: Duration.Duration | undefined
      readonly remedy: Advice.Remedy
      readonly code: number | undefined
      readonly docs: string
    }
  >
>()
ok<
  IsClass<
    typeof BinanceError.AmbiguousExecution,
    "AmbiguousExecution",
    {
      readonly reason:
        | AmbiguousReason.ResponseLost
        | AmbiguousReason.TimedOut
        | AmbiguousReason.EngineTimeout
        | AmbiguousReason.EngineReplyLost
        | AmbiguousReason.ServerErrorReply
        | AmbiguousReason.MalformedReply
        | AmbiguousReason.ConnectionClosed
        | AmbiguousReason.UndocumentedCode
        | AmbiguousReason.CancelReplaceInDoubt
        | AmbiguousReason.TransferPending
        | AmbiguousReason.EarlierAttemptExists
      readonly inDoubt: InDoubt.InDoubt
    },
    {
      readonly executed: "unknown"
      readonly retryAfter: Duration.Duration | undefined
      readonly remedy: Advice.Remedy
      readonly code: number | undefined
      readonly docs: string
      readonly operation: InDoubt.OperationInfo
    }
  >
>()
ok<Is<typeof BinanceError.BinanceError.Type, BinanceError.Retryable | BinanceError.Fatal | BinanceError.AmbiguousExecution>>()
ok<Is<BinanceError.BinanceError, BinanceError.Retryable | BinanceError.Fatal | BinanceError.AmbiguousExecution>>()

// ----------------------------------------------------------------------------------- effect-binance/errors/FatalReason

ok<
  IsClass<
    typeof FatalReason.InvalidRequest,
    "InvalidRequest",
    { readonly code: number; readonly parameter?: string | undefined; readonly msg?: string | undefined }
  >
>()
ok<
  IsClass<typeof FatalReason.FilterFailure, "FilterFailure", { readonly code?: number | undefined; readonly msg?: string | undefined; readonly filter: string }>
>()
ok<IsClass<typeof FatalReason.InsufficientBalance, "InsufficientBalance", { readonly code?: number | undefined; readonly msg?: string | undefined }>>()
ok<IsClass<typeof FatalReason.DuplicateClientOrderId, "DuplicateClientOrderId", { readonly code?: number | undefined; readonly msg?: string | undefined }>>()
ok<IsClass<typeof FatalReason.UnknownOrder, "UnknownOrder", { readonly code?: number | undefined; readonly msg?: string | undefined }>>()
ok<IsClass<typeof FatalReason.OrderRejected, "OrderRejected", { readonly code: number; readonly kind: string; readonly msg?: string | undefined }>>()
ok<IsClass<typeof FatalReason.MarketClosed, "MarketClosed", { readonly code?: number | undefined; readonly msg?: string | undefined }>>()
ok<IsClass<typeof FatalReason.AccountRestricted, "AccountRestricted", { readonly code?: number | undefined; readonly msg?: string | undefined }>>()
ok<IsClass<typeof FatalReason.BadCredentials, "BadCredentials", { readonly code?: number | undefined; readonly msg?: string | undefined }>>()
ok<IsClass<typeof FatalReason.BadSignature, "BadSignature", { readonly code?: number | undefined; readonly msg?: string | undefined }>>()
ok<IsClass<typeof FatalReason.WafBlocked, "WafBlocked", { readonly code?: number | undefined; readonly msg?: string | undefined }>>()
ok<IsClass<typeof FatalReason.RestrictedLocation, "RestrictedLocation", { readonly code?: number | undefined; readonly msg?: string | undefined }>>()
ok<IsClass<typeof FatalReason.Unsupported, "Unsupported", { readonly code?: number | undefined; readonly msg?: string | undefined }>>()
ok<
  IsClass<
    typeof FatalReason.AlreadyInState,
    "AlreadyInState",
    { readonly code?: number | undefined; readonly msg?: string | undefined; readonly state?: string | undefined }
  >
>()
ok<
  IsClass<
    typeof FatalReason.CancelReplaceFailed,
    "CancelReplaceFailed",
    { readonly code?: number | undefined; readonly msg?: string | undefined; readonly cancel: HalfVerdict.HalfVerdict; readonly place: HalfVerdict.HalfVerdict }
  >
>()
ok<
  IsClass<
    typeof FatalReason.UndocumentedRefusal,
    "UndocumentedRefusal",
    { readonly code: number; readonly status?: number | undefined; readonly msg?: string | undefined }
  >
>()
ok<IsClass<typeof FatalReason.UnexpectedShape, "UnexpectedShape", { readonly issue: string }>>()
ok<
  Is<
    typeof FatalReason.FatalReason.Type,
    | FatalReason.InvalidRequest
    | FatalReason.FilterFailure
    | FatalReason.InsufficientBalance
    | FatalReason.DuplicateClientOrderId
    | FatalReason.UnknownOrder
    | FatalReason.OrderRejected
    | FatalReason.MarketClosed
    | FatalReason.AccountRestricted
    | FatalReason.BadCredentials
    | FatalReason.BadSignature
    | FatalReason.WafBlocked
    | FatalReason.RestrictedLocation
    | FatalReason.Unsupported
    | FatalReason.AlreadyInState
    | FatalReason.CancelReplaceFailed
    | FatalReason.UndocumentedRefusal
    | FatalReason.UnexpectedShape
  >
>()
ok<Is<FatalReason.FatalReason, typeof FatalReason.FatalReason.Type>>()

// ----------------------------------------------------------------------------------- effect-binance/errors/HalfVerdict

ok<
  IsClass<
    typeof HalfVerdict.HalfVerdict,
    never,
    {
      readonly executed: "yes" | "no" | "unknown"
      readonly attempted?: boolean | undefined
      readonly tag?: "Retryable" | "Fatal" | "AmbiguousExecution" | undefined
      readonly reason?: string | undefined
      readonly code?: number | undefined
      readonly orderId?: number | string | undefined
      readonly clientOrderId?: string | undefined
    }
  >
>()

// --------------------------------------------------------------------------------------- effect-binance/errors/InDoubt

ok<Is<typeof InDoubt.Kind.Type, "read" | "test" | "place" | "cancel" | "cancelReplace" | "amend" | "orderList" | "batch" | "transfer" | "setting">>()
ok<Is<InDoubt.Kind, typeof InDoubt.Kind.Type>>()
ok<
  IsClass<
    typeof InDoubt.OperationInfo,
    never,
    {
      readonly name: string
      readonly kind: "read" | "test" | "place" | "cancel" | "cancelReplace" | "amend" | "orderList" | "batch" | "transfer" | "setting"
      readonly symbol?: string | undefined
      readonly clientOrderId?: string | undefined
    }
  >
>()
ok<
  IsClass<
    typeof InDoubt.Attempt,
    never,
    { readonly timestamp: number; readonly recvWindow: number; readonly fenceAt: number; readonly signedAtMonotonic: number }
  >
>()
ok<
  IsClass<
    typeof InDoubt.InDoubt,
    never,
    {
      readonly operation: string
      readonly product: string
      readonly kind: "read" | "test" | "place" | "cancel" | "cancelReplace" | "amend" | "orderList" | "batch" | "transfer" | "setting"
      readonly clientOrderIds: ReadonlyArray<string>
      readonly symbol?: string | undefined
      readonly side?: string | undefined
      readonly type?: string | undefined
      readonly quantity?: string | undefined
      readonly quoteOrderQuantity?: string | undefined
      readonly price?: string | undefined
      readonly orderId?: string | undefined
      readonly route: string
      readonly account: string
      readonly createdAt: number
      readonly attempts: ReadonlyArray<InDoubt.Attempt>
      readonly refusal?:
        | FatalReason.InvalidRequest
        | FatalReason.FilterFailure
        | FatalReason.InsufficientBalance
        | FatalReason.DuplicateClientOrderId
        | FatalReason.UnknownOrder
        | FatalReason.OrderRejected
        | FatalReason.MarketClosed
        | FatalReason.AccountRestricted
        | FatalReason.BadCredentials
        | FatalReason.BadSignature
        | FatalReason.WafBlocked
        | FatalReason.RestrictedLocation
        | FatalReason.Unsupported
        | FatalReason.AlreadyInState
        | FatalReason.CancelReplaceFailed
        | FatalReason.UndocumentedRefusal
        | FatalReason.UnexpectedShape
        | RetryableReason.NotSent
        | RetryableReason.RateLimited
        | RetryableReason.IpBanned
        | RetryableReason.OrderRateLimited
        | RetryableReason.ServerBusy
        | RetryableReason.ServiceUnavailable
        | RetryableReason.ClockSkew
        | RetryableReason.TooManyConnections
        | RetryableReason.ReadFailed
        | RetryableReason.ProvenNotExecuted
        | RetryableReason.Expired
        | RetryableReason.BanWindowClosed
        | RetryableReason.BudgetExhausted
        | RetryableReason.ClockUnknown
        | RetryableReason.JournalUnavailable
        | undefined
    },
    { readonly fenceAt: number }
  >
>()

// ------------------------------------------------------------------------------- effect-binance/errors/RetryableReason

ok<IsClass<typeof RetryableReason.NotSent, "NotSent", { readonly cause: string }>>()
ok<
  IsClass<
    typeof RetryableReason.RateLimited,
    "RateLimited",
    { readonly code?: number | undefined; readonly msg?: string | undefined; readonly limit: string; readonly retryAfter: Duration.Duration }
  >
>()
ok<
  IsClass<
    typeof RetryableReason.IpBanned,
    "IpBanned",
    { readonly code?: number | undefined; readonly msg?: string | undefined; readonly until: number; readonly retryAfter?: Duration.Duration | undefined }
  >
>()
ok<
  IsClass<
    typeof RetryableReason.OrderRateLimited,
    "OrderRateLimited",
    { readonly code?: number | undefined; readonly msg?: string | undefined; readonly retryAfter: Duration.Duration }
  >
>()
ok<
  IsClass<
    typeof RetryableReason.ServerBusy,
    "ServerBusy",
    { readonly code?: number | undefined; readonly msg?: string | undefined; readonly status?: number | undefined }
  >
>()
ok<
  IsClass<
    typeof RetryableReason.ServiceUnavailable,
    "ServiceUnavailable",
    { readonly code?: number | undefined; readonly msg?: string | undefined; readonly status?: number | undefined }
  >
>()
ok<IsClass<typeof RetryableReason.ClockSkew, "ClockSkew", { readonly code?: number | undefined; readonly msg?: string | undefined }>>()
ok<IsClass<typeof RetryableReason.TooManyConnections, "TooManyConnections", { readonly code?: number | undefined; readonly msg?: string | undefined }>>()
ok<
  IsClass<typeof RetryableReason.ReadFailed, "ReadFailed", { readonly code?: number | undefined; readonly msg?: string | undefined; readonly cause: string }>
>()
ok<IsClass<typeof RetryableReason.ProvenNotExecuted, "ProvenNotExecuted", { readonly evidence: Evidence.Evidence }>>()
ok<IsClass<typeof RetryableReason.Expired, "Expired", { readonly goodForMillis: number }>>()
ok<IsClass<typeof RetryableReason.BanWindowClosed, "BanWindowClosed", { readonly until: number }>>()
ok<IsClass<typeof RetryableReason.BudgetExhausted, "BudgetExhausted", { readonly until: number }>>()
ok<IsClass<typeof RetryableReason.ClockUnknown, "ClockUnknown", { readonly cause: string }>>()
ok<IsClass<typeof RetryableReason.JournalUnavailable, "JournalUnavailable", { readonly cause: string }>>()
ok<
  Is<
    typeof RetryableReason.RetryableReason.Type,
    | RetryableReason.NotSent
    | RetryableReason.RateLimited
    | RetryableReason.IpBanned
    | RetryableReason.OrderRateLimited
    | RetryableReason.ServerBusy
    | RetryableReason.ServiceUnavailable
    | RetryableReason.ClockSkew
    | RetryableReason.TooManyConnections
    | RetryableReason.ReadFailed
    | RetryableReason.ProvenNotExecuted
    | RetryableReason.Expired
    | RetryableReason.BanWindowClosed
    | RetryableReason.BudgetExhausted
    | RetryableReason.ClockUnknown
    | RetryableReason.JournalUnavailable
  >
>()
ok<Is<RetryableReason.RetryableReason, typeof RetryableReason.RetryableReason.Type>>()
