// What each client throws and returns, as recorded from the published packages, and what is believed of it; and their settings.
import { assert, describe, it } from "@effect/vitest"
import type { ForeignClient, Hearsay } from "effect-binance/interop/ForeignClient"
import * as Interop from "effect-binance/interop/Interop"

const connector = Interop.connector({ configuration: { retries: 0 } })
const binance = Interop.binance({ globalRequestOptions: {} })
const ccxt = Interop.ccxt({ options: {}, handleErrors: () => undefined })

/** What a client says, in short. */
const short = (hearsay: Hearsay): string => {
  if (hearsay._tag === "Refused") return `refused: ${hearsay.problem}`
  if (hearsay._tag === "Body") return `body ${hearsay.body}`
  const { reply } = hearsay
  if (reply._tag === "NoReply")
    return `no reply, ${reply.phase}${reply.code === undefined ? "" : ` ${reply.code}`}${reply.timeout ? ", timeout" : ""}`
  return `${reply.status} ${reply.complete ? reply.body : "cut"}`.trim()
}

/** An error as a class of a client makes it. */
const error = (name: string, message: string, fields: object = {}) =>
  Object.assign(new Error(message), { name }, fields)

const insufficient = '{"code":-2010,"msg":"Account has insufficient balance for requested action."}'
const url = "https://api.binance.com/api/v3/order"
const signed = `${url}?symbol=BTCUSDT&timestamp=1&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71`

const axiosError = (code: string | undefined, method: string, more: object = {}) =>
  error("AxiosError", "connect", {
    isAxiosError: true,
    code,
    config: { method, headers: { "X-MBX-APIKEY": "key" } },
    ...more
  })

