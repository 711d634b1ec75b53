/** One run of a call, watched: what may leave, and what was seen of it. */
import * as BigDecimal from "effect/BigDecimal"
import * as Option from "effect/Option"
import type { AnyOperation } from "../client/Operation.ts"
import type { Parameters } from "../client/Parameters.ts"
import type { HttpReply } from "../client/Transport.ts"
import type { Departing, Watch } from "../interop/ForeignClient.ts"
import { headersOf } from "./foreign.ts"

/** A request that left, or may have. */
export interface Sighting {
  readonly isRead: boolean
  /** Whether it is what the call is about: of a client's reads not every one is. */
  readonly isOwn: boolean
  /** The signed timestamp, in epoch ms; `undefined` when the request shows none. */
  readonly timestamp: number | undefined
  reply: HttpReply | undefined
  failure: unknown
}

/** Why a request was held back. */
export type Withheld =
  /** The gate is shut, or the call was given up. */
  | { readonly _tag: "Gate" }
  /** The run has sent its one write. */
  | { readonly _tag: "Again" }
  /** It is not the request that the call describes. */
  | { readonly _tag: "Another"; readonly problem: { readonly parameter: string; readonly problem: string } }

/** What a client is told when its request is held back. */
export const messages: Readonly<Record<Withheld["_tag"], string>> = {
  Gate: "not sent: the exchange has asked this address to be quiet, or the call was given up",
  Again: "not sent: the call has sent its one request already, and its outcome is not known yet",
  Another: "not sent: it is not the request that the call describes"
}

const isReadMethod = (method: string) => method === "GET" || method === "HEAD"

const sameValue = (a: string, b: string): boolean => {
  if (a === b) return true
  const [x, y] = [BigDecimal.fromString(a), BigDecimal.fromString(b)]
  return Option.isSome(x) && Option.isSome(y) && BigDecimal.equals(x.value, y.value)
}

/** The parameters of a request, wherever they are, and its path. */
const partsOf = ({ body, url }: Departing) => {
  const query = url.indexOf("?")
  const fields = new URLSearchParams(query < 0 ? "" : url.slice(query + 1))
  if (typeof body === "string") for (const [name, value] of new URLSearchParams(body)) fields.append(name, value)
  return { path: query < 0 ? url : url.slice(0, query), fields }
}

/** In epoch ms, from a text that may be in microseconds. */
const timestampOf = (text: string | null): number | undefined => {
  const value = text === null || text === "" ? NaN : Number(text)
  if (!Number.isFinite(value) || value <= 0) return undefined
  return value > 100_000_000_000_000 ? value / 1000 : value
}

/** What a request has to be to be sent. */
export interface Expected {
  readonly operation: AnyOperation
  readonly parameters: Parameters
  /** The client order ids that it has to carry: what its orders will be found by. The exchange's id when it has none. */
  readonly names: ReadonlyArray<string>
}

/** In which way a request is not the one that the call describes. */
const differenceOf = (
  { names, operation, parameters }: Expected,
  method: string,
  path: string,
  fields: URLSearchParams
): { readonly parameter: string; readonly problem: string } | undefined => {
  const differs = (parameter: string, problem: string) => ({ parameter, problem })
  if (operation.kind === "read" && !isReadMethod(method))
    return differs("kind", `the call is named a read, and its client sends a ${method}`)
  if (isReadMethod(method)) return undefined
  if (operation.kind === "test" && operation.path === "" && !path.includes("/test"))
    return differs("kind", "the call is named a test, and its client sends it to another place")
  if (operation.path !== "" && (method !== operation.method || !path.endsWith(operation.path)))
    return differs(
      "path",
      `${operation.name} is ${operation.method} ${operation.path}, and its client sends something else`
    )
  for (const [name, value] of Object.entries(parameters)) {
    const sent = fields.get(name)
    // an exchange does not mind what is left out; what is there has to be the same
    if (sent === null || value === undefined || typeof value === "object") continue
    if (!sameValue(`${value}`, sent)) return differs(name, "the client sends another value than the call describes")
  }
  const values = new Set(fields.values())
  if (!names.every((name) => values.has(name)))
    return differs("clientOrderId", "the client does not send it: give it the one that the call is given")
  // an order of another size, or of a size in another unit, could never be found by what the call describes
  if (operation.kind === "place" && operation.path !== "")
    for (const name of ["quantity", "quoteOrderQty"])
      if ((fields.get(name) === null) !== (parameters[name] === undefined))
        return differs(name, "the client gives the size of the order in another way than the call describes")
  return undefined
}

/** One run of a call, as its watched client reports it. */
export class Run implements Watch {
  readonly sightings: Array<Sighting> = []
  withheld: Withheld | undefined = undefined
  isOver = false
  readonly #abort = new AbortController()
  readonly #expected: Expected
  readonly #isOpen: () => boolean
  readonly #leave: () => void

  constructor(expected: Expected, isOpen: () => boolean, leave: () => void) {
    this.#expected = expected
    this.#isOpen = isOpen
    this.#leave = leave
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  readonly leaving: Watch["leaving"] = (request) => {
    const method = request.method.toUpperCase()
    const { fields, path } = partsOf(request)
    const isRead = isReadMethod(method)
    if (!isRead && this.writes.length > 0) throw this.#hold({ _tag: "Again" })
    const difference = differenceOf(this.#expected, method, path, fields)
    if (difference !== undefined) throw this.#hold({ _tag: "Another", problem: difference })
    if (this.isOver || !this.#isOpen()) throw this.#hold({ _tag: "Gate" })
    const sighting: Sighting = {
      isRead,
      isOwn: path.endsWith(this.#expected.operation.path),
      timestamp: timestampOf(fields.get("timestamp")),
      reply: undefined,
      failure: undefined
    }
    this.sightings.push(sighting)
    this.#leave()
    return {
      arrived: (status, headers, body) => {
        sighting.reply = { _tag: "HttpReply", status, headers: headersOf(headers), body, complete: true }
      },
      failed: (error) => {
        sighting.failure = error
      }
    }
  }

  /** The requests that are not reads: one at most. */
  get writes(): ReadonlyArray<Sighting> {
    return this.sightings.filter(({ isRead }) => !isRead)
  }

  /** The request that the call is about. */
  get own(): Sighting | undefined {
    return (
      this.writes[0] ??
      (this.#expected.operation.kind === "read" ? this.sightings.findLast(({ isOwn }) => isOwn) : undefined)
    )
  }

  /** Whether the call may change anything. */
  get isWrite(): boolean {
    const { kind } = this.#expected.operation
    return kind !== "read" && kind !== "test"
  }

  /** Lets nothing more leave. */
  close(): void {
    this.isOver = true
  }

  abort(): void {
    this.close()
    this.#abort.abort()
  }

  #hold(withheld: Withheld): Error {
    this.withheld = withheld
    return new Error(messages[withheld._tag])
  }
}
