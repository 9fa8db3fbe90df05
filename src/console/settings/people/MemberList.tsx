import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Member } from '#contract/people'
import type { Role } from '#contract/roles'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Avatar, Badge, Dialog, DialogActions, toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import settings from '../settings.module.css'
import classes from './people.module.css'
import { peopleQuery, rolesBelow } from './people-query.ts'

export function MemberList({ members, mayChange }: { members: Member[]; mayChange: boolean }) {
  const [removing, setRemoving] = useState<Member>()
  return (
    <>
      <ul className={settings.keys}>
        {members.map((member) => (
          <MemberRow key={member.personId} member={member} mayChange={mayChange} onRemove={() => setRemoving(member)} />
        ))}
      </ul>
      {removing && <RemoveDialog member={removing} onClose={() => setRemoving(undefined)} />}
    </>
  )
}

function MemberRow({ member, mayChange, onRemove }: { member: Member; mayChange: boolean; onRemove: () => void }) {
  const { t, day } = useI18n()
  const { person, role } = useSession()
  const { name, email, joinedAt, seenAt } = member
  const isMe = member.personId === person.personId
  const isBelow = rolesBelow(role).includes(member.role)
  return (
    <li className={classes.member}>
      <Avatar name={name} size={36} />
      <div className={settings.keyWords}>
        <b>
          <bdi>{name}</bdi>
        </b>{' '}
        {isMe && <Badge>{t('people.members.you')}</Badge>}
        <p className={settings.note}>
          <bdi dir="ltr">{email}</bdi> · {t('people.members.joined', { day: day(joinedAt) })} ·{' '}
          {seenAt === null ? t('people.members.never_seen') : t('people.members.seen', { day: day(seenAt) })}
        </p>
      </div>
      <div className={classes.side}>
        {mayChange && isBelow ? <RoleChoice member={member} /> : <Badge>{t(`people.role.${member.role}`)}</Badge>}
        {mayChange && isBelow && !isMe && (
          <Button variant="default" size="xs" onClick={onRemove} aria-label={t('people.members.remove_one', { name })}>
            {t('people.members.remove')}
          </Button>
        )}
      </div>
    </li>
  )
}

function RoleChoice({ member }: { member: Member }) {
  const i18n = useI18n()
  const { t } = i18n
  const { role: own } = useSession()
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: (role: Role) => api.patch<void>(`/people/${member.personId}`, { role }),
    onSuccess: async (_, role) => {
      await client.invalidateQueries()
      const back = member.role
      toast.undo(
        t('people.members.role_changed', { name: member.name, role: t(`people.role.${role}`) }),
        t('console.undo'),
        () => change.mutate(back),
      )
    },
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  return (
    <NativeSelect
      size="xs"
      aria-label={t('people.members.role_of', { name: member.name })}
      value={change.isPending ? change.variables : member.role}
      disabled={change.isPending}
      data={rolesBelow(own).map((role) => ({ value: role, label: t(`people.role.${role}`) }))}
      onChange={(event) => change.mutate(event.currentTarget.value as Role)}
    />
  )
}

function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const i18n = useI18n()
  const { t } = i18n
  const { name } = member
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => api.delete<void>(`/people/${member.personId}`),
    onSuccess: () => {
      toast.good(t('people.members.removed', { name }))
      onClose()
      return client.invalidateQueries({ queryKey: peopleQuery.queryKey })
    },
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  return (
    <Dialog title={t('people.members.remove_title', { name })} onClose={onClose}>
      <p>{t('people.members.remove_text')}</p>
      <DialogActions>
        <Button variant="default" onClick={onClose}>
          {t('console.cancel')}
        </Button>
        <Button color="brick" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t('people.members.remove')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
