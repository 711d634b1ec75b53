/** Traders that are killed at random moments and started again, and the exchange's book against their journal after each. */
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as Seeded from "@effect-binance/simulator/Seeded"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { fork } from "node:child_process"
import * as path from "node:path"
import { apiTimeoutMillis, bounds, type Kept, onReads, onWrites, quantityOf } from "./plan.ts"
import type { FromTrader, Setting, ToTrader } from "./trader.ts"

export interface Options {
  readonly seed: number
  readonly kills: number
  /** Shows that this test can fail: a trader that places without a key does not know, after a kill, what it has placed. */
  readonly sabotage?: "no-key" | undefined
  /** Traders side by side, each over a journal of its own. */
  readonly journals: ReadonlyArray<{ readonly kept: Kept; readonly sql: SqlClient }>
  readonly onKill?: ((kills: number) => void) | undefined
}

export interface Report {
  readonly seed: number
  readonly kills: number
  /** How many of the kills came before the trader had recovered from the last one. */
  readonly killsInRecovery: number
  readonly intents: number
  readonly accepted: number
  /** Intents of which the exchange accepted more than one order. */
  readonly doubles: number
  /** Intents that were told or written as executed and are in no book; or accepted orders that no journal has. */
  readonly lost: number
  /** Intents that were told or written as not executed, and are in the book. */
  readonly falseRejections: number
  /** Intents without an outcome at the end, and orders that rest though they were cancelled. */
  readonly unsettled: number
  /** How often the book was held against a journal. */
  readonly comparisons: number
  readonly recovered: number
  /** From the start of a process until all that its predecessor left is settled, in ms. */
  readonly recoveryMillis: { readonly median: number; readonly p95: number; readonly max: number }
}

interface Row {
  readonly client_order_id: string
  readonly operation: string
  readonly outcome: string | null
}

// A trader has that many orders under way.
const inFlight = 6
// In ms: half of the kills come in the middle of things, the others after what was before has been settled.
const shortLife = 800
const longLife = 9000

