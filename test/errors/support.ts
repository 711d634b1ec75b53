/** What the error tests share: one sample of each reason, and the operations they speak about. */
import type { AnyReason } from "effect-binance/errors/Advice"
import * as Ambiguous from "effect-binance/errors/AmbiguousReason"
import { AmbiguousExecution, type BinanceError, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import * as FatalReasons from "effect-binance/errors/FatalReason"
import { HalfVerdict } from "effect-binance/errors/HalfVerdict"
import { Attempt, InDoubt, type Kind, OperationInfo } from "effect-binance/errors/InDoubt"
import * as RetryableReasons from "effect-binance/errors/RetryableReason"
import { Evidence, Observation } from "effect-binance/settlement/Evidence"
import * as Duration from "effect/Duration"

export const kinds: ReadonlyArray<Kind> = [
  "read",
  "test",
  "place",
  "cancel",
  "cancelReplace",
  "amend",
  "orderList",
  "batch",
  "transfer",
  "setting"
]

export const symbol = "ETHUSDT"
export const clientOrderId = "k7f3q9x2m5b8"

export const operation = (kind: Kind): OperationInfo =>
  new OperationInfo({ name: `spot.${kind}`, kind, symbol, clientOrderId })

export const evidence = new Evidence({
  fenceAt: 1_700_000_005_000,
  observations: [
    new Observation({ at: 1_700_000_000_000.4, view: "reply", answer: "ResponseLost" }),
    new Observation({ at: 1_700_000_000_250, view: "order", answer: "-2013 not visible" }),
    new Observation({
      at: 1_700_000_005_100,
      view: "clock",
      answer: "past the fence 1700000005000",
      exchangeTime: 1_700_000_005_050
    }),
    new Observation({ at: 1_700_000_005_150, view: "engine", answer: "-2011 answered by the engine" }),
    new Observation({ at: 1_700_000_035_100, view: "openOrders", answer: "0 orders, none is it" })
  ]
})

const executed = new HalfVerdict({ executed: "yes", orderId: 7, clientOrderId: "half" })
const poor = new HalfVerdict({ executed: "no", tag: "Fatal", reason: "InsufficientBalance", code: -2010 })
const unknown = new HalfVerdict({
  executed: "unknown",
  tag: "AmbiguousExecution",
  reason: "EngineTimeout",
  code: -1007
})

/** One of each, with every optional field. A reason that is missing here does not compile. */
export const samples: { readonly [Tag in AnyReason["_tag"]]: Extract<AnyReason, { readonly _tag: Tag }> } = {
  NotSent: new RetryableReasons.NotSent({ cause: "ECONNREFUSED" }),
  RateLimited: new RetryableReasons.RateLimited({
    limit: "REQUEST_WEIGHT",
    retryAfter: Duration.seconds(7),
    code: -1003,
    msg: "Too many requests."
  }),
  IpBanned: new RetryableReasons.IpBanned({
    until: 1_700_000_120_000,
    retryAfter: Duration.minutes(2),
    code: -1003,
    msg: "Way too many requests."
  }),
  OrderRateLimited: new RetryableReasons.OrderRateLimited({
    retryAfter: Duration.seconds(10),
    code: -1015,
    msg: "Too many new orders."
  }),
  ServerBusy: new RetryableReasons.ServerBusy({ status: 503, code: -1008, msg: "Server is busy." }),
  ServiceUnavailable: new RetryableReasons.ServiceUnavailable({
    status: 400,
    code: -1016,
    msg: "No longer available."
  }),
  ClockSkew: new RetryableReasons.ClockSkew({ code: -1021, msg: "Timestamp outside of the recvWindow." }),
  TooManyConnections: new RetryableReasons.TooManyConnections({ code: -1034, msg: "Too many connections." }),
  ReadFailed: new RetryableReasons.ReadFailed({ cause: "HTTP 502", code: -1000, msg: "An unknown error." }),
  ProvenNotExecuted: new RetryableReasons.ProvenNotExecuted({ evidence }),
  Expired: new RetryableReasons.Expired({ goodForMillis: 10_000 }),
  BanWindowClosed: new RetryableReasons.BanWindowClosed({ until: 1_700_000_120_000 }),
  BudgetExhausted: new RetryableReasons.BudgetExhausted({ until: 1_700_000_060_000 }),
  ClockUnknown: new RetryableReasons.ClockUnknown({ cause: "ENOTFOUND" }),
  JournalUnavailable: new RetryableReasons.JournalUnavailable({ cause: "disk full" }),
  InvalidRequest: new FatalReasons.InvalidRequest({
    code: -1102,
    parameter: "timeInForce",
    msg: "Mandatory parameter was not sent."
  }),
  FilterFailure: new FatalReasons.FilterFailure({ filter: "LOT_SIZE", code: -1013, msg: "Filter failure: LOT_SIZE" }),
  InsufficientBalance: new FatalReasons.InsufficientBalance({ code: -2010, msg: "Account has insufficient balance." }),
  DuplicateClientOrderId: new FatalReasons.DuplicateClientOrderId({ code: -2010, msg: "Duplicate order sent." }),
  UnknownOrder: new FatalReasons.UnknownOrder({ code: -2013, msg: "Order does not exist." }),
  OrderRejected: new FatalReasons.OrderRejected({ code: -2010, kind: "would-take", msg: "Would match and take." }),
  MarketClosed: new FatalReasons.MarketClosed({ code: -2010, msg: "Market is closed." }),
  AccountRestricted: new FatalReasons.AccountRestricted({ code: -2010, msg: "This action is disabled." }),
  BadCredentials: new FatalReasons.BadCredentials({ code: -2015, msg: "Invalid API-key." }),
  BadSignature: new FatalReasons.BadSignature({ code: -1022, msg: "Signature is not valid." }),
  WafBlocked: new FatalReasons.WafBlocked({ code: -1, msg: "Blocked." }),
  RestrictedLocation: new FatalReasons.RestrictedLocation({ code: 0, msg: "Restricted location." }),
  Unsupported: new FatalReasons.Unsupported({ code: -1020, msg: "Not supported." }),
  AlreadyInState: new FatalReasons.AlreadyInState({ state: "FILLED", code: -2038, msg: "Nothing to change." }),
  CancelReplaceFailed: new FatalReasons.CancelReplaceFailed({
    cancel: executed,
    place: poor,
    code: -2021,
    msg: "Order cancel-replace partially failed."
  }),
  UndocumentedRefusal: new FatalReasons.UndocumentedRefusal({ code: -9999, status: 400, msg: "Something new." }),
  UnexpectedShape: new FatalReasons.UnexpectedShape({ issue: "serverTime is missing" }),
  ResponseLost: new Ambiguous.ResponseLost({ cause: "ECONNRESET" }),
  TimedOut: new Ambiguous.TimedOut({ afterMillis: 12_000 }),
  EngineTimeout: new Ambiguous.EngineTimeout({ code: -1007, status: 504, msg: "Timeout waiting for response." }),
  EngineReplyLost: new Ambiguous.EngineReplyLost({ code: -1006, status: 500, msg: "An unexpected response." }),
  ServerErrorReply: new Ambiguous.ServerErrorReply({ status: 503, code: -1000, msg: "Unknown error." }),
  MalformedReply: new Ambiguous.MalformedReply({ problem: "the body is empty", code: -1, status: 200, msg: "…" }),
  ConnectionClosed: new Ambiguous.ConnectionClosed({ cause: "1006" }),
  UndocumentedCode: new Ambiguous.UndocumentedCode({ code: -9999, status: 400, msg: "Something new." }),
  CancelReplaceInDoubt: new Ambiguous.CancelReplaceInDoubt({
    cancel: executed,
    place: unknown,
    code: -2021,
    status: 409,
    msg: "Order cancel-replace partially failed."
  }),
  TransferPending: new Ambiguous.TransferPending({ code: -5012, status: 200, msg: "Pending." }),
  EarlierAttemptExists: new Ambiguous.EarlierAttemptExists({ code: -2010, status: 400, msg: "Duplicate order sent." })
}

export const inDoubt = (kind: Kind): InDoubt =>
  new InDoubt({
    operation: `spot.${kind}`,
    product: "spot",
    kind,
    clientOrderIds: [clientOrderId, "second"],
    symbol,
    side: "BUY",
    type: "LIMIT",
    quantity: "0.01",
    quoteOrderQuantity: "10",
    price: "123456789012345678.123456789",
    orderId: "12345678901234567890",
    route: "spot",
    account: "main",
    createdAt: 1_700_000_000_000.25,
    attempts: [
      new Attempt({
        timestamp: 1_700_000_000_000,
        recvWindow: 5000,
        fenceAt: 1_700_000_006_000,
        signedAtMonotonic: 3.5
      }),
      new Attempt({
        timestamp: 1_700_000_001_000,
        recvWindow: 9000,
        fenceAt: 1_700_000_011_000,
        signedAtMonotonic: 1003.5
      }),
      new Attempt({
        timestamp: 1_700_000_002_000,
        recvWindow: 1000,
        fenceAt: 1_700_000_004_000,
        signedAtMonotonic: 2003.5
      })
    ],
    refusal: samples.RateLimited
  })

const isRetryable = (reason: AnyReason): reason is RetryableReasons.RetryableReason =>
  RetryableReasons.RetryableReason.members.some((member) => reason instanceof member)
const isFatal = (reason: AnyReason): reason is FatalReasons.FatalReason =>
  FatalReasons.FatalReason.members.some((member) => reason instanceof member)

/** An error about an operation of this kind. */
export const errorOf = (reason: AnyReason, kind: Kind): BinanceError =>
  isRetryable(reason)
    ? new Retryable({ reason, operation: operation(kind) })
    : isFatal(reason)
      ? new Fatal({ reason, operation: operation(kind) })
      : new AmbiguousExecution({ reason, inDoubt: inDoubt(kind) })

export const reasons: ReadonlyArray<AnyReason> = Object.values(samples)
