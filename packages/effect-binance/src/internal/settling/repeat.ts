/** A write that does the same when it is sent again is settled by sending it again. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Resolution } from "../../settlement/Reconciliation.ts"
import { type Inquiry, isFatal, noteRefusal, pause, refusalOf } from "./Inquiry.ts"
import { newest } from "./wishes.ts"

/**
 * Settles a setting. What was asked for last in this process is what is sent, for that is to stay: an earlier one would undo it, and
 * may have come after it as it is. Nobody can tell then whether the earlier was there before; its caller is given what is set now.
 *
 * A refusal of the repeat says nothing about what came before it, so it goes on: no document says of a setting that is
 * refused now that it was refused then, and one that was made would be reported as refused.
 */
const settleByRepeating = Effect.fnUntraced(function* (q: Inquiry): Effect.fn.Return<Resolution> {
  while (true) {
    // what comes late must not undo what was set since
    yield* q.untilFence(Effect.undefined)
    const wish = newest(q.desk.client.claimed, q.intent)
    if (wish !== undefined) q.intent.input = wish.input
    const again = yield* Effect.result(q.sendAgain(Duration.infinity))
    // what was asked for meanwhile may have come before it
    if (newest(q.desk.client.claimed, q.intent) !== wish) continue
    if (again._tag === "Success") {
      yield* q.note("engine", "done")
      return q.done(again.success)
    }
    const refusal = refusalOf(again.failure)
    yield* noteRefusal(q, again.failure, refusal)
    yield* pause(refusal !== undefined && isFatal(refusal) ? q.longestPause : q.desk.afterFailure)
  }
})

/**
 * How the result of a write is found again that does the same once more when it is sent again: the `find` of a setting.
 *
 * @example
 * ```ts
 * import * as CustomOperation from "effect-binance/client/CustomOperation"
 * import * as Operation from "effect-binance/client/Operation"
 * import { usdmRules } from "effect-binance/products/UsdmRules"
 * import * as Schema from "effect/Schema"
 *
 * const useFeeBurn = CustomOperation.write({
 *   product: usdmRules,
 *   kind: "setting",
 *   path: "/fapi/v1/feeBurn",
 *   success: Schema.Struct({ code: Schema.Int }),
 *   find: Operation.repeat
 * })
 * ```
 *
 * @category settling
 * @since 0.1.0
 */
export const repeat = { subject: "repeat", settle: settleByRepeating } as const
