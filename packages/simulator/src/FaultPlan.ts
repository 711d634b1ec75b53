/**
 * Which request meets which fault: none, a script, or chance that repeats with its seed.
 *
 * @since 0.1.0
 */
import type { WireRequest } from "effect-binance/client/Transport"
import * as Fault from "./Fault.ts"
import * as Product from "./Product.ts"
import * as Seeded from "./Seeded.ts"
import * as Wire from "./Wire.ts"

/**
 * What a plan gets to know about a request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Seen {
  /** Of the request over HTTP that does the same, when it comes over the WebSocket API. */
  readonly method: string
  readonly path: string
  readonly kind: Fault.RequestKind
  readonly product: Product.Product
  /** Reads one parameter of the query or the body. */
  readonly parameter: (name: string) => string | undefined
  /** The how-many-th request of this plan, from 1. */
  readonly index: number
  /** The how-many-th request of this kind with this intent key, from 1; without an intent key, the how-many-th of this kind. */
  readonly attempt: number
}

/**
 * Names the intent that a request belongs to, so that every client under test meets the same storm. `undefined`: none.
 *
 * @category models
 * @since 0.1.0
 */
export type IntentKey = (request: Omit<Seen, "index" | "attempt">) => string | undefined

/**
 * A plan of faults. It counts requests, so make a new one for each run.
 *
 * @category models
 * @since 0.1.0
 */
export interface FaultPlan {
  readonly decide: (request: Omit<Seen, "index" | "attempt">) => Fault.Fault | undefined
}

/**
 * Nothing goes wrong.
 *
 * @example
 * ```ts
 * import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
 * import * as Exchange from "@effect-binance/simulator/Exchange"
 * import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
 *
 * const calm = SimulatedTransport.layer(Exchange.make(), { plan: FaultPlan.none })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const none: FaultPlan = { decide: () => undefined }

/**
 * A plan from a function.
 *
 * @example
 * ```ts
 * import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
 * // the first attempt of every intent loses its reply
 * const plan = FaultPlan.make(
 *   (request) => request.kind === "place" && request.attempt === 1 ? "reply-lost" : undefined,
 *   { intentKey: (request) => request.parameter("newClientOrderId") }
 * )
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  decide: (request: Seen, key: string | undefined) => Fault.Name | Fault.Fault | undefined,
  options: { readonly intentKey?: IntentKey | undefined } = {}
): FaultPlan => {
  let index = 0
  const attempts = new Map<string, number>()
  return {
    decide: (request) => {
      const key = options.intentKey?.(request)
      const counter = key === undefined ? request.kind : `${request.kind} ${key}`
      const attempt = (attempts.get(counter) ?? 0) + 1
      attempts.set(counter, attempt)
      index++
      const fault = decide({ ...request, index, attempt }, key)
      return typeof fault === "string" ? Fault.rowOf(fault).fault : fault
    }
  }
}

/**
 * One step of a script. A bare name at place n of the script is met by the n-th order placed; `"none"` lets it through.
 *
 * @category models
 * @since 0.1.0
 */
export type Step =
  | Fault.Name
  | "none"
  | {
      readonly fault: Fault.Name | Fault.Fault
      /** Which requests count; orders placed when left out. */
      readonly on?: Fault.RequestKind | "any" | ((request: Seen) => boolean) | undefined
      /** The first of those that meets the fault, from 1; 1 when left out. */
      readonly nth?: number | undefined
      /** How many in a row meet it; 1 when left out. */
      readonly times?: number | undefined
    }

/**
 * A plan from a list of steps; the first step that fits a request decides.
 *
 * @example
 * ```ts
 * import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
 * FaultPlan.scripted(["reply-lost", "none", { fault: "stale-read", on: "read", times: 3 }])
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const scripted = (steps: ReadonlyArray<Step>): FaultPlan => {
  const parsed = steps.map((step, index) => {
    const full = typeof step === "string" ? ({ fault: step, nth: index + 1 } as const) : step
    const on = "on" in full ? (full.on ?? "place") : "place"
    return {
      fault: full.fault,
      nth: full.nth ?? 1,
      times: "times" in full ? (full.times ?? 1) : 1,
      matches: typeof on === "function" ? on : (request: Seen) => on === "any" || request.kind === on,
      seen: 0
    }
  })
  return make((request) => {
    let chosen: Fault.Name | Fault.Fault | undefined
    for (const step of parsed) {
      if (!step.matches(request)) continue
      step.seen++
      if (chosen !== undefined || step.fault === "none") continue
      if (step.seen >= step.nth && step.seen < step.nth + step.times) chosen = step.fault
    }
    return chosen
  })
}

/**
 * A plan by chance: each request meets a fault with the given probability, drawn among those that apply to it. With an intent
 * key the draw depends on the seed, the key and the attempt alone, so every client under test meets the same storm.
 *
 * @example
 * ```ts
 * import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
 * FaultPlan.seeded({ seed: 7, probability: 0.3 })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const seeded = (options: {
  readonly seed: number | string
  /** Between 0 and 1. A function may give each kind of request its own. */
  readonly probability: number | ((request: Seen) => number)
  /** The faults to draw from; all of the table when left out. */
  readonly faults?: ReadonlyArray<Fault.Name> | undefined
  /** Weights that replace those of the table. */
  readonly weights?: { readonly [Name in Fault.Name]?: number } | undefined
  readonly intentKey?: IntentKey | undefined
}): FaultPlan => {
  const shared = Seeded.make(`faults ${options.seed}`)
  const probabilityOf = typeof options.probability === "number" ? undefined : options.probability
  const fixed = typeof options.probability === "number" ? options.probability : 0
  const tables = new Map<
    string,
    { readonly faults: ReadonlyArray<Fault.Fault>; readonly sums: ReadonlyArray<number>; readonly total: number }
  >()
  const tableOf = ({ kind, product }: Seen) => {
    const name = `${product} ${kind}`
    const known = tables.get(name)
    if (known !== undefined) return known
    const faults: Array<Fault.Fault> = []
    const sums: Array<number> = []
    let total = 0
    for (const name of options.faults ?? Fault.names) {
      const row = Fault.rowOf(name)
      const weight = options.weights?.[name] ?? row.weight
      if (!Fault.applies(row, kind, product) || weight <= 0) continue
      total += weight
      faults.push(row.fault)
      sums.push(total)
    }
    const made = { faults, sums, total }
    tables.set(name, made)
    return made
  }
  return make(
    (request, key) => {
      const random =
        key === undefined ? shared : Seeded.make(`faults ${options.seed} ${request.kind} ${key} ${request.attempt}`)
      if (!random.chance(probabilityOf === undefined ? fixed : probabilityOf(request))) return undefined
      const { faults, sums, total } = tableOf(request)
      const drawn = random.next() * total
      return faults[sums.findIndex((sum) => drawn < sum)]
    },
    { intentKey: options.intentKey }
  )
}

/**
 * What a plan gets to know about a request on the wire. Reads its parameters only when the plan asks for one.
 *
 * @category constructors
 * @since 0.1.0
 */
export const seen = (
  exchange: { readonly kindOf: (method: string, path: string) => Fault.RequestKind },
  request: WireRequest
): Omit<Seen, "index" | "attempt"> => {
  let parameters: Wire.Parameters | undefined
  return {
    method: request.method,
    path: request.path,
    kind: exchange.kindOf(request.method, request.path),
    product: Product.ofPath(request.path),
    parameter: (name) => (parameters ??= Wire.parameters(request)).values.get(name)
  }
}
