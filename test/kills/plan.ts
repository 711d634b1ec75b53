/** What is traded while processes are killed, and the bounds of the exchange that it is traded on. */
import type * as Fault from "@effect-binance/simulator/Fault"
import type * as Spot from "effect-binance/products/Spot"

/** The bounds that the exchange states and keeps, in ms: short, so that a settlement takes seconds and not a minute. */
export const bounds = { engineDelayMillis: 300, visibilityMillis: 700 } as const
export const recvWindowMillis = 1000
/** Longer than the exchange's own time-out. */
export const callTimeoutMillis = 1500
export const apiTimeoutMillis = 1000

/** Where a journal is kept. */
export type Kept =
  | { readonly _tag: "Sqlite"; readonly file: string }
  | { readonly _tag: "Postgres"; readonly url: string; readonly schema: string }

export const keyOf = (number: number): string => `intent-${number}`

/** Each intent has a quantity that no other has, so the book tells which orders are its own whatever they are called. */
export const quantityOf = (number: number): string => ((100 + number) / 100_000).toFixed(5)

/** MARKET, IOC that expires, and orders that rest and are cancelled. */
export const inputOf = (number: number): { readonly order: Spot.PlaceOrder; readonly cancels: boolean } => {
  const common = { symbol: "BTCUSDT", side: number % 2 === 0 ? "BUY" : "SELL", quantity: quantityOf(number) } as const
  const price = number % 2 === 0 ? "50000.00" : "70000.00"
  switch (number % 3) {
    case 0:
      return { order: { ...common, type: "MARKET" }, cancels: false }
    case 1:
      return { order: { ...common, type: "LIMIT", timeInForce: "IOC", price }, cancels: false }
    default:
      return { order: { ...common, type: "LIMIT", timeInForce: "GTC", price }, cancels: true }
  }
}

/** What happens to an order on its way, besides the death of its sender. */
export const onWrites: ReadonlyArray<Fault.Name> = [
  "request-lost",
  "reset-unexecuted",
  "reply-lost",
  "reply-closed",
  "reply-silent",
  "delayed",
  "timeout",
  "timeout-unexecuted",
  "timeout-then-executed",
  "unknown-503",
  "unknown-503-unexecuted",
  "busy-unexecuted",
  "html-200"
]
export const onReads: ReadonlyArray<Fault.Name> = ["stale-read", "reply-lost", "bad-gateway-unexecuted", "empty-200"]
