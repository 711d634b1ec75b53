/**
 * The `in-doubt` command: what a journal has without an outcome, as a person reads it, and how it ended when the exchange is asked.
 *
 * @since 0.1.0
 */
import { Credentials } from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import type { IntentRow, Outcome } from "effect-binance/orders/OrderJournal"
import type { Evidence } from "effect-binance/settlement/Evidence"
import type { Bounds } from "effect-binance/settlement/SettlementBounds"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { TerminalCapabilities } from "effect/cli/TerminalCapabilities"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as References from "effect/References"
import * as Runtime from "effect/Runtime"
import { parseEndpoint } from "./Doctor.ts"
import * as Journals from "./in-doubt/Journals.ts"
import { block, ending, foot, head } from "./in-doubt/Report.ts"
import { ansi, plain } from "./internal/paint.ts"

/**
 * One intent that a journal has without an outcome: what `in-doubt --json` prints on a line. With `--settle`, how it ended as well.
 *
 * Times are epoch ms; amounts are the exact decimals that were sent.
 *
 * @category models
 * @since 0.1.0
 */
export interface Doubt {
  /** The journal's own name of it. */
  readonly id: string
  /** The label of the credentials, never the key. */
  readonly account: string
  /** Which exchange it was sent to; absent where nobody said. */
  readonly exchange?: string | undefined
  /** What its caller called it. */
  readonly key?: string | undefined
  /** The operation's name, such as `spot.placeOrder`. */
  readonly operation: string
  readonly product: string
  readonly kind: string
  readonly symbol?: string | undefined
  readonly side?: string | undefined
  readonly type?: string | undefined
  /** In the base asset. */
  readonly quantity?: string | undefined
  /** In the quote asset. */
  readonly quoteOrderQuantity?: string | undefined
  /** In the quote asset per base asset. */
  readonly price?: string | undefined
  /** The exchange's id of the order that a cancel names. */
  readonly orderId?: string | undefined
  readonly clientOrderIds: ReadonlyArray<string>
  /** When it was made, by the clock of the process that made it. */
  readonly since: number
  /** Whether it may have been accepted; otherwise only its end is not written down. */
  readonly mayLive: boolean
  /** After this, by the exchange's clock, nothing of it is accepted any more. Absent when nothing of it can have been accepted. */
  readonly notAcceptedAfter?: number | undefined
  /** By their numbers: when each was written, by which process, and what became of it. */
  readonly attempts: IntentRow["attempts"]
  /** How it ended; `undefined` while nobody knows. Absent without `--settle`. */
  readonly outcome?: Outcome["_tag"] | "InDoubt" | undefined
  /** Why it was refused or did not execute: the tag of the reason. */
  readonly reason?: string | undefined
  /** The exchange's id of an order that executed. */
  readonly executedOrderId?: string | undefined
  /** What was asked to settle it, and what came back, the oldest first. */
  readonly evidence?: Evidence["observations"] | undefined
}

/**
 * Something is in doubt. What it is was printed, so that there is nothing left to say; the exit code is 1.
 *
 * @example
 * ```ts
 * import { inDoubt } from "@effect-binance/cli/InDoubt"
 * import * as Command from "effect/cli/Command"
 * import * as Effect from "effect/Effect"
 *
 * const run = Command.runWith(inDoubt, { version: "0.1.0" })
 * const beforeTrading = run(["--journal", "orders.sqlite"]).pipe(
 *   Effect.catchTag("LeftInDoubt", ({ ids }) => Effect.logError(`${ids.length} intents are in doubt`))
 * )
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class LeftInDoubt extends Data.TaggedError("LeftInDoubt")<{
  /** The journal's names of them. */
  readonly ids: ReadonlyArray<string>
}> {
  override readonly [Runtime.errorExitCode] = 1
  override readonly [Runtime.errorReported] = false
}

