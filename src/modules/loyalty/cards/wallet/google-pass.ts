import { importPKCS8, SignJWT } from 'jose'
import type { CardDeps } from '../card-deps.ts'
import type { Card } from '../cards.repo.ts'
import { readPassWords } from './pass-words.ts'
import type { GoogleKeys } from './settings.repo.ts'
import { totpKey, totpPattern } from './totp.ts'

const stepMillis = 30_000

/** The card as a loyalty object: points, and a code that the phone changes every half minute by itself, so that it may redeem. */
export async function loyaltyObject(deps: CardDeps, card: Card, { issuerId }: Pick<GoogleKeys, 'issuerId'>) {
  const { workspaceId, cardId, programmeId, number } = card
  const words = await readPassWords(deps, card)
  return {
    id: `${issuerId}.${cardId}`,
    classId: `${issuerId}.${programmeId}`,
    state: 'ACTIVE',
    accountId: words.spelled,
    accountName: words.programme,
    loyaltyPoints: { label: words.label, balance: { string: words.value } },
    textModulesData: words.more.map(({ label, value }, i) => ({ id: `more${i}`, header: label, body: value })),
    linksModuleData: { uris: [{ id: 'card', uri: words.cardUrl, description: words.openLabel }] },
    hexBackgroundColor: words.colour,
    rotatingBarcode: {
      type: 'QR_CODE',
      renderEncoding: 'UTF_8',
      valuePattern: totpPattern(number),
      alternateText: words.spelled,
      totpDetails: {
        periodMillis: String(stepMillis),
        algorithm: 'TOTP_SHA1',
        parameters: [{ key: totpKey(deps.secret, workspaceId, cardId).toString('hex'), valueLength: 8 }],
      },
    },
  }
}

/** The link that puts the card into Google Wallet, signed by the shop's service account. */
export async function googleSaveLink(deps: CardDeps, card: Card, keys: GoogleKeys): Promise<string> {
  const object = await loyaltyObject(deps, card, keys)
  const { shop, programme, colour } = await readPassWords(deps, card)
  const loyaltyClass = {
    id: object.classId,
    issuerName: shop,
    programName: programme,
    reviewStatus: 'UNDER_REVIEW',
    hexBackgroundColor: colour,
  }
  const signed = await new SignJWT({
    typ: 'savetowallet',
    origins: [new URL(deps.publicUrl()).origin],
    payload: { loyaltyClasses: [loyaltyClass], loyaltyObjects: [object] },
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(keys.email)
    .setAudience('google')
    .setIssuedAt(Math.floor(deps.clock.now().epochMilliseconds / 1000))
    .sign(await importPKCS8(keys.key, 'RS256'))
  return `https://pay.google.com/gp/v/save/${signed}`
}
