/** A cancelReplace in doubt is two questions with two answers. */
import * as Effect from "effect/Effect"
import * as Intent from "../../client/Intent.ts"
import type { Part } from "../../client/Operation.ts"
import { EarlierAttemptExists } from "../../errors/AmbiguousReason.ts"
import type { AmbiguousExecution } from "../../errors/BinanceError.ts"
import { CancelReplaceFailed } from "../../errors/FatalReason.ts"
import { HalfVerdict } from "../../errors/HalfVerdict.ts"
import { Evidence } from "../../settlement/Evidence.ts"
import type { OrderRow } from "../../settlement/ProductViews.ts"
import type { Resolution } from "../../settlement/Reconciliation.ts"
import { observeCancel } from "./cancel.ts"
import { type OrderInquiry, resolution, watched } from "./Inquiry.ts"
import { doubtOf } from "./parts.ts"
import { settlePlacement } from "./placement.ts"

/** The truth about a half: from the reply, or from what was seen. */
interface Half {
  readonly verdict: HalfVerdict
  readonly order?: OrderRow | undefined
  readonly evidence?: Evidence | undefined
}

interface Reply {
  readonly cancel?: HalfVerdict | undefined
  readonly place?: HalfVerdict | undefined
}

/** What the reply said about the halves, and whether it is all that was ever sent. */
const replyOf = (doubt: AmbiguousExecution): Reply & { readonly isOnlyAttempt: boolean } => {
  const { attempts, refusal } = doubt.inDoubt
  const isOwn = doubt.reason._tag === "CancelReplaceInDoubt"
  const reason =
    doubt.reason._tag === "CancelReplaceInDoubt"
      ? doubt.reason
      : refusal?._tag === "CancelReplaceFailed"
        ? refusal
        : undefined
  // two halves that both executed, under an error, contradict it: neither is believed
  return reason === undefined || (reason.cancel.executed === "yes" && reason.place.executed === "yes")
    ? { isOnlyAttempt: false }
    : { cancel: reason.cancel, place: reason.place, isOnlyAttempt: isOwn && attempts.length <= 1 }
}

const verdictOf = (seen: Resolution): HalfVerdict => {
  switch (seen._tag) {
    case "Executed":
      return new HalfVerdict({
        executed: "yes",
        orderId: seen.order.orderId,
        clientOrderId: seen.order.clientOrderId
      })
    case "Done":
      return new HalfVerdict({ executed: "yes" })
    case "NotExecuted":
      return new HalfVerdict({ executed: "no", tag: "Retryable", reason: "ProvenNotExecuted" })
    case "Refused":
      return new HalfVerdict({
        executed: "no",
        tag: "Fatal",
        reason: seen.reason._tag,
        ...("code" in seen.reason && seen.reason.code !== undefined ? { code: seen.reason.code } : {})
      })
  }
}

// why the last attempt did not do it says more than that none did
const seenAs = (seen: Resolution, said: HalfVerdict | undefined): Half => ({
  verdict: seen._tag === "NotExecuted" && said?.executed === "no" ? said : verdictOf(seen),
  order: seen._tag === "Executed" ? seen.order : undefined,
  evidence: seen.evidence
})

/** The order of a half that executed, as far as the reply or a view told. */
const rowOf = ({ order, verdict }: Half, part: Part): OrderRow =>
  order ?? {
    symbol: part.description.symbol,
    orderId: verdict.orderId ?? part.description.orderId ?? "",
    clientOrderId: verdict.clientOrderId ?? part.description.clientOrderId
  }

const bothOf = (fenceAt: number, halves: ReadonlyArray<Half>) =>
  new Evidence({
    fenceAt: Math.max(fenceAt, ...halves.map(({ evidence }) => evidence?.fenceAt ?? 0)),
    observations: halves.flatMap(({ evidence }) => evidence?.observations ?? []).toSorted((a, b) => a.at - b.at)
  })

/**
 * Settles a cancelReplace. `inquire` opens an inquiry about a half; `undefined` when its result cannot be looked for.
 */
export const settleCancelReplace = Effect.fnUntraced(function* (
  doubt: AmbiguousExecution,
  intent: Intent.Intent,
  halves: { readonly cancel: Part; readonly place: Part },
  resultOf: (cancelled: OrderRow, placed: OrderRow) => unknown,
  inquire: (doubt: AmbiguousExecution, intent: Intent.Intent, part: Part) => Effect.Effect<OrderInquiry | undefined>
): Effect.fn.Return<Resolution> {
  const reply = replyOf(doubt)
  // "no" speaks for its attempt only
  const decided = (said: HalfVerdict | undefined) =>
    said?.executed === "yes" || (said?.executed === "no" && reply.isOnlyAttempt) ? said : undefined
  const { description } = halves.place
  const sameName =
    description.clientOrderId !== undefined && description.clientOrderId === halves.cancel.description.clientOrderId

  const cancelHalf = Effect.gen(function* (): Effect.fn.Return<Half> {
    const said = decided(reply.cancel)
    if (said !== undefined) return { verdict: said }
    const own = Intent.ofPart(intent, halves.cancel, intent.clientOrderId, "shared")
    const q = yield* inquire(doubtOf(doubt.inDoubt, halves.cancel, own, doubt.reason), own, halves.cancel)
    if (q === undefined) return yield* Effect.never
    // under the name of the order that it replaces the new one would be taken for that
    const isTheNewOne = (row: OrderRow) => sameName && (row.time === undefined || row.time >= q.acceptedFrom())
    const observed = observeCancel(q, isTheNewOne)
    return seenAs(yield* sameName ? observed : watched(q, halves.cancel.find, observed), reply.cancel)
  })

  const placeHalf = Effect.gen(function* (): Effect.fn.Return<Half> {
    const said = decided(reply.place)
    if (said !== undefined) return { verdict: said }
    const own = Intent.ofPart(intent, halves.place, intent.clientOrderId, "shared")
    own.hasNamesake = intent.hasNamesake
    const reason = reply.place?.reason === "EarlierAttemptExists" ? new EarlierAttemptExists({}) : doubt.reason
    const q = yield* inquire(doubtOf(doubt.inDoubt, halves.place, own, reason), own, halves.place)
    if (q === undefined) return yield* Effect.never
    // what was to be cancelled was there before, also under the name that the caller gives to what replaces it
    const half = { ...q, another: halves.cancel.description.orderId }
    const seen = yield* watched(half, halves.place.find, settlePlacement(half))
    intent.hasNamesake ||= own.hasNamesake
    // what is sent after this is sent after the fence of all that came before
    if (own.passed !== undefined) intent.passed = own.passed
    return seenAs(seen, reply.place)
  })

  const [cancel, place] = yield* Effect.all([cancelHalf, placeHalf], { concurrency: "unbounded" })
  const evidence = bothOf(doubt.inDoubt.fenceAt, [cancel, place])
  if (cancel.verdict.executed === "yes" && place.verdict.executed === "yes") {
    return resolution.Done({
      result: resultOf(rowOf(cancel, halves.cancel), rowOf(place, halves.place)),
      evidence
    })
  }
  const maySendAgain = ({ verdict }: Half) => verdict.executed === "no" && verdict.tag !== "Fatal"
  return maySendAgain(cancel) && maySendAgain(place)
    ? resolution.NotExecuted({ evidence })
    : resolution.Refused({
        reason: new CancelReplaceFailed({ cancel: cancel.verdict, place: place.verdict }),
        evidence
      })
})
