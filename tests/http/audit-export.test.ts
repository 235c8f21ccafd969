// Exports of the audit log: whole while they are read piece by piece, safe to open in a spreadsheet, and evidence.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { address, enrol, inParallel, memberOf, ownerWithTeam, person } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { ok, refused } from '../harness/refusal.ts';
import { verified } from '../harness/secrets.ts';
import { Machines, type Service } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';

const machines = new Machines({ host: defaultPolicy().permissions });
let edge: Edge;
let host: Service;
before(async () => {
  edge = await startEdge({ providers: [machines.setting()] });
  host = machines.service(edge.origin, 'host');
});
after(() => edge?.stop());

async function note(team: string, details: Record<string, string> = {}): Promise<void> {
  const body = { action: 'pod.create', resourceType: 'pod', resourceId: '=cmd', details };
  ok(await host.post(`/v1/accounts/${team}/audit`, body), shapes.auditEvent, 201);
}

/** A table as RFC 4180 has it. */
function table(text: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.trimEnd().split('\n')) {
    const cells = [...line.matchAll(/"((?:[^"]|"")*)"|([^,]+)/g)].map(([, quoted, plain]) => plain ?? (quoted ?? '').replaceAll('""', '"'));
    rows.push(cells);
  }
  return rows;
}

test('lines of JSON: the account and its signed head, then every event from the first on', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  await inParallel(1200, 16, () => note(team, { text: 'two\u2028lines "quoted"' }));
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
  assert.deepEqual(events, listed, 'the same events as on the pages');
});

test('an export is the log as it stood at its beginning, whatever is added meanwhile', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  await inParallel(1100, 16, () => note(team));
  let going = true;
  const adding = (async () => {
    while (going) await note(team);
  })();
  for (let times = 0; times < 3; times++) {
    const [first, ...lines] = (await owner.get(`/v1/accounts/${team}/audit?format=ndjson`)).text.trimEnd().split('\n');
    const { claims } = verified((JSON.parse(String(first)) as { head: string }).head, [edge.secrets.key.publicJwk()]);
    assert.equal(lines.length, claims['count']);
    assert.equal((JSON.parse(String(lines.at(-1))) as { hash: string }).hash, claims['hash']);
  }
  going = false;
  await adding;
});

test('a table: quoted, and with no cell that a spreadsheet would run', async () => {
  const owner = await person(edge, '=HYPERLINK("x")', { email: address('olga') });
  const team = (await owner.team()).id;
  await note(team, { text: 'a "b", c' });
  const mia = await person(edge, '@SUM(1+1)', { email: address('mia') });
  await enrol(owner, team, mia, 'dev');
  refused(await mia.patch(`/v1/accounts/${team}`, { name: 'Mine' }), 'forbidden');
  const reply = await owner.send('GET', `/v1/accounts/${team}/audit`, undefined, { headers: { accept: 'text/csv' } });
  assert.equal(reply.headers['content-type'], 'text/csv');
  const [columns, ...rows] = table(reply.text);
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
  assert.ok(rows.flat().includes("'=cmd") && rows.flat().some((cell) => cell.startsWith("'@SUM")), 'there was something to make harmless');
});

test('filters hold for exports, which then carry no head', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  for (let times = 0; times < 5; times++) await note(team);
  const reply = await owner.get(`/v1/accounts/${team}/audit?format=ndjson&action=pod.create`);
  const [first, ...lines] = reply.text.trimEnd().split('\n');
  assert.deepEqual(JSON.parse(String(first)), { account: team });
  assert.equal(lines.length, 5);
  assert.equal((await owner.get(`/v1/accounts/${team}/audit?format=csv&user=${owner.id}`)).text.trimEnd().split('\n').length, 2);
});

test('exports ask for `audit:read` like the pages do', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await memberOf(owner, team, 'Mia', 'dev');
  const path = `/v1/accounts/${team}/audit?format=csv`;
  refused(await mia.get(path), 'forbidden');
  refused(await (await person(edge, 'Stan')).get(path), 'not_found');
  const head = await owner.send('HEAD', path);
  assert.deepEqual([head.status, head.text], [200, '']);
});
