#!/usr/bin/env node
/**
 * The command line of effect-binance. Loads only the subcommand that is asked for, so that `explain` starts fast.
 *
 * @since 0.1.0
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import { readFileSync } from "node:fs"

// One row for each subcommand. A new one is a module that exports its command, and a row.
const subcommands = {
  "explain": () => import("./Explain.ts").then((module) => module.explain),
  "doctor": () => import("./Doctor.ts").then((module) => module.doctor),
  "in-doubt": () => import("./InDoubt.ts").then((module) => module.inDoubt),
  "demo": () => import("./Demo.ts").then((module) => module.demo),
  "simulate": () => import("./Simulate.ts").then((module) => module.simulate)
} as const

const manifest: { readonly version: string } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8")
)

const root = Command.make("effect-binance").pipe(
  Command.withDescription("Calls to Binance that say whether they executed")
)
const run = { version: manifest.version }

const [asked] = process.argv.slice(2)
const program =
  asked === "explain"
    ? Effect.flatMap(Effect.promise(subcommands.explain), (explain) =>
        root.pipe(Command.withSubcommands([explain]), Command.run(run))
      )
    : asked === "doctor"
      ? Effect.flatMap(Effect.promise(subcommands.doctor), (doctor) =>
          root.pipe(Command.withSubcommands([doctor]), Command.run(run))
        )
      : asked === "in-doubt"
        ? Effect.flatMap(Effect.promise(subcommands["in-doubt"]), (inDoubt) =>
            root.pipe(Command.withSubcommands([inDoubt]), Command.run(run))
          )
        : asked === "demo"
          ? Effect.flatMap(Effect.promise(subcommands.demo), (demo) =>
              root.pipe(Command.withSubcommands([demo]), Command.run(run))
            )
          : asked === "simulate"
            ? Effect.flatMap(Effect.promise(subcommands.simulate), (simulate) =>
                root.pipe(Command.withSubcommands([simulate]), Command.run(run))
              )
            : // help, completions, a wrong name: all of them are needed
              Effect.flatMap(
                Effect.promise(() =>
                  Promise.all([
                    subcommands.explain(),
                    subcommands.doctor(),
                    subcommands["in-doubt"](),
                    subcommands.demo(),
                    subcommands.simulate()
                  ])
                ),
                (all) => root.pipe(Command.withSubcommands(all), Command.run(run))
              )

program.pipe(Effect.provide(NodeServices.layer), NodeRuntime.runMain)
