import { assert, describe, it } from "@effect/vitest"
import * as Parameters from "effect-binance/client/Parameters"
import * as Result from "effect/Result"

const encoded = (parameters: Parameters.Parameters) => Result.getOrThrow(Parameters.encode(parameters))

describe("Parameters", () => {
  it("keeps insertion order and drops what is undefined", () => {
    assert.strictEqual(
      encoded({ symbol: "BTCUSDT", price: undefined, side: "BUY", note: "" }),
      "symbol=BTCUSDT&side=BUY&note="
    )
    assert.strictEqual(encoded({}), "")
  })

  it("percent-encodes every byte that RFC 3986 does not call unreserved", () => {
    for (let code = 0; code < 128; code++) {
      const character = String.fromCharCode(code)
      const expected = /[A-Za-z0-9\-._~]/.test(character)
        ? character
        : `%${code.toString(16).toUpperCase().padStart(2, "0")}`
      assert.strictEqual(encoded({ a: character }), `a=${expected}`)
      assert.strictEqual(encoded({ [`k${character}`]: "1" }), `k${expected}=1`)
    }
    assert.strictEqual(
      encoded({ symbol: "１２３４５６" }),
      "symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96"
    )
    assert.strictEqual(encoded({ symbol: "币安人生USDT" }), "symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT")
    assert.strictEqual(encoded({ a: "😀" }), "a=%F0%9F%98%80")
  })

  it("gives text that a WHATWG URL leaves as it is", () => {
    let all = ""
    for (let code = 0; code < 0x250; code++) all += String.fromCharCode(code)
    const query = encoded({ all, quote: "'" })
    assert.strictEqual(new URL(`https://example.test/p?${query}`).search, `?${query}`)
    assert.strictEqual(decodeURIComponent(query.slice(4).split("&")[0] ?? ""), all)
  })

  it("does not throw on lone surrogates", () => {
    assert.strictEqual(encoded({ a: "x\ud800y" }), "a=x%EF%BF%BDy")
    assert.strictEqual(encoded({ "\udc00": "1" }), "%EF%BF%BD=1")
    assert.strictEqual(encoded({ list: ["\ud800"] }), "list=%5B%22%5Cud800%22%5D")
  })

  it("writes numbers exactly, never with an exponent", () => {
    const table: ReadonlyArray<readonly [number, string]> = [
      [1e-7, "0.0000001"],
      [1.5e-10, "0.00000000015"],
      [-1e-7, "-0.0000001"],
      [1e21, "1000000000000000000000"],
      [1.2345e22, "12345000000000000000000"],
      [-2.5e25, "-25000000000000000000000000"],
      [0.1, "0.1"],
      [0.1 + 0.2, "0.30000000000000004"],
      [-0, "0"],
      [123456789.125, "123456789.125"],
      [Number.MAX_SAFE_INTEGER, "9007199254740991"],
      [5e-324, `0.${"0".repeat(323)}5`]
    ]
    for (const [value, text] of table) {
      assert.strictEqual(encoded({ a: value }), `a=${text}`)
      assert.strictEqual(Number(text), value === 0 ? 0 : value)
    }
    assert.strictEqual(
      encoded({ a: 18446744073709551615n, b: true, c: false }),
      "a=18446744073709551615&b=true&c=false"
    )
  })

  it("reads back every power of ten", () => {
    for (let exponent = -323; exponent <= 307; exponent++) {
      const value = Number(`9.87654321e${exponent}`)
      const text = encoded({ a: value }).slice(2)
      assert.match(text, /^\d+(\.\d+)?$/)
      assert.strictEqual(Number(text), value)
    }
  })

  it("writes lists as JSON", () => {
    assert.strictEqual(encoded({ symbols: ["BTCUSDT", "ETHUSDT"] }), "symbols=%5B%22BTCUSDT%22%2C%22ETHUSDT%22%5D")
    assert.strictEqual(encoded({ symbols: [] }), "symbols=%5B%5D")
  })

  it("refuses numbers that are none, by name", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const result = Parameters.encode({ symbol: "BTCUSDT", quantity: value })
      assert(Result.isFailure(result))
      assert.strictEqual(result.failure.parameter, "quantity")
      assert.include(result.failure.message, String(value))
      assert.throws(() => Parameters.encodeUnsafe({ quantity: value }), /quantity/)
      assert(Result.isFailure(Parameters.toText(value)))
    }
  })

  it("reads no inherited names", () => {
    assert.strictEqual(encoded(Object.create({ inherited: "1" })), "")
  })
})
