/**
 * Signs with node:crypto: synchronous, so that nothing waits between the timestamp and the socket.
 *
 * @since 0.1.0
 */
import { Credentials, type Key } from "effect-binance/client/Credentials"
import { privateKeyBytes, Signer, SignerError } from "effect-binance/client/Signer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { createHmac, createPrivateKey, createSecretKey, type KeyObject, sign } from "node:crypto"

// As node:crypto names the type of a key, and the digest it signs with: Ed25519 has its own
const algorithms = {
  Ed25519: { keyType: "ed25519", digest: null },
  Rsa: { keyType: "rsa", digest: "RSA-SHA256" }
} as const

const damaged = (key: Key) =>
  new SignerError({ keyType: key._tag, problem: "was refused by node:crypto: it is damaged" })

const privateKey = (key: Exclude<Key, { readonly _tag: "Hmac" }>): Result.Result<KeyObject, SignerError> =>
  Result.flatMap(privateKeyBytes(key), (der) =>
    Result.try({
      try: () => createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" }),
      // The cause is dropped: what a library says about a bad key is not ours to vouch for
      catch: () => damaged(key)
    })
  )

const signWith = (key: Key): Result.Result<(payload: string) => string, SignerError> => {
  if (key._tag === "Hmac") {
    const secret = createSecretKey(Redacted.value(key.secret), "utf8")
    return Result.succeed((payload) => createHmac("sha256", secret).update(payload).digest("hex"))
  }
  const { digest, keyType } = algorithms[key._tag]
  return Result.flatMap(privateKey(key), (object) =>
    object.asymmetricKeyType === keyType
      ? // RSA pads as PKCS#1 v1.5 unless told otherwise
        Result.succeed((payload: string) => sign(digest, Buffer.from(payload), object).toString("base64"))
      : Result.fail(damaged(key))
  )
}

/**
 * The same `Signer` as `effect-binance/client/Signer`, on node:crypto. The key is read once, when the layer is built. Fails with
 * `SignerError` for a key that cannot sign.
 *
 * @example
 * ```ts
 * import * as NodeSigner from "@effect-binance/node/NodeSigner"
 * import * as Credentials from "effect-binance/client/Credentials"
 * import * as Layer from "effect/Layer"
 * const layer = NodeSigner.layer.pipe(Layer.provide(Credentials.layerConfig))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<Signer, SignerError, Credentials> = Layer.fresh(
  Layer.effect(
    Signer,
    Effect.gen(function* () {
      const { apiKey, key, label } = yield* Credentials
      const signPayload = yield* Effect.fromResult(signWith(key))
      return Signer.of({ apiKey, account: label, sign: (payload) => Effect.sync(() => signPayload(payload)) })
    })
  )
)
