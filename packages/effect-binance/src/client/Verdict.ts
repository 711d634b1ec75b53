/**
 * Did it execute? Turns what was asked and what came back into success or one of the three tags. Pure, and total on any input.
 *
 * The default for a write is AmbiguousExecution: "no" is earned by a row of the product's tables under a status that means
 * something. A wrong "unknown" costs one query; a wrong "no" costs a second fill.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Ambiguous from "../errors/AmbiguousReason.ts"
import type { AmbiguousReason } from "../errors/AmbiguousReason.ts"
import { AmbiguousExecution, type BinanceError, Fatal, Retryable } from "../errors/BinanceError.ts"
import * as FatalReasons from "../errors/FatalReason.ts"
import type { FatalReason } from "../errors/FatalReason.ts"
import { HalfVerdict } from "../errors/HalfVerdict.ts"
import { InDoubt, type Kind, type OperationInfo } from "../errors/InDoubt.ts"
import * as RetryableReasons from "../errors/RetryableReason.ts"
import type { RetryableReason } from "../errors/RetryableReason.ts"
import { at, get, isId, isRecord, parseJson } from "../internal/json.ts"
import { connectionClosed, plain, scrub } from "../internal/text.ts"
import { header, statedBanEnd, type Wait, waitOf } from "../internal/wait.ts"
import {
  type CodeRule,
  doubt,
  fatal as fatalRule,
  type MessageRow,
  type ProductRules,
  type Proof,
  type ReasonRule,
  retryable as retryableRule
} from "../products/ProductRules.ts"
import type { HttpReply, NoReply, Reply } from "./Transport.ts"

/**
 * What was asked, as far as the verdict needs it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Asked {
  readonly product: ProductRules
  readonly kind: Kind
  /**
   * What is known of earlier attempts of the same intent. `none`: there was none in doubt. `in-doubt`: one may live, so a
   * refusal of this attempt settles nothing. `proven-not-executed`: one was in doubt and was settled; a `Fatal` is still
   * checked once more against the exchange before it is reported.
   */
  readonly earlier: "none" | "in-doubt" | "proven-not-executed"
  /** Who made the client order id: a duplicate of an id the library made proves an earlier attempt. */
  readonly clientOrderIdFrom: "library" | "caller"
  /**
   * The client order id of a place, or the ids of a batch, in the order in which they were sent: of a cancel or amend that names its
   * order by the exchange's id, that one. A reply about another id is no proof.
   */
  readonly clientOrderIds: ReadonlyArray<string>
  /** What each element of a batch does; `place` when it is not said. */
  readonly elementKind?: "place" | "cancel" | "amend" | undefined
  /** Who made each id of a batch, where they differ from `clientOrderIdFrom`. */
  readonly clientOrderIdsFrom?: ReadonlyArray<"library" | "caller"> | undefined
}

/**
 * The verdict, as plain data: an error object is made only when somebody will see it. Of a batch, `elements` has one verdict
 * for each id; when the request was judged as a whole, each is that verdict.
 *
 * @category models
 * @since 0.1.0
 */
export type Verdict =
  | { readonly _tag: "Success"; readonly body: unknown; readonly elements?: ReadonlyArray<Verdict> | undefined }
  | {
      readonly _tag: "Retryable"
      readonly reason: RetryableReason
      readonly elements?: ReadonlyArray<Verdict> | undefined
    }
  | { readonly _tag: "Fatal"; readonly reason: FatalReason; readonly elements?: ReadonlyArray<Verdict> | undefined }
  | {
      readonly _tag: "AmbiguousExecution"
      readonly reason: AmbiguousReason
      /** What this attempt was refused with, when it was, and an earlier one may still live. */
      readonly refusal?: FatalReason | RetryableReason | undefined
      readonly elements?: ReadonlyArray<Verdict> | undefined
    }

/** One answer under judgement: the whole reply, one half of a cancelReplace, or one element of a batch. */
interface Answer {
  readonly asked: Asked
  readonly kind: Kind
  readonly status: number
  readonly code: number | undefined
  readonly msg: string | undefined
  /** Whether a 2xx says `"success": false`. */
  readonly failed?: boolean
  readonly reply: HttpReply
  readonly now: number
  readonly exchangeTime: number | undefined
}

