import type { Grant } from './grants.ts';
import type { In, Permission, Policy, Query, Verdict } from '../types.ts';

/** What the checks look at. */
export interface View {
  /** Nobody is signed in. */
  readonly unsigned?: boolean;
  /** The account in question is known not to be mine. */
  readonly stranger?: boolean;
  readonly grant: Grant | undefined;
  /** The edge's time. */
  readonly edgeNow: number;
  readonly policy?: Policy | undefined;
  /** The edge cannot be reached: for how long reads go on nevertheless, and what closes at once. */
  readonly cutOff?: { readonly reads: number; readonly shut: readonly string[] } | undefined;
}

/** The checks over what `view` shows of an account, or of the active one. */
export interface Checks {
  can(permission: Permission, where?: In): boolean;
  has(query: Query): boolean;
  evaluate(query: Query): Verdict;
  /** Something has changed: what was looked up is forgotten. */
  forget(): void;
}

const text = (value: unknown): boolean => typeof value === 'string';
const texts = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(text);

/** Every key of a query, and whether what it holds is something that can be tested. */
const KEYS: Record<string, ((value: unknown) => boolean) | null> = {
  // Nothing that objects have by themselves is a key.
  __proto__: null,
  permission: text,
  anyOf: texts,
  allOf: texts,
  role: text,
  account: (value) => value === undefined || text(value),
  fresh: (value) => value === undefined || value === !!value,
};

/** Whether every key of `query` is known and well-formed, and at least one condition is named. */
const wellFormed = (query: Query): boolean => {
  const entries = typeof query === 'object' && query ? Object.entries(query) : [];
  return (
    entries.every(([key, value]) => KEYS[key]?.(value)) &&
    entries.some(([key, value]) => key !== 'account' && value)
  );
};

/** Whether what is known may still be acted on. */
export const stands = ({ grant, edgeNow, cutOff }: View): boolean =>
  grant !== undefined && (edgeNow < grant.lasts || edgeNow < grant.at + (cutOff?.reads as number));

/** Tests a query: every named condition must hold, and whatever is not understood denies. */
export const test = (query: Query, view: View): Verdict => {
  if (!wellFormed(query) || view.unsigned || view.stranger) return 'deny';
  const { grant, policy, cutOff } = view;
  const { permission, anyOf = [], allOf = [], role, fresh } = query;
  const all = permission === undefined ? allOf : [permission, ...allOf];
  const closed = cutOff && (fresh || [...all, ...anyOf].some((name) => cutOff.shut.includes(name)));
  if (!stands(view) || closed || (fresh && !grant!.token)) return 'unknown';
  const { permits } = grant!;
  const holds = (name: string): boolean => permits.has(name);
  if (!all.every(holds) || (anyOf.length && !anyOf.some(holds))) return 'deny';
  if (role === undefined) return 'allow';
  // A role that has vanished from the policy holds nothing, not even its name.
  const real = policy ? policy.roles.some(({ name }) => name === role) : permits.size > 0;
  return role === grant!.role && real ? 'allow' : 'deny';
};

const NOTHING: ReadonlySet<string> = new Set();

/** The checks. `moved`, where the address decides, tells whether the active account may be another than a moment ago. */
export const createChecks = (view: (account: string | undefined) => View, moved?: () => boolean): Checks => {
  // What is allowed in the active account. It is looked up once per task: within one nothing expires halfway
  // through, which would tear a page, and a check costs no more than a look into a set.
  let names: ReadonlySet<string> | undefined;
  // The same where the address decides, which may change within a task.
  let here: ReadonlySet<string> | undefined;
  const forget = (): void => {
    names = here = undefined;
  };

  const lookUp = (account?: string): ReadonlySet<string> => {
    const seen = view(account);
    const { grant, cutOff } = seen;
    if (!stands(seen)) return NOTHING;
    return cutOff ? new Set([...grant!.permits].filter((name) => !cutOff.shut.includes(name))) : grant!.permits;
  };

  const first = (): ReadonlySet<string> => {
    if (here && !moved?.()) return here;
    if (!here) queueMicrotask(forget);
    here = lookUp();
    if (!moved) names = here;
    return here;
  };

  const evaluate = (query: Query): Verdict => test(query, view(query?.account));

  return {
    can(permission, where) {
      if (where === undefined) return (names ?? first()).has(permission);
      for (const key in where) if (key !== 'account') return false;
      return lookUp(where.account).has(permission);
    },
    has: (query) => evaluate(query) === 'allow',
    evaluate,
    forget,
  };
};
