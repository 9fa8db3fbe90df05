import type { BusinessLanguage } from '../business.ts'
import { en } from './en.ts'
import { fa } from './fa.ts'
import { hu } from './hu.ts'
import { pl } from './pl.ts'
import { ru } from './ru.ts'
import type { Words } from './words.ts'

export const wordsOf: Record<BusinessLanguage, Words> = { en, fa, hu, pl, ru }
