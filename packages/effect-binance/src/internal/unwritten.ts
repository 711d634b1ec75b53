/** The failures of a journal after which it is certain that nothing of it was written: the database took no write at all. */
import type { JournalError } from "../orders/OrderJournal.ts"

export const unwritten = new WeakSet<JournalError>()
