// Assertions on replies. An error is an `application/problem+json` with a code of the closed list, under that code's status.
import assert from 'node:assert/strict';
import type { Reply } from './http.ts';
import { problem, type Problem } from './shapes.ts';

/** Every code with its statuses. */
export const STATUS_OF: Readonly<Record<string, readonly number[]>> = {
  invalid_request: [400, 405, 408, 413],
  not_signed_in: [401],
  token_invalid: [401],
  token_expired: [401],
  user_erased: [401],
  stale_epoch: [401],
  forbidden: [403],
  wrong_account: [403],
  email_unverified: [403],
  role_exceeds_grantor: [403],
  spend_limit: [403],
  owner_protected: [403],
  suspended: [403],
  past_end: [403],
  not_found: [404],
  no_account: [404],
  already_invited: [409],
  already_member: [409],
  already_a_team: [409],
  not_a_team: [409],
  member_limit: [409],
  project_limit: [409],
  project_archived: [409],
  conflict: [409],
  policy_mismatch: [409],
  invite_closed: [410],
  audit_cut: [410],
  idempotency_mismatch: [422],
  name_mismatch: [422],
  account_mismatch: [422],
  project_mismatch: [422],
  rate_limited: [429],
  unavailable: [503],
};

/** Asserts that `reply` is the error `code`, and returns the problem. */
export function expectError(reply: Reply, code: string, about = ''): Problem {
  const where = `${about || 'the reply'}: ${reply.status} ${reply.text.slice(0, 300)}`;
  assert.match(String(reply.headers['content-type']), /^application\/problem\+json\b/, `${where}: content type`);
  const found = problem(reply.json(), about || 'problem');
  assert.equal(found.code, code, where);
  assert.ok(STATUS_OF[code]?.includes(reply.status), `${where}: status of ${code}`);
  assert.equal(found.status, reply.status, `${where}: the status in the body`);
  assert.equal(reply.headers['hallpass-request'], found.requestId, `${where}: the request's id in the header`);
  return found;
}

/** Asserts the status, and returns the body parsed as `shape`. */
export function expectOk<T>(reply: Reply, shape: (value: unknown, at: string) => T, status = 200): T {
  assert.equal(reply.status, status, `${status} expected: ${reply.status} ${reply.text.slice(0, 400)}`);
  assert.match(String(reply.headers['content-type']), /^application\/json\b/);
  return shape(reply.json(), 'body');
}

/**
 * The parts of a reply that a stranger could compare: status, headers and body, without what differs between any two replies (the
 * request id, the time, the connection).
 */
export function comparable(reply: Reply): { status: number; headers: Record<string, unknown>; body: unknown } {
  const headers: Record<string, unknown> = { ...reply.headers };
  for (const name of ['date', 'hallpass-request', 'hallpass-time', 'server-timing', 'connection', 'keep-alive', 'content-length']) {
    delete headers[name];
  }
  let body: unknown = reply.text;
  if (reply.text.startsWith('{')) {
    const { requestId: _, ...rest } = reply.json() as Record<string, unknown>;
    body = rest;
  }
  return { status: reply.status, headers, body };
}
