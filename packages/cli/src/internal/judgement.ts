/** The verdict on an error that a text names. What the text leaves out is assumed, and of all that it may mean the most cautious counts. */
import { readMessages, replyOf as fixReplyOf } from "effect-binance/client/FixReply"
import type { Reply } from "effect-binance/client/Transport"
import { type Asked, decide } from "effect-binance/client/Verdict"
import * as WebSocketReply from "effect-binance/client/WebSocketReply"
import type { Kind } from "effect-binance/errors/InDoubt"
import { products } from "effect-binance/products/AllProducts"
import type { CodeRule, ProductRules } from "effect-binance/products/ProductRules"
import type { Explained } from "../Explain.ts"
import { kinds, overFix } from "./contract.ts"
import type { Context, Evidence } from "./evidence.ts"
import { explained, hasNoEffect, type Judged } from "./explained.ts"

/** One outcome, and for whom it holds. */
export interface Other {
  readonly of: ReadonlyArray<string>
  readonly shown: Explained
}

/** The verdict that counts, what was assumed for it, and what it would be if the assumption is wrong. */
export interface Judgement {
  readonly judged: Judged
  readonly shown: Explained
  readonly assumed: ReadonlyArray<string>
  readonly otherKinds: ReadonlyArray<Other>
  readonly otherProducts: ReadonlyArray<Other>
}

/**
 * The status under which a code is taken to have come when nothing says it. None is documented for a service that shuts down;
 * under a 5xx it says nothing about a write.
 */
export const usualStatus = (row: CodeRule | undefined): number => {
  if (row?.statuses?.[0] !== undefined) return row.statuses[0]
  switch (row?.is.reason) {
    case "RateLimited":
    case "OrderRateLimited":
      return 429
    case "ServiceUnavailable":
      return 503
    default:
      return 400
  }
}

const replyOf = (evidence: Evidence, asked: Asked, now: number): Reply => {
  const { body, code, form, silence, status } = evidence
  if (silence !== undefined) return { _tag: "NoReply", phase: "unknown", ...silence }
  if (form === "fix" && body !== undefined) return fixReplyOf(asked, readMessages(body))
  if (form === "ws" && body !== undefined) {
    const frame = WebSocketReply.readFrame(body, now)
    // without its id it is the reply to no request that can be told; here it is the one that was pasted
    return frame._tag === "Reply" || frame._tag === "Unidentified" ? frame.reply : WebSocketReply.unanswered(frame)
  }
  return {
    _tag: "HttpReply",
    // an error without a code and without a status is taken for one that says nothing
    status: status ?? (evidence.isBatch ? 200 : code === undefined ? 500 : usualStatus(asked.product.codes.get(code))),
    headers: evidence.retryAfter === undefined ? {} : { "retry-after": evidence.retryAfter },
    body: body ?? "",
    // a body that is not shown may have said anything
    complete: body !== undefined
  }
}

// A ban that is over was reported before its end: then it was a moment that lay ahead.
const statedEnd = /\bIP banned until (\d{13})(?!\d)/i
const made = /"serverTime":(\d{13})(?!\d)/
const receivedAt = ({ body, form }: Evidence, now: number): number => {
  // a frame says when it was made
  const at = form === "ws" ? Number(made.exec(body ?? "")?.[1] ?? Infinity) : Infinity
  if (at <= now) return at
  const end = Number(statedEnd.exec(body ?? "")?.[1] ?? Infinity)
  return end <= now ? end - 1 : now
}

const judge = (evidence: Evidence, product: ProductRules, kind: Kind, now: number): Judged => {
  const { body, form, isResend } = evidence
  const asked: Asked = {
    product: form === "fix" ? (overFix.get(product) ?? product) : product,
    kind,
    earlier: isResend ? "in-doubt" : "none",
    clientOrderIdFrom: "caller",
    clientOrderIds: []
  }
  const at = receivedAt(evidence, now)
  const reply = replyOf(evidence, asked, at)
  return {
    product: asked.product,
    kind,
    verdict: decide(asked, reply, at),
    reply,
    stated: form === "ws" && body !== undefined ? WebSocketReply.retryAt(body) : undefined
  }
}

