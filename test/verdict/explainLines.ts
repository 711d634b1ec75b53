/** What people paste, and what they are told: one line of a log each, in the words of the clients that write them. */
export const golden: ReadonlyArray<readonly [line: string, told: string]> = [
  [
    '2026-05-05T10:00:00Z ERROR RequestTimeout: binance {"code":-1007,"msg":"Timeout waiting for response from backend server. Send status unknown; execution status unknown."}',
    `AmbiguousExecution(EngineTimeout)  -1007 TIMEOUT
  happened   spot place: it reached the exchange, which gave up waiting for its engine. Binance said -1007 "Timeout waiting for response from backend server. Send status unknown; execution status unknown.". The exchange stopped waiting for its own engine, which may still carry the request out.
  executed   unknown: it may have, and what it did may be live
  do         It may execute even later: settle it, never resend it blindly. (remedy: reconcile)
  retry      not before it is settled
  assumed    product spot, kind place, HTTP 400: the text does not say.
  if it was  read, test: Retryable(ReadFailed), changes nothing
  more       https://unpkg.com/effect-binance/docs/errors/spot.md#-1007`
  ],
  [
    '[2026-05-05 10:00:00] POST https://fapi.binance.com/fapi/v1/order 503 {"timestamp":1677838680041,"path":"/fapi/v1/order","msg":"Service Unavailable."}',
    `Retryable(ServiceUnavailable)
  happened   usdm place: it was turned away: the service is down. Binance said "Service Unavailable.".
  executed   no, not by this attempt; an earlier one that was lost may have
  do         Send it again after a pause. (remedy: wait)
  retry      after a pause that grows with each attempt
  more       https://unpkg.com/effect-binance/docs/errors/reasons.md#ServiceUnavailable`
  ],
  [
    "[2026-05-05 10:00:00] POST https://fapi.binance.com/fapi/v1/order 503 Service Unavailable.",
    `AmbiguousExecution(ServerErrorReply)
  happened   usdm place: it was answered with HTTP 503, which says nothing about execution.
  executed   unknown: it may have, and what it did may be live
  do         It may have executed: settle it, never resend it blindly. (remedy: reconcile)
  retry      not before it is settled
  more       https://unpkg.com/effect-binance/docs/errors/reasons.md#ServerErrorReply`
  ],
  [
    "2026-05-05 <APIError> code=-2010, msg=Account has insufficient balance for requested action.",
    `Fatal(InsufficientBalance)  -2010 NEW_ORDER_REJECTED
  happened   spot place: it was refused: the balance is too small. Binance said -2010 "Account has insufficient balance for requested action". The matching engine refused the order; the text says why.
  executed   no, not by this attempt; an earlier one that was lost may have
  do         Add funds or make the order smaller. (remedy: add-funds)
  retry      not as it is
  assumed    product spot, kind place, HTTP 400: the text does not say. With a 5xx or 408 it may have executed.
  if it was  read, test: Fatal(InsufficientBalance), changes nothing
             transfer, setting: AmbiguousExecution(UndocumentedCode), may have executed
  if it is   usdm, coinm, options: Fatal(OrderRejected), did not execute
  more       https://unpkg.com/effect-binance/docs/errors/spot.md#-2010`
  ],
  [
    "BinanceAPIException: APIError(code=-2011): Unknown order sent.",
    `AmbiguousExecution(UndocumentedCode)  -2011 CANCEL_REJECTED
  happened   spot place: it was answered with the code -2011, which is not documented for it. Binance said -2011 "Unknown order sent". The matching engine refused the cancel; the text says why.
  executed   unknown: it may have, and what it did may be live
  do         It may have executed: settle it, never resend it blindly. (remedy: reconcile)
  retry      not before it is settled
  assumed    product spot, kind place, HTTP 400: the text does not say.
  if it was  read, test: Fatal(UnknownOrder), changes nothing
             cancel, cancelReplace, amend: Fatal(UnknownOrder), did not execute
  more       https://unpkg.com/effect-binance/docs/errors/spot.md#-2011`
  ],
  [
    "DELETE /api/v3/order failed: { code: -2011, msg: 'Unknown order sent.' }",
    `Fatal(UnknownOrder)  -2011 CANCEL_REJECTED
  happened   spot cancel: it named an order that the exchange does not know now. Binance said -2011 "Unknown order sent". The matching engine refused the cancel; the text says why.
  executed   no, not by this attempt; an earlier one that was lost may have
  do         It may be filled, cancelled, not visible yet, or never placed: this alone proves nothing. (remedy: fix-request)
  retry      not as it is
  assumed    HTTP 400: the text does not say. With a 5xx or 408 it may have executed.
  more       https://unpkg.com/effect-binance/docs/errors/spot.md#-2011`
  ],
  [
    "GET /dapi/v1/order Binance error [-2013] Order does not exist.",
    `Fatal(UnknownOrder)  -2013 NO_SUCH_ORDER
  happened   coinm read: it named an order that the exchange does not know now. Binance said -2013 "Order does not exist.". A read did not find the order. Reads lag behind the engine, so this is no proof that there is none.
  executed   n/a: it changes nothing on the exchange
  do         It may be filled, cancelled, not visible yet, or never placed: this alone proves nothing. (remedy: fix-request)
  retry      not as it is
  assumed    HTTP 400: the text does not say.
  more       https://unpkg.com/effect-binance/docs/errors/coinm.md#-2013`
  ],
  [
    "order rejected (-2021) /papi/v1/um/order POST",
    `Fatal(OrderRejected)  -2021 ORDER_WOULD_IMMEDIATELY_TRIGGER
  happened   pm place: it was rejected by the matching engine (would-trigger). Binance said -2021. The stop price lies on the side where it would trigger at once.
  executed   no, not by this attempt; an earlier one that was lost may have
  do         Change the order before you place it again. (remedy: fix-request)
  retry      not as it is
  assumed    HTTP 400: the text does not say. With a 5xx or 408 it may have executed.
  more       https://unpkg.com/effect-binance/docs/errors/pm.md#-2021`
  ],
  [
    "ClientError: (429, -1015, \"Too many new orders; current limit is 1 orders per 10 SECOND.\", {'Retry-After': '7'}) POST /api/v3/order",
    `Retryable(OrderRateLimited)  -1015 TOO_MANY_ORDERS
  happened   spot place: it hit the limit of new orders of this account. Binance said -1015 "Too many new orders; current limit is 1 orders per 10 SECOND.". The account has placed too many orders in the current window. Cancels are not counted.
  executed   no, not by this attempt; an earlier one that was lost may have
  do         Place no order until retryAfter has passed; cancels and reads still work. (remedy: wait)
  retry      after 7 s
  more       https://unpkg.com/effect-binance/docs/errors/spot.md#-1015`
  ],
  [
    "Way too many requests; IP(1.2.3.4) banned until 1700000000000. Please use the websocket. GET /api/v3/depth",
    `Retryable(IpBanned)  -1003 TOO_MANY_REQUESTS
  happened   spot read: it was refused because this address is banned until 2023-11-14T22:13:20.000Z. Binance said -1003 "IP banned until 1700000000000". This address has sent too many requests or too much weight, or is banned for it.
  executed   n/a: it changes nothing on the exchange
  do         Send nothing until then: each request can lengthen the ban. (remedy: wait)
  retry      now: the wait ended at 2023-11-14T22:13:20.000Z
  more       https://unpkg.com/effect-binance/docs/errors/spot.md#-1003`
  ],
  [
    "PUT https://eapi.binance.com/eapi/v1/order: read ECONNRESET",
    `AmbiguousExecution(ResponseLost)
  happened   options amend: it left, and its reply was lost (ECONNRESET).
  executed   unknown: it may have, and what it did may be live
  do         It may have executed: settle it, never resend it blindly. (remedy: reconcile)
  retry      not before it is settled
  more       https://unpkg.com/effect-binance/docs/errors/reasons.md#ResponseLost`
  ],
  [
    "connect ECONNREFUSED 127.0.0.1:443 POST /sapi/v1/asset/transfer",
    `Retryable(NotSent)
  happened   margin transfer: it was not sent (ECONNREFUSED): not one byte left.
  executed   no, not by this attempt; an earlier one that was lost may have
  do         Check the network and send it again. (remedy: wait)
  retry      after a pause that grows with each attempt
  more       https://unpkg.com/effect-binance/docs/errors/reasons.md#NotSent`
  ],
  [
    'POST /api/v3/order attempt 1: socket hang up; attempt 2: {"code":-2010,"msg":"Duplicate order sent."}',
    `AmbiguousExecution(EarlierAttemptExists)  -2010 NEW_ORDER_REJECTED
  happened   spot place: it was refused because an earlier attempt of the same intent is open. Binance said -2010 "Duplicate order sent.". The matching engine refused the order; the text says why.
  executed   unknown: it may have, and what it did may be live
  do         The order exists: look it up by its client order id. (remedy: reconcile)
  retry      not before it is settled
  assumed    HTTP 400: the text does not say.
  more       https://unpkg.com/effect-binance/docs/errors/spot.md#-2010`
  ],
  [
    'POST /api/v3/order/cancelReplace 409 {"code":-2021,"msg":"Order cancel-replace partially failed.","data":{"cancelResult":"SUCCESS","newOrderResult":"FAILURE","cancelResponse":{"orderId":1},"newOrderResponse":{"code":-2010,"msg":"Order would immediately match and take."}}}',
    `Fatal(CancelReplaceFailed)  -2021 ORDER_CANCEL_REPLACE_PARTIALLY_FAILED
  happened   spot cancelReplace: it failed in part: the cancel executed, the new order did not execute (OrderRejected -2010). Binance said -2021 "Order cancel-replace partially failed.". One half of a cancelReplace was carried out; the data beside the code say which.
  executed   in part: one half did
  do         Look at each half before you act: you may hold no order, or two. (remedy: fix-request)
  retry      not as it is
  more       https://unpkg.com/effect-binance/docs/errors/spot.md#-2021`
  ],
  [
    'POST /fapi/v1/batchOrders [{"orderId":1,"clientOrderId":"a"},{"code":-2019,"msg":"Margin is insufficient."},{"code":-1007,"msg":"x"}]',
    `a batch, each element for itself
  happened   usdm batch: it was answered, order by order.
  executed   not every order: see the elements
  retry      each order by itself
  element 1  Success, executed
  element 2  Fatal(InsufficientBalance) -2019, did not execute
  element 3  AmbiguousExecution(EngineTimeout) -1007, may have executed: reconcile it
  assumed    HTTP 200: the text does not say.`
  ],
  [
    "8=FIX.4.4|9=1|35=8|11=a|39=8|150=8|25016=-2010|58=Order would immediately match and take.|10=001|",
    `Fatal(OrderRejected)  -2010 NEW_ORDER_REJECTED
  happened   spot place: it was rejected by the matching engine (would-take). Binance said -2010 "Order would immediately match and take.". The matching engine refused the order; the text says why.
  executed   no, not by this attempt; an earlier one that was lost may have
  do         Change the order before you place it again. (remedy: fix-request)
  retry      not as it is
  more       https://unpkg.com/effect-binance/docs/errors/spot.md#-2010`
  ],
  [
    '< {"id":"1","status":418,"error":{"code":-1003,"msg":"Way too much request weight used; IP banned until 1700000000000.","data":{"serverTime":1699999990000,"retryAfter":1700000000000}}} > {"method":"order.status"}',
    `Retryable(IpBanned)  -1003 TOO_MANY_REQUESTS
  happened   spot read: it was refused because this address is banned until 2023-11-14T22:13:20.000Z. Binance said -1003 "Way too much request weight used; IP banned until 1700000000000.". This address has sent too many requests or too much weight, or is banned for it.
  executed   n/a: it changes nothing on the exchange
  do         Send nothing until then: each request can lengthen the ban. (remedy: wait)
  retry      now: the wait ended at 2023-11-14T22:13:20.000Z
  assumed    product spot: the text does not say.
  more       https://unpkg.com/effect-binance/docs/errors/spot.md#-1003`
  ],
  [
    'AmbiguousExecution: usdm.placeOrder of BTCUSDT [k3] reached the exchange, which gave up waiting for its engine. Binance said -1007 "Timeout".',
    `AmbiguousExecution(EngineTimeout)  -1007 TIMEOUT
  happened   usdm place: it reached the exchange, which gave up waiting for its engine. Binance said -1007 "Timeout". The exchange stopped waiting for its own engine, which may still carry the request out.
  executed   unknown: it may have, and what it did may be live
  do         It may execute even later: settle it, never resend it blindly. (remedy: reconcile)
  retry      not before it is settled
  assumed    HTTP 400: the text does not say.
  more       https://unpkg.com/effect-binance/docs/errors/usdm.md#-1007`
  ],
  [
    "pmpro: POST /sapi/v1/portfolio/repay code=-3007",
    `Retryable(ServerBusy)  -3007 HAS_PENDING_TRANSACTION
  happened   pmpro transfer: it was turned away by an overloaded exchange. Binance said -3007. Another transaction of this account is under way, so this one was not begun.
  executed   no, not by this attempt; an earlier one that was lost may have
  do         Send it again after a pause. (remedy: wait)
  retry      after a pause that grows with each attempt
  assumed    HTTP 400: the text does not say. With a 5xx or 408 it may have executed.
  more       https://unpkg.com/effect-binance/docs/errors/pmpro.md#-3007`
  ],
  [
    '{"level":50,"err":{"message":"binancecoinm {\\"code\\":-4164,\\"msg\\":\\"Too small\\"}"},"method":"POST","url":"/dapi/v1/order"}',
    `AmbiguousExecution(UndocumentedCode)  -4164
  happened   coinm place: it was answered with the code -4164, which is not documented for it. Binance said -4164 "Too small".
  executed   unknown: it may have, and what it did may be live
  do         It may have executed: settle it, never resend it blindly. (remedy: reconcile)
  retry      not before it is settled
  assumed    HTTP 400: the text does not say.
  more       https://unpkg.com/effect-binance/docs/errors/reasons.md#UndocumentedCode`
  ],
  [
    '{"product":"usdm","kind":"setting","status":400,"body":{"code":-4046,"msg":"No need to change margin type."}}',
    `Success
  happened   usdm setting: it succeeded.
  executed   yes
  retry      not needed`
  ],
  [
    '{"product":"sapi","kind":"place","status":200}',
    `"product" is "sapi", for which there are no rules. Known: "spot", "margin", "usdm", "coinm", "options", "pm", "pmpro".`
  ],
  [
    "POST /api/v3/order code=-98765",
    `AmbiguousExecution(UndocumentedCode)  -98765
  happened   spot place: it was answered with the code -98765, which is not documented for it. Binance said -98765.
  executed   unknown: it may have, and what it did may be live
  do         It may have executed: settle it, never resend it blindly. (remedy: reconcile)
  retry      not before it is settled
  assumed    HTTP 400: the text does not say.
  more       https://unpkg.com/effect-binance/docs/errors/reasons.md#UndocumentedCode`
  ],
  [
    "error code -1008 GET /api/v3/order HTTP 503",
    `Retryable(ServerBusy)  -1008 SERVER_BUSY
  happened   spot read: it was turned away by an overloaded exchange. Binance said -1008. The exchange is overloaded. For Spot it is not documented that the request was dropped.
  executed   n/a: it changes nothing on the exchange
  do         Send it again after a pause. (remedy: wait)
  retry      after a pause that grows with each attempt
  more       https://unpkg.com/effect-binance/docs/errors/spot.md#-1008`
  ]
]
