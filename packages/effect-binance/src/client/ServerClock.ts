/**
 * The exchange's clock: an estimate with an error bound for signing, and raw readings for fences.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { Retryable } from "../errors/BinanceError.ts"
import { BanWindowClosed, ClockUnknown } from "../errors/RetryableReason.ts"
import { get } from "../internal/json.ts"
import * as BanWindow from "../limits/BanWindow.ts"
import { RateBudget, type Reservation, type Service as RateBudgetService } from "../limits/RateBudget.ts"
import type { ProductRules } from "../products/ProductRules.ts"
import { spotRules } from "../products/SpotRules.ts"
import { CallTimeout } from "./CallTimeout.ts"
import * as Intent from "./Intent.ts"
import type { AnyOperation } from "./Operation.ts"
import { noReply, type Reply, send, Transport, withdrawn } from "./Transport.ts"
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
  /**
   * The true value is within this many ms of `time`: half the round trip of the best reading, what clocks drift since, and by how
   * much this machine's clocks have moved apart, when they have.
   */
  readonly errorMillis: number
}

/**
 * The clock of one host of the exchange. Every effect fails with `Retryable(ClockUnknown)` when it cannot be read.
 *
 * @category models
 * @since 0.1.0
 */
export interface HostClock {
  /**
   * The estimate; measures first when there is none yet, it is old or too uncertain, and then waits no longer than the fiber's
   * `BanWindow.Deadline`.
   */
  readonly now: Effect.Effect<ExchangeTime, Retryable>
  /** The estimate as it is, without asking anybody, however old. Fails when its error is larger than what may be signed with. */
  readonly estimate: Effect.Effect<ExchangeTime, Retryable>
  /** Measures again. */
  readonly resync: Effect.Effect<void, Retryable>
  /** One raw reading, in epoch ms by the exchange's clock, made after this effect started. Fences open on nothing else. */
  readonly read: Effect.Effect<number, Retryable>
}

/**
 * The service: the clock of Spot, and with `forProduct` those of the products that have another host. A double without it has one
 * clock for all.
 *
 * @example
 * ```ts
 * import { ServerClock } from "effect-binance/client/ServerClock"
 * import * as Effect from "effect/Effect"
 *
 * const latest = ServerClock.use((clock) => Effect.map(clock.now, ({ errorMillis, time }) => time + errorMillis))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class ServerClock extends Context.Service<
  ServerClock,
  {
    readonly now: Effect.Effect<ExchangeTime, Retryable>
    readonly estimate: Effect.Effect<ExchangeTime, Retryable>
    readonly resync: Effect.Effect<void, Retryable>
    readonly read: Effect.Effect<number, Retryable>
    readonly forProduct?: ((product: ProductRules) => HostClock) | undefined
  }
>()("effect-binance/ServerClock") {}

/**
 * The clock that a product's requests are signed by, and that its fences open on: the one that tells the time at its `timePath`. The
 * hosts do not agree on the time, and each checks the timestamp by its own clock.
 *
 * Fails as `ServerClock` does.
 *
 * @example
 * ```ts
 * import * as ServerClock from "effect-binance/client/ServerClock"
 * import { usdmRules } from "effect-binance/products/UsdmRules"
 * import * as Effect from "effect/Effect"
 *
 * const now = Effect.flatMap(ServerClock.ServerClock, (clock) => ServerClock.clockOf(clock, usdmRules).now)
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const clockOf = (clock: ServerClock["Service"], product: ProductRules): HostClock =>
  clock.forProduct?.(product) ?? clock

/**
 * What a host's clock shows at least, in epoch ms, as far as it is known without asking; `undefined` when it is not.
 *
 * @internal
 */
export const earliestOf = (clock: HostClock): Effect.Effect<number | undefined> =>
  Effect.catch(
    Effect.map(clock.estimate, ({ errorMillis, time }) => time - errorMillis),
    () => Effect.undefined
  )

const dayMillis = 86_400_000

const unknown = (cause: string) => new Retryable({ reason: new ClockUnknown({ cause }) })

/**
 * How the clock is measured.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** The product whose clock the service itself is: Spot, when it is not said. The others have one each beside it. */
  readonly rules?: ProductRules | undefined
  /** Where that product tells its time, when it is not where its rules say. */
  readonly path?: string | undefined
  /** How many readings make one measurement; the one with the shortest round trip counts. */
  readonly samples?: number | undefined
  /** How old a measurement may grow before the next call measures again. */
  readonly maxAge?: Duration.Input | undefined
  /** How large the error may be, either way, for a request to be signed. 2.5 s by default: half of the default recvWindow. */
  readonly maxError?: Duration.Input | undefined
}

