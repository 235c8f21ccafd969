// Which paths the gate lets through: only those that every origin reads alike.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectOk } from '../harness/expect.ts';
import { Origin } from '../harness/origin.ts';
import { memberOf, ownerWithTeam } from '../harness/person.ts';
import { sendRaw, statusOf } from '../harness/raw-http.ts';
import * as shapes from '../harness/shapes.ts';

const RULES = [
  { method: '*', path: '/api/{account}/admin/*', require: 'team:manage' },
  { method: '*', path: '/api/{account}/administration', require: 'team:manage' },
  { method: '*', path: '/api/{account}/caf%C3%A9', require: 'team:manage' },
  { method: '*', path: '/api/{account}/a+b', require: 'team:manage' },
  { method: 'GET', path: '/api/{account}/{thing}', require: 'team:access' },
  { method: 'GET', path: '/files/{account}/*', require: 'team:access' },
];

let origin: Origin;
let edge: Edge;
let team: string;
let another: string;
let token: string;
before(async () => {
  origin = await new Origin().start();
  edge = await startEdge({ settings: { GATE: JSON.stringify(RULES), ORIGIN: origin.address, ORIGIN_SECRET: 'the-origin-knows-the-gate-by-this' } });
  const opened = await ownerWithTeam(edge, 'Olga');
  team = opened.team;
  another = (await ownerWithTeam(edge, 'Otto')).team;
  const dora = await memberOf(opened.owner, team, 'Dora', 'dev');
  token = expectOk(await dora.post(`/v1/accounts/${team}/token`), shapes.token).token;
});
after(async () => {
  await edge?.stop();
  await origin?.stop();
});

function sendPath(path: string): Promise<string> {
  return sendRaw(edge.origin, [`GET ${path} HTTP/1.1`, 'Host: gate', `hallpass-token: ${token}`]);
}

async function expectRefused(paths: readonly string[]): Promise<void> {
  const before = origin.requests.length;
  for (const path of paths) {
    const reply = await sendPath(path);
    assert.match(reply, /^HTTP\/1\.1 400 [\s\S]*"code":"invalid_request"[\s\S]*"field":"path"/, `${path}: ${reply.slice(0, 300)}`);
  }
  assert.deepEqual(origin.requests.slice(before).map(({ url }) => url), [], 'nothing reached the origin');
}

/** Sends each path, and expects the origin to receive it as the path beside it. */
async function expectForwarded(paths: readonly (readonly [string, string])[]): Promise<void> {
  for (const [path, forwarded] of paths) {
    const reply = await sendPath(path);
    assert.equal(statusOf(reply), 200, `${path}: ${reply.slice(0, 300)}`);
    assert.equal(origin.last.url, forwarded, path);
  }
}

/** Places a segment where servers would read different things: last, in the middle, and before a path to another account. */
const around = (segment: string): string[] => [
  `/api/${team}/${segment}`,
  `/files/${team}/${segment}`,
  `/files/${team}/${segment}/${another}/secret`,
  `/files/${team}/x/${segment}/y`,
];

test('a parameter of a segment is refused: servlet containers cut it off', async () => {
  await expectRefused([';', ';a=b', '..;', '..;x', '.;', 'admin;', 'admin;a=b', ';/admin', 'a%3Bb', '..%3B', '%3b', 'a;b;c'].flatMap(around));
  await expectRefused([`/api;a=b/${team}/pods`, `/api/${team};/pods`, `/files/${team}/..;/${another}/secret`]);
});

test('escapes that are no UTF-8 are refused: overlong, cut off, surrogates, Latin-1', async () => {
  const invalid = ['%C0%AF', '%c0%ae%c0%ae', '%C1%9C', '%E0%80%AF', '%F0%80%80%AF', '%C0%80', '%ED%A0%80', '%F4%90%80%80', '%FF', '%80', '%E4', '%C3', '%E2%82', '%FE%FF', '%F8%80%80%80%AF'];
  await expectRefused(invalid.flatMap((escape) => [...around(escape), ...around(`x${escape}y`)]));
});

