/**
 * The matching engine: what happens to an order or a cancel at the moment at which it is accepted.
 */
import * as Decimal from "../Decimal.ts"
import type { House } from "../ExchangeConfig.ts"
import type { OrderStatus } from "../Exchange.ts"
import type { Resting, Side } from "../OrderBook.ts"
import type { Seeded } from "../Seeded.ts"
import { Refusal } from "../Wire.ts"
import type { Account, Balance, Market, PlaceCommand, Trade } from "./ledger.ts"
import { Order } from "./ledger.ts"

const insufficient = () => new Refusal(-2010, "Account has insufficient balance for requested action.")

export class MatchingEngine {
  readonly orders: Array<Order> = []
  readonly trades: Array<Trade> = []
  readonly #random: Seeded
  readonly #commissionPpm: bigint
  readonly #visibilityMillis: number
  #tradeId = 0

  constructor(random: Seeded, commissionPpm: number, visibilityMillis: number) {
    this.#random = random
    this.#commissionPpm = BigInt(commissionPpm)
    this.#visibilityMillis = visibilityMillis
  }

  /** Takes an order, or throws the refusal. */
  place(command: PlaceCommand, at: number): Order {
    const { account, market, price, side, type } = command
    const opposite: Side = side === "BUY" ? "SELL" : "BUY"
    const here = account.of(market.config.symbol)
    if (market.config.status !== undefined && market.config.status !== "TRADING")
      throw new Refusal(-2010, "Market is closed.")
    if (account.openIds.has(command.clientOrderId)) throw new Refusal(-2010, "Duplicate order sent.")
    if (type !== "MARKET" && here.open.size >= market.config.maxNumOrders)
      throw new Refusal(-2010, "Filter failure: MAX_NUM_ORDERS")
    if (type === "LIMIT_MAKER") {
      const best = market.book.best(opposite)
      if (best !== undefined && this.#crosses(command, best))
        throw new Refusal(-2010, "Order would immediately match and take.")
    }
    if (command.quoteOrderQty > 0n && market.book.best(opposite) === undefined) {
      throw new Refusal(-2010, "Order book liquidity is less than symbol minimum quantity.")
    }
    const reach = this.#reach(command, opposite)
    const need =
      type === "MARKET"
        ? side === "BUY"
          ? reach.quote
          : command.quoteOrderQty > 0n
            ? reach.base
            : command.quantity
        : side === "BUY"
          ? Decimal.multiply(price, command.quantity)
          : command.quantity
    const order = new Order(this.orders.length + 1, command, at)
    const held = order.held
    if (held.free < need) throw insufficient()
    this.#change(held, at, -need, need)
    order.locked = need
    this.orders.push(order)
    here.orders.push(order)
    this.#name(order)
    account.openIds.set(order.clientOrderId, order)
    here.open.add(order)

    // a fill-or-kill order that cannot fill trades nothing at all
    const kill = type === "LIMIT" && command.timeInForce === "FOK" && reach.base < command.quantity
    const end = kill ? "open" : this.#match(order, opposite, at)
    if (command.quoteOrderQty > 0n) order.quantityUnits = order.executed
    if (end === "filled") this.#close(order, "FILLED", at)
    else if (end === "self-trade") this.#close(order, "EXPIRED_IN_MATCH", at)
    else if (type === "MARKET" || command.timeInForce !== "GTC") this.#close(order, "EXPIRED", at)
    else {
      order.status = order.executed > 0n ? "PARTIALLY_FILLED" : "NEW"
      order.resting = { side, price, owner: order, remaining: order.quantityUnits - order.executed }
      market.book.add(order.resting)
      this.#write(order, at)
    }
    this.#refill(market)
    return order
  }

  /** Takes an open order off the book and renames it; the caller has found it. */
  cancel(order: Order, newClientOrderId: string, at: number): void {
    order.owner.openIds.delete(order.clientOrderId)
    order.clientOrderId = newClientOrderId
    this.#name(order)
    this.#close(order, "CANCELED", at)
  }

  /** Makes an open order smaller, keeps its place in the book, and renames it; the caller has found it. */
  amend(order: Order, quantity: Decimal.Decimal, newClientOrderId: string, at: number): void {
    const { resting } = order
    if (!order.isOpen || resting === undefined || quantity >= order.quantityUnits || quantity <= order.executed)
      throw new Refusal(-2038, "Order amend quantity is not lower than the order's, or not above what is executed.")
    const less = order.quantityUnits - quantity
    const released = order.side === "BUY" ? Decimal.multiply(resting.price, less) : less
    this.#change(order.held, at, released, -released)
    order.locked -= released
    order.amendments.push({
      at,
      origClientOrderId: order.clientOrderId,
      newClientOrderId,
      from: order.quantityUnits,
      to: quantity
    })
    resting.remaining -= less
    order.quantityUnits = quantity
    order.owner.openIds.delete(order.clientOrderId)
    order.clientOrderId = newClientOrderId
    this.#name(order)
    order.owner.openIds.set(newClientOrderId, order)
    this.#write(order, at)
  }

  /** The house takes what rests on the other side, at the price that rests. */
  houseTakes(
    market: Market,
    side: Side,
    price: Decimal.Decimal,
    quantity: Decimal.Decimal | undefined,
    at: number
  ): void {
    const opposite: Side = side === "BUY" ? "SELL" : "BUY"
    let left = quantity
    for (const resting of [...market.book.orders(opposite)]) {
      if (side === "BUY" ? resting.price > price : resting.price < price) break
      // the house does not trade with itself
      if (resting.owner === undefined) continue
      const traded = left === undefined ? resting.remaining : Decimal.min(left, resting.remaining)
      if (traded === 0n) break
      this.#trade(market, undefined, resting, traded, at)
      if (left !== undefined) left -= traded
    }
  }

  /** Puts the house's orders around a price, after taking away those that are there. */
  openHouse(market: Market, house: House, price: Decimal.Decimal, at: number): void {
    for (const resting of market.house.keys()) market.book.remove(resting)
    market.house.clear()
    const step = market.tickSize * BigInt(house.ticks)
    const mean = Decimal.make(house.quantity)
    for (let level = 1n; level <= BigInt(house.levels); level++) {
      for (const side of ["BUY", "SELL"] as const) {
        const raw = side === "BUY" ? price - step * level : price + step * level
        const there = raw - (raw % market.tickSize)
        if (there <= 0n) continue
        const varied = mean / 2n + (mean * BigInt(this.#random.integer(0, 1000))) / 1000n
        const quantity = varied - (varied % market.stepSize)
        if (quantity === 0n) continue
        this.houseTakes(market, side, there, undefined, at)
        const resting = { side, price: there, owner: undefined, remaining: quantity }
        market.house.set(resting, quantity)
        market.book.add(resting)
      }
    }
    market.lastPrice = price
  }

  // ------------------------------------------------------------------------------------------------

  #crosses(command: PlaceCommand, best: Resting<Order>): boolean {
    return (
      command.type === "MARKET" || (command.side === "BUY" ? best.price <= command.price : best.price >= command.price)
    )
  }

  /** How much of the next order on the book is wanted. */
  #wanted(
    command: PlaceCommand,
    price: Decimal.Decimal,
    executed: Decimal.Decimal,
    quote: Decimal.Decimal
  ): Decimal.Decimal {
    if (command.quoteOrderQty === 0n) return command.quantity - executed
    const affordable = Decimal.divide(command.quoteOrderQty - quote, price)
    return affordable - (affordable % command.market.stepSize)
  }

  /** What the book would give right now. */
  #reach(command: PlaceCommand, opposite: Side): { readonly base: Decimal.Decimal; readonly quote: Decimal.Decimal } {
    let base = 0n
    let quote = 0n
    for (const resting of command.market.book.orders(opposite)) {
      if (!this.#crosses(command, resting)) break
      if (resting.owner?.owner === command.account && command.selfTrade !== "NONE") {
        if (command.selfTrade === "EXPIRE_MAKER") continue
        break
      }
      const quantity = Decimal.min(this.#wanted(command, resting.price, base, quote), resting.remaining)
      if (quantity <= 0n) break
      base += quantity
      quote += Decimal.multiply(resting.price, quantity)
    }
    return { base, quote }
  }

  /** Trades what crosses. */
  #match(order: Order, opposite: Side, at: number): "filled" | "self-trade" | "open" {
    const { command, market } = order
    for (let best = market.book.best(opposite); best !== undefined; best = market.book.best(opposite)) {
      const wanted = this.#wanted(command, best.price, order.executed, order.quote)
      // what is left of a quote amount may be less than one step buys
      if (wanted <= 0n) return order.executed > 0n ? "filled" : "open"
      if (!this.#crosses(command, best)) return "open"
      if (best.owner !== undefined && best.owner.owner === command.account && command.selfTrade !== "NONE") {
        if (command.selfTrade !== "EXPIRE_TAKER") this.#close(best.owner, "EXPIRED_IN_MATCH", at)
        if (command.selfTrade !== "EXPIRE_MAKER") return "self-trade"
        continue
      }
      this.#trade(market, order, best, Decimal.min(wanted, best.remaining), at)
    }
    return command.quoteOrderQty === 0n && order.executed === command.quantity ? "filled" : "open"
  }

  #trade(
    market: Market,
    taker: Order | undefined,
    resting: Resting<Order>,
    quantity: Decimal.Decimal,
    at: number
  ): void {
    const quote = Decimal.multiply(resting.price, quantity)
    const id = ++this.#tradeId
    resting.remaining -= quantity
    market.lastPrice = resting.price
    if (taker !== undefined) this.#book(taker, id, resting.price, quantity, quote, at, false)
    if (resting.remaining === 0n) market.book.remove(resting)
    const maker = resting.owner
    if (maker === undefined) return
    this.#book(maker, id, resting.price, quantity, quote, at, true)
    if (resting.remaining === 0n) this.#close(maker, "FILLED", at)
    else {
      maker.status = "PARTIALLY_FILLED"
      this.#write(maker, at)
    }
  }

  /** Books one side of a trade. */
  #book(
    order: Order,
    id: number,
    price: Decimal.Decimal,
    quantity: Decimal.Decimal,
    quote: Decimal.Decimal,
    at: number,
    isMaker: boolean
  ): void {
    const { baseAsset, quoteAsset } = order.market.config
    const buys = order.side === "BUY"
    const paid = buys ? quote : quantity
    const received = buys ? quantity : quote
    const commission = (received * this.#commissionPpm) / 1_000_000n
    const commissionAsset = buys ? baseAsset : quoteAsset
    // the first fill shows that the order was meant, so it no longer counts as unfilled
    if (order.fills.length === 0) {
      for (const { start, window } of order.command.counted)
        if (window.start === start) window.used = Math.max(0, window.used - 1)
    }
    order.executed += quantity
    order.quote += quote
    order.locked -= paid
    this.#change(order.held, at, 0n, -paid)
    this.#change(order.owner.balance(commissionAsset), at, received - commission, 0n)
    const trade: Trade = { id, order, price, quantity, quote, commission, commissionAsset, at, isMaker }
    order.fills.push(trade)
    order.owner.of(order.symbol).trades.push(trade)
    this.trades.push(trade)
  }

  #close(order: Order, status: OrderStatus, at: number): void {
    const here = order.owner.of(order.symbol)
    if (order.resting !== undefined) order.market.book.remove(order.resting)
    order.resting = undefined
    order.status = status
    order.closedAt = at
    if (order.locked !== 0n) this.#change(order.held, at, order.locked, -order.locked)
    order.locked = 0n
    if (order.owner.openIds.get(order.clientOrderId) === order) order.owner.openIds.delete(order.clientOrderId)
    // a rename has already taken the old id out of the open ones
    here.open.delete(order)
    here.closed.push(order)
    this.#write(order, at)
  }