interface Measurement {
  /** The exchange's clock minus this process's monotonic clock, which no NTP step can move. */
  readonly offset: number
  readonly errorMillis: number
  readonly atMonotonic: number
  /** The local wall clock minus the monotonic one: when that changes, one of them has jumped, and nobody can say which. */
  readonly wallOffset: number
}

// Quartz drifts by a few dozen parts in a million; this leaves room for both clocks, and for one that is being slewed.
const driftPerMilli = 2.5e-4
// What looks like more is a step.
const maximumDrift = 1e-3
// Two clocks of one machine that are this far apart from where they were have not drifted there.
const jumpMillis = 500
const jumpOf = (before: number, after: number) => {
  const jump = Math.abs(after - before)
  return jump > jumpMillis ? jump : 0
}

const make = Effect.fnUntraced(function* (options: Options) {
  const samples = options.samples ?? 3
  const maxAgeMillis = Duration.toMillis(Duration.fromInputUnsafe(options.maxAge ?? "30 minutes"))
  const transport = yield* Transport
  const banWindow = yield* BanWindow.BanWindow
  const scope = yield* Effect.scope
  // A measurement is shared, so it must not run under the settings of whoever came first
  const chosen = yield* CallTimeout
  const callTimeout = Duration.isFinite(chosen) ? chosen : Duration.seconds(12)
  const maxErrorMillis = Duration.toMillis(Duration.fromInputUnsafe(options.maxError ?? 2500))
  const budget = yield* RateBudget
  const settings = { samples, maxAgeMillis, maxErrorMillis, transport, banWindow, budget, scope, callTimeout }

  const rules = options.rules ?? spotRules
  const own = makeHostClock(rules, options.path ?? rules.timePath, settings)
  const clocks = new Map([[rules.timePath, own]])
  return ServerClock.of({
    ...own,
    forProduct: (product) => {
      const clock = clocks.get(product.timePath) ?? makeHostClock(product, product.timePath, settings)
      clocks.set(product.timePath, clock)
      return clock
    }
  })
})

interface Settings {
  readonly samples: number
  readonly maxAgeMillis: number
  readonly maxErrorMillis: number
  readonly transport: Transport["Service"]
  readonly banWindow: BanWindow.BanWindow["Service"]
  readonly budget: RateBudgetService | undefined
  readonly scope: Scope.Scope
  readonly callTimeout: Duration.Duration
}

