/** Takes out of a text what must not be printed back: keys, secrets, signatures, listen keys and tokens. */

const hidden = "[redacted]"

// 96 and 554 are where FIX has its signature and its password
const names =
  "x-mbx-apikey|api[-_ ]?key|secret[-_ ]?key|secret|signature|listen[-_ ]?key|private[-_ ]?key|pass[-_ ]?phrase|password|token|authorization|rawdata|(?<!\\d)(?:96|554)"

// what stands between a name and its value: `=`, `: "`, `%3D`, `\":\"`, `' => '`; a comma counts only between quotes, for
// "Invalid API-key, IP, or permissions for action." names a key and holds none
const between = String.raw`(?:\\*["']?\s{0,8}(?:=>|[=:]|%3D|%3A)\s{0,8}\\*["'<]?|\\*["']\s{0,8},\s{0,8}\\*["'])`
const scheme = String.raw`(?:(?:Bearer|Basic)\s{1,8})?`
const quoted = new RegExp(String.raw`(${names})(${between})(?<=["'])[^"'\\]+`, "gi")
const bare = new RegExp(String.raw`(${names})(${between}${scheme})[^\s"'&,;)}\]>|\u0001]+`, "gi")

// Keys, signatures and signed queries are long runs of these characters; the longest word of Binance's own has 31.
const runs = /[A-Za-z0-9+/=_%\\-]{32,}/g

/** The values that have a name which says that they are secret. The rest of the text, addresses included, stays as it is. */
export const withoutNamed = (text: string): string =>
  text.replace(quoted, `$1$2${hidden}`).replace(bare, `$1$2${hidden}`)

/** Those, and whatever is long enough to be a key. For a text that is to be printed. */
export const redact = (text: string): string => withoutNamed(text).replace(runs, hidden)
