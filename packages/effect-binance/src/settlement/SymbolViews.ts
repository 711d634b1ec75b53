/**
 * The wide views of one symbol, taken once for all the doubts that wait for them.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import type { Fatal, Retryable } from "../errors/BinanceError.ts"
import type { OrderRow, ProductViews, TradeRow } from "./ProductViews.ts"

/**
 * What the wide views of a symbol showed. Every part was asked after the request for it was made, and paged to its end.
 *
 * @category models
 * @since 0.1.0
 */
export interface SymbolView {
  readonly openOrders: ReadonlyArray<OrderRow>
  readonly allOrders: ReadonlyArray<OrderRow>
  readonly trades: ReadonlyArray<TradeRow>
}

/**
 * Asks one of the product's views.
 *
 * @category models
 * @since 0.1.0
 */
export type Ask = <A, P>(operation: import("../client/Operation.ts").Operation<A, "read", P>, input: P) => Effect.Effect<A, Retryable | Fatal>

interface Batch {
  /** The earliest time that any waiter asks for, in epoch ms by the exchange's clock. */
  from: number
  readonly done: Deferred.Deferred<SymbolView, Retryable | Fatal>
}

// A full page is no view: whatever comes after it is not in it.
const allPages = Effect.fnUntraced(function*<Row, P>(
  ask: Ask,
  operation: import("../client/Operation.ts").Operation<ReadonlyArray<Row>, "read", P>,
  first: P,
  next: (last: Row) => P,
  pageLimit: number
) {
  const rows: Array<Row> = []
  let input = first
  while (true) {
    const page = yield* ask(operation, input)
    rows.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < pageLimit) return rows
    input = next(last)
  }
})

const after = (id: number | string): number | string => typeof id === "number" ? id + 1 : `${BigInt(id) + 1n}`

/**
 * Makes a function that takes the views of a symbol from a time on. Requests that come while a view is being taken share the
 * next one: a view that started earlier may have missed what they wait for.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (ask: Ask, views: ProductViews, scope: Scope.Scope) => {
  const waiting = new Map<string, Batch>()
  const running = new Set<string>()

  const take = Effect.fnUntraced(function*(symbol: string, from: number) {
    // a test's clock starts at zero, and no order is older than that
    const startTime = Math.max(0, Math.floor(from))
    const limit = views.pageLimit
    const openOrders = yield* ask(views.openOrders, { symbol })
    const allOrders = yield* allPages(
      ask,
      views.allOrders,
      { symbol, startTime, limit },
      (last) => ({ symbol, orderId: after(last.orderId), limit }),
      limit
    )
    const trades = yield* allPages(
      ask,
      views.trades,
      { symbol, startTime, limit },
      (last) => ({ symbol, fromId: after(last.id), limit }),
      limit
    )
    return { openOrders, allOrders, trades } satisfies SymbolView
  })

  const run = Effect.fnUntraced(function*(symbol: string) {
    while (true) {
      const batch = waiting.get(symbol)
      if (batch === undefined) {
        running.delete(symbol)
        return
      }
      waiting.delete(symbol)
      yield* Deferred.done(batch.done, yield* Effect.exit(take(symbol, batch.from)))
    }
  })

  return Effect.fnUntraced(function*(symbol: string, from: number) {
    let batch = waiting.get(symbol)
    if (batch === undefined) {
      batch = { from, done: yield* Deferred.make<SymbolView, Retryable | Fatal>() }
      waiting.set(symbol, batch)
      if (!running.has(symbol)) {
        running.add(symbol)
        // in the service's own scope: a waiter that is interrupted must not take the view away from the others
        yield* Effect.forkIn(Effect.onExit(run(symbol), (exit) => Exit.isSuccess(exit) ? Effect.void : Effect.sync(() => running.delete(symbol))), scope)
      }
    } else {
      batch.from = Math.min(batch.from, from)
    }
    return yield* Deferred.await(batch.done)
  })
}
