/**
 * Keep the client that you have, and get the three tags: a call made with it is watched, judged and settled.
 *
 *     BINANCE_ENDPOINT=testnet BINANCE_API_KEY=… BINANCE_API_SECRET=… node bring-your-own-client.ts
 *
 * For the official connector, `binance` and ccxt the adapter is there already:
 *
 *     const client = Interop.ccxt(exchange)             // new ccxt.binance({ apiKey, secret })
 *     const client = Interop.connector(spot.restAPI)    // new Spot({ configurationRestAPI: { apiKey, apiSecret, retries: 0 } })
 *     const client = Interop.binance(mainClient)        // new MainClient({ api_key, api_secret })
 *
 *     ({ client, clientOrderId }) =>
 *       client.createOrder("BTC/USDT", "market", "buy", 0.01, undefined, { newClientOrderId: clientOrderId })
 *
 * Here it is one of thirty lines, as many have one.
 */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as Endpoint from "effect-binance/client/Endpoint"
import type { ForeignClient, Watch } from "effect-binance/interop/ForeignClient"
import * as Interop from "effect-binance/interop/Interop"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { createHmac } from "node:crypto"

/** The client that was here before. Only the two lines with `watch` are new. */
class OldClient {
  readonly #baseUrl: string
  readonly #key: string
  readonly #secret: string
  readonly #watch: Watch | undefined

  constructor(baseUrl: string, key: string, secret: string, watch?: Watch) {
    this.#baseUrl = baseUrl
    this.#key = key
    this.#secret = secret
    this.#watch = watch
  }

  watched(watch: Watch): OldClient {
    return new OldClient(this.#baseUrl, this.#key, this.#secret, watch)
  }

  async send(method: "POST" | "DELETE", path: string, fields: Readonly<Record<string, string>>): Promise<unknown> {
    const query = new URLSearchParams({ ...fields, timestamp: `${Date.now()}` }).toString()
    const signature = createHmac("sha256", this.#secret).update(query).digest("hex")
    const url = `${this.#baseUrl}${path}?${query}&signature=${signature}`
    const departure = this.#watch?.leaving({ method, url })
    const reply = await fetch(url, { method, headers: { "X-MBX-APIKEY": this.#key }, redirect: "manual" })
    const text = await reply.text()
    departure?.arrived(reply.status, Object.fromEntries(reply.headers), text)
    if (!reply.ok) throw new Error(`HTTP ${reply.status}`)
    return JSON.parse(text)
  }
}

const watched = (old: OldClient): ForeignClient<OldClient> => ({
  name: "old client",
  problem: () => undefined,
  watched: (watch) => old.watched(watch),
  // what it throws proves nothing: a lost reply and a refused connection look alike
  thrown: () => ({ _tag: "Reply", reply: { _tag: "NoReply", phase: "unknown", code: undefined, timeout: false } }),
  returned: (value) => ({ _tag: "Body", headers: {}, body: JSON.stringify(value) })
})

const placing = (client: ForeignClient<OldClient>) =>
  Interop.call(
    {
      client,
      operation: Spot.placeOrder.operation,
      input: { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }
    },
    // one request, through the client that is given, with the name that its order will be found by
    ({ client, clientOrderId }) =>
      client.send("POST", "/api/v3/order", {
        symbol: "BTCUSDT",
        side: "BUY",
        type: "MARKET",
        quantity: "0.01",
        newClientOrderId: clientOrderId
      })
  ).pipe(Reconciliation.settle, Retry.safely(RetryPolicy.standard))

const hosts: Readonly<Record<string, string>> = {
  production: "https://api.binance.com",
  testnet: "https://testnet.binance.vision",
  demo: "https://demo-api.binance.com"
}

export const program = Effect.gen(function* () {
  const endpoint = yield* Config.String("BINANCE_ENDPOINT")
  const key = yield* Config.String("BINANCE_API_KEY")
  const secret = yield* Config.Redacted("BINANCE_API_SECRET")
  const order = yield* placing(watched(new OldClient(hosts[endpoint] ?? endpoint, key, Redacted.value(secret))))
  return `order ${order.orderId} is ${order.status}`
})

// Who settles: this library, with connections of its own.
const Live = NodeBinance.layer.pipe(Layer.provide(Endpoint.layerConfig))

if (import.meta.main) {
  await program.pipe(Effect.flatMap(Effect.log), Effect.provide(Live), Effect.runPromise)
}
