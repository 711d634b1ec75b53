/** The connections to one address, one after the other: opened, replaced before they end, and counted. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type { WebSocketLike } from "effect/socket/Socket"
import { after, CallTimeout } from "../../client/CallTimeout.ts"
import { monotonicMillis, monotonicMillisOf } from "../../client/Intent.ts"
import { Retryable } from "../../errors/BinanceError.ts"
import { NotSent } from "../../errors/RetryableReason.ts"
import { type HttpReply, noReply, type NoReply, type Reply, tooMany, withdrawn } from "../../client/Transport.ts"
import { Connection, type Progress } from "./Connection.ts"
import { logOn, type Logon, type Outcome } from "./logon.ts"
import type { FrameRequest } from "./requests.ts"

export interface Options {
  readonly connectTimeoutMillis: number
  readonly maxAgeMillis: number
  readonly maxInFlight: number
  readonly maxFrameLength: number
  readonly writesWaitMillis: number
  readonly url: string
  /** A socket that knows why its upgrade was refused says so in `refusal`. */
  readonly construct: (url: string) => WebSocketLike & { readonly refusal?: HttpReply | undefined }
  /** Counts an attempt, or says for how many ms none can be made. */
  readonly attempts: { readonly take: (address: string, now: number) => number }
  /** Waits until the exchange can be knocked at. */
  readonly gate: Effect.Effect<void, Retryable>
  /** Whether the exchange can be asked at this moment, in ms by the monotonic clock. */
  readonly mayAsk: (now: number) => boolean
  /** Waits for room for what a connection or a logon costs; what comes of it says what is used. */
  readonly charged: <A>(what: "connect" | "logon", attempt: Effect.Effect<Attempted<A>>) => Effect.Effect<A | undefined>
  /** What has come of a question that the connection itself asked. */
  readonly onAnswer: (reply: Reply) => void
  /** A reply that no call gets. */
  readonly notice: (reply: HttpReply) => Effect.Effect<void>
  /** How connections are logged on before they take requests; `undefined`: they are not. */
  readonly logon: Logon | undefined
}

/** What an attempt has come to, and the last reply that it got. */
export interface Attempted<A> {
  readonly value: A
  readonly reply: Reply
}

/** What is sent over one address. */
export interface Session {
  /** Whether a request would leave now. */
  readonly isReady: () => boolean
  /** Waits until a request would leave; `deadline` is in ms by the monotonic clock. */
  readonly ready: (isRead: boolean, deadline: number) => Effect.Effect<void, Retryable>
  /** What changes something or bears a timestamp does not wait here, but before it is signed. */
  readonly send: (method: string, request: FrameRequest) => Effect.Effect<Reply>
}

// A connection that ends sooner counts as one more failure: an exchange that drops whoever comes must not be stormed
const shortLivedMillis = 10_000
const firstPauseMillis = 250
const longestPauseMillis = 30_000
// a key that was refused is not tried again and again: somebody has to do something about it
const firstLogonPauseMillis = 5000
const longestLogonPauseMillis = 60_000

const timedOut = ({ connection, instead, reply }: Progress): Reply => {
  if (reply !== undefined) return reply
  // the exchange itself answers within 10 s, so a connection that stays silent may be dead without telling
  connection?.retire()
  return (
    instead ?? {
      _tag: "NoReply",
      phase: connection === undefined ? "connect" : "sent",
      code: "ETIMEDOUT",
      timeout: true
    }
  )
}

const disconnected = "NOT_CONNECTED"

// What is known of the handshake once it is over, as far as limits go; whether an attempt that failed was charged is not.
const upgraded: HttpReply = { _tag: "HttpReply", status: 200, headers: {}, body: "{}", complete: true }
const notUpgraded: NoReply = noReply("unknown", undefined)

const constructed = ({ construct, url }: Options) => {
  try {
    return construct(url)
  } catch {
    return undefined
  }
}

