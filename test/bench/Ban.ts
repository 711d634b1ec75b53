/** What calls cost that wait for the end of a ban: memory while they wait, CPU when the window opens. */
import { Child } from "./Child.ts"
import { exactly, type Row, text } from "./Row.ts"
import type { Answer, Question } from "./wait.ts"

/**
 * `calls` wait at once, and then a tenth of them: what each holds, and what its leaving costs, is to stay the same.
 */
export const ban = async (calls: number): Promise<ReadonlyArray<Row>> => {
  const measure = async (question: Question): Promise<Answer> => {
    const child = new Child("wait.ts", [], { execArgv: ["--expose-gc", "--max-old-space-size=3000"] })
    try {
      return await child.ask<Answer>(question)
    } finally {
      child.stop()
    }
  }
  const all = await measure({ calls, what: "call", opens: true })
  const few = await measure({ calls: calls / 10, what: "call", opens: true })
  const atGate = await measure({ calls: calls / 4, what: "gate", opens: false })
  const sleeping = await measure({ calls: calls / 4, what: "sleep", opens: false })
  if (few.failed || all.failed) throw new Error("a call that waited for the end of the ban failed")
  const section = `Ban: ${calls.toLocaleString("en").replaceAll(",", " ")} calls waiting on a closed window`
  const cpuOf = ({ leaving, opening }: Answer) => opening + leaving
  return [
    {
      section,
      what: "heap of one waiting call, its span and its intent with it",
      unit: "B",
      measured: exactly(all.heap),
      budget: 4096,
      note: `${text(exactly(few.heap))} B when a tenth of them wait`
    },
    {
      section,
      what: "heap of a fiber that waits in BanWindow.pass and holds nothing else",
      unit: "B",
      measured: exactly(atGate.heap),
      note: `a fiber that only sleeps holds ${text(exactly(sleeping.heap))} B, its timer with it`
    },
    {
      section,
      what: "CPU of a call from the opening until all have left, over that when a tenth of them wait (linear: 1)",
      unit: "x",
      measured: exactly(cpuOf(all) / cpuOf(few)),
      budget: 1.5,
      note: `${text(exactly(cpuOf(all)))} us over ${text(exactly(cpuOf(few)))} us a call, of it the opening ${text(exactly(all.opening))} us over ${text(exactly(few.opening))} us`
    },
    {
      section,
      what: "requests sent before it opened",
      unit: "",
      measured: exactly(few.sentEarly + all.sentEarly),
      budget: 0
    }
  ]
}
