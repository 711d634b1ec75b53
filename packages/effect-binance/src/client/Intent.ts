/**
 * One thing the caller wants to happen once: the client order id, the expiry and the attempts that one run of a `Call` shares.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { AmbiguousExecution, BinanceError, Fatal } from "../errors/BinanceError.ts"
import { Attempt } from "../errors/InDoubt.ts"
import * as ClientOrderId from "./ClientOrderId.ts"
import type { AnyOperation } from "./Operation.ts"
import type { Verdict } from "./Verdict.ts"

/**
 * What became of one attempt. Only an attempt that may have been accepted holds the fence shut.
 *
 * @category models
 * @since 0.1.0
 */
export interface AttemptRecord {
  readonly attempt: Attempt
  /** `open`: it may have been accepted. `refused`: the exchange refused it. `not-sent`: not one byte left. */
  state: "open" | "refused" | "not-sent"
  /** Whether it was read from a journal: then this process's monotonic clock does not tell when it was signed. */
  readonly isReadBack?: boolean | undefined
}

/**
 * A line of the journal that was written before an attempt is signed: what the attempt may be signed with.
 *
 * @category models
 * @since 0.1.0
 */
export interface JournalLine {
  /** The earliest timestamp that it may be signed with, in epoch ms by the exchange's clock. */
  readonly signedFrom: number
  /** An upper bound of its fence, in epoch ms by the exchange's clock. An attempt that cannot keep to it is abandoned unsent. */
  readonly fenceAt: number
  /** The attempt, once it is signed. */
  record: AttemptRecord | undefined
}

/**
 * What an intent asks of the journal that it is kept in. `Orders` provides it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Journal {
  /** What the journal calls the intent, also when it is read again. */
  readonly id: string
  /** Tells apart, in this process, the times that the intent was read. All parts of it have the same. */
  readonly number: number
  /** What is already known of the intent, when its call starts: then nothing is sent. */
  readonly opened: (operation: AnyOperation, input: unknown, account: string) => BinanceError | undefined
  /** Writes, durably, that an attempt is about to be signed. Nothing is signed when it fails. */
  readonly signing: (attempt: {
    /** The exchange's time now, in epoch ms. */
    readonly time: number
    /** In ms. */
    readonly recvWindow: number
    /** In ms. */
    readonly graceMillis: number
  }) => Effect.Effect<JournalLine, BinanceError>
  /**
   * Runs the settlement of a doubt: of the whole intent, or of a part of it. It fails, and the settlement ends, when the journal
   * turns out to know how the intent ended.
   */
  readonly settling: <A>(
    doubt: AmbiguousExecution,
    intent: Intent,
    settlement: Effect.Effect<A>
  ) => Effect.Effect<A, Fatal>
}

/**
 * An intent: made when the outermost `Call` starts to run, gone when it ends. Mutable, and never shared between runs.
 *
 * @category models
 * @since 0.1.0
 */
export interface Intent {
  /** Tells intents of this process apart, also those for which the caller chose one client order id twice. */
  readonly number: number
  /** The client order id of every attempt, unless the caller chose one. Drawn when it is first asked for: a read has none. */
  readonly clientOrderId: string
  /** In epoch ms by the local clock. */
  readonly createdAt: number
  /** In ms by this process's monotonic clock. */
  readonly createdAtMonotonic: number
  readonly attempts: Array<AttemptRecord>
  /** The operation and its input, once the first attempt was made. */
  operation: AnyOperation | undefined
  input: unknown
  /** How long it is good for, in ms since it was made, once the first attempt was asked for. */
  goodForMillis: number | undefined
  /** The doubt that has to be settled before anything more is sent. */
  doubt: AmbiguousExecution | undefined
  /** The latest fence that is known to have passed, and when, in ms by the monotonic clock; see `havePassed`. */
  passed: { readonly fenceAt: number; readonly atMonotonic: number } | undefined
  /** Whether another order was seen under the name that the caller chose: it may be what a duplicate was refused for. */
  hasNamesake: boolean
  /** Where its attempts are written down before they are signed, if they are. */
  readonly journal: Journal | undefined
  /** Looks whether a stream has shown an order of an earlier attempt, before another one is made: what the verdict is then. */
  look?: (() => Verdict | undefined) | undefined
}

