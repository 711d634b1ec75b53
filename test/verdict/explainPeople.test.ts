/** `explain` for people, from outside: a log on stdin, a pasted line or a code, and what is told of it. */
import { explainLine } from "@effect-binance/cli/Explain"
import { assert, describe, it } from "@effect/vitest"
import { decide, toError, type Verdict } from "effect-binance/client/Verdict"
import { Attempt, InDoubt, type Kind, OperationInfo } from "effect-binance/errors/InDoubt"
import { products } from "effect-binance/products/AllProducts"
import { codes } from "effect-binance/products/AllCodes"
import type { CodeRow } from "effect-binance/products/ProductRules"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { golden } from "./explainLines.ts"
import { asked, http, kinds, random, seed } from "./support.ts"

const bin = fileURLToPath(new URL("../../packages/cli/src/bin.ts", import.meta.url))

interface Ran {
  readonly out: string
  readonly err: string
  readonly exit: number | null
}

const run = (
  args: ReadonlyArray<string>,
  input: string | Iterable<string>,
  env: Readonly<Record<string, string>> = { NO_COLOR: "1" }
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const { FORCE_COLOR: _, NO_COLOR: __, ...rest } = process.env
    const child = spawn(process.execPath, [bin, "explain", ...args], {
      stdio: "pipe",
      env: { ...rest, TERM: "xterm", ...env }
    })
    let out = ""
    let err = ""
    child.stdout.setEncoding("utf8").on("data", (chunk) => (out += chunk))
    child.stderr.setEncoding("utf8").on("data", (chunk) => (err += chunk))
    child.on("error", reject)
    child.on("close", (exit) => resolve({ out, err, exit }))
    for (const chunk of typeof input === "string" ? [input] : input) child.stdin.write(chunk)
    child.stdin.end()
  })

const explain = async (lines: ReadonlyArray<string>, args: ReadonlyArray<string> = []) => {
  const { err, exit, out } = await run(args, lines.join("\n"))
  assert.strictEqual(exit, 0, err)
  return out
}

/** The heads of what was told: the line, the tag and the reason. */
const heads = (out: string): ReadonlyArray<string> =>
  Array.from(out.matchAll(/^lines? (\d+)(?: to \d+)?: (\w+(?:\(\w+\))?)/gm), ([, line, head]) => `${line} ${head}`)

const summaryOf = (out: string) => out.slice(out.lastIndexOf("\n\n") + 2)

