/**
 * What happens to the account, as it happens: a stream of events that says when it was blind, and finds out what it missed.
 *
 * @since 0.1.0
 */
import type * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { WebSocketConstructor } from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import { BinanceClient } from "../client/BinanceClient.ts"
import { addressOf, Endpoint, exchangeOf } from "../client/Endpoint.ts"
import * as Intent from "../client/Intent.ts"
import { clockOf, type HostClock, ServerClock } from "../client/ServerClock.ts"
import { Signer } from "../client/Signer.ts"
import { ConnectionAttempts } from "../client/WebSocketApi.ts"
import { Fatal, type Retryable } from "../errors/BinanceError.ts"
import { OperationInfo } from "../errors/InDoubt.ts"
import { Unsupported } from "../errors/FatalReason.ts"
import { withSpan } from "../internal/inSpan.ts"
import { get } from "../internal/json.ts"
import * as catchingUp from "../internal/stream/catchingUp.ts"
import { Consumer } from "../internal/stream/Consumer.ts"
import * as lines from "../internal/stream/line.ts"
import type { Instant } from "../internal/stream/Link.ts"
import { OpenOrders } from "../internal/stream/OpenOrders.ts"
import * as logons from "../internal/webSocket/logon.ts"
import * as methods from "../internal/webSocket/methods.ts"
import * as requests from "../internal/webSocket/requests.ts"
import { correct } from "../internal/webSocket/spending.ts"
import { BanWindow } from "../limits/BanWindow.ts"
import { RateBudget } from "../limits/RateBudget.ts"
import type { OrderRow, TradeRow } from "../settlement/ProductViews.ts"
import * as SettlementBounds from "../settlement/SettlementBounds.ts"
import { Sightings } from "../settlement/Sightings.ts"
import * as UserDataSource from "./UserDataSource.ts"
import * as UserEvent from "./UserEvent.ts"

/**
 * A moment by two clocks, in epoch ms. Where a gap begins, both are as early as they can have been; where it ends, and where events
 * begin to come, as late.
 *
 * @category models
 * @since 0.1.0
 */
export interface Moment {
  /** By the exchange's clock. */
  readonly exchangeTime: number
  /** By the clock of this machine. */
  readonly localTime: number
}

/**
 * Why events may have been missed:
 * - `closed`: the connection ended;
 * - `silent`: it said nothing for longer than it may;
 * - `terminated`: the exchange ended the subscription, or its key or token had run out or was closed by another program;
 * - `unreadable`: a frame came that may have been an event;
 * - `overflow`: whoever listens was too slow, and the buffer is full.
 *
 * @category models
 * @since 0.1.0
 */
export type Why = "closed" | "silent" | "terminated" | "unreadable" | "overflow"

/**
 * What the stream gives. `source` is the name of the `UserDataSource`.
 *
 * @category models
 * @since 0.1.0
 */
export type Item = Data.TaggedEnum<{
  /** From now on events come: at the start, and after each gap. */
  readonly Connected: { readonly source: string; readonly at: Moment }
  /** Something has happened. `receivedAt` is in epoch ms by the clock of this machine. */
  readonly Event: { readonly source: string; readonly event: UserEvent.UserEvent; readonly receivedAt: number }
  /**
   * What happened between the two may not have come. It begins with the last moment at which the connection is proven to have lived, and
   * not when it was found to be dead.
   */
  readonly Gap: { readonly source: string; readonly from: Moment; readonly until: Moment; readonly why: Why }
}>

/**
 * A time in which events may have been missed.
 *
 * @category models
 * @since 0.1.0
 */
export type Gap = Extract<Item, { readonly _tag: "Gap" }>

/**
 * Makes items, for tests.
 *
 * And takes them apart.
 *
 * @example
 * ```ts
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 *
 * const tell = UserDataStream.Item.$match({
 *   Connected: ({ source }) => `${source} is heard`,
 *   Event: ({ event }) => event._tag,
 *   Gap: ({ until, why }) => `missed what came before ${new Date(until.exchangeTime).toISOString()}: ${why}`
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const Item = Data.taggedEnum<Item>()

/**
 * What to look for after a gap.
 *
 * @category models
 * @since 0.1.0
 */
