/**
 * The matching engine: what happens to an order or a cancel at the moment at which it is accepted.
 */
import * as Decimal from "../Decimal.ts"
import type { House } from "../ExchangeConfig.ts"
import type { OrderStatus } from "../Exchange.ts"
import type { Resting, Side } from "../OrderBook.ts"
import { Refusal } from "../Wire.ts"
import { absolute, type Contract, positionOf, reduces } from "./contracts.ts"
import type { Account, Balance, Market, PlaceCommand, Trade } from "./ledger.ts"
import { Order } from "./ledger.ts"
import type { ListCommand } from "./orderLists.ts"
import { OrderList } from "./orderLists.ts"
import { type Execution, Reports } from "./reports.ts"
import type { Says } from "./routes.ts"
import * as Stops from "./stops.ts"

const refused = (msg: string) => new Refusal(-2010, msg)
const isPending = (order: Order) => order.status === "PENDING_NEW"
/** What trades at any price once it works. */
const isMarket = ({ price }: PlaceCommand) => price === 0n
const opposite = (side: Side): Side => (side === "BUY" ? "SELL" : "BUY")
/** What ends at once when it does not trade. */
const isImmediate = ({ timeInForce }: PlaceCommand) => timeInForce === "IOC" || timeInForce === "FOK"
const isPostOnly = ({ terms, type }: PlaceCommand) => type === "LIMIT_MAKER" || terms?.postOnly === true

export class MatchingEngine {
  readonly orders: Array<Order> = []
  readonly trades: Array<Trade> = []
  readonly reports = new Reports()
  readonly #commissionPpm: bigint
  readonly #visibilityMillis: number
  /** Order lists whose working order is filled and whose pending orders are still to be placed. */
  readonly #filled: Array<OrderList> = []
  #tradeId = 0
  #allocationId = 0
  #listId = 0

  constructor(commissionPpm: number, visibilityMillis: number) {
    this.#commissionPpm = BigInt(commissionPpm)
    this.#visibilityMillis = visibilityMillis
  }

  /** Takes an order, or throws the refusal. */
  place(command: PlaceCommand, at: number): Order {
    const order = this.#take(command, at)
    this.settle(command.market, at)
    return order
  }

  #take(command: PlaceCommand, at: number): Order {
    const { account, market, side } = command
    const { says } = account.route
    this.#checkOpen(market, says)
    if (account.openIds.has(command.clientOrderId)) throw says.duplicate
    this.#checkRoom(account, market, [command])
    this.#checkPrice(command)
    this.#checkReduceOnly(command)
    if (command.quoteOrderQty > 0n && market.book.best(opposite(side)) === undefined)
      throw refused("Order book liquidity is less than symbol minimum quantity.")
    if (says.cannotFill !== undefined && command.stopPrice === 0n && this.#isKilled(command, command.quantity))
      throw says.cannotFill
    const need = this.#costs(command, command.quantity)
    const order = new Order(this.orders.length + 1, command, at)
    if (order.held.free < need) throw says.insufficient
    this.#lock(order, need, at)
    this.#accept(order)
    if (Stops.waits(command)) this.#wait(order, at)
    else this.#work(order, at)
    return order
  }

