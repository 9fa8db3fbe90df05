import { Button } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type DragEvent, useRef, useState } from 'react'
import type { ImportRow } from '#contract/imports'
import { Card, WorkProgress } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { previewKey } from './import-queries.ts'
import classes from './imports.module.css'
import { KindChoice } from './KindChoice.tsx'
import { importProblemText } from './reason-text.ts'
import { uploadFile } from './upload-file.ts'

/** Choose what and which file, by dropping it or by the picker; then a bar until the server has looked at it. */
export function UploadCard() {
  const i18n = useI18n()
  const { t } = i18n
  const [kind, setKind] = useState<ImportRow['kind']>('orders')
  const [over, setOver] = useState(false)
  const [sent, setSent] = useState({ done: 0, total: 0 })
  const picker = useRef<HTMLInputElement>(null)
  const stop = useRef<AbortController>(null)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const upload = useMutation({
    mutationFn: (file: File) => {
      stop.current = new AbortController()
      setSent({ done: 0, total: file.size })
      const onProgress = (done: number, total: number) => setSent({ done, total })
      return uploadFile({ file, kind, onProgress, signal: stop.current.signal })
    },
    onSuccess: async (preview) => {
      queries.setQueryData(previewKey(preview.importId), preview)
      await navigate({ to: '/imports/$importId', params: { importId: preview.importId } })
      await queries.invalidateQueries({ queryKey: ['imports'], exact: true })
    },
  })
  const send = (files: FileList | null) => {
    const file = files?.[0]
    if (file && !upload.isPending) upload.mutate(file)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    send(event.dataTransfer.files)
  }
  const stopped = upload.error instanceof DOMException && upload.error.name === 'AbortError'
  const name = upload.variables?.name ?? ''
  return (
    <Card title={t('imports.new')}>
      <KindChoice value={kind} onChange={setKind} disabled={upload.isPending} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the second way; the button inside is the first. */}
      <div
        className={classes.drop}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {upload.isPending ? (
          <div style={{ inlineSize: 'min(460px, 100%)' }}>
            <WorkProgress
              label={
                sent.done < sent.total ? t('imports.uploading', { file: `\u2068${name}\u2069` }) : t('imports.looking')
              }
              done={sent.done}
              total={sent.done < sent.total ? sent.total : undefined}
            />
            <Button variant="default" mt={14} onClick={() => stop.current?.abort()}>
              {t('imports.stop')}
            </Button>
          </div>
        ) : (
          <>
            <IconFileUpload className={classes.icon} size={34} stroke={1.5} aria-hidden />
            <b>{t('imports.drop.title')}</b>
            <p className={classes.soft}>{t('imports.drop.text')}</p>
            <Button mt={8} onClick={() => picker.current?.click()}>
              {t(upload.isError ? 'imports.drop.another' : 'imports.drop.choose')}
            </Button>
            <input
              ref={picker}
              type="file"
              className={classes.hidden}
              tabIndex={-1}
              aria-label={t('imports.drop.choose')}
              accept=".csv,.tsv,.txt,.gz,.json,.jsonl,.ndjson,text/csv"
              onChange={(event) => {
                send(event.currentTarget.files)
                event.currentTarget.value = ''
              }}
            />
          </>
        )}
      </div>
      {upload.isError && !stopped && (
        <div className={classes.problem} role="alert" style={{ marginBlockStart: 14 }}>
          <b>{t('imports.refused.title')}</b>
          <bdi>{name}</bdi>: {importProblemText(upload.error, i18n)}
        </div>
      )}
    </Card>
  )
}
