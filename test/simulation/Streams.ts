/**
 * The user data stream beside the calls: what it tells of orders, and how it loses, delays and doubles that, falls silent and ends; of
 * Spot by a subscription, and of other products by a listen key.
 */
import type { Exchange } from "@effect-binance/simulator/Exchange"
import type * as Fault from "@effect-binance/simulator/Fault"
import * as Seeded from "@effect-binance/simulator/Seeded"
import { Session, type SessionEvent } from "@effect-binance/simulator/Session"
import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import { Endpoint } from "effect-binance/client/Endpoint"
import { Signer } from "effect-binance/client/Signer"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as UserEvent from "effect-binance/stream/UserEvent"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { WebSocketConstructor, type WebSocketLike } from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import type { Branch } from "./Branches.ts"
import { endpoint, type Line } from "./Line.ts"
import type { Misread } from "./Misread.ts"
import type { Mortal } from "./Mortal.ts"
import { type KnownFault, knownFaults, pick, type Plan, start } from "./Plan.ts"
import { SeenSocket } from "./Sockets.ts"
import type { VirtualTime } from "./VirtualTime.ts"

/** What befalls what the stream tells of one request. */
interface Befalls {
  readonly name: Branch
  readonly weight: number
  readonly what: Fault.SocketFault
}

const ends: ReadonlyArray<Befalls> = [
  { name: "stream: events twice", weight: 1, what: { _tag: "events-twice" } },
  { name: "stream: a subscription ended", weight: 2, what: { _tag: "subscription-ended" } },
  { name: "stream: closed instead of an event", weight: 3, what: { _tag: "stream-closed" } },
  { name: "stream: half-open instead of an event", weight: 3, what: { _tag: "stream-half-open" } }
]

/** What only an exchange does that promises nothing of its stream. */
const careless: ReadonlyArray<Befalls> = [
  { name: "stream: an event lost", weight: 3, what: { _tag: "events-lost" } },
  { name: "stream: events after the reply", weight: 1, what: { _tag: "events-after" } },
  { name: "stream: events very late", weight: 1, what: { _tag: "events-late", millis: 9000 } }
]

/** What only a stream that is logged on can meet. What its logon is refused for has ended it, so that one is left alone. */
export const ofSessions: KnownFault = {
  name: "stream: key-revoked",
  fault: { _tag: "Socket", what: { _tag: "revoked" } },
  weight: 1,
  on: ["public"]
}

const late = (millis: number): Befalls => ({
  name: "stream: events late",
  weight: 3,
  what: { _tag: "events-late", millis }
})

/** What a stream is opened with; of a listen key, the path of the request that asks for it. */
export type Opened = { readonly source: UserDataSource.UserDataSource; readonly keyPath: string | undefined }

/** That of Spot, on a connection that is logged on or not. */
export const ofSpot = (plan: Plan): Opened => ({
  source: isLoggedOn(plan) ? UserDataSource.spotLoggedOn : UserDataSource.spot,
  keyPath: undefined
})

/** The streams of other products, by the name that the product has here. */
export const keyed: ReadonlyMap<string, Opened> = new Map([
  ["usdm", { source: UserDataSource.usdm, keyPath: "/fapi/v1/listenKey" }],
  ["coinm", { source: UserDataSource.coinm, keyPath: "/dapi/v1/listenKey" }],
  ["options", { source: UserDataSource.options, keyPath: "/eapi/v1/listenKey" }],
  ["pm um", { source: UserDataSource.portfolioMargin, keyPath: "/papi/v1/listenKey" }],
  ["pm cm", { source: UserDataSource.portfolioMargin, keyPath: "/papi/v1/listenKey" }],
  ["pm margin", { source: UserDataSource.portfolioMargin, keyPath: "/papi/v1/listenKey" }]
])

