/** What is known of a call that another client made, and the verdict on it. */
import { type HttpReply, noReply, type NoReply, type Reply, withdrawn } from "../client/Transport.ts"
import * as Verdict from "../client/Verdict.ts"
import { InvalidRequest } from "../errors/FatalReason.ts"
import { NotSent } from "../errors/RetryableReason.ts"
import type { ForeignClient, Hearsay } from "../interop/ForeignClient.ts"
import { lost, read, readText } from "./foreign.ts"
import { get, parseJson } from "./json.ts"
import { messages, type Run, type Withheld } from "./watching.ts"

/** How the client's promise ended. */
export type Ending =
  | { readonly _tag: "Returned"; readonly value: unknown }
  | { readonly _tag: "Threw"; readonly error: unknown }
  | { readonly _tag: "TimedOut" }

/** What is known of the request that the call is about. */
export type Known =
  /** What came of a request that was watched; or that it ran out of time. */
  | {
      readonly _tag: "Seen"
      readonly reply: Reply
      /** What was returned although it was refused. */
      readonly returned?: Hearsay | undefined
    }
  /** What the client says of a request that nobody watched. */
  | { readonly _tag: "Heard"; readonly hearsay: Hearsay }
  /** Held back here. */
  | { readonly _tag: "Withheld"; readonly withheld: Withheld }
  /** A read that the client makes before its write failed, so the write was not reached. */
  | { readonly _tag: "ReadBefore"; readonly reply: Reply }

export const silent = (phase: NoReply["phase"], code: string | undefined, timeout = false): Known => ({
  _tag: "Seen",
  reply: { _tag: "NoReply", phase, code, timeout }
})

/** Of a request that was seen leaving, and whose reply was not seen, only "it never connected" is believed. */
const withoutReply = (hearsay: Hearsay): Known =>
  hearsay._tag === "Reply" && hearsay.reply._tag === "NoReply"
    ? hearsay.reply.phase === "connect"
      ? { _tag: "Seen", reply: hearsay.reply }
      : { _tag: "Seen", reply: { ...hearsay.reply, phase: "sent" } }
    : silent("sent", undefined)

const is2xx = (reply: HttpReply | undefined) => reply !== undefined && reply.status >= 200 && reply.status < 300

const textOf = (error: unknown) => (typeof error === "string" ? error : (readText(error, "message") ?? ""))

/** Whether the error comes of a request that was held back. */
const isAboutHeld = (error: unknown, withheld: Withheld, depth = 0): boolean =>
  textOf(error).includes(messages[withheld._tag]) ||
  // the connector keeps nothing of what went wrong before there was an answer
  readText(error, "name") === "NetworkError" ||
  (depth < 10 && read(error, "cause") !== undefined && isAboutHeld(read(error, "cause"), withheld, depth + 1))

/** Whether the error itself says that it is about a read: axios keeps the request, and ccxt begins with it. */
const isAboutRead = (error: unknown): boolean =>
  /^\S+ (?:GET|HEAD) /.test(textOf(error)) || /^(?:GET|HEAD)$/i.test(readText(read(error, "config"), "method") ?? "")

/**
 * Whether it was thrown for this very refusal. An outage says the same to everything, so only what is definite and means the same of
 * whatever was refused with it counts: a limit, a ban, the key.
 */
const isSameRefusal = (reply: HttpReply | undefined, hearsay: Hearsay): boolean => {
  if (reply === undefined || reply.status < 400 || reply.status === 408 || reply.status >= 500) return false
  const said = hearsay._tag === "Body" ? hearsay : hearsay._tag === "Reply" ? hearsay.reply : undefined
  if (said === undefined || !("body" in said)) return false
  if ("status" in said && said.status !== reply.status) return false
  const [seen, heard] = [parseJson(reply.body), parseJson(said.body)]
  return get(seen, "code") === undefined
    ? "status" in said && get(heard, "code") === undefined
    : get(seen, "code") === get(heard, "code") && get(seen, "msg") === get(heard, "msg")
}

