import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** What a test wants to know of a PDF: not how it looks but what it says and promises. */
export interface PdfContent {
  readonly pages: number;
  /** All text in reading order, every run of white space as one space. */
  readonly text: string;
  /** Each piece of text with the place of its baseline on its page, in millimetres from the left and the top. */
  readonly pieces: readonly { readonly text: string; readonly leftMm: number; readonly topMm: number }[];
  readonly title: string;
  readonly language: string;
  /** Document-level metadata as XML; a PDF/UA-1 file declares itself here (`pdfuaid:part`). */
  readonly metadata: string;
  readonly createdAt: string;
}

const MM_PER_POINT = 25.4 / 72;

/** Reads a PDF as a resident's screen reader would get it. */
export async function readPdf(pdf: Uint8Array): Promise<PdfContent> {
  // pdf.js takes the buffer away from its owner, so it gets a copy.
  const task = getDocument({ data: Uint8Array.from(pdf), verbosity: 0 });
  const document = await task.promise;
  try {
    const pieces: { text: string; leftMm: number; topMm: number }[] = [];
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const height = page.getViewport({ scale: 1 }).height;
      const content = await page.getTextContent();
      for (const item of content.items) {
        if (!('str' in item)) continue;
        const [left, bottom] = [Number(item.transform[4]), Number(item.transform[5])];
        pieces.push({
          text: item.hasEOL ? `${item.str}\n` : item.str,
          leftMm: left * MM_PER_POINT,
          topMm: (height - bottom) * MM_PER_POINT,
        });
      }
    }
    const { info, metadata } = await document.getMetadata();
    const facts = new Map<string, unknown>(Object.entries(info));
    return {
      pages: document.numPages,
      text: pieces
        .map((piece) => piece.text)
        .join('')
        .replaceAll('\u200b', '')
        .replaceAll(/\s+/gu, ' '),
      pieces,
      title: String(facts.get('Title')),
      language: String(facts.get('Language')),
      metadata: metadata === null ? '' : String(metadata.getRaw()),
      createdAt: String(facts.get('CreationDate')),
    };
  } finally {
    await task.destroy();
  }
}