const succeeded = (body: unknown): Verdict => ({ _tag: "Success", body })
const retryable = (reason: RetryableReason): Verdict => ({ _tag: "Retryable", reason })
const fatal = (reason: FatalReason): Verdict => ({ _tag: "Fatal", reason })
const ambiguous = (reason: AmbiguousReason): Verdict => ({ _tag: "AmbiguousExecution", reason })

const elementKindOf = (asked: Asked): Kind => asked.elementKind ?? "place"
/** Whether a reply names another client order id than any that was sent. */
const isForeign = (asked: Asked, id: unknown) =>
  typeof id === "string" && asked.clientOrderIds.length > 0 && !asked.clientOrderIds.includes(id)
const hasNoEffect = (kind: Kind) => kind === "read" || kind === "test"
const is2xx = (status: number) => status >= 200 && status < 300

/** Statuses that say nothing about execution: 408, 5xx, 3xx and whatever is not a status at all. */
const saysNothing = (status: number) => !is2xx(status) && (status === 408 || status < 400 || status >= 500)

// The edge and the router refuse with these before the API sees the request, so they are definite without a code.
const byStatus: ReadonlyMap<number, ReasonRule> = new Map([
  [401, fatalRule("BadCredentials")],
  [403, fatalRule("WafBlocked")],
  [404, fatalRule("Unsupported")],
  [413, fatalRule("Unsupported")],
  [418, retryableRule("RateLimited")],
  [429, retryableRule("RateLimited")],
  [451, fatalRule("RestrictedLocation")]
])

// These codes can only come before a TCP connection exists.
const beforeConnection = /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT)$/

