/** An exchange on loopback for clients that know nothing of Effect: starts it, and gives what they need to reach it. */
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import type { FaultPlan } from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"

/** The first account's key and secret. */
export const credentials = { apiKey: TestKeys.hmac.apiKey, apiSecret: TestKeys.hmac.secret } as const

/** The key of a second account, for those who trade with the first. */
export const counterparty = {
  apiKey: "simulatedKey0000000000000000000000000000000000000000000000000003",
  apiSecret: "simulatedSecret0000000000000000000000000000000000000000000000003"
} as const

export interface Simulated {
  readonly exchange: Exchange
  readonly baseUrl: string
  readonly webSocketUrl: string
  /** Refuses every connection from now on. */
  readonly refuse: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Two accounts, and reads that show everything at once unless the configuration says otherwise. */
export const start = async (
  config: Partial<ExchangeConfig.ExchangeConfig> = {},
  plan?: FaultPlan
): Promise<Simulated> => {
  const { accounts } = ExchangeConfig.defaults
  const exchange = new Exchange({
    seed: 1,
    readLag: ExchangeConfig.noLag,
    accounts: [
      ...accounts,
      {
        name: "counterparty",
        keys: [{ apiKey: counterparty.apiKey, key: { _tag: "Hmac", secret: counterparty.apiSecret } }],
        balances: { BTC: "10", USDT: "1000000" }
      }
    ],
    ...config
  })
  const scope = Scope.makeUnsafe()
  const server = await Effect.runPromise(Scope.provide(SimulatedServer.start({ exchange, plan }), scope))
  return {
    exchange,
    baseUrl: server.baseUrl,
    webSocketUrl: server.webSocketUrl,
    refuse: () => Effect.runPromise(server.refuseConnections),
    stop: () => Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
