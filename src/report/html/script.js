"use strict";
// What a page does beyond being read: pictures show the numbers of a place that is pointed at, long
// tables can be searched and sorted, the theme can be switched, commands can be copied. All that it
// shows stands in the page; it asks for nothing and remembers nothing.
(() => {
  const root = document.documentElement;

  /** An element of a class, with a text. */
  const made = (tag, name, text) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const button = (name, text) => {
    const element = made("button", name, text);
    element.type = "button";
    return element;
  };

  // The theme.

  const isDark = () =>
    (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

  const theme = () => {
    const toggle = button("theme");
    const say = () => { toggle.textContent = isDark() ? "Light page" : "Dark page"; };
    toggle.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      say();
    });
    say();
    document.body.append(toggle);
  };

  // Pictures.

  /** The titles of a table's columns, on one line each. */
  const titles = (table) =>
    [...table.tHead.rows[0].cells].map((cell) => cell.innerHTML.includes("<br>")
      ? [...cell.childNodes].map((node) => node.textContent).filter(Boolean).join(" ")
      : cell.textContent);

  /** A box with the row of a place: its names above, its numbers below. */
  const fill = (tip, heads, row) => {
    const cells = [...row.cells];
    const names = cells.filter((cell) => cell.tagName === "TH");
    tip.replaceChildren(made("strong", "", names.map((cell) => cell.textContent).filter(Boolean).join(", ")));
    cells.forEach((cell, column) => {
      if (cell.tagName === "TH") return;
      const line = made("div");
      line.append(made("span", "", heads[column]), made("span", "", cell.textContent));
      tip.append(line);
    });
  };

  const picture = (figure) => {
    const canvas = figure.querySelector(".canvas");
    const svg = figure.querySelector("svg.chart");
    const table = figure.querySelector(".numbers table");
    if (!canvas || !svg || !table) return;
    const places = svg.dataset.places.split(" ").filter(Boolean).map(Number);
    const rows = [...table.tBodies[0].rows];
    // A table of other rows has nothing to say about the places.
    if (places.length === 0 || places.length !== rows.length) return;
    const heads = titles(table);
    const [left, top, right, bottom] = svg.dataset.corners.split(" ").map(Number);
    const lying = "lying" in svg.dataset;
    const tip = made("div", "tip");
    tip.setAttribute("role", "status");
    tip.hidden = true;
    figure.append(tip);
    const guide = document.createElementNS("http://www.w3.org/2000/svg", "path");
    guide.setAttribute("class", "guide");
    let shown = -1;

    const hide = () => {
      shown = -1;
      tip.hidden = true;
      guide.remove();
    };

    /** Beside the guide, where there is more room. */
    const stand = (place) => {
      const box = svg.getBoundingClientRect();
      const frame = figure.getBoundingClientRect();
      const scale = box.width / svg.viewBox.baseVal.width;
      const x = box.left - frame.left + scale * (lying ? 0.5 * (left + right) : place);
      const y = box.top - frame.top + scale * (lying ? place : top);
      const room = frame.width - tip.offsetWidth;
      const beside = x + 14 <= room ? x + 14 : x - 14 - tip.offsetWidth;
      tip.style.transform = `translate(${Math.max(0, Math.min(room, beside))}px, ${y + 8}px)`;
    };

    const show = (number) => {
      const place = places[number];
      guide.setAttribute("d", lying ? `M${left} ${place}H${right}` : `M${place} ${top}V${bottom}`);
      if (!guide.isConnected) svg.append(guide);
      if (number !== shown) fill(tip, heads, rows[number]);
      shown = number;
      tip.hidden = false;
      stand(place);
    };

    const nearest = (at) =>
      places.reduce((best, place, number) =>
        Math.abs(place - at) < Math.abs(places[best] - at) ? number : best, 0);

    const point = (event) => {
      const box = svg.getBoundingClientRect();
      const scale = svg.viewBox.baseVal.width / box.width;
      const x = (event.clientX - box.left) * scale;
      const y = (event.clientY - box.top) * scale;
      const isInside = lying ? y >= top && y <= bottom : x >= left - 4 && x <= right + 4;
      if (isInside) show(nearest(lying ? y : x));
      else hide();
    };

    const steps = lying
      ? { ArrowDown: 1, ArrowUp: -1 }
      : { ArrowRight: 1, ArrowLeft: -1 };
    const press = (event) => {
      const last = places.length - 1;
      if (event.key === "Escape") return hide();
      let next;
      if (event.key in steps) next = shown < 0 ? 0 : shown + steps[event.key];
      else if (event.key === "Home") next = 0;
      else if (event.key === "End") next = last;
      else return undefined;
      event.preventDefault();
      return show(Math.max(0, Math.min(last, next)));
    };

    canvas.tabIndex = 0;
    canvas.setAttribute("role", "group");
    canvas.setAttribute("aria-label", "Picture. Arrow keys show its numbers, Escape hides them.");
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    svg.addEventListener("pointerleave", hide);
    canvas.addEventListener("keydown", press);
    canvas.addEventListener("blur", hide);
    canvas.addEventListener("scroll", hide);
  };

  // Long tables.

  /** What a cell is sorted by: its first number, or its text. */
  const key = (cell) => {
    const text = cell.textContent.trim();
    const number = cell.classList.contains("number")
      ? /^[-−]?[\d\u202f]*\.?\d+/.exec(text)?.[0].replace("−", "-").replaceAll("\u202f", "")
      : undefined;
    return { text, number: number === undefined ? undefined : Number(number) };
  };

  /** Numbers by size, the rest after them by its letters. */
  const order = (a, b) => {
    if (a.number !== undefined && b.number !== undefined) return a.number - b.number;
    if (a.number !== undefined) return -1;
    if (b.number !== undefined) return 1;
    return a.text.localeCompare(b.text, "en", { numeric: true });
  };

  const sortable = (table) => {
    const body = table.tBodies[0];
    const written = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const control = button("");
      control.append(...head.childNodes);
      head.append(control);
      control.addEventListener("click", () => {
        const before = head.getAttribute("aria-sort");
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        if (before === "descending") return body.append(...written);
        const direction = before === "ascending" ? -1 : 1;
        head.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
        const keyed = written.map((row) => [row, key(row.cells[column])]);
        keyed.sort(([, a], [, b]) => direction * order(a, b));
        return body.append(...keyed.map(([row]) => row));
      });
    });
  };

  const searchable = (box, table) => {
    const rows = [...table.tBodies[0].rows];
    const line = made("div", "find");
    const label = made("label", "", "Find ");
    const field = made("input");
    field.type = "search";
    label.append(field);
    const count = made("span");
    count.setAttribute("role", "status");
    line.append(label, count);
    box.before(line);
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let left = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) left += 1;
      }
      count.textContent = words.length ? `${left} of ${rows.length} rows` : "";
    });
  };

  const longTable = (box) => {
    const table = box.querySelector("table");
    if (!table) return;
    searchable(box, table);
    sortable(table);
    // Whoever has no pointer scrolls it by keys.
    box.tabIndex = 0;
  };

  // Commands.

  const copyable = (block) => {
    const code = block.querySelector("code");
    const control = button("copy", "Copy");
    control.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        control.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code);
        control.textContent = "Selected";
      }
    });
    block.append(control);
  };

  theme();
  document.querySelectorAll("figure.picture").forEach(picture);
  document.querySelectorAll(".scroll.long").forEach(longTable);
  document.querySelectorAll("pre.code").forEach(copyable);
})();
