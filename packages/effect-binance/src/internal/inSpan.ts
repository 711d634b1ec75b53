/** One exchange call: its intent and its span, at the cost of one change of the context. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { constUndefined } from "effect/Function"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"
import * as Intent from "../client/Intent.ts"

/**
 * What `Call.perRun` and `Effect.withSpan` do together. No stack trace is taken for the span: it would show the line of the library
 * which makes all of them. The name stays in the traces of errors.
 */
export const inSpan = <A, E, R>(
  name: string,
  attributes: Readonly<Record<string, string>>,
  symbol: () => string | undefined,
  run: (intent: Intent.Intent) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.withFiber((fiber) => {
    const intent = fiber.getRef(Intent.Current) ?? Intent.makeUnsafe(fiber)
    return Effect.useSpan(name, { kind: "client", attributes }, (span) => {
      span.attribute("binance.symbol", symbol() ?? "")
      return Effect.updateContext(run(intent), (context: Context.Context<R>) =>
        Context.add(
          Context.add(Context.add(context, Intent.Current, intent), Tracer.ParentSpan, span),
          References.CurrentStackFrame,
          { name, stack: constUndefined, parent: Context.get(context, References.CurrentStackFrame) }
        )
      )
    })
  })
