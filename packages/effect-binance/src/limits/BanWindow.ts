/**
 * Holds every call back while the exchange has told this address to be quiet: nothing is sent into a known ban.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Intent from "../client/Intent.ts"
import type { Reply } from "../client/Transport.ts"
import * as Verdict from "../client/Verdict.ts"
import { Retryable } from "../errors/BinanceError.ts"
import { BanWindowClosed } from "../errors/RetryableReason.ts"
import type { ProductRules } from "../products/ProductRules.ts"

// After a pause of the whole program (garbage collection, a busy loop) its timers run before it reads its sockets: a 418 may be
// lying there unread. One turn of the event loop reads it, the next one has dealt with it.
const twoTurns = Effect.andThen(Effect.yieldNow, Effect.yieldNow)

// How far apart those leave who have waited for the same window, in ms.
const staggerMillis = 5

/**
 * What has to be quiet: the whole address (418, 429 by weight), or only the placing of orders (-1015).
 *
 * @category models
 * @since 0.1.0
 */
export type Scope = "address" | "orders"

/**
 * What a call does while the window is closed: `wait` as long as its intent is good for, or `fail-fast`.
 *
 * @example
 * ```ts
 * import * as BanWindow from "effect-binance/limits/BanWindow"
 * import * as Layer from "effect/Layer"
 *
 * // for every call of a program; `Call.failFast` does it for one
 * const failFast = Layer.succeed(BanWindow.Patience, "fail-fast")
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const Patience = Context.Reference<"wait" | "fail-fast">("effect-binance/BanWindow/Patience", {
  defaultValue: () => "wait"
})

/**
 * Until when the running call may wait at a gate, in ms by this process's monotonic clock. The client sets it from what the
 * intent is good for.
 *
 * @example
 * ```ts
 * import { ServerClock } from "effect-binance/client/ServerClock"
 * import * as BanWindow from "effect-binance/limits/BanWindow"
 * import * as Effect from "effect/Effect"
 *
 * // waits for the clock no longer than until then
 * const timeBefore = (deadline: number) =>
 *   ServerClock.use((clock) => Effect.provideService(clock.now, BanWindow.Deadline, deadline))
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const Deadline = Context.Reference<number>("effect-binance/BanWindow/Deadline", { defaultValue: () => Infinity })

/**
 * The gate that every request passes, the clock sync included.
 *
 * Source of the rule: spot docs, rest-api: IP limits (429 asks to back off, 418 is a ban, both say for how long).
 *
 * @example
 * ```ts
 * import { BanWindow } from "effect-binance/limits/BanWindow"
 * import * as Effect from "effect/Effect"
 *
 * const isQuiet = BanWindow.use((window) => Effect.map(window.closedUntil("address"), (until) => until !== undefined))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class BanWindow extends Context.Service<
  BanWindow,
  {
    /** When the window of this scope opens, in epoch ms by the local clock; `undefined` when it is open. */
    readonly closedUntil: (scope: Scope) => Effect.Effect<number | undefined>
    /** Closes the window until then, in epoch ms by the local clock. A later end extends it; an earlier one changes nothing. */
    readonly close: (scope: Scope, until: number) => Effect.Effect<void>
    /**
     * Waits until every scope is open; fails at once with `Retryable(BanWindowClosed)` when that is later than `deadline`
     * (ms by this process's monotonic clock), or when the fiber's `Patience` is `fail-fast`.
     */
    readonly pass: (scopes: ReadonlyArray<Scope>, deadline: number) => Effect.Effect<void, Retryable>
    /**
     * Whether every scope is open at `now` (ms by this process's monotonic clock), as far as this process knows: the last look
     * before the socket.
     */
    readonly isOpen: (scopes: ReadonlyArray<Scope>, now: number) => boolean
  }
