/** Exact decimals as text, compared by their value. */
import * as BigDecimal from "effect/BigDecimal"
import * as Option from "effect/Option"

const compared = (
  a: string,
  b: string,
  how: (a: BigDecimal.BigDecimal, b: BigDecimal.BigDecimal) => boolean
): boolean | undefined => {
  const one = BigDecimal.fromString(a)
  const other = BigDecimal.fromString(b)
  return Option.isSome(one) && Option.isSome(other) ? how(one.value, other.value) : undefined
}

export const equals = (a: string, b: string): boolean => compared(a, b, BigDecimal.equals) ?? a === b

export const isLess = (a: string, b: string): boolean => compared(a, b, BigDecimal.isLessThan) ?? false

/** Of two that are there, and are decimals. */
export const sum = (a: string | undefined, b: string | undefined): string | undefined => {
  const one = BigDecimal.fromString(a ?? "")
  const other = BigDecimal.fromString(b ?? "")
  return a !== undefined && b !== undefined && Option.isSome(one) && Option.isSome(other)
    ? BigDecimal.format(BigDecimal.sum(one.value, other.value))
    : undefined
}
