/** The real command over a real socket, after a trader was killed with orders in flight. */
import type { Doubt } from "@effect-binance/cli/InDoubt"
import { parseBounds } from "@effect-binance/cli/InDoubt"
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import type * as Fault from "@effect-binance/simulator/Fault"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import type * as Settle from "../../packages/cli/src/in-doubt/Settle.ts"
import { lost } from "../client/support.ts"
import { type Environment, keyed, run } from "../doctor/support.ts"
import {
  isPostgresHere,
  opened,
  postgresUrl,
  temporaryFile,
  temporaryFolder,
  temporarySchema
} from "../orders/journals.ts"
import { attemptOf, intentOf, startOfTime } from "../orders/samples.ts"
import { shortBounds } from "./bounds.ts"
import { account, exchangeWith, linesOf, orderOf, trader } from "./support.ts"
import type { Setting } from "./trader.ts"

const { withoutPlacing }: typeof Settle = await import(
  new URL("../../packages/cli/src/in-doubt/Settle.ts", import.meta.url).href
)

const environment: Environment = { ...keyed, BINANCE_ACCOUNT: account }
const inDoubt = (args: ReadonlyArray<string>, environment: Environment = keyed) => run("in-doubt", args, environment)
const short = `${shortBounds.graceMillis},${shortBounds.visibilityMillis}`

const accepted = "0.00101"
const notAccepted = "0.00102"
const cancelled = "0.00103"

/** Three intents are in flight when their trader is killed: one was accepted, one was not, and one is a cancel. */
const killed = Effect.fnUntraced(function* (journal: Setting["journal"], ofCancel: Fault.Name = "reply-silent") {
  const market = yield* exchangeWith(({ kind, parameter }) =>
    kind === "cancel"
      ? ofCancel
      : parameter("quantity") === accepted
        ? "reply-silent"
        : parameter("quantity") === notAccepted
          ? "request-lost"
          : undefined
  )
  const victim = yield* trader({
    baseUrl: market.baseUrl,
    journal,
    account,
    jobs: [
      { key: "bought", quantity: accepted, type: "MARKET" },
      { key: "lost", quantity: notAccepted, type: "LIMIT" },
      { key: "closed", quantity: cancelled, type: "cancel" }
    ]
  })
  yield* market.untilTroubled(3)
  yield* victim.end("SIGKILL")
  yield* market.calm
  return market
})

const doubtsOf = (out: string): ReadonlyArray<Doubt> => linesOf(out).map((line) => JSON.parse(line))
const by = (doubts: ReadonlyArray<Doubt>, match: (doubt: Doubt) => boolean) =>
  doubts.find(match) ?? assert.fail(JSON.stringify(doubts))

