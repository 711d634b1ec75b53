/** The WebSocket API on real sockets. */
import type { HttpReply } from "effect-binance/client/Transport"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { IncomingMessage } from "node:http"
import type { Duplex } from "node:stream"
import { WebSocket, WebSocketServer } from "ws"
import type { RawData } from "ws"
import type { Exchange } from "../Exchange.ts"
import type * as SocketFace from "./socketFace.ts"

export interface Options {
  readonly exchange: Exchange
  readonly face: SocketFace.SocketFace
  readonly fork: (effect: Effect.Effect<unknown>) => Fiber.Fiber<unknown, unknown>
  readonly largestFrame: number
}

const reasons: Readonly<Record<number, string>> = { 404: "Not Found", 418: "I'm a teapot", 429: "Too Many Requests" }

const refuse = (socket: Duplex, { body, headers, status }: HttpReply): void => {
  const lines = [`HTTP/1.1 ${status} ${reasons[status] ?? "Refused"}`, "connection: close"]
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  lines.push(`content-length: ${Buffer.byteLength(body)}`, "", body)
  socket.end(lines.join("\r\n"))
}

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

/** Takes connections that ask for another protocol. */
export const make = ({ exchange, face, fork, largestFrame }: Options) => {
  const server = new WebSocketServer({ noServer: true, maxPayload: largestFrame, autoPong: false })

  const carrierOf = (webSocket: WebSocket, { socket }: IncomingMessage): SocketFace.Carrier => ({
    isOpen: () => webSocket.readyState === WebSocket.OPEN,
    send: (data, onDelivered) => {
      webSocket.send(data)
      // when it has it, nobody here can tell: not before now
      onDelivered?.()
    },
    sendCut: (text) => {
      const bytes = Buffer.from(text)
      socket.write(frameHead(bytes.length * 2))
      // a close in good order, so that the first half is read and not thrown away by a reset
      socket.write(bytes, () => socket.destroy())
    },
    ping: (data) => webSocket.ping(data),
    readNothingFor: (millis) => {
      webSocket.pause()
      const resume = () => webSocket.resume()
      fork(Effect.andThen(Effect.sleep(millis), Effect.sync(resume)))
    },
    close: (code, reason) => webSocket.close(code, reason),
    terminate: () => webSocket.terminate(),
    reset: () => socket.resetAndDestroy()
  })

  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", () => {})
    const opened = face.connect(new URL(request.url ?? "/", "http://127.0.0.1"), request.socket.remoteAddress)
    if ("status" in opened) return refuse(socket, opened)
    const gone = () => exchange.disconnect(opened.session)
    socket.once("close", gone)
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = opened.accept(carrierOf(webSocket, request))
      webSocket.on("message", (data, isBinary) => connection.receive(isBinary ? undefined : textOf(data)))
      webSocket.on("ping", (data) => {
        if (!connection.isSilent() && webSocket.readyState === WebSocket.OPEN) webSocket.pong(data)
      })
      webSocket.on("pong", connection.ponged)
      // a frame that is no frame, or too large: it closes by itself
      webSocket.on("error", () => {})
      webSocket.on("close", connection.ended)
    })
  }
}
