import { type ReactNode } from 'react';
import type { Account } from '../types.ts';
import { type Action } from './use-action.ts';
import { type Menu } from './use-menu.ts';
import { type Ready } from './parts.tsx';
import { type AccountsState } from './state.ts';
interface Options {
    /** Called after the active account was changed here. */
    readonly onSwitch?: ((account: Account) => void) | undefined;
}
/** The account switcher without its markup. */
export interface AccountSwitcherState extends AccountsState {
    readonly menu: Menu;
    /** Makes `account` the active one and closes the menu. */
    choose(account: Account): void;
    /** Opens a team of that name and switches to it. */
    readonly createTeam: Action<[name: string]>;
}
/** The active account, all of the user's accounts, and the props of a menu to switch between them. */
export declare const useAccountSwitcher: ({ onSwitch }?: Options) => AccountSwitcherState;
/** What `AccountSwitcher` takes. */
export interface AccountSwitcherProps extends Options, Ready<AccountSwitcherState> {
    /** Whether the menu offers to open another team; by default it does. */
    readonly create?: boolean;
    /** Renders the picture beside an account's name. */
    readonly picture?: (account: Account) => ReactNode;
}
/** A button that names the active account, and a menu to change it. */
export declare function AccountSwitcher({ create, picture, className, words, children, ...options }: AccountSwitcherProps): string | number | bigint | boolean | import("react").JSX.Element | Iterable<ReactNode> | Promise<string | number | bigint | boolean | Iterable<ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
export {};
