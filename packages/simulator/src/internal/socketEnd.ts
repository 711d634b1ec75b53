/** The client's end of a connection in the same process, and the way between both ends: in order, each way with its latency. */
import type { HttpReply } from "effect-binance/client/Transport"
import type { WebSocketEvent, WebSocketLike } from "effect/socket/Socket"
import type { Accepted, Carrier, SocketFace } from "./socketFace.ts"

export interface Options {
  readonly url: URL
  readonly address: string | undefined
  /** What becomes of the attempt to connect. */
  readonly attempt: () => "arrives" | "refused" | "silence"
  /** In whole ms, at least 1: nothing arrives at the moment at which it was sent. */
  readonly latency: () => number
  /** Whether the client can see with what its upgrade was refused. */
  readonly tellsRefusals: boolean
  readonly face: SocketFace
  readonly now: () => number
  readonly after: (millis: number, run: () => void) => void
}

type Name = "open" | "message" | "error" | "close"
type Listener = (event: WebSocketEvent) => void

const connecting = 0
const open = 1
const closing = 2
const closed = 3

/** Lost without a close frame. */
const abnormal = 1006
const noStatus = 1005
/** How long a client waits for the other side to close as well. */
const closeMillis = 30_000

/** One direction: what was sent first arrives first, whatever order timers of one moment have. */
class Way {
  readonly #queue: Array<{ isDue: boolean; readonly arrive: () => void }> = []
  readonly #options: Options
  /** When the latest arrives. */
  #last = -Infinity

  constructor(options: Options) {
    this.#options = options
  }

  /** When what is sent now arrives. */
  take(): number {
    const { latency, now } = this.#options
    this.#last = Math.max(this.#last, now() + latency())
    return this.#last
  }

  /** Nothing arrives for so long after the latest has. */
  hold(millis: number): void {
    this.#last = Math.max(this.#last, this.#options.now()) + millis
  }

  send(arrive: () => void): void {
    const { after, now } = this.#options
    const at = this.take()
    const queue = this.#queue
    const sent = { isDue: false, arrive }
    queue.push(sent)
    after(Math.ceil(at - now()), () => {
      sent.isDue = true
      while (queue[0]?.isDue === true) queue.shift()?.arrive()
    })
  }
}

const bytesOf = (data: string | Uint8Array): number =>
  typeof data === "string" ? new TextEncoder().encode(data).length : data.length

export class SocketEnd implements WebSocketLike {
  readonly url: string
  readonly #options: Options
  readonly #there: Way
  readonly #back: Way
  readonly #listeners = new Map<Name, Map<Listener, boolean>>()
  #readyState = connecting
  /** The exchange's end: whether it takes part, has said that it closes, or is gone. */
  #other: "none" | "open" | "closing" | "gone" = "none"
  #accepted: Accepted | undefined
  #bufferedAmount = 0
  /** What the upgrade was refused with, for a client that can see that. */
  refusal: HttpReply | undefined
  /** Until when the exchange reads nothing, so that nothing more leaves. */
  #clogged = -Infinity

  constructor(options: Options) {
    this.url = options.url.href
    this.#options = options
    this.#there = new Way(options)
    this.#back = new Way(options)
    switch (options.attempt()) {
      case "silence":
        return
      case "refused":
        this.#back.send(() => this.#lost(true))
        return
      case "arrives":
        this.#there.send(() => this.#knock())
    }
  }

  get readyState(): number {
    return this.#readyState
  }

  /** The bytes that have not left yet. */
  get bufferedAmount(): number {
    return this.#bufferedAmount
  }

  addEventListener(type: Name, listener: Listener, options: { readonly once?: boolean } = {}): void {
    let listeners = this.#listeners.get(type)
    if (listeners === undefined) this.#listeners.set(type, (listeners = new Map()))
    if (!listeners.has(listener)) listeners.set(listener, options.once === true)
  }

