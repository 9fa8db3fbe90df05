import { z } from '@hono/zod-openapi'
import {
  channelList,
  channelTest,
  saveChannel as saveChannelBody,
  saveMailbox,
  saveReportSource,
  testChannel as testBody,
} from '#contract/message-channel-settings'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import type { MessagingDeps } from '../messaging-deps.ts'
import { listChannels } from './read-channels.ts'
import { checkSender, saveChannel, saveReportMailbox, saveReports } from './save-channel.ts'
import { testChannel } from './test-channel.ts'

const tags = ['Messages']
const read = { scope: 'messages:read' } as const
// Keys of services are the owner's business: no server key can set them.
const write = { scope: 'workspace:write' } as const

const list = workspaceRoute(read, {
  method: 'get',
  path: '/message-channels',
  tags,
  summary: 'How each channel is set up; keys and passwords never come back out',
  responses: { 200: json(channelList, 'The channels') },
})
const save = workspaceRoute(write, {
  method: 'put',
  path: '/message-channels',
  tags,
  summary: 'Set one channel up or change it; a secret that is not given stays',
  request: { body: jsonBody(saveChannelBody) },
  responses: { 200: json(channelList.extend({ newSecret: z.string().nullable() }), 'The channels') },
})
const check = workspaceRoute(write, {
  method: 'post',
  path: '/message-channels/email/check',
  tags,
  summary: 'Look for the DNS record of the sender now; letters are signed once it is found',
  responses: { 200: json(channelList, 'The channels') },
})
const reports = workspaceRoute(write, {
  method: 'put',
  path: '/message-channels/email/reports',
  tags,
  summary: 'Who may report bounces and complaints, and what proves it',
  request: { body: jsonBody(saveReportSource) },
  responses: { 200: json(channelList, 'The channels') },
})
const mailbox = workspaceRoute(write, {
  method: 'put',
  path: '/message-channels/email/mailbox',
  tags,
  summary: 'The mailbox that bounce mails come to, read over IMAP every minute; a password that is not given stays',
  request: { body: jsonBody(saveMailbox) },
  responses: { 200: json(channelList, 'The channels') },
})
const test = workspaceRoute(write, {
  method: 'post',
  path: '/message-channels/{channel}/test',
  tags,
  summary: 'Speak to a service now and say what it answered',
  request: {
    params: z.object({
      channel: z.string().meta({ description: 'sms, rcs, webhook or mailbox; of fcm and apns the key alone' }),
    }),
    body: jsonBody(testBody),
  },
  responses: { 200: json(channelTest, 'How it went') },
})

export function channelRoutes(deps: MessagingDeps): Router {
  const app = createRouter()
  app.openapi(list, async (c) => c.json(await listChannels(deps, c.var.workspaceId), 200))
  app.openapi(save, async (c) =>
    c.json(await saveChannel(deps, c.var.workspaceId, c.var.actor, c.req.valid('json')), 200),
  )
  app.openapi(check, async (c) => c.json(await checkSender(deps, c.var.workspaceId), 200))
  app.openapi(reports, async (c) =>
    c.json(await saveReports(deps, c.var.workspaceId, c.var.actor, c.req.valid('json')), 200),
  )
  app.openapi(mailbox, async (c) =>
    c.json(await saveReportMailbox(deps, c.var.workspaceId, c.var.actor, c.req.valid('json').mailbox), 200),
  )
  app.openapi(test, async (c) => {
    const { channel } = c.req.valid('param')
    return c.json(await testChannel(deps, c.var.workspaceId, channel, c.req.valid('json').to), 200)
  })
  return app
}
