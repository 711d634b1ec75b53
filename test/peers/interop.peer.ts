/**
 * The published clients, wrapped: what `Interop` says of a call is held against the exchange's book, for every client and hazard.
 * A refusal of an order that is live, and a success of one that is not, is what must never be.
 */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import { assert, describe, it } from "@effect/vitest"
import { SpotRestAPI } from "@binance/spot"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Call from "effect-binance/client/Call"
import * as ClientOrderId from "effect-binance/client/ClientOrderId"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Intent from "effect-binance/client/Intent"
import { ServerClock as ServerClockService } from "effect-binance/client/ServerClock"
import type { ServerClock } from "effect-binance/client/ServerClock"
import type { BanWindow } from "effect-binance/limits/BanWindow"
import { AmbiguousExecution } from "effect-binance/errors/BinanceError"
import type { BinanceError } from "effect-binance/errors/BinanceError"
import * as Interop from "effect-binance/interop/Interop"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as References from "effect/References"
import * as Result from "effect/Result"
import type { Told } from "./agreement.ts"
import type { Caller, Column } from "./callers.ts"
import { bounds, timeoutMillis } from "./callers.ts"
import { binance, ccxtBinance, connector } from "./clients.ts"
import { hazards, meet } from "./hazards.ts"
import { credentials, start } from "./simulated.ts"
import type { Simulated } from "./simulated.ts"
import type { NewOrder } from "./traders.ts"
import { symbol } from "./traders.ts"

type Needs = BanWindow | ServerClock
type Config = Partial<ExchangeConfig.ExchangeConfig>

/** One client, wrapped. */
interface Wrapped {
  readonly place: (order: NewOrder) => Call.Call<Spot.Order, BinanceError, Needs>
  readonly cancel: (orderId: number) => Call.Call<Spot.Order, BinanceError, Needs>
  readonly account: () => Call.Call<typeof Spot.Account.Type, BinanceError, Needs>
  /** The name it wants client order ids to have; its own, when it does not say. */
  readonly makeClientOrderId?: () => string
  readonly close: () => Promise<void>
}

const inputOf = ({ clientOrderId, price, quantity, side, type }: NewOrder): Spot.PlaceOrder => ({
  symbol,
  side,
  ...(clientOrderId === undefined ? {} : { newClientOrderId: clientOrderId }),
  ...(type === "MARKET"
    ? { type, quantity: `${quantity}` }
    : { type: "LIMIT", timeInForce: "GTC", quantity: `${quantity}`, price: `${price}` })
})

const options = { timeoutMillis }
const placing = (order: NewOrder) => ({ operation: Spot.placeOrder.operation, input: inputOf(order) }) as const
const cancelling = (orderId: number) => ({ operation: Spot.cancelOrder.operation, input: { symbol, orderId } }) as const
const reading = { operation: Spot.account.operation, input: undefined } as const

/** How a call is made: through the client it is given, or past it, with the one that everybody has. */
type Way = "watched" | "unwatched"
const chosen = <C>(way: Way, own: C, given: C) => (way === "watched" ? given : own)

const wrappedConnector =
  (way: Way) =>
  (baseUrl: string): Wrapped => {
    const own = connector(baseUrl, { ...options, retries: 0 })
    const client = Interop.connector(own)
    return {
      place: (order) =>
        Interop.call({ client, ...placing(order) }, ({ client, clientOrderId }) =>
          chosen(way, own, client).newOrder({
            symbol,
            side: SpotRestAPI.NewOrderSideEnum[order.side],
            type: SpotRestAPI.NewOrderTypeEnum[order.type],
            quantity: order.quantity,
            newClientOrderId: order.clientOrderId ?? clientOrderId,
            ...(order.price === undefined
              ? {}
              : { price: order.price, timeInForce: SpotRestAPI.NewOrderTimeInForceEnum.GTC })
          })
        ),
      cancel: (orderId) =>
        Interop.call({ client, ...cancelling(orderId) }, ({ client }) =>
          chosen(way, own, client).deleteOrder({ symbol, orderId })
        ),
      account: () => Interop.call({ client, ...reading }, ({ client }) => chosen(way, own, client).getAccount()),
      close: async () => {}
    }
  }