export const run = Effect.fnUntraced(function* (options: Options) {
  const random = Seeded.make(`kills ${options.seed}`)
  const exchange = new Exchange({
    seed: options.seed,
    ...bounds,
    apiTimeoutMillis,
    readLag: (_source, random, visibilityMillis) => random.next() * (random.chance(0.3) ? visibilityMillis : 50),
    limits: [
      { rateLimitType: "REQUEST_WEIGHT", interval: "SECOND", intervalNum: 3, limit: 1_000_000 },
      { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 100_000 }
    ]
  })
  const places = FaultPlan.seeded({
    seed: options.seed,
    probability: (request) => (request.attempt === 1 ? 0.4 : 0.15),
    faults: onWrites,
    intentKey: (request) => request.parameter("quantity")
  })
  const others = FaultPlan.seeded({ seed: `others ${options.seed}`, probability: () => 0.1, faults: onReads })
  const server = yield* SimulatedServer.start({
    exchange,
    plan: {
      decide: (request) =>
        request.kind === "place" ? places.decide(request) : request.kind === "read" ? others.decide(request) : undefined
    }
  })

  const runPromise = Effect.runPromiseWith(yield* Effect.context<never>())
  let kills = 0
  let killsInRecovery = 0
  let comparisons = 0
  let recovered = 0
  let next = 0
  const recoveries: Array<number> = []
  const told = new Map<number, FromTrader & { readonly _tag: "Told" }>()
  const doubles = new Set<string>()
  const lost = new Set<string>()
  const falseRejections = new Set<string>()

  /** Holds a journal against the book: what is written there has to be true from then on. */
  const compare = Effect.fnUntraced(function* (sql: SqlClient) {
    const rows = yield* sql<Row>`SELECT client_order_id, operation, outcome FROM intents`
    const accepted = new Map<string, number>()
    const ofQuantity = new Map<string, number>()
    // an order's own name may have been changed by its cancel
    for (const { placedAs, quantity } of exchange.orders()) {
      accepted.set(placedAs, (accepted.get(placedAs) ?? 0) + 1)
      ofQuantity.set(quantity, (ofQuantity.get(quantity) ?? 0) + 1)
    }
    for (const { client_order_id, operation, outcome } of rows) {
      if (operation !== "spot.placeOrder") continue
      const count = accepted.get(client_order_id) ?? 0
      if (outcome === "Executed" && count === 0) lost.add(client_order_id)
      if ((outcome === "NotExecuted" || outcome === "Refused") && count > 0) falseRejections.add(client_order_id)
    }
    for (const [quantity, count] of ofQuantity) if (count > 1) doubles.add(quantity)
    comparisons += 1
    return rows
  })

  const lane = Effect.fnUntraced(function* ({ kept, sql }: Options["journals"][number], index: number) {
    const pending = new Set<number>()
    let lives = 0
    let isOver = false
    while (!isOver) {
      lives += 1
      const setting: Setting = {
        baseUrl: server.baseUrl,
        kept,
        name: `trader ${index}, life ${lives}`,
        sabotage: options.sabotage
      }
      const child = fork(path.join(import.meta.dirname, "trader.ts"), [JSON.stringify(setting)], {
        stdio: ["ignore", "inherit", "inherit", "ipc"]
      })
      const ended = Deferred.makeUnsafe<void>()
      const ready = Deferred.makeUnsafe<void>()
      const allTold = Deferred.makeUnsafe<void>()
      let hasRecovered = false
      let comparing: Promise<unknown> = Promise.resolve()
      const send = (number: number) => child.connected && child.send({ place: number } satisfies ToTrader, () => {})
      const isLast = () => kills >= options.kills
      const more = () => {
        while (!isLast() && pending.size < inFlight) {
          pending.add(next)
          send(next++)
        }
        if (isLast() && pending.size === 0 && hasRecovered) Deferred.doneUnsafe(allTold, Effect.void)
      }
      child.once("exit", () => Deferred.doneUnsafe(ended, Effect.void))
      child.on("message", (message) => {
        const said = message as FromTrader // the child is `trader.ts`
        if (said._tag === "Ready") {
          for (const number of pending) send(number)
          more()
          Deferred.doneUnsafe(ready, Effect.void)
        } else if (said._tag === "Recovered") {
          hasRecovered = true
          recovered += said.count
          if (said.count > 0) recoveries.push(said.millis)
          comparing = runPromise(compare(sql))
          more()
        } else {
          pending.delete(said.number)
          told.set(said.number, said)
          more()
        }
      })
      const kill = Effect.andThen(
        Effect.sync(() => child.kill("SIGKILL")),
        Deferred.await(ended)
      )
      if (isLast()) {
        // the last life settles everything
        yield* Effect.raceFirst(Deferred.await(allTold), Deferred.await(ended))
        if (pending.size > 0) return yield* Effect.die(new Error(`${setting.name} ended by itself`))
        isOver = true
        yield* kill
      } else {
        // mostly while it trades, sometimes while it starts
        const isEarly = random.chance(0.1)
        if (!isEarly) yield* Effect.raceFirst(Deferred.await(ready), Deferred.await(ended))
        yield* Effect.sleep(random.integer(0, random.chance(0.5) ? shortLife : longLife))
        if (child.exitCode !== null) return yield* Effect.die(new Error(`${setting.name} ended by itself`))
        kills += 1
        if (!hasRecovered) killsInRecovery += 1
        options.onKill?.(kills)
        yield* kill
        // what was written down before it died is true
        yield* compare(sql)
      }
      yield* Effect.promise(() => comparing)
    }
  })
  yield* Effect.forEach(options.journals, lane, { concurrency: "unbounded", discard: true })

  // whatever was under way has happened by then
  yield* Effect.sleep(recvWindowAndBounds)
  let unsettled = 0
  const journaled = new Set<string>()
  for (const { sql } of options.journals) {
    for (const { client_order_id, outcome } of yield* compare(sql)) {
      journaled.add(client_order_id)
      if (outcome === null) unsettled += 1
    }
  }
  for (const { placedAs } of exchange.orders()) if (!journaled.has(placedAs)) lost.add(placedAs)
  const numberOf = new Map(Array.from({ length: next }, (_, number) => [Number(quantityOf(number)), number]))
  const inBook = new Set(exchange.orders().map(({ quantity }) => numberOf.get(Number(quantity))))
  for (const { cancel, end, number } of told.values()) {
    if (end === "executed" && !inBook.has(number)) lost.add(`${number}`)
    if (end === "not-executed" && inBook.has(number)) falseRejections.add(`${number}`)
    if (cancel !== undefined && cancel !== "Cancelled" && cancel !== "AlreadyEnded") unsettled += 1
  }
  // every order that was told as placed was filled, expired or cancelled
  for (const { quantity, status } of exchange.orders())
    if (status === "NEW" && told.has(numberOf.get(Number(quantity)) ?? -1)) unsettled += 1
  unsettled += next - told.size
  const sorted = recoveries.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
  const report: Report = {
    seed: options.seed,
    kills,
    killsInRecovery,
    intents: next,
    accepted: exchange.orders().length,
    doubles: doubles.size,
    lost: lost.size,
    falseRejections: falseRejections.size,
    unsettled,
    comparisons,
    recovered,
    recoveryMillis: { median: at(0.5), p95: at(0.95), max: at(1) }
  }
  return report
}, Effect.scoped)

const recvWindowAndBounds = "3 seconds"
