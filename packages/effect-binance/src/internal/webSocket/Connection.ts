/** One socket of the WebSocket API: what is in flight on it, and what becomes of that. */
import type { WebSocketEvent, WebSocketLike } from "effect/socket/Socket"
import { type HttpReply, noReply, type NoReply, type Reply, tooMany, withdrawn } from "../../client/Transport.ts"
import { closed, readFrame, unanswered } from "../../client/WebSocketReply.ts"
import { get, parseJson } from "../json.ts"
import type { FrameRequest } from "./requests.ts"

/** What is known of one request at any moment. */
export interface Progress {
  /** The connection that it was handed to: from then on it may have left. */
  connection: Connection | undefined
  reply: Reply | undefined
  /** What came instead of its reply, and may have been meant for it. */
  instead?: NoReply | undefined
}

export interface Settings {
  /** How many requests may be unanswered at once. */
  readonly maxInFlight: number
  /** The longest frame that is read, in UTF-16 code units. */
  readonly maxFrameLength: number
  /** In epoch ms by the local clock. */
  readonly now: () => number
  /** It has opened, will take no more requests, or is over. */
  readonly onChange: (connection: Connection) => void
  /** Whoever has it logs it on first. */
  readonly logsOn?: boolean | undefined
  /** A reply that nobody waits for, or that was meant for nobody knows whom. */
  readonly onNotice: (reply: HttpReply) => void
}

interface InFlight {
  readonly isRead: boolean
  /** Made with the key that the connection is logged on with. */
  readonly bySession: boolean
  readonly progress: Progress | undefined
  readonly end: (reply: Reply) => void
}

// Bytes that the platform still holds: the other end does not read as fast as is sent
const maxBuffered = 1 << 20
const openState = 1

// A request of a session has no key, so that the exchange misses it, or its format, only where nobody is logged on.
const isMissing = /\b(apiKey|signature)\b/

let lastId = 0

export class Connection {
  readonly #socket: WebSocketLike
  readonly #settings: Settings
  readonly #inFlight = new Map<string, InFlight>()
  #isRetired = false
  #state: "connecting" | "open" | "draining" | "over" = "connecting"
  /** What those get who rely on the logon, when it was refused: then they are not sent. */
  refusal: HttpReply | undefined

