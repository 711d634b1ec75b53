/**
 * What was spent of one limit: windows that turn with the exchange's clock, what is on its way, and what replies say. Pure.
 *
 * @since 0.1.0
 */
import type { Lane } from "./BanWindow.ts"

/**
 * When something happens by the exchange's clock, in epoch ms: not before `earliest` and not after `latest`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Moment {
  readonly earliest: number
  readonly latest: number
}

/**
 * What is held of one limit for one attempt.
 *
 * @category models
 * @since 0.1.0
 */
export interface Held {
  readonly amount: number
  readonly lane: Lane
  /** The first window that may be charged for it. */
  readonly window: number
  /** What had surely been charged in that window before. */
  readonly landedBefore: number
  readonly turn: number
}

/**
 * An amount for each lane.
 *
 * @category models
 * @since 0.1.0
 */
export type ByLane = { readonly [L in Lane]: number }

/**
 * What a process has of one limit by its own doing, by window; or all others together.
 *
 * @category models
 * @since 0.1.0
 */
export interface Figures {
  /** On its way: counts in every window. */
  readonly outstanding: number
  readonly windows: ReadonlyMap<number, { readonly landed: number; readonly spent: ByLane }>
}

/**
 * What the exchange counts beside what is known to be ours, as one reply has shown it: not less (`raises`), or not more.
 *
 * @category models
 * @since 0.1.0
 */
export interface Correction {
  readonly window: number
  readonly drift: number
  readonly raises: boolean
  /** When it was raised, or when the attempt began that shows it to be less. */
  readonly turn: number
}

/**
 * What is known of a limit that other processes spend too.
 *
 * @category models
 * @since 0.1.0
 */
export interface Elsewhere extends Figures {
  /** What the first of each lane waits for in other processes; 0 where nobody does. */
  readonly waiting: ByLane
  readonly drifts: ReadonlyMap<number, { readonly drift: number; readonly raisedAt: number }>
  /** The latest turn of any process. */
  readonly turn: number
}

interface Window {
  /** Charged, or possibly charged, by attempts that have ended. */
  landed: number
  /** What the exchange counts more than we do, or less: that of others, and what our weights have wrong. */
  drift: number
  /** The turn at which `drift` was last raised. */
  raisedAt: number
  readonly spent: { [L in Lane]: number }
}

const none: ByLane = { cancel: 0, place: 0, query: 0, market: 0 }
const empty = (): Window => ({ landed: 0, drift: 0, raisedAt: 0, spent: { ...none } })

