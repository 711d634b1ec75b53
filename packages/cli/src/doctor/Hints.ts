/** What the doctor knows of an error beyond the advice of its reason: tables of what to look at. */
import type { AnyReason } from "effect-binance/errors/Advice"
import type { Offset, Patient } from "./Patient.ts"

interface Cause {
  readonly of: RegExp
  readonly means: string
  readonly remedy: string
}

// oxfmt-ignore -- a table: one row, one line
const connecting: ReadonlyArray<Cause> = [
  {
    of: /^(?:ENOTFOUND|EAI_AGAIN|ENODATA)$/,
    means: "The name of the host was not found",
    remedy: "Check the spelling of the address and this machine's DNS."
  },
  {
    of: /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/,
    means: "TLS failed: the certificate is not trusted, is of another host, or it is no TLS that answers",
    remedy:
      "Look for a proxy or an antivirus that opens TLS, for an http port behind an https address, and at the date of this machine. A certificate authority of your own goes into NODE_EXTRA_CA_CERTS."
  },
  {
    of: /^ECONNREFUSED$/,
    means: "Nothing listens there",
    remedy: "Check host and port; is the simulated exchange running (effect-binance simulate)?"
  },
  {
    of: /^(?:timeout|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    means: "No connection came about in time",
    remedy: "Check the address, and whether a firewall or a proxy has to let this machine out."
  },
  {
    of: /^(?:EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/,
    means: "There is no way to that network",
    remedy: "Check this machine's network, and its IPv6 if the host has an address of that kind."
  }
]

// oxfmt-ignore -- a table: one row, one line
const reading: ReadonlyArray<Cause> = [
  {
    of: /^timeout$/,
    means: "It was sent, and no answer came in time",
    remedy: "Look for a slow network or a proxy in between; --timeout waits longer."
  },
  {
    of: /^HTTP 404$/,
    means: "That address has no such path",
    remedy: "Check that the address is that of an API, and of this product."
  },
  {
    of: /^HTTP 3\d\d$/,
    means: "It sends clients elsewhere, and a signed request follows nobody",
    remedy: "Look for a proxy or a sign-in page in between, and give the address of the API itself."
  },
  {
    of: /^HTTP 4\d\d$/,
    means: "Something in front of the API refused it",
    remedy: "Look for a proxy or a firewall in between, and check the address."
  },
  {
    of: /^HTTP 5\d\d$/,
    means: "The exchange or its edge has trouble",
    remedy: "Wait, ask again, and look at the exchange's own status page."
  },
  {
    of: /^(?:ECONNRESET|EPIPE|UND_ERR_|no reply|HPE_)/,
    means: "The connection ended without an answer",
    remedy: "Ask again; when it stays so, look for a proxy in between, and for http where https is spoken."
  },
  {
    of: /./,
    means: "What answered does not speak like the API: a proxy, a sign-in page of a network, or another site",
    remedy: "Open the address in a browser on this machine, and check --endpoint."
  }
]

const keyNames: Readonly<Record<string, string>> = {
  Hmac: "HMAC-SHA256, from BINANCE_API_SECRET",
  Ed25519: "Ed25519, from BINANCE_PRIVATE_KEY",
  Rsa: "RSA, from BINANCE_PRIVATE_KEY"
}

/** How a key signs, and where it came from. */
export const signsAs = ({ key }: Patient): string => (key._tag === "Ready" ? (keyNames[key.type] ?? key.type) : "")

/** How far apart the two clocks are, in words: no more than can be told. */
export const apart = ({ errorMillis, offsetMillis }: Offset): string =>
  `${
    Math.abs(offsetMillis) <= errorMillis
      ? "shows the same time as this machine's"
      : `is ${Math.abs(Math.round(offsetMillis))} ms ${offsetMillis > 0 ? "ahead of" : "behind"} this machine's`
  }, ±${Math.ceil(errorMillis)} ms`

/** What a table says of a cause. */
const ofCause = (causes: ReadonlyArray<Cause>, cause: string) => causes.find(({ of }) => of.test(cause))

export interface Hint {
  readonly means?: string
  readonly remedy?: string
}

/** What more there is to say about a reason; nothing when the library's own advice says it all. */
export const hintOf = (reason: AnyReason, patient: Patient): Hint => {
  const { offset } = patient
  switch (reason._tag) {
    case "NotSent":
      return ofCause(connecting, reason.cause) ?? {}
    case "ReadFailed":
      return ofCause(reading, reason.cause) ?? {}
    case "Unsupported":
      return {
        means: "That address has no such path",
        remedy: "Check that the address is that of an API, and of this product."
      }
    case "BadCredentials":
      return reason.code === -2014
        ? {
            remedy:
              "BINANCE_API_KEY has not the form of a key, 64 letters and digits: look for a part that is missing, or for the secret in its place."
          }
        : {
            means: "The exchange does not say which of three it is: the key, the address, or the permission",
            remedy:
              "Key: is BINANCE_API_KEY one of this exchange (production, test-net and demo have keys of their own), and not deleted? Address: if the key is restricted, is the public address of this machine on its list? Permission: is Enable Reading on, and what this product needs?"
          }
    case "BadSignature":
      return {
        means: `It was signed as ${signsAs(patient)}`,
        remedy:
          "Check that secret and key were made together, whole and without blanks, and that the type is right: a secret in BINANCE_API_SECRET is for an HMAC key, an Ed25519 or RSA key wants its private half in BINANCE_PRIVATE_KEY."
      }
    case "ClockSkew":
      return {
        means:
          offset === undefined
            ? "By how much is not known"
            : `By its own /time the exchange's clock ${apart(offset)}, and the request was signed by the exchange's clock, twice, for 5000 ms`,
        remedy:
          "So it was on its way for more than that, or the node that answered has another clock: look at the round trip and for a proxy that holds requests back, then ask again. The local clock is not the cause: it is corrected for."
      }
    case "ClockUnknown":
      return reason.cause.includes("more than a day")
        ? { remedy: "Set this machine's clock (NTP): no request can be signed for a time that is a day away." }
        : {}
    default:
      return {}
  }
}
