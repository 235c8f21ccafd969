// Access reviews: who is covered, what is decided, and the signed summary, which the test verifies by itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { memberOf, ownerWithTeam, person, type Person } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { unknownUser, verified } from '../harness/secrets.ts';
import { ServiceProvider, type Service } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';

const { permissions, roles } = defaultPolicy();
const provider = new ServiceProvider({
  manager: permissions,
  reader: roles.find(({ name }) => name === 'basic')?.permissions ?? [],
});
let edge: Edge;
let manager: Service;
let reader: Service;
before(async () => {
  edge = await startEdge({ providers: [provider.setting()] });
  manager = provider.service(edge.origin, 'manager');
  reader = provider.service(edge.origin, 'reader');
});
after(() => edge?.stop());

type Decision = 'keep' | 'changed' | 'removed';
const reviewsOf = (team: string): string => `/v1/accounts/${team}/reviews`;
const open = async (caller: Pick<Person, 'post'>, team: string): Promise<shapes.Review> => expectOk(await caller.post(reviewsOf(team)), shapes.review, 201);
const decide = (caller: Pick<Person, 'post'>, { account, id }: shapes.Review, user: string, decision: Decision) =>
  caller.post(`${reviewsOf(account)}/${id}/decisions`, { user, decision });
const close = (caller: Pick<Person, 'post'>, { account, id }: shapes.Review) => caller.post(`${reviewsOf(account)}/${id}/close`);
const read = async (caller: Person, { account, id }: shapes.Review, query = ''): Promise<shapes.ReviewDetails> =>
  expectOk(await caller.get(`${reviewsOf(account)}/${id}${query}`), shapes.reviewDetails);
const unknownReview = `rev_${'A'.repeat(22)}`;

test('a review is opened, decided and closed, and its summary is signed', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const [kim, lee, max, pat] = await Promise.all(['Kim', 'Lee', 'Max', 'Pat'].map((name) => memberOf(owner, team, name, 'dev')));
  assert.ok(kim && lee && max && pat);
  const review = await open(owner, team);
  assert.deepEqual([review.account, review.openedBy, review.status, review.closedAt], [team, owner.id, 'open', undefined]);
  assert.deepEqual(review.counts, { total: 5, kept: 0, changed: 0, removed: 0, gone: 0, undecided: 5 });
  const late = await memberOf(owner, team, 'Late', 'dev');
  const first = expectOk(await decide(owner, review, kim.id, 'keep'), shapes.review);
  assert.deepEqual(first.counts, { total: 5, kept: 1, changed: 0, removed: 0, gone: 0, undecided: 4 });
  expectOk(await decide(owner, review, lee.id, 'changed'), shapes.review);
  expectOk(await decide(owner, review, max.id, 'removed'), shapes.review);
  assert.equal((await pat.delete(`/v1/accounts/${team}/members/${pat.id}`)).status, 204);
  const details = await read(owner, review);
  assert.deepEqual(details.counts, { total: 5, kept: 1, changed: 1, removed: 1, gone: 1, undecided: 1 });
  const byId = new Map(details.items.items.map((item) => [item.user, item]));
  assert.deepEqual(new Set(byId.keys()), new Set([owner.id, kim.id, lee.id, max.id, pat.id]));
  const { decision, decidedBy, role, email, name } = byId.get(kim.id) ?? {};
  assert.deepEqual([decision, decidedBy, role, email, name], ['keep', owner.id, 'dev', kim.email, 'Kim']);
  assert.deepEqual([byId.get(pat.id)?.decision, byId.get(pat.id)?.decidedBy, byId.get(pat.id)?.role], ['gone', undefined, undefined]);
  assert.deepEqual([byId.get(owner.id)?.decision, byId.get(owner.id)?.decidedAt], [undefined, undefined]);
  assert.equal(details.items.items.at(-1)?.user, pat.id, 'who is no member any more comes last');

  const closed = expectOk(await close(owner, review), shapes.closedReview);
  assert.equal(closed.review.status, 'closed');
  assert.ok(closed.review.closedAt);
  const { header, claims } = verified(closed.summary, [edge.secrets.key.publicJwk()]);
  assert.equal(header['typ'], 'review+jwt');
  const { iat, opened, closed: closedSeconds, ...rest } = claims;
  assert.deepEqual(rest, {
    acc: team,
    rev: review.id,
    seq: review.seq,
    counts: { total: 5, kept: 1, changed: 1, removed: 1, gone: 1, undecided: 1 },
    kept: [kim.id],
    changed: [lee.id],
    removed: [max.id],
    gone: [pat.id],
    undecided: [owner.id],
  });
  assert.equal(opened, Math.floor(Date.parse(review.openedAt) / 1000));
  assert.equal(closedSeconds, Math.floor(Date.parse(closed.review.closedAt ?? '') / 1000));
  assert.ok(Math.abs((iat as number) - Date.now() / 1000) < 600);
  assert.ok(!closed.summary.includes(late.id));

  // The summary can be read again, and a closed review does not change any more.
  const again = expectOk(await owner.get(`${reviewsOf(team)}/${review.id}/summary`), shapes.closedReview);
  const { iat: _, ...same } = verified(again.summary, [edge.secrets.key.publicJwk()]).claims;
  assert.deepEqual(same, { opened, closed: closedSeconds, ...rest });
  expectError(await decide(owner, review, kim.id, 'removed'), 'conflict');
  expectError(await close(owner, review), 'conflict');
  assert.equal((await kim.delete(`/v1/accounts/${team}/members/${kim.id}`)).status, 204);
  assert.deepEqual((await read(owner, review)).counts, closed.review.counts);
});

