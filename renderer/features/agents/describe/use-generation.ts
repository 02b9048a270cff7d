/** One agent that is being planned by the model: its progress, its result, and how to stop it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { MethodOutput, PushPayload } from '#shared/bridge/contract.ts';
import { bridge } from '../../../bridge/index.ts';
import { errorText } from '../../../ui/error-text.ts';

export type GeneratedDraft = MethodOutput<'workflows.generate'>;

export type Generation =
  | { kind: 'idle' }
  | { kind: 'running'; progress: PushPayload<'workflow.generating'> | null }
  | { kind: 'done'; draft: GeneratedDraft }
  | { kind: 'failed'; reason: string };

export interface UseGeneration {
  generation: Generation;
  start: (description: string) => void;
  stop: () => void;
}

export function useGeneration(): UseGeneration {
  const [generation, setGeneration] = useState<Generation>({ kind: 'idle' });
  const running = useRef<string | null>(null);

  const stop = useCallback(() => {
    if (running.current === null) return;
    // When it cannot be told, the studio is gone, and the plan with it.
    bridge.call('workflows.stop-generating', { request_id: running.current }).catch(() => undefined);
  }, []);

  const start = useCallback((description: string) => {
    const requestId = crypto.randomUUID();
    running.current = requestId;
    setGeneration({ kind: 'running', progress: null });
    const finish = (next: Generation): void => {
      if (running.current !== requestId) return;
      running.current = null;
      setGeneration(next);
    };
    bridge.call('workflows.generate', { request_id: requestId, description }).then(
      (draft) => {
        finish({ kind: 'done', draft });
      },
      (thrown: unknown) => {
        finish({ kind: 'failed', reason: errorText(thrown) });
      },
    );
  }, []);

  useEffect(() => {
    const unsubscribe = bridge.on('workflow.generating', (progress) => {
      if (progress.request_id === running.current) setGeneration({ kind: 'running', progress });
    });
    return () => {
      unsubscribe();
      stop();
      running.current = null;
    };
  }, [stop]);

  return { generation, start, stop };
}