/** Reads what is known from what was seen, and from what the client says where nothing was. */
export const knownOf = async (client: ForeignClient<unknown>, run: Run, ending: Ending): Promise<Known> => {
  const { own, withheld } = run
  if (own?.reply !== undefined)
    return ending._tag === "Returned" && run.isWrite && !is2xx(own.reply)
      ? { _tag: "Seen", reply: own.reply, returned: await client.returned(ending.value) }
      : { _tag: "Seen", reply: own.reply }
  if (own !== undefined) {
    if (ending._tag === "TimedOut") return silent("sent", "ETIMEDOUT", true)
    if (own.failure !== undefined) return withoutReply(client.thrown(own.failure))
    // what was thrown in the end may be about the second request, which was held back
    return ending._tag === "Threw" && withheld === undefined
      ? withoutReply(client.thrown(ending.error))
      : silent("sent", undefined)
  }
  if (ending._tag === "TimedOut") return silent("unknown", "ETIMEDOUT", true)
  if (ending._tag === "Returned")
    return run.isWrite && withheld !== undefined
      ? // whatever it went on with, it is not what was asked for
        { _tag: "Heard", hearsay: lost() }
      : { _tag: "Heard", hearsay: await client.returned(ending.value) }
  // whoever makes the call may go another way when this one fails, so it has to end with that very failure
  const hearsay = client.thrown(ending.error)
  if (withheld !== undefined && (!run.isWrite || isAboutHeld(ending.error, withheld)))
    return { _tag: "Withheld", withheld }
  const before = run.sightings.at(-1)
  if (
    before !== undefined &&
    !is2xx(before.reply) &&
    (!run.isWrite || isAboutRead(ending.error) || isSameRefusal(before.reply, hearsay))
  )
    return { _tag: "ReadBefore", reply: before.reply ?? noReply("sent", undefined) }
  return { _tag: "Heard", hearsay }
}

const isDefinite = (
  verdict: Verdict.Verdict
): verdict is Extract<Verdict.Verdict, { readonly _tag: "Retryable" | "Fatal" }> =>
  verdict._tag === "Retryable" || verdict._tag === "Fatal"

// Refused before it was sent, with the code that the exchange has for a malformed parameter.
export const invalid = (parameter: string | undefined, problem: string) =>
  new InvalidRequest({ code: -1102, msg: problem, ...(parameter === undefined ? {} : { parameter }) })

export interface Judged {
  readonly verdict: Verdict.Verdict
  /** What closes the ban window, when anything came at all. */
  readonly reply: Reply | undefined
  /** Whether something was sent besides what was watched. */
  readonly hasMore?: boolean | undefined
}

/**
 * What a client says of a call that nobody watched is believed when it proves success. A refusal is not: it may be about the
 * second time that something sent the same, and the first may have executed. So a write stays in doubt, and remembers it.
 */
const heard = (asked: Verdict.Asked, hearsay: Hearsay, now: number, exchangeTime: number): Judged => {
  if (hearsay._tag === "Refused")
    return { verdict: { _tag: "Fatal", reason: invalid(undefined, hearsay.problem) }, reply: undefined }
  // of a body without its status the likelier one is taken: nothing rests on it
  const reply: Reply =
    hearsay._tag === "Reply" ? hearsay.reply : { ...hearsay, _tag: "HttpReply", status: 400, complete: true }
  const verdict = Verdict.decide(asked, reply, now, exchangeTime)
  return {
    verdict:
      isDefinite(verdict) && asked.kind !== "read" && asked.kind !== "test"
        ? {
            _tag: "AmbiguousExecution",
            reason: { _tag: "ResponseLost", cause: "nobody watched what was sent" },
            refusal: verdict.reason
          }
        : verdict,
    reply
  }
}

/** `now` in epoch ms by the local clock, `exchangeTime` what the exchange's clock shows at least. */
export const judge = (asked: Verdict.Asked, known: Known, now: number, exchangeTime: number): Judged => {
  switch (known._tag) {
    case "Seen": {
      const { reply, returned } = known
      const verdict = Verdict.decide(asked, reply, now, exchangeTime)
      return returned !== undefined &&
        isDefinite(verdict) &&
        heard(asked, returned, now, exchangeTime).verdict._tag === "Success"
        ? // what it gives proves that it went another way after the refusal, and nobody watched that
          {
            verdict: {
              _tag: "AmbiguousExecution",
              reason: { _tag: "ResponseLost", cause: "nobody watched what was sent" }
            },
            reply,
            hasMore: true
          }
        : { verdict, reply }
    }
    case "Heard":
      return heard(asked, known.hearsay, now, exchangeTime)
    case "Withheld":
      return {
        verdict:
          known.withheld._tag === "Another"
            ? {
                _tag: "Fatal",
                reason: invalid(known.withheld.problem.parameter, known.withheld.problem.problem)
              }
            : { _tag: "Retryable", reason: new NotSent({ cause: withdrawn }) },
        reply: undefined
      }
    case "ReadBefore": {
      const verdict = Verdict.decide({ ...asked, kind: "read" }, known.reply, now)
      return {
        verdict:
          isDefinite(verdict) && verdict.reason._tag !== "ReadFailed" && verdict.reason._tag !== "UndocumentedRefusal"
            ? verdict
            : { _tag: "Retryable", reason: new NotSent({ cause: "a read that the client makes before it failed" }) },
        reply: known.reply
      }
    }
  }
}
