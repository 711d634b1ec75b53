/**
 * The `doctor` command: looks at a set-up from the outside, by reads alone, and says in words what is wrong and what to do.
 *
 * @since 0.1.0
 */
import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import { BinanceClient } from "effect-binance/client/BinanceClient"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Endpoint from "effect-binance/client/Endpoint"
import type { Transport } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as BanWindowPersisted from "effect-binance/limits/BanWindowPersisted"
import * as BanWindowShared from "effect-binance/limits/BanWindowShared"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { TerminalCapabilities } from "effect/cli/TerminalCapabilities"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import { Redis } from "effect/persistence/Redis"
import * as Record from "effect/Record"
import * as Runtime from "effect/Runtime"
import { type Found, foundOf, type Row, rows, skipped } from "./doctor/Checks.ts"
import * as Patient from "./doctor/Patient.ts"
import { productNames } from "./doctor/Products.ts"
import { lines } from "./doctor/Report.ts"
import { ansi, plain } from "./internal/paint.ts"
import { span } from "./internal/people.ts"

/**
 * What is looked at, in this order:
 * - `endpoint`: whether the exchange can be reached, and answers as one does;
 * - `clock`: how far this machine's clock is off, and how long a round trip takes;
 * - `drift`: how fast the clocks drift apart, when it is to be watched;
 * - `limits`: the limits of the address, and how much of them is used;
 * - `symbol`: the status and the filters of a symbol;
 * - `key`: whether the key is accepted, how it signs, and whether its account may trade;
 * - `permissions`, `withdrawals`, `addresses`: what the key may do, and from where;
 * - `orders`: the limits of orders of the account, and how much of them is used;
 * - `ban`: whether this address, or the placing of orders, has to be quiet, and until when.
 *
 * @category models
 * @since 0.1.0
 */
export type CheckName =
  | "endpoint"
  | "clock"
  | "drift"
  | "limits"
  | "symbol"
  | "key"
  | "permissions"
  | "withdrawals"
  | "addresses"
  | "orders"
  | "ban"

/**
 * The products that can be looked at.
 *
 * @category models
 * @since 0.1.0
 */
export type ProductName = "spot" | "margin" | "usdm" | "coinm" | "options"

/**
 * What one check found. `skipped`: there was nothing to look at, or an earlier check stood in its way.
 *
 * @category models
 * @since 0.1.0
 */
export interface Finding {
  readonly check: CheckName
  readonly status: "ok" | "warning" | "failed" | "skipped"
  /** What is so, in words. Holds no key, secret or signature. */
  readonly what: string
  /** What to do about it. */
  readonly remedy?: string
  /** The page that says more about an error. */
  readonly docs?: string
  /** The numbers behind the words; a name that ends in `Millis` is in ms, one in `Ppm` in parts per million, `until` in epoch ms. */
  readonly measured?: Readonly<Record<string, number | string | boolean>>
}

/**
 * What a run found, and what `doctor --json` prints: every check once, in the order of `CheckName`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Report {
  /** The name of the endpoint: `production`, `testnet`, `demo`, `simulator` or `custom`. */
  readonly endpoint: string
  /** The address of the product, without a path. */
  readonly address: string
  readonly product: ProductName
  /** Whether nothing failed. Then the exit code is 0, and 1 otherwise. */
  readonly ok: boolean
  readonly checks: ReadonlyArray<Finding>
}

/**
 * What to look at.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Spot, when it is not said. */
  readonly product?: ProductName | undefined
  /** A symbol whose filters are shown. */
  readonly symbol?: string | undefined
  /** How long each check may take. Default: 10 seconds. */
  readonly checkTimeout?: Duration.Input | undefined
  /** How long the clocks are watched for their drift; not at all when left out. */
  readonly driftWatch?: Duration.Input | undefined
  /** Who else is heard by the `BanWindow` that is provided, such as `Redis`; for the words of the report only. */
  readonly banWindowOf?: string | undefined
}

const named = (check: CheckName, found: Found): Finding => ({ check, ...found })

const hidden = (finding: Finding, hide: (text: string) => string): Finding => ({
  ...finding,
  what: hide(finding.what),
  ...(finding.remedy === undefined ? {} : { remedy: hide(finding.remedy) }),
  ...(finding.measured === undefined
    ? {}
    : { measured: Record.map(finding.measured, (value) => (typeof value === "string" ? hide(value) : value)) })
})

const gaveUp = (row: Row, millis: number): Finding => ({
  check: row.check,
  status: "failed",
  what: `It took longer than ${span(millis)}, and was given up.`,
  remedy: "Look for a slow network or a proxy in between; --timeout waits longer."
})

