/**
 * The user data streams: what the engine does, as the events that tell of it, in its order. Nothing is made as long as nobody listens.
 */
import * as Decimal from "../Decimal.ts"
import type { Product, Route } from "../Product.ts"
import * as FuturesEvents from "./futuresEvents.ts"
import type { Account, Order, Trade } from "./ledger.ts"
import type { OrderList } from "./orderLists.ts"
import { matchType } from "./views.ts"

/**
 * What has happened to an order. `AMENDMENT` is what an amend is on futures. `TRIGGERED`: it goes on as the order that it was waiting to
 * be; `TRIGGERING`, `FINISHED`: it places another one now, and that one has ended.
 */
export type Execution =
  | "NEW"
  | "CANCELED"
  | "REPLACED"
  | "AMENDMENT"
  | "TRADE"
  | "EXPIRED"
  | "TRADE_PREVENTION"
  | "TRIGGERED"
  | "TRIGGERING"
  | "FINISHED"

type Event = Record<string, unknown>

export interface Report {
  readonly account: Account
  readonly event: Readonly<Event>
}

interface Pending {
  readonly account: Account
  readonly event: Event
  readonly order: Order | undefined
  readonly at: number
  /** Of a trade: makes it the one that has filled the order. */
  readonly fill: (() => void) | undefined
}

const zero = "0.00000000"

/** Why an order has expired by itself. */
const expiryReason = ({ command, list }: Order): string => {
  if (list?.leader !== undefined) return "OCO_TRIGGER"
  if (list?.working !== undefined && !list.working.isOpen && list.working.status !== "FILLED")
    return "OTO_PHASE_ONE_EXPIRED"
  if (command.timeInForce === "IOC") return "UNFILLED_IOC_QUANTITY_EXPIRED"
  if (command.timeInForce === "FOK") return "UNFILLED_FOK_ORDER_EXPIRED"
  // a list ends its pending orders when they cannot be placed
  return list === undefined ? "INSUFFICIENT_LIQUIDITY" : "REJECTED"
}

type Told = FuturesEvents.Told & { readonly origClientOrderId: string; readonly executionId: number }

const executionReport = ({ at, execution, executionId, order, origClientOrderId, trade }: Told): Event => {
  const { command } = order
  const time = Math.floor(at)
  const isExpired = execution === "EXPIRED" || execution === "TRADE_PREVENTION"
  return {
    e: "executionReport",
    E: time,
    s: order.symbol,
    c: order.clientOrderId,
    S: order.side,
    o: order.type,
    f: command.timeInForce,
    q: order.quantity,
    p: order.price,
    P: order.stopPrice,
    F: zero,
    g: order.orderListId,
    C: origClientOrderId,
    x: execution,
    // the last trade of a filled order says so once the order is closed
    X: execution === "TRADE" ? "PARTIALLY_FILLED" : order.status,
    r: "NONE",
    i: order.orderId,
    l: trade === undefined ? zero : Decimal.format(trade.quantity),
    z: order.executedQuantity,
    L: trade === undefined ? zero : Decimal.format(trade.price),
    n: trade === undefined ? "0" : Decimal.format(trade.commission),
    N: trade === undefined ? null : trade.commissionAsset,
    T: time,
    t: trade === undefined ? -1 : trade.id,
    I: executionId,
    w: order.isOpen && order.workingAt >= 0,
    m: trade?.isMaker === true,
    M: false,
    O: Math.floor(order.acceptedAt),
    Z: order.quoteQuantity,
    Y: trade === undefined ? zero : Decimal.format(trade.quote),
    Q: Decimal.format(command.quoteOrderQty),
    V: command.selfTrade,
    ...(order.floor === undefined ? {} : { k: order.floor, uS: true }),
    ...(trade?.allocationId === undefined ? {} : { b: matchType, a: trade.allocationId }),
    ...(order.workingAt >= 0 ? { W: Math.floor(order.workingAt) } : {}),
    ...(isExpired ? { eR: expiryReason(order) } : {})
  }
}

/** How the stream of a route tells of its orders. */
interface Teller {
  /** What it has no event for. */
  readonly without: ReadonlySet<Execution>
  readonly event: (told: Told) => Event
  /** The event of a trade, once the order is closed for having traded all of its quantity. */
  readonly fill: (event: Event, order: Order) => void
  /** What a trade is told by besides, and before. */
  readonly early?: ((told: Told) => Event) | undefined
}

const spot: Teller = {
  without: new Set(["TRIGGERED"]),
  event: executionReport,
  // an order by quote amount has its quantity only now
  fill: (event, order) => void Object.assign(event, { X: "FILLED", q: order.quantity, w: false })
}

