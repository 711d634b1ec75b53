/**
 * Holds every call back while the exchange has told this address to be quiet: nothing is sent into a known ban.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type * as Scheduler from "effect/Scheduler"
import * as Intent from "../client/Intent.ts"
import type { Reply } from "../client/Transport.ts"
import * as Verdict from "../client/Verdict.ts"
import { Retryable } from "../errors/BinanceError.ts"
import { BanWindowClosed } from "../errors/RetryableReason.ts"
import { lanes, staggerMillis } from "../internal/lanes.ts"
import type { ProductRules } from "../products/ProductRules.ts"

// Timers for the same moment do not fire at the same moment, in ms.
const leadMillis = 1

// No duration is documented for a block at the edge. Longer than the shortest ban, and as long as such firewalls usually count.
const edgeMillis = 300_000

/**
 * What has to be quiet:
 * - `address`: everything that leaves this address (418). Each product documents a ban as one of the address, and none says that it
 *   ends at its own host, so it is taken for all of them;
 * - `address:api`: the hosts of one product, `fapi`, `dapi`, `eapi` and `papi` likewise (429, and 403 from the edge);
 * - `endpoint:POST /sapi/v1/margin/order`: one endpoint (429 on /sapi/, where each has a limit of its own);
 * - `orders`: the placing of orders, whoever places them;
 * - `orders:api:grid-bot`: the placing of orders by one account on one product (-1015).
 *
 * @category models
 * @since 0.1.0
 */
export type Scope = "address" | "orders" | `address:${string}` | `endpoint:${string}` | `orders:${string}`

/**
 * Whether this names a scope.
 *
 * @example
 * ```ts
 * import * as BanWindow from "effect-binance/limits/BanWindow"
 *
 * BanWindow.isScope("address:fapi") // true
 * ```
 *
 * @category guards
 * @since 0.1.0
 */
export const isScope = (name: string): name is Scope => /^(address|orders|(address|endpoint|orders):.+)$/s.test(name)

/**
 * Who leaves first when a window opens on many who wait: what takes risk away (cancels, and the questions of a reconciliation), then
 * what trades, then what asks, then what anybody may ask.
 *
 * @category models
 * @since 0.1.0
 */
export type Lane = "cancel" | "place" | "query" | "market"

/**
 * The lane of everything that the fiber asks; that of each operation's own kind when it is not set. Reconciliation sets it.
 *
 * @example
 * ```ts
 * import * as BanWindow from "effect-binance/limits/BanWindow"
 * import * as Layer from "effect/Layer"
 *
 * // what this program asks can wait until all others have left
 * const last = Layer.succeed(BanWindow.ChosenLane, "market")
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const ChosenLane = Context.Reference<Lane | undefined>("effect-binance/BanWindow/ChosenLane", {
  defaultValue: () => undefined
})

/**
 * What a request is about, as far as limits go. `account` is the label of the credentials, for a request that places orders.
 *
 * @category models
 * @since 0.1.0
 */
export interface Origin {
  readonly method: string
  readonly path: string
  readonly account?: string | undefined
}

const segmentOf = (path: string) => path.split("/", 2)[1] ?? ""
const isSapi = (path: string) => segmentOf(path) === "sapi"
// /sapi/ is served by the hosts of /api/
const addressOf = (path: string) => `address:${isSapi(path) ? "api" : segmentOf(path)}` as const
const endpointOf = ({ method, path }: Origin) => `endpoint:${method} ${path}` as const
const ordersOf = ({ path }: Origin, account: string) => `orders:${segmentOf(path)}:${account}` as const

