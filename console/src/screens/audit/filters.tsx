import type { Member } from 'hallpass';
import { useId } from 'react';

import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { COMPLETED_ACTIONS } from './actions.ts';

/** The filter fields; an empty text matches everything. `from` and `to` are local days, both included. */
export interface AuditFilter {
  readonly from: string;
  readonly to: string;
  readonly user: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly action: string;
}

/** The filter that matches every event. */
export const EVERYTHING: AuditFilter = { from: '', to: '', user: '', resourceType: '', resourceId: '', action: '' };

const dayStart = (day: string, later = 0): string | undefined => {
  const start = new Date(`${day}T00:00:00`);
  start.setDate(start.getDate() + later);
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
};

/** The filter as query parameters of the edge. */
export const queryOf = ({ from, to, ...rest }: AuditFilter) => ({
  from: dayStart(from),
  // Exclusive at the edge: the start of the next day.
  to: dayStart(to, 1),
  ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, value.trim() || undefined])),
});

interface Props {
  readonly filter: AuditFilter;
  readonly onFilter: (change: Partial<AuditFilter>) => void;
  readonly members: readonly Pick<Member, 'user' | 'name'>[];
}

const TYPES = ['account', 'member', 'invite'];

/** The filter form. An event must match every field. */
export function AuditFilters({ filter, onFilter, members }: Props) {
  const id = useId();
  const { from, to, user, resourceType, resourceId, action } = filter;
  const people = [
    { value: '', label: 'Anybody' },
    ...members.map(({ user: value, name: label }) => ({ value, label })),
    // A former member is not in the list of members, but can be in the log.
    ...(user && !members.some((member) => member.user === user) ? [{ value: user, label: user }] : []),
  ];
  return (
    <div className="audit-filters" role="search" aria-label="Filter the audit">
      <Field label="From" type="date" required max={to} value={from} onText={(text) => onFilter({ from: text })} />
      <Field label="To" type="date" required min={from} value={to} onText={(text) => onFilter({ to: text })} />
      <Select label="User" value={user} onText={(text) => onFilter({ user: text })} options={people} />
      <Field
        label="Action"
        required
        list={`${id}-actions`}
        placeholder="Any"
        spellCheck={false}
        value={action}
        onText={(text) => onFilter({ action: text })}
      />
      <Field
        label="Resource type"
        required
        list={`${id}-types`}
        placeholder="Any"
        spellCheck={false}
        value={resourceType}
        onText={(text) => onFilter({ resourceType: text })}
      />
      <Field
        label="Resource id"
        required
        placeholder="Any"
        spellCheck={false}
        value={resourceId}
        onText={(text) => onFilter({ resourceId: text })}
      />
      <Suggestions id={`${id}-actions`} values={Object.keys(COMPLETED_ACTIONS)} />
      <Suggestions id={`${id}-types`} values={TYPES} />
      {filter !== EVERYTHING && (
        <Button look="quiet" icon="close" onClick={() => onFilter(EVERYTHING)}>
          Show everything
        </Button>
      )}
    </div>
  );
}

function Suggestions({ id, values }: { id: string; values: readonly string[] }) {
  return (
    <datalist id={id}>
      {values.map((value) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  );
}
