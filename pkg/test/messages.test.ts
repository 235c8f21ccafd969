import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CODES } from '../src/generated.ts';
import { HallpassError } from '../src/errors.ts';
import { errorFrom, refusal } from '../src/messages.ts';

test('every code has its own message', () => {
  for (const code of CODES) {
    assert.match(refusal(code).message, /^[A-Z].+\.$/, code);
    assert.equal(refusal(code).code, code);
  }
  assert.equal(new Set(CODES.map((code) => refusal(code).message)).size, CODES.length);
});

test('the edge’s title is the message, unless a built-in one says more', () => {
  const messageOf = (code: string, title?: string) => errorFrom({ status: 409, code, detail: 'for developers', ...(title ? { title } : {}) }).message;
  assert.equal(messageOf('member_limit', 'The team is full'), 'The team is full.');
  assert.equal(messageOf('forbidden', 'No'), "Your role doesn't allow this.");
  assert.equal(messageOf('of_a_later_day', 'too early'), 'Too early.');
  assert.equal(refusal('account_mismatch').message, 'Account mismatch.');
});

test('messages contain their parameters', () => {
  assert.match(errorFrom({ status: 403, code: 'wrong_account', detail: '', hint: 'd***@example.com' }).message, /d\*\*\*@example\.com/);
  assert.match(errorFrom({ status: 410, code: 'invite_closed', detail: '', why: 'revoked' }).message, /revoked/);
  assert.match(errorFrom({ status: 429, code: 'rate_limited', detail: '', retryAfter: 7 }).message, /7 s/);
});

test('the app’s messages come first, for any code, with the parameters', () => {
  for (const code of CODES) {
    const error = errorFrom({ status: 400, code, title: 'Title', detail: '', retryAfter: 3 }, { [code]: ({ retryAfter }: { retryAfter?: number }) => `auf Deutsch ${retryAfter}` });
    assert.equal(error.message, 'auf Deutsch 3', code);
  }
});

test('a response sets neither stack nor name, and an unknown code has no built-in message', () => {
  const odd = errorFrom({ status: 418, code: 'constructor', detail: 'detail', ...{ stack: 'x', name: 'y', message: 'z' } });
  assert.equal(odd.message, 'Detail.');
  assert.equal(odd.name, 'HallpassError');
  assert.notEqual(odd.stack, 'x');
  const sent = '{"status":418,"code":"odd","detail":"","cause":"x","constructor":"x","toString":"x","__proto__":{"code":"x"}}';
  const forged = errorFrom(JSON.parse(sent));
  assert.ok(forged instanceof HallpassError && forged instanceof Error);
  assert.deepEqual([forged.code, forged.cause, forged.constructor, `${forged}`], ['odd', undefined, HallpassError, 'HallpassError: Odd.']);
  assert.equal(errorFrom({ status: 500, code: 'what', detail: '' }).message, 'What.');
});
