/** The connections to one address, one after the other: opened, replaced before they end, and counted. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type { WebSocketLike } from "effect/socket/Socket"
import { CallTimeout } from "../../client/CallTimeout.ts"
import { monotonicMillis, monotonicMillisOf } from "../../client/Intent.ts"
import type { Retryable } from "../../errors/BinanceError.ts"
import { type NoReply, type Readiness, type Reply, tooMany } from "../../client/Transport.ts"
import { readFrame } from "../../client/WebSocketReply.ts"
import { Connection, notSent, type Progress } from "./Connection.ts"
import type { FrameRequest } from "./requests.ts"

export interface Options {
  readonly connectTimeoutMillis: number
  readonly maxAgeMillis: number
  readonly maxInFlight: number
  readonly maxFrameLength: number
  readonly writesWaitMillis: number
  readonly url: string
  readonly construct: (url: string) => WebSocketLike
  /** Counts an attempt, or says for how many ms none can be made. */
  readonly attempts: { readonly take: (address: string, now: number) => number }
  /** Waits until the exchange can be knocked at. */
  readonly gate: Effect.Effect<void, Retryable>
}

/** What is sent over one address. */
export interface Session {
  /** What a request would meet now. */
  readonly readiness: () => Readiness
  readonly send: (method: string, request: FrameRequest) => Effect.Effect<Reply>
}

// A connection that ends sooner counts as one more failure: an exchange that drops whoever comes must not be stormed
const shortLivedMillis = 10_000
const firstPauseMillis = 250
const longestPauseMillis = 30_000

const timedOut = ({ connection, reply }: Progress): Reply => {
  if (reply !== undefined) return reply
  // the exchange itself answers within 10 s, so a connection that stays silent may be dead without telling
  connection?.retire()
  return { _tag: "NoReply", phase: connection === undefined ? "connect" : "sent", code: "ETIMEDOUT", timeout: true }
}

const disconnected: NoReply = notSent("NOT_CONNECTED")