  /**
   * Takes an order list as a whole, or throws the refusal. The caller calls `settle` once it has seen what it answers: an answer
   * shows the pending orders of a working one that fills at once as they were before.
   */
  placeList(command: ListCommand, at: number): OrderList {
    const { account, listClientOrderId, market, others, working } = command
    const all = working === undefined ? others : [working, ...others]
    const { says } = account.route
    this.#checkOpen(market, says)
    const ids = new Set(all.map(({ clientOrderId }) => clientOrderId))
    const taken = all.some(({ clientOrderId }) => account.openIds.has(clientOrderId))
    if (taken || ids.size < all.length || account.openLists.has(listClientOrderId)) throw says.duplicate
    this.#checkRoom(account, market, all)
    const lists = [...account.openLists.values()].filter((list) => list.command.market === market)
    if (lists.length >= (market.config.maxNumOrderLists ?? 20)) throw refused("Filter failure: MAX_NUM_ORDER_LISTS")
    if (working !== undefined) this.#checkPrice(working)
    else this.#checkPair(others)

    // Of an OCO one order trades at most, so what the dearer one needs is held back once; what an OPO sells it has yet to buy.
    const pays = command.kind === "opo" || command.kind === "opoco"
    const dearest = others.reduce((most, other) => (this.#needs(other) > this.#needs(most) ? other : most))
    const needOf = (one: PlaceCommand) => (one === working || (one === dearest && !pays) ? this.#needs(one) : 0n)
    const orders = all.map((one, index) => new Order(this.orders.length + 1 + index, one, at))
    const sums = new Map<Balance, Decimal.Decimal>()
    for (const { command: one, held } of orders) sums.set(held, (sums.get(held) ?? 0n) + needOf(one))
    for (const [balance, sum] of sums) if (balance.free < sum) throw says.insufficient

    const first = working === undefined ? undefined : orders[0]
    const list = new OrderList(this.#listId++, command, first, first === undefined ? orders : orders.slice(1), at)
    account.lists.push(list)
    account.openLists.set(listClientOrderId, list)
    for (const order of orders) {
      this.#lock(order, needOf(order.command), at)
      this.#accept(order)
    }
    this.reports.list(list, at)
    for (const other of list.others) {
      if (first !== undefined) {
        other.status = "PENDING_NEW"
        other.workingAt = -1
        this.reports.order(other, "NEW", at)
        this.#write(other, at)
      } else if (other.command.stopPrice > 0n) this.#wait(other, at)
      else this.#work(other, at)
    }
    if (first !== undefined) this.#work(first, at)
    return list
  }

  /**
   * Takes an open order off the book and renames it, where its route does that, and with it the rest of its list; the caller has found
   * it.
   */
  cancel(order: Order, newClientOrderId: string, at: number): void {
    if (order.list === undefined) this.#cancelOne(order, newClientOrderId, at)
    else this.cancelList(order.list, newClientOrderId, at)
  }

  /** Takes all that is open of an order list off the book and renames it; the caller has found it. */
  cancelList(list: OrderList, newClientOrderId: string, at: number): ReadonlyArray<Order> {
    const open = list.orders.filter((order) => order.isOpen)
    list.isCanceling = true
    for (const order of open) this.#cancelOne(order, newClientOrderId, at)
    this.#endList(list, at)
    return open
  }

  #cancelOne(order: Order, newClientOrderId: string, at: number): void {
    const origClientOrderId = order.clientOrderId
    if (order.owner.route.renames) {
      order.owner.openIds.delete(origClientOrderId)
      order.clientOrderId = newClientOrderId
      this.#name(order)
    }
    this.#close(order, "CANCELED", at, origClientOrderId)
  }

  /** Puts something on a balance, or takes it off when it is below 0. */
  give(balance: Balance, amount: Decimal.Decimal, at: number): void {
    this.#change(balance, at, amount, 0n)
  }

  /** Ends an order whose date has come. */
  expire(order: Order, at: number): void {
    if (order.isOpen) this.#close(order, "EXPIRED", at)
  }

  /**
   * Makes an open order smaller, keeps its place in the book, and renames it; the caller has found it. The other order of an OCO
   * gets the same quantity. An order of which all that is left has traded already has nothing more to do and expires.
   */
  amend(order: Order, quantity: Decimal.Decimal, newClientOrderId: string, at: number): void {
    const rejected = (msg: string) => new Refusal(-2038, msg)
    const { list, market } = order
    if (list?.paysOther === true && isPending(order))
      throw rejected("Order amend (pending OPO order) is not supported.")
    if (quantity === order.quantityUnits) throw order.owner.route.says.sameOrder
    if (quantity > order.quantityUnits) throw rejected("Order amend (quantity increase) is not supported.")
    const named = order.owner.openIds.get(newClientOrderId)
    if (named !== undefined && named !== order) throw rejected("Duplicate order sent.")
    if (order.amendments.length >= (market.config.maxNumOrderAmends ?? 10)) throw order.owner.route.says.tooManyAmends
    const to = quantity < order.executed ? order.executed : quantity
    const origClientOrderId = order.clientOrderId
    order.amendments.push({
      at,
      origClientOrderId,
      newClientOrderId,
      from: order.quantityUnits,
      to,
      fromPrice: order.command.price,
      toPrice: order.command.price
    })
    order.owner.openIds.delete(origClientOrderId)
    order.clientOrderId = newClientOrderId
    this.#name(order)
    order.owner.openIds.set(newClientOrderId, order)
    const sibling = list?.siblingOf(order)
    const other = sibling?.isOpen === true ? sibling : undefined
    const less = order.quantityUnits - to
    this.#shrink(order, to)
    if (other !== undefined) {
      this.#shrink(other, to)
      this.#write(other, at)
    }
    if (order.resting !== undefined && other === undefined) {
      const released = order.side === "BUY" ? Decimal.multiply(order.resting.price, less) : less
      this.#lock(order, order.locked - released, at)
    } else {
      // nothing of these has traded, and one of them holds back for both
      const holder = other !== undefined && other.locked > 0n ? other : order
      const needs = [order, other ?? order].map(({ command }) => this.#needs(command, to))
      // never more than before: the last price may have moved
      this.#lock(
        holder,
        Decimal.min(
          holder.locked,
          needs.reduce((most, need) => (need > most ? need : most))
        ),
        at
      )
    }
    this.reports.order(order, "REPLACED", at, { origClientOrderId })
    if (to === order.executed) this.#close(order, "EXPIRED", at)
    else this.#write(order, at)
  }

  /**
   * Gives an open limit order another price and quantity, for which it goes to the end of its queue; the caller has found it. It keeps
   * its name. One that has traded as much already is cancelled by it, and so is a post-only order that would take.
   */
  modify(order: Order, price: Decimal.Decimal, quantity: Decimal.Decimal, at: number): void {
    const { command, market, owner } = order
    const { says } = owner.route
    this.#checkOpen(market, says)
    if (command.type !== "LIMIT") throw says.onlyLimit
    if (price === command.price && quantity === order.quantityUnits) throw says.sameOrder
    if (order.amendments.length >= (market.config.maxNumOrderAmends ?? 10_000)) throw says.tooManyAmends
    const to: PlaceCommand = { ...command, price, quantity }
    const best = market.book.best(opposite(order.side))
    const isOver = order.executed > 0n && quantity <= order.executed
    const takes = isPostOnly(command) && best !== undefined && this.#crosses(to, best)
    const need = isOver || takes ? 0n : this.#costs(to, quantity - order.executed)
    if (order.held.free + order.locked < need) throw says.insufficient
    const { clientOrderId, quantityUnits: from } = order
    order.amendments.push({
      at,
      origClientOrderId: clientOrderId,
      newClientOrderId: clientOrderId,
      from,
      to: quantity,
      fromPrice: command.price,
      toPrice: price
    })
    if (isOver || takes) this.#close(order, "CANCELED", at, clientOrderId)
    else {
      if (order.resting !== undefined) market.book.remove(order.resting)
      order.resting = undefined
      order.command = to
      order.quantityUnits = quantity
      this.#lock(order, need, at)
      this.#work(order, at, "AMENDMENT")
    }
    this.settle(market, at)
  }

  #shrink(order: Order, quantity: Decimal.Decimal): void {
    if (order.resting !== undefined) order.resting.remaining -= order.quantityUnits - quantity
    order.quantityUnits = quantity
  }

  /**
   * Lets happen what the trades so far have brought about: orders whose stop price was reached begin to trade, the oldest first,
   * and pending orders of working ones that are filled are placed. Both can trade and bring about more of it.
   */
  settle(market: Market, at: number): void {
    this.#refill(market)
    while (market.waiting.size > 0 || this.#filled.length > 0) {
      const due = [...market.waiting].filter((order) => Stops.isReached(order, market))
      Stops.look(market)
      for (const order of due) if (market.waiting.has(order)) this.#trigger(order, at)
      if (due.length === 0) {
        const list = this.#filled.shift()
        if (list === undefined) break
        if (list.isOpen) this.#placePending(list, at)
      }
      this.#refill(market)
    }
    Stops.look(market)
  }

  /** The house takes what rests on the other side, at the price that rests. */
  houseTakes(market: Market, side: Side, price: Decimal.Decimal, quantity: Decimal.Decimal, at: number): void {
    this.#houseTakes(market, side, price, quantity, at)
    this.settle(market, at)
  }

  #houseTakes(
    market: Market,
    side: Side,
    price: Decimal.Decimal,
    quantity: Decimal.Decimal | undefined,
    at: number
  ): void {
    let left = quantity
    for (const resting of [...market.book.orders(opposite(side))]) {
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
        const varied = mean / 2n + (mean * BigInt(market.random.integer(0, 1000))) / 1000n
        const quantity = varied - (varied % market.stepSize)
        if (quantity === 0n) continue
        this.#houseTakes(market, side, there, undefined, at)
        const resting = { side, price: there, owner: undefined, remaining: quantity }
        market.house.set(resting, quantity)
        market.book.add(resting)
      }
    }
    market.see(price)
    this.settle(market, at)
  }

