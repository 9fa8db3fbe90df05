import { expect, test } from 'vitest'
import { readMailReports } from './dsn.ts'
import { readSendgrid, readSes } from './providers.ts'
import { isAmazonAddress, signedText } from './sns.ts'

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
