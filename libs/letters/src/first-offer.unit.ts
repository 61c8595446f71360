import { readPdf } from '#testing';
import { LetterError, TypstLetterRenderer, letterFaults, type LetterInput } from './index.js';

const letter: LetterInput = {
  template: 'first-offer',
  language: 'nl',
  reference: 'K7QM-2XHD-P4',
  date: '2026-11-03',
  recipient: { name: 'J. van der Berg', addressLines: ['Spuiboulevard 12-2', '3311 GR  DORDRECHT'] },
  creditors: ['Woonstichting De Merwe'],
  sender: {
    name: 'Gemeente Dordrecht',
    addressLines: ['Postbus 8', '3300 AA Dordrecht'],
    contactName: 'Samira de Boer',
    contactPhone: '078 – 770 00 00',
    openingHours: 'maandag tot en met vrijdag van 9.00 tot 17.00 uur',
    privacyPage: 'www.dordrecht.example/privacy',
  },
};
const renderer = new TypstLetterRenderer();
const render = async (change: Partial<LetterInput> = {}) =>
  readPdf(await renderer.renderLetter({ ...letter, ...change }));

describe('what the letter says', () => {
  it('offers help before it speaks of arrears, and asks one thing in its first paragraph', async () => {
    const { text } = await render();
    const offer = text.indexOf('Wij bieden u gratis hulp aan');
    const request = text.indexOf('Bel mij');
    const arrears = text.indexOf('achterstand');
    expect(text.indexOf('Beste J. van der Berg,')).toBeGreaterThan(0);
    expect(offer).toBeGreaterThan(text.indexOf('Beste J. van der Berg,'));
    expect(request).toBeGreaterThan(offer);
    expect(arrears).toBeGreaterThan(request);
  });

  it.each([
    ['a person’s name and a direct number', 'Bel Samira de Boer: 078 – 770 00 00'],
    ['opening hours', 'Ik ben bereikbaar: maandag tot en met vrijdag van 9.00 tot 17.00 uur.'],
    ['free and voluntary', 'Mijn hulp is gratis en vrijwillig.'],
    ['that one is not alone', 'U bent niet de enige: veel mensen hebben weleens geldzorgen.'],
    ['where the data come from', 'Wij hoorden van Woonstichting De Merwe dat u daar een achterstand hebt.'],
    ['the law that allows it', 'Wet gemeentelijke schuldhulpverlening'],
    ['what the creditor hears', 'Wij vertellen of wij u hebben bereikt en of u hulp wilt.'],
    ['the right of access', 'U mag zien welke gegevens wij van u hebben.'],
    ['the right of objection', 'U mag ook bezwaar maken.'],
    ['the privacy page', 'Op www.dordrecht.example/privacy leest u meer.'],
    ['how long data are kept', 'hoe lang wij uw gegevens bewaren'],
    ['the data protection officer', 'functionaris gegevensbescherming'],
    ['the right to complain', 'U mag een klacht indienen bij de Autoriteit Persoonsgegevens.'],
    ['the reference', 'K7QM-2XHD-P4'],
    ['its date in Dutch', '3 november 2026'],
    ['the sender', 'Gemeente Dordrecht Postbus 8 3300 AA Dordrecht'],
  ])('says %s', async (_what, words) => {
    expect((await render()).text).toContain(words);
  });

  it('claims nothing that the figures do not bear out: who responds is no majority', async () => {
    expect((await render()).text).not.toMatch(/meeste mensen|bijna iedereen|reage/iu);
  });

  it('prints a web address that can be copied, however long its words', async () => {
    const privacyPage = 'www.samenwerkende-gemeenten-drechtsteden.example/privacy';
    const { text } = await render({ sender: { ...letter.sender, privacyPage } });
    expect(text).toContain(`Op ${privacyPage} leest u meer.`);
    expect(text).not.toMatch(/\p{Cf}/u);
  });

  it('never looks like a bill: no amount, no sign of money, no account', async () => {
    expect((await render()).text).not.toMatch(/€|\beuro|\bbedrag|IBAN|factuur|betaal/iu);
  });

  it('is written at B1: sentences of 15 words at most on average, none over 20', async () => {
    const { text } = await render();
    const body = text.slice(text.indexOf('Wij bieden'), text.indexOf('Ik hoor graag'));
    const sentences = body
      .replace('Bel Samira de Boer: 078 – 770 00 00', '') // The one line that is no sentence.
      .split(/[.?!](?=\s|$)/u)
      .map((sentence) => sentence.trim().split(/\s+/u).length)
      .filter((words) => words > 1);
    expect(sentences.length).toBeGreaterThan(15);
    expect(Math.max(...sentences)).toBeLessThanOrEqual(20);
    expect(sentences.reduce((sum, words) => sum + words, 0) / sentences.length).toBeLessThanOrEqual(15);
  });

  it('names up to five organisations, and only says that there are others when there are', async () => {
    const names = ['Alfa Wonen', 'Beta Energie', 'Gamma Zorg', 'Delta Water', 'Epsilon Kabel', 'Zeta Bank'];
    expect((await render({ creditors: names.slice(0, 2) })).text).toContain(
      'van Alfa Wonen en Beta Energie dat u',
    );
    const five = (await render({ creditors: names.slice(0, 5) })).text;
    expect(five).toContain('Alfa Wonen, Beta Energie, Gamma Zorg, Delta Water en Epsilon Kabel dat u');
    const six = (await render({ creditors: names })).text;
    expect(six).toContain('Delta Water, Epsilon Kabel en andere organisaties dat u');
    expect(six).not.toContain('Zeta Bank');
  });

  it('walls-inside-an-address: a letter after another one holds nothing of that other one', async () => {
    await render({ recipient: { ...letter.recipient, name: 'P. Visser' }, creditors: ['Alfa Wonen'] });
    const { text } = await render();
    expect(text).not.toContain('Visser');
    expect(text).not.toContain('Alfa Wonen');
    expect(text).toContain('Woonstichting De Merwe');
  });
});

