/** The parts of the README that a command writes: what stands between `<!-- name -->` and `<!-- /name -->`. */

const bounds = (readme: string, name: string): readonly [from: number, to: number] | undefined => {
  const from = readme.indexOf(`<!-- ${name} -->`) + `<!-- ${name} -->`.length
  const to = readme.indexOf(`<!-- /${name} -->`)
  return from < `<!-- ${name} -->`.length || to < from ? undefined : [from, to]
}

/** The text between the marks; `undefined` without them. */
export const blockOf = (readme: string, name: string): string | undefined => {
  const found = bounds(readme, name)
  return found === undefined ? undefined : readme.slice(...found).trim()
}

/** The same text with another block; `undefined` without the marks. */
export const withBlock = (readme: string, name: string, text: string): string | undefined => {
  const found = bounds(readme, name)
  return found === undefined ? undefined : `${readme.slice(0, found[0])}\n\n${text}\n\n${readme.slice(found[1])}`
}

/** The day of a run, in UTC, as a block gives it. */
export const today = (): string => new Date().toISOString().slice(0, 10)
