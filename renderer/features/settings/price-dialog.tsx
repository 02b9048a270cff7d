import { Button, Modal, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import type { ListedPrice } from '#shared/bridge/connections.ts';
import { connectionPresets } from '#shared/domain/connection-presets.ts';
import { providerStages } from '#shared/domain/providers.ts';
import { bridge } from '../../bridge/index.ts';
import { errorText } from '../../ui/error-text.ts';
import { stageNames } from '../providers/stages.ts';
import { amountFields, draftOf, entryOf, type PriceDraft } from './price-fields.ts';
import classes from './providers-settings.module.css';

export interface PriceDialogProps {
  /** Null: a new one. */
  price: ListedPrice | null;
  onClose: () => void;
  onSaved: (prices: ListedPrice[]) => void;
}

export function PriceDialog({ price, onClose, onSaved }: PriceDialogProps): ReactElement {
  const [draft, setDraft] = useState<PriceDraft>(
    price ? draftOf(price) : { kind: 'llm', provider: 'openai', model: '', source: '', amounts: {} },
  );
  const [failure, setFailure] = useState<string | null>(null);
  const set = (change: Partial<PriceDraft>): void => {
    setDraft((now) => ({ ...now, ...change }));
  };
  const save = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    try {
      const today = new Date().toISOString().slice(0, 10);
      onSaved(await bridge.call('prices.set', { entry: entryOf(draft, today) }));
    } catch (thrown) {
      setFailure(errorText(thrown));
    }
  };
  const vendors = connectionPresets.filter(
    ({ stages, kind }) => kind !== 'local' && stages.includes(draft.kind),
  );
  return (
    <Modal opened onClose={onClose} title={price ? `Price of ${price.model}` : 'Add a price'} size={460}>
      <form className={classes['form']} onSubmit={(event) => void save(event)}>
        {price === null && (
          <>
            <SegmentedControl
              aria-label="What it is the price of"
              data={providerStages.map((stage) => ({ value: stage, label: stageNames[stage] }))}
              value={draft.kind}
              onChange={(kind) => {
                set({ kind: kind, amounts: {} });
              }}
            />
            <Select
              label="Vendor"
              searchable
              allowDeselect={false}
              data={vendors.map(({ id, name }) => ({ value: id, label: name }))}
              value={draft.provider}
              onChange={(provider) => {
                if (provider !== null) set({ provider });
              }}
            />
            <TextInput
              label="Model"
              description="The vendor’s name of it; its dated editions are meant too. A * at the end takes all that begin so."
              required
              data-autofocus
              value={draft.model}
              onChange={(event) => {
                set({ model: event.currentTarget.value });
              }}
            />
          </>
        )}
        {amountFields[draft.kind].map(({ key, label }) => (
          <NumberInput
            key={key}
            label={label}
            prefix="$"
            min={0}
            decimalScale={6}
            hideControls
            placeholder={key === 'usd_per_million_cache_write_tokens' ? 'as input' : 'unknown'}
            value={draft.amounts[key] ?? ''}
            onChange={(amount) => {
              set({ amounts: { ...draft.amounts, [key]: typeof amount === 'number' ? amount : '' } });
            }}
          />
        ))}
        <TextInput
          label="Where it is from"
          description="The vendor’s page, or your contract."
          value={draft.source}
          onChange={(event) => {
            set({ source: event.currentTarget.value });
          }}
        />
        {failure !== null && (
          <p className={classes['formFailure']} role="alert">
            {failure}
          </p>
        )}
        <div className={classes['dialogActions']}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit">Save</Button>
        </div>
      </form>
    </Modal>
  );
}
