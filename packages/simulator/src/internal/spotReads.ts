/**
 * What Spot, and margin like it, shows of orders, order lists and trades: each as it was when the read looks at it.
 */
import * as Wire from "../Wire.ts"
import type { Desk, Times } from "./desk.ts"
import * as Request from "./request.ts"
import type { Context } from "./request.ts"
import * as Views from "./views.ts"

const dayMillis = 86_400_000

const times = ({ parameters }: Context): Times => {
  const startTime = Wire.integer(parameters, "startTime")
  const endTime = Wire.integer(parameters, "endTime")
  if (startTime !== undefined && endTime !== undefined && endTime - startTime > dayMillis) {
    throw new Wire.Refusal(-1127, "More than 24 hours between startTime and endTime.")
  }
  // with one end only, the window is a day
  if (startTime !== undefined && endTime === undefined) return { startTime, endTime: startTime + dayMillis }
  return { startTime, endTime }
}

const notBeside = (fromId: number | undefined, { endTime, startTime }: Times): void => {
  if (fromId !== undefined && (startTime !== undefined || endTime !== undefined)) {
    throw new Wire.Refusal(-1128, "Combination of optional parameters invalid.")
  }
}

export const absent = new Wire.Refusal(-2013, "Order does not exist.")
const archived = new Wire.Refusal(
  -2026,
  "Order was canceled or expired with no executed qty over 90 days ago and has been archived."
)

export class SpotReads {
  readonly #desk: Desk
  /** The most rows of a page of orders. */
  readonly #most: number
  readonly #absentList: Wire.Refusal

  constructor(desk: Desk, { absentList, most }: { readonly absentList: Wire.Refusal; readonly most: number }) {
    this.#desk = desk
    this.#most = most
    this.#absentList = absentList
  }

  order(context: Context): unknown {
    const desk = this.#desk
    const { config } = desk.market("spot", context.parameters)
    const { orderId, origClientOrderId } = Request.idsOf(context)
    const asOf = desk.asOf(context, "memory")
    const here = context.account.of(config.symbol)
    if (orderId === undefined) {
      const found = Views.byClientOrderId(here, origClientOrderId ?? "", asOf)
      if (found === undefined) throw absent
      if (!desk.knows(...found, context.at)) throw archived
      return Views.order(...found)
    }
    const order = desk.engine.orders[orderId - 1]
    const seen =
      order !== undefined && order.owner === context.account && order.symbol === config.symbol
        ? order.seen(asOf)
        : undefined
    if (order === undefined || seen === undefined) throw absent
    if (origClientOrderId !== undefined && seen.clientOrderId !== origClientOrderId) {
      throw new Wire.Refusal(-2039, "Client order ID is not correct for this order ID.")
    }
    if (!desk.knows(order, seen, context.at)) throw archived
    return Views.order(order, seen)
  }

  amendments(context: Context): unknown {
    const desk = this.#desk
    const { config } = desk.market("spot", context.parameters)
    Wire.mandatory(context.parameters, "orderId")
    const order = desk.engine.orders[(Wire.integer(context.parameters, "orderId") ?? 0) - 1]
    const asOf = desk.asOf(context, "database")
    return order !== undefined && order.owner === context.account && order.symbol === config.symbol
      ? Views.amendments(order, asOf)
      : []
  }

