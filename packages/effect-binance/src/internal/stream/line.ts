/** The connections of one user data stream, one after the other: opened, watched, replaced before they end, and what was missed between. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type { WebSocketLike } from "effect/socket/Socket"
import { monotonicMillisOf } from "../../client/Intent.ts"
import type { HostClock } from "../../client/ServerClock.ts"
import * as Verdict from "../../client/Verdict.ts"
import { type HttpReply, noReply, type Reply, withdrawn } from "../../client/Transport.ts"
import { type Fatal, Retryable } from "../../errors/BinanceError.ts"
import type { OperationInfo } from "../../errors/InDoubt.ts"
import { NotSent, ReadFailed } from "../../errors/RetryableReason.ts"
import * as BanWindow from "../../limits/BanWindow.ts"
import type { ProductRules } from "../../products/ProductRules.ts"
import { get } from "../json.ts"
import { dated } from "../wait.ts"
import { logOn, type Logon } from "../webSocket/logon.ts"
import * as frames from "./frames.ts"
import { type Answer, earlier, type Instant, Link } from "./Link.ts"
import { Twins } from "./Twins.ts"

/** What a connection is opened with; made anew for each. */
export interface Opening {
  /** Its address. Part of it may be a secret. */
  readonly url: string
  /** The part of it that is no secret, and that the attempts to connect are counted by. */
  readonly host: string
  /** For how many ms the events come without a renewal. */
  readonly validMillis: number
  /** The key in its address, and when it was asked for. */
  readonly key: { readonly value: string; readonly at: Instant } | undefined
  /** How it is logged on before it subscribes; `undefined`: it is not. */
  readonly logon: Logon | undefined
  /** What to subscribe with, made at the last moment: it may be signed. */
  readonly subscribe:
    | Effect.Effect<{ readonly method: string; readonly params: string | undefined }, Retryable>
    | undefined
}

/** Why events may have been missed. */
export type Why = "closed" | "silent" | "terminated" | "unreadable"

/** From when to when: it ends when the events came again, and begins with the last that is sure to have come. */
export interface Blind {
  readonly from: Instant
  /** When the last event was made that came before, in epoch ms by the exchange's clock. */
  readonly fromEventTime: number | undefined
  readonly until: Instant
  readonly why: Why
}

export interface Options {
  /** What its errors are about. */
  readonly info: OperationInfo
  readonly rules: ProductRules
  readonly hostClock: HostClock
  readonly banWindow: BanWindow.BanWindow["Service"]
  /** The request that stands for a connection where the window is asked. */
  readonly origin: BanWindow.Origin
  /** A socket that knows why its upgrade was refused says so in `refusal`. */
  readonly construct: (url: string) => WebSocketLike & { readonly refusal?: HttpReply | undefined }
  readonly attempts: { readonly take: (address: string, now: number) => number }
  readonly open: Effect.Effect<Opening, Retryable | Fatal>
  /** What is asked to see whether it lives. */
  readonly probe: {
    readonly method: string
    readonly params: string | undefined
    /** Whether the result says that the events of this subscription come. */
    readonly shows: (result: unknown, subscriptionId: unknown) => boolean
  }
  readonly probeMillis: number
  readonly pingMillis: number
  readonly connectTimeoutMillis: number
  readonly maxAgeMillis: number
  readonly overlapMillis: number
  /** How often its key is kept alive; `undefined` for one that has none. */
  readonly keepAliveMillis: number | undefined
  /** Whether the event could be read. */
  readonly onEvent: (event: unknown, receivedAt: Instant) => boolean
  readonly onConnected: (at: Instant) => Effect.Effect<void>
  readonly onBlind: (blind: Blind) => Effect.Effect<void>
  /** The events come, without a gap since they last did. */
  readonly onUp: (at: Instant) => void
  /** All has come that the exchange had sent until then. */
  readonly onAlive: (until: Instant) => void
  /** Something may be missed from now on, or has been. */
  readonly onDown: () => void
  /** The exchange has answered, and may have said what is used of its limits. */
  readonly onAnswer: (reply: HttpReply) => Effect.Effect<void>
}

export interface Line {
  /** Runs until it is told for good that there is nothing to hear. */
  readonly run: Effect.Effect<never, Fatal, Scope.Scope>
  /** Whether events come. */
  readonly isUp: () => boolean
  /** Until when all has come. */
  readonly coveredUntil: () => Instant | undefined
  /** Completes when the first attempt has ended. */
  readonly attempted: Effect.Effect<void>
}

