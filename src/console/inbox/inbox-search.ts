import { ticketChannels } from '#contract/inbox-words'
import { oneOf, textOf } from '../router/search-text.ts'

export const ticketFilters = ['open', 'waiting', 'closed', 'all'] as const
export const ticketOwners = ['all', 'mine', 'nobody'] as const

/** What the address of the inbox says; all of it optional. `ticket` opens one, `to` begins one to a customer. */
export type InboxSearch = {
  state?: (typeof ticketFilters)[number] | undefined
  owner?: (typeof ticketOwners)[number] | undefined
  channel?: (typeof ticketChannels)[number] | undefined
  search?: string | undefined
  ticket?: string | undefined
  to?: string | undefined
}

export function readInboxSearch(raw: Record<string, unknown>): InboxSearch {
  return {
    state: oneOf(raw.state, ticketFilters),
    owner: oneOf(raw.owner, ticketOwners),
    channel: oneOf(raw.channel, ticketChannels),
    search: textOf(raw.search),
    ticket: textOf(raw.ticket),
    to: textOf(raw.to),
  }
}
