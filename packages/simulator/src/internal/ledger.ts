/**
 * The books of the exchange: accounts, orders and trades, with what each of them was before, for reads that lag.
 */
import * as Decimal from "../Decimal.ts"
import * as ExchangeConfig from "../ExchangeConfig.ts"
import type { LedgerOrder, OrderStatus, OrderType, RequestRecord } from "../Exchange.ts"
import { OrderBook } from "../OrderBook.ts"
import type { Resting, Side } from "../OrderBook.ts"
import type { Product, Route } from "../Product.ts"
import { Window } from "../RateLimits.ts"
import type { Seeded } from "../Seeded.ts"
import { Contract, type PositionSide, type Positions, makePositions } from "./contracts.ts"
import type { OrderList } from "./orderLists.ts"
import { type RouteRules, routes } from "./routes.ts"

export type TimeInForce = "GTC" | "IOC" | "FOK" | "GTX" | "GTD" | "RPI"
export type SelfTrade = "NONE" | "EXPIRE_TAKER" | "EXPIRE_MAKER" | "EXPIRE_BOTH"
export type ResponseType = "ACK" | "RESULT" | "FULL"

export interface Balance {
  free: Decimal.Decimal
  locked: Decimal.Decimal
  /** What it was, the oldest first. */
  readonly history: Array<{ readonly at: number; readonly free: Decimal.Decimal; readonly locked: Decimal.Decimal }>
}

export interface Trade {
  readonly id: number
  readonly order: Order
  readonly price: Decimal.Decimal
  readonly quantity: Decimal.Decimal
  readonly quote: Decimal.Decimal
  readonly commission: Decimal.Decimal
  readonly commissionAsset: string
  /** What a position has gained by it. */
  readonly gain: Decimal.Decimal
  readonly at: number
  readonly isMaker: boolean
  /** Of what smart order routing gave instead of a trade, whose id is then -1. */
  readonly allocationId?: number | undefined
}

/** Where an order that smart order routing was asked for has last done something: there, or on the book of its symbol. */
export type WorkingFloor = "SOR" | "EXCHANGE"

export interface AccountSymbol {
  /** In the order of acceptance. */
  readonly orders: Array<Order>
  readonly open: Set<Order>
  /** In the order in which they closed. */
  readonly closed: Array<Order>
  /** By every client order id that an order ever had. */
  readonly byClientOrderId: Map<string, Array<Order>>
  readonly trades: Array<Trade>
  /** What smart order routing gave, which is among the fills of an order and not among the trades. */
  readonly allocations: Array<Trade>
}

/** What somebody has by asset, on one product. */
type Purse = Map<string, Balance>

/** Somebody who trades here: one account of the configuration, with all of its routes. */
export class Holder {
  readonly config: ExchangeConfig.AccountConfig
  readonly uid: number
  readonly #exchange: ExchangeConfig.ExchangeConfig
  readonly #accounts = new Map<string, Account>()
  readonly #purses = new Map<string, Purse>()
  readonly #windows = new Map<Product, ReadonlyArray<Window>>()

  constructor(config: ExchangeConfig.AccountConfig, uid: number, exchange: ExchangeConfig.ExchangeConfig) {
    this.config = config
    this.uid = uid
    this.#exchange = exchange
  }

  /** All that it has orders on, or could have. */
  get accounts(): Iterable<Account> {
    return this.#accounts.values()
  }

  /** What it has on a route; of isolated margin each symbol has its own. */
  on(route: Route, symbol = ""): Account {
    const name = route === "isolated" ? `${route} ${symbol}` : route
    let account = this.#accounts.get(name)
    if (account === undefined) {
      const rules = routes[route]
      const purse = this.#purse(rules.purse === "isolated" ? name : rules.purse, rules.product)
      account = new Account(this, rules, purse, this.windows(rules.product))
      this.#accounts.set(name, account)
    }
    return account
  }

  #purse(name: string, product: Product): Purse {
    let purse = this.#purses.get(name)
    if (purse === undefined) {
      const { balances, wallets } = this.config
      purse = new Map()
      for (const [asset, text] of Object.entries((product === "spot" ? undefined : wallets?.[product]) ?? balances)) {
        const free = Decimal.make(text)
        purse.set(asset, { free, locked: 0n, history: [{ at: -Infinity, free, locked: 0n }] })
      }
      this.#purses.set(name, purse)
    }
    return purse
  }

  /** The windows in which its new orders are counted. */
  windows(product: Product): ReadonlyArray<Window> {
    let windows = this.#windows.get(product)
    if (windows === undefined) {
      windows = limitsOf(this.#exchange, product)
        .filter((limit) => limit.rateLimitType === "ORDERS")
        .map((limit) => new Window(limit))
      this.#windows.set(product, windows)
    }
    return windows
  }
}

/** The limits of a product. */
export const limitsOf = (
  { limits, productLimits }: ExchangeConfig.ExchangeConfig,
  product: Product
): ExchangeConfig.ExchangeConfig["limits"] =>
  product === "spot" ? limits : (productLimits[product] ?? ExchangeConfig.defaults.productLimits[product] ?? [])

