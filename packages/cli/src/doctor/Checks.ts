/** The checks: one row for each, in the order in which they are made. Each reads, and none sends anything that could trade. */
import type { BinanceClient } from "effect-binance/client/BinanceClient"
import { sentences } from "effect-binance/errors/Advice"
import type { Fatal, Retryable } from "effect-binance/errors/BinanceError"
import { AccountRestricted, MarketClosed } from "effect-binance/errors/FatalReason"
import { BanWindowClosed, RateLimited } from "effect-binance/errors/RetryableReason"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { CheckName, Finding } from "../Doctor.ts"
import { instant, span } from "../internal/people.ts"
import { redact } from "../internal/redact.ts"
import { apart, hintOf, signsAs } from "./Hints.ts"
import { type Offset, type Patient, reaches, type Seen } from "./Patient.ts"
import { type Limit, restrictions } from "./Products.ts"

/** A finding without the name of its check. */
export type Found = Omit<Finding, "check">

/** One check. */
export interface Row {
  readonly check: CheckName
  /** Earlier checks without whose success there is nothing to look at. */
  readonly needs: ReadonlyArray<CheckName>
  /** What there is to look at; a text says why there is nothing. */
  readonly applies?: (patient: Patient) => Found | undefined
  /** What it may take longer than other checks, in ms. */
  readonly extraMillis?: (patient: Patient) => number
  readonly look: (patient: Patient) => Effect.Effect<Found, Retryable | Fatal, BinanceClient>
}

const ok = (what: string, measured?: Finding["measured"]): Found => ({ status: "ok", what, ...withNumbers(measured) })
const warning = (what: string, remedy: string, measured?: Finding["measured"]): Found => ({
  status: "warning",
  what,
  remedy,
  ...withNumbers(measured)
})
const failed = (what: string, remedy: string, measured?: Finding["measured"]): Found => ({
  status: "failed",
  what,
  remedy,
  ...withNumbers(measured)
})
export const skipped = (what: string, remedy?: string): Found => ({
  status: "skipped",
  what,
  ...(remedy === undefined ? {} : { remedy })
})
const withNumbers = (measured: Finding["measured"]) => (measured === undefined ? {} : { measured })

/** The fields that the exchange has sent. */
const given = (fields: Readonly<Record<string, boolean | undefined>>): Readonly<Record<string, boolean>> =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

const sentence = (parts: ReadonlyArray<string | undefined>) =>
  parts.flatMap((part) => (part === undefined || part === "" ? [] : [part])).join(" ")

/** Every scope that an order of this product passes, and with it every read. */
const scopesOf = ({ key, product }: Patient): ReadonlyArray<BanWindow.Scope> =>
  BanWindow.scopesOf({
    method: "POST",
    path: product.orderPath,
    account: key._tag === "Ready" ? key.account : "nobody"
  })

/** What an error means here: the library's words for it, and what the doctor knows besides. */
export const foundOf = Effect.fnUntraced(function* (error: Retryable | Fatal, patient: Patient) {
  const { reason } = error
  if (reason._tag === "BanWindowClosed")
    return skipped(`Not asked: it ${sentences(reason).happened}.`, sentences(reason).next)
  // the clock tells what it failed of, and not until when
  const until =
    reason._tag === "ClockUnknown" ? yield* BanWindow.closedUntil(patient.banWindow, scopesOf(patient)) : undefined
  const told = until === undefined ? reason : new BanWindowClosed({ until })
  const { happened, next, wire } = sentences(told)
  const hint = hintOf(told, patient)
  const found: Found = {
    status: "failed",
    what: sentence([
      `${error.operation?.name ?? `${patient.productName}.time`} ${happened}.`,
      redact(wire),
      hint.means === undefined ? undefined : `${hint.means}.`
    ]),
    remedy: hint.remedy ?? next,
    docs: error.docs
  }
  return found
})

// --------------------------------------------------------------------------------------------------------------- the clock

// Sources: spot docs, rest-api: timing security. Ahead by a second is refused, behind by the recvWindow, which is 5000 ms here.
const aheadMillis = 1000
const behindMillis = 5000
// What deserves a word: from here on a bad day of the network is enough.
const unwellMillis = 500

// Quartz drifts by a few dozen parts in a million.
const unwellPpm = 250

