/** An operation that sets something, and says so to the settlements of those that have set the same before. */
import * as Effect from "effect/Effect"
import { BinanceClient } from "../client/BinanceClient.ts"
import { perRun } from "../client/Call.ts"
import * as Intent from "../client/Intent.ts"
import type * as Operation from "../client/Operation.ts"
import type { Kind } from "../errors/InDoubt.ts"
import { fulfilled, wish, type Wish, withdrawn } from "./settling/wishes.ts"

type Made<A, K extends Kind, P> = ReturnType<typeof Operation.make<A, K, P>>

// The parameters that say of what something is set; all others say to what.
const subjects = ["symbol", "pair", "underlying", "underlyings"] as const

export const keepingNewest = <A, K extends Kind, P>(made: Made<A, K, P>): Made<A, K, P> => {
  const { operation } = made
  const call = (input: P) =>
    perRun<A, Operation.ErrorOf<K>, BinanceClient, Operation.FenceOf<K>>(
      Effect.gen(function* () {
        const { claimed } = yield* BinanceClient
        const intent = yield* Intent.Current
        if (intent === undefined) return yield* Effect.die("no intent") // perRun provides it
        const parameters = operation.parameters(input, "")
        const what = [operation.path, ...subjects.map((name) => parameters[name])].join(" ")
        const own: Wish = { what, intent, input }
        return yield* Effect.onExit(
          Effect.suspend(() => {
            wish(claimed, own)
            return made(input)
          }),
          (exit) =>
            Effect.sync(() => {
              if (exit._tag === "Success") fulfilled(claimed, own)
              else if (Intent.openAttempts(intent).length === 0) withdrawn(claimed, own)
            })
        )
      })
    )
  return Object.assign(call, { operation })
}
