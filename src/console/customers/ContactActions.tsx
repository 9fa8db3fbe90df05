import { ActionIcon } from '@mantine/core'
import { IconCopy, IconMail, IconPhone } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { copyText } from '../components/copy-text.ts'
import { LinkButton } from '../components/LinkButton.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './ContactActions.module.css'

type ContactActionsProps = {
  /** Without it there is no button that opens the customer. */
  customerId?: string
  name: string
  email: string | null
  phone: string | null
  /** The shop's own number of this person: all there is to look them up by when nothing else is known. */
  number?: string | null
  /** Who is written to from the inbox, by those who may; everybody else writes from a mail program. */
  writeTo?: string
  /** In a list: what is done at once; an address to copy stands on the customer's page. */
  brief?: boolean
}

/** What can be done about a person right now: write, call, look up, open. Only what is known is offered. */
export function ContactActions({ customerId, name, email, phone, number = null, writeTo, brief }: ContactActionsProps) {
  const { t } = useI18n()
  const { role } = useSession()
  return (
    <div className={classes.actions}>
      {email !== null && (
        <>
          {writeTo !== undefined && roleMay(role, 'inbox:write') ? (
            <ActionIcon
              variant="default"
              size="lg"
              renderRoot={(props) => <Link to="/inbox" search={{ to: writeTo }} {...props} />}
              aria-label={t('customers.contact.write', { name })}
              title={t('customers.contact.write', { name })}
            >
              <IconMail size={17} stroke={1.7} aria-hidden />
            </ActionIcon>
          ) : (
            <ActionIcon
              component="a"
              variant="default"
              size="lg"
              href={`mailto:${encodeURIComponent(email)}`}
              aria-label={t('customers.contact.write', { name })}
              title={t('customers.contact.write', { name })}
            >
              <IconMail size={17} stroke={1.7} aria-hidden />
            </ActionIcon>
          )}
          {!brief && (
            <ActionIcon
              variant="default"
              size="lg"
              onClick={() => void copyText(email, t('console.copied'))}
              aria-label={t('customers.contact.copy_email', { name })}
              title={t('customers.contact.copy_email', { name })}
            >
              <IconCopy size={17} stroke={1.7} aria-hidden />
            </ActionIcon>
          )}
        </>
      )}
      {phone !== null && (
        <ActionIcon
          component="a"
          variant="default"
          size="lg"
          href={`tel:${phone}`}
          aria-label={t('customers.contact.call', { name })}
          title={t('customers.contact.call', { name })}
        >
          <IconPhone size={17} stroke={1.7} aria-hidden />
        </ActionIcon>
      )}
      {email === null && phone === null && number !== null && (
        <ActionIcon
          variant="default"
          size="lg"
          onClick={() => void copyText(number, t('console.copied'))}
          aria-label={t('customers.contact.copy_number', { number })}
          title={t('customers.contact.copy_number', { number })}
        >
          <IconCopy size={17} stroke={1.7} aria-hidden />
        </ActionIcon>
      )}
      {customerId !== undefined && (
        <LinkButton
          to="/customers/$customerId"
          params={{ customerId }}
          variant="default"
          size="sm"
          data-opens
          aria-label={t('customers.contact.open_person', { name })}
        >
          {t('customers.contact.open')}
        </LinkButton>
      )}
    </div>
  )
}
