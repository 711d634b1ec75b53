/**
 * The branches of a settlement, as anybody can see them from outside: in its evidence, in how it ended, in what its caller did.
 */
import type { AmbiguousExecution } from "effect-binance/errors/BinanceError"
import type { Observation } from "effect-binance/settlement/Evidence"
import type { Resolution } from "effect-binance/settlement/Reconciliation"

interface Row {
  readonly view: Observation["view"]
  readonly answer: RegExp
  readonly branch: string
}

const row = (view: Observation["view"], answer: RegExp, branch: string): Row => ({ view, answer, branch })

const shownList = "stream: showed the order list"

/** What a settlement may note down: every question with every kind of answer that it tells apart. */
const observations: ReadonlyArray<Row> = [
  row("reply", /^ResponseLost/, "doubt: the reply was lost"),
  row("reply", /^TimedOut/, "doubt: we gave up waiting"),
  row("reply", /^EngineTimeout/, "doubt: the engine timed out"),
  row("reply", /^EngineReplyLost/, "doubt: the engine's reply was lost"),
  row("reply", /^ConnectionClosed/, "doubt: the connection closed"),
  row("reply", /^ServerErrorReply/, "doubt: a status that says nothing"),
  row("reply", /^MalformedReply/, "doubt: a reply that cannot be read"),
  row("reply", /^UndocumentedCode/, "doubt: an unlisted code"),
  row("reply", /^EarlierAttemptExists/, "doubt: the name is taken"),
  row("order", /^(?:NEW|PARTIALLY_FILLED)$/, "order: open"),
  row("order", /^FILLED$/, "order: filled"),
  row("order", /^CANCELED$/, "order: cancelled"),
  row("order", /^EXPIRED(?:_IN_MATCH)?$/, "order: expired"),
  row("order", /^-2013 not visible$/, "order: not visible"),
  row("order", /^no answer /, "order: no answer"),
  row("clock", /^past the fence/, "fence: passed"),
  row("clock", /^before the fence/, "fence: not yet"),
  row("clock", /^no answer /, "fence: no answer"),
  row("engine", /^-2011 answered by the engine$/, "engine: answered a ping"),
  row("engine", /^no answer /, "engine: no answer"),
  row("engine", /^cancelled$/, "engine: cancelled again"),
  row("engine", /^UnknownOrder/, "engine: knows no such open order"),
  row("engine", /^OrderRejected/, "engine: keeps the order open"),
  row("engine", /^[A-Z]\w+/, "engine: refused for another reason"),
  row("openOrders", /none is it$/, "views: not among the open orders"),
  row("allOrders", /none is it$/, "views: not among all orders"),
  row("allOrders", /not conclusive$/, "views: not conclusive"),
  row("allOrders", /^order \S+ is it$/, "views: found in the lists"),
  row("allOrders", /could be it, renamed$/, "views: one could be it, renamed"),
  row("allOrders", /^no answer /, "views: no answer"),
  row("stream", /^order \S+ was seen under that name and is not explained/, "stream: showed one that is not explained"),
  row("stream", /^order list \S+: /, shownList),
  row("stream", /^order \S+: /, "stream: showed the order"),
  row("stream", /^silent from /, "stream: silent without a gap"),
  row("stream", /^had a gap /, "stream: had a gap, and says nothing"),
  row("trades", /is unexplained$/, "views: a fill is not explained"),
  row("trades", /^\d+ fills since/, "views: fills looked at")
]

const endings = [
  "placement: seen before the fence",
  "placement: seen after the fence",
  "placement: shown by the stream",
  "placement: found under its name in the lists",
  "placement: found in the lists, amended and renamed",
  "placement: not executed",
  "placement: not executed, and a later attempt refused",
  "placement: its chosen name is another order's",
  "cancel: seen cancelled",
  "cancel: shown by the stream",
  "cancel: cancelled again",
  "cancel: the order had ended",
  "cancel: no such order",
  "cancel: the order stays open"
] as const

/** What callers did. */
const callers = [
  "caller: told that it executed",
  "caller: told that nothing executed",
  "caller: told that it is fatal",
  "caller: expired",
  "caller: took the doubt back, and it had executed",
  "caller: took the doubt back, and it had not executed",
  "caller: interrupted while placing",
  "caller: interrupted while settling a placement",
  "caller: interrupted while cancelling",
  "caller: interrupted while settling a cancel",
  "caller: kept the doubt",
  "caller: failed fast at a closed window",
  "line: withdrawn before the first byte",
  "line: sent twice by somebody on the way",
  "clock: set by somebody",
  "clock: the exchange's was wrong",
  "clock: the process stood still",
  "clock: the machine slept",
  "window: a ban in the middle of a settlement",
  "world: undecidable, and so it stays in doubt"
] as const