  openOrders(context: Context): unknown {
    const asOf = this.#desk.asOf(context, "memory")
    if (Wire.optional(context.parameters, "symbol") !== undefined) {
      return Views.openOrders(context.account.of(this.#desk.market("spot", context.parameters).config.symbol), asOf)
    }
    return [...context.account.symbols.values()].flatMap((here) => Views.openOrders(here, asOf))
  }

  allOrders(context: Context): unknown {
    const desk = this.#desk
    const { config } = desk.market("spot", context.parameters)
    const fromId = Wire.integer(context.parameters, "orderId")
    const between = times(context)
    const limit = desk.limit(context, Math.min(500, this.#most), this.#most)
    const asOf = desk.asOf(context, "database")
    return Views.page(context.account.of(config.symbol).orders, {
      ...between,
      fromId,
      limit,
      idOf: (order) => order.orderId,
      timeOf: (order) => order.acceptedAt,
      visible: (order) => desk.seen(order, asOf, context) !== undefined
    }).map((order) => {
      const seen = order.seen(asOf)
      // a page holds only what is visible
      return Views.order(order, seen!)
    })
  }

  myTrades(context: Context): unknown {
    const desk = this.#desk
    const { config } = desk.market("spot", context.parameters)
    const orderId = Wire.integer(context.parameters, "orderId")
    const fromId = Wire.integer(context.parameters, "fromId")
    const between = times(context)
    notBeside(fromId, between)
    const limit = desk.limit(context, 500, 1_000)
    const asOf = desk.asOf(context, "memory")
    return Views.page(context.account.of(config.symbol).trades, {
      ...between,
      fromId,
      limit,
      idOf: (trade) => trade.id,
      timeOf: (trade) => trade.at,
      visible: (trade) => trade.at <= asOf && (orderId === undefined || trade.order.orderId === orderId)
    }).map(Views.trade)
  }

  myAllocations(context: Context): unknown {
    const desk = this.#desk
    const { config } = desk.market("spot", context.parameters)
    const orderId = Wire.integer(context.parameters, "orderId")
    const fromId = Wire.integer(context.parameters, "fromAllocationId")
    const between = times(context)
    notBeside(fromId ?? orderId, between)
    const limit = desk.limit(context, 500, 1_000)
    const asOf = desk.asOf(context, "database")
    return Views.page(context.account.of(config.symbol).allocations, {
      ...between,
      // with no time they begin with the oldest
      fromId: fromId ?? (between.endTime === undefined ? 0 : undefined),
      limit,
      // only what has one is there
      idOf: (allocation) => allocation.allocationId!,
      timeOf: (allocation) => allocation.at,
      visible: (allocation) => allocation.at <= asOf && (orderId === undefined || allocation.order.orderId === orderId)
    }).map(Views.allocation)
  }

  orderList(context: Context): unknown {
    const { orderId, origClientOrderId } = Request.idsOf(context, {
      orderId: "orderListId",
      clientOrderId: "origClientOrderId"
    })
    const asOf = this.#desk.asOf(context, "database")
    // of two ids the client's counts; an id that was used again means the last list of that name
    const found = context.account.lists.findLast(
      (list) =>
        list.seen(asOf) !== "absent" &&
        (origClientOrderId === undefined ? list.id === orderId : list.clientOrderId === origClientOrderId)
    )
    if (found === undefined) throw this.#absentList
    return Views.orderList(found, asOf)
  }

  openOrderLists(context: Context): unknown {
    const asOf = this.#desk.asOf(context, "memory")
    return context.account.lists.filter((list) => list.seen(asOf) === "open").map((list) => Views.orderList(list, asOf))
  }

  allOrderLists(context: Context): unknown {
    const fromId = Wire.integer(context.parameters, "fromId")
    const between = times(context)
    notBeside(fromId, between)
    const limit = this.#desk.limit(context, 500, 1_000)
    const asOf = this.#desk.asOf(context, "database")
    const page = Views.page(context.account.lists, {
      ...between,
      fromId,
      limit,
      idOf: (list) => list.id,
      timeOf: (list) => list.acceptedAt,
      visible: (list) => list.seen(asOf) !== "absent"
    })
    // the documentation shows the newest first
    return page.map((list) => Views.orderList(list, asOf)).reverse()
  }

  orderCount({ account, at }: Context): unknown {
    return account.windows.map((window) => {
      window.turn(at)
      return { ...window.limit, count: window.used }
    })
  }
}
