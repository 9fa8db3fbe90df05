/** Requests to the API as the console of a signed-in person sends them. */
export type SignedIn = (method: string, path: string, body?: unknown) => Promise<Response>

export async function signIn(url: string, person: { email: string; password: string }): Promise<SignedIn> {
  const send = (method: string, path: string, body?: unknown, cookie = ''): Promise<Response> =>
    fetch(`${url}/api/v1${path}`, {
      method,
      headers: { origin: url, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const answer = await send('POST', '/session', person)
  if (!answer.ok) throw new Error(`Sign-in: ${answer.status} ${await answer.text()}`)
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0])
  return (method, path, body) => send(method, path, body, cookie.join('; '))
}
