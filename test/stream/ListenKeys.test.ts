// Streams that are opened with a key or a token: futures, options, portfolio margin and margin. Scripted sockets, virtual time.
import { assert, describe, it } from "@effect/vitest"
import * as Endpoint from "effect-binance/client/Endpoint"
import type { WireRequest } from "effect-binance/client/Transport"
import * as ListenKey from "effect-binance/stream/ListenKey"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import type * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import {
  atOnce,
  clientFixed,
  ed25519,
  http,
  keys,
  lost,
  parametersOf,
  settle,
  signer,
  tagOf,
  wire
} from "../client/support.ts"
import { lag, listen, listenTo, type Options, pass, passSlowly, streaming, type StreamSocket } from "./support.ts"

type Streaming = ReturnType<typeof streaming>

const minute = 60_000

const isKey = ({ path }: WireRequest) => path.endsWith("/listenKey")

/** Runs it with a stream of USDⓈ-M whose key is what `answer` gives: its value, or a reply of its own. */
const withKeys = <A, E>(
  answer: (index: number) => string | ReturnType<typeof http> | typeof lost,
  body: (
    over: Streaming & { readonly asked: () => ReadonlyArray<{ readonly request: WireRequest; readonly at: number }> }
  ) => Effect.Effect<A, E, UserDataStream.UserDataStream>,
  options: Options = {}
) => {
  let index = -1
  const rest = wire((request) => {
    assert.isTrue(isKey(request), request.path)
    index++
    const given = answer(index)
    return typeof given === "string" ? http(200, { listenKey: given }) : given
  })
  const over = streaming({ sources: [UserDataSource.usdm], wire: rest, ...options })
  const asked = () => rest.sent
  return Effect.provide(body({ ...over, asked }), over.layer)
}

const order = (eventTime: number, id: number) => ({
  e: "ORDER_TRADE_UPDATE",
  E: eventTime,
  T: eventTime,
  o: { s: "BTCUSDT", c: `c${id}`, i: id, x: "NEW", X: "NEW", S: "BUY", o: "LIMIT" }
})

describe("the keys of a stream", () => {
  it.effect("are asked for with the key of the account and nothing else", () =>
    Effect.gen(function* () {
      const over = wire((request) =>
        http(200, request.method === "DELETE" ? {} : { listenKey: "secret-listen-key", expiration: 7 })
      )
      yield* Effect.gen(function* () {
        const started = yield* ListenKey.options.start()
        assert.strictEqual(Redacted.value(started.listenKey), "secret-listen-key")
        assert.strictEqual(started.expiration, 7)
        assert.notInclude(JSON.stringify(started), "secret-listen-key")
        yield* ListenKey.coinm.keepAlive()
        yield* ListenKey.portfolioMargin.close()
        yield* ListenKey.usdm.start()
      }).pipe(Effect.provide(clientFixed(over)))
      assert.deepStrictEqual(
        over.sent.map(({ request }) => `${request.method} ${request.path} ${request.query}${request.body}`),
        [
          "POST /eapi/v1/listenKey ",
          "PUT /dapi/v1/listenKey ",
          "DELETE /papi/v1/listenKey ",
          "POST /fapi/v1/listenKey "
        ]
      )
      for (const { request } of over.sent) assert.deepStrictEqual(request.headers, { "x-mbx-apikey": keys.apiKey })
    })
  )

  it.effect("that are refused do not show the key of the account, though the refusal does", () =>
    Effect.gen(function* () {
      const over = wire(() => http(401, { code: -2015, msg: `Invalid API-key ${keys.apiKey}.` }))
      const result = yield* atOnce(ListenKey.usdm.start()).pipe(Effect.provide(clientFixed(over)))
      assert.strictEqual(tagOf(result), "BadCredentials")
      assert.notInclude(JSON.stringify(result), keys.apiKey)
    })
  )

  it.effect("of margin name the account that they are for", () =>
    Effect.gen(function* () {
      const over = wire(() => http(200, { token: "t", expirationTime: 86_400_000 }))
      yield* Effect.gen(function* () {
        yield* ListenKey.marginToken({})
        yield* ListenKey.marginToken({ isIsolated: true, symbol: "BTCUSDT", validity: 3_600_000 })
      }).pipe(Effect.provide(clientFixed(over)))
      assert.deepStrictEqual(
        over.sent.map(({ request }) => `${request.path}?${parametersOf(request)}`),
        ["/sapi/v1/userListenToken?", "/sapi/v1/userListenToken?symbol=BTCUSDT&isIsolated=true&validity=3600000"]
      )
    })
  )
})

