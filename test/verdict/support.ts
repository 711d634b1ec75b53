/** What the verdict tests share: how a reply is made, and how a verdict is written down in one word. */
import type { HttpReply, NoReply } from "effect-binance/client/Transport"
import { type Asked, decide, type Verdict } from "effect-binance/client/Verdict"
import type { Kind } from "effect-binance/errors/InDoubt"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Duration from "effect/Duration"

export const now = 1_700_000_000_000

export const http = (
  status: number,
  body: unknown,
  options: { readonly headers?: Record<string, string>; readonly complete?: boolean } = {}
): HttpReply => ({
  _tag: "HttpReply",
  status,
  headers: options.headers ?? {},
  body: typeof body === "string" ? body : JSON.stringify(body),
  complete: options.complete ?? true
})

export const silence = (phase: NoReply["phase"], code?: string, timeout = false): NoReply => ({
  _tag: "NoReply",
  phase,
  code,
  timeout
})

export const asked = (kind: Kind, options: Partial<Asked> = {}): Asked => ({
  product: spotRules,
  kind,
  earlier: "none",
  clientOrderIdFrom: "caller",
  clientOrderIds: [],
  ...options
})

export const verdict = (
  kind: Kind,
  status: number,
  body: unknown,
  options: Partial<Asked> & Parameters<typeof http>[2] = {}
): Verdict => decide(asked(kind, options), http(status, body, options), now)

/** `F:UnknownOrder`, `R:RateLimited`, `A:EngineTimeout`, `Success`. */
export const word = (v: Verdict): string => (v._tag === "Success" ? "Success" : `${v._tag[0]}:${v.reason._tag}`)

export const waitOf = (v: Verdict): number | undefined =>
  v._tag === "Retryable" && "retryAfter" in v.reason && v.reason.retryAfter !== undefined
    ? Duration.toMillis(v.reason.retryAfter)
    : undefined

export const kinds: ReadonlyArray<Kind> = [
  "read",
  "test",
  "place",
  "cancel",
  "cancelReplace",
  "amend",
  "orderList",
  "batch",
  "transfer",
  "setting"
]
export const writes: ReadonlyArray<Kind> = [
  "place",
  "cancel",
  "cancelReplace",
  "amend",
  "orderList",
  "batch",
  "transfer",
  "setting"
]

/** A seeded generator (mulberry32): the same seed, the same run. */
export const random = (seed: number) => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (below: number) => Math.floor(next() * below)
  const pick = <A>(items: ReadonlyArray<A>): A => items[int(items.length)]!
  return { next, int, pick, chance: (p: number) => next() < p }
}

/** The seed of this run: new each time, or `SEED=…` to repeat one. */
export const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 32))