/**
 * Every scope that has to be open for a request to leave.
 *
 * Source of the rule: spot docs, rest-api: IP limits, unfilled order count; margin docs, general info: limits on /sapi/.
 *
 * @example
 * ```ts
 * import * as BanWindow from "effect-binance/limits/BanWindow"
 *
 * BanWindow.scopesOf({ method: "POST", path: "/fapi/v1/order", account: "grid-bot" })
 * // ["address", "address:fapi", "orders", "orders:fapi:grid-bot"]
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const scopesOf = (origin: Origin): ReadonlyArray<Scope> => [
  "address",
  addressOf(origin.path),
  ...(isSapi(origin.path) ? [endpointOf(origin)] : []),
  ...(origin.account === undefined ? [] : (["orders", ordersOf(origin, origin.account)] as const))
]

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
     * (ms by this process's monotonic clock), or when the fiber's `Patience` is `fail-fast`. Those who have waited leave one after the
     * other, by lane: the fiber's `ChosenLane` when it is left out.
     */
    readonly pass: (scopes: ReadonlyArray<Scope>, deadline: number, lane?: Lane) => Effect.Effect<void, Retryable>
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
    const opensAt = new Map<Scope, number>()
    const latest = (scopes: ReadonlyArray<Scope>) =>
      opensAt.size === 0 ? 0 : scopes.reduce((end, scope) => Math.max(end, opensAt.get(scope) ?? 0), 0)

    // After a pause of the whole program (garbage collection, a busy loop) its timers run before it reads its sockets: a 418 may be
    // lying there unread. One turn of the event loop reads it, the next one has dealt with it. `yieldNow` would give every fiber
    // a dispatcher of its own, which is held for as long as the fiber waits.
    let turns: Scheduler.SchedulerDispatcher | undefined
    let turnsOf: Scheduler.Scheduler | undefined
    const twoTurns = Effect.withFiber(({ cache: { scheduler } }) => {
      const dispatcher = turns !== undefined && turnsOf === scheduler ? turns : scheduler.makeDispatcher()
      turns = dispatcher
      turnsOf = scheduler
      return Effect.callback<void>((resume) => {
        dispatcher.scheduleTask(() => dispatcher.scheduleTask(() => resume(Effect.void), 0), 0)
      })
    })

    const toWall = Effect.fnUntraced(function* (end: number) {
      return Math.ceil((yield* Clock.currentTimeMillis) + end - (yield* Intent.monotonicMillis))
    })
    const closed = (until: number) =>
      Effect.flatMap(toWall(until), (until) => Effect.fail(new Retryable({ reason: new BanWindowClosed({ until }) })))
    const dismiss = (waiter: Waiter, how: Effect.Effect<void, Retryable>) => {
      waiter.isGone = true
      waiter.resume(how)
    }

    // A hundred thousand may wait here: those who wait for the same end share a timer, and nobody is woken but to leave or to fail.
    const rooms = new Map<number, Room>()
    const hold = (waiter: Waiter, until: number, context: Context.Context<never>) => {
      if (until > waiter.deadline) return dismiss(waiter, closed(until))
      const known = rooms.get(until)
      const room = known ?? { until, waiters: new Set<Waiter>(), timer: undefined }
      room.waiters.add(waiter)
      waiter.room = room
      if (known !== undefined) return
      rooms.set(until, room)
      // nobody's own: whoever came first may go away before the others leave
      room.timer = Effect.runForkWith(context)(opening(room))
    }
    const opening = (room: Room) =>
      Effect.withFiber((fiber) => {
        const clock = fiber.getRef(Clock.Clock)
        const open = Effect.sync(() => {
          rooms.delete(room.until)
          const now = Intent.monotonicMillisOf(clock)
          for (const waiter of room.waiters) {
            // asked again, because the window may have been extended meanwhile
            const until = latest(waiter.scopes)
            if (until > now) hold(waiter, until, fiber.context)
            else line[lanes.indexOf(waiter.lane)]?.waiters.push(waiter)
          }
          byDeadline = line
            .flatMap(({ next, waiters }) => waiters.slice(next))
            .filter(({ deadline, isGone }) => !isGone && deadline < Infinity)
            .sort((a, b) => b.deadline - a.deadline)
          if (isMoving) return
          isMoving = true
          Effect.runForkWith(fiber.context)(move)
        })
        return Effect.andThen(Effect.sleep(Math.ceil(room.until - Intent.monotonicMillisOf(clock))), open)
      })
    const leave = (waiter: Waiter) => {
      waiter.isGone = true
      const { room } = waiter
      if (room?.waiters.delete(waiter) !== true || room.waiters.size > 0 || rooms.get(room.until) !== room) return
      rooms.delete(room.until)
      room.timer?.interruptUnsafe()
    }

    // those who have waited leave one after the other: together they would be what closed the window
    const line = lanes.map(() => ({ waiters: [] as Array<Waiter>, next: 0 }))
    const takeNext = () => {
      for (const lane of line) {
        while (lane.next < lane.waiters.length) {
          const waiter = lane.waiters[lane.next++]
          if (waiter?.isGone === false) return waiter
        }
        // dropped whole, so that a long line costs no more for each than a short one
        lane.waiters = []
        lane.next = 0
      }
      return undefined
    }
    // the same waiters, from the end
    let byDeadline: Array<Waiter> = []
    const expireBefore = (time: number) => {
      for (
        let last = byDeadline.at(-1);
        last?.isGone === true || (last?.deadline ?? time) < time;
        last = byDeadline.at(-1)
      ) {
        byDeadline.pop()
        if (last?.isGone === false) dismiss(last, closed(last.deadline))
      }
    }
    let isMoving = false
    const move = Effect.withFiber((fiber) => {
      const clock = fiber.getRef(Clock.Clock)
      const turn: Effect.Effect<void> = Effect.suspend(() => {
        const now = Intent.monotonicMillisOf(clock)
        expireBefore(now)
        const waiter = takeNext()
        if (waiter === undefined) {
          isMoving = false
          return Effect.void
        }
        const until = latest(waiter.scopes)
        if (until > now) hold(waiter, until, fiber.context)
        else dismiss(waiter, Effect.void)
        // whose turn cannot come in time does not wait for it
        expireBefore(now + staggerMillis)
        return Effect.andThen(Effect.sleep(staggerMillis), turn)
      })
      // whoever wakes at the same moment takes its place first, or the first to wake would be ahead of its lane
      return Effect.andThen(Effect.sleep(leadMillis), turn)
    })
    return BanWindow.of({
      closedUntil: Effect.fnUntraced(function* (scope) {
        const end = latest([scope])
        return end > (yield* Intent.monotonicMillis) ? yield* toWall(end) : undefined
      }),
      close: Effect.fnUntraced(function* (scope, until) {
        const remaining = until - (yield* Clock.currentTimeMillis)
        if (Number.isNaN(remaining)) return
        opensAt.set(scope, Math.max(latest([scope]), (yield* Intent.monotonicMillis) + Math.ceil(remaining)))
      }),
      isOpen: (scopes, now) => latest(scopes) <= now,
      pass: (scopes, deadline, lane) =>
        Effect.andThen(
          twoTurns,
          Effect.withFiber((fiber) => {
            const until = latest(scopes)
            if (until <= Intent.monotonicMillisOf(fiber.getRef(Clock.Clock))) return Effect.void
            if (until > deadline || fiber.getRef(Patience) === "fail-fast") return closed(until)
            return Effect.callback<void, Retryable>((resume) => {
              const waiter: Waiter = {
                scopes,
                deadline,
                lane: lane ?? fiber.getRef(ChosenLane) ?? "query",
                resume,
                room: undefined,
                isGone: false
              }
              hold(waiter, until, fiber.context)
              return Effect.sync(() => leave(waiter))
            })
          })
        )
    })
  })
}