describe("explain, what people paste", { timeout: 60_000 }, () => {
  it("is told in these words, line by line", async () => {
    const out = await explain(golden.map(([line]) => line))
    const told = out.slice(0, out.lastIndexOf("\n\n")).split("\n\n")
    golden.forEach(([line, words], i) => assert.strictEqual(told[i], `line ${i + 1}: ${words}`, line))
    assert.strictEqual(told.length, golden.length)
    assert.strictEqual(
      summaryOf(out),
      [
        "24 lines: 23 errors; 0 with nothing to explain; 1 not understood",
        "  AmbiguousExecution(EngineTimeout)               3  lines 1 to 18",
        "  AmbiguousExecution(UndocumentedCode)            3  lines 5 to 23",
        "  AmbiguousExecution(ServerErrorReply)            1  line 3",
        "  AmbiguousExecution(ResponseLost)                1  line 11",
        "  AmbiguousExecution(EarlierAttemptExists)        1  line 13",
        "  Fatal(InsufficientBalance)                      2  lines 4 to 15",
        "  Fatal(UnknownOrder)                             2  lines 6 to 7",
        "  Fatal(OrderRejected)                            2  lines 8 to 16",
        "  Fatal(CancelReplaceFailed)                      1  line 14",
        "  Retryable(IpBanned)                             2  lines 10 to 17",
        "  Retryable(ServerBusy)                           2  lines 19 to 24",
        "  Retryable(ServiceUnavailable)                   1  line 2",
        "  Retryable(OrderRateLimited)                     1  line 9",
        "  Retryable(NotSent)                              1  line 12",
        "  Success                                         2  lines 15 to 21",
        "May be live: 10 writes (9 unknown, 1 in part). Look each up before anything is sent again.",
        ""
      ].join("\n")
    )
  })

  it("is told without line numbers and summary when it is one argument", async () => {
    const [line = "", words = ""] = golden[0] ?? []
    assert.deepStrictEqual(await run([line], ""), { out: `${words}\n`, err: "", exit: 0 })
  })

  it("counts what goes on over several lines once, and takes the request from any of them", async () => {
    const trace = [
      "AxiosError: read ECONNRESET",
      "    at AxiosError.from (axios.cjs:863:14)",
      "  errno: -104,",
      "  code: 'ECONNRESET',",
      "  config: {",
      "    url: 'https://fapi.binance.com/fapi/v1/order?symbol=BTCUSDT',",
      "    method: 'delete'",
      "  },",
      "  [cause]: Error: read ECONNRESET",
      "}"
    ]
    const chained = [
      "Traceback (most recent call last):",
      '  File "bot.py", line 3, in <module>',
      "    client.new_order()",
      'binance.error.ClientError: (400, -1021, "Timestamp for this request is outside of the recvWindow.", {})',
      "",
      "During handling of the above exception, another exception occurred:",
      "",
      "Traceback (most recent call last):",
      '  File "bot.py", line 9, in <module>',
      "BinanceAPIException: APIError(code=-1021): Timestamp for this request is outside of the recvWindow."
    ]
    const out = await explain([...trace, ...chained, "2026-05-05T10:00:00Z INFO all is well", ...trace])
    assert.deepStrictEqual(heads(out), [
      "1 AmbiguousExecution(ResponseLost)",
      "11 Retryable(ClockSkew)",
      "22 AmbiguousExecution(ResponseLost)"
    ])
    assert.include(out, "lines 1 to 10: ")
    assert.include(out, "usdm cancel: it left")
    assert.include(summaryOf(out), "31 lines: 3 errors; 1 with nothing to explain\n")
  })

  it("keeps errors apart that are of the same shape, also where every line is indented", async () => {
    const line = '  10:00:00 binance {"code":-1007,"msg":"x"}'
    const list = ["failed orders:", ...Array.from({ length: 3 }, () => '  - BTCUSDT: {"code":-2019,"msg":"x"}')]
    assert.strictEqual(heads(await explain([line, line, line, ...list])).length, 6)
    const indented = '    {"code":-1007,"msg":"x"}'
    assert.strictEqual(heads(await explain([indented, indented])).length, 2)
  })

  it("leaves lines alone that name no error of Binance's", async () => {
    const quiet = [
      "INFO order 503 filled at 64000",
      "GET https://example.com/v1/things 503 Service Unavailable",
      'rpc answered {"code":-32601,"message":"Method not found"}',
      "pnl of the day: -1003",
      "200 OK GET https://api.binance.com/api/v3/time",
      '{"orderId":1,"clientOrderId":"a","status":"FILLED"}',
      ""
    ]
    const out = await explain(quiet)
    assert.strictEqual(out, "\n6 lines: 0 errors; 6 with nothing to explain\n".replace(/^\n/, "\n"))
  })

  it("refuses what names no error, and says what to do", async () => {
    for (const [args, input, part] of [
      [["hello"], "", "names no error"],
      [[], "", "Nothing came on stdin"],
      [["-9999"], "", "not documented for any product"],
      [["-4164", "--product", "pmpro"], "", "it is for usdm, pm"],
      [["--product", "sapi"], "x", "there are no rules"]
    ] as const) {
      const { err, exit } = await run(args, input)
      assert.strictEqual(exit, 1, args.join(" "))
      assert.include(err, part, args.join(" "))
    }
  })
})