const plain: Teller = {
  without: new Set(),
  event: FuturesEvents.orderTradeUpdate,
  fill: (event) => void Object.assign(event["o"] as Event, { X: "FILLED" }) // as it was just made
}

const algo: Teller = { without: new Set(), event: FuturesEvents.algoUpdate, fill: () => {} }

const conditional: Teller = {
  // not on its list
  without: new Set(["TRIGGERING"]),
  event: FuturesEvents.conditionalUpdate,
  fill: () => {}
}

const tellers: Readonly<Record<Route, Teller>> = {
  "spot": spot,
  "cross": spot,
  "isolated": spot,
  "usdm": { ...plain, early: FuturesEvents.tradeLite },
  "usdm-algo": algo,
  "coinm": plain,
  "options": plain,
  "pm-um": plain,
  "pm-um-conditional": conditional,
  "pm-cm": plain,
  "pm-cm-conditional": conditional,
  "pm-margin": spot
}

export class Reports {
  /** The products of which somebody listens. */
  wanted: ReadonlySet<Product> = new Set()
  #pending: Array<Pending> = []
  #executionId = 0

  order(
    order: Order,
    execution: Execution,
    at: number,
    detail: { readonly trade?: Trade | undefined; readonly origClientOrderId?: string | undefined } = {}
  ): void {
    if (!this.wanted.has(order.product)) return
    const teller = tellers[order.route]
    if (teller.without.has(execution)) return
    const { origClientOrderId = "", trade } = detail
    const told = { order, execution, at, trade, origClientOrderId, executionId: ++this.#executionId }
    const own = { account: order.owner, order, at }
    if (trade !== undefined && teller.early !== undefined)
      this.#pending.push({ ...own, event: teller.early(told), fill: undefined })
    const event = teller.event(told)
    const fill = trade === undefined ? undefined : () => teller.fill(event, order)
    this.#pending.push({ ...own, event, fill })
  }

  /** An order is closed for having traded all of its quantity: its last trade says so. */
  filled(order: Order): void {
    this.#pending.findLast((pending) => pending.order === order && pending.fill !== undefined)?.fill?.()
  }

  list(list: OrderList, at: number): void {
    const { account } = list.command
    const { product } = account.route
    // portfolio margin has none
    if (product === "pm" || !this.wanted.has(product)) return
    const time = Math.floor(at)
    const event: Event = {
      e: "listStatus",
      E: time,
      s: list.symbol,
      g: list.id,
      c: list.contingency,
      l: list.isOpen ? "EXEC_STARTED" : "ALL_DONE",
      L: list.isOpen ? "EXECUTING" : "ALL_DONE",
      r: "NONE",
      C: list.clientOrderId,
      T: time,
      O: list.orders.map(({ clientOrderId, orderId, symbol }) => ({ s: symbol, i: orderId, c: clientOrderId }))
    }
    this.#pending.push({ account, event, order: undefined, at, fill: undefined })
  }

  /** Takes what has been reported, and after it how the balances stand that it has changed. */
  take(): ReadonlyArray<Report> {
    if (this.#pending.length === 0) return []
    const reports: Array<Report> = this.#pending.map(({ account, event }) => ({ account, event }))
    for (const account of new Set(this.#pending.map((pending) => pending.account))) {
      const own = this.#pending.filter((pending) => pending.account === account && pending.order !== undefined)
      const event = account.route.book === "spot" ? balancesOf(account, own) : tradedOf(account, own)
      if (event !== undefined) reports.push({ account, event })
    }
    this.#pending = []
    return reports
  }
}

/** How the balances stand that what has happened to orders may have changed. */
const balancesOf = (account: Account, own: ReadonlyArray<Pending>): Event | undefined => {
  const at = Math.max(...own.map((pending) => pending.at))
  const configs = own.map(({ order }) => order!.market.config)
  const assets = [...new Set(configs.flatMap(({ baseAsset, quoteAsset }) => [baseAsset, quoteAsset]))]
  // those that were possibly changed
  const isChanged = assets.some((asset) => account.balance(asset).history.at(-1)!.at >= at)
  if (!isChanged) return undefined
  const time = Math.floor(at)
  const balances = assets.map((asset) => {
    const { free, locked } = account.balance(asset)
    return { a: asset, f: Decimal.format(free), l: Decimal.format(locked) }
  })
  return { e: "outboundAccountPosition", E: time, u: time, B: balances }
}

/** How balances and positions stand after trades of contracts. */
const tradedOf = (account: Account, own: ReadonlyArray<Pending>): Event | undefined => {
  const traded = own.filter(({ fill }) => fill !== undefined)
  if (traded.length === 0) return undefined
  const at = Math.max(...traded.map((pending) => pending.at))
  return FuturesEvents.accountUpdate(
    account,
    traded.flatMap(({ order }) => (order === undefined ? [] : [order])),
    at
  )
}
