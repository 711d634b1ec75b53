/** JSON from outside: parsed without loss and read without trust. */

/** Whether it is a JSON object. */
export const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === "object" && u !== null && !Array.isArray(u)

/** The value of an own key; a key of the prototype is not there. */
export const get = (record: unknown, key: string): unknown =>
  isRecord(record) && Object.hasOwn(record, key) ? record[key] : undefined

const digits = /^[1-9]\d{0,39}$/

/** Whether it is an id of the exchange: a positive integer, as a number or as its digits; zero where that is an id too. */
export const isId = (value: unknown, zero = false): value is number | string =>
  typeof value === "number"
    ? Number.isSafeInteger(value) && value >= (zero ? 0 : 1)
    : typeof value === "string" && (digits.test(value) || (zero && value === "0"))

/** The value at a path of own keys. */
export const at = (record: unknown, path: ReadonlyArray<string>): unknown => path.reduce(get, record)

// Outside of a string JSON has no escapes and no quotes but those at its ends, so a quote says on which side of it we are.
const marks = /\\.|"|-?\d[\d.eE+-]*/gs
const integer = /^-?\d+$/

/** Puts quotes round every integer that a double cannot hold. `text` is known to be JSON. */
const quoteLongIntegers = (text: string): string => {
  let inside = false
  return text.replace(marks, (mark) => {
    if (mark === '"') inside = !inside
    return !inside && integer.test(mark) && !Number.isSafeInteger(Number(mark)) ? `"${mark}"` : mark
  })
}

const isDigit = (text: string, at: number) => {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}

// Sixteen digits in a row: no shorter integer is too long for a double. Each sixteenth character is enough to find them, and a
// pattern that looks at all of them takes longer than the parser.
const hasLongNumber = (text: string): boolean => {
  for (let i = 15; i < text.length; i += 16) {
    let before = i
    let after = i
    while (isDigit(text, before)) before--
    while (isDigit(text, after)) after++
    if (after - before > 16) return true
  }
  return false
}

/**
 * Parses JSON; `undefined` when it is none (JSON has no `undefined`). An integer that a double cannot hold comes back as a
 * string of its digits: an order id must not change on its way.
 */
export const parseJson = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text)
    return hasLongNumber(text) ? JSON.parse(quoteLongIntegers(text)) : value
  } catch {
    return undefined
  }
}
