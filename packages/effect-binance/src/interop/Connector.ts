/**
 * The official connector, `@binance/spot` and its siblings, as a client that calls can be made with.
 *
 * @since 0.1.0
 */
import { watchedSettings } from "../internal/axios.ts"
import {
  heard,
  headersOf,
  httpHeard,
  isMoreThanNone,
  jsonOf,
  lost,
  read,
  readNumber,
  readText,
  standIn
} from "../internal/foreign.ts"
import type { ForeignClient, Hearsay, Watch } from "./ForeignClient.ts"

// the classes by which it tells statuses; every other status is thrown away
const statuses: Readonly<Record<string, number>> = {
  BadRequestError: 400,
  UnauthorizedError: 401,
  ForbiddenError: 403,
  NotFoundError: 404,
  RateLimitBanError: 418,
  TooManyRequestsError: 429
}

const configurationOf = (client: unknown) => read(client, "configuration")

const problem = (client: object) => (): string | undefined => {
  const configuration = configurationOf(client)
  if (typeof configuration !== "object" || configuration === null)
    return "it has no configuration: give the restAPI of the connector"
  const retries = read(configuration, "retries")
  return isMoreThanNone(retries) || retries === undefined
    ? `retries is ${String(retries ?? "not set")}; it has to be 0 (configurationRestAPI: { retries: 0 })`
    : undefined
}

const thrown = (error: unknown): Hearsay => {
  const name = readText(error, "name") ?? ""
  const code = readNumber(error, "code")
  const status = Object.hasOwn(statuses, name) ? statuses[name] : undefined
  if (status !== undefined) {
    // without a code the text may be the class's own
    return httpHeard(status, {}, code === undefined ? "" : jsonOf({ code, msg: readText(error, "message") }))
  }
  if (name === "ServerError") return httpHeard(readNumber(error, "statusCode") ?? 500, {}, "")
  if (name === "RequiredError")
    return { _tag: "Refused", problem: `${readText(error, "field") ?? "a parameter"} is missing` }
  // its NetworkError is the same for a refused connection as for a lost reply
  return lost(/^[A-Za-z]{1,40}$/.test(name) ? name : undefined)
}

const returned = async (value: unknown): Promise<Hearsay> => {
  const status = readNumber(value, "status")
  const data = read(value, "data")
  if (status === undefined || typeof data !== "function") return { _tag: "Body", headers: {}, body: jsonOf(value) }
  try {
    return httpHeard(status, read(value, "headers"), jsonOf(await Reflect.apply(data, value, [])))
  } catch {
    return heard({ _tag: "HttpReply", status, headers: headersOf(read(value, "headers")), body: "", complete: false })
  }
}

const watchedConfiguration = (configuration: object, watch: Watch) => {
  const baseOptions = watchedSettings(read(configuration, "baseOptions"), watch, (text) => text)
  return standIn(configuration, (name, value) => (name === "baseOptions" ? baseOptions : value))
}

const watched =
  <C extends object>(client: C) =>
  (watch: Watch): C => {
    const seen = new Map<object, object>()
    // each part of the client has a configuration of its own
    const over = <T extends object>(target: T): T =>
      standIn(target, (name, value) => {
        if (typeof value !== "object" || value === null) return value
        const known = seen.get(value)
        if (known !== undefined) return known
        const made =
          name === "configuration"
            ? watchedConfiguration(value, watch)
            : configurationOf(value) === undefined
              ? value
              : over(value)
        seen.set(value, made)
        return made
      })
    return over(client)
  }

/**
 * The REST part of the official connector: `new Spot({ … }).restAPI` of `@binance/spot`, and of its siblings.
 *
 * Its `retries` have to be 0: by default it sends a GET or a DELETE up to three times more, with the old timestamp, and then
 * reports what the last one met. With another value every call fails with `Fatal(InvalidRequest)` and nothing is sent.
 *
 * What it throws by itself says little: of a 5xx the body is gone, of a 400 or 409 the halves of a cancelReplace, of a network
 * error everything, so that a refused connection looks like a lost reply. A call that is made through the `client` it is given is
 * watched, and judged by the reply as it came; of a network error even then nothing is known, and a write is in doubt.
 *
 * @example
 * ```ts
 * import * as Interop from "effect-binance/interop/Interop"
 *
 * interface RestApi {
 *   readonly newOrder: (order: object) => Promise<unknown>
 * }
 * declare const restAPI: RestApi // new Spot({ configurationRestAPI: { apiKey, apiSecret, retries: 0, timeout: 12_000 } }).restAPI
 *
 * const client = Interop.connector(restAPI)
 * ```
 *
 * @category clients
 * @since 0.1.0
 */
export const connector = <C extends object>(restApi: C): ForeignClient<C> => ({
  name: "@binance connector",
  problem: problem(restApi),
  watched: watched(restApi),
  thrown,
  returned
})
