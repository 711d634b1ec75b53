/**
 * The exchange as a `Transport` in the same process: no socket, no real time, thousands of calls a second under `TestClock`.
 *
 * @since 0.1.0
 */
import { Endpoint } from "effect-binance/client/Endpoint"
import type { Reply, WireRequest } from "effect-binance/client/Transport"
import { Transport } from "effect-binance/client/Transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { Exchange, Ticket } from "./Exchange.ts"
import * as FaultPlan from "./FaultPlan.ts"
import * as Seeded from "./Seeded.ts"

/**
 * How the way to the exchange is.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Which request meets which fault; none when left out. */
  readonly plan?: FaultPlan.FaultPlan | undefined
  /** How long each way takes, in whole ms; 5 to 25 when left out. */
  readonly latencyMillis?: { readonly minimum: number; readonly maximum: number } | undefined
  /** Decides the latencies; the exchange's own seed when left out. */
  readonly seed?: number | string | undefined
  /** The address that this transport sends from: limits and bans are kept for each. */
  readonly address?: string | undefined
}

const answer = (ticket: Ticket): Reply => {
  switch (ticket.ending) {
    case "not-connected":
      return { _tag: "NoReply", phase: "connect", code: ticket.code, timeout: false }
    case "reply":
      // the exchange has passed the time of its answer
      return ticket.reply!
    case "reset":
    case "close":
    case "silence":
      return { _tag: "NoReply", phase: "sent", code: ticket.code, timeout: false }
  }
}

/**
 * Makes the transport. A request that has left arrives, and does what it does, even when its caller is interrupted.
 *
 * @example
 * ```ts
 * import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
 * import * as Exchange from "@effect-binance/simulator/Exchange"
 *
 * const transport = SimulatedTransport.make(Exchange.make(), { latencyMillis: { minimum: 5, maximum: 5 } })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (exchange: Exchange, options: Options = {}): Transport["Service"] => {
  const random = Seeded.make(`transport ${options.seed ?? exchange.config.seed}`)
  const { maximum, minimum } = options.latencyMillis ?? { minimum: 5, maximum: 25 }
  const plan = options.plan ?? FaultPlan.none
  const send = Effect.fnUntraced(function* (request: WireRequest) {
    const clock = yield* Clock.Clock
    const there = random.integer(minimum, maximum)
    const back = random.integer(minimum, maximum)
    const ticket = exchange.submit(clock.currentTimeMillisUnsafe(), request, {
      travelMillis: there,
      fault: plan === FaultPlan.none ? undefined : plan.decide(FaultPlan.seen(exchange, request)),
      address: options.address
    })
    if (there > 0) yield* Effect.sleep(there)
    if (ticket.ending === "silence") return yield* Effect.never
    exchange.advance(clock.currentTimeMillisUnsafe())
    // known once the request has arrived
    const left = (ticket.answeredAt ?? clock.currentTimeMillisUnsafe()) + back - clock.currentTimeMillisUnsafe()
    // whole ms, and late rather than early: the answer has to be there when we wake
    if (left > 0) yield* Effect.sleep(Math.ceil(left))
    exchange.advance(clock.currentTimeMillisUnsafe())
    // a timer of a real clock may wake a moment early
    while (ticket.ending === "reply" && ticket.reply === undefined) {
      yield* Effect.sleep(1)
      exchange.advance(clock.currentTimeMillisUnsafe())
    }
    exchange.delivered(ticket, clock.currentTimeMillisUnsafe())
    return answer(ticket)
  })
  return { send }
}

/**
 * The transport as a layer. With an `Endpoint` below it, it stands for that exchange, which a journal and a stream tell from others.
 *
 * @example
 * ```ts
 * import * as Exchange from "@effect-binance/simulator/Exchange"
 * import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
 * import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
 *
 * const exchange = Exchange.make({ seed: 7 })
 * const layer = SimulatedTransport.layer(exchange, { plan: FaultPlan.scripted(["reply-lost"]) })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (exchange: Exchange, options: Options = {}): Layer.Layer<Transport> =>
  // suspended, so that each build starts its latencies anew
  Layer.effect(
    Transport,
    Effect.map(Effect.serviceOption(Endpoint), (endpoint) => ({
      ...make(exchange, options),
      endpoint: Option.getOrUndefined(endpoint)
    }))
  )
