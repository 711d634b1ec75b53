/** The span of a call, at the cost of one change of the context. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { constUndefined } from "effect/Function"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"

/**
 * Like `Effect.withSpan`, without the stack trace that it takes for each span: that shows the line of the library which made the span,
 * the same for all calls. The name stays in the traces of errors.
 */
export const inSpan = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  name: string,
  attributes: () => Readonly<Record<string, unknown>>
): Effect.Effect<A, E, R> =>
  // the attributes are made when it runs, and not kept beside the span
  Effect.suspend(() =>
    Effect.useSpan(name, { kind: "client", attributes: attributes() }, (span) =>
      Effect.updateContext(self, (context: Context.Context<R>) =>
        Context.add(Context.add(context, Tracer.ParentSpan, span), References.CurrentStackFrame, {
          name,
          stack: constUndefined,
          parent: Context.get(context, References.CurrentStackFrame)
        })
      )
    )
  )
