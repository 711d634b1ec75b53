/** What a verdict costs over JSON.parse alone, in a process of its own. The bodies are the same in every run. */
import type { Kind } from "effect-binance/errors/InDoubt"
import type { HttpReply } from "effect-binance/client/Transport"
import { type Asked, decide } from "effect-binance/client/Verdict"
import { spotCodes } from "effect-binance/products/SpotCodes"
import { spotMessages } from "effect-binance/products/SpotMessages"
import { spotRules } from "effect-binance/products/SpotRules"
import { answer } from "./Child.ts"

export interface Question {
  /** In ms. */
  readonly limit: number
}

export interface Group {
  readonly name: string
  /** In ns of CPU for one body, round by round. */
  readonly decide: ReadonlyArray<number>
  readonly parse: ReadonlyArray<number>
}

let state = 1
const random = (below: number) => {
  // mulberry32: seeded, so that two runs judge the same bodies
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) % below
}
const pick = <A>(from: ReadonlyArray<A>): A => from[random(from.length)]!

const now = 1_700_000_000_000
const id = "0123456789abcdefghjkmnpq"
const asked = (kind: Kind): Asked => ({
  product: spotRules,
  kind,
  earlier: "none",
  clientOrderIdFrom: "library",
  clientOrderIds: kind === "place" ? [id] : []
})
const fill = () => ({
  price: "50000.00000000",
  qty: "0.00100000",
  commission: "0.00000100",
  commissionAsset: "BTC",
  tradeId: random(1e9)
})
const order = (fills: number) => ({
  symbol: "BTCUSDT",
  orderId: random(2 ** 31) + 1,
  orderListId: -1,
  clientOrderId: id,
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
const html = (status: number) =>
  `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n<hr><center>cloudfront</center>\r\n</body>\r\n</html>\r\n`

const headers = {
  "content-type": "application/json;charset=UTF-8",
  "date": "Tue, 14 Nov 2023 22:13:20 GMT",
  "x-mbx-used-weight-1m": "12"
}
const reply = (
  status: number,
  body: unknown,
  complete = true,
  more: Readonly<Record<string, string>> = {}
): HttpReply => ({
  _tag: "HttpReply",
  status,
  headers: { ...headers, ...more },
  body: typeof body === "string" ? body : JSON.stringify(body),
  complete
})

type Sample = readonly [Asked, HttpReply]

// Of a hundred replies, how many are of this sort
const sorts: ReadonlyArray<{ readonly share: number; readonly name: string; readonly make: () => Sample }> = [
  { share: 40, name: "orders with fills", make: () => [asked("place"), reply(200, order(1 + random(4)))] },
  {
    share: 15,
    name: "reads",
    make: () => [
      asked("read"),
      reply(200, random(2) === 0 ? order(0) : Array.from({ length: 1 + random(8) }, () => order(0)))
    ]
  },
  {
    share: 25,
    name: "error payloads",
    make: () => {
      const kind = pick<Kind>(["place", "cancel", "read"])
      const message = pick(spotMessages)
      return random(2) === 0
        ? [asked(kind), reply(400, { code: pick(message.codes), msg: message.text })]
        : [
            asked(kind),
            reply(400, {
              code: pick(spotCodes).code,
              msg: "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."
            })
          ]
    }
  },
  {
    share: 5,
    name: "rate limits",
    make: () => [
      asked("read"),
      reply(
        429,
        { code: -1003, msg: "Too much request weight used; current limit is 6000 request weight per 1 MINUTE." },
        true,
        { "retry-after": "7" }
      )
    ]
  },
  {
    share: 8,
    name: "HTML",
    make: () => {
      const status = pick([200, 403, 502, 504])
      return [asked(pick<Kind>(["place", "read"])), reply(status, html(status), true, { "content-type": "text/html" })]
    }
  },
  {
    share: 7,
    name: "truncated",
    make: () => {
      const body = JSON.stringify(order(2))
      return [asked(pick<Kind>(["place", "read"])), reply(200, body.slice(0, 20 + random(body.length - 20)), false)]
    }
  }
]

const total = 2000
const groups = sorts.map(({ make, name, share }) => ({
  name,
  samples: Array.from({ length: (total * share) / 100 }, make)
}))
// mixed as they would arrive, not one sort after the other
const all = groups.flatMap(({ samples }) => samples)
for (let i = all.length - 1; i > 0; i--) {
  const j = random(i + 1)
  const kept = all[i]!
  all[i] = all[j]!
  all[j] = kept
}

let sink = 0
const parse = (samples: ReadonlyArray<Sample>) => {
  for (const [, { body }] of samples) {
    try {
      sink += JSON.parse(body) === null ? 1 : 0
    } catch {
      sink++
    }
  }
}
const judge = (samples: ReadonlyArray<Sample>) => {
  for (const [what, reply] of samples) sink += decide(what, reply, now)._tag.length
}
// CPU and not time, so that a neighbour on the machine does not count; garbage collection does
const nanos = (work: (samples: ReadonlyArray<Sample>) => void, samples: ReadonlyArray<Sample>) => {
  const before = process.cpuUsage()
  work(samples)
  const { system, user } = process.cpuUsage(before)
  return Math.max(1, ((user + system) * 1e3) / samples.length)
}

answer(({ limit }: Question): ReadonlyArray<Group> => {
  const measured = [{ name: "all", samples: all }, ...groups].map(({ name, samples }) => ({
    name,
    samples,
    decide: [] as Array<number>,
    parse: [] as Array<number>
  }))
  for (let i = 0; i < 20; i++) {
    parse(all)
    judge(all)
  }
  const startedAt = performance.now()
  for (let round = 0; round < 15 || performance.now() - startedAt < limit; round++) {
    for (const group of measured) {
      group.parse.push(nanos(parse, group.samples))
      group.decide.push(nanos(judge, group.samples))
    }
  }
  if (sink === 0) throw new Error("nothing was judged")
  return measured.map(({ decide, name, parse }) => ({ name, decide, parse }))
})
