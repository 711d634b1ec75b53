/**
 * One line of what can be asked of the exchange: a method and a path, what it costs, which parameters it reads, and what it does.
 */
import type { BoundsName } from "../ExchangeConfig.ts"
import type { RequestKind } from "../Fault.ts"
import type { Route } from "../Product.ts"
import type * as Wire from "../Wire.ts"
import type { Answer, Context } from "./request.ts"

/**
 * How often the receive window is looked at on the way to the engine. `api`: on arrival alone. `broker`: on arrival, before the broker
 * and behind it. `engine`: on arrival, and by the engine itself with its own clock.
 */
export type Gate = "api" | "broker" | "engine"

export type Weight = (parameters: Wire.Parameters) => number

export interface Endpoint {
  readonly kind: RequestKind
  readonly signed: boolean
  /** Whether it asks for the key of the account, and for no signature. */
  readonly isKeyed?: boolean | undefined
  readonly weight: Weight
  readonly names: ReadonlySet<string>
  /** Whose bounds it keeps. */
  readonly bounds: BoundsName
  readonly gate: Gate
  /** Where what it is about lives. */
  readonly route: Route
  /** Of /sapi: whether its weight is the account's, not the address's. */
  readonly isOfAccount?: boolean | undefined
  /** What the API answers by itself. */
  readonly answer?: (context: Context) => unknown
  /** Checks the request and gives what the engine has to do when its time comes. */
  readonly prepare?: (context: Context) => (at: number) => Answer
  /** What the engine answers to one that comes too late for its own clock. */
  readonly late?: (context: Context) => Answer
}

/** By method and path, with one space between them. */
export type Endpoints = Readonly<Record<string, Endpoint>>

const signedNames = ["timestamp", "recvWindow", "signature"]

type WriteKind = Exclude<RequestKind, "public" | "read" | "test">

/** Makers of endpoints that have a route, bounds and a gate in common. */
export const on = (common: Pick<Endpoint, "route" | "bounds" | "gate">) => ({
  open: (weight: number | Weight, names: ReadonlyArray<string>, answer: NonNullable<Endpoint["answer"]>): Endpoint => ({
    ...common,
    kind: "public",
    signed: false,
    weight: typeof weight === "number" ? () => weight : weight,
    names: new Set(names),
    answer
  }),
  keyed: (
    weight: number | Weight,
    names: ReadonlyArray<string>,
    answer: NonNullable<Endpoint["answer"]>
  ): Endpoint => ({
    ...common,
    // it moves nothing of the account, and may be sent again
    kind: "read",
    signed: false,
    isKeyed: true,
    weight: typeof weight === "number" ? () => weight : weight,
    names: new Set(names),
    answer
  }),
  read: (weight: number | Weight, names: ReadonlyArray<string>, answer: NonNullable<Endpoint["answer"]>): Endpoint => ({
    ...common,
    kind: "read",
    signed: true,
    weight: typeof weight === "number" ? () => weight : weight,
    names: new Set([...names, ...signedNames]),
    answer
  }),
  test: (weight: number | Weight, names: ReadonlyArray<string>, answer: NonNullable<Endpoint["answer"]>): Endpoint => ({
    ...common,
    kind: "test",
    signed: true,
    weight: typeof weight === "number" ? () => weight : weight,
    names: new Set([...names, ...signedNames]),
    answer
  }),
  write: (
    kind: WriteKind,
    names: ReadonlyArray<string>,
    prepare: NonNullable<Endpoint["prepare"]>,
    weight: number | Weight = 1
  ): Endpoint => ({
    ...common,
    kind,
    signed: true,
    weight: typeof weight === "number" ? () => weight : weight,
    names: new Set([...names, ...signedNames]),
    prepare
  })
})