const doubtOf = ({
  account,
  attempts,
  clientOrderId,
  createdAt,
  exchange,
  id,
  key,
  operation,
  subject
}: IntentRow): Doubt => {
  const open = attempts.filter(({ state }) => state === "open")
  return {
    id,
    account,
    exchange,
    key,
    operation,
    product: subject.product,
    kind: subject.kind,
    symbol: subject.symbol,
    side: subject.side,
    type: subject.type,
    quantity: subject.quantity,
    quoteOrderQuantity: subject.quoteOrderQuantity,
    price: subject.price,
    orderId: subject.orderId,
    clientOrderIds: subject.clientOrderIds.length === 0 ? [clientOrderId] : subject.clientOrderIds,
    since: createdAt,
    mayLive: open.length > 0,
    notAcceptedAfter: open.length === 0 ? undefined : Math.max(...open.map(({ fenceAt }) => fenceAt)),
    attempts
  }
}

const evidenceIn = (outcome: Outcome | undefined): Evidence | undefined =>
  outcome?._tag === "NotExecuted" && outcome.error.reason._tag === "ProvenNotExecuted"
    ? outcome.error.reason.evidence
    : undefined

const settledOf = (doubt: Doubt, outcome: Outcome | undefined, evidence: Evidence | undefined): Doubt => ({
  ...doubt,
  outcome: outcome?._tag ?? "InDoubt",
  reason: outcome === undefined || outcome._tag === "Executed" ? undefined : outcome.error.reason._tag,
  executedOrderId: outcome?._tag === "Executed" ? outcome.orderId : undefined,
  evidence: (evidence ?? evidenceIn(outcome))?.observations ?? []
})

// -------------------------------------------------------------------------------------------------------------- the command

// The language of the command's own refusals: what is wrong and what to do, and exit code 1.
const misused = (userMessage: string) => new CliError.UserError({ cause: userMessage, userMessage })

const choices = "testnet, demo, production, simulator, or an address such as http://127.0.0.1:9000"

/**
 * Reads `--bounds`: how long an exchange may hold an order back and how long its reads may lag, in ms, such as `300,700`. Gives the
 * sentence that says what is wrong otherwise.
 *
 * @example
 * ```ts
 * import { parseBounds } from "@effect-binance/cli/InDoubt"
 *
 * const bounds = parseBounds("300,700") // { graceMillis: 300, visibilityMillis: 700 }
 * const problem = parseBounds("soon") // a sentence
 * ```
 *
 * @category parsing
 * @since 0.1.0
 */
export const parseBounds = (text: string): Bounds | string => {
  const [, grace, visibility] = /^\s*(\d{1,6})\s*,\s*(\d{1,6})\s*$/.exec(text) ?? []
  return grace === undefined || visibility === undefined
    ? "--bounds takes two numbers of ms with a comma between them, such as 300,700: how long the engine may hold an order back, and how long reads may lag."
    : { graceMillis: Number(grace), visibilityMillis: Number(visibility) }
}

/** Every exchange that an endpoint is, for one path or another. */
const exchangesOf = (endpoint: Endpoint.Endpoint["Service"]): ReadonlySet<string | undefined> =>
  new Set(["api", "sapi", "fapi", "dapi", "eapi", "papi"].map((family) => Endpoint.exchangeOf(endpoint, `/${family}/`)))

/** Only an exchange on this machine can be one that states bounds of its own. */
const isOnThisMachine = ({ baseUrl }: Endpoint.Endpoint["Service"]) =>
  /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/.test(URL.parse(baseUrl)?.hostname ?? "")

const endpointOf = Effect.fnUntraced(function* (flag: Option.Option<string>) {
  const fromConfig = Config.option(Config.String("BINANCE_ENDPOINT")).pipe(Effect.orElseSucceed(() => Option.none()))
  const chosen = Option.isSome(flag) ? flag : yield* fromConfig
  if (Option.isNone(chosen))
    return yield* misused(`Say with --endpoint which exchange to ask: ${choices}. There is no default.`)
  const endpoint = parseEndpoint(chosen.value)
  return typeof endpoint === "string" ? yield* misused(endpoint) : endpoint
})

const print = (lines: ReadonlyArray<string>) => Console.log(lines.join("\n"))
const printJson = (doubts: ReadonlyArray<Doubt>) =>
  Effect.forEach(doubts, (doubt) => Console.log(JSON.stringify(doubt)), { discard: true })

interface Asked {
  readonly kept: Journals.Kept
  readonly doubts: ReadonlyArray<Doubt>
  readonly account: string | undefined
  readonly within: Duration.Duration
  readonly bounds: Bounds | undefined
  readonly isJson: boolean
}

