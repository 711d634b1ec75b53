// One run in virtual time: orders on a simulated exchange, a stream over a bad network, and another listener over a perfect one.
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as Seeded from "@effect-binance/simulator/Seeded"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as UserEvent from "effect-binance/stream/UserEvent"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import { WebSocketConstructor, type WebSocketEvent, type WebSocketLike } from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import { start } from "../simulation/Plan.ts"
import { VirtualTime } from "../simulation/VirtualTime.ts"
import { signed } from "../simulator/sockets.ts"

const url = "ws://simulated/ws-api/v3"

type Name = "open" | "message" | "error" | "close"

/** What stands between the stream and its socket. */
class Cable implements WebSocketLike {
  readonly #socket: WebSocketLike
  readonly #held: Array<() => void> = []
  /** Nothing arrives any more, and nothing says so. */
  isDead = false
  /** Nothing arrives for the moment. */
  isStalled = false
  /** The next event is cut. */
  isGarbling = false
  garbled = 0

  constructor(socket: WebSocketLike) {
    this.#socket = socket
  }
  get readyState(): number {
    return this.isDead ? Math.min(this.#socket.readyState, 2) : this.#socket.readyState
  }
  addEventListener(type: Name, listener: (event: WebSocketEvent) => void): void {
    this.#socket.addEventListener(type, (event) => {
      const arrive = () => {
        if (!this.isDead) listener(type === "message" ? this.#through(event) : event)
      }
      if (this.isStalled) this.#held.push(arrive)
      else arrive()
    })
  }
  #through(event: WebSocketEvent): WebSocketEvent {
    if (!this.isGarbling || typeof event.data !== "string" || !event.data.includes('"event"')) return event
    this.isGarbling = false
    this.garbled++
    return { ...event, data: event.data.slice(0, event.data.length / 2) }
  }
  resume(): void {
    this.isStalled = false
    for (const arrive of this.#held.splice(0)) arrive()
  }
  removeEventListener(): void {}
  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason)
  }
  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (!this.isDead) this.#socket.send(data)
  }
}

export interface Options {
  readonly seed: number
  readonly minutes: number
  /** What has to be caught: see the test. */
  readonly sabotage?: "events-lost" | "no-lag" | undefined
  /** Nothing goes wrong but that the exchange ends each connection after 24 hours. */
  readonly isCalm?: boolean | undefined
  /** In hours; 3 minutes when it is left out. */
  readonly maxAge?: number | undefined
  /** Over connections that are logged on: one more thing goes wrong, a key that is lost in the middle of a session. */
  readonly isLoggedOn?: boolean | undefined
  /** How long between two orders at most, in ms. */
  readonly pause?: number | undefined
}

interface Told {
  readonly identity: string
  readonly eventTime: number
}

/** What an event says, but for when it was told. */
const identityOf = (event: object) => JSON.stringify({ ...event, eventTime: undefined })

const eventTimeOf = (event: UserEvent.UserEvent): number =>
  "eventTime" in event && event.eventTime !== undefined ? event.eventTime : NaN

const counted = (all: ReadonlyArray<Told>) => {
  const counts = new Map<string, number>()
  for (const { identity } of all) counts.set(identity, (counts.get(identity) ?? 0) + 1)
  return counts
}

/** What was told over a perfect network and neither came nor lies in a gap; and what came more often than it was told. */
export const judge = (truth: ReadonlyArray<Told>, items: ReadonlyArray<UserDataStream.Item>) => {
  const heard = items.flatMap((item) =>
    item._tag === "Event" && item.event._tag !== "UnknownEvent"
      ? [{ identity: identityOf(item.event), eventTime: eventTimeOf(item.event) }]
      : []
  )
  const gaps = items.filter((item) => item._tag === "Gap")
  const came = counted(heard)
  const told = counted(truth)
  const missed = truth.filter(
    ({ eventTime, identity }) =>
      (came.get(identity) ?? 0) < (told.get(identity) ?? 0) &&
      !gaps.some(({ from, until }) => from.exchangeTime <= eventTime && eventTime <= until.exchangeTime)
  )
  const twice = [...came].filter(([identity, count]) => count > (told.get(identity) ?? 0))
  return { missed, twice, gaps, heard }
}

