/**
 * The books of the exchange: accounts, orders and trades, with what each of them was before, for reads that lag.
 */
import * as Decimal from "../Decimal.ts"
import type { AccountConfig, ExchangeConfig, SymbolConfig } from "../ExchangeConfig.ts"
import type { LedgerOrder, OrderStatus, OrderType, RequestRecord } from "../Exchange.ts"
import { OrderBook } from "../OrderBook.ts"
import type { Resting, Side } from "../OrderBook.ts"
import { Window } from "../RateLimits.ts"
import type { OrderList } from "./orderLists.ts"

export type TimeInForce = "GTC" | "IOC" | "FOK"
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
  readonly at: number
  readonly isMaker: boolean
}

export interface AccountSymbol {
  /** In the order of acceptance. */
  readonly orders: Array<Order>
  readonly open: Set<Order>
  /** In the order in which they closed. */
  readonly closed: Array<Order>
  /** By every client order id that an order ever had. */
  readonly byClientOrderId: Map<string, Array<Order>>
  readonly trades: Array<Trade>
}

export class Account {
  readonly name: string
  readonly uid: number
  readonly balances = new Map<string, Balance>()
  readonly symbols = new Map<string, AccountSymbol>()
  /** Open orders by their client order id, over all symbols: that is where the id has to be unique. */
  readonly openIds = new Map<string, Order>()
  /** In the order of acceptance. */
  readonly lists: Array<OrderList> = []
  /** Open order lists by their client order id, over all symbols. */
  readonly openLists = new Map<string, OrderList>()
  readonly windows: ReadonlyArray<Window>

  constructor(config: AccountConfig, uid: number, limits: ExchangeConfig["limits"]) {
    this.name = config.name
    this.uid = uid
    this.windows = limits.filter((limit) => limit.rateLimitType === "ORDERS").map((limit) => new Window(limit))
    for (const [asset, text] of Object.entries(config.balances)) {
      const free = Decimal.make(text)
      this.balances.set(asset, { free, locked: 0n, history: [{ at: -Infinity, free, locked: 0n }] })
    }
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
      here = { orders: [], open: new Set(), closed: [], byClientOrderId: new Map(), trades: [] }
      this.symbols.set(symbol, here)
    }
    return here
  }
}

export class Market {
  readonly config: SymbolConfig
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

  constructor(config: SymbolConfig) {
    this.config = config
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
  readonly workingAt: number
}

/** An order that was made smaller, and with that renamed. */
export interface Amendment {
  readonly at: number
  readonly origClientOrderId: string
  readonly newClientOrderId: string
  readonly from: Decimal.Decimal
  readonly to: Decimal.Decimal
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
}

export class Order implements LedgerOrder {
  readonly orderId: number
  readonly command: PlaceCommand
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
  /** When it came on the book or began to trade; -1 as long as it has not. */
  workingAt: number

  constructor(orderId: number, command: PlaceCommand, at: number) {
    this.orderId = orderId
    this.command = command
    this.acceptedAt = at
    this.workingAt = at
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
