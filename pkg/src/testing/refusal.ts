import type { Code } from '../generated.ts';
import type { Problem } from '../wire.ts';
import { platform } from './platform.ts';

/** The status and title of each code. A test compares them with the edge. */
const REFUSALS: Readonly<Record<Code, readonly [status: number, title: string]>> = {
  invalid_request: [400, "This isn't valid"],
  not_signed_in: [401, 'Sign in to continue'],
  token_invalid: [401, "Your sign-in couldn't be verified"],
  token_expired: [401, 'This has expired'],
  user_erased: [401, 'This user was erased'],
  stale_epoch: [401, 'Your membership has changed'],
  forbidden: [403, "Your role doesn't allow this"],
  wrong_account: [403, 'This invite is for a different email'],
  email_unverified: [403, 'Verify your email first'],
  role_exceeds_grantor: [403, "You can't assign this role"],
  spend_limit: [403, 'This would exceed the spend limit'],
  owner_protected: [403, "The owner can't be changed"],
  suspended: [403, 'Your membership is suspended'],
  past_end: [403, 'Your membership has ended'],
  not_found: [404, "This doesn't exist, or you can't see it"],
  no_account: [404, "You don't have an account yet"],
  already_invited: [409, 'This email is already invited'],
  already_member: [409, 'Already a member of this team'],
  already_a_team: [409, 'This is already a team'],
  not_a_team: [409, "This isn't a team"],
  member_limit: [409, 'The team is full'],
  project_limit: [409, 'There are too many projects'],
  project_archived: [409, 'This project is archived'],
  conflict: [409, 'This has changed'],
  policy_mismatch: [409, 'The policy has changed'],
  invite_closed: [410, 'This invite is closed'],
  audit_cut: [410, 'These events were removed'],
  idempotency_mismatch: [422, 'This was already sent with other content'],
  name_mismatch: [422, "The name doesn't match"],
  account_mismatch: [422, 'This belongs to another account'],
  project_mismatch: [422, 'This belongs to another project'],
  rate_limited: [429, 'Too many requests'],
  unavailable: [503, 'Not available right now'],
};

/** The fields of a refusal besides its code. */
export type Told = Partial<Omit<Problem, 'code' | 'status'>>;

/** Thrown by a route to refuse a request. */
export class RefusalError extends Error {
  readonly code: Code;
  readonly problem: Told;

  constructor(code: Code, problem: Told = {}) {
    super(code);
    this.code = code;
    this.problem = problem;
  }
}

/** The problem of a refused request. */
export const problemOf = (code: Code, problem: Told, requestId: string): Problem => {
  const [status, title] = REFUSALS[code];
  return { type: `https://hallpass.dev/problems/${code}`, title, status, code, detail: code, requestId, ...problem };
};

/** The response to a refused request. */
export const problemResponse = (code: Code, problem: Told, requestId: string): Response => {
  const body = problemOf(code, problem, requestId);
  return new platform.Response(JSON.stringify(body), {
    status: body.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(problem.retryAfter === undefined ? {} : { 'retry-after': String(problem.retryAfter) }),
    },
  });
};
