/** Passing the caller on: at once, or after the target has answered and was told whom it gets. */
import { Button, Popover, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { IconPhoneOutgoing } from '@tabler/icons-react';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import type { PhoneCall } from '#shared/bridge/phone.ts';
import type { TransferKind } from '#shared/domain/phone-call.ts';
import { bridge } from '../../../bridge/index.ts';
import { useTrunks } from '../../../stores/trunks.ts';
import { errorText } from '../../../ui/error-text.ts';
import { readAs, writingHint } from '../dial/dial-words.ts';
import { useDialCheck } from '../dial/use-dial-check.ts';
import { groupedNumber } from '../number-writing.ts';
import classes from './call-side.module.css';

export function TransferButton({ call }: { call: PhoneCall }): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const isUp = call.progress === 'transferring';
  return (
    <Popover opened={isOpen} onChange={setOpen} width={340} position="bottom" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          disabled={isUp}
          aria-expanded={isOpen}
          leftSection={<IconPhoneOutgoing size={15} />}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          Transfer
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Transfer">
        <TransferForm
          call={call}
          onDone={() => {
            setOpen(false);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

interface TransferDraft {
  to: string;
  kind: TransferKind;
  whisper: string;
}

/** What was typed for a call is there again when the form is opened anew. */
const drafts = new Map<string, TransferDraft>();

function TransferForm({ call, onDone }: { call: PhoneCall; onDone: () => void }): ReactElement {
  const [draft, setDraft] = useState<TransferDraft>(
    () => drafts.get(call.run_id) ?? { to: '', kind: 'attended', whisper: '' },
  );
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const country = useTrunks(
    (store) => store.trunks?.find(({ trunk }) => trunk.id === call.trunk_id)?.trunk.country ?? null,
  );
  // Without an agent: no version is asked for, the rules of numbers and of the trunk are.
  const { check, isAsking } = useDialCheck(draft.to, call.trunk_id, null, null);
  const change = (next: Partial<TransferDraft>): void => {
    const changed = { ...draft, ...next };
    drafts.set(call.run_id, changed);
    setDraft(changed);
  };
  const refusal = check?.refusal ?? null;
  const mayTransfer = draft.to.trim() !== '' && refusal === null && !isAsking && !isSending;
  const transfer = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (!mayTransfer) return;
    setSending(true);
    setFailure(null);
    try {
      await bridge.call('phone.transfer', {
        run_id: call.run_id,
        kind: draft.kind,
        to: draft.to.trim(),
        whisper: draft.kind === 'attended' ? draft.whisper.trim() : '',
      });
      drafts.delete(call.run_id);
      onDone();
    } catch (thrown) {
      setFailure(errorText(thrown));
    } finally {
      setSending(false);
    }
  };
  return (
    <form className={classes['form']} onSubmit={(event) => void transfer(event)}>
      <TextInput
        label="To"
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        maxLength={300}
        value={draft.to}
        onChange={({ currentTarget: { value, selectionEnd } }) => {
          change({ to: selectionEnd === value.length ? groupedNumber(draft.to, value, country) : value });
        }}
      />
      <p className={classes['word']} data-tone={refusal === null ? 'muted' : 'error'} role="status">
        {draft.to.trim() === ''
          ? writingHint(country)
          : isAsking || check === null
            ? 'Reading the number…'
            : (refusal?.message ?? readAs(check))}
      </p>
      <SegmentedControl
        aria-label="How"
        value={draft.kind}
        onChange={(kind) => {
          change({ kind });
        }}
        data={[
          { value: 'attended', label: 'Ask first' },
          { value: 'blind', label: 'At once' },
        ]}
      />
      <p className={classes['word']} data-tone="muted">
        {draft.kind === 'attended'
          ? 'The caller waits on hold while the target is called and told; then the two are joined.'
          : 'The caller is sent to the target straight away, and the agent leaves the call.'}
      </p>
      {draft.kind === 'attended' && (
        <Textarea
          label="What the target is told"
          placeholder="Ada Lovelace, about her order of Monday"
          autosize
          minRows={2}
          maxRows={5}
          maxLength={500}
          value={draft.whisper}
          onChange={({ currentTarget }) => {
            change({ whisper: currentTarget.value });
          }}
        />
      )}
      {failure !== null && (
        <p className={classes['word']} data-tone="error" role="alert">
          {failure}
        </p>
      )}
      <Button type="submit" disabled={!mayTransfer} loading={isSending}>
        Transfer
      </Button>
    </form>
  );
}
