import { HallpassError, REQUIRED } from 'hallpass';
import type { Account } from 'hallpass';
import { useAction, useHallpass } from 'hallpass/react';
import { useState } from 'react';

import { useVerdict } from '../../hooks/state.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { DeniedButton, ExplanationView } from '../../ui/explanation.tsx';
import { Field, Form } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Setting } from '../../ui/setting.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useFormats, useWords } from '../../words/language.ts';

const CENTS = 100;

/** The team's hourly spend limit and its form. */
export function Spend({ account }: { account: Account }) {
  const manage = useVerdict(REQUIRED.teamManage);
  const [open, setOpen] = useState(false);
  const { team: t } = useWords();
  const { dollars } = useFormats();
  return (
    <section className="card settings" aria-labelledby="settings">
      <h2 id="settings" className="card-title">
        {t.spending}
      </h2>
      <Setting title={t.spendLimit(<span className="money">{dollars(account.spendLimitCentsPerHour)}</span>)} about={t.spendAbout}>
        {manage === 'allow' && (
          <Button needsService onClick={() => setOpen(true)}>
            {t.changeSpendLimit}
          </Button>
        )}
        {manage === 'deny' && <DeniedButton label={t.changeSpendLimit} permission={REQUIRED.teamManage} />}
      </Setting>
      {open && <SpendDialog account={account} onClose={() => setOpen(false)} />}
    </section>
  );
}

function SpendDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const client = useHallpass();
  const { showToast } = useToasts();
  const { hallpass, team: t } = useWords();
  const { dollars } = useFormats();
  const [amount, setAmount] = useState((account.spendLimitCentsPerHour / CENTS).toFixed(2));
  const cents = Math.round(Number(amount) * CENTS);
  const change = useAction(async () => {
    const { spendLimitCentsPerHour } = await client.accounts.update(
      { spendLimitCentsPerHour: cents },
      { account: account.id },
    );
    onClose();
    showToast({ text: t.spendLimitChanged(dollars(spendLimitCentsPerHour)) });
  });
  const { error } = change;
  const refused = error instanceof HallpassError && error.code === 'spend_limit' ? error : undefined;
  return (
    <Dialog title={t.changeSpendLimit} onClose={onClose}>
      <Form onSubmit={() => void change.run()}>
        <Field
          label={t.dollarsAnHour}
          type="number"
          inputMode="decimal"
          min={0}
          step="0.01"
          required
          autoComplete="off"
          value={amount}
          onText={(text) => {
            setAmount(text);
            change.clear();
          }}
          hint={t.spendFieldAbout}
        />
        {cents === 0 && amount.trim() !== '' && (
          <div className="callout callout-warn" role="status">
            <Icon name="alert" />
            <p className="callout-text">{t.zeroLimit(dollars(0))}</p>
          </div>
        )}
        {refused ? (
          <div className="callout callout-warn" role="alert">
            <div className="callout-text">
              <p className="callout-title">{t.aboveTeamLimit}</p>
              {refused.explanation ? (
                <ExplanationView explanation={refused.explanation} />
              ) : (
                <p>{t.askToRaise}</p>
              )}
            </div>
          </div>
        ) : (
          <Problem error={error} />
        )}
        <DialogActions>
          <Button onClick={onClose}>{hallpass.cancel}</Button>
          <Button look="primary" submit busy={change.busy} unavailable={!Number.isFinite(cents)}>
            {t.changeLimit}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