/** A run, and what came of it. */
export const run = ({ isCalm = false, isLoggedOn = false, maxAge, minutes, pause = 2000, sabotage, seed }: Options) => {
  const random = Seeded.make(`stream ${seed}`)
  const time = new VirtualTime(start, random, true)
  const exchange = new Exchange({ seed })
  const truth: Array<Told> = []
  const items: Array<UserDataStream.Item> = []
  const cables: Array<Cable> = []
  const census: Record<string, number> = {}
  /** Whether the next request finds that the key of its session is no good. */
  let isRevoking = false
  const live = () => cables.filter((cable) => cable.readyState === 1)

  // the exchange tells of some orders late, whoever listens
  const plan = FaultPlan.make(({ kind }) =>
    kind === "place" && random.chance(0.2)
      ? { _tag: "Socket", what: { _tag: "events-late", millis: random.integer(1, 4500) } }
      : undefined
  )

  const perfect = Effect.gen(function* () {
    const sockets = yield* SimulatedWebSocket.make(exchange, {
      latencyMillis: { minimum: 1, maximum: 1 },
      lifetimeMillis: 1e12,
      address: "10.0.0.2"
    })
    const socket = sockets.construct(url)
    socket.addEventListener("message", ({ data }) => {
      const event = UserEvent.decode("spot", data)
      if (event._tag !== "UnknownEvent") truth.push({ identity: identityOf(event), eventTime: eventTimeOf(event) })
    })
    yield* Effect.sleep(10)
    const params = signed({}, undefined, yield* Clock.currentTimeMillis)
    socket.send(JSON.stringify({ id: 1, method: "userDataStream.subscribe.signature", params }))
    yield* Effect.sleep(10)
  })

  const constructor = Layer.effect(
    WebSocketConstructor,
    Effect.map(SimulatedWebSocket.SimulatedWebSocket, ({ construct }) => (address: string) => {
      const cable = new Cable(construct(address))
      cables.push(cable)
      return cable
    })
  ).pipe(
    Layer.provideMerge(
      SimulatedWebSocket.layer(exchange, {
        latencyMillis: { minimum: 5, maximum: 150 },
        address: "10.0.0.1",
        plan: FaultPlan.make(() => {
          if (!isRevoking) return undefined
          isRevoking = false
          return { _tag: "Socket", what: { _tag: "revoked" } }
        })
      })
    )
  )
  const stream = UserDataStream.layerWith({
    sources: [isLoggedOn ? UserDataSource.spotLoggedOn : UserDataSource.spot],
    maxAge: maxAge === undefined ? "3 minutes" : `${maxAge} hours`,
    // a day of questions takes its time
    ...(isCalm ? { askEvery: "1 minute" } : {}),
    ...(sabotage === "no-lag" ? { lag: 0 } : {})
  }).pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provideMerge(ServerClock.layer),
    Layer.provide(SimulatedTransport.layer(exchange, { plan })),
    Layer.provideMerge(
      NodeSigner.layer.pipe(
        Layer.provide(
          Credentials.layer(
            isLoggedOn
              ? { apiKey: TestKeys.ed25519.apiKey, privateKey: TestKeys.ed25519.privateKeyPem }
              : { apiKey: TestKeys.hmac.apiKey, apiSecret: TestKeys.hmac.secret }
          )
        )
      )
    ),
    Layer.provideMerge(constructor),
    Layer.provide(Endpoint.layerSimulator("http://simulated")),
    Layer.provideMerge(BanWindow.layer)
  )

  const trade = Effect.gen(function* () {
    while (true) {
      yield* Effect.sleep(random.integer(50, pause))
      yield* Effect.ignore(
        random.chance(0.5)
          ? Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.001" })
          : Spot.placeOrder({
              symbol: "BTCUSDT",
              side: "BUY",
              type: "LIMIT",
              timeInForce: "IOC",
              quantity: "0.001",
              price: "50000.00"
            })
      )
    }
  })

  const faults = {
    cut: Effect.fnUntraced(function* (sockets: SimulatedWebSocket.SimulatedWebSocket["Service"]) {
      yield* sockets.cutWebSockets
    }),
    closed: Effect.fnUntraced(function* (sockets: SimulatedWebSocket.SimulatedWebSocket["Service"]) {
      yield* sockets.closeWebSockets
    }),
    shutdown: Effect.fnUntraced(function* (sockets: SimulatedWebSocket.SimulatedWebSocket["Service"]) {
      yield* sockets.announceShutdown
      const announced = live()
      yield* Effect.sleep(random.integer(0, 20_000))
      for (const cable of announced) cable.close(1001)
    }),
    dead: Effect.fnUntraced(function* () {
      yield* Effect.void
      for (const cable of live()) cable.isDead = true
    }),
    stalled: Effect.fnUntraced(function* () {
      const held = live()
      for (const cable of held) cable.isStalled = true
      yield* Effect.sleep(random.integer(500, 40_000))
      for (const cable of held) cable.resume()
    }),
    stalledAndCut: Effect.fnUntraced(function* () {
      const held = live()
      for (const cable of held) cable.isStalled = true
      yield* Effect.sleep(random.integer(500, 30_000))
      for (const cable of held) {
        cable.isDead = true
        cable.close()
      }
    }),
    garbled: Effect.fnUntraced(function* () {
      yield* Effect.void
      for (const cable of live()) cable.isGarbling = true
    }),
    revoked: Effect.fnUntraced(function* () {
      yield* Effect.void
      isRevoking = true
    }),
    refused: Effect.fnUntraced(function* (sockets: SimulatedWebSocket.SimulatedWebSocket["Service"]) {
      yield* sockets.refuseConnections
      yield* Effect.sleep(random.integer(500, 20_000))
      yield* sockets.acceptConnections
    })
  }
  // the keys of a constant
  const all = Object.keys(faults) as ReadonlyArray<keyof typeof faults>
  // what a session alone can meet is met more often than the rest
  const names = isLoggedOn ? [...all, "revoked" as const, "revoked" as const] : all.filter((name) => name !== "revoked")

  const break_ = Effect.gen(function* () {
    const sockets = yield* SimulatedWebSocket.SimulatedWebSocket
    while (true) {
      yield* Effect.sleep(random.integer(1000, 60_000))
      const name = names[random.integer(0, names.length - 1)]!
      census[name] = (census[name] ?? 0) + 1
      yield* Effect.forkScoped(faults[name](sockets))
    }
  })

  const program = Effect.gen(function* () {
    yield* Effect.forkScoped(
      Stream.runForEach(UserDataStream.events, (item) =>
        Effect.sync(() => {
          const isLost = sabotage === "events-lost" && item._tag === "Event" && random.chance(0.01)
          if (!isLost) items.push(item)
        })
      )
    )
    yield* Effect.sleep(10)
    yield* perfect
    const breaking = yield* Effect.forkScoped(isCalm ? Effect.void : break_)
    const trading = yield* Effect.forkScoped(trade)
    yield* Effect.sleep(minutes * 60_000)
    breaking.interruptUnsafe()
    // the last connection shows what it has
    yield* Effect.sleep(60_000)
    trading.interruptUnsafe()
    yield* Effect.sleep(20_000)
  }).pipe(
    Effect.scoped,
    Effect.provide(stream),
    Effect.provideService(WebSocketApi.ConnectionAttempts, WebSocketApi.connectionAttempts()),
    Effect.provideService(References.MinimumLogLevel, "None")
  )
  const exit = time.run(program, start + (minutes + 10) * 60_000)
  return {
    isDone: exit !== undefined && Exit.isSuccess(exit),
    exit,
    truth,
    items,
    census,
    connections: cables.length,
    stillOpen: live().length,
    ...judge(truth, items)
  }
}
