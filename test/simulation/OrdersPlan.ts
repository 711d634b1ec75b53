/**
 * What a seed stands for where orders are kept in a journal: processes that die, stand still, are closed and start again, what each is
 * asked for, and a journal that fails. The exchange, the way to it and everybody else are those of `Plan`.
 */
import type * as Seeded from "@effect-binance/simulator/Seeded"
import type * as Spot from "effect-binance/products/Spot"
import type { Fate } from "./Mortal.ts"
import * as PartsPlan from "./PartsPlan.ts"
import * as Plan from "./Plan.ts"
import * as SharedJournal from "./SharedJournal.ts"

const { pick } = Plan

/** What a caller does with `Orders`. */
export type Caller =
  /** Waits, and has it sent again so often, after this pause and longer ones, in ms. */
  | { readonly _tag: "Patient"; readonly times: number; readonly pause: number }
  /** Waits for a while, and asks again by the key later. */
  | { readonly _tag: "Within"; readonly within: number; readonly later: number }
  /** Goes away in the middle. */
  | { readonly _tag: "Interrupted"; readonly after: number; readonly how: "timeout" | "interrupt" }

/** What is done to an order of one's own, once it is known. */
export type Next = { readonly caller: Caller; readonly after: number } & (
  | { readonly _tag: "Cancel"; readonly by: "client-order-id" | "order-id" }
  | { readonly _tag: "Amend"; readonly by: "client-order-id" | "order-id"; readonly quantity: string }
  | {
      readonly _tag: "Replace"
      readonly mode: "STOP_ON_FAILURE" | "ALLOW_FAILURE"
      readonly order: Spot.PlaceOrder
    }
)

/** Something that is wanted once. */
export interface Job {
  readonly index: number
  readonly symbol: string
  readonly key: string | undefined
  readonly first: PartsPlan.Plain
  /** When it is asked for, in ms after the start, for each machine that is asked. */
  readonly at: ReadonlyMap<number, number>
  readonly caller: Caller
  readonly goodFor: number | undefined
  readonly next: Next | undefined
  /** Whether a process that starts asks for it again, by its key. */
  readonly comesBack: boolean
  /** When somebody cancels whatever has its name, in ms after the start; only of a name that the caller chose. */
  readonly blindCancelAt: number | undefined
}

/** One process on a machine, until it ends. */
export interface Life {
  readonly fates: ReadonlyArray<Fate>
  /** When it is killed at any moment, or closed, in ms after its start. */
  readonly end: { readonly after: number; readonly how: "killed" | "closed" } | undefined
  readonly shutdownWithin: number
  /** When it recovers, in ms after its start. */
  readonly recoversAfter: number
  /** Whether it trades before it has recovered. */
  readonly tradesAtOnce: boolean
  /** How long the machine is down after it, in ms. */
  readonly down: number
}

export interface Machine {
  readonly index: number
  /** The machines of a group share a journal. */
  readonly group: number
  readonly bootAt: number
  /** What its wall clock shows more than the others, in ms. */
  readonly wallOffset: number
  readonly lives: ReadonlyArray<Life>
}

export interface OrdersPlan extends Plan.Plan {
  readonly jobs: ReadonlyArray<Job>
  readonly machines: ReadonlyArray<Machine>
  /** The machine of the last process of each group, by the group. */
  readonly last: ReadonlyArray<Machine>
  /** By the group. */
  readonly journals: ReadonlyArray<SharedJournal.JournalPlan>
  /** When every process but the last has ended, in ms after the start. */
  readonly endBy: number
}

/** The points at which a process can be killed. */
export const points: ReadonlyArray<string> = [
  ...SharedJournal.questions.flatMap((question) => [`journal: before ${question}`, `journal: after ${question}`]),
  ...PartsPlan.kinds.flatMap((kind) => [`wire: before ${kind}`, `wire: ${kind} on its way`, `wire: after ${kind}`])
]

/** Those that a process which is asked for these jobs can reach; the ones on the way of a write are drawn more often. */
const pointsOf = (jobs: ReadonlyArray<Job>): ReadonlyArray<string> => {
  const written = new Set(
    jobs.flatMap(({ first, next }) => [
      first._tag === "Order" ? "place" : "orderList",
      ...(next === undefined
        ? []
        : [next._tag === "Cancel" ? "cancel" : next._tag === "Amend" ? "amend" : "cancelReplace"])
    ])
  )
  const of = (kinds: Iterable<string>) =>
    Array.from(kinds, (kind) => points.filter((point) => point.split(" ").includes(kind))).flat()
  const writes = of(written)
  return [...of([...SharedJournal.questions, "read", "public"]), ...writes, ...writes]
}

