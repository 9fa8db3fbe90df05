import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { gzipSync } from 'node:zlib'

type Script = { bytes: Uint8Array<ArrayBuffer>; packed: Uint8Array<ArrayBuffer>; etag: string }

let script: Script | undefined

/** The script for pages, as browsers run it: no types, no comments. */
export function readWidget(): Script {
  if (script) return script
  const source = readFileSync(new URL('../../../widget/widget.ts', import.meta.url), 'utf8')
  const code = stripTypeScriptTypes(source)
    .replace(/^\s*(\/\/.*|\/\*\*.*\*\/)$/gm, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/^\s*\n/gm, '')
  const bytes = new Uint8Array(Buffer.from(`(()=>{'use strict'\n${code}})()\n`))
  const packed = new Uint8Array(gzipSync(bytes, { level: 9 }))
  script = { bytes, packed, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` }
  return script
}
