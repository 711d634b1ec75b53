/**
 * A simulated Binance: Spot, margin, futures, options and portfolio margin over one engine, with orders and order lists, matching,
 * signatures, windows, limits, and reads that lag. It has no timer, no clock and no chance of its own: whoever uses it says what time
 * it is, and the seed decides the rest.
 *
 * @since 0.1.0
 */
import type { HttpReply, WireRequest } from "effect-binance/client/Transport"
import * as DateTime from "effect/DateTime"
import * as Decimal from "./Decimal.ts"
import * as ExchangeConfig from "./ExchangeConfig.ts"
import { executes, type Fault, type RequestKind } from "./Fault.ts"
import { Desk } from "./internal/desk.ts"
import * as Endpoint from "./internal/endpoint.ts"
import { EventQueue } from "./internal/eventQueue.ts"
import { faces } from "./internal/faces.ts"
import { type Account, Holder, limitsOf } from "./internal/ledger.ts"
import { type ListenKey, ListenKeys } from "./internal/listenKeys.ts"
import { type ListenToken, ListenTokens } from "./internal/listenTokens.ts"
import type { Market } from "./internal/ledger.ts"
import { Movements } from "./internal/movements.ts"
import * as Request from "./internal/request.ts"
import type { Answer, Context } from "./internal/request.ts"
import * as SocketMethods from "./internal/socketMethods.ts"
import * as WholeNumbers from "./internal/wholeNumbers.ts"
import type { Side } from "./OrderBook.ts"
import * as Product from "./Product.ts"
import type { BackOff, Window } from "./RateLimits.ts"
import { Address } from "./RateLimits.ts"
import * as Seeded from "./Seeded.ts"
import { Session } from "./Session.ts"
import type { SessionEvent, SessionRequest, Subscription } from "./Session.ts"
import * as Signature from "./Signature.ts"
import * as Wire from "./Wire.ts"

/**
 * The status of an order. `PENDING_NEW`: it waits for the working order of its list to be filled. `TRIGGERED`, `REJECTED`: it waited in a
 * service of its own, and what it has placed was accepted or refused.
 *
 * @category models
 * @since 0.1.0
 */
export type OrderStatus =
  | "NEW"
  | "PENDING_NEW"
  | "PARTIALLY_FILLED"
  | "FILLED"
  | "CANCELED"
  | "EXPIRED"
  | "EXPIRED_IN_MATCH"
  | "TRIGGERED"
  | "REJECTED"

/**
 * One request in the books of the exchange. Holds no key and no signature.
 *
 * @category models
 * @since 0.1.0
 */
export interface RequestRecord {
  readonly id: number
  readonly method: string
  readonly path: string
  readonly kind: RequestKind
  readonly address: string
  /** When it left the client, in local ms. */
  readonly sentAt: number
  /** When it arrived, or would have, in local ms. */
  readonly arrivedAt: number
  /** The fault that it met. */
  readonly fault: Fault | undefined
  /** Whether the exchange saw it. */
  readonly reached: boolean
  /** The account's name; `undefined` before the key was recognised. */
  readonly account: string | undefined
  readonly product: Product.Product
  /** Where what it is about lives; `undefined` for what nobody can be asked. */
  readonly route: Product.Route | undefined
  readonly symbol: string | undefined
  /** The client order id of a place, the one that a cancel or a lookup asks for, or the one of an order list. */
  readonly clientOrderId: string | undefined
  readonly timestamp: number | undefined
  readonly recvWindow: number | undefined
  /** Whether it arrived more than the grace after the client had been told to stay away. */
  readonly duringBackOff: boolean
  /** Whether the client had been told to stay away before it sent it, however soon that was. */
  readonly sentInBackOff: boolean
  /** What the exchange answered, whether or not the client saw that; 0 as long as it has not. */
  readonly status: number
  readonly code: number | undefined
  /** Whether it did something: an order was accepted, or taken off the book. */
  readonly executed: boolean
}

/**
 * One order in the books of the exchange: the truth, without any lag. Times are exchange ms.
 *
 * @category models
 * @since 0.1.0
 */
export interface LedgerOrder {
  readonly orderId: number
  /** The order list that it is part of; -1 for none. */
  readonly orderListId: number
  readonly account: string
  readonly product: Product.Product
  /** Where it lives: it is seen and cancelled there and nowhere else. */
  readonly route: Product.Route
  readonly symbol: string
  /** The client order id that it was placed under. */
  readonly placedAs: string
  /** Its client order id now: a cancel renames it. */
  readonly clientOrderId: string
  readonly side: Side
  readonly type: OrderType
  readonly status: OrderStatus
  readonly price: string
  /** 0 for an order that waits for no price. */
  readonly stopPrice: string
  readonly quantity: string
  readonly executedQuantity: string
  readonly quoteQuantity: string
  /** When the engine accepted it, by the exchange's clock. */
  readonly acceptedAt: number
  /** `timestamp + recvWindow` of the request that placed it. */
  readonly deadline: number
  readonly request: RequestRecord
}

/**
 * One trade of one account: a trade between two accounts is two of these with the same id.
 *
 * @category models
 * @since 0.1.0
 */
export interface LedgerTrade {
  readonly id: number
  readonly account: string
  readonly product: Product.Product
  readonly route: Product.Route
  readonly symbol: string
  readonly orderId: number
  readonly side: Side
  readonly price: string
  readonly quantity: string
  readonly time: number
  readonly isMaker: boolean
}

/**
 * One movement of funds in the books of the exchange: between wallets, a loan or its repayment, or the margin of a position. Times are
 * exchange ms.
 *
 * @category models
 * @since 0.1.0
 */
export interface LedgerTransfer {
  readonly id: number
  readonly account: string
  readonly product: Product.Product
  /** Such as `MAIN_UMFUTURE`, `BORROW` or `ADD_MARGIN`. */
  readonly type: string
  readonly asset: string
  readonly amount: string
  readonly acceptedAt: number
  /** Until then its history says that it is pending. */
  readonly settledAt: number
  /** Whether it has moved nothing in the end. */
  readonly failed: boolean
  readonly request: RequestRecord
}

/**
 * A request under way. `answeredAt` is known once the request has arrived, `reply` once that time has come.
 *
 * @category models
 * @since 0.1.0
 */
export interface Ticket {
  readonly record: RequestRecord
  /** What the client gets to see: the reply, or how the connection ends without one. */
  readonly ending: "reply" | "not-connected" | "reset" | "close" | "silence"
  /** The system's name for a connection that never was. */
  readonly code: string | undefined
  /** When the answer leaves the exchange, in local ms. */
  readonly answeredAt: number | undefined
  readonly reply: HttpReply | undefined
  /** When the exchange lets this address in again, in exchange ms; `undefined` when the answer does not send it away. */
  readonly retryAt: number | undefined
  /** Whether the session that it came over has just lost its key. */
  readonly revoked: boolean
}

/**
 * Who has to know when something happens without a request, and what has been heard.
 *
 * @category models
 * @since 0.1.0
 */
