/** What is written in the journals of the tests. */
import { InDoubt } from "effect-binance/errors/InDoubt"
import type { AttemptRow, NewIntent, Outcome } from "effect-binance/orders/OrderJournal"

export const account = "grid-bot"
export const startOfTime = 1_790_000_000_000

export const intentOf = (id: string, more: Partial<NewIntent> = {}): NewIntent => ({
  id,
  run: 1,
  account,
  operation: "spot.placeOrder",
  input: { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", quantity: "0.01", price: "50000.10" },
  clientOrderId: `x-${id}`,
  createdAt: startOfTime,
  subject: new InDoubt({
    operation: "spot.placeOrder",
    product: "spot",
    kind: "place",
    clientOrderIds: [`x-${id}`],
    symbol: "BTCUSDT",
    side: "BUY",
    type: "LIMIT",
    quantity: "0.01",
    price: "50000.10",
    route: "spot",
    account,
    createdAt: startOfTime,
    attempts: []
  }),
  ...more
})

export const attemptOf = (number: number, more: Partial<AttemptRow> = {}): AttemptRow => ({
  number,
  signedFrom: startOfTime + 1000 * number + 0.25,
  recvWindow: 5000,
  fenceAt: startOfTime + 1000 * number + 17_000,
  state: "open",
  writtenAt: startOfTime + 1000 * number,
  writtenBy: "pod-1",
  ...more
})

export const executed: Outcome = { _tag: "Executed", result: { orderId: 28, status: "FILLED" }, orderId: "28" }

export const ending = (id: string, attempts: number, outcome: Outcome = executed) => ({
  id,
  attempts,
  states: [],
  outcome,
  endedAt: startOfTime + 9000
})
