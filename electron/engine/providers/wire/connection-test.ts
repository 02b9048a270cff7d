/** Runs one stage's trial of a connection and puts its outcome into words. */
import type { ProviderStage } from '#shared/domain/providers.ts';
import type { ConnectionTestResult } from '../spec/connection-test.ts';
import { VendorError } from './vendor-error.ts';

/** The trial rejects with what is wrong; a signal that aborts ends it as a failure like any other. */
export async function testStage(
  stage: ProviderStage,
  vendor: string,
  trial: () => Promise<void>,
): Promise<ConnectionTestResult> {
  const startedMs = performance.now();
  try {
    await trial();
    return { stage, ok: true, ms: Math.round(performance.now() - startedMs) };
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : String(thrown);
    const error =
      thrown instanceof VendorError
        ? thrown
        : new VendorError('vendor-failed', `${vendor} could not be tried: ${said}`, thrown);
    return {
      stage,
      ok: false,
      ms: Math.round(performance.now() - startedMs),
      problem: { code: error.problem, message: error.happened, fix: error.fix },
    };
  }
}

/** The trial of a voice: a word must come back as sound. */
export async function hearSomething(vendor: string, audio: AsyncIterable<Int16Array>): Promise<void> {
  for await (const chunk of audio) {
    if (chunk.length > 0) return;
  }
  throw new VendorError('vendor-failed', `${vendor} made no sound of a test word.`);
}
