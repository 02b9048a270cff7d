/** Left of the cards: the folders, the tags and the archive. */
import { IconArchive, IconFolder, IconInbox, IconStack2, IconTag } from '@tabler/icons-react';
import type { ComponentType, ReactElement } from 'react';
import { isSamePlace, useAgentFilter, type Place, type Places } from './agent-filter.ts';
import classes from './places-strip.module.css';

type Icon = ComponentType<{ size: number; stroke: number; 'aria-hidden': true }>;

export function PlacesStrip({ places }: { places: Places }): ReactElement {
  const { place, tags, query } = useAgentFilter();
  const isSearching = query.trim() !== '';
  const choose = (next: Place): void => {
    useAgentFilter.setState({ place: next, query: '' });
  };
  const entry = (icon: Icon, label: string, count: number, where: Place): ReactElement => (
    <Entry
      icon={icon}
      label={label}
      count={count}
      isOn={!isSearching && isSamePlace(place, where)}
      onChoose={() => {
        choose(where);
      }}
    />
  );
  return (
    <nav className={classes['strip']} aria-label="Folders and tags">
      <ul>
        {entry(IconStack2, 'All agents', places.all, { kind: 'all' })}
        {places.folders.length > 0 && entry(IconInbox, 'In no folder', places.unfiled, { kind: 'unfiled' })}
        {entry(IconArchive, 'Archive', places.archive, { kind: 'archive' })}
      </ul>
      <h2>Folders</h2>
      {places.folders.length === 0 ? (
        <p>Select agents and choose “Folder and tags” to put them into one.</p>
      ) : (
        <ul>
          {places.folders.map(({ name, count }) => (
            <Entry
              key={name}
              icon={IconFolder}
              label={name}
              count={count}
              isOn={!isSearching && isSamePlace(place, { kind: 'folder', name })}
              onChoose={() => {
                choose({ kind: 'folder', name });
              }}
            />
          ))}
        </ul>
      )}
      {places.tags.length > 0 && (
        <>
          <h2>Tags</h2>
          <ul>
            {places.tags.map(({ name, count }) => (
              <Entry
                key={name}
                icon={IconTag}
                label={name}
                count={count}
                isOn={tags.includes(name)}
                isToggle
                onChoose={() => {
                  const next = tags.includes(name) ? tags.filter((tag) => tag !== name) : [...tags, name];
                  useAgentFilter.setState({ tags: next });
                }}
              />
            ))}
          </ul>
        </>
      )}
    </nav>
  );
}

interface EntryProps {
  icon: Icon;
  label: string;
  count: number;
  isOn: boolean;
  /** One of several that may be on together. */
  isToggle?: boolean;
  onChoose: () => void;
}

function Entry({ icon: Icon, label, count, isOn, isToggle = false, onChoose }: EntryProps): ReactElement {
  const state = isToggle ? { 'aria-pressed': isOn } : { 'aria-current': isOn };
  return (
    <li>
      <button type="button" {...state} title={label} onClick={onChoose}>
        <Icon size={15} stroke={1.7} aria-hidden />
        <span className={classes['label']}>{label}</span>
        <span className={classes['count']}>{count.toLocaleString('en')}</span>
      </button>
    </li>
  );
}
