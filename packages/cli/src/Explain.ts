/**
 * The `explain` command: a reply, a code or a log to verdicts that a person or a program can read.
 *
 * @since 0.1.0
 */
import type { HttpReply } from "effect-binance/client/Transport"
import { decide, type Verdict } from "effect-binance/client/Verdict"
import type { Kind } from "effect-binance/errors/InDoubt"
import { products } from "effect-binance/products/AllProducts"
import { codes } from "effect-binance/products/AllCodes"
import type { CodeRow, MessageRow, ProductRules, ReasonRule } from "effect-binance/products/ProductRules"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Argument from "effect/cli/Argument"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { TerminalCapabilities } from "effect/cli/TerminalCapabilities"
import { isObject, judgeLine, kinds, Misread, productOf, rawNumbers, shown } from "./internal/contract.ts"
import { explained, hasNoEffect } from "./internal/explained.ts"
import { usualStatus } from "./internal/judgement.ts"
import { LogReader } from "./internal/logReader.ts"
import { ansi, type Paint, plain } from "./internal/paint.ts"
import { docsOf, rows, tagged, verdictRows } from "./internal/people.ts"

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
  const result = judgeLine(value, now)
  return JSON.stringify(
    result instanceof Misread ? { ...id, error: result.error } : { ...id, ...explained(result, now) }
  )
}

// ------------------------------------------------------------------------------------------------------------------- a code

const plainReply = (row: CodeRow): HttpReply => ({
  _tag: "HttpReply",
  status: usualStatus(row),
  headers: {},
  body: JSON.stringify({ code: row.code }),
  complete: true
})

const reasonOfRule = (rule: ReasonRule): string =>
  rule.reason + ("kind" in rule ? ` (${rule.kind})` : "filter" in rule ? ` (${rule.filter})` : "")

const messagesOf = (product: ProductRules, code: number): ReadonlyArray<MessageRow> =>
  [...product.messages.values()].flat().filter((row) => row.codes.includes(code))

// "1007" is how people say -1007
const rowOf = ({ name }: ProductRules, code: number): CodeRow | undefined => {
  const rows = codes.get(name)
  return rows?.get(code) ?? rows?.get(-Math.abs(code))
}

const codeLines = (
  product: ProductRules,
  row: CodeRow,
  only: Kind | undefined,
  now: number,
  paint: Paint
): ReadonlyArray<string> => {
  const reply = plainReply(row)
  const judged = (only === undefined ? kinds : [only]).map((kind) => ({
    product,
    kind,
    reply,
    verdict: decide({ product, kind, earlier: "none", clientOrderIdFrom: "caller", clientOrderIds: [] }, reply, now)
  }))
  const verdicts = judged.flatMap((one) => {
    const fields = explained(one, now)
    if (fields.tag === "Success") return []
    const name = `${fields.tag}(${fields.reason})`
    const wait = fields.retryAfterMs === undefined ? "" : `, after ${fields.retryAfterMs} ms`
    const gap = " ".repeat(Math.max(1, 42 - name.length))
    return [
      `  ${one.kind.padEnd(14)}${tagged(fields, paint)}${gap}executed: ${fields.executed.padEnd(8)} remedy: ${fields.remedy}${wait}`,
      ...(only === undefined ? [] : ["", ...verdictRows(one, fields, paint)])
    ]
  })
  const texts = messagesOf(product, row.code).filter((text) => only === undefined || text.on.includes(only))
  const [one] = judged
  const page = one === undefined ? undefined : docsOf(one, explained(one, now))
  return [
    `${paint(`${row.code}${row.name === "" ? "" : ` ${row.name}`}`, "bold")} (${product.name})`,
    row.meaning,
    "",
    `As HTTP ${reply.status}, for ${only === undefined ? "each kind of operation" : `a ${only}`}:`,
    ...verdicts,
    ...(texts.length === 0 ? [] : ["", "Its text tells more:"]),
    ...texts.map((text) => `  ${reasonOfRule(text.is).padEnd(48)}${text.text}  [${text.on.join(", ")}]`),
    ...(only !== undefined && hasNoEffect(only)
      ? []
      : [
          "",
          "With any 5xx or 408 a write stays AmbiguousExecution, whatever the code, save for texts that the product documents. After a resend, a refusal speaks for that attempt only."
        ]),
    ...(page === undefined ? [] : ["", page])
  ]
}

/**
 * A code in words: what it means, and for each kind of operation the tag, the reason, whether it executed and what to do.
 * `undefined` when the product's tables do not have it. `now` in epoch ms.
 *
 * @example
 * ```ts
 * import { explainCode } from "@effect-binance/cli/Explain"
 * import { usdmRules } from "effect-binance/products/UsdmRules"
 *
 * const text = explainCode(usdmRules, -2011, "place", 0)
 * // begins with "-2011 CANCEL_REJECTED (usdm)"
 * ```
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
  const row = rowOf(product, code)
  return row === undefined ? undefined : codeLines(product, row, only, now, plain).join("\n")
}

/** A code whose product is not said: Spot's, or else that of the first product that has it; and what others mean by it. */
const codeOfSome = (
  code: number,
  given: ProductRules | undefined,
  only: Kind | undefined,
  now: number,
  paint: Paint
) => {
  const all = given === undefined ? [...products.values()] : [given]
  const listing = all.flatMap((product) => {
    const row = rowOf(product, code)
    return row === undefined ? [] : [{ product, row }]
  })
  const [first, ...rest] = listing
  if (first === undefined) {
    const elsewhere = [...products.values()].filter((product) => rowOf(product, code) !== undefined)
    return new Misread(
      `${code} is not documented ${given === undefined ? "for any product" : `for ${given.name}`}${
        elsewhere.length === 0 ? "" : `; it is for ${elsewhere.map((product) => product.name).join(", ")} (--product)`
      }. Binance adds codes without notice: on a write it is AmbiguousExecution(UndocumentedCode), on a read Fatal(UndocumentedRefusal).`
    )
  }
  const others = rest.filter(({ row }) => row.name !== first.row.name || row.is.reason !== first.row.is.reason)
  return [
    ...codeLines(first.product, first.row, only, now, paint),
    ...(given === undefined
      ? [
          "",
          `Assumed: product ${first.product.name}. --product says another.`,
          ...rows(
            others.map(({ product, row }) => [
              product.name,
              `${row.name === "" ? row.code : row.name}: ${row.meaning}`
            ]),
            paint
          )
        ]
      : [])
  ].join("\n")
}

