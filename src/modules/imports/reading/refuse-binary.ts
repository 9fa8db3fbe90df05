import { failFile } from './fail.ts'

type Kind = 'picture' | 'document' | 'sheet' | 'archive' | 'page' | 'json' | 'other'

const magics: [magic: string, looksLike: string, kind: Kind][] = [
  ['89504e47', 'png', 'picture'],
  ['ffd8ff', 'jpeg', 'picture'],
  ['47494638', 'gif', 'picture'],
  ['52494646', 'riff', 'picture'],
  ['25504446', 'pdf', 'document'],
  ['d0cf11e0', 'xls', 'sheet'],
  ['526172211a', 'rar', 'archive'],
  ['377abcaf271c', '7z', 'archive'],
  ['425a68', 'bzip2', 'archive'],
  ['fd377a585a', 'xz', 'archive'],
  ['28b52ffd', 'zstd', 'archive'],
  ['53514c69746520666f726d617420', 'sqlite', 'other'],
  ['50415231', 'parquet', 'other'],
]

/** Throws file_not_text, saying what the file looks like, unless its first bytes could be those of a table in text. */
export function refuseBinary(head: Buffer): void {
  const hex = head.subarray(0, 16).toString('hex')
  const known = magics.find(([magic]) => hex.startsWith(magic))
  if (known) throw notText(known[1], known[2])
  if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) {
    const listing = head.toString('latin1', 0, 64 * 1024)
    if (listing.includes('word/')) throw notText('docx', 'document')
    if (listing.includes('xl/') || listing.includes('[Content_Types].xml')) throw notText('xlsx', 'sheet')
    if (listing.includes('opendocument.spreadsheet')) throw notText('ods', 'sheet')
    throw notText('zip', 'archive')
  }
  const opening = head
    .toString('latin1', 0, 512)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
  if (/^(<!doctype|<html|<\?xml|<table)/i.test(opening)) throw notText('html', 'page')
  if (/^(\{\s*"|\[\s*\{)/.test(opening)) throw notText('json', 'json')
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
  if (odd > size * 0.05 || nuls > size * 0.3) throw notText('binary', 'other')
}

const notText = (looksLike: string, kind: Kind) =>
  failFile('file_not_text', `This is no table of text but ${looksLike}.`, { looksLike, kind })
