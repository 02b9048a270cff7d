/** The ways in which an agent leaves the studio, each with its notice. */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { outlineOf } from '#shared/exchange/outline.ts';
import { workflowFileText } from '#shared/exchange/workflow-file.ts';
import { bridge } from '../../../bridge/index.ts';
import { plural } from '../../../ui/plural.ts';
import { showError, showNotice } from '../../../ui/toast.tsx';
import { pageFont } from './page-font.ts';
import { pictureOf } from './picture.ts';
import { pngOf } from './png.ts';
import { fileStemOf, saveFile } from './save-file.ts';

export const exportKinds = ['json', 'bundle', 'svg', 'png', 'outline', 'copy-outline'] as const;
export type ExportKind = (typeof exportKinds)[number];

/** What is exported: the draft as it stands, by its id for what the studio has to add. */
export interface ExportedAgent {
  id: string;
  name: string;
  document: WorkflowDocument;
  /** Saves what is not saved yet; a bundle is packed by the studio. */
  flush?: () => Promise<void>;
}

export const exportWords: Record<ExportKind, { label: string; detail: string }> = {
  json: { label: 'JSON', detail: 'Opens here and in Dograh' },
  bundle: { label: 'Agent bundle', detail: 'With its recordings, without secrets' },
  svg: { label: 'Picture, SVG', detail: 'For print and slides' },
  png: { label: 'Picture, PNG', detail: 'For chats and documents' },
  outline: { label: 'Outline, Markdown', detail: 'Every step in words' },
  'copy-outline': { label: 'Copy the outline', detail: 'To paste somewhere' },
};

/** Tells what went wrong itself. */
export async function exportAgent(kind: ExportKind, agent: ExportedAgent): Promise<void> {
  try {
    await runExport(kind, agent);
  } catch (thrown) {
    showError(`“${agent.name}” could not be exported`, thrown);
  }
}

async function runExport(kind: ExportKind, agent: ExportedAgent): Promise<void> {
  const { name, document } = agent;
  const stem = fileStemOf(name);
  switch (kind) {
    case 'json':
      saveFile(`${stem}.json`, new Blob([workflowFileText(name, document)], { type: 'application/json' }));
      return;
    case 'bundle':
      await saveBundle(agent, stem);
      return;
    case 'svg':
    case 'png': {
      const picture = pictureOf(name, document, await pageFont());
      if (picture === null) {
        showNotice('There is nothing to draw yet: add a node first.');
        return;
      }
      saveFile(
        `${stem}.${kind}`,
        kind === 'svg' ? new Blob([picture.svg], { type: 'image/svg+xml' }) : await pngOf(picture),
      );
      return;
    }
    case 'outline':
      saveFile(`${stem}.md`, new Blob([outlineOf(name, document)], { type: 'text/markdown' }));
      return;
    case 'copy-outline':
      await navigator.clipboard.writeText(outlineOf(name, document));
      showNotice('The outline is in the clipboard.');
  }
}

async function saveBundle({ id, flush }: ExportedAgent, stem: string): Promise<void> {
  await flush?.();
  const packed = await bridge.call('exchange.pack', { workflow_id: id });
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let offset: number | null = 0; offset !== null;) {
    const piece: { data: string; next: number | null } = await bridge.call('exchange.download', {
      download_id: packed.download_id,
      offset,
    });
    pieces.push(Uint8Array.from(atob(piece.data), (character) => character.charCodeAt(0)));
    offset = piece.next;
  }
  saveFile(`${stem}.parley`, new Blob(pieces, { type: 'application/zip' }));
  if (packed.left_out.length > 0)
    showNotice(
      `${plural(packed.left_out.length, 'secret')} left out: ${packed.left_out.slice(0, 3).join(', ')}${packed.left_out.length > 3 ? ' …' : ''}. Whoever opens the bundle fills them in.`,
    );
}
