import { type Core, createCore, loadCore, loadInviteCore } from '../core.ts';
import type { HallpassError } from '../errors.ts';
import type { AuditLogPage, AuditProgress, LoggedEvent, MemberRow, MembersPage } from '../hallpass.js';
import { refusal } from '../messages.ts';
import type { AuditCheck, AuditCheckQuery, ClientOptions, DiagnoseQuery, Explanation, Invite, Invites, Page, Project, Query, SuggestedRole, VerifiedInvite } from '../types.ts';
import type { InviteFiles, WasmSource } from '../wasm-source.ts';
import { inviteLocation } from './ids.ts';
import { MAX_PAGE_ITEMS } from './limits.ts';
import type { Services } from './services.ts';
import { readInviteAtEdge } from './verify-at-edge.ts';

/** Why something that needs the rules cannot be done, where the edge itself can be reached. */
const NOT_LOADED = 'WebAssembly could not be loaded. The browser or the page may block it.';

/**
 * What the rules in WebAssembly decide: why something is denied, whether an invite token is genuine, and whether an
 * audit log is intact. This file and they are loaded at the first call: a page that only shows, hides and invites never
 * loads them.
 */
export class WasmClient {
  readonly #options: ClientOptions;
  readonly #services: Services;
  readonly #wasm: WasmSource | undefined;
  readonly #failed: (error: unknown) => HallpassError;
  readonly #core: Core;
  /** The part that verifies invites, if it was downloaded alone. */
  #inviteCore: Core | undefined;
  readonly #lostAccounts: ReadonlySet<string>;
  readonly #preview: Invites['preview'];
  /** First pages of members, by account and epoch: a page full of disabled buttons reads once, and again after a change. */
  readonly #memberPages = new Map<string, Promise<MembersPage>>();

  /** `lostAccounts`: those that the user was in until a while ago. `preview` is that of `client.invites`. */
  constructor(
    options: ClientOptions,
    services: Services,
    wasm: WasmSource | undefined,
    lostAccounts: ReadonlySet<string>,
    preview: Invites['preview'],
  ) {
    this.#options = options;
    this.#services = services;
    const messages = { unavailable: () => NOT_LOADED, ...options.messages };
    this.#failed = (error) => refusal('unavailable', { detail: NOT_LOADED }, messages, error);
    this.#wasm = wasm;
    this.#core = createCore(() => loadCore(wasm), this.#failed);
    this.#lostAccounts = lostAccounts;
    this.#preview = preview;
  }

  /** Why `query` is denied. */
  explain(query: Query): Promise<Explanation | undefined> {
    const uncertain = this.#services.store.checks.evaluate(query) === 'unknown';
    return this.#explain(query, { denied: true, ended: uncertain });
  }

  /** Why the user, or a member or invitee, does not see what they expect. */
  diagnose(query: DiagnoseQuery): Promise<Explanation | undefined> {
    return this.#explain(query, { denied: false, ended: false });
  }

  /** The smallest roles that carry all of these permissions. */
  async suggestRoles(permissions: readonly string[]): Promise<readonly SuggestedRole[]> {
    return this.#core('suggestRoles', JSON.stringify(await this.#services.policies.get()), permissions);
  }

