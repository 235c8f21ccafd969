// Exports of the audit log: complete although they are streamed, safe to open in a spreadsheet, and verifiable.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { address, enrol, inParallel, memberOf, ownerWithTeam, person } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { verified } from '../harness/secrets.ts';
import { ServiceProvider, type Service } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';

const serviceProvider = new ServiceProvider({ host: defaultPolicy().permissions });
let edge: Edge;
let host: Service;
before(async () => {
  edge = await startEdge({ providers: [serviceProvider.setting()] });
  host = serviceProvider.service(edge.origin, 'host');
});
after(() => edge?.stop());

async function record(team: string, details: Record<string, string> = {}): Promise<void> {
  const body = { action: 'pod.create', resourceType: 'pod', resourceId: '=cmd', details };
  expectOk(await host.post(`/v1/accounts/${team}/audit`, body), shapes.auditEvent, 201);
}

/** Parses CSV (RFC 4180). */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.trimEnd().split('\n')) {
    const cells = [...line.matchAll(/"((?:[^"]|"")*)"|([^,]+)/g)].map(([, quoted, plain]) => plain ?? (quoted ?? '').replaceAll('""', '"'));
    rows.push(cells);
  }
  return rows;
}

test('NDJSON starts with the account and its signed head, then lists every event, oldest first', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  await inParallel(1200, 16, () => record(team, { text: 'two\u2028lines "quoted"' }));
  const reply = await owner.get(`/v1/accounts/${team}/audit?format=ndjson`);
  assert.equal(reply.headers['content-type'], 'application/x-ndjson');
  assert.equal(reply.headers['content-disposition'], 'attachment');
  assert.match(String(reply.headers['cache-control']), /no-store/);
  const [first, ...lines] = reply.text.trimEnd().split('\n');
  const { account, head } = JSON.parse(String(first)) as { account: string; head: string };
  const { claims } = verified(head, [edge.secrets.key.publicJwk()]);
  const events = lines.map((line, index) => shapes.auditEvent(JSON.parse(line), `line ${index}`));
  assert.deepEqual([account, claims['acc'], claims['count']], [team, team, 1201]);
  assert.equal(events.length, 1201);
  assert.equal(events.at(-1)?.hash, claims['hash']);
  for (const [index, event] of events.entries()) if (index > 0) assert.equal(event.prev, events[index - 1]?.hash);
  const listed = (await owner.audit(team)).toReversed();
  assert.deepEqual(events, listed, 'the same events as in the paged list');
});

test('an export is a snapshot: events added while it is read are not part of it', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  await inParallel(1100, 16, () => record(team));
  let running = true;
  const adding = (async () => {
    while (running) await record(team);
  })();
  for (let times = 0; times < 3; times++) {
    const [first, ...lines] = (await owner.get(`/v1/accounts/${team}/audit?format=ndjson`)).text.trimEnd().split('\n');
    const { claims } = verified((JSON.parse(String(first)) as { head: string }).head, [edge.secrets.key.publicJwk()]);
    assert.equal(lines.length, claims['count']);
    assert.equal((JSON.parse(String(lines.at(-1))) as { hash: string }).hash, claims['hash']);
  }
  running = false;
  await adding;
});