describe("in-doubt", { timeout: 180_000, concurrent: true }, () => {
  it.live("lists what a killed trader left, for people and as JSON, and sends nothing", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const { exchange } = yield* killed({ file })
      const before = exchange.requests().length

      const json = yield* inDoubt(["--journal", file, "--json"])
      assert.strictEqual(json.err, "")
      assert.strictEqual(json.exit, 1)
      const doubts = doubtsOf(json.out)
      assert.strictEqual(doubts.length, 3)
      const bought = by(doubts, ({ key }) => key === "bought")
      assert.deepInclude(bought, {
        account,
        operation: "spot.placeOrder",
        product: "spot",
        kind: "place",
        symbol: "BTCUSDT",
        side: "BUY",
        type: "MARKET",
        quantity: accepted,
        mayLive: true
      })
      assert.notProperty(bought, "outcome")
      assert.strictEqual(bought.attempts.length, 1)
      assert.match(bought.attempts[0]?.writtenBy ?? "", /^trader /)
      assert.strictEqual(bought.notAcceptedAfter, bought.attempts[0]?.fenceAt)
      assert.include(
        exchange.orders().map(({ placedAs }) => placedAs),
        bought.clientOrderIds[0]
      )
      assert.strictEqual(by(doubts, ({ kind }) => kind === "cancel").operation, "spot.cancelOrder")

      const text = yield* inDoubt(["--journal", file])
      assert.strictEqual(text.err, "")
      assert.strictEqual(text.exit, 1)
      assert.include(text.out, `3 intents are in doubt in ${file}`)
      assert.include(text.out, `spot.placeOrder  BUY ${accepted} BTCUSDT MARKET`)
      assert.include(text.out, `spot.placeOrder  BUY ${notAccepted} BTCUSDT LIMIT at 50000.00`)
      for (const { clientOrderIds } of doubts) assert.include(text.out, clientOrderIds[0]!)
      for (const what of [
        /since +20\d\d-.*ago\)/,
        /key +lost/,
        /attempts +1, each may .* by trader /,
        /fence +(passed|not before)/
      ])
        assert.match(text.out, what)

      const other = yield* inDoubt(["--journal", file, "--account", "other"])
      assert.deepStrictEqual([other.exit, other.err], [0, ""])
      assert.match(other.out, /^Nothing is in doubt of the account other in /)
      assert.strictEqual(exchange.requests().length, before)
    }).pipe(Effect.scoped)
  )

  it.live("says until when it may be accepted: until the last fence of what may have been", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const fenceAt = startOfTime + 90_000
      yield* Effect.gen(function* () {
        const journal = yield* opened(SqliteJournal.layer({ file }))
        yield* journal.sign(intentOf("a"), attemptOf(1, { fenceAt }), [])
        yield* journal.sign(intentOf("a"), attemptOf(2), [])
        yield* journal.sign(intentOf("a"), attemptOf(3, { fenceAt: fenceAt + 1, state: "not-sent" }), [])
        yield* journal.sign(intentOf("b"), attemptOf(1, { state: "refused" }), [])
      }).pipe(Effect.scoped)
      const { out } = yield* inDoubt(["--journal", file, "--json"])
      assert.deepStrictEqual(
        doubtsOf(out).map(({ id, mayLive, notAcceptedAfter }) => [id, mayLive, notAcceptedAfter]),
        [
          ["a", true, fenceAt],
          ["b", false, undefined]
        ]
      )
    }).pipe(Effect.scoped)
  )

  it.live("asks no other exchange than the one that it was sent to", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const { baseUrl } = yield* killed({ file }, "request-lost")
      const other = ["--endpoint", "http://127.0.0.1:1", "--bounds", short, "--within", "5"]
      const { err, exit, out } = yield* inDoubt(["--journal", file, "--settle", ...other], environment)
      assert.strictEqual(exit, 1, err + out)
      const sentTo = `not asked: it was sent to ${new URL(baseUrl).host}`
      assert.strictEqual(out.split(sentTo).length - 1, 3, out)
      assert.include(out, "0 intents settled; 3 intents are left in doubt.")
    }).pipe(Effect.scoped)
  )

  it.live("settles it with evidence, places nothing, and leaves a journal with nothing in doubt", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const { baseUrl, count, exchange } = yield* killed({ file }, "request-lost")
      const placed = count("POST")
      assert.strictEqual(orderOf(exchange, cancelled)?.status, "NEW")
      // only looking at it cancels nothing
      assert.strictEqual((yield* inDoubt(["--journal", file])).exit, 1)
      assert.strictEqual(orderOf(exchange, cancelled)?.status, "NEW")
      const args = ["--journal", file, "--settle", "--endpoint", baseUrl, "--bounds", short]
      const { err, exit, out } = yield* inDoubt(args, environment)
      assert.strictEqual(exit, 0, err + out)
      assert.strictEqual(count("POST"), placed, "nothing is placed")
      assert.strictEqual(count("PUT"), 0)
      assert.include(out, "No order is placed.")
      assert.include(out, "1 of it is a cancel: while the order is open, its cancel is sent again")

      const order = orderOf(exchange, accepted)
      assert.match(out, new RegExp(`executed: order ${order?.orderId}, FILLED`))
      assert.match(out, /did not execute: it /)
      assert.isUndefined(orderOf(exchange, notAccepted))
      assert.strictEqual(orderOf(exchange, cancelled)?.status, "CANCELED")
      assert.include(out, "3 intents settled; nothing is left in doubt.")
      // what a person audits: when, which view, what it said
      assert.match(out, /evidence +from 20\d\d-.* by this machine's clock; fence 20\d\d-/)
      assert.match(out, /^ +\+ +\d+ ms {2}order +FILLED/m)
      assert.match(out, /^ +\+ +\d+ ms {2}clock /m)
      assert.match(out, /^ +\+ +\d+ ms {2}engine /m)
      assert.match(out, /^ +\+ +\d+ ms {2}openOrders /m)

      const after = yield* inDoubt(["--journal", file])
      assert.strictEqual(after.exit, 0)
      assert.include(after.out, "Nothing is in doubt")
    }).pipe(Effect.scoped)
  )

  it.live("says it as JSON too: how each ended, and what was seen", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const { baseUrl, exchange } = yield* killed({ file })
      const args = ["--journal", file, "--account", account, "--settle", "--bounds", short, "--json"]
      const { err, exit, out } = yield* inDoubt(args, { ...environment, BINANCE_ENDPOINT: baseUrl })
      assert.strictEqual(exit, 0, err + out)
      const doubts = doubtsOf(out)
      assert.deepStrictEqual(doubts.map(({ key, outcome }) => `${key ?? "cancel"} ${outcome}`).toSorted(), [
        "bought Executed",
        "cancel Executed",
        "lost NotExecuted"
      ])
      const bought = by(doubts, ({ key }) => key === "bought")
      assert.strictEqual(bought.executedOrderId, `${orderOf(exchange, accepted)?.orderId}`)
      const lost = by(doubts, ({ key }) => key === "lost")
      assert.strictEqual(lost.reason, "ProvenNotExecuted")
      for (const { evidence = [] } of doubts) assert.isAbove(evidence.length, 0)
      assert.includeMembers(
        (lost.evidence ?? []).map(({ view }) => view),
        ["clock", "engine", "order", "openOrders", "allOrders"]
      )
    }).pipe(Effect.scoped)
  )

  it.live("does not settle with the key of another account: what that one has not done proves nothing", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const { baseUrl, exchange } = yield* killed({ file })
      const before = exchange.requests().length
      const args = ["--journal", file, "--settle", "--endpoint", baseUrl, "--bounds", short]
      const refused = yield* inDoubt([...args, "--account", account], { ...keyed, BINANCE_ACCOUNT: "other" })
      assert.strictEqual(refused.exit, 1)
      assert.include(refused.err + refused.out, "is of the account other, not of grid-bot")
      const unasked = yield* inDoubt(args, { ...keyed, BINANCE_ACCOUNT: "other" })
      assert.strictEqual(unasked.exit, 1)
      assert.include(unasked.out, "not asked: it is of the account grid-bot")
      assert.include(unasked.out, "3 intents are left in doubt")
      assert.strictEqual(exchange.requests().length, before)
    }).pipe(Effect.scoped)
  )

  it.live("gives up what is not settled in time, and says that it is left in doubt", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      yield* killed({ file })
      // nobody listens there
      const args = ["--journal", file, "--settle", "--endpoint", "http://127.0.0.1:1", "--within", "2"]
      const { exit, out } = yield* inDoubt(args, environment)
      assert.strictEqual(exit, 1)
      assert.include(out, "still in doubt")
      assert.include(out, "3 intents are left in doubt")
      assert.strictEqual(linesOf((yield* inDoubt(["--journal", file, "--json"])).out).length, 3)
    }).pipe(Effect.scoped)
  )

  it.live("says that the key is refused, when that is why nothing is known", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const { baseUrl } = yield* killed({ file })
      const args = ["--journal", file, "--settle", "--endpoint", baseUrl, "--bounds", short, "--within", "4"]
      const { exit, out } = yield* inDoubt(args, { ...environment, BINANCE_API_SECRET: "secretOfAnother" })
      assert.strictEqual(exit, 1)
      assert.match(out, /had no answer .*: spot\..* the signature does not match/)
      assert.notInclude(out, "secretOfAnother")
    }).pipe(Effect.scoped)
  )

  it.live("gives up in time what nobody can know yet, and keeps what was found out until then", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const { baseUrl } = yield* killed({ file })
      // without the bounds that the exchange states: that an order was not accepted takes longer
      const args = ["--journal", file, "--settle", "--endpoint", baseUrl, "--within", "4"]
      const { err, exit, out } = yield* inDoubt(args, environment)
      assert.strictEqual(exit, 1, err + out)
      assert.include(out, "still in doubt")
      const left = doubtsOf((yield* inDoubt(["--journal", file, "--json"])).out)
      assert.include(
        left.map(({ key }) => key),
        "lost"
      )
      assert.notInclude(
        left.map(({ key }) => key),
        "bought"
      )
    }).pipe(Effect.scoped)
  )

  it.live.skipIf(!isPostgresHere)(`does the same in PostgreSQL (skipped without one at ${postgresUrl})`, () =>
    Effect.gen(function* () {
      const schema = yield* temporarySchema
      const { baseUrl } = yield* killed({ url: postgresUrl, schema })
      const where = ["--postgres", "--schema", schema]
      const withUrl = { ...environment, JOURNAL_URL: postgresUrl }
      const list = yield* inDoubt([...where, "--json"], withUrl)
      assert.deepStrictEqual([list.exit, linesOf(list.out).length], [1, 3])
      const settled = yield* inDoubt([...where, "--settle", "--endpoint", baseUrl, "--bounds", short], withUrl)
      assert.strictEqual(settled.exit, 0, settled.err + settled.out)
      assert.include(settled.out, "3 intents settled; nothing is left in doubt.")
    }).pipe(Effect.scoped)
  )
})

