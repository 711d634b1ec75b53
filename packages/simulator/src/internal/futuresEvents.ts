/** What the user data streams of futures, options and portfolio margin tell of orders, positions and balances, as their wire has it. */
import * as Decimal from "../Decimal.ts"
import type { Position } from "./contracts.ts"
import * as ContractViews from "./contractViews.ts"
import type { Account, Order, Trade } from "./ledger.ts"
import type { Execution } from "./reports.ts"

type Event = Record<string, unknown>

export interface Told {
  readonly order: Order
  readonly execution: Execution
  readonly at: number
  readonly trade: Trade | undefined
}

const { plain } = ContractViews

/** What an order is now. */
const nowOf = ({ executed, quote }: Order) => ({ executed, quote })

/** The event's own time, and the engine's. */
const timesOf = (at: number) => ({ E: Math.floor(at), T: Math.floor(at) })

/** Whose it is, on the streams that are of several, or that name the account. */
const originOf = ({ holder, route }: Account): Event => {
  const { book, product } = route
  if (product === "pm") return { fs: book === "coinm" ? "CM" : "UM", i: book === "coinm" ? `Sim${holder.uid}` : "" }
  return product === "coinm" ? { i: `Sim${holder.uid}` } : {}
}

/** Source: the docs of USDⓈ-M and COIN-M, user data streams: order update, expiry reason. */
const expiryReason = ({ execution, order: { command } }: Told): string => {
  if (execution === "TRIGGERED") return "8"
  if (execution === "TRADE_PREVENTION") return command.timeInForce === "IOC" ? "3" : "1"
  if (execution !== "EXPIRED") return "0"
  if (command.price === 0n) return "9"
  if (command.timeInForce === "IOC") return "2"
  // these two are on the list of COIN-M alone, and so are the orders that end so: USDⓈ-M refuses them
  if (command.timeInForce === "FOK") return "10"
  return command.terms?.postOnly === true ? "11" : "0"
}

/** What an order is called here that has done this: one that is triggered, or ends, has expired. */
const executionOf = (execution: Execution): string =>
  execution === "TRIGGERED" || execution === "TRADE_PREVENTION" ? "EXPIRED" : execution

const statusOf = ({ execution, order }: Told): string => {
  if (execution === "TRIGGERED") return "EXPIRED"
  // the last trade of a filled order says so once the order is closed; and an amended one keeps what it has traded
  if (execution === "TRADE" || (order.status === "NEW" && order.executed > 0n)) return "PARTIALLY_FILLED"
  return order.status
}

const orderIdOf = ({ orderId, owner }: Order): number | bigint => {
  const { firstId } = owner.route
  return firstId === undefined ? orderId : firstId + BigInt(orderId)
}

/** An order has been accepted, has traded, was amended or cancelled, has expired, or goes on as what it has waited to be. */
export const orderTradeUpdate = (told: Told): Event => {
  const { at, execution, order, trade } = told
  const { command, market, owner } = order
  const { terms } = command
  const isWaiting = order.workingAt < 0 || execution === "TRIGGERED"
  const trailing =
    order.type === "TRAILING_STOP_MARKET"
      ? { AP: plain(terms?.activatePrice ?? 0n), cr: plain((terms?.callbackPpm ?? 0n) * 10_000n) }
      : {}
  return {
    e: "ORDER_TRADE_UPDATE",
    ...timesOf(at),
    ...originOf(owner),
    o: {
      s: order.symbol,
      c: order.clientOrderId,
      S: order.side,
      // one that waits is called by its own type until it is triggered
      o: isWaiting ? order.type : ContractViews.workingTypeOf(order),
      f: command.timeInForce,
      q: plain(order.quantityUnits),
      p: plain(command.price),
      ap: plain(ContractViews.averageOf(nowOf(order), order)),
      sp: plain(command.stopPrice),
      x: executionOf(execution),
      X: statusOf(told),
      i: orderIdOf(order),
      l: plain(trade?.quantity ?? 0n),
      z: plain(order.executed),
      L: plain(trade?.price ?? 0n),
      ...(trade === undefined ? {} : { N: trade.commissionAsset, n: plain(trade.commission) }),
      ...(market.contract?.book === "coinm" ? { ma: market.contract.marginAsset } : {}),
      T: Math.floor(at),
      t: trade?.id ?? 0,
      b: "0",
      a: "0",
      m: trade?.isMaker === true,
      R: terms?.reduceOnly === true,
      wt: terms?.workingType ?? "CONTRACT_PRICE",
      ot: order.type,
      ps: terms?.positionSide ?? "BOTH",
      cp: terms?.closePosition === true,
      ...trailing,
      pP: terms?.priceProtect === true,
      si: 0,
      ss: 0,
      rp: plain(trade?.gain ?? 0n),
      V: command.selfTrade,
      pm: terms?.priceMatch ?? "NONE",
      gtd: terms?.goodTillDate ?? 0,
      er: expiryReason(told)
    }
  }
}

/** A fill on USDⓈ-M, in few words; the order update comes too. */
export const tradeLite = ({ at, order, trade }: Told): Event => ({
  e: "TRADE_LITE",
  ...timesOf(at),
  s: order.symbol,
  q: plain(order.quantityUnits),
  p: plain(order.command.price),
  m: trade?.isMaker === true,
  c: order.clientOrderId,
  S: order.side,
  L: plain(trade?.price ?? 0n),
  l: plain(trade?.quantity ?? 0n),
  t: trade?.id ?? 0,
  i: order.orderId
})