  removeEventListener(type: Name, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener)
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.#readyState === connecting) throw new Error("The connection is not open yet.")
    const bytes = bytesOf(data)
    if (this.#readyState !== open) {
      // what a socket takes after its end stays with it
      this.#bufferedAmount += bytes
      return
    }
    const now = this.#options.now()
    const at = this.#there.take()
    if (this.#clogged > now) {
      this.#bufferedAmount += bytes
      this.#options.after(Math.ceil(this.#clogged - now), () => {
        if (this.#readyState === open) this.#bufferedAmount -= bytes
      })
    }
    this.#accepted?.receive(typeof data === "string" ? data : undefined, at - now)
  }

  close(code: number = noStatus): void {
    if (this.#readyState >= closing) return
    const isEarly = this.#readyState === connecting
    this.#readyState = closing
    // never at once: whoever closes has not come to listen for the end yet
    if (isEarly) return this.#options.after(1, () => this.#lost(true))
    this.#there.send(() => {
      if (this.#other !== "gone" && this.#accepted?.isSilent() === false) this.#back.send(() => this.#end(code))
      this.#leave()
    })
    this.#options.after(closeMillis, () => this.#end(abnormal))
  }

  // --- the exchange's end

  #knock(): void {
    const { address, face, url } = this.#options
    // given up on the way
    if (this.#readyState !== connecting) return
    const opened = face.connect(url, address)
    if ("status" in opened)
      return this.#back.send(() => {
        if (this.#options.tellsRefusals) this.refusal = opened
        this.#lost(true)
      })
    this.#other = "open"
    this.#accepted = opened.accept(this.#carrier)
    this.#back.send(() => {
      if (this.#readyState !== connecting) {
        this.#leave()
        return
      }
      this.#readyState = open
      this.#tell("open", {})
    })
  }

  /** It is over for the exchange. */
  #leave(): void {
    if (this.#other === "none" || this.#other === "gone") return
    this.#other = "gone"
    this.#accepted?.ended()
  }

  readonly #carrier: Carrier = {
    isOpen: () => this.#other === "open",
    send: (data, onDelivered) => {
      this.#back.send(() => {
        if (this.#readyState !== open) return
        onDelivered?.()
        this.#tell("message", { data: typeof data === "string" ? data : data.slice().buffer })
      })
    },
    sendCut: () => this.#cut(false),
    ping: () => {
      this.#back.send(() => {
        // the platform answers
        if (this.#readyState === open) this.#there.send(() => this.#accepted?.ponged())
      })
    },
    readNothingFor: (millis) => {
      this.#there.hold(millis)
      this.#clogged = Math.max(this.#clogged, this.#options.now() + millis)
    },
    close: (code, reason = "") => {
      if (this.#other !== "open") return
      this.#other = "closing"
      if (this.#accepted?.isSilent() === true) return
      this.#back.send(() => {
        // closed from here as well
        if (this.#readyState >= closing) return
        this.#readyState = closing
        this.#there.send(() => {
          this.#leave()
          this.#back.send(() => this.#end(code, reason))
        })
      })
    },
    terminate: () => this.#cut(false),
    reset: () => this.#cut(true)
  }

  #cut(isReset: boolean): void {
    if (this.#other === "gone") return
    const isSilent = this.#accepted?.isSilent() === true
    this.#leave()
    if (!isSilent) this.#back.send(() => this.#lost(isReset))
  }

  // --- the client's end

  #lost(isError: boolean): void {
    if (this.#readyState === closed) return
    this.#readyState = closed
    if (isError) this.#tell("error", {})
    this.#tell("close", { code: abnormal, reason: "" })
  }

  #end(code: number, reason = ""): void {
    if (this.#readyState === closed) return
    this.#readyState = closed
    this.#tell("close", { code, reason })
  }

  #tell(type: Name, event: WebSocketEvent): void {
    const listeners = this.#listeners.get(type)
    if (listeners === undefined) return
    for (const [listener, isOnce] of [...listeners]) {
      if (isOnce) listeners.delete(listener)
      listener({ type, ...event })
    }
  }
}
