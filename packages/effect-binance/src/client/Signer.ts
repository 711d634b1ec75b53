/**
 * Signs requests, and builds the bytes that are signed and sent.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Credentials, type Key, parsePrivateKey } from "./Credentials.ts"
import { encode, InvalidParameter, join, nonFinite, type Parameters, percentEncode } from "./Parameters.ts"
import type { WireRequest } from "./Transport.ts"

export type { Parameters } from "./Parameters.ts"

/**
 * The service that signs. `sign` returns the bare signature: lower-case hex for HMAC-SHA256, base64 for Ed25519 and RSA. Whoever
 * puts it into a URL or a form percent-encodes it once; in WebSocket JSON it stays as it is.
 *
 * @example
 * ```ts
 * import { Signer } from "effect-binance/client/Signer"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * // a test double
 * const unsigned = Layer.succeed(Signer, { apiKey: Redacted.make("key"), account: "test", sign: () => Effect.succeed("00") })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Signer extends Context.Service<
  Signer,
  {
    readonly apiKey: Redacted.Redacted
    /** The label of the account, as the credentials give it. */
    readonly account: string
    readonly sign: (payload: string) => Effect.Effect<string>
  }
>()("effect-binance/Signer") {}

/**
 * A key that cannot sign. Never holds any part of it.
 *
 * @example
 * ```ts
 * import * as Signer from "effect-binance/client/Signer"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const explain = (error: Signer.SignerError) => Effect.logError(`${error.keyType}: ${error.problem}`)
 * const told = Layer.tapError(Signer.layer, explain)
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class SignerError extends Schema.TaggedError<SignerError>("SignerError")("SignerError", {
  /** The type of the key. */
  keyType: Schema.Literals(["Hmac", "Ed25519", "Rsa"]),
  /** What is wrong, as a clause. */
  problem: Schema.String
}) {
  override get message(): string {
    return `The ${this.keyType} key ${this.problem}.`
  }
}

/**
 * The DER bytes of a private key whose type is the one that is claimed, for those who build a signer on another library.
 *
 * Fails with `SignerError` when the key cannot be read, or is of another type.
 *
 * @example
 * ```ts
 * import * as Signer from "effect-binance/client/Signer"
 * import * as Redacted from "effect/Redacted"
 *
 * const der = Signer.privateKeyBytes({ _tag: "Ed25519", privateKey: Redacted.make("-----BEGIN PRIVATE KEY-----\n…") })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const privateKeyBytes = (
  key: Exclude<Key, { readonly _tag: "Hmac" }>
): Result.Result<Uint8Array, SignerError> => {
  const parsed = parsePrivateKey(Redacted.value(key.privateKey))
  if (Result.isFailure(parsed)) return Result.fail(new SignerError({ keyType: key._tag, problem: parsed.failure }))
  return parsed.success.type === key._tag
    ? Result.succeed(parsed.success.der)
    : Result.fail(new SignerError({ keyType: key._tag, problem: `is an ${parsed.success.type} key` }))
}

const toHex = (bytes: Uint8Array) => {
  let text = ""
  for (const byte of bytes) text += byte < 16 ? `0${byte.toString(16)}` : byte.toString(16)
  return text
}
const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))

// By type: how it is imported, how it signs (spot docs, rest-api: request security), how its signature is written
const algorithms = {
  Hmac: { import: { name: "HMAC", hash: "SHA-256" }, sign: "HMAC", write: toHex },
  Ed25519: { import: { name: "Ed25519" }, sign: "Ed25519", write: toBase64 },
  Rsa: { import: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, sign: "RSASSA-PKCS1-v1_5", write: toBase64 }
} as const

// The copy gives WebCrypto the plain ArrayBuffer that its types ask for
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

const importKey = Effect.fnUntraced(function* (key: Key) {
  const algorithm = algorithms[key._tag]
  const bytes =
    key._tag === "Hmac"
      ? utf8(Redacted.value(key.secret))
      : new Uint8Array(yield* Effect.fromResult(privateKeyBytes(key)))
  const subtle = globalThis.crypto?.subtle
  if (subtle === undefined)
    return yield* new SignerError({
      keyType: key._tag,
      problem: "cannot be used: this runtime has no WebCrypto (a page needs https)"
    })
  return yield* Effect.tryPromise({
    try: () => subtle.importKey(key._tag === "Hmac" ? "raw" : "pkcs8", bytes, algorithm.import, false, ["sign"]),
    // The cause is dropped: what a runtime says about a bad key is not ours to vouch for
    catch: () =>
      new SignerError({
        keyType: key._tag,
        problem: "was refused by WebCrypto"
      })
  })
})

/**
 * Signs with WebCrypto, in Node, Deno, Bun, browsers and workers. The key is imported once, when the layer is built, and cannot be
 * taken out again. Fails with `SignerError` for a key that cannot sign.
 *
 * @example
 * ```ts
 * import * as Credentials from "effect-binance/client/Credentials"
 * import * as Signer from "effect-binance/client/Signer"
 * import * as Layer from "effect/Layer"
 * const layer = Signer.layer.pipe(Layer.provide(Credentials.layerConfig))
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
      const { sign, write } = algorithms[key._tag]
      const cryptoKey = yield* importKey(key)
      return Signer.of({
        apiKey,
        account: label,
        sign: (payload) =>
          Effect.promise(() =>
            crypto.subtle.sign(sign, cryptoKey, utf8(payload)).then((signature) => write(new Uint8Array(signature)))
          )
      })
    })
  )
)

/**
 * A request before it is signed.
 *
 * @category models
 * @since 0.1.0
 */
