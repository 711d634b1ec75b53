/**
 * One strategy's exchange, in a thread of its own: how busy the strategies are must not change when a request arrives.
 *
 * @since 0.1.0
 */
import { parentPort, workerData } from "node:worker_threads"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ToExchange, ToStrategy } from "./Arena.ts"
import * as Storm from "./Storm.ts"

const port = parentPort
if (port !== null) {
  // whoever starts this thread says which storm it is
  const { count, seed } = workerData as { readonly seed: number; readonly count: number }
  const say = (message: ToStrategy) => port.postMessage(message)
  const serve = Effect.gen(function* () {
    const intents = Storm.intents(seed, count)
    const exchange = Storm.exchange(seed)
    const server = yield* SimulatedServer.start({ exchange, plan: Storm.plan(seed, intents) })
    yield* Effect.callback<ToExchange>((resume) => {
      port.once("message", (message: ToExchange) => resume(Effect.succeed(message)))
      say({ _tag: "Listening", baseUrl: server.baseUrl })
    })
    say({ _tag: "Book", book: Storm.book(exchange, intents, yield* Clock.currentTimeMillis) })
  })
  await Effect.runPromise(Effect.scoped(serve))
}
