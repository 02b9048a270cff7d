/** `Order status!` → `order-status`. */
export function fileStemOf(name: string): string {
  const stem = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return stem === '' ? 'agent' : stem;
}

/** A browser may still read the address for a while after the click. */
const keepAddressMs = 60_000;

/** Hands the file to the browser as a download. */
export function saveFile(fileName: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = window.document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, keepAddressMs);
}