test('a decision records only: roles and memberships stay', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const kim = await memberOf(owner, team, 'Kim', 'dev');
  const before = [await owner.members(team), (await owner.account(team)).epoch];
  const review = await open(owner, team);
  for (const decision of ['changed', 'removed'] as const) expectOk(await decide(owner, review, kim.id, decision), shapes.review);
  assert.deepEqual([await owner.members(team), (await owner.account(team)).epoch], before);
  assert.equal((await kim.account(team)).role, 'dev');
});

test('nobody decides about themself, and the control: about somebody else they do', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const admin = await memberOf(owner, team, 'Ada', 'admin');
  const review = await open(admin, team);
  for (const decision of ['keep', 'changed', 'removed'] as const) expectError(await decide(admin, review, admin.id, decision), 'forbidden');
  assert.equal((await read(owner, review)).counts.undecided, 2);
  assert.equal(expectOk(await decide(owner, review, admin.id, 'keep'), shapes.review).counts.kept, 1);
});

test('one review is open at a time, and the next one opens after it is closed', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const first = await open(owner, team);
  expectError(await owner.post(reviewsOf(team)), 'conflict');
  expectOk(await close(owner, first), shapes.closedReview);
  const second = await open(owner, team);
  const list = expectOk(await owner.get(reviewsOf(team)), shapes.page(shapes.review));
  assert.deepEqual(list.items.map((each) => [each.id, each.status]), [[second.id, 'open'], [first.id, 'closed']]);
  const one = expectOk(await owner.get(`${reviewsOf(team)}?limit=1`), shapes.page(shapes.review));
  const two = expectOk(await owner.get(`${reviewsOf(team)}?limit=1&cursor=${encodeURIComponent(one.next ?? '')}`), shapes.page(shapes.review));
  assert.deepEqual([one.items[0]?.id, two.items[0]?.id, two.next], [second.id, first.id, undefined]);
});

test('a review of another account, an unknown and a malformed one are not found', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const elsewhere = await ownerWithTeam(edge);
  const foreign = await open(elsewhere.owner, elsewhere.team);
  const kim = await memberOf(owner, team, 'Kim', 'dev');
  const own = await open(owner, team);
  for (const id of [foreign.id, unknownReview, 'rev_x', own.id.toUpperCase()]) {
    const review = { ...own, id };
    expectError(await owner.get(`${reviewsOf(team)}/${id}`), 'not_found', id);
    expectError(await owner.get(`${reviewsOf(team)}/${id}/summary`), 'not_found', id);
    expectError(await decide(owner, review, kim.id, 'keep'), 'not_found', id);
    expectError(await close(owner, review), 'not_found', id);
  }
  // In the account that it is of, for who is no member there.
  expectError(await owner.get(`${reviewsOf(elsewhere.team)}/${foreign.id}`), 'not_found');
  assert.equal((await read(owner, own)).id, own.id, 'the control');
});