describe("the address of a stream", () => {
  const production = { name: "production", baseUrl: "https://api.binance.com" }
  const cases = [
    ["usdm", UserDataSource.usdm, "wss://fstream.binance.com/private/ws/the%2Fkey"],
    ["coinm", UserDataSource.coinm, "wss://dstream.binance.com/ws/the%2Fkey"],
    ["options", UserDataSource.options, "wss://fstream.binance.com/private/ws/the%2Fkey"],
    ["pm", UserDataSource.portfolioMargin, "wss://fstream.binance.com/pm/ws/the%2Fkey"],
    ["margin's risk", UserDataSource.marginRisk, "wss://margin-stream.binance.com/ws/the%2Fkey"],
    ["margin", UserDataSource.margin, "wss://ws-api.binance.com/ws-api/v3"],
    ["spot", UserDataSource.spot, "wss://ws-api.binance.com/ws-api/v3"],
    ["spot, logged on", UserDataSource.spotLoggedOn, "wss://ws-api.binance.com/ws-api/v3"]
  ] as const
  for (const [name, source, address] of cases) {
    it.effect(`of ${name} is the one of its documentation`, () =>
      Effect.gen(function* () {
        const endpoint = yield* Effect.provide(Endpoint.Endpoint, Endpoint.layerProduction)
        assert.strictEqual(endpoint.name, production.name)
        const over = streaming({
          sources: [source],
          endpoint,
          signer: signer({ ...keys, signature: ed25519 }).layer,
          wire: wire(() => http(200, { listenKey: "the/key", token: "t", expirationTime: 86_400_000 })),
          onSocket: (socket) => {
            socket.serve()
            socket.accept()
          }
        })
        yield* Effect.provide(settle, over.layer)
        assert.strictEqual(over.sockets[0]?.url, address)
      })
    )
  }

  it.effect("is missing where the endpoint has no such product, and that is told", () =>
    Effect.gen(function* () {
      const endpoint = yield* Effect.provide(Endpoint.Endpoint, Endpoint.layerTestnet)
      const over = streaming({ sources: [UserDataSource.portfolioMargin], endpoint })
      yield* Effect.gen(function* () {
        const heard = yield* listen
        const exit = heard.fiber.pollUnsafe()
        const result = exit?._tag === "Success" ? exit.value : undefined
        assert.strictEqual(result === undefined ? undefined : tagOf(result), "Unsupported")
      }).pipe(Effect.provide(over.layer))
    })
  )
})

