// A journal that is read beside another exchange than the one that its orders were sent to.
import { assert, describe, it } from "@effect/vitest"
import * as Endpoint from "effect-binance/client/Endpoint"
import { Transport } from "effect-binance/client/Transport"
import * as Spot from "effect-binance/products/Spot"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import {
  begin,
  errorOf,
  fenceMillis,
  limit,
  LittleExchange,
  lost,
  over,
  pass,
  valueOf,
  visibilityMillis
} from "../settlement/support.ts"
import { boot, journal, passUntil } from "./support.ts"

const here: Endpoint.Endpoint["Service"] = { name: "testnet", baseUrl: "https://testnet.binance.vision" }
const other: Endpoint.Endpoint["Service"] = { name: "production", baseUrl: "https://api.binance.com" }

const at = (exchange: LittleExchange, endpoint: Endpoint.Endpoint["Service"]) =>
  Layer.effect(
    Transport,
    Effect.map(Transport, (transport) => Transport.of({ ...transport, endpoint }))
  ).pipe(Layer.provide(exchange.transport))

const order = Spot.placeOrder(limit)
const longEnough = fenceMillis + 2 * visibilityMillis + 60_000

describe("an exchange", () => {
  const same = (a: string, b: string) =>
    assert.strictEqual(
      Endpoint.exchangeOf({ name: "a", baseUrl: a }, "/api/v3/order"),
      Endpoint.exchangeOf({ name: "b", baseUrl: b }, "/api/v3/order")
    )
  const differ = (a: string, b: string) =>
    assert.notStrictEqual(
      Endpoint.exchangeOf({ name: "a", baseUrl: a }, "/api/v3/order"),
      Endpoint.exchangeOf({ name: "b", baseUrl: b }, "/api/v3/order")
    )

  it("is the same by whichever of its hosts it is reached", () => {
    for (const host of ["api1", "api2", "api3", "api4", "api-gcp"])
      same("https://api.binance.com", `https://${host}.binance.com/`)
    same("https://testnet.binance.vision", "https://api1.testnet.binance.vision")
  })

  it("is another one at another host or port, whatever its name looks like", () => {
    differ("https://api.binance.com", "https://testnet.binance.vision")
    differ("https://api.binance.com", "https://demo-api.binance.com")
    differ("https://api.binance.com", "https://api1.binance.com.example.org")
    differ("https://api.binance.com", "https://api1-binance.com")
    differ("http://127.0.0.1:9000", "http://127.0.0.1:9001")
  })

  it("is what each path is asked at, or what the endpoint says", () => {
    const hosts = { api: "https://api.binance.com", fapi: "https://fapi.binance.com" }
    const split = { name: "split", baseUrl: "https://api.binance.com", hosts }
    assert.strictEqual(Endpoint.exchangeOf(split, "/fapi/v1/order"), "fapi.binance.com")
    assert.isUndefined(Endpoint.exchangeOf(split, "/dapi/v1/order"))
    assert.strictEqual(
      Endpoint.exchangeOf({ name: "way", baseUrl: "http://proxy:80", exchange: "api.binance.com" }, "/api/v3/order"),
      "api.binance.com"
    )
  })
})

/** Accepts every order, and its reply is lost. */
const losing = () =>
  new LittleExchange((request, self) => {
    if (request.what !== "place") return undefined
    self.accept(request)
    return lost
  })

/** An order that its process did not live to hear of. */
const leaveInDoubt = Effect.fnUntraced(function* (exchange: LittleExchange, key: string) {
  const kept = yield* journal
  const trader = yield* boot(at(exchange, here), { journal: kept })
  yield* begin(trader.orders.place(order, { key }))
  yield* passUntil(() => exchange.count("place") === 1)
  yield* trader.kill
  return kept
})

describe("a journal of another exchange", () => {
  it.effect("is not settled: what was never sent there is not there, and that says nothing", () => {
    const exchange = losing()
    const elsewhere = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* leaveInDoubt(exchange, "signal-1")
        const stranger = yield* boot(at(elsewhere, other), { journal: kept })
        const recovered = valueOf(yield* pass(yield* begin(stranger.orders.recover), longEnough))
        assert.deepStrictEqual(
          recovered.map(({ outcome }) => outcome),
          [undefined]
        )
        assert.lengthOf(yield* kept.unsettled("test"), 1)
        assert.strictEqual(elsewhere.requests.length, 0)
        // and where it was sent, it is found
        const owner = yield* boot(at(exchange, { ...here, name: "by another name" }), { journal: kept })
        const settled = valueOf(yield* pass(yield* begin(owner.orders.recover), longEnough))
        assert.deepStrictEqual(
          settled.map(({ outcome }) => outcome?._tag),
          ["Executed"]
        )
      })
    )
  })

  it.effect("refuses its keys: what they say is of orders that are not here", () => {
    const exchange = losing()
    const elsewhere = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* leaveInDoubt(exchange, "signal-1")
        const owner = yield* boot(at(exchange, here), { journal: kept })
        const stranger = yield* boot(at(elsewhere, other), { journal: kept })
        const refused = Effect.gen(function* () {
          const end = errorOf(yield* pass(yield* begin(stranger.orders.place(order, { key: "signal-1" })), longEnough))
          assert.strictEqual(end.reason._tag, "InvalidRequest")
          assert.include(end.message, "testnet.binance.vision")
          assert.include(end.message, "api.binance.com")
        })
        yield* refused
        yield* pass(yield* begin(owner.orders.recover), longEnough)
        // also when it is known how it ended
        assert.lengthOf(yield* kept.unsettled("test"), 0)
        yield* refused
        assert.strictEqual(elsewhere.count("place"), 0)
      })
    )
  })

  it.effect("does not keep a cancel here from being answered", () => {
    const exchange = losing()
    const elsewhere = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* leaveInDoubt(exchange, "signal-1")
        const [row] = yield* kept.unsettled("test")
        const stranger = yield* boot(at(elsewhere, other), { journal: kept })
        const cancel = Spot.cancelOrder({ symbol: limit.symbol, origClientOrderId: row!.clientOrderId })
        const end = valueOf(yield* pass(yield* begin(stranger.orders.cancel(cancel)), 5 * longEnough))
        assert.strictEqual(end._tag, "NotFound")
      })
    )
  })
})

describe("an attempt of another process", () => {
  it.effect("has as long to be signed as that process gave it, and not as we give ours", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const patient = yield* boot(exchange.transport, { journal: kept, signWithin: "90 seconds" })
        yield* begin(patient.orders.place(order))
        yield* passUntil(() => exchange.count("place") === 1)
        yield* patient.kill
        // by a clock that is wrong every fence has passed, so what is left is the wait by our own
        exchange.skew += 600_000
        const second = yield* boot(exchange.transport, { journal: kept })
        const running = yield* begin(second.orders.recover)
        const [recovered] = valueOf(yield* pass(running, 600_000))
        assert.strictEqual(recovered?.outcome?._tag, "NotExecuted")
        assert.isAtLeast(running.endedAt() ?? 0, 90_000 + fenceMillis + visibilityMillis)
      })
    )
  })
})
