/**
 * Two strategies in common use, written as their users write them: on `fetch`, with a loop around it.
 *
 * @since 0.1.0
 */
// They are no users of Effect, and show what others do.
// @effect-diagnostics globalDate:off
// @effect-diagnostics globalFetch:off
import { createHmac, randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { hmac } from "@effect-binance/simulator/TestKeys"
import { callTimeoutMillis, recvWindowMillis, type StormIntent } from "./Storm.ts"

// The codes that popular guides call transient.
const transient = new Set([-1000, -1001, -1006, -1007])
const attempts = 5

const send = async (baseUrl: string, intent: StormIntent, clientOrderId: string | undefined) => {
  const query = new URLSearchParams({
    symbol: intent.symbol,
    side: intent.side,
    type: intent.type,
    quantity: intent.quantity,
    ...(intent.price === undefined ? {} : { timeInForce: "GTC", price: intent.price }),
    ...(clientOrderId === undefined ? {} : { newClientOrderId: clientOrderId }),
    recvWindow: `${recvWindowMillis}`,
    timestamp: `${Date.now()}`
  }).toString()
  const signature = createHmac("sha256", hmac.secret).update(query).digest("hex")
  const response = await fetch(`${baseUrl}/api/v3/order?${query}&signature=${signature}`, {
    method: "POST",
    headers: { "X-MBX-APIKEY": hmac.apiKey },
    redirect: "manual",
    signal: AbortSignal.timeout(callTimeoutMillis)
  })
  const body: unknown = JSON.parse(await response.text())
  const code = typeof body === "object" && body !== null && "code" in body ? Number(body.code) : 0
  return { ok: response.ok && code >= 0, code }
}

const loop = async (
  baseUrl: string,
  intent: StormIntent,
  clientOrderId: string | undefined
): Promise<"placed" | "failed"> => {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      const { code, ok } = await send(baseUrl, intent, clientOrderId)
      if (ok) return "placed"
      if (!transient.has(code)) return "failed"
    } catch {
      // a time-out, a lost connection, a page instead of JSON: try again
    }
    await sleep(100 * attempt)
  }
  return "failed"
}

/** Sends it again after a transient code or a time-out. */
export const plainRetry =
  (baseUrl: string) =>
  (intent: StormIntent): Promise<"placed" | "failed"> =>
    loop(baseUrl, intent, undefined)

/** The same, with one client order id for all attempts of an intent: "the exchange will refuse the second one". */
export const sameIdRetry =
  (baseUrl: string) =>
  (intent: StormIntent): Promise<"placed" | "failed"> =>
    loop(baseUrl, intent, randomUUID())
