/** `explain` from outside: the real process, JSON lines in, JSON lines out. */
import { explainLine } from "@effect-binance/cli/Explain"
import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const bin = fileURLToPath(new URL("../../packages/cli/src/bin.ts", import.meta.url))

const run = (
  args: ReadonlyArray<string>,
  input: string
): Promise<{ readonly out: string; readonly err: string; readonly exit: number | null }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, "explain", ...args], {
      stdio: "pipe",
      env: { ...process.env, NO_COLOR: "1" }
    })
    let out = ""
    let err = ""
    child.stdout.setEncoding("utf8").on("data", (chunk) => (out += chunk))
    child.stderr.setEncoding("utf8").on("data", (chunk) => (err += chunk))
    child.on("error", reject)
    child.on("close", (exit) => resolve({ out, err, exit }))
    child.stdin.end(input)
  })

const explain = async (lines: ReadonlyArray<unknown>) => {
  const { exit, out } = await run(
    ["--json"],
    lines.map((line) => (typeof line === "string" ? `${line}\n` : `${JSON.stringify(line)}\n`)).join("")
  )
  assert.strictEqual(exit, 0)
  assert.isTrue(out.endsWith("\n"))
  return out
    .slice(0, -1)
    .split("\n")
    .map((line) => JSON.parse(line))
}

const spot = (kind: string, status: number, body: unknown, more: object = {}) => ({
  product: "spot",
  kind,
  transport: "http",
  status,
  headers: {},
  body,
  ...more
})

