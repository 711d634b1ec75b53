/**
 * The `explain` command: a reply, or a code, to a verdict that a person or a program can read.
 *
 * @since 0.1.0
 */
import { fixRules, readMessages, replyOf as fixReplyOf } from "effect-binance/client/FixReply"
import type { HttpReply, Reply } from "effect-binance/client/Transport"
import { type Asked, decide, quietOf, type Verdict } from "effect-binance/client/Verdict"
import * as WebSocketReply from "effect-binance/client/WebSocketReply"
import { type AnyReason, remedyOf, retryAfterOf, sentences } from "effect-binance/errors/Advice"
import { Kind } from "effect-binance/errors/InDoubt"
import { coinmRules } from "effect-binance/products/CoinmRules"
import { marginRules } from "effect-binance/products/MarginRules"
import { optionsRules } from "effect-binance/products/OptionsRules"
import { portfolioMarginProRules } from "effect-binance/products/PortfolioMarginProRules"
import { portfolioMarginRules } from "effect-binance/products/PortfolioMarginRules"
import type { CodeRow, MessageRow, ProductRules, ReasonRule } from "effect-binance/products/ProductRules"
import { spotRules } from "effect-binance/products/SpotRules"
import { usdmRules } from "effect-binance/products/UsdmRules"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Argument from "effect/cli/Argument"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"

/** One output line of `explain --json`. */
export interface Explained {
  readonly id?: unknown
  readonly tag: Verdict["_tag"]
  readonly reason: string
  readonly executed: "yes" | "no" | "partial" | "unknown" | "n/a"
  readonly retryAfterMs?: number
  readonly retryAt?: number
  readonly code?: number
  readonly name?: string
  readonly remedy: string
  readonly elements?: ReadonlyArray<Explained>
}

// A product is one more row here.
const products: ReadonlyMap<string, ProductRules> = new Map([
  ["spot", spotRules],
  ["margin", marginRules],
  ["usdm", usdmRules],
  ["coinm", coinmRules],
  ["options", optionsRules],
  ["pm", portfolioMarginRules],
  ["pmpro", portfolioMarginProRules]
])
// over FIX a product has a few rules more
const overFix: ReadonlyMap<ProductRules, ProductRules> = new Map(
  Array.from(products.values(), (rules) => [rules, fixRules(rules)])
)
const kinds: ReadonlyArray<Kind> = Kind.literals
const transports = ["http", "ws", "fix"] as const
const phases = ["connect", "sent", "unknown"] as const

/** A line that cannot be understood: what, where, and what to do. */
class Misread {
  readonly error: string
  constructor(error: string) {
    this.error = error
  }
}

