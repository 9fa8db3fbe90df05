import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { limits } from './limits.ts'
import { cutAtCharacter, sniffLegacy } from './sniff-encoding.ts'
import type { RowNote } from './types.ts'

export type TextPiece = { text: string; note?: RowNote }

export type TextDecoding = { push: (bytes: Buffer) => TextPiece[]; end: () => TextPiece[] }

/** Decodes a stream to text in pieces; a piece with bytes of another encoding or with NULs says so. */
export function decodeText(encoding: string): TextDecoding {
  return encoding === 'utf-8' ? decodeUtf8() : decodeOther(encoding)
}

const withoutNuls = (text: string, note?: RowNote): TextPiece[] => {
  if (text === '') return []
  if (!text.includes('\0')) return [note ? { text, note } : { text }]
  return text
    .split(/(?<=\n)/)
    .map(
      (line): TextPiece =>
        line.includes('\0')
          ? { text: line.replaceAll('\0', ''), note: note ?? 'nul_bytes' }
          : note
            ? { text: line, note }
            : { text: line },
    )
}

function decodeUtf8(): TextDecoding {
  let held: Buffer = Buffer.alloc(0)
  let first = true
  let fallback: string | undefined

  const decodeLine = (line: Buffer): TextPiece[] => {
    if (isUtf8(line)) return withoutNuls(line.toString('utf8'))
    fallback ??= sniffLegacy(line)
    return withoutNuls(iconv.decode(line, fallback), 'bad_bytes')
  }
  const decode = (input: Buffer): TextPiece[] => {
    let bytes = input
    if (first && bytes.length > 0) {
      first = false
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3)
    }
    if (isAscii(bytes)) return withoutNuls(bytes.toString('latin1'))
    if (isUtf8(bytes)) return withoutNuls(bytes.toString('utf8'))
    const pieces: TextPiece[] = []
    let good = 0
    let start = 0
    while (start < bytes.length) {
      const feed = bytes.indexOf(10, start)
      const end = feed === -1 ? bytes.length : feed + 1
      const line = bytes.subarray(start, end)
      if (!isUtf8(line)) {
        if (good < start) pieces.push(...withoutNuls(bytes.toString('utf8', good, start)))
        pieces.push(...decodeLine(line))
        good = end
      }
      start = end
    }
    if (good < bytes.length) pieces.push(...withoutNuls(bytes.toString('utf8', good)))
    return pieces
  }

  return {
    push(chunk) {
      const bytes = held.length > 0 ? Buffer.concat([held, chunk]) : chunk
      const feed = Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13))
      const cut = feed !== -1 ? feed + 1 : bytes.length > limits.rowChars ? cutAtCharacter(bytes) : 0
      held = bytes.subarray(cut)
      return decode(bytes.subarray(0, cut))
    },
    end() {
      const rest = held
      held = Buffer.alloc(0)
      return decode(rest)
    },
  }
}

function decodeOther(encoding: string): TextDecoding {
  const decoder = iconv.getDecoder(encoding, { stripBOM: true })
  const single = !encoding.startsWith('utf-16')
  return {
    push: (chunk) => withoutNuls(single && isAscii(chunk) ? chunk.toString('latin1') : decoder.write(chunk)),
    end: () => withoutNuls(decoder.end() ?? ''),
  }
}
