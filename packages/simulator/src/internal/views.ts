/**
 * What the exchange shows: the wire shape of orders, trades and balances, now or as they were a moment ago.
 */
import * as Decimal from "../Decimal.ts"
import type { AccountConfig, Feature } from "../ExchangeConfig.ts"
import type { Account, AccountSymbol, Balance, Market, Order, ResponseType, Trade, Version } from "./ledger.ts"
import { isOpenStatus } from "./ledger.ts"
import type { OrderList } from "./orderLists.ts"

const zero = "0.00000000"

/** What kind of fill an allocation is: one that the account alone is party to. */
export const matchType = "ONE_PARTY_TRADE_REPORT"

/** The fields that every view of an order shares, in the order of the wire. */
const body = (order: Order, seen: Pick<Version, "executed" | "quantityUnits" | "quote" | "status">) => ({
  price: order.price,
  // the pending order of an OPO has no quantity before the working one is filled
  origQty: order.list?.paysOther === true && seen.quantityUnits === 0n ? undefined : Decimal.format(seen.quantityUnits),
  executedQty: Decimal.format(seen.executed),
  origQuoteOrderQty: Decimal.format(order.command.quoteOrderQty),
  cummulativeQuoteQty: Decimal.format(seen.quote),
  status: seen.status,
  timeInForce: order.command.timeInForce,
  type: order.type,
  side: order.side,
  stopPrice: order.command.stopPrice > 0n ? order.stopPrice : undefined
})

/** What the view of an order says besides that uses smart order routing. */
const routingOf = ({ floor }: Order) => (floor === undefined ? {} : { usedSor: true, workingFloor: floor })

const workingTime = (workingAt: number) => (workingAt < 0 ? -1 : Math.floor(workingAt))

/** Margin says on which of its accounts an order lives. */
const routeOf = ({ product, route }: Order) => (product === "margin" ? { isIsolated: route === "isolated" } : {})

/** The answer to an order. */
export const placed = (order: Order, response: ResponseType): unknown => {
  const transactTime = Math.floor(order.acceptedAt)
  const ack = {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: order.orderListId,
    clientOrderId: order.clientOrderId,
    transactTime,
    ...routeOf(order)
  }
  if (response === "ACK") return ack
  const result = {
    ...ack,
    ...body(order, order),
    workingTime: workingTime(order.workingAt),
    selfTradePreventionMode: order.command.selfTrade,
    ...routingOf(order)
  }
  if (response === "RESULT") return result
  return {
    ...result,
    fills: order.fills.map((fill) => ({
      ...(fill.allocationId === undefined ? {} : { matchType, allocId: fill.allocationId }),
      price: Decimal.format(fill.price),
      qty: Decimal.format(fill.quantity),
      commission: Decimal.format(fill.commission),
      commissionAsset: fill.commissionAsset,
      tradeId: fill.id
    }))
  }
}

/** The answer to a cancel. */
export const canceled = (order: Order, origClientOrderId: string, at: number): unknown => ({
  symbol: order.symbol,
  origClientOrderId,
  orderId: order.orderId,
  orderListId: order.orderListId,
  clientOrderId: order.clientOrderId,
  transactTime: Math.floor(at),
  ...body(order, order),
  ...routeOf(order),
  ...routingOf(order),
  selfTradePreventionMode: order.command.selfTrade
})

/** An order in a read, as it was at that version. */
export const order = (of: Order, seen: Version): unknown => ({
  symbol: of.symbol,
  orderId: of.orderId,
  orderListId: of.orderListId,
  clientOrderId: seen.clientOrderId,
  ...body(of, seen),
  stopPrice: of.stopPrice,
  icebergQty: zero,
  time: Math.floor(of.acceptedAt),
  updateTime: Math.floor(seen.at),
  isWorking: seen.workingAt >= 0,
  workingTime: workingTime(seen.workingAt),
  selfTradePreventionMode: of.command.selfTrade,
  ...routingOf(of),
  ...routeOf(of)
})

