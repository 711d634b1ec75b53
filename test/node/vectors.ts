// Published documentation keys and the signatures that follow from them, each recomputed with OpenSSL.
const s1 = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
const s2 = "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9"
const s3 = "YtP1BudNOWZE1ag5uzCkh4hIC7qSmQOu797r5EJBFGhxBYivjj8HIX0iiiPof5yG"

export const secrets = { s1, s2, s3 }
export const apiKey = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
export const ed25519 = "MC4CAQAwBQYDK2VwBCIEIIJEYWtGBrhACmb9Dvy+qa8WEf0lQOl1s4CLIAB9m89u"

const order = "&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559"

export const hmac: ReadonlyArray<readonly [name: string, secret: string, payload: string, signature: string]> = [
  ["H1 spot REST", s1, `symbol=LTCBTC${order}`, "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"],
  [
    "H2 spot REST, not ASCII",
    s1,
    `symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96${order}`,
    "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3"
  ],
  [
    "H4 WebSocket API",
    s1,
    `apiKey=${apiKey}&price=52000.00&quantity=0.01000000&recvWindow=100&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1645423376532&type=LIMIT`,
    "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24"
  ],
  [
    "H5 WebSocket API, raw UTF-8",
    s1,
    `apiKey=${apiKey}&price=0.10000000&quantity=1.00000000&recvWindow=5000&side=BUY&symbol=１２３４５６&timeInForce=GTC&timestamp=1645423376532&type=LIMIT`,
    "b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd"
  ],
  [
    "H6 USD-M futures",
    s2,
    "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943",
    "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9"
  ],
  [
    "H10 options",
    s3,
    "symbol=BTC-210129-40000-C&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=2000&recvWindow=5000&timestamp=1611825601400",
    "7c12045972f6140e765e0f2b67d28099718df805732676494238f50be830a7d7"
  ],
  [
    "H11 options, query and body",
    s3,
    "symbol=BTC-210129-40000-C&side=BUY&type=LIMIT&timeInForce=GTCquantity=0.01&price=2000&recvWindow=5000&timestamp=1611825601400",
    "fa6045c54fb02912b766442be1f66fab619217e551a4fb4f8a1ee000df914d8e"
  ]
]

/** What signing the raw text of H2 gives: the exchange refuses it. */
export const rawNonAscii = "ca2cdfbf21d2e2958de492c7f2dd1f059dd2ed4d4459d26a5ec7928db50c8d4f"

const rest = "&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=0.2&timestamp=1668481559918&recvWindow=5000"

export const edwards: ReadonlyArray<readonly [name: string, payload: string, signature: string]> = [
  [
    "E1 FIX logon",
    "A\u0001EXAMPLE\u0001SPOT\u00011\u000120240627-11:17:25.223",
    "4MHXelVVcpkdwuLbl6n73HQUXUf1dse2PCgT1DYqW9w8AVZ1RACFGM+5UdlGPrQHrgtS3CvsRURC1oj73j8gCA=="
  ],
  [
    "E2 REST",
    `symbol=BTCUSDT${rest}`,
    "inDT086KVIP8vgUfw5sV3VTkescWztiAGlf4x8FLKHM4NInsn0c1kYVLoGMO8cyjfR6vmTku2YQE0gtfVVlfCw=="
  ],
  [
    "E3 REST, not ASCII",
    `symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96${rest}`,
    "vECjNXSlVOz1DskXXQ866KhikKY8cxajBXKAU0COlYYemqEr45TXiRS/jNB3LyHHh48pu7z2S6pTFhmhWNRBBw=="
  ],
  [
    "E4 WebSocket session.logon",
    "apiKey=4yNzx3yWC5bS6YTwEkSRaC0nRmSQIIStAUOh1b6kqaBrTLIhjCpI5lJH8q8R8WNO&timestamp=1649729878532",
    "cGkloHLHGGNbrduoWDYBlzIPwRHyDVYVfCE0rDkPwKdKedurBgm2JNWRkwloQDBFG6Mcloavo1siYfEtZbV/Ag=="
  ]
]
