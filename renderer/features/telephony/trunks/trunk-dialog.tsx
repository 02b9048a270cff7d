/** A trunk in large: its form at the left, the guide of its preset and the test at the right. */
import { Button, MantineThemeProvider, Modal } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useMemo, useState, type ReactElement } from 'react';
import type { TrunkInfo } from '#shared/bridge/phone.ts';
import type { TrunkPreset } from '#shared/domain/trunk-preset.ts';
import { trunkPreset } from '#shared/domain/trunk-presets.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import { bridge } from '../../../bridge/index.ts';
import { testTrunk } from '../../../stores/trunk-tests.ts';
import { loadTrunks, useTrunks } from '../../../stores/trunks.ts';
import { errorText } from '../../../ui/error-text.ts';
import { plural } from '../../../ui/plural.ts';
import { AccountPart } from './account-part.tsx';
import { ConnectionPart } from './connection-part.tsx';
import { IncomingPart } from './incoming-part.tsx';
import { LimitsPart, NumbersPart, SoundPart } from './line-parts.tsx';
import { PresetGallery } from './preset-gallery.tsx';
import { PresetGuide } from './preset-guide.tsx';
import { TestPanel } from './test-panel.tsx';
import {
  isTrunkChanged,
  newTrunk,
  passwordInput,
  trunkIdFor,
  trunkProblems,
  type PasswordChange,
} from './trunk-draft.ts';
import classes from './trunks.module.css';

/** Hints beneath their fields: two fields in a row then stand level, however long their hints are. */
const hintsBelow = {
  components: {
    InputWrapper: {
      defaultProps: {
        withAsterisk: false,
        inputWrapperOrder: ['label', 'input', 'description', 'error'],
      },
    },
  },
};

export interface TrunkDialogProps {
  /** Null: a new one. */
  info: TrunkInfo | null;
  onClose: () => void;
}

export function TrunkDialog({ info, onClose }: TrunkDialogProps): ReactElement {
  const [start, setStart] = useState<Trunk | null>(info?.trunk ?? null);
  const pick = (preset: TrunkPreset): void => {
    const server = preset.server.value;
    setStart(newTrunk({ ...preset.defaults, preset: preset.id, name: preset.name, server }, new Date()));
  };
  if (start === null)
    return (
      <Modal opened onClose={onClose} size={760} title="Add a trunk: with whom?">
        <PresetGallery onPick={pick} />
      </Modal>
    );
  return (
    <TrunkEditor
      key={start.created_at}
      info={info}
      start={start}
      onClose={onClose}
      onBack={
        info === null
          ? () => {
              setStart(null);
            }
          : null
      }
    />
  );
}

interface TrunkEditorProps extends TrunkDialogProps {
  start: Trunk;
  /** To the gallery; null once it is a trunk. */
  onBack: (() => void) | null;
}

