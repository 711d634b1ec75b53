/**
 * The way to the exchange over its WebSocket API, alone or beside HTTP: connections that are refused, cut, closed, replaced and half
 * open, and what else only a socket can meet.
 */
import type { Exchange } from "@effect-binance/simulator/Exchange"
import type * as Fault from "@effect-binance/simulator/Fault"
import * as Seeded from "@effect-binance/simulator/Seeded"
import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import { Endpoint } from "effect-binance/client/Endpoint"
import * as Signer from "effect-binance/client/Signer"
import { type Reply, Transport, type WireRequest } from "effect-binance/client/Transport"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import type { BanWindow } from "effect-binance/limits/BanWindow"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { WebSocketConstructor, type WebSocketLike } from "effect/socket/Socket"
import type { Branch } from "./Branches.ts"
import type { Line } from "./Line.ts"
import { type KnownFault, kinds, pick, type Plan, start } from "./Plan.ts"
import type { VirtualTime } from "./VirtualTime.ts"

const slowReaderMillis = 1500

const row = (name: string, weight: number, fault: Fault.Fault): KnownFault => ({ name, fault, weight, on: kinds })
const socket = (name: string, weight: number, what: Fault.SocketFault) =>
  row(`socket: ${name}`, weight, { _tag: "Socket", what })

/** What only a socket can meet. What its requests can meet over HTTP as well, they meet here, too. */
export const knownFaults: ReadonlyArray<KnownFault> = [
  row("socket: closed-unexecuted", 2, { _tag: "Lost", how: "close" }),
  row("socket: closed-executed", 3, { _tag: "ReplyLost", how: "close" }),
  row("socket: closed, then executed", 3, { _tag: "ReplyLost", how: "close", later: true }),
  row("socket: reset", 2, { _tag: "ReplyLost", how: "reset" }),
  socket("binary", 1, { _tag: "binary" }),
  socket("id-null", 1, { _tag: "id-null" }),
  socket("late", 1, { _tag: "late", millis: 300 }),
  socket("very late", 1, { _tag: "late", millis: 7000 }),
  socket("reordered", 1, { _tag: "reordered" }),
  socket("half-open", 2, { _tag: "half-open" }),
  socket("slow-reader", 2, { _tag: "slow-reader", millis: slowReaderMillis }),
  socket("shutdown", 1, { _tag: "shutdown", millis: 1000 }),
  socket("shutdown at once", 1, { _tag: "shutdown", millis: 1 })
]

export const nameOf: ReadonlyMap<Fault.Fault, string> = new Map(knownFaults.map(({ fault, name }) => [fault, name]))

/** What somebody does to the connections, in ms after the start. */
interface Blow {
  readonly at: number
  readonly what: "close" | "cut" | "announce" | "refuse"
  /** How long it lasts, or takes to come true. */
  readonly millis: number
}

export interface SocketsPlan {
  readonly random: Seeded.Seeded
  /** Whether some requests go over HTTP. */
  readonly isMixed: boolean
  readonly client: WebSocketApi.Options
  readonly faultProbability: number
  /** How often an attempt to connect is refused, or gets no answer, while the storm lasts. */
  readonly refusedProbability: number
  readonly blows: ReadonlyArray<Blow>
}

/**
 * The seeds that go over sockets. A fourth of them, by their number: the others have the worlds, and the fingerprints, that they had
 * before there were sockets.
 */
export const isOver = (seed: number): boolean => seed % 4 === 3

/** How late the exchange may get what had left before a client was told to stay away. */
export const graceMillis = (plan: Plan): number => plan.latency.maximum + (isOver(plan.seed) ? slowReaderMillis : 0)

export const planOf = (plan: Plan): SocketsPlan | undefined => {
  const { planned, seed, storm } = plan
  if (!isOver(seed)) return undefined
  const random = Seeded.make(`sockets ${seed}`)
  // mostly in the middle of what somebody of ours is about
  const at = () =>
    random.chance(0.7) ? pick(random, planned).at + random.integer(0, 3000) : random.integer(0, storm.until)
  return {
    random,
    isMixed: random.chance(0.35),
    client: {
      writesWait: random.chance(0.5) ? 0 : random.integer(50, 5000),
      connectTimeout: random.integer(300, 5000),
      ...(random.chance(0.3) ? { maxAge: random.integer(1000, 20_000) } : {}),
      ...(random.chance(0.1) ? { maxInFlight: random.integer(1, 3) } : {})
    },
    faultProbability: random.chance(0.15) ? 0 : 0.05 + random.next() * 0.6,
    refusedProbability: random.chance(0.3) ? random.next() * 0.6 : 0,
    blows: Array.from({ length: random.chance(0.5) ? random.integer(1, 4) : 0 }, () => ({
      at: at(),
      what: pick(random, ["close", "cut", "announce", "refuse"]),
      millis: random.integer(1, 6000)
    }))
  }
}

