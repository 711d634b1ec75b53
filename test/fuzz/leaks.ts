/** What must never be seen, in whatever form, and everything that can be seen of a value. */
import * as Seeded from "@effect-binance/simulator/Seeded"
import type { Key as CredentialsKey, Options } from "effect-binance/client/Credentials"
import { BinanceError } from "effect-binance/errors/BinanceError"
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { format, inspect } from "node:util"
import type { Draw } from "./support.ts"

// Twelve characters in a row are no accident: of random ones, the odds are below 1 in 10^14.
const length = 12

const reversed = (text: string) => Array.from(text).reverse().join("")
const swapped = (text: string) => text.replace(/../gs, (pair) => `${pair[1]}${pair[0]}`)

/** The forms in which a text of ours could come back. Upper and lower case are not told apart. */
const formsOf = (secret: string): ReadonlyArray<string> => {
  const bytes = Buffer.from(secret)
  // inside of something longer, base64 starts at any of three places
  const inside = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .slice(4, -4)
  )
  return [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(encodeURIComponent(secret)),
    ...inside,
    ...inside.map((form) => form.replaceAll("+", "-").replaceAll("/", "_")),
    bytes.toString("hex"),
    bytes.toString("hex").replace(/(..)(?=.)/g, "$1 "),
    reversed(secret),
    swapped(secret),
    JSON.stringify(secret).slice(1, -1),
    Array.from(bytes, (byte) => `\\u00${byte.toString(16).padStart(2, "0")}`).join(""),
    Array.from(bytes).join(","),
    Array.from(bytes).join(", ")
  ]
}

/** Finds a piece of a secret in a text. */
export class Watch {
  readonly #pieces = new Map<string, string>()
  readonly #also: Watch | undefined

  /** Looks for what the other one looks for, too. */
  constructor(also?: Watch) {
    this.#also = also
  }

  add(name: string, secret: string): void {
    for (const form of formsOf(secret)) {
      const lower = form.toLowerCase()
      for (let i = 0; i + length <= lower.length; i++) this.#pieces.set(lower.slice(i, i + length), name)
    }
  }

  find(text: string): { readonly name: string; readonly piece: string; readonly around: string } | undefined {
    const lower = text.toLowerCase()
    for (let i = 0; i + length <= lower.length; i++) {
      const piece = lower.slice(i, i + length)
      const name = this.#nameOf(piece)
      if (name !== undefined)
        return { name, piece: text.slice(i, i + length), around: text.slice(Math.max(0, i - 160), i + 160) }
    }
    return undefined
  }

  #nameOf(piece: string): string | undefined {
    return this.#pieces.get(piece) ?? (this.#also === undefined ? undefined : this.#also.#nameOf(piece))
  }
}

// --------------------------------------------------------------------------------------------------------------- the keys

export interface Key {
  readonly type: CredentialsKey["_tag"]
  readonly apiKey: string
  readonly apiSecret?: string | undefined
  readonly privateKey?: string | undefined
  /** By name, whatever of it must not be seen. */
  readonly secrets: Readonly<Record<string, string>>
}

const ed25519Head = Buffer.from("302e020100300506032b657004220420", "hex")

// Making an RSA key takes longer than a hundred cases; this one guards nothing, and what is signed with it differs each time.
const rsaDer = Buffer.from(
  "MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBALuaZtVLO4CwBoGr2+UAmKI2UCD+nEPaRbS5ZVBh8QD8uprogvCbi38r" +
    "mG+/vPSwqGZnyPV4SFR1U356BXQo/nTnNu0SA+6T8edQ87CQ/E2MW8yBBUaOPjQIk6uLtWR7YIJL6/9A5qFzelMYAevelAd9uK0emBA2" +
    "sdhPDF1ozOBLAgMBAAECgYBitOB6RTUvhm5F99ig6ulkH9OVKKGricK3TfyiiIW3kUHVk5ShaBXDeXqhAW84B2LzTpQLo5fa6Ehf+W+5" +
    "KICItoND9ZxFA+OcoAVhU9ZWkKHIWwciqg98HHRvmnfiaq35r5jSEz2BUeR6ohBRR7caAs9jwgAETwra5BuHxSnqQQJBAOxAs2Eo3d9M" +
    "2kggrG4Sg+3sp9z3AzKhC8iMivg5pdON2X0rrPmPVYIZvVinEfzoI4X32mkoLW/9WFegaUsoR1ECQQDLSLRNRCwCsp5T/IlzUcR1lXWW" +
    "gMLG/vJwslP5a8Lpr+lfDvIbCWXukouw7htY+ZQ31ASLVDEBELGRTn7S3n7bAkEA5VatizzDnRgasXfeSv/4SAe6sDqtRQGm0aj04p/7" +
    "hNEndmXmhWAJzsCz2RJd2Nd0XIFM6VXSPet+TZnvfMD98QJBAL94G1sresiPtNEma9BSk9isjbTUUqFcQL4lOTMUbOHu7sC6Mw+EKp4r" +
    "KafcnaWQbiqnaCBTjFSUhKt4Y7v6FUECQCP24H2evmORcGv5PDaWz32J8vbmKTcUde1ScrBYeIl409BNjnrIgNxjEEAtnCv9vCG4pUPn" +
    "yIVMsj16qTsaN48=",
  "base64"
)

