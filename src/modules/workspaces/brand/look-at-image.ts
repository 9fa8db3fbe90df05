import { DomainError } from '#platform/errors'

export type ImageType = 'image/png' | 'image/jpeg' | 'image/webp'

const maxSide = 4000

/**
 * What kind of picture this is by its own bytes, whatever it is called; throws logo_not_image for anything else (SVG may hold
 * script) and logo_too_large for one that would unfold to more than any screen needs.
 */
export function lookAtImage(bytes: Buffer): { type: ImageType; width: number; height: number } {
  const found = png(bytes) ?? jpeg(bytes) ?? webp(bytes)
  if (!found || found.width < 1 || found.height < 1) {
    throw new DomainError('invalid', 'logo_not_image', 'The file is not a PNG, JPEG or WebP picture.')
  }
  if (found.width > maxSide || found.height > maxSide) {
    throw new DomainError('invalid', 'logo_too_large', `The picture has more than ${maxSide} pixels a side.`, {
      maxSide,
    })
  }
  return found
}

type Found = ReturnType<typeof lookAtImage> | undefined

function png(bytes: Buffer): Found {
  const isPng = bytes.length > 33 && bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n'
  if (!isPng || bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined
  return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

function jpeg(bytes: Buffer): Found {
  if (bytes.length < 12 || bytes.readUInt16BE(0) !== 0xffd8) return undefined
  let at = 2
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    // The frame's header, in any of its kinds but the tables' (C4, C8, CC).
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { type: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
    }
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}

function webp(bytes: Buffer): Found {
  if (bytes.length < 30 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP')
    return undefined
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { type: 'image/webp', width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21)
      return { type: 'image/webp', width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
    }
    case 'VP8 ':
      return { type: 'image/webp', width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
    default:
      return undefined
  }
}
