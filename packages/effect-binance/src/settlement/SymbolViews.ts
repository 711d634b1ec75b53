/**
 * The wide views of one symbol, taken once for all the doubts that wait for them.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Ask, Operation } from "../client/Operation.ts"
import { type Fatal, Retryable } from "../errors/BinanceError.ts"
import { ReadFailed } from "../errors/RetryableReason.ts"
import { isId } from "../internal/json.ts"
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
  /** The orders behind fills of which neither list has the order. */
  readonly ordersOfTrades: ReadonlyArray<OrderRow>
  /** The order ids of such fills whose order could not be read. */
  readonly unexplained: ReadonlyArray<number | string>
}

// Half of the longest time that every list may be asked for, a day, in ms. Nobody says that one which is asked for by its start alone goes
// on for longer than that: for doubts further apart it could show the older one's time only.
const halfDayMillis = 43_200_000

interface Batch {
  /** The earliest time that any waiter asks for, in epoch ms by the exchange's clock. */
  from: number
  readonly done: Deferred.Deferred<SymbolView, Retryable | Fatal>
}

// more rows in one millisecond than a page holds, or no id where one should be
const noNextPage = new Retryable({ reason: new ReadFailed({ cause: "no page after a full one" }) })

// A full page is no view: whatever comes after it is not in it.
const allPages = Effect.fnUntraced(function* <Row, P>(
  ask: Ask,
  operation: Operation<ReadonlyArray<Row>, "read", P>,
  first: P,
  idOf: (row: Row) => number | string,
  after: (id: number | string) => P,
  pageLimit: number
) {
  const rows: Array<Row> = []
  let input = first
  while (true) {
    const page = yield* ask(operation, input)
    rows.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < pageLimit) return rows
    const id = idOf(last)
    if (!isId(id)) return yield* noNextPage
    input = after(typeof id === "number" ? id + 1 : `${BigInt(id) + 1n}`)
  }
})

/**
 * A time from `startTime` on, and to `endTime` where there is one: both inclusive, in epoch ms by the exchange's clock.
 *
 * @category models
 * @since 0.1.0
 */
export interface Span {
  readonly startTime: number
  readonly endTime?: number | undefined
}

/**
 * Takes all rows from a time on, in epoch ms by the exchange's clock: divides the time until no page is full. What came after a page that
 * was asked for without an end is asked for again.
 *
 * It is the `fullPage` of views of which nobody says what a full page leaves out; it comes with those, so that no other client carries it.
 *
 * @example
 * ```ts
 * import type { ProductViews } from "effect-binance/settlement/ProductViews"
 * import { dividing } from "effect-binance/settlement/SymbolViews"
 *
 * const cautious = (views: ProductViews): ProductViews => ({ ...views, fullPage: dividing })
 * ```
 *
 * @category paging
 * @since 0.1.0
 */
export const dividing = <
  Row extends { readonly time?: number | undefined; readonly updateTime?: number | undefined },
  P
>(
  ask: Ask,
  operation: Operation<ReadonlyArray<Row>, "read", P>,
  first: number,
  during: (span: Span) => P,
  pageLimit: number
): Effect.Effect<ReadonlyArray<Row>, Retryable | Fatal> =>
  Effect.gen(function* () {
    const rows: Array<Row> = []
    const spans: Array<Span> = [{ startTime: first }]
    while (true) {
      const span = spans.pop()
      if (span === undefined) return rows
      const page = yield* ask(operation, during(span))
      if (page.length < pageLimit) {
        rows.push(...page)
        continue
      }
      const { startTime } = span
      // a list may go by when its rows were made, or by when they last changed; and none is asked for longer than it may be
      const endTime =
        span.endTime ??
        Math.min(
          page.reduce((latest, { time = NaN, updateTime = time }) => Math.max(latest, time, updateTime), startTime),
          startTime + halfDayMillis
        )
      // a row without a time says nothing about where to divide
      if (!(endTime > startTime)) return yield* noNextPage
      const middle = Math.floor((startTime + endTime) / 2)
      if (span.endTime === undefined) spans.push({ startTime: endTime + 1 })
      spans.push({ startTime: middle + 1, endTime }, { startTime, endTime: middle })
    }
  })