export interface CatchUp {
  /** The symbols that may have changed. Those of orders that the stream last saw open are added. */
  readonly symbols: ReadonlyArray<string>
  /** Which kinds of orders of the source, when not all: see `UserDataSource.routes`. */
  readonly routes?: ReadonlyArray<string> | undefined
  /**
   * When to look. What was accepted in the gap may be missing from the exchange's views for a while yet (30 s on Spot, 15 s on USDⓈ-M: see
   * `SettlementBounds`). `final`, the default, waits until that is over, counted from the end of the gap. `now` does not, and its
   * `isFinal` says whether it was over anyway.
   */
  readonly when?: "final" | "now" | undefined
}

/**
 * A gap to catch up with, or any other time: without an end it is the time until now.
 *
 * @category models
 * @since 0.1.0
 */
export interface Missed {
  readonly source: string
  readonly from: { readonly exchangeTime: number }
  readonly until?: { readonly exchangeTime: number } | undefined
}

/**
 * An order as it is after a gap. `route` says which kind of order it is.
 *
 * @category models
 * @since 0.1.0
 */
export interface CaughtOrder {
  readonly route: string
  readonly symbol: string
  readonly order: OrderRow
}

/**
 * What a gap hid. Every view was paged to its end.
 *
 * @category models
 * @since 0.1.0
 */
export interface CaughtUp {
  /** Whether the look was late enough to show all that was accepted in the gap; if not, look again. */
  readonly isFinal: boolean
  /** Every order of the symbols that is open now. */
  readonly openOrders: ReadonlyArray<CaughtOrder>
  /**
   * Every other order that may have changed since the gap began: those that were placed since, those that were filled since, and those
   * that the stream had last seen open.
   */
  readonly orders: ReadonlyArray<CaughtOrder>
  /**
   * Every trade since the gap began, by symbol. What smart order routing gave is no trade: its order is among `orders`, and
   * `Spot.myAllocations` lists it.
   */
  readonly trades: ReadonlyArray<{ readonly route: string; readonly symbol: string; readonly trade: TradeRow }>
  /** The ids of orders that were filled, or were open, and could not be read now. */
  readonly unexplained: ReadonlyArray<{
    readonly route: string
    readonly symbol: string
    readonly orderId: number | string
  }>
}

/**
 * The service.
 *
 * @example
 * ```ts
 * import { Item, UserDataStream } from "effect-binance/stream/UserDataStream"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 * import * as Stream from "effect/Stream"
 *
 * // a test double
 * const at = { exchangeTime: 0, localTime: 0 }
 * const double = Layer.succeed(UserDataStream, {
 *   events: Stream.make(Item.Connected({ source: "spot", at })),
 *   catchUp: () => Effect.succeed({ isFinal: true, openOrders: [], orders: [], trades: [], unexplained: [] })
 * })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class UserDataStream extends Context.Service<
  UserDataStream,
  {
    /**
     * Never ends. Each run is a listener of its own, over the same connections, and begins with `Connected` for each source that is heard
     * at that moment. It fails with `Fatal` alone: whatever waiting can mend is waited for.
     */
    readonly events: Stream.Stream<Item, Fatal>
    /** Asks the exchange what has happened since a gap began, of whatever source it is. Fails with `Retryable` or `Fatal`. */
    readonly catchUp: (gap: Missed, options: CatchUp) => Effect.Effect<CaughtUp, Retryable | Fatal>
  }
>()("effect-binance/UserDataStream") {}

/**
 * What happens to the account. It fails with `Fatal` when the exchange refuses the key, and then a new run tries again; all else is
 * mended by itself, and told as a `Gap`.
 *
 * @example
 * ```ts
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const program = UserDataStream.events.pipe(
 *   Stream.runForEach((item) =>
 *     item._tag === "Event"
 *       ? Effect.log(item.event._tag)
 *       : item._tag === "Gap"
 *         ? Effect.forkScoped(UserDataStream.catchUp(item, { symbols: ["BTCUSDT"] }))
 *         : Effect.void
 *   ),
 *   Effect.scoped
 * )
 * ```
 *
 * @category streams
 * @since 0.1.0
 */
export const events: Stream.Stream<Item, Fatal, UserDataStream> = /* @__PURE__ */ Stream.unwrap(
  /* @__PURE__ */ UserDataStream.useSync((stream) => stream.events)
)

