/** Where a text of any client, log or person names an error of Binance's: tables, and one rule that reads them. Linear in the text. */
import type { Kind } from "effect-binance/errors/InDoubt"
import { products } from "effect-binance/products/AllProducts"
import { isObject, kinds, own } from "./contract.ts"
import { redact, withoutNamed } from "./redact.ts"

/** One error that a text names. */
export interface Evidence {
  /** The exchange's code, when there is one. */
  readonly code: number | undefined
  /** The reply's body as JSON; a whole frame of the WebSocket API, or FIX messages, where `form` says so. */
  readonly body: string | undefined
  readonly form: "http" | "ws" | "fix"
  /** The HTTP status, when the text gives one. */
  readonly status: number | undefined
  readonly retryAfter: string | undefined
  /** That no reply came. */
  readonly silence: { readonly code: string | undefined; readonly timeout: boolean } | undefined
  /** Whether the text also says that an attempt was lost: then a refusal beside it settles nothing. */
  readonly isResend: boolean
  /** Whether it is an array with an element for each order. */
  readonly isBatch: boolean
}

/** What a text says of the request: none where it does not say, several where it says several. */
export interface Context {
  readonly products: ReadonlyArray<string>
  readonly kinds: ReadonlyArray<Kind>
}

// ----------------------------------------------------------------------------------------------------------- the request

