/** JSON from outside: parsed without loss and read without trust. */

/** Whether it is a JSON object. */
export const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === "object" && u !== null && !Array.isArray(u)

/** The value of an own key; a key of the prototype is not there. */
export const get = (record: unknown, key: string): unknown =>
  isRecord(record) && Object.hasOwn(record, key) ? record[key] : undefined

/** The value at a path of own keys. */
export const at = (record: unknown, path: ReadonlyArray<string>): unknown => {
  let here = record
  for (const key of path) here = get(here, key)
  return here
}

const digit = (code: number) => code >= 48 && code <= 57

/** Puts quotes round every integer that a double cannot hold. `text` is known to be JSON. */
const quoteLongIntegers = (text: string): string => {
  let out = ""
  let kept = 0
  let i = 0
  while (i < text.length) {
    const c = text.charCodeAt(i)
    if (c === 34) {
      // digits inside a string are left alone: skip to its end
      i++
      while (i < text.length && text.charCodeAt(i) !== 34) i += text.charCodeAt(i) === 92 ? 2 : 1
      i++
    } else if (c === 45 || digit(c)) {
      const start = i
      i++
      let integer = true
      for (; i < text.length; i++) {
        const n = text.charCodeAt(i)
        if (digit(n)) continue
        if (n !== 46 && n !== 69 && n !== 101 && n !== 43 && n !== 45) break
        integer = false
      }
      const literal = text.slice(start, i)
      if (integer && literal.length >= 16 && !Number.isSafeInteger(Number(literal))) {
        out += text.slice(kept, start) + '"' + literal + '"'
        kept = i
      }
    } else i++
  }
  return kept === 0 ? text : out + text.slice(kept)
}

const manyDigits = /\d{16}/

/**
 * Parses JSON; `undefined` when it is none (JSON has no `undefined`). An integer that a double cannot hold comes back as a
 * string of its digits: an order id must not change on its way.
 */
export const parseJson = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text)
    if (!manyDigits.test(text)) return value
    const quoted = quoteLongIntegers(text)
    return quoted === text ? value : JSON.parse(quoted)
  } catch {
    return undefined
  }
}
