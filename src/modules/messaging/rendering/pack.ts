import { deflateRawSync, inflateRawSync } from 'node:zlib'

// As far back as deflate (RFC 1951) can look.
const windowBytes = 32 * 1024

/** What letters of a form have in common, for `packHtml`. */
export const dictionaryOf = (form: string): Buffer => Buffer.from(form).subarray(-windowBytes)

/** A letter as what differs from its form, in base64: some hundred bytes instead of ten thousand. */
export const packHtml = (html: string, dictionary: Buffer): string =>
  deflateRawSync(html, { dictionary }).toString('base64')

export const unpackHtml = (packed: Buffer, form: string): string =>
  inflateRawSync(packed, { dictionary: dictionaryOf(form) }).toString()