// What of the input is repeated. A long run of characters could be a key or a signature that was pasted by mistake.
const shown = (value: unknown): string => {
  const text = (JSON.stringify(value) ?? "nothing").replace(/[A-Za-z0-9+/=_%-]{32,}/g, "[redacted]")
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
const isObject = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === "object" && u !== null && !Array.isArray(u)
const own = (record: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined
const list = (words: ReadonlyArray<string>) => words.map((word) => JSON.stringify(word)).join(", ")

const productOf = (name: unknown): ProductRules | Misread => {
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

// The body as it was on the wire. JSON.stringify of a parsed value would change an id that a double cannot hold, so the
// digits are taken from the line itself where JSON.parse offers them.
const rawNumbers = (line: string): unknown => {
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

const executedOf = (kind: Kind, verdict: Verdict): Explained["executed"] => {
  if (kind === "read" || kind === "test") return "n/a"
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

const explained = (
  product: ProductRules,
  kind: Kind,
  verdict: Verdict,
  reply: Reply | undefined,
  now: number,
  stated?: number
): Explained => {
  const elements = verdict.elements?.map((element) =>
    explained(product, kind, { ...element, elements: undefined }, reply, now, stated)
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
  const name = code === undefined ? undefined : product.codes.get(code)?.name
  return {
    tag: verdict._tag,
    reason: reason._tag,
    executed,
    ...(wait === undefined ? {} : { retryAfterMs: over ? 0 : wait }),
    ...(until === undefined ? {} : { retryAt: over ? quiet.stated : until }),
    ...(code === undefined ? {} : { code }),
    ...(name === undefined ? {} : { name }),
    remedy: remedyOf(reason),
    ...tail
  }
}

const explainValue = (line: Readonly<Record<string, unknown>>, now: number): Explained | Misread => {
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
  const body = held === undefined || held === null ? undefined : typeof held === "string" ? held : JSON.stringify(held)
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
  return explained(asked.product, kind, decide(asked, reply, now), reply, now, stated)
}

/**
 * One line of input to one line of output, without the line's end. Never throws: a line that cannot be understood becomes
 * `{"error":"…"}`. `now` is when the reply is taken to have arrived, in epoch ms.
 *
 * @example
 * ```ts
 * import { explainLine } from "@effect-binance/cli/Explain"
 *
 * explainLine(`{"product":"spot","kind":"place","status":504,"body":""}`, 0)
 * // {"tag":"AmbiguousExecution","reason":"ServerErrorReply","executed":"unknown","remedy":"reconcile"}
 * ```
 *
 * @category explaining
 * @since 0.1.0
 */
export const explainLine = (line: string, now: number): string => {
  let value: unknown
  try {
    value = rawNumbers(line)
  } catch {
    return JSON.stringify({
      error:
        line.trim() === ""
          ? "the line is empty: send one JSON object on each line."
          : "the line is not JSON: send one JSON object on each line."
    })
  }
  if (!isObject(value))
    return JSON.stringify({
      error: `the line is ${shown(value)}: send a JSON object with "product", "kind", and "status" or "noReply".`
    })
  const id = Object.hasOwn(value, "id") ? { id: value["id"] } : {}
  const result = explainValue(value, now)
  return JSON.stringify(result instanceof Misread ? { ...id, error: result.error } : { ...id, ...result })
}

// ------------------------------------------------------------------------------------------------------------------- a code

const plainReply = (row: CodeRow, message: string): HttpReply => ({
  _tag: "HttpReply",
  status: row.statuses?.[0] ?? (row.is.reason === "RateLimited" || row.is.reason === "OrderRateLimited" ? 429 : 400),
  headers: {},
  body: JSON.stringify({ code: row.code, msg: message }),
  complete: true
})

const reasonOfRule = (rule: ReasonRule): string =>
  rule.reason + ("kind" in rule ? ` (${rule.kind})` : "filter" in rule ? ` (${rule.filter})` : "")

const messagesOf = (product: ProductRules, code: number): ReadonlyArray<MessageRow> =>
  [...product.messages.values()].flat().filter((row) => row.codes.includes(code))

const pad = (text: string, width: number) => text.padEnd(width)

/**
 * A code in words: what it means, and for each kind of operation the tag, the reason, whether it executed and what to do.
 * `undefined` when the product's tables do not have it.
 *
 * @category explaining
 * @since 0.1.0
 */
export const explainCode = (
  product: ProductRules,
  code: number,
  only: Kind | undefined,
  now: number
): string | undefined => {
  // "1007" is how people say -1007
  const row = product.codes.get(code) ?? product.codes.get(-Math.abs(code))
  if (row === undefined) return undefined
  const reply = plainReply(row, "")
  const lines = [`${row.code} ${row.name} (${product.name})`, row.meaning, ""]
  lines.push(`As HTTP ${reply.status}, for each kind of operation:`)
  for (const kind of only === undefined ? kinds : [only]) {
    const verdict = decide(
      { product, kind, earlier: "none", clientOrderIdFrom: "caller", clientOrderIds: [] },
      reply,
      now
    )
    if (verdict._tag === "Success") continue
    const { executed, remedy, retryAfterMs } = explained(product, kind, verdict, undefined, now)
    lines.push(
      `  ${pad(kind, 14)}${pad(`${verdict._tag}(${verdict.reason._tag})`, 42)}executed: ${pad(executed, 8)} remedy: ${remedy}${retryAfterMs === undefined ? "" : `, after ${retryAfterMs} ms`}`
    )
    if (only !== undefined) lines.push("", `  ${sentences(verdict.reason).next}`)
  }
  const texts = messagesOf(product, row.code).filter((text) => only === undefined || text.on.includes(only))
  if (texts.length > 0) {
    lines.push("", "Its text tells more:")
    for (const text of texts) lines.push(`  ${pad(reasonOfRule(text.is), 48)}${text.text}  [${text.on.join(", ")}]`)
  }
  lines.push(
    "",
    "With any 5xx or 408 a write stays AmbiguousExecution, whatever the code. After a resend, a refusal speaks for that attempt only."
  )
  return lines.join("\n")
}

// -------------------------------------------------------------------------------------------------------------- the command

// The language of the command's own refusals: what is wrong and what to do, and exit code 1.
const misused = (userMessage: string) => new CliError.UserError({ cause: userMessage, userMessage })

const rulesFlag = Flag.String("product").pipe(
  Flag.withDefault("spot"),
  Flag.withDescription("Whose code it is: one number means different things to different products")
)
const kindFlag = Flag.Literals("kind", kinds).pipe(
  Flag.optional,
  Flag.withDescription("Only this kind of operation, and what to do next")
)
const jsonFlag = Flag.Boolean("json").pipe(
  Flag.withDefault(false),
  Flag.withDescription("Read JSON lines from stdin, write one JSON line for each")
)
const codeArgument = Argument.String("code").pipe(
  Argument.optional,
  Argument.withDescription("An error code, such as -1021 or 1007")
)

/** Cuts at "\n" only: a lone "\r" is white space of JSON, and a line must not become two. The last line needs no end. */
const lines = Stream.mapAccum(
  () => "",
  (rest: string, chunk: string) => {
    const parts = chunk.split("\n")
    const last = parts.pop() ?? ""
    if (parts.length === 0) return [rest + last, []] as const
    parts[0] = rest + (parts[0] ?? "")
    return [last, parts] as const
  },
  { onHalt: (rest) => (rest === "" ? [] : [rest]) }
)

const explainStdin = Effect.gen(function* () {
  const { stdin, stdout } = yield* Stdio.Stdio
  yield* stdin.pipe(
    Stream.decodeText,
    lines,
    Stream.mapEffect((line) => Effect.map(Clock.currentTimeMillis, (now) => `${explainLine(line, now)}\n`)),
    Stream.run(stdout())
  )
})

/**
 * `explain`: `--json` for JSON lines on stdin, or a code for an explanation in words.
 *
 * @category commands
 * @since 0.1.0
 */
export const explain = Command.make(
  "explain",
  { code: codeArgument, product: rulesFlag, kind: kindFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ code, json, kind, product }) {
    if (json && Option.isSome(code))
      return yield* misused("Give a code, or --json and JSON lines on stdin, but not both.")
    if (json) return yield* explainStdin
    if (Option.isNone(code))
      return yield* misused("Give a code, such as `explain -1021`, or JSON lines on stdin with `explain --json`.")
    const rules = productOf(product)
    if (rules instanceof Misread) return yield* misused(rules.error)
    if (!/^-?\d{1,9}$/.test(code.value))
      return yield* misused(`${shown(code.value)} is not a code: use a number, such as -1021.`)
    const text = explainCode(rules, Number(code.value), Option.getOrUndefined(kind), yield* Clock.currentTimeMillis)
    if (text === undefined) {
      return yield* misused(
        `${code.value} is not documented for ${rules.name}. Binance adds codes without notice: on a write it is AmbiguousExecution(UndocumentedCode), on a read Fatal(UndocumentedRefusal).`
      )
    }
    yield* Console.log(text)
  })
).pipe(Command.withDescription("Explain a reply or an error code: did it execute, may it be sent again, and when"))