describe("what a client throws", () => {
  it.each<readonly [string, ForeignClient<object>, unknown, string]>([
    [
      "connector: any network error",
      connector,
      error("NetworkError", "Network error or request timeout."),
      "no reply, unknown NetworkError"
    ],
    [
      "connector: its retries are spent",
      connector,
      new Error("Request failed after 3 retries"),
      "no reply, unknown Error"
    ],
    [
      "connector: a cut body, a 409, a 451",
      connector,
      error("ConnectorClientError", "An unexpected error occurred."),
      "no reply, unknown ConnectorClientError"
    ],
    [
      "connector: 408 with -1007",
      connector,
      error("ConnectorClientError", "Timeout", { code: -1007 }),
      "no reply, unknown ConnectorClientError"
    ],
    ["connector: any 5xx", connector, error("ServerError", "Server error: 503", { statusCode: 503 }), "503"],
    [
      "connector: a refusal",
      connector,
      error("BadRequestError", "Order does not exist.", { code: -2013 }),
      '400 {"code":-2013,"msg":"Order does not exist."}'
    ],
    [
      "connector: a page with 400",
      connector,
      error("BadRequestError", "The request was invalid or cannot be otherwise served."),
      "400"
    ],
    ["connector: a key", connector, error("UnauthorizedError", "Unauthorized access. Authentication required."), "401"],
    [
      "connector: a page with 403",
      connector,
      error("ForbiddenError", "Access to the requested resource is forbidden."),
      "403"
    ],
    [
      "connector: a limit",
      connector,
      error("TooManyRequestsError", "Too many requests.", { code: -1003 }),
      '429 {"code":-1003,"msg":"Too many requests."}'
    ],
    [
      "connector: a ban",
      connector,
      error("RateLimitBanError", "IP banned until 1700000120000.", { code: -1003 }),
      '418 {"code":-1003,"msg":"IP banned until 1700000120000."}'
    ],
    [
      "connector: a missing parameter",
      connector,
      error("RequiredError", "Required parameter symbol was null", { field: "symbol" }),
      "refused: symbol is missing"
    ],
    ["connector: nothing of its own", connector, new TypeError("x is not a function"), "no reply, unknown TypeError"],
    ["binance: a refused connection", binance, axiosError("ECONNREFUSED", "post"), "no reply, connect ECONNREFUSED"],
    ["binance: no such host", binance, axiosError("ENOTFOUND", "delete"), "no reply, connect ENOTFOUND"],
    ["binance: the same of a read", binance, axiosError("ECONNREFUSED", "get"), "no reply, unknown ECONNREFUSED"],
    [
      "binance: the same after a redirect",
      binance,
      axiosError("ECONNREFUSED", "post", { request: { _redirectCount: 1 } }),
      "no reply, unknown ECONNREFUSED"
    ],
    ["binance: a reset", binance, axiosError("ECONNRESET", "post"), "no reply, unknown ECONNRESET"],
    ["binance: silence", binance, axiosError("ECONNABORTED", "post"), "no reply, unknown ECONNABORTED, timeout"],
    [
      "binance: a refusal",
      binance,
      { code: -2010, message: "Account", body: JSON.parse(insufficient), headers: {}, requestUrl: signed },
      `body ${insufficient}`
    ],
    [
      "binance: a page",
      binance,
      { code: undefined, message: undefined, body: "<html>", headers: {}, requestUrl: signed },
      "body <html>"
    ],
    [
      "binance: a cut body",
      binance,
      { code: undefined, message: undefined, body: undefined, headers: {}, requestUrl: signed },
      "no reply, unknown"
    ],
    ["binance: text", binance, "Invalid URL", "no reply, unknown"],
    [
      "ccxt: a refused connection",
      ccxt,
      error("NetworkError", `binance POST ${url} fetch failed: connect ECONNREFUSED 127.0.0.1:443`),
      "no reply, connect ECONNREFUSED"
    ],
    [
      "ccxt: no such host",
      ccxt,
      error("NetworkError", `binance DELETE ${signed} fetch failed: getaddrinfo ENOTFOUND api.binance.com`),
      "no reply, connect ENOTFOUND"
    ],
    [
      "ccxt: the same of a read",
      ccxt,
      error("NetworkError", `binance GET ${signed} fetch failed: connect ECONNREFUSED 127.0.0.1:443`),
      "no reply, unknown"
    ],
    [
      "ccxt: a reset that mentions it",
      ccxt,
      error("NetworkError", `binance POST ${url} fetch failed: read ECONNRESET after connect ECONNREFUSED 1.1.1.1:1`),
      "no reply, unknown"
    ],
    [
      "ccxt: a reset",
      ccxt,
      error("NetworkError", `binance POST ${url} fetch failed: other side closed`),
      "no reply, unknown"
    ],
    [
      "ccxt: silence",
      ccxt,
      error("RequestTimeout", `binance POST ${url} request timed out (10000 ms)`),
      "no reply, unknown ETIMEDOUT, timeout"
    ],
    [
      "ccxt: a cut body",
      ccxt,
      error("SocketError", "other side closed", { code: "UND_ERR_SOCKET" }),
      "no reply, unknown UND_ERR_SOCKET"
    ],
    [
      "ccxt: a refusal by its code",
      ccxt,
      error("InvalidOrder", 'binance {"code":-2010,"msg":"Duplicate order sent."}'),
      'body {"code":-2010,"msg":"Duplicate order sent."}'
    ],
    [
      "ccxt: a refusal by its text",
      ccxt,
      error("InsufficientFunds", "binance Account has insufficient balance for requested action."),
      "no reply, unknown"
    ],
    ["ccxt: a page with 504", ccxt, error("RequestTimeout", `binance POST ${url} 504 Gateway Time-out <html>`), "504"],
    [
      "ccxt: a limit",
      ccxt,
      error("DDoSProtection", 'binance 429 Too Many Requests {"code":-1003,"msg":"Too many requests."}'),
      '429 {"code":-1003,"msg":"Too many requests."}'
    ],
    [
      "ccxt: a ban",
      ccxt,
      error("DDoSProtection", 'binance 418 I\'m a teapot {"code":-1003,"msg":"IP banned until 1700000120000."}'),
      '418 {"code":-1003,"msg":"IP banned until 1700000120000."}'
    ],
    [
      "ccxt: a revoked key",
      ccxt,
      error("DDoSProtection", 'binance {"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}'),
      'body {"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}'
    ],
    [
      "ccxt: a check of its own",
      ccxt,
      error("ArgumentsRequired", "binance createOrder() requires a price argument for a limit order"),
      "no reply, unknown"
    ],
    [
      "ccxt: a page with 200",
      ccxt,
      new TypeError("Cannot use 'in' operator to search for 'code' in <html>"),
      "no reply, unknown"
    ],
    [
      "ccxt: an address with JSON in it",
      ccxt,
      error("NetworkError", `binance POST ${url} fetch failed {"code":-2010}`),
      "no reply, unknown"
    ]
  ])("%s", (_name, client, thrown, expected) => {
    assert.strictEqual(short(client.thrown(thrown)), expected)
  })

  it.each([undefined, null, 7, "text", {}, [], Object.create(null), () => 1, Symbol("s")])(
    "anything else proves nothing: %o",
    (thrown) => {
      for (const client of [connector, binance, ccxt]) assert.match(short(client.thrown(thrown)), /^no reply, unknown/)
    }
  )

  it("not even an object whose properties throw", () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error("no")
        }
      }
    )
    for (const client of [connector, binance, ccxt]) assert.match(short(client.thrown(hostile)), /^no reply, unknown/)
  })
})

