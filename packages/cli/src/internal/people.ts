/** What is told to people: a block for an error, a line for one more of the same, and a summary at the end. */
import { codes } from "effect-binance/products/AllCodes"
import { sentences } from "effect-binance/errors/Advice"
import type { Explained } from "../Explain.ts"
import { explained, hasNoEffect, type Judged } from "./explained.ts"
import type { Judgement, Other } from "./judgement.ts"
import type { Look, Paint } from "./paint.ts"
import { redact } from "./redact.ts"

/** How a time span is written: `400 ms`, `7 s`, `2 min`, `3 h`. Rounded up: nobody is told to come too early. */
export const span = (millis: number): string => {
  const rows: ReadonlyArray<readonly [under: number, unit: number, name: string]> = [
    [1000, 1, "ms"],
    [120_000, 1000, "s"],
    [7_200_000, 60_000, "min"],
    [Infinity, 3_600_000, "h"]
  ]
  const [, unit, name] = rows.find(([under]) => millis < under) ?? [0, 1, "ms"]
  return `${Math.ceil(millis / unit)} ${name}`
}

/** An instant as ISO text; `undefined` when there is none such. */
export const instant = (epochMillis: number): string | undefined => {
  // a time that is given, not the time now
  // @effect-diagnostics-next-line globalDate:off
  const date = new Date(epochMillis)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

const tagOrder: ReadonlyArray<Explained["tag"]> = ["AmbiguousExecution", "Fatal", "Retryable", "Success"]
const looks: Readonly<Record<Explained["tag"], Look>> = {
  Success: "green",
  Retryable: "yellow",
  Fatal: "red",
  AmbiguousExecution: "red"
}

/** The tag and the reason, in the tag's colour; what is in doubt stands out. */
export const tagged = ({ reason, tag }: Pick<Explained, "tag" | "reason">, paint: Paint): string =>
  paint(
    tag === "Success" ? tag : `${tag}(${reason})`,
    looks[tag],
    ...(tag === "AmbiguousExecution" ? (["bold"] as const) : [])
  )

const executedWords: Readonly<Record<Explained["executed"], string>> = {
  "yes": "yes",
  "no": "no, not by this attempt; an earlier one that was lost may have",
  "partial": "in part: one half did",
  "unknown": "unknown: it may have, and what it did may be live",
  "n/a": "n/a: it changes nothing on the exchange"
}
const executedShort: Readonly<Record<Explained["executed"], string>> = {
  "yes": "executed",
  "no": "did not execute",
  "partial": "executed in part",
  "unknown": "may have executed",
  "n/a": "changes nothing"
}

/** How long, or until when, the exchange asks to wait; nothing when it does not. */
const waitWords = ({ retryAfterMs, retryAt }: Explained): string | undefined => {
  if (retryAfterMs === undefined) return undefined
  const until = retryAt === undefined ? undefined : instant(retryAt)
  if (retryAfterMs <= 0) return until === undefined ? "now" : `now: the wait ended at ${until}`
  return `after ${span(retryAfterMs)}${until === undefined ? "" : `, at ${until}`}`
}

/** When the call may be sent again. */
export const retryWords = (shown: Explained): string => {
  const wait = waitWords(shown)
  switch (shown.tag) {
    case "Success":
      return "not needed"
    case "Retryable":
      return wait ?? "after a pause that grows with each attempt"
    case "Fatal":
      return `not as it is${wait === undefined ? "" : `; anything else ${wait}`}`
    case "AmbiguousExecution":
      return `not before it is settled${wait === undefined ? "" : `; to look it up, ${wait}`}`
  }
}

// The pages that are generated from the tables and shipped with the library; a code that is in no table has no anchor.
const pages = "https://unpkg.com/effect-binance/docs/errors/"
/** The page that says more. */
export const docsOf = ({ product }: Judged, { code, reason }: Explained): string | undefined =>
  reason === "Success"
    ? undefined
    : code !== undefined && code !== 0 && product.codes.has(code)
      ? `${pages}${product.name}.md#${code}`
      : `${pages}reasons.md#${reason}`

/** Rows of a name and a text. */
export const rows = (
  all: ReadonlyArray<readonly [name: string, text: string | undefined]>,
  paint: Paint
): ReadonlyArray<string> =>
  all.flatMap(([name, text]) =>
    text === undefined || text === "" ? [] : [`  ${paint(name.padEnd(11), "dim")}${text}`]
  )

const otherRows = (name: string, all: ReadonlyArray<Other>, paint: Paint) =>
  all.map(({ of, shown }, i): readonly [string, string] => [
    i === 0 ? name : "",
    `${of.join(", ")}: ${tagged(shown, paint)}, ${executedShort[shown.executed]}`
  ])

/** What happened, whether it executed, what to do and when: the rows of a verdict. */
export const verdictRows = (judged: Judged, shown: Explained, paint: Paint): ReadonlyArray<string> => {
  const { kind, product, verdict } = judged
  const row = shown.code === undefined ? undefined : codes.get(product.name)?.get(shown.code)
  const said = verdict._tag === "Success" ? undefined : sentences(verdict.reason)
  const refusal =
    verdict._tag === "AmbiguousExecution" && verdict.refusal !== undefined ? sentences(verdict.refusal) : undefined
  const happened = [
    `${product.name} ${kind}: it ${said !== undefined ? said.happened : isInParts(shown) ? "was answered, order by order" : "succeeded"}.`,
    refusal === undefined ? undefined : `This attempt ${refusal.happened}.`,
    redact((refusal ?? said)?.wire ?? ""),
    row?.meaning
  ]
  const doubt = shown.executed === "unknown" || shown.executed === "partial"
  return rows(
    [
      ["happened", happened.filter((part) => part !== undefined && part !== "").join(" ")],
      [
        "executed",
        paint(
          isInParts(shown) && doubt ? "not every order: see the elements" : executedWords[shown.executed],
          ...(doubt ? (["bold"] as const) : [])
        )
      ],
      ["do", said === undefined ? undefined : `${said.next} (remedy: ${shown.remedy})`],
      ["retry", isInParts(shown) && shown.executed !== "yes" ? "each order by itself" : retryWords(shown)]
    ],
    paint
  )
}

// A batch that was answered is a success as a call; what its orders came to is another matter.
const isInParts = ({ elements, tag }: Explained) => tag === "Success" && elements !== undefined
const worst = ({ elements = [] }: Explained): Explained =>
  elements.reduce((one, other) => (tagOrder.indexOf(other.tag) < tagOrder.indexOf(one.tag) ? other : one), {
    tag: "Success",
    reason: "Success",
    executed: "yes",
    remedy: "none"
  } satisfies Explained)

const titleOf = (shown: Explained, where: string, paint: Paint) =>
  [
    where === "" ? "" : paint(`${where}: `, "dim"),
    isInParts(shown) ? paint("a batch, each element for itself", looks[worst(shown).tag]) : tagged(shown, paint),
    shown.code === undefined ? "" : paint(`  ${shown.code}${shown.name === undefined ? "" : ` ${shown.name}`}`, "cyan")
  ].join("")

const elementRows = (judged: Judged, shown: Explained, paint: Paint) =>
  rows(
    (shown.elements ?? [])
      .slice(0, 100)
      .map((element, i): readonly [string, string] => [
        `element ${i + 1}`,
        `${tagged(element, paint)}${element.code === undefined ? "" : ` ${element.code}`}, ${executedShort[element.executed]}${
          judged.verdict.elements?.[i]?._tag === "AmbiguousExecution" ? ": reconcile it" : ""
        }`
      ]),
    paint
  )

const isCodeStatus = (assumed: ReadonlyArray<string>) => assumed.some((one) => one.startsWith("HTTP 4"))

/** The block of an error that a text names. */
export const block = (
  { assumed, judged, otherKinds, otherProducts, shown }: Judgement,
  where: string,
  paint: Paint
): ReadonlyArray<string> => [
  titleOf(shown, where, paint),
  ...verdictRows(judged, shown, paint),
  ...elementRows(judged, shown, paint),
  ...rows(
    [
      [
        "assumed",
        assumed.length === 0
          ? undefined
          : `${assumed.join(", ")}: the text does not say.${
              isCodeStatus(assumed) && !hasNoEffect(judged.kind) && shown.executed !== "unknown"
                ? " With a 5xx or 408 it may have executed."
                : ""
            }`
      ],
      ...otherRows("if it was", otherKinds, paint),
      ...otherRows("if it is", otherProducts, paint),
      ["more", docsOf(judged, shown)]
    ],
    paint
  )
]

/** One more of an error whose block was shown before. */
export const again = (shown: Explained, where: string, before: string, paint: Paint): string =>
  `${titleOf(shown, where, paint)}  ${executedShort[shown.executed]}; retry ${retryWords(shown)}${paint(`  (as ${before})`, "dim")}`

// ------------------------------------------------------------------------------------------------------------- the summary

interface Count {
  readonly shown: Explained
  count: number
  readonly first: number
  last: number
}

const number = (n: number) => `${n}`.replace(/\B(?=(?:\d{3})+$)/g, " ")
const counted = (n: number, one: string, many: string) => `${number(n)} ${n === 1 ? one : many}`

/** Counts what was explained, by tag and reason. */
export class Summary {
  /** The lines that were read. */
  lines = 0
  /** The lines that were not understood. */
  misread = 0
  /** The lines that an error was found in, or that belong to one. */
  told = 0
  private found = 0
  private unknown = 0
  private partial = 0
  private readonly reasons = new Map<string, Count>()

  /** One more error, which the line with this number names. */
  add(shown: Explained, line: number): void {
    const parts = shown.elements ?? [shown]
    this.unknown += parts.filter((part) => part.executed === "unknown").length
    this.partial += parts.filter((part) => part.executed === "partial").length
    for (const one of isInParts(shown) ? parts : [shown]) {
      if (one.tag !== "Success") this.found++
      const key = `${one.tag} ${one.reason}`
      const known = this.reasons.get(key)
      if (known === undefined) this.reasons.set(key, { shown: one, count: 1, first: line, last: line })
      else {
        known.count++
        known.last = line
      }
    }
  }

  /** The lines of the summary. */
  text(paint: Paint): ReadonlyArray<string> {
    const skipped = this.lines - this.told - this.misread
    const all = [...this.reasons.values()].sort(
      (a, b) => tagOrder.indexOf(a.shown.tag) - tagOrder.indexOf(b.shown.tag) || b.count - a.count || a.first - b.first
    )
    const width = Math.max(0, ...all.map(({ shown }) => tagged(shown, (text) => text).length))
    const head = `${counted(this.lines, "line", "lines")}: ${counted(this.found, "error", "errors")}; ${number(skipped)} with nothing to explain${
      this.misread === 0 ? "" : `; ${paint(`${number(this.misread)} not understood`, "red")}`
    }`
    const live = this.unknown + this.partial
    return [
      head,
      ...all.map(({ count, first, last, shown }) => {
        const name = tagged(shown, (text) => text)
        return `  ${tagged(shown, paint)}${" ".repeat(width - name.length)}  ${number(count).padStart(7)}  ${
          first === last ? `line ${first}` : `lines ${first} to ${last}`
        }`
      }),
      live === 0
        ? paint(this.found === 0 ? "" : "No write is in doubt.", "green")
        : paint(
            `May be live: ${counted(live, "write", "writes")} (${[
              this.unknown === 0 ? "" : `${number(this.unknown)} unknown`,
              this.partial === 0 ? "" : `${number(this.partial)} in part`
            ]
              .filter((part) => part !== "")
              .join(", ")}). Look each up before anything is sent again.`,
            "red",
            "bold"
          )
    ].filter((line) => line !== "")
  }
}

/** The verdict on a line of the contract's JSON. */
export const judgementOf = (judged: Judged, now: number): Judgement => ({
  judged,
  shown: explained(judged, now),
  assumed: [],
  otherKinds: [],
  otherProducts: []
})
