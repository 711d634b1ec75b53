/** A client of the WebSocket API that a test can look into: it signs as the documentation says, and does nothing by itself. */
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { createPrivateKey, sign } from "node:crypto"
import { WebSocket } from "ws"
import { hmac } from "./support.ts"

export type Params = Readonly<Record<string, string | number | boolean | undefined>>

export interface Frame {
  readonly id?: unknown
  readonly status?: number
  // a test that expects something else fails on it
  readonly result?: Record<string, unknown>
  readonly error?: { readonly code: number; readonly msg: string; readonly data?: Record<string, unknown> }
  readonly rateLimits?: ReadonlyArray<Record<string, unknown>>
  readonly subscriptionId?: number
  readonly event?: Record<string, unknown>
}

export interface Client {
  readonly webSocket: WebSocket
  /** Every message so far, as it came. */
  readonly messages: ReadonlyArray<string>
  readonly binary: () => number
  readonly frames: () => ReadonlyArray<Frame>
  readonly events: () => ReadonlyArray<Record<string, unknown>>
  readonly pings: () => number
  /** The close code, once it is closed. */
  readonly closed: () => number | undefined
  readonly write: (text: string) => void
  /** Sends a request and gives its id. */
  readonly send: (method: string, params?: object) => number
  readonly reply: (id: unknown) => Effect.Effect<Frame>
  readonly ask: (method: string, params?: object) => Effect.Effect<Frame>
  readonly until: (holds: () => boolean) => Effect.Effect<void>
}

export const payloadOf = (params: Params): string =>
  Object.keys(params)
    .sort()
    .map((name) => `${name}=${String(params[name])}`)
    .join("&")

export const signed = (
  params: Params = {},
  key: { readonly apiKey: string; readonly secret: string } = TestKeys.hmac,
  timestamp = Date.now()
): Params => {
  const all = { ...params, apiKey: key.apiKey, timestamp }
  return { ...all, signature: hmac(payloadOf(all), key.secret) }
}

export const signedByEd25519 = (params: Params = {}, timestamp = Date.now()): Params => {
  const all = { ...params, apiKey: TestKeys.ed25519.apiKey, timestamp }
  const key = createPrivateKey(TestKeys.ed25519.privateKeyPem)
  return { ...all, signature: sign(null, Buffer.from(payloadOf(all)), key).toString("base64") }
}

const waitMillis = 3000

/** Opens a connection, or gives the status that refuses it. */
export const connect = (
  url: string,
  options: { readonly autoPong?: boolean } = {}
): Effect.Effect<Client, { readonly status: number; readonly body: string }, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<Client, { readonly status: number; readonly body: string }>((resume) => {
      const webSocket = new WebSocket(url, { autoPong: options.autoPong ?? true })
      const messages: Array<string> = []
      let binary = 0
      let pings = 0
      let code: number | undefined
      let lastId = 0
      webSocket.on("message", (data, isBinary) => {
        if (isBinary) binary++
        // ws gives one buffer unless told otherwise
        messages.push((data as Buffer).toString("utf8"))
      })
      webSocket.on("ping", () => pings++)
      webSocket.on("close", (closed) => {
        code = closed
      })
      webSocket.on("error", () => {})
      webSocket.on("unexpected-response", (_, response) => {
        let body = ""
        response.on("data", (part: Buffer) => {
          body += part.toString()
        })
        response.on("end", () => resume(Effect.fail({ status: response.statusCode ?? 0, body })))
      })
      const frames = () =>
        messages.flatMap((text): ReadonlyArray<Frame> => {
          try {
            return [JSON.parse(text) as Frame]
          } catch {
            return []
          }
        })
      const until = (holds: () => boolean) =>
        Effect.gen(function* () {
          for (let waited = 0; !holds(); waited += 5) {
            if (waited > waitMillis) throw new Error(`nothing came; so far: ${messages.join("\n")}`)
            yield* Effect.sleep(5)
          }
        })
      const send = (method: string, params?: object) => {
        webSocket.send(JSON.stringify({ id: ++lastId, method, ...(params === undefined ? {} : { params }) }))
        return lastId
      }
      const isReply = (id: unknown) => (frame: Frame) => frame.status !== undefined && frame.id === id
      const reply = (id: unknown) =>
        Effect.map(
          until(() => frames().some(isReply(id))),
          () => frames().find(isReply(id))!
        )
      const client: Client = {
        webSocket,
        messages,
        binary: () => binary,
        frames,
        events: () => frames().flatMap(({ event }) => (event === undefined ? [] : [event])),
        pings: () => pings,
        closed: () => code,
        write: (text) => webSocket.send(text),
        send,
        reply,
        ask: (method, params) => Effect.suspend(() => reply(send(method, params))),
        until
      }
      webSocket.on("open", () => resume(Effect.succeed(client)))
    }),
    ({ webSocket }) => Effect.sync(() => webSocket.terminate())
  )
