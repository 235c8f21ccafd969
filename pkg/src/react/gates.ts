import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { evaluateQuery } from '../client/checks.ts';
import type { Explanation, In, Permission, Query, Verdict } from '../types.ts';
import { useHallpass, useRoot } from './root.tsx';
import { useActiveAccount } from './state.ts';
import { useClientValue } from './subscribe.ts';

/** A role whose eyes the gates below look through; see `ViewAs`. */
export interface Eyes {
  readonly role: string;
  readonly title: string;
  /** By the gate's own test, as the role would be answered. */
  evaluate(query: Query): Verdict;
}

/** Not for the host: `ViewAs` fills it. */
export const EyesContext = createContext<Eyes | undefined>(undefined);

/** A permission's name stands for the query that asks for it. */
export type When = Permission | Query;

const queryOf = (when: When): Query => (typeof when === 'string' ? { permission: when } : when);

const useAnswer = <T extends string | boolean>(query: Query, say: (verdict: Verdict) => T): T => {
  const { client, first } = useRoot();
  const eyes = useContext(EyesContext);
  // Another account's gates are my own, whoever's eyes these are.
  const through = query.account === undefined ? eyes : undefined;
  return useClientValue(
    client,
    () => say((through ?? client).evaluate(query)),
    () => say((through ?? first).evaluate(query)),
  );
};

const isAllow = (verdict: Verdict) => verdict === 'allow';
const itself = (verdict: Verdict) => verdict;

/** Whether I may, in the active account or in `where.account`. Denies what is not known; renders again only when the answer turns. */
export const useCan = (permission: Permission, where?: In): boolean => useAnswer({ ...where, permission }, isAllow);

/** What a gate says, and why. */
export interface PermissionState {
  readonly verdict: Verdict;
  readonly allowed: boolean;
  /** It is not known yet: show neither way. */
  readonly loading: boolean;
  /** Why it is denied; nothing if it is allowed. */
  explain(): Promise<Explanation | undefined>;
}

/** A gate with its three values. `when` may name a permission, a role, or any query. */
export const usePermission = (when: When): PermissionState => {
  const client = useHallpass();
  const query = queryOf(when);
  const eyes = useContext(EyesContext);
  const verdict = useAnswer(query, itself);
  const asked = JSON.stringify(query);
  return useMemo(
    () => ({
      verdict,
      allowed: verdict === 'allow',
      loading: verdict === 'unknown',
      explain: async () => (eyes ? lackOf(eyes, JSON.parse(asked) as Query) : client.explain(JSON.parse(asked) as Query)),
    }),
    [client, eyes, verdict, asked],
  );
};

// What somebody else would be told is not asked for: only what the role lacks is known here.
const lackOf = (eyes: Eyes, query: Query): Explanation | undefined => {
  if (eyes.evaluate(query) === 'allow') return undefined;
  const { permission, allOf = [], anyOf = [] } = query;
  const named = permission === undefined ? [] : [permission];
  const missing = [...named, ...allOf, ...anyOf].filter((each) => eyes.evaluate({ permission: each }) !== 'allow');
  return { reason: 'role_lacks', missing, role: eyes.role, whatToDo: '' };
};

/** An explanation on its way. */
export interface ExplanationState {
  readonly explanation: Explanation | undefined;
  readonly error: unknown;
  readonly loading: boolean;
  /** Asks again. */
  retry(): void;
}

/** Why `when` is denied. Asked as long as `wanted` holds, and again whenever the role may have changed. */
export const useExplanation = (when: When, wanted = true): ExplanationState => {
  const { explain, verdict } = usePermission(when);
  const active = useActiveAccount();
  const [told, setTold] = useState<{ readonly key: string; readonly explanation?: Explanation | undefined; readonly error?: unknown }>();
  const [turn, setTurn] = useState(0);
  const key = `${active?.id} ${active?.epoch} ${verdict} ${turn} ${JSON.stringify(when)}`;
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    explain().then(
      (explanation) => current && setTold({ key, explanation }),
      (error: unknown) => current && setTold({ key, error }),
    );
    return () => {
      current = false;
    };
    // The key says all that the answer depends on.
  }, [wanted, key]);
  const retry = useCallback(() => setTurn((before) => before + 1), []);
  const known = told?.key === key ? told : undefined;
  return { explanation: known?.explanation, error: known?.error, loading: wanted && !known, retry };
};

/** A role's eyes: what it holds by the policy, tested as the gate tests what I hold. */
export const eyesOf = (role: string, title: string, permissions: readonly string[] | undefined): Eyes => {
  const grant = permissions && { role, permissions: new Set(permissions), epoch: 0, receivedAt: 0, expiresAt: Infinity };
  const policy = permissions && ({ roles: [{ name: role }] } as never);
  return { role, title, evaluate: (query) => evaluateQuery(query, { grant, now: 0, policy }) };
};
