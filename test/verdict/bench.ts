/** What a verdict costs over JSON.parse alone, on 2 000 mixed bodies. Printed, not asserted: `node test/verdict/bench.ts`. */
import type { HttpReply } from "effect-binance/client/Transport"
import { type Asked, decide } from "effect-binance/client/Verdict"
import { spotCodes } from "effect-binance/products/SpotCodes"
import { spotMessages } from "effect-binance/products/SpotMessages"
import { asked, http, now, random } from "./support.ts"

const r = random(1)
const fill = () => ({
  price: "50000.00000000",
  qty: "0.00100000",
  commission: "0.00000100",
  commissionAsset: "BTC",
  tradeId: r.int(1e9)
})
const order = (fills: number) => ({
  symbol: "BTCUSDT",
  orderId: r.int(2 ** 31) + 1,
  orderListId: -1,
  clientOrderId: "a",
  transactTime: now,
  price: "50000.00000000",
  origQty: "0.01000000",
  executedQty: "0.01000000",
  origQuoteOrderQty: "0.00000000",
  cummulativeQuoteQty: "500.00000000",
  status: "FILLED",
  timeInForce: "GTC",
  type: "LIMIT",
  side: "BUY",
  workingTime: now,
  selfTradePreventionMode: "NONE",
  fills: Array.from({ length: fills }, fill)
})

const sample = (): readonly [Asked, HttpReply] => {
  const dice = r.next()
  if (dice < 0.5) return [asked("place", { clientOrderIds: ["a"] }), http(200, order(r.int(4)))]
  if (dice < 0.6)
    return [
      asked("read"),
      http(
        200,
        Array.from({ length: 1 + r.int(10) }, () => order(0))
      )
    ]
  if (dice < 0.8)
    return [
      asked(r.pick(["place", "cancel", "read"] as const)),
      http(400, {
        code: r.pick(spotCodes).code,
        msg: "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."
      })
    ]
  if (dice < 0.9) return [asked("place"), http(400, { code: -2010, msg: r.pick(spotMessages).text })]
  if (dice < 0.95)
    return [
      asked("read"),
      http(
        429,
        { code: -1003, msg: "Too much request weight used; current limit is 6000 request weight per 1 MINUTE." },
        { headers: { "retry-after": "7" } }
      )
    ]
  return [
    asked("cancelReplace"),
    http(409, {
      code: -2021,
      msg: "Order cancel-replace partially failed.",
      data: {
        cancelResult: "SUCCESS",
        newOrderResult: "FAILURE",
        cancelResponse: order(0),
        newOrderResponse: { code: -2010, msg: "Order would immediately match and take." }
      }
    })
  ]
}

const samples = Array.from({ length: 2000 }, sample)
let sink = 0
const parse = () => {
  for (const [, reply] of samples) sink += JSON.parse(reply.body) === null ? 1 : 0
}
const judge = () => {
  for (const [what, reply] of samples) sink += decide(what, reply, now)._tag.length
}
const time = (f: () => void) => {
  const start = performance.now()
  f()
  return performance.now() - start
}
const median = (xs: Array<number>) => xs.toSorted((a, b) => a - b)[xs.length >> 1]!

for (let i = 0; i < 50; i++) {
  parse()
  judge()
}
const parsed: Array<number> = []
const judged: Array<number> = []
for (let i = 0; i < 200; i++) {
  parsed.push(time(parse))
  judged.push(time(judge))
}
const [p, j] = [median(parsed), median(judged)]
console.log(
  `JSON.parse ${((p * 1000) / samples.length).toFixed(2)} us a body, decide with its parse ${((j * 1000) / samples.length).toFixed(2)} us: ratio ${(j / p).toFixed(2)} (${sink > 0 ? "warm" : ""})`
)