>()("effect-binance/BanWindow") {
  /**
   * In memory, for one process.
   *
   * @since 0.1.0
   */
  static readonly layer: Layer.Layer<BanWindow> = Layer.sync(BanWindow, () => {
    // By the monotonic clock: a step of the wall clock must not open a window
    const opensAt = { address: 0, orders: 0 }
    const latest = (scopes: ReadonlyArray<Scope>) => scopes.reduce((end, scope) => Math.max(end, opensAt[scope]), 0)
    // those who have waited leave one after the other: together they would be what closed the window
    let line: Array<{ readonly turn: Deferred.Deferred<void>; isGone: boolean }> = []
    let isMoving = false
    const move = Effect.gen(function* () {
      while (line.length > 0) {
        // taken whole, so that a long line costs no more for each than a short one
        const now = line
        line = []
        for (const waiter of now) {
          if (waiter.isGone) continue
          yield* Deferred.done(waiter.turn, Exit.void)
          yield* Effect.sleep(staggerMillis)
        }
      }
      isMoving = false
    })
    // Nobody's own, and not to be interrupted between the two steps: whoever starts the line may go away before the others leave.
    const keepMoving = Effect.uninterruptible(
      Effect.suspend(() => {
        if (isMoving) return Effect.void
        isMoving = true
        return Effect.asVoid(Effect.forkDetach(move, { startImmediately: true }))
      })
    )
    const takeTurn = Effect.suspend(() => {
      const waiter = { turn: Deferred.makeUnsafe<void>(), isGone: false }
      line.push(waiter)
      const turn = Effect.onInterrupt(Deferred.await(waiter.turn), () =>
        Effect.sync(() => {
          waiter.isGone = true
        })
      )
      return Effect.andThen(keepMoving, turn)
    })
    const toWall = Effect.fnUntraced(function* (end: number) {
      return Math.ceil((yield* Clock.currentTimeMillis) + end - (yield* Intent.monotonicMillis))
    })
    const closed = (until: number) =>
      Effect.flatMap(toWall(until), (until) => Effect.fail(new Retryable({ reason: new BanWindowClosed({ until }) })))
    // A step at a time, with no state but its arguments: a hundred thousand may wait here. Asked again after each wait, because
    // the window may have been extended meanwhile.
    const waitUntilOpen = (
      scopes: ReadonlyArray<Scope>,
      deadline: number,
      hasWaited: boolean
    ): Effect.Effect<void, Retryable> =>
      Effect.withFiber((fiber) => {
        const now = Intent.monotonicMillisOf(fiber.getRef(Clock.Clock))
        const end = latest(scopes)
        if (end <= now) {
          if (!hasWaited) return Effect.void
          const turn =
            deadline === Infinity
              ? takeTurn
              : Effect.timeoutOrElse(takeTurn, {
                  duration: Math.max(0, deadline - now),
                  orElse: () => closed(deadline)
                })
          return Effect.andThen(turn, waitUntilOpen(scopes, deadline, false))
        }
        if (end > deadline || fiber.getRef(Patience) === "fail-fast") return closed(end)
        return Effect.andThen(Effect.sleep(Math.ceil(end - now)), waitUntilOpen(scopes, deadline, true))
      })
    return BanWindow.of({
      closedUntil: Effect.fnUntraced(function* (scope) {
        return opensAt[scope] > (yield* Intent.monotonicMillis) ? yield* toWall(opensAt[scope]) : undefined
      }),
      close: Effect.fnUntraced(function* (scope, until) {
        const remaining = until - (yield* Clock.currentTimeMillis)
        if (Number.isNaN(remaining)) return
        opensAt[scope] = Math.max(opensAt[scope], (yield* Intent.monotonicMillis) + Math.ceil(remaining))
      }),
      isOpen: (scopes, now) => latest(scopes) <= now,
      pass: (scopes, deadline) => Effect.andThen(twoTurns, waitUntilOpen(scopes, deadline, false))
    })
  })
}

/**
 * Which window a reply closes, and until when in epoch ms by the local clock; `undefined` when it closes none.
 *
 * @example
 * ```ts
 * import * as Verdict from "effect-binance/client/Verdict"
 * import type { Asked } from "effect-binance/client/Verdict"
 * import type { Reply } from "effect-binance/client/Transport"
 * import * as BanWindow from "effect-binance/limits/BanWindow"
 *
 * const quietUntil = (asked: Asked, reply: Reply, receivedAt: number) =>
 *   BanWindow.closing(asked.product, reply, Verdict.decide(asked, reply, receivedAt), receivedAt)?.until
 * ```
 *
 * @category deciding
 * @since 0.1.0
 */
export const closing = (
  product: ProductRules,
  reply: Reply,
  verdict: Verdict.Verdict,
  receivedAt: number
): { readonly scope: Scope; readonly until: number } | undefined => {
  const reason =
    verdict._tag === "Success"
      ? undefined
      : verdict._tag === "AmbiguousExecution"
        ? (verdict.refusal ?? verdict.reason)
        : verdict.reason
  switch (reason?._tag) {
    case "RateLimited":
      return { scope: "address", until: receivedAt + Duration.toMillis(reason.retryAfter) }
    case "IpBanned":
      return { scope: "address", until: reason.until }
    case "OrderRateLimited":
      return { scope: "orders", until: receivedAt + Duration.toMillis(reason.retryAfter) }
  }
  // the status alone closes the window, and so does a ban that the text states, or a code that asks for quiet, under any status:
  // a doubt about the write is no reason to knock again
  if (reply._tag === "NoReply") return undefined
  const quiet = Verdict.quietOf(product, reply, receivedAt)
  const row =
    reason !== undefined && "code" in reason && reason.code !== undefined ? product.codes.get(reason.code) : undefined
  const asks =
    reply.status === 418 ||
    reply.status === 429 ||
    quiet?.stated !== undefined ||
    row?.quietMillis !== undefined ||
    row?.is.reason === "RateLimited"
  return quiet === undefined || !asks ? undefined : { scope: "address", until: receivedAt + quiet.millis }
}

/**
 * Closes the window that a reply asks for.
 *
 * `receivedAt` is in epoch ms by the local clock.
 *
 * @example
 * ```ts
 * import { type Asked, decide } from "effect-binance/client/Verdict"
 * import type { Reply } from "effect-binance/client/Transport"
 * import { BanWindow, observe } from "effect-binance/limits/BanWindow"
 *
 * const close = (asked: Asked, reply: Reply, receivedAt: number) =>
 *   BanWindow.use((window) => observe(window, asked.product, reply, decide(asked, reply, receivedAt), receivedAt))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const observe = (
  banWindow: BanWindow["Service"],
  product: ProductRules,
  reply: Reply,
  verdict: Verdict.Verdict,
  receivedAt: number
): Effect.Effect<void> => {
  const closes = closing(product, reply, verdict, receivedAt)
  return closes === undefined ? Effect.void : banWindow.close(closes.scope, closes.until)
}
