/** Finds out how intents ended that a journal has no outcome of: by `Orders.recover`, over a transport that can place nothing. */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import type { Endpoint } from "effect-binance/client/Endpoint"
import * as ServerClock from "effect-binance/client/ServerClock"
import type { BinanceError } from "effect-binance/errors/BinanceError"
import type { SignerError } from "effect-binance/client/Signer"
import { type Reply, Transport } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { type IntentRow, type JournalError, OrderJournal } from "effect-binance/orders/OrderJournal"
import * as Orders from "effect-binance/orders/Orders"
import { products } from "effect-binance/products/AllProducts"
import * as Coinm from "effect-binance/products/Coinm"
import * as Margin from "effect-binance/products/Margin"
import * as Options from "effect-binance/products/Options"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import * as Spot from "effect-binance/products/Spot"
import * as Usdm from "effect-binance/products/Usdm"
import type { Evidence } from "effect-binance/settlement/Evidence"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** What a transport answers to whatever neither asks nor cancels: no order leaves, whatever asks for it. */
const nothingIsPlaced: Reply = { _tag: "NoReply", phase: "connect", code: "NOTHING_IS_PLACED", timeout: false }

/** Reads and cancels: every cancel of every product, and the engine ping, is a DELETE, and nothing that places is one. */
const mayLeave = new Set(["GET", "DELETE"])

export const withoutPlacing = (transport: Transport["Service"]): Transport["Service"] => ({
  ...transport,
  send: (request) => (mayLeave.has(request.method) ? transport.send(request) : Effect.succeed(nothingIsPlaced))
})

const transport = Layer.effect(Transport, Effect.map(Transport, withoutPlacing)).pipe(
  Layer.provide(UndiciTransport.layer)
)

/** What was asked about an intent and came back, by the client order id that the library drew for it. */
export type Seen = Map<string, Evidence>

/** The evidence of what executed is in no outcome: it is kept here, where every settlement passes. */
const noting = (seen: Seen, silence: Silence) =>
  Layer.effect(
    Reconciliation.Reconciliation,
    Effect.map(Reconciliation.Reconciliation, ({ resolve }) =>
      Reconciliation.Reconciliation.of({
        resolve: (doubt, intent) =>
          Effect.tap(resolve(doubt, intent), ({ evidence }) =>
            Effect.sync(() => seen.set(intent.clientOrderId, evidence))
          )
      })
    )
  ).pipe(Layer.provide(Reconciliation.layer), Layer.provide(listening(silence)))

/** Why nothing is known: what the last question failed with, while none has been answered since. */
interface Silence {
  message: string | undefined
}

/** That an order is not there is an answer: all that a question may be refused with but its own subject is none. */
const isAnswer = ({ _tag, reason }: BinanceError) =>
  _tag === "Fatal" && !["BadCredentials", "BadSignature", "AccountRestricted"].includes(reason._tag)

/** The client that a settlement asks with. */
const listening = (silence: Silence) =>
  Layer.effect(
    BinanceClient.BinanceClient,
    Effect.map(BinanceClient.BinanceClient, (client) => ({
      ...client,
      call: (operation, input, intent) =>
        client.call(operation, input, intent).pipe(
          Effect.tap(() =>
            Effect.sync(() => {
              silence.message = undefined
            })
          ),
          Effect.tapError((error: BinanceError) =>
            Effect.sync(() => {
              silence.message = isAnswer(error) ? undefined : error.message
            })
          )
        )
    }))
  )

const boundsOf = (bounds: SettlementBounds.Bounds) =>
  Object.fromEntries(Array.from(products.values(), ({ boundsName, name }) => [boundsName ?? name, bounds]))

/** The key of the configuration, and whose it is. */
export const key: Layer.Layer<Credentials.Credentials, Credentials.CredentialsError> = Credentials.layerConfig

/** How what was listed ended, as far as the journal knows afterwards, and what was seen on the way. */
export interface Settled {
  readonly rows: ReadonlyMap<string, IntentRow>
  readonly seen: Seen
  /** Why the rest is not known, when the exchange did not answer what was asked last. */
  readonly silence: string | undefined
}

/**
 * Settles what the journal has of the key's account, for at most so long; what is not settled by then stays in doubt. Gives the rows
 * of these intents as they are afterwards.
 */
export const settle = (
  ids: ReadonlyArray<string>,
  within: Duration.Input,
  bounds: SettlementBounds.Bounds | undefined
): Effect.Effect<Settled, JournalError | SignerError, OrderJournal | Endpoint | Credentials.Credentials> =>
  Effect.gen(function* () {
    const seen: Seen = new Map()
    const silence: Silence = { message: undefined }
    const client = BinanceClient.layer.pipe(
      Layer.provideMerge(ServerClock.layer),
      Layer.provide(BanWindow.BanWindow.layer),
      Layer.provide(NodeSigner.layer),
      Layer.provide(transport)
    )
    const orders = Orders.layer({
      products: [Spot, Margin, Usdm, Coinm, Options, PortfolioMargin],
      processName: "effect-binance in-doubt",
      // whatever is still in doubt has had its time
      shutdownWithin: "100 millis"
    }).pipe(Layer.provideMerge(noting(seen, silence)), Layer.provide(client))
    const settling = Effect.flatMap(Layer.build(orders), (context) =>
      Effect.timeoutOption(Context.get(context, Orders.Orders).recover, within)
    ).pipe(Effect.scoped)
    yield* bounds === undefined
      ? settling
      : Effect.provideService(settling, SettlementBounds.Overrides, boundsOf(bounds))
    const journal = yield* OrderJournal
    const rows = new Map<string, IntentRow>()
    for (const id of ids) {
      const row = yield* journal.read(id)
      if (row !== undefined) rows.set(id, row)
    }
    return { rows, seen, silence: silence.message }
  })