export interface Sockets {
  /** The transport; each time it is built, the connections of another client. */
  readonly layer: Layer.Layer<Transport, never, BanWindow>
}

const isFrame = (request: WireRequest) => request.headers["content-type"] === "application/json"

/** A rule of the transport that is switched off: what was in flight when its socket closed is told as not sent. */
const closedNotSent = (reply: Reply): Reply =>
  reply._tag === "NoReply" && reply.code?.startsWith("CLOSED") === true ? { ...reply, phase: "connect" } : reply

export const make = (
  plan: Plan,
  sockets: SocketsPlan,
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
): Sockets => {
  const { random } = sockets
  const isStormy = () => time.now < start + plan.storm.until
  const total = knownFaults.reduce((sum, { weight }) => sum + weight, 0)
  const draw = (kind: Fault.RequestKind): Fault.Fault | undefined => {
    // what the client asks for its clock is not what the storm is about
    const probability = sockets.faultProbability * (kind === "public" ? 0.3 : 1)
    if (!isStormy() || !random.chance(probability)) return undefined
    let drawn = random.next() * total
    return knownFaults.find(({ weight }) => (drawn -= weight) < 0)?.fault
  }
  let isRefusing = false
  const service = Effect.runSyncWith(time.context)(
    SimulatedWebSocket.make(exchange, {
      latencyMillis: plan.latency,
      seed: plan.seed,
      // nobody sets the exchange's clock
      now: () => time.now,
      plan: {
        decide: ({ kind, method, parameter }) => {
          // it is submitted next
          line.note(exchange.requests().length + 1, method, parameter)
          return draw(kind) ?? line.draw(kind)
        }
      },
      attempt: () => {
        const isLost = isRefusing || (isStormy() && random.chance(sockets.refusedProbability))
        if (!isLost) return "arrives"
        const how = random.chance(0.7) ? "refused" : "silence"
        branch(how === "refused" ? "socket: refused" : "socket: no answer to the upgrade")
        return how
      }
    }).pipe(Scope.provide(Scope.makeUnsafe()))
  )
  const doIt = (effect: Effect.Effect<void>) => void Effect.runSyncWith(time.context)(effect)
  for (const { at, millis, what } of sockets.blows)
    time.at(start + at, () => {
      switch (what) {
        case "close":
          branch("socket: all closed in good order")
          return doIt(service.closeWebSockets)
        case "cut":
          branch("socket: all cut")
          return doIt(service.cutWebSockets)
        case "announce":
          branch("socket: a shutdown, announced")
          doIt(service.announceShutdown)
          return void time.at(time.now + millis, () => doIt(service.closeWebSockets))
        case "refuse":
          branch("socket: none taken for a while")
          isRefusing = true
          doIt(service.cutWebSockets)
          return void time.at(time.now + millis, () => {
            isRefusing = false
          })
      }
    })

  let opened = 0
  const construct = (url: string): WebSocketLike => {
    const one = service.construct(url)
    one.addEventListener("open", () => {
      if (++opened > 1) branch("socket: connected again")
    })
    return one
  }

  const overSockets =
    (transport: Transport["Service"]): Transport["Service"]["send"] =>
    (request) => {
      let hasLeft = false
      const mayLeave = () => {
        if (request.mayLeave?.() === false) {
          line.withdrawn()
          return false
        }
        hasLeft = true
        return true
      }
      return transport.send({ ...request, mayLeave }).pipe(
        Effect.map((reply) => {
          if (reply._tag === "NoReply" && reply.code?.startsWith("CLOSED") === true && request.method !== "GET")
            branch("socket: closed with a write in flight")
          return isSabotaged ? closedNotSent(reply) : reply
        }),
        Effect.onInterrupt(() =>
          Effect.sync(() => {
            // what has left arrives all the same, and now nobody hears of it
            if (hasLeft && request.method !== "GET") line.aborted()
          })
        )
      )
    }

  const wrapped = (transport: Transport["Service"]): Transport["Service"] => {
    const send = overSockets(transport)
    if (!sockets.isMixed) return { ...transport, send }
    const way = () => (random.chance(0.5) ? transport : undefined)
    return {
      signedRequest: (signer, draft) => (way()?.signedRequest ?? Signer.signedRequest)(signer, draft),
      unsignedRequest: (draft) => (way()?.unsignedRequest ?? Signer.unsignedRequest)(draft),
      send: (request) => (isFrame(request) ? send(request) : line.transport.send(request))
    }
  }

  return {
    layer: Layer.effect(Transport, Effect.map(Transport, wrapped)).pipe(
      Layer.provide(WebSocketApi.layerWith(sockets.client)),
      Layer.provide([
        Layer.succeed(WebSocketConstructor, construct),
        Layer.succeed(Endpoint, { name: "simulated", baseUrl: "http://simulated" }),
        Layer.sync(WebSocketApi.ConnectionAttempts, () => WebSocketApi.connectionAttempts())
      ])
    )
  }
}
