/** JSON with whole numbers that are too large for a number: the order ids of options have 19 digits. */

const mark = "\u0000"
// as JSON writes the mark
const written = /"\\u0000(\d+)"/g

/** A whole number, to be written with all of its digits. */
export const digits = (value: bigint): string => `${mark}${value}`

export const stringify = (body: unknown): string => {
  const text = JSON.stringify(body)
  return text.includes("\\u0000") ? text.replace(written, "$1") : text
}

/** The same of a body that holds such numbers as they are. */
export const stringifyExactly = (body: unknown): string =>
  JSON.stringify(body, (_, value: unknown) => (typeof value === "bigint" ? digits(value) : value)).replace(
    written,
    "$1"
  )
