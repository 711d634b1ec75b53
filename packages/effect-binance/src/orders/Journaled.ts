/**
 * One call kept in the journal: what `Orders` is made of, for those who compose it by hand.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import { BinanceClient } from "../client/BinanceClient.ts"
import type { Call } from "../client/Call.ts"
import * as ClientOrderId from "../client/ClientOrderId.ts"
import * as Intent from "../client/Intent.ts"
import type { Fatal, Retryable } from "../errors/BinanceError.ts"
import type { Kind } from "../errors/InDoubt.ts"
import { inTime, newPage, type Shelf } from "../internal/journaling.ts"
import { type IntentRow, OrderJournal } from "./OrderJournal.ts"

const kinds: ReadonlySet<Kind> = new Set(["place", "orderList", "batch", "amend", "cancelReplace", "cancel"])
const signWithinMillis = 5000
// Until the journal answers nobody knows what has become of a key, so no answer is no "no".
const untilItAnswers = Schedule.spaced("1 second")

/**
 * Runs a call that is settled as the intent of this key: it is written down before each signature, its outcome after, and a key that
 * has an outcome gives it again and sends nothing. It is the last in the pipe: what is retried has to be inside of it.
 *
 * What `Orders` does beyond it is left to its caller: to run one call for a key at a time in this process, to see it through when its
 * caller is interrupted, and to `recover` on start what a crash has left.
 *
 * Fails as the call does, and with `Fatal(InvalidRequest)` when the key is another intent's. It waits for a journal that cannot be
 * read, and for one that may hold a line of the intent and takes no outcome of it, when nothing executed: another process may have begun
 * the key.
 *
 * @example
 * ```ts
 * import * as Journaled from "effect-binance/orders/Journaled"
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 * import * as Retry from "effect-binance/settlement/Retry"
 * import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
 *
 * const placed = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }).pipe(
 *   Reconciliation.settle,
 *   Retry.safely(RetryPolicy.standard),
 *   Journaled.under("signal-42")
 * )
 * // Effect<Order, Retryable | Fatal, BinanceClient | Reconciliation | OrderJournal>
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const under =
  (key: string) =>
  <A, R>(
    settled: Call<A, Retryable | Fatal, R>
  ): Effect.Effect<A, Retryable | Fatal, R | BinanceClient | OrderJournal> =>
    keep(settled, (shelf, account, askedAt) =>
      Effect.map(Effect.orDie(Effect.retry(shelf.journal.latest(account, key), untilItAnswers)), (row) => ({
        key,
        askedAt,
        ...(row?.outcome?._tag === "NotExecuted" ? { run: row.run + 1 } : { row })
      }))
    )

/**
 * Finds out how an intent ended that the journal has without an outcome, with or without a key, and writes it down: the call is that
 * of the row's operation and input, settled, and not retried. It sends no order and no amend; a cancel is sent again while its order
 * is open. Run it for each row of `unsettled` on start.
 *
 * Fails as the call does, `Retryable` when nothing of it executed, and with `Fatal(InvalidRequest)` when the call is not the row's or
 * the row is of another exchange: then it stays in doubt.
 *
 * @example
 * ```ts
 * import * as Journaled from "effect-binance/orders/Journaled"
 * import type { IntentRow } from "effect-binance/orders/OrderJournal"
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * // of a program that places orders of one kind: its rows have nothing else
 * const recovered = (row: IntentRow) =>
 *   Spot.placeOrder(row.input as unknown as Spot.PlaceOrder).pipe(Reconciliation.settle, Journaled.recover(row))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const recover =
  (row: IntentRow) =>
  <A, R>(
    settled: Call<A, Retryable | Fatal, R>
  ): Effect.Effect<A, Retryable | Fatal, R | BinanceClient | OrderJournal> =>
    keep(settled, () => Effect.succeed({ row, isRecovery: true }))

type Kept = Omit<Parameters<typeof newPage>[1], "shelf" | "kinds">

const keep = Effect.fnUntraced(function* <A, R>(
  settled: Call<A, Retryable | Fatal, R>,
  find: (shelf: Shelf, account: string, askedAt: number) => Effect.Effect<Kept>
): Effect.fn.Return<A, Retryable | Fatal, R | BinanceClient | OrderJournal> {
  const { account, endpoint } = yield* BinanceClient
  const journal = inTime(yield* OrderJournal, signWithinMillis)
  const generate = yield* ClientOrderId.Generator
  const clock = yield* Clock.Clock
  const askedAt = yield* Intent.monotonicMillis
  const shelf: Shelf = { journal, newId: generate, writtenBy: generate(), endpoint, signWithinMillis }
  while (true) {
    const kept = yield* find(shelf, account, askedAt)
    const page = newPage(clock, { shelf, kinds, ...kept })
    // nothing of it can have been accepted: it is only written down that it ended
    page.isAbandoned = kept.isRecovery === true && kept.row?.attempts.some(({ state }) => state === "open") !== true
    while (true) {
      const end = yield* Effect.result(Effect.provideService(settled, Intent.Current, page.intent))
      // another process was faster
      if (page.interception?._tag === "KeyTaken") break
      if (page.interception === undefined) {
        const write = page.conclude(page.outcomeOf(end))
        const written = Result.isSuccess(end)
          ? yield* Effect.catch(write, () => Effect.succeed("written" as const)) // it executed, whatever the journal says
          : yield* Effect.orDie(Effect.retry(write, untilItAnswers))
        if (written === "again" && Result.isFailure(end)) continue
        if (written !== "ended" || Result.isSuccess(end)) return yield* Effect.fromResult(end)
      }
      if (page.interception?._tag === "Ended")
        return yield* Effect.fromResult(
          page.resultOf(page.interception.outcome) as Result.Result<A, Retryable | Fatal> // what this very call gave
        )
    }
  }
}, Effect.withSpan("effect-binance.journaled"))
