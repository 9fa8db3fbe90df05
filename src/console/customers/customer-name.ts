type Known = {
  name: string | null
  email: string | null
  phone: string | null
  externalId: string | null
  customerId: string
}

/** What to call somebody: the name, or the best we know. */
export function customerName(customer: Known): string {
  return customer.name ?? customer.email ?? customer.phone ?? customer.externalId ?? customer.customerId.slice(0, 8)
}