function TrunkEditor({ info, start, onClose, onBack }: TrunkEditorProps): ReactElement {
  const [saved, setSaved] = useState<{ trunk: Trunk; hasPassword: boolean }>({
    trunk: start,
    hasPassword: info?.has_password ?? false,
  });
  const [trunk, setTrunk] = useState(start);
  const [password, setPassword] = useState<PasswordChange>({ kind: 'keep' });
  /** Problems are shown once somebody has tried to save: an empty form is not full of mistakes. */
  const [hasTried, setTried] = useState(info !== null);
  const [isAsking, setAsking] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const preset = trunkPreset(trunk.preset);
  const found = useMemo(() => trunkProblems(trunk), [trunk]);
  const count = Object.keys(found).length;
  const isNew = saved.trunk.id === '';
  const isChanged = isNew || isTrunkChanged(saved.trunk, trunk, password);
  const change = (next: Partial<Trunk>): void => {
    setFailure(null);
    setTrunk((now) => ({ ...now, ...next }));
  };

  /** Answers the id; null when it was not saved. */
  const save = async (): Promise<string | null> => {
    setTried(true);
    if (count > 0) return null;
    setSaving(true);
    setFailure(null);
    try {
      const taken = new Set((useTrunks.getState().trunks ?? []).map((one) => one.trunk.id));
      const id = isNew ? trunkIdFor(trunk.name, taken) : trunk.id;
      const answer = await bridge.call('trunks.save', {
        trunk: { ...trunk, id },
        ...passwordInput(password),
      });
      setSaved({ trunk: answer.trunk, hasPassword: answer.has_password });
      setTrunk(answer.trunk);
      setPassword({ kind: 'keep' });
      await loadTrunks();
      return id;
    } catch (thrown) {
      setFailure(errorText(thrown));
      return null;
    } finally {
      setSaving(false);
    }
  };
  const test = async (withCall: boolean): Promise<void> => {
    const id = isChanged ? await save() : trunk.id;
    if (id !== null) await testTrunk(id, withCall);
  };
  const fields = { preset, trunk, problems: hasTried ? found : {}, onChange: change };
  const isUntouched = isNew && JSON.stringify(trunk) === JSON.stringify(start) && password.kind === 'keep';
  return (
    <Modal
      opened
      onClose={() => {
        if (isChanged && !isUntouched) setAsking(true);
        else onClose();
      }}
      size={1080}
      padding={0}
      title={
        <span className={classes['title']}>
          {trunk.name.trim() === '' ? 'New trunk' : trunk.name}
          {trunk.name !== preset.name && <span className={classes['chip']}>{preset.name}</span>}
        </span>
      }
      classNames={{ header: classes['dialogHead'] ?? '', body: classes['dialogBody'] ?? '' }}
    >
      <MantineThemeProvider theme={hintsBelow} inherit>
        <div className={classes['columns']}>
          <form
            id="trunk-form"
            className={classes['fields']}
            onSubmit={(event) => {
              event.preventDefault();
              void save().then((id) => {
                if (id !== null) onClose();
              });
            }}
          >
            <AccountPart
              {...fields}
              hasPassword={saved.hasPassword}
              password={password}
              onPassword={setPassword}
            />
            <NumbersPart {...fields} />
            <IncomingPart {...fields} />
            <ConnectionPart {...fields} />
            <SoundPart {...fields} />
            <LimitsPart {...fields} />
          </form>
          <div className={classes['aside']}>
            <TestPanel
              trunkId={saved.trunk.id}
              echoNumber={trunk.echo_number}
              onEchoNumber={(number) => {
                change({ echo_number: number });
              }}
              onTest={isSaving ? null : (withCall) => void test(withCall)}
              isChanged={isChanged}
            />
            <PresetGuide preset={preset} />
          </div>
        </div>
      </MantineThemeProvider>
      <footer className={classes['foot']}>
        {isAsking ? (
          <>
            <span className={classes['footNote']} role="alert">
              {isNew ? 'The new trunk is' : 'The changes are'} not saved yet.
            </span>
            <Button variant="default" color="error" onClick={onClose}>
              Discard
            </Button>
            <Button
              data-autofocus
              onClick={() => {
                setAsking(false);
              }}
            >
              Keep editing
            </Button>
          </>
        ) : (
          <>
            <span
              className={
                failure !== null || (hasTried && count > 0) ? classes['problem'] : classes['footNote']
              }
              role="status"
            >
              {failure ??
                (hasTried && count > 0
                  ? `${plural(count, 'field')} to mend above.`
                  : 'The password is kept with your other keys, never in the trunk.')}
            </span>
            {onBack !== null && isNew && (
              <Button
                variant="subtle"
                color="muted"
                leftSection={<IconArrowLeft size={14} />}
                onClick={onBack}
              >
                Another
              </Button>
            )}
            <Button type="submit" form="trunk-form" disabled={!isChanged} loading={isSaving}>
              Save
            </Button>
          </>
        )}
      </footer>
    </Modal>
  );
}
