import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from '@hono/zod-openapi'
import { importDryRun, importKind, importMapping, importPreview, importRow } from '#contract/imports'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import type { Locale } from '#platform/i18n'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { changeMapping, requireDraft } from './change-mapping.ts'
import { createImport } from './create-import.ts'
import { dryRunImport } from './dry-run-import.ts'
import type { ImportDeps } from './import-context.ts'
import { deleteImport, getImport, listImports } from './imports.repo.ts'
import { errorsPath, importFolder } from './open-import.ts'
import { readRowErrors } from './row-errors.ts'
import { saveUpload } from './save-upload.ts'
import { startImport, startUndo } from './start-import.ts'
import { tellDryRun, tellImport, tellPreview, tellReason } from './tell-import.ts'

const tags = ['Imports']
const read = { scope: 'imports:read' } as const
const write = { scope: 'imports:write' } as const
const params = z.object({ id: z.uuid() })

const upload = workspaceRoute(
  { ...write, maxBody: 'stream' },
  {
    method: 'post',
    path: '/imports',
    summary: 'Upload a file: it is looked at, nothing is written yet',
    tags,
    request: {
      query: z.object({ kind: importKind.optional(), fileName: z.string().max(255).default('upload.csv') }),
      body: {
        required: true,
        description: 'The file as it is: CSV, CSV.GZ, JSON lines; up to 5 GB',
        content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
      },
    },
    responses: { 201: json(importPreview, 'What was found in it') },
  },
)
const list = workspaceRoute(read, {
  method: 'get',
  path: '/imports',
  summary: 'Imports, the newest first',
  tags,
  responses: { 200: json(z.object({ imports: z.array(importRow) }), 'At most 200') },
})
const one = workspaceRoute(read, {
  method: 'get',
  path: '/imports/{id}',
  summary: 'One import and how far it is',
  tags,
  request: { params },
  responses: { 200: json(importRow, 'The import') },
})
const mapping = workspaceRoute(write, {
  method: 'put',
  path: '/imports/{id}/mapping',
  summary: 'Correct how the file is read and what its columns mean',
  tags,
  request: {
    params,
    query: z.object({ kind: importKind.optional() }),
    body: jsonBody(importMapping, 'The whole mapping'),
  },
  responses: { 200: json(importPreview, 'The file, looked at that way') },
})
const tryOut = workspaceRoute(write, {
  method: 'post',
  path: '/imports/{id}/dry-run',
  summary: 'What would come of it; nothing is written',
  tags,
  request: { params },
  responses: { 200: json(importDryRun, 'Counts, period, revenue and the first rows that cannot be used') },
})
const start = workspaceRoute(write, {
  method: 'post',
  path: '/imports/{id}/start',
  summary: 'Start the import',
  tags,
  request: { params },
  responses: { 202: json(importRow, 'Queued') },
})
const undo = workspaceRoute(write, {
  method: 'post',
  path: '/imports/{id}/undo',
  summary: 'Take the import back with everything that came by it alone',
  tags,
  request: { params },
  responses: { 202: json(importRow, 'Being taken back') },
})
const errors = workspaceRoute(read, {
  method: 'get',
  path: '/imports/{id}/errors',
  summary: 'Rows that were not used, as CSV with the reason of each',
  tags,
  request: { params },
  responses: {
    200: {
      description: 'line, reason, message, detail and the row as it stood',
      content: { 'text/csv': { schema: z.string() } },
    },
  },
})
const discard = workspaceRoute(write, {
  method: 'delete',
  path: '/imports/{id}',
  summary: 'Throw away an upload that was not imported',
  tags,
  request: { params },
  responses: { 204: { description: 'Gone' } },
})

export function importRoutes(deps: ImportDeps): Router {
  const app = createRouter()
  const find = (workspaceId: string, importId: string) =>
    inWorkspace(deps.db, workspaceId, (tx) => getImport(tx, workspaceId, importId))

  app.openapi(upload, async (c) => {
    const { kind, fileName } = c.req.valid('query')
    const importId = newId()
    const announced = Number(c.req.header('content-length') ?? Number.NaN)
    try {
      const filePath = await saveUpload(
        deps.dataDir,
        importId,
        c.req.raw.body,
        Number.isNaN(announced) ? undefined : announced,
      )
      const name = basename(fileName.replaceAll('\\', '/')) || 'upload.csv'
      const preview = await createImport(deps, {
        workspaceId: c.var.workspaceId,
        importId,
        filePath,
        fileName: name,
        ...(kind ? { kind } : {}),
      })
      return c.json(tellPreview(c.var.locale, preview), 201)
    } catch (error) {
      await rm(importFolder(deps.dataDir, importId), { recursive: true, force: true })
      throw error
    }
  })
  app.openapi(list, async (c) => {
    const rows = await inWorkspace(deps.db, c.var.workspaceId, (tx) => listImports(tx, c.var.workspaceId))
    return c.json({ imports: rows.map((row) => tellImport(c.var.locale, row)) }, 200)
  })
  app.openapi(one, async (c) =>
    c.json(tellImport(c.var.locale, await find(c.var.workspaceId, c.req.valid('param').id)), 200),
  )
  app.openapi(mapping, async (c) => {
    const { kind } = c.req.valid('query')
    const order = { workspaceId: c.var.workspaceId, importId: c.req.valid('param').id, mapping: c.req.valid('json') }
    return c.json(tellPreview(c.var.locale, await changeMapping(deps, { ...order, ...(kind ? { kind } : {}) })), 200)
  })
  app.openapi(tryOut, async (c) => {
    const order = { workspaceId: c.var.workspaceId, importId: c.req.valid('param').id, signal: c.req.raw.signal }
    return c.json(tellDryRun(c.var.locale, await dryRunImport(deps, order)), 200)
  })
  app.openapi(start, async (c) =>
    c.json(
      tellImport(c.var.locale, await startImport(deps, c.var.workspaceId, c.req.valid('param').id, c.var.actor)),
      202,
    ),
  )
  app.openapi(undo, async (c) =>
    c.json(
      tellImport(c.var.locale, await startUndo(deps, c.var.workspaceId, c.req.valid('param').id, c.var.actor)),
      202,
    ),
  )
  app.openapi(errors, async (c) => {
    const row = await find(c.var.workspaceId, c.req.valid('param').id)
    const header = ['line', 'reason', 'message', 'detail', ...row.reading.headings]
    const name = `${row.fileName.replace(/(\.(csv|tsv|txt|jsonl|ndjson))?(\.gz)?$/i, '')}-errors.csv`
    return csvAnswer(c, name, header, errorRows(errorsPath(deps.dataDir, row.importId), c.var.locale)) as never
  })
  app.openapi(discard, async (c) => {
    const { workspaceId } = c.var
    const importId = c.req.valid('param').id
    await inWorkspace(deps.db, workspaceId, async (tx) => {
      requireDraft((await getImport(tx, workspaceId, importId, true)).status)
      await deleteImport(tx, workspaceId, importId)
    })
    await rm(importFolder(deps.dataDir, importId), { recursive: true, force: true })
    return c.body(null, 204)
  })
  return app
}

async function* errorRows(path: string, locale: Locale): AsyncGenerator<(string | number)[]> {
  if (!existsSync(path)) return
  for await (const { line, reason, detail, cells } of readRowErrors(path)) {
    yield [line, reason, tellReason(locale, reason), detail, ...cells]
  }
}
