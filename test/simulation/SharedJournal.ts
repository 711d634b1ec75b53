/**
 * A journal that outlives processes, as a process sees it over a network: slow, failing, or written though it says that it failed.
 */
import type * as Seeded from "@effect-binance/simulator/Seeded"
import { AttemptRow, IntentRow, JournalError, NewIntent, OrderJournal } from "effect-binance/orders/OrderJournal"
import { Retryable } from "effect-binance/errors/BinanceError"
import { Expired } from "effect-binance/errors/RetryableReason"
import * as OrderJournalMemory from "effect-binance/orders/OrderJournalMemory"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Mortal } from "./Mortal.ts"
import type * as Sabotages from "./Sabotage.ts"
import type { VirtualTime } from "./VirtualTime.ts"

type Service = OrderJournal["Service"]

/** What can be asked of it. */
export const questions = ["sign", "conclude", "read", "latest", "unsettled", "executedSince"] as const
type Question = (typeof questions)[number]

const isWrite = (question: Question) => question === "sign" || question === "conclude"

/** What can go wrong with a question. */
const faults = {
  "fails": () => true,
  "is done and fails": isWrite,
  "is slow": () => true,
  "is slower than an attempt waits": (question: Question) => question === "sign"
} satisfies Readonly<Record<string, (question: Question) => boolean>>
type Fault = keyof typeof faults
// Object.keys forgets that the keys of a constant are known
const names = Object.keys(faults) as ReadonlyArray<Fault>
const faultsOf = (question: Question) => names.filter((name) => faults[name](question))

export const known: ReadonlyArray<string> = [
  ...questions.flatMap((question) => faultsOf(question).map((fault) => `journal: ${question} ${fault}`)),
  "sign: written",
  "sign: taken, another attempt has the number",
  "sign: taken, it has ended",
  "sign: taken, the key was begun by another",
  "conclude: written",
  "conclude: taken, another attempt was made",
  "conclude: taken, it has ended",
  "conclude: taken, nothing was written"
]

export interface JournalPlan {
  /** In ms, one way. */
  readonly latency: number
  /** How often a question has a fault, while the storm lasts. */
  readonly faultProbability: number
  /** Whether rows are kept as text, as a disk would keep them. */
  readonly asText: boolean
}

const rowText = Schema.fromJsonString(Schema.toCodecJson(IntentRow))
export const textOf = Schema.encodeSync(rowText)
const rowOf = Schema.decodeSync(rowText)
const intentText = Schema.fromJsonString(Schema.toCodecJson(NewIntent))
const intentAsText = (intent: NewIntent) => Schema.decodeSync(intentText)(Schema.encodeSync(intentText)(intent))

/** How an intent ended, and what was known then. */
export interface Concluded {
  /** How many requests there were by then. */
  readonly requests: number
}

export interface SharedJournal {
  /** The journal as a process sees it. */
  readonly seenBy: (process: Mortal, isLast: boolean) => Service
  readonly rows: () => ReadonlyArray<IntentRow>
  /** How many questions are on their way to it: they are done though nobody waits for the answer any more. */
  readonly onTheWay: () => number
  readonly concluded: ReadonlyMap<string, Concluded>
  /** How many requests there were when a process last learned what there is under a key. */
  readonly learned: (process: Mortal, key: string) => number
}

const notExecuted = new Retryable({ reason: new Expired({ goodForMillis: 0 }) })

/** What a process makes of rows when it has lost a rule. `own`: the attempts that it has written itself. */
const sabotagedRow = (sabotage: Sabotages.Any | undefined, row: IntentRow, own: ReadonlySet<string>): IntentRow => {
  const others = (change: (attempt: AttemptRow) => AttemptRow): IntentRow => ({
    ...row,
    attempts: row.attempts.map((attempt) => (own.has(`${row.id} ${attempt.number}`) ? attempt : change(attempt)))
  })
  switch (sabotage) {
    case "others-fence":
      return others((attempt) => ({ ...attempt, recvWindow: -1e9, fenceAt: attempt.signedFrom }))
    case "dead-not-sent":
      return others((attempt) => ({ ...attempt, state: "not-sent" }))
    case "local-wait":
      return others((attempt) => ({ ...attempt, recvWindow: -1e9 }))
    default:
      return row
  }
}

