/**
 * What the verdict has to know about one product: its codes, its messages, its proofs of success, and how long its engine may hold an order.
 *
 * A code means nothing without its product, so every product has its own tables. The rule that reads them is written once, in `Verdict`.
 *
 * @since 0.1.0
 */
import type { Kind } from "../errors/InDoubt.ts"
import { at, get, isId } from "../internal/json.ts"
import { plain } from "../internal/text.ts"

/**
 * What a code or a message turns into. `verdict` says which tag the reason belongs to; fields that a reply brings (code,
 * text, waits) are filled in by the verdict.
 *
 * A rule with `verdict: "AmbiguousExecution"` is in doubt on a write **whatever the HTTP status**. A definite rule is in
 * doubt on a write only under the statuses that say nothing about execution (5xx, 408, 409, 3xx); what is definite under 503
 * is said by `definite503`. `AlreadyInState` on a `setting` is a success: what was asked for is so.
 *
 * @category models
 * @since 0.1.0
 */
export type ReasonRule =
  | {
      readonly verdict: "Retryable"
      readonly reason:
        | "RateLimited"
        | "OrderRateLimited"
        | "ServerBusy"
        | "ServiceUnavailable"
        | "ClockSkew"
        | "TooManyConnections"
    }
  | { readonly verdict: "Fatal"; readonly reason: "InvalidRequest"; readonly parameter?: string | undefined }
  | { readonly verdict: "Fatal"; readonly reason: "FilterFailure"; readonly filter: string }
  | { readonly verdict: "Fatal"; readonly reason: "OrderRejected"; readonly kind: string }
  | {
      readonly verdict: "Fatal"
      readonly reason:
        | "InsufficientBalance"
        | "DuplicateClientOrderId"
        | "UnknownOrder"
        | "MarketClosed"
        | "AccountRestricted"
        | "BadCredentials"
        | "BadSignature"
        | "WafBlocked"
        | "RestrictedLocation"
        | "Unsupported"
        | "AlreadyInState"
        | "UndocumentedRefusal"
    }
  | { readonly verdict: "AmbiguousExecution"; readonly reason: "MalformedReply"; readonly problem: string }
  | {
      readonly verdict: "AmbiguousExecution"
      readonly reason:
        | "EngineTimeout"
        | "EngineReplyLost"
        | "ServerErrorReply"
        | "UndocumentedCode"
        | "CancelReplaceInDoubt"
        | "TransferPending"
    }

/**
 * One error code of one product.
 *
 * @category models
 * @since 0.1.0
 */
export interface CodeRule {
  readonly code: number
  readonly is: ReasonRule
  /**
   * The writes for which this code is a statement at all. On any other write it is `UndocumentedCode`, unless a message row
   * lists its text for that write.
   */
  readonly on: ReadonlyArray<Kind>
  /** What it is on a read or a test, when that differs: an ambiguous rule is `ReadFailed` there, for nothing was at stake. */
  readonly onRead?: ReasonRule | undefined
  /** The only HTTP statuses under which it is an error; for a number that means success elsewhere. */
  readonly statuses?: ReadonlyArray<number> | undefined
  /** What it proves when a read of an order is answered with it: that this order was once accepted, for all that it is an error. */
  readonly proves?: "accepted" | undefined
  /** How long the address stays quiet after it, whatever its verdict, when the reply does not say, in ms. */
  readonly quietMillis?: number | undefined
}

/**
 * One error code as people read it.
 *
 * @category models
 * @since 0.1.0
 */
export interface CodeRow extends CodeRule {
  /** Binance's name for it. */
  readonly name: string
  /** What it says, in our own words. */
  readonly meaning: string
}

/**
 * One text that Binance sends under a family of codes, and that alone tells the reason.
 *
 * @category models
 * @since 0.1.0
 */
export interface MessageRow {
  /** Compared after trimming and collapsing white space, without regard to case, ticks or a final dot. */
  readonly text: string
  /** The codes that bring it. None: it comes without any, in a 2xx as `{"success":false,"msg":"…"}`. */
  readonly codes: ReadonlyArray<number>
  readonly is: ReasonRule
  /** The kinds for which the text is documented: for them it holds even where the bare code says something else, or nothing. */
  readonly on: ReadonlyArray<Kind>
}

