/**
 * Whose calls these are: an API key and the key that signs, held so that printing them shows nothing.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/**
 * The key that signs. A private key is unencrypted PKCS#8, as PEM or as the base64 of its DER bytes.
 *
 * @category models
 * @since 0.1.0
 */
export type Key =
  | { readonly _tag: "Hmac"; readonly secret: Redacted.Redacted }
  | { readonly _tag: "Ed25519"; readonly privateKey: Redacted.Redacted }
  | { readonly _tag: "Rsa"; readonly privateKey: Redacted.Redacted }

/**
 * The credentials of one account.
 *
 * `label` names the account in errors, journals and budgets; it is the caller's word for it and never a secret.
 *
 * @example
 * ```ts
 * import * as Credentials from "effect-binance/client/Credentials"
 *
 * const fromEnvironment = Credentials.layerConfig
 * const explicit = Credentials.layer({ label: "grid-bot", apiKey: "…", apiSecret: "…" })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Credentials extends Context.Service<
  Credentials,
  {
    readonly label: string
    readonly apiKey: Redacted.Redacted
    readonly key: Key
  }
>()("effect-binance/Credentials") {}

/**
 * Credentials that are missing, or that cannot be what they should be. Never holds any part of them.
 *
 * @example
 * ```ts
 * import { type CredentialsError, layerConfig } from "effect-binance/client/Credentials"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const explain = (error: CredentialsError) => Effect.logError(`${error.part}: ${error.problem}`)
 * const told = Layer.tapError(layerConfig, explain)
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class CredentialsError extends Schema.TaggedError<CredentialsError>("CredentialsError")("CredentialsError", {
  /** Which part: the name of an option, or of an environment variable. */
  part: Schema.String,
  /** What is wrong with it and what to do, as a clause. */
  problem: Schema.String
}) {
  override get message(): string {
    return `${this.part} ${this.problem}.`
  }
}

/**
 * What `layer` takes: the API key, and either the secret of an HMAC key or the private key of an Ed25519 or RSA key, whose type
 * is read from the key itself. White space around pasted values is dropped.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Default: a name made from a fingerprint of the API key, so that two accounts never share one by accident. */
  readonly label?: string | undefined
  readonly apiKey: string | Redacted.Redacted
  readonly apiSecret?: string | Redacted.Redacted | undefined
  /** Unencrypted PKCS#8: PEM, or the base64 of its DER bytes. */
  readonly privateKey?: string | Redacted.Redacted | undefined
}

type Names = { readonly [K in "label" | "apiKey" | "apiSecret" | "privateKey"]: string }

const optionNames: Names = { label: "label", apiKey: "apiKey", apiSecret: "apiSecret", privateKey: "privateKey" }
const configNames: Names = {
  label: "BINANCE_ACCOUNT",
  apiKey: "BINANCE_API_KEY",
  apiSecret: "BINANCE_API_SECRET",
  privateKey: "BINANCE_PRIVATE_KEY"
}

const fail = (part: string, problem: string) => Result.fail(new CredentialsError({ part, problem }))

