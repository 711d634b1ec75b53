/** What a journal says when its database fails, and that nothing is lost that it called written. */
import * as PostgresJournal from "@effect-binance/node/PostgresJournal"
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import { assert, describe, it } from "@effect/vitest"
import type { JournalError, OrderJournal } from "effect-binance/orders/OrderJournal"
import * as OrderJournalSql from "effect-binance/orders/OrderJournalSql"
import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { SqlClient } from "effect/sql/SqlClient"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import {
  isPostgresHere,
  type Journal,
  opened,
  postgresClient,
  postgresUrl,
  sqliteClient,
  temporaryFile,
  temporaryFolder,
  temporarySchema
} from "./journals.ts"
import * as Proxy from "./proxy.ts"
import { account, attemptOf, ending, intentOf } from "./samples.ts"

/** Why it cannot be opened. */
const whyNot = (layer: Layer.Layer<OrderJournal, JournalError>) =>
  Effect.map(Effect.flip(Effect.scoped(opened(layer))), ({ message }) => message)

const sign = (journal: Journal, id: string, number = 1) => journal.sign(intentOf(id), attemptOf(number), [])
const why = (written: Effect.Effect<unknown, JournalError>) =>
  Effect.map(Effect.flip(written), ({ message }) => message)

/** Writes until it fails; what was written, and what it said in the end. */
const writeUntilFull = Effect.fnUntraced(function* (journal: Journal) {
  const written: Array<string> = []
  while (true) {
    const exit = yield* Effect.exit(sign(journal, `i${written.length}`))
    if (Exit.isFailure(exit)) return { written, error: Cause.squash(exit.cause) as JournalError }
    assert.strictEqual(exit.value, "written")
    written.push(`i${written.length}`)
    assert.isBelow(written.length, 10_000)
  }
})

const idsOf = (journal: Journal) =>
  Effect.map(journal.unsettled(account), (rows) => rows.map(({ id }) => id).toSorted())

const mounted = Effect.acquireRelease(
  Effect.flatMap(temporaryFolder, (folder) =>
    Effect.sync(() => {
      const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=400k", "tmpfs", folder])
      return status === 0 ? folder : undefined
    })
  ),
  (folder) => Effect.sync(() => folder === undefined || spawnSync("umount", ["-l", folder]))
)
const canMount = (await Effect.runPromise(Effect.scoped(mounted))) !== undefined