test('a second level of escapes is refused, and so are escaped delimiters', async () => {
  const escapes = ['%252e%252e', '%252f', '%255c', '%2525', '%25', '%25zz', '%2f', '%2F', '%5c', '%5C', '%3f', '%3F', '%23', '%u002f', '%uff0f', '%zz', '%4', '%'];
  await expectRefused(escapes.flatMap((escape) => [...around(escape), ...around(`x${escape}y`)]));
});

test('dots are refused alone and at the end of a segment, and spaces at either end', async () => {
  const segments = ['.', '..', '...', '....', '.%2e', '%2e%2E', '%2e', 'admin.', 'admin..', 'admin%2e', 'admin%20', 'admin%20%20', '%20admin', '%20', '..%20', '.%20.', 'admin.%20', 'admin%20.'];
  await expectRefused(segments.flatMap(around));
});

test('empty segments, backslashes and control characters are refused', async () => {
  const segments = ['', '\\', '..\\', 'a\\b', '%00', 'a%00', '%01', '%09', 'x%0a', 'x%0d%0aX-Own:%201', '%1f', '%7f', '%C2%80', '%C2%85', '%C2%9F'];
  await expectRefused(segments.flatMap(around).filter((path) => !/\/$/.test(path)));
  await expectRefused([`//api/${team}/pods`, `/api//${team}/pods`, `/api/${team}//pods`, `/api/${team}/pods//`, `/\\api/${team}/pods`]);
});

test('names that a Windows file system reads as others are refused', async () => {
  await expectRefused(['ADMINI~1', 'admini~1', 'a~12.txt', '%7e1', 'x::$DATA', 'x:$I30:$INDEX_ALLOCATION', 'admin%3a%3a$data', 'c:', 'C:x', 'c%3A', 'a%3Cb', 'a%3E', 'a%22', 'a%7Cb'].flatMap(around));
});

test('characters that fold to a delimiter or to ASCII are refused', async () => {
  const characters = [
    // Compatibility forms of / . .. ... \ ; % ? # : ~ and of letters and digits.
    '／', '．', '．．', '․', '‥', '…', '＼', '﹨', '；', '﹔', '％', '﹪', '？', '﹖', '＃', '﹟', '：', '﹕', '℀', '⁄', '\u037E', 'ａdmin', 'ⓐdmin', 'ﬁ', '①', '½', 'ª',
    // What code pages map to a delimiter, and what looks like one.
    '∕', '∖', '⧵', '⧸', '╱', '╲', '¥', '₩', '￥', '。', '｡', '᜵', '⟋',
    // Letters of which ASCII letters are the other case.
    'adm\u0131n', 'ADM\u0130N', '\u017F', '\u212A',
  ];
  await expectRefused(characters.flatMap((text) => around(encodeURIComponent(text))));
});

test('invisible characters, white space, private use and unassigned code points are refused', async () => {
  const points = [0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x202e, 0x2060, 0x2066, 0x3164, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xfffd, 0xe0001, 0xe0100, 0xa0, 0x1680, 0x2002, 0x2028, 0x2029, 0x202f, 0x3000, 0xe000, 0xf8ff, 0xf0000, 0x378, 0xfdd0, 0xffff, 0x10ffff];
  await expectRefused(points.flatMap((point) => around(`admin${encodeURIComponent(String.fromCodePoint(point))}`)));
});

test('characters that are no part of a URL are refused unescaped', async () => {
  const before = origin.requests.length;
  // The runtime refuses some of them before the Worker sees the request.
  for (const path of ['a"b', 'a<b', 'a>b', 'a|b', 'a\u00e4b', 'a\u00c0\u00af', 'a\tb', 'a\u0000b'].flatMap(around)) {
    assert.equal(statusOf(await sendPath(path)), 400, path);
  }
  assert.equal(origin.requests.length, before, 'nothing reached the origin');
});

test('a fragment does not reach the origin', async () => {
  await expectForwarded([
    [`/api/${team}/pods#`, `/api/${team}/pods`],
    [`/api/${team}/pods#/../admin`, `/api/${team}/pods`],
    [`/api/${team}/pods?x#y`, `/api/${team}/pods?x`],
  ]);
});

