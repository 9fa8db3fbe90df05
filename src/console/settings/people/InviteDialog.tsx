import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Invite, SentInvitation } from '#contract/people'
import { api } from '../../api/client.ts'
import { fieldProblems } from '../../api/problem.ts'
import { useSession } from '../../api/session.ts'
import { Dialog, DialogActions, LinkButton, toast } from '../../components/index.ts'
import { languages } from '../../i18n/languages.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { LinkDialog } from './LinkDialog.tsx'
import { peopleQuery, rolesBelow } from './people-query.ts'

/** Asks for an address, a role and a language; the role says what it means before it is given. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const i18n = useI18n()
  const { t } = i18n
  const { role: own, workspace } = useSession()
  const client = useQueryClient()
  const [fields, setFields] = useState<Invite>({ email: '', role: 'staff', locale: workspace.locale })
  const send = useMutation({
    mutationFn: (body: Invite) => api.post<SentInvitation>('/people/invitations', body),
    onSuccess: ({ link, invitation }) => {
      if (link === null) {
        toast.good(t('people.invite.sent', { email: invitation.email }))
        onClose()
      }
      return client.invalidateQueries({ queryKey: peopleQuery.queryKey })
    },
  })
  const problems = fieldProblems(send.error)
  const set = (change: Partial<Invite>) => setFields({ ...fields, ...change })
  if (send.data?.link) return <LinkDialog link={send.data.link} email={send.data.invitation.email} onClose={onClose} />
  return (
    <Dialog title={t('people.invite.title')} onClose={onClose}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          send.mutate(fields)
        }}
      >
        <TextInput
          label={t('people.invite.email')}
          type="email"
          dir="ltr"
          autoComplete="off"
          required
          withAsterisk={false}
          data-autofocus
          value={fields.email}
          error={problems.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
        />
        <div className={classes.pair}>
          <NativeSelect
            label={t('people.invite.role')}
            value={fields.role}
            data={rolesBelow(own).map((role) => ({ value: role, label: t(`people.role.${role}`) }))}
            onChange={(event) => set({ role: event.currentTarget.value as Invite['role'] })}
          />
          <NativeSelect
            label={t('people.invite.language')}
            value={fields.locale}
            data={languages.map((language) => ({ value: language.locale, label: language.name }))}
            onChange={(event) => set({ locale: event.currentTarget.value as Invite['locale'] })}
          />
        </div>
        <p className={classes.note}>{t(`people.role_words.${fields.role}`)}</p>
        {send.isError && Object.keys(problems).length === 0 && (
          <p role="alert" className={classes.problem}>
            {problemText(send.error, i18n)}
          </p>
        )}
        <DialogActions>
          <LinkButton to="/settings/roles" variant="subtle">
            {t('people.members.what_roles')}
          </LinkButton>
          <Button type="submit" loading={send.isPending}>
            {t('people.invite.send')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
