/** What calls cost that wait for the end of a ban: memory while they wait, CPU when the window opens. */
import { Child } from "./Child.ts"
import { exactly, type Row, text } from "./Row.ts"
import type { Answer, Question } from "./wait.ts"

/**
 * `calls` wait at once. Opening is measured with a quarter of them and with a sixteenth, to see whether it stays linear: what
 * is not would take minutes with all of them.
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
  const few = await measure({ calls: calls / 16, what: "call", opens: true })
  const more = await measure({ calls: calls / 4, what: "call", opens: true })
  const all = await measure({ calls, what: "call", opens: false })
  const atGate = await measure({ calls: calls / 4, what: "gate", opens: false })
  const sleeping = await measure({ calls: calls / 4, what: "sleep", opens: false })
  if (few.failed || more.failed) throw new Error("a call that waited for the end of the ban failed")
  const section = `Ban: ${calls.toLocaleString("en").replaceAll(",", " ")} calls waiting on a closed window`
  return [
    {
      section,
      what: "heap of one waiting call, its span and its intent with it",
      unit: "B",
      measured: exactly(all.heap),
      budget: 4096
    },
    {
      section,
      what: "heap of a fiber that waits in BanWindow.pass and holds nothing else",
      unit: "B",
      measured: exactly(atGate.heap),
      note: `a fiber that only sleeps holds ${text(exactly(sleeping.heap))} B`
    },
    {
      section,
      what: "CPU of opening per call, of a quarter of them over a sixteenth (linear: 1)",
      unit: "x",
      measured: exactly(more.cpu / few.cpu),
      budget: 1.5,
      note: `${text(exactly(more.cpu))} us, ${text(exactly(few.cpu))} us a call`
    },
    {
      section,
      what: "requests sent before it opened",
      unit: "",
      measured: exactly(few.sentEarly + more.sentEarly + all.sentEarly),
      budget: 0
    }
  ]
}