/** How many seconds two readings have to be apart to tell that much. */
const tellingSeconds = (errorMillis: number) => Math.ceil(errorMillis / (unwellPpm / 1e6) / 1000)

const readOffset = Effect.fnUntraced(function* ({ clock }: Patient) {
  yield* clock.resync
  // a busy machine may do something else between two readings
  const before = yield* Clock.currentTimeMillis
  const { errorMillis, time } = yield* clock.estimate
  const after = yield* Clock.currentTimeMillis
  const at = (before + after) / 2
  const offset: Offset = {
    offsetMillis: time - at,
    // both clocks tell whole ms
    errorMillis: errorMillis + (after - before) / 2 + 1,
    roundTripMillis: errorMillis * 2,
    at
  }
  return offset
})

const round = (millis: number) => Math.round(millis * 10) / 10

// -------------------------------------------------------------------------------------------------------------- the limits

const typeOf = ({ rateLimitType }: Limit) => rateLimitType ?? "ORDERS"
const intervalOf = ({ interval, intervalNum }: Limit) => {
  const unit = interval.toLowerCase()
  return intervalNum === 1 ? `a ${unit}` : `${intervalNum} ${unit}s`
}
const percent = ({ count, limit }: { readonly count: number; readonly limit: number }) =>
  Math.round((count / limit) * 100)

// From here on a burst of requests finds no room.
const fullPercent = 80

const isKnown = (limit: Limit): limit is Limit & { readonly count: number } =>
  limit.count !== undefined && limit.count >= 0

/** What is used of each limit of which the exchange says so, and what the others are, as one finding. */
const usageFound = (limits: ReadonlyArray<Limit>, remedy: string): Found => {
  const known = limits.filter(isKnown)
  const rest = limits.filter((limit) => !isKnown(limit))
  const nameOf = (limit: Limit) => `${limit.limit} ${typeOf(limit)} in ${intervalOf(limit)}`
  const used = known.map((limit) => `${limit.count} of ${nameOf(limit)} (${percent(limit)} %)`)
  const text = sentence([
    used.length === 0 ? undefined : `Used: ${used.join("; ")}.`,
    rest.length === 0 ? undefined : `Limits: ${rest.map(nameOf).join("; ")}.`
  ])
  const measured = Object.fromEntries(
    limits.flatMap((limit) => {
      const name = `${typeOf(limit)}_${limit.intervalNum}${limit.interval.slice(0, 1)}`
      return [[`${name}_limit`, limit.limit], ...(isKnown(limit) ? [[`${name}_used`, limit.count]] : [])]
    })
  )
  const [fullest] = known.toSorted((a, b) => percent(b) - percent(a))
  if (fullest === undefined || percent(fullest) < fullPercent) return ok(text, measured)
  const isUsedUp = fullest.count >= fullest.limit
  const full = `${text} ${typeOf(fullest)} in ${intervalOf(fullest)}: ${isUsedUp ? "used up" : "nearly used up"}.`
  return isUsedUp ? failed(full, remedy, measured) : warning(full, remedy, measured)
}

const headerOf = ({ interval, intervalNum }: Limit) =>
  `x-mbx-used-weight-${intervalNum}${interval.slice(0, 1).toLowerCase()}`

/** A limit with what the headers say of it. */
const withUsed = (limit: Limit, seen: Seen): Limit => {
  const header = limit.rateLimitType === "REQUEST_WEIGHT" ? seen.get(headerOf(limit)) : undefined
  return header === undefined ? limit : { ...limit, count: Number(header) }
}

// -------------------------------------------------------------------------------------------------------------- the symbol

/** What filters say in words, where a person wants to know it. */
const filterWords: Readonly<
  Record<string, (filter: Readonly<Record<string, unknown>>, quote: string) => string | undefined>
> = {
  PRICE_FILTER: (filter) => words`price in steps of ${filter["tickSize"]}`,
  LOT_SIZE: (filter) => words`quantity in steps of ${filter["stepSize"]}, at least ${filter["minQty"]}`,
  NOTIONAL: (filter, quote) => words`an order of at least ${filter["minNotional"]} ${quote}`,
  MIN_NOTIONAL: (filter, quote) => words`an order of at least ${filter["minNotional"] ?? filter["notional"]} ${quote}`,
  MAX_NUM_ORDERS: (filter) => words`at most ${filter["maxNumOrders"] ?? filter["limit"]} open orders`
}

