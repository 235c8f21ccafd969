// Stands for your identity provider: a local edge vouches for whoever says who they are. The token is in a cookie of
// the app's own, so that the server can render for the one who is signed in.
export const endpoint = 'http://127.0.0.1:8787';

export const identityToken = () =>
  typeof document === 'undefined' ? undefined : document.cookie.match(/(?:^|; )identity=([^;]+)/)?.[1];

export async function signIn(email, name) {
  const reply = await fetch(`${endpoint}/local/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, name }),
  });
  if (!reply.ok) throw new Error('This is no address, or no name.');
  document.cookie = `identity=${(await reply.json()).token}; path=/; samesite=strict`;
}
