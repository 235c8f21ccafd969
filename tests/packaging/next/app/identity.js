// Stands in for your identity provider: a local edge signs anyone in with any address. The token is in a cookie of the app, so that the
// server can render for the signed-in user.
export const endpoint = 'http://127.0.0.1:8787';

export const identityToken = () =>
  typeof document === 'undefined' ? undefined : document.cookie.match(/(?:^|; )identity=([^;]+)/)?.[1];

export async function signIn(email, name) {
  const reply = await fetch(`${endpoint}/local/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, name }),
  });
  if (!reply.ok) throw new Error('Enter a valid address and name.');
  document.cookie = `identity=${(await reply.json()).token}; path=/; samesite=strict`;
}
