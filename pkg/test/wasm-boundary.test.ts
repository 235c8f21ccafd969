/** The exports of the WebAssembly as JavaScript sees them: plain objects in and out, and errors with a code. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import type * as Exports from '../src/hallpass.js';
import { makeKey, mint, ORIGIN, POLICY } from './signing-edge.ts';

const dist = new URL('../dist/', import.meta.url);
const wasm = (await import(new URL('hallpass.js', dist).href)) as typeof Exports;
before(() => wasm.default({ module_or_path: readFileSync(new URL('hallpass_bg.wasm', dist)) }));

const NOW_SECONDS = 1_780_000_000;
const INPUT: Exports.ExplainInput = {
  query: { permission: 'kites:fly' },
  denied: true,
  here: 'acc_a',
  state: { status: 'ready', accounts: [{ id: 'acc_a', role: 'guest', kind: 'team' }], inboxCount: 0 },
  now: '2026-11-29T00:00:00.000Z',
  policy: JSON.stringify(POLICY),
  pages: [{ items: [] }],
};

/** What a call throws. */
const errorOf = (call: () => unknown): Error & { code?: unknown } => {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof Error, `${String(error)} is not an Error`);
    return error;
  }
  throw new assert.AssertionError({ message: 'nothing was thrown' });
};

test('a result is a plain object whose fields are in camelCase', () => {
  const key = makeKey('one');
  const jwks = JSON.stringify({ keys: [key.publicJwk] });
  const claims = wasm.verifyMembership(mint(key, NOW_SECONDS), jwks, ORIGIN, POLICY.audience, NOW_SECONDS);
  assert.equal(Object.getPrototypeOf(claims), Object.prototype);
  assert.deepEqual(Object.keys(claims).sort(), [
    'account', 'epoch', 'expiresSeconds', 'issuedSeconds', 'kind', 'permissionBits', 'policyId', 'role', 'user',
  ]);
  assert.equal(claims.expiresSeconds, NOW_SECONDS + 60);
});

test('fields that do not apply are absent from results, and may be `undefined` in arguments', () => {
  const result = wasm.explain({ ...INPUT, invite: undefined, query: { ...INPUT.query, anyOf: undefined, member: undefined } });
  assert.ok(result.kind === 'explained');
  assert.equal(result.explanation?.reason, 'role_lacks');
  assert.ok(!('supportUrl' in (result.explanation ?? {})));
  const allowed = wasm.explain({ ...INPUT, query: { permission: 'team:access' } });
  assert.deepEqual(allowed, { kind: 'explained' });
});

test('an argument of another shape is an Error with the code `invalid_request`', () => {
  for (const input of [undefined, null, 'text', 7, [], {}, { ...INPUT, query: { permission: 5 } }, { ...INPUT, policy: '{}' }]) {
    assert.equal(errorOf(() => wasm.explain(input as Exports.ExplainInput)).code, 'invalid_request', JSON.stringify(input));
  }
  // A failure leaves nothing behind: the next call works.
  assert.equal(wasm.explain(INPUT).kind, 'explained');
});

test('every export throws an Error with a code and a message', () => {
  const noKeys = JSON.stringify({ keys: [] });
  for (const [call, code] of [
    [() => wasm.verifyMembership('', noKeys, ORIGIN, POLICY.audience, NOW_SECONDS), 'unavailable'],
    [() => wasm.verifyInvite('', JSON.stringify({ keys: [makeKey('one').publicJwk] }), ORIGIN, NOW_SECONDS), 'token_invalid'],
    [() => wasm.verifyAuditHead('', 'no JSON', NOW_SECONDS), 'unavailable'],
    [() => wasm.verifyAudit('{"events":[],"events":[]}'), 'invalid_request'],
    [() => wasm.followAudit({} as Exports.AuditStep, NOW_SECONDS), 'invalid_request'],
    [() => wasm.suggestRoles(JSON.stringify({ ...POLICY, id: 'AAAAAAAAAAAAAAAA' }), []), 'policy_mismatch'],
    [() => wasm.suggestRoles('{}', []), 'invalid_request'],
    [() => wasm.suggestRoles(JSON.stringify(POLICY), 'team:access' as never), 'invalid_request'],
    [() => wasm.suggestRoles(JSON.stringify(POLICY), [7] as never), 'invalid_request'],
    [() => wasm.policyId(JSON.stringify({ ...POLICY, id: 'AAAAAAAAAAAAAAAA' })), 'policy_mismatch'],
  ] as const) {
    const error = errorOf(call);
    assert.equal(error.code, code);
    assert.notEqual(error.message, '');
  }
});

test('the generated declarations have no name in snake_case', () => {
  const declarations = readFileSync(new URL('hallpass.d.ts', dist), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const names = declarations.replace(/'[^']*'|"[^"]*"/g, '').match(/\b[a-z]+_\w+\b/g) ?? [];
  assert.deepEqual(names, []);
});
