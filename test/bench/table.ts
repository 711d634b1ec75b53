/** The figures as the README shows them: each budget, and the published clients beside us. */
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
      row.budget === undefined
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
