import { freshKey } from '../random.ts';
import type { Policy } from '../wire.ts';
import { base64url, bytesOf } from './encode.ts';
import { heldInProject, permissionsOf } from './held.ts';
import { platform } from './platform.ts';
import { type AccountRow, type CutRow, hintOf, type InviteRow, type MemberRow, type ProjectRow, toTimestamp } from './rows.ts';

const KID = 'hallpass-testing';
const INVITE_TOKEN_SECONDS = 24 * 60 * 60;

/** Signs what the edge signs, with a key that is generated for each fake edge. */
export interface Signer {
  keys(): Promise<{ readonly keys: readonly object[] }>;
  membership(account: AccountRow, member: MemberRow, context: TokenContext, project?: ProjectRow): Promise<{ token: string; expiresAt: string }>;
  invite(account: AccountRow, invite: InviteRow, context: TokenContext): Promise<string>;
  /** The summary of a review. */
  review(claims: object, context: TokenContext): Promise<string>;
  head(account: string, count: number, hash: string, context: TokenContext): Promise<string>;
  cut(account: string, cut: CutRow, context: TokenContext): Promise<string>;
}

/** The time, the policy and the lifetime of tokens that are signed. */
export interface TokenContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly policy: Policy;
  readonly ttlSeconds: number;
}

/** A signer for the edge at `issuer`. */
export const createSigner = (issuer: string): Signer => {
  let keyPair: Promise<CryptoKeyPair> | undefined;
  const getKeyPair = (): Promise<CryptoKeyPair> =>
    (keyPair ??= platform.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify']) as Promise<CryptoKeyPair>);

  const seal = async (typ: string, claims: object): Promise<string> => {
    const input = `${base64url(JSON.stringify({ alg: 'EdDSA', kid: KID, typ }))}.${base64url(JSON.stringify(claims))}`;
    const { privateKey } = await getKeyPair();
    const signature = await platform.subtle.sign('Ed25519', privateKey, new platform.TextEncoder().encode(input));
    return `${input}.${base64url(new Uint8Array(signature))}`;
  };

  return {
    async keys() {
      const { kty, crv, x } = await platform.subtle.exportKey('jwk', (await getKeyPair()).publicKey);
      return { keys: [{ kty, crv, x, kid: KID, alg: 'EdDSA', use: 'sig' }] };
    },
    async membership(account, member, { now, policy, ttlSeconds }, project) {
      const iat = Math.floor(now / 1000);
      const exp = Math.min(iat + ttlSeconds, Math.floor((member.expiresAtMs ?? Infinity) / 1000));
      const token = await seal('membership+jwt', {
        iss: issuer,
        aud: policy.audience,
        sub: member.user.id,
        acc: account.id,
        kind: account.kind,
        role: member.role,
        perm: bitsOf(policy, permissionsOf(policy, member)),
        epoch: account.epoch,
        pol: policy.id,
        iat,
        exp,
        jti: freshKey(),
        ...(project ? { prj: project.id, prjPerm: bitsOf(policy, heldInProject(member, project.id, policy, now)) } : {}),
      });
      return { token, expiresAt: toTimestamp(exp * 1000) };
    },
    invite(account, invite, { now, policy }) {
      const iat = Math.floor(now / 1000);
      const end = Math.floor((invite.expiresAtMs ?? Infinity) / 1000);
      return seal('invite+jwt', {
        iss: issuer,
        jti: invite.id,
        acc: account.id,
        gen: invite.generation,
        name: account.name,
        role: invite.role,
        inv: invite.inviter.name,
        ...hintOf(invite),
        iat,
        exp: Math.min(iat + INVITE_TOKEN_SECONDS, end),
        pol: policy.id,
      });
    },
    review: (claims, { now }) => seal('review+jwt', { ...claims, iat: Math.floor(now / 1000) }),
    head: (acc, count, hash, { now }) => seal('audit-head+jwt', { acc, count, hash, iat: Math.floor(now / 1000) }),
    cut: (acc, { count, hash, atMs }, { now }) => seal('audit-cut+jwt', { acc, count, hash, at: Math.floor(atMs / 1000), iat: Math.floor(now / 1000) }),
  };
};

const bitsOf = (policy: Policy, permissions: readonly string[]): string => {
  const bits = new Uint8Array(16);
  for (const { name, bit } of policy.permissions) {
    const index = bit >> 3;
    if (permissions.includes(name)) bits[index] = (bits[index] ?? 0) | (1 << (bit & 7));
  }
  return base64url(bits.subarray(0, bits.findLastIndex((byte) => byte !== 0) + 1));
};

/** The code of an invite's link. Its tag is zero, because only this fake reads it. */
export const codeOf = (invite: InviteRow): string => {
  const { generation } = invite;
  const code = new Uint8Array(51);
  code.set(bytesOf(invite.id.slice(4, 26)));
  code.set(bytesOf(invite.id.slice(26)), 16);
  code.set([generation >> 16, (generation >> 8) & 255, generation & 255], 32);
  return base64url(code);
};
