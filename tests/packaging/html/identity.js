// Stands in for your identity provider: a local edge signs anyone in with any address.
export const endpoint = 'http://127.0.0.1:8787';

export const identityToken = () => sessionStorage.getItem('identity');

export async function signIn(email, name) {
  const reply = await fetch(`${endpoint}/local/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, name }),
  });
  if (!reply.ok) throw new Error('Enter a valid address and name.');
  sessionStorage.setItem('identity', (await reply.json()).token);
}
