import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { promisify } from "node:util"
import * as Coverage from "./Coverage.ts"
import { exceptions } from "./CoverageExceptions.ts"

const source = `export const sign = (n: number) => {
  if (n < 0) {
    // below
    return -1
  }
  return n === 0 ? 0 : 1
}
`
const at = (text: string) => {
  const startOffset = source.indexOf(text)
  return { startOffset, endOffset: startOffset + text.length }
}
const whole = { startOffset: 0, endOffset: source.length, count: 3 }

describe("the blocks that no seed has entered", () => {
  it("are told by the line that they begin in, without the comments before them, the outermost only", () => {
    const negative = source.slice(source.indexOf("{\n    //"), source.indexOf("  return n"))
    const blocks = Coverage.blocksOf("sign.ts", source, [
      whole,
      { ...at("return -1"), count: 0 },
      { ...at(negative), count: 0 },
      { ...at("? 0 "), count: 0 },
      { ...at("}\n"), count: 0 }
    ])
    assert.deepStrictEqual(
      blocks.map(({ line, number, text }) => [number, line, text]),
      [
        [2, "if (n < 0) {", "{"],
        [6, "return n === 0 ? 0 : 1", "? 0"]
      ]
    )
    assert.deepStrictEqual(Coverage.blocksOf("sign.ts", source, [whole, { ...at("? 0 "), count: 1 }]), [])
  })

  it("fail unless each is an exception, and an exception fails that is none", () => {
    const [block] = Coverage.blocksOf("sign.ts", source, [whole, { ...at("? 0 "), count: 0 }])
    assert.isDefined(block)
    const row = ["sign.ts", "return n === 0 ? 0 : 1", "? 0"] as const
    assert.deepStrictEqual(Coverage.judge([block], []), { missed: [block], stale: [] })
    assert.deepStrictEqual(Coverage.judge([block], [{ why: "zero", blocks: [row] }]), { missed: [], stale: [] })
    assert.deepStrictEqual(Coverage.judge([], [{ why: "zero", blocks: [row] }]), { missed: [], stale: [row] })
    assert.deepStrictEqual(Coverage.judge([], [{ why: "zero", isRare: true, blocks: [row] }]), {
      missed: [],
      stale: []
    })
  })

  it("are counted while seeds run", async () => {
    const run = path.join(import.meta.dirname, "run.ts")
    const counted = async (seeds: number) => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [run, "--coverage", "--json", "--seeds", `${seeds}`],
        {
          maxBuffer: 1e8
        }
      )
      return JSON.parse(stdout) as { readonly missed: ReadonlyArray<Coverage.Block> } // what it writes
    }
    const [few, more] = await Promise.all([counted(1), counted(6)])
    assert.isAbove(more.missed.length, 0)
    assert.isBelow(more.missed.length, few.missed.length)
  }, 120_000)

  it("that are exceptions have a reason, and are in the source", () => {
    for (const { blocks, why } of exceptions) {
      assert.isAbove(why.length, 20)
      for (const [file, line, text] of blocks) {
        const lines = fs.readFileSync(path.join(Coverage.root, file), "utf8").split("\n")
        assert.isTrue(
          line === "" ? text === "the whole file" : lines.some((one) => one.trim() === line && one.includes(text)),
          `${file}: ${line} (${text})`
        )
      }
    }
  })
})