/** Asks the exchange how these ended; gives those that nobody knows of afterwards. */
const settleAll = Effect.fnUntraced(function* ({ account, bounds, doubts, isJson, kept, within }: Asked) {
  const { label } = yield* Credentials
  const endpoint = yield* Endpoint.Endpoint
  // What an account did not do is no evidence about another one: its orders would be called not executed.
  if (account !== undefined && account !== label)
    return yield* misused(
      `The key of the environment is of the account ${label}, not of ${account}. Set BINANCE_ACCOUNT=${account} if it is a key of the very account that the orders were sent with; with another one, orders that live would be called not executed.`
    )
  if (bounds !== undefined && !isOnThisMachine(endpoint))
    return yield* misused(
      "--bounds is for a simulated exchange on this machine: with bounds that the exchange exceeds, an order that lives would be called not executed."
    )
  const paint = isJson ? plain : (yield* TerminalCapabilities).canColor ? ansi : plain
  const here = exchangesOf(endpoint)
  const own = doubts.filter((doubt) => doubt.account === label)
  if (!isJson) {
    const cancels = own.filter(({ kind }) => kind === "cancel").length
    yield* print([
      "",
      `Settling what is of the account ${label}, at ${endpoint.name} (${endpoint.baseUrl}), for at most ${Duration.format(within)}. No order is placed.`,
      ...(cancels === 0
        ? []
        : [
            `${cancels} of it ${cancels === 1 ? "is a cancel" : "are cancels"}: while the order is open, its cancel is sent again, because only an order that has ended proves it.`
          ]),
      ""
    ])
  }
  // loaded by those who settle only
  const { settle } = yield* Effect.promise(() => import("./in-doubt/Settle.ts"))
  const { rows, seen, silence } = yield* settle(
    own.map(({ id }) => id),
    within,
    bounds
  ).pipe(Effect.provide(kept.layer))
  const endings = doubts.map((doubt) => {
    const row = rows.get(doubt.id)
    const outcome = row?.outcome
    const evidence = row === undefined ? undefined : seen.get(row.clientOrderId)
    const note =
      doubt.account !== label
        ? `not asked: it is of the account ${doubt.account}`
        : outcome === undefined && doubt.exchange !== undefined && !here.has(doubt.exchange)
          ? `not asked: it was sent to ${doubt.exchange}, and what another exchange does not know says nothing`
          : outcome !== undefined && doubt.mayLive && evidence === undefined && evidenceIn(outcome) === undefined
            ? "settled by another process meanwhile"
            : undefined
    return { doubt: settledOf(doubt, outcome, evidence), outcome, note }
  })
  const left = endings.flatMap(({ doubt, outcome }) => (outcome === undefined ? [doubt.id] : []))
  if (isJson) yield* printJson(endings.map(({ doubt }) => doubt))
  else {
    yield* print([
      ...endings.flatMap(({ doubt, note, outcome }, i) => [...ending(doubt, outcome, note, i + 1, paint), ""]),
      foot(endings.length - left.length, left.length, paint)
    ])
    if (left.length > 0 && silence !== undefined)
      yield* print([`What was asked last had no answer that says anything of it: ${silence}`])
  }
  return left
})

/**
 * `in-doubt`: what a journal has without an outcome, the oldest first; `--json` for one JSON object, a `Doubt`, on each line. It reads,
 * and makes no file and no table.
 *
 * With `--settle` the exchange is asked how each of them ended, with the key of the environment, until all is known or `--within` has
 * passed; each outcome is written to the journal and printed with its evidence. No order is placed: the transport lets reads and
 * cancels through, and nothing else. A cancel that is in doubt is sent again while its order is open: only an order that has ended
 * proves it.
 *
 * Ends with exit code 0 when nothing is in doubt (any more), and 1 otherwise.
 *
 * @example
 * ```ts
 * import { inDoubt } from "@effect-binance/cli/InDoubt"
 * import * as Command from "effect/cli/Command"
 *
 * const main = Command.runWith(inDoubt, { version: "0.1.0" })(["--journal", "orders.sqlite", "--json"])
 * ```
 *
 * @category commands
 * @since 0.1.0
 */