  // ------------------------------------------------------------------------------------------------

  // what a new order has to pass -----------------------------------------------------------------

  #checkOpen({ config }: Market, says: Says): void {
    if (config.status !== undefined && config.status !== "TRADING") throw says.closed
  }

  /** An order that may only make a position smaller finds one that is as large, beside what others of its kind will take of it. */
  #checkReduceOnly({ account, market, quantity, side, terms }: PlaceCommand): void {
    if (terms?.reduceOnly !== true || account.route.placesOn !== undefined) return
    const { symbol } = market.config
    const position = positionOf(account.positions, symbol, terms.positionSide)
    let spoken = 0n
    for (const { command, executed, quantityUnits } of account.of(symbol).open)
      if (command.terms?.reduceOnly === true && command.terms.positionSide === terms.positionSide)
        if (command.side === side) spoken += quantityUnits - executed
    if (!reduces(position, side) || quantity + spoken > absolute(position.amount)) throw account.route.says.reduceOnly
  }

  /** A fill-or-kill order that cannot be filled. */
  #isKilled(command: PlaceCommand, quantity: Decimal.Decimal): boolean {
    return command.timeInForce === "FOK" && !isMarket(command) && this.#reach(command, quantity).base < quantity
  }

  #checkRoom(account: Account, market: Market, commands: ReadonlyArray<PlaceCommand>): void {
    const { maxNumAlgoOrders = 5, maxNumOrders } = market.config
    const { open } = account.of(market.config.symbol)
    const { says } = account.route
    const resting = commands.filter(({ type }) => type !== "MARKET" || commands.length > 1).length
    if (resting > 0 && open.size + resting > maxNumOrders) throw says.tooManyOrders
    const stops = commands.filter(Stops.waits).length
    if (stops === 0) return
    const before = [...open].filter(({ command }) => Stops.waits(command)).length
    if (before + stops > maxNumAlgoOrders) throw says.tooManyStops
  }

  /** A LIMIT_MAKER order must not take, and a stop price must not be reached already. */
  #checkPrice(command: PlaceCommand): void {
    const { account, market, side } = command
    const { says } = account.route
    if (Stops.isReachedAlready(command, market)) throw says.wouldTrigger
    if (!isPostOnly(command) || says.wouldTake === undefined) return
    if (Stops.waits(command) && command.type !== "LIMIT_MAKER") return
    const best = market.book.best(opposite(side))
    if (best !== undefined && this.#crosses(command, best)) throw says.wouldTake
  }

  /** The two of an OCO have the last price between them. */
  #checkPair(pair: ReadonlyArray<PlaceCommand>): void {
    if (!pair.every((command) => Stops.isAhead(command, command.market.lastPrice)))
      throw refused("The relationship of the prices for the orders is not correct.")
    for (const command of pair) this.#checkPrice(command)
  }

  /** What has to be held back for a new order. */
  #costs(command: PlaceCommand, quantity: Decimal.Decimal): Decimal.Decimal {
    const { account, market, price, stopPrice, terms } = command
    const { contract } = market
    if (contract === undefined)
      return command.type === "MARKET" ? this.#takes(command, quantity) : this.#needs(command, quantity)
    // what makes a position smaller costs nothing, and what only waits has no margin yet
    if (terms?.reduceOnly === true || stopPrice > 0n || Stops.waits(command)) return 0n
    return this.#marginOf(account, market, price, quantity)
  }

  #marginOf(account: Account, market: Market, price: Decimal.Decimal, quantity: Decimal.Decimal): Decimal.Decimal {
    const { config, contract, lastPrice } = market
    return contract?.marginFor(account.positions, config.symbol, price > 0n ? price : lastPrice, quantity) ?? 0n
  }

  /** What has to be held back for an order that does not trade yet; at the last price when it has none of its own. */
  #needs(command: PlaceCommand, quantity: Decimal.Decimal = command.quantity): Decimal.Decimal {
    if (command.side === "SELL") return quantity
    const { market, price, stopPrice } = command
    return Decimal.multiply(price > 0n ? price : stopPrice > 0n ? stopPrice : market.lastPrice, quantity)
  }

  /** What has to be held back for an order that trades now at any price. */
  #takes(command: PlaceCommand, quantity: Decimal.Decimal): Decimal.Decimal {
    if (command.side === "SELL" && command.quoteOrderQty === 0n) return quantity
    const { base, quote } = this.#reach(command, quantity)
    return command.side === "BUY" ? quote : base
  }

  // how an order comes to trade ------------------------------------------------------------------

  #accept(order: Order): void {
    const here = order.owner.of(order.symbol)
    this.orders.push(order)
    here.orders.push(order)
    this.#name(order)
    order.owner.openIds.set(order.clientOrderId, order)
    here.open.add(order)
  }

  /** Puts an order where it waits for its stop price. */
  #wait(order: Order, at: number): void {
    const { market } = order
    market.waiting.add(order)
    order.status = "NEW"
    order.workingAt = -1
    this.reports.order(order, "NEW", at)
    this.#write(order, at)
  }

  /** Lets an order trade what crosses and puts the rest on the book. */
  #work(order: Order, at: number, as: Execution = "NEW"): void {
    const { command, market, side } = order
    const { price } = command
    order.workingAt = at
    order.status = "NEW"
    this.reports.order(order, as, at)
    // a fill-or-kill order that cannot fill trades nothing at all, and neither does a post-only one that would take
    const best = market.book.best(opposite(side))
    const takes = isPostOnly(command) && best !== undefined && this.#crosses(command, best)
    if (takes) return this.#close(order, "EXPIRED", at)
    const end = this.#isKilled(command, order.quantityUnits) ? "open" : this.#match(order, at)
    if (command.quoteOrderQty > 0n) order.quantityUnits = order.executed
    if (end === "filled") this.#close(order, "FILLED", at)
    else if (end === "self-trade") this.#close(order, "EXPIRED_IN_MATCH", at)
    else if (isMarket(command) || isImmediate(command)) this.#close(order, "EXPIRED", at)
    else {
      order.status = order.executed > 0n ? "PARTIALLY_FILLED" : "NEW"
      if (order.floor !== undefined) order.floor = "EXCHANGE"
      order.resting = { side, price, owner: order, remaining: order.quantityUnits - order.executed }
      market.book.add(order.resting)
      this.#write(order, at)
    }
  }

  /** The stop price was reached. */
  #trigger(order: Order, at: number): void {
    order.market.waiting.delete(order)
    const { placesOn } = order.owner.route
    if (placesOn !== undefined) return this.#hand(order, order.owner.holder.on(placesOn), at)
    this.#endSibling(order, at)
    if (!this.#afford(order, at)) return this.#close(order, "EXPIRED", at)
    this.reports.order(order, "TRIGGERED", at)
    this.#work(order, at)
  }

  /** What waited in a service of its own places its order where orders trade. */
  #hand(order: Order, account: Account, at: number): void {
    const { command, market } = order
    const { terms } = command
    const { symbol } = market.config
    // the plain route was given its name by the exchange
    const clientOrderId = market.random.text(22)
    const held = terms?.closePosition === true ? positionOf(account.positions, symbol, terms.positionSide) : undefined
    const quantity = held === undefined ? order.quantityUnits : reduces(held, order.side) ? absolute(held.amount) : 0n
    order.triggered = { order: undefined, at }
    this.reports.order(order, "TRIGGERING", at)
    // nothing is left to close
    if (quantity === 0n) return this.#close(order, "EXPIRED", at)
    try {
      const placed = this.#take(
        {
          ...command,
          account,
          clientOrderId,
          quantity,
          type: isMarket(command) ? "MARKET" : "LIMIT",
          stopPrice: 0n,
          terms:
            terms === undefined
              ? undefined
              : {
                  ...terms,
                  reduceOnly: terms.reduceOnly || terms.closePosition,
                  callbackPpm: 0n,
                  activatePrice: 0n
                }
        },
        at
      )
      order.triggered = { order: placed, at }
      placed.placedBy = order
      this.#close(order, "TRIGGERED", at)
      if (!placed.isOpen) this.reports.order(order, "FINISHED", at)
    } catch (refusal) {
      // anything else is a mistake of this program
      if (!(refusal instanceof Refusal)) throw refusal
      this.#close(order, "REJECTED", at)
    }
  }

  /** Holds back what an order costs that trades at any price; says whether the account has it. */
  #afford(order: Order, at: number): boolean {
    const { account, market, price, terms } = order.command
    if (!isMarket(order.command) && market.contract === undefined) return true
    if (terms?.reduceOnly === true) return true
    const need =
      market.contract === undefined
        ? this.#takes(order.command, order.quantityUnits)
        : this.#marginOf(account, market, price, order.quantityUnits)
    if (order.held.free + order.locked < need) return false
    this.#lock(order, need, at)
    return true
  }

  /** Places the pending orders of a list as new ones are placed; what would be refused expires instead. */
  #placePending(list: OrderList, at: number): void {
    const { others } = list
    if (list.paysOther) this.#payOther(list, at)
    try {
      if (others.length > 1) this.#checkPair(others.map(({ command }) => command))
      else for (const { command } of others) this.#checkPrice(command)
      if (list.paysOther) for (const order of others) this.#checkBought(order)
    } catch (refusal) {
      // anything else is a mistake of this program
      if (!(refusal instanceof Refusal)) throw refusal
      for (const order of others) if (order.isOpen) this.#close(order, "EXPIRED", at)
      return
    }
    for (const order of others) {
      if (order.command.stopPrice > 0n) this.#wait(order, at)
      else if (this.#afford(order, at)) this.#work(order, at)
      else this.#close(order, "EXPIRED", at)
    }
  }

  /** The pending orders of an OPO sell what was bought, to the last whole step; the rest is free. */
  #payOther(list: OrderList, at: number): void {
    const { stepSize } = list.command.market
    const [holder] = list.others
    if (holder === undefined) return
    const quantity = holder.locked - (holder.locked % stepSize)
    for (const order of list.others) order.quantityUnits = quantity
    this.#lock(holder, quantity, at)
  }

  #checkBought(order: Order): void {
    const { command, market, quantityUnits } = order
    if (quantityUnits < market.minQty || quantityUnits > market.maxQty) throw refused("Filter failure: LOT_SIZE")
    const notional = order.worth(quantityUnits)
    if (notional < market.minNotional || (!isMarket(command) && notional > market.maxNotional))
      throw refused("Filter failure: NOTIONAL")
  }

  /** One order of an OCO begins to trade: the other one ends, and what was held back for it is free for this one. */
  #endSibling(order: Order, at: number): void {
    const { list } = order
    const sibling = list?.siblingOf(order)
    if (list === undefined || sibling?.isOpen !== true) return
    list.leader = order
    this.#close(sibling, "EXPIRED", at)
    if (!isMarket(order.command)) this.#lock(order, this.#needs(order.command, order.quantityUnits), at)
  }

  /** An order of a list has ended by itself, and the others follow. */
  #followList(list: OrderList, ended: Order, at: number): void {
    if (list.isCanceling) return
    if (ended === list.working && ended.status === "FILLED") {
      this.#filled.push(list)
      return
    }
    const followers = ended === list.working ? list.others : [list.siblingOf(ended)]
    for (const order of followers)
      if (order?.isOpen === true && order !== list.leader) this.#close(order, "EXPIRED", at)
    if (list.orders.every((order) => !order.isOpen)) this.#endList(list, at)
  }

  #endList(list: OrderList, at: number): void {
    if (!list.isOpen) return
    list.endedAt = at
    this.reports.list(list, at)
    if (list.command.account.openLists.get(list.clientOrderId) === list)
      list.command.account.openLists.delete(list.clientOrderId)
  }

  // trades ---------------------------------------------------------------------------------------

  #crosses(command: PlaceCommand, best: Resting<Order>): boolean {
    return isMarket(command) || (command.side === "BUY" ? best.price <= command.price : best.price >= command.price)
  }

  /** How much of the next order on the book is wanted. */
  #wanted(
    command: PlaceCommand,
    quantity: Decimal.Decimal,
    price: Decimal.Decimal,
    executed: Decimal.Decimal,
    quote: Decimal.Decimal
  ): Decimal.Decimal {
    if (command.quoteOrderQty === 0n) return quantity - executed
    const affordable = Decimal.divide(command.quoteOrderQty - quote, price)
    return affordable - (affordable % command.market.stepSize)
  }

  /** What the book would give right now. */
  #reach(
    command: PlaceCommand,
    quantity: Decimal.Decimal
  ): { readonly base: Decimal.Decimal; readonly quote: Decimal.Decimal } {
    let base = 0n
    let quote = 0n
    for (const resting of command.market.book.orders(opposite(command.side))) {
      if (!this.#crosses(command, resting)) break
      if (resting.owner?.owner === command.account && command.selfTrade !== "NONE") {
        if (command.selfTrade === "EXPIRE_MAKER") continue
        break
      }
      const given = Decimal.min(this.#wanted(command, quantity, resting.price, base, quote), resting.remaining)
      if (given <= 0n) break
      base += given
      quote += Decimal.multiply(resting.price, given)
    }
    return { base, quote }
  }

  /** Trades what crosses. */
  #match(order: Order, at: number): "filled" | "self-trade" | "open" {
    const { command, market } = order
    const side = opposite(order.side)
    for (let best = market.book.best(side); best !== undefined; best = market.book.best(side)) {
      const wanted = this.#wanted(command, order.quantityUnits, best.price, order.executed, order.quote)
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
    return command.quoteOrderQty === 0n && order.executed === order.quantityUnits ? "filled" : "open"
  }

  #trade(
    market: Market,
    taker: Order | undefined,
    resting: Resting<Order>,
    quantity: Decimal.Decimal,
    at: number
  ): void {
    const quote = market.contract?.valueAt(resting.price, quantity) ?? Decimal.multiply(resting.price, quantity)
    const id = ++this.#tradeId
    // what an OCO holds back has to be this order's before it pays
    if (resting.owner?.list !== undefined) this.#endSibling(resting.owner, at)
    resting.remaining -= quantity
    market.see(resting.price)
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
    if (order.market.contract !== undefined) {
      this.#bookContract(order, order.market.contract, id, price, quantity, quote, at, isMaker)
      return
    }
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
    if (order.list?.paysOther === true && order === order.list.working) this.#keep(order.list, received, commission, at)
    const trade = { id, order, price, quantity, quote, commission, commissionAsset, gain: 0n, at, isMaker }
    // whose counterparty is the exchange, and not whoever rests there
    this.#report(order.floor === "SOR" ? { ...trade, id: -1, allocationId: this.#allocationId++ } : trade, at)
  }

  /** Books one side of a trade of a contract: on the position, and what it gains or holds back on the margin asset. */
  #bookContract(
    order: Order,
    contract: Contract,
    id: number,
    price: Decimal.Decimal,
    quantity: Decimal.Decimal,
    quote: Decimal.Decimal,
    at: number,
    isMaker: boolean
  ): void {
    const { command, held, owner, side } = order
    const left = order.quantityUnits - order.executed
    const released = left === 0n ? 0n : (order.locked * quantity) / left
    order.executed += quantity
    order.quote += quote
    order.locked -= released
    const position = positionOf(owner.positions, order.symbol, command.terms?.positionSide ?? "BOTH")
    const { gain, margin } = contract.trade(owner.positions, position, { side, price, quantity, at })
    const commission = (quote * this.#commissionPpm) / 1_000_000n
    this.#change(held, at, released - margin + gain - commission, margin - released)
    const commissionAsset = contract.marginAsset
    this.#report({ id, order, price, quantity, quote, commission, commissionAsset, gain, at, isMaker }, at)
  }

  #report(trade: Trade, at: number): void {
    const { allocationId, order } = trade
    const here = order.owner.of(order.symbol)
    order.fills.push(trade)
    if (allocationId !== undefined) here.allocations.push(trade)
    else {
      here.trades.push(trade)
      this.trades.push(trade)
    }
    this.reports.order(order, "TRADE", at, { trade })
  }

  /** What the working order of an OPO buys is held back; the commission is paid from what else is free, if there is enough. */
  #keep(list: OrderList, received: Decimal.Decimal, commission: Decimal.Decimal, at: number): void {
    const [holder] = list.others
    if (holder?.isOpen !== true) return
    const kept = holder.held.free >= received ? received : received - commission
    this.#lock(holder, holder.locked + kept, at)
  }

  #close(order: Order, status: OrderStatus, at: number, origClientOrderId?: string): void {
    const here = order.owner.of(order.symbol)
    if (order.resting !== undefined) order.market.book.remove(order.resting)
    order.resting = undefined
    order.market.waiting.delete(order)
    order.status = status
    order.closedAt = at
    if (order.locked !== 0n) this.#lock(order, 0n, at)
    if (order.owner.openIds.get(order.clientOrderId) === order) order.owner.openIds.delete(order.clientOrderId)
    // a rename has already taken the old id out of the open ones
    here.open.delete(order)
    here.closed.push(order)
    if (status === "FILLED") this.reports.filled(order)
    else if (status === "CANCELED") this.reports.order(order, "CANCELED", at, { origClientOrderId })
    else this.reports.order(order, status === "EXPIRED_IN_MATCH" ? "TRADE_PREVENTION" : "EXPIRED", at)
    if (order.placedBy !== undefined) this.reports.order(order.placedBy, "FINISHED", at)
    this.#write(order, at)
    if (order.list !== undefined) this.#followList(order.list, order, at)
  }

  /** Holds back this much for an order, whatever was held back for it before. */
  #lock(order: Order, amount: Decimal.Decimal, at: number): void {
    const more = amount - order.locked
    order.locked = amount
    this.#change(order.held, at, -more, more)
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
      quantityUnits: order.quantityUnits,
      price: order.command.price,
      workingAt: order.workingAt
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

export const findOpenList = (
  account: Account,
  symbol: string,
  orderListId: number | undefined,
  clientOrderId: string | undefined
): OrderList | undefined => {
  const list =
    orderListId === undefined
      ? clientOrderId === undefined
        ? undefined
        : account.openLists.get(clientOrderId)
      : account.lists.find(({ id, isOpen }) => isOpen && id === orderListId)
  return list?.symbol === symbol ? list : undefined
}
