/** How long a doubt about an order lasts and what it weighs, by product, in exchange time: virtual, and the same in every run. */
import * as Effect from "effect/Effect"
import { boundOf, latency, products, settleOf } from "../settlement/verdictTimes.ts"
import { exactly, type Row } from "./Row.ts"

const section = "Doubts about an order, from the lost reply to the verdict, in exchange time"

/** How far the views lag behind when the stream is to help, in ms. */
const lagMillis = 10_000
/** What a silent stream is said to be late at most, in ms. */
const delayMillis = 2000

/** What a user data stream does for the same doubts. */
const withStream = async (product: (typeof products)[number]): Promise<ReadonlyArray<Row>> => {
  const stream = { delayMillis }
  const found = await Effect.runPromise(settleOf(product, true, { lagMillis, stream }))
  const without = await Effect.runPromise(settleOf(product, true, { lagMillis }))
  const absent = await Effect.runPromise(settleOf(product, false, { stream }))
  const row: Row = {
    section,
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
      what: `${product.name}: ${stays ? "never said to be absent, in doubt after" : "proven absent"}`,
      unit: "ms",
      measured: exactly(absent.millis),
      note: `${stays ? "" : `bound of fence and views ${boundOf(product)} ms; `}${absent.questions} questions, weight ${absent.weight}`
    })
    rows.push(...(await withStream(product)))
  }
  return rows
}
