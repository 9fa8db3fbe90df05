import { type ShopModel, trainShop } from '#models/recommendations'
import type { ThreadContext } from '#platform/threads'
import { chooseLines, type ToldShop } from './choose-lines.ts'

export type TrainedShop = {
  shop: ShopModel
  /** which of the told items each of the model's is */
  kept: Int32Array
  customers: number
  buyLines: number
  viewLines: number
}

/** Runs in a thread of its own: see train-workspace.ts. */
export default function train(told: ToldShop, { progress }: ThreadContext): TrainedShop {
  const { data, kept } = chooseLines(told)
  const [buyLines, viewLines] = [data.bought.user.length, data.viewed.user.length]
  return { shop: trainShop(data, {}, progress), kept, customers: data.bought.users, buyLines, viewLines }
}