const callerOf = (random: Seeded.Seeded): Caller => {
  const drawn = random.next()
  if (drawn < 0.5)
    return {
      _tag: "Patient",
      times: random.integer(0, 5),
      // an attempt of one process in the middle of what another one makes of those before it
      pause: random.chance(0.5) ? 100 : random.integer(1000, 10_000)
    }
  if (drawn < 0.75) return { _tag: "Within", within: random.integer(0, 8000), later: random.integer(0, 20_000) }
  return {
    _tag: "Interrupted",
    after: random.chance(0.5) ? random.integer(0, 300) : random.integer(300, 15_000),
    how: random.chance(0.5) ? "timeout" : "interrupt"
  }
}

const nextOf = (random: Seeded.Seeded, input: Spot.PlaceOrder, strategyId: number): Next => {
  const own = { caller: callerOf(random), after: random.chance(0.5) ? 0 : random.integer(0, 3000) }
  const by = random.chance(0.5) ? "order-id" : "client-order-id"
  const drawn = random.next()
  if (drawn < 0.35) return { ...own, _tag: "Cancel", by }
  if (drawn < 0.65) return { ...own, _tag: "Amend", by, quantity: input.symbol === "BTCUSDT" ? "0.00071" : "0.0071" }
  const mode = random.chance(0.5) ? "STOP_ON_FAILURE" : "ALLOW_FAILURE"
  return { ...own, _tag: "Replace", mode, order: PartsPlan.replacementOf(random, input, strategyId + 100) }
}

const lifeOf = (random: Seeded.Seeded, jobs: ReadonlyArray<Job>): Life => {
  const possible = pointsOf(jobs)
  const fate = (stallsFor: number): Fate => ({ point: pick(random, possible), nth: random.integer(1, 3), stallsFor })
  const drawn = random.next()
  return {
    fates: [
      ...(drawn < 0.65 ? [fate(Infinity)] : []),
      ...(random.chance(0.25) ? [fate(random.integer(500, random.chance(0.5) ? 8000 : 60_000))] : [])
    ],
    end:
      drawn < 0.65
        ? undefined
        : drawn < 0.95
          ? {
              after: random.chance(0.5) ? random.integer(0, 2000) : random.integer(0, 15_000),
              how: random.chance(0.4) ? "killed" : "closed"
            }
          : undefined,
    shutdownWithin: random.chance(0.5) ? 15_000 : random.integer(0, 5000),
    recoversAfter: random.chance(0.7) ? 0 : random.integer(0, 5000),
    tradesAtOnce: random.chance(0.6),
    down: random.chance(0.5) ? random.integer(0, 200) : random.integer(0, 10_000)
  }
}

const lastLife: Life = {
  fates: [],
  end: undefined,
  shutdownWithin: 15_000,
  recoversAfter: 0,
  tradesAtOnce: true,
  down: 0
}

const onPlace = (isMeant: (name: string) => boolean) =>
  Plan.knownFaults.filter(({ name, on }) => on.includes("place") && isMeant(name))
const executedLater = onPlace((name) => name.endsWith("then-executed"))
const neverLeft = onPlace((name) => name === "refused" || name === "dns-failure")

/** A world where one rule matters more than in others. */
const flavoured = (plan: OrdersPlan): OrdersPlan => {
  const { random } = plan
  const drawn = random.next()
  const [first, ...others] = plan.machines
  const [life, ...later] = first?.lives ?? []
  const { probability, faults } = plan.storm
  if (first === undefined || life === undefined) return plan
  // it dies with an order before a slow engine, and starts again at once, told a time that has not come yet
  if (drawn < 0.1)
    return {
      ...plan,
      engineDelayMillis: random.integer(2500, 4000),
      visibilityMillis: random.integer(200, 600),
      recvWindow: random.integer(2000, 5000),
      wrongTimeProbability: 0.7,
      machines: [
        {
          ...first,
          lives: [
            {
              ...life,
              fates: [{ point: "wire: place on its way", nth: 1, stallsFor: Infinity }],
              end: undefined,
              down: random.integer(0, 100)
            },
            ...later,
            { ...lastLife, recoversAfter: random.integer(0, 500) }
          ]
        },
        ...others
      ],
      storm: {
        ...plan.storm,
        probability: { ...probability, place: 0.8, read: 0, public: 0 },
        faults: { ...faults, place: executedLater }
      }
    }
  // one process finds out what became of the first attempt, and the other one makes another that nobody sees for a while
  const [job] = plan.jobs
  if (drawn < 0.2 && others.length === 1 && plan.last.length === 1 && job !== undefined)
    return {
      ...plan,
      engineDelayMillis: random.integer(50, 300),
      visibilityMillis: random.integer(4000, 6000),
      recvWindow: random.integer(500, 800),
      reads: "late",
      endBy: 45_000,
      jobs: [
        {
          ...job,
          at: new Map([[0, random.integer(0, 300)]]),
          goodFor: undefined,
          caller: { _tag: "Patient", times: 6, pause: 200 }
        }
      ],
      machines: [
        {
          ...first,
          lives: [
            {
              ...lastLife,
              fates: [{ point: "journal: before sign", nth: 2, stallsFor: random.integer(8000, 20_000) }]
            }
          ]
        },
        ...others.map(({ group, index, wallOffset }) => ({
          group,
          index,
          wallOffset,
          bootAt: random.integer(500, 3000),
          lives: [lastLife]
        }))
      ],
      storm: {
        ...plan.storm,
        until: 60_000,
        probability: { ...probability, place: 0.9, read: 0, public: 0 },
        faults: { ...faults, place: [...neverLeft, ...executedLater.slice(0, 2)] }
      }
    }
  return plan
}