test('ordinary paths pass, and arrive as they were sent', async () => {
  const segments = [
    'pods', 'v1.2', '.hidden', '..x', 'a-b_c~d', '~alice', 'pods:batch', 'urn:pod:7', '@scope', 'a@b.example', 'a,b', 'a=b', 'x+y', '$x', "it's", '(1)', 'a&b', '!', 'a*b',
    'two%20words', 'a%20-%20b.txt', '%5Bslug%5D', '%7Bid%7D', '%5E', '%60', 'x%2By', 'a%40b', '%C3%A9t%C3%A9', '%D0%BF%D1%80', '%E6%97%A5%E6%9C%AC', '%F0%9F%8E%89', '%F0%9F%91%8B%F0%9F%8F%BD', '%E0%A4%95%E0%A5%8D', 'stra%C3%9Fe', 'e%CC%81t%C3%A9',
  ];
  await expectForwarded(segments.flatMap((segment) => [`/api/${team}/${segment}`, `/api/${team}/${segment}/`, `/files/${team}/x/${segment}/y.txt`].map((path) => [path, path] as const)));
});

test('another escape of the same path arrives in one form', async () => {
  await expectForwarded([
    [`/api/${team}/%70ods`, `/api/${team}/pods`],
    [`/%61pi/${team}/a%2db%5f%7e%2ex`, `/api/${team}/a-b_~.x`],
    [`/api/${team}/%c3%a9`, `/api/${team}/%C3%A9`],
    [`/api/${team}/[x]`, `/api/${team}/%5Bx%5D`],
  ]);
});

test('every spelling of a rule’s word is that word', async () => {
  const words = ['admin/users', '%61dmin/users', 'ADMIN/users', 'Admin', 'administration', 'ADMINISTRATION/', 'administratio%6E', 'caf%C3%A9', 'CAF%C3%89', 'cafe%CC%81', 'a+b', 'a%2Bb', 'A%2bB'];
  for (const word of words) {
    const reply = await sendPath(`/api/${team}/${word}`);
    assert.match(reply, /^HTTP\/1\.1 403 [\s\S]*"missing":\["team:manage"\]/, `${word}: ${reply.slice(0, 200)}`);
  }
  assert.equal(statusOf(await sendPath(`/api/${team}/cafes`)), 200, 'control: another word');
});

test('an account is matched by its one spelling', async () => {
  for (const account of [team.toUpperCase(), `${team}x`, team.slice(0, -1), `%20${team}`.slice(3) + '%2B', `${team}.json`, another, team.replace('acc_', 'ACC_')]) {
    const reply = await sendPath(`/api/${account}/pods`);
    assert.match(reply, /^HTTP\/1\.1 (401|403|422) [\s\S]*"code":"account_mismatch"/, `${account}: ${reply.slice(0, 200)}`);
  }
  assert.equal(statusOf(await sendPath(`/api/${team.replace('_', '%5F')}/pods`)), 200, 'control: an escaped spelling of the same id');
});

test('a query arrives as it was sent, whatever it holds', async () => {
  for (const query of ['', '?', '??', '?a=b&a=c', '?x=%2F..%2f', '?x=..;/', '?q=%C0%AF', '?q=%zz', '?q=%', '?q={e}', '?a[]=1', '?x=\\..\\', '?x=//', '?a+b', '?%00', '?next=https://x.example/?y']) {
    await expectForwarded([[`/api/${team}/pods${query}`, `/api/${team}/pods${query}`]]);
  }
});

test('a request target that is no path does not reach the origin', async () => {
  const before = origin.requests.length;
  for (const target of ['*', 'pods', `api/${team}/pods`, `@/api/${team}/pods`, `http://elsewhere.example/api/${team}/../${another}/pods`, `http://u:p@elsewhere.example//api/${team}/pods`]) {
    await sendPath(target);
  }
  assert.equal(origin.requests.length, before, 'nothing reached the origin');
});