export interface StreamsPlan {
  readonly random: Seeded.Seeded
  /** By when an event comes, as the exchange states it; `undefined`: it states nothing, and loses some. */
  readonly delayMillis: number | undefined
  readonly befalls: ReadonlyArray<Befalls>
  readonly probability: number
  readonly refusedProbability: number
  /** How often a request of a connection that is logged on finds that its key is no good. */
  readonly revokedProbability: number
  readonly stream: Omit<UserDataStream.Options, "sources">
  /**
   * When its connections are cut or closed, or their end is announced, in ms after the start. Of a stream with a listen key no end is
   * announced: then another program of the account closes the key.
   */
  readonly blows: ReadonlyArray<{ readonly at: number; readonly how: "cut" | "close" | "announce" }>
}

/** The seeds with a stream, an eighth of them over HTTP and an eighth over sockets; the others have the worlds that they had. */
export const isHeard = (seed: number): boolean => seed % 8 === 1 || seed % 8 === 3

// none over sockets, one of those with names that callers chose, and none that is kept for what it showed
const ofParts: ReadonlySet<number> = new Set([10, 15, 23, 31])

/** The seeds of parts and wholes with a stream. */
export const isHeardOfParts = (seed: number): boolean => ofParts.has(seed % 32)

// one of each kind, and none that is kept for what it showed
const loggedOn: ReadonlySet<number> = new Set([17, 43, 49, 57])

/** A fourth of them, whose connections are logged on. Keys that sign as the exchange does are none that can be. */
export const isLoggedOn = ({ genuineSignatures, seed }: Pick<Plan, "genuineSignatures" | "seed">): boolean =>
  loggedOn.has(seed % 64) && !genuineSignatures

/** Half of them, or more: orders whose replies are lost, before views that show them late. What the stream misses then is all that there is. */
export const isHard = (seed: number, isOneOf: (seed: number) => boolean = isHeard): boolean =>
  isOneOf(seed) && seed % 16 > 8

/** Whether it executes, and nobody hears so. */
export const losesReply = ({ fault }: { readonly fault: Fault.Fault }): boolean =>
  fault._tag === "ReplyLost" || (fault._tag === "Replied" && fault.executes === "yes")

const lostReplies: ReadonlyArray<KnownFault> = knownFaults.filter((one) => one.on.includes("place") && losesReply(one))

type Views = Pick<Plan, "engineDelayMillis" | "visibilityMillis" | "reads" | "recvWindow">

/** Where a stream may shorten the wait for the views, there has to be something to wait for. */
export const slowViews = ({ engineDelayMillis, reads, recvWindow }: Views, seed: number, isHard: boolean): Views => {
  const random = Seeded.make(`views ${seed}`)
  if (!isHard) return { visibilityMillis: random.integer(2000, 15_000), engineDelayMillis, reads, recvWindow }
  return {
    visibilityMillis: random.integer(12_000, 30_000),
    reads: random.chance(0.7) ? "late" : "flapping",
    engineDelayMillis: Math.min(engineDelayMillis, 1000),
    recvWindow: Math.min(recvWindow, 2000)
  }
}

export const withSlowViews = (plan: Plan): Plan => {
  const { seed, storm } = plan
  if (!isHeard(seed)) return plan
  const slowed = { ...plan, ...slowViews(plan, seed, isHard(seed)) }
  return isHard(seed) ? { ...slowed, storm: losing(storm, { place: lostReplies }) } : slowed
}

/** A storm in which the replies to whatever places an order are lost. */
export const losing = (storm: Plan["storm"], faults: Plan["storm"]["faults"]): Plan["storm"] => ({
  ...storm,
  probability: { ...storm.probability, place: 0.8 },
  faults: { ...storm.faults, ...faults }
})

