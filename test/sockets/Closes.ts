/**
 * Traders over the WebSocket API on real sockets, whose connections end under their orders: the exchange's own book is held against what
 * each of them was told.
 */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as UndiciWebSocket from "@effect-binance/node/UndiciWebSocket"
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as Seeded from "@effect-binance/simulator/Seeded"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { ed25519, hmac } from "@effect-binance/simulator/TestKeys"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Intent from "effect-binance/client/Intent"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Schedule from "effect/Schedule"
import { WebSocketConstructor } from "effect/socket/Socket"

// short, so that a settlement takes seconds and not a minute
const bounds = { engineDelayMillis: 150, visibilityMillis: 200 } as const
const recvWindowMillis = 500
const callTimeoutMillis = 800

/** How a connection ends under an order, or falls silent. */
const endings: Readonly<Record<string, Fault.Fault>> = {
  "reset before it executes": Fault.rowOf("reset-unexecuted").fault,
  "reset after it executed": Fault.rowOf("reply-lost").fault,
  "reset, and it executes later": { _tag: "ReplyLost", how: "reset", later: true },
  "closed after it executed": Fault.rowOf("reply-closed").fault,
  "cut in the middle of the reply": Fault.rowOf("reply-cut").fault,
  "half-open": Fault.socket["half-open"]
}

const names = Object.keys(endings)

export interface Options {
  readonly seed: number
  /** How many connections have to end with orders in flight. */
  readonly closes: number
  /** How many traders at once, each with a connection of its own. */
  readonly traders: number
  /** Shows that the check can fail: whoever has no reply sends again. */
  readonly sabotage?: "retry-blindly" | undefined
  readonly onClose?: ((done: number) => void) | undefined
}

export interface Report {
  /** Connections that ended with orders in flight, and how many orders that were. */
  readonly closes: number
  readonly inFlight: number
  readonly sockets: number
  /** How often each ending was met by an order. */
  readonly endings: Readonly<Record<string, number>>
  readonly shutdowns: number
  readonly intents: number
  readonly executed: number
  readonly notExecuted: number
  /** Intents with more than one order. */
  readonly doubles: number
  /** Orders that exist, of which it was said that they do not. */
  readonly falseRejections: number
  /** Orders that do not exist, of which it was said that they do; or others under their name. */
  readonly lost: number
  /** Calls that had not ended when they should have. */
  readonly pending: number
  /** For how many ms calls went on after the last fault: connections that were short-lived are opened again with growing pauses. */
  readonly settledAfterMillis: number
}

/** Each intent has a price that no other has, so that the book tells which orders are its own whatever they are called. */
const priceOf = (number: number): string => (20_000 + number / 100).toFixed(2)

// IOC far from the market: each is accepted and expires at once, so that its id is free again and a second one would be accepted, too
const orderOf = (number: number) =>
  ({
    symbol: "BTCUSDT",
    side: "BUY",
    type: "LIMIT",
    timeInForce: "IOC",
    quantity: "0.001",
    price: priceOf(number)
  }) as const

const plenty = 1_000_000_000