/**
 * A text that, under status 503 and on a product that documents it, says that the call was not processed. It beats any code.
 *
 * @category models
 * @since 0.1.0
 */
export interface Definite503 {
  /** Compared like the text of a `MessageRow`; nothing but the whole text will do. */
  readonly text: string
  readonly is: Extract<ReasonRule, { readonly verdict: "Retryable" }>
  readonly on: ReadonlyArray<Kind>
}

/**
 * What in a 2xx body proves that a call of one kind succeeded.
 *
 * @category models
 * @since 0.1.0
 */
export type Proof =
  | {
      readonly proof: "id"
      /** Where the id is. */
      readonly path: ReadonlyArray<string>
      /** Whether zero is an id. It is for order lists only. */
      readonly zero?: boolean | undefined
      /** Where the reply repeats the client order id; another one than was sent makes it a reply about something else. */
      readonly echo?: ReadonlyArray<string> | undefined
      /** Where the reply gives a state. Unknown states pass. */
      readonly state?: ReadonlyArray<string> | undefined
      /** The states that say that the engine refused it. */
      readonly rejected?: ReadonlyArray<string> | undefined
      /** The code that Binance sends for the same reject when it comes as an error. */
      readonly rejectedCode?: number | undefined
      /** The states that cannot be if the call succeeded. */
      readonly contradicts?: ReadonlyArray<string> | undefined
    }
  /** A success code, or `success: true`. */
  | { readonly proof: "code" }
  /** A shape of its own: see `echoing`, `saying`, `wordAt` and `listing`. */
  | { readonly proof: "shape"; readonly holds: (body: unknown) => boolean }
  /** Any JSON object. */
  | { readonly proof: "object" }
  /** Any JSON object or array. */
  | { readonly proof: "json" }
  /** Two halves that both say SUCCESS, with the new order's id. */
  | { readonly proof: "halves" }
  /** An array, each of whose elements is judged by itself. `keys`: where an element says which it is; `clientOrderId` when not said. */
  | { readonly proof: "elements"; readonly keys?: ReadonlyArray<string> | undefined }

/**
 * One product's rules. A new product is a new value of this type, never new code; a new error code is a new row.
 *
 * @example
 * ```ts
 * import { codeTable, fatal, type ProductRules, writes } from "effect-binance/products/ProductRules"
 * import { spotRules } from "effect-binance/products/SpotRules"
 *
 * // one more code, until the next release knows it
 * const rules: ProductRules = {
 *   ...spotRules,
 *   codes: codeTable([
 *     ...spotRules.codes.values(),
 *     { code: -1999, name: "NEW_CODE", meaning: "A parameter is wrong in a new way.", is: fatal("InvalidRequest"), on: writes }
 *   ])
 * }
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export interface ProductRules {
  readonly name: string
  /** Where this product tells its time. */
  readonly timePath: string
  readonly codes: ReadonlyMap<number, CodeRule>
  readonly messages: ReadonlyMap<string, ReadonlyArray<MessageRow>>
  /** What a text starts with when the rest of it names a filter. */
  readonly filterPrefix: string
  readonly definite503: ReadonlyArray<Definite503>
  /** Codes that do not mean an error. `"000000"` is read as 0. */
  readonly successCodes: ReadonlySet<number>
  /** For each kind, in this order: the first proof whose id is there decides. None: no 2xx body of that kind is a success. */
  readonly proofs: { readonly [K in Kind]: ReadonlyArray<Proof> }
  /** What a part of a rate-limit text says about which limit was hit; the first that is found. */
  readonly limits: ReadonlyArray<{ readonly text: string; readonly limit: string }>
  /** How long to stay quiet when a refusal does not say, in ms. */
  readonly quietMillis: { readonly rateLimited: number; readonly orderRateLimited: number; readonly banned: number }
  /** The name under which `SettlementBounds.Overrides` has its bounds, where it is not `name`: what bounds one engine bounds no other. */
  readonly boundsName?: string | undefined
  /** How long after `timestamp + recvWindow` its engine may still let a request in, in ms. */
  readonly graceMillis: number
  /**
   * The requests that `graceMillis` is for, as `POST /path`, where a document gives it for some alone: the engine may let any other in for
   * a whole minute. Left out, it is for all of them.
   */
  readonly graceFor?: ReadonlySet<string> | undefined
  /** How long an accepted order may stay invisible to reads (T), in ms. */
  readonly visibilityMillis: number
  /** How long an order without a fill can be looked up, in ms. */
  readonly retentionMillis: number
  /** How long an order with a fill can be looked up, in ms; left out where no document says so. */
  readonly filledRetentionMillis?: number | undefined
}