const wrappedBinance =
  (way: Way) =>
  (baseUrl: string): Wrapped => {
    const own = binance(baseUrl, options)
    const client = Interop.binance(own)
    return {
      place: (order) =>
        Interop.call({ client, ...placing(order) }, ({ client, clientOrderId }) =>
          chosen(way, own, client).submitNewOrder({
            symbol,
            side: order.side,
            type: order.type,
            quantity: order.quantity,
            newClientOrderId: order.clientOrderId ?? clientOrderId,
            newOrderRespType: "FULL",
            ...(order.price === undefined ? {} : { price: order.price, timeInForce: "GTC" as const })
          })
        ),
      cancel: (orderId) =>
        Interop.call({ client, ...cancelling(orderId) }, ({ client }) =>
          chosen(way, own, client).cancelOrder({ symbol, orderId })
        ),
      account: () =>
        Interop.call({ client, ...reading }, ({ client }) => chosen(way, own, client).getAccountInformation()),
      // it prints a warning about any other
      makeClientOrderId: () => own.generateNewOrderId(),
      close: async () => {}
    }
  }

const market = "BTC/USDT"

const wrappedCcxt =
  (way: Way) =>
  (baseUrl: string): Wrapped => {
    const own = ccxtBinance(baseUrl, options)
    const client = Interop.ccxt(own)
    return {
      place: (order) =>
        Interop.call({ client, ...placing(order) }, ({ client, clientOrderId }) =>
          chosen(way, own, client).createOrder(
            market,
            order.type === "MARKET" ? "market" : "limit",
            order.side === "BUY" ? "buy" : "sell",
            order.quantity,
            order.price,
            { newClientOrderId: order.clientOrderId ?? clientOrderId }
          )
        ),
      cancel: (orderId) =>
        Interop.call({ client, ...cancelling(orderId) }, ({ client }) =>
          chosen(way, own, client).cancelOrder(`${orderId}`, market)
        ),
      account: () => Interop.call({ client, ...reading }, ({ client }) => chosen(way, own, client).fetchBalance()),
      close: () => own.close()
    }
  }

// the bounds that the exchange of the hazards states and keeps
const layer = (baseUrl: string, { makeClientOrderId }: Wrapped) =>
  NodeBinance.layerWith({ ...credentials, label: "interop" }).pipe(
    Layer.provide(Endpoint.layerSimulator(baseUrl)),
    Layer.provideMerge(
      Layer.mergeAll(
        Layer.succeed(SettlementBounds.Overrides, {
          spot: { graceMillis: bounds.engineDelayMillis, visibilityMillis: bounds.visibilityMillis }
        }),
        Layer.succeed(Intent.RecvWindow, 2_000),
        Layer.succeed(ClientOrderId.Generator, makeClientOrderId ?? ClientOrderId.makeUnsafe),
        // the clients give up at 1.5 s
        Layer.succeed(CallTimeout, Duration.millis(timeoutMillis + 500)),
        // that nothing was seen of a call that was made past its client is said in the log, many times here
        Layer.succeed(References.MinimumLogLevel, "Error")
      )
    )
  )

const failed = (error: BinanceError): Told => ({
  _tag: error.executed === "no" ? "Refused" : "Open",
  says: `${error._tag}(${error.reason._tag})`
})
const told = <R>(call: Effect.Effect<Spot.Order, BinanceError, R>) =>
  Effect.match(call, {
    onSuccess: (order): Told => ({ _tag: "Happened", says: "success", orderId: Number(order.orderId) }),
    onFailure: failed
  })

/** As an order of the table. `settled`: what is left in doubt is settled before it counts. */
const column = (name: string, wrap: (baseUrl: string) => Wrapped, settled = false): Column => ({
  name,
  make: (baseUrl): Caller => {
    const wrapped = wrap(baseUrl)
    const runtime = ManagedRuntime.make(layer(baseUrl, wrapped))
    const run = (call: Call.Call<Spot.Order, BinanceError, Needs>) =>
      runtime.runPromise(settled ? told(call.pipe(Reconciliation.settle)) : told(call))
    return {
      read: () => runtime.runPromise(Effect.asVoid(wrapped.account())),
      place: (order) => run(wrapped.place(order)),
      cancel: (orderId) => run(wrapped.cancel(orderId)),
      ask: undefined,
      makeClientOrderId: () => undefined,
      close: async () => {
        await wrapped.close()
        await runtime.dispose()
      }
    }
  }
})