test('a decision about somebody whom the review does not cover is not found', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const review = await open(owner, team);
  const late = await memberOf(owner, team, 'Late', 'dev');
  for (const user of [late.id, unknownUser(), 'usr_x']) expectError(await decide(owner, review, user, 'keep'), 'not_found', user);
  assert.equal((await read(owner, review)).items.items.length, 1);
});

test('bad bodies name their fields', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const review = await open(owner, team);
  const path = `${reviewsOf(team)}/${review.id}`;
  const fields = async (at: string, body: unknown) => expectError(await owner.post(at, body), 'invalid_request').errors;
  assert.deepEqual(await fields(`${path}/decisions`, {}), [{ field: 'user', code: 'required' }, { field: 'decision', code: 'required' }]);
  for (const decision of ['gone', 'undecided', 'kept', '', 'KEEP']) {
    assert.deepEqual(await fields(`${path}/decisions`, { user: owner.id, decision }), [{ field: 'decision', code: 'invalid' }], decision);
  }
  assert.deepEqual(await fields(`${path}/close`, { force: true }), [{ field: 'force', code: 'unknown' }]);
  assert.deepEqual(await fields(reviewsOf(team), { name: 'Q4' }), [{ field: 'name', code: 'unknown' }]);
  expectError(await owner.get(`${path}?cursor=x`), 'invalid_request');
  expectError(await owner.get(`${path}?limit=201`), 'invalid_request');
});

test('reviews require `members:manage`', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const review = await open(owner, team);
  for (const role of ['basic', 'billing', 'dev']) {
    const other = await memberOf(owner, team, role, role);
    for (const path of ['', `/${review.id}`, `/${review.id}/summary`]) expectError(await other.get(`${reviewsOf(team)}${path}`), 'forbidden', role);
    expectError(await other.post(reviewsOf(team)), 'forbidden', role);
    expectError(await decide(other, review, owner.id, 'keep'), 'forbidden', role);
    expectError(await close(other, review), 'forbidden', role);
  }
  const admin = await memberOf(owner, team, 'Ada', 'admin');
  expectOk(await decide(admin, review, owner.id, 'keep'), shapes.review);
});

test('a service reviews within its permissions', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const kim = await memberOf(owner, team, 'Kim', 'dev');
  expectError(await reader.post(reviewsOf(team)), 'forbidden');
  const review = await open(manager, team);
  assert.match(review.openedBy, /^svc_/);
  expectError(await decide(reader, review, kim.id, 'keep'), 'forbidden');
  expectOk(await decide(manager, review, kim.id, 'keep'), shapes.review);
  assert.equal((await read(owner, review)).items.items.find(({ user }) => user === kim.id)?.decidedBy, review.openedBy);
  expectOk(await close(manager, review), shapes.closedReview);
});

test('each step is audited, with ids only', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const kim = await memberOf(owner, team, 'Kim', 'dev');
  const review = await open(owner, team);
  expectOk(await decide(owner, review, kim.id, 'changed'), shapes.review);
  expectOk(await decide(owner, review, kim.id, 'changed'), shapes.review);
  expectError(await kim.post(reviewsOf(team)), 'forbidden');
  expectOk(await close(owner, review), shapes.closedReview);
  const events = (await owner.audit(team)).filter(({ action }) => action.startsWith('hallpass.review.')).toReversed();
  assert.deepEqual(
    events.map(({ action, outcome, resourceType, resourceId, details }) => [action, outcome, resourceType, resourceId, details]),
    [
      ['hallpass.review.open', 'done', 'review', review.id, { members: 2 }],
      ['hallpass.review.decide', 'done', 'review', review.id, { user: kim.id, decision: 'changed' }],
      ['hallpass.review.open', 'refused', 'account', team, {}],
      ['hallpass.review.close', 'done', 'review', review.id, { kept: 0, changed: 1, removed: 0, gone: 0, undecided: 1 }],
    ],
  );
  const log = (await owner.audit(team)).toReversed();
  assert.equal(log[review.seq - 1]?.action, 'hallpass.review.open', '`seq` is the number of the event');
});

