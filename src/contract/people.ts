import { z } from 'zod'
import { entryBrand } from './brand.ts'
import { locale as localeName } from './locale.ts'
import { role } from './roles.ts'

const email = z.email().max(254)
const name = z.string().trim().min(1).max(120)

const member = z.object({
  personId: z.uuid(),
  name: z.string(),
  email: z.string(),
  role,
  joinedAt: z.iso.datetime(),
  /** their last request in any workspace, right to five minutes; null: not signed in anywhere */
  seenAt: z.iso.datetime().nullable(),
})
export type Member = z.infer<typeof member>

const invitation = z.object({
  invitationId: z.uuid(),
  email: z.string(),
  role,
  invitedBy: z.string().nullable(),
  sentAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  isExpired: z.boolean(),
})
export type Invitation = z.infer<typeof invitation>

/** GET /api/v1/people: who works here, and who has been asked to. */
export const people = z.object({
  members: z.array(member),
  invitations: z.array(invitation),
  /** 'outbox': no mail server is set, links must be handed over by hand */
  delivery: z.enum(['smtp', 'outbox']),
})
export type People = z.infer<typeof people>

/** POST /api/v1/people/invitations; the role is at most one's own. */
export const invite = z.object({ email, role, locale: localeName })
export type Invite = z.infer<typeof invite>

/** `link` is there only without a mail server: it is shown this once, to be handed over. */
export const sentInvitation = z.object({ invitation, link: z.string().nullable() })
export type SentInvitation = z.infer<typeof sentInvitation>

/** PATCH /api/v1/people/{personId} */
export const changeMember = z.object({ role })
export type ChangeMember = z.infer<typeof changeMember>

/** The token of a link; it travels in a body, never in an address that somebody logs. */
export const invitationToken = z.object({ token: z.string().min(1).max(100) })

/** POST /api/v1/invitations/look: what a link is good for, for the page that opens it. */
export const openInvitation = z.object({
  workspaceId: z.uuid(),
  workspaceName: z.string(),
  brand: entryBrand,
  email: z.string(),
  role,
  locale: localeName,
  invitedBy: z.string().nullable(),
  expiresAt: z.iso.datetime(),
  /** somebody with this address exists: they sign in and accept instead of choosing a password */
  isKnown: z.boolean(),
})
export type OpenInvitation = z.infer<typeof openInvitation>

/** POST /api/v1/invitations/join: a new person, who is signed in afterwards. */
export const join = z.object({
  token: z.string().min(1).max(100),
  name,
  password: z.string().min(10).max(200),
  locale: localeName,
})
export type Join = z.infer<typeof join>

/** One of the workspaces somebody belongs to; `deletesAt` is set while it waits for its deletion. */
export const ownWorkspace = z.object({
  workspaceId: z.uuid(),
  name: z.string(),
  role,
  deletesAt: z.iso.datetime().nullable(),
})
export type OwnWorkspace = z.infer<typeof ownWorkspace>

/** POST /api/v1/session/workspace */
export const chooseWorkspace = z.object({ workspaceId: z.uuid() })

/** POST /api/v1/workspace/deletion: its name, typed as it stands. */
export const deleteWorkspace = z.object({ name: z.string().max(200) })