const wraps = {
  "@binance/spot": wrappedConnector,
  "binance": wrappedBinance,
  "ccxt": wrappedCcxt
} as const

/** What has to be said of each hazard of a call that is watched, whichever client makes it. */
const expected: Readonly<Record<string, string | ReadonlyArray<string>>> = {
  "executed, the reply is lost": "AmbiguousExecution(ResponseLost)",
  "the same, for a LIMIT order": "AmbiguousExecution(ResponseLost)",
  "executed, the reply is cut in its body": "AmbiguousExecution(ResponseLost)",
  // who of the two gives up first is the client's doing
  "executed, then silence": ["AmbiguousExecution(ResponseLost)", "AmbiguousExecution(TimedOut)"],
  "reset before the exchange saw it": "AmbiguousExecution(ResponseLost)",
  // the connector throws away by what its connection failed
  "the connection is refused": ["Retryable(NotSent)", "AmbiguousExecution(ResponseLost)"],
  'executed, 503 with -1000 "unknown error"': "AmbiguousExecution(ServerErrorReply)",
  "not executed, 503 with -1000": "AmbiguousExecution(ServerErrorReply)",
  'not executed, 503 page "unavailable"': "AmbiguousExecution(ServerErrorReply)",
  "executed, 504 with -1007": "AmbiguousExecution(EngineTimeout)",
  "504 with -1007, executed after that": "AmbiguousExecution(EngineTimeout)",
  "executed, 500 with -1006": "AmbiguousExecution(EngineReplyLost)",
  "executed, 504 page": "AmbiguousExecution(ServerErrorReply)",
  "executed, 200 with a page": "AmbiguousExecution(MalformedReply)",
  "not executed, 200 that carries -1007": "AmbiguousExecution(EngineTimeout)",
  "the clock is 10 s off (-1021)": "Retryable(ClockSkew)",
  "executed, the reply is lost, and the next read lags (-2013)": "AmbiguousExecution(ResponseLost)",
  "cancelled, the reply is lost": "AmbiguousExecution(ResponseLost)",
  "429 on a read, then ten orders": ["10 × Retryable(BanWindowClosed)", "10 × success"],
  "418 on a read, then ten orders": "10 × Retryable(BanWindowClosed)"
}

const slow = { timeout: 90_000 }

for (const [name, wrap] of Object.entries(wraps)) {
  describe(`${name}, held against the book`, slow, () => {
    describe.each(["watched", "unwatched"] as const)("%s", (way) => {
      it.each(hazards.map((hazard) => [hazard.name, hazard] as const))("%s", async (_name, hazard) => {
        const outcome = await meet(hazard, column(name, wrap(way)))
        assert.notStrictEqual(outcome.agreement, "WRONG", `${outcome.told}, but the book: ${outcome.book}`)
        assert.strictEqual(outcome.sentIntoABackOff, 0)
        if (hazard.act !== "ten orders") assert.isAtMost(outcome.sent, 1)
        // a client that threw the facts away may be told less, and never something else
        if (way === "watched") assert.include([expected[hazard.name]].flat(), outcome.told)
      })
    })

    // what did execute is found at once, whatever the fence
    const executed = hazards.filter(({ name: hazard }) => /^executed|^the same|executed after that/.test(hazard))
    it.each(executed.map((hazard) => [hazard.name, hazard] as const))("settled: %s", async (_name, hazard) => {
      const outcome = await meet({ ...hazard, act: "place" }, column(name, wrap("watched"), true))
      assert.deepStrictEqual([outcome.told, outcome.agreement, outcome.sent], ["success", "agrees", 1])
    })
  })
}

/** An exchange, and a runtime beside it with a client to read with. */
const withExchange = async (
  wrap: (baseUrl: string) => Wrapped,
  use: (
    wrapped: Wrapped,
    run: <A, E>(self: Effect.Effect<A, E, NodeBinance.NodeBinance>) => Promise<Result.Result<A, E>>,
    simulated: Simulated
  ) => Promise<void>,
  { config, plan }: { readonly config?: Config; readonly plan?: FaultPlan.FaultPlan } = {}
) => {
  const simulated = await start(config, plan)
  const wrapped = wrap(simulated.baseUrl)
  const runtime = ManagedRuntime.make(layer(simulated.baseUrl, wrapped))
  try {
    await use(wrapped, (self) => runtime.runPromise(Effect.result(self)), simulated)
  } finally {
    await wrapped.close()
    await runtime.dispose()
    await simulated.stop()
  }
}
const writes = ({ exchange }: Simulated) => exchange.requests().filter(({ kind }) => kind === "place")
const small: NewOrder = { side: "BUY", type: "MARKET", quantity: 0.01 }
const poor: Config = {
  accounts: ExchangeConfig.defaults.accounts.map(({ keys, name }) => ({
    name,
    keys,
    balances: { BTC: "0", USDT: "10" }
  }))
}

