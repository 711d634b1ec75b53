/** A trader in a process of its own, and the exchange that it trades on. */
import * as Exchange from "@effect-binance/simulator/Exchange"
import type * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { assert } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import * as path from "node:path"
import { createInterface } from "node:readline"
import { shortBounds } from "./bounds.ts"
import type { Said, Setting } from "./trader.ts"

export const account = "grid-bot"

/** What goes wrong with an order or a cancel, by its quantity or its kind. */
export type Trouble = (request: FaultPlan.Seen) => Fault.Name | undefined

/**
 * An exchange on a real socket which states short bounds, and keeps them; its plan can be changed while it runs.
 */
export const exchangeWith = Effect.fnUntraced(function* (trouble: Trouble) {
  const exchange = Exchange.make({
    engineDelayMillis: shortBounds.graceMillis,
    visibilityMillis: shortBounds.visibilityMillis,
    readLag: () => 0
  })
  let current: Trouble | undefined = trouble
  /** The writes that were troubled, in their order. */
  const troubled: Array<Fault.Name> = []
  const { baseUrl } = yield* SimulatedServer.start({
    exchange,
    plan: FaultPlan.make((request) => {
      const fault = request.kind === "place" || request.kind === "cancel" ? current?.(request) : undefined
      if (fault !== undefined) troubled.push(fault)
      return fault
    })
  })
  const count = (method: string) => exchange.requests().filter((request) => request.method === method).length
  return {
    exchange,
    baseUrl,
    count,
    /** From now on all goes well. */
    calm: Effect.sync(() => {
      current = undefined
    }),
    /** Until so many writes have met their trouble. */
    untilTroubled: (writes: number) => until(() => troubled.length >= writes, `${writes} writes in trouble`)
  }
})

/** Polls, on the real clock: what is waited for happens in another process. */
export const until = (isSo: () => boolean, what: string) =>
  Effect.gen(function* () {
    while (!isSo()) yield* Effect.sleep("10 millis")
  }).pipe(Effect.timeoutOrElse({ duration: "60 seconds", orElse: () => Effect.die(new Error(`never: ${what}`)) }))

/** A trader, killed when the scope ends if it lives until then. */
export const trader = Effect.fnUntraced(function* (setting: Setting) {
  const said: Array<Said> = []
  let err = ""
  const ended = Deferred.makeUnsafe<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>()
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [path.join(import.meta.dirname, "trader.ts"), JSON.stringify(setting)], {
        stdio: ["ignore", "pipe", "pipe"]
      })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )
  createInterface(child.stdout).on("line", (line) => {
    if (line.startsWith("{")) said.push(JSON.parse(line))
  })
  child.stderr.on("data", (data) => (err += data))
  // after its last line
  child.once("close", (code, signal) => Deferred.doneUnsafe(ended, Effect.succeed({ code, signal })))
  const toldOf = (key: string) => said.find((one) => one._tag === "Told" && one.key === key)
  return {
    said,
    /** What it said of a key; `undefined` when it said nothing. */
    endOf: (key: string) => {
      const told = toldOf(key)
      return told?._tag === "Told" ? told.end : undefined
    },
    untilTold: (key: string) => until(() => toldOf(key) !== undefined, `${key} told; ${err}`),
    untilRecovered: Effect.map(
      until(() => said.some(({ _tag }) => _tag === "Recovered"), `recovered; ${err}`),
      () => said.flatMap((one) => (one._tag === "Recovered" ? one.outcomes : []))
    ),
    /** Ends it, and waits until it is gone. */
    end: (signal: "SIGKILL" | "SIGTERM") =>
      Effect.andThen(
        Effect.sync(() => child.kill(signal)),
        Deferred.await(ended)
      )
  }
})

export const linesOf = (text: string) => text.split("\n").filter((line) => line !== "")

/** The order that has this quantity in the book, which no other has. */
export const orderOf = (exchange: Exchange.Exchange, quantity: string) => {
  const found = exchange.orders().filter((order) => Number(order.quantity) === Number(quantity))
  assert.isAtMost(found.length, 1, `${quantity} was placed twice`)
  return found[0]
}