describe("in-doubt, of what is no journal", { timeout: 180_000, concurrent: true }, () => {
  const refuses = Effect.fnUntraced(function* (
    args: ReadonlyArray<string>,
    why: RegExp | string,
    environment?: Environment
  ) {
    const { err, exit, out } = yield* inDoubt(args, environment)
    assert.strictEqual(exit, 1, out)
    if (typeof why === "string") assert.include((err + out).replaceAll(/\s+/g, " "), why)
    else assert.match((err + out).replaceAll(/\s+/g, " "), why)
    assert.notMatch(err + out, /\n\s+at /, "a stack is for nobody who operates this")
  })

  it.live("says that there is no such file, and makes none", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const file = path.join(folder, "missing.sqlite")
      yield* refuses(["--journal", file], `There is no file ${file}`)
      yield* refuses(
        ["--journal", file, "--settle", "--endpoint", "http://127.0.0.1:1"],
        "There is no file",
        environment
      )
      assert.deepStrictEqual(fs.readdirSync(folder), [])
    })
  )

  it.live("says what is wrong with a file that is none, is empty, or is a folder", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const text = path.join(folder, "text")
      fs.writeFileSync(text, "dear diary, ".repeat(1000))
      yield* refuses(["--journal", text], "its file is not a database")
      const empty = path.join(folder, "empty")
      fs.writeFileSync(empty, "")
      yield* refuses(["--journal", empty], "there is no journal in this database")
      yield* refuses(["--journal", folder], `${folder} is a folder, not a file`)
      assert.deepStrictEqual(fs.readdirSync(folder).toSorted(), ["empty", "text"])
    })
  )

  it.live.skipIf(process.getuid?.() !== 0)(
    "says that it may not be read, or not be written (skipped when not root, who can become another)",
    () =>
      Effect.gen(function* () {
        const file = yield* temporaryFile
        yield* killed({ file })
        const asNobody = (args: ReadonlyArray<string>) =>
          Effect.map(
            run("in-doubt", ["--journal", file, ...args], environment, { uid: 65_534 }),
            ({ err, exit, out }) => {
              assert.strictEqual(exit, 1)
              return (err + out).replaceAll(/\s+/g, " ")
            }
          )
        fs.chmodSync(path.dirname(file), 0o700)
        assert.include(yield* asNobody([]), `${file} cannot be looked at: may you read it?`)
        fs.chmodSync(path.dirname(file), 0o755)
        fs.chmodSync(file, 0o600)
        assert.match(yield* asNobody([]), /its file cannot be opened|can only be read/)
        // whoever may only read cannot write an outcome down: nothing is asked
        for (const end of ["", "-wal", "-shm"]) fs.chmodSync(`${file}${end}`, 0o644)
        const said = yield* asNobody(["--settle", "--endpoint", "http://127.0.0.1:1", "--within", "1"])
        assert.match(said, /can only be read|cannot be opened/)
      }).pipe(Effect.scoped)
  )

  it.live("says that a file that was cut is damaged", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      yield* killed({ file })
      // what a backup has that took the file without its log: the log is put into it, and then it is cut
      const sqlite = process.getBuiltinModule("node:sqlite")
      const database = new sqlite.DatabaseSync(file)
      database.exec("PRAGMA wal_checkpoint(TRUNCATE)")
      database.close()
      fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2))
      yield* refuses(["--journal", file], "its file is damaged")
    }).pipe(Effect.scoped)
  )

  it.live("wants to know where the journal is, and which exchange is asked; and bounds for a simulated one only", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      yield* killed({ file })
      yield* refuses([], "Say where the journal is")
      yield* refuses(["--journal", file, "--postgres"], "Say where the journal is")
      yield* refuses(["--postgres"], "Set JOURNAL_URL")
      yield* refuses(["--postgres"], /nothing listens|could not be made|no URL|not a URL/, {
        JOURNAL_URL: "postgres://trader:hunter-and-gatherer@127.0.0.1:1/trading"
      })
      yield* refuses(["--journal", file, "--settle"], "Say with --endpoint which exchange", environment)
      yield* refuses(
        ["--journal", file, "--settle", "--endpoint", "testnet", "--bounds", "1,1"],
        "--bounds is for a simulated exchange",
        environment
      )
      // it only looks like this machine
      yield* refuses(
        ["--journal", file, "--settle", "--endpoint", "https://127.0.0.1.example.org", "--bounds", "1,1"],
        "--bounds is for a simulated exchange",
        environment
      )
      yield* refuses(["--journal", file, "--settle", "--endpoint", "testnet"], "BINANCE_API_KEY is missing", {})
    }).pipe(Effect.scoped)
  )

  it.effect("lets nothing out that could place an order", () =>
    Effect.gen(function* () {
      const sent: Array<string> = []
      const { send } = withoutPlacing({
        send: ({ method }) =>
          Effect.sync(() => {
            sent.push(method)
            return lost
          })
      })
      const asked = { path: "/api/v3/order", query: "", body: "", headers: {} }
      for (const method of ["POST", "PUT"] as const)
        assert.deepInclude(yield* send({ ...asked, method }), { _tag: "NoReply", phase: "connect" })
      assert.deepStrictEqual(sent, [])
      yield* send({ ...asked, method: "GET" })
      yield* send({ ...asked, method: "DELETE" })
      assert.deepStrictEqual(sent, ["GET", "DELETE"])
    })
  )

  it("reads bounds", () => {
    assert.deepStrictEqual(parseBounds(" 300, 700 "), { graceMillis: 300, visibilityMillis: 700 })
    for (const text of ["", "300", "300,", "-1,2", "a,b", "1,2,3"]) assert.isString(parseBounds(text))
  })
})