/** What one holder has on one route. */
export class Account {
  readonly holder: Holder
  readonly route: RouteRules
  readonly balances: Purse
  readonly symbols = new Map<string, AccountSymbol>()
  /** Open orders by their client order id, over all symbols: that is where the id has to be unique. */
  readonly openIds = new Map<string, Order>()
  /** In the order of acceptance. */
  readonly lists: Array<OrderList> = []
  /** Open order lists by their client order id, over all symbols. */
  readonly openLists = new Map<string, OrderList>()
  readonly windows: ReadonlyArray<Window>
  readonly positions: Positions = makePositions()

  constructor(holder: Holder, route: RouteRules, balances: Purse, windows: ReadonlyArray<Window>) {
    this.holder = holder
    this.route = route
    this.balances = balances
    this.windows = windows
  }

  get name(): string {
    return this.holder.config.name
  }
  get uid(): number {
    return this.holder.uid
  }

  balance(asset: string): Balance {
    let balance = this.balances.get(asset)
    if (balance === undefined) {
      balance = { free: 0n, locked: 0n, history: [{ at: -Infinity, free: 0n, locked: 0n }] }
      this.balances.set(asset, balance)
    }
    return balance
  }

  of(symbol: string): AccountSymbol {
    let here = this.symbols.get(symbol)
    if (here === undefined) {
      here = { orders: [], open: new Set(), closed: [], byClientOrderId: new Map(), trades: [], allocations: [] }
      this.symbols.set(symbol, here)
    }
    return here
  }
}

export class Market {
  readonly config: ExchangeConfig.SymbolConfig
  /** Where it varies what the house has. */
  readonly random: Seeded
  /** `undefined`: assets change hands. */
  readonly contract: Contract | undefined
  readonly book = new OrderBook<Order>()
  readonly tickSize: Decimal.Decimal
  readonly minPrice: Decimal.Decimal
  readonly maxPrice: Decimal.Decimal
  readonly stepSize: Decimal.Decimal
  readonly minQty: Decimal.Decimal
  readonly maxQty: Decimal.Decimal
  readonly minNotional: Decimal.Decimal
  readonly maxNotional: Decimal.Decimal
  /** The house's orders and how much of each there is when nothing has traded. */
  readonly house = new Map<Resting<Order>, Decimal.Decimal>()
  /** Orders that wait for their stop price, in the order in which they began to. */
  readonly waiting = new Set<Order>()
  lastPrice: Decimal.Decimal
  /** The lowest and the highest price since the stop prices were last looked at. */
  low: Decimal.Decimal
  high: Decimal.Decimal

  constructor(config: ExchangeConfig.SymbolConfig, random: Seeded, contract?: Contract) {
    this.config = config
    this.random = random
    this.contract = contract
    this.tickSize = Decimal.make(config.priceFilter.tickSize)
    this.minPrice = Decimal.make(config.priceFilter.minPrice)
    this.maxPrice = Decimal.make(config.priceFilter.maxPrice)
    this.stepSize = Decimal.make(config.lotSize.stepSize)
    this.minQty = Decimal.make(config.lotSize.minQty)
    this.maxQty = Decimal.make(config.lotSize.maxQty)
    this.minNotional = Decimal.make(config.notional.minNotional)
    this.maxNotional = Decimal.make(config.notional.maxNotional)
    this.lastPrice = config.house === undefined ? 0n : Decimal.make(config.house.price)
    this.low = this.lastPrice
    this.high = this.lastPrice
  }

  /** The price of a trade, or the one that the house moved to. */
  see(price: Decimal.Decimal): void {
    this.lastPrice = price
    if (price < this.low) this.low = price
    if (price > this.high) this.high = price
  }
}

export const isOpenStatus = (status: OrderStatus): boolean =>
  status === "NEW" || status === "PARTIALLY_FILLED" || status === "PENDING_NEW"

/** What a read may see of an order at one time. */
export interface Version {
  readonly at: number
  readonly status: OrderStatus
  readonly executed: Decimal.Decimal
  readonly quote: Decimal.Decimal
  readonly clientOrderId: string
  readonly quantityUnits: Decimal.Decimal
  readonly price: Decimal.Decimal
  readonly workingAt: number
}

/** An order that was made smaller, and with that renamed; on futures it can have another price, and keeps its name. */
export interface Amendment {
  readonly at: number
  readonly origClientOrderId: string
  readonly newClientOrderId: string
  readonly from: Decimal.Decimal
  readonly to: Decimal.Decimal
  readonly fromPrice: Decimal.Decimal
  readonly toPrice: Decimal.Decimal
}

/** What only an order for a contract can say. */
export interface Terms {
  readonly positionSide: PositionSide
  readonly reduceOnly: boolean
  /** Its quantity is that of the position when it is triggered. */
  readonly closePosition: boolean
  /** It must not take. */
  readonly postOnly: boolean
  readonly priceProtect: boolean
  readonly workingType: string
  readonly priceMatch: string
  /** In epoch ms; 0 for none. */
  readonly goodTillDate: number
  /** Of a trailing stop: how far the price has to come back, in millionths, and from which price on it follows; 0 for any. */
  readonly callbackPpm: bigint
  readonly activatePrice: Decimal.Decimal
  readonly isMmp: boolean
}

