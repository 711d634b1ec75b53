/** The three clients as published, pointed at an exchange on loopback by options of their own. */
import { Spot } from "@binance/spot"
import { DefaultLogger, MainClient, WebsocketAPIClient } from "binance"
import { binance as CcxtBinance } from "ccxt"
import { credentials } from "./simulated.ts"

export interface Options {
  readonly apiKey?: string
  readonly apiSecret?: string
  /** How long the client waits for an answer, in ms; its own default when left out. */
  readonly timeoutMillis?: number
}

/** The official connector. */
export const connector = (
  baseUrl: string,
  { retries, timeoutMillis, ...key }: Options & { readonly retries?: number } = {}
) =>
  new Spot({
    configurationRestAPI: {
      ...credentials,
      ...key,
      basePath: baseUrl,
      ...(retries === undefined ? {} : { retries }),
      ...(timeoutMillis === undefined ? {} : { timeout: timeoutMillis })
    }
  }).restAPI

/** `binance`. Its own clock sync asks the real exchange whatever the base URL is, so it stays off. */
export const binance = (baseUrl: string, options: Options = {}) =>
  new MainClient(
    {
      api_key: options.apiKey ?? credentials.apiKey,
      api_secret: options.apiSecret ?? credentials.apiSecret,
      baseUrl,
      disableTimeSync: true
    },
    options.timeoutMillis === undefined ? {} : { timeout: options.timeoutMillis }
  )

/** A key as both clients of the WebSocket API take it: a secret, or a private key in PEM, with which they log on. */
export interface SocketKey {
  readonly apiKey: string
  readonly apiSecret?: string
  readonly privateKey?: string
}

/** The official connector's connection to the WebSocket API. */
export const connectorSocket = (webSocketUrl: string, key: SocketKey = credentials) =>
  new Spot({ configurationWebsocketAPI: { ...key, wsURL: webSocketUrl } }).websocketAPI.connect()

/** `binance` over the WebSocket API, without its console. It puts the path behind the URL itself. */
export const binanceSocket = (webSocketUrl: string, key: SocketKey = credentials) => {
  const silent = { trace: () => {}, info: () => {}, error: () => {} }
  return new WebsocketAPIClient(
    {
      api_key: key.apiKey,
      api_secret: key.privateKey ?? key.apiSecret ?? "",
      wsUrl: new URL(webSocketUrl).origin,
      attachEventListeners: false,
      muteLatencyWarning: true,
      reconnectTimeout: 100
    },
    { ...DefaultLogger, ...silent }
  )
}

/** ccxt, with the markets of the exchange's own exchangeInfo. */
export const ccxtBinance = (baseUrl: string, options: Options & { readonly maxRetriesOnFailure?: number } = {}) => {
  const client = new CcxtBinance({
    apiKey: options.apiKey ?? credentials.apiKey,
    secret: options.apiSecret ?? credentials.apiSecret,
    ...(options.timeoutMillis === undefined ? {} : { timeout: options.timeoutMillis }),
    options: {
      // only Spot is behind this address
      fetchMarkets: { types: ["spot"] },
      fetchMargins: false,
      fetchCurrencies: false,
      ...(options.maxRetriesOnFailure === undefined ? {} : { maxRetriesOnFailure: options.maxRetriesOnFailure })
    }
  })
  // every host, so that nothing can leave this machine
  for (const [api, url] of Object.entries<string>(client.urls["api"]))
    client.urls["api"][api] = url.replace(/^https:\/\/[^/]+/, baseUrl)
  return client
}
