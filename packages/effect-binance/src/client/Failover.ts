/**
 * Several routes to one exchange, such as the WebSocket API and HTTP, or its hosts: what cannot leave on one leaves on the next, and no
 * attempt of a write ever leaves on two.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Tracer from "effect/Tracer"
import { get, parseJson } from "../internal/json.ts"
import { CallTimeout } from "./CallTimeout.ts"
import { addressOf, Endpoint, exchangeOf, type Family, type Hosts } from "./Endpoint.ts"
import { monotonicMillisOf } from "./Intent.ts"
import * as Signer from "./Signer.ts"
import {
  noReply,
  outOfTime,
  type Reply,
  send as sendOver,
  tooMany,
  Transport,
  unaddressed,
  type WireRequest,
  withdrawn
} from "./Transport.ts"

/**
 * What can be chosen.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** How long a route rests when it has failed; each time again it is twice as long. Default: 1 second. */
  readonly rest?: Duration.Input | undefined
  /** The longest that it rests. Default: 1 minute. */
  readonly longestRest?: Duration.Input | undefined
  /**
   * How many requests in a row may be lost on a route before it rests. Default: 3. A request that could not connect rests it at once, and
   * so does one that had no answer in ten seconds or more.
   */
  readonly losses?: number | undefined
}

/** What a reply says about the route that it came by. */
type Sign =
  /** It carries requests. */
  | "works"
  /** Nothing. */
  | "nothing"
  /** This request is none for this route; not one byte of it left. */
  | "elsewhere"
  /** It does not take requests; not one byte of this one left. */
  | "closed"
  /** A request was lost on it. */
  | "lost"
  /** It is silent. */
  | "silent"

// An answer of the exchange itself has a code; what has none was made by what stands before it.
const isFromEdge = ({ body, complete, status }: Reply & { readonly _tag: "HttpReply" }): boolean => {
  if (!complete) return true
  if (status < 500) return false
  const parsed = parseJson(body)
  return parsed === undefined || get(parsed, "code") === undefined
}

// The exchange answers within ten seconds, or says that it could not (spot docs, rest-api: general API information): who was given less
// time has not shown to be silent.
const answerMillis = 10_000

const signOf = (reply: Reply, givenMillis: number): Sign => {
  if (reply._tag === "HttpReply") return isFromEdge(reply) ? "lost" : "works"
  if (reply.phase !== "connect") return reply.timeout && givenMillis >= answerMillis ? "silent" : "lost"
  switch (reply.code) {
    case unaddressed:
      return "elsewhere"
    // no fault of the route: it was we who held it back
    case withdrawn:
    case tooMany:
      return "nothing"
    default:
      return "closed"
  }
}

const whyOf = (reply: Reply): string =>
  reply._tag === "HttpReply" ? `HTTP ${reply.status}` : (reply.code ?? "no reply")

// A read that looks whether a route is back may not wait for it as long as a call may
const probeMillis = 1000
// A program that never reads has to find back too: a write whose connection is refused has not left
const writesProbeAfterMillis = 60_000
// One that fails again sooner has not been back
const shortLivedMillis = 10_000

interface Settings {
  readonly restMillis: number
  readonly longestRestMillis: number
  readonly losses: number
}

/** How one route does for the hosts of one family of paths. */
class Health {
  /** In ms by the monotonic clock; `undefined` while it works. */
  restsUntil: number | undefined
  isProbed = false
  #backSince = -Infinity
  #rests = 0
  #losses = 0

  /** Whether it had been resting. */
  works(now: number): boolean {
    this.#losses = 0
    if (this.restsUntil === undefined) return false
    this.restsUntil = undefined
    this.#backSince = now
    return true
  }