describe("explain --json", { timeout: 30_000 }, () => {
  it("answers each line in order", async () => {
    const order = { orderId: 28, clientOrderId: "a", status: "NEW" }
    const cases: ReadonlyArray<readonly [input: unknown, output: unknown]> = [
      [spot("place", 200, order), { tag: "Success", reason: "Success", executed: "yes", remedy: "none" }],
      [spot("read", 200, []), { tag: "Success", reason: "Success", executed: "n/a", remedy: "none" }],
      [spot("test", 200, "{}"), { tag: "Success", reason: "Success", executed: "n/a", remedy: "none" }],
      [
        spot("place", 503, '{"code":-1008,"msg":"Server is currently overloaded"}', { id: 1 }),
        {
          id: 1,
          tag: "AmbiguousExecution",
          reason: "ServerErrorReply",
          executed: "unknown",
          code: -1008,
          name: "SERVER_BUSY",
          remedy: "reconcile"
        }
      ],
      [
        spot(
          "place",
          429,
          { code: -1003, msg: "Too much request weight used" },
          { headers: { "Retry-After": 7 }, id: "x" }
        ),
        {
          id: "x",
          tag: "Retryable",
          reason: "RateLimited",
          executed: "no",
          retryAfterMs: 7000,
          code: -1003,
          name: "TOO_MANY_REQUESTS",
          remedy: "wait"
        }
      ],
      [
        spot(
          "place",
          400,
          { code: -2010, msg: "Account has insufficient balance for requested action." },
          { id: null }
        ),
        {
          id: null,
          tag: "Fatal",
          reason: "InsufficientBalance",
          executed: "no",
          code: -2010,
          name: "NEW_ORDER_REJECTED",
          remedy: "add-funds"
        }
      ],
      [
        spot("place", 400, { code: -2010, msg: "Duplicate order sent." }),
        {
          tag: "Fatal",
          reason: "DuplicateClientOrderId",
          executed: "no",
          code: -2010,
          name: "NEW_ORDER_REJECTED",
          remedy: "fix-request"
        }
      ],
      [
        spot("place", 400, { code: -2010, msg: "Duplicate order sent." }, { resend: true }),
        {
          tag: "AmbiguousExecution",
          reason: "EarlierAttemptExists",
          executed: "unknown",
          code: -2010,
          name: "NEW_ORDER_REJECTED",
          remedy: "reconcile"
        }
      ],
      [
        spot(
          "place",
          429,
          { code: -1015, msg: "Too many new orders; current limit is 1 orders per 10 SECOND." },
          { resend: true }
        ),
        {
          tag: "AmbiguousExecution",
          reason: "ResponseLost",
          executed: "unknown",
          retryAfterMs: 10_000,
          code: -1015,
          name: "TOO_MANY_ORDERS",
          remedy: "reconcile"
        }
      ],
      [
        spot("cancelReplace", 409, {
          code: -2021,
          msg: "Order cancel-replace partially failed.",
          data: {
            cancelResult: "SUCCESS",
            newOrderResult: "FAILURE",
            cancelResponse: order,
            newOrderResponse: { code: -2010, msg: "no" }
          }
        }),
        {
          tag: "Fatal",
          reason: "CancelReplaceFailed",
          executed: "partial",
          code: -2021,
          name: "ORDER_CANCEL_REPLACE_PARTIALLY_FAILED",
          remedy: "fix-request"
        }
      ],
      [spot("read", 403, "<html>"), { tag: "Fatal", reason: "WafBlocked", executed: "n/a", remedy: "call-a-person" }],
      [
        { product: "spot", kind: "place", noReply: { phase: "connect", code: "ECONNREFUSED" } },
        { tag: "Retryable", reason: "NotSent", executed: "no", remedy: "wait" }
      ],
      [
        { product: "spot", kind: "place", noReply: { phase: "sent", code: "ECONNRESET", timeout: false } },
        { tag: "AmbiguousExecution", reason: "ResponseLost", executed: "unknown", remedy: "reconcile" }
      ],
      [
        { product: "spot", kind: "place", noReply: { phase: "sent", timeout: true } },
        { tag: "AmbiguousExecution", reason: "TimedOut", executed: "unknown", remedy: "reconcile" }
      ],
      [
        { product: "spot", kind: "place", noReply: { phase: "unknown", code: "ECONNRESET" } },
        { tag: "AmbiguousExecution", reason: "ResponseLost", executed: "unknown", remedy: "reconcile" }
      ],
      [
        { product: "spot", kind: "cancel", noReply: { phase: "unknown", code: "ENOTFOUND" } },
        { tag: "Retryable", reason: "NotSent", executed: "no", remedy: "wait" }
      ],
      [
        { product: "spot", kind: "read", noReply: { phase: "sent", code: "ECONNRESET" } },
        { tag: "Retryable", reason: "ReadFailed", executed: "n/a", remedy: "wait" }
      ],
      [
        { product: "spot", kind: "place", status: 504 },
        { tag: "AmbiguousExecution", reason: "ServerErrorReply", executed: "unknown", remedy: "reconcile" }
      ],
      [
        spot("place", 429, { code: -9999, msg: "" }, { headers: { "retry-after": "3" } }),
        {
          tag: "AmbiguousExecution",
          reason: "UndocumentedCode",
          executed: "unknown",
          retryAfterMs: 3000,
          code: -9999,
          remedy: "reconcile"
        }
      ],
      [
        '{"product":"spot","kind":"place","status":200,"body":{"orderId":4611875134427365377}}',
        { tag: "Success", reason: "Success", executed: "yes", remedy: "none" }
      ]
    ]
    const got = await explain(cases.map(([input]) => input))
    cases.forEach(([input, output], i) => assert.deepStrictEqual(got[i], output, JSON.stringify(input)))
    assert.strictEqual(got.length, cases.length)
  })

  it("goes on after a line that it cannot understand", async () => {
    const bad: ReadonlyArray<unknown> = [
      "",
      "   ",
      "not json",
      '{"product":"spot"',
      "[]",
      "null",
      "12",
      '"text"',
      {},
      { product: "spot" },
      { product: "spot", kind: "buy", status: 200 },
      { product: "spot", kind: 5, status: 200 },
      { product: "spot", kind: "place" },
      { product: "spot", kind: "place", status: "200" },
      { product: "spot", kind: "place", status: 20.5 },
      { product: "spot", kind: "place", status: 200, headers: [] },
      { product: "spot", kind: "place", status: 200, headers: { a: {} } },
      { product: "spot", kind: "place", status: 200, ids: "a" },
      { product: "spot", kind: "place", status: 200, ids: [1] },
      { product: "spot", kind: "place", status: 200, resend: "yes" },
      { product: "spot", kind: "place", noReply: "lost" },
      { product: "spot", kind: "place", noReply: { phase: "later" } },
      { product: "spot", kind: "place", noReply: { phase: "sent", code: 5 } },
      { product: "spot", kind: "place", noReply: { phase: "sent", timeout: "no" } },
      { product: "spot", kind: "place", transport: "ws", status: 200 },
      { product: "spot", kind: "place", transport: "fix" },
      { product: "spot", kind: "place", transport: "carrier pigeon", status: 200 },
      { product: "sapi", kind: "place", status: 200 },
      { product: "__proto__", kind: "place", status: 200 },
      '{"__proto__":{"product":"spot","kind":"place","status":200}}',
      `${"[".repeat(100_000)}`
    ]
    const good = spot("read", 200, "[]")
    const got = await explain(bad.flatMap((line) => [line, good]))
    assert.strictEqual(got.length, bad.length * 2)
    bad.forEach((line, i) => {
      assert.deepStrictEqual(Object.keys(got[2 * i]), ["error"], JSON.stringify(line).slice(0, 200))
      assert.isString(got[2 * i].error)
      assert.strictEqual(got[2 * i + 1].tag, "Success")
    })
    assert.include(got[2 * bad.findIndex((line) => JSON.stringify(line).includes("sapi"))].error, "usdm")
  })

  it("echoes the id of a line that it cannot explain, and repeats no secret", async () => {
    const secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
    const [first, second] = await explain([
      { product: secret, kind: "place", status: 200, id: [1] },
      `{"key":"${secret}`
    ])
    assert.deepStrictEqual(first.id, [1])
    assert.notInclude(JSON.stringify([first, second]), secret.slice(0, 16))
  })

  it("needs no end on the last line, takes CRLF, and says nothing to nothing", async () => {
    assert.strictEqual((await run(["--json"], "")).out, "")
    const line = JSON.stringify(spot("read", 200, "[]"))
    assert.strictEqual((await run(["--json"], line)).out.split("\n").length, 2)
    assert.strictEqual((await run(["--json"], `${line}\r\n${line}\r\n`)).out.split("\n").length, 3)
    const many = await run(["--json"], `${line}\n`.repeat(5000))
    assert.strictEqual(many.out.split("\n").length, 5001)
  })

  it("streams: the first answer comes before the last question", async () => {
    const child = spawn(process.execPath, [bin, "explain", "--json"], { stdio: "pipe" })
    const first = new Promise<string>((resolve) => child.stdout.setEncoding("utf8").once("data", resolve))
    child.stdin.write(`${JSON.stringify(spot("read", 200, "[]"))}\n`)
    assert.include(await first, "Success")
    const closed = new Promise((resolve) => child.on("close", resolve))
    child.stdin.end()
    assert.strictEqual(await closed, 0)
  })

  it("a batch has one element for each id, in order", async () => {
    const element = (clientOrderId: string) => ({ orderId: 1, clientOrderId })
    const [mixed, whole, done] = await explain([
      spot("batch", 200, [element("b"), { code: -2010, msg: "no" }], { ids: ["a", "b"] }),
      spot("batch", 502, "", { ids: ["a", "b"] }),
      spot("batch", 200, [element("a")], { ids: ["a"] })
    ])
    assert.deepStrictEqual(
      mixed.elements.map((e: { tag: string }) => e.tag),
      ["AmbiguousExecution", "Success"]
    )
    assert.strictEqual(mixed.executed, "unknown")
    assert.deepStrictEqual(
      [whole.tag, whole.elements.length, whole.elements[1].executed],
      ["AmbiguousExecution", 2, "unknown"]
    )
    assert.deepStrictEqual([done.tag, done.executed, done.elements[0].tag], ["Success", "yes", "Success"])
  })
})

