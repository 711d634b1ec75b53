/**
 * What a user data stream says that nobody understands: frames that cannot be read, and events of a type that nobody knows, at any time and
 * while one connection takes over from another that dies; and the times across which silence must not be trusted for it.
 */
import * as Seeded from "@effect-binance/simulator/Seeded"
import * as Intent from "effect-binance/client/Intent"
import type * as Sightings from "effect-binance/settlement/Sightings"
import type { WebSocketEvent, WebSocketLike } from "effect/socket/Socket"
import type { Branch } from "./Branches.ts"
import { pick, type Plan, start } from "./Plan.ts"
import type { Opened, StreamsPlan } from "./Streams.ts"
import type { VirtualTime } from "./VirtualTime.ts"

export interface MisreadPlan {
  readonly random: Seeded.Seeded
  /** How often a frame with an event is not understood, or comes beside one that is not, while the storm lasts. */
  readonly eventProbability: number
  /** The same of any other frame. */
  readonly otherProbability: number
  /** How often a change of connections meets such a frame, and how often the old one dies in it. */
  readonly changeProbability: number
  /** For how long after a connection was made that may be, in ms. */
  readonly changeMillis: number
  readonly stream: StreamsPlan["stream"]
}

// of those with a stream some of each kind, and none that is kept for what it showed
const chosen: ReadonlySet<number> = new Set([1, 3, 9, 25])
const chosenOfKeys: ReadonlySet<number> = new Set([3, 9, 19, 27])

/** The seeds whose stream is not always understood, half of those with one. */
export const isMisread = (seed: number, { keyPath }: Pick<Opened, "keyPath">): boolean =>
  (keyPath === undefined ? chosen : chosenOfKeys).has(seed % 32)

export const planOf = (seed: number, opened: Opened, { stream }: StreamsPlan): MisreadPlan | undefined => {
  if (!isMisread(seed, opened)) return undefined
  const random = Seeded.make(`misread ${seed}`)
  return {
    random,
    eventProbability: random.chance(0.2) ? 0 : random.next() * 0.5,
    otherProbability: random.chance(0.5) ? 0 : random.next() * 0.05,
    changeProbability: random.next(),
    changeMillis: Number(stream.lag) + 500,
    // so that there are changes
    stream: random.chance(0.7) ? { ...stream, maxAge: random.integer(1000, 15_000) } : stream
  }
}

type Event = { readonly e: string; readonly [field: string]: unknown }

/** A frame with an event. */
interface Told {
  /** The same frame around another event. */
  readonly around: (event: Event) => string
  readonly event: Event
}

/** What ends a stream, and is no event of the account. */
const endings: ReadonlySet<string> = new Set(["eventStreamTerminated", "listenKeyExpired"])

/** How a stream tells of the account: an event of Spot names its subscription, and that of a listen key stands alone. */
const wires = {
  subscribed: {
    type: "executionReport",
    around: (subscriptionId: unknown) => (event: Event) => JSON.stringify({ subscriptionId, event }),
    in: (text: string): Told | undefined => {
      if (!text.startsWith('{"subscriptionId":')) return undefined
      // what begins like this was written by the exchange
      const { event, subscriptionId } = JSON.parse(text) as { readonly subscriptionId: number; readonly event: Event }
      return { event, around: wires.subscribed.around(subscriptionId) }
    }
  },
  bare: {
    type: "ORDER_TRADE_UPDATE",
    around: () => (event: Event) => JSON.stringify(event),
    in: (text: string): Told | undefined => {
      // the exchange writes nothing but objects
      const event = JSON.parse(text) as Event
      return typeof event.e === "string" ? { event, around: wires.bare.around() } : undefined
    }
  }
} as const