export const planOf = (
  plan: Pick<Plan, "genuineSignatures" | "seed" | "storm"> & {
    readonly planned: ReadonlyArray<{ readonly at: number }>
  },
  isOneOf: (seed: number) => boolean = isHeard
): StreamsPlan | undefined => {
  const { planned, seed, storm } = plan
  if (!isOneOf(seed)) return undefined
  const random = Seeded.make(`stream ${seed}`)
  const delayMillis = random.chance(0.7) ? random.integer(200, 2000) : undefined
  return {
    random,
    delayMillis,
    // the moment at which it is sent is rounded
    befalls: [...ends, ...(delayMillis === undefined ? careless : [late(random.integer(1, delayMillis - 100))])],
    probability: isHard(seed, isOneOf) ? 0.7 : random.chance(0.2) ? 0 : random.next() * 0.7,
    refusedProbability: random.chance(0.3) ? random.next() * 0.5 : 0,
    stream: {
      connectTimeout: random.integer(300, 5000),
      askEvery: random.integer(300, 5000),
      lag: random.integer(delayMillis ?? 100, 5000),
      ...(random.chance(0.3) ? { maxAge: random.integer(1000, 20_000) } : {})
    },
    blows: Array.from({ length: random.chance(0.4) ? random.integer(1, 3) : 0 }, () => ({
      at: random.chance(0.7) ? pick(random, planned).at + random.integer(0, 3000) : random.integer(0, storm.until),
      how: pick(random, ["cut", "close", "announce"])
    })),
    // drawn last, so that the others draw what they drew before
    revokedProbability: isLoggedOn(plan) && random.chance(0.5) ? random.next() * 0.1 : 0
  }
}

/** How often the key of a stream is looked after; another program may have closed it meanwhile. */
export const keepAliveOf = (seed: number): Partial<UserDataStream.Options> => {
  const random = Seeded.make(`keys ${seed}`)
  // by default it is minutes
  return random.chance(0.8) ? { keepAliveEvery: random.integer(300, 10_000) } : {}
}

/** What the exchange has told of an order, and when, in ms by its clock. */
interface Truth {
  readonly said: string
  readonly at: number
  readonly cause: number | undefined
}

const ofOrders: ReadonlySet<string> = new Set([
  "ExecutionReport",
  "OrderTradeUpdate",
  "TradeLite",
  "AlgoUpdate",
  "ConditionalOrderTradeUpdate"
])

/** What an event says of an order, but for when it was told; `undefined` for any other. */
const saidBy = (event: UserEvent.UserEvent): string | undefined =>
  ofOrders.has(event._tag) ? JSON.stringify({ ...event, eventTime: undefined }) : undefined

/** An event as it is on the wire, but for its longest ids, which stand in quotes. */
const textOf = (event: SessionEvent["event"]): string =>
  JSON.stringify(event, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value))

const counted = (all: ReadonlyArray<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}

/** How long the time of a gap may take to be known: the exchange's clock is asked for it, for 5 s at most. */
const toldWithinMillis = 6000

/** A rule that is switched off: a gap of the stream is forgotten, and its silence is trusted across it. */
const forgetsGaps = (genuine: Sightings.SightingsService): Sightings.SightingsService => ({
  ...genuine,
  down: () => {}
})