/** What an order that has waited elsewhere is now. */
const waitingStatusOf = ({ execution, order: { status } }: Told): string =>
  execution === "TRIGGERING" || execution === "FINISHED" ? execution : status

/** An algo order of USDⓈ-M has changed its state. */
export const algoUpdate = (told: Told): Event => {
  const { at, order } = told
  const { command } = order
  const { terms } = command
  const placed = order.triggered?.order
  return {
    e: "ALGO_UPDATE",
    ...timesOf(at),
    o: {
      caid: order.clientOrderId,
      aid: order.orderId,
      at: "CONDITIONAL",
      o: order.type,
      s: order.symbol,
      S: order.side,
      ps: terms?.positionSide ?? "BOTH",
      f: command.timeInForce,
      q: plain(order.quantityUnits),
      X: waitingStatusOf(told),
      ai: placed === undefined ? "" : String(placed.orderId),
      ap: plain(placed === undefined ? 0n : ContractViews.averageOf(nowOf(placed), placed)),
      aq: plain(placed?.executed ?? 0n),
      act: placed?.type ?? "0",
      tp: plain(command.stopPrice),
      p: plain(command.price),
      V: command.selfTrade,
      wt: terms?.workingType ?? "CONTRACT_PRICE",
      pm: terms?.priceMatch ?? "NONE",
      cp: terms?.closePosition === true,
      pP: terms?.priceProtect === true,
      R: terms?.reduceOnly === true,
      tt: Math.floor(order.triggered?.at ?? 0),
      gtd: terms?.goodTillDate ?? 0,
      rm: order.status === "REJECTED" ? "Rejected by the matching engine" : ""
    }
  }
}

/** A conditional order of portfolio margin has changed its state. */
export const conditionalUpdate = (told: Told): Event => {
  const { at, order } = told
  const { command, owner } = order
  const { terms } = command
  const placed = order.triggered?.order
  return {
    e: "CONDITIONAL_ORDER_TRADE_UPDATE",
    ...timesOf(at),
    fs: owner.route.book === "coinm" ? "CM" : "UM",
    so: {
      s: order.symbol,
      c: order.clientOrderId,
      si: order.orderId,
      S: order.side,
      st: order.type,
      f: command.timeInForce,
      q: plain(order.quantityUnits),
      p: plain(command.price),
      sp: plain(command.stopPrice),
      os: waitingStatusOf(told),
      T: Math.floor(order.acceptedAt),
      ut: Math.floor(at),
      R: terms?.reduceOnly === true,
      wt: terms?.workingType ?? "CONTRACT_PRICE",
      ps: terms?.positionSide ?? "BOTH",
      cp: terms?.closePosition === true,
      i: placed?.orderId ?? 0,
      V: command.selfTrade,
      gtd: terms?.goodTillDate ?? 0
    }
  }
}

/** What a position has gained by all of its trades, before fees. */
const realizedOf = ({ side, symbol }: Position, account: Account): Decimal.Decimal =>
  account
    .of(symbol)
    .trades.filter(({ order }) => (order.command.terms?.positionSide ?? "BOTH") === side)
    .reduce((sum, { gain }) => sum + gain, 0n)

/** Trades have changed positions and balances. Orders that have not traded have not. */
export const accountUpdate = (account: Account, traded: ReadonlyArray<Order>, at: number): Event => {
  const markets = [...new Set(traded.map(({ market }) => market))]
  const assets = [...new Set(markets.flatMap(({ contract }) => (contract === undefined ? [] : [contract.marginAsset])))]
  const isChanged = ({ symbol }: Position) => markets.some(({ config }) => config.symbol === symbol)
  const positions = [...account.positions.open.values()].filter(isChanged)
  const marketOf = (symbol: string) => markets.find(({ config }) => config.symbol === symbol)!
  const wallet = (asset: string) => {
    const { free, locked } = account.balance(asset)
    return plain(free + locked)
  }
  if (account.route.product === "options")
    return {
      e: "BALANCE_POSITION_UPDATE",
      ...timesOf(at),
      m: "ORDER",
      B: assets.map((asset) => ({ a: asset, b: wallet(asset), bc: "0" })),
      P: positions.map(({ amount, entryPrice, symbol }) => ({
        s: symbol,
        c: plain(amount),
        p: plain(Decimal.multiply(marketOf(symbol).lastPrice, amount)),
        a: plain(entryPrice)
      }))
    }
  return {
    e: "ACCOUNT_UPDATE",
    ...timesOf(at),
    ...originOf(account),
    a: {
      m: "ORDER",
      B: assets.map((asset) => ({ a: asset, wb: wallet(asset), cw: wallet(asset), bc: "0" })),
      P: positions.map((position) => {
        const market = marketOf(position.symbol)
        return {
          s: position.symbol,
          pa: plain(position.amount),
          ep: plain(position.entryPrice),
          bep: plain(position.entryPrice),
          cr: plain(realizedOf(position, account)),
          up: plain(ContractViews.gainOf(position, market)),
          mt: (account.positions.marginTypes.get(position.symbol) ?? "CROSSED") === "CROSSED" ? "cross" : "isolated",
          iw: "0",
          ps: position.side
        }
      })
    }
  }
}