describe("a stream with a key", () => {
  it.effect("keeps its key alive, and never closes it: other programs listen with it, too", () =>
    withKeys(
      () => "one",
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        over.sockets[0]?.tell(order(1, 1))
        yield* passSlowly(61 * minute, minute)
        assert.strictEqual(over.sockets.length, 1)
        assert.deepStrictEqual(heard.tags(), ["Connected", "Event"])
        assert.deepStrictEqual(
          over.asked().map(({ at }) => at / minute),
          [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]
        )
        assert.deepStrictEqual([...new Set(over.asked().map(({ request }) => request.method))], ["POST"])
      }),
      { askEvery: "1 minute" }
    )
  )

  it.effect("asks again soon when its key could not be kept alive", () =>
    withKeys(
      (index) => (index === 1 || index === 2 ? lost : "one"),
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(6 * minute, 5000)
        assert.deepStrictEqual(
          over.asked().map(({ at }) => at / 1000),
          [0, 300, 310, 320]
        )
        assert.deepStrictEqual(heard.tags(), ["Connected"])
      })
    )
  )

  it.effect("begins a gap where its key was last known to live, when another program has closed it", () =>
    withKeys(
      (index) => (index < 2 ? "one" : "two"),
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        // the socket answers all the time
        yield* passSlowly(10 * minute + 1000, 5000)
        assert.strictEqual(over.sockets.length, 2)
        assert.isTrue(over.sockets[1]?.url.endsWith("/two"))
        assert.deepStrictEqual(heard.tags(), ["Connected", "Gap", "Connected"])
        const [gap] = heard.gaps()
        assert.strictEqual(gap?.why, "terminated")
        assert.strictEqual(gap?.from.localTime, 5 * minute - lag)
        assert.isAtLeast(gap?.until.localTime ?? NaN, 10 * minute)
        assert.strictEqual(over.open().length, 1)
      })
    )
  )

  it.effect("takes a new key when its own has run out", () =>
    withKeys(
      (index) => (index === 0 ? "one" : "two"),
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(7000)
        over.sockets[0]?.tell({ e: "listenKeyExpired", E: "7000", listenKey: "one" })
        yield* passSlowly(3000, 100)
        assert.isTrue(over.sockets[1]?.url.endsWith("/two"))
        assert.deepStrictEqual(heard.tags(), ["Connected", "Gap", "Connected"])
        assert.strictEqual(heard.gaps()[0]?.from.localTime, 0 - lag)
      })
    )
  )

  it.effect("does not trust a key that it could not keep alive for an hour", () =>
    withKeys(
      (index) => (index === 0 ? "one" : lost),
      Effect.fnUntraced(function* (over) {
        const heard = yield* listen
        yield* passSlowly(61 * minute, 10_000)
        assert.isAbove(over.asked().length, 300)
        assert.isUndefined(heard.fiber.pollUnsafe())
        // nothing is up, and whoever comes is not told that it is
        const later = yield* listen
        assert.deepStrictEqual(later.tags(), [])
      })
    )
  )

  it.effect("ends with a typed error when the key of the account is refused", () =>
    withKeys(
      (index) =>
        index === 0 ? "one" : http(401, { code: -2015, msg: "Invalid API-key, IP, or permissions for action." }),
      Effect.fnUntraced(function* (_over) {
        const heard = yield* listen
        yield* passSlowly(5 * minute, 5000)
        const exit = heard.fiber.pollUnsafe()
        const result = exit?._tag === "Success" ? exit.value : undefined
        assert.strictEqual(result === undefined ? undefined : tagOf(result), "BadCredentials")
      })
    )
  )

  it.effect("counts its attempts by the host, and shows its key to nobody who counts", () => {
    const taken: Array<string> = []
    return withKeys(
      () => "secret-listen-key",
      Effect.fnUntraced(function* (_over) {
        yield* listen
        assert.deepStrictEqual(taken, ["ws://peer/private/ws/"])
      }),
      {
        attempts: {
          take: (address) => {
            taken.push(address)
            return 0
          }
        }
      }
    )
  })

  const mute = (socket: StreamSocket) => {
    socket.onFrame = () => {}
    socket.accept()
  }

  const deafHost = () =>
    streaming({
      sources: [UserDataSource.usdm],
      wire: wire(() => http(200, { listenKey: "one" })),
      onSocket: mute
    })

  it.effect(
    "on a host that answers no question is replaced after the longest silence, and that is no gap when the old one closes well",
    () =>
      Effect.gen(function* () {
        const over = deafHost()
        const heard = yield* listenTo(over.layer)
        yield* passSlowly(4.5 * minute - 1000)
        assert.strictEqual(over.sockets.length, 1)
        yield* passSlowly(30_000)
        // 1.5 times the 3 minutes between two pings
        assert.strictEqual(over.sockets.length, 2)
        assert.strictEqual(over.open().length, 1)
        assert.deepStrictEqual(heard.tags(), ["Connected"])
      })
  )

  it.effect("does not ask a host any more that hangs up when it is asked", () =>
    Effect.gen(function* () {
      const over = streaming({
        sources: [UserDataSource.usdm],
        wire: wire(() => http(200, { listenKey: "one" })),
        onSocket: (socket) => {
          socket.onFrame = () => socket.cut(1008)
          socket.accept()
        }
      })
      const heard = yield* listenTo(over.layer)
      yield* passSlowly(4 * minute)
      assert.strictEqual(over.sockets.length, 3)
      assert.strictEqual(over.sockets[2]?.frames.length, 0)
      over.sockets[2]?.tell(order(1, 1))
      yield* settle
      assert.deepStrictEqual(heard.tags(), ["Connected", "Event"])
      // once more after a connection that lasted, for it may have been the network
      over.sockets[2]?.cut()
      yield* passSlowly(1000, 100)
      assert.strictEqual(over.sockets[3]?.frames.length, 1)
    })
  )

  it.effect("tells of a gap from the start when such a connection does not even close", () =>
    Effect.gen(function* () {
      const over = deafHost()
      const heard = yield* listenTo(over.layer)
      over.sockets[0]!.isDeaf = true
      yield* passSlowly(4.5 * minute + 30_000)
      assert.strictEqual(heard.gaps()[0]?.why, "silent")
      assert.strictEqual(heard.gaps()[0]?.from.localTime, 0 - lag)
    })
  )
})

