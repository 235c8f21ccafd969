import type { Account, Client } from '../types.ts';
import { SWITCHER_WORDS } from '../words/switcher.ts';
import { type CreateForm, SwitcherElement, type SwitcherOption, type SwitcherView } from './switcher-element.ts';

/**
 * `<hallpass-account-switcher>`: names the active account, and switches to another one.
 *
 * With the attribute `create` it also opens a new team. It dispatches `hallpass-switched` with the account, and
 * `hallpass-create` before its form opens: call `preventDefault` to show a form of your own.
 */
export class HallpassAccountSwitcher extends SwitcherElement {
  protected override view(client: Client | undefined): SwitcherView {
    const words = { ...SWITCHER_WORDS, ...this.words };
    const { active, accounts = [] } = client?.state ?? {};
    const name = active?.name ?? words.chooseAccount;
    // The personal account first, then the teams by name.
    const ordered = [...accounts].sort(
      (a, b) => Number(a.kind === 'team') - Number(b.kind === 'team') || a.name.localeCompare(b.name, this.locale),
    );
    return {
      name,
      spokenName: words.accountIs(this.isolated(name)),
      about: active && this.#describe(active),
      menu: words.accounts,
      options: client ? ordered.map((account) => this.#option(client, account)) : [],
      form: client && accounts.length > 0 ? this.#form(client) : undefined,
    };
  }

  #option(client: Client, account: Account): SwitcherOption {
    const { id, name } = account;
    return {
      id,
      name,
      about: this.#describe(account),
      isActive: id === client.state.active?.id,
      choose: () => {
        if (client.state.active?.id !== id) client.accounts.switchTo(id);
        this.dispatch('hallpass-switched', { account });
      },
    };
  }

  #form(client: Client): CreateForm {
    const words = { ...SWITCHER_WORDS, ...this.words };
    return {
      title: words.createTeam,
      about: words.createAbout,
      field: words.teamName,
      submit: words.create,
      create: async (name) => {
        const account = await client.accounts.create({ name });
        client.accounts.switchTo(account.id);
        this.dispatch('hallpass-switched', { account });
      },
    };
  }

  #describe({ kind, memberCount }: Account): string {
    const words = { ...SWITCHER_WORDS, ...this.words };
    return kind === 'personal' ? words.personalAccount : words.teamOf(memberCount);
  }
}
