/**
 * The simulated exchange as a server, for any client in any language.
 *
 * @since 0.1.0
 */
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** How often a request meets a fault when faults are given by name. */
const namedProbability = 0.2

/**
 * Reads `--faults`: a probability, names with commas between them, or names and a probability such as `reply-lost,timeout:0.5`.
 * Gives the sentence that says what is wrong otherwise.
 *
 * @category parsing
 * @since 0.1.0
 */
export const parseFaults = (
  text: string
): { readonly probability: number; readonly names: ReadonlyArray<Fault.Name> | undefined } | string => {
  const trimmed = text.trim()
  const colon = trimmed.lastIndexOf(":")
  const list = colon < 0 ? trimmed : trimmed.slice(0, colon)
  const number = colon < 0 ? undefined : trimmed.slice(colon + 1)
  const probability = (of: string) => {
    const value = of.trim() === "" ? Number.NaN : Number(of)
    return value >= 0 && value <= 1 ? value : undefined
  }
  if (/^[-+.0-9]/.test(trimmed)) {
    const value = probability(trimmed)
    return value === undefined
      ? `"${trimmed}" is not a probability: give a number from 0 to 1, such as 0.2`
      : { probability: value, names: undefined }
  }
  const names = list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
  const unknown = names.filter((name) => !Fault.isName(name))
  if (names.length === 0)
    return "no fault is named: give a probability from 0 to 1, or names from the list that `simulate --list-faults` prints"
  if (unknown.length > 0)
    return `there is no fault "${unknown.join('", "')}": \`simulate --list-faults\` prints the names`
  const value = number === undefined ? namedProbability : probability(number)
  if (value === undefined)
    return `"${number ?? ""}" is not a probability: give a number from 0 to 1, such as reply-lost:0.5`
  return { probability: value, names: names.filter(Fault.isName) }
}

const faults = Flag.String("faults").pipe(
  Flag.withDescription("A probability from 0 to 1, or names of faults, such as reply-lost,timeout:0.5"),
  Flag.withDefault("0"),
  Flag.filterMap(
    (text) => {
      const parsed = parseFaults(text)
      return typeof parsed === "string" ? Option.none() : Option.some(parsed)
    },
    (text) => {
      const parsed = parseFaults(text)
      return typeof parsed === "string" ? parsed : ""
    }
  )
)

/**
 * The subcommand.
 *
 * @category commands
 * @since 0.1.0
 */
export const simulate = Command.make(
  "simulate",
  {
    port: Flag.Int("port").pipe(
      Flag.withDescription("The port on 127.0.0.1; 0 takes any free one"),
      Flag.withDefault(8080),
      Flag.filter(
        (port) => port >= 0 && port <= 65_535,
        (port) => `${port} is not a port: give a number from 0 to 65535`
      )
    ),
    seed: Flag.Int("seed").pipe(
      Flag.withDescription("The same seed gives the same exchange and the same faults"),
      Flag.withDefault(1)
    ),
    faults,
    listFaults: Flag.Boolean("list-faults").pipe(
      Flag.withDescription("Print the names of the faults and what they do"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* ({ faults: { names, probability }, listFaults, port, seed }) {
    if (listFaults) {
      for (const name of Fault.names) yield* Console.log(`${name.padEnd(32)}${Fault.rowOf(name).doc}`)
      return
    }
    const exchange = new Exchange({ seed })
    const server = yield* SimulatedServer.start({
      exchange,
      port,
      plan: probability === 0 ? FaultPlan.none : FaultPlan.seeded({ seed, probability, faults: names })
    })
    const seconds = (millis: number) => `${millis / 1000} s`
    yield* Console.log(
      [
        `A simulated Binance listens on ${server.baseUrl}`,
        `  WebSocket   ${server.webSocketUrl}`,
        `  API key     ${TestKeys.hmac.apiKey}`,
        `  secret      ${TestKeys.hmac.secret}  (HMAC-SHA256; a test key that opens nothing else)`,
        `  symbols     ${exchange.config.symbols.map((symbol) => symbol.symbol).join(", ")}`,
        ...Object.entries(exchange.config.contracts).map(
          ([product, contracts]) => `  ${product.padEnd(10)}  ${contracts.map(({ symbol }) => symbol).join(", ")}`
        ),
        `  bounds      G = ${seconds(exchange.engineDelayMillis)}: no order is accepted later than timestamp + recvWindow + G`,
        `              T = ${seconds(exchange.visibilityMillis)}: no read is older than that`,
        `  faults      ${probability === 0 ? "none" : `${Math.round(probability * 100)} % of requests, ${names === undefined ? "of every kind" : names.join(", ")}; seed ${seed}`}`,
        "Ctrl-C stops it."
      ].join("\n")
    )
    return yield* Effect.never
  }, Effect.scoped)
).pipe(Command.withDescription("Run the simulated exchange as a server on this machine"))
