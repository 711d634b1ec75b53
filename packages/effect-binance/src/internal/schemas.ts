/** The parts of which the schemas of replies are made: an optional field must neither make a doubt nor fail a read. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** A field that is left out when it is missing or has another type than documented. */
export const maybe = <S extends Schema.Constraint>(schema: S) =>
  Schema.optionalKey(Schema.catchDecoding<S>(() => Effect.succeedNone)(schema))

export const maybeText = maybe(Schema.String)
export const maybeInt = maybe(Schema.Int)
export const maybeBoolean = maybe(Schema.Boolean)

/** An id of the exchange: a number, or text where it does not fit into 2^53. */
export const Id = Schema.Union([Schema.Int, Schema.String])
export const maybeId = maybe(Id)

/** Any JSON object. */
export const AnyRecord = Schema.Record(Schema.String, Schema.Unknown)

/** How often something may be done, and how often it was. */
export const OrderCount = Schema.Struct({
  rateLimitType: maybeText,
  interval: Schema.String,
  intervalNum: Schema.Int,
  limit: Schema.Int,
  count: Schema.Int
})
