/** What each check finds, in process under a test's clock. */
import type { CheckName, Finding } from "@effect-binance/cli/Doctor"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import { ed25519 } from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Effect from "effect/Effect"
import { at, type Environment, examined, keyed, names, start } from "./support.ts"

const [account] = ExchangeConfig.defaults.accounts
/** The account's first key, with something else about it. */
const keyWith = (key: Partial<ExchangeConfig.AccountConfig["keys"][number]>) => ({
  accounts: [{ ...account!, keys: [{ ...account!.keys[0]!, ...key }] }]
})

const statuses = (checks: ReadonlyArray<Finding>, wanted: Finding["status"]) =>
  checks.flatMap(({ check, status }) => (status === wanted ? [check] : []))

type Expected = readonly [check: CheckName, status: Finding["status"], what: RegExp, remedy?: RegExp]

/** One row: how the exchange, the key or the question differs, and what is found. */
const table: ReadonlyArray<
  readonly [name: string, given: NonNullable<Parameters<typeof examined>[0]>, ...expected: ReadonlyArray<Expected>]
> = [
  [
    "nothing is wrong",
    { config: keyWith({ addresses: ["127.0.0.1"] }) },
    ["endpoint", "ok", /It answers/],
    ["clock", "ok", /shows the same time.*±\d+ ms; a round trip takes \d+ ms/],
    ["limits", "ok", /Used: \d+ of 6000 REQUEST_WEIGHT in a minute \(\d %\)\. Limits: 50 ORDERS in 10 seconds/],
    ["symbol", "ok", /BTCUSDT is TRADING: price in steps of 0\.01; quantity in steps of 0\.00001.*at least 5 USDT/],
    ["key", "ok", /Accepted: HMAC-SHA256.*may trade/],
    ["permissions", "ok", /may: reading, spot and margin trading\./],
    ["withdrawals", "ok", /cannot withdraw/],
    ["addresses", "ok", /listed addresses only/],
    ["orders", "ok", /Used: 0 of 50 ORDERS in 10 seconds/],
    ["ban", "ok", /may send/]
  ],
  [
    "no key",
    { environment: {} },
    ["key", "skipped", /No key is set/, /BINANCE_API_KEY/],
    ["permissions", "skipped", /needs "key", which was skipped/],
    ["orders", "skipped", /needs "key"/],
    ["limits", "ok", /6000/]
  ],
  [
    "a blank key",
    { environment: { BINANCE_API_KEY: " ", BINANCE_API_SECRET: "" } },
    ["key", "skipped", /No key is set/]
  ],
  [
    "half a key",
    { environment: { BINANCE_API_KEY: keyed["BINANCE_API_KEY"]! } },
    ["key", "failed", /BINANCE_API_SECRET or BINANCE_PRIVATE_KEY is missing/],
    ["orders", "skipped", /needs "key", which failed/]
  ],
  [
    "a private key that is none",
    {
      environment: {
        BINANCE_API_KEY: keyed["BINANCE_API_KEY"]!,
        BINANCE_PRIVATE_KEY: "-----BEGIN RSA PRIVATE KEY-----"
      }
    },
    ["key", "failed", /BINANCE_PRIVATE_KEY is not/]
  ],
  [
    "an Ed25519 key",
    { environment: { BINANCE_API_KEY: ed25519.apiKey, BINANCE_PRIVATE_KEY: ed25519.privateKeyPem } },
    ["key", "ok", /Accepted: Ed25519, from BINANCE_PRIVATE_KEY/]
  ],
  [
    "a secret of another key",
    { environment: { ...keyed, BINANCE_API_SECRET: "anotherSecret" } },
    ["key", "failed", /-1022.*signed as HMAC-SHA256/, /Ed25519 or RSA key/]
  ],
  [
    "an Ed25519 key for an HMAC API key",
    { environment: { BINANCE_API_KEY: keyed["BINANCE_API_KEY"]!, BINANCE_PRIVATE_KEY: ed25519.privateKeyPem } },
    ["key", "failed", /-1022.*signed as Ed25519/, /secret in BINANCE_API_SECRET is for an HMAC key/]
  ],
  [
    "a key that nobody knows",
    { environment: { ...keyed, BINANCE_API_KEY: "unknown" } },
    ["key", "failed", /-2015.*which of three/, /Key: .*Address: .*Permission: /]
  ],
  [
    "a key in a form that no key has",
    { environment: { ...keyed, BINANCE_API_KEY: "not-a-key!" } },
    ["key", "failed", /-2014/, /64 letters and digits/]
  ],
  [
    "a key of another address",
    { config: keyWith({ addresses: ["10.0.0.1"] }) },
    ["key", "failed", /-2015/, /public address of this machine/]
  ],
  [
    "a key that may only read",
    { config: keyWith({ permission: "read" }) },
    ["key", "ok", /Accepted/],
    ["permissions", "warning", /cannot place orders/, /Enable Spot & Margin Trading/]
  ],
  [
    "a key that may withdraw, from anywhere",
    { config: keyWith({ withdrawals: true }) },
    ["withdrawals", "warning", /may withdraw/, /Turn off Enable Withdrawals/],
    ["addresses", "warning", /any address/, /Restrict it/]
  ],
  [
    "a wallet that says nothing",
    { instead: { "/apiRestrictions": "{}" } },
    ["permissions", "warning", /may: nothing\. It cannot place orders/],
    ["withdrawals", "warning", /does not say whether the key may withdraw/, /Turn off/],
    ["addresses", "warning", /does not say from which addresses/, /Restrict it/]
  ],
  [
    "a key without reading",
    { instead: { "/apiRestrictions": JSON.stringify({ enableReading: false }) } },
    ["permissions", "failed", /may not read/, /Enable Reading/]
  ],
  [
    "a permission that ends",
    {
      instead: {
        "/apiRestrictions": JSON.stringify({
          enableReading: true,
          enableSpotAndMarginTrading: true,
          tradingAuthorityExpirationTime: start + 7_200_000
        })
      }
    },
    ["permissions", "warning", /expires in 120 min/, /Restrict the key/]
  ],
  [
    "a permission that has ended",
    {
      instead: {
        "/apiRestrictions": JSON.stringify({
          enableReading: true,
          enableSpotAndMarginTrading: true,
          tradingAuthorityExpirationTime: start - 1
        })
      }
    },
    ["permissions", "failed", /has expired/, /Renew it/]
  ],
  [
    "an account that may not trade",
    { instead: { "/account": JSON.stringify({ canTrade: false, balances: [] }) } },
    ["key", "failed", /canTrade is false/, /account's permissions/]
  ],
  [
    "no wallet API",
    { endpoint: Endpoint.layerTestnet },
    ["key", "ok", /Accepted/],
    ["permissions", "skipped", /testnet has no wallet API/],
    ["withdrawals", "skipped", /needs "permissions"/]
  ],
  [
    "no address for the product",
    { endpoint: Endpoint.layerDemo, options: { product: "coinm" } },
    ["endpoint", "failed", /demo has no address for coinm/, /another --endpoint/],
    ["key", "skipped", /needs "endpoint", which failed/]
  ],
  [
    "plain http to another machine",
    { endpoint: Endpoint.layerSimulator("http://10.0.0.1:8080") },
    ["endpoint", "warning", /plain http/, /https/]
  ],
  [
    "plain http to a machine that is called like this one",
    { endpoint: Endpoint.layerSimulator("http://localhost.example.com") },
    ["endpoint", "warning", /plain http/]
  ],
  [
    "a clock that is 300 ms off",
    { config: { skewMillis: 300 } },
    ["clock", "ok", /(?:299|300) ms ahead of this machine's, ±\d+ ms/]
  ],
  [
    "a clock that is 2 s behind the exchange's",
    { config: { skewMillis: 2000 } },
    ["clock", "warning", /(?:1999|2000) ms ahead of.*will soon be refused with -1021/, /NTP/],
    ["key", "ok", /Accepted/]
  ],
  [
    "a clock that is 2 s ahead of the exchange's",
    { config: { skewMillis: -2000 } },
    ["clock", "warning", /200[01] ms behind.*are refused with -1021/, /NTP/],
    ["key", "ok", /Accepted/]
  ],
  [
    "a clock that is two days off",
    { config: { skewMillis: 172_800_000 } },
    ["clock", "failed", /more than a day/, /Set this machine's clock/],
    ["key", "skipped", /needs "clock", which failed/]
  ],
  [
    "round trips that are too long to sign by",
    { latencyMillis: 2900, options: { checkTimeout: "60 seconds" } },
    ["clock", "failed", /±2500 ms is needed to sign/]
  ],
  [
    "round trips that add up",
    { latencyMillis: 1200, options: { checkTimeout: "4 seconds" } },
    ["endpoint", "ok", /answers/],
    ["clock", "failed", /took longer than 4 s, and was given up/, /--timeout/],
    ["limits", "ok", /6000/]
  ],
  [
    "a node with another clock",
    { config: { skewMillis: 300 }, plan: at("/account", "clock-skew") },
    ["key", "failed", /-1021.*(?:299|300) ms ahead of this machine's, ±\d+ ms.*for 5000 ms/, /another clock/]
  ],
  [
    "a drift",
    { config: { drift: 5e-4 }, options: { driftWatch: "5 minutes" } },
    ["drift", "warning", /In 300 s .*50\d ppm faster.*±\d+ ppm/, /NTP/]
  ],
  ["no drift", { options: { driftWatch: "5 minutes" } }, ["drift", "ok", /In 300 s the exchange's clock went \d ppm/]],
  [
    "a drift that is not watched for long enough",
    { options: { driftWatch: "2 seconds" } },
    ["drift", "skipped", /too vague/, /--drift \d+/]
  ],
  [
    "hardly any weight left",
    { config: { limits: [{ rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 27 }] } },
    ["limits", "warning", /24 of 27 REQUEST_WEIGHT in a minute \(89 %\).*nearly used up/, /RateBudgetMemory/]
  ],
  [
    "order counts that are used up",
    {
      instead: {
        "/rateLimit/order": JSON.stringify([
          { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 50, count: 50 }
        ])
      }
    },
    ["orders", "failed", /50 of 50 ORDERS in 10 seconds \(100 %\).*: used up/, /fills make room/]
  ],
  [
    "no such symbol",
    { options: { symbol: "NOPE" } },
    ["limits", "ok", /6000/],
    ["symbol", "failed", /exchangeInfo does not list NOPE/]
  ],
  [
    "a symbol in small letters",
    { options: { symbol: "btcusdt" } },
    ["symbol", "failed", /list btcusdt/, /Write it BTCUSDT/]
  ],
  [
    "a symbol that is not trading",
    { config: { symbols: [{ ...ExchangeConfig.defaults.symbols[0]!, status: "HALT" }] } },
    ["symbol", "failed", /BTCUSDT is HALT.*not trading/, /status in exchangeInfo/]
  ],
  [
    "no symbol, at an exchange that has not the usual one",
    { config: { symbols: [ExchangeConfig.defaults.symbols[1]!] }, options: { symbol: undefined } },
    ["limits", "ok", /6000/],
    ["symbol", "skipped", /No symbol/]
  ],
  [
    "a page instead of an answer",
    { plan: at("/time", "html-200") },
    ["endpoint", "failed", /does not speak like the API/, /Open the address in a browser/],
    ["limits", "skipped", /needs "endpoint", which failed/]
  ],
  ["a redirect", { plan: at("/time", "redirect") }, ["endpoint", "failed", /HTTP 302.*elsewhere/, /sign-in page/]],
  ["a page of the edge", { plan: at("/time", "bad-gateway") }, ["endpoint", "failed", /HTTP 502/, /status page/]],
  ["no such path", { plan: at("/time", "not-found") }, ["endpoint", "failed", /no such path/, /is that of an API/]],
  ["no host", { plan: at("/time", "dns-failure") }, ["endpoint", "failed", /ENOTFOUND.*not found/, /DNS/]],
  ["nothing listens", { plan: at("/time", "refused") }, ["endpoint", "failed", /ECONNREFUSED/, /host and port/]],
  ["no TLS", { plan: at("/time", "tls-failure") }, ["endpoint", "failed", /EPROTO.*TLS failed/, /NODE_EXTRA_CA_CERTS/]],
  [
    "a reset",
    { plan: at("/time", "reply-lost") },
    ["endpoint", "failed", /ECONNRESET.*ended without an answer/, /Ask again/]
  ],
  ["silence", { plan: at("/time", "request-lost") }, ["endpoint", "failed", /timeout.*no answer came/, /--timeout/]],
  [
    "a location that is not served",
    { plan: at("/time", "restricted-location") },
    ["endpoint", "failed", /does not serve this location/, /Nothing in the program/]
  ],
  [
    "a firewall",
    { plan: at("/time", "forbidden") },
    ["endpoint", "failed", /blocked at the edge \(403\)/, /SQL-like words/],
    ["ban", "failed", /Closed until .*, for another 5 min: address:api\./, /Stop every program/]
  ],
  [
    "a 429",
    { plan: at("/exchangeInfo", "rate-limited") },
    ["limits", "failed", /REQUEST_WEIGHT limit of this address/, /until retryAfter/],
    ["key", "skipped", /Not asked: it was not sent: this address has to be quiet until 2026-01-01T12:01:00/],
    ["ban", "failed", /address:api/]
  ],
  [
    "a ban",
    { plan: at("/exchangeInfo", "banned") },
    ["limits", "failed", /banned until 2026-01-01T12:02:0\d/, /each request can lengthen the ban/],
    ["symbol", "skipped", /needs "limits", which failed/],
    ["key", "skipped", /quiet until 2026-01-01T12:02:0\d/],
    [
      "ban",
      "failed",
      /Closed until 2026-01-01T12:02:0\d.*, for another (?:12\d s|[23] min): address\./,
      /Stop every program/
    ]
  ],
  [
    "a ban that the clock is told of",
    { plan: FaultPlan.make(({ index }) => (index === 2 ? "banned" : undefined)) },
    ["endpoint", "ok", /answers/],
    ["clock", "failed", /quiet until 2026-01-01T12:02:0\d/],
    ["limits", "skipped", /quiet until/]
  ],
  [
    "a ban that others were told of",
    { banned: [["address", start + 90_000]] },
    ["endpoint", "skipped", /Not asked: .*quiet until 2026-01-01T12:01:30/],
    ["key", "skipped", /Not looked at: it needs "endpoint", which was skipped/],
    ["ban", "failed", /for another 90 s: address\./]
  ],
  [
    "orders that have to wait",
    { banned: [["orders", start + 30_000]] },
    ["endpoint", "ok", /answers/],
    ["key", "ok", /Accepted/],
    ["ban", "warning", /for another 30 s: orders\./, /reads still work/]
  ]
]

describe("doctor finds", () => {
  for (const [name, given, ...expected] of table)
    it.effect(name, () =>
      Effect.gen(function* () {
        const { exchange, of, report } = yield* examined(given)
        for (const [check, status, what, remedy] of expected) {
          const found = of(check)
          assert.strictEqual(found.status, status, JSON.stringify(found))
          assert.match(found.what, what)
          if (remedy !== undefined) assert.match(found.remedy ?? "", remedy)
        }
        assert.deepStrictEqual(exchange.requestsDuringBackOff(), [])
        // no key, no signed request; a closed door, no request at all
        if (Object.keys(given.environment ?? keyed).length === 0)
          for (const { account } of exchange.requests()) assert.isUndefined(account)
        if (given.banned?.some(([scope]) => scope === "address")) assert.deepStrictEqual(exchange.requests(), [])
        if (name === "nothing is wrong") assert.deepStrictEqual(statuses(report.checks, "skipped"), ["drift"])
      })
    )
})

/** What a product says that this exchange does not simulate. */
const info = (symbols: string) =>
  JSON.stringify({
    rateLimits: [{ rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 2400 }],
    [symbols]: [
      {
        symbol: "BTCUSDT",
        status: "TRADING",
        contractStatus: "TRADING",
        quoteAsset: "USDT",
        filters: [{ filterType: "MIN_NOTIONAL", notional: "100" }]
      }
    ]
  })
const futuresInfo = { "v1/time": JSON.stringify({ serverTime: start }), "v1/exchangeInfo": info("symbols") }
const products = {
  margin: {
    instead: {
      "/margin/account": JSON.stringify({ tradeEnabled: true, userAssets: [] }),
      "/margin/rateLimit/order": JSON.stringify([{ interval: "SECOND", intervalNum: 10, limit: 100, count: 3 }])
    },
    limits: /6000 REQUEST_WEIGHT/,
    symbol: /BTCUSDT is TRADING: price in steps/,
    needs: /Enable Margin/,
    orders: /3 of 100 ORDERS in 10 seconds/
  },
  usdm: {
    instead: { ...futuresInfo, "/fapi/v1/accountConfig": JSON.stringify({ canTrade: true }) },
    limits: /2400 REQUEST_WEIGHT in a minute/,
    symbol: /BTCUSDT is TRADING: an order of at least 100 USDT/,
    needs: /Enable Futures/,
    orders: /only in its answers to orders/
  },
  coinm: {
    instead: { ...futuresInfo, "/dapi/v1/account": JSON.stringify({ canTrade: true, assets: [], positions: [] }) },
    limits: /2400 REQUEST_WEIGHT in a minute/,
    symbol: /BTCUSDT is TRADING: an order of at least 100 USDT/,
    needs: /Enable Futures/,
    orders: /only in its answers to orders/
  },
  options: {
    instead: {
      ...futuresInfo,
      "v1/exchangeInfo": info("optionSymbols"),
      "/eapi/v1/marginAccount": JSON.stringify({ canTrade: true, asset: [], greek: [] })
    },
    limits: /2400 REQUEST_WEIGHT in a minute/,
    symbol: /BTCUSDT is TRADING: an order of at least 100 USDT/,
    needs: /Enable European Options/,
    orders: /only in its answers to orders/
  }
} as const

describe("doctor looks at other products", () => {
  for (const product of ["margin", "usdm", "coinm", "options"] as const)
    it.effect(product, () =>
      Effect.gen(function* () {
        const { instead, limits, needs, orders, symbol } = products[product]
        const wallet = { "/apiRestrictions": JSON.stringify({ enableReading: true, ipRestrict: true }) }
        const { of, report } = yield* examined({ options: { product }, instead: { ...instead, ...wallet } })
        assert.deepStrictEqual(statuses(report.checks, "failed"), [], JSON.stringify(report))
        assert.match(of("limits").what, limits)
        assert.match(of("symbol").what, symbol)
        assert.match(of("key").what, /may trade/)
        assert.match(of("permissions").remedy ?? "", needs)
        assert.match(of("orders").what, orders)
      })
    )

  it.effect("not where it has no address for its orders", () =>
    Effect.gen(function* () {
      const { exchange, of } = yield* examined({ endpoint: Endpoint.layerTestnet, options: { product: "margin" } })
      assert.match(of("endpoint").what, /testnet has no address for margin/)
      assert.deepStrictEqual(exchange.requests(), [])
    })
  )
})

describe("whatever goes wrong, doctor only asks, keeps its shape, tells no secret, and asks nobody who wants quiet", () => {
  const faults = Fault.names.filter((name) => {
    const row = Fault.rowOf(name)
    return Fault.applies(row, "public") || Fault.applies(row, "read")
  })
  const environments: ReadonlyArray<Environment> = [keyed, { ...keyed, BINANCE_API_SECRET: "anotherSecret" }]
  for (const fault of faults)
    it.effect(fault, () =>
      Effect.gen(function* () {
        for (const environment of environments)
          for (const nth of [0, 1, 2, 3, 5, 6, 7, 8, 9, 10]) {
            const plan = FaultPlan.make(({ index, kind }) =>
              (nth === 0 || index === nth) && Fault.applies(Fault.rowOf(fault), kind) ? fault : undefined
            )
            const { exchange, report } = yield* examined({ plan, environment, options: { checkTimeout: "5 seconds" } })
            assert.deepStrictEqual(exchange.requestsDuringBackOff(), [], `request ${nth}`)
            assert.strictEqual(report.checks.length, names.length)
            // each endpoint of /sapi/ has a limit of its own
            const told = exchange
              .requests()
              .findIndex(({ path, status }) => status === 418 || (status === 429 && !path.startsWith("/sapi/")))
            if (told >= 0) assert.strictEqual(exchange.requests().length, told + 1, `request ${nth}: asked on`)
          }
      })
    )

  it.effect("and so in storms of all of them", () =>
    Effect.gen(function* () {
      for (let seed = 1; seed <= 60; seed++) {
        const plan = FaultPlan.seeded({ seed, probability: 0.3 })
        const { exchange } = yield* examined({ config: { seed }, plan, options: { checkTimeout: "5 seconds" } }).pipe(
          Effect.tapCause(() => Effect.logError(`seed ${seed}`))
        )
        assert.deepStrictEqual(exchange.requestsDuringBackOff(), [], `seed ${seed}`)
      }
    })
  )
})
