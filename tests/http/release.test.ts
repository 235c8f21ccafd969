// The release has no local identity, whatever the settings and requests.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { BUNDLE, RELEASE_BUNDLE, startEdge, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { expectError } from '../harness/expect.ts';
import { newSecret } from '../harness/receiver.ts';

let edge: Edge | undefined;
after(() => edge?.stop());

// The compiler takes the path of a route apart; the marks are a text that the code carries for this search, and a part of a page.
const TRACES = ['dangerous-local-identity', 'href="/local/mail"'];

/** The traces of local identity in a bundle's files. */
function traces(bundle: string): string[] {
  const files = readdirSync(bundle).filter((name) => /\.(js|mjs|wasm)$/.test(name));
  return TRACES.filter((trace) => files.some((name) => readFileSync(join(bundle, name)).includes(trace)));
}

test('the release has no trace of local identity, but the local build has', () => {
  assert.deepEqual(traces(RELEASE_BUNDLE), []);
  assert.deepEqual(traces(BUNDLE), TRACES);
});

test('the release does not sign in, although local identity is switched on and the request is from loopback', async () => {
  edge = await startEdge({ bundle: RELEASE_BUNDLE });
  const reply = await send(edge.origin, 'POST', '/local/sign-in', { body: { email: 'kim@example.com', name: 'Kim' } });
  assert.equal(reply.status, 404);
  assert.ok(!reply.text.includes('token'));
  expectError(await send(edge.origin, 'GET', '/v1/me'), 'not_signed_in');
  for (const path of ['/local/mail', '/local/mail/inv_1.1']) expectError(await send(edge.origin, 'GET', path), 'not_found');
  const { token } = { token: edge.identity({ subject: 'kim', email: 'kim@example.com', emailVerified: true, name: 'Kim' }) };
  const opened = await send(edge.origin, 'PUT', '/v1/me', { headers: { authorization: `Bearer ${token}` } });
  assert.equal(opened.status, 200, opened.text);
});

test('the release serves the frame for mails with a separate policy, and every other page with the console’s', async () => {
  const edge = await startEdge({ bundle: RELEASE_BUNDLE });
  try {
    const policyOf = async (path: string): Promise<string> => String((await send(edge.origin, 'GET', path)).headers['content-security-policy']);
    assert.match(await policyOf('/mail-frame/'), /^default-src 'none'; script-src 'self';.*frame-ancestors 'self'; sandbox allow-scripts$/);
    assert.match(await policyOf('/index.html'), /frame-src 'self';.*frame-ancestors 'none'; require-trusted-types-for 'script'$/);
  } finally {
    await edge.stop();
  }
});

test('the release sends no webhook to this machine', async () => {
  const webhook = { id: 'local', url: 'http://127.0.0.1:9000/hooks', secrets: [newSecret()] };
  const edge = await startEdge({ bundle: RELEASE_BUNDLE, settings: { WEBHOOKS: JSON.stringify([webhook]) } });
  try {
    expectError(await send(edge.origin, 'GET', '/v1/policy'), 'unavailable');
    const mistake = 'WEBHOOKS[0].url: \\"http://127.0.0.1:9000/hooks\\" is not an `https` URL; use `https`';
    await edge.host.logLine(mistake);
  } finally {
    await edge.stop();
  }
});
