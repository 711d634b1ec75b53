/** An exchange to be examined: in process under a test's clock, or by the real command over a real socket. */
import { examine, type CheckName, type Options, type Report } from "@effect-binance/cli/Doctor"
import * as Exchange from "@effect-binance/simulator/Exchange"
import type { ExchangeConfig } from "@effect-binance/simulator/ExchangeConfig"
import type * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import { hmac } from "@effect-binance/simulator/TestKeys"
import { assert } from "@effect/vitest"
import * as Endpoint from "effect-binance/client/Endpoint"
import { Transport } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"

export const start = Date.UTC(2026, 0, 1, 12)

/** Every check, in the order of the report. */
export const names: ReadonlyArray<CheckName> = [
  "endpoint",
  "clock",
  "drift",
  "limits",
  "symbol",
  "key",
  "permissions",
  "withdrawals",
  "addresses",
  "orders",
  "ban"
]

export type Environment = Readonly<Record<string, string>>

export const keyed: Environment = { BINANCE_API_KEY: hmac.apiKey, BINANCE_API_SECRET: hmac.secret }

/** Nothing of a key, and nothing as long as a signature, in a text that somebody reads. */
export const holdsNoSecret = (text: string, environment: Environment) => {
  for (const secret of Object.values(environment)) if (secret.trim() !== "") assert.notInclude(text, secret)
  assert.notMatch(text, /[0-9a-f]{64}/i, "a signature, or a key")
  assert.notMatch(text, /signature=|x-mbx-apikey/i)
}

/** The shape that is promised, whatever was found. */
export const isWhole = (report: Report, environment: Environment) => {
  assert.deepStrictEqual(
    report.checks.map(({ check }) => check),
    names
  )
  for (const { check, remedy, status, what } of report.checks) {
    assert.include(["ok", "warning", "failed", "skipped"], status)
    assert.match(what, /^\S.*\.$/s, check)
    if (status === "failed" || status === "warning") assert.match(remedy ?? "", /\S/, `${check}: what to do?`)
  }
  assert.strictEqual(
    report.ok,
    report.checks.every(({ status }) => status !== "failed")
  )
  holdsNoSecret(JSON.stringify(report), environment)
}

/** Whatever the doctor did, it only asked. */
export const onlyRead = (exchange: Exchange.Exchange) => {
  exchange.drain()
  assert.deepStrictEqual(exchange.orders(), [])
  for (const { kind, method, path } of exchange.requests()) {
    assert.strictEqual(method, "GET", path)
    assert.include(["public", "read"], kind, path)
  }
}

/** What another exchange would say instead, by the end of the path. */
export type Instead = Readonly<Record<string, string>>

const saying = (transport: Transport["Service"], instead: Instead): Transport["Service"] => ({
  ...transport,
  send: (request) => {
    const body = Object.entries(instead).find(([path]) => request.path.endsWith(path))?.[1]
    return body === undefined
      ? transport.send(request)
      : Effect.delay(Effect.succeed({ _tag: "HttpReply", status: 200, headers: {}, body, complete: true }), 5)
  }
})

