// A little exchange that a test scripts request by request, a client over it, and a way to let time pass until a call ends.
import * as BinanceClient from "effect-binance/client/BinanceClient"
import type { Endpoint } from "effect-binance/client/Endpoint"
import * as ClientOrderId from "effect-binance/client/ClientOrderId"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Signer } from "effect-binance/client/Signer"
import { type HttpReply, type Reply, Transport, type WireRequest } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as TestClock from "effect/testing/TestClock"

/** 2026-01-01, by the local clock. */
export const start = Date.UTC(2026, 0, 1)
/** The bounds of Spot as the library has them, in ms: five seconds of recvWindow, eleven of grace, thirty of visibility. */
export const fenceMillis = 5_000 + 11_000
export const visibilityMillis = 30_000

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpReply => ({
  _tag: "HttpReply",
  status,
  headers,
  body: JSON.stringify(body),
  complete: true
})
export const refusal = (code: number, msg: string, status = 400, headers: Readonly<Record<string, string>> = {}) =>
  json(status, { code, msg }, headers)
export const lost: Reply = { _tag: "NoReply", phase: "sent", code: "ECONNRESET", timeout: false }
export const notSent: Reply = { _tag: "NoReply", phase: "connect", code: "ECONNREFUSED", timeout: false }
export const notFound = refusal(-2013, "Order does not exist.")
export const unknownOrder = refusal(-2011, "Unknown order sent.")
export const duplicate = refusal(-2010, "Duplicate order sent.")
export const outsideWindow = refusal(-1021, "Timestamp for this request is outside of the recvWindow.")
export const engineTimeout = refusal(
  -1007,
  "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
  504
)
export const badGateway: Reply = { _tag: "HttpReply", status: 502, headers: {}, body: "<html>", complete: true }

export const unchanged = refusal(-2038, "The requested action would change no state; rejecting.")

/** What became of the two halves of a cancelReplace, each with its own response. */
export const halves = (
  status: number,
  [cancelResult, cancelResponse]: readonly [string, unknown],
  [newOrderResult, newOrderResponse]: readonly [string, unknown],
  headers: Readonly<Record<string, string>> = {}
): HttpReply => {
  const data = { cancelResult, newOrderResult, cancelResponse, newOrderResponse }
  if (status === 200) return json(status, data, headers)
  const code = cancelResult === "FAILURE" && newOrderResult !== "SUCCESS" ? -2022 : -2021
  return json(status, { code, msg: "Order cancel-replace is not complete.", data }, headers)
}

/** An order in the book of the little exchange; `time` is by its clock, `visibleAt` by the local one. */
export interface Row {
  symbol: string
  orderId: number
  clientOrderId: string
  status: string
  side: string
  type: string
  price: string
  origQty: string
  executedQty?: string
  origQuoteOrderQty?: string
  orderListId?: number
  time: number
  updateTime?: number
  /** From when on reads show it; at once when left out. */
  visibleAt?: number
}

export interface TradeRow {
  id: number
  orderId: number
  isBuyer: boolean
  time: number
}

export interface AmendmentRow {
  orderId: number
  origClientOrderId: string
  newClientOrderId: string
  newQty?: string
  newPrice?: string
  time: number
  visibleAt?: number
}

/** An order list; its orders are rows with its id. */
export interface ListRow {
  orderListId: number
  listClientOrderId: string
  symbol: string
  listOrderStatus: string
  visibleAt?: number
}

export type What =
  | "time"
  | "place"
  | "cancel"
  | "order"
  | "openOrders"
  | "allOrders"
  | "trades"
  | "amendments"
  | "amend"
  | "cancelReplace"
  | "placeList"
  | "cancelList"
  | "orderList"
  | "cancelAll"
  | "batch"
  | "setting"
  | "transfer"
  | "history"

export interface Request {
  readonly what: What
  readonly parameters: URLSearchParams
  /** When it left, in ms after the start, by the local clock. */
  readonly at: number
  /** The how-many-th request of this kind, from 1. */
  readonly nth: number
  readonly wire: WireRequest
}

