/** The library over a simulated exchange, as the tests of this folder put it together. */
import type * as Exchange from "@effect-binance/simulator/Exchange"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import { hmac } from "@effect-binance/simulator/TestKeys"
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Layer from "effect/Layer"

const credentials = { apiKey: hmac.apiKey, apiSecret: hmac.secret }

export const simulated = (exchange: Exchange.Exchange, plan: FaultPlan.FaultPlan = FaultPlan.none) =>
  Reconciliation.layer.pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provide(ServerClock.layer),
    Layer.provide(BanWindow.BanWindow.layer),
    Layer.provide(NodeSigner.layer.pipe(Layer.provide(Credentials.layer(credentials)))),
    Layer.provide(SimulatedTransport.layer(exchange, { plan }))
  )
