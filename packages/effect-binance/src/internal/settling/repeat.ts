/** A write that does the same when it is sent again is settled by sending it again. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Resolution } from "../../settlement/Reconciliation.ts"
import { type Inquiry, isFatal, noteRefusal, pause, refusalOf } from "./Inquiry.ts"

/** Settles a setting. A refusal of the repeat says nothing about what came before it, so it goes on. */
export const settleByRepeating = Effect.fnUntraced(function* (q: Inquiry): Effect.fn.Return<Resolution> {
  while (true) {
    // what comes late must not undo what was set since
    yield* q.untilFence(Effect.undefined)
    const again = yield* Effect.result(q.sendAgain(Duration.infinity))
    if (again._tag === "Success") {
      yield* q.note("engine", "done")
      return q.done(again.success)
    }
    const refusal = refusalOf(again.failure)
    yield* noteRefusal(q, again.failure, refusal)
    yield* pause(refusal !== undefined && isFatal(refusal) ? q.longestPause : q.desk.afterFailure)
  }
})