// Quotes survive some env-file loaders, and a key never starts with one
const unquote = (text: string) => (/^(["']).*\1$/s.test(text) ? text.slice(1, -1).trim() : text)
const reveal = (value: string | Redacted.Redacted): string =>
  unquote((typeof value === "string" ? value : Redacted.value(value)).trim())

// A line break inside the key would end the header that carries it
const visibleAscii = /^[\x21-\x7e]+$/

// FNV-1a: 32 bits of a key of some 380 identify an account in a log and help nobody to guess the key
const fingerprint = (apiKey: string): string => {
  let hash = 0x811c9dc5
  for (let i = 0; i < apiKey.length; i++) hash = Math.imul(hash ^ apiKey.charCodeAt(i), 0x01000193)
  return `account-${(hash >>> 0).toString(16).padStart(8, "0")}`
}

/** @internal */
export const decodeBase64 = (text: string): Uint8Array | undefined => {
  const compact = text.replace(/\s+/g, "")
  if (compact === "" || compact.length % 4 === 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return undefined
  const binary = atob(compact.replace(/=+$/, ""))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

const privateKeyLabel = "PRIVATE KEY"
const armour = /^-----BEGIN ([A-Z0-9 ]+)-----\s*([\s\S]*?)\s*-----END \1-----$/

// The object identifiers 1.3.101.112 and 1.2.840.113549.1.1.1, as DER
const algorithms: ReadonlyArray<readonly ["Ed25519" | "Rsa", string]> = [
  ["Ed25519", "06032b6570"],
  ["Rsa", "06092a864886f70d010101"]
]

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

// PrivateKeyInfo ::= SEQUENCE { version INTEGER, SEQUENCE { algorithm OBJECT IDENTIFIER, … }, … }: only its head is read
const head = /^30(?:[0-7].|81..|82....|83......)02010[01]30(?:[0-7].|81..)(06.*)$/

/**
 * What an unencrypted PKCS#8 private key is for, and its DER bytes.
 *
 * @internal
 */
export const parsePrivateKey = (
  text: string
): Result.Result<{ readonly type: "Ed25519" | "Rsa"; readonly der: Uint8Array }, string> => {
  const trimmed = text.replaceAll("\\n", "\n").replaceAll("\\r", "").trim()
  const match = armour.exec(trimmed)
  if (match === null && trimmed.startsWith("-----")) return Result.fail("is not a whole PEM block")
  if (match !== null && match[1] !== privateKeyLabel) {
    return Result.fail(
      match[1] === "RSA PRIVATE KEY" || match[1] === "EC PRIVATE KEY"
        ? "is not PKCS#8: convert it with `openssl pkcs8 -topk8 -nocrypt`"
        : match[1] === "ENCRYPTED PRIVATE KEY"
          ? "is encrypted: decrypt it first, with `openssl pkcs8`"
          : "is a PEM block, but no PRIVATE KEY"
    )
  }
  const der = decodeBase64(match === null ? trimmed : (match[2] ?? ""))
  if (der === undefined) return Result.fail("is neither PEM nor base64")
  const algorithm = head.exec(hex(der.subarray(0, 64)))?.[1]
  if (algorithm === undefined) return Result.fail("is not an unencrypted PKCS#8 private key")
  const type = algorithms.find(([, identifier]) => algorithm.startsWith(identifier))?.[0]
  return type === undefined ? Result.fail("is neither an Ed25519 nor an RSA key") : Result.succeed({ type, der })
}

const makeNamed = (options: Options, names: Names): Result.Result<Credentials["Service"], CredentialsError> => {
  const apiKey = reveal(options.apiKey)
  const apiSecret = options.apiSecret === undefined ? "" : reveal(options.apiSecret)
  const privateKey = options.privateKey === undefined ? "" : reveal(options.privateKey)
  const label = (options.label ?? "").trim()
  if (apiKey === "") return fail(names.apiKey, "is missing")
  if (apiKey.startsWith("-----")) return fail(names.apiKey, `is a PEM block: that belongs in ${names.privateKey}`)
  if (!visibleAscii.test(apiKey)) return fail(names.apiKey, "holds a blank or a character that no API key has")
  if (apiSecret !== "" && privateKey !== "")
    return fail(`${names.apiSecret} and ${names.privateKey}`, "are both given: one API key has one of them")
  if (apiSecret === "" && privateKey === "") return fail(`${names.apiSecret} or ${names.privateKey}`, "is missing")
  // A label that holds the key would carry it into every error and log line
  if (label.includes(apiKey) || (apiSecret !== "" && label.includes(apiSecret)))
    return fail(names.label, "holds the key itself: give the account a name instead")
  const common = {
    label: label === "" ? fingerprint(apiKey) : label,
    apiKey: Redacted.make(apiKey, { label: "apiKey" })
  }
  if (apiSecret !== "") {
    if (apiSecret.startsWith("-----"))
      return fail(names.apiSecret, `is a PEM block: that belongs in ${names.privateKey}`)
    if (!visibleAscii.test(apiSecret)) return fail(names.apiSecret, "holds a blank or a character that no secret has")
    return Result.succeed({
      ...common,
      key: { _tag: "Hmac", secret: Redacted.make(apiSecret, { label: "apiSecret" }) }
    })
  }
  const parsed = parsePrivateKey(privateKey)
  return Result.isFailure(parsed)
    ? fail(names.privateKey, parsed.failure)
    : Result.succeed({
        ...common,
        key: { _tag: parsed.success.type, privateKey: Redacted.make(privateKey, { label: "privateKey" }) }
      })
}

/**
 * Checks and wraps credentials; the type of a private key is read from the key.
 *
 * @example
 * ```ts
 * import * as Credentials from "effect-binance/client/Credentials"
 * const credentials = Credentials.make({ apiKey: "…", privateKey: "-----BEGIN PRIVATE KEY-----\n…" })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options): Result.Result<Credentials["Service"], CredentialsError> =>
  makeNamed(options, optionNames)

/**
 * Credentials given in the program. Fails with `CredentialsError`, which never repeats a value.
 *
 * @example
 * ```ts
 * import * as Credentials from "effect-binance/client/Credentials"
 * const layer = Credentials.layer({ apiKey: "…", apiSecret: "…" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<Credentials, CredentialsError> =>
  Layer.effect(
    Credentials,
    Effect.suspend(() => Effect.fromResult(make(options)))
  )

const read = (name: string) =>
  Config.option(Config.Redacted(name)).pipe(
    Effect.map(Option.getOrUndefined),
    // The cause is dropped: a provider's message may quote what it found
    Effect.mapError(() => new CredentialsError({ part: name, problem: "could not be read from the configuration" }))
  )

/**
 * Credentials from the configuration (by default the environment): `BINANCE_API_KEY`, and `BINANCE_API_SECRET` (HMAC) or
 * `BINANCE_PRIVATE_KEY` (Ed25519 or RSA; PEM, whose line breaks may be written `\n`). `BINANCE_ACCOUNT` may name the account.
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
export const layerConfig: Layer.Layer<Credentials, CredentialsError> = /* @__PURE__ */ Layer.fresh(
  /* @__PURE__ */ Layer.effect(
    Credentials,
    // pure, so that a web page, which has no environment, can leave it out with all that reads one
    /* @__PURE__ */ Effect.gen(function* () {
      const label = yield* read(configNames.label)
      const apiKey = yield* read(configNames.apiKey)
      const apiSecret = yield* read(configNames.apiSecret)
      const privateKey = yield* read(configNames.privateKey)
      return yield* Effect.fromResult(
        makeNamed(
          {
            label: label === undefined ? undefined : Redacted.value(label),
            apiKey: apiKey ?? "",
            apiSecret,
            privateKey
          },
          configNames
        )
      )
    })
  )
)