const pem = (der: Buffer) =>
  `-----BEGIN PRIVATE KEY-----\n${(der.toString("base64").match(/.{1,64}/g) ?? []).join("\n")}\n-----END PRIVATE KEY-----\n`

const privateSecrets = (der: Buffer, secret: Buffer): Key["secrets"] => ({
  "the private key": der.toString("base64"),
  "the private key in lines": pem(der).split("\n").slice(1, -2).join("\\n"),
  "the private key's bytes": der.toString("hex"),
  "the private number": secret.toString("base64"),
  "the private number in hex": secret.toString("hex")
})

const rsaSecrets = privateSecrets(rsaDer, rsaDer.subarray(170))
let rsaWatch: Watch | undefined

/** A key; also the plainest case has random ones, for a secret of equal letters would be found everywhere. */
export const keyOf = (d: Draw): Key => {
  const random = Seeded.make(d.below(0x3fff_ffff))
  const apiKey = random.text(64)
  return d.among(
    (): Key => {
      const apiSecret = random.text(64)
      return { type: "Hmac", apiKey, apiSecret, secrets: { "the API key": apiKey, "the secret": apiSecret } }
    },
    () => {
      const secret = Buffer.from(Array.from({ length: 32 }, () => random.integer(0, 255)))
      const der = Buffer.concat([ed25519Head, secret])
      const secrets = { "the API key": apiKey, ...privateSecrets(der, secret) }
      return { type: "Ed25519", apiKey, privateKey: pem(der), secrets }
    },
    () => ({ type: "Rsa", apiKey, privateKey: pem(rsaDer), secrets: { "the API key": apiKey, ...rsaSecrets } })
  )
}

export const optionsOf = ({ apiKey, apiSecret, privateKey }: Key): Options => ({ apiKey, apiSecret, privateKey })

export const watchOf = (key: Key): Watch => {
  if (key.type === "Rsa" && rsaWatch === undefined) {
    rsaWatch = new Watch()
    for (const [name, secret] of Object.entries(rsaSecrets)) rsaWatch.add(name, secret)
  }
  const watch = new Watch(key.type === "Rsa" ? rsaWatch : undefined)
  for (const [name, secret] of Object.entries(key.secrets))
    if (!(key.type === "Rsa" && name in rsaSecrets)) watch.add(name, secret)
  return watch
}

// ----------------------------------------------------------------------------------------------------------- what is seen

const errorJson = Schema.encodeSync(Schema.toCodecJson(BinanceError))
const isBinanceError = Schema.is(BinanceError)

const everything = {
  depth: Infinity,
  showHidden: true,
  getters: true,
  showProxy: true,
  maxArrayLength: Infinity,
  maxStringLength: Infinity
} as const

const asJson = (value: unknown) => {
  try {
    return String(JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? `${inner}` : inner)))
  } catch {
    return "" // a ring has no JSON
  }
}
const asText = (value: unknown) => {
  try {
    return String(value)
  } catch {
    return "" // an object without a prototype has no text
  }
}

/** Everything that a program, a log or a terminal can show of a value. */
export const seenOf = (value: unknown, depth = 0): string => {
  const texts = [
    inspect(value, everything),
    inspect(value),
    asText(value),
    asJson(value),
    format("%s %j %o", value, depth === 0 && asJson(value) !== "" ? value : "", value)
  ]
  if (Exit.isExit(value) && Exit.isFailure(value)) texts.push(seenOf(value.cause, depth + 1))
  if (Cause.isCause(value)) {
    texts.push(Cause.pretty(value), asText(Cause.squash(value)))
    for (const error of Cause.prettyErrors(value)) texts.push(inspect(error, everything), `${error.stack}`)
    for (const reason of value.reasons)
      if (depth < 4)
        texts.push(
          seenOf(reason._tag === "Fail" ? reason.error : reason._tag === "Die" ? reason.defect : reason, depth + 1)
        )
  }
  if (value instanceof Error) {
    texts.push(value.message, `${value.stack}`, value.name)
    if (depth < 8 && value.cause !== undefined) texts.push(seenOf(value.cause, depth + 1))
  }
  if (isBinanceError(value))
    texts.push(asJson(errorJson(value)), `${value.code} ${value.docs} ${value.remedy} ${value.executed}`)
  return texts.join("\n")
}
