/** The callers of the table: each client as its users write it down, and what a careful user is told by it. */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Intent from "effect-binance/client/Intent"
import type { BinanceError } from "effect-binance/errors/BinanceError"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { DDoSProtection, ExchangeError, InvalidNonce, RateLimitExceeded } from "ccxt"
import { readFileSync } from "node:fs"
import type { Told } from "./agreement.ts"
import { credentials } from "./simulated.ts"
import type { ErrorView, Make, NewOrder, OrderView } from "./traders.ts"
import { binanceTrader, ccxtTrader, connectorTrader, symbol } from "./traders.ts"

/** How long each client is told to wait for an answer, in ms: longer than the exchange's own time-out, as with the real ones. */
export const timeoutMillis = 1_500
/** The bounds that the exchange of the table states and keeps, in ms, and after how long it says -1007. */
export const bounds = { engineDelayMillis: 300, visibilityMillis: 1_500, apiTimeoutMillis: 500 } as const

export interface Caller {
  /** A signed read, for its own sake. */
  readonly read: () => Promise<void>
  readonly place: (order: NewOrder) => Promise<Told>
  /** Cancels an order by its id. */
  readonly cancel: (orderId: number) => Promise<Told>
  /**
   * What a careful user does with what `place` left open: asks for the order by its client order id. `undefined` for who does not
   * need to.
   */
  readonly ask: ((clientOrderId: string) => Promise<Told>) | undefined
  readonly makeClientOrderId: () => string | undefined
  readonly close: () => Promise<void>
}

export interface Column {
  /** With its version. */
  readonly name: string
  readonly make: (baseUrl: string) => Caller
}

// --- published clients --------------------------------------------------------------------------------------------------------

// Documented as "status unknown" or without a word on whether it executed; anything else below 0 is a refusal.
const withoutOutcome = new Set([-1000, -1001, -1006, -1007, -1008, -1016])
const neverLeft = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/

/** Classes by which a client says that the exchange refused. */
const refusingClasses = new Set([
  "BadRequestError",
  "UnauthorizedError",
  "ForbiddenError",
  "NotFoundError",
  "TooManyRequestsError",
  "RateLimitBanError"
])
const isRefusalOfCcxt = (thrown: unknown) =>
  thrown instanceof ExchangeError ||
  thrown instanceof DDoSProtection ||
  thrown instanceof RateLimitExceeded ||
  thrown instanceof InvalidNonce

/** What can be concluded from what was thrown. Whoever leaves it open is not blamed for a guess. */
const toldByError = (thrown: unknown, { code, name, status, system, text }: ErrorView): Told => {
  const never = neverLeft.exec(`${system} ${text}`)?.[0]
  const what = name ?? (thrown instanceof Object ? "plain object" : "text")
  const detail = code ?? never ?? system ?? status
  const says = detail === undefined ? what : `${what} ${detail}`
  const isRefused =
    never !== undefined ||
    (code === undefined ? refusingClasses.has(what) || isRefusalOfCcxt(thrown) : !withoutOutcome.has(code))
  return { _tag: isRefused ? "Refused" : "Open", says }
}

const patienceMillis = 20_000

const published =
  (make: Make) =>
  (baseUrl: string): Caller => {
    const trader = make(baseUrl, { timeoutMillis })
    const told = async (act: () => Promise<OrderView>): Promise<Told> => {
      let timer: NodeJS.Timeout | undefined
      const silence = new Promise<"silence">((resolve) => {
        timer = setTimeout(() => resolve("silence"), patienceMillis)
      })
      try {
        const answer = await Promise.race([act(), silence])
        if (answer === "silence") return { _tag: "Open", says: "nothing: it still waits" }
        const { orderId } = answer
        return { _tag: "Happened", says: Number.isNaN(orderId) ? "success, without an order" : "success", orderId }
      } catch (thrown) {
        return toldByError(thrown, trader.error(thrown))
      } finally {
        clearTimeout(timer)
      }
    }
    return {
      read: async () => {
        await trader.balances()
      },
      place: (order) => told(() => trader.place(order)),
      cancel: (orderId) => told(() => trader.cancel({ orderId })),
      ask: (clientOrderId) => told(() => trader.query({ clientOrderId })),
      makeClientOrderId: trader.makeClientOrderId,
      close: trader.close
    }
  }

// --- this library -------------------------------------------------------------------------------------------------------------

const layer = (baseUrl: string) =>
  NodeBinance.layerWith({ ...credentials, label: "peers" }).pipe(
    Layer.provide(Endpoint.layerSimulator(baseUrl)),
    Layer.provideMerge(
      Layer.mergeAll(
        Layer.succeed(SettlementBounds.Overrides, {
          spot: { graceMillis: bounds.engineDelayMillis, visibilityMillis: bounds.visibilityMillis }
        }),
        Layer.succeed(Intent.RecvWindow, 2_000),
        Layer.succeed(CallTimeout, Duration.millis(timeoutMillis))
      )
    )
  )

const inputOf = ({ price, quantity, side, type }: NewOrder): Spot.PlaceOrder =>
  type === "MARKET"
    ? { symbol, side, type, quantity: `${quantity}` }
    : { symbol, side, type: "LIMIT", timeInForce: "GTC", quantity: `${quantity}`, price: `${price}` }

const happened = (order: Spot.Order): Told => ({ _tag: "Happened", says: "success", orderId: Number(order.orderId) })

/** Each error says by itself whether it executed. */
const failed = (error: BinanceError): Told => ({
  _tag: error.executed === "no" ? "Refused" : "Open",
  says: `${error._tag}(${error.reason._tag})`
})

const told = <R>(call: Effect.Effect<Spot.Order, BinanceError, R>) =>
  Effect.match(call, { onSuccess: happened, onFailure: failed })

const ours =
  (settled: boolean) =>
  (baseUrl: string): Caller => {
    const runtime = ManagedRuntime.make(layer(baseUrl))
    // a pause that would end later is not begun, so a ban of minutes is reported at once
    const retry = Retry.safely(RetryPolicy.make({ within: "5 seconds" }))
    return {
      read: () => runtime.runPromise(Effect.asVoid(Spot.account())),
      place: (order) => {
        const call = Spot.placeOrder(inputOf(order))
        return runtime.runPromise(settled ? told(call.pipe(Reconciliation.settle, retry)) : told(call))
      },
      cancel: (orderId) => {
        const call = Spot.cancelOrder({ symbol, orderId })
        return runtime.runPromise(settled ? told(call.pipe(Reconciliation.settle, retry)) : told(call))
      },
      ask: undefined,
      makeClientOrderId: () => undefined,
      close: () => runtime.dispose()
    }
  }

// ------------------------------------------------------------------------------------------------------------------------------

/** The exact versions that were installed. */
const { dependencies }: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(new URL("package.json", import.meta.url), "utf8")
)

const named = (client: string, make: Column["make"], option?: string): Column => ({
  name: `${client} ${dependencies[client]}${option === undefined ? "" : `, ${option}`}`,
  make
})

/** This library, composed as its README does. */
export const library: Column = { name: "effect-binance", make: ours(true) }

export const columns: ReadonlyArray<Column> = [
  named("@binance/spot", published(connectorTrader)),
  named("binance", published(binanceTrader)),
  named("ccxt", published(ccxtTrader())),
  named("ccxt", published(ccxtTrader({ maxRetriesOnFailure: 3 })), "maxRetriesOnFailure: 3"),
  library
]

/** The same library, as far as its first verdict: before anything is settled. */
export const firstVerdict: Column = { name: "effect-binance, first verdict", make: ours(false) }
