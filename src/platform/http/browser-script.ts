import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { gzipSync } from 'node:zlib'
import type { Context } from 'hono'

type BrowserScript = {
  bytes: Uint8Array<ArrayBuffer>
  packed: Uint8Array<ArrayBuffer>
  etag: string
}

const read = new Map<string, BrowserScript>()

/** A script of our own for pages, as browsers run it: no types, no comments; `asModule` when it exports or imports. */
export function readBrowserScript(source: URL, { asModule = false } = {}): BrowserScript {
  const known = read.get(source.href)
  if (known) return known
  const text = readFileSync(source, 'utf8')
  const code = source.pathname.includes('/node_modules/') ? text : plainScript(text)
  const bytes = new Uint8Array(Buffer.from(asModule ? code : `(()=>{'use strict'\n${code}})()\n`))
  const packed = new Uint8Array(gzipSync(bytes, { level: 9 }))
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  const script = { bytes, packed, etag }
  read.set(source.href, script)
  return script
}

// What others have written keeps its comments: they carry its licence.
function plainScript(text: string): string {
  return stripTypeScriptTypes(text)
    .replace(/^\s*(\/\/.*|\/\*\*.*\*\/)$/gm, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/^\s*\n/gm, '')
}

export function answerScript(c: Context, { bytes, packed, etag }: BrowserScript, cacheControl = 'no-cache'): Response {
  c.header('Content-Type', 'text/javascript; charset=utf-8')
  c.header('Cache-Control', cacheControl)
  c.header('Vary', 'Accept-Encoding')
  c.header('ETag', etag)
  if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304)
  if (!c.req.header('accept-encoding')?.includes('gzip')) return c.body(bytes)
  c.header('Content-Encoding', 'gzip')
  return c.body(packed)
}
