/**
 * What orders, cancels, amends and batches do on futures and options: each checks its request when it arrives, and gives what the
 * engine has to do when its time comes. A cancel or an amend never renames an order here.
 */
import type * as Decimal from "../Decimal.ts"
import * as Wire from "../Wire.ts"
import type { Account, Market, Order } from "./ledger.ts"
import type { Desk } from "./desk.ts"
import { findOpen } from "./matchingEngine.ts"
import type { Answer, Context } from "./request.ts"
import * as ContractRequest from "./contractRequest.ts"
import type { RouteRules } from "./routes.ts"

export interface Ids {
  readonly orderId: number | undefined
  readonly clientOrderId: string | undefined
}

/** How a face writes its orders, and by which names it asks for them. */
export interface Face {
  readonly read: (parameters: Wire.Parameters, market: Market, account: Account) => ContractRequest.ContractShape
  readonly ids: { readonly orderId: string; readonly clientOrderId: string }
  /** The answer to an order, and to a cancel or an amend. */
  readonly placed: (order: Order, at: number) => unknown
  readonly answered: (order: Order, at: number) => unknown
  readonly doneAll: unknown
  /** Whether an amend has to say both price and quantity. */
  readonly amendsBoth: boolean
  /** What one batch may hold, and the parameters that hold it. */
  readonly batch: {
    readonly most: number
    readonly orders: string
    readonly orderIds: string
    readonly clientOrderIds: string
  }
  readonly tooLate: Wire.Refusal
  readonly write: (body: unknown) => string
}

const unknown = new Wire.Refusal(-2011, "Unknown order sent.")

const refusalBody = ({ code, msg }: Wire.Refusal) => ({ code, msg })

/** The parameters of one element of a batch. */
const elementOf = (value: unknown): Wire.Parameters => {
  if (typeof value !== "object" || value === null) throw new Wire.Refusal(-1130, "Invalid data sent for a parameter.")
  const values = new Map(Object.entries(value).map(([name, each]) => [name, String(each)]))
  return { values, duplicate: false, malformed: false }
}

/** Runs one element of a batch: what it refuses is its own. */
const attempt = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (refusal) {
    // anything else is a mistake of this program
    if (!(refusal instanceof Wire.Refusal)) throw refusal
    return refusalBody(refusal)
  }
}

export class ContractTrading {
  readonly #desk: Desk
  readonly #face: Face
  readonly #firstId: bigint

  constructor(desk: Desk, face: Face, { firstId = 0n }: RouteRules) {
    this.#desk = desk
    this.#face = face
    this.#firstId = firstId
  }

  ids({ parameters }: Pick<Context, "parameters">): Ids {
    const { clientOrderId: clientName, orderId: name } = this.#face.ids
    const orderId = this.orderId(Wire.optional(parameters, name), name)
    const clientOrderId = Wire.optional(parameters, clientName)
    if (orderId === undefined && clientOrderId === undefined)
      throw new Wire.Refusal(-1102, `Param '${clientName}' or '${name}' must be sent, but both were empty/null!`)
    return { orderId, clientOrderId }
  }

  /** The number that an order has in the books. */
  orderId(text: string | undefined, name: string): number | undefined {
    if (text === undefined) return undefined
    const digits = BigInt(Wire.legal(name, text, /^[0-9]{1,20}$/))
    return Number(digits - this.#firstId)
  }

  #market({ account }: Context, parameters: Wire.Parameters): Market {
    return this.#desk.market(account.route.book, parameters)
  }