const whatOf: Readonly<Record<string, What>> = {
  "GET /api/v3/time": "time",
  "POST /api/v3/order": "place",
  "DELETE /api/v3/order": "cancel",
  "GET /api/v3/order": "order",
  "GET /api/v3/openOrders": "openOrders",
  "GET /api/v3/allOrders": "allOrders",
  "GET /api/v3/myTrades": "trades",
  "GET /api/v3/order/amendments": "amendments",
  "PUT /api/v3/order/amend/keepPriority": "amend",
  "POST /api/v3/order/cancelReplace": "cancelReplace",
  "POST /api/v3/orderList/oco": "placeList",
  "DELETE /api/v3/orderList": "cancelList",
  "GET /api/v3/orderList": "orderList",
  "DELETE /api/v3/openOrders": "cancelAll",
  // these are of no product: for what Spot does not have
  "POST /api/v3/batchOrders": "batch",
  "DELETE /api/v3/batchOrders": "batch",
  "POST /api/v3/setting": "setting",
  // money, which it does not have: a test answers
  "POST /sapi/v1/asset/transfer": "transfer",
  "GET /sapi/v1/asset/transfer": "history",
  "POST /sapi/v1/sub-account/universalTransfer": "transfer",
  "GET /sapi/v1/sub-account/universalTransfer": "history",
  "POST /sapi/v1/sub-account/futures/internalTransfer": "transfer",
  "GET /sapi/v1/sub-account/futures/internalTransfer": "history",
  "POST /sapi/v1/margin/borrow-repay": "transfer",
  "GET /sapi/v1/margin/borrow-repay": "history",
  "POST /papi/v1/repayLoan": "transfer",
  "POST /papi/v1/margin/repay-debt": "transfer",
  "GET /papi/v1/margin/repayLoan": "history",
  "GET /fapi/v1/time": "time",
  "POST /sapi/v1/capital/withdraw/apply": "transfer",
  "GET /sapi/v1/capital/withdraw/history": "history"
}

const weights: Readonly<Record<What, number>> = {
  time: 1,
  place: 1,
  cancel: 1,
  order: 4,
  openOrders: 6,
  allOrders: 20,
  trades: 20,
  amendments: 4,
  amend: 4,
  cancelReplace: 1,
  placeList: 1,
  cancelList: 1,
  orderList: 4,
  cancelAll: 1,
  batch: 5,
  setting: 1,
  transfer: 1,
  history: 1
}

export interface Dialect {
  readonly request: (wire: WireRequest) => WireRequest
  readonly reply: (asked: WireRequest, reply: Reply) => Reply
}

/** What a script says to a request; `undefined` leaves it to the little exchange. */
export type Script = (request: Request, exchange: LittleExchange) => Reply | Effect.Effect<Reply> | undefined

/**
 * It knows nothing of matching: orders rest until a test says otherwise, and whatever is out of the ordinary is the script's.
 */
export class LittleExchange {
  readonly rows: Array<Row> = []
  readonly trades: Array<TradeRow> = []
  readonly amendments: Array<AmendmentRow> = []
  readonly lists: Array<ListRow> = []
  readonly requests: Array<Request> = []
  /** Exchange time minus local time, in ms. */
  skew = 0
  /** How much the wall clock of this machine has been moved, in ms. */
  wall = 0
  /** Each way, in ms. */
  latency = 10
  readonly script: Script
  #nextOrderId = 1000

  constructor(script: Script = () => undefined) {
    this.script = script
  }

  count(what: What): number {
    return this.requests.reduce((n, request) => n + (request.what === what ? 1 : 0), 0)
  }

  all(what: What): ReadonlyArray<Request> {
    return this.requests.filter((request) => request.what === what)
  }

  get weight(): number {
    return this.requests.reduce((sum, request) => sum + weights[request.what], 0)
  }

  /** The open order that the request names: by `orderId` and `origClientOrderId`, or what stands for them. */
  openOrder(request: Request, byId = "orderId", byName = "origClientOrderId"): Row | undefined {
    const p = request.parameters
    return this.rows.find(
      (r) =>
        (r.status === "NEW" || r.status === "PARTIALLY_FILLED") &&
        (`${r.orderId}` === p.get(byId) || r.clientOrderId === p.get(byName))
    )
  }

  /** Makes the order smaller, as this request asks for. */
  amend(row: Row, request: Request, at = request.at + this.latency): void {
    const time = start + at + this.skew
    const newClientOrderId = request.parameters.get("newClientOrderId") ?? row.clientOrderId
    const newQty = request.parameters.get("newQty") ?? row.origQty
    this.amendments.push({ orderId: row.orderId, origClientOrderId: row.clientOrderId, newClientOrderId, newQty, time })
    row.clientOrderId = newClientOrderId
    row.origQty = newQty
    row.updateTime = time
  }

