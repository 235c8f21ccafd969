import { createContext, type ElementType, type ReactNode, useContext, useMemo } from 'react';
import type { Client } from '../types.ts';
import { type FirstRender, firstRenderOf } from './first-render.ts';
import { type PolicyStore, policyStoreOf } from './policy-store.ts';
import type { OwnWords } from './words.ts';

/** The app's own elements for plain ones, so that ready-made components look like the rest of the page. */
export interface Components {
  /** Gets the props of a `<button>`; `data-look` is `primary`, `danger`, `quiet`, `link` or absent. */
  readonly button?: ElementType;
  /** Gets the props of an `<input>`. */
  readonly input?: ElementType;
  /** Gets the props of a `<label>`. */
  readonly label?: ElementType;
  /** Gets the props of a `<select>` with `<option>` elements inside. */
  readonly select?: ElementType;
  /** Gets the props of a `<table>`, with its rows inside. */
  readonly table?: ElementType;
  /** A modal dialog that is open as long as it is mounted. */
  readonly dialog?: ElementType<DialogOverrideProps>;
}

/** What an app's own dialog gets. */
export interface DialogOverrideProps {
  readonly title: string;
  /** Call it when the user closes the dialog, as by Escape. */
  readonly onClose: () => void;
  /** The form, with its buttons. */
  readonly children: ReactNode;
}

/** What the provider hands down. */
export interface HallpassContextValue {
  readonly client: Client;
  readonly firstRender: FirstRender;
  readonly policy: PolicyStore;
  readonly words: OwnWords;
  readonly locale: string | undefined;
  readonly dir: 'ltr' | 'rtl' | undefined;
  readonly components: Components;
}

const HallpassContext = createContext<HallpassContextValue | undefined>(undefined);

/** Props of `HallpassProvider`. */
export interface HallpassProviderProps {
  /** From `createClient`: one per page; on a server one per request. */
  readonly client: Client;
  /** Replaces built-in English words, word by word. */
  readonly words?: OwnWords;
  /** For dates, numbers and the order of names; default is the runtime's. Set it where a server renders. */
  readonly locale?: string;
  /** `'rtl'` isolates names in sentences that run from right to left. */
  readonly dir?: 'ltr' | 'rtl';
  readonly components?: Components;
  readonly children?: ReactNode;
}

const NO_WORDS: OwnWords = {};
const NO_COMPONENTS: Components = {};

/**
 * Gives the client to every component inside. It neither starts nor closes the client.
 *
 * ```tsx
 * <HallpassProvider client={client} locale="en">
 *   <App />
 * </HallpassProvider>
 * ```
 */
export function HallpassProvider({ client, words = NO_WORDS, locale, dir, components = NO_COMPONENTS, children }: HallpassProviderProps): ReactNode {
  const ofClient = useMemo(() => ({ client, firstRender: firstRenderOf(client.initial), policy: policyStoreOf(client) }), [client]);
  const value = useMemo(() => ({ ...ofClient, words, locale, dir, components }), [ofClient, words, locale, dir, components]);
  return <HallpassContext.Provider value={value}>{children}</HallpassContext.Provider>;
}

/** What the nearest provider hands down. Throws outside of one. */
export const useHallpassContext = (): HallpassContextValue => {
  const value = useContext(HallpassContext);
  if (!value) throw new Error('hallpass: there is no <HallpassProvider client={…}> around this');
  return value;
};

/** The client of the nearest `HallpassProvider`. */
export const useHallpass = (): Client => useHallpassContext().client;