/**
 * The writes that speak about orders.
 *
 * @example
 * ```ts
 * import { type CodeRow, orderWrites, rejected } from "effect-binance/products/ProductRules"
 *
 * const row: CodeRow = {
 *   code: -2010, name: "NEW_ORDER_REJECTED", meaning: "The engine refused it.", is: rejected("rejected"), on: orderWrites
 * }
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const orderWrites: ReadonlyArray<Kind> = ["place", "cancel", "cancelReplace", "amend", "orderList", "batch"]

/**
 * Every kind that changes something on the exchange.
 *
 * @example
 * ```ts
 * import { type CodeRow, fatal, writes } from "effect-binance/products/ProductRules"
 *
 * const row: CodeRow = {
 *   code: -1022, name: "INVALID_SIGNATURE", meaning: "The signature does not match.", is: fatal("BadSignature"), on: writes
 * }
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const writes: ReadonlyArray<Kind> = [...orderWrites, "transfer", "setting"]

/**
 * A rule for something that did not execute and may be sent again.
 *
 * @example
 * ```ts
 * import { retryable, type ReasonRule } from "effect-binance/products/ProductRules"
 *
 * const rule: ReasonRule = retryable("OrderRateLimited")
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const retryable = (
  reason: Extract<ReasonRule, { readonly verdict: "Retryable" }>["reason"]
): Extract<ReasonRule, { readonly verdict: "Retryable" }> => ({
  verdict: "Retryable",
  reason
})

type Bare<
  V extends ReasonRule["verdict"],
  R extends ReasonRule = Extract<ReasonRule, { readonly verdict: V }>
> = R extends { readonly filter: string } | { readonly kind: string } | { readonly problem: string }
  ? never
  : R["reason"]

/**
 * A rule for something that did not execute and must not be sent again as it is.
 *
 * @example
 * ```ts
 * import { fatal, type ReasonRule } from "effect-binance/products/ProductRules"
 *
 * const rule: ReasonRule = fatal("InsufficientBalance")
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fatal = (reason: Bare<"Fatal">): ReasonRule => ({ verdict: "Fatal", reason })

/**
 * A rule for a parameter that the code itself names.
 *
 * @example
 * ```ts
 * import { invalid, type ReasonRule } from "effect-binance/products/ProductRules"
 *
 * const rule: ReasonRule = invalid("timeInForce") // the code says which parameter is wrong
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const invalid = (parameter: string): ReasonRule => ({ verdict: "Fatal", reason: "InvalidRequest", parameter })

/**
 * A rule for a reject of the engine; `kind` is one word of ours.
 *
 * @example
 * ```ts
 * import { rejected, type ReasonRule } from "effect-binance/products/ProductRules"
 *
 * const rule: ReasonRule = rejected("would-take") // Fatal(OrderRejected) of this kind
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const rejected = (kind: string): ReasonRule => ({ verdict: "Fatal", reason: "OrderRejected", kind })

/**
 * A rule for something that says nothing about execution, whatever the status.
 *
 * @example
 * ```ts
 * import { doubt, type ReasonRule } from "effect-binance/products/ProductRules"
 *
 * const rule: ReasonRule = doubt("EngineTimeout") // the exchange itself does not know
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const doubt = (reason: Bare<"AmbiguousExecution">): ReasonRule => ({ verdict: "AmbiguousExecution", reason })

/**
 * The proof of a reply that repeats what was set: anything but null under each of these keys.
 *
 * @example
 * ```ts
 * import { echoing, type Proof } from "effect-binance/products/ProductRules"
 *
 * const countdown: Proof = echoing("symbol", "countdownTime") // {"symbol":"BTCUSDT","countdownTime":"100000"}
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const echoing = (...keys: ReadonlyArray<string>): Proof => ({
  proof: "shape",
  holds: (body) => keys.every((key) => (get(body, key) ?? null) !== null)
})

/**
 * The proof of a reply that says one text under one key; compared like the text of a `MessageRow`.
 *
 * @example
 * ```ts
 * import { type Proof, saying } from "effect-binance/products/ProductRules"
 *
 * const collected: Proof = saying("msg", "success") // {"msg":"success"}, with no code beside it
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const saying = (key: string, text: string): Proof => ({
  proof: "shape",
  holds: (body) => {
    const said = get(body, key)
    return typeof said === "string" && said.length <= 512 && plain(said) === plain(text)
  }
})

const word = /^[\w-]{8,64}$/

/**
 * The proof of a reply whose id is a word of 8 to 64 characters and not only digits, such as a withdrawal's.
 *
 * @example
 * ```ts
 * import { type Proof, wordAt } from "effect-binance/products/ProductRules"
 *
 * const withdrawn: Proof = wordAt("id") // {"id":"7213fea8e94b4a5593d507237e5a555b"}
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const wordAt = (...path: ReadonlyArray<string>): Proof => ({
  proof: "shape",
  holds: (body) => {
    const id = at(body, path)
    return typeof id === "string" && word.test(id)
  }
})

/**
 * The proof of a reply that lists what it did: an array that is not empty, each of whose elements has an id at one of these
 * proofs and neither a state that contradicts success nor an error code.
 *
 * @example
 * ```ts
 * import { listing, type Proof } from "effect-binance/products/ProductRules"
 *
 * const cancelled: Proof = listing({ proof: "id", path: ["orderId"], state: ["status"], contradicts: ["NEW"] })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const listing = (...proofs: ReadonlyArray<Extract<Proof, { readonly proof: "id" }>>): Proof => ({
  proof: "shape",
  holds: (body) =>
    Array.isArray(body) &&
    body.length > 0 &&
    body.every((element) => {
      const proof = proofs.find((one) => isId(at(element, one.path), one.zero))
      const state = proof?.state === undefined ? undefined : at(element, proof.state)
      const contradicted = [...(proof?.rejected ?? []), ...(proof?.contradicts ?? [])].some((one) => one === state)
      return proof !== undefined && !contradicted && get(element, "code") === undefined
    })
})

/**
 * A table by code.
 *
 * The last row of a code counts.
 *
 * @example
 * ```ts
 * import { codeTable } from "effect-binance/products/ProductRules"
 * import { spotCodes } from "effect-binance/products/SpotCodes"
 *
 * const name = codeTable(spotCodes).get(-1007)?.name // "TIMEOUT"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const codeTable = <Row extends CodeRule>(rows: Iterable<Row>): ReadonlyMap<number, Row> =>
  new Map(Array.from(rows, (row) => [row.code, row]))

/**
 * A table by text. One text may have several rows, for other codes or other operations.
 *
 * @example
 * ```ts
 * import { fatal, messageTable, writes } from "effect-binance/products/ProductRules"
 * import { spotMessages } from "effect-binance/products/SpotMessages"
 *
 * // one more text, until the next release knows it
 * const messages = messageTable([
 *   ...spotMessages,
 *   { text: "Market is closed today.", codes: [-2010], is: fatal("MarketClosed"), on: writes }
 * ])
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const messageTable = (rows: Iterable<MessageRow>): ReadonlyMap<string, ReadonlyArray<MessageRow>> => {
  // Map.groupBy would do, but browsers and workers of the age of Node 20 do not have it
  const table = new Map<string, Array<MessageRow>>()
  for (const row of rows) {
    const key = plain(row.text)
    const found = table.get(key)
    if (found === undefined) table.set(key, [row])
    else found.push(row)
  }
  return table
}