/**
 * The intent that the running `Call` serves; `undefined` outside of one.
 *
 * @example
 * ```ts
 * import * as Intent from "effect-binance/client/Intent"
 * import * as Effect from "effect/Effect"
 *
 * // inside of a call: the name under which its order will be found
 * const name = Effect.map(Intent.Current, (intent) => intent?.clientOrderId)
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const Current = Context.Reference<Intent | undefined>("effect-binance/Intent/Current", {
  defaultValue: () => undefined
})

/**
 * How long an intent is good for: no attempt is signed after it. `undefined` takes the operation's own: 10 s for MARKET, IOC
 * and FOK orders, 60 s otherwise.
 *
 * @example
 * ```ts
 * import * as Intent from "effect-binance/client/Intent"
 * import * as Duration from "effect/Duration"
 * import * as Layer from "effect/Layer"
 *
 * // for every call of a program; `Call.goodFor` does it for one
 * const impatient = Layer.succeed(Intent.GoodFor, Duration.seconds(5))
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const GoodFor = Context.Reference<Duration.Duration | undefined>("effect-binance/Intent/GoodFor", {
  defaultValue: () => undefined
})

/**
 * The recvWindow that calls are signed with, in ms; at most 60 000. A shorter one makes doubts shorter and refusals by a slow
 * network more likely.
 *
 * Source of the rule: spot docs, rest-api: timing security.
 *
 * @example
 * ```ts
 * import * as Intent from "effect-binance/client/Intent"
 * import * as Layer from "effect/Layer"
 *
 * // for every call of a program; `Call.recvWindow` does it for one
 * const short = Layer.succeed(Intent.RecvWindow, 2000)
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const RecvWindow = Context.Reference<number>("effect-binance/Intent/RecvWindow", { defaultValue: () => 5000 })

/**
 * This process's monotonic clock, in ms.
 *
 * Its zero means nothing: only differences do, and only in this process.
 *
 * @example
 * ```ts
 * import * as Intent from "effect-binance/client/Intent"
 * import * as Effect from "effect/Effect"
 *
 * const timed = <A, E, R>(self: Effect.Effect<A, E, R>) =>
 *   Effect.flatMap(Intent.monotonicMillis, (start) =>
 *     Effect.andThen(self, Effect.map(Intent.monotonicMillis, (end) => end - start)))
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const monotonicMillis: Effect.Effect<number> = Effect.map(
  Clock.monotonicTimeNanos,
  (nanos) => Number(nanos) / 1e6
)

/**
 * What `monotonicMillis` gives, for those who hold the clock already: nothing may wait between a look at it and what follows.
 *
 * @internal
 */
export const monotonicMillisOf = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe()) / 1e6

/**
 * How much is left of what the intent is good for, in ms; nothing is signed when it is nothing. A write ages by the wall clock too, for
 * the monotonic one stands still while a machine sleeps, and the wall can be set.
 *
 * @internal
 */
export const remainingMillisOf = (intent: Intent, goodForMillis: number, clock: Clock.Clock): number => {
  const passed = monotonicMillisOf(clock) - intent.createdAtMonotonic
  const kind = intent.operation?.kind
  const age = kind === "read" || kind === "test" ? passed : clock.currentTimeMillisUnsafe() - intent.createdAt
  return goodForMillis - Math.max(passed, age)
}

let made = 0

class Made implements Intent {
  readonly number = ++made
  readonly createdAt: number
  readonly createdAtMonotonic: number
  readonly attempts: Array<AttemptRecord> = []
  operation: AnyOperation | undefined = undefined
  input: unknown = undefined
  goodForMillis: number | undefined = undefined
  doubt: AmbiguousExecution | undefined = undefined
  passed: Intent["passed"] = undefined
  hasNamesake = false
  readonly journal = undefined
  readonly #generate: () => string
  #clientOrderId: string | undefined = undefined

  constructor(clock: Clock.Clock, generate: () => string) {
    this.createdAt = clock.currentTimeMillisUnsafe()
    this.createdAtMonotonic = monotonicMillisOf(clock)
    this.#generate = generate
  }

