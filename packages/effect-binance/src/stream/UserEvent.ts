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
  readonly product: Product
  readonly type?: string | undefined
  readonly event: unknown
  readonly problem?: string | undefined
}

/**
 * Reads one event.
 *
 * @category reading
 * @since 0.1.0
 */
export const decode = (product: Product, json: unknown): UserEvent => {
  const event = typeof json === "string" ? parseJson(json) : json
  const type = get(event, "e")
  return typeof type === "string"
    ? { _tag: "UnknownEvent", product, type, event }
    : { _tag: "UnknownEvent", product, event, problem: "it has no type" }
}

/**
 * What an event shows of orders.
 *
 * @category reading
 * @since 0.1.0
 */
export const sightingsOf = (_event: UserEvent): ReadonlyArray<Sighting> => []
