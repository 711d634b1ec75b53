import * as NodeSigner from "@effect-binance/node/NodeSigner"
import { assert, describe, it } from "@effect/vitest"
import * as Credentials from "effect-binance/client/Credentials"
import { InvalidParameter } from "effect-binance/client/Parameters"
import * as Signer from "effect-binance/client/Signer"
import type { WireRequest } from "effect-binance/client/Transport"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { generateKeyPairSync, verify } from "node:crypto"
import { inspect } from "node:util"
import { apiKey, ed25519, edwards, hmac, rawNonAscii, secrets } from "./vectors.ts"

const signers = [
  ["WebCrypto", Signer.layer],
  ["node:crypto", NodeSigner.layer]
] as const

const signWith = (layer: typeof Signer.layer, options: Partial<Credentials.Options>, payload: string) =>
  Effect.flatMap(Signer.Signer, (signer) => signer.sign(payload)).pipe(
    Effect.provide(layer.pipe(Layer.provide(Credentials.layer({ apiKey, ...options }))))
  )

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 })
const rsaPem = rsa.privateKey.export({ type: "pkcs8", format: "pem" }).toString()
const ed25519Pem = `-----BEGIN PRIVATE KEY-----\n${ed25519}\n-----END PRIVATE KEY-----\n`

for (const [name, layer] of signers) {
  describe(`Signer on ${name}`, () => {
    for (const [vector, secret, payload, signature] of hmac) {
      it.effect(`reproduces ${vector}`, () =>
        Effect.gen(function* () {
          assert.strictEqual(yield* signWith(layer, { apiSecret: secret }, payload), signature)
        })
      )
    }
    for (const [vector, payload, signature] of edwards) {
      it.effect(`reproduces ${vector}`, () =>
        Effect.gen(function* () {
          assert.strictEqual(yield* signWith(layer, { privateKey: ed25519 }, payload), signature)
          assert.strictEqual(yield* signWith(layer, { privateKey: ed25519Pem }, payload), signature)
        })
      )
    }

    it.effect("signs an encoded payload, never the raw text", () =>
      Effect.gen(function* () {
        const signer = yield* Signer.Signer
        const parameters = {
          symbol: "１２３４５６",
          side: "BUY",
          type: "LIMIT",
          timeInForce: "GTC",
          quantity: "1",
          price: "0.1"
        }
        const { request, signature } = yield* Signer.signedRequest(signer, {
          method: "POST",
          path: "/api/v3/order",
          parameters,
          recvWindow: 5000,
          timestamp: 1499827319559
        })
        assert.strictEqual(signature, hmac[1]?.[3])
        assert.notStrictEqual(signature, rawNonAscii)
        assert.strictEqual(request.body, `${hmac[1]?.[2]}&signature=${signature}`)
        // the control: this is what the raw text gives
        assert.strictEqual(yield* signer.sign(decodeURIComponent(hmac[1]?.[2] ?? "")), rawNonAscii)
      }).pipe(Effect.provide(layer.pipe(Layer.provide(Credentials.layer({ apiKey, apiSecret: secrets.s1 })))))
    )

    it.effect("signs with RSA so that the public key verifies it", () =>
      Effect.gen(function* () {
        const payload = "symbol=BTCUSDT&timestamp=1"
        const signature = yield* signWith(layer, { privateKey: rsaPem }, payload)
        assert.isTrue(verify("RSA-SHA256", Buffer.from(payload), rsa.publicKey, Buffer.from(signature, "base64")))
        assert.isFalse(
          verify("RSA-SHA256", Buffer.from(`${payload}0`), rsa.publicKey, Buffer.from(signature, "base64"))
        )
      })
    )

    it.effect("percent-encodes a base64 signature exactly once", () =>
      Effect.gen(function* () {
        const signer = yield* Signer.Signer
        let seen = 0
        for (let timestamp = 0; timestamp < 20; timestamp++) {
          const { request, signature } = yield* Signer.signedRequest(signer, {
            method: "GET",
            path: "/p",
            parameters: {},
            recvWindow: 5000,
            timestamp
          })
          const sent = request.query.slice(request.query.indexOf("&signature=") + 11)
          assert.strictEqual(decodeURIComponent(sent), signature)
          assert.match(sent, /^[A-Za-z0-9%]+%3D%3D$/)
          if (/[+/]/.test(signature)) seen++
        }
        assert.isAbove(seen, 0)
      }).pipe(Effect.provide(layer.pipe(Layer.provide(Credentials.layer({ apiKey, privateKey: ed25519 })))))
    )

    it.effect("refuses a damaged key when the layer is built, and does not show it", () =>
      Effect.gen(function* () {
        const damaged = [
          // a head that is right, and a body that is not
          Buffer.concat([Buffer.from(ed25519, "base64").subarray(0, 20)]).toString("base64"),
          Buffer.concat([rsa.privateKey.export({ type: "pkcs8", format: "der" }).subarray(0, 200)]).toString("base64")
        ]
        for (const privateKey of damaged) {
          const exit = yield* Effect.exit(signWith(layer, { privateKey }, "x"))
          assert(Exit.isFailure(exit))
          assert.include(inspect(exit, { depth: 10 }), "SignerError")
          assert.notInclude(inspect(exit, { depth: 10, showHidden: true }), privateKey.slice(10, 24))
        }
      })
    )

    it.effect("refuses a key of another type than it is said to be", () =>
      Effect.gen(function* () {
        const wrong = Layer.succeed(Credentials.Credentials, {
          label: "a",
          apiKey: Redacted.make("k"),
          key: { _tag: "Rsa", privateKey: Redacted.make(ed25519) }
        })
        const error = yield* Effect.flip(Effect.provide(Signer.Signer, layer.pipe(Layer.provide(wrong))))
        assert.instanceOf(error, Signer.SignerError)
        assert.strictEqual(error.keyType, "Rsa")
        assert.include(error.message, "Ed25519")
      })
    )

    it.effect("carries the account's label", () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* Signer.Signer).account, "hedge")
      }).pipe(
        Effect.provide(layer.pipe(Layer.provide(Credentials.layer({ label: " hedge ", apiKey, apiSecret: "s" }))))
      )
    )
  })
}