  /** Accepts an OCO, at this local time after the start. */
  acceptList(request: Request, more: Partial<Row> = {}, at = request.at + this.latency): ListRow {
    const p = request.parameters
    const list: ListRow = {
      orderListId: this.#nextOrderId++,
      listClientOrderId: p.get("listClientOrderId") ?? "",
      symbol: p.get("symbol") ?? "",
      listOrderStatus: "EXECUTING"
    }
    this.lists.push(list)
    for (const leg of ["above", "below"]) {
      this.rows.push({
        symbol: list.symbol,
        orderId: this.#nextOrderId++,
        clientOrderId: p.get(`${leg}ClientOrderId`) ?? "",
        status: "NEW",
        side: p.get("side") ?? "",
        type: p.get(`${leg}Type`) ?? "",
        price: p.get(`${leg}Price`) ?? "0.00000000",
        origQty: p.get("quantity") ?? "0",
        orderListId: list.orderListId,
        time: start + at + this.skew,
        ...more
      })
    }
    return list
  }

  /** A list as it is shown. */
  shownList({ visibleAt: _visibleAt, ...list }: ListRow) {
    const orders = this.rows.filter((r) => r.orderListId === list.orderListId)
    return {
      ...list,
      orders: orders.map(({ clientOrderId, orderId, symbol }) => ({ symbol, orderId, clientOrderId }))
    }
  }

  /** Accepts the order of this request, at this local time after the start. */
  accept(request: Request, more: Partial<Row> = {}, at = request.at + this.latency): Row {
    const p = request.parameters
    const row: Row = {
      symbol: p.get("symbol") ?? "",
      orderId: this.#nextOrderId++,
      clientOrderId: p.get("newClientOrderId") ?? "",
      status: p.get("type") === "MARKET" ? "FILLED" : "NEW",
      side: p.get("side") ?? "",
      type: p.get("type") ?? "",
      price: p.get("price") ?? "0.00000000",
      origQty: p.get("quantity") ?? "0",
      time: start + at + this.skew,
      ...more
    }
    this.rows.push(row)
    return row
  }

  visible(now: number): ReadonlyArray<Row> {
    return this.rows.filter((row) => (row.visibleAt ?? 0) <= now)
  }

  /** What it says when the script says nothing; `now` in ms after the start. */
  answer(request: Request, now: number): Reply {
    const p = request.parameters
    const limit = Number(p.get("limit") ?? 500)
    const from = p.get("startTime")
    const seen = this.visible(now).filter((row) => row.symbol === p.get("symbol"))
    const shown = ({ visibleAt: _visibleAt, ...row }: Row) => row
    switch (request.what) {
      case "time":
        return json(200, { serverTime: Math.floor(start + now + this.skew) })
      case "place":
        return json(200, shown(this.accept(request, {}, now)))
      case "order": {
        const row = seen.findLast(
          (r) => `${r.orderId}` === p.get("orderId") || r.clientOrderId === p.get("origClientOrderId")
        )
        return row === undefined ? notFound : json(200, shown(row))
      }
      case "openOrders":
        return json(200, seen.filter((r) => r.status === "NEW" || r.status === "PARTIALLY_FILLED").map(shown))
      case "allOrders": {
        const id = p.get("orderId")
        const rows = seen.filter((r) =>
          id !== null ? r.orderId >= Number(id) : from === null || r.time >= Number(from)
        )
        return json(200, rows.slice(0, limit).map(shown))
      }
      case "trades": {
        const id = p.get("fromId")
        return json(
          200,
          this.trades
            .filter((t) => (id !== null ? t.id >= Number(id) : from === null || t.time >= Number(from)))
            .slice(0, limit)
        )
      }
      case "amendments":
        return json(
          200,
          this.amendments.filter((a) => `${a.orderId}` === p.get("orderId") && (a.visibleAt ?? 0) <= now)
        )
      case "amend": {
        const row = this.openOrder(request)
        if (row === undefined) return unknownOrder
        if (Number(p.get("newQty")) === Number(row.origQty)) return unchanged
        this.amend(row, request, now)
        const { origQty: qty, ...order } = shown(row)
        return json(200, { amendedOrder: { ...order, qty } })
      }
      case "cancelReplace": {
        const row = this.openOrder(request, "cancelOrderId", "cancelOrigClientOrderId")
        if (row === undefined)
          return halves(400, ["FAILURE", { code: -2011, msg: "Unknown order sent." }], ["NOT_ATTEMPTED", null])
        this.cancel(row, p.get("cancelNewClientOrderId") ?? `cancel-${row.orderId}`, now)
        return halves(200, ["SUCCESS", shown(row)], ["SUCCESS", shown(this.accept(request, {}, now))])
      }
      case "placeList":
        return json(200, this.shownList(this.acceptList(request, {}, now)))
      case "orderList": {
        const list = this.lists.find(
          (l) =>
            (l.visibleAt ?? 0) <= now &&
            (`${l.orderListId}` === p.get("orderListId") || l.listClientOrderId === p.get("origClientOrderId"))
        )
        return list === undefined ? notFound : json(200, this.shownList(list))
      }
      case "cancelList": {
        const list = this.lists.find(
          (l) =>
            l.listOrderStatus === "EXECUTING" &&
            (`${l.orderListId}` === p.get("orderListId") || l.listClientOrderId === p.get("listClientOrderId"))
        )
        if (list === undefined) return unknownOrder
        this.cancelList(list, now)
        return json(200, this.shownList(list))
      }
      case "cancelAll": {
        const open = this.rows.filter((r) => r.status === "NEW" || r.status === "PARTIALLY_FILLED")
        if (open.length === 0) return unknownOrder
        for (const row of open) this.cancel(row, row.clientOrderId, now)
        return json(200, open.map(shown))
      }
      case "batch":
        throw new Error("a batch is answered by the test")
      case "transfer":
      case "history":
        throw new Error("the test answers what is about money")
      case "setting":
        return json(200, { code: 200, msg: "success" })
      case "cancel": {
        // the engine sees what it has, whatever the reads show
        const row = this.openOrder(request)
        if (row === undefined) return unknownOrder
        this.cancel(row, p.get("newClientOrderId") ?? `cancel-${row.orderId}`)
        return json(200, { ...shown(row), origClientOrderId: p.get("origClientOrderId") })
      }
    }
  }

