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
import { at, get, isRecord, parseJson } from "../internal/json.ts"
import { plain, scrub } from "../internal/text.ts"
import { statedBanEnd, type Wait, waitOf } from "../internal/wait.ts"
import type { CodeRow, MessageRow, ProductRules, Proof, ReasonRule } from "../products/ProductRules.ts"
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
  /** The client order id of a place, or the ids of a batch, in the order in which they were sent. A reply about another id is no proof. */
  readonly clientOrderIds: ReadonlyArray<string>
  /** What each element of a batch does; `place` when it is not said. */
  readonly elementKind?: "place" | "cancel" | "amend" | undefined
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
  readonly reply: HttpReply
  readonly now: number
}

const retryable = (reason: RetryableReason): Verdict => ({ _tag: "Retryable", reason })
const fatal = (reason: FatalReason): Verdict => ({ _tag: "Fatal", reason })
const ambiguous = (reason: AmbiguousReason): Verdict => ({ _tag: "AmbiguousExecution", reason })

const hasNoEffect = (kind: Kind) => kind === "read" || kind === "test"
const is2xx = (status: number) => status >= 200 && status < 300
const is4xx = (status: number) => status >= 400 && status < 500

/** Statuses that say nothing about execution: 408, 5xx, 3xx and whatever is not a status at all. */
const saysNothing = (status: number) => status === 408 || !(is2xx(status) || is4xx(status))

// The edge and the router refuse with these before the API sees the request, so they are definite without a code. 413 is not
// among those that a cut body leaves definite. A 451 is definite only with its documented body.
const byStatus: ReadonlyMap<number, { readonly is: ReasonRule; readonly evenCut: boolean }> = new Map([
  [401, { is: { verdict: "Fatal", reason: "BadCredentials" }, evenCut: true }],
  [403, { is: { verdict: "Fatal", reason: "WafBlocked" }, evenCut: true }],
  [404, { is: { verdict: "Fatal", reason: "Unsupported" }, evenCut: true }],
  [413, { is: { verdict: "Fatal", reason: "Unsupported" }, evenCut: false }],
  [418, { is: { verdict: "Retryable", reason: "RateLimited" }, evenCut: true }],
  [429, { is: { verdict: "Retryable", reason: "RateLimited" }, evenCut: true }]
])

// These codes can only come before a TCP connection exists.
const beforeConnection: ReadonlySet<string> = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "UND_ERR_CONNECT_TIMEOUT"
])

const idPattern = /^[1-9]\d{0,39}$/
const codePattern = /^-?\d{1,15}$/
const parameterPattern = /param(?:eter)? '(\w{1,31})'(?! or)/i
// no longer than the longest filter's name, and whole: the start of a key is no filter
const filterPattern = /^[A-Z_]{1,31}(?![\w+/=%-])/

const isId = (value: unknown, zero = false): value is number | string =>
  typeof value === "number"
    ? Number.isSafeInteger(value) && value >= (zero ? 0 : 1)
    : typeof value === "string" && (idPattern.test(value) || (zero && value === "0"))

const numberOf = (value: unknown): number | undefined =>
  typeof value === "number"
    ? Number.isSafeInteger(value)
      ? value
      : undefined
    : typeof value === "string" && codePattern.test(value)
      ? Number(value)
      : undefined

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
  if (
    outer.code !== undefined ||
    outer.msg === undefined ||
    outer.msg.length > 4096 ||
    !outer.msg.trimStart().startsWith("{")
  )
    return outer
  const inner = errorOf(product, status, parseJson(outer.msg))
  return inner.code === undefined ? outer : inner
}

// ---------------------------------------------------------------------------------------------------------------- reasons

const wireOf = (a: Answer) => ({
  ...(a.code === undefined ? {} : { code: a.code }),
  ...(a.msg === undefined ? {} : { msg: scrub(a.msg) })
})
const wireWithStatus = (a: Answer) => ({ ...wireOf(a), status: a.status })

const limitOf = (a: Answer): string => {
  const text = a.msg === undefined ? "" : a.msg.slice(0, 512).toLowerCase()
  return a.asked.product.limits.find((row) => text.includes(row.text))?.limit ?? "UNKNOWN"
}