export const make = Effect.fnUntraced(function* (options: Options): Effect.fn.Return<Session, never, Scope.Scope> {
  const clock = yield* Clock.Clock
  const opened = Latch.makeUnsafe(false)
  const attempted = Latch.makeUnsafe(false)
  // what is waited for by the fiber below: any change of any connection
  const changed = Latch.makeUnsafe(false)
  const all = new Set<Connection>()
  let current: Connection | undefined
  let waiting = 0
  let isOver = false
  let notice: { readonly text: string; readonly until: number } | undefined

  const settings = {
    maxInFlight: options.maxInFlight,
    maxFrameLength: options.maxFrameLength,
    now: () => clock.currentTimeMillisUnsafe(),
    onChange: (connection: Connection) => {
      if (connection.isOver) all.delete(connection)
      if (connection === current && !connection.isOpen) opened.closeUnsafe()
      changed.openUnsafe()
    },
    onNotice: (text: string, reply: Reply) => {
      const wait = reply._tag === "HttpReply" ? Number(reply.headers["retry-after"]) * 1000 : 0
      if (wait > 0) notice = { text, until: monotonicMillisOf(clock) + wait }
    }
  }
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      isOver = true
      for (const connection of [...all]) connection.close()
      opened.openUnsafe()
    })
  )

  /** The connection when it has opened; `undefined` when it did not. */
  const open = Effect.suspend(() => {
    let socket: WebSocketLike
    try {
      socket = options.construct(options.url)
    } catch {
      return Effect.undefined
    }
    const connection = new Connection(socket, settings)
    all.add(connection)
    const settled: Effect.Effect<Connection | undefined> = Effect.suspend(() => {
      if (connection.isOver) return Effect.undefined
      if (connection.isOpen) return Effect.succeed(connection)
      changed.closeUnsafe()
      return Effect.andThen(changed.await, settled)
    })
    return Effect.timeoutOrElse(settled, {
      duration: options.connectTimeoutMillis,
      orElse: () =>
        Effect.sync(() => {
          connection.close()
          return undefined
        })
    })
  })

  /** Waits while it takes requests, and no longer than it may grow old. */
  const inService = (connection: Connection): Effect.Effect<void> =>
    Effect.asVoid(
      Effect.timeoutOption(
        Effect.whileLoop({
          while: () => connection.isOpen,
          body: () => {
            changed.closeUnsafe()
            return changed.await
          },
          step: () => {}
        }),
        options.maxAgeMillis
      )
    )

  const keepOpen = Effect.gen(function* () {
    let failures = 0
    while (true) {
      if (failures > 0) {
        const longest = Math.min(longestPauseMillis, firstPauseMillis * 2 ** (failures - 1))
        yield* Effect.sleep((longest / 2) * (1 + (yield* Random.next)))
      }
      const wait = options.attempts.take(options.url, yield* monotonicMillis)
      if (wait > 0) {
        yield* Effect.sleep(wait)
        continue
      }
      const passed = yield* Effect.exit(options.gate)
      // what no reply has told the window yet
      if (notice !== undefined) yield* Effect.sleep(Math.max(0, notice.until - (yield* monotonicMillis)))
      const connection = Exit.isSuccess(passed) ? yield* open : undefined
      attempted.openUnsafe()
      if (connection === undefined) {
        failures++
        continue
      }
      const previous = current
      current = connection
      opened.openUnsafe()
      previous?.retire()
      const since = yield* monotonicMillis
      yield* inService(connection)
      // one that ended by itself may have been cut with a ban, and the reply that says so is read in the meantime
      failures =
        (yield* monotonicMillis) - since < shortLivedMillis
          ? failures + 1
          : connection.isOpen || connection.isRetired
            ? 0
            : 1
    }
  })
  yield* Effect.forkScoped(keepOpen)
  // so that the first order of a program finds a connection
  yield* Effect.timeoutOption(attempted.await, options.connectTimeoutMillis)

  const heldBack = (): Reply | undefined => {
    if (notice === undefined) return undefined
    const frame =
      monotonicMillisOf(clock) < notice.until ? readFrame(notice.text, clock.currentTimeMillisUnsafe()) : undefined
    notice = undefined
    return frame?._tag === "Unidentified" ? frame.reply : undefined
  }

  const over = (method: string, request: FrameRequest, progress: Progress, until: number): Effect.Effect<Reply> =>
    Effect.suspend(() => {
      // what nobody was refused by, the next one is: it is not sent, and closes the window
      const held = heldBack()
      if (held !== undefined) return Effect.succeed(held)
      const connection = current
      if (connection?.isOpen === true) {
        return Effect.callback<Reply>((resume) => {
          const id = connection.send(method, request, progress, (reply) => resume(Effect.succeed(reply)))
          return id === undefined ? undefined : Effect.sync(() => connection.abandon(id))
        })
      }
      // one that is closing may take its time to say so
      connection?.retire()
      const patience = until - monotonicMillisOf(clock)
      if (patience <= 0 || isOver) return Effect.succeed(disconnected)
      if (waiting >= options.maxInFlight) return Effect.succeed(notSent(tooMany))
      opened.closeUnsafe()
      waiting++
      const connected = Effect.ensuring(
        opened.await,
        Effect.sync(() => waiting--)
      )
      return Effect.flatMap(
        patience === Infinity ? Effect.asSome(connected) : Effect.timeoutOption(connected, patience),
        (seen) => (seen._tag === "None" ? Effect.succeed(disconnected) : over(method, request, progress, until))
      )
    })

  return {
    readiness: () =>
      notice !== undefined && monotonicMillisOf(clock) < notice.until
        ? "told"
        : current?.isOpen === true
          ? "ready"
          : "waits",
    send: (method, request) =>
      Effect.flatMap(CallTimeout, (timeout) =>
        Effect.suspend(() => {
          const progress: Progress = { connection: undefined, reply: undefined }
          // a signature that has waited for half its time would be too old when it arrives
          const patience = Math.min(
            request.method === "GET" ? Infinity : options.writesWaitMillis,
            (request.recvWindow ?? Infinity) / 2
          )
          const sent = over(method, request, progress, monotonicMillisOf(clock) + patience)
          return Duration.isFinite(timeout)
            ? Effect.timeoutOrElse(sent, { duration: timeout, orElse: () => Effect.sync(() => timedOut(progress)) })
            : sent
        })
      )
  }
})
