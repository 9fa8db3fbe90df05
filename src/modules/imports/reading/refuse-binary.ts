import { failFile } from './fail.ts'

const magics: [string, string, string][] = [
  ['89504e47', 'png', 'a PNG picture'],
  ['ffd8ff', 'jpeg', 'a JPEG picture'],
  ['47494638', 'gif', 'a GIF picture'],
  ['52494646', 'riff', 'a picture, sound or video'],
  ['25504446', 'pdf', 'a PDF document'],
  ['d0cf11e0', 'xls', 'an old Excel or Word document; save it as CSV'],
  ['526172211a', 'rar', 'a RAR archive; unpack it first'],
  ['377abcaf271c', '7z', 'a 7-Zip archive; unpack it first'],
  ['425a68', 'bzip2', 'a bzip2 archive; unpack it first'],
  ['fd377a585a', 'xz', 'an xz archive; unpack it first'],
  ['28b52ffd', 'zstd', 'a Zstandard archive; unpack it first'],
  ['53514c69746520666f726d617420', 'sqlite', 'an SQLite database'],
  ['50415231', 'parquet', 'a Parquet file; save it as CSV'],
]

/** Throws file_not_text, saying what the file looks like, unless its first bytes could be those of a table in text. */
export function refuseBinary(head: Buffer): void {
  const hex = head.subarray(0, 16).toString('hex')
  const known = magics.find(([magic]) => hex.startsWith(magic))
  if (known) throw notText(known[1], known[2])
  if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) {
    const listing = head.toString('latin1', 0, 64 * 1024)
    if (listing.includes('xl/') || listing.includes('[Content_Types].xml'))
      throw notText('xlsx', 'an Excel workbook; save it as CSV')
    if (listing.includes('opendocument.spreadsheet')) throw notText('ods', 'an OpenDocument sheet; save it as CSV')
    throw notText('zip', 'a ZIP archive; unpack it first')
  }
  const opening = head
    .toString('latin1', 0, 512)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
  if (/^(<!doctype|<html|<\?xml|<table)/i.test(opening)) throw notText('html', 'a web page or XML; export it as CSV')
  if (/^(\{\s*"|\[\s*\{)/.test(opening)) throw notText('json', 'JSON; export it as CSV')
}

/** Throws for text that is mostly control characters: some other binary format. NULs inside a table are survivable. */
export function refuseNoise(text: string): void {
  const size = Math.min(text.length, 64 * 1024)
  if (size === 0) return
  let odd = 0
  let nuls = 0
  for (let i = 0; i < size; i++) {
    const code = text.charCodeAt(i)
    if (code === 0) nuls++
    else if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 0xfffd) odd++
  }
  if (odd > size * 0.05 || nuls > size * 0.3) throw notText('binary', 'a binary file')
}

const notText = (looksLike: string, words: string) => failFile('file_not_text', `This is ${words}.`, { looksLike })
