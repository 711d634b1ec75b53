/** The real command over real sockets: what it prints, what it sends, and how it ends. */
import * as Doctor from "@effect-binance/cli/Doctor"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as Exchange from "@effect-binance/simulator/Exchange"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { ed25519 } from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as BanWindowShared from "effect-binance/limits/BanWindowShared"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as fs from "node:fs"
import { createServer } from "node:https"
import * as os from "node:os"
import * as path from "node:path"
import { freshPrefix, isRedisHere, layer as redisLayer, redisUrl } from "../limits/redis.ts"
import { certificate, closedPort, rawServer } from "../node/support.ts"
import { at, command, keyed, onlyRead, type OverSocket, overSocket, reportOf } from "./support.ts"

const limit = 60_000

describe("doctor", { timeout: limit }, () => {
  it.live("says in one line of JSON that all is well, and ends with 0", () =>
    Effect.gen(function* () {
      const { exchange, of, out, report, baseUrl } = yield* overSocket({ args: ["--symbol", "BTCUSDT"] })
      assert.strictEqual(out.trim().split("\n").length, 1)
      assert.isTrue(report.ok)
      assert.strictEqual(report.endpoint, "custom")
      assert.strictEqual(report.address, baseUrl)
      assert.strictEqual(report.product, "spot")
      assert.deepStrictEqual(
        report.checks.map(({ check, status }) => `${check} ${status}`),
        [
          "endpoint ok",
          "clock ok",
          "drift skipped",
          "limits ok",
          "symbol ok",
          "key ok",
          "permissions ok",
          "withdrawals ok",
          "addresses warning",
          "orders ok",
          "ban ok"
        ]
      )
      assert.strictEqual(of("limits").measured?.["REQUEST_WEIGHT_1M_limit"], 6000)
      assert.isBelow(Number(of("clock").measured?.["errorMillis"]), 2500)
      assert.isAbove(exchange.requests().length, 5)
    })
  )

  it.live("says it in words to people, and what has been left out for one cause once", () =>
    Effect.gen(function* () {
      const exchange = Exchange.make()
      const { baseUrl } = yield* SimulatedServer.start({ exchange })
      const { err, exit, out } = yield* command(["--endpoint", baseUrl], {})
      assert.strictEqual(err, "")
      assert.strictEqual(exit, 0)
      assert.include(out, `spot at custom (${baseUrl})`)
      assert.match(out, /^ok {7}clock {8}The exchange's clock shows the same time as this machine's, ±\d+ ms/m, out)
      assert.match(
        out,
        /^skipped {2}permissions {2}Not looked at: it needs "key".* So were withdrawals, addresses, orders\.$/m
      )
      assert.match(out, /\n4 ok, 7 skipped\n$/)
      onlyRead(exchange)
    }).pipe(Effect.scoped)
  )

  it.live("wants to be told which exchange, and lists the choices", () =>
    Effect.gen(function* () {
      const { err, exit, out } = yield* command(["--json"])
      assert.strictEqual(exit, 1)
      for (const choice of ["testnet", "demo", "production", "simulator", "http://"]) assert.include(err + out, choice)
      assert.notInclude(out, "checks")
    })
  )

  it.live("takes the endpoint that every program takes from the environment", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* SimulatedServer.start({})
      const environment = { ...keyed, BINANCE_ENDPOINT: baseUrl }
      const { report } = reportOf(yield* command(["--json"], environment), environment)
      assert.strictEqual(report.address, baseUrl)
    }).pipe(Effect.scoped)
  )

  it.live("repeats no key that was put in the wrong place", () =>
    Effect.gen(function* () {
      // `command` looks through what is printed
      for (const args of [
        ["--endpoint", keyed["BINANCE_API_SECRET"]!],
        ["--endpoint", `https://user:${keyed["BINANCE_API_SECRET"]}@127.0.0.1`],
        ["--endpoint", `http://127.0.0.1:1/?key=${keyed["BINANCE_API_KEY"]}`],
        ["--endpoint", "testnet", "--api-key", keyed["BINANCE_API_SECRET"]!]
      ])
        assert.strictEqual((yield* command(args)).exit, 1)
      const environment = { ...keyed, BINANCE_ACCOUNT: `mine ${keyed["BINANCE_API_SECRET"]}` }
      const { of } = yield* overSocket({ environment: { ...environment } })
      assert.match(of("key").what, /BINANCE_ACCOUNT holds the key itself/)
    })
  )
})