const failureOf = <A>(result: Result.Result<A, BinanceError>): BinanceError =>
  Result.isFailure(result) ? result.failure : assert.fail("it succeeded")

describe.each(Object.entries(wraps))("%s", (name, wrap) => {
  it("an order that is taken is the one in the book, under the name that it was given", () =>
    withExchange(wrap("watched"), async (wrapped, run, simulated) => {
      const order = Result.getOrThrow(await run(wrapped.place(small)))
      const [booked] = simulated.exchange.orders()
      assert.deepStrictEqual([order.orderId, order.clientOrderId], [booked?.orderId, booked?.clientOrderId])
    }))

  it("a refusal is Fatal when it was seen, and stays in doubt when nobody watched", () =>
    withExchange(
      wrap("watched"),
      async (wrapped, run, simulated) => {
        const seen = failureOf(await run(wrapped.place(small)))
        assert.deepStrictEqual([seen._tag, seen.reason._tag], ["Fatal", "InsufficientBalance"])
        const unseen = wrap("unwatched")(simulated.baseUrl)
        const error = failureOf(await run(unseen.place(small)))
        await unseen.close()
        assert.isTrue(error instanceof AmbiguousExecution)
        // ccxt keeps the text alone, and a text without its code refuses nothing
        if (error instanceof AmbiguousExecution)
          assert.strictEqual(error.inDoubt.refusal?._tag, name === "ccxt" ? undefined : "InsufficientBalance")
      },
      { config: poor }
    ))

  it("a ban that it meets stops the library, and a ban that the library meets stops it", async () => {
    const account = Spot.account().pipe(Call.failFast)
    const calls: ReadonlyArray<
      (wrapped: Wrapped) => ReadonlyArray<Call.Call<unknown, BinanceError, NodeBinance.NodeBinance>>
    > = [(wrapped) => [wrapped.account(), account], (wrapped) => [account, wrapped.place(small).pipe(Call.failFast)]]
    for (const order of calls) {
      await withExchange(wrap("watched"), async (wrapped, run, { exchange }) => {
        // connections, clocks and markets first
        Result.getOrThrow(await run(wrapped.account()))
        exchange.ban(Date.now(), { address: "127.0.0.1", millis: 90_000 })
        const before = exchange.requests().length
        const reasons: Array<string> = []
        for (const call of order(wrapped)) reasons.push(failureOf(await run(call)).reason._tag)
        assert.deepStrictEqual(reasons, ["IpBanned", "BanWindowClosed"])
        assert.strictEqual(exchange.requests().length, before + 1)
      })
    }
  })

  it("no error holds a key or a signature", () =>
    withExchange(
      wrap("watched"),
      async (wrapped, run) => {
        const error = failureOf(await run(wrapped.place(small)))
        const text = `${JSON.stringify(error)} ${error.message} ${String(error.stack)}`
        assert.strictEqual(error._tag, "AmbiguousExecution")
        assert.notInclude(text, credentials.apiKey)
        assert.notMatch(text, /signature=/)
      },
      { plan: FaultPlan.scripted([{ fault: "reply-lost", on: "place" }]) }
    ))
})

