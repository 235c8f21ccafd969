import { refusal } from '../messages.ts';
import type { Account, Scope } from '../types.ts';
import { load, save } from './storage.ts';
import { absoluteUrl } from './url.ts';

const STORAGE_KEY = 'hallpass.account';
/** Where a tab keeps what it began with. */
const FIRST_KEY = 'hallpass.account.first';

/** Which account this tab works in: the one in the address, else this tab's last one, else the browser's, else the personal one. */
export class ActiveAccount {
  /** Absent where the address does not matter: without a scope, and on a server. */
  readonly #scope: Exclude<Scope, 'tab'> | undefined;
  readonly #rendered: string | undefined;
  #chosen: string | null | undefined;
  #first: string | null | undefined;

  /** `rendered` is the account that the server has rendered the page for. */
  constructor(scope: Scope = 'tab', rendered?: string) {
    this.#scope = scope === 'tab' || !globalThis.location ? undefined : scope;
    this.#rendered = rendered;
    this.#chosen = load('sessionStorage', STORAGE_KEY);
    this.#first = load('sessionStorage', FIRST_KEY);
  }

  /** The address that decides; `undefined` where it does not matter. */
  get address(): string | undefined {
    return this.#scope && location.href;
  }

  /** The id that the address names, whether or not the user is a member of that account. */
  named(): string | undefined {
    return this.#scope?.read(absoluteUrl(location.href)) || undefined;
  }

  /**
   * The active account's id if the address names `named`; `undefined` if that is not one of the user's `accounts`.
   *
   * Where nothing but the browser's last account decides, this tab keeps it from then on: a switch in another tab changes nothing here.
   */
  resolve(accounts: ReadonlyMap<string, Account>, personal: string | undefined, named = this.named()): string | undefined {
    const own = (id: string | null | undefined): string | undefined => (id && accounts.has(id) ? id : undefined);
    if (named !== undefined) return own(named);
    const current = own(this.#chosen) ?? own(this.#rendered) ?? own(this.#first);
    if (current !== undefined || accounts.size === 0) return current;
    this.#first = own(load('localStorage', STORAGE_KEY)) ?? own(personal);
    save('sessionStorage', FIRST_KEY, this.#first);
    return this.#first;
  }

  /** Makes an account the active one, in this tab and in the next new one. Throws if the address cannot be written. */
  switchTo(id: string): void {
    if (this.#scope) {
      if (!this.#scope.write) throw refusal('invalid_request');
      const address = this.#scope.write(absoluteUrl(location.href), id);
      // `undefined` means that the app has navigated by itself, or that no address of it names an account.
      if (address !== undefined) history.pushState(history.state, '', address);
    }
    this.fallBackTo(id);
    save('localStorage', STORAGE_KEY, id);
  }

  /** The tab's account is gone: works in another one from now on, where the address names none. */
  fallBackTo(id: string): void {
    this.#chosen = id;
    save('sessionStorage', STORAGE_KEY, id);
  }
}
