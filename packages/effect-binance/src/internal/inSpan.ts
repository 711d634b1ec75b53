/** One exchange call: its intent and its span, at the cost of one change of the context. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { constUndefined } from "effect/Function"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"
import * as Intent from "../client/Intent.ts"

/** What all runs of a call have in common. */
export interface Spanned<I, A, E, R> {
  readonly name: string
  readonly options: Tracer.SpanOptionsNoTrace
  readonly symbol: (input: I) => string | undefined
  readonly run: (input: I, intent: Intent.Intent, context: Context.Context<R>) => Effect.Effect<A, E, R>
}

// No stack trace is taken for a span: it would show the line of the library which makes all of them. The name stays in the traces
// of errors.
const spanning = <R>(context: Context.Context<R>, name: string, span: Tracer.Span) =>
  Context.add(Context.add(context, Tracer.ParentSpan, span), References.CurrentStackFrame, {
    name,
    stack: constUndefined,
    parent: Context.get(context, References.CurrentStackFrame)
  })

/** `Effect.withSpan` without a stack trace. */
export const withSpan = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  name: string,
  options: Tracer.SpanOptionsNoTrace
): Effect.Effect<A, E, R> =>
  Effect.useSpan(name, options, (span) =>
    Effect.updateContext(self, (context: Context.Context<R>) => spanning(context, name, span))
  )

/** What `Call.perRun` and `Effect.withSpan` do together. */
export const inSpan = <I, A, E, R>(spanned: Spanned<I, A, E, R>, input: I): Effect.Effect<A, E, R> =>
  Effect.withFiber((fiber) => {
    const intent = fiber.getRef(Intent.Current) ?? Intent.makeUnsafe(fiber)
    return Effect.useSpan(spanned.name, spanned.options, (span) => {
      span.attribute("binance.symbol", spanned.symbol(input) ?? "")
      const context = fiber.context as Context.Context<R> // what this effect says that it needs
      return Effect.updateContext(spanned.run(input, intent, context), (context: Context.Context<R>) =>
        spanning(Context.add(context, Intent.Current, intent), spanned.name, span)
      )
    })
  })
