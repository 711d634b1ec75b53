// User data streams over sockets in memory that the test answers, and what a listener has heard.
import * as BinanceClient from "effect-binance/client/BinanceClient"
import { Endpoint } from "effect-binance/client/Endpoint"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Signer } from "effect-binance/client/Signer"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { WebSocketConstructor } from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import type * as Duration from "effect/Duration"
import { settle, signer, start, type Wire, wire } from "../client/support.ts"
import { PeerSocket, type SentFrame } from "../client/webSocketPeer.ts"

/** Where all that is not told otherwise connects to. */
export const peer: Endpoint["Service"] = { name: "test", baseUrl: "http://peer" }

/** By how much earlier a gap begins than what is proven: how late the exchange may tell of what has happened, in ms. */
export const lag = 5000

/** What the exchange's clock shows where a connection is logged on. */
export const serverTime = 1_700_000_000_000

/** A socket whose other end does what the exchange does, until the test says otherwise. */
export class StreamSocket extends PeerSocket {
  /** The other side is gone, and nothing says so. */
  isDeaf = false
  /** Which subscriptions it lists. */
  subscriptions: Array<{ readonly subscriptionId: number }> = []
  /** Whose key it is logged on with. */
  loggedOn: unknown = null

  override close(code?: number): void {
    if (!this.isDeaf) return super.close(code)
    // this side gives up by itself in the end, and has heard nothing
    if (this.readyState < 2) this.readyState = 2
  }

  /** An event of the account, as its product wraps it. */
  tell(event: Readonly<Record<string, unknown>>): void {
    this.say(this.url.includes("ws-api") ? { subscriptionId: 0, event } : event)
  }

  serve(): void {
    this.onFrame = (frame) => {
      if (!this.isDeaf) this.reply(frame)
    }
  }

  /** What the session says of itself. */
  status(frame: SentFrame): void {
    const userDataStream = this.subscriptions.length > 0
    this.answer(frame, { apiKey: this.loggedOn, serverTime, userDataStream })
  }

  reply(frame: SentFrame): void {
    switch (frame.method) {
      case "session.logon":
        this.loggedOn = frame.params["apiKey"]
        return this.status(frame)
      case "session.status":
        return this.status(frame)
      case "userDataStream.subscribe":
      case "userDataStream.subscribe.signature":
      case "userDataStream.subscribe.listenToken":
        this.subscriptions = [{ subscriptionId: 0 }]
        return this.answer(frame, { subscriptionId: 0 })
      case "session.subscriptions":
        return this.answer(frame, this.subscriptions)
      case "LIST_SUBSCRIPTIONS":
        return this.say({ result: [], id: frame.id })
      default:
        throw new Error(`the test has no answer to ${frame.method}`)
    }
  }
}

export interface Options extends Omit<UserDataStream.Options, "sources"> {
  readonly sources?: UserDataStream.Options["sources"] | undefined
  readonly wire?: Pick<Wire, "layer"> | undefined
  /** What becomes of a new socket. Default: it opens at once, and the exchange serves it. */
  readonly onSocket?: ((socket: StreamSocket, index: number) => void) | undefined
  readonly attempts?: WebSocketApi.ConnectionCount | undefined
  readonly endpoint?: Endpoint["Service"] | undefined
  readonly below?: Layer.Layer<never, never, Signer | Endpoint> | undefined
  readonly signer?: Layer.Layer<Signer> | undefined
  readonly clock?: Layer.Layer<ServerClock.ServerClock> | undefined
}

export const serve = (socket: StreamSocket): void => {
  socket.serve()
  socket.accept()
}

/** The other end, and the stream over it. */
export const streaming = (options: Options = {}) => {
  const { attempts, below, clock, endpoint, onSocket = serve, signer: signing, sources, wire: over, ...rest } = options
  const sockets: Array<StreamSocket> = []
  const construct = (url: string) => {
    const socket = new StreamSocket(url)
    const index = sockets.push(socket) - 1
    // a socket opens after those who made it have begun to listen
    queueMicrotask(() => onSocket(socket, index))
    return socket
  }
  const http = over ?? wire(() => Effect.die(new Error("nothing is asked over HTTP")))
  const layer = UserDataStream.layerWith({ sources: sources ?? [UserDataSource.spot], ...rest }).pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provideMerge(clock ?? ServerClock.layerFixed()),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provideMerge(below ?? Layer.empty),
    Layer.provideMerge(signing ?? signer().layer),
    Layer.provide(http.layer),
    Layer.provide(Layer.succeed(WebSocketConstructor, construct)),
    Layer.provide(Layer.succeed(Endpoint, endpoint ?? peer)),
    Layer.provide(Layer.sync(WebSocketApi.ConnectionAttempts, () => attempts ?? WebSocketApi.connectionAttempts()))
  )
  return { sockets, layer, open: () => sockets.filter(({ readyState }) => readyState === 1) }
}

/** What a listener has heard so far. */
export interface Heard {
  readonly items: Array<UserDataStream.Item>
  readonly tags: () => ReadonlyArray<string>
  readonly gaps: () => ReadonlyArray<UserDataStream.Gap>
  readonly types: () => ReadonlyArray<string>
}

const typeOf = (item: UserDataStream.Item): ReadonlyArray<string> => (item._tag === "Event" ? [item.event._tag] : [])

const listening = () => {
  const items: Array<UserDataStream.Item> = []
  const heard: Heard = {
    items,
    tags: () => items.map(({ _tag }) => _tag),
    gaps: () => items.filter((item) => item._tag === "Gap"),
    types: () => items.flatMap(typeOf)
  }
  return { heard, run: Stream.runForEach(UserDataStream.events, (item) => Effect.sync(() => items.push(item))) }
}

/** Listens from now on. */
export const listen = Effect.gen(function* () {
  const { heard, run } = listening()
  return { ...heard, fiber: yield* start(run) }
})

/** Makes the stream, and listens: for one that is not made without time passing. */
export const listenTo = Effect.fnUntraced(function* <E>(layer: Layer.Layer<UserDataStream.UserDataStream, E>) {
  const { heard, run } = listening()
  return { ...heard, fiber: yield* start(Effect.provide(run, layer)) }
})

export const pass = Effect.fnUntraced(function* (duration: Duration.Input) {
  yield* TestClock.adjust(duration)
  yield* settle
})

/** Lets time pass in steps, so that whatever is asked on the way is answered on the way. */
export const passSlowly = Effect.fnUntraced(function* (millis: number, step = 1000) {
  for (let passed = 0; passed < millis; passed += step) yield* pass(Math.min(step, millis - passed))
})

/** An event of Spot that concerns one asset. */
export const balance = (eventTime: number, asset: string) => ({
  e: "balanceUpdate",
  E: eventTime,
  a: asset,
  d: "1.00000000",
  T: eventTime
})