/** What stands in the way of a check: the first that went wrong, not the one that had to be left out because of it. */
const obstacleOf = (check: CheckName, before: ReadonlyArray<Finding>): Finding | undefined => {
  const needs = rows.find((row) => row.check === check)?.needs ?? []
  const own = before.find((one) => one.check === check)
  const earlier = needs.map((need) => obstacleOf(need, before)).find((one) => one !== undefined)
  return earlier ?? (own?.status === "failed" || own?.status === "skipped" ? own : undefined)
}

const lookAt = Effect.fnUntraced(function* (row: Row, patient: Patient.Patient, before: ReadonlyArray<Finding>) {
  const { check } = row
  const obstacle = obstacleOf(check, before)
  if (obstacle !== undefined)
    return named(
      check,
      skipped(
        `Not looked at: it needs "${obstacle.check}", which ${obstacle.status === "failed" ? "failed" : "was skipped"}.`
      )
    )
  const without = row.applies?.(patient)
  if (without !== undefined) return named(check, without)
  const millis = patient.checkTimeoutMillis + (row.extraMillis?.(patient) ?? 0)
  const found = row.look(patient).pipe(
    Effect.catch((error) => foundOf(error, patient)),
    Effect.map((found) => named(check, found))
  )
  return yield* Effect.timeoutOrElse(found, {
    duration: millis,
    orElse: () => Effect.succeed(gaveUp(row, millis))
  })
})

/**
 * Makes every check, one after the other, with the key of the configuration if there is one. It reads only: its transport sends
 * no other method than GET. When the exchange tells this address to be quiet, nothing more is sent. Each check has a time limit.
 *
 * Never fails: whatever goes wrong is a finding.
 *
 * @example
 * ```ts
 * import { examine } from "@effect-binance/cli/Doctor"
 * import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import { BanWindow } from "effect-binance/limits/BanWindow"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * // before a program starts to trade
 * const testnet = Layer.mergeAll(UndiciTransport.layer, BanWindow.layer).pipe(Layer.provideMerge(Endpoint.layerTestnet))
 * const isWell = Effect.map(examine({ symbol: "BTCUSDT" }), ({ ok }) => ok).pipe(Effect.provide(testnet))
 * ```
 *
 * @category examining
 * @since 0.1.0
 */
export const examine = (
  options: Options = {}
): Effect.Effect<Report, never, Endpoint.Endpoint | Transport | BanWindow.BanWindow> => {
  const checkTimeout = Duration.fromInputUnsafe(options.checkTimeout ?? "10 seconds")
  const product = options.product ?? "spot"
  return Effect.gen(function* () {
    const { client, hide, patient } = yield* Patient.make({
      product,
      symbol: options.symbol,
      checkTimeout,
      driftWatch: Duration.fromInputUnsafe(options.driftWatch ?? 0),
      banWindowOf: options.banWindowOf
    })
    const checks: Array<Finding> = []
    for (const row of rows)
      checks.push(yield* Effect.provideService(lookAt(row, patient, checks), BinanceClient, client))
    return {
      endpoint: patient.endpoint.name,
      address: Endpoint.addressOf(patient.endpoint, patient.product.rules.timePath) ?? patient.endpoint.baseUrl,
      product,
      ok: checks.every(({ status }) => status !== "failed"),
      checks: checks.map((finding) => hidden(finding, hide))
    }
  }).pipe(
    Effect.scoped,
    // a call ends a little before its check does, so that it can say what came of it
    Effect.provideService(CallTimeout, Duration.times(checkTimeout, 0.8)),
    // nothing waits for a closed window: it is what is to be told
    Effect.provideService(BanWindow.Patience, "fail-fast"),
    Effect.withSpan("effect-binance.doctor", { attributes: { "binance.product": product } })
  )
}

// -------------------------------------------------------------------------------------------------------------- the command

/**
 * Some checks failed. The report has said which, so that there is nothing left to print; the exit code is 1.
 *
 * @example
 * ```ts
 * import { doctor } from "@effect-binance/cli/Doctor"
 * import * as Command from "effect/cli/Command"
 * import * as Effect from "effect/Effect"
 *
 * const run = Command.runWith(doctor, { version: "0.1.0" })
 * const orders = run(["--endpoint", "testnet"]).pipe(
 *   Effect.catchTag("ChecksFailed", ({ failed }) => Effect.logError(`not trading: ${failed.join(", ")}`))
 * )
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class ChecksFailed extends Data.TaggedError("ChecksFailed")<{
  /** Which, in the order of the report. */
  readonly failed: ReadonlyArray<CheckName>
}> {
  override readonly [Runtime.errorExitCode] = 1
  override readonly [Runtime.errorReported] = false
}

// where `simulate` listens unless it is told otherwise
const simulatorUrl = "http://127.0.0.1:8080"