const makeHostClock = (
  rules: ProductRules,
  path: string,
  { banWindow, budget, callTimeout, maxAgeMillis, maxErrorMillis, samples, scope, transport }: Settings
): HostClock => {
  const time: AnyOperation = {
    name: `${rules.name}.time`,
    product: rules,
    kind: "read",
    method: "GET",
    path,
    // source: each product's page of it
    weight: () => 1,
    security: "NONE",
    success: Schema.Unknown,
    parameters: () => ({}),
    describe: () => ({}),
    goodForMillis: () => Infinity
  }
  const scopes = BanWindow.scopesOf(time)
  let measured: Measurement | undefined
  // what the drift is measured from: the latest measurement that is long enough ago to tell
  let anchor: Measurement | undefined
  let drift = 0
  let underWay: Deferred.Deferred<void, Retryable> | undefined

  const ask = Effect.fnUntraced(function* (reservation?: Reservation) {
    const clock = yield* Clock.Clock
    const monotonic = () => Intent.monotonicMillisOf(clock)
    const mayLeave = () => banWindow.isOpen(scopes, monotonic())
    const before = monotonic()
    const wallBefore = clock.currentTimeMillisUnsafe() - before
    reservation?.leave()
    const reply: Reply = mayLeave()
      ? yield* Effect.provideService(
          send(transport, { method: "GET", path, query: "", body: "", headers: {}, mayLeave, isRead: true }),
          CallTimeout,
          callTimeout
        )
      : noReply("connect", withdrawn)
    const after = monotonic()
    const localNow = yield* Clock.currentTimeMillis
    const verdict = Verdict.decide(
      { product: rules, kind: "read", earlier: "none", clientOrderIdFrom: "library", clientOrderIds: [] },
      reply,
      localNow
    )
    yield* BanWindow.observe(banWindow, rules, reply, verdict, localNow, time)
    if (reservation !== undefined) yield* reservation.settle(reply, verdict)
    return { verdict, before, after, wallBefore, localNow }
  })

  /** In the first lane of the budget, for all that is signed waits for it. */
  const inRoom = <A>(attempt: (reservation?: Reservation) => Effect.Effect<A>): Effect.Effect<A, Retryable> =>
    budget === undefined
      ? attempt()
      : Effect.flatMap(BanWindow.Deadline, (deadline) =>
          Effect.provideService(
            budget.around({ operation: time, input: undefined, account: "", clock: quiet, deadline }, attempt),
            BanWindow.ChosenLane,
            "cancel"
          )
        )

  /**
   * One reading. It does not wait at the gate, where whoever asks has waited, and waits for room before it begins: a wait is no part of
   * the round trip.
   */
  const readOnce = Effect.gen(function* () {
    const { after, before, localNow, verdict, wallBefore } = yield* inRoom(ask)
    if (verdict._tag !== "Success") {
      const { reason } = verdict
      const why = "cause" in reason ? reason.cause : reason._tag
      if (why !== withdrawn) return yield* unknown(why)
      const until = yield* BanWindow.closedUntil(banWindow, scopes)
      return yield* until === undefined ? unknown(withdrawn) : new Retryable({ reason: new BanWindowClosed({ until }) })
    }
    const serverTime = get(verdict.body, "serverTime")
    if (typeof serverTime !== "number" || !Number.isFinite(serverTime))
      return yield* unknown("the reply has no serverTime")
    // microseconds, or a clock that is absurdly off, must never open a fence
    if (Math.abs(serverTime - localNow) > dayMillis) {
      return yield* unknown("serverTime is more than a day away from this machine's clock")
    }
    const wallOffset = localNow - after
    return {
      serverTime,
      offset: serverTime - (before + after) / 2,
      // while the machine slept the reply lay there and grew old, and the round trip did not show it
      errorMillis: (after - before) / 2 + jumpOf(wallBefore, wallOffset),
      atMonotonic: after,
      wallOffset
    }
  })

  const timeAt = (from: Measurement, now: number): ExchangeTime => ({
    time: from.offset + now + drift * (now - from.atMonotonic),
    // a drift that was measured may end at any moment
    errorMillis: from.errorMillis + (now - from.atMonotonic) * (driftPerMilli + Math.abs(drift))
  })

  /** How far the wall clock has moved against the monotonic one since then: a machine that slept, or a clock that was set. */
  const jumpSince = (from: Measurement, wallOffset: number) => jumpOf(from.wallOffset, wallOffset)

  const adopt = Effect.fnUntraced(function* (next: Measurement) {
    const previous = measured
    measured = next
    if (previous === undefined || anchor === undefined) {
      anchor = next
      return
    }
    const jump = jumpSince(previous, next.wallOffset)
    if (jump > 0) yield* Effect.logWarning(`this machine slept or was set: clocks apart by ${Math.round(jump)} ms`)
    const since = next.atMonotonic - anchor.atMonotonic
    const rate = (next.offset - anchor.offset) / since
    // the exchange tells whole ms
    const isPrecise = (next.errorMillis + anchor.errorMillis + 1) / since < driftPerMilli / 2
    if (jump === 0 && !isPrecise) return
    drift = jump === 0 && Math.abs(rate) <= maximumDrift ? rate : 0
    anchor = next
    if (Math.abs(drift) > driftPerMilli)
      yield* Effect.logWarning(`this machine's clock drifts by ${Math.round(drift * 1e6)} ppm`)
  })

  /** A reading that failed ends the measurement; what was read before it counts. */
  const measure = Effect.gen(function* () {
    let best: Measurement | undefined
    for (let i = 0; i < samples; i++) {
      // the first is needed; to make it more precise is not worth a wait for room
      const patience = best === undefined ? "wait" : "fail-fast"
      const reading = yield* Effect.result(Effect.provideService(readOnce, BanWindow.Patience, patience))
      if (reading._tag === "Failure") {
        if (best === undefined) return yield* reading.failure
        break
      }
      if (best === undefined || reading.success.errorMillis < best.errorMillis) best = reading.success
    }
    if (best !== undefined) yield* adopt(best)
  })

  /** Callers share one measurement, its failure too; it is nobody's own, so that an interruption does not take it from the others. */
  const shared = Effect.suspend(() => {
    if (underWay !== undefined) return Deferred.await(underWay)
    const done = Deferred.makeUnsafe<void, Retryable>()
    underWay = done
    const run = Effect.onExit(measure, (exit) => {
      underWay = undefined
      return Deferred.done(done, exit)
    })
    const unhurried = Effect.provideService(run, BanWindow.Deadline, Infinity)
    return Effect.andThen(Effect.forkIn(unhurried, scope, { startImmediately: true }), Deferred.await(done))
  })

  /** Waits at the gate and for a measurement, as long as the running call may. */
  const measureUnless = Effect.fnUntraced(function* (isFresh: () => boolean) {
    const deadline = yield* BanWindow.Deadline
    while (!isFresh()) {
      yield* banWindow.pass(scopes, deadline)
      // the measurement is patient: who is not looks for room before
      if ((yield* BanWindow.Patience) === "fail-fast") yield* inRoom(() => Effect.void)
      const left = deadline - (yield* Intent.monotonicMillis)
      const result = yield* Effect.result(
        left === Infinity
          ? shared
          : Effect.timeoutOrElse(shared, {
              duration: Math.max(0, left),
              orElse: () => Effect.fail(unknown("no reading within what the call is good for"))
            })
      )
      // the window closed in the middle of it: back to the gate, which knows what to do
      if (result._tag === "Failure" && result.failure.reason._tag !== "BanWindowClosed") return yield* result.failure
    }
  })

  const known = (clock: Clock.Clock): ExchangeTime | undefined => {
    if (measured === undefined) return undefined
    const now = Intent.monotonicMillisOf(clock)
    const { errorMillis, time } = timeAt(measured, now)
    // if it was the monotonic clock that stood still, the exchange's has gone on for as long
    return { time, errorMillis: errorMillis + jumpSince(measured, clock.currentTimeMillisUnsafe() - now) }
  }
  const estimate = Effect.flatMap(Clock.Clock, (clock): Effect.Effect<ExchangeTime, Retryable> => {
    const time = known(clock)
    return time !== undefined && time.errorMillis <= maxErrorMillis
      ? Effect.succeed(time)
      : Effect.fail(
          unknown(
            time === undefined
              ? "it has not been read yet"
              : `known to ±${Math.ceil(time.errorMillis)} ms only, ±${maxErrorMillis} ms is needed to sign`
          )
        )
  })
  /** Whether it can be signed with as it is. */
  const isGood = (clock: Clock.Clock) => {
    const now = Intent.monotonicMillisOf(clock)
    return (
      measured !== undefined &&
      now - measured.atMonotonic < maxAgeMillis &&
      jumpSince(measured, clock.currentTimeMillisUnsafe() - now) === 0 &&
      timeAt(measured, now).errorMillis <= maxErrorMillis
    )
  }
  const resync = Effect.suspend(() => {
    const before = measured
    return measureUnless(() => measured !== before)
  })

  const host: HostClock = {
    estimate,
    now: Effect.flatMap(Clock.Clock, (clock) => (isGood(clock) ? estimate : Effect.andThen(resync, estimate))),
    resync,
    read: Effect.gen(function* () {
      while (true) {
        yield* banWindow.pass(scopes, yield* BanWindow.Deadline)
        const reading = yield* Effect.result(readOnce)
        if (reading._tag === "Success") return reading.success.serverTime
        if (reading.failure.reason._tag !== "BanWindowClosed") return yield* reading.failure
      }
    })
  }
  // what a budget is asked with: it must not ask for the time that is about to be read
  const quiet: HostClock = { ...host, now: estimate }
  return host
}

