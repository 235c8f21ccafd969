// Mails by Cloudflare's own service: the `send_email` binding as wrangler emulates it, which writes a mail's texts to files.
// To see it fail: name the binding something else.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startEdge } from '../harness/edge.ts';
import { sendSample } from '../harness/local-mail.ts';
import { startProduct } from '../harness/product.ts';

const EMAIL = JSON.stringify({ from: 'Acme <invites@acme.example>', replyTo: 'help@acme.example', transport: 'binding' });

/** The texts that the emulation has written, by the ending of their files. */
function written(folder: string): Record<string, string> {
  const files = readdirSync(join(folder, 'tmp'), { recursive: true, encoding: 'utf8' });
  const texts = files.filter((name) => /email-(text|html)/.test(name) && /\.(txt|html)$/.test(name));
  return Object.fromEntries(texts.map((name) => [name.split('.').pop() ?? '', readFileSync(join(folder, 'tmp', name), 'utf8')]));
}

test('a mail leaves by the binding', async () => {
  const product = await startProduct(undefined, { settings: { EMAIL }, wrangler: { send_email: [{ name: 'SEND_EMAIL' }] } });
  try {
    const outcome = await sendSample(product.origin, { to: 'kim@example.com', team: 'Größte Mannschaft', note: 'see you soon' });
    assert.ok(outcome.outcome === 'sent', JSON.stringify(outcome));
    assert.match(outcome.providerId ?? '', /@acme\.example>?$/, 'the id that the service gave');
    // The emulation writes them after it has answered.
    let texts = written(product.folder);
    for (const end = Date.now() + 20_000; Object.keys(texts).length < 2 && Date.now() < end; texts = written(product.folder)) {
      await new Promise((done) => setTimeout(done, 100));
    }
    for (const kind of ['txt', 'html']) assert.ok(texts[kind]?.includes('Größte Mannschaft') && texts[kind].includes('see you soon'), kind);
    assert.ok(texts['txt']?.includes(`${product.origin}/i/sample`));
  } finally {
    await product.stop();
  }
});

test('a sender that the binding does not allow is the operator’s mistake', async () => {
  const wrangler = { send_email: [{ name: 'SEND_EMAIL', allowed_sender_addresses: ['other@acme.example'] }] };
  const product = await startProduct(undefined, { settings: { EMAIL }, wrangler });
  try {
    assert.deepEqual(await sendSample(product.origin, { to: 'kim@example.com' }), { outcome: 'rejected', reason: 'transport_rejected' });
  } finally {
    await product.stop();
  }
});

test('a binding that is missing stops the start, with the remedy', async () => {
  const edge = await startEdge({ settings: { EMAIL } });
  try {
    assert.equal((await fetch(`${edge.origin}/v1/policy`)).status, 503);
    await edge.host.logLine(/EMAIL\.transport: \S*binding\S* needs a binding named SEND_EMAIL; add `\[\[send_email\]\]`/);
  } finally {
    await edge.stop();
  }
});
