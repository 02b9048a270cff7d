/** Numbers that no agent ever calls: looked up, added, imported, taken off. */
import { ActionIcon, Button, Skeleton, TextInput, Tooltip } from '@mantine/core';
import { IconFileImport, IconPhoneOff, IconSearch, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactElement, type SyntheticEvent } from 'react';
import type { DoNotCallEntry } from '#shared/bridge/phone.ts';
import { bridge } from '../../../bridge/index.ts';
import { useStudio } from '../../../stores/studio.ts';
import { useHomeCountry } from '../../../stores/trunks.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { errorText } from '../../../ui/error-text.ts';
import { Failure } from '../../../ui/failure.tsx';
import { plural } from '../../../ui/plural.ts';
import { showError, showNotice, showUndo } from '../../../ui/toast.tsx';
import { momentText } from '../../runs/moment.ts';
import { useRowWindow } from '../../runs/use-window.ts';
import { Section } from '../../settings/settings-parts.tsx';
import { partyText } from '../number-writing.ts';
import { ImportDialog } from './import-dialog.tsx';
import { useDoNotCall, type DoNotCallList } from './use-do-not-call.ts';
import classes from './do-not-call.module.css';

const ROW_PX = 36;

export function DoNotCallSettings(): ReactElement {
  const [search, setSearch] = useState('');
  const [isImporting, setImporting] = useState(false);
  const list = useDoNotCall(search);
  const { entries, total, failure } = list;
  if (entries === null)
    return failure === null ? (
      <Skeleton height={220} radius="lg" aria-label="Reading the do-not-call list" />
    ) : (
      <Failure title="The do-not-call list could not be read" detail={failure} onRetry={list.reload} />
    );
  const isEmpty = entries.length === 0 && search.trim() === '';
  return (
    <>
      <Section
        title="Do-not-call list"
        note="Checked before every call, also of transfers and campaigns. When it cannot be read, nobody is called."
        action={
          <Button
            variant="default"
            leftSection={<IconFileImport size={14} />}
            onClick={() => {
              setImporting(true);
            }}
          >
            Import
          </Button>
        }
      >
        <AddForm onAdded={list.reload} />
        {isEmpty ? (
          <EmptyState title="No number is on the list" art={<IconPhoneOff size={28} stroke={1.4} />}>
            Who asks not to be called again belongs here: one number above, or a whole list by Import.
          </EmptyState>
        ) : (
          <>
            <div className={classes['search']}>
              <TextInput
                aria-label="Search the numbers"
                placeholder="Search a number or a reason"
                leftSection={<IconSearch size={14} />}
                maxLength={100}
                value={search}
                onChange={({ currentTarget }) => {
                  setSearch(currentTarget.value);
                }}
              />
              <span className={classes['count']} role="status">
                {plural(total, 'number')}
              </span>
            </div>
            {entries.length === 0 ? (
              <p className={classes['none']}>No number or reason has “{search.trim()}” in it.</p>
            ) : (
              <Rows list={list} entries={entries} />
            )}
          </>
        )}
      </Section>
      {isImporting && (
        <ImportDialog
          onClose={() => {
            setImporting(false);
            list.reload();
          }}
        />
      )}
    </>
  );
}

function AddForm({ onAdded }: { onAdded: () => void }): ReactElement {
  const country = useHomeCountry();
  const [number, setNumber] = useState('');
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const add = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      const { known, refused } = await bridge.call('do-not-call.add', {
        numbers: [number.trim()],
        country,
        reason: reason.trim(),
      });
      if (refused.length > 0) {
        setFailure('This is no telephone number. Write it with + and its country.');
        return;
      }
      if (known > 0) showNotice('It was on the list already.');
      setNumber('');
      setReason('');
      onAdded();
    } catch (thrown) {
      setFailure(errorText(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={classes['add']} onSubmit={(event) => void add(event)}>
      <TextInput
        aria-label="Number that is not to be called"
        placeholder="+49 30 123456"
        type="tel"
        maxLength={100}
        error={failure}
        value={number}
        onChange={({ currentTarget }) => {
          setNumber(currentTarget.value);
        }}
      />
      <TextInput
        aria-label="Reason"
        placeholder="Reason, if you like"
        maxLength={200}
        value={reason}
        onChange={({ currentTarget }) => {
          setReason(currentTarget.value);
        }}
      />
      <Button type="submit" variant="default" disabled={number.trim() === ''} loading={isBusy}>
        Add
      </Button>
    </form>
  );
}

function Rows({ list, entries }: { list: DoNotCallList; entries: readonly DoNotCallEntry[] }): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const { start, end } = useRowWindow(scroller, ROW_PX, entries.length);
  const timeZone = useStudio((studio) => studio.settings?.time_zone ?? '');
  const { hasMore, loadMore } = list;
  useEffect(() => {
    if (hasMore && end >= entries.length) loadMore();
  }, [hasMore, end, entries.length, loadMore]);
  const remove = async ({ number, reason }: DoNotCallEntry): Promise<void> => {
    try {
      await bridge.call('do-not-call.remove', { number });
      list.reload();
      showUndo(`${partyText(number).text} may be called again.`, async () => {
        await bridge.call('do-not-call.add', { numbers: [number], reason });
        list.reload();
      });
    } catch (thrown) {
      showError('The number is still on the list', thrown);
    }
  };
  return (
    <div ref={scroller} className={classes['list']} role="list" aria-label="Numbers" tabIndex={0}>
      <div style={{ height: entries.length * ROW_PX, position: 'relative' }}>
        {entries.slice(start, end).map((entry, offset) => {
          const party = partyText(entry.number);
          return (
            <div
              key={entry.number}
              className={classes['row']}
              role="listitem"
              style={{ transform: `translateY(${(start + offset) * ROW_PX}px)` }}
            >
              <span className={classes['number']} title={entry.number}>
                {party.text}
              </span>
              <span className={classes['quiet']}>{party.country ?? ''}</span>
              <span className={classes['reason']} title={entry.reason}>
                {entry.reason}
              </span>
              <time className={classes['quiet']} dateTime={entry.added_at}>
                {momentText(entry.added_at, new Date(), timeZone)}
              </time>
              <Tooltip label="Take it off the list">
                <ActionIcon aria-label={`Take ${party.text} off the list`} onClick={() => void remove(entry)}>
                  <IconTrash size={15} />
                </ActionIcon>
              </Tooltip>
            </div>
          );
        })}
      </div>
    </div>
  );
}
