/** The bounds that the exchange of these tests states and keeps: short, so that a settlement takes seconds. */
import type { Bounds } from "effect-binance/settlement/SettlementBounds"

// an answer that is late is late enough for a signal to arrive meanwhile
export const shortBounds: Bounds = { graceMillis: 1000, visibilityMillis: 700 }
