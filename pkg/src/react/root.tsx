import { createContext, type ElementType, type ReactNode, useContext, useMemo } from 'react';
import type { Client } from '../types.ts';
import { firstPaint, type FirstPaint } from './first.ts';
import { policyStoreOf, type PolicyStore } from './policy.ts';
import type { OwnWords } from './words.ts';

/** Elements of the host's own that stand in for plain ones, so that ready-made parts look like the rest of the page. */
export interface Components {
  /** Takes the props of `<button>`. */
  readonly button?: ElementType;
  /** Takes the props of `<input>`. */
  readonly input?: ElementType;
}

/** What a provider hands down. */
export interface Root {
  readonly client: Client;
  readonly first: FirstPaint;
  readonly policy: PolicyStore;
  readonly words: OwnWords;
  readonly locale: string | undefined;
  readonly dir: 'ltr' | 'rtl' | undefined;
  readonly components: Components;
}

const RootContext = createContext<Root | undefined>(undefined);

/** What `HallpassProvider` takes. */
export interface HallpassProviderProps {
  /** From `createClient`: one per page; on a server one per request. */
  readonly client: Client;
  /** Replaces built-in English words, word by word. */
  readonly words?: OwnWords;
  /** For dates, numbers and the order of names; default is the runtime's. Name it where a server renders. */
  readonly locale?: string;
  /** `'rtl'` keeps names apart in sentences that run from right to left. */
  readonly dir?: 'ltr' | 'rtl';
  readonly components?: Components;
  readonly children?: ReactNode;
}

const NONE = {};

/** Gives everything inside the client. It starts and closes nothing: the client belongs to whoever made it. */
export function HallpassProvider({
  client,
  words = NONE,
  locale,
  dir,
  components = NONE,
  children,
}: HallpassProviderProps) {
  const kept = useMemo(() => ({ client, first: firstPaint(client.initial), policy: policyStoreOf(client) }), [client]);
  const root = useMemo(() => ({ ...kept, words, locale, dir, components }), [kept, words, locale, dir, components]);
  return <RootContext.Provider value={root}>{children}</RootContext.Provider>;
}

/** What the provider around handed down. Throws outside of one. */
export const useRoot = (): Root => {
  const root = useContext(RootContext);
  if (!root) throw new Error('hallpass: there is no <HallpassProvider client={…}> around this');
  return root;
};

/** The client of the provider around. */
export const useHallpass = (): Client => useRoot().client;