  /** Cancels; the cancel's own id becomes the order's name. */
  cancel(row: Row, newClientOrderId: string, at = 0): void {
    row.clientOrderId = newClientOrderId
    row.status = "CANCELED"
    row.updateTime = start + at + this.skew
  }

  /** Cancels a list with all its orders. */
  cancelList(list: ListRow, at = 0): void {
    list.listOrderStatus = "ALL_DONE"
    for (const row of this.rows)
      if (row.orderListId === list.orderListId && row.status === "NEW") this.cancel(row, row.clientOrderId, at)
  }

  /** How another product asks for the same, and is answered. */
  dialect: Dialect = { request: (wire) => wire, reply: (_, reply) => reply }

  /** Which exchange it is, for a test in which that matters. */
  endpoint: Endpoint["Service"] | undefined = undefined

  readonly transport = Layer.sync(Transport, () => ({
    endpoint: this.endpoint,
    send: (asked: WireRequest) =>
      Effect.gen({ self: this }, function* () {
        const wire = this.dialect.request(asked)
        const clock = yield* Clock.Clock
        const now = () => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n) - start
        const what = whatOf[`${wire.method} ${wire.path}`]
        if (what === undefined) throw new Error(`no such endpoint: ${wire.method} ${wire.path}`)
        const request: Request = {
          what,
          parameters: new URLSearchParams(wire.query === "" ? wire.body : wire.query),
          at: now(),
          nth: this.count(what) + 1,
          wire
        }
        this.requests.push(request)
        yield* Effect.sleep(this.latency)
        const scripted = this.script(request, this)
        const reply =
          scripted === undefined ? this.answer(request, now()) : Effect.isEffect(scripted) ? yield* scripted : scripted
        yield* Effect.sleep(this.latency)
        return this.dialect.reply(asked, reply)
      })
  }))

  /** What its client is built upon besides: the sightings of a stream, for a test that has one. */
  beneath: Layer.Layer<never> = Layer.empty

  /** The local clock: its wall can be moved, its monotonic side cannot. */
  readonly clock = Layer.effect(
    Clock.Clock,
    Clock.clockWith((inner) => {
      const wall = () => inner.currentTimeMillisUnsafe() + this.wall
      const wallNanos = () => inner.currentTimeNanosUnsafe() + BigInt(this.wall) * 1_000_000n
      // the rest, its monotonic side and what moves it included, stays as it is
      const moved: Clock.Clock = Object.assign(Object.create(inner), {
        currentTimeMillisUnsafe: wall,
        currentTimeMillis: Effect.sync(wall),
        currentTimeNanosUnsafe: wallNanos,
        currentTimeNanos: Effect.sync(wallNanos)
      })
      return Effect.succeed(moved)
    })
  )

  readonly layer = Reconciliation.layer.pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provideMerge(ServerClock.layer),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provideMerge(this.transport),
    Layer.provide(
      Layer.succeed(Signer, { apiKey: Redacted.make("key"), account: "test", sign: () => Effect.succeed("feedface") })
    ),
    Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "None"))
  )
}

