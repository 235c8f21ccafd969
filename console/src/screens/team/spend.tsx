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
import { useToasts } from '../../ui/toast.tsx';

const CENTS = 100;
const dollars = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });
const shown = (cents: number): string => dollars.format(cents / CENTS);

/** The team's hourly spend limit and its form. */
export function Spend({ account }: { account: Account }) {
  const manage = useVerdict(REQUIRED.teamManage);
  const [open, setOpen] = useState(false);
  return (
    <section className="card settings" aria-labelledby="settings">
      <h2 id="settings" className="card-title">
        Spending
      </h2>
      <div className="setting">
        <div>
          <h3 className="setting-title">
            Hourly spend limit: <span className="money">{shown(account.spendLimitCentsPerHour)}</span>
          </h3>
          <p className="muted">New workloads that would exceed it won't start.</p>
        </div>
        {manage === 'allow' && <Button needsService onClick={() => setOpen(true)}>Change spend limit</Button>}
        {manage === 'deny' && <DeniedButton label="Change spend limit" permission={REQUIRED.teamManage} />}
      </div>
      {open && <SpendDialog account={account} onClose={() => setOpen(false)} />}
    </section>
  );
}

function SpendDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const client = useHallpass();
  const { showToast } = useToasts();
  const [amount, setAmount] = useState((account.spendLimitCentsPerHour / CENTS).toFixed(2));
  const cents = Math.round(Number(amount) * CENTS);
  const change = useAction(async () => {
    const { spendLimitCentsPerHour } = await client.accounts.update(
      { spendLimitCentsPerHour: cents },
      { account: account.id },
    );
    onClose();
    showToast({ text: `Spend limit changed to ${shown(spendLimitCentsPerHour)} an hour` });
  });
  const { error } = change;
  const refused = error instanceof HallpassError && error.code === 'spend_limit' ? error : undefined;
  return (
    <Dialog title="Change spend limit" onClose={onClose}>
      <Form onSubmit={() => void change.run()}>
        <Field
          label="US dollars an hour"
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
          hint="For all members together, starting now."
        />
        {cents === 0 && amount.trim() !== '' && (
          <div className="callout callout-warn" role="status">
            <Icon name="alert" />
            <p className="callout-text">With a limit of $0.00, no new workload can start.</p>
          </div>
        )}
        {refused ? (
          <div className="callout callout-warn" role="alert">
            <div className="callout-text">
              <p className="callout-title">This is more than a team can set on its own</p>
              {refused.explanation ? (
                <ExplanationView explanation={refused.explanation} />
              ) : (
                <p>Contact support to have it raised.</p>
              )}
            </div>
          </div>
        ) : (
          <Problem error={error} />
        )}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" submit busy={change.busy} unavailable={!Number.isFinite(cents)}>
            Change limit
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
