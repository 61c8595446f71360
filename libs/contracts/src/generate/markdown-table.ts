/** A Markdown table with columns padded as the formatter of this project does. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = (text: string): number => [...text].length;
  const widths = head.map((title, column) =>
    Math.max(3, width(title), ...rows.map((row) => width(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell + ' '.repeat((widths[column] ?? 3) - width(cell))).join(' | ')} |`;
  return [line(head), line(widths.map((one) => '-'.repeat(one))), ...rows.map(line)].join('\n');
}