describe("a journal in a SQLite file", () => {
  it.effect("that is no database, in a folder that is not there, or nowhere at all, says so", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const text = path.join(folder, "text")
      fs.writeFileSync(text, "dear diary, ".repeat(1000))
      assert.strictEqual(
        yield* whyNot(SqliteJournal.layer({ file: text })),
        "could not open the journal: its file is not a database (SQLite 26)"
      )
      for (const file of [path.join(folder, "none", "journal.sqlite"), folder]) {
        assert.strictEqual(
          yield* whyNot(SqliteJournal.layer({ file })),
          "could not open the journal: its file cannot be opened: does the folder exist, and may this process write there? (SQLite 14)"
        )
      }
      assert.include(yield* whyNot(SqliteJournal.layer({ file: ":memory:" })), "no write-ahead log")
      assert.strictEqual(fs.readFileSync(text, "utf8").length, 12_000)
    })
  )

  it.effect.skipIf(process.getuid?.() !== 0)(
    "in a folder or file that may not be written says so (skipped when not root, who can become another)",
    () =>
      Effect.gen(function* () {
        const file = yield* temporaryFile
        yield* Effect.scoped(Effect.flatMap(opened(SqliteJournal.layer({ file })), (journal) => sign(journal, "a")))
        fs.chmodSync(path.dirname(file), 0o755)
        const asNobody = <A, E>(effect: Effect.Effect<A, E>) =>
          Effect.acquireUseRelease(
            Effect.sync(() => process.seteuid!(65_534)),
            () => effect,
            () => Effect.sync(() => process.seteuid!(0))
          )
        assert.match(yield* asNobody(whyNot(SqliteJournal.layer({ file }))), /cannot be opened|can only be read/)
        fs.chmodSync(path.dirname(file), 0o700)
        assert.include(yield* asNobody(whyNot(SqliteJournal.layer({ file }))), "its file cannot be opened")
        assert.include(
          yield* asNobody(whyNot(SqliteJournal.layer({ file: path.join(path.dirname(file), "other") }))),
          "its file cannot be opened"
        )
      })
  )

  it.effect("that was cut in the middle says that it is damaged", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      yield* Effect.scoped(
        Effect.gen(function* () {
          const journal = yield* opened(SqliteJournal.layer({ file, synchronous: "NORMAL" }))
          for (let i = 0; i < 100; i++) yield* sign(journal, `i${i}`)
        })
      )
      const whole = fs.statSync(file).size
      fs.truncateSync(file, Math.floor(whole / 2))
      assert.include(yield* whyNot(SqliteJournal.layer({ file })), "its file is damaged")
      // down to its first page, and into that
      for (const size of [4096, 1000]) {
        fs.truncateSync(file, size)
        assert.match(yield* whyNot(SqliteJournal.layer({ file })), /damaged|not a database/)
      }
    })
  )

  it.effect("that can hold no more says so, keeps what was written, and goes on when there is room", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const sql = yield* sqliteClient(file)
      const journal = yield* opened(OrderJournalSql.layer.pipe(Layer.provide(Layer.succeed(SqlClient, sql))))
      yield* sql`PRAGMA max_page_count = 40`
      const { error, written } = yield* writeUntilFull(journal)
      assert.strictEqual(error.message, "could not write an attempt: the disk is full (SQLite 13)")
      assert.isAbove(written.length, 5)
      assert.deepStrictEqual(yield* idsOf(journal), written.toSorted())
      yield* sql`PRAGMA max_page_count = 1000000`
      assert.strictEqual(yield* sign(journal, "later"), "written")
      const other = yield* opened(SqliteJournal.layer({ file }))
      assert.deepStrictEqual(yield* idsOf(other), [...written, "later"].toSorted())
    })
  )

  it.effect.skipIf(!canMount)(
    "on a disk that is full keeps what was written (skipped where no disk can be mounted)",
    () =>
      Effect.gen(function* () {
        const folder = yield* mounted
        const file = path.join(folder!, "journal.sqlite")
        const written = yield* Effect.scoped(
          Effect.gen(function* () {
            const journal = yield* opened(SqliteJournal.layer({ file }))
            const { error, written } = yield* writeUntilFull(journal)
            assert.match(
              error.message,
              /^could not write an attempt: the disk (is full|failed to read or write) \(SQLite \d+\)$/
            )
            assert.isAbove(written.length, 5)
            // what is there can be read, and the next one fails as clearly
            assert.deepStrictEqual(yield* idsOf(journal), written.toSorted())
            assert.include(yield* why(sign(journal, "more")), "the disk")
            return written
          })
        )
        const copy = yield* temporaryFolder
        fs.cpSync(folder!, copy, { recursive: true })
        const other = yield* opened(SqliteJournal.layer({ file: path.join(copy, "journal.sqlite") }))
        assert.deepStrictEqual(yield* idsOf(other), written.toSorted())
      })
  )

  it.effect("flushes each commit, or the write-ahead log only now and then", () =>
    Effect.gen(function* () {
      for (const [synchronous, level] of [
        ["FULL", 2],
        ["NORMAL", 1]
      ] as const) {
        const file = yield* temporaryFile
        const sql = yield* sqliteClient(file, synchronous)
        assert.deepStrictEqual(yield* sql`PRAGMA synchronous`, [{ synchronous: level }])
        assert.deepStrictEqual(yield* sql`PRAGMA fullfsync`, [{ fullfsync: level - 1 }])
        assert.deepStrictEqual(yield* sql`PRAGMA journal_mode`, [{ journal_mode: "wal" }])
      }
    })
  )

  it.effect("flushes each commit unless somebody chooses otherwise", () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      const { prototype } = process.getBuiltinModule("node:sqlite").DatabaseSync
      const { exec } = prototype
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          prototype.exec = function (text) {
            said.push(text)
            return exec.call(this, text)
          }
        }),
        () =>
          Effect.sync(() => {
            prototype.exec = exec
          })
      )
      yield* opened(SqliteJournal.layer({ file: yield* temporaryFile }))
      assert.match(said.join("; "), /PRAGMA synchronous = FULL/)
    }).pipe(Effect.scoped)
  )

  it.effect("that can only be read says so", () =>
    Effect.gen(function* () {
      const sql = yield* Effect.flatMap(temporaryFile, sqliteClient)
      const journal = yield* opened(OrderJournalSql.layer.pipe(Layer.provide(Layer.succeed(SqlClient, sql))))
      yield* sign(journal, "a")
      yield* sql`PRAGMA query_only = ON`
      assert.match(yield* why(sign(journal, "b")), /^could not write an attempt: it can only be read: .* \(SQLite 8\)$/)
      assert.match(yield* why(journal.conclude(ending("a", 1))), /^could not write an outcome: it can only be read/)
      yield* sql`PRAGMA query_only = OFF`
      assert.deepStrictEqual(yield* idsOf(journal), ["a"])
      assert.strictEqual(yield* journal.conclude(ending("a", 1)), "written")
    })
  )

  it.effect("that was moved or deleted while it was open says so, and writes nothing until it is back", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const journal = yield* opened(SqliteJournal.layer({ file, synchronous: "NORMAL" }))
      yield* sign(journal, "a")
      fs.renameSync(file, `${file}.away`)
      assert.include(yield* why(sign(journal, "b")), "its file was moved or deleted while it was open")
      assert.include(yield* why(journal.read("a")), "its file was moved or deleted while it was open")
      // another one in its place is another journal
      fs.copyFileSync(`${file}.away`, file)
      assert.include(yield* why(sign(journal, "b")), "its file was moved or deleted while it was open")
      fs.renameSync(`${file}.away`, file)
      assert.strictEqual(yield* sign(journal, "b"), "written")
    })
  )

  it.live("that another process keeps locked is given up, without stopping this process", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const journal = yield* opened(SqliteJournal.layer({ file, timeout: "15 seconds" }))
      yield* sign(journal, "a")
      const sql = yield* sqliteClient(file)
      let ticks = 0
      const ticking = yield* Effect.forkChild(
        Effect.forever(
          Effect.andThen(
            Effect.sleep(20),
            Effect.sync(() => ticks++)
          )
        )
      )
      const message = yield* sql.withTransaction(why(sign(journal, "b")))
      yield* Fiber.interrupt(ticking)
      assert.strictEqual(message, "could not write an attempt: another process kept it locked for too long (SQLite 5)")
      assert.isAbove(ticks, 5)
      assert.deepStrictEqual(yield* idsOf(journal), ["a"])
      assert.strictEqual(yield* sign(journal, "b"), "written")
    })
  )

  it.live("that another process keeps locked for a moment is waited for", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const journal = yield* opened(SqliteJournal.layer({ file }))
      const sql = yield* sqliteClient(file)
      const signing = yield* sql.withTransaction(
        Effect.tap(Effect.forkChild(sign(journal, "a"), { startImmediately: true }), () => Effect.sleep(60))
      )
      assert.strictEqual(yield* Fiber.join(signing), "written")
    })
  )

  it.effect("without its tables says so", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const sql = yield* sqliteClient(file)
      yield* sql`CREATE TABLE intents (mine TEXT)`
      assert.include(yield* whyNot(SqliteJournal.layer({ file })), "could not make the tables: the database refused it")
      yield* sql`DROP TABLE intents`
      const journal = yield* opened(SqliteJournal.layer({ file }))
      yield* sql`DROP TABLE attempts`
      assert.include(yield* why(sign(journal, "a")), "could not write an attempt: ")
    })
  )
})