export const run = Effect.fnUntraced(
  function* ({ closes: wanted, onClose, sabotage, seed, traders }: Options) {
    const random = Seeded.make(`closes ${seed}`)
    const met: Record<string, number> = {}
    let isStormy = true
    const exchange = new Exchange({
      seed,
      ...bounds,
      apiTimeoutMillis: 600,
      skewMillis: -3210,
      processingMillis: { minimum: 1, maximum: 20 },
      connectionLimit: plenty,
      limits: [{ rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: plenty }]
    })
    const plan = FaultPlan.make(({ kind }) => {
      if (!isStormy || kind !== "place" || !random.chance(0.15)) return undefined
      const name = names[random.integer(0, names.length - 1)] ?? ""
      met[name] = (met[name] ?? 0) + 1
      return endings[name]
    })
    const server = yield* SimulatedServer.start({ exchange, plan })

    let closes = 0
    let inFlight = 0
    let sockets = 0
    /** Counts what is unanswered on each socket when it ends. */
    const counted = Layer.effect(
      WebSocketConstructor,
      Effect.map(WebSocketConstructor, (construct) => (url) => {
        const socket = construct(url)
        const unanswered = new Set<string>()
        sockets++
        const send = socket.send.bind(socket)
        Object.defineProperty(socket, "send", {
          value: (data: string) => {
            const id = /^\{"id":"(\d+)","method":"order\.place"/.exec(data)?.[1]
            if (id !== undefined) unanswered.add(id)
            send(data)
          }
        })
        socket.addEventListener("message", ({ data }) => {
          const id = /"id":"(\d+)"/.exec(String(data))?.[1]
          if (id !== undefined) unanswered.delete(id)
        })
        socket.addEventListener("close", () => {
          if (unanswered.size === 0) return
          closes++
          inFlight += unanswered.size
          onClose?.(closes)
        })
        return socket
      })
    ).pipe(Layer.provide(UndiciWebSocket.layer))

    const clientOf = (withSession: boolean) =>
      Reconciliation.layer.pipe(
        Layer.provideMerge(BinanceClient.layer),
        Layer.provideMerge(ServerClock.layer),
        Layer.provide(WebSocketApi.layerWith(withSession ? { session: true } : {})),
        Layer.provide([counted, Endpoint.layerSimulator(server.baseUrl)]),
        Layer.provide(
          NodeSigner.layer.pipe(
            Layer.provide(
              Credentials.layer(
                withSession
                  ? { apiKey: ed25519.apiKey, privateKey: ed25519.privateKeyPem }
                  : { apiKey: hmac.apiKey, apiSecret: hmac.secret }
              )
            )
          )
        ),
        Layer.provideMerge(BanWindow.layer)
      )

    const told = new Map<number, "not-executed" | { readonly orderId: number | string }>()
    let intents = 0
    const policy = RetryPolicy.make({ times: 10, cap: "200 millis" })
    const trade = Effect.fnUntraced(function* () {
      const number = ++intents
      const order = Spot.placeOrder(orderOf(number))
      const end = yield* Effect.result(
        sabotage === undefined
          ? order.pipe(Reconciliation.settle, Retry.safely(policy))
          : Effect.retry(order, { times: 20, schedule: Schedule.spaced("200 millis") })
      )
      told.set(number, end._tag === "Success" ? { orderId: end.success.orderId } : "not-executed")
    })
    const isOn = () => closes < wanted
    // a connection that is short-lived is followed by a pause that grows, so a trader does not stay for long
    const life = Effect.fnUntraced(function* (withSession: boolean) {
      const endsAt = (yield* Clock.currentTimeMillis) + 2500
      const trading = Effect.gen(function* () {
        while (isOn() && (yield* Clock.currentTimeMillis) < endsAt) yield* trade()
      })
      yield* Effect.provide(
        Effect.all(
          Array.from({ length: 4 }, () => trading),
          { concurrency: "unbounded" }
        ),
        clientOf(withSession)
      )
    })
    const trader = Effect.fnUntraced(function* (number: number) {
      for (let i = 0; isOn(); i++) yield* life((number + i) % 2 === 0)
    })

    let shutdowns = 0
    const maintenance = Effect.gen(function* () {
      while (true) {
        yield* Effect.sleep(1500)
        shutdowns++
        yield* server.announceShutdown
        // what was in flight then has its reply, or has not
        yield* Effect.sleep(random.integer(0, 15))
        yield* server.closeWebSockets
      }
    })
    const maintained = yield* Effect.forkScoped(maintenance)
    const all = yield* Effect.forkScoped(
      Effect.all(
        Array.from({ length: traders }, (_, number) => trader(number)),
        { concurrency: "unbounded" }
      )
    )
    while (isOn() && all.pollUnsafe() === undefined) yield* Effect.sleep(20)
    isStormy = false
    yield* Fiber.interrupt(maintained)
    const calmAt = yield* Clock.currentTimeMillis
    // longer than the longest pause before a connection is opened again
    yield* Effect.timeoutOption(Fiber.await(all), "60 seconds")
    const settledAfterMillis = (yield* Clock.currentTimeMillis) - calmAt
    // what may still come comes within the bounds
    yield* Effect.sleep(recvWindowMillis + bounds.engineDelayMillis)
    exchange.advance(yield* Clock.currentTimeMillis)

    const book = new Map<string, Array<number>>()
    for (const { orderId, price } of exchange.orders()) {
      const name = Number(price).toFixed(2)
      book.set(name, [...(book.get(name) ?? []), orderId])
    }
    const count = (
      is: (orders: ReadonlyArray<number>, end: "not-executed" | { readonly orderId: number | string }) => boolean
    ) => [...told].filter(([number, end]) => is(book.get(priceOf(number)) ?? [], end)).length
    const report: Report = {
      closes,
      inFlight,
      sockets,
      endings: met,
      shutdowns,
      intents,
      executed: count((_, end) => end !== "not-executed"),
      notExecuted: count((_, end) => end === "not-executed"),
      doubles: [...book.values()].filter(({ length }) => length > 1).length,
      falseRejections: count((orders, end) => end === "not-executed" && orders.length > 0),
      lost: count(
        (orders, end) => end !== "not-executed" && !orders.some((orderId) => `${orderId}` === `${end.orderId}`)
      ),
      pending: intents - told.size,
      settledAfterMillis
    }
    return report
  },
  Effect.scoped,
  (self) =>
    Effect.provide(
      self,
      Layer.mergeAll(
        Layer.succeed(SettlementBounds.Overrides, {
          spot: { graceMillis: bounds.engineDelayMillis, visibilityMillis: bounds.visibilityMillis }
        }),
        Layer.succeed(Intent.RecvWindow, recvWindowMillis),
        Layer.succeed(CallTimeout, Duration.millis(callTimeoutMillis)),
        Layer.sync(WebSocketApi.ConnectionAttempts, () => WebSocketApi.connectionAttempts(plenty)),
        Logger.layer([])
      )
    )
)

export const line = (report: Report, seed: number, seconds: number): string => {
  const met = Object.entries(report.endings).map(([name, times]) => `${times} ${name}`)
  return `${report.closes} connections ended with orders in flight (${report.inFlight} orders; ${met.join(", ")}; ${report.shutdowns} shutdowns; ${report.sockets} sockets): ${report.intents} intents, ${report.executed} executed, ${report.notExecuted} not executed, ${report.doubles} doubles, ${report.falseRejections} live orders called failed, ${report.lost} lost, ${report.pending} left pending (the last one ended ${report.settledAfterMillis} ms after the last fault); seed ${seed}, ${seconds} s`
}