/** The amendments of an order that were made by a time. */
export const amendments = (of: Order, asOf: number): ReadonlyArray<unknown> =>
  of.amendments
    .filter((amendment) => amendment.at <= asOf)
    .map(({ at, from, newClientOrderId, origClientOrderId, to }, index) => ({
      symbol: of.symbol,
      orderId: of.orderId,
      executionId: index + 1,
      origClientOrderId,
      newClientOrderId,
      origQty: Decimal.format(from),
      newQty: Decimal.format(to),
      time: Math.floor(at)
    }))

/** A trade in a read. */
export const trade = (of: Trade): unknown => ({
  symbol: of.order.symbol,
  id: of.id,
  orderId: of.order.orderId,
  orderListId: of.order.orderListId,
  price: Decimal.format(of.price),
  qty: Decimal.format(of.quantity),
  quoteQty: Decimal.format(of.quote),
  commission: Decimal.format(of.commission),
  commissionAsset: of.commissionAsset,
  time: Math.floor(of.at),
  isBuyer: of.order.side === "BUY",
  isMaker: of.isMaker,
  isBestMatch: true,
  ...routeOf(of.order)
})

/** An allocation in a read. */
export const allocation = (of: Trade): unknown => ({
  symbol: of.order.symbol,
  allocationId: of.allocationId,
  allocationType: "SOR",
  orderId: of.order.orderId,
  orderListId: of.order.orderListId,
  price: Decimal.format(of.price),
  qty: Decimal.format(of.quantity),
  quoteQty: Decimal.format(of.quote),
  commission: Decimal.format(of.commission),
  commissionAsset: of.commissionAsset,
  time: Math.floor(of.at),
  isBuyer: of.order.side === "BUY",
  isMaker: of.isMaker,
  isAllocator: false
})

/** The answer to an amend. */
export const amended = (order: Order, origClientOrderId: string, at: number): unknown => {
  const { list } = order
  return {
    transactTime: Math.floor(at),
    executionId: order.amendments.length,
    amendedOrder: {
      symbol: order.symbol,
      orderId: order.orderId,
      orderListId: order.orderListId,
      origClientOrderId,
      clientOrderId: order.clientOrderId,
      price: order.price,
      qty: order.quantity,
      executedQty: order.executedQuantity,
      preventedQty: zero,
      quoteOrderQty: zero,
      cumulativeQuoteQty: order.quoteQuantity,
      status: order.status,
      timeInForce: order.command.timeInForce,
      type: order.type,
      side: order.side,
      stopPrice: order.command.stopPrice > 0n ? order.stopPrice : undefined,
      workingTime: order.workingAt < 0 ? undefined : Math.floor(order.workingAt),
      selfTradePreventionMode: order.command.selfTrade,
      ...routingOf(order)
    },
    listStatus:
      list === undefined
        ? undefined
        : {
            orderListId: list.id,
            contingencyType: list.contingency,
            listOrderStatus: list.isOpen ? "EXECUTING" : "ALL_DONE",
            listClientOrderId: list.clientOrderId,
            symbol: list.symbol,
            orders: list.orders.map(({ clientOrderId, orderId, symbol }) => ({ symbol, orderId, clientOrderId }))
          }
  }
}

const listBody = (
  list: OrderList,
  isOpen: boolean,
  transactionTime: number,
  nameOf: (order: Order) => string | undefined
) => ({
  orderListId: list.id,
  contingencyType: list.contingency,
  listStatusType: isOpen ? "EXEC_STARTED" : "ALL_DONE",
  listOrderStatus: isOpen ? "EXECUTING" : "ALL_DONE",
  listClientOrderId: list.clientOrderId,
  transactionTime: Math.floor(transactionTime),
  symbol: list.symbol,
  orders: list.orders.map((order) => ({
    symbol: order.symbol,
    orderId: order.orderId,
    clientOrderId: nameOf(order)
  }))
})

/** The answer to an order list. */
export const listPlaced = (list: OrderList): unknown => ({
  ...listBody(list, list.isOpen, list.acceptedAt, (order) => order.clientOrderId),
  orderReports: list.orders.map((order) => placed(order, order.command.response))
})