describe("explain, a ban's end", () => {
  const line = (until: number, headers: object = {}) =>
    JSON.stringify(
      spot(
        "read",
        418,
        { code: -1003, msg: `Way too much request weight used; IP banned until ${until}.` },
        { headers }
      )
    )
  it("is the moment that the text names", () => {
    assert.deepInclude(JSON.parse(explainLine(line(1_700_000_090_000), 1_700_000_000_000)), {
      reason: "IpBanned",
      retryAt: 1_700_000_090_000,
      retryAfterMs: 90_000
    })
    assert.deepInclude(JSON.parse(explainLine(line(1_700_000_090_000, { "RETRY-AFTER": 300 }), 1_700_000_000_000)), {
      retryAt: 1_700_000_300_000,
      retryAfterMs: 300_000
    })
    // an old log: the moment is over
    assert.deepInclude(JSON.parse(explainLine(line(1_600_000_000_000), 1_700_000_000_000)), {
      retryAt: 1_600_000_000_000,
      retryAfterMs: 0
    })
  })
})

describe("explain, every product, kind and transport", () => {
  const productNames = ["spot", "margin", "usdm", "coinm", "options", "pm", "pmpro"]
  const kindNames = [
    "read",
    "test",
    "place",
    "cancel",
    "cancelReplace",
    "amend",
    "orderList",
    "batch",
    "transfer",
    "setting"
  ]
  const line = (value: object) => JSON.parse(explainLine(JSON.stringify(value), 1_700_000_000_000))
  const fields = new Set([
    "id",
    "tag",
    "reason",
    "executed",
    "retryAfterMs",
    "retryAt",
    "code",
    "name",
    "remedy",
    "elements"
  ])

  it("gives one verdict of the contract's fields for each", () => {
    for (const product of productNames) {
      for (const kind of kindNames) {
        for (const [transport, reply] of [
          ["http", { status: 401, body: { code: -2015, msg: "" } }],
          ["ws", { body: { id: 1, status: 401, error: { code: -2015, msg: "" } } }],
          ["fix", { body: "8=FIX.4.4|9=1|35=3|45=5|373=99|25016=-2015|10=001|" }],
          [undefined, { status: 401, body: '{"code":-2015,"msg":""}' }]
        ] as const) {
          const got = line({ product, kind, transport, ids: ["a", "b"], id: { any: "thing" }, ...reply })
          const where = JSON.stringify([product, kind, transport, got])
          for (const field of Object.keys(got)) assert.isTrue(fields.has(field), where)
          assert.deepInclude(
            got,
            { id: { any: "thing" }, tag: "Fatal", reason: "BadCredentials", code: -2015, remedy: "fix-credentials" },
            where
          )
          assert.isString(got.name, where)
          assert.strictEqual(got.executed, kind === "read" || kind === "test" ? "n/a" : "no", where)
          assert.strictEqual(got.elements?.length, kind === "batch" ? 2 : undefined, where)
          // an earlier attempt may live
          if (got.executed === "no")
            assert.deepInclude(
              line({ product, kind, transport, resend: true, ...reply }),
              { tag: "AmbiguousExecution", executed: "unknown" },
              where
            )
        }
      }
    }
  })
})

describe("explain a code", { timeout: 30_000 }, () => {
  it("in words, with or without the sign", async () => {
    const signed = await run(["-1021"], "")
    assert.strictEqual(signed.exit, 0)
    for (const part of ["-1021", "INVALID_TIMESTAMP", "Retryable(ClockSkew)", "cancelReplace", "remedy: wait"])
      assert.include(signed.out, part)
    const bare = await run(["1007", "--kind", "place"], "")
    for (const part of ["-1007", "AmbiguousExecution(EngineTimeout)", "remedy: reconcile", "never resend it blindly"])
      assert.include(bare.out, part)
    assert.notInclude(bare.out, "cancelReplace")
  })

  it("refuses what it does not know, and says what to do", async () => {
    for (const [args, part] of [
      [["-9999"], "not documented"],
      [["abc"], "not a code"],
      [["-1021", "--product", "sapi"], "there are no rules"],
      [[], "--json"],
      [["-1021", "--json"], "not both"]
    ] as const) {
      const { err, exit } = await run(args, "")
      assert.strictEqual(exit, 1, args.join(" "))
      assert.include(err, part, args.join(" "))
    }
  })
})
