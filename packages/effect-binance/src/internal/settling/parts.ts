/** The parts of a call as intents and doubts of their own. */
import { inDoubtOf } from "../inDoubt.ts"
import * as Intent from "../../client/Intent.ts"
import type { Part } from "../../client/Operation.ts"
import { AmbiguousExecution } from "../../errors/BinanceError.ts"
import type { AmbiguousReason } from "../../errors/AmbiguousReason.ts"
import { InDoubt } from "../../errors/InDoubt.ts"

/** What is in doubt about a part: all that the whole knows of when and as whom, with the part's own names and content. */
export const doubtOf = (
  whole: InDoubt,
  part: Part,
  intent: Intent.Intent,
  reason: AmbiguousReason
): AmbiguousExecution =>
  new AmbiguousExecution({
    reason,
    inDoubt: new InDoubt({
      ...inDoubtOf(part.operation, part.description, intent, whole.account, undefined),
      attempts: whole.attempts
    })
  })

// A part that adds attempts of its own keeps them for the next time that it is settled.
const intents = new WeakMap<Intent.Intent, Map<number, Intent.Intent>>()

/** The intent of an element of a batch: its own, with the attempts of the whole. */
export const elementIntent = (
  whole: Intent.Intent,
  part: Part,
  index: number,
  clientOrderId: string
): Intent.Intent => {
  const known = intents.get(whole) ?? new Map<number, Intent.Intent>()
  intents.set(whole, known)
  const intent = known.get(index) ?? Intent.ofPart(whole, part, clientOrderId, "own")
  known.set(index, intent)
  for (const record of whole.attempts) if (!intent.attempts.includes(record)) intent.attempts.push(record)
  return intent
}