const endpoints: Readonly<Record<string, Layer.Layer<Endpoint.Endpoint>>> = {
  testnet: Endpoint.layerTestnet,
  demo: Endpoint.layerDemo,
  production: Endpoint.layerProduction,
  simulator: Endpoint.layerSimulator(simulatorUrl)
}

const choices = `--endpoint testnet, demo, production, simulator (${simulatorUrl}), or an http or https address such as http://127.0.0.1:9000`

/**
 * Reads `--endpoint`: `testnet`, `demo`, `production`, `simulator`, or an http or https address. Gives the sentence that says what
 * is wrong otherwise; it repeats nothing of the text, which may be a key that went astray.
 *
 * @example
 * ```ts
 * import { parseEndpoint } from "@effect-binance/cli/Doctor"
 *
 * const problem = parseEndpoint("http://user:password@127.0.0.1") // a sentence
 * const layer = parseEndpoint("testnet") // a Layer<Endpoint>
 * ```
 *
 * @category parsing
 * @since 0.1.0
 */
export const parseEndpoint = (text: string): Layer.Layer<Endpoint.Endpoint> | string => {
  const trimmed = text.trim()
  const known = Object.hasOwn(endpoints, trimmed) ? endpoints[trimmed] : undefined
  if (known !== undefined) return known
  const url = URL.parse(trimmed)
  if (url === null || !/^https?:$/.test(url.protocol)) return `That is no endpoint. Choose ${choices}.`
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    return `The address of an endpoint has no name, password, query or fragment. Choose ${choices}.`
  return Endpoint.layerCustom("custom", `${url.origin}${url.pathname}`)
}

/** Why the ban window that others keep or share cannot be read. */
class UnreadableBans extends Data.TaggedError("UnreadableBans")<{ readonly of: string }> {}

const redisMillis = 3000

/** The ban window of the fleet, which is asked before anything is sent; that of this run alone when there is none. */
const banWindowOver = Effect.fnUntraced(function* (
  folder: string | undefined,
  redisUrl: string | undefined,
  name: string | undefined
): Effect.fn.Return<
  Layer.Layer<BanWindow.BanWindow, UnreadableBans, FileSystem.FileSystem | Path.Path>,
  UnreadableBans,
  Scope.Scope
> {
  const memory = BanWindow.BanWindow.layer
  const kept =
    folder === undefined
      ? memory
      : BanWindowPersisted.layerOver({ key: name }).pipe(
          Layer.provide(memory),
          Layer.provide(KeyValueStore.layerFileSystem(folder)),
          Layer.catchCause(() =>
            Layer.effect(BanWindow.BanWindow, Effect.fail(new UnreadableBans({ of: "the folder" })))
          )
        )
  if (redisUrl === undefined) return kept
  const unreadable = new UnreadableBans({ of: "Redis" })
  // loaded by those who have a Redis only
  const NodeRedis = yield* Effect.tryPromise({
    try: () => import("@effect/platform-node/NodeRedis"),
    catch: () => unreadable
  })
  const redis = yield* Layer.build(NodeRedis.layer({ url: redisUrl })).pipe(
    // the shared window goes on without its Redis, which is not what was asked for here
    Effect.tap((context) => Context.get(context, Redis).send("PING")),
    Effect.timeoutOrElse({ duration: redisMillis, orElse: () => Effect.fail(unreadable) }),
    Effect.catchCause(() => Effect.fail(unreadable))
  )
  return BanWindowShared.layerOver({ prefix: name }).pipe(
    Layer.provide(kept),
    Layer.provide(Layer.succeedContext(redis))
  )
})

/** The report of a run that asked nobody, because it could not learn whether it may. */
const unasked = (product: Report["product"], endpoint: Endpoint.Endpoint["Service"], of: string): Report => ({
  endpoint: endpoint.name,
  address: endpoint.baseUrl,
  product,
  ok: false,
  checks: rows.map(({ check }) =>
    named(
      check,
      check === "ban"
        ? {
            status: "failed",
            what: `The ban window of ${of} could not be read, so nothing was sent: this address may be banned.`,
            remedy: `Make ${of} readable, or leave it out to look without it.`
          }
        : skipped("Not asked: whether this address may send is not known.")
    )
  )
})

// The language of the command's own refusals: what is wrong and what to do, and exit code 1.
const misused = (userMessage: string) => new CliError.UserError({ cause: userMessage, userMessage })

const seconds = (name: string, minimum: number, maximum: number) =>
  Flag.Finite(name).pipe(
    Flag.filter(
      (value) => value >= minimum && value <= maximum,
      () => `--${name} takes seconds from ${minimum} to ${maximum}`
    )
  )