describe("a client that would send again by itself", () => {
  const place = { operation: Spot.placeOrder.operation, input: inputOf(small) } as const

  it("is refused, with the setting and its value, and nothing is sent", () =>
    withExchange(wrappedCcxt("watched"), async (_wrapped, run, simulated) => {
      const retrying = ccxtBinance(simulated.baseUrl, { ...options, maxRetriesOnFailure: 3 })
      const byDefault = connector(simulated.baseUrl, options)
      const ofCcxt = Interop.call({ client: Interop.ccxt(retrying), ...place }, ({ client, clientOrderId }) =>
        client.createOrder(market, "market", "buy", small.quantity, undefined, { newClientOrderId: clientOrderId })
      )
      const ofConnector = Interop.call(
        { client: Interop.connector(byDefault), ...place },
        ({ client, clientOrderId }) =>
          client.newOrder({
            symbol,
            side: SpotRestAPI.NewOrderSideEnum.BUY,
            type: SpotRestAPI.NewOrderTypeEnum.MARKET,
            quantity: small.quantity,
            newClientOrderId: clientOrderId
          })
      )
      const [ccxtError, connectorError] = [failureOf(await run(ofCcxt)), failureOf(await run(ofConnector))]
      assert.deepStrictEqual([ccxtError.reason._tag, connectorError.reason._tag], ["InvalidRequest", "InvalidRequest"])
      assert.match(ccxtError.message, /options\.maxRetriesOnFailure is 3/)
      assert.match(connectorError.message, /retries is 3/)
      assert.lengthOf(simulated.exchange.requests(), 0)
      await retrying.close()
    }))

  it("is stopped at its second request, when it does so all the same", () =>
    withExchange(
      wrappedCcxt("watched"),
      async (_wrapped, run, simulated) => {
        const own = ccxtBinance(simulated.baseUrl, options)
        await own.loadMarkets()
        const error = failureOf(
          await run(
            Interop.call({ client: Interop.ccxt(own), ...place }, ({ client, clientOrderId }) =>
              client.createOrder(market, "market", "buy", small.quantity, undefined, {
                newClientOrderId: clientOrderId,
                maxRetriesOnFailure: 3
              })
            )
          )
        )
        assert.strictEqual(error.reason._tag, "EngineReplyLost")
        assert.lengthOf(writes(simulated), 1)
        assert.lengthOf(simulated.exchange.orders(), 1)
        await own.close()
      },
      { plan: FaultPlan.scripted([{ fault: "unexpected-response", on: "place" }]) }
    ))
})

describe("a request that is not the one of the call is not sent", () => {
  const refusals: ReadonlyArray<
    readonly [string, string, (client: ReturnType<typeof ccxtBinance>, id: string) => unknown]
  > = [
    [
      "another quantity",
      "quantity",
      (client, id) => client.createOrder(market, "market", "buy", 0.02, undefined, { newClientOrderId: id })
    ],
    [
      "the other side",
      "side",
      (client, id) => client.createOrder(market, "market", "sell", 0.01, undefined, { newClientOrderId: id })
    ],
    ["without the client order id", "newClientOrderId", (client) => client.createOrder(market, "market", "buy", 0.01)],
    ["an implicit method, another way", "path", (client) => client["privateDeleteOrder"]({ symbol, orderId: 1 })],
    [
      "an implicit method without the id",
      "newClientOrderId",
      (client) => client["privatePostOrder"]({ symbol, side: "BUY", type: "MARKET", quantity: "0.01" })
    ]
  ]
  it.each(refusals)("%s", (_name, parameter, make) =>
    withExchange(wrappedCcxt("watched"), async (_wrapped, run, simulated) => {
      const own = ccxtBinance(simulated.baseUrl, options)
      await own.loadMarkets()
      const before = simulated.exchange.requests().length
      const error = failureOf(
        await run(
          Interop.call({ client: Interop.ccxt(own), ...placing(small) }, ({ client, clientOrderId }) =>
            make(client, clientOrderId)
          )
        )
      )
      assert.strictEqual(error._tag, "Fatal")
      assert.isTrue(error.reason._tag === "InvalidRequest" && error.reason.parameter === parameter, error.message)
      assert.deepStrictEqual(
        simulated.exchange
          .requests()
          .slice(before)
          .filter(({ path }) => path !== "/api/v3/time"),
        []
      )
      await own.close()
    })
  )

  it("and what the client reads before it, and cannot, says that it was not reached", () =>
    withExchange(wrappedCcxt("watched"), async (wrapped, run, simulated) => {
      Result.getOrThrow(await run(Effect.flatMap(ServerClockService, (clock) => clock.now)))
      await simulated.refuse()
      // its markets are not loaded yet
      const error = failureOf(await run(wrapped.place(small)))
      assert.deepStrictEqual([error._tag, error.reason._tag], ["Retryable", "NotSent"])
    }))
})