const quietFor = (a: Answer, fallback: number) => Duration.millis(waitOf(a.reply, a.msg, a.now, fallback).millis)

const ipBanned = (a: Answer): Verdict => {
  const { millis } = waitOf(a.reply, a.msg, a.now, a.asked.product.quietMillis.banned)
  return retryable({
    _tag: "IpBanned",
    until: Math.ceil(a.now + millis),
    retryAfter: Duration.millis(millis),
    ...wireOf(a)
  })
}

const malformed = (a: Answer, problem: string): Verdict =>
  ambiguous({ _tag: "MalformedReply", problem, ...wireWithStatus(a) })
const undocumented = (a: Answer): Verdict =>
  ambiguous({ _tag: "UndocumentedCode", ...wireWithStatus(a), code: a.code ?? 0 })
const serverError = (a: Answer): Verdict => ambiguous({ _tag: "ServerErrorReply", ...wireWithStatus(a) })
const readFailed = (a: Answer, cause: string): Verdict => retryable({ _tag: "ReadFailed", cause, ...wireOf(a) })

const unknownHalf = (reason: string): HalfVerdict => ({ executed: "unknown", tag: "AmbiguousExecution", reason })

/** A rule with the fields that this answer brings. */
const verdictOf = (a: Answer, rule: ReasonRule): Verdict => {
  switch (rule.verdict) {
    case "Retryable":
      switch (rule.reason) {
        case "RateLimited":
          return a.status === 418 || statedBanEnd(a.msg) !== undefined
            ? ipBanned(a)
            : retryable({
                _tag: "RateLimited",
                limit: limitOf(a),
                retryAfter: quietFor(a, a.asked.product.quietMillis.rateLimited),
                ...wireOf(a)
              })
        case "OrderRateLimited":
          return retryable({
            _tag: "OrderRateLimited",
            retryAfter: quietFor(a, a.asked.product.quietMillis.orderRateLimited),
            ...wireOf(a)
          })
        case "ServerBusy":
        case "ServiceUnavailable":
          return retryable({ _tag: rule.reason, ...wireWithStatus(a) })
        default:
          return retryable({ _tag: rule.reason, ...wireOf(a) })
      }
    case "Fatal":
      switch (rule.reason) {
        case "InvalidRequest": {
          const parameter =
            rule.parameter ?? (a.msg === undefined ? undefined : parameterPattern.exec(scrub(a.msg))?.[1])
          return fatal({
            _tag: "InvalidRequest",
            ...wireOf(a),
            code: a.code ?? 0,
            ...(parameter === undefined ? {} : { parameter })
          })
        }
        case "FilterFailure":
          return fatal({ _tag: "FilterFailure", filter: rule.filter, ...wireOf(a) })
        case "OrderRejected":
          return fatal({ _tag: "OrderRejected", kind: rule.kind, ...wireOf(a), code: a.code ?? 0 })
        case "UndocumentedRefusal":
          return fatal({ _tag: "UndocumentedRefusal", ...wireWithStatus(a), code: a.code ?? 0 })
        default:
          return fatal({ _tag: rule.reason, ...wireOf(a) })
      }
    case "AmbiguousExecution":
      switch (rule.reason) {
        case "MalformedReply":
          return malformed(a, rule.problem)
        case "UndocumentedCode":
          return undocumented(a)
        case "CancelReplaceInDoubt":
          return ambiguous({
            _tag: "CancelReplaceInDoubt",
            cancel: unknownHalf("MalformedReply"),
            place: unknownHalf("MalformedReply"),
            ...wireWithStatus(a)
          })
        default:
          return ambiguous({ _tag: rule.reason, ...wireWithStatus(a) })
      }
  }
}

// --------------------------------------------------------------------------------------------------------------- refusals

// Reasons that speak about one id: believed only for an operation whose row lists the text. "Duplicate order sent." in answer
// to a cancel, say, does not prove that an earlier attempt was accepted.
const aboutAnId = (rule: ReasonRule) => rule.reason === "DuplicateClientOrderId" || rule.reason === "UnknownOrder"

