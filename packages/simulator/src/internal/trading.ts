/**
 * What orders, cancels, amends and order lists do: each checks its request when it arrives, and gives what the engine has to do when
 * its time comes.
 */
import type { Seeded } from "../Seeded.ts"
import * as Wire from "../Wire.ts"
import * as CancelReplace from "./cancelReplace.ts"
import type { Market, Order, PlaceCommand } from "./ledger.ts"
import * as ListRequest from "./listRequest.ts"
import { findOpen, findOpenList, type MatchingEngine } from "./matchingEngine.ts"
import type { ListKind, OrderList } from "./orderLists.ts"
import * as OrderRequest from "./orderRequest.ts"
import * as Request from "./request.ts"
import * as Views from "./views.ts"

const ownIds = { ...Request.ownIds, newClientOrderId: "newClientOrderId" }

/** What a cancelReplace calls the ids of the order to cancel. */
export const replacedIds = {
  orderId: "cancelOrderId",
  clientOrderId: "cancelOrigClientOrderId",
  newClientOrderId: "cancelNewClientOrderId"
}

const attempt = <A>(run: () => A): { readonly result: "SUCCESS"; readonly response: A } | CancelReplace.Failed => {
  try {
    return { result: "SUCCESS", response: run() }
  } catch (refusal) {
    // anything else is a mistake of this program
    if (!(refusal instanceof Wire.Refusal)) throw refusal
    return { result: "FAILURE", refusal }
  }
}

export class Trading {
  readonly #engine: MatchingEngine
  readonly #random: Seeded
  readonly #marketOf: (parameters: Wire.Parameters) => Market

  constructor(engine: MatchingEngine, random: Seeded, marketOf: (parameters: Wire.Parameters) => Market) {
    this.#engine = engine
    this.#random = random
    this.#marketOf = marketOf
  }

  /** A test order: checked, and nothing else. */
  test(context: Request.Context): void {
    this.#commandOf(context, OrderRequest.plain)
  }

  testRouted(context: Request.Context): void {
    this.#commandOf(context, this.#routed(context))
  }

  #routed({ parameters }: Request.Context): OrderRequest.Shape {
    return OrderRequest.readRouted(parameters, this.#marketOf(parameters))
  }

