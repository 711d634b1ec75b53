/**
 * Rules that can be switched off, to show that the checks can fail. Each is done from outside: by a bound, a service or the exchange.
 */
import type { WireRequest } from "effect-binance/client/Transport"
import { BinanceClient } from "effect-binance/client/BinanceClient"
import * as Intent from "effect-binance/client/Intent"
import { AmbiguousExecution } from "effect-binance/errors/BinanceError"
import { DuplicateClientOrderId, FatalReason } from "effect-binance/errors/FatalReason"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { Evidence } from "effect-binance/settlement/Evidence"
import { ClaimedOrders } from "effect-binance/settlement/ClaimedOrders"
import type { Operation } from "effect-binance/client/Operation"
import type { OrderRow } from "effect-binance/settlement/ProductViews"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Spot from "effect-binance/products/Spot"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as NamedLists from "./NamedLists.ts"

/** Each rule with what happens once it is off. */
export const sabotages = {
  "fence": "the client believes that an attempt is dead as soon as it was signed",
  "views": "the client believes that reads never lag",
  "resend": "the client takes every doubt for a no",
  "reject-speaks-for-all":
    "the client sends a doubt again and believes a refusal of that, whatever the first attempt did",
  "content": "the client takes any order of the same content for its own",
  "claims": "the client forgets which orders belong to its other intents",
  "window": "the client sends whatever the exchange told it about staying away",
  "closed-not-sent": "what was in flight when its socket closed is told as not sent",
  "gap": "a gap of the user data stream is forgotten, and its silence trusted across it",
  "redaction": "somebody between the client and the line logs what is sent",
  "engine-bound": "the exchange accepts orders later than it states",
  "visibility-bound": "the exchange's reads lag more than it states"
} as const

export type Sabotage = keyof typeof sabotages

/** The rules that only parts and wholes have, each with what happens once it is off. */
export const ofParts = {
  "cancel-half-again": "the client sends the cancel half of a cancelReplace in doubt again, by itself",
  "halves-as-one": "the client takes a cancelReplace for not executed when its new order is not there",
  "list-name": "the client takes an order list for absent as soon as its name is",
  "list-order": "the client takes an order list for absent as soon as its last order is",
  "list-again": "the client takes whatever order list has the name that its caller chose for its own",
  "amend-no": "the client takes an amend in doubt for one that did not happen",
  "cancel-all-yes": "the client takes a cancel of all orders in doubt for done"
} as const

export type OfParts = keyof typeof ofParts

/** The rules that only a journal has, each with what happens once it is off. */
export const ofOrders = {
  "written-later": "the journal acknowledges an attempt before it is written",
  "others-fence": "a process waits for the fences of its own attempts only",
  "no-compare": "an outcome is written whatever attempts were made meanwhile",
  "begun-again": "a key is begun again while its run may live",
  "dead-not-sent": "the attempts of another process count as not sent",
  "local-wait": "a fence that was read back is not waited for by the local clock",
  "claims": "what others on the journal have placed is forgotten"
} as const

export type OfOrders = keyof typeof ofOrders

/** The rules about where an order lives and how long it is shown, each with what happens once it is off. */
export const ofProducts = {
  retention: "the client takes what the exchange has forgotten for what never was",
  route: "the client asks for an order where it does not live"
} as const

export type OfProducts = keyof typeof ofProducts
export type Any = Sabotage | OfParts | OfOrders | OfProducts

export const isOfParts = (name: string): name is OfParts => Object.hasOwn(ofParts, name)
export const isOfProducts = (name: string): name is OfProducts => Object.hasOwn(ofProducts, name)
export const isOfOrders = (name: string): name is OfOrders => Object.hasOwn(ofOrders, name)

// Object.keys forgets that the keys of a constant are known
export const namesOfParts = Object.keys(ofParts) as ReadonlyArray<OfParts>
export const namesOfProducts = Object.keys(ofProducts) as ReadonlyArray<OfProducts>
export const namesOfOrders = Object.keys(ofOrders) as ReadonlyArray<OfOrders>
export const names = Object.keys(sabotages) as ReadonlyArray<Sabotage>

