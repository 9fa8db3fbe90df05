import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import type { Context } from 'hono'
import type { AppEnv } from './env.ts'
import { pagePolicy } from './security-headers.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

const noncePlaceholder = /(<meta name="csp-nonce" content=")[^"]*(")/

export type ConsoleFiles = {
  /** A file of the built console, or undefined when there is none by that name. */
  file(c: Context<AppEnv>): Promise<Response | undefined>
  /** The console's only page, with this answer's nonce; undefined when the console is not built. */
  page(c: Context<AppEnv>): Response | undefined
}

/** Serves the built console from memory-less reads; hashed names under /assets never change and are cached for ever. */
export function createConsoleFiles(directory: string | undefined): ConsoleFiles {
  const etags = new Map<string, string>()
  const indexFile = directory ? join(directory, 'index.html') : undefined
  let index: string | undefined
  return {
    page: (c) => {
      if (indexFile && (index === undefined || index === ''))
        index = existsSync(indexFile) ? readFileSync(indexFile, 'utf8') : ''
      if (!index) return undefined
      c.header('Content-Security-Policy', pagePolicy(c.var.cspNonce))
      // The nonce belongs to this one answer, so the page is never stored.
      c.header('Cache-Control', 'no-store')
      return c.html(index.replace(noncePlaceholder, `$1${c.var.cspNonce}$2`))
    },
    file: async (c) => {
      const path = directory ? safePath(directory, c.req.path) : undefined
      if (!path || !(await isFile(path))) return undefined
      return await answerFile(c, path, etags)
    },
  }
}

async function answerFile(c: Context<AppEnv>, path: string, etags: Map<string, string>): Promise<Response> {
  const accepted = c.req.header('accept-encoding') ?? ''
  const [encoding, suffix] = (await firstPacked(path, accepted)) ?? [undefined, '']
  const body = await readFile(path + suffix)
  const etag = etags.get(path + suffix) ?? `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  etags.set(path + suffix, etag)
  c.header('ETag', etag)
  c.header('Vary', 'Accept-Encoding')
  c.header('Cache-Control', c.req.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304)
  c.header('Content-Type', types[extname(path)] ?? 'application/octet-stream')
  if (encoding) c.header('Content-Encoding', encoding)
  return c.body(new Uint8Array(body))
}

async function firstPacked(path: string, accepted: string): Promise<(typeof encodings)[number] | undefined> {
  for (const packed of encodings) {
    if (accepted.includes(packed[0]) && (await isFile(path + packed[1]))) return packed
  }
  return undefined
}

function safePath(directory: string, urlPath: string): string | undefined {
  const decoded = decode(urlPath)
  if (decoded === undefined || decoded.includes('\0') || !types[extname(decoded)] || decoded.endsWith('.html'))
    return undefined
  const path = normalize(join(directory, decoded))
  return path.startsWith(normalize(directory) + sep) ? path : undefined
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}
