/** Colour for a terminal, and none elsewhere: whoever paints asks whether there is one. */

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const

/** What a text may look like. */
export type Look = keyof typeof codes

/** Puts a look on a text. */
export type Paint = (text: string, ...looks: ReadonlyArray<Look>) => string

/** Leaves every text as it is. */
export const plain: Paint = (text) => text

/** Paints with the sequences that every terminal knows. */
export const ansi: Paint = (text, ...looks) =>
  text === "" ? text : `\u001b[${looks.map((look) => codes[look]).join(";")}m${text}\u001b[0m`

const sequences = new RegExp(String.raw`\u001b\[[\d;?]*[ -/]*[@-~]`, "g")

/** Takes the colours out of a text that somebody painted for a terminal. */
export const unpainted = (text: string): string => (text.includes("\u001b") ? text.replace(sequences, "") : text)
