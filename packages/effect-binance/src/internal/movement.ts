/** An operation that moves funds under no name of ours: while it is on its way, no equal one may be taken for it. */
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { BinanceClient } from "../client/BinanceClient.ts"
import { perRun } from "../client/Call.ts"
import * as Intent from "../client/Intent.ts"
import * as Operation from "../client/Operation.ts"
import type { BinanceError } from "../errors/BinanceError.ts"
import { acceptedIn } from "./answers.ts"
import { get } from "./json.ts"
import { begin, forget, type Movement } from "./settling/rivals.ts"

/** What its row will show; `undefined` for an amount that the exchange decides. */
export interface Shown {
  /** The history, and all that it says of a movement but the amount. */
  readonly where: ReadonlyArray<string | undefined>
  readonly amount: Operation.Decimal | undefined
}

interface Options<A, P> extends Operation.Operation<A, "transfer", P> {
  readonly shown: (input: P) => Shown
}

// By the operation: a call of it may be made with another client.
const shownBy = new WeakMap<object, (input: never) => Shown>()

/** What is known of it once its call has ended; `undefined` when it may still make a row of its own. */
const endOf = (
  intent: Intent.Intent,
  exit: Exit.Exit<unknown, unknown>
): Pick<Movement, "end" | "id"> | "none" | undefined => {
  if (exit._tag === "Failure") {
    // in doubt, or left by its caller while it was on its way
    if (Intent.openAttempts(intent).length > 0) return undefined
    return intent.attempts.every(({ state }) => state === "not-sent") ? "none" : { end: "refused", id: undefined }
  }
  const txnId = get(exit.value, "txnId")
  if (txnId !== undefined) return { end: "done", id: `${txnId as number | string}` } // as its schema has it
  return acceptedIn("transfer", exit.value)[0] === undefined ? { end: "done", id: undefined } : "none"
}

/** Runs one attempt to move funds, and lets those that are settled meanwhile know of it. */
export const onItsWay = <A, E, R, P>(
  operation: object,
  input: P,
  intent: Intent.Intent,
  run: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> => {
  const shown = shownBy.get(operation)
  if (shown === undefined) return run
  return Effect.gen(function* () {
    const client = yield* Effect.serviceOption(BinanceClient)
    // nobody settles it
    if (Option.isNone(client)) return yield* run
    const { claimed } = client.value
    const { amount, where } = shown(input as never) // the operation's own input
    const own: Movement = {
      intent,
      content: { where: where.join(" "), amount: amount === undefined ? undefined : Operation.formatDecimal(amount) },
      begunAt: yield* Intent.monotonicMillis,
      endedAt: Infinity,
      end: "unknown",
      id: undefined
    }
    return yield* Effect.onExit(
      Effect.suspend(() => {
        begin(claimed, own)
        return run
      }),
      (exit) =>
        Effect.map(Intent.monotonicMillis, (now) => {
          const end = endOf(intent, exit)
          if (end === "none") forget(claimed, intent)
          else if (end !== undefined) Object.assign(own, end, { endedAt: now })
        })
    )
  })
}

export const movement = <A, P>({
  shown,
  ...operation
}: Options<A, P>): ReturnType<typeof Operation.make<A, "transfer", P>> => {
  shownBy.set(operation, (input: P) => {
    const { amount, where } = shown(input)
    return { where: [operation.product.name, ...where], amount }
  })
  const made = Operation.make(operation)
  const call = (input: P) =>
    perRun<A, BinanceError, BinanceClient, Operation.FenceOf<"transfer">>(
      Effect.flatMap(Intent.Current, (intent) =>
        intent === undefined
          ? Effect.die("no intent") // perRun provides it
          : onItsWay(operation, input, intent, made(input))
      )
    )
  return Object.assign(call, { operation })
}
