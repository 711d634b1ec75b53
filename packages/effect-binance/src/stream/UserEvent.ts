/**
 * What a user data stream tells, typed.
 *
 * @since 0.1.0
 */
import { get, parseJson } from "../internal/json.ts"
import type { Sighting } from "../settlement/Sightings.ts"

/**
 * A product that has a user data stream.
 *
 * @category models
 * @since 0.1.0
 */
export type Product = "spot" | "margin" | "usdm" | "coinm" | "options" | "pm"

/**
 * An event that is not read.
 *
 * @category models
 * @since 0.1.0
 */
export type UserEvent = {
  readonly _tag: "UnknownEvent"
  readonly type: string
  readonly event: unknown
  readonly problem?: string | undefined
}

/**
 * Reads one event.
 *
 * @category reading
 * @since 0.1.0
 */
export const decode = (_product: Product, json: unknown): UserEvent => {
  const event = typeof json === "string" ? parseJson(json) : json
  const type = get(event, "e")
  return typeof type === "string"
    ? { _tag: "UnknownEvent", type, event }
    : { _tag: "UnknownEvent", type: "", event, problem: "it has no type" }
}

/**
 * The order that an event is about.
 *
 * @category reading
 * @since 0.1.0
 */
export const orderOf = (_event: UserEvent): Sighting | undefined => undefined
