/**
 * The callers: who settles and sends again, who takes the doubt back, who goes away, who does not care.
 */
import type { BinanceClient } from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import * as Intent from "effect-binance/client/Intent"
import { AmbiguousExecution, type BinanceError, Fatal, type Retryable } from "effect-binance/errors/BinanceError"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { Branch } from "./Branches.ts"
import type { Outputs } from "./Outputs.ts"
import type { Caller } from "./Plan.ts"

/** What a caller was told about one call, at the end of it. */
export type Told<A> =
  | { readonly _tag: "Running" }
  | { readonly _tag: "Executed"; readonly value: A }
  | {
      readonly _tag: "NotExecuted"
      readonly reason: string
      /** The state in which the order is said to be already. */
      readonly state: string | undefined
      /** Why, with all that the error says; `undefined` when it is proven without one. */
      readonly why: Fatal["reason"] | Retryable["reason"] | undefined
    }
  /** It went away, or was given the doubt back and kept it. */
  | { readonly _tag: "Nothing" }

/** What runs one call as its caller does, and says what the caller is told. `settling`: how many doubts are being settled. */
export const make = ({
  branch,
  outputs,
  settling
}: {
  readonly branch: (name: Branch) => void
  readonly outputs: Outputs
  readonly settling: () => number
}) =>
  Effect.fnUntraced(function* <A>(
    call: Call.Call<A, BinanceError, BinanceClient>,
    caller: Caller,
    isPlacement: boolean,
    tell: (told: Told<A>) => void
  ) {
    let intent: Intent.Intent | undefined
    // the caller who takes a doubt back needs its intent
    const seen = Call.perRun<A, BinanceError, BinanceClient>(
      Effect.flatMap(Intent.Current, (current) => {
        intent = current
        return call
      })
    )
    // nothing here is a batch, so what it gives is not changed by being settled
    const settled = seen.pipe(Reconciliation.settle) as Call.Call<
      A,
      Exclude<BinanceError, AmbiguousExecution>,
      BinanceClient | Reconciliation.Reconciliation
    >
    const ended = (exit: Exit.Exit<A, BinanceError>): AmbiguousExecution | undefined => {
      if (Exit.isSuccess(exit)) {
        branch("caller: told that it executed")
        outputs.say(exit.value)
        tell({ _tag: "Executed", value: exit.value })
        return undefined
      }
      const reason = exit.cause.reasons.find((one) => one._tag === "Fail")
      const error = reason?.error
      if (error === undefined) {
        // a defect is no answer, and nothing of ours may end in one
        const defect = exit.cause.reasons.find((one) => one._tag === "Die")
        if (defect !== undefined) throw defect.defect
        tell({ _tag: "Nothing" })
        return undefined
      }
      outputs.error(error)
      if (error instanceof AmbiguousExecution) {
        tell({ _tag: "Nothing" })
        return error
      }
      branch(error instanceof Fatal ? "caller: told that it is fatal" : "caller: told that nothing executed")
      if (error.reason._tag === "Expired") branch("caller: expired")
      if (error.reason._tag === "BanWindowClosed") branch("caller: failed fast at a closed window")
      tell({
        _tag: "NotExecuted",
        reason: error.reason._tag,
        state: error.reason._tag === "AlreadyInState" ? error.reason.state : undefined,
        why: error.reason
      })
      return undefined
    }
    switch (caller._tag) {
      case "Patient":
        ended(yield* Effect.exit(settled.pipe(Retry.safely(RetryPolicy.make({ times: caller.times })))))
        return
      case "Absent":
        ended(yield* Effect.exit(seen.pipe(Reconciliation.ensureAbsent) as typeof settled))
        return
      case "Bare": {
        if (ended(yield* Effect.exit(seen)) !== undefined) branch("caller: kept the doubt")
        return
      }
      case "Within": {
        const doubt = ended(yield* Effect.exit(seen.pipe(Reconciliation.settleWithin(caller.within))))
        if (doubt === undefined || intent === undefined) return
        yield* Effect.sleep(caller.later)
        tell({ _tag: "Running" })
        const reconciliation = yield* Reconciliation.Reconciliation
        const resolution = yield* reconciliation.resolve(doubt, intent)
        if (resolution._tag === "Executed" || resolution._tag === "Done") {
          branch("caller: took the doubt back, and it had executed")
          // an order, or what the operation itself makes of what was seen
          tell({ _tag: "Executed", value: (resolution._tag === "Done" ? resolution.result : resolution.order) as A })
        } else {
          branch("caller: took the doubt back, and it had not executed")
          const why = resolution._tag === "Refused" ? resolution.reason : undefined
          tell({ _tag: "NotExecuted", reason: resolution._tag, state: undefined, why })
        }
        return
      }
      case "Interrupted": {
        const whole = settled.pipe(Retry.safely(RetryPolicy.make({ times: 3 })))
        const before = settling()
        if (caller.how === "timeout") {
          const exit = yield* Effect.exit(Effect.timeoutOption(whole, caller.after))
          if (Exit.isFailure(exit)) ended(Exit.failCause(exit.cause))
          else if (exit.value._tag === "Some") ended(Exit.succeed(exit.value.value))
          else {
            branch(isPlacement ? "caller: interrupted while placing" : "caller: interrupted while cancelling")
            tell({ _tag: "Nothing" })
          }
          return
        }
        const fiber = yield* Effect.forkChild(whole, { startImmediately: true })
        yield* Effect.sleep(caller.after)
        const early = fiber.pollUnsafe()
        if (early !== undefined) {
          ended(early)
          return
        }
        if (settling() === before)
          branch(isPlacement ? "caller: interrupted while placing" : "caller: interrupted while cancelling")
        tell({ _tag: "Nothing" })
        yield* Fiber.interrupt(fiber)
      }
    }
  })
