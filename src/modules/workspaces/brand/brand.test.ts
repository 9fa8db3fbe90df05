import { deflateSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import type { Brand } from '#contract/brand'
import { newWorkspace } from '#testing'
import { annasWorkspace, signedIn, startTestApp, type TestApp } from '../testing/app.ts'
import { brandOf, mailBrandOf } from './brand.ts'

let on: TestApp
let cookie: string
let workspaceId: string

beforeAll(async () => {
  on = await startTestApp()
  ;({ workspaceId } = await annasWorkspace(on.db))
  cookie = await signedIn(on)
})

const change = (body: unknown) => on.send('PATCH', '/brand', body, { cookie })
const upload = (bytes: Buffer, path = '/brand/logo') =>
  on.app.request(`http://localhost:4400/api/v1${path}`, {
    method: 'POST',
    headers: { cookie, origin: 'http://localhost:4400', 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  })

/** A picture of one colour, as any program writes it. */
function picture(width: number, height: number): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    return Buffer.concat([length, Buffer.from(name, 'latin1'), data, Buffer.alloc(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2], 8)
  const pixels = deflateSync(Buffer.alloc(Math.min(height, 50) * (width * 3 + 1)))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

test('until somebody says otherwise the brand is the name of the workspace in the colours of the product', async () => {
  expect(await brandOf(on.db, workspaceId)).toEqual({
    name: 'Corner café',
    colour: '#0b6e4f',
    accent: '#c28324',
    voice: { hu: 'informal', ru: 'formal', fa: 'informal', pl: 'informal' },
    address: null,
    website: null,
    supportEmail: null,
    logoUrl: null,
  })
})

test('what was changed is in messages from then on, what was not given stays, null goes back', async () => {
  const answer = await change({
    name: 'Café Corner',
    colour: '#7A1F5C',
    voice: { hu: 'formal' },
    address: '1052 Budapest',
  })
  expect(answer.status).toBe(200)
  expect(
    await change({ website: 'https://corner.example', voice: { pl: 'formal' } }).then((one) => one.json()),
  ).toMatchObject({
    name: 'Café Corner',
    colour: '#7a1f5c',
    voice: { hu: 'formal', ru: 'formal', fa: 'informal', pl: 'formal' },
  })
  expect(await mailBrandOf(on.db, workspaceId)).toMatchObject({
    name: 'Café Corner',
    colour: '#7a1f5c',
    address: '1052 Budapest',
  })
  await change({ name: null })
  expect((await brandOf(on.db, workspaceId)).name).toBe('Corner café')
  expect((await brandOf(on.db, await newWorkspace(on.db))).colour).toBe('#0b6e4f')
})

test('a colour in which nobody could read is refused, with the nearest one that can be read', async () => {
  const answer = await change({ colour: '#ffcc00' })
  expect(answer.status).toBe(400)
  const { reason, details } = (await answer.json()) as { reason: string; details: { suggestion: string } }
  expect(reason).toBe('colour_unreadable')
  expect((await change({ colour: details.suggestion })).status).toBe(200)
  expect((await change({ website: 'javascript:alert(1)' })).status).toBe(400)
  expect((await change({ colour: 'red;}' })).status).toBe(400)
})

test('a logo is a picture by its content, small, and served in a way that runs nothing', async () => {
  const answer = await upload(picture(300, 80))
  expect(answer.status).toBe(200)
  const { logoUrl } = (await answer.json()) as Brand
  const logo = await on.app.request(`http://localhost:4400${logoUrl}`)
  expect(logo.status).toBe(200)
  expect(Object.fromEntries(logo.headers)).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'cache-control': 'public, max-age=31536000, immutable',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
  })
  expect(Buffer.from(await logo.arrayBuffer())).toEqual(picture(300, 80))
  expect((await mailBrandOf(on.db, workspaceId)).logo?.type).toBe('image/png')

  const refused = async (bytes: Buffer) => {
    const one = await upload(bytes)
    return [one.status, ((await one.json()) as { reason: string }).reason]
  }
  expect(await refused(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'))).toEqual(
    [400, 'logo_not_image'],
  )
  expect(await refused(Buffer.from('\x89PNG\r\n\x1a\n<html>', 'latin1'))).toEqual([400, 'logo_not_image'])
  expect(await refused(picture(30_000, 30_000))).toEqual([400, 'logo_too_large'])
  expect((await refused(Buffer.concat([picture(10, 10), Buffer.alloc(210_000)])))[0]).toBe(413)
  // What was refused has changed nothing.
  expect((await brandOf(on.db, workspaceId)).logoUrl).toBe(logoUrl)

  expect((await on.send('DELETE', '/brand/logo', undefined, { cookie })).status).toBe(200)
  expect((await on.app.request(`http://localhost:4400${logoUrl}`)).status).toBe(404)
})

test('before anybody has signed in, pages show the business when it is the only one here', async () => {
  const ways = async () => (await on.send('GET', '/session/ways')).json() as Promise<{ brand: unknown }>
  const { name, colour, logoUrl } = await brandOf(on.db, workspaceId)
  const alone = await startTestApp()
  expect(await (await alone.send('GET', '/session/ways')).json()).toMatchObject({ brand: null })
  await annasWorkspace(alone.db)
  expect(await (await alone.send('GET', '/session/ways')).json()).toMatchObject({
    brand: { name: 'Corner café', colour: '#0b6e4f', logoUrl: null },
  })
  // Here there are two workspaces: whose page it is cannot be known.
  await newWorkspace(on.db)
  expect(await ways()).toMatchObject({ brand: null })
  await on.send('POST', '/people/invitations', { email: 'new@corner.example', role: 'agent', locale: 'hu' }, { cookie })
  const token = on.mail.sent.at(-1)?.action?.url.split('#')[1] ?? ''
  const look = await on.send('POST', '/invitations/look', { token })
  expect(await look.json()).toMatchObject({ brand: { name, colour, logoUrl } })
})

test('colleagues are addressed as in the console, however customers are', async () => {
  const invited = async (locale: string, email: string) => {
    await on.send('POST', '/people/invitations', { email, role: 'agent', locale }, { cookie })
    const mail = on.mail.sent.at(-1)
    return [mail?.subject, ...(mail?.paragraphs ?? []), ...(mail?.notes ?? [])].join(' ')
  }
  await change({ voice: { hu: 'informal', ru: 'informal', fa: 'informal', pl: 'informal' } })
  expect(await invited('hu', 'hu@corner.example')).toContain('meghívta Önt')
  expect(await invited('ru', 'ru@corner.example')).toContain('Ваша роль')
  expect(await invited('en', 'en@corner.example')).toContain('invites you')
})
