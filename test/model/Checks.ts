/** What is checked: the genuine protocol within its bounds, and the same with one rule off or one word broken. */
import type { Finding, Search } from "./Spin.ts"

/** Within the short form, which takes seconds, or in the long one only. */
export type Form = "short" | "long"

/** A model in which nothing may be found. */
export interface Genuine {
  readonly name: string
  readonly search: "exhaustive" | "fair"
  readonly attempts: 2 | 3
  readonly processes: 2 | 3
  readonly crashes: 0 | 1 | 2 | 3
  /** Switches besides the bounds. */
  readonly also: ReadonlyArray<string>
  readonly form: Form
}

const of = (
  form: Form,
  name: string,
  search: Genuine["search"],
  [attempts, processes, crashes]: readonly [Genuine["attempts"], Genuine["processes"], Genuine["crashes"]],
  ...also: ReadonlyArray<string>
): Genuine => ({ form, name, search, attempts, processes, crashes, also })

export const genuine: ReadonlyArray<Genuine> = [
  of("short", "safety", "exhaustive", [2, 2, 1]),
  of("short", "liveness", "fair", [2, 2, 1]),
  of("short", "slow engine, safety", "exhaustive", [2, 2, 1], "SLOW_ENGINE"),
  of("long", "safety", "exhaustive", [3, 2, 3]),
  of("long", "safety", "exhaustive", [2, 3, 2]),
  of("long", "liveness", "fair", [3, 2, 1]),
  of("long", "liveness", "fair", [2, 3, 1]),
  of("long", "slow engine, safety", "exhaustive", [3, 2, 2], "SLOW_ENGINE"),
  of("long", "slow engine, liveness", "fair", [2, 2, 1], "SLOW_ENGINE"),
  of("long", "foreign names, safety", "exhaustive", [3, 2, 1], "FOREIGN_NAMES"),
  of("long", "foreign names, liveness", "fair", [2, 2, 1], "FOREIGN_NAMES"),
  // the bounds make this rule unnecessary: it is there for an exchange that exceeds them a little
  of("long", "no first round, safety", "exhaustive", [3, 2, 1], "OFF_firstRound")
]

export const definesOf = ({ also, attempts, crashes, processes, search }: Genuine): ReadonlyArray<string> => [
  `ATTEMPTS=${attempts}`,
  `PROCESSES=${processes}`,
  `CRASHES=${crashes}`,
  ...(search === "fair" ? ["CALMS_DOWN"] : []),
  ...also
]

/** One rule off, or one word broken. */
export interface Sabotage {
  readonly what: string
  readonly defines: ReadonlyArray<string>
  /** Which invariants are violated with at most two attempts; each other one of I1 to I3 holds. */
  readonly violates: ReadonlyArray<NonNullable<Finding["violated"]>>
}