  /** An order as the account asks for it, under a name of the exchange's own when it has none. */
  #commandOf(
    { account, parameters, record }: Request.Context,
    shape: OrderRequest.NameOf | OrderRequest.Shape
  ): Omit<PlaceCommand, "counted"> {
    const read = typeof shape === "function" ? OrderRequest.read(parameters, this.#marketOf(parameters), shape) : shape
    return { ...read, account, request: record, clientOrderId: read.clientOrderId ?? this.#random.text(22) }
  }

  /** Counts new orders against the account's windows, or refuses them when one has no room. */
  #count({ account, at }: Request.Context, orders: number): PlaceCommand["counted"] {
    for (const window of account.windows) window.turn(at)
    const full = account.windows.find((window) => window.used + orders > window.limit.limit)
    if (full !== undefined) {
      const { interval, intervalNum, limit } = full.limit
      throw new Wire.Refusal(
        -1015,
        `Too many new orders; current limit is ${limit} orders per ${intervalNum} ${interval}.`,
        429
      )
    }
    // counted before the second look at the receive window, so an order that is too late then has used up its count
    return account.windows.map((window) => {
      window.used += orders
      return { window, start: window.start }
    })
  }

  /** An order that smart order routing fills as far as it can, and that rests on the book of its symbol after that. */
  placeRouted(context: Request.Context): (at: number) => Request.Answer {
    return this.place(context, this.#routed(context))
  }

  place(
    context: Request.Context,
    shape: OrderRequest.NameOf | OrderRequest.Shape = OrderRequest.plain
  ): (at: number) => Request.Answer {
    const command = this.#commandOf(context, shape)
    const { account } = context
    const counted = this.#count(context, 1)
    return (at) => {
      const order = this.#engine.place({ ...command, counted }, at)
      return { status: 200, body: JSON.stringify(Views.placed(order, command.response)), account, executed: true }
    }
  }

  placeList(context: Request.Context, kind: ListKind): (at: number) => Request.Answer {
    const { account, parameters } = context
    const market = this.#marketOf(parameters)
    const read = ListRequest.read(parameters, market, kind)
    const listClientOrderId = read.listClientOrderId ?? this.#random.text(22)
    const counted = this.#count(context, ListRequest.sizes[kind])
    const commandOf = (shape: OrderRequest.Shape): PlaceCommand =>
      Object.assign(this.#commandOf(context, shape), { counted })
    const working = read.working === undefined ? undefined : commandOf(read.working)
    const others = read.others.map(commandOf)
    return (at) => {
      const list = this.#engine.placeList({ market, account, kind, listClientOrderId, working, others }, at)
      const body = JSON.stringify(Views.listPlaced(list))
      this.#engine.settle(market, at)
      return { status: 200, body, account, executed: true }
    }
  }

  /** What a cancel does in the engine: it gives what it answers, or throws the refusal. */
  #canceling(
    context: Request.Context,
    names: Request.IdNames & { readonly newClientOrderId: string }
  ): (at: number) => unknown {
    const { account, parameters } = context
    const { config } = this.#marketOf(parameters)
    const { orderId, origClientOrderId } = Request.idsOf(context, names)
    const newClientOrderId = Wire.clientOrderId(parameters, names.newClientOrderId) ?? this.#random.text(22)
    const only = OrderRequest.enumerated(
      parameters,
      "cancelRestrictions",
      ["ONLY_NEW", "ONLY_PARTIALLY_FILLED"],
      new Wire.Refusal(-1145, "`cancelRestrictions` has to be either `ONLY_NEW` or `ONLY_PARTIALLY_FILLED`.")
    )
    return (at) => {
      const order = findOpen(account, config.symbol, orderId, origClientOrderId)
      if (order === undefined) throw new Wire.Refusal(-2011, "Unknown order sent.")
      if (origClientOrderId !== undefined && order.clientOrderId !== origClientOrderId) {
        throw new Wire.Refusal(-2039, "Client order ID is not correct for this order ID.")
      }
      if (
        (only === "ONLY_NEW" && order.status !== "NEW") ||
        (only === "ONLY_PARTIALLY_FILLED" && order.status !== "PARTIALLY_FILLED")
      ) {
        throw new Wire.Refusal(-2011, "Order was not canceled due to cancel restrictions.")
      }
      // one order of a list stands for all of it
      if (order.list !== undefined) return this.#endList(order.list, newClientOrderId, at)
      return this.#endOrder(order, newClientOrderId, at)
    }
  }

  #endOrder(order: Order, newClientOrderId: string, at: number): unknown {
    const before = order.clientOrderId
    this.#engine.cancel(order, newClientOrderId, at)
    return Views.canceled(order, before, at)
  }

  #endList(list: OrderList, newClientOrderId: string, at: number): unknown {
    const before = new Map(list.orders.filter(({ isOpen }) => isOpen).map((order) => [order, order.clientOrderId]))
    this.#engine.cancelList(list, newClientOrderId, at)
    return Views.listCanceled(list, before, at)
  }

  cancel(context: Request.Context): (at: number) => Request.Answer {
    const canceling = this.#canceling(context, ownIds)
    return (at) => ({ status: 200, body: JSON.stringify(canceling(at)), executed: true })
  }

  cancelList(context: Request.Context): (at: number) => Request.Answer {
    const { account, parameters } = context
    const { config } = this.#marketOf(parameters)
    const { orderId, origClientOrderId } = Request.idsOf(context, {
      orderId: "orderListId",
      clientOrderId: "listClientOrderId"
    })
    const newClientOrderId = Wire.clientOrderId(parameters, "newClientOrderId") ?? this.#random.text(22)
    return (at) => {
      const list = findOpenList(account, config.symbol, orderId, origClientOrderId)
      if (list === undefined || (origClientOrderId !== undefined && list.clientOrderId !== origClientOrderId))
        throw new Wire.Refusal(-2011, "Unknown order sent.")
      return { status: 200, body: JSON.stringify(this.#endList(list, newClientOrderId, at)), executed: true }
    }
  }

  cancelAll(context: Request.Context): (at: number) => Request.Answer {
    const { config } = this.#marketOf(context.parameters)
    const here = context.account.of(config.symbol)
    const newClientOrderId = this.#random.text(22)
    return (at) => {
      const open = [...here.open].sort((a, b) => a.orderId - b.orderId)
      if (open.length === 0) throw new Wire.Refusal(-2011, "Unknown order sent.")
      const canceled: Array<unknown> = []
      for (const order of open) {
        // it went with the first of its list
        if (!order.isOpen) continue
        const { list } = order
        canceled.push(
          list === undefined ? this.#endOrder(order, newClientOrderId, at) : this.#endList(list, newClientOrderId, at)
        )
      }
      return { status: 200, body: JSON.stringify(canceled), executed: true }
    }
  }

  amend(context: Request.Context): (at: number) => Request.Answer {
    const { account, parameters } = context
    const market = this.#marketOf(parameters)
    const { orderId, origClientOrderId } = Request.idsOf(context)
    Wire.mandatory(parameters, "newQty")
    const quantity = Wire.decimal(parameters, "newQty") ?? 0n
    if (quantity === 0n) throw new Wire.Refusal(-1013, "Invalid quantity.")
    OrderRequest.checkLot(market, quantity)
    const newClientOrderId = Wire.clientOrderId(parameters, "newClientOrderId") ?? this.#random.text(22)
    if (market.config.without?.includes("amend") === true)
      throw new Wire.Refusal(-2038, "Order amend is not supported for this symbol.")
    return (at) => {
      const order = findOpen(account, market.config.symbol, orderId, origClientOrderId)
      if (order === undefined) throw new Wire.Refusal(-2038, "Unknown order sent.")
      const before = order.clientOrderId
      if (origClientOrderId !== undefined && before !== origClientOrderId) {
        throw new Wire.Refusal(-2039, "Client order ID is not correct for this order ID.")
      }
      if (order.worth(quantity) < market.minNotional) throw new Wire.Refusal(-2038, "Filter failure: NOTIONAL")
      this.#engine.amend(order, quantity, newClientOrderId, at)
      // it is free of weight only when it makes the order expire
      const body = JSON.stringify(Views.amended(order, before, at))
      return { status: 200, body, account, executed: true, weighs: order.isOpen }
    }
  }

  cancelReplace(context: Request.Context): (at: number) => Request.Answer {
    const { account, at: arrivedAt, parameters } = context
    if (this.#marketOf(parameters).config.without?.includes("cancelReplace") === true)
      throw new Wire.Refusal(-2010, "Order cancel-replace is not supported for this symbol.")
    const invalid = (name: string) => new Wire.Refusal(-1130, `Data sent for parameter '${name}' is not valid.`)
    Wire.mandatory(parameters, "cancelReplaceMode")
    const mode =
      OrderRequest.enumerated(
        parameters,
        "cancelReplaceMode",
        ["STOP_ON_FAILURE", "ALLOW_FAILURE"],
        invalid("cancelReplaceMode")
      ) ?? "STOP_ON_FAILURE"
    const whenOver = OrderRequest.enumerated(
      parameters,
      "orderRateLimitExceededMode",
      ["DO_NOTHING", "CANCEL_ONLY"],
      invalid("orderRateLimitExceededMode")
    )
    const canceling = this.#canceling(context, replacedIds)
    // filters and counts are looked at before anything is cancelled
    const command = this.#commandOf(context, OrderRequest.plain)
    const counted = attempt(() => this.#count(context, 1))
    if (counted.result === "FAILURE" && whenOver !== "CANCEL_ONLY") throw counted.refusal
    return (at) => {
      const cancel = attempt(() => canceling(at))
      const place = (): CancelReplace.Half => {
        if (context.halved || (cancel.result === "FAILURE" && mode === "STOP_ON_FAILURE"))
          return { result: "NOT_ATTEMPTED" }
        if (counted.result === "FAILURE") return counted
        return attempt(() =>
          Views.placed(this.#engine.place({ ...command, counted: counted.response }, at), command.response)
        )
      }
      const answer = CancelReplace.answer(cancel, place(), { mode, isOver: counted.result === "FAILURE" })
      const headers = answer.status === 429 ? Request.retryAfter(account, arrivedAt) : undefined
      return { ...answer, account, headers }
    }
  }
}
