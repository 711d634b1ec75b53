/** What is in doubt, and how it ended, for people: a block for each intent, with what was asked and what came back below it. */
import { sentences } from "effect-binance/errors/Advice"
import { Evidence, Observation } from "effect-binance/settlement/Evidence"
import type { Doubt } from "../InDoubt.ts"
import type { Look, Paint } from "../internal/paint.ts"
import { instant, span } from "../internal/people.ts"
import type { Outcome } from "effect-binance/orders/OrderJournal"

const counted = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`

/** `BUY 0.01 BTCUSDT LIMIT at 50000` */
const whatOf = ({ orderId, price, quantity, quoteOrderQuantity, side, symbol, type }: Doubt): string =>
  [
    side,
    quantity ?? (quoteOrderQuantity === undefined ? undefined : `for ${quoteOrderQuantity} of the quote asset`),
    symbol,
    type,
    price === undefined ? undefined : `at ${price}`,
    orderId === undefined ? undefined : `order ${orderId}`
  ]
    .filter((part) => part !== undefined)
    .join(" ")

const ago = (at: number, now: number) =>
  `${instant(at)} (${now >= at ? `${span(now - at)} ago` : `in ${span(at - now)}`})`

const fenceOf = ({ mayLive, notAcceptedAfter }: Doubt, now: number): string =>
  !mayLive
    ? "nothing of it can have been accepted: only its end is not written down"
    : notAcceptedAfter === undefined
      ? "none"
      : now >= notAcceptedAfter
        ? `passed at ${ago(notAcceptedAfter, now)}: it cannot be accepted any more, and may have been`
        : `not before ${ago(notAcceptedAfter, now)}: until then it may still be accepted`

const attemptsOf = ({ attempts }: Doubt): string => {
  const last = attempts.at(-1)
  const states = attempts.filter(({ state }) => state === "open").length
  return last === undefined
    ? "none"
    : `${attempts.length}, ${states === attempts.length ? "each" : `${states} of them`} may have been accepted; the last at ${instant(last.writtenAt)} by ${last.writtenBy}`
}

const row = (name: string, text: string, paint: Paint) => `   ${paint(name.padEnd(17), "dim")}${text}`

const titleOf = (doubt: Doubt, number: number, paint: Paint) =>
  `${paint(`${number}`.padEnd(3), "dim")}${paint([doubt.operation, whatOf(doubt)].filter((part) => part !== "").join("  "), "bold")}`

/** The block of an intent that is in doubt. */
export const block = (doubt: Doubt, number: number, now: number, paint: Paint): ReadonlyArray<string> => [
  titleOf(doubt, number, paint),
  row("since", ago(doubt.since, now), paint),
  row("account", doubt.account, paint),
  ...(doubt.exchange === undefined ? [] : [row("exchange", doubt.exchange, paint)]),
  ...(doubt.key === undefined ? [] : [row("key", doubt.key, paint)]),
  row("client order id", doubt.clientOrderIds.join(", "), paint),
  row("attempts", attemptsOf(doubt), paint),
  row("fence", fenceOf(doubt, now), paint)
]

/** The line above what is in doubt. */
export const head = (doubts: ReadonlyArray<Doubt>, journal: string, account: string | undefined, paint: Paint) => {
  const of = account === undefined ? "" : ` of the account ${account}`
  return doubts.length === 0
    ? paint(`Nothing is in doubt${of} in ${journal}.`, "green")
    : `${paint(`${counted(doubts.length, "intent is", "intents are")} in doubt${of} in ${journal}`, "bold")}, the oldest first; what is on its way at this moment is among them.`
}

// ----------------------------------------------------------------------------------------------------------- how it ended

const executedOf = (result: unknown): string => {
  const { executedQty, status } = (typeof result === "object" && result !== null ? result : {}) as Readonly<
    Record<string, unknown> // read only where it is text
  >
  return [
    typeof status === "string" ? `, ${status}` : "",
    typeof executedQty === "string" ? `, ${executedQty} filled` : ""
  ].join("")
}

const endOf = (outcome: Outcome | undefined): readonly [text: string, look: Look] => {
  if (outcome === undefined) return ["still in doubt", "red"]
  if (outcome._tag === "Executed")
    return [
      `executed${outcome.orderId === undefined ? "" : `: order ${outcome.orderId}`}${executedOf(outcome.result)}`,
      "green"
    ]
  const { happened, wire } = sentences(outcome.error.reason)
  const said = wire === "" ? "" : ` ${wire}`
  if (outcome.error.executed === "partial") return [`executed in part: it ${happened}.${said}`, "red"]
  return outcome._tag === "Refused"
    ? [`refused for good: it ${happened}.${said}`, "yellow"]
    : [`did not execute: it ${happened}.${said}`, "yellow"]
}

/** The lines of what was asked and what came back. */
const timelineOf = ({ evidence, fenceAt }: Pick<Doubt, "evidence"> & { readonly fenceAt: number }) =>
  new Evidence({ fenceAt, observations: (evidence ?? []).map((one) => new Observation(one)) }).timeline

/** The block of an intent after the settlement. */
export const ending = (
  doubt: Doubt,
  outcome: Outcome | undefined,
  note: string | undefined,
  number: number,
  paint: Paint
): ReadonlyArray<string> => {
  const [text, look] = endOf(outcome)
  const [first] = doubt.evidence ?? []
  return [
    titleOf(doubt, number, paint),
    row("outcome", paint(text, look), paint),
    ...(note === undefined ? [] : [row("", note, paint)]),
    ...(doubt.key === undefined ? [] : [row("key", doubt.key, paint)]),
    row("client order id", doubt.clientOrderIds.join(", "), paint),
    ...(first === undefined
      ? []
      : [
          row(
            "evidence",
            `from ${instant(first.at)} by this machine's clock${doubt.notAcceptedAfter === undefined ? "" : `; fence ${instant(doubt.notAcceptedAfter)}`}`,
            paint
          ),
          ...timelineOf({ evidence: doubt.evidence, fenceAt: doubt.notAcceptedAfter ?? 0 }).map((line) =>
            paint(`   ${line}`, "dim")
          )
        ])
  ]
}

/** The line at the end. */
export const foot = (settled: number, left: number, paint: Paint): string =>
  left === 0
    ? paint(`${counted(settled, "intent", "intents")} settled; nothing is left in doubt.`, "green")
    : paint(
        `${counted(settled, "intent", "intents")} settled; ${counted(left, "intent is", "intents are")} left in doubt. Nothing of that may be sent again by hand.`,
        "red"
      )