  get clientOrderId(): string {
    return (this.#clientOrderId ??= this.#generate())
  }
}

/**
 * A new intent.
 *
 * @example
 * ```ts
 * import { BinanceClient } from "effect-binance/client/BinanceClient"
 * import * as Intent from "effect-binance/client/Intent"
 * import { time } from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 *
 * const asked = Effect.gen(function*() {
 *   const client = yield* BinanceClient
 *   return yield* client.call(time.operation, undefined, yield* Intent.make)
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<Intent> = Effect.withFiberSucceed((fiber) => makeUnsafe(fiber))

/** @internal */
export const makeUnsafe = (fiber: Fiber.Fiber<unknown, unknown>): Intent =>
  new Made(fiber.getRef(Clock.Clock), fiber.getRef(ClientOrderId.Generator))

/**
 * The intent of a part of a call: with the part's own operation, input and client order id, with the age of the whole, and with the
 * attempts of the whole, to which it adds its own. Its orders are told apart from those of the other parts when its number is its own.
 *
 * @internal
 */
export const ofPart = (
  whole: Intent,
  part: { readonly operation: AnyOperation; readonly input: unknown },
  clientOrderId: string,
  number: "own" | "shared"
): Intent => ({
  number: number === "own" ? ++made : whole.number,
  clientOrderId,
  createdAt: whole.createdAt,
  createdAtMonotonic: whole.createdAtMonotonic,
  attempts: [...whole.attempts],
  operation: part.operation,
  input: part.input,
  goodForMillis: whole.goodForMillis,
  doubt: undefined,
  passed: whole.passed,
  hasNamesake: false,
  journal: whole.journal
})

/**
 * An intent that is kept in a journal, new or read from it. `age` is how long ago it was made, in ms; its attempts count as
 * signed now, for this process's monotonic clock knows nothing of when they were.
 *
 * @internal
 */
export const kept = (
  clock: Clock.Clock,
  options: {
    readonly clientOrderId: string
    readonly age: number
    readonly attempts: ReadonlyArray<AttemptRecord>
    readonly hasNamesake: boolean
    readonly journal: Journal
  }
): Intent => ({
  number: ++made,
  clientOrderId: options.clientOrderId,
  createdAt: clock.currentTimeMillisUnsafe() - options.age,
  createdAtMonotonic: monotonicMillisOf(clock) - options.age,
  attempts: [...options.attempts],
  operation: undefined,
  input: undefined,
  goodForMillis: undefined,
  doubt: undefined,
  passed: undefined,
  hasNamesake: options.hasNamesake,
  journal: options.journal
})

/**
 * An attempt as a journal has it. It counts as signed now, in ms by this process's monotonic clock, so that its whole fence is
 * waited for again.
 *
 * @internal
 */
export const readBack = (
  row: {
    readonly signedFrom: number
    readonly recvWindow: number
    readonly fenceAt: number
    readonly state: AttemptRecord["state"]
  },
  now: number
): AttemptRecord => ({
  attempt: new Attempt({
    timestamp: row.signedFrom,
    recvWindow: row.recvWindow,
    fenceAt: row.fenceAt,
    signedAtMonotonic: now
  }),
  state: row.state,
  isReadBack: true
})

/**
 * The attempts that may have been accepted.
 *
 * @example
 * ```ts
 * import * as Intent from "effect-binance/client/Intent"
 *
 * const lastFence = (intent: Intent.Intent) =>
 *   Intent.openAttempts(intent).reduce((latest, attempt) => Math.max(latest, attempt.fenceAt), 0)
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const openAttempts = (intent: Intent): ReadonlyArray<Attempt> =>
  intent.attempts.filter((record) => record.state === "open").map((record) => record.attempt)

/**
 * Whether the fence of each of these attempts of the intent is known to have passed.
 *
 * Of an attempt that was signed after that was found out nothing is known yet, wherever its fence lies: when the first attempt
 * was signed by a clock that ran ahead, a later attempt has the earlier fence.
 *
 * @example
 * ```ts
 * import * as Intent from "effect-binance/client/Intent"
 *
 * const isOver = (intent: Intent.Intent) => Intent.havePassed(intent, Intent.openAttempts(intent))
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const havePassed = ({ passed }: Intent, attempts: ReadonlyArray<Attempt>): boolean =>
  passed !== undefined &&
  attempts.every((attempt) => attempt.fenceAt <= passed.fenceAt && attempt.signedAtMonotonic <= passed.atMonotonic)

/**
 * Records an attempt that is about to be signed, before anything can leave.
 *
 * `timestamp` is in epoch ms by the exchange's clock, `recvWindow` and `graceMillis` in ms, `signedAtMonotonic` in ms by this
 * process's monotonic clock.
 *
 * @example
 * ```ts
 * import * as Intent from "effect-binance/client/Intent"
 *
 * const sign = (intent: Intent.Intent, timestamp: number, signedAtMonotonic: number) =>
 *   Intent.record(intent, { timestamp, recvWindow: 5000, graceMillis: 11_000, signedAtMonotonic })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const record = (
  intent: Intent,
  options: {
    readonly timestamp: number
    readonly recvWindow: number
    readonly graceMillis: number
    readonly signedAtMonotonic: number
  }
): AttemptRecord => {
  const entry: AttemptRecord = {
    attempt: new Attempt({
      timestamp: options.timestamp,
      recvWindow: options.recvWindow,
      fenceAt: Math.ceil(options.timestamp + options.recvWindow + options.graceMillis),
      signedAtMonotonic: options.signedAtMonotonic
    }),
    state: "open"
  }
  intent.attempts.push(entry)
  return entry
}
