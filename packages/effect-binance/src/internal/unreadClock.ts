/** For a budget that is asked by somebody who does not know what time it is at the exchange. */
import * as Effect from "effect/Effect"
import type { HostClock } from "../client/ServerClock.ts"
import { Retryable } from "../errors/BinanceError.ts"
import { ClockUnknown } from "../errors/RetryableReason.ts"

const unread = Effect.fail(new Retryable({ reason: new ClockUnknown({ cause: "there is none here" }) }))

/** It never tells, so that the clock of whoever asked before holds, or else this machine's own. */
export const unreadClock: HostClock = { now: unread, estimate: unread, resync: unread, read: unread }
