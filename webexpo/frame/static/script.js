// What pages get on top when scripts run. Everything works without it, and no text
// that people read stands here: words come in data attributes, with {count}, {max}
// and {time} filled in.
//
//   data-limit="500"         on .limit: counts the characters of the field it describes
//   data-autosubmit          on a GET form: a changed choice shows the new page at once
//   data-suggest="/x?q="     on an input: suggestions, a JSON list of {text, href?}
//   data-autosave="/x"       on a POST form: what is typed is posted to /x after a while,
//                            with Accept: application/json. The answer {version} goes into
//                            the field of that name; 401 and 403 mean that the session is
//                            gone, 409 and 412 that another has changed the same thing
//   data-autosave-status     where the form tells how it goes; words in data-saving,
//                            data-saved, data-failed, data-session, data-conflict
//   data-refresh="/x"        with an ID: takes its new self from /x every data-every ms,
//                            until the new one has no data-refresh
//   data-compare="4"         on a form of checkboxes: no more than 4; [data-count] with the
//                            words in data-words="{count} of {max}" shows how many
//   data-unguarded           on a POST form: leaving it changed needs no confirmation
//   data-print               on a hidden button: shown, and prints the page
"use strict";
(() => {
  const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
  const fill = (words, values) => (words || "").replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const after = (ms, act) => {
    let timer;
    return (...given) => {
      clearTimeout(timer);
      timer = setTimeout(act, ms, ...given);
    };
  };

  // Characters are counted as the server does: by code point.
  const count = (limit) => {
    const max = Number(limit.dataset.limit);
    const field = limit.id && document.querySelector(`[aria-describedby~="${CSS.escape(limit.id)}"]`);
    if (!max || !field) return;
    const shown = document.createElement("span");
    shown.className = "count";
    shown.setAttribute("aria-hidden", "true");
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.setAttribute("aria-live", "polite");
    limit.after(spoken);
    limit.append(" ", shown);
    const speak = after(1200, (text) => { spoken.textContent = text; });
    const show = () => {
      const n = [...field.value].length;
      shown.textContent = `${n} / ${max}`;
      limit.classList.toggle("over", n > max);
      return shown.textContent;
    };
    show();
    field.addEventListener("input", () => speak(show()));
  };

  // A form of filters: a changed choice fetches the page and takes over its main part.
  const address = (form) => {
    const url = new URL(form.action, location.href);
    url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    return url;
  };
  const turn = async (url) => {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.querySelector("main");
    if (!answer.ok || answer.redirected || !main) throw new Error(answer.status);
    const focus = document.activeElement?.id;
    const scrolled = [...document.querySelectorAll("main .options")].map((list) => [list.parentNode.id, list.scrollTop]);
    document.querySelector("main").replaceWith(main);
    document.title = page.title;
    each(".languages", (nav) => nav.replaceWith(page.querySelector(".languages")));
    scrolled.forEach(([id, top]) => {
      const list = id && document.getElementById(id)?.querySelector(".options");
      if (list) list.scrollTop = top;
    });
    (focus && document.getElementById(focus) || main).focus({ preventScroll: true });
    history.pushState(null, "", url);
    shown = here();
    enhance(main);
  };
  let turning = 0;
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || !("autosubmit" in form.dataset) || !event.target.matches("select, [type=checkbox], [type=radio]")) return;
    const mine = ++turning;
    setTimeout(() => {
      if (mine === turning) turn(address(form)).catch(() => form.requestSubmit());
    }, 250);
  });
  // Going back to a page that was taken over. A leap within the page is none: it would
  // lose what has been typed.
  const here = () => location.pathname + location.search;
  let shown = here();
  addEventListener("popstate", () => {
    if (here() !== shown) location.reload();
  });

  // Suggestions: a combobox whose list is made of what the server proposes.
  let lists = 0;
  const suggest = (input) => {
    const list = document.createElement("ul");
    list.id = `suggestions-${++lists}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0]?.textContent || input.getAttribute("aria-label") || input.name);
    input.after(list);
    input.autocomplete = "off";
    const say = (name, value) => input.setAttribute(name, value);
    say("role", "combobox");
    say("aria-autocomplete", "list");
    say("aria-controls", list.id);
    say("aria-expanded", "false");
    let chosen = -1;
    let under = new AbortController();
    const close = () => {
      under.abort();
      list.hidden = true;
      chosen = -1;
      say("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (n) => {
      chosen = n;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === n)));
      if (n < 0) return input.removeAttribute("aria-activedescendant");
      say("aria-activedescendant", list.children[n].id);
      return list.children[n].scrollIntoView({ block: "nearest" });
    };
    const take = (option) => {
      if (option.dataset.href) return location.assign(option.dataset.href);
      input.value = option.textContent;
      close();
      return input.form?.requestSubmit();
    };
    const show = (found) => {
      list.replaceChildren(...found.map(({ text, href }, i) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${i}`;
        option.textContent = text;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        if (href) option.dataset.href = href;
        return option;
      }));
      chosen = -1;
      list.hidden = !found.length;
      say("aria-expanded", String(!list.hidden));
      input.removeAttribute("aria-activedescendant");
      list.style.left = `${input.offsetLeft}px`;
      list.style.top = `${input.offsetTop + input.offsetHeight}px`;
      list.style.width = `${input.offsetWidth}px`;
    };
    const ask = after(150, async () => {
      under.abort();
      const words = input.value.trim();
      if (words.length < 2 || document.activeElement !== input) return close();
      under = new AbortController();
      try {
        const answer = await fetch(input.dataset.suggest + encodeURIComponent(words), { signal: under.signal, headers: { Accept: "application/json" } });
        return answer.ok ? show(await answer.json()) : close();
      } catch { // cut off by what was typed next, or no network: no suggestions
        return undefined;
      }
    });
    input.addEventListener("input", ask);
    input.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => event.target.role === "option" && take(event.target));
    input.addEventListener("keydown", (event) => {
      const n = list.children.length;
      if (list.hidden || event.isComposing) return;
      if (event.key === "ArrowDown") mark(chosen + 1 < n ? chosen + 1 : -1);
      else if (event.key === "ArrowUp") mark(chosen < 0 ? n - 1 : chosen - 1);
      else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
  };

  // Forms that save themselves. What could not be saved stays in this tab, and comes
  // back when the form is opened again with the same version.
  const typed = (form) => [...new FormData(form)].filter(([name, value]) => name !== "csrf" && typeof value === "string");
  const put = (form, fields) => {
    const left = new Map();
    fields.forEach(([name, value]) => left.set(name, [...(left.get(name) || []), value]));
    [...form.elements].forEach((e) => {
      if (!e.name || e.name === "csrf" || /^(file|submit|button|fieldset)$/.test(e.type)) return;
      const values = left.get(e.name) || [];
      if (/^(checkbox|radio)$/.test(e.type)) e.checked = values.includes(e.value);
      else if (e.type === "select-multiple") [...e.options].forEach((o) => { o.selected = values.includes(o.value); });
      else if (values.length) e.value = values.shift();
    });
  };
  const autosave = (form) => {
    const url = form.dataset.autosave;
    const key = `autosave ${url}`;
    const status = form.querySelector("[data-autosave-status]") || document.querySelector("[data-autosave-status]");
    const tell = (what) => {
      if (!status) return;
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      status.textContent = fill(status.dataset[what], { time });
    };
    const version = form.elements.namedItem("version");
    const keep = (sent) => {
      try {
        sessionStorage.setItem(key, JSON.stringify({ sent, version: version?.value, fields: typed(form) }));
      } catch { /* no room, or forbidden: the page itself still has it */ }
    };
    let changed = false;
    let saving = false;
    let stopped = false;
    const fail = (what) => {
      changed = true;
      keep(false);
      tell(what);
    };
    const save = async (last) => {
      if (!changed || saving || stopped) return;
      changed = false;
      saving = true;
      tell("saving");
      try {
        const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
        const answer = await fetch(url, { method: "POST", body, keepalive: last === true, headers: { Accept: "application/json" } });
        if (answer.status === 409 || answer.status === 412) {
          stopped = true;
          fail("conflict");
        } else if (answer.status === 401 || answer.status === 403 || answer.redirected) {
          stopped = true;
          fail("session");
        } else if (!answer.ok) {
          fail("failed");
        } else {
          const { version: now } = await answer.json().catch(() => ({}));
          if (version && now !== undefined) version.value = now;
          if (!changed) sessionStorage.removeItem(key);
          tell("saved");
        }
      } catch {
        fail("failed");
      }
      saving = false;
      if (changed && !stopped) soon();
    };
    const soon = after(3000, save);
    const change = () => {
      changed = true;
      if (stopped) keep(false);
      soon();
    };
    form.addEventListener("input", change);
    form.addEventListener("change", change);
    form.addEventListener("submit", () => {
      keep(true);
      stopped = true;
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save(true));
    const kept = JSON.parse(sessionStorage.getItem(key) || "null");
    sessionStorage.removeItem(key);
    const same = kept && kept.version === version?.value;
    if (kept && !document.getElementById("fel") && (same || !kept.sent)) {
      put(form, kept.fields);
      change();
    }
  };

  // Pieces that change by themselves, such as progress.
  const refresh = (part, failures = 0) => {
    setTimeout(async () => {
      if (!part.isConnected) return;
      if (document.hidden) return refresh(part, failures);
      try {
        const answer = await fetch(part.dataset.refresh, { headers: { Accept: "text/html" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const now = answer.ok && !answer.redirected && page.getElementById(part.id);
        if (!now) throw new Error(answer.status);
        if (now.isEqualNode(part)) return refresh(part);
        const focus = part.contains(document.activeElement) && document.activeElement.id;
        part.replaceWith(now);
        if (focus) document.getElementById(focus)?.focus();
        return enhance(now.parentNode);
      } catch {
        return failures < 5 && refresh(part, failures + 1);
      }
    }, Math.max(500, Number(part.dataset.every) || 2000));
  };

  const compare = (form) => {
    const max = Number(form.dataset.compare);
    const boxes = [...form.elements].filter((e) => e.type === "checkbox");
    const show = () => {
      const n = boxes.filter((b) => b.checked).length;
      boxes.forEach((b) => { b.disabled = !b.checked && n >= max; });
      each("[data-count]", (e) => { e.textContent = fill(e.dataset.words || "{count}", { count: n, max }); }, form);
    };
    boxes.forEach((b) => b.addEventListener("change", show));
    show();
  };

  // Changed forms are not left by mistake.
  const dirty = new Set();
  document.addEventListener("input", ({ target: { form } }) => {
    if (form?.method === "post" && form.querySelector(".field") && !("autosave" in form.dataset) &&
      !("unguarded" in form.dataset) && !form.querySelector("[type=password]")) dirty.add(form);
  });
  document.addEventListener("submit", () => dirty.clear());
  addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
  });

  const done = new WeakSet();
  const enhance = (root) => {
    const begin = (selector, act) => each(selector, (e) => {
      if (done.has(e)) return;
      done.add(e);
      act(e);
    }, root);
    begin(".limit[data-limit]", count);
    begin("input[data-suggest]", suggest);
    begin("form[data-autosave]", autosave);
    begin("[data-refresh][id]", (part) => refresh(part));
    begin("form[data-compare]", compare);
    begin("[data-print]", (button) => {
      button.hidden = false;
      button.addEventListener("click", () => print());
    });
    // Who has no mouse must be able to scroll.
    begin(".scroll, .filters .options", (box) => {
      if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
    });
  };
  enhance(document);
  const wrong = document.getElementById("fel");
  if (wrong && !wrong.closest("[data-sample]")) wrong.focus();
})();
