import type { Member } from 'hallpass';
import { useId } from 'react';

import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { COMPLETED_ACTIONS } from './actions.ts';

/** The filter fields; an empty text matches everything. `from` and `to` are local days, both included. */
export type AuditFilter = {
  readonly from: string;
  readonly to: string;
  readonly user: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly action: string;
};

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
  readonly isFiltered: boolean;
  readonly onFilter: (change: Partial<AuditFilter>) => void;
  readonly members: readonly Pick<Member, 'user' | 'name'>[];
  /** The actions of the events that are loaded, of which the host's own are among the choices. */
  readonly actions: readonly string[];
}

const TYPES = ['account', 'member', 'invite'];

/** The filter form. An event must match every field. */
export function AuditFilters({ filter, isFiltered, onFilter, members, actions }: Props) {
  const id = useId();
  const { from, to, user, resourceType, resourceId, action } = filter;
  const people = [
    { value: '', label: 'Anyone' },
    ...members.map(({ user: value, name: label }) => ({ value, label })),
    // A former member is not in the list of members, but can be in the log.
    ...(user && !members.some((member) => member.user === user) ? [{ value: user, label: user }] : []),
  ];
  return (
    <div className="audit-filters" role="search" aria-label="Filter the audit log">
      <Field label="From" type="date" required max={to} value={from} onText={(text) => onFilter({ from: text })} />
      <Field label="To" type="date" required min={from} value={to} onText={(text) => onFilter({ to: text })} />
      <Select label="User" value={user} onText={(text) => onFilter({ user: text })} options={people} />
      <Select label="Action" value={action} onText={(text) => onFilter({ action: text })} options={actionOptions([...actions, action])} />
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
      <Suggestions id={`${id}-types`} values={TYPES} />
      {isFiltered && (
        <Button look="quiet" icon="close" onClick={() => onFilter(EVERYTHING)}>
          Clear filters
        </Button>
      )}
    </div>
  );
}

/** Every action of Hallpass as people call it, and the host's own by their names. */
const actionOptions = (actions: readonly string[]) => {
  const own = [...new Set(actions)].filter((name) => name !== '' && !(name in COMPLETED_ACTIONS)).sort();
  const known = Object.entries(COMPLETED_ACTIONS).map(([value, label]) => ({ value, label: label.charAt(0).toUpperCase() + label.slice(1) }));
  return [{ value: '', label: 'Any action' }, ...known, ...own.map((name) => ({ value: name, label: name }))];
};

function Suggestions({ id, values }: { id: string; values: readonly string[] }) {
  return (
    <datalist id={id}>
      {values.map((value) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  );
}
