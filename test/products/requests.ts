// One row says all that an operation puts on the wire, and what it costs.
import type { AnyOperation, Operation } from "effect-binance/client/Operation"
import type { WireRequest } from "effect-binance/client/Transport"
import type { Kind } from "effect-binance/errors/InDoubt"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { type AnyCall, atOnce, clientFixed, http, keys, wire } from "../client/support.ts"
import { documented } from "./documentedParameters.ts"

/** The call's own client order id, as rows write it. */
export const id = "<id>"

export interface Row {
  readonly operation: AnyOperation
  readonly call: AnyCall
  readonly weight: number
  readonly expected: {
    readonly kind: Kind
    /** Such as `POST /api/v3/order`. */
    readonly endpoint: string
    /** The parameters as they are sent, without those of the signature. */
    readonly text: string
    readonly weight: number
    readonly security: AnyOperation["security"]
    readonly countsAsOrder: boolean
  }
}

export const row = <P>(
  make: ((input: P) => AnyCall) & { readonly operation: Operation<unknown, Kind, P> },
  input: P,
  expected: Omit<Row["expected"], "countsAsOrder" | "security"> & Partial<Row["expected"]>
): Row => ({
  operation: make.operation,
  call: make(input),
  weight: make.operation.weight(input),
  expected: { countsAsOrder: false, security: expected.kind === "read" ? "USER_DATA" : "TRADE", ...expected }
})

const tail = `recvWindow=5000&timestamp=0&signature=${keys.signature}`
const key = { "x-mbx-apikey": keys.apiKey }
const form = { "content-type": "application/x-www-form-urlencoded", ...key }

/** The whole request that a row stands for. */
export const requestOf = ({ expected }: Row): Omit<WireRequest, "mayLeave"> => {
  const [method = "", path = ""] = expected.endpoint.split(" ")
  const text =
    expected.security === "NONE" ? expected.text : [expected.text, tail].filter((part) => part !== "").join("&")
  const inBody = method === "POST" || method === "PUT"
  return {
    method: method as WireRequest["method"], // what a row writes
    path,
    query: inBody ? "" : text,
    body: inBody ? text : "",
    headers: expected.security === "NONE" ? {} : inBody ? form : key
  }
}

/** Sends what each row says, and looks that no operation of the module is without one. */
export const checks = (
  module: Readonly<Record<string, unknown>>,
  rows: ReadonlyArray<Row>,
  documentedNames: Readonly<Record<string, string>> = documented
): void => {
  const operations = Object.entries(module).flatMap(([name, value]) =>
    typeof value === "function" && "operation" in value ? [[name, value.operation] as const] : []
  )

  it("every operation has a row", () =>
    assert.deepStrictEqual(
      operations.filter(([, operation]) => !rows.some((row) => row.operation === operation)).map(([name]) => name),
      []
    ))

  for (const [index, row] of rows.entries()) {
    const { expected, operation } = row
    it.effect(`${operation.name}, row ${index}: ${expected.endpoint}`, () => {
      const over = wire(() => http(200, []))
      return Effect.gen(function* () {
        yield* atOnce(row.call)
        assert.strictEqual(over.sent.length, 1)
        const { body, headers, method, path, query } = over.sent[0]!.request
        const masked = (text: string) => text.replace(/[0-9a-z]{24}/g, id)
        assert.deepStrictEqual<unknown>(
          { method, path, query: masked(query), body: masked(body), headers },
          requestOf(row)
        )
        assert.deepStrictEqual(
          {
            kind: operation.kind,
            weight: row.weight,
            security: operation.security,
            countsAsOrder: operation.countsAsOrder === true
          },
          {
            kind: expected.kind,
            weight: expected.weight,
            security: expected.security,
            countsAsOrder: expected.countsAsOrder
          }
        )
        const names = Array.from(new URLSearchParams(expected.text).keys())
        const known =
          documentedNames[expected.endpoint]?.split(" ") ?? assert.fail(`${expected.endpoint} is not documented`)
        assert.deepStrictEqual(
          names.filter((name) => !known.includes(name)),
          []
        )
      }).pipe(Effect.provide(clientFixed(over)))
    })
  }
}
