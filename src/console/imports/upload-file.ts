import type { ImportPreview, ImportRow } from '#contract/imports'
import { apiAddress } from '../api/client.ts'
import { ApiError } from '../api/problem.ts'
import { currentLocale } from '../i18n/store.ts'

type Upload = {
  file: File
  kind: ImportRow['kind']
  onProgress: (sent: number, total: number) => void
  signal: AbortSignal
}

/** Sends the file as it is. XMLHttpRequest, because fetch does not say how much has been sent. */
export function uploadFile({ file, kind, onProgress, signal }: Upload): Promise<ImportPreview> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', apiAddress('/imports', { kind, fileName: file.name }))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('accept-language', currentLocale())
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded, total))
    request.addEventListener('load', () => {
      const body = parse(request.responseText)
      if (request.status < 300) resolve(body as ImportPreview)
      else reject(toProblem(request.status, body))
    })
    request.addEventListener('error', () => reject(new ApiError({ status: 0, reason: 'unreachable', message: '' })))
    request.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')))
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

function toProblem(status: number, body: unknown): ApiError {
  const fields = (body ?? {}) as Record<string, unknown>
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const details = fields.details
  return new ApiError({
    status,
    reason: text(fields.reason) || `http_${status}`,
    message: text(fields.detail) || text(fields.title),
    ...(typeof details === 'object' && details !== null ? { details: details as Record<string, unknown> } : {}),
  })
}