describe("explain, what is not said", { timeout: 60_000 }, () => {
  it("is taken from the flags, which a line that says otherwise overrules", async () => {
    const line = '{"code":-2011,"msg":"Unknown order sent."}'
    const out = await explain([line, `POST /api/v3/order ${line}`], ["--product", "usdm", "--kind", "cancel"])
    assert.deepStrictEqual(heads(out), ["1 Fatal(UnknownOrder)", "2 AmbiguousExecution(UndocumentedCode)"])
    assert.include(out, "usdm cancel: it named")
    assert.include(out, "spot place: it was")
  })

  it("is assumed, which is said; and of the products and writes that it may be, the most cautious counts", async () => {
    const out = await explain([
      '{"code":-2013,"msg":"Order does not exist."}',
      '{"code":-5041,"msg":"x"}',
      'Retrying: 503 {"timestamp":1,"path":"/x","msg":"Service Unavailable."}',
      "GET /api/v3/order then DELETE /api/v3/order code=-2013"
    ])
    assert.deepStrictEqual(heads(out), [
      // a read would have been told that there is no such order
      "1 AmbiguousExecution(UndocumentedCode)",
      // a reject on USDⓈ-M, and a time-out on portfolio margin
      "2 AmbiguousExecution(EngineTimeout)",
      // definite on futures only
      "3 AmbiguousExecution(ServerErrorReply)",
      // one of two
      "4 AmbiguousExecution(UndocumentedCode)"
    ])
    assert.include(out, "product pm, kind place, HTTP 400: the text does not say.")
    assert.include(out, "if it is   usdm: Fatal(OrderRejected), did not execute")
  })

  it("reads the same verdict from a line as the tables give, for every product, code and kind", async () => {
    const all = [...products.values()].flatMap((product) =>
      [...product.codes.values()].flatMap((row) => (row.code >= 0 ? [] : kinds.map((kind) => ({ product, row, kind }))))
    )
    const out = await explain(
      all.map(
        ({ kind, product, row }) =>
          `ERROR "product":"${product.name}","kind":"${kind}" HTTP 400 {"code":${row.code},"msg":"no text of the tables"}`
      )
    )
    const told = heads(out)
    assert.strictEqual(told.length, all.length)
    all.forEach(({ kind, product, row }, i) => {
      const verdict = decide(asked(kind, { product }), http(400, { code: row.code, msg: "no text of the tables" }), 0)
      const head = verdict._tag === "Success" ? "Success" : `${verdict._tag}(${verdict.reason._tag})`
      assert.strictEqual(told[i], `${i + 1} ${head}`, `${product.name} ${row.code} ${kind}`)
    })
  })

  it("never makes a write of an unknown kind definite that is in doubt as a placement", async () => {
    const all = [...products.values()].flatMap((product) =>
      [...product.codes.values()].flatMap((row) => (row.code >= 0 ? [] : [{ product, row }]))
    )
    const line = ({ product, row }: (typeof all)[number]) => `ERROR "product":"${product.name}" code=${row.code}`
    const told = heads(await explain(all.map(line)))
    assert.strictEqual(told.length, all.length)
    let doubts = 0
    all.forEach(({ product, row }, i) => {
      const verdict = decide(asked("place", { product }), http(400, { code: row.code }), 0)
      if (verdict._tag !== "AmbiguousExecution") return
      doubts++
      assert.match(told[i] ?? "", /^\d+ AmbiguousExecution/, `${product.name} ${row.code}`)
    })
    assert.isAbove(doubts, 200)
  })
})

describe("explain, the page it leads to", { timeout: 60_000 }, () => {
  it("is the one that the library's own error names", async () => {
    const cases = [...products.values()].flatMap((product) =>
      [-1007, -1021, -2010, -98_765].map((code) => ({ product, code }))
    )
    const out = await explain(
      cases.map(({ code, product }) => `"product":"${product.name}","kind":"place" HTTP 400 {"code":${code},"msg":""}`)
    )
    for (const { code, product } of cases) {
      const verdict: Verdict = decide(asked("place", { product }), http(400, { code, msg: "" }), 0)
      if (verdict._tag === "Success") assert.fail("an error is no success")
      const name = `${product.name}.placeOrder`
      const error = toError(
        verdict,
        new OperationInfo({ name, kind: "place" }),
        () =>
          new InDoubt({
            operation: name,
            product: product.name,
            kind: "place",
            clientOrderIds: ["a"],
            route: "http",
            account: "a",
            createdAt: 0,
            attempts: [new Attempt({ timestamp: 0, recvWindow: 5000, fenceAt: 16_000, signedAtMonotonic: 0 })]
          })
      )
      assert.include(out, `more       ${error.docs}\n`, `${name} ${code}`)
    }
  })
})

