/**
 * A process that can be killed, or stand still, at any of the points that it reaches: its clock and its scheduler, and what it waits for.
 */
import type { Seeded } from "@effect-binance/simulator/Seeded"
import { Transport, type WireRequest } from "effect-binance/client/Transport"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Scheduler from "effect/Scheduler"
import type { VirtualTime } from "./VirtualTime.ts"

/** What happens when a point is reached for the nth time, counted from 1. */
export interface Fate {
  readonly point: string
  readonly nth: number
  /** In ms; `Infinity` kills it. */
  readonly stallsFor: number
}

/**
 * A process in virtual time, on a machine with a wall clock and a monotonic clock of its own. Once it is killed nothing of it runs any
 * more, not even a finalizer: what it has sent goes on, and what it waits for never comes.
 */
export class Mortal implements Clock.Clock, Scheduler.Scheduler {
  readonly executionMode = "sync"
  readonly #time: VirtualTime
  readonly #wallOffset: number
  readonly #bootedAtNanos: bigint
  readonly #fates: ReadonlyArray<Fate>
  readonly #onFate: (fate: Fate) => void
  readonly #reached = new Map<string, number>()
  #isAlive = true
  /** The true time until which it stands still, in epoch ms. */
  #stalledUntil = -Infinity

  /** `wallOffset`: what its wall clock shows more than the others, in ms. */
  constructor(
    time: VirtualTime,
    options: {
      readonly wallOffset: number
      readonly fates: ReadonlyArray<Fate>
      readonly onFate: (fate: Fate) => void
    }
  ) {
    this.#time = time
    this.#wallOffset = options.wallOffset
    this.#bootedAtNanos = time.monotonicTimeNanosUnsafe()
    this.#fates = options.fates
    this.#onFate = options.onFate
  }

  // --- Clock

  readonly currentTimeMillis = Effect.sync(() => this.currentTimeMillisUnsafe())
  readonly currentTimeNanos = Effect.sync(() => this.currentTimeNanosUnsafe())
  readonly monotonicTimeNanos = Effect.sync(() => this.monotonicTimeNanosUnsafe())
  currentTimeMillisUnsafe(): number {
    return this.#time.currentTimeMillisUnsafe() + this.#wallOffset
  }
  currentTimeNanosUnsafe(): bigint {
    return this.#time.currentTimeNanosUnsafe() + BigInt(this.#wallOffset) * 1_000_000n
  }
  monotonicTimeNanosUnsafe(): bigint {
    return this.#time.monotonicTimeNanosUnsafe() - this.#bootedAtNanos
  }
  sleep(duration: Duration.Duration): Effect.Effect<void> {
    const millis = Duration.toMillis(duration)
    return millis <= 0
      ? Effect.void
      : Effect.callback((resume) => {
          const cancel = this.#time.at(this.#time.now + millis, () => this.wake(() => resume(Effect.void)))
          return Effect.sync(cancel)
        })
  }

  // --- Scheduler

  shouldYield(): boolean {
    return false
  }
  makeDispatcher(): Scheduler.SchedulerDispatcher {
    return this
  }
  scheduleTask(task: () => void): void {
    this.#time.scheduleTask(() => this.wake(task))
  }
  flush(): void {
    this.#time.flush()
  }

  // --- life and death

  get isAlive(): boolean {
    return this.#isAlive
  }

  kill(): void {
    this.#isAlive = false
  }

  stall(millis: number): void {
    this.#stalledUntil = Math.max(this.#stalledUntil, this.#time.now + millis)
  }

  /** Lets something happen in it: later while it stands still, and never once it is dead. */
  wake(then: () => void): void {
    if (!this.#isAlive) return
    if (this.#time.now >= this.#stalledUntil) return then()
    this.#time.at(this.#stalledUntil, () => this.wake(then))
  }

  /** Goes on when it may. */
  readonly gate: Effect.Effect<void> = Effect.suspend(() =>
    !this.#isAlive
      ? Effect.never
      : this.#time.now >= this.#stalledUntil
        ? Effect.void
        : Effect.callback<void>((resume) => this.wake(() => resume(Effect.void)))
  )

  /** The fate that waits for it at this point, if one does. */
  meets(point: string): Fate | undefined {
    const nth = (this.#reached.get(point) ?? 0) + 1
    this.#reached.set(point, nth)
    return this.#fates.find((one) => one.point === point && one.nth === nth)
  }

  /** A point at which it may die, or stand still. */
  readonly reach = (point: string): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (!this.#isAlive) return Effect.never
      const fate = this.meets(point)
      if (fate !== undefined) this.suffer(fate)
      return this.gate
    })

  suffer(fate: Fate): void {
    if (!this.#isAlive) return
    if (fate.stallsFor === Infinity) this.kill()
    else this.stall(fate.stallsFor)
    this.#onFate(fate)
  }

  /** A way to the exchange on which it may die before a request, while it is on its way, and after it. */
  wire(
    inner: Transport["Service"],
    kindOf: (request: WireRequest) => string,
    random: Pick<Seeded, "integer">
  ): Transport["Service"] {
    return Transport.of({
      ...inner,
      send: (request) => {
        const kind = kindOf(request)
        const mayLeave = () => {
          if (!this.isAlive || request.mayLeave?.() === false) return false
          const fate = this.meets(`wire: ${kind} on its way`)
          if (fate !== undefined) this.#time.at(this.#time.now + random.integer(0, 300), () => this.suffer(fate))
          return true
        }
        return Effect.flatMap(this.reach(`wire: before ${kind}`), () =>
          Effect.flatMap(inner.send({ ...request, mayLeave }), (reply) =>
            Effect.as(this.reach(`wire: after ${kind}`), reply)
          )
        )
      }
    })
  }

  /** What an effect needs to live in this process. */
  get context(): Context.Context<never> {
    return Context.make(Clock.Clock, this).pipe(Context.add(Scheduler.Scheduler, this))
  }
}
