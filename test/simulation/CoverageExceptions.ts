/**
 * The blocks of the settlement that no storm enters, each with the reason.
 */

export interface Exception {
  readonly why: string
  /** Whether one seed in thousands enters them: then they are no failure either way. */
  readonly isRare?: boolean | undefined
  /** The file, the line that the block begins in, and how it begins; "the whole file" is every block of it. */
  readonly blocks: ReadonlyArray<readonly [file: string, line: string, text: string]>
}

export const exceptions: ReadonlyArray<Exception> = [
  {
    why: "Storms say how patient a settlement is, what the exchange's bounds are, how long a process may take and what it is called: the defaults are held by test/settlement/Bounds.test.ts, test/products/Graces.test.ts and test/orders.",
    blocks: [
      [
        "settlement/SettlementBounds.ts",
        "stated === product && product.graceFor?.has(`${method} ${path}`) === false",
        "&& product.graceFor?.has(`${method} ${path}`) === false"
      ],
      [
        "settlement/SettlementBounds.ts",
        "? { ...product, graceMillis: longestGraceMillis }",
        "? { ...product, graceMillis: longestGraceMillis }"
      ],
      [
        "internal/journaling.ts",
        "Intent.readBack(attempt, now + (attempt.signWithin ?? signWithinMillis))",
        "?? signWithinMillis"
      ],
      ["internal/settling/Inquiry.ts", "let nextRead = startedAt + (firstReads[0] ?? 0)", "?? 0"],
      [
        "internal/settling/Inquiry.ts",
        "Math.min(longestPause, (firstReads.at(-1) ?? 1000) * 2 ** (read - firstReads.length))",
        "?? 1000"
      ],
      [
        "orders/Orders.ts",
        'writtenBy: `${options.processName === undefined ? "" : `${options.processName} `}${generate()}`',
        '? ""'
      ],
      [
        "settlement/Reconciliation.ts",
        "firstReads: (options.firstReads ?? [0, 500, 1000, 2000, 4000]).map((d) =>",
        "?? [0, 500, 1000, 2000, 4000]"
      ],
      [
        "settlement/Reconciliation.ts",
        'longestPause: Duration.toMillis(Duration.fromInputUnsafe(options.longestPause ?? "5 seconds")),',
        '?? "5 seconds"'
      ],
      [
        "settlement/Reconciliation.ts",
        'afterFailure: Duration.toMillis(Duration.fromInputUnsafe(options.afterFailure ?? "1 second")),',
        '?? "1 second"'
      ],
      ["settlement/SettlementBounds.ts", "{ defaultValue: () => ({}) }", "() => ({})"],
      [
        "settlement/SettlementBounds.ts",
        "return (Object.hasOwn(overrides, name) ? overrides[name] : undefined) ?? product",
        ": undefined"
      ],
      [
        "settlement/SettlementBounds.ts",
        "return (Object.hasOwn(overrides, name) ? overrides[name] : undefined) ?? product",
        "?? product"
      ]
    ]
  },
  {
    why: "Every storm asks one exchange, under no name: rows of another one are held by test/orders.",
    blocks: [
      [
        "internal/journaling.ts",
        ": `it was begun at ${row.exchange}, and ${here} is asked here`",
        ": `it was begun at ${row.exchange}, and ${here} is asked her"
      ]
    ]
  },
  {
    why: "For the types: what is missing there always is there, for every call has an operation, every order of these storms a name and a symbol, and every part views.",
    blocks: [
      [
        "internal/journaling.ts",
        "return BigDecimal.isBigDecimal(own) ? formatDecimal(own) : value",
        "? formatDecimal(own)"
      ],
      [
        "internal/journaling.ts",
        "return text === undefined ? null : (JSON.parse(text) as Schema.Json) // what JSON.parse gives is JSON",
        "? null"
      ],
      [
        "internal/journaling.ts",
        "JSON.stringify(parameters((input ?? undefined) as never, clientOrderId)) // an operation's own input, or what the journal has of it",
        "?? undefined"
      ],
      ["internal/journaling.ts", "const { input, operation } = this.#whole ?? {}", "?? {}"],
      [
        "internal/journaling.ts",
        "return this.#unsettled.size === 0 ? (this.watcher?.settled ?? Effect.void) : Effect.void",
        "?? Effect.void"
      ],
      [
        "internal/journaling.ts",
        "this.watcher?.inDoubt(this.intent.doubt ?? doubt, intent) ?? Effect.void,",
        "?? doubt"
      ],
      [
        "internal/journaling.ts",
        "this.watcher?.inDoubt(this.intent.doubt ?? doubt, intent) ?? Effect.void,",
        "?? Effect.void"
      ],
      ["internal/journaling.ts", "? Effect.void", "? Effect.void"],
      ["internal/journaling.ts", 'const kind = operation?.kind ?? "place"', '?? "place"'],
      [
        "internal/journaling.ts",
        '? Result.succeed(resultFromJson(this.intent.operation?.kind ?? "place", outcome.result))',
        '?? "place"'
      ],
      [
        "internal/settling/amend.ts",
        "if (amendments === undefined || clientOrderId === undefined) return undefined",
        "return undefined"
      ],
      ["internal/settling/cancel.ts", '? { symbol, orderListId: orderListId ?? "" }', '?? ""'],
      [
        "internal/settling/cancel.ts",
        'if (q.views.orderList === undefined) return { seen: "unasked" }',
        'return { seen: "unasked" }'
      ],
      ["internal/settling/cancel.ts", "for (const { orderId } of list.orders ?? []) {", "?? []"],
      [
        "internal/settling/cancelReplace.ts",
        "if (q === undefined) return yield* Effect.never",
        "return yield* Effect.never"
      ],
      [
        "internal/settling/placement.ts",
        "clientOrderIds: order.clientOrderId === undefined ? [] : [order.clientOrderId],",
        "? []"
      ],
      [
        "internal/settling/placement.ts",
        'if (orderList === undefined) return { _tag: "Absent", as: "absent" }',
        'return { _tag: "Absent", as: "absent" }'
      ],
      ["internal/settling/placement.ts", "if (origClientOrderId === undefined) continue", "continue"],
      ["internal/settling/placement.ts", "for (const { clientOrderId, orderId } of list.orders ?? []) {", "?? []"],
      [
        "orders/Orders.ts",
        'return claim(row.subject.symbol ?? "", acceptedIn(operation.kind, row.outcome.result))',
        '?? ""'
      ],
      [
        "orders/Orders.ts",
        "const element: unknown = Array.isArray(elements) ? elements[index] : undefined",
        ": undefined"
      ],
      [
        "orders/Orders.ts",
        'claim(part.description.symbol ?? "", acceptedIn(part.operation.kind, element.success))',
        '?? ""'
      ],
      ["orders/Orders.ts", "() => Effect.void", "() => Effect.void"],
      ["orders/Orders.ts", "? Effect.void", "? Effect.void"],
      [
        "orders/Orders.ts",
        '`${first.failure.message}: how ${self.intent.operation?.name ?? "an intent"} ended is not written down yet (${outcome._tag})`',
        '?? "an intent"'
      ],
      ["orders/Orders.ts", 'if (outcome?._tag !== "Executed") outcome = recovered.outcome', "?._tag"],
      ["orders/Orders.ts", "const { input, operation } = asked.page?.intent ?? {}", "?? {}"],
      ["orders/Orders.ts", "const { symbol } = description ?? {}", "?? {}"],
      ["orders/Orders.ts", '? { origClientOrderId: description.clientOrderId ?? "" }', '?? ""'],
      [
        "orders/Orders.ts",
        "(run) => (run.fiber === undefined ? Effect.void : abandon(run, run.fiber)),",
        "? Effect.void"
      ],
      [
        "settlement/ClaimedOrders.ts",
        "return first === undefined ? undefined : routeOf(first.find, first.input, clientOrderId)",
        "? undefined"
      ],
      [
        "settlement/ClaimedOrders.ts",
        '`${routeOf(operation?.find, input, clientOrderId) ?? operation?.product.name ?? ""} ${symbol} ${orderId}`',
        '?? ""'
      ],
      [
        "settlement/Reconciliation.ts",
        "? // without a way to ask nothing may be concluded: it stays in doubt",
        "? // without a way to ask nothing may be concluded: it stays"
      ],
      [
        "settlement/Reconciliation.ts",
        'const views = part.find !== undefined && "views" in part.find ? part.find.views : undefined',
        ": undefined"
      ],
      ["settlement/Reconciliation.ts", "? Effect.undefined", "? Effect.undefined"],
      ["settlement/Reconciliation.ts", "(partsOf(intent) ?? []).map((part, index) =>", "?? []"],
      ["settlement/Reconciliation.ts", "const parts = partsOf(intent) ?? []", "?? []"]
    ]
  },
  {
    why: "Of no operation there is: an amend of a price alone, one whose result is made from the order, one on a product that lists no amendments, a cancelReplace whose new order is no order, one order that is found as a list.",
    blocks: [
      ["internal/journaling.ts", "? json", "? json"],
      [
        "internal/settling/amend.ts",
        "(wanted.quantity !== undefined || wanted.price !== undefined) &&",
        "|| wanted.price !== undefined"
      ],
      [
        "internal/settling/amend.ts",
        "const amended = (order: OrderRow) => (resultOf === undefined ? q.executed(order) : q.done(resultOf(order)))",
        ": q.done(resultOf(order))"
      ],
      ["internal/settling/amend.ts", "if (amendments === undefined) return false", "return false"],
      ["internal/settling/cancelReplace.ts", 'case "Done":', 'case "Done":'],
      [
        "internal/settling/placement.ts",
        'found: (look) => Effect.sync(() => (look._tag === "FoundList" ? q.done(look.list) : asOwn(look.order)))',
        "? q.done(look.list)"
      ]
    ]
  },
  {
    why: "A wrong use of the library, or a program of another version: test/orders and test/types hold it.",
    blocks: [
      ["internal/journaling.ts", "if (!this.#kinds.has(operation.kind)) {", "{"],
      ["internal/journaling.ts", "if (wireOf(operation, json, intent.clientOrderId) !== wire) {", "{"],
      ["internal/journaling.ts", ") {", "{"],
      [
        "internal/journaling.ts",
        'if (problem !== undefined) return invalid("key", `${this.#key ?? "this intent"}: ${problem}`, operation)',
        'return invalid("key", `${this.#key ?? "this intent"}: ${prob'
      ],
      [
        "internal/journaling.ts",
        'if (whole === undefined) return yield* Effect.die("an attempt is signed inside of an opened intent")',
        'return yield* Effect.die("an attempt is signed inside of an '
      ],
      ["orders/Orders.ts", "const noText = () =>", "() =>"],
      [
        "orders/Orders.ts",
        'if (key !== undefined && (!key.isWellFormed() || key.includes("\\0"))) return Result.fail(noText())',
        "return Result.fail(noText())"
      ],
      ["orders/Orders.ts", "if (operation === undefined) return undefined", "return undefined"],
      ["orders/Orders.ts", "const left = (why: string) =>", "(why: string) =>"],
      [
        "orders/Orders.ts",
        '? "this program does not know that operation; give its module to Orders"',
        '? "this program does not know that operation; give its modul'
      ],
      [
        "orders/Orders.ts",
        'yield* Effect.catchDefect(settleRow(current, run), () => left("its row cannot be read by this version"))',
        '() => left("its row cannot be read by this version")'
      ],
      ["orders/Orders.ts", ": yield* left(problem))", ": yield* left(problem))"],
      [
        "settlement/Reconciliation.ts",
        'if (intent === undefined) return Effect.die("no intent") // perRun provides it',
        'return Effect.die("no intent")'
      ]
    ]
  },
  {
    why: "A journal that loses what it said was written, or says two things: test/orders/OrderJournalFaults.test.ts.",
    blocks: [
      ["internal/journaling.ts", "return yield* unavailable(", "return yield* unavailable("],
      ["internal/journaling.ts", "return yield* new JournalError({", "return yield* new JournalError({"],
      [
        "orders/Orders.ts",
        "const current = (yield* Effect.orDie(Effect.retry(journal.read(row.id), journalAgain))) ?? row",
        "?? row"
      ]
    ]
  },
  {
    why: "What others do to an order, or a process to itself, in the very moment in which it is looked for, amended or cancelled. Each has a test of its own in test/settlement (Amends, Cancels, Proofs, Batches) and test/orders.",
    isRare: true,
    blocks: [
      [
        "internal/journaling.ts",
        'if (yield* this.#adopt(row)) return yield* this.#doubt("another process has sent it as well", whole)',
        'return yield* this.#doubt("another process has sent it as we'
      ],
      [
        "internal/settling/placement.ts",
        "if (!trades.some((trade) => trade.orderId === orderId && couldBe(trade))) continue",
        "continue"
      ],
      [
        "internal/settling/Inquiry.ts",
        "const attempts = () => (Intent.openAttempts(intent).length === 0 ? inDoubt.attempts : Intent.openAttempts(intent))",
        "? inDoubt.attempts"
      ],
      [
        "internal/settling/Inquiry.ts",
        "return intent.passed?.atMonotonic ?? (yield* Intent.monotonicMillis)",
        "?? (yield* Intent.monotonicMillis)"
      ],
      ["internal/settling/amend.ts", 'if (listed._tag === "Failure") return "unasked"', 'return "unasked"'],
      [
        "internal/settling/amend.ts",
        'if (!isKnown && !isMeant(q, order) && !isRenamed(order)) return { seen: "there" }',
        "&& !isRenamed(order)"
      ],
      [
        "internal/settling/amend.ts",
        'if (!isKnown && !isMeant(q, order) && !isRenamed(order)) return { seen: "there" }',
        'return { seen: "there" }'
      ],
      [
        "internal/settling/amend.ts",
        "if (isLast && order !== undefined) return amended(order)",
        "return amended(order)"
      ],
      ["internal/settling/amend.ts", 'if (isLast && seen === "absent") {', "{"],
      [
        "internal/settling/amend.ts",
        'if (refusal?._tag === "UnknownOrder" && !isForeign) return undefined',
        "&& !isForeign"
      ],
      [
        "internal/settling/amend.ts",
        'if (refusal?._tag === "UnknownOrder" && !isForeign) return undefined',
        "return undefined"
      ],
      [
        "internal/settling/amend.ts",
        'return get(again.success, "status") === "CANCELED" ? cancelled(q) : q.done(again.success)',
        "? cancelled(q)"
      ],
      [
        "internal/settling/cancel.ts",
        'row.clientOrderId === undefined || row.clientOrderId === inDoubt.clientOrderIds[0] || row.status === "CANCELED"',
        '|| row.status === "CANCELED"'
      ],
      ["internal/settling/cancel.ts", 'if (seen === "there") return undefined', "return undefined"],
      [
        "internal/settling/cancel.ts",
        'if (seen === "absent") return q.refused(new UnknownOrder({ code: q.views.unknownOrderCode }))',
        "return q.refused(new UnknownOrder({ code: q.views.unknownOrd"
      ],
      ["internal/settling/cancelReplace.ts", "? doubt.reason", "? doubt.reason"],
      [
        "internal/settling/cancelReplace.ts",
        ": { cancel: reason.cancel, place: reason.place, isOnlyAttempt: isOwn && attempts.length <= 1 }",
        "&& attempts.length <= 1"
      ],
      [
        "internal/settling/cancelReplace.ts",
        '...("code" in seen.reason && seen.reason.code !== undefined ? { code: seen.reason.code } : {})',
        "&& seen.reason.code !== undefined"
      ],
      [
        "internal/settling/cancelReplace.ts",
        '...("code" in seen.reason && seen.reason.code !== undefined ? { code: seen.reason.code } : {})',
        "? { code: seen.reason.code }"
      ],
      ["internal/settling/cancelReplace.ts", "order ?? {", "?? {"],
      [
        "internal/settling/cancelReplace.ts",
        "if (said !== undefined) return { verdict: said }",
        "return { verdict: said }"
      ],
      [
        "internal/settling/cancelReplace.ts",
        'const reason = reply.place?.reason === "EarlierAttemptExists" ? new EarlierAttemptExists({}) : doubt.reason',
        "? new EarlierAttemptExists({})"
      ],
      [
        "internal/settling/parts.ts",
        "for (const record of whole.attempts) if (!intent.attempts.includes(record)) intent.attempts.push(record)",
        "intent.attempts.push(record)"
      ],
      [
        "internal/settling/placement.ts",
        'q.isOurId && matchOf(q, new InDoubt({ ...doubt, quantity: row.origQty, price: row.price }), row) === "the-order"',
        "&& matchOf(q, new InDoubt({ ...doubt, quantity: row.origQty,"
      ],
      [
        "internal/settling/placement.ts",
        '(match === "unexplained" && isAlike(q, doubt, order) && (yield* isOurAmended(q, doubt, order)) === true)',
        "&& (yield* isOurAmended(q, doubt, order)) === true"
      ],
      [
        "internal/settling/placement.ts",
        'if (match === "rejected" && verdict === "none") verdict = "rejected"',
        '&& verdict === "none"'
      ],
      [
        "internal/settling/placement.ts",
        'if (match === "rejected" && verdict === "none") verdict = "rejected"',
        'verdict = "rejected"'
      ],
      [
        "internal/settling/placement.ts",
        '? q.refused(new OrderRejected({ code: q.views.rejectedCode, kind: "rejected" }))',
        "? q.refused(new OrderRejected({ code: q.views.rejectedCode, "
      ],
      [
        "internal/settling/repeat.ts",
        "yield* pause(refusal !== undefined && isFatal(refusal) ? q.longestPause : q.desk.afterFailure)",
        "? q.longestPause"
      ],
      [
        "internal/settling/sighted.ts",
        'const rejection = (q: OrderInquiry) => q.refused(new OrderRejected({ code: q.views.rejectedCode, kind: "rejected" }))',
        "(q: OrderInquiry) => q.refused(new OrderRejected({ code: q.v"
      ],
      [
        "orders/Orders.ts",
        'const isOpen = ({ status }: OrderRow) => status === "NEW" || status === "PARTIALLY_FILLED" || status === "PENDING_NEW"',
        '|| status === "PARTIALLY_FILLED"'
      ],
      [
        "orders/Orders.ts",
        'const isOpen = ({ status }: OrderRow) => status === "NEW" || status === "PARTIALLY_FILLED" || status === "PENDING_NEW"',
        '|| status === "PENDING_NEW"'
      ],
      ["orders/Orders.ts", "if (elsewhere(client.endpoint, operation, row) !== undefined) return", "return"],
      ["orders/Orders.ts", 'if (typeof orderId !== "number" && typeof orderId !== "string") continue', "continue"],
      ["orders/Orders.ts", "if (", "if ("],
      ["orders/Orders.ts", "return self.resultOf(other)", "return self.resultOf(other)"],
      [
        "orders/Orders.ts",
        'if (!isOwnName && key !== undefined && ((yield* latestOf(key))?.run ?? 0) > self.run) return "key-taken"',
        "&& key !== undefined"
      ],
      [
        "orders/Orders.ts",
        'if (!isOwnName && key !== undefined && ((yield* latestOf(key))?.run ?? 0) > self.run) return "key-taken"',
        "&& ((yield* latestOf(key))?.run ?? 0) > self.run"
      ],
      [
        "orders/Orders.ts",
        'if (!isOwnName && key !== undefined && ((yield* latestOf(key))?.run ?? 0) > self.run) return "key-taken"',
        'return "key-taken"'
      ],
      [
        "orders/Orders.ts",
        ": // nothing of it can have been accepted; it is only written down that it ended",
        ": // nothing of it can have been accepted; it is only writte"
      ],
      [
        "orders/Orders.ts",
        'return self.interception?._tag === "Ended" ? self.interception.outcome : undefined',
        "return self.interception?._tag"
      ],
      [
        "orders/Orders.ts",
        'return self.interception?._tag === "Ended" ? self.interception.outcome : undefined',
        "? self.interception.outcome"
      ],
      [
        "orders/Orders.ts",
        'return self.interception?._tag === "Ended" ? self.interception.outcome : undefined',
        ": undefined"
      ],
      [
        "orders/Orders.ts",
        "if (!isOpen(row) && now - unclearSince >= visibilityMillis) return yield* failure",
        "&& now - unclearSince >= visibilityMillis"
      ],
      [
        "orders/Orders.ts",
        "if (!isOpen(row) && now - unclearSince >= visibilityMillis) return yield* failure",
        "return yield* failure"
      ],
      [
        "orders/Orders.ts",
        "yield* Effect.sleep(isOpen(row) ? again : Math.max(1, visibilityMillis / 8))",
        ": Math.max(1, visibilityMillis / 8)"
      ],
      [
        "orders/Orders.ts",
        'if ((yield* settlePlacements(symbol, description.clientOrderId))?._tag === "Executed") break',
        "break"
      ],
      [
        "settlement/Match.ts",
        'return !smaller(doubt.quantity, row.origQty) ? "unexplained" : known.isOurId ? "the-order" : "amended"',
        '? "unexplained"'
      ],
      ["settlement/Match.ts", 'return row.status === "REJECTED" ? "rejected" : "the-order"', '? "rejected"'],
      [
        "settlement/Reconciliation.ts",
        ": new Retryable({ reason: refusal, operation })",
        ": new Retryable({ reason: refusal, operation })"
      ],
      ["orders/Orders.ts", 'kind === "cancel" ||', "||"],
      ["orders/Orders.ts", "const { input, operation } = self.intent", "const { input, operation } = self.intent"]
    ]
  },
  {
    why: "The simulated exchange shows every field of a row, and no state that is not documented: rows without them are held by test/settlement and test/fuzz.",
    blocks: [
      ["internal/settling/Inquiry.ts", 'yield* note("order", result.success.status ?? "there")', '?? "there"'],
      [
        "internal/settling/amend.ts",
        "listed.success.some(({ origClientOrderId: name, time }) => name === clientOrderId && (time ?? since) >= since)",
        "?? since"
      ],
      [
        "internal/settling/amend.ts",
        "newName !== undefined && name === newName && updateTime !== undefined && updateTime >= q.acceptedFrom()",
        "&& updateTime !== undefined"
      ],
      [
        "internal/settling/amend.ts",
        "newName !== undefined && name === newName && updateTime !== undefined && updateTime >= q.acceptedFrom()",
        "&& updateTime >= q.acceptedFrom()"
      ],
      ["internal/settling/cancel.ts", 'yield* q.note("orderList", list.listOrderStatus ?? "there")', '?? "there"'],
      ["internal/settling/placement.ts", 'yield* q.note("orderList", list.listOrderStatus ?? "there")', '?? "there"'],
      [
        "internal/settling/placement.ts",
        'return list.listOrderStatus === "REJECT" ? { _tag: "Absent", as: "rejected" } : { _tag: "FoundList", list }',
        '? { _tag: "Absent", as: "rejected" }'
      ],
      [
        "internal/settling/placement.ts",
        'const id = orderListId === undefined || `${orderListId}` === "-1" ? undefined : orderListId',
        "? undefined"
      ],
      ["internal/settling/placement.ts", ": listName !== undefined", ": listName !== undefined"],
      ["internal/settling/placement.ts", "orderListId: id ?? -1,", "?? -1"],
      ["settlement/Match.ts", 'if ((row.clientOrderId ?? "") === "" && sameQuantity) return "unexplained"', '?? ""'],
      [
        "settlement/Match.ts",
        'if ((row.clientOrderId ?? "") === "" && sameQuantity) return "unexplained"',
        "&& sameQuantity"
      ],
      [
        "settlement/Match.ts",
        'if ((row.clientOrderId ?? "") === "" && sameQuantity) return "unexplained"',
        'return "unexplained"'
      ],
      [
        "internal/settling/sighted.ts",
        'const id = orderListId === undefined || `${orderListId}` === "-1" ? undefined : orderListId',
        "? undefined"
      ],
      [
        "internal/settling/sighted.ts",
        "const seen = id === undefined ? undefined : seenList({ product, orderListId: id })",
        "? undefined"
      ],
      [
        "internal/settling/sighted.ts",
        'yield* q.note("stream", `order list ${list.orderListId}: ${list.listOrderStatus ?? "there"}`)',
        '?? "there"'
      ],
      ["internal/settling/sighted.ts", "for (const { orderId } of list.orders ?? []) claim(q, orderId)", "?? []"],
      ["internal/settling/sighted.ts", ': q.refused(new AlreadyInState({ state: end.order.status ?? "" }))', '?? ""'],
      ["internal/settling/sighted.ts", '? { product, orderListId: orderListId ?? "" }', '?? ""'],
      [
        "settlement/Sightings.ts",
        "...(listClientOrderId === undefined ? [] : [keyOf({ product, listClientOrderId })])",
        "? []"
      ]
    ]
  },
  {
    why: "The clock is known by which the question was signed that was just answered, and every product shows when a row changed.",
    isRare: true,
    blocks: [
      ["internal/settling/placement.ts", "const now = (yield* earliestOf(q.clock)) ?? -Infinity", "?? -Infinity"],
      [
        "internal/settling/placement.ts",
        "const isSettled = now - (row.updateTime ?? Infinity) > q.bounds.visibilityMillis",
        "?? Infinity"
      ]
    ]
  },
  {
    why: "A name that is used again more than a minute after the fence of a cancel that is still in doubt, or a clock that was minutes behind when it signed one: test/orders/Orders.test.ts, test/settlement/Cancels.test.ts.",
    isRare: true,
    blocks: [
      ["internal/settling/cancel.ts", "time - 60_000 > q.inDoubt.fenceAt &&", "&&"],
      [
        "internal/settling/cancel.ts",
        'return { seen: "there", end: q.refused(new AlreadyInState({})) }',
        'return { seen: "there", end: q.refused(new AlreadyInState({}'
      ]
    ]
  },
  {
    why: "A replacement under the name by which the order that it replaces is named: no operation of the library takes that, and the storms name such an order by its id.",
    blocks: [
      [
        "internal/settling/cancel.ts",
        'sight.order !== undefined && isTheNewOne(sight.order) ? { seen: "there" } : sight',
        '? { seen: "there" }'
      ],
      [
        "internal/settling/cancelReplace.ts",
        "const isTheNewOne = (row: OrderRow) => sameName && (row.time === undefined || row.time >= q.acceptedFrom())",
        "&& (row.time === undefined || row.time >= q.acceptedFrom())"
      ],
      [
        "internal/settling/cancelReplace.ts",
        "return seenAs(yield* sameName ? observed : watched(q, halves.cancel.find, observed), reply.cancel)",
        "? observed"
      ]
    ]
  },
  {
    why: "A storm has one exchange and one account, and says which: test/settlement/Stream.test.ts and test/orders/Exchange.test.ts.",
    blocks: [
      [
        "internal/journaling.ts",
        "const here = endpoint === undefined ? undefined : exchangeOf(endpoint, operation.path)",
        "? undefined"
      ],
      ["internal/journaling.ts", "...(exchange === undefined ? {} : { exchange }),", "? {}"],
      ["internal/settling/sighted.ts", 'if (sightings.account !== asker.account) return "no"', 'return "no"'],
      [
        "internal/settling/sighted.ts",
        'if (sightings.endpoint === undefined && asker.endpoint === undefined) return "yes"',
        "&& asker.endpoint === undefined"
      ],
      [
        "internal/settling/sighted.ts",
        'if (sightings.endpoint === undefined && asker.endpoint === undefined) return "yes"',
        'return "yes"'
      ],
      [
        "internal/settling/sighted.ts",
        'return there === undefined || here === undefined ? "maybe" : there === here ? "yes" : "no"',
        '? "maybe"'
      ],
      [
        "internal/settling/sighted.ts",
        'return there === undefined || here === undefined ? "maybe" : there === here ? "yes" : "no"',
        ': "no"'
      ],
      ["internal/settling/sighted.ts", 'if (ours !== "yes") return true', "return true"]
    ]
  },
  {
    why: "What a stream tells in few seeds, or in none: order lists, replaced orders, older orders of a name, more than its memory holds. test/settlement/Stream.test.ts, StreamStorm.test.ts and Sightings.test.ts.",
    isRare: true,
    blocks: [
      [
        "internal/settling/sighted.ts",
        'typeof input === "object" && input !== null && "isIsolated" in input && /^true$/i.test(String(input.isIsolated))',
        "&& /^true$/i.test(String(input.isIsolated))"
      ],
      ["internal/settling/sighted.ts", "(about === undefined ? [] : listsOf(sightings, q, about)).findLast(", "? []"],
      ["internal/settling/sighted.ts", "if (cancelled !== undefined) {", "{"],
      [
        "internal/settling/sighted.ts",
        "return resultOf === undefined ? q.executed(order) : q.done(resultOf(order))",
        ": q.done(resultOf(order))"
      ],
      ["internal/settling/sighted.ts", 'description.clientOrderId ?? "",', '?? ""'],
      ["settlement/Sightings.ts", "/* @__PURE__ */ Effect.flatMap(Signer, ({ account }) =>", "({ account }) =>"],
      [
        "internal/settling/sighted.ts",
        'const seriesOf = (path: string) => path.replace(/\\/(openOrder|orderHistory)$/, "")',
        "(path: string) => path.replace(/\\/(openOrder|orderHistory)$/"
      ],
      [
        "internal/settling/sighted.ts",
        "route === undefined ? withOneRoute.has(product) : seriesOf(route) === seriesOf(views.order.path)",
        ": seriesOf(route) === seriesOf(views.order.path)"
      ],
      ["internal/settling/sighted.ts", '? `${product}:${symbol ?? ""}`', '? `${product}:${symbol ?? ""}`'],
      [
        "internal/settling/sighted.ts",
        "const couldBeOf = (q: OrderInquiry, one: OrderSighting): boolean =>",
        "(q: OrderInquiry, one: OrderSighting): boolean =>"
      ],
      ["internal/settling/sighted.ts", "return yield* Effect.never", "return yield* Effect.never"],
      [
        "internal/settling/sighted.ts",
        'q.note("stream", `order ${order.orderId}: ${execution}${order.status === undefined ? "" : ` ${order.status}`}`)',
        '? ""'
      ],
      [
        "internal/settling/sighted.ts",
        "const view = yield* viewOf(q, row.orderId)",
        "const view = yield* viewOf(q, row.orderId)"
      ],
      [
        "internal/settling/sighted.ts",
        "return view === undefined || (isOver(row) && !isOver(view)) ? row : view",
        "? row"
      ],
      [
        "internal/settling/sighted.ts",
        "return view === undefined || (isOver(row) && !isOver(view)) ? row : view",
        ": view"
      ],
      ["internal/settling/sighted.ts", "? undefined", "? undefined"],
      [
        "internal/settling/sighted.ts",
        "time: by.order.time ?? told.get(q)?.get(`${by.order.orderId}`)",
        "?? told.get(q)?.get(`${by.order.orderId}`)"
      ],
      ["internal/settling/sighted.ts", "if (view?.time === undefined) return row", "return row"],
      ["internal/settling/sighted.ts", "if (clientOrderId === undefined) return undefined", "return undefined"],
      ["internal/settling/sighted.ts", "if (isReject(by) || undated.has(`${by.order.orderId}`)) continue", "continue"],
      [
        "internal/settling/sighted.ts",
        "if (!q.isOurId && row.time === undefined) undated.add(`${row.orderId}`)",
        "undated.add(`${row.orderId}`)"
      ],
      [
        "internal/settling/sighted.ts",
        "return rejected && { by: rejected, isRejected: true }",
        "&& { by: rejected, isRejected: true }"
      ],
      ["internal/settling/sighted.ts", "if (seen.isRejected) return rejection(q)", "return rejection(q)"],
      ["internal/settling/sighted.ts", "? []", "? []"],
      [
        "internal/settling/sighted.ts",
        ".filter((by) => couldBeOf(q, by) && !isReject(by))",
        "(by) => couldBeOf(q, by) && !isReject(by)"
      ],
      [
        "internal/settling/sighted.ts",
        ".map((by) => ({ by, clientOrderId, doubt }))",
        "(by) => ({ by, clientOrderId, doubt })"
      ],
      [
        "internal/settling/sighted.ts",
        "const forbids = (doubt: InDoubt, row: OrderRow) => {",
        "(doubt: InDoubt, row: OrderRow) => {"
      ],
      [
        "internal/settling/sighted.ts",
        "!seen().some(({ by, clientOrderId, doubt }) => forbids(doubt, datedOf(q, by, clientOrderId)))",
        "({ by, clientOrderId, doubt }) => forbids(doubt, datedOf(q, "
      ],
      ["internal/settling/sighted.ts", "for (const { by, clientOrderId, doubt } of seen()) {", "{"],
      ["internal/settling/sighted.ts", 'case "batch":', 'case "batch":'],
      [
        "internal/settling/sighted.ts",
        'const stageOf = (row: OrderRow) => (isOver(row) ? 2 : row.status === "PARTIALLY_FILLED" ? 1 : 0)',
        "? 1"
      ],
      [
        "internal/settling/sighted.ts",
        ".toSorted(({ order: a }, { order: b }) => stageOf(a) - stageOf(b) || (a.updateTime ?? 0) - (b.updateTime ?? 0))",
        "?? 0"
      ],
      [
        "internal/settling/sighted.ts",
        "const description = operation.describe(input, intent.clientOrderId)",
        "const description = operation.describe(input, intent.clientO"
      ],
      ["internal/settling/sighted.ts", "if (clientOrderId === undefined) return false", "return false"],
      ["internal/settling/sighted.ts", ".some((one) => {", "(one) => {"],
      [
        "internal/settling/sighted.ts",
        'for (const record of earlier) record.state = "open"',
        'for (const record of earlier) record.state = "open"'
      ],
      [
        "internal/settling/sighted.ts",
        'const isForItsCancel = isActive && find?.subject === "placement" && q.isOurId',
        '&& find?.subject === "placement"'
      ],
      [
        "internal/settling/sighted.ts",
        'const isForItsCancel = isActive && find?.subject === "placement" && q.isOurId',
        "&& q.isOurId"
      ],
      [
        "settlement/Sightings.ts",
        "export const streamOf = (product: string, isolatedSymbol?: string): string =>",
        "(product: string, isolatedSymbol?: string): string =>"
      ],
      ["settlement/Sightings.ts", "this.#forget(oldest, at)", "this.#forget(oldest, at)"],
      [
        "settlement/Sightings.ts",
        "#forget(oldest: Sighting, at: number): void {",
        "#forget(oldest: Sighting, at: number): void {"
      ],
      [
        "settlement/Sightings.ts",
        "if (this.#byKey.get(key)?.at(-1) !== after) return resume(Effect.void)",
        "return resume(Effect.void)"
      ],
      [
        "internal/settling/sighted.ts",
        "if (orders.length === 0 || isOlder || !orders.every(isOver)) return undefined",
        "return undefined"
      ],
      [
        "internal/settling/sighted.ts",
        "const orders = byLeg.flatMap((about) => ordersOf(sightings, q, about).slice(-1))",
        "(about) => ordersOf(sightings, q, about).slice(-1)"
      ],
      [
        "internal/settling/sighted.ts",
        "orders: orders.map((leg) => ({ orderId: leg.order.orderId, clientOrderId: leg.clientOrderId }))",
        "(leg) => ({ orderId: leg.order.orderId, clientOrderId: leg.c"
      ],
      [
        "internal/settling/sighted.ts",
        "one.order.symbol === q.symbol && (one.route === undefined || isOfRoute(q.inDoubt.product, q.views, one))",
        "|| isOfRoute(q.inDoubt.product, q.views, one)"
      ],
      ["internal/settling/sighted.ts", 'return match !== "another" && match !== "rejected"', '&& match !== "rejected"'],
      [
        "internal/settling/sighted.ts",
        'yield* q.note("stream", `order ${by.order.orderId} was seen under that name and is not explained`)',
        'yield* q.note("stream", `order ${by.order.orderId} was seen '
      ],
      [
        "internal/settling/sighted.ts",
        "if (isReject(one) || order.symbol !== symbol || `${order.orderId}` === another) return false",
        "return false"
      ],
      [
        "internal/settling/sighted.ts",
        "if (one.route !== undefined && !isOfRoute(operation.product.name, views, one)) return false",
        "&& !isOfRoute(operation.product.name, views, one)"
      ],
      [
        "internal/settling/sighted.ts",
        "if (one.route !== undefined && !isOfRoute(operation.product.name, views, one)) return false",
        "return false"
      ],
      ["internal/settling/sighted.ts", "if (isOurId) return true", "return true"],
      ["internal/settling/sighted.ts", "const time = order.time ?? order.updateTime", "?? order.updateTime"],
      [
        "internal/settling/sighted.ts",
        '{ from, isOurId, isAnothers: (orderId) => asker.claimed.isAnothers(symbol ?? "", orderId, intent) }',
        '?? ""'
      ],
      [
        "internal/settling/sighted.ts",
        "const orders = byLeg.flatMap((about) => ordersOf(sightings, q, about).slice(-1))",
        "const orders = byLeg.flatMap((about) => ordersOf(sightings, "
      ]
    ]
  },
  {
    why: "The storms' journal is SharedJournal over the one in memory. test/orders holds the SQL journal, a full one and calls that are kept by hand to the same.",
    blocks: [
      ["orders/Journaled.ts", "", "the whole file"],
      [
        "orders/OrderJournalMemory.ts",
        "for (const old of endedWithoutKey.splice(0, keptWithoutKey)) rows.delete(old)",
        "for (const old of endedWithoutKey.splice(0, keptWithoutKey))"
      ],
      ["orders/OrderJournalSql.ts", "", "the whole file"],
      [
        "internal/journaling.ts",
        "if (error.wroteNothing === true) this.#isUnsure = wasUnsure",
        "this.#isUnsure = wasUnsure"
      ]
    ]
  },
  {
    why: "Twenty thousand orders in one process: test/settlement/ClaimedOrders.test.ts.",
    blocks: [
      [
        "settlement/ClaimedOrders.ts",
        "const { value: oldest } = this.#oldest.next()",
        "const { value: oldest } = this.#oldest.next()"
      ]
    ]
  },
  {
    why: "It makes a policy, or prints what one did or found; no settlement asks it. test/limits, test/settlement and test/errors hold it.",
    blocks: [
      ["settlement/Evidence.ts", "get timeline(): ReadonlyArray<string> {", "get timeline(): ReadonlyArray<string> {"],
      ["settlement/RetryBudget.ts", "", "the whole file"],
      [
        "settlement/RetryPolicy.ts",
        "Schedule.while(({ duration }) => (Duration.isFinite(duration) ? outlives(duration) : Effect.succeed(false)))",
        ": Effect.succeed(false)"
      ],
      [
        "settlement/RetryPolicy.ts",
        "const longest = within === undefined ? Infinity : Duration.toMillis(Duration.fromInputUnsafe(within))",
        ": Duration.toMillis(Duration.fromInputUnsafe(within))"
      ],
      ["settlement/RetryReasons.ts", "", "the whole file"],
      ["settlement/RetryTimeline.ts", "", "the whole file"]
    ]
  },
  {
    why: "Two equal movements of one process of which one is in doubt for a minute, in a few hundred seeds of a storm of products: test/settlement/Movements.test.ts.",
    isRare: true,
    blocks: [
      [
        "internal/settling/history.ts",
        "({ endedAt, id }) => endedAt >= since && (id === undefined || !firstSeen.has(id))",
        "|| !firstSeen.has(id)"
      ],
      [
        "internal/settling/history.ts",
        "const before = ({ id }: Row) => rivals.filter(({ begunAt }) => begunAt < (firstSeen.get(`${id}`) ?? Infinity))",
        "({ begunAt }) => begunAt < (firstSeen.get(`${id}`) ?? Infini"
      ],
      [
        "internal/settling/history.ts",
        'const failed = rows.filter((row) => row.state === "failed" && before(row).some(({ end }) => end === "refused"))',
        '({ end }) => end === "refused"'
      ],
      [
        "internal/settling/history.ts",
        'return before(row).some(({ end }) => end !== "refused" || row.state !== "done") ? undefined : row',
        '({ end }) => end !== "refused" || row.state !== "done"'
      ],
      [
        "internal/settling/history.ts",
        'return before(row).some(({ end }) => end !== "refused" || row.state !== "done") ? undefined : row',
        "? undefined"
      ],
      [
        "internal/settling/history.ts",
        "named.length > 0 ? (named.length === 1 ? named[0] : undefined) : isLate ? onlyOf(q, own, firstSeen) : undefined",
        ": undefined"
      ],
      [
        "internal/settling/history.ts",
        "const own = failed.length <= refused.length ? rows.filter((row) => !failed.includes(row)) : rows",
        ": rows"
      ]
    ]
  },
  {
    why: "More movements, or settings of one thing, than are remembered at once; and a movement with a name, or a call of one's own, beside which nothing is remembered.",
    isRare: true,
    blocks: [
      [
        "internal/settling/rivals.ts",
        "if (all.size > capacity && oldest !== undefined) all.delete(oldest)",
        "&& oldest !== undefined"
      ],
      [
        "internal/settling/rivals.ts",
        "if (all.size > capacity && oldest !== undefined) all.delete(oldest)",
        "all.delete(oldest)"
      ],
      ["internal/settling/rivals.ts", "const all = ofClients.get(claimed) ?? []", "?? []"],
      ["internal/settling/rivals.ts", "const all = [...(ofClients.get(claimed) ?? [])]", "?? []"],
      [
        "internal/settling/rivals.ts",
        "return own === undefined ? [] : all.filter((other) => other !== own && isSame(other.content, own.content))",
        "? []"
      ],
      ["internal/settling/wishes.ts", "if (wishes.length > capacity) wishes.shift()", "wishes.shift()"],
      ["internal/settling/wishes.ts", "const wishes = ofClients.get(claimed)?.get(own.what) ?? []", "?? []"],
      ["internal/settling/wishes.ts", '?.get(whats.get(intent) ?? "")', '?? ""']
    ]
  },
  {
    why: "An order of options without a name, which nobody of a storm places: test/products/FuturesSettlement.test.ts.",
    blocks: [
      [
        "internal/settling/cancelAll.ts",
        "const which = origClientOrderId === undefined ? { symbol, orderId } : { symbol, origClientOrderId }",
        "? { symbol, orderId }"
      ]
    ]
  },
  { why: "Types alone: nothing of it runs.", blocks: [["settlement/ProductViews.ts", "", "the whole file"]] },
  {
    why: "More rows than a page has, and more than a storm makes: test/settlement/SharedViews.test.ts.",
    isRare: true,
    blocks: [
      ["settlement/SymbolViews.ts", "const id = idOf(last)", "const id = idOf(last)"],
      ["settlement/SymbolViews.ts", "if (!isId(id)) return yield* noNextPage", "return yield* noNextPage"],
      [
        "settlement/SymbolViews.ts",
        'input = after(typeof id === "number" ? id + 1 : `${BigInt(id) + 1n}`)',
        ": `${BigInt(id) + 1n}`"
      ],
      ["settlement/SymbolViews.ts", "if (!(endTime > startTime)) return yield* noNextPage", "return yield* noNextPage"],
      ["settlement/SymbolViews.ts", "({ orderId }) => orderId,", "({ orderId }) => orderId"],
      [
        "settlement/SymbolViews.ts",
        "(orderId) => ({ symbol, orderId, limit }),",
        "(orderId) => ({ symbol, orderId, limit })"
      ],
      ["settlement/SymbolViews.ts", "({ id }) => id,", "({ id }) => id"],
      [
        "settlement/SymbolViews.ts",
        "(fromId) => ({ symbol, fromId, limit }),",
        "(fromId) => ({ symbol, fromId, limit })"
      ]
    ]
  },
  {
    why: "What shall be gone, was seen by its stream, and is known by no view any more: few seeds come to it, and test/settlement/Stream.test.ts does.",
    isRare: true,
    blocks: [
      [
        "internal/settling/sighted.ts",
        "if (seen === undefined || seen.isRejected) return undefined",
        "return undefined"
      ],
      [
        "internal/settling/sighted.ts",
        "const order = isOver(last.order) ? yield* completed(q, last.order) : yield* viewOf(q, orderId)",
        ": yield* viewOf(q, orderId)"
      ],
      [
        "internal/settling/sighted.ts",
        "if (order === undefined || !isOver(order)) return undefined",
        "return undefined"
      ],
      [
        "internal/settling/sighted.ts",
        "const isForgotten = Effect.fnUntraced(function* ({ order }: OrderSighting) {",
        "function* ({ order }: OrderSighting) {"
      ],
      [
        "internal/settling/sighted.ts",
        "if (!forbids(doubt, yield* dated(q, by, clientOrderId)) || (yield* isForgotten(by))) continue",
        "|| (yield* isForgotten(by))"
      ],
      [
        "internal/settling/sighted.ts",
        'if (!q.isOurId || ours !== "yes" || stageOf(order) > 0 || (yield* q.age) < q.retentionMillis) return false',
        "return false"
      ]
    ]
  },
  {
    why: "No view of the simulator shows a fill without its time.",
    isRare: true,
    blocks: [["internal/settling/placement.ts", ") && (trade.time ?? since) >= since", "?? since"]]
  }
]