const isFatal = Schema.is(FatalReason)
const nothing = new Evidence({ fenceAt: 0, observations: [] })

/** A client that takes every doubt for a no. */
export const resend = Layer.succeed(Reconciliation.Reconciliation, {
  resolve: () => Effect.succeed(Reconciliation.Resolution.NotExecuted({ evidence: nothing }))
})

/** A client that sends again what is in doubt, and takes a refusal of that for the last word. */
export const rejectSpeaksForAll = Layer.effect(
  Reconciliation.Reconciliation,
  Effect.gen(function* () {
    const genuine = yield* Reconciliation.Reconciliation
    const client = yield* BinanceClient
    return Reconciliation.Reconciliation.of({
      resolve: Effect.fnUntraced(function* (doubt, intent) {
        const { doubt: before, input, operation } = intent
        if (operation === undefined) return yield* genuine.resolve(doubt, intent)
        intent.doubt = undefined
        const again = yield* Effect.result(
          client.call(operation as unknown as Operation<OrderRow, "place", unknown>, input, intent) // the intent's own operation and input
        )
        if (again._tag === "Success")
          return Reconciliation.Resolution.Executed({ order: again.success, evidence: nothing })
        const error = again.failure
        const refusal =
          error instanceof AmbiguousExecution
            ? error.reason._tag === "EarlierAttemptExists"
              ? new DuplicateClientOrderId({ code: error.code })
              : error.inDoubt.refusal
            : error.reason
        if (isFatal(refusal)) return Reconciliation.Resolution.Refused({ reason: refusal, evidence: nothing })
        intent.doubt = before
        return yield* genuine.resolve(doubt, intent)
      })
    })
  })
)

/** A client that looks for content only. */
export const content = Layer.effect(
  Reconciliation.Reconciliation,
  Effect.gen(function* () {
    const genuine = yield* Reconciliation.Reconciliation
    const client = yield* BinanceClient
    return Reconciliation.Reconciliation.of({
      resolve: Effect.fnUntraced(function* (doubt, intent) {
        const { kind, side, symbol, type } = doubt.inDoubt
        if (kind !== "place" || symbol === undefined) return yield* genuine.resolve(doubt, intent)
        const orders = yield* Effect.result(
          Spot.allOrders({ symbol }).pipe(Effect.provideService(BinanceClient, client))
        )
        const order =
          orders._tag === "Success" ? orders.success.find((one) => one.side === side && one.type === type) : undefined
        return order === undefined
          ? yield* genuine.resolve(doubt, intent)
          : Reconciliation.Resolution.Executed({ order, evidence: nothing })
      })
    })
  })
)

/** A table of orders that knows of nobody's. */
export class Forgetful extends ClaimedOrders {
  override isAnothers(): boolean {
    return false
  }
}

/** A gate that nobody ever closes. */
export const openWindow = Layer.succeed(BanWindow.BanWindow, {
  closedUntil: () => Effect.succeed(undefined),
  close: () => Effect.void,
  isOpen: () => true,
  pass: () => Effect.void
})

/** Says what is sent, key and signature included. */
export const logged = (request: WireRequest) =>
  Effect.logInfo(`${request.method} ${request.path}?${request.query}${request.body}`)

const notExecuted = Reconciliation.Resolution.NotExecuted({ evidence: nothing })

/** A client that takes "nothing of it is left" for "it never was". */
export const believesAbsence = Layer.effect(
  Reconciliation.Reconciliation,
  Effect.map(Reconciliation.Reconciliation, (genuine) =>
    Reconciliation.Reconciliation.of({
      resolve: (doubt, intent) =>
        Effect.map(genuine.resolve(doubt, intent), (resolution) =>
          doubt.inDoubt.kind === "place" && resolution._tag === "Refused" && resolution.reason._tag === "UnknownOrder"
            ? notExecuted
            : resolution
        )
    })
  )
)

