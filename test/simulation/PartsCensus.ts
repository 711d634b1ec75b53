/**
 * What many runs with parts and wholes have met, against what there is to meet: every fault on every kind of request, every ending.
 */
import * as Branches from "./Branches.ts"
import * as PartsPlan from "./PartsPlan.ts"
import type { Outcome } from "./PartsWorld.ts"

/** The ways in which a call can end that many runs have to meet. */
export const endings: ReadonlyArray<string> = [
  "Order in doubt: Executed",
  "Order in doubt: NotExecuted",
  "Oco in doubt: Done",
  "Oco in doubt: NotExecuted",
  "Oco in doubt: interrupted",
  "Oto in doubt: Done",
  "Oto in doubt: NotExecuted",
  "Oto in doubt: interrupted",
  "Replace in doubt: Done",
  "Replace in doubt: NotExecuted",
  "Replace in doubt: Refused CancelReplaceFailed",
  "Replace in doubt: interrupted",
  "Replace: cancel yes, place yes",
  "Replace: cancel yes, place no",
  "Replace: cancel no, place yes",
  "Replace: cancel no, place no",
  "Amend in doubt: Done",
  "Amend in doubt: Executed",
  "Amend in doubt: NotExecuted",
  "Amend in doubt: Refused AlreadyInState",
  "Amend in doubt: Refused UnknownOrder",
  "Amend in doubt: interrupted",
  "CancelList in doubt: Done",
  "CancelList in doubt: Refused AlreadyInState",
  "CancelList in doubt: interrupted",
  "CancelAll in doubt: Done",
  "CancelAll in doubt: interrupted",
  "world: undecidable, and so it stays in doubt",
  ...PartsPlan.further.flatMap((kind) => [
    `${kind}: Executed`,
    `${kind} in doubt: Done`,
    `${kind} in doubt: NotExecuted`
  ]),
  ...["fresh", "old", "used"].flatMap((named) => [
    `Replace, ${named} name: Executed`,
    `Replace, ${named} name in doubt: Done`,
    `Replace, ${named} name in doubt: Refused CancelReplaceFailed`
  ]),
  "NamedLists in doubt: Refused DuplicateClientOrderId",
  "names: used again, and what had them before was accepted",
  "names: somebody else's list was accepted under them",
  "names: somebody else's order was accepted under one"
]

/** What only those meet that hear a stream. */
const besideStreams: ReadonlyArray<string> = [
  ...Branches.streams,
  Branches.announced,
  "Order in doubt: stream: showed the order",
  "Order in doubt: stream: silent without a gap",
  "Oco in doubt: stream: showed the order list",
  "Oco in doubt: stream: silent without a gap",
  "Oto in doubt: stream: showed the order list",
  "Replace in doubt: stream: showed the order",
  "Replace in doubt: stream: silent without a gap",
  "Amend in doubt: stream: showed the order",
  "CancelList in doubt: stream: showed the order list"
]

/** All that there is to meet. */
export const known: ReadonlyArray<string> = [...PartsPlan.faults, ...endings, ...besideStreams]

export class Tally {
  readonly #known: ReadonlyArray<string>
  readonly #counts = new Map<string, number>()
  readonly totals = { intents: 0, orders: 0, requests: 0 }
  /** Of the last run. */
  fingerprint = 0

  constructor(all: ReadonlyArray<string>) {
    this.#known = all
  }

  count(outcome: Outcome): void {
    for (const [name, times] of outcome.met) this.#counts.set(name, (this.#counts.get(name) ?? 0) + times)
    this.totals.intents += outcome.intents
    this.totals.orders += outcome.orders
    this.totals.requests += outcome.requests
    this.fingerprint = outcome.fingerprint
  }

  /** How often each fault on each kind of request was met, and each ending; 0 for what never was. */
  coverage(): Readonly<Record<string, number>> {
    const all = new Set([...this.#known, ...this.#counts.keys()])
    return Object.fromEntries(Array.from(all, (name) => [name, this.#counts.get(name) ?? 0]))
  }

  /** What was never met. */
  neverCovered(): ReadonlyArray<string> {
    return this.#known.filter((name) => !this.#counts.has(name))
  }
}