/** What code and text together mean for this operation; `undefined` when they are not documented for it. */
const ruleOf = (a: Answer): ReasonRule | undefined => {
  const { codes, filterPrefix, messages } = a.asked.product
  const row: CodeRow | undefined = a.code === undefined ? undefined : codes.get(a.code)
  if (row === undefined || (row.statuses !== undefined && !row.statuses.includes(a.status))) return undefined
  const text = a.msg === undefined || a.msg.length > 512 ? undefined : plain(a.msg)
  const byText: ReadonlyArray<MessageRow> | undefined =
    text === undefined ? undefined : messages.get(text)?.filter((m) => m.codes.includes(row.code))
  const listed = byText?.find((m) => m.on.includes(a.kind))
  if (listed !== undefined) return listed.is
  const noEffect = hasNoEffect(a.kind)
  if (!noEffect && !row.on.includes(a.kind)) return undefined
  // a text may sharpen a definite code; it never turns a doubt into something definite
  if (row.is.verdict === "Fatal") {
    const near = byText?.find((m) => noEffect || !aboutAnId(m.is))
    if (near !== undefined) return near.is
    if (text !== undefined && filterPrefix !== "" && text.startsWith(filterPrefix)) {
      const filter = filterPattern.exec(text.slice(filterPrefix.length).trim().toUpperCase())
      if (filter !== null) return { verdict: "Fatal", reason: "FilterFailure", filter: filter[0] }
    }
  }
  return noEffect && row.onRead !== undefined ? row.onRead : row.is
}

const refusedWrite = (a: Answer, cut: boolean, problem: string): Verdict => {
  if (a.status === 503 && a.msg !== undefined && a.msg.length <= 512) {
    const text = plain(a.msg)
    const definite = a.asked.product.definite503.find((row) => row.on.includes(a.kind) && plain(row.text) === text)
    if (definite !== undefined) return verdictOf(a, definite.is)
  }
  const rule = ruleOf(a)
  if (rule?.verdict === "AmbiguousExecution") return verdictOf(a, rule)
  // a 409 is precise only through its halves, and those were looked for before
  if (saysNothing(a.status) || a.status === 409) return serverError(a)
  if (a.code === undefined) {
    const row = byStatus.get(a.status)
    // a cut 429 may hide the cancel that a cancelReplace did execute
    const definite = row !== undefined && (!cut || (row.evenCut && !(a.kind === "cancelReplace" && a.status === 429)))
    return definite ? verdictOf(a, row.is) : malformed(a, problem)
  }
  if (rule === undefined) return undocumented(a)
  return a.status === 418 ? ipBanned(a) : verdictOf(a, rule)
}

const refusedRead = (a: Answer, cut: boolean, problem: string): Verdict => {
  const cause = is2xx(a.status) ? problem : `HTTP ${a.status}`
  if (a.code === undefined) {
    const row = byStatus.get(a.status)
    if (row !== undefined && (!cut || row.evenCut)) return verdictOf(a, row.is)
    // for a read the status alone is enough: asking again from here will not help
    return a.status === 451 ? verdictOf(a, { verdict: "Fatal", reason: "RestrictedLocation" }) : readFailed(a, cause)
  }
  const rule = ruleOf(a)
  // a ban is what matters to the next call, whatever the code says about this one
  if (a.status === 418 && rule !== undefined) return ipBanned(a)
  if (rule?.verdict === "Retryable") return verdictOf(a, rule)
  if (saysNothing(a.status) || rule?.verdict === "AmbiguousExecution") return readFailed(a, cause)
  if (rule === undefined) return verdictOf(a, { verdict: "Fatal", reason: "UndocumentedRefusal" })
  return verdictOf(a, rule)
}

const refused = (a: Answer, cut: boolean, problem: string): Verdict =>
  hasNoEffect(a.kind) ? refusedRead(a, cut, problem) : refusedWrite(a, cut, problem)

// ----------------------------------------------------------------------------------------------------------------- proofs

/** Whether the body holds the id that proves this kind. */
const carriesProof = (a: Answer, body: unknown): boolean =>
  a.asked.product.proofs[a.kind].some((proof) => proof.proof === "id" && isId(at(body, proof.path), proof.zero))

