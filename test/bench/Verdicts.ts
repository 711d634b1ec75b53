/** What `Verdict.decide` costs with its parse, over `JSON.parse` alone. */
import { Child } from "./Child.ts"
import { ratio, type Row, spread, text } from "./Row.ts"
import type { Group, Question } from "./decide.ts"

export const verdicts = async (limit: number): Promise<ReadonlyArray<Row>> => {
  const child = new Child("decide.ts", [])
  try {
    const groups = await child.ask<ReadonlyArray<Group>>({ limit } satisfies Question)
    return groups.map(({ decide, name, parse }) => ({
      section: "Verdict.decide with its parse, over JSON.parse alone",
      what: name === "all" ? "2 000 mixed bodies" : `of these: ${name}`,
      unit: "x",
      measured: ratio(decide, parse),
      budget: name === "all" ? 5 : undefined,
      note: `decide ${text(spread(decide))} ns, JSON.parse ${text(spread(parse))} ns a body`
    }))
  } finally {
    child.stop()
  }
}