test('CSV cells are quoted, and none is a formula for a spreadsheet', async () => {
  const owner = await person(edge, '=HYPERLINK("x")', { email: address('olga') });
  const team = (await owner.team()).id;
  await record(team, { text: 'a "b", c' });
  const mia = await person(edge, '@SUM(1+1)', { email: address('mia') });
  await enrol(owner, team, mia, 'dev');
  expectError(await mia.patch(`/v1/accounts/${team}`, { name: 'Mine' }), 'forbidden');
  const reply = await owner.send('GET', `/v1/accounts/${team}/audit`, undefined, { headers: { accept: 'text/csv' } });
  assert.equal(reply.headers['content-type'], 'text/csv');
  const [columns, ...rows] = parseCsv(reply.text);
  assert.deepEqual(columns, 'id,at,actorKind,actorId,actorName,action,resourceType,resourceId,outcome,code,details,prev,hash'.split(','));
  const events = (await owner.audit(team)).toReversed();
  assert.equal(rows.length, events.length);
  for (const cell of rows.flat()) assert.doesNotMatch(cell, /^[=+\-@\t\r\n]/);
  const cells = rows.map((row) => Object.fromEntries(row.map((cell, index) => [columns?.[index], cell.replace(/^'/, '')])));
  for (const [index, event] of events.entries()) {
    const { id, actorName, resourceId, outcome, code, details, hash } = cells[index] ?? {};
    assert.deepEqual(
      [id, actorName, resourceId, outcome, code, JSON.parse(String(details)), hash],
      [event.id, event.actor.name, event.resourceId, event.outcome, event.code ?? '', event.details, event.hash],
    );
  }
  assert.ok(rows.flat().includes("'=cmd") && rows.flat().some((cell) => cell.startsWith("'@SUM")), 'the log contains cells that need escaping');
});

/** The first characters of the cells that a spreadsheet makes of a text, whatever it takes as the separator. */
function cellStarts(text: string): string[] {
  return text.split(/[;,\t|\r\n]/).map((cell) => /^["'\s]*(.?)/.exec(cell)?.[1] ?? '');
}
const FORMULA = /[=+\-@＝＋－＠]/;

test('a spreadsheet that splits CSV at other separators finds no formula either', async () => {
  const owner = await person(edge, 'x;=cmd|calc', { email: address('olga') });
  const team = (await owner.team()).id;
  const texts = { semicolon: 'x;=1+1', quote: 'a";"=1', space: 'x; +1', pipe: 'x|@SUM(1)', wide: '＝1;＠x', dash: 'x;-1' };
  await record(team, texts);
  const { text } = await owner.get(`/v1/accounts/${team}/audit?format=csv`);
  const [, ...rows] = text.trimEnd().split('\n');
  const unescaped = rows.map((row) => row.replaceAll(/'(?=[=+\-@＝＋－＠])/g, ''));
  assert.deepEqual(cellStarts(rows.join('\n').replaceAll("'", 'x')).filter((start) => FORMULA.test(start)), []);
  assert.ok(cellStarts(unescaped.join('\n')).some((start) => FORMULA.test(start)), 'control: without the apostrophes there are some');
  const cells = parseCsv(text).at(-1) ?? [];
  assert.deepEqual(JSON.parse(cells.at(-3) ?? ''), texts, 'details are the same JSON');
  assert.equal(cells[0], (await owner.audit(team))[0]?.id, 'an id stays as it is');
});

test('CSV has the events of lists, projects, grants, suspension, ends and reviews', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await person(edge, 'Mia', { email: address('mia') });
  await enrol(owner, team, mia, 'dev');
  const at = `/v1/accounts/${team}`;
  const member = `${at}/members/${mia.id}`;
  const { id: project } = (await owner.post(`${at}/projects`, { name: 'Search', externalId: '=cmd|calc' })).json() as { id: string };
  for (const [method, path, body] of [
    ['PATCH', member, { role: 'custom', permissions: ['team:access', 'billing:read'], expiresAt: '2100-01-01T00:00:00Z' }],
    ['PATCH', member, { suspended: true }],
    ['PATCH', member, { suspended: false }],
    ['PUT', `${at}/projects/${project}/members/${mia.id}`, { role: 'custom', permissions: ['pods:connect'] }],
    ['DELETE', `${at}/projects/${project}/members/${mia.id}`, undefined],
    ['PATCH', `${at}/projects/${project}`, { status: 'archived' }],
    ['POST', `${at}/reviews`, undefined],
  ] as const) {
    const { status, text } = await owner.send(method, path, body);
    assert.ok(status < 300, `${method} ${path}: ${status} ${text}`);
  }
  const [, ...rows] = parseCsv((await owner.get(`${at}/audit?format=csv`)).text);
  for (const cell of rows.flat()) assert.doesNotMatch(cell, /^[=+\-@\t\r\n]/);
  const detailsOf = (action: string): unknown => JSON.parse(rows.find((row) => row[5] === action)?.at(-3) ?? 'null');
  assert.deepEqual(detailsOf('member.role'), { role: 'custom', permissions: ['team:access', 'billing:read'], roleBefore: 'dev' });
  assert.deepEqual(detailsOf('member.end'), { expiresAt: '2100-01-01T00:00:00.000Z' });
  assert.deepEqual(detailsOf('hallpass.project.create'), { externalId: '=cmd|calc' });
  assert.deepEqual(detailsOf('hallpass.grant.remove'), { project, roleBefore: 'custom', permissionsBefore: ['pods:connect'] });
  const actions = new Set(rows.map((row) => row[5]));
  for (const action of ['member.suspend', 'member.restore', 'hallpass.grant.put', 'hallpass.project.archive', 'hallpass.review.open']) assert.ok(actions.has(action), action);
  assert.deepEqual(rows.length, (await owner.audit(team)).length);
});

test('filters apply to exports, which then have no head', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  for (let times = 0; times < 5; times++) await record(team);
  const reply = await owner.get(`/v1/accounts/${team}/audit?format=ndjson&action=pod.create`);
  const [first, ...lines] = reply.text.trimEnd().split('\n');
  assert.deepEqual(JSON.parse(String(first)), { account: team });
  assert.equal(lines.length, 5);
  assert.equal((await owner.get(`/v1/accounts/${team}/audit?format=csv&user=${owner.id}`)).text.trimEnd().split('\n').length, 2);
});

test('exports require `audit:read`, as pages do', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await memberOf(owner, team, 'Mia', 'dev');
  const path = `/v1/accounts/${team}/audit?format=csv`;
  expectError(await mia.get(path), 'forbidden');
  expectError(await (await person(edge, 'Stan')).get(path), 'not_found');
  const head = await owner.send('HEAD', path);
  assert.deepEqual([head.status, head.text], [200, '']);
});
