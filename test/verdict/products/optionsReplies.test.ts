/** What is options' own: order ids that no double holds, and a rate limit under another number. */
import { assert, describe, it } from "@effect/vitest"
import { quietOf } from "effect-binance/client/Verdict"
import { optionsRules } from "effect-binance/products/OptionsRules"
import { http, now, waitOf, word, writes } from "../support.ts"
import { asking } from "./futuresChecks.ts"

const verdict = asking(optionsRules)

describe("order ids of 19 digits", () => {
  const id = "4611875134427365377"
  // as it comes over the wire: a number that a double rounds to …365376
  const order = (status: string) =>
    `{"orderId":${id},"symbol":"BTC-200730-9000-C","clientOrderId":"a1","status":"${status}"}`

  it("stay as they were sent, and prove what they prove", () => {
    assert.notStrictEqual(String(JSON.parse(`{"orderId":${id}}`).orderId), id)
    for (const [kind, status] of [
      ["place", "ACCEPTED"],
      ["cancel", "ACCEPTED"],
      ["cancel", "CANCELLED"],
      ["read", "FILLED"]
    ] as const) {
      const v = verdict(kind, 200, order(status), { clientOrderIds: kind === "place" ? ["a1"] : [] })
      assert.strictEqual(v._tag, "Success", kind)
      assert.deepInclude(v._tag === "Success" ? v.body : undefined, { orderId: id })
    }
    const batch = verdict("batch", 200, `[${order("NEW")}]`, { clientOrderIds: ["a1"] })
    const [element] = batch.elements ?? []
    assert.deepInclude(element?._tag === "Success" ? element.body : undefined, { orderId: id })
  })

  it("an id that has lost its digits is none", () => {
    assert.strictEqual(word(verdict("place", 200, '{"orderId":4.611875134427365e18}')), "A:MalformedReply")
  })
})

describe("-1008 is the rate limit", () => {
  const queued = { code: -1008, msg: "Too many requests queued." }
  const weight = {
    code: -1008,
    msg: "Too much request weight used; current limit is 2400 request weight per 1 MINUTE. Please use the websocket for live updates to avoid polling the API."
  }
  const ban = (until: number) => ({
    code: -1008,
    msg: `Way too much request weight used; IP banned until ${until}. Please use the websocket for live updates to avoid bans.`
  })

  it("is definite for every write, and closes the window whatever the status", () => {
    for (const body of [queued, weight]) {
      for (const status of [400, 429]) {
        for (const kind of writes) {
          const v = verdict(kind, status, body)
          assert.strictEqual(word(v), "R:RateLimited", `${status} ${kind}`)
          assert.strictEqual(waitOf(v), 60_000)
        }
        assert.strictEqual(quietOf(optionsRules, http(status, body), now)?.millis, 60_000, `${status}`)
      }
    }
    const v = verdict("place", 429, weight)
    assert.strictEqual(
      v._tag === "Retryable" && v.reason._tag === "RateLimited" ? v.reason.limit : "",
      "REQUEST_WEIGHT"
    )
  })

  it("takes the end of a ban from its text", () => {
    for (const status of [418, 429, 400]) {
      const v = verdict("place", status, ban(now + 345_678))
      assert.strictEqual(word(v), "R:IpBanned")
      assert.strictEqual(waitOf(v), 345_678)
      assert.strictEqual(quietOf(optionsRules, http(status, ban(now + 345_678)), now)?.stated, now + 345_678)
    }
  })

  it("says nothing about a write under 5xx, and still asks to be quiet", () => {
    for (const kind of writes) assert.strictEqual(word(verdict(kind, 503, weight)), "A:ServerErrorReply")
    assert.strictEqual(quietOf(optionsRules, http(503, weight), now)?.millis, 60_000)
  })

  it("-1003 is not on its list: in doubt", () => {
    for (const kind of writes)
      assert.strictEqual(word(verdict(kind, 400, { code: -1003, msg: "Too many requests." })), "A:UndocumentedCode")
    assert.strictEqual(quietOf(optionsRules, http(429, { code: -1003, msg: "x" }), now)?.millis, 60_000)
  })
})
