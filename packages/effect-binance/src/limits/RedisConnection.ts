/**
 * A connection to Redis that holds nobody up: not the start of a program, not a call while Redis is gone, and not the end.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"

/**
 * What is used of a client of the package `redis`, 5 or 6.
 *
 * @category models
 * @since 0.1.0
 */
export interface Client {
  readonly connect: () => Promise<unknown>
  readonly destroy: () => void
  readonly sendCommand: (words: ReadonlyArray<string>) => Promise<unknown>
  readonly subscribe: (channel: string, listener: (message: string, channel: string) => void) => Promise<unknown>
  readonly on: (event: "connect" | "error", listener: (cause: unknown) => void) => unknown
}

/**
 * What a client is made with. Commands fail at once while there is no connection: one that was kept for later would be a reservation
 * that nobody waits for any more, and a client that is closed with commands kept never ends.
 *
 * @category models
 * @since 0.1.0
 */
export interface ClientOptions {
  readonly url: string
  readonly disableOfflineQueue: true
  readonly socket: {
    readonly connectTimeout: number
    readonly reconnectStrategy: false | ((retries: number) => number)
  }
}

/**
 * Where Redis is.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Such as `redis://127.0.0.1:6379` or, over TLS, `rediss://user:password@redis.internal:6380`. */
  readonly url: string | Redacted.Redacted
}

const connectMillis = 2000
const longestBackOffMillis = 1000

const failure = (cause: unknown) => new Redis.RedisError({ cause })

const make = Effect.fnUntraced(function* (create: (options: ClientOptions) => Client, { url }: Options) {
  // or a whole fleet is back at the same moment
  const apartMillis = yield* Random.nextBetween(0, 100)
  const backOff = (retries: number) => Math.min(longestBackOffMillis, 25 * 2 ** Math.min(retries, 8)) + apartMillis
  const open = (reconnectStrategy: ClientOptions["socket"]["reconnectStrategy"]) => {
    const client = create({
      url: typeof url === "string" ? url : Redacted.value(url),
      disableOfflineQueue: true,
      socket: { connectTimeout: connectMillis, reconnectStrategy }
    })
    let isClosed = false
    // without a listener it would end the process; that Redis is gone is said by those who use it, once
    client.on("error", () => {})
    // destroyed while it was connecting, it goes on, and would stay open
    client.on("connect", () => {
      if (isClosed) client.destroy()
    })
    const close = Effect.sync(() => {
      isClosed = true
      // not `close`: that waits for answers, for ever when there is no connection that could bring them
      client.destroy()
    })
    return { client, close }
  }
  const scoped = Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => open(backOff)),
      ({ close }) => close
    ),
    ({ client }) => client
  )
  const connected = (client: Client) => Effect.tryPromise({ try: () => client.connect(), catch: failure })
  const sendOver =
    (client: Client) =>
    <A>(command: string, ...args: ReadonlyArray<string>): Effect.Effect<A, Redis.RedisError> =>
      Effect.tryPromise({
        try: () => client.sendCommand([command, ...args]) as Promise<A>, // who sends it knows what it answers
        catch: failure
      })
  const shared = yield* scoped
  // how the first attempt ends is waited for: whoever asks at the start of a program asks for what it may not miss
  const first = Deferred.makeUnsafe<void>()
  let hasTried = false
  const tried = () => {
    hasTried = true
    Deferred.doneUnsafe(first, Effect.void)
  }
  shared.on("error", tried)
  yield* Effect.forkScoped(Effect.andThen(Effect.ignore(connected(shared)), Effect.sync(tried)), {
    startImmediately: true
  })
  const sendShared = sendOver(shared)
  const afterFirst = Effect.timeoutOrElse(Deferred.await(first), {
    duration: connectMillis,
    orElse: () => Effect.sync(tried)
  })
  const redis = yield* Redis.make({
    send: <A>(command: string, ...args: ReadonlyArray<string>) =>
      Effect.suspend(() => {
        const sent = sendShared<A>(command, ...args)
        return hasTried ? sent : Effect.andThen(afterFirst, sent)
      }),
    subscribe: (channel, onMessage) =>
      scoped.pipe(
        Effect.tap(connected),
        Effect.tap((subscriber) =>
          Effect.tryPromise({
            try: () => subscriber.subscribe(channel, (message, channel) => onMessage({ channel, message })),
            catch: failure
          })
        ),
        // it subscribes again by itself
        Effect.as(Effect.never)
      ),
    connect: Effect.suspend(() => {
      const { client, close } = open(false)
      return connected(client).pipe(
        // a server that accepts and says nothing; the pool lets nobody interrupt this
        Effect.timeoutOrElse({ duration: connectMillis, orElse: () => Effect.fail(failure("it took too long")) }),
        Effect.onError(() => close),
        Effect.as({ send: sendOver(client), close })
      )
    })
  })
  return redis
})

/**
 * A Redis over the client of the package `redis`, whose `createClient` is given. It is connected in the background and again
 * whenever it was lost; a command fails at once while it is not. When the scope closes, the client is destroyed and what it still
 * waits for fails.
 *
 * A plain client keeps commands for a connection that may never come, and waits for their answers when it is closed: a program whose
 * Redis has died then does not end.
 *
 * @example
 * ```ts
 * import * as BanWindowShared from "effect-binance/limits/BanWindowShared"
 * import * as RedisConnection from "effect-binance/limits/RedisConnection"
 * import * as Layer from "effect/Layer"
 *
 * // with `import { createClient } from "redis"`
 * const windowOver = (createClient: (options: RedisConnection.ClientOptions) => RedisConnection.Client) =>
 *   BanWindowShared.layerShared.pipe(
 *     Layer.provide(RedisConnection.layer(createClient, { url: "redis://127.0.0.1:6379" }))
 *   )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (createClient: (options: ClientOptions) => Client, options: Options): Layer.Layer<Redis.Redis> =>
  Layer.effect(Redis.Redis, make(createClient, options))
