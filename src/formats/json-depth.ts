/** How deep a JSON text is nested, before it is parsed: a parser may run out of stack. */
export const isDeeperThan = (text: string, levels: number): boolean => {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (isText) {
      if (char === 0x5c) at += 1;
      else if (char === 0x22) isText = false;
    } else if (char === 0x22) isText = true;
    else if (char === 0x7b || char === 0x5b) depth += 1;
    else if (char === 0x7d || char === 0x5d) depth -= 1;
    if (depth > levels) return true;
  }
  return false;
};
