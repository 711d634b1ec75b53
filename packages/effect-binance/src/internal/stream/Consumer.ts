/** One that listens: what has come and was not taken yet, and from when on something did not fit any more. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { earlier, type Instant } from "./Link.ts"

/** What has come; or since when, of each source, something is missing that did not fit. */
export type Taken<Item> =
  | { readonly _tag: "Items"; readonly items: readonly [Item, ...Array<Item>] }
  | { readonly _tag: "Lost"; readonly since: ReadonlyMap<string, Instant> }

export class Consumer<Item, E> {
  readonly #capacity: number
  #items: Array<Item> = []
  #lost = new Map<string, Instant>()
  #failure: Cause.Cause<E> | undefined
  #wake: (() => void) | undefined

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** `since` is when the last thing had come that is not lost with it, when it does not fit. */
  push(source: string, item: Item, since: Instant): void {
    const lost = this.#lost.get(source)
    // after a loss nothing more of its source is taken in until that loss was told: so everything stays in order
    if (lost !== undefined) this.#lost.set(source, earlier(lost, since))
    else if (this.#items.length >= this.#capacity) this.#lost.set(source, since)
    else this.#items.push(item)
    this.#wake?.()
  }

  fail(cause: Cause.Cause<E>): void {
    this.#failure = cause
    this.#wake?.()
  }

  /** What has come, as soon as there is something. */
  readonly take: Effect.Effect<Taken<Item>, E> = Effect.suspend((): Effect.Effect<Taken<Item>, E> => {
    const [first, ...rest] = this.#items
    if (first !== undefined) {
      this.#items = []
      return Effect.succeed({ _tag: "Items", items: [first, ...rest] })
    }
    if (this.#lost.size > 0) {
      const since = this.#lost
      this.#lost = new Map()
      return Effect.succeed({ _tag: "Lost", since })
    }
    if (this.#failure !== undefined) return Effect.failCause(this.#failure)
    const somethingCame = Effect.callback<void>((resume) => {
      this.#wake = () => resume(Effect.void)
      return Effect.sync(() => {
        this.#wake = undefined
      })
    })
    return Effect.andThen(somethingCame, this.take)
  })
}
