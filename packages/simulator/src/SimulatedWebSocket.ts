/**
 * The exchange's WebSocket API and user data streams in the same process: a `WebSocketConstructor` without a socket, deterministic under `TestClock`.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { WebSocketConstructor } from "effect/socket/Socket"
import type { Exchange } from "./Exchange.ts"
import type { SocketFault } from "./Fault.ts"
import * as FaultPlan from "./FaultPlan.ts"
import { SocketEnd } from "./internal/socketEnd.ts"
import * as SocketFace from "./internal/socketFace.ts"
import * as Seeded from "./Seeded.ts"
import type { SessionEvent } from "./Session.ts"
import type { WebSocketOptions } from "./SimulatedServer.ts"

/**
 * What becomes of an attempt to connect before the exchange sees it: it goes on, it is refused, or nothing ever comes back.
 *
 * @category models
 * @since 0.1.0
 */
export type Attempt = "arrives" | "refused" | "silence"

/**
 * How the way to the exchange is, and how connections live.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options extends WebSocketOptions {
  /** Which request meets which fault; none when left out. A fault that ends a connection ends it for every request on it. */
  readonly plan?: FaultPlan.FaultPlan | undefined
  /** What befalls an event of the user data stream, beside what befalls the request that it tells of. */
  readonly eventFault?: ((event: SessionEvent) => SocketFault | undefined) | undefined
  /** How long each way takes, in whole ms, at least 1; 5 to 25 when left out. Over one connection nothing overtakes. */
  readonly latencyMillis?: { readonly minimum: number; readonly maximum: number } | undefined
  /** Decides the latencies; the exchange's own seed when left out. */
  readonly seed?: number | string | undefined
  /** The address that connections come from: limits and bans are kept for each. */
  readonly address?: string | undefined
  /** The local time in epoch ms, where somebody sets the wall clock that the `Clock` shows; by the `Clock` when left out. */
  readonly now?: (() => number) | undefined
  /** Whether a socket tells what its upgrade was refused with, as `TellingSocket` of `WebSocketApi`; it does not when left out. */
  readonly tellsRefusals?: boolean | undefined
  /** What becomes of the so-many-th attempt to connect, from 1; all arrive when left out. */
  readonly attempt?: ((index: number) => Attempt) | undefined
}

/**
 * The connections of one client to the exchange, and what can be done to them.
 *
 * @category services
 * @since 0.1.0
 */
export class SimulatedWebSocket extends Context.Service<
  SimulatedWebSocket,
  {
    /** Makes connections. The host of the address does not matter, its path does. */
    readonly construct: WebSocketConstructor["Service"]
    /** How many connections the exchange has open. */
    readonly connections: Effect.Effect<number>
    /** Ends every connection and refuses new ones, until `acceptConnections`. */
    readonly refuseConnections: Effect.Effect<void>
    readonly acceptConnections: Effect.Effect<void>
    /** Sends the `serverShutdown` event on every connection of the WebSocket API, and closes none. */
    readonly announceShutdown: Effect.Effect<void>
    /** Closes every connection in good order, as after 24 hours. */
    readonly closeWebSockets: Effect.Effect<void>
    /** Ends every connection without a word. */
    readonly cutWebSockets: Effect.Effect<void>
  }
>()("@effect-binance/simulator/SimulatedWebSocket") {}

/**
 * Makes the connections' other end, which lives as long as the scope, by the `Clock` that it is made under. What has left arrives, and
 * does what it does, even when its client has closed the connection by then.
 *
 * @example
 * ```ts
 * import { Exchange } from "@effect-binance/simulator/Exchange"
 * import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
 * import * as Effect from "effect/Effect"
 *
 * const shutdown = Effect.flatMap(SimulatedWebSocket.make(new Exchange()), (sockets) => sockets.announceShutdown)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  exchange: Exchange,
  options: Options = {}
): Effect.fn.Return<SimulatedWebSocket["Service"], never, Scope.Scope> {
  const clock = yield* Clock.Clock
  const fork = yield* FiberSet.makeRuntime<never>()
  const random = Seeded.make(`sockets ${options.seed ?? exchange.config.seed}`)
  const { maximum, minimum } = options.latencyMillis ?? { minimum: 5, maximum: 25 }
  const plan = options.plan ?? FaultPlan.none
  const now = options.now ?? (() => clock.currentTimeMillisUnsafe())
  const { eventFault } = options
  const face = SocketFace.make({ exchange, plan, eventFault, now, fork, lifetime: options })
  yield* Effect.addFinalizer(() => Effect.sync(face.stop))
  let attempts = 0
  let isRefusing = false
  return {
    construct: (url) =>
      new SocketEnd({
        url: new URL(url),
        address: options.address,
        attempt: () => (isRefusing ? "refused" : (options.attempt?.(++attempts) ?? "arrives")),
        latency: () => Math.max(1, random.integer(minimum, maximum)),
        tellsRefusals: options.tellsRefusals === true,
        face,
        now,
        after: (millis, run) => void fork(Effect.andThen(Effect.sleep(millis), Effect.sync(run)))
      }),
    connections: Effect.sync(face.connections),
    refuseConnections: Effect.sync(() => {
      isRefusing = true
      face.terminateAll()
    }),
    acceptConnections: Effect.sync(() => {
      isRefusing = false
    }),
    announceShutdown: Effect.sync(face.announceShutdown),
    closeWebSockets: Effect.sync(face.closeAll),
    cutWebSockets: Effect.sync(face.terminateAll)
  }
})

/**
 * The connections as a layer: what `WebSocketApi` and the user data stream need to reach this exchange.
 *
 * @example
 * ```ts
 * import { Exchange } from "@effect-binance/simulator/Exchange"
 * import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as WebSocketApi from "effect-binance/client/WebSocketApi"
 * import { BanWindow } from "effect-binance/limits/BanWindow"
 * import * as Layer from "effect/Layer"
 *
 * const transport = WebSocketApi.layer.pipe(
 *   Layer.provide(SimulatedWebSocket.layer(new Exchange({ seed: 7 }))),
 *   Layer.provide(Endpoint.layerSimulator("http://simulated")),
 *   Layer.provideMerge(BanWindow.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  exchange: Exchange,
  options: Options = {}
): Layer.Layer<SimulatedWebSocket | WebSocketConstructor> =>
  Layer.effectContext(
    Effect.map(make(exchange, options), (service) =>
      Context.make(SimulatedWebSocket, service).pipe(Context.add(WebSocketConstructor, service.construct))
    )
  )
