/**
 * An order list: orders of which one ends the other, or of which one brings the others to life, and what the list was before.
 *
 * - OCO: two orders of one quantity. The first to trade at all, or to be triggered, ends the other.
 * - OTO: a working order, and a pending one that is placed when the working one is filled. With two pending ones they are an OCO.
 * - OPO: an OTO whose pending orders sell what the working one has bought, and have no quantity before that.
 */
import type { Account, Market, Order, PlaceCommand } from "./ledger.ts"

export type ListKind = "oco" | "oto" | "otoco" | "opo" | "opoco"

/** An order list as asked for, after every check that needs no book. */
export interface ListCommand {
  readonly market: Market
  readonly account: Account
  readonly kind: ListKind
  readonly listClientOrderId: string
  readonly working: PlaceCommand | undefined
  /** The two of an OCO, the stop loss first; or the pending orders. */
  readonly others: ReadonlyArray<PlaceCommand>
}

export class OrderList {
  readonly id: number
  readonly command: ListCommand
  readonly acceptedAt: number
  readonly working: Order | undefined
  readonly others: ReadonlyArray<Order>
  /** All of its orders, in the order of the wire. */
  readonly orders: ReadonlyArray<Order>
  endedAt = Infinity
  /** The order of an OCO that has begun to trade. */
  leader: Order | undefined
  /** Somebody cancels all of it, so no order of it has to end another. */
  isCanceling = false

  constructor(
    id: number,
    command: ListCommand,
    working: Order | undefined,
    others: ReadonlyArray<Order>,
    acceptedAt: number
  ) {
    this.id = id
    this.command = command
    this.working = working
    this.others = others
    this.orders = working === undefined ? others : [working, ...others]
    this.acceptedAt = acceptedAt
    for (const order of this.orders) order.list = this
  }

  get symbol(): string {
    return this.command.market.config.symbol
  }
  get clientOrderId(): string {
    return this.command.listClientOrderId
  }
  get contingency(): "OCO" | "OTO" {
    return this.working === undefined ? "OCO" : "OTO"
  }
  get isOpen(): boolean {
    return this.endedAt === Infinity
  }
  /** Whether the pending orders sell what the working one buys. */
  get paysOther(): boolean {
    return this.command.kind === "opo" || this.command.kind === "opoco"
  }

  /** The order that ends when this one trades, and the other way round. */
  siblingOf(order: Order): Order | undefined {
    const [first, second] = this.others
    if (second === undefined || order === this.working) return undefined
    return order === first ? second : first
  }

  /** Whether it was there, and open, at a time. */
  seen(asOf: number): "absent" | "open" | "ended" {
    if (this.acceptedAt > asOf) return "absent"
    return this.endedAt > asOf ? "open" : "ended"
  }
}