export interface Watcher {
  /** Something is to happen by itself at this local time: call `advance` then. */
  readonly onDue?: ((at: number) => void) | undefined
  /** A client has the answer to a request. */
  readonly onDelivered?: ((ticket: Ticket) => void) | undefined
}

/**
 * The types of orders that this exchange takes. Those from `STOP` on are of futures, where `TAKE_PROFIT` has a limit price too.
 *
 * @category models
 * @since 0.1.0
 */
export type OrderType =
  | "LIMIT"
  | "LIMIT_MAKER"
  | "MARKET"
  | "STOP_LOSS"
  | "STOP_LOSS_LIMIT"
  | "TAKE_PROFIT"
  | "TAKE_PROFIT_LIMIT"
  | "STOP"
  | "STOP_MARKET"
  | "TAKE_PROFIT_MARKET"
  | "TRAILING_STOP_MARKET"

type Mutable<A> = { -readonly [K in keyof A]: A[K] }

interface MutableTicket extends Mutable<Ticket> {
  readonly record: Mutable<RequestRecord>
  readonly request: WireRequest
  readonly fault: Fault | undefined
  readonly address: Address
  readonly endpoint: Endpoint.Endpoint | undefined
  readonly windows: ReadonlyArray<Window>
  readonly parameters: Wire.Parameters
  readonly over: SessionRequest | undefined
  /** `answeredAt` by the exchange's clock, which loses no fraction. */
  answersAt: number
  /** The back-off that the answer tells of. */
  backOff: BackOff | undefined
  complete: boolean
  /** Where its weight was counted. */
  weighed: { readonly window: Window; readonly start: number } | undefined
}

const jsonType = "application/json;charset=UTF-8"
const failure = (refusal: Wire.Refusal, headers?: Readonly<Record<string, string>>): Answer => ({
  status: refusal.status,
  code: refusal.code,
  body: JSON.stringify({ code: refusal.code, msg: refusal.msg }),
  headers
})

/** The system's name for how a connection ends. */
const endCode = { reset: "ECONNRESET", close: "UND_ERR_SOCKET", silence: undefined } as const
/** How many times as much an account may spend at an endpoint of /sapi as an address: 180 000, not 12 000. Source: margin docs, limits. */
const accountTimes = 15
const missingKey = "Mandatory parameter 'apiKey' was not sent, was empty/null, or malformed."
const badKey = "Invalid API-key, IP, or permissions for action."
const lateText = "Timestamp for this request is outside of the recvWindow."
const timedOut = failure(
  new Wire.Refusal(
    -1007,
    "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
    504
  )
)

/** What the engine has to do, and what it says when it gets to it too late. */
interface Command {
  readonly run: (at: number) => Answer
  readonly late: () => Answer
  readonly endpoint: Endpoint.Endpoint
  readonly context: Context
}

const tooLate = ({ gate }: Endpoint.Endpoint) =>
  gate === "engine"
    ? new Wire.Refusal(-5028, "Timestamp for this request is outside of the ME recvWindow.")
    : new Wire.Refusal(-1021, lateText)

/** The route that a request is about: on margin it says so itself. */
const routeOf = ({ route }: Endpoint.Endpoint, { values }: Wire.Parameters): Product.Route =>
  route === "cross" && values.get("isIsolated")?.toUpperCase() === "TRUE" ? "isolated" : route

/** Whether an event of this account is told there. */
const isOf = ({ account, product, route, symbol }: Subscription, told: Account): boolean =>
  account === told.name &&
  product === told.route.product &&
  (route === undefined || told.holder.on(route, symbol) === told)

/** A mandatory whole number among the parameters of a signed request. */
const timestampOf = (parameters: Wire.Parameters): number => {
  Wire.mandatory(parameters, "timestamp")
  // just found to be there
  return Wire.integer(parameters, "timestamp")!
}

