import { assert, it } from "@effect/vitest"
import { readFileSync } from "node:fs"

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8")

it("the programs in the README are the examples that are checked and run", () => {
  const blocks = Array.from(read("README.md").matchAll(/```ts\n([\s\S]*?)```/g), (match) => match[1] ?? "")
  const programs = ["examples/orders.ts", "examples/place-order.ts"]
  assert.strictEqual(blocks.length, programs.length)
  for (const [i, program] of programs.entries()) assert.include(read(program), blocks[i] ?? "a block")
})

it("the commands of the README are scripts of the workspace", () => {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(read("package.json"))
  const commands = Array.from(
    read("README.md").matchAll(/^(?:npx -y pnpm@[\d.]+|pnpm) ([a-z-]+)/gm),
    (match) => match[1] ?? ""
  )
  assert.includeMembers(commands, ["demo", "test", "effect-binance", "sim", "bench"])
  for (const command of commands)
    assert.isTrue(Object.hasOwn(scripts, command), `pnpm ${command} is in the README and not in package.json`)
})
