/**
 * The user data stream: what the engine does, as the events that tell of it, in its order. Nothing is made as long as nobody listens.
 */
import * as Decimal from "../Decimal.ts"
import type { Account, Order, Trade } from "./ledger.ts"
import type { OrderList } from "./orderLists.ts"

export type Execution = "NEW" | "CANCELED" | "REPLACED" | "TRADE" | "EXPIRED" | "TRADE_PREVENTION"

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

export class Reports {
  isWanted = false
  #pending: Array<Pending> = []
  #executionId = 0

  order(
    order: Order,
    execution: Execution,
    at: number,
    detail: { readonly trade?: Trade | undefined; readonly origClientOrderId?: string | undefined } = {}
  ): void {
    // those of other products have streams of their own, which nobody can open here
    if (!this.isWanted || order.route !== "spot") return
    const { command } = order
    const { origClientOrderId = "", trade } = detail
    const time = Math.floor(at)
    const isExpired = execution === "EXPIRED" || execution === "TRADE_PREVENTION"
    const event: Event = {
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
      I: ++this.#executionId,
      w: order.isOpen && order.workingAt >= 0,
      m: trade?.isMaker === true,
      M: false,
      O: Math.floor(order.acceptedAt),
      Z: order.quoteQuantity,
      Y: trade === undefined ? zero : Decimal.format(trade.quote),
      Q: Decimal.format(command.quoteOrderQty),
      V: command.selfTrade
    }
    if (order.workingAt >= 0) event["W"] = Math.floor(order.workingAt)
    if (isExpired) event["eR"] = expiryReason(order)
    this.#pending.push({ account: order.owner, event, order, at })
  }

  /** An order is closed for having traded all of its quantity: its last trade says so. */
  filled(order: Order): void {
    const last = this.#pending.findLast((pending) => pending.order === order && pending.event["x"] === "TRADE")
    if (last === undefined) return
    // an order by quote amount has its quantity only now
    Object.assign(last.event, { X: "FILLED", q: order.quantity, w: false })
  }

  list(list: OrderList, at: number): void {
    if (!this.isWanted || list.command.account.route.name !== "spot") return
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
    this.#pending.push({ account: list.command.account, event, order: undefined, at })
  }

  /** Takes what has been reported, and after it how the balances stand that it has changed. */
  take(): ReadonlyArray<Report> {
    if (this.#pending.length === 0) return []
    const reports: Array<Report> = this.#pending.map(({ account, event }) => ({ account, event }))
    for (const account of new Set(this.#pending.map((pending) => pending.account))) {
      const own = this.#pending.filter((pending) => pending.account === account && pending.order !== undefined)
      const at = Math.max(...own.map((pending) => pending.at))
      const configs = own.map(({ order }) => order!.market.config)
      const assets = [...new Set(configs.flatMap(({ baseAsset, quoteAsset }) => [baseAsset, quoteAsset]))]
      // those that were possibly changed
      const isChanged = assets.some((asset) => account.balance(asset).history.at(-1)!.at >= at)
      if (!isChanged) continue
      const time = Math.floor(at)
      const balances = assets.map((asset) => {
        const { free, locked } = account.balance(asset)
        return { a: asset, f: Decimal.format(free), l: Decimal.format(locked) }
      })
      reports.push({ account, event: { e: "outboundAccountPosition", E: time, u: time, B: balances } })
    }
    this.#pending = []
    return reports
  }
}