/** Draws the world of a seed. */
export const make = (seed: number): OrdersPlan => {
  const base = Plan.make(seed)
  const { random } = base
  const symbols = random.chance(0.7) ? ["BTCUSDT"] : ["BTCUSDT", "ETHUSDT"]
  const isReplicated = random.chance(0.5)
  const isBesideAnother = random.chance(0.2)
  const twins = random.chance(0.6)
  const likes = new Map(symbols.map((symbol) => [symbol, PartsPlan.restingOf(random, symbol, 0)]))
  const count = random.integer(1, 3) + (isBesideAnother ? 1 : 0)
  const jobs = Array.from({ length: count }, (_, index): Job => {
    const symbol = pick(random, symbols)
    const strategyId = index + 1
    const isApart = isBesideAnother && index === count - 1
    const key = random.chance(0.85) ? `job-${index}` : undefined
    const at = random.chance(0.6) ? random.integer(0, 400) : random.integer(0, 6000)
    // the same key is asked for in two processes at once, or in one after the other
    const later = random.chance(0.5) ? at + random.integer(0, 60) : at + random.integer(0, 6000)
    const first = isApart ? 2 : isReplicated ? random.integer(0, 1) : 0
    const where = new Map([[first, at]])
    if (!isApart && isReplicated && key !== undefined && random.chance(0.7)) where.set(1 - first, later)
    const like = (twins ? likes.get(symbol) : undefined) ?? Plan.contentOf(random, symbol)
    const drawn = random.next()
    const isChosen = random.chance(0.25)
    const input = { ...like, ...(isChosen ? { newClientOrderId: `house-${seed}-${index}` } : {}), strategyId }
    const whole: PartsPlan.Plain =
      drawn < 0.12
        ? { _tag: "Oco", input: PartsPlan.ocoOf(random, symbol, strategyId) }
        : drawn < 0.2
          ? { _tag: "Oto", input: PartsPlan.otoOf(random, symbol, strategyId) }
          : { _tag: "Order", input }
    const isOrder = whole._tag === "Order"
    return {
      index,
      symbol,
      key,
      first: whole,
      at: where,
      caller: callerOf(random),
      goodFor: random.chance(0.25) ? random.integer(100, 20_000) : undefined,
      next: isOrder && Plan.rests(input) && random.chance(0.75) ? nextOf(random, input, strategyId) : undefined,
      comesBack: random.chance(0.8),
      blindCancelAt: isOrder && isChosen && random.chance(0.5) ? at + random.integer(0, 4000) : undefined
    }
  })
  const livesOf = (of: ReadonlyArray<Job>) => Array.from({ length: random.integer(1, 3) }, () => lifeOf(random, of))
  const wallOffset = () => (random.chance(0.5) ? 0 : random.integer(-5000, 5000))
  const machine = (index: number, group: number): Machine => ({
    index,
    group,
    bootAt: index === 0 ? 0 : random.chance(0.5) ? random.integer(0, 100) : random.integer(0, 5000),
    wallOffset: wallOffset(),
    lives: livesOf(jobs)
  })
  const machines = [
    machine(0, 0),
    ...(isReplicated ? [machine(1, 0)] : []),
    ...(isBesideAnother ? [machine(2, 1)] : [])
  ]
  const storm = PartsPlan.stormOf(base)
  const groups = isBesideAnother ? [0, 1] : [0]
  return flavoured({
    ...base,
    jobs,
    machines,
    last: groups.map((group) => ({
      index: 3 + group,
      group,
      bootAt: 0,
      wallOffset: wallOffset(),
      lives: [lastLife]
    })),
    journals: groups.map(() => ({
      latency: random.chance(0.3) ? 0 : random.integer(1, 30),
      faultProbability: random.chance(0.5) ? 0 : random.next() * 0.3,
      asText: random.chance(1 / 8)
    })),
    endBy: 8000 + random.integer(0, 40_000),
    // somebody else cancels what rests more often: then only the journal knows whose it was
    events: [
      ...base.events,
      ...(random.chance(0.2)
        ? [
            {
              _tag: "Cancel" as const,
              at: random.integer(0, 8000),
              symbol: pick(random, symbols),
              newest: random.chance(0.5)
            }
          ]
        : [])
    ],
    // what was read back has to be waited for by a clock of one's own: only a wrong one of the exchange's shows it
    wrongTimeProbability: random.chance(0.25) ? 0.5 : 0,
    // whoever sends a call of several parts again on the way makes several of each
    replayProbability: 0,
    storm: { ...storm, probability: { ...storm.probability, amend: 0.7, cancelReplace: 0.7 } }
  })
}
