/** An authority of our own that issues pass certificates, and what reads a signature; written from X.690, RFC 5280 and RFC 5652. */
import { createHash, createSign, generateKeyPairSync, type KeyObject, verify, X509Certificate } from 'node:crypto'

const tlv = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const size: number[] = []
  for (let rest = body.length; rest > 0; rest >>= 8) size.unshift(rest & 255)
  const length = body.length < 128 ? Buffer.of(body.length) : Buffer.of(0x80 | size.length, ...size)
  return Buffer.concat([Buffer.of(tag), length, body])
}
const sequence = (...parts: Buffer[]): Buffer => tlv(0x30, ...parts)
const integer = (value: number): Buffer => tlv(2, Buffer.of(value))
const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text))
const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = rest.flatMap((part) => {
    const groups = [part & 127]
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 127) | 128)
    return groups
  })
  return tlv(6, Buffer.of(first * 40 + second, ...bytes))
}

const names = { CN: '2.5.4.3', O: '2.5.4.10', OU: '2.5.4.11', UID: '0.9.2342.19200300.100.1.1' }
type Subject = Partial<Record<keyof typeof names, string>>
const nameOf = (subject: Subject): Buffer =>
  sequence(
    ...Object.entries(subject).map(([name, value]) =>
      tlv(0x31, sequence(oid(names[name as keyof typeof names]), utf8(value))),
    ),
  )

const sha256Rsa = sequence(oid('1.2.840.113549.1.1.11'), tlv(5))
const day = (date: Date): Buffer => tlv(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replaceAll(/\D/g, '')}Z`))

export type Issued = { certificate: string; key: string; privateKey: KeyObject; subject: Subject }

/** A certificate for two years from `from`; by itself without an issuer. */
export function issue(subject: Subject, from: Date, issuer?: Issued): Issued {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const until = new Date(from.getTime() + 730 * 86_400_000)
  const content = sequence(
    tlv(0xa0, integer(2)),
    integer(7),
    sha256Rsa,
    nameOf(issuer?.subject ?? subject),
    sequence(day(from), day(until)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = createSign('sha256')
    .update(content)
    .sign(issuer?.privateKey ?? privateKey)
  const der = sequence(content, sha256Rsa, tlv(3, Buffer.of(0), signature))
  const lines = der
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    privateKey,
    subject,
  }
}

type Node = { tag: number; content: Buffer; all: Buffer }

function children(content: Buffer): Node[] {
  const nodes: Node[] = []
  for (let at = 0; at < content.length; ) {
    const tag = content[at] ?? 0
    let length = content[at + 1] ?? 0
    let head = 2
    if (length > 128) {
      const bytes = length - 128
      length = content.readUIntBE(at + 2, bytes)
      head += bytes
    }
    nodes.push({
      tag,
      content: content.subarray(at + head, at + head + length),
      all: content.subarray(at, at + head + length),
    })
    at += head + length
  }
  return nodes
}

const find = (nodes: Node[], tag: number): Node[] => nodes.filter((node) => node.tag === tag)

/** Whether a detached PKCS #7 signature over `content` was made with the key of `certificate`. */
export function isSignedBy(signature: Buffer, content: Buffer, certificate: string): boolean {
  const [info] = children(signature)
  const [, wrapped] = children(info?.content ?? Buffer.alloc(0))
  const [signed] = children(wrapped?.content ?? Buffer.alloc(0))
  const signers = find(children(signed?.content ?? Buffer.alloc(0)), 0x31).at(-1)
  const [signer] = children(signers?.content ?? Buffer.alloc(0))
  const parts = children(signer?.content ?? Buffer.alloc(0))
  const attributes = find(parts, 0xa0)[0]
  const value = find(parts, 4)[0]
  if (!attributes || !value) return false
  // Signed as a SET, though it is sent under another tag.
  const asSet = Buffer.concat([Buffer.of(0x31), attributes.all.subarray(1)])
  const key = new X509Certificate(certificate).publicKey
  const hasDigest = ['sha1', 'sha256'].some((name) =>
    attributes.content.includes(createHash(name).update(content).digest()),
  )
  return hasDigest && ['sha1', 'sha256'].some((name) => verify(name, asSet, key, value.content))
}
