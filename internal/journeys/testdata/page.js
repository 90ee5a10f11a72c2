// What the tests ask of a page. Every function takes JSON and gives JSON; those that a
// visitor needs promise nothing, so that they work where scripts are off.
(() => {
  const tidy = (text) => (text || "").replace(/\s+/g, " ").trim();
  const shown = (el) => el.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && el.getClientRects().length > 0;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // A short selector that leads to the element, for people who read a failure.
  const where = (el) => {
    const parts = [];
    for (let at = el; at && at !== document.documentElement && parts.length < 4; at = at.parentElement) {
      const name = at.localName + (at.classList.length ? "." + [...at.classList].join(".") : "");
      if (at.id) { parts.unshift(`${at.localName}#${at.id}`); break; }
      parts.unshift(name);
    }
    return parts.join(" > ") + (tidy(el.textContent) ? ` "${tidy(el.textContent).slice(0, 40)}"` : "");
  };

  // All texts that somebody may call the element by.
  const names = (el) => [
    el.getAttribute("aria-label"), el.innerText, el.textContent, el.matches("input[type=submit], input[type=button]") ? el.value : "", el.title,
    ...all("img[alt]", el).map((img) => img.alt),
    ...(el.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.getElementById(id)?.textContent),
    ...[...(el.labels || [])].flatMap((label) => [label.textContent, label.innerText]),
  ].map(tidy).filter(Boolean);

  const kinds = {
    link: "a[href]",
    button: "button, input[type=submit], input[type=button], [role=button]",
    summary: "summary",
    field: "input:not([type=hidden], [type=radio], [type=checkbox], [type=submit], [type=button]), textarea, select",
    choice: "input[type=radio], input[type=checkbox]",
    file: "input[type=file]",
  };

  // The smallest part of the page with a text: a card, a row, a section, a group.
  const part = (words) => {
    if (!words) return [document];
    const parts = all("li, tr, article, section, aside, fieldset, form, details, dialog, nav, header, footer, .field, .card")
      .filter((el) => shown(el) && tidy(el.textContent).includes(words));
    return parts.filter((el) => !parts.some((other) => other !== el && el.contains(other)));
  };

  // The one element of a kind that has the name: called exactly so, or else beginning so.
  const find = (kind, words, within) => {
    // From the smallest part outwards, until one has what is looked for.
    for (let places = part(within); places.length; places = places.map((p) => p.parentElement).filter(Boolean)) {
      const found = [...new Set(places.flatMap((p) => all(kinds[kind], p)))].filter((el) => !el.disabled && shown(el));
      for (const fits of [(name) => name === words, (name) => name.startsWith(words)]) {
        let fitting = found.filter((el) => names(el).some(fits));
        const main = fitting.filter((el) => el.closest("main"));
        if (main.length) fitting = main;
        if (new Set(fitting.map((el) => el.href || el)).size > 1) {
          return { problem: `${fitting.length} of these are called "${words}": ${fitting.map(where).join("; ")}` };
        }
        if (fitting.length) return { el: fitting[0] };
      }
    }
    const others = [...new Set(all(kinds[kind]).filter(shown).map((el) => names(el)[0]))];
    return { problem: `no ${kind} is called "${words}"${within ? ` at "${within}"` : ""}; there are: ${others.join(" | ")}` };
  };

  // Where to click, after what is found has been scrolled to; and what a click does.
  const spot = (el) => {
    el.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const box = [...el.getClientRects()].find((r) => r.width > 0 && r.height > 0);
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const top = document.elementFromPoint(x, y);
    if (!top || !(el.contains(top) || top.contains(el) && top.matches("a, button, label, summary"))) {
      return { problem: `${where(el)} is covered by ${top ? where(top) : "nothing that can be seen"}` };
    }
    const leads = el.matches("a[href]") && !el.hasAttribute("download") || Boolean(el.form) && el.type === "submit";
    return { x, y, leads, href: el.href || "", type: el.type || "" };
  };

  const interactive = "a[href], button:not(:disabled), input:not([type=hidden], :disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex]:not([tabindex^='-'])";
  // Of radio buttons of one name the keyboard stops at one.
  const stops = () => {
    const groups = new Set();
    return all(interactive).filter((el) => {
      if (!shown(el) || el.tabIndex < 0 || el.closest("[inert]")) return false;
      if (el.type !== "radio") return true;
      const group = `${el.form?.action} ${el.name}`;
      return !groups.has(group) && groups.add(group);
    });
  };
  const look = (el) => {
    const s = getComputedStyle(el);
    const outline = s.outlineStyle === "none" ? "" : s.outlineStyle + s.outlineWidth + s.outlineColor;
    return [outline, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecorationThickness].join();
  };

  return {
    text: () => tidy(document.body.innerText),
    heading: () => all("h1").map((h) => tidy(h.innerText)).join(" | "),
    path: () => location.pathname + location.search,

    spot: (kind, words, within) => {
      const { el, problem } = find(kind, words, within);
      return problem ? { problem } : spot(el);
    },

    // Makes a field ready to be typed into: what it holds is marked, and so replaced.
    enter: (words, within) => {
      const { el, problem } = find("field", words, within);
      if (problem) return { problem };
      el.scrollIntoView({ block: "center", behavior: "instant" });
      el.focus();
      el.select?.();
      return { type: el.type };
    },
    // For fields that open a chooser of their own when one types.
    put: (words, value, within) => {
      const { el, problem } = find("field", words, within);
      if (problem) return { problem };
      if (el.matches("select")) {
        const option = [...el.options].find((o) => tidy(o.textContent) === value) || [...el.options].find((o) => tidy(o.textContent).startsWith(value));
        if (!option) return { problem: `${where(el)} has no option "${value}"; there are: ${[...el.options].map((o) => tidy(o.textContent)).join(" | ")}` };
        value = option.value;
      }
      el.focus();
      el.value = value;
      el.dispatchEvent(new Event("input", { bubbles: true }));
      el.dispatchEvent(new Event("change", { bubbles: true }));
      return { type: el.type };
    },
    value: (words, within) => {
      const { el, problem } = find("field", words, within);
      return problem ? { problem } : { value: el.matches("select") ? tidy(el.selectedOptions[0]?.textContent) : el.value };
    },
    // The forms that change something on the page of a path, with what they would send.
    forms: async (path) => {
      const page = new DOMParser().parseFromString(await (await fetch(path, { headers: { Accept: "text/html" } })).text(), "text/html");
      return [...page.querySelectorAll("form[method=post]")].map((form) => ({
        action: form.getAttribute("action") || path,
        files: form.enctype === "multipart/form-data",
        fields: [...form.elements].filter((el) => el.name && !(el.matches("[type=radio], [type=checkbox]") && !el.checked) && el.type !== "file").map((el) => ({
          name: el.name, type: el.matches("button") ? "submit" : el.type, value: el.value,
        })),
      }));
    },

    // The names of what is of a kind and called by a name that begins with the words.
    called: (kind, words) => all(kinds[kind]).filter(shown).flatMap((el) => names(el).filter((n) => n.startsWith(words + " ")).slice(0, 1)),

    // A place for files is told to the browser by a mark.
    markFile: (words, within) => {
      const { el, problem } = find("file", words, within);
      if (problem) return { problem };
      el.setAttribute("data-visitor-file", "");
      return {};
    },

    // What is wider than the page, when it scrolls sideways.
    wide: (width) => {
      if (document.scrollingElement.scrollWidth <= width) return [];
      const scrolls = (el) => el && el !== document.documentElement && (getComputedStyle(el).overflowX !== "visible" && el !== document.body || scrolls(el.parentElement));
      const wide = all("body *").filter((el) => el.getBoundingClientRect().right > width + 0.5 && !scrolls(el.parentElement));
      return [`the page is ${document.scrollingElement.scrollWidth} px wide`, ...wide.slice(0, 5).map((el) => `${where(el)} ends at ${Math.round(el.getBoundingClientRect().right)} px`)];
    },

    // How the page is built: its elements with what looks and roles depend on, but not how
    // often and in which order they come, and no words.
    build: () => {
      const build = (el) => {
        const names = [...el.attributes].filter((a) => !/^(id|href|src|srcset|value|name|content|for|action|datetime|width|height|d|points|x|y|aria-(labelledby|describedby|controls))$/.test(a.name))
          .map((a) => (/^(class|type|role|lang|tabindex)$|^aria-(current|hidden|expanded|invalid)$/.test(a.name) ? `${a.name}=${a.value}` : `${a.name}${a.value ? "" : "=empty"}`));
        const inner = [...new Set([...el.children].map(build))].sort().join("");
        const text = [...el.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
        return `<${el.localName} ${names.sort().join(" ")}>${text ? "text" : ""}${inner}</>`;
      };
      return build(document.documentElement);
    },

    // What people may read: the text, but no code, and words in attributes.
    words: () => {
      const texts = [document.title, document.querySelector("meta[name=description]")?.content];
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (node) => (node.parentElement.closest("code, pre, script, style") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
      while (walk.nextNode()) texts.push(walk.currentNode.data);
      all("body *").forEach((el) => texts.push(...["aria-label", "title", "alt", "placeholder"].map((name) => el.getAttribute(name)), ...Object.values(el.dataset || {})));
      return texts.filter(Boolean).map(tidy).join("\n");
    },

    // What the fields of the main part are called, and the first of those to search by.
    labels: () => all(kinds.field, document.querySelector("main")).filter(shown).map((el) => names(el)[0]),
    searchField: () => names(all("main form[method=get] input[type=search], main form:not([method]) input[type=search], [role=search] input").find(shown) || document.createElement("p"))[0] || "",

    frame: () => ({ lang: document.documentElement.lang, headings: all("h1").map((h) => tidy(h.textContent)), title: document.title, height: document.documentElement.scrollHeight }),

    // The keyboard: what it shall stop at, and what is focused now.
    stops: () => {
      // The next Tab goes on from where the focus was last, also when that is gone.
      const start = document.body.insertBefore(document.createElement("span"), document.body.firstChild);
      start.tabIndex = -1;
      start.focus();
      start.remove();
      scrollTo(0, 0);
      window.visitorLast = null;
      window.visitorStops = stops().map((el) => ({ el, before: look(el), reached: false }));
      return window.visitorStops.length;
    },
    focused: () => {
      const el = document.activeElement;
      if (!el || el === document.body) return { outside: true };
      const stop = window.visitorStops.find((s) => s.el === el || el.type === "radio" && s.el.name === el.name && s.el.form === el.form);
      // A field for dates has several stops of its own.
      const same = el === window.visitorLast;
      const again = Boolean(stop?.reached) && !same;
      window.visitorLast = el;
      if (same) return { where: where(el), problems: [] };
      if (stop) stop.reached = true;
      const box = el.getBoundingClientRect();
      const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      // What is hidden in part may do; what is hidden at all of these places may not.
      const within = (at, least, most) => Math.min(Math.max(at, least), most);
      const over = [0.1, 0.5, 0.9].flatMap((part) => [0.1, 0.5, 0.9].map((down) => document.elementFromPoint(
        within(box.left + box.width * part, 1, innerWidth - 1), within(box.top + box.height * down, 1, innerHeight - 1))));
      const own = (top) => !top || el.contains(top) || top.contains(el) || el.labels && [...el.labels].some((l) => l.contains(top));
      const problems = [];
      if (!stop) problems.push("stops at what nobody can use");
      if (stop && stop.before === look(el)) problems.push("does not show that it has focus");
      if (!inside) problems.push("has focus out of sight");
      else if (!over.some(own)) problems.push(`has focus behind ${where(over[4])}`);
      return { where: where(el), again, problems };
    },
    focusedName: () => {
      const el = document.activeElement;
      return !el || el === document.body ? { outside: true } : { where: names(el).join(" ") };
    },
    unreached: () => window.visitorStops.filter((s) => !s.reached && s.el.isConnected && shown(s.el)).map((s) => where(s.el)),

    // The links of a page of ours, which is not shown.
    links: async (path) => {
      const leave = new AbortController();
      const answer = await fetch(path, { headers: { Accept: "text/html" }, signal: leave.signal });
      const page = (answer.headers.get("Content-Type") || "").startsWith("text/html");
      const at = new URL(answer.url);
      const result = { status: answer.status, page, path: at.pathname + at.search, links: [] };
      if (!page) {
        leave.abort();
        return result;
      }
      // A style would be refused by the policy of the page that reads it here.
      const text = (await answer.text()).replace(/<style[^]*?<\/style>/gi, "");
      const parsed = new DOMParser().parseFromString(text, "text/html");
      for (const a of all("a[href]", parsed)) {
        const url = new URL(a.getAttribute("href"), answer.url);
        if (url.origin === location.origin) result.links.push(url.pathname + url.search);
      }
      return result;
    },

    axe: async (options) => {
      const { violations } = await axe.run(document, options);
      return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${v.help}. ${tidy(n.failureSummary)}`));
    },
  };
})()
