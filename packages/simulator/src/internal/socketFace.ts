/**
 * The WebSocket API on a real socket: takes connections, answers their frames, and does to them what a plan of faults says.
 */
import type { HttpReply } from "effect-binance/client/Transport"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { IncomingMessage } from "node:http"
import type { Socket } from "node:net"
import type { Duplex } from "node:stream"
import { WebSocket, WebSocketServer } from "ws"
import type { RawData } from "ws"
import type { Exchange, Ticket } from "../Exchange.ts"
import type { SocketFault } from "../Fault.ts"
import * as FaultPlan from "../FaultPlan.ts"
import { Session, type SessionEvent } from "../Session.ts"
import * as SocketFrame from "./socketFrame.ts"
import * as SocketMethods from "./socketMethods.ts"

export interface Options {
  readonly exchange: Exchange
  readonly plan: FaultPlan.FaultPlan
  readonly clock: Clock.Clock
  readonly fork: (effect: Effect.Effect<unknown>) => Fiber.Fiber<unknown, unknown>
  /** Waits until the exchange has answered, or has ended what it never answers. */
  readonly settled: (ticket: Ticket) => Effect.Effect<void>
  readonly largestFrame: number
  readonly pingMillis: number
  readonly pongMillis: number
  readonly lifetimeMillis: number
}

export interface SocketFace {
  /** Takes a connection that asks for another protocol. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Says on every connection that the server is about to shut down. */
  readonly announceShutdown: () => void
  /** Closes every connection in good order. */
  readonly closeAll: () => void
  /** Ends every connection at once. */
  readonly terminateAll: () => void
  /** Something has been answered: the events that were to come after it may go. */
  readonly answered: (ticket: Ticket) => void
}

