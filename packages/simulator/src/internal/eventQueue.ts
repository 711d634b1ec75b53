/**
 * What is still to happen, the earliest first; what falls on one moment happens in the order in which it was put in.
 */
export interface Event {
  readonly at: number
  readonly sequence: number
  readonly run: (at: number) => void
}

const before = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.sequence < b.sequence)

export class EventQueue {
  // a binary heap
  readonly #heap: Array<Event> = []
  #sequence = 0

  push(at: number, run: (at: number) => void): void {
    const heap = this.#heap
    const event = { at, sequence: this.#sequence++, run }
    let index = heap.length
    heap.push(event)
    while (index > 0) {
      const parent = (index - 1) >>> 1
      if (!before(event, heap[parent]!)) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = event
  }

  /** When the earliest event is due. */
  get nextAt(): number | undefined {
    return this.#heap[0]?.at
  }

  /** Takes the earliest event that is due by `until`. */
  takeDue(until: number): Event | undefined {
    const heap = this.#heap
    const first = heap[0]
    if (first === undefined || first.at > until) return undefined
    const last = heap.pop()!
    if (last === first) return first
    let index = 0
    while (true) {
      let child = index * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, last)) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = last
    return first
  }
}
