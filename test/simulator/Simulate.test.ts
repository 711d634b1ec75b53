import { parseFaults } from "@effect-binance/cli/Simulate"
import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

describe("simulate --faults", () => {
  it("takes a probability, names, or both", () => {
    assert.deepStrictEqual(parseFaults("0.25"), { probability: 0.25, names: undefined })
    assert.deepStrictEqual(parseFaults("0"), { probability: 0, names: undefined })
    assert.deepStrictEqual(parseFaults("reply-lost, timeout"), { probability: 0.2, names: ["reply-lost", "timeout"] })
    assert.deepStrictEqual(parseFaults("html-200:0.5"), { probability: 0.5, names: ["html-200"] })
  })
  it("says what is wrong", () => {
    assert.include(parseFaults("1.5"), "is not a probability")
    assert.include(parseFaults("-1"), "is not a probability")
    assert.include(parseFaults("reply-lost:2"), '"2" is not a probability')
    assert.include(parseFaults("reply-lots"), 'there is no fault "reply-lots"')
    assert.include(parseFaults(" "), "no fault is named")
  })
})

describe("simulate", () => {
  // the command itself, without the program around it
  const program = `
    import { simulate } from "@effect-binance/cli/Simulate"
    import * as NodeServices from "@effect/platform-node/NodeServices"
    import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
    import * as Command from "effect/cli/Command"
    import * as Effect from "effect/Effect"
    simulate.pipe(Command.run({ version: "0" }), Effect.provide(NodeServices.layer), NodeRuntime.runMain)
  `
  const cwd = fileURLToPath(new URL("../../packages/cli/", import.meta.url))
  const start = (args: ReadonlyArray<string>) => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program, "--", "simulate", ...args], {
      cwd
    })
    let output = ""
    child.stdout.on("data", (part) => {
      output += String(part)
    })
    child.stderr.on("data", (part) => {
      output += String(part)
    })
    const exited = new Promise<number | null>((resolve) => child.on("exit", resolve))
    const until = (pattern: RegExp) =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(output)
          if (found !== null) resolve(found)
        }
        child.stdout.on("data", look)
        void exited.then(() => reject(new Error(output)))
        look()
      })
    return { child, exited, until, output: () => output }
  }

  it("prints the address and a key that works, and stops on SIGINT", async () => {
    const running = start(["--port", "0", "--seed", "3"])
    const [, baseUrl] = await running.until(/listens on (http:\/\/127\.0\.0\.1:\d+)[\s\S]*Ctrl-C/)
    assert.match(running.output(), /G = 10 s[\s\S]*T = 30 s/)
    const reply = await fetch(`${baseUrl}/api/v3/ping`)
    assert.strictEqual(reply.status, 200)
    const [, webSocketUrl] = await running.until(/WebSocket\s+(ws:\S+)/)
    const opened = await new Promise((resolve) => {
      const webSocket = new WebSocket(webSocketUrl!)
      webSocket.addEventListener("open", () => resolve(true))
      webSocket.addEventListener("error", () => resolve(false))
    })
    assert.isTrue(opened)
    running.child.kill("SIGINT")
    await running.exited
    const gone = await fetch(`${baseUrl}/api/v3/ping`).catch(() => "gone")
    assert.strictEqual(gone, "gone")
  }, 20_000)

  it("refuses bad input in words, with an exit code", async () => {
    for (const [args, text] of [
      [["--faults", "2"], "not a probability"],
      [["--port", "70000"], "is not a port"],
      [["--faults", "oops"], 'there is no fault "oops"']
    ] as const) {
      const running = start(args)
      assert.notStrictEqual(await running.exited, 0)
      assert.include(running.output(), text)
    }
  }, 30_000)
})