/**
 * Asks the exchange what a gap has hidden: the orders that are open now, those that may have changed since it began, and every fill
 * since. Fails with `Retryable` or `Fatal`.
 *
 * It waits until the views can no longer lag behind the gap, so fork it where events must not wait: see `CatchUp.when`.
 *
 * An order that was open before the program started, and was cancelled in the gap without a fill, is in none of the exchange's views of a
 * time: it is missing from `openOrders`, and that is all that shows it. Call it once at the start, too, and such an order is known.
 *
 * @example
 * ```ts
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 * import * as Effect from "effect/Effect"
 *
 * const missed = (gap: UserDataStream.Gap) =>
 *   Effect.map(UserDataStream.catchUp(gap, { symbols: ["BTCUSDT"] }), ({ orders }) =>
 *     orders.filter(({ order }) => order.status === "FILLED"))
 * ```
 *
 * @category catching up
 * @since 0.1.0
 */
export const catchUp = (gap: Missed, options: CatchUp): Effect.Effect<CaughtUp, Retryable | Fatal, UserDataStream> =>
  UserDataStream.use((stream) => stream.catchUp(gap, options))

/**
 * What can be chosen.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly sources: Arr.NonEmptyReadonlyArray<UserDataSource.UserDataSource>
  /** WebSocket addresses by the name of the source, for an exchange that has them elsewhere. A listen key is put behind its address. */
  readonly addresses?: { readonly [source: string]: string | undefined } | undefined
  /** How many items may wait for each listener; what is more is told as a gap. Default: 8192. */
  readonly buffer?: number | undefined
  /** How long DNS, TCP, TLS and the upgrade together may take. Default: 5 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
  /** How old a connection may grow before another one takes its place. Default: 23 hours; the exchange ends it after 24. */
  readonly maxAge?: Duration.Input | undefined
  /**
   * How late the exchange may tell of what has happened; no document bounds it. A gap begins as much earlier, and when one connection
   * takes the place of another the two are kept beside each other for as long. Default: 5 seconds.
   */
  readonly lag?: Duration.Input | undefined
  /**
   * How often the other side is asked whether it is there; three questions without any sign of life are the end. Default: 5 seconds. Each
   * costs 2 of the weight of Spot's address, and nothing on the other hosts.
   */
  readonly askEvery?: Duration.Input | undefined
  /**
   * How often a listen key is kept alive. Default: 5 minutes; it lives for 60. Another program of the account may close the key, and that
   * is noticed no sooner: what came in this time is told as a gap then.
   */
  readonly keepAliveEvery?: Duration.Input | undefined
}

const millisOf = (given: Duration.Input | undefined, otherwise: Duration.Input): number =>
  Duration.toMillis(Duration.fromInputUnsafe(given ?? otherwise))

/** How wide a moment is taken by an exchange's clock that cannot be read, in ms. */
const unknownClockMillis = 300_000

const driftPerMilli = 1e-3

// What clocks that drift cannot have come apart by; see ServerClock.
const jumpMillis = 500

/** The earliest that something has happened of which nothing had come by then; `eventTime` is when the last was made that had. */
const earliest = Effect.fnUntraced(function* (clock: HostClock, at: Instant, lagMillis: number, eventTime = 0) {
  const { exchangeTime, localTime } = yield* momentOf(clock, at, "earliest")
  return { exchangeTime: Math.max(exchangeTime, eventTime) - lagMillis, localTime: localTime - lagMillis }
})

/** What the exchange's clock last showed, and when that was here. */
interface Reading extends Instant {
  readonly time: number
  readonly errorMillis: number
}
const readings = new WeakMap<HostClock, Reading>()

/** What it last showed. Before it could be read that is presumed, and early, since a machine may be set while its clock cannot be read. */
const readingOf = Effect.fnUntraced(function* (clock: HostClock) {
  const wall = yield* Clock.currentTimeMillis
  const presumed = { monotonic: yield* Intent.monotonicMillis, wall, time: wall, errorMillis: unknownClockMillis }
  const reading: Reading = readings.get(clock) ?? presumed
  readings.set(clock, reading)
  return reading
})

