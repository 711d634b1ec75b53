/** Logs a connection on with a key: what is asked for that, and what the answers say of the key. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Signer } from "../../client/Signer.ts"
import type { HttpReply, Reply } from "../../client/Transport.ts"
import { get, parseJson } from "../json.ts"
import type { ProductTable } from "./methods.ts"
import * as requests from "./requests.ts"

export interface Logon {
  readonly apiKey: Redacted.Redacted
  /** The parameters of `session.logon` at this moment, in epoch ms by the exchange's clock. */
  readonly params: (timestamp: number) => Effect.Effect<string>
}

export type Outcome =
  | { readonly _tag: "On" }
  | { readonly _tag: "Refused"; readonly refusal: HttpReply }
  /** Nothing is known of the key: another connection may tell. */
  | { readonly _tag: "Failed" }

// A signature of Ed25519 has 64 bytes; one of HMAC-SHA256 is hex, one of RSA longer.
const isEd25519 = /^[A-Za-z0-9+/]{86}==$/

/** Whether its key is of the type that can be logged on with. */
export const isPossible = ({ sign }: Signer["Service"]): Effect.Effect<boolean> =>
  Effect.map(sign("session.logon"), (signature) => isEd25519.test(signature))

export const of = (product: ProductTable, signer: Signer["Service"]): Logon => ({
  apiKey: signer.apiKey,
  params: (timestamp) => requests.logon(product, signer, timestamp)
})

/** Whether what a session says of itself is that it is logged on with this key: with another one it would be another account's. */
export const isOn = (status: unknown, apiKey: Redacted.Redacted): boolean =>
  get(status, "apiKey") === Redacted.value(apiKey)

/** Whether it says something of the key, and not that the exchange is busy or the signature came too late. */
const isFinal = ({ body, status }: HttpReply): boolean =>
  status >= 400 &&
  status < 500 &&
  status !== 408 &&
  status !== 418 &&
  status !== 429 &&
  get(parseJson(body), "code") !== -1021

const credentialCodes: ReadonlySet<unknown> = new Set([-1022, -2014, -2015])

/** What those get who rely on a logon that was refused. Nothing of them was sent, whatever the reason: so the key is what they hear of. */
const refusalOf = (reply: HttpReply): HttpReply => {
  const error = parseJson(reply.body)
  const code = get(error, "code")
  const msg = String(get(error, "msg"))
  const text = `session.logon was refused${credentialCodes.has(code) ? "" : ` (${reply.status}, ${String(code)})`}: ${msg}`
  return {
    ...reply,
    status: 401,
    body: JSON.stringify({ code: credentialCodes.has(code) ? code : -2015, msg: text })
  }
}

/**
 * Logs a connection on; gives what has come of it, and the last reply. The timestamp is what the very same server says that it is:
 * there may be no other clock here, and this one is the one that it is checked by.
 */
export const logOn = <E>(
  { apiKey, params }: Logon,
  ask: (method: string, params: string) => Effect.Effect<Reply, E>
): Effect.Effect<{ readonly value: Outcome; readonly reply: Reply }, E> =>
  Effect.gen(function* () {
    const told = (value: Outcome, reply: Reply) => ({ value, reply })
    const status = yield* ask("session.status", "{}")
    const serverTime = status._tag === "HttpReply" ? get(parseJson(status.body), "serverTime") : undefined
    if (typeof serverTime !== "number" || !Number.isSafeInteger(serverTime)) return told({ _tag: "Failed" }, status)
    const reply = yield* ask("session.logon", yield* params(serverTime))
    if (reply._tag === "NoReply") return told({ _tag: "Failed" }, reply)
    if (isFinal(reply)) return told({ _tag: "Refused", refusal: refusalOf(reply) }, reply)
    return told({ _tag: reply.status === 200 && isOn(parseJson(reply.body), apiKey) ? "On" : "Failed" }, reply)
  })
