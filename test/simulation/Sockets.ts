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
import { WebSocketConstructor, type WebSocketEvent, type WebSocketLike } from "effect/socket/Socket"
import type { Branch } from "./Branches.ts"
import { endpoint, type Line } from "./Line.ts"
import type { Mortal } from "./Mortal.ts"
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

/** What only a session that is logged on can meet. */
export const ofSessions: KnownFault = { ...socket("key-revoked", 6, { _tag: "revoked" }), on: ["place", "read"] }

export const nameOf: ReadonlyMap<Fault.Fault, string> = new Map(
  [...knownFaults, ofSessions].map(({ fault, name }) => [fault, name])
)

/** What somebody does to the connections, in ms after the start. */
interface Blow {
  readonly at: number
  readonly what: "close" | "cut" | "announce" | "refuse"
  /** How long it lasts, or takes to come true. */
  readonly millis: number
}

export interface SocketsPlan {
  readonly random: Seeded.Seeded
  /** Whose WebSocket API it is. Of the futures it has HTTP beside it, for what it has no method for. */
  readonly product: WebSocketApi.Product
  /** Whether some requests go over HTTP. */
  readonly isMixed: boolean
  readonly client: Omit<WebSocketApi.Options, "session">
  /** Whether its sockets tell with what they were refused. */
  readonly tellsRefusals: boolean
  readonly faults: ReadonlyArray<KnownFault>
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

/** The same of the storm of parts: fewer of them, since seeds that are 3 modulo 4 are kept there. */
export const isOverOfParts = (seed: number): boolean => seed % 8 === 5

/**
 * The same of the storm of products: of those that have a WebSocket API and are not traded over it in another storm. Some of the seeds
 * that have many amends are among them.
 */
export const isOverOfProducts =
  (product: string): ((seed: number) => boolean) =>
  (seed) =>
    (isOver(seed) || seed % 16 === 13) && futuresOf(product) !== undefined

/** Which of the futures it is that has a WebSocket API, if it is one. */
export const futuresOf = (product: string) => (["usdm", "coinm"] as const).find((name) => name === product)

/** Those of them whose connections are logged on. */
export const hasSession = (seed: number): boolean => seed % 16 === 7

/** How much later over a socket the exchange may get what had left before a client was told to stay away, in ms. */
export const graceMillis = (seed: number, isOneOf: (seed: number) => boolean = isOver): number =>
  isOneOf(seed) ? slowReaderMillis : 0

/** `times`: when somebody of ours is about something, in ms after the start. */
export const planOf = (
  { latency, seed, storm }: Plan,
  times: ReadonlyArray<number>,
  isOneOf: (seed: number) => boolean = isOver,
  product = "spot"
): SocketsPlan | undefined => {
  if (!isOneOf(seed)) return undefined
  const random = Seeded.make(`sockets ${seed}`)
  // mostly in the middle of it
  const at = () => (random.chance(0.7) ? pick(random, times) + random.integer(0, 3000) : random.integer(0, storm.until))
  return {
    random,
    product: futuresOf(product) ?? "spot",
    isMixed: random.chance(0.35),
    client: {
      writesWait: random.chance(0.5) ? 0 : random.integer(50, 5000),
      // who gives up sooner than the way takes there and back never connects, and says so for ever
      connectTimeout: Math.max(random.integer(300, 5000), (hasSession(seed) ? 3 : 1) * 2 * latency.maximum),
      ...(random.chance(0.3) ? { maxAge: random.integer(1000, 20_000) } : {}),
      ...(random.chance(0.1) ? { maxInFlight: random.integer(1, 3) } : {})
    },
    tellsRefusals: random.chance(0.5),
    faults: [
      ...knownFaults,
      // there are few sessions on the futures, so it comes thrice as often there
      ...(hasSession(seed) ? Array.from({ length: futuresOf(product) === undefined ? 1 : 3 }, () => ofSessions) : [])
    ],
    faultProbability: random.chance(0.15) ? 0 : 0.05 + random.next() * 0.6,
    refusedProbability: random.chance(0.3) ? random.next() * 0.6 : 0,
    blows: Array.from({ length: random.chance(0.5) ? random.integer(1, 4) : 0 }, () => ({
      at: at(),
      what: pick(random, ["close", "cut", "announce", "refuse"]),
      millis: random.integer(1, 6000)
    }))
  }
}

/** Whose connections they are. */
export interface Owner {
  /** The address that they come from. */
  readonly address: string
  /** What takes whatever is not sent over a socket. */
  readonly http: Transport["Service"]
  /** The process that they belong to, when it can stand still and die. */
  readonly process?: Mortal | undefined
}

export interface Sockets {
  /** The transport of one client. */
  readonly of: (owner: Owner) => {
    readonly layer: Layer.Layer<Transport, never, BanWindow | Signer.Signer>
    /** Its process is gone, and the system closes what it had open. */
    readonly hangUp: () => void
  }
}

const isSeldom: ReadonlySet<Fault.RequestKind> = new Set(["amend", "cancelReplace", "orderList"])

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
  const { faults, random } = sockets
  const isStormy = () => time.now < start + plan.storm.until
  const total = faults.reduce((sum, { weight }) => sum + weight, 0)
  const draw = (kind: Fault.RequestKind): Fault.Fault | undefined => {
    // what the client asks for its clock is not what the storm is about
    const probability = sockets.faultProbability * (kind === "public" ? 0.3 : 1)
    if (!isStormy() || !random.chance(probability)) return undefined
    let drawn = random.next() * total
    const drawnFault = faults.find(({ weight }) => (drawn -= weight) < 0)
    // what costs the session its key is a request that needs one
    return drawnFault === ofSessions && kind !== "place" && kind !== "read" ? undefined : drawnFault?.fault
  }
  const { product } = sockets
  const isBeside = product !== "spot"
  let isRefusing = false
  const services: Array<SimulatedWebSocket.SimulatedWebSocket["Service"]> = []
  const each = (act: (service: SimulatedWebSocket.SimulatedWebSocket["Service"]) => Effect.Effect<void>) => {
    for (const service of services) Effect.runSyncWith(time.context)(act(service))
  }
  for (const { at, millis, what } of sockets.blows)
    time.at(start + at, () => {
      switch (what) {
        case "close":
          branch("socket: all closed in good order")
          return each(({ closeWebSockets }) => closeWebSockets)
        case "cut":
          branch("socket: all cut")
          return each(({ cutWebSockets }) => cutWebSockets)
        case "announce":
          branch("socket: a shutdown, announced")
          each(({ announceShutdown }) => announceShutdown)
          return void time.at(time.now + millis, () => each(({ closeWebSockets }) => closeWebSockets))
        case "refuse":
          branch("socket: none taken for a while")
          isRefusing = true
          each(({ cutWebSockets }) => cutWebSockets)
          return void time.at(time.now + millis, () => {
            isRefusing = false
          })
      }
    })

