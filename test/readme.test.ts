import { assert, it } from "@effect/vitest"
import { readFileSync } from "node:fs"

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8")

it("the program in the README is the example that is checked and run", () => {
  const block = /```ts\n([\s\S]*?)```/.exec(read("README.md"))?.[1]
  assert.isDefined(block)
  assert.include(read("examples/place-order.ts"), block)
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
