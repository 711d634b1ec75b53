/** One socket with a user data stream: what came over it, what was asked over it, and until when it is known to have been alive. */
import type { WebSocketEvent, WebSocketLike } from "effect/socket/Socket"
import type { HttpReply } from "../../client/Transport.ts"
import * as frames from "./frames.ts"

/** A moment by this process's clocks, in ms: a machine that sleeps stops the first, and the second can be set. */
export interface Instant {
  readonly monotonic: number
  readonly wall: number
}

export const earlier = (a: Instant, b: Instant): Instant => (a.monotonic <= b.monotonic ? a : b)

/** Why a connection has to be replaced while it is still there. */
export type Demand = "shutdown" | "terminated" | "refused"

export type Answer = Extract<frames.Frame, { readonly _tag: "Answer" }>

export interface Settings {
  readonly now: () => Instant
  /** The longest frame that is read, in UTF-16 code units. */
  readonly maxFrameLength: number
  readonly onEvent: (link: Link, event: unknown) => void
  /** A frame that may have been an event cannot be read. */
  readonly onUnreadable: (link: Link) => void
  /** Something was refused, nobody knows what. */
  readonly onRefusal: (link: Link, reply: HttpReply) => void
  /** Whether an answer says that the events come; `isSubscribed`: they did when it came. */
  readonly isProof: (link: Link, answer: Answer, isSubscribed: boolean) => boolean
  /** More is proven than before. */
  readonly onProof: (link: Link) => void
  /** It has opened, has to be replaced, or is over. */
  readonly onChange: () => void
}

interface Question {
  readonly askedAt: Instant
  readonly settle: ((answer: Answer | undefined) => void) | undefined
}

// An answer to a close repeats its code (RFC 6455, 5.5.1), and nobody closes with this one unasked. Any other close may have been under
// way before ours, and 1006 is none at all.
const closeCode = 4000

let lastId = 0

export class Link {
  readonly #socket: WebSocketLike
  readonly #settings: Settings
  readonly #questions = new Map<string, Question>()
  #state: "connecting" | "open" | "closing" | "over" = "connecting"
  #closeAskedAt: Instant | undefined
  #demand: Demand | undefined

  /** When the events of the account began to come over it, or it was made. */
  upAt: Instant
  /** For how many ms from then on they come without a renewal. */
  validMillis = Infinity
  /** When a frame last came: a sign of life, but it may have been long under way. */
  heardAt: Instant
  /**
   * Until when all has come that the exchange had sent: when the last question left that was answered. What came by itself may have been
   * under way for long, and proves nothing about what was sent after it.
   */
  provenAt: Instant
  /** When the last event was made, in epoch ms by the exchange's clock: what was sent before it has come. */
  eventTime: number | undefined
  /** When a question was last sent. */
  askedAt: Instant
  hasAnswered = false
  /** The id of its subscription, where there is one. */
  subscriptionId: unknown

  constructor(socket: WebSocketLike, settings: Settings) {
    this.#socket = socket
    this.#settings = settings
    const now = settings.now()
    this.upAt = now
    this.heardAt = now
    this.provenAt = now
    this.askedAt = now
    socket.addEventListener("open", () => {
      if (this.#state !== "connecting") return
      this.#state = "open"
      this.heardAt = settings.now()
      settings.onChange()
    })
    socket.addEventListener("message", (event) => this.#read(event))
    socket.addEventListener("close", ({ code }) => {
      // The other side has answered our close, so all that it had sent before has come.
      if (this.#closeAskedAt !== undefined && code === closeCode) this.#prove(this.#closeAskedAt)
      this.#end()
    })
    socket.addEventListener("error", () => {
      this.#end()
      this.#hangUp()
    })
  }

  /** Whether questions can be asked. */
  get isOpen(): boolean {
    return this.#state === "open"
  }

  get isOver(): boolean {
    return this.#state === "over"
  }

  /** Why it has to be replaced, if the exchange has said so. */
  get demand(): Demand | undefined {
    return this.#demand
  }

  /** Whether more events can come over it. */
  get isLive(): boolean {
    return this.#state === "open" && this.#demand !== "terminated" && this.#demand !== "refused"
  }

  /** Has it replaced. */
  require(demand: Demand): void {
    // what has ended does not begin again
    if (this.#demand === "terminated" || this.#demand === "refused") return
    this.#demand = demand
    this.#settings.onChange()
  }

  /** Asks; gives what takes the question back. `settle` gets the answer, or `undefined` when none can come any more. */
  ask(method: string, params: string | undefined, settle?: (answer: Answer | undefined) => void): () => void {
    const id = ++lastId
    const askedAt = this.#settings.now()
    if (this.#state !== "open") {
      settle?.(undefined)
      return () => {}
    }
    this.askedAt = askedAt
    this.#questions.set(`${id}`, { askedAt, settle })
    try {
      this.#socket.send(`{"method":"${method}",${params === undefined ? "" : `"params":${params},`}"id":${id}}`)
    } catch {
      this.#end()
      this.#hangUp()
    }
    return () => {
      this.#questions.delete(`${id}`)
    }
  }

  /** Asks the other side to close; what was sent before it answers still counts. */
  close(): void {
    if (this.#state === "over" || this.#state === "closing") return
    this.#closeAskedAt = this.#state === "open" ? this.#settings.now() : undefined
    this.#state = "closing"
    this.#hangUp(closeCode)
  }

  /** Is done with it at once. */
  abandon(): void {
    this.#end()
    this.#hangUp()
  }

  #prove(at: Instant): void {
    // a subscription that has ended is heard over a connection that lives as little as over one that does not
    if (this.#demand === "terminated" || this.#demand === "refused") return
    if (at.monotonic <= this.provenAt.monotonic) return
    this.provenAt = at
    this.#settings.onProof(this)
  }

  #read({ data }: WebSocketEvent): void {
    if (this.#state === "over") return
    const now = this.#settings.now()
    this.heardAt = now
    const frame: frames.Frame =
      typeof data === "string" && data.length <= this.#settings.maxFrameLength
        ? frames.read(data, now.wall)
        : { _tag: "Unreadable" }
    switch (frame._tag) {
      case "Event":
        if (frame.eventTime !== undefined) this.eventTime = Math.max(this.eventTime ?? 0, frame.eventTime)
        return this.#settings.onEvent(this, frame.event)
      case "Answer": {
        const question = this.#questions.get(frame.id)
        if (question === undefined) return
        this.#questions.delete(frame.id)
        this.hasAnswered = true
        // whoever asked may be subscribed by this very answer, which shows nothing of the subscription yet
        const isSubscribed = this.subscriptionId !== undefined
        question.settle?.(frame)
        if (this.#settings.isProof(this, frame, isSubscribed)) this.#prove(question.askedAt)
        return
      }
      case "Shutdown":
        return this.require("shutdown")
      case "Terminated":
        return this.require("terminated")
      case "Refusal":
        return this.#settings.onRefusal(this, frame.reply)
      case "Unreadable":
        return this.#settings.onUnreadable(this)
    }
  }

  #hangUp(code = 1000): void {
    try {
      this.#socket.close(code)
    } catch {
      // a socket that is not even open has nothing to close
    }
  }

  #end(): void {
    if (this.#state === "over") return
    this.#state = "over"
    const left = [...this.#questions.values()]
    this.#questions.clear()
    for (const { settle } of left) settle?.(undefined)
    this.#settings.onChange()
  }
}
