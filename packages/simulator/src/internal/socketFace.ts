/**
 * The WebSocket API and the user data streams, whatever carries their connections: answers their frames, keeps them alive, ends them, and does to them what a plan
 * of faults says. A real socket and one in the same process live by the rules here.
 */
import type { HttpReply } from "effect-binance/client/Transport"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { Exchange, Ticket } from "../Exchange.ts"
import type { Fault, SocketFault } from "../Fault.ts"
import * as FaultPlan from "../FaultPlan.ts"
import { Session, type SessionEvent } from "../Session.ts"
import { limitsOf } from "./ledger.ts"
import * as SocketFrame from "./socketFrame.ts"
import * as SocketMethods from "./socketMethods.ts"
import * as StreamFace from "./streamFace.ts"
import * as WholeNumbers from "./wholeNumbers.ts"

/** How connections live, in ms by the `Clock`. Left out, as the API of their product is documented. */
export interface Lifetime {
  readonly pingMillis?: number | undefined
  readonly pongMillis?: number | undefined
  readonly lifetimeMillis?: number | undefined
}

type Usual = { readonly [K in keyof Lifetime]-?: number }

export interface Options {
  readonly lifetime: Lifetime | undefined
  readonly exchange: Exchange
  readonly plan: FaultPlan.FaultPlan
  /** What befalls an event, whatever befell the request that it tells of. */
  readonly eventFault?: ((event: SessionEvent) => SocketFault | undefined) | undefined
  /** In local ms. */
  readonly now: () => number
  readonly fork: (effect: Effect.Effect<unknown>) => Fiber.Fiber<unknown, unknown>
}

/** What carries one connection, as seen from the exchange. Nothing here answers at once. */
export interface Carrier {
  /** Whether a frame can still be sent. */
  readonly isOpen: () => boolean
  /** Sends one frame. `onDelivered`: the client has it now. */
  readonly send: (data: string | Uint8Array<ArrayBuffer>, onDelivered?: () => void) => void
  /** Sends the beginning of a frame, and ends the connection. */
  readonly sendCut: (text: string) => void
  readonly ping: (data: string) => void
  /** Reads no further frame for so many ms. */
  readonly readNothingFor: (millis: number) => void
  /** Ends it in good order. */
  readonly close: (code: number, reason?: string) => void
  /** Ends it without a word. */
  readonly terminate: () => void
  /** Ends it as one that never was. */
  readonly reset: () => void
}

/** What the one who carries a connection has to tell. */
export interface Accepted {
  /** A frame of the client, which left it `travelMillis` before it arrives. `undefined`: one that is not text. */
  readonly receive: (text: string | undefined, travelMillis?: number) => void
  readonly ponged: () => void
  /** It has ended, whoever ended it. */
  readonly ended: () => void
  /** Whether anything still comes back over it. */
  readonly isSilent: () => boolean
}

export interface SocketFace {
  /** Opens a connection, or gives the answer that refuses it. */
  readonly connect: (
    url: URL,
    address: string | undefined
  ) => HttpReply | { readonly session: Session; readonly accept: (carrier: Carrier) => Accepted }
  /** Says on every connection that the server is about to shut down. */
  readonly announceShutdown: () => void
  /** Closes every connection in good order. */
  readonly closeAll: () => void
  /** Ends every connection at once. */
  readonly terminateAll: () => void
  readonly connections: () => number
  /** Hears of the exchange no more. */
  readonly stop: () => void
}

interface Connection {
  readonly api: SocketMethods.Api
  readonly session: Session
  readonly carrier: Carrier
  readonly fibers: Array<Fiber.Fiber<unknown, unknown>>
  /** Replies that wait for that of a later request. */
  readonly waiting: Array<() => void>
  /** The latest request that has its reply. */
  answeredTo: number
  isSilent: boolean
  aliveAt: number
}

/** Going away: a server that is about to stop, or a connection that has become too old. */
const goingAway = 1001
const policyViolation = 1008

const notFound: HttpReply = { _tag: "HttpReply", status: 404, headers: {}, body: "", complete: true }

const socketFaultOf = (fault: Fault | undefined): SocketFault | undefined =>
  fault?._tag === "Socket" ? fault.what : undefined

/** Waits until the exchange has answered, or has ended what it never answers. */
export const settled = Effect.fnUntraced(function* (exchange: Exchange, clock: () => number, ticket: Ticket) {
  while (true) {
    const now = clock()
    exchange.advance(now)
    if (
      ticket.ending === "reply"
        ? ticket.reply !== undefined
        : ticket.answeredAt === undefined || ticket.answeredAt <= now
    )
      return
    yield* Effect.sleep(Math.max(1, Math.ceil((ticket.answeredAt ?? now) - now)))
  }
})

