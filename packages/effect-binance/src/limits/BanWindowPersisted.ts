/**
 * A ban window that outlives its process: one that is started again stays quiet until the ban that the last one was told of ends.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { KeyValueStore, type KeyValueStoreError } from "effect/persistence/KeyValueStore"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { BanWindow, isScope, type Scope } from "./BanWindow.ts"

/**
 * Where the windows are kept.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** The key in the store: one for all processes that send from one address. Default: `effect-binance/BanWindow`. */
  readonly key?: string | undefined
}

// An entry that cannot be read was written by somebody who had been told to be quiet: the shortest ban.
const unreadableMillis = 120_000

// How long a call that was told to be quiet waits until that is written down.
const longestWait = Duration.seconds(1)

const End = Schema.Struct({ until: Schema.Finite, writtenAt: Schema.Finite })
const Ends = Schema.Record(Schema.String, End)
const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Ends))
const encode = Schema.encodeEffect(Schema.fromJsonString(Ends))
type Ends = typeof Ends.Type

/**
 * How long a window that was written down still lasts, in ms. A wall clock that was set back in between makes it last no longer than
 * it had left when it was written; one that was set forward cannot be noticed without asking somebody.
 */
const leftOf = ({ until, writtenAt }: typeof End.Type, now: number) => Math.min(until - now, until - writtenAt)

const make = Effect.fnUntraced(function* (options: Options) {
  const key = options.key ?? "effect-binance/BanWindow"
  const inner = yield* BanWindow
  const store = yield* KeyValueStore
  const scope = yield* Effect.scope

  const unreadable = Effect.gen(function* () {
    yield* Effect.logWarning(
      "what was kept of the ban windows cannot be read: nothing is sent for the shortest ban"
    ).pipe(Effect.annotateLogs({ "binance.key": key }))
    const now = yield* Clock.currentTimeMillis
    const kept: Ends = { address: { until: now + unreadableMillis, writtenAt: now } }
    return kept
  })
  const load = Effect.gen(function* () {
    const text = yield* store.get(key)
    const empty: Ends = {}
    return text === undefined ? empty : yield* Effect.catchTag(decode(text), "SchemaError", () => unreadable)
  })

  const now = yield* Clock.currentTimeMillis
  const known = new Map<string, typeof End.Type>()
  for (const [name, end] of Object.entries(yield* load)) {
    const left = leftOf(end, now)
    if (left <= 0) continue
    // of a scope that only a later version knows nothing can be said but that somebody was told to be quiet
    yield* inner.close(isScope(name) ? name : "address", now + left)
  }

  let isFailing = false
  const writeAll = Effect.fnUntraced(function* (mine: ReadonlyArray<readonly [string, typeof End.Type]>) {
    const now = yield* Clock.currentTimeMillis
    const merged = new Map(Object.entries(yield* load).filter(([, end]) => leftOf(end, now) > 0))
    for (const [name, end] of mine) {
      const other = merged.get(name)
      if (other === undefined || leftOf(other, now) < leftOf(end, now)) merged.set(name, end)
    }
    const text = yield* Effect.orDie(encode(Object.fromEntries(merged))) // made of finite numbers
    yield* store.set(key, text)
    isFailing = false
  })

  // One writer at a time. What others have written meanwhile under this key is kept.
  const writing = yield* Semaphore.make(1)
  const write = writing.withPermit(
    Effect.suspend(() => {
      if (known.size === 0) return Effect.void
      const mine = [...known]
      known.clear()
      return Effect.tapError(writeAll(mine), () =>
        // it is tried again with the next window that closes
        Effect.sync(() => {
          for (const [name, end] of mine) if (!known.has(name)) known.set(name, end)
        })
      )
    })
  )
  const keep = Effect.catchTag(Effect.uninterruptible(write), "KeyValueStoreError", (error) => {
    if (isFailing) return Effect.void
    isFailing = true
    return Effect.logWarning(
      `the ban window is not kept: a restarted process will not know of it (${error.method})`
    ).pipe(Effect.annotateLogs({ "binance.key": key }))
  })
  // what was told last may still be on its way
  yield* Effect.addFinalizer(() => Effect.ignore(Effect.timeoutOption(keep, longestWait)))

  return BanWindow.of({
    ...inner,
    close: Effect.fnUntraced(function* (name: Scope, until: number) {
      const before = yield* inner.closedUntil(name)
      yield* inner.close(name, until)
      if (!Number.isFinite(until) || (before !== undefined && until <= before)) return
      known.set(name, { until, writtenAt: yield* Clock.currentTimeMillis })
      // nobody's own, so that an interruption does not end it; and whoever hears of the ban can rely on it being kept, unless the
      // store takes too long
      const writing = yield* Effect.forkIn(keep, scope, { startImmediately: true })
      yield* Effect.timeoutOption(Fiber.await(writing), longestWait)
    })
  })
})

/**
 * Keeps the windows in the program's `KeyValueStore`, besides having them in the `BanWindow` that it is provided with. Two processes
 * may share a store; each reads it when it starts. A call that is told to be quiet ends when that is written, or after a second.
 *
 * Fails with `KeyValueStoreError` when the store cannot be read at the start: what is not known cannot be kept. Later failures are
 * logged, once for each outage, and the window in memory goes on. An entry that cannot be read closes the address for 120 s.
 *
 * Windows are kept by their end in epoch ms. A wall clock that is set back while the process is down does not lengthen them; one that
 * is set forward ends them early, which nothing can notice that sends nothing.
 *
 * @example
 * ```ts
 * import * as BanWindow from "effect-binance/limits/BanWindow"
 * import * as BanWindowPersisted from "effect-binance/limits/BanWindowPersisted"
 * import * as Layer from "effect/Layer"
 *
 * // what is left to provide is a KeyValueStore
 * const kept = BanWindowPersisted.layerOver({ key: "bans" }).pipe(Layer.provide(BanWindow.BanWindow.layer))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerOver = (
  options: Options = {}
): Layer.Layer<BanWindow, KeyValueStoreError, BanWindow | KeyValueStore> =>
  Layer.fresh(Layer.effect(BanWindow, make(options)))

/**
 * In memory, and kept in the program's `KeyValueStore` for the process that comes after this one: see `layerOver`.
 *
 * @example
 * ```ts
 * import * as BanWindowPersisted from "effect-binance/limits/BanWindowPersisted"
 * import * as KeyValueStore from "effect/persistence/KeyValueStore"
 * import * as Layer from "effect/Layer"
 *
 * const kept = BanWindowPersisted.layerPersisted.pipe(Layer.provide(KeyValueStore.layerMemory))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerPersisted: Layer.Layer<BanWindow, KeyValueStoreError, KeyValueStore> = layerOver().pipe(
  Layer.provide(BanWindow.layer)
)