const [account] = ExchangeConfig.defaults.accounts
const keyWith = (key: Partial<ExchangeConfig.AccountConfig["keys"][number]>) => ({
  accounts: [{ ...account!, keys: [{ ...account!.keys[0]!, ...key }] }]
})

const faults: ReadonlyArray<
  readonly [name: string, given: OverSocket, check: Doctor.CheckName, what: RegExp, remedy: RegExp]
> = [
  [
    "an unknown key",
    { environment: { ...keyed, BINANCE_API_KEY: "unknown" } },
    "key",
    /-2015/,
    /Key: .*Address: .*Permission: /
  ],
  ["no form of a key", { environment: { ...keyed, BINANCE_API_KEY: "a-b" } }, "key", /-2014/, /64 letters/],
  ["a key of other addresses", { config: keyWith({ addresses: ["10.0.0.1"] }) }, "key", /-2015/, /public address/],
  ["a wrong secret", { environment: { ...keyed, BINANCE_API_SECRET: "wrong" } }, "key", /-1022/, /HMAC key/],
  [
    "a key of another type",
    { environment: { BINANCE_API_KEY: keyed["BINANCE_API_KEY"]!, BINANCE_PRIVATE_KEY: ed25519.privateKeyPem } },
    "key",
    /-1022.*Ed25519/,
    /HMAC key/
  ],
  [
    "a clock",
    { config: { skewMillis: 3000 }, plan: at("/account", "clock-skew") },
    "key",
    /-1021.*(?:299\d|300\d) ms ahead/,
    /another clock/
  ],
  ["a page", { plan: at("/time", "html-200") }, "endpoint", /does not speak like the API/, /browser/],
  ["a firewall", { plan: at("/time", "forbidden") }, "endpoint", /403/, /Stop, slow down/],
  ["a restricted location", { plan: at("/time", "restricted-location") }, "endpoint", /location/, /Nothing in/],
  [
    "silence",
    { plan: at("/time", "request-lost"), args: ["--timeout", "0.5"] },
    "endpoint",
    /no answer came/,
    /--timeout/
  ]
]

describe("doctor over a socket finds", { timeout: limit }, () => {
  for (const [name, given, check, what, remedy] of faults)
    it.live(name, () =>
      Effect.gen(function* () {
        const { of } = yield* overSocket(given)
        assert.strictEqual(of(check).status, "failed")
        assert.match(of(check).what, what)
        assert.match(of(check).remedy ?? "", remedy)
      })
    )

  it.live("a ban, asks nothing more, and says until when", () =>
    Effect.gen(function* () {
      const { exchange, of } = yield* overSocket({ plan: at("/exchangeInfo", "banned") })
      const asked = exchange.requests()
      assert.match(asked.at(-1)?.path ?? "", /exchangeInfo$/)
      assert.strictEqual(asked.at(-1)?.status, 418)
      assert.match(of("limits").what, /banned until \d{4}-\d\d-\d\dT/)
      assert.match(of("key").what, /Not asked: .*quiet until \d{4}-\d\d-\d\dT/)
      assert.match(of("ban").what, /for another (?:1\d\d s|[23] min): address\./)
    })
  )

  it.live("no host, nothing that listens, and nobody who answers", () =>
    Effect.gen(function* () {
      const silent = yield* rawServer()
      for (const [address, what] of [
        ["http://nosuch.invalid", /ENOTFOUND|EAI_AGAIN/],
        [`http://127.0.0.1:${yield* closedPort}`, /ECONNREFUSED/],
        [silent.baseUrl, /no answer came in time/],
        [silent.baseUrl.replace("http:", "https:"), /was not sent/]
      ] as const) {
        const { of } = reportOf(yield* command(["--endpoint", address, "--json", "--timeout", "1"]))
        assert.strictEqual(of("endpoint").status, "failed")
        assert.match(of("endpoint").what, what)
      }
      assert.notInclude(silent.received(), "signature")
    }).pipe(Effect.scoped)
  )

  it.live.skipIf(certificate === undefined)("a certificate that is not trusted (skipped without openssl)", () =>
    Effect.gen(function* () {
      const server = createServer({ ...certificate }, (_, response) => response.end("{}"))
      yield* Effect.acquireRelease(
        Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
        () => Effect.sync(() => server.close())
      )
      const listens = server.address()
      const port = typeof listens === "object" && listens !== null ? listens.port : 0
      const { of } = reportOf(yield* command(["--endpoint", `https://127.0.0.1:${port}`, "--json"]))
      assert.match(of("endpoint").what, /SELF_SIGNED.*TLS failed/)
      assert.match(of("endpoint").remedy ?? "", /NODE_EXTRA_CA_CERTS/)
    }).pipe(Effect.scoped)
  )
})

