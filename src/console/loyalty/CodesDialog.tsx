import { Button, FileButton, Textarea } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ListedLoyaltyCodes, LoyaltyProgramme } from '#contract/loyalty'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Dialog, Form, FormProblem, SubmitActions, toast } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { programmePath } from './loyalty-query.ts'
import type { Reward } from './RewardsPage.tsx'

/** Codes that were made elsewhere, pasted or from a file: the first column of each line. */
export function CodesDialog({
  programme,
  reward,
  onClose,
}: {
  programme: LoyaltyProgramme
  reward: Reward
  onClose: () => void
}) {
  const { t } = useI18n()
  const [text, setText] = useState('')
  const codes = codesIn(text)
  const path = programmePath(programme.programmeId, `/rewards/${encodeURIComponent(reward.id)}/codes`)
  const save = useMutation({
    mutationFn: () => api.post<ListedLoyaltyCodes>(path, { codes }),
    onSuccess: async ({ added, known }) => {
      await queryClient.invalidateQueries({ queryKey: ['loyalty'] })
      onClose()
      toast.good(t('loyalty.codes.added', { added, known }))
    },
  })
  return (
    <Dialog title={t('loyalty.codes.title', { name: reward.name ?? reward.id })} onClose={onClose}>
      <Form onSubmit={() => save.mutate()}>
        <Textarea
          label={t('loyalty.codes.label')}
          description={t('loyalty.codes.help')}
          data-autofocus
          dir="ltr"
          rows={8}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={(file) => void file?.text().then(setText)}>
          {(props) => (
            <p>
              <Button {...props} variant="default" size="xs" leftSection={<IconFileUpload size={16} aria-hidden />}>
                {t('loyalty.codes.file')}
              </Button>{' '}
              {codes.length > 0 && <span>{t('loyalty.codes.count', { count: codes.length })}</span>}
            </p>
          )}
        </FileButton>
        <FormProblem error={save.error} />
        <SubmitActions
          onClose={onClose}
          label={t('loyalty.codes.add')}
          disabled={codes.length === 0}
          loading={save.isPending}
        />
      </Form>
    </Dialog>
  )
}

const codesIn = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => (line.split(/[,;\t]/)[0] ?? '').trim().replaceAll('"', ''))
    .filter((code) => code !== '')
