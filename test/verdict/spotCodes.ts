/**
 * What every Spot code means for six kinds of operation when it comes as a well-formed 400. Written from the official error
 * list and the outcome table, by hand, and not from the product's own tables.
 *
 * Order of the cells: place, cancel, read, test, cancelReplace, amend. One cell stands for all six.
 */
const U = "A:UndocumentedCode"
const S = "A:ServerErrorReply"
const RF = "R:ReadFailed"

const same: Readonly<Record<string, ReadonlyArray<number>>> = {
  "F:InvalidRequest": [
    -1013, -1033, -1035, -1100, -1101, -1102, -1103, -1104, -1105, -1106, -1108, -1111, -1114, -1115, -1116, -1117,
    -1118, -1119, -1120, -1121, -1122, -1125, -1127, -1128, -1130, -1131, -1134, -1135, -1139, -1145, -1151, -1152,
    -1153, -1158, -1160, -1165, -1166, -1167, -1168, -1169, -1170, -1171, -1172, -1173, -1174, -1175, -1176, -1177,
    -1178, -1179, -1180, -1182, -1188, -1189, -1190, -1191, -1194, -1196, -1197, -1198, -1199, -1210, -1211, -1220,
    -1221, -1222, -1223, -1224, -1225, -2042
  ],
  "F:Unsupported": [-1014, -1020, -1155, -1183, -1184, -1185, -1186, -1187, -2016, -2043],
  "F:BadCredentials": [-1002, -1099, -2008, -2014, -2015],
  "F:BadSignature": [-1022],
  "F:OrderRejected": [-1010, -1112, -2010],
  "F:AlreadyInState": [-2035, -2036],
  "R:RateLimited": [-1003, -1181],
  "R:ServiceUnavailable": [-1016],
  "R:ClockSkew": [-1021],
  "R:TooManyConnections": [-1034]
}

type Cells = readonly [place: string, cancel: string, read: string, test: string, cancelReplace: string, amend: string]

const apart: ReadonlyArray<readonly [number, Cells]> = [
  // in doubt on a write whatever the status; nothing was at stake in a read
  [-1000, [S, S, RF, RF, S, S]],
  [-1001, [S, S, RF, RF, S, S]],
  [-1006, ["A:EngineReplyLost", "A:EngineReplyLost", RF, RF, "A:EngineReplyLost", "A:EngineReplyLost"]],
  [-1007, ["A:EngineTimeout", "A:EngineTimeout", RF, RF, "A:EngineTimeout", "A:EngineTimeout"]],
  [-1008, [S, S, "R:ServerBusy", "R:ServerBusy", S, S]],
  [-1161, ["A:MalformedReply", "A:MalformedReply", RF, RF, "A:MalformedReply", "A:MalformedReply"]],
  // not a statement about this operation
  [
    -1015,
    ["R:OrderRateLimited", U, "R:OrderRateLimited", "R:OrderRateLimited", "R:OrderRateLimited", "R:OrderRateLimited"]
  ],
  [-2011, [U, "F:OrderRejected", "F:OrderRejected", "F:OrderRejected", U, "F:OrderRejected"]],
  [-2013, [U, U, "F:UnknownOrder", "F:UnknownOrder", U, U]],
  [-2026, [U, U, "F:UnknownOrder", "F:UnknownOrder", U, U]],
  [-2038, [U, U, "F:OrderRejected", "F:OrderRejected", U, "F:OrderRejected"]],
  [-2039, [U, "F:UnknownOrder", "F:UnknownOrder", "F:UnknownOrder", U, U]],
  // without its data a cancelReplace does not say which half executed
  [-2021, [U, U, "F:UndocumentedRefusal", "F:UndocumentedRefusal", "A:CancelReplaceInDoubt", U]],
  [-2022, [U, U, "F:UndocumentedRefusal", "F:UndocumentedRefusal", "A:CancelReplaceInDoubt", U]]
]

export const columns = ["place", "cancel", "read", "test", "cancelReplace", "amend"] as const

export const expectedAt400: ReadonlyMap<number, Cells> = new Map<number, Cells>([
  ...Object.entries(same).flatMap(([reason, codes]) =>
    codes.map((code) => [code, [reason, reason, reason, reason, reason, reason]] as const)
  ),
  ...apart
])

/** The number of codes on Spot's list, and the geo block's 0 that comes with 451 only. */
export const howManyCodes = 110
