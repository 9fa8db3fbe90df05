import { expect, test } from 'vitest'
import type { Outbound } from '#platform/outbound'
import type { MessagingDeps } from '../messaging-deps.ts'
import { readMailReports } from './dsn.ts'
import { readSendgrid, readSes } from './providers.ts'
import { isAmazonAddress, isSns, type SnsMessage, signedText } from './sns.ts'

const id = '0190f7a0-1111-7222-8333-444455556666'

const bounce = (status: string, action = 'failed') =>
  [
    'From: MAILER-DAEMON@mx.example',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary=edge',
    '',
    '--edge',
    'Content-Type: text/plain',
    '',
    'Action: failed is what this text says as well',
    '--edge',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    'Original-Recipient: rfc822;Anna@Corner.example',
    'Final-Recipient: rfc822; anna@elsewhere.example',
    `Action: ${action}`,
    `Status: ${status} (no such user)`,
    'Diagnostic-Code: smtp; 550 5.1.1 unknown',
    '',
    'Final-Recipient: rfc822; bela@corner.example',
    'Action: delivered',
    'Status: 2.0.0',
    '',
    '--edge',
    'Content-Type: message/rfc822',
    '',
    `Message-ID: <${id}@corner.example>`,
    'Subject: Hello',
    '',
    'Hello',
    '--edge--',
  ].join('\r\n')

test('a bounce mail is read address by address; what may work another time is no dead address', () => {
  expect(readMailReports(bounce('5.1.1'))).toEqual([
    { kind: 'bounced', code: '5.1.1', address: 'Anna@Corner.example', messageId: id },
    { kind: 'delivered', code: '2.0.0', address: 'bela@corner.example', messageId: id },
  ])
  for (const status of ['4.4.7', '5.2.2', '5.7.1']) expect(readMailReports(bounce(status))[0]?.kind).toBe('undelivered')
  expect(readMailReports(bounce('4.4.1', 'delayed'))).toHaveLength(1)
})

test('a complaint is read as RFC 5965 writes it; any other mail says nothing', () => {
  const complaint = [
    'Content-Type: multipart/report; report-type=feedback-report; boundary="x"',
    '',
    '--x',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: Loop/1',
    'Version: 1',
    'Original-Rcpt-To: <anna@corner.example>',
    '',
    '--x',
    'Content-Type: text/rfc822-headers',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`Message-ID: <${id}@corner.example>\n`).toString('base64'),
    '--x--',
  ].join('\n')
  expect(readMailReports(complaint)).toEqual([
    { kind: 'complained', code: 'abuse', address: 'anna@corner.example', messageId: id },
  ])
  for (const other of [
    '',
    'Subject: Out of office\r\n\r\nback on Monday',
    'Content-Type: multipart/mixed; boundary=\r\n\r\n',
    '\u0000',
  ])
    expect(readMailReports(other)).toEqual([])
})

test('SES tells of dead addresses and complaints; what passes by itself is none', () => {
  const told = (bounceType: string) =>
    readSes(
      JSON.stringify({
        notificationType: 'Bounce',
        mail: { tags: { regulars_message: [id] }, destination: ['anna@corner.example'] },
        bounce: { bounceType, bouncedRecipients: [{ emailAddress: 'anna@corner.example', status: '5.1.1' }] },
      }),
    )
  expect(told('Permanent')).toEqual([{ kind: 'bounced', address: 'anna@corner.example', code: '5.1.1', messageId: id }])
  expect(told('Transient')[0]?.kind).toBe('undelivered')
  const complaint = {
    eventType: 'Complaint',
    mail: { headers: [{ name: 'Message-ID', value: `<${id}@corner.example>` }] },
    complaint: { complainedRecipients: [{ emailAddress: 'anna@corner.example' }], complaintFeedbackType: 'abuse' },
  }
  expect(readSes(JSON.stringify(complaint))).toMatchObject([{ kind: 'complained', code: 'abuse', messageId: id }])
})