describe("requests", () => {
  const stub = Signer.Signer.of({
    apiKey: Redacted.make("the-key"),
    account: "a",
    sign: (payload) => Effect.succeed(`sig/${payload.length}=`)
  })
  const draft = {
    path: "/api/v3/order",
    parameters: { symbol: "BTCUSDT", recvWindow: undefined, price: "1.5" },
    timestamp: 1700000000000.9,
    recvWindow: 5000
  }
  const text = "symbol=BTCUSDT&price=1.5&recvWindow=5000&timestamp=1700000000000"
  const sent = `${text}&signature=sig%2F${text.length}%3D`
  const key = { "x-mbx-apikey": "the-key" }
  const form = { ...key, "content-type": "application/x-www-form-urlencoded" }

  it.effect("puts everything into the query or the body, the signature last", () =>
    Effect.gen(function* () {
      for (const method of ["GET", "DELETE"] as const) {
        const { request } = yield* Signer.signedRequest(stub, { ...draft, method })
        assert.deepStrictEqual<WireRequest>(request, { method, path: draft.path, query: sent, body: "", headers: key })
      }
      for (const method of ["POST", "PUT"] as const) {
        const { request, signature } = yield* Signer.signedRequest(stub, { ...draft, method })
        assert.deepStrictEqual<WireRequest>(request, { method, path: draft.path, query: "", body: sent, headers: form })
        assert.strictEqual(signature, `sig/${text.length}=`)
      }
    })
  )

  it.effect("signs a call without parameters", () =>
    Effect.gen(function* () {
      const { request } = yield* Signer.signedRequest(stub, {
        method: "GET",
        path: "/p",
        parameters: {},
        timestamp: 1,
        recvWindow: 2.5
      })
      assert.strictEqual(request.query, "recvWindow=2.5&timestamp=1&signature=sig%2F26%3D")
    })
  )

  it.effect("gives a public request no key", () =>
    Effect.gen(function* () {
      const request = yield* Signer.unsignedRequest({
        method: "GET",
        path: "/api/v3/depth",
        parameters: { symbol: "BTCUSDT", limit: 5 }
      })
      assert.deepStrictEqual<WireRequest>(request, {
        method: "GET",
        path: "/api/v3/depth",
        query: "symbol=BTCUSDT&limit=5",
        body: "",
        headers: {}
      })
    })
  )

  it.effect("gives a keyed request the key and no signature", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual<WireRequest>(
        yield* Signer.keyedRequest(stub, { method: "POST", path: "/p", parameters: {} }),
        { method: "POST", path: "/p", query: "", body: "", headers: key }
      )
      assert.deepStrictEqual<WireRequest>(
        yield* Signer.keyedRequest(stub, { method: "PUT", path: "/p", parameters: { a: 1 } }),
        { method: "PUT", path: "/p", query: "", body: "a=1", headers: form }
      )
    })
  )

  it.effect("does not let a parameter move the fence", () =>
    Effect.gen(function* () {
      for (const name of ["recvWindow", "timestamp", "signature"]) {
        let signed = 0
        const counting = Signer.Signer.of({ ...stub, sign: () => Effect.sync(() => `${signed++}`) })
        const error = yield* Effect.flip(
          Signer.signedRequest(counting, {
            ...draft,
            method: "POST",
            parameters: { symbol: "BTCUSDT", [name]: 60_000 }
          })
        )
        assert.instanceOf(error, InvalidParameter)
        assert.strictEqual(error.parameter, name)
        assert.strictEqual(signed, 0)
        assert.strictEqual(Signer.problemOf({ [name]: 1 })?.parameter, name)
      }
      assert.isUndefined(Signer.problemOf(draft.parameters))
    })
  )

  it.effect("signs nothing that cannot be sent", () =>
    Effect.gen(function* () {
      const bad = [
        { ...draft, parameters: { quantity: Number.NaN } },
        { ...draft, timestamp: Number.NaN },
        { ...draft, recvWindow: Number.POSITIVE_INFINITY }
      ]
      for (const each of bad)
        assert.instanceOf(yield* Effect.flip(Signer.signedRequest(stub, { ...each, method: "POST" })), InvalidParameter)
      assert.instanceOf(
        yield* Effect.flip(Signer.unsignedRequest({ method: "GET", path: "/p", parameters: { a: Number.NaN } })),
        InvalidParameter
      )
    })
  )
})
