import { z } from 'zod'
import { riskBand } from './predictions.ts'

const text = z.string().trim().max(1000)
const tag = z.string().trim().min(1).max(128)

/** The name of a trait of one's own; what identifies a person has fields of its own. */
export const traitName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((name) => !reservedTraits.includes(name), { message: 'This name is taken by the program' })

const reservedTraits = ['name', 'email', 'phone', 'tags', '__proto__', 'constructor', 'prototype']

/** null takes a trait away. */
const traitValues = z.record(traitName, z.union([text, z.number(), z.boolean(), z.array(text).max(100), z.null()]))

/** PATCH /api/v1/customers/{id}: what is not given stays, null takes away; `tags` replaces all of them. */
export const changeCustomer = z.object({
  name: z.string().trim().max(256).nullable().optional(),
  email: z.string().trim().max(254).nullable().optional(),
  phone: z.string().trim().max(40).nullable().optional(),
  tags: z.array(tag).max(100).optional(),
  traits: traitValues.optional(),
})
export type ChangeCustomer = z.infer<typeof changeCustomer>

/** POST /api/v1/customers: somebody entered by hand; a name, an e-mail or a phone is needed. */
export const createCustomer = z.object({
  name: z.string().trim().max(256).optional(),
  email: z.string().trim().max(254).optional(),
  phone: z.string().trim().max(40).optional(),
  tags: z.array(tag).max(100).optional(),
  traits: traitValues.optional(),
})
export type CreateCustomer = z.infer<typeof createCustomer>

export const traitKind = z.enum(['text', 'number', 'boolean', 'date', 'choice'])
export type TraitKind = z.infer<typeof traitKind>

export const traitDefinition = z.object({
  trait: z.string(),
  label: z.string(),
  kind: traitKind,
  options: z.array(z.string()),
  help: z.string().nullable(),
})
export type TraitDefinition = z.infer<typeof traitDefinition>

/** A trait in the data that nobody has defined, with what its values look like. */
export const traitSuggestion = traitDefinition.omit({ help: true }).extend({
  /** how many of the customers looked at have it */
  customers: z.number(),
  examples: z.array(z.string()),
})
export type TraitSuggestion = z.infer<typeof traitSuggestion>

export const traitDefinitions = z.object({
  definitions: z.array(traitDefinition),
  suggestions: z.array(traitSuggestion),
  /** how many customers the suggestions were read from */
  looked: z.number(),
})
export type TraitDefinitions = z.infer<typeof traitDefinitions>

const options = z.array(z.string().trim().min(1).max(128)).max(100)
const label = z.string().trim().min(1).max(64)
const help = z.string().trim().max(500).nullable()

export const createTraitDefinition = z.object({
  trait: traitName,
  label,
  kind: traitKind,
  options: options.optional(),
  help: help.optional(),
})
export type CreateTraitDefinition = z.infer<typeof createTraitDefinition>

export const changeTraitDefinition = z.object({
  label: label.optional(),
  kind: traitKind.optional(),
  options: options.optional(),
  help: help.optional(),
})
export type ChangeTraitDefinition = z.infer<typeof changeTraitDefinition>

/** What the list of customers is asked for, as it stands in its address. */
export const viewQuery = z.object({
  search: z.string().max(200).optional(),
  filter: z.enum(['all', 'late', 'came_back', 'one_time', 'regulars', 'no_orders']).optional(),
  trait: z.array(z.string().max(400)).max(20).optional(),
  tag: z.array(z.string().max(128)).max(20).optional(),
  where: z.array(z.string().max(400)).max(10).optional(),
  risk: riskBand.optional(),
  sort: z.string().max(20).optional(),
  direction: z.enum(['asc', 'desc']).optional(),
})
export type ViewQuery = z.infer<typeof viewQuery>

const columns = z.array(z.string().min(1).max(80)).max(30)
const viewName = z.string().trim().min(1).max(60)

export const customerView = z.object({
  viewId: z.uuid(),
  name: z.string(),
  shared: z.boolean(),
  /** whether the caller made it; only they may change it */
  mine: z.boolean(),
  /** whether the caller's list opens with it */
  isDefault: z.boolean(),
  query: viewQuery,
  /** the columns beside the name; empty = the usual ones */
  columns,
})
export type CustomerView = z.infer<typeof customerView>
export const customerViews = z.object({ views: z.array(customerView) })
export type CustomerViews = z.infer<typeof customerViews>

export const createView = z.object({
  name: viewName,
  shared: z.boolean().default(false),
  isDefault: z.boolean().default(false),
  query: viewQuery,
  columns: columns.default([]),
})
export type CreateView = z.input<typeof createView>

export const changeView = z.object({
  name: viewName.optional(),
  shared: z.boolean().optional(),
  isDefault: z.boolean().optional(),
  query: viewQuery.optional(),
  columns: columns.optional(),
})
export type ChangeView = z.infer<typeof changeView>