export const make = (
  plan: Plan,
  { befalls, blows, delayMillis, probability, random, refusedProbability, revokedProbability, stream }: StreamsPlan,
  {
    branch,
    exchange,
    isSabotaged,
    line,
    misread,
    opened,
    time
  }: {
    readonly opened: Opened
    /** What of it is not understood, if it is not all understood. */
    readonly misread?: Misread | undefined
    readonly exchange: Exchange
    readonly line: Line
    readonly time: VirtualTime
    readonly branch: (name: Branch) => void
    readonly isSabotaged: boolean
  }
) => {
  const isStormy = () => time.now < start + plan.storm.until
  const total = befalls.reduce((sum, { weight }) => sum + weight, 0)
  // what befalls one event of a request befalls all of them
  const drawn = new Map<number, Fault.SocketFault | undefined>()
  const eventFault = ({ cause }: SessionEvent): Fault.SocketFault | undefined => {
    if (cause === undefined || !line.sent.has(cause.id)) return undefined
    if (!drawn.has(cause.id)) {
      let left = random.next() * total
      const one =
        isStormy() && random.chance(probability) ? befalls.find(({ weight }) => (left -= weight) < 0) : undefined
      if (one !== undefined) branch(one.name)
      drawn.set(cause.id, one?.what)
    }
    return drawn.get(cause.id)
  }
  const service = Effect.runSyncWith(time.context)(
    SimulatedWebSocket.make(exchange, {
      latencyMillis: plan.latency,
      seed: `${plan.seed} stream`,
      now: () => time.now,
      eventFault,
      plan: {
        decide: ({ kind, method, parameter }) => {
          // it is submitted next
          line.note(exchange.requests().length + 1, method, parameter)
          if (kind === "public" && revokedProbability > 0 && isStormy() && random.chance(revokedProbability))
            return ofSessions.fault
          // whoever is never heard loses nothing
          return random.chance(0.3) ? line.draw(kind) : undefined
        }
      },
      attempt: () => (isStormy() && random.chance(refusedProbability) ? "refused" : "arrives")
    }).pipe(Scope.provide(Scope.makeUnsafe()))
  )
  for (const { at, how } of blows)
    time.at(start + at, () => {
      const act = (effect: Effect.Effect<void>) => Effect.runSyncWith(time.context)(effect)
      if (how !== "announce") {
        branch("stream: cut or closed by somebody")
        return act(how === "cut" ? service.cutWebSockets : service.closeWebSockets)
      }
      if (opened.keyPath === undefined) {
        branch("stream: a shutdown, announced")
        return act(service.announceShutdown)
      }
      branch("stream: its key closed by another program")
      ask("DELETE", opened.keyPath)
      witnessByKey(opened.keyPath)
    })

  // --- what is true, what was told, and until when all of it has come

  const truths: Array<Truth> = []
  const items: Array<UserDataStream.Item> = []
  let provenUntil = -Infinity
  // a gap that has just ended is told when its time is known: a world may end before
  let hasBeenDown = false
  let owedSince = -Infinity
  const hear: Session["onEvent"] = ({ cause, event }) => {
    const decoded = UserEvent.decode(opened.source.product, textOf(event))
    const said = saidBy(decoded)
    if (said !== undefined) truths.push({ said, at: Number(event["E"]), cause: cause?.id })
    // what happens until it has another key is judged by nobody
    if (decoded._tag === "ListenKeyExpired" && opened.keyPath !== undefined) witnessByKey(opened.keyPath)
  }
  const headers = { "x-mbx-apikey": "elsewhere" }
  const take = (options: { readonly listenKey?: string }): Session => {
    const taken = exchange.connect(time.now, { address: "witness", onEvent: hear, ...options })
    if (!(taken instanceof Session)) throw new Error("the exchange takes no witness")
    return taken
  }
  const ask = (method: "POST" | "DELETE", path: string) =>
    exchange.submit(time.now, { method, path, query: "", body: "", headers }, { address: "witness" })
  const witnessBySignature = () => {
    const query = `timestamp=${Math.floor(exchange.exchangeTime(time.now))}&signature=any`
    const path = "/ws-api/v3/userDataStream.subscribe.signature"
    exchange.submit(
      time.now,
      { method: "POST", path, query, body: "", headers },
      { address: "witness", over: { session: take({}), payload: "" } }
    )
  }
  let heardBy: string | undefined
  const witnessByKey = (path: string) =>
    time.at(time.now + 1, () => {
      const ticket = ask("POST", path)
      time.at(Math.ceil((ticket.answeredAt ?? time.now) + 1), () => {
        exchange.advance(time.now)
        const { listenKey } = JSON.parse(ticket.reply?.body ?? "{}") as { readonly listenKey?: string }
        // of two that ask, one is enough
        if (listenKey === undefined || listenKey === heardBy) return
        heardBy = listenKey
        take({ listenKey })
      })
    })
  if (opened.keyPath === undefined) witnessBySignature()
  else witnessByKey(opened.keyPath)

  /** What the stream has missed without a word, or told twice. */
  const judge = (): ReadonlyArray<string> => {
    let first = Infinity
    const gaps: Array<UserDataStream.Gap> = []
    const heard: Array<string> = []
    for (const item of items) {
      if (item._tag === "Connected") first = Math.min(first, item.at.exchangeTime)
      else if (item._tag === "Gap") gaps.push(item)
      else heard.push(saidBy(item.event) ?? "")
    }
    const seen = counted(heard)
    const told = counted(truths.map(({ said }) => said))
    for (const { why } of gaps)
      if (why !== "overflow" && (why !== "unreadable" || misread !== undefined)) branch(`stream: a gap, ${why}`)
    const violations: Array<string> = [...(misread?.violations() ?? [])]
    // an exchange that promises nothing may lose what it likes, and one whose time is wrong says the wrong time of gaps
    const isPromising = delayMillis !== undefined && plan.wrongTimeProbability === 0
    const end = exchange.exchangeTime(start + provenUntil) - (delayMillis ?? 0)
    for (const { at, cause, said } of truths) {
      const [times, wanted] = [seen.get(said) ?? 0, told.get(said) ?? 0]
      const isDoubled = cause !== undefined && drawn.get(cause)?._tag === "events-twice"
      if (times > wanted && !isDoubled) violations.push(`I8: told ${times} times, and once by the exchange: ${said}`)
      const isTold =
        times >= wanted || gaps.some(({ from, until }) => at >= from.exchangeTime && at <= until.exchangeTime)
      if (isPromising && !isTold && at > first && at < end)
        violations.push(`I8: missed, ${Math.round(at - exchange.exchangeTime(start))} ms after the start: ${said}`)
    }
    return violations
  }

  /** The stream of one client. That of a process which can stand still and die is told no end, and not judged by `judge`. */
  const of = (process?: Mortal) => {
    let listened: UserDataStream.UserDataStream["Service"] | undefined
    const open = new Set<WebSocketLike>()
    const constructSeen =
      process === undefined
        ? service.construct
        : (url: string): WebSocketLike => {
            const socket = service.construct(url)
            open.add(socket)
            socket.addEventListener("close", () => open.delete(socket))
            return new SeenSocket(socket, process)
          }
    return {
      /** Somebody who listens until the end. */
      listen: Effect.suspend(() =>
        listened === undefined
          ? Effect.void
          : Stream.runForEach(listened.events, (item) =>
              Effect.sync(() => {
                if (item._tag === "Gap") owedSince = -Infinity
                items.push(item)
              })
            )
      ),
      sightings: Layer.effect(
        Sightings.Sightings,
        Effect.gen(function* () {
          const { account } = yield* Signer
          const genuine = yield* Sightings.make(account, { endpoint })
          const watched = {
            ...genuine,
            up: (product: string, at: number) => {
              if (hasBeenDown) owedSince = time.now
              genuine.up(product, at)
            },
            down: (product: string) => {
              hasBeenDown = true
              genuine.down(product)
            },
            alive: (product: string, at: number) => {
              // until it says what it has not understood it says nothing of what came since
              const isSure = genuine.coverage(product) !== undefined && time.now > owedSince + toldWithinMillis
              if (isSure) provenUntil = Math.max(provenUntil, at)
              genuine.alive(product, at)
            }
          }
          const judged = misread?.watched(watched) ?? watched
          return isSabotaged ? forgetsGaps(judged) : judged
        })
      ),
      layer: Layer.effectDiscard(
        Effect.map(UserDataStream.UserDataStream, (built) => {
          listened = built
        })
      ).pipe(
        Layer.provide(UserDataStream.layerWith({ ...stream, sources: [opened.source] })),
        Layer.provide([
          Layer.succeed(WebSocketConstructor, misread?.construct(constructSeen) ?? constructSeen),
          Layer.succeed(Endpoint, endpoint),
          Layer.sync(WebSocketApi.ConnectionAttempts, () => WebSocketApi.connectionAttempts())
        ])
      ),
      /** Its process is gone, and the system closes what it had open. */
      hangUp: () => {
        for (const socket of open) socket.close()
      }
    }
  }

  return { judge, of }
}

export type Heard = ReturnType<ReturnType<typeof make>["of"]>
