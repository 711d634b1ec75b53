/** Events as tables: which of our names stands for which key of the wire, and how its value is read. */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { isRecord } from "../json.ts"

/** Why an event cannot be read as what it says it is. */
export class Problem {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** The value in our terms; `undefined` when it is not there or not of its type. */
type Read<A> = (value: unknown) => A | Problem | undefined

export interface Row<S extends Schema.Top> {
  /** The key of the wire; `o.s` is the key `s` in what is under `o`. */
  readonly wire: string
  readonly schema: S
  readonly read: Read<unknown>
  readonly isRequired: boolean
}

/** Our names, each with its row. */
export type Table = { readonly [name: string]: Row<Schema.Top> }

type FieldsOf<T extends Table> = { readonly [K in keyof T]: T[K]["schema"] }

// --------------------------------------------------------------------------------------------------------------- readings

const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const digits = /^-?\d{1,40}$/

/** A double as a decimal without an exponent. */
const plainDecimal = (value: number): string => {
  const [mantissa = "", exponent] = `${value}`.split("e")
  if (exponent === undefined) return mantissa
  const sign = mantissa.startsWith("-") ? "-" : ""
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".")
  const point = whole.length + Number(exponent)
  const all = `${whole}${fraction}`
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${all}`
  return point >= all.length ? `${sign}${all.padEnd(point, "0")}` : `${sign}${all.slice(0, point)}.${all.slice(point)}`
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined)
const namedOf = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined)
const secretOf = (value: unknown) => {
  const text = namedOf(value)
  return text === undefined ? undefined : Redacted.make(text)
}
const booleanOf = (value: unknown) => (typeof value === "boolean" ? value : undefined)

const decimalOf = (value: unknown) =>
  typeof value === "string"
    ? number.test(value)
      ? value
      : undefined
    : typeof value === "number" && Number.isFinite(value)
      ? plainDecimal(value)
      : undefined

/** A number that is exact, whether the wire has it in quotes or not; a longer integer stays text. An integer that JSON has rounded is none. */
const idOf = (value: unknown): number | string | undefined => {
  // and never the zero below zero, which JSON does not write
  if (typeof value === "number") return Number.isSafeInteger(value) ? value + 0 : undefined
  if (typeof value !== "string" || !digits.test(value)) return undefined
  const short = Number(value)
  return Number.isSafeInteger(short) && `${short}` === value ? short : value
}

const intOf = (value: unknown): number | undefined => {
  const id = idOf(value)
  return typeof id === "number" ? id : undefined
}

// A connection may be asked to tell times in microseconds: nothing that is told in ms has as many digits for the next thousand years.
const micros = 1e14

const timeOf = (value: unknown): number | undefined => {
  const time = intOf(value)
  if (time === undefined || time < 0) return undefined
  return time < micros ? time : Math.floor(time / 1000)
}

// -------------------------------------------------------------------------------------------------------------------- rows

const Secret = Schema.Redacted(Schema.String)
const Id = Schema.Union([Schema.Int, Schema.String])

const required = <S extends Schema.Top>(wire: string, schema: S, read: Read<unknown>): Row<S> => ({
  wire,
  schema,
  read,
  isRequired: true
})

const optional = <S extends Schema.Top>(wire: string, schema: S, read: Read<unknown>): Row<Schema.optionalKey<S>> => ({
  wire,
  schema: Schema.optionalKey(schema),
  read,
  isRequired: false
})

/** What an event is not itself without. */
export const its = {
  text: (wire: string) => required(wire, Schema.String, textOf),
  id: (wire: string) => required(wire, Id, idOf)
}

/** What may be missing; what has another type than documented counts as missing. */
export const maybe = {
  /** Text that says nothing when it is empty. */
  text: (wire: string) => optional(wire, Schema.String, namedOf),
  /** Text that is shown to nobody who does not ask for it. */
  secret: (wire: string) => optional(wire, Secret, secretOf),
  /** An exact decimal. */
  decimal: (wire: string) => optional(wire, Schema.String, decimalOf),
  /** In epoch ms. */
  time: (wire: string) => optional(wire, Schema.Int, timeOf),
  id: (wire: string) => optional(wire, Id, idOf),
  int: (wire: string) => optional(wire, Schema.Int, intOf),
  boolean: (wire: string) => optional(wire, Schema.Boolean, booleanOf),
  /** A list of records. One that cannot be read makes the event unreadable: a list that is not whole would look as if it were. */
  list: <const T extends Table>(wire: string, table: T) => {
    const read = compile(table)
    return optional(wire, Schema.Array(Schema.Struct(fieldsOf(table))), (value) => listOf(value, wire, read))
  }
}

export const fieldsOf = <const T extends Table>(table: T): FieldsOf<T> =>
  // each name with its own schema
  Object.fromEntries(Object.entries(table).map(([name, { schema }]) => [name, schema])) as FieldsOf<T>

export const Product = Schema.Literals(["spot", "margin", "usdm", "coinm", "options", "pm", "pmpro"])

/** The schema of the events with this tag: what `decoder` makes. */
export const schemaOf = <const Tag extends string, const T extends Table>(tag: Tag, table: T) =>
  Schema.TaggedStruct(tag, { product: Product, ...fieldsOf(table) })

// ---------------------------------------------------------------------------------------------------------------- decoding

type Fields = Record<string, unknown>

const listOf = (value: unknown, wire: string, read: (record: unknown, made: Fields) => Problem | undefined) => {
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) return new Problem(`${wire} is no list`)
  const list: Array<Fields> = []
  for (const item of value) {
    const made: Fields = {}
    const problem = read(item, made)
    if (problem !== undefined) return new Problem(`in ${wire}: ${problem.text}`)
    list.push(made)
  }
  return list
}

/** Reads by the table into `made`. */
const compile = (table: Table): ((record: unknown, made: Fields) => Problem | undefined) => {
  const rows = Object.entries(table).map(([name, { isRequired, read, wire }]) => {
    const [first = "", second] = wire.split(".")
    return { name, read, wire, isRequired, container: second && first, key: second ?? first }
  })
  return (record, made) => {
    if (!isRecord(record)) return new Problem("it is no object")
    for (const { container, isRequired, key, name, read, wire } of rows) {
      // no key of the wire is one of Object.prototype
      const from: unknown = container === undefined ? record : record[container]
      const value = isRecord(from) ? read(from[key]) : undefined
      if (value instanceof Problem) return value
      if (value !== undefined) made[name] = value
      else if (isRequired) return new Problem(`${wire} (${name}) is missing or has another type`)
    }
    return undefined
  }
}

/** Reads what the wire brings as an event with this tag. */
export const decoder = (tag: string, product: string, table: Table): ((event: unknown) => Fields | Problem) => {
  const read = compile(table)
  return (event) => {
    const made: Fields = { _tag: tag, product }
    return read(event, made) ?? made
  }
}
