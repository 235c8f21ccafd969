import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { evaluateQuery } from '../client/checks.ts';
import type { Explanation, InProject, Permission, Policy, Query, Verdict } from '../types.ts';
import { useHallpass, useHallpassContext } from './provider.tsx';
import { useActiveAccount } from './state.ts';
import { useClientValue } from './use-client-value.ts';

/** A role as which the checks inside of `ViewAs` answer. */
export interface ViewedRole {
  readonly role: string;
  readonly title: string;
  /** Evaluates a query as it would be for a member with this role. */
  evaluate(query: Query): Verdict;
}

/** Set by `ViewAs` only. */
export const ViewedRoleContext = createContext<ViewedRole | undefined>(undefined);

/** A permission's name, or a query. */
export type When = Permission | Query;

const queryOf = (when: When): Query => (typeof when === 'string' ? { permission: when } : when);

const useEvaluation = <T extends string | boolean>(query: Query, select: (verdict: Verdict) => T): T => {
  const { client, firstRender } = useHallpassContext();
  const viewedRole = useContext(ViewedRoleContext);
  // A query about another account is answered for oneself, whichever role is viewed.
  const viewed = query.account === undefined ? viewedRole : undefined;
  return useClientValue(
    client,
    () => select((viewed ?? client).evaluate(query)),
    () => select((viewed ?? firstRender).evaluate(query)),
  );
};

const isAllow = (verdict: Verdict): boolean => verdict === 'allow';
const itself = (verdict: Verdict): Verdict => verdict;

/**
 * Whether the user has a permission, in the active account or in `where.account`, and with `where.project` in that project.
 * Denies what is not known. Renders again only when the answer changes.
 */
export const useCan = (permission: Permission, where?: InProject): boolean => useEvaluation({ ...where, permission }, isAllow);

/** The answer of a check, and the reason for it. */
export interface PermissionState {
  readonly verdict: Verdict;
  readonly allowed: boolean;
  /** It is not known yet: show neither way. */
  readonly loading: boolean;
  /** Why it is denied; `undefined` if it is allowed. */
  explain(): Promise<Explanation | undefined>;
}

/** A check with its three values. `when` is a permission's name or any query. */
export const usePermission = (when: When): PermissionState => {
  const client = useHallpass();
  const query = queryOf(when);
  const viewedRole = useContext(ViewedRoleContext);
  const verdict = useEvaluation(query, itself);
  const key = JSON.stringify(query);
  return useMemo(() => {
    // Parsed from the key, so that an equal query in a new object is the same one.
    const asked = JSON.parse(key) as Query;
    return {
      verdict,
      allowed: verdict === 'allow',
      loading: verdict === 'unknown',
      explain: async () => (viewedRole ? explainRole(viewedRole, asked) : client.explain(asked)),
    };
  }, [client, viewedRole, verdict, key]);
};

/** What the viewed role lacks. The rest of an explanation, such as whom to ask, is known for the user's own role only. */
const explainRole = (viewed: ViewedRole, query: Query): Explanation | undefined => {
  if (viewed.evaluate(query) === 'allow') return undefined;
  const { permission, allOf = [], anyOf = [] } = query;
  const named = [...(permission === undefined ? [] : [permission]), ...allOf, ...anyOf];
  const missing = named.filter((each) => viewed.evaluate({ permission: each, project: query.project }) !== 'allow');
  return { reason: 'role_lacks', missing, role: viewed.role, whatToDo: '' };
};

/** An explanation, as far as it has arrived. */
export interface ExplanationState {
  readonly explanation: Explanation | undefined;
  readonly error: unknown;
  readonly loading: boolean;
  /** Asks again. */
  retry(): void;
}

interface ReceivedExplanation {
  readonly key: string;
  readonly explanation?: Explanation | undefined;
  readonly error?: unknown;
}

/** Why `when` is denied. Asked for as long as `wanted` is true, and again whenever the answer may have changed. */
export const useExplanation = (when: When, wanted = true): ExplanationState => {
  const { explain, verdict } = usePermission(when);
  const active = useActiveAccount();
  const [received, setReceived] = useState<ReceivedExplanation>();
  const [attempt, setAttempt] = useState(0);
  // Everything that the explanation depends on.
  const key = `${active?.id} ${active?.epoch} ${active?.suspended} ${active?.expiresAt} ${verdict} ${attempt} ${JSON.stringify(when)}`;
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    explain().then(
      (explanation) => current && setReceived({ key, explanation }),
      (error: unknown) => current && setReceived({ key, error }),
    );
    return () => {
      current = false;
    };
  }, [wanted, key]);
  const retry = useCallback(() => setAttempt((before) => before + 1), []);
  const known = received?.key === key ? received : undefined;
  return { explanation: known?.explanation, error: known?.error, loading: wanted && !known, retry };
};

/**
 * A role as the policy describes it, evaluated by the same code as the user's own role: in every project its permissions of
 * that scope, since nothing is granted to a role in one.
 */
export const viewedRoleOf = (role: string, title: string, permissions: readonly string[] | undefined, policy: Policy | undefined): ViewedRole => {
  const projectScope = new Set(policy?.permissions.filter(({ scope }) => scope === 'project').map(({ name }) => name));
  const grantOf = (granted: readonly string[]) => ({ role, permissions: new Set(granted), epoch: 0, receivedAt: 0, expiresAt: Infinity, endsAt: Infinity });
  const inAccount = permissions && grantOf(permissions);
  const inProject = permissions && { ...grantOf(permissions.filter((name) => projectScope.has(name))), role: '' };
  const roles = permissions && { roles: [{ name: role }] };
  return {
    role,
    title,
    evaluate: (query) => evaluateQuery(query, { grant: query.project === undefined ? inAccount : inProject, now: 0, policy: roles }),
  };
};
