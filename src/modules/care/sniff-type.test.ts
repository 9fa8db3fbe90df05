import { expect, test } from 'vitest'
import { sniffType } from './sniff-type.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

test('a file is what its bytes say', () => {
  expect(sniffType(bytes('%PDF-1.7\n…'))).toBe('application/pdf')
  expect(sniffType(bytes('\x89PNG\r\n\x1a\n\0\0'))).toBe('image/png')
  expect(sniffType(bytes('RIFF\0\0\0\0WEBPVP8 '))).toBe('image/webp')
  expect(sniffType(Buffer.from('Kedves Anna!'))).toBe('text/plain')
  expect(sniffType(Buffer.from('<script>alert(1)</script>'))).toBe('text/plain')
  expect(sniffType(bytes(`PK\x03\x04${'\0'.repeat(26)}word/document.xml`))).toContain('wordprocessingml')
})

test('programs and what cannot be told are refused', () => {
  expect(sniffType(bytes('MZ\x90\0\x03'))).toBeUndefined()
  expect(sniffType(bytes('\x7fELF\x02\x01'))).toBeUndefined()
  expect(sniffType(bytes('RIFF\0\0\0\0WAVE'))).toBeUndefined()
  expect(sniffType(bytes('\xff\xfe\0'))).toBeUndefined()
})