  #name(order: Order): void {
    const ids = order.owner.of(order.symbol).byClientOrderId
    const known = ids.get(order.clientOrderId)
    if (known === undefined) ids.set(order.clientOrderId, [order])
    else if (known[known.length - 1] !== order) known.push(order)
  }

  #write(order: Order, at: number): void {
    order.history.push({
      at,
      status: order.status,
      executed: order.executed,
      quote: order.quote,
      clientOrderId: order.clientOrderId,
      quantityUnits: order.quantityUnits
    })
  }

  #change(balance: Balance, at: number, free: Decimal.Decimal, locked: Decimal.Decimal): void {
    balance.free += free
    balance.locked += locked
    const { history } = balance
    const last = history[history.length - 1]
    const now = { at, free: balance.free, locked: balance.locked }
    if (last !== undefined && last.at === at) history[history.length - 1] = now
    else history.push(now)
    // nobody may see further back than the bound, so the rest can go; in bulk, to keep it cheap
    if (history.length > 4096) {
      const keep = history.findIndex((entry) => entry.at > at - this.#visibilityMillis)
      if (keep > 2048) history.splice(0, keep - 1)
    }
  }

  #refill(market: Market): void {
    for (const [resting, quantity] of market.house) {
      if (resting.remaining === quantity) continue
      const gone = resting.remaining === 0n
      resting.remaining = quantity
      if (gone) market.book.add(resting)
    }
  }
}

export const findOpen = (
  account: Account,
  symbol: string,
  orderId: number | undefined,
  clientOrderId: string | undefined
): Order | undefined => {
  if (orderId === undefined) {
    const order = clientOrderId === undefined ? undefined : account.openIds.get(clientOrderId)
    return order?.symbol === symbol ? order : undefined
  }
  for (const order of account.of(symbol).open) if (order.orderId === orderId) return order
  return undefined
}
