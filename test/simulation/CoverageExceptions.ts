/**
 * The blocks of the settlement that no storm enters, each with the reason.
 */

export interface Exception {
  readonly why: string
  /** Whether one seed in thousands enters them: then they are no failure either way. */
  readonly isRare?: boolean | undefined
  /** The file, the line that the block begins in, and how it begins. */
  readonly blocks: ReadonlyArray<readonly [file: string, line: string, text: string]>
}

export const exceptions: ReadonlyArray<Exception> = []