/**
 * Reads the exchange's `/time`; the reading with the shortest round trip wins. It is read again when it is old, and when this
 * machine has slept or its clock was set; what the clocks drift is measured and allowed for.
 *
 * @example
 * ```ts
 * import * as ServerClock from "effect-binance/client/ServerClock"
 *
 * const clock = ServerClock.layerWith({ samples: 5, maxAge: "5 minutes" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerWith = (options: Options): Layer.Layer<ServerClock, never, Transport | BanWindow.BanWindow> =>
  Layer.fresh(Layer.effect(ServerClock, make(options)))

/**
 * Reads Spot's `/api/v3/time`, and that of every other product at its own host when it is first asked for: three readings, the shortest
 * round trip wins, again after 30 minutes.
 *
 * @example
 * ```ts
 * import * as ServerClock from "effect-binance/client/ServerClock"
 * import { BanWindow } from "effect-binance/limits/BanWindow"
 * import * as Layer from "effect/Layer"
 *
 * const clock = ServerClock.layer.pipe(Layer.provideMerge(BanWindow.layer))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<ServerClock, never, Transport | BanWindow.BanWindow> = layerWith({})

/**
 * For tests: the clock of every product is the local clock plus `offsetMillis`, known without asking.
 *
 * @example
 * ```ts
 * import * as ServerClock from "effect-binance/client/ServerClock"
 *
 * const ahead = ServerClock.layerFixed(1500) // the exchange's clock is 1.5 s ahead
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerFixed = (offsetMillis = 0): Layer.Layer<ServerClock> => {
  const time = Effect.map(Clock.currentTimeMillis, (now) => now + offsetMillis)
  return Layer.succeed(ServerClock, {
    now: Effect.map(time, (now) => ({ time: now, errorMillis: 0 })),
    estimate: Effect.map(time, (now) => ({ time: now, errorMillis: 0 })),
    resync: Effect.void,
    read: time
  })
}