/** What a program runs with over a little exchange. */
export type Services = Layer.Success<LittleExchange["layer"]>

/** A program that is under way; `exit` once it has ended. */
export interface Running<A, E> {
  readonly fiber: Fiber.Fiber<A, E>
  readonly exit: () => Exit.Exit<A, E> | undefined
  /** When it ended, in ms after the start, by the local clock; to the step of `pass`. */
  readonly endedAt: () => number | undefined
}

/** Lets time pass in steps of `step` ms until the program has ended or `forMillis` are over. */
export const pass = Effect.fnUntraced(function* <A, E>(running: Running<A, E>, forMillis: number, step = 250) {
  for (let passed = 0; passed < forMillis && running.exit() === undefined; passed += step) yield* TestClock.adjust(step)
  return running.exit()
})

/** Starts a program over the exchange, at the start, on a clock of its own that stands still until `pass` moves it. */
export const begin = Effect.fnUntraced(function* <A, E>(program: Effect.Effect<A, E, Services>) {
  let endedAt: number | undefined
  const ended = Effect.map(Clock.monotonicTimeNanos, (nanos) => {
    endedAt = Number(nanos / 1_000_000n) - start
  })
  const fiber = yield* Effect.forkChild(
    Effect.onExit(program, () => ended),
    { startImmediately: true }
  )
  return { fiber, exit: () => fiber.pollUnsafe(), endedAt: () => endedAt } satisfies Running<A, E>
})

/** Runs a test over an exchange. Ids repeat from test to test, and never within one. */
export const over = <A, E>(exchange: LittleExchange, test: Effect.Effect<A, E, Services>): Effect.Effect<A, E> => {
  let made = 0
  return Effect.gen(function* () {
    yield* TestClock.setTime(start)
    return yield* Effect.scoped(
      Effect.provide(
        test,
        exchange.layer.pipe(Layer.provideMerge(exchange.beneath), Layer.provideMerge(exchange.clock))
      )
    )
  }).pipe(
    Effect.provideService(ClientOrderId.Generator, () => `made${String(++made).padStart(20, "0")}`),
    Effect.provide(TestClock.layer())
  )
}

/** Runs one program over an exchange until it ends, for at most `forMillis`; `undefined` when it has not. */
export const settleOver = <A, E>(
  exchange: LittleExchange,
  program: Effect.Effect<A, E, Services>,
  forMillis = 600_000
) =>
  over(
    exchange,
    Effect.gen(function* () {
      const running = yield* begin(program)
      const exit = yield* pass(running, forMillis)
      if (exit === undefined) yield* Fiber.interrupt(running.fiber)
      return { exit, endedAt: running.endedAt() ?? Infinity }
    })
  )

/** A limit order that would rest, and a market order that would not. */
export const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "50000"
} as const
export const market = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" } as const

/** Content that equals `limit`, under another name. */
export const row = (orderId: number, more: Partial<Row> = {}): Row => ({
  symbol: "BTCUSDT",
  orderId,
  clientOrderId: `other${orderId}`,
  status: "NEW",
  side: "BUY",
  type: "LIMIT",
  price: "50000.00000000",
  origQty: "0.01000000",
  time: start + 100,
  ...more
})

/** The reason with which a call failed. */
export const reasonOf = <A, E>(exit: Exit.Exit<A, E> | undefined): string => {
  if (exit === undefined) return "unsettled"
  if (exit._tag === "Success") return "success"
  const failure = exit.cause.reasons.find((reason) => reason._tag === "Fail")
  const error: unknown = failure?.error
  const reason = typeof error === "object" && error !== null && "reason" in error ? error.reason : undefined
  const tag = typeof reason === "object" && reason !== null && "_tag" in reason ? reason._tag : undefined
  return typeof error === "object" && error !== null && "_tag" in error
    ? `${String(error._tag)} ${String(tag)}`
    : String(exit.cause)
}

/** The error with which a call failed. */
export const errorOf = <A, E>(exit: Exit.Exit<A, E> | undefined): E => {
  const failure = exit?._tag === "Failure" ? exit.cause.reasons.find((reason) => reason._tag === "Fail") : undefined
  if (failure === undefined) throw new Error(`it did not fail: ${reasonOf(exit)}`)
  return failure.error
}

/** What a call gave. */
export const valueOf = <A, E>(exit: Exit.Exit<A, E> | undefined): A => {
  if (exit?._tag !== "Success") throw new Error(`it did not succeed: ${reasonOf(exit)}`)
  return exit.value
}
