/** A process of its own for each thing that is measured: only its own CPU counts, and nobody else's types slow its code down. */
import { type ChildProcess, fork, type ForkOptions } from "node:child_process"
import * as path from "node:path"

export class Child {
  readonly #process: ChildProcess
  #failure: Error | undefined
  #pending: { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void } | undefined

  constructor(file: string, args: ReadonlyArray<string>, options: ForkOptions = {}) {
    this.#process = fork(path.join(import.meta.dirname, file), args, {
      ...options,
      stdio: ["ignore", "inherit", "inherit", "ipc"]
    })
    this.#process.on("message", (answer) => {
      const pending = this.#pending
      this.#pending = undefined
      pending?.resolve(answer)
    })
    this.#process.on("exit", (code, signal) => {
      this.#failure = new Error(`${file} ${args.join(" ")} ended early: ${signal ?? code}`)
      this.#pending?.reject(this.#failure)
    })
  }

  /** One question at a time. The type of the answer is what the file that runs in the child sends. */
  ask<A>(question: object): Promise<A> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure)
      // both ends of the channel are files of this folder
      this.#pending = { resolve: resolve as (answer: unknown) => void, reject }
      this.#process.send(question)
    })
  }

  stop(): void {
    this.#process.removeAllListeners("exit")
    this.#process.kill("SIGKILL")
  }
}

/** The other end: answers questions in order until the parent is gone. */
export const answer = <Q>(reply: (question: Q) => unknown): void => {
  process.on("message", (question) => {
    // the parent is a file of this folder too
    void Promise.resolve(reply(question as Q)).then(
      (value) => process.send?.(value),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      }
    )
  })
  process.on("disconnect", () => process.exit(0))
}