describe("doctor asks the ban window of the fleet first", { timeout: limit }, () => {
  it.live("in a folder: the second run does not knock", () =>
    Effect.gen(function* () {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "effect-binance-doctor-"))
      yield* Effect.addFinalizer(() => Effect.sync(() => fs.rmSync(folder, { recursive: true })))
      const bans = ["--ban-folder", folder]
      yield* overSocket({ plan: at("/time", "banned"), args: bans })
      const { exchange, of } = yield* overSocket({ args: bans })
      assert.deepStrictEqual(exchange.requests(), [])
      assert.match(of("endpoint").what, /Not asked: .*quiet until/)
      assert.match(of("ban").what, /Closed until .*: address\./)
    }).pipe(Effect.scoped)
  )

  it.live("in a folder that cannot be read: nothing is sent", () =>
    Effect.gen(function* () {
      const file = fileOf("not a folder")
      yield* Effect.addFinalizer(() => Effect.sync(() => fs.rmSync(file)))
      const { exchange, of } = yield* overSocket({ args: ["--ban-folder", path.join(file, "bans")] })
      assert.deepStrictEqual(exchange.requests(), [])
      assert.match(of("ban").what, /of the folder could not be read/)
    }).pipe(Effect.scoped)
  )

  it.live("over a Redis that is not there: nothing is sent", () =>
    Effect.gen(function* () {
      const url = `redis://:hunter2hunter2@127.0.0.1:${yield* closedPort}`
      const { exchange, of, out } = yield* overSocket({ args: ["--ban-redis", url] })
      assert.deepStrictEqual(exchange.requests(), [])
      assert.match(of("ban").what, /of Redis could not be read/)
      assert.notInclude(out, "hunter2")
    })
  )

  it.live.skipIf(!isRedisHere)(`over Redis at ${redisUrl} (skipped when there is none)`, () =>
    Effect.gen(function* () {
      const prefix = freshPrefix()
      const args = ["--ban-redis", redisUrl, "--ban-name", prefix]
      const before = yield* overSocket({ args })
      assert.strictEqual(before.of("ban").status, "ok")
      assert.match(before.of("ban").what, /by Redis/)
      const shared = BanWindowShared.layerOver({ prefix }).pipe(
        Layer.provide(BanWindow.BanWindow.layer),
        Layer.provide(redisLayer())
      )
      yield* Effect.gen(function* () {
        const window = yield* BanWindow.BanWindow
        yield* window.close("address", (yield* Clock.currentTimeMillis) + 60_000)
        const { exchange, of } = yield* overSocket({ args })
        assert.deepStrictEqual(exchange.requests(), [])
        assert.match(of("ban").what, /for another (?:[45]\d|60) s: address\./)
      }).pipe(Effect.provide(shared))
    })
  )
})

const fileOf = (text: string) => {
  const file = path.join(os.tmpdir(), freshPrefix())
  fs.writeFileSync(file, text)
  return file
}

describe("parseEndpoint", () => {
  it("takes names and addresses, and repeats nothing of what it does not take", () => {
    for (const text of [
      "testnet",
      " demo ",
      "production",
      "simulator",
      "http://127.0.0.1:9000",
      "https://api1.binance.com/"
    ])
      assert.notStrictEqual(typeof Doctor.parseEndpoint(text), "string", text)
    for (const text of [
      "",
      "Testnet",
      "live-key-0123",
      "ftp://host-0123",
      "http://a:live-key-0123@h",
      "http://h?live-key-0123",
      "http://h#live-key-0123"
    ]) {
      const said = Doctor.parseEndpoint(text)
      assert.isString(said, text)
      assert.notInclude(said, "0123")
      assert.include(said, "testnet")
    }
  })
})
