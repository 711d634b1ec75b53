/**
 * What futures and options show: the wire shape of their orders, trades, amendments and positions, now or as they were a moment ago.
 */
import * as Decimal from "../Decimal.ts"
import { absolute, type Contract, type Position } from "./contracts.ts"
import type { Account, Market, Order, Trade, Version } from "./ledger.ts"
import { isOpenStatus } from "./ledger.ts"

/** A decimal as futures write it: without the zeros at its end. */
export const plain = (value: Decimal.Decimal): string => {
  const text = Decimal.format(value)
  return text.replace(/\.?0+$/, "")
}

const isWorking = (seen: Version) => seen.workingAt >= 0
/** The mean price that it has traded at. */
export const averageOf = ({ executed, quote }: Pick<Version, "executed" | "quote">, order: Order): Decimal.Decimal => {
  if (executed === 0n) return 0n
  const { contract } = order.market
  return contract?.book === "coinm"
    ? Decimal.divide(executed * contract.size, quote === 0n ? 1n : quote)
    : Decimal.divide(quote, executed)
}

/** What the plain type of an order is once it no longer waits. */
export const workingTypeOf = (order: Order) => (order.command.price > 0n ? "LIMIT" : "MARKET")

const trailing = ({ command }: Order) =>
  command.type === "TRAILING_STOP_MARKET"
    ? {
        activatePrice: plain(command.terms?.activatePrice ?? 0n),
        priceRate: plain((command.terms?.callbackPpm ?? 0n) * 10_000n)
      }
    : {}

/** The pair of a COIN-M contract: what stands before what says when it ends. */
const pairOf = (order: Order) =>
  order.market.contract?.book === "coinm" ? { pair: order.symbol.split("_", 1)[0] } : {}

/** An order of futures, as it was at that version. */
export const order = (of: Order, seen: Version): Readonly<Record<string, unknown>> => {
  const { command } = of
  const { terms } = command
  const type = isWorking(seen) ? workingTypeOf(of) : of.type
  return {
    orderId: of.orderId,
    symbol: of.symbol,
    ...pairOf(of),
    status: seen.status,
    clientOrderId: seen.clientOrderId,
    price: plain(seen.price),
    avgPrice: plain(averageOf(seen, of)),
    origQty: plain(seen.quantityUnits),
    executedQty: plain(seen.executed),
    [of.market.contract?.book === "coinm" ? "cumBase" : "cumQuote"]: plain(seen.quote),
    timeInForce: command.timeInForce,
    type,
    reduceOnly: terms?.reduceOnly === true,
    closePosition: terms?.closePosition === true,
    side: of.side,
    positionSide: terms?.positionSide ?? "BOTH",
    stopPrice: plain(command.stopPrice),
    workingType: terms?.workingType ?? "CONTRACT_PRICE",
    priceProtect: terms?.priceProtect === true,
    origType: of.type,
    priceMatch: terms?.priceMatch ?? "NONE",
    selfTradePreventionMode: command.selfTrade,
    goodTillDate: terms?.goodTillDate ?? 0,
    ...trailing(of),
    time: Math.floor(of.acceptedAt),
    updateTime: Math.floor(seen.at)
  }
}

const last = (of: Order): Version => of.history.at(-1)!

/** The answer to an order, a cancel or an amend: no answer says when the order was made. */
export const answered = (of: Order): Readonly<Record<string, unknown>> => {
  const { time: _, ...row } = order(of, last(of))
  return { ...row, cumQty: row["executedQty"] }
}

/** The answer to a new order. The short one was written before the order could trade. */
export const placed = (of: Order): unknown => {
  if (of.command.response !== "ACK") return answered(of)
  const first: Version = {
    at: of.acceptedAt,
    status: "NEW",
    executed: 0n,
    quote: 0n,
    clientOrderId: of.placedAs,
    quantityUnits: of.command.quantity,
    price: of.command.price,
    workingAt: of.command.stopPrice > 0n ? -1 : of.acceptedAt
  }
  const { time: _, ...row } = order(of, first)
  return { ...row, cumQty: "0" }
}

