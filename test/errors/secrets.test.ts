/** An error never shows a key, a signature or a signed query, in whatever way it is printed, even when a reply echoes them. */
import { assert, describe, it } from "@effect/vitest"
import type { NoReply, Reply } from "effect-binance/client/Transport"
import { decide, toError } from "effect-binance/client/Verdict"
import { BinanceError, Fatal } from "effect-binance/errors/BinanceError"
import { BadSignature } from "effect-binance/errors/FatalReason"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import { format, inspect } from "node:util"
import { clientOrderId, errorOf, inDoubt, kinds, operation, reasons, symbol } from "./support.ts"

/** A seeded generator (mulberry32): the same seed, the same run. */
const seeded = (seed: number) => {
  let state = seed >>> 0
  return (below: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}
const seed = Number(process.env["SEED"] ?? 20_260_728)

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
const draw = (next: (below: number) => number, characters: string, length: number) =>
  Array.from({ length }, () => characters[next(characters.length)]).join("")

/** What a signed request carries, as each of the three kinds of keys signs it. */
const secretsOf = (next: (below: number) => number) => {
  const apiKey = draw(next, alphanumeric, 64)
  const hmac = draw(next, "0123456789abcdef", 64)
  const ed25519 = `${draw(next, `${alphanumeric}+/`, 86)}==`
  const rsa = `${draw(next, `${alphanumeric}+/`, 342)}==`
  const query = `symbol=${symbol}&side=BUY&type=MARKET&quantity=0.01&newClientOrderId=${clientOrderId}&timestamp=1700000000000&recvWindow=5000`
  return { apiKey, hmac, ed25519, rsa, query }
}
type Secrets = ReturnType<typeof secretsOf>

// Twelve characters in a row are no accident: the odds of one match by chance are below 1 in 10^14.
const window = 12
const windowsOf = (secrets: ReadonlyArray<string>): ReadonlySet<string> =>
  new Set(
    secrets.flatMap((secret) =>
      Array.from({ length: secret.length - window + 1 }, (_, i) => secret.slice(i, i + window).toLowerCase())
    )
  )
/** The first piece of a secret in a text. */
const shown = (text: string, windows: ReadonlySet<string>): string | undefined => {
  const hay = text.toLowerCase()
  for (let i = 0; i + window <= hay.length; i++) {
    const piece = hay.slice(i, i + window)
    if (windows.has(piece)) return piece
  }
  return undefined
}

const json = Schema.toCodecJson(BinanceError)

/** Every way in which an error reaches a screen, a file or another process. */
const renderings = (error: BinanceError): Effect.Effect<Readonly<Record<string, string>>> =>
  Effect.gen(function* () {
    const logged: Array<string> = []
    const collect = <O>(logger: Logger.Logger<unknown, O>) =>
      Logger.map(logger, (line) => void logged.push(inspect(line, { depth: Infinity })))
    yield* Effect.logError(error.message, error, Cause.fail(error)).pipe(
      Effect.provide(
        Logger.layer([collect(Logger.formatLogFmt), collect(Logger.formatJson), collect(Logger.formatStructured)])
      )
    )
    return {
      "message": error.message,
      "string": String(error),
      "stack": `${error.stack}`,
      "JSON.stringify": JSON.stringify(error),
      "codec": JSON.stringify(Schema.encodeSync(json)(error)),
      "inspect": inspect(error, { depth: Infinity, showHidden: true, getters: true, maxStringLength: Infinity }),
      "%o %s %j": format("%o %s %j", error, error, error),
      "Cause.pretty": Cause.pretty(Cause.fail(error)),
      "Cause as JSON": JSON.stringify(Cause.fail(error)),
      "logs": logged.join("\n")
    }
  })

// Of a long text only the start is looked at: here that start ends twenty characters into a secret.
const cutInside = (echo: string): string => {
  const step = echo.length + 1
  const before = (4096 - 20) % step
  return `${before === 0 ? "" : `${"y".repeat(before - 1)} `}${`${echo} `.repeat(Math.ceil(4096 / step) + 1)}`
}

const bodies = (echo: string): ReadonlyArray<string> => [
  `<html><head><title>403 Forbidden</title></head><body>The request <code>${echo}</code> was blocked</body></html>`,
  echo,
  JSON.stringify({ code: -1022, msg: `Signature for this request is not valid: ${echo}` }),
  JSON.stringify({ code: -2014, msg: echo }),
  JSON.stringify({ code: -1102, msg: `Mandatory parameter '${echo}' was not sent` }),
  JSON.stringify({ code: -1101, msg: `Too many parameters; expected '5' and received '${echo}'.` }),
  JSON.stringify({ code: -1013, msg: `Invalid quantity. ${echo}` }),
  JSON.stringify({ code: -1013, msg: `Filter failure: ${echo}` }),
  JSON.stringify({ code: -9999, msg: `Something new (${echo})` }),
  JSON.stringify({ code: -1007, msg: `Timeout waiting for response ${echo}` }),
  JSON.stringify({ code: -1003, msg: `Way too much; IP(${echo}) banned until 1700000120000.` }),
  JSON.stringify({ code: -2010, msg: echo.repeat(200) }),
  JSON.stringify({ code: -2010, msg: cutInside(echo) }),
  JSON.stringify({ msg: JSON.stringify({ code: -2010, msg: echo }) }),
  JSON.stringify({ code: -1000, msg: `${"x".repeat(180)} ${echo}` }),
  JSON.stringify({ [echo]: echo, request: { query: echo, headers: { "X-MBX-APIKEY": echo } } }),
  JSON.stringify([echo, { code: -2010, msg: echo }]),
  JSON.stringify({
    code: -2021,
    msg: echo,
    data: {
      cancelResult: "SUCCESS",
      newOrderResult: "FAILURE",
      cancelResponse: { orderId: echo, status: echo },
      newOrderResponse: { code: -2010, msg: echo }
    }
  }),
  `{"code":-2010,"msg":"${echo}`
]

const statuses = [200, 302, 400, 401, 403, 404, 409, 413, 418, 429, 451, 500, 503, 504]
const headers = (echo: string) => ({
  "retry-after": echo,
  "date": echo,
  "x-mbx-uuid": echo,
  "location": `https://example.com/?${echo}`
})

const signed = ({ query, ...secrets }: Secrets): ReadonlyArray<string> => [
  `${query}&signature=${secrets.hmac}`,
  `${query}&signature=${encodeURIComponent(secrets.ed25519)}`,
  `${query}&signature=${secrets.rsa}`
]

describe("secrets", () => {
  it.effect(
    "of a request that a reply echoes are in no rendering of the error it becomes",
    () =>
      Effect.gen(function* () {
        const next = seeded(seed)
        let rendered = 0
        for (const kind of kinds) {
          const secrets = secretsOf(next)
          const { query: _, ...keys } = secrets
          const windows = windowsOf(Object.values(keys).flatMap((secret) => [secret, encodeURIComponent(secret)]))
          const echoes = [...Object.values(keys), ...signed(secrets)]
          const replies: Array<Reply> = []
          for (const echo of echoes) {
            for (const body of bodies(echo)) {
              const status = statuses[next(statuses.length)]!
              replies.push({ _tag: "HttpReply", status, headers: headers(echo), body, complete: next(4) !== 0 })
            }
            for (const phase of ["connect", "sent", "unknown"] as const) {
              replies.push({ _tag: "NoReply", phase, code: `ERR ${echo}`, timeout: false } satisfies NoReply)
            }
          }
          for (const reply of replies) {
            const verdict = decide(
              {
                product: spotRules,
                kind,
                earlier: next(4) === 0 ? "in-doubt" : "none",
                clientOrderIdFrom: "library",
                clientOrderIds: [clientOrderId]
              },
              reply,
              1_700_000_000_000
            )
            if (verdict._tag === "Success") continue
            const error = toError(verdict, operation(kind), () => inDoubt(kind))
            for (const [where, text] of Object.entries(yield* renderings(error))) {
              const piece = shown(text, windows)
              assert.isUndefined(piece, `SEED=${seed}: ${where} shows ${piece}\nreply ${inspect(reply)}\n${text}`)
              rendered += 1
            }
          }
        }
        assert.isAbove(rendered, 10_000)
      }),
    60_000
  )

  it("what is not secret stays: the code, the short words of the text, the operation", () => {
    const { hmac } = secretsOf(seeded(seed))
    const verdict = decide(
      {
        product: spotRules,
        kind: "place",
        earlier: "none",
        clientOrderIdFrom: "library",
        clientOrderIds: [clientOrderId]
      },
      {
        _tag: "HttpReply",
        status: 400,
        headers: {},
        body: JSON.stringify({ code: -1022, msg: `Signature ${hmac} is not valid.` }),
        complete: true
      },
      1_700_000_000_000
    )
    assert(verdict._tag === "Fatal")
    const { message } = toError(verdict, operation("place"), () => inDoubt("place"))
    assert.include(message, 'Binance said -1022 "Signature [redacted] is not valid."')
    for (const part of ["spot.place", symbol, clientOrderId]) assert.include(message, part)
  })

  it.effect("the search finds a secret where there is one", () =>
    Effect.gen(function* () {
      const { apiKey } = secretsOf(seeded(seed))
      // made by hand, past the verdict that would have left it out
      const leaking = new Fatal({
        reason: new BadSignature({ msg: `it was ${apiKey.slice(20, 40)}` }),
        operation: operation("place")
      })
      for (const [where, text] of Object.entries(yield* renderings(leaking)))
        assert.isDefined(shown(text, windowsOf([apiKey])), where)
    })
  )

  it.effect("every reason renders, with its name, in every way", () =>
    Effect.gen(function* () {
      for (const reason of reasons) {
        const error = errorOf(reason, "place")
        const texts = yield* renderings(error)
        for (const where of ["JSON.stringify", "codec", "inspect", "Cause as JSON"]) {
          assert.include(texts[where], reason._tag, `${where} of ${reason._tag}`)
        }
        for (const where of ["string", "stack", "Cause.pretty"])
          assert.include(texts[where], `${error._tag}: ${error.message}`)
        assert.include(texts["logs"], error._tag)
      }
    })
  )
})
