import type { Picture } from './picture.ts';

/** Twice the size of the canvas, so that small words can be read in print. */
const scale = 2;
/** Chromium draws no canvas with a side beyond 16,384 or an area beyond 268 million pixels. */
const longestSidePx = 16_000;
const largestAreaPx = 200_000_000;

/** The picture as PNG, smaller where a canvas could not hold it. */
export async function pngOf({ svg, widthPx, heightPx }: Picture): Promise<Blob> {
  const factor = Math.min(
    scale,
    longestSidePx / Math.max(widthPx, heightPx),
    Math.sqrt(largestAreaPx / (widthPx * heightPx)),
  );
  const image = new Image(widthPx, heightPx);
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    image.src = address;
    await image.decode();
    const canvas = window.document.createElement('canvas');
    canvas.width = Math.round(widthPx * factor);
    canvas.height = Math.round(heightPx * factor);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('The browser gave no canvas to draw on.');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob) resolve(blob);
        else reject(new Error('The browser could not make a PNG of this size. Save an SVG instead.'));
      }, 'image/png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
