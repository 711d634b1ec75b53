/**
 * The demo: three strategies trade through the same storm against real exchanges on loopback sockets, and the exchanges' own
 * books keep the score.
 *
 * @since 0.1.0
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Arena from "./demo/Arena.ts"
import * as Ours from "./demo/Ours.ts"
import * as Report from "./demo/Report.ts"
import * as Rivals from "./demo/Rivals.ts"
import * as Storm from "./demo/Storm.ts"

// The intents arrive over eight seconds, whatever has become of those before them.
const arrivalMillis = 8000
// The process of the third strategy dies by SIGKILL in the middle of it all, with orders under way and a ban in force.
const killMillis = arrivalMillis / 2
// A strategy that is not done by then is counted as it stands.
const limitMillis = 40_000

interface Strategy {
  readonly name: string
  readonly run: (
    baseUrl: string,
    intents: ReadonlyArray<Storm.StormIntent>,
    tell: (told: Storm.Told) => void
  ) => Effect.Effect<void, unknown>
}

const forEach = <R>(
  intents: ReadonlyArray<Storm.StormIntent>,
  tell: (told: Storm.Told) => void,
  place: (intent: Storm.StormIntent) => Effect.Effect<"placed" | "failed", never, R>
) =>
  Effect.forEach(
    intents,
    (intent) =>
      Effect.delay(
        Effect.map(place(intent), (outcome) => tell({ intent, outcome })),
        (intent.index * arrivalMillis) / intents.length
      ),
    { concurrency: "unbounded", discard: true }
  )

const rival = (
  name: string,
  place: (baseUrl: string) => (intent: Storm.StormIntent) => Promise<"placed" | "failed">
): Strategy => ({
  name,
  run: (baseUrl, intents, tell) => forEach(intents, tell, (intent) => Effect.promise(() => place(baseUrl)(intent)))
})

const strategies: ReadonlyArray<Strategy> = [
  rival("retry on transient errors", Rivals.plainRetry),
  rival("retry with the same client id", Rivals.sameIdRetry),
  {
    name: "effect-binance, killed on the way",
    run: (baseUrl, intents, tell) =>
      Effect.scoped(
        Effect.flatMap(Ours.start(baseUrl), ({ place, restart }) =>
          Effect.all([forEach(intents, tell, place), Effect.delay(restart, killMillis)], {
            concurrency: 2,
            discard: true
          })
        )
      )
  }
]

const compete = Effect.fnUntraced(function* (
  strategy: Strategy,
  seed: number,
  intents: ReadonlyArray<Storm.StormIntent>,
  told: Array<Storm.Told>
) {
  const exchange = yield* Arena.start(seed, intents.length)
  const startedAt = yield* Clock.currentTimeMillis
  yield* strategy.run(exchange.baseUrl, intents, (one) => told.push(one)).pipe(Effect.timeoutOption(limitMillis))
  const endedAt = yield* Clock.currentTimeMillis
  const answered = new Set(told.map((one) => one.intent.index))
  const all = [
    ...told,
    ...intents
      .filter((intent) => !answered.has(intent.index))
      .map((intent) => ({ intent, outcome: "unsettled" as const }))
  ]
  return Storm.score(strategy.name, all, yield* exchange.finish, (endedAt - startedAt) / 1000)
}, Effect.scoped)

const run = Effect.fnUntraced(function* (options: {
  readonly seed: number
  readonly intents: number
  readonly json: boolean
}) {
  const intents = Storm.intents(options.seed, options.intents)
  const told = strategies.map((): Array<Storm.Told> => [])
  const isLive = process.stdout.isTTY === true && !options.json
  // with --json, standard output holds nothing but the result
  const say = (lines: ReadonlyArray<string>) =>
    options.json ? Console.error(lines.join("\n")) : Console.log(lines.join("\n"))
  const progress = () =>
    Report.progress(strategies.map(({ name }, i) => ({ name, done: told[i]?.length ?? 0, of: intents.length })))

  yield* say([
    `Three strategies place the same ${intents.length} orders through the same storm (seed ${options.seed}), each against an exchange of its own on a loopback socket.`,
    `The exchange states its bounds: G = ${Storm.bounds.engineDelayMillis} ms for its engine, T = ${Storm.bounds.visibilityMillis} ms for its reads. recvWindow is ${Storm.recvWindowMillis} ms.`,
    `The process of effect-binance is killed by SIGKILL ${killMillis / 1000} s after its first order, and started again over its journal.`,
    "What is counted below, the exchange counts, from its own book.",
    ""
  ])
  const show = Effect.suspend(() =>
    isLive
      ? Console.log(
          `\u001b[${strategies.length}A${progress()
            .map((line) => `\u001b[2K${line}`)
            .join("\n")}`
        )
      : say([...progress(), ""])
  )
  if (isLive) yield* say(progress())
  const ticker = yield* Effect.forkChild(Effect.repeat(show, Schedule.spaced(isLive ? "200 millis" : "5 seconds")))
  const scores = yield* Effect.all(
    strategies.map((strategy, i) => compete(strategy, options.seed, intents, told[i] ?? [])),
    { concurrency: "unbounded" }
  )
  yield* Fiber.interrupt(ticker)
  yield* show
  yield* say(["", ...Report.table(scores, { color: isLive }), ""])
  if (options.json) yield* Console.log(JSON.stringify({ seed: options.seed, strategies: scores }))
})

const Count = Schema.Int.check(
  Schema.isBetween({ minimum: 1, maximum: 1000 }, { message: "--intents takes a whole number from 1 to 1000" })
)

/**
 * The subcommand.
 *
 * @category commands
 * @since 0.1.0
 */
export const demo = Command.make(
  "demo",
  {
    seed: Flag.Int("seed").pipe(Flag.withDescription("Which storm to sail through"), Flag.withDefault(1)),
    intents: Flag.Int("intents").pipe(
      Flag.withDescription("How many orders each strategy is to place, 1 to 1000"),
      Flag.withSchema(Count),
      Flag.withDefault(160)
    ),
    json: Flag.Boolean("json").pipe(
      Flag.withDescription("Print the result as one line of JSON on standard output"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* ({ intents, json, seed }) {
    yield* run({ seed, intents, json })
  })
).pipe(Command.withDescription("Watch three strategies trade through every kind of failure on a real socket"))