/**
 * `doctor`: what is wrong with this machine, its network, its clock, its key or its symbol, and what to do; `--json` for one JSON
 * object, a `Report`, on stdout. Ends with exit code 1 when a check failed. Which exchange is looked at has to be said.
 *
 * @example
 * ```ts
 * import { doctor } from "@effect-binance/cli/Doctor"
 * import * as Command from "effect/cli/Command"
 *
 * const main = Command.runWith(doctor, { version: "0.1.0" })(["--endpoint", "testnet", "--symbol", "BTCUSDT", "--json"])
 * ```
 *
 * @category commands
 * @since 0.1.0
 */
export const doctor = Command.make(
  "doctor",
  {
    endpoint: Flag.String("endpoint").pipe(
      Flag.optional,
      Flag.withDescription(
        "Which exchange: testnet, demo, production, simulator, or an address. BINANCE_ENDPOINT when left out; there is no default"
      )
    ),
    product: Flag.Literals("product", productNames).pipe(
      Flag.withDefault("spot" as const),
      Flag.withDescription("Which product's host, limits and permissions are looked at; spot when left out")
    ),
    symbol: Flag.String("symbol").pipe(
      Flag.optional,
      Flag.withDescription("A symbol whose status and filters are shown, such as BTCUSDT")
    ),
    timeout: seconds("timeout", 0.1, 600).pipe(
      Flag.withDefault(10),
      Flag.withDescription("How many seconds each check may take; 10 when left out")
    ),
    drift: seconds("drift", 0, 3600).pipe(
      Flag.withDefault(0),
      Flag.withDescription("How many seconds the clocks are watched for their drift; 30 shows what matters")
    ),
    banFolder: Flag.String("ban-folder").pipe(
      Flag.optional,
      Flag.withDescription("The folder in which a program keeps its ban window (BanWindowPersisted)")
    ),
    banRedis: Flag.String("ban-redis").pipe(
      Flag.optional,
      Flag.withDescription("The URL of the Redis over which programs share their ban window (BanWindowShared)")
    ),
    banName: Flag.String("ban-name").pipe(
      Flag.optional,
      Flag.withDescription("The key or the prefix of that ban window, when it is not the default")
    ),
    json: Flag.Boolean("json").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Print the report as one JSON object on standard output")
    )
  },
  Effect.fnUntraced(function* (flags) {
    const fromConfig = Config.option(Config.String("BINANCE_ENDPOINT")).pipe(Effect.orElseSucceed(() => Option.none()))
    const chosen = Option.isSome(flags.endpoint) ? flags.endpoint : yield* fromConfig
    if (Option.isNone(chosen)) return yield* misused(`Say which exchange to look at: ${choices}. There is no default.`)
    const endpoint = parseEndpoint(chosen.value)
    if (typeof endpoint === "string") return yield* misused(endpoint)
    const folder = Option.getOrUndefined(flags.banFolder)
    const redisUrl = Option.getOrUndefined(flags.banRedis)
    const keepers = [...(redisUrl === undefined ? [] : ["Redis"]), ...(folder === undefined ? [] : ["the folder"])]
    const report = yield* Effect.gen(function* () {
      const here = yield* Endpoint.Endpoint
      const window = yield* banWindowOver(folder, redisUrl, Option.getOrUndefined(flags.banName)).pipe(
        Effect.flatMap(Layer.build),
        Effect.result
      )
      if (window._tag === "Failure") return unasked(flags.product, here, window.failure.of)
      const examined = examine({
        product: flags.product,
        symbol: Option.getOrUndefined(flags.symbol),
        checkTimeout: Duration.seconds(flags.timeout),
        driftWatch: Duration.seconds(flags.drift),
        banWindowOf: keepers.length === 0 ? undefined : keepers.join(" and ")
      })
      return yield* Effect.provide(
        examined,
        Layer.merge(
          UndiciTransport.layerWith({ connectTimeout: Duration.seconds(flags.timeout * 0.7) }),
          Layer.succeedContext(window.success)
        )
      )
    }).pipe(
      Effect.scoped,
      // whatever there is to say is in the report, and standard output is the report's
      Effect.provide(Layer.merge(endpoint, Logger.layer([])))
    )
    const paint = (yield* TerminalCapabilities).canColor ? ansi : plain
    yield* Console.log(flags.json ? JSON.stringify(report) : lines(report, paint).join("\n"))
    if (!report.ok)
      return yield* new ChecksFailed({
        failed: report.checks.flatMap(({ check, status }) => (status === "failed" ? [check] : []))
      })
  })
).pipe(
  Command.withDescription(
    "Look at the clock, the key, the limits and the ban state of a set-up, by reads alone, and say what is wrong and what to do"
  )
)