  /** The exchange's side of the connections from one address. It lives on when a process dies. */
  const serviceOf = (address: string) => {
    const service = Effect.runSyncWith(time.context)(
      SimulatedWebSocket.make(exchange, {
        address,
        tellsRefusals: sockets.tellsRefusals,
        latencyMillis: plan.latency,
        seed: `${plan.seed} ${address}`,
        // nobody sets the exchange's clock
        now: () => time.now,
        plan: {
          decide: ({ kind, method, parameter }) => {
            // it is submitted next
            line.note(exchange.requests().length + 1, method, parameter)
            // what comes seldom shall meet what it can meet anywhere
            return isSeldom.has(kind) ? (line.draw(kind) ?? draw(kind)) : (draw(kind) ?? line.draw(kind))
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
    services.push(service)
    return service
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

  const wrapped = (transport: Transport["Service"], { http }: Owner): Transport["Service"] => {
    const send = overSockets(transport)
    if (!sockets.isMixed && !isBeside) return { ...transport, send }
    if (!sockets.isMixed)
      return {
        ...transport,
        // both do
        keepsCallTimeout: true,
        send: (request) => (isFrame(request) ? send(request) : transport.send(request))
      }
    const way = () => (random.chance(0.5) ? transport : undefined)
    return {
      endpoint,
      // both do, so that nobody else gives up a write that they are about to give up
      keepsCallTimeout: true,
      // nobody is waited for: half of those who would have waited for the socket could have gone over HTTP
      signedRequest: (signer, draft) => (way()?.signedRequest ?? Signer.signedRequest)(signer, draft),
      unsignedRequest: (draft) => (way()?.unsignedRequest ?? Signer.unsignedRequest)(draft),
      // where it is beside, it is the transport that hands it on, and hears what the clock shows
      send: (request) => (isFrame(request) ? send(request) : isBeside ? transport.send(request) : http.send(request))
    }
  }

  return {
    of: (owner) => {
      const { address, process } = owner
      const service = serviceOf(address)
      const open = new Set<WebSocketLike>()
      let opened = 0
      const construct = (url: string): WebSocketLike => {
        const socket = service.construct(url)
        open.add(socket)
        socket.addEventListener("open", () => {
          if (++opened > 1) branch("socket: connected again")
        })
        socket.addEventListener("close", () => open.delete(socket))
        return process === undefined ? socket : new SeenSocket(socket, process)
      }
      const options = { ...sockets.client, products: [product] }
      const beside = Layer.succeed(Transport, owner.http)
      const layer = Layer.effect(
        Transport,
        Effect.map(Transport, (transport) => wrapped(transport, owner))
      ).pipe(
        Layer.provide(
          hasSession(plan.seed)
            ? isBeside
              ? WebSocketApi.layerBeside(beside, { ...options, session: true })
              : WebSocketApi.layerWith({ ...options, session: true })
            : isBeside
              ? WebSocketApi.layerBeside(beside, options)
              : WebSocketApi.layerWith(options)
        ),
        Layer.provide([
          Layer.succeed(WebSocketConstructor, construct),
          Layer.succeed(Endpoint, endpoint),
          Layer.sync(WebSocketApi.ConnectionAttempts, () => WebSocketApi.connectionAttempts())
        ])
      )
      return {
        layer,
        hangUp: () => {
          for (const socket of open) socket.close()
        }
      }
    }
  }
}

/** A socket as a process sees it that can stand still and die: what happens to it is told in order, when the process runs. */
export class SeenSocket implements WebSocketLike {
  readonly #socket: WebSocketLike
  readonly #process: Mortal
  readonly #happened: Array<() => void> = []
  #readyState = 0

  constructor(socket: WebSocketLike, process: Mortal) {
    this.#socket = socket
    this.#process = process
    this.addEventListener("open", () => {
      if (this.#readyState === 0) this.#readyState = 1
    })
    this.addEventListener("close", () => {
      this.#readyState = 3
    })
  }

  get readyState(): number {
    return this.#readyState
  }

  get refusal(): unknown {
    return Reflect.get(this.#socket, "refusal")
  }

  get bufferedAmount(): unknown {
    return Reflect.get(this.#socket, "bufferedAmount")
  }

  addEventListener(type: "open" | "message" | "error" | "close", listener: (event: WebSocketEvent) => void): void {
    this.#socket.addEventListener(type, (event) => {
      this.#happened.push(() => listener(event))
      // whichever of those that wait is woken first, the oldest is told first
      this.#process.wake(() => this.#happened.shift()?.())
    })
  }

  // nobody in the library takes a listener away
  removeEventListener(): void {}

  close(code?: number): void {
    this.#readyState = Math.max(this.#readyState, 2)
    this.#socket.close(code)
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data)
  }
}
