/** What a reply says about the intent that it answers: which order it is about, which were accepted, and what came before it. */
import type { Description } from "../client/Operation.ts"
import * as Intent from "../client/Intent.ts"
import type * as Verdict from "../client/Verdict.ts"
import type { Kind } from "../errors/InDoubt.ts"
import { at, get } from "./json.ts"

const isNot = (asked: string | undefined, shown: unknown) =>
  asked !== undefined && (typeof shown === "number" || typeof shown === "string") && `${shown}` !== asked

/** The reply to a cancel or an amend names the order; one that names another order proves nothing about this one. */
export const isAboutAnother = (kind: Kind, description: Description, body: unknown): boolean => {
  if (kind === "amend") return isNot(description.orderId, get(body, "orderId") ?? at(body, ["amendedOrder", "orderId"]))
  if (kind !== "cancel") return false
  const origClientOrderId = get(body, "origClientOrderId")
  return (
    isNot(description.orderId, get(body, "orderId")) ||
    isNot(description.orderListId, get(body, "orderListId")) ||
    (description.clientOrderId !== undefined &&
      typeof origClientOrderId === "string" &&
      origClientOrderId !== description.clientOrderId)
  )
}

/**
 * The orders that a success says were accepted, whatever the kind. As it was read, an order is numbered like the rows of its views:
 * an algo order by its algo id.
 */
export const acceptedIn = (kind: Kind, success: unknown): ReadonlyArray<unknown> => {
  switch (kind) {
    case "place":
      return [get(success, "orderId")]
    case "cancelReplace":
      return [at(success, ["newOrderResponse", "orderId"])]
    case "orderList": {
      const orders = get(success, "orders")
      return Array.isArray(orders) ? orders.map((order) => get(order, "orderId")) : []
    }
    case "transfer":
      return [get(success, "tranId") ?? get(success, "txnId") ?? get(success, "id")]
    default:
      return []
  }
}

/** What is known of the attempts before the next one: it decides what a refusal of that one is worth. */
export const earlierOf = (intent: Intent.Intent): Verdict.Asked["earlier"] => {
  const open = Intent.openAttempts(intent)
  if (open.length === 0) return "none"
  return Intent.havePassed(intent, open) ? "proven-not-executed" : "in-doubt"
}

/** What this attempt itself met, also when an earlier one keeps the intent in doubt. */
export const ownReason = (verdict: Verdict.Verdict) =>
  verdict._tag === "Success" ? undefined : verdict._tag === "AmbiguousExecution" ? verdict.refusal : verdict.reason
