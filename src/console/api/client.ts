import { currentLocale } from '../i18n/store.ts'
import { reportReachable, reportUnreachable } from './connection.ts'
import { ApiError, isUnavailable, readProblem } from './problem.ts'

type QueryValue = string | number | boolean | null | undefined | readonly string[]
export type Query = Record<string, QueryValue>

type Call = { query?: Query; json?: unknown; body?: Blob; signal?: AbortSignal | undefined }

/** The address of an API route, for fetch and for download links (`format: 'csv'`). Lists repeat their name. */
export function apiAddress(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  }
  const text = search.toString()
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`
}

async function call<T>(method: string, path: string, { query, json, body, signal }: Call = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': currentLocale() }
  if (json !== undefined) headers['content-type'] = 'application/json'
  // Whatever the file is called, the server looks into it; types that foreign pages may send are refused there.
  if (body !== undefined) headers['content-type'] = 'application/octet-stream'
  const answer = await fetch(apiAddress(path, query), {
    method,
    headers,
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    reportUnreachable()
    throw new ApiError({ status: 0, reason: 'unreachable', message: '' })
  })
  if (!answer.ok) {
    const problem = await readProblem(answer)
    if (isUnavailable(problem)) reportUnreachable()
    throw problem
  }
  reportReachable()
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

/** The answer is trusted to have the shape of `#contract`: the same zod schemas shape it on the server. */
export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) =>
    call<T>('GET', path, { ...(query && { query }), signal }),
  post: <T>(path: string, json?: unknown) => call<T>('POST', path, { json }),
  put: <T>(path: string, json?: unknown) => call<T>('PUT', path, { json }),
  patch: <T>(path: string, json?: unknown) => call<T>('PATCH', path, { json }),
  delete: <T>(path: string) => call<T>('DELETE', path),
  /** Sends a file as it is, without wrapping. */
  send: <T>(path: string, body: Blob, query?: Query) => call<T>('POST', path, { body, ...(query && { query }) }),
}