const momentOf = Effect.fnUntraced(function* (
  clock: HostClock,
  at: Instant,
  bound: "earliest" | "latest"
): Effect.fn.Return<Moment> {
  const known = yield* Effect.option(
    Effect.timeout(
      Effect.catch(clock.estimate, () => clock.now),
      "5 seconds"
    )
  )
  const local = yield* Clock.currentTimeMillis
  const now = { monotonic: yield* Intent.monotonicMillis, wall: local } satisfies Instant
  const isEarliest = bound === "earliest"
  const sign = isEarliest ? -1 : 1
  // A machine that slept has one clock that stood still, one that was set has another that jumped, and nobody can say which: so take the
  // one that makes the gap longer.
  const since = (then: Instant) => {
    const sides = [at.monotonic - then.monotonic, at.wall - then.wall]
    return isEarliest ? Math.min(...sides) : Math.max(...sides)
  }
  const before = yield* readingOf(clock)
  if (known._tag === "Some") readings.set(clock, { ...now, ...known.value })
  // What cannot be read now is known by what it showed before. A machine that slept and was set may have two clocks that are wrong, and
  // then what it showed before the last of that says more: across a jump the one counts that makes the gap longer.
  const latest = readings.get(clock) ?? before
  const isJump = Math.abs(at.wall - latest.wall - (at.monotonic - latest.monotonic)) > jumpMillis
  const times = (isJump ? [latest, before] : [latest]).map((reading) => {
    const passed = since(reading)
    return reading.time + passed + sign * (reading.errorMillis + Math.abs(passed) * driftPerMilli)
  })
  const exchangeTime = isEarliest ? Math.min(...times) : Math.max(...times)
  const round = isEarliest ? Math.floor : Math.ceil
  return { exchangeTime: round(exchangeTime), localTime: round(local + since(now)) }
})

const unsupported = (msg: string) => Effect.fail(new Fatal({ reason: new Unsupported({ msg }) }))

const notEd25519 =
  "session.logon takes no key but one of Ed25519; UserDataSource.spot is opened with any other one; nothing was sent"

const probeOf = ({ _tag }: UserDataSource.Access, { apiKey }: Signer["Service"]): lines.Options["probe"] => {
  switch (_tag) {
    // source: futures docs, live subscribing: listing subscriptions; what it lists says nothing of the key
    case "ListenKey":
      return { method: "LIST_SUBSCRIPTIONS", params: undefined, shows: () => true }
    // Source: spot docs, web-socket-api: session.status. The subscription ends with the logon, and no list tells of that one; whether
    // it can outlive a key that was revoked no document says, so it is trusted no longer than the logon.
    case "Session":
      return {
        method: "session.status",
        params: "{}",
        shows: (status) => logons.isOn(status, apiKey) && get(status, "userDataStream") === true
      }
    // source: spot docs, web-socket-api: session.subscriptions
    default:
      return {
        method: "session.subscriptions",
        params: "{}",
        shows: (listed, subscriptionId) =>
          !Array.isArray(listed) || listed.some((row) => get(row, "subscriptionId") === subscriptionId)
      }
  }
}

const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<
  UserDataStream["Service"],
  never,
  Endpoint | WebSocketConstructor | BanWindow | ServerClock | Signer | BinanceClient | Scope.Scope