/** The answer to the cancel of an order list: its orders under the names that they had before, with those that it ended. */
export const listCanceled = (list: OrderList, before: ReadonlyMap<Order, string>, at: number): unknown => ({
  ...listBody(list, false, at, (order) => before.get(order) ?? order.clientOrderId),
  orderReports: [...before].map(([order, name]) => canceled(order, name, at))
})

/** An order list in a read, as it was at a time. */
export const orderList = (list: OrderList, asOf: number): unknown =>
  listBody(list, list.seen(asOf) === "open", list.acceptedAt, (order) => order.seen(asOf)?.clientOrderId)

/** The orders that were open at a time, by their ids. */
export const openAt = (here: AccountSymbol, asOf: number): ReadonlyArray<readonly [Order, Version]> => {
  const candidates = [...here.open]
  // what has closed since then was still open
  for (let i = here.closed.length - 1; i >= 0 && here.closed[i]!.closedAt > asOf; i--) candidates.push(here.closed[i]!)
  const out: Array<readonly [Order, Version]> = []
  for (const candidate of candidates.sort((a, b) => a.orderId - b.orderId)) {
    const seen = candidate.seen(asOf)
    if (seen !== undefined && isOpenStatus(seen.status)) out.push([candidate, seen])
  }
  return out
}

/** The orders that were open at a time, as a read shows them. */
export const openOrders = (here: AccountSymbol, asOf: number): ReadonlyArray<unknown> =>
  openAt(here, asOf).map(([of, seen]) => order(of, seen))

/** The order that had this client order id at a time: the last one, when the id was used again. */
export const byClientOrderId = (
  here: AccountSymbol,
  clientOrderId: string,
  asOf: number
): readonly [Order, Version] | undefined => {
  const known = here.byClientOrderId.get(clientOrderId) ?? []
  for (let i = known.length - 1; i >= 0; i--) {
    const seen = known[i]!.seen(asOf)
    // the documentation does not say whether a cancelled order is still found under its old id; the harder answer is no
    if (seen !== undefined && seen.clientOrderId === clientOrderId) return [known[i]!, seen]
  }
  return undefined
}

