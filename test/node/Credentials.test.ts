import * as NodeSigner from "@effect-binance/node/NodeSigner"
import { assert, describe, it } from "@effect/vitest"
import * as Credentials from "effect-binance/client/Credentials"
import * as Signer from "effect-binance/client/Signer"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { generateKeyPairSync } from "node:crypto"
import { inspect } from "node:util"
import { apiKey, ed25519, secrets } from "./vectors.ts"

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 })
const rsaPem = rsa.privateKey.export({ type: "pkcs8", format: "pem" }).toString()
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" })
const ed25519Pem = `-----BEGIN PRIVATE KEY-----\n${ed25519}\n-----END PRIVATE KEY-----`

const ok = (options: Credentials.Options) => Result.getOrThrow(Credentials.make(options))
const problem = (options: Credentials.Options) => {
  const result = Credentials.make(options)
  assert(Result.isFailure(result))
  return result.failure
}
const fromConfig = (environment: Record<string, string>) =>
  Effect.provide(Credentials.Credentials, Credentials.layerConfig).pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(environment))
  )

describe("Credentials", () => {
  it("takes plain and redacted values, and drops white space around them", () => {
    for (const value of [`  ${secrets.s1}\r\n`, `"${secrets.s1}"`, Redacted.make(`\t${secrets.s1} `)]) {
      const credentials = ok({ apiKey: ` ${apiKey}\n`, apiSecret: value })
      assert.strictEqual(Redacted.value(credentials.apiKey), apiKey)
      assert(credentials.key._tag === "Hmac")
      assert.strictEqual(Redacted.value(credentials.key.secret), secrets.s1)
    }
  })

  it("tells the type of a private key from the key", () => {
    const table: ReadonlyArray<readonly [string, Credentials.Key["_tag"]]> = [
      [ed25519, "Ed25519"],
      [ed25519Pem, "Ed25519"],
      [`\n  ${ed25519Pem.replaceAll("\n", "\r\n")}  \n`, "Ed25519"],
      [ed25519Pem.replaceAll("\n", "\\n"), "Ed25519"],
      [`"${rsaPem.trim().replaceAll("\n", "\\n")}"`, "Rsa"],
      [rsaPem, "Rsa"],
      [rsa.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"), "Rsa"],
      [
        generateKeyPairSync("rsa", { modulusLength: 1024 })
          .privateKey.export({ type: "pkcs8", format: "pem" })
          .toString(),
        "Rsa"
      ],
      [
        generateKeyPairSync("rsa", { modulusLength: 4096 })
          .privateKey.export({ type: "pkcs8", format: "pem" })
          .toString(),
        "Rsa"
      ],
      [generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(), "Ed25519"]
    ]
    for (const [privateKey, type] of table) assert.strictEqual(ok({ apiKey, privateKey }).key._tag, type)
  })

  it("says what is odd, and never repeats it", () => {
    const pkcs1 = rsa.privateKey.export({ type: "pkcs1", format: "pem" }).toString()
    const encrypted = rsa.privateKey
      .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" })
      .toString()
    const table: ReadonlyArray<readonly [Credentials.Options, RegExp]> = [
      [{ apiKey: " ", apiSecret: "s" }, /apiKey is missing/],
      [{ apiKey }, /apiSecret or privateKey is missing/],
      [{ apiKey, apiSecret: "  " }, /is missing/],
      [{ apiKey, apiSecret: "abcdef", privateKey: ed25519 }, /both/],
      [{ apiKey: "abc\r\nx-evil: 1", apiSecret: "s" }, /apiKey holds/],
      [{ apiKey: "schlüssel", apiSecret: "s" }, /apiKey holds/],
      [{ apiKey: ed25519Pem, apiSecret: "s" }, /apiKey is a PEM/],
      [{ apiKey, apiSecret: "two words" }, /apiSecret holds/],
      [{ apiKey, apiSecret: ed25519Pem }, /apiSecret is a PEM block/],
      [{ apiKey, privateKey: pkcs1 }, /pkcs8 -topk8/],
      [{ apiKey, privateKey: encrypted }, /encrypted/],
      [{ apiKey, privateKey: rsa.publicKey.export({ type: "spki", format: "pem" }).toString() }, /no PRIVATE KEY/],
      [
        { apiKey, privateKey: ec.privateKey.export({ type: "pkcs8", format: "pem" }).toString() },
        /neither an Ed25519 nor an RSA/
      ],
      [{ apiKey, privateKey: ed25519Pem.slice(0, -30) }, /whole PEM/],
      [{ apiKey, privateKey: "not base64!" }, /neither PEM nor base64/],
      [
        { apiKey, privateKey: rsa.publicKey.export({ type: "spki", format: "der" }).toString("base64") },
        /not an unencrypted PKCS#8/
      ],
      [{ apiKey, privateKey: "AAAA" }, /not an unencrypted PKCS#8/],
      [{ apiKey, apiSecret: secrets.s1, label: `bot ${apiKey}` }, /label holds/]
    ]
    for (const [options, expected] of table) {
      const error = problem(options)
      assert.match(error.message, expected)
      const shown = `${error} ${error.message} ${JSON.stringify(error)} ${inspect(error, { depth: 10, showHidden: true })}`
      for (const value of [options.apiKey, options.apiSecret, options.privateKey]) {
        const whole = value === undefined ? "" : String(value).trim()
        if (whole.length > 5) assert.notInclude(shown, whole.slice(0, 60).slice(-24))
      }
    }
  })

  it("names accounts apart, steadily, without their keys", () => {
    const first = ok({ apiKey, apiSecret: "s" }).label
    assert.strictEqual(ok({ apiKey: `${apiKey} `, apiSecret: "t" }).label, first)
    assert.notStrictEqual(ok({ apiKey: `${apiKey}x`, apiSecret: "s" }).label, first)
    assert.match(first, /^account-[0-9a-f]{8}$/)
    assert.strictEqual(ok({ apiKey, apiSecret: "s", label: " main " }).label, "main")
  })

  it.effect("reads the configuration", () =>
    Effect.gen(function* () {
      const hmac = yield* fromConfig({
        BINANCE_API_KEY: `${apiKey}\n`,
        BINANCE_API_SECRET: secrets.s1,
        BINANCE_ACCOUNT: "main"
      })
      assert.strictEqual(hmac.label, "main")
      assert.strictEqual(Redacted.value(hmac.apiKey), apiKey)
      assert.strictEqual(hmac.key._tag, "Hmac")
      assert.strictEqual((yield* fromConfig({ BINANCE_API_KEY: apiKey, BINANCE_PRIVATE_KEY: rsaPem })).key._tag, "Rsa")
      assert.strictEqual(
        (yield* fromConfig({ BINANCE_API_KEY: apiKey, BINANCE_API_SECRET: "", BINANCE_PRIVATE_KEY: ed25519 })).key._tag,
        "Ed25519"
      )
    })
  )

  it.effect("names the variable that is missing or odd", () =>
    Effect.gen(function* () {
      const table: ReadonlyArray<readonly [Record<string, string>, RegExp]> = [
        [{ BINANCE_API_SECRET: "s" }, /^BINANCE_API_KEY is missing/],
        [{ BINANCE_API_KEY: "k" }, /BINANCE_API_SECRET or BINANCE_PRIVATE_KEY is missing/],
        [{ BINANCE_API_KEY: "k", BINANCE_API_SECRET: "s", BINANCE_PRIVATE_KEY: ed25519 }, /both/],
        [{ BINANCE_API_KEY: "k", BINANCE_PRIVATE_KEY: "junk!" }, /^BINANCE_PRIVATE_KEY/]
      ]
      for (const [environment, expected] of table) {
        const error = yield* Effect.flip(fromConfig(environment))
        assert.instanceOf(error, Credentials.CredentialsError)
        assert.match(error.message, expected)
      }
    })
  )

  it.effect("shows no secret, whoever prints what", () =>
    Effect.gen(function* () {
      // a seeded generator: every run tries the same 40 secrets
      let state = 20_240_627
      const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
      const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
      const word = () => Array.from({ length: 64 }, () => alphabet[Math.floor(random() * alphabet.length)]).join("")
      for (let run = 0; run < 40; run++) {
        const key = word()
        const secret = word()
        const pkcs8 = Buffer.concat([
          Buffer.from("302e020100300506032b657004220420", "hex"),
          Buffer.from(Array.from({ length: 32 }, () => Math.floor(random() * 256)))
        ]).toString("base64")
        const hidden = [key, secret, pkcs8].map((each) => each.slice(16, 48))
        for (const layer of [Signer.layer, NodeSigner.layer]) {
          for (const options of [
            { apiKey: key, apiSecret: secret },
            { apiKey: key, privateKey: pkcs8 }
          ]) {
            const credentials = ok(options)
            const signer = yield* Effect.provide(Signer.Signer, layer.pipe(Layer.provide(Credentials.layer(options))))
            yield* signer.sign("payload")
            const shorn = layer.pipe(Layer.provide(Credentials.layer({ ...options, privateKey: pkcs8.slice(0, 40) })))
            const broken = yield* Effect.exit(Effect.provide(Signer.Signer, shorn))
            assert(Exit.isFailure(broken))
            for (const thing of [credentials, signer, broken, broken.cause]) {
              const shown = `${String(thing)} ${JSON.stringify(thing)} ${inspect(thing, { depth: 20, showHidden: true, getters: true })}`
              for (const each of hidden) assert.notInclude(shown, each)
            }
          }
        }
      }
    })
  )
})
