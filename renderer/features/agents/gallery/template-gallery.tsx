/** Templates to begin with: what each is for, how large it is, and how it looks. */
import { Skeleton, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { AgentTemplate } from '#shared/bridge/exchange.ts';
import { Sketch } from '../../../canvas/sketch.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { plural } from '../../../ui/plural.ts';
import { matchingTemplates, useTemplates } from './use-templates.ts';
import classes from './gallery.module.css';

export function TemplateGallery({ onPick }: { onPick: (template: AgentTemplate) => void }): ReactElement {
  const { templates, failure, retry } = useTemplates();
  const [search, setSearch] = useState('');
  if (templates === null && failure !== null)
    return <Failure title="The templates could not be read" detail={failure} onRetry={retry} />;
  const found = matchingTemplates(templates ?? [], search);
  return (
    <>
      <TextInput
        className={classes['search'] ?? ''}
        data-autofocus
        aria-label="Find a template"
        placeholder="Find a template, e.g. booking"
        leftSection={<IconSearch size={14} />}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key === 'Enter' && first && search.trim() !== '') onPick(first);
        }}
      />
      <ul className={classes['templates']} aria-busy={templates === null}>
        {templates === null &&
          [1, 2, 3, 4, 5, 6].map((place) => (
            <li key={place}>
              <Skeleton height={208} radius="lg" />
            </li>
          ))}
        {found.map((template) => (
          <li key={template.id}>
            <TemplateCard template={template} onPick={onPick} />
          </li>
        ))}
      </ul>
      {templates !== null && found.length === 0 && (
        <p className={classes['none']}>
          No template matches “{search.trim()}”. Describe what you need instead, or begin with a blank agent.
        </p>
      )}
    </>
  );
}

function TemplateCard({
  template,
  onPick,
}: {
  template: AgentTemplate;
  onPick: (template: AgentTemplate) => void;
}): ReactElement {
  const { name, purpose, document } = template;
  return (
    <UnstyledButton
      className={classes['template']}
      onClick={() => {
        onPick(template);
      }}
    >
      <span className={classes['sketch']}>
        <Sketch document={document} />
      </span>
      <span className={classes['about']}>
        <strong>{name}</strong>
        <span className={classes['purpose']}>{purpose}</span>
        <span className={classes['size']}>
          {plural(document.nodes.length, 'node')} · {plural(document.edges.length, 'edge')}
        </span>
      </span>
    </UnstyledButton>
  );
}
