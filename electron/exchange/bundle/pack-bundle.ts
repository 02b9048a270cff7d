/** Makes the bytes of a bundle. For a thread of its own: packing 50 MB takes longer than a call's beat. */
import { createHash } from 'node:crypto';
import { zipSync, type Zippable } from 'fflate';
import type { Recording } from '#shared/domain/sound.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { callerExamplesOf, leaveOutSecrets } from '#shared/exchange/bundle/leave-out-secrets.ts';
import type { NamedCredential } from '#shared/exchange/bundle/match-credentials.ts';
import { workflowFileText } from '#shared/exchange/workflow-file.ts';
import {
  bundleVersion,
  callersFile,
  manifestFile,
  recordingFile,
  workflowFile,
  type BundleManifest,
} from './format.ts';

export interface BundleContent {
  name: string;
  document: WorkflowDocument;
  appVersion: string;
  /** ISO 8601 UTC. */
  createdAt: string;
  recordings: { recording: Recording; wav: Uint8Array }[];
  /** All that are kept here. */
  credentials: readonly NamedCredential[];
}

export function packBundle(content: BundleContent): { bytes: Uint8Array; leftOut: string[] } {
  const { name, appVersion, createdAt, recordings } = content;
  const { document, leftOut, credentials } = leaveOutSecrets(content.document);
  const text = new TextEncoder();
  const callers = {
    examples: callerExamplesOf(document),
    test_context: document.workflow_configurations?.test_context ?? {},
  };
  const files: Record<string, Uint8Array> = {
    [workflowFile]: text.encode(workflowFileText(name, document)),
    [callersFile]: text.encode(`${JSON.stringify(callers, null, 2)}\n`),
    ...Object.fromEntries(recordings.map(({ recording, wav }) => [recordingFile(recording.id), wav])),
  };
  const manifest: BundleManifest = {
    format: 'parley-agent',
    version: bundleVersion,
    app_version: appVersion,
    name,
    created_at: createdAt,
    files: Object.fromEntries(
      Object.entries(files).map(([file, bytes]) => [
        file,
        { size_bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
      ]),
    ),
    recordings: recordings.map(({ recording }) => recording),
    credentials: content.credentials.filter(({ id }) => credentials.includes(id)),
    left_out: leftOut,
  };
  const entries: Zippable = { [manifestFile]: text.encode(`${JSON.stringify(manifest, null, 2)}\n`) };
  // Speech hardly shrinks, and stored as it is it opens at once.
  for (const [file, bytes] of Object.entries(files))
    entries[file] = [bytes, { level: file.endsWith('.wav') ? 0 : 6 }];
  return { bytes: zipSync(entries), leftOut };
}
