/** Every code of Spot, for six kinds of operation, under the statuses that change its meaning. */
import { assert, describe, it } from "@effect/vitest"
import { spotCodes } from "effect-binance/products/SpotCodes"
import { columns, expectedAt400, howManyCodes } from "./spotCodes.ts"
import { kinds, verdict, word, writes } from "./support.ts"

const text = "a text that no row lists"

describe("every Spot code", () => {
  it("is in both tables, the product's and the test's", () => {
    assert.strictEqual(expectedAt400.size, howManyCodes)
    assert.deepStrictEqual(
      spotCodes
        .map((row) => row.code)
        .filter((code) => code !== 0)
        .toSorted((a, b) => a - b),
      [...expectedAt400.keys()].toSorted((a, b) => a - b)
    )
    assert.strictEqual(new Set(spotCodes.map((row) => row.code)).size, spotCodes.length)
  })

  for (const [code, cells] of expectedAt400) {
    it(`${code} at 400`, () => {
      const got = columns.map((kind) => word(verdict(kind, 400, { code, msg: text })))
      assert.deepStrictEqual(got, [...cells])
    })
  }

  it("is the same inside a 200", () => {
    for (const [code, cells] of expectedAt400) {
      columns.forEach((kind, i) =>
        assert.strictEqual(word(verdict(kind, 200, { code, msg: text })), cells[i], `${code} ${kind}`)
      )
    }
  })

  it("is the same as numeric text, and inside a text that is JSON", () => {
    for (const [code, cells] of expectedAt400) {
      columns.forEach((kind, i) => {
        assert.strictEqual(word(verdict(kind, 400, { code: String(code), msg: text })), cells[i], `${code} ${kind}`)
        assert.strictEqual(
          word(verdict(kind, 400, { msg: JSON.stringify({ code, msg: text }) })),
          cells[i],
          `${code} ${kind}`
        )
      })
    }
  })

  it("leaves a write in doubt under 408, 409, 3xx and any 5xx", () => {
    const specific = new Set(["A:EngineReplyLost", "A:EngineTimeout", "A:MalformedReply", "A:CancelReplaceInDoubt"])
    for (const status of [301, 302, 307, 408, 409, 500, 502, 503, 504, 599]) {
      for (const [code, cells] of expectedAt400) {
        columns.forEach((kind, i) => {
          if (kind === "read" || kind === "test") return
          const expected = specific.has(cells[i]!) ? cells[i] : "A:ServerErrorReply"
          assert.strictEqual(word(verdict(kind, status, { code, msg: text })), expected, `${status} ${code} ${kind}`)
        })
      }
    }
  })

  it("leaves a read or a test retryable under 408, 3xx and any 5xx", () => {
    for (const status of [302, 408, 500, 503, 504]) {
      for (const [code, cells] of expectedAt400) {
        for (const kind of ["read", "test"] as const) {
          const cell = cells[columns.indexOf(kind)]!
          assert.strictEqual(
            word(verdict(kind, status, { code, msg: text })),
            cell.startsWith("R:") ? cell : "R:ReadFailed",
            `${status} ${code} ${kind}`
          )
        }
      }
    }
  })

  it("becomes IpBanned under 418 where it is definite", () => {
    for (const [code, cells] of expectedAt400) {
      columns.forEach((kind, i) => {
        // for a read nothing is at stake but the next call; a write that was in doubt stays in doubt
        const expected = kind === "read" || kind === "test" || !cells[i]!.startsWith("A:") ? "R:IpBanned" : cells[i]
        assert.strictEqual(word(verdict(kind, 418, { code, msg: text })), expected, `${code} ${kind}`)
      })
    }
  })

  it("is not on the list: in doubt for a write at every status, undocumented for a read", () => {
    for (const code of [-9999, -4531, -1, 1, 100001003, 403]) {
      for (const status of [200, 400, 401, 403, 404, 413, 418, 429, 451]) {
        for (const kind of writes)
          assert.strictEqual(
            word(verdict(kind, status, { code, msg: text })),
            "A:UndocumentedCode",
            `${status} ${kind} ${code}`
          )
        assert.strictEqual(
          word(verdict("read", status, { code, msg: text })),
          "F:UndocumentedRefusal",
          `${status} ${code}`
        )
      }
      for (const kind of writes) assert.strictEqual(word(verdict(kind, 503, { code, msg: text })), "A:ServerErrorReply")
      assert.strictEqual(word(verdict("read", 503, { code, msg: text })), "R:ReadFailed")
    }
  })

  it("0 is the geo block under 451 and no error code elsewhere", () => {
    const body = { code: 0, msg: "Service unavailable from a restricted location" }
    for (const kind of kinds) assert.strictEqual(word(verdict(kind, 451, body)), "F:RestrictedLocation", kind)
    assert.strictEqual(word(verdict("place", 400, body)), "A:MalformedReply")
    assert.strictEqual(word(verdict("place", 200, body)), "A:MalformedReply")
    assert.strictEqual(word(verdict("setting", 200, body)), "Success")
  })

  it("keeps code, name of the parameter and text in the reason", () => {
    const v = verdict("place", 400, {
      code: -1102,
      msg: "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."
    })
    assert.deepStrictEqual(v, {
      _tag: "Fatal",
      reason: {
        _tag: "InvalidRequest",
        code: -1102,
        parameter: "symbol",
        msg: "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."
      }
    })
    assert.deepStrictEqual(verdict("place", 400, { code: -1121, msg: "Invalid symbol." }), {
      _tag: "Fatal",
      reason: { _tag: "InvalidRequest", code: -1121, parameter: "symbol", msg: "Invalid symbol." }
    })
  })
})
