import type { Account, Scope } from '../types.ts';
import { refusal } from '../messages.ts';
import { at } from './http-client.ts';
import { load, save } from './storage.ts';

const KEY = 'hallpass.account';

/** Which account this tab works in: address, then this tab, then last used here, then one's own. */
export interface Tab {
  /** The active account's id by the address of this moment; nothing if it names one that is not among `mine`. */
  settleOn(mine: ReadonlyMap<string, Account>, own: string | undefined): string | undefined;
  /** The same for an address that names `named`. */
  choose(named: string | undefined, mine: ReadonlyMap<string, Account>, own: string | undefined): string | undefined;
  /** The id that the address names, mine or not. */
  named(): string | undefined;
  /** Whether the address has changed since the last `settleOn`; absent if it decides nothing. */
  readonly moved?: (() => boolean) | undefined;
  /** Makes `id` the one, here and for the next new tab. Throws if the address decides and cannot be written. */
  workIn(id: string): void;
  /** The tab's account is gone: work in one's own from now on. */
  goHome(own: string): void;
}

/** The scope of this tab; `seed` is the account that the server rendered. */
export const createTab = (scope: Scope = 'tab', seed?: string): Tab => {
  const address = scope === 'tab' || !globalThis.location ? undefined : scope;
  let seen: string | undefined;
  let chosen = load('sessionStorage', KEY);

  const keep = (id: string): void => {
    chosen = id;
    save('sessionStorage', KEY, id);
  };
  const named = (): string | undefined => address?.read(at(location.href)) || undefined;
  const choose: Tab['choose'] = (id, mine, own) => {
    const candidates = id === undefined ? [chosen, seed, load('localStorage', KEY), own] : [id];
    return candidates.find((candidate) => mine.has(candidate!)) as string | undefined;
  };

  return {
    named,
    settleOn(mine, own) {
      if (address) seen = location.href;
      return choose(named(), mine, own);
    },
    choose,
    moved: address && (() => location.href !== seen),
    workIn(id) {
      if (address) {
        if (!address.write) throw refusal('invalid_request');
        const to = address.write(at(location.href), id);
        // Nothing means that the host has navigated by itself.
        if (to !== undefined) history.pushState(history.state, '', to);
      }
      keep(id);
      save('localStorage', KEY, id);
    },
    goHome: keep,
  };
};
