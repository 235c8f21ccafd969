/** `npx hallpass verify-audit`: every change of a log is found, by the package's WebAssembly. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hallpass-audit-'));
after(() => rmSync(folder, { recursive: true }));

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const account = `acc_${randomBytes(16).toString('base64url')}`;
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** RFC 8785, for what events are made of. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1));
  return `{${members.map(([key, inside]) => `${JSON.stringify(key)}:${canonical(inside)}`).join(',')}}`;
};

interface Event extends Record<string, unknown> {
  readonly prev: string;
  readonly hash: string;
}
const ACTORS = [
  { kind: 'user', id: `usr_${'u'.repeat(22)}` },
  { kind: 'service', id: `svc_${'s'.repeat(22)}` },
  { kind: 'system', id: 'system' },
];

const chain = (count: number, change: (number: number) => object = () => ({})): Event[] => {
  let prev = digest(account);
  return Array.from({ length: count }, (_, number) => {
    const refused = number % 5 === 4 ? { outcome: 'refused', code: 'forbidden' } : { outcome: 'done' };
    const event = {
      id: `evt_${createHash('sha256').update(`${number}`).digest().subarray(0, 16).toString('base64url')}`,
      at: new Date(1_795_000_000_000 + number).toISOString(),
      actor: ACTORS[number % 3],
      action: number % 2 ? 'pod.create' : 'member.role',
      resourceType: number % 2 ? 'pod' : 'member',
      resourceId: `thing-${number}`,
      ...refused,
      details: { text: 'ü "x"', number, list: ['a'] },
      prev,
      ...change(number),
    };
    prev = digest(canonical(event));
    return { ...event, hash: prev };
  });
};

const seal = (events: readonly Event[], count = events.length): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { acc: account, count, hash: events[count - 1]?.hash, iat: Math.floor(Date.now() / 1000) };
  const input = `${part({ alg: 'EdDSA', kid: 'k', typ: 'audit-head+jwt' })}.${part(claims)}`;
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
};

let files = 0;
const write = (text: string): string => {
  const file = join(folder, `${files++}.ndjson`);
  writeFileSync(file, text);
  return file;
};
const log = (events: readonly Event[], head = seal(events)): string =>
  write([JSON.stringify({ account, head }), ...events.map((event) => JSON.stringify({ ...event, actor: { ...(event['actor'] as object), name: 'Somebody' } }))].join('\n') + '\n');
const jwks = write(JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'EdDSA', use: 'sig' }] }));
const verify = (file: string, ...more: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'verify-audit', file, '--jwks', jwks, ...more], { encoding: 'utf8' });
  return { status, output: (stdout + stderr).trim() };
};

const events = chain(4_500);

test('a complete log leads to its signed head, and through every head that was kept', () => {
  const { status, output } = verify(log(events));
  assert.deepEqual([status, output], [0, `${account}: 4500 events, unchanged from the first to ${events.at(-1)?.hash}`]);
  const kept = [log(events.slice(0, 2_100)), write(seal(events, 3_000))].flatMap((file) => ['--kept', file]);
  const again = verify(log(events), ...kept);
  assert.equal(again.status, 0, again.output);
  assert.match(again.output, /up to event 2100 .*\n.*up to event 3000/);
});

test('every change is found where it happened', () => {
  const head = seal(events);
  const changed = (change: (copy: Event[]) => void): ReturnType<typeof verify> => {
    const copy = [...events];
    change(copy);
    return verify(log(copy, head));
  };
  for (const [about, found, change] of [
    ['an outcome', 2_500, (copy: Event[]) => copy.splice(2_500, 1, { ...(events[2_500] as Event), outcome: 'done', details: {} })],
    ['an actor', 7, (copy: Event[]) => copy.splice(7, 1, { ...(events[7] as Event), actor: ACTORS[0] })],
    ['one removed', 3_000, (copy: Event[]) => copy.splice(3_000, 1)],
    ['one inserted', 11, (copy: Event[]) => copy.splice(11, 0, events[10] as Event)],
    ['two swapped', 99, (copy: Event[]) => copy.splice(99, 2, events[100] as Event, events[99] as Event)],
  ] as const) {
    const { status, output } = changed(change);
    assert.equal(status, 1, about);
    assert.match(output, new RegExp(`the log was changed: event ${found} `), about);
  }
  const cut = changed((copy) => copy.splice(4_000));
  assert.match(cut.output, /does not lead to its signed head: 4000 events of 4500/);
});

test('only a kept head shows that a whole log was rewritten', () => {
  const forged = chain(4_500, (number) => (number === 10 ? { resourceId: 'another' } : {}));
  assert.equal(verify(log(forged)).status, 0, 'it is complete and consistent');
  const { status, output } = verify(log(forged), '--kept', write(seal(events, 3_000)));
  assert.deepEqual([status, /rewritten: event 3000/.test(output)], [1, true], output);
  const shorter = verify(log(events.slice(0, 2_000)), '--kept', write(seal(events)));
  assert.match(shorter.output, /has 2000 events, and had 4500/);
});

test('a head that is not signed by these keys is refused', () => {
  const other = generateKeyPairSync('ed25519');
  const [header, claims] = seal(events).split('.');
  const forged = `${header}.${claims}.${sign(null, Buffer.from(`${header}.${claims}`), other.privateKey).toString('base64url')}`;
  for (const head of [forged, '', 'x.y.z']) assert.equal(verify(log(events, head)).status, 1, head.slice(0, 9));
  assert.match(verify(write('')).output, /no signed head|is empty/);
});
