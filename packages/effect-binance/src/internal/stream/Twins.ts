/** Tells which events of two connections to one stream are the same, so that each is given once. */

/** Keeps what each connection has shown while there are two, for as long as the slower one may need. */
export class Twins<Source> {
  readonly #shown = new Map<string, Map<Source, number>>()

  /**
   * Whether an event is new. One that says the same as another is another when one connection has shown it more often than each other
   * connection has.
   */
  isNew(source: Source, identity: string): boolean {
    const counts = this.#shown.get(identity) ?? new Map<Source, number>()
    this.#shown.set(identity, counts)
    const most = Math.max(0, ...counts.values())
    const own = (counts.get(source) ?? 0) + 1
    counts.set(source, own)
    return own > most
  }

  clear(): void {
    this.#shown.clear()
  }
}
