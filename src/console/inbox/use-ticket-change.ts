import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AddTicket, AddTicketEntry, ChangeTicket, Ticket } from '#contract/inbox'
import { api } from '../api/client.ts'
import { toast } from '../components/index.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { ticketQuery } from './inbox-query.ts'

/** Opens, answers and changes tickets; what fails is said, and what was typed is still there. */
export function useTicketChange() {
  const client = useQueryClient()
  const i18n = useI18n()
  return useMemo(() => {
    const keep = (ticket: Ticket): Ticket => {
      client.setQueryData(ticketQuery(ticket.ticketId).queryKey, ticket)
      void client.invalidateQueries({ queryKey: ['tickets'] })
      return ticket
    }
    const attempt = async (work: () => Promise<Ticket>): Promise<Ticket | undefined> => {
      try {
        return keep(await work())
      } catch (error) {
        toast.bad(problemText(error, i18n))
        // What failed may have met what somebody else did meanwhile.
        void client.invalidateQueries({ queryKey: ['tickets'] })
        return undefined
      }
    }
    const patch = (ticketId: string, change: ChangeTicket) =>
      attempt(() => api.patch<Ticket>(`/tickets/${ticketId}`, change))
    return {
      open: (body: AddTicket) => attempt(() => api.post<Ticket>('/tickets', body)),
      write: (ticketId: string, entry: AddTicketEntry) =>
        attempt(() => api.post<Ticket>(`/tickets/${ticketId}/entries`, entry)),
      /** `back` is what undoing sends; without it nothing is said. */
      change: async (ticketId: string, change: ChangeTicket, done?: string, back?: ChangeTicket) => {
        const changed = await patch(ticketId, change)
        if (changed && done && back) toast.undo(done, i18n.t('console.undo'), () => void patch(ticketId, back))
        return changed
      },
      remove: async (ticketId: string): Promise<boolean> => {
        try {
          await api.delete(`/tickets/${ticketId}`)
          await client.cancelQueries({ queryKey: ticketQuery(ticketId).queryKey })
          void client.invalidateQueries({
            queryKey: ['tickets'],
            predicate: ({ queryKey }) => !queryKey.includes(ticketId),
          })
          return true
        } catch (error) {
          toast.bad(problemText(error, i18n))
          return false
        }
      },
    }
  }, [client, i18n])
}