export interface Draft {
  readonly method: WireRequest["method"]
  /** The path without a query, such as `/api/v3/order`. */
  readonly path: string
  readonly parameters: Parameters
}

const form = { "content-type": "application/x-www-form-urlencoded" }
const noHeaders: Readonly<Record<string, string>> = {}

// GET and DELETE carry everything in the query, POST and PUT in the body; the text is the same
const wire = (draft: Draft, text: string, headers: Readonly<Record<string, string>>): WireRequest =>
  draft.method === "GET" || draft.method === "DELETE"
    ? { method: draft.method, path: draft.path, query: text, body: "", headers }
    : {
        method: draft.method,
        path: draft.path,
        query: "",
        body: text,
        headers: text === "" ? headers : { ...headers, ...form }
      }

const authorized = (signer: Signer["Service"]) => ({ "x-mbx-apikey": Redacted.value(signer.apiKey) })

/**
 * A request that needs no key. Fails with `InvalidParameter` when a number is not finite.
 *
 * @example
 * ```ts
 * import * as Signer from "effect-binance/client/Signer"
 * const request = Signer.unsignedRequest({ method: "GET", path: "/api/v3/time", parameters: {} })
 * ```
 *
 * @category requests
 * @since 0.1.0
 */
export const unsignedRequest = (draft: Draft): Effect.Effect<WireRequest, InvalidParameter> =>
  Effect.fromResult(Result.map(encode(draft.parameters), (text) => wire(draft, text, noHeaders)))

/**
 * A request that names its API key without a signature, such as one for a listen key. Fails as `unsignedRequest` does.
 *
 * @example
 * ```ts
 * import * as Signer from "effect-binance/client/Signer"
 * import * as Effect from "effect/Effect"
 * const request = Effect.flatMap(Signer.Signer, (signer) =>
 *   Signer.keyedRequest(signer, { method: "GET", path: "/api/v3/historicalTrades", parameters: { symbol: "BTCUSDT" } }))
 * ```
 *
 * @category requests
 * @since 0.1.0
 */
export const keyedRequest = (signer: Signer["Service"], draft: Draft): Effect.Effect<WireRequest, InvalidParameter> =>
  Effect.fromResult(Result.map(encode(draft.parameters), (text) => wire(draft, text, authorized(signer))))

/**
 * A signed request, and its bare signature, for those who have to keep it out of what they print.
 *
 * @category models
 * @since 0.1.0
 */
export interface SignedRequest {
  readonly request: WireRequest
  readonly signature: string
}

// The fence of an attempt is its timestamp plus its recvWindow: a second copy of either, from the caller, would move it
const reserved = ["recvWindow", "timestamp", "signature"] as const

/**
 * Why these parameters cannot be signed: a number that is not finite, or a name that is the client's (`recvWindow`, `timestamp`,
 * `signature`). `undefined` when they can: then `signedRequest` does not fail.
 *
 * @example
 * ```ts
 * import * as Signer from "effect-binance/client/Signer"
 *
 * const problem = Signer.problemOf({ symbol: "BTCUSDT", timestamp: 1_700_000_000_000 })
 * // an InvalidParameter: the client sets the timestamp
 * ```
 *
 * @category requests
 * @since 0.1.0
 */
export const problemOf = (parameters: Parameters): InvalidParameter | undefined => {
  for (const parameter of reserved) {
    if (parameters[parameter] !== undefined) return new InvalidParameter({ parameter, problem: "is set by the client" })
  }
  return nonFinite(parameters)
}

/**
 * A signed request: the parameters, then `recvWindow`, `timestamp` and last `signature`, over exactly the text that is sent.
 *
 * `timestamp` is exchange time in epoch ms, cut to a whole number; `recvWindow` is in ms, at most three decimals on Spot. Fails with
 * `InvalidParameter` when a number is not finite, or when the parameters hold one of the three names above.
 *
 * Source of the rule: spot docs, rest-api, "SIGNED endpoint security"; futures docs: the signature comes last.
 *
 * @example
 * ```ts
 * import * as Signer from "effect-binance/client/Signer"
 * import * as Effect from "effect/Effect"
 *
 * const signed = Effect.gen(function*() {
 *   const signer = yield* Signer.Signer
 *   return yield* Signer.signedRequest(signer, {
 *     method: "DELETE", path: "/api/v3/order", parameters: { symbol: "BTCUSDT", orderId: 1 }, timestamp: 1_700_000_000_000, recvWindow: 5000
 *   })
 * })
 * ```
 *
 * @category requests
 * @since 0.1.0
 */
export const signedRequest = (
  signer: Signer["Service"],
  draft: Draft & { readonly timestamp: number; readonly recvWindow: number }
): Effect.Effect<SignedRequest, InvalidParameter> => {
  const own = { recvWindow: draft.recvWindow, timestamp: Math.floor(draft.timestamp) }
  const problem = problemOf(draft.parameters) ?? nonFinite(own)
  if (problem !== undefined) return Effect.fail(problem)
  const others = join(draft.parameters)
  const text = others === "" ? join(own) : `${others}&${join(own)}`
  return Effect.map(signer.sign(text), (signature) => ({
    request: wire(draft, `${text}&signature=${percentEncode(signature)}`, authorized(signer)),
    signature
  }))
}