/** A fill of futures. */
export const trade = (of: Trade): unknown => {
  const { contract } = of.order.market
  const isCoin = contract?.book === "coinm"
  return {
    symbol: of.order.symbol,
    ...pairOf(of.order),
    id: of.id,
    orderId: of.order.orderId,
    side: of.order.side,
    price: plain(of.price),
    qty: plain(of.quantity),
    realizedPnl: plain(of.gain),
    ...(isCoin ? { marginAsset: contract?.marginAsset, baseQty: plain(of.quote) } : { quoteQty: plain(of.quote) }),
    commission: plain(of.commission),
    commissionAsset: of.commissionAsset,
    time: Math.floor(of.at),
    positionSide: of.order.command.terms?.positionSide ?? "BOTH",
    buyer: of.order.side === "BUY",
    maker: of.isMaker
  }
}

/** The amendments of an order that were made by a time, the newest first. */
export const amendments = (of: Order, asOf: number): ReadonlyArray<unknown> =>
  of.amendments
    .filter(({ at }) => at <= asOf)
    .map(({ at, from, fromPrice, newClientOrderId, to, toPrice }, index) => ({
      amendmentId: of.orderId * 10_000 + index,
      symbol: of.symbol,
      pair: pairOf(of).pair ?? of.symbol,
      orderId: of.orderId,
      clientOrderId: newClientOrderId,
      time: Math.floor(at),
      amendment: {
        price: { before: plain(fromPrice), after: plain(toPrice) },
        origQty: { before: plain(from), after: plain(to) },
        count: index + 1
      }
    }))
    .reverse()

/** What was placed by an order that waited, as far as a read sees it. */
const placedBy = (of: Order, asOf: number): readonly [Order, Version] | undefined => {
  const placed = of.triggered?.order
  const seen = placed?.seen(asOf)
  return placed === undefined || seen === undefined ? undefined : [placed, seen]
}

/** The status of an order that waited: it is finished once the order that it has placed has ended. */
const waitingStatus = (of: Order, seen: Version, asOf: number): string => {
  if (seen.status !== "TRIGGERED") return seen.status
  const placed = placedBy(of, asOf)
  return placed === undefined || isOpenStatus(placed[1].status) ? "TRIGGERED" : "FINISHED"
}

/** An algo order, as it was at that version. */
export const algoOrder = (of: Order, seen: Version, asOf: number): Readonly<Record<string, unknown>> => {
  const { command } = of
  const { terms } = command
  const placed = placedBy(of, asOf)
  return {
    algoId: of.orderId,
    clientAlgoId: seen.clientOrderId,
    algoType: "CONDITIONAL",
    orderType: of.type,
    symbol: of.symbol,
    side: of.side,
    positionSide: terms?.positionSide ?? "BOTH",
    timeInForce: command.timeInForce,
    quantity: plain(seen.quantityUnits),
    algoStatus: waitingStatus(of, seen, asOf),
    actualOrderId: placed === undefined ? "" : String(placed[0].orderId),
    actualPrice: plain(placed === undefined ? 0n : averageOf(placed[1], placed[0])),
    triggerPrice: plain(command.stopPrice),
    price: plain(command.price),
    icebergQuantity: null,
    selfTradePreventionMode: command.selfTrade,
    workingType: terms?.workingType ?? "CONTRACT_PRICE",
    priceMatch: terms?.priceMatch ?? "NONE",
    closePosition: terms?.closePosition === true,
    priceProtect: terms?.priceProtect === true,
    reduceOnly: terms?.reduceOnly === true,
    activatePrice: (terms?.activatePrice ?? 0n) === 0n ? "" : plain(terms?.activatePrice ?? 0n),
    callbackRate: (terms?.callbackPpm ?? 0n) === 0n ? "" : plain((terms?.callbackPpm ?? 0n) * 10_000n),
    createTime: Math.floor(of.acceptedAt),
    updateTime: Math.floor(seen.at),
    triggerTime: seen.status === "TRIGGERED" ? Math.floor(of.triggered?.at ?? 0) : 0,
    goodTillDate: terms?.goodTillDate ?? 0
  }
}

