import { assert, describe, it } from "@effect/vitest"
import * as Checks from "./Checks.ts"
import * as Spin from "./Spin.ts"

const installed = Spin.version()
const isHere = "spin" in installed
const limit = 120_000
const effort = { memory: 2000, optimized: false }

describe.skipIf(!isHere)(`the model, by Spin (${isHere ? installed.spin : `skipped: ${installed.missing}`})`, () => {
  for (const check of Checks.genuine.filter(({ form }) => form === "short"))
    it(
      `${check.name}: nothing is violated, in any run, and every part of the model takes part`,
      { timeout: limit },
      () => {
        const finding = Spin.check(check.search, Checks.definesOf(check), effort)
        assert.isUndefined(finding.violated, finding.trail.join("\n"))
        assert.isTrue(finding.isComplete)
        assert.deepStrictEqual(finding.unreached, [])
      }
    )

  for (const name of Checks.names)
    it(`${name}: is refuted, ${Checks.sabotages[name].what}`, { timeout: limit }, () => {
      const sabotage: Checks.Sabotage = Checks.sabotages[name]
      for (const invariant of Checks.lookedAt(sabotage, "short")) {
        const { defines, search } = Checks.searchOf(sabotage, invariant)
        const { trail, violated } = Spin.check(search, defines, effort)
        assert.include(sabotage.violates, violated)
        assert.isAbove(trail.length, 0)
      }
    })
})
