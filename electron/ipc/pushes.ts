/** Everything the studio tells its pages, from one subscription. */
import { DisposableStore } from '#engine/base/disposable.ts';
import type { Disposable } from '#engine/base/disposable.ts';
import type { PushName, PushPayload } from '#shared/bridge/contract.ts';
import type { SettingsStore, StudioPort } from './ports.ts';

export type PushListener = <P extends PushName>(name: P, payload: PushPayload<P>) => void;

export function subscribePushes(
  studio: StudioPort,
  settings: SettingsStore,
  listener: PushListener,
): Disposable {
  const subscriptions = new DisposableStore();
  subscriptions.add(
    studio.calls.onEvent(({ runId, event }) => {
      listener('call.event', { run_id: runId, event });
    }),
  );
  subscriptions.add(
    studio.calls.onState((state) => {
      listener('call.state', state);
    }),
  );
  subscriptions.add(
    studio.phone.onEvent(({ runId, event }) => {
      listener('call.event', { run_id: runId, event });
    }),
  );
  subscriptions.add(
    studio.phone.onCall((call) => {
      listener('phone.call', call);
    }),
  );
  subscriptions.add(
    studio.phone.onNotice((notice) => {
      listener('phone.notice', notice);
    }),
  );
  subscriptions.add(
    studio.trunks.onChanged(() => {
      listener('trunks.changed', {});
    }),
  );
  subscriptions.add(
    studio.trunks.onTestStep((told) => {
      listener('trunk.test-step', told);
    }),
  );
  subscriptions.add(
    studio.tests.onEvent(({ testId, runId, event }) => {
      listener('test.event', { test_id: testId, run_id: runId, event });
    }),
  );
  subscriptions.add(
    studio.tests.onWords(({ testId, runId, turn, said }) => {
      listener('test.words', { test_id: testId, run_id: runId, turn, ...said });
    }),
  );
  subscriptions.add(
    studio.tests.onState((state) => {
      listener('test.state', state);
    }),
  );
  subscriptions.add(
    studio.library.onChanged((change) => {
      listener('library.changed', change);
    }),
  );
  subscriptions.add(
    settings.onChanged((changed) => {
      listener('settings.changed', changed);
      listener('providers.changed', {});
    }),
  );
  subscriptions.add(
    studio.secrets.onChanged(() => {
      listener('providers.changed', {});
    }),
  );
  subscriptions.add(
    studio.recordings.onChanged(() => {
      listener('recordings.changed', {});
    }),
  );
  for (const source of [studio.tools, studio.credentials])
    subscriptions.add(
      source.onChanged(() => {
        listener('tools.changed', {});
      }),
    );
  subscriptions.add(
    studio.generations.onProgress(({ requestId, attempt, characters, mending }) => {
      listener('workflow.generating', { request_id: requestId, attempt, characters, mending });
    }),
  );
  return subscriptions;
}
