/** Tells which events of two connections to one stream are the same, so that each is given once. */

interface Shown<Source> {
  /** When it was first shown, in ms by the monotonic clock. */
  readonly at: number
  /** How often each connection has shown it. */
  readonly counts: Map<Source, number>
}

/** Keeps what each connection has shown, for as long as a slower one may need. */
export class Twins<Source> {
  readonly #keepMillis: number
  // in the order in which they came
  readonly #shown = new Map<string, Shown<Source>>()

  constructor(keepMillis: number) {
    this.#keepMillis = keepMillis
  }

  /**
   * Whether an event is new. One that says the same as another is another when one connection has shown it more often than each other
   * connection has.
   */
  isNew(source: Source, identity: string, now: number): boolean {
    for (const [oldest, { at }] of this.#shown) {
      if (at > now - this.#keepMillis) break
      this.#shown.delete(oldest)
    }
    const shown = this.#shown.get(identity) ?? { at: now, counts: new Map<Source, number>() }
    this.#shown.set(identity, shown)
    const { counts } = shown
    const most = Math.max(0, ...counts.values())
    const own = (counts.get(source) ?? 0) + 1
    counts.set(source, own)
    return own > most
  }

  clear(): void {
    this.#shown.clear()
  }
}
