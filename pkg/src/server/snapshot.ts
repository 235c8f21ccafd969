import { instant } from '../clock.ts';
import { HallpassError } from '../errors.ts';
import type { Explanation, Maybe, Me, Policy, Project, ProjectPage, ProjectScope, Scope, Snapshot } from '../types.ts';
import { createEdgeClient, type EdgeClient, parseJson } from './edge-client.ts';
import type { GuardOptions } from './types.ts';

/** Options of `createSnapshot`. */
export interface SnapshotOptions extends Pick<GuardOptions, 'endpoint' | 'fetch'> {
  /** The identity token of the user for whom the page is rendered. */
  readonly token?: Maybe<string>;
  /** Returns the identity token if `token` is not set. */
  getIdentityToken?(): Maybe<string> | Promise<Maybe<string>>;
  /** The page's address. With `scope`, it determines the active account. */
  readonly url?: string | URL;
  /** As in `createClient`. */
  readonly scope?: Scope;
  /** As in `createClient`. */
  readonly projectScope?: ProjectScope;
}

/**
 * Reads on the server what the first paint in the browser needs: pass it to `createClient({ initial })`.
 *
 * Resolves with `undefined` for a user who is not signed in or has no account yet: the client in the browser does the
 * rest. Where the policy has projects, it also contains the user's projects in the active account. The snapshot contains the user's name and e-mail address, so a page that embeds it must not be cached for others.
 *
 * Rejects with a `HallpassError` if the edge does not answer.
 */
export const createSnapshot = async (options: SnapshotOptions): Promise<Snapshot | undefined> => {
  const edge = createEdgeClient(options);
  const identity = options.token ?? (await options.getIdentityToken?.());
  if (!identity) return undefined;
  try {
    const [meResponse, policyResponse] = await Promise.all([
      edge('/v1/me', { headers: { authorization: `Bearer ${identity}` } }),
      edge('/v1/policy'),
    ]);
    const me = parseJson<Me>(meResponse.text);
    const policy = parseJson<Policy>(policyResponse.text);
    const active = accountInUrl(options) ?? me.own.id;
    const isMember = me.accounts.some(({ id, permissions }) => id === active && permissions.length > 0);
    const projects = isMember && policy.projectOwnerRole !== undefined ? await readProjects(edge, identity, active) : undefined;
    return {
      me,
      active,
      policyId: policy.id,
      serverTime: instant(meResponse.time),
      ...(projects && { ...projects, project: projectInUrl(options) }),
    };
  } catch (error) {
    // A user without an account opens it in the browser: rendering a page changes nothing.
    if (error instanceof HallpassError && (error.status === 401 || error.code === 'no_account')) return undefined;
    throw error;
  }
};

/** The user's projects in the account; `undefined` if they cannot be read: the client in the browser tries again. */
const readProjects = async (edge: EdgeClient, identity: string, account: string): Promise<Pick<Snapshot, 'projects' | 'projectsExplanation'> | undefined> => {
  const projects: Project[] = [];
  let projectsExplanation: Explanation | undefined;
  let cursor: string | undefined;
  try {
    do {
      const query = new URLSearchParams({ limit: '200', ...(cursor !== undefined && { cursor }) });
      const { text } = await edge(`/v1/accounts/${account}/projects?${query}`, { headers: { authorization: `Bearer ${identity}` } });
      const page = parseJson<ProjectPage>(text);
      projects.push(...page.items);
      projectsExplanation ??= page.explanation;
      cursor = page.next;
    } while (cursor !== undefined);
    return { projects, ...(projectsExplanation && { projectsExplanation }) };
  } catch {
    return undefined;
  }
};

/** The project that the address names, if any. */
const projectInUrl = ({ url, projectScope = 'tab' }: SnapshotOptions): string | undefined =>
  url === undefined || projectScope === 'tab' ? undefined : projectScope.read(new URL(url)) || undefined;

/** The account that the address names. It may be any account: the client checks it. */
const accountInUrl = ({ url, scope = 'tab' }: SnapshotOptions): string | undefined =>
  url === undefined || scope === 'tab' ? undefined : scope.read(new URL(url)) || undefined;
