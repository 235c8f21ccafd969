// An identity provider of kind `user`: a JWK set, and tokens signed with its key.
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { base64url, type Claims } from './secrets.ts';

export type Algorithm = 'EdDSA' | 'ES256' | 'RS256';

/** The user that a token identifies. */
export interface Identity {
  readonly subject: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly name?: string;
}

/** A provider with one key. */
export class Provider {
  readonly name: string;
  readonly algorithm: Algorithm;
  readonly issuer: string;
  readonly audience = 'hallpass-tests';
  readonly #secret: KeyObject;
  readonly #public: KeyObject;

  constructor(name: string, algorithm: Algorithm = 'EdDSA') {
    this.name = name;
    this.algorithm = algorithm;
    this.issuer = `https://${name}.identity.example`;
    const pair = pairOf(algorithm);
    this.#secret = pair.privateKey;
    this.#public = pair.publicKey;
  }

  jwks(): { keys: JsonWebKey[] } {
    const jwk = this.#public.export({ format: 'jwk' });
    return { keys: [{ ...jwk, kid: this.name, alg: this.algorithm, use: 'sig' }] };
  }

  /** The entry of `IDENTITY_PROVIDERS`. */
  setting(extra: Claims = {}): Claims {
    return {
      name: this.name,
      kind: 'user',
      issuer: this.issuer,
      audience: this.audience,
      algorithms: [this.algorithm],
      jwks: this.jwks(),
      ...extra,
    };
  }

  claims(identity: Identity): Claims {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: this.issuer,
      aud: this.audience,
      sub: identity.subject,
      iat: now,
      exp: now + 3600,
      ...(identity.email === undefined ? {} : { email: identity.email }),
      ...(identity.emailVerified === undefined ? {} : { email_verified: identity.emailVerified }),
      ...(identity.name === undefined ? {} : { name: identity.name }),
    };
  }

  /** An identity token; `claims` and `header` override or add members. */
  token(identity: Identity, claims: Claims = {}, header: Claims = {}): string {
    return this.sign({ ...this.claims(identity), ...claims }, header);
  }

  sign(claims: Claims, header: Claims = {}): string {
    const head = { alg: this.algorithm, kid: this.name, typ: 'JWT', ...header };
    return this.signText(JSON.stringify(head), JSON.stringify(claims));
  }

  /** Signs these texts as they are, also if no JSON serializer would produce them. */
  signText(head: string, claims: string): string {
    const input = `${base64url(head)}.${base64url(claims)}`;
    return `${input}.${base64url(this.#signature(input))}`;
  }

  /** Algorithm confusion: a token signed by HMAC with the public key as the secret. */
  confused(identity: Identity): string {
    const head = { alg: 'HS256', kid: this.name, typ: 'JWT' };
    const input = `${base64url(JSON.stringify(head))}.${base64url(JSON.stringify(this.claims(identity)))}`;
    const secret = this.#public.export({ format: 'pem', type: 'spki' });
    return `${input}.${base64url(createHmac('sha256', secret).update(input).digest())}`;
  }

  #signature(input: string): Buffer {
    const bytes = Buffer.from(input);
    if (this.algorithm === 'EdDSA') return sign(null, bytes, this.#secret);
    if (this.algorithm === 'RS256') return sign('sha256', bytes, this.#secret);
    return sign('sha256', bytes, { key: this.#secret, dsaEncoding: 'ieee-p1363' });
  }
}

function pairOf(algorithm: Algorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}
