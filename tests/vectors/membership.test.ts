// Any standard JWT library can verify membership tokens: jose verifies the permanent vectors.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';

interface Vector {
  name: string;
  kind: string;
  code?: string;
  claims?: Record<string, unknown>;
  carries?: string[];
  token: string;
}
interface TokenFile {
  issuer: string;
  audience: string;
  now: number;
  jwks: JSONWebKeySet;
  vectors: Vector[];
}

const file = JSON.parse(readFileSync(new URL('tokens.json', import.meta.url), 'utf8')) as TokenFile;
const memberships = file.vectors.filter((vector) => vector.kind === 'membership');
const keys = createLocalJWKSet(file.jwks);

const MAX_LIFE_SECONDS = 300;

async function verify(token: string): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, keys, {
    algorithms: ['EdDSA'],
    typ: 'membership+jwt',
    issuer: file.issuer,
    audience: file.audience,
    requiredClaims: ['sub', 'acc', 'iat', 'exp', 'jti'],
    currentDate: new Date(file.now * 1000),
  });
  const { iat = 0, exp = Infinity } = payload;
  if (exp - iat > MAX_LIFE_SECONDS) throw new Error('the token lives longer than five minutes');
  return payload;
}

test('a standard library verifies every valid membership token with the same claims', async () => {
  const valid = memberships.filter((vector) => vector.claims !== undefined);
  assert.ok(valid.length >= 8);
  for (const vector of valid) {
    const payload = await verify(vector.token);
    for (const [name, value] of Object.entries(vector.claims ?? {})) {
      assert.deepEqual(payload[name], value, `${vector.name}: ${name}`);
    }
  }
});

test('a standard library rejects a forged signature, an unknown key, another audience or issuer, too long a life, and an expired token', async () => {
  const checks = ['signature', 'scalar', 'order', 'cofactor', 'algorithm', 'key', 'issuer', 'audience', 'life', 'expiry'];
  const attacks = memberships.filter((vector) => vector.carries?.some((check) => checks.includes(check)));
  assert.ok(attacks.length >= 30);
  for (const vector of attacks) {
    await assert.rejects(verify(vector.token), `${vector.name} was accepted`);
  }
});
