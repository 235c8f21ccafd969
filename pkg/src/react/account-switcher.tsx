import { type ReactNode, useState } from 'react';
import { LIMITS } from '../generated.ts';
import type { Account } from '../types.ts';
import { SWITCHER_WORDS } from '../words.ts';
import { type Action, useAction } from './action.ts';
import { type Menu, useMenu } from './menu.ts';
import { Button, Confirm, Field, part, type Ready, root } from './parts.tsx';
import { type AccountsState, roleOf, useAccounts, usePolicy } from './state.ts';
import { type OwnWords, useWords } from './words.ts';

interface Options {
  /** Told after the tab's account has changed by a choice here. */
  readonly onSwitch?: ((account: Account) => void) | undefined;
}

/** The account switcher without its markup. */
export interface AccountSwitcherState extends AccountsState {
  readonly menu: Menu;
  /** Makes `account` the tab's own and closes the menu. */
  choose(account: Account): void;
  /** Opens a team of that name and goes there. */
  readonly createTeam: Action<[name: string]>;
}

/** Which account this tab works in, all that I am in, and a menu's keys and names for them. */
export const useAccountSwitcher = ({ onSwitch }: Options = {}): AccountSwitcherState => {
  const accounts = useAccounts();
  const menu = useMenu();
  const go = (account: Account) => {
    if (account.id === accounts.active?.id) return;
    accounts.switchTo(account.id);
    onSwitch?.(account);
  };
  const createTeam = useAction(async (name: string) => go(await accounts.create({ name })));
  return { ...accounts, menu, choose: (account) => menu.pick(() => go(account)), createTeam };
};

/** What `AccountSwitcher` takes. */
export interface AccountSwitcherProps extends Options, Ready<AccountSwitcherState> {
  /** Whether the menu offers to open another team; by default it does. */
  readonly create?: boolean;
  /** Draws the picture beside an account's name. */
  readonly picture?: (account: Account) => ReactNode;
}

/** A button that names the active account, and a menu to change it. */
export function AccountSwitcher({ create = true, picture, className, words, children, ...options }: AccountSwitcherProps) {
  const { say, name } = useWords(SWITCHER_WORDS, words);
  const state = useAccountSwitcher(options);
  const policy = usePolicy();
  const [creating, setCreating] = useState(false);
  if (children) return children(state);
  const { accounts, active, menu, choose } = state;
  const about = ({ kind, role }: Account) => (kind === 'personal' ? say.personalAccount : roleOf(policy, role).title);
  return (
    <div {...root('account-switcher', className)} ref={menu.around}>
      <Button {...menu.button} aria-label={active ? `${say.accountIs(name(active.name))}, ${about(active)}` : say.chooseAccount}>
        {active && picture?.(active)}
        <bdi>{active?.name ?? say.chooseAccount}</bdi>
        <span aria-hidden="true">▾</span>
      </Button>
      {menu.open && (
        <div {...part('menu')} {...menu.menu}>
          {accounts.map((account) => (
            <button
              key={account.id}
              {...part('item')}
              type="button"
              role="menuitemradio"
              tabIndex={-1}
              aria-checked={account.id === active?.id}
              onClick={() => choose(account)}
            >
              {picture?.(account)}
              <bdi>{account.name}</bdi> <small>{about(account)}</small>
            </button>
          ))}
          {create && (
            <button {...part('item')} type="button" role="menuitem" tabIndex={-1} onClick={() => menu.pick(() => setCreating(true))}>
              {say.createTeam}
            </button>
          )}
        </div>
      )}
      {creating && <CreateTeam create={state.createTeam} words={words} onClose={() => setCreating(false)} />}
    </div>
  );
}

function CreateTeam({ create, words, onClose }: { create: AccountSwitcherState['createTeam']; words: OwnWords | undefined; onClose: () => void }) {
  const { say } = useWords(SWITCHER_WORDS, words);
  const [name, setName] = useState('');
  return (
    <Confirm
      title={say.createTeam}
      label={say.create}
      look="primary"
      action={{ ...create, run: () => create.run(name) }}
      onClose={onClose}
      words={words}
    >
      <p>{say.createAbout}</p>
      <Field label={say.teamName} required maxLength={LIMITS.nameCharacters} value={name} onText={setName} />
    </Confirm>
  );
}