/** What one proof makes of a body without an error; `undefined` when the proof is not there. */
const prove = (a: Answer, proof: Proof, body: unknown): Verdict | undefined => {
  switch (proof.proof) {
    case "id": {
      if (!isId(at(body, proof.path), proof.zero)) return undefined
      const echo = proof.echo === undefined ? undefined : at(body, proof.echo)
      if (typeof echo === "string" && a.asked.clientOrderIds.length > 0 && !a.asked.clientOrderIds.includes(echo)) {
        return malformed(a, "it is about another client order id")
      }
      const state = proof.state === undefined ? undefined : at(body, proof.state)
      if (typeof state === "string") {
        if (proof.rejected?.includes(state) === true)
          return fatal({ _tag: "OrderRejected", code: proof.rejectedCode ?? 0, kind: "rejected" })
        if (proof.contradicts?.includes(state) === true) return malformed(a, "its state contradicts success")
      }
      return { _tag: "Success", body }
    }
    case "code": {
      const code = numberOf(get(body, "code"))
      return get(body, "success") === true || (code !== undefined && a.asked.product.successCodes.has(code))
        ? { _tag: "Success", body }
        : undefined
    }
    case "object":
      return isRecord(body) ? { _tag: "Success", body } : undefined
    case "json":
      return typeof body === "object" && body !== null ? { _tag: "Success", body } : undefined
    case "halves":
    case "elements":
      return undefined // these are looked for before, by the shape of the body
  }
}

/** A well-formed object or array with 2xx. */
const answered = (a: Answer, body: unknown): Verdict => {
  if (a.code !== undefined) return refused(a, false, "")
  if (get(body, "success") === false) return refused(a, false, "it says that it did not succeed")
  for (const proof of a.asked.product.proofs[a.kind]) {
    const verdict = prove(a, proof, body)
    if (verdict !== undefined) return verdict
  }
  return refused(a, false, "it lacks the proof of success")
}

// ---------------------------------------------------------------------------------------------------------- cancelReplace

const clientOrderIdPattern = /^[\w.:/-]{1,36}$/

/** Any body that says what became of the halves: under `data` in an error, at the top in a success. */
const halvesOf = (body: unknown): Readonly<Record<string, unknown>> | undefined => {
  for (const place of [get(body, "data"), body]) {
    if (isRecord(place) && (Object.hasOwn(place, "cancelResult") || Object.hasOwn(place, "newOrderResult")))
      return place
  }
  return undefined
}

const halfOf = (whole: Answer, kind: "cancel" | "place", result: unknown, response: unknown): HalfVerdict => {
  const { product } = whole.asked
  // a half is judged as an error of its own would be, at a status that leaves the word to its code
  const a: Answer = { ...whole, kind, status: 400, ...errorOf(product, 400, response) }
  if (result === "SUCCESS") {
    const orderId = get(response, "orderId")
    const clientOrderId = get(response, "clientOrderId")
    const other =
      kind === "place" &&
      typeof clientOrderId === "string" &&
      a.asked.clientOrderIds.length > 0 &&
      !a.asked.clientOrderIds.includes(clientOrderId)
    if (a.code !== undefined || other || (kind === "place" && get(response, "status") === "REJECTED"))
      return unknownHalf("MalformedReply")
    return {
      executed: "yes",
      ...(isId(orderId) ? { orderId } : {}),
      ...(typeof clientOrderId === "string" && clientOrderIdPattern.test(clientOrderId) ? { clientOrderId } : {})
    }
  }
  if (result === "NOT_ATTEMPTED") return { executed: "no", attempted: false }
  if (result !== "FAILURE") return unknownHalf("MalformedReply")
  // a FAILURE whose inner error is an engine time-out, is unlisted or is missing has not been shown to be a "no"
  // and "duplicate" of an id that the library made is not a "no" either: an earlier attempt placed it
  const verdict = duplicateAsProof(a.asked, refused(a, false, "a half without an error code"))
  if (verdict._tag === "Success") return unknownHalf("MalformedReply")
  return {
    executed: verdict._tag === "AmbiguousExecution" ? "unknown" : "no",
    tag: verdict._tag,
    reason: verdict.reason._tag,
    ...(a.code === undefined ? {} : { code: a.code })
  }
}