/** What starts an object or a list of JSON. */
const opening = /^\s*[{[]/
const codePattern = /^-?\d{1,15}$/
const parameterPattern = /param(?:eter)? '(\w{1,31})'(?! or)/i
// no longer than the longest filter's name, and whole: the start of a key is no filter
const filterPattern = /^[A-Z_]{1,31}(?![\w+/=%-])/

const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === "string" && codePattern.test(value) ? Number(value) : value
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined
}

/** Whether there is a code that is none. */
const isUnreadable = (body: unknown) => get(body, "code") !== undefined && numberOf(get(body, "code")) === undefined

/** The error code and the text of an object; a success code is no error code, save under the statuses its row names. */
const errorOf = (
  product: ProductRules,
  status: number,
  value: unknown
): { readonly code: number | undefined; readonly msg: string | undefined } => {
  const code = numberOf(get(value, "code"))
  const msg = get(value, "msg")
  return {
    code:
      code === undefined ||
      (product.successCodes.has(code) && product.codes.get(code)?.statuses?.includes(status) !== true)
        ? undefined
        : code,
    msg: typeof msg === "string" ? msg : undefined
  }
}

/** The same for a whole body, whose text may itself be the JSON of the error. */
const errorOfBody = (product: ProductRules, status: number, body: unknown) => {
  const outer = errorOf(product, status, body)
  const { msg = "" } = outer
  const inner = msg.length <= 4096 && opening.test(msg) ? errorOf(product, status, parseJson(msg)) : outer
  // of two codes the one that leaves more open counts
  const isOpen = (product.codes.get(inner.code ?? NaN)?.is.verdict ?? "AmbiguousExecution") === "AmbiguousExecution"
  return inner.code !== undefined && (outer.code === undefined || isOpen) ? inner : outer
}

// ---------------------------------------------------------------------------------------------------------------- reasons

const wireOf = (a: Answer) => ({
  ...(a.code === undefined ? {} : { code: a.code }),
  ...(a.msg === undefined ? {} : { msg: scrub(a.msg) })
})
const wireWithStatus = (a: Answer) => ({ ...wireOf(a), status: a.status })

const limitOf = (a: Answer): string => {
  const text = (a.msg ?? "").slice(0, 512).toLowerCase()
  return a.asked.product.limits.find((row) => text.includes(row.text))?.limit ?? "UNKNOWN"
}

const quietFor = (a: Answer, limit: "rateLimited" | "banned") =>
  Duration.millis(waitOf(a.reply, a.msg, a.now, a.asked.product.quietMillis[limit]).millis)

const isBanned = (status: number, msg: string | undefined) => status === 418 || statedBanEnd(msg) !== undefined

const ipBanned = (a: Answer): Verdict => {
  const retryAfter = quietFor(a, "banned")
  return retryable({
    _tag: "IpBanned",
    until: Math.ceil(a.now + Duration.toMillis(retryAfter)),
    retryAfter,
    ...wireOf(a)
  })
}

const malformed = (a: Answer, problem: string): Verdict =>
  ambiguous({ _tag: "MalformedReply", problem, ...wireWithStatus(a) })
const readFailed = (a: Answer, cause: string): Verdict => retryable({ _tag: "ReadFailed", cause, ...wireOf(a) })

const unknownHalf = (reason: string): HalfVerdict => ({ executed: "unknown", tag: "AmbiguousExecution", reason })

/** A rule with the fields that this answer brings. */
const verdictOf = (a: Answer, rule: ReasonRule): Verdict => {
  const wire = wireOf(a)
  const wireAndStatus = wireWithStatus(a)
  const coded = { ...wire, code: a.code ?? 0 }
  switch (rule.reason) {
    case "RateLimited":
      if (isBanned(a.status, a.msg)) return ipBanned(a)
      return retryable({
        _tag: rule.reason,
        limit: limitOf(a),
        retryAfter: quietFor(a, "rateLimited"),
        ...wire
      })
    case "OrderRateLimited": {
      const fallback = a.asked.product.quietMillis.orderRateLimited
      const { millis } = waitOf(a.reply, a.msg, a.now, fallback, a.exchangeTime)
      return retryable({ _tag: rule.reason, retryAfter: Duration.millis(millis), ...wire })
    }
    case "ServerBusy":
    case "ServiceUnavailable":
      return retryable({ _tag: rule.reason, ...wireAndStatus })
    case "InvalidRequest": {
      const parameter = rule.parameter ?? parameterPattern.exec(wire.msg ?? "")?.[1]
      return fatal({ _tag: rule.reason, ...coded, ...(parameter === undefined ? {} : { parameter }) })
    }
    case "FilterFailure":
      return fatal({ _tag: rule.reason, filter: rule.filter, ...wire })
    case "OrderRejected":
      return fatal({ _tag: rule.reason, kind: rule.kind, ...coded })
    case "UndocumentedRefusal":
      return fatal({ _tag: rule.reason, ...coded, status: a.status })
    case "MalformedReply":
      return malformed(a, rule.problem)
    case "UndocumentedCode":
      return ambiguous({ _tag: rule.reason, ...coded, status: a.status })
    case "CancelReplaceInDoubt": {
      const half = unknownHalf("MalformedReply")
      return ambiguous({ _tag: rule.reason, cancel: half, place: half, ...wireAndStatus })
    }
    case "AlreadyInState":
      // what a setting asks for is so already; that it was not this intent which made it so is known of a first attempt only
      if (a.kind === "setting") return succeeded(a.asked.earlier === "none" ? { changed: false } : {})
  }
  return rule.verdict === "AmbiguousExecution"
    ? ambiguous({ _tag: rule.reason, ...wireAndStatus })
    : rule.verdict === "Fatal"
      ? fatal({ _tag: rule.reason, ...wire })
      : retryable({ _tag: rule.reason, ...wire })
}

// --------------------------------------------------------------------------------------------------------------- refusals

// Reasons that speak about one id: believed only for an operation whose row lists the text. "Duplicate order sent." in answer
// to a cancel, say, does not prove that an earlier attempt was accepted.
const aboutAnId = (rule: ReasonRule) => rule.reason === "DuplicateClientOrderId" || rule.reason === "UnknownOrder"

/** The text as texts are compared; none of Binance's own is longer. */
const textOf = ({ msg = "" }: Answer) => (msg.length > 512 ? "" : plain(msg))

/** What code and text together mean for this operation; `undefined` when they are not documented for it. */
const ruleOf = (a: Answer): ReasonRule | undefined => {
  const { code } = a
  const { codes, filterPrefix, messages } = a.asked.product
  const row: CodeRule | undefined = codes.get(code ?? NaN)
  if (row?.statuses !== undefined && !row.statuses.includes(a.status)) return undefined
  const text = textOf(a)
  // without a code a text counts only beside "success": false: a 400 that lost its code could have been a -1007
  const byText: ReadonlyArray<MessageRow> | undefined = messages
    .get(text)
    ?.filter((m) => (code === undefined ? a.failed === true && m.codes.length === 0 : m.codes.includes(code)))
  const noEffect = hasNoEffect(a.kind)
  const listed = byText?.find((m) => m.on.includes(a.kind))
  if (listed !== undefined) return listed.is
  if (!noEffect && row?.on.includes(a.kind) !== true) return undefined
  // a text may sharpen a definite code; it never turns a doubt into something definite
  if (row === undefined || row.is.verdict === "Fatal") {
    const near = byText?.find((m) => noEffect || !aboutAnId(m.is))
    if (near !== undefined) return near.is
    if (filterPrefix !== "" && text.startsWith(filterPrefix)) {
      const filter = filterPattern.exec(text.slice(filterPrefix.length).trim().toUpperCase())
      if (filter !== null) return { verdict: "Fatal", reason: "FilterFailure", filter: filter[0] }
    }
  }
  return noEffect && row?.onRead !== undefined ? row.onRead : row?.is
}

/** What the status alone says of a reply without a readable code; `undefined` when it says nothing. */
const ruleOfStatus = (a: Answer, cut: boolean): ReasonRule | undefined =>
  // A 413 is definite only when it is whole, and a cut 429 may hide the cancel that a cancelReplace did execute. A write is
  // refused by a 451 only with its documented body; for a read it is enough: asking again from here will not help.
  (cut && (a.status === 413 || (a.status === 429 && a.kind === "cancelReplace"))) ||
  (a.status === 451 && !hasNoEffect(a.kind))
    ? undefined
    : byStatus.get(a.status)

const refusedWrite = (a: Answer, rule: ReasonRule | undefined, problem: string): Verdict => {
  if (a.status === 503) {
    const text = textOf(a)
    // of a batch both count: what it is, and what its elements are
    const what = [a.kind, a.kind === "batch" ? elementKindOf(a.asked) : a.kind]
    const definite = a.asked.product.definite503.find(
      (row) => what.every((kind) => row.on.includes(kind)) && plain(row.text) === text
    )
    if (definite !== undefined) return verdictOf(a, definite.is)
  }
  if (rule?.verdict === "AmbiguousExecution") return verdictOf(a, rule)
  // a 409 is precise only through its halves, and those were looked for before
  if (saysNothing(a.status) || a.status === 409) return verdictOf(a, doubt("ServerErrorReply"))
  if (rule === undefined) return a.code === undefined ? malformed(a, problem) : verdictOf(a, doubt("UndocumentedCode"))
  return a.status === 418 ? ipBanned(a) : verdictOf(a, rule)
}

const refusedRead = (a: Answer, rule: ReasonRule | undefined, problem: string): Verdict => {
  if (rule !== undefined) {
    // a ban is what matters to the next call, whatever the code says about this one
    if (a.status === 418) return ipBanned(a)
    if (rule.verdict === "Retryable") return verdictOf(a, rule)
  }
  return saysNothing(a.status) || rule?.verdict === "AmbiguousExecution" || (rule === undefined && a.code === undefined)
    ? readFailed(a, is2xx(a.status) ? problem : `HTTP ${a.status}`)
    : verdictOf(a, rule ?? fatalRule("UndocumentedRefusal"))
}

const refused = (a: Answer, cut: boolean, problem: string): Verdict =>
  (hasNoEffect(a.kind) ? refusedRead : refusedWrite)(
    a,
    ruleOf(a) ?? (a.code === undefined ? ruleOfStatus(a, cut) : undefined),
    problem
  )

// ----------------------------------------------------------------------------------------------------------------- proofs

/** Whether the body says that it is done: by a success code of its own, or in so many words. */
const saysDone = (a: Answer, body: unknown): boolean =>
  get(body, "success") === true ||
  (a.code === undefined && a.asked.product.successCodes.has(numberOf(get(body, "code")) ?? NaN))

/** Whether the body holds what proves this kind, whatever else it says; an array may hold the proof of any element. */
const carriesProof = (a: Answer, body: unknown): boolean =>
  a.asked.product.proofs[a.kind].some((proof) =>
    proof.proof === "id"
      ? isId(at(body, proof.path), proof.zero)
      : proof.proof === "code"
        ? saysDone(a, body)
        : proof.proof === "shape"
          ? proof.holds(body)
          : proof.proof === "elements" && Array.isArray(body)
  )

/** What one proof makes of a body without an error; `undefined` when the proof is not there. */
const prove = (a: Answer, proof: Proof, body: unknown): Verdict | undefined => {
  switch (proof.proof) {
    case "id": {
      if (!isId(at(body, proof.path), proof.zero)) return undefined
      if (proof.echo !== undefined && isForeign(a.asked, at(body, proof.echo)))
        return malformed(a, "it is about another client order id")
      const state = at(body, proof.state ?? [])
      if (proof.rejected?.some((one) => one === state) === true)
        return fatal({ _tag: "OrderRejected", code: proof.rejectedCode ?? 0, kind: "rejected" })
      return succeeded(body)
    }
    case "code":
      return saysDone(a, body) ? succeeded(body) : undefined
    case "shape":
      return proof.holds(body) ? succeeded(body) : undefined
    case "object":
      return isRecord(body) ? succeeded(body) : undefined
    case "json":
      return typeof body === "object" && body !== null ? succeeded(body) : undefined
    case "halves":
    case "elements":
      return undefined // these are looked for before, by the shape of the body
  }
}

/** A well-formed object or array with 2xx. */
const answered = (a: Answer, body: unknown): Verdict => {
  if (a.code !== undefined) return refused(a, false, "")
  const success = get(body, "success") ?? true
  if (success === false) return refused({ ...a, failed: true }, false, "it says that it failed")
  if (!hasNoEffect(a.kind) && (success !== true || isUnreadable(body)))
    return malformed(a, "whether it failed cannot be read")
  const proofs = a.asked.product.proofs[a.kind]
  // whichever id is there: a list's id does not cancel an order that says that it is open
  if (proofs.some((p) => p.proof === "id" && p.contradicts?.some((one) => one === at(body, p.state ?? []))))
    return malformed(a, "its state contradicts success")
  for (const proof of proofs) {
    const verdict = prove(a, proof, body)
    if (verdict !== undefined) return verdict
  }
  return refused(a, false, "it has no proof of success")
}

/** A whole JSON object or array: of an answer, of an element, or of a half. */
const judged = (a: Answer, body: unknown): Verdict => {
  const ok = is2xx(a.status)
  const verdict = ok ? answered(a, body) : refused(a, false, "it has no readable error code")
  if (hasNoEffect(a.kind) || verdict._tag === "Success" || verdict._tag === "AmbiguousExecution") return verdict
  const isError = !ok || a.code !== undefined || get(body, "success") === false
  // a definite refusal beside the proof of success contradicts itself; and what a status means alone is not what it means
  // beside a code that cannot be read, unless a text of a 503 beats any code
  return (isError && carriesProof(a, body)) || (a.code === undefined && a.status !== 503 && isUnreadable(body))
    ? malformed(a, "it contradicts itself")
    : verdict
}

// ---------------------------------------------------------------------------------------------------------- cancelReplace

const clientOrderIdPattern = /^[\w.:/-]{1,36}$/

/** Any body that says what became of the halves: under `data` in an error, at the top in a success. */
const halvesOf = (body: unknown): unknown => {
  const keys = ["cancelResult", "newOrderResult", "cancelResponse", "newOrderResponse"]
  return [get(body, "data"), body].find((place) => keys.some((key) => get(place, key) !== undefined))
}

const halfOf = (whole: Answer, kind: "cancel" | "place", result: unknown, response: unknown): HalfVerdict => {
  const { product } = whole.asked
  // a half is judged as an error of its own would be, at a status that leaves the word to its code
  const a: Answer = { ...whole, kind, status: 400, ...errorOf(product, 400, response) }
  // what was not attempted has no answer
  if (result === "NOT_ATTEMPTED" && (response ?? null) === null) return { executed: "no", attempted: false }
  const orderId = get(response, "orderId")
  const clientOrderId = get(response, "clientOrderId")
  if (
    result === "SUCCESS" &&
    a.code === undefined &&
    (kind === "cancel" || !(isForeign(a.asked, clientOrderId) || get(response, "status") === "REJECTED"))
  ) {
    return {
      executed: "yes",
      ...(isId(orderId) ? { orderId } : {}),
      ...(typeof clientOrderId === "string" && clientOrderIdPattern.test(clientOrderId) ? { clientOrderId } : {})
    }
  }
  // a FAILURE whose inner error is an engine time-out, is unlisted or is missing has not been shown to be a "no"
  // and "duplicate" of an id that the library made is not a "no" either: an earlier attempt placed it
  const verdict = duplicateAsProof(a.asked, judged(a, response))
  if (result !== "FAILURE" || verdict._tag === "Success") return unknownHalf("MalformedReply")
  return {
    executed: verdict._tag === "AmbiguousExecution" ? "unknown" : "no",
    tag: verdict._tag,
    reason: verdict.reason._tag,
    ...(a.code === undefined ? {} : { code: a.code })
  }
}

const cancelReplaced = (a: Answer, body: unknown, halves: unknown): Verdict => {
  // The halves are documented for 2xx, 400, 409 and 429, and for the two codes of their own. Under a status that says nothing,
  // or beside a code that leaves any write in doubt, they say nothing either.
  const outer = ruleOf(a)
  const inDoubt =
    outer?.verdict === "AmbiguousExecution" && outer.reason !== "CancelReplaceInDoubt"
      ? outer.reason
      : saysNothing(a.status)
        ? "ServerErrorReply"
        : undefined
  if (inDoubt !== undefined) {
    const half = unknownHalf(inDoubt)
    return ambiguous({ _tag: "CancelReplaceInDoubt", cancel: half, place: half, ...wireWithStatus(a) })
  }
  const cancel = halfOf(a, "cancel", get(halves, "cancelResult"), get(halves, "cancelResponse"))
  const place = halfOf(a, "place", get(halves, "newOrderResult"), get(halves, "newOrderResponse"))
  const both = cancel.executed === "yes" && place.executed === "yes"
  if (both && is2xx(a.status) && a.code === undefined && get(body, "success") !== false)
    return place.orderId === undefined ? malformed(a, "it has no proof of success") : succeeded(body)
  // both halves done under an error contradicts itself, so it is looked up
  return both || cancel.executed === "unknown" || place.executed === "unknown"
    ? ambiguous({ _tag: "CancelReplaceInDoubt", cancel, place, ...wireWithStatus(a) })
    : fatal({ _tag: "CancelReplaceFailed", cancel, place, ...wireOf(a) })
}

// ------------------------------------------------------------------------------------------------------------------ batch

const batched = (whole: Answer, elements: ReadonlyArray<unknown>): Verdict => {
  const { asked } = whole
  const ids = asked.clientOrderIds
  const kind = elementKindOf(asked)
  const judge = (
    element: unknown,
    clientOrderIds: ReadonlyArray<string>,
    clientOrderIdFrom = asked.clientOrderIdFrom
  ): Verdict => {
    const one: Asked = { ...asked, kind, clientOrderIds, clientOrderIdFrom }
    const a: Answer = { ...whole, asked: one, kind, ...errorOfBody(asked.product, whole.status, element) }
    return resent(one, judged(a, isRecord(element) ? element : undefined))
  }
  const listed = asked.product.proofs.batch.find((proof) => proof.proof === "elements")?.keys ?? ["clientOrderId"]
  // what is to be cancelled or amended may have been named by the exchange's id; what is placed never was
  const keys = kind === "place" ? listed : [...listed, "orderId"]
  // which of the ids an element names; an id that was not sent is none of ours, and still a name
  const names = elements.map((element) => {
    // an object is no name: turned into text it may throw
    const own = keys
      .map((key) => get(element, key))
      .flatMap((id) => (isId(id) || typeof id === "string" ? `${id}` : []))
    return own.find((id) => ids.includes(id)) ?? own[0]
  })
  // an element without an id is known by its place only: when none is missing, and no other is out of its place
  const inPlace =
    elements.length === ids.length && names.every((id, i) => id === undefined || !ids.includes(id) || id === ids[i])
  return {
    _tag: "Success",
    body: elements,
    elements:
      ids.length === 0
        ? elements.map((element) => judge(element, []))
        : ids.map((id, i) => {
            const own = elements.filter((_, j) => names[j] === id || (inPlace && i === j && names[j] === undefined))
            // two elements under one id contradict each other, so neither counts
            return judge(own.length === 1 ? own[0] : undefined, [id], asked.clientOrderIdsFrom?.[i])
          })
  }
}

// --------------------------------------------------------------------------------------------------------------- attempts

/** The exchange refuses a duplicate id only while an order under it is open, so of an id we never reuse it proves that order. */
const duplicateAsProof = (asked: Asked, verdict: Verdict): Verdict => {
  if (verdict._tag !== "Fatal" || verdict.reason._tag !== "DuplicateClientOrderId") return verdict
  if (asked.earlier === "none" && asked.clientOrderIdFrom === "caller") return verdict
  return ambiguous({ ...verdict.reason, _tag: "EarlierAttemptExists" })
}

/** A verdict speaks for its attempt only: what it says about the intent depends on the earlier attempts. */
const resent = (asked: Asked, own: Verdict): Verdict => {
  if (hasNoEffect(asked.kind)) return own
  const verdict = duplicateAsProof(asked, own)
  if (verdict._tag === "Success" || verdict._tag === "AmbiguousExecution") return verdict
  return asked.earlier === "in-doubt" || (asked.earlier === "proven-not-executed" && verdict._tag === "Fatal")
    ? {
        _tag: "AmbiguousExecution",
        reason: { _tag: "ResponseLost", cause: "an earlier attempt is in doubt" },
        refusal: verdict.reason
      }
    : verdict
}

// -------------------------------------------------------------------------------------------------------------- the whole

const decideSilence = (asked: Asked, reply: NoReply): Verdict => {
  const code = typeof reply.code === "string" && reply.code !== "" ? scrub(reply.code) : undefined
  if (reply.phase === "connect" || (reply.phase === "unknown" && beforeConnection.test(code ?? ""))) {
    return retryable({ _tag: "NotSent", cause: code ?? (reply.timeout === true ? "timeout" : "no connection") })
  }
  if (hasNoEffect(asked.kind))
    return retryable({ _tag: "ReadFailed", cause: reply.timeout === true ? "timeout" : (code ?? "no reply") })
  if (reply.timeout === true) return ambiguous({ _tag: "TimedOut" })
  return ambiguous({
    _tag: code?.startsWith(connectionClosed) === true ? "ConnectionClosed" : "ResponseLost",
    cause: code ?? "no reply"
  })
}

const decideReply = (asked: Asked, reply: HttpReply, now: number, exchangeTime: number | undefined): Verdict => {
  const status = Number.isSafeInteger(reply.status) ? reply.status : 0
  const text = typeof reply.body === "string" ? reply.body : ""
  const body = parseJson(text)
  const error = errorOfBody(asked.product, status, body)
  const a: Answer = { asked, kind: asked.kind, status, reply, now, exchangeTime, ...error }
  if (reply.complete !== true || typeof body !== "object" || body === null) {
    const cut = reply.complete !== true || (body === undefined && opening.test(text))
    const problem = cut
      ? "the body is cut short"
      : text.trim() === ""
        ? "the body is empty"
        : "the body is no JSON object"
    // a body that was cut may parse by accident, so nothing in it is relied on
    return refused({ ...a, code: undefined, msg: undefined }, cut, problem)
  }
  if (asked.product.proofs[asked.kind].some((proof) => proof.proof === "halves")) {
    const halves = halvesOf(body)
    if (halves !== undefined) return cancelReplaced(a, body, halves)
  }
  return is2xx(status) &&
    Array.isArray(body) &&
    asked.product.proofs[asked.kind].some((proof) => proof.proof === "elements")
    ? batched(a, body)
    : judged(a, body)
}

/**
 * Decides. Order of evaluation, the first that matches wins: was it written at all; is there a complete body; the halves of a
 * cancelReplace; the elements of a batch; 2xx with the proof for this kind; codes that are in doubt whatever the status;
 * statuses that say nothing; a listed code under 4xx; in doubt.
 *
 * `receivedAt` is when the reply arrived, in epoch ms by the local clock; `exchangeTime` what the exchange's clock showed then at
 * least, where that is known: the limit of new orders ends when its window turns. Never throws, on any input. Of a body that is not
 * JSON nothing is copied; a text of Binance's is cut to 200 characters, and whatever could be a key or a signature is left out.
 *
 * Sources: spot docs, rest-api (general information, order placement, cancel-replace), errors, and the outcome tables T1-T16,
 * B1-B13, S1-S18.
 *
 * @example
 * ```ts
 * import { decide } from "effect-binance/client/Verdict"
 * import { spotRules } from "effect-binance/products/SpotRules"
 *
 * const verdict = decide(
 *   { product: spotRules, kind: "place", earlier: "none", clientOrderIdFrom: "library", clientOrderIds: ["a1"] },
 *   { _tag: "HttpReply", status: 504, headers: {}, body: "<html>", complete: true },
 *   1_700_000_000_000
 * )
 * // verdict._tag === "AmbiguousExecution": a 504 says nothing about execution
 * ```
 *
 * @category deciding
 * @since 0.1.0
 */
export const decide = (asked: Asked, reply: Reply, receivedAt: number, exchangeTime?: number): Verdict => {
  const now = Number.isFinite(receivedAt) ? receivedAt : 0
  const verdict = resent(
    asked,
    reply._tag === "HttpReply" ? decideReply(asked, reply, now, exchangeTime) : decideSilence(asked, reply)
  )
  return asked.kind === "batch" && asked.clientOrderIds.length > 0 && verdict.elements === undefined
    ? // what is said of the request as a whole is said of each element
      { ...verdict, elements: asked.clientOrderIds.map(() => verdict) }
    : verdict
}

/**
 * How long a reply asks this address to stay quiet, whatever its verdict; `undefined` when it does not. `millis` counts from
 * when the reply arrived. `stated` is the end of a ban as the reply's text gives it, in epoch ms by the exchange's clock.
 *
 * `receivedAt` is in epoch ms by the local clock. Source of the rule: spot docs, rest-api: IP limits.
 *
 * @example
 * ```ts
 * import * as Verdict from "effect-binance/client/Verdict"
 * import { spotRules } from "effect-binance/products/SpotRules"
 *
 * const refused = { _tag: "HttpReply", status: 429, headers: { "retry-after": "7" }, body: "", complete: true } as const
 * const quiet = Verdict.quietOf(spotRules, refused, 1_700_000_000_000)?.millis // 7000
 * ```
 *
 * @category waiting
 * @since 0.1.0
 */
export const quietOf = (product: ProductRules, reply: HttpReply, receivedAt: number): Wait | undefined => {
  const now = Number.isFinite(receivedAt) ? receivedAt : 0
  const { status } = reply
  const { code, msg } = errorOfBody(product, status, parseJson(reply.body))
  const row = product.codes.get(code ?? NaN)
  const { banned, rateLimited } = product.quietMillis
  const isBan = isBanned(status, msg)
  const wait = waitOf(reply, msg, now, isBan ? banned : (row?.quietMillis ?? rateLimited))
  // the limit of new orders is the account's: it silences no address, unless the reply itself asks for that
  if (row?.is.reason === "OrderRateLimited" && !isBan && header(reply, "retry-after") === undefined) return undefined
  const asks = status === 429 || row?.quietMillis !== undefined || row?.is.reason === "RateLimited"
  return isBan || asks || wait.known ? wait : undefined
}

// ------------------------------------------------------------------------------------------------------------ error objects

type AnyReason = RetryableReason | FatalReason | AmbiguousReason
type Fields = Readonly<Record<string, unknown>>

// Every class under its own name; `satisfies` makes a reason without its class a compile error.
const classes = { ...RetryableReasons, ...FatalReasons, ...Ambiguous } satisfies {
  readonly [Tag in AnyReason["_tag"]]: new (fields: never) => Extract<AnyReason, { readonly _tag: Tag }>
}

const instanceOf = <R extends AnyReason>(reason: R): R => {
  // the tag selects the class of this very reason, which TypeScript cannot follow through a table of classes
  const Reason = classes[reason._tag] as unknown as new (fields: Fields) => R
  if (reason instanceof Reason) return reason
  const { _tag: _, ...fields } = reason as Fields & { readonly _tag: string } // every reason is an object of plain fields
  const half = (key: string) => (key in fields ? { [key]: new HalfVerdict({ ...(fields[key] as HalfVerdict) }) } : {}) // only halves are called so
  return new Reason({ ...fields, ...half("cancel"), ...half("place") })
}

/**
 * The error object of a verdict that is not a success. `inDoubt` is asked only when the outcome is unknown; what this attempt
 * was refused with is added to it.
 *
 * @example
 * ```ts
 * import * as Verdict from "effect-binance/client/Verdict"
 * import type { InDoubt } from "effect-binance/errors/InDoubt"
 *
 * const errorOf = (verdict: Verdict.Verdict, inDoubt: InDoubt) =>
 *   verdict._tag === "Success" ? undefined : Verdict.toError(verdict, undefined, () => inDoubt)
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export const toError = (
  verdict: Exclude<Verdict, { readonly _tag: "Success" }>,
  operation: OperationInfo | undefined,
  inDoubt: () => InDoubt
): BinanceError => {
  const about = operation === undefined ? {} : { operation }
  switch (verdict._tag) {
    case "Retryable":
      return new Retryable({ reason: instanceOf(verdict.reason), ...about })
    case "Fatal":
      return new Fatal({ reason: instanceOf(verdict.reason), ...about })
    case "AmbiguousExecution": {
      const known = inDoubt()
      return new AmbiguousExecution({
        reason: instanceOf(verdict.reason),
        inDoubt: verdict.refusal === undefined ? known : new InDoubt({ ...known, refusal: instanceOf(verdict.refusal) })
      })
    }
  }
}
