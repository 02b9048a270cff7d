/** An agent as a file that Parley and Dograh open. */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';

/** `Order status!` → `order-status.json`. */
export function fileNameOf(name: string): string {
  const stem = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return `${stem === '' ? 'agent' : stem}.json`;
}

/** Hands the document to the browser as a download. */
export function exportDocument(name: string, document: WorkflowDocument): void {
  const text = `${JSON.stringify({ ...document, name }, null, 2)}\n`;
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = window.document.createElement('a');
  link.href = address;
  link.download = fileNameOf(name);
  link.click();
  URL.revokeObjectURL(address);
}