const atOnce = (
  connection: Connection,
  method: string,
  request: FrameRequest,
  fiber: Fiber.Fiber<unknown, unknown>,
  timeout: Duration.Duration
): Effect.Effect<Reply> =>
  Effect.callback((resume) => {
    const progress: Progress = { connection: undefined, reply: undefined }
    const abandon = () => {
      if (id !== undefined) connection.abandon(id)
    }
    let id: string | undefined
    const stop = after(fiber, timeout, () => {
      const reply = timedOut(progress)
      abandon()
      resume(Effect.succeed(reply))
    })
    id = connection.send(method, request, progress, (reply) => {
      stop()
      resume(Effect.succeed(reply))
    })
    return Effect.sync(() => {
      stop()
      abandon()
    })
  })

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
  const context = yield* Effect.context<never>()
  const tell = (reply: HttpReply) => {
    Effect.runForkWith(context)(options.notice(reply))
  }

  const settings = {
    maxInFlight: options.maxInFlight,
    maxFrameLength: options.maxFrameLength,
    now: () => clock.currentTimeMillisUnsafe(),
    onChange: (connection: Connection) => {
      if (connection.isOver) all.delete(connection)
      if (connection === current && !connection.isOpen) opened.closeUnsafe()
      changed.openUnsafe()
    },
    logsOn: options.logon !== undefined,
    onNotice: tell
  }
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      isOver = true
      for (const connection of [...all]) connection.close()
      opened.openUnsafe()
    })
  )

  const ask = (connection: Connection, method: string, params: string) =>
    Effect.tap(
      Effect.callback<Reply>((resume) => {
        // the window may have closed while the connection was made, or while there was no room
        if (!options.mayAsk(monotonicMillisOf(clock))) return resume(Effect.succeed(noReply("connect", withdrawn)))
        const id = connection.ask(method, params, (reply) => resume(Effect.succeed(reply)))
        return Effect.sync(() => connection.abandon(id))
      }),
      (reply) => {
        options.onAnswer(reply)
        return reply._tag === "HttpReply" && reply.status >= 400 ? options.notice(reply) : Effect.void
      }
    )

  const loggedOn = (connection: Connection, logon: Logon): Effect.Effect<Attempted<Outcome>> =>
    logOn(logon, (method, params) => ask(connection, method, params))

  const whenReady = (connection: Connection): Effect.Effect<Connection | undefined> =>
    Effect.suspend(() => {
      if (connection.isOver) return Effect.undefined
      if (connection.isOpen) return Effect.succeed(connection)
      changed.closeUnsafe()
      return Effect.andThen(changed.await, whenReady(connection))
    })

  /** The connection when it takes requests; `undefined` when it never will. */
  const openOnce = Effect.gen(function* () {
    const failed: Attempted<Connection | undefined> = { value: undefined, reply: notUpgraded }
    const socket = constructed(options)
    if (socket === undefined) return failed
    const connection = new Connection(socket, settings)
    all.add(connection)
    const { logon } = options
    const greeted = Effect.gen(function* () {
      if ((yield* whenReady(connection)) === undefined) {
        const { refusal } = socket
        if (refusal !== undefined) yield* options.notice(refusal)
        return failed
      }
      if (logon === undefined) return { value: connection, reply: upgraded }
      const { reply, value } = yield* loggedOn(connection, logon)
      if (value._tag === "Failed") {
        connection.close()
        return { value: undefined, reply }
      }
      connection.refusal = value._tag === "Refused" ? value.refusal : undefined
      return { value: connection.isOpen ? connection : undefined, reply }
    })
    return yield* Effect.timeoutOrElse(greeted, {
      duration: options.connectTimeoutMillis,
      orElse: () =>
        Effect.sync(() => {
          connection.close()
          return failed
        })
    })
  })
  // the window may have closed while there was no room
  const open = options.charged(
    "connect",
    Effect.flatMap(Effect.exit(options.gate), (passed) =>
      Exit.isSuccess(passed) ? openOnce : Effect.succeed({ value: undefined, reply: noReply("connect", withdrawn) })
    )
  )

  /** A key that was refused may be put right while the program runs. */
  const keepLoggedOn = Effect.fnUntraced(function* (connection: Connection) {
    const { logon } = options
    if (logon === undefined) return yield* Effect.never
    let pause = firstLogonPauseMillis
    while (connection.refusal !== undefined && connection.isOpen) {
      yield* Effect.sleep(pause)
      pause = Math.min(longestLogonPauseMillis, pause * 2)
      if (!connection.isOpen || Exit.isFailure(yield* Effect.exit(options.gate))) continue
      const again = Effect.timeoutOption(loggedOn(connection, logon), options.connectTimeoutMillis)
      const outcome = yield* options.charged(
        "logon",
        Effect.map(again, (made) => {
          if (made._tag === "Some") return made.value
          // it may be dead without telling, and would be asked for ever
          connection.retire()
          return { value: { _tag: "Failed" } as const, reply: notUpgraded }
        })
      )
      if (outcome?._tag === "On") connection.refusal = undefined
      else if (outcome?._tag === "Refused") connection.refusal = outcome.refusal
    }
    return yield* Effect.never
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
      const connection = Exit.isSuccess(passed) ? yield* open : undefined
      const previous = current
      if (connection !== undefined) current = connection
      // whoever is let through may look at once
      attempted.openUnsafe()
      if (connection === undefined) {
        failures++
        continue
      }
      opened.openUnsafe()
      previous?.retire()
      const since = yield* monotonicMillis
      yield* Effect.raceFirst(inService(connection), keepLoggedOn(connection))
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

  /** Waits for a connection; gives the code of what it would come back with when there is none. */
  const connected = (isRead: boolean, deadline: number): Effect.Effect<string | undefined> =>
    Effect.withFiber((fiber) => {
      if (current?.isOpen === true) return Effect.undefined
      // one that is closing may take its time to say so
      current?.retire()
      const patience = Math.min(
        isRead ? Infinity : options.writesWaitMillis,
        Duration.toMillis(fiber.getRef(CallTimeout)),
        deadline - monotonicMillisOf(clock)
      )
      if (patience <= 0 || isOver) return Effect.succeed(disconnected)
      if (waiting >= options.maxInFlight) return Effect.succeed(tooMany)
      const opens = Effect.acquireUseRelease(
        Effect.sync(() => waiting++),
        () =>
          Effect.whileLoop({
            while: () => current?.isOpen !== true && !isOver,
            body: () => {
              current?.retire()
              opened.closeUnsafe()
              return opened.await
            },
            step: () => {}
          }),
        () => Effect.sync(() => waiting--)
      )
      return Effect.map(patience === Infinity ? opens : Effect.timeoutOption(opens, patience), () =>
        current?.isOpen === true ? undefined : disconnected
      )
    })

  return {
    isReady: () => current?.isOpen === true,
    ready: (isRead, deadline) =>
      Effect.flatMap(connected(isRead, deadline), (cause) =>
        cause === undefined ? Effect.void : Effect.fail(new Retryable({ reason: new NotSent({ cause }) }))
      ),
    send: (method, request) =>
      Effect.withFiber((fiber) => {
        const timeout = fiber.getRef(CallTimeout)
        const connection = current
        if (connection?.isOpen === true) return atOnce(connection, method, request, fiber, timeout)
        connection?.retire()
        if (request.method !== "GET" || request.recvWindow !== undefined)
          return Effect.succeed(noReply("connect", disconnected))
        const endsAt = monotonicMillisOf(clock) + Duration.toMillis(timeout)
        return Effect.flatMap(connected(true, endsAt), (cause) =>
          cause === undefined && current?.isOpen === true
            ? atOnce(current, method, request, fiber, Duration.millis(endsAt - monotonicMillisOf(clock)))
            : Effect.succeed(noReply("connect", cause ?? disconnected))
        )
      })
  }
})