// -------------------------------------------------------------------------------------------------------------- the command

// The language of the command's own refusals: what is wrong and what to do, and exit code 1.
const misused = (userMessage: string) => new CliError.UserError({ cause: userMessage, userMessage })

const rulesFlag = Flag.String("product").pipe(
  Flag.optional,
  Flag.withDescription(
    `Whose error it is, where the text does not say: ${[...products.keys()].join(", ")}. One number means different things to different products`
  )
)
const kindFlag = Flag.Literals("kind", kinds).pipe(
  Flag.optional,
  Flag.withDescription("What was asked, where the text does not say")
)
const jsonFlag = Flag.Boolean("json").pipe(
  Flag.withDefault(false),
  Flag.withDescription("Read JSON lines from stdin, write one JSON line for each")
)
const textArgument = Argument.String("text").pipe(
  Argument.variadic({ min: 0 }),
  Argument.withDescription("A code, such as -1021 or 1007, or a line of a log; without it, a log is read from stdin")
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

const usage =
  "Give a code, such as `explain -1021`, a line of a log in quotes, or a log on stdin, such as `explain < bot.log`; or JSON lines on stdin with `explain --json`."

const ended = (all: ReadonlyArray<string>) => all.map((line) => `${line}\n`).join("")

/** A log on stdin: what is told of it so far is written while more of it comes. */
const explainLog = Effect.fnUntraced(function* (product: string | undefined, kind: Kind | undefined, paint: Paint) {
  const { stdin, stdinIsTerminal, stdout } = yield* Stdio.Stdio
  if (yield* stdinIsTerminal) return yield* misused(usage)
  const reader = new LogReader({ given: { product, kind }, paint, showsLines: true })
  const told = stdin.pipe(
    Stream.decodeText,
    Stream.mapEffect((chunk) => Effect.map(Clock.currentTimeMillis, (now) => ended(reader.push(chunk, now))))
  )
  const rest = Stream.fromEffect(
    Effect.map(Clock.currentTimeMillis, (now) => {
      const last = reader.end(now)
      const { lines: read } = reader.summary
      return read === 0 ? "" : ended([...last, "", ...reader.summary.text(paint)])
    })
  )
  yield* Stream.concat(told, rest).pipe(
    Stream.filter((text) => text !== ""),
    Stream.run(stdout())
  )
  if (reader.summary.lines === 0) return yield* misused(`Nothing came on stdin. ${usage}`)
})

/** A text that was pasted as an argument: a line of a log, or several. */
const explainText = Effect.fnUntraced(function* (
  text: string,
  product: string | undefined,
  kind: Kind | undefined,
  paint: Paint
) {
  const now = yield* Clock.currentTimeMillis
  const reader = new LogReader({ given: { product, kind }, paint, showsLines: text.includes("\n") })
  const told = [...reader.push(text, now), ...reader.end(now)]
  if (told.length === 0)
    return yield* misused(
      `${shown(text)} is not a code, and names no error that can be explained. Use a number, such as -1021, or a line of a log with the error in it.`
    )
  yield* Console.log([...told, ...(text.includes("\n") ? ["", ...reader.summary.text(paint)] : [])].join("\n"))
})

/**
 * `explain`: a code, a line of a log, or a log on stdin, in words; `--json` for JSON lines on stdin. Colour where the terminal has
 * it, by `TerminalCapabilities`.
 *
 * @example
 * ```ts
 * import { explain } from "@effect-binance/cli/Explain"
 * import * as Command from "effect/cli/Command"
 *
 * const main = Command.runWith(explain, { version: "0.1.0" })(["--kind", "place", "-1007"])
 * ```
 *
 * @category commands
 * @since 0.1.0
 */
export const explain = Command.make(
  "explain",
  { text: textArgument, product: rulesFlag, kind: kindFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ json, kind, product, text }) {
    if (json && text.length > 0) return yield* misused("Give a text, or --json and JSON lines on stdin, but not both.")
    if (json) return yield* explainStdin
    const rules = Option.isNone(product) ? undefined : productOf(product.value)
    if (rules instanceof Misread) return yield* misused(rules.error)
    const only = Option.getOrUndefined(kind)
    const paint = (yield* TerminalCapabilities).canColor ? ansi : plain
    if (text.length === 0) return yield* explainLog(rules?.name, only, paint)
    if (!text.every((word) => /^-?\d{1,9}$/.test(word)))
      return yield* explainText(text.join(" "), rules?.name, only, paint)
    const now = yield* Clock.currentTimeMillis
    const told: ReadonlyArray<string | Misread> = text.map((word) => codeOfSome(Number(word), rules, only, now, paint))
    const refused = told.find((one) => one instanceof Misread)
    const known = told.filter((one) => typeof one === "string")
    if (known.length > 0) yield* Console.log(known.join("\n\n"))
    if (refused !== undefined) return yield* misused(refused.error)
  })
).pipe(
  Command.withDescription("Explain a reply, an error code or a log: did it execute, may it be sent again, and when")
)