const plainNumber = (text: string) => (/^\d+\.\d*0$/.test(text) ? text.replace(/\.?0+$/, "") : text)

/** A sentence about values of the exchange; nothing when one of them is not there. */
const words = (texts: TemplateStringsArray, ...values: ReadonlyArray<unknown>): string | undefined =>
  values.every((value) => typeof value === "string" || typeof value === "number")
    ? texts.map((text, i) => text + (i < values.length ? plainNumber(String(values[i])) : "")).join("")
    : undefined

// ----------------------------------------------------------------------------------------------------------------- the key

const withoutKey = ({ key }: Patient): Found | undefined =>
  key._tag === "None"
    ? skipped(
        "No key is set, so what needs one was not looked at.",
        "Set BINANCE_API_KEY, and BINANCE_API_SECRET (HMAC) or BINANCE_PRIVATE_KEY (Ed25519, RSA)."
      )
    : undefined

/** `enableSpotAndMarginTrading` as people write it. */
const inWords = (name: string) =>
  name
    .replace(/^enable|^permits/, "")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase()

const withoutWallet = (endpoint: string) => `${endpoint} has no wallet API, which would say what the key may do.`

const loopback = /^http:\/\/(?:127(?:\.\d+){3}|\[::1\]|localhost)(?:[:/]|$)/

