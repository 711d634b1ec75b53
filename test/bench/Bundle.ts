/** What the library weighs in a web page: bundled by esbuild, minified, gzip -9. */
import * as esbuild from "esbuild"
import { gzipSync } from "node:zlib"
import { exactly, number, type Row } from "./Row.ts"

interface Entry {
  readonly what: string
  readonly budget?: number
  readonly external?: ReadonlyArray<string>
  readonly code: string
}

/** As a page composes it, which has no environment to read an endpoint from. `http` says where its transport comes from. */
const wholeClient = (http: { readonly imports: string; readonly layer: string }) => `
  export * as Spot from "effect-binance/products/Spot"
  export * as Reconciliation from "effect-binance/settlement/Reconciliation"
  export * as Retry from "effect-binance/settlement/Retry"
  export * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
  export { layerProduction } from "effect-binance/client/Endpoint"
  export { gen, provide, runPromise } from "effect/Effect"
  import * as BinanceClient from "effect-binance/client/BinanceClient"
  import * as Credentials from "effect-binance/client/Credentials"
  import * as ServerClock from "effect-binance/client/ServerClock"
  import * as Signer from "effect-binance/client/Signer"
  import * as BanWindow from "effect-binance/limits/BanWindow"
  import * as Reconciliation from "effect-binance/settlement/Reconciliation"
  import * as Layer from "effect/Layer"
  ${http.imports}
  export const layerWith = (credentials) => Reconciliation.layer.pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provideMerge(ServerClock.layer),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provide(Signer.layer.pipe(Layer.provide(Credentials.layer(credentials)))),
    Layer.provide(${http.layer})
  )`

/** Errors and verdicts, and the tables of some products. */
const verdicts = (tables: string) => `
  export * as BinanceError from "effect-binance/errors/BinanceError"
  export * as RetryableReason from "effect-binance/errors/RetryableReason"
  export * as FatalReason from "effect-binance/errors/FatalReason"
  export * as AmbiguousReason from "effect-binance/errors/AmbiguousReason"
  export * as Verdict from "effect-binance/client/Verdict"
  ${tables}`

const entries: ReadonlyArray<Entry> = [
  {
    what: "errors and Spot verdicts, effect/* external",
    budget: 15,
    external: ["effect", "effect/*"],
    code: verdicts(`export { spotRules } from "effect-binance/products/SpotRules"`)
  },
  {
    what: "errors and the verdicts of USDⓈ-M alone, effect/* external",
    external: ["effect", "effect/*"],
    code: verdicts(`export { usdmRules } from "effect-binance/products/UsdmRules"`)
  },
  {
    what: "errors and the verdicts of all seven products, effect/* external",
    external: ["effect", "effect/*"],
    code: verdicts(`export * as AllProducts from "effect-binance/products/AllProducts"`)
  },
  {
    what: "the whole Spot client over FetchTransport and WebCrypto, with Effect",
    budget: 75,
    code: wholeClient({
      imports: `import * as FetchTransport from "effect-binance/client/FetchTransport"`,
      layer: "FetchTransport.layer"
    })
  },
  {
    what: "the same over HttpTransport, with Effect's HttpClient on fetch",
    code: wholeClient({
      imports: `
        import * as HttpTransport from "effect-binance/client/HttpTransport"
        import * as FetchHttpClient from "effect/http/FetchHttpClient"`,
      layer: "HttpTransport.layer.pipe(Layer.provide(FetchHttpClient.layer))"
    })
  },
  {
    what: "Effect alone, as much as the first client uses of it at least",
    code: `
      export { gen, provide, runPromise, timeoutOrElse, retry } from "effect/Effect"
      import * as Layer from "effect/Layer"
      import * as Schema from "effect/Schema"
      export const layer = Layer.effect
      export const decode = Schema.decodeUnknownResult(Schema.Struct({ a: Schema.String }))`
  }
]

// The heaviest files, before gzip: where to look when it has grown
const heaviest = (inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>): string =>
  Object.entries(inputs)
    .map(
      ([file, { bytesInOutput }]) =>
        [
          file.replace(/^.*\/(?=effect-binance\/src|effect\/dist)/, "").replace(/^effect-binance\/src\//, ""),
          bytesInOutput
        ] as const
    )
    .sort((a, b) => b[1] - a[1])
    .slice(0, 4)
    .map(([file, bytes]) => `${file} ${number(bytes / 1024)}`)
    .join(", ")

export const bundles = async (): Promise<ReadonlyArray<Row>> => {
  const section = `Bundle by esbuild ${esbuild.version}, minified, gzip -9`
  const rows: Array<Row> = []
  for (const { budget, code, external = [], what } of entries) {
    const { metafile, outputFiles } = await esbuild.build({
      stdin: { contents: code, resolveDir: import.meta.dirname, loader: "js" },
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      external: [...external],
      logLevel: "error"
    })
    const bytes = outputFiles[0]!.contents
    rows.push({
      section,
      what,
      unit: "KB",
      budget,
      measured: exactly(gzipSync(bytes, { level: 9 }).length / 1024),
      note: `${number(bytes.length / 1024)} KB before gzip, of it ${heaviest(Object.values(metafile.outputs)[0]!.inputs)}`
    })
  }
  return rows
}