const shownOf = (judged: Judged, now: number): Explained => {
  const shown = explained(judged, now)
  return shown.retryAt !== undefined && shown.retryAt <= now ? { ...shown, retryAfterMs: 0 } : shown
}

// the first is the one that costs most when it is taken for something better
const caution: ReadonlyArray<Explained["executed"]> = ["unknown", "partial", "no", "yes", "n/a"]

/** The writes a code may have answered when nothing says which: a placement, and those for which its row or its texts speak. */
const possibleKinds = (product: ProductRules, code: number | undefined): ReadonlyArray<Kind> => {
  const row = code === undefined ? undefined : product.codes.get(code)
  const writes = kinds.filter((kind) => !hasNoEffect(kind))
  if (row === undefined) return ["place", ...writes]
  const texts = [...product.messages.values()].flat().filter((text) => text.codes.includes(row.code))
  const documented = new Set([...row.on, ...texts.flatMap((text) => text.on)])
  return ["place", ...writes.filter((kind) => documented.has(kind))]
}

const possibleProducts = (code: number | undefined): ReadonlyArray<ProductRules> => {
  const all = [...products.values()]
  if (code === undefined) return all
  const listing = all.filter((product) => product.codes.has(code))
  return listing.length === 0 ? all.slice(0, 1) : listing
}

const outcome = (shown: Explained) => `${shown.tag} ${shown.reason} ${shown.executed}`

const others = (
  all: ReadonlyArray<{ readonly name: string; readonly shown: Explained }>,
  than: Explained
): ReadonlyArray<Other> => {
  const grouped = new Map<string, { readonly of: Array<string>; readonly shown: Explained }>()
  for (const { name, shown } of all) {
    const key = outcome(shown)
    if (key === outcome(than)) continue
    const group = grouped.get(key)
    if (group === undefined) grouped.set(key, { of: [name], shown })
    else if (!group.of.includes(name)) group.of.push(name)
  }
  return [...grouped.values()]
}

/** What is given on the command line for texts that do not say it. */
export interface Given {
  readonly product: string | undefined
  readonly kind: Kind | undefined
}

/** Judges. `now` in epoch ms. */
export const judgement = (evidence: Evidence, context: Context, given: Given, now: number): Judgement => {
  const named = context.products.length > 0 ? context.products : given.product === undefined ? [] : [given.product]
  const rules = named.flatMap((name) => products.get(name) ?? [])
  const isProductSaid = rules.length > 0
  const among = isProductSaid ? rules : possibleProducts(evidence.code)
  const saidKinds = evidence.isBatch
    ? (["batch"] as const)
    : context.kinds.length > 0
      ? context.kinds
      : given.kind === undefined
        ? []
        : [given.kind]
  const all = among.flatMap((product) =>
    (saidKinds.length > 0 ? saidKinds : possibleKinds(product, evidence.code)).map((kind) => {
      const judged = judge(evidence, product, kind, now)
      return { judged, shown: shownOf(judged, now) }
    })
  )
  const rank = ({ shown }: { readonly shown: Explained }) => caution.indexOf(shown.executed)
  const chosen = all.reduce((best, one) => (rank(one) < rank(best) ? one : best))
  const { kind, product } = chosen.judged
  const own = products.get(product.name) ?? product
  return {
    ...chosen,
    assumed: [
      ...(isProductSaid && rules.length === 1 ? [] : [`product ${product.name}`]),
      ...(saidKinds.length === 1 ? [] : [`kind ${kind}`]),
      ...(chosen.judged.reply?._tag === "HttpReply" && evidence.form === "http" && evidence.status === undefined
        ? [`HTTP ${chosen.judged.reply.status}`]
        : [])
    ],
    otherKinds:
      saidKinds.length === 1
        ? []
        : others(
            (saidKinds.length > 1 ? saidKinds : kinds).map((other) => ({
              name: other,
              shown: shownOf(judge(evidence, own, other, now), now)
            })),
            chosen.shown
          ),
    otherProducts:
      isProductSaid && rules.length === 1
        ? []
        : others(
            among.map((other) => ({ name: other.name, shown: shownOf(judge(evidence, other, kind, now), now) })),
            chosen.shown
          )
  }
}