/** Every check. */
export const rows: ReadonlyArray<Row> = [
  {
    check: "endpoint",
    needs: [],
    applies: (patient) =>
      reaches(patient, patient.product.rules.timePath) && reaches(patient, patient.product.orderPath)
        ? undefined
        : failed(
            `${patient.endpoint.name} has no address for ${patient.productName}.`,
            "Choose another --endpoint or another --product."
          ),
    look: Effect.fnUntraced(function* ({ endpoint, key, product }) {
      yield* product.time()
      return key._tag === "Ready" && endpoint.baseUrl.startsWith("http:") && !loopback.test(endpoint.baseUrl)
        ? warning(
            "It answers, and is asked over plain http: whoever is in between can read the API key.",
            "Use an https address for whatever is not a test on this machine."
          )
        : ok("It answers.")
    })
  },
  {
    check: "clock",
    needs: ["endpoint"],
    look: Effect.fnUntraced(function* (patient) {
      const offset = yield* readOffset(patient)
      patient.offset = offset
      const { errorMillis, offsetMillis, roundTripMillis } = offset
      const measured = {
        offsetMillis: round(offsetMillis),
        errorMillis: round(errorMillis),
        roundTripMillis: round(roundTripMillis)
      }
      const what = `The exchange's clock ${apart(offset)}; a round trip takes ${Math.ceil(roundTripMillis)} ms.`
      // by how much this machine's is ahead
      const ahead = -offsetMillis
      if (Math.abs(offsetMillis) - errorMillis < unwellMillis) return ok(what, measured)
      const refuses = ahead >= aheadMillis || -ahead >= behindMillis
      return warning(
        `${what} effect-binance signs by the exchange's clock. Clients that sign by this machine's ${refuses ? "are" : "will soon be"} refused with -1021: ${aheadMillis} ms ahead is too much, and so is a recvWindow behind.`,
        "Let this machine's clock be set by NTP.",
        measured
      )
    })
  },
  {
    check: "drift",
    needs: ["clock"],
    applies: ({ driftMillis, offset }) =>
      driftMillis > 0
        ? undefined
        : skipped(
            "How fast the clocks drift apart takes time to see.",
            `--drift ${tellingSeconds(2 * (offset?.errorMillis ?? 0))} watches them for as long as it takes over these round trips, in seconds.`
          ),
    extraMillis: ({ driftMillis }) => driftMillis,
    look: Effect.fnUntraced(function* (patient) {
      const first = patient.offset ?? (yield* readOffset(patient))
      yield* Effect.sleep(patient.driftMillis)
      const second = yield* readOffset(patient)
      const watched = second.at - first.at
      const ppm = ((second.offsetMillis - first.offsetMillis) / watched) * 1e6
      const errorPpm = ((first.errorMillis + second.errorMillis) / watched) * 1e6
      const measured = {
        driftPpm: Math.round(ppm),
        errorPpm: Math.ceil(errorPpm),
        watchedMillis: Math.round(watched)
      }
      const what = `In ${Math.round(watched / 1000)} s the exchange's clock went ${Math.round(Math.abs(ppm))} ppm ${ppm < 0 ? "slower" : "faster"} than this machine's, ±${Math.ceil(errorPpm)} ppm.`
      if (Math.abs(ppm) - errorPpm > unwellPpm)
        return warning(
          `${what} Quartz drifts by a few dozen.`,
          "Look at NTP on this machine, and at its host if it is a virtual one.",
          measured
        )
      return errorPpm > unwellPpm
        ? skipped(
            `${what} That is too vague to tell anything.`,
            `Watch longer: --drift ${tellingSeconds(first.errorMillis + second.errorMillis)}.`
          )
        : ok(what, measured)
    })
  },
  {
    check: "limits",
    needs: ["endpoint"],
    look: Effect.fnUntraced(function* ({ info, seen }) {
      const { rateLimits } = yield* info
      const limits = rateLimits.map((limit) => withUsed(limit, seen))
      return usageFound(
        limits,
        `${sentences(new RateLimited({ limit: "REQUEST_WEIGHT", retryAfter: Duration.zero })).next} Find what else sends from this address; RateBudgetMemory.layer makes a program wait for room.`
      )
    })
  },
  {
    check: "symbol",
    // both are in exchangeInfo
    needs: ["limits"],
    applies: ({ symbol }) =>
      symbol === undefined ? skipped("No symbol was named.", "--symbol BTCUSDT shows its filters.") : undefined,
    look: Effect.fnUntraced(function* (patient) {
      const { info, product, symbol = "" } = patient
      const all = yield* info
      const upper = symbol.toUpperCase()
      if (upper !== symbol && all.symbols.some((one) => one.symbol === upper))
        return failed(`exchangeInfo does not list ${symbol}.`, `Write it ${upper}.`)
      const { filters, quoteAsset } = yield* product.filtersOf(all, symbol)
      const found = all.symbols.find((one) => one.symbol === symbol)
      const status = found?.status ?? found?.contractStatus
      const rules = filters.flatMap((filter) => {
        const type = filter["filterType"]
        const say = typeof type === "string" && Object.hasOwn(filterWords, type) ? filterWords[type] : undefined
        return say?.(filter, quoteAsset ?? "of the quote asset") ?? []
      })
      const names = filters.flatMap(({ filterType }) => (typeof filterType === "string" ? [filterType] : []))
      const what = `${symbol} is ${status ?? "listed"}: ${rules.join("; ")}. All its filters: ${names.join(", ")}.`
      const measured = { symbol, filters: names.join(","), ...(status === undefined ? {} : { status }) }
      const closed = sentences(new MarketClosed({}))
      return status === undefined || status === "TRADING"
        ? ok(what, measured)
        : failed(`${what} An order ${closed.happened}.`, closed.next, measured)
    })
  },
  {
    check: "key",
    needs: ["clock"],
    applies: (patient) =>
      withoutKey(patient) ??
      (patient.key._tag === "Unusable"
        ? failed(patient.key.problem, "Put it right; the exchange was not asked about it.")
        : undefined),
    look: Effect.fnUntraced(function* (patient) {
      const { key, product } = patient
      const { canTrade } = yield* product.account()
      const account = key._tag === "Ready" ? key.account : ""
      const what = `Accepted: ${signsAs(patient)}, account "${account}".`
      const measured = { account, ...(canTrade === undefined ? {} : { canTrade }) }
      const restricted = sentences(new AccountRestricted({}))
      return canTrade === false
        ? failed(`${what} The account itself may not trade (canTrade is false).`, restricted.next, measured)
        : ok(canTrade === true ? `${what} The account may trade.` : what, measured)
    })
  },
  {
    check: "permissions",
    needs: ["key"],
    applies: (patient) =>
      reaches(patient, restrictions.operation.path) ? undefined : skipped(withoutWallet(patient.endpoint.name)),
    look: Effect.fnUntraced(function* ({ endpoint, product, restrictions }) {
      const may = yield* Effect.catchReason(restrictions, "Fatal", "Unsupported", () => Effect.succeed(undefined))
      if (may === undefined) return skipped(withoutWallet(endpoint.name))
      const { tradingAuthorityExpirationTime, ...flags } = may
      const on = Object.entries(flags).flatMap(([name, value]) =>
        value && name !== "ipRestrict" ? [inWords(name)] : []
      )
      const now = yield* Clock.currentTimeMillis
      const what = `The key may: ${on.length === 0 ? "nothing" : on.join(", ")}.`
      const { called, needs } = product.trades
      if (may.enableReading === false)
        return failed(`${what} It may not read.`, "Turn on Enable Reading for this key.", flags)
      if (may[needs] !== true)
        return warning(
          `${what} It cannot place orders of this product.`,
          `For a program that only reads this is right; one that trades needs "${called}" on its key.`,
          flags
        )
      if (tradingAuthorityExpirationTime !== undefined) {
        const left = tradingAuthorityExpirationTime - now
        return left > 0
          ? warning(
              `${what} Its permission to trade expires in ${span(left)}.`,
              "Restrict the key to the addresses of your machines, or renew the permission in time.",
              flags
            )
          : failed(`${what} Its permission to trade has expired.`, "Renew it, or make a new key.", flags)
      }
      return ok(what, flags)
    })
  },
  {
    check: "withdrawals",
    needs: ["permissions"],
    look: ({ restrictions }) =>
      Effect.map(restrictions, ({ enableWithdrawals }) =>
        enableWithdrawals === false
          ? ok("The key cannot withdraw.", { enableWithdrawals })
          : warning(
              enableWithdrawals === true
                ? "The key may withdraw: whoever gets it can empty the account."
                : "The exchange does not say whether the key may withdraw.",
              "Turn off Enable Withdrawals for the key of a program that trades.",
              given({ enableWithdrawals })
            )
      )
  },
  {
    check: "addresses",
    needs: ["permissions"],
    look: ({ restrictions }) =>
      Effect.map(restrictions, ({ ipRestrict }) =>
        ipRestrict === true
          ? ok("The key is accepted from listed addresses only, and this machine's is one of them.", { ipRestrict })
          : warning(
              ipRestrict === false
                ? "The key is accepted from any address."
                : "The exchange does not say from which addresses the key is accepted.",
              "Restrict it to the public addresses of your machines: what is stolen is then of no use elsewhere.",
              given({ ipRestrict })
            )
      )
  },
  {
    check: "orders",
    needs: ["key"],
    applies: ({ product }) =>
      product.orderCounts === undefined
        ? skipped("This product says how many orders count only in its answers to orders, and none is sent.")
        : undefined,
    look: ({ product }) =>
      Effect.map(product.orderCounts?.() ?? Effect.succeed([]), (limits) =>
        usageFound(limits, "Place fewer orders that do not fill, or spread them; fills make room, cancels do not.")
      )
  },
  {
    check: "ban",
    needs: [],
    look: Effect.fnUntraced(function* (patient) {
      const { banWindow, banWindowOf } = patient
      const now = yield* Clock.currentTimeMillis
      const closed: Array<{ readonly scope: BanWindow.Scope; readonly until: number }> = []
      for (const scope of scopesOf(patient)) {
        const until = yield* banWindow.closedUntil(scope)
        if (until !== undefined) closed.push({ scope, until })
      }
      const from =
        banWindowOf === undefined ? "as far as this run was told" : `by ${banWindowOf}, and as far as this run was told`
      const [worst] = closed.toSorted((a, b) => b.until - a.until)
      if (worst === undefined) return ok(`This address may send, ${from}.`)
      const { next } = sentences(new BanWindowClosed({ until: worst.until }))
      const isOfOrders = closed.every(({ scope }) => scope.startsWith("orders"))
      const scopes = closed.map(({ scope }) => scope).join(", ")
      const what = `Closed until ${instant(worst.until) ?? "further notice"}, for another ${span(worst.until - now)}: ${scopes}.`
      const measured = { until: worst.until, scopes }
      return isOfOrders
        ? warning(what, `${next} Cancels and reads still work.`, measured)
        : failed(what, `${next} Stop every program that sends from this address: a request can lengthen it.`, measured)
    })
  }
]