describe("what a client returns", () => {
  const data = (value: unknown) => ({ status: 200, headers: { Date: "now" }, data: async () => value })
  const order = '{"orderId":7,"clientOrderId":"a"}'
  it.each<readonly [string, ForeignClient<object>, unknown, string]>([
    ["connector: an order", connector, data(JSON.parse(order)), `200 ${order}`],
    [
      "connector: an id beyond 2^53",
      connector,
      data({ orderId: 4611875134427365377n }),
      '200 {"orderId":"4611875134427365377"}'
    ],
    ["connector: an error with 200", connector, data({ code: -1007 }), '200 {"code":-1007}'],
    [
      "connector: a page with 200",
      connector,
      { ...data(0), data: () => Promise.reject(new Error("Failed to parse")) },
      "200 cut"
    ],
    ["connector: what its data gave", connector, JSON.parse(order), `body ${order}`],
    ["binance: an order", binance, JSON.parse(order), `200 ${order}`],
    [
      "binance: an error with 200",
      binance,
      { code: -2019, msg: "Margin is insufficient." },
      '200 {"code":-2019,"msg":"Margin is insufficient."}'
    ],
    ["binance: a page with 200", binance, "<html>", "200 <html>"],
    ["ccxt: an order", ccxt, { id: "7", info: JSON.parse(order) }, `200 ${order}`],
    [
      "ccxt: an order that was refused in a batch",
      ccxt,
      { status: "rejected", info: { code: -2010 } },
      '200 {"code":-2010}'
    ],
    ["ccxt: nothing", ccxt, undefined, "200"]
  ])("%s", async (_name, client, value, expected) => {
    assert.strictEqual(short(await client.returned(value)), expected)
  })
})

describe("a client that sends again by itself is unfit", () => {
  const exchange = (options: object) => Interop.ccxt({ options, handleErrors: () => undefined })
  it.each<readonly [string, ForeignClient<object>, RegExp | undefined]>([
    ["connector: none", connector, undefined],
    ["connector: its default", Interop.connector({ configuration: { retries: 3 } }), /^retries is 3; it has to be 0/],
    ["connector: not said", Interop.connector({ configuration: {} }), /^retries is not set/],
    ["connector: not the REST part", Interop.connector({}), /give the restAPI/],
    ["binance: none", binance, undefined],
    [
      "binance: axios-retry",
      Interop.binance({ globalRequestOptions: { "axios-retry": { retries: 3 } } }),
      /^axios-retry has retries 3/
    ],
    [
      "binance: retry-axios",
      Interop.binance({ globalRequestOptions: { raxConfig: { retry: 2 } } }),
      /^raxConfig has retries 2/
    ],
    ["binance: another client", Interop.binance({}), /give a client of the package/],
    ["ccxt: none", exchange({ maxRetriesOnFailure: 0, order: { maxRetriesOnFailure: 0 } }), undefined],
    ["ccxt: for all", exchange({ maxRetriesOnFailure: 3 }), /^options\.maxRetriesOnFailure is 3; it has to be 0/],
    ["ccxt: by default", exchange({ defaultMaxRetriesOnFailure: "1" }), /^options\.defaultMaxRetriesOnFailure is 1/],
    [
      "ccxt: for one path",
      exchange({ order: { maxRetriesOnFailure: 2 } }),
      /^options\.order\.maxRetriesOnFailure is 2/
    ],
    ["ccxt: another client", Interop.ccxt({}), /give an exchange of ccxt/]
  ])("%s", (_name, client, expected) => {
    const problem = client.problem()
    if (expected === undefined) assert.isUndefined(problem)
    else assert.match(problem ?? "", expected)
  })
})