export const make = (
  plan: JournalPlan,
  options: {
    readonly time: VirtualTime
    readonly random: Seeded.Seeded
    /** In epoch ms. */
    readonly stormUntil: number
    readonly requests: () => number
    readonly sabotage: Sabotages.Any | undefined
    readonly meet: (name: string) => void
    /** What happens, in words. */
    readonly note: (what: string) => void
  }
): SharedJournal => {
  const { meet, note, random, requests, sabotage, stormUntil, time } = options
  const memory = Context.get(Effect.runSync(Effect.scoped(Layer.build(OrderJournalMemory.layer))), OrderJournal)
  const ids = new Set<string>()
  const concluded = new Map<string, Concluded>()
  const learned = new Map<Mortal, Map<string, number>>()
  let onTheWay = 0
  const read = (id: string) => Effect.runSync(memory.read(id))

  const sign: Service["sign"] = (intent, attempt, states) =>
    Effect.suspend(() => {
      const before = read(intent.id)
      return Effect.map(memory.sign(plan.asText ? intentAsText(intent) : intent, attempt, states), (written) => {
        ids.add(intent.id)
        note(
          `journal: attempt ${attempt.number} of ${intent.key ?? intent.id} run ${intent.run} ${intent.clientOrderId} by ${attempt.writtenBy}: ${written}`
        )
        meet(
          written === "written"
            ? "sign: written"
            : before === undefined
              ? "sign: taken, the key was begun by another"
              : before.outcome !== undefined
                ? "sign: taken, it has ended"
                : "sign: taken, another attempt has the number"
        )
        return written
      })
    })

  const conclude: Service["conclude"] = (given) =>
    Effect.suspend(() => {
      const before = read(given.id)
      const attempts = sabotage === "no-compare" ? (before?.attempts.length ?? 0) : given.attempts
      return Effect.map(memory.conclude({ ...given, attempts }), (written) => {
        note(
          `journal: ${before?.key ?? given.id} run ${before?.run} ends as ${given.outcome._tag} after ${given.attempts} attempts: ${written}`
        )
        if (written === "written") concluded.set(given.id, { requests: requests() })
        meet(
          written === "written"
            ? "conclude: written"
            : before === undefined
              ? "conclude: taken, nothing was written"
              : before.outcome !== undefined
                ? "conclude: taken, it has ended"
                : "conclude: taken, another attempt was made"
        )
        return written
      })
    })

  const seenBy = (process: Mortal, isLast: boolean): Service => {
    const own = new Set<string>()
    const keys = new Map<string, number>()
    learned.set(process, keys)
    const shown = (row: IntentRow): IntentRow => sabotagedRow(sabotage, plan.asText ? rowOf(textOf(row)) : row, own)
    const shownOne = (row: IntentRow | undefined) => (row === undefined ? undefined : shown(row))

    const drawFault = (question: Question): Fault | undefined => {
      if (time.now >= stormUntil || !random.chance(plan.faultProbability)) return undefined
      // what is written so late that its process has given it up is found by the next one to start
      const possible = faultsOf(question).filter((name) => !isLast || name !== "is slower than an attempt waits")
      const fault = possible[random.integer(0, possible.length - 1)]
      meet(`journal: ${question} ${fault}`)
      return fault
    }
    const broken = (question: Question) =>
      Exit.fail(new JournalError({ doing: question, problem: "the simulated disk says so" }))
    const latencyOf = (fault: Fault | undefined) =>
      fault === "is slow"
        ? random.integer(100, 3000)
        : fault === "is slower than an attempt waits"
          ? random.integer(5000, 15_000)
          : random.integer(0, plan.latency)

    /** What was asked is done even when the process that asked dies meanwhile. */
    const ask = <A>(question: Question, done: Effect.Effect<A, JournalError>): Effect.Effect<A, JournalError> =>
      Effect.flatMap(process.reach(`journal: before ${question}`), () =>
        Effect.flatMap(
          Effect.suspend(() => {
            const fault = drawFault(question)
            const there = latencyOf(fault)
            const back = random.integer(0, plan.latency)
            const act = (): Exit.Exit<A, JournalError> => {
              if (fault === "fails") return broken(question)
              const exit = Effect.runSyncExit(done)
              return fault === "is done and fails" ? broken(question) : exit
            }
            // acknowledged before it is written
            if (sabotage === "written-later" && question === "sign") {
              time.at(time.now + random.integer(1, 2000), () => {
                if (process.isAlive) act()
              })
              return Effect.succeed("written" as A)
            }
            if (there + back === 0) return act()
            onTheWay++
            return Effect.callback<A, JournalError>((resume) => {
              time.at(time.now + there, () => {
                onTheWay--
                const exit = act()
                time.at(time.now + back, () => process.wake(() => resume(exit)))
              })
            })
          }),
          (answer) => Effect.as(process.reach(`journal: after ${question}`), answer)
        )
      )

    return OrderJournal.of({
      sign: (intent, attempt, states) =>
        Effect.tap(ask("sign", sign(intent, attempt, states)), (written) =>
          Effect.sync(() => {
            if (written === "written") own.add(`${intent.id} ${attempt.number}`)
          })
        ),
      conclude: (given) => ask("conclude", conclude(given)),
      read: (id) => ask("read", Effect.map(memory.read(id), shownOne)),
      latest: (account, key) =>
        ask(
          "latest",
          Effect.map(memory.latest(account, key), (row) => {
            keys.set(key, requests())
            return sabotage === "begun-again" && row !== undefined && row.outcome === undefined
              ? { ...row, outcome: { _tag: "NotExecuted", error: notExecuted } as const }
              : shownOne(row)
          })
        ),
      unsettled: (account) =>
        ask(
          "unsettled",
          Effect.map(memory.unsettled(account), (rows) => rows.map(shown))
        ),
      executedSince: (account, createdAt) =>
        ask(
          "executedSince",
          Effect.map(memory.executedSince(account, createdAt), (rows) => (sabotage === "claims" ? [] : rows.map(shown)))
        )
    })
  }

  return {
    seenBy,
    onTheWay: () => onTheWay,
    rows: () => Array.from(ids, read).filter((row) => row !== undefined),
    concluded,
    learned: (process, key) => learned.get(process)?.get(key) ?? 0
  }
}