  /** Counts orders against the account's windows; a fill does not take them back. */
  #count({ account, at }: Context, orders: number): void {
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
    for (const window of account.windows) window.used += orders
  }

  /** An order that is read and checked, and places itself when its time comes. */
  #placing(context: Context, parameters: Wire.Parameters): (at: number) => Order {
    const { account, record } = context
    const { engine, random, schedule } = this.#desk
    const shape = this.#face.read(parameters, this.#market(context, parameters), account)
    const clientOrderId = shape.clientOrderId ?? random.text(22)
    return (at) => {
      const order = engine.place({ ...shape, account, request: record, clientOrderId, counted: [] }, at)
      const { goodTillDate } = shape.terms
      if (goodTillDate > 0) schedule(Math.max(at, goodTillDate), (when) => engine.expire(order, when))
      return order
    }
  }

  test(context: Context): unknown {
    this.#placing(context, context.parameters)
    return {}
  }

  place(context: Context): (at: number) => Answer {
    const placing = this.#placing(context, context.parameters)
    this.#count(context, 1)
    return (at) => this.#done(context, this.#face.placed(placing(at), at))
  }

  #done({ account }: Context, body: unknown): Answer {
    return { status: 200, body: this.#face.write(body), account, executed: true }
  }

  #find({ account }: Context, market: Market, ids: Ids): Order {
    // of two ids the exchange's counts
    const order = findOpen(account, market.config.symbol, ids.orderId, ids.clientOrderId)
    if (order === undefined) throw unknown
    return order
  }

  cancel(context: Context): (at: number) => Answer {
    const ids = this.ids(context)
    // an algo order is cancelled without saying its symbol
    const market = context.parameters.values.has("symbol") ? this.#market(context, context.parameters) : undefined
    return (at) => {
      const order = market === undefined ? this.#findAnywhere(context, ids) : this.#find(context, market, ids)
      this.#desk.engine.cancel(order, order.clientOrderId, at)
      return this.#done(context, this.#face.answered(order, at))
    }
  }

  #findAnywhere({ account }: Context, { clientOrderId, orderId }: Ids): Order {
    const order =
      orderId === undefined ? account.openIds.get(clientOrderId ?? "") : this.#desk.engine.orders[orderId - 1]
    if (order === undefined || order.owner !== account || !order.isOpen) throw unknown
    return order
  }

  cancelAll(context: Context): (at: number) => Answer {
    const market = this.#market(context, context.parameters)
    return (at) => {
      const ended = this.endAll(context.account, [market], at)
      return { status: 200, body: this.#face.write(this.#face.doneAll), executed: ended > 0 }
    }
  }

  /** Cancels all that is open on some symbols; says how many orders that were. */
  endAll(account: Account, markets: ReadonlyArray<Market>, at: number): number {
    const open = markets.flatMap(({ config }) => [...account.of(config.symbol).open])
    for (const order of open.sort((a, b) => a.orderId - b.orderId))
      if (order.isOpen) this.#desk.engine.cancel(order, order.clientOrderId, at)
    return open.length
  }

  /** What an amend does in the engine. What it leaves out stays as it is. */
  #amending(context: Context, parameters: Wire.Parameters): (at: number) => Order {
    const market = this.#market(context, parameters)
    const ids = this.ids({ parameters })
    const side = Wire.mandatory(parameters, "side")
    if (this.#face.amendsBoth) for (const name of ["quantity", "price"]) Wire.mandatory(parameters, name)
    const sent = { quantity: Wire.decimal(parameters, "quantity"), price: Wire.decimal(parameters, "price") }
    if (sent.quantity === undefined && sent.price === undefined)
      throw new Wire.Refusal(-1102, "Param 'quantity' or 'price' must be sent, but both were empty/null!")
    const check = (value: Decimal.Decimal | undefined, how: typeof ContractRequest.checkPrice) =>
      value === undefined ? undefined : how(market, value)
    const price = check(sent.price, ContractRequest.checkPrice)
    const quantity = check(sent.quantity, ContractRequest.checkQuantity)
    return (at) => {
      const order = this.#find(context, market, ids)
      // whoever says another side means another order
      if (side !== order.side) throw new Wire.Refusal(-1130, "Data sent for parameter 'side' is not valid.")
      const to = { price: price ?? order.command.price, quantity: quantity ?? order.quantityUnits }
      if (order.command.terms?.reduceOnly !== true) ContractRequest.checkNotional(market, to.price, to.quantity)
      this.#desk.engine.modify(order, to.price, to.quantity, at)
      return order
    }
  }

  amend(context: Context): (at: number) => Answer {
    const amending = this.#amending(context, context.parameters)
    this.#count(context, 1)
    return (at) => this.#done(context, this.#face.answered(amending(at), at))
  }

  // --- several at once --------------------------------------------------------------------------------------------------

  #list(parameters: Wire.Parameters, name: string): ReadonlyArray<unknown> | undefined {
    const text = Wire.optional(parameters, name)
    if (text === undefined) return undefined
    const invalid = new Wire.Refusal(-1130, `Data sent for parameter '${name}' is not valid.`)
    // ids that do not fit into a number keep their digits
    const quoted = text.replace(/([[,]\s*)(\d{16,})(?=\s*[,\]])/g, '$1"$2"')
    let list: unknown
    try {
      list = JSON.parse(quoted)
    } catch {
      throw invalid
    }
    if (!Array.isArray(list)) throw invalid
    if (list.length === 0 || list.length > this.#face.batch.most)
      throw new Wire.Refusal(-4082, "Invalid number of batch place orders.")
    return list
  }

  /** Runs the elements one after the other, or half of them when the rest never gets to the engine. */
  #all(context: Context, elements: ReadonlyArray<(at: number) => unknown>): (at: number) => Answer {
    return (at) => {
      const some = context.halved ? elements.slice(0, Math.ceil(elements.length / 2)) : elements
      const rows = some.map((run) => attempt(() => run(at)))
      const executed = rows.some(
        (row) => typeof row === "object" && row !== null && !("code" in row && "msg" in row && Number(row.code) < 0)
      )
      return { status: 200, body: this.#face.write(rows), account: context.account, executed }
    }
  }

  /** Reads the elements of a batch: one that is refused now says so when its turn comes. */
  #elements<A>(
    context: Context,
    read: (parameters: Wire.Parameters) => (at: number) => A
  ): ReadonlyArray<(at: number) => A> {
    const name = this.#face.batch.orders
    Wire.mandatory(context.parameters, name)
    const list = this.#list(context.parameters, name) ?? []
    return list.map((element) => {
      try {
        return read(elementOf(element))
      } catch (refusal) {
        return () => {
          throw refusal
        }
      }
    })
  }

  placeAll(context: Context): (at: number) => Answer {
    const elements = this.#elements(context, (parameters) => this.#placing(context, parameters))
    this.#count(context, elements.length)
    return this.#all(
      context,
      elements.map((run) => (at) => this.#face.placed(run(at), at))
    )
  }

  amendAll(context: Context): (at: number) => Answer {
    const elements = this.#elements(context, (parameters) => this.#amending(context, parameters))
    this.#count(context, elements.length)
    return this.#all(
      context,
      elements.map((run) => (at) => this.#face.answered(run(at), at))
    )
  }

  cancelSome(context: Context): (at: number) => Answer {
    const { parameters } = context
    const { clientOrderIds, orderIds } = this.#face.batch
    const market = this.#market(context, parameters)
    const byId = this.#list(parameters, orderIds)
    const byName = this.#list(parameters, clientOrderIds)
    if (byId === undefined && byName === undefined)
      throw new Wire.Refusal(
        -1102,
        `Param '${clientOrderIds}' or '${orderIds}' must be sent, but both were empty/null!`
      )
    const ids: ReadonlyArray<Ids> =
      byId === undefined
        ? (byName ?? []).map((name) => ({ orderId: undefined, clientOrderId: String(name) }))
        : byId.map((id) => ({ orderId: this.orderId(String(id), orderIds), clientOrderId: undefined }))
    return this.#all(
      context,
      ids.map((each) => (at: number) => {
        const order = this.#find(context, market, each)
        this.#desk.engine.cancel(order, order.clientOrderId, at)
        return this.#face.answered(order, at)
      })
    )
  }

  /** What the engine says to all that comes too late for its own clock. */
  late(context: Context): Answer {
    const { tooLate } = this.#face
    return {
      status: tooLate.status,
      code: tooLate.code,
      body: JSON.stringify(refusalBody(tooLate)),
      account: context.account
    }
  }

  /** The same for a batch: each of its orders is refused by itself. */
  lateAll(context: Context): Answer {
    const length = this.#list(context.parameters, this.#face.batch.orders)?.length ?? 0
    const rows = Array.from({ length }, () => refusalBody(this.#face.tooLate))
    return { status: 200, body: JSON.stringify(rows), account: context.account }
  }

  // --- timers -----------------------------------------------------------------------------------------------------------

  /** Cancels what is open on some symbols when a time is over, unless the returned function is called before. */
  countdown(account: Account, markets: ReadonlyArray<Market>, at: number, millis: number): () => void {
    let isOn = millis > 0
    if (isOn)
      this.#desk.schedule(at + millis, (when) => {
        if (isOn) this.endAll(account, markets, when)
      })
    return () => {
      isOn = false
    }
  }
}