test('a repeat under the same idempotency key is the same review', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const key = { headers: { 'idempotency-key': 'review-1' } };
  const first = expectOk(await owner.send('POST', reviewsOf(team), undefined, key), shapes.review, 201);
  const again = expectOk(await owner.send('POST', reviewsOf(team), undefined, key), shapes.review, 201);
  assert.equal(again.id, first.id);
  const closing = { headers: { 'idempotency-key': 'review-2' } };
  const path = `${reviewsOf(team)}/${first.id}/close`;
  const [one, two] = [await owner.send('POST', path, undefined, closing), await owner.send('POST', path, undefined, closing)];
  assert.deepEqual(expectOk(two, shapes.closedReview).review, expectOk(one, shapes.closedReview).review);
});

test('pages are complete and without repeats while members join and leave', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const members = await Promise.all(Array.from({ length: 7 }, (_, at) => memberOf(owner, team, `M${at}`, 'dev')));
  const review = await open(owner, team);
  const found: shapes.ReviewItem[] = [];
  let query = '?limit=3';
  for (let pages = 0; ; pages++) {
    const { items } = await read(owner, review, query);
    found.push(...items.items);
    if (items.next === undefined) break;
    query = `?limit=3&cursor=${encodeURIComponent(items.next)}`;
    await memberOf(owner, team, `Late${pages}`, 'dev');
    const leaving = found.find(({ user, role }) => role !== undefined && user !== owner.id && members.some(({ id }) => id === user));
    if (pages === 0 && leaving) await owner.delete(`/v1/accounts/${team}/members/${leaving.user}`);
  }
  const once = new Set(found.map(({ user }) => user));
  assert.deepEqual(once, new Set([owner.id, ...members.map(({ id }) => id)]));
  // Who left after their page is listed there as a member, and among the former members as gone.
  assert.deepEqual(found.length - once.size, 1);
  assert.equal(found.at(-1)?.decision, 'gone');
});

test('a review is exported as a table in which no spreadsheet finds a formula', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const email = `${unique()}@example.com`;
  const kim = await person(edge, '=SUM(A1)', { email });
  await kim.join({ inviteId: (await owner.invite(team, { email, role: 'dev' })).invite.id });
  const review = await open(owner, team);
  expectOk(await decide(owner, review, kim.id, 'keep'), shapes.review);
  const reply = await owner.get(`${reviewsOf(team)}/${review.id}?format=csv`);
  assert.match(reply.headers['content-type'] ?? '', /^text\/csv/);
  const [head, ...rows] = reply.text.trimEnd().split('\n');
  assert.equal(head, 'user,name,email,role,permissions,lastSeenOn,decision,decidedBy,decidedAt');
  assert.equal(rows.length, 2);
  const row = rows.find((each) => each.startsWith(`"${kim.id}"`));
  assert.ok(row?.startsWith(`"${kim.id}","'=SUM(A1)","${kim.email}","dev",""`), row);
  assert.ok(row?.includes(`,"keep","${owner.id}",`), row);
  expectError(await owner.get(`${reviewsOf(team)}/${review.id}?format=pdf`), 'invalid_request');
});

test('a revert deletes reviews, and its plan counts them', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  expectOk(await close(owner, await open(owner, team)), shapes.closedReview);
  await open(owner, team);
  const { plan } = expectOk(await owner.post(`/v1/accounts/${team}/revert?dryRun=true`), shapes.plan);
  assert.equal(plan['reviewsRemoved'], 2);
  const own = (await owner.me()).own;
  expectError(await owner.post(reviewsOf(own.id)), 'not_a_team');
});

test('methods that do not exist are refused', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const review = await open(owner, team);
  for (const [method, path] of [['DELETE', ''], ['PUT', `/${review.id}`], ['DELETE', `/${review.id}`], ['GET', `/${review.id}/close`]] as const) {
    assert.equal((await owner.send(method, `${reviewsOf(team)}${path}`)).status, 405, `${method} ${path}`);
  }
});
