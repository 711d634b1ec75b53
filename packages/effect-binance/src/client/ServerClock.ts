/**
 * The exchange's clock: an estimate with an error bound for signing, and raw readings for fences.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import { Retryable } from "../errors/BinanceError.ts"
import { ClockUnknown } from "../errors/RetryableReason.ts"
import * as BanWindow from "../limits/BanWindow.ts"
import type { ProductRules } from "../products/ProductRules.ts"
import { spotRules } from "../products/SpotRules.ts"
import * as Intent from "./Intent.ts"
import { send, Transport } from "./Transport.ts"
import * as Verdict from "./Verdict.ts"

/**
 * What the exchange's clock shows, as far as it is known.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExchangeTime {
  /** In epoch ms by the exchange's clock. */
  readonly time: number
  /** The true value is within this many ms of `time`: half the round trip of the best reading. */
  readonly errorMillis: number
}

/**
 * The service. Every effect fails with `Retryable(ClockUnknown)` when the clock cannot be read.
 *
 * @category services
 * @since 0.1.0
 */
export class ServerClock extends Context.Service<ServerClock, {
  /** The estimate; measures first when there is none yet or it is old. */
  readonly now: Effect.Effect<ExchangeTime, Retryable>
  /** Measures again. */
  readonly resync: Effect.Effect<void, Retryable>
  /** One raw reading, in epoch ms by the exchange's clock, made after this effect started. Fences open on nothing else. */
  readonly read: Effect.Effect<number, Retryable>
}>()("effect-binance/ServerClock") {}

const dayMillis = 86_400_000

const unknown = (cause: string) => new Retryable({ reason: new ClockUnknown({ cause }) })

/**
 * How the clock is measured.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly rules?: ProductRules | undefined
  /** Where the product tells its time. */
  readonly path?: string | undefined
  /** How many readings make one measurement; the one with the shortest round trip counts. */
  readonly samples?: number | undefined
  /** How old a measurement may grow before the next call measures again. */
  readonly maxAge?: Duration.Input | undefined
}

const make = Effect.fnUntraced(function*(options: Options) {
  const rules = options.rules ?? spotRules
  const path = options.path ?? "/api/v3/time"
  const samples = options.samples ?? 3
  const maxAgeMillis = Duration.toMillis(Duration.fromInputUnsafe(options.maxAge ?? "30 minutes"))
  const transport = yield* Transport
  const banWindow = yield* BanWindow.BanWindow
  const oneAtATime = yield* Semaphore.make(1)
  // the offset of the exchange's clock against this process's monotonic clock, which no NTP step can move
  let measured: { readonly offset: number; readonly errorMillis: number; readonly atMonotonic: number } | undefined

  const read = Effect.gen(function*() {
    yield* banWindow.pass(["address"], Infinity)
    const clock = yield* Clock.Clock
    const mayLeave = () => banWindow.isOpen(["address"], clock.currentTimeMillisUnsafe())
    const reply = yield* send(transport, { method: "GET", path, query: "", body: "", headers: {}, mayLeave })
    const localNow = yield* Clock.currentTimeMillis
    const verdict = Verdict.decide(
      { product: rules, kind: "read", earlier: "none", clientOrderIdFrom: "library", clientOrderIds: [] },
      reply,
      localNow
    )
    yield* BanWindow.observe(banWindow, rules, reply, verdict, localNow)
    if (verdict._tag !== "Success") return yield* unknown(verdict.reason._tag)
    const body = verdict.body
    const serverTime = typeof body === "object" && body !== null && "serverTime" in body ? body.serverTime : undefined
    if (typeof serverTime !== "number" || !Number.isFinite(serverTime)) return yield* unknown("the reply has no serverTime")
    // microseconds, or a clock that is absurdly off, must never open a fence
    if (Math.abs(serverTime - localNow) > dayMillis) return yield* unknown("serverTime is more than a day away from this machine's clock")
    return serverTime
  })

  const measure = Effect.gen(function*() {
    let best: { readonly offset: number; readonly errorMillis: number; readonly atMonotonic: number } | undefined
    for (let i = 0; i < samples; i++) {
      const before = yield* Intent.monotonicMillis
      const serverTime = yield* read
      const after = yield* Intent.monotonicMillis
      const errorMillis = (after - before) / 2
      if (best === undefined || errorMillis < best.errorMillis) {
        best = { offset: serverTime - (before + after) / 2, errorMillis, atMonotonic: after }
      }
    }
    measured = best
  })

  // callers that wait for the same measurement share it
  const measureUnless = (isFresh: () => boolean) => oneAtATime.withPermits(1)(Effect.suspend(() => isFresh() ? Effect.void : measure))

  return ServerClock.of({
    read,
    now: Effect.gen(function*() {
      const now = yield* Intent.monotonicMillis
      const isFresh = () => measured !== undefined && now - measured.atMonotonic < maxAgeMillis
      if (!isFresh()) yield* measureUnless(isFresh)
      if (measured === undefined) return yield* unknown("no reading succeeded")
      return { time: measured.offset + (yield* Intent.monotonicMillis), errorMillis: measured.errorMillis }
    }),
    resync: Effect.suspend(() => {
      const before = measured
      return measureUnless(() => measured !== before)
    })
  })
})

/**
 * Reads the exchange's `/time`; the reading with the shortest round trip wins.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerWith = (options: Options): Layer.Layer<ServerClock, never, Transport | BanWindow.BanWindow> => Layer.effect(ServerClock, make(options))

/**
 * Reads Spot's `/api/v3/time`: three readings, the shortest round trip wins, again after 30 minutes.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<ServerClock, never, Transport | BanWindow.BanWindow> = layerWith({})

/**
 * For tests: the exchange's clock is the local clock plus `offsetMillis`, known without asking.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerFixed = (offsetMillis = 0): Layer.Layer<ServerClock> => {
  const time = Effect.map(Clock.currentTimeMillis, (now) => now + offsetMillis)
  return Layer.succeed(ServerClock, {
    now: Effect.map(time, (now) => ({ time: now, errorMillis: 0 })),
    resync: Effect.void,
    read: time
  })
}
