/** How long a doubt about an order lasts and what it weighs, by product, in exchange time: virtual, and the same in every run. */
import * as Effect from "effect/Effect"
import { settleAll } from "../settlement/overSimulator.ts"
import { boundOf, latency, products, settleOf } from "../settlement/verdictTimes.ts"
import { exactly, type Row, spread } from "./Row.ts"

const section = "Doubts about an order, from the lost reply to the verdict, in exchange time"

/** How far the views lag behind when the stream is to help, in ms. */
const lagMillis = 10_000
/** What a silent stream is said to be late at most, in ms. */
const delayMillis = 2000

/** What a table of them has a column for. */
export const columns = {
  found: "found by a read",
  told: `found by the stream, views lag by ${lagMillis / 1000} s`,
  absent: "proven absent by the views",
  silent: `proven absent, stream silent and late by ${delayMillis / 1000} s at most`
} as const

/** What a user data stream does for the same doubts. */
const withStream = async (product: (typeof products)[number]): Promise<ReadonlyArray<Row>> => {
  const stream = { delayMillis }
  const found = await Effect.runPromise(settleOf(product, true, { lagMillis, stream }))
  const without = await Effect.runPromise(settleOf(product, true, { lagMillis }))
  const absent = await Effect.runPromise(settleOf(product, false, { stream }))
  const row: Row = {
    section,
    cell: [product.name, columns.told],
    what: `${product.name}: found by the user data stream while the views lag by ${lagMillis / 1000} s, in round trips`,
    unit: "",
    measured: exactly(found.millis / (2 * latency)),
    budget: 2,
    note: `${found.questions} questions, weight ${found.weight}; without it ${without.millis} ms, weight ${without.weight}`
  }
  if (absent.tag === "AmbiguousExecution") return [row]
  return [
    row,
    {
      section,
      cell: [product.name, columns.silent],
      least: boundOf(product, delayMillis),
      what: `${product.name}: proven absent, the user data stream silent and said to be late by ${delayMillis / 1000} s at most`,
      unit: "ms",
      measured: exactly(absent.millis),
      note: `bound of fence, stream and two rounds of views ${boundOf(product, delayMillis)} ms; ${absent.questions} questions, weight ${absent.weight}`
    }
  ]
}

/** Two rows for each product, and none for a "no" that is never given; and the same with a user data stream. */
export const doubts = async (): Promise<ReadonlyArray<Row>> => {
  const rows: Array<Row> = []
  for (const product of products) {
    const found = await Effect.runPromise(settleOf(product, true))
    rows.push({
      section,
      cell: [product.name, columns.found],
      what: `${product.name}: found, in round trips`,
      unit: "",
      measured: exactly(found.millis / (2 * latency)),
      budget: 2,
      note: `${found.questions} questions, weight ${found.weight}`
    })
    const absent = await Effect.runPromise(settleOf(product, false))
    const stays = absent.tag === "AmbiguousExecution"
    rows.push({
      section,
      ...(stays ? {} : { cell: [product.name, columns.absent] as const, least: boundOf(product) }),
      what: `${product.name}: ${stays ? "never said to be absent, in doubt after" : "proven absent"}`,
      unit: "ms",
      measured: exactly(absent.millis),
      note: `${stays ? "" : `bound of fence and views ${boundOf(product)} ms; `}${absent.questions} questions, weight ${absent.weight}`
    })
    rows.push(...(await withStream(product)))
  }
  return rows
}

const simulated =
  "Doubts about an order over the simulated exchange, from its acceptance to the verdict, in exchange time"

/** What the user data stream does where reads lag now and then, as an exchange's do. */
export const simulatedDoubts = async (orders: number): Promise<ReadonlyArray<Row>> => {
  const rows: Array<Row> = []
  for (const [what, options] of [
    ["found by the views", { arrives: true }],
    ["found by the user data stream as well", { arrives: true, stream: {} }],
    ["proven absent by the views", { arrives: false }],
    [
      `proven absent, the stream silent and said to be late by ${delayMillis / 1000} s at most`,
      { arrives: false, stream: { delayMillis } }
    ]
  ] as const) {
    const doubts = await Effect.runPromise(settleAll({ seed: 1, orders, ...options }))
    const millis = doubts.map((one) => one.millis).sort((a, b) => a - b)
    const wrong = doubts.filter(({ isTrue }) => !isTrue).length
    rows.push({
      section: simulated,
      what,
      unit: "ms",
      measured: spread(millis),
      p95: millis[Math.ceil(millis.length * 0.95) - 1],
      note: `${orders} doubts, ${wrong} of them settled wrongly`
    })
  }
  return rows
}