/** An order as asked for, after every check that needs no book. */
export interface PlaceCommand {
  readonly market: Market
  readonly account: Account
  readonly request: RequestRecord
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  /** 0 when the quote amount decides. */
  readonly quantity: Decimal.Decimal
  /** 0 when the quantity decides. */
  readonly quoteOrderQty: Decimal.Decimal
  /** 0 for what trades at any price. */
  readonly price: Decimal.Decimal
  /** 0 for what waits for no price. */
  readonly stopPrice: Decimal.Decimal
  readonly clientOrderId: string
  readonly selfTrade: SelfTrade
  readonly response: ResponseType
  /** Where the order was counted, so that its first fill can take the count back. */
  readonly counted: ReadonlyArray<{ readonly window: Window; readonly start: number }>
  /** Whether what it takes comes by smart order routing. */
  readonly usesSor?: boolean | undefined
  /** Of an order for a contract. */
  readonly terms?: Terms | undefined
}

export class Order implements LedgerOrder {
  readonly orderId: number
  /** An amend on futures replaces it. */
  command: PlaceCommand
  readonly acceptedAt: number
  readonly history: Array<Version> = []
  readonly fills: Array<Trade> = []
  readonly amendments: Array<Amendment> = []
  clientOrderId: string
  status: OrderStatus = "NEW"
  quantityUnits: Decimal.Decimal
  executed: Decimal.Decimal = 0n
  quote: Decimal.Decimal = 0n
  locked: Decimal.Decimal = 0n
  closedAt = Infinity
  resting: Resting<Order> | undefined
  list: OrderList | undefined
  /** Of an order that waits in a service of its own: the order that it has placed, and when. */
  triggered: { readonly order: Order | undefined; readonly at: number } | undefined
  /** Of an order that was placed by such a one: that one. */
  placedBy: Order | undefined
  /** Of a trailing stop that follows: the best price so far. */
  extreme: Decimal.Decimal | undefined
  /** When it came on the book or began to trade; -1 as long as it has not. */
  workingAt: number
  /** `undefined`: it uses no smart order routing. It changes before anybody can see the order, and not again. */
  floor: WorkingFloor | undefined

  constructor(orderId: number, command: PlaceCommand, at: number) {
    this.orderId = orderId
    this.command = command
    this.acceptedAt = at
    this.workingAt = at
    this.floor = command.usesSor === true ? "SOR" : undefined
    this.clientOrderId = command.clientOrderId
    this.quantityUnits = command.quantity
  }

  get owner(): Account {
    return this.command.account
  }
  get market(): Market {
    return this.command.market
  }
  get account(): string {
    return this.owner.name
  }
  get product(): Product {
    return this.owner.route.product
  }
  get route(): Route {
    return this.owner.route.name
  }
  get symbol(): string {
    return this.market.config.symbol
  }
  get placedAs(): string {
    return this.command.clientOrderId
  }
  get orderListId(): number {
    return this.list === undefined ? -1 : this.list.id
  }
  get side(): Side {
    return this.command.side
  }
  get type(): OrderType {
    return this.command.type
  }
  /** What so much of it costs at a price, in the asset that its sum is shown in. */
  valueAt(price: Decimal.Decimal, quantity: Decimal.Decimal): Decimal.Decimal {
    return this.market.contract?.valueAt(price, quantity) ?? Decimal.multiply(price, quantity)
  }
  get request(): RequestRecord {
    return this.command.request
  }
  get price(): string {
    return Decimal.format(this.command.price)
  }
  get stopPrice(): string {
    return Decimal.format(this.command.stopPrice)
  }
  get quantity(): string {
    return Decimal.format(this.quantityUnits)
  }
  get executedQuantity(): string {
    return Decimal.format(this.executed)
  }
  get quoteQuantity(): string {
    return Decimal.format(this.quote)
  }
  get deadline(): number {
    // an order exists only if its request carried both
    return this.request.timestamp! + this.request.recvWindow!
  }
  get isOpen(): boolean {
    return isOpenStatus(this.status)
  }
  /** The balance that the order holds back. */
  get held(): Balance {
    const { contract } = this.market
    if (contract !== undefined) return this.owner.balance(contract.marginAsset)
    return this.owner.balance(this.side === "BUY" ? this.market.config.quoteAsset : this.market.config.baseAsset)
  }

  /** What so much of it is worth: at its limit price, its stop price, or the last price. */
  worth(quantity: Decimal.Decimal): Decimal.Decimal {
    const { price, stopPrice } = this.command
    return Decimal.multiply(price > 0n ? price : stopPrice > 0n ? stopPrice : this.market.lastPrice, quantity)
  }

  /** What was to be seen at a time; `undefined` before the order was. */
  seen(asOf: number): Version | undefined {
    for (let i = this.history.length - 1; i >= 0; i--) {
      const version = this.history[i]!
      if (version.at <= asOf) return version
    }
    return undefined
  }
}
