/**
 * A registry on loopback with what the workspace has installed, so that npm resolves and installs as it does for a user, and
 * no test depends on the network.
 */
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import * as path from "node:path"
import { run } from "./Commands.ts"

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>> | undefined
  readonly peerDependencies?: Readonly<Record<string, string>> | undefined
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean | undefined }>> | undefined
}

interface Installed {
  readonly folder: string
  readonly manifest: Manifest
}

/** Where Node finds `name` from `folder`, which is not inside of the package itself. */
const locate = (name: string, folder: string): string | undefined => {
  for (let at = folder; ; at = path.dirname(at)) {
    const candidate = path.join(at, "node_modules", name)
    if (fs.existsSync(path.join(candidate, "package.json"))) return fs.realpathSync(candidate)
    if (path.dirname(at) === at) return undefined
  }
}

/** The packages that `names`, seen from `folder`, need: each version once. */
const closure = (wanted: ReadonlyArray<readonly [name: string, folder: string]>): ReadonlyArray<Installed> => {
  const found = new Map<string, Installed>()
  const queue = [...wanted]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const folder = locate(...next)
    if (folder === undefined || found.has(folder)) continue
    // written by whoever published it: what is missing from it is not needed here
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest
    found.set(folder, { folder, manifest })
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }))
      queue.push([name, folder])
  }
  return [...found.values()]
}

export interface Registry {
  readonly url: string
  readonly packages: number
  readonly close: () => void
}

export const start = async (
  wanted: ReadonlyArray<readonly [name: string, folder: string]>,
  temporary: string
): Promise<Registry> => {
  const installed = closure(wanted)
  const tarballs = new Map<string, string>()
  const documents = new Map<string, { versions: Record<string, unknown> }>()
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? "/").slice(1))
    const tarball = tarballs.get(name)
    const document = documents.get(name)
    if (tarball !== undefined) fs.createReadStream(tarball).pipe(response)
    else if (document !== undefined) {
      response.setHeader("content-type", "application/json")
      response.end(
        JSON.stringify({ name, "dist-tags": { latest: Object.keys(document.versions).at(-1) }, ...document })
      )
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  // listening on TCP, where an address is a record
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

  const folder = fs.mkdtempSync(path.join(temporary, "registry-"))
  await Promise.all(
    installed.map(async (each, index) => {
      const { name, version } = each.manifest
      const file = path.join(folder, `${index}.tar`)
      // sources and maps of others are read by nobody here
      const left = ["--exclude=./node_modules", "--exclude=*.map", ...(name === "effect" ? ["--exclude=./src"] : [])]
      const packed = await run("tar", ["-cf", file, ...left, "-C", each.folder, "."], { cwd: folder })
      if (!packed.ok) throw new Error(`${name}: ${packed.output}`)
      const integrity = `sha512-${createHash("sha512").update(fs.readFileSync(file)).digest("base64")}`
      tarballs.set(`-/${index}.tar`, file)
      const document = documents.get(name) ?? { versions: {} }
      document.versions[version] = { ...each.manifest, dist: { tarball: `${url}-/${index}.tar`, integrity } }
      documents.set(name, document)
    })
  )
  return { url, packages: installed.length, close: () => server.close() }
}
