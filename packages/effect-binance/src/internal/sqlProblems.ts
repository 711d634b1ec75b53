/**
 * What is wrong with a database, in words that a person can act on. They are chosen by codes alone: what a driver says may hold a
 * connection string or a row.
 */
import { hasProperty } from "effect/Predicate"
import { isSqlError, type SqlErrorReason } from "effect/sql/SqlError"

const problems = {
  conflict: "another process wrote at the same time, and nothing of this was written",
  connection: "the connection to the database was lost or could not be made",
  credentials: "the database refused the user name or the password",
  damaged: "its file is damaged: restore it from a copy before anything is sent",
  disk: "the disk failed to read or write",
  full: "the disk is full",
  gone: "the database is shutting down or starting up",
  host: "the database's host is not known",
  locked: "another process kept it locked for too long",
  missing: "the server has no database of that name",
  moved:
    "its file was moved or deleted while it was open: end the program and put the file back before anything is sent",
  notDatabase: "its file is not a database",
  notListening: "nothing listens where the database should be",
  notWritable: "it can only be read: its file, folder, disk or server does not let this process write",
  opening: "its file cannot be opened: does the folder exist, and may this process write there?",
  others: "the database holds a table or view of that name that is not the journal's",
  rights: "the database's user lacks the right to do this",
  slow: "the database cancelled it, because it took too long or was told to",
  tables: "the journal's tables are not there, or not as they should be",
  url: "the database's URL is not a URL"
} as const
type Problem = keyof typeof problems

/** By the result code, or its primary one: https://www.sqlite.org/rescode.html */
const bySqliteCode: ReadonlyMap<number, Problem> = new Map<number, Problem>([
  [3, "rights"],
  [5, "locked"],
  [6, "locked"],
  [8, "notWritable"],
  [10, "disk"],
  [11, "damaged"],
  [13, "full"],
  [14, "opening"],
  [19, "tables"],
  [23, "rights"],
  [26, "notDatabase"],
  [1032, "moved"]
])

/** By the SQLSTATE, or its first two characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const bySqlState: ReadonlyMap<string, Problem> = new Map<string, Problem>([
  ["08", "connection"],
  ["23", "tables"],
  ["25006", "notWritable"],
  ["28", "credentials"],
  ["3D000", "missing"],
  ["40", "conflict"],
  ["42", "tables"],
  ["42501", "rights"],
  ["42P07", "others"],
  ["53100", "full"],
  ["55P03", "locked"],
  ["57014", "slow"],
  ["57P01", "gone"],
  ["57P02", "gone"],
  ["57P03", "gone"],
  ["58", "disk"],
  ["XX001", "damaged"],
  ["XX002", "damaged"]
])

/** By what Node says of a connection. */
const byNodeCode: ReadonlyMap<string, Problem> = new Map<string, Problem>([
  ["EAI_AGAIN", "host"],
  ["ECONNREFUSED", "notListening"],
  ["ENOENT", "notListening"],
  ["ENOTFOUND", "host"],
  ["ERR_INVALID_URL", "url"]
])

/** For drivers whose codes are not known. */
const byReason: Partial<Record<SqlErrorReason["_tag"], Problem>> = {
  AuthenticationError: "credentials",
  AuthorizationError: "rights",
  ConnectionError: "connection",
  ConstraintError: "tables",
  DeadlockError: "conflict",
  LockTimeoutError: "locked",
  SerializationError: "conflict",
  SqlSyntaxError: "tables",
  StatementTimeoutError: "slow"
}

const isSqlState = (code: string) => /^(?=.*\d)[0-9A-Z]{5}$/.test(code)

/** The code that a driver gave, and the problem that it stands for. */
const known = (cause: unknown): readonly [code: string, problem: Problem | undefined] | undefined => {
  // node:sqlite has the number in `errcode`, other drivers of SQLite in `errno`
  for (const name of ["errcode", "errno"]) {
    const code = hasProperty(cause, name) ? cause[name] : undefined
    if (typeof code === "number" && code > 0)
      return [`SQLite ${code}`, bySqliteCode.get(code) ?? bySqliteCode.get(code & 0xff)]
  }
  const code = hasProperty(cause, "code") ? cause.code : undefined
  if (typeof code !== "string") return undefined
  return isSqlState(code)
    ? [`SQLSTATE ${code}`, bySqlState.get(code) ?? bySqlState.get(code.slice(0, 2))]
    : [code, byNodeCode.get(code)]
}

/** Whether the database took no write at all: of any other failure nobody knows. */
export const wroteNothing = (error: unknown): boolean => {
  if (!isSqlError(error)) return false
  const [, problem = byReason[error.reason._tag]] = known(error.reason.cause) ?? [undefined]
  return problem === "locked" || problem === "moved" || problem === "notWritable" || problem === "rights"
}

/** What is wrong, without secrets. */
export const problemOf = (error: unknown): string => {
  if (isSqlError(error)) {
    const [code, problem = byReason[error.reason._tag]] = known(error.reason.cause) ?? [undefined]
    const words = problem === undefined ? "the database refused it" : problems[problem]
    return code === undefined ? words : `${words} (${code})`
  }
  // such as the statement of a migration
  return hasProperty(error, "cause") && isSqlError(error.cause)
    ? problemOf(error.cause)
    : "it failed for a reason that is not known"
}