const certificate = `-----BEGIN CERTIFICATE-----
MIIDGzCCAgOgAwIBAgIUfe+QT9uvJfSmNVEgu2cZjUfw1gkwDQYJKoZIhvcNAQEL
BQAwHDEaMBgGA1UEAwwRc25zLmFtYXpvbmF3cy5jb20wIBcNMjYxMTIyMDkwMzU2
WhgPMjEyNjEwMjkwOTAzNTZaMBwxGjAYBgNVBAMMEXNucy5hbWF6b25hd3MuY29t
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsMjKEYKusfBENCTfpnQJ
QjGZFs7RhY/R7bBvh4PrPVE8Uv0aYQdQuz9k74sIRZSTtj0e/5Kd4u0mQiUx88cw
Ick6fqGiUbckt7ywsGBjpDcWO969OZYUbG+YLp6CqzAlmO/BxH6hzFUUJJ5aArF0
9ubk8iU87tgm/pgfWMSR7l5Lv/r6oL8QN9fLIAUSE6CPL/aNJnD1LdHYQrMA97xQ
ic5TVOSZaDzGG7IvufGjKsk2e7mK42CIjRvWXqF0v44hXlnKky8Y0bgNRIrHp8Th
/2sYDCMCq4UB1Lrj3/3WmplvuvwBCq02Lk6wv5R+9Arkf/kQ6V+0svWvF5lUm0kQ
nwIDAQABo1MwUTAdBgNVHQ4EFgQUAOq5e8TNg8sMQzeoPUD7YfBbCTAwHwYDVR0j
BBgwFoAUAOq5e8TNg8sMQzeoPUD7YfBbCTAwDwYDVR0TAQH/BAUwAwEB/zANBgkq
hkiG9w0BAQsFAAOCAQEAOlibQrJ5PJEqMvFapMGEmTI6dGGz67McsB94518mY+9E
V0v4BAHVYpQ+W2joIoZSinV7CVjfkOwnJgXaTfdIdDDQpRVnZScPKU+UK6xj6Ag/
rwe+7Iz+MwNhZbTwpj50MKOW+XDzKhE4UKD13THTzYJEIUSA8CBNbwLHEC0xlP00
MstcyHjPHlTCAdZY0kUHrI/dXQG373Rtw54VfsXS9LAR/v04FWyyW5SuKT4Q5gSY
P3934y9S3ANwgPvCp0zBaEQUgPcejIZViFz0M2S0XJosTsmY+XAu77FJ9Uq0GhNF
ha/JUctzMfpNdiX9VwB6ZLinXDCukQrgf2YWwSIy1A==
-----END CERTIFICATE-----
`
const signatures = {
  // of the notice below, with the key of the certificate, by SHA-1 and SHA-256
  1: `oE4lnKNcHRwmn7P/9sxaBXBQt6idAmSc5Acz6etiR284//NDbulcE1tAnv+IvbVZyYkwUq/FxY7V1+GRyESqWhoVZ/xqi0ie2U6D
tsc2opRgy5Pm1g40Qjor94wAV0vWcdeaA+c76R0w5iw47Y08Pfgjx5aq2H+ARF8WQpOtPdGU1V+ujlS3GNu+ulXDce9dwNq8LWMM
lPaPyMywVpbLZdOXRKYOJNAnpu8Rn8SoSUsbiKx9LD0nbIrVAM377VQDIk6w7MhvPXjHR3vZQQagW27FmaWAhD5pZTqvFzSg2+13
Js5ak++/hZfQ5UvXfdC/9l/NlXcxQ5w3fdl49ukLLA==`,
  2: `L4fotzo3uz8eSPBWiWv8j1trB0JAeF66WXrJoLsmwYe93K3Cu107T2CWzvwFh6ZQEYk6egvlRW6Ex7Zv8leFpvL8DHKlkYUDFuB9
Evj2LyGgFH9RFxJC/6DXhDaKmu1Kwn13L4hA5F3LUko/AhhNhIWinDAEkJCHOOpbTpVHEgFhAv8CL3N0K0NsCqaX4pQP3nilVzbK
juULceJDy/PGGgdy0Fz+dx6d1HS+xsvB/+fKapPVm/C7NSpELBUJjxJC9cvfTcF82WAxk54VRgjO6i7aSYYsducrWV6iMDLp/ckt
0BLMZYFJ1uZFRMrcsez79+Xo5cCdhtFlu3Hn+UPYlg==`,
}

test('a notice of SNS is believed when it is signed with the certificate it names, for the topic that was set up', async () => {
  const asked: string[] = []
  const outbound: Outbound = async (url) => {
    asked.push(url)
    return { status: 200, headers: {}, body: certificate }
  }
  const deps = { outbound } as MessagingDeps
  const notice = (version: '1' | '2', more: Partial<SnsMessage> = {}): SnsMessage => ({
    ...{ Type: 'Notification', MessageId: 'm', TopicArn: 'arn:aws:sns:eu-west-1:1:t', Message: '{}' },
    ...{ Timestamp: '2026-11-23T10:00:00.000Z', SignatureVersion: version, Signature: signatures[version] },
    SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/x.pem',
    ...more,
  })
  const topic = 'arn:aws:sns:eu-west-1:1:t'
  expect(await isSns(deps, notice('1'), topic)).toBe(true)
  expect(await isSns(deps, notice('2'), topic)).toBe(true)
  expect(asked).toEqual(['https://sns.eu-west-1.amazonaws.com/x.pem'])
  expect(await isSns(deps, notice('2', { Message: '{ }' }), topic)).toBe(false)
  expect(await isSns(deps, notice('2', { SignatureVersion: '1' }), topic)).toBe(false)
  expect(await isSns(deps, notice('2'), 'arn:aws:sns:eu-west-1:1:other')).toBe(false)
  expect(await isSns(deps, notice('2', { SigningCertURL: 'https://evil.example/x.pem' }), topic)).toBe(false)
  expect(asked).toHaveLength(1)
})

test('what SNS signs is put together as its documents say, and only Amazon is asked for certificates', () => {
  const message = {
    Type: 'Notification' as const,
    MessageId: 'm',
    TopicArn: 'arn:aws:sns:eu-west-1:1:t',
    Message: '{}',
    Timestamp: '2026-11-23T10:00:00.000Z',
    SignatureVersion: '2' as const,
    Signature: '',
    SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/x.pem',
  }
  expect(signedText(message)).toBe(
    'Message\n{}\nMessageId\nm\nTimestamp\n2026-11-23T10:00:00.000Z\nTopicArn\narn:aws:sns:eu-west-1:1:t\nType\nNotification\n',
  )
  expect(isAmazonAddress(message.SigningCertURL)).toBe(true)
  for (const other of [
    'http://sns.eu-west-1.amazonaws.com/x.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/x.pem',
    'https://evil.example/sns.eu-west-1.amazonaws.com',
    'https://sns.eu-west-1.amazonaws.com:8443/x.pem',
    'https://s3.amazonaws.com/x.pem',
    'nothing',
  ])
    expect(isAmazonAddress(other)).toBe(false)
})

test('of SendGrid a blocked letter is this letter’s fate, not the address’s; strange rows are passed over', () => {
  const rows = [
    { email: 'a@b.example', event: 'bounce', type: 'blocked', 'smtp-id': `<${id}@corner.example>` },
    { email: 'a@b.example', event: 'open' },
    'nothing',
    { event: 7 },
  ]
  expect(readSendgrid(JSON.stringify(rows))).toMatchObject([{ kind: 'undelivered', messageId: id }])
})