// By path, then by host: the hosts of test networks and of api.binance.com serve several products.
const productPaths: ReadonlyArray<readonly [path: RegExp, product: string]> = [
  [/\/sapi\/v\d+\/portfolio\b/i, "pmpro"],
  [/\/sapi\/v\d+\//i, "margin"],
  [/\/fapi\/v\d+\/|\bws-fapi\//i, "usdm"],
  [/\/dapi\/v\d+\/|\bws-dapi\//i, "coinm"],
  [/\/eapi\/v\d+\//i, "options"],
  [/\/papi\/v\d+\//i, "pm"],
  [/\/api\/v3\/|\bws-api\/v3\b/i, "spot"]
]
const productHosts: ReadonlyArray<readonly [host: RegExp, product: string]> = [
  [/\b(?:ws-)?fapi\.binance\.com\b/i, "usdm"],
  [/\b(?:ws-)?dapi\.binance\.com\b/i, "coinm"],
  [/\beapi\.binance\.com\b/i, "options"],
  [/\bpapi\.binance\.com\b/i, "pm"],
  [/\b(?:api(?:\d|-gcp)?|ws-api|data-api)\.binance\.(?:com|us|vision)\b|\btestnet\.binance\.vision\b/i, "spot"]
]
const productWords: ReadonlyArray<readonly [word: RegExp, product: string]> = [
  [/\bbinanceusdm\b/i, "usdm"],
  [/\bbinancecoinm\b/i, "coinm"]
]

/** An operation of this library, such as `spot.placeOrder`, in its errors. */
const operations = /\b(spot|margin|usdm|coinm|options|pmpro|pm)\.([a-z][A-Za-z]{2,40})\b/g
const operationKinds: ReadonlyArray<readonly [name: RegExp, kind: Kind]> = [
  [/^(?:batch|(?:place|cancel|amend)Orders)/, "batch"],
  [/^cancelReplace/, "cancelReplace"],
  [/^place(?:OrderList|Oco|Oto|Opo)/i, "orderList"],
  [/^test/, "test"],
  [/^place/, "place"],
  [/^cancel/, "cancel"],
  [/^(?:amend|modify)/, "amend"],
  [/^(?:set|change)/, "setting"],
  [/^(?:transfer|withdraw|borrow|repay)/, "transfer"],
  [/^(?:query|open|all|my|account|time|exchangeInfo|averagePrice|orderAmendments)/, "read"]
]

const restPath = /\/(?:api|sapi|fapi|dapi|eapi|papi)\/v\d{1,2}\/([A-Za-z][A-Za-z0-9/_-]{1,80})/g
const anyMethod = "GET POST PUT DELETE"

/** What a request does, by its method and the rest of its path behind the version. The first row that fits counts. */
const requestKinds: ReadonlyArray<readonly [methods: string, path: RegExp, kind: Kind]> = [
  // these paths have one meaning, whatever the method
  [anyMethod, /^(?:sor\/)?order\/test$/i, "test"],
  [anyMethod, /^order\/cancelReplace$/i, "cancelReplace"],
  [
    anyMethod,
    /^(?:time|ping|exchangeInfo|depth|trades|aggTrades|historicalTrades|klines|avgPrice|ticker(?:\/\w+)?|account|balance|myTrades|userTrades|allOrders|positionRisk|premiumIndex|rateLimit\/order)$/i,
    "read"
  ],
  ["GET", /^/, "read"],
  ["POST PUT DELETE", /batchOrders$/i, "batch"],
  [
    "POST",
    /(?:countdownCancelAll\w*|leverage|marginType|positionSide\/dual|multiAssetsMargin|positionMargin|feeBurn)$/i,
    "setting"
  ],
  ["PUT", /(?:^|\/)order(?:\/amend\/keepPriority)?$/i, "amend"],
  ["DELETE", /order/i, "cancel"],
  ["POST", /(?:^|\/)(?:orderList(?:\/\w+)?|order\/(?:oco|oto|otoco))$/i, "orderList"],
  ["POST", /transfer|withdraw\/apply|borrow-repay|(?:^|\/)(?:loan|repay|repay-?loan|marginLoan)$/i, "transfer"],
  ["POST", /(?:^|\/)(?:order|algoOrder|newOrder\w*|sor\/order)$/i, "place"]
]

/** The methods of the WebSocket API. */
const frameKinds: ReadonlyArray<readonly [method: RegExp, kind: Kind]> = [
  [/^(?:sor\.)?order\.test$/, "test"],
  [/^order\.cancelReplace$/, "cancelReplace"],
  [/^(?:sor\.)?order\.place$|^algoOrder\.place$/, "place"],
  [/^orderList\.place/, "orderList"],
  [/^(?:order|orderList|algoOrder)\.cancel$|^openOrders\.cancelAll$/, "cancel"],
  [/^order\.(?:amend\.\w+|modify)$/, "amend"],
  [/\.status$|^(?:account|v2\/account|exchangeInfo|time|ping|depth|klines|trades|ticker)\b/, "read"]
]

const fixStart = /\b8=FIXT?\.\d/
const fixType = new RegExp(String.raw`(?:^|[|\u0001\s])35=(\w{1,3})(?=[|\u0001])`)
/** What the messages of FIX answer, which only Spot speaks: execution reports, and refusals of a cancel, a list or an amend. */
const fixKinds: ReadonlyArray<readonly [type: string, kind: Kind]> = [
  ["8", "place"],
  ["9", "cancel"],
  ["r", "cancel"],
  ["N", "orderList"],
  ["XAR", "amend"]
]

const methodKey = /\bmethod\\*["']?\s{0,4}[:=]\s{0,4}\\*["']?(GET|POST|PUT|DELETE)\b/gi
const methodWord = /\b(GET|POST|PUT|DELETE)\b|\b(Get|Post|Put|Delete) \\*"/g
const frameMethod = /"method\\*"\s{0,4}:\s{0,4}\\*"([a-z0-9]{2,12}(?:[./][A-Za-z]{2,20}){1,3})\\*"/gi
const kindKey = /"kind\\*"\s{0,4}:\s{0,4}\\*"([A-Za-z]{4,13})\\*"/g
const productKey = /"product\\*"\s{0,4}:\s{0,4}\\*"([a-z]{2,7})\\*"/g

const groups = (text: string, pattern: RegExp, group = 1): ReadonlyArray<string> =>
  Array.from(text.matchAll(pattern), (match) => match[group] ?? match[group + 1] ?? "")
const unique = <A>(values: ReadonlyArray<A>): ReadonlyArray<A> => [...new Set(values)]
const first = <A>(rows: ReadonlyArray<readonly [pattern: RegExp, value: A]>, text: string): ReadonlyArray<A> => {
  const row = rows.find(([pattern]) => pattern.test(text))
  return row === undefined ? [] : [row[1]]
}

/** What the text says of the request. */
export const contextOf = (text: string): Context => {
  if (fixStart.test(text)) {
    const type = fixType.exec(text)?.[1]
    return { products: ["spot"], kinds: fixKinds.flatMap(([name, kind]) => (name === type ? [kind] : [])) }
  }
  const called = [...text.matchAll(operations)]
  const byOperation = called.flatMap(([, product]) => (product === undefined ? [] : [product]))
  const byKey = groups(text, productKey).filter((name) => products.has(name))
  const paths = groups(text, restPath).map((path) => path.replace(/\/$/, ""))
  const byPath = productPaths.flatMap(([pattern, product]) => (pattern.test(text) ? [product] : []))
  const said = [
    byOperation,
    byKey,
    withoutMargin(byPath),
    ...[productHosts, productWords].map((rows) => first(rows, text))
  ]
  const keyed = groups(text, methodKey)
  const methods = unique((keyed.length > 0 ? keyed : groups(text, methodWord)).map((method) => method.toUpperCase()))
  const byRequest = paths.flatMap((path) =>
    (methods.length === 0 ? [anyMethod] : methods).flatMap((method) => {
      const row = requestKinds.find(([on, pattern]) => on.includes(method) && pattern.test(path))
      return row === undefined ? [] : [row[2]]
    })
  )
  const byName = called.flatMap(([, , name]) => first(operationKinds, name ?? ""))
  const byFrame = groups(text, frameMethod).flatMap((method) => first(frameKinds, method))
  const stated = groups(text, kindKey).flatMap((name) => kinds.filter((kind) => kind === name))
  return {
    products: unique(said.find((names) => names.length > 0) ?? []),
    kinds: unique([stated, byName, byFrame, byRequest].find((found) => found.length > 0) ?? [])
  }
}

// the paths of portfolio margin pro are paths of SAPI too
const withoutMargin = (names: ReadonlyArray<string>) =>
  names.includes("pmpro") ? names.filter((name) => name !== "margin") : names

const host = /\bhttps?:\/\/([^\s"'/?#:)<>]{1,253})/gi
const ours = /binance|^localhost$|^127\.|^\[?::1|^\d{1,3}(?:\.\d{1,3}){3}$|unpkg\.com$/i

/** Whether the text speaks about another service: it names addresses, and none of them can be Binance's. */
const isElsewhere = (text: string): boolean => {
  const hosts = groups(text, host)
  return (
    hosts.length > 0 &&
    !hosts.some((name) => ours.test(name)) &&
    !/\/[sfdep]?api\/v\d+\//.test(text) &&
    !/binance/i.test(text)
  )
}

// --------------------------------------------------------------------------------------------------------------- no reply

/** What says that no reply came, and the system's name for it. Before a connection nothing can have left: those are last, for one of the others beside them means more. */
const silences: ReadonlyArray<readonly [pattern: RegExp, code: string | undefined, timeout: boolean]> = [
  [/\bECONNRESET\b|\bconnection reset by peer\b/i, "ECONNRESET", false],
  [/\bEPIPE\b|\bbroken pipe\b/i, "EPIPE", false],
  [/\bsocket hang up\b/i, "ECONNRESET", false],
  [/\bUND_ERR_SOCKET\b|\bother side closed\b/i, "UND_ERR_SOCKET", false],
  [/\bETIMEDOUT\b|\bESOCKETTIMEDOUT\b/, "ETIMEDOUT", true],
  [/\bUND_ERR_(?:HEADERS|BODY)_TIMEOUT\b/, "UND_ERR_HEADERS_TIMEOUT", true],
  [
    /\btimeout of \d{1,9} ?ms exceeded\b|\brequest timed out\b|\bRead timed out\b|\bRead(?:Timeout|TimeoutError)\b/i,
    "ETIMEDOUT",
    true
  ],
  [
    /\bcontext deadline exceeded\b|\bi\/o timeout\b|\baborted due to timeout\b|\bno reply came in time\b|"_tag":"TimedOut"/i,
    "ETIMEDOUT",
    true
  ],
  [/\bNetwork error or request timeout\b/i, "network error", false],
  [/\bECONNABORTED\b|\bConnection aborted\b/i, "ECONNABORTED", false],
  [
    /\bRemote end closed connection\b|\bServer disconnected\b|\bServerDisconnectedError\b|\bunexpected EOF\b|": EOF\b/i,
    "ECONNRESET",
    false
  ],
  [/\b(?:ENETUNREACH|EHOSTUNREACH|ENETDOWN)\b/, "ENETUNREACH", false],
  [/\bfetch failed\b|\bTypeError: terminated\b/i, "fetch failed", false],
  [
    /\bENOTFOUND\b|\bno such host\b|\bName or service not known\b|\bnodename nor servname provided\b/i,
    "ENOTFOUND",
    false
  ],
  [/\bEAI_AGAIN\b|\bTemporary failure in name resolution\b/i, "EAI_AGAIN", false],
  [/\bUND_ERR_CONNECT_TIMEOUT\b/, "UND_ERR_CONNECT_TIMEOUT", false],
  [/\bECONNREFUSED\b|\bconnection refused\b/i, "ECONNREFUSED", false]
]
const beforeConnection: ReadonlySet<string | undefined> = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "ECONNREFUSED"
])
// "fetch failed" says the least: what it was is in its cause, when that is shown
const says = (text: string) => {
  const all = silences.filter(([pattern]) => pattern.test(text))
  return all.find(([, code]) => code !== "fetch failed") ?? all[0]
}

// ------------------------------------------------------------------------------------------------------------ HTTP status

const phrases: ReadonlyArray<readonly [status: number, phrase: string]> = [
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [408, "Request Time-?out"],
  [409, "Conflict"],
  [413, "(?:Payload|Content) Too Large"],
  [418, "I'?m a teapot"],
  [429, "Too Many Requests"],
  [451, "Unavailable For Legal Reasons"],
  [500, "(?:Internal )?Server Error"],
  [502, "Bad Gateway"],
  [503, "(?:Service (?:Temporarily )?Unavailable|Server Error)"],
  [504, "(?:Gateway Time-?out|Server Error)"]
]
const phrase = new RegExp(
  String.raw`\b(?:${phrases.map(([status, words]) => `(?:${status}\\b[ :,"'-]{1,4}(?:\\w+ Error: )?${words})`).join("|")})`,
  "gi"
)
const statusWord =
  /\b(?:status(?:[_ ]?code)?|http[_ ]?(?:status|code)|statusCode|Server error)\\*["']?\s{0,2}[:= ]\s{0,2}\\*["']?([1-5]\d\d)\b|\bHTTP(?:\/[\d.]{1,3})?[ :=]{1,2}([1-5]\d\d)\b/gi
// POST /api/v3/order 503 · https://…/order -> 429
const behindPath = /\/[sfdep]?api\/v\d{1,2}\/[^\s"']{1,600}["']?[ :,]{1,3}(?:->|=>|→)? ?\(?([1-5]\d\d)\b/g
const tuple = /\(([45]\d\d), /g

/** The error classes of the official connector, for which its messages name no status. */
const classStatus: ReadonlyArray<readonly [name: RegExp, status: number]> = [
  [/\bRateLimitBanError\b/, 418],
  [/\bTooManyRequestsError\b/, 429],
  [/\bUnauthorizedError\b/, 401],
  [/\bForbiddenError\b/, 403],
  [/\bNotFoundError\b/, 404],
  [/\bBadRequestError\b/, 400]
]

const statusOf = (text: string): number | undefined => {
  const named = [...text.matchAll(statusWord)].map((match) => Number(match[1] ?? match[2]))
  const worded = [...text.matchAll(phrase)].map(([found]) => Number.parseInt(found, 10))
  const all = [
    ...groups(text, tuple).map(Number),
    ...groups(text, behindPath).map(Number),
    ...named,
    ...worded,
    ...first(classStatus, text)
  ].filter((status) => status !== 100 && !(status >= 300 && status < 400))
  // several attempts in one text: the status that says nothing counts
  return all.find((status) => status >= 500 || status === 408) ?? all.find((status) => status >= 400) ?? all[0]
}

const retryAfter = /\bretry-?after\\*["']?\s{0,4}[:=,]\s{0,4}\\*["']?(\d{1,9})\b/i

// ----------------------------------------------------------------------------------------------------------- JSON in text

const opening = /\{|\[(?=\s{0,8}\{)/g
const longest = 65_536

/** Where the object or list that begins at `at` ends; `undefined` when it does not. */
const endOf = (text: string, at: number): { readonly end: number | undefined; readonly read: number } => {
  const until = Math.min(text.length, at + longest)
  let depth = 0
  let isString = false
  for (let i = at; i < until; i++) {
    const char = text.charCodeAt(i)
    if (isString) {
      if (char === 92) i++
      else if (char === 34) isString = false
    } else if (char === 34) isString = true
    else if (char === 123 || char === 91) depth++
    else if ((char === 125 || char === 93) && --depth === 0) return { end: i + 1, read: i + 1 - at }
  }
  return { end: undefined, read: until - at }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The objects and lists of JSON in a text. What is read twice is bounded, so that a text of braces alone takes no longer. */
const fragments = (text: string): ReadonlyArray<unknown> => {
  const found: Array<unknown> = []
  let left = 4 * text.length + longest
  opening.lastIndex = 0
  for (let match = opening.exec(text); match !== null && left > 0; match = opening.exec(text)) {
    const { end, read } = endOf(text, match.index)
    left -= read
    const value = end === undefined ? undefined : parsed(text.slice(match.index, end))
    if (value === undefined || end === undefined) continue
    found.push(value)
    opening.lastIndex = end
  }
  return found
}

const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === "string" && /^-?\d{1,9}$/.test(value) ? Number(value) : value
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined
}
const isListed = (code: number) => [...products.values()].some((product) => product.codes.has(code))
const isCode = (code: number | undefined): code is number =>
  code !== undefined && ((code < 0 && code > -1_000_000) || (code >= 100_000 && isListed(code)))

// what loggers put beside the fields of an error: such an object is no body of the exchange's
const logged = ["level", "severity", "logger", "hostname", "pid", "@timestamp", "time", "stack", "name"]
// of an error without a code, this is what the exchange puts beside its text
const codeless = new Set(["timestamp", "path", "msg", "error", "status"])

const textIn = (record: Readonly<Record<string, unknown>>): string | undefined => {
  const found = own(record, "msg") ?? own(record, "message")
  return typeof found === "string" ? found : undefined
}

interface Body {
  readonly code: number | undefined
  readonly msg: string | undefined
  readonly body: unknown
  readonly form: "http" | "ws"
  readonly isBatch: boolean
}

/** An object as the body of a reply; `undefined` when it is none. */
const bodyOf = (record: Readonly<Record<string, unknown>>): Body | undefined => {
  const error = own(record, "error")
  if (typeof own(record, "status") === "number" && isObject(error) && isCode(numberOf(own(error, "code"))))
    return { code: numberOf(own(error, "code")), msg: textIn(error), body: record, form: "ws", isBatch: false }
  const code = numberOf(own(record, "code"))
  const msg = textIn(record)
  if (isCode(code)) {
    const isOther = msg === undefined ? !isListed(code) : own(record, "msg") === undefined && !isListed(code)
    if (isOther) return undefined
    const isLogged = own(record, "msg") === undefined || logged.some((key) => Object.hasOwn(record, key))
    const data = own(record, "data")
    const body = isLogged
      ? { code, ...(msg === undefined ? {} : { msg }), ...(data === undefined ? {} : { data }) }
      : record
    return { code, msg, body, form: "http", isBatch: false }
  }
  if (code === 0 && msg !== undefined && /restricted location/i.test(msg))
    return { code, msg, body: record, form: "http", isBatch: false }
  const isRefusal =
    (own(record, "success") === false && own(record, "msg") !== undefined) ||
    (Object.hasOwn(record, "path") &&
      Object.hasOwn(record, "timestamp") &&
      Object.keys(record).every((key) => codeless.has(key)))
  return isRefusal && msg !== undefined && code === undefined
    ? { code: undefined, msg, body: record, form: "http", isBatch: false }
    : undefined
}

/** The bodies in a value, the outermost first; text in it may hold JSON again. */
const bodiesIn = (value: unknown, depth: number): ReadonlyArray<Body> => {
  if (depth > 8) return []
  if (typeof value === "string")
    return value.includes("{") && value.length <= longest
      ? fragments(value).flatMap((one) => bodiesIn(one, depth + 2))
      : []
  if (Array.isArray(value)) {
    const records = value.filter(isObject)
    const bodies = records.flatMap((record) => bodyOf(record) ?? [])
    // the orders of a batch, or nothing but errors in the answer's own shape
    const isBatch =
      bodies.length > 0 &&
      records.length === value.length &&
      records.every((one) => Object.hasOwn(one, "orderId") || bodyOf(one) !== undefined)
    return isBatch
      ? [{ code: undefined, msg: undefined, body: value, form: "http", isBatch: true }]
      : value.slice(0, 1000).flatMap((one) => bodiesIn(one, depth + 1))
  }
  if (!isObject(value)) return []
  const own = bodyOf(value)
  return own === undefined ? Object.values(value).flatMap((one) => bodiesIn(one, depth + 1)) : [own]
}

// -------------------------------------------------------------------------------------------------------- codes in a text

/** Where a text names a code, as clients write it. */
const codeShapes: ReadonlyArray<RegExp> = [
  // code=-1007 · code: '-1007' · "code":-1007 in a body that was cut · APIError(code=-1007)
  /\bcode\\*["']?\s{0,4}[=:]\s{0,4}\\*["']?(-\d{3,9})\b/gi,
  // (400, -1021, "Timestamp …", {…}) of the official connector for Python
  /\(\d{3}, (-\d{3,9}),/g,
  // [-1007] · (-1007)
  /[[(](-\d{4,6})[\])]/g,
  // error -1007 · Binance said -1007 · error code -1007
  /\b(?:error(?: code)?|binance(?: said)?|exception|rejected|failed)[:=]?\s{1,2}(-\d{4,6})\b/gi,
  // -1007: Timeout … at the start of a message
  /(?:^|[\s:])(-\d{4,6}):\s/g
]

/** The text behind a code, up to where it ends. */
const textShapes: ReadonlyArray<RegExp> = [
  /^[\s"'\\,;)}\]]{0,12}(?:msg|message)\\*["']?\s{0,4}[=:]\s{0,4}\\*(["'])((?:(?!\1)[^\n\\]){0,512})/i,
  /^[\s"'\\,;)}\]]{0,12}(?:msg|message)\\*["']?\s{0,4}[=:]\s{0,4}()([^\n"']{1,512})/i,
  /^[\s)\]]{0,4}[:,-]?\s{0,4}(["'])((?:(?!\1)[^\n\\]){0,512})/,
  /^[\s)\]]{0,4}[:,-]?\s{1,4}()((?!(?:GET|POST|PUT|DELETE|HTTPS?)\b)[A-Za-z][^\n{]{0,511})/
]

const bare = (text: string) => text.trim().replaceAll("`", "").replace(/\s+/g, " ").toLowerCase()
const ends = /^(?:$|[.,;:)\]}"'|]| [({[]| at | -)/

// what a client puts behind a text, as far as it looks like nothing that the exchange says
const follows = /\s+(?:(?:GET|POST|PUT|DELETE|HTTP|at)\b|https?:|[-–|]\s).*$/s

let documented: ReadonlyArray<string> | undefined
/** The longest documented text that the found one begins with, where that ends as a sentence does; else the found one. */
const asDocumented = (found: string): string => {
  documented ??= [...products.values()]
    .flatMap((product) => [...product.messages.values()].flat().map((row) => bare(row.text).replace(/\.$/, "")))
    .sort((a, b) => b.length - a.length)
  const text = found.trim().replaceAll("`", "").replace(/\s+/g, " ")
  const lower = text.toLowerCase()
  const known = documented.find((one) => lower.startsWith(one) && ends.test(lower.slice(one.length)))
  return known === undefined ? text.replace(follows, "") : text.slice(0, known.length)
}

// what is said of an address that is told as well: "IP(1.2.3.4) banned until …"
const bannedAddress = /\bIP ?\([^)\s]{1,64}\) banned until\b/gi
const banned = /[^.;:\n"']{0,80}\bIP banned until \d{13}/i

/** Each code once: a client that says it several times, in several ways, still speaks of one error. */
const codesIn = (text: string): ReadonlyArray<Body> => {
  const tries = new Map<number, number>()
  const all = codeShapes.flatMap((shape) =>
    Array.from(text.matchAll(shape)).flatMap((match): ReadonlyArray<Body> => {
      const code = Number(match[1])
      const times = (tries.get(code) ?? 0) + 1
      tries.set(code, times)
      // one of the first says the text, or none does
      if (times > 8) return []
      const behind = text.slice(match.index + match[0].length, match.index + match[0].length + 640)
      const found = textShapes.flatMap((pattern) => pattern.exec(behind)?.[2] ?? [])[0]
      const msg = found === undefined ? undefined : asDocumented(found)
      return [{ code, msg, body: { code, ...(msg === undefined ? {} : { msg }) }, form: "http", isBatch: false }]
    })
  )
  return unique(all.map((body) => body.code)).flatMap(
    (code) =>
      all.find((body) => body.code === code && body.msg !== undefined) ?? all.find((body) => body.code === code) ?? []
  )
}

// -------------------------------------------------------------------------------------------------------------- the whole

// A text without any of these names no error. Most lines of a log are done here.
const hint =
  /code|-\d{4}|error|fail|exception|http|status|time-?d? ?out|socket|reset|refused|banned|E[A-Z]{4,}|EOF|closed|disconnect|terminated|unavailable|teapot|too many|success|FIX|msg|name or service|no such host|deadline|5\d\d|4\d\d/i

/** The body again, without what looks like a secret in any of its texts. Nothing of the exchange's is nested deeper than this. */
const cleaned = (value: unknown): string => {
  const clean = (one: unknown, depth: number): unknown =>
    typeof one === "string"
      ? redact(one)
      : typeof one !== "object" || one === null
        ? one
        : depth > 16
          ? null
          : Array.isArray(one)
            ? one.map((held) => clean(held, depth + 1))
            : Object.fromEntries(Object.entries(one).map(([key, held]) => [key, clean(held, depth + 1)]))
  return JSON.stringify(clean(value, 0))
}

/** The errors that a text names, each once. None, when it names none. */
export const evidenceIn = (raw: string): ReadonlyArray<Evidence> => {
  if (!hint.test(raw)) return []
  const text = withoutNamed(raw).replace(bannedAddress, "IP banned until")
  const status = statusOf(text)
  const wait = retryAfter.exec(text)?.[1]
  const silence = says(text)
  const isResend = silence !== undefined && !beforeConnection.has(silence[1]) && silence[1] !== "fetch failed"
  const start = fixStart.exec(text)?.index
  const shared = { status, retryAfter: wait, silence: undefined, isResend }
  if (start !== undefined)
    return /\b25016=-?\d/.test(text)
      ? [
          {
            ...shared,
            form: "fix",
            body: text.slice(start),
            code: numberOf(/\b25016=(-?\d{1,9})/.exec(text)?.[1]),
            isBatch: false
          }
        ]
      : []
  if (isElsewhere(text)) return []
  const inJson = text.includes("{") ? fragments(text).flatMap((value) => bodiesIn(value, 0)) : []
  // outside of a body of the exchange's own shape, a number counts that a table has, or that Binance is named beside
  const isOurs = (code: number | undefined) =>
    code === undefined || isListed(code) || /binance|\/[sfdep]?api\/v\d/i.test(text)
  const all = inJson.length > 0 ? inJson : codesIn(text).filter(({ code }) => isOurs(code))
  const seen = new Set<string>()
  const bodies = all.filter(({ code, msg, isBatch }) => {
    // a cut copy of the same error, or one without its text, is the same error
    const key = `${code} ${isBatch}`
    const isNew = !seen.has(`${key} ${msg ?? ""}`) && (msg !== undefined || !seen.has(key))
    seen.add(key)
    seen.add(`${key} ${msg ?? ""}`)
    return isNew
  })
  if (bodies.length > 0)
    return bodies.map(({ body, code, form, isBatch }): Evidence => ({
      code,
      body: cleaned(body),
      form,
      isBatch,
      status,
      retryAfter: wait,
      silence: undefined,
      isResend
    }))
  const ban = banned.exec(text)?.[0]
  if (ban !== undefined)
    return [
      {
        ...shared,
        status: status ?? 418,
        code: -1003,
        form: "http",
        isBatch: false,
        body: cleaned({ code: -1003, msg: ban.trim() })
      }
    ]
  if (status !== undefined && status >= 400)
    return [{ ...shared, code: undefined, body: undefined, form: "http", isBatch: false }]
  return silence === undefined
    ? []
    : [
        {
          ...shared,
          isResend: false,
          code: undefined,
          body: undefined,
          form: "http",
          isBatch: false,
          silence: { code: silence[1], timeout: silence[2] }
        }
      ]
}