export const inDoubt = Command.make(
  "in-doubt",
  {
    journal: Flag.String("journal").pipe(
      Flag.optional,
      Flag.withDescription("The SQLite file of the journal; it is not made when it is not there")
    ),
    postgres: Flag.Boolean("postgres").pipe(
      Flag.withDefault(false),
      Flag.withDescription(`The journal is in the PostgreSQL whose URL is in ${Journals.urlSetting}`)
    ),
    schema: Flag.String("schema").pipe(
      Flag.optional,
      Flag.withDescription("The schema of that PostgreSQL; effect_binance when left out")
    ),
    account: Flag.String("account").pipe(
      Flag.optional,
      Flag.withDescription("Only what is of the account with this label; of all accounts when left out")
    ),
    settle: Flag.Boolean("settle").pipe(
      Flag.withDefault(false),
      Flag.withDescription(
        "Ask the exchange how each ended, and write that down. Places nothing; a cancel that is in doubt is sent again"
      )
    ),
    endpoint: Flag.String("endpoint").pipe(
      Flag.optional,
      Flag.withDescription(
        "With --settle: testnet, demo, production, simulator, or an address. BINANCE_ENDPOINT when left out; there is no default"
      )
    ),
    within: Flag.Finite("within").pipe(
      Flag.filter(
        (value) => value >= 1 && value <= 86_400,
        () => "--within takes seconds from 1 to 86400"
      ),
      Flag.withDefault(300),
      Flag.withDescription(
        "With --settle: after how many seconds what is not settled stays in doubt; 300 when left out"
      )
    ),
    bounds: Flag.String("bounds").pipe(
      Flag.optional,
      Flag.withDescription(
        "With --settle, for a simulated exchange on this machine only: its bounds in ms, such as 300,700 (engine, reads)"
      )
    ),
    json: Flag.Boolean("json").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Print one JSON object a line on standard output")
    )
  },
  Effect.fnUntraced(function* (flags) {
    const isInFile = Option.isSome(flags.journal)
    if (isInFile === flags.postgres)
      return yield* misused("Say where the journal is: --journal FILE, or --postgres with JOURNAL_URL set.")
    const bounds = Option.isSome(flags.bounds) ? parseBounds(flags.bounds.value) : undefined
    if (typeof bounds === "string") return yield* misused(bounds)
    // asked for before anything is read: who forgot it is told at once
    const endpoint = flags.settle ? yield* endpointOf(flags.endpoint) : undefined
    const account = Option.getOrUndefined(flags.account)
    const left = yield* Effect.gen(function* () {
      const kept = yield* Option.isSome(flags.journal)
        ? Journals.inFile(flags.journal.value)
        : Journals.inPostgres(Option.getOrUndefined(flags.schema))
      const doubts = (yield* kept.unsettled)
        .filter((row) => account === undefined || row.account === account)
        .map(doubtOf)
      if (!flags.json) {
        const paint = (yield* TerminalCapabilities).canColor ? ansi : plain
        const now = yield* Clock.currentTimeMillis
        yield* print([
          head(doubts, kept.name, account, paint),
          ...doubts.flatMap((doubt, i) => ["", ...block(doubt, i + 1, now, paint)])
        ])
      } else if (endpoint === undefined) yield* printJson(doubts)
      if (endpoint === undefined || doubts.length === 0) return doubts.map(({ id }) => id)
      yield* kept.mayWrite
      const { key } = yield* Effect.promise(() => import("./in-doubt/Settle.ts"))
      return yield* settleAll({
        kept,
        doubts,
        account,
        within: Duration.seconds(flags.within),
        bounds,
        isJson: flags.json
      }).pipe(Effect.provide(Layer.merge(key, endpoint)))
    }).pipe(
      Effect.catchTag("NoJournal", ({ problem }) => misused(problem)),
      Effect.catchTag("JournalError", ({ message }) => misused(`The journal: ${message}.`)),
      Effect.catchTag(["CredentialsError", "SignerError"], ({ message }) => misused(message)),
      // standard output is the report's
      Effect.provide(Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)])),
      Effect.provideService(References.MinimumLogLevel, "Warn")
    )
    if (left.length > 0) return yield* new LeftInDoubt({ ids: left })
  })
).pipe(
  Command.withDescription(
    "List what a journal has without an outcome, and with --settle ask the exchange how each ended. Places nothing"
  )
)
