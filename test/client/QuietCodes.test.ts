// Which replies close the window of their address, by code and product rather than by status.
import { assert, describe, it } from "@effect/vitest"
import * as Verdict from "effect-binance/client/Verdict"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { products } from "effect-binance/products/AllProducts"
import { http } from "./support.ts"

const now = 1_700_000_000_000

const closedFor = (name: string, kind: "read" | "place", status: number, code: number, msg: string) => {
  const product = products.get(name)
  if (product === undefined) return assert.fail(`no product ${name}`)
  const reply = http(status, { code, msg })
  const asked: Verdict.Asked = { product, kind, earlier: "none", clientOrderIdFrom: "library", clientOrderIds: [] }
  const closes = BanWindow.closing(product, reply, Verdict.decide(asked, reply, now), now)
  return closes === undefined ? undefined : { scope: closes.scope, millis: closes.until - now }
}

const busy = "Server is busy, please wait and try again"
const tooMany = "Too many requests queued."

describe("codes that ask for quiet", () => {
  it.each([
    ["margin", "place", 503, -1004, busy, 10_000],
    ["margin", "read", 503, -1004, busy, 10_000],
    ["pmpro", "place", 400, -1004, busy, 10_000],
    ["margin", "place", 503, -1003, tooMany, 60_000],
    ["spot", "place", 503, -1003, tooMany, 60_000],
    ["usdm", "read", 400, -1003, tooMany, 60_000],
    ["options", "place", 400, -1008, "Too many requests.", 60_000],
    ["spot", "read", 418, -1003, `Way too much request weight used; IP banned until ${now + 77_000}.`, 77_000],
    ["spot", "read", 418, -1003, `Way too many requests; IP(203.0.113.7) banned until ${now + 77_000}.`, 77_000]
  ] as const)("%s %s %i %i", (product, kind, status, code, msg, millis) => {
    assert.deepStrictEqual(closedFor(product, kind, status, code, msg), { scope: "address", millis })
  })

  it.each([
    // on futures the same number says that an address is on a list twice
    ["usdm", "place", 400, -1004, "This IP is already on the white list"],
    [
      "spot",
      "place",
      503,
      -1008,
      "Server is currently overloaded with other requests. Please try again in a few minutes."
    ],
    ["margin", "place", 400, -2010, "Account has insufficient balance for requested action."]
  ] as const)("%s %s %i %i asks for none", (product, kind, status, code, msg) => {
    assert.isUndefined(closedFor(product, kind, status, code, msg))
  })

  it("a ban that is stated beside a proof of success closes the address", () => {
    const [product] = [...products.values()]
    const reply = http(200, { orderId: 28, msg: `IP banned until ${now + 77_000}.` })
    const done: Verdict.Verdict = { _tag: "Success", body: { orderId: 28 } }
    assert.deepStrictEqual(BanWindow.closing(product!, reply, done, now), { scope: "address", until: now + 77_000 })
  })
})
