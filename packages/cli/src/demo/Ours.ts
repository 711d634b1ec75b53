/**
 * The third strategy: effect-binance in a process of its own, which is killed in the middle of the storm and started again.
 *
 * @since 0.1.0
 */
import { type ChildProcess, fork } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { StormIntent } from "./Storm.ts"

/** What the process is started with. */
export interface Setting {
  readonly baseUrl: string
  /** Where it keeps what has to outlive it. */
  readonly folder: string
}

/** What it is told: to place an intent. */
export interface ToOurs {
  readonly place: StormIntent
}

/** What it says: that it is there, or what became of the intent of this index. */
export type FromOurs =
  | { readonly _tag: "Ready" }
  | { readonly _tag: "Told"; readonly index: number; readonly outcome: "placed" | "failed" }

type Outcome = (FromOurs & { readonly _tag: "Told" })["outcome"]

/** Starts the process; the scope ends it. */
export const start = Effect.fnUntraced(function* (baseUrl: string) {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => fs.mkdtempSync(path.join(os.tmpdir(), "effect-binance-demo-"))),
    (made) => Effect.sync(() => fs.rmSync(made, { recursive: true, force: true }))
  )
  const setting: Setting = { baseUrl, folder }
  const waiting = new Map<number, { readonly intent: StormIntent; readonly told: Deferred.Deferred<Outcome> }>()
  let child: ChildProcess | undefined
  const say = (intent: StormIntent) => {
    // one that has just died is told nothing; who comes after it is told everything
    if (child?.connected === true) child.send({ place: intent } satisfies ToOurs, () => {})
  }
  const boot = Effect.callback<void>((resume) => {
    // the sources are .ts, what is published is .js
    const module = new URL(`./OursProcess${path.extname(import.meta.url)}`, import.meta.url)
    const started = fork(fileURLToPath(module), [JSON.stringify(setting)], {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "ignore", "inherit", "ipc"]
    })
    child = started
    started.on("message", (message) => {
      const said = message as FromOurs // it is OursProcess
      if (said._tag === "Told") {
        const { index, outcome } = said
        const asked = waiting.get(index)
        waiting.delete(index)
        if (asked !== undefined) Deferred.doneUnsafe(asked.told, Effect.succeed(outcome))
        return
      }
      for (const { intent } of waiting.values()) say(intent)
      resume(Effect.void)
    })
    started.once("error", (error) => resume(Effect.die(error)))
  })
  const kill = Effect.callback<void>((resume) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
    child.kill("SIGKILL")
  })
  yield* Effect.addFinalizer(() => kill)
  yield* boot
  return {
    /** Places one intent, whatever happens to the process meanwhile. */
    place: (intent: StormIntent): Effect.Effect<Outcome> =>
      Effect.suspend(() => {
        const told = Deferred.makeUnsafe<Outcome>()
        waiting.set(intent.index, { intent, told })
        say(intent)
        return Deferred.await(told)
      }),
    /** Kills the process without a word, and starts it again. */
    restart: Effect.andThen(kill, boot)
  }
})
