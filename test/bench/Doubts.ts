/** How long a doubt about an order lasts and what it weighs, by product, in exchange time: virtual, and the same in every run. */
import * as Effect from "effect/Effect"
import { boundOf, latency, products, settleOf } from "../settlement/verdictTimes.ts"
import { exactly, type Row } from "./Row.ts"

const section = "Doubts about an order, from the lost reply to the verdict, in exchange time"

/** Two rows for each product, and none for a "no" that is never given. */
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
  }
  return rows
}
