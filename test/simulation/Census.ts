/**
 * What many runs have met, against what there is to meet: every fault on every kind of request that it fits, every branch.
 */
import * as Branches from "./Branches.ts"
import * as Plan from "./Plan.ts"
import * as Sockets from "./Sockets.ts"
import * as Streams from "./Streams.ts"
import type { Outcome } from "./World.ts"

export class Census {
  readonly #counts = new Map<string, number>()
  readonly totals = { intents: 0, orders: 0, requests: 0 }
  /** Of the last run. */
  fingerprint = 0

  #add(name: string, times: number): void {
    if (times > 0) this.#counts.set(name, (this.#counts.get(name) ?? 0) + times)
  }

  count(outcome: Outcome): void {
    for (const [name, met] of outcome.faults) {
      for (const kind of Plan.kinds) {
        this.#add(name, met[kind])
        this.#add(`${name} on ${kind}`, met[kind])
      }
    }
    for (const [branch, times] of outcome.branches) this.#add(branch, times)
    this.totals.intents += outcome.intents
    this.totals.orders += outcome.orders
    this.totals.requests += outcome.requests
    this.fingerprint = outcome.fingerprint
  }

  /** How often each fault was met, in all and by the kind of request, and each branch; 0 for what never was. */
  coverage(): Readonly<Record<string, number>> {
    const all = new Set([...known, ...this.#counts.keys()])
    return Object.fromEntries(Array.from(all, (name) => [name, this.#counts.get(name) ?? 0]))
  }

  /** What was never met; and what was met though nobody has listed it, which is a hole in the list. */
  neverCovered(): ReadonlyArray<string> {
    return [
      ...known.filter((name) => !this.#counts.has(name)),
      ...[...this.#counts.keys()].filter((name) => !isKnown.has(name) && !Branches.rare.has(name))
    ]
  }
}

const knownFaults = [...Plan.knownFaults, ...Sockets.knownFaults, Sockets.ofSessions, Streams.ofSessions]
const known: ReadonlyArray<string> = [
  ...knownFaults.map(({ name }) => name),
  ...knownFaults.flatMap(({ name, on }) => on.map((kind) => `${name} on ${kind}`)),
  ...Branches.known
]
const isKnown: ReadonlySet<string> = new Set(known)
