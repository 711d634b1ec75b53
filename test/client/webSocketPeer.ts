// The other end of the WebSocket API in memory: it keeps what it gets and answers as the test says.
import { Endpoint } from "effect-binance/client/Endpoint"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Layer from "effect/Layer"
import { WebSocketConstructor, type WebSocketEvent, type WebSocketLike } from "effect/socket/Socket"
import type { Signer } from "effect-binance/client/Signer"
import type { Transport } from "effect-binance/client/Transport"
import type * as LayerTypes from "effect/Layer"

export interface SentFrame {
  readonly id: string
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  /** As it came. */
  readonly text: string
}

type Name = "open" | "message" | "error" | "close"

export class PeerSocket implements WebSocketLike {
  readyState = 0
  bufferedAmount = 0
  readonly url: string
  readonly frames: Array<SentFrame> = []
  closedWith: number | undefined
  /** What `send` throws instead of sending. */
  breaks: Error | undefined
  readonly #listeners: Record<Name, Array<(event: WebSocketEvent) => void>> = {
    open: [],
    message: [],
    error: [],
    close: []
  }

  constructor(url: string) {
    this.url = url
  }

  addEventListener(type: Name, listener: (event: WebSocketEvent) => void): void {
    this.#listeners[type].push(listener)
  }

  removeEventListener(type: Name, listener: (event: WebSocketEvent) => void): void {
    this.#listeners[type] = this.#listeners[type].filter((one) => one !== listener)
  }

  #tell(type: Name, event: WebSocketEvent): void {
    for (const listener of this.#listeners[type]) listener(event)
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.breaks !== undefined) throw this.breaks
    // a real socket drops this without a word
    if (this.readyState !== 1) return
    const text = String(data)
    this.frames.push({ ...JSON.parse(text), text })
    this.onFrame?.(this.frames[this.frames.length - 1]!)
  }

  close(code?: number): void {
    if (this.readyState >= 2) return
    this.readyState = 3
    this.closedWith = code
    this.#tell("close", { code: code ?? 1005 })
  }

  /** What it does with each frame, when it does something by itself. */
  onFrame: ((frame: SentFrame) => void) | undefined

  accept(): void {
    this.readyState = 1
    this.#tell("open", {})
  }

  refuse(): void {
    this.readyState = 3
    this.#tell("error", {})
    this.#tell("close", { code: 1006 })
  }

  /** Cuts the connection. */
  cut(code = 1006): void {
    this.readyState = 3
    this.#tell("close", { code })
  }

  fail(): void {
    this.#tell("error", {})
  }

  /** Sends one frame, as it is. */
  say(data: unknown): void {
    this.#tell("message", {
      data: typeof data === "object" && !(data instanceof ArrayBuffer) ? JSON.stringify(data) : data
    })
  }

  answer(frame: SentFrame | undefined, result: unknown, more: Readonly<Record<string, unknown>> = {}): void {
    this.say({ id: frame?.id, status: 200, result, ...more })
  }

  reject(frame: SentFrame | undefined, status: number, code: number, msg = "No.", data?: unknown): void {
    this.say({ id: frame?.id, status, error: { code, msg, ...(data === undefined ? {} : { data }) } })
  }
}

export interface Peer {
  /** Every socket that was constructed, in order. */
  readonly sockets: Array<PeerSocket>
  readonly latest: () => PeerSocket
  /** Every frame on any socket. */
  readonly frames: () => ReadonlyArray<SentFrame>
  readonly layer: LayerTypes.Layer<Transport, never, BanWindow>
}

export interface PeerOptions extends Omit<WebSocketApi.Options, "session"> {
  /** What becomes of a new socket. Default: it opens at once. */
  readonly onSocket?: ((socket: PeerSocket, index: number) => void) | undefined
  readonly http?: LayerTypes.Layer<Transport> | undefined
  readonly attempts?: WebSocketApi.ConnectionCount | undefined
  readonly endpoint?: Endpoint["Service"] | undefined
  /** Connections are logged on with this one. */
  readonly session?: LayerTypes.Layer<Signer> | undefined
}

export const peer = (options: PeerOptions = {}): Peer => {
  const { attempts, endpoint, http, onSocket = (socket: PeerSocket) => socket.accept(), session, ...rest } = options
  const sockets: Array<PeerSocket> = []
  const construct = (url: string) => {
    const socket = new PeerSocket(url)
    const index = sockets.push(socket) - 1
    // a socket opens after those who made it have begun to listen
    queueMicrotask(() => onSocket(socket, index))
    return socket
  }
  const chosen = session === undefined ? rest : ({ ...rest, session: true } as const)
  const over = http === undefined ? WebSocketApi.layerWith(chosen) : WebSocketApi.layerBeside(http, chosen)
  // without a session nobody asks for one
  const layer = Layer.provide(over, session ?? (Layer.empty as LayerTypes.Layer<Signer>))
  return {
    sockets,
    latest: () => sockets[sockets.length - 1]!,
    frames: () => sockets.flatMap(({ frames }) => frames),
    layer: layer.pipe(
      Layer.provide(Layer.succeed(WebSocketConstructor, construct)),
      Layer.provide(Layer.succeed(Endpoint, endpoint ?? { name: "test", baseUrl: "http://peer" })),
      Layer.provide(Layer.sync(WebSocketApi.ConnectionAttempts, () => attempts ?? WebSocketApi.connectionAttempts()))
    )
  }
}
