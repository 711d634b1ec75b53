/**
 * What futures and options show of orders and trades: each as it was when the read looks at it, and as long as it is kept. A page that
 * is full holds the newest of what was asked for by time, as the documentation says of most of them.
 */
import * as Wire from "../Wire.ts"
import type { ContractTrading } from "./contractTrading.ts"
import type { Desk, Times } from "./desk.ts"
import type { Market, Order, Trade, Version } from "./ledger.ts"
import { isOpenStatus } from "./ledger.ts"
import type { Context } from "./request.ts"
import * as Views from "./views.ts"

const weekMillis = 7 * 86_400_000

const absent = new Wire.Refusal(-2013, "Order does not exist.")

/** How a face writes what it shows. */
export interface Writer {
  readonly order: (order: Order, seen: Version, asOf: number) => unknown
  /** The same among many; some write it in another way. */
  readonly listed?: ((order: Order, seen: Version, asOf: number) => unknown) | undefined
  readonly trade: (trade: Trade) => unknown
  readonly amendments: (order: Order, asOf: number) => ReadonlyArray<unknown>
  readonly write: (body: unknown) => unknown
}

/** What a page may hold, and from which parameter on it is asked for. */
export interface PageRules {
  readonly fallback: number
  readonly most: number
  readonly from: string
}

export class ContractReads {
  readonly #desk: Desk
  readonly #trading: ContractTrading
  readonly #writer: Writer

  constructor(desk: Desk, trading: ContractTrading, writer: Writer) {
    this.#desk = desk
    this.#trading = trading
    this.#writer = writer
  }