/**
 * Makes a function that takes the views of a symbol from a time on. Requests that come while a view is being taken share the
 * next one, unless their times are far apart: a view that started earlier may have missed what they wait for.
 *
 * The time is in epoch ms by the exchange's clock. The views fail with what the questions fail with.
 *
 * @example
 * ```ts
 * import type { Ask } from "effect-binance/client/Operation"
 * import type { ProductViews } from "effect-binance/settlement/ProductViews"
 * import * as SymbolViews from "effect-binance/settlement/SymbolViews"
 * import type * as Scope from "effect/Scope"
 *
 * const since = (ask: Ask, views: ProductViews, scope: Scope.Scope, exchangeTime: number) =>
 *   SymbolViews.make(ask, views, scope)("BTCUSDT", exchangeTime)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (ask: Ask, views: ProductViews, scope: Scope.Scope) => {
  const waiting = new Map<string, Batch>()
  const running = new Set<string>()

  const take = Effect.fnUntraced(function* (symbol: string, from: number, explained: Map<number | string, OrderRow>) {
    // a test's clock starts at zero, and no order is older than that
    const startTime = Math.max(0, Math.floor(from))
    const limit = views.pageLimit
    const openOrders = yield* ask(views.openOrders, { symbol })
    const during = (span: Span) => ({ symbol, ...span, limit })
    const allOrders =
      views.fullPage !== undefined
        ? yield* views.fullPage(ask, views.allOrders, startTime, during, limit)
        : yield* allPages(
            ask,
            views.allOrders,
            { symbol, startTime, limit },
            ({ orderId }) => orderId,
            (orderId) => ({ symbol, orderId, limit }),
            limit
          )
    const trades =
      views.trades === undefined
        ? []
        : views.fullPage !== undefined
          ? yield* views.fullPage(ask, views.trades, startTime, during, limit)
          : yield* allPages(
              ask,
              views.trades,
              { symbol, startTime, limit },
              ({ id }) => id,
              (fromId) => ({ symbol, fromId, limit }),
              limit
            )
    // a fill of an order that no list shows may be a fill of the order that somebody waits for
    const listed = new Set([...openOrders, ...allOrders].map((row) => `${row.orderId}`))
    const unexplained: Array<number | string> = []
    const strangers = new Set(trades.map((trade) => trade.orderId).filter((orderId) => !listed.has(`${orderId}`)))
    for (const orderId of strangers) {
      if (explained.has(orderId)) continue
      const order = yield* Effect.result(ask(views.order, { symbol, orderId }))
      if (order._tag === "Success" && `${order.success.orderId}` === `${orderId}`) explained.set(orderId, order.success)
      else unexplained.push(orderId)
    }
    const ordersOfTrades = Array.from(strangers, (orderId) => explained.get(orderId)).filter((row) => row !== undefined)
    return { openOrders, allOrders, trades, ordersOfTrades, unexplained } satisfies SymbolView
  })

  // started by whoever waits; one at a time for each symbol and time
  const serve = (symbol: string, key: string) =>
    Effect.suspend(() => {
      if (running.has(key)) return Effect.void
      running.add(key)
      // as long as somebody waits, an order behind a fill is read once: its name changes with its cancel only
      const explained = new Map<number | string, OrderRow>()
      return Effect.gen(function* () {
        while (true) {
          const batch = waiting.get(key)
          if (batch === undefined) {
            // in one step with the look: whoever comes after it starts anew
            running.delete(key)
            return
          }
          waiting.delete(key)
          yield* Deferred.done(batch.done, yield* Effect.exit(take(symbol, batch.from, explained)))
        }
      })
    })

  return (symbol: string, from: number): Effect.Effect<SymbolView, Retryable | Fatal> =>
    Effect.suspend(() => {
      const key = `${symbol} ${Math.floor(from / halfDayMillis)}`
      const batch = waiting.get(key) ?? { from, done: Deferred.makeUnsafe<SymbolView, Retryable | Fatal>() }
      batch.from = Math.min(batch.from, from)
      waiting.set(key, batch)
      // in the service's own scope: a waiter that is interrupted must not take the view away from the others, and one that is
      // interrupted before this fork leaves a batch that the next waiter joins and serves
      return Effect.andThen(
        Effect.forkIn(serve(symbol, key), scope, { startImmediately: true }),
        Deferred.await(batch.done)
      )
    })
}