const cancelReplaced = (a: Answer, body: unknown, halves: Readonly<Record<string, unknown>>): Verdict => {
  // The halves are documented for 2xx, 400, 409 and 429, and for the two codes of their own. Under a status that says nothing,
  // or beside a code that leaves any write in doubt, they say nothing either.
  const outer = ruleOf(a)
  if (saysNothing(a.status) || (outer?.verdict === "AmbiguousExecution" && outer.reason !== "CancelReplaceInDoubt")) {
    const half = unknownHalf(saysNothing(a.status) ? "ServerErrorReply" : (outer?.reason ?? "ServerErrorReply"))
    return ambiguous({ _tag: "CancelReplaceInDoubt", cancel: half, place: half, ...wireWithStatus(a) })
  }
  const cancel = halfOf(a, "cancel", get(halves, "cancelResult"), get(halves, "cancelResponse"))
  const place = halfOf(a, "place", get(halves, "newOrderResult"), get(halves, "newOrderResponse"))
  if (
    cancel.executed === "yes" &&
    place.executed === "yes" &&
    is2xx(a.status) &&
    a.code === undefined &&
    get(body, "success") !== false
  ) {
    return isId(at(halves, ["newOrderResponse", "orderId"]))
      ? { _tag: "Success", body }
      : malformed(a, "it lacks the proof of success")
  }
  return cancel.executed === "unknown" ||
    place.executed === "unknown" ||
    (cancel.executed === "yes" && place.executed === "yes")
    ? // both halves done under an error contradicts itself, so it is looked up
      ambiguous({ _tag: "CancelReplaceInDoubt", cancel, place, ...wireWithStatus(a) })
    : fatal({ _tag: "CancelReplaceFailed", cancel, place, ...wireOf(a) })
}

// ------------------------------------------------------------------------------------------------------------------ batch

const batched = (whole: Answer, elements: ReadonlyArray<unknown>): Verdict => {
  const { asked } = whole
  const ids = asked.clientOrderIds
  const kind = asked.elementKind ?? "place"
  const judge = (element: unknown, clientOrderIds: ReadonlyArray<string>): Verdict => {
    const one: Asked = { ...asked, kind, clientOrderIds }
    const a: Answer = { ...whole, asked: one, kind, ...errorOfBody(asked.product, whole.status, element) }
    return resent(
      one,
      isRecord(element)
        ? guarded(a, element, answered(a, element))
        : malformed(a, "an element is missing or is not an object")
    )
  }
  if (ids.length === 0)
    return { _tag: "Success", body: elements, elements: elements.map((element) => judge(element, [])) }
  const idOf = (element: unknown) => {
    const id = get(element, "clientOrderId")
    return typeof id === "string" ? id : undefined
  }
  const byId = new Map<string, unknown>()
  for (const element of elements) {
    const id = idOf(element)
    // two elements under one id contradict each other, so neither counts
    if (id !== undefined) byId.set(id, byId.has(id) ? undefined : element)
  }
  return {
    _tag: "Success",
    body: elements,
    elements: ids.map((id, i) => {
      if (byId.has(id)) return judge(byId.get(id), [id])
      // an element without an id is known by its place only, and only when none is missing
      const inPlace = elements.length === ids.length ? elements[i] : undefined
      return judge(idOf(inPlace) === undefined ? inPlace : undefined, [id])
    })
  }
}

// --------------------------------------------------------------------------------------------------------------- attempts

/** A definite refusal in a body that also carries the proof of success contradicts itself. */
const guarded = (a: Answer, body: unknown, verdict: Verdict): Verdict =>
  (verdict._tag === "Retryable" || verdict._tag === "Fatal") &&
  a.code !== undefined &&
  !hasNoEffect(a.kind) &&
  carriesProof(a, body)
    ? malformed(a, "it carries both an error and the proof of success")
    : verdict

