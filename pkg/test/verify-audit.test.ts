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

const nowSeconds = Math.floor(Date.now() / 1000);
const sealed = (typ: string, claims: object): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'EdDSA', kid: 'k', typ })}.${part({ acc: account, iat: nowSeconds, ...claims })}`;
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
};
const seal = (events: readonly Event[], count = events.length, iat = nowSeconds): string =>
  sealed('audit-head+jwt', { count, hash: events[count - 1]?.hash, iat });
const sealCut = (events: readonly Event[], count: number, more: object = {}): string =>
  sealed('audit-cut+jwt', { count, hash: events[count - 1]?.hash, at: nowSeconds - 60, ...more });

let files = 0;
const write = (text: string): string => {
  const file = join(folder, `${files++}.ndjson`);
  writeFileSync(file, text);
  return file;
};
const log = (events: readonly Event[], head = seal(events), cut?: string): string =>
  write([JSON.stringify({ account, head, cut }), ...events.map((event) => JSON.stringify({ ...event, actor: { ...(event['actor'] as object), name: 'Somebody' } }))].join('\n') + '\n');
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

const DAY = 86_400;

test('a log whose oldest events were removed is followed from its signed cut', () => {
  const left = events.slice(2_500);
  const { status, output } = verify(log(left, seal(events), sealCut(events, 2_500)));
  assert.equal(status, 0, output);
  assert.match(output, new RegExp(`4500 events, unchanged from event 2501 to ${events.at(-1)?.hash}\\n  events 1 to 2500 were removed`));
  const head = seal(events);
  for (const [about, cut, message] of [
    ['no cut', undefined, /the log was changed: event 0 /],
    ['another hash', sealCut(events, 2_500, { hash: events[0]?.hash }), /the log was changed: event 2500 /],
    ['fewer events', sealCut(events, 2_500, { count: 2_499 }), /does not lead to its signed head: 4499 events of 4500/],
    ['more events', sealCut(events, 2_500, { count: 2_501 }), /does not lead to its signed head: 4501 events of 4500/],
    ['more events than there are', sealCut(events, 2_500, { count: 4_501 }), /the cut removes 4501 events of 4500/],
    ['another account', sealCut(events, 2_500, { acc: `acc_${'A'.repeat(22)}` }), /the cut of the log is of another account/],
    ['a head in its place', seal(events, 2_500), /the cut of the log is not signed by these keys \(token_invalid\)/],
    ['a changed signature', `${sealCut(events, 2_500).slice(0, -4)}AAAA`, /the cut of the log is not signed by these keys \(token_invalid\)/],
  ] as const) {
    const changed = verify(log(left, head, cut));
    assert.equal(changed.status, 1, about);
    assert.match(changed.output, message, about);
  }
  const removedFirst = verify(log(left.slice(1), head, sealCut(events, 2_500)));
  assert.match(removedFirst.output, /the log was changed: event 2500 /);
});

test('a kept head below the cut is reported as cut, unless it is too young for that', () => {
  const cutLog = log(events.slice(2_500), seal(events), sealCut(events, 2_500));
  const kept = (count: number, daysAgo: number, of = events) => verify(cutLog, '--kept', write(seal(of, count, nowSeconds - daysAgo * DAY)));
  const below = kept(2_400, 31);
  assert.equal(below.status, 0, below.output);
  assert.match(below.output, /\n {2}cut: event 2400, which you have kept, was removed with those before it$/);
  const young = kept(2_400, 29);
  assert.equal(young.status, 1);
  assert.match(young.output, /the log was cut too early: events after 2400 were removed less than 30 days after you kept its head/);
  const forged = chain(4_500, (number) => (number === 10 ? { resourceId: 'another' } : {}));
  for (const count of [2_500, 3_000]) {
    assert.match(kept(count, 1).output, new RegExp(`the same up to event ${count} as`));
    const { status, output } = kept(count, 1, forged);
    assert.deepEqual([status, output.includes(`rewritten: event ${count}`)], [1, true], output);
  }
});