/** The first place in a list that is ordered by time at which the time is at least `time`. */
const firstAt = <A>(list: ReadonlyArray<A>, timeOf: (a: A) => number, time: number): number => {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (timeOf(list[middle]!) < time) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * A page of a list that is ordered by id and time: from an id or a start time on, or else the last ones. `visible` cuts off what
 * the read does not know yet.
 */
export const page = <A>(
  list: ReadonlyArray<A>,
  options: {
    readonly timeOf: (a: A) => number
    readonly idOf: (a: A) => number
    readonly visible: (a: A) => boolean
    readonly fromId: number | undefined
    readonly startTime: number | undefined
    readonly endTime: number | undefined
    readonly limit: number
  }
): ReadonlyArray<A> => {
  const { endTime, fromId, idOf, limit, startTime, timeOf, visible } = options
  // the wire's times are whole ms
  const whole = (a: A) => Math.floor(timeOf(a))
  let start = startTime === undefined ? 0 : firstAt(list, whole, startTime)
  const end = endTime === undefined ? list.length : firstAt(list, whole, endTime + 1)
  if (fromId !== undefined) start = Math.max(start, firstAt(list, idOf, fromId))
  const out: Array<A> = []
  if (startTime !== undefined || fromId !== undefined) {
    for (let i = start; i < end && out.length < limit; i++) if (visible(list[i]!)) out.push(list[i]!)
    return out
  }
  for (let i = end - 1; i >= start && out.length < limit; i--) if (visible(list[i]!)) out.push(list[i]!)
  return out.reverse()
}

/** A balance as it is. */
export const balance = ({ free, locked }: Balance) => ({ free: Decimal.format(free), locked: Decimal.format(locked) })

const balanceAt = (balance: Balance, asOf: number) => {
  const { history } = balance
  for (let i = history.length - 1; i > 0; i--) if (history[i]!.at <= asOf) return history[i]!
  return history[0]!
}

/** The account as it was at a time. */
export const account = (
  of: Account,
  asOf: number,
  options: { readonly omitZero: boolean; readonly commissionPpm: number }
): unknown => {
  const balances: Array<unknown> = []
  let updateTime = 0
  for (const [asset, balance] of of.balances) {
    const seen = balanceAt(balance, asOf)
    if (options.omitZero && seen.free === 0n && seen.locked === 0n) continue
    if (seen.at > updateTime) updateTime = Math.floor(seen.at)
    balances.push({ asset, free: Decimal.format(seen.free), locked: Decimal.format(seen.locked) })
  }
  const rate = Decimal.format(BigInt(options.commissionPpm) * 100n)
  return {
    makerCommission: Math.round(options.commissionPpm / 100),
    takerCommission: Math.round(options.commissionPpm / 100),
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { maker: rate, taker: rate, buyer: zero, seller: zero },
    canTrade: true,
    canWithdraw: false,
    canDeposit: false,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime,
    accountType: "SPOT",
    balances,
    permissions: ["SPOT"],
    uid: of.uid
  }
}

/** What a key may do. Only Spot can be traded here. */
export const apiRestrictions = (key: AccountConfig["keys"][number] | undefined): unknown => ({
  ipRestrict: key?.addresses !== undefined,
  createTime: 1_700_000_000_000,
  enableReading: true,
  enableWithdrawals: key?.withdrawals === true,
  enableInternalTransfer: false,
  enableMargin: false,
  enableFutures: false,
  permitsUniversalTransfer: false,
  enableVanillaOptions: false,
  enableFixApiTrade: false,
  enableFixReadOnly: false,
  enableSpotAndMarginTrading: key?.permission !== "read",
  enablePortfolioMarginTrading: false
})

/** Which symbols have smart order routing, each on its own book alone; `undefined` when none has it: the field is then left out. */
export const sors = (markets: ReadonlyArray<Market>): unknown => {
  const routed = markets.filter(({ config }) => config.without?.includes("sor") !== true)
  return routed.length === 0
    ? undefined
    : routed.map(({ config }) => ({ baseAsset: config.baseAsset, symbols: [config.symbol] }))
}

/** One symbol of the exchange information. */
export const symbol = (of: Market): unknown => {
  const { config } = of
  const allows = (feature: Feature) => config.without?.includes(feature) !== true
  return {
    symbol: config.symbol,
    status: config.status ?? "TRADING",
    baseAsset: config.baseAsset,
    baseAssetPrecision: 8,
    quoteAsset: config.quoteAsset,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: [
      "LIMIT",
      "LIMIT_MAKER",
      "MARKET",
      ...(allows("stops") ? ["STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"] : [])
    ],
    icebergAllowed: false,
    ocoAllowed: allows("oco"),
    otoAllowed: true,
    opoAllowed: allows("opo"),
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: allows("cancelReplace"),
    amendAllowed: allows("amend"),
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      {
        filterType: "PRICE_FILTER",
        minPrice: Decimal.format(of.minPrice),
        maxPrice: Decimal.format(of.maxPrice),
        tickSize: Decimal.format(of.tickSize)
      },
      {
        filterType: "LOT_SIZE",
        minQty: Decimal.format(of.minQty),
        maxQty: Decimal.format(of.maxQty),
        stepSize: Decimal.format(of.stepSize)
      },
      {
        filterType: "NOTIONAL",
        minNotional: Decimal.format(of.minNotional),
        applyMinToMarket: true,
        maxNotional: Decimal.format(of.maxNotional),
        applyMaxToMarket: false,
        avgPriceMins: 0
      },
      { filterType: "MAX_NUM_ORDERS", maxNumOrders: config.maxNumOrders },
      { filterType: "MAX_NUM_ALGO_ORDERS", maxNumAlgoOrders: config.maxNumAlgoOrders ?? 5 },
      { filterType: "MAX_NUM_ORDER_LISTS", maxNumOrderLists: config.maxNumOrderLists ?? 20 },
      { filterType: "MAX_NUM_ORDER_AMENDS", maxNumOrderAmends: config.maxNumOrderAmends ?? 10 }
    ],
    permissions: [],
    permissionSets: [["SPOT"]],
    defaultSelfTradePreventionMode: "EXPIRE_MAKER",
    allowedSelfTradePreventionModes: ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"]
  }
}
