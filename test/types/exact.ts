/** The words of the type tests: equality that tells `any`, `readonly` and `?` apart, and what a class is made of and has. */
import type * as Cause from "effect/Cause"
import type * as Effect from "effect/Effect"

/** The same type, and not only assignable both ways. The error of a claim that does not hold shows what it is instead. */
export type Is<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : ItIs<A, B>
interface ItIs<out Found, out Claimed> {
  readonly found: Found
  readonly claimed: Claimed
}

/** Does not compile unless the claim holds. */
export const ok = <_ extends true>(): void => {}

export type SuccessOf<T> = T extends Effect.Effect<infer A, infer _E, infer _R> ? A : never
export type ErrorOf<T> = T extends Effect.Effect<infer _A, infer E, infer _R> ? E : never
export type NeedsOf<T> = T extends Effect.Effect<infer _A, infer _E, infer R> ? R : never

/** The public fields and getters of what a class makes, as a plain record; of an error, those that it adds to `Error`. */
type Has<C extends Constructor> = Own<InstanceType<C>>
type Own<T> = T extends Error ? { [K in keyof T as Exclude<K, keyof Cause.YieldableError>]: T[K] } : { [K in keyof T]: T[K] }

/** A service: its key, what it offers, and what a program needs that asks for it. Asking cannot fail. */
export type ServiceOf<C extends { readonly key: string; readonly Service: unknown }> = {
  readonly key: C["key"]
  readonly shape: C["Service"]
  readonly asking: Effect.Effect<SuccessOf<C>, ErrorOf<C>, NeedsOf<C>>
}
export interface Service<Key extends string, Self, Shape> {
  readonly key: Key
  readonly shape: Shape
  readonly asking: Effect.Effect<Shape, never, Self>
}

/** A class of one record: what `new` takes, and exactly the fields and getters of what it makes. `never` has no tag. */
export type IsClass<C extends Constructor, Tag extends string, Fields, Getters = {}> = Both<
  Is<Has<C>, Flat<([Tag] extends [never] ? {} : { readonly _tag: Tag }) & Fields & Getters>>,
  Is<Untagged<Exclude<Arguments<C>[0], undefined>>, Flat<Fields>>
>

/** A class without a schema: what its constructor takes, and exactly what it makes has in public. */
export type IsBuilt<C extends Constructor, Takes extends ReadonlyArray<unknown>, All> = Both<Is<Has<C>, Flat<All>>, Is<Arguments<C>, Takes>>

type Both<A, B> = A extends true ? B : A
type Constructor = abstract new(...args: never) => unknown
type Arguments<C> = C extends abstract new(...args: infer P) => unknown ? P : never
type Flat<T> = { [K in keyof T]: T[K] }
type Untagged<T> = { [K in keyof T as Exclude<K, "_tag">]: T[K] }
