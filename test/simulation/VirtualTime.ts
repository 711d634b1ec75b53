/**
 * Time that passes only when nobody has anything left to do, and chance that repeats: a whole run is one synchronous call.
 */
import type * as Seeded from "@effect-binance/simulator/Seeded"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Random from "effect/Random"
import * as Scheduler from "effect/Scheduler"

interface Timer {
  readonly at: number
  /** Decides among timers of one moment. */
  readonly rank: number
  wake: (() => void) | undefined
}

const before = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.rank < b.rank)

/** Effect's clock, scheduler and randomness for one run. */
export class VirtualTime implements Clock.Clock, Scheduler.Scheduler {
  readonly executionMode = "sync"
  readonly #start: number
  readonly #random: Seeded.Seeded
  readonly #shuffles: boolean
  readonly #timers: Array<Timer> = []
  readonly #tasks: Array<() => void> = []
  #next = 0
  /** The true time, in epoch ms. */
  #now: number
  /** What the wall clock shows more than that. */
  #wallOffset = 0
  /** For how long the monotonic clock has stood still. */
  #asleepMillis = 0
  #monotonicNanos = 0n
  #made = 0

  /** `shuffles`: what is ready at one moment happens in any order instead of in turn. */
  constructor(start: number, random: Seeded.Seeded, shuffles: boolean) {
    this.#start = start
    this.#now = start
    this.#random = random
    this.#shuffles = shuffles
  }

  // --- Clock

  readonly currentTimeMillis = Effect.sync(() => this.currentTimeMillisUnsafe())
  readonly currentTimeNanos = Effect.sync(() => this.currentTimeNanosUnsafe())
  readonly monotonicTimeNanos = Effect.sync(() => this.#monotonicNanos)
  currentTimeMillisUnsafe(): number {
    return this.#now + this.#wallOffset
  }
  currentTimeNanosUnsafe(): bigint {
    return BigInt(Math.round((this.#now + this.#wallOffset) * 1e3)) * 1000n
  }
  monotonicTimeNanosUnsafe(): bigint {
    return this.#monotonicNanos
  }
  sleep(duration: Duration.Duration): Effect.Effect<void> {
    const millis = Duration.toMillis(duration)
    return millis <= 0
      ? Effect.void
      : Effect.callback((resume) => {
          const cancel = this.at(this.#now + millis, () => resume(Effect.void))
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
    this.#tasks.push(task)
  }
  flush(): void {
    while (this.#next < this.#tasks.length) {
      if (this.#shuffles) {
        const chosen = this.#next + Math.floor(this.#random.next() * (this.#tasks.length - this.#next))
        const task = this.#tasks[chosen]!
        this.#tasks[chosen] = this.#tasks[this.#next]!
        this.#tasks[this.#next] = task
      }
      this.#tasks[this.#next++]!()
    }
    this.#tasks.length = 0
    this.#next = 0
  }

  // --- time

  /** The true time, in epoch ms, which nobody in the run can read. */
  get now(): number {
    return this.#now
  }

  /** Somebody sets the wall clock. */
  step(millis: number): void {
    this.#wallOffset += millis
  }

  /** The whole process stands still. `asleep`: the machine does, and with it the monotonic clock. */
  pause(millis: number, asleep: boolean): void {
    if (asleep) this.#asleepMillis += millis
    this.#advance(this.#now + millis)
  }

  #advance(now: number): void {
    if (now <= this.#now) return
    this.#now = now
    this.#monotonicNanos = BigInt(Math.round((now - this.#asleepMillis - this.#start) * 1e6))
  }

  /** Does something at a true time, in epoch ms, or as soon after it as the process runs; gives what calls it off. */
  at(time: number, wake: () => void): () => void {
    const timers = this.#timers
    const timer: Timer = { at: time, rank: this.#shuffles ? this.#random.next() : this.#made++, wake }
    let index = timers.length
    timers.push(timer)
    while (index > 0) {
      const parent = (index - 1) >>> 1
      if (!before(timer, timers[parent]!)) break
      timers[index] = timers[parent]!
      index = parent
    }
    timers[index] = timer
    return () => {
      timer.wake = undefined
    }
  }

  #take(): Timer | undefined {
    const timers = this.#timers
    const first = timers[0]
    const last = timers.pop()
    if (first === undefined || last === undefined || last === first) return first
    let index = 0
    while (true) {
      let child = index * 2 + 1
      if (child >= timers.length) break
      if (child + 1 < timers.length && before(timers[child + 1]!, timers[child]!)) child++
      if (!before(timers[child]!, last)) break
      timers[index] = timers[child]!
      index = child
    }
    timers[index] = last
    return first
  }

  /** What an effect needs to live in this time. */
  get context(): Context.Context<never> {
    return Context.make(Clock.Clock, this).pipe(
      Context.add(Scheduler.Scheduler, this),
      Context.add(Random.Random, {
        nextIntUnsafe: () => this.#random.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
        nextDoubleUnsafe: () => this.#random.next()
      })
    )
  }

  /** Runs an effect to its end, or until `limit` (epoch ms): then, and when nothing is left to wait for, there is no exit. */
  run<A, E>(effect: Effect.Effect<A, E>, limit: number): Exit.Exit<A, E> | undefined {
    const fiber = Effect.runForkWith(this.context)(effect)
    while (true) {
      this.flush()
      const exit = fiber.pollUnsafe()
      if (exit !== undefined) return exit
      const timer = this.#take()
      if (timer === undefined || timer.at > limit) return undefined
      if (timer.wake === undefined) continue
      this.#advance(timer.at)
      timer.wake()
    }
  }
}
