// The users of a replayed history: their addresses, and the identity tokens that they sign in with.
import type { Edge } from '../../tests/harness/edge.ts';
import type { Common } from './history.ts';

/** When the identity tokens expire, in seconds since 1970: after every history. */
const EXPIRES_AT = 4_000_000_000;

export class People {
  /** The subjects of the users, which are also the local parts of their addresses. */
  readonly subjects: readonly string[];
  readonly #edge: Edge;
  readonly #common: Common;
  readonly #issuedAt: number;
  readonly #tokens = new Map<string, string>();

  /** `began` is when the history begins, in seconds since 1970. */
  constructor(edge: Edge, common: Common, subjects: readonly string[], began: number) {
    this.#edge = edge;
    this.#common = common;
    this.subjects = subjects;
    this.#issuedAt = began - 60;
  }

  email(address: number): string {
    return `${this.subjects[address]}@${this.#common.domains[address]}`;
  }

  /** The number of an address. */
  addressOf(email: unknown): number | null {
    if (email === undefined) return null;
    return Array.from({ length: this.#common.users }, (_, index) => this.email(index)).indexOf(String(email));
  }

  /** A user's identity token with this verified address, or with their own, unverified. */
  identityToken(user: number, address: number | null): string {
    const key = `${user} ${address}`;
    const existing = this.#tokens.get(key);
    if (existing !== undefined) return existing;
    const claims = { subject: String(this.subjects[user]), email: this.email(address ?? user), emailVerified: address !== null, name: String(this.#common.names[0]) };
    const token = this.#edge.identity(claims, { iat: this.#issuedAt, exp: EXPIRES_AT });
    this.#tokens.set(key, token);
    return token;
  }
}