const secret = "correct-horse-battery"

describe("a PostgreSQL that is not there", () => {
  it.live("is named without its password", () =>
    Effect.gen(function* () {
      const refuse = (url: string) => whyNot(PostgresJournal.layer({ url: Redacted.make(url) }))
      const messages = [
        yield* refuse(`postgres://trader:${secret}@127.0.0.1:1/journal`),
        yield* refuse(`postgres://trader:${secret}@[half/journal`),
        yield* refuse(`mysql://trader:${secret}@127.0.0.1/journal`),
        yield* refuse(`postgres://trader:${secret}@127.0.0.1:1/journal?connect_timeout=${secret}`)
      ]
      assert.strictEqual(
        messages[0],
        "could not open the journal: nothing listens where the database should be (ECONNREFUSED)"
      )
      assert.include(messages[1], "the database's URL is not a URL")
      for (const message of messages) {
        assert.include(message, "could not open the journal")
        assert.notInclude(message, secret)
      }
    })
  )
})

describe.skipIf(!isPostgresHere)(
  `a journal in PostgreSQL${isPostgresHere ? "" : ` (skipped without one at ${postgresUrl})`}`,
  () => {
    /** A journal behind a network that can fail. */
    const behindProxy = Effect.fnUntraced(function* (timeout: Duration.Input = "2 seconds") {
      const proxy = yield* Proxy.start({ host: "127.0.0.1", port: Number(new URL(postgresUrl).port) })
      const schema = yield* temporarySchema
      const url = new URL(postgresUrl)
      url.port = String(proxy.port)
      const layer = PostgresJournal.layer({
        url: Redacted.make(url.href),
        schema,
        timeout
      })
      const journal = yield* opened(layer)
      const direct = yield* opened(PostgresJournal.layer({ url: Redacted.make(postgresUrl), schema }))
      return { proxy, journal, direct, schema, layer }
    })

    /** Until the pool has noticed that its connections are gone. */
    const soon = (journal: Journal, id: string, number: number) =>
      Effect.gen(function* () {
        for (let turn = 0; turn < 20; turn++) {
          const exit = yield* Effect.exit(sign(journal, id, number))
          if (Exit.isSuccess(exit)) return exit.value
          yield* Effect.sleep(20)
        }
        return "never"
      })

    it.live("whose server ends the connection goes on with another one, and has what was written", () =>
      Effect.gen(function* () {
        const { direct, journal, proxy, schema } = yield* behindProxy()
        yield* sign(journal, "a")
        const sql = yield* postgresClient(schema)
        const ended =
          yield* sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${sql.in("client_port", proxy.ports())}`
        assert.isAbove(ended.length, 0)
        assert.strictEqual(yield* soon(journal, "b", 1), "written")
        assert.deepStrictEqual(yield* idsOf(direct), ["a", "b"])
      })
    )

    it.live("whose network is cut before a commit has not written it, and says so", () =>
      Effect.gen(function* () {
        const { direct, journal, proxy } = yield* behindProxy()
        yield* sign(journal, "a")
        // the second of its two rows
        proxy.onReply = (piece) => (piece.includes("INSERT 0 1\0") && !piece.includes("SELECT") ? "cutAfter" : "pass")
        assert.match(
          yield* why(sign(journal, "b")),
          /^could not write an attempt: the connection to the database was lost/
        )
        proxy.onReply = () => "pass"
        assert.deepStrictEqual(yield* idsOf(direct), ["a"])
        assert.strictEqual(yield* soon(journal, "b", 1), "written")
      })
    )

    it.live("whose answer to a commit is lost never says written, though it may be", () =>
      Effect.gen(function* () {
        const { direct, journal, proxy } = yield* behindProxy()
        yield* sign(journal, "a")
        let lost = 0
        proxy.onReply = (piece) => {
          if (!piece.includes("COMMIT\0")) return "pass"
          lost++
          return "lose"
        }
        const message = yield* why(sign(journal, "b"))
        assert.match(message, /^could not write an attempt: the connection to the database was lost/)
        assert.strictEqual(lost, 1)
        assert.include(yield* why(journal.conclude(ending("a", 1))), "could not write an outcome")
        assert.strictEqual(lost, 2)
        proxy.onReply = () => "pass"
        // both are there: an open attempt that nobody signed, and an outcome
        assert.deepStrictEqual(yield* idsOf(direct), ["b"])
        assert.strictEqual(yield* soon(journal, "b", 1), "taken")
        assert.strictEqual(yield* soon(journal, "b", 2), "written")
        assert.strictEqual(yield* journal.conclude(ending("a", 1)), "taken")
      })
    )

    it.live("that hangs is given up in time, and comes back", () =>
      Effect.gen(function* () {
        const { direct, journal, proxy } = yield* behindProxy("1 second")
        yield* sign(journal, "a")
        proxy.stop()
        const start = performance.now()
        assert.strictEqual(
          yield* why(sign(journal, "b")),
          "could not write an attempt: the database did not answer within 1s"
        )
        assert.strictEqual(
          yield* why(journal.conclude(ending("a", 1))),
          "could not write an outcome: the database did not answer within 1s"
        )
        assert.isBelow(performance.now() - start, 8000)
        proxy.goOn()
        assert.notStrictEqual(yield* soon(journal, "c", 1), "never")
        assert.includeMembers(yield* idsOf(direct), ["c"])
      })
    )

    it.live("whose row another process keeps locked is given up, and written by nobody", () =>
      Effect.gen(function* () {
        const { direct, journal, schema } = yield* behindProxy("1 second")
        yield* sign(journal, "a")
        yield* sign(journal, "b")
        const sql = yield* postgresClient(schema)
        yield* sql.withTransaction(
          Effect.gen(function* () {
            yield* sql`UPDATE intents SET run = run WHERE id = 'a'`
            assert.include(yield* why(sign(journal, "a", 2)), "did not answer within")
            // other orders do not wait
            assert.strictEqual(yield* sign(journal, "b", 2), "written")
          })
        )
        assert.strictEqual((yield* direct.read("a"))?.attempts.length, 1)
        assert.strictEqual(yield* soon(journal, "a", 2), "written")
      })
    )

    it.live("that goes away and comes back has lost nothing", () =>
      Effect.gen(function* () {
        const { direct, journal, layer, proxy } = yield* behindProxy()
        yield* sign(journal, "a")
        proxy.setClosed(true)
        proxy.cut()
        for (let i = 0; i < 3; i++) assert.match(yield* why(sign(journal, "b")), /connection|listens/)
        assert.match(yield* why(journal.unsettled(account)), /^could not read what is unsettled: /)
        assert.include(yield* whyNot(layer), "could not open the journal")
        proxy.setClosed(false)
        assert.strictEqual(yield* soon(journal, "b", 1), "written")
        assert.deepStrictEqual(yield* idsOf(direct), ["a", "b"])
      })
    )

    it.live("that can only be read, or has no such database, says so", () =>
      Effect.gen(function* () {
        const schema = yield* temporarySchema
        const readOnly = Redacted.make(`${postgresUrl}?options=-c%20default_transaction_read_only%3Don`)
        const problem = /: it can only be read: .* \(SQLSTATE 25006\)$/
        assert.match(yield* whyNot(PostgresJournal.layer({ url: readOnly, schema })), problem)
        yield* opened(PostgresJournal.layer({ url: Redacted.make(postgresUrl), schema }))
        const journal = yield* opened(PostgresJournal.layer({ url: readOnly, schema }))
        assert.match(yield* why(sign(journal, "a")), problem)
        assert.deepStrictEqual(yield* idsOf(journal), [])
        const url = new URL(postgresUrl)
        url.pathname = "/no_such_database"
        assert.strictEqual(
          yield* whyNot(PostgresJournal.layer({ url: Redacted.make(url.href) })),
          "could not open the journal: the server has no database of that name (SQLSTATE 3D000)"
        )
      })
    )

    it.live("makes each commit wait for the disk, whatever the role or the URL says", () =>
      Effect.gen(function* () {
        const schema = yield* temporarySchema
        const url = Redacted.make(`${postgresUrl}?options=-c%20synchronous_commit%3Doff`)
        // it asks the server what holds, and opens only when that is `on`
        const journal = yield* opened(PostgresJournal.layer({ url, schema }))
        assert.strictEqual(yield* sign(journal, "a"), "written")
      })
    )

    it.live("is not opened when it does not wait for the disk, such as behind a pooler that drops what was set", () =>
      Effect.gen(function* () {
        const { hostname, port, pathname } = new URL(postgresUrl)
        const proxy = yield* Proxy.start({ host: hostname, port: Number(port) })
        proxy.onAsk = (piece) =>
          Buffer.from(
            piece.toString("latin1").replace("synchronous_commit\0on\0", "synchronous_commit\0no\0"),
            "latin1"
          )
        const url = Redacted.make(`postgres://postgres@127.0.0.1:${proxy.port}${pathname}`)
        const error = yield* Effect.flip(opened(PostgresJournal.layer({ url, schema: yield* temporarySchema })))
        assert.include(error.message, "synchronous_commit cannot be set")
      })
    )

    it.live("sees what was committed while it waited for a row, whatever the role or the URL says", () =>
      Effect.gen(function* () {
        const schema = yield* temporarySchema
        const url = Redacted.make(`${postgresUrl}?options=-c%20default_transaction_isolation%3Dserializable`)
        const journal = yield* opened(PostgresJournal.layer({ url, schema }))
        yield* sign(journal, "a", 1)
        for (let number = 2; number <= 5; number++) {
          const answers = yield* Effect.all(
            Array.from({ length: 8 }, () => sign(journal, "a", number)),
            { concurrency: "unbounded" }
          )
          assert.deepStrictEqual(answers.toSorted(), [...Array.from({ length: 7 }, () => "taken"), "written"])
        }
      })
    )
  }
)
