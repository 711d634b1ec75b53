/**
 * Doubts the exchange's time when something else contradicts it, such as a `Date` header or the event time of a stream.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ProductRules } from "../products/ProductRules.ts"
import { spotRules } from "../products/SpotRules.ts"
import * as Intent from "./Intent.ts"
import { clockOf, type ExchangeTime, type HostClock, ServerClock } from "./ServerClock.ts"
import { Transport } from "./Transport.ts"

/**
 * What the exchange's clock must have shown when a hint arrived, in epoch ms. `atMost` is left out where the hint may have been
 * under way for any time, as the event of a stream may.
 *
 * @category models
 * @since 0.1.0
 */
export interface Hint {
  readonly atLeast: number
  readonly atMost?: number | undefined
}

// The clock of an edge that writes the `Date` header is not the one that checks the timestamp.
const slackMillis = 1000
// Whoever gave a wrong hint will give it again.
const deafMillis = 1_800_000

const contradicts = ({ errorMillis, time }: ExchangeTime, { atLeast, atMost = Infinity }: Hint) =>
  atLeast > time + errorMillis + slackMillis || atMost < time - errorMillis - slackMillis

/**
 * What a `Date` header tells, which has steps of a second; `tookMillis` is how long the request was under way, in ms. `undefined` when
 * it is no date.
 *
 * @example
 * ```ts
 * import * as ClockHints from "effect-binance/client/ClockHints"
 *
 * const hint = ClockHints.ofDate("Tue, 14 Nov 2023 22:13:20 GMT", 40)
 * // { atLeast: 1_700_000_000_000, atMost: 1_700_000_001_040 }
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const ofDate = (date: string, tookMillis: number): Hint | undefined => {
  const atLeast = Date.parse(date)
  return Number.isNaN(atLeast) ? undefined : { atLeast, atMost: atLeast + 1000 + tookMillis }
}

/**
 * Hears hints about one clock: one that contradicts the estimate has it measured again, and the hearing takes as long as that. It never
 * moves the estimate itself, and no fence opens on it. After a hint that the measurement did not bear out it hears none for half an hour.
 *
 * @example
 * ```ts
 * import * as ClockHints from "effect-binance/client/ClockHints"
 * import { ServerClock } from "effect-binance/client/ServerClock"
 * import * as Effect from "effect/Effect"
 *
 * // the event times of a stream: what arrives now cannot have happened later
 * const hearEvents = Effect.map(ServerClock, (clock) => {
 *   const hear = ClockHints.make(clock)
 *   return (event: { readonly E: number }) => hear({ atLeast: event.E })
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (clock: HostClock): ((hint: Hint) => Effect.Effect<void>) => {
  const { doubted, settle } = earOf(clock)
  return (hint) => Effect.flatMap(doubted(hint), (doubt) => (doubt === undefined ? Effect.void : settle(doubt)))
}

interface Doubt {
  readonly before: ExchangeTime
  readonly heardAt: number
}

const earOf = (clock: HostClock) => {
  let deafUntil = -Infinity
  /** What a hint contradicts; with nothing to ask and nobody to wait for, for there may be one with every reply. */
  const doubted = (hint: Hint): Effect.Effect<Doubt | undefined> =>
    Effect.withFiber((fiber) => {
      const heardAt = Intent.monotonicMillisOf(fiber.getRef(Clock.Clock))
      if (heardAt < deafUntil) return Effect.undefined
      return Effect.match(clock.estimate, {
        // what is not known cannot be contradicted
        onFailure: () => undefined,
        onSuccess: (before) => {
          if (!contradicts(before, hint)) return undefined
          // the others that come while this one is looked into say the same
          deafUntil = heardAt + deafMillis
          return { before, heardAt }
        }
      })
    })
  const settle = Effect.fnUntraced(function* ({ before, heardAt }: Doubt) {
    const after = yield* Effect.result(Effect.andThen(clock.resync, clock.estimate))
    const passed = (yield* Intent.monotonicMillis) - heardAt
    const isBorneOut =
      after._tag === "Failure" ||
      Math.abs(after.success.time - passed - before.time) > before.errorMillis + after.success.errorMillis
    if (isBorneOut) deafUntil = -Infinity
  })
  return { doubted, settle }
}

/**
 * Hears the `Date` headers of the replies that pass through a transport to one product's host: put it between the client and its
 * transport. A reply does not wait for what is made of its header.
 *
 * @example
 * ```ts
 * import * as BinanceClient from "effect-binance/client/BinanceClient"
 * import * as ClockHints from "effect-binance/client/ClockHints"
 * import * as ServerClock from "effect-binance/client/ServerClock"
 * import { BanWindow } from "effect-binance/limits/BanWindow"
 * import * as Layer from "effect/Layer"
 *
 * // what is left to provide is a Transport and a Signer
 * const client = BinanceClient.layer.pipe(
 *   Layer.provide(ClockHints.layerTransport()),
 *   Layer.provide(ServerClock.layer),
 *   Layer.provide(BanWindow.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerTransport = (
  rules: ProductRules = spotRules
): Layer.Layer<Transport, never, Transport | ServerClock> =>
  Layer.fresh(
    Layer.effect(
      Transport,
      Effect.gen(function* () {
        const transport = yield* Transport
        const { doubted, settle } = earOf(clockOf(yield* ServerClock, rules))
        const scope = yield* Effect.scope
        const ofProduct = rules.timePath.slice(0, rules.timePath.indexOf("/", 1) + 1)
        let latest = ""
        const hearDate = (date: string, tookMillis: number) => {
          // it has steps of a second, in which hundreds of replies may come
          if (date === latest) return Effect.void
          latest = date
          const hint = ofDate(date, tookMillis)
          return hint === undefined
            ? Effect.void
            : Effect.flatMap(doubted(hint), (doubt) =>
                doubt === undefined ? Effect.void : Effect.asVoid(Effect.forkIn(settle(doubt), scope))
              )
        }
        return {
          ...transport,
          send: (request) => {
            if (!request.path.startsWith(ofProduct)) return transport.send(request)
            return Effect.withFiber((fiber) => {
              const clock = fiber.getRef(Clock.Clock)
              const sentAt = Intent.monotonicMillisOf(clock)
              return Effect.tap(transport.send(request), (reply) =>
                reply._tag === "HttpReply" && reply.headers.date !== undefined
                  ? hearDate(reply.headers.date, Intent.monotonicMillisOf(clock) - sentAt)
                  : Effect.void
              )
            })
          }
        }
      })
    )
  )
