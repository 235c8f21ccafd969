// The keys of one run, and codes and tokens made with them, valid and forged.
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';

export type Claims = Record<string, unknown>;

/** base64url without padding. */
export function base64url(bytes: Uint8Array | string): string {
  return Buffer.from(bytes).toString('base64url');
}

/** An Ed25519 signing key with a `kid`. */
export class SigningKey {
  readonly kid: string;
  readonly secret: KeyObject;

  constructor(kid: string) {
    this.kid = kid;
    this.secret = generateKeyPairSync('ed25519').privateKey;
  }

  /** The JWK with `d`, as in `HALLPASS_KEYS`. */
  privateJwk(): JsonWebKey {
    return { ...this.secret.export({ format: 'jwk' }), kid: this.kid, alg: 'EdDSA', use: 'sig' };
  }

  publicJwk(): JsonWebKey {
    const { d: _, ...rest } = this.privateJwk();
    return rest;
  }

  /** A compact JWS over `claims`; `header` overrides or adds members. */
  sign(typ: string, claims: Claims, header: Claims = {}): string {
    const head = base64url(JSON.stringify({ alg: 'EdDSA', kid: this.kid, typ, ...header }));
    const input = `${head}.${base64url(JSON.stringify(claims))}`;
    return `${input}.${base64url(sign(null, Buffer.from(input), this.secret))}`;
  }
}

/** The secrets of one edge. */
export class Secrets {
  readonly key = new SigningKey(`k-${randomBytes(4).toString('hex')}`);
  readonly pepper = randomBytes(32);

  /** The invite code for an invite of `account`. */
  code(account: string, invite: string, generation = 0): string {
    const body = Buffer.concat([idBytes(account), inviteBytes(invite), generationBytes(generation)]);
    const tag = createHmac('sha256', this.pepper).update('link').update(body).digest().subarray(0, 16);
    return base64url(Buffer.concat([body, tag]));
  }
}

function generationBytes(generation: number): Buffer {
  return Buffer.from([generation >> 16, (generation >> 8) & 255, generation & 255]);
}

/** The 16 bytes of an account id. */
export function idBytes(account: string): Buffer {
  return Buffer.from(account.slice(4), 'base64url');
}

/** The 16 bytes of an invite itself: the second half of its id. */
export function inviteBytes(invite: string): Buffer {
  return Buffer.from(invite.slice(4 + 22), 'base64url');
}

/** A well-formed id of an account that does not exist. */
export function unknownAccount(): string {
  return `acc_${base64url(randomBytes(16))}`;
}

/** A well-formed id of an invite that does not exist, in `account` or an unknown account. */
export function unknownInvite(account = unknownAccount()): string {
  return `inv_${account.slice(4)}${base64url(randomBytes(16))}`;
}

/** A well-formed id of a user that does not exist. */
export function unknownUser(): string {
  return `usr_${base64url(randomBytes(17)).slice(0, 22)}`;
}

export interface Decoded {
  readonly header: Claims;
  readonly claims: Claims;
}

/** Header and claims of a compact JWS, without verifying it. */
export function decode(token: string): Decoded {
  const [head = '', body = ''] = token.split('.');
  const parse = (part: string): Claims => JSON.parse(Buffer.from(part, 'base64url').toString()) as Claims;
  return { header: parse(head), claims: parse(body) };
}

/** Header and claims of a compact JWS signed by one of `keys`; throws if it is not. */
export function verified(token: string, keys: readonly JsonWebKey[]): Decoded {
  const decoded = decode(token);
  const key = keys.find((candidate) => candidate['kid'] === decoded.header['kid']);
  if (!key) throw new Error(`no key ${String(decoded.header['kid'])}`);
  const [head, body, signature = ''] = token.split('.');
  const isValid = verify(
    null,
    Buffer.from(`${head}.${body}`),
    createPublicKey({ key, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  );
  if (!isValid) throw new Error('the signature does not verify');
  return decoded;
}

/** The private key of a JWK. */
export function privateKey(jwk: JsonWebKey): KeyObject {
  return createPrivateKey({ key: jwk, format: 'jwk' });
}

/** `text` with the character at `index` replaced by another base64url character. */
export function altered(text: string, index: number): string {
  const at = index < 0 ? text.length + index : index;
  return `${text.slice(0, at)}${text[at] === 'A' ? 'Q' : 'A'}${text.slice(at + 1)}`;
}

export function sha256(bytes: Uint8Array | string): Buffer {
  return createHash('sha256').update(bytes).digest();
}
