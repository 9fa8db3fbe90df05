import { IconFile, IconFileTypePdf, IconFileUpload, IconPhoto, IconTrash, type TablerIcon } from '@tabler/icons-react'
import { useId, useState } from 'react'
import type { Attachment } from '#contract/care'
import { roleMay } from '#contract/permissions'
import { api, apiAddress } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Card, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './care.module.css'
import { IconButton } from './IconButton.tsx'
import { useCareChange } from './use-care-change.ts'

const mostBytes = 10 * 1024 ** 2

/** Files that belong to this customer: a contract, a photo of the usual table. */
export function AttachmentsCard({ customerId, attachments }: { customerId: string; attachments: Attachment[] }) {
  const { t } = useI18n()
  const { role } = useSession()
  const id = useId()
  const change = useCareChange(customerId)
  const [isOver, setOver] = useState(false)
  const [sending, setSending] = useState(false)
  const mayWrite = roleMay(role, 'notes:write')
  const upload = async (files: FileList | null) => {
    setOver(false)
    for (const file of files ?? []) {
      if (file.size > mostBytes) {
        toast.bad(t('care.files.too_large', { name: file.name }))
        continue
      }
      setSending(true)
      await change({
        send: () => api.send(`/customers/${customerId}/attachments`, file, { fileName: file.name.slice(-200) }),
        done: t('care.files.kept', { name: file.name }),
      })
      setSending(false)
    }
  }
  return (
    <Card title={t('care.files.title')}>
      <ul className={classes.list}>
        {attachments.map((file) => (
          <FileItem key={file.attachmentId} customerId={customerId} file={file} mayWrite={mayWrite} />
        ))}
      </ul>
      {attachments.length === 0 && (
        <p className={classes.empty}>
          {t('care.files.empty')} <span className={classes.example}>{t('care.files.example')}</span>
        </p>
      )}
      {mayWrite && (
        // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a convenience; the file field within does the same by keyboard.
        <div
          className={classes.drop}
          data-over={isOver}
          style={{ marginBlockStart: 10 }}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault()
            void upload(event.dataTransfer.files)
          }}
        >
          <input
            id={id}
            type="file"
            multiple
            className={classes.hiddenInput}
            onChange={(event) => {
              void upload(event.currentTarget.files)
              event.currentTarget.value = ''
            }}
          />
          <label htmlFor={id} className={classes.add} style={{ marginInlineStart: -8 }} aria-busy={sending}>
            <IconFileUpload size={16} stroke={1.8} aria-hidden />
            {t(sending ? 'care.files.sending' : 'care.files.add')}
          </label>
        </div>
      )}
    </Card>
  )
}

function FileItem({ customerId, file, mayWrite }: { customerId: string; file: Attachment; mayWrite: boolean }) {
  const { t, day, number } = useI18n()
  const change = useCareChange(customerId)
  const path = `/customers/${customerId}/attachments/${file.attachmentId}`
  const Icon = signOf(file.contentType)
  const remove = () =>
    void change({
      show: (care) => ({
        ...care,
        attachments: care.attachments.filter(({ attachmentId }) => attachmentId !== file.attachmentId),
      }),
      send: () => api.delete(path),
      done: t('care.files.removed'),
      undo: () => api.post(`${path}/restore`),
    })
  const kilobytes = file.bytes / 1024
  return (
    <li>
      <span className={classes.sign}>
        <Icon size={16} stroke={1.7} aria-hidden />
      </span>
      <div className={classes.words}>
        <a href={apiAddress(path)} download className={classes.title}>
          <bdi>{file.fileName}</bdi>
        </a>
        <span className={classes.soft}>
          {kilobytes < 1024
            ? t('care.files.kilobytes', { size: number(Math.max(1, kilobytes)) })
            : t('care.files.megabytes', { size: number(kilobytes / 1024, 1) })}{' '}
          · {day(file.createdAt)}
        </span>
      </div>
      {mayWrite && (
        <div className={classes.tools}>
          <IconButton icon={IconTrash} label={t('care.files.remove', { name: file.fileName })} onClick={remove} />
        </div>
      )}
    </li>
  )
}

function signOf(contentType: string): TablerIcon {
  if (contentType === 'application/pdf') return IconFileTypePdf
  return contentType.startsWith('image/') ? IconPhoto : IconFile
}
