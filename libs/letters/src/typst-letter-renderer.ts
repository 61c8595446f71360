import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { LetterError } from './letter-error.js';
import { CREDITORS_SHOWN, letterFaults, type LetterInput } from './letter-input.js';
import type { LetterRenderer } from './letter-renderer.js';

/**
 * Typst memoizes every letter for ever. Cleared this often a process with 400 letters behind it has 125 MB, every hundred 217;
 * the time a letter takes is the same.
 */
const LETTERS_PER_EVICTION = 20;

/**
 * Noto Sans for Latin, Greek and Cyrillic, Amiri for Arabic: text in Noto's Arabic cannot be read back from the PDF,
 * so a screen reader would not speak it. Only these files are loaded, so a letter looks the same on every machine.
 */
const FONT_FILES = [
  '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
  '@expo-google-fonts/amiri/400Regular/Amiri_400Regular.ttf',
  '@expo-google-fonts/amiri/700Bold/Amiri_700Bold.ttf',
] as const;

/** Made once: each formatter holds some 100 kB outside the heap, which the garbage collector does not see. */
const dutchDate = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'long', timeZone: 'UTC' });

/**
 * Renders letters with Typst inside this process: some 5 ms of the event loop a letter.
 * Templates are read from `libs/letters/templates` under the package root, from source and from `dist` alike.
 */
export class TypstLetterRenderer implements LetterRenderer {
  private readonly templates = join(packageRoot(__dirname), 'libs', 'letters', 'templates');
  private readonly compiler = NodeCompiler.create({
    workspace: this.templates,
    fontArgs: [{ fontBlobs: FONT_FILES.map((file) => readFileSync(require.resolve(file))) }],
  });
  private lettersSinceEviction = 0;

  /** See {@link LetterRenderer.renderLetter}. */
  async renderLetter(input: LetterInput): Promise<Uint8Array> {
    // Typst gives a letter's memory back in a turn of the event loop: many letters in one turn grew by 65 kB each,
    // like this it stays flat. It also lets a worker renew its locks between letters.
    await setImmediate();
    return this.render(input);
  }

  private render(input: LetterInput): Uint8Array {
    const faults = letterFaults(input);
    if (faults.length > 0) throw new LetterError('input-invalid', faults);
    this.lettersSinceEviction += 1;
    if (this.lettersSinceEviction >= LETTERS_PER_EVICTION) {
      this.compiler.evictCache(0);
      this.lettersSinceEviction = 0;
    }
    try {
      return this.compiler.pdf(
        {
          mainFilePath: join(this.templates, `${input.template}.${input.language}.typ`),
          inputs: { letter: templateData(input) },
        },
        // Typst then refuses a letter without title, language or reading order, and a sign that no font has.
        { pdfStandard: 'ua-1' },
      );
    } catch (error) {
      throw new LetterError(isMissingSign(error) ? 'sign-missing' : 'template-failed');
    }
  }
}

/** The input as the template reads it. Nothing of it ever becomes Typst code: it travels as one JSON text. */
function templateData(input: LetterInput): string {
  const [year, month, day] = input.date.split('-').map(Number);
  const data = {
    reference: input.reference,
    date: { year, month, day },
    dateText: dutchDate.format(new Date(`${input.date}T00:00:00Z`)),
    recipient: input.recipient,
    creditors: input.creditors,
    creditorsShown: CREDITORS_SHOWN,
    sender: input.sender,
  };
  // Letters with a separate accent become one character, so that they are found again in the PDF's text.
  return JSON.stringify(data).normalize('NFC');
}

/** The binding reports diagnostics as text only: in `code` for what Typst refuses, in `message` for the rest. */
function isMissingSign(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const report = ['message' in error ? error.message : '', 'code' in error ? error.code : ''].join(' ');
  return report.includes('could not be displayed with font');
}

/** Nearest folder upwards that holds package.json: the same one from `libs/letters/src` and `dist/libs/letters/src`. */
function packageRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from)
    throw new Error('No package.json above the letters library: its templates cannot be found.');
  return packageRoot(parent);
}