  /**
   * The claims of an invite token; `'closed'` if it is not genuine. The edge verifies it where WebAssembly cannot be loaded.
   *
   * `keys` are the edge's. `files`, if given, are used instead of all of the WebAssembly.
   */
  async readInvite(token: string, keys: Promise<string>, files?: InviteFiles): Promise<VerifiedInvite | 'closed'> {
    const issuer = this.#options.issuer ?? this.#services.absoluteUrl(this.#options.endpoint).origin;
    if (files) this.#inviteCore ??= createCore(() => loadInviteCore(files, this.#wasm), this.#failed);
    const core = this.#inviteCore ?? this.#core;
    const jwks = await keys;
    try {
      return await core('verifyInvite', token, jwks, issuer, this.#nowSeconds());
    } catch (error) {
      const { code, detail } = error as HallpassError;
      // Keys that cannot be used say nothing about the token.
      if (code === 'token_invalid') return 'closed';
      if (detail === NOT_LOADED) return readInviteAtEdge(this.#preview, this.#services.unverifiedClaims, token);
      throw error;
    }
  }

  /** Follows the hash chain of an account's audit log. */
  async verifyAudit(query: AuditCheckQuery = {}): Promise<AuditCheck> {
    const account = await this.#services.requests.accountFor(query);
    const { known, events } = query;
    const jwks = await this.#services.http.keys();
    let page: AuditLogPage | undefined;
    let progress: AuditProgress | undefined;
    for (;;) {
      page = await this.#page<LoggedEvent>(account, '/audit', page?.next);
      const result = await this.#core('followAudit', { account, known, events, jwks, page, progress }, this.#nowSeconds());
      if (result.kind === 'done') return result.check;
      progress = result.progress;
    }
  }

  async #explain(query: Query | DiagnoseQuery, { denied, ended }: { denied: boolean; ended: boolean }): Promise<Explanation | undefined> {
    const { store, requests, policies, clock } = this.#services;
    const { state } = store;
    const here = state.active?.id ?? store.activeAccount.named();
    const { account = here, member, invite } = query as DiagnoseQuery;
    const expiresAt = store.records.grants.get(account ?? '')?.expiresAt ?? 0;
    const input = {
      query,
      denied,
      here,
      // Offline, even a valid token opens nothing that must be fresh.
      ended: ended || expiresAt <= clock.now(),
      lost: account !== undefined && this.#lostAccounts.has(account),
      state,
      now: new Date(clock.now()).toISOString(),
      projects: await this.#projects(account),
      invite: invite ? await readInviteById(requests, invite) : undefined,
      policy: JSON.stringify(await policies.get()),
    };
    const pages: MembersPage[] = [];
    for (;;) {
      const result = await this.#core('explain', { ...input, pages });
      if (result.kind === 'explained') return this.#preferEdge(result.explanation, query, account);
      // One member is looked for page by page, in the current list.
      pages.push(await (member ? this.#page<MemberRow>(account, '/members', pages.at(-1)?.next) : this.#firstMembers(account)));
    }
  }

  /**
   * That the user sees no project at all is explained as the edge does, which knows of those that they do not see, and of
   * every member who could help.
   */
  #preferEdge(explanation: Explanation | undefined, query: Query | DiagnoseQuery, account: string | undefined): Explanation | undefined {
    const isAboutAllProjects = explanation?.cause !== undefined && query.project === undefined && account !== undefined;
    return (isAboutAllProjects && this.#services.store.projectsExplanation(account)) || explanation;
  }

  /** The user's projects in the account, read first if they are not known; `undefined` if there are none or they cannot be read. */
  async #projects(account: string | undefined): Promise<readonly Project[] | undefined> {
    const { store, sync } = this.#services;
    if (account === undefined) return undefined;
    if (!store.projectsIn(account)) await sync.readProjects();
    return store.projectsIn(account);
  }

  /** The first page of members, for the names of those who could help. Without them a denial is still explained. */
  #firstMembers(account: string | undefined): Promise<MembersPage> {
    const key = `${account} ${this.#services.store.records.accounts.get(account ?? '')?.epoch}`;
    const known = this.#memberPages.get(key);
    if (known) return known;
    const page: Promise<MembersPage> = this.#page<MemberRow>(account, '/members').catch(() => {
      this.#memberPages.delete(key);
      return { items: [] };
    });
    this.#memberPages.set(key, page);
    return page;
  }

  #page<T>(account: string | undefined, list: '/audit' | '/members', cursor?: string): Promise<Page<T>> {
    return this.#services.requests.read<Page<T>>({ account }, list, { limit: MAX_PAGE_ITEMS, cursor });
  }

  #nowSeconds(): number {
    return this.#services.clock.now() / 1000;
  }
}

const readInviteById = (requests: Services['requests'], id: string): Promise<Invite> => {
  const { account, path } = inviteLocation(id);
  return requests.read<Invite>({ account }, path);
};