/** The exchange refuses a duplicate id only while an order under it is open, so of an id we never reuse it proves that order. */
const duplicateAsProof = (asked: Asked, verdict: Verdict): Verdict => {
  if (verdict._tag !== "Fatal" || verdict.reason._tag !== "DuplicateClientOrderId") return verdict
  if (asked.earlier === "none" && asked.clientOrderIdFrom === "caller") return verdict
  const { _tag: _, ...wire } = verdict.reason
  return ambiguous({ _tag: "EarlierAttemptExists", ...wire })
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
  if (reply.phase === "connect" || (reply.phase === "unknown" && code !== undefined && beforeConnection.has(code))) {
    return retryable({ _tag: "NotSent", cause: code ?? (reply.timeout === true ? "timeout" : "no connection") })
  }
  if (hasNoEffect(asked.kind))
    return retryable({ _tag: "ReadFailed", cause: reply.timeout === true ? "timeout" : (code ?? "no reply") })
  return ambiguous(reply.timeout === true ? { _tag: "TimedOut" } : { _tag: "ResponseLost", cause: code ?? "no reply" })
}

const decideReply = (asked: Asked, reply: HttpReply, now: number): Verdict => {
  const status = Number.isSafeInteger(reply.status) ? reply.status : 0
  const text = typeof reply.body === "string" ? reply.body : ""
  const body = parseJson(text)
  const a: Answer = { asked, kind: asked.kind, status, reply, now, ...errorOfBody(asked.product, status, body) }
  if (reply.complete !== true) {
    // a body that was cut may parse by accident, so its code is not relied on
    return refused({ ...a, code: undefined }, true, "the body is cut short")
  }
  if (typeof body !== "object" || body === null) {
    const start = text.trimStart().charAt(0)
    const cut = body === undefined && (start === "{" || start === "[")
    return refused(
      a,
      cut,
      text.trim() === "" ? "the body is empty" : cut ? "the body is cut short" : "the body is not a JSON object"
    )
  }
  if (asked.product.proofs[asked.kind].some((proof) => proof.proof === "halves")) {
    const halves = halvesOf(body)
    if (halves !== undefined) return cancelReplaced(a, body, halves)
  }
  if (is2xx(status)) {
    return Array.isArray(body) && asked.product.proofs[asked.kind].some((proof) => proof.proof === "elements")
      ? batched(a, body)
      : guarded(a, body, answered(a, body))
  }
  return guarded(a, body, refused(a, false, "it has no readable error code"))
}

/**
 * Decides. Order of evaluation, the first that matches wins: was it written at all; is there a complete body; the halves of a
 * cancelReplace; the elements of a batch; 2xx with the proof for this kind; codes that are in doubt whatever the status;
 * statuses that say nothing; a listed code under 4xx; in doubt.
 *
 * `receivedAt` is when the reply arrived, in epoch ms by the local clock. Never throws, on any input. Of a body that is not
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
export const decide = (asked: Asked, reply: Reply, receivedAt: number): Verdict => {
  const now = Number.isFinite(receivedAt) ? receivedAt : 0
  const verdict = resent(
    asked,
    reply._tag === "HttpReply" ? decideReply(asked, reply, now) : decideSilence(asked, reply)
  )
  return asked.kind === "batch" &&
    asked.clientOrderIds.length > 0 &&
    verdict.elements === undefined &&
    verdict._tag !== "Success"
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
  const msg = typeof reply.body === "string" ? errorOfBody(product, 418, parseJson(reply.body)).msg : undefined
  const { banned, rateLimited } = product.quietMillis
  const wait = waitOf(reply, msg, now, reply.status === 418 || statedBanEnd(msg) !== undefined ? banned : rateLimited)
  return reply.status === 418 || reply.status === 429 || wait.known || wait.stated !== undefined ? wait : undefined
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
  switch (verdict._tag) {
    case "Retryable":
      return new Retryable({ reason: instanceOf(verdict.reason), ...(operation === undefined ? {} : { operation }) })
    case "Fatal":
      return new Fatal({ reason: instanceOf(verdict.reason), ...(operation === undefined ? {} : { operation }) })
    case "AmbiguousExecution": {
      const known = inDoubt()
      return new AmbiguousExecution({
        reason: instanceOf(verdict.reason),
        inDoubt: verdict.refusal === undefined ? known : new InDoubt({ ...known, refusal: instanceOf(verdict.refusal) })
      })
    }
  }
}