/** A conditional order of portfolio margin, as it was at that version. */
export const conditionalOrder = (of: Order, seen: Version, asOf: number): Readonly<Record<string, unknown>> => {
  const { command } = of
  const { terms } = command
  const placed = placedBy(of, asOf)
  return {
    newClientStrategyId: seen.clientOrderId,
    strategyId: of.orderId,
    strategyStatus: waitingStatus(of, seen, asOf),
    strategyType: of.type,
    origQty: plain(seen.quantityUnits),
    price: plain(command.price),
    reduceOnly: terms?.reduceOnly === true,
    side: of.side,
    positionSide: terms?.positionSide ?? "BOTH",
    stopPrice: plain(command.stopPrice),
    symbol: of.symbol,
    ...pairOf(of),
    ...(placed === undefined
      ? {}
      : {
          orderId: placed[0].orderId,
          status: placed[1].status,
          type: placed[0].type,
          triggerTime: Math.floor(of.triggered?.at ?? 0)
        }),
    bookTime: Math.floor(of.acceptedAt),
    updateTime: Math.floor(seen.at),
    timeInForce: command.timeInForce,
    ...trailing(of),
    workingType: terms?.workingType ?? "CONTRACT_PRICE",
    priceProtect: terms?.priceProtect === true,
    selfTradePreventionMode: command.selfTrade,
    goodTillDate: terms?.goodTillDate ?? 0,
    priceMatch: terms?.priceMatch ?? "NONE"
  }
}

/** One contract of the exchange information. */
export const symbol = ({ config, contract }: Market): unknown => {
  const isCoin = contract?.book === "coinm"
  const status = config.status ?? "TRADING"
  return {
    symbol: config.symbol,
    pair: isCoin ? config.symbol.split("_", 1)[0] : config.symbol,
    contractType: "PERPETUAL",
    ...(isCoin ? { contractStatus: status, contractSize: Number(contract?.size ?? 100n) } : { status }),
    baseAsset: config.baseAsset,
    quoteAsset: config.quoteAsset,
    marginAsset: contract?.marginAsset,
    triggerProtect: "0.0500",
    marketTakeBound: "0.05",
    orderTypes: Object.keys({ LIMIT: 0, MARKET: 0, STOP: 0, STOP_MARKET: 0, TAKE_PROFIT: 0, TAKE_PROFIT_MARKET: 0 }),
    timeInForce: ["GTC", "IOC", "FOK", "GTX", "GTD"],
    filters: [
      { filterType: "PRICE_FILTER", ...config.priceFilter },
      { filterType: "LOT_SIZE", ...config.lotSize },
      { filterType: "MARKET_LOT_SIZE", ...config.lotSize },
      { filterType: "MAX_NUM_ORDERS", limit: config.maxNumOrders },
      { filterType: "MAX_NUM_ALGO_ORDERS", limit: config.maxNumAlgoOrders ?? 100 },
      ...(isCoin ? [] : [{ filterType: "MIN_NOTIONAL", notional: config.notional.minNotional }])
    ]
  }
}

/** What a position would gain at the last price. */
export const gainOf = ({ amount, entryPrice }: Position, { contract, lastPrice }: Market): Decimal.Decimal => {
  if (contract === undefined) return 0n
  const size = absolute(amount)
  const difference = contract.valueAt(lastPrice, size) - contract.valueAt(entryPrice, size)
  return (contract.book === "coinm") === amount < 0n ? difference : -difference
}

/** A position of futures. */
export const position = (of: Position, { positions }: Account, market: Market, contract: Contract): unknown => {
  const { config, lastPrice } = market
  const now = contract.valueAt(lastPrice, absolute(of.amount))
  return {
    symbol: of.symbol,
    positionSide: of.side,
    positionAmt: plain(of.amount),
    entryPrice: plain(of.entryPrice),
    breakEvenPrice: plain(of.entryPrice),
    markPrice: plain(lastPrice),
    unRealizedProfit: plain(gainOf(of, market)),
    liquidationPrice: "0",
    notional: plain(of.amount < 0n ? -now : now),
    marginAsset: contract.marginAsset,
    leverage: String(contract.leverageOf(positions, config.symbol)),
    marginType: (positions.marginTypes.get(config.symbol) ?? "CROSSED") === "CROSSED" ? "cross" : "isolated",
    isolatedMargin: "0",
    isolatedWallet: "0",
    initialMargin: plain(of.margin),
    maintMargin: "0",
    adl: 0,
    updateTime: Math.floor(of.updatedAt)
  }
}

/** A balance of a futures wallet. */
export const balance = (asset: string, of: { readonly free: Decimal.Decimal; readonly locked: Decimal.Decimal }) => {
  const total = plain(of.free + of.locked)
  return {
    asset,
    balance: total,
    walletBalance: total,
    marginBalance: total,
    crossWalletBalance: total,
    unrealizedProfit: "0",
    crossUnPnl: "0",
    initialMargin: plain(of.locked),
    maintMargin: "0",
    availableBalance: plain(of.free),
    maxWithdrawAmount: plain(of.free),
    marginAvailable: true,
    updateTime: 0
  }
}
