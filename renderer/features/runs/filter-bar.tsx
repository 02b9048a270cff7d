/** The filters of the list, as chips, with the number of runs they leave. */
import { Button, Menu } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import type { ReactElement } from 'react';
import { runModes } from '#shared/domain/run.ts';
import type { RunFacets } from '../../stores/runs.ts';
import { plural } from '../../ui/plural.ts';
import { FilterChip } from './filter-chip.tsx';
import { LatencyChip } from './latency-chip.tsx';
import { dispositionText, modeText, outcomeOf } from './outcome.ts';
import {
  anyRun,
  isAny,
  rangeText,
  ranges,
  statusChoices,
  type RunsQuery,
  type StatusChoice,
} from './run-filter.ts';
import classes from './runs.module.css';

export interface FilterBarProps {
  query: RunsQuery;
  facets: RunFacets | null;
  /** Runs that match; null while not known. */
  total: number | null;
  onChange: (query: RunsQuery) => void;
}

export function FilterBar({ query, facets, total, onChange }: FilterBarProps): ReactElement {
  const statusCounts = new Map(facets?.statuses.map(({ value, count }) => [value, count]));
  const dispositions = (facets?.dispositions ?? []).map(({ value, count }) => ({
    value,
    label: dispositionText(value),
    count,
  }));
  return (
    <div className={classes['filters']} role="toolbar" aria-label="Filters">
      <FilterChip
        name="Agent"
        value={query.workflowId}
        choices={(facets?.workflows ?? []).map(({ id, name, count }) => ({ value: id, label: name, count }))}
        onChange={(workflowId) => {
          onChange({ ...query, workflowId });
        }}
      />
      <FilterChip
        name="Status"
        value={query.status}
        choices={statusChoices
          .filter((status) => status === query.status || (statusCounts.get(status) ?? 0) > 0)
          .map((status) => ({
            value: status,
            label: statusText(status),
            count: statusCounts.get(status) ?? 0,
          }))}
        onChange={(value) => {
          onChange({ ...query, status: statusChoices.find((status) => status === value) ?? null });
        }}
      />
      <FilterChip
        name="Outcome"
        value={query.disposition}
        valueText={query.disposition === null ? null : dispositionText(query.disposition)}
        choices={dispositions}
        onChange={(disposition) => {
          onChange({ ...query, disposition });
        }}
      />
      <FilterChip
        name="Kind"
        value={query.mode}
        choices={runModes.map((mode) => ({ value: mode, label: modeText(mode), count: null }))}
        onChange={(value) => {
          onChange({ ...query, mode: runModes.find((mode) => mode === value) ?? null });
        }}
      />
      <FilterChip
        name="When"
        value={query.range}
        valueText={rangeText(query)}
        choices={ranges
          .filter((range) => range !== 'custom')
          .map((range) => ({ value: range, label: rangeText({ ...anyRun, range }) ?? '', count: null }))}
        onChange={(value) => {
          const range = ranges.find((name) => name === value) ?? null;
          onChange({ ...query, range, fromDay: null, toDay: null });
        }}
      >
        <Menu.Divider />
        <Menu.Label>Or choose days</Menu.Label>
        <div className={classes['calendar']}>
          <DatePicker
            type="range"
            size="xs"
            allowSingleDateInRange
            value={[query.fromDay, query.toDay]}
            onChange={([fromDay, toDay]) => {
              onChange({
                ...query,
                range: fromDay === null && toDay === null ? null : 'custom',
                fromDay,
                toDay,
              });
            }}
          />
        </div>
      </FilterChip>
      {!isAny(query) && (
        <Button
          variant="subtle"
          color="muted"
          size="compact-xs"
          onClick={() => {
            onChange(anyRun);
          }}
        >
          Clear filters
        </Button>
      )}
      <LatencyChip
        workflowId={query.workflowId}
        agentName={facets?.workflows.find(({ id }) => id === query.workflowId)?.name ?? null}
      />
      <span className={classes['total']} role="status">
        {total === null ? '' : plural(total, 'run')}
      </span>
    </div>
  );
}

function statusText(status: StatusChoice): string {
  return outcomeOf(status === 'running' ? { status: null, state: 'running' } : { status, state: 'completed' })
    .word;
}
