/** A report for people: a line for each check, what to do below it, and a count at the end. */
import type { Finding, Report } from "../Doctor.ts"
import type { Look, Paint } from "../internal/paint.ts"

const looks: Readonly<Record<Finding["status"], Look>> = {
  ok: "green",
  warning: "yellow",
  failed: "red",
  skipped: "dim"
}

const order: ReadonlyArray<Finding["status"]> = ["failed", "warning", "ok", "skipped"]
const indent = " ".repeat(22)

const findingLines = ({ check, docs, remedy, status, what }: Finding, paint: Paint): ReadonlyArray<string> => [
  `${paint(status.padEnd(9), looks[status], ...(status === "failed" ? (["bold"] as const) : []))}${check.padEnd(13)}${what}`,
  ...(remedy === undefined ? [] : [`${indent}${paint("do", "dim")}  ${remedy}`]),
  ...(docs === undefined ? [] : [`${indent}${paint(`more  ${docs}`, "dim")}`])
]

/** What was left out for the same cause, in one line, where the first of it stands. */
const together = (checks: ReadonlyArray<Finding>, paint: Paint): ReadonlyArray<string> => {
  const said = new Set<string>()
  return checks.flatMap((finding) => {
    if (finding.status !== "skipped") return findingLines(finding, paint)
    if (said.has(finding.what)) return []
    said.add(finding.what)
    const same = checks.filter((one) => one.status === "skipped" && one.what === finding.what)
    return findingLines(
      same.length === 1
        ? finding
        : {
            ...finding,
            what: `${finding.what} So were ${same
              .slice(1)
              .map(({ check }) => check)
              .join(", ")}.`
          },
      paint
    )
  })
}

/** The lines of a report. */
export const lines = ({ address, checks, endpoint, product }: Report, paint: Paint): ReadonlyArray<string> => [
  paint(`${product} at ${endpoint} (${address})`, "bold"),
  "Only reads are sent: no order, and nothing that could become one.",
  "",
  ...together(checks, paint),
  "",
  order
    .flatMap((status) => {
      const count = checks.filter((finding) => finding.status === status).length
      return count === 0 ? [] : [paint(`${count} ${status}`, looks[status])]
    })
    .join(", ")
]
