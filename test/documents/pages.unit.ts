import { ageGroups, channels, contactKinds, crisisKinds, taskStates, verdicts } from '#domain';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const root = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const pages = ['README.md', ...filesUnder('docs').filter((file) => file.endsWith('.md'))].sort();

/** The anchor that a heading gets on the pages of a repository. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** What leads nowhere among the links of a page to other files and headings. */
function brokenLinks(page: string): readonly string[] {
  const targets = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = '', anchor] = target.split('#', 2);
    const file = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(root, file))) return true;
    return anchor !== undefined && !anchorsOf(file).includes(anchor);
  });
}

/** The words of a union type as its source lists them: types leave nothing behind at run time. */
function wordsOfType(file: string, name: string): readonly string[] {
  const [, body = ''] = new RegExp(`export type ${name} =([^;]+);`).exec(read(file)) ?? [];
  return [...body.matchAll(/'([^']+)'/g)].map(([, word = '']) => word);
}

describe('the documents', () => {
  it.each(pages)('%s has no link that leads nowhere', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('a broken link would be seen', () => {
    expect(anchorsOf('docs/architecture.md')).toContain('decision-8-in-a-comment');
    expect(anchorOf('What is derived, and “what is fact”')).toBe('what-is-derived-and-what-is-fact');
  });

  it('docs/architecture.md names files that exist', () => {
    const sources = [...filesUnder('apps'), ...filesUnder('libs')];
    const known = new Set(sources.map((file) => basename(file)));
    const named = [...read('docs/architecture.md').matchAll(/`([\w/.-]+\.ts)`/g)].map(
      ([, file = '']) => file,
    );
    expect(named.length).toBeGreaterThan(20);
    const missing = named.filter((file) =>
      file.includes('/') ? !existsSync(join(root, file)) : !known.has(file),
    );
    expect(missing).toEqual([]);
  });

  it('README.md names every target of the Makefile, and no other', () => {
    const targets = [...read('Makefile').matchAll(/^([a-z-]+):.*## /gm)].map(([, name = '']) => name);
    const listed = /`make help` says what the rest do: ([^.]*)\./.exec(read('README.md'))?.[1] ?? '';
    const named = [
      'demo',
      'test',
      'help',
      ...[...listed.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name),
    ];
    expect(named.sort()).toEqual(targets.sort());
  });

  it('docs/decisions/README.md lists every decision', () => {
    const decisions = filesUnder('docs/decisions').map((file) => basename(file));
    const listed = [...read('docs/decisions/README.md').matchAll(/\((\d{4}-[a-z0-9-]+\.md)\)/g)];
    expect(listed.map(([, file]) => file)).toEqual(decisions.filter((file) => file !== 'README.md').sort());
  });
});

describe('the words of the code', () => {
  it('every hold stands on the page of the case-person', () => {
    const page = read('docs/state-machines/case-person.md');
    const holds = wordsOfType('libs/domain/src/plan.ts', 'Hold');
    expect(holds.length).toBeGreaterThan(5);
    expect(holds.filter((hold) => !page.includes(`| \`${hold}\``))).toEqual([]);
  });

  it('every rule stands on the page of the rules', () => {
    const page = read('docs/decisions/0003-rules-of-a-signal.md');
    const rules = wordsOfType('libs/domain/src/judge-signal.ts', 'Rule');
    expect(rules.length).toBeGreaterThan(10);
    expect(rules.filter((rule) => !page.includes(`\`${rule}\``))).toEqual([]);
  });

  it('every verdict, task state and other listed word stands in the glossary or on the page of its states', () => {
    const glossary = read('docs/glossary.md');
    const words = [...verdicts, ...channels, ...crisisKinds.filter((kind) => kind !== 'none')];
    expect(words.filter((word) => !glossary.includes(`\`${word}\``))).toEqual([]);
    expect(glossary).toContain(`one of ${contactKinds.length} kinds`);
    expect(ageGroups).toHaveLength(4);
    const life = read('docs/state-machines/outreach-task.md');
    expect(taskStates.filter((state) => !life.includes(state))).toEqual([]);
  });
});