/** One examination in process, and the exchange that it was of. */
export const examined = Effect.fnUntraced(function* (
  given: {
    readonly config?: Partial<ExchangeConfig>
    readonly plan?: FaultPlan.FaultPlan
    readonly options?: Options
    readonly environment?: Environment
    readonly endpoint?: Layer.Layer<Endpoint.Endpoint>
    readonly banned?: ReadonlyArray<readonly [BanWindow.Scope, number]>
    readonly instead?: Instead
    readonly latencyMillis?: number
  } = {}
) {
  yield* TestClock.setTime(start)
  const environment = given.environment ?? keyed
  const exchange = Exchange.make({ readLag: () => 0, ...given.config })
  const latency = given.latencyMillis ?? 5
  const simulated = SimulatedTransport.make(exchange, {
    plan: given.plan ?? FaultPlan.none,
    latencyMillis: { minimum: latency, maximum: latency }
  })
  const services = Layer.mergeAll(
    given.endpoint ?? Endpoint.layerSimulator("http://127.0.0.1:8080"),
    Layer.succeed(Transport, saying(simulated, given.instead ?? {})),
    BanWindow.BanWindow.layer
  )
  const run = Effect.gen(function* () {
    const banWindow = yield* BanWindow.BanWindow
    for (const [scope, until] of given.banned ?? []) yield* banWindow.close(scope, until)
    return yield* examine({ symbol: "BTCUSDT", ...given.options })
  })
  const fiber = yield* run.pipe(
    Effect.provide(services),
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(environment)),
    Effect.forkChild({ startImmediately: true })
  )
  yield* TestClock.adjust("10 minutes")
  const report = yield* Fiber.join(fiber)
  isWhole(report, environment)
  onlyRead(exchange)
  const of = (check: CheckName) => report.checks.find((one) => one.check === check) ?? assert.fail(check)
  return { report, exchange, of }
})

const bin = fileURLToPath(new URL("../../packages/cli/src/bin.ts", import.meta.url))

export interface Ran {
  readonly out: string
  readonly err: string
  readonly exit: number | null
}

/** A subcommand of the real command. What it prints holds no secret, or the test ends here. */
export const run = (
  subcommand: string,
  args: ReadonlyArray<string>,
  environment: Environment = keyed,
  as: { readonly uid?: number } = {}
): Effect.Effect<Ran> =>
  Effect.callback<Ran>((resume) => {
    const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("BINANCE_") && !/COLOR/.test(name))
    const env = { ...Object.fromEntries(kept), NO_COLOR: "1", ...environment }
    const child = execFile(process.execPath, [bin, subcommand, ...args], { env, ...as }, (_, out, err) =>
      resume(Effect.succeed({ out, err, exit: child.exitCode }))
    )
  }).pipe(
    Effect.tap(({ err, out }) =>
      Effect.sync(() => {
        const { BINANCE_ACCOUNT: _label, BINANCE_ENDPOINT: _, ...secrets } = environment
        holdsNoSecret(out + err, secrets)
      })
    )
  )

/** The doctor. */
export const command = (args: ReadonlyArray<string>, environment?: Environment): Effect.Effect<Ran> =>
  run("doctor", args, environment)

/** The report of `--json`, which is all that standard output holds; the exit code says whether something failed. */
export const reportOf = ({ err, exit, out }: Ran, environment: Environment = keyed) => {
  assert.strictEqual(err, "")
  const { BINANCE_ENDPOINT: _, ...secrets } = environment
  const report: Report = JSON.parse(out)
  isWhole(report, secrets)
  assert.strictEqual(exit, report.ok ? 0 : 1)
  return { report, of: (check: CheckName) => report.checks.find((one) => one.check === check) ?? assert.fail(check) }
}

/** What is different about an exchange, or about who asks. */
export interface OverSocket {
  readonly config?: Partial<ExchangeConfig>
  readonly plan?: FaultPlan.FaultPlan
  readonly args?: ReadonlyArray<string>
  readonly environment?: Environment
}

const examineOverSocket = Effect.fnUntraced(function* (given: OverSocket) {
  const exchange = Exchange.make({ readLag: () => 0, ...given.config })
  const { baseUrl } = yield* SimulatedServer.start({ exchange, plan: given.plan ?? FaultPlan.none })
  const ran = yield* command(["--endpoint", baseUrl, "--json", ...(given.args ?? [])], given.environment)
  onlyRead(exchange)
  return { ...reportOf(ran, given.environment), exchange, baseUrl, out: ran.out }
})

/** The real command with `--json` against an exchange of its own on a loopback socket. */
export const overSocket = (given: OverSocket = {}) => Effect.scoped(examineOverSocket(given))

/** A fault for the requests to a path, all others go well. */
export const at = (end: string, fault: Fault.Name) =>
  FaultPlan.make(({ path }) => (path.endsWith(end) ? fault : undefined))
