/** The rule of the table, and the table, on made-up outcomes: every way in which they can say something has to be seen here. */
import { assert, describe, it } from "@effect/vitest"
import { agreement, overall } from "./agreement.ts"
import type { Agreement, Told } from "./agreement.ts"
import type { Outcome } from "./hazards.ts"
import { block as blockWith, blockOf, differences, lines, problems, withBlock } from "./table.ts"
import type { Row } from "./table.ts"

const block = (rows: ReadonlyArray<Row>) => blockWith(rows, { engineDelayMillis: 300, visibilityMillis: 1500 })

const success = (orderId: number): Told => ({ _tag: "Happened", says: "success", orderId })
const refused: Told = { _tag: "Refused", says: "BadRequestError" }
const open: Told = { _tag: "Open", says: "NetworkError" }

describe("what a caller was told agrees with the book", () => {
  it.each<readonly [string, Told, ReadonlyArray<number>, Agreement]>([
    ["success and that order", success(7), [7], "agrees"],
    ["success and no order", success(7), [], "WRONG"],
    ["success and another order", success(7), [8], "WRONG"],
    ["success that names no order", success(Number.NaN), [8], "WRONG"],
    ["success and two orders", success(7), [7, 8], "WRONG"],
    ["failure and no order", refused, [], "agrees"],
    ["failure and an order", refused, [7], "WRONG"],
    ["failure and two orders", refused, [7, 8], "WRONG"],
    ["unknown and no order", open, [], "left open"],
    ["unknown and an order", open, [7], "left open"],
    ["unknown and two orders", open, [7, 8], "WRONG"]
  ])("%s", (_name, told, done, expected) => {
    assert.strictEqual(agreement(told, done), expected)
  })

  it.each<readonly [ReadonlyArray<Agreement>, number, Agreement]>([
    [["agrees", "agrees"], 0, "agrees"],
    [["agrees", "left open"], 0, "left open"],
    [["left open", "WRONG", "agrees"], 0, "WRONG"],
    [["agrees"], 1, "WRONG"]
  ])("of several calls: %j with %i sent into a back-off", (calls, sent, expected) => {
    assert.strictEqual(overall(calls, sent), expected)
  })
})

const outcome = (caller: string, agreement: Agreement, told: string, book = "1 order"): Outcome => ({
  hazard: "executed, the reply is lost",
  caller,
  told,
  book,
  agreement,
  sent: 1,
  sentIntoABackOff: 0,
  requests: 2,
  seconds: 0.1
})
const row = (theirs: Agreement, ours: Agreement, first: Agreement): Row => ({
  hazard: "executed, the reply is lost",
  outcomes: [outcome("theirs", theirs, "NetworkError UND_ERR_SOCKET"), outcome("ours", ours, "success")],
  first: outcome("ours, first verdict", first, "AmbiguousExecution(ResponseLost)")
})

describe("the table", () => {
  it("is bad news when this library is not right, when nobody else is wrong, and when it took no part", () => {
    assert.deepStrictEqual(problems([row("WRONG", "agrees", "left open")], "ours"), [])
    assert.lengthOf(problems([row("WRONG", "WRONG", "left open")], "ours"), 1)
    assert.lengthOf(problems([row("WRONG", "left open", "left open")], "ours"), 1)
    assert.lengthOf(problems([row("WRONG", "agrees", "WRONG")], "ours"), 1)
    assert.lengthOf(problems([row("left open", "agrees", "left open")], "ours"), 1)
    assert.lengthOf(problems([row("WRONG", "agrees", "left open")], "somebody"), 1)
  })

  it("shows who was told what, and how many of each there are", () => {
    const rows = [row("WRONG", "agrees", "left open")]
    const text = lines(rows).join("\n")
    assert.match(text, /theirs +NetworkError UND_ERR_SOCKET +1 order +WRONG/)
    assert.match(text, /ours, first verdict +AmbiguousExecution\(ResponseLost\) +1 order +left open/)
    assert.match(text, /ours +1 agrees, 0 left open, 0 WRONG/)
    assert.strictEqual(
      block(rows).split("\n")[2],
      "| executed, the reply is lost | **`NetworkError` `UND_ERR_SOCKET`<br>1 order** | `AmbiguousExecution(ResponseLost)`, then success<br>1 order |"
    )
    assert.include(block(rows), "| of 1 | 1 wrong, 0 left open | 0 wrong, 0 left open |")
  })

  it("differs when an outcome does, and not when only its duration does", () => {
    const rows = [row("WRONG", "agrees", "left open")]
    const slower = rows.map((each) => ({
      ...each,
      outcomes: each.outcomes.map((one) => ({ ...one, seconds: 9, requests: 12 }))
    }))
    assert.deepStrictEqual(differences(block(rows), block(slower)), [])
    assert.isNotEmpty(differences(block(rows), block([row("left open", "agrees", "left open")])))
    assert.isNotEmpty(differences(block(rows), block([...rows, ...rows])))
  })

  it("goes between the marks of a README and leaves the rest alone", () => {
    const readme = "# a\n\n<!-- hazards -->\nold\n<!-- /hazards -->\n\nb\n"
    const written = withBlock(readme, "new")
    assert.strictEqual(written, "# a\n\n<!-- hazards -->\n\nnew\n\n<!-- /hazards -->\n\nb\n")
    assert.strictEqual(blockOf(written ?? ""), "new")
    assert.strictEqual(withBlock(written ?? "", "new"), written)
    assert.isUndefined(withBlock("# a\n", "new"))
    assert.isUndefined(withBlock("<!-- /hazards -->\n<!-- hazards -->", "new"))
  })
})
