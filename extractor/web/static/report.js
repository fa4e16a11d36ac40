"use strict";
// The page of a report: a finding's operands at their places, a figure's relations, pages as pictures, keys.
(() => {
  const report = document.querySelector("[data-report]");
  const number = report.dataset.report;
  const text = report.querySelector("#text");
  const panel = report.querySelector("[data-panel]");
  const original = report.querySelector("[data-original]");
  const live = report.querySelector("[data-live]");
  const search = report.querySelector("[data-search]");
  const help = document.getElementById("keys");
  // What is far from the window has only a guessed height until it is near, so the place is taken twice.
  const bring = (at, block = "center") => {
    at.scrollIntoView({ block });
    requestAnimationFrame(() => requestAnimationFrame(() => at.scrollIntoView({ block })));
  };

  const fetched = async (address) => {
    const response = await fetch(address, { headers: { "X-Fragment": "1" } });
    return response.text();
  };
  const fill = (holder, html) => {
    const made = document.createElement("template");
    made.innerHTML = html; // made by the server, which escapes
    holder.replaceChildren(made.content);
  };
  const say = (words) => { live.textContent = words; };

  // figures of a finding or relation
  const dim = () => text.querySelectorAll(".lit, .lit-first").forEach((each) => each.classList.remove("lit", "lit-first"));
  const light = (ids, first) => {
    dim();
    const found = ids.map((id) => document.getElementById(`g${id}`)).filter(Boolean);
    found.forEach((each) => each.classList.add("lit"));
    const at = document.getElementById(`g${first}`) || found[0];
    if (at) { at.classList.add("lit", "lit-first"); bring(at); }
    return at;
  };
  const quoted = (card) => { // a finding without figures is shown where its words stand
    const bare = (words) => words.replace(/\s/g, "");
    const words = bare(card.querySelector("blockquote")?.textContent || "").slice(0, 30);
    if (!words) { dim(); return; }
    const at = [...text.children].find((part) => bare(part.textContent).includes(words));
    dim();
    if (at) { at.classList.add("lit"); bring(at); }
  };

  // the original
  let shown = "";
  const turn = async (address) => {
    if (!original || address === shown) return;
    shown = address;
    const html = await fetched(address).catch(() => "");
    if (shown === address) fill(original, html);
  };
  const picture = (page, ids) => { if (page) turn(`/reports/${number}/pages/${page}?figures=${ids.join(",")}`); };

  // findings
  const cards = () => [...report.querySelectorAll("[data-finding]:not([hidden])")];
  const links = (card) => [...card.querySelectorAll("[data-figure]")];
  const mark = (card) => {
    report.querySelectorAll(".finding.current").forEach((each) => each.classList.toggle("current", each === card));
    card.classList.add("current");
  };
  const choose = (card, moves = true) => {
    mark(card);
    if (moves) { bring(card, "nearest"); card.focus({ preventScroll: true }); }
    panel.hidden = true;
    const operands = links(card);
    const ids = [...new Set(operands.map((each) => each.dataset.figure))];
    if (ids.length) light(ids, ids[0]); else quoted(card);
    picture(operands.find((each) => each.dataset.page)?.dataset.page, ids);
  };
  const move = (step) => {
    const all = cards();
    const at = all.findIndex((card) => card.classList.contains("current"));
    const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
    if (next) choose(next);
  };

  // a figure
  const relations = async (figure) => {
    report.querySelectorAll(".finding.current").forEach((each) => each.classList.remove("current"));
    const html = await fetched(figure.href).catch(() => '<p class="notice">没有连上服务器，请再试一次。</p>');
    fill(panel, html);
    const close = document.createElement("button");
    close.type = "button"; close.className = "quiet close"; close.textContent = "关闭";
    close.addEventListener("click", () => { panel.hidden = true; figure.focus(); });
    panel.prepend(close);
    panel.hidden = false;
    const own = figure.id.slice(1);
    const others = links(panel);
    const ids = [...new Set([own, ...others.map((each) => each.dataset.figure)])];
    light(ids, own);
    picture(others.find((each) => each.dataset.figure === own && each.dataset.page)?.dataset.page, ids);
    panel.querySelector("h2")?.focus();
  };

  report.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a");
    if (link?.matches(".g[href]")) { event.preventDefault(); relations(link); return; }
    if (link?.dataset.figure) {
      event.preventDefault();
      const around = link.closest(".worked, [data-finding], [data-panel]");
      const ids = links(around).map((each) => each.dataset.figure);
      const card = link.closest("[data-finding]");
      if (card && !card.classList.contains("current")) choose(card, false);
      light(ids, link.dataset.figure)?.focus({ preventScroll: true });
      picture(link.dataset.page, ids);
      return;
    }
    if (link && "turn" in link.dataset) { event.preventDefault(); turn(link.href); return; }
    const card = event.target.closest("[data-finding]");
    if (card && !event.target.closest("a, button, input, select, summary, label")) {
      if (String(getSelection())) return; // words are being copied
      choose(card, false);
    }
  });
  // Nothing moves here: a button that is being pressed must stay under the pointer.
  report.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-finding]");
    if (card && event.target.closest("form")) mark(card);
  });

  // a decision: the arithmetic stays, the change is said
  report.addEventListener("decided", (event) => {
    const worked = event.detail.querySelector("[data-worked]");
    const form = event.target.querySelector(".decide, .undo, .chain");
    if (worked && !event.target.querySelector("[data-worked]")) {
      const list = event.target.querySelector("dl");
      list.querySelectorAll("[data-operands]").forEach((row) => row.remove());
      list.after(worked);
    }
    if (form) say(`${event.target.querySelector(".state").textContent}：${event.target.querySelector(".message").textContent}`);
  });

  // search
  const flat = (words) => words.toLowerCase().replace(/\s/g, "");
  const matching = () => {
    const words = flat(search.elements.text.value);
    return [words, [...text.querySelectorAll(":scope > *")].filter((part) => words && flat(part.textContent).includes(words))];
  };
  let found = -1;
  const filter = () => {
    found = -1;
    const [words, parts] = matching();
    report.querySelectorAll("[data-finding]").forEach((card) => { card.hidden = !!words && !flat(card.textContent).includes(words); });
    say(words ? `问题 ${cards().length} 处，正文 ${parts.length} 段有“${search.elements.text.value}”，按回车到下一段` : "");
  };
  search.elements.text.addEventListener("input", filter);
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    const [, parts] = matching();
    if (!parts.length) return;
    found = (found + 1) % parts.length;
    dim();
    parts[found].classList.add("lit");
    bring(parts[found]);
    say(`正文第 ${found + 1} / ${parts.length} 段`);
  });

  // keys
  const current = (selector) => report.querySelector(`.finding.current ${selector}`);
  const press = (selector) => current(selector)?.click();
  const ask = () => (help.open ? help.close() : help.showModal());
  const keys = {
    j: () => move(1), n: () => move(1), k: () => move(-1), p: () => move(-1),
    c: () => press('button[value="confirmed"]'), w: () => press('button[value="pending"]'),
    d: () => current('input[name="reason"]')?.focus(), u: () => press(".undo button"),
    "/": () => search.elements.text.focus(), "?": ask,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const field = event.target.closest?.("input, select, textarea");
    if (field) {
      if (event.key === "Escape") field.blur();
      return;
    }
    if (event.key === "Escape") { panel.hidden = true; dim(); return; }
    if (help.open && event.key !== "?") return;
    if (Object.hasOwn(keys, event.key)) { event.preventDefault(); keys[event.key](); }
  });
  const button = report.querySelector("[data-help]");
  button.hidden = false;
  button.addEventListener("click", ask);

  // the past of the unit
  const place = report.querySelector("[data-past-place]");
  const past = async (address) => {
    const html = await fetched(address).catch(() => "");
    if (!html) return;
    fill(place, html);
    const form = place.querySelector("[data-past]");
    if (!form) return;
    form.querySelector("button").hidden = true;
    form.elements.series.addEventListener("change", async () => {
      await past(`${form.action}?${new URLSearchParams(new FormData(form))}`);
      place.querySelector("select")?.focus();
    });
  };
  const link = report.querySelector("[data-past-link]");
  link.addEventListener("click", (event) => { event.preventDefault(); bring(place); });
  const seen = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) { seen.disconnect(); past(link.href); }
  }, { rootMargin: "600px" });
  seen.observe(place);

  const aimed = () => {
    const card = location.hash.startsWith("#f") && document.getElementById(location.hash.slice(1));
    if (card && card.matches("[data-finding]")) {
      if (card.hidden) { search.reset(); filter(); }
      choose(card);
    }
    const figure = location.hash.startsWith("#g") && document.getElementById(location.hash.slice(1));
    if (figure) light([figure.id.slice(1)]);
  };
  addEventListener("hashchange", aimed);
  if (original) picture(original.dataset.original, []);
  if (document.readyState === "complete") aimed(); else addEventListener("load", () => setTimeout(aimed)); // after the browser's own scrolling
})();
