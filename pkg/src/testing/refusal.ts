import type { Code } from '../generated.ts';
import type { Problem } from '../wire.ts';

/** The status under which the edge refuses with each code. Tests compare it with the edge. */
const STATUS: Readonly<Record<Code, number>> = {
  invalid_request: 400,
  not_signed_in: 401,
  token_invalid: 401,
  token_expired: 401,
  stale_epoch: 401,
  forbidden: 403,
  wrong_account: 403,
  email_unverified: 403,
  role_exceeds_grantor: 403,
  spend_limit: 403,
  owner_protected: 403,
  not_found: 404,
  no_account: 404,
  already_invited: 409,
  already_member: 409,
  already_a_team: 409,
  not_a_team: 409,
  member_limit: 409,
  conflict: 409,
  policy_mismatch: 409,
  invite_closed: 410,
  idempotency_mismatch: 422,
  name_mismatch: 422,
  account_mismatch: 422,
  rate_limited: 429,
  unavailable: 503,
};

/** What a refusal tells beside its code. */
export type Told = Partial<Omit<Problem, 'code' | 'status'>>;

/** A no, to be thrown by whatever answers. */
export class No extends Error {
  readonly code: Code;
  readonly told: Told;

  constructor(code: Code, told: Told = {}) {
    super(code);
    this.code = code;
    this.told = told;
  }
}

/** A no as the edge writes it. */
export const problemReply = (code: Code, told: Told, requestId: string): Response =>
  new Response(
    JSON.stringify({ type: `https://hallpass.dev/problems/${code}`, title: code, status: STATUS[code], code, detail: code, requestId, ...told }),
    {
      status: STATUS[code],
      headers: {
        'content-type': 'application/problem+json',
        ...(told.retryAfter === undefined ? {} : { 'retry-after': String(told.retryAfter) }),
      },
    },
  );