export const make = (options: Options): SocketFace => {
  const { exchange, fork, lifetime, now, plan } = options
  const connections = new Set<Connection>()
  const held = new Map<number, Array<() => void>>()

  const later = (millis: number, act: () => void) => fork(Effect.andThen(Effect.sleep(millis), Effect.sync(act)))

  // --- what happens without a request has to happen for those who only listen

  let armedFor: number | undefined
  const wake = (at: number) => {
    exchange.advance(now())
    if (armedFor !== at) return
    armedFor = undefined
    const next = exchange.nextAt()
    if (next !== undefined) arm(next)
  }
  const arm = (at: number) => {
    if (connections.size === 0 || (armedFor !== undefined && armedFor <= at)) return
    armedFor = at
    // whole ms, and late rather than early; never at once, since this may be the exchange that calls
    const wait = Math.max(1, Math.ceil(at - now()))
    later(wait, () => wake(at))
  }

  // --- what is said

  const send = (connection: Connection, data: string | Uint8Array<ArrayBuffer>, onDelivered?: () => void): void => {
    if (!connection.isSilent && connection.carrier.isOpen()) connection.carrier.send(data, onDelivered)
  }

  const sendEvent = (connection: Connection, told: SessionEvent): void => {
    const { cause, event, subscriptionId } = told
    // who listens by a key has said which stream it is
    const isBare = connection.session.listenKey !== undefined
    const text = () => (isBare ? WholeNumbers.stringifyExactly(event) : JSON.stringify({ subscriptionId, event }))
    const go = () => send(connection, text())
    const fault = options.eventFault?.(told) ?? socketFaultOf(cause?.fault)
    switch (fault?._tag) {
      case "events-lost":
        return
      case "events-twice":
        go()
        return go()
      case "events-late":
        return void later(fault.millis, go)
      case "events-after": {
        // without a request there is no reply to come after
        const request = cause?.id ?? 0
        const waiting = held.get(request) ?? []
        held.set(request, waiting)
        return void waiting.push(go)
      }
      case "subscription-ended":
        return exchange.endSubscription(connection.session, subscriptionId)
      case "stream-closed":
        return connection.carrier.close(goingAway)
      case "stream-half-open":
        connection.isSilent = true
        return
      default:
        return go()
    }
  }

  const announceShutdown = (connection: Connection): void => {
    // of a stream with a listen key no document knows of one
    if (connection.session.listenKey !== undefined) return
    const event = { e: "serverShutdown", E: Math.floor(exchange.exchangeTime(now())) }
    send(connection, JSON.stringify({ event }))
  }

  /** Something has been answered: the events that were to come after it may go. */
  const answered = (request: number): void => {
    const waiting = held.get(request) ?? []
    held.delete(request)
    for (const go of waiting) go()
  }

  const closeAddress = (address: string): void => {
    for (const { carrier, session } of connections)
      if (session.address === address) carrier.close(policyViolation, "banned")
  }

  const stop = exchange.watch({
    onDue: arm,
    onDelivered: ({ record, reply: answer }) => {
      answered(record.id)
      // whoever is banned loses its connections, over which face it ever was
      if (answer?.status === 418) closeAddress(record.address)
    }
  })

  /** Writes a reply as it is, or as the fault wants it. */
  const sendReply = (connection: Connection, ticket: Ticket, text: string, fault: SocketFault | undefined): void => {
    // whoever gets a page, or bytes, has not been told what its status would have said
    const isReadable = text.startsWith(SocketFrame.beginning) && fault?._tag !== "binary"
    const waiting = connection.waiting.splice(0)
    connection.answeredTo = Math.max(connection.answeredTo, ticket.record.id)
    send(
      connection,
      fault?._tag === "binary"
        ? new TextEncoder().encode(text)
        : fault?._tag === "padded"
          ? `${text.slice(0, -1)},"padding":"${"0".repeat(fault.bytes)}"}`
          : text,
      isReadable ? () => exchange.delivered(ticket, now()) : undefined
    )
    for (const go of waiting) go()
  }

  const reply = Effect.fnUntraced(function* (connection: Connection, read: SocketFrame.Read, ticket: Ticket) {
    const { api, carrier, session } = connection
    switch (ticket.ending) {
      case "not-connected":
      case "reset":
        carrier.reset()
        return
      case "close":
        carrier.close(goingAway)
        return
      case "silence":
        return
    }
    const { fault } = ticket.record
    const what = socketFaultOf(fault)
    // the caller has waited for it
    const answer = ticket.reply!
    const at = exchange.exchangeTime(ticket.answeredAt ?? now())
    const serverTime = Math.floor(at) + (fault?._tag === "NodeClock" ? fault.offsetMillis : 0)
    const isWanted = read.returnRateLimits ?? session.returnRateLimits
    const text = SocketFrame.write(
      api,
      ticket.revoked || what?._tag === "id-null" ? { ...read, id: null } : read,
      answer,
      { serverTime, retryAt: ticket.retryAt },
      isWanted ? limitsOf(exchange.config, api.product) : []
    )
    if (!answer.complete) {
      if (!connection.isSilent) carrier.sendCut(text)
      return
    }
    if (what?._tag === "shutdown") {
      announceShutdown(connection)
      connection.fibers.push(later(what.millis, () => carrier.close(goingAway)))
    }
    if (what?._tag === "late") yield* Effect.sleep(what.millis)
    if (what?._tag === "reordered" && connection.answeredTo < ticket.record.id) {
      connection.waiting.push(() => send(connection, text, () => exchange.delivered(ticket, now())))
      return
    }
    sendReply(connection, ticket, text, what)
  })

  // --- what is heard

  /** Called when the frame leaves, so that it arrives at its time whatever happens here meanwhile. */
  const submit = (connection: Connection, text: string, travelMillis: number) => {
    const { api, session } = connection
    const read = SocketFrame.read(api, text)
    const { payload, refusal, request, weight } = read
    const fault = plan === FaultPlan.none ? undefined : plan.decide(FaultPlan.seen(exchange, request))
    const what = socketFaultOf(fault)
    if (what?._tag === "slow-reader") connection.carrier.readNothingFor(what.millis)
    const ticket = exchange.submit(now(), request, {
      travelMillis,
      fault,
      address: session.address,
      over: { session, payload, weight, refusal }
    })
    return { fault, read, ticket }
  }

  const receive = Effect.fnUntraced(function* (
    connection: Connection,
    { fault, read, ticket }: ReturnType<typeof submit>,
    travelMillis: number
  ) {
    if (travelMillis > 0) yield* Effect.sleep(travelMillis)
    if (socketFaultOf(fault)?._tag === "half-open") connection.isSilent = true
    if (ticket.ending === "silence") return
    yield* settled(exchange, now, ticket)
    yield* reply(connection, read, ticket)
    answered(ticket.record.id)
  })

  // --- how a connection lives

  const knock = Effect.fnUntraced(function* (connection: Connection, usual: Usual) {
    const { pingMillis = usual.pingMillis, pongMillis = usual.pongMillis } = lifetime ?? {}
    while (true) {
      yield* Effect.sleep(pingMillis)
      if (now() - connection.aliveAt > pongMillis) return connection.carrier.terminate()
      if (!connection.isSilent && connection.carrier.isOpen()) connection.carrier.ping(String(now()))
    }
  })

  const accept = (api: SocketMethods.Api, usual: Usual, session: Session, carrier: Carrier): Connection => {
    const connection: Connection = {
      api,
      session,
      carrier,
      fibers: [],
      waiting: [],
      answeredTo: 0,
      isSilent: false,
      aliveAt: now()
    }
    connections.add(connection)
    const grow = later(lifetime?.lifetimeMillis ?? usual.lifetimeMillis, () => carrier.close(goingAway))
    connection.fibers.push(fork(knock(connection, usual)), grow)
    const next = exchange.nextAt()
    if (next !== undefined) arm(next)
    return connection
  }

  const connect: SocketFace["connect"] = (url, address) => {
    const stream = StreamFace.find(url)
    const api = stream === undefined ? SocketMethods.at(url.pathname) : SocketMethods.apis.spot
    if (api === undefined) return notFound
    let connection: Connection | undefined
    const opened = exchange.connect(now(), {
      address,
      product: api.product,
      listenKey: stream?.listenKey,
      products: stream?.products,
      returnRateLimits: url.searchParams.get("returnRateLimits") !== "false",
      onEvent: (event) => {
        if (connection !== undefined) sendEvent(connection, event)
      }
    })
    if (!(opened instanceof Session)) return opened
    return {
      session: opened,
      accept: (carrier) => {
        const accepted = accept(api, stream?.usual ?? api, opened, carrier)
        connection = accepted
        return {
          receive: (text, travelMillis = 0) => {
            if (stream !== undefined) {
              const go = () => send(accepted, StreamFace.answer(text ?? "", stream.listenKey))
              return void (travelMillis > 0 ? later(travelMillis, go) : go())
            }
            // only text is a request
            fork(receive(accepted, submit(accepted, text ?? "", travelMillis), travelMillis))
          },
          ponged: () => {
            accepted.aliveAt = now()
          },
          ended: () => {
            connections.delete(accepted)
            exchange.disconnect(opened)
            for (const fiber of accepted.fibers) fiber.interruptUnsafe()
          },
          isSilent: () => accepted.isSilent
        }
      }
    }
  }

  const each = (act: (connection: Connection) => void) => () => {
    for (const connection of connections) act(connection)
  }

  return {
    connect,
    announceShutdown: each(announceShutdown),
    closeAll: each(({ carrier }) => carrier.close(goingAway)),
    terminateAll: each(({ carrier }) => carrier.terminate()),
    connections: () => connections.size,
    stop
  }
}