// A connection that ends sooner counts as one more failure: an exchange that drops whoever comes must not be stormed
const shortLivedMillis = 10_000
const firstPauseMillis = 250
const longestPauseMillis = 30_000
/** How long an answer may take: the exchange itself gives up after 10 s. */
const answerMillis = 10_000
/** How long a host may think about a question that it need not answer at all. */
const helloMillis = 2_000
/** How long one that has been silent may take to show that it is not dead: whoever listens is not told of a gap before. */
const lastChanceMillis = 2_000
/** How often a host may hang up on a question before it is taken to be the question. */
const mostHangUps = 2
/** For how long the slower one of two connections may still show what the other one has shown. */
const twinsMillis = 60_000
/** Of every product. Source: futures docs, user data streams. */
const keyMillis = 60 * 60_000
const maxFrameLength = 1 << 24

const unanswered = new Retryable({ reason: new ReadFailed({ cause: "the subscription was not answered" }) })
const unopened = new Retryable({ reason: new NotSent({ cause: "the connection did not open" }) })

/** Codes that say that a token or key has ended, and not that it may not be had: a new one is fetched. */
const renewable: ReadonlySet<number> = new Set([-1125, -1209])

export const make = Effect.fnUntraced(function* (options: Options): Effect.fn.Return<Line> {
  const clock = yield* Clock.Clock
  const now = (): Instant => ({ monotonic: monotonicMillisOf(clock), wall: clock.currentTimeMillisUnsafe() })
  const changed = Latch.makeUnsafe(false)
  const attempted = Latch.makeUnsafe(false)
  const twins = new Twins<Link>(twinsMillis)
  const scopes = BanWindow.scopesOf(options.origin)

  /** Those that are not over yet. */
  const links = new Set<Link>()
  /** The one whose events count. */
  let current: Link | undefined
  /** Whether another one is about to take over: what it proves does not count until it has. */
  let isHandedOver = false
  let twinsUntil = 0
  /** How often a connection ended soon after it was asked, without ever having answered. */
  let hangUps = 0
  let key: { readonly value: string; readonly at: Instant } | undefined
  /** Frames that could not be read, since when. */
  let garbled: { readonly from: Instant; readonly eventTime: number | undefined } | undefined

  const asked: Verdict.Asked = {
    product: options.rules,
    kind: "read",
    earlier: "none",
    clientOrderIdFrom: "library",
    clientOrderIds: []
  }

  /** A key that was closed by another program ends the events without a word: only what was heard while it was known to live counts. */
  const coveredBy = (link: Link): Instant => (key === undefined ? link.provenAt : earlier(link.provenAt, key.at))

  const observe = Effect.fnUntraced(function* (told: HttpReply) {
    const receivedAt = yield* Clock.currentTimeMillis
    const exchangeTime = yield* Effect.catch(
      Effect.map(options.hostClock.estimate, ({ errorMillis, time }) => time - errorMillis),
      () => Effect.undefined
    )
    const reply = dated(told, exchangeTime)
    const verdict = Verdict.decide(asked, reply, receivedAt, exchangeTime)
    yield* BanWindow.observe(options.banWindow, options.rules, reply, verdict, receivedAt, options.origin)
    return verdict
  })

  const context = yield* Effect.context()
  const inBackground = (effect: Effect.Effect<unknown>) => void Effect.runForkWith(context)(effect)

  const settings = {
    now,
    maxFrameLength,
    onChange: () => {
      for (const link of links) if (link.isOver) links.delete(link)
      changed.openUnsafe()
    },
    onEvent: (link: Link, event: unknown) => {
      const receivedAt = link.heardAt
      if (twinsUntil > 0) {
        if (receivedAt.monotonic > twinsUntil) {
          twinsUntil = 0
          twins.clear()
        } else if (!twins.isNew(link, frames.identityOf(event), receivedAt.monotonic)) return
      }
      if (!options.onEvent(event, receivedAt)) settings.onUnreadable(link)
    },
    onUnreadable: (link: Link) => {
      const { eventTime } = link
      const from = coveredBy(link)
      // each of two connections may have shown what the other has not: it begins with the one of which less is proven
      garbled =
        garbled === undefined
          ? { from, eventTime }
          : {
              from: earlier(garbled.from, from),
              eventTime: garbled.eventTime && eventTime && Math.min(garbled.eventTime, eventTime)
            }
      options.onDown()
      changed.openUnsafe()
    },
    onRefusal: (link: Link, reply: HttpReply) => {
      inBackground(observe(reply))
      // whether the key may still listen, the next subscription is told under its own id
      if (reply.status !== 418 && reply.status !== 429) link.require("refused")
    },
    isProof: (link: Link, { reply, result }: Answer, isSubscribed: boolean) => {
      inBackground(options.onAnswer(reply))
      if (reply.status >= 400) inBackground(observe(reply))
      if (!isSubscribed) return true
      // an error says that the connection lives, and nothing about the subscription
      if (reply.status >= 400) return false
      // a subscription that is not shown has ended without a word
      const isShown = options.probe.shows(result, link.subscriptionId)
      if (!isShown) link.require("terminated")
      return isShown
    },
    onProof: (link: Link) => {
      if (link === current && !isHandedOver) options.onAlive(coveredBy(link))
    }
  }

  const ask = (link: Link, method: string, params: string | undefined, patience: number) =>
    Effect.timeoutOrElse(
      Effect.callback<Answer | undefined>((resume) => {
        const takeBack = link.ask(method, params, (answer) => resume(Effect.succeed(answer)))
        return Effect.sync(takeBack)
      }),
      { duration: patience, orElse: () => Effect.undefined }
    )

  /** Waits for a change, as long as `millis`. */
  const pause = (millis: number) =>
    Effect.suspend(() => {
      changed.closeUnsafe()
      return Effect.timeoutOption(changed.await, Math.max(1, Math.ceil(millis)))
    })

  /** Waits until it holds; whether it does. */
  const within = Effect.fnUntraced(function* (millis: number, holds: () => boolean) {
    const end = now().monotonic + millis
    while (!holds()) {
      const left = end - now().monotonic
      if (left <= 0) return false
      yield* pause(left)
    }
    return true
  })

  /** Whether the exchange has told this address to be quiet. */
  const isQuiet = () => !options.banWindow.isOpen(scopes, now().monotonic)

  /** As `ask`, of a session that may end without naming what it refuses: then no answer is waited for. */
  const askSession = (link: Link, method: string, params: string | undefined) =>
    Effect.raceFirst(
      ask(link, method, params, answerMillis),
      Effect.as(
        within(answerMillis, () => !link.isLive),
        undefined
      )
    )

  const passed = Effect.provideService(options.banWindow.pass(scopes, Infinity, "query"), BanWindow.Patience, "wait")

  // of streams with a key no document says that they answer: a host that hangs up instead is not asked any more
  const isAsked = () => hangUps < mostHangUps

  /** Fails with what a refusal comes to. */
  const heed = Effect.fnUntraced(function* (reply: HttpReply) {
    const verdict = yield* observe(reply)
    if (verdict._tag === "Success") return
    if (verdict.reason._tag === "ClockSkew") yield* options.hostClock.resync
    const error = Verdict.toError(verdict, options.info, () => {
      throw new Error("a subscription changes nothing, so it is never in doubt")
    })
    if (error._tag === "AmbiguousExecution") return yield* unanswered
    if (error._tag === "Fatal" && "code" in error.reason && renewable.has(Number(error.reason.code)))
      return yield* unanswered
    return yield* error
  })

  const loggedOn = Effect.fnUntraced(function* (link: Link, logon: Logon) {
    yield* passed
    const { reply, value } = yield* logOn(logon, (method, params) =>
      // what is signed does not wait: when the window has closed meanwhile, another connection is made and signed for
      isQuiet()
        ? Effect.succeed(noReply("connect", withdrawn))
        : Effect.map(askSession(link, method, params), (answer): Reply => answer?.reply ?? noReply("sent", undefined))
    )
    if (value._tag === "On") return
    const refusal = value._tag === "Refused" ? value.refusal : reply
    if (refusal._tag === "HttpReply") yield* heed(refusal)
    return yield* unanswered
  })

  const subscribe = Effect.fnUntraced(function* (link: Link, opening: Opening) {
    if (opening.subscribe === undefined) {
      if (!isAsked() || isQuiet()) return
      // nobody says that the events come: what is said at all says that the other side is there
      const answer = yield* ask(link, options.probe.method, options.probe.params, helloMillis)
      if (answer !== undefined) hangUps = 0
      else if (!link.isLive) {
        hangUps++
        return yield* unopened
      }
      return
    }
    if (opening.logon !== undefined) yield* loggedOn(link, opening.logon)
    // it may have closed while the connection was opened
    yield* passed
    const { method, params } = yield* opening.subscribe
    // or while it was signed
    if (isQuiet()) return yield* unanswered
    const answer = yield* opening.logon === undefined
      ? ask(link, method, params, answerMillis)
      : askSession(link, method, params)
    if (answer === undefined) return yield* unanswered
    yield* heed(answer.reply)
    link.subscriptionId = get(answer.result, "subscriptionId")
  })

  /** A connection over which the events come. */
  const connect = Effect.gen(function* () {
    const opening = yield* options.open
    let wait = options.attempts.take(opening.host, now().monotonic)
    while (wait > 0) {
      yield* Effect.sleep(wait)
      wait = options.attempts.take(opening.host, now().monotonic)
    }
    yield* passed
    const socket = yield* Effect.try({ try: () => options.construct(opening.url), catch: () => unopened })
    const link = new Link(socket, settings)
    links.add(link)
    return yield* Effect.onExit(
      Effect.gen(function* () {
        yield* within(options.connectTimeoutMillis, () => link.isOpen || link.isOver)
        if (socket.refusal !== undefined) yield* observe(socket.refusal)
        if (!link.isOpen) return yield* unopened
        yield* subscribe(link, opening)
        if (!link.isLive) return yield* unopened
        link.upAt = now()
        link.validMillis = opening.validMillis
        key = opening.key
        return link
      }),
      (exit) => (Exit.isSuccess(exit) ? Effect.void : Effect.sync(() => link.abandon()))
    )
  })

  /** Asks whether it lives; not while the exchange has told this address to be quiet. Nothing is proven meanwhile. */
  const probe = (link: Link) => {
    if (isAsked() && !isQuiet()) link.ask(options.probe.method, options.probe.params)
  }

  /** Asks again and again, until it is over. */
  const keepAsking = Effect.fnUntraced(function* (link: Link) {
    while (!link.isOver) {
      yield* Effect.sleep(options.probeMillis)
      probe(link)
    }
  })

  /** Asks for the key again and again: the answer says whether it is still the one that is listened with. */
  const keepKey = Effect.fnUntraced(function* (every: number) {
    let pauseMillis = every
    while (true) {
      yield* Effect.sleep(pauseMillis)
      const held = key
      if (held === undefined) continue
      const opening = yield* Effect.result(options.open)
      if (opening._tag === "Failure") {
        if (opening.failure._tag === "Fatal") return yield* opening.failure
        pauseMillis = Math.min(every, 10_000)
        continue
      }
      pauseMillis = every
      const kept = opening.success.key
      if (kept === undefined || key !== held) continue
      if (kept.value !== held.value) current?.require("terminated")
      else {
        key = kept
        if (current !== undefined && !isHandedOver) options.onAlive(coveredBy(current))
      }
    }
  })

  /** Why it needs another one, once it does. */
  const watch = Effect.fnUntraced(function* (link: Link) {
    while (true) {
      if (garbled !== undefined) return "garbled" as const
      if (link.isOver) return "closed" as const
      if (link.demand !== undefined) return link.demand
      const at = now().monotonic
      // who has answered once is expected to answer
      const patience = link.hasAnswered ? 3 * options.probeMillis + 5_000 : 1.5 * options.pingMillis
      const silentAt = link.heardAt.monotonic + patience
      const oldAt = link.upAt.monotonic + Math.min(options.maxAgeMillis, link.validMillis)
      const keyEndsAt = key === undefined ? Infinity : key.at.monotonic + keyMillis
      if (at >= keyEndsAt) {
        link.require("terminated")
        continue
      }
      if (at >= silentAt) return "silent" as const
      if (at >= oldAt) return "rotation" as const
      yield* pause(Math.min(silentAt, oldAt, keyEndsAt) - at)
    }
  })

  /**
   * The new one takes over. What happened before it was up may come over the old one only, and late: so that one is let go when it has shown
   * all that was sent until then and as long after it as the exchange may be late. Whether nothing was missed; `undefined` when the
   * new one has ended before.
   */
  const takeOver = Effect.fnUntraced(function* (old: Link, next: Link, patience: number) {
    const wantedUntil = next.upAt.monotonic + options.overlapMillis
    const hasEnded = () => next.isOver || !old.isLive
    const isProven = () => old.provenAt.monotonic >= wantedUntil
    if (!(yield* within(wantedUntil - now().monotonic, hasEnded))) {
      probe(old)
      yield* within(patience, () => hasEnded() || isProven())
    }
    if (next.isOver) return undefined
    old.close()
    yield* within(lastChanceMillis, () => old.isOver)
    old.abandon()
    return isProven() && old.demand !== "terminated" && old.demand !== "refused"
  })

  const run = Effect.gen(function* () {
    const scope = yield* Effect.scope
    key = undefined
    garbled = undefined
    // the run before may have ended in the middle of it
    isHandedOver = false
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        options.onDown()
        for (const link of [...links]) link.abandon()
        current = undefined
      })
    )
    const keep = Effect.gen(function* () {
      let failures = 0
      let why: Why = "closed"
      while (true) {
        if (failures > 0) {
          const longest = Math.min(longestPauseMillis, firstPauseMillis * 2 ** (failures - 1))
          yield* Effect.sleep((longest / 2) * (1 + (yield* Random.next)))
        }
        const old = current
        // whatever the two show from now on may be the same, also when the old one was only believed to have ended
        if (old?.isOver === false) twinsUntil = Infinity
        const oldKey = key
        const connected = yield* Effect.result(connect)
        // one that was to be replaced in time may have ended before there was another one
        if (old?.demand === "terminated" || old?.demand === "refused") why = "terminated"
        if (connected._tag === "Failure") {
          attempted.openUnsafe()
          const error = connected.failure
          if (error._tag === "Fatal") return yield* error
          yield* Effect.logDebug(`the user data stream of ${options.rules.name} does not come: ${error.reason._tag}`)
          failures++
          continue
        }
        const next = connected.success
        yield* Effect.forkIn(keepAsking(next), scope)
        // the account has one key: when it is another one, the old one is dead, and nobody knows since when
        if (oldKey?.value !== key?.value) old?.require("terminated")
        if (old === undefined) {
          current = next
          options.onUp(next.upAt)
          attempted.openUnsafe()
          yield* options.onConnected(next.upAt)
        } else {
          isHandedOver = true
          const isWhole = old.isLive
            ? yield* takeOver(old, next, why === "silent" ? lastChanceMillis : answerMillis)
            : false
          isHandedOver = false
          if (isWhole === undefined) {
            failures++
            continue
          }
          old.abandon()
          current = next
          twinsUntil = now().monotonic + twinsMillis
          if (isWhole) options.onAlive(coveredBy(next))
          else {
            const proven = oldKey === undefined ? old.provenAt : earlier(old.provenAt, oldKey.at)
            options.onDown()
            // a frame that could not be read came after that, and until it is told of nothing is heard without a gap
            if (garbled === undefined) options.onUp(next.upAt)
            yield* options.onBlind({ from: proven, fromEventTime: old.eventTime, until: next.upAt, why })
            yield* options.onConnected(next.upAt)
          }
        }
        let reason = yield* watch(next)
        while (reason === "garbled") {
          const { eventTime, from } = garbled ?? { from: coveredBy(next), eventTime: next.eventTime }
          garbled = undefined
          const until = now()
          if (next.isLive) options.onUp(until)
          yield* options.onBlind({ from, fromEventTime: eventTime, until, why: "unreadable" })
          reason = yield* watch(next)
        }
        why = reason === "silent" ? "silent" : reason === "terminated" || reason === "refused" ? "terminated" : "closed"
        if (!next.isLive) options.onDown()
        const isShortLived = now().monotonic - next.upAt.monotonic < shortLivedMillis
        // it may have been a bad network: after one that lasted it is asked again
        if (!isShortLived) hangUps = 0
        else if (reason === "closed" && !next.hasAnswered) hangUps++
        const isPlanned = reason === "rotation" || reason === "shutdown"
        failures = isPlanned ? 0 : isShortLived ? failures + 1 : 0
      }
    })
    return yield* options.keepAliveMillis === undefined
      ? keep
      : Effect.raceFirst(keep, keepKey(options.keepAliveMillis))
  })

  return {
    run: Effect.scoped(run),
    isUp: () => current?.isLive === true,
    coveredUntil: () => (current === undefined ? undefined : coveredBy(current)),
    attempted: attempted.await
  }
})