describe("a stream with a token", () => {
  it.effect("is handed over to another connection with another token before the first runs out", () =>
    Effect.gen(function* () {
      let made = 0
      const over = streaming({
        sources: [UserDataSource.margin, UserDataSource.isolatedMargin("BTCUSDT")],
        askEvery: "10 seconds",
        wire: wire((request, index) => {
          made = index + 1
          assert.strictEqual(request.path, "/sapi/v1/userListenToken")
          return http(200, { token: `token ${index}`, expirationTime: made <= 2 ? 3_600_000 : 86_400_000 })
        })
      })
      yield* Effect.gen(function* () {
        const heard = yield* listen
        assert.sameMembers(
          heard.items.map((item) => item.source),
          ["margin", "margin:BTCUSDT"]
        )
        const [first] = over.sockets
        assert.strictEqual(first?.frames[0]?.method, "userDataStream.subscribe.listenToken")
        assert.deepStrictEqual(first?.frames[0]?.params, { listenToken: "token 0" })
        yield* passSlowly(53 * minute, minute)
        assert.strictEqual(over.sockets.length, 2)
        yield* passSlowly(2 * minute, 5000)
        assert.strictEqual(over.sockets.length, 4)
        assert.strictEqual(over.open().length, 2)
        assert.strictEqual(made, 4)
        assert.deepStrictEqual(heard.gaps(), [])
      }).pipe(Effect.provide(over.layer))
    })
  )

  it.effect("that is no longer valid is fetched anew", () =>
    Effect.gen(function* () {
      let refusals = 1
      const over = streaming({
        sources: [UserDataSource.margin],
        wire: wire((_request, index) => http(200, { token: `token ${index}`, expirationTime: 86_400_000 })),
        onSocket: (socket) => {
          socket.onFrame = (frame) =>
            refusals-- > 0 ? socket.reject(frame, 400, -1209, "Listen token is invalid.") : socket.reply(frame)
          socket.accept()
        }
      })
      yield* Effect.gen(function* () {
        const heard = yield* listen
        yield* pass(1000)
        assert.deepStrictEqual(heard.tags(), ["Connected"])
        assert.deepStrictEqual(over.sockets[1]?.frames[0]?.params, { listenToken: "token 1" })
      }).pipe(Effect.provide(over.layer))
    })
  )
})
