/**
 * Starts a strategy's exchange in a thread of its own, and gets its book when the strategy is done.
 *
 * @since 0.1.0
 */
import { extname } from "node:path"
import { Worker } from "node:worker_threads"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Book } from "./Storm.ts"

/** What the exchange says. */
export type ToStrategy =
  | { readonly _tag: "Listening"; readonly baseUrl: string }
  | { readonly _tag: "Book"; readonly book: Book }

/** What the exchange is told: that the strategy has finished. */
export interface ToExchange {
  readonly _tag: "Finished"
}

/** An exchange that listens. */
export interface Arena {
  readonly baseUrl: string
  /** Ends it, and gets its book. */
  readonly finish: Effect.Effect<Book>
}

const next = (worker: Worker): Effect.Effect<ToStrategy> =>
  Effect.callback((resume) => {
    worker.once("message", (message: ToStrategy) => resume(Effect.succeed(message)))
    worker.once("error", (error) => resume(Effect.die(error)))
  })

/** Starts the exchange of a storm; the scope ends its thread. */
export const start = Effect.fnUntraced(function* (
  seed: number,
  count: number
): Effect.fn.Return<Arena, never, Scope.Scope> {
  const worker = yield* Effect.acquireRelease(
    // the sources are .ts, what is published is .js
    Effect.sync(
      () =>
        new Worker(new URL(`./ExchangeWorker${extname(import.meta.url)}`, import.meta.url), {
          workerData: { seed, count }
        })
    ),
    (worker) => Effect.promise(() => worker.terminate())
  )
  const first = yield* next(worker)
  if (first._tag !== "Listening") return yield* Effect.die(new Error("the exchange did not start to listen"))
  return {
    baseUrl: first.baseUrl,
    finish: Effect.suspend(() => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage({ _tag: "Finished" } satisfies ToExchange)
      return Effect.flatMap(next(worker), (last) =>
        last._tag === "Book" ? Effect.succeed(last.book) : Effect.die(new Error("the exchange kept its book"))
      )
    })
  }
})