export const sabotages = {
  "fence": {
    what: "the fence is believed to have passed as soon as an attempt is signed",
    defines: ["OFF_fence"],
    violates: ["I1", "I2", "I3"]
  },
  "open-attempts": {
    what: "a process waits for the fences of the attempts that it wrote itself, not for those of others",
    defines: ["OFF_openAttempts"],
    violates: ["I1", "I2", "I3"]
  },
  "have-passed": {
    what: "a fence that has passed once is believed to speak for later attempts",
    defines: ["OFF_havePassed"],
    violates: ["I1", "I2", "I3"]
  },
  "visibility": {
    what: "the last round of views does not wait for T",
    defines: ["OFF_visibility"],
    violates: ["I1", "I2", "I3"]
  },
  "resend": {
    what: "an attempt in doubt is sent again while its fence is shut",
    defines: ["OFF_resend"],
    violates: ["I1", "I2", "I3"]
  },
  "reject-speaks-for-all": {
    what: "the refusal of one attempt is believed to speak for all of them",
    defines: ["OFF_rejectSpeaksForItself"],
    violates: ["I3"]
  },
  "content": {
    what: "an order with the same content is taken for the own one",
    defines: ["FOREIGN_NAMES", "OFF_content"],
    violates: ["I2"]
  },
  "unexplained": {
    what: "a canceled order with the same content under a foreign name does not forbid a no",
    defines: ["FOREIGN_NAMES", "OFF_unexplained"],
    violates: ["I1", "I2", "I3"]
  },
  "claims": {
    what: "which orders belong to other intents is forgotten",
    defines: ["FOREIGN_NAMES", "OFF_claims"],
    violates: ["I4"]
  },
  "row-first": {
    what: "the row of an attempt is written after it was signed and sent",
    defines: ["OFF_rowFirst"],
    violates: ["I1", "I2", "I3"]
  },
  "unique": {
    what: "(intent, attempt) is not unique, or the number of the next attempt is read from the table: no insert ever loses",
    defines: ["OFF_unique"],
    violates: ["I1", "I2", "I3"]
  },
  "conclude-counts": {
    what: '"not executed" is written whatever attempts were added meanwhile',
    defines: ["OFF_concludeCounts"],
    violates: ["I3"]
  },
  "sign-checks-outcome": {
    what: 'an attempt is written after "not executed" was',
    defines: ["OFF_signChecksOutcome"],
    violates: ["I3"]
  },
  "signer-bound": {
    what: "the signer signs an attempt also when it cannot meet the fence in its row any more",
    defines: ["OFF_signerBound"],
    violates: ["I1", "I2", "I3"]
  },
  "engine-ping": {
    what: "the engine exceeds G, and is not pinged",
    defines: ["SLOW_ENGINE", "OFF_enginePing"],
    violates: ["I1", "I2", "I3"]
  },
  "passed": {
    what: "the engine exceeds G, and T is counted from the fence instead of from the engine's answer",
    defines: ["SLOW_ENGINE", "OFF_passed"],
    violates: ["I1", "I2", "I3"]
  },
  "gate": {
    what: "the exchange checks the window on receipt only",
    defines: ["BREAK_gate"],
    violates: ["I1", "I2", "I3"]
  },
  "engine-bound": {
    what: "the engine exceeds G, and answers the ping out of order",
    defines: ["BREAK_engineBound"],
    violates: ["I1", "I2", "I3"]
  },
  "visibility-bound": {
    what: "the views lag by more than T",
    defines: ["BREAK_visibilityBound"],
    violates: ["I1", "I2", "I3"]
  },
  "replay": {
    what: "the transport, or a proxy, sends the bytes of a request a second time",
    defines: ["BREAK_replay"],
    violates: ["I1", "I2", "I3"]
  },
  "recovery": {
    what: "a process that starts again does not look into the journal",
    defines: ["OFF_recovery"],
    violates: ["I4"]
  },
  "fenceless": {
    what: "requests have no recvWindow: no fence ever passes",
    defines: ["BREAK_fenceless"],
    violates: ["I4"]
  }
} as const satisfies Record<string, Sabotage>

export type Name = keyof typeof sabotages

// Object.keys forgets that the keys of a constant are known
export const names = Object.keys(sabotages) as ReadonlyArray<Name>

export const isName = (text: string): text is Name => Object.hasOwn(sabotages, text)

/** Which invariants to look at: in the short form those that fall first, in the long one each of I1 to I3, and I4 where it falls. */
export const lookedAt = ({ violates }: Sabotage, form: Form): ReadonlyArray<"any" | "I1" | "I2" | "I3" | "I4"> => {
  const isForEver = violates.includes("I4")
  if (form === "short") return [isForEver ? "I4" : "any"]
  return ["I1", "I2", "I3", ...(isForEver ? ["I4" as const] : [])]
}

/** How an invariant is looked at alone, or all but I4 at once, with at most two attempts, two processes and one crash. */
export const searchOf = (
  { defines, violates }: Sabotage,
  invariant: NonNullable<Finding["violated"]> | "any"
): { readonly search: Search; readonly defines: ReadonlyArray<string> } => {
  if (invariant === "any") return { search: "shortest", defines }
  const alone = [`ONLY=${invariant.slice(1)}`, ...defines]
  if (invariant === "I4") return { search: "fair", defines: ["CALMS_DOWN", ...alone] }
  // where there is nothing to find, the order in which it is looked for does not matter
  return { search: violates.includes(invariant) ? "shortest" : "patient", defines: alone }
}