/**
 * The exchange. Every method that takes `now` takes local epoch ms, never less than the one before.
 *
 * @example
 * ```ts
 * import { Exchange } from "@effect-binance/simulator/Exchange"
 * const exchange = new Exchange({ seed: 7 })
 * exchange.handle(0, { method: "GET", path: "/api/v3/time", query: "", body: "", headers: {} }).reply?.body // => {"serverTime":0}
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export class Exchange {
  readonly config: ExchangeConfig.ExchangeConfig
  readonly #random: Seeded.Seeded
  readonly #desk: Desk
  readonly #movements: Movements
  readonly #listenKeys: ListenKeys
  readonly #listenTokens: ListenTokens
  readonly #queue = new EventQueue()
  readonly #holders = new Map<string, Holder>()
  readonly #nobody: Holder
  readonly #keys = new Map<
    string,
    {
      readonly holder: Holder
      readonly verify: (payload: string, signature: string) => boolean
      readonly config: ExchangeConfig.AccountConfig["keys"][number]
    }
  >()
  readonly #addresses = new Map<string, Address>()
  /** By product, as far as somebody has asked for it. */
  readonly #endpoints = new Map<Product.Product, ReadonlyMap<string, Endpoint.Endpoint>>()
  readonly #requests: Array<RequestRecord> = []
  readonly #sessions = new Set<Session>()
  readonly #watchers = new Set<Watcher>()
  readonly #knocks: Array<{ readonly address: string; readonly at: number }> = []
  /** The request that the engine works on. */
  #cause: RequestRecord | undefined
  #at = -Infinity
  #origin: number | undefined
  #date = ""
  #dateSecond = -1

  constructor(config: Partial<ExchangeConfig.ExchangeConfig> = {}) {
    this.config = { ...ExchangeConfig.defaults, ...config }
    const { accounts, breakBounds, engineDelayMillis, seed, visibilityMillis } = this.config
    for (const [name, broken] of Object.entries(breakBounds ?? {})) {
      const stated = name === "engineDelayMillis" ? engineDelayMillis : visibilityMillis
      // a sabotage that stays within the bound would show nothing
      if (broken !== undefined && broken <= stated)
        throw new TypeError(
          `breakBounds.${name} is ${broken}: it has to be more than ${stated}, the bound that it breaks`
        )
    }
    this.#random = Seeded.make(`exchange ${seed}`)
    // who only listens has to hear of what happens by itself
    const schedule = (at: number, run: (at: number) => void) => this.#expectEvent(at, run)
    this.#desk = new Desk(this.config, this.#random, schedule)
    this.#movements = new Movements(this.#desk)
    this.#listenKeys = new ListenKeys({
      random: Seeded.make(`listen keys ${seed}`),
      schedule,
      onEnd: (key, event) => this.#endKey(key, event)
    })
    this.#listenTokens = new ListenTokens(Seeded.make(`listen tokens ${seed}`), this.#desk)
    this.#nobody = new Holder({ name: "nobody", keys: [], balances: {} }, 0, this.config)
    for (const account of accounts) {
      const holder = new Holder(account, this.#holders.size + 1, this.config)
      this.#holders.set(account.name, holder)
      for (const config of account.keys) {
        this.#keys.set(config.apiKey, { holder, verify: Signature.verifier(config.key), config })
      }
    }
  }

  /** The stated bound G, in ms of exchange time. */
  get engineDelayMillis(): number {
    return this.config.engineDelayMillis
  }

  /** The stated bound T, in ms of exchange time. */
  get visibilityMillis(): number {
    return this.config.visibilityMillis
  }

  /** What the exchange's clock shows at a local time, in ms with fractions. */
  exchangeTime(now: number): number {
    // drift shows from the first moment on; counted from 1970 it would be days
    this.#origin ??= now
    return now + (now - this.#origin) * this.config.drift + this.config.skewMillis
  }

  /** The local time at which the exchange's clock shows this, in ms with fractions. */
  localTime(at: number): number {
    const { drift, skewMillis } = this.config
    const origin = this.#origin ?? at - skewMillis
    return origin + (at - skewMillis - origin) / (1 + drift)
  }

  /** Lets everything happen that is due by `now`. */
  advance(now: number): void {
    this.#run(this.exchangeTime(now))
  }

  /** Lets everything happen that is still to come, and gives the local time of the last of it. */
  drain(): number {
    this.#run(Infinity)
    return this.localTime(this.#at)
  }

  /**
   * Takes a request that leaves its client now and arrives `travelMillis` later. It arrives even when nobody waits for the answer.
   */
  submit(
    now: number,
    request: WireRequest,
    options: {
      readonly travelMillis?: number | undefined
      readonly fault?: Fault | undefined
      /** The address that it comes from; limits and bans are kept for each. */
      readonly address?: string | undefined
      /** What it brings with it when it comes over the WebSocket API. */
      readonly over?: SessionRequest | undefined
    } = {}
  ): Ticket {
    this.advance(now)
    const { fault, over } = options
    const isHere = over !== undefined || !SocketMethods.isOwn(request.path)
    const name = `${request.method} ${request.path}`
    const product = Product.ofPath(request.path)
    const endpoint = isHere ? this.#endpointsOf(product).get(name) : undefined
    const addressName = options.address ?? "127.0.0.1"
    const address = this.#address(addressName)
    const lost = fault !== undefined && (fault._tag === "NotConnected" || fault._tag === "Lost")
    const arrivedAt = now + (options.travelMillis ?? 0)
    const parameters = Wire.parameters(request)
    const record: Mutable<RequestRecord> = {
      id: this.#requests.length + 1,
      method: request.method,
      path: request.path,
      kind: this.kindOf(request.method, request.path),
      address: addressName,
      sentAt: now,
      arrivedAt,
      fault,
      reached: !lost,
      account: undefined,
      product,
      route: endpoint === undefined ? undefined : routeOf(endpoint, parameters),
      symbol: parameters.values.get("symbol"),
      clientOrderId:
        parameters.values.get("origClientOrderId") ??
        parameters.values.get("listClientOrderId") ??
        parameters.values.get("newClientOrderId") ??
        parameters.values.get("clientAlgoId") ??
        parameters.values.get("newClientStrategyId") ??
        parameters.values.get("clientOrderId"),
      timestamp: undefined,
      recvWindow: undefined,
      duringBackOff: false,
      sentInBackOff: false,
      status: 0,
      code: undefined,
      executed: false
    }
    this.#requests.push(record)
    const ticket: MutableTicket = {
      record,
      request,
      fault,
      address,
      endpoint,
      windows: this.#windowsOf(address, product, name),
      parameters,
      over,
      retryAt: undefined,
      revoked: false,
      ending: "reply",
      code: undefined,
      complete: true,
      answeredAt: undefined,
      answersAt: 0,
      reply: undefined,
      backOff: undefined,
      weighed: undefined
    }
    if (fault !== undefined && (fault._tag === "NotConnected" || fault._tag === "Lost")) {
      // the client knocked, whether or not anybody heard it
      this.#judge(record, address, this.exchangeTime(arrivedAt))
      ticket.answeredAt = arrivedAt
      ticket.ending = fault._tag === "NotConnected" ? "not-connected" : fault.how
      ticket.code = fault._tag === "NotConnected" ? fault.code : endCode[fault.how]
      return ticket
    }
    if (fault?._tag === "ReplyLost") {
      ticket.ending = fault.how
      ticket.code = endCode[fault.how]
    }
    this.#expectEvent(this.exchangeTime(arrivedAt), (at) => this.#arrive(ticket, at))
    if (arrivedAt <= now) this.#run(this.exchangeTime(now))
    return ticket
  }

  /** Sends a request and skips to its answer: for tests without a clock. */
  handle(
    now: number,
    request: WireRequest,
    options: { readonly fault?: Fault | undefined; readonly address?: string | undefined } = {}
  ): Ticket {
    const ticket = this.submit(now, request, options)
    // tickets are made in `submit` and nowhere else
    this.#run(Math.max(this.exchangeTime(now), (ticket as MutableTicket).answersAt))
    this.delivered(ticket, Math.max(now, ticket.answeredAt ?? now))
    return ticket
  }

  /** Says that the client has the answer now: from here on it knows of a back-off. */
  delivered(ticket: Ticket, now: number): void {
    // tickets are made in `submit` and nowhere else
    const { backOff } = ticket as MutableTicket
    if (backOff !== undefined && ticket.ending === "reply" && backOff.firstDeliveredAt === undefined)
      backOff.firstDeliveredAt = now
    for (const { onDelivered } of this.#watchers) onDelivered?.(ticket)
  }

  /** Tells somebody what happens, until what it gives is called. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher)
    return () => {
      this.#watchers.delete(watcher)
    }
  }

  /** When the next thing happens by itself, in local ms; `undefined` when nothing is to come. */
  nextAt(): number | undefined {
    const at = this.#queue.nextAt
    return at === undefined ? undefined : this.localTime(at)
  }

  /** What kind of request this is. */
  kindOf(method: string, path: string): RequestKind {
    return (
      this.#endpointsOf(Product.ofPath(path)).get(`${method} ${path}`)?.kind ?? (method === "GET" ? "read" : "place")
    )
  }

  /**
   * Opens a connection to the WebSocket API, which costs weight, or to a user data stream by its listen key, which costs none; or gives
   * the answer that refuses it. `disconnect` ends it. What the WebSocket API calls its method is one of the requests of `submit`, with
   * the session in `over`.
   *
   * A listen key that does not live, or is another product's, refuses nobody: nothing ever comes by it.
   */
  connect(
    now: number,
    options: {
      readonly address?: string | undefined
      /** Whose WebSocket API it is; that of Spot when left out. */
      readonly product?: SocketMethods.Product | undefined
      readonly returnRateLimits?: boolean | undefined
      readonly listenKey?: string | undefined
      /** The products whose listen keys are heard there; all of them when left out. */
      readonly products?: ReadonlyArray<Product.Product> | undefined
      readonly onEvent?: ((event: SessionEvent) => void) | undefined
    } = {}
  ): Session | HttpReply {
    this.advance(now)
    const at = this.exchangeTime(now)
    const name = options.address ?? "127.0.0.1"
    const address = this.#address(name)
    const { connectWeight, product } = SocketMethods.apis[options.product ?? "spot"]
    const refuse = ({ body, headers, status }: Answer): HttpReply => ({
      _tag: "HttpReply",
      status,
      headers: { "content-type": jsonType, "date": this.#dateOf(at), ...headers },
      body,
      complete: true
    })
    if (address.backOff !== undefined && at >= address.backOff.until) address.backOff = undefined
    const { backOff } = address
    const connections = address.connectionsTo(product)
    if (this.#isViolation(address, at, now)) this.#knocks.push({ address: name, at: now })
    const { listenKey, products } = options
    if (listenKey !== undefined) {
      if (backOff !== undefined) return refuse(this.#shut(backOff, at, false, products?.[0]))
      const session = new Session(name, Math.floor(at), options)
      const key = this.#listenKeys.find(listenKey)
      const isHere = key !== undefined && (products === undefined || products.includes(key.product))
      if (isHere) session.subscriptions.set(0, { account: key.account, product: key.product, byLogon: false })
      this.#sessions.add(session)
      this.#listen()
      return session
    }
    connections.turn(at)
    connections.used++
    for (const window of this.#windowsOf(address, product, "")) {
      window.turn(at)
      window.used += window.limit.rateLimitType === "REQUEST_WEIGHT" ? connectWeight : 1
    }
    if (backOff !== undefined) return refuse(this.#shut(backOff, at, false, product))
    if (connections.used > connections.limit.limit) {
      const wait = { "retry-after": String(Math.max(1, Math.ceil((connections.end - at) / 1000))) }
      // no list says how a connection too many is refused
      const text = `Too many connection attempts from IP; current limit is ${connections.limit.limit} per '5 MINUTE'.`
      return refuse(failure(new Wire.Refusal(-1034, text, 429), wait))
    }
    const session = new Session(name, Math.floor(at), options)
    this.#sessions.add(session)
    return session
  }

  /** The connection is gone: no event goes there any more. */
  disconnect(session: Session): void {
    this.#sessions.delete(session)
    this.#listen()
  }

  /** The exchange ends a subscription by itself, and says so: of a listen key to all who listen by it. */
  endSubscription(session: Session, subscriptionId: number): void {
    const key = session.listenKey === undefined ? undefined : this.#listenKeys.find(session.listenKey)
    if (key !== undefined) this.#listenKeys.expire(key, this.#at)
    else this.#unsubscribe(session, [subscriptionId], this.#at)
  }

  /**
   * From now on no request may be made with this key; a session that is logged on with it ends at its next request that needs it, or
   * is about the session.
   */
  revokeKey(now: number, apiKey: string): void {
    this.advance(now)
    this.#keys.delete(apiKey)
  }

  /** Bans an address from now on; for as long as the configuration says next when `millis` is left out. */
  ban(
    now: number,
    options: { readonly address?: string | undefined; readonly millis?: number | undefined } = {}
  ): void {
    this.advance(now)
    this.#ban(this.#address(options.address ?? "127.0.0.1"), this.exchangeTime(now), options.millis)
  }

  /** When the address may send again, in local ms; `undefined` when it may now. */
  backOffUntil(now: number, address = "127.0.0.1"): number | undefined {
    this.advance(now)
    const backOff = this.#addresses.get(address)?.backOff
    return backOff === undefined || backOff.until <= this.exchangeTime(now) ? undefined : this.localTime(backOff.until)
  }

  /**
   * Moves the house to another price. What its new orders cross trades first, at the price that rested; then the stop prices that
   * were reached on the way are triggered.
   */
  setPrice(now: number, symbol: string, price: string, book: Product.Book = "spot"): void {
    this.advance(now)
    const market = this.#marketOrThrow(symbol, book)
    if (market.config.house === undefined) throw new TypeError(`${symbol} has no house`)
    this.#desk.engine.openHouse(market, market.config.house, Decimal.make(price), this.exchangeTime(now))
    this.#tell()
  }

  /** Lets the house take what rests, up to `quantity` at `price` or better: a way to fill, or partly fill, a resting order. */
  houseTakes(
    now: number,
    trade: {
      readonly symbol: string
      /** What the house does: it buys what rests for sale. */
      readonly side: Side
      readonly price: string
      readonly quantity: string
      /** Where; Spot when left out. */
      readonly book?: Product.Book | undefined
    }
  ): void {
    this.advance(now)
    this.#desk.engine.houseTakes(
      this.#marketOrThrow(trade.symbol, trade.book ?? "spot"),
      trade.side,
      Decimal.make(trade.price),
      Decimal.make(trade.quantity),
      this.exchangeTime(now)
    )
    this.#tell()
  }

  /** Somebody else on the account cancels an open order, which renames it where cancels do that. Says whether it was open. */
  cancelElsewhere(now: number, orderId: number): boolean {
    this.advance(now)
    const order = this.#desk.engine.orders[orderId - 1]
    if (order?.isOpen !== true) return false
    this.#desk.engine.cancel(order, this.#random.text(22), this.exchangeTime(now))
    this.#tell()
    return true
  }

  /** Somebody else on the account makes an open order smaller, which renames it on Spot and margin. Says whether it was open and could be. */
  amendElsewhere(now: number, orderId: number, quantity: string): boolean {
    this.advance(now)
    const order = this.#desk.engine.orders[orderId - 1]
    const units = Decimal.make(quantity)
    if (order?.isOpen !== true || units >= order.quantityUnits || units <= order.executed) return false
    if (!order.owner.route.renames) {
      if (order.type !== "LIMIT") return false
      try {
        this.#desk.engine.modify(order, order.command.price, units, this.exchangeTime(now))
      } catch (refusal) {
        // anything else is a mistake of this program
        if (!(refusal instanceof Wire.Refusal)) throw refusal
        return false
      }
      this.#tell()
      return true
    }
    if (order.amendments.length >= (order.market.config.maxNumOrderAmends ?? 10)) return false
    this.#desk.engine.amend(order, units, this.#random.text(22), this.exchangeTime(now))
    this.#tell()
    return true
  }

  /** Every order that was ever accepted, in the order of acceptance, as it really is. Call `advance` or `drain` first. */
  orders(): ReadonlyArray<LedgerOrder> {
    return this.#desk.engine.orders
  }

  /** Everything that moved funds, in the order of acceptance. */
  transfers(): ReadonlyArray<LedgerTransfer> {
    return this.#movements.all
  }

  /** Every request, in the order in which they left. */
  requests(): ReadonlyArray<RequestRecord> {
    return this.#requests
  }

  /** Requests that arrived more than the grace after their client had been told to stay away. */
  requestsDuringBackOff(): ReadonlyArray<RequestRecord> {
    return this.#requests.filter((request) => request.duringBackOff)
  }

  /** The same of connections to the WebSocket API: when they came, in local ms. */
  connectionsDuringBackOff(): ReadonlyArray<{ readonly address: string; readonly at: number }> {
    return this.#knocks
  }

  /** Every side of every trade, in order. */
  trades(): ReadonlyArray<LedgerTrade> {
    return this.#desk.engine.trades.map((trade) => ({
      id: trade.id,
      account: trade.order.account,
      product: trade.order.product,
      route: trade.order.route,
      symbol: trade.order.symbol,
      orderId: trade.order.orderId,
      side: trade.order.side,
      price: Decimal.format(trade.price),
      quantity: Decimal.format(trade.quantity),
      time: trade.at,
      isMaker: trade.isMaker
    }))
  }

  /** Every order that was placed under this client order id, in the order of acceptance. */
  find(clientOrderId: string): ReadonlyArray<LedgerOrder> {
    const found: Array<LedgerOrder> = []
    for (const holder of this.#holders.values()) {
      for (const account of holder.accounts) {
        for (const here of account.symbols.values()) {
          for (const order of here.byClientOrderId.get(clientOrderId) ?? [])
            if (order.placedAs === clientOrderId) found.push(order)
        }
      }
    }
    return found.sort((a, b) => a.orderId - b.orderId)
  }

  /** A balance of an account, as it really is; of its Spot wallet when no route is said. */
  balance(
    account: string,
    asset: string,
    route: Product.Route = "spot",
    symbol?: string
  ): { readonly free: string; readonly locked: string } {
    const holder = this.#holders.get(account)
    if (holder === undefined) throw new TypeError(`no account "${account}"`)
    const balance = holder.on(route, symbol).balance(asset)
    return { free: Decimal.format(balance.free), locked: Decimal.format(balance.locked) }
  }

  // --- time -----------------------------------------------------------------------------------------------------------------

  #expectEvent(at: number, run: (at: number) => void): void {
    this.#queue.push(at, run)
    if (this.#watchers.size === 0) return
    const local = this.localTime(at)
    for (const { onDue } of this.#watchers) onDue?.(local)
  }

  #run(until: number): void {
    for (let event = this.#queue.takeDue(until); event !== undefined; event = this.#queue.takeDue(until)) {
      // what is put in for a moment that has passed happens now: the exchange's clock never goes back
      if (event.at > this.#at) this.#at = event.at
      event.run(this.#at)
      this.#tell()
    }
    if (until > this.#at && until !== Infinity) this.#at = until
  }

  // --- the user data stream -------------------------------------------------------------------------------------------------

  /** Whether anybody wants to hear of it; events for nobody are not made. */
  #listen(): void {
    const wanted = new Set<Product.Product>()
    for (const { subscriptions } of this.#sessions)
      for (const { product } of subscriptions.values()) wanted.add(product)
    this.#desk.engine.reports.wanted = wanted
  }

  #tell(): void {
    const cause = this.#cause
    this.#cause = undefined
    for (const { account, event } of this.#desk.engine.reports.take()) {
      for (const { onEvent, subscriptions } of this.#sessions) {
        for (const [subscriptionId, subscription] of subscriptions)
          if (isOf(subscription, account)) onEvent({ subscriptionId, event, cause })
      }
    }
  }

  #subscribe(session: Session, account: string, byLogon: boolean): unknown {
    for (const subscription of session.subscriptions.values())
      if (subscription.account === account && subscription.product === "spot")
        throw new Wire.Refusal(-2035, "User Data Stream subscription already active.")
    return { subscriptionId: this.#subscribed(session, { account, product: "spot", byLogon }) }
  }

  /** Adds a subscription, and gives its id. */
  #subscribed(session: Session, subscription: Subscription): number {
    if (session.subscribed >= 65_535)
      throw new Wire.Refusal(-2042, "Maximum subscription ID reached for this connection.")
    const subscriptionId = session.subscribed++
    session.subscriptions.set(subscriptionId, subscription)
    this.#listen()
    return subscriptionId
  }

  /** Subscribes until the token runs out. What the connection has of that account already goes on until then instead. */
  #subscribeBy({ account, route, symbol, until }: ListenToken, session: Session): unknown {
    const subscription: Subscription = { account, product: "margin", byLogon: false, route, symbol }
    const known = [...session.subscriptions].find(
      ([, one]) => one.account === account && one.route === route && one.symbol === symbol
    )
    const subscriptionId = known?.[0] ?? this.#subscribed(session, subscription)
    // another one in the place of the one before, whose end comes to nothing by that
    session.subscriptions.set(subscriptionId, subscription)
    this.#expectEvent(until, (at) => {
      const isIt = this.#sessions.has(session) && session.subscriptions.get(subscriptionId) === subscription
      if (isIt) this.#unsubscribe(session, [subscriptionId], at)
    })
    // in microseconds here, and in milliseconds where the token is made: so both are documented
    return { subscriptionId, expirationTime: until * 1000 }
  }

  #unsubscribe(session: Session, ids: ReadonlyArray<number>, at: number): void {
    for (const subscriptionId of ids) {
      if (!session.subscriptions.delete(subscriptionId)) continue
      const event = { e: "eventStreamTerminated", E: Math.floor(at) }
      session.onEvent({ subscriptionId, event, cause: undefined })
    }
    this.#listen()
  }

  /** Nothing more comes by a listen key. */
  #endKey({ text }: ListenKey, event: SessionEvent["event"] | undefined): void {
    for (const { listenKey, onEvent, subscriptions } of this.#sessions) {
      if (listenKey !== text || !subscriptions.delete(0)) continue
      if (event !== undefined) onEvent({ subscriptionId: 0, event, cause: undefined })
    }
    this.#listen()
  }

  // --- the door: bans, back-off and limits of an address --------------------------------------------------------------------

  /** Where the weight of a request is counted. */
  #windowsOf(address: Address, product: Product.Product, name: string): ReadonlyArray<Window> {
    if (product === "spot") return address.windows
    const limits = limitsOf(this.config, product)
    if (product !== "margin") return address.of(product, limits)
    // each endpoint of /sapi has a limit of its own; whose account it is about is not known at the door, so an address stands for it
    const isOfAccount = this.#endpointsOf(product).get(name)?.isOfAccount === true
    return address.of(
      name,
      isOfAccount ? limits.map((limit) => ({ ...limit, limit: limit.limit * accountTimes })) : limits
    )
  }

  #address(name: string): Address {
    let address = this.#addresses.get(name)
    if (address === undefined) {
      address = new Address(this.config.limits, this.config.connectionLimit)
      this.#addresses.set(name, address)
    }
    return address
  }

  #judge(record: Mutable<RequestRecord>, address: Address, at: number): void {
    record.duringBackOff = this.#isViolation(address, at, record.arrivedAt)
    record.sentInBackOff = this.#isViolation(address, at, record.sentAt, 0)
  }

  #isViolation(address: Address, at: number, local: number, grace = this.config.backOffGraceMillis): boolean {
    const { backOff } = address
    return (
      backOff !== undefined &&
      at < backOff.until &&
      backOff.firstDeliveredAt !== undefined &&
      local > backOff.firstDeliveredAt + grace
    )
  }

  #ban(address: Address, at: number, millis?: number): BackOff {
    const { banMillis } = this.config
    const length = millis ?? banMillis[Math.min(address.bans, banMillis.length - 1)] ?? 120_000
    address.bans++
    const before = address.backOff !== undefined && at < address.backOff.until ? address.backOff : undefined
    // who was told to stay away knows it already; and a ban never makes another one shorter
    address.backOff = {
      status: 418,
      until: Math.max(at + length, before?.until ?? 0),
      firstDeliveredAt: before?.firstDeliveredAt,
      violations: 0
    }
    return address.backOff
  }

  #shut(backOff: BackOff, at: number, html: boolean, product: Product.Product = "spot"): Answer {
    const headers = { "retry-after": String(Math.max(1, Math.ceil((backOff.until - at) / 1000))) }
    if (html)
      return {
        status: backOff.status,
        body: "<html><body>Too Many Requests</body></html>",
        headers: { ...headers, "content-type": "text/html" }
      }
    // the code that options have for it is another one
    const code = product === "options" ? -1008 : -1003
    if (backOff.status === 418) {
      const msg = `Way too much request weight used; IP banned until ${Math.ceil(backOff.until)}. Please use WebSocket Streams for live updates to avoid bans.`
      return failure(new Wire.Refusal(code, msg, 418), headers)
    }
    const limit = limitsOf(this.config, product).find((known) => known.rateLimitType === "REQUEST_WEIGHT")
    const current =
      limit === undefined
        ? ""
        : `; current limit is ${limit.limit} request weight per ${limit.intervalNum} ${limit.interval}`
    const msg = `Too much request weight used${current}. Please use WebSocket Streams for live updates to avoid polling the API.`
    return failure(new Wire.Refusal(code, msg, 429), headers)
  }

  /** Counts the request and gives the answer when the door stays shut. */
  #door(ticket: MutableTicket, at: number): Answer | undefined {
    const { address, endpoint, fault, record } = ticket
    const { product } = record
    const weight = ticket.over?.weight ?? (endpoint === undefined ? 1 : endpoint.weight(ticket.parameters))
    let over: Window | undefined
    for (const window of ticket.windows) {
      window.turn(at)
      const weighs = window.limit.rateLimitType === "REQUEST_WEIGHT"
      const cost = weighs ? weight : 1
      if (window.used + cost > window.limit.limit) over ??= window
      window.used += cost
      if (weighs) ticket.weighed ??= { window, start: window.start }
    }
    if (address.backOff !== undefined && at >= address.backOff.until) address.backOff = undefined
    this.#judge(record, address, at)
    if (address.backOff !== undefined) {
      if (record.duringBackOff && ++address.backOff.violations > this.config.toleratedInBackOff) this.#ban(address, at)
      ticket.backOff = address.backOff
      return this.#shut(ticket.backOff, at, false, product)
    }
    if (fault?._tag === "Banned") {
      ticket.backOff = this.#ban(address, at, fault.millis)
      return this.#shut(ticket.backOff, at, false, product)
    }
    if (over !== undefined || fault?._tag === "BackedOff") {
      const until = over?.end ?? ticket.weighed?.window.end ?? at + 60_000
      address.backOff = { status: 429, until, firstDeliveredAt: undefined, violations: 0 }
      ticket.backOff = address.backOff
      return this.#shut(ticket.backOff, at, fault?._tag === "BackedOff" && fault.html, product)
    }
    return undefined
  }

  // --- the way of a request -------------------------------------------------------------------------------------------------

  #arrive(ticket: MutableTicket, at: number): void {
    const { endpoint, fault, over } = ticket
    // what arrives over a connection that has ended is read by nobody
    if (over !== undefined && !this.#sessions.has(over.session)) {
      ticket.record.reached = false
      ticket.ending = "silence"
      return
    }
    const { maximum, minimum } = this.config.processingMillis
    const soon = at + this.#random.between(minimum, maximum)
    const shut = this.#door(ticket, at)
    if (shut !== undefined) return this.#answerAt(ticket, soon, shut)
    // somebody before the exchange answers, so the exchange never sees it
    if (fault?._tag === "Replied" && fault.executes === "no") return this.#answerAt(ticket, soon, undefined)
    if (endpoint === undefined && ticket.over !== undefined) {
      const refusal = ticket.over.refusal ?? new Wire.Refusal(-1020, "This operation is not supported.")
      return this.#answerAt(ticket, soon, failure(refusal))
    }
    if (endpoint === undefined) {
      const html = (ticket.request.headers["accept"] ?? "").includes("text/html")
      const body = html ? "<html><body>Not Found</body></html>" : ""
      return this.#answerAt(ticket, soon, {
        status: 404,
        body,
        headers: { "content-type": html ? "text/html" : "text/plain" }
      })
    }
    let command: Command | undefined
    let answer: Answer | undefined
    try {
      const context = this.#admit(ticket, endpoint, at)
      const { prepare } = endpoint
      if (prepare !== undefined) {
        const run = prepare(context)
        command = { run, late: () => endpoint.late?.(context) ?? failure(tooLate(endpoint)), endpoint, context }
      } else answer = { status: 200, body: WholeNumbers.stringify(endpoint.answer?.(context)) }
    } catch (refusal) {
      answer = this.#refused(ticket, refusal, at)
    }
    if (command === undefined) this.#answerAt(ticket, soon, answer)
    else this.#forward(ticket, at, soon, command)
  }

  #refused(ticket: MutableTicket, refusal: unknown, at: number): Answer {
    // anything else is a mistake of this program
    if (!(refusal instanceof Wire.Refusal)) throw refusal
    if (refusal.status !== 429) return failure(refusal)
    const holder = this.#holders.get(ticket.record.account ?? "")
    const account = holder?.on(ticket.record.route ?? "spot", ticket.record.symbol)
    return { ...failure(refusal, Request.retryAfter(account, at)), account }
  }

  /** Key, signature, and the first look at the receive window. Throws the refusal. */
  #admit(ticket: MutableTicket, endpoint: Endpoint.Endpoint, at: number): Context {
    const { fault, over, parameters, record, request } = ticket
    const halved = fault !== undefined && executes(fault) === "half"
    const session = over?.session
    const bounds = ExchangeConfig.boundsOf(this.config, endpoint.bounds)
    const route = record.route ?? endpoint.route
    const context = { at, parameters, record, session, stale: fault?._tag === "Stale", halved, bounds }
    if (parameters.duplicate) throw new Wire.Refusal(-1101, "Duplicate values for a parameter detected.")
    if (parameters.malformed) throw new Wire.Refusal(-1100, "Illegal characters found in a parameter.")
    if (!endpoint.signed && endpoint.isKeyed !== true) {
      // what a session is asked about itself is a request that it answers with its key; what is public needs none
      const isItsOwn = SocketMethods.isOwn(record.path)
      if (session?.apiKey !== undefined && isItsOwn && this.#keyOf(ticket, session.apiKey) === undefined)
        throw this.#revoked(ticket, session, at)
      this.#readAll(endpoint, parameters)
      return { ...context, account: this.#nobody.on(route, record.symbol), key: undefined }
    }
    const ownKey = request.headers["x-mbx-apikey"]
    const apiKey = ownKey ?? session?.apiKey
    if (session !== undefined && apiKey === undefined) throw new Wire.Refusal(-1102, missingKey)
    if (apiKey === undefined || !/^[a-zA-Z0-9]{1,128}$/.test(apiKey))
      throw new Wire.Refusal(-2014, "API-key format invalid.", 401)
    const key = this.#keyOf(ticket, apiKey)
    if (
      key === undefined ||
      (key.config.permission === "read" && endpoint.kind !== "read") ||
      key.config.addresses?.includes(record.address) === false
    )
      throw session !== undefined && ownKey === undefined
        ? this.#revoked(ticket, session, at)
        : new Wire.Refusal(-2015, badKey, 401)
    record.account = key.holder.config.name
    if (endpoint.isKeyed === true) {
      this.#readAll(endpoint, parameters)
      return { ...context, account: key.holder.on(route, record.symbol), key: key.config }
    }
    const timestamp = timestampOf(parameters)
    // who is logged on need not sign
    if (session === undefined || ownKey !== undefined || parameters.values.has("signature")) {
      const signature = Wire.mandatory(parameters, "signature")
      const payload = over?.payload ?? Wire.signedPayload(request)
      // oxlint-disable-next-line no-control-regex -- ASCII is what is meant: over HTTP anything else had to be percent-encoded before signing
      const isReadable = over !== undefined || /^[\x00-\x7f]*$/.test(payload)
      if (!isReadable || !key.verify(payload, signature)) {
        throw new Wire.Refusal(-1022, "Signature for this request is not valid.")
      }
    }
    const sentWindow = Wire.decimal(parameters, "recvWindow")
    const recvWindow = sentWindow === undefined ? 5_000 : Number(sentWindow) / 1e8
    if (recvWindow > 60_000)
      throw new Wire.Refusal(-1102, "'recvWindow' contains unexpected value. Cannot be greater than 60000.")
    record.timestamp = timestamp
    record.recvWindow = recvWindow
    const serverTime = Math.floor(at) + (fault?._tag === "NodeClock" ? fault.offsetMillis : 0)
    if (timestamp >= serverTime + 1_000) {
      throw new Wire.Refusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
    }
    if (serverTime - timestamp > recvWindow) throw new Wire.Refusal(-1021, lateText)
    this.#readAll(endpoint, parameters)
    return { ...context, account: key.holder.on(route, record.symbol), key: key.config }
  }

  /** The key, unless it is revoked, or this request finds it to be. */
  #keyOf({ fault, over }: MutableTicket, apiKey: string) {
    const isRevoked = over !== undefined && fault?._tag === "Socket" && fault.what._tag === "revoked"
    return isRevoked ? undefined : this.#keys.get(apiKey)
  }

  /** Ends a session whose key is no longer good. No document says what becomes of its subscription: the same as with a logout. */
  #revoked(ticket: MutableTicket, session: Session, at: number): Wire.Refusal {
    ticket.revoked = true
    this.#logOff(session, at)
    return new Wire.Refusal(-2015, badKey, 401)
  }

  #logOff(session: Session, at: number): void {
    Object.assign(session, { apiKey: undefined, authorizedSince: undefined })
    const ended = [...session.subscriptions].filter(([, { byLogon }]) => byLogon).map(([id]) => id)
    this.#unsubscribe(session, ended, at)
  }

  #readAll(endpoint: Endpoint.Endpoint, parameters: Wire.Parameters): void {
    let read = 0
    for (const name of parameters.values.keys()) if (endpoint.names.has(name)) read++
    const sent = parameters.values.size
    if (read !== sent) {
      throw new Wire.Refusal(
        -1104,
        `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}'.`
      )
    }
  }

  /** From the API over the broker to the engine, with the further looks at the receive window that are made on this way. */
  #forward(ticket: MutableTicket, at: number, soon: number, command: Command): void {
    const { apiTimeoutMillis, breakBounds, slowProbability } = this.config
    const { engineDelayMillis } = command.context.bounds
    const { gate } = command.endpoint
    const { fault, record } = ticket
    // nothing gets here without both
    const deadline = record.timestamp! + record.recvWindow!
    const afterTimeout = fault !== undefined && executes(fault) === "later"
    const delayed =
      afterTimeout || fault?._tag === "Delayed" || (slowProbability > 0 && this.#random.chance(slowProbability))
    const timeoutAt = at + apiTimeoutMillis
    let forwardedAt = at + (soon - at) * 0.3
    let engineAt = at + (soon - at) * 0.6
    let acceptedAt = Math.min(soon, engineAt + engineDelayMillis)
    if (delayed) {
      const last = deadline + engineDelayMillis
      acceptedAt =
        breakBounds?.engineDelayMillis === undefined
          ? // when the last moment comes before the time-out, the order is simply late
            this.#random.between(Math.min(last, afterTimeout ? timeoutAt : at), last)
          : deadline +
            this.#random.between((engineDelayMillis + breakBounds.engineDelayMillis) / 2, breakBounds.engineDelayMillis)
      // what an engine refuses by its own clock may have been on its way for any time
      if (gate === "engine" && breakBounds?.engineDelayMillis === undefined && this.#random.chance(0.3))
        acceptedAt = last + this.#random.between(0, apiTimeoutMillis)
      forwardedAt = at
      // it left the broker in time; the rest of the delay is the engine's
      engineAt = Math.min(Math.max(at, acceptedAt - engineDelayMillis), Math.max(at, deadline))
    }
    const isLate = (when: number) => gate === "broker" && when > deadline
    const refusedAt = isLate(forwardedAt) ? forwardedAt : isLate(engineAt) ? engineAt : undefined
    const doneAt = refusedAt ?? acceptedAt
    const last = deadline + Math.max(engineDelayMillis, breakBounds?.engineDelayMillis ?? 0)
    const execute = (when: number): Answer => {
      if (refusedAt !== undefined) return failure(new Wire.Refusal(-1021, lateText))
      if (gate === "engine" && acceptedAt > last) return command.late()
      this.#cause = record
      try {
        return command.run(when)
      } catch (refusal) {
        return this.#refused(ticket, refusal, when)
      }
    }
    const note = (answer: Answer) => {
      if (answer.executed === true) record.executed = true
      return answer
    }
    const answerAt = afterTimeout ? timeoutAt : Math.min(doneAt, timeoutAt)
    this.#expect(ticket, answerAt)
    if (answerAt < doneAt) {
      this.#expectEvent(answerAt, (when) => this.#answer(ticket, when, timedOut))
      this.#expectEvent(doneAt, (when) => void note(execute(when)))
      return
    }
    this.#expectEvent(doneAt, (when) => {
      const answer = note(execute(when))
      if (answerAt <= when) this.#answer(ticket, when, answer)
      else this.#expectEvent(answerAt, (then) => this.#answer(ticket, then, timedOut))
    })
  }

  /** The `Date` of a reply, in whole seconds. */
  #dateOf(at: number): string {
    const second = Math.floor(at / 1000)
    if (second !== this.#dateSecond) {
      this.#dateSecond = second
      this.#date = DateTime.toDateUtc(DateTime.makeUnsafe(second * 1000)).toUTCString()
    }
    return this.#date
  }

  #answerAt(ticket: MutableTicket, at: number, answer: Answer | undefined): void {
    this.#expect(ticket, at)
    this.#expectEvent(at, (when) => this.#answer(ticket, when, answer))
  }

  #expect(ticket: MutableTicket, at: number): void {
    ticket.answersAt = at
    ticket.answeredAt = this.localTime(at)
  }

  /** Finishes a request. `answer` is `undefined` when the exchange never saw it. */
  #answer(ticket: MutableTicket, at: number, answer: Answer | undefined): void {
    const { fault, record, weighed } = ticket
    ticket.retryAt = ticket.backOff?.until
    if (answer !== undefined) {
      record.status = answer.status
      record.code = answer.code
      // trading on Spot costs weight only when it fails
      const { endpoint } = ticket
      const isFree = record.product === "spot" && answer.status === 200 && answer.weighs !== true
      if (isFree && endpoint?.prepare !== undefined && weighed !== undefined && weighed.window.start === weighed.start)
        weighed.window.used = Math.max(0, weighed.window.used - endpoint.weight(ticket.parameters))
    }
    const date = this.#dateOf(at)
    // the door answers before anybody can answer something else
    if (fault?._tag === "Replied" && ticket.backOff === undefined) {
      ticket.reply = {
        _tag: "HttpReply",
        status: fault.status,
        headers: { date, ...fault.headers },
        body: fault.body,
        complete: true
      }
      return
    }
    // only a `Replied` fault has no answer of the exchange
    if (answer === undefined) return
    const headers: Record<string, string> = { "content-type": jsonType, "date": date }
    for (const window of ticket.windows) {
      if (window.limit.rateLimitType !== "REQUEST_WEIGHT") continue
      window.turn(at)
      if (record.product === "margin") {
        const whose = ticket.endpoint?.isOfAccount === true ? "uid" : "ip"
        headers[`x-sapi-used-${whose}-weight-${window.suffix}`] = String(window.used)
        continue
      }
      headers["x-mbx-used-weight"] ??= String(window.used)
      headers[`x-mbx-used-weight-${window.suffix}`] = String(window.used)
    }
    for (const window of answer.account?.windows ?? []) {
      window.turn(at)
      headers[`x-mbx-order-count-${window.suffix}`] = String(window.used)
    }
    if (answer.headers !== undefined) Object.assign(headers, answer.headers)
    let { body } = answer
    if (ticket.backOff === undefined) {
      if (fault?._tag === "ReplyRewritten" && body.startsWith("{")) body = `{${fault.prefix}${body.slice(1)}`
      if (fault?._tag === "ReplyCut") {
        body = body.slice(0, Math.floor(body.length / 2))
        ticket.complete = !fault.announced
      }
    }
    ticket.reply = { _tag: "HttpReply", status: answer.status, headers, body, complete: ticket.complete }
  }

  // --- what can be asked ----------------------------------------------------------------------------------------------------

  #endpointsOf(product: Product.Product): ReadonlyMap<string, Endpoint.Endpoint> {
    let endpoints = this.#endpoints.get(product)
    if (endpoints === undefined) {
      const face = faces[product]({ desk: this.#desk, movements: this.#movements })
      const api = SocketMethods.of(product)
      endpoints = new Map(
        Object.entries({
          ...face,
          ...this.#listenKeys.endpoints(product),
          ...this.#listenTokens.endpoints(product),
          ...(api === undefined ? {} : this.#sessionEndpoints(api))
        })
      )
      this.#endpoints.set(product, endpoints)
    }
    return endpoints
  }

  /** What only a connection of the WebSocket API can be asked for. */
  #sessionEndpoints({ hasStream, path, product }: SocketMethods.Api): Endpoint.Endpoints {
    const { open, read } = Endpoint.on({ route: product, bounds: product, gate: "api" })
    const weight = 2
    // these are found over a session alone
    const on = (answer: (session: Session, context: Context) => unknown) => (context: Context) =>
      answer(context.session!, context)
    const status = (session: Session, { at }: Context) => ({
      apiKey: session.apiKey ?? null,
      authorizedSince: session.authorizedSince ?? null,
      connectedSince: session.connectedSince,
      returnRateLimits: session.returnRateLimits,
      serverTime: Math.floor(at),
      ...(hasStream ? { userDataStream: session.subscriptions.size > 0 } : {})
    })
    const route = (name: string) => `POST ${path}/${name}`
    const ofSession: Endpoint.Endpoints = {
      [route("session.logon")]: read(
        weight,
        [],
        on((session, context) => {
          const { at, key } = context
          // the futures list it as INVALID_API_KEY_TYPE; Spot's own list has no code for it, and users report this one
          if (key?.key._tag === "Hmac") throw new Wire.Refusal(-4056, "HMAC_SHA256 API key is not supported.")
          if (key?.key._tag === "Rsa") throw new Wire.Refusal(-4056, "RSA API key is not supported.")
          Object.assign(session, { apiKey: key?.apiKey, authorizedSince: Math.floor(at) })
          return status(session, context)
        })
      ),
      [route("session.status")]: open(weight, [], on(status)),
      [route("session.logout")]: open(
        weight,
        [],
        on((session, context) => {
          this.#logOff(session, context.at)
          return status(session, context)
        })
      )
    }
    if (!hasStream) return ofSession
    return {
      ...ofSession,
      [route("session.subscriptions")]: open(
        weight,
        [],
        on(({ subscriptions }) => [...subscriptions.keys()].map((subscriptionId) => ({ subscriptionId })))
      ),
      [route("userDataStream.subscribe")]: open(
        weight,
        [],
        on((session) => {
          const account = session.apiKey === undefined ? undefined : this.#keys.get(session.apiKey)?.holder.config
          // no list says what a connection gets that nobody is logged on to
          if (account === undefined) throw new Wire.Refusal(-2015, badKey, 401)
          return this.#subscribe(session, account.name, true)
        })
      ),
      [route("userDataStream.subscribe.signature")]: read(
        weight,
        [],
        on((session, { account }) => this.#subscribe(session, account.name, false))
      ),
      [route("userDataStream.subscribe.listenToken")]: open(
        weight,
        ["listenToken"],
        on((session, { at, parameters }) => {
          const token = this.#listenTokens.find(Wire.mandatory(parameters, "listenToken"), at)
          // the number is documented, and no words for it
          if (token === undefined) throw new Wire.Refusal(-1209, "The listenToken is invalid.")
          return this.#subscribeBy(token, session)
        })
      ),
      [route("userDataStream.unsubscribe")]: open(
        weight,
        ["subscriptionId"],
        on((session, { at, parameters }) => {
          const id = Wire.integer(parameters, "subscriptionId")
          const ids = id === undefined ? [...session.subscriptions.keys()] : [id]
          if (!ids.some((each) => session.subscriptions.has(each)))
            throw new Wire.Refusal(-2036, "User Data Stream subscription not active.")
          this.#unsubscribe(session, ids, at)
          return {}
        })
      )
    }
  }

  #marketOrThrow(symbol: string, book: Product.Book): Market {
    const market = this.#desk.book(book).get(symbol)
    if (market === undefined) throw new TypeError(`no symbol "${symbol}" on ${book}`)
    return market
  }
}

/**
 * Makes an exchange.
 *
 * @example
 * ```ts
 * import * as Exchange from "@effect-binance/simulator/Exchange"
 *
 * const exchange = Exchange.make({ seed: 7, skewMillis: 1500 })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (config: Partial<ExchangeConfig.ExchangeConfig> = {}): Exchange => new Exchange(config)
