/** The figures as the documents show them: each budget, the published clients beside us, and the tables of one part alone. */
import { columns as doubtColumns } from "./Doubts.ts"
import { columns as journalColumns } from "./Journal.ts"
import { number, outcome, type Row, text } from "./Row.ts"

export interface About {
  readonly node: string
  readonly cpu: string
  readonly cores: number
  readonly versions: Readonly<Record<string, string>>
}

const line = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |`
const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>) =>
  [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")

const withUnit = (value: string, { unit }: Row) =>
  unit === "" ? value : unit === "x" ? `${value}x` : `${value} ${unit}`

/** What is allowed, and what it was. */
const budgets = (rows: ReadonlyArray<Row>) =>
  table(
    ["what it costs", "measured", "at most", ""],
    rows.flatMap((row) =>
      row.budget === undefined || row.cell !== undefined
        ? []
        : [
            [
              `${row.section}: ${row.what}`,
              withUnit(text(row.measured), row),
              withUnit(number(row.budget), row),
              outcome(row) === "missed" ? "**missed**" : "met"
            ]
          ]
    )
  )

const ours = "effect-binance"

/** The rows of one measure, a column for each client; those who took no part have an empty cell. */
const beside = (rows: ReadonlyArray<Row>, clients: ReadonlyArray<string>) => {
  const measure = (what: string, of: (client: string) => Row | undefined) => [
    what,
    ...clients.map((client) => {
      const row = of(client)
      return row === undefined ? "" : withUnit(text(row.measured), row)
    })
  ]
  const row = (what: string, section = "") => rows.find((one) => one.what === what && one.section.startsWith(section))
  const cpu = (method: string) =>
    measure(`CPU of a signed ${method} over raw \`fetch\` that signs`, (client) =>
      row(`${method}, https, sequential: ${client === ours ? "over raw fetch" : client}`)
    )
  const socket = (how: string) =>
    measure(`CPU of a signed order over one WebSocket over a bare loop on \`ws\`, ${how}`, (client) =>
      row(`wss, ${how}: ${client}`, "CPU per signed order")
    )
  return table(
    ["beside others", ...clients],
    [
      cpu("GET"),
      cpu("POST"),
      socket("sequential"),
      socket("64 in flight"),
      measure("cold import, CPU", (client) =>
        row(`${client === ours ? "the same and @effect-binance/node/NodeBinance" : client}: CPU`)
      ),
      measure("installed, with all dependencies", (client) =>
        row(client === ours ? "effect-binance, @effect-binance/node, undici and effect" : client, "Installed size")
      )
    ]
  )
}

/** What is told with its distribution, a table for each section. */
const distributions = (rows: ReadonlyArray<Row>) =>
  Array.from(
    Map.groupBy(
      rows.filter((row) => row.p95 !== undefined),
      ({ section }) => section
    )
  ).flatMap(([section, shown]) => [
    table(
      [section, "half of them", "95 %", "all"],
      shown.map((row) => {
        const { max, median } = row.measured
        return [
          row.what,
          withUnit(number(median), row),
          withUnit(number(row.p95 ?? max), row),
          withUnit(number(max), row)
        ]
      })
    ),
    ""
  ])

/** Rows that have a cell: their lines, in the order in which they come, each as its rows by their columns. */
const lines = (rows: ReadonlyArray<Row>, columns: ReadonlyArray<string>) =>
  Array.from(
    Map.groupBy(
      rows.filter(({ cell }) => cell !== undefined && columns.includes(cell[1])),
      ({ cell }) => cell?.[0] ?? ""
    ),
    ([name, found]) => [name, columns.map((column) => found.find(({ cell }) => cell?.[1] === column))] as const
  )

const seconds = (millis: number) => `${(millis / 1000).toFixed(1)} s`

/** How long a doubt lasts on each product, as the README shows it. */
export const doubtsBlock = (rows: ReadonlyArray<Row>, day: string): string => {
  const columns = Object.values(doubtColumns)
  const cell = (row: Row | undefined) => {
    if (row === undefined) return "stays in doubt"
    const { least, measured, unit } = row
    return unit === "ms"
      ? `${seconds(measured.median)} (${seconds(least ?? 0)})`
      : `${number(measured.median)} round trip${measured.median === 1 ? "" : "s"}`
  }
  return [
    table(
      ["an order whose reply is lost", ...columns],
      lines(rows, columns).map(([name, cells]) => [name].concat(cells.map(cell)))
    ),
    "",
    `From the lost reply to the verdict, in exchange time, with 50 ms each way: virtual, and the same in every run. In brackets what the exchange's`,
    "bounds ask for at least: recvWindow, the grace of the engine, and the lag of the views or of the stream; the fence counts from the timestamp, which is a",
    `round trip older than the lost reply. \`pnpm bench --only doubts\` on ${day}.`
  ].join("\n")
}

/** What each journal costs and survives, as its document shows it. */
export const journalBlock = (rows: ReadonlyArray<Row>, about: About, load: string, day: string): string => {
  const { cpu, time } = journalColumns
  const found = lines(rows, [time, cpu])
  const full = found.find(([name]) => name === "SQLite FULL")?.[1][0]?.measured.median
  return [
    table(
      ["journal", time, "over SQLite FULL", cpu, "what it survives"],
      found.map(([name, [spent, burnt]]) => [
        name,
        spent === undefined ? "" : withUnit(text(spent.measured), spent),
        spent === undefined || full === undefined ? "" : `${number(spent.measured.median / full)}x`,
        burnt === undefined ? "" : withUnit(text(burnt.measured), burnt),
        (spent?.note ?? "").replace("survives ", "")
      ])
    ),
    "",
    "Two transactions for each order, one before the signature and one after the outcome, one order after the other; medians of rounds, with the least and the most.",
    `\`pnpm bench --only journal\` on ${day} with Node ${about.node} on ${about.cores} cores (${about.cpu}), load ${load} at the start: the figures of a machine`,
    "that does other things beside; the ratios tell more than the milliseconds."
  ].join("\n")
}

/** The block of the README. */
export const block = (
  rows: ReadonlyArray<Row>,
  about: About,
  peers: ReadonlyArray<string>,
  load: string,
  day: string
): string =>
  [
    budgets(rows),
    "",
    beside(rows, [ours, ...peers]),
    "",
    ...distributions(rows),
    "Medians of rounds in turn, with the least and the most; KB are 1 024 bytes. `x` is a ratio to what the row names, measured in the",
    `same run. Run on ${day} with Node ${about.node} on ${about.cores} cores (${about.cpu}, load ${load} at the start): ${Object.entries(
      about.versions
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}.`
  ].join("\n")
