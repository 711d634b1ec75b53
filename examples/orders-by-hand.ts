/**
 * What `Orders` does, composed by hand from what it stands on: a key and a journal, settlement, safe retry, a cancel that says what is
 * true of the order, callers that may go, a list of what is in doubt, and the settlement of whatever a crash has left.
 *
 *     BINANCE_ENDPOINT=testnet BINANCE_API_KEY=… BINANCE_API_SECRET=… node orders-by-hand.ts
 */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import { BinanceClient } from "effect-binance/client/BinanceClient"
import * as Endpoint from "effect-binance/client/Endpoint"
import type { AmbiguousExecution } from "effect-binance/errors/BinanceError"
import * as Journaled from "effect-binance/orders/Journaled"
import { type IntentRow, OrderJournal } from "effect-binance/orders/OrderJournal"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as RcMap from "effect/RcMap"
import * as Schedule from "effect/Schedule"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** The calls of which a journal of this program has rows; their inputs are what was written for these operations. */
const callOf = ({ input, operation }: IntentRow) =>
  operation === Spot.placeOrder.operation.name
    ? Spot.placeOrder(input as unknown as Spot.PlaceOrder)
    : operation === Spot.cancelOrder.operation.name
      ? Spot.cancelOrder(input as unknown as Spot.CancelOrder)
      : undefined

const isOpen = ({ status }: Spot.Order) => status === "NEW" || status === "PARTIALLY_FILLED" || status === "PENDING_NEW"
const often = { schedule: Schedule.spaced("1 second"), times: 30 }

export const make = Effect.gen(function* () {
  const journal = yield* OrderJournal
  const { account } = yield* BinanceClient
  const turns = yield* RcMap.make({ lookup: (_key: string) => Semaphore.make(1) })
  const inDoubt = yield* SubscriptionRef.make<ReadonlyArray<AmbiguousExecution>>([])

  /** What is being settled is in the list. */
  const listed = ({ resolve }: Reconciliation.Reconciliation["Service"]) =>
    Reconciliation.Reconciliation.of({
      resolve: (doubt, intent) =>
        Effect.acquireUseRelease(
          SubscriptionRef.update(inDoubt, (all) => [...all, doubt]),
          () => resolve(doubt, intent),
          () => SubscriptionRef.update(inDoubt, (all) => all.filter((other) => other !== doubt))
        )
    })

  // Runs in a fiber of its own, so that its caller may go, one at a time for each key. At the end there are 15 s to settle what is on
  // its way; what is left is in the journal.
  const fibers = yield* FiberSet.make<unknown, unknown>()
  yield* Effect.addFinalizer(() =>
    FiberSet.awaitEmpty(fibers).pipe(Effect.interruptible, Effect.timeoutOption("15 seconds"), Effect.ignore)
  )
  const seenThrough =
    (key: string) =>
    <A, E, R>(self: Effect.Effect<A, E, R>) =>
      Effect.flatMap(RcMap.get(turns, key), (turn) => turn.withPermits(1)(self)).pipe(
        Effect.scoped,
        Effect.updateService(Reconciliation.Reconciliation, listed),
        FiberSet.run(fibers),
        Effect.flatMap(Fiber.join)
      )

  const place = (input: Spot.PlaceOrder, key: string) =>
    Spot.placeOrder(input).pipe(
      Reconciliation.settle, // a lost reply becomes a fact
      Retry.safely(RetryPolicy.standard), // what did not execute is sent again
      Journaled.under(key), // written down before each signature; the same key gives the same outcome
      seenThrough(key)
    )

  /** How a row ended, with or without a key, written down; it sends no order. */
  const settle = (row: IntentRow) => {
    const call = callOf(row)
    return call === undefined
      ? Effect.logError(`${row.operation} stays in doubt: this program does not know it`)
      : call.pipe(Reconciliation.settle, Journaled.recover(row), seenThrough(row.key ?? row.id), Effect.result)
  }

  /** What a crash has left: all of it, and it ends when all of it is settled. */
  const recover = Effect.gen(function* () {
    const rows = yield* journal.unsettled(account)
    yield* Effect.forEach(rows, settle, { concurrency: "unbounded", discard: true })
  })

  /** Makes sure that what was placed under this key is not open, and says what is true of it. */
  const cancel = Effect.fnUntraced(function* (key: string) {
    // after whoever is placing it here; what another process has left in doubt is settled first
    const begun = yield* seenThrough(key)(journal.latest(account, key))
    if (begun !== undefined && begun.outcome === undefined) yield* settle(begun)
    const ended = yield* journal.latest(account, key)
    const { outcome, subject } = ended ?? {}
    if (ended === undefined || (outcome !== undefined && outcome._tag !== "Executed"))
      return { _tag: "NeverExisted", outcome } as const
    const symbol = subject?.symbol
    const orderId = outcome?.orderId
    // of a row that this program cannot settle nobody knows: that is no "no"
    if (orderId === undefined || symbol === undefined) return { _tag: "InDoubt" } as const
    const which = { symbol, orderId }
    const cancelled = yield* Spot.cancelOrder(which).pipe(
      Reconciliation.settle,
      Retry.safely(RetryPolicy.standard),
      Journaled.under(`cancel ${key}`),
      seenThrough(`cancel ${key}`),
      Effect.result
    )
    if (cancelled._tag === "Success") return { _tag: "Cancelled", order: cancelled.success } as const
    const { reason } = cancelled.failure
    if (reason._tag !== "UnknownOrder" && reason._tag !== "AlreadyInState") return yield* cancelled.failure
    // It has ended; how, a view shows within the time for which it may lag.
    const order = yield* Spot.queryOrder(which).pipe(
      Effect.retry({ ...often, while: (error) => error._tag === "Retryable" || error.reason._tag === "UnknownOrder" }),
      Effect.repeat({ ...often, while: isOpen })
    )
    return isOpen(order) ? yield* cancelled.failure : ({ _tag: "AlreadyEnded", order } as const)
  })

  return { place, cancel, recover, inDoubt: SubscriptionRef.changes(inDoubt) }
})

export const program = Effect.gen(function* () {
  const { cancel, inDoubt, place, recover } = yield* make
  yield* Effect.forkScoped(Stream.runForEach(inDoubt, (doubts) => Effect.log(`in doubt now: ${doubts.length}`)))
  yield* recover
  const buy: Spot.PlaceOrder = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }
  const first = yield* place(buy, "signal-42")
  const again = yield* place(buy, "signal-42")
  yield* place({ ...buy, type: "LIMIT", timeInForce: "GTC", price: "50000.00" }, "signal-43")
  const ends = yield* Effect.forEach(["signal-42", "signal-43", "signal-44"], cancel)
  return `order ${first.orderId}, asked again: order ${again.orderId}; cancelled: ${ends.map(({ _tag }) => _tag).join(", ")}`
}).pipe(Effect.scoped)

// Which exchange is said in BINANCE_ENDPOINT; without it, nothing is sent anywhere. A program of yours has a file that stays.
const file = join(mkdtempSync(join(tmpdir(), "orders-by-hand-")), "journal.sqlite")
const Live = NodeBinance.layer.pipe(
  Layer.provide(Endpoint.layerConfig),
  Layer.provideMerge(SqliteJournal.layer({ file }))
)

if (import.meta.main) {
  await program.pipe(Effect.flatMap(Effect.log), Effect.provide(Live), Effect.runPromise)
}
