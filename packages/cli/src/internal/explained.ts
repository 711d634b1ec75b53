/** A verdict as the fields that are shown of it, to programs and to people. */
import { codes } from "effect-binance/products/AllCodes"
import type { Reply } from "effect-binance/client/Transport"
import { quietOf, type Verdict } from "effect-binance/client/Verdict"
import { type AnyReason, remedyOf, retryAfterOf } from "effect-binance/errors/Advice"
import type { Kind } from "effect-binance/errors/InDoubt"
import type { ProductRules } from "effect-binance/products/ProductRules"
import * as Duration from "effect/Duration"
import type { Explained } from "../Explain.ts"

/** Whether the kind changes nothing on the exchange. */
export const hasNoEffect = (kind: Kind): boolean => kind === "read" || kind === "test"

const executedOf = (kind: Kind, verdict: Verdict): Explained["executed"] => {
  if (hasNoEffect(kind)) return "n/a"
  switch (verdict._tag) {
    case "Success":
      return "yes"
    case "Retryable":
      return "no"
    case "Fatal":
      return verdict.reason._tag === "CancelReplaceFailed" &&
        (verdict.reason.cancel.executed === "yes" || verdict.reason.place.executed === "yes")
        ? "partial"
        : "no"
    case "AmbiguousExecution":
      return "unknown"
  }
}

const together = (elements: ReadonlyArray<Explained>): Explained["executed"] => {
  const all = new Set(elements.map((element) => element.executed))
  const [only] = all
  return all.size === 1 && only !== undefined
    ? only
    : all.size === 0
      ? "yes"
      : all.has("unknown")
        ? "unknown"
        : "partial"
}

/** A verdict that was reached, and what it was reached on. */
export interface Judged {
  readonly product: ProductRules
  readonly kind: Kind
  readonly verdict: Verdict
  readonly reply: Reply | undefined
  /** The moment until which a frame asks to wait, in epoch ms by the exchange's clock. */
  readonly stated?: number | undefined
}

/** The fields; `now` in epoch ms. */
export const explained = ({ kind, product, reply, stated, verdict }: Judged, now: number): Explained => {
  const elements = verdict.elements?.map((element) =>
    explained({ product, kind, verdict: { ...element, elements: undefined }, reply, stated }, now)
  )
  const tail = elements === undefined ? {} : { elements }
  const executed = verdict._tag === "Success" && elements !== undefined ? together(elements) : executedOf(kind, verdict)
  if (verdict._tag === "Success") return { tag: "Success", reason: "Success", executed, remedy: "none", ...tail }
  const { reason } = verdict
  // the wait and the code of the attempt itself, also where the verdict on the intent is another
  const refusal = verdict._tag === "AmbiguousExecution" ? verdict.refusal : undefined
  const spoke: AnyReason = refusal ?? reason
  const asked = retryAfterOf(spoke)
  const quiet = reply?._tag === "HttpReply" ? quietOf(product, reply, now) : undefined
  const wait = asked === undefined ? quiet?.millis : Duration.toMillis(asked)
  // a frame names the moment itself, by the exchange's clock
  const until = wait === undefined ? undefined : (stated ?? ("until" in spoke ? spoke.until : undefined))
  // an old reply names a moment that is over: then the moment is shown, and there is nothing left to wait for
  const over =
    quiet?.stated !== undefined &&
    quiet.stated <= now &&
    until !== undefined &&
    reply?._tag === "HttpReply" &&
    !Object.hasOwn(reply.headers, "retry-after")
  const code = "code" in spoke ? spoke.code : undefined
  const name = code === undefined ? undefined : codes.get(product.name)?.get(code)?.name
  return {
    tag: verdict._tag,
    reason: reason._tag,
    executed,
    ...(wait === undefined ? {} : { retryAfterMs: over ? 0 : wait }),
    ...(until === undefined ? {} : { retryAt: over ? quiet.stated : until }),
    ...(code === undefined ? {} : { code }),
    // a few codes are documented without one
    ...(name === undefined || name === "" ? {} : { name }),
    remedy: remedyOf(reason),
    ...tail
  }
}
