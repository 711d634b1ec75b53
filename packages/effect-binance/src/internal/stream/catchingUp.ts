/** What a gap has hidden: asked of the views of each kind of order, paged to their ends. */
import * as Effect from "effect/Effect"
import { BinanceClient } from "../../client/BinanceClient.ts"
import * as Intent from "../../client/Intent.ts"
import type { HostClock } from "../../client/ServerClock.ts"
import type { Ask } from "../../client/Operation.ts"
import type { Fatal, Retryable } from "../../errors/BinanceError.ts"
import type { OrderRow } from "../../settlement/ProductViews.ts"
import * as SymbolViews from "../../settlement/SymbolViews.ts"
import type { UserDataSource } from "../../stream/UserDataSource.ts"
import type { CatchUp, CaughtOrder, CaughtUp, Missed } from "../../stream/UserDataStream.ts"
import type { OpenOrders } from "./OpenOrders.ts"

const unknownSymbol = -1121
/** By how much the times of orders may differ from what the clock that is asked showed, in ms. */
const nodeClockMillis = 1000

export interface Options {
  readonly client: BinanceClient["Service"]
  readonly source: UserDataSource
  readonly hostClock: HostClock
  /** How long an order may be missing from a view, in ms. */
  readonly visibilityMillis: number
  readonly known: OpenOrders
  readonly missed: Missed
  readonly wanted: CatchUp
}

/** For how many ms the views may still hide something of what was missed. */
const lagMillis = Effect.fnUntraced(function* ({ hostClock, missed, visibilityMillis }: Options) {
  if (missed.until === undefined) return visibilityMillis
  const { errorMillis, time } = yield* hostClock.now
  return Math.max(0, missed.until.exchangeTime + visibilityMillis + nodeClockMillis - (time - errorMillis))
})

export const catchUp = (options: Options): Effect.Effect<CaughtUp, Retryable | Fatal> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { client, known, missed, source, wanted } = options
      const from = missed.from.exchangeTime - nodeClockMillis
      const lag = yield* lagMillis(options)
      const isFinal = wanted.when !== "now" || lag === 0
      if (isFinal) yield* Effect.sleep(Math.ceil(lag))
      const scope = yield* Effect.scope
      // each question is an intent of its own
      const ask: Ask = (operation, input) =>
        Effect.flatMap(Intent.make, (intent) => client.call(operation, input, intent))
      const routes = Object.entries(source.routes).filter(([route]) => wanted.routes?.includes(route) ?? true)
      const openOrders: Array<CaughtOrder> = []
      const orders: Array<CaughtOrder> = []
      const trades: Array<CaughtUp["trades"][number]> = []
      const unexplained: Array<CaughtUp["unexplained"][number]> = []
      const refused = new Map<string, Fatal>()
      const found = new Set<string>()
      for (const [route, views] of routes) {
        const { path } = views.order
        const wasOpen = known.of(path, routes.length === 1)
        const symbols = new Set([...wanted.symbols, ...wasOpen.map(({ symbol }) => symbol)])
        const view = SymbolViews.make(ask, views, scope)
        for (const symbol of symbols) {
          const shown = yield* Effect.result(view(symbol, from))
          if (shown._tag === "Failure") {
            const error = shown.failure
            // the symbol of one kind of order need not be one of another
            if (error._tag === "Retryable" || !("code" in error.reason) || error.reason.code !== unknownSymbol)
              return yield* error
            refused.set(symbol, error)
            continue
          }
          found.add(symbol)
          const seen = new Set<string>()
          const add = (to: Array<CaughtOrder>, order: OrderRow) => {
            if (seen.has(`${order.orderId}`)) return
            seen.add(`${order.orderId}`)
            known.read(path, { symbol, ...order })
            to.push({ route, symbol, order })
          }
          const { success } = shown
          // an order that ended between the two looks is shown by the second, which was later
          for (const order of [...success.allOrders, ...success.ordersOfTrades]) {
            const isOpen = success.openOrders.some(({ orderId }) => `${orderId}` === `${order.orderId}`)
            if (!isOpen) add(orders, order)
          }
          for (const order of success.openOrders) add(openOrders, order)
          for (const trade of success.trades) trades.push({ route, symbol, trade })
          for (const orderId of success.unexplained) unexplained.push({ route, symbol, orderId })
          for (const { orderId, symbol: own } of wasOpen) {
            if (own !== symbol || seen.has(`${orderId}`)) continue
            const order = yield* Effect.result(ask(views.order, { symbol, orderId }))
            if (order._tag === "Success" && `${order.success.orderId}` === `${orderId}`) add(orders, order.success)
            else if (order._tag === "Failure" && order.failure._tag === "Retryable") return yield* order.failure
            else unexplained.push({ route, symbol, orderId })
          }
        }
      }
      for (const [symbol, error] of refused) if (!found.has(symbol)) return yield* error
      return { isFinal, openOrders, orders, trades, unexplained }
    })
  )
