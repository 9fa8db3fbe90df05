import { PKPass } from 'passkit-generator'
import { brandOf } from '#modules/workspaces'
import type { CardDeps } from '../card-deps.ts'
import type { Card } from '../cards.repo.ts'
import { packIds, sign } from '../signed.ts'
import { type PassWords, readPassWords } from './pass-words.ts'
import { plainPng } from './plain-png.ts'
import type { AppleKeys } from './settings.repo.ts'

/** With it a phone asks for its pass and for news of it. */
export const passToken = (secret: string, { workspaceId, cardId }: Pick<Card, 'workspaceId' | 'cardId'>): string =>
  sign(secret, 'wallet', packIds(workspaceId, cardId))

/**
 * The card as a signed pass (.pkpass). Its code is the card's number: it says who somebody is and redeems nothing, since a pass cannot
 * change its code by itself; the link on its back leads to the card that can.
 */
export async function makeApplePass(deps: CardDeps, card: Card, keys: AppleKeys): Promise<Buffer> {
  const words = await readPassWords(deps, card)
  const { colour } = await brandOf(deps.db, card.workspaceId)
  const pass = new PKPass(
    { 'icon.png': plainPng(colour, 29), 'icon@2x.png': plainPng(colour, 58), 'icon@3x.png': plainPng(colour, 87) },
    {
      wwdr: keys.authority,
      signerCert: keys.certificate,
      signerKey: keys.key,
      ...(keys.passphrase ? { signerKeyPassphrase: keys.passphrase } : {}),
    },
    {
      formatVersion: 1,
      passTypeIdentifier: keys.passTypeId,
      teamIdentifier: keys.teamId,
      organizationName: words.shop,
      description: words.programme,
      logoText: words.shop,
      serialNumber: card.cardId,
      authenticationToken: passToken(deps.secret, card),
      webServiceURL: new URL(`/wallet/apple/${card.workspaceId}/`, deps.publicUrl()).href,
      backgroundColor: rgbOf(colour),
      foregroundColor: 'rgb(255, 255, 255)',
      labelColor: 'rgb(255, 255, 255)',
      sharingProhibited: true,
    },
  )
  fill(pass, words)
  return pass.getAsBuffer()
}

function fill(pass: PKPass, words: PassWords): void {
  pass.type = 'storeCard'
  pass.primaryFields.push({ key: 'balance', label: words.label, value: words.value, changeMessage: '%@' })
  words.more.slice(0, 2).forEach(({ label, value }, i) => {
    pass.secondaryFields.push({ key: `more${i}`, label, value })
  })
  words.more.slice(2).forEach(({ label, value }, i) => {
    pass.auxiliaryFields.push({ key: `rest${i}`, label, value })
  })
  pass.backFields.push({ key: 'card', label: words.openLabel, value: words.cardUrl })
  pass.setBarcodes({
    message: words.number,
    format: 'PKBarcodeFormatQR',
    messageEncoding: 'iso-8859-1',
    altText: words.spelled,
  })
}

const rgbOf = (colour: string): string => `rgb(${[...Buffer.from(colour.slice(1), 'hex')].join(', ')})`
