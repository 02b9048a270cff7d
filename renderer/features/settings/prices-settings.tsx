/** The price table: what a run's cost is reckoned with. Each price can be replaced by one's own. */
import { ActionIcon, Anchor, Button, Skeleton, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconPencil, IconPlus, IconSearch } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { ListedPrice } from '#shared/bridge/connections.ts';
import { bridge } from '../../bridge/index.ts';
import { errorText } from '../../ui/error-text.ts';
import { Failure } from '../../ui/failure.tsx';
import { showError } from '../../ui/toast.tsx';
import { presetName, stageNames } from '../providers/stages.ts';
import { PriceDialog } from './price-dialog.tsx';
import { amountsOf } from './price-fields.ts';
import classes from './prices-settings.module.css';
import { Section } from './settings-parts.tsx';

export function PricesSettings(): ReactElement {
  const [prices, setPrices] = useState<readonly ListedPrice[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const [editing, setEditing] = useState<ListedPrice | 'new' | null>(null);
  const load = (): void => {
    bridge
      .call('prices.list', undefined)
      .then((listed) => {
        setPrices(listed);
        setFailure(null);
      })
      .catch((thrown: unknown) => {
        setFailure(errorText(thrown));
      });
  };
  useEffect(load, []);
  if (failure !== null)
    return <Failure title="The prices could not be read" detail={failure} onRetry={load} />;
  if (prices === null) return <Skeleton height={320} radius="lg" aria-busy aria-label="Reading the prices" />;
  const words = search.trim().toLowerCase();
  const found = prices.filter((price) =>
    `${presetName(price.provider)} ${price.model} ${stageNames[price.kind]}`.toLowerCase().includes(words),
  );
  return (
    <Section
      title="Prices"
      note="US dollars, as read on the day given. A model without a price costs “unknown”, never 0."
      action={
        <Button
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            setEditing('new');
          }}
        >
          Add price
        </Button>
      }
    >
      <div className={classes['search']}>
        <TextInput
          aria-label="Find a price"
          placeholder="Find a vendor or model"
          leftSection={<IconSearch size={14} />}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
          }}
        />
      </div>
      <table className={classes['prices']}>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Price</th>
            <th scope="col">As of</th>
            <th scope="col">
              <span className={classes['unseen']}>Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.map((price) => (
            <PriceRow
              key={`${price.kind} ${price.provider} ${price.model}`}
              price={price}
              onEdit={() => {
                setEditing(price);
              }}
              onReset={() => {
                const { kind, provider, model } = price;
                bridge
                  .call('prices.reset', { kind, provider, model })
                  .then(setPrices)
                  .catch((thrown: unknown) => {
                    showError('The price was not put back', thrown);
                  });
              }}
            />
          ))}
        </tbody>
      </table>
      {found.length === 0 && <p className={classes['none']}>No price for “{search.trim()}”.</p>}
      {editing !== null && (
        <PriceDialog
          price={editing === 'new' ? null : editing}
          onClose={() => {
            setEditing(null);
          }}
          onSaved={(saved) => {
            setPrices(saved);
            setEditing(null);
          }}
        />
      )}
    </Section>
  );
}

function PriceRow(props: { price: ListedPrice; onEdit: () => void; onReset: () => void }): ReactElement {
  const { price } = props;
  return (
    <tr>
      <th scope="row">
        <span className={classes['model']}>{price.model}</span>
        <span className={classes['vendor']}>
          {presetName(price.provider)} · {stageNames[price.kind]}
        </span>
      </th>
      <td>
        {amountsOf(price).map(({ label, text }) => (
          <span key={label} className={classes['amount']}>
            <span>{text}</span> {label}
          </span>
        ))}
      </td>
      <td>
        {price.is_own ? 'yours, ' : ''}
        {price.source.startsWith('https://') ? (
          <Anchor href={price.source} target="_blank" rel="noreferrer" fz="inherit">
            {price.as_of}
          </Anchor>
        ) : (
          <span title={price.source}>{price.as_of}</span>
        )}
      </td>
      <td className={classes['actions']}>
        {price.is_own && (
          <Tooltip label="Take yours away">
            <ActionIcon aria-label={`Take your price of ${price.model} away`} onClick={props.onReset}>
              <IconArrowBackUp size={15} />
            </ActionIcon>
          </Tooltip>
        )}
        <ActionIcon aria-label={`Change the price of ${price.model}`} onClick={props.onEdit}>
          <IconPencil size={15} />
        </ActionIcon>
      </td>
    </tr>
  );
}
