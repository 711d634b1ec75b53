/** The list of hazards, and how one caller fares with one of them on a real socket. */
import type { Exchange, LedgerOrder, RequestRecord } from "@effect-binance/simulator/Exchange"
import type { ExchangeConfig } from "@effect-binance/simulator/ExchangeConfig"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import { setTimeout as sleep } from "node:timers/promises"
import { agreement, overall } from "./agreement.ts"
import type { Agreement, Told } from "./agreement.ts"
import { bounds } from "./callers.ts"
import type { Caller, Column } from "./callers.ts"
import { start } from "./simulated.ts"
import type { NewOrder } from "./traders.ts"

export interface Hazard {
  readonly name: string
  /**
   * - `place`: one order meets the faults.
   * - `place, then ask`: and what is left open is asked for by its client order id.
   * - `cancel`: an order rests already, and its cancel meets them.
   * - `ten orders`: a read meets them, and ten orders follow one after the other.
   */
  readonly act: "place" | "place, then ask" | "cancel" | "ten orders"
  readonly type: "MARKET" | "LIMIT"
  readonly faults: ReadonlyArray<FaultPlan.Step>
  readonly config?: Partial<ExchangeConfig>
  /** Nothing listens when the call is made. */
  readonly refused?: boolean
}

const placing = (name: string, ...faults: ReadonlyArray<FaultPlan.Step>): Hazard => ({
  name,
  act: "place",
  type: "MARKET",
  faults
})

const tenOrders = (name: string, fault: "banned" | "rate-limited"): Hazard => ({
  name,
  act: "ten orders",
  type: "MARKET",
  // the first read is the one that everybody starts with
  faults: [{ fault, on: "read", nth: 2 }],
  // after how many requests a back-off becomes a ban is not documented; here it stays what it was
  config: { toleratedInBackOff: 1_000 }
})

export const hazards: ReadonlyArray<Hazard> = [
  placing("executed, the reply is lost", "reply-lost"),
  { ...placing("the same, for a LIMIT order", "reply-lost"), type: "LIMIT" },
  placing("executed, the reply is cut in its body", "reply-cut"),
  placing("executed, then silence", "reply-silent"),
  placing("reset before the exchange saw it", "reset-unexecuted"),
  { ...placing("the connection is refused"), refused: true },
  placing('executed, 503 with -1000 "unknown error"', "unknown-503"),
  placing("not executed, 503 with -1000", "unknown-503-unexecuted"),
  placing('not executed, 503 page "unavailable"', "unavailable-html-unexecuted"),
  placing("executed, 504 with -1007", "timeout"),
  placing("504 with -1007, executed after that", "timeout-then-executed"),
  placing("executed, 500 with -1006", "unexpected-response"),
  placing("executed, 504 page", "gateway-timeout"),
  placing("executed, 200 with a page", "html-200"),
  placing("not executed, 200 that carries -1007", "error-in-200-unexecuted"),
  { ...placing("the clock is 10 s off (-1021)"), config: { skewMillis: 10_000 } },
  {
    name: "executed, the reply is lost, and the next read lags (-2013)",
    act: "place, then ask",
    type: "MARKET",
    faults: ["reply-lost", { fault: "stale-read", on: "read", nth: 2 }]
  },
  {
    name: "cancelled, the reply is lost",
    act: "cancel",
    type: "LIMIT",
    faults: [{ fault: "reply-lost", on: "cancel" }]
  },
  tenOrders("429 on a read, then ten orders", "rate-limited"),
  tenOrders("418 on a read, then ten orders", "banned")
]

/** How one caller fared. */
export interface Outcome {
  readonly hazard: string
  readonly caller: string
  readonly told: string
  /** What the book says. */
  readonly book: string
  readonly agreement: Agreement
  /** How often the order, or the cancel, was sent. */
  readonly sent: number
  /** Requests sent after the exchange had said to stay away. */
  readonly sentIntoABackOff: number
  readonly requests: number
  readonly seconds: number
}

/** An intent is told from any other by its quantity alone, whatever the clients call their orders. */
const orderOf = (index: number, type: Hazard["type"], clientOrderId: string | undefined): NewOrder => ({
  side: "BUY",
  type,
  quantity: (1_000 + index) / 100_000,
  ...(type === "LIMIT" ? { price: 50_000 } : {}),
  ...(clientOrderId === undefined ? {} : { clientOrderId })
})
const ordersOf = (exchange: Exchange, order: NewOrder) =>
  exchange.orders().filter(({ quantity }) => Number(quantity) === order.quantity)