> {
  const endpoint = yield* Endpoint
  const construct = yield* WebSocketConstructor
  const banWindow = yield* BanWindow
  const serverClock = yield* ServerClock
  const signer = yield* Signer
  const client = yield* BinanceClient
  const attempts = yield* ConnectionAttempts
  const budget = yield* RateBudget
  const recvWindow = yield* Intent.RecvWindow
  const sightings = yield* Sightings
  const bounds = yield* SettlementBounds.Overrides
  const scope = yield* Effect.scope

  const lagMillis = millisOf(options.lag, "5 seconds")

  const consumers = new Set<Consumer<Item, Fatal>>()
  const emit = (source: string, item: Item, since: Instant) => {
    for (const consumer of consumers) consumer.push(source, item, since)
  }
  const instant = Effect.gen(function* () {
    return { monotonic: yield* Intent.monotonicMillis, wall: yield* Clock.currentTimeMillis } satisfies Instant
  })

  const addressFor = (source: UserDataSource.UserDataSource): string | undefined => {
    const chosen = options.addresses?.[source.name]
    if (chosen !== undefined) return chosen
    const { access } = source
    const http = addressOf(endpoint, access._tag === "ListenKey" ? access.family : "/api/")
    if (http === undefined) return undefined
    return access._tag === "ListenKey"
      ? (access.addresses.get(http) ?? http.replace(/^http/, "ws") + access.path)
      : methods.addressOf(methods.products.spot, http)
  }

  /** What a connection of a source is opened with. */
  const openingOf = (
    source: UserDataSource.UserDataSource,
    url: string | undefined,
    hostClock: HostClock
  ): Effect.Effect<lines.Opening, Retryable | Fatal> => {
    if (url === undefined) return unsupported(`the chosen endpoint has no stream for ${source.name}; nothing was sent`)
    const { access } = source
    const opened = { url, host: url, validMillis: Infinity, key: undefined, logon: undefined, subscribe: undefined }
    switch (access._tag) {
      case "Signature":
        return Effect.succeed({
          ...opened,
          subscribe: Effect.gen(function* () {
            yield* hostClock.now
            const { time } = yield* hostClock.estimate
            const draft = { method: "POST", path: "", parameters: {}, timestamp: time, recvWindow } as const
            const { request } = yield* Effect.orDie(requests.signed(methods.products.spot, signer, draft))
            return { method: "userDataStream.subscribe.signature", params: request.body }
          })
        })
      case "Session":
        return Effect.gen(function* () {
          if (!(yield* logons.isPossible(signer))) return yield* unsupported(notEd25519)
          return {
            ...opened,
            logon: logons.of(methods.products.spot, signer),
            subscribe: Effect.succeed({ method: "userDataStream.subscribe", params: undefined })
          }
        })
      case "ListenToken":
        return Effect.gen(function* () {
          const { expirationTime, token } = yield* access.token
          const { errorMillis, time } = yield* hostClock.now
          const params = JSON.stringify({ listenToken: Redacted.value(token) })
          return {
            ...opened,
            // another connection with another token takes over in time
            validMillis: Math.max(0, (expirationTime - time - errorMillis) * 0.9),
            subscribe: Effect.succeed({ method: "userDataStream.subscribe.listenToken", params })
          }
        }).pipe(Effect.provideService(BinanceClient, client))
      case "ListenKey":
        // Asking for a key gives the one that the account has, and keeps it alive. It is asked for instead of kept alive by PUT, for the
        // answer says whether it is still the same one, on every product.
        return Effect.gen(function* () {
          const at = yield* instant
          const { listenKey } = yield* access.start
          const value = Redacted.value(listenKey)
          return { ...opened, url: url + encodeURIComponent(value), key: { value, at } }
        }).pipe(Effect.provideService(BinanceClient, client))
    }
  }

  const start = Effect.fnUntraced(function* (source: UserDataSource.UserDataSource) {
    const { access, name } = source
    const hostClock = clockOf(serverClock, source.rules)
    yield* readingOf(hostClock)
    const url = addressFor(source)
    const openOrders = new OpenOrders()
    const isKeyed = access._tag === "ListenKey"
    // what the stream of another account shows says nothing there, nor that of another exchange
    const [views] = Object.values(source.routes)
    const exchangeAt = (at: Endpoint["Service"] | undefined) => views && at && exchangeOf(at, views.order.path)
    const here = exchangeAt(endpoint)
    const isTheirs =
      here !== undefined && sightings?.account === signer.account && exchangeAt(sightings.endpoint) === here
    const told = isTheirs ? sightings : undefined
    const state: {
      fiber: Fiber.Fiber<never, Fatal> | undefined
      /** Whether those who listen have been told that it is up; who comes later is told then. */
      isTold: boolean
      /** When an event of an unknown type last came, in ms by the monotonic clock. */
      unknownAt: number
    } = { fiber: undefined, isTold: false, unknownAt: -Infinity }
    const line: lines.Line = yield* lines.make({
      info: new OperationInfo({
        name: `${source.rules.name}.userDataStream`,
        kind: "read",
        symbol: undefined,
        clientOrderId: undefined
      }),
      rules: source.rules,
      hostClock,
      banWindow,
      origin: { method: "GET", path: isKeyed ? access.family : "/api/" },
      // what the constructor takes besides is not ours
      construct: (address): ReturnType<lines.Options["construct"]> => construct(address),
      attempts,
      open: openingOf(source, url, hostClock),
      probe: probeOf(access, signer),
      probeMillis: millisOf(options.askEvery, "5 seconds"),
      pingMillis: source.pingMillis,
      connectTimeoutMillis: millisOf(options.connectTimeout, "5 seconds"),
      maxAgeMillis: millisOf(options.maxAge, "23 hours"),
      overlapMillis: lagMillis,
      keepAliveMillis: isKeyed ? millisOf(options.keepAliveEvery, "5 minutes") : undefined,
      onEvent: (json, receivedAt) => {
        const event = UserEvent.decode(source.product, json)
        for (const sighting of UserEvent.sightingsOf(event)) {
          openOrders.saw(sighting)
          told?.saw({ ...sighting, product: name })
        }
        emit(name, Item.Event({ source: name, event, receivedAt: receivedAt.wall }), line.coveredUntil() ?? receivedAt)
        if (event._tag !== "UnknownEvent") return true
        if (event.problem !== undefined) return false
        // nothing is missing, but it may be a new way of telling of orders: silence from before it means nothing any more
        state.unknownAt = receivedAt.monotonic
        if (told?.coverage(name) !== undefined) {
          told.down(name)
          told.up(name, receivedAt.monotonic)
        }
        return true
      },
      onConnected: Effect.fnUntraced(function* (at) {
        const moment = yield* momentOf(hostClock, at, "latest")
        state.isTold = true
        emit(name, Item.Connected({ source: name, at: moment }), at)
      }),
      onBlind: Effect.fnUntraced(function* ({ from, fromEventTime, until, why }) {
        if (why !== "unreadable") state.isTold = false
        const gap = Item.Gap({
          source: name,
          from: yield* earliest(hostClock, from, lagMillis, fromEventTime),
          until: yield* momentOf(hostClock, until, "latest"),
          why
        })
        yield* Effect.logInfo(`the user data stream of ${name} was blind: ${why}`)
        emit(name, gap, from)
      }),
      // it may have been up before such an event came over it
      onUp: (at) => told?.up(name, Math.max(at.monotonic, state.unknownAt)),
      onAlive: (until) => told?.alive(name, until.monotonic),
      onDown: () => told?.down(name),
      // the hosts of keys count no weight
      onAnswer: (reply) => (isKeyed ? Effect.void : correct(budget, methods.products.spot, reply))
    })
    const ensureRunning = Effect.suspend(() => {
      if (state.fiber !== undefined && state.fiber.pollUnsafe() === undefined) return Effect.void
      state.isTold = false
      // a defect too: whoever listens must not go on to take silence for good news
      const running = Effect.tapCause(line.run, (cause) =>
        Effect.sync(() => {
          for (const consumer of consumers) consumer.fail(cause)
        })
      )
      return Effect.map(Effect.forkIn(running, scope), (fiber) => {
        state.fiber = fiber
      })
    })
    return { source, hostClock, line, openOrders, state, ensureRunning }
  })

  const started = yield* Effect.forEach(options.sources, start)
  const byName = new Map(started.map((one) => [one.source.name, one]))
  yield* Effect.forEach(started, (one) => one.ensureRunning, { discard: true })
  // so that the first order of a program finds its stream up
  yield* Effect.timeoutOption(
    Effect.forEach(started, ({ line }) => line.attempted, { concurrency: "unbounded", discard: true }),
    millisOf(options.connectTimeout, "5 seconds")
  )

  const capacity = Math.max(1, options.buffer ?? 8192)
  // of each kind of order its own: the slowest counts
  const visibilityOf = ({ routes }: UserDataSource.UserDataSource) =>
    Math.max(
      0,
      ...Object.values(routes).map(({ order }) => SettlementBounds.of(bounds, order.product).visibilityMillis)
    )

  const listen = Effect.gen(function* () {
    const consumer = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const made = new Consumer<Item, Fatal>(capacity)
        consumers.add(made)
        return made
      }),
      (made) => Effect.sync(() => consumers.delete(made))
    )
    yield* Effect.forEach(started, (one) => one.ensureRunning, { discard: true })
    const joined = yield* instant
    const already = yield* Effect.forEach(
      started.filter(({ line, state }) => state.isTold && line.isUp()),
      ({ hostClock, source }) =>
        Effect.map(momentOf(hostClock, joined, "latest"), (at): Item => Item.Connected({ source: source.name, at }))
    )
    const lost = Effect.fnUntraced(function* (since: ReadonlyMap<string, Instant>) {
      const until = yield* instant
      return yield* Effect.forEach(since, ([name, from]) => {
        const clock = byName.get(name)?.hostClock ?? serverClock
        return Effect.map(
          Effect.all([earliest(clock, from, lagMillis), momentOf(clock, until, "latest")]),
          ([from, until]): Item => Item.Gap({ source: name, from, until, why: "overflow" })
        )
      })
    })
    const next = Effect.flatMap(consumer.take, (taken): Effect.Effect<ReadonlyArray<Item>> =>
      taken._tag === "Items" ? Effect.succeed(taken.items) : lost(taken.since)
    )
    return Stream.concat(Stream.fromIterable(already), Stream.flattenIterable(Stream.fromEffectRepeat(next)))
  })

  return UserDataStream.of({
    events: Stream.unwrap(listen),
    catchUp: (gap, wanted) => {
      const one = byName.get(gap.source)
      if (one === undefined) return unsupported(`there is no stream of ${gap.source} to catch up with`)
      return withSpan(
        catchingUp.catchUp({
          client,
          source: one.source,
          hostClock: one.hostClock,
          visibilityMillis: visibilityOf(one.source),
          known: one.openOrders,
          missed: gap,
          wanted
        }),
        "effect-binance.catchUp",
        { attributes: { "binance.product": one.source.rules.name } }
      )
    }
  })
})

