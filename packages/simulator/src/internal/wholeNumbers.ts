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
