// Several processes on one journal over one little exchange, each of which can be killed: what it had not written or sent is lost.
import { assert } from "@effect/vitest"
import type { OrderJournal } from "effect-binance/orders/OrderJournal"
import * as Journal from "effect-binance/orders/OrderJournal"
import * as OrderJournalMemory from "effect-binance/orders/OrderJournalMemory"
import * as Orders from "effect-binance/orders/Orders"
import { Transport } from "effect-binance/client/Transport"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { Signer } from "effect-binance/client/Signer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"

export type JournalService = OrderJournal["Service"]

/** A journal that outlives the processes of a test. */
export const journal: Effect.Effect<JournalService> = Effect.flatMap(
  Effect.scoped(Layer.build(OrderJournalMemory.layer)),
  (context) => Effect.succeed(Context.get(context, Journal.OrderJournal))
)

/** Lets time pass until something is so, for at most ten minutes. */
export const passUntil = Effect.fnUntraced(function* (isSo: () => boolean) {
  for (let passed = 0; passed < 600_000 && !isSo(); passed += 5) yield* TestClock.adjust(5)
  assert.isTrue(isSo())
})

/** A process: its orders, and the end of it without any last word. */
export interface Process {
  readonly orders: Orders.Orders["Service"]
  readonly client: BinanceClient.BinanceClient["Service"]
  readonly kill: Effect.Effect<void>
  readonly close: Effect.Effect<void>
}

/** What a process writes and sends goes nowhere once it was killed, and what it waits for never comes. */
const whileAlive = <A extends object>(service: A, isAlive: () => boolean): A =>
  new Proxy(service, {
    get: (target, name, receiver) => {
      const member: unknown = Reflect.get(target, name, receiver)
      return typeof member !== "function"
        ? member
        : (...given: ReadonlyArray<unknown>) =>
            Effect.suspend(() =>
              isAlive()
                ? Effect.flatMap(member.apply(target, given) as Effect.Effect<unknown>, (value) =>
                    isAlive() ? Effect.succeed(value) : Effect.never
                  )
                : Effect.never
            )
    }
  })

export interface ProcessOptions extends Partial<Orders.Options> {
  readonly journal: JournalService
}

/** Starts a process over a transport. */
export const boot = Effect.fnUntraced(function* (
  transport: Layer.Layer<Transport>,
  { journal, ...options }: ProcessOptions
): Effect.fn.Return<Process> {
  let alive = true
  const isAlive = () => alive
  const scope = yield* Scope.make()
  const mortal = Layer.effect(
    Transport,
    Effect.map(Transport, (inner) => whileAlive(inner, isAlive))
  ).pipe(Layer.provide(transport))
  const layer = Orders.layer({ products: [Spot], ...options }).pipe(
    Layer.provideMerge(Reconciliation.layer),
    Layer.provideMerge(BinanceClient.layer),
    Layer.provideMerge(ServerClock.layer),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provide(mortal),
    Layer.provide(
      Layer.succeed(Signer, { apiKey: Redacted.make("key"), account: "test", sign: () => Effect.succeed("feedface") })
    ),
    Layer.provide(Layer.succeed(Journal.OrderJournal, whileAlive(journal, isAlive))),
    Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "None"))
  )
  const context = yield* Layer.buildWithScope(Layer.fresh(layer), scope)
  return {
    orders: Context.get(context, Orders.Orders),
    client: Context.get(context, BinanceClient.BinanceClient),
    kill: Effect.sync(() => {
      alive = false
    }),
    close: Effect.suspend(() => Scope.close(scope, Exit.void))
  }
})
