/**
 * `pnpm sockets`: real connections to the WebSocket API of a simulated exchange end under orders, and its book is held against what was
 * reported. `--closes N` with orders in flight (1000), `--seed N`, `--traders N` side by side (12), `--json`. `--sabotage retry-blindly`
 * shows that it can fail.
 */
import * as Effect from "effect/Effect"
import { parseArgs } from "node:util"
import * as Closes from "./Closes.ts"

const { values } = parseArgs({
  options: {
    closes: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    traders: { type: "string", default: "12" },
    sabotage: { type: "string" },
    json: { type: "boolean", default: false }
  }
})
const wholeNumber = (name: "closes" | "seed" | "traders") => {
  const number = Number(values[name])
  if (Number.isInteger(number) && number > 0) return number
  console.error(`--${name} takes a whole number above 0, not ${values[name]}`)
  return process.exit(2)
}
const [closes, seed, traders] = [wholeNumber("closes"), wholeNumber("seed"), wholeNumber("traders")]
const { sabotage } = values
if (sabotage !== undefined && sabotage !== "retry-blindly") {
  console.error(`--sabotage takes retry-blindly, not ${sabotage}`)
  process.exit(2)
}
const startedAt = performance.now()
const report = await Effect.runPromise(
  Closes.run({
    seed,
    closes,
    traders,
    sabotage,
    onClose: (done) => done % 100 === 0 && console.error(`${done} of ${closes} closes`)
  })
)
const seconds = Math.round((performance.now() - startedAt) / 1000)
console.log(values.json ? JSON.stringify({ seed, seconds, ...report }) : Closes.line(report, seed, seconds))
const { doubles, falseRejections, lost, pending } = report
process.exit(doubles + falseRejections + lost + pending === 0 ? 0 : 1)
