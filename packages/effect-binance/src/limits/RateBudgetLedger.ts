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

interface Window {
  /** Charged, or possibly charged, by attempts that have ended. */
  landed: number
  /** What the exchange counts more than we do, or less: that of others, and what our weights have wrong. */
  drift: number
  /** The turn at which `drift` was last raised. */
  raisedAt: number
  readonly spent: { [L in Lane]: number }
}

const empty = (): Window => ({
  landed: 0,
  drift: 0,
  raisedAt: 0,
  spent: { cancel: 0, place: 0, query: 0, market: 0 }
})

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

  /** The windows that may be open at that moment. */
  #open({ earliest, latest }: Moment): ReadonlyArray<Window> {
    const first = this.#indexOf(earliest)
    const last = this.#indexOf(latest)
    return first === last ? [this.#at(first)] : [this.#at(first), this.#at(last)]
  }

  #usedIn(window: Window): number {
    // what is on its way is certain, whatever the replies before it said
    return this.#outstanding + Math.max(0, window.landed + window.drift)
  }

  /** What is spent or held, in the fuller one of the windows that may be open. */
  used(now: Moment): number {
    return Math.max(...this.#open(now).map((window) => this.#usedIn(window)))
  }

  /** What a lane has spent, in the window in which that is the most. */
  spent(lane: Lane, now: Moment): number {
    return Math.max(...this.#open(now).map((window) => window.spent[lane]))
  }

  /** What is held for attempts that have not ended. */
  get outstanding(): number {
    return this.#outstanding
  }

  /** When the window that may be open the longest has surely ended, by the earliest reading of the clock, in epoch ms. */
  endOf({ earliest }: Moment): number {
    return (this.#indexOf(earliest) + 1) * this.intervalMillis
  }

  /** Holds an amount for an attempt. Whether there is room is not asked here. */
  hold(amount: number, lane: Lane, now: Moment): Held {
    const window = this.#indexOf(now.earliest)
    const landedBefore = this.#at(window).landed
    for (const open of this.#open(now)) open.spent[lane] += amount
    this.#outstanding += amount
    return { amount, lane, window, landedBefore, turn: ++this.#turn }
  }

  /**
   * Charges `actual` for it, in every window in which it may have arrived; `counted` is what the exchange says that it had used by
   * then, this attempt included.
   *
   * Replies come in any order. Each says two things of what the exchange counts beside our own: not less than what is left when all
   * of ours that may have arrived is taken off, and not more than what is left when only that is taken off which had surely arrived.
   * A reply may raise the figure at any time; it may lower it only when its attempt began after the last rise.
   */
  settle(held: Held, actual: number, now: Moment, counted: number | undefined): void {
    this.#outstanding -= held.amount
    const last = Math.max(held.window, this.#indexOf(now.latest))
    for (let index = Math.max(held.window, last - 1); index <= last; index++) {
      const window = this.#at(index)
      window.landed += actual
      if (index === held.window) window.spent[held.lane] -= held.amount - actual
    }
    // across an edge it cannot be told which window the figure is about
    if (counted === undefined || held.window !== last) return
    const window = this.#at(last)
    const least = counted - window.landed - this.#outstanding
    const most = counted - held.landedBefore - actual
    if (least > window.drift) {
      window.drift = least
      window.raisedAt = this.#turn
    } else if (most < window.drift && held.turn > window.raisedAt) {
      window.drift = most
    }
  }
}