/**
 * One limit. All amounts are in its own unit: weight, orders or requests.
 *
 * A request is charged when it arrives, which is some time between its leaving and its answer. So what is on its way counts in
 * every window that it may reach, and where the clock's error leaves two windows possible, there has to be room in both.
 *
 * Source: spot docs, web-socket-api: rate limits (windows are aligned to the clock).
 *
 * @example
 * ```ts
 * import { Ledger } from "effect-binance/limits/RateBudgetLedger"
 *
 * const weight = new Ledger(60_000, 6000)
 * const now = { earliest: 30_000, latest: 30_040 }
 * const held = weight.hold(20, "query", now)
 * weight.settle(held, 20, now, 120) // the reply says that 120 are used: 100 are of others
 * const used = weight.used(now) // 120
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export class Ledger {
  /** How long its window is, in ms. */
  readonly intervalMillis: number
  limit: number
  #outstanding = 0
  #turn = 0
  readonly #windows = new Map<number, Window>()
  #elsewhere: Omit<Elsewhere, "drifts" | "turn"> = { outstanding: 0, windows: new Map(), waiting: none }

  constructor(intervalMillis: number, limit: number) {
    this.intervalMillis = intervalMillis
    this.limit = limit
  }

  #indexOf(time: number): number {
    return Math.floor(time / this.intervalMillis)
  }

  #at(index: number): Window {
    const found = this.#windows.get(index)
    if (found !== undefined) return found
    const made = empty()
    this.#windows.set(index, made)
    // the one before may still be asked about, when a new measurement sets the clock back
    for (const old of this.#windows.keys()) if (old < index - 2) this.#windows.delete(old)
    return made
  }

  /** The windows that may be open at that moment, the first and the last. */
  open({ earliest, latest }: Moment): readonly [first: number, last: number] {
    return [this.#indexOf(earliest), this.#indexOf(latest)]
  }

  #most(now: Moment, amountIn: (index: number) => number): number {
    const [first, last] = this.open(now)
    return first === last ? amountIn(first) : Math.max(amountIn(first), amountIn(last))
  }

  /** What is spent or held, by other processes too, in the fuller one of the windows that may be open. */
  used(now: Moment): number {
    return this.#most(now, (index) => {
      const { drift, landed } = this.#at(index)
      const others = this.#elsewhere.windows.get(index)?.landed ?? 0
      // what is on its way is certain, whatever the replies before it said
      return this.#outstanding + this.#elsewhere.outstanding + Math.max(0, landed + others + drift)
    })
  }

  /** What this process has spent or holds, in the window in which that is the most. */
  own(now: Moment): number {
    return this.#most(now, (index) => this.#outstanding + this.#at(index).landed)
  }

  /** What a lane has spent, in all processes, in the window in which that is the most. */
  spent(lane: Lane, now: Moment): number {
    return this.#most(
      now,
      (index) => this.#at(index).spent[lane] + (this.#elsewhere.windows.get(index)?.spent[lane] ?? 0)
    )
  }

  /** What the first of a lane waits for in another process; 0 where nobody does. */
  waitingElsewhere(lane: Lane): number {
    return this.#elsewhere.waiting[lane]
  }

  /** What is held for attempts that have not ended, in all processes. */
  get outstanding(): number {
    return this.#outstanding + this.#elsewhere.outstanding
  }

  /** What others may be told: all that this process has by its own doing. */
  get figures(): Figures & { readonly turn: number } {
    return { outstanding: this.#outstanding, windows: this.#windows, turn: this.#turn }
  }

  /** Takes over what is known of the other processes. */
  adopt({ drifts, outstanding, turn, waiting, windows }: Elsewhere): void {
    this.#elsewhere = { outstanding, waiting, windows }
    // so that what begins from here on is later than whatever anybody has raised
    this.#turn = Math.max(this.#turn, turn)
    for (const [index, { drift, raisedAt }] of drifts) Object.assign(this.#at(index), { drift, raisedAt })
  }

  /** When the window that may be open the longest has surely ended, by the earliest reading of the clock, in epoch ms. */
  endOf({ earliest }: Moment): number {
    return (this.#indexOf(earliest) + 1) * this.intervalMillis
  }

  /** Holds an amount for an attempt. Whether there is room is not asked here. */
  hold(amount: number, lane: Lane, now: Moment): Held {
    const window = this.#indexOf(now.earliest)
    const landedBefore = this.#at(window).landed + (this.#elsewhere.windows.get(window)?.landed ?? 0)
    for (const index of new Set(this.open(now))) this.#at(index).spent[lane] += amount
    this.#outstanding += amount
    return { amount, lane, window, landedBefore, turn: ++this.#turn }
  }

  /** `charge`, and then `correct` when the reply says what is used. */
  settle(held: Held, actual: number, now: Moment, counted: number | undefined): void {
    this.charge(held, actual, now)
    if (counted !== undefined) this.correct(held, actual, now, counted)
  }

  /** Charges `actual` for it, in every window in which it may have arrived; `now` is when it ended. */
  charge(held: Held, actual: number, now: Moment): void {
    this.#outstanding -= held.amount
    const last = Math.max(held.window, this.#indexOf(now.latest))
    for (let index = Math.max(held.window, last - 1); index <= last; index++) {
      const window = this.#at(index)
      window.landed += actual
      if (index === held.window) window.spent[held.lane] -= held.amount - actual
    }
  }

  /**
   * `counted` is what the exchange says that it had used by then, this attempt included. What others have has to be known as it was
   * after the reply came.
   *
   * Replies come in any order. Each says two things of what the exchange counts beside our own: not less than what is left when all
   * of ours that may have arrived is taken off, and not more than what is left when only that is taken off which had surely arrived.
   * A reply may raise the figure at any time; it may lower it only when its attempt began after the last rise.
   */
  correct(held: Held, actual: number, now: Moment, counted: number): Correction | undefined {
    const index = Math.max(held.window, this.#indexOf(now.latest))
    // across an edge it cannot be told which window the figure is about
    if (held.window !== index) return undefined
    const window = this.#at(index)
    const others = this.#elsewhere.outstanding + (this.#elsewhere.windows.get(index)?.landed ?? 0)
    const least = counted - window.landed - this.#outstanding - others
    const most = counted - held.landedBefore - actual
    if (least > window.drift) {
      window.drift = least
      window.raisedAt = this.#turn
      return { window: index, drift: least, raises: true, turn: this.#turn }
    }
    if (most >= window.drift || held.turn <= window.raisedAt) return undefined
    window.drift = most
    return { window: index, drift: most, raises: false, turn: held.turn }
  }
}