const idsOf = (orders: ReadonlyArray<LedgerOrder>) => orders.map(({ orderId }) => orderId)

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`

/** Words that occur several times once, with their count. */
const grouped = (words: ReadonlyArray<string>) => {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return Array.from(counts, ([word, count]) => (count === 1 ? word : `${count} × ${word}`)).join(", ")
}

interface Judged {
  readonly told: string
  readonly book: string
  readonly agreement: Agreement
}

/** What the hazard is about; a settlement's own cancel of an id that never was is no attempt. */
const isAttempt = (hazard: Hazard) => (request: RequestRecord) =>
  request.kind === (hazard.act === "cancel" ? "cancel" : "place")

/** A ban that ends with the minute must not end in the middle of ten orders. */
const minuteWithRoom = async (millis: number) => {
  const left = 60_000 - (Date.now() % 60_000)
  if (left < millis) await sleep(left + 100)
}

/** Lets one caller meet one hazard, and reads the book when everything has happened that still could. */
export const meet = async (hazard: Hazard, column: Column): Promise<Outcome> => {
  if (hazard.act === "ten orders") await minuteWithRoom(25_000)
  const { exchange, baseUrl, refuse, stop } = await start(
    { ...bounds, ...hazard.config },
    FaultPlan.scripted(hazard.faults)
  )
  const caller = column.make(baseUrl)
  let judge: () => Judged
  let before = 0
  let startedAt = 0
  let seconds = 0
  try {
    // its connection, its clock and its markets are there before anything goes wrong
    try {
      await caller.read()
    } catch (thrown) {
      // who does not measure the clock is refused from the start
      if (hazard.config?.skewMillis === undefined) throw thrown
    }
    judge = await act(hazard, caller, exchange, async () => {
      if (hazard.refused === true) await refuse()
      before = exchange.requests().length
      startedAt = performance.now()
    })
    seconds = (performance.now() - startedAt) / 1000
  } finally {
    await caller.close()
    await stop()
  }
  exchange.drain()
  const requests = exchange.requests()
  const told = requests.findIndex(({ status }) => status === 418 || status === 429)
  const sentIntoABackOff = told < 0 ? 0 : requests.length - told - 1
  const sent = requests.slice(before).filter(isAttempt(hazard)).length
  const result = judge()
  return {
    hazard: hazard.name,
    caller: column.name,
    ...result,
    book: told < 0 ? result.book : `${result.book}, ${sentIntoABackOff} sent before its end`,
    agreement: overall([result.agreement], sentIntoABackOff),
    sent,
    sentIntoABackOff,
    requests: requests.length - before,
    seconds
  }
}

/** Gives what to do once the book is final. `ready` is called before the call that counts. */
const act = async (
  hazard: Hazard,
  caller: Caller,
  exchange: Exchange,
  ready: () => Promise<void>
): Promise<() => Judged> => {
  switch (hazard.act) {
    case "place":
    case "place, then ask": {
      await ready()
      const clientOrderId = caller.makeClientOrderId()
      const order = orderOf(0, hazard.type, clientOrderId)
      const first = await caller.place(order)
      const asks = hazard.act === "place, then ask" && first._tag === "Open" ? caller.ask : undefined
      const last = asks === undefined || clientOrderId === undefined ? first : await asks(clientOrderId)
      const says = last === first ? last.says : `${first.says}; asked: ${last.says}`
      return () => {
        const orders = ordersOf(exchange, order)
        const open = orders.filter(({ status }) => status === "NEW").length
        const book = counted(orders.length, "order")
        return {
          told: says,
          book: open === 0 ? book : `${book}, live`,
          agreement: agreement(last, idsOf(orders))
        }
      }
    }
    case "cancel": {
      const order = orderOf(0, hazard.type, caller.makeClientOrderId())
      const placed = await caller.place(order)
      if (placed._tag !== "Happened") throw new Error(`${hazard.name}: the order was not placed: ${placed.says}`)
      await ready()
      const told = await caller.cancel(placed.orderId)
      return () => {
        const canceled = ordersOf(exchange, order).filter(({ status }) => status === "CANCELED")
        return {
          told: told.says,
          book: canceled.length === 1 ? "cancelled" : "live",
          agreement: agreement(told, idsOf(canceled))
        }
      }
    }
    case "ten orders": {
      await ready()
      try {
        await caller.read()
      } catch {
        // it is told to stay away; what it does next is what counts
      }
      const calls: Array<{ readonly order: NewOrder; readonly told: Told }> = []
      for (let index = 0; index < 10; index++) {
        const order = orderOf(index, hazard.type, caller.makeClientOrderId())
        calls.push({ order, told: await caller.place(order) })
      }
      return () => ({
        told: grouped(calls.map(({ told }) => told.says)),
        book: counted(exchange.orders().length, "order"),
        agreement: overall(
          calls.map(({ order, told }) => agreement(told, idsOf(ordersOf(exchange, order)))),
          0
        )
      })
    }
  }
}
