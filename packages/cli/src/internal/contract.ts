/** The JSON lines that `explain` takes: what was asked, and what came back. */
import { fixRules, readMessages, replyOf as fixReplyOf } from "effect-binance/client/FixReply"
import type { Reply } from "effect-binance/client/Transport"
import { type Asked, decide } from "effect-binance/client/Verdict"
import * as WebSocketReply from "effect-binance/client/WebSocketReply"
import { Kind } from "effect-binance/errors/InDoubt"
import { products } from "effect-binance/products/AllProducts"
import type { ProductRules } from "effect-binance/products/ProductRules"
import type { Judged } from "./explained.ts"
import { redact } from "./redact.ts"

/** The rules of a product over FIX: a few more than it has elsewhere. */
export const overFix: ReadonlyMap<ProductRules, ProductRules> = new Map(
  Array.from(products.values(), (rules) => [rules, fixRules(rules)])
)
/** Every kind, in the order in which they are shown. */
export const kinds: ReadonlyArray<Kind> = Kind.literals
const transports = ["http", "ws", "fix"] as const
const phases = ["connect", "sent", "unknown"] as const

/** What cannot be understood: what it is, and what to do. */
export class Misread {
  readonly error: string
  constructor(error: string) {
    this.error = error
  }
}

/** What of the input is repeated in a refusal. */
export const shown = (value: unknown): string => {
  const text = redact(typeof value === "string" ? JSON.stringify(value) : (stringified(value) ?? "nothing"))
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

// a value that is nested deeper than the stack reaches can be parsed, and not written again
const stringified = (value: unknown): string | undefined => {
  try {
    return JSON.stringify(value)
  } catch {
    return "too deep to show"
  }
}

/** Whether it is a JSON object. */
export const isObject = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === "object" && u !== null && !Array.isArray(u)
/** The value of an own key; a key of the prototype is not there. */
export const own = (record: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined
const list = (words: ReadonlyArray<string>) => words.map((word) => JSON.stringify(word)).join(", ")

/** The rules of a product by its name. */
export const productOf = (name: unknown): ProductRules | Misread => {
  const product = typeof name === "string" ? products.get(name) : undefined
  if (product !== undefined) return product
  const known = `Known: ${list([...products.keys()])}.`
  return new Misread(
    name === undefined
      ? `"product" is missing: a code means nothing without its product. ${known}`
      : `"product" is ${shown(name)}, for which there are no rules. ${known}`
  )
}

const kindOf = (name: unknown): Kind | Misread =>
  kinds.find((kind) => kind === name) ??
  new Misread(`"kind" ${name === undefined ? "is missing" : `is ${shown(name)}`}: use one of ${list(kinds)}.`)

const headersOf = (value: unknown): Readonly<Record<string, string>> | Misread => {
  if (value === undefined || value === null) return {}
  if (!isObject(value))
    return new Misread(`"headers" is ${shown(value)}: use an object of names and values, such as {"Retry-After":"7"}.`)
  // without a prototype, so that a header called __proto__ is only a header
  const headers: Record<string, string> = Object.create(null)
  for (const [name, held] of Object.entries(value)) {
    const one: unknown = Array.isArray(held) ? held[0] : held
    if (one === null || one === undefined) continue
    if (typeof one !== "string" && typeof one !== "number")
      return new Misread(`the header ${shown(name)} is ${shown(held)}: use text or a number.`)
    headers[name.toLowerCase()] = String(one)
  }
  return headers
}

const silenceOf = (value: unknown): Reply | Misread => {
  if (!isObject(value))
    return new Misread(`"noReply" is ${shown(value)}: use an object such as {"phase":"sent","code":"ECONNRESET"}.`)
  const phase = phases.find((known) => known === own(value, "phase"))
  if (phase === undefined)
    return new Misread(`"noReply.phase" is ${shown(own(value, "phase"))}: use one of ${list(phases)}.`)
  const code = own(value, "code") ?? undefined
  if (code !== undefined && typeof code !== "string")
    return new Misread(`"noReply.code" is ${shown(code)}: use text such as "ECONNRESET".`)
  const timeout = own(value, "timeout") ?? false
  if (typeof timeout !== "boolean") return new Misread(`"noReply.timeout" is ${shown(timeout)}: use true or false.`)
  return { _tag: "NoReply", phase, code, timeout }
}

const httpReplyOf = (line: Readonly<Record<string, unknown>>, body: string | undefined): Reply | Misread => {
  const status = own(line, "status")
  if (typeof status !== "number" || !Number.isInteger(status) || status < 100 || status > 999) {
    return new Misread(
      `"status" ${status === undefined ? "is missing" : `is ${shown(status)}`}: use the HTTP status as a number, or "noReply" when nothing came back.`
    )
  }
  const headers = headersOf(own(line, "headers"))
  return headers instanceof Misread ? headers : { _tag: "HttpReply", status, headers, body: body ?? "", complete: true }
}

const replyOf = (
  line: Readonly<Record<string, unknown>>,
  transport: (typeof transports)[number],
  asked: Pick<Asked, "kind" | "clientOrderIds">,
  body: string | undefined,
  now: number
): Reply | Misread => {
  const noReply = own(line, "noReply")
  if (noReply !== undefined && noReply !== null) {
    const silence = silenceOf(noReply)
    return silence instanceof Misread ||
      silence._tag !== "NoReply" ||
      transport === "http" ||
      silence.phase !== "sent" ||
      silence.timeout
      ? silence
      : WebSocketReply.closed(true, silence.code ?? "no reply")
  }
  if (transport === "http") return httpReplyOf(line, body)
  if (body === undefined)
    return new Misread(
      `"body" is missing: use the whole ${transport === "ws" ? "frame" : "message"}, or "noReply" when nothing came back.`
    )
  if (transport === "fix") return fixReplyOf(asked, readMessages(body))
  const frame = WebSocketReply.readFrame(body, now)
  return frame._tag === "Reply" ? frame.reply : WebSocketReply.unanswered(frame)
}

/**
 * The body as it was on the wire. JSON.stringify of a parsed value would change an id that a double cannot hold, so the
 * digits are taken from the line itself where JSON.parse offers them.
 */
export const rawNumbers = (line: string): unknown => {
  const revive = function (
    this: unknown,
    _key: string,
    value: unknown,
    context?: { readonly source?: string }
  ): unknown {
    return typeof value === "number" &&
      !Number.isSafeInteger(value) &&
      context?.source !== undefined &&
      /^-?\d+$/.test(context.source)
      ? context.source
      : value
  }
  return JSON.parse(line, revive)
}

/** The verdict on a line. `now` is when the reply is taken to have arrived, in epoch ms. */
export const judgeLine = (line: Readonly<Record<string, unknown>>, now: number): Judged | Misread => {
  const product = productOf(own(line, "product"))
  if (product instanceof Misread) return product
  const kind = kindOf(own(line, "kind"))
  if (kind instanceof Misread) return kind
  const named = own(line, "transport") ?? "http"
  const transport = transports.find((known) => known === named)
  if (transport === undefined) return new Misread(`"transport" is ${shown(named)}: use one of ${list(transports)}.`)
  const ids = own(line, "ids") ?? []
  if (!Array.isArray(ids) || !ids.every((id): id is string => typeof id === "string")) {
    return new Misread(`"ids" is ${shown(ids)}: use a list of client order ids, such as ["a","b"].`)
  }
  const resend = own(line, "resend") ?? false
  if (typeof resend !== "boolean") return new Misread(`"resend" is ${shown(resend)}: use true or false.`)
  const held = own(line, "body")
  const body = held === undefined || held === null ? undefined : typeof held === "string" ? held : stringified(held)
  const asked: Asked = {
    product: transport === "fix" ? (overFix.get(product) ?? product) : product,
    kind,
    earlier: resend ? "in-doubt" : "none",
    clientOrderIdFrom: resend ? "library" : "caller",
    clientOrderIds: ids
  }
  const reply = replyOf(line, transport, asked, body, now)
  if (reply instanceof Misread) return reply
  const stated = transport === "ws" && body !== undefined ? WebSocketReply.retryAt(body) : undefined
  return { product: asked.product, kind, verdict: decide(asked, reply, now), reply, stated }
}
