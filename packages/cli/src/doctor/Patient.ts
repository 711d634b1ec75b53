/** What is examined: an endpoint, a key if there is one, and what was seen of both so far. */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import { addressOf, Endpoint } from "effect-binance/client/Endpoint"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Signer } from "effect-binance/client/Signer"
import { type Reply, Transport } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { ProductName } from "../Doctor.ts"
import { type Info, type Product, productOf, type Read, type Restrictions } from "./Products.ts"
import * as Products from "./Products.ts"

/** Whose key it is, or why there is none. Holds no part of it. */
export type Key =
  | { readonly _tag: "None" }
  | { readonly _tag: "Unusable"; readonly problem: string }
  | { readonly _tag: "Ready"; readonly account: string; readonly type: Credentials.Key["_tag"] }

/** What the headers of the latest replies said, their names in lower case. */
export type Seen = Map<string, string>

/** The exchange's clock minus this machine's, and how far the truth may be from that, in ms. */
export interface Offset {
  readonly offsetMillis: number
  readonly errorMillis: number
  readonly roundTripMillis: number
  /** When it was read, by this machine's clock. */
  readonly at: number
}

/** All of it. */
export interface Patient {
  readonly endpoint: Endpoint["Service"]
  readonly product: Product
  readonly productName: ProductName
  readonly symbol: string | undefined
  readonly driftMillis: number
  readonly checkTimeoutMillis: number
  readonly key: Key
  readonly seen: Seen
  readonly clock: ServerClock.HostClock
  readonly banWindow: BanWindow.BanWindow["Service"]
  /** Who else the ban window listens to, in words; `undefined` when it is this run alone. */
  readonly banWindowOf: string | undefined
  /** Read once, however many ask. */
  readonly info: Read<Info>
  readonly restrictions: Read<Restrictions>
  /** What the first look at the clock found. */
  offset: Offset | undefined
}

/** What a transport answers to whatever is no plain read: nothing that could change something leaves, whatever asks for it. */
const readsOnly: Reply = { _tag: "NoReply", phase: "connect", code: "READS_ONLY", timeout: false }

const noted = /^x-(?:mbx|sapi)-(?:used|order)-/

/** The transport with its writes taken out, which notes what is used. */
const guarded = (transport: Transport["Service"], seen: Seen): Transport["Service"] => ({
  ...transport,
  send: (request) =>
    request.method !== "GET"
      ? Effect.succeed(readsOnly)
      : Effect.tap(transport.send(request), (reply) =>
          Effect.sync(() => {
            if (reply._tag === "NoReply") return
            for (const [name, value] of Object.entries(reply.headers)) if (noted.test(name)) seen.set(name, value)
          })
        )
})

const settings = ["BINANCE_API_KEY", "BINANCE_API_SECRET", "BINANCE_PRIVATE_KEY"]

/** Whether any of a key is set. What cannot be read is for the credentials to complain about. */
const isAnySet = Effect.map(
  Effect.forEach(settings, (name) =>
    Config.option(Config.Redacted(name)).pipe(
      Effect.map(Option.exists((value) => Redacted.value(value).trim() !== "")),
      Effect.orElseSucceed(() => true)
    )
  ),
  (set) => set.includes(true)
)

// what needs a key is not asked without one; this one could sign nothing that anybody accepts
const nobody = Signer.of({ account: "nobody", apiKey: Redacted.make(""), sign: () => Effect.succeed("") })

const withCredentials = Layer.provideMerge(NodeSigner.layer, Credentials.layerConfig)

const readKey = Effect.gen(function* () {
  const without = (key: Key) => ({ key, signer: nobody, secrets: [] as ReadonlyArray<string> })
  if (!(yield* isAnySet)) return without({ _tag: "None" })
  const built = yield* Effect.result(Layer.build(withCredentials))
  if (built._tag === "Failure") return without({ _tag: "Unusable", problem: built.failure.message })
  const { apiKey, key, label } = Context.get(built.success, Credentials.Credentials)
  const ready: Key = { _tag: "Ready", account: label, type: key._tag }
  const secret = Redacted.value(key._tag === "Hmac" ? key.secret : key.privateKey)
  return { key: ready, signer: Context.get(built.success, Signer), secrets: [Redacted.value(apiKey), secret] }
})

/** What a run of the doctor is given. */
export interface Asked {
  readonly product: ProductName
  readonly symbol: string | undefined
  readonly checkTimeout: Duration.Duration
  readonly driftWatch: Duration.Duration
  readonly banWindowOf: string | undefined
}

/**
 * Makes the patient, the client that asks about it, and what takes the key out of a text. Sends nothing.
 */
export const make = Effect.fnUntraced(function* (asked: Asked) {
  const endpoint = yield* Endpoint
  const banWindow = yield* BanWindow.BanWindow
  const seen: Seen = new Map()
  const transport = guarded(yield* Transport, seen)
  const { key, secrets, signer } = yield* readKey
  const context = yield* Layer.build(
    BinanceClient.layer.pipe(
      Layer.provideMerge(ServerClock.layer),
      Layer.provide(Layer.succeed(Transport, transport)),
      Layer.provide(Layer.succeed(Signer, signer)),
      Layer.provide(Layer.succeed(BanWindow.BanWindow, banWindow))
    )
  )
  const product = productOf(asked.product)
  const patient: Patient = {
    endpoint,
    product,
    productName: asked.product,
    symbol: asked.symbol,
    driftMillis: Duration.toMillis(asked.driftWatch),
    checkTimeoutMillis: Duration.toMillis(asked.checkTimeout),
    key,
    seen,
    clock: ServerClock.clockOf(Context.get(context, ServerClock.ServerClock), product.rules),
    banWindow,
    banWindowOf: asked.banWindowOf,
    info: yield* Effect.cached(product.exchangeInfo(asked.symbol)),
    restrictions: yield* Effect.cached(Products.restrictions()),
    offset: undefined
  }
  return {
    patient,
    client: Context.get(context, BinanceClient.BinanceClient),
    /** Takes the key out, whoever put it in. */
    hide: (text: string) =>
      secrets.reduce((rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "[redacted]")), text)
  }
})

/** Whether this endpoint has an address for a path. */
export const reaches = ({ endpoint }: Patient, path: string): boolean => addressOf(endpoint, path) !== undefined
