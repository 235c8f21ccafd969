import { type ReactNode, useState } from 'react';
import { LIMITS } from '../generated.ts';
import type { Account } from '../types.ts';
import { SWITCHER_WORDS } from '../words.ts';
import { type Action, useAction } from './use-action.ts';
import { type Menu, useMenu } from './use-menu.ts';
import { Button, Confirm, Field, Panel, partProps, type Ready, rootProps } from './parts.tsx';
import { accessTitle, type AccountsState, useAccounts, usePolicy } from './state.ts';
import { useWords } from './use-words.ts';
import type { OwnWords } from './words.ts';

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
export const useAccountSwitcher = ({ onSwitch }: Options = {}): AccountSwitcherState => {
  const accounts = useAccounts();
  const menu = useMenu();
  const switchTo = (account: Account) => {
    if (account.id === accounts.active?.id) return;
    accounts.switchTo(account.id);
    onSwitch?.(account);
  };
  const createTeam = useAction(async (name: string) => switchTo(await accounts.create({ name })));
  return { ...accounts, menu, choose: (account) => menu.pick(() => switchTo(account)), createTeam };
};

/** Props of `AccountSwitcher`. */
export interface AccountSwitcherProps extends Options, Ready<AccountSwitcherState> {
  /** Whether the menu offers to open another team; by default it does. */
  readonly create?: boolean;
  /** Renders the picture beside an account's name. */
  readonly picture?: (account: Account) => ReactNode;
}

/** A button that names the active account, and a menu to change it. */
export function AccountSwitcher({ create = true, picture, className, words, children, ...options }: AccountSwitcherProps): ReactNode {
  const { t, name } = useWords(SWITCHER_WORDS, words);
  const state = useAccountSwitcher(options);
  const policy = usePolicy();
  const [creating, setCreating] = useState(false);
  if (children) return children(state);
  const { accounts, active, menu, choose } = state;
  const describe = ({ kind, role }: Account): string => {
    if (kind === 'personal') return t.personalAccount;
    return accessTitle(policy, role, t);
  };
  return (
    <div {...rootProps('account-switcher', className)} ref={menu.around}>
      <Button {...menu.button} aria-label={active ? `${t.accountIs(name(active.name))}, ${describe(active)}` : t.chooseAccount}>
        {active && picture?.(active)}
        <bdi>{active?.name ?? t.chooseAccount}</bdi> <span aria-hidden="true">▾</span>
      </Button>
      {menu.open && (
        <Panel {...partProps('menu')} {...menu.menu} around={menu.around} align="start">
          {accounts.map((account) => (
            <button
              key={account.id}
              {...partProps('item')}
              type="button"
              role="menuitemradio"
              tabIndex={-1}
              aria-checked={account.id === active?.id}
              onClick={() => choose(account)}
            >
              {picture?.(account)}
              <bdi>{account.name}</bdi> <small>{describe(account)}</small>
            </button>
          ))}
          {create && (
            <button {...partProps('item')} type="button" role="menuitem" tabIndex={-1} onClick={() => menu.pick(() => setCreating(true))}>
              {t.createTeam}
            </button>
          )}
        </Panel>
      )}
      {creating && <CreateTeam create={state.createTeam} words={words} onClose={() => setCreating(false)} />}
    </div>
  );
}

function CreateTeam({ create, words, onClose }: { create: AccountSwitcherState['createTeam']; words: OwnWords | undefined; onClose: () => void }) {
  const { t } = useWords(SWITCHER_WORDS, words);
  const [name, setName] = useState('');
  return (
    <Confirm
      title={t.createTeam}
      label={t.create}
      variant="primary"
      action={{ ...create, run: () => create.run(name) }}
      onClose={onClose}
      words={words}
    >
      <p>{t.createAbout}</p>
      <Field label={t.teamName} required maxLength={LIMITS.nameCharacters} value={name} onText={setName} />
    </Confirm>
  );
}
