/**
 * A ban window that many processes share over Redis: all of them stop within one round trip of what one of them was told.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import * as Queue from "effect/Queue"
import * as Intent from "../client/Intent.ts"
import { BanWindow, isScope, type Scope } from "./BanWindow.ts"

/**
 * Where the windows are shared, and how often they are looked at.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** What the names in Redis begin with: one for all processes that send from one address. Default: `effect-binance`. */
  readonly prefix?: string | undefined
  /** How often each process asks what it may have missed, and tells again what it knows. Default: 2 seconds. */
  readonly refresh?: Duration.Input | undefined
  /** How long Redis may take to answer before it counts as gone. Default: 1 second. */
  readonly timeout?: Duration.Input | undefined
}

// One sorted set, the scopes by the end of their windows in epoch ms by the clock of Redis, the only one that all have in common.
// Gives that clock, and how many ms each window has left.
const exchange = Redis.script(
  (key: string, channel: string, ...ends: ReadonlyArray<string>) => [key, channel, ...ends],
  {
    numberOfKeys: 1,
    lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
for i = 2, #ARGV, 2 do
  local till = tonumber(ARGV[i + 1])
  local known = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or '0')
  if till > now and till > known then
    redis.call('ZADD', KEYS[1], till, ARGV[i])
    redis.call('PUBLISH', ARGV[1], string.format('%d %s', till - now, ARGV[i]))
  end
end
local ends = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
if #ends > 0 then redis.call('PEXPIREAT', KEYS[1], string.format('%d', tonumber(ends[#ends]))) end
local result = { string.format('%d', now) }
for i = 1, #ends, 2 do
  result[#result + 1] = ends[i]
  result[#result + 1] = string.format('%d', tonumber(ends[i + 1]) - now)
end
return result
`
  }
).withReturnType<ReadonlyArray<string>>()

const make = Effect.fnUntraced(function* (options: Options) {
  const prefix = options.prefix ?? "effect-binance"
  const refresh = Duration.fromInputUnsafe(options.refresh ?? "2 seconds")
  const timeout = Duration.fromInputUnsafe(options.timeout ?? "1 second")
  const key = `${prefix}:bans`
  const channel = `${prefix}:bans:closed`
  const inner = yield* BanWindow
  const redis = yield* Redis.Redis
  const scope = yield* Effect.scope

  /** Says once that something is gone, and once that it is back. */
  const makeOutage = (what: string) => {
    let isGone = false
    return {
      begins: Effect.suspend(() => {
        if (isGone) return Effect.void
        isGone = true
        return Effect.logWarning(
          `${what}: what other processes are told is not known here; the window of this process goes on`
        )
      }),
      ends: Effect.suspend(() => {
        if (!isGone) return Effect.void
        isGone = false
        return Effect.logInfo(`${what}: over`)
      })
    }
  }

  const learn = Effect.fnUntraced(function* (name: string, left: number) {
    if (!(left > 0)) return
    // of a scope that only a later version knows nothing can be said but that somebody was told to be quiet
    yield* inner.close(isScope(name) ? name : "address", (yield* Clock.currentTimeMillis) + left)
  })

  // What this process was told itself, by its monotonic clock. Only this is told again: what was learnt from Redis would come
  // back a little later each time.
  const own = new Map<Scope, number>()
  // The clock of Redis minus the monotonic one, never too small. Ends are told by the clock of Redis, so that a command which
  // waited for a connection tells no more than one that did not.
  let offset: number | undefined
  const run = redis.eval(exchange)
  const ask = Effect.fnUntraced(function* () {
    const before = yield* Intent.monotonicMillis
    const ends: Array<string> = []
    for (const [name, end] of own) {
      if (end <= before) own.delete(name)
      else if (offset !== undefined) ends.push(name, String(Math.ceil(end + offset)))
    }
    const [now, ...windows] = yield* run(key, channel, ...ends)
    offset = Number(now) - before
    for (let i = 0; i + 1 < windows.length; i += 2) yield* learn(windows[i] ?? "", Number(windows[i + 1]))
    return ends.length < 2 * own.size
  })
  const reach = makeOutage("Redis does not answer")
  const sync = ask().pipe(
    // what could not be told before the clock of Redis was known
    Effect.flatMap((again) => (again ? ask() : Effect.succeed(false))),
    Effect.timeoutOrElse({ duration: timeout, orElse: () => Effect.fail("it took too long") }),
    Effect.matchEffect({ onFailure: () => reach.begins, onSuccess: () => reach.ends })
  )

  const hearing = makeOutage("The channel of Redis is closed")
  const hear = Effect.scoped(
    Effect.gen(function* () {
      const messages = yield* redis.subscribe(channel)
      while (true) {
        const { message } = yield* Queue.take(messages)
        yield* hearing.ends
        const space = message.indexOf(" ")
        yield* learn(message.slice(space + 1), Number(message.slice(0, space)))
      }
    })
  )
  yield* Effect.forkIn(
    Effect.forever(Effect.catch(hear, () => Effect.andThen(hearing.begins, Effect.sleep(refresh)))),
    scope,
    { startImmediately: true }
  )
  // what is closed already, before anybody can send
  yield* sync
  yield* Effect.forkIn(Effect.forever(Effect.andThen(Effect.sleep(refresh), sync)), scope)

  let isTelling = false
  // whatever closes in one turn is told at once
  const tell = Effect.andThen(
    Effect.yieldNow,
    Effect.suspend(() => {
      isTelling = false
      return sync
    })
  )

  return BanWindow.of({
    ...inner,
    close: Effect.fnUntraced(function* (name: Scope, until: number) {
      yield* inner.close(name, until)
      const left = until - (yield* Clock.currentTimeMillis)
      if (!Number.isFinite(left) || left <= 0) return
      const end = (yield* Intent.monotonicMillis) + left
      if (end <= (own.get(name) ?? 0)) return
      own.set(name, end)
      if (isTelling) return
      isTelling = true
      // nobody's own, and nobody waits for it: the window of this process is closed already
      yield* Effect.forkIn(tell, scope, { startImmediately: true })
    })
  })
})

/**
 * Shares the windows over Redis, besides having them in the `BanWindow` that it is provided with. A window that closes in one process
 * is told to all others at once; and each asks every `refresh` for what it may have missed, and tells again what it was told itself,
 * for a Redis that has lost its data.
 *
 * No call waits for Redis. While it does not answer, each process has the windows that it knew and those that it is told itself: that
 * is logged once for each outage. A process that starts then knows of no window: keep them too, with `BanWindowPersisted.layerOver`.
 *
 * Ends are kept by the clock of Redis, so that the clocks of the machines do not matter.
 *
 * @example
 * ```ts
 * import * as BanWindow from "effect-binance/limits/BanWindow"
 * import * as BanWindowPersisted from "effect-binance/limits/BanWindowPersisted"
 * import * as BanWindowShared from "effect-binance/limits/BanWindowShared"
 * import * as Layer from "effect/Layer"
 *
 * // shared, and kept for the next start; what is left to provide is a Redis and a KeyValueStore
 * const sharedAndKept = BanWindowShared.layerOver({ prefix: "fleet-1" }).pipe(
 *   Layer.provide(BanWindowPersisted.layerOver()),
 *   Layer.provide(BanWindow.BanWindow.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerOver = (options: Options = {}): Layer.Layer<BanWindow, never, BanWindow | Redis.Redis> =>
  Layer.fresh(Layer.effect(BanWindow, make(options)))

/**
 * In memory, and shared with all processes that use the same Redis: see `layerOver`.
 *
 * @example
 * ```ts
 * import * as BanWindowShared from "effect-binance/limits/BanWindowShared"
 * import type { Redis } from "effect/persistence/Redis"
 * import * as Layer from "effect/Layer"
 *
 * // such as RedisConnection.layer(createClient, { url: "redis://127.0.0.1:6379" })
 * const sharedOver = (redis: Layer.Layer<Redis>) => BanWindowShared.layerShared.pipe(Layer.provide(redis))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerShared: Layer.Layer<BanWindow, never, Redis.Redis> = layerOver().pipe(Layer.provide(BanWindow.layer))