describe('how the letter is made', () => {
  it('is one page of PDF/UA-1 with a title without personal data, and a language', async () => {
    const pdf = await render();
    expect(pdf.pages).toBe(1);
    expect(pdf.title).toBe('Brief van Gemeente Dordrecht: wij willen u graag helpen');
    expect(pdf.language).toBe('nl-NL');
    expect(pdf.metadata).toMatch(/pdfuaid:part>1</u);
  });

  it('gives the same bytes for the same letter, dated as the letter', async () => {
    const first = await renderer.renderLetter(letter);
    const second = await new TypstLetterRenderer().renderLetter(letter);
    expect(Buffer.compare(first, second)).toBe(0);
    expect((await readPdf(first)).createdAt).toMatch(/^D:20261103/u);
  });

  it('shows nothing but the address in the window of the envelope', async () => {
    const { pieces } = await render({ creditors: Array.from({ length: 9 }, () => 'Woonstichting De Merwe') });
    const window = pieces.filter(
      (piece) => piece.leftMm >= 20 && piece.leftMm < 110 && piece.topMm >= 45 && piece.topMm <= 85,
    );
    expect(window.map((piece) => piece.text.trim()).filter((text) => text !== '')).toEqual([
      'J. van der Berg',
      'Spuiboulevard 12-2',
      '3311 GR DORDRECHT',
    ]);
  });

  it.each([
    ['code of Typst', '#panic("x") $x$ *b* _i_ `r` @l <l> \\ // = [#v(9cm)]'],
    ['quotes and JSON', `"x": {'a'} \\n \\u0041 \\"`],
    ['diacritics', 'Zoë Çelik-Nuñez d’Áñçæ Łódź Øst ĳ Đặng'],
    ['separate accents', 'Zoe\u0308 Ce\u0301line'],
    ['Cyrillic and Greek', 'Иван Ελένη'],
  ])('shows %s as it is written', async (_what, name) => {
    const { text, pages } = await render({ recipient: { ...letter.recipient, name } });
    expect(pages).toBe(1);
    expect(text).toContain(`Beste ${name.normalize('NFC')},`);
  });

  it('shows a name from right to left without turning the words around it', async () => {
    const { text, pages } = await render({
      recipient: { ...letter.recipient, name: 'محمد عبد الله' },
      creditors: ['شركة', 'Beta Energie'],
    });
    expect(pages).toBe(1);
    expect(text).toContain('Beste ');
    expect(text).toContain('محمد');
    expect(text).toMatch(/Wij hoorden van .* en Beta Energie dat u bij hen/u);
  });

  it.each(['W', 'n', 'm a '])('is one page at the longest input of “%s”', async (fill) => {
    const long = (length: number) => fill.repeat(length).slice(0, length - 1) + 'x';
    const input: LetterInput = {
      ...letter,
      reference: 'WWWWWWWWWWWWWWWWWWWW',
      recipient: { name: long(200), addressLines: [long(120), long(120), long(120)] },
      creditors: Array.from({ length: 100 }, () => long(100)),
      sender: {
        name: long(80),
        addressLines: [long(80), long(80), long(80), long(80)],
        contactName: long(80),
        contactPhone: long(30),
        openingHours: long(160),
        privacyPage: long(120),
      },
    };
    expect(letterFaults(input)).toEqual([]);
    const pdf = await readPdf(await renderer.renderLetter(input));
    expect(pdf.pages).toBe(1);
    expect(Math.max(...pdf.pieces.map((piece) => piece.topMm))).toBeLessThan(285);
    const compact = (text: string) => text.replaceAll(/\s/gu, '');
    expect(compact(pdf.text)).toContain(compact(`Beste ${long(200)},`));
    expect(pdf.text).toContain('hoe u onze functionaris gegevensbescherming bereikt.');
  });
});

describe('what is refused', () => {
  it('names every fault, by place and code, without a value', async () => {
    const bad: LetterInput = {
      ...letter,
      reference: 'geheim',
      date: '2026-02-30',
      recipient: { name: 'Vis\u202eser', addressLines: [] },
      creditors: ['', 'x'.repeat(101)],
      sender: { ...letter.sender, contactName: ' ', contactPhone: '0\u0000' },
    };
    const error = await renderer.renderLetter(bad).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LetterError);
    expect(error).toMatchObject({
      code: 'input-invalid',
      faults: [
        { pointer: '/reference', code: 'not-a-reference' },
        { pointer: '/date', code: 'not-a-day' },
        { pointer: '/recipient/name', code: 'unprintable' },
        { pointer: '/recipient/addressLines', code: 'empty' },
        { pointer: '/creditors/0', code: 'empty' },
        { pointer: '/creditors/1', code: 'too-long' },
        { pointer: '/sender/contactName', code: 'empty' },
        { pointer: '/sender/contactPhone', code: 'unprintable' },
      ],
    });
    expect(String(error)).not.toMatch(/Vis|geheim/u);
  });

  it('refuses a name that the fonts cannot show, and does not tell the name', async () => {
    const error: unknown = await render({ recipient: { ...letter.recipient, name: '李小龙' } }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: 'LetterError', code: 'sign-missing' });
    expect(error).not.toHaveProperty('cause');
    expect(String(error)).not.toContain('李');
    expect((await render()).pages).toBe(1);
  });
});