/** One that waits: for its room to open, and then in line. */
interface Waiter {
  readonly scopes: ReadonlyArray<Scope>
  readonly deadline: number
  readonly lane: Lane
  readonly resume: (how: Effect.Effect<void, Retryable>) => void
  room: Room | undefined
  isGone: boolean
}

/** All who wait until the same moment. */
interface Room {
  readonly until: number
  readonly waiters: Set<Waiter>
  timer: Fiber.Fiber<void> | undefined
}

/**
 * Which window a reply closes, and until when in epoch ms by the local clock; `undefined` when it closes none. Without the `origin`
 * of the request it is the whole address, or the orders of every account.
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
  receivedAt: number,
  origin?: Origin
): { readonly scope: Scope; readonly until: number } | undefined => {
  // of a request too many: where each endpoint has its own limit the others go on, and elsewhere the hosts of other products
  const limited: Scope =
    origin === undefined ? "address" : isSapi(origin.path) ? endpointOf(origin) : addressOf(origin.path)
  const reason =
    verdict._tag === "Success"
      ? undefined
      : verdict._tag === "AmbiguousExecution"
        ? (verdict.refusal ?? verdict.reason)
        : verdict.reason
  switch (reason?._tag) {
    case "RateLimited":
      return {
        scope: reply._tag === "HttpReply" && reply.status === 418 ? "address" : limited,
        until: receivedAt + Duration.toMillis(reason.retryAfter)
      }
    case "WafBlocked": {
      const stated = reply._tag === "HttpReply" ? Verdict.quietOf(product, reply, receivedAt)?.millis : undefined
      return {
        scope: origin === undefined ? "address" : addressOf(origin.path),
        until: receivedAt + Math.max(edgeMillis, stated ?? 0)
      }
    }
    case "IpBanned":
      return { scope: "address", until: reason.until }
    case "OrderRateLimited":
      return {
        scope: origin?.account === undefined ? "orders" : ordersOf(origin, origin.account),
        until: receivedAt + Duration.toMillis(reason.retryAfter)
      }
  }
  // the status alone closes the window, and so does a ban that the text states, or a code that asks for quiet, under any status:
  // a doubt about the write is no reason to knock again
  if (reply._tag === "NoReply") return undefined
  // what worked and has no text besides asks for nothing: it is not parsed once more
  if (verdict._tag === "Success" && reply.status < 300 && !reply.body.includes('"msg"')) return undefined
  const quiet = Verdict.quietOf(product, reply, receivedAt)
  const row =
    reason !== undefined && "code" in reason && reason.code !== undefined ? product.codes.get(reason.code) : undefined
  const asks =
    reply.status === 418 ||
    reply.status === 429 ||
    quiet?.stated !== undefined ||
    row?.quietMillis !== undefined ||
    row?.is.reason === "RateLimited"
  if (quiet === undefined || !asks) return undefined
  const isBan = reply.status === 418 || quiet.stated !== undefined
  return { scope: isBan ? "address" : limited, until: receivedAt + quiet.millis }
}

/**
 * Closes the window that a reply asks for.
 *
 * `receivedAt` is in epoch ms by the local clock; for `origin` see `closing`.
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
  receivedAt: number,
  origin?: Origin
): Effect.Effect<void> => {
  const closes = closing(product, reply, verdict, receivedAt, origin)
  return closes === undefined ? Effect.void : banWindow.close(closes.scope, closes.until)
}

/**
 * When the last of these scopes opens, in epoch ms by the local clock; `undefined` when all are open.
 *
 * @example
 * ```ts
 * import * as BanWindow from "effect-binance/limits/BanWindow"
 *
 * const spot = BanWindow.BanWindow.use((window) =>
 *   BanWindow.closedUntil(window, BanWindow.scopesOf({ method: "GET", path: "/api/v3/account" }))
 * )
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const closedUntil = (
  banWindow: BanWindow["Service"],
  scopes: ReadonlyArray<Scope>
): Effect.Effect<number | undefined> =>
  Effect.map(Effect.forEach(scopes, banWindow.closedUntil), (ends) => {
    const last = Math.max(...ends.map((end) => end ?? 0))
    return last > 0 ? last : undefined
  })
