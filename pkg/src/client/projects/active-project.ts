import { refusal } from '../../messages.ts';
import type { Project, ProjectScope } from '../../types.ts';
import type { Services } from '../services.ts';
import type { ProjectList } from './project-list.ts';

const keyOf = (account: string): string => `hallpass.project.${account}`;
/** Where a tab keeps what it began with. */
const firstKeyOf = (account: string): string => `${keyOf(account)}.first`;

/** What is stored for no project. */
const NONE = '';

/** Which project this tab works in: the one in the address, else this tab's last one in the account, else the browser's. */
export class ActiveProject {
  /** Absent where the address does not matter: without a scope, and on a server. */
  readonly #scope: Exclude<ProjectScope, 'tab'> | undefined;
  readonly #rendered: string | undefined;
  readonly #storage: Services['storage'];
  readonly #absoluteUrl: Services['absoluteUrl'];
  /** This tab's choice by account, also where nothing can be stored. */
  readonly #chosen = new Map<string, string>();
  readonly #first = new Map<string, string>();

  /** `rendered` is the project that the server has rendered the page for. */
  constructor({ storage, absoluteUrl }: Pick<Services, 'storage' | 'absoluteUrl'>, scope: ProjectScope = 'tab', rendered?: string) {
    this.#storage = storage;
    this.#absoluteUrl = absoluteUrl;
    this.#scope = scope === 'tab' || !globalThis.location ? undefined : scope;
    this.#rendered = rendered;
  }

  /** The active one of an account's projects. One that was archived is active only while the address names it. */
  resolve(account: string, { byId }: ProjectList): Project | undefined {
    const named = this.#scope?.read(this.#absoluteUrl(location.href)) || undefined;
    if (named !== undefined) return byId.get(named)?.row;
    const chosen = this.#chosen.get(account) ?? this.#storage.load('sessionStorage', keyOf(account));
    const candidates = chosen === NONE ? [] : [chosen, this.#rendered, this.#firstOf(account)];
    const rows = candidates.map((id) => byId.get(id ?? NONE)?.row);
    return rows.find((row) => row?.status === 'active');
  }

  /** The browser's last project when this tab began: a choice in another tab since changes nothing here. */
  #firstOf(account: string): string {
    let first = this.#first.get(account) ?? this.#storage.load('sessionStorage', firstKeyOf(account));
    if (typeof first !== 'string') {
      first = this.#storage.load('localStorage', keyOf(account)) ?? NONE;
      this.#storage.save('sessionStorage', firstKeyOf(account), first);
    }
    this.#first.set(account, first);
    return first;
  }

  /** Makes a project of the account the active one, or none, in this tab and in the next new one. Throws if the address cannot be written. */
  use(account: string, id: string | undefined): void {
    if (this.#scope) {
      if (!this.#scope.write) throw refusal('invalid_request');
      const address = this.#scope.write(this.#absoluteUrl(location.href), id);
      // `undefined` means that the app has navigated by itself.
      if (address !== undefined) history.pushState(history.state, '', address);
    }
    this.#chosen.set(account, id ?? NONE);
    this.#storage.save('sessionStorage', keyOf(account), id ?? NONE);
    this.#storage.save('localStorage', keyOf(account), id);
  }
}
