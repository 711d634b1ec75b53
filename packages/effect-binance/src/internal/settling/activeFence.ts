/** Whether what is in doubt shall be cancelled, rather than left as it is found. */
import * as Context from "effect/Context"

export const ActiveFence = Context.Reference<boolean>("effect-binance/internal/ActiveFence", {
  defaultValue: () => false
})