export const make = (
  plan: Plan,
  { changeMillis, changeProbability, eventProbability, otherProbability, random }: MisreadPlan,
  {
    branch,
    opened,
    time
  }: { readonly opened: Opened; readonly branch: (name: Branch) => void; readonly time: VirtualTime }
) => {
  const wire = opened.keyPath === undefined ? wires.subscribed : wires.bare
  /** The event in a frame, if it is one of the account. */
  const toldIn = (data: unknown): Told | undefined => {
    const told = typeof data === "string" ? wire.in(data) : undefined
    return told === undefined || endings.has(told.event.e) ? undefined : told
  }
  const isStormy = () => time.now < start + plan.storm.until
  const open = new Set<Overheard>()
  const violations: Array<string> = []
  let judge = () => {}

  // --- what was not understood, and when

  const seen = new Set<string>()
  /** When the last frame came that was not understood, in ms by the monotonic clock. */
  let latest = -Infinity
  /** `identity`: of an event, what two connections may show of it, and one of them is enough. */
  const note = (identity?: string) => {
    if (identity !== undefined && seen.has(identity)) return
    if (identity !== undefined) seen.add(identity)
    latest = Intent.monotonicMillisOf(time)
  }

  type Frame = { readonly data: WebSocketEvent["data"]; readonly identity?: string }

  /** An event of a type that there may be one day. */
  const unknownOf = ({ around, event }: Told): Frame => {
    const unknown = { ...event, e: `${event.e}V2` }
    return { data: around(unknown), identity: JSON.stringify(unknown) }
  }

  const unreadableOf = (data: unknown): Frame => {
    const text = typeof data === "string" ? data : "{}"
    const told = toldIn(data)
    const frame = (data: WebSocketEvent["data"]): Frame => ({ data })
    return pick(random, [
      () => frame(text.slice(0, -random.integer(1, text.length))),
      () => frame(new TextEncoder().encode(text).buffer),
      () => frame("null"),
      () => {
        if (told === undefined) return frame("")
        // it tells of an order, and not of which
        const { E } = told.event
        const event = { e: wire.type, E, T: E, S: 7 }
        return { data: told.around(event), identity: JSON.stringify(event) }
      }
    ])()
  }

  /** What comes instead of one frame. */
  const become = (event: WebSocketEvent): ReadonlyArray<Frame> => {
    const { data } = event
    const told = toldIn(data)
    if (!isStormy() || !random.chance(told === undefined ? otherProbability : eventProbability)) return [{ data }]
    if (told === undefined) {
      branch("stream: a frame that cannot be read")
      return [unreadableOf(data), { data }]
    }
    switch (random.integer(0, 3)) {
      case 0:
        branch("stream: unreadable instead of an event")
        return [unreadableOf(data)]
      case 1:
        branch("stream: unreadable before an event")
        return [unreadableOf(data), { data }]
      case 2:
        branch("stream: unreadable after an event")
        return [{ data }, unreadableOf(data)]
      default:
        branch("stream: an event of an unknown type")
        return random.chance(0.5) ? [unknownOf(told), { data }] : [{ data }, unknownOf(told)]
    }
  }

  /** Another connection has been made, and takes over from those that there are. */
  const change = (next: Overheard) => {
    const [old] = open
    open.add(next)
    if (old === undefined || !isStormy() || !random.chance(changeProbability)) return
    const soon = () => time.now + random.integer(1, changeMillis)
    const [one, isUnknown] = [pick(random, [old, next]), random.chance(0.3)]
    time.at(soon(), () => {
      if (!one.isOpen) return
      branch(isUnknown ? "stream: an unknown type in a change" : "stream: unreadable in a change")
      // without the time at which it was made it shows nothing of what had come before
      const now = Math.floor(time.now)
      one.tell(isUnknown ? unknownOf({ around: wire.around(0), event: { e: wire.type, i: now } }) : unreadableOf("{}"))
    })
    if (random.chance(0.4)) return
    const isSilent = random.chance(0.5)
    time.at(soon(), () => {
      if (!old.isOpen || !next.isOpen) return
      branch(
        isSilent ? "stream: the old connection half-open in a change" : "stream: the old connection cut in a change"
      )
      old.die(isSilent)
    })
  }

  class Overheard implements WebSocketLike {
    readonly #socket: WebSocketLike
    readonly #listeners = new Map<string, Array<(event: WebSocketEvent) => void>>()
    #isSilent = false
    #isGivenUp = false
    #isCut = false

    constructor(socket: WebSocketLike) {
      this.#socket = socket
      for (const type of ["open", "error", "close"] as const)
        socket.addEventListener(type, (event) => {
          if (type === "open") change(this)
          else open.delete(this)
          this.#emit(type, event)
        })
      socket.addEventListener("message", (event) => {
        for (const frame of become(event)) this.tell(frame)
      })
    }

    get readyState(): number {
      return this.#isCut ? 3 : this.#isSilent ? (this.#isGivenUp ? 2 : 1) : this.#socket.readyState
    }

    get refusal(): unknown {
      return Reflect.get(this.#socket, "refusal")
    }

    /** Whether frames come. */
    get isOpen(): boolean {
      return this.readyState === 1 && !this.#isSilent
    }

    tell({ data, identity }: Frame): void {
      if (!this.isOpen) return
      const isUnderstood = identity === undefined && !isUnreadable(data)
      if (!isUnderstood) note(identity)
      this.#emit("message", { data })
      if (!isUnderstood) judge()
    }

    /** Nothing comes any more, not even its end; or its end, without a word. */
    die(isSilent: boolean): void {
      open.delete(this)
      if (isSilent) {
        this.#isSilent = true
        // so that the exchange does not take for delivered what comes to nobody
        this.#socket.close()
        return
      }
      this.#emit("close", { code: 1006, reason: "" })
      this.#isCut = true
      this.#socket.close()
    }

    addEventListener(type: "open" | "message" | "error" | "close", listener: (event: WebSocketEvent) => void): void {
      this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener])
    }

    // nobody in the library takes a listener away
    removeEventListener(): void {}

    close(code?: number): void {
      open.delete(this)
      this.#isGivenUp = true
      this.#socket.close(code)
    }

    send(data: string | Uint8Array<ArrayBuffer>): void {
      if (!this.#isSilent) this.#socket.send(data)
    }

    #emit(type: "open" | "message" | "error" | "close", event: WebSocketEvent): void {
      if (this.#isSilent || this.#isCut) return
      for (const listener of this.#listeners.get(type) ?? []) listener({ type, ...event })
    }
  }

  return {
    construct:
      (construct: (url: string) => WebSocketLike) =>
      (url: string): WebSocketLike =>
        new Overheard(construct(url)),
    /** Sightings that hear of each claim to have missed nothing. */
    watched: (genuine: Sightings.SightingsService): Sightings.SightingsService => {
      judge = () => {
        const since = genuine.coverage(opened.source.name)?.since ?? Infinity
        if (since < latest && violations.length === 0)
          violations.push(`I8: silence is trusted since ${since} ms, across what was not understood at ${latest} ms`)
      }
      return {
        ...genuine,
        up: (product, at) => {
          genuine.up(product, at)
          judge()
        },
        alive: (product, at) => {
          genuine.alive(product, at)
          judge()
        }
      }
    },
    violations: (): ReadonlyArray<string> => violations
  }
}

export type Misread = ReturnType<typeof make>

/** Whether it is text that no JSON object is in. */
const isUnreadable = (data: unknown): boolean => {
  if (typeof data !== "string") return true
  try {
    return JSON.parse(data) === null
  } catch {
    return true
  }
}
