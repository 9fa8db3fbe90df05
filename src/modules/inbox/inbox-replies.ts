import type { Replies } from '#modules/messaging'
import type { InboxDeps } from './inbox-deps.ts'
import { takeMail } from './incoming/take-mail.ts'
import { takeText } from './incoming/take-text.ts'

/** What messaging hands on of what comes in. */
export const inboxReplies = (deps: InboxDeps): Replies => ({
  takeMail: (workspaceId, raw, at) => takeMail(deps, workspaceId, raw, at),
  takeText: (tx, workspaceId, text) => takeText(tx, deps, workspaceId, text),
})
