// A rule's page for a terminal: the marks of Markdown that a person does not need taken away, headings set off.

/** `hasStyles` is true for a terminal, false for a pipe or a file. */
export function pageForTerminal(page: string, hasStyles: boolean): string {
  const lines: string[] = [];
  let isCode = false;
  for (const line of page.split("\n")) {
    if (line.startsWith("```")) isCode = !isCode;
    else if (isCode) lines.push(`    ${line}`.trimEnd());
    else if (!line.startsWith("<!--")) lines.push(plain(line, hasStyles));
  }
  return `${lines
    .join("\n")
    .replaceAll(/\n{3,}/gu, "\n\n")
    .trim()}\n`;
}

function plain(line: string, hasStyles: boolean): string {
  const heading = /^#+ (.*)$/u.exec(line)?.[1];
  if (heading !== undefined) return hasStyles ? `\u001b[1m${heading}\u001b[0m` : heading;
  return line.replaceAll("**", "").replaceAll("`", "");
}