/** What connections of the WebSocket API went through. */
export const sockets = [
  "socket: connected again",
  "socket: refused",
  "socket: no answer to the upgrade",
  "socket: all closed in good order",
  "socket: all cut",
  "socket: a shutdown, announced",
  "socket: none taken for a while",
  "socket: closed with a write in flight"
] as const

/** What any user data stream went through. */
export const streams = [
  "stream: events twice",
  "stream: events late",
  "stream: events very late",
  "stream: events after the reply",
  "stream: an event lost",
  "stream: a subscription ended",
  "stream: closed instead of an event",
  "stream: half-open instead of an event",
  "stream: cut or closed by somebody",
  "stream: a gap, closed",
  "stream: a gap, silent",
  "stream: a gap, terminated"
] as const

/** What a stream went through that was not all understood. */
export const misread = [
  "stream: a frame that cannot be read",
  "stream: unreadable instead of an event",
  "stream: unreadable before an event",
  "stream: unreadable after an event",
  "stream: an event of an unknown type",
  "stream: unreadable in a change",
  "stream: an unknown type in a change",
  "stream: the old connection cut in a change",
  "stream: the old connection half-open in a change",
  "stream: a gap, unreadable"
] as const

/** Only one of Spot, and only one with a listen key. */
export const announced = "stream: a shutdown, announced"
export const keyClosed = "stream: its key closed by another program"

export type Branch =
  | (typeof endings)[number]
  | (typeof callers)[number]
  | (typeof sockets)[number]
  | (typeof streams)[number]
  | (typeof misread)[number]
  | typeof announced
  | typeof keyClosed

/** What may be met, and is too rare to be asked of a run of the main storm, or is not in it at all. */
export const rare: ReadonlySet<string> = new Set([
  shownList,
  // an older order of a name that a caller chose has to have an event in the middle of a settlement
  "stream: showed one that is not explained"
])

/** Every branch that a run of many seeds has to meet. */
export const known: ReadonlyArray<string> = [
  ...new Set(observations.map(({ branch }) => branch).filter((branch) => !rare.has(branch))),
  ...endings,
  ...callers,
  ...sockets,
  ...streams,
  ...misread,
  announced
]

/** The branch of an observation; one that no row lists is a branch that nobody has thought of. */
export const ofObservation = ({ answer, view }: Observation): string =>
  observations.find((one) => one.view === view && one.answer.test(answer))?.branch ?? `unlisted: ${view} ${answer}`

/** How a settlement ended. */
export const ofEnding = (doubt: AmbiguousExecution, resolution: Resolution): Branch | `unlisted: ${string}` => {
  const seen = resolution.evidence.observations
  const last = seen.at(-1)
  const isPlacement = doubt.inDoubt.kind === "place"
  switch (resolution._tag) {
    case "Executed":
      if (seen.some(({ answer, view }) => view === "stream" && /^order \S+: /.test(answer)))
        return isPlacement ? "placement: shown by the stream" : "cancel: shown by the stream"
      if (!isPlacement) return last?.view === "engine" ? "cancel: cancelled again" : "cancel: seen cancelled"
      if (last?.view === "allOrders")
        return doubt.inDoubt.clientOrderIds.includes(resolution.order.clientOrderId ?? "")
          ? "placement: found under its name in the lists"
          : "placement: found in the lists, amended and renamed"
      return seen.some(({ view }) => view === "engine")
        ? "placement: seen after the fence"
        : "placement: seen before the fence"
    case "Done":
      return "unlisted: Done"
    case "NotExecuted":
      return doubt.inDoubt.refusal === undefined
        ? "placement: not executed"
        : "placement: not executed, and a later attempt refused"
    case "Refused":
      switch (resolution.reason._tag) {
        case "DuplicateClientOrderId":
          return "placement: its chosen name is another order's"
        case "AlreadyInState":
          return "cancel: the order had ended"
        case "UnknownOrder":
          return "cancel: no such order"
        case "OrderRejected":
          return "cancel: the order stays open"
        default:
          return `unlisted: ${resolution.reason._tag}`
      }
  }
}
