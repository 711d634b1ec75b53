/**
 * The user data stream beside the calls: what it tells of orders, and how it loses, delays and doubles that, falls silent and ends.
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
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { WebSocketConstructor } from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import type { Branch } from "./Branches.ts"
import { endpoint, type Line } from "./Line.ts"
import { type KnownFault, knownFaults, pick, type Plan, start } from "./Plan.ts"
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
  /** When its connections are cut or closed, or their end is announced, in ms after the start. */
  readonly blows: ReadonlyArray<{ readonly at: number; readonly how: "cut" | "close" | "announce" }>
}

/** The seeds with a stream, an eighth of them over HTTP and an eighth over sockets; the others have the worlds that they had. */
export const isHeard = (seed: number): boolean => seed % 8 === 1 || seed % 8 === 3

// one of each kind, and none that is kept for what it showed
const loggedOn: ReadonlySet<number> = new Set([17, 43, 49, 57])

/** A fourth of them, whose connections are logged on. Keys that sign as the exchange does are none that can be. */
export const isLoggedOn = ({ genuineSignatures, seed }: Pick<Plan, "genuineSignatures" | "seed">): boolean =>
  loggedOn.has(seed % 64) && !genuineSignatures

/** Half of them: orders whose replies are lost, before views that show them late. What the stream misses then is all that there is. */
const isHard = (seed: number): boolean => isHeard(seed) && seed % 16 > 8

const lostReplies: ReadonlyArray<KnownFault> = knownFaults.filter(
  ({ fault, on }) =>
    on.includes("place") && (fault._tag === "ReplyLost" || (fault._tag === "Replied" && fault.executes === "yes"))
)

/** Where a stream may shorten the wait for the views, there has to be something to wait for. */
export const withSlowViews = (plan: Plan): Plan => {
  const { engineDelayMillis, recvWindow, seed, storm } = plan
  if (!isHeard(seed)) return plan
  const random = Seeded.make(`views ${seed}`)
  if (!isHard(seed)) return { ...plan, visibilityMillis: random.integer(2000, 15_000) }
  return {
    ...plan,
    visibilityMillis: random.integer(12_000, 30_000),
    reads: random.chance(0.7) ? "late" : "flapping",
    engineDelayMillis: Math.min(engineDelayMillis, 1000),
    recvWindow: Math.min(recvWindow, 2000),
    storm: {
      ...storm,
      probability: { ...storm.probability, place: 0.8 },
      faults: { ...storm.faults, place: lostReplies }
    }
  }
}

export const planOf = (plan: Plan): StreamsPlan | undefined => {
  const { planned, seed, storm } = plan
  if (!isHeard(seed)) return undefined
  const random = Seeded.make(`stream ${seed}`)
  const delayMillis = random.chance(0.7) ? random.integer(200, 2000) : undefined
  return {
    random,
    delayMillis,
    // the moment at which it is sent is rounded
    befalls: [...ends, ...(delayMillis === undefined ? careless : [late(random.integer(1, delayMillis - 100))])],
    probability: isHard(seed) ? 0.7 : random.chance(0.2) ? 0 : random.next() * 0.7,
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

/** What the exchange has told of an order, by an id of its own, and when, in ms by its clock. */
interface Truth {
  readonly id: number
  readonly at: number
  readonly cause: number | undefined
}

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
    time
  }: {
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
      branch("stream: a shutdown, announced")
      act(service.announceShutdown)
    })

  // --- what is true, what was told, and until when all of it has come

  const truths: Array<Truth> = []
  const items: Array<UserDataStream.Item> = []
  let listened: UserDataStream.UserDataStream["Service"] | undefined
  let provenUntil = -Infinity
  const witness = exchange.connect(time.now, {
    address: "witness",
    onEvent: ({ cause, event }) => {
      if (event["e"] === "executionReport")
        truths.push({ id: Number(event["I"]), at: Number(event["E"]), cause: cause?.id })
    }
  })
  if (!(witness instanceof Session)) throw new Error("the exchange takes no witness")
  const query = `timestamp=${Math.floor(exchange.exchangeTime(time.now))}&signature=any`
  const headers = { "x-mbx-apikey": "elsewhere" }
  const path = "/ws-api/v3/userDataStream.subscribe.signature"
  exchange.submit(
    time.now,
    { method: "POST", path, query, body: "", headers },
    { address: "witness", over: { session: witness, payload: "" } }
  )

  /** What the stream has missed without a word, or told twice. */
  const judge = (): ReadonlyArray<string> => {
    const seen = new Map<number, number>()
    let first = Infinity
    const gaps: Array<UserDataStream.Gap> = []
    for (const item of items) {
      if (item._tag === "Connected") first = Math.min(first, item.at.exchangeTime)
      else if (item._tag === "Gap") gaps.push(item)
      else if (item.event._tag === "ExecutionReport") {
        const id = Number(item.event.executionId)
        seen.set(id, (seen.get(id) ?? 0) + 1)
      }
    }
    for (const { why } of gaps) if (why !== "unreadable" && why !== "overflow") branch(`stream: a gap, ${why}`)
    const violations: Array<string> = []
    // an exchange that promises nothing may lose what it likes; one whose time is wrong says the wrong time of gaps; and of a machine
    // that slept nobody knows by its own clock until when it heard all
    const isPromising =
      delayMillis !== undefined &&
      plan.wrongTimeProbability === 0 &&
      !plan.events.some((event) => event._tag === "Pause" && event.asleep)
    const end = exchange.exchangeTime(start + provenUntil) - (delayMillis ?? 0)
    for (const { at, cause, id } of truths) {
      const times = seen.get(id) ?? 0
      const isDoubled = cause !== undefined && drawn.get(cause)?._tag === "events-twice"
      if (times > 1 && !isDoubled) violations.push(`I8: event ${id} was told ${times} times`)
      const isTold = times > 0 || gaps.some(({ from, until }) => at >= from.exchangeTime && at <= until.exchangeTime)
      if (isPromising && !isTold && at > first && at < end)
        violations.push(
          `I8: event ${id} was missed, ${Math.round(at - exchange.exchangeTime(start))} ms after the start`
        )
    }
    return violations
  }

  return {
    judge,
    /** Somebody who listens until the end. */
    listen: Effect.suspend(() =>
      listened === undefined
        ? Effect.void
        : Stream.runForEach(listened.events, (item) => Effect.sync(() => void items.push(item)))
    ),
    sightings: Layer.effect(
      Sightings.Sightings,
      Effect.gen(function* () {
        const { account } = yield* Signer
        const genuine = yield* Sightings.make(account, { endpoint })
        const watched = {
          ...genuine,
          alive: (product: string, at: number) => {
            provenUntil = Math.max(provenUntil, at)
            genuine.alive(product, at)
          }
        }
        return isSabotaged ? forgetsGaps(watched) : watched
      })
    ),
    layer: Layer.effectDiscard(
      Effect.map(UserDataStream.UserDataStream, (built) => {
        listened = built
      })
    ).pipe(
      Layer.provide(
        UserDataStream.layerWith({
          ...stream,
          sources: [isLoggedOn(plan) ? UserDataSource.spotLoggedOn : UserDataSource.spot]
        })
      ),
      Layer.provide([
        Layer.succeed(WebSocketConstructor, service.construct),
        Layer.succeed(Endpoint, endpoint),
        Layer.sync(WebSocketApi.ConnectionAttempts, () => WebSocketApi.connectionAttempts())
      ])
    )
  }
}

export type Streams = ReturnType<typeof make>
