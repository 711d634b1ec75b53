/**
 * Everything that a run says to anybody: errors, JSON, log lines, spans. None of it may hold a secret.
 */
import { BinanceError } from "effect-binance/errors/BinanceError"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"

const toJson = Schema.encodeUnknownSync(Schema.fromJsonString(Schema.toCodecJson(BinanceError)))
const textOf = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""))

export class Outputs {
  readonly #said: Array<string> = []
  readonly #thorough: boolean

  /** `thorough`: with the codec's JSON and with what a debugger prints of each error, which costs ten times the rest. */
  constructor(thorough: boolean) {
    this.#thorough = thorough
  }

  say(value: unknown): void {
    this.#said.push(textOf(value))
  }

  error(error: BinanceError): void {
    this.#said.push(error.message, textOf(error))
    if (this.#thorough) this.#said.push(toJson(error), inspect(error, { depth: 12 }))
  }

  /** The logger and the tracer that write it down. */
  get context(): Context.Context<never> {
    const logger = Logger.make<unknown, void>((options) => {
      this.#said.push(textOf(options.message), textOf(options.fiber.getRef(References.CurrentLogAnnotations)))
      if (options.cause.reasons.length > 0) this.#said.push(Cause.pretty(options.cause))
    })
    const tracer = Tracer.make({
      span: (options) => {
        this.#said.push(options.name)
        const span = new Tracer.NativeSpan(options)
        span.attribute = (key, value) => {
          this.#said.push(key, textOf(value))
        }
        span.event = (name, _at, attributes) => {
          this.#said.push(name, textOf(attributes ?? {}))
        }
        const end = span.end.bind(span)
        span.end = (at, exit) => {
          if (this.#thorough && exit._tag === "Failure") this.#said.push(Cause.pretty(exit.cause))
          end(at, exit)
        }
        return span
      }
    })
    return Context.make(Logger.CurrentLoggers, new Set([logger])).pipe(
      Context.add(Tracer.Tracer, tracer),
      Context.add(References.MinimumLogLevel, "All")
    )
  }

  /** How many lines there are. */
  get count(): number {
    return this.#said.length
  }

  /** What was said that holds one of the secrets. */
  holding(secrets: Iterable<string>): ReadonlyArray<string> {
    const text = this.#said.join("\n")
    const found: Array<string> = []
    for (const secret of secrets)
      if (text.includes(secret)) found.push(this.#said.find((one) => one.includes(secret)) ?? secret)
    return found
  }
}