interface Connection {
  readonly session: Session
  readonly webSocket: WebSocket
  readonly socket: Socket
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
/** How often what happens by itself is looked for, as long as somebody is connected. */
const tickMillis = 10

const reasons: Readonly<Record<number, string>> = { 404: "Not Found", 418: "I'm a teapot", 429: "Too Many Requests" }

const refuse = (socket: Duplex, { body, headers, status }: HttpReply): void => {
  const lines = [`HTTP/1.1 ${status} ${reasons[status] ?? "Refused"}`, "connection: close"]
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  lines.push(`content-length: ${Buffer.byteLength(body)}`, "", body)
  socket.end(lines.join("\r\n"))
}

const notFound: HttpReply = { _tag: "HttpReply", status: 404, headers: {}, body: "", complete: true }

const textOf = (data: RawData): string => {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8")
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString("utf8")
}

/** The head of a text frame of this length, which no client has to mask. */
const frameHead = (length: number): Buffer => {
  const head = Buffer.alloc(10)
  head[0] = 0x81
  head[1] = 127
  head.writeBigUInt64BE(BigInt(length), 2)
  return head
}

export const make = (options: Options): SocketFace => {
  const { clock, exchange, fork, largestFrame, lifetimeMillis, pingMillis, plan, pongMillis, settled } = options
  const server = new WebSocketServer({ noServer: true, maxPayload: largestFrame, autoPong: false })
  const connections = new Set<Connection>()
  const held = new Map<number, Array<() => void>>()
  let ticking = false
  const now = () => clock.currentTimeMillisUnsafe()

  const send = (connection: Connection, data: string | Buffer): void => {
    if (!connection.isSilent && connection.webSocket.readyState === WebSocket.OPEN) connection.webSocket.send(data)
  }

  const sendEvent = (connection: Connection, { cause, event, subscriptionId }: SessionEvent): void => {
    const fault = cause?.fault?._tag === "Socket" ? cause.fault.what : undefined
    if (fault?._tag === "events-lost") return
    const go = () => send(connection, JSON.stringify({ subscriptionId, event }))
    if (cause === undefined || fault?._tag !== "events-after") return go()
    const waiting = held.get(cause.id) ?? []
    held.set(cause.id, waiting)
    waiting.push(go)
  }

  const answered = (ticket: Ticket): void => {
    const waiting = held.get(ticket.record.id) ?? []
    held.delete(ticket.record.id)
    for (const go of waiting) go()
  }

  const closeAddress = (address: string): void => {
    for (const { session, webSocket } of connections)
      if (session.address === address) webSocket.close(policyViolation, "banned")
  }

  /** Writes a reply as it is, or as the fault wants it. */
  const sendReply = (connection: Connection, request: number, text: string, fault: SocketFault | undefined): void => {
    const waiting = connection.waiting.splice(0)
    connection.answeredTo = Math.max(connection.answeredTo, request)
    send(
      connection,
      fault?._tag === "binary"
        ? Buffer.from(text)
        : fault?._tag === "padded"
          ? `${text.slice(0, -1)},"padding":"${"0".repeat(fault.bytes)}"}`
          : text
    )
    for (const go of waiting) go()
  }

  const reply = Effect.fnUntraced(function* (connection: Connection, read: SocketFrame.Read, ticket: Ticket) {
    const { session, socket, webSocket } = connection
    switch (ticket.ending) {
      case "not-connected":
      case "reset":
        socket.resetAndDestroy()
        return
      case "close":
        webSocket.close(goingAway)
        return
      case "silence":
        return
    }
    const { fault } = ticket.record
    const what = fault?._tag === "Socket" ? fault.what : undefined
    // the caller has waited for it
    const answer = ticket.reply!
    const at = exchange.exchangeTime(ticket.answeredAt ?? now())
    const serverTime = Math.floor(at) + (fault?._tag === "NodeClock" ? fault.offsetMillis : 0)
    const isWanted = read.returnRateLimits ?? session.returnRateLimits
    const text = SocketFrame.write(
      ticket.revoked || what?._tag === "id-null" ? null : read.id,
      answer,
      { serverTime, retryAt: ticket.retryAt },
      isWanted ? exchange.config.limits : []
    )
    if (!answer.complete) {
      if (connection.isSilent) return
      const bytes = Buffer.from(text)
      socket.write(frameHead(bytes.length * 2))
      // a close in good order, so that the first half is read and not thrown away by a reset
      socket.write(bytes, () => socket.destroy())
      return
    }
    if (what?._tag === "late") yield* Effect.sleep(what.millis)
    if (what?._tag === "reordered" && connection.answeredTo < ticket.record.id) {
      connection.waiting.push(() => send(connection, text))
      return
    }
    sendReply(connection, ticket.record.id, text, what)
    // whoever is banned loses its connections
    if (answer.status === 418) closeAddress(session.address)
  })

  const receive = Effect.fnUntraced(function* (connection: Connection, text: string) {
    const { session } = connection
    const read = SocketFrame.read(text)
    const { payload, refusal, request } = read
    const fault = plan === FaultPlan.none ? undefined : plan.decide(FaultPlan.seen(exchange, request))
    if (fault?._tag === "Socket" && fault.what._tag === "half-open") connection.isSilent = true
    if (fault?._tag === "Socket" && fault.what._tag === "slow-reader") {
      connection.webSocket.pause()
      const resume = () => connection.webSocket.resume()
      connection.fibers.push(fork(Effect.andThen(Effect.sleep(fault.what.millis), Effect.sync(resume))))
    }
    const ticket = exchange.submit(now(), request, {
      fault,
      address: session.address,
      over: { session, payload, refusal }
    })
    if (ticket.ending === "silence") return
    yield* settled(ticket)
    exchange.delivered(ticket, now())
    yield* reply(connection, read, ticket)
    answered(ticket)
  })

  const open = (connection: Connection): void => {
    const { session, webSocket } = connection
    connections.add(connection)
    webSocket.on("message", (data, isBinary) => {
      // only text is a request
      fork(receive(connection, isBinary ? "" : textOf(data)))
    })
    webSocket.on("ping", (data) => {
      if (!connection.isSilent && webSocket.readyState === WebSocket.OPEN) webSocket.pong(data)
    })
    webSocket.on("pong", () => {
      connection.aliveAt = now()
    })
    // a frame that is no frame, or too large: it closes by itself
    webSocket.on("error", () => {})
    webSocket.on("close", () => {
      connections.delete(connection)
      exchange.disconnect(session)
      for (const fiber of connection.fibers) fiber.interruptUnsafe()
    })
    const knock = Effect.gen(function* () {
      while (true) {
        yield* Effect.sleep(pingMillis)
        if (now() - connection.aliveAt > pongMillis) return webSocket.terminate()
        if (!connection.isSilent) webSocket.ping(String(now()))
      }
    })
    const grow = Effect.andThen(
      Effect.sleep(lifetimeMillis),
      Effect.sync(() => webSocket.close(goingAway))
    )
    connection.fibers.push(fork(knock), fork(grow))
    if (!ticking) {
      ticking = true
      fork(tick)
    }
  }

  // what happens without a request has to happen for those who only listen
  const tick = Effect.gen(function* () {
    while (connections.size > 0) {
      yield* Effect.sleep(tickMillis)
      exchange.advance(now())
    }
    ticking = false
  })

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", () => {})
    const url = new URL(request.url ?? "/", "http://127.0.0.1")
    if (url.pathname !== SocketMethods.path) return refuse(socket, notFound)
    let connection: Connection | undefined
    const opened = exchange.connect(now(), {
      address: request.socket.remoteAddress,
      returnRateLimits: url.searchParams.get("returnRateLimits") !== "false",
      onEvent: (event) => {
        if (connection !== undefined) sendEvent(connection, event)
      }
    })
    if (!(opened instanceof Session)) return refuse(socket, opened)
    const gone = () => exchange.disconnect(opened)
    socket.once("close", gone)
    server.handleUpgrade(request, socket, head, (webSocket) => {
      connection = {
        session: opened,
        webSocket,
        socket: request.socket,
        fibers: [],
        waiting: [],
        answeredTo: 0,
        isSilent: false,
        aliveAt: now()
      }
      open(connection)
    })
  }

  const each = (act: (connection: Connection) => void) => () => {
    for (const connection of connections) act(connection)
  }

  return {
    upgrade,
    announceShutdown: each((connection) => {
      const event = { e: "serverShutdown", E: Math.floor(exchange.exchangeTime(now())) }
      send(connection, JSON.stringify({ event }))
    }),
    closeAll: each(({ webSocket }) => webSocket.close(goingAway)),
    terminateAll: each(({ webSocket }) => webSocket.terminate()),
    answered
  }
}