  #marketOf({ account, parameters }: Context): Market | undefined {
    return parameters.values.has("symbol") ? this.#desk.market(account.route.book, parameters) : undefined
  }

  /** The order that is meant, as the read sees it. */
  #find(context: Context): readonly [Order, Version, number] {
    const { account } = context
    const symbol = this.#marketOf(context)?.config.symbol
    const { clientOrderId, orderId } = this.#trading.ids(context)
    const asOf = this.#desk.asOf(context, "memory")
    // an id that was used again means the last order of that name
    const known =
      orderId !== undefined
        ? [this.#desk.engine.orders[orderId - 1]]
        : [...account.symbols.values()].flatMap((here) => here.byClientOrderId.get(clientOrderId ?? "") ?? [])
    for (let i = known.length - 1; i >= 0; i--) {
      const order = known[i]
      if (order === undefined || order.owner !== account || (symbol !== undefined && order.symbol !== symbol)) continue
      const seen = this.#desk.seen(order, asOf, context)
      if (seen !== undefined) return [order, seen, asOf]
    }
    throw absent
  }

  order(context: Context): unknown {
    return this.#writer.write(this.#writer.order(...this.#find(context)))
  }

  /** One that is open, or ended: any other is not there. */
  orderThat(context: Context, isOpen: boolean): unknown {
    const [order, seen, asOf] = this.#find(context)
    if (isOpenStatus(seen.status) !== isOpen) throw absent
    return this.#writer.write(this.#writer.order(order, seen, asOf))
  }

  #list(rows: ReadonlyArray<Order>, asOf: number): unknown {
    const { listed, order, write } = this.#writer
    // what is listed is visible
    return write(rows.map((each) => (listed ?? order)(each, each.seen(asOf)!, asOf)))
  }

  openOrders(context: Context): unknown {
    const { account } = context
    const market = this.#marketOf(context)
    const asOf = this.#desk.asOf(context, "memory")
    const all = market === undefined ? [...account.symbols.values()] : [account.of(market.config.symbol)]
    const found = all
      .flatMap((here) => Views.openAt(here, asOf))
      .filter(([order, seen]) => this.#desk.knows(order, seen, context.at))
      .map(([order]) => order)
    return this.#list(
      found.sort((a, b) => a.orderId - b.orderId),
      asOf
    )
  }

  #times({ at, parameters }: Context): Times {
    const startTime = Wire.integer(parameters, "startTime")
    const endTime = Wire.integer(parameters, "endTime")
    if (startTime !== undefined && endTime !== undefined && endTime - startTime > weekMillis)
      throw new Wire.Refusal(-4165, "Maximum time interval is 7 days")
    if (startTime !== undefined) return { startTime, endTime: endTime ?? startTime + weekMillis }
    // a test's clock starts at zero
    return { startTime: Math.max(0, (endTime ?? Math.floor(at)) - weekMillis), endTime }
  }

  /** A page of a list that is ordered by id and time: from an id on the next ones, by time the newest. */
  #page<A extends { readonly id: number; readonly at: number }>(
    context: Context,
    rows: ReadonlyArray<A>,
    { fallback, from, most }: PageRules,
    visible: (row: A) => boolean
  ): ReadonlyArray<A> {
    const fromText = Wire.optional(context.parameters, from)
    const fromId = this.#trading.orderId(fromText, from)
    const { endTime = Infinity, startTime = 0 } = fromId === undefined ? this.#times(context) : {}
    const limit = this.#desk.limit(context, fallback, most)
    const out: Array<A> = []
    if (fromId !== undefined) {
      for (const row of rows) {
        if (out.length >= limit) break
        if (row.id >= fromId && visible(row)) out.push(row)
      }
      return out
    }
    for (let i = rows.length - 1; i >= 0 && out.length < limit; i--) {
      const row = rows[i]!
      // the wire's times are whole ms
      const time = Math.floor(row.at)
      if (time < startTime) break
      if (time <= endTime && visible(row)) out.push(row)
    }
    return out.reverse()
  }

  allOrders(context: Context, page: PageRules, keeps: (seen: Version) => boolean = () => true): unknown {
    const market = this.#marketOf(context)
    const { account } = context
    const all = market === undefined ? [...account.symbols.values()] : [account.of(market.config.symbol)]
    const asOf = this.#desk.asOf(context, "database")
    const rows = all
      .flatMap(({ orders }) => orders)
      .map((order) => ({ id: order.orderId, at: order.acceptedAt, order }))
      .sort((a, b) => a.id - b.id)
    const found = this.#page(context, rows, page, ({ order }) => {
      const seen = this.#desk.seen(order, asOf, context)
      return seen !== undefined && keeps(seen)
    })
    return this.#list(
      found.map(({ order }) => order),
      asOf
    )
  }

  trades(context: Context, page: PageRules): unknown {
    const market = this.#marketOf(context)
    const { account, parameters } = context
    const orderId = this.#trading.orderId(Wire.optional(parameters, "orderId"), "orderId")
    if (Wire.optional(parameters, "fromId") !== undefined)
      for (const name of ["startTime", "endTime"])
        if (parameters.values.has(name)) throw new Wire.Refusal(-1128, "Combination of optional parameters invalid.")
    const all = market === undefined ? [...account.symbols.values()] : [account.of(market.config.symbol)]
    const asOf = this.#desk.asOf(context, "memory")
    const rows = all.flatMap(({ trades }) => trades).sort((a, b) => a.id - b.id)
    const found = this.#page(
      context,
      rows,
      page,
      (trade) =>
        trade.at <= asOf &&
        (orderId === undefined || trade.order.orderId === orderId) &&
        this.#desk.seen(trade.order, asOf, context) !== undefined
    )
    return this.#writer.write(found.map(this.#writer.trade))
  }

  amendments(context: Context, most: number): unknown {
    const market = this.#marketOf(context)
    const { clientOrderId, orderId } = this.#trading.ids(context)
    const asOf = this.#desk.asOf(context, "database")
    const { account } = context
    const here = account.of(market?.config.symbol ?? "")
    const order =
      orderId === undefined
        ? here.byClientOrderId.get(clientOrderId ?? "")?.at(-1)
        : this.#desk.engine.orders[orderId - 1]
    if (order === undefined || order.owner !== account || order.symbol !== market?.config.symbol) return []
    const startTime = Wire.integer(context.parameters, "startTime") ?? 0
    const endTime = Wire.integer(context.parameters, "endTime") ?? Infinity
    return this.#writer
      .amendments(order, asOf)
      .filter((row) => {
        const time = typeof row === "object" && row !== null && "time" in row ? Number(row.time) : 0
        return time >= startTime && time <= endTime
      })
      .slice(0, this.#desk.limit(context, 50, most))
  }
}
