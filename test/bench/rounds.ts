/** Rounds in turn, so that what slows the machine down for a while slows all of them down. */

const minimum = 5
const maximum = 49

/** One after the other does `once`, and another one begins each round, for `limit` ms; some rounds are made whatever it takes. */
export const inTurn = async <Name>(
  names: ReadonlyArray<Name>,
  limit: number,
  once: (name: Name) => Promise<void>
): Promise<void> => {
  const startedAt = performance.now()
  for (let round = 0; round < maximum && (round < minimum || performance.now() - startedAt < limit); round++) {
    const first = round % names.length
    for (const name of [...names.slice(first), ...names.slice(0, first)]) await once(name)
  }
}