  constructor(socket: WebSocketLike, settings: Settings) {
    this.#socket = socket
    this.#settings = settings
    socket.addEventListener("open", () => {
      if (this.#state !== "connecting") return
      this.#state = "open"
      settings.onChange(this)
    })
    socket.addEventListener("message", (event) => this.#read(event))
    socket.addEventListener("close", ({ code }) => this.#end(String(code ?? 1006)))
    socket.addEventListener("error", () => {
      this.#end("1006")
      this.#hangUp()
    })
  }

  /** Whether it takes requests. */
  get isOpen(): boolean {
    return this.#state === "open" && this.#socket.readyState === openState
  }

  /** Whether it was we who took it out of service. */
  get isRetired(): boolean {
    return this.#isRetired
  }

  get isOver(): boolean {
    return this.#state === "over"
  }

  /** Sends it; gives the id by which it can be abandoned. */
  send(method: string, request: FrameRequest, progress: Progress, settle: (reply: Reply) => void): string | undefined {
    const end = (reply: Reply) => {
      progress.reply = reply
      settle(reply)
    }
    const refusal = !this.isOpen
      ? "NOT_CONNECTED"
      : this.#inFlight.size >= this.#settings.maxInFlight || this.#buffered > maxBuffered
        ? tooMany
        : // asked last: nothing may come between the answer and the socket
          request.mayLeave?.() === false
          ? withdrawn
          : undefined
    if (refusal !== undefined) {
      end(noReply("connect", refusal))
      return undefined
    }
    const bySession = request.bySession === true
    if (bySession && this.refusal !== undefined) {
      end(this.refusal)
      return undefined
    }
    progress.connection = this
    return this.#ask(method, request.body, { isRead: request.method === "GET", bySession, progress, end })
  }

  /** Asks what the connection itself needs to know. */
  ask(method: string, params: string, end: (reply: Reply) => void): string {
    return this.#ask(method, params, { isRead: true, bySession: true, progress: undefined, end })
  }

  #ask(method: string, params: string, waiting: InFlight): string {
    // no two connections of a process share one, so that a reply on the wrong connection is nobody's
    const id = `${++lastId}`
    this.#inFlight.set(id, waiting)
    try {
      this.#socket.send(`{"id":"${id}","method":"${method}","params":${params === "" ? "{}" : params}}`)
    } catch {
      // how much of it a socket took before it threw is not told
      this.#end("SEND_FAILED")
      this.#hangUp()
    }
    return id
  }

  /** Nobody waits for it any more; its bytes cannot be called back. */
  abandon(id: string): void {
    if (this.#inFlight.delete(id)) this.#closeWhenDrained()
  }

  /** Takes no more requests, and closes when those in flight have ended. */
  retire(): void {
    if (this.#state !== "open") return
    this.#state = "draining"
    this.#isRetired = true
    this.#settings.onChange(this)
    this.#closeWhenDrained()
  }

  /** Closes at once: what is in flight is in doubt. */
  close(): void {
    this.#end("1000")
    this.#hangUp()
  }

  get #buffered(): number {
    // a socket of Node and of browsers has it; the narrow type of Effect does not say so
    const amount: unknown = Reflect.get(this.#socket, "bufferedAmount")
    return typeof amount === "number" ? amount : 0
  }

  #read({ data }: WebSocketEvent): void {
    // Whose reply a frame was that cannot be read is not known. Nothing more is entrusted to a peer that speaks so; those in flight
    // end by replies of their own, or by their time.
    if (typeof data !== "string" || data.length > this.#settings.maxFrameLength) return this.retire()
    const frame = readFrame(data, this.#settings.now())
    switch (frame._tag) {
      case "Reply": {
        const waiting = typeof frame.id === "string" ? this.#inFlight.get(frame.id) : undefined
        // nobody waits for it any more, and what it says of limits holds all the same
        if (waiting === undefined || typeof frame.id !== "string") return this.#settings.onNotice(frame.reply)
        this.#inFlight.delete(frame.id)
        if (waiting.bySession && waiting.progress !== undefined && isLoggedOff(frame.reply)) this.retire()
        waiting.end(frame.reply)
        return this.#closeWhenDrained()
      }
      case "Unidentified": {
        // It refuses one request, and does not say which. A write that it does not mean may live, so writes wait on. A limit holds
        // for all, and a key that was revoked for all that were made with it: reads lose nothing by it.
        const { reply, status } = frame
        this.#settings.onNotice(reply)
        const isLimit = status === 418 || status === 429
        const isRevoked = status === 401
        for (const [id, { bySession, end, isRead, progress }] of [...this.#inFlight]) {
          if (!isLimit && !(isRevoked && bySession)) continue
          if (!isRead) {
            if (isRevoked && progress !== undefined) progress.instead = unanswered(frame)
            continue
          }
          this.#inFlight.delete(id)
          end(reply)
        }
        // the next one has to be logged on again
        if (isRevoked && this.#settings.logsOn === true) this.retire()
        return this.#closeWhenDrained()
      }
      case "ServerShutdown":
      case "Unreadable":
        return this.retire()
      case "Event":
    }
  }

  #closeWhenDrained(): void {
    if (this.#state === "draining" && this.#inFlight.size === 0) this.close()
  }

  #hangUp(): void {
    try {
      this.#socket.close(1000)
    } catch {
      // a socket that is not even open has nothing to close
    }
  }

  #end(cause: string): void {
    if (this.#state === "over") return
    this.#state = "over"
    const left = [...this.#inFlight.values()]
    this.#inFlight.clear()
    this.#settings.onChange(this)
    // it was handed to the socket: that it left cannot be excluded
    for (const { end } of left) end(closed(true, cause))
  }
}

/** Whether a request that relied on the logon was refused because there is none. */
const isLoggedOff = ({ body, status }: HttpReply): boolean => {
  if (status < 400 || status >= 500) return false
  const error = parseJson(body)
  const msg = get(error, "msg")
  const code = get(error, "code")
  return code === -2014 || (code === -1102 && typeof msg === "string" && isMissing.test(msg))
}