/** A client whose settlement of some operations is another one. */
const but = (
  operations: ReadonlyArray<AmbiguousExecution["inDoubt"]["operation"]>,
  settle: (
    input: unknown,
    intent: Intent.Intent,
    genuine: Effect.Effect<Reconciliation.Resolution>
  ) => Effect.Effect<Reconciliation.Resolution, never, BinanceClient>
) =>
  Layer.effect(
    Reconciliation.Reconciliation,
    Effect.gen(function* () {
      const service = yield* Reconciliation.Reconciliation
      const client = yield* BinanceClient
      return Reconciliation.Reconciliation.of({
        resolve: (doubt, intent) => {
          const genuine = service.resolve(doubt, intent)
          return operations.includes(doubt.inDoubt.operation)
            ? Effect.provideService(settle(intent.input, intent, genuine), BinanceClient, client)
            : genuine
        }
      })
    })
  )

/** A call as an intent of its own: that of the call in doubt would say that it is in doubt, and send nothing. */
const apart = <A, E, R>(call: Effect.Effect<A, E, R>) => Effect.provideService(call, Intent.Current, undefined)

/** The settlement of each client that has lost a rule about parts and wholes. */
export const settlings = {
  "cancel-half-again": but(["spot.cancelReplaceOrder"], (input, _, genuine) => {
    const { cancelOrderId: orderId, symbol } = input as { readonly symbol: string; readonly cancelOrderId: number } // the simulation names the order to cancel by its id
    return Effect.andThen(Effect.result(apart(Spot.cancelOrder({ symbol, orderId }))), genuine)
  }),
  "halves-as-one": but(["spot.cancelReplaceOrder"], (_input, _intent, genuine) =>
    Effect.map(genuine, (resolution) =>
      resolution._tag === "Refused" &&
      resolution.reason._tag === "CancelReplaceFailed" &&
      resolution.reason.place.executed === "no"
        ? notExecuted
        : resolution
    )
  ),
  "list-name": but(["spot.placeOco"], (input, intent, genuine) => {
    const { symbol } = input as Spot.PlaceOco // the operation's own input
    return Effect.matchEffect(apart(Spot.queryOrderList({ symbol, listClientOrderId: intent.clientOrderId })), {
      onFailure: () => Effect.succeed(notExecuted),
      onSuccess: () => genuine
    })
  }),
  "list-order": but(["spot.placeOtoco", "spot.placeOpo", "spot.placeOpoco"], (input, intent, genuine) => {
    const { pending, symbol } = input as Spot.PlaceOtoco | Spot.PlaceOpo | Spot.PlaceOpoco // the operations' own inputs
    const origClientOrderId = `${intent.clientOrderId}-${"above" in pending ? 2 : 1}`
    return Effect.matchEffect(apart(Spot.queryOrder({ symbol, origClientOrderId })), {
      onFailure: () => Effect.succeed(notExecuted),
      onSuccess: () => genuine
    })
  }),
  "list-again": but(
    Object.values(NamedLists).map(({ operation }) => operation.name),
    (input, _intent, genuine) => {
      const { names, whole } = input as NamedLists.Named<Spot.OrderListOptions> // the operations' own inputs
      return names.list === undefined
        ? genuine
        : Effect.matchEffect(apart(Spot.queryOrderList({ symbol: whole.symbol, listClientOrderId: names.list })), {
            onFailure: () => genuine,
            onSuccess: (result) => Effect.succeed(Reconciliation.Resolution.Done({ result, evidence: nothing }))
          })
    }
  ),
  "amend-no": but(["spot.amendOrder"], () => Effect.succeed(notExecuted)),
  "cancel-all-yes": but(["spot.cancelAllOrders"], () =>
    Effect.succeed(Reconciliation.Resolution.Done({ result: [], evidence: nothing }))
  )
} satisfies Readonly<Record<OfParts, unknown>>
