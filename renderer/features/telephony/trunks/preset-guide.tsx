/** What to do at the other side and here, and what surprises people there. */
import { IconExternalLink } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { TrunkPreset } from '#shared/domain/trunk-preset.ts';
import classes from './trunks.module.css';

export function PresetGuide({ preset }: { preset: TrunkPreset }): ReactElement {
  return (
    <section className={classes['guide']} aria-label={`How to set up ${preset.name}`}>
      <h3>{preset.name}</h3>
      <p className={classes['note']}>{preset.about}</p>
      <h4>{preset.what === 'carrier' ? 'In their console' : 'On the other side'}</h4>
      <ol>
        {preset.there.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <h4>Here</h4>
      <ol>
        {preset.here.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {preset.quirks.length > 0 && (
        <>
          <h4>Good to know</h4>
          <ul>
            {preset.quirks.map((quirk) => (
              <li key={quirk}>{quirk}</li>
            ))}
          </ul>
        </>
      )}
      {preset.docsUrl !== null && (
        <p className={classes['note']}>
          As of November 2026; what{' '}
          <a href={preset.docsUrl} target="_blank" rel="noreferrer">
            their own page
            <IconExternalLink size={12} aria-hidden />
          </a>{' '}
          says decides.
        </p>
      )}
    </section>
  );
}