/**
 * The stream, with options.
 *
 * @example
 * ```ts
 * import * as UserDataSource from "effect-binance/stream/UserDataSource"
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 *
 * const stream = UserDataStream.layerWith({ sources: [UserDataSource.spot], buffer: 100_000 })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerWith = (
  options: Options
): Layer.Layer<
  UserDataStream,
  never,
  Endpoint | WebSocketConstructor | BanWindow | ServerClock | Signer | BinanceClient
> => Layer.fresh(Layer.effect(UserDataStream, make(options)))

/**
 * The stream of one or more sources, each over connections of its own.
 *
 * - **Blind spots are told.** A connection that ends, falls silent, or whose subscription or key ends is replaced, and what may have
 *   been missed is a `Gap`. Its bounds are cautious: from the last question that was answered.
 * - **A change of connections is no gap.** Before 24 hours are over, and when the exchange announces its end, the new connection is up
 *   before the old one is let go, and what both show is given once.
 * - A slow listener loses no gap: what does not fit into its buffer is told as one.
 * - It connects when it is built, by the same count of attempts and the same window as `WebSocketApi`, and pauses between failures. The
 *   layer is built when the first attempt has ended.
 * - With `Sightings` below it, settlements see what it sees. Provide the same to the client.
 *
 * @example
 * ```ts
 * import * as BinanceClient from "effect-binance/client/BinanceClient"
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as FetchTransport from "effect-binance/client/FetchTransport"
 * import * as ServerClock from "effect-binance/client/ServerClock"
 * import { BanWindow } from "effect-binance/limits/BanWindow"
 * import * as UserDataSource from "effect-binance/stream/UserDataSource"
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 * import * as Layer from "effect/Layer"
 * import * as Socket from "effect/socket/Socket"
 *
 * // what is left to provide is a Signer
 * const stream = UserDataStream.layer(UserDataSource.spot, UserDataSource.usdm).pipe(
 *   Layer.provideMerge(BinanceClient.layer),
 *   Layer.provideMerge(ServerClock.layer),
 *   Layer.provide(FetchTransport.layer),
 *   Layer.provide([Endpoint.layerTestnet, Socket.layerWebSocketConstructorGlobal]),
 *   Layer.provideMerge(BanWindow.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  ...sources: Arr.NonEmptyReadonlyArray<UserDataSource.UserDataSource>
): Layer.Layer<
  UserDataStream,
  never,
  Endpoint | WebSocketConstructor | BanWindow | ServerClock | Signer | BinanceClient
> => layerWith({ sources })