  /** For how many ms it rests from now on, when that has just been decided. */
  fails(sign: Sign, now: number, settings: Settings): number | undefined {
    // many fail together: that is one failure
    if (this.restsUntil !== undefined && now < this.restsUntil) return undefined
    const isBack = this.restsUntil === undefined
    if (isBack && sign === "lost" && ++this.#losses < settings.losses) return undefined
    this.#rests = !isBack || now - this.#backSince < shortLivedMillis ? this.#rests + 1 : 1
    const millis = Math.min(settings.longestRestMillis, settings.restMillis * 2 ** (this.#rests - 1))
    this.restsUntil = now + millis
    this.#losses = 0
    return millis
  }
}

interface Asked {
  readonly method: WireRequest["method"] | undefined
  readonly path: string
  /** Whether it may find out if a route is back: what is signed is known by its method only. */
  readonly looks: boolean
}

const askedOf = (method: Asked["method"], path: string): Asked => ({ method, path, looks: method === "GET" })

// the hosts of /api/ serve /sapi/
const familyOf = (path: string) => {
  const first = path.split("/", 2)[1] ?? ""
  return first === "sapi" ? "api" : first
}

class Route {
  readonly name: string
  readonly transport: Transport["Service"]
  readonly #health = new Map<string, Health>()

  constructor(name: string, transport: Transport["Service"]) {
    this.name = name
    this.transport = transport
  }

  healthOf(path: string): Health {
    const family = familyOf(path)
    const known = this.#health.get(family) ?? new Health()
    this.#health.set(family, known)
    return known
  }

  reaches(path: string, method?: WireRequest["method"]): boolean {
    return this.transport.reaches?.(path, method) !== false
  }

  isReadyFor({ method, path }: Asked): boolean {
    return this.transport.isReady?.(path, method) !== false
  }

  /** Whether this request would be the one that finds out if a route that has rested is back. */
  isProbe({ looks, path }: Asked, now: number): boolean {
    const { isProbed, restsUntil } = this.healthOf(path)
    return restsUntil !== undefined && !isProbed && now >= restsUntil + (looks ? 0 : writesProbeAfterMillis)
  }

  takes(asked: Asked, now: number): boolean {
    if (!this.reaches(asked.path, asked.method) || !this.isReadyFor(asked)) return false
    const { restsUntil } = this.healthOf(asked.path)
    return (
      restsUntil === undefined ||
      // one that knows by itself whether it is connected needs nobody to look
      (this.transport.isReady !== undefined ? now >= restsUntil : this.isProbe(asked, now))
    )
  }
}

/** What is known of a request that was made for a route. */
interface Made {
  readonly route: Route
  /** Until when it can be made once more with the same timestamp, in ms by the monotonic clock. */
  readonly freshUntil: number
  readonly again: (route: Route) => Effect.Effect<WireRequest>
}

const make = (routes: ReadonlyArray<Route>, settings: Settings): Transport["Service"] => {
  // of its own, for one of these may be a route of another
  const key = Symbol("route")
  type Marked = WireRequest & { readonly [key]?: Made }

  const take = (asked: Asked, now: number, tried?: ReadonlySet<Route>): Route | undefined =>
    routes.find((route) => tried?.has(route) !== true && route.takes(asked, now))

  /** Where a request goes. When no route takes one, it is tried on the one that rests no longer than the others. */
  const choose = (asked: Asked, now: number): Route | undefined => {
    const lateness = (route: Route) =>
      !route.isReadyFor(asked) ? Infinity : (route.healthOf(asked.path).restsUntil ?? 0)
    return (
      take(asked, now) ??
      routes.filter((route) => route.reaches(asked.path, asked.method)).toSorted((a, b) => lateness(a) - lateness(b))[0]
    )
  }

  const made = <R extends WireRequest>(request: R, mark: Made): R => Object.assign({}, request, { [key]: mark })

  const sendOn = (route: Route, request: WireRequest): Effect.Effect<Reply> =>
    Effect.withFiber((fiber) => {
      const span = Context.getOrUndefined(fiber.context as Context.Context<Tracer.ParentSpan>, Tracer.ParentSpan) // there may be one
      if (span?._tag === "Span") span.attribute("binance.route", route.name)
      return sendOver(route.transport, request)
    })

  const learn = (route: Route, path: string, sign: Sign, reply: Reply, now: number): Effect.Effect<void> => {
    const health = route.healthOf(path)
    switch (sign) {
      case "nothing":
      case "elsewhere":
        return Effect.void
      case "works":
        return health.works(now)
          ? Effect.logInfo(`the route ${route.name} is back for /${familyOf(path)}/`)
          : Effect.void
    }
    const millis = health.fails(sign, now, settings)
    return millis === undefined
      ? Effect.void
      : Effect.logWarning(
          `the route ${route.name} is down for /${familyOf(path)}/, and rests for ${millis} ms: ${whyOf(reply)}`
        )
  }

  const send = Effect.fnUntraced(function* (request: Marked): Effect.fn.Return<Reply> {
    const clock = yield* Clock.Clock
    const endsAt = monotonicMillisOf(clock) + Duration.toMillis(yield* CallTimeout)
    const { isRead = false, mayLeave, method, path, [key]: mark } = request
    const asked = askedOf(method, path)
    const tried = new Set<Route>()
    let route = mark?.route ?? choose(asked, monotonicMillisOf(clock))
    let wire: WireRequest = request
    if (route === undefined) return noReply("connect", unaddressed)
    while (true) {
      tried.add(route)
      const now = monotonicMillisOf(clock)
      let sign: Sign = "closed"
      let reply: Reply = noReply("connect", "NOT_CONNECTED")
      // it may have gone down while the request was signed
      if (route.takes(asked, now) || take(asked, now, tried) === undefined) {
        const health = route.healthOf(path)
        const isProbe = route.isProbe(asked, now)
        const patience = Math.min(
          endsAt - now,
          isProbe && isRead && take(asked, now, tried) !== undefined ? probeMillis : Infinity
        )
        if (isProbe) health.isProbed = true
        const whole = sendOn(route, wire)
        // the first one has all of it
        const sent =
          wire === request && tried.size === 1
            ? whole
            : Effect.provideService(whole, CallTimeout, Duration.millis(endsAt - now))
        const inTime =
          patience < endsAt - now
            ? Effect.timeoutOrElse(sent, { duration: patience, orElse: () => Effect.succeed(outOfTime) })
            : sent
        reply = yield* isProbe
          ? Effect.ensuring(
              inTime,
              Effect.sync(() => {
                health.isProbed = false
              })
            )
          : inTime
        sign = signOf(reply, endsAt - now)
        yield* learn(route, path, sign, reply, monotonicMillisOf(clock))
      }
      if (sign === "works" || sign === "nothing") return reply
      const later = monotonicMillisOf(clock)
      const next = take(asked, later, tried)
      if (next === undefined) return reply
      const isUnsent = sign === "closed"
      // back to the client, which signs another attempt for another route
      const another = isUnsent && mark !== undefined ? noReply("connect", withdrawn) : reply
      // what may have left is never sent twice, unless it changes nothing
      if (!isRead) return another
      if (mayLeave?.() === false) return noReply("connect", withdrawn)
      if (later >= endsAt || (mark !== undefined && later > mark.freshUntil)) return another
      if (mark !== undefined) wire = { ...(yield* mark.again(next)), mayLeave, isRead }
      route = next
    }
  })

  return Transport.of({
    keepsCallTimeout: true,
    endpoint: routes[0]?.transport.endpoint,
    reaches: (path, method) => routes.some((route) => route.reaches(path, method)),
    isReady: (path, method) =>
      routes.some((route) => route.reaches(path, method) && route.isReadyFor(askedOf(method, path))),
    ready: routes.every(({ transport }) => transport.ready === undefined)
      ? undefined
      : (path, method, deadline) =>
          Effect.suspend(() => {
            const asked = askedOf(method, path)
            const reaching = routes.filter((route) => route.reaches(path, method))
            const waits = reaching.flatMap(({ transport }) => transport.ready?.(path, method, deadline) ?? [])
            // nobody waits for the route that is preferred while another one is ready
            return waits.length === 0 || reaching.some((route) => route.isReadyFor(asked))
              ? Effect.void
              : Effect.raceAll(waits)
          }),
    // which route it takes is not known yet, and a resend may take another: the longest
    boundsOf: (operation, bounds) =>
      routes
        .filter((route) => route.reaches(operation.path, operation.method))
        .map(({ transport }) => transport.boundsOf?.(operation, bounds) ?? bounds)
        .reduce((longest, one) => (one.graceMillis > longest.graceMillis ? one : longest), bounds),
    signedRequest: (signer, draft) =>
      Effect.withFiber((fiber) => {
        const { method, path, recvWindow } = draft
        const now = monotonicMillisOf(fiber.getRef(Clock.Clock))
        const route = choose(askedOf(method, path), now)
        const sign = (on: Route | undefined) => (on?.transport.signedRequest ?? Signer.signedRequest)(signer, draft)
        return route === undefined
          ? sign(route)
          : Effect.map(sign(route), (signed) => ({
              ...signed,
              request: made(signed.request, {
                route,
                // a signature that has waited for half its time would be too old when it arrives
                freshUntil: now + recvWindow / 2,
                again: (on) => Effect.orDie(Effect.map(sign(on), ({ request }) => request))
              })
            }))
      }),
    unsignedRequest: (draft) =>
      Effect.withFiber((fiber) => {
        const { method, path } = draft
        const now = monotonicMillisOf(fiber.getRef(Clock.Clock))
        const route = choose(askedOf(method, path), now)
        const write = (on: Route | undefined) => (on?.transport.unsignedRequest ?? Signer.unsignedRequest)(draft)
        return route === undefined
          ? write(route)
          : Effect.map(write(route), (request) =>
              made(request, { route, freshUntil: Infinity, again: (on) => Effect.orDie(write(on)) })
            )
      }),
    send
  })
}

const families = ["api", "fapi", "dapi", "eapi", "papi"] as const

/** Layers of routes, by the names that logs and spans call them. */
type Routes = Readonly<Record<string, Layer.Layer<Transport, unknown, unknown>>>

/**
 * A transport over several, in the order in which they are preferred.
 *
 * - **No write goes twice.** An attempt is signed for one route and sent on that one. When provably not a byte of it left, the client signs
 *   another attempt, for the next route. What may have left is a doubt, which is settled first; only the resend that a settlement
 *   allows goes on, over whichever route is up, with the same client order id.
 * - **Reads move on at once**, also when they may have left, and so do the questions of a settlement: the doubt that a dead socket left
 *   behind is asked about over HTTP.
 * - **A route that failed rests**, longer each time. Then one read finds out whether it is back, for a second at most; when nobody reads,
 *   after a minute a write does. One that knows by itself whether it is connected, as the WebSocket API does, is back when it is and has
 *   rested. The hosts of each product rest for themselves.
 * - **Nobody waits for a route while another one is ready.** When none is, a call waits, before it is signed, for the first that is, as long
 *   as each of them lets it.
 * - **No way round a ban.** A limit or a ban is an answer, not a failure: it closes the one window of the client, for all routes.
 *
 * The routes have to lead to one exchange and one account; it is a defect when their endpoints say otherwise. Their names are in the span of each call, as `binance.route`: of several attempts
 * the last. A read that moved is reserved once; the next reply tells the budget what was spent.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as Failover from "effect-binance/client/Failover"
 * import * as FetchTransport from "effect-binance/client/FetchTransport"
 * import * as WebSocketApi from "effect-binance/client/WebSocketApi"
 * import { BanWindow } from "effect-binance/limits/BanWindow"
 * import * as Layer from "effect/Layer"
 * import * as Socket from "effect/socket/Socket"
 *
 * const transport = Failover.layer({ webSocket: WebSocketApi.layer, http: FetchTransport.layer }).pipe(
 *   Layer.provide([Endpoint.layerTestnet, Socket.layerWebSocketConstructorGlobal]),
 *   // the one of the client
 *   Layer.provideMerge(BanWindow.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = <const R extends Routes>(
  routes: R,
  options: Options = {}
): Layer.Layer<Transport, Layer.Error<R[keyof R]>, Layer.Services<R[keyof R]>> =>
  over(routes, options, (made) => {
    for (const family of [...families, "sapi"]) {
      const exchanges = new Map(
        made.flatMap(({ name, transport: { endpoint } }) => {
          const exchange = endpoint === undefined ? undefined : exchangeOf(endpoint, `/${family}/`)
          return exchange === undefined ? [] : [[exchange, name]]
        })
      )
      // an order that was sent to one would be looked for at the other, and not found
      if (exchanges.size > 1) {
        const each = Array.from(exchanges, ([exchange, name]) => `${name} to ${exchange}`)
        return `The routes lead to different exchanges: ${each.join(", ")}`
      }
    }
    return undefined
  })

const over = <const R extends Routes>(
  routes: R,
  options: Options,
  problemOf: (made: ReadonlyArray<Route>) => string | undefined
): Layer.Layer<Transport, Layer.Error<R[keyof R]>, Layer.Services<R[keyof R]>> =>
  Layer.fresh(
    Layer.effect(
      Transport,
      Effect.gen(function* () {
        const made = yield* Effect.forEach(
          // what a record holds under its keys is one of its values
          Object.entries(routes) as ReadonlyArray<[name: string, RouteOf<R>]>,
          ([name, route]) =>
            Effect.map(Layer.build(route), (context) => new Route(name, Context.get(context, Transport))),
          { concurrency: "unbounded" }
        )
        const problem = problemOf(made)
        if (problem !== undefined) return yield* Effect.die(new Error(problem))
        return make(made, {
          restMillis: Duration.toMillis(options.rest ?? "1 second"),
          longestRestMillis: Duration.toMillis(options.longestRest ?? "1 minute"),
          losses: Math.max(1, options.losses ?? 3)
        })
      })
    )
  )

type RouteOf<R extends Routes> = Layer.Layer<Transport, Layer.Error<R[keyof R]>, Layer.Services<R[keyof R]>>

/**
 * What can be chosen for hosts.
 *
 * @category models
 * @since 0.1.0
 */
export interface HostOptions extends Options {
  /**
   * Further addresses of the exchange, in the order in which they are preferred; those of `api` serve `sapi` too. Default: the ones that
   * the exchange documents.
   */
  readonly alternatives?: { readonly [F in Exclude<Family, "sapi">]?: ReadonlyArray<string> | undefined } | undefined
}

/** By the address of HTTP. Sources: spot docs, rest-api: general API information; testnet: general info. The other products have none. */
const documented: ReadonlyMap<string, ReadonlyArray<string>> = /* @__PURE__ */ new Map([
  [
    "https://api.binance.com",
    [
      "https://api-gcp.binance.com",
      // said to be faster, and less stable
      "https://api1.binance.com",
      "https://api2.binance.com",
      "https://api3.binance.com",
      "https://api4.binance.com"
    ]
  ],
  ["https://testnet.binance.vision", ["https://api1.testnet.binance.vision"]]
])

const hostsOf = (endpoint: Endpoint["Service"], { alternatives = {} }: HostOptions): ReadonlyArray<Hosts> => {
  const further = families.map((family) => {
    const address = addressOf(endpoint, `/${family}/`)
    return alternatives[family] ?? (address === undefined ? [] : (documented.get(address) ?? []))
  })
  return Array.from({ length: Math.max(...further.map(({ length }) => length)) }, (_, i) => {
    const hosts: { [F in Family]?: string } = {}
    for (const [f, family] of families.entries()) {
      const address = further[f]?.[i]?.replace(/\/+$/, "")
      if (address === undefined) continue
      hosts[family] = address
      // an exchange that has none on its first host has none on the others
      if (family === "api" && addressOf(endpoint, "/sapi/") !== undefined) hosts.sapi = address
    }
    return hosts
  })
}

/**
 * A transport of HTTP over all hosts of the exchange: those of the `Endpoint` first. Only Spot, margin and the wallet have several. The
 * rules are those of `layer`, and each host is a route under its own name.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as Failover from "effect-binance/client/Failover"
 * import * as FetchTransport from "effect-binance/client/FetchTransport"
 * import * as Layer from "effect/Layer"
 *
 * // api.binance.com, then api-gcp, then api1 to api4
 * const transport = Failover.layerHosts(FetchTransport.layer).pipe(Layer.provide(Endpoint.layerProduction))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerHosts = <E, R>(
  transport: Layer.Layer<Transport, E, R>,
  options: HostOptions = {}
): Layer.Layer<Transport, E, Exclude<R, Endpoint> | Endpoint> =>
  Layer.unwrap(
    Effect.map(Endpoint, (endpoint) => {
      const others = hostsOf(endpoint, options).flatMap((hosts) => {
        const [baseUrl] = Object.values(hosts)
        return baseUrl === undefined ? [] : [{ name: endpoint.name, baseUrl, hosts }]
      })
      // these lead to one exchange whatever they are called
      return over(
        Object.fromEntries(
          [endpoint, ...others].map((one) => [
            URL.parse(one.baseUrl)?.host ?? one.baseUrl,
            Layer.provide(transport, Layer.succeed(Endpoint, one))
          ])
        ),
        options,
        () => undefined
      )
    })
  )
