import type { AuditEvent, Member } from 'hallpass';

import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import type { Words } from '../../words/en/index.ts';
import { useWords } from '../../words/language.ts';
import { actionChoices, isOwnAction } from './actions.ts';

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
  /** The events that are loaded: the host's own actions and types of resources are among the choices. */
  readonly events: readonly AuditEvent[];
}

/** The filter form. An event must match every field. */
export function AuditFilters({ filter, isFiltered, onFilter, members, events }: Props) {
  const words = useWords();
  const { parts, audit: t } = words;
  const { from, to, user, resourceType, resourceId, action } = filter;
  const people = [
    { value: '', label: t.anyone },
    ...members.map(({ user: value, name: label }) => ({ value, label })),
    // A former member is not in the list of members, but can be in the log.
    ...(user && !members.some((member) => member.user === user) ? [{ value: user, label: user }] : []),
  ];
  return (
    <div className="audit-filters" role="search" aria-label={t.filter}>
      <Field label={t.from} type="date" required max={to} value={from} onText={(text) => onFilter({ from: text })} />
      <Field label={t.to} type="date" required min={from} value={to} onText={(text) => onFilter({ to: text })} />
      <Select label={t.user} value={user} onText={(text) => onFilter({ user: text })} options={people} />
      <Select label={t.action} value={action} onText={(text) => onFilter({ action: text })} options={actionOptions(words, [...events.map((event) => event.action), action])} />
      <Select
        label={t.resourceType}
        value={resourceType}
        onText={(text) => onFilter({ resourceType: text })}
        options={typeOptions(words, [...events.map((event) => event.resourceType), resourceType])}
      />
      <Field
        label={t.resourceId}
        required
        placeholder={t.any}
        spellCheck={false}
        value={resourceId}
        onText={(text) => onFilter({ resourceId: text })}
      />
      {isFiltered && (
        <Button look="quiet" icon="close" onClick={() => onFilter(EVERYTHING)}>
          {parts.clearFilters}
        </Button>
      )}
    </div>
  );
}

/** Names that are not Hallpass's own, as choices. */
const othersOf = (names: readonly string[], isOwn: (name: string) => boolean) =>
  [...new Set(names)].filter((name) => name !== '' && !isOwn(name)).sort().map((name) => ({ value: name, label: name }));

const actionOptions = (words: Words, actions: readonly string[]) => [
  { value: '', label: words.audit.anyAction },
  ...actionChoices(words),
  ...othersOf(actions, isOwnAction),
];

const typeOptions = ({ audit: t }: Words, types: readonly string[]) => [
  { value: '', label: t.anything },
  ...Object.entries(t.types).map(([value, label]) => ({ value, label })),
  ...othersOf(types, (type) => Object.hasOwn(t.types, type)),
];
