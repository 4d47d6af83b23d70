// A text area with faults underlined in it, and a list of them that leads to their places.

/** Where in a text a place lies; lines and columns count from 1, columns in characters. */
function offset(lines, line, column) {
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const characters = Array.from(lines[line - 1] ?? '');
  return before + characters.slice(0, column - 1).join('').length;
}

export class Editor {
  constructor(name, list) {
    this.area = document.getElementById(name);
    this.marks = document.getElementById(`${name}-marks`);
    this.heading = document.getElementById(`${name}-state`);
    this.list = document.getElementById(list);
    this.area.addEventListener('scroll', () => this.#follow());
  }

  get text() {
    return this.area.value;
  }

  set text(text) {
    this.area.value = text;
    this.area.scrollTop = 0;
    this.#mark([]);
  }

  #follow() {
    this.marks.style.transform = `translate(${-this.area.scrollLeft}px, ${-this.area.scrollTop}px)`;
  }

  /**
   * Shows faults: `{ severity, words, help, place }`, the place with `line`, `column`, `end_line` and `end_column`, where it is
   * in this text.
   */
  show(faults, heading) {
    this.heading.textContent = heading;
    this.area.setAttribute('aria-invalid', String(faults.some((fault) => fault.severity === 'error')));
    const lines = this.text.split('\n');
    const placed = faults.map((fault) => {
      if (!fault.place) return { fault };
      const { line, column, end_line: endLine, end_column: endColumn } = fault.place;
      const from = offset(lines, line, column);
      const to = endLine === undefined ? from + 1 : Math.max(offset(lines, endLine, endColumn), from + 1);
      return { fault, from, to: Math.min(to, Math.max(this.text.length, from)) };
    });
    this.#mark(placed.filter((one) => one.from !== undefined));
    this.list.replaceChildren(...placed.map((one) => this.#entry(one)));
  }

  #mark(placed) {
    const text = this.text;
    const pieces = [];
    let done = 0;
    for (const { fault, from, to } of placed.sort((left, right) => left.from - right.from)) {
      if (from < done) continue;
      const mark = document.createElement('mark');
      mark.className = fault.severity;
      mark.textContent = text.slice(from, to);
      pieces.push(text.slice(done, from), mark);
      done = to;
    }
    this.marks.replaceChildren(...pieces, text.slice(done));
    this.#follow();
  }

  #entry({ fault, from, to }) {
    const placeless = from === undefined;
    const what = document.createElement(placeless ? 'div' : 'button');
    what.className = placeless ? `placeless ${fault.severity}` : fault.severity;
    const where = fault.place ? `line ${fault.place.line}, column ${fault.place.column}: ` : fault.where ? `${fault.where}: ` : '';
    what.append(`${fault.severity}: ${where}${fault.words}`);
    if (fault.help) {
      const help = document.createElement('span');
      help.className = 'help';
      help.textContent = fault.help;
      what.append(help);
    }
    if (!placeless) {
      what.type = 'button';
      what.addEventListener('click', () => this.go(from, to));
    }
    const entry = document.createElement('li');
    entry.append(what);
    return entry;
  }

  /** Goes to a place and selects it. */
  go(from, to) {
    this.area.focus();
    this.area.setSelectionRange(from, to);
    const before = this.text.slice(0, from).split('\n');
    const height = Number.parseFloat(getComputedStyle(this.area).lineHeight);
    this.area.scrollTop = Math.max(0, (before.length - 4) * height);
    this.area.scrollLeft = before.at(-1).length > 60 ? this.area.scrollWidth : 0;
  }
}