describe("explain, colour", { timeout: 30_000 }, () => {
  const escape = "\u001b["
  it.each([
    ["none where there is no terminal", {}, false],
    ["with FORCE_COLOR", { FORCE_COLOR: "1" }, true],
    ["none with NO_COLOR, whatever FORCE_COLOR says", { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    ["none with FORCE_COLOR=0", { FORCE_COLOR: "0" }, false],
    ["none on a dumb terminal", { FORCE_COLOR: "1", TERM: "dumb" }, false]
  ] as const)("%s", async (_, env, isPainted) => {
    const line = 'binance {"code":-1007,"msg":"x"}'
    for (const [args, input] of isPainted
      ? ([
          [[], line],
          [[line], ""],
          [["-1007"], ""]
        ] as const)
      : ([[[], line]] as const)) {
      const { exit, out } = await run(args, input, env)
      assert.strictEqual(exit, 0)
      assert.strictEqual(out.includes(escape), isPainted)
      assert.include(out, "AmbiguousExecution(EngineTimeout)")
    }
    assert.notInclude((await run(["--json"], `{"product":"spot","kind":"place","status":504}\n`, env)).out, escape)
  })

  it("of the log itself is left out, and its control characters too", async () => {
    const painted =
      '\u001b[31mERROR\u001b[0m binance {"code":\u001b[33m-1007\u001b[0m,"msg":"one\\u001b[2Jtwo\\nthree"}'
    const out = await explain([painted])
    assert.deepStrictEqual(heads(out), ["1 AmbiguousExecution(EngineTimeout)"])
    assert.notInclude(out, "\u001b")
    assert.include(out, '"one [2Jtwo three"')
  })
})

describe("explain, a long log", { timeout: 60_000 }, () => {
  it("is counted to the last line", async () => {
    const r = random(seed)
    const shapes = [
      ["AmbiguousExecution(EngineTimeout)", 'ERROR POST /api/v3/order {"code":-1007,"msg":"x"}'],
      ["AmbiguousExecution(ServerErrorReply)", "ERROR POST /api/v3/order HTTP 502"],
      ["Retryable(RateLimited)", "ERROR POST /api/v3/order 429 Too Many Requests retry-after: 3"],
      ["Fatal(BadSignature)", "ERROR POST /api/v3/order code=-1022"],
      ["Retryable(ReadFailed)", "ERROR GET /api/v3/order ECONNRESET"],
      [undefined, "INFO tick"]
    ] as const
    const picked = Array.from({ length: 100_000 }, () => r.pick(shapes))
    const { exit, out } = await run(
      [],
      // in pieces that end anywhere
      (
        picked
          .map(([, line]) => line)
          .join("\r\n")
          .match(/[^]{1,65536}/g) ?? []
      ).values()
    )
    assert.strictEqual(exit, 0)
    const lines = summaryOf(out).split("\n")
    const number = (n: number) => `${n}`.replace(/\B(?=(?:\d{3})+$)/g, " ")
    for (const [name] of shapes) {
      if (name === undefined) continue
      const at = picked.flatMap(([reason], i) => (reason === name ? [i + 1] : []))
      const row =
        lines.find((line) => line.trim().startsWith(name)) ?? assert.fail(`SEED=${seed} ${name}: ${lines.join("\n")}`)
      assert.strictEqual(
        row.trim().replace(/ {2,}/g, " | "),
        `${name} | ${number(at.length)} | lines ${at[0]} to ${at.at(-1)}`,
        `SEED=${seed}`
      )
    }
    const quiet = picked.filter(([name]) => name === undefined).length
    assert.strictEqual(
      lines[0],
      `100 000 lines: ${number(100_000 - quiet)} errors; ${number(quiet)} with nothing to explain`,
      `SEED=${seed}`
    )
    const doubts = picked.filter(([name]) => name?.startsWith("Ambiguous")).length
    assert.include(summaryOf(out), `May be live: ${number(doubts)} writes (${number(doubts)} unknown).`, `SEED=${seed}`)
  })

  it("is told while it comes", async () => {
    const child = spawn(process.execPath, [bin, "explain"], { stdio: "pipe", env: { ...process.env, NO_COLOR: "1" } })
    const first = new Promise<string>((resolve) => child.stdout.setEncoding("utf8").once("data", resolve))
    // a line is told once it is known that nothing of the next belongs to it
    child.stdin.write('binance {"code":-1007,"msg":"x"}\nINFO next\n')
    assert.include(await first, "line 1: AmbiguousExecution(EngineTimeout)")
    const closed = new Promise((resolve) => child.on("close", resolve))
    child.stdin.end()
    assert.strictEqual(await closed, 0)
  })

  it("may have lines of a megabyte of anything, in time that grows with their length", async () => {
    const megabyte = (part: string) => part.repeat(Math.ceil(1_000_000 / part.length))
    const lines = [
      "{",
      "[{",
      '{"a":"',
      '"code":',
      "-1007 ",
      "(400, ",
      "/api/v3/",
      "http://",
      "signature=",
      "IP banned until ",
      "spot.placeOrder ",
      'code\\"',
      "POST ",
      " 503 ",
      "a"
    ].map((part) => `${megabyte(part)} end`)
    const started = performance.now()
    const { exit, out } = await run(
      [],
      `${lines.join("\n")}\n${"x ".repeat(500_000)}binance {"code":-1007,"msg":"late"}\n`
    )
    assert.strictEqual(exit, 0)
    assert.include(out, `line ${lines.length + 1}: AmbiguousExecution(EngineTimeout)`)
    assert.isBelow((performance.now() - started) / 1000, 30)
  })

  it("says when a line is too long to be read to its end, and goes on", async () => {
    const out = await explain([`${"x".repeat(5_000_000)}`, 'binance {"code":-1007,"msg":"x"}'])
    assert.include(out, "line 1 is longer than 4194304 characters: the 805696 behind them were not read.")
    assert.deepStrictEqual(heads(out).slice(-1), ["2 AmbiguousExecution(EngineTimeout)"])
  })
})

// --------------------------------------------------------------------------------------------------------------- secrets

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
const hex = "0123456789abcdef"
type Random = ReturnType<typeof random>
const word = (r: Random, from: string, length: number) =>
  Array.from({ length }, () => from.charAt(r.int(from.length))).join("")

/** Keys as Binance makes them: API keys and listen keys, signatures by HMAC, Ed25519 and RSA. */
const long = (r: Random): string =>
  r.pick([
    () => word(r, letters, 64),
    () => word(r, letters, 60),
    () => word(r, hex, 64),
    () => `${word(r, `${letters}+/`, 86)}==`,
    () => encodeURIComponent(`${word(r, `${letters}+/`, 86)}==`),
    () => word(r, letters, 32)
  ])()
/** Secrets of any length, which only their names give away. */
const short = (r: Random): string => word(r, letters, 12 + r.int(40))

const named: ReadonlyArray<(secret: string) => string> = [
  (secret) => `X-MBX-APIKEY: ${secret}`,
  (secret) => `'X-MBX-APIKEY': '${secret}'`,
  (secret) => `('X-MBX-APIKEY', '${secret}')`,
  (secret) => `"x-mbx-apikey":"${secret}"`,
  (secret) => `\\"apiKey\\":\\"${secret}\\"`,
  (secret) => `apiSecret=${secret}`,
  (secret) => `BINANCE_SECRET_KEY=${secret}`,
  (secret) => `https://api.binance.com/api/v3/order?symbol=BTCUSDT&signature=${secret}`,
  (secret) => `signature%3D${secret}`,
  (secret) => `listenKey=${secret}`,
  (secret) => `"listenKey": "${secret}"`,
  (secret) => `Authorization: Bearer ${secret}`,
  (secret) => `secret => '${secret}'`,
  (secret) => `password: "${secret}"`
]
const loose: ReadonlyArray<(secret: string) => string> = [
  (secret) => secret,
  (secret) => `key ${secret} used`,
  (secret) => `wss://stream.binance.com/ws/${secret}`
]

const shapes: ReadonlyArray<(inside: string, escaped: string) => string> = [
  (inside) => `ERROR ${inside} binance {"code":-1007,"msg":"x"}`,
  (inside) => `binance {"code":-2014,"msg":"x"} ${inside}`,
  (_, escaped) => `binance {"code":-1102,"msg":"Parameter '${escaped}' was malformed ${escaped}."}`,
  (_, escaped) => `{"level":50,"code":-2010,"msg":"${escaped}","apiKey":"x"}`,
  (inside) => `APIError(code=-2010): ${inside}`,
  (inside) => `<APIError> code=-1013, msg=Filter failure: ${inside}`,
  (inside) => `read ECONNRESET ${inside}`,
  (inside) => `POST /api/v3/order 503 Service Unavailable ${inside}`,
  (_, escaped) => `{"product":"${escaped}","kind":"place","status":400}`,
  (_, escaped) => `{"product":"spot","kind":"${escaped}","status":400}`,
  (_, escaped) => `{"product":"spot","kind":"place","status":400,"headers":{"${escaped}":{}}}`,
  (_, escaped) => `{"product":"spot","kind":"place","status":"${escaped}"}`,
  (_, escaped) => `{"product":"spot","kind":"place","status":400,"body":{"code":-2010,"msg":"${escaped}"}}`,
  (_, escaped) => `{"id":1,"status":400,"error":{"code":-1100,"msg":"Illegal characters in ${escaped}"}}`,
  (inside) => `8=FIX.4.4|35=8|39=8|150=8|25016=-2010|58=${inside.replaceAll("|", "")}|10=000|`,
  (inside) => `error [-1022] ${inside}`,
  (inside) => `Error: ${inside}\n    at x (y.js:1:1)\n  code: -1021, msg: '${inside.replaceAll("'", "")}'`
]

const piece = 10
/** Every piece of a text. */
const piecesOf = (text: string): ReadonlySet<string> =>
  new Set(Array.from({ length: Math.max(0, text.length - piece + 1) }, (_, at) => text.slice(at, at + piece)))

/** A piece of the secret that is among those of a text. */
const leak = (pieces: ReadonlySet<string>, secret: string): string | undefined =>
  [...piecesOf(secret)].find((one) => pieces.has(one))

describe("explain, secrets", { timeout: 60_000 }, () => {
  const r = random(seed ^ 0x5ec)
  const cases = Array.from({ length: 4000 }, () => {
    const isNamed = r.chance(0.6)
    const secret = isNamed && r.chance(0.5) ? short(r) : long(r)
    const inside = r.pick(isNamed ? named : loose)(secret)
    const escaped = JSON.stringify(inside).slice(1, -1)
    return { secret, line: r.pick(shapes)(inside, escaped) }
  })

  it("never come back, wherever in a log they are", async () => {
    const out = await explain(cases.map(({ line }) => line))
    // a check of a text that says nothing would prove nothing
    assert.isAbove(heads(out).length, 3000, `SEED=${seed}`)
    assert.isAbove(out.split("[redacted]").length, 50, `SEED=${seed}`)
    const pieces = piecesOf(out)
    for (const { line, secret } of cases) {
      const found = leak(pieces, secret)
      if (found !== undefined)
        assert.fail(
          `SEED=${seed} ${JSON.stringify(line)}: ${found} in ${out.split("\n").find((told) => told.includes(found))}`
        )
    }
  })

  it("never come back from --json", () => {
    for (const { line, secret } of cases) {
      const found = leak(piecesOf(explainLine(line, 0)), secret)
      if (found !== undefined) assert.fail(`SEED=${seed} ${JSON.stringify(line)}: ${found}`)
    }
  })

  it("never come back from a refusal", async () => {
    for (const { secret } of cases.filter(({ secret }) => secret.length >= 32).slice(0, 1)) {
      for (const args of [[secret], [`apiKey=${secret.slice(0, 12)}`], ["--product", secret, "-1007"]]) {
        const { err, exit, out } = await run(args, "")
        assert.strictEqual(exit, 1, `SEED=${seed}`)
        assert.isUndefined(leak(piecesOf(out + err), secret), `SEED=${seed} ${args.join(" ")}`)
      }
    }
  })
})

// ----------------------------------------------------------------------------------------------------------------- --json

/** What a row means for a kind, read from the row alone. */
const expectedOf = (row: CodeRow, kind: Kind, isSuccess: boolean): string => {
  const { is, on, onRead } = row
  if (kind === "read" || kind === "test") {
    const rule = onRead ?? is
    return rule.verdict === "AmbiguousExecution" ? "Retryable ReadFailed" : `${rule.verdict} ${rule.reason}`
  }
  if (isSuccess) return "Success Success"
  return on.includes(kind) ? `${is.verdict} ${is.reason}` : "AmbiguousExecution UndocumentedCode"
}

describe("explain --json agrees with the tables", () => {
  it("for every product, code and kind", () => {
    let looked = 0
    for (const product of products.values()) {
      for (const row of codes.get(product.name)?.values() ?? []) {
        for (const kind of kinds) {
          const status = row.statuses?.[0] ?? 400
          const line = { product: product.name, kind, status, body: { code: row.code, msg: "no text of the tables" } }
          const told = JSON.parse(explainLine(JSON.stringify(line), 0))
          const isSuccess = kind === "setting" && row.is.reason === "AlreadyInState" && row.on.includes(kind)
          const where = `${product.name} ${row.code} ${kind}`
          assert.strictEqual(`${told.tag} ${told.reason}`, expectedOf(row, kind, isSuccess), where)
          const isRead = kind === "read" || kind === "test"
          const outcomes = { Success: "yes", Retryable: "no", Fatal: "no", AmbiguousExecution: "unknown" } as const
          assert.strictEqual(told.executed, isRead ? "n/a" : outcomes[told.tag as keyof typeof outcomes], where) // the key is one of them, or the line above fails
          if (told.tag !== "Success" && told.code !== undefined) {
            assert.strictEqual(told.code, row.code, where)
            // a code without a name has none, and not an empty one
            assert.strictEqual(told.name, row.name === "" ? undefined : row.name, where)
          }
          looked++
        }
      }
    }
    assert.isAbove(looked, 12_000)
  })
})
